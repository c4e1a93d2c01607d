"""The house is in order: what lies in two places agrees, and nothing that is the instructor's stands in release/."""

import ast
import json
import re
import subprocess
import tomllib
from pathlib import Path

import nbformat
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from autograder.authoring import answers, build, catalogues, checks, steps
from autograder.cli import app

HOUSE = Path(__file__).parents[2]
PROJECT = tomllib.loads((HOUSE / "pyproject.toml").read_text())["project"]
REQUIREMENTS = [
    Requirement(line)
    for line in [
        *PROJECT["dependencies"],
        *(line for extra in PROJECT["optional-dependencies"].values() for line in extra),
    ]
]
PYPI_ONLY = {"axe-playwright-python", "mutmut"}  # pip brings it with the course itself
CONDA = {"torch": "pytorch-cpu", "matplotlib": "matplotlib-base"}
STEPS = steps.names(HOUSE)


def test_environment_yml_asks_for_what_pyproject_asks_for() -> None:
    environment = yaml.safe_load((HOUSE / "environment.yml").read_text())
    lines = [line for line in environment["dependencies"] if isinstance(line, str)]
    conda = {Requirement(line).name: Requirement(line).specifier for line in lines}
    wanted = {CONDA.get(r.name, r.name): r.specifier for r in REQUIREMENTS if r.name not in PYPI_ONLY}
    python = {
        "python": Requirement(f"python{PROJECT['requires-python']}").specifier,
        "pip": Requirement("pip").specifier,
    }
    assert conda == wanted | python


def test_constraints_pin_every_requirement_to_a_version_that_it_allows() -> None:
    lines = (HOUSE / "constraints.txt").read_text().splitlines()
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", line) for line in lines), lines
    pins = {canonicalize_name(name): version for name, _is, version in (line.partition("==") for line in lines)}
    for requirement in REQUIREMENTS:
        assert Version(pins[canonicalize_name(requirement.name)]) in requirement.specifier
    assert pins["torch"] == "2.13.0"
    assert not [name for name in pins if name.startswith(("nvidia", "cuda", "triton"))]


def test_every_message_has_its_translation() -> None:
    assert [str(fault) for fault in catalogues.untranslated(HOUSE)] == []


@pytest.mark.parametrize("step", STEPS)
def test_a_steps_source_has_no_fault(step: str) -> None:
    (read,) = steps.read_all(HOUSE, [step])
    assert [str(fault) for fault in checks.faults(read)] == []


@pytest.mark.parametrize("step", STEPS)
def test_the_release_is_fresh(step: str) -> None:
    assert [str(fault) for fault in build.stale(HOUSE, build.make(HOUSE, [step]))] == []


def test_no_file_has_the_marks_of_a_merge() -> None:
    command = ["git", "grep", "--name-only", "-E", "^(<{7}|>{7}) "]
    found = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=False)
    assert found.stdout == ""


def test_every_step_has_its_release_and_its_answer_bank() -> None:
    assert sorted(path.name for path in (HOUSE / "release").iterdir()) == STEPS
    assert answers.steps(HOUSE) == STEPS


def lines_between(source: str, begin: str, end: str) -> set[str]:
    """The lines that stand between two marks, and are long enough to tell something."""
    found: set[str] = set()
    inside = False
    for line in source.splitlines():
        if begin in line or end in line:
            inside = begin in line
        elif inside and len(line.strip()) > 3:
            found.add(line.strip())
    return found


@pytest.mark.parametrize("step", STEPS)
def test_nothing_of_the_instructors_stands_in_a_release(step: str) -> None:
    """Read from the files alone, and not with the build's own eyes."""
    source = (HOUSE / "source" / step / f"{step}.py").read_text()
    hidden: set[str] = set()
    for begin, end in (("BEGIN SOLUTION", "END SOLUTION"), ("BEGIN HIDDEN", "END HIDDEN"), ("BEGIN MARK", "END MARK")):
        hidden |= lines_between(source, begin, end)
        source = re.sub(rf"(?s)[^\n]*{begin}.*?{end}[^\n]*\n", "", source)
    # A loop's first line, say, may also stand in the faulty code of a repair exercise, in the open.
    shown = {line.strip() for line in source.splitlines()} | {
        line.strip().removeprefix("#").strip() for line in source.splitlines()
    }
    secrets = {line.removeprefix("#").strip() for line in hidden} - shown
    assert secrets, f"source/{step}: no line of a solution, a hidden test or a scheme that a release could hold"
    for path in (HOUSE / "release" / step).rglob("*"):
        text = path.read_text(errors="replace")
        lines = set(text.splitlines())
        if path.suffix == ".ipynb":
            cells = nbformat.reads(text, as_version=4).cells
            lines = {line.strip() for cell in cells for line in cell.source.splitlines()}
            assert not any(cell.get("outputs") or cell.get("attachments") for cell in cells)
            assert set(json.loads(text)["metadata"]) == {"kernelspec", "language_info"}
        assert lines & secrets == set()
        for word in ("BEGIN SOLUTION", "HIDDEN TESTS", "MARK SCHEME", "reference", "course.answers"):
            assert word not in text


def test_git_tracks_no_made_file() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=HOUSE, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    made = re.compile(r"^(source/.*\.ipynb|demo/|submitted/|autograded/|feedback/|gradebook\.db|\.venv/)|\.pyc$|\.mo$")
    assert [path for path in tracked if made.search(path)] == []
    assert "release/01_numpy/01_numpy.ipynb" in tracked


def test_the_houses_seven_names_stand_at_the_top() -> None:
    for name in ("course", "source", "release", "autograder", "tests", "environment.yml", "README.md"):
        assert (HOUSE / name).exists()
    assert [path for path in HOUSE.rglob("*") if path.stem in ("utils", "util") and ".venv" not in path.parts] == []


@pytest.mark.parametrize("readme", ["README.md", "README.fr.md"])
def test_what_a_readme_points_to_exists(readme: str) -> None:
    text = (HOUSE / readme).read_text()
    links = re.findall(r"\]\(([^)#:]+)\)", text)
    assert len(links) > 4
    assert [link for link in links if not (HOUSE / link).exists()] == []
    commands = {command.name or command.callback.__name__ for command in app.registered_commands}
    assert set(re.findall(r"`autograder ([a-z]+)", text)) <= commands
    targets = set(re.findall(r"^([a-z]+):", (HOUSE / "Makefile").read_text(), re.MULTILINE))
    assert {"demo", "test"} <= set(re.findall(r"^make ([a-z]+)", text, re.MULTILINE)) <= targets


def test_no_message_hides_in_a_string_where_its_translation_is_not_asked_for() -> None:
    """Babel reads no call in the braces of an f-string with Python 3.11."""
    hidden = [
        f"{path.relative_to(HOUSE)}:{node.lineno}"
        for folder in ("autograder", "course/helpers", "course/commands")
        for path in (HOUSE / folder).rglob("*.py")
        for string in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(string, ast.JoinedStr)
        for node in ast.walk(string)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in catalogues.KEYWORDS
        if node.args and isinstance(node.args[0], ast.Constant)
    ]
    assert hidden == []
