"""How the inputs of step 08's exercises are drawn, for the small example on a student's page.

`split` has none: its result is random. `fit_early_stopping` has none: it is a whole training.
"""

import torch

from autograder.engine.judge.drawn import Case, Draw, compared


@compared(names=("train", "other"), rtol=1e-3)
def standardize(draw: Draw) -> Case:
    n, m, d = draw.whole(1, 4), draw.size(), draw.size()
    return {"train": draw.tensor(n, d), "other": draw.tensor(m, d)}


@compared(rtol=1e-3, atol=1e-3)
def r2(draw: Draw) -> Case:
    n = draw.whole(2, 4)
    # Two targets differ, or the coefficient would have no value.
    target = torch.cat([torch.tensor([0.0, draw.one_of(1.0, 2.0, -1.0)]), draw.tensor(n - 2)])
    return {"prediction": draw.tensor(n), "target": target}


@compared(
    through=lambda answer, names: lambda losses: answer(list(range(len(losses))), lambda c: c, lambda m: losses[m]),
    shown="choose(list(range(len(losses))), fit=lambda c: c, score=lambda m: losses[m]), losses = {losses}",
    names=("best", "scores"),
)
def choose(draw: Draw) -> Case:
    return {"losses": [draw.number() for _one in range(draw.size())]}
