"""Errors below a line of the answer. Where the test's own line stops, these sentences would mislead."""

from course.helpers.language import N_
from course.helpers.testing.sentences.entry import Entry

ENTRIES = (
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
        r"Mismatch in shape: grad_output",
        N_("torch.autograd.grad takes the tensors as one argument: put them into a tuple, (w, b)."),
    ),
    Entry(
        r"required positional argument|positional arguments? but|unexpected keyword argument"
        r"|expected at (?:most|least) \d",
        N_("The arguments do not fit the function: compare their number and their names with its definition."),
    ),
)
