"""Dates, times and time zones of the standard library.

A zone with a name, such as Europe/Paris, crosses as its name, and each side looks it up in its own tables. So winter
follows summer on both sides. A zone of any other class, such as a student's, crosses as the offset of that moment.
"""

import datetime
import re
import zoneinfo
from pathlib import Path
from typing import Any

from autograder.faults import Malformed

# Europe/Paris, America/Argentina/Ushuaia, Etc/GMT+5. No part is "..", and the first has no slash before it.
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+-]{0,30}(/[A-Za-z][A-Za-z0-9_+-]{0,30}){0,2}")
_LONGEST = 200  # letters of a name that a program has given to an offset
_KINDS: dict[str, Any] = {"td": datetime.datetime, "ty": datetime.date, "th": datetime.time}


def encode(value: Any) -> list[Any]:
    """[tag, text] of a date or time. Where it has a zone or a fold, these come after it."""
    tag = next(tag for tag, kind in _KINDS.items() if type(value) is kind)
    if tag == "ty":
        return [tag, value.isoformat()]
    zone = encode_zone(value.tzinfo)
    if zone is not None:
        return [tag, value.replace(tzinfo=None).isoformat(), value.fold, zone]
    return [tag, value.isoformat(), *([value.fold, None] if value.fold else [])]


def decode(tag: str, rest: list[Any]) -> Any:
    """The date or time. Raises Malformed or ValueError for a document that `encode` cannot have made."""
    text, *more = rest
    if type(text) is not str:
        raise Malformed("not a date")
    moment = _KINDS[tag].fromisoformat(text)
    if not more:
        return moment
    fold, zone = more
    moment = moment.replace(fold=fold)
    return moment if zone is None else moment.replace(tzinfo=decode_zone(zone[1:]))


def encode_zone(zone: datetime.tzinfo | None) -> list[Any] | None:
    """["tz", name], or ["tz", days, seconds, microseconds, name or None] of a plain offset.

    None for a zone of any other class, and for one that is not in the tables.
    """
    if type(zone) is datetime.timezone:
        offset, *given = zone.__getinitargs__()  # type: ignore[attr-defined]
        name = given[0] if given else None
        return ["tz", offset.days, offset.seconds, offset.microseconds, name] if _is_told(name) else None
    return ["tz", zone.key] if type(zone) is zoneinfo.ZoneInfo and _is_known(zone.key) else None


def decode_zone(rest: list[Any]) -> datetime.tzinfo:
    """The zone. Raises Malformed for any other document, or ValueError for an offset of more than a day."""
    if len(rest) == 1:
        if not _is_known(rest[0]):
            raise Malformed("not a time zone")
        return zoneinfo.ZoneInfo(rest[0])
    *parts, name = rest
    if len(parts) != 3 or not all(type(part) is int for part in parts) or not _is_told(name):
        raise Malformed("not a time zone")
    return datetime.timezone(datetime.timedelta(*parts), *([] if name is None else [name]))


def _is_told(name: Any) -> bool:
    return name is None or (type(name) is str and len(name) <= _LONGEST and name.isascii())


def _is_known(name: Any) -> bool:
    """Whether the system's tables have a zone of this name.

    For any other name zoneinfo would import a package below `tzdata`, which could be a file of a student's.
    """
    if type(name) is not str or not _NAME.fullmatch(name):
        return False
    if not any(Path(folder, name).is_file() for folder in zoneinfo.TZPATH):
        return False
    try:
        zoneinfo.ZoneInfo(name)
    except (ValueError, OSError):  # another file that lies beside the tables
        return False
    return True
