"""The page of `autograder similar`: pairs of answers side by side. It says where to look, and concludes nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.metadata import version
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from autograder.report import words
from autograder.report.page import MADE
from autograder.report.similarity import Alike, Answer, Pair, same_spans
from course.helpers.language import N_, languages

MOST = 100  # pairs of an assignment on the page

TITLE = N_("Similar answers")
READ = N_(
    "These pairs are to be looked at by a person. They prove nothing: two students may have worked together where that "
    "is allowed, have used the same source, or have had the same idea."
)
SIGNS = N_(
    "What both wrote is marked. Grey lines do not count: they were given, stand in the instructor's own solution, or "
    "many students have them. Names that a student chose do not count either."
)
NOTHING = N_("No two answers are alike.")
MORE = N_("{count} pairs with less in common are not shown.")
SHARE = N_("{share:.0f} % the same")


def render(found: Mapping[str, Sequence[Pair]], names: Mapping[str, str], *, made: datetime | None = None) -> str:
    """The page as one HTML text that needs nothing else. What comes from students is escaped.

    names: by student id. made: when, by default now.
    """
    environment = Environment(
        loader=PackageLoader("autograder.report", ""), autoescape=True, trim_blocks=True, undefined=StrictUndefined
    )
    moment = (made or datetime.now()).astimezone()
    return environment.get_template("similar.html.j2").render(
        language=languages()[0],
        css=Markup(files("autograder.report").joinpath("similar.css").read_text(encoding="utf-8")),
        title=words.plain(TITLE),
        heading=words.short(TITLE),
        made=words.short(MADE, date=moment.strftime("%Y-%m-%d %H:%M %Z"), version=version("gradient-course")),
        read=words.long(READ),
        signs=words.long(SIGNS),
        nothing=words.long(NOTHING),
        assignments=[
            (name, [_pair(pair, names) for pair in pairs[:MOST]], words.long(MORE, count=len(pairs) - MOST))
            for name, pairs in found.items()
        ],
        most=MOST,
    )


def _pair(pair: Pair, names: Mapping[str, str]) -> dict[str, object]:
    return {
        "who": [names.get(student) or student for student in pair.students],
        "exercises": ", ".join(one.exercise for one in pair.found),
        "found": [(one.exercise, words.short(SHARE, share=100 * one.share), _texts(one, names)) for one in pair.found],
    }


def _texts(one: Alike, names: Mapping[str, str]) -> list[tuple[str, Markup]]:
    sides = ((one.one, one.other), (one.other, one.one))
    return [(names.get(mine.student) or mine.student, _text(mine, other)) for mine, other in sides]


def _text(mine: Answer, other: Answer) -> Markup:
    """An answer: what the other one has too is marked, what does not count is grey."""
    shown = []
    for line, spans in zip(mine.lines, same_spans(mine, other), strict=True):
        parts, at = Markup(""), 0
        for begin, end in spans:
            parts += Markup("{}<mark>{}</mark>").format(line.text[at:begin], line.text[begin:end])
            at = end
        rest = line.text[at:]
        shown.append(Markup("<i>{}</i>").format(rest) if line.out and rest.strip() else parts + rest)
    return Markup("\n" if mine.is_code else "").join(shown)
