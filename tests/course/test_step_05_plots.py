"""The figures of step 05: the numbers they show."""

import numpy as np
import pytest
import torch

from course.helpers.plotting.parameters import SHOWN, parameters_by_epoch


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "en")


def test_each_parameter_is_a_line_of_the_first_run_and_markers_of_the_second() -> None:
    by_hand = [np.array([0.0, 1.0]), np.array([2.0, 3.0])]
    module = [torch.tensor([0.5, 1.5], requires_grad=True), torch.tensor([2.5, 3.5])]
    fig = parameters_by_epoch({"hand": by_hand, "nn": module}, names=("w", "b"))
    drawn = {line.get_label(): line.get_xydata().tolist() for line in fig.axes[0].lines}
    assert drawn == {
        "w, hand": [[0.0, 0.0], [1.0, 2.0]],
        "w, nn": [[0.0, 0.5], [1.0, 2.5]],
        "b, hand": [[0.0, 1.0], [1.0, 3.0]],
        "b, nn": [[0.0, 1.5], [1.0, 3.5]],
    }
    assert fig.get_label() == "The parameters w, b at each epoch: lines (hand) and markers (nn)."


def test_a_long_run_has_few_markers_and_the_goal_is_a_line() -> None:
    run = [np.array([float(i)]) for i in range(10 * SHOWN)]
    fig = parameters_by_epoch({"hand": run, "nn": run}, names=("w",), goal=(7.0,))
    goal, line, markers = fig.axes[0].lines
    assert goal.get_ydata() == [7.0, 7.0]
    assert (len(line.get_xdata()), len(markers.get_xdata())) == (10 * SHOWN, SHOWN)
    assert markers.get_xydata()[1].tolist() == [10.0, 10.0]
