"""A wheel for students: of the course's code what a notebook imports, and nothing of the instructor's.

A wheel is a zip with three files of metadata. It is written here and not by a build tool: no tool has to be installed,
nothing is read but the files that are named, and the same files give the same bytes.
"""

import base64
import csv
import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

import course
from autograder.authoring.catalogues import KEYWORDS

NAME = "gradient_course_helpers"
# What the helpers import, and what `python -m course check` runs notebooks with.
REQUIRES = ("babel>=2.14", "ipykernel>=6", "matplotlib>=3.8", "nbclient>=0.9", "numpy>=1.26", "torch>=2.6")
_PARTS = ("__init__.py", "__main__.py", "commands", "helpers")  # of `course`
_KINDS = (".py", ".po", ".json")
_WHEN = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can say


def file_name(version: str) -> str:
    """The name of the wheel's file, as pip wants it."""
    return f"{NAME}-{version}-py3-none-any.whl"


def make(version: str, notebooks: Iterable[str]) -> bytes:
    """The wheel's content.

    notebooks: the code of the notebooks that students get. Their messages' translations go with them; those of hidden
    tests stay at home.
    """
    files = dict(_files())
    said = [content.decode() for name, content in files.items() if name.endswith(".py")]
    shown = {message for text in (*said, *notebooks) for message in _messages(text)}
    files |= {name: _only(content, shown) for name, content in files.items() if name.endswith(".po")}
    about = f"{NAME}-{version}.dist-info"
    files[f"{about}/METADATA"] = _metadata(version).encode()
    files[f"{about}/WHEEL"] = b"Wheel-Version: 1.0\nGenerator: autograder\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files[f"{about}/RECORD"] = _record(files, f"{about}/RECORD").encode()
    return zipped(files)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip of these files. The same files give the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _WHEN), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _files() -> Iterator[tuple[str, bytes]]:
    folder = Path(str(course.__file__)).parent
    for part in _PARTS:
        for path in sorted([folder / part, *(folder / part).rglob("*")]):
            if path.is_file() and path.suffix in _KINDS:
                yield f"course/{path.relative_to(folder).as_posix()}", path.read_bytes()


def _messages(code: str) -> Iterator[str]:
    """What the code says: the arguments of `_`, `N_`, `label` and `sentence`."""
    for _line, message, _comments, _context in extract("python", io.BytesIO(code.encode()), keywords=KEYWORDS):
        yield message[0] if isinstance(message, tuple) else message


def _only(content: bytes, shown: set[str]) -> bytes:
    """A catalogue with the translations of these messages alone."""
    catalogue = read_po(io.BytesIO(content))
    for message in list(catalogue):
        if message.id and message.id not in shown:
            catalogue.delete(message.id)
    kept = io.BytesIO()
    # Babel's header says when it is written, so the same files would not give the same bytes. The file's own stays.
    write_po(kept, catalogue, width=0, omit_header=True, ignore_obsolete=True)
    header, _blank, _messages = content.partition(b"\n\n")
    return header + b"\n\n" + kept.getvalue()


def _metadata(version: str) -> str:
    lines = [
        "Metadata-Version: 2.1",
        f"Name: {NAME.replace('_', '-')}",
        f"Version: {version}",
        "Summary: What the notebooks of the course on gradient descent import",
        "License: MIT",
        "Requires-Python: >=3.11",
        *(f"Requires-Dist: {requirement}" for requirement in REQUIRES),
    ]
    return "\n".join(lines) + "\n"


def _record(files: Mapping[str, bytes], own: str) -> str:
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    for name, content in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        rows.writerow((name, f"sha256={digest}", len(content)))
    rows.writerow((own, "", ""))
    return text.getvalue()
