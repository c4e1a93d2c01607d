"""The engine on small notebooks: the marks of an ordinary kernel, and faults that cost their exercise alone."""

import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from nbformat import NotebookNode

from autograder.coursedir.grading import Grading
from autograder.engine.engine import Engine
from autograder.engine.job import Job
from autograder.engine.judge import clock
from autograder.faults import Ungraded
from autograder.notebook.planner import make_plan
from tests.support.engines import running
from tests.support.notebooks import Graded, check, grade, notebook, setup, solution, text, words


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with running(Grading(cell_timeout=4.0, notebook_timeout=60.0, memory=1024)) as started:
        yield started


TWO = notebook(
    setup("import numpy as np\nimport torch\nfactor = 2"),
    solution("double", "def double(x):\n    return factor * x"),
    check("test_double", "assert double(3) == 6\nassert double(np.ones(2)).tolist() == [2, 2]"),
    solution("square", "def square(x):\n    return x ** 2"),
    check("test_square", "assert square(3) == 9", points=2),
)
RIGHT = {"test_double": 1.0, "test_square": 2.0}


def test_the_reference_has_full_marks(engine: Engine) -> None:
    assert grade(engine, TWO, {}).scores == RIGHT


def test_a_wrong_answer_costs_its_exercise_and_is_told_where(engine: Engine) -> None:
    graded = grade(engine, TWO, {"square": "def square(x):\n    return x * 3 + 1"})
    assert graded.scores == RIGHT | {"test_square": 0}
    assert "assert square(3) == 9" in graded.said("test_square")


def test_what_a_student_prints_and_shows_is_in_the_outputs(engine: Engine) -> None:
    graded = grade(
        engine, TWO, {"double": "def double(x):\n    print('called')\n    return 2 * x\nprint('hello')\n6 * 7"}
    )
    assert graded.scores == RIGHT
    assert graded.said("double") == "hello\n\n42"
    assert graded.said("test_double") == "called\ncalled\n"


def test_a_students_error_is_in_the_outputs_as_a_kernel_has_it(engine: Engine) -> None:
    graded = grade(engine, TWO, {"double": "1 / 0"})
    assert "ZeroDivisionError" in graded.said("double")
    assert graded.scores == RIGHT | {"test_double": 0}
    assert "NameError" in graded.said("test_double")


LATE_IMPORT = notebook(
    setup("# What is needed.\nimport torch\nimport numpy as np"),
    solution("double", "def double(x):\n    return np.asarray(x) * 2"),
    check("test_double", "assert double(3) == 6"),
    solution("square", "def square(x):\n    return x ** 2"),
    check("test_square", "assert square(3) == 9"),
)


@pytest.mark.parametrize(
    ("imports", "answers", "test", "told"),
    [
        ("import seaborn_too\nimport numpy as np", {}, "test_double",
         "The cell `import seaborn_too` ended with ModuleNotFoundError: No module named 'seaborn_too'."),
        ("import numpy as np", {"square": "square = lambda x: x ** 2 / 0\nsquare(1)"}, "test_square", None),
        ("import numpy as np", {"square": "1 / 0\nsquare = lambda x: x ** 2"}, "test_square",
         "The cell `1 / 0` ended with ZeroDivisionError: division by zero."),
        ("import numpy as np", {"square": "def square(x:\n    return x ** 2"}, "test_square",
         "The cell `def square(x:` ended with SyntaxError: '(' was never closed.\n"),
        ("import subprocess\nsubprocess.run(['true'])\nimport numpy as np", {}, "test_double",
         "The cell `import subprocess` ended with ProcessRefused. No other program"),
        ("import numpy as np", {"square": "import os\nos._exit(3)\nsquare = 1"}, "test_square",
         "The cell `import os` was stopped. The process ended itself (exit code 3)."),
        ("import numpy as np", {"double": "1 / 0", "square": "def square(x): return factor"}, "test_square", None),
        ("np = None", {}, "test_double", None),
    ],
)  # fmt: skip
def test_an_ended_cell_is_named_where_its_names_are_missing(
    engine: Engine, imports: str, answers: dict[str, str], test: str, told: str | None
) -> None:
    submitted = notebook(setup(imports), *LATE_IMPORT.cells[1:])
    for cell in submitted.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.update(source=answers.get(grade_id, cell.source), outputs=[])
    graded = Graded(engine.execute(Job(submitted, make_plan(LATE_IMPORT))))
    assert graded.scores[test] == 0
    if told is None:
        assert "The cell" not in graded.said(test)
    else:
        assert graded.said(test).startswith(told)
        assert "NameError" in graded.said(test)


