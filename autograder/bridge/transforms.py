"""Calls inside a transform of PyTorch: `torch.func.vmap`, `grad`, `jvp` and others, nested in any order.

A tensor inside a transform cannot cross, because it stands for many values, or for a value and its derivative. So the
other side runs the transform around its own function. The caller sends plain tensors and a list of *steps*, the
transforms to apply. A step of `vmap` has the batch dimensions, and a step of a derivative the number of inputs.

A derivative calls the function once more, with the random numbers of the first call.
"""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch.autograd import forward_ad
from torch.func import jvp, vjp, vmap
from torch.utils._pytree import tree_flatten, tree_unflatten

from autograder.bridge.port import Port
from autograder.faults import Malformed
from autograder.messages import LOCALE
from course.helpers.language import N_, each

Tensors = tuple[torch.Tensor, ...]
DERIVATIVES = ("vjp", "jvp")
_MOST_STEPS = 20
_ADVICE = "Write the whole expression in a function, and observe(…) that function."
_RECORDS = f"{{}} records how a function computes, and the student's function computes in another process. {_ADVICE}"
_AT_ONCE = f"vectorize=True and is_grads_batched=True cannot reach the student's process: leave them out. {_ADVICE}"
_OBJECT = f"a function inside a transform (vmap, grad, jacrev, …) has to give tensors, not an object. {_ADVICE}"
INSIDE = f"a tensor inside a transform (vmap, grad, jacrev, …) cannot be sent. {_ADVICE}"
_TO_STUDENTS = N_(
    "While a notebook is graded, a transform of torch.func (vmap, grad, jacrev, …) cannot look into a function that is "
    "given to you. Write what that function computes in your answer instead."
)


def advice(message: str, judge: bool) -> str:
    """`message`, which is for a test's author. On the student's side: what a student can do, in their language."""
    return message if judge else "\n".join(each(_TO_STUDENTS, folder=LOCALE))


def are_active() -> bool:
    """Whether a transform or forward-mode differentiation is active."""
    interpreter: Any = torch._C._functorch.peek_interpreter_stack()
    return interpreter is not None or forward_ad._current_level >= 0 or _is_recorded()


