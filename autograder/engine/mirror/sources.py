"""Finds the source of a student's function in the cells that were handed in.

The student side can invent what it says about its functions. So a source is returned only where the cells leave one
choice: one function with this name, which is bound once, or else the last of its plain definitions, where nothing binds
the name behind it. A check of an answer's style is still only advice, because code in the student's process can behave
differently from its text.
"""

import ast
import hashlib
import linecache
from collections.abc import Iterator
from contextlib import suppress
from types import CodeType
from typing import Any

from autograder.notebook.code import python_of

_FLAGS = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT


def digest_of(code: CodeType) -> str:
    """A digest of what a function does, not of where it is defined. It is equal in two processes."""
    parts: list[Any] = [code.co_code, code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars]
    parts += [code.co_argcount, code.co_kwonlyargcount, code.co_posonlyargcount, *map(_constant, code.co_consts)]
    return hashlib.sha256(repr(parts).encode("utf-8", "backslashreplace")).hexdigest()


def _constant(value: Any) -> str:
    if isinstance(value, CodeType):
        return digest_of(value)
    if isinstance(value, frozenset):  # its order differs between processes
        return repr(sorted(map(_constant, value)))
    return repr(value)


def code_of(cells: list[str], path: str, told: Any) -> CodeType:
    """The code object of the function that a test has reached as `path`. It is compiled here and never run.

    path: a name, `Class.method`, or `.method` where only the method is known.
    told: [qualified name, digest] of the function's code on the student side.
    The source is in `linecache`, where `inspect` finds it. Raises AttributeError where no function or more than one
    function fits.
    """
    qualname, digest = told if type(told) is list and len(told) == 2 and type(told[0]) is str else ("", "")
    name = (path or qualname).rpartition(".")[2]
    codes: list[CodeType] = []
    steps: list[tuple[ast.stmt, CodeType]] = []
    bindings, lambdas = 0, set[tuple[str, str, int]]()
    for number, cell in enumerate(cells):
        with suppress(SyntaxError, ValueError, RecursionError, MemoryError):
            text = python_of(cell)
            filename = f"<answer {number + 1}>"
            tree = ast.parse(text, filename)
            for statement in tree.body:  # one by one, as IPython does: a call of a module's function has another code
                code = compile(ast.Module([statement], []), filename, "exec", _FLAGS, dont_inherit=True)
                codes += list(_inside(code))
                steps.append((statement, code))
            bindings += list(_bound(tree)).count(name)
            lambdas |= {("<lambda>", filename, line) for line in _lambdas(tree, name)}
            linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
    if path == name:  # a function by its own name, neither in a class nor in another function
        found = [one for one in codes if one.co_name == name or _place(one) in lambdas]
        sure = len(found) == bindings == 1
    else:
        found = [one for one in codes if one.co_qualname == path]
        found = found or [one for one in codes if one.co_qualname == qualname and one.co_name == name]
        sure = len(found) == 1
    if not found:
        raise AttributeError(f"no cell defines a function {name}, so its source cannot be shown")
    if not sure:
        known = any(one.co_qualname == path for one in codes)
        last = _last(steps, path if path == name or known else qualname)
        found = [last] if last is not None else []
    if not found:
        raise AttributeError(f"the cells define {name} more than once: it is not clear which source is meant")
    if digest_of(found[0]) != digest:
        raise AttributeError(f"{name} is not the function that the cells define under that name")
    return found[0]


def _last(steps: list[tuple[ast.stmt, CodeType]], path: str) -> CodeType | None:
    """The function `f`, or the method `C.f`, as these statements leave it, each with the code in which its own stands.

    None where the last one that binds the name is no plain definition, or where a function may bind it at any time.
    """
    name, _dot, rest = path.partition(".")
    statement, code = next(((one, code) for one, code in reversed(steps) if name in _bound(one)), (None, None))
    if statement is None or code is None or any(name in _declared_global(one) for one, _code in steps):
        return None
    if not _is_plain(statement, name, bool(rest)):
        return None
    first = min([statement.lineno, *(one.lineno for one in getattr(statement, "decorator_list", []))])
    lines = range(first, (statement.end_lineno or first) + 1)
    wanted = "<lambda>" if isinstance(statement, ast.Assign) else name
    inner = [one for one in _own(code) if one.co_name == wanted and one.co_firstlineno in lines]
    if len(inner) != 1:
        return None
    return (
        _last([(part, inner[0]) for part in statement.body], rest) if isinstance(statement, ast.ClassDef) else inner[0]
    )


def _is_plain(statement: ast.stmt, name: str, is_class: bool) -> bool:
    """Whether it binds the name to the function or the class that it spells out."""
    if isinstance(statement, ast.Assign):
        return not is_class and list(_lambdas(ast.Module([statement], []), name)) != []
    if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return False
    decorators = {ast.unparse(decorator) for decorator in statement.decorator_list}
    plain = decorators <= {"staticmethod", "classmethod", "property"}
    return plain and statement.name == name and isinstance(statement, ast.ClassDef) == is_class


def _declared_global(statement: ast.stmt) -> Iterator[str]:
    return (name for node in ast.walk(statement) if isinstance(node, ast.Global) for name in node.names)


def _own(code: CodeType) -> Iterator[CodeType]:
    return (constant for constant in code.co_consts if isinstance(constant, CodeType))


def _inside(code: CodeType) -> Iterator[CodeType]:
    for constant in _own(code):
        yield constant
        yield from _inside(constant)


def _place(code: CodeType) -> tuple[str, str, int]:
    return code.co_name, code.co_filename, code.co_firstlineno


def _lambdas(tree: ast.Module, name: str) -> Iterator[int]:
    """The lines on which the cell binds `name` to a lambda."""
    for node in tree.body:
        names = [ast.unparse(target) for target in node.targets] if isinstance(node, ast.Assign) else []
        if names == [name] and isinstance(node.value, ast.Lambda):  # type: ignore[attr-defined]
            yield node.value.lineno  # type: ignore[attr-defined]


def _bound(tree: ast.AST) -> Iterator[str]:
    """The names that a cell binds outside its functions, and the names that its functions declare global."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
            inner = ast.walk(ast.Module(node.body, []))
            yield from (name for one in inner if isinstance(one, ast.Global) for name in one.names)
            continue
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from ((alias.asname or alias.name).partition(".")[0] for alias in node.names)
        waiting += list(ast.iter_child_nodes(node))
