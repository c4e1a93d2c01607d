"""How the inputs of step 02's exercises are drawn, for the small example on a student's page."""

from autograder.engine.judge.drawn import Case, Draw, compared


@compared(names=("x", "y"), exactly=True)
def to_tensors(draw: Draw) -> Case:
    n, d = draw.size(), draw.size()
    return {"x": draw.array(n, d), "y": draw.array(n)}


@compared(through=lambda answer, names: lambda x, w, b: answer(w, b)(x), shown="linear_model(w={w}, b={b})(x={x})")
def linear_model(draw: Draw) -> Case:
    n, d, k = draw.size(), draw.size(), draw.size()
    return {"x": draw.tensor(n, d), "w": draw.tensor(k, d), "b": draw.tensor(k)}


def broadcast(draw: Draw) -> Case:
    # No hidden test has a size of 4.
    a = [4, *(draw.one_of(1, 4) for _axis in range(draw.whole(0, 2)))]
    b = [draw.one_of(size, 1) if size > 1 else draw.one_of(1, 6) for size in a][draw.whole(0, len(a) - 1) :]
    one, other = draw.one_of((a, b), (b, a))
    return {"a": tuple(one), "b": tuple(other)}


def mse(draw: Draw) -> Case:
    n, k = draw.size(), draw.size()
    return {"prediction": draw.tensor(n, k), "target": draw.tensor(n, k)}


def _samples(draw: Draw) -> Case:
    n, d, k = draw.size(), draw.size(), draw.size()
    return {"x": draw.tensor(n, d), "y": draw.tensor(n, k), "w": draw.tensor(k, d), "b": draw.tensor(k)}


@compared(given=("linear_model", "mse"), names=("dw", "db"), forbids="torch.autograd", rtol=1e-3)
def gradient(draw: Draw) -> Case:
    return _samples(draw)


@compared(given=("to_tensors", "linear_model", "mse", "gradient"), names=("w", "b", "losses"), rtol=1e-3)
def descend(draw: Draw) -> Case:
    return _samples(draw) | {"lr": draw.one_of(0.5, 0.1, 0.01), "epochs": draw.whole(0, 3)}
