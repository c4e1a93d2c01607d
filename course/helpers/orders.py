"""What a random order must be, whichever it is: for test cells that mark a shuffle, a split or a stochastic descent."""

import math
import sys
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import torch

from course.helpers import describe
from course.helpers.compare import no_value
from course.helpers.language import Word, _
from course.helpers.observe import call_each
from course.helpers.testing import checks
from course.helpers.testing.values import copied

ONE_TENSOR = _("The result is one tensor, and it must contain several.")

# What `facts` tells, by name.
FACTS = tuple(map(Word, (_("kind"), _("sizes"), _("indices"), _("order"), _("second call"), _("generator"))))
# What it tells of the last three where the order is right.
FREE = tuple(map(Word, (_("random"), _("another order"), _("followed"))))
_DRAWS = 7
_MANY = 30  # indices from which on an order that is drawn cannot look like one that is not


def facts(
    function: Callable[..., Any], n: int, *arguments: Any, as_sets: bool = False, as_list: bool = False
) -> tuple[Any, ...]:
    """The `FACTS` about the index tensors that `function(n, *arguments, generator)` returns: plain words and numbers.

    as_sets: what matters is which indices are in the last part, and not in which order. as_list: the tensors
    come in a list, and in no tuple. With fewer than thirty indices the three facts about the order are None.
    """

    namespace = sys._getframe(1).f_globals
    return _facts(
        lambda generators: drawn(namespace, function, [(n, *arguments, one) for one in generators]),
        n,
        as_sets,
        list if as_list else (list, tuple),
    )


def _facts(draw: Callable[[list[torch.Generator]], list[Any]], n: int, as_sets: bool, within: Any) -> tuple[Any, ...]:
    """`facts`; `draw` gives what comes of each of these generators."""
    generator = torch.Generator().manual_seed(7)
    (first,) = draw([generator])
    _check_value(first)
    if not isinstance(first, within):
        return Word(describe.kind(first)), *[None] * 5
    kinds = sorted({_kind(part) for part in first})
    if kinds != [INDICES]:
        return Word(", ".join(kinds)), *[None] * 5
    parts = _numbers(first)
    everything = [index for part in parts for index in part]
    missing = set(range(n)) - set(everything)
    indices = (
        Word(_("some missing")) if missing else Word(_("each once")) if len(everything) == n else Word(_("some twice"))
    )
    if missing and len(set(everything)) < len(everything):
        indices = Word(_("some missing, some twice"))
    told = INDICES, [len(part) for part in parts], indices
    if n < _MANY:
        return *told, None, None, None
    anew = [torch.Generator().manual_seed(seed) for seed in range(7, 7 + _DRAWS)]
    second, again, *others = map(_numbers, draw([generator, *anew]))
    seen = [_seen(one, as_sets) for one in (parts, second, again, *others)]
    return (
        *told,
        _order([parts, second, *others], as_sets),
        Word(_("another order")) if seen[0] != seen[1] else Word(_("the same order")),
        Word(_("followed")) if seen[0] == seen[2] and seen[0] not in seen[3:] else Word(_("ignored")),
    )


def _check_value(got: Any) -> None:
    """Raise Wrong for what cannot contain the tensors that are asked for."""
    reason = no_value(got)
    if reason is not None:
        checks.fail(reason)
    checks.that(not isinstance(got, torch.Tensor), ONE_TENSOR)


def drawn(namespace: dict[str, Any], function: Callable[..., Any], several: Sequence[Sequence[Any]]) -> list[Any]:
    """What `function` gives for each of these arguments, called one after another. Raises what it raises.

    namespace: the test cell's names. Where the function lives in another process, it is asked once for all of them.
    """
    came = call_each(namespace, function, several)
    for one in came:
        if isinstance(one, Exception):
            raise one
    return came


INDICES = Word("1-D int64")


# What `pairs` tells, by name.
PAIRS = (Word(_("arguments")), Word(_("results")), Word(_("targets")), *FACTS[2:])


