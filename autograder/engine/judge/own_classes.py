"""The classes that both sides have: those of setup cells, and of the instructor's modules beside the notebook.

An object of the student's that says it is of such a class counts as one for `isinstance`. Its attributes and methods
stay the student's.
"""

import sys
from collections.abc import Callable, Set
from typing import Any

from autograder.notebook.plan import Plan


def finder(names: dict[str, Any], plan: Plan, modules: Set[str]) -> Callable[[str, str], type | None]:
    """A function that returns the judge's class with a module and a qualified name, or None.

    `names`: the namespace of the judge's cells. `modules`: the names of the instructor's modules.
    """
    setup = frozenset().union(*(cell.names.stores for cell in plan.cells if cell.kind == "setup")) - plan.students

    def find(module: str, qualname: str) -> type | None:
        found: Any = None
        if module == "__main__" and qualname in setup:
            found = dict.get(names, qualname)
        elif module.partition(".")[0] in modules:
            found = getattr(sys.modules.get(module), qualname, None)
        real = issubclass(type(found), type) and (found.__module__, found.__qualname__) == (module, qualname)
        return found if real else None

    return find
