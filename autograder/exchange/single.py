"""One notebook graded as a class is, in a course folder of its own that goes away.

Neither the course's gradebook nor its folders are read or written: only the source of the assignment and the
configuration are.
"""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import nbformat
import sqlalchemy as sa
from nbgrader.api import Gradebook
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import capture_log

from autograder.authoring import build
from autograder.batch import run
from autograder.batch.events import Event, Summary, failing_line
from autograder.coursedir.folder import configuration, directories
from autograder.coursedir.secret import secret_of
from autograder.exchange.results import Exercise, Mistake, Result
from autograder.faults import CourseError, Fault
from autograder.messages import _
from autograder.notebook.named import errors, mistakes

STUDENT = "student"
LARGEST = 100 << 20  # bytes of a file that is copied at all; c.Grading.notebook_size refuses much smaller ones

# Whatever the course says of its folders: these are in the temporary course, and nowhere else.
_PLACES = """
c.CourseDirectory.root = {root!r}
c.CourseDirectory.db_url = "sqlite:///" + {root!r} + "/gradebook.db"
c.CourseDirectory.directory_structure = "{{nbgrader_step}}/{{student_id}}/{{assignment_id}}"
c.CourseDirectory.source_directory = "source"
c.CourseDirectory.release_directory = "release"
c.CourseDirectory.submitted_directory = "submitted"
c.CourseDirectory.autograded_directory = "autograded"
"""


def grade(
    course: Path,
    file: Path,
    assignment: str,
    *,
    secret: Path | None = None,
    sandbox: bool = True,
    on_event: Callable[[Event], None] | None = None,
) -> Result:
    """Grade the notebook `file` by the `assignment` of `course`.

    `secret`: a file whose text decides the data that tests draw, together with the notebook; without it each run draws
    other data. Raises CourseError where the assignment or a file cannot be read.
    """
    text = _read(file, LARGEST)
    drawn_from = _read(secret, 1 << 16).decode("utf-8", "replace").strip() if secret else ""
    if secret and not drawn_from:
        raise CourseError([Fault(secret, None, _("it is empty"), _("write some random text into it"))])
    with tempfile.TemporaryDirectory(prefix="autograder-one-") as folder:
        root = Path(folder).resolve() / "course"
        notebooks = _make_course(course, root, assignment, drawn_from)
        name = file.stem if file.stem in notebooks or len(notebooks) > 1 else notebooks[0]
        submitted = root / "submitted" / STUDENT / assignment
        submitted.mkdir(parents=True)
        (submitted / f"{name}.ipynb").write_bytes(text)
        summary = run.grade(root, [assignment], jobs=1, sandbox=sandbox, on_event=on_event)
        return _result(assignment, summary, root / "autograded" / STUDENT / assignment)


def _read(path: Path, largest: int) -> bytes:
    try:
        if path.stat().st_size > largest:
            raise CourseError([Fault(path, None, _("it is too large"), _("give a smaller file, without outputs"))])
        return path.read_bytes()
    except OSError as error:
        problem = _("it cannot be read: {error}", error=error.strerror or error)
        raise CourseError([Fault(path, None, problem, _("mend the name"))]) from error


def _make_course(course: Path, root: Path, assignment: str, secret: str) -> list[str]:
    """Lay out a course with this one assignment, and a gradebook that knows it; the names of its notebooks."""
    there = directories(course)
    source = Path(there.format_path(there.source_directory, ".", assignment))
    if assignment in ("", "..") or Path(assignment).name != assignment or not source.is_dir():
        problem = _("the course has no source of {name}", name=assignment)
        raise CourseError([Fault(source, None, problem, _("mend the name, or give the course with --course"))])
    shutil.copytree(source, root / "source" / assignment, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    own = course / "nbgrader_config.py"
    text = own.read_text(encoding="utf-8") if own.is_file() else "c = get_config()\n"
    (root / "nbgrader_config.py").write_text(text + _PLACES.format(root=str(root)), encoding="utf-8")
    gradebook = f"sqlite:///{root / 'gradebook.db'}"
    if (root / "source" / assignment / f"{assignment}.py").is_file():
        for made in (root / "source" / assignment).glob("*.ipynb"):
            made.unlink()
        build.write(root, build.make(root, [assignment]))
    else:
        config = configuration(root)
        made_by = CourseDirectory(config=config, assignment_id=assignment)
        result = capture_log(GenerateAssignment(coursedir=made_by, config=config))
        if not result["success"]:
            said = next(iter(result["error"].strip().splitlines()[-1:]), "")
            problem = _("nbgrader generate_assignment refuses this ({reason})", reason=said)
            raise CourseError([Fault(source, None, problem, _("mend the cell that it names"))])
    engine = sa.create_engine(gradebook)
    secret_of(engine, secret)
    engine.dispose()
    with Gradebook(gradebook) as opened:
        return [str(notebook.name) for notebook in opened.find_assignment(assignment).notebooks]


def _result(assignment: str, summary: Summary, folder: Path) -> Result:
    points = summary.max_scores[assignment]
    total = sum(points.values())
    (event,) = summary.events
    if event.kind != "graded":
        return Result(assignment, False, None, total, reason=event.reason)
    remarks = [*event.remarks, *(failing_line(*failing) for failing in summary.failing)]
    (scores,) = summary.scores[assignment]
    cells = {
        (path.stem, cell.metadata.get("nbgrader", {}).get("grade_id")): cell
        for path in sorted(folder.glob("*.ipynb"))
        for cell in nbformat.read(path, as_version=4).cells
    }
    exercises = []
    for (notebook, name), most in points.items():
        score, cell = scores.exercises[notebook, name], cells.get((notebook, name), {})
        told = score is not None and score < most
        exercises.append(
            Exercise(
                name if len({book for book, _name in points}) == 1 else f"{notebook}/{name}",
                score,
                most,
                "\n".join(errors(cell)) if told else "",
                [Mistake(key, sentence) for key, sentence in mistakes(cell)] if told else [],
            )
        )
    waiting = sum(exercise.score is None for exercise in exercises)
    return Result(assignment, True, scores.score, total, waiting, exercises, remarks)
