"""What runs where, and whose each name is: an instructor's notebook read once, before any submission.

A notebook's code cells are of three kinds. *Setup* cells depend on no student: imports, data. *Student* cells
are the exercises and whatever uses them. *Test* cells are graded. The judge runs setup and test cells; the
student side runs setup and student cells.

A name is whoever's cell bound it last, among those who may bind it. A name that only setup and test cells bind is
the judge's, whatever a submission does. `Owners` says so while a submission is judged.

A cell that the instructor has tagged `experiment` is for the student's eyes: by that tag no mark depends on it, and
while grading nobody runs it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from nbformat import NotebookNode

from autograder.notebook.code import Import, Names, Statement, mentions, methods, names_of, read_first, statements
from autograder.notebook.editions import HandedOut, words
from autograder.records import ValueKind

CellKind = Literal["setup", "student", "test"]
Owner = Literal["student", "judge", "anyone"]


@dataclass(frozen=True)
class Reading:
    """How the instructor's cells are marked: nbgrader's delimiters, and whose the cells without a mark are.

    `open_names`: the source is not at hand, only the locked cells are known.
    """

    unmarked: Literal["setup", "student"] = "setup"
    solution: str = "BEGIN SOLUTION"
    hidden: tuple[str, str] = ("BEGIN HIDDEN TESTS", "END HIDDEN TESTS")
    open_names: bool = False


@dataclass(frozen=True)
class PlannedCell:
    """One code cell of the instructor's notebook.

    `theirs`: what a student cell makes the student's. Of the names that a test binds, `told` are those that the
    student's functions look up, so that they are told at once; `given` go over to the student's side when the test is
    over, and the statements `handed` bind them there. `unmarked`: it has no mark of nbgrader's.
    """

    kind: CellKind
    source: str
    grade_id: str | None
    names: Names
    theirs: frozenset[str] = frozenset()
    told: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()
    handed: tuple[str, ...] = ()
    unmarked: bool = False


@dataclass(frozen=True)
class Plan:
    """The code cells in order. `experiments`: the source of the cells that are left out.

    `handed_out`: all of these, as students may have them. `gives`: by grade_id, what kind of value the instructor's own
    solution gives at the end of a test, where that is known.
    """

    cells: tuple[PlannedCell, ...]
    reading: Reading = field(default_factory=Reading)
    experiments: frozenset[str] = frozenset()
    handed_out: HandedOut = field(default_factory=lambda: HandedOut(()), compare=False)
    gives: Mapping[str, ValueKind] = field(default_factory=dict, compare=False)

    @cached_property
    def tests(self) -> dict[str, PlannedCell]:
        return {cell.grade_id: cell for cell in self.cells if cell.kind == "test" and cell.grade_id}

    @cached_property
    def methods(self) -> frozenset[str]:
        """The methods of the classes that the student's cells define in the instructor's notebook."""
        return frozenset().union(*(methods(cell.source) for cell in self._of("student")))

    @cached_property
    def words(self) -> frozenset[str] | None:
        """All words of the instructor's cells that are no tests. None where the solution is not at hand."""
        if self.reading.open_names:
            return None
        return frozenset(re.findall(r"\w+", "\n".join(cell.source for cell in self.cells if cell.kind != "test")))

    @cached_property
    def students(self) -> frozenset[str]:
        """The names that a student's cell binds."""
        return frozenset().union(*(cell.theirs for cell in self._of("student")))

    @cached_property
    def trusted(self) -> frozenset[str]:
        """The names that only the instructor's setup and test cells bind.

        Where the source is not at hand, a name that a cell reads before it binds it comes from a cell that is not
        known: nbgrader's own quickstart puts a student's function back after a test.
        """
        cells = [cell for cell in self.cells if cell.kind != "student"]
        if not self.reading.open_names:
            return frozenset().union(*(cell.names.stores for cell in cells)) - self.students
        return frozenset().union(*(cell.names.stores - read_first(self.parts(cell)) for cell in cells)) - self.students

    @cached_property
    def called(self) -> frozenset[str]:
        """The names that the student's functions look up when they are called."""
        return frozenset().union(*(cell.names.called for cell in self._of("student")))

    @cached_property
    def world(self) -> frozenset[str]:
        """The names that the student's side may have as well: of cells that are no tests, or given by tests."""
        found = (cell.given | cell.told if cell.kind == "test" else cell.names.stores for cell in self.cells)
        return frozenset().union(*found)

    @cached_property
    def tested(self) -> frozenset[str]:
        """The names that only test cells bind."""
        others = (cell.names.stores for cell in self.cells if cell.kind != "test")
        return frozenset().union(*(cell.names.stores for cell in self._of("test"))).difference(*others)

    @cached_property
    def imported(self) -> dict[str, list[Import]]:
        """What the student's cells import, by name."""
        found: dict[str, list[Import]] = {}
        for one in sorted(one for cell in self._of("student") for one in cell.names.imports):
            found.setdefault(one.name, []).append(one)
        return found

    @cached_property
    def only_imported(self) -> frozenset[str]:
        """The names that the student's cells bind by imports and by nothing else."""
        parts = [part for cell in self._of("student") for part in self.parts(cell)]
        otherwise = (part.stores - {one.name for one in part.imports} for part in parts)
        return frozenset(self.imported).difference(*otherwise)

    def may_be(self, name: str) -> list[Import]:
        """What the judge has for a student's name, if the student has bound it to that very thing.

        Where no cell is known that binds the name, it is the module of that name, or the one that goes by it.
        """
        if name in self.imported or name in self.students:
            return self.imported.get(name, [])
        return [Import(name, _GOES_BY.get(name, name))]

    def prepare(self) -> None:
        """Work out what is asked of it again and again."""
        _ = (
            self.words,
            self.tests,
            self.students,
            self.trusted,
            self.called,
            self.world,
            self.tested,
            self.only_imported,
        )

    def parts(self, cell: PlannedCell) -> list[Names]:
        return self._names_in(cell.source)

    def statements(self, cell: PlannedCell) -> tuple[Statement, ...]:
        return statements(cell.source, *self.reading.hidden)

    def _names_in(self, source: str) -> list[Names]:
        return [statement.names for statement in statements(source, *self.reading.hidden)]

    def left_out(self, cells: list[NotebookNode]) -> frozenset[int]:
        """Of a submission's cells, those (by index) that need not run: experiments as the instructor wrote them.

        One whose names a cell of the student's own mentions is run all the same, and so is any that such a one needs.
        """
        code = ((index, cell) for index, cell in enumerate(cells) if cell.cell_type == "code")
        texts = {index: self.handed_out.text(cell.source) for index, cell in code}
        experiments = set(map(words, self.experiments))
        left_out = {index for index, text in texts.items() if text in experiments}
        if not left_out:
            return frozenset()
        meant = frozenset().union(*map(mentions, self.own_code(cells)))
        while needed := {index for index in left_out if names_of(texts[index]).stores & meant}:
            left_out -= needed
            meant = meant.union(*(read_first(self._names_in(texts[index])) for index in needed))
        return frozenset(left_out)

    def own_code(self, cells: Iterable[NotebookNode]) -> list[str]:
        """Of a submission's code cells, the text of those that the instructor has not written."""
        return [cell.source for cell in cells if cell.cell_type == "code" and cell.source not in self.handed_out]

    def _of(self, kind: CellKind) -> Iterator[PlannedCell]:
        return (cell for cell in self.cells if cell.kind == kind)


