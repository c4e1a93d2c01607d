"""Answers of a class that are alike, exercise by exercise: pairs for a person to look at.

Three things are taken out first, by lines of code and by sentences: what students were given, the instructor's own
solution, and what many of the class wrote. RapidFuzz compares the tokens that are left. A name that is neither given
nor known to Python counts as the same as any other, and layout counts for nothing; the words of a comment count.
"""

import builtins
import keyword
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
import nbformat
import numpy as np
from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist

from autograder.coursedir.assignment import Assignment, NotebookSource, read_assignment
from autograder.coursedir.gradebook import Book
from autograder.coursedir.settings import Course
from autograder.faults import CourseError, Fault
from autograder.messages import _
from autograder.notebook.marks import grade_id_of

ALIKE = 0.8  # from here on, two answers are a pair to look at
FEWEST = 15  # tokens of one's own: below that, two people write the same without each other
MANY, SHARE = 5, 0.1  # a line or sentence that so many students have, and so much of the class, is nobody's own
LONGEST, MOST_TOKENS = 8000, 400  # characters and tokens of an answer that are looked at
MOST_PAIRS = 1000  # of an exercise
_AT_ONCE = 256  # answers that are compared with all others at a time

_TOKENS = re.compile(r"#.*|[^\W\d]\w*|\d[\w.]*|\S")
_NAME = re.compile(r"[^\W\d]\w*")
_WORDS = re.compile(r"\w+|[^\w\s]")
_SENTENCES = re.compile(r"(?s).+?(?:[.!?…](?=\s)|\n|\Z)")
_PYTHON = frozenset([*keyword.kwlist, *keyword.softkwlist, *dir(builtins), "self"])
_OWN_NAME = "·"


@dataclass(frozen=True)
class Line:
    """A line of code, or a sentence: its tokens, and from where to where each stands. `out`: it does not count."""

    text: str
    tokens: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    out: bool = False


@dataclass(frozen=True)
class Answer:
    """A student's answer to an exercise."""

    student: str
    lines: tuple[Line, ...]
    is_code: bool = True

    @property
    def own(self) -> tuple[str, ...]:
        """The tokens that are compared."""
        return tuple(token for line in self.lines if not line.out for token in line.tokens)[:MOST_TOKENS]


@dataclass(frozen=True)
class Alike:
    """Two answers to one exercise. `share`: from 0 to 1; `tokens`: how many of them are the same."""

    exercise: str
    one: Answer
    other: Answer
    share: float
    tokens: int


@dataclass(frozen=True)
class Pair:
    """Two students, and all exercises in which they are alike, the most alike first."""

    students: tuple[str, str]
    found: list[Alike] = field(default_factory=list)

    @property
    def tokens(self) -> int:
        return sum(one.tokens for one in self.found)


def read(course: Course, book: Book, wanted: Sequence[str] = ()) -> dict[str, list[Pair]]:
    """By assignment the pairs of a graded class, those with the most in common first. Raises CourseError."""
    rows = {row.name: row for row in book.assignments() if row.notebooks}
    if strangers := [name for name in wanted if name not in rows]:
        remedy = _("choose one of: {names}", names=", ".join(rows) or "–")
        raise CourseError([Fault(course.root / name, None, _("there is no such step"), remedy) for name in strangers])
    return {
        name: _pairs(course, read_assignment(course, rows[name]), [score.student for score in book.scores(name)])
        for name in wanted or rows
    }


def _pairs(course: Course, assignment: Assignment, students: Sequence[str]) -> list[Pair]:
    found: dict[tuple[str, str], Pair] = {}
    for book, source in assignment.notebooks.items():
        handed_in = dict(_cells(course, assignment.name, book, students))
        names, own = _given(source)
        editions = {landmark.grade_id: landmark.editions for landmark in source.outline}
        for cell in source.cells:
            if not cell.solution:
                continue
            is_code = cell.cell_type == "code"
            known = _PYTHON | names if is_code else None
            taken_out = [cell.source, own.get(cell.grade_id, ""), *editions.get(cell.grade_id, ())]
            texts = {student: cells[cell.grade_id] for student, cells in handed_in.items() if cell.grade_id in cells}
            for alike in compare(cell.grade_id, texts, taken_out, known):
                who = (alike.one.student, alike.other.student)
                found.setdefault(who, Pair(who)).found.append(alike)
    for pair in found.values():
        pair.found.sort(key=lambda one: (-one.tokens, one.exercise))
    return sorted(found.values(), key=lambda pair: (-pair.tokens, pair.students))


