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
# One job is left to hand over: the update. An optimizer from `torch.optim` takes it, and the training loop reaches the form that you will meet everywhere. What no
# optimizer takes from you is the choice of the learning rate. Here you compute the largest one that works.
#
# At the end you can
#
# - write the training loop for any model, any loss and any optimizer;
# - say in which order its lines must stand, and what happens otherwise;
# - find the best linear model without any descent;
# - compute, before training, the learning rate past which the loss grows;
# - explain why a descent that worked with $30$ samples explodes with $300$.

# %% [markdown] lang="fr"
# # Étape 6 — PyTorch fait le pas
#
# Il reste une tâche à confier : la mise à jour. Un optimiseur de `torch.optim` s'en charge, et la boucle d'entraînement prend la forme que vous rencontrerez partout. Ce qu'aucun
# optimiseur ne fait à votre place, c'est choisir le pas d'apprentissage. Ici, vous calculez le plus grand qui fonctionne.
#
# À la fin, vous saurez :
#
# - écrire la boucle d'entraînement, quels que soient le modèle, la perte et l'optimiseur ;
# - dire dans quel ordre doivent se suivre ses lignes, et ce qui arrive sinon ;
# - trouver le meilleur modèle linéaire sans aucune descente ;
# - calculer, avant l'entraînement, le pas d'apprentissage au-delà duquel la perte augmente ;
# - expliquer pourquoi une descente qui marchait avec $30$ échantillons explose avec $300$.

# %%
import numpy as np
import torch
from torch import nn

from course.helpers import data, describe, expect, given, thread
from course.helpers.language import label
from course.helpers.plotting.stability import descent_and_floor, stable_rates

# %% [markdown] lang="en"
# ## The idea
#
# **An optimizer** is made with the parameters that it is to update: `torch.optim.SGD(model.parameters(), lr=0.01)`. It has two methods. `optimizer.zero_grad()` clears the gradients of all its
# parameters. `optimizer.step()` updates each of them from its `.grad`; for plain SGD that is the update you know:
#
# $$p \leftarrow p - \alpha \frac{\partial L}{\partial p}$$
#
# Other optimizers remember earlier gradients, so an optimizer is made once, before the loop, and kept.
#
# **The curvature** decides how long a step may be. Near its minimum, the loss along one direction is a parabola, $L(p) = \frac{1}{2} \lambda p^2$, where $\lambda$ is its second derivative. One update gives
#
# $$p \leftarrow p - \alpha \lambda p = (1 - \alpha \lambda)\, p$$
#
# The error shrinks as long as $|1 - \alpha \lambda| < 1$, that is for $\alpha < 2 / \lambda$. With several parameters the second derivatives form a matrix, the Hessian $H$, and the
# most curved direction is the first to explode. Its curvature is the largest eigenvalue of $H$:
#
# $$\alpha_{\max} = \frac{2}{\lambda_{\max}(H)}$$

# %% [markdown] lang="fr"
# ## L'idée
#
# **Un optimiseur** se crée avec les paramètres qu'il doit mettre à jour : `torch.optim.SGD(model.parameters(), lr=0.01)`. Il a deux méthodes. `optimizer.zero_grad()` efface les gradients de tous ses
# paramètres. `optimizer.step()` met chacun d'eux à jour à partir de son `.grad` ; pour SGD, c'est la mise à jour que vous connaissez :
#
# $$p \leftarrow p - \alpha \frac{\partial L}{\partial p}$$
#
# D'autres optimiseurs se souviennent des gradients précédents : on crée donc un optimiseur une seule fois, avant la boucle, et on le garde.
#
# **La courbure** décide de la longueur permise. Près de son minimum, dans une direction donnée, la perte est une parabole, $L(p) = \frac{1}{2} \lambda p^2$, où $\lambda$ est sa dérivée seconde. Une mise à jour donne
#
# $$p \leftarrow p - \alpha \lambda p = (1 - \alpha \lambda)\, p$$
#
# L'écart diminue tant que $|1 - \alpha \lambda| < 1$, c'est-à-dire pour $\alpha < 2 / \lambda$. Avec plusieurs paramètres, les dérivées secondes forment une matrice, la hessienne $H$, et c'est dans la
# direction la plus courbée que tout explose d'abord. Sa courbure est la plus grande valeur propre de $H$ :
#
# $$\alpha_{\max} = \frac{2}{\lambda_{\max}(H)}$$

