"""Python's own mutable containers: the kinds that both sides share, how to read one, and how to replace its content."""

import collections
from typing import Any

# The letter of each class in a document. An instance of a subclass has none: see subclasses.py.
KINDS: dict[type, str] = {
    list: "L",
    dict: "M",
    set: "S",
    bytearray: "B",
    collections.Counter: "C",
    collections.OrderedDict: "Q",
    collections.defaultdict: "D",
}
CLASSES: dict[Any, type] = {letter: cls for cls, letter in KINDS.items()}


def items_of(value: Any) -> list[Any]:
    """What a container of one of the `KINDS` refers to: its items, or its keys, its values and its default factory."""
    if isinstance(value, dict):
        return [*value, *value.values(), getattr(value, "default_factory", None)]
    return list(value)


def replace_content(value: Any, new: Any) -> None:
    """Replace the content in place, with the methods of the built-in class. `value` may be of a subclass.

    A default factory is taken over only where there is none yet.
    """
    if isinstance(value, list | bytearray):
        (list if isinstance(value, list) else bytearray).__setitem__(value, slice(None), new)  # type: ignore[index]
        return
    if isinstance(value, collections.OrderedDict):  # it keeps a list of its keys, which only its own methods change
        collections.OrderedDict.clear(value)
        for key in new:
            collections.OrderedDict.__setitem__(value, key, new[key])
        return
    kind: Any = dict if isinstance(value, dict) else set
    kind.clear(value)
    kind.update(value, new)
    if isinstance(value, collections.defaultdict) and value.default_factory is None:
        value.default_factory = new.default_factory
