"""What a test may ask a student's object to say of itself: what the instructor's own solution could say too.

An exercise that asks for a class has one in its solution, whose methods are known (`link.methods`, `link.words`). An
object of a library has the methods of its class. Any other object would be a made-up one in the place of data, and its
operators and methods could say whatever a test wants to hear.
"""

import sys
from typing import Any

from autograder.bridge import lookalike, trust

# With one of these in its cells a solution's class may get comparisons that none of its lines defines.
_MAKING = frozenset(("dataclass", "dataclasses", "total_ordering", "NamedTuple", "namedtuple", "attr", "attrs", "type"))
_FUNCTION = "builtins:function"
# What functools gives a function.
_OF_FUNCTIONS = frozenset(("cache_info", "cache_clear", "cache_parameters", "dispatch", "register"))
COMPARISONS = ("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__")


def may_have(remote: object, name: str) -> bool:
    """Whether an object of the solution's may have a method of this name: a word of its cells, or a library's."""
    link = object.__getattribute__(remote, "_link")
    if not link.judge or link.words is None or name in link.words or _is_of_a_students_module(link, remote):
        return True
    return _is_a_librarys(link, remote, name)


def defines(remote: object, *names: str) -> bool:
    """Whether a class of the solution's, or the library class that the object is of, defines one of these methods."""
    link = object.__getattribute__(remote, "_link")
    if not link.judge or not link.methods.isdisjoint(names) or _is_of_a_students_module(link, remote):
        return True
    return any(_is_a_librarys(link, remote, name) for name in names)


def combines(remote: object, *names: str) -> bool:
    """Whether one of these operators of the object's may combine it with another object of the student's."""
    return object.__getattribute__(remote, "_link").words is None or defines(remote, *names)


def compares(remote: object, name: str) -> bool:
    """Whether two objects like this one may be compared by their own method."""
    link = object.__getattribute__(remote, "_link")
    if not link.judge or link.words is None or _is_of_a_students_module(link, remote):
        return True
    if not link.words.isdisjoint((*COMPARISONS, *_MAKING)):
        return True
    return any(getattr(cls, name, None) is not getattr(object, name) for cls in _libraries(link, remote))


def _is_of_a_students_module(link: Any, remote: object) -> bool:
    """Whether it is a module of the student's that the test has imported, or an object of a class of it.

    The instructor's notebook has no such class, so nothing is known of its methods.
    """
    of = {base.partition(":")[0] for base in object.__getattribute__(remote, "_bases")[:1]}
    return object.__getattribute__(remote, "_id") in link.modules or not of.isdisjoint(link.modules.values())


def _is_a_librarys(link: Any, remote: object, name: str) -> bool:
    """Whether a library class of the object has this method.

    Any name will do where the class itself has `__getattr__`. That of a base will not: every torch module has it.
    """
    own = object.__getattribute__(remote, "_bases")[:1]
    if any(_is_not_loaded(link, base) for base in own) or (name in _OF_FUNCTIONS and own == (_FUNCTION,)):
        return True
    itself = [cls for base in own for cls in [_class(link, base)] if cls is not None]
    if any(hasattr(cls, "__getattr__") for cls in itself):
        return True
    return any(hasattr(cls, name) for cls in _libraries(link, remote))


def _libraries(link: Any, remote: object) -> list[type]:
    found = (_class(link, base) for base in object.__getattribute__(remote, "_bases"))
    return [cls for cls in found if cls is not None and cls is not object]


def _is_not_loaded(link: Any, base: str) -> bool:
    """Whether the class is of a library that the instructor's cells name, and that only the student's code imports."""
    root = base.partition(":")[0].partition(".")[0]
    return root != "__main__" and root not in sys.modules and link.words is not None and root in link.words


def _class(link: Any, base: str) -> type | None:
    """This side's class of that name. None for a class of data, and for a library that the instructor does not use."""
    if base in lookalike.NAMELESS:
        return lookalike.NAMELESS[base]
    module, _, qualname = base.partition(":")
    own = lookalike.own_class(module, qualname)
    if own is not None or module == "__main__":
        return own
    root = module.partition(".")[0]
    within = root.startswith("_") and root in sys.stdlib_module_names  # `open` gives an object of _io
    if not within and link.words is not None and root not in link.words:
        return None
    found: Any = sys.modules.get(module)
    for part in qualname.split("."):
        found = getattr(found, part, None)
    if not isinstance(found, type) or issubclass(found, lookalike.OF_DATA) or trust.is_data(found):
        return None
    return found
