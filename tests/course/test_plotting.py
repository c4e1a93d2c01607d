"""Each figure shows what it was given, on labelled axes, in the reader's languages."""

import io
import warnings
from base64 import b64decode
from collections.abc import Callable

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from course.helpers import data, plotting
from course.helpers.plotting import style
from course.helpers.plotting.descent import extent, survey

mpl.use("Agg")

PATH = [(0.0, 4.0), (0.5, 3.0), (1.5, 1.0)]


def bowl(w: float, b: float) -> float:
    return (w - 2) ** 2 + 4 * b**2


def planes() -> Figure:
    x, y = data.plane()
    return plotting.planes(x, y, {"one": (np.zeros(2), 0.0), "two": (torch.tensor([[2.0, -3.0]]), torch.ones(1))})


def curves() -> Figure:
    return plotting.loss_curves({"one": [4.0, 2.0, 1.0], "two": torch.tensor([4.0, 1.0])})


def contours() -> Figure:
    return plotting.contours(bowl, {"lr = 0.1": PATH}, lowest=(2.0, 0.0))


def descents() -> Figure:
    return plotting.descents(bowl, {f"lr = {lr}": (PATH, [16.0, 4.0, 1.0]) for lr in (1, 2, 3)}, lowest=(2.0, 0.0))


FIGURES = [planes, curves, contours, descents]


@pytest.mark.parametrize("draw", FIGURES)
@pytest.mark.parametrize("chosen", ["en", "fr", "both"])
def test_every_axis_has_its_label_and_the_figure_its_alternative(
    draw: Callable[[], Figure], chosen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURSE_LANG", chosen)
    fig = draw()
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a layout that does not fit, a glyph that the font lacks
        fig.canvas.draw()
    for ax in fig.axes:
        assert ax.get_xlabel()
    assert fig.axes[0].get_ylabel()
    assert len(fig.get_label()) > 20
    shown = {"text/plain": fig.get_label()}, {"image/png": {"alt": fig.get_label()}}
    assert fig._repr_mimebundle_() == shown  # type: ignore[attr-defined]


def texts(fig: Figure) -> str:
    return " ".join([fig.get_label(), *(text.get_text() for text in fig.findobj(mpl.text.Text))])


@pytest.mark.parametrize("draw", FIGURES)
def test_the_words_are_in_the_language_chosen(draw: Callable[[], Figure], monkeypatch: pytest.MonkeyPatch) -> None:
    said = {}
    for chosen in ("en", "fr"):
        monkeypatch.setenv("COURSE_LANG", chosen)
        said[chosen] = texts(draw())
    assert said["en"] != said["fr"]
    assert "loss" in said["en"] or "plane" in said["en"]
    assert "perte" in said["fr"] or "plan" in said["fr"]
    assert " the " not in said["fr"]


@pytest.mark.parametrize("draw", FIGURES)
def test_a_figure_is_handed_over_closed(draw: Callable[[], Figure]) -> None:
    draw()
    assert plt.get_fignums() == []


def test_a_plane_goes_through_its_points() -> None:
    before, after = planes().axes
    assert (before.get_title(), after.get_title()) == ("one", "two")
    lengths = [[np.ptp(line.get_data_3d()[2]) for line in ax.lines] for ax in (before, after)]  # type: ignore[attr-defined]
    x, y = data.plane()
    np.testing.assert_allclose(lengths[0], np.abs(y))
    np.testing.assert_allclose(lengths[1], np.zeros(len(x)), atol=1e-12)
    assert before.get_zlim() == after.get_zlim()  # type: ignore[attr-defined]


def test_curves_begin_at_epoch_0_or_where_they_are_told_to() -> None:
    lines = curves().axes[0].lines
    np.testing.assert_array_equal(lines[0].get_xydata(), [(0, 4), (1, 2), (2, 1)])
    np.testing.assert_array_equal(lines[1].get_ydata(), [4, 1])
    timed = plotting.loss_curves({"one": [4.0, 2.0]}, every={"one": [0.5, 0.75]}, xlabel="s", ylabel="J", title="T")
    ax = timed.axes[0]
    np.testing.assert_array_equal(ax.lines[0].get_xdata(), [0.5, 0.75])
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_title()) == ("s", "J", "T")


def test_losses_are_on_a_logarithmic_axis_unless_told_otherwise() -> None:
    assert curves().axes[0].get_yscale() == "log"
    assert plotting.loss_curves({"one": [1.0, 0.0]}, log=False).axes[0].get_yscale() == "linear"


def test_a_legend_stands_where_there_is_something_to_tell_apart() -> None:
    assert [text.get_text() for text in curves().axes[0].get_legend().get_texts()] == ["one", "two"]
    assert plotting.loss_curves({"one": [1.0]}).axes[0].get_legend() is None


def test_lines_differ_by_more_than_their_colour() -> None:
    many = plotting.loss_curves({str(i): [1.0, 2.0] for i in range(7)}).axes[0].lines
    assert len({line.get_color() for line in many}) == 7
    assert len({line.get_marker() for line in many}) == 7
    assert len({str(style.style_of(i)["linestyle"]) for i in range(7)}) == 7


