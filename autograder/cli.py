"""The command line: what each command takes, says and exits with. The work is done elsewhere.

Exit codes: 0 all is well; 1 the input has faults, each told in one line on stderr; 2 the command was not
understood; 3 something could not be graded or needs somebody's eye, each such submission told in one line on stderr.
"""

import platform
from pathlib import Path
from typing import Annotated, Literal

import typer

from autograder.console import audit, lms, mark, mistakes, report, similar, single
from autograder.console.command import (
    Command,
    Course,
    CourseToo,
    Group,
    Jobs,
    NoSandbox,
    Scheduler,
    SchedulerTLS,
    Steps,
    Version,
    faults_told,
    other_system,
    walls_or_refuse,
)
from autograder.faults import CourseError
from autograder.messages import _

# What takes seconds to import (nbgrader, the engine) is imported by the command that needs it.


app = typer.Typer(
    cls=Group,
    epilog=_(
        "A course folder holds source/, release/ and submitted/. COURSE_LANG=en or COURSE_LANG=fr chooses the language."
    ),
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback(
    cls=Group,
    invoke_without_command=True,
    help=_("Build the course's notebooks, grade a class, and see that the walls around student code stand."),
)
def _without_command(
    context: typer.Context,
    version: Version = False,
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command(
    cls=Command,
    help=_("Make the notebooks: check each source/STEP/STEP.py, write release/STEP/ and tell the gradebook."),
)
def build(
    steps: Steps = None,
    check: Annotated[
        bool, typer.Option("--check", help=_("Write nothing; fail where a release is not what its source gives."))
    ] = False,
    lang: Annotated[
        Literal["en", "fr"] | None, typer.Option("--lang", help=_("Make an edition in one language, in --output."))
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", metavar="DIR", file_okay=False, help=_("Where an edition goes."))
    ] = None,
    course: Course = Path(),
) -> None:
    if (lang is None) != (output is None) or (lang and check):
        raise typer.BadParameter(_("an edition takes both --lang and --output, and no --check"))
    from autograder.authoring import build as building

    with faults_told():
        made = building.make(course, steps or ())
        if check:
            found = building.stale(course, made, whole=not steps)
            if found:
                raise CourseError(found)
            typer.echo(_("The releases are what their sources give: {count}.", count=len(made)))
        elif lang and output:
            building.write_edition(output, made, lang)
            typer.echo(_("The {lang} edition is in {folder}.", lang=lang, folder=output))
        else:
            building.write(course, made, lambda name: typer.echo(_("written: {folder}", folder=f"release/{name}")))


@app.command(cls=Command, help=_("Make a student's kit: notebooks, what they import, a README; no solution."))
def kit(
    steps: Steps = None,
    lang: Annotated[
        Literal["en", "fr", "both"], typer.Option("--lang", help=_("The language of the notebooks and the README."))
    ] = "both",
    output: Annotated[
        Path, typer.Option("--output", metavar="DIR", help=_("Where the kit goes: a folder, or a file.zip."))
    ] = Path("kit"),
    url: Annotated[
        str | None,
        typer.Option("--url", metavar="URL", help=_("Its repository on GitHub, for badges of Colab and Binder.")),
    ] = None,
    course: Course = Path(),
) -> None:
    from autograder.authoring import build as building
    from autograder.authoring import kit as kits

    with faults_told():
        published = kits.repository(url) if url else None
        kits.write(output, kits.make(course, building.make(course, steps or ()), lang, published))
        typer.echo(_("The kit is in {folder}.", folder=output))


@app.command(
    cls=Command,
    help=_("Grade what was handed in and has changed since; write the gradebook and the autograded notebooks."),
)
def grade(
    steps: Annotated[
        list[str] | None,
        typer.Argument(metavar="STEP", help=_("Steps, such as 01_numpy; all if none. Or one notebook, FILE.ipynb.")),
    ] = None,
    student: Annotated[str | None, typer.Option("--student", metavar="ID", help=_("One student alone."))] = None,
    course: Course = Path(),
    force: Annotated[bool, typer.Option("--force", help=_("Grade also what has not changed."))] = False,
    jobs: Jobs = None,
    no_sandbox: NoSandbox = False,
    scheduler: Scheduler = None,
    scheduler_tls: SchedulerTLS = None,
    assignment: single.Assignment = None,
    secret: single.Secret = None,
    json: single.Json = False,
    gradescope: single.Gradescope = False,
    github: single.GitHub = False,
) -> None:
    if assignment is not None:
        raise typer.Exit(single.grade(course, steps or [], assignment, secret, no_sandbox, json, gradescope, github))
    if secret or json or gradescope or github:
        raise typer.BadParameter(_("this is for one notebook: autograder grade FILE.ipynb --assignment STEP"))
    if any(step.endswith(".ipynb") for step in steps or ()):
        raise typer.BadParameter(_("name the step it answers: autograder grade FILE.ipynb --assignment STEP"))
    from autograder.batch import workers

    if scheduler is None:
        workers.prepare(busy=True)

    from autograder.batch import run
    from autograder.console import results
    from autograder.console.progress import Bar

    with faults_told():
        walls_or_refuse(no_sandbox)
        with Bar(_("grading")) as bar:
            summary = run.grade(
                course, steps or [], student=student, force=force, jobs=jobs, sandbox=not no_sandbox,
                scheduler=scheduler, scheduler_tls=scheduler_tls, on_event=results.showing(bar),
            )  # fmt: skip
        results.tell_run(summary)
    raise typer.Exit(summary.exit_code)


lms.add_to(app)
mark.add_to(app)
mistakes.add_to(app)
similar.add_to(app)


@app.command(
    cls=Command,
    help=_("Grade a made-up class, made out of the answer bank, in a folder of its own, and show what came out."),
)
def demo(
    students: Annotated[int, typer.Option("--students", metavar="N", min=1, help=_("How many students."))] = 40,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help=_("Another number, another class."))] = 0,
    output: Annotated[
        Path, typer.Option("--output", metavar="DIR", help=_("The demo's folder, made anew each time."))
    ] = Path("demo"),
    course: Course = Path(),
    jobs: Jobs = None,
    no_sandbox: NoSandbox = False,
) -> None:
    from autograder.batch import workers

    workers.prepare(busy=True)

    from autograder.console import results
    from autograder.console.progress import Bar
    from autograder.demo import run as demonstration

    workers.prepare()  # all is imported here
    with faults_told():
        walls_or_refuse(no_sandbox)
        with Bar(_("grading")) as run, Bar(_("feedback")) as feedback:
            shown = demonstration.run(
                course, output, students, seed, sandbox=not no_sandbox, jobs=jobs,
                on_event=results.showing(run), on_feedback=feedback.reach,
            )  # fmt: skip
        results.tell_demo(shown)
    raise typer.Exit(shown.summary.exit_code)


