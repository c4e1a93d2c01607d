"""The sentences for errors of Python and PyTorch: one table, by the place where an error is raised."""

from typing import NamedTuple

from course.helpers.language import N_

ANYWHERE = "anywhere"  # also in the test's own line
ANSWER = "answer"  # below a line of the answer: where the test's own line stops, these would mislead
OWN_LINE = "own line"  # raised by the answer's own line
LIBRARY = "library"  # raised by a line of a library that the answer calls: the value is not the answer's


class Entry(NamedTuple):
    """One kind of error.

    pattern: a regular expression for "TypeError: what it says", followed by a line with the file that raised it and by
    that file's source line. says: the sentence in English. common: many mistakes end in this error, so it says which
    line stops, and no more. mistake: the key of the mistake that it always is.
    """

    pattern: str
    says: str
    common: bool = False
    mistake: str | None = None


_TRUTH = r"Boolean value of Tensor with|truth value of an array with"

# Of a place's entries, the first one that fits is taken.
TABLE = {
    ANYWHERE: (
        Entry(
            r"mat1 and mat2 shapes cannot be multiplied|mat\d? and vec|mismatch in its core dimension|not aligned"
            r"|inconsistent tensor size|size mismatch|must match the size of tensor|could not be broadcast"
            r"|shape mismatch|not broadcastable|shapes cannot be broadcast|Sizes of tensors must match"
            r"|must have same number of dimensions|doesn't match the broadcast shape",
            N_("The shapes do not fit: print the .shape of each value in the line where execution stopped."),
            common=True,
        ),
        Entry(
            r"must be batches of square matrices|dimensions of the array must be square",
            N_("This operation needs a square matrix: print the .shape of the one that it is given."),
            common=True,
        ),
        Entry(
            r"matrix is singular|Singular matrix",
            N_("This matrix has no inverse: perhaps one of its columns is zero, or follows from the others."),
            common=True,
        ),
        Entry(
            r"to have the same dtype|must have the same dtype|expected scalar type|Found dtype",
            N_("float32 and float64 are mixed: give both tensors the dtype of the arguments."),
            common=True,
        ),
        Entry(
            r"leaf Variable that requires grad is being used in an in-place operation",
            N_("This change in place must not be recorded in the graph: put it under torch.no_grad()."),
            mistake="leaf.in_graph",
        ),
        Entry(
            r"does not require grad and does not have a grad_fn",
            N_(
                "There is no graph to go back through: the result was not computed from a tensor that requires a"
                " gradient."
            ),
            mistake="graph.cut",
        ),
        Entry(
            r"appears to not have been used in the graph",
            N_(
                "The result was not computed from one of the tensors whose gradient is wanted: look for it in the"
                " formula."
            ),
        ),
        Entry(
            r"floating point and complex dtype can require gradients",
            N_("Only floating-point numbers can have a gradient: make this tensor of floats, 2.0 in place of 2."),
        ),
        Entry(
            r"'(?:float|int)' object has no attribute 'backward'",
            N_(
                "backward() belongs to a tensor, and this result is a Python number: keep it a tensor until backward()"
                " has run."
            ),
        ),
        Entry(
            r"backward through the graph a second time",
            N_("An earlier backward() has already used this graph: compute the loss again before each backward()."),
        ),
        Entry(
            r"grad can be implicitly created only for scalar outputs",
            N_("backward() starts from one number: reduce the tensor to a loss first."),
        ),
        Entry(
            r"modified by an inplace operation",
            N_("A tensor that backward() needs was changed in place after it had been used."),
        ),
        Entry(
            r"call numpy\(\) on Tensor that requires grad",
            N_("A tensor that requires a gradient cannot become an array: detach it first."),
        ),
        Entry(
            r"'NoneType' object has no attribute 'item'|float\(\) argument must be .*'NoneType'",
            N_(
                "There is None where .item() or float() needs a value. A .grad is None until backward() has been"
                " called, with its parentheses, and has reached this tensor. A function without return gives None too,"
                " and so does step()."
            ),
        ),
        Entry(
            r"unsupported operand .*'NoneType'|'NoneType' object has no attribute '(?:zero_|clone|detach|shape)"
            r"|'NoneType' object is not sub",
            N_(
                "A value is None where a tensor is needed: a function without return gives None, and .grad stays None"
                " until backward() has been called."
            ),
        ),
        Entry(
            r"'NoneType' object is not callable|must be an iterable, not NoneType|non-iterable NoneType",
            N_(
                "There is None where something else is needed: a function without return gives None, and so does a"
                " .grad that backward() has not reached."
            ),
        ),
        Entry(
            r"cannot assign '[\w.]+' as parameter",
            N_(
                "A plain tensor cannot take the place of a parameter: write its values into the parameter that is"
                " there."
            ),
        ),
        Entry(
            r"list is not a Module subclass",
            N_("nn.Sequential takes the layers themselves, not a list of layers: nn.Sequential(first, second)."),
        ),
        Entry(
            r"not compiled with CUDA|No CUDA GPUs|Found no NVIDIA driver",
            N_("This computer has no such accelerator: ask torch.accelerator.is_available() before you choose one."),
        ),
        Entry(
            r"not enough values to unpack \(expected \d+, got 0\)",
            N_("Nothing was saved: forward must call ctx.save_for_backward(…) with what backward unpacks."),
        ),
    ),
    ANSWER: (
        Entry(
            r"\w\(\) got an unexpected keyword argument '(?:axis|out)'",
            N_("A NumPy function was given a tensor: use the function of torch, or the tensor's own method."),
        ),
        Entry(
            r"cannot be converted to Scalar|only one element tensors can be converted"
            r"|can only convert an array of size 1|only (?:length-1|size-1|0-dimensional) arrays can be converted",
            N_("Only a tensor or an array with one element can become a number: print the .shape of this one."),
        ),
        Entry(
            r"before Module\.__init__\(\) call",
            N_("The module is not set up yet: its __init__ begins with super().__init__()."),
        ),
        Entry(
            r"'Sequential' object has no attribute",
            N_("A Sequential is made of layers, and the attribute belongs to one of them: model[0] is the first."),
        ),
        Entry(
            r"required positional argument|positional arguments? but|unexpected keyword argument",
            N_("The arguments do not fit the function: compare their number and their names with its definition."),
        ),
    ),
    LIBRARY: (
        Entry(
            _TRUTH,
            N_(
                "One truth value is needed, and there is a whole tensor or array: perhaps the class nn.MSELoss stands"
                " in place of the loss nn.MSELoss()."
            ),
        ),
        Entry(
            r"'(?:float|int)' object is not iterable\n.*[/\\]torch[/\\]autograd[/\\]",
            N_(
                "torch.autograd.grad works with tensors, and one of its arguments is a Python number, usually the"
                " loss: keep it a tensor until its gradient is computed."
            ),
        ),
        Entry(
            r"^(?:Attribute|Type)Error: ",
            N_(
                "The function that this line calls got a value of the wrong type, perhaps a list or a number in place"
                " of a tensor: print the type of each of its arguments."
            ),
        ),
    ),
    OWN_LINE: (
        Entry(
            r"bitwise_xor|for \^:",
            N_("The sign ^ is no power in Python: write **."),
        ),
        Entry(
            r"(?s)^ValueError: .*\nraise\b[^\n]*\Z",
            N_("This error is raised by your own raise, and here the arguments are right: look at its condition."),
        ),
        Entry(
            r"'(?:builtin_function_or_method|method|function|type)' object"
            r" (?:is not iterable|does not support the context)",
            N_("A function or a class stands here without being called: write parentheses after its name."),
            common=True,
        ),
        Entry(
            r"' object is not callable",
            N_(
                "Parentheses call a function, and what stands before them is a value: .grad, .shape and .T take none,"
                " and a product needs its *."
            ),
            common=True,
        ),
        Entry(
            _TRUTH,
            N_(
                "One truth value is needed, and there is a whole tensor or array: perhaps a condition compares element"
                " by element, or asks whether there is a tensor. For that, write `is None` or `is not None`."
            ),
        ),
        Entry(
            r"values to unpack \(expected",
            N_(
                "There are not as many names before the = as values behind it: print the length of what is taken apart."
            ),
        ),
        Entry(
            r"'NoneType' object has no attribute '(?:next_functions|variable)'",
            N_(
                "There is None where a node of the graph is needed: grad_fn can be None, and so can the first part of"
                " a pair in next_functions."
            ),
        ),
        Entry(
            r"'Tensor' object has no attribute '(?:next_functions|variable)'",
            N_("A tensor is not a node of the graph: the node that made it is its grad_fn."),
        ),
        Entry(
            r"'(?:\w+Backward\d+|AccumulateGrad)' ",
            N_(
                "A node of the graph is not a tensor: it has next_functions, and only the node of a leaf has a"
                " variable."
            ),
        ),
        Entry(
            r"'(?:tuple|list)' object has no attribute",
            N_("This is a tuple or a list, and the attribute belongs to one of its elements: take this element first."),
        ),
        Entry(
            r"'(?:float|int)' object is not (?:iterable|subscriptable)|non-iterable (?:float|int) object"
            r"|iteration over a 0-d|index of a 0-dim tensor|index to scalar variable",
            N_("This is a single number: it has no elements to go through or to take out."),
        ),
        Entry(
            r"'(?:float|int)' object has no attribute",
            N_("This is a Python number, and the attribute belongs to a tensor or an array."),
        ),
        Entry(
            r"'(?:numpy\.ndarray|Tensor)' object has no attribute",
            N_(
                "This array or tensor has no attribute of that name: look at the spelling. NumPy and PyTorch name some"
                " of theirs differently."
            ),
        ),
        Entry(
            r"^NameError: ",
            N_("Nothing has this name: look at its spelling, capitals included, and run the cell that defines it."),
        ),
        Entry(
            r"^UnboundLocalError: ",
            N_("This name has no value yet: no line of the function that gives it one has been run before."),
        ),
        Entry(
            r"^KeyError: ",
            N_("The dictionary has no entry under this key. If that can happen, use .get(key): it returns None then."),
        ),
        Entry(
            r"^AttributeError: ",
            N_(
                "There is no attribute of that name: print the type of the object before the dot, and look at the"
                " spelling."
            ),
        ),
        Entry(
            r"^TypeError: ",
            N_("A value has the wrong type: print the type of each value in the line where execution stopped."),
        ),
    ),
}
