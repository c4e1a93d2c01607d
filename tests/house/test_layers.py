"""The packages of `autograder/` import one way, no two modules import each other, and none is long.

Imports inside functions and those for type checkers alone count too.
"""

import ast
import re
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2] / "autograder"
# A package may import those that stand before it.
LAYERS = (
    "messages", "faults", "records", "seeding", "sandbox", "bridge", "notebook", "coursedir", "engine", "authoring",
    "batch", "audit", "exchange", "report", "marking", "plugins", "demo", "console", "site", "cli", "__main__",
)  # fmt: skip
ON_NOTHING = {"sandbox", "bridge"}  # of the house, but messages and faults
OLD_NAMES = {"execute", "private"}  # what nbgrader_config.py may still say


def _name(path: Path) -> str:
    return ".".join(path.relative_to(HOUSE.parent).with_suffix("").parts).removesuffix(".__init__")


MODULES = {_name(path): path for path in HOUSE.rglob("*.py")}


def imports(module: str) -> set[str]:
    """The modules of the house that this one imports."""
    found = set()
    for node in ast.walk(ast.parse(MODULES[module].read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inside = [f"{node.module}.{alias.name}" for alias in node.names]
            found |= {name if name in MODULES else node.module for name in inside}
    return {name for name in found if name in MODULES} - {module, "autograder"}


def package(module: str) -> str:
    return module.split(".")[1] if "." in module else module


def reached(module: str) -> set[str]:
    """All that is imported for it, directly or not."""
    found, waiting = set[str](), [module]
    while waiting:
        new = imports(waiting.pop()) - found
        found |= new
        waiting += new
    return found


@pytest.mark.parametrize("module", sorted(set(MODULES) - {"autograder"}))
def test_a_module_imports_only_what_stands_below_it(module: str) -> None:
    own = package(module)
    if own in OLD_NAMES:
        return
    for other in map(package, imports(module)):
        assert other == own or LAYERS.index(other) < LAYERS.index(own), f"{module} imports {other}"
        assert other == own or own not in ON_NOTHING or other in ("messages", "faults")


def test_no_modules_import_each_other_in_a_circle() -> None:
    try:
        TopologicalSorter({module: imports(module) for module in MODULES}).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


@pytest.mark.parametrize("module", sorted(name for name in MODULES if name.startswith("autograder.engine.student")))
def test_the_student_side_knows_no_judge_no_plan_and_no_course(module: str) -> None:
    far = {name for name in reached(module) if ".judge" in name or ".plan" in name or "coursedir" in name}
    assert far == set()


def test_every_package_has_its_place() -> None:
    there = {package(module) for module in MODULES} - {"autograder"} - OLD_NAMES
    assert there == set(LAYERS)


def test_the_map_for_newcomers_has_every_package() -> None:
    page = (HOUSE.parent / "docs" / "architecture.md").read_text()
    table = page.partition("\n## The layers\n")[2].partition("\n## ")[0]
    assert [name for name in LAYERS if not re.search(rf"`{name}/?`", table)] == []


@pytest.mark.parametrize("folder", ["autograder", "course/helpers"])
def test_no_module_has_more_than_300_lines(folder: str) -> None:
    lengths = {path: len(path.read_text().splitlines()) for path in (HOUSE.parent / folder).rglob("*.py")}
    assert len(lengths) > 30
    assert {str(path): length for path, length in lengths.items() if length > 300} == {}
