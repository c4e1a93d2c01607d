"""Mutable values that both sides hold. What one side changes in place, the other side sees before its next line runs.

With every message each side sends the contents that have changed since the last one. Arrays, tensors and the judge's
library objects (modules, optimizers, generators) stay shared for as long as their owner holds them. The judge's lists,
dicts and sets are shared for one call. The owner of an object is the side that made it. The owner's table holds a weak
reference and reports when the object is gone. The other side's table keeps the copy until then. An object may go at any
line and in any thread, so the tables may change while they are gone through.
"""

import weakref
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.bridge import arrays, codecs, kinds, library_objects, subclasses, tables, tensors, values
from autograder.bridge.kinds import kind_of
from autograder.bridge.snapshots import Items, Snapshots, items_of
from autograder.faults import Malformed, Unsendable

MOST = 50_000


class _Weak(weakref.ref[Any]):
    """A weak reference that knows the number of its object."""

    __slots__ = ("key",)
    key: int


class Shared:
    """The shared objects of one side. `others` encodes and decodes their contents."""

    def __init__(self, others: values.Others, first_id: int) -> None:
        self.others = others
        self.parity = first_id % 2
        self._next = first_id
        self._entries: dict[int, tensors.Entry] = {}
        self._ids: dict[int, int] = {}  # id(object) → shared id
        self._dropped: list[int] = []
        self._fresh: list[int] = []  # the numbers that no sent message contains yet
        self._snapshots = Snapshots(self)

    def owns(self, key: int) -> bool:
        """Whether this side has given the number. One side gives odd numbers, the other even ones."""
        return key % 2 == self.parity

    def encode(self, value: Any, depth: int, scoped: bool = False) -> list[Any]:
        """`["o", id, kind, content]`. For a known object of this side the content is None.

        Raises Unsendable where the content cannot be sent.
        """
        key = self.key_of(value)
        if key is not None:
            entry = self._entries[key]
            return ["o", key, entry.kind, None if self.owns(key) else self._content(entry, value, depth)]
        mark, key = len(self._fresh), self._new_key()
        entry = self._register(key, value, scoped, own=True)
        try:
            first = library_objects.freeze(value, self.others, depth) if entry.kind == "P" else None
            content = self._content(entry, value, depth)
            self._know(entry, value, content)
        except BaseException:
            self.take_back(mark)
            raise
        return ["o", key, entry.kind, content if first is None else [first, content]]

    def decode(self, rest: list[Any], depth: int) -> Any:
        key, kind, content = rest
        if type(key) is not int:
            raise Malformed("not an id")
        entry = self._entries.get(key)
        if entry is not None:
            value = entry.reach()
            if value is not None and entry.kind == kind:
                if content is not None and kind in ("L", "M", "S"):
                    values.decode(content, self.others, depth + 1)  # new objects in it are sent only here
                return value
        if content is None:
            raise Malformed(f"shared object {key} is not known here")
        if len(self._entries) > MOST:
            raise Malformed("too many shared objects")
        if kind == "P":
            frozen, content = content
            value = library_objects.thaw(frozen, self.others, depth)
        else:
            value = kinds.new(kind, content)
        own = self.owns(key)
        if own:  # it is gone here, but the other side does not know yet: it gets its number back
            if key not in self._dropped:
                raise Malformed(f"shared object {key} was never shared")
            self._dropped.remove(key)
        entry = self._register(key, value, scoped=kind in ("L", "M", "S", "F", "V"), own=own)
        if kind == "T":
            tensors.take_gradient(entry, value, content)
        elif kind not in ("A", "F", "V"):
            self._apply(entry, value, content, depth)
        self._know(entry, value, content)
        return value

    def track(self, value: Any, depth: int) -> list[Any]:
        """[id, content] of this side's list, dict or set with methods. The other side's copy follows its changes."""
        key = self.key_of(value)
        if key is None:
            key = self._new_key()
            self._register(key, value, scoped=False, own=True)
        entry = self._entries[key]
        content = self._content(entry, value, depth)
        self._know(entry, value, content)
        return [key, content]

    def follow(self, key: Any, value: Any, content: Any) -> None:
        """Register `value`, the copy of an object that the other side tracks. The table does not keep it alive."""
        if type(key) is not int or self.owns(key) or len(self._entries) > MOST:
            raise Malformed("not an id, or too many")
        self._know(self._register(key, value, scoped=False, own=True), value, content)

    def changes(self) -> list[Any]:
        """[ids of objects that are gone, [[id, changed content], …]] since the last message."""
        gone, self._dropped = self._dropped, []
        updates = []
        for key, entry in list(self._entries.items()):
            value = entry.reach()
            if value is None or (entry.look is not None and entry.look.holds(value)):
                continue
            mark = len(self._fresh)
            try:
                content = self._seen(entry, value)
                changed = content != entry.known
                if changed:
                    if entry.kind not in "TAFV":
                        content = self._content(entry, value, 0)
                    updates.append([key, content])
                    self._know(entry, value, content)  # new objects in it have a number now
            except Unsendable:  # its content can no longer be shared
                self.take_back(mark)
                continue
            if not changed or entry.look is None:
                entry.look = self._look_at(entry, value)
        return [gone, updates]

    def settle(self) -> None:
        """The message is sent: the other side knows all numbers."""
        self._fresh.clear()

    def take_back(self, mark: int = 0) -> None:
        """The message is not sent: stop sharing the objects whose numbers are new since `mark`."""
        for key in self._fresh[mark:]:
            self._forget(key)
        del self._fresh[mark:]

    def accept(self, changes: Any) -> None:
        """Apply the other side's `changes()`. Raises Malformed for a document of another form."""
        if type(changes) is not list or len(changes) != 2 or not all(type(part) is list for part in changes):
            raise Malformed("not a list of changes")
        gone, updates = changes
        for key in gone:
            if type(key) is int and not self.owns(key):
                self._forget(key)
        for key, content in updates:
            entry = self._entries.get(key)
            value = entry.reach() if entry is not None else None
            if entry is not None and value is not None:
                self._apply(entry, value, content, 0)
                entry.known = self._as_known(entry, value, content)
                entry.look = None  # the next message tells what could not be taken over

    def end_call(self) -> None:
        """Stop sharing the lists, dicts and sets of the outermost call, which is over."""
        for key in [key for key, entry in list(self._entries.items()) if entry.scoped]:
            self._forget(key)

    def withdraw(self) -> None:
        """Stop sharing this side's own objects. One that is passed again gets a new number."""
        for key in [key for key in list(self._entries) if self.owns(key)]:
            self._forget(key)
            self._dropped.append(key)

    def held(self) -> list[Any]:
        """All shared objects. A caller keeps the list, so that they exist until its call is over."""
        return [entry.reach() for entry in list(self._entries.values())]

    def key_of(self, value: Any) -> int | None:
        """The number of `value`, or None where it is not shared."""
        key = self._ids.get(id(value))
        entry = self._entries.get(key) if key is not None else None
        return key if entry is not None and entry.reach() is value else None

    def look(self, value: Any) -> Any:
        """The content of `value`, to be compared with a later one. Shares nothing new."""
        return values.encode(value, self._snapshots)

    def _new_key(self) -> int:
        key, self._next = self._next, self._next + 2
        self._fresh.append(key)
        return key

    def _seen(self, entry: tensors.Entry, value: Any) -> Any:
        """The content of `value`, to be compared with the known one."""
        return self._content(entry, value, 0) if entry.kind in "TAFV" else self._snapshots.of(value, entry.kind)

    def _as_known(self, entry: tensors.Entry, value: Any, content: Any) -> Any:
        """The content in the form in which later ones are compared with it."""
        return content if entry.kind in "TAFV" else self._snapshots.of(value, entry.kind)

    def _know(self, entry: tensors.Entry, value: Any, content: Any) -> None:
        """From now on both sides have this content of `value`."""
        entry.known = self._as_known(entry, value, content)
        entry.look = self._look_at(entry, value) if entry.kind in "TA" else None

    def _look_at(self, entry: tensors.Entry, value: Any) -> tensors.Look | tensors.ArrayLook | Items | None:
        """A cheap test of whether `value` still has the known content. None where there is no such test."""
        if entry.kind == "T":
            return tensors.look_at(entry, value, entry.known)
        if entry.kind == "A":  # the names of a record can be changed in place
            return tensors.ArrayLook(value, entry.known) if value.dtype.names is None else None
        return items_of(value, self.key_of, self._entries.keys()) if entry.kind in "LMS" else None

    def _register(self, key: int, value: Any, scoped: bool, own: bool) -> tensors.Entry:
        reach: Callable[[], Any] = lambda: value  # noqa: E731
        if own and not scoped:
            try:
                reach = weak = _Weak(value, self._died)
                weak.key = key
            except TypeError:  # NumPy's generators allow no weak reference, so the table keeps them
                pass
        entry = self._entries[key] = tensors.Entry(reach, kind_of(value), scoped)
        self._ids[id(value)] = key
        return entry

    def _died(self, reference: _Weak) -> None:
        self._dropped.append(reference.key)
        self._forget(reference.key)

    def _forget(self, key: int) -> None:
        entry = self._entries.pop(key, None)
        value = entry.reach() if entry is not None else None
        if value is not None and self._ids.get(id(value)) == key:
            del self._ids[id(value)]

    def _content(self, entry: tensors.Entry, value: Any, depth: int) -> Any:
        kind = entry.kind
        if kind == "T":
            return tensors.content_of(entry, value)
        if kind == "A":
            return arrays.array_content(value)
        if kind == "P":
            return library_objects.state(value, self.others, depth)
        if kind == "F":
            return tables.encode(value, depth)
        if kind == "V":
            return codecs.encode(value)
        return values.container(value, self.others, depth)

    def _apply(self, entry: tensors.Entry, value: Any, content: Any, depth: int) -> None:
        try:
            kind = entry.kind
            if kind == "T":
                tensors.apply(entry, value, content)
            elif kind == "A":
                _apply_array(value, content)
            elif kind == "P":
                library_objects.restore(value, content, self.others, depth)
            elif kind == "F":
                tables.replace_content(value, kinds.table(content))
            elif kind == "V":
                codecs.replace_content(value, kinds.of_a_library(content))
            else:
                subclasses.replace_content(value, values.decode(content, self.others, depth))
        except Malformed:
            raise
        except (TypeError, ValueError, RuntimeError, LookupError, AttributeError) as error:
            raise Malformed(f"a change that does not fit: {error}") from error


def _apply_array(array: np.ndarray, content: list[Any]) -> None:
    new = arrays.array_from(content)
    if new.size != array.size or new.dtype != array.dtype:
        raise Malformed("an array changed its size or dtype in place")
    if new.shape != array.shape:
        array.shape = new.shape
    if array.tobytes() != new.tobytes():
        array[...] = new
