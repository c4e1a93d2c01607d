"""What the tests of a model ask of it: `course.helpers.layers`."""

from typing import Any

import pytest
import torch
from torch import nn

from course.helpers import layers

CASE: dict[str, Any] = {
    "features": 2,
    "targets": 1,
    "w": torch.tensor([[2.0, 3.0]]),
    "b": torch.tensor([1.0]),
    "x": torch.tensor([[1.0, 1.0]]),
}


class Detached(nn.Linear):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return super().forward(x.detach())


def facts(kind: type[nn.Module], make: Any) -> dict[str, Any]:
    return dict(zip(layers.FACTS, layers.used(kind, make, **CASE), strict=True))


def test_a_right_model_has_the_facts_that_a_case_asks_for() -> None:
    for kind, make in ((nn.Module, nn.Linear), (nn.Sequential, lambda d, k: nn.Sequential(nn.Linear(d, k)))):
        found, wanted = layers.used(kind, make, **CASE), layers.facts(CASE)
        assert found[:4] + found[5:6] == wanted[:4] + wanted[5:6]
        assert torch.equal(found[4], wanted[4])
        assert torch.equal(found[6], wanted[6])


@pytest.mark.parametrize(
    ("make", "fact", "value"),
    [
        (lambda d, k: None, "kind", False),
        (lambda d, k: nn.Linear(d, k, bias=False), "parameters", [(1, 2)]),
        (lambda d, k: nn.Sequential(nn.Linear(d, k)), "names", []),
        (lambda d, k: Detached(d, k), "with gradient", ["weight", "bias"]),
        (lambda d, k: nn.Linear(d, k).requires_grad_(False), "with gradient", ["x"]),
    ],
    ids=["no model", "no bias", "other names", "input detached", "frozen"],
)
def test_each_fact_tells_its_fault(make: Any, fact: str, value: Any) -> None:
    assert facts(nn.Module, make)[fact] == value


def test_models_that_share_their_parameters_predict_something_else() -> None:
    one = nn.Linear(2, 1)
    assert facts(nn.Module, lambda d, k: one)["prediction"].item() == -6


def test_where_a_model_and_its_data_are() -> None:
    def move(model: nn.Module, x: torch.Tensor, y: torch.Tensor, device: Any = None) -> Any:
        device = device or "cpu"
        return model.to(device), x.to(device), y

    places = layers.moved(move, "meta", "cpu")
    assert places == (["meta"] * 4, "meta", "cpu", True, None, None)
    assert layers.moved(move, None, "meta") == "no numbers to move"
    assert layers.moved(move, None, "cpu")[4].tolist() == [[34.0], [10.0]]
