# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] lang="en"
# # Step 6 — PyTorch takes the step
#
# One job is left to hand over: the update. An optimizer from `torch.optim` does it, and the training loop gets the form that you will meet everywhere. One decision remains yours:
# the learning rate. It is a *hyperparameter*, a number that you choose and that training does not change. In this step you compute the largest rate that still works.
#
# At the end you can
#
# - write the training loop for any model, any loss and any optimizer;
# - say in which order its lines must stand, and what happens otherwise;
# - find the best linear model without any descent;
# - compute, before training, the learning rate past which the loss grows;
# - explain why a descent that works with $30$ samples diverges with $300$.

# %% [markdown] lang="fr"
# # Étape 6 — PyTorch fait le pas
#
# Il reste une tâche à confier : la mise à jour. Un optimiseur de `torch.optim` s'en charge, et la boucle d'entraînement prend la forme que vous rencontrerez partout. Une décision vous revient toujours :
# le choix du pas d'apprentissage. C'est un *hyperparamètre*, un nombre que l'on choisit et que l'entraînement ne modifie pas. Dans cette étape, vous calculez le plus grand qui fonctionne encore.
#
# À la fin, vous saurez :
#
# - écrire la boucle d'entraînement, quels que soient le modèle, la perte et l'optimiseur ;
# - dire dans quel ordre doivent se suivre ses lignes, et ce qui arrive sinon ;
# - trouver le meilleur modèle linéaire sans aucune descente ;
# - calculer, avant l'entraînement, le pas d'apprentissage au-delà duquel la perte augmente ;
# - expliquer pourquoi une descente qui marche avec $30$ échantillons diverge avec $300$.

# %%
import numpy as np
import torch
from torch import nn

from course.helpers import data, describe, expect, given, thread
from course.helpers.language import label
from course.helpers.plotting.stability import descent_and_floor, stable_rates

expect.step("06_optim")

# %% [markdown] lang="en"
# ## The idea
#
# **An optimizer** is made with the parameters that it is to update: `torch.optim.SGD(model.parameters(), lr=0.01)`. You need two of its methods. `optimizer.zero_grad()` clears (*zeroes*) the gradients of all its
# parameters. `optimizer.step()` updates each of them from its `.grad`. For plain SGD, without the momentum of step 7, that is the update you know:
#
# $$p \leftarrow p - \alpha \frac{\partial L}{\partial p}$$
#
# Other optimizers remember earlier gradients. Make the optimizer once, before the loop, and keep it.
#
# **The curvature** limits the learning rate. For a linear model the squared error along a line is a parabola. Measure $p$ from the place of its minimum, and $L$ from its lowest value. Then $L(p) = \frac{1}{2} \lambda p^2$, where $\lambda$ is
# the second derivative, the curvature. One update gives
#
# $$p \leftarrow p - \alpha \lambda p = (1 - \alpha \lambda)\, p$$
#
# The distance to the minimum shrinks as long as $|1 - \alpha \lambda| < 1$, that is for $\alpha < 2 / \lambda$. With several parameters, the second derivatives form a matrix, the Hessian $H$. The calculation above holds along each eigenvector of $H$, with its
# eigenvalue as $\lambda$. When the learning rate grows, the descent diverges first along the direction with the largest curvature, which is the largest eigenvalue:
#
# $$\alpha_{\max} = \frac{2}{\lambda_{\max}(H)}$$
#
# With other models or losses this is true only near a minimum, where the loss is almost a parabola.

# %% [markdown] lang="fr"
# ## L'idée
#
# **Un optimiseur** se crée avec les paramètres qu'il doit mettre à jour : `torch.optim.SGD(model.parameters(), lr=0.01)`. Vous avez besoin de deux de ses méthodes. `optimizer.zero_grad()` efface (*remet à zéro*) les gradients de tous ses
# paramètres. `optimizer.step()` met à jour chacun d'eux à partir de son `.grad`. Pour SGD sans momentum (il viendra à l'étape 7), c'est la mise à jour que vous connaissez :
#
# $$p \leftarrow p - \alpha \frac{\partial L}{\partial p}$$
#
# D'autres optimiseurs se souviennent des gradients précédents. On crée l'optimiseur une seule fois, avant la boucle, et on le conserve.
#
# **La courbure** limite le pas d'apprentissage. Pour un modèle linéaire, l'erreur quadratique le long d'une droite est une parabole. Mesurons $p$ à partir de l'endroit du minimum, et $L$ à partir de la plus petite valeur. Alors $L(p) = \frac{1}{2} \lambda p^2$, où $\lambda$ est
# la dérivée seconde, c'est-à-dire la courbure. Une mise à jour donne
#
# $$p \leftarrow p - \alpha \lambda p = (1 - \alpha \lambda)\, p$$
#
# La distance au minimum diminue tant que $|1 - \alpha \lambda| < 1$, c'est-à-dire pour $\alpha < 2 / \lambda$. Avec plusieurs paramètres, les dérivées secondes forment une matrice, la hessienne $H$. Le calcul ci-dessus est valable le long de chaque vecteur propre de $H$, la valeur propre
# correspondante tenant lieu de $\lambda$. Quand le pas d'apprentissage grandit, la descente diverge d'abord dans la direction où la courbure est la plus forte ; cette courbure est la plus grande valeur propre :
#
# $$\alpha_{\max} = \frac{2}{\lambda_{\max}(H)}$$
#
# Avec d'autres modèles ou d'autres pertes, cela n'est vrai qu'au voisinage d'un minimum, où la perte est presque une parabole.

# %% [markdown] lang="en"
# ## The limit, computed on paper
#
# Take the model $w x$ without bias, the inputs $x = 1, 2, 3, 4$, and the sum of squares $L(w) = \sum (w x_i - y_i)^2$:
#
# | | |
# |---|---|
# | first derivative | $2 \sum x_i (w x_i - y_i)$ |
# | second derivative | $\lambda = 2 \sum x_i^2 = 60$ |
# | largest stable rate | $2 / 60 \approx 0.0333$ |
#
# The second derivative does not contain $y$: the limit depends on the inputs alone. Each new sample adds a term to the sum. The curvature $\lambda$ then grows, and the limit falls.

# %% [markdown] lang="fr"
# ## La limite, calculée sur papier
#
# Prenons le modèle $w x$ sans biais, les entrées $x = 1, 2, 3, 4$ et la somme des carrés $L(w) = \sum (w x_i - y_i)^2$ :
#
# | | |
# |---|---|
# | dérivée première | $2 \sum x_i (w x_i - y_i)$ |
# | dérivée seconde | $\lambda = 2 \sum x_i^2 = 60$ |
# | plus grand pas d'apprentissage stable | $2 / 60 \approx 0.0333$ |
#
# La dérivée seconde ne contient pas $y$ : la limite ne dépend que des entrées. Chaque nouvel échantillon ajoute un terme à la somme. La courbure $\lambda$ augmente alors, et la limite baisse.

# %% [markdown] lang="en"
# ## Exercise 1 — `train` (4 points)
#
# Write the loop. Repeat `epochs` times: compute `loss_fn(prediction, target)` on all the samples (the prediction comes first, since not every loss is symmetric), and let the given `optimizer` take one step. Return
# the list of losses as floats, where `losses[i]` is the loss before step $i$. The loop must work with any optimizer. The learning rate and all other settings belong to the optimizer.

