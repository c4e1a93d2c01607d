"""The search for a small example names mistakes that no test names: its own for each such answer, and no other's."""

from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from typing import Any

import pytest

from autograder.authoring import answers
from autograder.coursedir import inputs
from autograder.engine.judge import drawn
from autograder.engine.judge.examples import Search
from autograder.engine.mirror.seeds import seed_all
from autograder.notebook.named import keys
from autograder.notebook.one_kernel import run_plan
from course.helpers import reference
from course.helpers.mistakes import MISTAKES
from tests.tools import bank

pytestmark = pytest.mark.filterwarnings("default")  # an answer may warn, as in a kernel
DECLARED = inputs.declarations(bank.ROOT, answers.steps(bank.ROOT))
# Mistakes that a test cannot tell from others: the bank has them for the search.
FOUND = {
    ("01_numpy", "predict"): {"value.rounded"},
    ("02_tensors", "gradient"): {"size.fixed"},
    ("08_real_data", "choose"): {"choose.nearest_zero"},
}


class Names(dict[str, Any]):
    link = None


def untold(step: str) -> Iterator[answers.Answer]:
    """The wrong answers to exercises with inputs of which no test tells the mistake."""
    for answer in answers.load(bank.ROOT, step):
        if answer.verdict == "wrong" and answer.exercise in inputs.exercises(DECLARED[step]):
            seed_all(0)
            own = f"test_{answer.exercise}"
            error = run_plan(bank.plan_of(step), {answer.exercise: answer.source}, [own])[own].error
            if not keys(str(error)):
                yield answer


@pytest.mark.slow
@pytest.mark.parametrize("step", DECLARED)
def test_an_answer_whose_mistake_no_test_names_gets_its_own_name_or_none(step: str) -> None:
    drawn.provide(step, DECLARED[step], inputs.unseen(bank.ROOT, [step])[step])
    found: dict[tuple[str, str], set[str]] = {}
    asked = 0
    for answer in untold(step):
        names = Names(vars(reference.load(step)))
        with redirect_stdout(StringIO()):
            exec(answer.source, names)
            key = Search(names, step, answer.exercise).name()  # type: ignore[arg-type]
        assert key == (answer.mistake or ""), answer
        asked += 1
        if key:
            found.setdefault((step, answer.exercise), set()).add(key)
    assert asked > 10
    assert found == {place: named for place, named in FOUND.items() if place[0] == step}


def test_every_mistake_that_the_search_can_name_has_a_sentence() -> None:
    for step, source in DECLARED.items():
        for exercise in inputs.exercises(source):
            assert inputs.unseen_keys(bank.ROOT, step, exercise) <= MISTAKES.keys()
