"""Decides which files that a student's code writes are copied to the judge's folder, where a test may load them.

A file crosses if it is data that cannot run: text, a picture, or NumPy's arrays of plain numbers and texts. A test may
open any of them with a loader that unpickles (`np.load(…, allow_pickle=True)`, `pickle.load`, `torch.load`) or makes
objects (`yaml.load` with its full loader). So the content must fit the name, and a file with a program for pickle or
YAML does not cross under any name. All other files stay on the student's side, such as pickles and models of PyTorch.
A module crosses as text. The judge does not run it: a test that imports it gets the student side's
(autograder.engine.judge.importing).
"""

import ast
import functools
import io
import os
import re
import zipfile

import numpy as np

from autograder.bridge.arrays import checked
from autograder.engine.mirror.pickled import is_a_program
from course.helpers.language import N_

TEXTS = frozenset((
    *("", ".txt", ".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".md", ".log"),
    *(".html", ".xml", ".yaml", ".yml", ".svg", ".py"),
    *(".tex", ".rst", ".toml", ".ini", ".cfg", ".dat", ".out", ".sql"),
))  # fmt: skip
# A program that a test runs would read its settings from these files in the working directory.
SETTINGS = frozenset((
    *("pytest.ini", "pytest.toml", "tox.ini", "tox.toml", "setup.cfg", "pyproject.toml", "conftest.py", "mypy.ini"),
    *("ruff.toml", "pylintrc", "pylintrc.toml", "matplotlibrc", "pyvenv.cfg", "sitecustomize.py", "usercustomize.py"),
))  # fmt: skip
_SETTINGS_OF_JUPYTER = re.compile(r"(jupyter|nbgrader|ip(ython|cluster|controller|engine))(_\w+)?_config\.(py|json)")
PICTURES = {
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
    ".gif": b"GIF8",
    ".bmp": b"BM",
}
ARRAYS = (".npy", ".npz")
LARGEST = 1 << 20  # the most bytes of a file
UNPACKED = 64 << 20  # the most bytes of all arrays in a file
DEEPEST = 8  # the most folders in a path
REASONS = {  # why an answer's file is left out
    "large": N_("The test cannot see {name}: it is larger than 1 MiB."),
    "kind": N_("The test cannot see {name}: of what the code writes it sees text, pictures and NumPy arrays."),
    "program": N_(
        "The test cannot see {name}: its content is not what the name says, or would run where it is loaded."
    ),
    "settings": N_("The test cannot see {name}: by this name it would change the settings of programs."),
    "many": N_("The test cannot see {name}: the code has written too many files."),
}
_WRITERS = {
    *("save", "savez", "savez_compressed", "savetxt", "savefig", "imsave", "imwrite", "dump", "tofile", "to_csv"),
    *("to_json", "to_html", "to_markdown", "write_text", "write_bytes"),
}


# YAML's full loader calls the class or function that a tag names. A letter of a tag may be written as %70.
_YAML_PROGRAM = re.compile(r"!!(python|p?y?t?h?o?n?%)|tag:yaml\.org|!<[^>\s]*%|%TAG\s")


def has_a_plain_name(name: str) -> bool:
    """Whether the name leads to a place below the working directory that is neither hidden nor a cache."""
    parts = name.split("/")
    return len(name) < 200 and name.isprintable() and len(parts) <= DEEPEST and all(map(_is_plain, parts))


def _is_plain(part: str) -> bool:
    return part != "" and not part.startswith(".") and part != "__pycache__"


def may_cross(name: str, content: bytes) -> bool:
    """Whether this file is data that cannot run."""
    return not why_not(name, content)


def why_not(name: str, content: bytes | None) -> str:
    """The key of REASONS for a file that is left out, or "" for data that cannot run.

    Where `content` is None, only the name is checked.
    """
    ending = os.path.splitext(name)[1].lower()
    if not has_a_plain_name(name) or not (ending in TEXTS or ending in PICTURES or ending in ARRAYS):
        return "kind"
    last = name.rpartition("/")[2].casefold()
    if last in SETTINGS or _SETTINGS_OF_JUPYTER.fullmatch(last):
        return "settings"
    if content is None:
        return ""
    if len(content) > LARGEST:
        return "large"
    return "" if _is_what_it_says(ending, content) else "program"


def _is_what_it_says(ending: str, content: bytes) -> bool:
    if is_a_program(content) or (ending != ".npz" and _is_an_archive(content)):
        return False
    try:
        if ending in PICTURES:
            return content.startswith(PICTURES[ending])
        if ending == ".npy":
            return _is_plain_array(io.BytesIO(content))
        if ending == ".npz":
            return _are_plain_arrays(content)
        return not _YAML_PROGRAM.search(content.decode())
    except Exception:  # NumPy and zipfile raise many classes for a damaged file
        return False


@functools.cache
def written_by(sources: tuple[str, ...]) -> frozenset[str]:
    """The names of the files that these cells write in a call with the name in it: `np.savez("kept.npz", …)`."""
    found: set[str] = set()
    for source in sources:
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError, RecursionError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _writes(node):
                found |= {
                    os.path.normpath(inner.value)
                    for inner in ast.walk(node)
                    if isinstance(inner, ast.Constant) and isinstance(inner.value, str)
                }
    return frozenset(name for name in found if os.path.splitext(name)[1] and not why_not(name, None))


def _writes(call: ast.Call) -> bool:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    if name == "open":
        modes = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg == "mode")]
        return any(isinstance(mode, ast.Constant) and str(mode.value)[:1] in ("w", "a", "x") for mode in modes[1:])
    return name in _WRITERS


def _is_plain_array(file: io.BytesIO) -> bool:
    version = np.lib.format.read_magic(file)
    if version not in ((1, 0), (2, 0)):
        return False
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, _fortran, dtype = read(file)
    count = int(np.prod(shape, dtype=object))
    if dtype.hasobject or dtype.itemsize * count > UNPACKED:
        return False
    checked(np.ndarray(count, dtype, file.read()))
    return True


def _are_plain_arrays(content: bytes) -> bool:
    if not content.startswith(b"PK"):  # NumPy decides by the first bytes, and would read anything else as a pickle
        return False
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        if sum(member.file_size for member in members) > UNPACKED:
            return False
        for member in members:
            with archive.open(member) as file:
                unpacked = file.read(UNPACKED + 1)
            if len(unpacked) > member.file_size or not _is_plain_array(io.BytesIO(unpacked)):
                return False
    return True


def _is_an_archive(content: bytes) -> bool:
    """Whether the content can also be read as a ZIP file. A text can be one, with any files in it."""
    return content.startswith(b"PK") or b"PK\x05\x06" in content
