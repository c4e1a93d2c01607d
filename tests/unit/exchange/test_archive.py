"""Attacks on the zip: nothing leads out of the submission, nothing fills the memory or the disk, names are text."""

import io
import stat
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.exchange import archive
from autograder.faults import CourseError
from tests.support.lms import zipped


def read(path: Path) -> tuple[dict[str, bytes], list[str]]:
    """What is taken of the zip, and the lines on the rest."""
    with archive.opened(path) as found:
        return {entry.name: b"".join(entry.pieces()) for entry in found.entries}, [str(line) for line in found.left_out]


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "en")


@pytest.mark.parametrize(
    "name",
    [
        "../x.ipynb", "a/../../x.ipynb", "/etc/x", "a//x", "a\\..\\x", "..", "C:\\x", "a/\x1b[2Jx", "a/\u202ex",
        "a/" + "x" * 300, "/".join("a" * 30),
    ],
)  # fmt: skip
def test_a_name_that_is_no_plain_name_is_left_out_with_a_line(tmp_path: Path, name: str) -> None:
    path = tmp_path / "z.zip"
    stand_in = "N" * len(name.encode("utf-8", "surrogatepass"))
    data = zipped(path, {stand_in: b"x", "a/good.ipynb": b"good"}).read_bytes()
    path.write_bytes(data.replace(stand_in.encode(), name.encode("utf-8", "surrogatepass")))
    taken, lines = read(path)
    assert taken == {"a/good.ipynb": b"good"}
    assert len(lines) == 1
    assert lines[0].isprintable()


def test_a_name_is_read_as_utf8_also_where_the_zip_does_not_say_so(tmp_path: Path) -> None:
    """PHP's and others' zips do not; the names of half a class would not be recognized."""
    path = zipped(tmp_path / "z.zip", {"a/InXXs.ipynb": b"x"})
    path.write_bytes(path.read_bytes().replace(b"InXXs", "Inès".encode()))
    assert list(read(path)[0]) == ["a/Inès.ipynb"]
    path = zipped(tmp_path / "z.zip", {"a/éX.ipynb": b"x"})
    path.write_bytes(path.read_bytes().replace("éX".encode(), b"\xff\xffX"))
    with pytest.raises(CourseError, match="it is not a zip that can be read"):
        read(path)


def test_links_devices_and_what_is_encrypted_are_left_out(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as made:
        link = zipfile.ZipInfo("a/link.ipynb")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(link, "/etc/passwd")
        made.writestr(zipfile.ZipInfo("a/locked.ipynb"), "x")
    data = (tmp_path / "z.zip").read_bytes()
    at = data.rindex(b"PK\x01\x02") + 8
    (tmp_path / "z.zip").write_bytes(data[:at] + struct.pack("<H", 1) + data[at + 2 :])
    taken, lines = read(tmp_path / "z.zip")
    assert taken == {}
    assert ["a/link.ipynb: a link" in lines[0], "a/locked.ipynb: it is encrypted" in lines[1]] == [True, True]


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_method_that_may_ask_for_much_memory_is_not_unpacked(tmp_path: Path, method: int) -> None:
    with zipfile.ZipFile(tmp_path / "z.zip", "w", method) as made:
        made.writestr("a/x.ipynb", "x")
    taken, lines = read(tmp_path / "z.zip")
    assert (taken, len(lines)) == ({}, 1)


def test_the_first_of_two_of_one_name_is_taken(tmp_path: Path) -> None:
    path = zipped(tmp_path / "z.zip", {"a/x.ipynb": b"first", "a/y.ipynb": b"second"})
    path.write_bytes(path.read_bytes().replace(b"a/y.ipynb", b"a/x.ipynb"))
    taken, lines = read(tmp_path / "z.zip")
    assert taken == {"a/x.ipynb": b"first"}
    assert lines == ["a/x.ipynb: there twice, left out"]


def test_an_entry_is_never_longer_than_it_says(tmp_path: Path) -> None:
    """The list says 10 bytes, and 50 MB of zeros are packed behind it."""
    path = zipped(tmp_path / "z.zip", {"a/bomb.ipynb": bytes(50 << 20)})
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x01\x02") + 24
    data[at : at + 4] = struct.pack("<I", 10)
    path.write_bytes(data)
    tracemalloc.start()
    with archive.opened(path) as found, pytest.raises(OSError, match="CRC"):
        b"".join(found.entries[0].pieces())
    assert tracemalloc.get_traced_memory()[1] < 20 << 20
    tracemalloc.stop()


def test_more_than_a_class_holds_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zipped(tmp_path / "z.zip", {f"a/{i}": bytes(1000) for i in range(20)})
    monkeypatch.setattr(archive, "LARGEST", 19_999)
    with pytest.raises(CourseError, match="it holds more than"):
        read(path)
    monkeypatch.undo()
    monkeypatch.setenv("COURSE_LANG", "en")
    monkeypatch.setattr(archive, "MOST", 19)
    with pytest.raises(CourseError, match="it holds more than 19 files"):
        read(path)
    (tmp_path / "folder").mkdir()
    for i in range(20):
        (tmp_path / "folder" / str(i)).touch()
    with pytest.raises(CourseError, match="it holds more than 19 files"):
        read(tmp_path / "folder")


def test_a_list_of_entries_that_would_fill_the_memory_is_not_read(tmp_path: Path) -> None:
    path = zipped(tmp_path / "z.zip", {"a": b"x"})
    data = path.read_bytes()
    end = data.rindex(b"PK\x05\x06")
    size = archive.DIRECTORY + 1
    made = io.BytesIO()
    made.write(data[:end])
    made.seek(size + 100)
    made.write(data[end : end + 12] + struct.pack("<II", size, 100) + data[end + 20 :])
    path.write_bytes(made.getvalue())
    with pytest.raises(CourseError, match="a list of"):
        read(path)


@pytest.mark.parametrize("data", [b"", b"PK\x05\x06", b"<html>please log in</html>", b"PK\x03\x04" + bytes(100)])
def test_what_is_no_zip_is_told(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "z.zip").write_bytes(data)
    with pytest.raises(CourseError, match="it is not a zip that can be read"):
        read(tmp_path / "z.zip")


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="No such file"):
        read(tmp_path / "z.zip")


@given(st.data())
def test_a_damaged_zip_is_told_and_nothing_else_happens(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Whatever byte of it changes: the same files come out, fewer of them, or a fault is told."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as written:
        for name in ("a/x.ipynb", "b/y.py"):
            written.writestr(name, name * 20)
    text = bytearray(made.getvalue())
    for at in data.draw(st.lists(st.integers(0, len(text) - 1), min_size=1, max_size=4)):
        text[at] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / "damaged.zip"
    path.write_bytes(text)
    try:
        taken = list[bytes]()
        with archive.opened(path) as found:
            for entry in found.entries:
                assert ".." not in entry.parts
                try:
                    taken.append(b"".join(entry.pieces()))
                except OSError:
                    continue
        assert {bytes(one) for one in taken} <= {b"a/x.ipynb" * 20, b"b/y.py" * 20, b""}
    except CourseError:
        pass
