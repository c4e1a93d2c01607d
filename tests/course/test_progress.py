"""What is known of a step's exercises, and what a student is told of them."""

import pytest

from autograder.authoring import answers, outline, steps
from autograder.authoring.origin import HIDDEN
from course.helpers.testing import progress
from course.helpers.testing.progress import Exercise, Progress
from tests.support.kernel import released
from tests.tools import bank

EXERCISES = (Exercise("predict", 2, False), Exercise("loss", 1, False), Exercise("explain", 3, True))


@pytest.fixture
def step(monkeypatch: pytest.MonkeyPatch) -> Progress:
    monkeypatch.setenv("COURSE_LANG", "en")
    monkeypatch.setattr(progress, "exercises", lambda name: EXERCISES)
    return Progress("made_up")


def test_each_visible_test_of_the_course_is_known_and_none_with_its_hidden_part() -> None:
    for name in answers.steps(bank.ROOT):
        one = Progress(name)
        tests = [cell for cell in released(name).cells if cell.id.startswith("test_")]
        assert [one.tested_by(cell.source) for cell in tests] == [cell.id.removeprefix("test_") for cell in tests]
        whole = [cell.source for cell in bank.plan_of(name).cells if HIDDEN.search(cell.source)]
        assert {one.tested_by(source) for source in whole} == {None}


def test_the_table_of_exercises_is_what_the_source_gives() -> None:
    assert outline.stale(bank.ROOT, steps.read_all(bank.ROOT)) == []


def test_a_step_has_twenty_points() -> None:
    points = {name: sum(one.points for one in progress.exercises(name)) for name in steps.names(bank.ROOT)}
    assert {name: worth for name, worth in points.items() if worth != 20} == {}, "take them from its other exercises"
    assert len(points) == 8


@pytest.mark.parametrize(
    "cell", ["def predict(x):\n    return (", "predict = 1", "predict: object = 1", "class predict:"]
)
def test_a_cell_that_would_define_the_answer_is_known(step: Progress, cell: str) -> None:
    assert step.answered_by(cell) == ["predict"]


@pytest.mark.parametrize("cell", ["predict == 1", "predictor = 1", "print(predict)", "def loss():\n    predict = 1"])
def test_another_cell_defines_no_such_answer(step: Progress, cell: str) -> None:
    assert "predict" not in step.answered_by(cell)


def test_one_line_says_what_has_passed_and_what_is_next(step: Progress, monkeypatch: pytest.MonkeyPatch) -> None:
    step.note("predict", "passed")
    assert step.success("predict") == "✓ predict: visible test passed, 2 points · 2 of 3 so far · next: loss"
    step.note("loss", "passed")
    assert step.success("loss") == "✓ loss: visible test passed, 1 point · 3 of 3 so far · next: explain"
    monkeypatch.setenv("COURSE_LANG", "fr")
    assert step.success("loss") == (
        "✓ loss\u00a0: test visible réussi, 1 point · 3 sur 3 jusqu'ici · à suivre\u00a0: explain"
    )


def test_what_comes_next_does_not_depend_on_the_order_in_which_cells_run(step: Progress) -> None:
    step.note("loss", "passed")
    assert step.success("loss").endswith("· next: predict")


def test_the_table_says_how_far_each_exercise_is(step: Progress) -> None:
    step.note("predict", "failed")
    assert step.table().splitlines() == [
        "✗ predict    2  the visible test fails",
        "· loss       1  the test has not been run",
        "✎ explain    3  marked by a person",
        "Visible tests: 0 of 3 points. The other 3 points are marked by a person.",
    ]


def test_the_table_says_nothing_of_a_person_where_none_marks(step: Progress) -> None:
    step.exercises = EXERCISES[:2]
    assert step.table().splitlines()[-1] == "Visible tests: 0 of 3 points."


def test_an_answer_that_changes_has_not_passed_yet(step: Progress) -> None:
    step.answer("predict", "one text")
    step.note("predict", "passed")
    step.answer("predict", "one text")
    assert step.state(EXERCISES[0]) == "passed"
    step.answer("predict", "another text")
    assert step.state(EXERCISES[0]) == "open"
