"""What the tests of a model ask: which parameters it holds, what it predicts with them, and which ones can learn."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import nn

from course.helpers import describe
from course.helpers.compare import NO_RETURN, WANT_GOT
from course.helpers.testing import checks


def named(kind: type[nn.Module]) -> tuple[str, ...]:
    """What `used` tells of this kind of model, each as the code that asks for it."""
    holder = "model[0]" if kind is nn.Sequential else "model"
    return (
        f"isinstance(model, nn.{kind.__name__})",
        "len(model)",
        "[p.shape for p in model.parameters()]",
        f"{holder}.weight, {holder}.bias",
        "model(x)",
        f"{holder}.weight.grad, {holder}.bias.grad, x.grad",
        "x",
    )


def used(
    kind: type[nn.Module],
    make: Callable[[int, int], Any],
    features: int,
    targets: int,
    w: torch.Tensor,
    b: torch.Tensor,
    x: torch.Tensor,
) -> tuple[Any, ...]:
    """What `named` lists of `make(features, targets)`, a `kind` of model whose two parameters get the values w and b.

    Whether it is of that kind; of an nn.Sequential the number of its layers, else 1; the shapes of its parameters,
    the largest first; which of the names `weight` and `bias` they have, also after a call; its prediction for x; which
    of weight, bias and x have a gradient then; and x after the call. Before that, a second model of the same sizes
    gets other values. A fact is None where the ones before it forbid to ask.

    Raises Wrong for what is no model at all.
    """
    model, other = make(features, targets), make(features, targets)
    if not isinstance(model, nn.Module):
        inside = isinstance(model, list | tuple) and len(model) == 1 and isinstance(model[0], kind)
        mistake = "type.not_unpacked" if inside else "type.not_sequential" if kind is nn.Sequential else None
        checks.fail(*WANT_GOT, mistake=mistake, want=f"nn.{kind.__name__}", got=describe.value(model))
    if not isinstance(model, kind):
        return False, *[None] * 6
    layers = len(model) if isinstance(model, nn.Sequential) and kind is nn.Sequential else 1
    found = _parameters(model.to(x.dtype))
    shapes = [tuple(parameter.shape) for parameter in found]
    if shapes != [tuple(w.shape), tuple(b.shape)] or layers != 1:
        return True, layers, shapes, *[None] * 4
    holder: Any = next(iter(model)) if kind is nn.Sequential and isinstance(model, nn.Sequential) else model
    values = x.clone().requires_grad_()
    given = values * 1
    with torch.no_grad():
        for parameter, value in zip(found, (w, b), strict=True):
            parameter.copy_(value)
        for parameter, value in zip(_parameters(other), (w, b), strict=True):
            parameter.copy_(-value)
    prediction = model(given)
    names = [
        name
        for name, parameter in zip(("weight", "bias"), found, strict=True)
        if getattr(holder, name, None) is parameter
    ]
    asked = {"weight": found[0], "bias": found[1], "x": values}
    leaves = {name: value for name, value in asked.items() if value.requires_grad}
    reached: list[str] = []
    if isinstance(prediction, torch.Tensor) and prediction.requires_grad:
        gradients = torch.autograd.grad(prediction.sum(), list(leaves.values()), allow_unused=True)
        reached = [name for name, gradient in zip(leaves, gradients, strict=True) if gradient is not None]
    return True, layers, shapes, names, prediction, reached, given.detach()


def _parameters(model: nn.Module) -> list[nn.Parameter]:
    return sorted(model.parameters(), key=lambda parameter: -parameter.dim())


def drawn(rng: np.random.Generator, sizes: Sequence[tuple[int, int, int]]) -> list[dict[str, Any]]:
    """Arguments of `used`, drawn, for each (samples, features, targets)."""
    shapes = [{"w": (k, d), "b": (k,), "x": (n, d)} for n, d, k in sizes]
    return [
        {"features": d, "targets": k} | {name: torch.tensor(rng.normal(size=size)) for name, size in shape.items()}
        for (_n, d, k), shape in zip(sizes, shapes, strict=True)
    ]


def facts(case: Mapping[str, Any]) -> tuple[Any, ...]:
    """What `used` tells of a right model."""
    w, b, x = case["w"], case["b"], case["x"]
    names = ["weight", "bias"]
    return True, 1, [tuple(w.shape), tuple(b.shape)], names, x @ w.T + b, [*names, "x"], x


# What `learnt` tells, each as the code that asks for it.
LEARNT = ("isinstance(model, nn.Linear)", "model.weight", "model.bias")


def learnt(fit: Callable[..., Any], *arguments: Any) -> tuple[bool, Any, Any]:
    """The `LEARNT` of the model that `fit(*arguments)` returns. What it draws is the same at each call."""
    torch.manual_seed(0)
    model = fit(*arguments)
    checks.that(model is not None, NO_RETURN)
    return isinstance(model, nn.Linear), getattr(model, "weight", None), getattr(model, "bias", None)


# What `moved` tells, by name.
PLACES = (
    "[p.device for p in model.parameters()]",
    "x.device",
    "y.device",
    "[x.shape, y.shape]",
    "all(p.requires_grad for p in model.parameters())",
    "model(x)",
    "y",
)
_ELSEWHERE = "not meta"
_FROM_META = "Cannot copy out of meta tensor"  # how PyTorch says that there is nothing to move
_OTHER_KIND = "incompatible tensor type"  # how it refuses `p.data = …` for a tensor of another kind of device


def moved(
    move: Callable[..., Any], device: Any, start: str, model: nn.Module, x: torch.Tensor, y: torch.Tensor
) -> tuple[Any, ...]:
    """Where `move` takes a model, its data and its targets that begin on the device `start`: the `PLACES`.

    device: None stands for a call without it. What has no numbers ("meta") has no prediction. What begins there
    cannot be moved elsewhere, and PyTorch says so: then every device that is told is "not meta".

    Raises Wrong where PyTorch refuses to put the moved values into the old parameters, and whatever `move` raises
    otherwise, the NotImplementedError of an answer that is not written yet too.
    """
    begin = [thing.to(start) for thing in (model, x, y)]
    count, shapes = len(list(model.parameters())), [tuple(x.shape), tuple(y.shape)]
    try:
        new_model, new_x, new_y = move(*begin, *(() if device is None else (device,)))
    except NotImplementedError as error:
        if _FROM_META not in str(error):
            raise
        return [_ELSEWHERE] * count, _ELSEWHERE, _ELSEWHERE, shapes, True, None, None
    except RuntimeError as error:
        if _OTHER_KIND not in str(error):
            raise
        checks.fail(mistake="move.data_assigned")
    places = [parameter.device.type for parameter in new_model.parameters()]
    shapes = [tuple(new_x.shape), tuple(new_y.shape)]
    known = {*places, new_x.device.type, new_y.device.type} == {"cpu"} and new_x.shape == x.shape
    return (
        places,
        new_x.device.type,
        new_y.device.type,
        shapes,
        all(parameter.requires_grad for parameter in new_model.parameters()),
        new_model(new_x) if known else None,
        new_y if known else None,
    )
