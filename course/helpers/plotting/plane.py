"""Points in space and the plane that a linear model puts through them."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from course.helpers.language import label
from course.helpers.plotting.style import BLACK, BLUE, VERMILION, begin, finish, numbers


def planes(x: Any, y: Any, models: Mapping[str, tuple[Any, Any]]) -> Figure:
    """The points (x₁, x₂, y) and, one panel a model, the plane w₁·x₁ + w₂·x₂ + b with the residuals as vertical lines.

    x: (N, 2). y: (N,) or (N, 1). models: panel title → (w, b), w of 2 numbers in any shape, b of one.
    """
    x, y = numbers(x), numbers(y).reshape(-1)
    fig, panels = begin(len(models), width=3.5, height=3.5, subplot_kw={"projection": "3d"})
    lowest, highest = x.min(axis=0), x.max(axis=0)
    corners = np.meshgrid(*np.stack([lowest, highest], axis=1))
    heights = [y, *(x @ numbers(w).reshape(2) + numbers(b).reshape(()) for w, b in models.values())]
    for ax, (title, (w, b)) in zip(panels.flat, models.items(), strict=True):
        w, b = numbers(w).reshape(2), float(numbers(b).reshape(()))
        ax.plot_surface(*corners, w[0] * corners[0] + w[1] * corners[1] + b, color=BLUE, alpha=0.35)
        for (x1, x2), target, predicted in zip(x, y, x @ w + b, strict=True):
            ax.plot([x1, x1], [x2, x2], [target, predicted], color=VERMILION, linewidth=0.9)
        ax.scatter(x[:, 0], x[:, 1], y, color=BLACK, s=14, depthshade=False)
        ax.set(title=title, xlabel="$x_1$", ylabel="$x_2$", zlabel="$y$")
        ax.set_zlim(np.min(heights), np.max(heights))
        ax.view_init(elev=32, azim=-125)
        ax.tick_params(labelsize="x-small", pad=0)
        ax.set_box_aspect((1, 1, 0.8), zoom=0.95)  # room for the label of the vertical axis
    alt = label("The {count} points in space, the model's plane, and a vertical line from each point to the plane.",
                count=len(y))  # fmt: skip
    return finish(fig, alt)
