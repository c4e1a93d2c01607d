"""What a student's text costs outside the walls has limits: to read it, to look through it, to make its page."""

import copy
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbconvert import HTMLExporter
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.faults import Refused
from autograder.notebook import handed_in, sanitize
from autograder.notebook.handed_in import MOST_CELLS, parse
from autograder.notebook.sanitize import MOST_TAGS, TAGS_OF_AN_OUTPUT, harmless_markdown, make_harmless

SLOW_CODE = {  # each takes nbconvert minutes
    "blank lines": "x = 1\n" + " \n" * 20_000 + "x = 2",
    "dots": "a." * 30_000,
    "behind a magic": "%%ruby\n" + "x = 1\n" + " \n" * 3000 + "a." * 30_000,
    "inside": "x = 1\n%%perl\n" + "a." * 30_000,
}
SLOW_MARKDOWN = {
    "blanks": "<" + " " * 99_000 + "x",
    "brackets": "*[" * 30_000,
    "formulas": "\\\\(" * 30_000,
    "colours": "```python\n" + "x." * 30_000 + "\n```",
    "a long address, many times": "[a]: http://" + "x" * 50_000 + "\n\n" + "[a] " * 12_000,
}


@pytest.fixture(autouse=True)
def _little_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sanitize, "SECONDS", 1.0)
    monkeypatch.setattr(sanitize, "EACH", 0.25)


def _seconds_of_its_page(notebook: NotebookNode) -> float:
    begin = time.process_time()
    HTMLExporter().from_notebook_node(notebook)
    return time.process_time() - begin


@pytest.mark.parametrize("name", SLOW_CODE)
def test_code_that_colours_slowly_has_no_colours(name: str) -> None:
    book = new_notebook(cells=[new_code_cell(SLOW_CODE[name]), new_code_cell("def f():\n    return 1")])
    make_harmless(book)
    assert "plain text" in book.cells[0].source
    assert book.cells[0].source.endswith(SLOW_CODE[name])
    assert book.cells[1].source == "def f():\n    return 1"
    assert _seconds_of_its_page(book) < 60


@pytest.mark.parametrize("name", SLOW_MARKDOWN)
def test_markdown_that_takes_long_is_shown_letter_by_letter(name: str) -> None:
    book = new_notebook(cells=[new_markdown_cell(SLOW_MARKDOWN[name]) for _ in range(9)])
    begin = time.process_time()
    make_harmless(book)
    assert time.process_time() - begin < 60, "sooner or later all of them are passed over"
    assert all(cell.source.count("    ") > 0 for cell in book.cells)
    assert _seconds_of_its_page(book) < 60


def test_outputs_that_take_long_are_plain() -> None:
    outputs = [
        new_output("stream", text="\x1b[1ma" * 100_000),
        new_output("display_data", {"text/html": "<b>" * 100_000, "text/plain": "bold"}),
        new_output("display_data", {"text/plain": "x"}),
    ]
    book = new_notebook(cells=[new_code_cell("x", outputs=outputs[:2]), new_code_cell("y")])
    # nbformat would look through each of them for what is not valid.
    book.cells[1].outputs = [copy.copy(outputs[2]) for _ in range(MOST_TAGS // TAGS_OF_AN_OUTPUT + 1)]
    make_harmless(book)
    assert book.cells[0].outputs[0].text == "a" * 100_000
    assert set(book.cells[0].outputs[1].data) == {"text/plain"}
    assert [output.output_type for output in book.cells[1].outputs] == ["stream"]
    assert _seconds_of_its_page(book) < 60


def test_the_language_is_not_the_students_to_choose() -> None:
    book = new_notebook(cells=[], metadata={"language_info": {"name": "perl", "pygments_lexer": "perl"}, "x": 1})
    make_harmless(book)
    assert book.metadata.language_info.pygments_lexer == "ipython3"
    assert "x" not in book.metadata


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(["x = 1\n", "  ", "\n", "def f(a):\n", "'a b'", "# c\n", "%%", "?", "."]), max_size=40))
def test_an_ordinary_cell_stays_as_it_is(pieces: list[str]) -> None:
    source = "".join(pieces)
    book = new_notebook(cells=[new_code_cell(source)])
    make_harmless(book)
    assert book.cells[0].source == source
    assert "magics_language" not in book.cells[0].metadata


