"""`doctest` in a test: an example in a student's docstring is not run by the judge, and gives nobody a point."""

from collections.abc import Iterator

import pytest

from autograder.coursedir.grading import Grading
from autograder.engine.engine import Engine
from tests.support.engines import running
from tests.support.notebooks import check, grade, notebook, solution

TESTS = {
    "all": "import doctest\nassert doctest.testmod().failed == 0",
    "one": "import doctest\ndoctest.run_docstring_examples(double, globals())",
    "by hand": "import doctest\n"
    "examples = doctest.DocTestParser().get_doctest(double.__doc__, globals(), 'double', None, 0)\n"
    "assert doctest.DocTestRunner().run(examples).failed == 0",
}
# The example would set the judge's own name, were it run there.
DOUBLE = 'def double(x):\n    """\n    >>> import builtins; builtins.escaped = True\n    """\n    return 2 * x'


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with running(Grading(cell_timeout=10.0, preload=["numpy"])) as started:
        yield started


@pytest.mark.parametrize("test", TESTS)
def test_no_example_of_a_student_runs_in_the_judge(engine: Engine, test: str) -> None:
    cells = [solution("double", DOUBLE), check("test", TESTS[test]), check("next", "assert double(2) == 4")]
    escaped = check("escaped", "import builtins\nassert not hasattr(builtins, 'escaped')")
    graded = grade(engine, notebook(*cells, escaped), {})
    assert graded.scores == {"test": 0.0, "next": 1.0, "escaped": 1.0}
    assert "doctest cannot be used in a test" in graded.said("test")
