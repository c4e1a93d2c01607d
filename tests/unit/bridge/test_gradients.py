"""Gradients across: what came from the other side is one node of this side's graph."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from autograder.bridge.gradients import leaves_of, node, vector_jacobian


def leaf(*values: float) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.float64, requires_grad=True)


def test_a_node_has_the_values_and_asks_for_its_gradients() -> None:
    x, y = leaf(1.0, 2.0), leaf(3.0)
    asked: list[list[float]] = []

    def ask(gradient: torch.Tensor) -> tuple[torch.Tensor | None, ...]:
        asked.append(gradient.tolist())
        return torch.full((2,), 5.0, dtype=torch.float64), None

    result = node(ask, torch.tensor([7.0, 8.0], dtype=torch.float64), [x, y])
    assert result.tolist() == [7.0, 8.0]
    (result * torch.tensor([1.0, 10.0])).sum().backward()
    assert asked == [[1.0, 10.0]]
    assert x.grad is not None
    assert x.grad.tolist() == [5.0, 5.0]
    assert y.grad is None


def test_a_gradient_of_another_shape_is_refused() -> None:
    x = leaf(1.0, 2.0)
    result = node(lambda gradient: (torch.ones(3),), torch.ones(()), [x])
    with pytest.raises(RuntimeError, match=r"a gradient of shape \(3,\) for an input of \(2,\)"):
        result.backward()


def test_as_many_gradients_as_inputs_are_wanted() -> None:
    x = leaf(1.0)
    for found in ((), (torch.ones(1), torch.ones(1))):
        result = node(lambda gradient, found=found: found, torch.ones(()), [x])  # type: ignore[misc]
        with pytest.raises(ValueError, match="argument"):
            result.backward()


def test_the_leaves_are_those_that_a_result_was_made_of() -> None:
    x, y, unused = leaf(1.0), leaf(2.0), leaf(3.0)
    constant = torch.ones(1)
    result = (x * y + x.exp() + constant).sum() + y.detach().sum()
    assert {id(one) for one in leaves_of(result)} == {id(x), id(y)}
    assert leaves_of(unused) == []
    assert leaves_of(constant) == []


def test_a_deep_graph_has_its_leaf() -> None:
    x = leaf(1.0)
    result = x
    for _turn in range(3000):
        result = result + 1
    assert [id(one) for one in leaves_of(result)] == [id(x)]


@given(st.lists(st.floats(-3, 3), min_size=1, max_size=4), st.floats(-3, 3))
def test_the_product_is_pytorchs_own(values: list[float], factor: float) -> None:
    x, unused = leaf(*values), leaf(1.0)
    output = x**3
    gradient = torch.full_like(output, factor)
    found, nothing = vector_jacobian(output, [x, unused], gradient)
    assert nothing is None
    assert found is not None
    assert torch.equal(found, torch.autograd.grad(output, x, gradient, retain_graph=True)[0])
    assert torch.equal(vector_jacobian(output, [x], gradient)[0], found), "the graph stays"  # type: ignore[arg-type]


def test_a_second_derivative_has_a_graph_where_one_is_asked_for() -> None:
    x = leaf(2.0)
    output = x**3
    with torch.no_grad():
        (plain,) = vector_jacobian(output, [x], torch.ones(1, dtype=torch.float64))
    assert plain is not None
    assert not plain.requires_grad
    with torch.enable_grad():
        (first,) = vector_jacobian(output, [x], torch.ones(1, dtype=torch.float64))
    assert first is not None
    assert torch.autograd.grad(first, x)[0].tolist() == [12.0]