@pytest.mark.parametrize("address", ["files/javascript:alert(1)", "/files/javascript:alert(1)"])
def test_an_address_that_nbconvert_shortens_is_looked_at_as_it_will_be(address: str) -> None:
    """nbconvert takes `files/` away from the front of addresses."""
    for text in (f"[x]({address})", f"<a href='{address}'>x</a>", f"![x]({address})"):
        clean = harmless_markdown(text)
        page, _ = HTMLExporter().from_notebook_node(new_notebook(cells=[new_markdown_cell(clean)]))
        assert '="javascript:' not in page, clean


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        # NaN is no JSON: the whole file is decoded by Python's own reader. So is a notebook of the old format.
        ('{"cells":[],"metadata":{"x":[' + "{}," * 3_000_000 + 'NaN]},"nbformat":4,"nbformat_minor":5}', "memory"),
        ('{"cells":[],"metadata":{"x":[' + "[[]]," * 3_000_000 + 'NaN]},"nbformat":4,"nbformat_minor":5}', "memory"),
        ('{"worksheets":[],"metadata":{"x":[' + "{}," * 3_000_000 + '0]},"nbformat":3,"nbformat_minor":0}', "memory"),
        (
            '{"cells":[' + ",".join(['{"cell_type":"raw","metadata":{},"source":""}'] * (MOST_CELLS + 1))
            + '],"metadata":{},"nbformat":4,"nbformat_minor":4}', "cells",
        ),
    ],
)  # fmt: skip
def test_a_notebook_that_grows_in_memory_is_refused(text: str, problem: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handed_in, "MEMORY", 128 << 20)
    before = int(Path("/proc/self/statm").read_text().split()[5])
    with pytest.raises(Refused, match=problem):
        parse(text.encode())
    after = int(Path("/proc/self/statm").read_text().split()[5])
    assert (after - before) * 4096 < 512 << 20


def test_a_large_honest_output_is_read() -> None:
    cell = '{"cell_type":"code","id":"a","execution_count":1,"metadata":{},"source":"x","outputs":[%s]}'
    output = '{"output_type":"stream","name":"stdout","text":"%s"}' % ("é" * 8_000_000)
    text = '{"cells":[' + cell % output + '],"metadata":{},"nbformat":4,"nbformat_minor":5}'
    assert len(parse(text.encode()).cells) == 1


BOMBS = {
    "metadata": '{"nbformat": 4, "cells": [], "metadata": {"x": [%s]}}',
    "cell metadata": '{"nbformat": 4, "cells": [{"cell_type": "raw", "metadata": {"x": [%s]}}], "metadata": {}}',
    "outputs": '{"nbformat": 4, "cells": [{"cell_type": "code", "outputs": [%s]}], "metadata": {}}',
    "attachments": '{"nbformat": 4, "cells": [{"cell_type": "raw", "attachments": {"x": [%s]}}], "metadata": {}}',
    "unknown": '{"nbformat": 4, "cells": [], "metadata": {}, "x": [%s]}',
}


@pytest.mark.parametrize("kind", BOMBS)
def test_small_json_does_not_become_large_objects(kind: str) -> None:
    program = (
        "import resource, sys\nfrom autograder.notebook.handed_in import parse\n"
        "data = sys.stdin.buffer.read()\nbefore = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "parse(data)\nprint(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    bomb = BOMBS[kind] % ", ".join(["{}"] * 2_000_000)
    run = subprocess.run([sys.executable, "-c", program], input=bomb.encode(), capture_output=True, check=True)
    kib = int(run.stdout) if sys.platform != "darwin" else int(run.stdout) // 1024
    assert kib < 4 * len(bomb) // 1024, "its objects would take fifty times what the text takes"
