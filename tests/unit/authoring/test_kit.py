"""A student's kit holds what a student needs, in one language or both, and nothing of the instructor's."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import timedelta, timezone
from itertools import pairwise
from pathlib import Path

import jupytext
import nbformat
import pytest

from autograder.authoring import answers, build, kit, steps
from autograder.authoring.editions import FIRST
from autograder.faults import CourseError
from tests.support import small_course

HOUSE = Path(__file__).parents[3]
EDITIONS = ("en", "fr", "both")
REGIONS = ("SOLUTION", "HIDDEN TESTS", "MARK SCHEME")
# What any Python file may say.
COMMON = re.compile(
    r"(from\w[\w.]*)?import\w+|except\w+:|(class|def)\w+\(.*\):"
    r"|raiseNotImplementedError\(\)|if(not)?isinstance\(\w+,\w+\):"
)


@pytest.fixture(scope="module")
def made() -> list[build.Built]:
    """What the build makes: the releases are fresh, another test says."""
    return [build.Built(step, b"", released(step.name)) for step in steps.read_all(HOUSE)]


def released(step: str) -> dict[str, bytes]:
    folder = HOUSE / "release" / step
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def kits(made: list[build.Built]) -> dict[str, dict[str, bytes]]:
    return {edition: kit.make(HOUSE, made, edition) for edition in EDITIONS}


def texts(files: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    """Every text of a kit, those in its wheel too; of a notebook, the cells."""
    for name, content in files.items():
        if name.endswith(".whl"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                yield from ((inside, archive.read(inside).decode()) for inside in archive.namelist())
        elif name.endswith(".ipynb"):
            yield name, "\n".join(cell.source for cell in nbformat.reads(content.decode(), as_version=4).cells)
        else:
            yield name, content.decode()


def normal(line: str) -> str:
    """Without spaces, and without the mark of a text's line in a step's source."""
    return "".join(line.split()).removeprefix("#")


def blocks(step: str) -> tuple[list[list[str]], set[str]]:
    """The step's normalised lines: runs of those for the instructor alone, and those that all may see."""
    secret: list[list[str]] = []
    opened = set()
    inside = False
    for line in (HOUSE / "source" / step / f"{step}.py").read_text().splitlines():
        if any(f"{word} {region}" in line for word in ("BEGIN", "END") for region in REGIONS):
            inside = "BEGIN" in line
            secret.append([])
        elif inside:
            secret[-1].append(normal(line))
        else:
            opened.add(normal(line))
    bank = (HOUSE / answers.FOLDER / f"{step}.py").read_text().split("# %%")
    secret += [list(map(normal, answer.splitlines()[1:])) for answer in bank]
    return secret, opened


def telling(lines: Iterable[str], opened: set[str]) -> set[tuple[str, ...]]:
    """What no other text has by chance: a long line, or two neighbours that are not very short."""
    kept = [line for line in lines if len(line) > 8 and line not in opened and not COMMON.fullmatch(line)]
    return {(line,) for line in kept if len(line) > 24} | set(pairwise(kept))


@pytest.fixture(scope="module")
def hidden() -> tuple[set[tuple[str, ...]], set[str]]:
    """What tells of a solution, a hidden test, a marking scheme or the bank; and the lines that all may see."""
    read = [blocks(step) for step in steps.names(HOUSE)]
    opened = set().union(*(lines for _secret, lines in read))
    return set().union(*(telling(block, opened) for secret, _opened in read for block in secret)), opened


@pytest.mark.parametrize("edition", EDITIONS)
def test_no_line_of_the_instructors_stands_in_any_file(
    edition: str, kits: dict[str, dict[str, bytes]], hidden: tuple[set[tuple[str, ...]], set[str]]
) -> None:
    secrets, opened = hidden
    assert len(secrets) > 5000
    told = {
        (name, found)
        for name, text in texts(kits[edition])
        for found in telling(map(normal, text.splitlines()), opened) & secrets
    }
    assert told == set()


