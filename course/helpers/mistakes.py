"""The mistakes that tests name: a short key, as a linter has codes, and a sentence for the student.

The key is what a test gives (`mistakes={"sum.for_mean": ...}`), what the answer bank expects, and what the
teacher's report counts. It never changes once a class has been graded with it.
"""

from course.helpers.language import _

MISTAKES: dict[str, str] = {
    # Sign, factor, mean
    "step.added": _("The step was added; to go down it is subtracted: w − lr · gradient."),
    "factor.two": _("The factor 2 is missing: the derivative of r² is 2·r·r′."),
    "factor.half": _("This is half of what is asked: ½·r² is not r²."),
    "gradient.sign": _("The sign is reversed: the residual is prediction − target."),
    "sum.for_mean": _("The sum is taken where the mean is asked for."),
    "mean.for_sum": _("The mean is taken where the sum is asked for."),
    "mean.one_axis": _("The mean runs over one axis only; all elements count: N·K of them."),
    "mean.samples_only": _("Divided by N alone; the mean over all elements divides by N·K."),
    "square.missing": _("The residuals are not squared."),
    "square.absolute": _("Absolute values are taken in place of squares."),
    "root.taken": _("A square root is taken that nobody asked for."),
    "square.of_sum": _("The sum is squared; each residual is squared first, then they are summed."),
    # Shapes, products, types
    "bias.missing": _("The bias b is missing."),
    "bias.subtracted": _("The bias is subtracted; it is added."),
    "product.elementwise": _("x * w multiplies element by element; the model needs the matrix product x @ w."),
    "transpose.reshape": _("reshape (or view) is not a transpose: it reads the numbers in another order."),
    "transpose.missing": _("w is (K, D): the product x @ w.T needs its transpose."),
    "transpose.extra": _("The result is transposed: look at the shape that is asked for."),
    "shape.broadcast": _("(N, 1) against (N,) broadcasts to (N, N): give both the same shape first."),
    "shape.wrong": _("The shape is not the one asked for."),
    "shape.unchecked": _("Shapes that differ must raise ValueError: broadcasting would hide the fault."),
    "type.not_float": _("A Python float is asked for: float(…) or .item() makes one."),
    "type.not_tensor": _("A tensor is asked for."),
    "dtype.mixed": _("The dtypes do not match: float32 and float64 cannot be mixed in a matrix product."),
    "dtype.wrong": _("The dtype is not the one asked for."),
    "memory.shared": _(
        "The tensor shares its memory with the array it was made from: a later change of one shows in the other."
    ),
    "bias.not_summed": _("The gradient of b is summed over the samples, one value per target."),
    "bias.mean": _("The gradient of b is averaged over the samples; it is their sum."),
    "bias.gradient_missing": _("The gradient of b is missing: db is 0 here, or a copy of something else."),
    "gradient.order": _("The gradients come in the wrong order."),
    "residual.missing": _("The gradient does not depend on the residual (prediction − target)."),
    "gradient.one_sample": _("Only one sample is used; all of them count."),
    "mean.already_sum": _("A dot product is already a sum: its mean is itself, and the division by N is missing."),
    # Descent
    "bias.not_updated": _("b is never updated."),
    "weight.not_updated": _("w is never updated."),
    "update.not_together": _(
        "b's gradient is taken after w has moved: compute both gradients first, then update both."
    ),
    "argument.changed": _("The function changes its argument; it must leave it as it was (w = w − …, or a copy)."),
    "argument.not_updated": _("The parameters must change in place, and they did not."),
    "losses.after": _("The loss is recorded after the update; losses[i] is the loss before update i."),
    "losses.aliased": _("Every entry of losses is the same object, changed afterwards: keep a float."),
    "losses.tensor": _("losses holds tensors; it must hold Python floats (.item())."),
    "losses.count": _("len(losses) must equal epochs: one loss per update."),
    "epochs.one_less": _("One epoch too few."),
    "epochs.one_more": _("One epoch too many."),
    "lr.ignored": _("The learning rate is not used."),
    "lr.squared": _("The learning rate is used twice."),
    "gradient.stale": _("The gradient is computed once, before the loop; it changes with every update."),
    # Autograd and modules
    "grad.not_zeroed": _("The gradients are never cleared: backward adds to what is already in .grad."),
    "grad.zeroed_once": _("The gradients are cleared once, before the loop; every pass needs it."),
    "grad.zeroed_before_step": _("The gradients are cleared between backward and step: nothing is left to step with."),
    "grad.zeroed_none": _("Before the first backward .grad is None: it cannot be zeroed yet."),
    "grad.aliased": _("The gradient handed out is .grad itself: the next backward changes it. Hand out a copy."),
    "leaf.replaced": _(
        "w = w − … makes a new tensor: the caller's w is untouched. Update in place (w -= …) under torch.no_grad()."
    ),
    "leaf.in_graph": _("The update is recorded in the graph: put it under torch.no_grad()."),
    "leaf.lost": _("After the call w and b must still be leaves that require gradients."),
    "graph.cut": _(".item(), .detach() or a new tensor cuts the graph: no gradient flows through the loss."),
    "grad_output.ignored": _("backward ignores grad_output: the chain rule multiplies by it."),
    "saved.wrong": _("What forward saved is not what backward needs (the output in place of an input?)."),
    "gradcheck.float32": _("gradcheck needs float64: in float32 finite differences are too coarse."),
    "gradcheck.raised": _("A wrong backward must give False, not an exception."),
    "context.reused": _("A fresh Context is needed for every forward/backward pair."),
    "parameters.unregistered": _(
        "A parameter is not registered: model.parameters() must hold weight and bias, and no other."
    ),
    "optim.used": _("torch.optim does the work here; write the update yourself."),
    "autograd.used": _("Autograd does the work here; the gradient is to be written by hand."),
    # 01_numpy
    "not_summed": _("One value per sample is handed out; they are to be summed."),
    "losses.extra": _("One loss too many: the loss after the last update is not asked for."),
    "product.of_means": _("The mean of a product is not the product of the means: multiply first, then average."),
    "feature.missing": _("The factor x is missing: the derivative of w·x with respect to w is x."),
    "mean.twice": _("The division by N is done twice."),
    "update.per_sample": _("The parameters move after every sample; here they move once an epoch, on all samples."),
}
