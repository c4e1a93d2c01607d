"""IPython's own syntax in the instructor's cells: it costs no mark, and what a test reads of it is there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.coursedir.grading import Grading
from autograder.engine.engine import Engine
from tests.support.engines import running
from tests.support.notebooks import Graded, check, grade, notebook, setup, solution

# Of each the cell goes on behind it, in a setup cell and in a test cell.
EVERYWHERE = [
    "?",
    "math.sqrt?",
    "?math.sqrt",
    "math.sqrt??",
    "*sqrt*?",
    "math.s*?",
    *(f"%{name} math.sqrt" for name in ("pinfo", "pinfo2", "pdoc", "pdef", "psource", "psearch", "pfile")),
    "%pip install -q numpy",
    "%history -n 1",
    "%load helper.py",
    "%xmode Minimal",
    "%pprint",
    "%lsmagic",
    "%quickref",
    "%automagic",
    "%store",
    "%alias ll ls",
    "%logstart log.py append",
    "%cd .",
    "%cd no/such/folder",
    "here = %pwd\nassert here",
    "import os\n%cd -q folder\nassert os.path.basename(os.getcwd()) == 'folder'\n%cd ..",
    "import os\n%env FOO=1\nassert os.environ['FOO'] == '1'",
    "%set_env BAR two words\nbar = %env BAR\nassert bar == 'two words'\neach = %env\nassert each['BAR'] == bar",
    "!echo hi",
    "files = !ls\nassert files == [] and files.n == ''",
    "files = %sx ls\nassert files == []",
    "!!ls",
    "%run helper.py\nassert helped == 1",
    "taken = %timeit -o -n1 -r1 sum([1])\nassert 0 <= taken.best < 1",
    "found = %time sum([1, 2])\nassert found == 3",
    "from IPython.core.magic import register_cell_magic, register_line_magic, register_line_cell_magic\n"
    "@register_cell_magic\ndef twice(line, cell): return 2 * int(line) * len(cell)\n"
    "@register_line_magic\ndef half(line): return int(line) // 2\n"
    "@register_line_cell_magic('both')\ndef one(line, cell=None): return line, cell\n"
    "four = %half 8\nboth = %both x\nassert four == 4 and both == ('x', None)",
    "assert get_ipython().ev('math.pi') > 3",
    "get_ipython().run_cell('zz = 1\\nzz + 1')\nassert zz == 1",
]
# A page shows these. They check nothing.
SHOWN = ["%%html\n<b>x</b>", "%%latex\nx", "%%javascript\n1", "%%markdown\nx"]
NOT_RUN = ["%no_such_magic", "%%bash\nfalse", "%%no_such_magic\nassert False", "%run other.ipynb"]
FAILING = ["get_ipython().run_cell('assert f(1) == 3')", "get_ipython().ev('f(1) / 0')", "%time assert f(1) == 3"]


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with running(Grading(cell_timeout=20.0, notebook_timeout=120.0, memory=1024)) as started:
        yield started


def graded(engine: Engine, tmp_path: Path, *cells: object) -> Graded:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/data.csv").write_text("1")
    (tmp_path / "helper.py").write_text("helped = 1\n")
    answer = solution("f", "def f(x): return x + 1")
    return grade(engine, notebook(setup("import math"), *cells, answer), {}, judge_files=tmp_path, files=tmp_path)


def test_in_a_setup_cell_each_does_what_it_does_and_the_cell_goes_on(engine: Engine, tmp_path: Path) -> None:
    cells = [
        setup(f"{magic}\nvalue_{number} = {number}")
        for number, magic in enumerate([*EVERYWHERE, NOT_RUN[0], NOT_RUN[-1]])
    ]
    tests = [check(f"t{number}", f"assert value_{number} == {number}") for number in range(len(cells))]
    done = graded(engine, tmp_path, *cells, *map(setup, [*SHOWN, *NOT_RUN]), *tests)
    assert {done.said(name) for name, score in done.scores.items() if not score} == set()


def test_in_a_test_cell_it_runs_or_fails(engine: Engine, tmp_path: Path) -> None:
    passing = [check(f"p{number}", source) for number, source in enumerate([*EVERYWHERE, *SHOWN])]
    failing = [check(f"f{number}", source) for number, source in enumerate([*NOT_RUN, *FAILING])]
    answer = solution("above", "def f(x): return x + 1")
    done = graded(engine, tmp_path, answer, *passing, *failing)
    assert {done.said(name) for name, score in done.scores.items() if name[0] == "p" and not score} == set()
    assert {name for name, score in done.scores.items() if name[0] == "f" and score} == set()


def test_a_file_that_an_answer_has_written_is_not_run(engine: Engine) -> None:
    source = notebook(
        solution("f", "open('mine.py', 'w').write('passed = True')"), check("t", "%run mine.py\nassert passed")
    )
    done = grade(engine, source, {})
    assert done.scores == {"t": 0.0}
    assert "mine.py" in done.said("t")
