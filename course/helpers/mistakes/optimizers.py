"""The rules of optimizers: momentum, Adam, weight decay, schedules."""

from course.helpers.language import _

MISTAKES: dict[str, str] = {
    "optim.used": _("torch.optim does the work here; write the update yourself."),
    "options.default": _("With lr alone the steps are wrong: compare your default values with those of the text."),
    "params.exhausted": _(
        "params can be an iterator, such as model.parameters(): it gives the parameters only once. Keep list(params)."
    ),
    "velocity.reset": _("The velocity is lost between two steps: this is plain gradient descent."),
    "velocity.damped": _(
        "The gradient is multiplied by 1 − momentum before it is added to the velocity; add it without this factor."
    ),
    "velocity.gradient_lost": _("The velocity does not receive the new gradient: v ← momentum · v + gradient."),
    "velocity.late": _("The step uses the velocity of the step before: update the velocity first."),
    "state.shared": _("Two optimizers share their state: keep it in the instance (self), not in the class."),
    "nesterov.is_momentum": _("This is momentum: Nesterov's step is gradient + momentum · v, with the new v."),
    "nesterov.gradient_missing": _("The gradient is missing in the step: it is gradient + momentum · v."),
    "nesterov.velocity_whole": _("The step uses the whole velocity; it should be gradient + momentum · v."),
    "nesterov.velocity_scaled": _(
        "The velocity that is kept is multiplied by momentum twice: use momentum · v in the step, and keep v itself."
    ),
    "adam.means_reset": _("m and v are lost between two steps: keep them in the optimizer."),
    "adam.no_correction": _("The corrections are missing: m and v begin at 0, divide them by 1 − βᵗ."),
    "adam.first_only": _("Only m is corrected; v needs its own division by 1 − β₂ᵗ."),
    "adam.second_only": _("Only v is corrected; m needs its own division by 1 − β₁ᵗ."),
    "adam.correction_kept": _(
        "The corrected m and v are kept for the next step: correct them in the update only, and keep m and v "
        "as they are."
    ),
    "adam.t_from_0": _("The first step is t = 1: with t = 0 the correction divides by 0."),
    "adam.t_from_2": _("The first step is t = 1; here t is already 2."),
    "adam.t_per_parameter": _("t counts the calls of step(); here it grows with every parameter."),
    "adam.betas_exchanged": _("The two betas are exchanged: the first belongs to m, the second to v."),
    "adam.betas_ignored": _("The betas that the class receives are not used."),
    "adam.no_square": _("v averages the squares of the gradients; here they are not squared."),
    "adam.no_root": _("The step is divided by the square root of v, not by v."),
    "adam.no_momentum": _("The step uses the gradient itself; Adam uses its running mean m."),
    "adam.no_epsilon": _("eps is not used: without it, a gradient of 0 makes the step divide 0 by 0."),
    "adam.eps_in_root": _("eps stands inside the root: add it to the root, not to v."),
    "adam.eps_uncorrected": _("eps is added before v is corrected: add it to the root of the corrected v."),
    "adam.beta_times_t": _("β is multiplied by t; the correction needs the power βᵗ, which Python writes beta ** t."),
    "adam.power_outside": _("This is (1 − β)ᵗ; the correction is 1 − βᵗ: only β is raised to the power."),
    "decay.ignored": _("The weight decay is not used."),
    "decay.partial": _("Some of the parameters do not decay: here all of them decay, biases too."),
    "decay.doubled": _("The decay is twice as strong as it should be: leave out the factor 2."),
    "decay.halved": _("The decay is only half as strong as it should be: leave out the factor ½."),
    "decay.without_lr": _("The decay is not multiplied by the learning rate: multiply it too, like the gradient."),
    "decay.after": _("The decay acts on parameters that have already moved: use their values before the step."),
    "decay.sign": _("The decay has the wrong sign: it pulls the parameters towards 0."),
    "decay.weights_only": _("Some parameters are not decayed; here all of them are, those of one dimension too."),
    "decay.constant": _(
        "The decay does not depend on the size of the parameter: it must be stronger for a larger parameter."
    ),
    "decay.in_gradient": _(
        "The decay enters the two means with the gradient: this is Adam with a penalty. AdamW keeps it separate."
    ),
    "decay.divided": _("The decay is divided by the root as well: keep it out of Adam's fraction."),
    "decay.lr_twice": _("The decay is multiplied by the learning rate twice."),
    "optimizer.rebuilt": _(
        "The given optimizer is not used, or it is made again: use it from the first epoch to the last."
    ),
    "optimizer.not_plain": _("The optimizer is not plain SGD: use torch.optim.SGD, and set only its learning rate."),
}
