"""What Python and PyTorch say when an answer stops, in a sentence for somebody who meets them for the first time."""

import re
import textwrap
import traceback
from typing import Any

from course.helpers.forbidden import Forbidden
from course.helpers.language import N_, each
from course.helpers.testing.places import frames, places

MOST_LINES = 8
_LONGEST = 300  # characters of what Python says
_FRAME = re.compile(r'File "(.*?)", line \d+, in (\S+)')
_LIBRARY = re.compile(r"[/\\](?:(?:site|dist)-packages|lib[/\\]python3[^/\\]*)[/\\]")

# An operation that does not fit what it is given. Many mistakes end there.
_MISFITS = (
    (
        r"mat1 and mat2 shapes cannot be multiplied|mat\d? and vec|mismatch in its core dimension|not aligned"
        r"|inconsistent tensor size|size mismatch|must match the size of tensor|could not be broadcast|shape mismatch"
        r"|not broadcastable|shapes cannot be broadcast|Sizes of tensors must match"
        r"|must have same number of dimensions",
        N_("The shapes do not fit: print the .shape of each value in the line where execution stopped."),
    ),
    (
        r"to have the same dtype|must have the same dtype|expected scalar type|Found dtype",
        N_("float32 and float64 are mixed: give both tensors the dtype of the arguments."),
    ),
)
_SENTENCES = (
    *_MISFITS,
    (
        r"leaf Variable that requires grad is being used in an in-place operation",
        N_("This change in place must not be recorded in the graph: put it under torch.no_grad()."),
    ),
    (
        r"does not require grad and does not have a grad_fn",
        N_("There is no graph to go back through: the result was not computed from a tensor that requires a gradient."),
    ),
    (
        r"'(?:float|int)' object has no attribute 'backward'",
        N_(
            "backward() belongs to a tensor, and this result is a Python number: keep it a tensor until backward() has"
            " run."
        ),
    ),
    (
        r"backward through the graph a second time",
        N_("An earlier backward() has already used this graph: compute the loss again before each backward()."),
    ),
    (
        r"grad can be implicitly created only for scalar outputs",
        N_("backward() starts from one number: reduce the tensor to a loss first."),
    ),
    (
        r"modified by an inplace operation",
        N_("A tensor that backward() needs was changed in place after it had been used."),
    ),
    (
        r"call numpy\(\) on Tensor that requires grad",
        N_("A tensor that requires a gradient cannot become an array: detach it first."),
    ),
    (
        r"'NoneType' object has no attribute 'item'|float\(\) argument must be .*'NoneType'",
        N_(
            "There is None where .item() or float() needs a value: a function or a closure without return gives None,"
            " and so do step() without a closure and a .grad that backward() has not reached."
        ),
    ),
    (
        r"unsupported operand .*'NoneType'|'NoneType' object has no attribute '(?:zero_|clone|detach|shape)"
        r"|'NoneType' object is not sub",
        N_(
            "A value is None where a tensor is needed: a function without return gives None, and .grad stays None until"
            " backward() has been called."
        ),
    ),
    (
        r"'NoneType' object is not callable|must be an iterable, not NoneType|non-iterable NoneType",
        N_(
            "There is None where something else is needed: a function without return gives None, and so does a .grad"
            " that backward() has not reached."
        ),
    ),
    (
        r"cannot assign '[\w.]+' as parameter",
        N_("A plain tensor cannot take the place of a parameter: write its values into the parameter that is there."),
    ),
    (
        r"list is not a Module subclass",
        N_("nn.Sequential takes the layers themselves, not a list of layers: nn.Sequential(first, second)."),
    ),
    (
        r"not compiled with CUDA|No CUDA GPUs|Found no NVIDIA driver",
        N_("This computer has no such accelerator: ask torch.accelerator.is_available() before you choose one."),
    ),
    (
        r"not enough values to unpack \(expected \d+, got 0\)",
        N_("Nothing was saved: forward must call ctx.save_for_backward(…) with what backward unpacks."),
    ),
)

