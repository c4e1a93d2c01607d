"""Graphs of networkx: attributes, nodes, and edges. The order of each node's neighbours is kept."""

from typing import Any

_KINDS = ("Graph", "DiGraph", "MultiGraph", "MultiDiGraph")
_OWN = {
    *("graph", "_node", "_adj", "_succ", "_pred", "__networkx_cache__", "nodes", "edges", "adj", "degree", "succ"),
    *("pred", "in_edges", "out_edges", "in_degree", "out_degree"),
}
_PLAIN = (bool, int, float, complex, str, bytes, type(None))


def kind_of(value: Any) -> str | None:
    import networkx

    name = type(value).__name__
    return name if name in _KINDS and type(value) is getattr(networkx, name) else None


def encode(value: Any, kind: str, plain: Any) -> list[Any]:
    if set(vars(value)) - _OWN:
        raise ValueError("a graph with attributes of its own")
    edges = value.edges(keys=True, data=True) if value.is_multigraph() else value.edges(data=True)
    number = {node: at for at, node in enumerate(value)}
    around = [[number[other] for other in value.adj[node]] for node in value]
    into = [[number[other] for other in value.pred[node]] for node in value] if value.is_directed() else []
    written = [[number[edge[0]], number[edge[1]], *map(plain.write, edge[2:])] for edge in edges]
    nodes = [[plain.write(node), plain.write(dict(data))] for node, data in value.nodes(data=True)]
    return [plain.write(dict(value.graph)), nodes, written, around, into]


def decode(kind: str, document: Any, plain: Any) -> Any:
    import networkx

    if kind not in _KINDS:
        raise ValueError("not a graph")
    attributes, nodes, edges, around, into = document
    graph = getattr(networkx, kind)()
    graph.graph.update(_attributes(plain.read(attributes)))
    names = []
    for node, data in nodes:
        plain.count()
        names.append(_node(plain.read(node)))
        graph.add_node(names[-1])
        graph.nodes[names[-1]].update(_attributes(plain.read(data)))
    for start, end, *rest in edges:
        plain.count()
        *key, data = map(plain.read, rest)
        if min(start, end) < 0 or len(key) != graph.is_multigraph():
            raise ValueError("not an edge")
        graph.add_edge(names[start], names[end], *map(_node, key))
        found = graph.get_edge_data(names[start], names[end], *key)
        found.update(_attributes(data))
    for table, order in [(graph._adj, around), *([(graph._pred, into)] if graph.is_directed() else [])]:
        for name, neighbours in zip(names, order, strict=True):
            ordered = {names[at]: table[name][names[at]] for at in neighbours}
            if len(ordered) != len(table[name]):
                raise ValueError("not a node's neighbours")
            table[name].clear()
            table[name].update(ordered)
    return graph


def _attributes(found: Any) -> dict[Any, Any]:
    if type(found) is not dict:
        raise ValueError("not attributes")
    return found


def _node(found: Any) -> Any:
    if type(found) in (tuple, frozenset):
        for part in found:
            _node(part)
    elif type(found) not in _PLAIN or found is None:
        raise ValueError("a node or key that is no plain value")
    return found
