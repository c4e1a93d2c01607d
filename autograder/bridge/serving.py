"""The requests whose answer depends on the side that serves them."""

from collections.abc import Callable
from typing import Any
from unittest.mock import NonCallableMock

import torch

from autograder.bridge import gradients, lending, methods, signatures, transforms


def get(link: Any, thing: Any, name: str) -> Any:
    if link.judge and lending.is_hidden(thing, name):
        raise AttributeError(name)
    return getattr(thing, name)


def method(link: Any, thing: Any, name: str, *args: Any, **kwargs: Any) -> tuple[bool, Any]:
    attribute = get(link, thing, name)
    return methods.serve(attribute, link.lends(attribute), args, kwargs)


def set_attribute(link: Any, thing: Any, name: str, value: Any) -> None:
    if link.judge and not lending.may_be_set(thing, name, value):
        raise AttributeError(f"{name} of a test's object cannot be set")
    setattr(thing, name, value)


def special(link: Any, thing: Any, name: str, *args: Any, **kwargs: Any) -> Any:
    if link.judge and name not in lending.SPECIALS:
        raise TypeError(f"{name} of a test's object")
    method = getattr(type(thing), name)
    if isinstance(method, NonCallableMock):  # it is no function, and so it is not bound to the object
        return method(*args, **kwargs)
    return method(thing, *args, **kwargs)


def signature(link: Any, thing: Any) -> list[Any]:
    return signatures.describe_lent(thing) if link.judge else signatures.describe(thing)


def flags(link: Any, thing: Any) -> int:
    return signatures.flags_of_lent(thing)


def derivative(link: Any, repeated: Any, steps: Any, *tensors: torch.Tensor) -> tuple[torch.Tensor, ...]:
    _demand_gradients(link)
    return transforms.serve_derivative(repeated, steps, *tensors)


def vjp(link: Any, key: int, gradient: torch.Tensor) -> tuple[torch.Tensor | None, ...]:
    _demand_gradients(link)
    output, leaves = link.lent.nodes[key]
    return gradients.vector_jacobian(output, leaves, gradient)


def _demand_gradients(link: Any) -> None:
    if not link.gives_gradients:
        raise RuntimeError("this test gives no gradients")


HANDLERS: dict[str, Callable[..., Any]] = {
    "get": get,
    "method": method,
    "set": set_attribute,
    "special": special,
    "signature": signature,
    "flags": flags,
    "derivative": derivative,
    "vjp": vjp,
}
