"""An answer that replaces the helpers' own functions in its process: the judge asks for a gradient all the same."""

from collections.abc import Iterator
from pathlib import Path

import jupytext
import nbformat
import pytest

from autograder.coursedir.grading import Grading
from autograder.engine.engine import Engine
from course.helpers import reference
from tests.support.engines import running
from tests.support.notebooks import check, grade, notebook, setup, solution

RIGHT = """import torch
class Twice(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return 2 * x
    @staticmethod
    def backward(ctx, grad_output):
        return 2 * grad_output
"""
# Every public and private function of the module, and PyTorch's own, gives the right gradient in the answer's process.
PATCHED = """
import inspect, torch.autograd.functional
from course.helpers import backward as helpers
def right(*args, **kwargs):
    tensors = [one for one in args if isinstance(one, torch.Tensor)]
    return (2 * tensors[-1],)
for module in (helpers, torch.autograd.functional):
    for name, value in list(vars(module).items()):
        if inspect.isfunction(value) and value.__module__ == module.__name__:
            setattr(module, name, right)
print("patched", helpers.of is right, torch.autograd.functional.vjp is right)
"""
TEST = """case = {"x": torch.ones(2), "grad_output": torch.tensor([1.0, 2.0])}
expect.calls(backward.of(Twice), case, gives=(torch.tensor([2.0, 4.0]),))"""


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with running(Grading()) as started:
        yield started


@pytest.fixture(autouse=True)
def _own_solutions(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a job provides here is forgotten behind the test: the engine runs in the tests' own process."""
    monkeypatch.setattr(reference, "_provided", None)
    monkeypatch.setattr(reference, "_loaded", {})


@pytest.mark.parametrize(
    ("answer", "points"),
    [
        (RIGHT, 1.0),
        (RIGHT.replace("return 2 * grad_output", "return 3 * grad_output") + PATCHED, 0.0),
        (RIGHT.replace("return 2 * grad_output", "return None") + PATCHED, 0.0),
    ],
)
def test_a_wrong_backward_gets_nothing_for_patched_helpers(engine: Engine, answer: str, points: float) -> None:
    source = notebook(
        setup("import torch\nfrom course.helpers import backward, expect"),
        solution("Twice", answer),
        check("test_Twice", TEST),
    )
    graded = grade(engine, source, {})
    assert graded.scores["test_Twice"] == points
    assert points or "patched True True" in graded.said("Twice"), "the attack reached its target"


# What the probes of step 5 tell of models that nobody has made: what the visible test shows, and the helpers' facts.
TOLD = """
from course.helpers import layers as _layers
def _moved(move, device, *_):
    on_cpu = "cpu", torch.tensor([[34.0], [10.0]]), torch.tensor([[5.0], [6.0]])
    known = {"cpu": on_cpu, None: ("not meta", None, None)}
    place, *rest = known.get(device, ("meta", None, None))
    return [place] * 4, place, place, [(2, 2), (2, 1)], True, *rest
_layers.moved = _moved
_layers.used = lambda kind, make, d, k, w, b, x: _layers.facts({"w": w, "b": b, "x": x})
print("patched")
"""
NOTHING = {
    "build_model": "def build_model(features, targets):\n    return None\n" + TOLD,
    "LinearRegression": "class LinearRegression:\n    pass",
    "move": "def move(model, x, y, device=None):\n    return model, x, y",
}


@pytest.mark.parametrize(("answers", "points"), [({}, [2, 5, 2]), (NOTHING, [0, 0, 0])])
def test_no_model_gets_nothing_for_patched_probes(engine: Engine, answers: dict[str, str], points: list[float]) -> None:
    step = jupytext.read(Path(__file__).parents[2] / "source" / "05_nn" / "05_nn.py")
    first = next(cell for cell in step.cells if cell.cell_type == "code")
    asked = {*NOTHING, *(f"test_{name}" for name in NOTHING)}
    cells = [cell for cell in step.cells if cell.metadata.get("nbgrader", {}).get("grade_id") in asked]
    graded = grade(engine, notebook(first, *cells), answers, solutions={"05_nn": nbformat.writes(step)})
    assert [graded.scores[f"test_{name}"] for name in NOTHING] == points
    assert not answers or "patched" in graded.said("build_model"), "the attack reached its target"