# %% [markdown] lang="en"
# ## The limit on paper
#
# The model $w x$ without bias, $x = 1, 2, 3, 4$, and the sum of squares $L(w) = \sum (w x_i - y_i)^2$:
#
# | | |
# |---|---|
# | first derivative | $2 \sum x_i (w x_i - y_i)$ |
# | second derivative | $\lambda = 2 \sum x_i^2 = 60$ |
# | largest stable rate | $2 / 60 \approx 0.0333$ |
#
# The second derivative does not contain $y$: the limit depends on the inputs alone. And each new sample adds to the sum, so $\lambda$ grows and the limit falls.

# %% [markdown] lang="fr"
# ## La limite sur le papier
#
# Le modèle $w x$ sans biais, $x = 1, 2, 3, 4$, et la somme des carrés $L(w) = \sum (w x_i - y_i)^2$ :
#
# | | |
# |---|---|
# | dérivée première | $2 \sum x_i (w x_i - y_i)$ |
# | dérivée seconde | $\lambda = 2 \sum x_i^2 = 60$ |
# | plus grand pas stable | $2 / 60 \approx 0.0333$ |
#
# La dérivée seconde ne contient pas $y$ : la limite ne dépend que des entrées. Et chaque nouvel échantillon s'ajoute à la somme : $\lambda$ grandit et la limite baisse.

# %% [markdown] lang="en"
# ## Exercise 1 — `train` (4 points)
#
# Write the loop: `epochs` times, compute `loss_fn(prediction, target)` on all the samples (the prediction first: not every loss is symmetric), and let the given `optimizer` take one step. Give
# the list of losses, each a float, `losses[i]` before step $i$. It must work with any optimizer: the learning rate and all the rest are its own affair.

# %% [markdown] lang="fr"
# ## Exercice 1 — `train` (4 points)
#
# Écrivez la boucle : `epochs` fois, calculez `loss_fn(prediction, target)` sur tous les échantillons (la prédiction d'abord : certaines pertes ne sont pas symétriques) et laissez l'optimiseur reçu, `optimizer`, faire un pas. Renvoyez
# la liste des pertes, chacune un float, `losses[i]` étant celle d'avant le pas $i$. La boucle doit marcher avec n'importe quel optimiseur : le pas d'apprentissage et tout le reste ne regardent que lui.


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
# ## Exercise 2 — `fit` (3 points)
#
# Put everything together. From `x` `(N, D)` and `y` `(N, K)`, both float32, make an `nn.Linear` with a bias, set its weights and its bias to zero, and train it for `epochs` epochs with plain `torch.optim.SGD` (no momentum), the
# learning rate `lr` and the *mean* `nn.MSELoss`. Give the trained layer. You may call your `train`.

# %% [markdown] lang="fr"
# ## Exercice 2 — `fit` (3 points)
#
# Assemblez le tout. À partir de `x` `(N, D)` et de `y` `(N, K)`, tous deux en float32, créez un `nn.Linear` avec biais, mettez ses poids et son biais à zéro, et entraînez-le pendant `epochs` époques avec un simple `torch.optim.SGD` (sans momentum), le
# pas d'apprentissage `lr` et la *moyenne* `nn.MSELoss`. Renvoyez la couche entraînée. Vous pouvez appeler votre `train`.


