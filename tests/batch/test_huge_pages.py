"""The nursery's memory goes into huge pages, and what is in it stays."""

import ctypes
import mmap
import os
import re
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from autograder.batch import huge_pages
from autograder.engine.environment import MALLOC
from autograder.sandbox import linux


def in_huge_pages() -> int:
    """KiB of this process's own memory."""
    found = re.search(r"AnonHugePages: +(\d+) kB", Path("/proc/self/smaps_rollup").read_text())
    return int(found[1]) if found else 0


def tell_of_pages(connection: Connection) -> None:
    numbers = [bytes([number % 251]) * 4096 for number in range(4096)]  # 16 MiB in small pieces
    before = in_huge_pages()
    os.environ |= MALLOC
    huge_pages.use()
    kept = all(page == bytes([number % 251]) * 4096 for number, page in enumerate(numbers))
    connection.send((before, in_huge_pages(), kept, "GLIBC_TUNABLES" in os.environ))


def the_kernel_can() -> bool:
    """Whether it makes one huge page of some memory."""
    memory = mmap.mmap(-1, 3 * huge_pages.SIZE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    memory.write(b"x" * len(memory))
    address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    try:
        linux.make_huge(-(-address // huge_pages.SIZE) * huge_pages.SIZE, huge_pages.SIZE)
    except OSError:
        return False
    return True


def test_memory_goes_into_huge_pages_and_stays_what_it_was() -> None:
    ours, theirs = (context := get_context("spawn")).Pipe()
    process = context.Process(target=tell_of_pages, args=(theirs,))
    process.start()
    theirs.close()  # or the end of a process that fails is not seen
    before, after, kept, told = ours.recv()
    process.join()
    assert kept
    assert not told
    assert (after >= before + 8 * 1024) == the_kernel_can()
