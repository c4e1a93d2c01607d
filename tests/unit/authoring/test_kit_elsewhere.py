"""Nothing in a kit needs Linux: no module, no call, no path of its own, and no encoding that another system chooses."""

import ast
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from autograder.authoring import steps, wheel

HOUSE = Path(__file__).parents[3]
MODULES = {"crypt", "fcntl", "grp", "posix", "pty", "pwd", "resource", "spwd", "syslog", "termios", "tty"}
CALLS = {"fork", "forkpty", "geteuid", "getuid", "killpg", "mkfifo", "setsid", "sigwait"}
SIGNALS = {"SIGALRM", "SIGHUP", "SIGKILL", "SIGUSR1", "SIGUSR2"}
PLACES = ("/bin/", "/dev/", "/etc/", "/proc/", "/tmp", "/usr/")
# These read and write texts, and ask for an encoding.
TEXT = {"open", "read_text", "write_text"}


def faults(code: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in MODULES)
        elif isinstance(node, ast.ImportFrom) and node.module in MODULES:
            yield node.module
        elif isinstance(node, ast.Attribute) and node.attr in CALLS | SIGNALS:
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(PLACES):
            yield node.value
        elif isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            binary = any(isinstance(part, ast.Constant) and "b" in str(part.value) for part in node.args)
            if name in TEXT and not binary and "encoding" not in {word.arg for word in node.keywords}:
                yield f"{name} without an encoding"


def code_of_the_kit() -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(wheel.make("1", []))) as archive:
        found = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".py")}
    for step in steps.names(HOUSE):
        cells = nbformat.read(HOUSE / "release" / step / f"{step}.ipynb", as_version=4).cells
        found |= {f"{step}, {cell.id}": cell.source for cell in cells if cell.cell_type == "code"}
    return found


def portable(code: str) -> str:
    """Without IPython's own lines, but for those that need a shell, which fail to be read."""
    return "\n".join(
        "pass" if line.lstrip().startswith("%") and "%%" not in line else line for line in code.split("\n")
    )


def test_no_code_of_a_kit_needs_linux() -> None:
    code = code_of_the_kit()
    assert len(code) > 100
    assert {(name, fault) for name, text in code.items() for fault in faults(portable(text))} == set()


@pytest.mark.parametrize(
    "code",
    [
        "import os, fcntl", "from resource import setrlimit", "import os\nos.fork()", "open('a')",
        "import signal\nsignal.SIGALRM", "path = '/tmp/a'", "from pathlib import Path\nPath('a').read_text()",
    ],
)  # fmt: skip
def test_what_needs_linux_is_found(code: str) -> None:
    assert list(faults(code))


def test_no_name_of_a_kit_differs_from_another_only_in_its_case_or_is_windows_own() -> None:
    with zipfile.ZipFile(io.BytesIO(wheel.make("1", []))) as archive:
        names = archive.namelist()
    assert len({name.casefold() for name in names}) == len(names)
    assert not [name for name in names if set(name) & set('<>:"|?*\\') or len(name) > 120]
