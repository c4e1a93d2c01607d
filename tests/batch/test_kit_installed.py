"""A student's install: the kit in a new environment, how long it takes and how large it is, and each release in it."""

import os
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

from autograder.authoring import build, kit, steps, wheel

HOUSE = Path(__file__).parents[2]
GIGABYTES = 2
RUN = """
import sys, nbclient, nbformat
notebook = nbformat.read(sys.argv[1], as_version=4)
nbclient.NotebookClient(notebook, timeout=120, allow_errors=True).execute()
nbformat.write(notebook, "ran.ipynb")
"""


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_each_release_runs_in_a_students_install(tmp_path: Path) -> None:
    """The French kit as a student has it, installed as its README says, and nothing of this environment."""
    folder = tmp_path / "kit"
    kit.write(folder, kit.make(HOUSE, build.make(HOUSE), "fr"))
    begin = time.monotonic()
    subprocess.run([sys.executable, "-m", "venv", folder / ".venv"], check=True)
    # PyTorch's own index, which the requirements name, is not needed where pip finds a build without CUDA by itself.
    wanted = [line for line in (folder / "requirements.txt").read_text().splitlines() if not line.startswith("--")]
    (folder / "wanted.txt").write_text("\n".join(wanted))
    pip = [folder / ".venv/bin/python", "-m", "pip", "install", "--quiet", "-r", "wanted.txt"]
    subprocess.run(pip, cwd=folder, check=True)
    size = sum(path.lstat().st_size for path in (folder / ".venv").rglob("*"))
    print(f"installed in {time.monotonic() - begin:.0f} s, {size / 1e9:.2f} GB")
    assert size < GIGABYTES * 1e9
    assert "nbgrader" not in {path.name for path in (folder / ".venv").glob("lib/*/site-packages/*")}
    for step in steps.names(HOUSE):
        runs(folder, step)


def runs(folder: Path, step: str) -> None:
    """Without an answer, the tests fail; what the notebook imports is there."""
    ours = ("PYTHON", "COURSE", "VIRTUAL")
    environment = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    environment |= {"LANG": "C", "LC_ALL": "C", "PATH": f"{folder / '.venv/bin'}{os.pathsep}{os.environ['PATH']}"}
    command = [folder / ".venv/bin/python", "-c", RUN, f"{step}.ipynb"]
    subprocess.run(command, cwd=folder / step, env=environment, check=True, timeout=600)
    cells = nbformat.read(folder / step / "ran.ipynb", as_version=4).cells
    assert "ModuleNotFoundError" not in str([cell.get("outputs") for cell in cells])
    setup = [cell for cell in cells if cell.cell_type == "code" and not cell.metadata.get("nbgrader")][:2]
    assert not [output for cell in setup for output in cell.outputs if output.output_type == "error"], step


def test_pip_takes_the_wheel(tmp_path: Path) -> None:
    """pip compares the record with the files."""
    name = wheel.file_name("1.2")
    (tmp_path / name).write_bytes(wheel.make("1.2", []))
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(tmp_path / "there")]
    subprocess.run([*command, str(tmp_path / name)], check=True)
    code = "from course.helpers import expect, language; language.choose('fr'); print(expect.step.__module__)"
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path / "there", capture_output=True, text=True, check=True
    )
    assert ran.stdout == "course.helpers.testing.kernel\n"
