"""A call inside a transform of PyTorch's gives what it gives in one process, or says what to do instead."""

from typing import Any

import pytest
import torch
from torch.autograd import functional
from torch.func import functionalize, grad, grad_and_value, hessian, jacfwd, jacrev, jvp, linearize, vjp, vmap
from torch.utils._pytree import tree_flatten

from autograder.bridge import transforms
from autograder.faults import Malformed
from course.helpers.language import speaking
from tests.support.bridge import Pair, pair

STUDENT = """
import torch
calls = []
offset = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
def cube(x): return (x**3).sum()
def square(x): return x**2
def sine(x): return x.sin()
def dot(a, b): return (a * b).sum()
def both(x): return x.sin(), {"square": x**2}
def named(x): return "name", x**2, [3, x.long()]
def times(x, n): return x**2 * n
def loss(w, x, y=0.0): return ((x @ w - y)**2).mean()
def of_parts(parts, x): return ((x @ parts["w"] + parts["b"])**2).mean()
def branch(x): return x if x.sum() > 0 else -x
def moved(x): return x * offset
def constant(x): return torch.tensor(3.0)
def dropped(x): return torch.nn.functional.dropout(x, 0.5)
def slope_of(f, x): return torch.func.grad(f)(x)
def slopes_of(f, xs): return torch.func.vmap(torch.func.grad(f))(xs)
def curve_of(f, x): return torch.func.hessian(f)(x)
def through_an_object(f, x): return torch.func.grad(lambda w: f(w)(x))(x)
def kept_inside(f, x): return torch.func.vmap(lambda t: setattr(f, "w", t) or t)(x)
def recorded(f, x): return torch.func.linearize(f, x)
def at_once(f, x): return torch.autograd.functional.jacobian(f, x, vectorize=True)
def apply(f, x): return f(x)
class Line:
    def __init__(self, w): self.w = w
    def __call__(self, x): return self.w * x
    def at(self, x): return x**2 * 3
line = Line(2.0)
table = [1.0, 2.0, 3.0]
"""
NAMES = (
    *("cube", "square", "sine", "dot", "both", "named", "times", "loss", "of_parts", "branch", "moved", "constant"),
    *("dropped", "slope_of", "slopes_of", "curve_of", "apply", "Line", "line", "table"),
)
KNOWN: dict[str, Any] = {
    "torch": torch, "functional": functional, "grad": grad, "grad_and_value": grad_and_value, "hessian": hessian,
    "jacfwd": jacfwd, "jacrev": jacrev, "jvp": jvp, "vjp": vjp, "vmap": vmap, "linearize": linearize,
    "functionalize": functionalize,
}  # fmt: skip
EXPRESSIONS = (
    "grad(cube)(x)",
    "grad_and_value(cube)(x)",
    "grad(loss)(x, xs, y=torch.ones(2))",
    "grad(lambda w: loss(w, xs, y=w[0]))(x)",
    "grad(of_parts)({'w': x, 'b': torch.tensor(1.0)}, xs)",
    "grad(lambda x: named(x)[1])(torch.tensor(2.0))",
    "grad(lambda x: cube(sine(x)) * dot(x, torch.ones(3)))(x)",
    "grad(lambda x: line.at(x))(torch.tensor(2.0))",
    "grad(grad(square))(torch.tensor(2.0))",
    "grad(grad(grad(lambda x: square(x) * x)))(torch.tensor(2.0))",
    "vmap(sine)(xs)",
    "vmap(both)(xs)",
    "vmap(constant)(xs)",
    "vmap(dot, in_dims=(None, 1))(torch.ones(2), xs)",
    "vmap(times)(x, torch.arange(3))",
    "vmap(vmap(square), in_dims=1)(xs)",
    "vmap(moved)(xs)",
    "vmap(lambda row: row.sum() + cube(torch.ones(2)))(xs)",
    "vmap(dropped, randomness='different')(xs).shape",
    "vmap(grad(cube))(xs)",
    "vmap(grad(times))(x, torch.arange(3))",
    "vmap(grad(loss), in_dims=(None, 0, 0))(x, xs, torch.ones(2))",
    "vmap(grad(of_parts), in_dims=(None, 0))({'w': x, 'b': torch.tensor(1.0)}, xs)",
    "vmap(hessian(cube))(xs)",
    "jacrev(sine)(x)",
    "jacrev(both)(x)",
    "jacfwd(sine)(x)",
    "jacfwd(times)(torch.tensor(2.0), torch.tensor(3))",
    "hessian(cube)(x)",
    "jacrev(jacrev(cube))(x)",
    "hessian(lambda x: cube(sine(x)))(x)",
    "vjp(both, x)[1]((torch.ones(3), {'square': torch.ones(3)}))",
    "jvp(sine, (x,), (torch.ones(3),))",
    "functional.jacobian(sine, x)",
    "functional.hessian(cube, x)",
    "functional.hvp(cube, x, torch.ones(3))",
    "apply(grad(cube), x)",
    "grad(slope_of, argnums=1)(square, torch.tensor(2.0))",
    "slope_of(lambda x: (x**3).sum(), x)",
    "slopes_of(lambda x: (x**3).sum(), xs)",
    "curve_of(lambda x: (x**3).sum(), x)",
    "grad(lambda x: apply(lambda t: t.sin(), x).sum())(x)",
)
REFUSED = {
    "linearize(sine, x)": "linearize or make_fx records how a function computes.*observe",
    "functionalize(sine)(x)": "functionalize records how a function computes.*observe",
    "functional.jacobian(sine, x, vectorize=True)": "vectorize=True.*leave them out.*observe",
    "functional.jacobian(sine, x, vectorize=True, strategy='forward-mode')": "vectorize=True.*observe",
    "grad(lambda w: Line(w)(2.0))(torch.tensor(3.0))": "has to give tensors, not an object.*observe",
    "vmap(lambda t: setattr(line, 'w', t) or t)(x)": "inside a transform.*cannot be sent.*observe",
}


