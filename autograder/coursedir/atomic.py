"""Atomic writes: a file is either complete or not there."""

import os
import tempfile
from pathlib import Path


def write(path: Path, content: bytes) -> None:
    """Write `content` to `path` so that a reader finds the old file or the new one, never half of it."""
    try:
        _write(path, content)
    except OSError as error:
        error.filename = error.filename or str(path)
        raise


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
