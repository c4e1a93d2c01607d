"""What tells a random order from one that only looks like it."""

from typing import Any

import pytest
import torch

from course.helpers import expect, explained, orders
from course.helpers.language import speaking


def mistake_of(function: Any, *args: Any, **options: Any) -> str | None:
    with pytest.raises(expect.Wrong) as caught:
        function(*args, called="f()", **options)
    return caught.value.mistake


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


def orders_for(losses: list[float], last: float) -> Any:
    return explained.trajectory(
        0.0, losses, lambda state: abs(state - last) < 1e-9, n=3, batch_size=2, update=toy,
        loss=lambda state: state + 1, called="f()",
    )  # fmt: skip


def test_the_orders_of_a_descent_are_found() -> None:
    epochs = [((1, 2), (0,)), ((0, 1), (2,)), ((0, 2), (1,))]
    assert orders_for(*descent(epochs)) == [tuple(epochs)]


def test_a_descent_that_no_order_explains_is_refused() -> None:
    losses, last = descent([((1, 2), (0,)), ((0, 1), (2,))], keep=lambda batches: batches[:1])
    with pytest.raises(expect.Wrong) as caught:
        orders_for(losses, last)
    assert caught.value.mistake is None


def test_losses_of_another_start_or_another_end_are_refused() -> None:
    losses, last = descent([((1, 2), (0,))])
    for wrong in (([losses[0] + 1], last), (losses, last + 1), ([float("nan")], last)):
        with pytest.raises(expect.Wrong) as caught:
            orders_for(*wrong)
        assert caught.value.mistake is None


def test_the_shorter_batch_may_be_taken_first() -> None:
    def last_batch(_state: object, batches: explained.Batches) -> explained.Batches:
        return batches

    def found_with(want: explained.Batches) -> int:
        options: Any = {"n": 3, "batch_size": 2, "update": last_batch, "loss": lambda _state: 1.0}
        return len(explained.trajectory((), [1.0], lambda state: state == want, called="f()", **options))

    assert found_with(((0, 2), (1,))) == found_with(((1,), (0, 2))) == 1


