"""One kind of error, and its sentence."""

from typing import NamedTuple

from course.helpers.language import N_

# One truth value is asked of many numbers.
TRUTH = r"Boolean value of Tensor with|truth value of an array with"
# By a function that the answer calls.
LOSS_CLASS = N_(
    "One truth value is needed, and there is a whole tensor or array: perhaps the class nn.MSELoss stands in"
    " place of the loss nn.MSELoss()."
)


class Entry(NamedTuple):
    """One kind of error.

    pattern: a regular expression for "TypeError: what it says", followed by a line with the file that raised it and by
    that file's source line. says: the sentence in English. common: many mistakes end in this error, so it says which
    line stops, and no more. mistake: the key of the mistake that it always is.
    """

    pattern: str
    says: str
    common: bool = False
    mistake: str | None = None
