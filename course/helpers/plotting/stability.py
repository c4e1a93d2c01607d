"""How long a step may be: losses that fall or explode, and the largest stable rate."""

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.figure import Figure

from course.helpers.language import label
from course.helpers.plotting.descent import draw_losses
from course.helpers.plotting.style import BLACK, VERMILION, begin, finish, no_clutter, numbers, style_of


def stable_rates(
    losses: Mapping[int, Any], rates: Any, growth: Mapping[int, Any], *, limits: Mapping[int, float], chosen: float
) -> Figure:
    """Left, the losses at one rate; right, for many rates, the last loss over the first, with each limit drawn in.

    losses: number of samples → losses (T,) at the rate `chosen`. rates: (R,). growth: number of samples → last loss
    / first loss at each rate, (R,). limits: number of samples → largest stable rate.
    """
    fig, panels = begin(2, width=4.8)
    left, right = panels[0]
    names = {n: label("{count} samples", count=n) for n in losses}
    draw_losses(left, {names[n]: values for n, values in losses.items()})
    left.set(title=f"lr = {chosen:g}", xlabel=label("epoch"), ylabel=label("loss"))
    for index, (n, values) in enumerate(growth.items()):
        style = style_of(index)
        right.plot(numbers(rates), numbers(values), label=names[n], **style)
        right.axvline(limits[n], color=style["color"], linewidth=0.9)
        right.annotate(f"{limits[n]:.4f}", (limits[n], 0.99), xycoords=("data", "axes fraction"), rotation=90,
                       xytext=(3, 0), textcoords="offset points", va="top", fontsize="small",
                       color=style["color"])  # fmt: skip
    right.axhline(1, color=BLACK, linewidth=0.6, alpha=0.6)
    right.axvline(chosen, color=BLACK, linewidth=1.1, linestyle=":", label=f"lr = {chosen:g}")
    right.set(xscale="log", yscale="log", xlabel=label("learning rate"), ylabel=label("growth"))
    right.set_ylim(1e-4, 1e8)
    no_clutter(right)
    counts = ", ".join(f"{n} → {limit:.4f}" for n, limit in limits.items())
    alt = label(
        "Left: the losses at the rate {chosen}. Right: the last loss over the first, against the rate, with the largest"
        " stable rates as vertical lines (samples → rate): {counts}.",
        chosen=f"{chosen:g}",
        counts=counts,
    )
    return finish(fig, alt)


def descent_and_floor(losses: Sequence[float], floor: float) -> Figure:
    """The losses of a descent, (T,), and the lowest loss there is, as a horizontal line."""
    fig, panels = begin(width=6.0)
    ax = panels[0, 0]
    draw_losses(ax, {label("descent"): losses})
    ax.axhline(floor, color=VERMILION, linestyle="--", label=label("least squares"))
    ax.set(xlabel=label("epoch"), ylabel=label("loss"))
    no_clutter(ax)
    alt = label("The losses of the descent, down to {last}; least squares at {floor}.",
                last=f"{losses[-1]:.4g}", floor=f"{floor:.4g}")  # fmt: skip
    return finish(fig, alt)
