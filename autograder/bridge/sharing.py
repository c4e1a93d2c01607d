"""Mutable values that both sides hold. What one side changes in place, the other side sees before its next line runs.

With every message each side sends the contents that have changed since the last one. The owner of an object is the side
that made it. The other side has a copy. There are two rules for how long an object stays shared:

- Arrays, tensors and the judge's library objects (modules, optimizers, generators), for as long as their owner holds
  them. The owner's table holds a weak reference and reports when the object is gone. The other side's table keeps the
  copy until then.
- Containers, tables and values of libraries with a codec, for as long as the other side uses its copy. A list allows no
  weak reference, so the owner's table keeps the object. The other side's table looks with each message whether
  anything besides itself refers to the copy, and reports when nothing does. The same holds for an array or tensor whose
  memory others have too, such as `w.grad.detach()`. The object is gone at once, and its numbers may still change.

An object may go at any line and in any thread, so the tables may change while they are gone through.
"""

import sys
import weakref
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from autograder.bridge import containers, kinds, library_objects, memory, tables, tensors, values
from autograder.bridge.kinds import kind_of
from autograder.bridge.snapshots import Items, Snapshots
from autograder.faults import Malformed, Unsendable

Look = tensors.Look | tensors.ArrayLook | tables.TableLook | Items
MOST = 50_000
MOST_CONTAINERS = 20_000  # of one side. Each is looked at with each message. Further ones cross as plain copies
_IN_USE = frozenset((*containers.CLASSES, "F", "V"))  # the kinds that are shared while the other side uses its copy
_OF_DATA = frozenset("TAFV")  # the kinds whose document tells whether they have changed


class _Weak(weakref.ref[Any]):
    """A weak reference that knows the number of its object."""

    __slots__ = ("key",)
    key: int


def _references(entry: tensors.Entry) -> int:
    value = entry.reach()
    return sys.getrefcount(value)


def _held(value: Any) -> Callable[[], Any]:
    return lambda: value


# What `_references` counts for an object that only its entry refers to. The number depends on the version of Python.
_UNUSED = _references(tensors.Entry(_held([]), "L"))


