"""A course that has one step of ours, built: its source and release, its configuration, a new gradebook."""

import shutil
from pathlib import Path

from autograder.authoring import build

HOUSE = Path(__file__).parents[2]


def course(folder: Path, step: str) -> build.Built:
    """Make it in `folder`; what the step becomes."""
    shutil.copy(HOUSE / "nbgrader_config.py", folder)
    ignored = shutil.ignore_patterns("*.ipynb", "runs", ".ipynb_checkpoints")
    shutil.copytree(HOUSE / "source" / step, folder / "source" / step, ignore=ignored)
    made = build.make(folder, [step])
    build.write(folder, made)
    return made[0]
