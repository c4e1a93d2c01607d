"""`dataclasses.replace` in the judge: a student's object is replaced on the student side, any other here."""

import dataclasses
from collections.abc import Iterator

import pytest

from autograder.engine.judge import replacing
from tests.support.bridge import pair

STUDENT = """
import dataclasses
@dataclasses.dataclass(frozen=True)
class Point:
    x: int
    y: int = 2
"""


@dataclasses.dataclass
class Own:
    x: int


@pytest.fixture
def stood_in() -> Iterator[None]:
    replacing.stand_in()
    yield
    dataclasses.replace = replacing._replace


@pytest.mark.usefixtures("stood_in")
def test_each_object_is_replaced_where_it_lives() -> None:
    assert dataclasses.replace(Own(1), x=2) == Own(2)
    with pair(
        "import dataclasses\n@dataclasses.dataclass(frozen=True)\nclass Point:\n    x: int\n    y: int = 2\n"
    ) as sides:
        point = dataclasses.replace(sides.Point(1), x=5)
        assert (point.x, point.y, isinstance(point, sides.Point)) == (5, 2, True)
        with pytest.raises(TypeError, match="z"):
            dataclasses.replace(point, z=1)