def pairs(function: Callable[..., Any], n: int, d: int, k: int) -> tuple[Any, ...]:
    """The `PAIRS` about `function(x, y, generator)`, which shuffles x (n, d) and y (n, k): plain words."""
    x, y = torch.arange(float(n * d)).reshape(n, d), -10 * torch.arange(float(n * k)).reshape(n, k)
    at = {tuple(row): index for index, row in enumerate(x.tolist())}
    given = x.clone(), y.clone()
    got = function(*given, torch.Generator().manual_seed(7))
    _check_value(got)
    if not (torch.equal(given[0], x) and torch.equal(given[1], y)):
        return Word(_("changed")), *[None] * 6
    is_pair = isinstance(got, list | tuple) and all(isinstance(part, torch.Tensor) for part in got)
    shapes = [tuple(part.shape) for part in got] if is_pair else Word(describe.kind(got))
    if shapes != [(n, d), (n, k)]:
        return Word(_("kept")), shapes, *[None] * 5

    namespace = sys._getframe(1).f_globals

    def draw(generators: list[torch.Generator]) -> list[Any]:
        mixed = drawn(namespace, function, [(x.clone(), y.clone(), one) for one in generators])
        return [[torch.tensor([at.get(tuple(row), -1) for row in one.tolist()])] for one, *_rest in mixed]

    order = [at.get(tuple(row), -1) for row in got[0].tolist()]
    targets = Word(_("those of other rows"))
    if -1 not in order and torch.equal(got[1], y[order]):
        targets = Word(_("those of x"))
    elif torch.equal(got[1], y):
        targets = Word(_("as they were"))
    elif sorted(got[1].tolist()) == sorted(y.tolist()):
        targets = Word(_("in another order"))
    return Word(_("kept")), shapes, targets, *_facts(draw, n, False, list)[2:]


# What `epochs` tells, by name.
EPOCHS = tuple(
    map(Word, (_("samples of losses[0]"), _("samples of an epoch"), _("batches"), _("second epoch"), _("generator")))
)
# No two pairs of them have the same sum, those of one twice included.
_TARGETS = (1, 2, 4, 8, 13, 29)
_PAIRS = {one + other: (one, other) for one in _TARGETS for other in _TARGETS if one <= other}


# The arguments for `epochs`.
DESCENT = {
    "x": torch.zeros(6, 1, dtype=torch.float64),
    "y": torch.tensor(_TARGETS, dtype=torch.float64).reshape(6, 1),
    "w": torch.zeros(1, 1, dtype=torch.float64, requires_grad=True),
    "b": torch.zeros(1, dtype=torch.float64, requires_grad=True),
    "lr": 0.495,
    "epochs": 2,
    "batch_size": 2,
}


