"""What stays where it is and is reached from the other side by number, and when it is let go.

`Lent` has the things of this side, `Borrowed` knows which of the other side's are still held here.
"""

import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import torch

from autograder.bridge.proxy import Remote
from autograder.faults import Unsendable, Withdrawn

_MOST = 100_000
Node = tuple[torch.Tensor, list[torch.Tensor]]  # a result with a graph, and the leaves that it was made of


class Lent:
    """The things of this side, by the numbers under which the other side knows them."""

    def __init__(self) -> None:
        self.things: dict[int, Any] = {}
        self.nodes: dict[int, Node] = {}
        self._numbers: dict[int, int] = {}  # by id()
        self._last = 0

    def number(self, thing: Any) -> int:
        """The number of a thing, a new one if it has none. Raises Unsendable where too many are lent."""
        key = self._numbers.get(id(thing))
        if key is None or self.things.get(key) is not thing:
            key = self._new()
            self.things[key] = thing
            self._numbers[id(thing)] = key
        return key

    def node(self, tensor: torch.Tensor, leaves: list[torch.Tensor]) -> int:
        """The number of a result whose gradient the other side may ask for. Raises Unsendable if too many are lent."""
        key = self._new()
        self.nodes[key] = (tensor, leaves)
        return key

    def thing(self, key: Any) -> Any:
        """The thing of that number. Raises Withdrawn where it is lent no more."""
        if key not in self.things:
            raise Withdrawn("an object of a test that is over")
        return self.things[key]

    def take_back(self, keys: Iterable[Any]) -> None:
        """The other side holds these no more."""
        for key in keys:
            self.things.pop(key, None)
            self.nodes.pop(key, None)

    @contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """What cannot be sent in the end is not lent: a list of too many objects leaves room for others."""
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
    """The other side's things that are held here."""

    def __init__(self) -> None:
        self.proxies: weakref.WeakValueDictionary[int, Remote] = weakref.WeakValueDictionary()
        self._gone: list[int] = []

    def hold(self, key: int, thing: Any) -> None:
        """As long as `thing` is held here, the other side keeps what it calls by that number."""
        weakref.finalize(thing, self._gone.append, key)

    def let_go(self) -> list[int]:
        """The numbers of the things that nobody here has held since the last time; some may have come back."""
        gone = list(self._gone)
        del self._gone[: len(gone)]  # in place: whatever is held adds its number to this very list
        return [key for key in gone if key not in self.proxies]