# %% [markdown] lang="fr"
# ## Exercice 1 — `train` (4 points)
#
# Écrivez la boucle. Répétez `epochs` fois : calculez `loss_fn(prediction, target)` sur tous les échantillons (la prédiction vient en premier, car certaines pertes ne sont pas symétriques) et laissez l'optimiseur reçu, `optimizer`, faire un pas. Renvoyez
# la liste des pertes, sous forme de floats, où `losses[i]` est la perte avant le pas $i$. La boucle doit marcher avec n'importe quel optimiseur : le pas d'apprentissage et tous les autres réglages ne regardent que lui.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# It is the loop of step 5. Which of its lines does the optimizer take over?
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# Two methods of the optimizer replace your update and your clearing of the gradients. Between `backward` and `step`, nothing may touch the gradients.
#
# </details>
#
# <details><summary>Hint 3</summary>
#
# In each epoch: clear the gradients, compute the loss of the prediction and the target in this order, go backward, let the optimizer take its step, and append the loss as a float. The loop neither makes an optimizer nor reads the learning rate. `loss_fn` is the one that you are given, and not a loss of your own.
#
# </details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# C'est la boucle de l'étape 5. De quelles lignes l'optimiseur se charge-t-il ?
#
# </details>
#
# <details><summary>Indice 2</summary>
#
# Deux méthodes de l'optimiseur remplacent votre mise à jour et votre effacement des gradients. Entre `backward` et `step`, rien ne doit toucher aux gradients.
#
# </details>
#
# <details><summary>Indice 3</summary>
#
# À chaque époque : effacez les gradients, calculez la perte de la prédiction et de la cible, dans cet ordre, rétropropagez, laissez l'optimiseur faire son pas, et ajoutez la perte à la liste sous forme de float. La boucle ne crée pas d'optimiseur et ne lit pas le pas d'apprentissage. La perte à utiliser est la fonction `loss_fn` reçue, et non une perte de votre cru.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "train", "locked": false, "schema_version": 3, "solution": true, "task": false}
def train(model, optimizer, loss_fn, x, y, epochs):
    """One full-batch step of the optimizer per epoch; the loss before each.
    Un pas de l'optimiseur par époque, sur toutes les données ; la perte avant chacun."""
    ### BEGIN SOLUTION
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_train", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
wanted = {
    0.0: ([120.0, 13.44, 1.691136], 1.7344, 0.56576, [13.44, 1.691136, 0.39132119]),
    0.5: ([120.0, 13.44, 6.231936], 2.4344, 0.79376, [13.44, 6.231936, 15.077507]),
}
for momentum, (want, last_w, last_b, after) in wanted.items():
    x, y = (torch.tensor(numbers, dtype=torch.float32).reshape(-1, 1) for numbers in data.line())
    model = nn.Linear(1, 1)
    with torch.no_grad():
        model.weight.zero_()
        model.bias.zero_()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=momentum)
    weight, bias = model.weight, model.bias
    called = f'train(nn.Linear(1, 1), SGD(lr=0.01, momentum={momentum}), nn.MSELoss(reduction="sum"), x, y, epochs=3)'
    with given(repaired_train=expect.own_loop), expect.unchanged(x=x, y=y, of=called):
        losses = train(model, optimizer, nn.MSELoss(reduction="sum"), x, y, 3)
    mistakes = {
        "argument.not_updated": [120.0, 120.0, 120.0],
        "losses.after": after,
        "losses.extra": [120.0, *after],
        "epochs.one_less": [120.0, 13.44],
        "loss_fn.ignored": [30.0, 20.835, 14.475489],
        "update.one_behind": [120.0, 120.0, 13.44],
    }
    if momentum:
        mistakes["optimizer.rebuilt"] = [120.0, 13.44, 1.691136]
    else:
        mistakes["grad.not_zeroed"] = [120.0, 13.44, 37.492736]
    expect.losses(losses, want, of=called, mistakes=mistakes)
    expect.that(model.weight is weight and model.bias is bias, of=called, mistake="parameter.replaced")
    expect.close(
        (weight.detach(), bias.detach()),
        (torch.tensor([[last_w]]), torch.tensor([last_b])),
        of=called,
        names=("model.weight", "model.bias"),
        mistakes={"argument.not_updated": (torch.tensor([[0.0]]), torch.tensor([0.0]))},
    )

### BEGIN HIDDEN TESTS
import copy
import functools

from course.helpers import reference

right = reference.load("06_optim")
rng = data.rng()


def mlp(d, k):
    return nn.Sequential(nn.Linear(d, 4), nn.Tanh(), nn.Linear(4, k))


def in_exchange(loss_fn):
    return lambda prediction, target: loss_fn(target, prediction)


def groups(parameters):
    first, *others = parameters
    return torch.optim.SGD([{"params": [first], "lr": 0.02}, {"params": others}], lr=0.1, momentum=0.5)


makers = {
    "SGD": lambda p: torch.optim.SGD(p, lr=0.05),
    "SGD, nesterov": lambda p: torch.optim.SGD(p, lr=0.03, momentum=0.9, nesterov=True, weight_decay=0.1),
    "SGD, two groups": groups,
    "Adam": lambda p: torch.optim.Adam(p, lr=0.1),
}
for (name, make_optimizer), (n, d, k, make, loss_fn, dtype) in zip(
    [*makers.items(), *makers.items()],
    [
        (1, 1, 1, nn.Linear, nn.MSELoss(), torch.float32),
        (6, 3, 2, mlp, nn.MSELoss(reduction="sum"), torch.float64),
        (5, 2, 2, nn.Linear, nn.PoissonNLLLoss(), torch.float64),
        (4, 3, 1, mlp, nn.MSELoss(), torch.float32),
        (4, 2, 3, mlp, nn.PoissonNLLLoss(reduction="sum"), torch.float32),
        (3, 3, 3, nn.Linear, nn.MSELoss(), torch.float64),
        (7, 1, 2, mlp, nn.MSELoss(), torch.float32),
        (5, 2, 1, nn.Linear, nn.PoissonNLLLoss(), torch.float32),
    ],
    strict=True,
):
    model = make(d, k).to(dtype)
    x, y = (torch.tensor(rng.normal(size=(n, size)), dtype=dtype) for size in (d, k))
    twin, exchanged = copy.deepcopy(model).double(), copy.deepcopy(model).double()
    want = right.train(twin, make_optimizer(list(twin.parameters())), loss_fn, x.double(), y.double(), 5)
    optimizer_too = make_optimizer(list(exchanged.parameters()))
    exchange = (exchanged, optimizer_too, in_exchange(loss_fn), x.double(), y.double(), 2)
    mistakes = {"loss_fn.order": functools.partial(right.train, *exchange)}
    optimizer, kept = make_optimizer(list(model.parameters())), list(model.parameters())
    called = f"train(model, {name}, {loss_fn}, x {(n, d)} {dtype}, epochs=2)"
    with given(repaired_train=expect.own_loop), expect.unchanged(x=x, y=y, of=called):
        losses = train(model, optimizer, loss_fn, x, y, 2)
        expect.losses(losses, want[:2], of=called, mistakes=mistakes, rtol=1e-3)
        # The optimizer goes on with its memory: a second call continues the first.
        losses = train(model, optimizer, loss_fn, x, y, 3)
    expect.losses(losses, want[2:], of=f"{called}, epochs=3", rtol=1e-3)
    replaced = any(now is not then for now, then in zip(model.parameters(), kept, strict=True))
    expect.that(not replaced, of=called, mistake="parameter.replaced")
    last = [p.detach() for p in twin.parameters()]
    expect.close([p.detach() for p in kept], last, of=f"{called}, parameters", rtol=2e-3, atol=1e-4)

# At this rate the loss grows fourfold with each epoch, and every epoch counts all the same.
model = nn.Linear(1, 1, bias=False)
nn.init.constant_(model.weight, 1.0)
optimizer = torch.optim.SGD(model.parameters(), lr=1.5)
with given(repaired_train=expect.own_loop):
    losses = train(model, optimizer, nn.MSELoss(), torch.ones(3, 1), torch.zeros(3, 1), 4)
expect.losses(losses, [1.0, 4.0, 16.0, 64.0], of="train(nn.Linear(1, 1, bias=False), SGD(lr=1.5), nn.MSELoss(), x, y, 4)")
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Exercise 2 — `fit` (2 points)
#
# Put everything together. You get `x` `(N, D)` and `y` `(N, K)`, both float32. Make an `nn.Linear` with a bias, and set its weights and its bias to zero. Train it for `epochs` epochs with plain `torch.optim.SGD` (no momentum), the
# learning rate `lr` and the *mean* loss `nn.MSELoss`. Return the trained layer. You may call your `train`.

