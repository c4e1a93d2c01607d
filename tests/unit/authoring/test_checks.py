"""What is wrong with a source is told in one line: the file, the line, what to do."""

from pathlib import Path

import pytest

from autograder.authoring import catalogues, checks, steps
from autograder.authoring.catalogues import untranslated
from autograder.authoring.translations import differences
from autograder.faults import CourseError
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


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda path: path.unlink(), "the step's source is missing"),
        (lambda path: path.write_text("print('no cells')\n"), ":1: this is not a notebook in percent format"),
        (lambda path: path.write_text(""), ":1: this is not a notebook in percent format"),
        (lambda path: path.write_bytes(b"# %%\n\xff\xfe\n"), ":1: this is not readable text"),
        (lambda path: path.write_text("# ---\n# jupyter: [\n# ---\n\n# %%\n"), ":1: "),
    ],
)
def test_a_source_that_is_no_notebook(make: object, problem: str, tmp_path: Path) -> None:
    path = small_course.write(tmp_path)
    make(path)  # type: ignore[operator]
    with pytest.raises(CourseError) as caught:
        steps.read_all(tmp_path)
    (fault,) = caught.value.faults
    assert problem in str(fault)
    assert str(fault).startswith(str(path))


def test_all_unknown_steps_are_told_at_once(tmp_path: Path) -> None:
    small_course.write(tmp_path)
    with pytest.raises(CourseError) as caught:
        steps.read_all(tmp_path, ["02_gone", STEP, "03_gone"])
    assert [fault.path.name for fault in caught.value.faults] == ["02_gone", "03_gone"]
    assert all(STEP in fault.remedy for fault in caught.value.faults)


def test_an_empty_folder_is_no_course(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="there are no steps here"):
        steps.read_all(tmp_path)


ALIKE = [
    ("The rate is 0.01.", "Le pas est 0,01."),
    ("First `a`, then `b`.", "D'abord `b`, puis `a`."),
    (r"$f(x) = 1\text{ if }x$", r"$f(x) = 1 \text{ si } x$"),
    ("1. one\n2. two\n   - a\n", "1. un\n2. deux\n   - a\n"),
    ("# A\n\n## B\n\n[PyTorch](https://pytorch.org)", "# C\n\n## D\n\n[PyTorch](https://pytorch.org)"),
    ("| a | b |\n|---|---|\n| 1 | 2 |", "| c | d |\n|---|---|\n| 1 | 2 |"),
    ("```python\nx = 1\n```", "```python\nx = 1\n```"),
]


@pytest.mark.parametrize(("english", "french"), ALIKE)
def test_twins_that_say_the_same(english: str, french: str) -> None:
    assert differences(english, french) == []


UNLIKE = {
    "formula": ("$x + 1$", "$x - 1$"),
    "display formula": ("$$x + 1$$", "$$x$$"),
    "formula twice": ("$x$ and $x$", "$x$"),
    "inline code": ("`x @ w`", "`x @ w.T`"),
    "code block": ("```\nx = 1\n```", "```\nx = 2\n```"),
    "link": ("[a](https://a.org)", "[a](https://b.org)"),
    "image": ("![a](one.png)", "![a](two.png)"),
    "number": ("in 30 steps", "en 300 pas"),
    "heading": ("## Goals", "### Buts"),
    "heading missing": ("# A\n\n# B", "# A\n\nB"),
    "list": ("- a\n- b\n", "- a\n"),
    "list nesting": ("- a\n  - b\n", "- a\n- b\n"),
    "table": ("| a | b |\n|---|---|\n| 1 | 2 |", "| a |\n|---|\n| 1 2 |"),
    "empty": ("`a`", ""),
}


@pytest.mark.parametrize("case", UNLIKE)
def test_twins_that_differ(case: str) -> None:
    english, french = UNLIKE[case]
    assert differences(english, french)
    assert differences(french, english)


def test_a_step_may_say_nothing_untranslated(tmp_path: Path) -> None:
    text = SMALL.replace(
        "import math\n", 'import math\nfrom course.helpers.language import label\nlabel("no such words")\n'
    )
    path = small_course.write(tmp_path, text)
    (fault,) = untranslated(tmp_path, [STEP])
    assert (fault.path, fault.line) == (path, line_of("label(", text))
    assert "'no such words' has no fr translation" in fault.problem
    assert untranslated(tmp_path, ["02_other"]) == []


def test_a_translation_keeps_the_fields(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = tmp_path / "locale" / "fr" / "LC_MESSAGES" / "x.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8"\n\nmsgid "{a} of"\nmsgstr "{b} sur"\n'
    )
    monkeypatch.setattr("autograder.authoring.catalogues.HELPERS_LOCALE", tmp_path / "locale")
    small_course.write(tmp_path, SMALL.replace("import math\n", 'import math\nsentence("{a} of", a=1)\n'))
    (fault,) = untranslated(tmp_path, [STEP])
    assert "has other fields in its translation" in fault.problem


def test_new_messages_go_into_their_modules_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    locale = tmp_path / "grader" / "locale"
    folder = locale / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (tmp_path / "course" / "helpers" / "locale" / "fr" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "course" / "__main__.py").touch()
    monkeypatch.setattr(catalogues, "GRADER_LOCALE", locale)
    monkeypatch.setattr(catalogues, "HELPERS_LOCALE", tmp_path / "course" / "helpers" / "locale")
    (folder / "old.po").write_text(f'{catalogues.HEAD}\nmsgid "one"\nmsgstr "un"\n\nmsgid "gone"\nmsgstr "parti"\n')
    (folder / "click.po").write_text(f'{catalogues.HEAD}\nmsgid "usage"\nmsgstr "emploi"\n')
    (tmp_path / "grader" / "a.py").write_text("""print(_("one"), _('two "quoted" {x}'), _("two \\"quoted\\" {x}"))""")
    (tmp_path / "grader" / "b.py").write_text('print(N_("three"))')
    assert catalogues.update(tmp_path) == ([folder / "new.po", folder / "old.po"], ["gone"])
    missing = [str(fault) for fault in untranslated(tmp_path)]
    assert len(missing) == 3
    assert all("has no fr translation" in fault for fault in missing)
    assert (folder / "old.po").read_text().endswith('msgid "two \\"quoted\\" {x}"\nmsgstr ""\n')
    assert catalogues.update(tmp_path) == ([], ["gone"])
