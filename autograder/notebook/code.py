"""What a cell's text says of names, read without running it: which it binds, which it reads, and when."""

import ast
import re
import symtable
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

from IPython.core.inputtransformer2 import TransformerManager, leading_indent

from autograder.notebook.changes import changed_by_functions, changed_in_place

_AT_ONCE = ("listcomp", "setcomp", "dictcomp", "genexpr")  # their code runs where they stand, unlike a function's

_BLANKS = re.compile(r"^[ \t]+$", re.MULTILINE)


@dataclass(frozen=True, order=True)
class Import:
    """What an import binds `name` to: a module or, with `thing`, what the module has under that name.

    `loads`: the module that has to be imported for it, where that is another one (`import a.b` binds a).
    """

    name: str
    module: str
    thing: str = ""
    loads: str = ""


@dataclass(frozen=True)
class Names:
    """The global names that a piece of code stores, and those it reads.

    `now`: those that it reads while it runs. `called`: those that its functions read when they are called.
    `changes`: those of which its own statements change the object. `changed_later`: those of which its functions do,
    when they are called.
    """

    stores: frozenset[str] = frozenset()
    now: frozenset[str] = frozenset()
    called: frozenset[str] = frozenset()
    changes: frozenset[str] = frozenset()
    imports: frozenset[Import] = frozenset()
    changed_later: frozenset[str] = frozenset()

    @property
    def reads(self) -> frozenset[str]:
        return self.now | self.called

    @property
    def defines(self) -> bool:
        """Whether anything is bound or changed, also by `from x import *`."""
        return bool(self.stores or self.changes or self.imports)


@dataclass(frozen=True)
class Statement:
    """One of a cell's own statements. `hidden`: it stands in a region that no student is shown."""

    line: int
    names: Names
    hidden: bool
    tree: ast.stmt

    @property
    def source(self) -> str:
        """Its text, without comments."""
        return ast.unparse(self.tree)


def python_of(source: str) -> str:
    """The cell as Python, its magics turned into calls. Raises SyntaxError, and what IPython raises."""
    if not source[:1].isspace():  # IPython takes blank lines and the indent of the first line away
        with suppress(SyntaxError, ValueError, MemoryError, RecursionError):
            ast.parse(source)  # no magic is Python; IPython goes over each token to find that out
            # IPython takes the blanks of a blank line away, also inside a text.
            return "".join(leading_indent(source.splitlines(keepends=True))) if _BLANKS.search(source) else source
    return TransformerManager().transform_cell(source)


def read_names(source: str) -> Names:
    """The global names of a cell's source, magics and all; none for source that does not parse."""
    try:
        code = python_of(source)
        return _names(code, ast.parse(code))
    except Exception:  # SyntaxError, MemoryError over `----…1`, IPython's RuntimeError over 500 magics
        return Names()


names_of = cache(read_names)


@cache
def statements(source: str, begin: str, end: str) -> tuple[Statement, ...]:
    """The cell's statements. Lines from one with the text `begin` to one with the text `end` are hidden."""
    try:
        code = python_of(source)
        tree = ast.parse(code)
    except Exception:
        return ()
    hidden = _between(code.splitlines(), begin, end)
    found = []
    for node in tree.body:
        lines = range(_first_line(node), (node.end_lineno or node.lineno) + 1)
        text = ast.unparse(node)
        names = _names(text, ast.parse(text))
        found.append(Statement(lines.start, names, not hidden.isdisjoint(lines), node))
    return tuple(found)


def read_first(parts: Iterable[Names]) -> frozenset[str]:
    """The names that code made of these parts, one after another, reads before it has bound them.

    A function finds its names when it is called: one that any part binds counts as bound.
    """
    parts = tuple(parts)
    found: set[str] = set()
    bound: set[str] = set()
    for part in parts:
        found |= part.now - bound
        bound |= part.stores
    return frozenset(found.union(*(part.called - bound for part in parts)))


_AS_A_MODULE = {"__main__", "__name__", "modules", "getmodule"}  # a cell with one of these may read `notebook.name`


def mentions(source: str) -> frozenset[str]:
    """The names that a cell could mean: those it reads, and the words of its strings, docstrings left out.

    So `globals()["x"]` and `eval("x + 1")` mention `x`. Attributes are among them where the cell can reach the notebook
    as a module: `__main__.x` mentions `x`, `scaler.fit` alone mentions no `fit`.
    """
    try:
        code = python_of(source)
        tree = ast.parse(code)
        found = set(_names(code, tree).reads)
    except Exception:
        return frozenset()
    docstrings, attributes = set(), set()
    for node in ast.walk(tree):  # a docstring's statement comes before its string
        if isinstance(node, ast.Expr):
            docstrings.add(id(node.value))
        elif isinstance(node, ast.Attribute):
            attributes.add(node.attr)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            found.update(re.findall(r"\w+", node.value))
    return frozenset(found if _AS_A_MODULE.isdisjoint(found | attributes) else found | attributes)


def methods(source: str) -> set[str]:
    """The methods of the classes that the cell defines."""
    try:
        tree = ast.parse(python_of(source))
    except (SyntaxError, ValueError):
        return set()
    classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    return {part.name for node in classes for part in node.body if isinstance(part, ast.FunctionDef)}


def _names(code: str, tree: ast.Module) -> Names:
    table = symtable.symtable(code, "<cell>", "exec")
    stores, now, called = set[str](), _deleted(tree), set[str]()
    for symbol in table.get_symbols():
        if symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace():
            stores.add(symbol.get_name())
        if symbol.is_referenced():
            now.add(symbol.get_name())
    for child in table.get_children():
        _inner_globals(child, stores, now, called, later=False)
    imports = set[Import]()
    for node in _own_nodes(tree):
        imports |= _imports(node)
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            now.add(node.target.id)
    changes, later = changed_in_place(tree), changed_by_functions(tree)
    return Names(frozenset(stores), frozenset(now), frozenset(called), changes, frozenset(imports), later)


def _inner_globals(table: symtable.SymbolTable, stores: set[str], now: set[str], called: set[str], later: bool) -> None:
    later = later or (table.get_type() == "function" and table.get_name() not in _AT_ONCE)
    for symbol in table.get_symbols():
        if symbol.is_global():
            if symbol.is_referenced():
                (called if later else now).add(symbol.get_name())
            if symbol.is_declared_global() and symbol.is_assigned():
                stores.add(symbol.get_name())
    for child in table.get_children():
        _inner_globals(child, stores, now, called, later)


def _deleted(tree: ast.Module) -> set[str]:
    deleted = [target for node in ast.walk(tree) if isinstance(node, ast.Delete) for target in node.targets]
    return {target.id for target in deleted if isinstance(target, ast.Name)}


def _own_nodes(tree: ast.Module) -> Iterator[ast.AST]:
    """The tree's nodes, those inside functions and classes left out."""
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            yield node
            waiting += ast.iter_child_nodes(node)


def _imports(node: ast.AST) -> set[Import]:
    if isinstance(node, ast.Import):
        tops = [(alias, alias.name.partition(".")[0]) for alias in node.names]
        return {Import(a.asname, a.name) if a.asname else Import(top, top, loads=a.name) for a, top in tops}
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return {Import(alias.asname or alias.name, node.module, alias.name) for alias in node.names}
    return set()


def _between(lines: list[str], begin: str, end: str) -> set[int]:
    found, inside = set(), False
    for number, line in enumerate(lines, 1):
        inside = inside or begin in line
        if inside:
            found.add(number)
        if end in line:
            inside = False
    return found


def _first_line(node: ast.stmt) -> int:
    decorators = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])
