"""A list that the student's code hands over twice is one list, unless it has changed in between."""

from autograder.bridge.handed import MOST, Handed


def test_the_same_thing_has_the_same_number() -> None:
    handed, one, other = Handed(), [1], [1]
    assert handed.number(one) == handed.number(one) != handed.number(other)


def test_a_copy_is_known_again_while_it_looks_the_same() -> None:
    handed, first = Handed(), [1, 2]
    assert handed.same(1, first, repr) is first
    assert handed.same(1, [1, 2], repr) is first
    changed = [1, 3]
    assert handed.same(1, changed, repr) is changed, "what a test has got does not change by itself"
    assert first == [1, 2]
    assert handed.same(1, (1, 3), lambda value: list(value)) == (1, 3), "another type is another thing"


def test_only_the_last_few_are_kept() -> None:
    handed = Handed()
    lists = [[number] for number in range(MOST + 1)]
    numbers = [handed.number(value) for value in lists]
    assert handed.number(lists[-1]) == numbers[-1]
    assert handed.number(lists[0]) != numbers[0]
    handed.clear()
    assert handed.number(lists[-1]) != numbers[-1]
