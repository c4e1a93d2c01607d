"""A figure with a control: a still picture first, a new one as the slider moves; without ipywidgets no slider."""

import sys
from typing import Any

import matplotlib.pyplot as plt
import pytest
from matplotlib.figure import Figure

from course.helpers.plotting import control


class Shown:
    """What a notebook would show, in order; it also stands for the place of the last thing."""

    def __init__(self) -> None:
        self.things: list[Any] = []

    def __call__(self, thing: Any, display_id: bool = False) -> "Shown | None":
        self.things.append(thing)
        return self if display_id else None

    def update(self, thing: Any) -> None:
        self.things[-1] = thing


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    found = Shown()
    monkeypatch.setattr(control, "display", found)
    return found


def titled(value: float) -> Figure:
    fig, ax = plt.subplots()
    ax.set_title(f"{value:g}")
    plt.close(fig)
    return fig


def title_of(figure: Figure) -> str:
    return figure.axes[0].get_title()


def test_the_slider_draws_in_place_of_the_still_picture(shown: Shown) -> None:
    control.controlled(titled, "rate", [0.1, 0.2], start=0.1)
    slider, figure = shown.things
    assert (slider.description, title_of(figure)) == ("rate", "0.1")
    slider.value = 0.2
    assert [title_of(thing) for thing in shown.things[1:]] == ["0.2"]


def test_without_ipywidgets_there_is_the_picture_alone(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    control.controlled(titled, "rate", [0.1, 0.2], start=0.1)
    assert [title_of(thing) for thing in shown.things] == ["0.1"]
