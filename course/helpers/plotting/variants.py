"""Descents of several kinds against each other: on one map, against epochs and against time."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from course.helpers.language import label
from course.helpers.plotting.descent import Loss, draw_contours, draw_losses, extent, survey
from course.helpers.plotting.style import MARKERS, begin, finish, numbers, style_of


def maps(
    loss: Loss,
    paths: Mapping[str, Any],
    *,
    axes: tuple[str, str] = ("$w$", "$b$"),
    lowest: Any = None,
    limits: Any = None,
) -> Figure:
    """The same contours once for each path, at most three maps in a row.

    loss: two floats → float. paths: title → the points (T, 2) visited, the start first. lowest: the minimum (2,).
    limits: the corners (2, 2) of the maps, else as far as all paths reach.
    """
    columns = min(3, len(paths))
    rows = -(-len(paths) // columns)
    fig, panels = begin(columns, rows, width=3.4, height=2.8, sharex=True, sharey=True)
    chart = survey(loss, extent(*paths.values()) if limits is None else limits, points=30)
    for index, (ax, (title, path)) in enumerate(zip(panels.flat, paths.items(), strict=False)):
        draw_contours(ax, chart, {title: path}, lowest=lowest, first=index)
        ax.set_title(title, fontsize="medium")
    for ax in panels.flat[len(paths) :]:
        ax.set_visible(False)
    for ax in panels[-1]:
        ax.set_xlabel(axes[0])
    for ax in panels[:, 0]:
        ax.set_ylabel(axes[1])
    alt = label("On the contours of one loss, the path of each descent: {names}.", names=", ".join(paths))
    return finish(fig, alt)


def epoch_and_time(runs: Mapping[str, tuple[Sequence[float], float]], *, epochs: int | None = None) -> Figure:
    """The same losses twice: against the epoch, and against the time.

    runs: name → (losses (T,), one an epoch; the seconds that the whole run took). epochs: where the left panel ends.
    """
    fig, panels = begin(1, 2, width=6.0, height=2.9, sharey=True)
    by_epoch, by_time = panels[:, 0]
    curves = {name: losses for name, (losses, _) in runs.items()}
    milliseconds = {name: 1000 * total * np.arange(len(losses)) / len(losses) for name, (losses, total) in runs.items()}
    draw_losses(by_epoch, curves)
    draw_losses(by_time, curves, every=milliseconds)
    by_epoch.set(xlabel=label("epoch"), ylabel=label("loss"))
    if epochs is not None:
        by_epoch.set_xlim(-0.02 * epochs, epochs)
    by_time.set(xlabel=label("time (ms)"))
    for ax in (by_epoch, by_time):
        if ax.get_legend() is not None:
            ax.get_legend().remove()
    fig.legend(
        *by_epoch.get_legend_handles_labels(), loc="outside lower center", ncols=3, frameon=False, fontsize="small"
    )
    alt = label("The loss of each descent, above against the epoch, below against the time: {names}.",
                names=", ".join(runs))  # fmt: skip
    return finish(fig, alt)


def against_rate(rates: Sequence[float], swept: Mapping[str, Mapping[str, Any]]) -> Figure:
    """The loss that each method reaches at each of the `rates` (R,), a panel for each problem, below each other.

    swept: problem → method → last losses (R,). A loss above 1e4, or one that is no number, is not drawn.
    """
    fig, panels = begin(1, len(swept), width=6.0, height=2.9, sharex=True, sharey=True)
    ends = []
    for ax, (problem, methods) in zip(panels[:, 0], swept.items(), strict=True):
        for index, (name, losses) in enumerate(methods.items()):
            values = numbers(losses)
            drawn = np.where(values < 1e4, values, np.nan)
            ax.plot(rates, drawn, label=name, marker=MARKERS[index], markersize=4, **style_of(index))
            ends.append(f"{problem}, {name} → {np.nanmin(drawn):.3g}")
        ax.set(xscale="log", yscale="log", title=problem, ylabel=label("loss"))
    panels[-1, 0].set_xlabel(label("learning rate"))
    fig.legend(
        *panels[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=2, frameon=False, fontsize="small"
    )
    alt = label("The last loss against the learning rate, and the lowest of each curve: {ends}.", ends="; ".join(ends))
    return finish(fig, alt)


def against_decay(decays: Sequence[float], curves: Mapping[str, Any], *, ylabel: str, marked: str = "") -> Figure:
    """Quantities against the weight decay, on a logarithmic axis that has room for 0.

    decays: (T,), in increasing order. curves: name → a value for each, (T,). marked: the curve whose lowest point is
    circled.
    """
    fig, panels = begin(width=6.0)
    ax = panels[0, 0]
    for index, (name, values) in enumerate(curves.items()):
        ax.plot(decays, numbers(values), label=name, marker=MARKERS[index], markersize=4, **style_of(index))
        if name == marked:
            lowest = int(np.argmin(numbers(values)))
            ax.plot(decays[lowest], numbers(values)[lowest], marker="o", markersize=13, fillstyle="none",
                    color=style_of(index)["color"])  # fmt: skip
    ax.set_xscale("symlog", linthresh=min(decay for decay in decays if decay > 0))
    ax.set(xlabel=label("weight decay"), ylabel=ylabel)
    fig.legend(loc="outside lower center", ncols=2, frameon=False, fontsize="small")
    alt = label("{quantity} for each weight decay: {names}.", quantity=ylabel, names=", ".join(curves))
    return finish(fig, alt)
