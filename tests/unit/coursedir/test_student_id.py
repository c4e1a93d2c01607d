"""Which ids a student may have: what nbgrader's pages, tables and patterns bear."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.coursedir.student_id import LONGEST, check_id, is_usable
from autograder.faults import Refused


@pytest.mark.parametrize("student", ["ada", "Zoë Müller", "s-1.2_3", "李雷", "a" * 60])
def test_ordinary_names_are_ids(student: str) -> None:
    check_id(student)
    assert is_usable(student)


@pytest.mark.parametrize(
    ("student", "reason"),
    [
        ("a\nb", "cannot be shown"),
        ("a" * (LONGEST + 1), "longer than 128"),
        ("<b>x", "holds <>"),
        ("a,b", "holds ,"),
        ("*", r"holds \*"),
        ("=1+1", "holds ="),
        ("@home", "holds @"),
        (" ada", "begins or ends with a space"),
    ],
)
def test_what_would_run_or_shift_a_column_is_refused_and_named(student: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        check_id(student)
    assert not is_usable(student)


@pytest.mark.parametrize("student", ["", ".hidden", "a/b", "é" * 125])
def test_what_can_be_no_folder_is_not_usable(student: str) -> None:
    assert not is_usable(student)


@given(st.text(max_size=12))
def test_a_usable_id_holds_nothing_that_a_page_or_a_spreadsheet_would_run(student: str) -> None:
    if is_usable(student):
        assert not set(student) & set('<>",;\\*?[]/\n')
        assert student[0] not in "=+-@."