def test_a_warning_costs_nobody_a_point(engine: Engine) -> None:
    code = "import sys, warnings\ndef double(x):\n    warnings.warn('old')\n"
    code += "    print('!', file=sys.stderr)\n    return 2 * x"
    assert grade(engine, TWO, {"double": code}).scores == RIGHT


def test_partial_credit_is_the_last_value(engine: Engine) -> None:
    source = notebook(solution("f", "def f(): return 1"), check("test_f", "f() + 0.5", points=3))
    assert grade(engine, source, {}).scores == {"test_f": 1.5}


def test_a_test_may_rebind_and_delete_a_students_name(engine: Engine) -> None:
    source = notebook(
        solution("f", "def f(x):\n    return x + 1"),
        solution("g", "def g(x):\n    return f(x) * 2"),
        check("test_g", "before = f\nf = lambda x: 10\nassert g(1) == 20\nf = before\nassert g(1) == 4"),
        check(
            "test_uses_f",
            "kept = f\ndel f\ntry:\n    g(1)\nexcept NameError:\n    pass\nelse:\n    assert False\n"
            "finally:\n    f = kept\nassert g(1) == 4",
        ),
    )
    assert grade(engine, source, {}).scores == {"test_g": 1.0, "test_uses_f": 1.0}
    alone = grade(engine, source, {"g": "def g(x):\n    return (x + 1) * 2"})
    assert alone.scores == {"test_g": 0, "test_uses_f": 0}


HELPERS = notebook(
    setup("from course.helpers import forbid, given, observe\nimport torch"),
    solution("slope", "def slope(x):\n    return 2 * x"),
    solution("step", "def step(x):\n    return x - slope(x)"),
    check("test_step", "with given(slope=lambda x: 10 * x):\n    assert step(1.0) == -9.0\nassert step(1.0) == -1.0"),
    check(
        "test_watch", "def probe(n):\n    return [slope(i) for i in range(n)]\nassert observe(probe, 3) == [0, 2, 4]"
    ),
    check("test_by_hand", "with forbid('torch.autograd'):\n    assert float(slope(torch.tensor(2.0))) == 4.0"),
)


def test_given_observe_and_forbid_reach_the_students_process(engine: Engine) -> None:
    assert set(grade(engine, HELPERS, {}).scores.values()) == {1.0}
    wrong = grade(engine, HELPERS, {"slope": "def slope(x):\n    return 0 * x"})
    assert wrong.scores["test_watch"] == 0
    lazy = "def slope(x):\n    x = torch.as_tensor(x, dtype=torch.float64).requires_grad_()\n"
    lazy += "    (x ** 2).backward()\n    return x.grad.item()"
    cheat = grade(engine, HELPERS, {"slope": lazy})
    assert cheat.scores["test_by_hand"] == 0
    assert "autograd.used" in cheat.said("test_by_hand")


def test_names_of_experiments_are_the_students_and_helpers_of_tests_the_judges(engine: Engine) -> None:
    source = notebook(
        solution("f", "def f():\n    return [3, 4]"),
        setup("fitted = f()"),
        check("test_f", "def ok(value):\n    return value == [3, 4]\nassert ok(fitted) and ok(f())"),
        check("test_again", "assert ok(f())"),
    )
    assert set(grade(engine, source, {}).scores.values()) == {1.0}
    cheat = "def f():\n    return []\ndef ok(value):\n    return True"
    assert set(grade(engine, source, {"f": cheat}).scores.values()) == {0.0}


def test_a_name_that_a_test_binds_is_the_tests_own_object(engine: Engine) -> None:
    source = notebook(
        solution("fill", "def fill(things):\n    things.append(1)"),
        setup("things = []\nfill(things)"),
        check("test_fill", "things = []\nfill(things)\nthings.append(2)\nassert things == [1, 2]"),
    )
    assert grade(engine, source, {}).scores == {"test_fill": 1.0}


