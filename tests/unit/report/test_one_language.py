"""What a bilingual notebook's test says, on a page in one language."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook, new_output

from autograder.report import handed_in
from autograder.report.handed_in import Exercise
from autograder.report.one_language import in_one_language
from course.helpers.compare import WANT_GOT
from course.helpers.language import _
from course.helpers.mistakes import MISTAKES
from course.helpers.testing.checks import wrong
from course.helpers.testing.errors import explained

AT = _("first difference at {at}: expected {want_at}, got {got_at}")
SHAPES = explained(ValueError("size mismatch"))


def said(language: str, mistake: str | None, of: str, values: dict[str, str]) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_LANG", language)
        return str(wrong(*WANT_GOT, AT, of=of, mistake=mistake, reason=SHAPES, **values))


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("mistake", [None, "bias.missing"])
@pytest.mark.parametrize(
    "want", ["1 (float)", "array (2, 2) float64\n[[1., 2.],\n [3., 4.]]", "array (2, 1, 1)\n[[[1]],\n\n [[2]]]"]
)
def test_what_both_languages_say_is_what_the_one_says(language: str, mistake: str | None, want: str) -> None:
    values = {"want": want, "got": "0 (float)", "at": "[0]", "want_at": "1", "got_at": "0"}
    both = said("both", mistake, "predict(x, w, b)", values)
    assert in_one_language(both, language) == said(language, mistake, "predict(x, w, b)", values)


@given(st.lists(st.sampled_from([*MISTAKES.values(), "expected: 1", "", "print(1)"]) | st.text(), max_size=9))
def test_a_text_that_says_nothing_twice_stays_as_it_is(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert in_one_language(text, "en") == text
    assert in_one_language(text, "fr") == text


def exercise(metadata: dict[str, object], text: str, language: str) -> Exercise:
    def graded(**marks: object) -> dict[str, object]:
        return {"nbgrader": {"grade": False, "solution": False, **marks}}

    failed = [new_output("error", ename="Wrong", evalue=text)]
    cells = [
        new_code_cell("def predict(): pass", metadata=graded(grade_id="predict", solution=True)),
        new_code_cell("", metadata=graded(grade_id="test_predict", grade=True), outputs=failed),
    ]
    grade = SimpleNamespace(
        name="test_predict", max_score=2, auto_score=0, manual_score=None, score=0, needs_manual_grade=False
    )
    row = SimpleNamespace(grades=[grade], comments=[])
    [found] = handed_in._exercises(row, new_notebook(cells=cells, metadata=metadata), language, {}, {})
    return found


@pytest.mark.parametrize(("language", "kept", "left_out"), [("en", "got:", "obtenu"), ("fr", "obtenu", "got:")])
def test_the_page_says_what_the_test_says_in_its_language(language: str, kept: str, left_out: str) -> None:
    values = {"want": "1", "got": "0", "at": "[0]", "want_at": "1", "got_at": "0"}
    text = said("both", "bias.missing", "predict(x)", values)
    assert kept in exercise({}, text, language).said
    assert left_out not in exercise({}, text, language).said


def test_a_sentence_without_a_mistakes_name_stays_on_the_page() -> None:
    values = {"want": "1", "got": "0", "at": "[0]", "want_at": "1", "got_at": "0"}
    assert SHAPES in exercise({}, said("en", None, "predict(x)", values), "en").said
    assert "bias" not in exercise({}, said("en", "bias.missing", "predict(x)", values), "en").said


def test_the_name_of_a_part_is_known_in_both_languages() -> None:
    english = "In result:\nexpected: 3.5 (float)\ngot:      1.75 (float)"
    french = "Dans résultat\u00a0:\nattendu\u00a0: 3.5 (float)\nobtenu\u00a0:  1.75 (float)"
    assert in_one_language(f"{english}\n\n{french}", "en") == english
    assert in_one_language(f"{english}\n\n{french}", "fr") == french
