"""What is imported once for all submissions."""

import gc
import subprocess
import sys
from types import ModuleType

import pytest

from autograder.coursedir.grading import Grading
from autograder.engine.preload import for_all, for_some, import_late, imported_by, is_installed, missing, needed
from autograder.notebook.code import names_of

MODULES = Grading().preload
COMPILER, SHAPES = "torch._dynamo", "torch.fx.experimental.symbolic_shapes"
BOARD = {"torch.utils.tensorboard", "tensorboard.backend.event_processing.event_accumulator"}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import torch\nw = w - lr * slope", set()),
        ("import numpy as np\ngrade = gradient(loss)", set()),
        ("import torch\nloss.backward()", {SHAPES}),
        ("from torch import optim", {COMPILER}),
        ("from torch.utils.tensorboard import SummaryWriter", BOARD),
        ("torch.func.vmap(f)", {COMPILER}),
        ("torch.optim.SGD([w], lr=0.1)\nloss.backward()", {SHAPES, COMPILER}),
    ],
)
def test_a_course_imports_what_its_sources_need(source: str, found: set[str]) -> None:
    assert set(for_some(needed(MODULES, ["x = 1", source]))) == found
    assert for_all(needed(MODULES, [source])) == for_all(MODULES)


def test_of_what_a_courses_cells_import_libraries_are_known() -> None:
    sources = [
        "import pandas as pd, json\nfrom scipy import stats",
        "%matplotlib inline\nimport matplotlib.pyplot as plt\nfrom checks import is_sorted",
        "import sklearn.linear_model\nimport private_library",
        "def f():\n    import seaborn",
        "import (",
    ]
    imports = frozenset().union(*(names_of(source).imports for source in sources))
    assert imported_by(imports, frozenset({"checks"})) == ["pandas", "scipy", "sklearn.linear_model"]
    assert imported_by(imports, frozenset({"checks", "six"})) == []  # pandas imports another six


def test_what_is_installed_is_known() -> None:
    assert [is_installed(name) for name in ("pandas", "statistics", "checks", "tests")] == [True, True, False, False]


def test_a_submission_needs_what_its_course_has_not_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (COMPILER, SHAPES):
        monkeypatch.delitem(sys.modules, module, raising=False)
    assert missing(["x = 1"]) == []
    assert set(missing(["x = 1", "torch.optim.SGD(w, lr=0.1)", "loss.backward()"])) == {SHAPES, COMPILER}
    monkeypatch.setitem(sys.modules, SHAPES, ModuleType(SHAPES))
    assert missing(["torch.optim.SGD(w, lr=0.1)", "loss.backward()"]) == [COMPILER]


def test_a_late_import_leaves_garbage_collection_on(monkeypatch: pytest.MonkeyPatch) -> None:
    late = "ctypes.macholib.dylib"
    monkeypatch.delitem(sys.modules, late, raising=False)
    frozen = gc.get_freeze_count()
    try:
        import_late([late, "no_such_module"])
        assert late in sys.modules
        assert gc.isenabled()
        assert gc.get_freeze_count() > frozen
    finally:
        gc.unfreeze()


def test_together_they_are_all() -> None:
    assert sorted([*for_all(MODULES), *for_some(MODULES)]) == sorted(MODULES)


USES = {
    SHAPES: "y = torch.ones(2, requires_grad=True) * 2; y.backward(torch.ones(2))",
    COMPILER: "torch.optim.SGD([torch.ones(1, requires_grad=True)], lr=0.1)",
}


@pytest.mark.parametrize("module", USES)
def test_pytorch_imports_them_for_what_the_sources_say(module: str) -> None:
    """Where this fails, PyTorch imports something else, or nothing: see `_FOR_SOME`."""
    program = (
        f"import sys, torch\nassert {module!r} not in sys.modules\n{USES[module]}\nassert {module!r} in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_the_process_that_reads_and_writes_does_not_import_pytorch() -> None:
    """It takes longer than all else that this process does before the first marks."""
    read = "import sys, autograder.batch.run, autograder.plugins.execute; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", read], check=False).returncode == 0
