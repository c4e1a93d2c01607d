"""What lay in the judge's memory before does not reach an answer."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from autograder.coursedir.grading import Grading
from autograder.engine.engine import Engine
from autograder.engine.environment import MALLOC
from tests.support.engines import running
from tests.support.notebooks import check, grade, notebook, setup, solution

LOOK = "import numpy as np\ndef fill(out):\n    print('SEEN', np.count_nonzero(np.asarray(out)))\n    out[:] = 7"
FREED = "import numpy as np\nwant = [np.arange(1.0, n) for n in (4, 40, 5000)]\ndel want\n"
MODEL = """
import torch
class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.ones(5000))
net = Net()
fit(net)
assert net.weight.sum() == 5000
print('REACHED')
"""

# Memory that held texts is freed and asked for again. What comes back is told.
AGAIN = """
import numpy as np
kept = [bytes([65]) * size for size in (600, 900, 5000, 70000) for _ in range(50)]
size = [len(one) for one in kept]
del kept
print(sum(np.count_nonzero(np.frombuffer(np.empty(n, "u1"), "u1") == 65) for n in size))
"""


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with running(Grading(cell_timeout=20.0)) as started:
        yield started


@pytest.mark.parametrize(
    "made",
    ["np.empty(3)", "np.empty(39)", "np.empty(4999)", "np.empty_like(np.ones(39))", "np.empty((3, 13))",
     "torch.empty(39)", "torch.empty_like(torch.ones(39))", "torch.ones(2).new_empty(4999)"],
)  # fmt: skip
def test_an_array_that_nobody_has_filled_is_zeros(engine: Engine, made: str) -> None:
    test = f"import torch\n{FREED}for _ in range(5):\n    out = {made}\n    fill(out)\n    assert (out == 7).all()"
    source = notebook(solution("answer", "def fill(out): out[:] = 7"), check("test_f", test), solution("more", ""))
    graded = grade(engine, source, {"answer": LOOK, "more": "print('told')"})
    assert graded.scores == {"test_f": 1.0}, graded.said("test_f")
    assert graded.said("test_f").count("SEEN 0") == 5


def test_a_lent_model_gives_no_old_memory(engine: Engine) -> None:
    source = notebook(setup("import torch"), solution("answer", "def fit(model): pass"), check("test_f", MODEL))
    assert grade(engine, source, {}).scores == {"test_f": 1.0}
    trick = "def fit(model):\n    print('CALLED')\n    model.to_empty(device='cpu')"
    graded = grade(engine, source, {"answer": trick})
    assert graded.scores == {"test_f": 0.0}
    assert "CALLED" in graded.said("test_f")
    assert "REACHED" not in graded.said("test_f")
    assert "to_empty" in graded.said("test_f")


@pytest.mark.parametrize(("more", "leaks"), [({}, True), (MALLOC, False)])
def test_memory_is_emptied_before_it_is_given_again(more: dict[str, str], leaks: bool) -> None:
    environment = {name: text for name, text in os.environ.items() if name != "GLIBC_TUNABLES"} | more
    done = subprocess.run([sys.executable, "-c", AGAIN], env=environment, capture_output=True, text=True, check=True)
    assert (int(done.stdout) > 0) is leaks
