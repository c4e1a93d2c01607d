"""The module `__main__` as a test cell finds it."""

from types import ModuleType
from typing import Any

from autograder.engine.judge.namespace import Namespace


class Main(ModuleType):
    """What `import __main__` and `patch("__main__.f")` find in a test: the test's own names and the student's."""

    def __init__(self, names: Namespace) -> None:
        super().__init__("__main__")
        super().__setattr__("_names", names)

    def __getattr__(self, name: str) -> Any:
        names: Namespace = self.__dict__["_names"]
        if name.startswith("__") or name == "load_tests" or name not in names:  # unittest would run the student's
            raise AttributeError(f"module '__main__' has no attribute {name!r}")
        return names[name]

    def __setattr__(self, name: str, value: Any) -> None:
        self._names[name] = value

    def __delattr__(self, name: str) -> None:
        del self._names[name]

    def __dir__(self) -> list[str]:
        """The test's own names: `unittest.main` runs all the tests that it finds here."""
        return [name for name in self._names.own() if not name.startswith("__")]
