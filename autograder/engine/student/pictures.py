"""Figures as pictures, in the cells that a person marks. In any other cell each is a line of text.

A picture decides no mark. Where a figure cannot be drawn, the reason stands in the output and the cell goes on.
"""

import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from IPython.core.pylabtools import print_figure

from autograder.engine import preload
from autograder.notebook.outputs import Outputs

# As a notebook shows them: by the name of their class, so that nothing is imported for it.
_SHOWN = {
    ("matplotlib.figure", "Figure"): lambda figure: _drawn(figure),
    ("PIL.Image", "Image"): lambda image: b64encode(image._repr_png_()).decode(),
}


@contextmanager
def wanted(shell: InteractiveShell) -> Iterator[None]:
    """In there the functions that only draw do draw, and a figure or image that is displayed is a picture."""
    formatter: Any = shell.display_formatter.formatters["image/png"]  # type: ignore[union-attr]
    for (module, name), show in _SHOWN.items():
        formatter.for_type_by_name(module, name, show)
    preload.draws = True
    try:
        yield
    finally:
        preload.draws = False
        for module, name in _SHOWN:
            formatter.pop(f"{module}.{name}", None)


def show_figures(outputs: Outputs, draw: bool) -> None:
    """Close the figures that the cell left open, each with its line of text and, to `draw`, its picture."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return
    for number in pyplot.get_fignums():
        figure = pyplot.figure(number)
        data = {"text/plain": repr(figure)}
        if draw:
            try:
                picture = _drawn(figure)
                data |= {"image/png": picture} if picture else {}
            except BaseException as error:
                draw = isinstance(error, Exception)  # else the cell's time is over
                outputs.write("stderr", f"{type(error).__name__}: {error}\n")
        outputs.display("display_data", data, {})
    pyplot.close("all")


def _drawn(figure: Any) -> str | None:
    """The picture as base64; None of a figure with nothing in it."""
    found = print_figure(figure, fmt="png", bbox_inches="tight", base64=True)
    return str(found) if found else None