# %% nbgrader={"grade": false, "grade_id": "fit", "locked": false, "schema_version": 3, "solution": true, "task": false}
def fit(x, y, lr, epochs):
    """An nn.Linear trained from zeros with SGD on the mean squared error.
    Un nn.Linear entraîné depuis zéro avec SGD sur l'erreur quadratique moyenne."""
    ### BEGIN SOLUTION
    model = nn.Linear(x.shape[1], y.shape[1])
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    train(model, torch.optim.SGD(model.parameters(), lr=lr), nn.MSELoss(), x, y, epochs)
    return model
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_fit", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
def descend_on_the_line(model, optimizer, loss_fn, x, y, epochs):
    seen, scale = [], float(loss_fn(torch.zeros(4, 1), torch.ones(4, 1)))  # 1 for the mean, 4 for the sum
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
            "lr.ignored": (torch.tensor([[0.08850835]]), torch.tensor([0.02949284])),  # SGD's own rate, 0.001
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
# Once more thirty points on a plane and the first parameters $w = (0.5, 0.25)$, $b = 0.4$, this time with `nn.Linear`, `nn.MSELoss` and `torch.optim.SGD`: not one line of the mathematics is yours any more.

# %% [markdown] lang="fr"
# ## Le fil rouge — Les mêmes pertes qu'à l'étape 1
#
# Encore une fois trente points d'un plan et les premiers paramètres $w = (0.5, 0.25)$, $b = 0.4$, cette fois avec `nn.Linear`, `nn.MSELoss` et `torch.optim.SGD` : plus une seule ligne de mathématiques n'est de vous.


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
# For a linear model there is no need to descend at all. Append a column of ones to `x`, and the parameters that minimise the squared error solve a least-squares problem
#
# $$\min_{\theta} \; \lVert A \theta - Y \rVert^2 \qquad A = (X \;\; \mathbf{1})$$
#
# where the last row of $\theta$ is the bias. Give `(w, b)`, of shapes `(K, D)` and `(K,)`, for `x` `(N, D)` and `y` `(N, K)`. `torch.linalg.lstsq(A, y).solution` solves it in one call; three lines are enough.

# %% [markdown] lang="fr"
# ## Exercice 3 — `closed_form` (3 points)
#
# Pour un modèle linéaire, on peut se passer de toute descente. Ajoutez à `x` une colonne de uns : les paramètres qui minimisent l'erreur quadratique sont la solution d'un problème de moindres carrés
#
# $$\min_{\theta} \; \lVert A \theta - Y \rVert^2 \qquad A = (X \;\; \mathbf{1})$$
#
# où la dernière ligne de $\theta$ est le biais. Renvoyez `(w, b)`, de formes `(K, D)` et `(K,)`, pour `x` `(N, D)` et `y` `(N, K)`. `torch.linalg.lstsq(A, y).solution` résout ce problème en un appel ; trois lignes suffisent.


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
# Temperature, rainfall and humidity of fifteen regions, and their yield of apples and oranges. The descent takes three hundred steps, at nine tenths of its largest stable rate; your `closed_form` takes none.

# %% [markdown] lang="fr"
# ## Expérience — Trois lignes contre une descente
#
# Température, précipitations et humidité de quinze régions, et leurs récoltes de pommes et d'oranges. La descente fait trois cents pas, aux neuf dixièmes de son plus grand pas stable ; votre `closed_form` n'en fait aucun.

# %% tags=["experiment"]
weather, harvest = data.crops()

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
# The figure shows the loss of the descent on a logarithmic axis, and the lowest possible loss, found by least squares, as a horizontal line. The descent drops at once and then approaches the line for hundreds of
# epochs, without reaching it.
#
# So why descend? Because least squares needs a linear model. The loop of exercise 1 works for every model that has a gradient.

