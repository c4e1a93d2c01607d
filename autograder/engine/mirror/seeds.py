"""Seeds the global random generators of Python, NumPy and PyTorch, by their names."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch

# The module and the name of each generator's seeding function, and the function itself.
_OWNERS: dict[str, tuple[Any, str]] = {
    "random": (random, "seed"),
    "numpy.random": (np.random, "seed"),
    "torch": (torch, "manual_seed"),
}
_SEEDERS: dict[str, Callable[[Any], Any]] = {which: getattr(*place) for which, place in _OWNERS.items()}


def seed_all(value: int) -> None:
    """Seed every generator with `value`, 0 to 2³² − 1: Python's, NumPy's and PyTorch's on the CPU.

    `torch.manual_seed` also leaves a note for each kind of device that is not there, which takes 3 ms.
    """
    random.seed(value)
    np.random.seed(value)
    torch.default_generator.manual_seed(value)


def seed(which: str, value: Any) -> Any:
    """Seed one generator with its original function, even if a test has replaced that function."""
    return _SEEDERS[which](value)


@contextmanager
def forwarded(tell: Callable[[str, int], None]) -> Iterator[None]:
    """During the block, call `tell(name, number)` whenever a generator is seeded with a number."""

    def forwarding(which: str) -> Callable[..., Any]:
        def told(value: Any = None) -> Any:
            result = seed(which, value)
            if type(value) is int:
                tell(which, value)
            return result

        return told

    for which, (owner, name) in _OWNERS.items():
        setattr(owner, name, forwarding(which))
    try:
        yield
    finally:
        for which, (owner, name) in _OWNERS.items():
            setattr(owner, name, _SEEDERS[which])
