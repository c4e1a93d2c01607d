"""Which orders of its batches explain a stochastic descent."""

import math
from collections.abc import Callable, Sequence
from itertools import permutations
from typing import Any

from course.helpers import describe, expect
from course.helpers.language import _

Batches = tuple[tuple[int, ...], ...]
State = Any
Update = Callable[[State, Batches], State]

MOST = 200  # states that rounding cannot tell apart; more of them mean that the losses tell nothing


def trajectory(
    start: State,
    losses: Sequence[float],
    last: Callable[[State], bool],
    *,
    n: int,
    batch_size: int,
    update: Update,
    loss: Callable[[State], float],
    called: str,
) -> list[tuple[Batches, ...]]:
    """The orders, one an epoch, that explain a stochastic descent: every one that does, within the tolerance.

    All orders of n ≤ 5 samples are tried. start: the state (any object) before the first epoch. losses: one an epoch,
    before it. last: whether a state is the one that the descent ended in. update: a state and an epoch's batches → the
    next state. loss: a state → its loss.

    Raises Wrong where no order does.
    """
    found = _explain(start, losses, last, _orders(n, batch_size), update, loss)
    if not found:
        expect.fail(
            _("expected: losses and parameters that some order of the batches gives"),
            _("got:      losses {got}, and parameters that no order gives with them"),
            of=called, got=describe.value(list(losses)),
        )  # fmt: skip
    return found


def _orders(n: int, batch_size: int) -> list[Batches]:
    """All ways to cut 0 … n − 1 into batches, taken from either end, whatever the order within a batch."""
    found: dict[Batches, None] = {}
    for order in permutations(range(n)):
        cut = [order[i : i + batch_size] for i in range(0, n, batch_size)]
        batches = tuple(tuple(sorted(batch)) for batch in cut)
        found[batches] = found[batches[::-1]] = None
    return list(found)


def _explain(
    start: State,
    losses: Sequence[float],
    last: Callable[[State], bool],
    orders: list[Batches],
    update: Update,
    loss: Callable[[State], float],
) -> list[tuple[Batches, ...]]:
    states: list[tuple[State, tuple[Batches, ...]]] = [(start, ())]
    for got in losses:
        states = [
            (state, path) for state, path in states if math.isclose(got, loss(state), rel_tol=1e-4, abs_tol=1e-7)
        ][:MOST]
        states = [(update(state, order), (*path, order)) for state, path in states for order in orders]
    return [path for state, path in states if last(state)]
