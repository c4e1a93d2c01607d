"""Which of the cells' definitions is meant where a name is defined more than once: the last plain one, or none."""

import inspect
from types import CodeType, FunctionType
from typing import Any

import pytest

from autograder.engine.mirror.sources import code_of, digest_of

ONE, TWO = "def g(n):\n    return sum(range(n))", "def g(n):\n    return n * (n - 1) // 2"
CLASS = "class P:\n    def __init__(self):\n        {}\n    def area(self): return 1"


def bound(cells: list[str], path: str) -> Any:
    """What one kernel has under this name after the cells."""
    names: dict[str, Any] = {}
    for cell in cells:
        exec(cell, names)
    value = names[path.partition(".")[0]]
    for name in path.split(".")[1:]:
        value = inspect.getattr_static(value, name)
    value = getattr(value, "fget", None) or getattr(value, "__func__", value)
    return value


def shown(cells: list[str], path: str, asked: str | None = None) -> str:
    value: FunctionType = bound(cells, path)
    code: CodeType = code_of(cells, path if asked is None else asked, [value.__qualname__, digest_of(value.__code__)])
    return inspect.getsource(code).strip()


@pytest.mark.parametrize(
    ("cells", "path", "wanted"),
    [
        ([ONE, TWO], "g", TWO),
        ([f"{ONE}\n{TWO}"], "g", TWO),
        (["g = 3", ONE], "g", ONE),
        (["g = lambda n: 1", "g = lambda n: 2"], "g", "g = lambda n: 2"),
        ([ONE, "class A:\n    def g(self): return 1"], "g", ONE),
        (["def make():\n    def g(n): return 1\n    return g", ONE], "g", ONE),
        (
            [CLASS.format("pass"), CLASS.format("print('hello')")],
            "P.__init__",
            "def __init__(self):\n        print('hello')",
        ),
        (["class P:\n    def m(self): return 1\n    def m(self): return 2"], "P.m", "def m(self): return 2"),
        (
            ["class P:\n    @property\n    def m(self): return 1"] * 2,
            "P.m",
            "@property\n    def m(self): return 1",
        ),
    ],
)
def test_the_last_plain_definition_is_shown(cells: list[str], path: str, wanted: str) -> None:
    assert shown(cells, path) == wanted
    if "." in path:
        assert shown(cells, path, "." + path.partition(".")[2]) == wanted


@pytest.mark.parametrize(
    ("cells", "path"),
    [
        ([ONE, TWO, "h = g\ng = h"], "g"),
        ([ONE, f"if True:\n    {TWO.replace(chr(10), chr(10) + '    ')}"], "g"),
        ([ONE, "def change():\n    global g\n    g = lambda n: 0", TWO], "g"),
        (["keep = lambda f: f", ONE, f"@keep\n{TWO}"], "g"),
        ([CLASS.format("pass")] * 2 + ["Q = P\nP = Q"], "P.area"),
        (["class P:\n    def m(self): return 1\n    if True:\n        def m(self): return 2"], "P.m"),
    ],
)
def test_where_it_is_not_plain_none_is(cells: list[str], path: str) -> None:
    with pytest.raises(AttributeError, match="more than once"):
        shown(cells, path)


def test_another_code_than_the_last_definitions_is_refused() -> None:
    earlier = bound([ONE], "g")
    with pytest.raises(AttributeError, match="is not the function"):
        code_of([ONE, TWO], "g", ["g", digest_of(earlier.__code__)])
