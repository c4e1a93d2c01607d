"""Removing what a submission may have written: folders nested thousands deep, or without permissions.

`shutil.rmtree` goes only as deep as Python's stack and the open files of a process allow. The system's commands have no
such limit.
"""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path


def remove(folder: str | Path) -> None:
    """Remove the folder if it is there, whatever is in it. No link is followed. What cannot be removed stays."""
    with contextlib.suppress(RecursionError):
        shutil.rmtree(folder, ignore_errors=True)
    if os.path.isdir(folder) and not os.path.islink(folder):
        for command in (["chmod", "-R", "u+rwX"], ["rm", "-rf"]):
            subprocess.run([*command, "--", os.fspath(folder)], stderr=subprocess.DEVNULL, check=False)


@contextlib.contextmanager
def temporary(prefix: str, inside: str | Path | None = None) -> Iterator[Path]:
    """A folder for the length of a `with` block, in the folder `inside` or in the system's."""
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=inside))
    try:
        yield folder
    finally:
        remove(folder)
