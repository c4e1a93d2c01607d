"""A made-up class: students with names, abilities and habits, who hand in what the answer bank holds.

Everything is drawn from one seed: the same seed gives the same class, byte for byte.
"""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook

from autograder.authoring.answers import Answer
from autograder.authoring.build import Built
from autograder.authoring.checks import marks_of
from autograder.coursedir import atomic
from autograder.coursedir.folder import directories
from autograder.notebook.marks import is_solution

# Of many languages, as in a real class: what a name may hold is what paths, pages and tables must carry.
NAMES = (
    "Inès Lefèvre", "Tomasz Wójcik", "Aoife Ní Bhriain", "Mamadou Diallo", "Chloé Dubois", "Nguyễn Minh Anh",
    "Ada Okafor", "Søren Kjær", "José Núñez", "Fatou N’Diaye", "Lukas Müller", "Βασιλική Παππά",
    "Олена Шевчук", "陈 思远", "Maëlle Le Goff", "Yusuf Yıldız", "佐藤 陽菜", "Zsófia Kővári", "Liam O’Connor",
    "Camille Roux", "محمد العلوي", "Þóra Jónsdóttir", "Ravi Iyer", "Élodie Garnier", "João Gonçalves", "김 서연",
    "Noé Ben Saïd", "Marta Łukaszewicz", "Анна Орлова", "Hugo Fournier", "Leïla Haddad", "Jürgen Weiß",
    "नेहा शर्मा", "Oscar Dahlström", "Awa Traoré", "Jana Dvořáková", "יעל כהן", "Théo Mercier", "Grace Mwangi",
    "Andrés Peña", "Siân Pritchard", "Matteo D’Angelo", "Ewa Żak", "Guillaume Ängström",
)  # fmt: skip
DUE = datetime(2026, 1, 16, 17, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Student:
    """A member of the class. `ability` is the chance of a right answer; `language` that of their own words."""

    id: str
    name: str
    ability: float
    language: str


def enrol(count: int, rng: random.Random) -> list[Student]:
    """`count` students; past the last name, names come again with a number."""
    students = []
    for i in range(count):
        name = NAMES[i % len(NAMES)] + (f" {i // len(NAMES) + 1}" if i >= len(NAMES) else "")
        login = name.lower().replace("’", "").replace(" ", "-")
        students.append(Student(login, name, rng.betavariate(5, 2), rng.choice(("en", "fr"))))
    return students


def hand_in(course: Path, built: Sequence[Built], bank: dict[str, list[Answer]], count: int, seed: int) -> None:
    """Have a class of `count` answer every step: `submitted/<student>/<step>/<step>.ipynb` and `timestamp.txt`.

    bank: the answers to each step. Of each step one student hands in nothing and one is late; the gradebook gets the
    names and the due dates.
    """
    rng = random.Random(seed)
    students = enrol(count, rng)
    with Gradebook(directories(course).db_url) as gradebook:
        for student in students:
            first, _space, last = student.name.partition(" ")
            gradebook.update_or_create_student(student.id, first_name=first, last_name=last)
        for week, step in enumerate(built):
            due = DUE + timedelta(weeks=week)
            gradebook.update_or_create_assignment(step.step.name, duedate=due.replace(tzinfo=None))
            missing, late = rng.sample(students, 2) if count > 1 else (None, None)
            for student in students:
                notebook = _answered(step, bank[step.step.name], student, rng)
                early = timedelta(seconds=rng.randrange(60, 4 * 24 * 3600))
                time = due + timedelta(hours=5, minutes=12) if student is late else due - early
                if student is not missing:
                    folder = course / "submitted" / student.id / step.step.name
                    atomic.write(folder / f"{step.step.name}.ipynb", (json.dumps(notebook, indent=1) + "\n").encode())
                    atomic.write(folder / "timestamp.txt", time.strftime("%Y-%m-%d %H:%M:%S UTC").encode())


def _answered(step: Built, bank: list[Answer], student: Student, rng: random.Random) -> NotebookNode:
    """The release with this student's answers filled in."""
    notebook = nbformat.reads(step.release[f"{step.step.name}.ipynb"].decode(), as_version=4)
    model = {marks_of(cell).get("grade_id"): cell.source for cell in step.step.cells}
    for cell in notebook.cells:
        name = str(marks_of(cell).get("grade_id"))
        if is_solution(cell):
            cell.source = _choose(cell.source, [answer for answer in bank if answer.exercise == name], student, rng)
        elif marks_of(cell).get("solution"):
            cell.source = _in_own_words(model[name], student, rng)
    return notebook


def _choose(stub: str, answers: list[Answer], student: Student, rng: random.Random) -> str:
    """A right answer, a wrong one, or nothing: the cell as it was handed out."""
    if rng.random() < 0.3 * (1 - student.ability) or not answers:
        return stub
    verdict = "right" if rng.random() < student.ability else "wrong"
    fitting = [answer for answer in answers if answer.verdict == verdict] or answers
    return rng.choice(fitting).source


def _in_own_words(model: str, student: Student, rng: random.Random) -> str:
    """As much of the model answer as the student knows: all its sentences, some, or a word of regret."""
    text = " ".join(line for line in model.splitlines() if "SOLUTION" not in line)
    sentences = [sentence for sentence in text.split(". ") if sentence.strip()]
    known = round(len(sentences) * min(1.0, student.ability + rng.uniform(-0.3, 0.1)))
    if known < 1:
        return "I ran out of time." if student.language == "en" else "Je n'ai pas eu le temps."
    return ". ".join(sentences[:known])
