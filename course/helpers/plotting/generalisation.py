"""What a model learns, against what it can do with data that it has not seen."""

from collections.abc import Sequence
from typing import Any

from matplotlib.figure import Figure

from course.helpers.language import label
from course.helpers.plotting.descent import draw_losses
from course.helpers.plotting.style import BLACK, BLUE, begin, finish, numbers


def early_stopping(train: Sequence[float], held_out: Sequence[float], best_epoch: int) -> Figure:
    """The training and the validation loss against the epoch, entry 0 before training, with the best epoch marked."""
    fig, panels = begin(width=6.4)
    ax = panels[0, 0]
    draw_losses(ax, {label("training loss"): train, label("validation loss"): held_out}, log=False)
    ax.axvline(best_epoch, color=BLACK, linewidth=0.9)
    ax.plot(best_epoch, held_out[best_epoch], marker="*", markersize=13, color=BLACK, linestyle="none",
            label=label("best epoch: {epoch}", epoch=best_epoch))  # fmt: skip
    ax.legend(frameon=False, fontsize="small")
    ax.set(xlabel=label("epoch"), ylabel=label("loss"))
    alt = label(
        "The training loss and the validation loss at each epoch; the validation loss is lowest at epoch {epoch}.",
        epoch=best_epoch,
    )
    return finish(fig, alt)


def histogram(values: Any, *, xlabel: str) -> Figure:
    """How many of the `values` (N,) or (N, 1) lie in each of sixteen equal ranges, and where their mean is."""
    values = numbers(values).reshape(-1)
    fig, panels = begin(width=6.4, height=2.6)
    ax = panels[0, 0]
    ax.hist(values, bins=16, color=BLUE, alpha=0.7, edgecolor="white")
    ax.axvline(values.mean(), color=BLACK, linewidth=1.5, linestyle="--", label=label("mean"))
    ax.legend(frameon=False, fontsize="small")
    ax.set(xlabel=xlabel, ylabel=label("number of patients"))
    alt = label(
        "How often each value occurs: {name}, from {low} to {high}, mean {mean}.",
        name=xlabel, low=f"{values.min():.0f}", high=f"{values.max():.0f}", mean=f"{values.mean():.0f}",
    )  # fmt: skip
    return finish(fig, alt)


def predicted(prediction: Any, target: Any, name: str) -> Figure:
    """A point for each sample, its target across and its prediction up, and the line on which both are equal.

    prediction, target: (N,) or (N, 1). name: what is predicted.
    """
    prediction, target = numbers(prediction).reshape(-1), numbers(target).reshape(-1)
    fig, panels = begin(width=4.6, height=4.2)
    ax = panels[0, 0]
    ends = min(prediction.min(), target.min()), max(prediction.max(), target.max())
    ax.plot(ends, ends, color=BLACK, linewidth=1.5, linestyle="--", label=label("prediction = target"))
    ax.plot(target, prediction, "o", color=BLUE, markersize=4, alpha=0.6)
    ax.legend(frameon=False, fontsize="small")
    ax.set(title=name, xlabel=label("target"), ylabel=label("prediction"), aspect="equal")
    alt = label(
        "{count} points, the prediction against the target: targets from {target}, predictions from {prediction}.",
        count=len(target),
        target=f"{target.min():.0f} … {target.max():.0f}",
        prediction=f"{prediction.min():.0f} … {prediction.max():.0f}",
    )
    return finish(fig, alt)
