"""The revision that nbgrader notes in a new gradebook."""

import re
from pathlib import Path

import nbgrader.api
import pytest
import sqlalchemy as sa
from nbgrader.api import Gradebook
from nbgrader.dbutil import ALEMBIC_DIR

from autograder.coursedir.revision import newest, tell_nbgrader


def test_the_newest_revision_is_the_one_that_no_other_replaces() -> None:
    versions = [path.read_text() for path in Path(ALEMBIC_DIR, "versions").glob("*.py")]
    revisions, replaced = (
        {found for text in versions for found in re.findall(rf"^{name} = '(\w+)'", text, re.MULTILINE)}
        for name in ("revision", "down_revision")
    )
    assert {newest()} == revisions - replaced


def test_a_new_gradebook_notes_it_without_a_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nbgrader.api, "get_alembic_version", None)
    monkeypatch.setenv("PATH", "/nothing")
    tell_nbgrader()
    with Gradebook(f"sqlite:///{tmp_path}/gradebook.db") as book:
        assert book.db.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one() == newest()
