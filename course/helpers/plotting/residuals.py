"""What a squared error adds up: each residual as the side of a square."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from course.helpers.language import label
from course.helpers.plotting.style import BLACK, BLUE, VERMILION, begin, finish, numbers


def residual_squares(x: Any, y: Any, models: Mapping[str, tuple[float, float]]) -> Figure:
    """The points, one panel a model with its line w·x + b, each residual as a side of a square, and their total area.

    x, y: (N,). models: panel title → (w, b). Both axes have one scale, so that a square looks like one.
    """
    x, y = numbers(x).reshape(-1), numbers(y).reshape(-1)
    fig, panels = begin(len(models), width=3.4, height=3.8, sharey=True)
    totals = []
    reach = max(float(np.abs(w * x + b - y).max()) for w, b in models.values())
    ends = np.array([x.min() - 0.4, x.max() + 0.4])
    for ax, (title, (w, b)) in zip(panels.flat, models.items(), strict=True):
        for at, target, predicted in zip(x, y, w * x + b, strict=True):
            side = abs(predicted - target)
            corner = at, min(predicted, target)
            ax.add_patch(Rectangle(corner, side, side, facecolor=VERMILION, alpha=0.2, edgecolor="none"))
            ax.plot([at, at], [target, predicted], color=VERMILION, linewidth=2)
        ax.plot(ends, w * ends + b, color=BLUE)
        ax.plot(x, y, "o", color=BLACK)
        totals.append(float(((w * x + b - y) ** 2).sum()))
        ax.set(title=f"{title}\n$L$ = {totals[-1]:.4g}", xlabel="$x$", aspect="equal")
        ax.set_xlim(ends[0], max(ends[1], x.max() + reach + 0.2))
    panels[0, 0].set_ylabel("$y$")
    alt = label(
        "{count} points and the model's line, with a square on each residual. The squares' total area: {totals}.",
        count=len(x), totals=", ".join(f"{title} {total:.4g}" for title, total in zip(models, totals, strict=True)),
    )  # fmt: skip
    return finish(fig, alt)
