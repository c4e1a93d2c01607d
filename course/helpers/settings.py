"""PyTorch's switches hold for all code. What a call leaves changed would make the next exercise fail."""

import sys
from typing import Any

# A stack: blocks may stand in one another. None where PyTorch is not imported yet.
_before: list[tuple[bool, Any] | None] = []


def begin() -> None:
    """Remember how the switches are, and switch gradients on, as a fresh PyTorch has them."""
    torch = sys.modules.get("torch")  # step 1 does without it, and it takes long to import
    _before.append((torch.is_grad_enabled(), torch.get_default_dtype()) if torch else None)
    if torch:
        torch.set_grad_enabled(True)


def end() -> None:
    """Undo what has been switched since the last `begin`. A process that was started after it has nothing to undo."""
    if _before and (before := _before.pop()):
        torch = sys.modules["torch"]
        torch.set_grad_enabled(before[0])
        torch.set_default_dtype(before[1])
