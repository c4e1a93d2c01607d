"""A shared tensor's content: its data and its gradient, in place or new."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from autograder.bridge.arrays import array_content
from autograder.bridge.tensors import ArrayLook, Entry, apply, content_of, look_at, take_gradient
from autograder.faults import Malformed


def entry_of(tensor: torch.Tensor) -> Entry:
    return Entry(lambda: tensor, "T")


def leaf(*values: float, grad: list[float] | None = None) -> torch.Tensor:
    tensor = torch.tensor(values, requires_grad=True)
    tensor.grad = None if grad is None else torch.tensor(grad)
    return tensor


def test_the_content_tells_data_flags_and_gradient() -> None:
    tensor = leaf(1.0, 2.0)
    entry = entry_of(tensor)
    data, is_parameter, requires_grad, serial, gradient = content_of(entry, tensor)
    assert (data[:2], is_parameter, requires_grad, serial, gradient) == (["float32", [2]], False, True, 0, None)
    tensor.grad = torch.ones(2)
    assert content_of(entry, tensor)[3] == 1
    assert content_of(entry, tensor)[3] == 1, "the same gradient has the same number"
    tensor.grad = torch.ones(2)
    assert content_of(entry, tensor)[3] == 2, "another one has another, even with the same values"
    assert content_of(entry_of(tensor), torch.nn.Parameter(tensor.detach()))[1] is True


@given(st.lists(st.floats(-9, 9, width=32), min_size=1, max_size=4), st.booleans(), st.booleans())
def test_a_copy_becomes_what_the_tensor_is(values: list[float], with_gradient: bool, requires_grad: bool) -> None:
    tensor = torch.tensor(values).requires_grad_(requires_grad)
    tensor.grad = torch.tensor(values) * 2 if with_gradient else None
    copy = torch.zeros(len(values))
    memory = copy.data_ptr()
    apply(entry_of(copy), copy, content_of(entry_of(tensor), tensor))
    assert torch.equal(copy, tensor)
    assert copy.data_ptr() == memory, "in place"
    assert copy.requires_grad is requires_grad
    assert (copy.grad is not None) is with_gradient
    assert copy.grad is None or torch.equal(copy.grad, torch.tensor(values) * 2)


def test_a_gradient_that_was_changed_in_place_is_the_same_object() -> None:
    tensor, copy = leaf(1.0, grad=[1.0]), leaf(1.0)
    here, there = entry_of(tensor), entry_of(copy)
    apply(there, copy, content_of(here, tensor))
    first = copy.grad
    assert tensor.grad is not None
    tensor.grad.mul_(5)
    apply(there, copy, content_of(here, tensor))
    assert copy.grad is first
    assert first is not None
    assert first.tolist() == [5.0]
    tensor.grad = torch.tensor([7.0])
    apply(there, copy, content_of(here, tensor))
    assert copy.grad is not first
    assert first.tolist() == [5.0], "whoever kept the old one keeps its values"
    tensor.grad = None
    apply(there, copy, content_of(here, tensor))
    assert copy.grad is None


def test_a_tensor_may_get_another_shape_and_a_parameter_may_not() -> None:
    wider = content_of(entry_of(leaf(1.0, 2.0)), leaf(1.0, 2.0))
    plain, parameter = leaf(0.0), torch.nn.Parameter(torch.zeros(1))
    apply(entry_of(plain), plain, wider)
    assert plain.tolist() == [1.0, 2.0]
    with pytest.raises(Malformed, match="a parameter has another shape"):
        apply(entry_of(parameter), parameter, wider)
    assert parameter.tolist() == [0.0]


@pytest.mark.parametrize("serial", [None, "1", 1.0, True])
def test_a_number_of_gradients_is_a_number(serial: object) -> None:
    tensor = leaf(1.0)
    with pytest.raises(Malformed, match="serial"):
        take_gradient(entry_of(tensor), tensor, [serial, None])


def test_a_gradient_has_its_tensors_shape() -> None:
    tensor, wide = leaf(1.0), leaf(1.0, 2.0, grad=[1.0, 1.0])
    with pytest.raises(Malformed, match="a gradient of another shape"):
        take_gradient(entry_of(tensor), tensor, content_of(entry_of(wide), wide))


def _in_place(tensor: torch.Tensor) -> None:
    tensor.data[0] = 9.0


def _gradient(tensor: torch.Tensor) -> None:
    assert tensor.grad is not None
    tensor.grad[0] = 9.0


def _other_gradient(tensor: torch.Tensor) -> None:
    tensor.grad = torch.ones(2)


def _no_gradient(tensor: torch.Tensor) -> None:
    tensor.grad = None


def _flag(tensor: torch.Tensor) -> None:
    tensor.requires_grad_(False)


def _shape(tensor: torch.Tensor) -> None:
    tensor.data = tensor.data.reshape(2, 1)


def _memory(tensor: torch.Tensor) -> None:
    tensor.data = tensor.data.clone()


@pytest.mark.parametrize("change", [_in_place, _gradient, _other_gradient, _no_gradient, _flag, _shape, _memory])
def test_a_look_finds_every_change(change: Callable[[torch.Tensor], None]) -> None:
    tensor = leaf(1.0, 2.0, grad=[1.0, 1.0])
    entry = entry_of(tensor)
    look = look_at(entry, tensor, content_of(entry, tensor))
    assert look is not None
    assert look.holds(tensor)
    change(tensor)
    assert not look.holds(tensor)


def test_a_look_finds_a_first_gradient() -> None:
    tensor = leaf(1.0, 2.0)
    entry = entry_of(tensor)
    look = look_at(entry, tensor, content_of(entry, tensor))
    assert look is not None
    assert look.holds(tensor)
    tensor.grad = torch.ones(2)
    assert not look.holds(tensor)


def test_where_numpy_cannot_look_there_is_no_look() -> None:
    tensor = torch.ones(2, dtype=torch.bfloat16)
    entry = entry_of(tensor)
    assert look_at(entry, tensor, content_of(entry, tensor)) is None


def _item(array: np.ndarray) -> None:
    array[1, 0] = 9


def _rows(array: np.ndarray) -> None:
    array.shape = (3, 2)


def _order(array: np.ndarray) -> None:
    with pytest.warns(DeprecationWarning, match="strides"):
        array.strides = (8, 16)


def _kind(array: np.ndarray) -> None:
    array.dtype = np.dtype(np.uint64)  # the same bytes


@pytest.mark.parametrize("change", [_item, _rows, _order, _kind])
def test_a_look_finds_every_change_of_an_array(change: Callable[[np.ndarray], None]) -> None:
    array = np.zeros((2, 3), np.int64)
    look = ArrayLook(array, array_content(array))
    assert look.holds(array)
    change(array)
    assert not look.holds(array)


def test_a_look_at_an_array_in_another_order_of_axes() -> None:
    array = np.arange(6.0).reshape(2, 3).T
    look = ArrayLook(array, array_content(array))
    assert look.holds(array)
    array[2, 1] = 9
    assert not look.holds(array)
