"""`await` across the bridge: each side awaits what it has made, in an event loop of its own."""

import asyncio
from typing import Any

import pytest

from autograder.bridge import awaiting
from autograder.faults import Malformed


class Link:
    """A link whose other side is this one."""

    def __init__(self, answer: Any = None) -> None:
        self.answer = answer

    def request(self, op: str, thing: Any) -> Any:
        assert op == "await"
        return awaiting.serve(thing) if self.answer is None else self.answer


class There:
    """Stands for an awaitable object of the other side."""

    def __init__(self, link: Any, thing: Any) -> None:
        self.link, self.thing = link, thing

    def __await__(self) -> Any:
        return awaiting.wait(self.link, self.thing)


async def double(x: int) -> int:
    await asyncio.sleep(0)
    return 2 * x


async def items(n: int) -> Any:
    for number in range(n):
        yield number


def test_what_is_awaited_gives_its_result() -> None:
    async def use() -> list[int]:
        return [await There(Link(), double(1)), await There(Link(), double(2))]

    assert asyncio.run(use()) == [2, 4]
    assert awaiting.run(use()) == [2, 4]


def test_it_raises_what_the_other_side_raises() -> None:
    async def fails() -> None:
        raise ValueError("no")

    async def use() -> None:
        await There(Link(), fails())

    with pytest.raises(ValueError, match="no"):
        asyncio.run(use())


def test_only_the_next_item_of_an_iterator_ends_a_loop() -> None:
    found = items(1)

    async def use() -> list[int]:
        first = await awaiting.Next(Link(), anext(found))  # type: ignore[arg-type]
        with pytest.raises(StopAsyncIteration):
            await awaiting.Next(Link(), anext(found))  # type: ignore[arg-type]
        with pytest.raises(RuntimeError, match="StopAsyncIteration"):
            await There(Link(), anext(found))
        return [first]

    assert awaiting.run(use()) == [0]


def test_a_task_sends_none_to_a_coroutine() -> None:
    with pytest.raises(StopIteration) as end:
        awaiting.send(Link(), double(3))  # type: ignore[arg-type]
    assert end.value.value == 6


def test_a_loop_that_runs_already_waits() -> None:
    async def use() -> Any:
        loop = asyncio.get_running_loop()
        found = awaiting.run(double(4))
        assert asyncio.get_running_loop() is loop
        return found

    assert asyncio.run(use()) == 8
    assert awaiting.run(use()) == 8


@pytest.mark.parametrize("answer", [5, (), (True,), [True, 5], "ab"])
def test_a_malformed_answer_is_refused(answer: Any) -> None:
    async def use() -> None:
        await There(Link(answer), None)

    with pytest.raises(Malformed):
        asyncio.run(use())
