"""What the instructor's course says for the small examples: how inputs are drawn, and what wrong answers give there."""

import ast
import json
from collections.abc import Iterable
from pathlib import Path

INPUTS = Path("course", "answers", "inputs")
UNSEEN = Path("course", "answers", "unseen.json")  # written by `autograder.authoring.known`


def declarations(root: Path, notebooks: Iterable[str]) -> dict[str, str]:
    """By notebook, the text that says how the inputs of its exercises are drawn."""
    paths = {name: root / INPUTS / f"{name}.py" for name in notebooks}
    return {name: path.read_text(encoding="utf-8") for name, path in paths.items() if path.is_file()}


def exercises(source: str) -> frozenset[str]:
    """The exercises that a file of declarations names. It is not run."""
    names = (node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef))
    return frozenset(name for name in names if not name.startswith("_"))


def unseen(root: Path, notebooks: Iterable[str]) -> dict[str, str]:
    """By notebook, what the named wrong answers give that no visible test names, as JSON."""
    path = root / UNSEEN
    table = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return {name: json.dumps(table[name]) for name in notebooks if name in table}


def unseen_keys(root: Path, notebook: str, exercise: str) -> set[str]:
    """The mistakes in this exercise that the search for an example can name."""
    table = json.loads(unseen(root, [notebook]).get(notebook, "{}"))
    return {key for entries in table.get(exercise, {}).values() for key, _gives in entries}
