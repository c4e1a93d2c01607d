"""The audit finds what it is there to find: on a course whose tests have every fault that it knows."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import jupytext
import nbformat
import pytest
import torch
from rich.console import Console
from typer.testing import CliRunner

from autograder.audit import equivalent, examination, exercises, impostors, mutants, runs, table
from autograder.audit.exercises import AuditedStep, Exercise
from autograder.audit.findings import Audit, Findings
from autograder.authoring import catalogues
from autograder.cli import app
from autograder.coursedir.settings import load_course
from autograder.faults import CourseError
from tests.support import small_course

COURSE = Path(__file__).parents[2]


def exercise(source: str, name: str = "f") -> Exercise:
    return Exercise("step", name, source, "", frozenset({name}), (f"test_{name}",), frozenset())


def changes(source: str) -> list[str]:
    """The new lines of all mutants of `source`."""
    made = mutants.of(exercise(source)).to_grade
    return [line[2:].strip() for one in made for line in one.change.splitlines() if line.startswith("+ ")]


BODY = "def f(a, b, w, lr, n):\n    {}\n"


@pytest.mark.parametrize(
    ("line", "mutated"),
    [
        ("return a + b", ["return a - b", "return a", "return b", "return -(a + b)", "return a + w", "pass"]),
        ("return a - b", ["return b - a", "return a + b"]),
        ("return a @ w.T", ["return a @ w", "return w.T @ a", "return a * w.T", "return a @ w.reshape(w.T.shape)"]),
        ("return a.sum(dim=0)", ["return a.mean(dim=0)", "return a.sum(dim=1)", "return a"]),
        ("return a.sum(dim=0)", ["return a.sum(dim=0, keepdim=True)"]),
        ("return (a**2).mean()", ["return (a**2).sum()", "return (a**3).mean()", "return (a**2).mean(axis=0)"]),
        ("return float(a)", ["return int(a)", "return a"]),
        ("return a.detach().clone()", ["return a.clone()", "return a.detach()"]),
        ("a.zero_()", ["a.zero()", "a", "pass"]),
        ("w -= lr * a", ["w = w - (lr * a)", "w += lr * a", "w -= a", "w -= lr", "w = lr * a"]),
        ("w = w - lr * a", ["w -= lr * a"]),
        ("a, b = a + 1, b + 2", ["a = a + 1; b = b + 2", "b = b + 2; a = a + 1", "a += 1; b += 2", "a = a + 1"]),
        ("a, b = a + 1, b + 2", ["a, b = b + 2, a + 1"]),
        ("return g(a, b)", ["return g(b, a)", "return g(None, b)", "return g(b)"]),
        ("return range(n)", ["return range(n - 1)", "return range(n + 1)"]),
        ("return a < b", ["return a <= b", "return a >= b"]),
        ("return a[0] * 3", ["return a[1] * 3", "return a[(-1)] * 3", "return a[0] * 4", "return a[0] * 2"]),
        ("return torch.zeros(n, dtype=torch.float32)", ["return torch.ones(n, dtype=torch.float32)"]),
        ("return torch.zeros(n, dtype=torch.float32)", ["return torch.zeros(n, dtype=torch.float64)"]),
        ("return -a", ["return a", "return +a"]),
        ("return 2 / a.numel()", ["return 2 / a.shape[0]", "return a.numel() / 2"]),
    ],
)
def test_an_expression_is_changed_as_a_student_may_get_it_wrong(line: str, mutated: list[str]) -> None:
    assert set(mutated) - set(changes(BODY.format(line))) == set()


LOOP = """def f(a, n):
    out = []
    for i in range(n):
        with torch.no_grad():
            a -= i
        out.append(a)
    if n < 0:
        raise ValueError("n")
    return out
