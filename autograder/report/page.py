"""The page itself: what stands where, and in which words."""

import base64
import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote

import numpy as np
from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from autograder.report import figures, statistics, students, words
from autograder.report.graded_class import Assignment, GradedClass, Mistake
from course.helpers.language import LOCALE as HELPERS
from course.helpers.language import N_, in_language, languages
from course.helpers.mistakes import MISTAKES

MOST_DRAWN = 12  # mistakes in a figure and on paper; the list on the screen has them all
FORMGRADER = "http://localhost:8888/formgrader"

TITLE = N_("Report on the class")
HEADINGS = {
    "scores": N_("Scores"),
    "exercises": N_("Exercises"),
    "mistakes": N_("Mistakes"),
    "doubts": N_("Tests to look at"),
    "absent": N_("Late, missing, not graded"),
    "late": N_("late"),
    "missing": N_("nothing handed in"),
    "ungraded": N_("handed in, not graded"),
    "exercise": N_("exercise"),
    "points": N_("points"),
    "full": N_("full"),
    "none": N_("none"),
    "difficulty": N_("difficulty"),
    "discrimination": N_("discrimination"),
    "assignment": N_("assignment"),
    "submissions": N_("submissions"),
    "mean": N_("mean"),
    "median": N_("median"),
    "to_mark": N_("to mark"),
    "overview": N_("Overview"),
    "contents": N_("Contents"),
    "students": N_("Students"),
    "trend": N_("From step to step"),
    "student": N_("student"),
    "mean_of_shares": N_("mean, %"),
    "change": N_("trend"),
    "nothing_count": N_("not handed in"),
    "filter": N_("Name"),
    "only": N_("Show"),
    "sort": N_("A click on a heading sorts the table. A score leads to its feedback, a name to formgrader."),
    "waits": N_("a part waits for a person to mark it"),
    "nothing_at_all": N_("Nothing handed in at all:"),
}
SIGNS = {"missing": "–", "ungraded": "?", "waits": "…", "late": "*"}
ONLY = {
    "": N_("all students"),
    "missing": N_("those who did not hand in everything"),
    "waits": N_("those whose answers wait to be marked"),
}
UNMARKED = N_("Answers that nobody has marked yet are in no mean and in no percentage.")
MADE = N_("{date}, autograder {version}")
MORE = N_("{count} rarer mistakes are on the page on the screen.")
EXPLAINED = N_(
    "Difficulty: the share of its points that the class got (1: everybody got all of them). Discrimination: the "
    "correlation between the score in the exercise and the score in the rest of the assignment; a good test has 0.3 or "
    "more, a negative one rewards the weaker students."
)
DOUBTS = {
    "nobody": N_("{exercise}: nobody has a point. Is the task clear, and the test right?"),
    "everybody": N_("{exercise}: everybody has full marks. Does the test see anything?"),
    "negative": N_("{exercise}: students who did well elsewhere did worse here. Does the test refuse right answers?"),
}
NOTHING = {
    "doubts": N_("Nothing stands out."),
    "mistakes": N_("The tests named no mistake."),
    "absent": N_("Everybody handed in on time, and everything is graded."),
    "scores": N_("Nothing has been graded yet."),
    "class": N_("The gradebook knows no assignment."),
}
AXES = {
    "share": N_("score, % of the points"),
    "students": N_("students"),
    "difficulty": N_("share of the points, %"),
}
ALTS = {
    "trend": N_("Median score in each step: {shares}"),
    "distribution": N_("{name}: histogram of the scores, mean {mean:.0f} %"),
    "difficulty": N_("{name}: share of the points by exercise"),
    "mistakes": N_("{name}: how many students made each mistake"),
}
MEAN = N_("mean {mean:.0f} %")
MEDIAN = N_("median")
HALF = N_("half of the class")
HOURS = N_("{hours:.1f} h")
STUDENTS = N_("{count} students")


def render(
    graded: GradedClass, *, made: datetime | None = None, folder: Path = Path(), formgrader: str = FORMGRADER
) -> str:
    """The page as one HTML text that needs nothing else. What comes from students is escaped.

    made: when, by default now. folder: where the page will lie; its links to the feedback lead from there.
    """
    environment = Environment(loader=PackageLoader("autograder.report", ""), autoescape=True, trim_blocks=True)
    environment.filters["address"] = lambda text: quote(text, safe="")
    script = _file("table.js")
    moment = (made or datetime.now()).astimezone()
    return environment.get_template("page.html.j2").render(
        language=languages()[0],
        css=_file("page.css"),
        script=script,
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        title=words.plain(TITLE),
        h={name: words.short(message) for name, message in HEADINGS.items()},
        nothing={name: words.long(message) for name, message in NOTHING.items()},
        explained=words.long(EXPLAINED),
        unmarked=words.long(UNMARKED),
        made=words.short(MADE, date=moment.strftime("%Y-%m-%d %H:%M %Z"), version=version("gradient-course")),
        signs=SIGNS,
        most_drawn=MOST_DRAWN,
        only={name: words.plain(message) for name, message in ONLY.items()},
        count=words.short(STUDENTS, count=len(graded.names)),
        heading=words.short(TITLE),
        formgrader=formgrader.rstrip("/"),
        rows=students.rows(graded, folder.absolute()),
        nothing_at_all=_nothing_at_all(graded),
        trend=_trend(graded),
        assignments=[_assignment(graded, one) for one in graded.assignments],
    )


