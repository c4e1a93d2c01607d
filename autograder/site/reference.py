"""Two pages of reference, made of what the code says itself: the commands and their options, what test cells call."""

import os
import subprocess
import sys
import tempfile

COMMANDS = ("check", "hand-in")  # of `python -m course`
# What test cells import, `expect` first.
FORMS = (
    "expect", "observe", "backward", "differences", "functions", "iterates", "layers", "leaves", "orders", "quotients",
    "training", "trials",
)  # fmt: skip
_ABOUT_FORMS = """# What test cells call: `expect` and the other forms

A test cell imports these from `course.helpers`; the project's `docs/authoring.md` shows how an exercise is written.
"""


def pages() -> dict[str, str]:
    """The pages' Markdown by their names. They are in English, as the rest of docs/ is."""
    return {"commands": _commands(), "forms": _forms()}


def _commands() -> str:
    typer = _said("typer", "autograder.cli", "utils", "docs", "--name", "autograder")
    students = [
        f"### `python -m course {name}`\n\n```text\n{_said('course', name, '--help').strip()}\n```" for name in COMMANDS
    ]
    # The page has one title, and each command is a part of it.
    teachers = typer.replace("# `autograder`", "## `autograder`", 1).replace("\n## `autograder ", "\n### `autograder ")
    return "\n\n".join(["# Commands", teachers.strip(), "## `python -m course`, for students", *students, ""])


def _said(*command: str) -> str:
    """What a program of ours prints, in a folder without notebooks: one would choose the language."""
    environment = {**os.environ, "COURSE_LANG": "en", "COLUMNS": "100"}
    with tempfile.TemporaryDirectory() as folder:
        ran = subprocess.run(
            [sys.executable, "-m", *command], cwd=folder, env=environment, stdout=subprocess.PIPE, text=True, check=True
        )
    return ran.stdout


def _forms() -> str:
    parts = [
        f"## `{name}`\n\n```{{eval-rst}}\n.. automodule:: course.helpers.{name}\n   :members:\n{imported}```"
        for name, imported in ((name, "   :imported-members:\n" * (name == "expect")) for name in FORMS)
    ]
    return "\n\n".join([_ABOUT_FORMS, *parts, ""])
