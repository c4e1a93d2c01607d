"""Views of shared arrays and tensors are views on the other side too, and nothing else is."""

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.bridge import arrays
from autograder.bridge.memory import Places, is_part, place_in, view_in
from autograder.faults import Malformed
from tests.unit.bridge.test_sharing import Side, send

SHAPES = hnp.array_shapes(max_dims=3, max_side=4)


@given(st.data(), SHAPES, st.sampled_from(["f8", "i4", "?", "c16", ">f4"]), st.booleans())
def test_what_shares_memory_here_shares_it_there(data: Any, shape: Any, dtype: str, fortran: bool) -> None:
    judge, student = Side(judge=True), Side(judge=False)
    whole = np.arange(np.prod(shape)).astype(dtype).reshape(shape, order="F" if fortran else "C")
    part = whole[data.draw(hnp.basic_indices(shape, allow_newaxis=True))]
    if not isinstance(part, np.ndarray):
        return
    axes = data.draw(st.permutations(range(part.ndim)))
    part = part.transpose(axes)
    theirs = send(whole, judge, student)
    got = send(part, judge, student)
    assert got.tolist() == part.tolist()
    assert np.shares_memory(got, theirs) == np.shares_memory(part, whole)
    if part.size:
        assert [s for s, n in zip(got.strides, got.shape, strict=True) if n > 1] == [
            s for s, n in zip(part.strides, part.shape, strict=True) if n > 1
        ]
        got.flat[0] += 1
        send(None, student, judge)
        assert whole.tolist() == theirs.tolist()
        assert part.tolist() == got.tolist()


@given(st.data(), SHAPES)
def test_a_view_of_a_tensor_has_its_storage(data: Any, shape: Any) -> None:
    judge, student = Side(judge=True), Side(judge=False)
    whole = torch.arange(float(np.prod(shape))).reshape(shape)
    index = data.draw(hnp.basic_indices(shape).filter(lambda i: "-" not in repr(i)))
    part = whole[index]
    part = part.permute(list(reversed(range(part.dim()))))
    theirs, got = send(whole, judge, student), send(part, judge, student)
    assert torch.equal(got, part)
    if part.numel():
        assert got.untyped_storage().data_ptr() == theirs.untyped_storage().data_ptr()
        assert (got.storage_offset(), got.is_leaf) == (part.storage_offset(), True)


def test_views_of_two_sides_are_recognised_in_either_direction() -> None:
    judge, student = Side(judge=True), Side(judge=False)
    mine = np.arange(6.0)
    theirs = send(mine, judge, student)
    back = send(theirs[2:], student, judge)
    assert back.base is mine
    tensor = send(torch.from_numpy(theirs), student, judge)
    mine[0] = 7
    assert tensor[0] == 7
    array = send(torch.arange(4).view(2, 2), judge, student).numpy()
    assert send(array, student, judge).shape == (2, 2)


@pytest.mark.parametrize(
    "part",
    [
        lambda a: np.broadcast_to(a[0], (3, 4)),
        lambda a: a.view("i8"),
        lambda a: a[:, :0],
        lambda a: a.copy(),
        lambda a: a.astype(a.dtype, copy=True)[1:],
    ],
)
def test_what_is_no_plain_view_crosses_as_a_copy(part: Any) -> None:
    judge, student = Side(judge=True), Side(judge=False)
    whole = np.arange(12.0).reshape(3, 4)
    theirs, got = send(whole, judge, student), send(part(whole), judge, student)
    assert got.tolist() == part(whole).tolist()
    assert not np.shares_memory(got, theirs)
    assert got.flags.owndata
    assert got.flags.writeable


def test_an_original_with_gaps_is_no_place_for_views() -> None:
    judge, student = Side(judge=True), Side(judge=False)
    gaps = np.arange(10.0)[::2]
    theirs = send(gaps, judge, student)
    back = send(theirs[1:], student, judge)
    assert back.tolist() == gaps[1:].tolist()
    assert not np.shares_memory(back, gaps)


A = np.arange(6.0)


