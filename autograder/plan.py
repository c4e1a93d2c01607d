"""What runs where: an instructor's notebook read once, before any submission.

A notebook's code cells are of three kinds. *Setup* cells depend on no student: imports, data. *Student* cells
are the exercises and whatever uses them. *Test* cells are graded. The judge runs setup and test cells; the
student side runs setup and student cells. A name belongs to the student where a student cell defined it last.

A cell that the instructor has tagged `experiment` is for the student's eyes: by that tag no mark depends on it, and
while grading nobody runs it.
"""

import ast
import builtins
import symtable
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Literal

from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode

from autograder import verdicts
from autograder.changes import changed_in_place

Kind = Literal["setup", "student", "test"]
EXPERIMENT = "experiment"


@dataclass(frozen=True)
class Names:
    """The global names that a piece of code stores and those it reads (also inside its functions).

    `changes`: those of which its own statements change the object.
    """

    stores: frozenset[str] = frozenset()
    reads: frozenset[str] = frozenset()
    imports: frozenset[str] = frozenset()
    changes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class PlannedCell:
    """One code cell of the instructor's notebook. `theirs`: the names that are the student's when it runs."""

    kind: Kind
    source: str
    grade_id: str | None
    names: Names
    theirs: frozenset[str]


@dataclass(frozen=True)
class Plan:
    """The code cells in order. `open_names`: with no source at hand, every otherwise unknown name is the student's.

    `experiments`: the source of the cells that are left out. `gives`: by grade_id, what kind of value the instructor's
    own solution gives at the end of a test, where that is known.
    """

    cells: tuple[PlannedCell, ...]
    open_names: bool = False
    tests: dict[str, PlannedCell] = field(default_factory=dict, compare=False)
    experiments: frozenset[str] = frozenset()
    gives: Mapping[str, verdicts.Kind] = field(default_factory=dict, compare=False)

    @cached_property
    def methods(self) -> frozenset[str]:
        """The methods of the classes that the student's cells define in the instructor's notebook."""
        return frozenset().union(*(_methods(cell.source) for cell in self.cells if cell.kind == "student"))

    def left_out(self, cells: list[NotebookNode]) -> frozenset[int]:
        """Of a submission's cells, those (by index) that need not run: experiments as the instructor wrote them.

        One whose names a cell of the student's own reads is run all the same.
        """
        if not self.experiments:
            return frozenset()
        known = {cell.source for cell in self.cells}
        own = [cell.source for cell in cells if cell.cell_type == "code" and cell.source not in known]
        read = frozenset().union(*(names_of(source).reads for source in own if source not in self.experiments))
        return frozenset(
            index
            for index, cell in enumerate(cells)
            if cell.cell_type == "code" and cell.source in self.experiments and not names_of(cell.source).stores & read
        )


@cache
def names_of(source: str) -> Names:
    """The global names of a cell's source, magics and all; none for source that does not parse."""
    try:
        code = TransformerManager().transform_cell(source)  # which raises over an odd indentation
        table = symtable.symtable(code, "<cell>", "exec")
        tree = ast.parse(code)
        deleted, changes = _deleted(tree), changed_in_place(tree)
    except Exception:  # SyntaxError, MemoryError over `----…1`, IPython's RuntimeError over 500 magics
        return Names()
    stores, reads, imports = set(), set(), set()
    for symbol in table.get_symbols():
        if symbol.is_imported():
            imports.add(symbol.get_name())
        if symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace():
            stores.add(symbol.get_name())
        if symbol.is_referenced():
            reads.add(symbol.get_name())
    for child in table.get_children():
        _inner_globals(child, stores, reads)
    return Names(frozenset(stores), frozenset(reads | deleted), frozenset(imports), changes)


def _inner_globals(table: symtable.SymbolTable, stores: set[str], reads: set[str]) -> None:
    for symbol in table.get_symbols():
        if symbol.is_global():
            if symbol.is_referenced():
                reads.add(symbol.get_name())
            if symbol.is_declared_global() and symbol.is_assigned():
                stores.add(symbol.get_name())
    for child in table.get_children():
        _inner_globals(child, stores, reads)


def _deleted(tree: ast.Module) -> set[str]:
    deleted = [target for node in ast.walk(tree) if isinstance(node, ast.Delete) for target in node.targets]
    return {target.id for target in deleted if isinstance(target, ast.Name)}


def _methods(source: str) -> set[str]:
    try:
        tree = ast.parse(TransformerManager().transform_cell(source))
    except (SyntaxError, ValueError):
        return set()
    classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    return {part.name for node in classes for part in node.body if isinstance(part, ast.FunctionDef)}


