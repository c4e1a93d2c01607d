"""`expect.calls`: one form for what a test calls and what that gives."""

import functools
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from course.helpers import expect, reference
from course.helpers.expect import Wrong
from course.helpers.forbidden import Forbidden
from course.helpers.language import speaking
from course.helpers.testing import known

CASE = {"x": np.array([[1.0, 2.0], [3.0, 4.0]]), "w": np.array([1.0, -1.0]), "b": 0.5}
WANT = np.array([-0.5, -0.5])


def predict(x, w, b):  # type: ignore[no-untyped-def]
    return x @ w + b


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "en")
    monkeypatch.setattr(known, "_step", None)


def refusal(function, cases, **kwargs) -> Wrong:  # type: ignore[no-untyped-def]
    with pytest.raises(Wrong) as caught:
        expect.calls(function, cases, **kwargs)
    return caught.value


def test_what_it_gives_is_a_value_a_list_of_values_or_the_reference() -> None:
    expect.calls(predict, CASE, gives=WANT)
    expect.calls(predict, [CASE, CASE | {"b": 1.5}], gives=[WANT, WANT + 1])
    expect.calls(predict, [CASE], gives=predict)


def test_a_failure_says_what_was_called() -> None:
    found = refusal(predict, CASE, gives=WANT + 1)
    called, wanted = str(found).splitlines()[:2]
    assert called == "predict(x, w, b=0.5), x (2, 2) float64, w (2,)"
    assert wanted == "expected: array (2,) float64 [0.5, 0.5]"


def test_a_device_and_a_none_are_told_in_the_call() -> None:
    def place(x: torch.Tensor, device: Any) -> float:
        return 0.0

    for device, shown in ((None, "None"), (torch.device("cpu"), "device(type='cpu')")):
        case = {"x": torch.tensor([1]), "device": device}
        found = refusal(place, case, gives=1.0)
        assert str(found).splitlines()[0] == f"place(x, device={shown}), x (1,) int64"


def test_every_case_is_tried_in_both_floating_types() -> None:
    seen = []

    def watching(x, w, b):  # type: ignore[no-untyped-def]
        seen.append((x.dtype, w.dtype))
        return x @ w + b

    expect.calls(watching, CASE, gives=WANT)
    assert seen == [(np.dtype("float64"),) * 2, (np.dtype("float32"),) * 2]


def test_the_reference_computes_in_double_precision() -> None:
    asked = []

    def right(x, w, b):  # type: ignore[no-untyped-def]
        asked.append(x.dtype)
        return predict(x, w, b)

    expect.calls(predict, CASE, gives=right)
    assert set(asked) == {np.dtype("float64")}


def test_an_argument_that_changes_is_found_before_the_value() -> None:
    def scaling(x, w, b):  # type: ignore[no-untyped-def]
        x *= 2
        return None

    case = {key: value.copy() if isinstance(value, np.ndarray) else value for key, value in CASE.items()}
    found = refusal(scaling, case, gives=WANT)
    assert found.mistake == "argument.changed"
    assert np.array_equal(case["x"], CASE["x"])  # the function had a copy


def step(w, lr):  # type: ignore[no-untyped-def]
    with torch.no_grad():
        w -= lr
    return w[0].item()


def test_what_changes_in_place_follows_the_result() -> None:
    case = {"w": torch.tensor([1.0, 2.0], requires_grad=True), "lr": 0.5}
    want = (0.5, torch.tensor([0.5, 1.5]))
    expect.calls(step, case, gives=want, names=("first",), changes=("w",))
    assert "In w:" in str(refusal(step, case, gives=(0.5, torch.ones(2)), names=("first",), changes=("w",)))
    expect.calls(step, case, gives=[want, (0.0, torch.tensor([0.0, 1.0]))], changes=("w",), times=2)
    expect.calls(step, case, gives=step, changes=("w",), times=2)


