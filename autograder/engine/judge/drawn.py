"""How the inputs of an exercise are drawn, for the smallest example on which an answer is wrong.

The declarations are the instructor's: `course/answers/inputs/<notebook>.py` has a function for each exercise, of its
name, which draws one case. They never see a hidden test.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from tempfile import gettempdir
from typing import Any

import hypothesis
import numpy as np
import torch
from hypothesis import configuration, strategies
from hypothesis.errors import NoSuchExample

# The simplest first: a search ends with the first ones that show the mistake.
NUMBERS = (0.0, 1.0, 2.0, 3.0, 5.0, -1.0, -2.0, -3.0, 0.5, 1.5, -0.5)
# The largest size that is drawn, and how many inputs are tried. Most mistakes show with one sample and one feature.
LEVELS = ((1, 25), (2, 50), (3, 500))
_SETTINGS = hypothesis.settings(
    database=None,
    deadline=None,
    phases=(hypothesis.Phase.generate, hypothesis.Phase.shrink),
)

Case = dict[str, Any]


class Draw:
    """What a declaration draws with. Whatever shrinks does so towards zeros, ones and few elements."""

    def __init__(self, data: Any, largest: int) -> None:
        self._draw, self._largest = data.draw, largest

    def one_of(self, *values: Any) -> Any:
        """One of these values; the first is the simplest."""
        return self._draw(strategies.sampled_from(values))

    def whole(self, smallest: int, largest: int) -> int:
        """A whole number between these, both included."""
        return int(self._draw(strategies.integers(smallest, largest)))

    def size(self) -> int:
        """How many samples, features or outputs: 1 to 3."""
        return self.whole(1, self._largest)

    def number(self) -> float:
        """A float."""
        return float(self.one_of(*NUMBERS))

    def array(self, *shape: int) -> np.ndarray:
        """A float64 array of this shape."""
        return np.array([self.number() for _one in range(int(np.prod(shape)))]).reshape(shape)

    def leaf(self, *shape: int) -> torch.Tensor:
        """A tensor that requires a gradient."""
        return self.tensor(*shape).requires_grad_()

    def tensor(self, *shape: int) -> torch.Tensor:
        """A float32 tensor of this shape."""
        return torch.tensor(self.array(*shape), dtype=torch.float32)


class Fixed(Draw):
    """Draws the same each time, for one seed."""

    def __init__(self, seed: int) -> None:
        self._random, self._largest = Random(seed), LEVELS[-1][0]

    def one_of(self, *values: Any) -> Any:
        return self._random.choice(values)

    def whole(self, smallest: int, largest: int) -> int:
        return self._random.randint(smallest, largest)


def smallest(is_wrong: Callable[[Draw], bool]) -> bool:
    """Call `is_wrong` on one input after another; whether it was true, and then the last such input is the smallest."""
    for largest, most in LEVELS:
        draws = strategies.builds(Draw, strategies.data(), strategies.just(largest))
        with suppress(NoSuchExample):
            hypothesis.find(
                draws, is_wrong, settings=hypothesis.settings(_SETTINGS, max_examples=most), random=Random(0)
            )
            return True
    return False


Through = Callable[[Any, dict[str, Any]], Callable[..., Any]]


@dataclass(frozen=True)
class Inputs:
    """A declaration: what draws a case, and what `compared` says of it."""

    draw: Callable[[Draw], Case]
    given: tuple[str, ...] = ()
    through: Through | None = None
    shown: str = ""
    how: Mapping[str, Any] = field(default_factory=dict)


def compared(
    *, given: tuple[str, ...] = (), through: Through | None = None, shown: str = "", **how: Any
) -> Callable[[Callable[[Draw], Case]], Inputs]:
    """Decorates a declaration whose exercise is asked or compared in another way than the plain one.

    given, how: as `expect.calls` has them. through: gives the function that is called with a case, made of the answer
    (or of the reference) and of the names of the cell. shown: how the call is written, with the arguments' names in
    braces.
    """
    return lambda draw: Inputs(draw, given, through, shown, how)


_provided: tuple[str, str] = ("", "")
_declared: dict[str, Any] = {}
_unseen: dict[str, dict[str, list[list[Any]]]] = {}


def provide(notebook: str, source: str, unseen: str = "{}") -> None:
    """From now on draw the inputs of this notebook's exercises by these declarations.

    unseen: what named wrong answers give, as `autograder.authoring.known` has written it.
    """
    global _provided, _declared, _unseen
    _unseen = json.loads(unseen)
    if _provided != (notebook, source):
        if not _declared:  # what hypothesis does once in a process is not for the second of the first search
            configuration.set_hypothesis_home_dir(gettempdir())
            smallest(lambda draw: draw.number() > 0)
        _declared = {"__name__": f"inputs_{notebook}"}
        exec(compile(source, f"<inputs of {notebook}>", "exec"), _declared)
        _provided = notebook, source


def declared(exercise: str) -> Inputs:
    """How the inputs of this exercise are drawn."""
    one = _declared[exercise]
    return one if isinstance(one, Inputs) else Inputs(one)


def unseen(exercise: str, fingerprint: str) -> Sequence[list[Any]]:
    """[key, what it gives] of each wrong answer whose mistake no visible test names, on these inputs."""
    return _unseen.get(exercise, {}).get(fingerprint, ())
