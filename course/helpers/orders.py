"""What a random order must be, whichever it is: for test cells that mark a shuffle, a split or a stochastic descent."""

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise, permutations
from typing import Any

import torch

from course.helpers import describe, expect
from course.helpers.language import _

Batches = tuple[tuple[int, ...], ...]
State = Any
Update = Callable[[State, Batches], State]

EACH_ONCE = _("expected: each of 0 … {last} once")
FIXED = _("In each of {count} draws the same index stands first, or last: every place must be drawn.")
GOT = _("got:      {got}")
MOST = 200  # states that rounding cannot tell apart; more of them mean that the losses tell nothing


def indices(got: Any, *, called: str) -> list[int]:
    """The numbers of a 1-D int64 tensor. Raises Wrong for anything else."""
    if not isinstance(got, torch.Tensor):
        expect.fail(_("expected: an index tensor"), GOT, of=called, mistake="type.not_tensor", got=describe.value(got))
    for right, mistake in ((got.dtype == torch.int64, "dtype.wrong"), (got.dim() == 1, "shape.wrong")):
        if not right:
            wanted = _("expected: an index tensor, 1-D, int64")
            expect.fail(wanted, GOT, of=called, mistake=mistake, got=describe.value(got))
    return [int(index) for index in got.tolist()]


def batches(got: Any, n: int, batch_size: int, *, called: str) -> list[list[int]]:
    """The batches as lists. Raises Wrong unless they are what `minibatches` should give, order aside."""
    if not isinstance(got, list):
        expect.fail(_("expected: a list of index tensors"), GOT, of=called, got=describe.value(got))
    found = [indices(batch, called=called) for batch in got]
    sizes, counts = [len(batch) for batch in found], [batch_size] * (n // batch_size)
    want = counts + [n % batch_size] * (n % batch_size > 0)
    drawn = sorted(index for batch in found for index in batch)
    mistake = None
    if 0 in sizes:
        mistake = "batch.empty"
    elif sizes == counts:
        mistake = "batch.dropped"
    elif drawn == list(range(n)):
        mistake = "batch.sizes"
    if sizes != want:
        lengths = _("expected: batches of {want}")
        expect.fail(lengths, GOT, of=called, mistake=mistake, want=want, got=sizes)
    each_once(drawn, n, called=called, mistake="batch.replacement")
    return found


def each_once(drawn: Sequence[int], n: int, *, called: str, mistake: str) -> None:
    """Raise Wrong, naming `mistake`, unless `drawn` holds each of 0 … n − 1 once."""
    if sorted(drawn) != list(range(n)):
        expect.fail(EACH_ONCE, GOT, of=called, mistake=mistake, last=n - 1, got=list(drawn))


def random(parts: Sequence[Sequence[int]], *, called: str, none: str = "shuffle.none") -> None:
    """Raise Wrong where these parts of 0 … n − 1, n ≥ 30, in this order, are no random ones.

    A random order has two pairs of neighbours (i beside i ± 1) on average; half of them all has odds under 10⁻⁹.
    """
    order = [index for part in parts for index in part]
    if order == sorted(order):
        expect.fail(GOT, of=called, mistake=none, got=order)
    neighbours = sum(abs(one - other) == 1 for one, other in pairwise(order))
    long = [part for part in parts if len(part) >= 5]
    blocks = len(long) > 1 and all(max(part) - min(part) == len(part) - 1 for part in long)
    if blocks or 2 * neighbours >= len(order):
        expect.fail(GOT, of=called, mistake="order.blocks", got=order)


def no_fixed_ends(drawn: Sequence[Sequence[int]], *, called: str) -> None:
    """Raise Wrong where all these orders begin, or all end, with the same index, counted from that end.

    Seven orders of thirty or more do so by chance with odds under 10⁻⁸.
    """
    for ends in ([order[0] for order in drawn], [len(order) - order[-1] for order in drawn]):
        if len(set(ends)) == 1:
            expect.fail(FIXED, of=called, count=len(drawn))


def trajectory(
    start: State,
    losses: Sequence[float],
    last: Callable[[State], bool],
    *,
    n: int,
    batch_size: int,
    update: Update,
    loss: Callable[[State], float],
    mistakes: Mapping[str, Update],
    called: str,
) -> list[tuple[Batches, ...]]:
    """The orders, one an epoch, that explain a stochastic descent: every one that does, within the tolerance.

    All orders of n ≤ 5 samples are tried. start: the state (any object) before the first epoch. losses: one an epoch,
    before it. last: whether a state is the one that the descent ended in. update: a state and an epoch's batches → the
    next state. loss: a state → its loss. mistakes: key → the update of a descent that makes this mistake.

    Raises Wrong where no order does, naming the first mistake whose update explains the descent.
    """
    found = _explain(start, losses, last, _orders(n, batch_size, True), update, loss)
    if not found:
        everything = _orders(n, batch_size, False)
        explained = (key for key, wrong in mistakes.items() if _explain(start, losses, last, everything, wrong, loss))
        expect.fail(
            _("expected: losses and parameters that some order of the batches gives"),
            _("got:      losses {got}, and parameters that no order gives with them"),
            of=called, mistake=next(explained, None), got=describe.value(list(losses)),
        )  # fmt: skip
    return found


def _orders(n: int, batch_size: int, as_sets: bool) -> list[Batches]:
    """All ways to cut 0 … n − 1 into batches, taken from either end; `as_sets`: whatever the order within a batch."""
    found: dict[Batches, None] = {}
    for order in permutations(range(n)):
        cut = [order[i : i + batch_size] for i in range(0, n, batch_size)]
        batches = tuple(tuple(sorted(batch)) if as_sets else batch for batch in cut)
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
