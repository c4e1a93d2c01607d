"""`type(thing)`, `thing.__class__`, `super()`, `issubclass` and `case Point(x=1)` in a test cell.

A student's class has one stand-in there, whatever asks for it.

Python finds the type of an object without asking anybody, so the judge's own object for one of the student's has a
type of its own. Test cells are compiled with the first two made calls of `class_of`. `super` and `issubclass` take
classes only, and so does `case`: for a student's class it gets one that `pattern_class` makes.

The body of a class that a test defines looks for its names in the plain content of the namespace, where the student's
are not. A name that is declared global is looked for as in a function, so those that the body only reads are declared.
"""

import ast
import builtins
import symtable
from abc import ABCMeta
from collections.abc import Iterator
from typing import Any

from autograder.bridge.deriving import Super
from autograder.bridge.library_objects import name_of
from autograder.bridge.proxy import Remote, is_remote, link_of, own_library_class
from autograder.bridge.subclasses import behind
from autograder.engine.mirror.rewritten import patterns

_NAME = "__class_of__"
_SUPER = "__super_of__"
_SUBCLASS = "__is_subclass__"
_PATTERNS = "__patterns__"
# Calls with two arguments that are made calls of these.
_TWO = {"super": _SUPER, "issubclass": _SUBCLASS}


def class_of(value: Any, by_attribute: bool) -> Any:
    """The class that the student's name for it gives as well; of a thing of a library's that library's class.

    No object of a student's passes for data: of a class of data it is the judge's own type. `by_attribute`: whether
    `__class__` is asked for, which a mock answers in its own way.
    """
    thing = behind(value)
    if not is_remote(thing):
        return value.__class__ if by_attribute else type(value)
    found = link_of(thing).request("class", thing)
    if is_remote(found) and _is_class(found):
        return own_library_class(found) or found
    return type if found is type and _is_class(thing) else type(value)


def _is_class(remote: Remote) -> bool:
    return object.__getattribute__(remote, "_is_class") is True


def super_of(cls: Any, first: Any) -> Any:
    """`super()` in a method of the class `cls`, which may derive from a student's class."""
    return Super(cls, first) if is_remote(cls) else super(cls, first)


def is_subclass(cls: Any, of: Any) -> bool:
    """`issubclass`, also of a student's class and an abstract class that both sides have, such as Mapping."""
    if isinstance(of, tuple):
        return any(is_subclass(cls, one) for one in of)
    if not is_remote(cls) or not _is_class(cls) or not isinstance(of, ABCMeta):
        return issubclass(cls, of)
    return any(issubclass(one, of) for one in cls.__mro__ if isinstance(one, type) and not is_remote(one)) or (
        name_of(of) is not None and link_of(cls).request("issubclass", cls, of) is True
    )


def pattern_class(cls: Any) -> Any:
    """A class that a pattern can have. For a student's class: one that asks the student side about an object."""
    if not is_remote(cls) or not _is_class(cls):
        return cls
    own = own_library_class(cls)
    if own is not None:
        return own
    fields = getattr(cls, "__match_args__", ())
    names = fields if type(fields) is tuple and all(type(one) is str for one in fields) else ()
    return _Pattern(object.__getattribute__(cls, "_type_name"), (), {"__match_args__": names, "_cls": cls})


class _Pattern(type):
    _cls: Any

    def __instancecheck__(cls, thing: Any) -> bool:
        return isinstance(thing, cls._cls)


for _name, _value in {
    _NAME: class_of,
    _SUPER: super_of,
    _SUBCLASS: is_subclass,
    _PATTERNS: patterns(pattern_class),
}.items():
    setattr(builtins, _name, _value)  # for the cells; names that no cell has


class AskingForClasses(ast.NodeTransformer):
    """Rewrites a test cell. `code`: its text."""

    def __init__(self, code: str, filename: str) -> None:
        self._read = dict(_read_in_bodies(symtable.symtable(code, filename, "exec")))
        self._first: list[str | None] = []  # of each class and function around: a method's first argument

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        self._inside(node, None)
        names = self._read.get((node.name, node.lineno))
        if names:
            first = 1 if ast.get_docstring(node, clean=False) is not None else 0
            node.body.insert(first, ast.copy_location(ast.Global(names), node.body[0]))
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.AST:
        first = [*node.args.posonlyargs, *node.args.args][:1]
        method = bool(self._first) and self._first[-1] is None
        self._inside(node, first[0].arg if method and first else "")
        return node

    visit_AsyncFunctionDef = visit_FunctionDef

    def _method(self) -> bool:
        """Whether the walk is in a method, which has a first argument."""
        return bool(self._first and self._first[-1])

    def _inside(self, node: ast.AST, first: str | None) -> None:
        self._first.append(first)
        self.generic_visit(node)
        self._first.pop()

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id == "type" and not node.keywords:
            match node.args:
                case [thing] if not isinstance(thing, ast.Starred):
                    return _asked(node, thing, by_attribute=False)
        if isinstance(node.func, ast.Name) and node.func.id == "super" and not node.args and self._method():
            node.args = [ast.Name(name, ast.Load()) for name in ("__class__", str(self._first[-1]))]
        if isinstance(node.func, ast.Name) and node.func.id in _TWO and len(node.args) == 2 and not node.keywords:
            node.func = ast.copy_location(ast.Name(_TWO[node.func.id], ast.Load()), node)
        return ast.fix_missing_locations(node)

    def visit_Match(self, node: ast.Match) -> Any:
        """Have the classes of its patterns looked up by `patterns`, which sees the names that the lambdas keep."""
        self.generic_visit(node)
        kept: list[ast.stmt] = []
        for pattern in (part for case in node.cases for part in ast.walk(case.pattern)):
            if isinstance(pattern, ast.MatchClass) and not _is_builtin(pattern.cls):
                path = ast.unparse(pattern.cls)
                kept.append(ast.copy_location(ast.Expr(ast.parse(f"lambda: {path}", mode="eval").body), node))
                attribute = ast.Attribute(ast.Name(_PATTERNS, ast.Load()), path, ast.Load())
                pattern.cls = ast.copy_location(attribute, pattern.cls)
        return [ast.fix_missing_locations(one) for one in [*kept, node]]

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self.generic_visit(node)
        read = node.attr == "__class__" and isinstance(node.ctx, ast.Load)
        return _asked(node, node.value, by_attribute=True) if read else node


def _read_in_bodies(table: symtable.SymbolTable) -> Iterator[tuple[tuple[str, int], list[str]]]:
    """For each class, by its name and line: the global names that its body reads and does not bind.

    Names as `__qualname__` are the body's own.
    """
    for inner in table.get_children():
        if inner.get_type() == "class":
            symbols = [one for one in inner.get_symbols() if one.is_referenced() and one.is_global()]
            names = [one.get_name() for one in symbols if not one.is_assigned() and not one.is_declared_global()]
            yield (inner.get_name(), inner.get_lineno()), sorted(one for one in names if not one.startswith("__"))
        yield from _read_in_bodies(inner)


def _is_builtin(cls: ast.expr) -> bool:
    return isinstance(cls, ast.Name) and isinstance(getattr(builtins, cls.id, None), type)


def _asked(node: ast.expr, thing: ast.expr, by_attribute: bool) -> ast.AST:
    name, how = ast.Name(_NAME, ast.Load()), ast.Constant(by_attribute)
    return ast.fix_missing_locations(ast.copy_location(ast.Call(name, [thing, how], []), node))
