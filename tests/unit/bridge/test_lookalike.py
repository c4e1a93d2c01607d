"""A remote object passes for its library's class where that is no data, and never for data."""

import sys
import types
from types import CoroutineType, FunctionType

import pytest
import torch

from autograder.bridge import lookalike
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


def test_a_class_of_a_module_beside_the_notebook_counts_as_a_librarys(monkeypatch: pytest.MonkeyPatch) -> None:
    module = types.ModuleType("beside_utils")
    exec("class Item: pass\nclass Many(list): pass", vars(module))
    monkeypatch.setitem(sys.modules, "beside_utils", module)
    monkeypatch.setattr(lookalike, "_lies_beside", lookalike._lies_beside)
    assert library_class("beside_utils:Item") is None
    lookalike.know_those_beside(lambda name: name == "beside_utils")
    assert library_class("beside_utils:Item") is module.Item
    assert library_class("beside_utils:Many") is None, "it is data"
    assert lookalike.is_of_a_module_beside(module.Item)
    assert not lookalike.is_of_a_module_beside(FunctionType)


def test_a_coroutine_passes_for_one() -> None:
    assert marker_of("f", ("builtins:coroutine",)) is CoroutineType
