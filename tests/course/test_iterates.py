"""The optimizers of step 07: the reference walks as PyTorch's own do, and what the walk itself notices."""

from typing import Any

import pytest
import torch

from course.helpers import expect, iterates, language, reference

SHAPES = [(3, 2), (2,), (2,), ()]


def drawn(shapes: list[tuple[int, ...]], steps: int) -> tuple[list[torch.Tensor], list[list[torch.Tensor]]]:
    generator = torch.Generator().manual_seed(steps)
    start = [torch.randn(shape, generator=generator, dtype=torch.float64) for shape in shapes]
    return start, [[torch.randn(shape, generator=generator).double() for shape in shapes] for _ in range(steps)]


@pytest.mark.parametrize(
    ("name", "own", "options", "more"),
    [
        ("Momentum", torch.optim.SGD, {"lr": 0.1, "momentum": 0.9}, {}),
        ("Momentum", torch.optim.SGD, {"lr": 0.5, "momentum": 0.0}, {}),
        ("Nesterov", torch.optim.SGD, {"lr": 0.1, "momentum": 0.9}, {"nesterov": True}),
        ("Nesterov", torch.optim.SGD, {"lr": 0.03, "momentum": 0.2}, {"nesterov": True}),
        ("Adam", torch.optim.Adam, {"lr": 0.1}, {}),
        ("Adam", torch.optim.Adam, {"lr": 0.02, "betas": (0.8, 0.95), "eps": 1e-4}, {}),
        ("AdamW", torch.optim.AdamW, {"lr": 0.1}, {}),
        ("AdamW", torch.optim.AdamW, {"lr": 0.1, "betas": (0.8, 0.95), "eps": 0.1, "weight_decay": 0.3}, {}),
        ("SGD", torch.optim.SGD, {"lr": 0.1, "weight_decay": 0.3}, {}),
        ("SGD", torch.optim.SGD, {"lr": 0.1, "weight_decay": 0.0}, {}),
    ],
)
def test_the_reference_walks_as_torch_optim_does(name: str, own: Any, options: dict[str, Any], more: Any) -> None:
    start, gradients = drawn(SHAPES, 25)
    ours = getattr(reference.load("07_sgd_variants"), name)
    for beside in (False, True):
        got = iterates.of(ours, start, gradients, called=name, beside=beside, **options)
        want = iterates.of(own, start, gradients, called=name, **options, **more)
        assert got.shape == (25, 11)
        torch.testing.assert_close(got, want, rtol=1e-9, atol=1e-9)


class Plain:
    def __init__(self, params: list[torch.Tensor], lr: float) -> None:
        self.params, self.lr = list(params), lr

    def step(self) -> None:
        for p in self.params:
            p.data -= self.lr * p.grad

    def zero_grad(self) -> None:
        for p in self.params:
            p.grad = None


def test_the_iterates_are_the_parameters_after_each_step() -> None:
    start = [torch.tensor([1.0, 2.0]), torch.tensor(3.0)]
    gradients = [[torch.tensor([1.0, 0.0]), torch.tensor(2.0)]] * 2
    got = iterates.of(Plain, start, gradients, called="Plain", lr=0.5)
    assert got.dtype == torch.float64
    assert got.tolist() == [[0.5, 2.0, 2.0], [0.0, 2.0, 1.0]]
    assert [value.tolist() for value in start] == [[1.0, 2.0], 3.0]


def _naive_clear(self: Plain) -> None:
    for p in self.params:
        p.grad.zero_()


def _in_graph(self: Plain) -> None:
    for p in self.params:
        p -= self.lr * p.grad


def _divides(self: Plain) -> None:
    self.lr = self.lr / (1 - 0.9**0)


def _detaches(self: Plain) -> None:
    for p in self.params:
        p.requires_grad_(False)


def _doubles(self: Plain) -> None:
    for p in self.params:
        p.data = p.data.double()


def _reshapes(self: Plain) -> None:
    for p in self.params:
        p.data = p.data.reshape(-1, 1)


@pytest.mark.parametrize(
    ("method", "body", "mistake"),
    [
        ("zero_grad", _naive_clear, "grad.zeroed_none"),
        ("zero_grad", lambda self: None, "zero_grad.nothing"),
        ("step", _in_graph, "leaf.in_graph"),
        ("step", _divides, "adam.t_from_0"),
        ("step", _detaches, "leaf.lost"),
        ("step", _doubles, "dtype.wrong"),
        ("step", _reshapes, "shape.wrong"),
    ],
)
def test_a_known_mistake_is_named(method: str, body: Any, mistake: str) -> None:
    wrong = type("Plain", (Plain,), {method: body})
    with pytest.raises(expect.Wrong) as caught:
        iterates.of(wrong, [torch.ones(2)], [[torch.ones(2)]] * 2, called="Plain", lr=0.5)
    assert caught.value.mistake == mistake


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (_doubles, "expected: ['torch.float32']\ngot:      ['torch.float64']"),
        (_reshapes, "expected: [[2]]\ngot:      [[2, 1]]"),
    ],
)
def test_another_shape_or_dtype_of_a_parameter_is_shown(body: Any, shown: str) -> None:
    wrong = type("Plain", (Plain,), {"step": body})
    with language.speaking("en"), pytest.raises(expect.Wrong) as caught:
        iterates.of(wrong, [torch.ones(2)], [[torch.ones(2)]], called="Plain", lr=0.5)
    assert shown in str(caught.value)


@pytest.mark.parametrize("error", [RuntimeError("no"), TypeError("no"), AttributeError("no")])
def test_any_other_exception_comes_as_it_is(error: Exception) -> None:
    def step(self: Plain) -> None:
        raise error

    with pytest.raises(type(error), match="no"):
        iterates.of(type("Plain", (Plain,), {"step": step}), [torch.ones(2)], [[torch.ones(2)]], called="Plain", lr=0.5)


def test_a_state_in_the_class_shows_beside_another_optimizer() -> None:
    class Shared(Plain):
        steps = [0]  # noqa: RUF012

        def step(self) -> None:
            self.steps[0] += 1
            for p in self.params:
                p.data -= self.steps[0] * p.grad

    gradients = [[torch.ones(1)]] * 2
    alone = iterates.of(Shared, [torch.zeros(1)], gradients, called="Shared", lr=0.5)
    Shared.steps[0] = 0
    beside = iterates.of(Shared, [torch.zeros(1)], gradients, called="Shared", beside=True, lr=0.5)
    assert alone.tolist() == [[-1.0], [-3.0]]
    assert beside.tolist() == [[-1.0], [-4.0]]
