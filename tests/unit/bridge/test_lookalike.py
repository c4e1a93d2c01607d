"""A remote object passes for its library's class where that is no data, and never for data."""

from types import FunctionType

import pytest
import torch

from autograder.bridge.lookalike import library_class, marker_of


def test_a_subclass_of_a_librarys_passes_for_it() -> None:
    marker = marker_of("Net", ("__main__:Net", "torch.nn.modules.module:Module", "builtins:object"))
    assert marker is not None
    assert issubclass(marker, torch.nn.Module)
    assert marker.__name__ == "Net"
    assert marker_of("f", ("builtins:function",)) is FunctionType


@pytest.mark.parametrize(
    "base",
    [
        "builtins:list",
        "builtins:float",
        "builtins:object",
        "builtins:type",
        "numpy:ndarray",
        "torch:Tensor",
        "collections:OrderedDict",
        "builtins:range",
        "os:system",
        "no.such.module:Thing",
        "torch:manual_seed",
        "",
    ],
)
def test_nothing_passes_for_data_or_for_what_is_no_class(base: str) -> None:
    assert library_class(base) is None
    assert marker_of("Thing", (base,)) is None