"""


def test_statements_are_left_out_moved_and_taken_out_of_their_blocks() -> None:
    sources = [mutant.source for mutant in mutants.of(exercise(LOOP)).to_grade]
    assert LOOP.replace("with torch.no_grad():", "if True:") in sources
    assert LOOP.replace("    out = []\n", "    pass\n") in sources
    assert LOOP.replace("        out.append(a)\n", "        out.append(a)\n        break\n") in sources
    assert LOOP.replace("if n < 0:", "if not (n < 0):") in sources
    swapped = "        out.append(a)\n        with torch.no_grad():\n            a -= i\n"
    assert (
        LOOP.replace("        with torch.no_grad():\n            a -= i\n        out.append(a)\n", swapped) in sources
    )


MARKED = '''def f(a):
    """Twice."""
    a = a + 0
    ### BEGIN SOLUTION
    return a * 2
    ### END SOLUTION
'''


def test_only_what_the_student_writes_is_changed() -> None:
    made = mutants.of(exercise(MARKED))
    assert made.to_grade
    assert all('"""Twice."""\n    a = a + 0\n    ### BEGIN' in mutant.source for mutant in made.to_grade)


def test_mutants_are_python_and_each_is_another_one() -> None:
    made = mutants.of(exercise(LOOP)).to_grade
    codes = [mutants._bytecode(mutant.source) for mutant in made]
    assert None not in codes
    assert len(set(map(repr, codes))) == len(made) > 30


def test_a_mutant_with_the_same_bytecode_is_not_graded() -> None:
    made = mutants.of(exercise("def f(n):\n    for i in range(n):\n        return i\n        pass\n"))
    assert made.same_code
    assert not {mutant.source for mutant in made.same_code} & {mutant.source for mutant in made.to_grade}


def test_a_sample_is_always_the_same() -> None:
    made = mutants.of(exercise(LOOP))
    assert mutants.sample(made, 3) == mutants.sample(made, 3)
    assert len(mutants.sample(made, 3).to_grade) == 3


# --- a course to try it on -------------------------------------------------------------------------------------------

HEAD = small_course.SMALL.partition("\n\n")[0]
MARKS = '"locked": {}, "schema_version": 3, "task": false'
SOLUTION = '\n# %% nbgrader={{"grade": false, "solution": true, "grade_id": "{}", ' + MARKS.format("false") + "}}\n{}"
TEST = (
    '\n# %% nbgrader={{"grade": true, "solution": false, "points": 2, "grade_id": "{}", '
    + MARKS.format("true")
    + "}}\n{}"
)


def cells(**pairs: tuple[str, str]) -> str:
    """A step: name=(solution, test)."""
    text = HEAD + "\n# %%\nimport numpy as np\nimport torch\nfrom course.helpers import expect, given\n"
    for name, (solution, test) in pairs.items():
        text += SOLUTION.format(name, solution) + TEST.format(f"test_{name}", test)
    return text


def function(signature: str, body: str) -> str:
    return f"def {signature}:\n    ### BEGIN SOLUTION\n    {body}\n    ### END SOLUTION\n"


def step_of(folder: Path, text: str) -> AuditedStep:
    small_course.write(folder, text)
    (step,) = exercises.read(load_course(folder))
    return step


LINEAR = cells(
    shift=(
        function("shift(w, step)", "return w - step"),
        "for n in (1, 3):\n    w = torch.ones(n, requires_grad=True)\n    shift(w, 0.5)\n    shift(w, 2.0)\n",
    ),
    total=(
        function("total(x)", "return float(np.sum(x))"),
        "assert total(np.array([1.0, 2.0])) == 3\nassert total(np.array([1.0], dtype=np.float32)) == 1\n",
    ),
)


@pytest.mark.parametrize(
    ("name", "body", "same"),
    [
        ("shift", "return w + (-step)", True),
        ("shift", "return -(step - w)", True),
        ("shift", "return w - float(step)", True),
        ("shift", "return w - abs(step)", True),  # the tests pass no negative one
        ("shift", "return w.detach() - step", False),  # other gradients
        ("shift", "return (w - step).clone()", True),
        ("shift", "return w - step if len(w) < 7 else w", False),  # only for sizes that no test has
        ("shift", "return w - step if w.abs().max() < 15 else w", False),  # only for large numbers
        ("shift", "w.data -= step; return w", False),  # the argument changed, and handed out
        ("shift", "return (w - step).double()", False),  # another dtype
        ("shift", "return w - step * (1 + 1e-3)", False),
        ("shift", "raise ValueError", False),
        ("total", "return float(x.sum())", True),
        ("total", "return sum(map(float, x))", True),
        ("total", "return np.sum(x)", False),
        ("total", "x.sort(); return float(np.sum(x))", False),  # the argument changed
    ],
)
def test_what_does_the_same_is_told_from_what_does_not(tmp_path: Path, name: str, body: str, same: bool) -> None:
    step = step_of(tmp_path, LINEAR)
    (one,) = [one for one in step.exercises if one.name == name]
    changed = one.source.replace(one.source.splitlines()[2].strip(), body)
    assert changed != one.source
    assert equivalent.shown(step, one, changed, inputs=300) is same


def test_a_second_call_counts(tmp_path: Path) -> None:
    """Gradients that add up show at the second call only."""
    body = "w.grad = None; (w * x).sum().backward(); return w.grad.clone()"
    test = "w = torch.ones(2, requires_grad=True)\nslope(torch.ones(2), w)\n"
    step = step_of(tmp_path, cells(slope=(function("slope(x, w)", body), test)))
    (one,) = step.exercises
    assert equivalent.shown(step, one, one.source, inputs=50)
    assert not equivalent.shown(step, one, one.source.replace("w.grad = None; ", ""), inputs=50)


def test_an_optimizer_is_compared_by_its_steps(tmp_path: Path) -> None:
    solution = """class Steps:
    def __init__(self, params, lr):
        self.params, self.lr = list(params), lr

    def step(self):
        for p in self.params:
            p.data -= self.lr * p.grad

    def zero_grad(self):
        for p in self.params:
            p.grad = None"""
    step = step_of(tmp_path, cells(Steps=(solution, "Steps([torch.ones(2, requires_grad=True)], lr=0.1)")))
    (one,) = step.exercises
    for old, new, same in (
        ("list(params), lr", "params, lr", True),
        ("-= self.lr * p.grad", "= p.data - self.lr * p.grad", True),
        ("p.grad = None", "p.grad.zero_()", False),  # before the first backward
        ("p.grad = None", "pass", False),
        ("-= self.lr", "-= self.lr**2", False),
    ):
        assert old in one.source
        assert equivalent.shown(step, one, one.source.replace(old, new), inputs=30) is same


def test_arguments_in_a_named_tuple_are_varied(tmp_path: Path) -> None:
    test = "from collections import namedtuple\nfirst(namedtuple('Pair', 'one other')(1.0, 2.0))\n"
    step = step_of(tmp_path, cells(first=(function("first(pair)", "return pair[0]"), test)))
    (one,) = step.exercises
    assert equivalent.shown(step, one, one.source.replace("pair[0]", "pair.one"), inputs=30)
    assert not equivalent.shown(step, one, one.source.replace("pair[0]", "pair.other"), inputs=30)


def test_what_no_test_calls_is_not_shown_to_be_the_same(tmp_path: Path) -> None:
    step = step_of(tmp_path, cells(f=(function("f(x)", "return x"), "f")))
    assert not equivalent.shown(step, step.exercises[0], step.exercises[0].source)


def test_the_reviewed_file_gives_reasons(tmp_path: Path) -> None:
    path = tmp_path / "equivalent.toml"
    path.write_text('[[equivalent]]\nexercise = "s/f"\nchange = """\n- a\n+ b\n"""\nreason = "because"\n')
    assert equivalent.reviewed(path) == {("s/f", "- a\n+ b"): "because"}
    for text, told in (
        ('[[equivalent]]\nexercise = "s/f"\nchange = "- a"\nreason = " "\n', "entry 1 is incomplete; give it exercise"),
        ('[[equivalent]]\nexercise = "s/f"\nreason = "because"\n', "entry 1 is incomplete; give it exercise"),
        ("[[equivalent]\n", "this is no TOML"),
    ):
        path.write_text(text)
        with pytest.raises(CourseError, match=told):
            equivalent.reviewed(path)


def test_answers_that_need_one_another_share_no_run(tmp_path: Path) -> None:
    chain = cells(
        base=(function("base(x)", "return x"), "assert base(1) == 1"),
        middle=(function("middle(x)", "return base(x)"), "assert middle(1) == 1"),
        top=(function("top(x)", "return middle(x)"), "assert top(1) == 1"),
        aside=(function("aside(x)", "return x"), "assert aside(1) == 1"),
    )
    step = step_of(tmp_path, chain)
    by_name = {one.name: one for one in step.exercises}
    assert {name: set(one.needs) for name, one in by_name.items()} == {
        "base": set(), "middle": {"base"}, "top": {"base", "middle"}, "aside": set(),
    }  # fmt: skip
    trials = [runs.Trial(one, one.source, seed) for one in step.exercises for seed in (0, 1) for _ in range(3)]
    # This answer needs what the solution does not.
    trials.append(runs.Trial(by_name["aside"], "def aside(x):\n    return top(x)\n"))
    packed = runs.packed([step], trials)
    assert sorted(map(id, (trial for run in packed for trial in run.trials))) == sorted(map(id, trials))
    assert len(packed) < len(trials)
    for run in packed:
        for trial in run.trials:
            needs = set(trial.exercise.needs) | ({"top", "middle", "base"} if "top(x)" in trial.source[15:] else set())
            assert not needs & (run.answers.keys() - {trial.exercise.name})
            assert trial.seed == run.seed


def test_nobodys_answers_keep_what_is_given(tmp_path: Path) -> None:
    given = "class F(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, x):\n        return x\n"
    given += "    @staticmethod\n    def backward(ctx, g):\n        ### BEGIN SOLUTION\n        return g\n"
    given += "        ### END SOLUTION\n"
    sources = dict(impostors.of(exercise(given, "F"), 1, ["G"]))
    assert sources["whatever G gives"] == "def F(*args, **kwargs):\n    return G(*args, **kwargs)"
    assert "return x\n" in sources["always None"]
    assert "        return None" in sources["always None"]
    space: dict[str, object] = {"torch": torch}
    exec(sources["the result in another type"], space)
    x = torch.ones(2, requires_grad=True)
    with pytest.raises(Exception, match=r"numpy|tensor"):
        space["F"].apply(x).sum().backward()  # type: ignore[attr-defined]


# --- the whole audit -------------------------------------------------------------------------------------------------

GOOD = 'expect.close(f(2.0), 4.0, of="f(2.0)", mistakes={"factor.half": 2.0})\n'
WEAK = cells(
    # Sees one value only, and no type: x², 2x and 2ˣ are all right for it.
    weak=(function("weak(x)", "return x**2"), "assert weak(2) == 4"),
    # Calls a name that an answer to `weak` spoils.
    chained=(function("chained(x)", "return weak(x) + 1"), "assert chained(3) == 10 and isinstance(chained(3), int)"),
    # Says nothing helpful to what is no number, and refuses what is right.
    strict=(
        function("strict(x)", "return x + 0.5"),
        "got = strict(1.0)\n### BEGIN HIDDEN TESTS\n"
        'expect.close(got, 1.5, of="strict(1.0)", mistakes={"sum.for_mean": 99.0, "factor.half": 0.75})\n'
        "### END HIDDEN TESTS\n"
        'assert repr(strict(3.0)) == "3.5"\n',
    ),
    obscure=(function("obscure(x)", "return [x]"), "assert obscure(3).index(3) + len(obscure(4)) == 1"),
    random=(function("random()", "return 1.0"), "assert random() == float(np.random.rand() < 0.5)"),
)
BANK = """# %% exercise="weak" verdict="wrong" label="double"
def weak(x):
    return 2 * x

