"""Checks for test cells. A failure says what was called, what was expected, what came, and the mistake by name.

    got = predict(x, w, b)
    expect.close(got, x @ w + b, of="predict(x, w, b)", mistakes={"bias.missing": x @ w})

Type and shape are compared before values: an empty array broadcasts against anything, and `allclose` then
calls it equal. Values are compared within `rtol` of the largest expected one, in float64, whatever the dtypes.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NoReturn

import numpy as np
import torch

from course.helpers import describe
from course.helpers.language import _, each
from course.helpers.mistakes import MISTAKES

Mistakes = Mapping[str, Any]

WANT_GOT = (_("expected: {want}"), _("got:      {got}"))
COUNT = (_("expected: {want} results ({names})"), _("got:      {got} results"))


class Wrong(AssertionError):
    """An answer that is not what was asked. `mistake` is its key in the list of known mistakes, or None."""

    def __init__(self, message: str, mistake: str | None = None) -> None:
        super().__init__(message)
        self.mistake = mistake


def fail(*messages: str, of: str = "", mistake: str | None = None, **values: object) -> NoReturn:
    """Raise `Wrong` with the `messages` (translated, a line each, `{fields}` filled) and the named mistake.

    Raises KeyError for a mistake that `course.helpers.mistakes` does not list: that is the test's own fault.
    """
    blocks = each(*messages, values=values) if messages else []
    if mistake is not None:
        named = [f"✗ {mistake} — {text}" for text in each(MISTAKES[mistake])]
        blocks = [f"{block}\n{name}" for block, name in zip(blocks, named, strict=True)] if blocks else named
    text = "\n\n".join(blocks)
    raise Wrong(f"{of}\n{text}" if of else text, mistake)


def that(condition: object, *messages: str, of: str = "", mistake: str | None = None, **values: object) -> None:
    """Fail with `messages` and `mistake` unless `condition` is True itself (a strange object's truth is not enough)."""
    if condition is not True and not (isinstance(condition, np.bool_) and bool(condition)):
        fail(*messages, of=of, mistake=mistake, **values)


def close(
    got: Any,
    want: Any,
    *,
    of: str = "",
    mistakes: Mistakes | None = None,
    names: tuple[str, ...] = (),
    rtol: float = 1e-4,
    atol: float = 1e-7,
) -> None:
    """Check that `got` is `want`: same kind, same shape, values within atol + rtol · max|want|.

    want: a float (then `got` must be a Python float), an int, a bool, an array, a tensor, a list or tuple of these
    (then `got` must be one of the same length; `names` are its parts' names). dtypes are free among floats.
    mistakes: key → the value that the mistake gives, or a function of no arguments that computes it (called only
    when the check fails). A value has `want`'s structure; None in a tuple matches anything.

    Raises Wrong, naming the first mistake whose value `got` has.
    """
    problem = _difference(got, want, names, rtol, atol)
    if problem is not None:
        messages, values = problem
        fail(*messages, of=of, mistake=_named(got, want, mistakes or {}, rtol, atol), **values)


def is_close(got: Any, want: Any, *, rtol: float = 1e-4, atol: float = 1e-7) -> bool:
    """What `close` checks, as a bool."""
    return _difference(got, want, (), rtol, atol) is None


def losses(got: Any, want: list[float], *, of: str = "", mistakes: Mistakes | None = None, rtol: float = 1e-4) -> None:
    """Check a list of losses: a list, of Python floats, as long as `want`, each close to its own expected value.

    Unlike `close`, every entry is compared at its own size: the last losses of a descent are small.
    """
    expected = [float(value) for value in want]
    problem = _list_problem(got, expected)
    if problem is None:
        first = next((i for i, (g, w) in enumerate(zip(got, expected, strict=True)) if not _near(g, w, rtol)), None)
        if first is None:
            return
        problem = (_("expected: losses[{i}] = {want}"), _("got:      losses[{i}] = {got}"))
        values: dict[str, object] = {"i": first, "want": f"{expected[first]:.6g}", "got": f"{got[first]:.6g}"}
    else:
        values = {
            "want": describe.value(expected), "got": describe.value(got), "want_count": len(expected),
            "got_count": len(got) if isinstance(got, list) else 0,
        }  # fmt: skip
    mistake = next((key for key, value in (mistakes or {}).items() if _same_losses(got, value, rtol)), None)
    fail(*problem, of=of, mistake=mistake or _loss_kind(got), **values)


def results(got: Any, *names: str, of: str = "") -> tuple[Any, ...]:
    """The parts of a result, to check one by one. Raises Wrong unless it is a tuple or a list, as long as `names`."""
    if not isinstance(got, list | tuple):
        fail(_("expected: {want}"), WANT_GOT[1], of=of, want=f"({', '.join(names)})", got=describe.value(got))
    if len(got) != len(names):
        fail(*COUNT, of=of, want=len(names), names=", ".join(names), got=len(got))
    return tuple(got)


def raises(
    kind: type[BaseException], function: Callable[..., Any], *args: Any, of: str, mistake: str | None = None
) -> None:
    """Check that `function(*args)` raises `kind` (or a subclass of it)."""
    try:
        result = function(*args)
    except kind:
        return
    except Exception as error:
        fail(
            *WANT_GOT, of=of, mistake=mistake, want=kind.__name__,
            got=f"{type(error).__name__}: {error}",
        )  # fmt: skip
    else:
        fail(*WANT_GOT, of=of, mistake=mistake, want=kind.__name__, got=describe.value(result))


@contextmanager
def unchanged(*, of: str = "", mistake: str = "argument.changed", **arguments: Any) -> Iterator[None]:
    """Check that the block leaves these arrays and tensors as they were: `with expect.unchanged(x=x, w=w): ...`."""
    before = {name: _copy(value) for name, value in arguments.items()}
    yield
    for name, value in arguments.items():
        if not _identical(value, before[name]):
            fail(
                _("{name} was: {want}"), _("{name} is:  {got}"), of=of, mistake=mistake, name=name,
                want=describe.value(before[name]), got=describe.value(value),
            )  # fmt: skip


def _copy(value: Any) -> Any:
    if isinstance(value, torch.Tensor):
        return value.detach().clone()
    return value.copy() if isinstance(value, np.ndarray) else value


def _identical(value: Any, before: Any) -> bool:
    if isinstance(value, torch.Tensor):
        return value.shape == before.shape and torch.equal(value.detach(), before)
    if isinstance(value, np.ndarray):
        return np.array_equal(value, before)
    return bool(value == before)


Problem = tuple[tuple[str, ...], dict[str, object]]


def _difference(got: Any, want: Any, names: tuple[str, ...], rtol: float, atol: float) -> Problem | None:
    if isinstance(want, list | tuple):
        return _sequence_difference(got, want, names, rtol, atol)
    kind = _kind_problem(got, want)
    if kind is not None:
        return kind
    if isinstance(want, bool | np.bool_ | str | None):
        return None if got == want else _both(got, want)
    expected, value = _array(want), _array(got)
    if expected.shape != value.shape:
        return _both(got, want)
    scale = float(np.max(np.abs(expected))) if expected.size else 0.0
    wrong = ~(np.abs(value - expected) <= atol + rtol * scale)  # ~(≤) and not (>): NaN is wrong
    wrong &= ~((value == expected) | (np.isnan(value) & np.isnan(expected)))
    if not wrong.any():
        return None
    messages, values = _both(got, want)
    if expected.ndim:
        at = tuple(int(i) for i in np.argwhere(wrong)[0])
        messages += (_("first difference at {at}: expected {want_at}, got {got_at}"),)
        values |= {"at": list(at), "want_at": f"{expected[at]:.6g}", "got_at": f"{value[at]:.6g}"}
    return messages, values


def _both(got: Any, want: Any) -> Problem:
    return WANT_GOT, {"want": describe.value(want), "got": describe.value(got)}


def _kind_problem(got: Any, want: Any) -> Problem | None:
    """A different kind of thing, whatever its values."""
    kinds: tuple[type, ...]
    if want is None or isinstance(want, str | bool):
        kinds = (type(want),)
    elif isinstance(want, np.bool_):
        kinds = (bool, np.bool_)
    elif isinstance(want, float):
        kinds = (float,)
    elif isinstance(want, int | np.integer):
        kinds = (int, np.integer)
    elif isinstance(want, torch.Tensor):
        kinds = (torch.Tensor,)
    else:
        kinds = (np.ndarray,)
    if isinstance(got, kinds) and not (isinstance(got, bool) and bool not in kinds):
        return None
    return (
        (*WANT_GOT, _("The type is not the one asked for: {got_type} instead of {want_type}.")),
        _both(got, want)[1] | {"got_type": describe.kind(got), "want_type": describe.kind(want)},
    )


def _sequence_difference(got: Any, want: Any, names: tuple[str, ...], rtol: float, atol: float) -> Problem | None:
    kinds = (list,) if isinstance(want, list) else (tuple, list)
    if not isinstance(got, kinds):
        return (
            (_("expected: {count} results ({want_type})"), WANT_GOT[1]),
            {"count": len(want), "want_type": describe.kind(want), "got": describe.value(got)},
        )
    if len(got) != len(want):
        shown = ", ".join(names) if names else describe.kind(want)
        return COUNT, {"want": len(want), "names": shown, "got": len(got)}
    for index, (one, other) in enumerate(zip(got, want, strict=True)):
        problem = _difference(one, other, (), rtol, atol)
        if problem is not None:
            name = names[index] if index < len(names) else f"[{index}]"
            return (_("In {part}:"), *problem[0]), {**problem[1], "part": name}
    return None


def _array(value: Any) -> np.ndarray:
    if isinstance(value, torch.Tensor):
        value = value.detach().cpu().numpy()
    array = np.asarray(value)
    return array if array.dtype == np.float64 else array.astype(np.float64)


def _named(got: Any, want: Any, mistakes: Mistakes, rtol: float, atol: float) -> str | None:
    for key, value in mistakes.items():
        if _matches(got, value() if callable(value) else value, rtol, atol):
            return key
    return None


def _matches(got: Any, mistaken: Any, rtol: float, atol: float) -> bool:
    """Whether `got` is what the mistake gives; shapes must agree, kinds (float, 0-d tensor, array) need not."""
    if mistaken is None:
        return True
    if isinstance(mistaken, list | tuple):
        return (
            isinstance(got, list | tuple)
            and len(got) == len(mistaken)
            and all(_matches(g, m, rtol, atol) for g, m in zip(got, mistaken, strict=True))
        )
    if not isinstance(got, float | int | np.ndarray | np.generic | torch.Tensor):
        return False
    try:
        one, other = _array(got), _array(mistaken)
    except (TypeError, ValueError):
        return False
    if one.shape != other.shape or not np.isfinite(other).all():
        return False
    scale = float(np.max(np.abs(other))) if other.size else 0.0
    return bool((np.abs(one - other) <= atol + rtol * scale).all())


def _list_problem(got: Any, want: list[float]) -> tuple[str, ...] | None:
    if not isinstance(got, list):
        return _("expected: a list of losses, {want}"), WANT_GOT[1]
    if not all(isinstance(value, float) for value in got):
        return _("expected: Python floats in losses, {want}"), WANT_GOT[1]
    if len(got) != len(want):
        return _("expected: {want_count} losses, {want}"), _("got:      {got_count} losses, {got}")
    return None


def _loss_kind(got: Any) -> str | None:
    if isinstance(got, list) and any(isinstance(value, torch.Tensor) for value in got):
        return "losses.tensor"
    return None


def _same_losses(got: Any, mistaken: Any, rtol: float) -> bool:
    mistaken = mistaken() if callable(mistaken) else mistaken
    try:
        values = [float(value) for value in got]
        others = [float(value) for value in mistaken]
    except (TypeError, ValueError, RuntimeError):
        return False
    return len(values) == len(others) and all(_near(g, w, rtol) for g, w in zip(values, others, strict=True))


def _near(got: float, want: float, rtol: float) -> bool:
    if math.isnan(want) or math.isinf(want):
        return not math.isfinite(got)
    return math.isfinite(got) and abs(got - want) <= rtol * abs(want) + 1e-7