def test_a_line_shows_beneath_one_that_coincides_with_it() -> None:
    below, above = plotting.loss_curves({"one": [4.0, 2.0], "two": [4.0, 2.0]}).axes[0].lines
    assert below.get_linewidth() > above.get_linewidth()
    assert below.get_markersize() > above.get_markersize()


def test_contours_show_the_path_and_the_minimum() -> None:
    ax = contours().axes[0]
    np.testing.assert_array_equal(ax.lines[0].get_xydata(), PATH)
    assert (2.0, 0.0) in [tuple(line.get_xydata()[0]) for line in ax.lines]
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    assert left < 0 < 2 < right
    assert bottom < 0 < 4 < top


def test_descents_share_their_map_and_their_axis_of_losses() -> None:
    fig = descents()
    above, below = fig.axes[:3], fig.axes[3:]
    assert len({(ax.get_xlim(), ax.get_ylim()) for ax in above}) == 1
    assert len({ax.get_ylim() for ax in below}) == 1
    assert [ax.get_title() for ax in above] == ["lr = 1", "lr = 2", "lr = 3"]
    np.testing.assert_array_equal(below[1].lines[0].get_ydata(), [16, 4, 1])


def test_a_map_holds_the_loss_at_each_of_its_points() -> None:
    chart = survey(bowl, ((0.0, -1.0), (4.0, 1.0)), points=5)
    assert chart.heights.shape == (5, 5)
    assert chart.heights[2, 2] == bowl(chart.across[2], chart.up[2]) == 0
    assert chart.heights[0, 4] == bowl(4.0, -1.0)


def test_a_map_reaches_a_little_beyond_its_points() -> None:
    np.testing.assert_allclose(extent([(0, 0), (10, 1)], (5, 2), margin=0.1), [(-1, -0.2), (11, 2.2)])
    np.testing.assert_allclose(extent((3, 4)), [(2, 3), (4, 5)])  # one point has no extent of its own


def test_numbers_come_from_anything() -> None:
    for values in ([1, 2], np.array([1, 2]), torch.tensor([1.0, 2.0], requires_grad=True)):
        np.testing.assert_array_equal(style.numbers(values), [1.0, 2.0])


# Up to the largest float and down to the smallest, as a descent gives them that diverges until it overflows.
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@given(
    start=st.floats(-320, 100),
    factor=st.floats(-100, 100),
    epochs=st.integers(2, 60),
    end=st.sampled_from([[], [np.inf], [-np.inf], [np.nan], [np.inf, np.nan]]),
    log=st.booleans(),
)
@settings(max_examples=20, deadline=None)
@example(start=-293.0, factor=20.0, epochs=29, end=[np.inf], log=True)
def test_losses_of_every_size_can_be_drawn(
    start: float, factor: float, epochs: int, end: list[float], log: bool
) -> None:
    with np.errstate(all="ignore"):
        losses = [*(10.0 ** (start + factor * np.arange(epochs))), *end]
    fig = plotting.loss_curves({"one": losses, "two": [1.0, 0.5]}, log=log)
    fig.savefig(io.BytesIO(), format="png", dpi=20)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("reached", [1e50, 1e200, np.inf, np.nan])
def test_a_descent_that_diverges_can_be_drawn(reached: float) -> None:
    path = [(0.0, 4.0), (0.5, -reached), (reached, 1.0)]
    for fig in (
        plotting.contours(bowl, {"lr = 9": path}, lowest=(2.0, 0.0)),
        plotting.descents(bowl, {"lr = 9": (path, [16.0, reached, reached])}, lowest=(2.0, 0.0)),
    ):
        fig.savefig(io.BytesIO(), format="png", dpi=20)


@pytest.fixture(scope="module")
def notebook() -> NotebookNode:
    """A notebook that shows a figure, as its kernel leaves it."""
    code = "from course.helpers import plotting\nplotting.loss_curves({'a < b': [2.0, 1.0]})"
    notebook = new_notebook(cells=[new_code_cell(code)])
    NotebookClient(notebook).execute()
    return notebook


@pytest.mark.parametrize("template", ["lab", "classic"])
def test_the_alternative_is_in_the_page_that_nbconvert_makes(template: str, notebook: NotebookNode) -> None:
    page, _resources = HTMLExporter(template_name=template).from_notebook_node(notebook)
    assert "a &lt; b." in page
    assert page.count("<img") == page.count(' alt="') == 1


def test_a_figure_is_opaque_in_a_dark_page(notebook: NotebookNode) -> None:
    (output,) = notebook.cells[0].outputs
    picture = plt.imread(io.BytesIO(b64decode(output.data["image/png"])))
    assert picture[0, 0].tolist() == [1, 1, 1, 1]
    assert picture[..., 3:].min() == 1
    assert output.data["image/png"].strip() in output.data["text/html"]
