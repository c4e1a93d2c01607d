"""sympy's expressions are made again node by node: no text is read, and no name looked up freely."""

from typing import Any

import pytest
import sympy as sp
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from autograder.bridge import codecs
from autograder.bridge.codecs import symbols
from autograder.bridge.wire import pack, unpack
from autograder.faults import Malformed, Unsendable

x, y = sp.Symbol("x"), sp.Symbol("y_{1}", positive=True)


def there_and_back(value: Any) -> Any:
    tag, *rest = unpack(pack(codecs.encode(value))[4:])
    assert tag == "lib"
    return codecs.decode(rest)


LARGEST = 100_000  # the exponent of 2 in a number that is sent


def test_a_number_that_is_too_small_is_not_sent() -> None:
    with pytest.raises(Unsendable, match="not a number"):
        there_and_back(sp.Float("5.5e-176092"))


def power(base: Any, exponent: Any) -> Any:
    """A power whose number, if it is one, has not thousands of digits, as 9 ** 9 ** 9 has."""
    return sp.Pow(base, exponent if exponent.free_symbols else 2)


expressions = st.recursive(
    st.sampled_from([x, y, sp.pi, sp.I, sp.oo, sp.Rational(2, 3), sp.Float("0.1"), sp.Float("-2.5", 40)])
    | st.integers(-9, 9).map(sp.Integer),
    lambda inner: (
        st.tuples(st.sampled_from([sp.Add, sp.Mul, power]), inner, inner).map(lambda made: made[0](made[1], made[2]))
        | st.tuples(st.sampled_from([sp.sin, sp.exp, sp.Abs, sp.Function("f")]), inner).map(
            lambda made: made[0](made[1])
        )
    ),
    max_leaves=8,
)


@settings(max_examples=100, deadline=None)
@given(expressions)
def test_an_expression_is_the_same_there(expression: Any) -> None:
    assume(all(abs(number._mpf_[2]) <= LARGEST for number in expression.atoms(sp.Float)))
    got = there_and_back(expression)
    assert got == expression or (got is sp.nan and expression is sp.nan)
    assert got.__class__ is expression.__class__ or isinstance(got, sp.core.function.AppliedUndef)
    assert sp.srepr(got) == sp.srepr(expression)


@pytest.mark.parametrize(
    "expression",
    [
        sp.Integral(sp.sin(x) / x, (x, 0, sp.oo)), sp.Derivative(sp.Function("f")(x), x), sp.Eq(x, y), x < 3,
        sp.And(x > 0, x < 1), sp.Piecewise((x, x > 0), (0, True)), sp.FiniteSet(1, 2, x), sp.Interval(0, 1, True),
        sp.Sum(1 / x**2, (x, 1, sp.oo)), sp.S.EmptySet, sp.true, sp.Tuple(x, y),
        sp.Matrix([[x, 1], [2, y]]), sp.ImmutableMatrix([[x]]), sp.Lambda(x, x**2), sp.sin(sp.oo),
    ],
    ids=str,
)  # fmt: skip
def test_so_are_other_things_of_sympys(expression: Any) -> None:
    got = there_and_back(expression)
    assert got == expression
    assert type(got) is type(expression)


@pytest.mark.parametrize(
    "expression",
    [sp.Symbol("__import__('os').system('true')"), sp.Function("exec")(x), sp.Function("a.b")(x), sp.Dummy("d")],
    ids=str,
)
def test_a_name_that_lambdify_would_run_stays_where_it_is(expression: Any) -> None:
    with pytest.raises(Unsendable):
        codecs.encode(expression)
    with pytest.raises(Malformed):
        codecs.decode(["symbols", "expression", ["u", "exec", [["s", "x", []]]]])
    with pytest.raises(Malformed):
        codecs.decode(["symbols", "expression", ["s", "exit()", []]])


def test_what_is_not_sympys_has_no_kind() -> None:
    assert [symbols.kind_of(value) for value in (3, "x", sp.Symbol, x, sp.Matrix([[x]]))] == [
        *(None, None, None, "expression", "matrix"),
    ]


@pytest.mark.parametrize(
    ("kind", "document"),
    [
        ("expression", ["c", "exit"]),
        ("expression", ["q", "0x" + "f" * 2**15, "0x1"]),
        ("expression", ["q", 1, 2]),
        ("expression", ["f", "0x1", 10**9, 53]),
        ("expression", ["s", "__class__", []]),
        ("expression", ["Add", [3]]),
        ("expression", ["Basic", []]),
        ("matrix", ["MutableDenseMatrix", 2, 2, [["c", "Pi"]]]),
        ("matrix", ["MutableDenseMatrix", -1, -1, [["c", "Pi"]]]),
        ("matrix", ["zeros", 1, 1, [["c", "Pi"]]]),
    ],
)
def test_a_malformed_document_is_refused(kind: str, document: Any) -> None:
    with pytest.raises(Malformed):
        codecs.decode(["symbols", kind, document])


def test_an_expression_is_not_nested_too_deep() -> None:
    deep: Any = x
    for _turn in range(210):
        deep = sp.sin(deep, evaluate=False)
    with pytest.raises(Unsendable, match="nested too deep"):
        codecs.encode(deep)
    document: Any = ["c", "Pi"]
    for _turn in range(210):
        document = ["sin", [document]]
    with pytest.raises(Malformed, match="nested too deep"):
        codecs.decode(["symbols", "expression", document])
