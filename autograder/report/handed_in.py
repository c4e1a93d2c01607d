"""One graded submission as plain data: what each exercise came to, from the gradebook and the graded notebooks.

Of the instructor's cells only headings and the errors that students may see are read: no source of a test, no scheme.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from nbformat import NotebookNode
from nbgrader.api import SubmittedAssignment
from sqlalchemy.orm import object_session

from autograder.coursedir import examples
from autograder.faults import printable
from autograder.notebook.marks import language_of
from autograder.notebook.named import errors, is_named, mistakes
from autograder.records import Example
from autograder.report.one_language import in_one_language
from course.helpers.mistakes import MISTAKES

State = Literal["right", "part", "wrong", "waiting", "unanswered"]
LONGEST = 20_000  # characters of an answer on the page
EXAMPLE = 2_000  # characters of what a test says
_HEADING = re.compile(r"^#{1,6} +(.+?)\s*$", re.MULTILINE)
_POINTS = re.compile(r"\s*\([^()]*\bpoints?\b[^()]*\)$")
_ASKS = ("YOUR CODE HERE", "YOUR ANSWER HERE")
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Exercise:
    """One graded cell. `said`: what its test says, `named`: the mistakes that it knows, key and sentence.

    `example`: a small input on which the answer is wrong.
    """

    name: str
    title: str
    points: float
    score: float | None
    state: State
    answer: str = ""
    is_code: bool = True
    named: list[tuple[str, str]] = field(default_factory=list)
    said: str = ""
    comments: list[str] = field(default_factory=list)
    solution: str = ""
    example: Example | None = None


@dataclass(frozen=True)
class Submission:
    """A student's submission of an assignment. `score` has the late `penalty` taken off."""

    assignment: str
    student: str
    score: float
    points: float
    penalty: float
    notebooks: dict[str, list[Exercise]]

    @property
    def exercises(self) -> list[Exercise]:
        return [one for exercises in self.notebooks.values() for one in exercises]

    @property
    def waiting(self) -> float:
        """The points that a person has yet to give."""
        return sum(one.points for one in self.exercises if one.state == "waiting")


def read(
    row: SubmittedAssignment,
    notebooks: Mapping[str, NotebookNode],
    language: str,
    solutions: Mapping[str, Mapping[str, str]],
) -> Submission:
    """`solutions`: by notebook and grade_id the instructor's own answers, where students may see them."""
    student = " ".join(filter(None, (row.student.first_name, row.student.last_name))) or str(row.student_id)
    session = object_session(row)
    found = examples.noted(session, row.id) if session is not None else {}
    exercises = {
        one.name: list(
            _exercises(one, notebooks[one.name], language, solutions.get(one.name, {}), found.get(one.name, {}))
        )
        for one in sorted(row.notebooks, key=lambda one: one.name)
        if one.name in notebooks
    }
    penalty = float(row.late_submission_penalty or 0.0)
    return Submission(
        row.name, printable(student), float(row.score) - penalty, float(row.max_score), penalty, exercises
    )


def _exercises(
    row: Any,
    notebook: NotebookNode,
    language: str,
    solutions: Mapping[str, str],
    found: Mapping[str, Example],
) -> Iterator[Exercise]:
    cells = notebook.cells
    # An edition in one language has been graded in it.
    reader = None if language_of(notebook) else language
    grades = {grade.name: grade for grade in row.grades}
    comments = {one.name: one.manual_comment for one in row.comments if one.manual_comment}
    titles = _titles(cells, language)
    answer: NotebookNode | None = None
    for cell in cells:
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("solution"):
            answer = cell
        grade = grades.get(marks.get("grade_id")) if marks.get("grade") or marks.get("task") else None
        if grade is None or not grade.max_score:
            continue
        own = cell if marks.get("solution") or marks.get("task") else answer
        key = own.metadata.nbgrader.grade_id if own is not None else ""
        made = _exercise(cell, own, grade, reader, titles.get(grade.name, ""), solutions.get(key, ""), [
            comments[name] for name in dict.fromkeys((key, grade.name)) if name in comments
        ])  # fmt: skip
        example = found.get(grade.name) if made.state in ("wrong", "part") else None
        # A test that has told the mistake has seen more of the answer than the search for an example.
        named = made.named or ([(example.mistake, "")] if example and example.mistake in MISTAKES else [])
        yield replace(made, example=example, named=named)


def _exercise(
    test: NotebookNode,
    answer: NotebookNode | None,
    grade: Any,
    reader: str | None,
    title: str,
    solution: str,
    comments: list[str],
) -> Exercise:
    waits = bool(grade.needs_manual_grade) or (grade.auto_score is None and grade.manual_score is None)
    score = None if waits else float(grade.score)
    text = _cut(answer.source if answer is not None else "", LONGEST)
    state: State
    if waits:
        state = "waiting"
    elif score >= grade.max_score:
        state = "right"
    elif not score and (not text.strip() or any(ask in text for ask in _ASKS)):
        state = "unanswered"
    else:
        state = "part" if score else "wrong"
    tested = test is not answer and test.cell_type == "code"
    told = "\n".join([*_told(answer), *_told(test)]) if tested and state in ("wrong", "part") else ""
    said = in_one_language(_cut(told, 2 * EXAMPLE), reader) if reader else told
    return Exercise(
        name=printable(grade.name.removeprefix("test_")),
        title=title,
        points=float(grade.max_score),
        score=score,
        state=state,
        answer=text,
        is_code=answer is not None and answer.cell_type == "code",
        named=list(dict(mistakes(test)).items()) if told else [],
        said=_cut(said, EXAMPLE),
        comments=[_cut(comment, EXAMPLE) for comment in comments],
        solution=solution,
    )


def _told(cell: NotebookNode | None) -> Iterator[str]:
    """What the cell's error says, without the mistake by name, which stands above it."""
    for output in cell.get("outputs", []) if cell is not None else []:
        if output.get("output_type") != "error":
            continue
        lines = _COLOURS.sub("", next(errors({"outputs": [output]}))).split("\n")
        text = "\n".join(line for line in lines if not is_named(line)).strip()
        known = output.get("ename") in ("Wrong", "AssertionError") or not output.get("evalue")
        if text:
            yield text if known else f"{output.get('ename')}: {text}"


def _titles(cells: Sequence[NotebookNode], language: str) -> dict[str, str]:
    """By grade_id the heading that stands above the cell, if it stands above no other graded cell."""
    above: dict[str, list[str]] = {}
    heading = ""
    for cell in cells:
        marks = cell.metadata.get("nbgrader", {})
        own = bool(marks.get("solution"))
        if cell.cell_type == "markdown" and not own and cell.metadata.get("lang", language) == language:
            found = _HEADING.findall(cell.source.split("### BEGIN ")[0])  # below it may be a scheme
            heading = found[-1] if found else heading
        if heading and (marks.get("grade") or marks.get("task")):
            above.setdefault(heading, []).append(marks.get("grade_id"))
    return {names[0]: printable(_POINTS.sub("", heading)) for heading, names in above.items() if len(names) == 1}


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}\n[…]"
