"""What a function takes and gives: types, shapes, dtypes, devices, memory."""

from course.helpers.language import _

MISTAKES: dict[str, str] = {
    "product.elementwise": _("x * w multiplies element by element; the model needs the matrix product x @ w."),
    "transpose.reshape": _("reshape (or view) is not a transpose: it reads the numbers in another order."),
    "transpose.missing": _("w is (K, D): the product x @ w.T needs its transpose, which reshape and view do not give."),
    "transpose.extra": _("The result is transposed: compare its shape and its numbers with the expected ones."),
    "shape.broadcast": _(
        "The shapes differ, and broadcasting compares each value with all the others: give both the same shape first."
    ),
    "shape.wrong": _("The shape is not the one asked for."),
    "shape.unchecked": _("If the shapes differ, raise a ValueError: broadcasting would hide the mistake."),
    "error.returned": _("The function returns the error: write raise, not return."),
    "type.not_float": _("Return a Python float: .item() makes one of an array or a tensor with one element."),
    "type.not_tensor": _("Return a tensor."),
    "type.not_unpacked": _("The right value is inside a tuple or a list: take it out."),
    "type.parts_not_tensors": _("The parts of the result must be tensors."),
    "dtype.mixed": _("The dtypes do not match: float32 and float64 cannot be mixed in a matrix product."),
    "dtype.wrong": _("The dtype is not the one asked for."),
    "memory.shared": _("The tensor shares its memory with the array: a later change of one changes the other."),
    "argument.changed": _(
        "The function changes an argument that must stay as it was: work on a copy, or write a = a - 1, not a -= 1."
    ),
    "argument.requires_grad": _(
        "An argument requires a gradient now, and did not before: begin with detach(). Without it, .double() returns "
        "the same tensor where that is already float64."
    ),
    "argument.not_updated": _("The parameters must change in place, and they did not."),
    "type.not_array": _("Return a NumPy array: np.array(…) makes one from a list."),
    "product.of_means": _("The mean of a product is not the product of the means: multiply first, then average."),
    "type.not_function": _("Write a torch.autograd.Function: a class with forward and backward."),
    "target.gradient_missing": _(
        "The gradient of the target is missing: backward returns one for every input of forward."
    ),
    "target.gradient_sign": _(
        "The gradient of the target has the wrong sign: it is the opposite of the gradient of the prediction."
    ),
    "input.gradient_missing": _("The gradient of x is missing: a function before this one in the chain needs it."),
    "transpose.of_w": _("w is transposed: its rows and its columns are exchanged."),
    "transpose.backward": _("A transpose is wrong in the gradient of x: this gradient must have the shape of x."),
    "column.missing": _("The targets must form a column of shape (N, 1)."),
    "shape.not_scalar": _("Return a 0-d tensor: one number, without an axis."),
    "type.not_tuple": _("The result must be a tuple: tuple(…) makes one from a list."),
    "broadcast.unfit": _("Two sizes that differ do not fit unless one of them is 1: raise a ValueError."),
    "broadcast.left": _("The shapes are aligned on the left; align them on the right."),
    "broadcast.maximum": _("The larger size is not always the right one: 0 and 1 give 0."),
    "broadcast.cut": _("The longer shape has lost the axes that the other one does not have: keep these axes."),
    "broadcast.reversed": _("The sizes come in the reverse order."),
    "broadcast.ones_kept": _("Where one size is 1, the result has the other size."),
    "broadcast.one_way": _("Only one of the two shapes is repeated; a 1 in the other one is repeated too."),
    "broadcast.no_padding": _("Shapes of different lengths can fit: a missing size on the left counts as 1."),
    "type.not_sequential": _("Return an nn.Sequential."),
    "device.ignored": _("The argument device is not used."),
    "device.default_missing": _(
        "With device=None nothing is moved: choose the accelerator if there is one, and otherwise the CPU."
    ),
    "move.model_left": _("The model has not moved: its parameters must move with the data."),
    "move.data_assigned": _(
        "PyTorch refuses p.data = … where the new tensor is on another kind of device: move the model with .to(device)."
    ),
    "move.discarded": _(
        "A tensor has stayed where it was: x.to(device) returns a new one, for x and for y alike. Use what it returns."
    ),
    "type.not_list": _("The result must be a list: list(…) makes one."),
    "type.not_linear": _("Return the trained layer, an nn.Linear."),
    "value.rounded": _("The result is rounded: return it with all its digits."),
    "size.fixed": _("The number of samples is written in the code: read it from the data, which may have another."),
}
