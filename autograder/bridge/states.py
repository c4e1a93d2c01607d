"""Checks the state of a generator or an optimizer that the other side sends.

NumPy and PyTorch copy such a state into C structures and trust it. With a position outside the generator's words they
would read other memory. So each function raises Malformed for a state that the library cannot reach by itself.
"""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch

from autograder.faults import Malformed

_WORD, _LONG, _WIDE = 2**32, 2**64, 2**128
_WORDS = 624  # the length of the Mersenne Twister's state
_FARTHEST = 12.01  # the largest absolute value of a normal number that is made of 53 random bits
# The bytes that `torch.Generator.get_state` returns on this kind of machine.
_TORCH = np.dtype({
    "names": ["left", "seeded", "next", "words", "double", "has_double", "float", "has_float"],
    "formats": ["<i4", "<i4", "<u8", ("<u8", _WORDS), "<f8", "<i4", "<f4", "u1"],
    "offsets": [8, 12, 16, 24, 5024, 5040, 5048, 5052],
    "itemsize": 5056,
})  # fmt: skip


def _demand(holds: bool, what: str) -> None:
    if not holds:
        raise Malformed(f"a generator cannot have this {what}")


def _whole(value: Any, below: int, what: str, least: int = 0) -> int:
    _demand(type(value) is int and least <= value < below, what)
    return int(value)


def _array(value: Any, dtype: str, size: int, what: str) -> np.ndarray:
    _demand(type(value) is np.ndarray and value.dtype == np.dtype(dtype) and value.shape == (size,), what)
    return value  # type: ignore[no-any-return]


def _fields(value: Any, names: tuple[str, ...]) -> list[Any]:
    _demand(type(value) is dict and value.keys() == set(names), "state")
    return [value[name] for name in names]


def _twister(words: Any) -> None:
    """Raises Malformed for a state of zeros, which gives only zeros. Only the highest bit of the first word counts."""
    _demand(bool(words[1:].any()) or int(words[0]) >= 2**31, "key")


def _mt19937(state: Any) -> None:
    key, pos = _fields(state, ("key", "pos"))
    _twister(_array(key, "uint32", _WORDS, "key"))
    _whole(pos, _WORDS + 1, "position")


def _pcg64(state: Any) -> None:
    at, step = _fields(state, ("state", "inc"))
    _whole(at, _WIDE, "state")
    _demand(_whole(step, _WIDE, "increment") % 2 == 1, "increment")


def _philox(state: Any) -> None:
    counter, key = _fields(state, ("counter", "key"))
    _array(counter, "uint64", 4, "counter")
    _array(key, "uint64", 2, "key")


def _sfc64(state: Any) -> None:
    (words,) = _fields(state, ("state",))
    _array(words, "uint64", 4, "state")


_CHECKS = {"MT19937": _mt19937, "PCG64": _pcg64, "PCG64DXSM": _pcg64, "Philox": _philox, "SFC64": _sfc64}
_HALVES = ("has_uint32", "uinteger")
_BESIDE = {"MT19937": (), "Philox": ("buffer", "buffer_pos", *_HALVES)}


def of_numpy(state: Any, own: Mapping[str, Any]) -> dict[str, Any]:
    """Return `state`. Raises Malformed unless a generator of NumPy whose present state is `own` can reach it."""
    kind = own["bit_generator"]
    names = ("bit_generator", "state", *_BESIDE.get(kind, _HALVES))
    legacy = ("has_gauss", "gauss") if "gauss" in own else ()
    _fields(state, (*names, *legacy))
    _demand(type(state["bit_generator"]) is str and state["bit_generator"] == kind and kind in _CHECKS, "kind")
    _CHECKS[kind](state["state"])
    if "buffer" in names:
        _array(state["buffer"], "uint64", 4, "buffer")
        _whole(state["buffer_pos"], 5, "position")
    if "uinteger" in names:
        _whole(state["has_uint32"], 2, "flag")
        _whole(state["uinteger"], _WORD, "half")
    if legacy:
        _whole(state["has_gauss"], 2, "flag")
        _normal(state["gauss"])
    return state  # type: ignore[no-any-return]


def _normal(value: Any) -> None:
    _demand(isinstance(value, float) and math.isfinite(value) and abs(value) < _FARTHEST, "normal number")


