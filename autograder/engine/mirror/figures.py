"""In a test, pyplot's current figure is the student's, where the student's function has drawn one.

plot_histogram(values)
assert plt.gca().get_title() == "…"
"""

import sys
from collections.abc import Callable
from typing import Any

from autograder.bridge.proxy import is_remote

_ASKED = ("gcf", "gca", "get_fignums")


class Figures:
    """The judge's pyplot. `open`: the number of open figures that the student side reports."""

    def __init__(self, ask: Callable[[str], Any]) -> None:
        """`ask` makes the student side call a function of pyplot, given its name."""
        self.open = 0
        self._ask = ask

    def stand_in(self) -> None:
        """Replace the functions of pyplot that return the current figure, where pyplot is imported."""
        pyplot = sys.modules.get("matplotlib.pyplot")
        if pyplot is not None:
            for name in _ASKED:
                setattr(pyplot, name, self._choosing(name, getattr(pyplot, name)))
            pyplot.close = self._closing(pyplot.close)  # type: ignore[attr-defined]

    def _choosing(self, name: str, own: Callable[..., Any]) -> Callable[..., Any]:
        from matplotlib._pylab_helpers import Gcf

        def chosen(*args: Any, **kwargs: Any) -> Any:
            drawn = any(manager.canvas.figure.axes for manager in Gcf.get_all_fig_managers())  # the test has drawn
            return self._ask(name) if self.open and not drawn else own(*args, **kwargs)

        return chosen

    def _closing(self, own: Callable[..., Any]) -> Callable[..., Any]:
        def close(*args: Any, **kwargs: Any) -> None:
            if self.open:
                self._ask("close")
            if not any(map(is_remote, args)):
                own(*args, **kwargs)

        return close
