"""What is told of an error that has ended a test."""

import contextlib
import traceback

import numpy as np
import pytest

from autograder.engine.judge.testcode import describe
from course.helpers import expect

STUDENTS = """
def invert():
    with unchanged(x=[1]):
        inv(zeros((2, 2)))
"""


def test_the_notes_of_an_error_stand_before_its_text() -> None:
    error = ValueError("no")
    error.add_note("mse(x, y)")
    assert describe(error, "test.py", ["why"]) == ("ValueError", "no", ["why", "mse(x, y)", "ValueError: no"])


@pytest.mark.parametrize("alone", [False, True])
def test_of_a_traceback_the_students_own_frames_are_shown(alone: bool) -> None:
    names = {"unchanged": expect.unchanged, "inv": np.linalg.inv, "zeros": np.zeros}
    exec(compile(STUDENTS, "<answer>", "exec"), names)
    try:
        np.linalg.inv(np.zeros((2, 2))) if alone else names["invert"]()
    except np.linalg.LinAlgError as error:
        frames = traceback.extract_tb(error.__traceback__)[1:]
        error.remote_traceback = "".join(traceback.format_list(frames))  # type: ignore[attr-defined]
        told = describe(error, "test.py", [])[2]
    own = [] if alone else ['  File "<answer>", line 4, in invert']
    assert told == [*own, "LinAlgError: Singular matrix"]


def test_frames_of_the_helpers_and_of_python_are_not_shown() -> None:
    files = [expect.__file__, contextlib.__file__, "<frozen importlib._bootstrap>", "/home/a/answers.py"]
    error = ValueError("no")
    error.remote_traceback = "".join(f'  File "{file}", line 1, in f\n' for file in files)  # type: ignore[attr-defined]
    assert describe(error, "test.py", [])[2] == ['  File "/home/a/answers.py", line 1, in f', "ValueError: no"]
