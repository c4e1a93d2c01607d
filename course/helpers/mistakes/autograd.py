"""What autograd records, saves, adds up and hands out."""

from course.helpers.language import _

MISTAKES: dict[str, str] = {
    "grad.none": _(
        "At the update, .grad is None: usually because backward() has not been called before it (look for its "
        "parentheses), because the gradients were cleared, or because w = … has put a new tensor in the leaf's place."
    ),
    "backward.inside": _(
        "The function calls backward() itself: return the loss, and leave backward() to the code that trains the model."
    ),
    "backward.twice": _(
        "Two calls go back through the same graph. The first one frees it; with retain_graph, backward() adds the "
        "second gradients to the first. One call is enough."
    ),
    "grad.not_zeroed": _("A gradient is not cleared: backward adds to what is already in .grad."),
    "grad.not_each_epoch": _(
        "The gradients are not cleared in every epoch: backward adds to what is already in .grad."
    ),
    "grad.zeroed_once": _("The gradients are cleared only once; clear them before every backward."),
    "grad.zeroed_none": _(
        ".grad is None here, and None has no zero_(): usually because there was no backward yet (set .grad to None "
        "instead), or because w = w − … has made a new tensor."
    ),
    "grad.cleared_per_epoch": _("The gradients are cleared once per epoch; clear them for every batch."),
    "grad.aliased": _("The gradient that you return is .grad itself, and the next backward changes it. Return a copy."),
    "leaf.untouched": _(
        "After the call, the caller's w and b are what they were: change them in place (w -= …) under "
        "torch.no_grad(). Usually w = w − … has made a new tensor, or .grad was cleared before the step."
    ),
    "leaf.in_graph": _(
        "This change of a leaf in place must not be recorded in the graph: put it under torch.no_grad(). To clear a "
        "gradient, change .grad, and not the leaf."
    ),
    "gradient.doubled": _(
        "The gradient, or the step, is twice the right one: there is a factor 2 too many, a wrong divisor, a second "
        "backward() or a second update."
    ),
    "leaf.lost": _("After the call w and b must still be leaves that require gradients."),
    "graph.cut": _(
        "A gradient does not arrive: requires_grad=True is missing, the graph is cut by .item(), .detach(), no_grad() "
        "or a new tensor, or the model is not called."
    ),
    "graph.used_twice": _(
        "backward() goes through the same graph a second time: compute the loss anew in each epoch, and call "
        "backward() once on it."
    ),
    "grad_output.ignored": _("A gradient does not use grad_output: by the chain rule, multiply by it."),
    "saved.wrong": _("forward has not saved what backward needs (perhaps the output instead of an input)."),
    "gradcheck.float32": _("gradcheck needs float64: in float32 finite differences are too coarse."),
    "gradcheck.raised": _("A wrong backward must give False, not an exception."),
    "context.reused": _("Each pair of forward and backward needs a fresh Context."),
    "autograd.used": _("Autograd does the work here; write the gradient yourself."),
    "saved.shared": _(
        "What forward keeps for backward must be kept in ctx: anywhere else, the next call overwrites it."
    ),
    "functions.ignored": _(
        "Something is computed by hand, or by other functions: the prediction, the loss and every gradient come from "
        "the two functions that descend receives, whatever they compute."
    ),
    "grad_output.added": _("grad_output is added; the chain rule multiplies by it."),
    "grad_output.summed": _("grad_output is summed; multiply by it element by element."),
    "grad_output.alone": _(
        "The derivative of the function itself is missing or incomplete: multiply grad_output by it."
    ),
    "gradcheck.always_false": _(
        "The answer is False for a right backward too: perhaps your except hides another error. Print what it catches."
    ),
    "gradcheck.failed": _("gradcheck: backward is not the derivative of forward."),
    "gradcheck.requires_grad": _(
        "gradcheck checks only the inputs that require a gradient: make copies that all require it."
    ),
    "chain.start": _(
        "The way back starts with 1, the derivative of the loss with respect to itself, and not with the loss."
    ),
    "chain.skipped": _(
        "linear.backward must receive the gradient that loss.backward gives for the prediction, the first of its two."
    ),
    "context.exchanged": _(
        "The two contexts are exchanged on the way back: a backward receives the ctx of its own forward."
    ),
    "functions.apply": _(
        "apply belongs to PyTorch's engine: call linear.forward and loss.forward, then their backward, "
        "each with a Context()."
    ),
    "saved.nothing": _("forward saves nothing in ctx, so backward finds nothing there: call ctx.save_for_backward(…)."),
    "backward.missing": _("backward is not written yet: it still raises NotImplementedError."),
    "tape.from_start": _(
        "Only the call that made output has sent its gradients on: go through the tape from its end to its start."
    ),
    "tape.none_added": _(
        "A backward may return None for an input: leave out this None, and keep the gradients that arrive elsewhere."
    ),
    "tape.changed": _("The tape is no longer what it was: go through reversed(tape), which leaves it as it is."),
    "tape.second_call": _(
        "A second call with the same tape returns other gradients: keep them in a dictionary of the call, and nothing "
        "in the tensors (.grad) or outside the function."
    ),
    "tape.wrong_start": _(
        "The way back starts at another tensor than output: the tape can have entries after the one that made output."
    ),
    "tape.wanted_only": _(
        "Only the gradients of the tensors in wanted are kept: an entry needs that of its output, wanted or not."
    ),
    "tape.none_sent": _("backward is called for an entry on which output does not depend: it has no gradient to send."),
    "tape.bare_tensor": _(
        "The backward of a function with one input may return a bare tensor: make a tuple of it first."
    ),
    "tape.loop_ended": _(
        "The loop ends too soon: skip an entry without a gradient, and return only after the last entry of all."
    ),
    "chain.one_everywhere": _(
        "backward must receive the gradient that has arrived at its output; here it always gets 1."
    ),
    "zero_grad.nothing": _("zero_grad() does not clear the gradients of all the parameters."),
    "grad.leftover": _(
        "What .grad held before is added to the gradient: clear it before backward, not only afterwards."
    ),
    "grad.bias_not_zeroed": _("Only the gradient of w is cleared: the gradients of b still add up."),
    "grad.weight_not_zeroed": _("Only the gradient of b is cleared: the gradients of w still add up."),
    "leaf.repeated": _("A leaf that is used twice is in the list twice; each leaf must be there once."),
    "graph.backward": _("Something is in .grad now: find the leaves without backward()."),
    "graph.not_all": _(
        "Some nodes are never visited: one that is None or already seen must not end the walk, and the next ones are "
        "added to those that wait."
    ),
    "leaf.compared": _(
        "Two leaves with equal numbers are taken for the same leaf: compare them with `is`, not with == or `in`."
    ),
    "leaf.itself": _("A tensor that is itself a leaf was not computed from anything: the list is empty."),
    "graph.one_leaf": _(
        "There is never more than one leaf: the walk goes on after the first one, and two nodes of the same type are "
        "two nodes."
    ),
    "graph.one_step": _("Only the inputs of the last operation are visited; walk on to the leaves."),
    "graph.first_branch": _("Only one branch is followed; an operation can have several inputs."),
    "graph.no_grad_fn": _("If there is no graph, grad_fn is None: return an empty list."),
    "graph.none_among_next": _("For an input that requires no gradient, next_functions contains None: skip it."),
    "graph.nodes": _("These are nodes of the graph; the leaf is the attribute `variable` of its node."),
}