def is_test(cell: NotebookNode) -> bool:
    """Whether nbgrader marks this cell by running it."""
    marks = cell.metadata.get("nbgrader", {})
    return cell.cell_type == "code" and bool(marks.get("grade")) and not marks.get("solution")


def is_experiment(cell: NotebookNode) -> bool:
    """Whether the instructor has promised that no mark depends on this code cell."""
    marked = EXPERIMENT in cell.metadata.get("tags", []) and "nbgrader" not in cell.metadata
    return cell.cell_type == "code" and marked


def borrowed(cells: Sequence[NotebookNode], experiments: Set[int]) -> Iterator[tuple[str, int, int]]:
    """Names that an experiment defines and a later cell, itself none, reads: (name, index of the one, of the other)."""
    defined: dict[str, int] = {}
    for index, cell in enumerate(cells):
        if cell.cell_type != "code":
            continue
        names = names_of(cell.source)
        if index in experiments:
            defined |= dict.fromkeys(names.stores, index)
        else:
            yield from ((name, defined[name], index) for name in sorted(names.reads & defined.keys() - names.stores))
            for name in names.stores:
                defined.pop(name, None)


def _experiments(cells: Sequence[NotebookNode]) -> Set[int]:
    """The cells that need not run: those so tagged, but for any that another course's cells need all the same."""
    found = {index for index, cell in enumerate(cells) if is_experiment(cell)}
    while needed := {index for _name, index, _reader in borrowed(cells, found)}:
        found -= needed
    return found


def is_solution(cell: NotebookNode) -> bool:
    """Whether the student is to fill this code cell in."""
    return cell.cell_type == "code" and bool(cell.metadata.get("nbgrader", {}).get("solution"))


def _lent(planned: Sequence[PlannedCell]) -> frozenset[str]:
    """What the exercises use and only test cells define: an import, a number. The student's code is to find it too."""
    none: frozenset[str] = frozenset()
    read = none.union(*(cell.names.reads for cell in planned if cell.kind == "student"))
    defined = none.union(*(cell.names.stores for cell in planned if cell.kind != "test"))
    in_tests = none.union(*(cell.names.stores for cell in planned if cell.kind == "test"))
    return (read & in_tests) - defined - set(dir(builtins))


def make_plan(notebook: NotebookNode, open_names: bool = False) -> Plan:
    """Read the instructor's notebook: its source where it is at hand, else (`open_names`) the locked cells alone."""
    theirs: set[str] = set()
    imported: set[str] = set()
    planned = []
    experiments = _experiments(notebook.cells) if not open_names else frozenset()
    tests_own: set[str] = set()
    owned = []
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code" or index in experiments:
            continue
        names = names_of(cell.source)
        imported |= names.imports
        changed = names.changes - imported  # data of the instructor's that a student's cell changes is the student's
        kind: Kind
        if is_test(cell):
            kind = "test"
            planned_cell = PlannedCell(kind, cell.source, cell.metadata.nbgrader.grade_id, names, frozenset(theirs))
        elif is_solution(cell):
            # A module imported in a solution is the judge's own module all the same.
            kind, theirs = "student", theirs | (names.stores - names.imports) | changed
            planned_cell = PlannedCell(kind, cell.source, cell.metadata.nbgrader.get("grade_id"), names, frozenset())
        else:
            kind = "student" if names.reads & theirs else "setup"
            theirs = theirs | names.stores | changed if kind == "student" else theirs - names.stores
            planned_cell = PlannedCell(kind, cell.source, None, names, frozenset())
        planned.append(planned_cell)
        tests_own = tests_own | names.stores if kind == "test" else tests_own - names.stores
        owned.append(frozenset(tests_own))
    # What a test binds is the test's, an expected value perhaps, but for the names that the exercises read.
    read = frozenset().union(*(cell.names.reads for cell in planned if cell.kind == "student"))
    # A name that only a later exercise defines is the student's as well: `given` may lend it before.
    answers = frozenset().union(
        *(c.names.stores - c.names.imports for c in planned if c.kind == "student" and c.grade_id)
    )
    lent = _lent(planned)
    planned = [
        replace(cell, theirs=((cell.theirs | (answers - cell.names.stores)) - (own - read)) | lent)
        if cell.kind == "test"
        else cell
        for cell, own in zip(planned, owned, strict=True)
    ]
    tests = {cell.grade_id: cell for cell in planned if cell.kind == "test" and cell.grade_id}
    return Plan(tuple(planned), open_names, tests, frozenset(notebook.cells[index].source for index in experiments))
