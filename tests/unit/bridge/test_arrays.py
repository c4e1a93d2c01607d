"""Arrays and tensors as dtype, shape and bytes: what comes from anybody is checked before it is made."""

import contextlib
import math
from typing import Any

import msgspec
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from autograder.bridge import arrays
from autograder.faults import Malformed, Unsendable

FLOATS = np.ones(2).tobytes()


@given(npst.arrays(npst.scalar_dtypes(), npst.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)))
def test_an_array_survives_bit_for_bit(array: np.ndarray) -> None:
    back = arrays.array_from(msgspec.msgpack.decode(msgspec.msgpack.encode(arrays.array_content(array))))
    assert type(back) is np.ndarray
    assert (back.dtype, back.shape, back.tobytes()) == (array.dtype, array.shape, array.tobytes())


@given(st.sampled_from(sorted(arrays.TENSOR_DTYPES)), st.lists(st.integers(0, 4), max_size=4), st.randoms())
def test_a_tensor_survives_bit_for_bit(name: str, shape: list[int], random: Any) -> None:
    dtype = arrays.TENSOR_DTYPES[name]
    count = math.prod(shape) * dtype.itemsize
    data = bytes(random.getrandbits(1 if dtype is torch.bool else 8) for _ in range(count))
    tensor = arrays.tensor_from([name, shape, data])
    back = arrays.tensor_from(msgspec.msgpack.decode(msgspec.msgpack.encode(arrays.tensor_content(tensor))))
    assert (back.dtype, back.shape) == (dtype, torch.Size(shape))
    assert arrays.tensor_content(back)[2] == data


@given(npst.arrays("f8", st.tuples(*[st.integers(1, 3)] * 3)), st.permutations([0, 1, 2]))
def test_the_order_of_the_axes_in_memory_stays(array: np.ndarray, axes: list[int]) -> None:
    """What a result of `transpose` is flattened to depends on it."""
    view = array.transpose(axes)
    back = arrays.array_from(arrays.array_content(view))
    assert back.tobytes("A") == np.asarray(view).tobytes("A")
    tensor = torch.from_numpy(array.copy()).permute(axes)
    again = arrays.tensor_from(arrays.tensor_content(tensor))
    assert torch.equal(again, tensor) or torch.isnan(tensor).any()
    assert [n for n, size in zip(again.stride(), again.shape, strict=True) if size > 1] == [
        n for n, size in zip(tensor.stride(), tensor.shape, strict=True) if size > 1
    ]


def test_what_is_made_is_writable_and_its_own() -> None:
    content = arrays.array_content(np.zeros(2))
    one, other = arrays.array_from(content), arrays.array_from(content)
    one += 1
    assert other.tolist() == [0, 0]
    tensor = arrays.tensor_from(arrays.tensor_content(torch.zeros(2)))
    assert tensor.add_(1).detach_().tolist() == [1, 1]


def test_a_record_keeps_its_layout() -> None:
    dtype = np.dtype({"names": ["a", "b"], "formats": ["<i4", ("<f8", (2,))], "offsets": [8, 16], "itemsize": 40})
    array = np.zeros(2, dtype)
    array["a"] = [1, 2]
    back = arrays.array_from(arrays.array_content(array))
    assert back.dtype == dtype
    assert back["a"].tolist() == [1, 2]


def test_a_strange_tensor_is_sent_as_its_numbers() -> None:
    conjugate = torch.tensor([1 + 2j]).conj()
    assert arrays.tensor_from(arrays.tensor_content(conjugate)).tolist() == [1 - 2j]


@pytest.mark.parametrize(
    "value",
    [np.array([object()]), np.array([], dtype=object), np.zeros(1, [("a", object)])],
    ids=["one", "none", "field"],
)
def test_an_array_of_objects_cannot_be_sent(value: np.ndarray) -> None:
    with pytest.raises(Unsendable, match="an array of dtype"):
        arrays.array_content(value)


@pytest.mark.parametrize("value", [torch.eye(2).to_sparse(), torch.empty(1, device="meta")], ids=["sparse", "meta"])
def test_only_a_dense_tensor_in_memory_can_be_sent(value: torch.Tensor) -> None:
    with pytest.raises(Unsendable, match="use a dense one on the CPU"):
        arrays.tensor_content(value)


