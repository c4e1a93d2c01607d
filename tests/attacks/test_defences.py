"""The defences one by one, and the honest work that they let pass."""

import copy
import functools
import socket
import sys
import time
from collections.abc import Iterator
from typing import Any

import msgspec
import numpy as np
import pytest
import torch
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.bridge.lending import is_hidden
from autograder.bridge.wire import Wire
from autograder.faults import Late, StudentGone
from autograder.notebook import sanitize
from autograder.notebook.planner import make_plan
from autograder.notebook.sanitize import harmless_markdown, make_harmless
from tests.engine.test_bridge import Bridge
from tests.support.notebooks import check, notebook, setup, solution


@pytest.fixture
def student() -> Iterator[Bridge]:
    torch.set_num_threads(1)
    bridge = Bridge()
    yield bridge
    bridge.close()


def test_arithmetic_with_plain_data_is_for_classes_that_the_exercise_asks_for(student: Bridge) -> None:
    liar = student.Same()
    for question in (lambda: liar - 3, lambda: liar.allclose(3), lambda: liar.startswith("x")):
        with pytest.raises(TypeError, match="plain data"):
            question()
    assert len(student.Vector(1, 2) + student.Vector(3, 4)) == 2
    student.link.methods = frozenset({"__sub__"})
    assert isinstance(liar - 3, student.Same)


def test_the_plan_knows_the_methods_of_the_instructors_classes() -> None:
    source = notebook(
        setup("class Ours:\n    def __add__(self, other): return 0"),
        solution("money", "class Money:\n    def __mul__(self, other): return self\n    def equals(self, other): pass"),
        check("test_money", "class Other:\n    def __sub__(self, other): return 0"),
    )
    plan = make_plan(source)
    assert plan.methods == {"__mul__", "equals"}


def test_what_a_library_keeps_behind_a_function_of_the_tests(student: Bridge) -> None:
    hidden = functools.partial(lambda answer, x: answer + x, 42)
    assert student.apply(hidden, 1) == 43
    for name in ("args", "func", "keywords"):
        with pytest.raises(AttributeError):
            student.look(hidden, name)


class Line(torch.nn.Module):
    """A test's own model, of which the student sees the original."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = torch.nn.Parameter(torch.ones(1))
        self.activation = lambda x: x  # it does not pickle


def test_a_model_of_the_tests_can_be_trained_and_not_hooked(student: Bridge) -> None:
    model = Line()
    for name in ("register_forward_hook", "register_parameter", "add_module"):
        with pytest.raises(AttributeError):
            student.look(model, name)
    assert student.look(model, "weight") is model.weight
    assert student.look(model, "training") is True


@pytest.mark.parametrize(
    "data",
    [np.array([(1, None)], dtype=[("n", int), ("x", object)]), torch.eye(2).to_sparse()],
    ids=str,
)
def test_data_that_cannot_be_copied_is_not_lent(student: Bridge, data: Any) -> None:
    with pytest.raises(TypeError, match="cannot be given"):
        student.look(data, "shape")


def test_of_a_text_of_the_tests_own_class_only_its_own_methods_are_served() -> None:
    """`format` would read the attributes of any other thing that is lent."""
    word = type("Word", (str,), {"__module__": "__main__", "mark": lambda self: "!"})("{0.__globals__}")
    assert not is_hidden(word, "mark")
    assert is_hidden(word, "format")
    assert is_hidden(word, "__class__")


def test_stop_iteration_ends_no_loop_of_the_tests(student: Bridge) -> None:
    with pytest.raises(RuntimeError, match="StopIteration"):
        list(map(student.apply, [next], [iter([])]))
    assert list(student.count(2)) == [0, 1]


def test_a_builtin_is_not_called_by_name(student: Bridge) -> None:
    ours, theirs = student.link.wire.connection, student.link
    news = [[[], [[], []], None]]
    one, other = socket.socketpair()
    theirs.wire = Wire(one)
    body = msgspec.msgpack.encode(["call", True, news, [["B", "type"], "Yes", ["t", []], ["d", []]], {}, b"x"])
    other.sendall(len(body).to_bytes(4, "big") + body)
    try:
        with pytest.raises(StudentGone, match="not lent"):
            theirs.request("name", "x")
    finally:
        theirs.wire = Wire(ours)


def test_nothing_is_shared_after_the_cell(student: Bridge) -> None:
    x = np.ones(2)
    student.double(x)
    assert x.tolist() == [2, 2]
    assert student.link.shared._entries
    student.link.withdraw()
    assert not student.link.shared._entries
    student.double(x)
    assert x.tolist() == [4, 4]


def test_a_side_that_does_not_read_is_late() -> None:
    one, other = socket.socketpair()
    begin = time.monotonic()
    with other, pytest.raises(Late):
        Wire(one).send("x" * 10_000_000, time.monotonic() + 0.2)
    assert time.monotonic() - begin < 5
    assert one.gettimeout() is None


@pytest.mark.parametrize(
    "text",
    [
        "La perte $w<b$ baisse & c'est bien [1], voir <https://pytorch.org> et [ici](https://pytorch.org/docs#x).",
        "- [ ] une liste\n- [x] à cocher\n\n| a | b |\n|:-:|--:|\n| 1 | 2 |",
        "```python\nx[0] = a < b & c\n```\n\n`<script>` est une balise ; $$\\begin{bmatrix} 1 & 2 \\end{bmatrix}$$",
        "A link to [mail](mailto:a@b.c), to a [part](#part), to a ![picture](attachment:ok.png).",
        "javascript: the word alone",
    ],
)
def test_what_an_honest_student_writes_stays_letter_by_letter(text: str) -> None:
    assert harmless_markdown(text, {"ok.png"}) == text


def test_harmless_html_stays_and_the_rest_of_the_words_too() -> None:
    assert harmless_markdown("<b>bold</b> <script>x</script>") == "<b>bold</b> &lt;script&gt;x&lt;/script&gt;"
    assert "see" in harmless_markdown("see $\\href{javascript:x}{y}$")


@pytest.mark.parametrize("mark", ["<b>", "[", "&#"])
def test_a_long_text_does_not_hold_up_the_grader(mark: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of nested tags 80,000 characters once took 15 s, ten times as many 25 minutes."""
    monkeypatch.setattr(sanitize, "SECONDS", 2.0)
    monkeypatch.setattr(sanitize, "EACH", 0.5)
    monkeypatch.setattr(sys, "unraisablehook", lambda _: None)  # an alarm in a finalizer is lost, and rings again
    long = mark * 50_000
    outputs = [new_output("display_data", {kind: long, "text/plain": "x"}) for kind in ("text/html", "text/markdown")]
    cells = [new_markdown_cell(long), new_markdown_cell(mark * 20_000), new_code_cell("x", outputs=outputs)]
    book = new_notebook()
    book.cells = [copy.deepcopy(cell) for cell in cells * 10]
    begin = time.process_time()
    make_harmless(book)
    assert time.process_time() - begin < 30
    shown = book.cells[0].source.rpartition("\n\n")[2]
    assert "".join(shown.split()) == long
    assert "x" in book.cells[2].outputs[0].data["text/plain"]
