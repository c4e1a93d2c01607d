"""The figures of step 06: the numbers they show."""

import numpy as np
import pytest

from course.helpers.plotting.stability import ROUNDING, above_minimum, stable_rates


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "en")


def test_the_limits_and_the_chosen_rate_are_drawn_beside_the_curves() -> None:
    fig = stable_rates(
        {30: [3.0, 2.0], 300: [30.0, 90.0]},
        [0.001, 0.01],
        {30: [0.5, 0.4], 300: [0.5, 99.0]},
        limits={30: 0.02, 300: 0.002},
        chosen=0.01,
    )
    above, below = fig.axes
    assert {line.get_label(): list(line.get_ydata()) for line in above.lines} == {
        "30 samples": [3.0, 2.0],
        "300 samples": [30.0, 90.0],
    }
    curves = [line for line in below.lines if line.get_label() in ("30 samples", "300 samples")]
    assert [line.get_xydata().tolist() for line in curves] == [
        [[0.001, 0.5], [0.01, 0.4]],
        [[0.001, 0.5], [0.01, 99.0]],
    ]
    upright = [line.get_xdata()[0] for line in below.lines if len(set(line.get_xdata())) == 1]
    assert upright == [0.02, 0.002, 0.01]
    assert [text.get_text() for text in below.texts] == ["0.0200", "0.0020"]
    assert "30 → 0.0200, 300 → 0.0020" in fig.get_label()


def test_what_is_lost_in_rounding_is_drawn_at_the_bottom() -> None:
    fig = above_minimum([0, 1, 100], {"raw": [4.0, 2.0, 1.0], "scaled": [4.0, 0.01, -1e-7]})
    raw, scaled = fig.axes[0].lines
    assert raw.get_xydata().tolist() == [[0.0, 4.0], [1.0, 2.0], [100.0, 1.0]]
    assert list(scaled.get_ydata()) == [4.0, 0.01, ROUNDING]
    assert np.isfinite(fig.axes[0].transData.transform((0.0, 1.0))).all()  # the axis has room for 0
    assert "raw → 1, scaled → 0.0001" in fig.get_label()
