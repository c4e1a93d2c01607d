"""`doctest` in a test cell. It would run the examples of a student's docstring, which are the student's code, here.

So it is refused. The instructor's own solution fails such a test as well, and a person marks it.
"""

import doctest
from typing import Any


def refuse() -> None:
    """From now on, in this process, no docstring is searched for examples, and no example is run."""
    doctest.DocTestFinder.find = _refused  # type: ignore[method-assign]
    doctest.DocTestRunner.run = _refused  # type: ignore[method-assign]


def _refused(*_: Any, **__: Any) -> Any:
    raise NameError("doctest cannot be used in a test: it would run what the student's docstring says")