# %% [markdown] lang="fr"
# La figure montre la perte de la descente sur un axe logarithmique et, en trait horizontal, la plus petite perte possible, trouvée par les moindres carrés. La descente chute aussitôt, puis s'approche de la ligne pendant des centaines
# d'époques, sans l'atteindre.
#
# Pourquoi descendre, alors ? Parce que les moindres carrés demandent un modèle linéaire. La boucle de l'exercice 1 marche pour tout modèle qui a un gradient.

# %% [markdown] lang="en"
# ## Exercise 4 — `largest_stable_lr` (4 points)
#
# Give the learning rate past which gradient descent on the *sum* of squared errors diverges, a float, for a model with weights and a bias. With $A = (X \;\; \mathbf{1})$ as above, the loss is $\lVert A \theta - Y \rVert^2$. Find its Hessian
# (for one target; each target has the same), then $2 / \lambda_{\max}$. `torch.linalg.eigvalsh` gives the eigenvalues of a symmetric matrix, in ascending order.

# %% [markdown] lang="fr"
# ## Exercice 4 — `largest_stable_lr` (4 points)
#
# Renvoyez le pas d'apprentissage au-delà duquel la descente de gradient sur la *somme* des carrés diverge, un float, pour un modèle avec des poids et un biais. Avec $A = (X \;\; \mathbf{1})$ comme plus haut, la perte est $\lVert A \theta - Y \rVert^2$. Trouvez sa hessienne
# (pour une cible ; elle est la même pour chacune), puis $2 / \lambda_{\max}$. `torch.linalg.eigvalsh` donne les valeurs propres d'une matrice symétrique, dans l'ordre croissant.


# %% nbgrader={"grade": false, "grade_id": "largest_stable_lr", "locked": false, "schema_version": 3, "solution": true, "task": false}
def largest_stable_lr(x):
    """The rate past which descent on the sum of squared errors diverges: a float.
    Le pas au-delà duquel la descente sur la somme des carrés diverge : un float."""
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
# ## Experiment — From 30 to 300 samples
#
# The same plane, the same loop, the same learning rate $0.01$ and the same start, with thirty points and with three hundred. Then a sweep: $10$ epochs at each of many rates; does the loss end lower than it began?

# %% [markdown] lang="fr"
# ## Expérience — De 30 à 300 échantillons
#
# Le même plan, la même boucle, le même pas d'apprentissage $0.01$ et le même départ, avec trente points puis avec trois cents. Ensuite, un balayage : $10$ époques pour chaque pas d'une longue série ; la perte finit-elle plus bas qu'elle n'a commencé ?

# %% tags=["experiment"]
for n in (30, 300):
    inputs, targets = plane(n)
    print(f"n = {n:>3}   x {tuple(inputs.shape)}   y {tuple(targets.shape)}   {largest_stable_lr(inputs):.5f}")


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
# On the left of the figure, the losses at $0.01$: with thirty points they fall, with three hundred they grow about seventyfold with every epoch. On the right, the growth: the loss after $10$ epochs divided by the first one,
# against the rate. Each curve lies below $1$ up to its largest stable rate, the vertical line, and shoots up behind it. The rate $0.01$, dotted, lies left of the limit of thirty points, $0.0216$, and right
# of that of three hundred, $0.0021$.

# %% [markdown] lang="fr"
# À gauche de la figure, les pertes avec $0.01$ : avec trente points elles diminuent, avec trois cents elles sont multipliées par soixante-dix environ à chaque époque. À droite, la croissance : la perte après $10$ époques, divisée par la première,
# en fonction du pas. Chaque courbe reste sous $1$ jusqu'à son plus grand pas stable, le trait vertical, puis s'envole. Le pas $0.01$, en pointillé, se trouve à gauche de la limite des trente points, $0.0216$, et à droite
# de celle des trois cents, $0.0021$.

# %% [markdown] lang="en"
# ## Exercise 5 — `repaired_train`: find the bug (3 points)
#
# This loop runs without an error, and its losses are all the same:
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
# ## Exercice 5 — `repaired_train` : trouvez l'erreur (3 points)
#
# Cette boucle s'exécute sans erreur, et ses pertes sont toutes égales :
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
# Suivez un `.grad` ligne à ligne : qu'y trouve `optimizer.step()` ? Écrivez la fonction corrigée.


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


