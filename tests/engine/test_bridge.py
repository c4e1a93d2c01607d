"""The bridge between two processes: a student side that is forked, as the engine's is."""

import contextlib
import copy
import os
import socket
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.bridge import exceptions
from autograder.bridge.peer import Link
from autograder.bridge.proxy import is_remote
from autograder.bridge.wire import LARGEST, Wire
from autograder.faults import StudentGone

STUDENT = """
import collections
import numpy as np, torch
from torch import nn
Pair = collections.namedtuple("Pair", "slope intercept")
class Same:
    def __eq__(self, other): return True
    def __lt__(self, other): return True
    def __bool__(self): return True
    def __sub__(self, other): return self
    def __abs__(self): return self
class Vector:
    def __init__(self, *parts): self.parts = list(parts)
    def __add__(self, other): return Vector(*(a + b for a, b in zip(self.parts, other.parts)))
    def __eq__(self, other): return self.parts == other.parts
    def __len__(self): return len(self.parts)
    def __getitem__(self, i): return self.parts[i]
    def __iter__(self): return iter(self.parts)
    def __repr__(self): return f"Vector{tuple(self.parts)}"
class Floaty(float):
    def __eq__(self, other): return True
class Missing(KeyError): pass
class Model(nn.Module):
    def __init__(self, d, k):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(k, d)); self.bias = nn.Parameter(torch.zeros(k))
    def forward(self, x): return x @ self.weight.T + self.bias
class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x): ctx.save_for_backward(x); return x ** 3
    @staticmethod
    def backward(ctx, g): return 3 * ctx.saved_tensors[0] ** 2 * g
def add(x, y): return x + y
def pair(): return Pair(1.5, 2)
def clear(things): things.clear()
def double(array): array *= 2
def flatten(array): array.shape = (-1,)
def shrink(w):
    with torch.no_grad(): w -= w.grad
def nothing(w): w.grad = None
def swap(model): model.weight = nn.Parameter(torch.zeros_like(model.weight))
def swapped(model): swap(model); return model, model.weight
def beside(model): model.scale = nn.Parameter(torch.ones(1)); model.register_buffer("seen", torch.zeros(2))
def detached(w): w.detach_().mul_(2); w.requires_grad_()
def fail(): raise Missing("gone")
def exit_(): raise SystemExit(3)
def count(n):
    for i in range(n): yield i
def closure(w): return lambda x: x @ w.T
def alias(x, w):
    w.grad = None; (x @ w).sum().backward(); return w.grad
def again(w): w.grad.mul_(10)
def apply(f, *args): return f(*args)
def keep(f): global kept; kept = f
def use(x): return kept(x)
def slope(f, at):
    x = torch.tensor(at, dtype=torch.float64, requires_grad=True); f(x).backward(); return x.grad.item()
def functional(f, at): return torch.func.grad(f)(torch.tensor(at, dtype=torch.float64)).item()
def look(thing, name): return getattr(thing, name)
def same(thing): return thing
def shallow(thing):
    kind = type(thing)
    return kind(thing.items() if kind is dict else thing) if kind in (list, dict, tuple) else thing
def scaled(thing):
    if isinstance(thing, (np.ndarray, torch.Tensor)): return thing * 2
    if isinstance(thing, dict): return {name: scaled(part) for name, part in thing.items()}
    return type(thing)(map(scaled, thing)) if isinstance(thing, (list, tuple)) else thing
def grown(thing, tell):
    tell(thing)
    if isinstance(thing, list): thing.append([np.ones(2)])
    elif isinstance(thing, dict): thing["new"] = {"b": np.zeros(1)}
    elif isinstance(thing, np.ndarray): thing += 1
    tell(thing)
    return [thing, tell(None)]
def refill(thing):
    if isinstance(thing, list): thing[:] = [np.full(3, 7.0), *thing[1:]]
    return thing
def large(size): return np.zeros(int(size) // 8)
def draw(generator): return torch.randperm(5, generator=generator)
"""