def call(link: Port, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """The result of `function(*args, **kwargs)` of the other side, while a transform is active on this side.

    Raises RuntimeError for a transform that cannot reach the other side.
    """
    demand_each_alone(link.judge)
    _demand_known(link.judge)
    leaves, spec = tree_flatten((args, kwargs))
    places = [place for place, leaf in enumerate(leaves) if _takes_part(leaf)]
    if not any(is_inside(leaves[place]) for place in places):
        with torch._C._DisableFuncTorch():
            return link.request("call", function, *args, **kwargs)
    tensors = [leaves[place] for place in places]
    for place in places:
        leaves[place] = None
    args, kwargs = tree_unflatten(leaves, spec)
    one = _Call(link, function, args, kwargs, places)
    return one.result(_apply(_Term(one, ()), *tensors))


def is_inside(value: Any) -> bool:
    """Whether `value` is a tensor of a transform, or one with a tangent."""
    if not isinstance(value, torch.Tensor):
        return False
    dual = forward_ad._current_level >= 0 and forward_ad.unpack_dual(value).tangent is not None
    return dual or torch._C._functorch.is_functorch_wrapped_tensor(value)


def demand_each_alone(judge: bool) -> None:
    """Raises RuntimeError inside the older form of `vmap`, whose tensors cannot be split here."""
    level = torch._C._vmapmode_increment_nesting()
    torch._C._vmapmode_decrement_nesting()
    if level > 1:
        raise RuntimeError(advice(_AT_ONCE, judge))


def _takes_part(leaf: Any) -> bool:
    return isinstance(leaf, torch.Tensor) and (is_inside(leaf) or leaf.requires_grad)


def _demand_known(judge: bool) -> None:
    stack: Any = torch._C._functorch.get_interpreter_stack()
    if any(interpreter.key() == torch._C._functorch.TransformType.Functionalize for interpreter in stack or ()):
        raise RuntimeError(advice(_RECORDS.format("torch.func.functionalize"), judge))
    if _is_recorded():
        raise RuntimeError(advice(_RECORDS.format("torch.func.linearize or make_fx"), judge))


def _is_recorded() -> bool:
    return torch._C._get_dispatch_mode(torch._C._TorchDispatchModeKey.PROXY) is not None  # type: ignore[attr-defined]


class _Call:
    """One call of the other side's function, which derivatives repeat."""

    def __init__(self, link: Port, function: Any, args: Any, kwargs: Any, places: list[int]) -> None:
        self.link = link
        self.asked = (function, args, kwargs, places)
        self._repeated: Any = None
        self._leaves: list[Any] = []
        self._spec: Any = None

    def value(self, steps: list[Any], tensors: Tensors) -> Tensors:
        """The tensors in the result of the function after these steps."""
        answer = self.link.request("transformed", *self.asked, steps, *tensors)
        if type(answer) is not tuple or len(answer) != 2:
            raise Malformed("not the answer to a call")
        self._repeated, result = answer
        self._leaves, self._spec = tree_flatten(result)
        return tuple(leaf for leaf in self._leaves if isinstance(leaf, torch.Tensor))

    def derivative(self, steps: list[Any], tensors: Tensors) -> Tensors:
        """The derivatives after these steps. Raises Malformed where the answer is not a tuple of tensors."""
        found = self.link.request("derivative", self._repeated, steps, *tensors)
        if type(found) is not tuple or not all(isinstance(one, torch.Tensor) for one in found):
            raise Malformed("derivatives that are no tensors")
        return found

    def result(self, tensors: Sequence[torch.Tensor]) -> Any:
        """The result of the function, with these tensors instead of its own.

        Raises RuntimeError for an object of the other side, because a tensor in it would have no derivative here.
        """
        if any(hasattr(type(leaf), "_of") for leaf in self._leaves):
            raise RuntimeError(advice(_OBJECT, self.link.judge))
        left = iter(tensors)
        leaves = [next(left) if isinstance(leaf, torch.Tensor) else leaf for leaf in self._leaves]
        return tree_unflatten(leaves, self._spec)


class _Term:
    """A call and the steps around it: a function of plain tensors that gives tensors."""

    def __init__(self, one: _Call, steps: tuple[Any, ...]) -> None:
        self.one, self.steps = one, steps

    def __call__(self, *tensors: torch.Tensor) -> Tensors:
        steps = [list(step) for step in self.steps]
        return self.one.derivative(steps, tensors) if self.is_derivative() else self.one.value(steps, tensors)

    def is_derivative(self) -> bool:
        return any(step[0] in DERIVATIVES for step in self.steps)

    def then(self, *step: Any) -> "_Term":
        return _Term(self.one, (*self.steps, step))


def _apply(term: _Term, *tensors: torch.Tensor) -> Tensors:
    """The value of the term for these tensors, which may be inside transforms."""
    inside = torch._C._functorch.peek_interpreter_stack() is not None or any(map(is_inside, tensors))
    if not inside and not term.is_derivative():  # here the result may keep the graph that the other side answers with
        return term(*tensors)
    return _Transformed.apply(term, *tensors)  # type: ignore[no-any-return]


class _Transformed(torch.autograd.Function):
    generate_vmap_rule = False

    @staticmethod
    def vmap(info: Any, in_dims: tuple[Any, ...], term: _Term, *tensors: torch.Tensor) -> tuple[Tensors, Any]:
        found = _apply(term.then("vmap", list(in_dims[1:]), info.randomness), *tensors)
        if not all(one.dim() > 0 and one.shape[0] == info.batch_size for one in found):
            raise RuntimeError("a batch of another size")
        return found, (0,) * len(found)

    @staticmethod
    def forward(term: _Term, *tensors: torch.Tensor) -> Tensors:
        return term(*(tensor.detach() for tensor in tensors))

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Tensors) -> None:
        ctx.term, *tensors = inputs
        ctx.save_for_backward(*tensors)
        ctx.save_for_forward(*tensors)
        ctx.mark_non_differentiable(*(one for one in output if not _is_smooth(one)))
        ctx.shapes = [one.shape for one in output if _is_smooth(one)]

    @staticmethod
    def backward(ctx: Any, *grad_outputs: torch.Tensor) -> tuple[torch.Tensor | None, ...]:
        tensors = ctx.saved_tensors
        wanted = [tensor.shape for tensor in tensors if _is_smooth(tensor)]
        found = _apply(ctx.term.then("vjp", len(tensors)), *tensors, *filter(_is_smooth, grad_outputs))
        left = iter(_of_shapes(found, wanted))
        return None, *(next(left) if _is_smooth(tensor) else None for tensor in tensors)

    @staticmethod
    def jvp(ctx: Any, _: None, *tangents: torch.Tensor | None) -> Any:
        tensors = ctx.saved_tensors
        given = [
            torch.zeros_like(tensor) if tangent is None else tangent
            for tensor, tangent in zip(tensors, tangents, strict=True)
            if _is_smooth(tensor)
        ]
        found = _apply(ctx.term.then("jvp", len(tensors)), *tensors, *given)
        return tuple(_of_shapes(found, ctx.shapes))


