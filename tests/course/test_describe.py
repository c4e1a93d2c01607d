"""Values in an error message: short, and never a fault of their own."""

import numpy as np
import pytest
import torch

from course.helpers import describe


class Unprintable:
    def __repr__(self) -> str:
        raise RuntimeError("no")


@pytest.mark.parametrize(
    ("thing", "text"),
    [
        (None, "None"),
        (True, "True"),
        (np.bool_(False), "False"),
        (0.5, "0.5 (float)"),
        (1 / 3, "0.3333333 (float)"),
        (np.float32(0.5), "0.5 (numpy.float32)"),
        (np.int64(3), "3 (numpy.int64)"),
        (3, "3 (int)"),
        ("sum", "'sum' (str)"),
        ([1.0, 2.0], "[1, 2]"),
        ((1.0, 3), "(1, 3 (int))"),
        ((1.0,), "(1,)"),
        ([1.0], "[1]"),
        ([0.0] * 7, "[0, 0, 0, 0, 0, 0, …]"),
        (np.array([1.0, 2.5]), "array (2,) float64 [1. , 2.5]"),
        (np.zeros((2, 1)), "array (2, 1) float64\n[[0.],\n [0.]]"),
        (np.array([]), "array (0,) float64 []"),
        (torch.tensor(1.0), "tensor () float32 1."),
        (torch.tensor([1, 2]), "tensor (2,) int64 [1, 2]"),
        (torch.tensor([1.0], requires_grad=True), "tensor (1,) float32 [1.]"),
        (torch.tensor([1.0], dtype=torch.bfloat16), "tensor (1,) bfloat16 [1.]"),
        (torch.tensor([True]), "tensor (1,) bool [ True]"),
        (torch.ones(2, device="meta"), "tensor (2,) float32"),
        (torch.eye(1).to_sparse(), "tensor (1, 1) float32 [[1.]]"),
        (Unprintable(), "<repr raised RuntimeError> (tests.course.test_describe.Unprintable)"),
    ],
)
def test_values_read_well(thing: object, text: str) -> None:
    assert describe.value(thing) == text


@pytest.mark.parametrize("thing", ["x" * 10_000, np.zeros((300, 300)), torch.zeros(9, 9, 9), [["x" * 500]] * 9])
def test_no_value_fills_a_page(thing: object) -> None:
    assert len(describe.value(thing)) < 500


def test_a_type_is_named_as_a_student_writes_it() -> None:
    assert describe.kind(1.0) == "float"
    assert describe.kind(np.ones(1)) == "numpy.ndarray"
    assert describe.kind(torch.ones(1)) == "torch.Tensor"


def test_a_class_of_the_notebook_has_its_bare_name() -> None:
    assert describe.kind(type("Model", (), {"__module__": "__main__"})()) == "Model"