def test_a_leaf_stays_a_leaf() -> None:
    def lost(w, lr):  # type: ignore[no-untyped-def]
        w.requires_grad_(False)
        w -= lr
        return w[0].item()

    case = {"w": torch.tensor([1.0], requires_grad=True), "lr": 0.5}
    assert refusal(lost, case, gives=(0.5, torch.tensor([0.5])), changes=("w",)).mistake == "leaf.lost"


def test_an_error_that_pytorch_has_for_a_known_mistake_is_named() -> None:
    def in_graph(w, lr):  # type: ignore[no-untyped-def]
        w -= lr

    found = refusal(in_graph, {"w": torch.tensor([1.0], requires_grad=True), "lr": 0.5}, gives=None, changes=("w",))
    assert found.mistake == "leaf.in_graph"


def test_another_exception_comes_through() -> None:
    with pytest.raises(ZeroDivisionError):
        expect.calls(lambda b: b / 0, {"b": 1.0}, gives=1.0)


def test_losses_are_compared_at_their_own_size() -> None:
    def descend(lr):  # type: ignore[no-untyped-def]
        return np.ones(1), [100.0, 0.002]

    expect.calls(descend, {"lr": 0.1}, gives=(np.ones(1), [100.0, 0.002]), names=("w", "losses"))
    found = refusal(descend, {"lr": 0.1}, gives=(np.ones(1), [100.0, 0.001]), names=("w", "losses"))
    assert "losses[1] = 0.001" in str(found)


def test_the_reference_is_lent_where_it_is_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    def double(b):  # type: ignore[no-untyped-def]
        return 2 * lent(b)

    monkeypatch.setattr(known, "_step", "made_up")
    monkeypatch.setattr(reference, "load", lambda name: SimpleNamespace(lent=lambda b: 100 * b))
    expect.calls(double, {"b": 1.0}, gives=200.0, given=["lent"])
    assert lent(1.0) == 1.0

    def not_here(name: str) -> None:
        raise reference.NotAtHand(name)

    monkeypatch.setattr(reference, "load", not_here)
    expect.calls(double, {"b": 1.0}, gives=2.0, given=["lent"])


def lent(b):  # type: ignore[no-untyped-def]
    return b


def test_a_mistake_of_the_bank_is_named_where_all_calls_give_what_it_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    cell = "expect.calls(predict, cases, gives=want)"
    names = {"expect": expect, "cases": [CASE, CASE | {"b": 1.5}], "want": [WANT, WANT + 1]}
    with known.recording() as recorded:
        exec(cell, names | {"predict": lambda x, w, b: x @ w})
    ((mark, outcomes),) = recorded
    monkeypatch.setattr(known, "_step", "made_up")
    monkeypatch.setattr(known, "table", lambda: {"made_up": {"predict": {mark: [["bias.missing", outcomes]]}}})
    for function, mistake in ((lambda x, w, b: x @ w, "bias.missing"), (lambda x, w, b: x @ w + b / 0.5 - 1, None)):
        with pytest.raises(Wrong) as caught:
            exec(cell, names | {"predict": function})
        assert caught.value.mistake == mistake


def test_a_kind_that_is_wrong_in_one_part_is_not_named_after_another_part(monkeypatch: pytest.MonkeyPatch) -> None:
    cell = "expect.calls(choose, {'x': 1.0}, gives=(2, [1.5]))"
    table = {"a step": {"choose": {known.fingerprint([{"x": 1.0}]): [
        ["losses.tensor", [[2.0, [{"shape": [], "values": [1.5], "cleared": False}]]]],
        ["factor.two", [[4.0, [1.5]]]],
    ]}}}  # fmt: skip
    monkeypatch.setattr(known, "_step", "a step")
    monkeypatch.setattr(known, "table", lambda: table)
    for best, mistake in ((torch.tensor(2), None), (torch.tensor(4), "factor.two"), (4, "factor.two")):
        with pytest.raises(Wrong) as caught:
            exec(cell, {"expect": expect, "choose": lambda x, best=best: (best, [1.5])})
        assert caught.value.mistake == mistake


