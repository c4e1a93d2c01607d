"""What a student's `forward` and `backward` give, as functions that `expect.calls` can call.

    case = {"prediction": p, "target": t, "grad_output": torch.tensor(0.25)}
    expect.calls(backward.of(MSE), case, gives=(dp, dt), names=("prediction", "target"))

`of` asks PyTorch's engine, `directly` calls `forward` and `backward` with a Context and no engine.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import torch
from torch.autograd.functional import vjp

from course.helpers.compare import NO_RETURN, WANT_GOT
from course.helpers.context import run_forward
from course.helpers.language import _
from course.helpers.testing import checks

# How PyTorch's engine words what it cannot take from a backward, and the mistake that it is.
_REFUSED = {
    "incorrect number of gradients": "gradients.count",
    "invalid gradient at index": "gradients.shape",
    "expected Variable or None": "type.not_tensor",
}
# Backwards of the product p·q, by what is wrong with them.
_RULES: dict[str, Callable[..., Any]] = {
    "right": lambda grad, p, q: (grad * q, grad * p),
    "exchanged": lambda grad, p, q: (grad * p, grad * q),
    "first_wrong": lambda grad, p, q: (1.02 * grad * q, grad * p),
    "second_wrong": lambda grad, p, q: (grad * q, 1.02 * grad * p),
    "second_hardly_wrong": lambda grad, p, q: (grad * q, 1.005 * grad * p),
    "without_grad_output": lambda grad, p, q: (q, p),
    "mean_of_grad_output": lambda grad, p, q: (grad.mean() * q, grad * p),
    "wrong_for_large_p": lambda grad, p, q: (grad * q, torch.where(p < 4, grad * p, 0)),
    "none_for_q": lambda grad, p, q: (grad * q, None),
    "wrong_shape": lambda grad, p, q: (grad * q, (grad * p)[0]),
    "one_gradient": lambda grad, p, q: (grad * q,),
    "raises": lambda grad, p, q: (grad * q, [][1]),
}


def gradients(
    function: Callable[..., Any], *inputs: torch.Tensor, grad_output: torch.Tensor, of: str
) -> tuple[torch.Tensor, ...]:
    """The gradient of Σ grad_output · function(*inputs) for each input, of that input's shape; zeros where none came.

    inputs: float tensors, all differentiated, with or without `requires_grad` of their own. grad_output: of the
    output's shape. of: what a message calls this.

    Raises Wrong where backward changes grad_output, and where the number, a shape or a type of the gradients is one
    that PyTorch refuses; any other exception of `function` or its backward as it is.
    """
    try:
        with checks.unchanged(of=of, grad_output=grad_output):
            found = vjp(function, inputs, grad_output)[1]
    except checks.Wrong:
        raise
    except Exception as error:
        mistake = next((key for words, key in _REFUSED.items() if words in str(error)), None)
        if mistake is None:
            raise
        checks.fail(_("PyTorch refuses what backward returns: {error}"), of=of, mistake=mistake, error=error)
    return found if isinstance(found, tuple) else (found,)


def value(function: Any) -> Callable[..., Any]:
    """`function.apply`, under the name that a message should show. Raises Wrong for what is no autograd Function."""
    called, plain = f"{_name(function)}.apply", getattr(function, "apply", None)

    def apply(*inputs: torch.Tensor) -> Any:
        checks.that(plain is not None, of=called, mistake="type.not_function")
        return plain(*inputs)  # type: ignore[misc]

    return _named(apply, called)


def of(function: Any, only: int | None = None) -> Callable[..., tuple[torch.Tensor, ...]]:
    """A function of the inputs and, last, of grad_output, that returns the gradients: see `gradients`.

    function: a `torch.autograd.Function`, or a callable. only: the number of the one input that is differentiated.
    Between forward and backward, the function is called once more on other values, of one more row: what it keeps for
    backward has to survive that, as it has to in a model that uses it twice.
    """
    called = f"{_name(function)}.backward"
    plain = getattr(function, "apply", None) or function

    def sent_back(*arguments: torch.Tensor) -> tuple[torch.Tensor, ...]:
        *inputs, grad_output = arguments

        def apply(*tensors: torch.Tensor) -> Any:
            output = plain(*tensors)
            plain(*_others([tensor.detach() for tensor in tensors]))
            return output

        if only is None:
            return gradients(apply, *inputs, grad_output=grad_output, of=called)

        def of_one(tensor: torch.Tensor) -> Any:
            return apply(*inputs[:only], tensor, *inputs[only + 1 :])

        return gradients(of_one, inputs[only], grad_output=grad_output, of=called)

    return _named(sent_back, called)


def directly(function: Any, *, grad_output: torch.Tensor, **inputs: torch.Tensor) -> list[Any]:
    """What `function.backward` returns for these inputs, called after `forward` with a Context.

    inputs: in the order of `forward`, by the names that a message should show. PyTorch's engine sums a gradient that
    has too many rows; here it comes as it is. As for `of`, `forward` is called once more in between.

    Raises Wrong where an input or grad_output has changed, and for gradients that PyTorch's engine would refuse: a
    list, another number of gradients than inputs, what is no tensor.
    """
    called = f"{_name(function)}.backward"
    kept: dict[str, Any] = inputs | {"grad_output": grad_output}
    with torch.no_grad(), checks.unchanged(of=called, **kept):
        ctx, _output = run_forward(function, *inputs.values())
        run_forward(function, *_others(list(inputs.values())))
        try:
            found = function.backward(ctx, grad_output)
        except Exception:
            checks.that(not _works_alone(function, inputs, grad_output), of=called, mistake="saved.shared")
            raise
    if found is None:
        checks.fail(WANT_GOT[1], of=called, reason=NO_RETURN, got=found)
    checks.that(not isinstance(found, list), of=called, mistake="type.not_tuple")
    parts = found if isinstance(found, tuple) else (found,)
    checks.that(len(parts) == len(inputs), of=called, mistake="gradients.count")
    typed = all(part is None or isinstance(part, torch.Tensor) for part in parts)
    checks.that(typed, of=called, mistake="type.not_tensor")
    return list(parts)


def product(rule: str) -> Callable[..., torch.Tensor]:
    """The product p·q of two tensors, with the backward of that name: "right", or what is wrong with it.

    Messages show the rule. An answer that is given the function cannot ask for it: its `__name__` is the same for all.
    """
    if rule not in _RULES:
        raise ValueError(f"product({rule!r}): one of {', '.join(_RULES)}")

    class Product(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, p: torch.Tensor, q: torch.Tensor) -> torch.Tensor:
            ctx.save_for_backward(p, q)
            return p * q

        @staticmethod
        def backward(ctx: Any, grad_output: torch.Tensor) -> Any:  # type: ignore[override]
            return _RULES[rule](grad_output, *ctx.saved_tensors)

    def multiply(p: torch.Tensor, q: torch.Tensor) -> Any:
        return Product.apply(p, q)

    multiply._shown_as = rule  # type: ignore[attr-defined]
    return multiply


def _works_alone(function: Any, inputs: dict[str, torch.Tensor], grad_output: torch.Tensor) -> bool:
    """Whether backward raises nothing where no other call of forward comes before it."""
    ctx, _output = run_forward(function, *inputs.values())
    with suppress(Exception):
        function.backward(ctx, grad_output)
        return True
    return False


def _others(inputs: Sequence[torch.Tensor]) -> list[torch.Tensor]:
    """Other values, with one row more: of all inputs where they have one shape, else of the first, the samples'."""
    one_shape = len({tensor.shape for tensor in inputs}) == 1
    longer = [
        torch.cat([tensor, tensor[:1]]) if tensor.ndim and (one_shape or not index) else tensor
        for index, tensor in enumerate(inputs)
    ]
    return [tensor + index for index, tensor in enumerate(longer, 1)]


def _name(function: Any) -> str:
    return str(getattr(function, "__name__", "function"))


def _named(function: Callable[..., Any], name: str) -> Callable[..., Any]:
    function.__name__ = function.__qualname__ = name
    return function