def test_given_lends_a_name_that_is_defined_later(engine: Engine) -> None:
    source = notebook(
        setup("from course.helpers import given"),
        solution("first", "def first(x):\n    return second(x) + 1"),
        check("test_first", "with given(second=lambda x: 10 * x):\n    assert first(1) == 11"),
        solution("second", "def second(x):\n    return 2 * x"),
        check("test_second", "assert second(1) == 2 and first(1) == 3"),
    )
    assert set(grade(engine, source, {}).scores.values()) == {1.0}


def test_an_answer_that_crashes_the_judge_costs_its_exercise(engine: Engine) -> None:
    source = notebook(
        *TWO.cells[:2],
        check("test_double", "import ctypes\nif double(3) != 6:\n    ctypes.string_at(0)"),
        *TWO.cells[3:],
    )
    assert grade(engine, source, {}).scores == RIGHT
    graded = grade(engine, source, {"double": "def double(x): return 7"})
    assert graded.scores == RIGHT | {"test_double": 0}
    assert "SIGSEGV" in graded.said("test_double")


EXPERIMENT = setup("drawn = [double(n) for n in range(9)]\nprint('drawn', drawn)")
EXPERIMENT.metadata["tags"] = ["experiment"]
WITH_EXPERIMENT = notebook(*TWO.cells[:3], EXPERIMENT, *TWO.cells[3:])


def test_an_experiment_is_not_run_and_says_so(engine: Engine) -> None:
    graded = grade(engine, WITH_EXPERIMENT, {})
    assert graded.scores == RIGHT
    assert "no mark depends" in words(graded.cells[3].outputs[0])


def test_a_library_does_not_say_that_no_processes_can_be_started(engine: Engine) -> None:
    graded = grade(engine, TWO, {"double": "import joblib.parallel\ndef double(x):\n    return 2 * x"})
    assert graded.said("double") == ""


def test_an_experiment_that_a_test_needs_is_run_after_all(engine: Engine) -> None:
    """In another course the tag may mean something else."""
    needed = NotebookNode(EXPERIMENT | {"source": "table = {n: double(n) for n in range(9)}"})
    source = notebook(*TWO.cells[:3], needed, TWO.cells[3], check("test_square", "assert square(3) == table[4] + 1", 2))
    assert grade(engine, source, {}).scores == RIGHT


def test_an_experiment_that_the_student_has_changed_is_run(engine: Engine) -> None:
    cells = [NotebookNode(cell) for cell in WITH_EXPERIMENT.cells]
    cells[3].source += "\nprint('mine')"
    plan = make_plan(WITH_EXPERIMENT)
    done = engine.execute(Job(notebook(*cells), plan))
    assert "mine" in words(done.notebook.cells[3].outputs[0])


def test_an_experiment_that_an_answer_uses_is_run(engine: Engine) -> None:
    answer = {"square": "def square(x):\n    return drawn[x] * x // 2"}
    assert grade(engine, WITH_EXPERIMENT, answer).scores == RIGHT


def test_the_tag_of_a_students_own_cell_means_nothing(engine: Engine) -> None:
    own = setup("def square(x):\n    return x ** 2")
    own.metadata["tags"] = ["experiment"]
    cells = [*map(NotebookNode, TWO.cells[:3]), own, solution("square", ""), *map(NotebookNode, TWO.cells[4:])]
    done = engine.execute(Job(notebook(*cells), make_plan(TWO)))
    assert Graded(done).scores == RIGHT


def test_without_the_source_unknown_names_are_the_students(engine: Engine) -> None:
    stripped = notebook(
        setup("import math"),
        check("test_double", "import math\nassert double(3) == 6\nassert math.pi > helper()"),
    )
    submitted = notebook(solution("double", "def double(x): return 2 * x\ndef helper(): return 3"), *stripped.cells)
    plan = make_plan(stripped, open_names=True)
    assert Graded(engine.execute(Job(submitted, plan))).scores == {"test_double": 1.0}


def test_without_the_source_well_known_modules_are_the_judges_own(engine: Engine) -> None:
    stripped = notebook(
        check("test_double", "assert np.allclose(double(np.ones(2)), [2, 2]) and math.isclose(double(3), 6)")
    )
    plan = make_plan(stripped, open_names=True)
    fake = "class Yes:\n    def __getattr__(self, name): return lambda *args: True\nnp = math = Yes()\n"
    for code, points in (("def double(x): return 2 * x", 1.0), (f"{fake}def double(x): return 7", 0.0)):
        submitted = notebook(setup("import numpy as np, math"), solution("double", code), *stripped.cells)
        done = engine.execute(Job(submitted, plan))
        assert Graded(done).scores == {"test_double": points}


