"""The remark to a teacher where a submission changes the helpers that tests use."""

import pytest

from autograder.notebook.helper_review import remarks
from autograder.notebook.planner import make_plan
from tests.support import notebooks
from tests.support.notebooks import check, setup, solution

SOURCE = notebooks.notebook(
    setup("from course.helpers import data, expect, layers"),
    solution("double", "def double(x):\n    return 2 * x"),
    check("test_double", "assert double(2) == 4"),
)


def told(answer: str, **files: bytes) -> list[str]:
    submitted = notebooks.notebook(*SOURCE.cells, solution("double", answer))
    modules = {f"{name}.py": text for name, text in files.items()}
    return [str(remark) for remark in remarks(submitted, make_plan(SOURCE), modules)]


@pytest.mark.parametrize(
    ("answer", "means"),
    [
        ("layers.used = print", "layers.used"),
        ("from course.helpers import layers as _l\n_l.used = print", "_l.used"),
        ("import course.helpers.layers\ncourse.helpers.layers.used = print", "course.helpers.layers.used"),
        ("def double(x):\n    layers.used.__code__ = x.__code__", "layers.used.__code__"),
        ("class Double:\n    del layers.used", "layers.used"),
        ("other = layers\nother.used = print", "other.used"),
        ("layers = layers\nlayers.used = print", "layers.used"),
        ("for one in (expect, layers):\n    setattr(one, 'used', print)", "setattr(one, 'used', print)"),
        ("type(layers).__setattr__(layers, 'used', print)", "type(layers).__setattr__(layers, 'used', print)"),
        ("vars(layers).update(used=print)", "vars(layers)"),
        ("layers.__dict__.update(used=print)", "layers.__dict__"),
        ("import sys\nsys.modules['course.helpers.layers'].used = print", "'course.helpers.layers'"),
        ("import gc\ngc.get_objects()", "gc.get_objects"),
        ("from gc import get_referrers\nget_referrers(3)", "get_referrers"),
    ],
)
def test_a_change_of_the_helpers_is_told(answer: str, means: str) -> None:
    (remark,) = told(answer)
    assert means in remark


@pytest.mark.parametrize(
    "answer",
    [
        "data = [0]\ndata[0] = 3",
        "def double(data):\n    data[0] = 3",
        "double = lambda data: setattr(data, 'x', 3)",
        "x, y = data.line()\nx[0] = 3",
        "for x in data.line():\n    x[0] = 3",
        "for layers in []:\n    layers.weight = 3",
        "class Model:\n    def __init__(self):\n        self.layers = []\n        self.layers[0] = vars(self)",
        "class Broken(",
        "%matplotlib inline\nprint('course')",
    ],
)
def test_an_ordinary_answer_is_no_cause_for_a_remark(answer: str) -> None:
    assert told(answer) == []


def test_a_module_beside_the_notebook_is_read_too() -> None:
    (remark,) = told("import mine", mine=b"from course.helpers import layers\nlayers.used = print")
    assert "layers.used" in remark


def test_a_name_that_an_earlier_cell_has_given_to_something_else_is_no_helper() -> None:
    cells = [solution("double", "data = [0]"), solution("more", "data[0] = 3")]
    assert remarks(notebooks.notebook(*SOURCE.cells, *cells), make_plan(SOURCE)) == []
    assert remarks(notebooks.notebook(*SOURCE.cells, *reversed(cells)), make_plan(SOURCE)) != []


def test_only_the_students_code_is_read() -> None:
    source = notebooks.notebook(setup("from course.helpers import layers\nlayers.used = print"), *SOURCE.cells)
    assert remarks(source, make_plan(source)) == []
