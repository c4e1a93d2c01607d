"""What differs between the value that came and the value that was expected: type first, then shape, then numbers.

An empty array broadcasts against anything and `allclose` then calls it equal: so nothing is compared before the
kinds and the shapes agree. Numbers are compared in float64, whatever their dtypes.
"""

from typing import Any, NamedTuple

import numpy as np
import torch

from course.helpers import describe
from course.helpers.language import Word, Words, _

WANT_GOT = (_("expected: {want}"), _("got:      {got}"))
NO_RETURN = _("There is None where a value is expected: perhaps a return is missing.")
ITERATOR = _(
    "A generator, or another iterator, gives its values one by one: collect them, and return them in the type that is "
    "asked for."
)
# The mistakes of a value that has another type than this one: nothing else tells them.
NOT_OF_KIND = {float: "type.not_float", torch.Tensor: "type.not_tensor", np.ndarray: "type.not_array"}
OTHER_TYPE = _("The type is not the one asked for: {got_type} instead of {want_type}.")


def no_value(got: Any) -> str | None:
    """The first sentence of a message on what stands in place of a value; None where something else is amiss."""
    if got is None:
        return NO_RETURN
    return ITERATOR if hasattr(type(got), "__next__") else None


def count(want: int, got: int | None = None) -> tuple[str, str]:
    """The two messages on a wrong number of results: what is expected, and what came.

    got: how many results came. With None, the second message shows the result itself.
    """
    expected = _("expected: 1 result ({names})") if want == 1 else _("expected: {want} results ({names})")
    if got is None:
        return expected, WANT_GOT[1]
    return expected, _("got:      1 result") if got == 1 else _("got:      {got} results")


class Difference(NamedTuple):
    """Messages with the values of their fields, and the mistake where the kind or the shape alone tells it.

    reason: the sentence that stands first where no mistake is named.
    """

    messages: tuple[str, ...]
    values: dict[str, object]
    mistake: str | None = None
    reason: str | None = None


def difference(
    got: Any, want: Any, names: tuple[str, ...] = (), *, rtol: float = 1e-4, atol: float = 1e-7
) -> Difference | None:
    """The first thing in which `got` is not `want`; None where it is. See `expect.close` for what `want` may be.

    Raises TypeError for a `want` of a kind that cannot be compared: that is the test's own fault.
    """
    if isinstance(want, list | tuple):
        return _of_parts(got, want, names, rtol, atol)
    kinds = _kinds(want)
    if not isinstance(got, kinds) or (isinstance(got, bool) and bool not in kinds):
        return _of_kind(got, want, rtol, atol)
    if want is None:
        return None
    if isinstance(want, str):
        return None if str.__eq__(want, got) is True else Difference(WANT_GOT, _both(got, want))
    return _of_numbers(got, want, rtol, atol)


def matches(got: Any, mistaken: Any, *, rtol: float, atol: float, finite: bool = True) -> bool:
    """Whether `got` is what a mistake gives: shapes must agree, kinds need not; None matches anything.

    finite: what a mistake gives is told from others by its numbers, so it must have them everywhere.
    """
    if mistaken is None:
        return True
    if isinstance(mistaken, list | tuple):
        if not isinstance(got, list | tuple) or len(got) != len(mistaken):
            return False
        return all(matches(g, m, rtol=rtol, atol=atol, finite=finite) for g, m in zip(got, mistaken, strict=True))
    one, other = numbers(got), numbers(mistaken)
    if one is None or other is None or one.shape != other.shape or (finite and not np.isfinite(other).all()):
        return False
    return not _apart(one, other, rtol, atol).any()


def numbers(value: Any) -> np.ndarray | None:
    """The real numbers in a float, int, bool, array or tensor, as float64 of the same shape; None of anything else.

    A subclass's own methods are not asked.
    """
    if isinstance(value, torch.Tensor):
        with torch._C.DisableTorchFunctionSubclass():
            if value.is_complex() or value.device.type == "meta":
                return None
            return value.detach().to_dense().to("cpu", torch.float64).numpy()
    if isinstance(value, float):
        return np.array(float.__float__(value))
    if isinstance(value, int):
        whole = int.__int__(value)
        return np.array(float(whole)) if abs(whole) < 2**1023 else None
    if not isinstance(value, np.ndarray | np.generic):
        return None
    array = np.asarray(value)
    return array.astype(np.float64) if array.dtype.kind in "fiub" else None


def _kinds(want: Any) -> tuple[type, ...]:
    if want is None or isinstance(want, str | bool):
        return (type(want),)
    for wanted, kinds in (
        (np.bool_, (bool, np.bool_)),
        (float | np.floating, (float, np.floating)),
        (int | np.integer, (int, np.integer)),
        (torch.Tensor, (torch.Tensor,)),
        (np.ndarray, (np.ndarray,)),
    ):
        if isinstance(want, wanted):
            return kinds
    raise TypeError(f"a {describe.kind(want)} cannot be compared: give numbers, arrays, tensors, or tuples of these")


