"""What the first notebook of a class would import late, a nursery imports before."""

import subprocess
import sys
from pathlib import Path

RELEASE = Path(__file__).parents[2] / "release"
SCRIPT = """
import sys
from pathlib import Path
from autograder.batch import engines, worker
from autograder.batch.warm_up import warm_up
from autograder.notebook.handed_in import parse
from autograder.notebook.planner import make_plan
from autograder.notebook.sanitize import make_harmless
from autograder.notebook.written import written

def read(text):
    notebook = parse(text)
    make_plan(notebook)
    make_harmless(notebook)
    written(notebook)

if sys.argv[1] == "warm":
    warm_up()
before = set(sys.modules)
for path in sys.argv[2:]:
    read(Path(path).read_bytes())
print(*sorted(set(sys.modules) - before))
"""


def late(*how: str) -> list[str]:
    paths = map(str, sorted(RELEASE.glob("*/*.ipynb")))
    command = [sys.executable, "-c", SCRIPT, *how, *paths]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def test_the_notebooks_of_the_course_import_nothing_late() -> None:
    assert len(late("cold")) > 5
    assert late("warm") == []
