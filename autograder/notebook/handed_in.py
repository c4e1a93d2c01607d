"""A submitted file's bytes made a notebook, whatever program saved it.

Only what grading looks at is decoded: the cells' types, sources, pictures and metadata. Outputs are skipped, since they
are thrown away, and metadata has a limit, since small JSON can become large objects. Old formats and files that are
not quite JSON are decoded whole: two megabytes of `{}` take 600 MiB there. So the decoding has limits of its own.
"""

import json
import re
from collections.abc import Callable
from typing import Any

import msgspec
import nbformat
from msgspec import Raw
from nbformat import NotebookNode

from autograder.faults import Refused
from autograder.notebook.bounded import P, T, TooMuch, within
from course.helpers.language import N_

MOST_CELLS = 5000
READING, MEMORY = 20.0, 512 << 20  # seconds and bytes that the decoding of a file may take
METADATA = 1 << 19  # bytes of metadata that are decoded in all; the cells behind them count as cells without any
_CONFLICT = re.compile(rb"^(?:<{7}|={7}|>{7})(?: |\r?$)", re.MULTILINE)
_ID = re.compile(rb'"([a-zA-Z0-9_-]{1,64})"')
_NOTHING = Raw(b"null")
_OTHERS = {b"PK": "ZIP", b"%PDF": "PDF", b"{\\rtf": "RTF", b"<": "HTML"}

Pictures = dict[str, dict[str, str | list[str]]]


class _Cell(msgspec.Struct):
    cell_type: str = ""
    source: str | list[str | None] | None = None
    metadata: Raw = _NOTHING
    attachments: Raw = _NOTHING
    id: Raw = _NOTHING


class _Notebook(msgspec.Struct):
    """A notebook of nbformat 4."""

    nbformat: int
    cells: list[_Cell]
    metadata: Raw = _NOTHING
    nbformat_minor: int | None = None


class _Version(msgspec.Struct):
    nbformat: int


def bounded(work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """What `work` on a submission's text returns. Raises Refused where it takes too much time or memory."""
    try:
        return within(READING, MEMORY, work, *args, **kwargs)
    except TooMuch:
        limits = {"seconds": f"{READING:g}", "memory": MEMORY >> 20}
        raise Refused(N_("reading it takes more than {seconds} s or {memory} MiB of memory"), **limits) from None


def parse(data: bytes) -> NotebookNode:
    """A submitted file as a notebook of nbformat 4, upgraded in memory from an older format, without outputs.

    As with nbgrader, it need not be valid in every detail. Raises Refused where it is no notebook, and says what it is.
    """
    found = bounded(_decoded, data)
    if len(found.cells) > MOST_CELLS:
        raise Refused(N_("it has more than {limit} cells"), limit=MOST_CELLS)
    left = METADATA
    metadata = _table(found.metadata, left)
    cells, ids = [], set[str]()
    for index, cell in enumerate(found.cells):
        if cell.cell_type not in ("code", "markdown", "raw"):
            raise Refused(N_("not a notebook: it has a cell of type {type}"), type=cell.cell_type)
        marks = _table(cell.metadata, left)
        left -= len(bytes(cell.metadata)) if marks else 0
        made: dict[str, Any] = {"id": _new_id(cell.id, index, ids), "cell_type": cell.cell_type, "metadata": marks}
        made["source"] = cell.source if isinstance(cell.source, str) else "".join(filter(None, cell.source or ()))
        if cell.cell_type == "code":
            made |= {"outputs": [], "execution_count": None}
        elif pictures := _pictures(cell.attachments):
            made["attachments"] = pictures
        cells.append(made)
    whole = {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}
    notebook: NotebookNode = nbformat.from_dict(whole)
    return notebook


def without_outputs(data: bytes) -> bytes:
    """The file without its outputs; as it is where it is not a notebook of nbformat 4, or not quite JSON."""
    try:
        return within(READING, MEMORY, lambda: msgspec.json.encode(msgspec.json.decode(_utf8(data), type=_Notebook)))
    except (msgspec.MsgspecError, RecursionError, Refused, TooMuch):
        return data


def _decoded(data: bytes) -> _Notebook:
    text = _utf8(data)
    try:
        try:
            return _of_version_4(text)
        except msgspec.ValidationError:
            raise
        except msgspec.DecodeError:
            # Python's own reader takes more: NaN, control characters, half a surrogate pair, which is not text.
            loose = json.loads(text, strict=False, parse_constant=lambda _name: None)
            return _of_version_4(json.dumps(loose, ensure_ascii=False).encode("utf-8", "replace"))
    except RecursionError:
        raise Refused(N_("not a notebook: nested too deeply")) from None
    except json.JSONDecodeError as error:
        raise _no_json(text, error) from error
    except (Refused, MemoryError):
        raise
    except Exception as error:  # nbformat raises many kinds over an old notebook
        problem = f"{type(error).__name__}: {error}".partition("\n")[0]
        raise Refused(N_("not a notebook: {error}"), error=problem) from error


def _of_version_4(text: bytes) -> _Notebook:
    if msgspec.json.decode(text, type=_Version).nbformat != 4:
        text = nbformat.writes(nbformat.reads(text.decode(), as_version=4)).encode("utf-8", "replace")
    return msgspec.json.decode(text, type=_Notebook)


def _utf8(data: bytes) -> bytes:
    """The same text in UTF-8. PowerShell writes UTF-16, old Windows programs cp1252."""
    for start, kind in _OTHERS.items():
        if data.startswith(start):
            raise Refused(N_("not a notebook: it is a {kind} file; hand in the .ipynb file itself"), kind=kind)
    if not data.strip():
        raise Refused(N_("not a notebook: the file is empty"))
    encoding = json.detect_encoding(data)
    try:
        if encoding == "utf-8":
            data.decode()
            return data
        return data.decode(encoding).encode("utf-8", "replace")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("utf-16" if encoding.startswith("utf-16") else "cp1252").encode()
    except UnicodeDecodeError:
        raise Refused(N_("not a notebook: its characters are not UTF-8; save it as UTF-8")) from None


def _no_json(text: bytes, error: json.JSONDecodeError) -> Refused:
    if _CONFLICT.search(text):
        return Refused(
            N_("not a notebook: it holds the conflict markers of a merge (<<<<<<<); keep one version and save it")
        )
    return Refused(
        N_("not a notebook: it is cut off or damaged at line {line}; save it again and hand it in anew"),
        line=error.lineno,
    )


def _table(raw: Raw, limit: int) -> dict[str, Any]:
    """Metadata; none where it is missing, too large or damaged. Raises Refused where it is something else."""
    text = bytes(raw)
    if text == b"null" or len(text) > limit:
        return {}
    try:
        found = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return {}
    if not isinstance(found, dict):
        raise Refused(N_("not a notebook: its metadata is no table"))
    return found


def _pictures(raw: Raw) -> Pictures:
    try:
        return msgspec.json.decode(raw, type=Pictures)
    except msgspec.DecodeError:
        return {}


def _new_id(raw: Raw, index: int, taken: set[str]) -> str:
    """The cell's id, or another one where that is none or is taken."""
    found = _ID.fullmatch(bytes(raw))
    text = found[1].decode() if found else ""
    if not text or text in taken:
        text = f"cell-{index}"
        while text in taken:
            text += "x"
    taken.add(text)
    return text
