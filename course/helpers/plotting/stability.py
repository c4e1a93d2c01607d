"""How long a step may be: losses that fall or explode, and the largest stable rate."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from course.helpers.language import label
from course.helpers.plotting.descent import draw_losses
from course.helpers.plotting.style import BLACK, MARKERS, begin, finish, numbers, style_of

ROUNDING = 1e-4  # of a loss near its minimum, in float32


def stable_rates(
    losses: Mapping[int, Any], rates: Any, growth: Mapping[int, Any], *, limits: Mapping[int, float], chosen: float
) -> Figure:
    """Above, the losses at one rate; below, for many rates, the last loss over the first, with each limit drawn in.

    losses: number of samples → losses (T,) at the rate `chosen`. rates: (R,). growth: number of samples → last loss
    / first loss at each rate, (R,). limits: number of samples → largest stable rate.
    """
    fig, panels = begin(1, 2, width=6.0, height=3.0)
    above, below = panels[:, 0]
    names = {n: label("{count} samples", count=n) for n in losses}
    draw_losses(above, {names[n]: values for n, values in losses.items()})
    above.set(title=f"lr = {chosen:g}", xlabel=label("epoch"), ylabel=label("loss"))
    for index, (n, values) in enumerate(growth.items()):
        style = style_of(index)
        below.plot(numbers(rates), numbers(values), label=names[n], **style)
        below.axvline(limits[n], color=style["color"], linewidth=0.9)
        below.annotate(f"{limits[n]:.4f}", (limits[n], 0.99), xycoords=("data", "axes fraction"), rotation=90,
                       xytext=(3, 0), textcoords="offset points", va="top", fontsize="small",
                       color=style["color"])  # fmt: skip
    below.axhline(1, color=BLACK, linewidth=0.6, alpha=0.6)
    below.axvline(chosen, color=BLACK, linewidth=1.1, linestyle=":", label=f"lr = {chosen:g}")
    below.set(xscale="log", yscale="log", xlabel=label("learning rate"), ylabel=label("growth"))
    below.set_ylim(1e-4, 1e8)
    told = below.get_legend_handles_labels()
    fig.legend(*told, loc="outside lower center", ncols=len(told[1]), frameon=False, fontsize="small")
    counts = ", ".join(f"{n} → {limit:.4f}" for n, limit in limits.items())
    alt = label(
        "Above: the losses at the rate {chosen}. Below: the last of these losses over the first, against the rate, with"
        " the largest stable rates as vertical lines (samples → rate): {counts}.",
        chosen=f"{chosen:g}",
        counts=counts,
    )
    return finish(fig, alt)


def above_minimum(epochs: Sequence[int], curves: Mapping[str, Any]) -> Figure:
    """How far each loss is above its minimum after so many `epochs` (T,): name → (T,), one curve each.

    Both axes are logarithmic, with room for 0. What is below `ROUNDING` is drawn there: float32 tells no more.
    """
    fig, panels = begin(width=6.4)
    ax = panels[0, 0]
    for index, (name, values) in enumerate(curves.items()):
        drawn = np.maximum(numbers(values), ROUNDING)
        ax.plot(epochs, drawn, label=name, marker=MARKERS[index], markersize=4, **style_of(index))
    ax.set_xscale("symlog", linthresh=1)
    ax.set(yscale="log", xlabel=label("updates"), ylabel=label("loss − minimum"))
    fig.legend(loc="outside lower center", ncols=2, frameon=False, fontsize="small")
    ends = ", ".join(f"{name} → {max(numbers(values)[-1], ROUNDING):.2g}" for name, values in curves.items())
    alt = label(
        "How far the loss is above its minimum, against the number of updates, drawn at {least} where it is below; at"
        " the end: {ends}.",
        least=f"{ROUNDING:g}",
        ends=ends,
    )
    return finish(fig, alt)
