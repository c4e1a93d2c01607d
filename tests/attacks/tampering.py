"""Tampering with what is handed in: the notebook's cells and metadata, and the files beside it."""

import copy
import json
import os
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.utils import compute_checksum

from tests.attacks.attack import Attack


def _tests(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]


def _tag(*tags: str):  # type: ignore[no-untyped-def]
    def tamper(notebook: NotebookNode, folder: Path) -> None:
        for cell in notebook.cells:
            cell.metadata["tags"] = list(tags)

    return tamper


def _marks(**changes: object):  # type: ignore[no-untyped-def]
    def tamper(notebook: NotebookNode, folder: Path) -> None:
        for cell in _tests(notebook):
            if cell.metadata.nbgrader.grade_id != "test_triple":
                cell.metadata.nbgrader.update(changes)

    return tamper


def _rewrite(notebook: NotebookNode, folder: Path) -> None:
    for cell in _tests(notebook):
        if cell.cell_type == "code":
            cell.source = "pass"
            cell.metadata.nbgrader["checksum"] = compute_checksum(cell)


def _delete(notebook: NotebookNode, folder: Path) -> None:
    names = ("test_triple", "why")
    gone = [cell for cell in _tests(notebook) if cell.metadata.nbgrader.grade_id not in names]
    notebook.cells = [cell for cell in notebook.cells if cell not in gone]


def _double(notebook: NotebookNode, folder: Path) -> None:
    doubles = [copy.deepcopy(cell) for cell in _tests(notebook) if cell.cell_type == "code"]
    for cell in doubles:
        cell.source = "1000"
    notebook.cells = [*doubles, *notebook.cells, *copy.deepcopy(doubles)]


def _reverse(notebook: NotebookNode, folder: Path) -> None:
    notebook.cells = [*_tests(notebook)[:-2][::-1], *notebook.cells]
    seen: set[str] = set()
    kept = []
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if not name or name not in seen:
            kept.append(cell)
        seen.add(name)
    notebook.cells = kept


def _retype(kind: str):  # type: ignore[no-untyped-def]
    def tamper(notebook: NotebookNode, folder: Path) -> None:
        for cell in _tests(notebook):
            if cell.metadata.nbgrader.grade_id != "test_triple":
                cell.cell_type = kind
                cell.pop("outputs", None)
                cell.pop("execution_count", None)

    return tamper


def _invent(notebook: NotebookNode, folder: Path) -> None:
    for number in range(3):
        cell = copy.deepcopy(_tests(notebook)[0])
        cell.source = "1000"
        cell.metadata.nbgrader.update(grade_id=f"bonus{number}", points=1000)
        notebook.cells.append(cell)


def _outputs(notebook: NotebookNode, folder: Path) -> None:
    for cell in _tests(notebook):
        if cell.cell_type == "code":
            cell.outputs = [
                {"output_type": "execute_result", "data": {"text/plain": "1"}, "metadata": {}, "execution_count": 1}
            ]


def _schema(version: int):  # type: ignore[no-untyped-def]
    def tamper(notebook: NotebookNode, folder: Path) -> None:
        for cell in notebook.cells:
            if "nbgrader" in cell.metadata:
                cell.metadata.nbgrader["schema_version"] = version
                if version < 3:
                    cell.metadata.nbgrader.pop("task", None)
                if version < 2:
                    cell.metadata.nbgrader.pop("cell_type", None)

    return tamper


def _kernel(notebook: NotebookNode, folder: Path) -> None:
    notebook.metadata["kernelspec"] = {
        "name": "bash", "display_name": "x", "language": "bash", "argv": ["touch", "attackers-mark"],
    }  # fmt: skip
    notebook.metadata["language_info"] = ["python"]


FAKE = """
import os, sys
print("shadow", __name__)
def __getattr__(name):
    if name.startswith("__"): raise AttributeError(name)
    return lambda *args, **more: True
"""


def _shadows(notebook: NotebookNode, folder: Path) -> None:
    for name in ("numpy", "torch", "math", "msgspec", "nbgrader", "IPython", "sitecustomize", "usercustomize"):
        (folder / f"{name}.py").write_text(FAKE)
    for package in ("course", "course/helpers", "autograder", "autograder/bridge"):
        (folder / package).mkdir(exist_ok=True)
        (folder / package / "__init__.py").write_text(FAKE)
    for name in ("expect", "context", "language"):
        (folder / "course/helpers" / f"{name}.py").write_text(FAKE)
    for name in ("records", "faults", "bridge/peer", "bridge/values"):
        (folder / "autograder" / f"{name}.py").write_text(FAKE)


def _startup(notebook: NotebookNode, folder: Path) -> None:
    code = "import builtins; builtins.abs = lambda x: 0; open('/tmp/attackers-mark-startup', 'w').close()\n"
    (folder / "x.pth").write_text(f"import os; {code}")
    for path in (
        "sitecustomize.py", "usercustomize.py", ".local/lib/python3.11/site-packages/usercustomize.py",
        ".ipython/profile_default/startup/00.py", ".config/matplotlib/matplotlibrc", "matplotlibrc", ".pythonrc",
        "ipython_config.py", "jupyter_config.py", "nbgrader_config.py", "conftest.py", "pyvenv.cfg", ".env",
    ):  # fmt: skip
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(code)


def _overwrite(notebook: NotebookNode, folder: Path) -> None:
    (folder / "data.csv").mkdir()
    (folder / "data.csv" / "x").write_text("0")
    for name in ("gradebook.db", "p.py", "timestamp.txt", "P.ipynb", "p.ipynb.ipynb", ".autograder.lock"):
        (folder / name).write_text("mine")


