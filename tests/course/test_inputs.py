"""The inputs that are drawn for small examples: they are of the exercises, show mistakes, and are no hidden test's."""

import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jupytext
import msgspec
import numpy as np
import pytest
import torch
import torch._dynamo  # as the grader has it: the first gradient of a process takes long without it

from autograder.authoring import answers
from autograder.coursedir.inputs import INPUTS, exercises
from autograder.engine.judge import drawn
from autograder.engine.judge.examples import Search, search
from autograder.engine.judge.hidden import hidden_lines
from autograder.notebook.marks import grade_id_of, is_experiment, is_test
from autograder.records import Example
from course.helpers import reference
from course.helpers.testing import calls

HOUSE = Path(__file__).parents[2]
DECLARED = {path.stem: path.read_text() for path in sorted((HOUSE / INPUTS).glob("*.py"))}
ALL = [(step, exercise) for step, source in DECLARED.items() for exercise in sorted(exercises(source))]


@cache
def cells(step: str) -> tuple[Any, ...]:
    return tuple(jupytext.read(HOUSE / "source" / step / f"{step}.py").cells)


def example(capsys: pytest.CaptureFixture[str], step: str, exercise: str, answer: str) -> Example | None:
    """What is found for an answer of the bank, the rest of the step being right."""

    class Names(dict[str, Any]):
        link = None

    names = Names(vars(reference.load(step)))
    exec(answer, names)
    search(names, step, exercise, "MARK")  # type: ignore[arg-type]
    told = [line for line in capsys.readouterr().out.splitlines() if line.startswith("MARK ")]
    return msgspec.json.decode(told[-1].removeprefix("MARK "), type=Example) if told else None


def test_each_exercise_has_inputs_or_is_named_as_one_without() -> None:
    tests = {
        (path.name, grade_id_of(cell))
        for path in (HOUSE / "source").iterdir()
        for cell in cells(path.name)
        if is_test(cell)
    }
    without = {str(test).removeprefix("test_") for step, test in tests - {(step, f"test_{name}") for step, name in ALL}}
    section = (HOUSE / "docs/authoring.md").read_text().partition("## The smallest example")[2].partition("\n## ")[0]
    assert without == set(re.findall(r"`(\w+)`", section.partition("these have none")[2]))


@pytest.mark.slow  # each wrong answer of the bank, on its inputs
@pytest.mark.parametrize(("step", "exercise"), ALL)
def test_the_inputs_show_mistakes_and_only_mistakes(
    capsys: pytest.CaptureFixture[str], step: str, exercise: str
) -> None:
    assert f"test_{exercise}" in [grade_id_of(cell) for cell in cells(step)]
    drawn.provide(step, DECLARED[step])
    bank = [answer for answer in answers.load(HOUSE, step) if answer.exercise == exercise]
    right = next(answer.source for answer in bank if answer.verdict == "right")
    assert example(capsys, step, exercise, right) is None
    wrong = [answer.source for answer in bank if answer.verdict == "wrong" and answer.mistake]
    found = (example(capsys, step, exercise, answer) for answer in wrong)
    assert any(one is not None and one.call.startswith(exercise) for one in found)


@pytest.mark.slow  # hundreds of inputs for each exercise
@pytest.mark.parametrize(("step", "exercise"), ALL)
def test_the_reference_takes_every_input_and_no_hidden_one_can_be_drawn(
    monkeypatch: pytest.MonkeyPatch, step: str, exercise: str
) -> None:
    drawn.provide(step, DECLARED[step])
    seen: dict[str, set[Any]] = defaultdict(set)
    drawable: list[Mapping[str, Any]] = []
    reference_of = Search({}, step, exercise)  # type: ignore[arg-type]

    def look(draw: drawn.Draw) -> bool:
        drawable.append(drawn.declared(exercise).draw(draw))
        reference_of.wanted(drawable[-1])
        for name, value in drawable[-1].items():
            seen[name] |= set(parts(value))
        return False

    assert not drawn.smallest(look)
    for case in hidden_cases(monkeypatch, step, f"test_{exercise}"):
        if all(isinstance(value, tuple) for value in case.values()):  # shapes: there are few, and all are drawn
            assert case not in drawable
        else:
            near = case.keys() == seen.keys() and all(set(parts(value)) <= seen[name] for name, value in case.items())
            assert not near, case


def parts(value: Any) -> Iterator[Any]:
    """What tells a value from others: its shape and its numbers."""
    if isinstance(value, np.ndarray | torch.Tensor):
        yield tuple(value.shape)
        yield from (float(number) for number in np.asarray(value.detach() if torch.is_tensor(value) else value).flat)
    elif isinstance(value, tuple) and all(type(size) is int for size in value):
        yield value  # a shape
    elif isinstance(value, list | tuple):
        yield len(value), type(value)
        for one in value:
            yield from parts(one)
    elif isinstance(value, int | float | str):
        yield value
    else:
        yield repr(value)


def hidden_cases(monkeypatch: pytest.MonkeyPatch, step: str, test: str) -> list[Mapping[str, Any]]:
    """The cases of the test's hidden part, as its forms get them."""
    source = next(cell.source for cell in cells(step) if is_test(cell) and grade_id_of(cell) == test)
    found: list[Mapping[str, Any]] = []

    def note(function: Any, test: Any, cases: Any, gives: Any, how: Any) -> None:
        if sys._getframe(2).f_lineno in hidden_lines(source):
            found.extend([cases] if isinstance(cases, Mapping) else cases)

    names = dict(vars(reference.load(step)))
    for cell in cells(step):
        if cell.cell_type == "code" and not cell.metadata.get("nbgrader") and not is_experiment(cell):
            exec(compile(cell.source, "<setup>", "exec"), names)
    monkeypatch.setattr(calls, "_check", note)
    exec(compile(source, "<test>", "exec"), names)
    # A test without these forms draws all that it gives.
    assert found or not re.search(r"expect\.(calls|observed)\(", source.partition("BEGIN HIDDEN")[2])
    return found
