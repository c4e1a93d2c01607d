"""Gradients across the bridge: a result of the other side is one node of this side's graph.

The backward of the node asks the other side for the vector–Jacobian product. With `create_graph=True` each gradient in
the answer is such a node again. Without it a gradient is plain numbers. The inputs of the node are all leaf tensors
that the result depends on: arguments, tensors that a closure captures, the parameters of a model.
"""

import inspect
from collections.abc import Callable
from typing import Any

import torch

from autograder.bridge import transforms

AskGradients = Callable[[torch.Tensor], tuple[torch.Tensor | None, ...]]


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
        # A transform of torch.func always asks for a graph, and it cannot follow a graph on the other side.
        enabled = torch.is_grad_enabled() and not transforms.is_inside(grad_outputs[0])
        with torch._C._DisableFuncTorch(), torch.set_grad_enabled(enabled):
            gradients = ctx.ask(_plain(grad_outputs[0]))
        for gradient, shape in zip(gradients, ctx.shapes, strict=True):
            if gradient is not None and gradient.shape != shape:
                raise RuntimeError(f"a gradient of shape {tuple(gradient.shape)} for an input of {tuple(shape)}")
        return None, None, *gradients


# Each call of `apply` asks for the signature. To work it out takes longer than the rest of the call.
_Remote.forward.__signature__ = inspect.signature(_Remote.forward)  # type: ignore[attr-defined]


def node(ask: AskGradients, data: torch.Tensor, inputs: list[torch.Tensor]) -> torch.Tensor:
    """A tensor with the values of `data`. In a backward, `ask` turns its gradient into those of `inputs`."""
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
) -> tuple[torch.Tensor | None, ...]:
    """gradientᵀ · d output / d leaf for each leaf. None where the output does not depend on the leaf.

    It is a tuple, since a list of the judge's stays shared until the outermost call is over. The products have a graph
    where gradients are enabled. In a backward they are enabled only for `create_graph=True`.
    """
    again = torch.is_grad_enabled()
    found = torch.autograd.grad(
        output, leaves, gradient.reshape(output.shape), retain_graph=True, create_graph=again, allow_unused=True
    )
    return tuple(g if g is None or again else g.detach() for g in found)


def _plain(tensor: torch.Tensor) -> torch.Tensor:
    """The tensor inside the wrappers of all transforms."""
    while torch._C._functorch.is_functorch_wrapped_tensor(tensor):
        tensor = torch._C._functorch.get_unwrapped(tensor)
    return tensor
