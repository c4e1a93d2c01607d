"""Modules and their parameters."""

from course.helpers.language import _

MISTAKES: dict[str, str] = {
    "parameters.unregistered": _(
        "model.parameters() must hold weight and bias, and no other: one of them is missing, or is not registered."
    ),
    "parameters.extra": _("The model has too many parameters: weight and bias must be its only ones."),
    "repair.unchanged": _("The result is that of the faulty code at the start: the mistake is still there."),
    "identity.values": _("Two tensors with the same numbers are taken for one: compare them with `is`, or by `id`."),
    "parameters.last": _(
        "The model ends with the last parameters; it should have those of the best epoch. A state that is kept without "
        "deepcopy changes with the model."
    ),
    "parameters.start_lost": _("Epoch 0 can be the best one: keep a copy of the parameters before the loop too."),
    "parameters.part": _("Only some of the parameters at the end are those of the best epoch: bring all of them back."),
    "parameters.first": _("The model ends with the parameters from before training."),
    "model.not_function": _("linear_model(w, b) must return a function of x, which is then called as model(x)."),
    "model.snapshot": _("The model keeps copies: when w and b change in place later, its predictions must change too."),
    "model.not_own": _("The model does not keep its own w and b: making a second model changes the first."),
    "layers.extra": _("The model must consist of one linear layer and nothing else."),
    "model.shared": _("Two calls return the same parameters; make new ones for each model."),
    "parameter.replaced": _("The layer has a new parameter object; copy the values into the old one instead."),
    "parameter.aliased": _(
        "The model now uses the caller's own tensor: a later change of one changes the other. Copy the values."
    ),
    "parameters.frozen": _("A parameter requires no gradient: training would leave it as it is."),
    "parameters.names": _("model.weight and model.bias must exist, and be the model's own nn.Parameter."),
    "parameters.reset": _("The parameters are set to 0 first: train the model from the values that it has."),
}
