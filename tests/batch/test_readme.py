"""The README's lines for an instructor work as they are printed, in a shell where nothing is installed."""

import csv
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import nbformat
import pytest

from tests.support.lms import Someone, moodle_folder, worksheet, zipped

HOUSE = Path(__file__).parents[2]
STEP = "01_numpy"
CLASS = [Someone(12, "Ada", "Lovelace", "ada@example.org"), Someone(9, "Inès", "Lefèvre", "ines@example.org")]


def lines(readme: str, heading: str) -> list[str]:
    """The commands of the first block below the heading."""
    section = (HOUSE / readme).read_text(encoding="utf-8").split(f"\n## {heading}\n")[1]
    block = re.findall(r"(?ms)^```\n(.*?)^```$", section)[0]
    return [line for line in block.splitlines() if not line.startswith("#")]


def test_both_readmes_print_the_same_commands() -> None:
    english, french = lines("README.md", "For an instructor"), lines("README.fr.md", "Pour l'enseignant")
    assert [line.replace("--lang en --output kits/en", "--lang fr --output kits/fr") for line in english] == french
    assert 10 <= len(english) <= 20


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_the_commands_lead_from_nothing_to_marks_that_go_back(tmp_path: Path) -> None:
    """A class of two, in Moodle's files. Only the libraries are there before; `make` installs them by the same line."""
    course = tmp_path / "course"
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=HOUSE, check=True, capture_output=True, text=True).stdout
    for name in tracked.split("\0")[:-1]:
        (course / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(HOUSE / name, course / name)
    (course / "downloaded").mkdir()
    notebook = nbformat.writes(nbformat.read(HOUSE / "release" / STEP / f"{STEP}.ipynb", as_version=4)).encode()
    zipped(course / "downloaded/submissions.zip", {f"{moodle_folder(one)}{STEP}.ipynb": notebook for one in CLASS[:1]})
    worksheet(course / "downloaded/worksheet.csv", CLASS)
    libraries = course / ".venv" / "lib" / f"python{sysconfig.get_python_version()}" / "site-packages"
    ours = shutil.ignore_patterns("__editable__*", "gradient_course-*", "pip", "pip-*", "__pycache__")
    shutil.copytree(sysconfig.get_path("purelib"), libraries, ignore=ours, copy_function=_link)
    _copy_programs(course / ".venv" / "bin")
    # nbconvert's templates lie there.
    shutil.copytree(Path(sys.prefix) / "share", course / ".venv" / "share", copy_function=_link)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python3").symlink_to(Path(sys.base_prefix) / "bin" / "python3")
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "COURSE", "VIRT"))}
    environment |= {"PATH": f"{tmp_path / 'bin'}:/usr/local/bin:/usr/bin:/bin", "COURSE_LANG": "en"}
    script = "\n".join(["set -ex", *lines("README.md", "For an instructor")])
    ran = subprocess.run(
        ["bash", "-c", script], cwd=course, env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-3000:]
    assert (course / "kits/en" / "README.md").is_file()
    assert "Ada Lovelace" in (course / "report.html").read_text()
    with (course / "returned" / STEP / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["Full name"] for row in csv.DictReader(file)] == ["Ada Lovelace"]
    assert (course / "returned" / STEP / "feedback.zip").is_file()


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _copy_programs(target: Path) -> None:
    """The libraries' own programs, such as alembic, which nbgrader calls."""
    source = Path(sysconfig.get_path("scripts"))
    target.mkdir()
    for path in source.iterdir():
        if path.name.startswith(("python", "pip", "activate", "Activate", "autograder")) or not path.is_file():
            continue
        data = path.read_bytes()
        if data.startswith(b"#!"):
            (target / path.name).write_bytes(data.replace(os.fsencode(source), os.fsencode(target)))
            (target / path.name).chmod(0o755)
