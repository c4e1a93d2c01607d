"""Under which names the files are laid out that a student has handed in over an LMS, and which of them."""

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from autograder.coursedir.choosing import Work, choose, is_doubtful, may_be, work_in
from autograder.coursedir.settings import Course
from autograder.coursedir.submission import TIMESTAMP
from autograder.coursedir.untrusted import LARGEST, notebook_of
from autograder.exchange.archive import Entry
from autograder.faults import Reason, Refused
from autograder.notebook.outline import Landmark
from course.helpers.language import N_

Outlines = Mapping[str, Sequence[Landmark]]  # an assignment's notebooks as they were handed out, by name
Named = tuple[str, Entry]


def bounded(course: Course, files: list[Named], remarks: list[Reason]) -> list[Named]:
    """The files that a submission may hold, by name. Raises Refused where there are too many."""
    if len(files) > course.grading.max_files:
        raise Refused(N_("it holds more than {limit} files"), limit=course.grading.max_files)
    left, kept, names = course.directory.max_dir_size * 1000, list[Named](), {name for name, _entry in files}
    for name, entry in sorted(files, key=lambda file: file[0]):
        is_notebook = notebook_of(name) is not None
        largest = LARGEST * course.grading.notebook_size << 20 if is_notebook else course.directory.max_file_size * 1000
        folders = set(map(str, PurePosixPath(name).parents))
        if name == TIMESTAMP:  # the time is the LMS's, and no student's
            remarks.append(Reason(N_("{name}: left out, the time is the LMS's"), {"name": name}))
        elif folders & names:
            remarks.append(Reason(N_("{name}: there twice, left out"), {"name": name}))
        elif entry.size > (largest if is_notebook else min(largest, left)):
            remarks.append(Reason(N_("{name}: too large, left out"), {"name": name}))
        else:
            left -= 0 if is_notebook else entry.size
            kept.append((name, entry))
    return kept


def under_their_names(
    files: list[Named], expected: Outlines, remarks: list[Reason], doubts: list[Reason]
) -> dict[str, Entry]:
    """The files by name, with each notebook of the assignment under its own where it is clear which one it is.

    It is where only one could be it: by its name without what programs add ("01_numpy (1).ipynb"), in whatever folder;
    or since there is one notebook, and one is wanted. Of several it is the one that was worked on (coursedir.choosing).
    `doubts`: the remarks for which a person has to look.
    """
    notebooks = [file for file in files if notebook_of(file[0]) is not None]
    for wanted, outline in sorted(expected.items()):
        own = f"{wanted}.ipynb"
        alike = [file for file in notebooks if may_be(_last(file[0]), wanted, expected)]
        if not alike and len(expected) == len(notebooks) == 1:
            alike = notebooks
        if len(alike) > 1:
            works = [_work(entry, outline) for _name, entry in alike]
            shown = [entry.parts[-1] if _twice(name, alike) else name for name, entry in alike]
            if (choice := choose(wanted, [_last(name) for name, _entry in alike], works, shown)) is None:
                continue
            (doubts if is_doubtful([choice[1]]) else remarks).append(choice[1])
            left_out = [entry for place, (_name, entry) in enumerate(alike) if place != choice[0]]
            files = [file for file in files if not any(file[1] is entry for entry in left_out)]
            alike = [alike[choice[0]]]
        elif alike and alike[0][0] != own:
            remarks.append(Reason(N_("{name} is taken for {wanted}"), {"name": alike[0][0], "wanted": own}))
        files = [(own if any(entry is one for _name, one in alike) else name, entry) for name, entry in files]
    named = dict[str, Entry]()
    for name, entry in files:
        if name in named:
            remarks.append(Reason(N_("{name}: there twice, left out"), {"name": entry.name}))
        else:
            named[name] = entry
    return named


def _last(name: str) -> str:
    return name.rpartition("/")[2]


def _twice(name: str, files: list[Named]) -> bool:
    return [other for other, _entry in files].count(name) > 1


def _work(entry: Entry, outline: Sequence[Landmark]) -> Work:
    try:
        return work_in(b"".join(entry.pieces()), outline)
    except OSError:
        return None
