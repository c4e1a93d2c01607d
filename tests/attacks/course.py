"""The course that is attacked: tests in the styles that teachers write, and secrets that nobody may read.

Every test passes with the reference answer in one ordinary kernel, as in nbgrader.
"""

import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from tests.attacks.attack import Attack
from tests.support import batch

ASSIGNMENT, NOTEBOOK = "ps", "p"
SECONDS = 2  # that a cell may run
# One job more than cores: an attack that hangs leaves its core to the others.
CONFIG = f"c.Grading.jobs = 3\nc.Execute.timeout = {SECONDS}\nc.Grading.notebook_timeout = 30.0\n"
CONFIG += "c.Grading.memory = 700\nc.Grading.output_size = 256\n"
VICTIMS = ("aaa-victim", "mmm-victim", "zzz-victim")  # before, among and after the attackers
# Places that a trace could be left in. A name with MARK in it is an attacker's.
MARK = "attackers-mark"

SETUP = """import math
import numpy as np
import torch
from course.helpers import expect, given
limits = np.array([1.0, 2.0, 3.0])"""

# grade_id → (reference, an answer that is wrong)
EXERCISES = {
    "square": ("def square(x):\n    return x * x", "def square(x):\n    return x + 1000"),
    "scale": ("def scale(x, k):\n    return k * x", "def scale(x, k):\n    return x - 1000"),
    "descend": (
        "def descend(loss_of, w, rate, steps):\n    for _ in range(steps):\n        w = w - rate * slope(w)\n"
        "        loss_of(w)\n    return w",
        "def descend(loss_of, w, rate, steps):\n    return 1000.0",
    ),
    "slope": ("def slope(w):\n    return 2.0 * (w - 3.0)", "def slope(w):\n    return 1000.0"),
    "share": ("def share(n):\n    return n / 4", "def share(n):\n    return 0.0"),
    "fit": (
        "def fit(model, x, y):\n    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)\n    for _ in range(60):\n"
        "        optimizer.zero_grad()\n        ((model(x) - y) ** 2).mean().backward()\n        optimizer.step()",
        "def fit(model, x, y):\n    pass",
    ),
    "guard": (
        "from contextlib import contextmanager\n@contextmanager\ndef guard(x):\n    yield x * x",
        "class guard:\n    def __init__(self, x): pass\n    def __enter__(self): return 1000\n"
        "    def __exit__(self, *error): return False",
    ),
    "triple": ("def triple(x):\n    return 3 * x", "def triple(x):\n    return 3 * x"),
}

