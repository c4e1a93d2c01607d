"""The tables, columns and labels of pandas as plain data: arrays with names.

This module imports pandas only where the process has imported it already.
"""

import importlib
import re
import sys
from operator import is_
from typing import Any

import numpy as np

from autograder.bridge import arrays, values
from autograder.bridge.containers import KINDS
from autograder.faults import Malformed, Unsendable

MUTABLE = ("DataFrame", "Series")
_INDEXES = (
    *("Index", "RangeIndex", "MultiIndex", "DatetimeIndex", "TimedeltaIndex", "CategoricalIndex"),
    *("IntervalIndex", "PeriodIndex"),
)
_MOMENTS = ("Timestamp", "Timedelta", "Interval", "Period")
_CLOSED = ("left", "right", "both", "neither")
_NAME = re.compile(r"[A-Za-z0-9_+/-]{1,40}")  # the name of a time zone or of a frequency
_CONSTANT = frozenset((type(None), bool, int, float, complex, str, bytes))
_MISSING = {"NaTType": "NaT", "NAType": "NA"}
_NULLABLE = {
    *("Int8", "Int16", "Int32", "Int64", "UInt8", "UInt16", "UInt32", "UInt64", "Float32", "Float64"),
    *("boolean", "string", "str"),
}


def kind_of(value: Any) -> str | None:
    """The name of the pandas class of `value`, not of a subclass. None where it does not cross as plain data."""
    pandas: Any = sys.modules.get("pandas")
    cls = type(value)
    name = cls.__name__
    if pandas is None or cls.__module__.partition(".")[0] != "pandas":
        return None
    if name in _MISSING:
        return name if value is getattr(pandas, _MISSING[name], None) else None
    return name if name in (*MUTABLE, *_INDEXES, *_MOMENTS) and cls is getattr(pandas, name, None) else None


def as_own_class(value: Any) -> Any:
    """An instance of a student's subclass of a table, column or index, in pandas' own class. Else `value` itself."""
    pandas: Any = sys.modules.get("pandas")
    if pandas is None or isinstance(value, type) or kind_of(value) is not None:
        return value
    for base in (pandas.DataFrame, pandas.Series, pandas.MultiIndex, pandas.Index):
        if isinstance(value, base) and type(value).__module__.partition(".")[0] != "pandas":
            return pandas.MultiIndex.from_tuples(list(value)) if base is pandas.MultiIndex else base(value)
    return value


class _Cells(values.NoOthers):
    """Encodes the cells of a table: plain data, as copies."""

    def encode_other(self, value: Any, depth: int) -> Any:
        if kind_of(value) is not None:
            return encode(value, depth)
        if isinstance(value, np.dtype) or str(value) in _NULLABLE:  # df.dtypes
            return ["pd", "dtype", str(value)]
        if isinstance(value, np.ndarray):
            return ["a", arrays.array_content(value)]
        if type(value) in KINDS:
            return values.container(value, self, depth)
        return super().encode_other(value, depth)

    def decode_other(self, tag: str, rest: list[Any], depth: int) -> Any:
        if tag == "pd":
            return decode(rest, depth)
        if tag == "a":
            return arrays.array_from(rest[0])
        return super().decode_other(tag, rest, depth)


_CELLS = _Cells()


def encode(value: Any, depth: int = 0) -> list[Any]:
    """The document of a value that `kind_of` names. Raises Unsendable for a table with other than plain data."""
    kind = kind_of(value)
    if kind == "DataFrame":
        columns = [_column(value.iloc[:, number], depth) for number in range(value.shape[1])]
        return ["pd", kind, _labels(value.index, depth), _labels(value.columns, depth), columns]
    if kind == "Series":
        name = values.encode(value.name, _CELLS, depth + 1)
        return ["pd", kind, _labels(value.index, depth), name, _column(value, depth)]
    if kind in _INDEXES:
        return ["pd", "Index", *_labels(value, depth)]
    return ["pd", kind] if kind in _MISSING else ["pd", kind, *_parts(value, str(kind), depth)]


def _parts(value: Any, kind: str, depth: int) -> list[Any]:
    """The parts of a single time stamp, time delta, period or interval."""
    if kind == "Interval":
        return [values.encode(side, _CELLS, depth + 1) for side in (value.left, value.right)] + [value.closed]
    if kind == "Period":
        return [value.ordinal, _usual(value.freqstr)]
    zone = getattr(value, "tz", None)
    return [value.isoformat(), *([] if zone is None else [_usual(str(zone))])]


