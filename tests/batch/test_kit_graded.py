"""What students write into a kit's notebook is graded as what they write into the release's, in their language."""

import copy
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from nbgrader.api import Gradebook

from autograder.authoring import answers, kit, steps
from autograder.authoring.build import Built
from autograder.batch.run import grade
from autograder.batch.worker import plan_of
from autograder.coursedir import atomic
from autograder.coursedir.assignment import Assignment, read_assignment
from autograder.coursedir.restore import restore
from autograder.coursedir.settings import load_course
from autograder.notebook.marks import grade_id_of, is_experiment, is_solution
from tests.support import one_step

HOUSE = Path(__file__).parents[2]
STEP = "01_numpy"
NAME = f"{STEP}/{STEP}.ipynb"
EDITIONS: tuple[kit.Edition, ...] = ("en", "fr", "both")
# What a student tries out at the end: it needs an experiment, which needs another one.
TRIED = {"08_real_data": "print(small_model.weight)"}
KITS = [(step, edition) for step in steps.names(HOUSE) for edition in EDITIONS]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("course")
    made = one_step.course(folder, STEP)
    handed_out = {edition: kit.make(folder, [made], edition)[NAME] for edition in EDITIONS}
    handed_out["release"] = made.release[f"{STEP}.ipynb"]
    for student, content in handed_out.items():
        atomic.write(folder / "submitted" / student / NAME, answered(content))
    return folder


def answered(content: bytes) -> bytes:
    """Right answers and wrong ones by turns."""
    notebook = nbformat.reads(content.decode(), as_version=4)
    bank = answers.load(HOUSE, STEP)
    verdicts = ("right", "wrong")
    for cell in notebook.cells:
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("solution") and cell.cell_type == "code":
            cell.source = next(a.source for a in bank if (a.exercise, a.verdict) == (marks["grade_id"], verdicts[0]))
            verdicts = verdicts[::-1]
    return nbformat.writes(notebook).encode()


def test_a_kits_notebook_is_graded_as_the_releases(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "en")
    summary = grade(course, [STEP], jobs=1)
    assert [(event.kind, event.remarks) for event in summary.of("graded")] == [("graded", ())] * 4
    scores = {score.student: score.exercises for score in summary.scores[STEP]}
    assert len({tuple(sorted(score.items(), key=str)) for score in scores.values()}) == 1
    assert 0.0 < sum(score or 0.0 for score in scores["release"].values()) < 17.0
    assert "attendu" in said(course, "fr")
    assert "expected" not in said(course, "fr")
    for student in ("en", "both", "release"):  # the grader's own language, where the notebook has none
        assert "expected" in said(course, student)
        assert "attendu" not in said(course, student)


def said(course: Path, student: str) -> str:
    notebook = nbformat.read(course / "autograded" / student / NAME, as_version=4)
    return str(
        [output for cell in notebook.cells for output in cell.get("outputs", []) if cell.metadata.get("nbgrader")]
    )


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Built]]:
    """A course with every step, and what each becomes."""
    folder = tmp_path_factory.mktemp("whole")
    return folder, {step: one_step.course(folder, step) for step in steps.names(HOUSE)}


@pytest.fixture(scope="module")
def handed_out(whole: tuple[Path, dict[str, Built]]) -> Callable[[str, kit.Edition], NotebookNode]:
    folder, made = whole
    kits = {edition: kit.make(folder, list(made.values()), edition) for edition in EDITIONS}
    read = {
        (step, edition): nbformat.reads(kits[edition][f"{step}/{step}.ipynb"].decode(), as_version=4)
        for step, edition in KITS
    }
    return lambda step, edition: copy.deepcopy(read[step, edition])


@pytest.fixture(scope="module")
def assignments(whole: tuple[Path, dict[str, Built]]) -> dict[str, Assignment]:
    folder, made = whole
    course = load_course(folder)
    with Gradebook(f"sqlite:///{folder}/gradebook.db") as gradebook:
        return {step: read_assignment(course, gradebook.find_assignment(step)) for step in made}


def solved(notebook: NotebookNode, built: Built) -> NotebookNode:
    """The kit's notebook with the instructor's own answers."""
    own = {grade_id_of(cell): cell.source for cell in nbformat.reads(built.source.decode(), as_version=4).cells}
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            lines = own[grade_id_of(cell)].split("\n")
            cell.source = "\n".join(line for line in lines if " SOLUTION" not in line)
    return notebook


