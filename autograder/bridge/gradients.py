"""Gradients across: what came from the other side is one node of this side's graph.

Its backward asks the other side for the vector–Jacobian product. Where a graph of that is asked for as well
(`create_graph=True`), each gradient that comes back is such a node in turn; else it is plain numbers. A function's
inputs here are all tensors the result depends on: arguments, tensors that a closure has captured, a model's parameters.
"""

from collections.abc import Callable
from typing import Any

import torch

AskGradients = Callable[[torch.Tensor], list[torch.Tensor | None]]


class _Remote(torch.autograd.Function):
    generate_vmap_rule = False

    @staticmethod
    def forward(ask: AskGradients, data: torch.Tensor, *inputs: torch.Tensor) -> torch.Tensor:
        return data.clone()

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: torch.Tensor) -> None:
        ctx.ask, ctx.shapes = inputs[0], [t.shape for t in inputs[2:]]

    @staticmethod
    def backward(ctx: Any, *grad_outputs: torch.Tensor) -> tuple[torch.Tensor | None, ...]:
        # Inside a transform there is no second derivative: it always asks for a graph, and could not follow this one.
        enabled = torch.is_grad_enabled() and not is_transformed(grad_outputs[0])
        with torch._C._DisableFuncTorch(), torch.set_grad_enabled(enabled):
            gradients = ctx.ask(_plain(grad_outputs[0]))
        for gradient, shape in zip(gradients, ctx.shapes, strict=True):
            if gradient is not None and gradient.shape != shape:
                raise RuntimeError(f"a gradient of shape {tuple(gradient.shape)} for an input of {tuple(shape)}")
        return None, None, *gradients


def node(ask: AskGradients, data: torch.Tensor, inputs: list[torch.Tensor]) -> torch.Tensor:
    """A tensor with the values of `data` whose gradient flows to `inputs` by way of `ask`."""
    with torch.enable_grad():
        return _Remote.apply(ask, data, *inputs)


def leaves_of(tensor: torch.Tensor) -> list[torch.Tensor]:
    """The leaf tensors that require a gradient and that `tensor` was computed from."""
    found: dict[int, torch.Tensor] = {}
    seen: set[Any] = set()
    stack = [tensor.grad_fn]
    while stack:
        function = stack.pop()
        if function is None or function in seen:
            continue
        seen.add(function)
        variable = getattr(function, "variable", None)
        if isinstance(variable, torch.Tensor):
            found[id(variable)] = variable
        stack += [following for following, _ in function.next_functions]
    return list(found.values())


def vector_jacobian(
    output: torch.Tensor, leaves: list[torch.Tensor], gradient: torch.Tensor
) -> list[torch.Tensor | None]:
    """gradientᵀ · d output / d leaf, for each leaf; None where the output does not depend on it.

    With a graph of its own where gradients are enabled: in a backward they are for `create_graph=True` alone.
    """
    again = torch.is_grad_enabled()
    found = torch.autograd.grad(
        output, leaves, gradient.reshape(output.shape), retain_graph=True, create_graph=again, allow_unused=True
    )
    return [g if g is None or again else g.detach() for g in found]


def is_transformed(value: Any) -> bool:
    """Whether `value` is a tensor inside a `torch.func` transform."""
    return isinstance(value, torch.Tensor) and torch._C._functorch.is_functorch_wrapped_tensor(value)


def _plain(tensor: torch.Tensor) -> torch.Tensor:
    """The numbers, without the wrappers of the transforms around them."""
    while torch._C._functorch.is_functorch_wrapped_tensor(tensor):
        tensor = torch._C._functorch.get_unwrapped(tensor)
    return tensor


class _Call:
    """A function of plain tensors, called once, with the graph of that call."""

    def __init__(self, function: Callable[..., Any], args: tuple[Any, ...]) -> None:
        self.function, self.args = function, args
        self.leaves: list[torch.Tensor] = []
        self.output = torch.empty(0)

    def run(self, tensors: tuple[torch.Tensor, ...]) -> torch.Tensor:
        self.leaves = [t.detach().requires_grad_(t.is_floating_point()) for t in tensors]
        left = iter(self.leaves)
        with torch.enable_grad():
            self.output = self.function(*(next(left) if isinstance(a, torch.Tensor) else a for a in self.args))
        return self.output.detach()


class _Transformed(torch.autograd.Function):
    generate_vmap_rule = False

    @staticmethod
    def vmap(info: Any, in_dims: tuple[Any, ...], call: _Call, *tensors: torch.Tensor) -> tuple[torch.Tensor, int]:
        """One call for each entry: the other side has no such transform under way."""
        results = []
        for number in range(info.batch_size):
            parts = [t if at is None else t.select(at, number) for t, at in zip(tensors, in_dims[1:], strict=True)]
            results.append(_Transformed.apply(_Call(call.function, call.args), *parts))
        return torch.stack(results), 0

    @staticmethod
    def forward(call: _Call, *tensors: torch.Tensor) -> torch.Tensor:
        return call.run(tensors)

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: torch.Tensor) -> None:
        ctx.call = inputs[0]

    @staticmethod
    def backward(ctx: Any, *grad_outputs: torch.Tensor) -> tuple[torch.Tensor | None, ...]:
        with torch._C._DisableFuncTorch(), torch.no_grad():
            return None, *vector_jacobian(ctx.call.output, ctx.call.leaves, _plain(grad_outputs[0]))


def call_transformed(function: Callable[..., Any], args: tuple[Any, ...]) -> torch.Tensor:
    """`function(*args)` inside `torch.func.grad` and its like: the transform sees one differentiable function."""
    return _Transformed.apply(_Call(function, args), *(a for a in args if isinstance(a, torch.Tensor)))
