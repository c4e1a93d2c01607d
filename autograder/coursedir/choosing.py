"""Of several files that may be one notebook of an assignment, the one that a student has worked on.

A student who hands in again often leaves the notebook as it was handed out, or an earlier state of it, beside the
answers: `p1.ipynb` and `p1 (1).ipynb`.
"""

from collections.abc import Container, Iterable, Sequence

from nbformat import NotebookNode
from nbgrader.utils import compute_checksum

from autograder.coursedir.untrusted import copy_number, notebook_of
from autograder.faults import Reason, Refused
from autograder.notebook.editions import words
from autograder.notebook.handed_in import parse
from autograder.notebook.outline import Landmark
from course.helpers.language import N_

Work = frozenset[str] | None  # the texts of the cells that a student wrote; None of a file that is no notebook

SURE = N_("{name} counts; no other work is in {others}")
DOUBT = N_("{name} counts, but other work may be in {others}: look which one is meant")


def may_be(name: str, wanted: str, expected: Container[str]) -> bool:
    """Whether a file of this name may be the notebook `wanted`, of those that are `expected`."""
    return notebook_of(name) == wanted and (name == f"{wanted}.ipynb" or name.removesuffix(".ipynb") not in expected)


def work_in(data: bytes, outline: Iterable[Landmark]) -> Work:
    """What a student wrote in this notebook. `outline`: as it was handed out."""
    try:
        cells = parse(data).cells
    except Refused:
        return None
    given = {words(text) for landmark in outline for text in (landmark.text, *landmark.editions)}
    texts = {words(cell.source) for cell in cells if not as_handed_out(cell)}
    return frozenset(texts - given - {""})


def as_handed_out(cell: NotebookNode) -> bool:
    """Whether the cell is as some release of nbgrader's had it, by the checksum that it bears."""
    try:
        return bool(cell.metadata.nbgrader.checksum == compute_checksum(cell))
    except (AttributeError, KeyError, TypeError, ValueError):
        return False


def choose(
    wanted: str, names: Sequence[str], works: Sequence[Work], shown: Sequence[str] = ()
) -> tuple[int, Reason] | None:
    """Which of several files counts as the notebook `wanted`, and what is to be said of it; None where nothing tells.

    It is the one whose work includes that of all others. Where there is none, a person has to look, and it is the one
    with the notebook's own name, or else the one that a program numbered last. `shown`: how the files are called in
    what is said, if not by `names`.
    """
    read = [work for work in works if work is not None]
    best = [place for place, work in enumerate(works) if work is not None and all(work >= other for other in read)]
    best.sort(key=lambda place: names[place] != f"{wanted}.ipynb")  # of equal ones, the notebook's own name
    sure = bool(best) and len(read) == len(works)
    if not best or not (sure or works[best[0]]):  # a damaged file may hold work: it is no zero
        best = [place for place, work in enumerate(works) if work != frozenset()]
        numbers = [copy_number(names[place]) for place in best]
        own = sorted(
            (place for place in best if names[place].casefold() == f"{wanted}.ipynb".casefold()),
            key=lambda place: names[place] != f"{wanted}.ipynb",
        )
        if not own and (None in numbers or len(set(numbers)) < len(numbers)):
            return None
        best = own or [max(zip(numbers, best, strict=True))[1]]
    shown = shown or names
    others = ", ".join(name for place, name in enumerate(shown) if place != best[0])
    return best[0], Reason(SURE if sure else DOUBT, {"name": shown[best[0]], "others": others})


def is_doubtful(remarks: Iterable[Reason]) -> bool:
    """Whether a person has to see which notebook is meant."""
    return any(remark.message == DOUBT for remark in remarks)
