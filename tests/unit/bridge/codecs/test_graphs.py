"""networkx's graphs: attributes, nodes, and edges in their order."""

from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.bridge import codecs
from autograder.bridge.codecs import graphs
from autograder.bridge.wire import pack, unpack
from autograder.faults import Malformed, Unsendable

EMPTY = ["d", []]


def there_and_back(value: Any) -> Any:
    tag, *rest = unpack(pack(codecs.encode(value))[4:])
    assert tag == "lib"
    return codecs.decode(rest)


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


def test_nodes_and_edges_keep_their_data() -> None:
    graph = nx.MultiDiGraph(name="towns")
    graph.add_node(("Lyon", 1), people=[1, 2])
    graph.add_edge(("Lyon", 1), "Paris", key="road", km=470.0)
    got = there_and_back(graph)
    assert (got.graph, dict(got.nodes(data=True))) == (graph.graph, dict(graph.nodes(data=True)))
    assert list(got.edges(keys=True, data=True)) == list(graph.edges(keys=True, data=True))


def test_only_networkxs_own_classes_are_graphs() -> None:
    own = type("Own", (nx.Graph,), {})
    assert [graphs.kind_of(value) for value in (own(), nx.Graph, {}, nx.Graph())] == [None, None, None, "Graph"]


def test_what_could_call_or_compare_stays_where_it_is() -> None:
    graph = nx.Graph()
    graph.add_node(1, weigh=print)
    with pytest.raises(Unsendable):
        codecs.encode(graph)
    own = nx.Graph()
    own.add_edge = print
    with pytest.raises(Unsendable, match="attributes of its own"):
        codecs.encode(own)


@pytest.mark.parametrize(
    ("kind", "document"),
    [
        ("Digraph", [EMPTY, [], [], [], []]),
        ("Graph", [["l", []], [], [], [], []]),
        ("Graph", [EMPTY, [[["l", []], EMPTY]], [], [[]], []]),
        ("Graph", [EMPTY, [[None, EMPTY]], [], [[]], []]),
        ("Graph", [EMPTY, [[1, EMPTY]], [[-1, 0, EMPTY]], [[0]], []]),
        ("Graph", [EMPTY, [[1, EMPTY]], [[0, 5, EMPTY]], [[0]], []]),
        ("Graph", [EMPTY, [[1, EMPTY]], [[0, 0, 3, EMPTY]], [[0]], []]),
        ("Graph", [EMPTY, [[1, EMPTY], [2, EMPTY]], [[0, 1, EMPTY]], [[], []], []]),
        ("Graph", [EMPTY, [[1, EMPTY]], [], [], []]),
        ("Graph", 5),
    ],
    ids=str,
)
def test_a_malformed_document_makes_no_graph(kind: str, document: Any) -> None:
    with pytest.raises(Malformed):
        codecs.decode(["graphs", kind, document])
