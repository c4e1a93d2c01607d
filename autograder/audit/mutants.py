"""A solution's mutants: every small change that an operator finds, each once.

Only what the student writes is changed: between nbgrader's solution marks, or the whole cell where it has none.
"""

import difflib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType

import libcst as cst
from libcst import matchers
from libcst.metadata import ExpressionContext, ExpressionContextProvider, MetadataWrapper, PositionProvider

from autograder.audit import expressions, statements
from autograder.audit.exercises import Exercise
from autograder.notebook.code import python_of

_OPERATORS = (*expressions.OPERATORS, *statements.OPERATORS)
_BEGIN, _END = "BEGIN SOLUTION", "END SOLUTION"


@dataclass(frozen=True)
class Mutant:
    """A changed solution. `change`: its diff, only the lines that changed, which names it in the reviewed file."""

    exercise: Exercise
    source: str
    change: str

    @property
    def key(self) -> str:
        """Its place in an order that depends on nothing else: for samples."""
        return hashlib.sha256(f"{self.exercise}\n{self.change}".encode()).hexdigest()


@dataclass(frozen=True)
class Mutants:
    """All mutants of an exercise: those to grade, and those whose bytecode is the solution's."""

    to_grade: tuple[Mutant, ...]
    same_code: tuple[Mutant, ...]


def of(exercise: Exercise) -> Mutants:
    """The mutants of `exercise`; of two with the same bytecode, the first. None for what is no plain Python."""
    own = _bytecode(exercise.source)
    seen = {own}
    to_grade, same_code = [], []
    for source in dict.fromkeys(_sources(exercise.source)):
        mutant = Mutant(exercise, source, change(exercise.source, source))
        code = _bytecode(source)
        if code is None or own is None:
            continue
        if code == own:
            same_code.append(mutant)
        elif code not in seen:
            to_grade.append(mutant)
        seen.add(code)
    return Mutants(tuple(to_grade), tuple(same_code))


def sample(mutants: Mutants, size: int) -> Mutants:
    """`size` of those to grade, always the same."""
    chosen = sorted(mutants.to_grade, key=lambda mutant: mutant.key)[:size]
    return Mutants(tuple(chosen), ())


def change(old: str, new: str) -> str:
    """The lines that differ, with - and + before them."""
    lines = list(difflib.ndiff(old.splitlines(), new.splitlines()))
    return "\n".join(line.rstrip() for line in lines if line.startswith(("- ", "+ ")))


def _sources(source: str) -> Iterator[str]:
    try:
        wrapper = MetadataWrapper(cst.parse_module(source))
    except cst.ParserSyntaxError:
        return
    first, last = _students_lines(source)
    positions = wrapper.resolve(PositionProvider)
    module = wrapper.module
    others = _other_variables(wrapper)
    for node, place in positions.items():
        if not (first <= place.start.line and place.end.line <= last):
            continue
        for kind, operator in _OPERATORS:
            if isinstance(node, kind):
                for other in operator(node):
                    yield _replaced(module, node, other)
        if (neighbour := others.get(node)) is not None:
            yield _replaced(module, node, neighbour)


def _replaced(module: cst.Module, node: cst.CSTNode, other: cst.CSTNode) -> str:
    changed = module.deep_replace(node, other)
    assert isinstance(changed, cst.Module)
    return changed.code


def _other_variables(wrapper: MetadataWrapper) -> dict[cst.CSTNode, cst.CSTNode]:
    """Each use of a variable, and the variable that it may have been taken for: the next in the order of appearance."""
    module = wrapper.module
    contexts = wrapper.resolve(ExpressionContextProvider)
    attributes = {found.attr for found in matchers.findall(module, matchers.Attribute())}  # type: ignore[attr-defined]
    stored = [param.name.value for param in matchers.findall(module, matchers.Param())]  # type: ignore[attr-defined]
    named = [node for node in contexts if isinstance(node, cst.Name) and node not in attributes]
    stored += [node.value for node in named if contexts[node] == ExpressionContext.STORE]
    names = [name for name in dict.fromkeys(stored) if name not in ("self", "_")]
    following = dict(zip(names, [*names[1:], *names[:1]], strict=True))
    return {
        node: node.with_changes(value=following[node.value])
        for node in named
        if contexts[node] == ExpressionContext.LOAD and node.value in following and len(names) > 1
    }


def _students_lines(source: str) -> tuple[int, int]:
    """The lines, from 1, between the first and the last mark."""
    lines = source.splitlines()
    begins = [number for number, line in enumerate(lines, 1) if _BEGIN in line]
    ends = [number for number, line in enumerate(lines, 1) if _END in line]
    return (begins[0], ends[-1]) if begins and ends else (1, len(lines))


def _bytecode(source: str) -> object:
    """What the interpreter would run, without line numbers and texts of documentation; None for no Python."""
    try:
        return _plain(compile(python_of(source), "<cell>", "exec", optimize=2))
    except (SyntaxError, ValueError):
        return None


def _plain(code: CodeType) -> object:
    constants = tuple(
        _plain(constant) if isinstance(constant, CodeType) else (type(constant), repr(constant))
        for constant in code.co_consts
    )
    names = (code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars)
    return code.co_code, constants, names, code.co_argcount, code.co_flags