# %% [markdown] lang="fr"
# ## Exercice 2 — `fit` (2 points)
#
# Assemblez le tout. Vous recevez `x` `(N, D)` et `y` `(N, K)`, tous deux en float32. Créez un `nn.Linear` avec biais, et mettez ses poids et son biais à zéro. Entraînez-le pendant `epochs` époques avec un simple `torch.optim.SGD` (sans momentum), le
# pas d'apprentissage `lr` et la perte *moyenne* `nn.MSELoss`. Renvoyez la couche entraînée. Vous pouvez appeler votre `train`.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# The function puts four things together: a layer, an optimizer, a loss and the loop. You have already written the loop.
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# The shapes of `x` and `y` say how many inputs and outputs the layer has. `nn.init` has a function that sets a parameter to zero in place.
#
# </details>
#
# <details><summary>Hint 3</summary>
#
# Make the layer first, then set its weight and its bias to zero with `nn.init.zeros_`, then make the optimizer from the layer's parameters and the learning rate `lr`. Call `train` with all of them, in the order of its arguments. Return the layer, and not the losses.
#
# </details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# La fonction réunit quatre choses : une couche, un optimiseur, une perte et la boucle. Vous avez déjà écrit la boucle.
#
# </details>
#
# <details><summary>Indice 2</summary>
#
# Les formes de `x` et de `y` disent combien d'entrées et de sorties a la couche. `nn.init` contient une fonction qui met un paramètre à zéro, sur place.
#
# </details>
#
# <details><summary>Indice 3</summary>
#
# Créez d'abord la couche, mettez ensuite son poids et son biais à zéro avec `nn.init.zeros_`, puis créez l'optimiseur avec les paramètres de la couche et le pas d'apprentissage `lr`. Appelez `train` en lui passant le tout, dans l'ordre de ses arguments. Renvoyez la couche, et non les pertes.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "fit", "locked": false, "schema_version": 3, "solution": true, "task": false}
def fit(x, y, lr, epochs):
    """An nn.Linear trained with SGD on the mean squared error, from weights and a bias of zero.
    Un nn.Linear entraîné avec SGD, à partir de poids et d'un biais nuls, sur l'erreur quadratique moyenne."""
    ### BEGIN SOLUTION
    model = nn.Linear(x.shape[1], y.shape[1])
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    train(model, torch.optim.SGD(model.parameters(), lr=lr), nn.MSELoss(), x, y, epochs)
    return model
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_fit", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
def descend_on_the_line(model, optimizer, loss_fn, x, y, epochs):
    seen, scale = [], float(loss_fn(torch.zeros(4, 1), torch.ones(4, 1)))  # mean 1, sum 4 / moyenne 1, somme 4
    for _ in range(epochs):
        w, b = float(model.weight.detach()) - 2, float(model.bias.detach())
        seen.append(scale * (7.5 * w * w + 5 * w * b + b * b))
        model.weight.grad = torch.tensor([[scale * (15 * w + 5 * b)]])
        model.bias.grad = torch.tensor([scale * (5 * w + 2 * b)])
        optimizer.step()
    return seen


x, y = (torch.tensor(numbers, dtype=torch.float32).reshape(-1, 1) for numbers in data.line())
for epochs, want_w, want_b in [(0, 0.0, 0.0), (3, 1.7344, 0.56576)]:
    called = f"fit(x, y, lr=0.04, epochs={epochs})"
    with given(train=descend_on_the_line), expect.unchanged(x=x, y=y, of=called):
        model = fit(x, y, 0.04, epochs)
    expect.that(isinstance(model, nn.Linear), *expect.WANT_GOT, of=called, want="nn.Linear", got=describe.value(model))
    expect.that(model.bias is not None, of=called, mistake="bias.missing")
    got = model.weight.detach(), model.bias.detach()
    if epochs == 0:
        zeros = expect.is_close(got, (torch.zeros(1, 1), torch.zeros(1)))
        expect.that(zeros, *expect.WANT_GOT, of=called, mistake="start.not_zero", want=0, got=describe.value(got))
    expect.close(
        got,
        (torch.tensor([[want_w]]), torch.tensor([want_b])),
        of=called,
        names=("weight", "bias"),
        mistakes={
            "sum.for_mean": (torch.tensor([[10.2016]]), torch.tensor([3.37664])),
            "epochs.one_less": (torch.tensor([[1.6]]), torch.tensor([0.528])),
            "epochs.one_more": (torch.tensor([[1.780608]]), torch.tensor([0.5736192])),
            "grad.not_zeroed": (torch.tensor([[3.7344]]), torch.tensor([1.22176])),
            "argument.not_updated": (torch.tensor([[0.0]]), torch.tensor([0.0])),
            "bias.not_updated": (torch.tensor([[1.872]]), torch.tensor([0.0])),
            "lr.ignored": (torch.tensor([[0.08850835]]), torch.tensor([0.02949284])),  # SGD: 0.001
        },
    )

### BEGIN HIDDEN TESTS
from course.helpers import reference

right = reference.load("06_optim")
rng = data.rng()
before = []
for n, d, k, lr, epochs in [
    (1, 1, 1, 0.1, 3),
    (4, 3, 1, 0.05, 2),
    (3, 1, 4, 0.6, 3),
    (3, 1, 4, 0.6, 3),
    (3, 3, 3, 0.1, 1),
    (6, 2, 5, 1.5, 2),
]:
    x = torch.tensor(rng.normal(size=(n, d)), dtype=torch.float32)
    y = torch.tensor(3 + rng.normal(size=(n, k)), dtype=torch.float32)
    w, b = torch.zeros(k, d, dtype=torch.float64), torch.zeros(k, dtype=torch.float64)
    for _ in range(epochs):
        residual = x.double() @ w.T + b - y.double()
        w, b = w - lr * 2 * residual.T @ x.double() / (n * k), b - lr * 2 * residual.sum(dim=0) / (n * k)
    called = f"fit(x, y, lr={lr}, epochs={epochs}), x {(n, d)}, y {(n, k)}"
    with given(train=right.train), expect.unchanged(x=x, y=y, of=called):
        model = fit(x, y, lr, epochs)
    expect.that(isinstance(model, nn.Linear), *expect.WANT_GOT, of=called, want="nn.Linear", got=describe.value(model))
    expect.that(model.bias is not None, of=called, mistake="bias.missing")
    got = model.weight.detach(), model.bias.detach()
    expect.close(got, (w, b), of=called, names=("weight", "bias"), rtol=1e-3)
    # What was handed out earlier stays as it was.
    for earlier, then in before:
        now = earlier.weight.detach(), earlier.bias.detach()
        expect.that(expect.is_close(now, then), of=called, mistake="model.shared")
    before.append((model, tuple(part.clone() for part in got)))
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## The thread — The same losses as in step 1
#
# These are once more the thirty points and the initial parameters $w = (0.5, 0.25)$, $b = 0.4$ of step 1. This time the model is an `nn.Linear`, the loss an `nn.MSELoss` and the optimizer a `torch.optim.SGD`: PyTorch does all the mathematics.

# %% [markdown] lang="fr"
# ## Le fil rouge — Les mêmes pertes qu'à l'étape 1
#
# Ce sont encore une fois les trente points et les paramètres initiaux $w = (0.5, 0.25)$, $b = 0.4$ de l'étape 1. Cette fois, le modèle est un `nn.Linear`, la perte un `nn.MSELoss` et l'optimiseur un `torch.optim.SGD` : PyTorch fait toutes les mathématiques.


# %% tags=["experiment"]
def plane(n):
    inputs, targets = data.plane(n)
    return torch.tensor(inputs), torch.tensor(targets).reshape(-1, 1)


def start():
    model = nn.Linear(2, 1).double()
    with torch.no_grad():
        model.weight.copy_(torch.tensor([thread.W]))
        model.bias.copy_(torch.tensor([thread.B]))
    return model


squares = nn.MSELoss(reduction="sum")


# %% tags=["experiment"]
def losses_on_plane(n, lr, epochs):
    model = start()
    return train(model, torch.optim.SGD(model.parameters(), lr=lr), squares, *plane(n), epochs)


columns = {
    label("step {number}", number=1): thread.squared_errors(),
    label("step {number}", number=6): losses_on_plane(30, thread.LR, thread.EPOCHS),
}
print(thread.side_by_side(columns))