def test_an_exception_of_a_known_mistake_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    cell = "expect.calls(predict, CASE, gives=WANT)"
    names = {"expect": expect, "CASE": CASE, "WANT": WANT, "predict": lambda x, w, b: w @ x.T[:1] + b}
    with known.recording() as recorded:
        exec(cell, names)
    ((mark, outcomes),) = recorded
    assert outcomes[0]["raises"] == "ValueError"
    monkeypatch.setattr(known, "_step", "made_up")
    monkeypatch.setattr(known, "table", lambda: {"made_up": {"predict": {mark: [["transpose.extra", outcomes]]}}})
    with pytest.raises(Wrong, match=r"✗ transpose\.extra"):
        exec(cell, names)


def test_the_right_numbers_in_another_memory_or_dtype_are_told() -> None:
    case = {"x": np.array([1.0, 2.0])}
    want = torch.tensor([1.0, 2.0])
    expect.calls(lambda x: torch.tensor(x, dtype=torch.float32), case, gives=want, exactly=True, fresh=True)
    found = refusal(torch.tensor, case, gives=want, exactly=True)
    assert found.mistake == "dtype.wrong"
    assert "expected: tensor (2,) float32 [1., 2.]\ngot:      tensor (2,) float64 [1., 2.]" in str(found)
    assert refusal(torch.from_numpy, case, gives=want, fresh=True).mistake == "memory.shared"


def test_an_argument_that_the_first_call_has_changed_is_told_before_an_error_of_the_second() -> None:
    def doubled(x: np.ndarray) -> float:
        if x[0] > 1:
            raise LookupError("too large")
        x *= 2
        return float(x[0])

    assert refusal(doubled, {"x": np.ones(1)}, gives=[2.0, 2.0], times=2).mistake == "argument.changed"
    with pytest.raises(LookupError):
        expect.calls(doubled, {"x": np.full(1, 2.0)}, gives=2.0)


def test_numbers_that_have_changed_are_told_before_the_gradient_that_is_asked_for() -> None:
    leaf = torch.ones(1, requires_grad=True)

    def in_graph(x: torch.Tensor) -> float:
        x -= leaf
        return 1.0

    def asking(x: torch.Tensor) -> float:
        x.requires_grad_()
        return 1.0

    assert refusal(in_graph, {"x": torch.ones(1)}, gives=1.0).mistake == "argument.changed"
    assert refusal(asking, {"x": torch.ones(1)}, gives=1.0).mistake == "argument.requires_grad"


def test_a_part_is_named_in_the_readers_language() -> None:
    with speaking("fr"):
        text = str(refusal(lambda w: None, {"w": np.zeros(1)}, gives=(1.0, np.zeros(1)), changes=("w",)))
    assert "Dans résultat" in text


def test_a_short_list_among_the_arguments_is_shown() -> None:
    assert "f(sizes=[2, 3])" in str(refusal(lambda sizes: 1.0, {"sizes": [2, 3]}, gives=2.0)).replace("<lambda>", "f")


def test_a_part_that_shares_its_memory_is_told() -> None:
    def pair(x: np.ndarray) -> Any:
        return torch.tensor(x), torch.from_numpy(x)

    want = torch.tensor([1.0, 2.0])
    text = str(refusal(pair, {"x": np.array([1.0, 2.0])}, gives=(want, want), names=("x", "y"), fresh=True))
    assert text.startswith("✗ memory.shared")
    assert "It is y." in text


def leaf_with(grad: float | None) -> torch.Tensor:
    leaf = torch.ones(1, requires_grad=True)
    leaf.grad = None if grad is None else torch.full((1,), grad)
    return leaf


