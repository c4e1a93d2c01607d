"""The kinds of mutable values that both sides share: the document of each, a new value, and a change in place."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from autograder.bridge import arrays, codecs, containers, library_objects, memory, subclasses, tables, tensors, values
from autograder.faults import Malformed


def kind_of(value: Any) -> str:
    """The letter of the kind of a shared value.

    T: tensor. A: array. F: table or column of pandas. V: value of a library that has a codec. G: list, dict or set
    with its own methods. For the letters of the other containers see containers.py. P: any other object, such as a
    module of PyTorch.
    """
    if isinstance(value, torch.Tensor):
        return "T"
    if isinstance(value, np.ndarray):
        return "A"
    if type(value) in containers.KINDS:
        return containers.KINDS[type(value)]
    if isinstance(value, subclasses.MUTABLE):
        return "G"
    if codecs.codec_of(value) is not None:
        return "V"
    return "F" if tables.kind_of(value) in tables.MUTABLE else "P"


def new(kind: Any, content: Any, base: Any = None, place: Sequence[Any] = ()) -> Any:
    """A new shared value from its first document. Raises Malformed for an unknown kind.

    A container starts empty, because it may contain itself. `base`, `place`: the array or tensor that it is a view of,
    and where in it: see memory.py.
    """
    if kind == "T":
        data, is_parameter, requires_grad = content[:3]
        tensor = memory.view_in(base, True, data, *place) if base is not None else None
        if tensor is None:
            tensor = arrays.tensor_from(data)
        if is_parameter is True:
            return torch.nn.Parameter(tensor, requires_grad=requires_grad is True)
        return tensor.requires_grad_() if requires_grad is True else tensor
    if kind == "A":
        array = memory.view_in(base, False, content, *place) if base is not None else None
        return arrays.array_from(content) if array is None else array
    if kind in containers.CLASSES:
        return containers.CLASSES[kind]()
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


def content_of(entry: tensors.Entry, value: Any, others: values.Others, depth: int) -> Any:
    """The document of the content of `value`. Raises Unsendable where it cannot be sent."""
    kind = entry.kind
    if kind == "T":
        return tensors.content_of(entry, value)
    if kind == "A":
        return arrays.array_content(value)
    if kind == "P":
        return library_objects.state(value, others, depth)
    if kind == "F":
        return tables.encode(value, depth)
    if kind == "V":
        return codecs.encode(value)
    return values.container(value, others, depth)


def apply(entry: tensors.Entry, value: Any, content: Any, others: values.Others, depth: int) -> None:
    """Replace the content of `value` in place. Raises Malformed for a content that does not fit."""
    try:
        kind = entry.kind
        if kind == "T":
            tensors.apply(entry, value, content)
        elif kind == "A":
            _apply_array(value, content)
        elif kind == "P":
            library_objects.restore(value, content, others, depth)
        elif kind == "F":
            tables.replace_content(value, table(content))
        elif kind == "V":
            codecs.replace_content(value, of_a_library(content))
        else:
            containers.replace_content(value, values.decode(content, others, depth))
    except Malformed:
        raise
    except (TypeError, ValueError, RuntimeError, LookupError, AttributeError, BufferError) as error:
        raise Malformed(f"a change that does not fit: {error}") from error


def _apply_array(array: np.ndarray, content: list[Any]) -> None:
    new = arrays.array_from(content)
    if new.size != array.size or new.dtype != array.dtype:
        raise Malformed("an array changed its size or dtype in place")
    if new.shape != array.shape:
        array.shape = new.shape
    if array.tobytes() != new.tobytes():
        array[...] = new