# %% [markdown] lang="en"
# ## Exercise 3 — `closed_form` (3 points)
#
# For a linear model you do not need a descent at all. Append to `x` a column in which every number is $1$. The parameters that minimise the squared error then solve a least-squares problem:
#
# $$\min_{\theta} \; \lVert A \theta - Y \rVert^2 \qquad A = (X \;\; \mathbf{1})$$
#
# The last row of $\theta$ is the bias. Return `(w, b)`, of shapes `(K, D)` and `(K,)`, for `x` `(N, D)` and `y` `(N, K)`. The call `torch.linalg.lstsq(A, y).solution` solves this problem; three lines are enough.

# %% [markdown] lang="fr"
# ## Exercice 3 — `closed_form` (3 points)
#
# Pour un modèle linéaire, on peut se passer de toute descente. Ajoutez à `x` une colonne dont tous les nombres valent $1$. Les paramètres qui minimisent l'erreur quadratique sont alors la solution d'un problème de moindres carrés :
#
# $$\min_{\theta} \; \lVert A \theta - Y \rVert^2 \qquad A = (X \;\; \mathbf{1})$$
#
# La dernière ligne de $\theta$ est le biais. Renvoyez `(w, b)`, de formes `(K, D)` et `(K,)`, pour `x` `(N, D)` et `y` `(N, K)`. L'appel `torch.linalg.lstsq(A, y).solution` résout ce problème ; trois lignes suffisent.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# Why does a column of $1$ turn the bias into a weight like the others? Write one row of $A \theta$ as a sum.
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# Three tasks: build $A$, solve, cut $\theta$ into its two parts. `torch.cat` puts tensors side by side when you tell it the axis. The column of $1$ must have the data type of `x`.
#
# </details>
#
# <details><summary>Hint 3</summary>
#
# $\theta$ has the shape `(D + 1, K)`. Its last row is the bias, which has the shape `(K,)` when you take it with a single index. The other rows form a `(D, K)` matrix, and `w` has to be `(K, D)`: what is still missing?
#
# </details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Pourquoi une colonne de $1$ fait-elle du biais un poids comme les autres ? Écrivez une ligne de $A \theta$ sous forme de somme.
#
# </details>
#
# <details><summary>Indice 2</summary>
#
# Il y a trois tâches : construire $A$, résoudre, couper $\theta$ en deux parties. `torch.cat` met des tenseurs côte à côte quand on lui indique l'axe. La colonne de $1$ doit avoir le type de données de `x`.
#
# </details>
#
# <details><summary>Indice 3</summary>
#
# $\theta$ est de forme `(D + 1, K)`. Sa dernière ligne est le biais, qui est de forme `(K,)` quand on la prend avec un seul indice. Les autres lignes forment une matrice `(D, K)`, alors que `w` doit être de forme `(K, D)` : que manque-t-il encore ?
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "closed_form", "locked": false, "schema_version": 3, "solution": true, "task": false}
def closed_form(x, y):
    """The least-squares parameters: w (K, D) and b (K,).
    Les paramètres des moindres carrés : w (K, D) et b (K,)."""
    ### BEGIN SOLUTION
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    theta = torch.linalg.lstsq(a, y).solution
    return theta[:-1].T, theta[-1]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_closed_form", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
for dtype in (torch.float32, torch.float64):
    x = torch.tensor([[0.0, 1.0], [1.0, 1.0], [2.0, 0.0], [1.0, 3.0]], dtype=dtype)
    y = torch.tensor([[2.0], [-4.0], [5.0], [0.0]], dtype=dtype)
    called = f"closed_form(x, y), {dtype}"
    with expect.unchanged(x=x, y=y, of=called):
        got = closed_form(x, y)
    expect.close(
        got,
        (torch.tensor([[1.0, -1.0]]), torch.tensor([1.0])),
        of=called,
        names=("w", "b"),
        mistakes={
            "transpose.extra": (torch.tensor([[1.0], [-1.0]]), None),
            "shape.wrong": (torch.tensor([1.0, -1.0]), None),
            "bias.missing": (torch.tensor([[1.48, -0.72]]), None),
            "bias.subtracted": (torch.tensor([[1.0, -1.0]]), torch.tensor([-1.0])),
            "results.order": (torch.tensor([1.0]), torch.tensor([[1.0, -1.0]])),
        },
        rtol=1e-3,
        atol=1e-5,
    )

### BEGIN HIDDEN TESTS
rng = data.rng()
for n, d, k in [(2, 1, 1), (7, 1, 3), (8, 3, 1), (10, 4, 4), (9, 2, 5), (14, 5, 2)]:
    for dtype in (torch.float32, torch.float64):
        exact_x = rng.normal(size=(n, d)) + np.linspace(1, 4, n)[:, None] ** np.arange(1, d + 1) / 4
        x, y = torch.tensor(exact_x, dtype=dtype), torch.tensor(2 + rng.normal(size=(n, k)), dtype=dtype)
        if n == 2:
            x = torch.tensor([[1.0], [3.0]], dtype=dtype)
        theta = np.linalg.pinv(np.column_stack([x.double().numpy(), np.ones(n)])) @ y.double().numpy()
        w, b = torch.tensor(theta[:-1].T), torch.tensor(theta[-1])
        called = f"closed_form(x, y), x {(n, d)}, y {(n, k)} {dtype}"
        with expect.unchanged(x=x, y=y, of=called):
            got = closed_form(x, y)
        no_bias = torch.tensor((np.linalg.pinv(x.double().numpy()) @ y.double().numpy()).T)
        expect.close(
            got,
            (w, b),
            of=called,
            names=("w", "b"),
            mistakes={"transpose.extra": (w.T, b), "bias.missing": (no_bias, None)},
            rtol=5e-3,
            atol=1e-4,
        )
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Experiment — Three lines against a descent
#
# The features are the temperature, the rainfall and the humidity of fifteen regions; the targets are their yields of apples and oranges. The descent makes three hundred updates, with nine tenths of its largest stable rate. Your `closed_form` makes none.

# %% [markdown] lang="fr"
# ## Expérience — Trois lignes contre une descente
#
# Les caractéristiques sont la température, les précipitations et l'humidité de quinze régions ; les cibles sont leurs rendements en pommes et en oranges. La descente fait trois cents mises à jour, avec un pas d'apprentissage égal aux neuf dixièmes du plus grand qui soit stable. Votre `closed_form` n'en fait aucune.

# %% tags=["experiment"]
weather, harvest = data.crops()

# %% [markdown] lang="en"
# **Predict before you run.** Will the descent have reached the lowest possible loss after its three hundred updates? Its learning rate is almost the largest one that is stable.
#
# <details><summary>Answer</summary>
#
# No. The loss comes near to the least-squares loss, but it is still above it: about $1.10$ against $0.91$. A learning rate that is almost too large for the most curved direction can still be far too small for the flattest one.
#
# </details>

# %% [markdown] lang="fr"
# **Prédisez avant d'exécuter.** Après ses trois cents mises à jour, la descente aura-t-elle atteint la plus petite perte possible ? Son pas d'apprentissage est presque le plus grand qui soit stable.
#
# <details><summary>Réponse</summary>
#
# Non. La perte s'approche de celle des moindres carrés, mais elle reste au-dessus : environ $1.10$ contre $0.91$. Un pas d'apprentissage presque trop grand pour la direction la plus courbée peut être encore bien trop petit pour la plus plate.
#
# </details>

# %% tags=["experiment"]
fields = nn.Linear(3, 2)
nn.init.zeros_(fields.weight)
nn.init.zeros_(fields.bias)
descent_losses = train(fields, torch.optim.SGD(fields.parameters(), lr=1e-4), nn.MSELoss(), weather, harvest, 300)
exact_w, exact_b = closed_form(weather, harvest)
floor = float(((weather @ exact_w.T + exact_b - harvest) ** 2).mean())
print(f"{label('descent')}: {descent_losses[-1]:.4f}   {label('least squares')}: {floor:.4f}")
descent_and_floor(descent_losses, floor)

