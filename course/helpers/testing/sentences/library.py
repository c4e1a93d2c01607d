"""Errors that a library raises in a line of the answer: the value is not the answer's own."""

from course.helpers.language import N_
from course.helpers.testing.sentences.entry import LOSS_CLASS, TRUTH, Entry

ENTRIES = (
    Entry(TRUTH, LOSS_CLASS),
    Entry(
        r"'(?:float|int)' object is not iterable\n.*[/\\]torch[/\\]autograd[/\\]",
        N_(
            "torch.autograd.grad works with tensors, and one of its arguments is a Python number, usually the loss:"
            " keep it a tensor until its gradient is computed."
        ),
    ),
    Entry(
        r"'(?:Tensor|float)' object is not callable",
        N_(
            "A value stands where a function is needed: pass the function itself, without parentheses, as in"
            " step(closure)."
        ),
    ),
    Entry(
        r"'(?:method|Linear|Sequential)' object is not iterable|params argument given to the optimizer",
        N_("The parameters of the model are wanted here: write model.parameters(), with its parentheses."),
    ),
    Entry(
        r"^(?:Attribute|Type)Error: ",
        N_(
            "The function that this line calls got a value of the wrong type, perhaps a list or a number in place of a"
            " tensor: print the type of each of its arguments."
        ),
    ),
)