def _usual(name: Any) -> str:
    if type(name) is not str or _NAME.fullmatch(name) is None:
        raise Unsendable(f"a time zone or frequency {name}")
    return name


def decode(rest: list[Any], depth: int = 0) -> Any:
    """A new value from the document that `encode` returns. Raises Malformed for any other document."""
    try:
        return _made(importlib.import_module("pandas"), rest, depth)
    except Malformed:
        raise
    except Exception as error:  # pandas raises many classes of its own
        raise Malformed(f"not of pandas: {error}") from error


def _made(pandas: Any, rest: list[Any], depth: int) -> Any:
    kind, *parts = rest
    if kind == "DataFrame":
        index, labels, columns = _index(pandas, parts[0], depth), _index(pandas, parts[1], depth), parts[2]
        made = {number: _series(pandas, column, index, depth) for number, column in enumerate(columns)}
        frame = pandas.DataFrame(made, index=index)
        frame.columns = labels
        return frame
    if kind == "Series":
        series = _series(pandas, parts[2], _index(pandas, parts[0], depth), depth)
        series.name = values.decode(parts[1], _CELLS, depth + 1)
        return series
    if kind == "Index":
        return _index(pandas, parts, depth)
    if kind in _MISSING:
        return getattr(pandas, _MISSING[kind])
    if kind == "Interval":
        left, right = (values.decode(side, _CELLS, depth + 1) for side in parts[:2])
        return pandas.Interval(left, right, closed=parts[2] if parts[2] in _CLOSED else "right")
    if kind == "Period" and type(parts[0]) is int:
        return pandas.Period(ordinal=parts[0], freq=_usual(parts[1]))
    if kind in _MOMENTS and type(parts[0]) is str and len(parts[0]) < 100:
        moment = getattr(pandas, kind)(parts[0])
        return moment.tz_convert(_usual(parts[1])) if len(parts) > 1 else moment
    if kind == "dtype" and type(parts[0]) is str and len(parts[0]) < 40:
        return pandas.api.types.pandas_dtype(parts[0])
    raise Malformed("not of pandas")


class TableLook:
    """The parts of a table or column that both sides have. `holds` compares them, much faster than a new document."""

    __slots__ = ("labels", "names", "parts", "shape", "title")

    def __init__(self, table: Any) -> None:
        """Raises Unsendable where a cell may change in place."""
        self.shape, self.labels = table.shape, _axes(table)
        self.names = [list(axis.names) for axis in self.labels]
        self.title = getattr(table, "name", None) if table.ndim == 1 else None
        self.parts = [(array.dtype, array.copy()) for array in _arrays(table)]
        objects = [array for _, array in self.parts if isinstance(array, np.ndarray) and array.dtype.kind == "O"]
        if not all(type(cell) in _CONSTANT for array in objects for cell in array):
            raise Unsendable("a cell that may change in place")

    def holds(self, table: Any) -> bool:
        """Whether the table still has the content that both sides know."""
        labels = _axes(table)
        return (
            table.shape == self.shape
            and all(map(is_, labels, self.labels))
            and [list(axis.names) for axis in labels] == self.names
            and (table.ndim == 2 or table.name is self.title)
            and all(map(_is_unchanged, _arrays(table), self.parts))
        )


def _axes(table: Any) -> list[Any]:
    return [table.index, table.columns] if table.ndim == 2 else [table.index]


def _arrays(table: Any) -> list[Any]:
    """The array of each column, without a copy: of NumPy where the column is, else of pandas."""
    columns = [table.iloc[:, number] for number in range(table.shape[1])] if table.ndim == 2 else [table]
    return [column.to_numpy() if isinstance(column.dtype, np.dtype) else column.array for column in columns]


def _is_unchanged(array: Any, known: tuple[Any, Any]) -> bool:
    dtype, before = known
    if array.dtype != dtype:
        return False
    if isinstance(array, np.ndarray):  # of objects: the bytes are their addresses
        return array.tobytes() == before.tobytes()
    return bool(array.equals(before))


def replace_content(value: Any, new: Any) -> None:
    """Replace the content of a table or column in place by that of `new`."""
    if type(value) is not type(new):
        raise Malformed("a table became something else")
    value._update_inplace(new)
    if type(value).__name__ == "Series":
        value.name = new.name


