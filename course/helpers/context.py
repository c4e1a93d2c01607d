"""A stand-in for the `ctx` that PyTorch hands to a `torch.autograd.Function`."""

import torch


class Context:
    """Keeps tensors from a `forward` for its `backward`, as PyTorch's own `ctx` does.

    Make a fresh one for every forward/backward pair: one that is used again still holds
    what the last forward saved.

    Source: `torch.autograd.function.FunctionCtx`.
    """

    def __init__(self) -> None:
        self._saved: tuple[torch.Tensor, ...] = ()

    def save_for_backward(self, *tensors: torch.Tensor) -> None:
        """Keep `tensors` (any shapes and dtypes); a second call replaces what the first one kept."""
        self._saved = tensors

    @property
    def saved_tensors(self) -> tuple[torch.Tensor, ...]:
        """The tensors given to `save_for_backward`, in order; empty before that."""
        return self._saved

    @property
    def needs_input_grad(self) -> "_Always":
        """True at every index: outside the autograd engine nobody says which gradients are wanted."""
        return _Always()


class _Always:
    def __getitem__(self, index: int) -> bool:
        return True