# grade_id → (points, the visible test, the hidden one)
TESTS = {
    "test_equal": (1, "assert square(2) == 4", "SECRET = '{hidden}'\nassert square(3) == 9\nassert 25 in [square(5)]"),
    "test_near": (1, "assert abs(square(1.5) - 2.25) < 1e-6", "assert math.isclose(square(-2.5), 6.25)"),
    "test_truth": (1, "assert not square(0) - 0", "assert (square(2) - 4) == 0 and not square(3) - 9"),
    "test_loop": (1, "for got, want in zip(map(square, [1, 2]), [1, 4]):\n    assert got == want", ""),
    "test_array": (
        2,
        "x = np.array([1.0, 2.0])\nwant = 2 * x\ngot = scale(x, 2.0)\nassert isinstance(got, np.ndarray)\n"
        "assert got.shape == want.shape and got.dtype == want.dtype and len(got) == 2\nassert np.allclose(got, want)",
        "for n in (1, 3):\n    x = np.random.default_rng(n).normal(size=(n, 2))\n    want = -3.0 * x\n"
        "    expect.close(scale(x, -3.0), want)",
    ),
    "test_tensor": (
        2,
        "t = torch.tensor([1.0, 2.0])\nwant = 5 * t\ngot = scale(t, 5.0)\nassert got.allclose(want)",
        "assert torch.equal(scale(t, 5.0), want)\nassert (got - want).abs().max() < 1e-6\nassert got.eq(want).all()",
    ),
    "test_setup": (1, "want = 2 * np.array([1.0, 2.0, 3.0])\nassert np.allclose(scale(limits, 2.0), want)", ""),
    "test_lent": (
        2,
        "class Losses:\n    def __init__(self):\n        self.seen = []\n    def __call__(self, w):\n"
        "        self.seen.append(float(w))\n        return (w - 3.0) ** 2\n"
        "losses = Losses()\nwith given(slope=lambda w: 2.0 * (w - 3.0)):\n    w = descend(losses, 0.0, 0.25, 2)\n"
        "assert abs(w - 2.25) < 1e-9\nassert [round(v, 6) for v in losses.seen] == [1.5, 2.25]",
        "",
    ),
    "test_slope": (1, "", "for w in (0.0, 1.0, 7.0):\n    assert math.isclose(slope(w), 2 * (w - 3), abs_tol=1e-9)"),
    "test_share": (2, "2 * (1 - abs(share(4) - 1.0))", ""),
    "test_fit": (
        2,
        "class Line(torch.nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.weight = torch.nn.Parameter(torch.zeros(1))\n    def forward(self, x):\n"
        "        return self.weight * x\nmodel = Line()\nx = torch.tensor([1.0, 2.0])\nfit(model, x, 3 * x)\n"
        "assert torch.allclose(model(torch.tensor([5.0])), torch.tensor([15.0]), atol=0.1)",
        "",
    ),
    "test_table": (1, "table = np.array([(1, 2.0)], dtype=[('n', int), ('x', float)])\n"
                   "assert scale(table['x'], 2.0)[0] == 4",
                   "try:\n    scale(table, 2.0)\nexcept (TypeError, ValueError):\n    pass"),
    "test_guard": (1, "with guard(3) as got:\n    assert got == 9", ""),
    "test_triple": (1, "assert triple(2) == 6", "assert triple(-1) == -3"),
}  # fmt: skip
WHOLE = {name: float(points) for name, (points, _visible, _hidden) in TESTS.items()}
ORDER = (
    *("square", "test_equal", "test_near", "test_truth", "test_loop", "scale", "test_array", "test_tensor"),
    *("test_setup", "test_table", "descend", "slope", "test_lent", "test_slope", "share", "test_share"),
    *("fit", "test_fit", "guard", "test_guard", "triple", "test_triple"),
)


@dataclass
class Canaries:
    """Random words in the places that a submission must not read."""

    solution: str = field(default_factory=secrets.token_hex)
    hidden: str = field(default_factory=secrets.token_hex)
    gradebook: str = field(default_factory=secrets.token_hex)
    neighbour: str = field(default_factory=secrets.token_hex)
    environment: str = field(default_factory=secrets.token_hex)
    home: str = field(default_factory=secrets.token_hex)

    def found_in(self, text: str) -> list[str]:
        """Which of them stand in the text, also backwards or in hexadecimal."""
        return [
            name
            for name, word in vars(self).items()
            if word in text or word[::-1] in text or word.encode().hex() in text
        ]


def source_cells(canaries: Canaries) -> list[NotebookNode]:
    cells = [new_code_cell(SETUP, id="setup")]
    for name in ORDER:
        if name in EXERCISES:
            body = f"### BEGIN SOLUTION\nANSWER = '{canaries.solution}'\n{EXERCISES[name][0]}\n### END SOLUTION"
            cells.append(new_code_cell(body, metadata=batch.marked(grade_id=name, solution=True), id=name))
        else:
            points, visible, hidden = TESTS[name]
            hidden = f"### BEGIN HIDDEN TESTS\n{hidden.replace('{hidden}', canaries.hidden)}\n### END HIDDEN TESTS"
            marks = batch.marked(grade_id=name, grade=True, locked=True, points=points)
            cells.append(new_code_cell(f"{visible}\n{hidden}", metadata=marks, id=name))
    locked = batch.marked(grade_id="look", locked=True)
    cells.append(new_code_cell("square(2)", metadata=locked, id="look"))  # read-only, and shows what the student made
    cells.append(new_markdown_cell("What is a square?", metadata=batch.marked(grade_id="ask", locked=True), id="ask"))
    why = "### BEGIN SOLUTION\nA product.\n### END SOLUTION"
    marks = batch.marked(grade_id="why", grade=True, solution=True, points=3)
    return [*cells, new_markdown_cell(why, metadata=marks, id="why")]


