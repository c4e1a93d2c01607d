"""A gradient by hand: its sign, its factors, finite differences, curvature."""

from course.helpers.language import _

MISTAKES: dict[str, str] = {
    "gradient.sign": _("The sign is reversed: check the residual, prediction − target, and the signs of the factors."),
    "gradient.order": _("The gradients come in the wrong order."),
    "gradient.one_sample": _("Only one sample is used; use all of them."),
    "gradient.stale": _("The gradient is computed once, before the loop; it changes with every update."),
    "gradient.clipped": _("The step uses a clipped gradient: use the gradient as it is, large or small."),
    "difference.sign": _("The sign is reversed: subtract the value on the left from the one on the right."),
    "difference.one_sided": _("The difference is one-sided: take one point on each side of w."),
    "difference.distance": _("This is twice the derivative: divide by the distance between the two points."),
    "difference.halved": _("This is half the derivative: divide by the distance between the two points."),
    "difference.parentheses": _("This is divided by 2 and multiplied by the distance: write (…) / (2 * distance)."),
    "difference.together": _("More than one entry of w has moved: move one entry and leave the others where they are."),
    "difference.same_point": _("f is evaluated only at w itself: move a copy of w to each side."),
    "difference.coarse": _("The two points are too far apart: the curve bends between them."),
    "difference.fine": _("The two points are too close together: the rounding errors are larger than the difference."),
    "gradient.sign_or_order": _(
        "The two gradients are exchanged or have the wrong sign: the gradient of the prediction comes first, "
        "and the residual is prediction − target."
    ),
    "gradients.count": _("backward must return one gradient for each input of forward (ctx does not count)."),
    "gradients.shape": _(
        "A gradient does not have the shape of its input: look at the order of the gradients, and at each sum or mean."
    ),
    "derivative.sign": _("The sign of the derivative is reversed."),
    "gradient.overwritten": _("A tensor that is used twice receives two gradients: add them up."),
    "gradient.aliased": _(
        "Gradients are added up in place, in an object that another tensor has too: write old + new instead."
    ),
    "gradient.intermediate_lost": _(
        "The gradient of an intermediate result is lost: wanted can contain this tensor too."
    ),
    "gradient.zero_for_none": _("For a tensor on which output does not depend, return None, and not zeros."),
    "order.same": _("The second call returns the same order as the first one: draw a new one each time."),
    "order.once": _("The order is drawn once, before the loop; every epoch needs a new one."),
    "order.blocks": _("Neighbours stay together: put all the indices in a random order."),
    "slope.value": _("This is the value of f, not its derivative."),
    "slope.sign": _("The slope has the opposite sign: it is positive where the function rises."),
    "slope.origin": _("f(at)/at is the slope of the line from the origin to the curve, not that of the curve itself."),
    "slope.chord": _("This is the slope between two points far apart; the derivative is the slope at one point."),
    "slope.difference": _(
        "This is a finite difference, which only comes near the derivative. Let autograd compute the derivative itself."
    ),
    "hessian.factor_two": _(
        "The rate is twice as large as it should be: a factor is missing in the second derivative of r²."
    ),
    "hessian.bias_missing": _("The bias is missing in the Hessian: A has a column of ones beside x."),
    "stable.one_over": _("This is 1 / λmax; the descent is stable up to 2 / λmax."),
    "stable.eigenvalue": _("This is the largest eigenvalue, or half of it; the descent is stable up to 2 / λmax."),
    "condition.root": _("This is the condition number of A; the one of the Hessian is its square."),
    "condition.squared": _(
        "The quotient is squared, but the eigenvalues of the Hessian are already squares: leave out the last square."
    ),
    "condition.inverted": _("The quotient is upside down: divide the largest eigenvalue by the smallest."),
    "condition.largest_alone": _("This is the largest eigenvalue; divide it by the smallest."),
    "condition.difference": _("This is the difference of two eigenvalues; take their quotient."),
    "condition.neighbour": _("The divisor is the second largest eigenvalue; take the smallest of all."),
    "condition.itself": _("The quotient is always 1: an eigenvalue is divided by itself."),
    "condition.centred": _("The columns are centred or scaled first; take x as it is."),
    "condition.diagonal": _("These are entries of the Hessian's diagonal; take its eigenvalues."),
    "hessian.other_product": _(
        "The divisor is 0, up to rounding: the Hessian is the product Aᵀ A, and A Aᵀ is another matrix. Divide by the "
        "smallest of its eigenvalues."
    ),
    "hessian.singular": _(
        "The divisor is 0, up to rounding: your matrix is not the Hessian. Print it, and look at its shape "
        "and at its rows."
    ),
    "hessian.row": _("There is a row of 1 where A needs a column of 1, one number for each sample."),
    "eigenvalue.smallest": _("This rate belongs to the smallest eigenvalue; the largest eigenvalue sets the limit."),
    "eigenvalue.trace": _(
        "The eigenvalues are summed (the trace, or a Frobenius norm); the largest one alone sets the limit."
    ),
    "eigenvalue.root": _("This uses a singular value of A; the eigenvalue of AᵀA is its square."),
}
