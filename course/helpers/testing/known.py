"""What the answer bank's named mistakes give in the visible tests: a small table, computed by the build.

`known.json` is written by `python -m autograder.authoring.known`. It holds results of wrong answers only.
"""

import json
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import torch

from course.helpers.compare import difference, matches, numbers
from course.helpers.testing.values import Optimizer

TABLE = Path(__file__).with_name("known.json")

# A result as plain data, as JSON keeps it.
Plain = Any

_step: str | None = None
recorded: list[tuple[str, list[Plain]]] | None = None  # while a recording is under way


def step(name: str) -> None:
    """Say which step this notebook is. Its first cell does, so that a test finds the step's solutions and mistakes."""
    global _step
    _step = name


def current() -> str | None:
    """The step that the notebook has named, or None."""
    return _step


def exercises() -> Set[str]:
    """The exercises of the step whose visible tests are in the table."""
    return table().get(_step or "", {}).keys()


@contextmanager
def recording() -> Iterator[list[tuple[str, list[Plain]]]]:
    """While the block runs, checks compare nothing: the list gets the fingerprint and the outcomes of each."""
    global recorded
    found: list[tuple[str, list[Plain]]] = []
    recorded = found
    try:
        yield found
    finally:
        recorded = None


def record(fingerprint: str, outcomes: Sequence[Any]) -> None:
    """Take these outcomes into the recording that is under way."""
    assert recorded is not None
    recorded.append((fingerprint, [plain(outcome) for outcome in outcomes]))


def fingerprint(cases: Sequence[Mapping[str, Any]]) -> str:
    """What tells a check of the visible tests from the others: what its function is called on."""
    seen = [[[key, _of_input(value)] for key, value in case.items()] for case in cases]
    return sha256(json.dumps(seen).encode()).hexdigest()[:12]


def _of_input(value: Any) -> Plain:
    if isinstance(value, torch.nn.Module):
        return [type(value).__name__, *map(plain, value.parameters())]
    return repr(value) if isinstance(value, Optimizer) else plain(value)


def named(
    exercise: str,
    fingerprint: str,
    outcomes: Sequence[Any],
    *,
    wanted: Sequence[Any] | None = None,
    rtol: float,
    atol: float,
) -> str | None:
    """The mistake that gives the same outcomes for these calls; None where no wrong answer of the bank does.

    wanted: the right outcomes. Where they are given, an array or a tensor is the same as a number. A mistake that has
    the right numbers is then left out: it is one of kinds, and these outcomes may have it in another part.

    What is left in a leaf's `.grad` tells some mistakes from others. Where no answer of the bank leaves the same there,
    the values alone tell the mistake, if only one has them.
    """
    values_fit = [
        (str(key), known)
        for key, known in _entries(exercise, fingerprint)
        if fits(outcomes, _values(known), kinds=wanted is None, rtol=rtol, atol=atol)
        and (wanted is None or not fits(wanted, _values(known), kinds=False, rtol=rtol, atol=atol))
    ]
    for key, known in values_fit:
        if fits(outcomes, known, kinds=wanted is None, rtol=rtol, atol=atol):
            return key
    keys = {key for key, _known in values_fit}
    return keys.pop() if len(keys) == 1 else None


def _values(known: Plain) -> Plain:
    """The same without what is known of a leaf's gradient."""
    if isinstance(known, list):
        return list(map(_values, known))
    return {key: value for key, value in known.items() if key != "cleared"} if isinstance(known, dict) else known


def fits(outcomes: Sequence[Any], known: Sequence[Plain], *, kinds: bool = True, rtol: float, atol: float) -> bool:
    """Whether these outcomes are those of a wrong answer, which are known as plain data."""
    pairs = list(zip(outcomes, known, strict=True))
    if kinds and not all(_kin(outcome, value) for outcome, value in pairs):
        return False
    # One outcome may have no numbers (an answer that returns nothing), where another one tells.
    same = all(_part(outcome, value, rtol, atol) for outcome, value in pairs)
    return same and any(_same(outcome, value, rtol, atol) for outcome, value in pairs)


def in_part(
    exercise: str,
    fingerprint: str,
    outcomes: Sequence[Any],
    wanted: Sequence[Any],
    *,
    times: int,
    rtol: float,
    atol: float,
) -> str | None:
    """The mistake that was made in some parts of the results, the same ones in each call, where the others are right.

    None for results without parts, and where no part is right. times: how many results one outcome has, as `How` says.
    """
    entries = _entries(exercise, fingerprint)
    if not entries:
        return None
    rows, wanted = _calls(outcomes, times), _calls(wanted, times)
    lengths = {len(one) if isinstance(one, list | tuple) else None for one in (*rows, *wanted)}
    if len(rows) != len(wanted) or lengths & {None, 0} or len(lengths) > 1:
        return None
    wrong = [
        place
        for place in range(len(wanted[0]))
        if any(
            difference(one[place], want[place], rtol=rtol, atol=atol) for one, want in zip(rows, wanted, strict=True)
        )
    ]
    if len(wrong) in (0, len(wanted[0])):
        return None
    for key, known in entries:
        values = _calls(list(map(_values, known)), times)
        fit = len(values) == len(rows) and all(isinstance(v, list) and len(v) == len(wanted[0]) for v in values)
        if fit and all(_is_made(place, rows, wanted, values, rtol, atol) for place in wrong):
            return str(key)
    return None