def _names(notebook: NotebookNode, folder: Path) -> None:
    for name in (
        "a\nb.csv", "-rf", "$(touch attackers-mark)", "`touch attackers-mark`", "\x1b[2Jx", "..%2f..%2fx", "a*b?.csv",
        "~", "con", "…", "\u202egnp.exe", "=cmd|calc", "x" * 200, ".hidden", "p.ipynb~", os.fsdecode(b"\xff\xfe"),
    ):  # fmt: skip
        (folder / name).write_text("x")
    os.mkfifo(folder / "pipe")


def _linked_notebook(notebook: NotebookNode, folder: Path) -> None:
    (folder / "p.ipynb").unlink()
    (folder / "p.ipynb").symlink_to(folder.parents[1] / "aaa-victim" / "ps" / "p.ipynb")


def _same_ids(notebook: NotebookNode, folder: Path) -> str:
    for cell in notebook.cells:
        cell["id"] = "same"
        if cell.metadata.get("nbgrader", {}).get("grade_id", "").startswith("test") and "triple" not in cell.source:
            cell.metadata["nbgrader"]["grade_id"] = "test_equal"
    return json.dumps(notebook)


def _lose_marks(notebook: NotebookNode, folder: Path) -> None:
    """Its tests without marks, word for word and with points of its own, before and behind; the answers as well."""
    fakes = []
    for cell in notebook.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if grade_id not in ("triple", "test_triple", ""):
            cell.metadata = NotebookNode()
            fakes.append(NotebookNode(copy.deepcopy(cell) | {"source": f"{cell.source}\n1000"}))
    notebook.cells = [*copy.deepcopy(fakes), *notebook.cells, *fakes]


def _type_into_tests(notebook: NotebookNode, folder: Path) -> None:
    for cell in _tests(notebook):
        if cell.cell_type == "code" and cell.metadata.nbgrader.grade_id != "test_triple":
            cell.source = f"class assertionerror(Exception): pass\n{cell.source}\n1000"


def _strange(notebook: NotebookNode, folder: Path) -> str:
    """Metadata of every wrong type, on cells that do not count."""
    plain = {"cell_type": "code", "outputs": [], "execution_count": None, "source": "pass"}
    for marks in (1, "x", [], None, {}, {"grade_id": 5}, {"grade_id": ["test_equal"]}, {"grade": "yes", "points": "x"}):
        notebook.cells.append(NotebookNode(plain | {"metadata": {"nbgrader": marks, "tags": marks}}))
    return json.dumps(notebook)


ATTACKS = [
    Attack("skip-execution", "tampering", "tags the tests skip-execution", tamper=_tag("skip-execution")),
    Attack("raises-exception", "tampering", "tags the tests raises-exception", tamper=_tag("raises-exception", "x")),
    Attack("points-in-metadata", "tampering", "gives itself 1000 points", tamper=_marks(points=1000)),
    Attack("not-graded", "tampering", "marks the tests as not graded", tamper=_marks(grade=False, points=0)),
    Attack("marked-by-hand", "tampering", "marks the tests as written answers", tamper=_marks(solution=True)),
    Attack("unlocked-tests", "tampering", "unlocks the tests and empties them", tamper=_rewrite),
    Attack("tests-deleted", "tampering", "hands in no tests", tamper=_delete),
    Attack("tests-doubled", "tampering", "hands in every test three times, two of them empty", tamper=_double),
    Attack("tests-first", "tampering", "puts the tests before the answers", tamper=_reverse),
    Attack("tests-as-text", "tampering", "makes Markdown of the tests", tamper=_retype("markdown")),
    Attack("tests-raw", "tampering", "makes raw cells of the tests", tamper=_retype("raw")),
    Attack("invented-tests", "tampering", "adds tests of its own, of 1000 points", tamper=_invent),
    Attack("outputs-handed-in", "tampering", "hands in outputs that say it has passed", tamper=_outputs),
    Attack("old-schema", "tampering", "says its metadata is of nbgrader's first version", tamper=_schema(1)),
    Attack("future-schema", "tampering", "says its metadata is of a version to come", tamper=_schema(99)),
    Attack("another-kernel", "tampering", "asks for another kernel, with a command of its own", tamper=_kernel),
    Attack(
        "one-id-for-all", "tampering", "gives all cells one id, and most tests one grade_id", tamper=_same_ids,
        at_least=False,
    ),
    Attack("marks-lost", "tampering", "takes the marks off its cells, adds twins that give 1000", tamper=_lose_marks),
    Attack("typed-into-tests", "tampering", "types points into the tests' own cells", tamper=_type_into_tests),
    Attack("strange-metadata", "tampering", "metadata of every wrong type", tamper=_strange),
    Attack("shadow-modules", "tampering", "numpy.py, torch.py, course/, autograder/ in its folder", tamper=_shadows),
    Attack("startup-files", "tampering", "sitecustomize.py, x.pth, startup and configuration files", tamper=_startup),
    Attack("instructors-files", "tampering", "files in the place of the instructor's", tamper=_overwrite),
    Attack("file-names", "tampering", "file names that are commands, patterns, escapes, paths", tamper=_names),
    Attack(
        "notebook-is-a-link", "tampering", "a link to another student's notebook", tamper=_linked_notebook, refused=True
    ),
]  # fmt: skip
