"""A table reads the same, whatever program has saved it again."""

import codecs
from pathlib import Path

import pytest

from autograder.exchange import sheet

TABLE = "Identifier;Full name\nParticipant 12;Inès\n"


@pytest.mark.parametrize(
    "data",
    [
        TABLE.encode(),
        TABLE.encode("utf-8-sig"),
        TABLE.encode("cp1252"),
        codecs.BOM_UTF16_LE + TABLE.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TABLE.encode("utf-16-be"),
        TABLE.replace(";", "\t").encode("utf-16"),
        ("sep=;\n" + TABLE).encode(),
        ("sep=;\r\n" + TABLE).encode("utf-8-sig"),
        ('"sep=,"\n' + TABLE.replace(";", ",")).encode("utf-16"),
    ],
)
def test_a_table_reads_the_same(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "w.csv"
    path.write_bytes(data)
    read = sheet.read(path)
    assert (read.header, read.rows) == (["Identifier", "Full name"], [["Participant 12", "Inès"]])
    sheet.write(path, read)
    assert sheet.read(path).rows == read.rows
