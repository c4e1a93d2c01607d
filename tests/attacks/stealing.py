"""Stealing answers: solutions, hidden tests, the gradebook, other submissions, the grader's secrets."""

from pathlib import Path

from nbformat import NotebookNode

from tests.attacks.attack import Attack

READ = """
import os
def show(path):
    try:
        with open(path, "rb") as file: print(path, file.read(2_000_000).decode("latin-1"))
    except Exception as error: print(path, error)
"""


def _links(notebook: NotebookNode, folder: Path) -> None:
    course = folder.parents[2]
    for name, target in {
        "answers.ipynb": course / "source" / "ps" / "p.ipynb",
        "grades.db": course / "gradebook.db",
        "neighbour": course / "submitted" / "aaa-victim",
        "root": Path("/"),
    }.items():
        (folder / name).symlink_to(target)


ATTACKS = [
    Attack(
        "reads-the-course", "stealing", "opens solutions, gradebook, other submissions, configuration by their paths",
        code=READ + """
for path in ("source/ps/p.ipynb", "gradebook.db", "gradebook.db-wal", "submitted/aaa-victim/ps/p.ipynb",
             "autograded/aaa-victim/ps/p.ipynb", "release/ps/p.ipynb", "nbgrader_config.py"):
    for root in ("{course}", "../../..", "../../../..", "/proc/self/cwd/../../.."): show(f"{root}/{path}")
for folder, names, files in os.walk("{course}"):
    for name in files: show(os.path.join(folder, name))
""",
    ),
    Attack(
        "reads-the-home", "stealing", "the grader's home folder, keys, passwd, temporary files",
        code=READ + """
import glob
for path in ("{home}/secret.txt", "/etc/passwd", "/etc/shadow", "/root/.ssh/id_rsa", "/etc/hostname"): show(path)
for path in glob.glob("/tmp/**/p.ipynb", recursive=True)[:20] + glob.glob("/tmp/autograder-*/**", recursive=True)[:50]:
    show(path)
""",
    ),
    Attack(
        "reads-proc", "stealing", "environments, memory maps and command lines of all processes; its own environment",
        code=READ + """
print(dict(os.environ))
for pid in ["self", *range(1, 40), os.getppid(), *{pids}]:
    for name in ("environ", "cmdline", "maps"): show(f"/proc/{pid}/{name}")
show("/proc/self/mountinfo")
import ctypes
ctypes.CDLL(None).getenv.restype = ctypes.c_char_p
print(ctypes.CDLL(None).getenv(b"GRADER_SECRET"))
""",
    ),
    Attack(
        "reads-memory-of-others", "stealing", "ptrace, process_vm_readv and /proc/pid/mem on the grader's processes",
        code="""
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
for pid in [os.getppid(), *{pids}]:
    local = (ctypes.c_char * 4096)()
    print(pid, libc.ptrace(16, pid, 0, 0), libc.syscall(310, pid, local, 1, local, 1, 0), libc.syscall(434, pid, 0))
    try: open(f"/proc/{pid}/mem", "rb")
    except OSError as error: print(error)
""",
    ),
    Attack(
        "searches-its-memory", "stealing", "goes through every object in its own process for the tests and answers",
        code="""
import gc, linecache, sys
def search():
    for thing in gc.get_objects():
        values = list(thing.values()) if type(thing) is dict else thing if type(thing) in (list, tuple) else ()
        for value in values:
            if type(value) in (str, bytes) and len(value) < 200_000:
                text = value if type(value) is str else value.decode("latin-1")
                if ("SECRET" in text or "ANSWER" in text) and "def search" not in text: print(text)
    print(linecache.cache.get("<test_equal>"), [frame.f_locals.keys() for frame in sys._current_frames().values()])
search()
def square(x):
    search()
    print(globals().get("SECRET"), globals().get("In"), globals().get("_ih"))
""",
    ),
    Attack(
        "loads-the-reference", "stealing", "asks course.helpers.reference, course.answers and the grader's own modules",
        code="""
for line in ("from course.helpers import reference; print(vars(reference.load('ps')))",
             "import course.answers; print(dir(course.answers))",
             "from autograder.coursedir.gradebook import Book; print(Book)",
             "from autograder.batch import worker; print(worker.__file__); print(vars(worker))"):
    try: exec(line)
    except BaseException as error: print(repr(error))
""",
    ),
    Attack(
        "links-in-the-folder", "stealing", "symbolic links in the submitted folder to solutions, gradebook, neighbours",
        code=READ + """
for path in ("answers.ipynb", "grades.db", "neighbour/ps/p.ipynb", "root/etc/passwd", "root{home}/secret.txt"):
    show(path)
""",
        tamper=_links,
    ),
    Attack(
        "asks-its-shell", "stealing", "history, input cache, %history and the last traceback's frames",
        code="""
def square(x):
    shell = get_ipython()
    print(shell.user_ns.get("In"), shell.history_manager.input_hist_raw)
    shell.run_line_magic("history", "")
    import sys, traceback
    frame = sys._getframe()
    while frame:
        print(frame.f_code.co_filename, {k: str(v)[:300] for k, v in frame.f_globals.items() if k == "SECRET"})
        import linecache
        print("".join(linecache.getlines(frame.f_code.co_filename)[:30]) if "<" in frame.f_code.co_filename
              or "ipykernel" in frame.f_code.co_filename else "")
        frame = frame.f_back
""",
    ),
]  # fmt: skip
