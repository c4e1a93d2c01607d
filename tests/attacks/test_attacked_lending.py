"""What a test lends, asked for more than it was lent for: the judge's own autograd, and a name that is the answer."""

from collections.abc import Iterator

import pytest

from autograder.coursedir.grading import Grading
from autograder.engine.engine import Engine
from tests.attacks.test_attacked_trust import REACHED, attacked
from tests.support.engines import running


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with running(Grading(cell_timeout=10.0, notebook_timeout=120.0)) as started:
        yield started


def test_the_judges_autograd_does_not_do_what_is_forbidden(engine: Engine) -> None:
    """What a lent function gives has a graph, and the judge would say the gradient by it."""
    test = (
        "from course.helpers import forbid\n"
        "w = torch.tensor([1.0, -2.0])\n"
        "with forbid('torch.autograd'):\n    got = slopes(lambda w: (w * w).sum(), w)\n"
        "assert torch.equal(got, 2 * w)"
    )
    attack = (
        "def slopes(f, w):\n    loss = f(w.clone().requires_grad_())\n    REACHED\n"
        "    return loss.grad_fn.ask(torch.ones(()))[0]"
    )
    graded = attacked(engine, "def slopes(f, w): return 2 * w", attack, test)
    assert graded.scores["test"] == 0
    assert "this test gives no gradients" in graded.said("test")


def test_outside_such_a_block_it_gives_them(engine: Engine) -> None:
    test = (
        "from course.helpers import forbid\n"
        "with forbid('torch.autograd'):\n    assert value(lambda w: w * w, 3.0) == 9\n"
        "assert slope(lambda w: w * w, 3.0) == 6"
    )
    right = (
        "def slope(f, at):\n    w = torch.tensor(at, requires_grad=True)\n"
        "    f(w).backward()\n    return float(w.grad)\n"
        "def value(f, at): return f(at)"
    )
    assert attacked(engine, right, f"{right}\nREACHED", test).scores["test"] == 1


def test_no_lent_product_says_by_its_name_whether_it_is_right(engine: Engine) -> None:
    test = (
        "from course.helpers import backward, expect\n"
        "p, q = torch.tensor([1.0, 2.0]).double().requires_grad_(), torch.tensor([3.0, 4.0]).double()\n"
        "cases = [{'f': backward.product(rule), 'inputs': (p, q)} for rule in ('right', 'second_wrong', 'exchanged')]\n"
        "expect.calls(agree, cases[::2], gives=[True, False], dtypes=())"
    )
    right = (
        "def agree(f, inputs):\n"
        "    p, q = inputs\n    (slope,) = torch.autograd.grad(f(p, q).sum(), p)\n    return torch.equal(slope, q)"
    )
    attack = "def agree(f, inputs):\n    REACHED\n    print(f.__name__)\n    return f.__name__ == 'right'"
    graded = attacked(engine, right, attack, test, f"{REACHED}\nmultiply")
    assert graded.scores["test"] == 0
