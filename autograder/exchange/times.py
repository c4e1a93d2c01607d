"""The times that Moodle writes, in English or French: "Thursday, 15 January 2026, 5:00 PM"."""

import re
from datetime import UTC, datetime, tzinfo
from functools import cache

from babel.dates import get_month_names

_CLOCK = re.compile(r"\b(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([ap])?\.?(?(4)m)", re.IGNORECASE)
_WORDS = re.compile(r"[^\W\d_]+")
_DAY, _YEAR = re.compile(r"(?<!\d)\d{1,2}(?!\d)"), re.compile(r"(?<!\d)\d{4}(?!\d)")


def read(text: str, zone: tzinfo | None) -> datetime | None:
    """The time in UTC, or None where the text holds none. `zone`: whose clock it was; None for this machine's."""
    clock = _CLOCK.search(text)
    rest = text[: clock.start()] + text[clock.end() :] if clock else text
    months = [month for word in _WORDS.findall(rest) if (month := _months().get(word.casefold()))]
    day, year = _DAY.search(rest), _YEAR.search(rest)
    if not clock or not day or not year or len(months) != 1:
        return None
    hour = int(clock[1])
    if clock[4]:
        hour = hour % 12 + 12 * (clock[4].lower() == "p")
    try:
        time = datetime(int(year[0]), months[0], int(day[0]), hour, int(clock[2]), int(clock[3] or 0))
        return (time.replace(tzinfo=zone) if zone else time).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None


@cache
def _months() -> dict[str, int]:
    return {
        name.rstrip(".").casefold(): month
        for locale in ("en", "fr")
        for width in ("wide", "abbreviated")
        for month, name in get_month_names(width, locale=locale).items()
    }
