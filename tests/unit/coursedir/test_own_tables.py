"""The tables of our own beside nbgrader's."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from nbgrader.api import Base

from autograder.coursedir import own_tables

NAMES = {
    "autograder_graded",
    "autograder_marked",
    "autograder_collected",
    "autograder_rehearsed",
    "autograder_answered",
    "autograder_examples",
}


@pytest.fixture
def engine(tmp_path: Path) -> sa.Engine:
    return sa.create_engine(f"sqlite:///{tmp_path}/gradebook.db")


def test_the_tables_are_made_once_and_keep_what_is_in_them(engine: sa.Engine) -> None:
    own_tables.create(engine)
    assert set(sa.inspect(engine).get_table_names()) == NAMES
    row = {"submission_id": "a", "fingerprint": "f", "remarks": "[]"}
    with engine.begin() as connection:
        connection.execute(own_tables.GRADED.insert(), [row])
    own_tables.create(engine)
    with engine.connect() as connection:
        assert [dict(one._mapping) for one in connection.execute(sa.select(own_tables.GRADED))] == [row]


def test_a_table_that_an_earlier_version_did_not_make_is_added(engine: sa.Engine) -> None:
    own_tables.GRADED.create(engine)
    own_tables.create(engine)
    assert set(sa.inspect(engine).get_table_names()) == NAMES


def test_another_grader_may_make_a_table_at_the_same_moment(engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    create, begun = sa.Table.create, []

    def beaten(table: sa.Table, bind: sa.Engine, checkfirst: bool) -> None:
        create(table, bind, checkfirst=checkfirst)
        if not begun:
            begun.append(table.name)
            raise sa.exc.OperationalError("CREATE TABLE", {}, Exception("table already exists"))

    monkeypatch.setattr(sa.Table, "create", beaten)
    own_tables.create(engine)
    assert set(sa.inspect(engine).get_table_names()) == NAMES


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "gradebook.db").write_bytes(b"no database at all, in words")
    with pytest.raises(sa.exc.DBAPIError):
        own_tables.create(sa.create_engine(f"sqlite:///{tmp_path}/gradebook.db"))


def test_nbgraders_own_tables_have_other_names() -> None:
    assert not NAMES & set(Base.metadata.tables)


def test_of_one_submission_there_is_one_row(engine: sa.Engine) -> None:
    own_tables.create(engine)
    row = {"submission_id": "a", "digests": "{}"}
    with pytest.raises(sa.exc.IntegrityError), engine.begin() as connection:
        connection.execute(own_tables.ANSWERED.insert(), [row, row])
