"""What broadcasting does when a column meets a row: residuals that nobody meant, and the line that they fit."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from course.helpers.language import label
from course.helpers.plotting.style import BLACK, begin, finish, no_clutter, numbers, style_of


def broadcast_fit(residuals: Any, x: Any, y: Any, models: Mapping[str, tuple[Any, Any]]) -> Figure:
    """Left, the matrix of residuals with its diagonal framed; right, the points and the lines of some models.

    residuals: (N, N), prediction i minus target j. x, y: (N, 1) or (N,). models: name → (w, b), one number each in
    any shape.
    """
    fig, panels = begin(2, width=4.8, height=3.9)
    table, points = panels[0]
    _matrix(table, numbers(residuals))
    x, y = numbers(x).reshape(-1), numbers(y).reshape(-1)
    ends = np.array([x.min() - 0.5, x.max() + 0.5])
    for index, (name, (w, b)) in enumerate(models.items()):
        points.plot(ends, numbers(w).reshape(()) * ends + numbers(b).reshape(()), label=name, **style_of(index))
    points.plot(x, y, "o", color=BLACK, label=label("samples"))
    points.set(xlabel="$x$", ylabel="$y$", title=label("fitted lines"))
    no_clutter(points)
    alt = label("Left: a square of {count} residuals, of which only the {side} on the diagonal are meant. "
                "Right: the samples and the lines: {names}.",
                count=len(x) ** 2, side=len(x), names=", ".join(models))  # fmt: skip
    return finish(fig, alt)


def _matrix(ax: Axes, residuals: np.ndarray) -> None:
    reach = np.abs(residuals).max() or 1.0
    ax.imshow(residuals, cmap="PuOr", vmin=-1.6 * reach, vmax=1.6 * reach)
    for i, row in enumerate(residuals):
        for j, value in enumerate(row):
            shown = f"{value:g}".replace("-", "−")
            ax.text(j, i, shown, ha="center", va="center", fontweight="bold" if i == j else "normal")
        ax.add_patch(_frame(i))
    ax.set(xlabel=label("target of sample"), ylabel=label("prediction of sample"), title=label("residuals"))
    ticks = range(len(residuals))
    ax.set(xticks=ticks, yticks=ticks, xticklabels=[i + 1 for i in ticks], yticklabels=[i + 1 for i in ticks])
    ax.grid(False)


def _frame(i: int) -> Rectangle:
    return Rectangle((i - 0.48, i - 0.48), 0.96, 0.96, fill=False, edgecolor=BLACK, linewidth=2)