def _of_kind(got: Any, want: Any, rtol: float, atol: float) -> Difference:
    if isinstance(got, Word):
        return Difference(WANT_GOT, _both(got, want))
    reason = no_value(got)
    if reason is not None:
        return Difference(WANT_GOT, _both(got, want), reason=reason)
    mistake = NOT_OF_KIND.get(_kinds(want)[0])
    if isinstance(got, list | tuple) and len(got) == 1 and _same_values(got[0], want, rtol, atol):
        mistake = "type.not_unpacked"
    elif mistake and not _same_values(got, want, rtol, atol):
        mistake = None
    return Difference(
        (*WANT_GOT, OTHER_TYPE),
        _both(got, want) | {"got_type": describe.kind(got), "want_type": describe.kind(want)},
        mistake,
    )


def _of_numbers(got: Any, want: Any, rtol: float, atol: float) -> Difference | None:
    value, expected = numbers(got), numbers(want)
    if value is None or expected is None:
        return Difference(WANT_GOT, _both(got, want))
    if value.shape != expected.shape:
        mistake = None
        if value.ndim == 2 and value.T.shape == expected.shape and not _apart(value.T, expected, rtol, atol).any():
            mistake = "transpose.extra"
        elif _same_values(got, want, rtol, atol):
            mistake = "shape.wrong"
        return Difference(WANT_GOT, _both(got, want), mistake)
    if _whole(got) and _whole(want):
        rtol = atol = 0.0  # whole numbers (indices, counts) are right or wrong
    wrong = _apart(value, expected, rtol, atol)
    if not wrong.any():
        return None
    if not expected.ndim:
        return Difference(WANT_GOT, _both(got, want))
    at = tuple(int(i) for i in np.argwhere(wrong)[0])
    return Difference(
        (*WANT_GOT, _("first difference at {at}: expected {want_at}, got {got_at}")),
        _both(got, want) | {"at": list(at), "want_at": f"{expected[at]:.6g}", "got_at": f"{value[at]:.6g}"},
    )


def _of_parts(got: Any, want: Any, names: tuple[str, ...], rtol: float, atol: float) -> Difference | None:
    found = _of_each_part(got, want, names, rtol, atol)
    wanted, came = describe.plain(want), describe.plain(got)
    is_sequence = isinstance(got, list | tuple)
    if found is None or names or wanted is None or (came is None and is_sequence):
        return found
    return found._replace(messages=WANT_GOT, values={"want": wanted, "got": came or _shown(got)})


def _of_each_part(got: Any, want: Any, names: tuple[str, ...], rtol: float, atol: float) -> Difference | None:
    shown = Words(", ", *(names or [describe.kind(want)]))
    is_sequence = isinstance(got, (list,) if isinstance(want, list) else (tuple, list))
    if isinstance(want, list) and isinstance(got, tuple):
        right = _of_each_part(list(got), want, names, rtol, atol) is None
        values: dict[str, object] = {"want": len(want), "names": shown, "got": describe.value(got)}
        values |= {"got_type": describe.kind(got), "want_type": describe.kind(want)}
        return Difference((*count(len(want)), OTHER_TYPE), values, "type.not_list" if right else None)
    if not is_sequence or len(got) != len(want):
        came = len(got) if is_sequence else _shown(got)
        values = {"want": len(want), "names": shown, "got": came}
        messages = count(len(want), len(got) if is_sequence else None)
        return Difference(messages, values, reason=no_value(got))
    for index, (one, other) in enumerate(zip(got, want, strict=True)):
        found = difference(one, other, rtol=rtol, atol=atol)
        if found is not None:
            name = names[index] if index < len(names) else f"[{index}]"
            if "part" in found.values:  # a part of a part: `sizes[0]`
                return found._replace(values={**found.values, "part": Words("", name, str(found.values["part"]))})
            return found._replace(messages=(_("In {part}:"), *found.messages), values={**found.values, "part": name})
    return None


def _apart(value: np.ndarray, expected: np.ndarray, rtol: float, atol: float) -> np.ndarray:
    """Where the numbers differ by more than atol + rtol · max|expected|; inf and NaN agree with themselves alone."""
    finite = np.isfinite(expected)
    scale = float(np.max(np.abs(expected), where=finite, initial=0.0))
    with np.errstate(invalid="ignore"):  # inf − inf
        near = finite & (np.abs(value - expected) <= atol + rtol * scale)
    return ~(near | (value == expected) | (np.isnan(value) & np.isnan(expected)))


def _same_values(got: Any, want: Any, rtol: float, atol: float) -> bool:
    """The right numbers in the right order, in another shape or kind (a list of numbers among them)."""
    if isinstance(got, list | tuple):
        entries = [numbers(entry) for entry in got]
        if not entries or any(entry is None or entry.size != 1 for entry in entries):
            return False
        value = np.concatenate([entry.ravel() for entry in entries if entry is not None])
    else:
        found = numbers(got)
        if found is None:
            return False
        value = found.ravel()
    expected = numbers(want)
    return (
        expected is not None and value.size == expected.size and not _apart(value, expected.ravel(), rtol, atol).any()
    )


def _whole(value: Any) -> bool:
    if isinstance(value, torch.Tensor):
        with torch._C.DisableTorchFunctionSubclass():
            return not value.is_floating_point()
    return np.asarray(value).dtype.kind in "iub"


def _both(got: Any, want: Any) -> dict[str, object]:
    if isinstance(got, str) and isinstance(want, str) and (isinstance(got, Word) or isinstance(want, Word)):
        return {"want": Word(want), "got": Word(got)}
    return {"want": describe.value(want), "got": _shown(got)}


def _shown(got: Any) -> object:
    return got if isinstance(got, Word) else describe.value(got)  # a word is a test's own description of what came
