"""`thing.name(…)` takes one message for both reading the method and calling it."""

import dis
from functools import partial
from types import BuiltinMethodType, FrameType, FunctionType, MethodType
from typing import Any

from autograder.bridge import transforms
from autograder.bridge.port import Port

# The instruction that reads an attribute to call it at once: LOAD_METHOD in Python 3.11, LOAD_ATTR from 3.12 on.
_LOAD_METHOD = dis.opmap.get("LOAD_METHOD")
_LOAD_ATTR = dis.opmap["LOAD_ATTR"]


class Thrown:
    """An exception that a test throws into a student's generator. It crosses as a copy, so that it can be raised."""

    def __init__(self, error: BaseException) -> None:
        self.error = error


def to_throw(name: str, args: tuple[Any, ...]) -> tuple[Any, ...]:
    """The arguments for a method of this name. An exception to throw is copied: a remote object cannot be raised."""
    if name != "throw":
        return args
    return tuple(Thrown(one) if isinstance(one, BaseException) else one for one in args)


def is_called_at_once(frame: FrameType) -> bool:
    """Whether the attribute that `frame` is reading is called at once in the same expression."""
    code, place = frame.f_code.co_code, frame.f_lasti
    if _LOAD_METHOD is not None:
        return code[place] == _LOAD_METHOD
    return code[place] == _LOAD_ATTR and bool(code[place + 1] & 1)


def method(link: Port, thing: Any, name: str) -> Any:
    """A function that reads and calls the method with one message. A missing attribute raises when it is called."""
    return partial(_call, link, thing, name)


def _call(link: Port, thing: Any, name: str, *args: Any, **kwargs: Any) -> Any:
    if transforms.are_active():
        return link.request("get", thing, name)(*args, **kwargs)
    called, value = link.request("method", thing, name, *to_throw(name, args), **kwargs)
    return value if called is True else value(*args, **kwargs)


def serve(attribute: Any, lends: bool, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[bool, Any]:
    """(True, the result) where the attribute was called here, else (False, the attribute).

    `lends`: whether this side lends the attribute. The other side calls the attribute itself where it is not a function
    or method, where it crosses as data, or where the other side has the same function.
    """
    if lends and type(attribute) in (FunctionType, MethodType, BuiltinMethodType):
        return True, attribute(*args, **kwargs)
    return False, attribute
