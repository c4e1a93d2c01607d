"""The figures of step 06: the numbers they show."""

import pytest

from course.helpers.plotting.stability import descent_and_floor, stable_rates


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
    left, right = fig.axes
    assert {line.get_label(): list(line.get_ydata()) for line in left.lines} == {
        "30 samples": [3.0, 2.0],
        "300 samples": [30.0, 90.0],
    }
    curves = [line for line in right.lines if line.get_label() in ("30 samples", "300 samples")]
    assert [line.get_xydata().tolist() for line in curves] == [
        [[0.001, 0.5], [0.01, 0.4]],
        [[0.001, 0.5], [0.01, 99.0]],
    ]
    upright = [line.get_xdata()[0] for line in right.lines if len(set(line.get_xdata())) == 1]
    assert upright == [0.02, 0.002, 0.01]
    assert [text.get_text() for text in right.texts] == ["0.0200", "0.0020"]
    assert "30 → 0.0200, 300 → 0.0020" in fig.get_label()


def test_the_floor_is_a_line_under_the_descent() -> None:
    fig = descent_and_floor([4.0, 2.0, 1.0], 0.5)
    descent, floor = fig.axes[0].lines
    assert list(descent.get_ydata()) == [4.0, 2.0, 1.0]
    assert set(floor.get_ydata()) == {0.5}
    assert "down to 1; least squares at 0.5" in fig.get_label()
