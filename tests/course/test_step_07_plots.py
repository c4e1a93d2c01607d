"""The figures of steps 07 and 08: the numbers they show."""

import numpy as np
import pytest

from course.helpers.plotting.generalisation import early_stopping, histogram, predicted
from course.helpers.plotting.variants import against_decay, against_rate, epoch_and_time, maps


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "en")


def test_each_path_has_its_own_map_of_the_same_extent() -> None:
    paths = {name: [(0.0, 1.0), (0.5, i)] for i, name in enumerate("abcd")}
    fig = maps(lambda p, q: p * p + q * q, paths, lowest=(0.0, 0.0))
    shown = [ax for ax in fig.axes if ax.get_visible()]
    assert [ax.get_title() for ax in shown] == list("abcd")
    assert len({(*ax.get_xlim(), *ax.get_ylim()) for ax in shown}) == 1
    assert shown[2].lines[0].get_xydata().tolist() == [[0.0, 1.0], [0.5, 2.0]]
    assert fig.get_label().endswith(": a, b, c, d.")


def test_the_same_losses_stand_against_epoch_and_milliseconds() -> None:
    fig = epoch_and_time({"fast": ([4.0, 2.0], 0.001), "slow": ([3.0, 1.0, 0.5, 0.2], 0.008)}, epochs=2)
    by_epoch, by_time = fig.axes
    assert [line.get_xydata().tolist() for line in by_epoch.lines] == [
        [[0.0, 4.0], [1.0, 2.0]],
        [[0.0, 3.0], [1.0, 1.0], [2.0, 0.5], [3.0, 0.2]],
    ]
    assert [line.get_xdata().tolist() for line in by_time.lines] == [[0.0, 0.5], [0.0, 2.0, 4.0, 6.0]]
    assert by_epoch.get_xlim()[1] == 2
    assert [text.get_text() for text in fig.legends[0].get_texts()] == ["fast", "slow"]


def test_each_problem_has_its_panel_and_what_explodes_is_not_drawn() -> None:
    fig = against_rate([0.1, 1.0], {"raw": {"a": [3.0, float("inf")], "b": [2.0, 1e30]}, "scaled": {"a": [1.0, 0.5]}})
    raw, scaled = fig.axes
    assert [ax.get_title() for ax in fig.axes] == ["raw", "scaled"]
    assert [line.get_ydata()[0] for line in raw.lines] == [3.0, 2.0]
    assert np.isnan([line.get_ydata()[1] for line in raw.lines]).all()
    assert scaled.lines[0].get_xydata().tolist() == [[0.1, 1.0], [1.0, 0.5]]
    assert fig.get_label().endswith(": raw, a → 3; raw, b → 2; scaled, a → 0.5.")


def test_the_lowest_point_of_the_marked_curve_is_circled() -> None:
    fig = against_decay(
        [0.0, 0.1, 1.0], {"train": [1.0, 2.0, 3.0], "held": [3.0, 1.5, 2.0]}, ylabel="loss", marked="held"
    )
    train, held, circle = fig.axes[0].lines
    assert train.get_ydata().tolist() == [1.0, 2.0, 3.0]
    assert held.get_xydata().tolist() == [[0.0, 3.0], [0.1, 1.5], [1.0, 2.0]]
    assert (circle.get_xdata(), circle.get_ydata(), circle.get_fillstyle()) == ([0.1], [1.5], "none")
    assert np.isfinite(fig.axes[0].transData.transform((0.0, 1.0))).all()  # the axis has room for 0


def test_the_best_epoch_is_marked_on_the_held_out_curve() -> None:
    fig = early_stopping([4.0, 2.0, 1.0], [3.0, 2.5, 2.8], 1)
    train, held_out, _vertical, star = fig.axes[0].lines
    assert train.get_ydata().tolist() == [4.0, 2.0, 1.0]
    assert held_out.get_ydata().tolist() == [3.0, 2.5, 2.8]
    assert (list(star.get_xdata()), list(star.get_ydata())) == ([1], [2.5])
    assert star.get_label() == "best epoch: 1"


def test_the_histogram_of_a_target_counts_each_value_once_and_shows_the_mean() -> None:
    fig = histogram([[1.0], [1.0], [3.0], [7.0]], xlabel="score")
    (ax,) = fig.axes
    assert sum(patch.get_height() for patch in ax.patches) == 4
    assert ax.lines[0].get_xdata() == [3.0, 3.0]
    assert fig.get_label() == "How often each value occurs: score, from 1 to 7, mean 3."


def test_predictions_stand_against_targets_with_the_line_where_they_are_equal() -> None:
    fig = predicted([[1.0], [4.0]], [[2.0], [6.0]], "score")
    (ax,) = fig.axes
    equal, points = ax.lines
    assert [tuple(point) for point in equal.get_xydata()] == [(1.0, 1.0), (6.0, 6.0)]
    assert [tuple(point) for point in points.get_xydata()] == [(2.0, 1.0), (6.0, 4.0)]
    assert fig.get_label().startswith("2 points")
