"""What a docstring, a comment or the map for newcomers names is there."""

import re
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
SOURCES = [path for folder in ("autograder", "course", "tests") for path in sorted((HOUSE / folder).rglob("*.py"))]
FILES = {path.name for path in SOURCES} | {"nbgrader_config.py"}


def test_a_module_that_a_comment_of_ours_names_is_there() -> None:
    told = re.compile(r"(?:\bsee |\bin |\(|: )`?([a-z]\w*\.py)\b(?!`?\()")
    lost = [
        f"{path.relative_to(HOUSE)}:{number}: {name}"
        for path in SOURCES
        if path.is_relative_to(HOUSE / "autograder")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        for name in told.findall(f"{line} ")
        if name not in FILES
    ]
    assert lost == []


@pytest.mark.parametrize("package", ["authoring", "bridge"])
def test_a_package_names_each_of_its_modules_and_no_others(package: str) -> None:
    folder = HOUSE / "autograder" / package
    text = (folder / "__init__.py").read_text().split('"""')[1]
    modules = {path.stem for path in folder.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    assert set(re.findall(r"`([a-z_]+)`", text)) == modules - {"__init__"}


@pytest.mark.parametrize("page", ["architecture.md", "authoring.md", "security.md"])
def test_a_path_that_the_docs_name_is_there(page: str) -> None:
    named = re.findall(
        r"`([a-z_]+(?:/[a-z_0-9]+)*/?(?:[a-z_0-9]+\.(?:py|html\.j2)))`", (HOUSE / "docs" / page).read_text()
    )
    places = (HOUSE, HOUSE / "autograder", HOUSE / "course", HOUSE / "course" / "helpers")
    assert [name for name in named if "/" in name and not any((place / name).exists() for place in places)] == []
