"""What a test does with a global random generator holds for the student's code too, as in one kernel."""

from collections.abc import Iterator

import pytest

from autograder.coursedir.grading import Grading
from autograder.engine.engine import Engine
from tests.support.engines import running
from tests.support.notebooks import check, grade, notebook, setup, solution

DRAWS = {"py": "random.random()", "np": "np.random.rand()", "pt": "torch.rand(1).item()"}
STATES = {
    "py": ("random.getstate()", "random.setstate"),
    "np": ("np.random.get_state()", "np.random.set_state"),
    "np_dict": ("np.random.get_state(legacy=False)", "np.random.set_state"),
    "pt": ("torch.get_rng_state()", "torch.set_rng_state"),
    "pt_random": ("torch.random.get_rng_state()", "torch.random.set_rng_state"),
}
SEEDS = [
    *(("py", f"random.seed({a})") for a in ("5", "a=1", "'abc'", "b'abc'", "2.5", "1, version=2", "'abc', 1", "True")),
    *(
        ("np", f"np.random.seed({a})")
        for a in ("5", "seed=42", "np.int64(5)", "[1, 2]", "np.array([1, 2])", "range(3)")
    ),
    *(("pt", f"torch.{a}") for a in ("manual_seed(5)", "manual_seed(seed=1)", "random.manual_seed(3)")),
    ("py", "random.setstate(random.Random(3).getstate())"),
    ("np", "np.random.set_state(np.random.RandomState(5).get_state())"),
    ("pt", "torch.set_rng_state(torch.Generator().manual_seed(4).get_state())"),
]
SETUP = setup("import copy, random\nimport numpy as np\nimport torch")
ANSWER = solution("draws", "".join(f"def draw_{name}(): return {draw}\n" for name, draw in DRAWS.items()))


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with running(Grading(cell_timeout=20.0, notebook_timeout=120.0, memory=1024)) as started:
        yield started


def test_whatever_it_is_seeded_with_both_are(engine: Engine) -> None:
    tests = [
        check(f"t{number} {seed}", f"{seed}\nwanted = {DRAWS[name]}\n{seed}\nassert draw_{name}() == wanted")
        for number, (name, seed) in enumerate(SEEDS)
    ]
    assert {
        name for name, score in grade(engine, notebook(SETUP, ANSWER, *tests), {}).scores.items() if not score
    } == set()


@pytest.mark.parametrize("which", STATES)
def test_a_state_leads_back_to_where_the_student_was(engine: Engine, which: str) -> None:
    draw, here, (get, set_) = f"draw_{which[:2]}", DRAWS[which[:2]], STATES[which]
    tests = {
        "back": f"s = {get}\na = {draw}()\nassert {draw}() != a\n{set_}(s)\nassert {draw}() == a",
        "of_an_equal_state": f"s = {get}\na = {draw}()\n{set_}(copy.deepcopy(s))\nassert {draw}() == a",
        "two_with_nothing_drawn_by_the_test": f"s = {get}\na = {draw}()\nt = {get}\nb = {draw}()\n"
        f"{set_}(s)\nassert ({draw}(), {draw}()) == (a, b)\n{set_}(t)\nassert {draw}() == b\n"
        f"{set_}(s)\nassert {draw}() == a",
        "after_a_seed": "random.seed(3); np.random.seed(3); torch.manual_seed(3)\n"
        f"s = {get}\na = {draw}()\n{set_}(s)\nassert {draw}() == a\n{set_}(s)\nassert {here} == a",
        "of_a_setup_cell": f"{set_}(early)\na = {draw}()\n{set_}(early)\nassert {draw}() == a",
    }
    source = notebook(SETUP, setup(f"early = {get}"), ANSWER, *(check(name, text) for name, text in tests.items()))
    assert grade(engine, source, {}).scores == dict.fromkeys(tests, 1.0)


def test_of_many_states_the_last_ones_lead_back_and_none_is_told(engine: Engine) -> None:
    source = notebook(
        SETUP,
        ANSWER,
        solution("state", "def state(): return random.getstate()"),
        check(
            "last",
            "for _ in range(150): s = random.getstate()\na = draw_py()\nrandom.setstate(s)\nassert draw_py() == a",
        ),
        check(
            "first",
            "s = random.getstate()\nfor _ in range(150): random.random(), random.getstate()\n"
            "random.setstate(s)\nassert state() != s",
        ),
    )
    assert grade(engine, source, {}).scores == {"last": 1.0, "first": 1.0}


def test_pytorchs_own_guard_puts_both_back(engine: Engine) -> None:
    test = (
        "with torch.random.fork_rng():\n    torch.manual_seed(1)\n    a = draw_pt()\nassert draw_pt() != a\n"
        "torch.manual_seed(2)\nwith torch.random.fork_rng(): b = draw_pt()\nassert draw_pt() == b"
    )
    assert grade(engine, notebook(SETUP, ANSWER, check("t", test)), {}).scores == {"t": 1.0}


def test_a_state_of_the_judges_is_never_told(engine: Engine) -> None:
    """What the tests draw is not to be foreseen: the student's generator goes back to a state of its own."""
    state = "np.random.get_state()[1].tolist()"
    source = notebook(
        SETUP,
        setup("early = np.random.get_state()"),
        solution("state", f"def state(): return {state}"),
        check(
            "t",
            f"np.random.set_state(early)\nassert state() != {state}\ns = np.random.get_state()\n"
            f"np.random.set_state(s)\nassert state() != {state}",
        ),
    )
    assert grade(engine, source, {}).scores == {"t": 1.0}
