"""pandas' tables, columns and labels as plain data."""

import datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.bridge import tables
from autograder.bridge.wire import pack, unpack
from autograder.faults import Malformed, Unsendable


def there_and_back(value: Any) -> Any:
    tag, *rest = unpack(pack(tables.encode(value))[4:])
    assert tag == "pd"
    return tables.decode(rest)


DAYS = pd.date_range("2026-01-01", periods=3, freq="D")
MONTHS = pd.period_range("2026-01", periods=3, freq="M", name="month")
COLUMNS = {
    "numbers": [1, 2, 3],
    "floats": [0.5, float("nan"), -0.0],
    "texts": ["a", "é", None],
    "truths": [True, False, True],
    "nullable": pd.array([1, None, 3], dtype="Int64"),
    "strings": pd.array(["a", None, "c"], dtype="string"),
    "category": pd.Categorical(["x", "y", "x"], categories=["y", "x"], ordered=True),
    "moments": DAYS,
    "zoned": DAYS.tz_localize("Europe/Paris"),
    "spans": pd.to_timedelta([1, 2, 3], unit="h"),
    "periods": pd.period_range("2026-01", periods=3, freq="M"),
    "intervals": pd.interval_range(0, 3),
    "objects": [[1], {"a": 2}, datetime.date(2026, 1, 1)],
}


@pytest.mark.parametrize("name", COLUMNS)
def test_a_column_is_the_same_there(name: str) -> None:
    series = pd.Series(COLUMNS[name], name=name, index=["i", "j", "k"])
    got = there_and_back(series)
    pd.testing.assert_series_equal(got, series)


def test_a_table_is_the_same_there() -> None:
    frame = pd.DataFrame(COLUMNS, index=pd.MultiIndex.from_tuples([("a", 1), ("a", 2), ("b", 1)], names=["l", None]))
    got = there_and_back(frame)
    pd.testing.assert_frame_equal(got, frame)
    assert got is not frame
    got.iloc[0, 0] = 99
    assert frame.iloc[0, 0] == 1


@pytest.mark.parametrize("index", [DAYS, MONTHS, pd.to_timedelta([1, 2, 3], unit="h")], ids=["days", "months", "hours"])
def test_a_table_over_time_keeps_its_index(index: Any) -> None:
    series = pd.Series([1.0, 2.0, 3.0], index=index)
    pd.testing.assert_series_equal(there_and_back(series), series, check_freq=True)


def test_two_columns_may_have_one_name_and_a_table_may_be_empty() -> None:
    for frame in (
        pd.DataFrame([[1, 2.5]], columns=["a", "a"]),
        pd.DataFrame(),
        pd.DataFrame(index=[1, 2]),
        pd.DataFrame(columns=["a"]),
    ):
        pd.testing.assert_frame_equal(there_and_back(frame), frame)


