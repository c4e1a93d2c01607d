"""A course folder with a gradebook of one assignment, made without nbgrader's converters: for tests of `coursedir`.

`ps1` has one notebook `p1`: an answer `square` with its test (2 points), a written answer `why` (3) and a task (5).
"""

import tempfile
from functools import cache
from pathlib import Path

from nbgrader.api import Gradebook

from autograder.coursedir.revision import tell_nbgrader
from autograder.coursedir.settings import Course, load_course

MARKS = {"test_square": 2.0, "why": 3.0, "task": 5.0}
LOCKED = {"square": False, "test_square": True, "why": False, "task": True}


@cache
def _gradebook() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        tell_nbgrader()
        with Gradebook(f"sqlite:///{folder}/gradebook.db") as book:
            book.add_assignment("ps1")
            book.add_notebook("p1", "ps1")
            book.add_solution_cell("square", "p1", "ps1")
            book.add_grade_cell("test_square", "p1", "ps1", max_score=MARKS["test_square"], cell_type="code")
            book.add_grade_cell("why", "p1", "ps1", max_score=MARKS["why"], cell_type="markdown")
            book.add_solution_cell("why", "p1", "ps1")
            book.add_task_cell("task", "p1", "ps1", max_score=MARKS["task"], cell_type="markdown")
            for name, locked in LOCKED.items():
                kind = "code" if "square" in name else "markdown"
                text = f"# {name}, as the gradebook has it"
                book.add_source_cell(name, "p1", "ps1", source=text, cell_type=kind, locked=locked)
        return Path(folder, "gradebook.db").read_bytes()


def new_course(folder: Path, *lines: str) -> Course:
    """The course in `folder`, with these lines in its configuration."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "nbgrader_config.py").write_text("\n".join(["c = get_config()", *lines]) + "\n")
    (folder / "gradebook.db").write_bytes(_gradebook())
    return load_course(folder)
