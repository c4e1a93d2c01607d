"""A sparse matrix crosses as the places of its numbers, each of which is checked."""

from typing import Any

import numpy as np
import pytest
import scipy.sparse

from autograder.bridge import sparse
from autograder.bridge.wire import pack, unpack
from autograder.faults import Malformed, Unsendable

KINDS = [f"{form}_{what}" for form in ("csr", "csc", "coo", "lil", "dok", "bsr", "dia") for what in ("array", "matrix")]


@pytest.mark.parametrize("kind", KINDS)
def test_a_matrix_is_the_same_there(kind: str) -> None:
    value = getattr(scipy.sparse, kind)(np.array([[0.0, 1.5, 0.0], [2.0, 0.0, 0.0]]))
    assert sparse.kind_of(value) == kind
    tag, *rest = unpack(pack(sparse.encode(value, kind))[4:])
    back = sparse.decode(rest)
    assert tag == "sp"
    assert type(back) is type(value)
    assert (back.toarray() == value.toarray()).all()


def test_what_has_one_dimension_stays_where_it_is() -> None:
    with pytest.raises(Unsendable):
        sparse.encode(scipy.sparse.coo_array(np.ones(3)), "coo_array")


def place(index: int) -> list[Any]:
    return ["<i4", [1], np.int32(index).tobytes()]


@pytest.mark.parametrize(
    ("kind", "shape", "row"),
    [
        ("csr_array", [2, 2], 2),
        ("csr_array", [2, 2], -1),
        ("csr_array", [2], 0),
        ("csr_array", [2**40, 2], 0),
        ("csr_array", [True, 2], 0),
        ("os_system", [2, 2], 0),
    ],
)
def test_a_place_outside_is_malformed(kind: str, shape: list[int], row: int) -> None:
    number = ["<f8", [1], np.float64(1).tobytes()]
    with pytest.raises(Malformed):
        sparse.decode([kind, shape, place(row), place(0), number])
    assert sparse.decode(["csr_array", [2, 2], place(1), place(0), number]).sum() == 1
