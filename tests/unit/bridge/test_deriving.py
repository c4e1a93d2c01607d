"""A class of a test's below one of the student's: the student side makes it, and the methods stay in the test."""

from abc import ABC, abstractmethod
from typing import Any

import pytest

from autograder.bridge import deriving
from autograder.bridge.deriving import Derived, Super


class Shape(ABC):
    tag: Any = None

    def __init__(self, name: str = "shape") -> None:
        self.name = name

    def __init_subclass__(cls, tag: Any = None) -> None:
        cls.tag = tag

    @abstractmethod
    def area(self) -> int: ...

    def twice(self) -> int:
        return 2 * self.area()


class Link:
    """A link whose other side is this one."""

    def request(self, op: str, *args: Any) -> Any:
        return {"derive": deriving.serve, "super": deriving.inherited}[op](*args)


class There:
    """Stands for a class of the other side."""

    _of = (True, 1)

    def __init__(self, cls: type) -> None:
        self._link, self.cls = Link(), cls

    def __mro_entries__(self, bases: Any) -> Any:
        return (Derived,)


class Linked(Link):
    """As `Link`; the stand-ins among the arguments arrive as the classes themselves."""

    def request(self, op: str, *args: Any) -> Any:
        def arrived(one: Any) -> Any:
            return tuple(map(arrived, one)) if type(one) is tuple else one.cls if isinstance(one, There) else one

        return super().request(op, *map(arrived, args))


def there(cls: type) -> Any:
    stand_in = There(cls)
    stand_in._link = Linked()
    return stand_in


def test_the_class_has_the_tests_methods() -> None:
    class Square(there(Shape), tag="q"):  # type: ignore[misc]
        "A square."

        sides = 4

        def __init__(self, side: int) -> None:
            self.side = side

        def area(self) -> int:
            return self.side**2

        @property
        def big(self) -> bool:
            return self.area() > 10

        @staticmethod
        def of(side: int) -> Any:
            return Square(side)

        @classmethod
        def unit(cls) -> Any:
            return cls(1)

    square = Square(4)
    assert isinstance(square, Shape)
    assert (square.area(), square.twice(), square.big, square.sides) == (16, 32, True, 4)
    assert (Square.of(2).area(), Square.unit().area(), Square.tag, Square.__doc__) == (4, 1, "q", "A square.")
    assert Square.__name__ == "Square"


def test_an_abstract_method_is_still_missing() -> None:
    class Bad(there(Shape)):  # type: ignore[misc]
        pass

    with pytest.raises(TypeError, match="abstract"):
        Bad()


def test_the_cell_of_the_class_holds_the_class_that_was_made() -> None:
    class Square(there(Shape)):  # type: ignore[misc]
        def area(self) -> Any:
            return __class__  # type: ignore[name-defined]

    assert Square().area() is Square


def test_super_asks_for_what_the_bases_have() -> None:
    class Square(Shape):
        def area(self) -> int:
            return 5

        def twice(self) -> int:
            return 0

    cls = there(Square)
    square = Square("a")

    class Inherited(Super):
        pass

    up = Inherited(cls, square)
    assert up.twice() == 10
    up.__init__("b")  # type: ignore[misc]
    assert square.name == "b"


def test_a_base_of_the_tests_own_is_refused() -> None:
    class Mine:
        pass

    with pytest.raises(TypeError, match="no bases of the test's own"):

        class Both(there(Shape), Mine):  # type: ignore[misc]
            pass