# Where no import is known: the names by which these modules go everywhere.
_GOES_BY = {"np": "numpy", "plt": "matplotlib.pyplot", "pd": "pandas", "nn": "torch.nn"}


class Owners:
    """Whose each name is at the moment: who bound it last, among those who may bind it."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.students: set[str] = set()  # bound last by a cell of the student's

    def of(self, name: str) -> Owner:
        """`anyone`: nobody has bound it so far, and the student may."""
        if name in self.students:
            return "student"
        return "judge" if name in self.plan.trusted else "anyone"

    def passes(self, cell: PlannedCell) -> None:
        """The instructor's notebook goes on behind this cell, which is no test."""
        self.students -= cell.names.stores if cell.kind == "setup" else frozenset()
        self.students |= cell.theirs

    def bound(self, name: str) -> None:
        """The judge has bound it."""
        self.students.discard(name)

    def found(self, name: str) -> None:
        """The student has it, and the instructor's notebook does not say that it is anybody else's."""
        if name not in self.plan.trusted:
            self.students.add(name)

    def told_at_once(self, cell: PlannedCell | None, name: str) -> bool:
        """Whether the student's code sees at once what this test binds to the name.

        It does where the test replaces an answer (`given`, `patch`) that others of the answers use, and where it makes
        what they look up and nothing else makes. Any other name is the test's alone until its end.
        """
        if cell is None or name not in cell.names.stores:
            return name in self.students or name in self.plan.students
        if name in self.students or name in self.plan.students:
            return name in self.plan.called or self.plan.reading.open_names
        return name in cell.told