# %% [markdown] lang="en"
# The figure shows the loss of the descent on a logarithmic axis. The horizontal line is the lowest possible loss, found by least squares. The loss falls fast at first and then ever more slowly. After three hundred epochs it is still above
# the line.
#
# The reason is that the columns are not scaled. Their numbers are far from $0$ and differ in size, so the loss is far more curved in some directions than in others. The largest curvature limits the learning rate, and at this rate the descent hardly
# moves in the flattest direction. The largest curvature divided by the smallest is called the *condition number*; here it is very large. In step 8 you scale the columns before you train.
#
# Why should one descend, then? Least squares works for linear models only. The loop of exercise 1 works for every model that has a gradient.

# %% [markdown] lang="fr"
# La figure montre la perte de la descente sur un axe logarithmique. Le trait horizontal est la plus petite perte possible, trouvée par les moindres carrés. La perte chute d'abord rapidement, puis de plus en plus lentement. Au bout de trois cents époques, elle est
# encore au-dessus du trait.
#
# Cela vient de ce que les colonnes ne sont pas mises à l'échelle. Leurs nombres sont loin de $0$ et d'ordres de grandeur différents : la perte est donc bien plus courbée dans certaines directions que dans d'autres. La plus forte courbure limite le pas d'apprentissage, et, avec ce pas d'apprentissage, la descente n'avance presque
# pas dans la direction la plus plate. Le quotient de la plus forte courbure par la plus faible s'appelle le *conditionnement* ; ici, il est très grand. À l'étape 8, vous mettrez les colonnes à l'échelle avant l'entraînement.
#
# Pourquoi descendre, alors ? Les moindres carrés ne conviennent qu'aux modèles linéaires. La boucle de l'exercice 1 marche pour tout modèle qui a un gradient.

# %% [markdown] lang="en"
# ## Exercise 4 — `largest_stable_lr` (4 points)
#
# A model has weights and a bias. Return, as a float, the learning rate past which gradient descent on the *sum* of squared errors diverges. With $A = (X \;\; \mathbf{1})$ as above, the loss is $\lVert A \theta - Y \rVert^2$. Find its Hessian
# for one target (it is the same for each target), then $2 / \lambda_{\max}$. `torch.linalg.eigvalsh` returns the eigenvalues of a symmetric matrix, in ascending order.

# %% [markdown] lang="fr"
# ## Exercice 4 — `largest_stable_lr` (4 points)
#
# Un modèle a des poids et un biais. Renvoyez, sous la forme d'un float, le pas d'apprentissage au-delà duquel la descente de gradient sur la *somme* des carrés diverge. Avec $A = (X \;\; \mathbf{1})$ comme plus haut, la perte est $\lVert A \theta - Y \rVert^2$. Trouvez sa hessienne
# pour une cible (elle est la même pour chacune), puis $2 / \lambda_{\max}$. `torch.linalg.eigvalsh` renvoie les valeurs propres d'une matrice symétrique, dans l'ordre croissant.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# Look at the limit computed on paper. For one weight without a bias, the second derivative is $2 \sum x_i^2$. Which product of matrices contains such sums?
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# Append the column of $1$, as in `closed_form`: the bias is a parameter too. The Hessian has one row and one column for each column of $A$, and its entry for the columns $j$ and $k$ is $2 \sum_i a_{ij} a_{ik}$.
#
# </details>
#
# <details><summary>Hint 3</summary>
#
# Write the sums of hint 2 as one product of $A$ with its transpose, in the order that gives the shape `(D + 1, D + 1)`. Do not forget the factor. `eigvalsh` returns the eigenvalues in ascending order: which one do you need? `.item()` makes a float.
#
# </details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Regardez la limite calculée sur papier. Pour un seul poids sans biais, la dérivée seconde vaut $2 \sum x_i^2$. Quel produit de matrices contient de telles sommes ?
#
# </details>
#
# <details><summary>Indice 2</summary>
#
# Ajoutez la colonne de $1$, comme dans `closed_form` : le biais est aussi un paramètre. La hessienne a une ligne et une colonne pour chaque colonne de $A$, et son coefficient pour les colonnes $j$ et $k$ vaut $2 \sum_i a_{ij} a_{ik}$.
#
# </details>
#
# <details><summary>Indice 3</summary>
#
# Écrivez les sommes de l'indice 2 sous la forme d'un seul produit de $A$ et de sa transposée, dans l'ordre qui donne la forme `(D + 1, D + 1)`. N'oubliez pas le facteur. `eigvalsh` renvoie les valeurs propres dans l'ordre croissant : de laquelle avez-vous besoin ? `.item()` donne un float.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "largest_stable_lr", "locked": false, "schema_version": 3, "solution": true, "task": false}
def largest_stable_lr(x):
    """The rate past which descent on the sum of squared errors diverges: a float.
    Le pas d'apprentissage au-delà duquel la descente sur la somme des carrés diverge : un float."""
    ### BEGIN SOLUTION
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    hessian = 2 * a.T @ a
    return 2 / torch.linalg.eigvalsh(hessian)[-1].item()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_largest_stable_lr", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
for dtype in (torch.float32, torch.float64):
    x = torch.tensor([[1.0], [2.0], [3.0], [4.0]], dtype=dtype)
    called = f"largest_stable_lr(x), x = [[1], [2], [3], [4]] {dtype}"
    with expect.unchanged(x=x, of=called):
        got = largest_stable_lr(x)
    expect.close(
        got,
        0.029939027,
        of=called,
        mistakes={
            "hessian.factor_two": 2 * 0.029939027,
            "stable.one_over": 0.029939027 / 2,
            "hessian.bias_missing": 1 / 30,
            "mean.for_sum": 4 * 0.029939027,
            "eigenvalue.smallest": 1 / 0.598780530,
            "eigenvalue.trace": 1 / 34,
            "eigenvalue.root": 0.029939027**0.5,
        },
        rtol=1e-3,
    )

### BEGIN HIDDEN TESTS
rng = data.rng()


def exact_rate(x):
    """From the Hessian that autograd finds, whatever the formula."""
    d = x.shape[1]

    def loss(theta):
        return ((x.double() @ theta[:d] + theta[d] - 1.0) ** 2).sum()

    hessian = torch.autograd.functional.hessian(loss, torch.zeros(d + 1, dtype=torch.float64))
    return 2 / float(torch.linalg.eigvalsh(hessian)[-1])


inputs = [
    rng.random(size=size) * rng.uniform(0.5, 4) + rng.uniform(-1, 1)
    for size in [(1, 1), (1, 3), (6, 1), (4, 4), (3, 5), (12, 2), (30, 3)]
]
# Here the steepest direction is at right angles to (1, 1, 1).
inputs.append(np.outer([2.0, -2.0, 1.0, -1.0], [1.0, -1.0]) + 0.1 * rng.normal(size=(4, 2)))
for numbers in inputs:
    for dtype in (torch.float32, torch.float64):
        x = torch.tensor(numbers, dtype=dtype)
        n, d = x.shape
        rate = exact_rate(x)
        called = f"largest_stable_lr(x), x {(n, d)} {dtype}"
        with expect.unchanged(x=x, of=called):
            got = largest_stable_lr(x)
        expect.close(
            got,
            rate,
            of=called,
            mistakes={"hessian.factor_two": 2 * rate, "stable.one_over": rate / 2, "mean.for_sum": n * rate},
            rtol=2e-3,
        )
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Exercise 5 — `condition_number` (2 points)
#
# The largest curvature limits the learning rate. The smallest curvature tells how long a descent takes: along its direction, each step is the shortest. The quotient $\kappa = \lambda_{\max} / \lambda_{\min}$ of the two is the *condition number* of the Hessian. For $\kappa = 1$ one good step is enough, and a descent with $\kappa = 1000$ needs thousands.
#
# Return, as a float, $\kappa$ for the same loss as in exercise 4: a model with weights and a bias. The columns of $A$ are linearly independent, so $\lambda_{\min}$ is not $0$.

