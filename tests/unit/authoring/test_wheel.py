"""The wheel for students: what a notebook imports, and nothing of the instructor's."""

import base64
import csv
import hashlib
import io
import zipfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.authoring import wheel

HOUSE = Path(__file__).parents[3]
CATALOGUE = "course/helpers/locale/fr/LC_MESSAGES/01_numpy.po"


@cache
def files(*notebooks: str) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(wheel.make("1.2", notebooks))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_it_holds_the_helpers_and_nothing_else_of_the_course() -> None:
    names = [name for name in files() if ".dist-info/" not in name]
    assert {"course/__init__.py", "course/__main__.py", "course/helpers/__init__.py"} <= set(names)
    parts = {Path(name).parts[1] for name in names}
    assert parts == {"__init__.py", "__main__.py", "commands", "helpers"}
    assert {Path(name).suffix for name in names} == {".py", ".po", ".json"}


def test_its_metadata_names_it_and_what_it_needs() -> None:
    about = files()["gradient_course_helpers-1.2.dist-info/METADATA"].decode()
    assert "Name: gradient-course-helpers\nVersion: 1.2\n" in about
    assert about.count("Requires-Dist: ") == len(wheel.REQUIRES)
    assert "nbgrader" not in about
    assert wheel.file_name("1.2") == "gradient_course_helpers-1.2-py3-none-any.whl"


def test_the_record_has_each_files_digest_and_size() -> None:
    own = "gradient_course_helpers-1.2.dist-info/RECORD"
    rows = {name: (digest, size) for name, digest, size in csv.reader(io.StringIO(files()[own].decode()))}
    assert rows.pop(own) == ("", "")
    assert rows.keys() == files().keys() - {own}
    for name, (digest, size) in rows.items():
        raw = hashlib.sha256(files()[name]).digest()
        assert digest == "sha256=" + base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
        assert int(size) == len(files()[name])


def test_a_message_of_a_hidden_test_has_no_translation() -> None:
    assert '"repaired gradient"' in (HOUSE / CATALOGUE).read_text()
    assert '"repaired gradient"' not in files()[CATALOGUE].decode()
    assert '"The division by N is done twice."' in files()[CATALOGUE].decode()
    assert '"repaired gradient"' in files('print(label("repaired gradient"))')[CATALOGUE].decode()


@pytest.mark.parametrize("suffix", [".py", ".json"])
def test_other_files_are_the_courses_own_bytes(suffix: str) -> None:
    own = [name for name in files() if name.endswith(suffix) and ".dist-info/" not in name]
    assert own
    assert [name for name in own if files()[name] != (HOUSE / name).read_bytes()] == []


@given(st.dictionaries(st.text("abc/.", min_size=1), st.binary(), max_size=5))
def test_the_same_files_give_the_same_zip(content: dict[str, bytes]) -> None:
    made = wheel.zipped(content)
    assert made == wheel.zipped(dict(content))
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert {one.filename: archive.read(one) for one in archive.infolist()} == content
        assert {one.date_time for one in archive.infolist()} <= {(1980, 1, 1, 0, 0, 0)}
