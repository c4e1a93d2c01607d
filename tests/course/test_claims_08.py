"""What step 08 says of its runs. Another right `split` draws other patients, so it holds for each of the bank's."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from autograder.authoring import answers
from course.helpers import data, reference

RIGHT, SIX = reference.load("08_real_data"), reference.load("06_optim")
DECAYS = [0.0, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0]
PATIENTS, PROGRESSION = data.diabetes()
COURSE = Path(__file__).parents[2]
SPLITS = {
    one.label: one.source
    for one in answers.load(COURSE, "08_real_data")
    if (one.exercise, one.verdict) == ("split", "right")
}
THE_PAGES_SEED = 14


class Part(NamedTuple):
    """One of the three parts, scaled by the training data: 10 features, 65 features, and the target."""

    rows: torch.Tensor
    x: torch.Tensor
    wide: torch.Tensor
    y: torch.Tensor


def split_of(source: str) -> Callable[..., Any]:
    names: dict[str, Any] = {"torch": torch, "np": np}
    exec(source, names)
    return names["split"]  # type: ignore[no-any-return]


def three_parts(split: Callable[..., Any]) -> tuple[Part, Part, Part]:
    generator = torch.Generator().manual_seed(THE_PAGES_SEED)
    kept, test = split(len(PATIENTS), 0.5, generator)
    inner, inner_held = split(len(kept), 0.5, generator)
    rows = kept[inner]
    first, second = torch.triu_indices(10, 10)

    def part(others: torch.Tensor) -> Part:
        x, other_x = RIGHT.standardize(PATIENTS[rows], PATIENTS[others])
        wide, other_wide = (torch.cat([v, v[:, first] * v[:, second]], dim=1) for v in (x, other_x))
        y = RIGHT.standardize(PROGRESSION[rows], PROGRESSION[others])[1]
        return Part(others, other_x, RIGHT.standardize(wide, other_wide)[1], y)

    return part(rows), part(kept[inner_held]), part(test)


def fitted(
    train: tuple[torch.Tensor, ...], validation: tuple[torch.Tensor, ...], patience: int, weight_decay: float = 0.0
) -> tuple[nn.Linear, list[float], list[float], int]:
    model = nn.Linear(train[0].shape[1], 1)
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.02, momentum=0.8, weight_decay=weight_decay)
    return model, *RIGHT.fit_early_stopping(model, optimizer, nn.MSELoss(), train, validation, 100, patience)


@pytest.mark.parametrize("split", [RIGHT.split, *map(split_of, SPLITS.values())], ids=["the solution", *SPLITS])
def test_validation_chooses_the_ten_measurements_and_the_test_agrees(split: Callable[..., Any]) -> None:
    train, validation, test = three_parts(split)
    assert [len(part.rows) for part in (train, validation, test)] == [111, 110, 221]
    wide, other_wide = (train.wide, train.y), (validation.wide, validation.y)
    _, losses, scores, best = fitted(wide, other_wide, 100)
    assert losses[-1] == min(losses)  # "falls until the end"
    assert len(scores) == 101  # the patience of 100 never stops it
    assert best < 20  # "among the first"
    assert losses[-1] < scores[best] < scores[-1] - 0.1
    assert len(fitted(wide, other_wide, 10)[2]) == best + 11  # a patience of 10 does

    runs = [fitted(wide, other_wide, 100, decay) for decay in DECAYS]
    trained = [losses[-1] for _, losses, _, _ in runs]
    held_out = [scores[-1] for _, _, scores, _ in runs]
    assert trained == sorted(trained)
    lowest = held_out.index(min(held_out))
    assert held_out[: lowest + 1] == sorted(held_out[: lowest + 1], reverse=True)
    assert held_out[lowest:] == sorted(held_out[lowest:])
    assert 0 < lowest < len(DECAYS) - 1

    model, losses, small, best_small = fitted((train.x, train.y), (validation.x, validation.y), 10)
    assert small[best_small] < min(held_out[lowest], scores[best])
    unit, middle = PROGRESSION[train.rows].std(correction=0), PROGRESSION[train.rows].mean()
    target, prediction = PROGRESSION[test.rows], middle + unit * model(test.x).detach()
    assert float(((prediction - target) ** 2).mean().sqrt()) < 60 < 74 < float(((middle - target) ** 2).mean().sqrt())
    highest = target.flatten().argsort(descending=True)[:10]
    assert bool((prediction[highest] < target[highest]).all())
    assert float(prediction.std()) < 0.85 * float(target.std())

    torch.manual_seed(0)
    network = nn.Sequential(nn.Linear(10, 16), nn.ReLU(), nn.Linear(16, 1))
    optimizer = torch.optim.Adam(network.parameters(), lr=0.01)
    sets = (train.x, train.y), (validation.x, validation.y)
    RIGHT.fit_early_stopping(network, optimizer, nn.MSELoss(), *sets, 200, 20)
    score = functional.mse_loss(network(validation.x), validation.y).item()
    assert score == pytest.approx(small[best_small], abs=0.08)  # "about as good"


def test_what_the_first_look_at_the_data_says() -> None:
    assert (PATIENTS.shape, PROGRESSION.shape) == ((442, 10), (442, 1))
    assert bool(PATIENTS.isfinite().all())
    assert 180 < float(PATIENTS[:, 4].mean()) < 220  # "the cholesterol is around two hundred"
    assert float(PROGRESSION.mean()) == pytest.approx(152, abs=0.5)
    assert float(PROGRESSION.std(correction=0)) == pytest.approx(77, abs=0.5)
    assert SIX.condition_number(PATIENTS) == pytest.approx(52e6, rel=0.01)
    assert SIX.condition_number(data.scaled(PATIENTS)) == pytest.approx(470, abs=1)