def _is_smooth(tensor: torch.Tensor) -> bool:
    """Whether a tensor of this dtype can have a derivative."""
    return tensor.is_floating_point() or tensor.is_complex()


def _of_shapes(tensors: Tensors, shapes: list[torch.Size]) -> Tensors:
    if [one.shape for one in tensors] != shapes:
        raise RuntimeError("derivatives of other shapes than the function's tensors have")
    return tensors


class Repeated:
    """A call, on the side of the function, that derivatives repeat. The other side cannot read its attributes."""

    __slots__ = ("__weakref__", "_args", "_function", "_places", "_state")

    def __init__(self, function: Callable[..., Any], args: Any, kwargs: Any, places: list[int]) -> None:
        self._function, self._args, self._places = function, (args, kwargs), places
        self._state = torch.default_generator.get_state()  # not by a function that a test's is told of

    def _call(self, tensors: Tensors) -> tuple[list[Any], Any]:
        """The leaves and the structure of the function's result for these tensors."""
        leaves, spec = tree_flatten(self._args)
        for place, tensor in zip(self._places, tensors, strict=True):
            leaves[place] = tensor
        args, kwargs = tree_unflatten(leaves, spec)
        return tree_flatten(self._function(*args, **kwargs))


def serve(
    function: Callable[..., Any], args: Any, kwargs: Any, places: Any, steps: Any, *tensors: torch.Tensor
) -> tuple[Repeated, Any]:
    """Call the function after these steps of `vmap`. Return the call, to repeat it, and the result.

    Tensors in the result have the batch dimensions of the steps first.
    """
    repeated = Repeated(function, args, kwargs, places)
    given: list[Any] = []

    def flat(*inputs: torch.Tensor) -> Tensors:
        given[:] = repeated._call(inputs)
        return tuple(leaf for leaf in given[0] if isinstance(leaf, torch.Tensor))

    found = iter(_composed(flat, steps, ("vmap",))(*tensors))
    leaves, spec = given
    return repeated, tree_unflatten([next(found) if isinstance(leaf, torch.Tensor) else leaf for leaf in leaves], spec)


def serve_derivative(repeated: Any, steps: Any, *tensors: torch.Tensor) -> Tensors:
    """The derivatives of a call that `serve` has returned. Raises TypeError for any other object."""
    if type(repeated) is not Repeated:
        raise TypeError("not a call")

    def flat(*inputs: torch.Tensor) -> Tensors:
        return tuple(leaf for leaf in repeated._call(inputs)[0] if isinstance(leaf, torch.Tensor))

    before = torch.default_generator.get_state()
    torch.default_generator.set_state(repeated._state)
    try:
        return tuple(one.detach() for one in _composed(flat, steps, ("vmap", *DERIVATIVES))(*tensors))
    finally:
        torch.default_generator.set_state(before)


def _composed(function: Callable[..., Tensors], steps: Any, allowed: tuple[str, ...]) -> Callable[..., Tensors]:
    if len(steps) > _MOST_STEPS:
        raise TypeError("too many transforms")
    for kind, *options in steps:
        if kind not in allowed:
            raise TypeError(f"no transform {kind!r}")
        function = _over_a_batch(function, *options) if kind == "vmap" else _derivative(function, kind, *options)
    return function


def _over_a_batch(function: Callable[..., Tensors], in_dims: list[Any], randomness: str) -> Callable[..., Tensors]:
    return vmap(function, in_dims=tuple(in_dims), randomness=randomness)  # type: ignore[no-any-return]


def _derivative(function: Callable[..., Tensors], kind: str, count: int) -> Callable[..., Tensors]:
    """A function of `count` inputs, followed by the tangents (jvp) or by the gradients of the outputs (vjp)."""

    def derivative(*tensors: torch.Tensor) -> Tensors:
        inputs, directions = tensors[:count], tensors[count:]

        def smooth(*some: torch.Tensor) -> Tensors:
            left = iter(some)
            found = function(*(next(left) if _is_smooth(one) else one for one in inputs))
            return tuple(filter(_is_smooth, found))

        primals = tuple(filter(_is_smooth, inputs))
        if kind == "jvp":
            return jvp(smooth, primals, directions)[1]  # type: ignore[no-any-return]
        return vjp(smooth, *primals)[1](directions)  # type: ignore[no-any-return]

    return derivative
