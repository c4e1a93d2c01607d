"""Huge pages for what the engines' nursery has imported, so that forks and ends of processes take less time.

A fork copies no memory, but the table of its pages. The end of a process goes through that table again. The imported
libraries are 75,000 pages of 4 KiB, or 150 of 2 MiB. On Linux 6.18 a fork took 7 ms, and takes 1.5 ms with huge pages.
A huge page that a child writes to is split first, so the child still copies only 4 KiB of it. A child that has split
most of them, such as an engine that has been at work, takes 5 ms for a fork of its own.
"""

import os
import re
from contextlib import suppress

from autograder.engine.environment import MALLOC
from autograder.sandbox import linux

SIZE = 2 * 2**20
_WRITABLE = re.compile(r"(\w+)-(\w+) rw.p \S+ \S+ 0 *(\[heap\])?$")


def use() -> None:
    """Have the memory of this process in huge pages, as far as the kernel can. It has one thread."""
    for name in MALLOC:
        os.environ.pop(name, None)  # malloc has read it, and it is nobody else's concern
    with open("/proc/self/maps", encoding="utf-8", errors="replace") as lines:
        found = [_WRITABLE.match(line) for line in lines]
    for match in filter(None, found):
        start, end = -(-int(match[1], 16) // SIZE) * SIZE, int(match[2], 16) // SIZE * SIZE
        if start < end:
            with suppress(OSError):  # an older kernel, one without huge pages, or no memory of that size
                linux.make_huge(start, end - start)