class Shared:
    """The shared objects of one side. `others` encodes and decodes their contents."""

    def __init__(self, others: values.Others, first_id: int) -> None:
        self.others = others
        self.parity = first_id % 2
        self.touched = False  # whether a container has changed here, as the last `changes` has seen it
        self._next = first_id
        self._entries: dict[int, tensors.Entry] = {}
        self._ids: dict[int, int] = {}  # id(object) → shared id
        self._dropped: list[int] = []
        self._fresh: list[int] = []  # the numbers that no sent message contains yet
        self._own: set[int] = set()  # the numbers of this side's objects that are shared while they are in use
        self._copies: set[int] = set()  # those of the other side's
        self._places = memory.Places()
        self._snapshots = Snapshots(self)

    def owns(self, key: int) -> bool:
        """Whether this side has given the number. One side gives odd numbers, the other even ones."""
        return key % 2 == self.parity

    def encode(self, value: Any, depth: int) -> list[Any]:
        """`["o", id, kind, content]`. The content of an object that the other side still has is None.

        Where others have the memory of an array or tensor too, True follows. For a view of a shared one there follow
        the id of that one and the place in it: see memory.py. Beyond 20,000 of this side's containers: the document of
        a plain copy. Raises Unsendable where the content cannot be sent.
        """
        key = self.key_of(value)
        if key is not None:
            entry = self._entries[key]
            known = self.owns(key) or key in self._copies  # the owner keeps one that is in use
            return ["o", key, entry.kind, None if known else kinds.content_of(entry, value, self.others, depth)]
        if len(self._own) >= MOST_CONTAINERS and type(value) in containers.KINDS:
            return values.container(value, self.others, depth)
        mark, key = len(self._fresh), self._new_key()
        part = memory.is_part(value)
        entry = self._register(key, value, own=True, in_use=part)
        try:
            first = library_objects.freeze(value, self.others, depth) if entry.kind == "P" else None
            content = kinds.content_of(entry, value, self.others, depth)
            self._know(entry, value, content)
        except BaseException:
            self.take_back(mark)
            raise
        place = self._places.of(key, value, self._reach)
        where = [part, *place] if part or place else []
        return ["o", key, entry.kind, content if first is None else [first, content], *where]

    def decode(self, rest: list[Any], depth: int) -> Any:
        key, kind, content, *where = rest
        if type(key) is not int:
            raise Malformed("not an id")
        entry = self._entries.get(key)
        if entry is not None:
            value = entry.reach()
            if value is not None and entry.kind == kind:
                return value
        if content is None:
            raise Malformed(f"shared object {key} is not known here")
        if len(self._entries) > MOST:
            raise Malformed("too many shared objects")
        if kind == "P":
            frozen, content = content
            value = library_objects.thaw(frozen, self.others, depth)
        else:
            value = kinds.new(kind, content, self._reach(where[1]) if where[1:] else None, where[2:])
        own = self.owns(key)
        if own:  # it is gone here, but the other side does not know yet: it gets its number back
            if key not in self._dropped:
                raise Malformed(f"shared object {key} was never shared")
            self._dropped.remove(key)
        entry = self._register(key, value, own=own, in_use=where[:1] == [True])
        if kind == "T":
            tensors.take_gradient(entry, value, content)
        elif kind not in ("A", "F", "V"):
            kinds.apply(entry, value, content, self.others, depth)
        self._know(entry, value, content)
        return value

    def track(self, value: Any, depth: int) -> list[Any]:
        """[id, content] of this side's list, dict or set with methods. The other side's copy follows its changes."""
        key = self.key_of(value)
        if key is None:
            key = self._new_key()
            self._register(key, value, own=True)
        entry = self._entries[key]
        content = kinds.content_of(entry, value, self.others, depth)
        self._know(entry, value, content)
        return [key, content]

    def follow(self, key: Any, value: Any, content: Any) -> None:
        """Register `value`, the copy of an object that the other side tracks. The table does not keep it alive."""
        if type(key) is not int or self.owns(key) or len(self._entries) > MOST:
            raise Malformed("not an id, or too many")
        self._know(self._register(key, value, own=True), value, content)

    def changes(self) -> list[Any]:
        """[[[id, changed content], …], ids of objects that are gone or no longer in use] since the last message."""
        updates = self._updates()
        self._let_go()  # at the end: the last change of a copy may be what its last user has done
        gone, self._dropped = self._dropped, []
        return [updates, gone]

    def _updates(self) -> list[Any]:
        updates = []
        self.touched = False
        for key, entry in list(self._entries.items()):
            value = entry.reach()
            if value is None or (entry.look is not None and entry.look.holds(value)):
                continue
            mark = len(self._fresh)
            try:
                content = self._changed(entry, value)
                if content is not None:
                    updates.append([key, content])
                    self._know(entry, value, content)  # new objects in it have a number now
                elif not isinstance(entry.look, Items):
                    entry.look = self._look_at(entry, value)
            except Unsendable:  # its content can no longer be shared
                self.take_back(mark)
        return updates

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
        updates, gone = changes
        for key, content in updates:
            entry = self._entries.get(key)
            value = entry.reach() if entry is not None else None
            if entry is not None and value is not None:
                kinds.apply(entry, value, content, self.others, 0)
                if entry.kind in _OF_DATA:  # the next message tells what could not be taken over
                    entry.known, entry.look = content, None
                else:
                    self._know(entry, value, content)
        for key in gone:
            entry = self._entries.get(key) if type(key) is int else None
            if entry is not None and (key in self._own or not self.owns(key)):
                self._forget(key)

    def withdraw(self) -> None:
        """Stop sharing this side's own objects, and the other side's containers.

        An own object that is passed again gets a new number.
        """
        for key in [key for key in list(self._entries) if self.owns(key) or key in self._copies]:
            self._forget(key)
            self._dropped.append(key)

    def held(self) -> list[Any]:
        """The shared objects that their table does not keep. A caller keeps the list until its call is over."""
        kept = self._own | self._copies
        return [entry.reach() for key, entry in list(self._entries.items()) if key not in kept]

    def key_of(self, value: Any) -> int | None:
        """The number of `value`, or None where it is not shared."""
        key = self._ids.get(id(value))
        entry = self._entries.get(key) if key is not None else None
        return key if entry is not None and entry.reach() is value else None

    def _reach(self, key: int) -> Any:
        entry = self._entries.get(key)
        return entry.reach() if entry is not None else None

    def _new_key(self) -> int:
        key, self._next = self._next, self._next + 2
        self._fresh.append(key)
        return key

    def _changed(self, entry: tensors.Entry, value: Any) -> Any:
        """The new content of `value`. None where it has not changed. Raises Unsendable."""
        if entry.kind in _OF_DATA:
            content = kinds.content_of(entry, value, self.others, 0)
            return None if content == entry.known else content
        if isinstance(entry.look, Items) and not entry.look.are_those_of(value):
            self.touched = True
        elif self._snapshots.of(value, entry.kind) == entry.known:
            return None
        return kinds.content_of(entry, value, self.others, 0)

    def _know(self, entry: tensors.Entry, value: Any, content: Any) -> None:
        """From now on both sides have this content of `value`."""
        if entry.kind in _OF_DATA:
            entry.known = content
        look = entry.look = self._look_at(entry, value)
        if entry.kind not in _OF_DATA:
            enough = isinstance(look, Items) and look.suffice
            entry.known = None if enough else self._snapshots.of(value, entry.kind)

    def _look_at(self, entry: tensors.Entry, value: Any) -> Look | None:
        """A cheap test of whether `value` still has the known content. None where there is no such test."""
        if entry.kind == "T":
            return tensors.look_at(entry, value, entry.known)
        if entry.kind == "A":  # the names of a record can be changed in place
            return tensors.ArrayLook(value, entry.known) if value.dtype.names is None else None
        if entry.kind == "F":
            with suppress(Unsendable):
                return tables.TableLook(value)
        return Items(value, self.key_of, self._entries.keys()) if entry.kind in containers.CLASSES else None

    def _let_go(self) -> None:
        """Forget the copies of the other side's objects that nothing here uses, and report them."""
        for key in list(self._copies):
            if _references(self._entries[key]) <= _UNUSED:
                self._forget(key)
                self._dropped.append(key)

    def _register(self, key: int, value: Any, own: bool, in_use: bool = False) -> tensors.Entry:
        reach, kind = _held(value), kind_of(value)
        if in_use or kind in _IN_USE:
            (self._own if own else self._copies).add(key)
        elif own:
            with suppress(TypeError):  # NumPy's generators allow no weak reference, so the table keeps them
                reach = weak = _Weak(value, self._died)
                weak.key = key
        entry = self._entries[key] = tensors.Entry(reach, kind)
        self._ids[id(value)] = key
        if kind in memory.KINDS:
            self._places.add(key, value)
        return entry

    def _died(self, reference: _Weak) -> None:
        self._dropped.append(reference.key)
        self._forget(reference.key)

    def _forget(self, key: int) -> None:
        entry = self._entries.pop(key, None)
        self._own.discard(key)
        self._copies.discard(key)
        self._places.discard(key)
        value = entry.reach() if entry is not None else None
        if value is not None and self._ids.get(id(value)) == key:
            del self._ids[id(value)]
