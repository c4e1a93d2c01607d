"""The thread through all steps: one data set, one start, one rate, and so the same losses, however they are computed.

    _, _, means = descend(x, y, torch.tensor([thread.W]), torch.tensor([thread.B]), 30 * thread.LR, thread.EPOCHS)
    print(thread.side_by_side({"step 1": thread.squared_errors(), "step 2": [30 * mean for mean in means]}))

`LR` is the rate for the *sum* of squared errors, as in step 01. The mean over N·K elements has a gradient N·K times
smaller: the same steps take the rate N·K · LR, and the losses compare after a multiplication by N·K.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from course.helpers import data
from course.helpers.language import label

W, B, LR, EPOCHS = (0.5, 0.25), 0.4, 0.01, 10


def squared_errors(epochs: int = EPOCHS) -> list[float]:
    """The sum of squared residuals on `data.plane()` before each update, from W and B at the rate LR.

    In closed form, without a descent: on L(θ) = |A·θ − y|² the distance to the minimum θ* after i updates is
    (I − 2·LR·AᵀA)ⁱ times the first one.
    """
    x, y = data.plane()
    a = np.column_stack([x, np.ones(len(x))])
    lowest = np.linalg.lstsq(a, y, rcond=None)[0]
    shrink = np.eye(a.shape[1]) - 2 * LR * a.T @ a
    away = np.array([*W, B]) - lowest
    at = [lowest + np.linalg.matrix_power(shrink, i) @ away for i in range(epochs)]
    return [float(np.sum((a @ theta - y) ** 2)) for theta in at]


def side_by_side(columns: Mapping[str, Sequence[float]]) -> str:
    """A table in plain text: the epoch, then one column of losses for each name, with six decimals."""
    names = [label("epoch"), *columns]
    widths = [max(len(name), 10) for name in names]
    rows = [names, *([str(i), *(f"{v:.6f}" for v in row)] for i, row in enumerate(zip(*columns.values(), strict=True)))]
    return "\n".join("   ".join(f"{cell:>{n}}" for cell, n in zip(row, widths, strict=True)) for row in rows)
