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
    "root.taken": _("A square root is taken that is not asked for."),
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
    "losses.after": _("The losses are recorded too late: losses[0] is the loss before the first update."),
    "losses.aliased": _("Every entry of losses is the same object, changed afterwards: keep a float."),
    "losses.tensor": _("losses holds tensors; it must hold Python floats (.item())."),
    "losses.count": _("The list losses does not have the length that is asked for."),
    "epochs.one_less": _("One epoch too few."),
    "loop.borrowed": _("Write the loop here: this exercise may not call the one that already holds it."),
    "epochs.one_more": _("One epoch too many."),
    "lr.ignored": _("The learning rate is not used."),
    "lr.squared": _("The learning rate is used twice."),
    "gradient.stale": _("The gradient is computed once, before the loop; it changes with every update."),
    # Autograd and modules
    "backward.forgotten": _(
        "backward() is not called: without it .grad stays empty. Look for the call, and for its parentheses."
    ),
    "prediction.stale": _(
        "The prediction is computed once, before the loop: every epoch needs a new one, with the parameters of then."
    ),
    "return.inside_loop": _("return stands inside the loop and ends it in the first turn: move it out of the loop."),
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
    "graph.cut": _(
        "No gradient flows through the result: requires_grad=True is missing, "
        "or .item(), .detach(), no_grad() or a new tensor cuts the graph."
    ),
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
    "type.not_array": _("A NumPy array is asked for: np.array(…) makes one of a list."),
    "losses.not_list": _("losses must be a list; .tolist() makes one of an array or a tensor."),
    "not_summed": _("One value per sample is handed out; they are to be summed."),
    "losses.extra": _("One loss too many: the loss after the last update is not asked for."),
    "product.of_means": _("The mean of a product is not the product of the means: multiply first, then average."),
    "feature.missing": _("The factor x is missing: the derivative of w·x with respect to w is x."),
    "mean.twice": _("The division by N is done twice."),
    "update.per_sample": _("The parameters move after every sample; here they move once an epoch, on all samples."),
    "difference.one_sided": _("The difference is one-sided: take one point on each side of w."),
    "difference.distance": _("This is twice the derivative: divide by the distance between the two points."),
    "difference.halved": _("This is half the derivative: divide by the distance between the two points."),
    "difference.together": _("More than one entry of w has moved: move one entry and leave the others where they are."),
    "difference.same_point": _("f is never asked away from w: move a copy of w, one for each side."),
    "difference.coarse": _("The two points are too far apart: the curve bends between them."),
    "difference.fine": _("The two points are too close together: the rounding errors are larger than the difference."),
    # 04_custom_function
    "type.not_function": _("A torch.autograd.Function is asked for: a class with forward and backward."),
    "gradient.sign_or_order": _(
        "The two gradients are exchanged or have the wrong sign: the prediction's comes first, "
        "and the residual is prediction − target."
    ),
    "target.gradient_missing": _(
        "The gradient of the target is missing: backward gives one for every input of forward."
    ),
    "target.gradient_sign": _("The gradient of the target has the sign of the prediction's; it is its opposite."),
    "input.gradient_missing": _("The gradient of x is missing: a function before this one would learn nothing."),
    "gradients.count": _("backward must return one gradient for each input of forward, ctx aside."),
    "gradients.shape": _(
        "A gradient does not have the shape of its input; they come in the order of forward's inputs."
    ),
    "transpose.backward": _("A transpose is wrong in the gradient of x: let the shapes decide, it has the shape of x."),
    "saved.shared": _(
        "What forward keeps for backward must be kept in ctx: anywhere else, the next call overwrites it."
    ),
    "grad_output.added": _("grad_output is added; the chain rule multiplies by it."),
    "grad_output.summed": _("grad_output is summed; here each element is multiplied by its own."),
    "grad_output.alone": _("The derivative of the function itself is missing: grad_output alone is passed on."),
    "gradcheck.failed": _("gradcheck: backward is not the derivative of forward."),
    "gradcheck.requires_grad": _(
        "gradcheck checks only the inputs that require a gradient: make copies that all require it."
    ),
    "chain.start": _("The way back starts with 1, the derivative of the loss by itself, and not with the loss."),
    "chain.skipped": _("linear.backward must receive the gradient that loss.backward gives for the prediction."),
    "stop.before_update": _("The last iteration must still update w and b."),
    "stop.too_soon": _("The descent stops too soon: the first loss at or under target_loss is the last of the list."),
    "stop.too_late": _("The descent stops an iteration too late: it must look at the loss that it has just computed."),
    "stop.not_at_equality": _("A loss equal to target_loss must stop the descent too: ≤, not <."),
    "stop.ignored": _("target_loss is not looked at: the descent always runs max_iterations times."),
    "saved.nothing": _("forward saves nothing in ctx, so backward finds nothing there: call ctx.save_for_backward(…)."),
    "backward.missing": _("backward is not written yet: it still raises NotImplementedError."),
    "bias.over_targets": _("The gradient of b is summed over the targets; sum over the samples, one value per target."),
    "derivative.sign": _("The sign of the derivative is reversed."),
    "repair.unchanged": _(
        "The code still returns what it returned at the start. Work out by hand what it should return here."
    ),
    "tape.from_start": _(
        "Only the last entry has sent its gradients on: read the tape from its end to its start, to the first entry."
    ),
    "tape.none_sent": _("backward is called for an entry on which output does not depend: it has no gradient to send."),
    "tape.bare_tensor": _("The backward of one input may return a bare tensor: make a tuple of it first."),
    "tape.loop_ended": _("The loop ends too soon: an entry without a gradient is left out, and the loop goes on."),
    "gradient.overwritten": _("A tensor that was used twice receives two gradients: add them, keep both."),
    "gradient.aliased": _(
        "A gradient is added up in place, and another tensor has the same object: write old + new instead."
    ),
    "gradient.intermediate_lost": _("The gradient of an intermediate result is lost: it can be wanted too."),
    "gradient.zero_for_none": _("None is asked for where output does not depend on a tensor, and not zeros."),
    "identity.values": _("Two tensors with the same numbers are taken for one: compare them with `is`, or by `id`."),
    "chain.one_everywhere": _(
        "backward must receive the gradient that has arrived at its output; here it always gets 1."
    ),
    # 07_sgd_variants
    "shuffle.inputs_alone": _("x is shuffled and y is not: the pairs are broken."),
    "shuffle.targets_alone": _("y is shuffled and x is not: the pairs are broken."),
    "shuffle.apart": _("x and y are shuffled in two different orders: the pairs are broken."),
    "shuffle.rows": _("A row of x is not among those of the data: shuffle whole rows, and change no number."),
    "shuffle.none": _("Nothing is shuffled: the order is the one that was given."),
    "batch.replacement": _("Some indices come twice and others never: each must come once, draw a permutation."),
    "batch.dropped": _("The last batch, the shorter one, is left out."),
    "batch.empty": _("One of the batches is empty."),
    "batch.sizes": _("Each batch holds batch_size indices; only the last one may hold fewer."),
    "batch.whole": _("Every update uses all the data; it should use one batch."),
    "batch.one": _("There is one update an epoch; there should be one for each batch."),
    "batch.pairs": _("The inputs of a batch do not meet their own targets."),
    "order.same": _("The second call gives the order of the first one: draw a new one each time."),
    "generator.ignored": _(
        "The order does not come from generator: one seed must always give one order, and another seed another."
    ),
    "order.once": _("The order is drawn once, before the loop; every epoch needs a new one."),
    "order.blocks": _("Neighbours stay together: the order of all the indices must be random."),
    "losses.of_batch": _("The loss of a batch is recorded; losses[i] is the loss on all the data before epoch i."),
    "zero_grad.nothing": _("zero_grad() does not clear the gradients of all the parameters."),
    "velocity.reset": _("The velocity is lost between two steps: this is plain gradient descent."),
    "velocity.damped": _("The gradient enters this velocity with the factor 1 − momentum; it should enter whole."),
    "velocity.gradient_lost": _("The velocity holds no new gradient: v ← momentum · v + gradient."),
    "velocity.late": _("The step is taken with the velocity of the step before: update the velocity first."),
    "state.shared": _("Two optimizers share their state: keep it in the instance (self), not in the class."),
    "nesterov.is_momentum": _("This is momentum: Nesterov steps by gradient + momentum · v, with the new v."),
    "nesterov.gradient_missing": _("The gradient is missing in the step: it is gradient + momentum · v."),
    "nesterov.velocity_whole": _("The step takes the velocity whole: it is gradient + momentum · v."),
    "adam.no_correction": _("The bias correction is missing: m and v begin at 0, divide them by 1 − βᵗ."),
    "adam.first_only": _("Only m is corrected; v needs its own division by 1 − β₂ᵗ."),
    "adam.second_only": _("Only v is corrected; m needs its own division by 1 − β₁ᵗ."),
    "adam.t_from_0": _("The first step is t = 1: with t = 0 the correction divides by 0."),
    "adam.t_from_2": _("The first step is t = 1; here t is already 2."),
    "adam.t_per_parameter": _("t counts the calls of step(); here it grows with every parameter."),
    "adam.betas_exchanged": _("The two betas are exchanged: the first belongs to m, the second to v."),
    "adam.betas_ignored": _("The betas that were given are not used."),
    "adam.no_square": _("v averages the squares of the gradients; here they are not squared."),
    "adam.no_root": _("The step is divided by the square root of v, not by v."),
    "adam.no_momentum": _("The step uses the gradient itself; Adam uses its running mean m."),
    "adam.no_epsilon": _("eps is not used: without it, a gradient of 0 makes the step divide 0 by 0."),
    "adam.eps_in_root": _("eps stands inside the root: add it to the root, not to v."),
    "adam.eps_uncorrected": _("eps is added before v is corrected: add it to the root of the corrected v."),
    "adam.beta_times_t": _("β is multiplied by t; the correction needs the power βᵗ, which Python writes beta ** t."),
    "adam.power_outside": _("This is (1 − β)ᵗ; the correction is 1 − βᵗ: only β is raised to the power."),
    "decay.ignored": _("The weight decay is not used."),
    "decay.doubled": _("The weight decay counts twice: differentiate wd/2 · w² once more."),
    "decay.halved": _("The weight decay counts half: differentiate wd/2 · w² once more."),
    "decay.without_lr": _("The decay is not multiplied by the learning rate; the gradient is."),
    "decay.after": _("The decay acts on parameters that have already moved: use their values before the step."),
    "decay.sign": _("The decay has the wrong sign: it pulls the parameters towards 0."),
    "decay.weights_only": _("Some parameters are not decayed; here all of them are, those of one dimension too."),
    "decay.constant": _(
        "The decay does not depend on the size of the parameter: it pulls more, the farther a parameter is from 0."
    ),
    "decay.in_gradient": _(
        "The decay enters the two means with the gradient: this is Adam with a penalty. AdamW keeps it apart."
    ),
    "decay.divided": _("The decay is divided by the root as well: it does not belong to Adam's fraction."),
    "decay.lr_twice": _("The decay is multiplied by the learning rate twice."),
    # 08_real_data
    "split.overlap": _("An index stands in both parts: the model would be judged on what it has learned."),
    "split.incomplete": _("Some indices stand in neither part: all of 0 … n − 1 are to be shared out."),
    "split.size": _("The number held out is round(n · holdout)."),
    "split.exchanged": _("The two parts are exchanged: first the training indices, then those held out."),
    "split.not_random": _("The part held out is not drawn at random."),
    "scale.own": _("other is scaled by its own statistics; it takes those of train."),
    "scale.together": _("The statistics are those of train and other together: the held-out data leak into training."),
    "scale.sample": _("The standard deviation is the sample's (N − 1); the population's (N) is asked for."),
    "scale.variance": _("Divided by the variance; divide by the standard deviation."),
    "scale.constant": _("A constant column has the standard deviation 0, and dividing by it does not give zeros."),
    "scale.all": _("One mean and one deviation are taken over all elements; each column has its own."),
    "scale.rows": _("The statistics are those of each row; they are to be those of each column."),
    "scale.not_centred": _("The mean is not subtracted."),
    "scale.not_divided": _("The columns are centred but not divided by their standard deviation."),
    "scale.range": _("Scaled by minimum and maximum; use the mean and the standard deviation."),
    "r2.residual_share": _("This is the share that remains unexplained; R² is 1 minus it."),
    "r2.exchanged": _("prediction and target are exchanged: the total is the target's scatter about its own mean."),
    "r2.correlation": _("This is the squared correlation: it does not see a wrong scale or a wrong offset."),
    "r2.not_centred": _("The total is taken about 0; take it about the target's mean."),
    "r2.explained": _("This is the predictions' scatter over the targets': R² is 1 minus residual over total."),
    "r2.clipped": _("A prediction worse than the mean has a negative R²: do not cut it off at 0."),
    "r2.root": _("This is the root of the quotient; R² is made of the squares themselves."),
    "choose.highest": _("This is the candidate with the highest score; a score is a loss, and the lowest is the best."),
    "choose.last_lowest": _("With equal scores the first candidate counts: only a strictly lower score is better."),
    "choose.index": _("This is the position of the best candidate; return the candidate itself."),
    "choose.score": _("This is the lowest score; return the candidate that has it."),
    "choose.score_of_best": _("scores holds the lowest score alone; return the scores of all candidates."),
    "choose.fitted_again": _("A candidate is fitted twice: call fit once for each, and keep what you need."),
    "choose.not_the_model": _("score gets a candidate; give it the model that fit has returned."),
    "choose.one_model": _("The first model is scored for every candidate: fit each of them."),
    "choose.stopped": _("The search stops at the first score that rises: try all the candidates."),
    "choose.one_round": _("Only the first candidate is tried: return after the loop, not inside it."),
    "choose.sorted": _("The scores are sorted; leave them in the order of the candidates."),
    "choose.so_far": _("scores holds the lowest score so far; return the score of each candidate."),
    "choose.improvements": _("scores holds the improvements alone; return the score of each candidate."),
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
    "column.missing": _("The targets must form a column, of shape (N, 1)."),
    "model.not_function": _("A function of x is asked for: linear_model(w, b) is called as model(x) afterwards."),
    "model.snapshot": _("The model keeps copies: a later change of w and b in place must show in its predictions."),
    "weight.snapshot": _("The model keeps a copy of w: a later change of w in place must show in its predictions."),
    "bias.snapshot": _("The model keeps a copy of b: a later change of b in place must show in its predictions."),
    "model.not_own": _("The model does not belong to its own w and b: making a second model changes the first."),
    "shape.not_scalar": _("A 0-d tensor is asked for: one number, without an axis."),
    "mean.missing": _("One value per element is handed out; their mean is asked for."),
    "mean.features": _("Divided by N·D; the mean runs over the N·K targets, not over the features."),
    "bias.all_targets": _("The gradient of b is summed over the targets too; each target has its own, (K,)."),
    "bias.row": _("The gradient of b has the shape (K,), without an axis of size 1."),
    "type.not_tuple": _("The result must be a tuple: tuple(…) makes one of a list."),
    "broadcast.unfit": _("Two sizes that differ do not fit unless one of them is 1: raise a ValueError."),
    "broadcast.left": _("The shapes are aligned on the left; align them on the right."),
    "broadcast.maximum": _("The larger size is not always the right one: 0 and 1 give 0."),
    "broadcast.cut": _("The axes of the longer shape that have no partner are lost; they stay as they are."),
    "broadcast.reversed": _("The sizes come in the reverse order."),
    "broadcast.ones_kept": _("Where one size is 1, the result has the other size."),
    "broadcast.one_way": _("Only one of the two shapes is repeated; a 1 in the other one must stretch as well."),
    "broadcast.no_padding": _("Shapes of different lengths can fit: a missing size on the left counts as 1."),
    "descent.discarded": _("These are the first parameters; the updated ones are asked for."),
    # 05_nn
    "type.not_sequential": _("An nn.Sequential is asked for."),
    "features.swapped": _(
        "Features and targets are exchanged: nn.Linear(features, targets), weight (targets, features)."
    ),
    "layers.extra": _("One linear layer is asked for, and nothing beside it."),
    "model.shared": _("Two calls hand out the same parameters; each new model has its own."),
    "parameter.replaced": _(
        "There is a new parameter in the old one's place; copy the values into the one that is there."
    ),
    "parameter.aliased": _(
        "The model now uses the caller's own tensor: a later change of one shows in the other. Copy the values."
    ),
    "parameters.frozen": _("A parameter requires no gradient: training would leave it as it is."),
    "parameters.names": _("model.weight and model.bias must exist, and be the model's own nn.Parameter."),
    "loss_fn.ignored": _("The loss is not the one that was given: call loss_fn."),
    "device.ignored": _("The device that was asked for is not used."),
    "device.default_missing": _(
        "With device=None nothing is moved: choose the accelerator where there is one, else the CPU."
    ),
    "move.model_left": _("The model stays where it was: its parameters must move with the data."),
    "move.discarded": _("x.to(device) returns a tensor on the device and leaves x where it was: use what it returns."),
    # 03_autograd
    "slope.value": _("This is the value of f, not its derivative."),
    "slope.sign": _("The slope has the opposite sign: it is positive where the function rises."),
    "slope.origin": _("f(at)/at is the slope of the line from the origin to the curve, not that of the curve itself."),
    "slope.chord": _("This is the slope between two points far apart; the derivative is the slope at one point."),
    "loss.other_gradient": _("The loss is the mean, but the gradient is that of the sum."),
    "loss.after": _("The loss is taken after the step; the one before it is asked for."),
    "grad.leftover": _(
        "What .grad held before is added to the gradient: clear it before backward, not only afterwards."
    ),
    "grad.bias_not_zeroed": _("Only the gradient of w is cleared; that of b goes on adding up."),
    "grad.weight_not_zeroed": _("Only the gradient of b is cleared; that of w goes on adding up."),
    "leaf.repeated": _("A leaf that is used twice comes twice; each leaf must be in the list once."),
    "leaf.compared": _("Leaves with equal numbers are taken for one: compare them with `is`, not with == or `in`."),
    "leaf.itself": _("A tensor that is itself a leaf was computed from nothing: the list is empty."),
    "graph.one_step": _("Only the inputs of the last operation are looked at; walk on to the leaves."),
    "graph.first_branch": _("Only one branch is followed; an operation can have several inputs."),
    "graph.no_grad_fn": _("Where there is no graph, grad_fn is None: there is nothing to walk through."),
    "graph.none_among_next": _("An input that requires no gradient has None in next_functions: pass over it."),
    "graph.nodes": _("These are nodes of the graph; the leaf is the attribute `variable` of its node."),
    "type.not_list": _("The result must be a list: list(…) makes one."),
    "step.twice": _("Two steps are taken where one is asked for."),
    # 06_optim
    "loss_fn.order": _("loss_fn takes the prediction first, then the target."),
    "update.one_behind": _("The step uses the gradients of the epoch before: backward comes before step."),
    "start.not_zero": _("The training does not start from zeros: set the weights and the bias to 0 first."),
    "results.order": _("The results come in the wrong order."),
    "losses.all_equal": _("All the losses are the same: no step has moved a parameter. Print .grad before each line."),
    "hessian.factor_two": _("The rate is twice too large: a factor is missing in the second derivative of r²."),
    "hessian.bias_missing": _("The bias is missing in the Hessian: A has a column of ones beside x."),
    "stable.one_over": _("This is 1 / λmax; the descent is stable up to 2 / λmax."),
    "condition.root": _("This is the condition number of A; the one of the Hessian is its square."),
    "condition.squared": _(
        "The quotient is squared once too often: the eigenvalues of the Hessian are squares already."
    ),
    "condition.inverted": _("The quotient is upside down: divide the largest eigenvalue by the smallest."),
    "condition.largest_alone": _("This is the largest eigenvalue; divide it by the smallest."),
    "condition.difference": _("This is the difference of two eigenvalues; take their quotient."),
    "condition.neighbour": _("The divisor is the second largest eigenvalue; take the smallest of all."),
    "condition.centred": _("The columns are centred or scaled first; take x as it is."),
    "condition.diagonal": _("These are entries of the Hessian's diagonal; take its eigenvalues."),
    "hessian.row": _("There is a row of 1 where A needs a column of 1, one number for each sample."),
    "eigenvalue.smallest": _("This is the smallest eigenvalue's rate; the largest one decides."),
    "eigenvalue.trace": _(
        "The eigenvalues are summed (the trace, or a Frobenius norm); the largest one alone decides."
    ),
    "eigenvalue.root": _("A singular value of A is taken as it is: the eigenvalue of AᵀA is its square."),
}