def test_the_error_of_a_thread_is_shown_without_the_engines_lines(engine: Engine) -> None:
    answer = "from threading import Thread\ndef double(f):\n    t = Thread(target=lambda: f(0))\n"
    answer += "    t.start(); t.join()"
    source = notebook(solution("double", answer), check("test_double", "double(lambda x: 1 / x)"))
    said = grade(engine, source, {}).said("test_double")
    assert "Exception in thread" in said
    assert "ZeroDivisionError" in said
    assert "line 3, in <lambda>" in said
    assert "autograder" not in said, said


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import os\nos._exit(3)", "exit code 3"),
        ("import os\nos.kill(os.getpid(), 11)", ""),
        ("import ctypes\nctypes.string_at(0)", "SIGSEGV"),
        ("import sys\nsys.setrecursionlimit(10**9)\ndef f(): f()\nf()", ""),
        ("def f(): f()\nf()", "RecursionError"),
        ("while True: pass", "TimedOut"),
        ("while True:\n    try:\n        while True: pass\n    except KeyboardInterrupt: pass", "TimedOut"),
        ("import signal\nsignal.setitimer(signal.ITIMER_REAL, 0)\nwhile True: pass", "4 s"),
        ("import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()", "TimedOut"),
        ("input()", "nobody"),
        ("import sys\nsys.exit(1)", ""),
        ("exit()", ""),
        ("x = bytearray(3 << 30)", "MemoryError"),
        ("for i in range(1000):\n    print('x' * 1_000_000)", "output cut"),
        ("import os\nfor fd in range(3, 100):\n    try: os.close(fd)\n    except OSError: pass", ""),
        ("class E(Exception):\n    def __str__(self):\n        while True: pass\nraise E", ""),
        ("import os\nos.fork()", ""),
        ("import subprocess\nsubprocess.run(['ls'])", ""),
    ],
)  # fmt: skip
def test_a_fault_in_a_cell_costs_that_exercise_alone(engine: Engine, code: str, reason: str) -> None:
    begin = time.monotonic()
    graded = grade(engine, TWO, {"double": code})
    assert graded.scores == RIGHT | {"test_double": 0}
    assert reason in graded.said("double")
    assert time.monotonic() - begin < 40


@pytest.mark.parametrize(
    "body",
    [
        "import os; os._exit(0)",
        "while True: pass",
        "raise SystemExit",
        "import ctypes; ctypes.string_at(0)",
        "return x0",
    ],
)
def test_a_fault_in_a_call_costs_that_exercise_alone(engine: Engine, body: str) -> None:
    graded = grade(engine, TWO, {"double": f"def double(x):\n    {body}"})
    assert graded.scores == RIGHT | {"test_double": 0}


def test_state_from_before_a_crash_is_there_after_it(engine: Engine) -> None:
    source = notebook(
        solution("first", "base = 5"),
        solution("second", "def second(): return base"),
        check("test_first", "assert second() == 5"),
        solution("third", "def third(): return base + 1"),
        check("test_third", "assert third() == 6"),
    )
    crash = {"second": "def second():\n    import os\n    os._exit(1)"}
    assert grade(engine, source, crash).scores == {"test_first": 0, "test_third": 1.0}


