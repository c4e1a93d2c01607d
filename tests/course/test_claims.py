"""What the steps' texts say of their runs and no cell prints."""

from itertools import pairwise

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from course.helpers import data, descents, reference, thread

NUMPY, TENSORS = reference.load("01_numpy"), reference.load("02_tensors")


def along_the_steep_wall(lr: float, epochs: int) -> float:
    """How far a descent on the line is from the minimum in the steepest direction, as a part of where it began."""
    x, y = data.line()
    w, b, _ = NUMPY.descend(x[:, np.newaxis], y, np.array([0.0]), 4.0, lr, epochs)
    columns = np.column_stack([x, np.ones_like(x)])
    steepest = np.linalg.eigh(columns.T @ columns)[1][:, -1]
    return float(steepest @ [w[0] - 2, b] / (steepest @ [-2, 4]))


def test_one_step_at_0_015_lands_on_the_valleys_floor() -> None:
    assert along_the_steep_wall(0.015, 1) == pytest.approx(0, abs=0.005)
    assert along_the_steep_wall(0.002, 1) == pytest.approx(0.87, abs=0.005)


def test_steps_at_0_0305_land_higher_on_the_opposite_wall() -> None:
    assert along_the_steep_wall(0.0305, 1) < -1 < 1 < along_the_steep_wall(0.0305, 2)
    x, y = data.line()
    losses = NUMPY.descend(x[:, np.newaxis], y, np.array([0.0]), 4.0, 0.0305, 12)[2]
    assert losses == sorted(losses)


def test_the_loss_on_the_plane_has_its_bend_near_epoch_200() -> None:
    losses = NUMPY.descend(*data.plane(), np.zeros(2), 0.0, 0.01, 500)[2]
    factors = np.array(losses[1:]) / losses[:-1]
    assert factors[20:120] == pytest.approx(0.895, abs=0.002)
    assert factors[300:450] == pytest.approx(0.938, abs=0.003)
    assert 180 < np.argmax(factors[20:] > (0.895 + 0.938) / 2) + 20 < 220


@pytest.mark.parametrize(("dtype", "floor"), [(torch.float32, 1e-13), (torch.float64, 1e-30)])
def test_how_far_down_a_loss_goes(dtype: torch.dtype, floor: float) -> None:
    x, y = (torch.tensor(values).to(dtype) for values in data.plane())
    w, b = torch.tensor([thread.W]).to(dtype), torch.tensor([thread.B]).to(dtype)
    *reached, losses = TENSORS.descend(x, y.unsqueeze(1), w, b, 0.6, 650)
    assert floor / 10 < losses[-1] < 10 * floor
    *next_ones, _losses = TENSORS.descend(x, y.unsqueeze(1), *reached, 0.6, 1)
    assert all(torch.equal(one, other) for one, other in zip(reached, next_ones, strict=True)), "they still change"


def test_the_lowest_point_is_left_of_0_8_and_near_minus_1_8() -> None:
    places = np.sort(np.roots([4, 0, -8, 1]))
    heights = places**4 - 4 * places**2 + places
    assert places[heights.argmin()] == pytest.approx(-1.47, abs=5e-3)
    assert (places[2] > 0.8, heights[2] > heights[0], heights[1] > heights[2]) == (True, True, True)


def test_step_6_three_hundred_points_soon_grow_about_seventyfold_and_the_crops_are_badly_conditioned() -> None:
    right = reference.load("06_optim")
    points, heights = data.plane(300)
    model = nn.Linear(2, 1).double()
    with torch.no_grad():
        model.weight.copy_(torch.tensor([thread.W]))
        model.bias.copy_(torch.tensor([thread.B]))
    optimizer = torch.optim.SGD(model.parameters(), lr=thread.LR)
    target = torch.tensor(heights).reshape(-1, 1)
    losses = right.train(model, optimizer, nn.MSELoss(reduction="sum"), torch.tensor(points), target, 6)
    assert [after / before for before, after in pairwise(losses[1:])] == pytest.approx([70] * 4, abs=3)

    weather, _ = data.crops()
    rate = 1e-4
    a = torch.cat([weather, torch.ones(len(weather), 1)], dim=1).double()
    curvatures = torch.linalg.eigvalsh(a.T @ a / len(a))  # of the mean over two targets
    assert rate / (2 / float(curvatures[-1])) == pytest.approx(0.9, abs=0.01)  # nine tenths of the largest stable rate
    assert float(curvatures[-1] / curvatures[0]) > 1e6  # "very large"