@pytest.mark.parametrize(
    ("offset", "strides"),
    [
        (-8, [8]), (8, [-8]), (40, [8]), (0, [16]), (2**62, [8]), (0, [2**50]), (0, [0]), (4, [8]), ("0", [8]),
        (0, ["8"]), (0, None), (0, [8, 8]), (8, [8]), (True, [8]),
    ],
)  # fmt: skip
def test_a_place_that_does_not_fit_is_not_believed(offset: Any, strides: Any) -> None:
    content = arrays.array_content(A[:4])
    assert view_in(A, False, content, offset, strides) is None
    assert view_in(torch.from_numpy(A), True, ["float64", *content[1:]], offset, strides) is None
    assert view_in(A, False, content, 0, [8]) is not None


def test_a_document_of_another_size_is_malformed() -> None:
    with pytest.raises(Malformed):
        view_in(A, False, ["<f8", [7], A.tobytes()], 0, [8])


@pytest.mark.parametrize("content", [["<i8", [4]], [">f8", [4]], ["<f8", [2, 2]]])
def test_a_view_has_the_dtype_and_the_shape_of_its_document(content: list[Any]) -> None:
    found = view_in(A, False, [*content, A[:4].tobytes()], 0, [8])
    assert found is None


def test_an_array_that_is_not_to_be_changed_gets_no_writable_view() -> None:
    fixed = np.arange(4.0)
    fixed.flags.writeable = False
    assert view_in(fixed, False, arrays.array_content(fixed), 0, [8]) is None
    assert place_in(fixed[1:], fixed) is None


@pytest.mark.filterwarnings("ignore:the matrix subclass")
def test_a_matrix_and_a_row_of_it() -> None:
    matrix = np.asmatrix(np.arange(4.0).reshape(2, 2))
    assert place_in(matrix[1], matrix) == [16, [16, 8]]


def test_what_numpy_cannot_read_lies_nowhere() -> None:
    half = torch.ones(4, dtype=torch.bfloat16)
    assert place_in(half[1:], half) is None
    sparse = torch.eye(2).to_sparse()
    places = Places()
    places.add(1, sparse)
    assert places.of(1, sparse, lambda _: None) == []


@pytest.mark.parametrize("make", [lambda a: a[1:], lambda a: torch.from_numpy(a)[1:]])
def test_a_part_is_followed_when_its_object_is_gone(make: Any) -> None:
    judge, student = Side(judge=True), Side(judge=False)
    whole = np.zeros(3)
    got = send(make(whole), student, judge)
    whole[2] = 5
    send(None, student, judge)
    assert got.tolist() == [0, 5]
    key = judge.shared.key_of(got)
    del got
    send(None, judge, student)
    assert key is not None
    assert key not in student.shared._entries
    assert not judge.shared._copies | student.shared._own


def test_the_only_one_in_its_memory_is_no_part() -> None:
    rows = np.arange(6).reshape(2, 3)  # a view, of an array that nobody else has
    assert not is_part(rows)
    row = rows[0]
    assert is_part(row)
    tensor = torch.ones(3)
    assert not is_part(tensor)
    other = tensor.detach()
    assert is_part(other)
    assert is_part(tensor.numpy())
    assert not is_part(torch.nn.Parameter(tensor)), "its graph may be all that uses it"
    assert not is_part(torch.eye(2).to_sparse())


def test_a_place_is_forgotten_with_its_object() -> None:
    places, whole = Places(), np.arange(4.0)
    part = whole[1:]
    places.add(1, whole)
    places.add(2, part)
    assert places.of(2, part, {1: whole}.get) == [1, 8, [8]]
    assert places.of(2, part, {}.get) == []
    places.discard(1)
    assert places.of(2, part, {1: whole}.get) == []
    places.discard(2)
    places.discard(2)
    assert not places._keys
    assert not places._addresses


def test_the_number_of_something_else_is_malformed() -> None:
    judge, student = Side(judge=True), Side(judge=False)
    send([1.0], student, judge)
    (key,) = student.shared._entries
    content = arrays.array_content(A)
    with pytest.raises((Malformed, AttributeError)):
        judge.shared.decode([99, "A", content, False, key, 0, [8]], 0)
    assert judge.shared.decode([101, "A", content, False, 12345, 0, [8]], 0).tolist() == A.tolist()
