"""Wrong answers that no test has named, put together by what they give.

Each answer runs once more behind the walls, in the place of the instructor's own solution, and under one seed. While it
does, the checks of the exercise's tests compare nothing: they note what the answer gives, as plain data. So all answers
are asked the same. Nothing of a student's runs in this process or in the judge.
"""

import hashlib
import json
import secrets
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.audit import exercises, runs
from autograder.audit.exercises import AuditedStep, Exercise
from autograder.audit.runs import Graders
from autograder.coursedir import examples
from autograder.coursedir.gradebook import Book
from autograder.coursedir.settings import Course, load_course
from autograder.notebook.marks import grade_id_of, is_test
from autograder.notebook.named import errors, mistakes
from autograder.notebook.planner import make_plan

LONGEST = 2000  # characters of what is shown of an answer's results

_BEGIN = "from course.helpers.testing import known as _known\n_known.recorded = []"
# The judge's own output: no answer is asked anything here, and none knows the mark.
_END = """
import hashlib as _hashlib, json as _json
from course.helpers.testing import known as _known
_told = _json.dumps([_outcomes for _mark, _outcomes in _known.recorded])
_told = _json.dumps(_json.loads(_told, parse_float=lambda _number: float(f"{{float(_number):.5g}}")))
print("{mark}", _hashlib.sha256(_told.encode()).hexdigest(), _told[:{longest}])
"""


@dataclass(frozen=True)
class Group:
    """Wrong answers to an exercise that give the same. `key` names the group, `gives` is what they give.

    `answers`: their texts, the shortest first. `students`: whose they are.
    """

    exercise: Exercise
    key: str
    gives: str
    answers: tuple[str, ...]
    students: tuple[str, ...]


def groups(
    folder: Path,
    wanted: Sequence[str] = (),
    *,
    jobs: int | None = None,
    sandbox: bool = True,
    on_run: Callable[[int, int], None] = lambda done, total: None,
) -> list[Group]:
    """The unnamed wrong answers of a graded class, in groups, the largest first. Raises CourseError."""
    course = load_course(folder)
    steps = exercises.read(course, wanted)
    found: dict[tuple[str, str], tuple[Exercise, set[str]]] = {}
    for exercise, source, student in _unnamed(course, steps):
        found.setdefault((str(exercise), source), (exercise, set()))[1].add(student)
    if not found:
        return []
    asked = [(exercise.step, exercise.name, source) for (_name, source), (exercise, _who) in found.items()]
    whose = list(found.values())
    together: dict[tuple[str, str], list[int]] = {}
    shown: dict[tuple[str, str], str] = {}
    with Graders(course, steps, jobs=jobs, sandbox=sandbox) as graders:
        on_run(0, len(asked))
        for done, (number, told) in enumerate(graders.ask(_gives, asked), 1):
            on_run(done, len(asked))
            if told is not None:
                place = str(whose[number][0]), told[0]
                together.setdefault(place, []).append(number)
                shown[place] = told[1]
    made = [
        Group(
            exercise=whose[numbers[0]][0],
            key=f"{whose[numbers[0]][0].name}-{place[1][:6]}",
            gives=shown[place],
            answers=tuple(sorted((asked[number][2] for number in numbers), key=lambda text: (len(text), text))),
            students=tuple(sorted(set().union(*(whose[number][1] for number in numbers)))),
        )
        for place, numbers in together.items()
    ]
    return sorted(made, key=lambda one: (one.exercise.step, -len(one.students), one.key))


def _unnamed(course: Course, steps: Sequence[AuditedStep]) -> Iterator[tuple[Exercise, str, str]]:
    """(exercise, answer, student) of each answer that failed and whose mistake neither a test nor a search named."""
    with Book(course) as book:
        for step in steps:
            assignment = step.name.partition("/")[0]
            searched = examples.mistakes(book.session, assignment)
            for score in book.scores(assignment):
                place = course.directory.format_path(course.directory.autograded_directory, score.student, assignment)
                path = Path(place, f"{step.path.stem}.ipynb")
                if path.is_file():
                    marks = {name: mark for (notebook, name), mark in score.exercises.items() if notebook == path.stem}
                    named = {name for notebook, name in searched.get(score.student, {}) if notebook == path.stem}
                    cells = nbformat.read(path, as_version=4).cells
                    for exercise, source in _wrong(step, cells, marks, named):
                        yield exercise, source, score.student


def _wrong(
    step: AuditedStep, cells: Sequence[NotebookNode], marks: dict[str, float | None], named: Set[str]
) -> Iterator[tuple[Exercise, str]]:
    by_name = {grade_id_of(cell): cell for cell in cells}
    for exercise in step.exercises:
        answer = by_name.get(exercise.name)
        failed = [
            test
            for test in exercise.tests
            if test in by_name and (marks.get(test) or 0.0) < by_name[test].metadata.nbgrader.points
        ]
        if answer is None or not failed or answer.source.strip() in ("", exercise.stub.strip()):
            continue
        if not any(test in named or list(mistakes(by_name[test])) for test in failed):
            yield exercise, answer.source


# --- in the workers --------------------------------------------------------------------------------------------------


def _gives(name: str, exercise_name: str, source: str) -> tuple[str, str] | None:
    """What an answer gives: a digest of it, and its beginning. None where the engine could not tell."""
    step = runs.step(name)
    exercise = next(one for one in step.exercises if one.name == exercise_name)
    mark = secrets.token_hex(16)
    cells: list[NotebookNode] = []
    for cell in step.cells:
        if is_test(cell) and grade_id_of(cell) not in exercise.tests:
            continue
        text = source if grade_id_of(cell) == exercise_name else cell.source
        if is_test(cell) and grade_id_of(cell) == exercise.tests[0]:
            cells.append(_test("mining_begins", _BEGIN))
        cells.append(nbformat.v4.new_code_cell(text, metadata=cell.metadata))
    cells.append(_test("mining_ends", _END.format(mark=mark, longest=LONGEST)))
    plan = make_plan(nbformat.v4.new_notebook(cells=[_as_planned(cell, step) for cell in cells]))
    executed = runs.execute(step, cells, plan)
    if executed is None:
        return None
    by_name = {grade_id_of(cell): cell for cell in executed.notebook.cells}
    lines = "".join(output.get("text", "") for output in by_name["mining_ends"].outputs).splitlines()
    told = next((line for line in lines if line.startswith(mark)), "")
    _mark, _space, rest = told.partition(" ")
    digest, _space, text = rest.partition(" ")
    if text not in ("", "[]"):
        return digest, text
    # A test without checks that take notes: what it says tells the answers apart.
    said = "\n".join(error for test in exercise.tests if test in by_name for error in errors(by_name[test]))
    return hashlib.sha256(said.encode()).hexdigest(), json.dumps(said[:LONGEST], ensure_ascii=False)


def _test(name: str, source: str) -> NotebookNode:
    marks = {"grade_id": name, "grade": True, "solution": False, "locked": True, "points": 0, "task": False}
    return nbformat.v4.new_code_cell(source, metadata={"nbgrader": marks})


def _as_planned(cell: NotebookNode, step: AuditedStep) -> NotebookNode:
    """The instructor's own cell: what runs where follows from that, and from nothing of a student's."""
    own = next((one for one in step.cells if grade_id_of(cell) and grade_id_of(one) == grade_id_of(cell)), cell)
    return nbformat.v4.new_code_cell(own.source, metadata=own.metadata)