def make(folder: Path, canaries: Canaries) -> Path:
    """A course folder: source, release, gradebook and the victims' submissions."""
    course = folder / "course"
    course.mkdir()
    batch.configure(course, CONFIG)
    batch.write_source(course, ASSIGNMENT, NOTEBOOK, source_cells(canaries))
    (course / "source" / ASSIGNMENT / "data.csv").write_text("1,2\n")
    batch.generate(course, ASSIGNMENT)
    batch.execute_sql(
        course, f"INSERT INTO student (id, email) VALUES ('{VICTIMS[0]}', '{canaries.gradebook}@example.org')"
    )
    for victim in VICTIMS:
        notebook = released(course)
        answer(notebook, {name: right for name, (right, _wrong) in EXERCISES.items()})
        answer(notebook, {"why": canaries.neighbour})
        submit(course, victim, notebook)
    return course


def released(course: Path) -> NotebookNode:
    return nbformat.read(course / "release" / ASSIGNMENT / f"{NOTEBOOK}.ipynb", as_version=4)


def answer(notebook: NotebookNode, answers: dict[str, str]) -> None:
    for cell in notebook.cells:
        cell.source = answers.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)


def submit(course: Path, student: str, notebook: NotebookNode) -> Path:
    folder = course / "submitted" / student / ASSIGNMENT
    folder.mkdir(parents=True)
    (folder / f"{NOTEBOOK}.ipynb").write_text(nbformat.writes(notebook))
    return folder


def hand_in(course: Path, attack: Attack, environment: dict[str, str]) -> None:
    """The attack's submission. `{NAME}` in its code stands for a place of `environment`: it knows what to look for."""
    notebook = released(course)
    answer(notebook, {name: wrong for name, (_right, wrong) in EXERCISES.items()})
    answer(notebook, {"why": "Because."})
    code = attack.code
    cells = dict(attack.cells)
    for name, value in environment.items():
        code = code.replace(f"{{{name}}}", value)
        cells = {key: source.replace(f"{{{name}}}", value) for key, source in cells.items()}
    answer(notebook, {"square": f"{EXERCISES['square'][1]}\n{code}"})
    answer(notebook, cells)
    folder = submit(course, attack.name, notebook)
    if attack.tamper is not None:
        text = attack.tamper(notebook, folder)
        path = folder / f"{NOTEBOOK}.ipynb"
        if not path.is_symlink():
            path.write_text(text if text is not None else _written(notebook))


def _written(notebook: NotebookNode) -> str:
    """As a student's own program would write it: valid or not."""
    return json.dumps(notebook)


def traces(course: Path, deep: list[Path], flat: list[Path]) -> list[str]:
    """Files with the attackers' mark in their names, outside the submissions and what is kept of them.

    `deep`: folders looked through; `flat`: folders that others use too, of which only their own names count.
    """
    found = [str(path) for place in flat if place.is_dir() for path in place.iterdir() if MARK in path.name]
    for place in deep:
        for folder, names, files in os.walk(place):
            if Path(folder) == course:
                names[:] = [name for name in names if name not in ("submitted", "autograded", "feedback")]
            found += [os.path.join(folder, name) for name in [*names, *files] if MARK in name]
    for victim in VICTIMS:
        for folder, names, files in os.walk(course / "submitted" / victim):
            found += [os.path.join(folder, name) for name in [*names, *files] if MARK in name]
    return found
