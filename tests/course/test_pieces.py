"""Panels side by side come in pieces: a narrow page shows them below each other."""

import io
import re
from base64 import b64decode, b64encode

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from course.helpers.plotting.pieces import pieces
from course.helpers.plotting.style import begin


def saved(fig: Figure) -> str:
    file = io.BytesIO()
    fig.savefig(file, format="png", bbox_inches="tight")
    plt.close(fig)
    return b64encode(file.getvalue()).decode()


def pixels(picture: str) -> np.ndarray:
    return plt.imread(io.BytesIO(b64decode(picture)))


@pytest.mark.parametrize(("columns", "rows"), [(1, 2), (2, 1), (3, 2)])
def test_a_piece_for_each_column_and_together_they_are_the_picture(columns: int, rows: int) -> None:
    fig, panels = begin(columns, rows, width=2, height=2)
    for ax in panels.flat:
        ax.set(xlabel="across", ylabel="up", title="a panel")
    picture = saved(fig)
    cut = pieces(fig, picture)
    assert len(cut) == columns
    assert sum(part for part, _ in cut) == pytest.approx(1)
    np.testing.assert_array_equal(np.concatenate([pixels(piece) for _, piece in cut], axis=1), pixels(picture))


def test_no_letter_and_no_line_is_cut() -> None:
    fig, panels = begin(3, width=2, height=2)
    for ax in panels.flat:
        ax.set(ylabel="a long name", title="a title that is wide")
    for _, piece in pieces(fig, saved(fig)):
        edges = pixels(piece)[:, [0, -1], :3]
        assert edges.min() == 1  # white from top to bottom


def test_what_belongs_to_all_panels_keeps_the_figure_whole() -> None:
    for name in ("legend", "suptitle"):
        fig, panels = begin(2, width=2, height=2)
        panels[0, 0].plot([1, 2], label="a line")
        fig.legend(loc="outside lower center") if name == "legend" else fig.suptitle("all")
        picture = saved(fig)
        assert pieces(fig, picture) == [(1.0, picture)]


def test_the_notebook_shows_the_pieces_and_says_the_alternative_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MPLBACKEND", raising=False)  # `python -m course` sets it in its process
    code = "from course.helpers.plotting.style import begin, finish\nfinish(begin(2)[0], 'two panels')"
    notebook = new_notebook(cells=[new_code_cell(code)])
    NotebookClient(notebook).execute()
    (output,) = notebook.cells[0].outputs
    assert re.fullmatch(r'<div><img alt="two panels" [^<>]*><img alt="" [^<>]*></div>', output.data["text/html"])
    assert output.metadata["image/png"]["alt"] == "two panels"
