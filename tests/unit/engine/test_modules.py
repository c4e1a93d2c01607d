"""The student side lends the modules of its own folder, and no others."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.engine.student.modules import lent, own_class


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


def test_the_classes_that_this_side_has(root: str) -> None:
    Path(root, "lent_bank.py").write_text("import math\nfrom decimal import Decimal\nclass Account: pass\nx = 1\n")
    account = lent(root, "lent_bank").Account
    own = type("Own", (), {"__module__": "__main__", "__qualname__": "Own"})
    names = {"Own": own, "Other": own, "x": 1}

    def found(module: str, qualname: str) -> Any:
        return own_class(root, names, module, qualname)

    assert found("lent_bank", "Account") is account
    assert found("__main__", "Own") is own
    for name in (
        "lent_bank:Decimal",
        "lent_bank:x",
        "json:JSONDecoder",
        "none:X",
        "__main__:Other",
        "__main__:x",
        "__main__:y",
    ):
        assert found(*name.split(":")) is None
    assert own_class(root + "x", names, "lent_bank", "Account") is None
