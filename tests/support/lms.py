"""Downloads and tables in the form that Moodle and Canvas give them, for tests.

Moodle's names are those of `assign::download_submissions` and of the grading worksheet (assignfeedback_offline),
Canvas' those of `lib/content_zipper.rb` and `lib/gradebook_exporter.rb`.
"""

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

WORKSHEET = (
    "Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade", "Grade can be changed",
    "Last modified (submission)", "Last modified (grade)", "Feedback comments",
)  # fmt: skip
FEUILLE = (
    "Identifiant", "Nom complet", "Adresse de courriel", "Statut", "Note", "Note maximale",
    "La note peut être modifiée", "Dernière modification (travail remis)", "Dernière modification (note)",
    "Feedback par commentaires",
)  # fmt: skip


@dataclass(frozen=True)
class Someone:
    """A student as an LMS has them. `number`: Moodle's participant or Canvas' user."""

    number: int
    first: str
    last: str
    email: str
    time: str = "Thursday, 15 January 2026, 5:00 PM"
    late: bool = False

    @property
    def full(self) -> str:
        return f"{self.first} {self.last}"


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return path


def moodle_folder(one: Someone, form: str = "folder") -> str:
    """`form`: folder (from 4.1 on), old (before), flat (files and no folders)."""
    name = re.sub(r"[&<>\"`|':\\/]", "", one.full.replace("_", " "))
    return f"{name}_{one.number}_assignsubmission_file" + {"folder": "/", "old": "_/", "flat": "_"}[form]


def worksheet(
    path: Path, people: Sequence[Someone], header: Sequence[str] = WORKSHEET, maximum: str = "100.00", grade: str = ""
) -> Path:
    text = io.StringIO(newline="")
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(header)
    word = (header[0].startswith("Identifier") and "Participant ") or "Participant"
    for one in people:
        rows.writerow(
            [f"{word}{one.number}", one.full, one.email, "-", grade, maximum, "Yes", one.time, "-", "well, <b>done</b>"]
        )
    path.write_bytes(b"\xef\xbb\xbf" + text.getvalue().encode())
    return path


def canvas_file(one: Someone, attachment: int, file: str) -> str:
    sortable = re.sub(r"_(\d+)_", r"\1", f"{one.last}, {one.first}").lower()
    stem = re.sub(r"\W", "", "_".join([sortable, *(["LATE"] if one.late else []), str(one.number)]))
    return f"{stem}_{attachment}_" + re.sub(r'[\x00/\\:*?"<>|]+', "_", file)


def gradebook(path: Path, people: Sequence[Someone], columns: dict[str, str], grade: str = "") -> Path:
    """`columns`: the points that there are, by "title (id)"."""
    text = io.StringIO(newline="")
    rows = csv.writer(text, lineterminator="\n")
    student = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    rows.writerow([*student, *columns, "Current Score", "Final Score"])
    rows.writerow([*[""] * len(student), *["Manual Posting"] * len(columns), "", ""])
    rows.writerow(["    Points Possible", *[""] * 4, *columns.values(), "(read only)", "(read only)"])
    for one in people:
        name = f"{one.last}, {one.first}"
        name = f'="{name}"' if name.lstrip().startswith("=") else name
        rows.writerow([name, one.number, f"S{one.number}", one.email, "A", *[grade] * len(columns), "80.0", "70.0"])
    rows.writerow(["Student, Test", 999, "", "0123abcd", "A", *[""] * len(columns), "", ""])
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def moodle_takes_marks(path: Path, header: Sequence[str] = WORKSHEET, maximum: float = 100.0) -> dict[int, float]:
    """The marks by participant, as `assignfeedback_offline_grade_importer` reads them and the import skips them."""
    text = path.read_bytes().decode("utf-8-sig")
    columns, *rows = csv.reader(io.StringIO(text, newline=""))
    identifier, grade = columns.index(header[0]), columns.index(header[4])
    assert header[8] in columns  # without the time of the last change the file is refused
    taken = {}
    for row in rows:
        number = re.fullmatch(r"Participant ?(\d+)", row[identifier])
        assert number
        if row[grade] != "" and 0 <= float(row[grade]) <= maximum:
            taken[int(number[1])] = float(row[grade])
    return taken


def moodle_takes_pages(path: Path, participants: Sequence[int]) -> dict[int, dict[str, bytes]]:
    """The feedback files by participant, as `assignfeedback_file_zip_importer` reads them."""
    taken: dict[int, dict[str, bytes]] = {}
    with zipfile.ZipFile(path) as opened:
        for name in opened.namelist():
            parts = f"/import/{name}".split("/")
            assert not parts[-1].startswith((".", "~"))
            while parts:
                info = parts.pop(0).split("_", 4)
                if len(info) < 4 or not info[1].isdecimal() or int(info[1]) not in participants:
                    continue
                if info[2:4] == ["assignfeedback", "file"]:
                    taken.setdefault(int(info[1]), {})["/".join([*info[4:], *parts])] = opened.read(name)
                    break
    return taken


def canvas_takes_marks(path: Path, users: Sequence[int]) -> dict[str, dict[int, str]]:
    """The marks by column and user, as `GradebookImporter` reads them."""
    header, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
    assert header[0] == "Student"
    assert header[1] == "ID"
    assert header[4] == "Section"  # with both SIS columns it has to be the fifth
    taken: dict[str, dict[int, str]] = {title: {} for title in header[5:]}
    for row in rows:
        if "Points Possible" in row[0] or all(
            re.fullmatch(r"(?i)\s*(Muted|Manual Posting.*)?\s*", cell) for cell in row
        ):
            continue
        assert int(row[1]) in users
        for title, cell in zip(header[5:], row[5:], strict=True):
            taken[title][int(row[1])] = cell
    return taken


def canvas_takes_pages(path: Path, attachments: dict[int, int]) -> dict[int, list[bytes]]:
    """The pages by user, as `infer_comment_context_from_filename` finds them. `attachments`: by user."""
    taken: dict[int, list[bytes]] = {}
    with zipfile.ZipFile(path) as opened:
        for name in opened.namelist():
            user, attachment = [int(part) for part in name.split("_") if re.fullmatch(r"\d+", part)][:2]
            assert attachments[user] == attachment
            taken.setdefault(user, []).append(opened.read(name))
    return taken
