"""A course of one small step, for tests that need a whole course and no more: `SMALL`, and `write(folder)`.

Two exercises with hidden tests and a written answer, so that every kind of cell is there once. Grading it takes as
long as a kernel takes to start.
"""

from pathlib import Path

STEP = "01_small"

CONFIG = """c = get_config()
c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback", "[0-9][0-9]_*.py"]
c.ClearMarkScheme.enforce_metadata = False
"""

SMALL = '''# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] lang="en"
# # Twice
# The double of $x$ is `2 * x`, so 21 becomes 42.

# %% [markdown] lang="fr"
# # Deux fois
# Le double de $x$ est `2 * x` : 21 devient donc 42.

# %%
import math

# %% nbgrader={"grade": false, "grade_id": "double", "locked": false, "schema_version": 3, "solution": true, "task": false}
def double(x):
    """Twice x.

    Le double de x.
    """
    ### BEGIN SOLUTION
    twice = x + x
    return twice
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_double", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
assert double(2) == 4, "double(2)"
### BEGIN HIDDEN TESTS
assert double(-3) == -6, "double(-3)"
### END HIDDEN TESTS

# %% nbgrader={"grade": false, "grade_id": "area", "locked": false, "schema_version": 3, "solution": true, "task": false}
def area(r):
    """The area of a disc.

    L'aire d'un disque.
    """
    ### BEGIN SOLUTION
    return math.pi * r * r
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_area", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
assert math.isclose(area(1), math.pi), "area(1)"
### BEGIN HIDDEN TESTS
assert math.isclose(area(2), 4 * math.pi), "area(2)"
### END HIDDEN TESTS

# %% [markdown] lang="en" nbgrader={"grade": false, "grade_id": "why_en", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Why?
#
# === BEGIN MARK SCHEME ===
# Half a point for any reason.
# === END MARK SCHEME ===

# %% [markdown] lang="fr" nbgrader={"grade": false, "grade_id": "why_fr", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Pourquoi ?
#
# === BEGIN MARK SCHEME ===
# Un demi-point pour toute raison.
# === END MARK SCHEME ===

# %% [markdown] nbgrader={"grade": true, "grade_id": "why", "locked": false, "points": 1, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# Because it is so. C'est ainsi.
# ### END SOLUTION
'''  # noqa: E501  a cell's mark is one line


def write(folder: Path, text: str = SMALL, step: str = STEP) -> Path:
    """Make `folder` a course whose one step is `text`; returns the step's file."""
    path = folder / "source" / step / f"{step}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    (folder / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    return path
