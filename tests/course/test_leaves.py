"""`leaves` names what goes wrong with the tensors that a descent updates in place."""

from collections.abc import Callable

import pytest
import torch

from course.helpers import expect, leaves


def _loss(w: torch.Tensor) -> torch.Tensor:
    return (w**2).sum()


def _in_graph(w: torch.Tensor) -> None:
    _loss(w).backward()
    w -= 0.1 * w.grad


def _zeroed_too_early(w: torch.Tensor) -> None:
    w.grad.zero_()  # type: ignore[union-attr]


def _used_while_none(w: torch.Tensor) -> None:
    0.1 * w.grad  # type: ignore[operator]


def _cut(w: torch.Tensor) -> None:
    torch.tensor(_loss(w).item()).backward()


def _no_leaf(w: torch.Tensor) -> None:
    w.requires_grad_(False)


@pytest.mark.parametrize(
    ("fault", "mistake"),
    [
        (_in_graph, "leaf.in_graph"),
        (_zeroed_too_early, "grad.zeroed_none"),
        (_used_while_none, "grad.none"),
        (_cut, "graph.cut"),
        (_no_leaf, "leaf.lost"),
    ],
)
def test_a_known_fault_is_named(fault: Callable[[torch.Tensor], None], mistake: str) -> None:
    w = leaves.leaf(torch.ones(2))
    with pytest.raises(expect.Wrong) as caught, leaves.kept(of="fault(w)", w=w):
        fault(w)
    assert caught.value.mistake == mistake
    assert str(caught.value).startswith(f"✗ {mistake} — ")
    assert "\nfault(w)" in str(caught.value)


def test_an_unknown_exception_passes_as_it_is() -> None:
    with pytest.raises(ZeroDivisionError), leaves.kept(of="f()"):
        1 / 0  # noqa: B018


def test_a_verdict_inside_the_block_passes_as_it_is() -> None:
    with pytest.raises(expect.Wrong) as caught, leaves.kept(of="f()"):
        expect.fail("'NoneType' object has no attribute", mistake="sum.for_mean")
    assert caught.value.mistake == "sum.for_mean"


def test_an_update_in_place_is_right() -> None:
    w = leaves.leaf(torch.ones(2))
    with leaves.kept(of="step", w=w):
        _loss(w).backward()
        with torch.no_grad():
            w -= 0.1 * w.grad
    assert torch.allclose(w, torch.full((2,), 0.8))


def test_a_leaf_is_new_and_without_a_gradient() -> None:
    values = torch.ones(2, dtype=torch.float64)
    made = leaves.leaf(values)
    values += 1
    assert (made.is_leaf, made.requires_grad, made.grad, made.dtype) == (True, True, None, torch.float64)
    assert made.tolist() == [1.0, 1.0]
