"""A student's install: the kit in a new environment, how long it takes and how large it is, and each release in it."""

import os
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

from autograder.authoring import build, kit, steps

HOUSE = Path(__file__).parents[2]
GIGABYTES = 2
NAMES = steps.names(HOUSE)
RUN = """
import sys, nbclient, nbformat
notebook = nbformat.read(sys.argv[1], as_version=4)
nbclient.NotebookClient(notebook, timeout=120, allow_errors=True).execute()
nbformat.write(notebook, "ran.ipynb")
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The French kit as a student has it, installed as its README says."""
    folder = tmp_path_factory.mktemp("kit")
    kit.write(folder, kit.make(HOUSE, build.make(HOUSE), "fr"))
    begin = time.monotonic()
    subprocess.run([sys.executable, "-m", "venv", folder / ".venv"], check=True)
    # PyTorch's own index, which the requirements name, is not needed where pip finds a build without CUDA by itself.
    wanted = [line for line in (folder / "requirements.txt").read_text().splitlines() if not line.startswith("--")]
    (folder / "wanted.txt").write_text("\n".join(wanted))
    pip = [folder / ".venv/bin/python", "-m", "pip", "install", "--quiet", "-r", "wanted.txt"]
    subprocess.run(pip, cwd=folder, check=True)
    size = sum(
        path.stat().st_size for path in (folder / ".venv").rglob("*") if path.is_file() and not path.is_symlink()
    )
    print(f"installed in {time.monotonic() - begin:.0f} s, {size / 1e9:.2f} GB")
    assert size < GIGABYTES * 1e9
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("step", NAMES)
def test_a_release_runs_in_a_students_install(step: str, folder: Path) -> None:
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "COURSE", "VIRTUAL"))
    }
    environment |= {"LANG": "C", "LC_ALL": "C", "PATH": f"{folder / '.venv/bin'}{os.pathsep}{os.environ['PATH']}"}
    command = [folder / ".venv/bin/python", "-X", "utf8", "-c", RUN, f"{step}.ipynb"]
    subprocess.run(command, cwd=folder / step, env=environment, check=True, timeout=600)
    cells = nbformat.read(folder / step / "ran.ipynb", as_version=4).cells
    said = [output for cell in cells for output in cell.get("outputs", [])]
    assert not [output for output in said if "ModuleNotFoundError" in str(output)]
    setup = [cell for cell in cells if cell.cell_type == "code" and not cell.metadata.get("nbgrader")][:2]
    assert not [output for cell in setup for output in cell.outputs if output.output_type == "error"]
    assert "nbgrader" not in {path.name for path in (folder / ".venv").glob("lib/*/site-packages/*")}
