"""A student's id: a folder's name, and what nbgrader's pages and tables write as it is."""

from autograder.faults import Refused, printable
from course.helpers.language import N_

LONGEST = 128  # of nbgrader's column
_LONGEST_NAME = 240  # bytes of a folder's name
_SPECIAL = set('<>",;\\*?[]')


def is_usable(student: str) -> bool:
    """Whether a student may have this id, and a folder of this name."""
    try:
        check_id(student)
    except Refused:
        return False
    fits = 0 < len(student.encode()) <= _LONGEST_NAME
    return fits and not student.startswith(".") and "/" not in student


def check_id(student: str) -> None:
    """Raises Refused where no student may have this id."""
    if printable(student) != student:
        raise Refused(N_("the folder's name holds characters that cannot be shown; rename it"))
    if len(student) > LONGEST:
        raise Refused(N_("the folder's name is longer than {longest} characters; rename it"), longest=LONGEST)
    # nbgrader's pages and its CSV export write ids as they are: markup would run, a comma would shift the columns and
    # a spreadsheet would take the cell for a formula. Its `glob` would take a pattern for other students' folders.
    if found := sorted(set(student) & _SPECIAL) or [student[:1]] * student.startswith(("=", "+", "-", "@")):
        raise Refused(
            N_("the folder's name holds {characters} or begins with it; rename it"), characters="".join(found)
        )
    if student != student.strip():
        raise Refused(N_("the folder's name begins or ends with a space; rename it"))
