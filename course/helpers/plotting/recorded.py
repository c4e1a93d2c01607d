"""The graph that autograd has recorded for a result, drawn as it is walked."""

from collections.abc import Mapping
from typing import Any

import torch
from matplotlib.figure import Figure

from course.helpers.language import label
from course.helpers.plotting.style import BLACK, BLUE, VERMILION, begin, finish


def recorded_graph(result: torch.Tensor, leaves: Mapping[str, torch.Tensor]) -> Figure:
    """The nodes behind `result`, the last operation on the right, with an arrow from each to the nodes of its inputs.

    leaves: the names of the leaves, written into their nodes. For a handful of nodes.
    """
    depths, arrows = _walked(result.grad_fn)
    columns: dict[int, list[Any]] = {}
    for node, depth in depths.items():
        columns.setdefault(depth, []).append(node)
    places = {
        node: (-depth, (len(column) - 1) / 2 - row)
        for depth, column in columns.items()
        for row, node in enumerate(column)
    }
    tallest = max(map(len, columns.values()))
    fig, panels = begin(width=2.1 * len(columns), height=0.6 + 1.0 * tallest)
    ax = panels[0, 0]
    ax.axis("off")
    ax.set(xlim=(0.4 - len(columns), 0.6), ylim=(-tallest / 2, tallest / 2))
    boxes = {}
    for node, place in places.items():
        text, colour = node.name().removesuffix("Backward0"), BLUE
        own_leaf = getattr(node, "variable", None)
        if own_leaf is not None:
            names = [name for name, leaf in leaves.items() if leaf is own_leaf]
            text, colour = f"{', '.join(names)}\n{text.rpartition('::')[2]}", VERMILION
        box = {"boxstyle": "round,pad=0.4", "facecolor": "white", "edgecolor": colour, "linewidth": 1.5}
        drawn = ax.text(*place, text, ha="center", va="center", color=BLACK, bbox=box)
        boxes[node] = drawn.get_bbox_patch()
    for node, later in arrows:
        style = {"arrowstyle": "-|>", "color": "0.4", "patchA": boxes[node], "patchB": boxes[later]}
        ax.annotate("", xy=places[later], xytext=places[node], arrowprops=style)
    alt = label(
        "A graph of {count} nodes. The arrows go from the last operation back to the leaves: {names}.",
        count=len(places), names=", ".join(leaves),
    )  # fmt: skip
    return finish(fig, alt)


def _walked(last: Any) -> tuple[dict[Any, int], list[tuple[Any, Any]]]:
    """Each node with the length of the longest way to it from `last`, and the arrows between them."""
    depths: dict[Any, int] = {last: 0}
    arrows: list[tuple[Any, Any]] = []
    waiting = [last]
    while waiting:
        node = waiting.pop(0)
        for later, _position in node.next_functions:
            if later is None:
                continue
            if (node, later) not in arrows:
                arrows.append((node, later))
            if depths.get(later, -1) < depths[node] + 1:
                depths[later] = depths[node] + 1
                waiting.append(later)
    return depths, arrows
