"""Errors that the answer's own line raises."""

from course.helpers.language import N_
from course.helpers.testing.sentences.entry import LOSS_CLASS, TRUTH, Entry

ENTRIES = (
    Entry(
        r"'(?:int|float)' and '(?:tuple|list)'|'(?:tuple|list)' and '(?:int|float)'"
        r"|can only concatenate (?:tuple|list)",
        N_(
            "Only a tuple is added to a tuple, and only a list to a list: a tuple of one element is (1,), with its"
            " comma."
        ),
    ),
    Entry(
        r"unsupported operand.*'(?:tuple|list)'|can't multiply sequence|must be Tensor, not (?:tuple|list)",
        N_("There is a tuple or a list where one of its elements is needed: take it out."),
    ),
    Entry(
        r"'NoneType' object has no attribute '(?:append|extend|insert|sort|reverse)'",
        N_("append() changes the list itself and returns None: call it without an assignment."),
    ),
    Entry(
        r"'tuple' object has no attribute '(?:append|extend|insert|pop|remove|sort|reverse)'",
        N_("A tuple cannot be changed: make a list of it first, list(…)."),
    ),
    Entry(
        r"^IndexError: ",
        N_("There is no element at this place: print the index, and the length or the .shape of what it goes into."),
    ),
    Entry(
        r"bitwise_xor|for \^:",
        N_("The sign ^ is no power in Python: write **."),
    ),
    Entry(
        r"(?s)^ValueError: .*\n(?:if\b[^\n]*:\s*)?raise\b[^\n]*\Z",
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
            "Parentheses call a function, and what stands before them is a value: .grad, .shape and .T take none, a"
            " product needs its *, and arguments may come in the wrong order."
        ),
        common=True,
    ),
    # The line asks for no truth value itself, so the function that it calls does: it may live in another process.
    Entry(
        rf"(?:{TRUTH}).*\n.*\n(?!.*\b(?:if|elif|while|and|or|not|in|assert|max|min|sorted|any|all|bool)\b).*\w\(",
        LOSS_CLASS,
    ),
    Entry(
        TRUTH,
        N_(
            "One truth value is needed, and there is a whole tensor or array: perhaps a condition compares element by"
            " element, or asks whether there is a tensor. For that, write `is None` or `is not None`."
        ),
    ),
    Entry(
        r"values to unpack \(expected",
        N_("There are not as many names before the = as values behind it: print the length of what is taken apart."),
    ),
    Entry(
        r"'NoneType' object has no attribute '(?:next_functions|variable)'",
        N_(
            "There is None where a node of the graph is needed: grad_fn can be None, and so can the first part of a"
            " pair in next_functions."
        ),
    ),
    Entry(
        r"'Tensor' object has no attribute '(?:next_functions|variable)'",
        N_("A tensor is not a node of the graph: the node that made it is its grad_fn."),
    ),
    Entry(
        r"'(?:\w+Backward\d+|AccumulateGrad)' ",
        N_("A node of the graph is not a tensor: it has next_functions, and only the node of a leaf has a variable."),
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
            "This array or tensor has no attribute of that name: look at the spelling. NumPy and PyTorch name some of"
            " theirs differently."
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
            "There is no attribute of that name: print the type of the object before the dot, and look at the spelling."
        ),
    ),
    Entry(
        r"received an invalid combination of arguments",
        N_(
            "PyTorch's function does not take these arguments in this way: perhaps one of them needs its name, as in"
            " generator=generator, or has the wrong type."
        ),
    ),
    Entry(
        r"^TypeError: ",
        N_("A value has the wrong type: print the type of each value in the line where execution stopped."),
    ),
)
