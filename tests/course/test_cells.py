"""What a cell's text tells without running it."""

import pytest

from course.helpers.testing.cells import digest

TEST = "expect.that(a[:1] == {'b': 1})"


@pytest.mark.parametrize(
    "same",
    [
        "# a comment\n\nexpect.that(a[:1] == {'b': 1})  # another",
        'expect.that(\n    a[:1] == {"b": 1},\n)',
        "%%time\nexpect.that((a[:1] == {'b': 1}))",
    ],
)
def test_the_digest_of_a_cell_is_that_of_its_code(same: str) -> None:
    assert digest(same) == digest(TEST)


@pytest.mark.parametrize("other", ["", "print()\n" + TEST, TEST.replace(":1", "1:"), TEST.replace("1}", "1.0}")])
def test_other_code_has_another_digest(other: str) -> None:
    assert digest(other) != digest(TEST)


def test_what_is_no_python_has_no_digest() -> None:
    assert digest("def f(") == digest("\0") == digest("+".join(["1"] * 100_000)) == ""


def test_the_digest_does_not_depend_on_the_version_of_python() -> None:
    assert digest(TEST + "\ndef f(a, *, b=1): return f'{a!r} {b:.2f}', lambda: None") == "83e2cbe921f3"
