"""pyplot's current figure, in a test: the student's, where a function of the student's has drawn one.

plot_histogram(values)
assert plt.gca().get_title() == "…"
"""

import sys
from collections.abc import Callable
from typing import Any

from autograder.bridge.proxy import is_remote

_ASKED = ("gcf", "gca", "get_fignums")


class Figures:
    """The judge's pyplot. `open`: how many figures the student side says are open there."""

    def __init__(self, ask: Callable[[str], Any]) -> None:
        """`ask` has the student side call one of pyplot's functions, by its name."""
        self.open = 0
        self._ask = ask

    def stand_in(self) -> None:
        """Put this in the place of pyplot's own functions, where pyplot is imported."""
        pyplot = sys.modules.get("matplotlib.pyplot")
        if pyplot is not None:
            for name in _ASKED:
                setattr(pyplot, name, self._choosing(name, getattr(pyplot, name)))
            pyplot.close = self._closing(pyplot.close)  # type: ignore[attr-defined]

    def _choosing(self, name: str, own: Callable[..., Any]) -> Callable[..., Any]:
        from matplotlib._pylab_helpers import Gcf

        def chosen(*args: Any, **kwargs: Any) -> Any:
            drawn = any(manager.canvas.figure.axes for manager in Gcf.get_all_fig_managers())  # by the test itself
            return self._ask(name) if self.open and not drawn else own(*args, **kwargs)

        return chosen

    def _closing(self, own: Callable[..., Any]) -> Callable[..., Any]:
        def close(*args: Any, **kwargs: Any) -> None:
            if self.open:
                self._ask("close")
            if not any(map(is_remote, args)):
                own(*args, **kwargs)

        return close
