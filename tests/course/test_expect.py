"""What a check lets pass, what it refuses, and what it says."""

import math
import re

import numpy as np
import pytest
import torch
from hypothesis import given as cases
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from course.helpers import expect
from course.helpers.expect import Wrong

floats = st.floats(-1e6, 1e6)
arrays = hnp.arrays(np.float64, hnp.array_shapes(max_dims=3, max_side=4), elements=floats)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "en")


class AlwaysEqual:
    """What a student may hand out to please a naive comparison."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]

    def __bool__(self) -> bool:
        return True

    def __float__(self) -> float:
        return 1.0

    def __array__(self, *args: object, **kwargs: object) -> np.ndarray:
        return np.ones(2)

    def __sub__(self, other: object) -> float:
        return 0.0

    __rsub__ = __sub__


class LyingFloat(float):
    def __sub__(self, other: object) -> "LyingFloat":
        return LyingFloat(0.0)

    __rsub__ = __sub__

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]

    def __float__(self) -> float:
        return 1.0


class LyingArray(np.ndarray):
    def __array_ufunc__(self, *args: object, **kwargs: object) -> np.ndarray:
        return np.zeros(2)


class LyingTensor(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):  # type: ignore[no-untyped-def]
        return torch.zeros(2)


class LyingText(str):
    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]


def refusal(*args: object, **kwargs: object) -> Wrong:
    with pytest.raises(Wrong) as caught:
        expect.close(*args, **kwargs)  # type: ignore[arg-type]
    return caught.value


# close: what passes


@pytest.mark.parametrize(
    ("got", "want"),
    [
        (1.0, 1.0),
        (np.float64(1.0), 1.0),
        (1.0, np.float32(1.0)),
        (np.float32(1.0), 1.0),
        (np.float16(1.0), 1.0),
        (np.longdouble(1.0), 1.0),
        ((1.0, np.float32(2.0)), (1.0, 2.0)),
        (1.00001, 1.0),
        (np.ones(2, np.float32), np.ones(2)),
        (np.array([1, 1]), np.ones(2)),
        (np.array([1e6, 1.0]), np.array([1e6, 50.0])),  # as close as the largest number allows
        (torch.ones(2, 1), torch.ones(2, 1, dtype=torch.float64)),
        (torch.ones(2, requires_grad=True), torch.ones(2)),
        (torch.nn.Parameter(torch.ones(2)), torch.ones(2)),
        (torch.ones(2, dtype=torch.bfloat16), torch.ones(2)),
        (torch.eye(2).to_sparse(), torch.eye(2)),
        (3, 3),
        (np.int64(3), 3),
        (True, True),
        (np.bool_(True), np.bool_(True)),
        (True, np.bool_(True)),
        (None, None),
        ("sum", "sum"),
        (math.nan, math.nan),
        (math.inf, math.inf),
        (np.array([]), np.array([])),
        ((1.0, np.ones(2)), (1.0, np.ones(2))),
        ([1.0, np.ones(2)], (1.0, np.ones(2))),  # a list serves as a tuple
        ([1.0], [1.0]),
        (((1.0,), 2), ((1.0,), 2)),
    ],
)
def test_these_are_the_same(got: object, want: object) -> None:
    expect.close(got, want)
    assert expect.is_close(got, want)


@cases(arrays, st.floats(-1, 1))
def test_what_is_within_the_tolerance_passes(want: np.ndarray, part: float) -> None:
    largest = np.abs(want).max()
    expect.close(want + part * 0.9 * (1e-3 * largest + 1e-6), want, rtol=1e-3, atol=1e-6)


@cases(arrays, st.sampled_from([-1, 1]), st.data())
def test_what_is_beyond_the_tolerance_in_one_place_is_refused(want: np.ndarray, sign: int, draw: st.DataObject) -> None:
    got = want.copy()
    at = tuple(draw.draw(st.integers(0, n - 1)) for n in want.shape)
    got[at] += sign * (1.1 * (1e-3 * np.abs(want).max() + 1e-6))
    found = refusal(got, want, rtol=1e-3, atol=1e-6)
    assert f"first difference at {list(at)}" in str(found)


@cases(arrays)
def test_arrays_and_tensors_are_never_taken_for_each_other(values: np.ndarray) -> None:
    assert not expect.is_close(torch.tensor(values), values)
    assert not expect.is_close(values, torch.tensor(values))
    assert expect.is_close(torch.tensor(values), torch.tensor(values))


@cases(arrays)
def test_another_shape_is_another_answer(values: np.ndarray) -> None:
    assert refusal(values[None], values).mistake == "shape.wrong"


# close: what is refused


@pytest.mark.parametrize(
    ("got", "want"),
    [
        (np.array([]), np.ones(2)),  # broadcasts, and allclose says yes
        (np.ones((2, 2)), np.ones(2)),
        (np.ones(1), 1.0),
        (np.array(1.0), 1.0),
        (np.float32(1.01), 1.0),
        (np.int64(1), 1.0),
        (torch.tensor(1.0), 1.0),
        (1, 1.0),
        (True, 1.0),
        (True, 1),
        (1, True),
        (1.0, True),
        (1.0, 1),
        ("1.0", 1.0),
        (None, 1.0),
        (math.nan, 1.0),
        (1.0, math.nan),
        (1e300, math.inf),
        (-math.inf, math.inf),
        (np.array([1.0, 5.0]), np.array([math.inf, 1.0])),  # an infinity excuses nothing beside it
        (np.array([math.nan, 1.0]), np.ones(2)),
        (np.array(["a", "b"]), np.ones(2)),
        (np.ones(2, complex), np.ones(2)),
        (torch.ones(2, dtype=torch.complex64), torch.ones(2)),
        (np.array([None, None]), np.ones(2)),
        (torch.ones(2, device="meta"), torch.ones(2)),
        (np.array([10001]), np.array([10000])),  # whole numbers are right or wrong
        (10001, 10000),
        (torch.tensor([0, 9999]), torch.tensor([0, 10000])),
        (10**400, 1),
        ("sun", "sum"),
        (0, None),
        (False, None),
        ((1.0,), (1.0, 2.0)),
        ((1.0, 2.0), [1.0, 2.0]),
        (1.0, (1.0,)),
        ({}, (1.0,)),
        (np.ones(2), (1.0, 1.0)),
        (AlwaysEqual(), 1.0),
        (AlwaysEqual(), np.ones(2)),
        (AlwaysEqual(), torch.ones(2)),
        (AlwaysEqual(), True),
        (AlwaysEqual(), None),
        (AlwaysEqual(), "sum"),
        (AlwaysEqual(), (1.0,)),
        ((AlwaysEqual(),), (1.0,)),
        (LyingFloat(3.0), 1.0),
        (LyingText("sun"), "sum"),
        (np.full(2, 3.0).view(LyingArray), np.zeros(2)),
        (torch.full((2,), 3.0).as_subclass(LyingTensor), torch.zeros(2)),
    ],
)
def test_these_are_not_the_same(got: object, want: object) -> None:
    assert not expect.is_close(got, want)
    assert "expected:" in str(refusal(got, want, of="f(x)"))


def test_a_value_that_cannot_be_compared_is_the_tests_own_fault() -> None:
    with pytest.raises(TypeError, match="object cannot be compared"):
        expect.close(1.0, object())


# close: what it says


def test_a_failure_tells_the_mistake_then_the_call_then_the_values() -> None:
    found = refusal(np.array([1.0, 5.0]), np.array([1.0, 2.0]), of="predict(x, w, b)",
                    mistakes={"bias.subtracted": np.zeros(2), "bias.missing": np.array([1.0, 5.0])})  # fmt: skip
    assert found.mistake == "bias.missing"
    assert str(found).splitlines() == [
        "✗ bias.missing — The bias b is missing.",
        "predict(x, w, b)",
        "expected: array (2,) float64 [1., 2.]",
        "got:      array (2,) float64 [1., 5.]",
        "first difference at [1]: expected 2, got 5",
    ]


def test_a_notebook_shows_the_message_and_not_the_way_to_it() -> None:
    found = refusal(1.0, 2.0, of="f(x)")
    assert found._render_traceback_() == [str(found)]


def test_both_languages_say_it_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "both")
    text = str(refusal(2.0, 4.0, of="f(x)", mistakes={"factor.half": 2.0}))
    english, french, rest = text.split("\n", 2)
    assert english.startswith("✗ factor.half — This is half")
    assert french.startswith("✗ factor.half — C'est la moitié")
    assert rest == (
        "f(x)\nexpected: 4 (float)\ngot:      2 (float)\n\nattendu\u00a0: 4 (float)\nobtenu\u00a0:  2 (float)"
    )


def test_the_part_that_differs_is_named() -> None:
    assert "In db:" in str(refusal((np.ones(2), 3.0), (np.ones(2), 4.0), names=("dw", "db")))
    assert "In [1]:" in str(refusal((1.0, 3.0), (1.0, 4.0)))
    assert "expected: (5, 5)\ngot:      None" in str(refusal(None, (5, 5)))
    assert "2 results (dw, db)\ngot:      1 result" in str(refusal((1.0,), (1.0, 4.0), names=("dw", "db")))
    assert "expected: 1 result (dx)\ngot:      2 results" in str(refusal((1.0, 4.0), (1.0,), names=("dx",)))
    of_tuple = str(refusal((1.0, 4.0), [1.0, 5.0], names=("dw", "db")))
    assert "2 results (dw, db)\ngot:      (1, 4)\nThe type is not the one asked for: tuple instead of list." in of_tuple


def test_a_list_of_losses_alone_is_not_taken_for_several_results() -> None:
    with pytest.raises(Wrong) as caught:
        expect.results([3.0, 2.0, 1.0], "w", "b", "losses")
    assert "expected: 3 results (w, b, losses)\ngot:      [3, 2, 1]" in str(caught.value)
    assert expect.results([3.0, 2.0], "low", "high") == (3.0, 2.0)
    assert expect.results([np.ones(1), 2.0, [1.0]], "w", "b", "losses")[1] == 2.0


@pytest.mark.parametrize(
    ("got", "want", "mistake"),
    [
        (np.array(34.0), 34.0, "type.not_float"),
        ([34.0], 34.0, "type.not_unpacked"),
        ((torch.tensor(34.0),), 34.0, "type.not_unpacked"),
        ((torch.ones(2, 2),), torch.ones(2, 2), "type.not_unpacked"),
        ((torch.ones(2, 2),), torch.zeros(2, 2), None),
        (torch.tensor(34.0), 34.0, "type.not_float"),
        (34, 34.0, "type.not_float"),
        (np.array([34.0]), 34.0, "type.not_float"),
        ([1.0, 2.0], np.array([1.0, 2.0]), "type.not_array"),
        (torch.tensor([1.0, 2.0]), np.array([1.0, 2.0]), "type.not_array"),
        (np.ones(2), torch.ones(2), "type.not_tensor"),
        (1.0, torch.tensor(1.0), "type.not_tensor"),
        (np.ones((3, 1)), np.ones(3), "shape.wrong"),
        (torch.arange(6.0).reshape(2, 3).T, torch.arange(6.0).reshape(2, 3), "transpose.extra"),
        ((1.0, torch.tensor(2.0)), (1.0, 2.0), "type.not_float"),
        ((torch.ones(2), None), [torch.ones(2), None], "type.not_list"),
        ((torch.zeros(2), None), [torch.ones(2), None], None),
        (np.float32(35.0), 34.0, None),
        (["a"], np.ones(1), None),
        (np.zeros((3, 1)), np.ones(3), None),
        ("34.0", 34.0, None),
    ],
)
def test_the_right_numbers_in_another_type_or_shape_are_told(got: object, want: object, mistake: str | None) -> None:
    assert refusal(got, want).mistake == mistake


def test_a_mistake_is_computed_only_when_the_check_fails() -> None:
    def never() -> float:
        raise AssertionError("computed")

    expect.close(1.0, 1.0, mistakes={"factor.two": never})
    assert refusal(0.5, 1.0, mistakes={"factor.two": lambda: 0.5}).mistake == "factor.two"


def test_a_mistake_may_leave_a_part_open_and_be_of_another_kind() -> None:
    want = (np.ones(2), 3.0)
    assert refusal((np.zeros(2), 7.0), want, mistakes={"residual.missing": (np.zeros(2), None)}).mistake
    assert refusal((np.ones(2), torch.tensor(9.0)), want, mistakes={"bias.mean": (None, 9.0)}).mistake == "bias.mean"
    assert refusal(5.0, 3.0, mistakes={"bias.mean": (5.0,)}).mistake is None
    assert refusal(math.nan, 3.0, mistakes={"bias.mean": math.nan}).mistake is None  # anything broken is NaN


def test_a_mistake_that_is_not_listed_is_the_tests_own_fault() -> None:
    with pytest.raises(KeyError, match=re.escape("no.such.mistake")):
        expect.fail(mistake="no.such.mistake")


# that, fail, results, raises


@pytest.mark.parametrize("condition", [True, np.bool_(True)])
def test_a_true_condition_passes(condition: object) -> None:
    expect.that(condition, "This is not what is asked for.")


@pytest.mark.parametrize("condition", [False, np.bool_(False), None, 1, "yes", AlwaysEqual(), [True], np.array(True)])
def test_only_true_itself_is_true(condition: object) -> None:
    with pytest.raises(Wrong, match="grad\\.aliased"):
        expect.that(condition, mistake="grad.aliased", of="f(x)")


def test_a_failure_never_says_nothing() -> None:
    with pytest.raises(Wrong, match="This is not what is asked for"):
        expect.that(False)


def test_results_come_apart() -> None:
    assert expect.results((1, [2.0]), "w", "losses") == (1, [2.0])
    assert expect.results([1, 2], "w", "b") == (1, 2)


@pytest.mark.parametrize("got", [None, 1.0, (1,), (1, 2, 3), np.ones(2), {"w": 1, "b": 2}, AlwaysEqual()])
def test_results_that_are_no_pair_are_refused(got: object) -> None:
    with pytest.raises(Wrong, match=r"expected: 2 results \(w, b\)"):
        expect.results(got, "w", "b", of="f(x)")


def test_raises_wants_the_exception_or_a_kind_of_it() -> None:
    expect.raises(ValueError, int, "x", of="int('x')")
    expect.raises(LookupError, {}.__getitem__, "x", of="{}['x']")
    with pytest.raises(Wrong, match=r"✗ shape.unchecked(.|\n)*expected: ValueError\ngot:      TypeError: "):
        expect.raises(ValueError, int, None, of="int(None)", mistake="shape.unchecked")
    with pytest.raises(Wrong, match=r"expected: ValueError\ngot:      7 \(int\)"):
        expect.raises(ValueError, int, "7", of="int('7')")
    with pytest.raises(Wrong, match=r"expected: ValueError\ngot:      \(2, 3\)"):
        expect.raises(ValueError, tuple, [2, 3], of="tuple([2, 3])")


@pytest.mark.parametrize(("returned", "shown"), [(ValueError("no"), r"ValueError\('no'\) "), (ValueError, "")])
def test_raises_tells_an_error_that_is_returned(returned: object, shown: str) -> None:
    with pytest.raises(Wrong, match=rf"✗ error.returned — (.|\n)*expected: ValueError\ngot:      {shown}"):
        expect.raises(ValueError, lambda: returned, of="f()", mistake="shape.unchecked")


@pytest.mark.parametrize("want", [np.zeros(2), torch.zeros(2), [0.0, 0.0], 0.0], ids=lambda want: type(want).__name__)
def test_the_values_of_a_generator_go_into_what_is_asked_for(want: object) -> None:
    with pytest.raises(Wrong, match=r"✗ A generator, .* return them in the type that is asked for\.\n"):
        expect.close((entry for entry in [0.0, 0.0]), want, of="f()")


def test_raises_stops_no_interrupt() -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        expect.raises(ValueError, interrupted, of="f()")


# losses


@pytest.mark.parametrize("got", [[4.0, 1.0], [np.float64(4.0), 1.0001], [np.float32(4.0), np.float16(1.0)]])
def test_losses_within_the_tolerance_pass(got: list[float]) -> None:
    expect.losses(got, [4.0, 1.0], rtol=1e-3)


def test_losses_past_the_finite_numbers_agree_however_they_overflowed() -> None:
    expect.losses([1.0, math.inf, math.nan], [1.0, math.inf, math.inf])
    with pytest.raises(Wrong):
        expect.losses([1.0, 1e300], [1.0, math.inf])


@cases(st.lists(st.floats(1e-3, 1e9), min_size=1, max_size=8), st.data())
def test_each_loss_counts_at_its_own_size(want: list[float], draw: st.DataObject) -> None:
    expect.losses([value * 1.0005 for value in want], want, rtol=1e-3)
    at = draw.draw(st.integers(0, len(want) - 1))
    got = [value * 1.01 if i == at else value for i, value in enumerate(want)]
    with pytest.raises(Wrong, match=re.escape(f"losses[{at}]")):
        expect.losses(got, want, rtol=1e-3)


@pytest.mark.parametrize(
    ("got", "mistake"),
    [
        ((4.0, 1.0), "losses.not_list"),
        (np.array([4.0, 1.0]), "losses.not_list"),
        (torch.tensor([4.0, 1.0]), "losses.not_list"),
        (np.array([4.0, 2.0]), None),
        ([torch.tensor(4.0), torch.tensor(1.0)], "losses.tensor"),
        ([np.array(4.0), np.array(1.0)], "losses.not_floats"),
        ([4.0], "losses.count"),
        ([1.0], "losses.count"),
        ([8.0, 4.0, 1.0], "losses.count"),
        ([4.0, 2.0, 1.0], None),
        ([2.0], None),
        ([4.0, 1.0, 0.5], "losses.extra"),
        ([1.0, 0.5], "losses.after"),
        ([2.0, 0.5], None),
        ([4.0, math.nan], None),
        ([LyingFloat(4.0), LyingFloat(3.0)], None),
        ([], "losses.count"),
        (None, None),
        (4.0, None),
        (AlwaysEqual(), None),
        ([None, None], "losses.not_floats"),
        (np.array(4.0), None),
        (np.array(["a", "b"]), None),
    ],
)
def test_wrong_losses_are_told_apart(got: object, mistake: str | None) -> None:
    known = {"losses.after": [1.0, 0.5], "losses.extra": lambda: [4.0, 1.0, 0.5]}
    with pytest.raises(Wrong) as caught:
        expect.losses(got, [4.0, 1.0], of="descend(…)", mistakes=known)
    assert caught.value.mistake == mistake


def test_a_wrong_loss_is_told_before_the_count_that_follows_from_it() -> None:
    with pytest.raises(Wrong, match=r"losses\[1\] = 1\n.*losses\[1\] = 2$"):
        expect.losses([4.0, 2.0, 1.0], [4.0, 1.0], of="fit(…)")


# unchanged


def test_what_only_looks_at_its_arguments_passes() -> None:
    x, y, nested = np.array([1.0, math.nan]), torch.tensor([1.0, math.nan], requires_grad=True), {"a": [np.ones(2), 3]}
    with expect.unchanged(x=x, y=y, nested=nested, n=3, name=None, pair=(1.0, np.ones(1))):
        x.sum()
        (y * 2).sum().backward()


@pytest.mark.parametrize("make", [lambda: np.ones(3), lambda: torch.ones(3), lambda: [1.0, 1.0, 1.0]])
def test_a_change_in_place_is_found(make) -> None:  # type: ignore[no-untyped-def]
    argument = make()
    with pytest.raises(Wrong, match=r"✗ argument\.changed .*\nf\(x\)\nx(\[1\])? was: (.|\n)*is:  "):  # noqa: SIM117
        with expect.unchanged(x=argument, of="f(x)"):
            argument[1] = 5.0


@pytest.mark.parametrize(
    ("now", "was", "shown"),
    [
        (np.array([0.7, 0.3 + 1e-9]), np.array([0.7, 0.3]), "x[1] was: 0.3\nx[1] is:  0.300000001\nTo put"),
        (torch.full((1, 2), 0.7 + 1e-7), torch.full((1, 2), 0.7), "x[0, 0] was: 0.69999"),
        (torch.tensor(0.7 + 1e-7), torch.tensor(0.7), "x was: 0.69999"),
        ([1.0, {"a": 0.2 + 1e-9}], [1.0, {"a": 0.2}], "x[1]['a'] was: 0.2\nx[1]['a'] is:  0.200000001\nTo put"),
    ],
)
def test_numbers_that_are_rounded_to_the_same_are_shown_in_full(now: object, was: object, shown: str) -> None:
    with pytest.raises(Wrong, match=re.escape(shown)) as wrong:
        expect.same("x", now, was)
    assert "keep a copy of it first" in str(wrong.value)


def test_an_entry_that_is_not_shown_is_not_taken_for_rounded() -> None:
    now = np.arange(100.0)
    now[50] = 7
    with pytest.raises(Wrong) as wrong:
        expect.same("x", now, np.arange(100.0))
    assert str(wrong.value).endswith("x[50] was: 50.0\nx[50] is:  7.0")


def test_a_changed_list_is_shown_as_python_shows_it() -> None:
    sizes = [2, 3]
    with pytest.raises(Wrong, match=r"\nsizes was: \[2, 3\]\nsizes is:  \[2, 3, 4\]"):  # noqa: SIM117
        with expect.unchanged(sizes=sizes, of="f(sizes)"):
            sizes.append(4)


def test_a_change_inside_a_container_is_found() -> None:
    inner = {"a": [torch.ones(2)]}
    with pytest.raises(Wrong), expect.unchanged(x=inner):
        inner["a"][0].mul_(2)
    with pytest.raises(Wrong), expect.unchanged(x=inner):
        inner["b"] = []


def test_a_tensor_that_comes_to_ask_for_a_gradient_is_changed() -> None:
    x = torch.ones(2)
    message = r"✗ argument\.requires_grad .*\nf\(x\)\nx\[1\]\.requires_grad was: False\nx\[1\]\.requires_grad is:  True"
    with pytest.raises(Wrong, match=message), expect.unchanged(x=(2.0, x), of="f(x)"):
        x.requires_grad_()


def test_what_cannot_be_watched_is_the_tests_own_fault() -> None:
    with pytest.raises(TypeError, match="Linear cannot be compared"), expect.unchanged(model=torch.nn.Linear(1, 1)):
        pass


def test_an_exception_of_the_student_comes_through() -> None:
    with pytest.raises(ZeroDivisionError), expect.unchanged(x=np.ones(1)):
        raise ZeroDivisionError


def test_a_part_of_a_part_is_named_once() -> None:
    with pytest.raises(expect.Wrong, match=r"In sizes\[1\]:\nexpected: 3") as caught:
        expect.close((True, [7.5, 2]), (True, [7.5, 3]), names=("kind", "sizes"))
    assert str(caught.value).count("In ") == 1


def test_shapes_and_words_are_told_whole() -> None:
    told = r"In shapes:\nexpected: \[\(2, 3\), \(2,\)\]\ngot:      \[\(2, 3\), \(2, 1\)\]$"
    with pytest.raises(expect.Wrong, match=told):
        expect.close((True, [(2, 3), (2, 1)]), (True, [(2, 3), (2,)]), names=("kind", "shapes"))
    with pytest.raises(expect.Wrong, match=r"expected: \['cpu', 'cpu'\]\ngot:      \['cpu'\]$"):
        expect.close(["cpu"], ["cpu", "cpu"])
