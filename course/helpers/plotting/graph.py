"""The computation graph of a linear model and its loss: what goes forward, what comes back."""

from collections.abc import Mapping

import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from course.helpers.language import label
from course.helpers.plotting.style import BLACK, BLUE, VERMILION, begin, finish, numbers

# Each arrow: the tensor that travels along it, from where to where, and the middle of its text.
_ARROWS = {
    "x": ((0.0, 2.0), (2.4, 1.2), (1.0, 1.67)),
    "w": ((0.0, 1.0), (2.45, 1.0), (1.0, 1.0)),
    "b": ((0.0, 0.0), (2.45, 0.8), (1.0, 0.33)),
    "prediction": ((3.55, 1.0), (6.05, 1.0), (4.65, 1.0)),
    "y": ((3.55, 0.0), (6.05, 0.8), (4.65, 0.35)),
    "loss": ((6.95, 1.0), (8.7, 1.0), (7.8, 1.0)),
}
_BOXES = {"Linear": (3.0, 1.0), "MSE": (6.5, 1.0)}


def computation_graph(tensors: Mapping[str, torch.Tensor]) -> Figure:
    """`Linear` and `MSE` as boxes, each tensor on its arrow: its value above, its gradient below.

    tensors: "x" (N, D), "w" (K, D), "b" (K,), "prediction" (N, K), "y" (N, K) and "loss" (), after `backward`, all with
    a `.grad` (an intermediate one has it after `retain_grad`). Small ones, of at most four numbers, stay legible.

    Raises KeyError where one of the six is missing.
    """
    fig, panels = begin(width=9.6, height=3.4)
    ax = panels[0, 0]
    ax.set(xlim=(-0.1, 9.0), ylim=(-0.2, 2.3))
    ax.axis("off")
    for name, (start, end, middle) in _ARROWS.items():
        _arrow(ax, start, end)
        _values(ax, middle, name, tensors[name])
    for name, (across, up) in _BOXES.items():
        box = {"boxstyle": "round,pad=0.6", "facecolor": "white", "edgecolor": BLUE, "linewidth": 1.8}
        ax.text(across, up, name, ha="center", va="center", color=BLUE, weight="bold", bbox=box)
    for row, (text, colour) in enumerate(
        ((label("→ forward: values"), BLACK), (label("← backward: gradients of the loss"), VERMILION))
    ):
        ax.text(8.95, 2.25 - 0.22 * row, text, ha="right", va="top", color=colour, fontsize="small")
    alt = label(
        "A graph: x, w and b enter Linear; its prediction and y enter MSE, which gives the loss. "
        "Values go forward, gradients come back."
    )
    return finish(fig, alt)


def _arrow(ax: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    ax.annotate("", xy=end, xytext=start, arrowprops={"arrowstyle": "-|>", "color": "0.6", "linewidth": 1.4})


def _values(ax: Axes, middle: tuple[float, float], name: str, tensor: torch.Tensor) -> None:
    across, up = middle
    ground = {"facecolor": "white", "edgecolor": "none", "pad": 1.0, "alpha": 1.0}
    name = {"prediction": label("prediction"), "loss": "$L$"}.get(name, f"${name}$")
    ax.text(across, up + 0.06, f"{name} = {_short(tensor)}", ha="center", va="bottom", color=BLACK,
            fontsize="small", bbox=ground)  # fmt: skip
    if tensor.grad is not None:
        ax.text(across, up - 0.08, f"← {_short(tensor.grad)}", ha="center", va="top", color=VERMILION,
                fontsize="small", bbox=ground)  # fmt: skip


def _short(tensor: torch.Tensor) -> str:
    """The numbers as Python writes them, without trailing zeros: `[[-2], [-3]]`."""

    def write(values: list | float) -> str:
        return f"[{', '.join(map(write, values))}]" if isinstance(values, list) else f"{values:.4g}"

    return write(numbers(tensor).tolist())