def epochs(function: Callable[..., Any], *descent: Any) -> tuple[str, ...]:
    """The `EPOCHS` about a descent `function(x, y, w, b, lr, epochs, batch_size, generator)`: plain words.

    descent: the values of `DESCENT`, copied for each call; generators of several seeds follow them.

    Six samples with x = 0, in batches of two: at this rate an update moves b's digits two places to the right and
    writes the mean of the batch in front, so that b tells the batches of two epochs. A descent whose b does not do
    that has nothing to tell of them. Its first loss is that of b = 0.
    """

    def walked(seed: int) -> tuple[float, list[int]]:
        x, y, w, b, *numbers = map(copied, descent)
        losses = function(x, y, w, b, *numbers, torch.Generator().manual_seed(seed))
        written = round(2 * b.item() / 0.99 * 100**5)
        return float(losses[0]), [written // 100**place % 100 for place in range(6)]

    came = [walked(seed) for seed in (7, 7, 8, 9, 10, 11, 12)]
    firsts, walks = [loss for loss, _walk in came], [walk for _loss, walk in came]
    recorded = Word(_("unknown"))
    if all(math.isclose(loss, _loss_at_zero(_TARGETS), rel_tol=1e-6) for loss in firsts):
        recorded = Word(_("all the samples"))
    elif all(any(math.isclose(loss, _loss_at_zero(pair), rel_tol=1e-6) for pair in _PAIRS.values()) for loss in firsts):
        recorded = Word(_("one batch"))
    if walks[0] == [2 * sum(_TARGETS) // 6] * 6:
        return recorded, Word(_("unknown")), Word(_("all the samples")), Word(_("unknown")), Word(_("unknown"))
    if not all(total in _PAIRS for walk in walks for total in walk):
        return recorded, *[Word(_("unknown"))] * 4
    drawn = [[_PAIRS[total] for total in walk] for walk in walks]
    first, again, *others = ([walk[:3], walk[3:]] for walk in drawn)
    natural = list(zip(_TARGETS[::2], _TARGETS[1::2], strict=True))
    seen = [part for walk in (first, *others) for part in walk]
    once = all(sorted(target for pair in part for target in pair) == list(_TARGETS) for part in seen)
    samples = Word(_("each once")) if once else Word(_("some missing, some twice"))
    batches = Word(_("drawn"))
    if all(part == natural for part in seen):
        batches = Word(_("as the samples stand"))
    elif all(sorted(part) == natural for part in seen):
        batches = Word(_("neighbours together"))
    second = Word(_("drawn anew"))
    if all(one == two for one, two in (first, *others)):
        second = Word(_("the same order"))
    elif all(sorted(one) == sorted(two) for one, two in (first, *others)):
        second = Word(_("the same batches"))
    follows = Word(_("followed")) if first == again and first not in others else Word(_("ignored"))
    return recorded, samples, batches, second, follows


def _loss_at_zero(targets: Sequence[int]) -> float:
    return sum(target**2 for target in targets) / len(targets)


def _kind(part: Any) -> str:
    if not isinstance(part, torch.Tensor):
        return describe.kind(part)
    return f"{part.dim()}-D {str(part.dtype).removeprefix('torch.')}"


def _numbers(parts: Sequence[torch.Tensor]) -> list[list[int]]:
    return [[int(index) for index in part.tolist()] for part in parts]


def _seen(parts: list[list[int]], as_sets: bool) -> list[int]:
    return sorted(parts[-1]) if as_sets else [index for part in parts for index in part]


def _order(draws: list[list[list[int]]], as_sets: bool) -> str:
    """Whether the orders of these draws can be random ones, or what shows that they are not."""
    parts, n = draws[0], sum(len(part) for part in draws[0])
    flat = [index for part in parts for index in part]
    if as_sets:
        chosen = [_seen(one, True) for one in draws]
        gaps = _gaps(chosen[0], n)
        if len(gaps) > 1 and len(set(gaps)) == 1:
            return Word(_("at equal distances"))
        if gaps and max(gaps) > n - len(gaps):
            return Word(_("neighbours together"))
        turned = {tuple(gaps[i:] + gaps[:i]) for i in range(len(gaps))}
        shifted = len({*map(tuple, chosen)}) > 1 and all(tuple(_gaps(one, n)) in turned for one in chosen)
        # One index alone, in a part or left out of it, makes no pattern.
        return Word(_("one pattern, only shifted")) if shifted and 1 < len(gaps) < n - 1 else Word(_("random"))
    if all(draw == sorted(draw) for draw in ([index for part in one for index in part] for one in draws)):
        return Word(_("as they were"))
    # A random order has two pairs of neighbours on average; half of them all has odds under 10⁻⁹.
    neighbours = sum(abs(one - other) == 1 for one, other in pairwise(flat))
    long = [part for part in parts if len(part) >= 5]
    if 2 * neighbours >= n or (len(long) > 1 and all(max(part) - min(part) == len(part) - 1 for part in long)):
        return Word(_("neighbours together"))
    # Where all draws are the same, the fact on the second call says so.
    if all(draw == parts for draw in draws):
        return Word(_("random"))
    # Nine orders of thirty or more begin, or end, with one index by chance with odds under 10⁻¹⁰.
    firsts, lasts = {one[0][0] for one in draws}, {len(one[-1]) and n - one[-1][-1] for one in draws}
    if 1 in (len(firsts), len(lasts)):
        return Word(_("one index always first, or last"))
    # An index stays in one half through eight random orders with odds of 1 : 128; half of all indices, under 10⁻²⁰.
    halves = [set([index for part in one for index in part][: n // 2]) for one in draws]
    settled = sum(len({index in half for half in halves}) == 1 for index in range(n))
    return Word(_("always in the same half")) if 2 * settled >= n else Word(_("random"))


def _gaps(chosen: list[int], n: int) -> list[int]:
    """How far it is from each of these indices to the next one, around the circle of all n."""
    return [(later - sooner) % n for sooner, later in zip(chosen, [*chosen[1:], *chosen[:1]], strict=True)]