def test_no_test_is_asked_again_after_the_judge_has_ended(engine: Engine) -> None:
    """What was judged before stands, also where the answer of a second asking would be another."""
    crash = (
        "if ends() is True:\n    import os, signal\n    os.kill(os.getpid(), signal.SIGSEGV)\nassert ends() is False"
    )
    source = notebook(
        setup("import numpy as np\nfrom pathlib import Path"),
        solution("count", "asked = []\ndef count():\n    asked.append(1)\n    return len(asked)"),
        check("test_count", "print('drawn', np.random.rand())\nassert count() == 1"),
        solution("ends", "def ends():\n    return False"),
        check("test_ends", crash),
        solution("last", "def last():\n    return 3"),
        check("test_ends_too", crash),
        check("test_last", "print('drawn', np.random.rand())\nassert last() == 3"),
    )
    assert set(grade(engine, source, {}).scores.values()) == {1.0}
    remembers = "def count():\n    path = Path('asked')\n    before = path.read_text() if path.exists() else ''\n"
    remembers += "    path.write_text(before + 'x')\n    return len(before)"
    answers = {"count": remembers, "ends": "def ends():\n    return True\nprint(Path('asked').read_text())"}
    with running(Grading(cell_timeout=4.0, memory=1024, sandbox=False)) as open_one:
        for one in (engine, open_one):
            graded = grade(one, source, answers)
            assert graded.said("ends") == "x\n", "asked once"
            assert graded.scores == {"test_count": 0, "test_ends": 0, "test_ends_too": 0, "test_last": 1.0}
            assert "SIGSEGV" in graded.said("test_ends")
            assert "SIGSEGV" in graded.said("test_ends_too")
            drawn = [graded.said(name).splitlines()[0] for name in ("test_count", "test_last")]
            assert all(line.startswith("drawn") for line in drawn)
            assert drawn[0] != drawn[1], "nor other tests with the same data"


def test_a_test_that_swallows_everything_does_not_pass_a_dead_student(engine: Engine) -> None:
    source = notebook(solution("f", "def f(): return 1"), check("test_f", "try:\n    f()\nexcept Exception:\n    pass"))
    assert grade(engine, source, {"f": "import os\ndef f(): os._exit(0)"}).scores == {"test_f": 0}


def test_a_notebook_has_so_much_time_in_all() -> None:
    cells = [cell for n in range(6) for cell in (solution(f"s{n}", "1"), check(f"t{n}", "assert True"))]
    with running(Grading(cell_timeout=2.0, notebook_timeout=4.0)) as engine:
        begin = time.monotonic()
        graded = grade(engine, notebook(*cells), {f"s{n}": "while True: pass" for n in range(1, 6)})
        assert time.monotonic() - begin < 30
    assert graded.scores["t0"] == 1.0
    assert graded.scores["t5"] == 0
    assert "4 s" in graded.said("t5")


def test_a_job_can_have_less_time_than_a_notebook(engine: Engine) -> None:
    source = notebook(solution("s", "1"), check("t", "assert True"))
    begin = time.monotonic()
    graded = grade(engine, source, {"s": "import time\nwhile True: time.sleep(0.1)"}, seconds=0.5)
    assert time.monotonic() - begin < 3.5  # a cell has four
    assert graded.scores == {"t": 0}


def test_data_that_an_answer_changes_in_place_is_the_students(engine: Engine) -> None:
    """The instructor's cell made it; the exercise is to change it."""
    source = notebook(
        setup("import numpy as np\nclass Box:\n    n = 0\n    def more(self): self.n += 1\nbox = Box()"),
        setup("stock, queue, grid = {'figs': 1}, ['Ann'], np.zeros(3)\nlimit = [7]"),
        solution(
            "change",
            "stock['pears'] = 3\ndel stock['figs']\nqueue.append('Bo')\nif limit:\n    grid[1] += 2\nbox.more()",
        ),
        check(
            "test_change",
            "assert stock == {'pears': 3} and queue == ['Ann', 'Bo'] and grid.tolist() == [0, 2, 0]\nassert box.n == 1",
        ),
        check("test_limit", "assert limit == [7]"),
    )
    assert grade(engine, source, {}).scores == {"test_change": 1.0, "test_limit": 1.0}
    cheats = "limit = [8]\nstock['pears'] = 2"
    assert grade(engine, source, {"change": cheats}).scores == {"test_change": 0.0, "test_limit": 1.0}


def test_a_generator_that_a_test_binds_serves_later_answers(engine: Engine) -> None:
    source = notebook(
        setup("import numpy as np"),
        solution("seed", "rng = np.random.default_rng(7)"),
        check("test_seed", "assert rng.integers(100) == np.random.default_rng(7).integers(100)\n"
              "rng = np.random.default_rng(8)"),
        solution("draw", "drawn = rng.integers(100)"),
        check("test_draw", "assert drawn == np.random.default_rng(8).integers(100)"),
    )  # fmt: skip
    assert grade(engine, source, {}).scores == {"test_seed": 1.0, "test_draw": 1.0}