@pytest.mark.parametrize("ask", ["through_an_object", "kept_inside", "recorded", "at_once"])
def test_a_student_is_told_what_to_do_in_their_language(ask: str) -> None:
    class Own:
        w = None

    given: Any = Own() if ask == "kept_inside" else lambda w: Own() if ask == "through_an_object" else w.sin()
    for language, told in (("en", "^While a notebook is graded"), ("fr", "Écrivez plutôt dans votre réponse ce que")):
        with pair(STUDENT) as sides, speaking(language), pytest.raises((RuntimeError, TypeError), match=told):
            getattr(sides, ask)(given, torch.ones(2))


def inputs() -> dict[str, torch.Tensor]:
    return {"x": torch.tensor([1.0, 2.0, 3.0]), "xs": torch.arange(6.0).reshape(2, 3)}


def across(sides: Pair, expression: str) -> Any:
    return eval(expression, KNOWN | inputs() | {name: getattr(sides, name) for name in NAMES})


def in_one_process(expression: str) -> Any:
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(STUDENT, names)
    return eval(expression, KNOWN | names | inputs())


def demand_same(got: Any, want: Any) -> None:
    (found, shape), (wanted, wanted_shape) = tree_flatten(got), tree_flatten(want)
    assert shape == wanted_shape
    for one, other in zip(found, wanted, strict=True):
        if isinstance(other, torch.Tensor):
            assert torch.allclose(one, other)
            assert (one.shape, one.requires_grad) == (other.shape, other.requires_grad)
        else:
            assert one == other


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_a_transform_gives_what_it_gives_in_one_process(expression: str) -> None:
    want = in_one_process(expression)
    with pair(STUDENT) as sides:
        demand_same(across(sides, expression), want)


@pytest.mark.parametrize("expression", REFUSED)
def test_a_transform_that_cannot_cross_says_what_to_do(expression: str) -> None:
    with pair(STUDENT) as sides, pytest.raises((RuntimeError, TypeError), match=REFUSED[expression]):
        across(sides, expression)


def test_an_error_of_the_transform_is_pytorchs_own() -> None:
    with pair(STUDENT) as sides, pytest.raises(RuntimeError, match="data-dependent control flow"):
        across(sides, "vmap(branch)(xs)")


def test_a_batch_takes_one_call() -> None:
    with pair(STUDENT + "def counted(x):\n    calls.append(1)\n    return x\n") as sides:
        vmap(sides.counted)(torch.ones(5, 2))
        assert sides.calls == [1]


