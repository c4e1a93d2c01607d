"""What all figures share: colours, sizes, and how a figure is begun and finished."""

from html import escape
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from IPython import get_ipython
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from course.helpers.plotting.pieces import pieces

# Okabe and Ito's palette, told apart with every kind of colour vision; its yellow is too pale for a line on white.
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY, BLACK = PALETTE
# Lines differ by dash and marker too, for a print in black and white.
DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 3)), (0, (8, 3)))
MARKERS = ("o", "s", "^", "D", "v", "P", "X")

WIDTH, HEIGHT = 4.4, 3.5  # one panel, in inches


def begin(columns: int = 1, rows: int = 1, *, width: float = WIDTH, height: float = HEIGHT, **axes: Any) -> tuple:
    """A figure of rows × columns panels, each `width` × `height` inches, and its axes as a (rows, columns) array.

    `axes`: what `matplotlib.pyplot.subplots` takes beside (`sharey`, `subplot_kw`, …).
    """
    fig, panels = plt.subplots(
        rows,
        columns,
        figsize=(width * columns, height * rows),
        layout="constrained",
        squeeze=False,
        facecolor="white",  # a page may be dark
        **axes,
    )
    for ax in panels.flat:
        ax.grid(alpha=0.25)
        if "sharey" in axes:
            ax.tick_params(labelleft=True)  # a narrow page shows the panels below each other
        for side in ("top", "right"):
            if side in ax.spines:
                ax.spines[side].set_visible(False)
    return fig, panels


def style_of(index: int) -> dict[str, Any]:
    """Colour and dash of the line with this index, as keywords for `plot`."""
    return {"color": PALETTE[index % len(PALETTE)], "linestyle": DASHES[index % len(DASHES)]}


def finish(fig: Figure, alt: str) -> Figure:
    """Give the figure its text alternative `alt` and hand it over.

    The figure is closed: the notebook shows it once, as the cell's result, and keeps none in memory.
    """
    fig.set_label(alt)
    fig._repr_mimebundle_ = lambda include=None, exclude=None: _shown(fig, alt)  # type: ignore[attr-defined]
    plt.close(fig)
    return fig


def _shown(fig: Figure, alt: str) -> tuple[dict[str, str], dict[str, Any]]:
    """What a notebook shows of the figure, and the metadata.

    JupyterLab and nbconvert prefer HTML to a PNG, and only HTML has an alternative in both of them. nbgrader's pages
    show the PNG, and take the alternative from its metadata. Where nothing is drawn, there is the text.
    """
    shell = get_ipython()  # type: ignore[no-untyped-call]
    picture = shell.display_formatter.formatters["image/png"](fig) if shell else None
    picture, size = picture if isinstance(picture, tuple) else (picture, {})  # sharp screens have a size beside it
    data = {"text/plain": alt}
    if picture:
        data |= {"image/png": picture, "text/html": _html(fig, "".join(picture.split()), alt, size.get("width"))}
    return data, {"image/png": {"alt": alt, **size}}


def _html(fig: Figure, picture: str, alt: str, width: int | None) -> str:
    """The picture's pieces, side by side where the page is wide enough. The first one has the text alternative."""
    images = []
    for index, (part, piece) in enumerate(pieces(fig, picture)):
        said = escape(alt) if index == 0 else ""
        size = f' width="{round(part * width)}"' if width else ""
        images.append(f'<img alt="{said}"{size} src="data:image/png;base64,{piece}">')
    return f"<div>{''.join(images)}</div>"  # where a picture stands alone, JupyterLab gives it a line of its own


_LARGEST = 1e100


def numbers(values: Any) -> np.ndarray:
    """Lists, arrays and tensors (with or without gradients) as one float64 array that an axis has room for.

    Matplotlib cannot draw an axis of more than 300 decades, and a descent that diverges needs them. So a number beyond
    10¹⁰⁰ becomes NaN, which leaves a gap, and one closer to 0 than 10⁻¹⁰⁰ becomes 0.
    """
    if hasattr(values, "detach"):
        values = values.detach().cpu().numpy()
    found = np.array(values, dtype=np.float64)
    found[np.abs(found) > _LARGEST] = np.nan
    found[np.abs(found) < 1 / _LARGEST] = 0.0
    return found


def no_clutter(ax: Axes) -> None:
    """A legend inside the panel, without a frame, where there is something to tell apart."""
    if len(ax.get_legend_handles_labels()[1]) > 1:
        ax.legend(frameon=False, fontsize="small")
