"""A cell of the instructor's that fails takes no mark from anybody, but in a test that needs what it should bind."""

from collections.abc import Iterator

import pytest

from autograder.coursedir.grading import Grading
from autograder.engine.engine import Engine
from tests.support.engines import running
from tests.support.notebooks import check, grade, notebook, setup, solution

PACKAGE = "sns: ModuleNotFoundError: No module named 'no_such_package'"


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with running(Grading(cell_timeout=4.0, notebook_timeout=60.0, memory=1024)) as started:
        yield started


@pytest.mark.parametrize(
    "cells",
    [
        ["z = 1/0", "print(z)"],
        ["import no_such_package as sns", "sns.set()"],
        ["import no_such_package as sns", "palette = sns.color_palette()", "palette[0]"],
        ["def plot(x): sns.lineplot(x)", "import no_such_package as sns", "plot([1])"],
    ],
)
def test_what_no_test_needs_costs_nothing(engine: Engine, cells: list[str]) -> None:
    source = notebook(*map(setup, cells), solution("f", "def f(x): return x + 1"), check("test_f", "assert f(1) == 2"))
    assert grade(engine, source, {}).scores == {"test_f": 1.0}
    assert grade(engine, source, {"f": "def f(x): return x"}).verdicts["test_f"].gave == "error"


def test_a_test_that_needs_it_is_left_to_a_person_and_the_others_are_marked(engine: Engine) -> None:
    source = notebook(
        setup("import no_such_package as sns"),
        setup("colours = sns.color_palette()\ndef first(): return colours[0]"),
        solution("f", "def f(x): return x + 1"),
        check("reads", "assert sns and f(1) == 2"),
        check("reads_what_follows", "assert colours and f(1) == 2"),
        check("by_a_helper", "def helper(): return sns\nassert helper() and f(1) == 2"),
        check("by_an_answer", "def helper(x): return sns\nassert list(map(helper, [f(1)]))"),
        check("hidden", "### BEGIN HIDDEN TESTS\nassert sns\n### END HIDDEN TESTS"),
        check("swallows_it", "try: sns.set()\nexcept NameError: pass\nassert f(1) == 2"),
        check("looks_for_it", "if 'sns' in globals(): sns.set()\nassert f(1) == 2"),
        check("plain", "assert f(1) == 2"),
        check("fails_before_it", "assert f(1) == 3\nsns.set()\npalette = helper()"),
    )
    graded = grade(engine, source, {})
    left = {"reads", "reads_what_follows", "by_a_helper", "by_an_answer", "hidden"}
    assert {name for name, verdict in graded.verdicts.items() if verdict.gave == "no setup"} == left
    assert {graded.verdicts[name].missed for name in left - {"reads_what_follows"}} == {PACKAGE}
    assert graded.verdicts["reads_what_follows"].missed == PACKAGE.replace("sns", "colours")
    assert "No module named 'no_such_package'" in graded.said("reads")
    assert {name for name, score in graded.scores.items() if score} == {"swallows_it", "looks_for_it", "plain"}
    assert graded.verdicts["fails_before_it"].gave == "error"


def test_what_misses_a_test_that_an_answer_failed_is_the_answers(engine: Engine) -> None:
    """The cells below such a test fail too, one after another, though nothing is wrong with them."""
    source = notebook(
        solution("f", "def f(x): return x + 1"),
        check("test_f", "made = f(1)"),
        setup("twice = 2 * made"),
        setup("thrice = twice + made\nmore = twice + 1"),
        setup("most = more + 1"),
        check("test_twice", "assert twice == 4"),
        check("test_most", "assert most == 6"),
    )
    assert set(grade(engine, source, {}).scores.values()) == {1.0}
    verdicts = grade(engine, source, {"f": "def f(x): raise OSError"}).verdicts
    assert {verdict.gave for verdict in verdicts.values()} == {"error"}
