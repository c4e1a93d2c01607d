"""Has threadpoolctl find the loaded libraries without /proc/self/maps, which neither side of an engine can open.

scikit-learn needs it for `KMeans`, `GaussianMixture` and others. Where it finds no /proc, it asks the C library. But it
looks for /proc when it is imported: that may be before the walls go up, or where /proc can be seen and not opened.
"""

import sys
from collections.abc import Callable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

_NAME = "threadpoolctl"


def look_elsewhere() -> None:
    """From now on, in this process and its forks."""
    if _NAME in sys.modules:
        _mend(sys.modules[_NAME])
    elif not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        # Behind those who find the instructor's modules, of which one may have this name.
        at = sys.meta_path.index(PathFinder) if PathFinder in sys.meta_path else len(sys.meta_path)
        sys.meta_path.insert(at, _Finder())


def _mend(module: ModuleType) -> None:
    if hasattr(module, "_HAS_PROCFS"):  # older ones ask the C library, and so does any that is not the real one
        vars(module)["_HAS_PROCFS"] = False


class _Finder(MetaPathFinder):
    """Finds threadpoolctl as Python does, and mends it when it has been run."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(fullname, path, target) if fullname == _NAME else None
        if spec is not None and spec.loader is not None:
            spec.loader.exec_module = _then_mended(spec.loader.exec_module)  # type: ignore[method-assign, assignment]
        return spec


def _then_mended(own: Callable[[ModuleType], None]) -> Callable[[ModuleType], None]:
    def exec_module(module: ModuleType) -> None:
        own(module)
        _mend(module)

    return exec_module
