"""A descent seen from outside: its losses, and its path over the loss."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from course.helpers.language import label
from course.helpers.plotting.style import BLACK, MARKERS, PALETTE, begin, finish, no_clutter, numbers, style_of

Loss = Callable[[float, float], float]


def loss_curves(curves: Mapping[str, Any], *, log: bool = True, title: str = "", every: Mapping[str, Any] | None = None,
                xlabel: str = "", ylabel: str = "") -> Figure:  # fmt: skip
    """Loss against epoch, one line a curve.

    curves: name → the losses, (T,), losses[i] before update i. every: name → the abscissae of that curve, (T,),
    where they are not 0, 1, 2, … (seconds, for instance; give `xlabel` too). log: a logarithmic axis of losses.
    """
    fig, panels = begin(width=6.0)
    draw_losses(panels[0, 0], curves, log=log, every=every)
    panels[0, 0].set(title=title, xlabel=xlabel or label("epoch"), ylabel=ylabel or label("loss"))
    alt = label("The loss at each epoch: {names}.", names=", ".join(curves))
    return finish(fig, alt)


def draw_losses(ax: Axes, curves: Mapping[str, Any], *, log: bool = True, every: Mapping[str, Any] | None = None,
                first: int = 0) -> None:  # fmt: skip
    """What `loss_curves` draws, on axes that exist; `first` is the index of the first line's style."""
    for index, (name, losses) in enumerate(curves.items(), start=first):
        losses = numbers(losses)
        at = numbers(every[name]) if every and name in every else np.arange(len(losses))
        # The first of several is the widest: it shows beneath one that coincides with it.
        width, size = (2.4, 6.5) if index == first and len(curves) > 1 else (1.5, 4.0)
        few: dict[str, Any] = {"marker": MARKERS[index % len(MARKERS)], "markersize": size}
        ax.plot(at, losses, label=name, linewidth=width, **style_of(index), **(few if len(losses) <= 30 else {}))
    if not every:
        ax.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
    if log:
        ax.set_yscale("log")
    no_clutter(ax)


class Map(NamedTuple):
    """A loss on a grid: `across` (n,) and `up` (m,) are the two parameters, `heights` (m, n) the losses."""

    across: np.ndarray
    up: np.ndarray
    heights: np.ndarray


def survey(loss: Loss, limits: Any, points: int = 40) -> Map:
    """The map of a loss of two parameters between the corners `limits` (2, 2), lower and upper: points² calls of it."""
    (left, bottom), (right, top) = numbers(limits)
    across, up = np.linspace(left, right, points), np.linspace(bottom, top, points)
    return Map(across, up, numbers([[float(loss(p, q)) for p in across] for q in up]))


def extent(*points: Any, margin: float = 0.2) -> np.ndarray:
    """The corners (2, 2) of a map that holds all `points` ((T, 2) or (2,)) and a margin, a fraction of their extent.

    A point with a coordinate that is not finite is left out.
    """
    everything = np.concatenate([numbers(some).reshape(-1, 2) for some in points])
    everything = everything[np.isfinite(everything).all(axis=1)]
    if not len(everything):
        everything = np.zeros((1, 2))
    lower, upper = everything.min(axis=0), everything.max(axis=0)
    room = np.where(upper > lower, margin * (upper - lower), 1.0)
    return np.stack([lower - room, upper + room])


def contours(loss: Loss, paths: Mapping[str, Any], *, axes: tuple[str, str] = ("$w$", "$b$"), lowest: Any = None,
             limits: Any = None, title: str = "") -> Figure:  # fmt: skip
    """Contours of a loss of two parameters, with the paths of descents on them.

    loss: two floats → float. paths: name → the points (T, 2) that a descent visited, the start first.
    axes: the parameters' names. lowest: the minimum (2,), marked with a star. limits: the map's corners (2, 2), else
    as far as the paths and the minimum reach.
    """
    fig, panels = begin(width=5.6, height=4.4)
    if limits is None:
        limits = extent(*paths.values(), *([] if lowest is None else [lowest]))
    draw_contours(panels[0, 0], survey(loss, limits), paths, lowest=lowest)
    no_clutter(panels[0, 0])
    panels[0, 0].set(title=title, xlabel=axes[0], ylabel=axes[1])
    alt = label("Contours of the loss over {first} and {second}, and the path of the descent: {names}.",
                first=axes[0].strip("$"), second=axes[1].strip("$"), names=", ".join(paths))  # fmt: skip
    return finish(fig, alt)


def draw_contours(ax: Axes, chart: Map, paths: Mapping[str, Any], *, lowest: Any = None, first: int = 0) -> None:
    """What `contours` draws, on axes that exist; `first` is the index of the first path's style."""
    # Equal steps of the root: contours show the bottom of a bowl too, not only its walls.
    heights = chart.heights[np.isfinite(chart.heights)]
    bottom, top = (heights.min(), heights.max()) if len(heights) else (0.0, 0.0)
    levels = np.unique(np.linspace(np.sqrt(bottom), np.sqrt(top), 16) ** 2)
    if len(levels) > 1:
        ax.contourf(*chart, levels=levels, cmap="Greys", alpha=0.55)
    for index, (name, path) in enumerate(paths.items(), start=first):
        track = numbers(path).reshape(-1, 2)
        style = style_of(index) | {"marker": MARKERS[index % len(MARKERS)], "markersize": 3.5, "linewidth": 1.2}
        ax.plot(track[:, 0], track[:, 1], label=name, **style)
        ax.plot(*track[0], marker="o", markersize=9, color=PALETTE[index % len(PALETTE)], fillstyle="none")
    if lowest is not None:
        ax.plot(*numbers(lowest).reshape(2), marker="*", markersize=13, color=BLACK, linestyle="none",
                label=label("minimum"))  # fmt: skip
    ax.set(xlim=(chart.across[0], chart.across[-1]), ylim=(chart.up[0], chart.up[-1]))
    ax.grid(False)


def descents(loss: Loss, runs: Mapping[str, tuple[Any, Sequence[float]]], *, axes: tuple[str, str] = ("$w$", "$b$"),
             lowest: Any = None, limits: Any = None) -> Figure:  # fmt: skip
    """Descents side by side, one column each: the path over the contours above, the losses below.

    loss: two floats → float. runs: title → (path (T, 2), losses). lowest: the minimum (2,). limits: the corners (2, 2)
    of the maps, the same for all; else as far as all paths reach.
    """
    fig, panels = begin(len(runs), 2, width=3.45, height=2.9, sharey="row")
    chart = survey(loss, extent(*(path for path, _ in runs.values())) if limits is None else limits)
    for column, (title, (path, losses)) in enumerate(runs.items()):
        above, below = panels[:, column]
        draw_contours(above, chart, {title: path}, lowest=lowest, first=column)
        above.set(title=title, xlabel=axes[0])
        draw_losses(below, {title: losses}, first=column)
        below.set(xlabel=label("epoch"))
    panels[0, 0].set_ylabel(axes[1])
    panels[1, 0].set_ylabel(label("loss"))
    alt = label("Side by side: the path of each descent over the contours of the loss, and its losses below: {names}.",
                names=", ".join(runs))  # fmt: skip
    return finish(fig, alt)
