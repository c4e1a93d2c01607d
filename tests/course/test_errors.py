"""A sentence on an error fits the place where it was raised: the answer's own line, or a library that it calls."""

import pytest

from course.helpers.testing.errors import explained_in_answer

ANSWER = '  File "<answer 1>", line 2, in update\n'
LIBRARY = '  File "/usr/lib/python3.11/site-packages/torch/{}", line 48, in {}\n'


@pytest.mark.parametrize(
    ("frames", "error", "sentence"),
    [
        (ANSWER, AttributeError("'list' object has no attribute 'detach'"), "This is a tuple or a list"),
        (
            ANSWER + LIBRARY.format("nn/parameter.py", "__new__"),
            AttributeError("'list' object has no attribute 'detach'"),
            "The function that this line calls got a value of the wrong type",
        ),
        (
            ANSWER + LIBRARY.format("nn/modules/module.py", "__getattr__"),
            AttributeError("'Linear' object has no attribute 'wieght'"),
            "There is no attribute of that name",
        ),
        (ANSWER, TypeError("'float' object is not iterable"), "This is a single number"),
        (
            ANSWER + LIBRARY.format("autograd/__init__.py", "grad"),
            TypeError("'float' object is not iterable"),
            "torch.autograd.grad works with tensors",
        ),
    ],
)
def test_an_error_on_the_students_side_is_told_by_its_place(frames: str, error: Exception, sentence: str) -> None:
    error.remote_traceback = frames  # type: ignore[attr-defined]
    told = explained_in_answer(error)
    assert told is not None
    assert told.startswith(sentence)