def test_the_judge_imports_the_instructors_modules_and_no_others(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "checks.py").write_text("def is_double(f, x):\n    return f(x) == 2 * x\n")
    (tmp_path / "extra.py").write_text("x = 3")  # the student's: it runs on the student's side
    source = notebook(
        setup("%reset_selective -f regex\nfrom checks import *"),
        solution("double", "def double(x):\n    return 2 * x"),
        check("test_double", "assert is_double(double, 3)"),
        check("test_extra", "import extra, sys\nassert extra.x == 3 and 'extra' not in sys.modules"),
    )
    places = {"files": tmp_path, "judge_files": tmp_path, "modules": frozenset({"checks"})}
    done = Graded(engine.execute(Job(source, make_plan(source), **places)))
    assert done.scores == {"test_double": 1.0, "test_extra": 1.0}, done.said("test_double")


def test_a_cell_whose_indentation_python_refuses_harms_nothing_else(engine: Engine) -> None:
    """A sample output in a code cell: IPython's own reading of it raises."""
    crooked = "    1\n   1 1\n  1 2 1"
    source = notebook(
        setup(crooked),
        solution("double", "def double(x):\n    return 2 * x"),
        check("test_double", "import inspect\nassert double(2) == 4 and '2 * x' in inspect.getsource(double)"),
    )
    assert grade(engine, source, {}).scores == {"test_double": 1.0}
    assert grade(engine, source, {"double": crooked}).scores == {"test_double": 0.0}


def test_the_same_twice(engine: Engine) -> None:
    source = notebook(
        setup("import random, numpy as np, torch"),
        solution("draw", "def draw(): return random.random(), np.random.rand(), torch.rand(1).item()"),
        check("test_draw", "print(draw(), random.random(), np.random.rand(), torch.rand(1).item())"),
    )
    first = grade(engine, source, {}).said("test_draw")
    assert first == grade(engine, source, {}).said("test_draw")


def test_figures_and_magics_do_no_harm(engine: Engine) -> None:
    source = notebook(
        setup("%matplotlib inline\nimport matplotlib.pyplot as plt"),
        text("a figure"),
        solution("draw", "def draw():\n    fig, ax = plt.subplots()\n    ax.plot([1, 2])\n    return ax"),
        setup("draw()\nplt.show()"),
        check("test_draw", "assert draw().lines[0].get_ydata().tolist() == [1, 2]"),
    )
    graded = grade(engine, source, {})
    assert graded.scores == {"test_draw": 1.0}
    assert "<Figure size 640x480 with 1 Axes>" in "".join(
        o.get("data", {}).get("text/plain", "") for o in graded.cells[3].outputs
    )


@pytest.mark.slow
def test_nothing_is_left_behind_after_fifty_notebooks(engine: Engine) -> None:
    import os

    open_before = len(os.listdir("/proc/self/fd"))
    for _ in range(50):
        assert grade(engine, TWO, {}).scores == RIGHT
    assert len(os.listdir("/proc/self/fd")) == open_before


@pytest.mark.parametrize("where", ["in the cell", "in the test"])
def test_an_answer_that_fills_its_memory_leaves_the_next_one_some(where: str) -> None:
    fills = "kept = []\ndef down():\n    while True: kept.append(bytearray(1 << 20))\n"
    source = notebook(
        solution("down", "def down():\n    return 1"),
        check("test_down", "assert down() == 1"),
        solution("large", "def large():\n    return len(bytearray(100 << 20))"),
        check("test_large", "assert large() == 100 << 20"),
    )
    with running(Grading(cell_timeout=20.0, memory=700)) as small:
        graded = grade(small, source, {"down": fills + ("down()" if where == "in the cell" else "")})
    assert graded.scores == {"test_down": 0.0, "test_large": 1.0}, graded.said("test_large")


def test_what_a_test_binds_is_not_shown_to_the_answers(engine: Engine) -> None:
    """An expected value under a name that an exercise's cell has too; a later test finds the test's own."""
    source = notebook(
        solution("double", "def double(x):\n    return 2 * x\ny = double(1)"),
        check("test_double", "y = 2 * 21\nassert double(21) == y"),
        check("test_again", "assert y == 42"),
        solution("shown", "y = 5"),
        check("test_shown", "assert y == 5"),
    )
    honest = {"test_double": 1.0, "test_again": 1.0, "test_shown": 1.0}
    assert grade(engine, source, {}).scores == honest
    peeking = "y = 2\ndef double(x):\n    return globals()['y']"
    assert grade(engine, source, {"double": peeking}).scores == honest | {"test_double": 0.0}