# %% [markdown] lang="fr"
# ## Exercice 5 — `condition_number` (2 points)
#
# La plus forte courbure limite le pas d'apprentissage. La plus faible dit combien de temps dure une descente : dans sa direction, chaque pas est le plus court. Le quotient $\kappa = \lambda_{\max} / \lambda_{\min}$ de ces deux courbures est le *conditionnement* de la hessienne (en anglais *condition number*). Pour $\kappa = 1$, un seul bon pas suffit ; avec $\kappa = 1000$, il en faut des milliers.
#
# Renvoyez $\kappa$, sous la forme d'un float, pour la même perte qu'à l'exercice 4 : le modèle a des poids et un biais. Les colonnes de $A$ sont linéairement indépendantes : $\lambda_{\min}$ n'est donc pas $0$.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# You already have the Hessian in `largest_stable_lr`, and one of the two eigenvalues.
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# The eigenvalues come in ascending order. A factor in front of the Hessian changes both of them, but not their quotient.
#
# </details>
#
# <details><summary>Hint 3</summary>
#
# Build $A$ with its column of $1$ and form the same product as before. Divide the last eigenvalue by the first one. If the smallest eigenvalue is tiny next to the largest, `float32` rounds it away: work in `float64`.
#
# </details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Dans `largest_stable_lr`, vous avez déjà la hessienne et l'une des deux valeurs propres.
#
# </details>
#
# <details><summary>Indice 2</summary>
#
# Les valeurs propres sont rangées dans l'ordre croissant. Un facteur devant la hessienne les change toutes les deux, mais pas leur quotient.
#
# </details>
#
# <details><summary>Indice 3</summary>
#
# Construisez $A$ avec sa colonne de $1$ et formez le même produit qu'avant. Divisez la dernière valeur propre par la première. Si la plus petite est minuscule à côté de la plus grande, elle se perd dans les arrondis de `float32` : calculez en `float64`.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "condition_number", "locked": false, "schema_version": 3, "solution": true, "task": false}
def condition_number(x):
    """The largest eigenvalue of the Hessian divided by the smallest: a float.
    La plus grande valeur propre de la hessienne divisée par la plus petite : un float."""
    ### BEGIN SOLUTION
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1).double()
    curvatures = torch.linalg.eigvalsh(2 * a.T @ a)
    return (curvatures[-1] / curvatures[0]).item()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_condition_number", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
line = torch.tensor([[1.0], [2.0], [3.0], [4.0]])
corners = torch.tensor([[0.5, 3.0], [0.5, -3.0], [-0.5, 3.0], [-0.5, -3.0]])
apart = torch.tensor([[0.0, 0.0], [0.0, 1.0], [4.0, 0.0], [4.0, 1.0], [2.0, 0.5]])
cases = [{"x": line}, {"x": corners}, {"x": apart}]
expect.calls(condition_number, cases, gives=[55.7821, 36.0, 54.7125], given=["largest_stable_lr"], rtol=2e-3)

### BEGIN HIDDEN TESTS
from course.helpers import reference

right = reference.load("06_optim")
rng = data.rng()
cases = []
# Columns whose scatter and offset are known: the condition number stays under 10⁴, so that float32 can compute it.
for n, d, scatter, offset in [(2, 1, 3, 1), (6, 1, 0.5, 0.5), (4, 3, 2, 0.5), (12, 2, 5, 1), (30, 3, 6, 0.3), (9, 2, 100, 0)]:
    centred = rng.normal(size=(n, d))
    shape = np.linalg.qr(centred - centred.mean(axis=0)).Q * rng.uniform(0.5, 1, size=d) * scatter
    shape[:, 0] *= rng.uniform(1.2, 1.6)
    cases.append({"x": torch.tensor(shape + offset * rng.uniform(0.5, 1, size=d))})
expect.calls(condition_number, cases, gives=right.condition_number, given=["largest_stable_lr"], rtol=1e-2)
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Experiment — From 30 to 300 samples
#
# The plane, the loop, the learning rate $0.01$ and the start stay the same. We descend with thirty points, then with three hundred. After that we try many learning rates, with $10$ epochs for each: is the loss lower at the end than at the start?

# %% [markdown] lang="fr"
# ## Expérience — De 30 à 300 échantillons
#
# Le plan, la boucle, le pas d'apprentissage $0.01$ et le départ restent les mêmes. On descend avec trente points, puis avec trois cents. Ensuite, on essaie une longue série de pas d'apprentissage, avec $10$ époques pour chacun : la perte finit-elle plus bas qu'elle n'a commencé ?

# %% tags=["experiment"]
for n in (30, 300):
    inputs, targets = plane(n)
    print(f"n = {n:>3}   x {tuple(inputs.shape)}   y {tuple(targets.shape)}   {largest_stable_lr(inputs):.5f}")

# %% [markdown] lang="en"
# **Predict before you run.** The last cell printed the two limits. Which of the two descents at the rate $0.01$ will grow? On the right side of the figure, where will each curve cross the value $1$?
#
# <details><summary>Answer</summary>
#
# The descent with three hundred points grows, because $0.01$ is above its limit; with thirty points $0.01$ is below the limit. Each curve crosses $1$ near its own limit: before it the last loss is below the first one, and soon after it the last loss is above.
#
# </details>

# %% [markdown] lang="fr"
# **Prédisez avant d'exécuter.** La cellule précédente a affiché les deux limites. Laquelle des deux descentes va diverger avec le pas d'apprentissage $0.01$ ? Dans la partie droite de la figure, où chaque courbe franchira-t-elle la valeur $1$ ?
#
# <details><summary>Réponse</summary>
#
# La descente avec trois cents points diverge, car $0.01$ est au-dessus de sa limite ; avec trente points, $0.01$ est au-dessous. Chaque courbe franchit la valeur $1$ près de sa propre limite : avant elle, la dernière perte est plus petite que la première, et peu après elle, la dernière perte est plus grande.
#
# </details>


# %% tags=["experiment"]
def growth(n, lr):
    seen = losses_on_plane(n, lr, 11)
    return seen[-1] / seen[0]


tried = np.geomspace(0.0005, 0.06, 15)
stable_rates(
    {n: losses_on_plane(n, thread.LR, 10) for n in (30, 300)},
    tried,
    {n: [growth(n, lr) for lr in tried] for n in (30, 300)},
    limits={n: largest_stable_lr(plane(n)[0]) for n in (30, 300)},
    chosen=thread.LR,
)

# %% [markdown] lang="en"
# The left side of the figure shows the losses at $0.01$. With thirty points they fall. With three hundred they grow, and after the first epochs they grow about seventyfold each time. The right side shows the growth against the learning rate: the loss after
# $10$ epochs divided by the first one. The vertical line of a curve is its largest stable rate. The curve lies below $1$ up to this line and rises steeply to the right of it. The dotted line is the rate $0.01$: it lies to the left of the limit for thirty points,
# $0.0216$, and to the right of the limit for three hundred, $0.0021$.

# %% [markdown] lang="fr"
# La partie gauche de la figure montre les pertes avec $0.01$. Avec trente points, elles diminuent. Avec trois cents, elles augmentent et, après les premières époques, elles sont chaque fois multipliées par soixante-dix environ. La partie droite montre la croissance en fonction du pas d'apprentissage : la perte après
# $10$ époques, divisée par la première. Le trait vertical d'une courbe est son plus grand pas d'apprentissage stable. La courbe reste sous $1$ jusqu'à ce trait, puis monte rapidement. La ligne pointillée est le pas d'apprentissage $0.01$ : elle se trouve à gauche de la limite des trente points,
# $0.0216$, et à droite de celle des trois cents, $0.0021$.

# %% [markdown] lang="en"
# ## Exercise 6 — `repaired_train`: find the bug (2 points)
#
# This loop runs without an error, but its losses are all the same:
#
# ```python
# def repaired_train(model, optimizer, loss_fn, x, y, epochs):
#     losses = []
#     for _ in range(epochs):
#         loss = loss_fn(model(x), y)
#         loss.backward()
#         optimizer.zero_grad()
#         optimizer.step()
#         losses.append(loss.item())
#     return losses
# ```
#
# Follow one `.grad` line by line: what does `optimizer.step()` find in it? Write the repaired function.

