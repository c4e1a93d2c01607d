"""How far a long work is: a bar with rate and time left on a terminal, now and then a plain line elsewhere."""

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from autograder.messages import _

PLAIN_LINES = 10  # over the whole of a work, however long
FEW = 5  # pieces, before a rate can be told
QUIET = 10.0  # seconds between plain lines at most


class _Rate(ProgressColumn):
    """Pieces of work a second."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else _rate(speed))


def _rate(speed: float) -> str:
    """Pieces a second, or a minute where they are few."""
    return f"{speed:.1f}/s" if speed >= 1 else f"{60 * speed:.1f}/min"


class Bar:
    """One work's progress, on stderr: `with Bar("grading") as bar: bar.start(80); bar.advance()`."""

    def __init__(self, name: str, console: Console | None = None) -> None:
        self._name = name
        self._console = console or Console(stderr=True)
        self._total = self._done = 0
        self._started = self._said = time.monotonic()
        self._bar: Progress | None = None

    def __enter__(self) -> Self:
        return self

    def start(self, total: int) -> None:
        """Say what there is to do: `total` pieces."""
        self._total, self._started, self._said = total, time.monotonic(), time.monotonic()
        if self._console.is_terminal and total:
            columns = (
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                _Rate(),
                TimeRemainingColumn(),
            )
            self._bar = Progress(*columns, console=self._console)
            self._task = self._bar.add_task(self._name, total=total)
            self._bar.start()

    def reach(self, done: int, total: int) -> None:
        """So many pieces are done, of so many; 0 starts."""
        self.advance() if done else self.start(total)

    def advance(self) -> None:
        """One piece is done."""
        self._done += 1
        if self._bar:
            self._bar.advance(self._task)
            return
        now, total = time.monotonic(), max(self._total, 1)
        if self._done * PLAIN_LINES // total > (self._done - 1) * PLAIN_LINES // total or now - self._said > QUIET:
            self._said = now
            rate = self._done / max(now - self._started, 1e-9)
            left = (self._total - self._done) / rate
            if self._done < FEW:  # the start takes longer than the rest: nothing can be said yet
                line = _("{done} of {total}", done=self._done, total=total)
                return self.say(f"{self._name}: {line}")
            line = _(
                "{done} of {total}, {rate}, {left:.0f} s left",
                done=self._done,
                total=total,
                rate=_rate(rate),
                left=left,
            )
            self.say(f"{self._name}: {line}")

    def say(self, line: str) -> None:
        """A line of its own, above the bar."""
        self._console.print(line, markup=False, highlight=False, soft_wrap=True)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._bar:
            self._bar.stop()
