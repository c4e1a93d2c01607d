"""What is told of an error that has ended a test."""

from autograder.engine.judge.testcode import describe


def test_the_notes_of_an_error_stand_before_its_text() -> None:
    error = ValueError("no")
    error.add_note("mse(x, y)")
    assert describe(error, "test.py", ["why"]) == ("ValueError", "no", ["why", "mse(x, y)", "ValueError: no"])
