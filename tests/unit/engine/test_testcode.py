"""What is told of an error that has ended a test."""

from autograder.engine.judge.testcode import describe


def test_the_notes_of_an_error_stand_before_its_text() -> None:
    error = ValueError("no")
    error.add_note("mse(prediction, target), prediction (4, 3) float64, target (4, 3)")
    assert describe(error, "test.py", ["reason"]) == ("ValueError", "no", ["reason", *error.__notes__, "ValueError: no"])
