"""The student's page: it says what came of each exercise, in one language, and nothing in it runs or is fetched."""

import html
import re
from html.parser import HTMLParser

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.records import Example
from autograder.report import handed_in
from autograder.report.handed_in import Exercise, Submission
from autograder.report.student import EXAMPLES, render

HOSTILE = "<script>alert(1)</script> $\\text{<script>alert(2)</script>}$"
EXERCISES = [
    Exercise("one", "Exercise 1 — `one`", 2.0, 2.0, "right"),
    Exercise("two", "", 4.0, 1.5, "part", "def two(): <b>", named=[("bias.missing", "as told")], said="expected: 1"),
    Exercise("why", "", 3.0, None, "waiting", "Because.", is_code=False),
    Exercise("how", "", 3.0, 1.0, "part", "Since $\\frac{1}{2}$.", is_code=False, comments=["Look at $x^2$."]),
    Exercise("last", "", 1.0, 0.0, "unanswered", "# YOUR CODE HERE"),
]


def submission(**changes: object) -> Submission:
    given = {"assignment": "01", "student": "Ada", "score": 4.5, "points": 13.0, "penalty": 0.0}
    return Submission(**{**given, "notebooks": {"01": EXERCISES}, **changes})


def rows(page: str) -> list[str]:
    body = re.findall(r"<tr class.*?</tr>", page, re.DOTALL)
    return [" ".join(html.unescape(re.sub(r"<[^>]*>", " ", row)).split()) for row in body]


def test_each_exercise_has_its_name_its_points_and_what_came_of_it() -> None:
    page = render(submission(), "en")
    assert rows(page) == [
        "Exercise 1 — one 2 / 2 ✓ right",
        "two 1.5 / 4 ◐ The bias b is missing.",
        "why · / 3 … not marked yet",
        "how 1 / 3 ◐ partly right",
        "last 0 / 1 – not answered",
    ]
    assert "4.5 of 13 points" in page
    assert "Your teacher has yet to mark 3 points." in page
    assert "taken off" not in page
    assert "2 points are taken off" in render(submission(penalty=2.0), "en")
    assert page.count("<section") == 2
    assert "def two(): &lt;b&gt;" in page
    assert "expected: 1" in page
    assert "<mfrac><mrow><mn>1</mn></mrow>" in page
    assert page.count("<math") == 2


def test_the_page_is_in_one_language() -> None:
    page = render(submission(), "fr")
    assert '<html lang="fr">' in page
    assert rows(page)[1:3] == ["two 1.5 / 4 ◐ Il manque le biais b.", "why · / 3 … pas encore noté"]
    assert "01\u00a0: votre correction" in page
    assert not re.search(
        r"\b(points? of|feedback|mistake|wrong|answer|Your)\b", re.sub(r"(?s)<style.*?</style>|<[^>]*>", "", page)
    )


def test_model_solutions_are_shown_where_they_are_given() -> None:
    solved = [Exercise(**{**vars(one), "solution": f"the model's {one.name}"}) for one in EXERCISES]
    page = html.unescape(render(submission(notebooks={"01": solved}), "en"))
    assert [f"the model's {one.name}" in page for one in EXERCISES] == [True] * 5
    assert "Other model solutions" in page
    assert "model solution" not in render(submission(), "en")


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def test_nothing_runs_and_nothing_is_fetched() -> None:
    hostile = Exercise(HOSTILE, HOSTILE, 2.0, 1.0, "part", HOSTILE, False, [(HOSTILE, HOSTILE)], HOSTILE, [HOSTILE])
    page = render(submission(student=HOSTILE, assignment=HOSTILE, notebooks={HOSTILE: [hostile]}), "en")
    tags = Tags()
    tags.feed(page)
    names = {tag for tag, _attributes in tags.seen}
    assert not names & {"script", "link", "img", "iframe", "object", "form", "svg"}
    for _tag, attributes in tags.seen:
        assert not [name for name in attributes if name.startswith("on") or name in ("src", "style")]
        assert "//" not in (attributes.get("href") or "")
    assert "url(" not in page
    assert "@import" not in page


def test_a_heading_names_the_one_exercise_below_it_and_no_scheme_does() -> None:
    def graded(name: str) -> dict[str, object]:
        return {"nbgrader": {"grade": True, "grade_id": name, "solution": False}}

    scheme = "### BEGIN MARK SCHEME\n## 3 points for the word\n### END MARK SCHEME"
    cells = [
        new_markdown_cell("# Title\n\n## Exercise 1 — `one` (2 points)\ntext", metadata={"lang": "en"}),
        new_markdown_cell("## Exercice 1 — `one` (2 points)\ntexte", metadata={"lang": "fr"}),
        new_code_cell("", metadata=graded("test_one")),
        new_markdown_cell(f"## Exercise 2\n{scheme}"),
        new_code_cell("", metadata=graded("test_two")),
        new_markdown_cell("## Two of them"),
        new_code_cell("", metadata=graded("test_three")),
        new_code_cell("", metadata=graded("test_four")),
    ]
    assert handed_in._titles(cells, "en") == {"test_one": "Exercise 1 — `one`", "test_two": "Exercise 2"}
    assert handed_in._titles(cells, "fr")["test_one"] == "Exercice 1 — `one`"


@pytest.mark.parametrize(
    ("language", "heading"), [("en", "The smallest example found"), ("fr", "Le plus petit exemple trouvé")]
)
@pytest.mark.parametrize("how", EXAMPLES)
def test_a_small_example_is_told_in_the_page_s_language(language: str, heading: str, how: str) -> None:
    example = Example("two(x=<b>)", "<i>", "<script>", how)  # type: ignore[arg-type]
    one = Exercise("two", "", 4.0, 0.0, "wrong", "def two(): ...", example=example)
    page = render(submission(notebooks={"01": [one]}), language)
    assert f"<h4>{heading}</h4>" in page
    assert "<code>two(x=&lt;b&gt;)</code>" in page
    assert "<script>" not in page
    assert "<i>" not in page
    assert ("attendu" in page or "tel quel" in page) is (language == "fr")
