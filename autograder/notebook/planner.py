"""An instructor's notebook is read once: of which kind each cell is, and whose the names are that it binds."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace

from nbformat import NotebookNode

from autograder.notebook.code import Import, Names, Statement, names_of, read_first
from autograder.notebook.editions import HandedOut, editions, is_bilingual
from autograder.notebook.marks import is_experiment, is_solution, is_test, is_unmarked
from autograder.notebook.plan import CellKind, Plan, PlannedCell, Reading


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


def make_plan(notebook: NotebookNode, open_names: bool = False, reading: Reading | None = None) -> Plan:
    """Read the instructor's notebook: its source where it is at hand, else (`open_names`) the locked cells alone."""
    reading = reading or Reading(open_names=open_names)
    experiments = _experiments(notebook.cells) if not reading.open_names else frozenset()
    planned: list[PlannedCell] = []
    theirs: set[str] = set()
    through: set[str] = set()  # the instructor's functions that ask the student's code when they are called
    imported: set[str] = set()  # modules: what their functions do changes no data
    setup: set[Import] = set()
    bound: set[str] = set()  # by setup cells, and by no import
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code" or index in experiments:
            continue
        names = names_of(cell.source)
        imported |= {one.name for one in names.imports}
        asks = bool(names.called & (theirs | through))
        kind = _kind(cell, names, theirs | through | (names.stores if asks else set()), reading)
        gains: frozenset[str] = frozenset()
        if kind == "student":
            # An import that setup has made already changes nothing. Data of the instructor's that the cell changes, or
            # its functions when they are called, is the student's from there on.
            again = {one.name for one in names.imports & setup} - theirs
            gains = (names.stores - again) | (names.changes - imported) | (names.changed_later & bound)
            theirs |= gains
        elif kind == "setup":
            setup |= names.imports
            bound |= names.stores - {one.name for one in names.imports}
            theirs -= names.stores
            through = (through | names.stores) if asks else (through - names.stores)
        own = cell.metadata.nbgrader.get("grade_id") if is_test(cell) or is_solution(cell) else None
        planned.append(PlannedCell(kind, cell.source, own, names, gains, unmarked=is_unmarked(cell)))
    left_out = frozenset(notebook.cells[index].source for index in experiments)
    bilingual = is_bilingual(notebook.cells)
    texts = [*(cell.source for cell in planned), *sorted(left_out)]
    handed_out = HandedOut((text, editions(text) if bilingual else ()) for text in texts)
    return _with_what_tests_give(Plan(tuple(planned), reading, left_out, handed_out))


def _experiments(cells: Sequence[NotebookNode]) -> Set[int]:
    """The cells that need not run: those so tagged, but for any that another course's cells need all the same."""
    found = {index for index, cell in enumerate(cells) if is_experiment(cell)}
    while needed := {index for _name, index, _reader in borrowed(cells, found)}:
        found -= needed
    return found


def _kind(cell: NotebookNode, names: Names, theirs: Set[str], reading: Reading) -> CellKind:
    """`theirs`: the names that need the student's code. A cell runs beside it if it uses them while it runs.

    A cell that only defines functions which use them later stays the instructor's: nobody else is to define them.
    """
    if is_test(cell):
        return "test"
    if is_solution(cell) or (is_unmarked(cell) and (reading.unmarked == "student" or reading.solution in cell.source)):
        return "student"
    return "student" if names.now & theirs else "setup"


def _with_what_tests_give(plan: Plan) -> Plan:
    """The plan with what each test tells or gives: names that it binds in the open and that other cells read."""
    later: frozenset[str] = frozenset()  # read by a cell behind this one, before a cell that is no test binds it
    always = frozenset().union(*(cell.names.called for cell in plan.cells if cell.kind != "test"))
    modules = {one.name for cell in plan.cells for one in cell.names.imports}  # what their functions do changes no data
    cells = []
    for cell in reversed(plan.cells):
        if cell.kind == "test":
            parts = plan.statements(cell)
            shown = [part for part in parts if not part.hidden]
            bound = frozenset().union(*(part.names.stores for part in shown))
            hidden = frozenset().union(*(part.names.stores for part in parts if part.hidden))
            given = bound & (later | always)
            cell = replace(
                cell,
                told=(bound - hidden) & plan.called,
                given=given,
                handed=tuple(_binding(given, shown, plan.students, modules)),
            )
        else:
            later = (later - cell.names.stores) | read_first(plan.parts(cell))
        cells.append(cell)
    return replace(plan, cells=tuple(reversed(cells)))


def _binding(wanted: Set[str], shown: Sequence[Statement], students: Set[str], modules: Set[str]) -> list[str]:
    """Of these statements, those that bind the wanted names, and what these need, without asking the student's code."""
    theirs: set[str] = set()  # bound with what the student's code gave
    for part in shown:
        if part.names.now & (students | theirs):
            theirs |= part.names.stores | (part.names.changes - modules)
    needed, chosen, before = set(wanted), set[int](), -1
    while before != len(chosen):
        before = len(chosen)
        for index, part in enumerate(shown):
            if (needed - theirs) & (part.names.stores | (part.names.changes - modules)):
                chosen.add(index)
                needed |= part.names.reads
    return [shown[index].source for index in sorted(chosen)]
