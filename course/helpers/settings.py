"""PyTorch's switches, which hold for all code: what one call leaves changed would be blamed on the next exercise."""

import torch

# A stack: blocks may stand in one another.
_before: list[tuple[bool, torch.dtype]] = []


def begin() -> None:
    """Record gradients, as everybody expects, and remember how the switches were."""
    _before.append((torch.is_grad_enabled(), torch.get_default_dtype()))
    torch.set_grad_enabled(True)


def end() -> None:
    """Undo what has been switched since the last `begin`; where there is none (a process that was started afterwards),
    nothing.
    """
    if _before:
        enabled, dtype = _before.pop()
        torch.set_grad_enabled(enabled)
        torch.set_default_dtype(dtype)