@pytest.mark.parametrize(
    "value",
    [
        pd.RangeIndex(1, 9, 2, name="n"), pd.Index([1, 2]), pd.Index(["a"], name=("x", 1)), DAYS,
        pd.CategoricalIndex(["a", "b"]), pd.interval_range(0, 2, closed="both"), MONTHS,
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_an_index_is_the_same_there(value: Any) -> None:
    got = there_and_back(value)
    pd.testing.assert_index_equal(got, value, exact=True)
    assert getattr(got, "freq", None) == getattr(value, "freq", None)


@pytest.mark.parametrize(
    "value",
    [
        pd.Timestamp("2026-01-02 03:04:05.678"), pd.Timestamp("2026-07-01", tz="Europe/Paris"), pd.Timedelta("1 days"),
        pd.Interval(1, 2, closed="both"), pd.Period("2026-03", "M"),
    ],
    ids=str,
)  # fmt: skip
def test_a_moment_is_the_same_there(value: Any) -> None:
    got = there_and_back(value)
    assert (type(got), got, str(got)) == (type(value), value, str(value))


def test_what_is_missing_is_the_one_thing_that_is_missing() -> None:
    assert there_and_back(pd.NaT) is pd.NaT
    assert there_and_back(pd.NA) is pd.NA


cells = (
    st.none() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=4) | st.lists(st.integers(), max_size=2)
)


@settings(max_examples=30)
@given(st.lists(st.lists(cells, min_size=2, max_size=2), max_size=4))
def test_any_table_of_plain_data_is_the_same_there(rows: list[list[Any]]) -> None:
    frame = pd.DataFrame(rows, columns=["a", "b"], dtype=object)
    pd.testing.assert_frame_equal(there_and_back(frame), frame)


class Own(pd.DataFrame):  # type: ignore[misc]
    """A student's: what it says of itself is no matter of the judge's."""

    def __len__(self) -> int:
        return 99


Own.__module__ = "__main__"


def test_a_subclass_is_no_table_until_it_is_one_of_pandas() -> None:
    own = Own({"a": [1, 2]})
    assert tables.kind_of(own) is None
    plain = tables.as_own_class(own)
    assert (type(plain), len(plain)) == (pd.DataFrame, 2)
    frame = pd.DataFrame()
    assert tables.as_own_class(frame) is frame
    assert tables.as_own_class(3) == 3
    assert tables.as_own_class(Own) is Own


def test_only_pandas_own_classes_have_a_kind() -> None:
    assert [
        tables.kind_of(value) for value in (pd.DataFrame(), pd.Series([1]), DAYS, pd.NA, 3, pd.DataFrame, None)
    ] == [
        *("DataFrame", "Series", "DatetimeIndex", "NAType", None, None, None),
    ]


@pytest.mark.parametrize(
    "value",
    [pd.Series([print]), pd.DataFrame({"a": [object()]}), pd.Series(pd.arrays.SparseArray([1, 0]))],
    ids=["function", "object", "sparse"],
)
def test_a_table_of_more_than_plain_data_cannot_be_sent(value: Any) -> None:
    with pytest.raises(Unsendable):
        tables.encode(value)


ARRAY = ["array", ["<f8", [1], bytes(8)]]


@pytest.mark.parametrize(
    "rest",
    [
        [], ["read_csv", "/etc/passwd"], ["Series", [[None], [], [0, 1, 1]], None, ["eval", []]],
        ["Series", [[None], [], [0, 5, 1]], None, ARRAY], ["Series", [[None], [], [0, 1]], None, 5],
        ["Series", [[None], [], [0, 1, 1]], None, ["array", ["|O", [1], b""]]],
        ["Period", "x", "M"], ["Period", 1, "M; x"], ["Timestamp", "x" * 200], ["Timestamp", 5], ["dtype", "x" * 50],
        ["Timestamp", "2026-01-01T00:00:00+00:00", "../../etc/passwd/" + "x" * 60], ["Interval", 2, 1, "right"],
        ["Series", [[None], [], [0, 1, 1]], None, ["period", ["<f8", [1], bytes(8)], "M"]],
        ["DataFrame", [[None], [], [0, 1, 1]], [[None], [], [0, 2, 1]], [ARRAY]],
    ],
    ids=lambda rest: str(rest)[:40],
)  # fmt: skip
def test_a_malformed_document_makes_no_table(rest: list[Any]) -> None:
    with pytest.raises(Malformed):
        tables.decode(rest)


def test_a_table_is_replaced_in_its_place() -> None:
    frame, series = pd.DataFrame({"a": [1]}), pd.Series([1], name="old")
    tables.replace_content(frame, pd.DataFrame({"b": [2, 3]}))
    tables.replace_content(series, pd.Series([4], name="new"))
    assert (list(frame.columns), frame["b"].tolist()) == (["b"], [2, 3])
    assert (series.name, series.tolist()) == ("new", [4])
    with pytest.raises(Malformed, match="a table became something else"):
        tables.replace_content(frame, series)


def test_the_types_of_the_columns_are_told() -> None:
    dtypes = pd.DataFrame({"a": [1], "b": pd.array([1], dtype="Int64")}).dtypes
    assert list(there_and_back(dtypes)) == list(dtypes)
    assert np.dtype("int64") in list(there_and_back(dtypes))
