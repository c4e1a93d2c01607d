"""A course folder's configuration, read as nbgrader reads it."""

from pathlib import Path

import nbgrader.api
import pytest
from nbgrader.api import Gradebook

from autograder.coursedir.folder import configuration, directories
from autograder.faults import CourseError


def test_the_configuration_is_the_courses_own(tmp_path: Path) -> None:
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'ml'\n")
    before = Path.cwd()
    assert configuration(tmp_path).CourseDirectory.course_id == "ml"
    assert directories(tmp_path).root == str(tmp_path)
    assert Path.cwd() == before


@pytest.mark.parametrize("text", ["c = get_config(", "raise ValueError('no')", "import nothing_of_this_name"])
def test_a_configuration_that_cannot_be_read_is_told_with_its_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "nbgrader_config.py").write_text(text)
    before = Path.cwd()
    with pytest.raises(CourseError) as raised:
        configuration(tmp_path)
    (fault,) = raised.value.faults
    assert fault.path == tmp_path / "nbgrader_config.py"
    assert Path.cwd() == before


def test_a_new_gradebook_of_the_course_needs_no_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nbgrader.api, "get_alembic_version", None)
    monkeypatch.setenv("PATH", "/nothing")
    with Gradebook(directories(tmp_path).db_url) as book:
        assert book.assignments == []