def _column(values_: Any, depth: int) -> list[Any]:
    dtype = values_.dtype
    if hasattr(dtype, "categories"):
        array = getattr(values_, "array", values_)
        codes, categories = arrays.array_content(np.asarray(array.codes)), _labels(array.categories, depth)
        return ["category", codes, categories, bool(array.ordered)]
    name = type(dtype).__name__
    array = getattr(values_, "array", values_)
    if name == "IntervalDtype":
        return ["interval", _labels(array.left, depth), _labels(array.right, depth), array.closed]
    if name == "PeriodDtype":
        return ["period", arrays.array_content(array.asi8), _usual(array.freqstr)]
    if name == "DatetimeTZDtype":
        moments = values_.dt.tz_convert("UTC").dt.tz_localize(None) if hasattr(values_, "dt") else None
        moments = values_.tz_convert("UTC").tz_localize(None) if moments is None else moments
        return ["zoned", arrays.array_content(moments.to_numpy()), _usual(str(dtype.tz))]
    if isinstance(dtype, np.dtype) and dtype.kind != "O":
        return ["array", arrays.array_content(values_.to_numpy())]
    if isinstance(dtype, np.dtype):
        return ["objects", [values.encode(item, _CELLS, depth + 1) for item in values_.to_numpy()]]
    if str(dtype) not in _NULLABLE:
        raise Unsendable(f"a column of dtype {dtype}")
    missing = np.asarray(values_.isna()).tolist()
    items = values_.astype(object).tolist()
    return [str(dtype), [None if gone else values.encode(x) for x, gone in zip(items, missing, strict=True)]]


def _array(pandas: Any, column: list[Any], depth: int) -> Any:
    kind, content, *rest = column
    if kind == "array":
        return arrays.array_from(content)
    if kind == "category":
        categories = _index(pandas, rest[0], depth)
        return pandas.Categorical.from_codes(arrays.array_from(content), categories=categories, ordered=rest[1] is True)
    if kind == "interval":
        left, right = _index(pandas, content, depth), _index(pandas, rest[0], depth)
        return pandas.arrays.IntervalArray.from_arrays(left, right, closed=rest[1] if rest[1] in _CLOSED else "right")
    if kind == "period":
        ordinals = arrays.array_from(content)
        if ordinals.dtype != np.int64:
            raise Malformed("not a column")
        return pandas.PeriodIndex.from_ordinals(ordinals, freq=_usual(rest[0])).array
    if kind == "zoned":
        return pandas.DatetimeIndex(arrays.array_from(content)).tz_localize("UTC").tz_convert(_usual(rest[0])).array
    if kind == "objects":
        items = np.empty(len(content), dtype=object)
        for number, document in enumerate(content):
            items[number] = values.decode(document, _CELLS, depth + 1)
        return items
    if kind not in _NULLABLE:
        raise Malformed("not a column")
    return pandas.array([values.decode(document) for document in content], dtype=kind)


def _series(pandas: Any, column: list[Any], index: Any, depth: int) -> Any:
    array = _array(pandas, column, depth)
    return pandas.Series(array, index=index, dtype=array.dtype)


def _labels(index: Any, depth: int) -> list[Any]:
    """[names, columns, range or frequency] of an index."""
    names = [values.encode(name, _CELLS, depth + 1) for name in index.names]
    kind = kind_of(index)
    if kind == "RangeIndex":
        return [names, [], [index.start, index.stop, index.step]]
    if kind == "MultiIndex":
        return [names, [_column(index.get_level_values(n), depth) for n in range(index.nlevels)], None]
    if kind is None:
        raise Unsendable(f"a {type(index).__name__}")
    # The column of a PeriodIndex holds its frequency already, and pandas does not let it be set.
    frequency = None if kind == "PeriodIndex" else getattr(index, "freqstr", None)
    return [names, [_column(index, depth)], frequency]


def _index(pandas: Any, labels: list[Any], depth: int) -> Any:
    names, columns, extra = labels
    names = [values.decode(name, _CELLS, depth + 1) for name in names]
    if type(extra) is list:
        (name,) = names
        return pandas.RangeIndex(*extra, name=name)
    arrays = [_array(pandas, column, depth) for column in columns]
    if len(arrays) > 1:
        return pandas.MultiIndex.from_arrays(arrays, names=names)
    index = pandas.Index(arrays[0], dtype=arrays[0].dtype, name=names[0])
    if extra is not None:
        index.freq = str(extra)[:40]
    return index
