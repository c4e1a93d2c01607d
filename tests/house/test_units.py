"""Each module of these packages has its unit test file, which starts no process."""

import ast
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
PACKAGES = ("notebook", "coursedir", "authoring", "bridge")
# What starts a process: `os.fork()`, `subprocess.run(…)`, `context.Process(…)`.
STARTS = {"fork", "forkpty", "posix_spawn", "system", "popen", "Popen", "Process", "check_call", "check_output"}


def _defines(path: Path) -> bool:
    """Whether there is anything to test: a package's `__init__` is often one docstring."""
    defined = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    return any(isinstance(node, defined) for node in ast.walk(ast.parse(path.read_text())))


def _test_of(path: Path) -> Path:
    """`tests/unit/<package>/test_<module>.py`; a package's own code is tested beside the package."""
    place = path.parent if path.stem == "__init__" else path
    folder = HOUSE / "tests/unit" / place.parent.relative_to(HOUSE / "autograder")
    return folder / f"test_{place.stem}.py"


MODULES = {
    str(path.relative_to(HOUSE)): _test_of(path)
    for package in PACKAGES
    for path in sorted((HOUSE / "autograder" / package).rglob("*.py"))
    if _defines(path)
}


def test_the_modules_are_found() -> None:
    assert len(MODULES) > 15


@pytest.mark.parametrize("module", MODULES)
def test_a_module_has_its_unit_test_file(module: str) -> None:
    assert MODULES[module].is_file(), f"{module} has no {MODULES[module].relative_to(HOUSE)}"
    nodes = list(ast.walk(ast.parse(MODULES[module].read_text())))
    assert [node for node in nodes if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    dotted = module.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    imports = [node for node in nodes if isinstance(node, ast.ImportFrom)]
    imported = {f"{node.module}.{name.name}" for node in imports for name in node.names}
    assert [name for name in imported if name == dotted or name.startswith(f"{dotted}.")], "it imports what it tests"


@pytest.mark.parametrize("module", MODULES)
def test_a_unit_test_starts_no_process(module: str) -> None:
    calls = [node.func for node in ast.walk(ast.parse(MODULES[module].read_text())) if isinstance(node, ast.Call)]
    names = {call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in calls}
    runs = [c for c in calls if isinstance(c, ast.Attribute) and ast.unparse(c) == "subprocess.run"]
    assert (names & STARTS, runs) == (set(), [])
