"""`expect.path`: where an optimizer's steps lead, and what is told of one that leads elsewhere."""

import math
from typing import Any

import pytest
import torch

from course.helpers import expect
from course.helpers.forbidden import Forbidden
from course.helpers.testing import known

CASE = {"params": [[1.0, -2.0], [0.5]], "gradients": [[[1.0, 2.0], [4.0]], [[3.0, 1.0], [2.0]]], "lr": 0.1}
WANT = [[0.9, -2.2, 0.1], [0.6, -2.3, -0.1]]


class Plain:
    def __init__(self, params: Any, lr: float) -> None:
        self.params, self.lr = list(params), lr

    def step(self) -> None:
        for p in self.params:
            p.data -= self.lr * p.grad

    def zero_grad(self) -> None:
        for p in self.params:
            p.grad = None


class Slower(Plain):
    made = 0

    def __init__(self, params: Any, lr: float) -> None:
        Slower.made += 1
        super().__init__(params, lr / Slower.made)


class Double(Plain):
    def __init__(self, params: Any, lr: float) -> None:
        super().__init__(params, 2 * lr)


class Nothing(Plain):
    def step(self) -> None:
        for p in self.params:
            p.data *= math.nan


class Borrowed(Plain):
    def __init__(self, params: Any, lr: float) -> None:
        self.step = torch.optim.SGD(params, lr=lr).step  # type: ignore[method-assign]


class Misspelt(Plain):
    def step(self) -> None:
        for p in self.parameters:  # type: ignore[attr-defined]
            p.data -= self.lr * p.grad


class WithoutStep:
    def __init__(self, params: Any, lr: float) -> None:
        self.params = list(params)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "en")


def refusal(optimizer: Any, **options: Any) -> expect.Wrong:
    with pytest.raises(expect.Wrong) as caught:
        expect.path(optimizer, CASE, gives=options.get("gives", WANT))
    return caught.value


def test_the_places_are_rows_a_list_of_them_or_those_of_a_reference() -> None:
    expect.path(Plain, CASE, gives=WANT)
    expect.path(Plain, [CASE, CASE], gives=[WANT, WANT])
    expect.path(Plain, [CASE], gives=Plain)


def test_a_difference_of_more_than_a_millionth_is_told_with_the_call() -> None:
    wrong = refusal(Plain, gives=[[0.9, -2.2, 0.1], [0.6, -2.3, -0.10001]])
    assert str(wrong).startswith("Plain(params, lr=0.1)\nexpected: tensor (2, 3)")
    assert wrong.mistake is None


def test_a_state_that_two_optimizers_share_is_named() -> None:
    Slower.made = 0
    assert refusal(Slower).mistake == "state.shared"
    assert refusal(Slower).mistake == "state.shared"  # also where the first of them is wrong already


class Once(Plain):
    def __init__(self, params: Any, lr: float) -> None:
        self.params, self.lr = params, lr


class Counted(Plain):
    def __init__(self, params: Any, lr: float) -> None:
        self.count = len(params)
        super().__init__(params, lr)


@pytest.mark.parametrize("optimizer", [Once, Counted])
def test_an_optimizer_that_needs_a_list_of_parameters_is_told_of_iterators(optimizer: type) -> None:
    assert refusal(optimizer).mistake == "params.exhausted"


def test_an_exception_is_told_in_a_sentence_with_the_call() -> None:
    _sentence, called, *_rest, error = str(refusal(Misspelt)).splitlines()
    assert called == "Misspelt(params, lr=0.1)"
    assert error == "Execution stopped: AttributeError: 'Misspelt' object has no attribute 'parameters'"
    assert str(refusal(WithoutStep)).startswith("✗ The test cannot go on with what your code gives")


def test_torch_optim_cannot_be_used() -> None:
    with pytest.raises(Forbidden):
        expect.path(Borrowed, CASE, gives=WANT)


def test_the_bank_names_the_mistake_also_where_it_gives_no_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    mark = known.fingerprint([CASE])
    with known.recording() as recorded:
        expect.path(Double, CASE, gives=WANT)
        expect.path(Nothing, CASE, gives=WANT)
    assert [found for found, _ in recorded] == [mark, mark]
    table = {"step": {"Plain": {mark: [["step.twice", recorded[0][1]], ["adam.t_from_0", recorded[1][1]]]}}}
    monkeypatch.setattr(known, "table", lambda: table)
    monkeypatch.setattr(known, "_step", "step")
    for wrong, mistake in ((Double, "step.twice"), (Nothing, "adam.t_from_0")):
        namespace = {"expect": expect, "Plain": wrong, "CASE": CASE, "WANT": WANT}
        with pytest.raises(expect.Wrong) as caught:
            exec("expect.path(Plain, CASE, gives=WANT)", namespace)
        assert caught.value.mistake == mistake
