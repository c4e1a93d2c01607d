"""A function of one number and its slope at some points."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from course.helpers.language import label
from course.helpers.plotting.style import BLACK, MARKERS, begin, finish, no_clutter, style_of


def tangents(f: Callable[[float], Any], slopes: Mapping[float, float], limits: tuple[float, float]) -> Figure:
    """The curve of `f` between `limits`, with its tangent at some points and an arrow that points downhill.

    f: float → a number. slopes: point → the derivative of f there.
    """
    fig, panels = begin(width=6.0, height=3.8)
    ax = panels[0, 0]
    across = np.linspace(*limits, 200)
    heights = np.array([float(f(at)) for at in across])
    ax.plot(across, heights, color=BLACK, linewidth=1.5)
    width, height = limits[1] - limits[0], float(np.ptp(heights))
    for index, (at, slope) in enumerate(slopes.items()):
        style, here = style_of(index), float(f(at))
        # Tangents of one length on paper, whatever their slope.
        reach = 0.13 * width / np.hypot(1, slope * width / height)
        ax.plot([at - reach, at + reach], [here - slope * reach, here + slope * reach], linewidth=2, **style)
        ax.plot(
            at,
            here,
            MARKERS[index],
            color=style["color"],
            label=label("slope {slope} at {at}", slope=f"{slope:.2f}", at=f"{at:g}"),
        )
        down = -np.sign(slope) * 0.07 * width
        floor = heights.min() - 0.1 * height
        ax.annotate(
            "", (at + down, floor), (at, floor), arrowprops={"arrowstyle": "-|>", "color": style["color"], "lw": 2}
        )
        ax.plot([at, at], [floor, here], color=style["color"], linewidth=0.7, linestyle=":")
    ax.set(xlabel="$u$", ylabel="$f(u)$", xlim=limits)
    no_clutter(ax)
    points = ", ".join(f"{at:g}" for at in slopes)
    return finish(
        fig, label("A curve, its tangents at {points}, and below each an arrow that points downhill.", points=points)
    )
