"""`expect.calls` for a loop: a model that each call has anew, and the optimizer that belongs to it."""

import re
from typing import Any

import pytest
import torch
from torch import nn

from course.helpers import expect
from course.helpers.expect import Wrong
from course.helpers.testing import known


def line() -> nn.Linear:
    model = nn.Linear(1, 1, bias=False)
    nn.init.ones_(model.weight)
    return model


CASE: dict[str, Any] = {"model": line(), "optimizer": expect.optimizer(torch.optim.SGD, lr=0.25), "epochs": 2}
# The loss is w², so each step halves w.
WANT = ([1.0, 0.25], [torch.tensor([[0.25]])])
ASKED: dict[str, Any] = {"names": ("losses",), "changes": ("model",)}


def train(model: nn.Module, optimizer: torch.optim.Optimizer, epochs: int) -> list[float]:
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = next(model.parameters()).square().sum()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        losses.append(loss.item())
    return losses


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "en")
    monkeypatch.setattr(known, "_step", None)


def test_each_call_has_a_model_of_its_own_and_an_optimizer_for_it() -> None:
    expect.calls(train, [CASE, CASE], gives=[WANT, WANT], **ASKED)
    expect.calls(train, CASE, gives=train, times=2, **ASKED)
    assert CASE["model"].weight.item() == 1


def test_both_floating_types_are_tried() -> None:
    seen = []

    def watching(model: nn.Linear, optimizer: torch.optim.Optimizer, epochs: int) -> list[float]:
        seen.append(model.weight.dtype)
        return train(model, optimizer, epochs)

    expect.calls(watching, CASE, gives=WANT, **ASKED)
    assert seen == [torch.float64, torch.float32]


def test_the_parameters_are_compared_and_must_be_the_same_objects() -> None:
    wrong = (WANT[0], [torch.tensor([[0.5]])])
    with pytest.raises(Wrong, match=r"^train\(model, optimizer=SGD\(lr=0.25\), epochs=2\)\nIn model\.weight:"):
        expect.calls(train, CASE, gives=wrong, **ASKED)

    def replacing(model: nn.Linear, optimizer: torch.optim.Optimizer, epochs: int) -> list[float]:
        losses = train(model, optimizer, epochs)
        model.weight = nn.Parameter(model.weight.detach())
        return losses

    with pytest.raises(Wrong) as caught:
        expect.calls(replacing, CASE, gives=WANT, **ASKED)
    assert caught.value.mistake == "parameter.replaced"


def test_a_parameter_is_named_as_the_code_reaches_it() -> None:
    def nothing(model: nn.Module) -> None: ...

    case = {"model": nn.Sequential(nn.Sequential(line()), nn.Linear(1, 1))}
    want = [p.detach() for p in case["model"].parameters()]
    for index, name in enumerate(("model[0][0].weight", "model[1].weight", "model[1].bias")):
        wrong = [value + (place == index) for place, value in enumerate(want)]
        with pytest.raises(Wrong, match=rf"\nIn {re.escape(name)}:"):
            expect.calls(nothing, case, gives=(wrong,), changes=("model",), any_result=True)


def test_the_first_parameter_can_have_settings_of_its_own() -> None:
    recipe = expect.optimizer(torch.optim.SGD, lr=0.25, first={"lr": 0.5})
    groups = recipe.of(nn.Linear(1, 1)).param_groups
    assert [(group["lr"], len(group["params"])) for group in groups] == [(0.5, 1), (0.25, 1)]
    assert repr(recipe) == "SGD(lr=0.25, first={'lr': 0.5})"


def test_two_lists_of_losses_are_told_apart() -> None:
    def both(model: nn.Module, epochs: int, first: float = 1.0) -> tuple[list[float], list[float], int]:
        return [first] * epochs, [2.0] * epochs, 1

    case = {"model": line(), "epochs": 2}
    asked: dict[str, Any] = {"names": ("train_losses", "held_losses", "best"), "changes": ("model",)}
    weight = [torch.ones(1, 1)]
    expect.calls(both, case, gives=([1.0, 1.0], [2.0, 2.0], 1, weight), **asked)
    with pytest.raises(Wrong, match=r"held_losses\nexpected: losses\[1\] = 3"):
        expect.calls(both, case, gives=([1.0, 1.0], [2.0, 3.0], 1, weight), **asked)
    with pytest.raises(Wrong, match="train_losses, held_losses, best"):
        expect.calls(lambda model, epochs: [1.0], case, gives=both, **asked)


