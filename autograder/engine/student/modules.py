"""The modules that lie in the student's folder: handed in, or written by a cell."""

import importlib
import importlib.util
import os
import sys
from collections.abc import Mapping
from types import ModuleType
from typing import Any


class LentModule:
    """A module of the student's, for a test that imports it. Only what is asked for crosses."""

    def __init__(self, module: ModuleType) -> None:
        self.__dict__["_of"] = module

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._of, name)
        return LentModule(value) if isinstance(value, ModuleType) else value

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._of, name, value)

    def __dir__(self) -> list[str]:
        return dir(self._of)


def lent(root: str, name: str) -> LentModule:
    """The module with this name, imported. Raises ModuleNotFoundError for one that does not lie below `root`."""
    spec = importlib.util.find_spec(name)
    if spec is None or not _is_below(spec.origin, root):
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    return LentModule(importlib.import_module(name))


def own_class(root: str, names: Mapping[str, Any], module: str, qualname: str) -> type | None:
    """The class that this side's cells or a module below `root` define under this name. `names`: those of the cells."""
    found: Any = None
    if module == "__main__":
        found = names.get(qualname)
    elif _is_below(getattr(sys.modules.get(module), "__file__", None), root):
        found = getattr(sys.modules[module], qualname, None)
    real = issubclass(type(found), type) and (found.__module__, found.__qualname__) == (module, qualname)
    return found if real else None


def _is_below(path: str | None, root: str) -> bool:
    return path is not None and os.path.realpath(path).startswith(os.path.join(os.path.realpath(root), ""))
