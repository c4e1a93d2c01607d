"""Harm: to the machine, to the grader's processes, to the batch."""

from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from tests.attacks.attack import Attack
from tests.attacks.forging import LINK


def _slow_to_show(notebook: NotebookNode, folder: Path) -> None:
    slow = [
        new_code_cell("x = 1\n" + " \n" * 20_000 + "x = 2"),
        new_code_cell("# " + "a." * 30_000),
        new_markdown_cell("<" + " " * 99_000 + "x"),
    ]
    notebook.cells.extend(slow)


ATTACKS = [
    Attack(
        "kills-everything", "harm", "signals to every process, to its parents and to the grader's",
        code="""
import os, signal
for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGSTOP):
    for pid in (-1, 0, os.getppid(), *range(2, 3000), *{pids}):
        if pid not in (os.getpid(), 0):
            try: os.kill(pid, number)
            except OSError: pass
""",
        why_not_stock="it would kill the grader itself",
    ),
    Attack(
        "real-time-signal", "harm", "ends by a signal that has no name",
        cells={"slope": "import os, signal\ndef slope(w):\n    signal.signal(40, 0)\n    os.kill(os.getpid(), 40)"},
    ),
    Attack(
        "fork-bomb", "harm", "forks, spawns and clones without end",
        code="""
import os, subprocess, multiprocessing
for _ in range(200):
    try: os.fork()
    except OSError: break
try: subprocess.Popen(["sleep", "1000"])
except OSError as error: print(error)
""",
        why_not_stock="a fork bomb",
    ),
    Attack(
        "all-memory", "harm", "takes all the memory there is",
        fails={"square"},
        code="hoard = []\nwhile True: hoard.append(bytearray(50_000_000))",
        why_not_stock="it takes the machine's memory",
    ),
    Attack(
        "all-disk", "harm", "fills the disk with large files and with many",
        fails={"square", "scale"},
        code="""
with open("large", "wb") as file:
    while True: file.write(bytes(1 << 20))
""",
        cells={"scale": "import os\nfor n in range(10**6):\n    os.makedirs(f'd{n}/e/f'); open(f'd{n}/x', 'w')"},
        why_not_stock="it fills the disk",
    ),
    Attack(
        "log-flood", "harm", "prints a gigabyte, on both streams, in each call of a function",
        code="import sys\nfor _ in range(1000): print('x' * 1_000_000); print('y' * 1_000, file=sys.stderr)",
        cells={"scale": "def scale(x, k):\n    for _ in range(200): print('z' * 1_000_000)"},
        why_not_stock="a gigabyte in the notebook",
    ),
    Attack(
        "output-items", "harm", "a million small outputs, and one with names a megabyte long",
        fails={"square"},
        code="""
for n in range(100_000): display({"text/plain": ""}, raw=True)
class Long(Exception): pass
Long.__name__ = "L" * 1_000_000
display({"x/" + "y" * 1_000_000: "1"}, raw=True)
raise Long("z" * 10_000_000)
""",
        why_not_stock="a notebook of many megabytes",
    ),
    Attack(
        "ignores-the-interrupt", "harm", "loops, and catches every interrupt",
        fails={"square"},
        code="while True:\n    try:\n        while True: pass\n    except BaseException: pass",
    ),
    Attack(
        "hangs-in-a-call", "harm", "does not come back from a call",
        code="""
def square(x):
    while True:
        try:
            while True: pass
        except BaseException: pass
""",
    ),
    Attack(
        "stops-the-judge", "harm", "a set of numbers with one hash, over which the judge would sit for hours",
        cells={"share": LINK + """
def share(n):
    link._encode_answer = lambda result: ["s", [["i", hex((2**61 - 1) * k)] for k in range(8, 150_008)]]
"""},
    ),
    Attack(
        "reads-nothing", "harm", "lets the judge write until the line is full, and reads nothing",
        fails={"guard", "fit"},
        cells={
            "share": LINK + "tell(['value', NEWS, ['t', [True, ['l', []]]]])\nimport time\nwhile True:\n"
            "    try: time.sleep(1000)\n    except BaseException: pass",
            "fit": "#" + "x" * 3_000_000,
        },
        at_least=False,
    ),
    Attack(
        "answers-like-nobody", "harm", "answers the engine's own questions with errors, nonsense and objects",
        fails={"slope", "share", "scale"},
        cells={
            "scale": LINK + "tell(['error', NEWS, [['builtins.ValueError'], 'x', '']])",
            "slope": LINK + "tell(['value', NEWS, ['t', [True, ['l', [['d', [['output_type', 'error'], "
            "['ename', ['R', 7, 'x', False, ['__str__'], [], 1]]]]]]]]])",
            "share": LINK + "tell(['stop', NEWS, None])",
        },
        at_least=False,  # its own answers arrive one too late from then on
    ),
    Attack(
        "error-without-text", "harm", "objects and errors whose text raises, loops or ends the process",
        fails={"slope"},
        code="""
class Bad(Exception):
    def __str__(self): raise SystemExit
    __repr__ = __str__
class Thing:
    def __repr__(self): raise KeyError
    __str__ = __eq__ = __repr__
def square(x): raise Bad
def scale(x, k): return Thing()
""",
        cells={"scale": "pass", "slope": """
class Bad(Exception):
    def __str__(self):
        while True: pass
raise Bad
"""},
    ),
    Attack(
        "descriptors-closed", "harm", "closes every descriptor, then opens others in their place",
        fails={"square"},
        code="import os\nfor n in range(0, 1000):\n    try: os.close(n)\n    except OSError: pass\n"
        "for n in range(50): os.open('/dev/null', os.O_RDWR)",
    ),
    Attack(
        "deep-and-wide", "harm", "threads without end, deep recursion, a stack without end",
        fails={"square"},
        code="""
import sys, threading
try:
    for _ in range(10_000): threading.Thread(target=threading.Event().wait, daemon=True).start()
except RuntimeError as error: print(error)
sys.setrecursionlimit(10**9)
def down(n): return [down(n + 1)]
down(0)
""",
        why_not_stock="ten thousand threads",
    ),
    Attack(
        "nested-answer", "harm", "answers nested a thousand deep, of 60 megabytes, with a million objects",
        code="""
import itertools
def square(x):
    deep = []
    for _ in range(1000): deep = [deep]
    return deep
def scale(x, k): return [object() for _ in range(200_000)]
""",
        cells={"scale": "pass", "slope": "def slope(w): return b'x' * 70_000_000"},
    ),
    Attack(
        "slow-to-show", "harm", "texts over which nbconvert sits for hours: blank lines, blanks, dots",
        tamper=_slow_to_show,
        why_not_stock="its feedback page takes hours",
    ),
]  # fmt: skip