# %% [markdown] lang="fr"
# ## Exercice 6 — `repaired_train` : trouvez l'erreur (2 points)
#
# Cette boucle s'exécute sans erreur, mais ses pertes sont toutes égales :
#
# ```python
# def repaired_train(model, optimizer, loss_fn, x, y, epochs):
#     losses = []
#     for _ in range(epochs):
#         loss = loss_fn(model(x), y)
#         loss.backward()
#         optimizer.zero_grad()
#         optimizer.step()
#         losses.append(loss.item())
#     return losses
# ```
#
# Suivez un `.grad` ligne par ligne : qu'y trouve `optimizer.step()` ? Écrivez la fonction corrigée.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# The losses are all the same, so the parameters never move. From what does `optimizer.step()` compute its update?
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# Note, after each line of the loop, whether `.grad` holds the gradient of this epoch or nothing.
#
# </details>
#
# <details><summary>Hint 3</summary>
#
# Every line is needed, and none is missing: only one of them is in the wrong place. It has to run once in each epoch, but neither between `backward` and `step`, nor only once before the loop.
#
# </details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Les pertes sont toutes égales : les paramètres ne bougent donc jamais. À partir de quoi `optimizer.step()` calcule-t-il sa mise à jour ?
#
# </details>
#
# <details><summary>Indice 2</summary>
#
# Notez, après chaque ligne de la boucle, si `.grad` contient le gradient de cette époque ou rien.
#
# </details>
#
# <details><summary>Indice 3</summary>
#
# Toutes les lignes sont nécessaires, et il n'en manque aucune : une seule est mal placée. Elle doit s'exécuter une fois par époque, mais ni entre `backward` et `step`, ni une seule fois avant la boucle.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "repaired_train", "locked": false, "schema_version": 3, "solution": true, "task": false}
def repaired_train(model, optimizer, loss_fn, x, y, epochs):
    """The repaired loop: one step per epoch, and the loss before each.
    La boucle corrigée : un pas par époque, et la perte avant chacun."""
    ### BEGIN SOLUTION
    losses = []
    for _ in range(epochs):
        loss = loss_fn(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_repaired_train", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
x, y = (torch.tensor(numbers, dtype=torch.float32).reshape(-1, 1) for numbers in data.line())
model = nn.Linear(1, 1)
with torch.no_grad():
    model.weight.zero_()
    model.bias.zero_()
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
called = 'repaired_train(nn.Linear(1, 1), SGD(lr=0.01), nn.MSELoss(reduction="sum"), x, y, epochs=3)'
with given(train=expect.own_loop), expect.unchanged(x=x, y=y, of=called):
    losses = repaired_train(model, optimizer, nn.MSELoss(reduction="sum"), x, y, 3)
emptied = all(p.grad is None or not p.grad.any() for p in model.parameters())
expect.losses(
    losses,
    [120.0, 13.44, 1.691136],
    of=called,
    mistakes={
        "grad.zeroed_before_step" if emptied else "argument.not_updated": [120.0, 120.0, 120.0],
        "loss_fn.ignored": [30.0, 20.835, 14.475489],
        "grad.not_zeroed": [120.0, 13.44, 37.492736],
        "losses.after": [13.44, 1.691136, 0.39132119],
        "epochs.one_less": [120.0, 13.44],
        "losses.extra": [120.0, 13.44, 1.691136, 0.39132119],
        "update.one_behind": [120.0, 120.0, 13.44],
    },
)
expect.close(
    (model.weight.detach(), model.bias.detach()),
    (torch.tensor([[1.7344]]), torch.tensor([0.56576])),
    of=called,
    names=("model.weight", "model.bias"),
    mistakes={"epochs.one_less": (torch.tensor([[1.6]]), torch.tensor([0.528]))},
)

### BEGIN HIDDEN TESTS
import copy
import functools

from course.helpers import reference

right = reference.load("06_optim")
rng = data.rng()


def in_exchange(loss_fn):
    return lambda prediction, target: loss_fn(target, prediction)


makers = {
    "SGD": lambda p: torch.optim.SGD(p, lr=0.05),
    "SGD, momentum": lambda p: torch.optim.SGD(p, lr=0.03, momentum=0.9),
    "Adam": lambda p: torch.optim.Adam(p, lr=0.1),
    "SGD, weight_decay": lambda p: torch.optim.SGD(p, lr=0.2, weight_decay=0.3),
}
for (name, make_optimizer), (n, d, k, hidden, loss_fn, dtype) in zip(
    makers.items(),
    [
        (1, 1, 1, 0, nn.MSELoss(reduction="sum"), torch.float64),
        (6, 3, 2, 4, nn.PoissonNLLLoss(), torch.float32),
        (3, 3, 3, 0, nn.MSELoss(), torch.float32),
        (5, 2, 1, 3, nn.MSELoss(), torch.float64),
    ],
    strict=True,
):
    layers = [nn.Linear(d, hidden), nn.Tanh(), nn.Linear(hidden, k)] if hidden else [nn.Linear(d, k)]
    model = nn.Sequential(*layers).to(dtype)
    x, y = (torch.tensor(rng.normal(size=(n, size)), dtype=dtype) for size in (d, k))
    twin, exchanged = copy.deepcopy(model).double(), copy.deepcopy(model).double()
    want = right.train(twin, make_optimizer(list(twin.parameters())), loss_fn, x.double(), y.double(), 5)
    optimizer_too = make_optimizer(list(exchanged.parameters()))
    exchange = (exchanged, optimizer_too, in_exchange(loss_fn), x.double(), y.double(), 2)
    mistakes = {"loss_fn.order": functools.partial(right.train, *exchange)}
    optimizer, kept = make_optimizer(list(model.parameters())), list(model.parameters())
    called = f"repaired_train(model, {name}, {loss_fn}, x {(n, d)} {dtype}, epochs=2)"
    with given(train=expect.own_loop), expect.unchanged(x=x, y=y, of=called):
        losses = repaired_train(model, optimizer, loss_fn, x, y, 2)
        expect.losses(losses, want[:2], of=called, mistakes=mistakes, rtol=1e-3)
        losses = repaired_train(model, optimizer, loss_fn, x, y, 3)
    expect.losses(losses, want[2:], of=f"{called}, epochs=3", rtol=1e-3)
    last = [p.detach() for p in twin.parameters()]
    expect.close([p.detach() for p in kept], last, of=f"{called}, parameters", rtol=2e-3, atol=1e-4)
### END HIDDEN TESTS

# %% [markdown] lang="en" nbgrader={"grade": false, "grade_id": "explain_300_en", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Exercise 7 — Explain the failure with 300 samples (3 points)
#
# About the experiment with $30$ and $300$ samples, somebody says: “`x` and `y` no longer have the right shapes; create them again with $300$ rows and it will work.” Answer in five to ten sentences, with numbers from the experiment:
#
# 1. Is it the shapes? What does the experiment show?
# 2. With $300$ samples instead of $30$, what changes in the loss, in its gradient and in its curvature? Why does the loop then diverge?
# 3. Name two different changes that make it work with $300$ samples, and say why each of them does.
#
# === BEGIN MARK SCHEME ===
# **Marking scheme**, a point for each; half a point where the fact is stated without a reason.
#
# 1. No. The shapes are `(300, 2)` and `(300, 1)`, they fit each other and the model, and no error is raised. With data created again, in $300$ rows, the descent diverges just the same; at a smaller rate it works with the very same tensors.
# 2. The loss is a *sum*: with ten times as many samples of the same kind the loss, its gradient and its Hessian $2 A^\top A$ are about ten times as large. The largest stable rate $2 / \lambda_{\max}$ falls from $0.0216$ to $0.0021$, and $0.01$ now lies
#    beyond it: each step overshoots, and the error is multiplied by about $|1 - 0.01 \cdot 2 / 0.0021| \approx 8.5$ per epoch, the loss by its square, about $72$.
# 3. Two of: a rate about ten times smaller, for instance $0.001$ (below the limit); the *mean* in place of the sum, with a rate that no longer depends on the number of samples; mini-batches of about $30$ samples; least squares, without a rate. “Clip the gradients” or “use Adam” counts with a
#    reason (the step no longer grows with the gradient). “Fewer epochs” or “float64” does not.
# === END MARK SCHEME ===

# %% [markdown] lang="fr" nbgrader={"grade": false, "grade_id": "explain_300_fr", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Exercice 7 — Expliquez l'échec avec 300 échantillons (3 points)
#
# À propos de l'expérience avec $30$ et $300$ échantillons, quelqu'un affirme : « `x` et `y` n'ont plus les bonnes formes ; recréez-les avec $300$ lignes et cela marchera. » Répondez en cinq à dix phrases, en citant des nombres de l'expérience :
#
# 1. Les formes sont-elles en cause ? Que montre l'expérience ?
# 2. Avec $300$ échantillons au lieu de $30$, qu'est-ce qui change dans la perte, dans son gradient et dans sa courbure ? Pourquoi la boucle diverge-t-elle alors ?
# 3. Citez deux changements différents qui la font marcher avec $300$ échantillons, et dites pourquoi chacun y parvient.
#
# === BEGIN MARK SCHEME ===
# **Barème** : un point par question ; un demi-point si le fait est énoncé sans justification.
#
# 1. Non. Les formes sont `(300, 2)` et `(300, 1)`, elles s'accordent entre elles et avec le modèle, et aucune erreur n'est levée. Avec des données recréées, en $300$ lignes, la descente diverge tout autant ; avec un pas d'apprentissage plus petit, les mêmes tenseurs conviennent.
# 2. La perte est une *somme* : avec dix fois plus d'échantillons du même genre, la perte, son gradient et sa hessienne $2 A^\top A$ sont environ dix fois plus grands. Le plus grand pas d'apprentissage stable, $2 / \lambda_{\max}$, passe de $0.0216$ à $0.0021$, et $0.01$ est désormais
#    au-delà : chaque pas dépasse le minimum, l'écart est multiplié par environ $|1 - 0.01 \cdot 2 / 0.0021| \approx 8.5$ à chaque époque, et la perte par son carré, environ $72$.
# 3. Deux des changements suivants : un pas d'apprentissage environ dix fois plus petit, par exemple $0.001$ (sous la limite) ; la *moyenne* au lieu de la somme, avec un pas d'apprentissage qui ne dépend plus du nombre d'échantillons ; des mini-lots d'environ $30$ échantillons ; les moindres carrés, sans pas d'apprentissage. « Borner les gradients » ou « prendre Adam » est accepté si la
#    raison est donnée (le pas ne grandit plus avec le gradient). « Moins d'époques » ou « float64 » ne l'est pas.
# === END MARK SCHEME ===

# %% [markdown] nbgrader={"grade": true, "grade_id": "explain_300", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# The shapes are not the reason: x is (300, 2) and y is (300, 1), the model takes them without an error, and at a smaller rate the descent works with the same tensors. The loss is a sum over the samples. With ten times as many samples, the loss, its gradient and its
# curvature are about ten times as large, so the largest stable rate falls from 0.0216 to 0.0021. The rate 0.01 was below the first limit and is far above the second: every step overshoots the minimum and lands higher on the other side, and the loss grows about 70 times per
# epoch. A rate of 0.001 repairs it, since it is below the new limit. The mean in place of the sum repairs it too: it divides gradient and curvature by the number of samples, and the limit no longer depends on that number.
#
# Les formes ne sont pas en cause : x est de forme (300, 2) et y de forme (300, 1), le modèle les accepte sans erreur et, avec un pas d'apprentissage plus petit, les mêmes tenseurs conviennent. La perte est une somme sur les échantillons. Avec dix fois plus d'échantillons, la perte, son gradient et sa
# courbure sont environ dix fois plus grands : le plus grand pas d'apprentissage stable passe de 0.0216 à 0.0021. La valeur 0.01 était sous la première limite et se trouve bien au-dessus de la seconde : chaque pas dépasse le minimum et retombe plus haut de l'autre côté, et la perte est multipliée par 70 environ à chaque
# époque. Un pas d'apprentissage de 0.001 y remédie, puisqu'il est sous la nouvelle limite. La moyenne au lieu de la somme y remédie aussi : elle divise le gradient et la courbure par le nombre d'échantillons, et la limite ne dépend plus de ce nombre.
# ### END SOLUTION

# %% [markdown] lang="en"
# ## ★ To go further — Is it the random start?
#
# This task earns no points. On the four points of the line $y = 2 x$, somebody descends with the model $w x$ from $w = 0$, then with an `nn.Linear(1, 1)`. Both use the mean squared error and the learning rate $0.01$. The second descent needs far more epochs to reach the loss $0.001$. “No wonder: it starts from random parameters.” Is that the reason? Change one thing at a time, and explain the result with one number.
#
# <details><summary>Hint</summary>
#
# Start the model $w x$ from a random `w`, and the `nn.Linear` from zeros. Count the epochs each time. How many curvatures does each model have, and how large is their quotient?
#
# </details>

# %% [markdown] lang="fr"
# ## ★ Pour aller plus loin — Est-ce le départ aléatoire ?
#
# Cet exercice ne rapporte pas de points. Sur les quatre points de la droite $y = 2 x$, quelqu'un descend avec le modèle $w x$ à partir de $w = 0$, puis avec un `nn.Linear(1, 1)`. Les deux fois, la perte est l'erreur quadratique moyenne, et le pas d'apprentissage vaut $0.01$. La seconde descente a besoin de bien plus d'époques pour atteindre la perte $0.001$. « Rien d'étonnant : elle part de paramètres aléatoires. » Est-ce la vraie raison ? Ne changez qu'une chose à la fois, et expliquez le résultat par un seul nombre.
#
# <details><summary>Indice</summary>
#
# Faites partir le modèle $w x$ d'un `w` aléatoire, et le `nn.Linear` de zéros. Comptez les époques à chaque fois. Combien de courbures chaque modèle a-t-il, et que vaut leur quotient ?
#
# </details>

# %% [markdown] lang="en"
# ## Who does what
#
# | | step 5 | step 6 |
# |---|---|---|
# | prediction | PyTorch | PyTorch |
# | gradient | PyTorch | PyTorch |
# | loss | the MSE, by hand or PyTorch's | the MSE, by hand or PyTorch's |
# | **update** | by hand | **PyTorch** |
#
# `torch.optim` takes the step. PyTorch can now do all four jobs, and the ten losses are still those of step 1.

# %% [markdown] lang="fr"
# ## Qui fait quoi
#
# | | étape 5 | étape 6 |
# |---|---|---|
# | prédiction | PyTorch | PyTorch |
# | gradient | PyTorch | PyTorch |
# | perte | la MSE, écrite à la main ou prise dans PyTorch | la MSE, écrite à la main ou prise dans PyTorch |
# | **mise à jour** | à la main | **PyTorch** |
#
# C'est `torch.optim` qui fait le pas. PyTorch peut désormais se charger des quatre tâches, et les dix pertes sont toujours celles de l'étape 1.

# %% [markdown] lang="en"
# ## Recap
#
# - The loop: clear the gradients, predict, compute the loss, go backward, take the step. Nothing may clear the gradients between `backward` and `step`.
# - Make the optimizer once, before the loop. It may remember earlier gradients; an optimizer that is made again in the loop forgets them.
# - For a linear model, least squares gives the minimum at once; a descent approaches it.
# - The largest stable rate is $2 / \lambda_{\max}$, from the largest eigenvalue of the Hessian. It depends on the inputs and on the loss, and it falls when a sum gets more terms.
# - Very different curvatures make a descent slow: the most curved direction limits the rate, and the flattest one would need a large rate.

# %% [markdown] lang="fr"
# ## Récapitulatif
#
# - La boucle : effacer les gradients, prédire, calculer la perte, rétropropager, faire le pas. Rien ne doit effacer les gradients entre `backward` et `step`.
# - On crée l'optimiseur une seule fois, avant la boucle. Il peut se souvenir des gradients précédents ; recréé dans la boucle, il les oublie.
# - Pour un modèle linéaire, les moindres carrés donnent le minimum d'un coup ; une descente s'en approche.
# - Le plus grand pas d'apprentissage stable est $2 / \lambda_{\max}$, où intervient la plus grande valeur propre de la hessienne. Il dépend des entrées et de la perte, et il baisse quand la somme a plus de termes.
# - Des courbures très différentes rendent la descente lente : la direction la plus courbée limite le pas d'apprentissage, et la plus plate en demanderait un grand.
