"""Numbers and dates that cross as one text."""

import decimal
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


def moment(kind: type, rest: list[Any]) -> Any:
    if type(rest[0]) is not str:
        raise Malformed("not a date")
    return kind.fromisoformat(rest[0])  # type: ignore[attr-defined]