# %% nbgrader={"grade": true, "grade_id": "test_repaired_train", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
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
# ## Exercise 6 — Explain the 300 samples (3 points)
#
# About the experiment with $30$ and $300$ samples, somebody says: “`x` and `y` no longer have the right shapes; make them anew with $300$ rows and it will work.” Answer in five to ten sentences, with numbers from the experiment:
#
# 1. Is it the shapes? What does the experiment show?
# 2. What does $300$ in the place of $30$ change in the loss, in its gradient and in its curvature, so that the loop diverges?
# 3. Give two different changes that make it work with $300$ samples, and say why each does.
#
# === BEGIN MARK SCHEME ===
# **Marking scheme**, a point for each; half a point where the fact is there without its reason.
#
# 1. No. The shapes are `(300, 2)` and `(300, 1)`, they fit each other and the model, and no error is raised. Made anew with $300$ rows, the data diverge just the same, while at a smaller rate the very same tensors work.
# 2. The loss is a *sum*: with ten times as many samples of the same kind the loss, its gradient and its Hessian $2 A^\top A$ are about ten times as large. The largest stable rate $2 / \lambda_{\max}$ falls from $0.0216$ to $0.0021$, and $0.01$ now lies
#    beyond it: each step overshoots, and the error is multiplied by about $|1 - 0.01 \cdot 2 / 0.0021| \approx 8.5$ per epoch, the loss by its square, about $72$.
# 3. Two of: a rate about ten times smaller, for instance $0.001$ (below the limit); the *mean* in place of the sum, with a rate that no longer depends on the number of samples; mini-batches of about $30$ samples; least squares, without a rate. “Clip the gradients” or “use Adam” counts with a
#    reason (the step no longer grows with the gradient). “Fewer epochs” or “float64” does not.
# === END MARK SCHEME ===

# %% [markdown] lang="fr" nbgrader={"grade": false, "grade_id": "explain_300_fr", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Exercice 6 — Expliquez les 300 échantillons (3 points)
#
# À propos de l'expérience avec $30$ et $300$ échantillons, quelqu'un affirme : « `x` et `y` n'ont plus les bonnes formes ; recréez-les avec $300$ lignes et cela marchera. » Répondez en cinq à dix phrases, en citant des nombres de l'expérience :
#
# 1. Les formes sont-elles en cause ? Que montre l'expérience ?
# 2. Que change le passage de $30$ à $300$ dans la perte, dans son gradient et dans sa courbure, pour que la boucle diverge ?
# 3. Donnez deux changements différents qui la font marcher avec $300$ échantillons, et dites pourquoi chacun y parvient.
#
# === BEGIN MARK SCHEME ===
# **Barème** : un point par question ; un demi-point si le fait est donné sans sa raison.
#
# 1. Non. Les formes sont `(300, 2)` et `(300, 1)`, elles s'accordent entre elles et avec le modèle, et aucune erreur n'est levée. Recréées avec $300$ lignes, les données divergent tout autant, alors qu'avec un pas plus petit les mêmes tenseurs conviennent.
# 2. La perte est une *somme* : avec dix fois plus d'échantillons du même genre, la perte, son gradient et sa hessienne $2 A^\top A$ sont environ dix fois plus grands. Le plus grand pas stable $2 / \lambda_{\max}$ passe de $0.0216$ à $0.0021$, et $0.01$ est désormais
#    au-delà : chaque pas dépasse le minimum, l'écart est multiplié par environ $|1 - 0.01 \cdot 2 / 0.0021| \approx 8.5$ à chaque époque, et la perte par son carré, environ $72$.
# 3. Deux des changements suivants : un pas environ dix fois plus petit, par exemple $0.001$ (sous la limite) ; la *moyenne* au lieu de la somme, avec un pas qui ne dépend plus du nombre d'échantillons ; des mini-lots d'environ $30$ échantillons ; les moindres carrés, sans pas d'apprentissage. « Borner les gradients » ou « prendre Adam » est accepté si la
#    raison est donnée (le pas ne grandit plus avec le gradient). « Moins d'époques » ou « float64 » ne l'est pas.
# === END MARK SCHEME ===

