"""A test leaves the names alone that the notebook's other cells have bound and read again later."""

from pathlib import Path

import jupytext
import pytest

from autograder.authoring import steps
from autograder.notebook.plan import Plan
from autograder.notebook.planner import make_plan

COURSE = Path(__file__).parents[2]


def taken(plan: Plan) -> list[str]:
    """`test: name` for each name of another cell's that a test binds anew and a later cell reads as it was."""
    found, bound = [], set[str]()
    for index, cell in enumerate(plan.cells):
        if cell.kind != "test":
            bound |= cell.names.stores
            continue
        for name in sorted(cell.names.stores & bound):
            later = (one.names for one in plan.cells[index + 1 :] if one.kind != "test")
            for names in later:
                if name in names.reads and name not in names.stores:
                    found.append(f"{cell.grade_id}: {name}")
                if name in names.reads | names.stores:
                    break
    return found


@pytest.mark.parametrize("step", steps.names(COURSE))
def test_no_test_takes_a_name_that_is_read_later(step: str) -> None:
    assert taken(make_plan(jupytext.read(COURSE / "source" / step / f"{step}.py"))) == []


def test_a_name_that_a_test_takes_is_found() -> None:
    text = (COURSE / "source" / "03_autograd" / "03_autograd.py").read_text(encoding="utf-8")
    changed = text.replace('for name, one, was in zip("xywb"', 'for name, one, value in zip("xywb"')
    assert taken(make_plan(jupytext.reads(changed, "py:percent"))) == ["test_loss_gradients: value"]
