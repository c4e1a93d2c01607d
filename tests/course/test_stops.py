"""An exception that ends a call: whose line it was decides which sentence it gets."""

from typing import Any

import pytest

from course.helpers import expect
from course.helpers.testing.stops import CANNOT_GO_ON, stop

TEST = '  File "<test_move>", line 4, in moved\n    return layers.moved(move, device, start)\n'
HELPER = f'  File "{expect.__file__}", line 139, in moved\n    new_model, new_x, new_y = got\n'
ANSWER = '  File "<ipython-input-3>", line 2, in move\n    a, b, c = model\n'
LENT = f'  File "{expect.__file__.replace("course/helpers/expect", "autograder/bridge/peer")}", line 9, in call\n'


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "en")


def told(error: Exception, frames: str = "", watched: bool = True) -> str:
    error.remote_traceback = frames  # type: ignore[attr-defined]
    with pytest.raises(expect.Wrong) as caught:
        stop(error, None, called="move(x)", namespace={}, test="<test_move>", watched=watched)
    return str(caught.value).splitlines()[0].removeprefix("✗ ")


def test_a_line_of_the_tests_or_of_a_helper_is_no_line_of_the_answer() -> None:
    too_many = "too many values to unpack (expected 3)"
    assert told(ValueError(too_many), TEST + HELPER) == CANNOT_GO_ON
    assert told(ValueError(too_many), TEST + HELPER + ANSWER).startswith("There are not as many names before the =")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("    train(model, nn.MSELoss, x, y)\n", "perhaps the class nn.MSELoss stands in place"),
        ("    if x == y:\n", "perhaps a condition compares element by element"),
        ("    return max(x, y)\n", "perhaps a condition compares element by element"),
    ],
)
def test_a_line_without_a_condition_has_called_what_asks_for_a_truth_value(line: str, sentence: str) -> None:
    error = RuntimeError("Boolean value of Tensor with more than one value is ambiguous")
    assert sentence in told(error, TEST + HELPER + ANSWER.replace("    a, b, c = model\n", line) + LENT)


def test_an_argument_without_its_name_is_told() -> None:
    error = TypeError("randperm() received an invalid combination of arguments - got (int, torch._C.Generator)")
    assert "perhaps one of them needs its name" in told(error, ANSWER)


def test_a_check_beside_the_answer_says_itself_what_is_amiss() -> None:
    error: Any = AssertionError("None came.")
    error.remote_traceback = TEST + HELPER
    with pytest.raises(AssertionError, match="None came") as caught:
        stop(error, None, called="move(x)", namespace={}, test="<test_move>", watched=True)
    assert caught.value.__notes__ == ["move(x)"]
