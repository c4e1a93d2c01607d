"""What the tests of a model ask of it: `course.helpers.layers`."""

from typing import Any

import pytest
import torch
from torch import nn

from course.helpers import expect, layers

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


def test_where_a_model_and_its_data_are() -> None:
    def move(model: nn.Module, x: torch.Tensor, y: torch.Tensor, device: Any = None) -> Any:
        device = device or "cpu"
        return model.to(device), x.to(device), y

    places = layers.moved(move, "meta", "cpu")
    shapes = [(2, 2), (2, 1)]
    assert places == (["meta"] * 4, "meta", "cpu", shapes, True, None, None)
    elsewhere = ["not meta"] * 4, "not meta", "not meta", shapes, True, None, None
    assert layers.moved(move, None, "meta") == elsewhere
    assert layers.moved(move, None, "cpu")[5].tolist() == [[34.0], [10.0]]


@pytest.mark.parametrize("said", ["", "later"])
@pytest.mark.parametrize("start", ["cpu", "meta"])
def test_an_answer_that_is_not_written_yet_has_moved_nothing(said: str, start: str) -> None:
    def move(model: nn.Module, x: torch.Tensor, y: torch.Tensor) -> Any:
        raise NotImplementedError(said)

    with pytest.raises(NotImplementedError):
        layers.moved(move, None, start)


def test_inputs_and_targets_that_are_exchanged_are_told_by_their_shapes() -> None:
    places = layers.moved(lambda model, x, y: (model, y, x), None, "cpu")
    assert (places[3], places[5]) == ([(2, 1), (2, 2)], None)