def test_a_check_is_known_by_its_model_and_its_optimizer() -> None:
    other = line()
    nn.init.zeros_(other.weight)
    cases = [CASE, CASE | {"model": other}, CASE | {"optimizer": expect.optimizer(torch.optim.SGD, lr=0.5)}]
    assert len({known.fingerprint([case]) for case in cases}) == 3
    assert known.fingerprint([CASE]) == known.fingerprint([CASE | {"model": line()}])


def copies(model: nn.Linear, w: torch.Tensor) -> None:
    with torch.no_grad():
        model.weight.copy_(w)


def shares(model: nn.Linear, w: torch.Tensor) -> None:
    model.weight.data = w


def freezes(model: nn.Linear, w: torch.Tensor) -> None:
    model.weight.requires_grad_(False).copy_(w)


def casts(model: nn.Linear, w: torch.Tensor) -> None:
    model.half()
    copies(model, w)


def test_what_a_function_changes_shares_no_memory_and_keeps_its_dtype_and_its_gradient() -> None:
    case = {"model": line(), "w": torch.tensor([[3.0]])}
    asked: dict[str, Any] = {"changes": ("model",), "any_result": True, "fresh": True}
    expect.calls(copies, case, gives=([torch.tensor([[3.0]])],), **asked)
    for function, mistake in ((shares, "parameter.aliased"), (freezes, "parameters.frozen"), (casts, "dtype.wrong")):
        with pytest.raises(Wrong) as caught:
            expect.calls(function, case, gives=([torch.tensor([[3.0]])],), **asked)
        assert caught.value.mistake == mistake


def test_what_a_function_returns_can_be_its_own_affair() -> None:
    case = {"model": line(), "w": torch.tensor([[3.0]])}

    def returning(model: nn.Linear, w: torch.Tensor) -> nn.Linear:
        copies(model, w)
        return model

    expect.calls(returning, case, gives=([torch.tensor([[3.0]])],), changes=("model",), any_result=True)
    with pytest.raises(Wrong):
        expect.calls(returning, case, gives=(None, [torch.tensor([[3.0]])]), changes=("model",))


def test_the_gradients_of_a_model_follow_the_result() -> None:
    def loss(model: nn.Linear, x: torch.Tensor) -> torch.Tensor:
        return model(x).square().sum()

    case = {"model": line(), "x": torch.tensor([[3.0]])}
    expect.calls(loss, case, gives=(torch.tensor(9.0), [torch.tensor([[18.0]])]), gradients="model")
    expect.calls(loss, case, gives=loss, gradients="model")
    with pytest.raises(Wrong, match=r"In model\.weight\.grad:"):
        expect.calls(loss, case, gives=(torch.tensor(9.0), [torch.tensor([[9.0]])]), gradients="model")
    with pytest.raises(Wrong) as caught:
        expect.calls(lambda model, x: loss(model, x).detach(), case, gives=loss, gradients="model")
    assert caught.value.mistake == "graph.cut"
    with pytest.raises(Wrong, match="expected: tensor"):
        expect.calls(lambda model, x: loss(model, x).item(), case, gives=loss, gradients="model")


@pytest.mark.parametrize("again", [False, True])
def test_a_loss_that_goes_back_by_itself_is_told(again: bool) -> None:
    def loss(model: nn.Linear, x: torch.Tensor) -> torch.Tensor:
        result = model(x).square().sum()
        result.backward()
        return model(x).square().sum() if again else result

    wanted = torch.tensor(9.0), [torch.tensor([[18.0]])]
    with pytest.raises(Wrong) as caught:
        expect.calls(loss, {"model": line(), "x": torch.tensor([[3.0]])}, gives=wanted, gradients="model")
    assert caught.value.mistake == "backward.inside"


@pytest.mark.parametrize(
    ("loss_fn", "shown"),
    [(nn.PoissonNLLLoss(), "PoissonNLLLoss()"), (nn.MSELoss(reduction="sum"), "MSELoss(reduction='sum')")],
)
def test_a_failure_says_which_loss_the_call_gets(loss_fn: nn.Module, shown: str) -> None:
    def double(loss_fn: nn.Module, n: int) -> int:
        return n

    with pytest.raises(Wrong) as failed:
        expect.calls(double, {"loss_fn": loss_fn, "n": 1}, gives=2)
    assert str(failed.value).splitlines()[0] == f"double(loss_fn={shown}, n=1)"