def drawn(n: int, generator: torch.Generator) -> list[torch.Tensor]:
    return list(torch.randperm(n, generator=generator).split(n - n // 4 or 1))


def test_a_drawn_order_has_the_facts_that_a_test_asks_for() -> None:
    assert orders.facts(drawn, 40) == (orders.INDICES, [30, 10], "each once", *orders.FREE)
    assert orders.facts(drawn, 40, as_sets=True) == (orders.INDICES, [30, 10], "each once", *orders.FREE)
    assert orders.facts(drawn, 4) == (orders.INDICES, [3, 1], "each once", None, None, None)


def in_two(order: torch.Tensor) -> list[torch.Tensor]:
    return [order[10:], order[:10]]


def one_seed(n: int, generator: torch.Generator) -> list[torch.Tensor]:
    return in_two(torch.randperm(n, generator=torch.Generator().manual_seed(0)))


def shifted(n: int, generator: torch.Generator) -> list[torch.Tensor]:
    pattern = torch.randperm(n, generator=torch.Generator().manual_seed(0))
    return in_two((pattern + torch.randint(n, (1,), generator=generator)) % n)


def half_by_half(n: int, generator: torch.Generator) -> list[torch.Tensor]:
    half = n // 2
    halves = [torch.randperm(half, generator=generator), half + torch.randperm(n - half, generator=generator)]
    return [torch.cat(halves)]


FOLLOWS = {"order": "random", "second call": "another order", "generator": "followed"}


@pytest.mark.parametrize(
    ("function", "as_sets", "found"),
    [
        (lambda n, g: [[0], [1]], True, {"kind": "list"}),
        (lambda n, g: in_two(torch.arange(n).int()), True, {"kind": "1-D int32"}),
        (lambda n, g: in_two(torch.arange(n - 1)), True, {"indices": "some missing"}),
        (lambda n, g: [torch.arange(n), torch.arange(3)], True, {"indices": "some twice"}),
        (lambda n, g: in_two(torch.arange(n)), True, {"order": "neighbours together", "second call": "the same order"}),
        (lambda n, g: [torch.arange(30), torch.arange(0, n, 4)], True, {"order": "at equal distances"}),
        (one_seed, True, {"order": "random", "second call": "the same order", "generator": "ignored"}),
        (lambda n, g: in_two(torch.randperm(n)), True, {**FOLLOWS, "generator": "ignored"}),
        (lambda n, g: in_two(torch.arange(n).roll(10)), False, {"order": "as they were"}),
        (lambda n, g: in_two(torch.arange(n).flip(0)), False, {"order": "neighbours together"}),
        (
            lambda n, g: [torch.tensor([0]), 1 + torch.randperm(n - 1, generator=g)],
            False,
            {"order": "one index always first, or last", "generator": "followed"},
        ),
        (one_seed, False, {"order": "random", "second call": "the same order", "generator": "ignored"}),
        (shifted, True, {"order": "one pattern, only shifted", "generator": "followed"}),
        (half_by_half, False, {"order": "always in the same half", "generator": "followed"}),
    ],
    ids=[
        "lists",
        "int32",
        "one missing",
        "overlap",
        "the first",
        "every fourth",
        "one seed",
        "ignored",
        "rolled",
        "reversed",
        "first one stays",
        "one seed, in order",
        "one pattern",
        "half by half",
    ],
)
def test_each_fact_of_an_order_tells_its_fault(function: Any, as_sets: bool, found: dict[str, str]) -> None:
    told = dict(zip(orders.FACTS, orders.facts(function, 40, as_sets=as_sets), strict=True))
    assert {name: told[name] for name in found} == found


@pytest.mark.parametrize("facts", [lambda f: orders.facts(f, 40), lambda f: orders.pairs(f, 30, 2, 1)])
def test_a_result_of_none_says_that_a_return_may_be_missing(facts: Any) -> None:
    with pytest.raises(expect.Wrong, match="There is None where"):
        facts(lambda *_arguments: None)


@pytest.mark.parametrize("facts", [lambda f: orders.facts(f, 40), lambda f: orders.pairs(f, 30, 2, 1)])
def test_a_result_of_one_tensor_is_told(facts: Any) -> None:
    with pytest.raises(expect.Wrong, match="The result is one tensor"):
        facts(lambda *_arguments: torch.arange(40))


@pytest.mark.parametrize("facts", [lambda f: orders.facts(f, 40), lambda f: orders.pairs(f, 30, 2, 1)])
def test_a_generator_is_told(facts: Any) -> None:
    with pytest.raises(expect.Wrong, match="collect them, and return them"):
        facts(lambda *_arguments: (part for part in [torch.arange(40)]))


def test_batches_that_are_shuffled_whole_are_neighbours_though_the_first_order_is_the_one_given() -> None:
    def whole_batches(n: int, generator: torch.Generator) -> list[torch.Tensor]:
        batches = list(torch.arange(n).split(10))
        if generator.initial_seed() == 7:  # the order that is looked at
            return batches
        return [batches[index] for index in torch.randperm(len(batches), generator=generator)]

    told = dict(zip(orders.FACTS, orders.facts(whole_batches, 40), strict=True))
    assert told["order"] == "neighbours together"


def together(x: torch.Tensor, y: torch.Tensor, generator: torch.Generator) -> Any:
    order = torch.randperm(len(x), generator=generator)
    return x[order], y[order]


def alone(x: torch.Tensor, y: torch.Tensor, generator: torch.Generator) -> Any:
    return x[torch.randperm(len(x), generator=generator)], y


def in_place(x: torch.Tensor, y: torch.Tensor, generator: torch.Generator) -> Any:
    x[:], y[:] = together(x, y, generator)
    return x, y


def test_pairs_that_stay_together_have_the_facts_that_a_test_asks_for() -> None:
    sizes = [(30, 2), (30, 1)]
    assert orders.pairs(together, 30, 2, 1) == ("kept", sizes, "those of x", "each once", *orders.FREE)
    assert orders.pairs(together, 4, 2, 1)[4:] == (None, None, None)


@pytest.mark.parametrize(
    ("function", "fact", "value"),
    [
        (alone, "targets", "as they were"),
        (lambda x, y, g: alone(y, x, g)[::-1], "targets", "in another order"),
        (lambda x, y, g: (together(x, y, g)[0], torch.zeros(30, 1)), "targets", "those of other rows"),
        (in_place, "arguments", "changed"),
        (lambda x, y, g: 0, "results", "int"),
        (lambda x, y, g: together(y, x, g), "results", [(30, 1), (30, 2)]),
        (lambda x, y, g: (x[[0] * 30], y[[0] * 30]), "indices", "some missing, some twice"),
    ],
    ids=["inputs alone", "targets alone", "other targets", "in place", "a number", "exchanged", "the same row"],
)
def test_each_fact_of_pairs_tells_its_fault(function: Any, fact: str, value: Any) -> None:
    assert dict(zip(orders.PAIRS, orders.pairs(function, 30, 2, 1), strict=True))[fact] == value


def descent_in(batches: Any, loss_of: Any = lambda y: y) -> Any:
    """A descent by hand on b, of two epochs of three batches: those that `batches(generator)` returns.

    Its first loss is that of the targets `loss_of(y)`.
    """

    def train(
        x: Any, y: Any, w: Any, b: torch.Tensor, lr: float, epochs: int, size: int, generator: Any
    ) -> list[float]:
        first = float((loss_of(y) ** 2).mean())
        with torch.no_grad():
            for rows in batches(generator):
                b.sub_(2 * lr * (b - y[rows]).mean())
        return [first]

    return train


def in_threes(generator: torch.Generator | None) -> list[torch.Tensor]:
    return list(torch.randperm(6, generator=generator).split(2))


def of_any(generator: torch.Generator) -> list[torch.Tensor]:
    return [torch.randperm(6, generator=generator)[:2] for _ in range(3)]


def replaced(generator: torch.Generator) -> list[torch.Tensor]:
    return list(torch.randint(6, (6,), generator=generator).split(2))


NATURAL = list(torch.arange(6).split(2))
KEPT = in_threes(torch.Generator().manual_seed(1))


@pytest.mark.parametrize(
    ("batches", "found"),
    [
        (lambda g: in_threes(g) + in_threes(g), ("each once", "drawn", "drawn anew", "followed")),
        (lambda g: 2 * in_threes(g), ("each once", "drawn", "the same order", "followed")),
        (lambda g: NATURAL * 2, ("each once", "as the samples stand", "the same order", "ignored")),
        (lambda g: NATURAL[::-1] + NATURAL, ("each once", "neighbours together", "the same batches", "ignored")),
        (lambda g: KEPT[::-1] + KEPT, ("each once", "drawn", "the same batches", "ignored")),
        (lambda g: of_any(g) + of_any(g), ("some missing, some twice", "drawn", "drawn anew", "followed")),
        (lambda g: replaced(g) + replaced(g), ("some missing, some twice", "drawn", "drawn anew", "followed")),
        (lambda g: [torch.arange(6)] * 6, ("unknown", "all the samples", "unknown", "unknown")),
        (lambda g: [torch.arange(3)] * 6, ("unknown", "unknown", "unknown", "unknown")),
    ],
    ids=["drawn", "once", "never", "blocks", "same batches", "each batch", "replaced", "whole", "half"],
)
def test_the_bias_of_a_descent_tells_the_order_of_its_batches(batches: Any, found: tuple[str, ...]) -> None:
    assert orders.epochs(descent_in(batches), *orders.DESCENT.values()) == ("all the samples", *found)


@pytest.mark.parametrize(
    ("loss_of", "found"),
    [
        (lambda y: y, "all the samples"),
        (lambda y: y[:2], "one batch"),
        (lambda y: y[torch.randperm(6)[:2]], "one batch"),
        (lambda y: y[:5], "unknown"),
        (lambda y: 2 * y, "unknown"),
    ],
    ids=["all", "the first rows", "drawn", "five", "doubled"],
)
def test_the_first_loss_of_a_descent_tells_its_samples(loss_of: Any, found: str) -> None:
    assert (
        orders.epochs(descent_in(lambda g: in_threes(g) + in_threes(g), loss_of), *orders.DESCENT.values())[0] == found
    )


def test_a_french_reader_is_told_the_facts_in_french() -> None:
    def in_order(n: int, generator: torch.Generator) -> list[torch.Tensor]:
        return [torch.arange(n)]

    wanted = ("1-D int64", [30], "each once", *orders.FREE)
    with speaking("fr"), pytest.raises(expect.Wrong) as caught:
        expect.close(orders.facts(in_order, 30), wanted, names=orders.FACTS)
    said = str(caught.value)
    assert "Dans ordre\u00a0:" in said
    assert "attendu\u00a0: au hasard" in said
    assert "obtenu\u00a0:  comme au départ" in said


@pytest.mark.parametrize("n", [30, 31, 60])
@pytest.mark.parametrize("part", [0, 3, 4, 15, 20])
def test_of_many_random_orders_none_looks_drawn_by_a_rule(n: int, part: int) -> None:
    def split(n: int, generator: torch.Generator) -> list[torch.Tensor]:
        order = torch.randperm(n, generator=generator)
        return [order[part:], order[:part]] if part else [order]

    for seed in range(40):
        start = torch.Generator().manual_seed(seed)
        draws = [[one.tolist() for one in split(n, start)] for _draw in range(8)]
        assert orders._order(draws, as_sets=False) == "random"
        assert not part or orders._order(draws, as_sets=True) == "random"
