"""The autograder: builds the notebooks, judges submissions from outside, keeps nbgrader's gradebook."""

import sys

# jsonschema, which nbformat imports, builds the grammar of a string format that no notebook has: three seconds of
# every process's start. Without that module it leaves the format out.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
