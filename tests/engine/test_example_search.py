"""A small example and the mistake's name, found on an answer that runs behind the walls."""

from collections.abc import Iterator

import pytest

from autograder.coursedir.grading import Grading
from autograder.engine.engine import Engine
from autograder.records import Example
from tests.support.engines import running
from tests.support.searched import search


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with running(Grading(cell_timeout=4.0, notebook_timeout=60.0, memory=1024)) as started:
        yield started


def test_the_mistake_is_named_where_the_banks_answer_gives_the_same(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = search(
        engine, monkeypatch, square="def square(x):\n    return x + x", half="def half(x):\n    return 1.0 * x"
    )
    assert found == {
        "test_square": Example("square(x=1)", "1", "2", mistake="factor.two"),
        "test_half": Example("half(x=1)", "0.5", "1.", mistake="factor.two"),
    }


def test_another_mistake_has_no_name(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    found = search(engine, monkeypatch, square="def square(x):\n    return 2 * x if x < 9 else 80")
    assert found == {"test_square": Example("square(x=1)", "1", "2")}
