"""Errors that have their sentence wherever they are raised, also in the test's own line."""

from course.helpers.language import N_
from course.helpers.testing.sentences.entry import Entry

ENTRIES = (
    Entry(
        r"^RecursionError: ",
        N_(
            "The function calls itself without an end: it needs a case in which it does not, and each call must come"
            " closer to that case."
        ),
    ),
    Entry(
        r"mat1 and mat2 shapes cannot be multiplied|mat\d? and vec|mismatch in its core dimension|not aligned"
        r"|inconsistent tensor size|size mismatch|must match the size of tensor|could not be broadcast"
        r"|shape mismatch|not broadcastable|shapes cannot be broadcast|Sizes of tensors must match"
        r"|must have same number of dimensions|doesn't match the broadcast shape",
        N_("The shapes do not fit: print the .shape of each value in the line where execution stopped."),
        common=True,
    ),
    Entry(
        r"to matmul need to be at least 1D|matmul: Input operand \d does not have enough dimensions",
        N_("@ is a matrix product, and one factor is a single number: multiply by it with *."),
        common=True,
    ),
    Entry(
        r"Dimension out of range|axis -?\d+ is out of bounds",
        N_("There is no axis with this number: print the .shape. The first axis is 0, the last one -1."),
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
        N_("There is no graph to go back through: the result was not computed from a tensor that requires a gradient."),
        mistake="graph.cut",
    ),
    Entry(
        r"appears to not have been used in the graph",
        N_("The result was not computed from one of the tensors whose gradient is wanted: look for it in the formula."),
    ),
    Entry(
        r"floating point and complex dtype can require gradients",
        N_("Only floating-point numbers can have a gradient: make this tensor of floats, 2.0 in place of 2."),
    ),
    Entry(
        r"'(?:float|int)' object has no attribute 'backward'",
        N_(
            "backward() belongs to a tensor, and this result is a Python number: keep it a tensor until backward() has"
            " run."
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
            "There is None where .item() or float() needs a value. A .grad is None until backward() has been called,"
            " with its parentheses, and has reached this tensor. A function without return gives None too, and so does"
            " step()."
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
            "There is None where something else is needed: a function without return gives None, and so does a .grad"
            " that backward() has not reached."
        ),
    ),
    Entry(
        r"cannot assign '[\w.]+' as parameter",
        N_("A plain tensor cannot take the place of a parameter: write its values into the parameter that is there."),
    ),
    Entry(
        r"\w\.\w+ is not a Module subclass",
        N_("A class stands where a layer is needed: nn.Linear(…), with its arguments, makes one."),
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
        N_(
            "Nothing is saved in this ctx: forward calls ctx.save_for_backward(…), and backward needs the ctx of the"
            " same call."
        ),
    ),
)