def test_a_name_that_the_exercises_read_is_bound_for_them_too(engine: Engine) -> None:
    source = notebook(
        solution("rate", "rate = 2\ndef pay(x):\n    return rate * x"),
        check("test_rate", "rate = 3\nassert pay(2) == 6"),
    )
    assert grade(engine, source, {}).scores == {"test_rate": 1.0}


def test_all_outputs_of_a_notebook_together_have_a_bound() -> None:
    """The cut says which setting it is; marks and errors are there all the same."""
    loud = [solution(f"loud{n}", "") for n in range(40)]
    source = notebook(
        *TWO.cells, *loud, solution("last", "def last(): return 1"), check("test_last", "assert last() == 1")
    )
    answers = {f"loud{n}": "print('<' * 200_000)" for n in range(40)} | {
        "last": "def last(): return 1 / 0\nprint('end')"
    }
    with running(Grading(cell_timeout=10.0, memory=1024, output_size=256, outputs_size=2)) as small:
        graded = grade(small, source, answers)
    assert graded.scores == RIGHT | {"test_last": 0}
    assert "ZeroDivisionError" in graded.said("test_last")
    assert len(graded.said("loud0")) == 200_001
    said = [graded.said(f"loud{n}") for n in range(40)]
    assert sum(map(len, said)) < (2 << 20) + 1000
    assert sum("c.Grading.outputs_size" in one for one in said) == 1
    assert said[-1] == graded.said("last") == ""


def test_what_a_submission_takes_long_to_import_is_imported_once(monkeypatch: pytest.MonkeyPatch) -> None:
    late = "ctypes.macholib.dyld"
    assert late not in sys.modules
    source = notebook(solution("f", ""), check("test_f", "print(f())\nassert True"))
    answers = {"f": f"import sys\ndef f(): return {late!r} in sys.modules"}
    found = []
    with running(Grading(cell_timeout=20.0)) as warm:
        for modules in ([], [late], []):
            monkeypatch.setattr(
                "autograder.engine.engine.missing", lambda sources, modules=modules: list(sources) and modules
            )
            found.append(grade(warm, source, answers).said("test_f").strip())
    assert found == ["False", "True", "True"]


def _spawning(engine: Engine, monkeypatch: pytest.MonkeyPatch, upset: Callable[[int], None]) -> list[int]:
    """Have each new student side upset before it has run anything. The list of their pids."""
    spawn, pids = engine.students.spawn, []

    def spawned(scratch: Path, modules: list[str]) -> tuple[int, socket.socket]:
        pid, connection = spawn(scratch, modules)
        pids.append(pid)
        upset(pid)
        return pid, connection

    monkeypatch.setattr(engine.students, "spawn", spawned)
    return pids


def test_a_student_side_that_does_not_start_is_nobodys_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    with running(Grading(cell_timeout=20.0, sandbox=False)) as open_one:
        pids: list[int] = []
        with monkeypatch.context() as patch:
            pids = _spawning(open_one, patch, lambda pid: os.kill(pid, signal.SIGKILL) if len(pids) < 2 else None)
            assert grade(open_one, TWO, {}).scores == RIGHT
            assert len(pids) == 2
        with monkeypatch.context() as patch:
            _spawning(open_one, patch, lambda pid: os.kill(pid, signal.SIGKILL))
            with pytest.raises(Ungraded, match="does not start"):
                grade(open_one, TWO, {})
        assert grade(open_one, TWO, {}).scores == RIGHT


def test_a_student_side_that_starts_slowly_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time that its walls take to rise is no time of a cell's."""
    monkeypatch.setattr(clock, "GRACE", 1.0)
    with running(Grading(cell_timeout=2.0, sandbox=False)) as open_one:

        def pause(pid: int) -> None:
            os.kill(pid, signal.SIGSTOP)
            threading.Timer(6.0, os.kill, (pid, signal.SIGCONT)).start()

        begin = time.monotonic()
        _spawning(open_one, monkeypatch, pause)
        assert grade(open_one, TWO, {}).scores == RIGHT
        assert time.monotonic() - begin > 5.0
