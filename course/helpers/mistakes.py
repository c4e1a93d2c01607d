"""The mistakes that tests name: a short key, as a linter has codes, and a sentence for the student.

The key is what a test gives (`mistakes={"sum.for_mean": ...}`), what the answer bank expects, and what the
teacher's report counts. It never changes once a class has been graded with it.
"""

from course.helpers.language import _

MISTAKES: dict[str, str] = {
    # Sign, factor, mean
    "step.added": _("The step is added. To go down, subtract it: w − lr · gradient."),
    "factor.two": _("The factor 2 is missing: the derivative of r² is 2·r·r′."),
    "factor.half": _("This is half of the right value: the loss is made of r², not of ½·r²."),
    "gradient.sign": _("The sign is reversed: the residual is prediction − target."),
    "sum.for_mean": _("This is the sum; the exercise asks for the mean."),
    "mean.for_sum": _("This is the mean; the exercise asks for the sum."),
    "mean.one_axis": _("The mean is taken over one axis only; take it over all N·K elements."),
    "mean.samples_only": _("Divided by N alone; the mean over all elements divides by N·K."),
    "square.missing": _("The residuals are not squared."),
    "square.absolute": _("Absolute values are used instead of squares."),
    "root.taken": _("The result is a square root; leave the root out."),
    "square.of_sum": _("The sum is squared. Square each residual first, then add up the squares."),
    # Shapes, products, types
    "bias.missing": _("The bias b is missing."),
    "bias.subtracted": _("The bias is subtracted; add it."),
    "product.elementwise": _("x * w multiplies element by element; the model needs the matrix product x @ w."),
    "transpose.reshape": _("reshape (or view) is not a transpose: it reads the numbers in another order."),
    "transpose.missing": _("w is (K, D): the product x @ w.T needs its transpose."),
    "transpose.extra": _("The result is transposed: compare its shape with the one in the exercise."),
    "shape.broadcast": _("(N, 1) against (N,) broadcasts to (N, N): give both the same shape first."),
    "shape.wrong": _("The shape is not the one asked for."),
    "shape.unchecked": _("If the shapes differ, raise a ValueError: broadcasting would hide the mistake."),
    "type.not_float": _("Return a Python float: float(…) or .item() makes one."),
    "type.not_tensor": _("Return a tensor."),
    "dtype.mixed": _("The dtypes do not match: float32 and float64 cannot be mixed in a matrix product."),
    "dtype.wrong": _("The dtype is not the one asked for."),
    "memory.shared": _("The tensor shares its memory with the array: a later change of one changes the other."),
    "bias.not_summed": _("The gradient of b is not summed: add it up over the samples, one value per target."),
    "bias.mean": _("The gradient of b is averaged over the samples; add it up instead."),
    "bias.gradient_missing": _("The gradient of b is missing: db is 0 here, or a copy of something else."),
    "gradient.order": _("The gradients come in the wrong order."),
    "residual.missing": _("The gradient does not depend on the residual (prediction − target)."),
    "gradient.one_sample": _("Only one sample is used; use all of them."),
    # Descent
    "bias.not_updated": _("b is never updated."),
    "weight.not_updated": _("w is never updated."),
    "update.not_together": _(
        "The gradient of b is computed after w has moved: compute both gradients first, then update both."
    ),
    "argument.changed": _("The function changes its argument; it must leave it as it was (w = w − …, or a copy)."),
    "argument.not_updated": _("The parameters must change in place, and they did not."),
    "losses.after": _("The losses are recorded too late: losses[0] is the loss before the first update."),
    "losses.aliased": _("All entries of losses are the same object, which changes later: append a float."),
    "losses.tensor": _("losses holds tensors; it must hold Python floats (.item())."),
    "losses.count": _("The list losses does not have the length that is asked for."),
    "epochs.one_less": _("One epoch too few."),
    "loop.borrowed": _("Write the loop in this exercise, and do not call the exercise that already contains it."),
    "epochs.one_more": _("One epoch too many."),
    "lr.ignored": _("The learning rate is not used."),
    "lr.squared": _("The learning rate is used twice."),
    "gradient.stale": _("The gradient is computed once, before the loop; it changes with every update."),
    # Autograd and modules
    "backward.forgotten": _(
        "At the update, .grad is None: backward() has not been called (look for its parentheses), "
        "or the gradients were cleared after it."
    ),
    "prediction.stale": _(
        "The predictions come from the parameters before the loop: in every epoch, compute them with the current ones."
    ),
    "return.inside_loop": _("return stands inside the loop and ends it in its first round: move it out of the loop."),
    "grad.not_zeroed": _("The gradients are never cleared: backward adds to what is already in .grad."),
    "grad.zeroed_once": _("The gradients are cleared once, before the loop; clear them before every backward."),
    "grad.zeroed_before_step": _(
        "The gradients are cleared between backward and the step: the step finds no gradient."
    ),
    "grad.zeroed_none": _(
        "Before the first backward, .grad is None, and None has no zero_(): set .grad to None instead."
    ),
    "grad.aliased": _("The gradient that you return is .grad itself, and the next backward changes it. Return a copy."),
    "leaf.replaced": _(
        "w = w − … makes a new tensor: the caller's w is untouched. Update in place (w -= …) under torch.no_grad()."
    ),
    "leaf.in_graph": _("The update is recorded in the graph: put it under torch.no_grad()."),
    "leaf.lost": _("After the call w and b must still be leaves that require gradients."),
    "graph.cut": _(
        "No gradient flows through the result: requires_grad=True is missing, or the graph is cut by "
        ".item(), .detach(), no_grad() or a new tensor."
    ),
    "grad_output.ignored": _("backward does not use grad_output: by the chain rule, multiply by it."),
    "saved.wrong": _("forward has not saved what backward needs (perhaps the output instead of an input)."),
    "gradcheck.float32": _("gradcheck needs float64: in float32 finite differences are too coarse."),
    "gradcheck.raised": _("A wrong backward must give False, not an exception."),
    "context.reused": _("Each pair of forward and backward needs a fresh Context."),
    "parameters.unregistered": _(
        "A parameter is not registered: model.parameters() must hold weight and bias, and no other."
    ),
    "optim.used": _("torch.optim does the work here; write the update yourself."),
    "autograd.used": _("Autograd does the work here; write the gradient yourself."),
    # 01_numpy
    "type.not_array": _("Return a NumPy array: np.array(…) makes one from a list."),
    "losses.not_list": _("losses must be a list; .tolist() makes one from an array or a tensor."),
    "not_summed": _("The result has one value per sample: add them up."),
    "losses.extra": _("There is one loss too many: leave out the loss after the last update."),
    "product.of_means": _("The mean of a product is not the product of the means: multiply first, then average."),
    "feature.missing": _("The factor x is missing: the derivative of w·x with respect to w is x."),
    "mean.twice": _("The division by N is done twice."),
    "update.per_sample": _(
        "The parameters move after every sample; move them once per epoch, with the gradient of all samples."
    ),
    "difference.one_sided": _("The difference is one-sided: take one point on each side of w."),
    "difference.distance": _("This is twice the derivative: divide by the distance between the two points."),
    "difference.halved": _("This is half the derivative: divide by the distance between the two points."),
    "difference.together": _("More than one entry of w has moved: move one entry and leave the others where they are."),
    "difference.same_point": _("f is evaluated only at w itself: move a copy of w to each side."),
    "difference.coarse": _("The two points are too far apart: the curve bends between them."),
    "difference.fine": _("The two points are too close together: the rounding errors are larger than the difference."),
    # 04_custom_function
    "type.not_function": _("Write a torch.autograd.Function: a class with forward and backward."),
    "gradient.sign_or_order": _(
        "The two gradients are exchanged or have the wrong sign: the gradient of the prediction comes first, "
        "and the residual is prediction − target."
    ),
    "target.gradient_missing": _(
        "The gradient of the target is missing: backward returns one for every input of forward."
    ),
    "target.gradient_sign": _(
        "The gradient of the target has the wrong sign: it is the opposite of the gradient of the prediction."
    ),
    "input.gradient_missing": _("The gradient of x is missing: a function before this one in the chain needs it."),
    "gradients.count": _("backward must return one gradient for each input of forward (ctx does not count)."),
    "gradients.shape": _(
        "A gradient does not have the shape of its input: return the gradients in the order of forward's inputs."
    ),
    "transpose.backward": _("A transpose is wrong in the gradient of x: this gradient must have the shape of x."),
    "saved.shared": _(
        "What forward keeps for backward must be kept in ctx: anywhere else, the next call overwrites it."
    ),
    "grad_output.added": _("grad_output is added; the chain rule multiplies by it."),
    "grad_output.summed": _("grad_output is summed; multiply by it element by element."),
    "grad_output.alone": _("backward returns grad_output alone: multiply it by the derivative of the function itself."),
    "gradcheck.failed": _("gradcheck: backward is not the derivative of forward."),
    "gradcheck.requires_grad": _(
        "gradcheck checks only the inputs that require a gradient: make copies that all require it."
    ),
    "chain.start": _(
        "The way back starts with 1, the derivative of the loss with respect to itself, and not with the loss."
    ),
    "chain.skipped": _("linear.backward must receive the gradient that loss.backward gives for the prediction."),
    "stop.before_update": _("The last iteration must still update w and b."),
    "stop.too_soon": _("The descent stops too soon: the first loss at or under target_loss is the last of the list."),
    "stop.too_late": _("The descent stops an iteration too late: it must look at the loss that it has just computed."),
    "stop.not_at_equality": _("A loss equal to target_loss must stop the descent too: ≤, not <."),
    "stop.ignored": _("target_loss is not used: the descent always runs max_iterations times."),
    "saved.nothing": _("forward saves nothing in ctx, so backward finds nothing there: call ctx.save_for_backward(…)."),
    "backward.missing": _("backward is not written yet: it still raises NotImplementedError."),
    "bias.over_targets": _("The gradient of b is summed over the targets; sum over the samples, one value per target."),
    "derivative.sign": _("The sign of the derivative is reversed."),
    "repair.unchanged": _(
        "The code still returns what it returned at the start. Work out by hand what it should return here."
    ),
    "tape.from_start": _(
        "Only the last entry has sent its gradients on: go through the tape from its end to its start."
    ),
    "tape.none_sent": _("backward is called for an entry on which output does not depend: it has no gradient to send."),
    "tape.bare_tensor": _(
        "The backward of a function with one input may return a bare tensor: make a tuple of it first."
    ),
    "tape.loop_ended": _("The loop ends too soon: skip an entry without a gradient, and continue with the next one."),
    "gradient.overwritten": _("A tensor that is used twice receives two gradients: add them up."),
    "gradient.aliased": _(
        "Gradients are added up in place, in an object that another tensor has too: write old + new instead."
    ),
    "gradient.intermediate_lost": _(
        "The gradient of an intermediate result is lost: wanted can contain this tensor too."
    ),
    "gradient.zero_for_none": _("For a tensor on which output does not depend, return None, and not zeros."),
    "identity.values": _("Two tensors with the same numbers are taken for one: compare them with `is`, or by `id`."),
    "chain.one_everywhere": _(
        "backward must receive the gradient that has arrived at its output; here it always gets 1."
    ),
    # 07_sgd_variants
    "shuffle.inputs_alone": _("x is shuffled and y is not: the pairs are broken."),
    "shuffle.targets_alone": _("y is shuffled and x is not: the pairs are broken."),
    "shuffle.apart": _("x and y are shuffled in two different orders: the pairs are broken."),
    "shuffle.rows": _("A row of x is not among those of the data: shuffle whole rows, and change no number."),
    "shuffle.none": _("The order is still the one that was given: shuffle it."),
    "batch.replacement": _("Some indices come twice and others never: draw a permutation, in which each comes once."),
    "batch.dropped": _("The last batch, the shorter one, is left out."),
    "batch.empty": _("One of the batches is empty."),
    "batch.sizes": _("Each batch holds batch_size indices; only the last one may hold fewer."),
    "batch.whole": _("Every update uses all the data; it should use one batch."),
    "batch.one": _("There is one update per epoch; there should be one for each batch."),
    "batch.pairs": _("In a batch, the inputs are not paired with their own targets."),
    "order.same": _("The second call returns the same order as the first one: draw a new one each time."),
    "generator.ignored": _(
        "The order does not come from generator: one seed must always give one order, and another seed another."
    ),
    "order.once": _("The order is drawn once, before the loop; every epoch needs a new one."),
    "order.blocks": _("Neighbours stay together: put all the indices in a random order."),
    "losses.of_batch": _("The loss of a batch is recorded; losses[i] is the loss on all the data before epoch i."),
    "zero_grad.nothing": _("zero_grad() does not clear the gradients of all the parameters."),
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
    "adam.no_correction": _("The bias correction is missing: m and v begin at 0, divide them by 1 − βᵗ."),
    "adam.first_only": _("Only m is corrected; v needs its own division by 1 − β₂ᵗ."),
    "adam.second_only": _("Only v is corrected; m needs its own division by 1 − β₁ᵗ."),
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
    "decay.doubled": _("The decay is twice as strong as it should be: the derivative of wd/2 · w² is wd · w."),
    "decay.halved": _("The decay is only half as strong as it should be: the derivative of wd/2 · w² is wd · w."),
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
    # 08_real_data
    "split.overlap": _("An index is in both parts: the model would be judged on samples that it has learned from."),
    "split.incomplete": _("Some indices are in neither part: use all of 0 … n − 1."),
    "split.size": _("The number held out is round(n · holdout)."),
    "split.exchanged": _("The two parts are exchanged: first the training indices, then those held out."),
    "split.not_random": _("The part held out is not drawn at random."),
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
    "r2.residual_share": _("This is the share that remains unexplained; R² is 1 minus it."),
    "r2.exchanged": _("prediction and target are exchanged: the total sum compares the target with its own mean."),
    "r2.correlation": _("This is the squared correlation: it does not see a wrong scale or a wrong offset."),
    "r2.not_centred": _("The total sum is one of plain squares: subtract the mean of the target first, then square."),
    "r2.explained": _(
        "This divides the variation of the predictions by that of the target: R² is 1 minus residual over total."
    ),
    "r2.clipped": _("A prediction worse than the mean has a negative R²: do not replace it by 0."),
    "r2.root": _("This is computed with the roots of the sums; R² uses the sums of the squares themselves."),
    "choose.highest": _("This is the candidate with the highest score; a score is a loss, and the lowest is the best."),
    "choose.last_lowest": _("With equal scores the first candidate counts: only a strictly lower score is better."),
    "choose.index": _("This is the position of the best candidate; return the candidate itself."),
    "choose.score": _("This is the lowest score; return the candidate that has it."),
    "choose.score_of_best": _("scores contains the lowest score only; return the scores of all candidates."),
    "choose.fitted_again": _("A candidate is fitted twice: call fit once for each, and keep what you need."),
    "choose.not_the_model": _("score gets a candidate; give it the model that fit has returned."),
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
    "start.missing": _("Entry 0, the losses before training, is missing."),
    "start.only_once": _("The two losses of an entry belong to the same parameters: measure both after the update."),
    "held_out.trained": _("The model is trained on the held-out data too."),
    "held_out.of_training": _("The held-out loss is measured on the training data."),
    "parameters.last": _("The model ends with the last parameters; it should have those of the best epoch."),
    "parameters.first": _("The model ends with the parameters from before training."),
    "best.last_lowest": _("With equal losses the first epoch counts: only a strictly lower loss is better."),
    "best.on_training": _("The best epoch is chosen by the training loss; the held-out loss decides."),
    "best.without_start": _("Entry 0, before training, can be the best one too."),
    "best.off_by_one": _("best_epoch is the index of an entry, and not of an epoch: entry 0 is before training."),
    "best.last": _("best_epoch is the last epoch; it should be the one with the lowest held-out loss."),
    "patience.ignored": _("The training does not stop when patience runs out."),
    "patience.too_early": _("The training stops too early: patience epochs in a row must pass without a new best."),
    "patience.too_late": _("The training stops too late: patience epochs in a row without a new best are enough."),
    "patience.not_reset": _("The count of epochs without a new best must begin again at each new best."),
    "patience.rises": _("Compare with the best loss so far, not with the loss of the epoch before."),
    "optimizer.rebuilt": _("The optimizer loses its memory: use the given one from the first epoch to the last."),
    # 02_tensors
    "column.missing": _("The targets must form a column of shape (N, 1)."),
    "model.not_function": _("linear_model(w, b) must return a function of x, which is then called as model(x)."),
    "model.snapshot": _("The model keeps copies: when w and b change in place later, its predictions must change too."),
    "weight.snapshot": _(
        "The model keeps a copy of w: when w changes in place later, the predictions must change too."
    ),
    "bias.snapshot": _("The model keeps a copy of b: when b changes in place later, the predictions must change too."),
    "model.not_own": _("The model does not keep its own w and b: making a second model changes the first."),
    "shape.not_scalar": _("Return a 0-d tensor: one number, without an axis."),
    "mean.missing": _("The result has one value per element: return their mean."),
    "mean.features": _("Divided by N·D; the mean runs over the N·K targets, not over the features."),
    "bias.all_targets": _("The gradient of b is summed over the targets too; each target has its own, (K,)."),
    "bias.row": _("The gradient of b has the shape (K,), without an axis of size 1."),
    "type.not_tuple": _("The result must be a tuple: tuple(…) makes one from a list."),
    "broadcast.unfit": _("Two sizes that differ do not fit unless one of them is 1: raise a ValueError."),
    "broadcast.left": _("The shapes are aligned on the left; align them on the right."),
    "broadcast.maximum": _("The larger size is not always the right one: 0 and 1 give 0."),
    "broadcast.cut": _("The longer shape has lost the axes that the other one does not have: keep these axes."),
    "broadcast.reversed": _("The sizes come in the reverse order."),
    "broadcast.ones_kept": _("Where one size is 1, the result has the other size."),
    "broadcast.one_way": _("Only one of the two shapes is repeated; a 1 in the other one is repeated too."),
    "broadcast.no_padding": _("Shapes of different lengths can fit: a missing size on the left counts as 1."),
    "descent.discarded": _("These are the parameters from before the descent; return the updated ones."),
    # 05_nn
    "type.not_sequential": _("Return an nn.Sequential."),
    "features.swapped": _(
        "Features and targets are exchanged: nn.Linear(features, targets), weight (targets, features)."
    ),
    "layers.extra": _("The model must consist of one linear layer and nothing else."),
    "model.shared": _("Two calls return the same parameters; make new ones for each model."),
    "parameter.replaced": _("The layer has a new parameter object; copy the values into the old one instead."),
    "parameter.aliased": _(
        "The model now uses the caller's own tensor: a later change of one changes the other. Copy the values."
    ),
    "parameters.frozen": _("A parameter requires no gradient: training would leave it as it is."),
    "parameters.names": _("model.weight and model.bias must exist, and be the model's own nn.Parameter."),
    "loss_fn.ignored": _("The loss is not that of loss_fn: call the loss_fn that the function receives."),
    "device.ignored": _("The argument device is not used."),
    "device.default_missing": _(
        "With device=None nothing is moved: choose the accelerator if there is one, and otherwise the CPU."
    ),
    "move.model_left": _("The model has not moved: its parameters must move with the data."),
    "move.discarded": _("x.to(device) returns a tensor on the device and leaves x where it was: use what it returns."),
    # 03_autograd
    "slope.value": _("This is the value of f, not its derivative."),
    "slope.sign": _("The slope has the opposite sign: it is positive where the function rises."),
    "slope.origin": _("f(at)/at is the slope of the line from the origin to the curve, not that of the curve itself."),
    "slope.chord": _("This is the slope between two points far apart; the derivative is the slope at one point."),
    "loss.other_gradient": _("The loss is the mean, but the gradient is that of the sum."),
    "loss.after": _("This is the loss after the step; return the one before it."),
    "grad.leftover": _(
        "What .grad held before is added to the gradient: clear it before backward, not only afterwards."
    ),
    "grad.bias_not_zeroed": _("Only the gradient of w is cleared: the gradients of b still add up."),
    "grad.weight_not_zeroed": _("Only the gradient of b is cleared: the gradients of w still add up."),
    "leaf.repeated": _("A leaf that is used twice is in the list twice; each leaf must be there once."),
    "leaf.compared": _(
        "Two leaves with equal numbers are taken for the same leaf: compare them with `is`, not with == or `in`."
    ),
    "leaf.itself": _("A tensor that is itself a leaf was not computed from anything: the list is empty."),
    "graph.one_step": _("Only the inputs of the last operation are visited; walk on to the leaves."),
    "graph.first_branch": _("Only one branch is followed; an operation can have several inputs."),
    "graph.no_grad_fn": _("If there is no graph, grad_fn is None: return an empty list."),
    "graph.none_among_next": _("For an input that requires no gradient, next_functions contains None: skip it."),
    "graph.nodes": _("These are nodes of the graph; the leaf is the attribute `variable` of its node."),
    "type.not_list": _("The result must be a list: list(…) makes one."),
    "step.twice": _("The parameters take two steps; take one."),
    # 06_optim
    "loss_fn.order": _("loss_fn takes the prediction first, then the target."),
    "update.one_behind": _("The step uses the gradients of the epoch before: call backward before step."),
    "start.not_zero": _("The training does not start from zeros: set the weights and the bias to 0 first."),
    "results.order": _("The results come in the wrong order."),
    "losses.all_equal": _("All the losses are the same: no step has moved a parameter. Print .grad after each line."),
    "type.not_linear": _("Return the trained layer, an nn.Linear."),
    "bias.other_row": _(
        "The bias is not the row of θ that is taken: its row has the place that the column of 1 has in A."
    ),
    "hessian.factor_two": _(
        "The rate is twice as large as it should be: a factor is missing in the second derivative of r²."
    ),
    "hessian.bias_missing": _("The bias is missing in the Hessian: A has a column of ones beside x."),
    "stable.one_over": _("This is 1 / λmax; the descent is stable up to 2 / λmax."),
    "condition.root": _("This is the condition number of A; the one of the Hessian is its square."),
    "condition.squared": _(
        "The quotient is squared, but the eigenvalues of the Hessian are already squares: leave out the last square."
    ),
    "condition.inverted": _("The quotient is upside down: divide the largest eigenvalue by the smallest."),
    "condition.largest_alone": _("This is the largest eigenvalue; divide it by the smallest."),
    "condition.difference": _("This is the difference of two eigenvalues; take their quotient."),
    "condition.neighbour": _("The divisor is the second largest eigenvalue; take the smallest of all."),
    "condition.centred": _("The columns are centred or scaled first; take x as it is."),
    "condition.diagonal": _("These are entries of the Hessian's diagonal; take its eigenvalues."),
    "hessian.row": _("There is a row of 1 where A needs a column of 1, one number for each sample."),
    "eigenvalue.smallest": _("This rate belongs to the smallest eigenvalue; the largest eigenvalue sets the limit."),
    "eigenvalue.trace": _(
        "The eigenvalues are summed (the trace, or a Frobenius norm); the largest one alone sets the limit."
    ),
    "eigenvalue.root": _("This uses a singular value of A; the eigenvalue of AᵀA is its square."),
}
