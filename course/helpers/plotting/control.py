"""A figure with a control: a slider above it where ipywidgets are installed, the still picture where they are not."""

from collections.abc import Callable, Sequence

from IPython.display import display
from matplotlib.figure import Figure


def controlled(draw: Callable[[float], Figure], name: str, values: Sequence[float], *, start: float) -> None:
    """Show `draw(start)`. A slider, called `name`, draws it anew for each of the other `values`.

    The picture is the cell's own output and not the slider's: whoever opens the saved notebook sees it, slider or not.
    """
    try:
        import ipywidgets
    except ModuleNotFoundError:
        display(draw(start))
        return
    slider = ipywidgets.SelectionSlider(options=list(values), value=start, description=name, continuous_update=False)
    slider.style.description_width = "initial"
    display(slider)
    shown = display(draw(start), display_id=True)

    def redraw(change: dict[str, float]) -> None:
        if shown is not None:  # without a notebook there is nothing to draw anew
            shown.update(draw(change["new"]))

    slider.observe(redraw, names="value")
