"""Checks for test cells. A failure says what was called, what was expected, what came, and the mistake by name.

    got = predict(x, w, b)
    expect.close(got, x @ w + b, of="predict(x, w, b)", mistakes={"bias.missing": x @ w})

How values are compared stands in `course.helpers.compare`.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NoReturn

import numpy as np
import torch

from course.helpers import describe
from course.helpers.compare import WANT_GOT, count, difference, matches, no_value, numbers
from course.helpers.language import N_, Words, _, each
from course.helpers.mistakes import MISTAKES
from course.helpers.testing.values import comparable, copied

Mistakes = Mapping[str, Any]


class Wrong(AssertionError):
    """An answer that is not what was asked. `mistake` is its key in the list of known mistakes, or None.

    said: the arguments of the `fail` that raised it, so that a form can say the same with another mistake's name.
    """

    def __init__(
        self, message: str, mistake: str | None = None, said: tuple[tuple[str, ...], dict[str, Any]] = ((), {})
    ) -> None:
        super().__init__(message)
        self.mistake = mistake
        self.said = said
        self.remote_traceback = ""  # of the error in the student's code that is told here

    def _render_traceback_(self) -> list[str]:
        """What IPython shows: the message alone. The lines that led to it are the test's, not the student's."""
        return [str(self)]


def wrong(
    *messages: str, of: str = "", mistake: str | None = None, reason: str | None = None, **values: object
) -> Wrong:
    """An answer is wrong: the named mistake, what was called, and the `messages` (translated, their fields filled).

    reason: the sentence that stands first where no mistake is named.
    Raises KeyError for a mistake that `course.helpers.mistakes` does not list: that is the test's own fault.
    """
    said = messages, {"of": of, "reason": reason, **values}
    if not messages and mistake is None:
        messages = (_("This is not what is asked for."),)
    lines = [] if mistake is None else [f"✗ {mistake} — {text}" for text in each(MISTAKES[mistake])]
    if mistake is None and reason is not None:
        lines = [f"✗ {text}" for text in each(reason)]
    lines += [of] if of else []
    lines += ["\n\n".join(each(*messages, values=values))] if messages else []
    return Wrong("\n".join(lines), mistake, said)


def fail(*messages: str, of: str = "", mistake: str | None = None, **values: Any) -> NoReturn:
    """Raise what `wrong` makes of the same."""
    raise wrong(*messages, of=of, mistake=mistake, **values)


def that(condition: object, *messages: str, of: str = "", mistake: str | None = None, **values: object) -> None:
    """Fail with `messages` and `mistake` unless `condition` is True itself (a strange object's truth is not enough)."""
    if condition is not True and not (isinstance(condition, np.bool_) and bool(condition)):
        fail(*messages, of=of, mistake=mistake, **values)


def own_loop(*args: Any, **kwargs: Any) -> NoReturn:
    """Stands for another exercise that would do this one's whole work: `given(train=expect.own_loop)`.

    Raises Wrong, which says to write the loop here.
    """
    fail(mistake="loop.borrowed")


_ROUNDED = N_("To put a value back, keep a copy of it first: adding a number and subtracting it again rounds.")
# Sums of numbers around one that cancel out are as far from the truth as this in float32.
ATOL = 1e-5


def close(
    got: Any,
    want: Any,
    *,
    of: str = "",
    mistakes: Mistakes | None = None,
    names: tuple[str, ...] = (),
    rtol: float = 1e-4,
    atol: float = ATOL,
) -> None:
    """Check that `got` is `want`: same kind, same shape, values within atol + rtol · max|want|.

    want: None, a string, a bool, an int, a float (then `got` must be a float or a NumPy floating scalar), an array, a
    tensor, or a list or tuple of these (then `got` must be one of the same length; `names` are its parts' names).
    dtypes are free among floats; whole numbers must be equal.
    mistakes: key → the value that the mistake gives, or a function of no arguments that computes it (called only
    when the check fails). A value has `want`'s structure; None in a tuple matches anything.

    Raises Wrong, naming the first mistake whose value `got` has; without one, what the kind or shape alone tells
    (`type.not_float`, `type.not_array`, `type.not_tensor`, `shape.wrong`, `transpose.extra`: the right numbers all the
    same).
    """
    found = difference(got, want, names, rtol=rtol, atol=atol)
    if found is not None:
        named = next((key for key, value in (mistakes or {}).items() if _is_mistake(got, value, rtol, atol)), None)
        fail(*found.messages, of=of, mistake=named or found.mistake, reason=found.reason, **found.values)


def is_close(got: Any, want: Any, *, rtol: float = 1e-4, atol: float = ATOL) -> bool:
    """What `close` checks, as a bool."""
    return difference(got, want, rtol=rtol, atol=atol) is None


def results(got: Any, *names: str, of: str = "") -> tuple[Any, ...]:
    """The parts of a result, to check one by one. Raises Wrong unless it is a tuple or a list, as long as `names`.

    A list of numbers is one result, where one of the parts is itself a list of losses.
    """
    is_sequence = isinstance(got, list | tuple) and not (
        isinstance(got, list)
        and any(name.endswith("losses") for name in names)
        and all(isinstance(value, float | np.floating) for value in got)
    )
    if not is_sequence or len(got) != len(names):
        came = len(got) if is_sequence else describe.value(got)
        values: dict[str, Any] = {"want": len(names), "names": Words(", ", *names), "got": came}
        messages = count(len(names), len(got) if is_sequence else None)
        fail(*messages, of=of, reason=no_value(got), **values)
    return tuple(got)


def losses(got: Any, want: list[float], *, of: str = "", mistakes: Mistakes | None = None, rtol: float = 1e-4) -> None:
    """Check a list of losses, as long as `want`, each within rtol of its own expected value.

    Its entries are floats or NumPy floating scalars. Unlike `close`, every entry is compared at its own size: the last
    losses of a descent are small.
    mistakes: key → the losses that the mistake gives, or a function of no arguments that computes them.

    Raises Wrong, naming the first mistake whose losses `got` has; without one, what the kind or the count tells. A
    wrong loss can change how many there are: the count is named only where all of the losses are right.
    """
    expected = [float(value) for value in want]
    values: dict[str, object] = {"want": describe.value(expected), "got": describe.value(got)}
    mistake: str | None
    if not isinstance(got, list):
        messages = (_("expected: a list of losses, {want}"), WANT_GOT[1])
        mistake = "losses.not_list" if _same_losses(got, expected, rtol) else None
    elif not all(isinstance(value, float | np.floating) for value in got):
        messages = (_("expected: Python floats in losses, {want}"), WANT_GOT[1])
        mistake = "losses.tensor" if any(isinstance(value, torch.Tensor) for value in got) else "losses.not_floats"
    else:
        found = [float.__float__(value) if isinstance(value, float) else float(value) for value in got]
        first = next((i for i, (g, w) in enumerate(zip(found, expected, strict=False)) if not _near(g, w, rtol)), None)
        if first is None and len(found) == len(expected):
            return
        mistake = None
        if first is None or _is_piece(found, expected, rtol):
            mistake = "losses.count"
            wanted = _("expected: len(losses) = {want_count}, {want}")
            messages = (wanted, _("got:      len(losses) = {got_count}, {got}"))
            values |= {"want_count": len(expected), "got_count": len(found)}
        else:
            messages = (_("expected: losses[{i}] = {want}"), _("got:      losses[{i}] = {got}"))
            values = {"i": first, "want": f"{expected[first]:.6g}", "got": f"{found[first]:.6g}"}
    named = (key for key, value in (mistakes or {}).items() if _same_losses(got, _given(value), rtol))
    fail(*messages, of=of, mistake=next(named, mistake), reason=no_value(got), **values)


def raises(
    kind: type[BaseException], function: Callable[..., Any], *args: Any, of: str, mistake: str | None = None
) -> None:
    """Check that `function(*args)` raises `kind` (or a subclass of it)."""
    try:
        result = function(*args)
        got = describe.plain(result) or describe.value(result)
        if isinstance(result, BaseException) or (isinstance(result, type) and issubclass(result, BaseException)):
            mistake = "error.returned"
    except kind:
        return
    except Exception as error:
        got = f"{type(error).__name__}: {error}"
    fail(*WANT_GOT, of=of, mistake=mistake, want=kind.__name__, got=got)


@contextmanager
def unchanged(*, of: str = "", mistake: str = "argument.changed", **arguments: Any) -> Iterator[None]:
    """Check that the block leaves these as they were: `with expect.unchanged(x=x, w=w): ...`.

    Arrays, tensors (their values, and a tensor's `requires_grad`), plain values, and lists, tuples and dicts of these;
    TypeError for anything else.
    """
    for value in arguments.values():
        if not comparable(value):
            raise TypeError(f"unchanged: a {describe.kind(value)} cannot be compared with what it was; give its parts")
    before = {name: copied(value) for name, value in arguments.items()}
    yield
    for name, value in arguments.items():
        same(name, value, before[name], of=of, mistake=mistake)


def same(name: str, value: Any, before: Any, *, of: str = "", mistake: str = "argument.changed") -> None:
    """Check that an argument, and a tensor's `requires_grad`, is what it was: `before` is a copy of then."""
    asked, now = (getattr(one, "requires_grad", None) for one in (before, value))
    if identical(value, before):
        return
    if isinstance(value, list | tuple) and len(value) == len(before) and describe.plain(before) is None:
        for place, (part, was) in enumerate(zip(value, before, strict=True)):
            same(f"{name}[{place}]", part, was, of=of, mistake=mistake)
    if isinstance(value, dict) and value.keys() == before.keys():
        for key, was in before.items():
            same(f"{name}[{key!r}]", value[key], was, of=of, mistake=mistake)
    if asked != now and _same_numbers(value, before):
        name, want, got = f"{name}.requires_grad", str(asked), str(now)
        mistake = "argument.requires_grad" if now else mistake
    else:
        want, got = (describe.plain(one) or describe.value(one) for one in (before, value))
    advice = []
    if want == got:  # as it is shown
        inside, was, has = _first_other(value, before)
        name, want, got = name + inside, repr(was), repr(has)
        advice = [_ROUNDED] if is_close(has, was, rtol=1e-6, atol=1e-6) else []
    messages = (_("{name} was: {want}"), _("{name} is:  {got}"), *advice)
    fail(*messages, of=of, mistake=mistake, name=name, want=want, got=got)


def _first_other(value: Any, before: Any) -> tuple[str, Any, Any]:
    """The first number of a tensor or an array that is not what it was: its place in brackets, then and now."""
    if not isinstance(value, torch.Tensor | np.ndarray):
        return "", before, value
    one = value.detach() if isinstance(value, torch.Tensor) else value
    place = tuple(np.argwhere(~np.array(_as_before(one, before).tolist()))[0].tolist())
    return f"[{', '.join(map(str, place))}]" if place else "", before[place].item(), one[place].item()


def identical(value: Any, before: Any) -> bool:
    if isinstance(value, list | tuple):
        return len(value) == len(before) and all(identical(v, b) for v, b in zip(value, before, strict=True))
    if isinstance(value, dict):
        return value.keys() == before.keys() and all(identical(part, before[key]) for key, part in value.items())
    if isinstance(value, torch.Tensor | np.ndarray):
        asked = getattr(value, "requires_grad", None) == getattr(before, "requires_grad", None)
        return asked and _same_numbers(value, before)
    return bool(value == before)


def _same_numbers(value: Any, before: Any) -> bool:
    """Whether a tensor or an array has the shape and the numbers of `before`; NaN is the same as NaN."""
    one = value.detach() if isinstance(value, torch.Tensor) else value
    return one.shape == before.shape and bool(_as_before(one, before).all())


def _as_before(one: Any, before: Any) -> Any:
    return (one == before) | ((one != one) & (before != before))


def _given(value: Any) -> Any:
    return value() if callable(value) else value


def _is_mistake(got: Any, value: Any, rtol: float, atol: float) -> bool:
    return matches(got, _given(value), rtol=rtol, atol=atol)


def _same_losses(got: Any, others: Any, rtol: float) -> bool:
    """Whether these are those losses, in whatever they are kept (a list of tensors, an array)."""
    if not isinstance(got, list | tuple | np.ndarray | torch.Tensor) or getattr(got, "ndim", 1) == 0:
        return False
    entries = [numbers(value) for value in got]
    if len(entries) != len(others) or any(entry is None or entry.size != 1 for entry in entries):
        return False
    values = [float(entry.ravel()[0]) for entry in entries if entry is not None]
    return all(_near(g, float(w), rtol) for g, w in zip(values, others, strict=True))


def _is_piece(got: list[float], want: list[float], rtol: float) -> bool:
    """Whether one list, the shorter one, is a piece of the other: all losses are right, only their count is not."""
    short, long = sorted((got, want), key=len)
    places = range(len(long) - len(short) + 1) if len(short) < len(long) else ()
    return any(all(_near(g, w, rtol) for g, w in zip(short, long[i:], strict=False)) for i in places)


def _near(got: float, want: float, rtol: float) -> bool:
    """Within rtol of `want`'s own size; where a descent has left the finite numbers, whatever is not finite."""
    found = numbers(got)
    value = math.nan if found is None else float(found)
    if not math.isfinite(want):
        return not math.isfinite(value)
    return math.isfinite(value) and abs(value - want) <= rtol * abs(want) + 1e-7
