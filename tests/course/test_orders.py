"""What tells a random order from one that only looks like it."""

from typing import Any

import pytest
import torch

from course.helpers import expect, orders


def mistake_of(function: Any, *args: Any, **options: Any) -> str | None:
    with pytest.raises(expect.Wrong) as caught:
        function(*args, called="f()", **options)
    return caught.value.mistake


def test_indices_are_a_one_dimensional_int64_tensor() -> None:
    assert orders.indices(torch.tensor([2, 0]), called="f()") == [2, 0]
    assert orders.indices(torch.empty(0, dtype=torch.int64), called="f()") == []
    assert mistake_of(orders.indices, [2, 0]) == "type.not_tensor"
    assert mistake_of(orders.indices, torch.tensor([2, 0], dtype=torch.int32)) == "dtype.wrong"
    assert mistake_of(orders.indices, torch.tensor([[2, 0]])) == "shape.wrong"


def test_batches_hold_each_index_once_and_only_the_last_is_shorter() -> None:
    parts = [torch.tensor(part) for part in ([3, 0], [4, 1], [2])]
    assert orders.batches(parts, 5, 2, called="f()") == [[3, 0], [4, 1], [2]]
    assert orders.batches([torch.tensor([0])], 1, 3, called="f()") == [[0]]


@pytest.mark.parametrize(
    ("parts", "mistake"),
    [
        (([3, 0], [4, 1]), "batch.dropped"),
        (([3, 0], [4, 1], [2], []), "batch.empty"),
        (([3, 0, 4], [1, 2]), "batch.sizes"),
        (([3, 0], [4, 1], [1]), "batch.replacement"),
        (([4, 1], [5, 2], [3]), "batch.replacement"),
        (([0],), None),
    ],
)
def test_wrong_batches_are_told_apart(parts: Any, mistake: str | None) -> None:
    tensors = [torch.tensor(part, dtype=torch.int64) for part in parts]
    assert mistake_of(orders.batches, tensors, 5, 2) == mistake


def test_batches_are_a_list() -> None:
    assert mistake_of(orders.batches, (torch.tensor([0]),), 1, 1) is None


def test_a_random_order_passes_whatever_the_size_of_its_parts() -> None:
    for seed in range(50):
        order = torch.randperm(31, generator=torch.Generator().manual_seed(seed))
        for size in (1, 2, 8, 10, 30, 31):
            orders.random([part.tolist() for part in order.split(size)], called="f()")


@pytest.mark.parametrize(
    ("parts", "mistake"),
    [
        ([list(range(30))], "shuffle.none"),
        ([[*range(11, 30), *range(11)]], "order.blocks"),
        ([list(range(29, -1, -1))], "order.blocks"),
        ([[*range(20, 30)], [*range(10)], [*range(10, 20)]], "order.blocks"),
        ([[4, 0, 7, 2, 9, 5, 1, 8, 3, 6], [14, 10, 17, 12, 19, 15, 11, 18, 13, 16]], "order.blocks"),
    ],
)
def test_an_order_that_is_not_random_is_refused(parts: Any, mistake: str) -> None:
    assert mistake_of(orders.random, parts) == mistake


def descent(batches_of_epochs: Any, keep: Any = lambda batches: batches) -> tuple[list[float], float]:
    """A toy descent whose state tells the order: each sample appends its digit."""
    state, losses = 0.0, []
    for batches in batches_of_epochs:
        losses.append(state + 1)
        state = toy(state, keep(batches))
    return losses, state


def toy(state: float, batches: Any) -> float:
    for batch in batches:
        state = state / 2 + sum(3.0**index for index in batch) / len(batch)
    return state


def explained(losses: list[float], last: float, **mistakes: Any) -> Any:
    return orders.trajectory(
        0.0, losses, lambda state: abs(state - last) < 1e-9, n=3, batch_size=2, update=toy,
        loss=lambda state: state + 1, mistakes=mistakes, called="f()",
    )  # fmt: skip


def test_the_orders_of_a_descent_are_found() -> None:
    epochs = [((1, 2), (0,)), ((0, 1), (2,)), ((0, 2), (1,))]
    assert explained(*descent(epochs)) == [tuple(epochs)]


def test_a_descent_that_no_order_explains_is_refused_by_the_name_of_its_mistake() -> None:
    losses, last = descent([((1, 2), (0,)), ((0, 1), (2,))], keep=lambda batches: batches[:1])
    wrong = {"batch.whole": lambda state, batches: toy(state, [(0, 1, 2)]), "batch.dropped": lambda s, b: toy(s, b[:1])}
    with pytest.raises(expect.Wrong) as caught:
        explained(losses, last, **wrong)
    assert caught.value.mistake == "batch.dropped"


def test_losses_of_another_start_or_another_end_are_refused() -> None:
    losses, last = descent([((1, 2), (0,))])
    for wrong in (([losses[0] + 1], last), (losses, last + 1), ([float("nan")], last)):
        with pytest.raises(expect.Wrong) as caught:
            explained(*wrong)
        assert caught.value.mistake is None


def test_orders_that_all_begin_or_all_end_alike_are_no_random_ones() -> None:
    assert "2" in _message(orders.no_fixed_ends, [[0, 2, 1, 3], [0, 3, 2, 1]])
    assert "2" in _message(orders.no_fixed_ends, [[1, 0, 2], [0, 1, 2, 3]])
    orders.no_fixed_ends([[0, 1, 2], [0, 2, 1], [2, 0, 1]], called="f()")


def _message(function: Any, *args: Any) -> str:
    with pytest.raises(expect.Wrong) as caught:
        function(*args, called="f()")
    return str(caught.value)


def test_the_shorter_batch_may_be_taken_first() -> None:
    def last_batch(_state: object, batches: orders.Batches) -> orders.Batches:
        return batches

    def explained(want: orders.Batches) -> int:
        options: Any = {"n": 3, "batch_size": 2, "update": last_batch, "loss": lambda _state: 1.0, "mistakes": {}}
        return len(orders.trajectory((), [1.0], lambda state: state == want, called="f()", **options))

    assert explained(((0, 2), (1,))) == explained(((1,), (0, 2))) == 1