def of_torch(state: torch.Tensor) -> torch.Tensor:
    """Return `state`. Raises Malformed unless a `torch.Generator` on the CPU can reach it."""
    _demand(state.dtype is torch.uint8 and state.shape == (_TORCH.itemsize,), "size")
    fields = np.frombuffer(state.numpy().tobytes(), _TORCH)[0]
    left, following = int(fields["left"]), int(fields["next"])
    _demand(1 <= left <= _WORDS and (left + following == _WORDS + 1 or (left == 1 and following == 0)), "position")
    _demand(bool((fields["words"] < _WORD).all()), "key")
    _twister(fields["words"])
    _demand(fields["seeded"] == 1 and fields["has_double"] in (0, 1) and fields["has_float"] in (0, 1), "flag")
    _normal(float(fields["double"]))
    _normal(float(fields["float"]))
    return state


# The tensors of an optimizer's state that are one number. Kernels rely on all others having the parameter's shape.
_NUMBERS = frozenset(("step", "mu_product", "eta", "mu"))
_CHOOSING = frozenset(("fused", "foreach", "capturable", "differentiable"))
_ROWS = {"row_var": -1, "col_var": -2}  # Adafactor: the dimension whose size is 1


def of_an_optimizer(state: Any, optimizer: torch.optim.Optimizer) -> dict[str, Any]:
    """Return `state`. Raises Malformed unless the optimizer can reach it by steps and by changes of its numbers."""
    groups, own = optimizer.param_groups, optimizer.state_dict()["param_groups"]
    _fields(state, ("state", "param_groups"))
    if type(state["param_groups"]) is not list or len(state["param_groups"]) != len(own):
        raise Malformed("other groups of parameters")
    for group, known in zip(state["param_groups"], own, strict=True):
        if type(group) is not dict or not known.keys() <= group.keys():
            raise Malformed("other settings")
        if type(group["params"]) is not list or list(map(repr, group["params"])) != list(map(repr, known["params"])):
            raise Malformed("other parameters")
        for name, value in group.items():
            if name != "params" and not _is_a_setting(name, value, known):
                raise Malformed(f"the optimizer's setting {name!r}")
    parameters = {
        number: parameter
        for group, known in zip(groups, own, strict=True)
        for number, parameter in zip(known["params"], group["params"], strict=True)
    }
    if type(state["state"]) is not dict or not state["state"].keys() <= parameters.keys():
        raise Malformed("state of other parameters")
    whole = sum(p.numel() for p in parameters.values())
    for number, values in state["state"].items():
        if type(values) is not dict:
            raise Malformed("not an optimizer's state")
        for name, value in values.items():
            for tensor in value if type(value) is list else [value]:
                if not _is_a_part(name, tensor, parameters[number], whole, optimizer):
                    raise Malformed(f"the optimizer's {name!r}")
    return state  # type: ignore[no-any-return]


def _is_a_setting(name: Any, value: Any, known: dict[str, Any]) -> bool:
    """Whether a setting may have this value. A number may change. A setting that selects the code must not change."""
    if name not in known:  # a setting that a scheduler adds: initial_lr, max_momentum
        return type(name) is str and name not in _CHOOSING and _is_a_number(value)
    old = known[name]
    if isinstance(old, torch.Tensor):
        return isinstance(value, torch.Tensor) and (value.shape, value.dtype) == (old.shape, old.dtype)
    if type(old) is tuple:
        return type(value) is tuple and list(map(_is_a_number, value)) == list(map(_is_a_number, old))
    if type(old) is bool and name not in _CHOOSING:
        return type(value) is bool
    return _is_a_number(value) if _is_a_number(old) else type(value) is type(old) and value == old


def _is_a_number(value: Any) -> bool:
    return type(value) in (int, float)


def _is_a_part(name: Any, value: Any, parameter: torch.Tensor, whole: int, optimizer: torch.optim.Optimizer) -> bool:
    if type(name) is not str or not isinstance(value, torch.Tensor):
        return type(name) is str and (value is None or type(value) is bool or _is_a_number(value))
    if isinstance(optimizer, torch.optim.LBFGS):  # it keeps numbers, and vectors over all parameters
        return value.numel() in (1, whole)
    if name in _NUMBERS:
        return value.shape == ()
    shape = list(parameter.shape)
    if name in _ROWS and len(shape) > 1:
        shape[_ROWS[name]] = 1
    return list(value.shape) == shape and value.is_complex() == parameter.is_complex()
