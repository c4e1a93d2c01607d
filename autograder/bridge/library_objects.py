"""Objects of PyTorch and NumPy that a test makes and passes to a student's function.

The judge pickles a module, an optimizer or a random generator, and the student side unpickles it, never the other way
round. Its tensors are shared one by one. Later messages carry only its plain state.
"""

import builtins
import io
import math
import operator
import pickle
import sys
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

import numpy as np
import torch

from autograder.bridge import arrays, states, values
from autograder.bridge.containers import KINDS
from autograder.faults import Malformed, Unsendable

ROOTS = ("torch", "numpy")
# Their functions and classes cross by name, for the other side has them too.
_BY_NAME = frozenset((*ROOTS, *sys.stdlib_module_names, "pandas", "scipy", "sklearn", "sympy", "networkx", "PIL"))
_HELPERS = "course.helpers."  # students have these modules too; the solutions are not modules
TYPES = {
    cls.__name__: cls
    for cls in (int, float, complex, bool, str, bytes, list, tuple, dict, set, frozenset, object, type, type(None))
}
# Functions of numbers and items that cross by name from both sides. They run none of the student's code, read no file
# and look at nothing but their arguments.
FUNCTIONS = {
    f"{module.__name__}.{name}": getattr(module, name)
    for module, names in (
        (builtins, "abs all any bin chr divmod hex len max min oct ord pow round sorted sum"),
        (operator, "abs add and_ floordiv invert mod mul neg not_ or_ pos pow sub truediv xor"),
        (math, " ".join(name for name in dir(math) if isinstance(getattr(math, name), BuiltinFunctionType))),
    )
    for name in names.split()
}


def is_library_object(value: Any) -> bool:
    """Whether `value` is an instance of a class of PyTorch or NumPy."""
    if isinstance(value, type | FunctionType | BuiltinFunctionType | ModuleType):
        return False
    return type(value).__module__.partition(".")[0] in ROOTS


def name_of(value: Any) -> list[Any] | None:
    """`["G", module, name]` for a function, class or module of a library that the other side has too, else None."""
    if isinstance(value, ModuleType):
        return ["G", value.__name__, ""] if _is_there_too(value.__name__) else None
    module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", None)
    if isinstance(value, np.ufunc):
        module, name = "numpy", value.__name__
    if type(module) is not str or type(name) is not str or not _is_there_too(module):
        return None
    found: Any = sys.modules.get(module)
    for part in name.split("."):
        found = getattr(found, part, None)
    return ["G", module, name] if found is value else None


def _is_there_too(module: str) -> bool:
    return module.partition(".")[0] in _BY_NAME or module.startswith(_HELPERS)


def by_name(module: str, name: str) -> Any:
    """The function, class or module of this name in the student's process."""
    __import__(module)
    found: Any = sys.modules[module]
    for part in name.split(".") if name else ():
        found = getattr(found, part)
    return found


class _Pickler(pickle.Pickler):
    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file)
        self.tensors: list[torch.Tensor] = []

    def persistent_id(self, thing: Any) -> int | None:
        if isinstance(thing, type | FunctionType) and thing.__module__ == "__main__":
            raise pickle.PicklingError(f"{thing.__qualname__} is the test's own")
        if not isinstance(thing, torch.Tensor):
            return None
        self.tensors.append(thing)
        return len(self.tensors) - 1


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, tensors: list[torch.Tensor]) -> None:
        super().__init__(file)
        self.tensors = tensors

    def persistent_load(self, index: Any) -> torch.Tensor:
        return self.tensors[index]


def freeze(value: Any, others: values.Others, depth: int) -> list[Any]:
    """The object's pickle and its tensors, for the student side. Raises Unsendable where it cannot be pickled."""
    if isinstance(value, torch.Generator):
        return [b"", []]
    file = io.BytesIO()
    pickler = _Pickler(file)
    try:
        pickler.dump(value)
    except (pickle.PicklingError, TypeError, AttributeError, RuntimeError) as error:
        raise Unsendable(f"a {type(value).__qualname__} that cannot be sent: {error}") from error
    return [file.getvalue(), [values.encode(tensor, others, depth + 1) for tensor in pickler.tensors]]