# %% exercise="weak" verdict="wrong" label="zero"
def weak(x):
    return 0

# %% exercise="strict" verdict="right" label="numpy"
def strict(x):
    return np.float64(x) + 0.5

# %% exercise="strict" verdict="right" label="other order"
def strict(x):
    return 0.5 + x

# %% exercise="strict" verdict="wrong" label="named" mistake="sum.for_mean"
def strict(x):
    return 99.0 if x == 1 else x + 0.5

# %% exercise="strict" verdict="wrong" label="not named" mistake="sum.for_mean"
def strict(x):
    return x

# %% exercise="strict" verdict="wrong" label="given another's name" mistake="sum.for_mean"
def strict(x):
    return 0.75

# %% exercise="strict" verdict="wrong" label="named without a key"
def strict(x):
    return 0.75 * x
"""
LISTED = '[[equivalent]]\nexercise = "01_small/{}"\nchange = """\n{}\n"""\nreason = "for this test"\n\n'
SURVIVES = "-     return x**2\n+     return 2**x"


@pytest.fixture(scope="module")
def weak(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Audit, list[tuple[int, int]]]:
    folder = tmp_path_factory.mktemp("weak")
    small_course.write(folder, WEAK)
    bank = folder / "course" / "answers"
    bank.mkdir(parents=True)
    (bank / "01_small.py").write_text(BANK)
    listed = LISTED.format("weak", SURVIVES) + LISTED.format("strict", "- what is\n+ no more")
    (bank / "equivalent.toml").write_text(listed)
    progress: list[tuple[int, int]] = []
    found = examination.examine(
        folder, seeds=4, jobs=1, inputs=100, on_run=lambda done, total: progress.append((done, total))
    )
    return folder, found, progress


@pytest.fixture
def of(weak: tuple[Path, Audit, list[tuple[int, int]]]) -> Callable[[str], Findings]:
    return lambda name: next(one for one in weak[1].findings if one.exercise.name == name)


def test_a_mutant_that_survives_is_told(of: Callable[[str], Findings]) -> None:
    one = of("weak")
    assert [mutant.change for mutant in one.survivors] == ["-     return x**2\n+     return x * 2"]
    assert one.killed == one.mutants - 2 >= 6
    assert of("chained").survivors == []


def test_a_listed_mutant_is_no_gap_and_a_stale_entry_is_told(weak: tuple[Path, Audit, object]) -> None:
    audit = weak[1]
    assert audit.findings[0].equivalent == 1
    assert SURVIVES not in [mutant.change for mutant in audit.findings[0].survivors]
    assert audit.stale == [("01_small/strict", "- what is\n+ no more")]


def test_the_bank_shows_whom_the_tests_wrong(of: Callable[[str], Findings]) -> None:
    assert of("weak").accepted == ["double"]
    assert of("weak").wrong == 2
    assert list(of("strict").refused) == ["numpy"]
    assert of("strict").right == 2
    assert sorted(of("strict").unnamed) == ["given another's name", "not named"]
    assert of("strict").misnamed == {"given another's name": "factor.half", "named without a key": "factor.half"}
    assert of("strict").mistakes == 3


def test_the_visible_part_of_a_test_is_asked_alone(of: Callable[[str], Findings]) -> None:
    assert list(of("strict").unseen) == ["named"]  # the others fail on 3.0
    assert of("strict").blind
    assert not of("weak").blind


def test_a_mistake_that_the_search_names_has_to_fail_no_visible_test(of: Callable[[str], Findings]) -> None:
    assert replace(of("strict"), searched={"of another answer"}).blind
    assert not replace(of("strict"), searched=set(of("strict").unseen.values())).blind


def test_nobodys_answers_show_what_fools_the_tests(of: Callable[[str], Findings]) -> None:
    assert "the result in another type" in of("weak").fooled
    assert "as handed out" not in of("weak").fooled
    assert of("strict").fooled == []
    assert "always 1.0" in of("obscure").unclear
    assert "an empty cell" not in of("obscure").unclear


def test_follow_through_and_luck_are_seen(of: Callable[[str], Findings]) -> None:
    luck = {"test_random"}  # a test that tosses a coin
    assert set(of("weak").costs) - luck == {"test_chained"}
    assert set(of("chained").costs) - luck == set()
    assert of("random").flaky
    assert of("strict").flaky == {}


def test_progress_is_told_run_by_run(weak: tuple[Path, Audit, list[tuple[int, int]]]) -> None:
    progress = weak[2]
    assert progress[0] == (0, len(progress) - 1)
    assert progress[-1] == (len(progress) - 1, len(progress) - 1)


def test_rows_page_and_table_agree(weak: tuple[Path, Audit, object], tmp_path: Path) -> None:
    audit = weak[1]
    rows = tmp_path / "rows.json"
    assert table.write(audit, tmp_path, rows) == [rows, tmp_path / "docs" / "audit.md"]
    told = json.loads(rows.read_text())
    assert list(told[0]) == [
        "step", "exercise", "mutants", "killed", "equivalent", "survivors", "right", "right_accepted", "wrong",
        "wrong_refused", "mistakes", "mistakes_named", "misnamed", "visible_refused",
    ]  # fmt: skip
    page = (tmp_path / "docs" / "audit.md").read_text()
    strict = told[2]
    figures = [strict[key] for key in ("mutants", "killed", "equivalent", "survivors")]
    assert f"| 01_small | strict | {' | '.join(map(str, figures))} | 1/2 | 4/4 | 1/3 | 2 | 2/3 |" in page
    assert page.count("```diff") == sum(row["survivors"] for row in told)
    assert "01_small/weak: a wrong answer is accepted: double" in page
    assert "01_small/strict: another mistake is named: named without a key: factor.half" in page
    assert "01_small/strict: the visible test does not see this mistake: named" in page
    console = Console(width=60, record=True, file=(tmp_path / "screen").open("w"))
    table.tell(audit, console)
    text = console.export_text()
    head = text[: text.index("Mutants:")].splitlines()
    assert max(map(len, head)) <= 60
    assert "…" not in "".join(head)
    assert "weak !" in text
    assert "A mutant that is wrong needs a hidden case" in " ".join(text.split())


def test_one_exercise_alone_is_audited(weak: tuple[Path, Audit, object]) -> None:
    found = examination.examine(weak[0], ["01_small"], exercise="strict", size=1, seeds=1, jobs=1, inputs=10)
    assert [one.exercise.name for one in found.findings] == ["strict"]
    assert found.findings[0].wrong == 1
    assert (found.whole, found.stale) == (False, [])
    with pytest.raises(CourseError, match="strict"):
        examination.examine(weak[0], ["01_small"], exercise="none")


def test_a_part_of_the_course_leaves_the_page_alone(tmp_path: Path) -> None:
    audit = Audit([Findings(exercise("def f(): pass"))], [], False, 1)
    assert table.write(audit, tmp_path, None) == []


def test_a_course_without_exercises_or_with_other_names_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CourseError):
        examination.examine(tmp_path)
    small_course.write(tmp_path)
    with pytest.raises(CourseError, match="02_none"):
        examination.examine(tmp_path, ["02_none"])


def test_an_answer_to_no_exercise_and_a_bad_list_are_told_before_anything_is_graded(tmp_path: Path) -> None:
    small_course.write(tmp_path, WEAK)
    bank = tmp_path / "course" / "answers"
    bank.mkdir(parents=True)
    (bank / "01_small.py").write_text(BANK.replace('exercise="weak"', 'exercise="waek"', 1))
    with pytest.raises(CourseError, match=r"01_small\.py:1: .*waek"):
        examination.examine(tmp_path)
    (bank / "01_small.py").write_text(BANK)
    (bank / "equivalent.toml").write_text("[[equivalent]]\n")
    with pytest.raises(CourseError, match=r"equivalent\.toml"):
        examination.examine(tmp_path)


def test_the_command_on_a_foreign_course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """nbgrader's own kind of course, notebooks and no bank: survivors are told as diffs, and the exit code is 1."""
    path = small_course.write(tmp_path, small_course.SMALL.replace("area(2), 4 * math.pi", "area(1), math.pi"))
    nbformat.write(jupytext.read(path), path.with_suffix(".ipynb"))
    path.unlink()
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["audit", "--jobs", "1", "--seeds", "1", "--json", "rows.json"])
    assert done.exit_code == 1, done.output
    assert "+     return math.pi * r / r" in done.stdout
    rows = json.loads((tmp_path / "rows.json").read_text())
    assert [(row["exercise"], row["right"]) for row in rows] == [("double", 0), ("area", 0)]


@pytest.mark.slow
def test_a_sample_of_this_course() -> None:
    """What CI can afford of the audit: something of everything, for every exercise. `make audit` does it all."""
    found = examination.examine(COURSE, size=1, seeds=1)
    assert table.complaints(found) == []
    assert [(str(one.exercise), [m.change for m in one.survivors]) for one in found.findings if one.survivors] == []
    assert all(one.mutants for one in found.findings)


def test_the_audits_messages_are_translated() -> None:
    assert [str(fault) for fault in catalogues.untranslated(COURSE) if "/audit/" in str(fault)] == []
