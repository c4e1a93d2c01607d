"""A model's parameters on their way through a descent, computed in two ways."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from course.helpers.language import label
from course.helpers.plotting.style import BLACK, DASHES, MARKERS, PALETTE, begin, finish, numbers

SHOWN = 16  # markers along a line


def parameters_by_epoch(
    runs: Mapping[str, Any], *, names: Sequence[str], goal: Sequence[float] | None = None, title: str = ""
) -> Figure:
    """Each parameter against the epoch: the first run as lines, the second as markers on or beside them.

    runs: two runs, name → the parameters before each update, (T, P). names: the P parameters' names, P ≤ 7.
    goal: the P values at which a descent should end, thin horizontal lines.
    """
    fig, panels = begin(width=6.0)
    ax = panels[0, 0]
    (first, line), (second, points) = ((name, numbers_of(run)) for name, run in runs.items())
    every = max(1, len(points) // SHOWN)
    at = np.arange(0, len(points), every)
    for p, parameter in enumerate(names):
        if goal is not None:
            ax.axhline(goal[p], color=BLACK, linewidth=0.6, alpha=0.5)
        ax.plot(line[:, p], color=PALETTE[p], linestyle=DASHES[p], label=f"{parameter}, {first}")
        ax.plot(at, points[at, p], color=PALETTE[p], linestyle="none", marker=MARKERS[p], markersize=5,
                markerfacecolor="none", label=f"{parameter}, {second}")  # fmt: skip
    ax.set(title=title, xlabel=label("epoch"), ylabel=label("parameter"))
    fig.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=min(len(names), 3), frameon=False,
               fontsize="small")  # fmt: skip
    alt = label("The parameters {parameters} at each epoch: lines ({first}) and markers ({second}).",
                parameters=", ".join(names), first=first, second=second)  # fmt: skip
    return finish(fig, alt)


def numbers_of(run: Any) -> np.ndarray:
    """A run as one array (T, P), also where it is a list of arrays or tensors."""
    return np.stack([numbers(row) for row in run])