def _is_made(
    place: int, rows: Sequence[Any], wanted: Sequence[Any], values: Sequence[Plain], rtol: float, atol: float
) -> bool:
    """Whether this part is in each call what the mistake gives, and what the mistake gives is not right there.

    Nor may it be right in another part: parts that have been exchanged are wrong together.
    """
    parts = [(one[place], want[place], value[place]) for one, want, value in zip(rows, wanted, values, strict=True)]
    same = all(_is_numeric(value) and _same(one, value, rtol, atol) for one, _want, value in parts)
    return same and not any(
        all(_same(want[other], value[place], rtol, atol) for want, value in zip(wanted, values, strict=True))
        for other in range(len(wanted[0]))
    )


def _is_numeric(known: Plain) -> bool:
    """Whether this part has numbers: words and truth values are too few to tell a mistake from another."""
    if isinstance(known, list):
        return bool(known) and all(map(_is_numeric, known))
    return isinstance(known, float) or (isinstance(known, dict) and "values" in known)


def _calls(outcomes: Sequence[Any], times: int) -> list[Any]:
    """The results one by one; nothing for an outcome that is not what `times` calls give."""
    if times == 1:
        return list(outcomes)
    return [result for several in outcomes if isinstance(several, list | tuple) for result in several]


def _entries(exercise: str, fingerprint: str) -> Sequence[list[Any]]:
    return table().get(_step or "", {}).get(exercise, {}).get(fingerprint, ())


def _kin(outcome: Any, known: Plain) -> bool:
    """Whether one is an array or a tensor where the other is, and a number where the other is."""
    if isinstance(known, list):
        return isinstance(outcome, list | tuple) and all(map(_kin, outcome, known))
    return isinstance(outcome, np.ndarray | torch.Tensor) == (isinstance(known, dict) and "shape" in known)


def plain(value: Any) -> Plain:
    """A result as plain data; what has no numbers is its kind alone."""
    if isinstance(value, AssertionError):  # it says what it says in the reader's language
        return {"kind": "AssertionError"}
    if isinstance(value, BaseException):
        return {"raises": type(value).__name__, "says": str(value)[:200]}
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    array = numbers(value)
    if array is None:
        return {"kind": type(value).__name__}
    rounded = [float(f"{entry:.7g}") for entry in array.ravel().tolist()]
    if isinstance(value, torch.Tensor) and value.is_leaf and value.requires_grad:
        return {"shape": list(array.shape), "values": rounded, "cleared": _cleared(value)}
    if isinstance(value, np.ndarray | torch.Tensor):
        return {"shape": list(array.shape), "values": rounded}
    return rounded[0]


def _cleared(leaf: torch.Tensor) -> bool:
    """Whether nothing is left in its `.grad`: no test asks for it, but it tells some mistakes from others."""
    return leaf.grad is None or not bool(leaf.grad.any())


@cache
def table() -> dict[str, dict[str, dict[str, list[list[Any]]]]]:
    """What `known.json` holds: by step, exercise and fingerprint of the cases. It is read once in a process."""
    found: dict[str, dict[str, dict[str, list[list[Any]]]]] = json.loads(TABLE.read_text(encoding="utf-8"))
    return found


def _same(outcome: Any, known: Plain, rtol: float, atol: float) -> bool:
    if isinstance(known, dict) and "raises" in known:
        return isinstance(outcome, BaseException) and plain(outcome) == known
    if isinstance(outcome, BaseException) or known is None or (isinstance(known, dict) and "kind" in known):
        return False
    if isinstance(known, str | bool):
        return isinstance(outcome, type(known)) and outcome == known
    if isinstance(known, list):
        if not isinstance(outcome, list | tuple) or len(outcome) != len(known):
            return False
        return all(_part(one, other, rtol, atol) for one, other in zip(outcome, known, strict=True))
    if isinstance(known, dict) and "cleared" in known:
        kept = isinstance(outcome, torch.Tensor) and outcome.is_leaf and outcome.requires_grad
        if not kept or _cleared(outcome) != known["cleared"]:
            return False
    value = np.array(known["values"]).reshape(known["shape"]) if isinstance(known, dict) else known
    # The places that are not finite tell a mistake too: with t = 0, Adam has NaN from its first step on.
    return matches(outcome, value, rtol=rtol, atol=atol, finite=False)


def _part(outcome: Any, known: Plain, rtol: float, atol: float) -> bool:
    """A part without numbers is the same where the other one has none either."""
    if known is None or (isinstance(known, dict) and "kind" in known):
        return plain(outcome) == known
    return _same(outcome, known, rtol, atol)
