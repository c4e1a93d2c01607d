"""How the inputs of step 03's exercises are drawn, for the small example on a student's page.

`graph_leaves` has none: its input is a graph.
"""

from autograder.engine.judge.drawn import Case, Draw, compared


@compared(
    through=lambda answer, names: lambda a, c, at: answer(lambda u: a * u * u + c * u, at),
    shown="slope(lambda u: {a} * u * u + {c} * u, at={at})",
)
def slope(draw: Draw) -> Case:
    return {"a": draw.number(), "c": draw.number(), "at": draw.number()}


def _samples(draw: Draw) -> Case:
    n, d, k = draw.size(), draw.size(), draw.size()
    return {"x": draw.tensor(n, d), "y": draw.tensor(n, k), "w": draw.leaf(k, d), "b": draw.leaf(k)}


@compared(names=("loss", "dw", "db"), rtol=1e-3, times=2)
def loss_gradients(draw: Draw) -> Case:
    return _samples(draw)


@compared(given=("loss_gradients",), changes=("w", "b"), rtol=1e-3, times=2)
def update(draw: Draw) -> Case:
    return _samples(draw) | {"lr": draw.one_of(0.5, 0.1, 0.01)}


@compared(given=("loss_gradients", "update"), names=("losses",), changes=("w", "b"), times=2, rtol=2e-3)
def train(draw: Draw) -> Case:
    return _samples(draw) | {"lr": draw.one_of(0.5, 0.1, 0.01), "epochs": draw.whole(0, 3)}


@compared(given=("loss_gradients", "update"), names=("losses",), changes=("w", "b"), times=2, rtol=2e-3)
def repaired_train(draw: Draw) -> Case:
    return _samples(draw) | {"lr": draw.one_of(0.5, 0.1, 0.01), "epochs": draw.whole(0, 3)}