# %% [markdown] nbgrader={"grade": true, "grade_id": "explain_300", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# The shapes are not the reason: x is (300, 2) and y is (300, 1), the model takes them without an error, and at a smaller rate the same tensors train well. The loss is a sum over the samples. With ten times as many samples, the loss, its gradient and its
# curvature are about ten times as large, so the largest stable rate falls from 0.0216 to 0.0021. The rate 0.01 was below the first limit and is far above the second: every step overshoots the minimum and lands higher on the other side, and the loss grows about 70 times per
# epoch. A rate of 0.001 repairs it, since it is below the new limit. The mean in place of the sum repairs it too: it divides gradient and curvature by the number of samples, and the limit no longer depends on that number.
#
# Les formes ne sont pas en cause : x est de forme (300, 2) et y de forme (300, 1), le modèle les accepte sans erreur et, avec un pas plus petit, les mêmes tenseurs conviennent. La perte est une somme sur les échantillons. Avec dix fois plus d'échantillons, la perte, son gradient et sa
# courbure sont environ dix fois plus grands : le plus grand pas stable passe de 0.0216 à 0.0021. Le pas 0.01 était sous la première limite et se trouve bien au-dessus de la seconde : chaque pas dépasse le minimum et retombe plus haut de l'autre côté, et la perte est multipliée par 70 environ à chaque
# époque. Un pas de 0.001 y remédie, puisqu'il est sous la nouvelle limite. La moyenne au lieu de la somme y remédie aussi : elle divise le gradient et la courbure par le nombre d'échantillons, et la limite ne dépend plus de ce nombre.
# ### END SOLUTION

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
# `torch.optim` takes the step. Nothing is left that must be done by hand, and the ten losses are still those of step 1.

# %% [markdown] lang="fr"
# ## Qui fait quoi
#
# | | étape 5 | étape 6 |
# |---|---|---|
# | prédiction | PyTorch | PyTorch |
# | gradient | PyTorch | PyTorch |
# | perte | la MSE, à la main ou celle de PyTorch | la MSE, à la main ou celle de PyTorch |
# | **mise à jour** | à la main | **PyTorch** |
#
# C'est `torch.optim` qui fait le pas. Il ne reste rien qui doive se faire à la main, et les dix pertes sont toujours celles de l'étape 1.

# %% [markdown] lang="en"
# ## Recap
#
# - The loop: clear the gradients, predict, compute the loss, go backward, step. Nothing that clears may stand between `backward` and `step`.
# - An optimizer is made once and remembers; made anew in the loop, it forgets.
# - For a linear model least squares gives the minimum at once; a descent approaches it.
# - The largest stable rate is $2 / \lambda_{\max}$ of the Hessian: it depends on the inputs and on the loss, and falls when a sum gets more terms.

# %% [markdown] lang="fr"
# ## Récapitulatif
#
# - La boucle : effacer les gradients, prédire, calculer la perte, rétropropager, faire le pas. Aucun effacement ne doit se trouver entre `backward` et `step`.
# - Un optimiseur se crée une seule fois, car il a une mémoire ; recréé dans la boucle, il oublie tout.
# - Pour un modèle linéaire, les moindres carrés donnent le minimum d'un coup ; une descente s'en approche.
# - Le plus grand pas stable se tire de la hessienne, c'est $2 / \lambda_{\max}$ : il dépend des entrées et de la perte, et baisse quand la somme a plus de termes.