# Only for an error below a line of the answer. Where the test's own line stops, these sentences would mislead.
_NO_FUNCTION = (
    (
        r"'(?:builtin_function_or_method|method|function|type)' object"
        r" (?:is not iterable|does not support the context)",
        N_("A function or a class stands here without being called: write parentheses after its name."),
    ),
    (
        r"' object is not callable",
        N_(
            "Parentheses call a function, and what stands before them is a value: .grad, .shape and .T take none, and a"
            " product needs its *."
        ),
    ),
)
_TRUTH = r"Boolean value of Tensor with|truth value of an array with"
_IN_THE_ANSWER = (
    (
        r"\w\(\) got an unexpected keyword argument '(?:axis|out)'",
        N_("A NumPy function was given a tensor: use the function of torch, or the tensor's own method."),
    ),
    (
        r"cannot be converted to Scalar|only one element tensors can be converted|can only convert an array of size 1"
        r"|only (?:length-1|size-1|0-dimensional) arrays can be converted",
        N_("Only a tensor or an array with one element can become a number: print the .shape of this one."),
    ),
    (
        r"before Module\.__init__\(\) call",
        N_("The module is not set up yet: its __init__ begins with super().__init__()."),
    ),
    (
        r"'Sequential' object has no attribute",
        N_("A Sequential is made of layers, and the attribute belongs to one of them: model[0] is the first."),
    ),
    (
        r"required positional argument|positional arguments? but|unexpected keyword argument",
        N_("The arguments do not fit the function: compare their number and their names with its definition."),
    ),
)

# Only for an error that the answer's own line raises. Where a library's line raises it, the value is not the answer's.
_IN_ITS_OWN_LINE = (
    *_NO_FUNCTION,
    (
        _TRUTH,
        N_(
            "One truth value is needed, and there is a whole tensor or array: perhaps a condition compares element by"
            " element, or asks whether there is a tensor. For that, write `is None` or `is not None`."
        ),
    ),
    (
        r"values to unpack \(expected",
        N_("There are not as many names before the = as values behind it: print the length of what is taken apart."),
    ),
    (
        r"'NoneType' object has no attribute '(?:next_functions|variable)'",
        N_(
            "There is None where a node of the graph is needed: grad_fn can be None, and so can the first part of a"
            " pair in next_functions."
        ),
    ),
    (
        r"'Tensor' object has no attribute '(?:next_functions|variable)'",
        N_("A tensor is not a node of the graph: the node that made it is its grad_fn."),
    ),
    (
        r"'(?:\w+Backward\d+|AccumulateGrad)' ",
        N_("A node of the graph is not a tensor: it has next_functions, and only the node of a leaf has a variable."),
    ),
    (
        r"'(?:tuple|list)' object has no attribute",
        N_("This is a tuple or a list, and the attribute belongs to one of its elements: take this element first."),
    ),
    (
        r"'(?:float|int)' object is not (?:iterable|subscriptable)|non-iterable (?:float|int) object"
        r"|iteration over a 0-d|index of a 0-dim tensor|index to scalar variable",
        N_("This is a single number: it has no elements to go through or to take out."),
    ),
    (
        r"'(?:float|int)' object has no attribute",
        N_("This is a Python number, and the attribute belongs to a tensor or an array."),
    ),
    (
        r"'(?:numpy\.ndarray|Tensor)' object has no attribute",
        N_(
            "This array or tensor has no attribute of that name: look at the spelling. NumPy and PyTorch name some of"
            " theirs differently."
        ),
    ),
)
_IN_A_LIBRARY = (
    (
        _TRUTH,
        N_(
            "One truth value is needed, and there is a whole tensor or array: perhaps the class nn.MSELoss stands in"
            " place of the loss nn.MSELoss()."
        ),
    ),
    (
        r"[/\\]torch[/\\]autograd[/\\].*'(?:float|int)' object is not iterable",
        N_(
            "torch.autograd.grad works with tensors, and one of its arguments is a Python number, usually the loss:"
            " keep it a tensor until its gradient is computed."
        ),
    ),
    (
        r": (?:Attribute|Type)Error: ",
        N_(
            "The function that this line calls got a value of the wrong type, perhaps a list or a number in place of a"
            " tensor: print the type of each of its arguments."
        ),
    ),
)
_OF_ITS_KIND = {
    "NameError": N_(
        "Nothing has this name: look at its spelling, capitals included, and run the cell that defines it."
    ),
    "UnboundLocalError": N_(
        "This name has no value yet: no line of the function that gives it one has been run before."
    ),
    "KeyError": N_(
        "The dictionary has no entry under this key. If that can happen, use .get(key): it returns None then."
    ),
    "AttributeError": N_(
        "There is no attribute of that name: print the type of the object before the dot, and look at the spelling."
    ),
    "TypeError": N_("A value has the wrong type: print the type of each value in the line where execution stopped."),
}


