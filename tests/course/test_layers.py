"""What the tests of a model ask of it: `course.helpers.layers`."""

from copy import deepcopy
from typing import Any

import pytest
import torch
from torch import nn

from course.helpers import expect, layers
from course.helpers.training import linear

CASE: dict[str, Any] = {
    "features": 2,
    "targets": 1,
    "w": torch.tensor([[2.0, 3.0]]),
    "b": torch.tensor([1.0]),
    "x": torch.tensor([[1.0, 1.0]]),
}


REACHED = "model.weight.grad, model.bias.grad, x.grad"


class Detached(nn.Linear):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return super().forward(x.detach())


def facts(kind: type[nn.Module], make: Any) -> dict[str, Any]:
    return dict(zip(layers.named(kind), layers.used(kind, make, **CASE), strict=True))


def test_a_right_model_has_the_facts_that_a_case_asks_for() -> None:
    for kind, make in ((nn.Module, nn.Linear), (nn.Sequential, lambda d, k: nn.Sequential(nn.Linear(d, k)))):
        found, wanted = layers.used(kind, make, **CASE), layers.facts(CASE)
        assert found[:4] + found[5:6] == wanted[:4] + wanted[5:6]
        assert torch.equal(found[4], wanted[4])
        assert torch.equal(found[6], wanted[6])


@pytest.mark.parametrize(
    ("make", "fact", "value"),
    [
        (lambda d, k: nn.Linear(d, k, bias=False), "[p.shape for p in model.parameters()]", [(1, 2)]),
        (lambda d, k: nn.Sequential(nn.Linear(d, k)), "model.weight, model.bias", []),
        (lambda d, k: Detached(d, k), REACHED, ["weight", "bias"]),
        (lambda d, k: nn.Linear(d, k).requires_grad_(False), REACHED, ["x"]),
    ],
    ids=["no bias", "other names", "input detached", "frozen"],
)
def test_each_fact_tells_its_fault(make: Any, fact: str, value: Any) -> None:
    assert facts(nn.Module, make)[fact] == value


@pytest.mark.parametrize(
    ("make", "mistake", "shown"),
    [
        (lambda d, k: None, "type.not_sequential", "None"),
        (lambda d, k: (nn.Sequential(nn.Linear(d, k)),), "type.not_unpacked", "(Sequential("),
    ],
)
def test_what_is_no_model_is_shown(make: Any, mistake: str, shown: str) -> None:
    with pytest.raises(expect.Wrong) as caught:
        facts(nn.Sequential, make)
    assert caught.value.mistake == mistake
    assert f"nn.Sequential\ngot:      {shown}" in str(caught.value)
    with pytest.raises(expect.Wrong, match="got:      None"):
        facts(nn.Module, lambda d, k: None)


def test_models_that_share_their_parameters_predict_something_else() -> None:
    one = nn.Linear(2, 1)
    assert facts(nn.Module, lambda d, k: one)["model(x)"].item() == -6


SMALL = nn.Sequential(linear([[1.0, 1.0], [1.0, 1.0]], [2.0, 2.0]), linear([[3.0, 3.0]], [4.0]))
DATA = torch.tensor([[1.0, 2.0], [0.0, -1.0]]), torch.tensor([[5.0], [6.0]])


def places(move: Any, device: Any, start: str, model: nn.Module = SMALL) -> Any:
    return layers.moved(move, device, start, deepcopy(model), *DATA)


def test_where_a_model_and_its_data_are() -> None:
    def move(model: nn.Module, x: torch.Tensor, y: torch.Tensor, device: Any = None) -> Any:
        device = device or "cpu"
        return model.to(device), x.to(device), y

    shapes = [(2, 2), (2, 1)]
    assert places(move, "meta", "cpu") == (["meta"] * 4, "meta", "cpu", shapes, True, None, None)
    elsewhere = ["not meta"] * 4, "not meta", "not meta", shapes, True, None, None
    assert places(move, None, "meta") == elsewhere
    assert places(move, None, "cpu")[5].tolist() == [[34.0], [10.0]]
    assert places(move, "meta", "cpu", nn.Linear(2, 1))[0] == ["meta"] * 2


def test_values_for_the_old_parameters_are_refused_by_pytorch_and_that_is_said() -> None:
    def move(model: nn.Module, x: torch.Tensor, y: torch.Tensor, device: Any = "cpu") -> Any:
        for parameter in model.parameters():
            parameter.data = parameter.data.to(device)
        return model, x.to(device), y.to(device)

    assert places(move, "cpu", "cpu")[0] == ["cpu"] * 4
    with pytest.raises(expect.Wrong) as caught:
        places(move, "meta", "cpu")
    assert caught.value.mistake == "move.data_assigned"


@pytest.mark.parametrize("said", ["", "later"])
@pytest.mark.parametrize("start", ["cpu", "meta"])
@pytest.mark.parametrize("kind", [NotImplementedError, RuntimeError])
def test_an_answer_that_stops_has_moved_nothing(said: str, start: str, kind: type[Exception]) -> None:
    def move(model: nn.Module, x: torch.Tensor, y: torch.Tensor) -> Any:
        raise kind(said)

    with pytest.raises(kind):
        places(move, None, start)


def test_inputs_and_targets_that_are_exchanged_are_told_by_their_shapes() -> None:
    found = places(lambda model, x, y: (model, y, x), None, "cpu")
    assert (found[3], found[5]) == ([(2, 1), (2, 2)], None)
