"""How the inputs of step 01's exercises are drawn, for the small example on a student's page."""

import numpy as np

from autograder.engine.judge.drawn import Case, Draw, compared

OTHERS = ("predict", "squared_error", "gradient", "numerical_gradient")


def predict(draw: Draw) -> Case:
    n, d = draw.size(), draw.size()
    return {"x": draw.array(n, d), "w": draw.array(d), "b": draw.number()}


def _samples(draw: Draw) -> Case:
    n, d = draw.size(), draw.size()
    return {"x": draw.array(n, d), "y": draw.array(n), "w": draw.array(d), "b": draw.number()}


@compared(given=("predict",))
def squared_error(draw: Draw) -> Case:
    return _samples(draw)


@compared(given=("predict", "squared_error", "numerical_gradient"), names=("dw", "db"), rtol=1e-3, atol=1e-3)
def gradient(draw: Draw) -> Case:
    return _samples(draw)


@compared(
    through=lambda answer, names: lambda a, w: answer(lambda at: float(np.sum(a * at**2)), w),
    shown="numerical_gradient(lambda w: np.sum({a} * w**2), w={w})",
    rtol=1e-3,
    atol=1e-3,
)
def numerical_gradient(draw: Draw) -> Case:
    d = draw.size()
    return {"a": draw.array(d), "w": draw.array(d)}


@compared(given=OTHERS, names=("w", "b", "losses"), rtol=1e-3)
def descend(draw: Draw) -> Case:
    return _samples(draw) | {"lr": draw.one_of(0.5, 0.1, 0.01), "epochs": draw.whole(0, 3)}


@compared(given=OTHERS, rtol=1e-3)
def mean_gradient(draw: Draw) -> Case:
    n = draw.size()
    return {"x": draw.array(n), "y": draw.array(n), "w": draw.number()}
