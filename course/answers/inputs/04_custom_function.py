"""How the inputs of step 04's exercises are drawn, for the small example on a student's page.

`gradients_agree` and `backpropagate` have none: their inputs are a function and a tape.
"""

from autograder.engine.judge.drawn import Case, Draw, compared
from course.helpers import backward, functions


def _gradients(answer, names):
    return backward.of(answer)


@compared(
    through=_gradients,
    shown="MSE.apply(prediction={prediction}, target={target}).backward({grad_output})",
    names=("prediction.grad", "target.grad"),
)
def MSE(draw: Draw) -> Case:
    n, k = draw.size(), draw.size()
    return {"prediction": draw.tensor(n, k), "target": draw.tensor(n, k), "grad_output": draw.tensor()}


@compared(
    through=_gradients,
    shown="Linear.apply(x={x}, w={w}, b={b}).backward({grad_output})",
    names=("x.grad", "w.grad", "b.grad"),
)
def Linear(draw: Draw) -> Case:
    n, d, k = draw.size(), draw.size(), draw.size()
    return {"x": draw.tensor(n, d), "w": draw.tensor(k, d), "b": draw.tensor(k), "grad_output": draw.tensor(n, k)}


@compared(
    through=lambda answer, names: lambda x, grad_output: backward.of(answer)(x, grad_output)[0],
    shown="Square.apply(x={x}).backward({grad_output})",
)
def Square(draw: Draw) -> Case:
    n = draw.size()
    return {"x": draw.tensor(n), "grad_output": draw.tensor(n)}


@compared(
    names=("w", "b", "losses"),
    forbids="torch.autograd",
    shown="descend(x={x}, y={y}, w={w}, b={b}, lr={lr}, target_loss={target_loss}, max_iterations={max_iterations}, "
    "linear=functions.Line, loss=functions.Skewed)",
)
def descend(draw: Draw) -> Case:
    n = draw.size()
    return {
        "x": draw.tensor(n, 1),
        "y": draw.tensor(n, 1),
        "w": draw.tensor(1, 1),
        "b": draw.tensor(1),
        "lr": draw.one_of(0.5, 0.25, 0.125),
        "target_loss": draw.one_of(-1.0, 1.0),
        "max_iterations": draw.whole(1, 3),
        "linear": functions.Line,
        "loss": functions.Skewed,
    }