def best_losses(x: torch.Tensor) -> dict[str, float]:
    """What each method reaches on the crops in 100 updates at its best rate, from zero."""
    right = reference.load("07_sgd_variants")
    _, y = data.crops()
    makers = {
        "descent": lambda params, lr: right.Momentum(params, lr, 0.0),
        "momentum": lambda params, lr: right.Momentum(params, lr, 0.9),
        "nesterov": lambda params, lr: right.Nesterov(params, lr, 0.9),
        "adam": right.Adam,
    }
    rates = [10.0 ** (power / 2) for power in range(-11, 5)]
    return {name: min(losses) for name, losses in descents.sweep(makers, x, y, rates, 100).items()}


def test_step_7_momentum_and_adam_win_where_the_curvatures_differ_and_descent_keeps_up_where_they_do_not() -> None:
    as_it_is, scaled = best_losses(data.crops()[0]), best_losses(data.scaled(data.crops()[0]))
    assert as_it_is["descent"] == pytest.approx(4.5, abs=0.05)
    assert max(as_it_is[name] for name in ("momentum", "nesterov", "adam")) < 1.3
    assert [scaled[name] for name in ("descent", "nesterov")] == pytest.approx([0.909] * 2, abs=1e-3)
    assert [scaled[name] for name in ("momentum", "adam")] == pytest.approx([0.94, 0.96], abs=5e-3)


def test_step_7_sgd_settles_with_a_rate_that_shrinks() -> None:
    valley = descents.valley()

    def last_moves(gamma: float) -> float:
        """How far the last ten of forty epochs are apart."""
        pairs = torch.utils.data.TensorDataset(valley.x, valley.y)
        generator = torch.Generator().manual_seed(5)
        loader = torch.utils.data.DataLoader(pairs, batch_size=1, shuffle=True, generator=generator)
        w, b = torch.tensor([[-1.0]], requires_grad=True), torch.tensor([1.5], requires_grad=True)
        optimizer = torch.optim.SGD([w, b], lr=0.1)
        path = []
        for epoch in range(40):
            path.append(w.item())
            optimizer.param_groups[0]["lr"] = 0.1 * gamma**epoch
            for some_x, some_y in loader:
                optimizer.zero_grad()
                functional.mse_loss(functional.linear(some_x, w, b), some_y).backward()  # type: ignore[no-untyped-call]
                optimizer.step()
        return max(path[-10:]) - min(path[-10:])

    assert last_moves(0.9) < 0.1 < 0.3 < last_moves(1.0)


def test_step_5_a_layer_draws_up_to_one_over_the_root_of_its_inputs_and_a_perfect_model_has_the_loss_four_thirds() -> (
    None
):
    layer = nn.Linear(100, 100)
    for parameter in layer.parameters():
        assert 0.09 < float(parameter.abs().max().detach()) <= 0.1
    numbers = torch.tensor([1.0, 2.0, 3.0])
    assert float(((numbers.reshape(3, 1) - numbers) ** 2).mean()) == pytest.approx(4 / 3)


def test_step_6_scaled_columns_make_the_condition_number_small() -> None:
    right = reference.load("06_optim")
    sets = {"plane": torch.tensor(data.plane()[0]), "crops": data.crops()[0], "sourdough": data.sourdough()[0]}
    as_it_is = {name: right.condition_number(x) for name, x in sets.items()}
    scaled = {name: right.condition_number(data.scaled(x)) for name, x in sets.items()}
    assert as_it_is == pytest.approx({"plane": 29.6, "crops": 2.2e6, "sourdough": 7.13e6}, rel=1e-2)
    assert scaled == pytest.approx({"plane": 1.01, "crops": 7.02, "sourdough": 8.97}, rel=1e-2)
    assert as_it_is["crops"] / 1.8 * np.log(3) > 1e6  # updates until the distance is divided by three

    weather, harvest = data.crops()
    assert float(weather.std(dim=0, correction=0).min()) > 12  # "far larger than 1"
    halves = [weather - weather.mean(dim=0), weather / weather.std(dim=0, correction=0)]
    assert [right.condition_number(x) for x in halves] == pytest.approx([1031, 9441], abs=0.5)
    w, b = right.closed_form(weather, harvest)
    lowest = float(((weather @ w.T + b - harvest) ** 2).mean())

    def above(x: torch.Tensor, epochs: int) -> float:
        rate = 0.9 * harvest.numel() * right.largest_stable_lr(x)
        return float(((right.fit(x, harvest, rate, epochs)(x).detach() - harvest) ** 2).mean()) - lowest

    assert above(weather, 1000) > 0.05
    assert above(data.scaled(weather), 36) < 0.001  # "a few dozen updates"


def test_step_6_the_hessian_on_paper() -> None:
    x = torch.tensor([[2.0, 1.0], [1.0, 2.0]])
    hessian = torch.autograd.functional.hessian(lambda w: ((x @ w - 1) ** 2).sum(), torch.zeros(2))
    assert hessian.tolist() == [[10, 8], [8, 10]]
    assert (hessian @ torch.tensor([[1.0, 1.0], [1.0, -1.0]])).tolist() == [[18, 2], [18, -2]]
