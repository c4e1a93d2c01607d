"""Values of the libraries: they come over as they are, and no document makes more than a plain value of its library."""

import random
from typing import Any

import networkx as nx
import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from autograder.bridge import codecs
from autograder.bridge.wire import pack, unpack
from autograder.faults import Malformed, Unsendable

x, y = sp.Symbol("x"), sp.Symbol("y_{1}", positive=True)
X, Y = np.arange(12.0).reshape(6, 2), np.array([0, 1, 0, 1, 0, 1])


def there_and_back(value: Any) -> Any:
    tag, *rest = unpack(pack(codecs.encode(value))[4:])
    assert tag == "lib"
    return codecs.decode(rest)


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


def test_a_value_of_no_known_library_has_no_codec() -> None:
    for value in (3, [1], np.ones(1), object(), sp.Symbol, type("Own", (), {"__module__": None})()):
        assert codecs.codec_of(value) is None
        with pytest.raises(Unsendable, match="of no library that is known here"):
            codecs.encode(value)


@pytest.mark.parametrize(
    "rest",
    [["os", "system", ["true"]], ["symbols", 3, []], ["", "x", []], [None, "x", []], ["__init__", "x", []]],
    ids=str,
)
def test_a_library_is_one_of_the_list(rest: list[Any]) -> None:
    with pytest.raises(Malformed, match="of no library that is known here"):
        codecs.decode(rest)


def test_only_what_a_call_may_change_is_mutable() -> None:
    assert [codecs.is_mutable(value) for value in (nx.Graph(), Image.new("L", (1, 1)), LinearRegression(), x, 3)] == [
        *(True, True, True, False, False),
    ]


def test_a_content_is_replaced_in_place() -> None:
    graph, other = nx.path_graph(2), nx.path_graph(4)
    codecs.replace_content(graph, other)
    assert len(graph) == 4
    with pytest.raises(Malformed, match="something else"):
        codecs.replace_content(graph, nx.DiGraph())


def test_a_value_has_a_limited_number_of_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    document = codecs.encode(nx.path_graph(40))
    monkeypatch.setattr(codecs, "_MOST", 30)
    with pytest.raises(Unsendable, match="too many parts"):
        codecs.encode(nx.path_graph(40))
    with pytest.raises(Malformed, match="too many parts"):
        codecs.decode(document[1:])
