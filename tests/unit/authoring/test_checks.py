"""What is wrong with a source is told in one line: the file, the line, what to do."""

from pathlib import Path

import pytest

from autograder.authoring import checks, steps
from tests.support import small_course
from tests.support.small_course import SMALL, STEP


def faults(folder: Path, text: str) -> list[str]:
    """The faults of a step with this text, as the command line prints them, without the folder."""
    path = small_course.write(folder, text)
    return [str(fault).removeprefix(f"{folder}/source/{STEP}/") for fault in checks.faults(steps.read(path))]


def line_of(part: str, text: str = SMALL) -> int:
    return text[: text.index(part)].count("\n") + 1


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "en")


def test_the_small_course_has_no_fault(tmp_path: Path) -> None:
    assert faults(tmp_path, SMALL) == []


DUPLICATE = SMALL.replace('"grade_id": "area"', '"grade_id": "double"')
NO_POINTS = SMALL.replace('"points": 3, ', "")
NO_TEST = (
    SMALL[: SMALL.index('# %% nbgrader={"grade": true, "grade_id": "test_double"')]
    + (SMALL[SMALL.index('# %% nbgrader={"grade": false, "grade_id": "area"') :])
)
ALONE = SMALL.replace('# %% [markdown] lang="fr"\n# # Deux', "# %% [raw]\n# # Deux")

CASES = {
    "duplicate grade_id": (DUPLICATE, '# %% nbgrader={"grade": false, "grade_id": "double"', "is already that of line"),
    "no points": (NO_POINTS, '# %% nbgrader={"grade": true, "grade_id": "test_area"', "test_area has no points"),
    "zero points": (
        SMALL.replace('"points": 3', '"points": 0'),
        '# %% nbgrader={"grade": true, "grade_id": "test_area"',
        "test_area has no points",
    ),
    "solution without test": (NO_TEST, '# %% nbgrader={"grade": false, "grade_id": "double"', "double has no test"),
    "test without solution": (
        SMALL.replace('"grade_id": "test_area"', '"grade_id": "test_circle"'),
        '# %% nbgrader={"grade": true, "grade_id": "test_circle"',
        "test_circle tests no solution cell",
    ),
    "English alone": (ALONE, '# %% [markdown] lang="en"', 'has no lang="fr" twin'),
    "French first": (
        SMALL.replace('lang="en"\n# # T', 'lang="fr"\n# # T', 1),
        '# %% [markdown] lang="fr"\n# # Twice',
        'has no lang="en" twin',
    ),
    "text without language": (SMALL.replace(' lang="fr"\n# # D', "\n# # D"), "# %% [markdown]\n", "has no language"),
    "code with a language": (SMALL.replace("# %%\n", '# %% lang="fr"\n'), '# %% lang="fr"', "is out of place"),
    "twins that differ": (
        SMALL.replace("Le double de $x$", "Le double de $y$"),
        '# %% [markdown] lang="fr"',
        "the French text has formula 'y' more often",
    ),
    "region without end": (
        SMALL.replace("    ### END SOLUTION\n", "", 1),
        '# %% nbgrader={"grade": false, "grade_id": "double"',
        "BEGIN SOLUTION and END SOLUTION do not match",
    ),
    "region without beginning": (
        SMALL.replace("### BEGIN HIDDEN TESTS\n", "### BEGIN HIDEN TESTS\n", 1),
        '# %% nbgrader={"grade": true, "grade_id": "test_double"',
        "BEGIN HIDDEN TESTS and END HIDDEN TESTS do not match",
    ),
    "solution in an open cell": (
        SMALL.replace("import math\n", "### BEGIN SOLUTION\nimport math\n### END SOLUTION\n"),
        "# %%\n",
        "SOLUTION in a cell that nbgrader does not clear",
    ),
    "a name from an experiment": (
        SMALL.replace("# %%\nimport math", '# %% tags=["experiment"]\nimport math'),
        '# %% nbgrader={"grade": false, "grade_id": "area"',
        "math comes from the experiment of line 17",
    ),
    "an experiment that is an exercise": (
        SMALL.replace(
            '# %% nbgrader={"grade": false, "grade_id": "area"',
            '# %% tags=["experiment"] nbgrader={"grade": false, "grade_id": "area"',
        ),
        '# %% tags=["experiment"] nbgrader=',
        "the tag experiment is out of place",
    ),
    "broken metadata": (
        SMALL.replace('"grade_id": "area",', '"grade_id" "area",'),
        '# %% nbgrader={"grade": false, "grade_id" "area"',
        "metadata cannot be read",
    ),
    "metadata that nbgrader refuses": (
        SMALL.replace(
            '"schema_version": 3, "solution": true, "task": false}\ndef area', '"schema_version": 3}\ndef area'
        ),
        '# %% nbgrader={"grade": false, "grade_id": "area"',
        "nbgrader refuses the cell's metadata",
    ),
    "no Python": (SMALL.replace("return math.pi * r * r", "return math.pi * * r"), "return math.pi * *", "not Python"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_fault_names_its_line_and_the_remedy(case: str, tmp_path: Path) -> None:
    text, place, problem = CASES[case]
    found = faults(tmp_path, text)
    line = line_of(place, text)
    if case == "duplicate grade_id":
        line = line_of('# %% nbgrader={"grade": false, "grade_id": "double"', text[text.index("def double") :])
        line += text[: text.index("def double")].count("\n")
    mine = [fault for fault in found if problem in fault]
    assert mine, found
    assert mine[0].startswith(f"{STEP}.py:{line}: ")
    assert mine[0].count("; ") >= 1
    assert "\n" not in mine[0]