def compare(
    exercise: str, texts: Mapping[str, str], taken_out: Sequence[str], known: frozenset[str] | None
) -> list[Alike]:
    """The answers by student, in pairs that are alike. `known`: names that stay names; None for a text in prose."""
    common = {line.tokens for text in taken_out for line in _lines(text, known)}
    read = {student: _lines(text[:LONGEST], known) for student, text in texts.items()}
    counts = Counter(tokens for lines in read.values() for tokens in {line.tokens for line in lines})
    most = max(MANY, SHARE * len(read))
    common |= {tokens for tokens, count in counts.items() if count >= most}
    same: dict[tuple[str, ...], list[Answer]] = {}
    for student, lines in sorted(read.items()):
        answer = Answer(student, tuple(replace(line, out=line.tokens in common) for line in lines), known is not None)
        if len(answer.own) >= FEWEST:
            same.setdefault(answer.own, []).append(answer)
    found = sorted(_close(list(same)), key=lambda one: -one[2])[:MOST_PAIRS]
    pairs = (
        _alike(exercise, a, b, share)
        for i, j, share in [*((own, own, 1.0) for own in same), *found]
        for at, a in enumerate(same[i])
        for b in (same[j] if i is not j else same[i][at + 1 :])
    )
    return list(islice(pairs, MOST_PAIRS))


def _alike(exercise: str, a: Answer, b: Answer, share: float) -> Alike:
    one, other = sorted((a, b), key=lambda answer: answer.student)
    return Alike(exercise, one, other, share, round(share * (len(a.own) + len(b.own)) / 2))


def _close(texts: list[tuple[str, ...]]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], float]]:
    """Pairs of different token sequences that are alike, and how much."""
    for start in range(0, len(texts), _AT_ONCE):
        rows = texts[start : start + _AT_ONCE]
        shares = cdist(rows, texts[start:], scorer=Indel.normalized_similarity, score_cutoff=ALIKE, dtype=np.float32)
        for i, j in np.argwhere(np.triu(shares, 1))[: 10 * MOST_PAIRS]:
            yield rows[i], texts[start + j], float(shares[i, j])


def same_spans(one: Answer, other: Answer) -> list[list[tuple[int, int]]]:
    """By line of `one`, from where to where it says the same as `other`. Spaces between such tokens belong to it."""
    marked = set[int]()
    for block in Indel.opcodes(one.own, other.own).as_matching_blocks():
        marked |= set(range(block.a, block.a + block.size))
    found, at = list[list[tuple[int, int]]](), 0
    for line in one.lines:
        spans: list[tuple[int, int]] = []
        if not line.out:
            before = False
            for index, (begin, end) in enumerate(line.spans, at):
                if index in marked and before:
                    spans[-1] = (spans[-1][0], end)
                elif index in marked:
                    spans.append((begin, end))
                before = index in marked
            at += len(line.tokens)
        found.append(spans)
    return found


def _lines(text: str, known: frozenset[str] | None) -> list[Line]:
    pieces = _SENTENCES.findall(text) if known is None else text.split("\n")
    read = [(line, list(_tokens(line, known))) for line in pieces]
    return [
        Line(line, tuple(token for token, _span in found), tuple(span for _t, span in found)) for line, found in read
    ]


def _tokens(line: str, known: frozenset[str] | None) -> Iterator[tuple[str, tuple[int, int]]]:
    """The tokens of a line, and where they stand."""
    for found in (_TOKENS if known is not None else _WORDS).finditer(line):
        token, begin = found[0], found.start()
        if known is None:
            yield token.casefold(), found.span()
        elif token.startswith("#"):
            for word in _WORDS.finditer(token):
                yield word[0].casefold(), (begin + word.start(), begin + word.end())
        else:
            is_own = _NAME.match(token) and token not in known and line[begin - 1 : begin] != "."
            yield _OWN_NAME if is_own else token, found.span()


def _given(source: NotebookSource) -> tuple[frozenset[str], dict[str, str]]:
    """The names in the code that students are given, and by exercise the instructor's own answer."""
    solutions = {cell.grade_id: cell.source for cell in source.cells if cell.solution}
    names, own = set[str](), dict[str, str]()
    for cell in nbformat.reads(source.plan, as_version=4).cells:
        grade_id = grade_id_of(cell)
        if grade_id in solutions:
            own[grade_id] = cell.source
        if cell.cell_type == "code":
            names |= set(_NAME.findall(solutions.get(grade_id or "", cell.source)))
    return frozenset(names), own


def _cells(course: Course, assignment: str, book: str, students: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """By student and exercise the text of the graded notebook's cells."""
    for student in students:
        folder = course.directory.format_path(course.directory.autograded_directory, student, assignment)
        try:
            notebook = msgspec.json.decode(Path(folder, f"{book}.ipynb").read_bytes())
        except (OSError, msgspec.DecodeError):
            continue
        yield student, {str(name): text for cell in notebook["cells"] for name, text in _text_of(cell)}


def _text_of(cell: Mapping[str, Any]) -> Iterator[tuple[Any, str]]:
    marks = cell.get("metadata", {}).get("nbgrader", {})
    if marks.get("solution"):
        source = cell.get("source", "")
        yield marks.get("grade_id"), source if isinstance(source, str) else "".join(source)
