"""Items come several at a time where nothing can tell, and one by one everywhere else."""

from typing import Any

import pytest

from autograder.bridge import chunks
from autograder.faults import Malformed
from tests.support.bridge import Pair, pair

STUDENT = """
class Stack:
    def __init__(self, items, kept=False):
        self.items = items
        self.kept = iter(items) if kept else None
    def __iter__(self): return self.kept or iter(self.items)
    def add(self, item): self.items.append(item)
    def cut(self): self.items.clear()
    def rest(self): return list(self.kept)
    @property
    def grown(self): self.items.append("more")
class Loud(Stack):
    seen = []
    def __iter__(self):
        for item in self.items:
            self.seen.append(item)
            yield item
class Endless:
    def __iter__(self):
        number = 0
        while True:
            yield number
            number += 1
class Breaking:
    def __iter__(self):
        yield 1
        raise ValueError("no second item")
def numbers(n): return Stack(list(range(n)))
def words(): return Stack(("a", "b" * 2000, "c"))
def rows(): return Stack([[1], [2], [3]])
"""


def asked_for(sides: Pair, work: Any) -> list[str]:
    """Which requests `work()` makes."""
    asked: list[str] = []
    request = sides.judge.request

    def noted(op: str, /, *args: Any, **kwargs: Any) -> Any:
        asked.append(op if op != "special" else args[1])
        return request(op, *args, **kwargs)

    sides.judge.request = noted  # type: ignore[method-assign]
    try:
        work()
    finally:
        sides.judge.request = request  # type: ignore[method-assign]
    return asked


@pytest.mark.parametrize("methods", [frozenset(), frozenset({"__iter__"})])
def test_a_hundred_items_take_eight_messages(methods: frozenset[str]) -> None:
    with pair(STUDENT) as sides:
        sides.judge.methods = methods
        stack = sides.numbers(100)
        got: list[int] = []
        assert asked_for(sides, lambda: got.extend(stack)).count("chunk") == 8
        assert got == list(range(100))


def test_a_generator_is_asked_for_each_item_when_it_is_wanted() -> None:
    with pair(STUDENT) as sides:
        items = iter(sides.Loud([1, 2, 3]))
        assert sides.Loud.seen == []
        assert [next(items), next(items)] == [1, 2]
        assert sides.Loud.seen == [1, 2]


def test_an_endless_generator_goes_on_for_as_long_as_it_is_wanted() -> None:
    with pair(STUDENT) as sides:
        assert [item for item, _ in zip(sides.Endless(), range(5), strict=False)] == [0, 1, 2, 3, 4]


def test_an_exception_comes_after_the_items_before_it() -> None:
    with pair(STUDENT) as sides:
        got: list[int] = []
        with pytest.raises(ValueError, match="no second item"):
            got.extend(sides.Breaking())
        items = iter(sides.Breaking())
        assert next(items) == 1


CHANGES = {
    "it grows": ("stack.add('new') if item == 2 else None", [0, 1, 2, 3, "new"]),
    "it ends": ("stack.cut() if item == 1 else None", [0, 1]),
    "a property changes it": ("stack.grown if item == 3 else None", [0, 1, 2, 3, "more"]),
    "nothing": ("None", [0, 1, 2, 3]),
}


@pytest.mark.parametrize("methods", [frozenset(), frozenset({"__iter__"})])
@pytest.mark.parametrize("change", CHANGES)
def test_a_list_that_changes_in_a_loop_is_read_as_it_is(change: str, methods: frozenset[str]) -> None:
    what, want = CHANGES[change]
    with pair(STUDENT) as sides:
        sides.judge.methods = methods
        stack = sides.numbers(4)
        got = []
        for item in stack:
            got.append(item)
            eval(what)
        assert got == want


def test_an_iterator_that_the_student_keeps_moves_one_by_one() -> None:
    with pair(STUDENT) as sides:
        sides.judge.methods = frozenset({"__iter__"})
        stack = sides.Stack([1, 2, 3, 4], kept=True)
        for item in stack:
            if item == 2:
                break
        assert stack.rest() == [3, 4]


def test_large_items_come_one_by_one() -> None:
    with pair(STUDENT) as sides:
        assert asked_for(sides, lambda: list(sides.rows())).count("chunk") == 4
        assert list(sides.rows()) == [[1], [2], [3]]
        assert list(sides.words()) == ["a", "b" * 2000, "c"]


def test_a_chunk_has_an_upper_limit() -> None:
    fresh = chunks.Fresh(iter(range(10**6)))
    assert len(chunks.serve(fresh, 0, 10**6)) == chunks.MOST
    assert chunks.serve(fresh, 5, 3) == [5, 6, 7]


@pytest.mark.parametrize(("op", "lie"), [("items", 3), ("items", (True,)), ("chunk", 3), ("chunk", [1, 2, 3])])
def test_what_is_no_chunk_is_malformed(op: str, lie: Any) -> None:
    with pair(STUDENT) as sides:
        stack = sides.numbers(5)
        sides.student.extra[op] = lambda *asked: lie
        with pytest.raises(Malformed, match=r"not an iterator|not the items"):
            list(stack)
