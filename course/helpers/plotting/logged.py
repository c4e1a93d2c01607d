"""Descents that run until a loss is reached, and what TensorBoard kept of one."""

from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure

from course.helpers.language import label
from course.helpers.plotting.style import BLACK, MARKERS, begin, finish, style_of
from course.helpers.scalars import Scalars


def learning_rates(runs: Mapping[float, Sequence[float]], target_loss: float) -> Figure:
    """Loss against iteration for several learning rates, on two logarithmic axes, with each run's count.

    runs: learning rate → losses (T,), losses[i] before update i. target_loss: where the descents were to stop.
    """
    fig, panels = begin(width=7.4, height=4.4)
    ax = panels[0, 0]
    for index, (lr, losses) in enumerate(runs.items()):
        reached = losses[-1] <= target_loss
        ax.plot(range(1, len(losses) + 1), losses, label=_count(lr, len(losses), reached), **style_of(index))
        ax.plot(len(losses), losses[-1], marker=MARKERS[index], color=style_of(index)["color"], markersize=8)
        ax.annotate(str(len(losses)), (len(losses), losses[-1]), xytext=(0, 7), textcoords="offset points", ha="center")
    ax.axhline(
        target_loss, color=BLACK, linewidth=0.9, linestyle=":", label=label("target loss: {loss}", loss=target_loss)
    )
    ax.set(xscale="log", yscale="log", xlabel=label("iteration"), ylabel=label("loss"))
    ticks = (0.7, 1, 2, 5, 10, 20)
    ax.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
    ax.minorticks_off()
    fig.legend(loc="outside lower center", ncols=1, frameon=False, fontsize="small")  # no room beside the lines
    alt = label("The loss against the iteration for the learning rates {rates}, and the target loss {loss}.",
                rates=", ".join(map(str, runs)), loss=target_loss)  # fmt: skip
    return finish(fig, alt)


def _count(lr: float, count: int, reached: bool) -> str:
    ended = label("{count} iterations", count=count) if reached else label("stopped after {count}", count=count)
    return f"lr = {lr}, {ended}"


def logged_scalars(log: Scalars) -> Figure:
    """What a log holds: its values against the iteration on the left, against the seconds since its start on the right.

    log: what `course.helpers.scalars.read` gives; an empty one draws a panel that says so.
    """
    fig, panels = begin(2, width=4.2, height=3.2, sharey=True)
    for ax, at, axis in (
        (panels[0, 0], log.steps, label("iteration")),
        (panels[0, 1], log.seconds, label("seconds since the start")),
    ):
        ax.plot(at, log.values, **style_of(0))
        ax.set(xlabel=axis)
        if len(log.values) == 0:
            ax.text(0.5, 0.5, label("nothing was logged"), ha="center", va="center", transform=ax.transAxes)
    panels[0, 0].set_ylabel(label("loss"))
    alt = label("The {count} logged values of the loss, against the iteration and against the time.",
                count=len(log.values))  # fmt: skip
    return finish(fig, alt)
