"""The loop of a descent: its steps, its order, its losses, its end."""

from course.helpers.language import _

MISTAKES: dict[str, str] = {
    "step.added": _(
        "The step goes up: w − lr · gradient goes down. Look at both signs, that of the step and that of the gradient."
    ),
    "update.missing": _("The parameters stay as they were: give w and b their new values in each epoch."),
    "update.not_together": _(
        "The gradient of b is computed after w has moved: compute both gradients first, then update both."
    ),
    "update.bias_first": _(
        "The gradient of w is computed after b has moved: compute both gradients first, then update both."
    ),
    "losses.after": _("The losses are recorded too late: losses[0] is the loss before the first update."),
    "losses.aliased": _("All entries of losses are the same object, which changes later: append a float."),
    "losses.tensor": _("losses holds tensors or arrays; it must hold Python floats (.item())."),
    "losses.count": _("The list of losses does not have the length that is asked for."),
    "epochs.one_less": _("One epoch too few."),
    "loop.borrowed": _("Write the loop in this exercise, and do not call the exercise that already contains it."),
    "epochs.one_more": _("One epoch too many."),
    "iterations.one_less": _("One iteration too few."),
    "iterations.one_more": _("One iteration too many."),
    "lr.ignored": _("The learning rate is not used."),
    "lr.squared": _("The learning rate is used twice."),
    "prediction.stale": _(
        "The predictions come from the parameters before the loop: in every epoch, compute them with the current ones."
    ),
    "return.inside_loop": _(
        "This is what one round of a loop gives: usually return stands inside the loop, or there is no loop."
    ),
    "losses.not_list": _("The losses must be a list: .tolist() makes one of an array or a tensor, list(…) of a tuple."),
    "losses.extra": _("There is one loss too many: leave out the loss after the last update."),
    "update.per_sample": _(
        "The parameters move after every sample; move them once per epoch, with the gradient of all samples."
    ),
    "stop.before_update": _("The last iteration must still update w and b."),
    "stop.too_soon": _("The descent stops too soon: the first loss at or under target_loss is the last of the list."),
    "stop.too_late": _("The descent stops an iteration too late: it must look at the loss that it has just computed."),
    "stop.not_at_equality": _("A loss equal to target_loss must stop the descent too: ≤, not <."),
    "stop.ignored": _("target_loss is not used: the descent always runs max_iterations times."),
    "losses.not_floats": _("The losses must be Python floats: .item() makes one of an array with one element."),
    "losses.of_batch": _("The loss of a batch is recorded; losses[i] is the loss on all the data before epoch i."),
    "start.missing": _("Entry 0, the losses before training, is missing."),
    "start.only_once": _("The two losses of an entry belong to the same parameters: measure both after the update."),
    "best.last_lowest": _("With equal losses the first epoch counts: only a strictly lower loss is better."),
    "best.on_training": _("The best epoch is chosen by the training loss; the held-out loss decides."),
    "best.without_start": _("Entry 0, before training, can be the best one too."),
    "best.off_by_one": _("best_epoch is the index of an entry, and not of an epoch: entry 0 is before training."),
    "best.previous": _("Compare with the lowest held-out loss so far, not with the loss before."),
    "best.last": _("best_epoch is the last epoch; it should be the one with the lowest held-out loss."),
    "patience.ignored": _("The training does not stop when patience runs out."),
    "patience.too_early": _("The training stops too early: patience epochs in a row must pass without a new best."),
    "patience.too_late": _("The training stops too late: patience epochs in a row without a new best are enough."),
    "patience.not_reset": _("The count of epochs without a new best must begin again at each new best."),
    "patience.rises": _("Compare with the best loss so far, not with the loss of the epoch before."),
    "descent.discarded": _("These are the parameters from before the descent; return the updated ones."),
    "step.twice": _("The parameters take two steps; take one."),
    "update.one_behind": _("The step uses the gradients of the epoch before: call backward before step."),
    "start.not_zero": _("The training does not start from zeros: set the weights and the bias to 0 first."),
    "start.kept": _(
        "The returned layer still holds zeros: set its parameters to 0 first, make the optimizer from these same "
        "parameters, then train."
    ),
    "results.order": _("The results come in the wrong order."),
    "losses.all_equal": _(
        "All the losses are the same: no step has moved a parameter. Look whether the step is called, with its "
        "parentheses, and print .grad just before it."
    ),
}