def thaw(frozen: list[Any], others: values.Others, depth: int) -> Any:
    """The object, made on the student side from the list that `freeze` returns."""
    if not getattr(others, "may_unpickle", False):
        raise Malformed("pickles are never read here")
    data, tensors = frozen
    if not data:
        return torch.Generator()
    value = _Unpickler(io.BytesIO(data), [values.decode(t, others, depth + 1) for t in tensors]).load()
    if isinstance(value, torch.optim.LBFGS):  # what its pickle leaves out
        value._params, value._numel_cache = value.param_groups[0]["params"], None
    return value


class _Copies(values.NoOthers):
    """Encodes plain data. Tensors in it cross as copies."""

    def encode_other(self, value: Any, depth: int) -> Any:
        if isinstance(value, torch.Tensor):
            return ["x", arrays.tensor_content(value)]
        if isinstance(value, np.ndarray):
            return ["a", arrays.array_content(value)]
        if isinstance(value, dict | list | set) or type(value) in KINDS:
            return values.container(value, self, depth)
        return super().encode_other(value, depth)

    def decode_other(self, tag: str, rest: list[Any], depth: int) -> Any:
        if tag == "x":
            return arrays.tensor_from(rest[0])
        if tag == "a":
            return arrays.array_from(rest[0])
        return super().decode_other(tag, rest, depth)


_COPIES = _Copies()


def state(value: Any, others: values.Others, depth: int) -> Any:
    """The mutable state of the object as plain data, without its shared tensors."""
    if isinstance(value, torch.Generator):
        return arrays.tensor_content(value.get_state())
    if isinstance(value, torch.optim.Optimizer):
        return values.encode(value.state_dict(), _COPIES)
    if isinstance(value, torch.nn.Module):
        parts = [*value.named_parameters(remove_duplicate=False), *value.named_buffers(remove_duplicate=False)]
        return [value.training, [[name, values.encode(tensor, others, depth + 1)] for name, tensor in parts]]
    if isinstance(value, np.random.Generator):
        return values.encode(value.bit_generator.state, _COPIES)
    if isinstance(value, np.random.BitGenerator):
        return values.encode(value.state, _COPIES)
    if isinstance(value, np.random.RandomState):
        return values.encode(value.get_state(legacy=False), _COPIES)
    return None


def restore(value: Any, content: Any, others: values.Others, depth: int) -> None:
    """Set the object to the state that `state` returns."""
    if isinstance(value, torch.Generator):
        value.set_state(states.of_torch(arrays.tensor_from(content)))
    elif isinstance(value, torch.optim.Optimizer):
        value.load_state_dict(states.of_an_optimizer(values.decode(content, _COPIES), value))
    elif isinstance(value, np.random.Generator):
        bits = value.bit_generator
        bits.state = states.of_numpy(values.decode(content, _COPIES), bits.state)
    elif isinstance(value, np.random.BitGenerator):
        value.state = states.of_numpy(values.decode(content, _COPIES), value.state)
    elif isinstance(value, np.random.RandomState):
        value.set_state(states.of_numpy(values.decode(content, _COPIES), value.get_state(legacy=False)))
    elif isinstance(value, torch.nn.Module):
        training, parts = content
        if value.training is not training:
            value.train(training is True)
        for name, document in parts:
            _put(value, name, values.decode(document, others, depth + 1))


def _put(module: torch.nn.Module, name: str, tensor: Any) -> None:
    """Set in the judge's module a parameter or buffer that the student's code has replaced or added."""
    owner, _, last = name.rpartition(".")
    holder = module.get_submodule(owner)
    if not isinstance(tensor, torch.Tensor):
        raise Malformed(f"the module's parameter {name!r} is no tensor")
    table = holder._parameters if last in holder._parameters else holder._buffers
    if last in table:
        known = table[last]
        # Its modules' kernels go by the sizes that the module has been made with.
        if known is not None and (known.shape != tensor.shape or known.is_complex() != tensor.is_complex()):
            raise Malformed(f"the module's {name!r} has another shape")
        if known is not tensor:
            table[last] = tensor  # type: ignore[assignment]
    elif isinstance(tensor, torch.nn.Parameter):
        holder.register_parameter(last, tensor)
    else:
        holder.register_buffer(last, tensor)