class Bridge:
    """A student side in a thread's place: a forked process, so that nothing but the socket connects the two."""

    def __init__(self) -> None:
        one, other = socket.socketpair()
        self.pid = os.fork()
        if self.pid == 0:
            one.close()
            names: dict[str, Any] = {"__name__": "__main__"}
            exec(STUDENT, names)
            link = Link(Wire(other), judge=False)
            link.extra["name"] = names.__getitem__
            try:
                link.serve_forever()
            finally:
                os._exit(0)
        other.close()
        self.link = Link(Wire(one), judge=True)

    def __getattr__(self, name: str) -> Any:
        return self.link.request("name", name)

    def close(self) -> None:
        self.link.wire.close()
        os.waitpid(self.pid, 0)


@pytest.fixture
def student() -> Iterator[Bridge]:
    torch.set_num_threads(1)
    bridge = Bridge()
    yield bridge
    bridge.close()


def test_plain_arguments_and_results(student: Bridge) -> None:
    assert student.add(1, 2) == 3
    assert type(student.add(np.float64(1), 2.0)) is np.float64
    assert torch.equal(student.add(torch.ones(2), 1), torch.full((2,), 2.0))
    result = student.pair()
    assert (result, result.slope, result._fields) == ((1.5, 2), 1.5, ("slope", "intercept"))


def test_a_subclass_of_a_plain_type_arrives_as_that_type(student: Bridge) -> None:
    result = student.apply(student.Floaty, 2.0)
    assert type(result) is float
    assert result != 3.0


def test_changes_in_place_come_back_into_the_originals(student: Bridge) -> None:
    things, array = [1, [2]], np.ones(3)
    w = torch.ones(2, requires_grad=True)
    w.grad = torch.full((2,), 0.25)
    student.clear(things)
    student.double(array)
    student.shrink(w)
    assert things == []
    assert array.tolist() == [2.0, 2.0, 2.0]
    grid = np.ones((2, 2))
    student.flatten(grid)
    assert grid.shape == (4,)
    assert w.tolist() == [0.75, 0.75]
    assert w.is_leaf
    student.nothing(w)
    assert w.grad is None


def test_a_closure_sees_later_changes(student: Bridge) -> None:
    w = torch.ones(1, 2)
    function = student.closure(w)
    w.mul_(3)
    assert function(torch.ones(1, 2)).item() == 6


def test_a_gradient_handed_out_changes_when_the_student_changes_it(student: Bridge) -> None:
    w = torch.ones(2, requires_grad=True)
    gradient = student.alias(torch.ones(1, 2), w)
    assert gradient.tolist() == [1.0, 1.0]
    student.again(w)
    assert gradient.tolist() == [10.0, 10.0]


def test_modules_are_real_on_the_other_side_and_kept_in_step(student: Bridge) -> None:
    model = torch.nn.Linear(2, 1)
    before = model.weight
    student.swap(model)
    assert model.weight is not before
    assert model.weight.tolist() == [[0.0, 0.0]]
    same, weight = student.swapped(model)
    assert same is model
    assert weight is model.weight
    student.beside(model)
    assert [name for name, _ in model.named_parameters()] == ["weight", "bias", "scale"]
    assert model.seen.tolist() == [0.0, 0.0]


def test_a_leaf_is_no_view_on_the_other_side(student: Bridge) -> None:
    w = torch.ones(2, 1, requires_grad=True)
    student.detached(w)
    assert w.is_leaf
    assert w.requires_grad
    assert w.tolist() == [[2.0], [2.0]]


def test_generators_go_on_where_the_other_side_left_them(student: Bridge) -> None:
    generator, twin = torch.Generator().manual_seed(1), torch.Generator().manual_seed(1)
    for _ in range(2):
        assert student.draw(generator).tolist() == torch.randperm(5, generator=twin).tolist()


