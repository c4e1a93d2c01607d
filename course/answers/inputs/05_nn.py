"""How the inputs of step 05's exercises are drawn, for the small example on a student's page.

`build_model` and `LinearRegression` have none, as what they give is a model, and `move` has none: it is about devices.
"""

from torch import nn

from autograder.engine.judge.drawn import Case, Draw, compared
from course.helpers.training import linear


@compared(
    changes=("model",),
    any_result=True,
    shown="set_parameters(nn.Sequential(linear({model.0.weight}, {model.0.bias})), w={w}, b={b})",
)
def set_parameters(draw: Draw) -> Case:
    d, k = draw.size(), draw.size()
    model = nn.Sequential(linear(draw.array(k, d).tolist(), draw.array(k).tolist()))
    return {"model": model, "w": draw.tensor(k, d), "b": draw.tensor(k)}


@compared(
    names=("losses",),
    changes=("model",),
    forbids="torch.optim",
    times=2,
    rtol=2e-3,
    atol=1e-4,
    shown="train(linear({model.weight}, {model.bias}), nn.MSELoss(), x={x}, y={y}, lr={lr}, epochs={epochs})",
)
def train(draw: Draw) -> Case:
    n, d, k = draw.size(), draw.size(), draw.size()
    return {
        "model": linear(draw.array(k, d).tolist(), draw.array(k).tolist()),
        "loss_fn": nn.MSELoss(),
        "x": draw.tensor(n, d),
        "y": draw.tensor(n, k),
        "lr": draw.one_of(0.125, 0.25),
        "epochs": draw.whole(0, 3),
    }


@compared(gradients="model", rtol=1e-3, shown="repaired_loss(linear({model.weight}, {model.bias}), x={x}, y={y})")
def repaired_loss(draw: Draw) -> Case:
    n, d = draw.whole(2, 3), draw.size()  # one sample alone shows nothing
    target = draw.one_of(draw.tensor(n), draw.tensor(n, 1))
    return {"model": linear(draw.array(1, d).tolist(), draw.array(1).tolist()), "x": draw.tensor(n, d), "y": target}
