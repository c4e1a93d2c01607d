"""The losses of a descent in TensorBoard's log, while it runs, and read back from there.

    with scalars.logged(MSE, "runs/lr_0.01") as loss:
        descend(..., loss=loss)
    log = scalars.read("runs/lr_0.01")

`tensorboard --logdir runs` shows the same.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from course.helpers.language import sentence

TAG = "loss"


class Logged:
    """A loss (anything with `forward` and `backward`) that logs every value it gives, under `TAG`."""

    def __init__(self, loss: Any, writer: Any, every: int) -> None:
        self._loss, self._writer, self._every = loss, writer, every
        self._calls = 0

    def forward(self, ctx: Any, prediction: Any, target: Any) -> Any:
        value = self._loss.forward(ctx, prediction, target)
        if self._calls % self._every == 0:
            self._writer.add_scalar(TAG, float(value), self._calls)
        self._calls += 1
        return value

    def backward(self, ctx: Any, grad_output: Any) -> Any:
        return self._loss.backward(ctx, grad_output)


@contextmanager
def logged(loss: Any, folder: str | Path, every: int = 1) -> Iterator[Any]:
    """For the length of a `with` block, `loss` with its values going to TensorBoard's log in `folder`.

    loss: what has `forward(ctx, prediction, target)` and `backward(ctx, grad_output)`. every: log each so many calls.
    An earlier log in `folder` is replaced. Where `folder` cannot be written, says so and hands out `loss` as it is.
    """
    from torch.utils.tensorboard import SummaryWriter  # a quarter of a second that the other steps need not pay

    try:
        writer = SummaryWriter(emptied(folder))
    except OSError as error:
        print(sentence("Nothing is logged: {folder} cannot be written ({error}).", folder=folder, error=error))
        yield loss
        return
    with writer:
        yield Logged(loss, writer, every)


def emptied(folder: str | Path) -> str:
    """The name of `folder`, from which the logs of earlier runs are removed."""
    for old in _events(folder):
        old.unlink()
    return str(folder)


class Scalars(NamedTuple):
    """What a log holds: steps (T,) int64, values (T,) float64, seconds (T,) float64 since the first entry."""

    steps: np.ndarray
    values: np.ndarray
    seconds: np.ndarray


def read(folder: str | Path) -> Scalars:
    """The log in `folder`; empty where there is none."""
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    events: list[Any] = []
    if _events(folder):
        log = EventAccumulator(str(folder), size_guidance={"scalars": 0})  # 0: all of them, no sample
        log.Reload()
        events = log.Scalars(TAG)
    seconds = np.array([event.wall_time for event in events], dtype=np.float64)
    return Scalars(
        np.array([event.step for event in events], dtype=np.int64),
        np.array([event.value for event in events], dtype=np.float64),
        seconds - seconds[:1],
    )


def _events(folder: str | Path) -> list[Path]:
    return sorted(Path(folder).glob("events.out.tfevents.*"))