def test_an_object_of_the_judges_comes_back_as_itself(student: Bridge) -> None:
    generator, twin = torch.Generator().manual_seed(1), torch.Generator().manual_seed(1)
    assert student.apply(lambda g: g is generator, generator) is True
    assert (
        student.apply(lambda g: torch.randperm(5, generator=g), generator).tolist()
        == torch.randperm(5, generator=twin).tolist()
    )
    assert student.draw(generator).tolist() == torch.randperm(5, generator=twin).tolist()
    model = torch.nn.Linear(2, 1)
    assert student.apply(lambda thing: thing, model) is model


def test_remote_objects(student: Bridge) -> None:
    vector = student.Vector(1, 2) + student.Vector(3, 4)
    assert is_remote(vector)
    assert vector == student.Vector(4, 6)
    assert (len(vector), vector[0], list(vector), str(vector), vector.parts) == (2, 4, [4, 6], "Vector(4, 6)", [4, 6])
    assert isinstance(vector, student.Vector)
    assert list(student.count(3)) == [0, 1, 2]
    assert callable(student.add)
    assert not callable(vector)
    model = student.Model(2, 1)
    assert isinstance(model, torch.nn.Module)
    assert issubclass(student.Model, torch.nn.Module)
    assert model.weight is model.weight


def test_an_object_that_equals_everything_equals_no_plain_data(student: Bridge) -> None:
    liar = student.Same()
    for question in (lambda: liar == 3, lambda: liar < 3, lambda: abs(liar - 3) < 1e-6, lambda: liar in [3.0]):
        with pytest.raises(TypeError, match="plain data"):
            question()
    assert (liar == None) is False  # noqa: E711
    assert not isinstance(liar, float | torch.Tensor | np.ndarray)


def test_exceptions_arrive_with_type_message_and_traceback(student: Bridge) -> None:
    with pytest.raises(KeyError) as caught:
        student.fail()
    assert type(caught.value).__name__ == "Missing"
    assert "in fail" in caught.value.remote_traceback  # type: ignore[attr-defined]
    with pytest.raises(student.Missing):
        student.fail()
    with pytest.raises(exceptions.RemoteError):
        student.exit_()


def test_gradients_flow_across(student: Bridge) -> None:
    x = torch.randn(4, 3, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(student.Cube.apply, (x,))
    model = student.Model(3, 1)
    model(torch.ones(2, 3)).sum().backward()
    assert model.bias.grad.tolist() == [2.0]
    w = torch.ones(1, 3, requires_grad=True)
    loss = student.closure(w)(torch.ones(2, 3) * 2).pow(2).sum()
    (gradient,) = torch.autograd.grad(loss, w)
    assert gradient.tolist() == [[48.0, 48.0, 48.0]]


def test_gradients_flow_through_a_function_of_the_tests(student: Bridge) -> None:
    assert student.slope(lambda t: t**3, 2.0) == 12.0
    assert student.functional(lambda t: t**3, 2.0) == 12.0


def test_a_tests_function_is_called_back_and_shows_nothing_else(student: Bridge) -> None:
    def double(x: float) -> float:
        return 2 * x

    assert student.apply(double, 4) == 8
    for name in ("__globals__", "__closure__", "__self__", "func_globals"):
        with pytest.raises(AttributeError):
            student.look(double, name)
    generator = (i for i in range(3))
    with pytest.raises(AttributeError):
        student.look(generator, "gi_frame")


def test_a_tests_function_is_withdrawn_with_its_cell(student: Bridge) -> None:
    student.keep(lambda x: x + 1)
    assert student.use(1) == 2
    student.link.withdraw()
    with pytest.raises(TypeError):
        student.use(1)


def test_a_dead_student_is_a_fault_that_except_exception_does_not_catch(student: Bridge) -> None:
    os.kill(student.pid, 9)

    def careless() -> None:
        with contextlib.suppress(Exception):
            student.add(1, 2)

    with pytest.raises(StudentGone):
        careless()
    with pytest.raises(StudentGone):
        student.link.request("name", "add")


def test_a_value_that_cannot_go_says_what_to_use_instead(student: Bridge) -> None:
    add = student.add
    with pytest.raises(TypeError, match="pass the function"):
        add(pytest, 1)


def test_a_thousand_calls_leave_nothing_behind(student: Bridge) -> None:
    add = student.add
    for _ in range(1000):
        add(np.ones(3), torch.ones(3).numpy())
    assert len(student.link.shared._entries) < 20
    assert len(student.link.lent.things) < 20


def world() -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(STUDENT, names)
    return names


def flat(value: Any) -> Any:
    """A value of arrays and containers as text that says all of it."""
    if isinstance(value, np.ndarray | torch.Tensor):
        return [type(value).__name__, str(value.dtype), list(value.shape), value.tolist()]
    if isinstance(value, dict):
        return [[key, flat(part)] for key, part in value.items()]
    return [type(value).__name__, *map(flat, value)] if isinstance(value, list | tuple) else value


arrays_of_numbers = st.builds(lambda n: np.arange(float(n)), st.integers(0, 3)) | st.builds(
    lambda n: torch.ones(n), st.integers(0, 3)
)
containers = st.recursive(
    arrays_of_numbers | st.integers(0, 9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.sampled_from(["W", "b"]), inner, max_size=2)
    ),
    max_leaves=6,
)
STEPS = ("same", "shallow", "scaled", "grown", "refill", "drop")


