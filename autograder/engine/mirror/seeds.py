"""The global random generators of Python, NumPy and PyTorch, by their names: seeded, and put where they were.

In one kernel a test's generators are the student's. Here each side has its own. So what a test seeds is seeded on the
student side too, and a state that the test makes itself is set there. A state that the test takes stands for the place
at which the student's own generator is: that one is kept on the student side, and nobody is told the judge's.
"""

import random
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np
import torch

MOST = 100  # states of a generator that are kept


@dataclass(frozen=True)
class _Generator:
    """`modules`: where its functions stand. `plain`: a state as data that can be sent; `state`: the reverse."""

    modules: tuple[Any, ...]
    seed: str
    get: str
    set: str
    plain: Callable[[Any], Any] = tuple
    state: Callable[[Any], Any] = tuple

    def own(self, name: str) -> Callable[..., Any]:
        return getattr(self.modules[0], name)  # type: ignore[no-any-return]


def _words(state: Any) -> tuple[Any, ...]:
    if isinstance(state, dict):  # of `get_state(legacy=False)`
        inner = state["state"]
        state = state["bit_generator"], inner["key"], inner["pos"], state["has_gauss"], state["gauss"]
    name, key, *rest = state
    return name, np.asarray(key, np.uint32).tobytes(), *rest


_GENERATORS = {
    "random": _Generator((random,), "seed", "getstate", "setstate"),
    "numpy.random": _Generator(
        (np.random,), "seed", "get_state", "set_state", _words,
        lambda plain: (plain[0], np.frombuffer(plain[1], np.uint32), *plain[2:]),
    ),
    "torch": _Generator(
        (torch, torch.random), "manual_seed", "get_rng_state", "set_rng_state",
        lambda state: state.numpy().tobytes(), lambda plain: torch.frombuffer(bytearray(plain), dtype=torch.uint8),
    ),
}  # fmt: skip
# The functions themselves, whatever a test puts in their place.
_OWN = {which: {name: one.own(name) for name in (one.seed, one.get, one.set)} for which, one in _GENERATORS.items()}


def seed_all(value: int) -> None:
    """Seed every generator with `value`, 0 to 2³² − 1: Python's, NumPy's and PyTorch's on the CPU.

    `torch.manual_seed` also leaves a note for each kind of device that is not there, which takes 3 ms.
    """
    random.seed(value)
    np.random.seed(value)
    torch.default_generator.manual_seed(value)


def seed(which: str, value: Any) -> Any:
    """Seed one generator."""
    return _OWN[which][_GENERATORS[which].seed](value)


def state_of(which: str) -> Any:
    """The state of one generator, as data that can be sent."""
    return _GENERATORS[which].plain(_OWN[which][_GENERATORS[which].get]())


def set_state(which: str, plain: Any) -> None:
    """Set one generator to such a state."""
    _OWN[which][_GENERATORS[which].set](_GENERATORS[which].state(plain))


class Kept:
    """The student side's states, by generator and number: where it was when the test took a state of its own."""

    def __init__(self) -> None:
        self._states: dict[tuple[str, int], Any] = {}

    def keep(self, which: str, number: int) -> None:
        self._states[which, number] = state_of(which)
        if len(self._states) > MOST * len(_GENERATORS):
            self._states.pop(next(iter(self._states)))

    def go_back(self, which: str, number: int) -> None:
        """Where no state has this number, because this side is newer than it: from now on it is the present one."""
        if (which, number) in self._states:
            set_state(which, self._states[which, number])
        else:
            self.keep(which, number)


@contextmanager
def forwarded(tell: Callable[[str, str, Any], None]) -> Iterator[None]:
    """During the block, call `tell(step, generator, value)` for what the student side has to do with its own.

    The steps: `seed`, with a number. `state`, with a state as data. `keep_state` and `go_back`, with a state's number.
    """
    for which, one in _GENERATORS.items():
        replaced = _forwarding(which, one, tell)
        for module in one.modules:
            vars(module).update(replaced)
    try:
        yield
    finally:
        for which, one in _GENERATORS.items():
            for module in one.modules:
                vars(module).update(_OWN[which])


def _forwarding(which: str, one: _Generator, tell: Callable[[str, str, Any], None]) -> dict[str, Callable[..., Any]]:
    own, numbers = _OWN[which], count()
    taken: deque[tuple[Any, int]] = deque(maxlen=MOST)
    equal: dict[int, int] = {}  # of all that were taken: by a digest, the last one's number

    def seeding(*args: Any, **named: Any) -> Any:
        result = own[one.seed](*args, **named)
        values = [*args, *named.values()]
        if len(values) == 1 and type(values[0]) is int:
            tell("seed", which, values[0])
        elif any(value is not None for value in values):  # a text, a list, a number of NumPy's
            tell("state", which, state_of(which))
        return result

    def getting(*args: Any, **named: Any) -> Any:
        state, number = own[one.get](*args, **named), next(numbers)
        taken.append((state, number))
        equal[hash(one.plain(state))] = number
        tell("keep_state", which, number)
        return state

    def setting(*args: Any, **named: Any) -> None:
        own[one.set](*args, **named)
        (state,) = [*args, *named.values()]
        # Two states that a test takes are equal where only the student's code has drawn in between.
        same = (number for known, number in taken if known is state)
        number = next(same, equal.get(hash(one.plain(state))))
        if number is None:
            tell("state", which, state_of(which))
        else:
            tell("go_back", which, number)

    return {one.seed: seeding, one.get: getting, one.set: setting}