def _file(name: str) -> Markup:
    return Markup(files("autograder.report").joinpath(name).read_text(encoding="utf-8"))


def _nothing_at_all(graded: GradedClass) -> list[str]:
    begun = [set(one.missing) for one in graded.assignments if one.begun]
    return sorted(graded.names.get(student, student) for student in (set.intersection(*begun) if begun else ()))


def _assignment(graded: GradedClass, one: Assignment) -> dict[str, object]:
    """What the template shows of an assignment."""
    items = statistics.of(one)
    shares = list(one.shares.values())
    name_of: Callable[[str], str] = lambda student: graded.names.get(student) or student  # noqa: E731
    return {
        "name": one.name,
        "begun": one.begun,
        "more": words.short(MORE, count=len(one.mistakes) - MOST_DRAWN) if len(one.mistakes) > MOST_DRAWN else "",
        "points": f"{one.points:g}",
        "submissions": len(one.totals),
        "mean": f"{np.mean(shares):.0f} %" if shares else "·",
        "median": f"{np.median(shares):.0f} %" if shares else "·",
        "to_mark": one.to_mark,
        "distribution": _distribution(one, shares),
        "difficulties": _difficulties(one, items),
        "items": items,
        "doubts": [words.long(DOUBTS[item.doubt], exercise=item.exercise.name) for item in items if item.doubt],
        "drawn": _drawn(one),
        "mistakes": [
            {
                "key": mistake.key,
                "count": len(mistake.students),
                "sentences": sentences(mistake),
                "students": [(name_of(student), exercises) for student, exercises in mistake.students.items()],
            }
            for mistake in one.mistakes
        ],
        "late": [(name_of(s), words.short(HOURS, hours=by.total_seconds() / 3600)) for s, by in one.late.items()],
        "missing": [name_of(student) for student in one.missing],
        "ungraded": [name_of(student) for student in one.ungraded],
    }


def sentences(mistake: Mistake) -> Markup:
    """What the course says of the mistake, in the reader's languages; of an unknown one, what the test said."""
    if mistake.key not in MISTAKES:
        return Markup("<p>{}</p>").format(mistake.sentence)
    told = [
        (language, words.set_in_type(in_language(MISTAKES[mistake.key], language, HELPERS), language))
        for language in languages()
    ]
    return Markup("").join(Markup('<p lang="{}">{}</p>').format(*pair) for pair in told)


def _distribution(one: Assignment, shares: Sequence[float]) -> Markup:
    if not shares:
        return Markup("")
    return figures.distribution(
        shares,
        alt=words.plain(ALTS["distribution"], name=one.name, mean=float(np.mean(shares))),
        axis=words.plain(AXES["share"]),
        count=words.plain(AXES["students"]),
        mean=words.plain(MEAN, mean=float(np.mean(shares))),
    )


def _trend(graded: GradedClass) -> Markup:
    steps = [(one.name, list(one.shares.values())) for one in graded.assignments if one.shares]
    if len(steps) < 2:
        return Markup("")
    shares = ", ".join(f"{name} {np.median(shares):.0f} %" for name, shares in steps)
    texts = {"axis": AXES["share"], "median": MEDIAN, "half": HALF}
    alt = words.plain(ALTS["trend"], shares=shares)
    return figures.trend(steps, alt=alt, **{name: words.plain(text) for name, text in texts.items()})


def _difficulties(one: Assignment, items: Sequence[statistics.Item]) -> Markup:
    marked = [item for item in items if item.difficulty is not None]
    if not marked:
        return Markup("")
    alt, axis = words.plain(ALTS["difficulty"], name=one.name), words.plain(AXES["difficulty"])
    return figures.difficulties(marked, alt=alt, axis=axis)


def _drawn(one: Assignment) -> Markup:
    counts = [(mistake.key, len(mistake.students)) for mistake in one.mistakes[:MOST_DRAWN]]
    if not counts:
        return Markup("")
    alt, axis = words.plain(ALTS["mistakes"], name=one.name), words.plain(AXES["students"])
    return figures.mistakes(counts, alt=alt, axis=axis)
