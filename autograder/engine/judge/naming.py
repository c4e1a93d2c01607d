"""The name of a mistake that no visible test names: the wrong answer of the bank that gives the same.

Both are called on the same fixed inputs. What the bank's answers give there stands in a table, which the build has made
(`autograder.authoring.known`): none of them runs while a class is graded.
"""

from collections.abc import Sequence
from typing import Any

from autograder.engine.judge.drawn import Case, Fixed, Inputs
from course.helpers.compare import difference
from course.helpers.testing import known
from course.helpers.testing.one_call import How

MANY = 12  # inputs: enough to tell the bank's answers from each other


def fixed(inputs: Inputs) -> list[Case]:
    """The inputs on which the answers are compared: always the same for one declaration."""
    return [inputs.draw(Fixed(seed)) for seed in range(MANY)]


def decided(entries: Sequence[Sequence[Any]], outcomes: Sequence[Any], wanted: Sequence[Any], how: How) -> str:
    """The only key whose answers give these outcomes, all of them; empty where none does, or several do.

    Empty too where the outcomes are the wanted ones: then these inputs say nothing of the mistake.
    """
    pairs = zip(outcomes, wanted, strict=True)
    if all(difference(one, want, rtol=how.rtol, atol=how.atol) is None for one, want in pairs):
        return ""
    keys = {str(key) for key, gives in entries if known.fits(outcomes, gives, rtol=how.rtol, atol=how.atol)}
    return keys.pop() if len(keys) == 1 else ""
