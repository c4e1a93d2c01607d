"""How the inputs of step 07's exercises are drawn, for the small example on a student's page.

`shuffle_together` and `minibatches` have none, as their results are random, and `train_sgd` has none: it is a whole
training.
"""

from autograder.engine.judge.drawn import Case, Draw, compared
from course.helpers.testing import paths


def _path(*options: str):
    def through(answer, names):
        def places(start, gradients, *values):
            case = {"params": [start], "gradients": [[gradient] for gradient in gradients]}
            return paths.places(answer, case | dict(zip(options, values, strict=True)), names)

        return places

    return through


def _steps(draw: Draw, **options: object) -> Case:
    start, steps = draw.array(draw.whole(1, 2)).tolist(), draw.whole(1, 3)
    gradients = [draw.array(len(start)).tolist() for _step in range(steps)]
    return {"start": start, "gradients": gradients, "lr": draw.one_of(1.0, 0.5, 0.1), **options}


@compared(
    through=_path("lr", "momentum"),
    shown="Momentum([p], lr={lr}, momentum={momentum}), p = {start}, p.grad = {gradients}",
)
def Momentum(draw: Draw) -> Case:
    return _steps(draw, momentum=draw.one_of(0.5, 0.9))


@compared(
    through=_path("lr", "momentum"),
    shown="Nesterov([p], lr={lr}, momentum={momentum}), p = {start}, p.grad = {gradients}",
)
def Nesterov(draw: Draw) -> Case:
    return _steps(draw, momentum=draw.one_of(0.5, 0.9))


@compared(
    through=_path("lr", "betas", "eps"),
    shown="Adam([p], lr={lr}, betas={betas}, eps={eps}), p = {start}, p.grad = {gradients}",
)
def Adam(draw: Draw) -> Case:
    return _steps(draw, betas=draw.one_of((0.5, 0.5), (0.5, 0.75)), eps=draw.one_of(1.0, 0.1))


@compared(
    through=_path("lr", "weight_decay"),
    shown="SGD([p], lr={lr}, weight_decay={weight_decay}), p = {start}, p.grad = {gradients}",
)
def SGD(draw: Draw) -> Case:
    return _steps(draw, weight_decay=draw.one_of(0.5, 0.1))


@compared(
    through=_path("lr", "betas", "eps", "weight_decay"),
    shown="AdamW([p], lr={lr}, betas={betas}, eps={eps}, weight_decay={weight_decay}), p = {start}, p.grad = {gradients}",
)
def AdamW(draw: Draw) -> Case:
    given = {"betas": draw.one_of((0.5, 0.5), (0.5, 0.75)), "eps": draw.one_of(1.0, 0.1)}
    return _steps(draw, **given, weight_decay=draw.one_of(0.5, 0.1))
