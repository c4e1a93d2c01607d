"""The student side lends the modules of its own folder, and no others."""

import sys
import types
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.engine.student.modules import lent, lies_below


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    (tmp_path / "lent_bank.py").write_text("import math\nfee = 1\ndef double(x): return 2 * x * fee\n")
    (tmp_path / "lent_shop").mkdir()
    (tmp_path / "lent_shop" / "__init__.py").write_text("")
    (tmp_path / "lent_shop" / "till.py").write_text("x = 1\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield str(tmp_path)
    for name in [name for name in sys.modules if name.startswith("lent_")]:
        del sys.modules[name]


def test_a_module_of_the_folder(root: str) -> None:
    bank = lent(root, "lent_bank")
    assert (bank.double(2), bank.__name__, bank.math.pi > 3) == (4, "lent_bank", True)
    assert {"double", "fee"} <= set(dir(bank))
    bank.fee = 3
    assert bank.double(2) == 12
    assert lent(root, "lent_shop.till").x == 1
    assert lent(root, "lent_shop").till.x == 1


@pytest.mark.parametrize("name", ["math", "json", "numpy", "lent_nothing"])
def test_no_other_module(root: str, name: str) -> None:
    with pytest.raises(ModuleNotFoundError, match=f"No module named '{name}'"):
        lent(root, name)


def test_which_modules_lie_below_a_folder(root: str) -> None:
    lent(root, "lent_bank")
    sys.modules["lent_made"] = types.ModuleType("lent_made")
    assert [lies_below(root, name) for name in ("lent_bank", "json", "lent_made", "none")] == [
        True,
        False,
        False,
        False,
    ]
    assert not lies_below(root + "x", "lent_bank")
