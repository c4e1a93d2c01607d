"""The figures of steps 02 and 03 show the data they were given, and say so in words."""

import numpy as np
import pytest
import torch

from course.helpers.plotting.broadcasting import broadcast_fit
from course.helpers.plotting.recorded import recorded_graph
from course.helpers.plotting.slopes import tangents


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "en")


def test_broadcast_fit_shows_every_residual_and_line() -> None:
    y = torch.tensor([[2.0], [4.0], [6.0]])
    lines = {"good": (torch.tensor([[2.0]]), torch.tensor([0.0])), "flat": (torch.tensor([[0.0]]), torch.tensor([4.0]))}
    fig = broadcast_fit(y - y.squeeze(1), y / 2, y, lines)
    matrix, points = fig.axes
    assert [text.get_text() for text in matrix.texts] == ["0", "−2", "−4", "2", "0", "−2", "4", "2", "0"]
    assert len(matrix.patches) == 3
    drawn = {line.get_label(): line.get_ydata() for line in points.lines}
    assert list(drawn) == ["good", "flat", "samples"]
    assert list(drawn["good"]) == [1.0, 7.0]
    assert list(drawn["flat"]) == [4.0, 4.0]
    assert "9 residuals" in str(fig.get_label())
    assert "good, flat" in str(fig.get_label())


def test_tangents_have_the_slopes_given_and_their_arrows_point_downhill() -> None:
    fig = tangents(lambda u: u**2, {-1.0: -2.0, 0.5: 1.0}, (-2.0, 2.0))
    (ax,) = fig.axes
    lines = [line for line in ax.lines if len(line.get_xdata()) == 2 and line.get_linewidth() == 2]
    slopes = [float(np.diff(line.get_ydata())[0] / np.diff(line.get_xdata())[0]) for line in lines]
    assert slopes == pytest.approx([-2.0, 1.0])
    moved = [arrow.xy[0] - arrow.xyann[0] for arrow in ax.texts]
    assert [shift > 0 for shift in moved] == [True, False]
    assert "tangents at -1, 0.5" in str(fig.get_label())
    assert (fig.axes[0].get_xlabel(), fig.axes[0].get_ylabel()) == ("$u$", "$f(u)$")  # the names of the text


def test_the_graph_has_each_node_once_and_an_arrow_for_each_use() -> None:
    u = torch.tensor(2.0, requires_grad=True)
    fig = recorded_graph(u**2 + 3 * u, {"u": u})
    texts = [text for text in fig.axes[0].texts if text.get_text()]
    assert sorted(text.get_text() for text in texts) == ["Add", "Mul", "Pow", "u\nAccumulateGrad"]
    across = {text.get_text(): text.get_position()[0] for text in texts}
    assert across["Add"] > across["Mul"] == across["Pow"] > across["u\nAccumulateGrad"]
    assert len(fig.axes[0].texts) - len(texts) == 4  # arrows
    assert "4 nodes" in str(fig.get_label())
