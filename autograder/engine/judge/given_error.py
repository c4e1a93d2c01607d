"""Exception classes that the instructor's cells define, for tests and answers alike.

Where an answer raises one, `except BankError` in a test catches it: the judge has the class itself.
"""

from typing import Any

from autograder.bridge import trust
from autograder.notebook.plan import Owners, Plan


def given_error(names: dict[str, Any], plan: Plan, owners: Owners, path: str) -> type[Exception] | None:
    """The exception class at `path` that a cell of the instructor's, which is no test, has defined for the student too.

    None for any other path. A class of a test's own may steer the test, and so may one whose library's class is not
    listed in `trust`.
    """
    name = path.removeprefix("__main__.")
    tested = any(cell.kind == "test" and name in cell.names.stores for cell in plan.cells)
    if name == path or name in owners.students or name not in plan.trusted or tested:
        return None
    found = dict.get(names, name)
    if not (isinstance(found, type) and issubclass(found, Exception) and found.__qualname__ == name):
        return None
    above = [one for one in found.__mro__ if issubclass(one, Exception) and one.__module__ != "__main__"]
    listed = all(trust.error_class(f"{one.__module__}.{one.__qualname__}") for one in above)
    return found if listed else None
