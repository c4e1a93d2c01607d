"""The pages of a class: one that takes too long or ends its process costs no other student's."""

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from autograder.batch.run import grade
from autograder.coursedir import feedback
from tests.batch.test_costly_texts import SLOW_CODE
from tests.support import batch
from tests.support.pages import make_them_quickly

STUDENTS = ["ada", "bob", "eve", "zoe"]
# A page may end the process of whoever makes it: here by a word of the student's.
ENDS = """
import os, signal
from nbconvert.preprocessors import Preprocessor
class Ends(Preprocessor):
    def __call__(self, notebook, resources):
        if any(cell.source == "end" for cell in notebook.cells):
            print(f"made by {os.getpid()}", file=open("ended", "w"))
            os.kill(os.getpid(), signal.SIGKILL)
        return notebook, resources
c.GenerateFeedback.preprocessors = ["nbgrader.preprocessors.GetGrades", Ends]
"""


@pytest.mark.slow
def test_a_page_that_hangs_and_one_that_kills_cost_nobody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    course = batch.new_course(tmp_path)
    for student in STUDENTS:
        batch.hand_in(course, student)
    batch.use_fake_worker(monkeypatch)
    make_them_quickly(monkeypatch)
    grade(course, ["ps1"])
    batch.configure(course, ENDS)
    for student, source in (("bob", "end"), ("eve", SLOW_CODE["blank lines"])):
        path = course / "autograded" / student / "ps1" / "p1.ipynb"
        book = nbformat.read(path, as_version=4)
        book.cells.append(new_code_cell(source))
        nbformat.write(book, path)
    monkeypatch.setattr(feedback, "SECONDS", 5.0)
    done: list[tuple[int, int]] = []
    failed = feedback.generate(course, [("ps1", student) for student in STUDENTS], 1, lambda *at: done.append(at))
    reasons = {student: reason for _assignment, student, reason in failed}
    assert list(reasons) == ["bob", "eve"]
    assert (course / "ended").is_file(), "the page of bob was begun"
    assert "-9" in reasons["bob"]
    assert "5 s" in reasons["eve"]
    assert sorted(path.parts[-3] for path in course.glob("feedback/*/ps1/p1.html")) == ["ada", "zoe"]
    assert done[-1] == (4, 4)
