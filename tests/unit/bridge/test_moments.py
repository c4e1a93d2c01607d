"""Dates, times and time zones: what comes from anybody is checked before it is made."""

import datetime
import sys
import zoneinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.bridge import moments
from autograder.faults import Malformed

ZONES = st.none() | st.sampled_from([
    datetime.UTC, ZoneInfo("Europe/Paris"), ZoneInfo("Etc/GMT+5"), ZoneInfo("America/Argentina/Ushuaia"),
    datetime.timezone(datetime.timedelta(hours=-3, seconds=5)), datetime.timezone(datetime.timedelta(hours=1), "CET"),
])  # fmt: skip


class OneHour(datetime.tzinfo):
    def utcoffset(self, moment: datetime.datetime | None) -> datetime.timedelta:
        return datetime.timedelta(hours=1)


def there_and_back(value: Any) -> Any:
    tag, *rest = moments.encode(value)
    return moments.decode(tag, rest)


@given(st.dates() | st.datetimes(timezones=ZONES) | st.times(timezones=ZONES))
def test_a_moment_keeps_its_zone_and_its_fold(value: Any) -> None:
    back = there_and_back(value)
    assert type(back) is type(value)
    assert repr(back) == repr(value)


@given(ZONES)
def test_a_zone_is_the_same_object(zone: Any) -> None:
    if zone is not None:
        back = moments.decode_zone(moments.encode_zone(zone)[1:])  # type: ignore[index]
        assert repr(back) == repr(zone)
        assert back is zone or isinstance(zone, datetime.timezone)


def test_a_zone_of_another_class_is_its_offset() -> None:
    back = there_and_back(datetime.datetime(2024, 7, 1, fold=1, tzinfo=OneHour()))
    assert (back.tzinfo, back.fold) == (datetime.timezone(datetime.timedelta(hours=1)), 1)
    tables = (Path(folder, "Europe/Paris") for folder in zoneinfo.TZPATH)
    with next(filter(Path.is_file, tables)).open("rb") as file:
        for key in (None, "../x", "Europe/Nowhere"):
            file.seek(0)
            zone = ZoneInfo.from_file(file, key)
            assert moments.encode_zone(zone) is None
            back = there_and_back(datetime.datetime(2024, 7, 1, tzinfo=zone))
            assert back.tzinfo == datetime.timezone(datetime.timedelta(hours=2))


@pytest.mark.parametrize(
    "rest",
    [
        ["../../etc/passwd"], ["/etc/localtime"], ["Europe/../Europe/Paris"], ["Europe//Paris"], ["Europe"], [""],
        ["a" * 500], [5], [None], ["Europe\0"], ["Europe/Nowhere"], [0, 5, 0], [0, 5.0, 0, None], [0, True, 0, None],
        [0, 0, 0, 5], [0, 0, 0, "x" * 300], [2, 0, 0, None], [], [0, 0, 0, 0, None],
    ],
    ids=repr,
)  # fmt: skip
def test_what_is_no_zone_is_refused(rest: list[Any]) -> None:
    with pytest.raises((Malformed, ValueError)):
        moments.decode_zone(rest)


@pytest.mark.parametrize("rest", [[5], [None], ["2024"], ["2024-07-01", 5, None], ["2024-07-01T00:00", 0, ["tz"]]])
def test_what_is_no_moment_is_refused(rest: list[Any]) -> None:
    with pytest.raises((Malformed, ValueError)):
        moments.decode("td", rest)


def test_a_name_imports_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the tables lack a zone, zoneinfo would import a package of this name."""
    folder = tmp_path / "tzdata/zoneinfo/Own"
    folder.mkdir(parents=True)
    for place in (folder, folder.parent, folder.parents[1]):
        (place / "__init__.py").write_text("raise SystemExit")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "tzdata", raising=False)
    with pytest.raises(Malformed):
        moments.decode_zone(["Own/Zone"])
