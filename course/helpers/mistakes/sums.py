"""A sum, a mean, a square, a factor or a term that is missing or too many."""

from course.helpers.language import _

MISTAKES: dict[str, str] = {
    "factor.two": _("The factor 2 is missing: the derivative of r² is 2·r·r′."),
    "factor.half": _("This is half of the right value: the loss is made of r², not of ½·r²."),
    "sum.for_mean": _("This is the sum; the exercise asks for the mean."),
    "mean.for_sum": _("This is the mean; the exercise asks for the sum."),
    "mean.one_axis": _("The mean is taken over one axis only; take it over all N·K elements."),
    "mean.targets_only": _("Divided by K alone; the mean over all elements divides by N·K."),
    "mean.samples_only": _("Divided by N alone; the mean over all elements divides by N·K."),
    "square.missing": _("The residuals are not squared."),
    "square.absolute": _("Absolute values are used instead of squares."),
    "root.taken": _("The result is a square root; leave the root out."),
    "square.of_sum": _("The sum is squared. Square each residual first, then add up the squares."),
    "bias.missing": _("The bias b is missing."),
    "bias.subtracted": _("The bias is subtracted; add it."),
    "bias.not_summed": _("The gradient of b is not summed: add it up over the samples."),
    "bias.mean": _("The gradient of b is averaged over the samples; add it up instead."),
    "bias.gradient_missing": _("The gradient of b is missing: there is 0, None or something else in its place."),
    "residual.missing": _("The gradient does not depend on the residual (prediction − target)."),
    "bias.not_updated": _("b has not changed."),
    "weight.not_updated": _("w has not changed."),
    "bias.unchanged": _("The bias of the model has not changed."),
    "weight.unchanged": _("The weight of the model has not changed."),
    "weight.transposed": _("weight must have the shape (K, D): one row for each target."),
    "not_summed": _("The result has one value per sample: add them up."),
    "not_averaged": _("The result has one value per sample: take their mean."),
    "feature.missing": _("The factor x is missing: the derivative of w·x with respect to w is x."),
    "mean.twice": _("The division by N is done twice."),
    "bias.over_targets": _("The gradient of b is summed over the targets; sum over the samples, one value per target."),
    "r2.residual_share": _("This is the share that remains unexplained; R² is 1 minus it."),
    "r2.exchanged": _("prediction and target are exchanged: the total sum compares the target with its own mean."),
    "r2.correlation": _("This is the squared correlation: it does not see a wrong scale or a wrong offset."),
    "r2.not_centred": _("The total sum is one of plain squares: subtract the mean of the target first, then square."),
    "r2.explained": _(
        "This divides the variation of the predictions by that of the target: R² is 1 minus residual over total."
    ),
    "r2.sample_variance": _("One of the two is divided by N − 1, the other by N: R² compares two sums."),
    "r2.clipped": _("A prediction worse than the mean has a negative R²: do not replace it by 0."),
    "r2.root": _("This is computed with the roots of the sums; R² uses the sums of the squares themselves."),
    "weight.snapshot": _(
        "The model keeps a copy of w: when w changes in place later, the predictions must change too."
    ),
    "bias.snapshot": _("The model keeps a copy of b: when b changes in place later, the predictions must change too."),
    "mean.missing": _("The result has one value per element: return their mean."),
    "mean.features": _("Divided by N·D; the mean runs over the N·K targets, not over the features."),
    "bias.all_targets": _("The gradient of b is summed over the targets too; each target has its own, (K,)."),
    "bias.row": _("The gradient of b has the shape (K,), without an axis of size 1."),
    "loss_fn.ignored": _("The loss is not that of loss_fn: call the loss_fn that the function receives."),
    "loss.other_gradient": _("The loss is the mean, but the gradient is that of the sum."),
    "loss.after": _("This is the loss after the step; return the one before it."),
    "loss_fn.order": _("loss_fn takes the prediction first, then the target."),
    "bias.other_row": _(
        "The wrong row of θ is taken for the bias: if the ones are column j of A, the bias is row j of θ."
    ),
    "ones.missing": _("A has no column of ones: without it, θ has no row for the bias."),
    "r2.prediction_mean": _(
        "The total sum compares the target with the mean of the prediction; compare it with its own mean."
    ),
    "r2.centred": _("The residuals are centred, so a constant error costs nothing: square them as they are."),
}
