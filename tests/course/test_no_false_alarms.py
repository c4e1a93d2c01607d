"""What a teacher is warned of in a submission or a source is nowhere in this course."""

from pathlib import Path
from types import ModuleType

import jupytext
import nbformat
import pytest

from autograder.authoring import answers, steps
from autograder.notebook import forbid_review, helper_review
from autograder.notebook.planner import make_plan
from autograder.notebook.unmarked import unmarked_answers
from tests.support import notebooks

COURSE = Path(__file__).parents[2]


@pytest.mark.parametrize("review", [forbid_review, helper_review], ids=["forbid", "helpers"])
@pytest.mark.parametrize("step", steps.names(COURSE))
def test_no_right_answer_of_the_bank_and_no_solution_is_remarked_upon(step: str, review: ModuleType) -> None:
    source = jupytext.read(COURSE / "source" / step / f"{step}.py")
    plan = make_plan(source)
    assert review.remarks(source, plan) == []
    for answer in answers.load(COURSE, step):
        handed_in = notebooks.notebook(*source.cells, nbformat.v4.new_code_cell(answer.source))
        assert answer.verdict != "right" or review.remarks(handed_in, plan) == [], answer.label


@pytest.mark.parametrize("step", steps.names(COURSE))
def test_no_unmarked_cell_looks_as_if_it_were_to_be_filled_in(step: str) -> None:
    source = jupytext.read(COURSE / "source" / step / f"{step}.py")
    assert unmarked_answers(make_plan(source)) == []