audit.add_to(app)


@app.command(cls=Command, help=_("Tell by their receipts which notebooks were handed in whole; 1 if one was not."))
def receipts(steps: Steps = None, course: Course = Path()) -> None:
    from autograder.console import receipts as found

    with faults_told():
        whole = found.tell(list(found.find(course, steps or ())))
    raise typer.Exit(0 if whole else 1)


@app.command(cls=Command, help=_("Write nbgrader's feedback pages of all who are graded, on all cores."))
def feedback(
    steps: Steps = None,
    student: Annotated[str | None, typer.Option("--student", metavar="ID", help=_("One student alone."))] = None,
    course: Course = Path(),
    jobs: Jobs = None,
) -> None:
    with faults_told():
        from autograder.console import results
        from autograder.console.progress import Bar
        from autograder.coursedir import feedback as pages

        pairs = pages.graded(course, steps or [], student)
        with Bar(_("feedback")) as bar:
            failed = pages.generate(course, pairs, jobs, bar.reach)
        results.tell_feedback(len(pairs), failed)
    raise typer.Exit(3 if failed else 0)


report.add_to(app)


@app.command(
    cls=Command,
    help=_("Show what the grader concludes from the instructor's notebooks: what runs where, whose each name is."),
)
def plan(steps: Steps = None, course: Course = Path()) -> None:
    from autograder.console import plan as conclusions

    with faults_told():
        conclusions.tell(course, steps or [])


@app.command(
    cls=Command, help=_("Show whether this machine can grade and, with --course, whether a course is ready for it.")
)
def doctor(
    course: CourseToo = None,
    scheduler: Scheduler = None,
    scheduler_tls: SchedulerTLS = None,
    no_sandbox: NoSandbox = False,
) -> None:
    if course is None and scheduler is not None:
        raise typer.BadParameter(_("a scheduler is looked at together with a course: --course DIR"))
    if platform.system() != "Linux":
        typer.echo(other_system(), err=True)
        raise typer.Exit(1)
    from autograder.console import doctor as examination

    code = examination.tell()
    if course is not None and (code == 0 or no_sandbox):
        code = max(code, examination.tell_course(course, scheduler, scheduler_tls, not no_sandbox))
    raise typer.Exit(code)