@pytest.mark.parametrize(
    "content",
    [
        ["<f8", [3], FLOATS], ["<f8", [-2], FLOATS], ["<f8", [2**41], b""], ["<f8", [2.0], FLOATS], ["<f8", 2, FLOATS],
        ["<f8", [2], "text"], ["<f8", [1] * 33, FLOATS], ["|O", [2], FLOATS], ["f8,f8", [1], FLOATS], [3, [2], FLOATS],
        ["<f8" + " " * 40, [2], FLOATS], ["<f8", [2], FLOATS, [0, 0]], ["<f8", [2], FLOATS, "01"],
        ["<f8", [True, 2], FLOATS, [1]], ["|b1", [2], b"\x05\x01"], ["<U1", [1], b"\xff\xff\xff\xff"],
        [[["a"], [["|O", []]], [0], 8], [1], bytes(8)], [[["a"], [["<f8", []]], [-1], 8], [1], bytes(8)],
        [[["a"], [["<f8", []]], [0], 2**30], [0], b""],
    ],
    ids=lambda content: str(content)[:30],
)  # fmt: skip
def test_a_lying_document_makes_no_array(content: list[Any]) -> None:
    with pytest.raises((Malformed, TypeError, ValueError)):
        arrays.array_from(content)


@pytest.mark.parametrize(
    "content",
    [
        ["float32", [3], FLOATS], ["float32", [2**40, 2**40], b""], ["bool", [2], b"\x05\x01"], ["object", [1], b"x"],
        ["float64", [2], FLOATS, [1]], ["float64", [2], list(FLOATS)],
    ],
    ids=lambda content: str(content)[:30],
)  # fmt: skip
def test_a_lying_document_makes_no_tensor(content: list[Any]) -> None:
    with pytest.raises((Malformed, LookupError)):
        arrays.tensor_from(content)


junk = st.recursive(
    st.none()
    | st.integers(-3, 2**41)
    | st.binary(max_size=16)
    | st.sampled_from(["<f8", "|b1", "<U2", "|V3", "float32"]),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=12,
)


@given(st.lists(junk, min_size=3, max_size=4))
def test_any_document_is_an_array_or_refused(content: list[Any]) -> None:
    for make in (arrays.array_from, arrays.tensor_from):
        with contextlib.suppress(Malformed, TypeError, ValueError, LookupError, RuntimeError):
            make(content)


@pytest.mark.parametrize("scalar", [np.float32(1.5), np.int8(-3), np.bool_(1), np.str_("é"), np.bytes_(b"x")], ids=repr)
def test_a_scalar_has_its_own_size(scalar: np.generic) -> None:
    code = arrays.dtype_content(scalar.dtype)
    back = arrays.scalar_from([code, scalar.tobytes()])
    assert (type(back), back) == (type(scalar), scalar)
    with pytest.raises(Malformed, match="wrong size"):
        arrays.scalar_from([code, scalar.tobytes() + b"x"])


MATRIX = np.array([[1, 2], [3, 4]]).view(np.matrix)


class OwnMatrix(np.matrix):
    pass


@pytest.mark.parametrize(
    ("array", "cls"),
    [
        (MATRIX, np.matrix), (MATRIX.T, np.matrix),
        (np.rec.array([(1, 2.0)], dtype=[("a", int), ("b", float)]), np.recarray),
        (MATRIX.view(OwnMatrix), np.ndarray), (np.zeros(2).view(np.memmap), np.ndarray),
    ],
)  # fmt: skip
def test_only_two_classes_of_arrays_are_made_again(array: np.ndarray, cls: type) -> None:
    back = arrays.array_from(arrays.array_content(array))
    assert type(back) is cls
    assert (back.dtype, back.shape, back.strides, back.tolist()) == (
        array.dtype, array.shape, array.strides, array.tolist(),
    )  # fmt: skip
    assert back.flags.owndata


@pytest.mark.parametrize(
    ("shape", "name"), [([2], "matrix"), ([2], "memmap"), ([2], ["matrix"]), ([1, 2, 1], "matrix")]
)
def test_no_other_class_of_arrays_is_made(shape: list[int], name: Any) -> None:
    with pytest.raises(Malformed):
        arrays.array_from(["<f8", shape, FLOATS, [], name])