def test_a_kit_that_held_a_solution_would_be_found(hidden: tuple[set[tuple[str, ...]], set[str]]) -> None:
    secrets, opened = hidden
    for step in steps.names(HOUSE):
        solutions = [
            cell.source for cell in jupytext.read(HOUSE / "source" / step / f"{step}.py").cells
            if "BEGIN SOLUTION" in cell.source and cell.cell_type == "code"
        ]  # fmt: skip
        seen = [bool(telling(map(normal, solution.splitlines()), opened) & secrets) for solution in solutions]
        assert sum(seen) >= len(seen) - 2  # one of a line or two may be too short to tell


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_kit_has_a_notebook_a_step_and_what_installs_it(edition: str, kits: dict[str, dict[str, bytes]]) -> None:
    files = kits[edition]
    names = steps.names(HOUSE)
    assert [name for name in files if name.endswith(".ipynb")] == [f"{step}/{step}.ipynb" for step in names]
    readme = files["README.md"].decode()
    for line in (r"py -m venv .venv", r".venv\Scripts\jupyter lab", "python3 -m venv .venv", ".venv/bin/jupyter lab"):
        assert line in readme
    assert set(re.findall(r"\]\(([^):]+)\)", readme)) - {"LISEZ-MOI.md"} <= files.keys()
    wanted = files["requirements.txt"].decode().splitlines()
    assert wanted[:2] == [f"--extra-index-url {kit.TORCH_INDEX}", f"./{next(n for n in files if n.endswith('.whl'))}"]
    assert "torch==2.13.0" in wanted
    assert "nbgrader" not in " ".join(wanted)
    assert any("language-pack-fr" in line for line in wanted) == (edition != "en")
    for folder in (".devcontainer/devcontainer.json", "binder/requirements.txt"):
        assert "requirements.txt" in files[folder].decode()


def test_a_step_asks_for_no_package_that_another_one_needs(made: list[build.Built]) -> None:
    def wanted(step: str) -> set[str]:
        (one,) = (built for built in made if built.step.name == step)
        lines = kit.make(HOUSE, [one], "en")["requirements.txt"].decode().splitlines()
        return {line.partition("==")[0] for line in lines} & kit.NEEDS.keys()

    assert wanted("01_numpy") == set()
    assert wanted("04_custom_function") == {"tensorboard"}
    assert wanted("08_real_data") == {"scikit-learn"}


def test_the_first_cell_installs_what_is_missing_and_says_the_language(kits: dict[str, dict[str, bytes]]) -> None:
    for edition in EDITIONS:
        first = nbformat.reads(kits[edition]["01_numpy/01_numpy.ipynb"].decode(), as_version=4).cells[0]
        assert first.id == FIRST
        assert first.source.count("%pip install") == 1
        assert (f'choose("{edition}")' in first.source) == (edition != "both")


def test_a_published_kit_has_badges_and_brings_the_helpers_from_there(made: list[build.Built]) -> None:
    there = kit.repository("https://github.com/a-school/gradient/tree/2027")
    files = kit.make(HOUSE, made[:1], "en", there)
    readme, notebook = files["README.md"].decode(), files["01_numpy/01_numpy.ipynb"].decode()
    colab = "https://colab.research.google.com/github/a-school/gradient/blob/2027/01_numpy/01_numpy.ipynb"
    assert colab in readme
    assert "https://mybinder.org/v2/gh/a-school/gradient/2027" in readme
    assert "%pip install --quiet https://github.com/a-school/gradient/raw/2027/gradient_course_helpers-" in notebook
    assert kit.repository("https://github.com/a/b.git") == ("a/b", "main")
    with pytest.raises(CourseError):
        kit.repository("https://example.org/a/b")


def test_the_same_course_gives_the_same_kit(
    made: list[build.Built], kits: dict[str, dict[str, bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """At any time of any day: Babel writes the time into a catalogue's header, and zip into each of its files."""
    monkeypatch.setattr("babel.messages.catalog.LOCALTZ", timezone(timedelta(hours=11, minutes=7)))
    monkeypatch.setattr("time.time", lambda: 2e9)
    again = kit.make(HOUSE, made, "fr")
    assert [name for name, content in again.items() if content != kits["fr"].get(name)] == []
    assert again.keys() == kits["fr"].keys()


def test_no_kit_is_written_among_the_sources(tmp_path: Path) -> None:
    small_course.write(tmp_path)
    with pytest.raises(CourseError, match="--output"):
        kit.write(tmp_path, {"README.md": b""})
    assert not (tmp_path / "README.md").exists()


def test_a_kit_is_a_zip_where_the_name_says_so(tmp_path: Path) -> None:
    kit.write(tmp_path / "gradient.zip", {"README.md": b"1", "01_numpy/01_numpy.ipynb": b"2"})
    with zipfile.ZipFile(tmp_path / "gradient.zip") as archive:
        archive.extractall(tmp_path)
    assert (tmp_path / "gradient" / "README.md").read_bytes() == b"1"
    assert (tmp_path / "gradient" / "01_numpy" / "01_numpy.ipynb").read_bytes() == b"2"


def test_what_else_lies_in_the_folder_stays(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    kit.write(tmp_path, {"01_numpy/a.txt": b"1"})
    assert (tmp_path / ".git").is_dir()
    assert (tmp_path / "01_numpy" / "a.txt").read_bytes() == b"1"
