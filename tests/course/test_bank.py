"""Every answer of the bank gets what it deserves: right ones full points, wrong ones none and their mistake's name."""

from collections import Counter
from functools import cache

import pytest

from autograder.authoring import answers
from autograder.notebook.one_kernel import run_plan
from autograder.notebook.plan import Plan
from tests.tools import bank

pytestmark = pytest.mark.filterwarnings("default")  # an answer may warn, as in a kernel
STEPS = answers.steps(bank.ROOT)
ANSWERS = [answer for step in STEPS for answer in answers.load(bank.ROOT, step)]

plan_of = cache(bank.plan_of)


def exercises(plan: Plan) -> set[str]:
    return {cell.grade_id for cell in plan.cells if cell.kind == "student" and cell.grade_id}


@pytest.mark.parametrize("answer", ANSWERS, ids=str)
def test_the_tests_judge_an_answer_as_the_bank_does(answer: answers.Answer) -> None:
    assert bank.complaints(plan_of(answer.step), answer) == []


@pytest.mark.parametrize("step", STEPS)
def test_the_reference_passes(step: str) -> None:
    assert {name: o.error for name, o in run_plan(plan_of(step), {}).items() if o.error} == {}


@pytest.mark.parametrize("step", STEPS)
def test_every_exercise_has_its_right_and_wrong_answers(step: str) -> None:
    bank_of_step = [answer for answer in ANSWERS if answer.step == step]
    count = Counter((answer.exercise, answer.verdict) for answer in bank_of_step)
    few = {name for name in exercises(plan_of(step)) if count[name, "right"] < 10 or count[name, "wrong"] < 15}
    assert few == set()
    assert {answer.exercise for answer in bank_of_step} == exercises(plan_of(step))
    assert [label for label, times in Counter(map(str, bank_of_step)).items() if times > 1] == []
