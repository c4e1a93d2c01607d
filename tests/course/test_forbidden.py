"""What an exercise forbids is off for the length of the block, found under any name, and on again afterwards."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from torch.autograd import grad as renamed
from torch.autograd.forward_ad import dual_level
from torch.autograd.forward_ad import make_dual as dual
from torch.optim.sgd import _single_tensor_sgd as kernel
from torch.optim.sgd import sgd as functional

from course.helpers import forbid
from course.helpers.forbidden import Forbidden, begin, end
from course.helpers.testing.errors import in_short


def leaf() -> torch.Tensor:
    return torch.ones(2, requires_grad=True)


def square(x: torch.Tensor) -> torch.Tensor:
    return (x * x).sum()


def functional_sgd() -> None:
    functional([torch.ones(2)], [torch.ones(2)], [None], weight_decay=0.0, momentum=0.0, lr=0.1, dampening=0.0,
               nesterov=False, maximize=False)  # fmt: skip


def kernel_of_sgd() -> None:
    kernel([torch.ones(2)], [torch.ones(2)], [None], None, None, weight_decay=0.0, momentum=0.0, lr=0.1, dampening=0.0,
           nesterov=False, maximize=False, has_sparse_grad=False)  # fmt: skip


def step_in_one_operation(operations: Any = torch) -> None:
    operations._fused_sgd_([torch.ones(2)], [torch.ones(2)], [], weight_decay=0.0, momentum=0.0, lr=0.1, dampening=0.0,
                           nesterov=False, maximize=False, is_first_step=True)  # fmt: skip


def derivative_forwards() -> None:
    with dual_level():
        dual(torch.ones(2), torch.ones(2))


class Mine(torch.optim.SGD):
    pass


made_before = torch.optim.Adam([torch.zeros(1, requires_grad=True)])

AUTOGRAD: dict[str, Callable[[], object]] = {
    "backward": lambda: square(leaf()).backward(),
    "torch.autograd.grad": lambda: renamed(square(at := leaf()), at),
    "torch.autograd.backward": lambda: torch.autograd.backward(square(leaf())),
    "functional.jacobian": lambda: torch.autograd.functional.jacobian(square, torch.ones(2)),
    "func.grad": lambda: torch.func.grad(square)(torch.ones(2)),
    "func.vjp": lambda: torch.func.vjp(square, torch.ones(2))[1](torch.tensor(1.0)),
    "func.jvp": lambda: torch.func.jvp(square, (torch.ones(2),), (torch.ones(2),)),
    "make_dual": derivative_forwards,
    "func.jacfwd": lambda: torch.func.jacfwd(square)(torch.ones(2)),
}
OPTIM: dict[str, Callable[[], object]] = {
    "SGD": lambda: torch.optim.SGD([leaf()], lr=0.1),
    "AdamW": lambda: torch.optim.AdamW([leaf()]),
    "LBFGS": lambda: torch.optim.LBFGS([leaf()]),
    "a subclass": lambda: Mine([leaf()], lr=0.1),
    "one made before": lambda: made_before.step(),
    "the functional form": functional_sgd,
    "what the functional form calls": kernel_of_sgd,
    "a step in one operation": step_in_one_operation,
    "the same, below torch": lambda: step_in_one_operation(torch.ops.aten),
    "an overload of it": lambda: step_in_one_operation(SimpleNamespace(_fused_sgd_=torch.ops.aten._fused_sgd_.default)),
}


@pytest.mark.parametrize("name", AUTOGRAD)
def test_autograd_is_off_in_the_block_alone(name: str) -> None:
    with forbid("torch.autograd"), pytest.raises(Forbidden, match=r"autograd\.used"):
        AUTOGRAD[name]()
    AUTOGRAD[name]()


@pytest.mark.parametrize("name", OPTIM)
def test_optim_is_off_in_the_block_alone(name: str) -> None:
    with forbid("torch.optim"), pytest.raises(Forbidden, match=r"optim\.used"):
        OPTIM[name]()
    OPTIM[name]()


def test_what_is_not_forbidden_goes_on() -> None:
    class Own(torch.optim.Optimizer):
        def step(self) -> None:  # type: ignore[override]
            for group in self.param_groups:
                for p in group["params"]:
                    p.data -= group["lr"] * p.grad

    weight = leaf()
    with forbid("torch.optim"):
        square(weight).backward()
        Own([weight], {"lr": 0.25}).step()
    assert weight.tolist() == [0.5, 0.5]
    with forbid("torch.autograd"), torch.no_grad():
        assert torch.nn.Linear(2, 1)(torch.ones(3, 2)).shape == (3, 1)


def test_blocks_stand_in_one_another() -> None:
    with forbid("torch.autograd"):
        with forbid("torch.autograd"), forbid("torch.optim"):
            pass
        with pytest.raises(Forbidden):
            AUTOGRAD["backward"]()
    AUTOGRAD["backward"]()
    OPTIM["SGD"]()


def test_it_is_on_again_after_an_exception() -> None:
    with pytest.raises(ZeroDivisionError), forbid("torch.autograd"):
        raise ZeroDivisionError
    AUTOGRAD["backward"]()


def test_nothing_is_left_behind_on_the_classes() -> None:
    before = {name: dict(vars(cls)) for name, cls in vars(torch.optim).items() if isinstance(cls, type)}
    begin("torch.optim")
    end("torch.optim")
    end("torch.optim")  # one end too many does nothing
    assert {name: dict(vars(cls)) for name, cls in vars(torch.optim).items() if isinstance(cls, type)} == before


def test_nothing_else_can_be_forbidden() -> None:
    with pytest.raises(ValueError, match=r"torch\.autograd, torch\.optim"), forbid("numpy"):
        pass


def test_the_refusal_is_in_both_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "both")
    with forbid("torch.optim"), pytest.raises(Forbidden, match=r"write the update yourself(.|\n)*vous-même"):
        OPTIM["SGD"]()


def test_a_test_cell_shows_the_refusal_without_the_name_of_its_class() -> None:
    with forbid("torch.optim"), pytest.raises(Forbidden) as raised:
        OPTIM["SGD"]()
    assert in_short(raised.value, {}) == str(raised.value)
    assert in_short(raised.value, {}).startswith("✗ optim.used")


def test_under_the_judge_it_is_switched_off_over_there() -> None:
    class Remote(dict):
        sent: list[tuple[object, ...]]

        def tell(self, *call: object) -> None:
            self.sent.append(call)

    namespace = Remote()
    namespace.sent = []
    source = "from course.helpers import forbid\nwith forbid('torch.autograd'):\n    used()"
    namespace["used"] = AUTOGRAD["backward"]  # the test's own use, on the trusted side
    exec(source, namespace)
    assert namespace.sent == [(begin, "torch.autograd"), (end, "torch.autograd")]


def test_the_students_line_is_shown_and_not_pytorchs() -> None:
    shell = InteractiveShell.instance()
    shell.user_ns |= {"forbid": forbid, "torch": torch}
    with capture_output() as shown:
        shell.run_cell("def gradient(loss):\n    loss.backward()")
        shell.run_cell("with forbid('torch.autograd'):\n    gradient(torch.ones(1, requires_grad=True))")
    first, second, *_rest = shown.stdout.splitlines()
    assert first == "→ loss.backward()"
    assert second.startswith("✗ autograd.used")
