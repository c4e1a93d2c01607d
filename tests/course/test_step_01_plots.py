"""The figure of step 01 shows the squares that a loss adds up."""

import numpy as np
import pytest
from matplotlib.patches import Rectangle

from course.helpers.plotting.residuals import residual_squares


def test_each_residual_is_the_side_of_a_square(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "en")
    fig = residual_squares(np.array([1.0, 2.0]), np.array([3.0, 5.0]), {"one": (1.0, 0.0), "two": (1.8, 0.5)})
    squares = [[patch for patch in ax.patches if isinstance(patch, Rectangle)] for ax in fig.axes]
    sides = [[square.get_width() for square in panel] for panel in squares]
    assert sides == [pytest.approx([2, 3]), pytest.approx([0.7, 0.9])]
    assert all(square.get_width() == square.get_height() for panel in squares for square in panel)
    assert [ax.get_title() for ax in fig.axes] == ["one\n$L$ = 13", "two\n$L$ = 1.3"]
    assert "one 13, two 1.3" in str(fig.get_label())
