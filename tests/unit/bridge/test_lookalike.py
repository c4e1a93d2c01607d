"""A remote object passes for its library's class where that is no data, and never for data."""

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


def test_a_class_that_both_sides_have_counts_as_a_librarys(monkeypatch: pytest.MonkeyPatch) -> None:
    class Item:
        kinds: list[str] = []  # noqa: RUF012

        def __init_subclass__(cls) -> None:
            Item.kinds.append(cls.__name__)

    class Many(list[int]):
        pass

    Item.__module__, Item.__qualname__ = "utils", "Item"
    known = {("utils", "Item"): Item, ("utils", "Many"): Many}
    monkeypatch.setattr(lookalike, "_find", lookalike._find)
    assert library_class("utils:Item") is None
    lookalike.know_own_classes(lambda module, qualname: known.get((module, qualname)))
    assert library_class("utils:Item") is Item
    assert library_class("utils:Many") is None, "it is data"
    assert marker_of("Circle", ("__main__:Circle", "utils:Item")) is Item
    assert Item.kinds == [], "no class is derived from it here"
    assert lookalike.is_own_class(Item)
    assert not lookalike.is_own_class(FunctionType)


def test_a_coroutine_passes_for_one() -> None:
    assert marker_of("f", ("builtins:coroutine",)) is CoroutineType


def test_only_a_mapping_that_keeps_its_in_is_asked_by_key() -> None:
    mapping = ("collections.abc:MutableMapping", "collections.abc:Mapping", "collections.abc:Collection")
    assert lookalike.contains_by_key(("__main__:Headers", *mapping))
    assert not lookalike.contains_by_key(("__main__:Words", "collections:UserDict", *mapping))
    assert not lookalike.contains_by_key(("__main__:Thing", "builtins:object"))