@pytest.mark.parametrize(("step", "edition"), KITS)
def test_a_kits_cells_are_known_when_all_metadata_is_lost(
    step: str,
    edition: kit.Edition,
    whole: tuple[Path, dict[str, Built]],
    handed_out: Callable[[str, kit.Edition], NotebookNode],
    assignments: dict[str, Assignment],
) -> None:
    notebook = solved(handed_out(step, edition), whole[1][step])
    for cell in notebook.cells:
        cell.metadata = NotebookNode()
    remarks = restore(notebook, assignments[step].notebooks[step], assignments[step])
    assert [str(remark).partition(":")[0] for remark in remarks] == [
        "cells without nbgrader's metadata, known by their text or place"
    ]


@pytest.mark.parametrize(("step", "edition"), KITS)
def test_copies_of_a_kits_empty_answers_count_for_nothing(
    step: str,
    edition: kit.Edition,
    whole: tuple[Path, dict[str, Built]],
    handed_out: Callable[[str, kit.Edition], NotebookNode],
    assignments: dict[str, Assignment],
) -> None:
    """As they were handed out, above the answers and below."""
    stubs = {grade_id_of(cell): cell for cell in handed_out(step, edition).cells if is_solution(cell)}
    notebook = solved(handed_out(step, edition), whole[1][step])
    right = {grade_id_of(cell): cell.source for cell in notebook.cells if is_solution(cell)}
    notebook.cells[:] = [
        copy.deepcopy(each)
        for cell in notebook.cells
        for each in ([stubs[grade_id_of(cell)], cell, stubs[grade_id_of(cell)]] if is_solution(cell) else [cell])
    ]
    restore(notebook, assignments[step].notebooks[step], assignments[step])
    assert {grade_id_of(cell): cell.source for cell in notebook.cells if is_solution(cell)} == right


@pytest.mark.parametrize(("step", "edition"), KITS)
def test_a_kit_without_answers_has_none(
    step: str,
    edition: kit.Edition,
    handed_out: Callable[[str, kit.Edition], NotebookNode],
    assignments: dict[str, Assignment],
) -> None:
    """nbgrader's checksum says so: no small example is looked for, and nobody reads it to mark it."""
    notebook, source = handed_out(step, edition), assignments[step].notebooks[step]
    assert restore(notebook, source, assignments[step]) == []
    there = {grade_id_of(cell): cell.source for cell in notebook.cells}
    assert {cell.grade_id: there[cell.grade_id] for cell in source.cells if cell.grade_id in there} == {
        cell.grade_id: cell.source for cell in source.cells if cell.grade_id in there
    }
    assert {cell.grade_id for cell in source.cells if cell.solution or cell.grade} <= there.keys()


@pytest.mark.parametrize(("step", "edition"), KITS)
def test_a_kits_experiments_do_not_run_while_grading(
    step: str,
    edition: kit.Edition,
    handed_out: Callable[[str, kit.Edition], NotebookNode],
    assignments: dict[str, Assignment],
) -> None:
    notebook, source = handed_out(step, edition), assignments[step].notebooks[step]
    restore(notebook, source, assignments[step])
    experiments = {index for index, cell in enumerate(notebook.cells) if is_experiment(cell)}
    assert plan_of(source).left_out(notebook.cells) == experiments != set()


@pytest.mark.slow  # eight steps, in three editions
def test_the_solution_in_every_kit_has_all_points_no_error_and_no_remark(
    whole: tuple[Path, dict[str, Built]], handed_out: Callable[[str, kit.Edition], NotebookNode]
) -> None:
    folder, made = whole
    for step, edition in KITS:
        notebook = solved(handed_out(step, edition), made[step])
        extra = new_code_cell(TRIED.get(step, "print(1)"))
        for student, cells in ((edition, []), (f"{edition}_more", [extra])):
            handed_in = NotebookNode(notebook | {"cells": [*notebook.cells, *cells]})
            path = folder / "submitted" / student / step / f"{step}.ipynb"
            atomic.write(path, nbformat.writes(handed_in).encode())
    summary = grade(folder, list(made))
    told = {(event.student, event.assignment): event.remarks for event in summary.of("graded")}
    assert told == {(student, step): () for step, edition in KITS for student in (edition, f"{edition}_more")}
    for step, edition in KITS:
        for student in (edition, f"{edition}_more"):
            graded = nbformat.read(folder / "autograded" / student / step / f"{step}.ipynb", as_version=4)
            outputs = [output for cell in graded.cells for output in cell.get("outputs", [])]
            assert [one for one in outputs if one.output_type == "error"] == [], (student, step)
            warned = [one.text for one in outputs if one.get("name") == "stderr"]
            assert warned == [], (student, step)
        scores = {score.student: score.exercises for score in summary.scores[step]}
        assert scores[edition] == scores[f"{edition}_more"] == scores["both"]
