"""What a cell's text tells about names, without running it."""

import pytest

from autograder.notebook.code import Import, Names, mentions, methods, python_of, read_first, read_names, statements


@pytest.mark.parametrize(
    ("source", "stores", "now", "called"),
    [
        ("x = y + 1", {"x"}, {"y"}, set()),
        ("def f(a):\n    return a + b", {"f"}, set(), {"b"}),
        ("f = lambda a: a + b", {"f"}, set(), {"b"}),
        ("x = [a * i for i in range(n)]", {"x"}, {"a", "n", "range"}, set()),
        ("class A(Base):\n    k = size\n    def m(self):\n        return rate", {"A"}, {"Base", "size"}, {"rate"}),
        ("def f():\n    global total\n    total = 1", {"f", "total"}, set(), set()),
        ("total += 1", {"total"}, {"total"}, set()),
        ("del x", {"x"}, {"x"}, set()),
        ("import a.b as c, d.e\nfrom f import g as h", {"c", "d", "h"}, set(), set()),
    ],
)
def test_names_are_stored_or_read_at_once_or_when_called(
    source: str, stores: set[str], now: set[str], called: set[str]
) -> None:
    names = read_names(source)
    assert names.stores == stores
    assert names.now >= now
    assert not (names.now - now) & {"a", "b", "i", "self", "k", "rate"}
    assert names.called == called


def test_an_import_tells_what_its_name_is_bound_to() -> None:
    assert read_names("import a.b").imports == {Import("a", "a", loads="a.b")}
    assert read_names("import a.b as c").imports == {Import("c", "a.b")}
    assert read_names("from f import g as h").imports == {Import("h", "f", "g")}
    assert read_names("from . import g").imports == set()
    assert read_names("def later():\n    import a").imports == set()  # runs when it is called, if ever


def test_a_star_import_counts_as_a_definition() -> None:
    assert read_names("from math import *").defines
    assert not read_names("print(1)").defines


@pytest.mark.parametrize("source", ["x = (", "def", "-" * 200_000 + "1", "x = '\0'"])
def test_source_that_does_not_parse_has_no_names(source: str) -> None:
    assert read_names(source) == Names()


def test_magics_become_python() -> None:
    assert python_of("x = 1") == "x = 1"
    assert "run_line_magic" in python_of("%matplotlib inline\nx = 1")
    assert read_names("%time x = 1\nfiles = !ls").stores == {"files"}
    assert python_of("x = '''\n  \n'''\n") == "x = '''\n\n'''\n", "IPython takes the blanks of a blank line away"
    assert python_of("  x = 1\n  y = 2").splitlines() == ["x = 1", "y = 2"]  # IPython takes the first indent away


def test_a_statement_in_a_hidden_region_is_marked() -> None:
    found = statements(
        "x = 1\n### BEGIN HIDDEN TESTS\ny = 2\n### END HIDDEN TESTS\nz = 3", "BEGIN HIDDEN", "END HIDDEN"
    )
    assert [(one.line, sorted(one.names.stores), one.hidden) for one in found] == [
        (1, ["x"], False),
        (3, ["y"], True),
        (5, ["z"], False),
    ]
    assert found[0].source == "x = 1"


def test_a_cell_magic_is_a_statement_of_its_first_line() -> None:
    assert [part.line for part in statements("%%time\nx = 1", "BEGIN", "END")] == [1]
    assert statements("x = (", "BEGIN", "END") == ()


def test_a_decorated_function_begins_at_its_decorator() -> None:
    (one,) = statements("### BEGIN H\n@cache\n### END H\ndef f(): pass", "BEGIN H", "END H")
    assert one.line == 2
    assert one.hidden


def test_what_is_read_before_it_is_bound() -> None:
    assert read_first([read_names("x = y"), read_names("y = x")]) == {"y"}
    assert read_first([read_names("def f(): return later"), read_names("later = 1")]) == set()


def test_a_name_is_mentioned_by_text_too() -> None:
    assert {"x", "y", "z"} <= mentions("globals()['x']\neval('y + 1')\n__main__.z")
    assert "z" in mentions("import sys\nsys.modules[__name__].z")
    assert "fit" not in mentions("StandardScaler().fit(x)")  # an attribute of something else
    assert "secret" not in mentions('"""secret"""\n# secret\ndef f(secret):\n    return secret')
    assert mentions("x = (") == frozenset()


def test_methods_of_a_cells_classes() -> None:
    assert methods("class A:\n    def forward(self): ...\n    x = 1\ndef f(): ...") == {"forward"}
    assert methods("class (") == set()
