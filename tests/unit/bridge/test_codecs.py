"""Values of the libraries: they come over as they are, and no document makes more than a plain value of its library."""

import random
from typing import Any

import networkx as nx
import numpy as np
import pytest
import sympy as sp
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from PIL import Image
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.tree import DecisionTreeClassifier

from autograder.bridge import codecs
from autograder.bridge.wire import pack, unpack
from autograder.faults import Malformed, Unsendable

x, y = sp.Symbol("x"), sp.Symbol("y_{1}", positive=True)
X, Y = np.arange(12.0).reshape(6, 2), np.array([0, 1, 0, 1, 0, 1])


def there_and_back(value: Any) -> Any:
    tag, *rest = unpack(pack(codecs.encode(value))[4:])
    assert tag == "lib"
    return codecs.decode(rest)


LARGEST = 100_000  # the exponent of 2 in a number that is sent


def test_a_number_that_is_too_small_is_not_sent() -> None:
    with pytest.raises(Unsendable, match="not a number"):
        there_and_back(sp.Float("5.5e-176092"))


expressions = st.recursive(
    st.sampled_from([x, y, sp.pi, sp.I, sp.oo, sp.Rational(2, 3), sp.Float("0.1"), sp.Float("-2.5", 40)])
    | st.integers(-9, 9).map(sp.Integer),
    lambda inner: (
        st.tuples(st.sampled_from([sp.Add, sp.Mul, sp.Pow]), inner, inner).map(lambda made: made[0](made[1], made[2]))
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


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "CMYK", "LA", "I", "F", "HSV", "I;16"])
def test_a_picture_is_the_same_there(mode: str) -> None:
    picture = Image.new(mode, (13, 5), 1)
    if mode == "P":
        picture.putpalette([7, 8, 9, 1, 2, 3])
    got = there_and_back(picture)
    assert type(got) is Image.Image
    assert (got.mode, got.size, got.tobytes()) == (mode, (13, 5), picture.tobytes())
    assert got.convert("RGB").tobytes() == picture.convert("RGB").tobytes()


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from([nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph]),
    st.lists(st.tuples(st.integers(0, 5) | st.sampled_from("ab"), st.integers(0, 5), st.floats(0, 1))),
)
def test_a_graph_is_the_same_there(kind: Any, edges: Any) -> None:
    graph = kind(name="g")
    for start, end, weight in edges:
        graph.add_edge(start, end, weight=weight)
    got = there_and_back(graph)
    assert type(got) is kind
    assert nx.utils.graphs_equal(got, graph)
    assert [list(got.adj[node]) for node in got] == [list(graph.adj[node]) for node in graph]
    got.add_edge(0, 1)
    assert got.has_edge(1, 0) is not got.is_directed() or (1, 0) in graph.edges


@pytest.mark.parametrize(
    "estimator",
    [
        LinearRegression().fit(X, Y), LogisticRegression(C=2.0), LogisticRegression().fit(X, Y),
        make_pipeline(StandardScaler(), LogisticRegression()).fit(X, Y),
    ],
    ids=str,
)  # fmt: skip
def test_an_estimator_is_the_same_there(estimator: Any) -> None:
    got = there_and_back(estimator)
    assert type(got) is type(estimator)
    assert str(got.get_params()) == str(estimator.get_params())
    if hasattr(estimator, "predict") and hasattr(estimator, "classes_"):
        assert got.predict(X).tolist() == estimator.predict(X).tolist()


def test_what_could_run_code_or_mislead_c_code_stays_where_it_is() -> None:
    assert codecs.codec_of(DecisionTreeClassifier()) is None
    assert codecs.codec_of(FunctionTransformer(print)) is None
    lying = LinearRegression()
    lying.predict = print
    for estimator in (lying, LogisticRegression(warm_start=True), make_pipeline(FunctionTransformer(print))):
        with pytest.raises(Unsendable):
            codecs.encode(estimator)
    with pytest.raises(Malformed):
        codecs.decode(["estimators", "LinearRegression", [["predict", 1]]])
    with pytest.raises(Malformed):
        codecs.decode(["estimators", "FunctionTransformer", []])
    with pytest.raises(Malformed):
        codecs.decode(["os", "system", ["true"]])
    with pytest.raises(Malformed):
        codecs.decode(["pictures", "image", ["RGB", [4, 4], b"short", b"", None]])
    with pytest.raises(Malformed):
        codecs.decode(["pictures", "image", ["RGB", [2**14, 2**40], b"", b"", None]])


SEEDS = [
    sp.sin(x) + y, sp.Matrix([[x, 1]]), Image.new("P", (3, 2)), nx.path_graph(3), LogisticRegression().fit(X, Y),
    make_pipeline(StandardScaler(), LinearRegression()).fit(X, Y),
]  # fmt: skip
junk = st.none() | st.booleans() | st.integers(-3, 2**62) | st.text(max_size=5) | st.binary(max_size=9) | st.just([])


def changed(document: Any, spots: random.Random, put: Any) -> Any:
    """The document with something else in one place."""
    if type(document) is not list or not document or spots.random() < 0.2:
        return put
    at = spots.randrange(len(document))
    return [*document[:at], changed(document[at], spots, put), *document[at + 1 :]]


@settings(max_examples=400, deadline=None)
@given(st.integers(0, len(SEEDS) - 1), st.randoms(use_true_random=False), junk)
def test_any_document_is_refused_or_is_a_value_of_the_library(seed: int, spots: random.Random, put: Any) -> None:
    """And what is made of it can be worked with: it never brings the process down."""
    document = changed(codecs.encode(SEEDS[seed]), spots, put)
    if type(document) is not list or len(document) != 4 or document[0] != "lib":
        return
    try:
        value = codecs.decode(document[1:])
    except Malformed:
        return
    assert codecs.codec_of(value) is not None
    try:
        if hasattr(value, "predict"):
            value.predict(X)
        elif isinstance(value, Image.Image):
            np.array(value.convert("RGB"))
        str(value)
    except (TypeError, ValueError, AttributeError, LookupError, ArithmeticError):
        pass
