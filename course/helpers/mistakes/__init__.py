"""The mistakes that tests name: a short key, as a linter has codes, and a sentence for the student.

The key is what the answer bank gives a wrong answer (`mistake="sum.for_mean"`), what a test gives where no answer can
tell, and what the teacher's report counts. It never changes once a class has been graded with it.

Each module of this package holds one theme. The keys that begin with the same word stand in the same module.
"""

from importlib import import_module
from pkgutil import iter_modules

MISTAKES: dict[str, str] = {}
for _theme in iter_modules(__path__, f"{__name__}."):
    _table = import_module(_theme.name).MISTAKES
    if _twice := MISTAKES.keys() & _table.keys():
        raise ValueError(f"{_theme.name}: {', '.join(sorted(_twice))} stands in another module too")
    MISTAKES |= _table
