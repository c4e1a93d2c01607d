"""The page's figures, as SVG to be written into it."""

import io
import re
from collections.abc import Sequence
from typing import Any

import matplotlib
import numpy as np
from markupsafe import Markup, escape
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from autograder.report.statistics import Item
from course.helpers.plotting.style import BLUE, VERMILION

_WIDTH = 4.6  # inches
_SETTINGS: Any = {"svg.fonttype": "none", "font.family": "sans-serif", "font.size": 9, "text.parse_math": False}


@matplotlib.rc_context(_SETTINGS)
def distribution(shares: Sequence[float], *, alt: str, axis: str, count: str, mean: str) -> Markup:
    """How many students have which share of the points, in %: a histogram in steps of 10."""
    figure = Figure(figsize=(_WIDTH, 2.2), layout="constrained")
    ax = figure.add_subplot()
    ax.hist(np.clip(shares, 0, 100), bins=list(range(0, 101, 10)), color=BLUE, edgecolor="white")
    ax.axvline(float(np.mean(shares)), color="black", linewidth=1, linestyle="--", label=mean)
    ax.legend(frameon=False, loc="lower left", bbox_to_anchor=(0, 1), borderaxespad=0)
    ax.set(xlim=(0, 100), xlabel=axis, ylabel=count)
    ax.yaxis.set_major_locator(MaxNLocator(integer=True))
    return _svg(figure, alt)


@matplotlib.rc_context(_SETTINGS)
def difficulties(items: Sequence[Item], *, alt: str, axis: str) -> Markup:
    """The share of its points that the class got in each exercise; those in doubt in another colour, and hatched."""
    figure = Figure(figsize=(_WIDTH, 0.5 + 0.27 * len(items)), layout="constrained")
    ax = figure.add_subplot()
    shares = [100 * (item.difficulty or 0.0) for item in items]
    bars = ax.barh(range(len(items)), shares, color=[VERMILION if item.doubt else BLUE for item in items], height=0.7)
    for bar, item in zip(bars, items, strict=True):
        bar.set_hatch("//" if item.doubt else "")
        bar.set_edgecolor("white")
    ax.set_yticks(range(len(items)), [item.exercise.name for item in items])
    ax.invert_yaxis()
    ax.set(xlim=(0, 100), xlabel=axis)
    return _svg(figure, alt)


@matplotlib.rc_context(_SETTINGS)
def mistakes(counts: Sequence[tuple[str, int]], *, alt: str, axis: str) -> Markup:
    """How many students made each mistake."""
    figure = Figure(figsize=(_WIDTH, 0.5 + 0.27 * len(counts)), layout="constrained")
    ax = figure.add_subplot()
    ax.barh(range(len(counts)), [count for _key, count in counts], color=BLUE, height=0.7)
    ax.set_yticks(range(len(counts)), [key for key, _count in counts])
    ax.invert_yaxis()
    ax.set(xlabel=axis)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    return _svg(figure, alt)


@matplotlib.rc_context(_SETTINGS)
def trend(steps: Sequence[tuple[str, Sequence[float]]], *, alt: str, axis: str, median: str, half: str) -> Markup:
    """The class's median share of the points in each step, in %, and the half of the class around it."""
    figure = Figure(figsize=(_WIDTH, 2.8), layout="constrained")
    ax = figure.add_subplot()
    low, middle, high = np.array([np.percentile(shares, (25, 50, 75)) for _name, shares in steps]).T
    where = range(len(steps))
    ax.fill_between(where, low, high, color=BLUE, alpha=0.25, linewidth=0, label=half)
    ax.plot(where, middle, color=BLUE, marker="o", label=median)
    ax.set_xticks(where, [name.split("_")[0] for name, _shares in steps])
    ax.set(ylim=(0, 105), ylabel=axis)
    ax.legend(frameon=False, loc="lower left", bbox_to_anchor=(0, 1), borderaxespad=0)
    return _svg(figure, alt)


def _svg(figure: Figure, alt: str) -> Markup:
    for ax in figure.axes:
        ax.spines[["top", "right"]].set_visible(False)
    file = io.StringIO()
    # Each figure's own salt: ids in one page must differ. No date: the same class gives the same page.
    with matplotlib.rc_context({"svg.hashsalt": alt}):
        figure.savefig(file, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    drawn = file.getvalue()[file.getvalue().index("<svg") :]
    drawn = re.sub(
        r'(<svg[^>]*?) width="[^"]*"', r"\1", re.sub(r'(<svg[^>]*?) height="[^"]*"', r"\1", drawn, count=1), count=1
    )
    drawn = re.sub(r"<metadata>.*?</metadata>", "", drawn, flags=re.DOTALL)
    drawn = re.sub(r'<g id="[^"]*"', "<g", drawn)  # the same in every figure, and nothing refers to them
    return Markup('<figure role="img" aria-label="{}">{}</figure>').format(escape(alt), Markup(drawn))