# How PyTorch words what goes wrong with a leaf, and the mistake that it is.
_OF_A_LEAF = {
    "leaf Variable that requires grad is being used in an in-place operation": "leaf.in_graph",
    "does not require grad and does not have a grad_fn": "graph.cut",
}


def of_a_leaf(error: BaseException) -> str | None:
    """The mistake with a leaf that PyTorch has refused; None for another error."""
    said = str(error)
    return next((key for words, key in _OF_A_LEAF.items() if words in said), None)


def is_common(said: str) -> bool:
    """Whether many mistakes end in this error: it says which line stops, and no more."""
    return any(re.search(pattern, said) for pattern, _sentence in (*_MISFITS, *_NO_FUNCTION))


def explained(error: BaseException) -> str | None:
    """The sentence for this error, wherever it was raised; None where there is none."""
    return _sentence(error, _SENTENCES)


def explained_in_answer(error: BaseException) -> str | None:
    """The sentence for an error in a line of the answer: an AttributeError and a TypeError always have one."""
    common = explained(error) or _sentence(error, _IN_THE_ANSWER)
    if common is None and _LIBRARY.search(file := _deepest(error)):
        return _first(_IN_A_LIBRARY, f"{file}: {told(error)}")
    return common or _sentence(error, _IN_ITS_OWN_LINE) or _OF_ITS_KIND.get(type(error).__name__)


def _sentence(error: BaseException, sentences: tuple[tuple[str, str], ...]) -> str | None:
    return _first(sentences, str(error)[:10_000])


def _first(sentences: tuple[tuple[str, str], ...], said: str) -> str | None:
    return next((sentence for pattern, sentence in sentences if re.search(pattern, said)), None)


def _deepest(error: BaseException) -> str:
    """The file that the error was raised in, here or on the student's side; "" where that is not known.

    PyTorch's objects have functions of their own for a dot and for a loop: these are no place.
    """
    there, here = getattr(error, "remote_traceback", ""), getattr(error, "__traceback__", None)
    met = _FRAME.findall(there or "".join(traceback.format_tb(here)))
    files = [file for file, name in met if name not in ("__getattr__", "__iter__")]
    return files[-1] if files else ""


def told(error: BaseException) -> str:
    """What Python says of it, on one line."""
    text = f"{type(error).__name__}: {error}".rstrip(": ")
    return textwrap.shorten(text[:10_000], _LONGEST, placeholder=" …")


def in_short(error: BaseException, namespace: dict[str, Any]) -> str:
    """What a test cell shows in place of the traceback of an error that ended it, in a notebook of these names."""
    test = next((code.co_filename for code, _line in frames(error, namespace)), "")
    where = places(error, namespace, test)
    known = explained_in_answer(error) if where else explained(error)
    sentences = [f"✗ {text}" for text in each(known)] if known else []
    said = str(error) if isinstance(error, Forbidden) else told(error)  # a refusal names its mistake itself
    return "\n".join([*sentences, said, *getattr(error, "__notes__", []), *where])
