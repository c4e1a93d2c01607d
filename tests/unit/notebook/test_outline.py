"""The instructor's notebook as it was handed out."""

from autograder.notebook.outline import Landmark, outline
from tests.support.notebooks import check, setup, solution, text

SOLUTION = "def f(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION"
TEST = "assert f(1) == 1\n### BEGIN HIDDEN TESTS\nassert f(2) == 2\n### END HIDDEN TESTS"


def test_a_landmark_has_the_text_that_students_were_given() -> None:
    cells = [setup("import math"), solution("f", SOLUTION), check("test_f", TEST)]
    stub = "def f(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
    given = outline(cells, {"f": stub, "test_f": TEST}, None)
    assert given[0] == Landmark(None, "import math")
    assert given[1] == Landmark("f", stub, answer=True, names=("f",))
    assert (given[2].grade_id, given[2].answer) == ("test_f", False)
    assert given[2].text.strip() == "assert f(1) == 1"


def test_a_solution_region_in_a_cell_without_marks_is_cleared_too() -> None:
    (one,) = outline([setup(SOLUTION)], {}, None)
    assert "return x" not in one.text
    assert one.grade_id is None


def test_a_region_without_an_end_is_left_as_it_is() -> None:
    (one,) = outline([setup("### BEGIN SOLUTION\nx = 1")], {}, None)
    assert "x = 1" in one.text


def test_a_landmark_of_a_bilingual_notebook_has_its_code_in_each_language() -> None:
    code, english = setup("x = 1  # one / un"), text("One / un")
    assert [one.editions for one in outline([code, english], {}, None)] == [(), ()]
    english.metadata["lang"] = "en"
    assert [one.editions for one in outline([code, english], {}, None)] == [("x = 1  # one", "x = 1  # un"), ()]