@pytest.mark.parametrize(
    ("entries", "grad", "named"),
    [
        ({"one": 5.0}, 5.0, "one"),
        ({"one": 5.0}, None, "one"),
        ({"one": 5.0, "other": None}, None, "other"),
        ({"one": 5.0, "other": 7.0}, None, None),
    ],
)
def test_what_is_left_in_grad_tells_mistakes_apart_only_where_some_answer_leaves_the_same(
    entries: dict[str, float | None], grad: float | None, named: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = [[key, [known.plain(leaf_with(left))]] for key, left in entries.items()]
    monkeypatch.setattr(known, "_entries", lambda *_: table)
    assert known.named("f", "", [leaf_with(grad)], rtol=1e-4, atol=1e-7) == named
    assert known.named("f", "", [leaf_with(grad) + 1], rtol=1e-4, atol=1e-7) is None


def test_what_is_watched_may_change_its_arguments() -> None:
    def moved(x):  # type: ignore[no-untyped-def]
        before = x.copy()
        x += 1
        return before, x

    expect.observed(moved, {"x": np.zeros(2)}, gives=(np.zeros(2), np.ones(2)))
    with pytest.raises(Wrong, match=r"moved\(x\), x \(2,\) float64\nIn \[1\]:"):
        expect.observed(moved, {"x": np.zeros(2)}, gives=(np.zeros(2), np.zeros(2)))


def test_to_call_an_exercise_that_does_all_the_work_is_a_mistake() -> None:
    def borrowing(b):  # type: ignore[no-untyped-def]
        return lent(b)

    assert refusal(borrowing, {"b": 1.0}, gives=1.0, without=["lent"]).mistake == "loop.borrowed"


def test_an_exercise_under_another_name_is_borrowed_too() -> None:
    kept = lent
    borrowed = functools.partial(lent)
    assert refusal(kept, {"b": 1.0}, gives=1.0, without=["lent"]).mistake == "loop.borrowed"
    assert refusal(borrowed, {"b": 1.0}, gives=1.0, without=["lent"]).mistake == "loop.borrowed"
    assert lent(1.0) == 1.0  # afterwards it is what it was


def test_an_exercise_is_not_blamed_for_another_one_that_is_only_its_second_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(globals(), "repaired", lent)
    expect.calls(lent, {"b": 1.0}, gives=1.0, without=["repaired"])


def test_an_exercise_with_variables_around_it_can_be_put_out_of_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    around = 1.0

    def closed(b):  # type: ignore[no-untyped-def]
        return b * around

    monkeypatch.setitem(globals(), "closed", closed)

    def borrowing(b):  # type: ignore[no-untyped-def]
        return globals()["closed"](b)

    assert refusal(borrowing, {"b": 1.0}, gives=1.0, without=["closed"]).mistake == "loop.borrowed"
    assert refusal(closed, {"b": 1.0}, gives=1.0, without=["closed"]).mistake == "loop.borrowed"
    assert closed(1.0) == 1.0


def test_what_is_forbidden_is_off_during_the_call_alone() -> None:
    def by_engine(x):  # type: ignore[no-untyped-def]
        leaf = x.clone().requires_grad_()
        return torch.autograd.grad((leaf**2).sum(), leaf)[0]

    case = {"x": torch.tensor([1.0, 2.0])}
    expect.calls(by_engine, case, gives=torch.tensor([2.0, 4.0]))
    with pytest.raises(Forbidden, match=r"autograd\.used"):
        expect.calls(by_engine, case, gives=torch.tensor([2.0, 4.0]), forbids="torch.autograd")
    expect.calls(lambda x: 2 * x, case, gives=by_engine, forbids="torch.autograd")  # the reference may use it


def test_a_failure_names_the_functions_among_the_arguments() -> None:
    found = refusal(lambda x, by: by(x), {"x": np.ones(2), "by": np_double}, gives=np.ones(2))
    assert "(x, by=np_double)" in str(found)


def np_double(x):  # type: ignore[no-untyped-def]
    return 2 * x


def test_a_function_of_the_tests_own_belongs_to_the_answer_that_it_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    cell = "def twice(x):\n    return 2 * answer(x)\nexpect.calls(twice, {'x': 1.0}, gives=4.0)"
    names: dict[str, Any] = {"expect": expect, "answer": lambda x: x}
    table = {"a step": {"answer": {known.fingerprint([{"x": 1.0}]): [["factor.two", [2.0]]]}}}
    monkeypatch.setattr(known, "table", lambda: table)
    monkeypatch.setattr(known, "_step", "a step")
    with pytest.raises(Wrong) as caught:
        exec(compile(cell, "<test>", "exec"), names)
    assert caught.value.mistake == "factor.two"
    with pytest.raises(Wrong, match=r"^✗ factor.two .*\nanswer\(x=1.0\)\n"):
        exec(compile(cell.replace("twice,", "lambda x: 2 * answer(x),"), "<test>", "exec"), names)


def test_what_is_expected_is_shown_in_the_dtype_of_the_call() -> None:
    x = torch.tensor([1.0, 2.0])
    for given, dtype in ((x.double(), "float64"), (x, "float32")):
        for answer in (lambda x: x + 1, lambda x: x.float() + 1, lambda x: None):
            text = str(refusal(answer, {"x": given}, gives=2 * x, dtypes=(dtype,)))
            assert f"expected: tensor (2,) {dtype} [2., 4.]" in text


@pytest.mark.parametrize(("gives", "how"), [(1.0, {}), ((1.0, 2.0), {"names": ("w", "losses")}), (1.0, {"times": 2})])
def test_a_result_that_is_none_may_lack_its_return(gives: Any, how: Any) -> None:
    wanted = [gives, gives] if how.get("times") else gives
    text = str(refusal(lambda x: None, {"x": np.ones(1)}, gives=wanted, **how))
    assert text.startswith("✗ There is None where a value is expected: perhaps a return is missing.\n")
    assert "return" not in str(refusal(lambda x: 3.0, {"x": np.ones(1)}, gives=wanted, **how))
    assert "return" not in str(refusal(lambda x: 3.0, {"x": np.ones(1)}, gives=None))


def test_a_wrong_dtype_is_told_with_its_part() -> None:
    case, want = {"x": np.array([1.0])}, (torch.tensor([1.0]), torch.tensor([2.0]))

    def pair(x: np.ndarray) -> Any:
        return torch.tensor(x, dtype=torch.float32), torch.tensor(2 * x)

    text = str(refusal(pair, case, gives=want, names=("x", "y"), exactly=True))
    assert "In y:\nexpected: tensor (1,) float32 [2.]\ngot:      tensor (1,) float64 [2.]" in text


def test_an_error_that_is_raised_as_it_is_has_the_call_as_its_note() -> None:
    def refuses(x: np.ndarray) -> float:
        raise LookupError("not this one")

    with pytest.raises(LookupError, match="not this one") as caught:
        expect.calls(refuses, {"x": np.zeros((2, 3))}, gives=1.0)
    assert caught.value.__notes__ == ["refuses(x), x (2, 3) float64"]


def test_a_switch_of_pytorch_that_a_call_leaves_is_put_back_and_one_from_before_it_does_not_count() -> None:
    def careless(w):  # type: ignore[no-untyped-def]
        torch.set_grad_enabled(False)
        torch.set_default_dtype(torch.float64)
        return w * 2

    def recorded(w):  # type: ignore[no-untyped-def]
        return w.requires_grad_(True).sum().requires_grad

    expect.calls(careless, {"w": torch.ones(1)}, gives=torch.tensor([2.0]))
    assert torch.is_grad_enabled()
    assert torch.get_default_dtype() == torch.float32
    with torch.no_grad():
        expect.observed(lambda w: recorded(w * 3), {"w": torch.ones(1)}, gives=True)
        assert not torch.is_grad_enabled()
