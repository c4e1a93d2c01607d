"""From source to release: the same bytes each time, whole or not at all, and nothing of the instructor's."""

import json
import os
import shutil
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.authoring import build
from autograder.authoring.editions import FIRST
from autograder.faults import CourseError
from tests.support import small_course
from tests.support.small_course import SMALL, STEP


@pytest.fixture
def course(tmp_path: Path) -> Path:
    small_course.write(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course that is built, to be read."""
    folder = tmp_path_factory.mktemp("built")
    small_course.write(folder)
    build.write(folder, build.make(folder, [STEP]))
    return folder


@pytest.fixture
def own_built(built: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    return shutil.copytree(built, tmp_path / "course")


def everything(course: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(course)): path.read_bytes()
        for path in course.rglob("*")
        if path.is_file() and path.suffix != ".db"
    }


def release_of(course: Path) -> nbformat.NotebookNode:
    return nbformat.read(course / "release" / STEP / f"{STEP}.ipynb", as_version=4)


def test_same_source_same_bytes(own_built: Path) -> None:
    first = everything(own_built)
    (own_built / "gradebook.db").unlink()
    os.utime(own_built / "source" / STEP / f"{STEP}.py", (0, 0))
    build.write(own_built, build.make(own_built, [STEP]))
    assert everything(own_built) == first
    assert f"release/{STEP}/{STEP}.ipynb" in first


def test_cell_ids_come_from_the_source(built: Path) -> None:
    assert [cell.id for cell in release_of(built).cells] == [
        f"{STEP}-01", f"{STEP}-02", f"{STEP}-03",
        "double", "test_double", "area", "test_area", "why_en", "why_fr", "why",
    ]  # fmt: skip


def test_a_release_shows_stubs_and_visible_tests_alone(built: Path) -> None:
    sources = {cell.id: cell.source for cell in release_of(built).cells}
    assert sources["double"].endswith("    # YOUR CODE HERE\n    raise NotImplementedError()")
    assert sources["test_double"] == 'assert double(2) == 4, "double(2)"'
    assert sources["why_fr"] == "Pourquoi\u00a0?\n"  # the space does not break
    assert sources["why"] == "YOUR ANSWER HERE"
    text = (built / "release" / STEP / f"{STEP}.ipynb").read_text()
    for secret in ("twice =", "-6", "4 * math.pi", "Half a point", "demi-point", "Because"):
        assert secret not in text


def test_the_instructors_notebook_runs_no_less_than_the_text(built: Path) -> None:
    notebook = nbformat.read(built / "source" / STEP / f"{STEP}.ipynb", as_version=4)
    nbformat.validate(notebook)
    assert "twice = x + x" in notebook.cells[3].source
    assert all(cell.get("execution_count") is None and not cell.get("outputs") for cell in notebook.cells)


def test_the_gradebook_can_grade_what_was_built(built: Path) -> None:
    with Gradebook(f"sqlite:///{built / 'gradebook.db'}") as gradebook:
        notebook = gradebook.find_notebook(STEP, STEP)
        assert {cell.name: cell.max_score for cell in notebook.grade_cells} == {
            "test_double": 2,
            "test_area": 3,
            "why": 1,
        }
        sources = {cell.name: cell.source for cell in notebook.source_cells}
    assert "double(-3)" in sources["test_double"]
    assert "Half a point" in sources["why_en"]


def test_files_beside_the_notebook_are_released_but_no_python(course: Path) -> None:
    folder = course / "source" / STEP
    (folder / "picture.svg").write_text("<svg/>")
    (folder / "helper.py").write_text("secret = 1")
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / f"{STEP}-checkpoint.ipynb").write_text("{}")
    build.write(course, build.make(course, [STEP]))
    assert sorted(path.name for path in (course / "release" / STEP).iterdir()) == [f"{STEP}.ipynb", "picture.svg"]


def test_a_file_that_left_the_source_leaves_the_release(course: Path) -> None:
    (course / "release" / STEP).mkdir(parents=True)
    (course / "release" / STEP / "old.svg").write_text("<svg/>")
    build.write(course, build.make(course, [STEP]))
    assert not (course / "release" / STEP / "old.svg").exists()


def test_stale_names_what_differs(course: Path) -> None:
    made = build.make(course, [STEP])
    assert [fault.path.name for fault in build.stale(course, made)] == [f"{STEP}.ipynb"]
    build.write(course, made)
    assert build.stale(course, made) == []
    text = course / "source" / STEP / f"{STEP}.py"
    text.write_text(SMALL.replace("double(2) == 4", "double(3) == 6"))
    stale = build.stale(course, build.make(course, [STEP]))
    assert [str(fault.path.relative_to(course)) for fault in stale] == [f"release/{STEP}/{STEP}.ipynb"]
    assert not (course / "release" / "02_gone").exists()
    (course / "release" / "02_gone").mkdir()
    assert [f.path.name for f in build.stale(course, made, whole=True)] == ["02_gone"]


def test_an_edition_in_one_language(course: Path, tmp_path: Path) -> None:
    build.write_edition(tmp_path / "fr", build.make(course, [STEP]), "fr")
    notebook = nbformat.read(tmp_path / "fr" / STEP / f"{STEP}.ipynb", as_version=4)
    text = json.dumps(notebook)
    assert "Deux fois" in text
    assert "The double" not in text
    assert [cell.id for cell in notebook.cells if cell.cell_type == "code"] == [
        FIRST, f"{STEP}-03", "double", "test_double", "area", "test_area",
    ]  # fmt: skip


def test_a_notebook_that_was_edited_in_jupyter_is_not_overwritten(own_built: Path) -> None:
    course = own_built
    path = course / "source" / STEP / f"{STEP}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[2].outputs = [nbformat.v4.new_output("stream", text="run")]
    nbformat.write(notebook, path)
    build.write(course, build.make(course, [STEP]))  # run, not edited
    notebook.cells[2].source += "\nprint('an hour of work')"
    nbformat.write(notebook, path)
    with pytest.raises(CourseError, match="edited after its text"):
        build.make(course, [STEP])
    assert "an hour of work" in path.read_text()
    text = course / "source" / STEP / f"{STEP}.py"
    later = path.stat().st_mtime + 1
    os.utime(text, (later, later))
    build.write(course, build.make(course, [STEP]))
    assert "an hour of work" not in path.read_text()


def test_nothing_is_written_where_a_step_has_a_fault(course: Path) -> None:
    small_course.write(course, SMALL.replace('"points": 3, ', ""), "02_broken")
    before = everything(course)
    with pytest.raises(CourseError):
        build.make(course, [STEP, "02_broken"])
    assert everything(course) == before
    assert not (course / "gradebook.db").exists()


def test_a_changed_step_is_refused_while_the_gradebook_holds_submissions_for_it(own_built: Path) -> None:
    course = own_built
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        gradebook.add_student("ada")
        gradebook.add_submission(STEP, "ada")
    before = everything(course)
    text = course / "source" / STEP / f"{STEP}.py"
    text.write_text(SMALL.replace('"area"', '"disc"').replace('"test_area"', '"test_disc"'))
    with pytest.raises(CourseError, match="the gradebook holds submissions for this step"):
        build.write(course, build.make(course, [STEP]))
    text.write_text(SMALL)
    assert everything(course) == before


def test_what_nbgrader_refuses_is_told_in_one_line(course: Path) -> None:
    (course / "nbgrader_config.py").write_text("c = get_config()\n")
    with pytest.raises(CourseError) as caught:
        build.make(course, [STEP])
    assert [str(fault).count("\n") for fault in caught.value.faults] == [0]
    assert "Mark scheme region detected" in str(caught.value)


def test_the_reference_may_not_be_mentioned(course: Path) -> None:
    visible = SMALL.replace("import math\n", "import math\nfrom course.helpers import reference\n")
    small_course.write(course, visible)
    with pytest.raises(CourseError, match="the release mentions the reference"):
        build.make(course, [STEP])
