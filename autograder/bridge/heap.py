"""Objects that the other side reaches by number, and when they are released.

`Lent` holds the objects of this side. `Borrowed` records which objects of the other side are still in use here.
"""

import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import torch

from autograder.bridge.proxy import Remote
from autograder.faults import Unsendable, Withdrawn

_MOST = 100_000
Node = tuple[torch.Tensor, list[torch.Tensor]]  # a result with a graph, and the leaves that it depends on


class Lent:
    """The objects of this side, by the numbers that the other side uses for them."""

    def __init__(self) -> None:
        self.things: dict[int, Any] = {}
        self.nodes: dict[int, Node] = {}
        self._numbers: dict[int, int] = {}  # by id()
        self._last = 0

    def number(self, thing: Any) -> int:
        """The number of an object, a new one if it has none yet. Raises Unsendable beyond 100,000 objects."""
        key = self._numbers.get(id(thing))
        if key is None or self.things.get(key) is not thing:
            key = self._new()
            self.things[key] = thing
            self._numbers[id(thing)] = key
        return key

    def node(self, tensor: torch.Tensor, leaves: list[torch.Tensor]) -> int:
        """A new number for a result whose gradient the other side may ask for. Raises Unsendable beyond 100,000."""
        key = self._new()
        self.nodes[key] = (tensor, leaves)
        return key

    def thing(self, key: Any) -> Any:
        """The object with this number. Raises Withdrawn where it is no longer lent."""
        if key not in self.things:
            raise Withdrawn("an object of a test that is over")
        return self.things[key]

    def take_back(self, keys: Iterable[Any]) -> None:
        """Release the objects with these numbers: the other side no longer uses them."""
        for key in keys:
            self.things.pop(key, None)
            self.nodes.pop(key, None)

    @contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """If the block raises, release all objects that it has lent: their numbers have not been sent.

        Without this a list with too many objects would fill the table for good.
        """
        before = self._last
        try:
            yield
        except BaseException:
            self.take_back(range(before + 1, self._last + 1))
            raise

    def clear(self) -> None:
        self.things.clear()
        self.nodes.clear()
        self._numbers.clear()

    def _new(self) -> int:
        if len(self.things) + len(self.nodes) > _MOST:
            raise Unsendable("too many objects")
        self._last += 1
        return self._last


class Borrowed:
    """The objects of the other side that are in use here."""

    def __init__(self) -> None:
        self.proxies: weakref.WeakValueDictionary[int, Remote] = weakref.WeakValueDictionary()
        self._gone: list[int] = []

    def hold(self, key: int, thing: Any) -> None:
        """Keep the other side's object with this number for as long as `thing` exists here."""
        weakref.finalize(thing, self._gone.append, key)

    def let_go(self) -> list[int]:
        """The numbers that nothing here has used since the last call. A number that is in use again is left out."""
        gone = list(self._gone)
        del self._gone[: len(gone)]  # in place, since the finalizers append to this list object
        return [key for key in gone if key not in self.proxies]
