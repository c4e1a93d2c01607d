"""Which cell of a submission is which of the instructor's.

nbgrader's metadata says so. Where it is lost (another program saved the notebook, or a cell was deleted and pasted) the
text tells: a locked cell stands there word for word, in one language or in both; an answer defines its names, and a
written answer stands between the cells that are known. Whatever is recognised as a locked cell gets the instructor's
own text, and a cell that has its metadata is never displaced by one that only looks like it.
"""

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from nbformat import NotebookNode

from autograder.notebook.code import python_of, read_names
from autograder.notebook.editions import HandedOut
from autograder.notebook.marks import grade_id_of
from autograder.notebook.outline import Landmark

NEIGHBOURS = 3  # cells: so near must be one that stands there word for word, for a cell to be known by its place


class Recognition:
    """`cells` are the submission's, and may change; `found` has the cell of each landmark that is known, by index."""

    def __init__(self, cells: list[NotebookNode], outline: Sequence[Landmark]) -> None:
        self.cells, self.outline = cells, outline
        self.found: dict[int, NotebookNode] = {}
        self._names = cache(read_names)  # of the students' cells, which a worker does not keep
        self.text = HandedOut((one.text, one.editions) for one in outline).text
        self._texts = Counter(self.text(landmark.text) for landmark in outline)
        # What every assignment has (`YOUR ANSWER HERE`) does not tell that it is this one.
        self._vague = {self.text(one.text) for one in outline if one.answer and not one.names}
        self._shared = {name for name, count in Counter(n for one in outline for n in one.names).items() if count > 1}
        self._by_metadata()
        self._by_names(only_filled_in=True)
        self._by_text()
        self._by_names()
        self._by_text_and_place()

    def of(self, grade_id: str) -> NotebookNode | None:
        return next((self.found[i] for i, one in self._marked() if one.grade_id == grade_id and i in self.found), None)

    def index(self, grade_id: str) -> int:
        return next(index for index, one in self._marked() if one.grade_id == grade_id)

    def is_as_handed_out(self, index: int, cell: NotebookNode) -> bool:
        """Whether the cell says what the landmark said when it was handed out, in one language or in both."""
        return self.text(cell.source) == self.text(self.outline[index].text)

    def answer_beside(self, index: int, kind: str) -> NotebookNode | None:
        """A cell of the student's own that stands where this answer belongs: behind its cell, or else before it.

        One between the graded cells around it is as good where no other stands nearer: at the notebook's end, say.
        """
        if index not in self.found and not self._has_a_neighbour(index):
            return None
        position = self._position()
        for low, high in (self.gap(index), self.gap(index, graded=True)):
            at = position.get(id(self.found.get(index)), low)
            fits = [
                (place, cell)
                for place, cell in enumerate(self.cells)
                if low < place < high and self._is_own(cell) and is_prose(cell) == (kind != "code")
            ]
            behind = [cell for place, cell in fits if place > at]
            before = [cell for place, cell in fits if place < at]
            if behind or before:
                return (behind or before[-1:])[0]
        return None

    def copies_below(self) -> list[NotebookNode]:
        """Copies of an answer's cell as it was handed out, below the one that was filled in.

        They hold nothing of the student's, and would take the names from the answer.
        """
        position = self._position()
        answers: dict[str, int] = {}  # what was handed out, and the place of what became of it
        for index, cell in self.found.items():
            if self.outline[index].names and not self.is_as_handed_out(index, cell):
                answers[self.text(self.outline[index].text)] = position[id(cell)]
        free = [cell for cell in self._free() if cell.cell_type == "code"]
        return [cell for cell in free if position[id(cell)] > answers.get(self.text(cell.source), len(self.cells))]

    def place_of(self, index: int, reads: Iterable[str]) -> int:
        """Where a missing cell belongs: behind the known cell before it, and behind the cells that define its names."""
        low, high = self.gap(index)
        place = low
        locked = {id(cell) for i, cell in self.found.items() if self.outline[i].grade_id and not self.outline[i].names}
        students = [(at, cell) for at, cell in enumerate(self.cells) if id(cell) not in locked]
        for name in reads:
            binding = [at for at, cell in students if name in self._bound(cell)]
            before = [at for at in binding if at < high]
            place = max([place, *(before or binding)[-1:]])
        return place + 1

    def gap(self, index: int, graded: bool = False) -> tuple[int, int]:
        """The places of the nearest known cells around a landmark; `graded`: of those with nbgrader's metadata."""
        position = self._position()
        known = {i: position[id(cell)] for i, cell in self.found.items() if self.outline[i].grade_id or not graded}
        low = known.get(max((i for i in known if i < index), default=-1), -1)
        return low, next((known[i] for i in sorted(known) if i > index and known[i] > low), len(self.cells))

    def _marked(self) -> Iterator[tuple[int, Landmark]]:
        return ((index, one) for index, one in enumerate(self.outline) if one.grade_id is not None)

    def _missing(self) -> list[tuple[int, Landmark]]:
        return [(index, one) for index, one in enumerate(self.outline) if index not in self.found]

    def _free(self) -> list[NotebookNode]:
        taken = {id(cell) for cell in self.found.values()}
        return [cell for cell in self.cells if id(cell) not in taken]

    def _is_own(self, cell: NotebookNode) -> bool:
        text = self.text(cell.source)
        return bool(text) and text not in self._texts and not any(cell is known for known in self.found.values())

    def _has_a_neighbour(self, index: int) -> bool:
        near = [other for other in range(index - NEIGHBOURS, index + NEIGHBOURS + 1) if other in self.found]
        return any(self.is_as_handed_out(other, self.found[other]) for other in near)

    def _position(self) -> dict[int, int]:
        return {id(cell): place for place, cell in enumerate(self.cells)}

    def _bound(self, cell: NotebookNode) -> frozenset[str]:
        """The names that running the cell binds."""
        return self._names(cell.source).stores if cell.cell_type == "code" else frozenset()

    def _by_metadata(self) -> None:
        """Of cells with one grade_id the last counts, as with nbgrader; one that is still untouched only if all are.

        Of those the first counts that stands between the cells that are known. A locked cell is the one that stands
        there word for word: nothing is worked on in it.
        """
        named: dict[str | None, list[NotebookNode]] = {}
        for cell in self.cells:
            named.setdefault(grade_id_of(cell), []).append(cell)
        there = [(index, one, named[one.grade_id]) for index, one in self._marked() if one.grade_id in named]
        for index, landmark, cells in there:
            if sure := cells if len(cells) == 1 else self._filled_in(index, cells) if landmark.answer else []:
                self.found[index] = sure[-1]
        for index, _landmark, cells in there:
            if index not in self.found:
                exact = [cell for cell in cells if self.is_as_handed_out(index, cell)]
                self.found[index] = self._between(index, exact or cells)

    def _filled_in(self, index: int, cells: Iterable[NotebookNode]) -> list[NotebookNode]:
        return [cell for cell in cells if not self.is_as_handed_out(index, cell)]

    def _by_text(self) -> None:
        """Of cells with one text, the first that stands between the known ones counts, or else the last."""
        there: dict[str, list[NotebookNode]] = {}
        for cell in self._free():
            there.setdefault(self.text(cell.source), []).append(cell)
        for index, landmark in self._missing():
            text = self.text(landmark.text)
            if text and self._texts[text] == 1 and text not in self._vague and text in there:
                self.found[index] = self._between(index, there[text])

    def _between(self, index: int, cells: Sequence[NotebookNode]) -> NotebookNode:
        if len(cells) == 1:  # nearly always, so that a notebook's other cells need not be placed
            return cells[0]
        low, high = self.gap(index)
        position = self._position()
        return next((cell for cell in cells if low < position[id(cell)] < high), cells[-1])

    def _by_names(self, only_filled_in: bool = False) -> None:
        """`only_filled_in`: answers that are surely these, since no other cell of the assignment has their names."""
        for index, landmark in self._missing():
            if landmark.names and not (only_filled_in and self._shared & set(landmark.names)):
                low, high = self.gap(index)
                position = self._position()
                own = [cell for cell in self._free() if not self._bound(cell).isdisjoint(landmark.names)]
                if only_filled_in:
                    own = self._filled_in(index, own)
                near = [cell for cell in own if low < position[id(cell)] < high]
                if own:
                    self.found[index] = (near or own)[-1]

    def _by_text_and_place(self) -> None:
        """Cells that were handed out with one text (`YOUR ANSWER HERE`) are told apart by what stands around them."""
        for index, landmark in self._missing():
            text = self.text(landmark.text)
            if (self._texts[text] > 1 or text in self._vague) and text and self._has_a_neighbour(index):
                low, high = self.gap(index)
                between = self.cells[low + 1 : high]
                taken = {id(cell) for cell in self.found.values()}
                same = [cell for cell in between if id(cell) not in taken and self.text(cell.source) == text]
                if same:
                    self.found[index] = same[0]


def is_prose(cell: NotebookNode) -> bool:
    """Whether it is text: also a code cell with nothing in it but comments, or no Python at all."""
    if cell.cell_type != "code":
        return True
    try:
        return not ast.parse(python_of(cell.source)).body
    except Exception:  # as in `names_of`
        return True
