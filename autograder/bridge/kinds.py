"""The kinds of mutable values that both sides share, and how a new one is made from its document."""

from typing import Any

import numpy as np
import torch

from autograder.bridge import arrays, codecs, subclasses, tables
from autograder.faults import Malformed

_CONTAINERS: dict[type, str] = {list: "L", dict: "M", set: "S"}


def kind_of(value: Any) -> str:
    """The letter of the kind of a shared value.

    T: tensor. A: array. L: list. M: dict (a map). S: set. G: list, dict or set with its own methods. F: table or
    column of pandas. V: value of a library that has a codec. P: any other object, such as a module of PyTorch.
    """
    if isinstance(value, torch.Tensor):
        return "T"
    if isinstance(value, np.ndarray):
        return "A"
    if type(value) in _CONTAINERS:
        return _CONTAINERS[type(value)]
    if isinstance(value, subclasses.MUTABLE):
        return "G"
    if codecs.codec_of(value) is not None:
        return "V"
    return "F" if tables.kind_of(value) in tables.MUTABLE else "P"


def new(kind: Any, content: Any) -> Any:
    """A new shared value from its first document. Raises Malformed for an unknown kind.

    A container starts empty, because it may contain itself.
    """
    if kind == "T":
        data, is_parameter, requires_grad = content[:3]
        tensor = arrays.tensor_from(data)
        if is_parameter is True:
            return torch.nn.Parameter(tensor, requires_grad=requires_grad is True)
        return tensor.requires_grad_() if requires_grad is True else tensor
    if kind == "A":
        return arrays.array_from(content)
    if kind in ("L", "M", "S"):
        return {"L": list, "M": dict, "S": set}[kind]()
    if kind == "F":
        return table(content)
    if kind == "V":
        return of_a_library(content)
    raise Malformed(f"unknown kind {kind!r}")


def of_a_library(content: Any) -> Any:
    """A mutable value of a library that has a codec. Raises Malformed for any other document."""
    if type(content) is not list or content[:1] != ["lib"] or content[1] not in codecs.MUTABLE:
        raise Malformed("not a value of a library")
    return codecs.decode(content[1:])


def table(content: Any) -> Any:
    """A table of pandas. Raises Malformed for any other document."""
    if type(content) is not list or content[:1] != ["pd"] or content[1] not in tables.MUTABLE:
        raise Malformed("not a table")
    return tables.decode(content[1:])
