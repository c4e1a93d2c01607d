"""Data: batches, splits, scaling, choosing between models."""

from course.helpers.language import _

MISTAKES: dict[str, str] = {
    "shuffle.inputs_alone": _("x is shuffled and y is not: the pairs are broken."),
    "shuffle.targets_alone": _("y is shuffled and x is not: the pairs are broken."),
    "shuffle.apart": _("x and y are shuffled in two different orders: the pairs are broken."),
    "shuffle.rows": _("A row of x is not among those of the data: shuffle whole rows, and change no number."),
    "shuffle.none": _("The order is still the one that was given: shuffle it."),
    "batch.replacement": _("Some indices come twice and others never: one single permutation gives each of them once."),
    "batch.dropped": _("The last batch, the shorter one, is left out."),
    "batch.empty": _("One of the batches is empty."),
    "batch.sizes": _("Each batch holds batch_size indices; only the last one may hold fewer."),
    "batch.whole": _("Every update uses all the data; it should use one batch."),
    "batch.one": _("There is one update per epoch; there should be one for each batch."),
    "batch.pairs": _("In a batch, the inputs are not paired with their own targets."),
    "generator.ignored": _(
        "The order does not come from generator: one seed must always give one order, and another seed another."
    ),
    "split.overlap": _("An index is in both parts: the model would be judged on samples that it has learned from."),
    "split.incomplete": _("Some indices are in neither part: use all of 0 … n − 1."),
    "split.size": _("The number held out is round(n · holdout)."),
    "split.exchanged": _("The two parts are exchanged: first the training indices, then those held out."),
    "split.all_held_out": _("With holdout=0, every index is held out: a slice that begins at -0 begins at 0."),
    "split.not_random": _("The part held out is not drawn at random."),
    "scale.rounded": _(
        "Rounding makes the deviation of a constant column a little larger than 0: compare its values with each other."
    ),
    "scale.own": _("other is scaled by its own mean and deviation; use those of train."),
    "scale.together": _("The statistics are those of train and other together: the held-out data leak into training."),
    "scale.sample": _("This standard deviation divides by N − 1; use the one that divides by N."),
    "scale.variance": _("Divided by the variance; divide by the standard deviation."),
    "scale.constant": _("A constant column has the standard deviation 0, and dividing by it does not give zeros."),
    "scale.all": _("One mean and one deviation are taken over all elements; each column has its own."),
    "scale.rows": _("The mean and the deviation are those of each row; take those of each column."),
    "scale.not_centred": _("The mean is not subtracted."),
    "scale.not_divided": _("The columns are centred but not divided by their standard deviation."),
    "scale.range": _("Scaled by minimum and maximum; use the mean and the standard deviation."),
    "choose.highest": _("This is the candidate with the highest score; a score is a loss, and the lowest is the best."),
    "choose.last_lowest": _("With equal scores the first candidate counts: only a strictly lower score is better."),
    "choose.index": _("This is the position of the best candidate; return the candidate itself."),
    "choose.model": _("This is the model of the best candidate; return the candidate itself."),
    "choose.score": _("This is the lowest score; return the candidate that has it."),
    "choose.score_of_best": _("scores contains the lowest score only; return the scores of all candidates."),
    "choose.fitted_again": _("A candidate is fitted twice: call fit once for each, and keep what you need."),
    "choose.not_the_model": _("score gets something other than a model: give it what fit has returned."),
    "choose.first": _("best is always the first candidate: look at the condition that replaces it."),
    "choose.one_model": _("The first model is scored for every candidate: fit each of them."),
    "choose.stopped": _("The search stops at the first score that rises: try all the candidates."),
    "choose.one_round": _("Only the first candidate is tried: return after the loop, not inside it."),
    "choose.sorted": _("The scores are sorted; leave them in the order of the candidates."),
    "choose.so_far": _("scores contains the lowest score so far; return the score of each candidate."),
    "choose.improvements": _(
        "scores contains only the scores that beat all earlier ones; return the score of each candidate."
    ),
    "choose.previous": _("Compare with the lowest score so far, not with the score before."),
    "choose.order": _("The candidates are tried from the last to the first; follow their order."),
    "choose.first_missing": _("The first candidate is left out."),
    "held_out.trained": _("The model is trained on the held-out data: only measure the loss there."),
    "held_out.pairs": _("A loss takes its inputs from one part of the data and its targets from the other."),
    "held_out.of_training": _("The held-out loss is measured on the training data."),
    "features.swapped": _(
        "Features and targets are exchanged: nn.Linear(features, targets), weight (targets, features)."
    ),
    "choose.nearest_zero": _("This is the candidate whose score is nearest to 0; the lowest score can be negative."),
}
