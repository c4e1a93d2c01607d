"""Every answer of the bank gets what it deserves: right ones full points, wrong ones none and their mistake's name."""

from collections import Counter
from functools import cache
from typing import Literal

import pytest
from typer import Typer
from typer.testing import CliRunner

from autograder.authoring import answers
from autograder.notebook.one_kernel import Outcome, run_plan
from autograder.notebook.plan import Plan
from tests.tools import bank

pytestmark = [
    pytest.mark.filterwarnings("default"),  # an answer may warn, as in a kernel
    pytest.mark.usefixtures("no_graph_drawn"),
]
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


# The test says it in both languages.
NAMED = "✗ type.not_float — Return a Python float.\n✗ type.not_float — Renvoyez un float Python."


@pytest.mark.parametrize(
    ("verdict", "mistake", "error", "told"),
    [
        ("right", None, None, []),
        ("right", None, ValueError("a\nb"), ["refused; let the test take it: ValueError: a b"]),
        ("wrong", None, None, ["accepted; add a hidden case that it fails"]),
        ("wrong", None, ValueError("no"), []),
        ("wrong", "type.not_float", ValueError(NAMED), []),
        (
            "wrong",
            None,
            ValueError(NAMED),
            ['named type.not_float; give the answer mistake="type.not_float", or add a case that tells the two apart'],
        ),
        (
            "wrong",
            "sum.for_mean",
            ValueError("no"),
            [
                "sum.for_mean is not named; make the table anew (python -m autograder.authoring.known), or add a "
                "visible case that shows the mistake: ValueError: no"
            ],
        ),
    ],
)
def test_what_is_amiss_comes_with_what_to_do(
    verdict: Literal["right", "wrong"], mistake: str | None, error: Exception | None, told: list[str]
) -> None:
    answer = answers.Answer("01", "f", verdict, "so", "", mistake)
    assert bank.misjudged(answer, Outcome("test_f", error)) == told


def test_an_exercise_without_answers_is_told() -> None:
    app = Typer()
    app.command()(bank.main)
    run = CliRunner().invoke(app, ["01_numpy", "--exercise", "perdict"])
    assert (run.exit_code, "there is no answer to perdict" in run.output) == (2, True)
