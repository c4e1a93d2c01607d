"""What a model learns, against what it can do with data that it has not seen."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from course.helpers.language import label
from course.helpers.plotting.descent import draw_losses
from course.helpers.plotting.style import BLACK, begin, finish


def early_stopping(train: Sequence[float], held_out: Sequence[float], best_epoch: int) -> Figure:
    """The training and the held-out loss against the epoch, entry 0 before training, with the best epoch marked."""
    fig, panels = begin(width=6.4)
    ax = panels[0, 0]
    draw_losses(ax, {label("training loss"): train, label("held-out loss"): held_out}, log=False)
    ax.axvline(best_epoch, color=BLACK, linewidth=0.9)
    ax.plot(best_epoch, held_out[best_epoch], marker="*", markersize=13, color=BLACK, linestyle="none",
            label=label("best epoch: {epoch}", epoch=best_epoch))  # fmt: skip
    ax.legend(frameon=False, fontsize="small")
    ax.set(xlabel=label("epoch"), ylabel=label("loss"))
    alt = label(
        "The training loss and the held-out loss at each epoch; the held-out loss is lowest at epoch {epoch}.",
        epoch=best_epoch,
    )
    return finish(fig, alt)
