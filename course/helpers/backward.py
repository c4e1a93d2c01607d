"""What autograd gets back from a function, for test cells that mark a student's `backward`.

got = backward.gradients(MSE.apply, prediction, target, grad_output=torch.tensor(0.5), of="MSE.backward")
"""

from collections.abc import Callable
from typing import Any

import torch
from torch.autograd.functional import vjp

from course.helpers import expect
from course.helpers.language import _

# How PyTorch's engine words what it cannot take from a backward, and the mistake that it is.
_REFUSED = {
    "incorrect number of gradients": "gradients.count",
    "invalid gradient at index": "gradients.shape",
    "expected Variable or None": "type.not_tensor",
}


def gradients(
    function: Callable[..., Any], *inputs: torch.Tensor, grad_output: torch.Tensor, of: str
) -> tuple[torch.Tensor, ...]:
    """The gradient of Σ grad_output · function(*inputs) for each input, of that input's shape; zeros where none came.

    inputs: float tensors, all differentiated, with or without `requires_grad` of their own. grad_output: of the
    output's shape. of: what a message calls this.

    Raises Wrong where backward changes grad_output, and where the number, a shape or a type of the gradients is one
    that PyTorch refuses; any other exception of `function` or its backward as it is.
    """
    try:
        with expect.unchanged(of=of, grad_output=grad_output):
            found = vjp(function, inputs, grad_output)[1]
    except expect.Wrong:
        raise
    except Exception as error:
        mistake = next((key for words, key in _REFUSED.items() if words in str(error)), None)
        if mistake is None:
            raise
        expect.fail(_("PyTorch refuses what backward returns: {error}"), of=of, mistake=mistake, error=error)
    return found if isinstance(found, tuple) else (found,)
