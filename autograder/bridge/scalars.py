"""Numbers and regular expressions that cross as one text."""

import decimal
import re
from typing import Any

from autograder.faults import Malformed


def integer(rest: list[Any]) -> int:
    if type(rest[0]) is not str or len(rest[0]) > 2**16:
        raise Malformed("not an integer")
    return int(rest[0], 16)


def decimal_number(rest: list[Any]) -> decimal.Decimal:
    if type(rest[0]) is not str or len(rest[0]) > 10_000:
        raise Malformed("not a decimal")
    return decimal.Decimal(rest[0])


def pattern(text: Any, flags: Any) -> re.Pattern[Any]:
    """A compiled regular expression. This side compiles it anew, and so its own engine searches with it."""
    if type(text) not in (str, bytes) or len(text) > 10_000 or type(flags) is not int or not 0 <= flags < 2**10:
        raise Malformed("not a regular expression")
    try:
        return re.compile(text, flags & ~(re.DEBUG | (re.UNICODE if type(text) is str else 0)))  # UNICODE is usual
    except (re.error, OverflowError) as error:
        raise Malformed(f"not a regular expression: {error}") from error
