"""The student's page: points by exercise, what is not marked yet, and of what failed the code and the mistake."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from autograder.messages import LOCALE
from autograder.notebook.formulas import with_mathml
from autograder.report.handed_in import Exercise, Submission
from autograder.report.words import set_in_type
from course.helpers.language import LOCALE as HELPERS
from course.helpers.language import N_, in_language
from course.helpers.mistakes import MISTAKES

WORDS = {
    "title": N_("{assignment}: feedback"),
    "points": N_("points"),
    "exercise": N_("exercise"),
    "result": N_("result"),
    "score": N_("{score:g} of {points:g} points"),
    "penalty": N_("{penalty:g} points are taken off because the work came late."),
    "waiting": N_("Your teacher has yet to mark {points:g} points."),
    "look": N_("What to look at again"),
    "solutions": N_("Other model solutions"),
    "mistake": N_("The mistake"),
    "test": N_("What the test says"),
    "example": N_("The smallest example found"),
    "code": N_("Your code"),
    "answer": N_("Your answer"),
    "solution": N_("A model solution"),
    "comment": N_("Your teacher writes"),
    "of": N_("{score:g} of {points:g}"),
    "notebook": N_("Your whole notebook with all outputs"),
    "step": N_("step"),
    "late": N_("{hours:.1f} h late"),
    "missing": N_("nothing handed in"),
    "ungraded": N_("handed in, not graded"),
    "to_mark": N_("{points:g} points wait to be marked"),
}
STATES = {
    "right": N_("right"),
    "part": N_("partly right"),
    "wrong": N_("wrong"),
    "waiting": N_("not marked yet"),
    "unanswered": N_("not answered"),
}
EXAMPLES = {
    "value": N_("`{call}` gives `{gave}`; expected: `{wanted}`."),
    "type": N_("`{call}` gives a value of another type; expected: `{wanted}`."),
    "shape": N_("`{call}` gives a value of another shape; expected: `{wanted}`."),
    "error": N_("`{call}` ends with the error `{gave}`; expected: `{wanted}`."),
    "endless": N_("`{call}` does not end within a second; expected: `{wanted}`."),
    "other": N_("`{call}` does not do what is asked; expected: `{wanted}`."),
    "changed": N_("`{call}` changes what it was given, which must stay as it is."),
}
SIGNS = {"right": "✓", "part": "◐", "wrong": "✗", "waiting": "…", "unanswered": "–"}


def render(submission: Submission, language: str) -> str:
    """The page in one language, as one HTML text that needs nothing else. What comes from students is escaped."""
    template = environment(language).get_template("student.html.j2")
    return template.render(language=language, css=css(), submission=submission, view=view(submission, language))


def environment(language: str) -> Environment:
    """What the templates of students' pages use, in one language."""

    def say(name: str, **values: object) -> str:
        return _say(WORDS[name], language, values)

    made = Environment(
        loader=PackageLoader("autograder.report", ""), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=StrictUndefined,
    )  # fmt: skip
    states = {name: _say(text, language) for name, text in STATES.items()}
    made.globals |= {"say": say, "states": states, "signs": SIGNS}
    made.filters |= {"title": _title, "formulas": with_mathml}
    return made


def css() -> Markup:
    """The style of students' pages."""
    return Markup(files("autograder.report").joinpath("student.css").read_text(encoding="utf-8"))


def view(submission: Submission, language: str, place: str = "") -> dict[str, object]:
    """What `student_parts.html.j2` shows of a submission. `place`: the ids of its parts begin with it."""
    look = [one for one in submission.exercises if one.state in ("wrong", "part") or one.comments]
    return {
        "submission": submission,
        "place": place,
        "sentences": {one.name: _sentences(one, language) for one in submission.exercises},
        "examples": {one.name: _example(one, language) for one in submission.exercises if one.example},
        "look": look,
        "shown": [one for one in submission.exercises if one.solution and one not in look],
    }


def _say(message: str, language: str, values: Mapping[str, object] | None = None) -> str:
    return set_in_type(in_language(message, language, LOCALE).format(**(values or {})), language)


def _sentences(exercise: Exercise, language: str) -> Sequence[str]:
    """The mistakes in the page's language; as the test told them, where they are not known any more."""
    return [
        in_language(MISTAKES[key], language, HELPERS) if key in MISTAKES else sentence
        for key, sentence in exercise.named
    ]


def _example(exercise: Exercise, language: str) -> Markup:
    example = exercise.example
    assert example is not None
    return _with_code(_say(EXAMPLES[example.how], language, asdict(example)), Markup.escape)


def _title(exercise: Exercise) -> Markup:
    """The heading, with code between backticks."""
    return _with_code(exercise.title or f"`{exercise.name}`", with_mathml)


def _with_code(text: str, plain: Callable[[str], Markup]) -> Markup:
    parts = text.split("`")
    shown = [Markup("<code>{}</code>").format(part) if i % 2 else plain(part) for i, part in enumerate(parts)]
    return Markup("").join(shown)
