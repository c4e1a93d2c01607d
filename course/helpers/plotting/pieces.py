"""A figure with panels side by side, cut between them: a narrow page then shows the panels below each other."""

import io
from base64 import b64decode, b64encode
from itertools import pairwise

import numpy as np
from matplotlib import rcParams
from matplotlib.figure import Figure
from matplotlib.image import imread, imsave
from matplotlib.transforms import Bbox


def pieces(fig: Figure, picture: str) -> list[tuple[float, str]]:
    """The PNG `picture` of this figure in pieces, one for each column of panels: its part of the width, and its PNG.

    A figure with a title or a legend for all its panels stays whole.
    """
    columns: dict[int, list[Bbox]] = {}
    for ax in fig.axes:
        place, box = ax.get_subplotspec(), ax.get_tightbbox()
        if place is not None and box is not None:  # a panel that is not drawn has no box
            columns.setdefault(place.colspan.start, []).append(box)
    if len(columns) < 2 or fig.legends or fig.get_suptitle():
        return [(1.0, picture)]
    pixels = imread(io.BytesIO(b64decode(picture)))
    around, margin = fig.get_tightbbox(), rcParams["savefig.pad_inches"]  # what a notebook shows of a figure
    left, width = around.x0 - margin, around.width + 2 * margin
    boxes = [Bbox.union(columns[column]) for column in sorted(columns)]
    between = [((one.x1 + other.x0) / 2 / fig.dpi - left) / width for one, other in pairwise(boxes)]
    parts = np.split(pixels, [round(place * pixels.shape[1]) for place in between], axis=1)
    return [(part.shape[1] / pixels.shape[1], _png(part)) for part in parts]


def _png(pixels: np.ndarray) -> str:
    file = io.BytesIO()
    imsave(file, pixels, format="png")
    return b64encode(file.getvalue()).decode()
