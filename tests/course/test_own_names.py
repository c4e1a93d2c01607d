"""What a student's own names do in their kernel: none is taken for a test, and none gets in a visible test's way."""

from collections.abc import Callable, Iterator

import pytest

from tests.support.kernel import Kernel, released

PREDICT = "def predict(x, w, b):\n    return x @ w + b"
ERROR = "def squared_error(x, y, w, b):\n    {0} = predict(x, w, b) - y\n    return float(({0} ** 2).sum())"
MEAN_GRADIENT = "def mean_gradient(x, y, w):\n    return float(np.mean(2 * x * (w * x - y)))"
SQUARE = """class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x ** 2
"""
BACKWARD = """def backward(ctx, grad_output):
    (x,) = ctx.saved_tensors
    return 2 * x * grad_output
Square.backward = staticmethod(backward)"""

Begun = Callable[[str], Kernel]


@pytest.fixture
def begun() -> Iterator[Begun]:
    """A kernel in which the first code cell of a step has been run."""
    kernels = []

    def begin(step: str) -> Kernel:
        kernels.append(Kernel())
        kernels[-1].run(next(cell.source for cell in released(step).cells if cell.cell_type == "code"))
        return kernels[-1]

    yield begin
    for one in kernels:
        one.end()


def visible(step: str, exercise: str) -> str:
    return str(next(cell.source for cell in released(step).cells if cell.get("id") == f"test_{exercise}"))


LEAVES = "def graph_leaves(node):\n    leaves = []\n    return leaves or graph_leaves"
CELLS = {
    "01_numpy": [PREDICT, ERROR.format("differences")],
    "03_autograd": [LEAVES, "leaves = graph_leaves(1)", "graph_leaves\nexpect.progress()"],
    "04_custom_function": [SQUARE + BACKWARD, "tape = functions.Tape()\nSquare"],
}


@pytest.mark.parametrize("step", CELLS)
def test_no_cell_of_the_students_is_taken_for_a_test(begun: Begun, step: str) -> None:
    kernel = begun(step)
    assert [text for text in map(kernel.run, CELLS[step]) if "✓" in text] == []
    assert "✓" not in kernel.run("expect.progress()")


def test_an_old_answer_does_not_pass_whatever_its_variables_are_called(begun: Begun) -> None:
    kernel, test, answer = begun("01_numpy"), visible("01_numpy", "squared_error"), ERROR.format("differences")
    kernel.run(PREDICT)
    kernel.run(answer)
    assert kernel.run(test).startswith("✓ squared_error")
    kernel.run("@faster\n" + answer)
    assert "ended with NameError" in kernel.run(test)


def test_a_visible_test_finds_what_the_first_cell_has_imported(begun: Begun) -> None:
    kernel, test = begun("01_numpy"), visible("01_numpy", "mean_gradient")
    kernel.run("data = np.array([2.0])\nexpect = 5")
    kernel.run(MEAN_GRADIENT.replace("2 *", "data[0] *"))  # the answer goes on with the student's own
    assert kernel.run(test).startswith("✓ mean_gradient")
    assert kernel.run("print(data, expect)") == "[2.] 5"
    kernel.run(MEAN_GRADIENT.replace("2 *", "3 *"))
    assert "expected: " in kernel.run(test)


def test_a_function_with_the_name_of_a_helper_is_an_answer_too(begun: Begun) -> None:
    kernel = begun("04_custom_function")
    kernel.run(SQUARE + BACKWARD)
    assert kernel.run(visible("04_custom_function", "Square")).startswith("✓ Square")


def test_a_test_keeps_the_names_that_it_binds_itself(begun: Begun) -> None:
    kernel = begun("03_autograd")
    kernel.run("leaf = 1\ndef graph_leaves(tensor):\n    return [tensor]")
    assert "expected: " in kernel.run(visible("03_autograd", "graph_leaves"))  # it has a loop over its own `leaf`


def test_a_name_that_is_no_import_any_more_is_told(begun: Begun) -> None:
    kernel = begun("01_numpy")
    kernel.run("data = np.array([1.0, 2.0])")
    assert kernel.run("x, y = data.line()").startswith("✗ The first code cell has imported data, and a later cell has")
    assert "✗" not in kernel.run("data.lines")
    kernel.run("data = None")
    assert kernel.run("data.line()").startswith("✗ The first code cell has imported data")
    kernel.run("from course.helpers import data")
    assert kernel.run("x, y = data.line()") == ""


def test_an_answer_may_move_to_another_cell(begun: Begun) -> None:
    kernel, test = begun("01_numpy"), visible("01_numpy", "predict")
    kernel.run_in("A", PREDICT)
    kernel.run_in("B", PREDICT)
    kernel.run_in("A", "# see above")
    assert kernel.run(test).startswith("✓ predict")
    kernel.run_in("A", "predict = print")
    kernel.run("from operator import matmul as predict")  # binds it otherwise
    kernel.run_in("A", "")
    assert "does not define it any more" not in kernel.run(test)
    kernel.run_in("B", PREDICT)
    kernel.run_in("B", "# gone")
    assert "does not define it any more" in kernel.run(test)
