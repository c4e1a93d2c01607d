"""A method that is called where it is read, `thing.name(…)`: one message for both."""

import dis
from functools import partial
from types import BuiltinMethodType, FrameType, FunctionType, MethodType
from typing import Any

from autograder.bridge import transforms
from autograder.bridge.port import Port

# How Python 3.11, and from 3.12 on, reads an attribute that it calls at once.
_LOAD_METHOD = dis.opmap.get("LOAD_METHOD")
_LOAD_ATTR = dis.opmap["LOAD_ATTR"]


def is_called_at_once(frame: FrameType) -> bool:
    """Whether the attribute that `frame` reads now is called in the same expression, and goes nowhere else."""
    code, place = frame.f_code.co_code, frame.f_lasti
    if _LOAD_METHOD is not None:
        return code[place] == _LOAD_METHOD
    return code[place] == _LOAD_ATTR and bool(code[place + 1] & 1)


def method(link: Port, thing: Any, name: str) -> Any:
    """What the expression calls. That `thing` has no such attribute is told by the call."""
    return partial(_call, link, thing, name)


def _call(link: Port, thing: Any, name: str, *args: Any, **kwargs: Any) -> Any:
    if transforms.are_active():
        return link.request("get", thing, name)(*args, **kwargs)
    called, value = link.request("method", thing, name, *args, **kwargs)
    return value if called is True else value(*args, **kwargs)


def serve(attribute: Any, lends: bool, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[bool, Any]:
    """Whether it was called here, and the result or the attribute.

    `lends`: whether this side lends the attribute. What is no function or method, or what the other side gets as data
    or has itself, it calls itself.
    """
    if lends and type(attribute) in (FunctionType, MethodType, BuiltinMethodType):
        return True, attribute(*args, **kwargs)
    return False, attribute