def test_a_derivative_has_the_random_numbers_of_its_value() -> None:
    for seed in range(5):
        with pair(STUDENT) as sides:
            torch.manual_seed(seed)
            slopes, value = across(sides, "grad_and_value(lambda x: dropped(x).sum())(torch.ones(20))")
            assert slopes.sum() == value
            following = torch.rand(())
            torch.manual_seed(seed)
            in_one_process("dropped(torch.ones(20))")
            assert following == torch.rand(()), "and none beyond them"


def test_a_batch_keeps_the_graph_of_the_students_own_tensors() -> None:
    with pair(STUDENT) as sides:
        offset = sides.offset
        across(sides, "vmap(moved)(xs)").sum().backward()
        assert offset.grad.tolist() == [3.0, 5.0, 7.0]


def test_a_leaf_outside_the_transform_has_its_gradient() -> None:
    with pair(STUDENT) as sides:
        w = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
        vmap(lambda row: sides.dot(row, w))(torch.ones(2, 3)).sum().backward()
        assert w.grad is not None
        assert w.grad.tolist() == [2.0, 2.0, 2.0]


def test_a_test_may_lend_a_function_without_its_derivative() -> None:
    with pair(STUDENT) as sides:
        assert sides.slope_of(lambda x: x**3, torch.tensor(2.0)).item() == 12.0
        with sides.judge.without_gradients(), pytest.raises(RuntimeError, match="gives no gradients"):
            sides.slope_of(lambda x: x**3, torch.tensor(2.0))


FORGED = """
def forge(f, x):
    link = object.__getattribute__(f, "_link")
    return link.request("transformed", f, [None], {}, [0], [["vjp", 1]], x, x)
def forge_call(f, x):
    link = object.__getattribute__(f, "_link")
    return link.request("derivative", f, [["vjp", 1]], x, x)
def forge_many(f, x):
    link = object.__getattribute__(f, "_link")
    return link.request("transformed", f, [None], {}, [0], [["vmap", [0], "error"]] * 21, x)
def peek(f, x):
    link = object.__getattribute__(f, "_link")
    call, _ = link.request("transformed", f, [None], {}, [0], [], x)
    return call._function
"""


@pytest.mark.parametrize(
    ("forged", "said"),
    [
        ("forge", "no transform 'vjp'"),
        ("forge_call", "not a call"),
        ("forge_many", "too many transforms"),
        ("peek", "_function"),
    ],
)
def test_an_answer_gets_no_more_of_a_lent_function_than_its_transforms(forged: str, said: str) -> None:
    with pair(FORGED) as sides, pytest.raises((TypeError, AttributeError), match=said):
        getattr(sides, forged)(lambda x: x**3, torch.tensor(2.0))


@pytest.mark.parametrize("lie", [3, (3, 4, 5), (3, torch.ones(7)), (3, torch.tensor(1.0))])
def test_an_answer_that_lies_about_a_batch_ends_in_an_error(lie: Any) -> None:
    with pair(STUDENT) as sides:
        sides.student.extra["transformed"] = lambda *asked: lie
        with pytest.raises((Malformed, RuntimeError), match=r"not the answer to a call|a batch of another size"):
            vmap(sides.sine)(torch.ones(3))


@pytest.mark.parametrize("lie", [3, (3,), (), (torch.ones(7),), (torch.ones(3), torch.ones(3))])
def test_an_answer_that_lies_about_a_derivative_ends_in_an_error(lie: Any) -> None:
    with pair(STUDENT) as sides:
        sides.student.extra["derivative"] = lambda *asked: lie
        for derivative in (grad(sides.cube), jacfwd(sides.cube), vmap(grad(sides.square))):
            with pytest.raises((Malformed, RuntimeError), match=r"no tensors|of other shapes|a batch of another size"):
                derivative(torch.ones(3))


def test_a_tensor_inside_a_transform_is_known() -> None:
    seen: list[tuple[bool, bool]] = []

    def f(x: torch.Tensor) -> torch.Tensor:
        seen.append((transforms.are_active(), transforms.is_inside(x)))
        return x**2

    grad(f)(torch.tensor(1.0))
    assert seen == [(True, True)]
    assert not transforms.are_active()
    assert not transforms.is_inside(torch.ones(1))
    assert not transforms.is_inside(1.0)
