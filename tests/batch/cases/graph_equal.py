# %% [markdown]
# A graph of networkx, whose views are compared.

# %%
import networkx as nx

# %% nbgrader={"grade_id": "ring", "solution": true}
def ring(n):
    ### BEGIN SOLUTION
    graph = nx.Graph()
    for i in range(n):
        graph.add_edge(i, (i + 1) % n, weight=i + 1)
    return graph
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_edges", "points": 1}
want = nx.Graph([(0, 1, {"weight": 1}), (1, 2, {"weight": 2}), (2, 0, {"weight": 3})])
got = ring(3)
assert isinstance(got, nx.Graph)
assert set(map(frozenset, got.edges)) == set(map(frozenset, want.edges))
assert dict(got.degree) == {0: 2, 1: 2, 2: 2}

# %% nbgrader={"grade": true, "grade_id": "test_same", "points": 1}
assert nx.utils.graphs_equal(ring(3), nx.Graph([(0, 1, {"weight": 1}), (1, 2, {"weight": 2}), (2, 0, {"weight": 3})]))
assert nx.shortest_path_length(ring(6), 0, 3) == 3
