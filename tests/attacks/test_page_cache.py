"""What one submission leaves in the machine's memory of a file is nothing that the next one can read."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.coursedir.grading import Grading
from autograder.engine.engine import Engine
from tests.support.engines import running
from tests.support.notebooks import grade, notebook, setup, words

WORD = "teapot"
# A page that is in memory is a 1. To write: drop all pages, read some. To read: ask for pages that need no disk.
LIBRARY = """
import glob, os, sys
path = max(glob.glob(sys.base_prefix + "/lib/python3*/**/*", recursive=True), key=os.path.getsize)
"""
STORE = f"""
import os
file = os.open(path, os.O_RDONLY)
os.posix_fadvise(file, 0, 0, os.POSIX_FADV_RANDOM)
places = [4096 * 2 * bit for bit in range(8 * {len(WORD)})]

def leave(word):
    os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
    for place, bit in zip(places, "".join(f"{{letter:08b}}" for letter in word.encode())):
        if bit == "1":
            os.pread(file, 1, place)

def is_there(place):
    try:
        return str(os.preadv(file, [bytearray(1)], place, os.RWF_NOWAIT))
    except BlockingIOError:
        return "0"

def found():
    return int("".join(map(is_there, places)), 2).to_bytes({len(WORD)}, "big")
"""
LEAVE = f"leave({WORD!r})\nprint('left it in', os.path.getsize(path), 'bytes')"


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with running(Grading()) as started:
        yield started


def test_a_word_that_one_submission_leaves_does_not_reach_the_next_one(engine: Engine) -> None:
    begin = setup(LIBRARY + STORE)
    said = words(grade(engine, notebook(begin, setup(LEAVE)), {}).cells[1].outputs[0])
    assert said.startswith("left it in")
    assert int(said.split()[3]) > 4096 * 2 * 8 * len(WORD)
    ended = grade(engine, notebook(begin, setup("print(found())")), {}).cells[1].outputs[-1]
    assert (ended.output_type, ended.ename) == ("error", "OSError")


# Outside, a page can be asked for without reading it: on a busy machine the read above may come too soon.
ASK = """
import ctypes, mmap
def is_there(place):
    seen = ctypes.c_ubyte()
    size = os.path.getsize(path)
    with open(path, "r+b") as opened, mmap.mmap(opened.fileno(), size) as pages:
        start = ctypes.addressof(ctypes.c_char.from_buffer(pages, place))
        ctypes.CDLL(None).mincore(ctypes.c_void_p(start), ctypes.c_size_t(1), ctypes.byref(seen))
    return str(seen.value & 1)
"""


def _run(path: Path | str, end: str) -> subprocess.CompletedProcess[str]:
    code = f"path = {str(path)!r}\n{STORE}\n{ASK}\n{end}"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_outside_the_walls_the_word_does_reach_it(tmp_path: Path) -> None:
    """So what the submissions try is a way that there is, where files lie on a disk: their pages can be dropped."""
    for folder in (tmp_path, Path.cwd(), Path.home(), Path("/var/tmp")):
        with tempfile.NamedTemporaryFile(dir=folder) as file:
            file.write(os.urandom(1 << 20))
            file.flush()
            os.fsync(file.fileno())
            nothing = _run(file.name, "leave(chr(0))\nassert not any(found()), found()")
            if nothing.returncode:
                continue  # the files of this folder are always in memory
            for end in (LEAVE, f"assert found() == {WORD.encode()}, found()"):
                done = _run(file.name, end)
                assert done.returncode == 0, done.stderr
            return
    pytest.skip("no file system of this machine drops a page when it is asked to: it has no such way")
