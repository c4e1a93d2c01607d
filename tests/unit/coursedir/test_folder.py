"""A course folder's configuration, read as nbgrader reads it."""

import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from nbgrader.api import Gradebook
from nbgrader.dbutil import ALEMBIC_DIR

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


def test_a_new_gradebook_needs_no_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    course = directories(tmp_path)
    monkeypatch.setenv("PATH", "/nothing")
    with Gradebook(course.db_url) as book:
        noted = book.db.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one()
    versions = [path.read_text() for path in Path(ALEMBIC_DIR, "versions").glob("*.py")]
    revisions, replaced = (
        {found for text in versions for found in re.findall(rf"^{name} = '(\w+)'", text, re.MULTILINE)}
        for name in ("revision", "down_revision")
    )
    assert {noted} == revisions - replaced