@settings(max_examples=200, deadline=None)
@given(st.lists(containers, min_size=1, max_size=3), st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 2))))
def test_containers_are_handed_to_and_fro_as_in_one_kernel(pool: list[Any], steps: list[tuple[str, int]]) -> None:
    """What the code gave is handed back to it, changed on either side, let go: no number is spoken of too early."""
    here, there = copy.deepcopy(pool), copy.deepcopy(pool)
    kernel, seen_here, seen_there = world(), [], []
    for name, at in steps:
        at %= len(pool)
        if name == "drop":
            here[at], there[at] = [], []
            continue
        told = name == "grown"
        here[at] = getattr(SIDE, name)(here[at], *[lambda x: seen_here.append(flat(x))] * told)
        there[at] = kernel[name](there[at], *[lambda x: seen_there.append(flat(x))] * told)
        assert flat(here) == flat(there), (name, at)
    assert seen_here == seen_there


@pytest.fixture(scope="module", autouse=True)
def one_side_for_many() -> Iterator[None]:
    global SIDE
    torch.set_num_threads(1)
    SIDE = Bridge()
    yield
    SIDE.close()


def test_what_could_not_be_sent_is_not_known_to_the_other_side(student: Bridge) -> None:
    array, things = np.ones(2), [np.zeros(1)]
    for _ in range(2):
        with pytest.raises(TypeError, match="pass the function"):
            student.apply(len, [array, things], pytest)
    array += 1
    assert student.same([array, things])[0].tolist() == [2, 2]
    things.append(np.full(1, 3.0))
    with pytest.raises(TypeError, match="pass the function"):
        student.apply(len, pytest)
    array *= 2
    assert flat(student.scaled([array, things])) == flat([array * 2, [np.zeros(1), np.full(1, 6.0)]])


def test_what_is_too_large_is_said_to_be_and_the_side_goes_on(student: Bridge) -> None:
    student.link.wire.largest = 10_000
    with pytest.raises(TypeError, match=r"given .* MiB are too many to send at once; the limit is 0\.0"):
        student.same(np.zeros(2000))
    student.link.wire.largest = LARGEST
    assert student.same(np.zeros(2000)).shape == (2000,)
    with pytest.raises(TypeError, match=r"handed back: .*the limit is 128 MiB"):
        student.large(1.5 * LARGEST)
    assert student.add(1, 2) == 3
