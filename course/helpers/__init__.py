"""What a notebook imports: `from course.helpers import data, expect, given, plotting`."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from course.helpers.observe import given, observe

if TYPE_CHECKING:
    from course.helpers.context import Context, Tape
    from course.helpers.forbidden import forbid

__all__ = ["Context", "Tape", "forbid", "given", "observe"]

# On first use: the command line needs `course.helpers.language` alone, and torch takes seconds to import.
_HOMES = {"Context": "context", "Tape": "context", "forbid": "forbidden"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
