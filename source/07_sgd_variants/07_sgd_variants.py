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
# # Step 7 — Which way down?
#
# In step 6, `torch.optim` did every update. Now you write the update yourself again. How many samples should one update
# use, and how can it remember earlier gradients? Each of your optimizers must move the parameters along exactly the
# same path as PyTorch's own.
#
# At the end you can
#
# - shuffle a data set so that each input keeps its target, and cut the data set into mini-batches;
# - train by stochastic gradient descent and say what an epoch of it costs;
# - write momentum, Nesterov's variant, Adam and weight decay in a few lines each;
# - compare optimizers fairly, each at its own best learning rate.
#
# The step takes about two hours and is worth $20$ points. PyTorch computes the prediction
# (`functional.linear(x, w, b)`), the loss (`functional.mse_loss`) and the gradient.

# %% [markdown] lang="fr"
# # Étape 7 — Par où descendre ?
#
# À l'étape 6, `torch.optim` faisait toutes les mises à jour. Vous les écrivez maintenant vous-même. Sur combien d'échantillons une mise à jour
# doit-elle se fonder, et comment peut-elle se souvenir des gradients précédents ? Chacun de vos optimiseurs doit faire suivre aux paramètres
# exactement le même trajet que son équivalent dans PyTorch.
#
# À la fin, vous saurez :
#
# - mélanger un jeu de données sans séparer les entrées de leurs cibles, et le découper en mini-lots ;
# - entraîner un modèle par descente de gradient stochastique et dire ce que coûte une époque ;
# - écrire en quelques lignes le momentum, la variante de Nesterov, Adam et la décroissance des poids ;
# - comparer équitablement des optimiseurs, chacun avec son meilleur pas d'apprentissage.
#
# Comptez environ deux heures pour cette étape, qui vaut $20$ points. PyTorch calcule la prédiction (`functional.linear(x, w, b)`), la perte
# (`functional.mse_loss`) et le gradient.

# %%
import torch
from torch.nn import functional
from torch.utils.data import DataLoader, TensorDataset

from course.helpers import data, descents, expect, orders
from course.helpers.language import label
from course.helpers.plotting.control import controlled
from course.helpers.plotting.variants import against_rate, epoch_and_time, maps

expect.step("07_sgd_variants")

# %% [markdown] lang="en"
# ## The idea
#
# **Fewer samples per update.** The loss is a mean over $N$ samples, and so is its gradient. Instead, take the mean
# over a *mini-batch* $B$, a small random part of the samples. On average, this smaller mean points in the same
# direction, and it needs fewer multiplications:
#
# $$g_B = \frac{1}{|B|} \sum_{i \in B} \nabla \ell_i$$
#
# Here $\ell_i$ is the loss of sample $i$, $\nabla$ is the sign for the gradient, and $|B|$ is the number of samples in
# $B$. The mean of $g_B$ over all $B$ of one size is $\nabla L$.
#
# One epoch goes through all the data once, batch after batch, in a new random order. With batches of $N$ samples this is gradient descent. With
# batches of $1$ it is what was first called *stochastic gradient descent*, SGD.
#
# **An update with a memory.** In a long narrow valley, at a large rate, each step leads to the opposite wall, and the descent zigzags. Suppose that
# we add up the past gradients, with smaller factors for the older ones. Much of the zigzag then cancels out. What the gradients have in common adds
# up: it points along the valley. Four of the five optimizers that you write keep a memory for each parameter $\theta$: `step()` first updates it with
# the gradient $g$, then moves $\theta$.

# %% [markdown] lang="fr"
# ## L'idée
#
# **Moins d'échantillons par mise à jour.** La perte est une moyenne sur $N$ échantillons, et son gradient aussi. La moyenne sur un *mini-lot* $B$ (en
# anglais *mini-batch*), petit et tiré au hasard, indique en moyenne la même direction et demande moins de multiplications :
#
# $$g_B = \frac{1}{|B|} \sum_{i \in B} \nabla \ell_i$$
#
# Ici, $\ell_i$ est la perte de l'échantillon $i$, $\nabla$ désigne le gradient, et $|B|$ compte les échantillons de $B$. Sur tous les $B$ de même
# taille, $g_B$ vaut en moyenne $\nabla L$.
#
# Une époque parcourt une fois toutes les données, lot après lot, dans un nouvel ordre aléatoire. Avec des lots de $N$ échantillons, c'est la descente
# de gradient. Avec des lots de $1$ échantillon, c'est ce qu'on a d'abord appelé *descente de gradient stochastique* (en anglais *stochastic gradient
# descent*, SGD).
#
# **Une mise à jour qui a de la mémoire.** Dans une vallée longue et étroite, si le pas d'apprentissage est grand, chaque pas mène à la paroi d'en
# face, et la descente zigzague. Additionnons les gradients passés, en laissant les plus anciens s'estomper. Les zigzags se compensent alors en
# partie, et ce que les gradients ont en commun s'ajoute : la direction de la vallée. Quatre des cinq optimiseurs que vous écrirez conservent une
# mémoire pour chaque paramètre $\theta$ : `step()` la met d'abord à jour avec le gradient $g$, puis déplace $\theta$.

# %% [markdown] lang="en"
# ## A worked example
#
# Here is the simplest optimizer, gradient descent: $\theta \leftarrow \theta - \alpha g$. It keeps only the list of
# its parameters. `backward()` fills each `.grad`;
# then we call `step()` and `zero_grad()`, as with `torch.optim`.

# %% [markdown] lang="fr"
# ## Un exemple complet
#
# Voici le plus simple des optimiseurs, la descente de gradient : $\theta \leftarrow \theta - \alpha g$. Il ne conserve que la liste de ses
# paramètres. `backward()` remplit chaque `.grad` ; viennent ensuite `step()` et `zero_grad()`, comme avec `torch.optim`.


# %%
class GradientDescent:
    def __init__(self, params, lr):
        self.params, self.lr = list(params), lr

    @torch.no_grad()
    def step(self):
        for p in self.params:
            p -= self.lr * p.grad

    def zero_grad(self):
        for p in self.params:
            p.grad = None


theta = torch.tensor([4.0, 1.0], requires_grad=True)
optimizer = GradientDescent([theta], lr=0.1)
for _ in range(3):
    (theta[0] ** 2 + 5 * theta[1] ** 2).backward()
    optimizer.step()
    optimizer.zero_grad()
    print(theta.detach())

# %% [markdown] lang="en"
# You can check the first step on paper. The gradient of $\theta_1^2 + 5 \theta_2^2$ at $(4, 1)$ is $(8, 10)$, so the first step leads to
# $(4 - 0.8, 1 - 1) = (3.2, 0)$. Your own classes must do three things in the same way. The update happens *in place* (`-=`, and not `p = p - …`,
# which would make a new tensor). It is in a `torch.no_grad()` block, or in a method with the decorator `@torch.no_grad()`. And `zero_grad()` also
# works before the first `backward()`, when every `.grad` is still `None`. Keep `list(params)`, as here: an iterator such as `model.parameters()`
# gives the parameters only once.

# %% [markdown] lang="fr"
# À la main : le gradient de $\theta_1^2 + 5 \theta_2^2$ en $(4, 1)$ vaut $(8, 10)$, donc le premier pas mène à $(4 - 0.8, 1 - 1) = (3.2, 0)$. Vos
# propres classes doivent respecter trois points. La mise à jour se fait *sur place* (`-=`, et non `p = p - …`, qui créerait un nouveau tenseur). Elle
# se trouve dans un bloc `torch.no_grad()`, ou dans une méthode avec le décorateur `@torch.no_grad()`. Enfin, `zero_grad()` fonctionne aussi avant le
# premier `backward()`, quand chaque `.grad` vaut encore `None`. Conservez `list(params)`, comme ici : un itérateur comme `model.parameters()` ne
# donne les paramètres qu'une fois.

# %% [markdown] lang="en"
# ## Exercise 1 — `shuffle_together`: find the bug (1 point)
#
# Batches are drawn in a random order, so the data are shuffled first. This function should shuffle the samples, `x` `(N, D)` and `y` `(N, K)`. A
# descent that uses it runs without an error, but it does not learn how `y` depends on `x`:
#
# ```python
# def shuffle_together(x, y, generator):
#     order = torch.randperm(len(x), generator=generator)
#     return x[order], y
# ```
#
# Write the repaired function. It returns the pair `(x, y)` of the shuffled data, in a new order at each call, and does
# not change the tensors that it receives. `generator` is a `torch.Generator`, the source of
# random numbers: the same seed gives the same order again.
#
# <details><summary>Hint 1</summary>
#
# Follow the sample with the index $0$. Where in the result is its input, and where is its target?
#
# <details><summary>Hint 2</summary>
#
# The function draws an order and uses it for one of the two tensors only. What does the other one need?
#
# <details><summary>Hint 3</summary>
#
# Inputs and targets must be taken in *one and the same* order, drawn once per call. A second call of `torch.randperm` would draw another order, and
# the pairs would be broken again.
#
# </details></details></details>

# %% [markdown] lang="fr"
# ## Exercice 1 — `shuffle_together` : trouvez l'erreur (1 point)
#
# Les lots se tirent dans un ordre aléatoire ; on commence donc par mélanger les données. Cette fonction devrait mélanger les échantillons, `x`, de
# forme `(N, D)`, et `y`, de forme `(N, K)`. Une descente qui l'utilise s'exécute sans erreur, mais elle n'apprend rien de la façon dont `y` dépend de
# `x` :
#
# ```python
# def shuffle_together(x, y, generator):
#     order = torch.randperm(len(x), generator=generator)
#     return x[order], y
# ```
#
# Écrivez la fonction corrigée. Elle renvoie le couple `(x, y)` des données mélangées, selon un ordre nouveau à chaque appel, et laisse intacts les
# tenseurs reçus. `generator` est un `torch.Generator`, la source des nombres aléatoires : avec la même graine, on retrouve le même ordre.
#
# <details><summary>Indice 1</summary>
#
# Suivez l'échantillon d'indice $0$. À quelle place du résultat se trouve son entrée, et à quelle place se trouve sa cible ?
#
# <details><summary>Indice 2</summary>
#
# La fonction tire un ordre et ne s'en sert que pour l'un des deux tenseurs. Que faut-il à l'autre ?
#
# <details><summary>Indice 3</summary>
#
# Il faut prendre les entrées et les cibles dans *un seul et même* ordre, tiré une fois par appel. Un second appel de `torch.randperm` tirerait un
# autre ordre, et les couples seraient de nouveau défaits.
#
# </details></details></details>


# %% nbgrader={"grade": false, "grade_id": "shuffle_together", "locked": false, "schema_version": 3, "solution": true, "task": false}
def shuffle_together(x, y, generator):
    """The samples in a random order, each with its own target: (N, D) and (N, K).
    Les échantillons dans un ordre aléatoire, chacun avec sa cible : (N, D) et (N, K)."""
    ### BEGIN SOLUTION
    order = torch.randperm(len(x), generator=generator)
    return x[order], y[order]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_shuffle_together", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
def shuffled(n, d, k):
    return orders.pairs(shuffle_together, n, d, k)
wanted = ("kept", [(30, 2), (30, 1)], "those of x", "each once", *orders.FREE)
expect.calls(shuffled, {"n": 30, "d": 2, "k": 1}, gives=wanted, names=orders.PAIRS)

### BEGIN HIDDEN TESTS
first, second, third = (int(n) for n in data.rng().integers(30, 60, size=3))
sizes = [(1, 2, 1), (first, 1, 3), (second, 3, 1), (third, third, 2)]
cases = [{"n": n, "d": d, "k": k} for n, d, k in sizes]
wanted = [
    ("kept", [(n, d), (n, k)], "those of x", "each once", *(orders.FREE if n >= 30 else [None] * 3)) for n, d, k in sizes
]
expect.calls(shuffled, cases, gives=wanted, names=orders.PAIRS)
for dtype in (torch.float32, torch.float64):
    x, y = (torch.arange(size, dtype=dtype).reshape(6, -1) for size in (12, 6))
    x2, y2 = shuffle_together(x, y, torch.Generator().manual_seed(int(data.rng().integers(2**31))))
    expect.close(x2, torch.cat([2 * y2, 2 * y2 + 1], dim=1), of=f"shuffle_together(x, y, generator), {dtype}")
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Exercise 2 — `minibatches` (2 points)
#
# You do not have to move the data: it is enough to shuffle their *indices*. Cut a random order of $0, \dots, n - 1$
# into batches, and return the list of these batches. Each batch is a one-dimensional `int64` tensor of `batch_size`
# indices. The last one is
# shorter if $n$ is not a multiple of `batch_size`, and no batch is empty. Each index is in exactly one batch, and each
# call draws a new order. With `x[rows]` you then take the rows of a batch.
#
# <details><summary>Hint 1</summary>
#
# Imagine a pack of numbered cards. How do you make small piles of a given size, so that each card lies in exactly one pile?
#
# <details><summary>Hint 2</summary>
#
# There are two tasks: a random order of the indices, as in exercise 1, and cutting it into pieces. The order is drawn once per call, and not once per
# batch.
#
# <details><summary>Hint 3</summary>
#
# A one-dimensional tensor has the method `split`: it takes the size of a piece, makes the last piece shorter if
# necessary, and returns a tuple. Your function must return a list. You can also take slices in a loop, where the start
# of the slice grows by `batch_size` each time.
#
# </details></details></details>

# %% [markdown] lang="fr"
# ## Exercice 2 — `minibatches` (2 points)
#
# Il suffit de mélanger les *indices* des données. Découpez un ordre aléatoire de $0, \dots, n - 1$ en lots, et renvoyez la liste de ces lots. Chaque
# lot est un tenseur `int64` à une dimension, de `batch_size` indices. Le dernier est plus court si $n$ n'est pas un multiple de `batch_size`, et
# aucun n'est vide. Chaque indice apparaît exactement une fois, et chaque appel tire un nouvel ordre. `x[rows]` donne ensuite les lignes d'un lot.
#
# <details><summary>Indice 1</summary>
#
# Imaginez un paquet de cartes numérotées. Comment faites-vous de petits tas d'une taille donnée, pour que chaque carte soit dans un tas et un seul ?
#
# <details><summary>Indice 2</summary>
#
# Il y a deux tâches : tirer un ordre aléatoire des indices, comme à l'exercice 1, puis le découper en morceaux. L'ordre se tire une fois par appel,
# et non une fois par lot.
#
# <details><summary>Indice 3</summary>
#
# Un tenseur à une dimension a la méthode `split` : elle reçoit la taille d'un morceau, laisse le dernier plus court s'il le faut, et renvoie un
# tuple. La fonction doit renvoyer une liste. On peut aussi prendre, dans une boucle, des tranches dont le début avance chaque fois de `batch_size`.
#
# </details></details></details>


# %% nbgrader={"grade": false, "grade_id": "minibatches", "locked": false, "schema_version": 3, "solution": true, "task": false}
def minibatches(n, batch_size, generator):
    """The indices 0 … n − 1 in a random order, cut into batches: a list of 1-D int64 tensors.
    Les indices 0 … n − 1 dans un ordre aléatoire, découpés en lots : une liste de tenseurs int64 à une dimension."""
    ### BEGIN SOLUTION
    return list(torch.randperm(n, generator=generator).split(batch_size))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_minibatches", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
def drawn(n, batch_size):
    return orders.facts(minibatches, n, batch_size, as_list=True)
sizes = {(30, 10): [10, 10, 10], (32, 5): [5, 5, 5, 5, 5, 5, 2], (7, 7): [7]}
cases = [{"n": n, "batch_size": batch_size} for n, batch_size in sizes]
wanted = [("1-D int64", lengths, "each once", *(orders.FREE if n >= 30 else [None] * 3))
          for (n, _), lengths in sizes.items()]
expect.calls(drawn, cases, gives=wanted, names=orders.FACTS, given=["shuffle_together"])

### BEGIN HIDDEN TESTS
p, q, r, s, t = (int(n) for n in data.rng().integers(3, 9, size=5))
sizes = [(10 * p, 10), (27 + q, 1), (8 * r + 11, 8), (28 + s, 27 + s), (37 + t, 37 + t), (1, 1), (3, 5), (6, 2)]
cases = [{"n": n, "batch_size": batch_size} for n, batch_size in sizes]
wanted = []
for n, batch_size in sizes:
    lengths = [batch_size] * (n // batch_size) + [n % batch_size] * (n % batch_size > 0)
    wanted.append(("1-D int64", lengths, "each once", *(orders.FREE if n >= 30 else [None] * 3)))
expect.calls(drawn, cases, gives=wanted, names=orders.FACTS, given=["shuffle_together"])
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Exercise 3 — `train_sgd` (4 points)
#
# Train a linear model by stochastic gradient descent. `w` `(K, D)` and `b` `(K,)` are leaves that require gradients; update them in place. In each
# epoch
#
# 1. record the mean squared error on *all* the data, as a `float`, before the epoch's first update;
# 2. draw a new random order of the samples and cut it into batches of `batch_size`;
# 3. make one update for each batch, the last one included, with the gradient of the error on that batch.
#
# Return the list `losses` of the `epochs` losses. With `batch_size` equal to $N$ this is exactly gradient descent.
#
# <details><summary>Hint 1</summary>
#
# There are two loops, one inside the other. What happens once per epoch, and what happens once per batch?
#
# <details><summary>Hint 2</summary>
#
# The loss that you record uses all the rows and needs no gradient. The loss that you differentiate uses only the rows
# of one batch, the same rows of `x` and of `y`. `minibatches` returns the indices of these rows.
#
# <details><summary>Hint 3</summary>
#
# In the outer loop: record the loss in a `torch.no_grad()` block, then call `minibatches` again. In the inner loop:
# take the rows, compute prediction and loss, get both gradients (`torch.autograd.grad` returns them without adding
# them to `.grad`), and change `w` and `b` in place in a `torch.no_grad()` block. Compute both gradients before you
# change either of the two.
#
# </details></details></details>

# %% [markdown] lang="fr"
# ## Exercice 3 — `train_sgd` (4 points)
#
# Entraînez un modèle linéaire par descente de gradient stochastique. `w`, de forme `(K, D)`, et `b`, de forme `(K,)`, sont des feuilles dont on
# demande le gradient ; mettez-les à jour sur place. À chaque époque :
#
# 1. notez l'erreur quadratique moyenne sur *toutes* les données (un `float`), avant la première mise à jour de l'époque ;
# 2. tirez un nouvel ordre aléatoire des échantillons et découpez-le en lots de taille `batch_size` ;
# 3. faites une mise à jour par lot, y compris le dernier, avec le gradient de l'erreur sur ce lot.
#
# Renvoyez la liste `losses` des `epochs` pertes. Avec `batch_size` égal à $N$, c'est exactement la descente de gradient.
#
# <details><summary>Indice 1</summary>
#
# Il y a deux boucles, l'une dans l'autre. Qu'est-ce qui se fait une fois par époque, et qu'est-ce qui se fait une fois par lot ?
#
# <details><summary>Indice 2</summary>
#
# La perte que l'on note porte sur toutes les lignes et ne demande pas de gradient. La perte que l'on dérive ne porte que sur les lignes d'un lot,
# celles de `x` comme celles de `y`. `minibatches` donne les indices de ces lignes.
#
# <details><summary>Indice 3</summary>
#
# Dans la boucle extérieure : notez la perte dans un bloc `torch.no_grad()`, puis appelez de nouveau `minibatches`. Dans la boucle intérieure : prenez
# les lignes, calculez la prédiction et la perte, obtenez les deux gradients (`torch.autograd.grad` les renvoie sans les ajouter à `.grad`), et
# modifiez `w` et `b` sur place dans un bloc `torch.no_grad()`. Calculez les deux gradients avant de modifier l'un ou l'autre.
#
# </details></details></details>


# %% nbgrader={"grade": false, "grade_id": "train_sgd", "locked": false, "schema_version": 3, "solution": true, "task": false}
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    """Stochastic gradient descent on the mean squared error, in place; the loss on all data before each epoch.
    Descente de gradient stochastique sur l'erreur quadratique moyenne, sur place ; la perte sur toutes les données avant chaque époque."""
    ### BEGIN SOLUTION
    losses = []
    for _ in range(epochs):
        with torch.no_grad():
            losses.append(functional.mse_loss(functional.linear(x, w, b), y).item())
        for rows in minibatches(len(x), batch_size, generator):
            loss = functional.mse_loss(functional.linear(x[rows], w, b), y[rows])
            dw, db = torch.autograd.grad(loss, (w, b))
            with torch.no_grad():
                w -= lr * dw
                b -= lr * db
    return losses
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_train_sgd", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
x, same, y = (torch.tensor([[0.0], [1.0], [3.0]]), torch.ones(5, 1),
              torch.tensor([[1.0, -1.0], [-1.0, 1.0], [2.0, -2.0]]))
case = {"x": x, "y": y, "w": torch.zeros(2, 1, requires_grad=True),
        "b": torch.zeros(2, requires_grad=True), "lr": 0.2, "epochs": 2}
cases = [case | {"x": one, "y": two, "batch_size": size, "generator": torch.Generator().manual_seed(7)}
         for one, two, size in ((x, y, 3), (x, y, 5), (same, same * torch.tensor([2.0, -2.0]), 2))]
gives = [([2.0, 1.217778], torch.tensor([[0.408889], [-0.408889]]), torch.tensor([0.151111, -0.151111])),
         ([4.0, 0.186624], torch.tensor([[0.953344], [-0.953344]]), torch.tensor([0.953344, -0.953344]))]
expect.calls(train_sgd, cases, gives=gives[:1] + gives, names=("losses",), changes=("w", "b"),
             given=["minibatches", "shuffle_together"])
expect.calls(lambda *asked: orders.epochs(train_sgd, *asked), orders.DESCENT, names=orders.EPOCHS,
             dtypes=("float64",), given=["minibatches", "shuffle_together"],
             gives=("all the samples", "each once", "drawn", "drawn anew", "followed"))

### BEGIN HIDDEN TESTS
import numpy as np

from course.helpers import explained, given, reference

right = reference.load("07_sgd_variants")
rng = data.rng()


def error_at(state):
    return float(np.mean((X @ state[0].T + state[1] - Y) ** 2))


def every_batch(state, batches):
    w, b = state
    for rows in map(list, batches):
        residual = 2 * lr * (X[rows] @ w.T + b - Y[rows]) / Y[rows].size
        w, b = w - residual.T @ X[rows], b - residual.sum(axis=0)
    return w, b


def ending_at(w, b):
    ends = w.detach().double().numpy(), b.detach().double().numpy()
    return lambda state: all(np.allclose(end, part, rtol=1e-3, atol=1e-4) for end, part in zip(ends, state, strict=True))


sizes = [(4, 2, 1, 1, 4, torch.float64), (4, 1, 2, 3, 3, torch.float32), (3, 3, 3, 2, 3, torch.float64), (4, 3, 2, 2, 4, torch.float32), (1, 2, 1, 1, 2, torch.float64)]
for n, d, k, batch_size, epochs, dtype in sizes:
    X, Y = rng.uniform(-1, 1, size=(n, d)), rng.normal(size=(n, k))
    x, y = torch.tensor(X, dtype=dtype), torch.tensor(Y, dtype=dtype)
    w, b = (torch.tensor(rng.normal(size=size), dtype=dtype, requires_grad=True) for size in ((k, d), (k,)))
    lr = float(rng.uniform(0.1, 0.3))
    generator = torch.Generator().manual_seed(int(rng.integers(2**31)))
    called = f"train_sgd(x, y, w, b, lr={lr:.3f}, epochs={epochs}, batch_size={batch_size}, generator), x {(n, d)}, y {(n, k)} {dtype}"
    for _ in range(2):  # what the first call leaves behind may not reach the second one
        start = w.detach().double().numpy().copy(), b.detach().double().numpy().copy()
        with given(minibatches=right.minibatches, shuffle_together=right.shuffle_together), expect.unchanged(x=x, y=y, of=called):
            losses = train_sgd(x, y, w, b, lr, epochs, batch_size, generator)
        for leaf, size in ((w, (k, d)), (b, (k,))):
            expect.that(leaf.is_leaf and leaf.requires_grad, of=called, mistake="leaf.lost")
            expect.that(leaf.shape == size, of=called, mistake="shape.wrong")
        expect.that(isinstance(losses, list) and len(losses) == epochs, of=called, mistake="losses.count")
        expect.that(all(isinstance(loss, float | np.floating) for loss in losses), of=called, mistake="type.not_float")
        expect.losses(losses[:1], [error_at(start)], of=called)
        how = {"n": n, "batch_size": batch_size, "update": every_batch, "loss": error_at}
        explained.trajectory(start, losses, ending_at(w, b), called=called, **how)
# All samples in one batch, which may be larger than they are many.
cases = []
for n, d, k, batch_size in [(5, 2, 1, 5), (7, 1, 3, 7), (3, 4, 2, 5)]:
    leaves = {name: torch.tensor(rng.normal(size=size), requires_grad=True) for name, size in (("w", (k, d)), ("b", (k,)))}
    x, y = torch.tensor(rng.uniform(-1, 1, size=(n, d))), torch.tensor(rng.normal(size=(n, k)))
    cases.append({"x": x, "y": y, **leaves, "lr": 0.2, "epochs": 4, "batch_size": batch_size, "generator": torch.Generator().manual_seed(n)})
expect.calls(train_sgd, cases, gives=right.train_sgd, names=("losses",), changes=("w", "b"), given=["minibatches", "shuffle_together"], rtol=1e-3)
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Experiment — Are small batches faster?
#
# We predict the yields of apples and oranges in the $15$ rows of the crops (step 6) from temperature, rainfall and
# humidity. Your `train_sgd` starts three times from the same parameters, with the rate `1e-5` and batches of $1$, $4$ and $15$
# samples. Each run makes about $150$ updates.
#
# **Predict before you run.** The figure shows the three losses twice: above against the epoch, below against the time.
# Where do the curves differ much, and with which batch size does the loss fall fastest there?
#
# <details><summary>Answer</summary>
#
# The curves differ when they are drawn against the epoch. There, the loss falls fastest with batches of $1$. With these, one epoch makes $15$
# updates, but with batches of $15$ it makes a single one. Drawn against the time, the three curves are much closer together, because with so little
# data an update takes about the same time whatever the size of its batch. Batches of $15$ may lag a little behind: they also record $150$ losses, and
# not $10$.
#
# </details>

# %% [markdown] lang="fr"
# ## Expérience — Les petits lots sont-ils plus rapides ?
#
# On prédit les rendements en pommes et en oranges des $15$ lignes des récoltes (étape 6) d'après la température, les précipitations et l'humidité.
# Votre `train_sgd` part trois fois des mêmes paramètres, avec le pas d'apprentissage `1e-5`, par lots de $1$, $4$ et $15$ échantillons, pour environ
# $150$ mises à jour.
#
# **Prédisez avant d'exécuter.** La figure montre deux fois les trois pertes : en haut en fonction de l'époque, en bas en fonction du temps. Où les
# courbes diffèrent-elles beaucoup, et pour quelle taille de lot la perte y baisse-t-elle le plus vite ?
#
# <details><summary>Réponse</summary>
#
# Elles diffèrent quand on les trace en fonction de l'époque, et c'est alors avec des lots de $1$ que la perte baisse le plus vite : une époque y
# compte $15$ mises à jour, contre une seule avec des lots de $15$. En fonction du temps, les trois courbes sont bien plus proches, car, avec si peu
# de données, une mise à jour prend à peu près le même temps quelle que soit la taille du lot. Les lots de $15$ peuvent être un peu en retard : il y a
# alors aussi $150$ pertes à noter, et non $10$.
#
# </details>

# %% tags=["experiment"]
crops_x, crops_y = data.crops()
timed = descents.timed(train_sgd, crops_x, crops_y, lr=1e-5, epochs={1: 10, 4: 37, 15: 150})
epoch_and_time({label("batches of {size}", size=size): run for size, run in timed.items()}, epochs=10)

# %% [markdown] lang="en"
# Drawn against the epoch, small batches look much faster. But this comparison is misleading: with batches of $1$, *an epoch consists of $15$
# updates*. With data this small, nearly all the time of an update is the fixed cost of calling PyTorch's operations from Python. With a million
# samples, SGD makes very many updates in the time that a single gradient on all the data takes: there, mini-batches save time.

# %% [markdown] lang="fr"
# En fonction de l'époque, les petits lots paraissent bien plus rapides. Mais cette comparaison est trompeuse : avec des lots de $1$, *une époque
# compte $15$ mises à jour*. Avec si peu de données, une mise à jour n'a presque que le coût fixe de l'appel des opérations de PyTorch depuis Python.
# Avec un million d'échantillons, SGD fait de très nombreuses mises à jour dans le temps d'un seul gradient complet : les mini-lots font alors gagner
# du temps.

# %% [markdown] lang="en"
# ## Exercise 4 — `Momentum` (3 points)
#
# Momentum moves each parameter by a *velocity* $v$. This is a fading sum of all the gradients so far: the older a
# gradient is, the smaller is its factor, a power of $\mu$. At the step $t$, with the gradients $g_1, \dots, g_t$:
#
# $$v_t = g_t + \mu g_{t-1} + \mu^2 g_{t-2} + \dots + \mu^{t-1} g_1 \qquad \theta \leftarrow \theta - \alpha v_t$$
#
# If the gradient stays the same, this sum approaches $g / (1 - \mu)$: the descent then moves as if its rate were
# $\alpha / (1 - \mu)$. To store all the gradients would take too much memory. How do you get $v_t$ from $v_{t-1}$ and
# $g_t$ alone?
#
# Write the class `Momentum(params, lr, momentum)`, with $\alpha$ = `lr` and $\mu$ = `momentum`, and the methods `step()` and `zero_grad()`. Its
# parameters must follow the same path as those of `torch.optim.SGD(params, lr, momentum=momentum)`. Write the update yourself: calling `torch.optim`
# earns no points here. Each of the five classes is marked by itself, so write each one in full. The tests set the gradients by hand, take steps and
# compare where the parameters are, with one row for each step.
#
# <details><summary>Hint 1</summary>
#
# Begin with the class `GradientDescent` of the worked example. What does `Momentum` have to remember from one call of `step()` to the next?
#
# <details><summary>Hint 2</summary>
#
# Each parameter has its own velocity, of the same shape, and it must still exist after the call of `step()`. So where
# do you make the velocities: in `__init__` or in `step`?
#
# <details><summary>Hint 3</summary>
#
# In `__init__`, `torch.zeros_like` makes one velocity for each parameter; keep them in a list in `self`. `step` goes through parameters and
# velocities together with `zip`. For each pair it changes the velocity in place (multiply it by $\mu$, then add the gradient), and then the parameter
# in place. `zero_grad` is the same as in the worked example.
#
# </details></details></details>

# %% [markdown] lang="fr"
# ## Exercice 4 — `Momentum` (3 points)
#
# Le momentum (en français, l'élan) déplace chaque paramètre selon une *vitesse* $v$, une somme de tous les gradients calculés jusque-là, où les plus
# anciens s'estompent : leur facteur est une puissance de $\mu$. Au pas $t$, avec les gradients $g_1, \dots, g_t$ :
#
# $$v_t = g_t + \mu g_{t-1} + \mu^2 g_{t-2} + \dots + \mu^{t-1} g_1 \qquad \theta \leftarrow \theta - \alpha v_t$$
#
# Si le gradient reste le même, cette somme tend vers $g / (1 - \mu)$ : la descente avance alors comme si son pas d'apprentissage était
# $\alpha / (1 - \mu)$. Conserver tous les gradients prendrait trop de mémoire. Comment obtient-on $v_t$ à partir de $v_{t-1}$ et de $g_t$ seulement ?
#
# Écrivez la classe `Momentum(params, lr, momentum)`, avec $\alpha$ = `lr` et $\mu$ = `momentum`, et les méthodes `step()` et `zero_grad()`. Ses
# paramètres doivent suivre le même trajet que ceux de `torch.optim.SGD(params, lr, momentum=momentum)`. Écrivez la mise à jour vous-même : appeler
# `torch.optim` ne rapporte aucun point ici. Chacune des cinq classes est notée séparément : écrivez donc chacune en entier. Les tests fixent
# eux-mêmes les gradients, font des pas et comparent la position des paramètres, avec une ligne par pas.
#
# <details><summary>Indice 1</summary>
#
# Partez de la classe `GradientDescent` de l'exemple complet. De quoi `Momentum` doit-il se souvenir d'un appel de `step()` au suivant ?
#
# <details><summary>Indice 2</summary>
#
# Chaque paramètre a sa propre vitesse, de même forme, qui doit subsister après l'appel de `step()`. Où faut-il donc créer les vitesses : dans
# `__init__` ou dans `step` ?
#
# <details><summary>Indice 3</summary>
#
# Dans `__init__`, `torch.zeros_like` crée une vitesse pour chaque paramètre ; rangez-les dans une liste, dans `self`. `step` parcourt ensemble les
# paramètres et les vitesses avec `zip`. Pour chaque couple, elle modifie sur place la vitesse (on la multiplie par $\mu$, puis on ajoute le
# gradient), puis le paramètre. `zero_grad` est la même que dans l'exemple complet.
#
# </details></details></details>


# %% nbgrader={"grade": false, "grade_id": "Momentum", "locked": false, "schema_version": 3, "solution": true, "task": false}
class Momentum:
    """Gradient descent with a velocity.
    Descente de gradient avec une vitesse."""

    ### BEGIN SOLUTION
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.velocities = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.velocities, strict=True):
            v.mul_(self.momentum).add_(p.grad)
            p -= self.lr * v

    def zero_grad(self):
        for p in self.params:
            p.grad = None

    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_Momentum", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
params, gradients = [[1.0, -2.0], [0.5]], [[[1.0, 2.0], [4.0]], [[3.0, 1.0], [2.0]], [[-0.5, -0.2], [-0.5]]]
case = {"params": params, "gradients": gradients, "lr": 0.1, "momentum": 0.6}
expect.path(Momentum, case, gives=[[0.9, -2.2, 0.1], [0.54, -2.42, -0.34], [0.374, -2.532, -0.554]])

### BEGIN HIDDEN TESTS
from course.helpers import iterates, reference

rng = data.rng()
cases = [
    iterates.drawn(rng, (3, 2), (2,), (2,), (), steps=10, lr=0.1, momentum=0.9),
    iterates.drawn(rng, (1,), steps=5, lr=0.03, momentum=0.5),
    iterates.drawn(rng, (2, 2), (2,), steps=3, lr=0.5, momentum=0.0),
]
expect.path(Momentum, cases, gives=reference.load("07_sgd_variants").Momentum)
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Exercise 5 — `Nesterov` (3 points)
#
# Momentum takes the gradient at the parameters $\varphi$. Nesterov first moves $\varphi$ as the old velocity would,
# to a point $\theta$, and takes the gradient there. In this way it looks one step ahead. A prime, as in $v'$, marks a new
# value:
#
# $$\theta = \varphi - \alpha \mu v \qquad v' = \mu v + \nabla L(\theta) \qquad \varphi' = \varphi - \alpha v'$$
#
# PyTorch's optimizer never sees $\varphi$. Your tensors hold the points $\theta$, since `backward` computes $g = \nabla L(\theta)$ there. So you need
# the next of these points, $\theta' = \varphi' - \alpha \mu v'$, in terms of $\theta$, $g$ and $v'$: eliminate $\varphi$ and the old $v$.
#
# Write `Nesterov(params, lr, momentum)`. Its parameters must follow the same path as those of
# `torch.optim.SGD(params, lr, momentum=momentum, nesterov=True)`.
#
# <details><summary>Hint 1</summary>
#
# The velocity is the same as in `Momentum`. Only the change of the parameters differs. Begin with
# $\theta' = \varphi' - \alpha \mu v'$, and replace $\varphi'$ by its formula.
#
# <details><summary>Hint 2</summary>
#
# From the first formula, $\varphi = \theta + \alpha \mu v$. Then $\theta' = \theta + \alpha \mu v - \alpha v' - \alpha \mu v'$. Two of these terms
# are together a multiple of $g$: which ones?
#
# <details><summary>Hint 3</summary>
#
# $\mu v - v' = -g$. So the parameter moves against the sum of two terms: the current gradient and $\mu$ times the
# *new* velocity. Update the velocity first, and keep it as it is: the factor $\mu$ must not change what is stored.
#
# </details></details></details>

# %% [markdown] lang="fr"
# ## Exercice 5 — `Nesterov` (3 points)
#
# Le momentum prend le gradient là où se trouvent les paramètres $\varphi$. Nesterov déplace d'abord $\varphi$ selon l'ancienne vitesse, jusqu'à un
# point $\theta$, et c'est là qu'il prend le gradient : il anticipe ainsi d'un pas. Le signe prime, comme dans $v'$, désigne une nouvelle valeur :
#
# $$\theta = \varphi - \alpha \mu v \qquad v' = \mu v + \nabla L(\theta) \qquad \varphi' = \varphi - \alpha v'$$
#
# L'optimiseur de PyTorch ne voit jamais $\varphi$. Vos tenseurs contiennent les points $\theta$, puisque c'est là que `backward` calcule
# $g = \nabla L(\theta)$. Il vous faut donc le point suivant, $\theta' = \varphi' - \alpha \mu v'$, en fonction de $\theta$, $g$ et $v'$ : éliminez
# $\varphi$ et l'ancien $v$.
#
# Écrivez `Nesterov(params, lr, momentum)`. Ses paramètres doivent suivre le même trajet que ceux de
# `torch.optim.SGD(params, lr, momentum=momentum, nesterov=True)`.
#
# <details><summary>Indice 1</summary>
#
# La vitesse est celle de `Momentum`. Seul le déplacement des paramètres est différent. Partez de $\theta' = \varphi' - \alpha \mu v'$, et remplacez
# $\varphi'$ par son expression.
#
# <details><summary>Indice 2</summary>
#
# D'après la première formule, $\varphi = \theta + \alpha \mu v$. On a donc $\theta' = \theta + \alpha \mu v - \alpha v' - \alpha \mu v'$. Deux de ces
# termes forment ensemble un multiple de $g$ : lesquels ?
#
# <details><summary>Indice 3</summary>
#
# $\mu v - v' = -g$. Le paramètre se déplace donc dans le sens opposé à une somme de deux termes : le gradient actuel et $\mu$ fois la *nouvelle*
# vitesse. Mettez d'abord la vitesse à jour, et conservez-la telle quelle : le facteur $\mu$ ne doit pas changer ce qui est conservé.
#
# </details></details></details>


# %% nbgrader={"grade": false, "grade_id": "Nesterov", "locked": false, "schema_version": 3, "solution": true, "task": false}
class Nesterov:
    """Gradient descent with a velocity that looks one step ahead.
    Descente de gradient avec une vitesse qui anticipe d'un pas."""

    ### BEGIN SOLUTION
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.velocities = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.velocities, strict=True):
            v.mul_(self.momentum).add_(p.grad)
            p -= self.lr * (p.grad + self.momentum * v)

    def zero_grad(self):
        for p in self.params:
            p.grad = None

    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_Nesterov", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
params, gradients = [[1.0, -2.0], [0.5]], [[[1.0, 2.0], [4.0]], [[3.0, 1.0], [2.0]], [[-0.5, -0.2], [-0.5]]]
case = {"params": params, "gradients": gradients, "lr": 0.1, "momentum": 0.6}
expect.path(Nesterov, case, gives=[[0.84, -2.32, -0.14], [0.324, -2.552, -0.604], [0.2744, -2.5992, -0.6824]])

### BEGIN HIDDEN TESTS
from course.helpers import iterates, reference

rng = data.rng()
cases = [
    iterates.drawn(rng, (3, 2), (2,), (2,), (), steps=10, lr=0.1, momentum=0.9),
    iterates.drawn(rng, (1,), steps=5, lr=0.03, momentum=0.5),
    iterates.drawn(rng, (2, 2), (2,), steps=3, lr=0.5, momentum=0.2),
]
expect.path(Nesterov, cases, gives=reference.load("07_sgd_variants").Nesterov)
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Exercise 6 — `Adam` (3 points)
#
# When the slopes differ a lot, one learning rate cannot suit all parameters. In effect, *RMSprop* gives each
# element of the parameters a rate of its own. It keeps a running mean $v$ of the squared gradient, element by element:
# a mean in which older values fade, by the factor $\beta_2$ at each step. It then divides the gradient by the square
# root of $v$. The small number $\varepsilon$ prevents a division by $0$.
#
# $$v \leftarrow \beta_2 v + (1 - \beta_2) g^2 \qquad \theta \leftarrow \theta - \alpha \, \frac{g}{\sqrt{v} + \varepsilon}$$
#
# Adam changes two things. First, in place of $g$, the numerator has a running mean $m$ of the gradients, with
# $\beta_1$ as its factor. Second, both means are corrected: they begin at zero, so they are too small at first. If
# every gradient were $1$, then after $t$ steps $v$ would be $1 - \beta_2^t$, and not $1$. Dividing $v$ by this number
# makes it right, and $m$ is corrected in the same way. The corrected values are used in the step only, and are not
# stored. $t$ counts the calls of `step()` and is $1$ in the first one.
#
# Write `Adam(params, lr, betas=(0.9, 0.999), eps=1e-8)`. Its parameters must follow the same path as those of `torch.optim.Adam`.
#
# <details><summary>How long are Adam's steps?</summary>
#
# The scale of the gradients hardly matters to Adam: multiply all of them by the same positive number, and the steps stay nearly the same. While a
# gradient stays the same, each step has a length of about `lr` in that coordinate. When its sign alternates, $m$ is small and the steps are shorter.
#
# </details>
#
# <details><summary>Hint 1</summary>
#
# How many things does Adam have to remember for each parameter? Which number does it remember once for all the parameters?
#
# <details><summary>Hint 2</summary>
#
# `__init__` makes two lists of zeros and sets $t$ to $0$. `step` increases $t$ once per call, before the loop over the parameters, and not once per
# parameter.
#
# <details><summary>Hint 3</summary>
#
# For each parameter, change $m$ and $v$ in place; the formula of $m$ is that of $v$ with $\beta_1$ and $g$. The corrections are *not* stored: divide
# by $1 - \beta_1^t$ and $1 - \beta_2^t$ only in the update. $\beta^t$ is a power, which Python writes `**`. Take the root of the corrected $v$ first,
# and add $\varepsilon$ after it, outside of the root.
#
# </details></details></details>

# %% [markdown] lang="fr"
# ## Exercice 6 — `Adam` (3 points)
#
# Quand les pentes diffèrent beaucoup, un même pas d'apprentissage ne peut pas convenir à tous les paramètres. *RMSprop* donne en somme à chacun de
# leurs nombres son propre pas. Il conserve une moyenne mobile $v$ du carré du gradient, terme à terme : les valeurs anciennes s'y estompent, d'un
# facteur $\beta_2$ à chaque pas. Il divise ensuite le gradient par la racine carrée de $v$ ; le petit nombre $\varepsilon$ évite une division par
# $0$.
#
# $$v \leftarrow \beta_2 v + (1 - \beta_2) g^2 \qquad \theta \leftarrow \theta - \alpha \, \frac{g}{\sqrt{v} + \varepsilon}$$
#
# Adam change deux choses. À la place de $g$, le numérateur contient une moyenne mobile $m$ des gradients, de facteur $\beta_1$. Et les deux moyennes
# sont corrigées : elles partent de zéro et sont donc d'abord trop petites. Si tous les gradients valaient $1$, $v$ vaudrait $1 - \beta_2^t$ après $t$
# pas, et non $1$. Diviser $v$ par ce nombre corrige cet écart ; $m$ se corrige de même, et les valeurs corrigées ne servent qu'au pas. $t$ compte les
# appels de `step()` et vaut $1$ au premier.
#
# Écrivez `Adam(params, lr, betas=(0.9, 0.999), eps=1e-8)`. Ses paramètres doivent suivre le même trajet que ceux de `torch.optim.Adam`.
#
# <details><summary>Quelle est la longueur des pas d'Adam ?</summary>
#
# L'ordre de grandeur des gradients n'a guère d'importance pour Adam : si on les multiplie tous par un même nombre positif, les pas restent presque
# les mêmes. Tant qu'un gradient reste le même, chaque pas a une longueur d'environ `lr` selon cette coordonnée. Quand son signe alterne, $m$ est
# petit et les pas sont plus courts.
#
# </details>
#
# <details><summary>Indice 1</summary>
#
# Combien de choses Adam doit-il retenir pour chaque paramètre ? Quel nombre retient-il une seule fois, pour tous les paramètres ?
#
# <details><summary>Indice 2</summary>
#
# `__init__` crée deux listes de zéros et met $t$ à $0$. `step` augmente $t$ une fois par appel, avant la boucle sur les paramètres, et non une fois
# par paramètre.
#
# <details><summary>Indice 3</summary>
#
# Pour chaque paramètre, modifiez $m$ et $v$ sur place ; la formule de $m$ est celle de $v$, avec $\beta_1$ et $g$. Les corrections ne sont *pas*
# conservées : ne divisez par $1 - \beta_1^t$ et $1 - \beta_2^t$ que dans la mise à jour. $\beta^t$ est une puissance, qui s'écrit `**` en Python.
# Prenez d'abord la racine du $v$ corrigé, et ajoutez $\varepsilon$ ensuite, hors de la racine.
#
# </details></details></details>


# %% nbgrader={"grade": false, "grade_id": "Adam", "locked": false, "schema_version": 3, "solution": true, "task": false}
class Adam:
    """Steps: the running mean of the gradient, divided by the root of the running mean of its square, both corrected.
    Pas selon la moyenne mobile du gradient divisée par la racine de celle de son carré, toutes deux corrigées de leur départ à zéro."""

    ### BEGIN SOLUTION
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps = list(params), lr, betas, eps
        self.means = [torch.zeros_like(p) for p in self.params]
        self.squares = [torch.zeros_like(p) for p in self.params]
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        beta1, beta2 = self.betas
        for p, m, v in zip(self.params, self.means, self.squares, strict=True):
            m.mul_(beta1).add_((1 - beta1) * p.grad)
            v.mul_(beta2).add_((1 - beta2) * p.grad**2)
            p -= self.lr * (m / (1 - beta1**self.t)) / ((v / (1 - beta2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None

    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_Adam", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
params, gradients = [[1.0, -2.0], [0.5]], [[[1.0, 2.0], [4.0]], [[3.0, 1.0], [2.0]], [[-0.5, -0.2], [-0.5]]]
cases = [{"params": params, "gradients": gradients, "lr": 0.1, "betas": (0.8, 0.3), "eps": 0.2},
         {"params": [[1.0, -2.0]], "gradients": [[[3e-8, 2.0]], [[1e-8, 1.0]]], "lr": 1.0}]
expect.path(Adam, cases, gives=[[[0.9166667, -2.0909091, 0.4047619], [0.8432282, -2.1871485, 0.3016526],
                                 [0.7812231, -2.2718509, 0.2102963]], [[0.25, -3.0], [-0.3518532, -3.9321796]]])

### BEGIN HIDDEN TESTS
from course.helpers import iterates, reference

rng = data.rng()
cases = [
    iterates.drawn(rng, (3, 2), (2,), (2,), (), steps=10, lr=0.1),
    iterates.drawn(rng, (1,), steps=6, lr=0.02, betas=(0.8, 0.95), eps=0.1),
    iterates.drawn(rng, (2, 2), (2,), steps=3, lr=0.5, betas=(0.0, 0.9), eps=1e-9),
    {"params": [[0.5, -1.5]], "gradients": [[[0.0, 3.0]], [[0.0, -4.0]]], "lr": 0.1},
    {"params": [[0.5, -1.5]], "gradients": [[[4.0, 9.0]], [[0.0, 3.0]], [[0.0, 2.0]], [[5.0, -2.0]]], "lr": 0.1, "betas": (0.7, 0.5)},
    # Gradients as small as the default eps.
    {"params": [[0.5, -1.5]], "gradients": [[[3e-8, -2e-8]], [[1e-8, 4e-8]]], "lr": 0.1},
]
expect.path(Adam, cases, gives=reference.load("07_sgd_variants").Adam)
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Experiment — Three ways down one valley
#
# Sixteen points lie near the line $y = 2x + 1$. The loss depends on $w$ and $b$ only, so we can draw the paths of the
# descents on a map of the loss. They start at $w = -1$, $b = 1.5$ and use the rate `0.1`. Each path shows the start and $19$ steps.

# %% [markdown] lang="fr"
# ## Expérience — Trois façons de descendre une vallée
#
# Seize points sont proches de la droite $y = 2x + 1$. La perte ne dépend que de $w$ et de $b$ : on peut donc en dessiner une carte, et y placer le
# trajet des descentes. Elles partent de $w = -1$, $b = 1.5$ avec le pas d'apprentissage `0.1`. Chaque trajet montre le départ et $19$ pas.

# %% tags=["experiment"]
valley = descents.valley()


def three_paths(momentum):
    makers = {
        label("gradient descent"): lambda params: GradientDescent(params, 0.1),
        "Momentum": lambda params: Momentum(params, 0.1, momentum),
        "Nesterov": lambda params: Nesterov(params, 0.1, momentum),
    }
    paths = {name: descents.path(make, valley, steps=20) for name, make in makers.items()}
    return maps(valley.loss, paths, lowest=valley.lowest, limits=valley.limits)


controlled(three_paths, "momentum", [0.0, 0.2, 0.4, 0.6, 0.8, 0.9], start=0.9)

# %% [markdown] lang="en"
# Each map shows the same loss, its minimum (the star) and one path, with a marker for each point. Gradient descent quickly reaches the floor of the
# valley and then moves slowly along it; at the rate `0.3` it would zigzag here. `Momentum` swings from wall to wall, because it still has a velocity
# at the floor. `Nesterov` swings much less. If you see a slider above the maps, find the momentum with which `Momentum` ends closest to the minimum.
#
# This comparison is not fair: with a momentum of $0.9$, the rate $0.1$ acts like $0.1 / (1 - 0.9) = 1$ (exercise 4). A fair comparison gives each
# method its own best rate. We do that twice with the crops: with their columns as they are (condition number $2.2$ million, step 6) and with scaled
# columns (condition number $7$).
#
# **Predict before you run.** Each method makes $100$ updates at its best rate. On which of the two problems does
# gradient descent come as close to the minimum as the others?
#
# <details><summary>Answer</summary>
#
# It comes as close on the problem with scaled columns. Momentum and Adam help where the curvatures differ much. Where
# the curvatures are similar, there is no long valley, and after $100$ updates plain gradient descent is as low as the best of the others.
#
# </details>

# %% [markdown] lang="fr"
# Chaque carte montre la même perte, son minimum (l'étoile) et un trajet, avec un marqueur par point. La descente de gradient tombe au fond de la
# vallée, puis s'y traîne ; avec le pas d'apprentissage `0.3`, elle zigzaguerait. `Momentum` oscille d'une paroi à l'autre, car il garde de la vitesse
# au fond. `Nesterov` oscille beaucoup moins. Si un curseur apparaît au-dessus des cartes, cherchez le momentum qui mène `Momentum` le plus près du
# minimum.
#
# Cette comparaison n'est pas équitable : avec un momentum de $0.9$, le pas d'apprentissage $0.1$ agit comme $0.1 / (1 - 0.9) = 1$ (exercice 4).
# Donnons à chaque méthode son meilleur pas d'apprentissage. Faisons-le deux fois avec les récoltes : avec leurs colonnes telles quelles
# (conditionnement de $2.2$ millions, étape 6), puis mises à l'échelle (conditionnement de $7$).
#
# **Prédisez avant d'exécuter.** Chaque méthode fait $100$ mises à jour avec son meilleur pas d'apprentissage. Pour lequel des deux problèmes la
# descente de gradient fait-elle jeu égal avec les autres ?
#
# <details><summary>Réponse</summary>
#
# C'est pour le problème aux colonnes mises à l'échelle. Le momentum et Adam sont utiles quand les courbures diffèrent beaucoup. Sinon, il n'y a pas
# de longue vallée à raccourcir, et après $100$ mises à jour la simple descente de gradient est aussi bas que la meilleure des autres méthodes.
#
# </details>

# %% tags=["experiment"]
rates = [10.0 ** (power / 2) for power in range(-11, 5)]
methods = {
    label("gradient descent"): GradientDescent,
    "Momentum": lambda params, lr: Momentum(params, lr, 0.9),
    "Nesterov": lambda params, lr: Nesterov(params, lr, 0.9),
    "Adam": Adam,
}
problems = {label("columns as they are"): crops_x, label("scaled columns"): data.scaled(crops_x)}
swept = {problem: descents.sweep(methods, x, crops_y, rates, steps=100) for problem, x in problems.items()}
against_rate(rates, swept)

# %% [markdown] lang="en"
# Compare the lowest points of the curves. Least squares reaches $0.909$. With the columns as they are, gradient descent is far behind, at $4.5$;
# momentum, Nesterov and Adam come near the minimum. With scaled columns, gradient descent and Nesterov reach the minimum; momentum ends at $0.94$ and
# Adam at $0.96$, which this scale hardly shows. So there are two remedies for a long valley: a better optimizer, or scaled columns. Scaling is the
# cheaper remedy.

# %% [markdown] lang="fr"
# Comparez les points les plus bas des courbes. Les moindres carrés atteignent $0.909$. Avec les colonnes telles quelles, la descente de gradient est
# loin derrière, à $4.5$ ; le momentum, Nesterov et Adam s'approchent du minimum. Avec des colonnes mises à l'échelle, la descente de gradient et
# Nesterov atteignent le minimum ; le momentum finit à $0.94$ et Adam à $0.96$, ce qui se voit à peine ici. Il y a donc deux moyens de sortir d'une
# longue vallée : un meilleur optimiseur, ou des colonnes mises à l'échelle. Le second est le moins coûteux.

# %% [markdown] lang="en"
# ## Experiment — Does SGD come to rest?
#
# In practice you rarely write a function like `minibatches`. PyTorch has classes for this: a `TensorDataset` holds
# the pairs, and a `DataLoader` draws batches of these pairs. In each epoch it draws each pair once, with `shuffle=True` in a new order.
# `torch.optim` has *schedules*, which change the learning rate during the training: `ExponentialLR` multiplies it by
# `gamma` after each epoch. Here SGD goes down the valley with one sample per update, once with a constant rate and
# once with a rate that shrinks by a tenth per epoch.

# %% [markdown] lang="fr"
# ## Expérience — SGD se stabilise-t-il ?
#
# En pratique, on écrit rarement `minibatches` : un `TensorDataset` contient des couples, et un `DataLoader` en tire des lots, chaque couple une fois
# par époque et, avec `shuffle=True`, dans un ordre nouveau. `torch.optim` propose des *programmes* (en anglais *schedules*), qui changent le pas
# d'apprentissage au cours de l'entraînement : `ExponentialLR` le multiplie par `gamma` après chaque époque. Ici, SGD descend dans la vallée avec un
# échantillon par mise à jour, d'abord avec un pas d'apprentissage constant, puis avec un pas d'apprentissage qui diminue d'un dixième à chaque
# époque.

# %% tags=["experiment"]
def with_loader(gamma):
    pairs, chance = TensorDataset(valley.x, valley.y), torch.Generator().manual_seed(5)
    loader = DataLoader(pairs, batch_size=1, shuffle=True, generator=chance)
    model = torch.nn.Linear(1, 1)
    valley.put_start(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    schedule = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma)
    path = []
    for _ in range(40):
        path.append((model.weight.item(), model.bias.item()))
        for some_x, some_y in loader:
            optimizer.zero_grad()
            functional.mse_loss(model(some_x), some_y).backward()
            optimizer.step()
        schedule.step()
    return path


paths = {label("constant rate"): with_loader(1.0), label("shrinking rate"): with_loader(0.9)}
maps(valley.loss, paths, lowest=valley.lowest, limits=valley.limits)

# %% [markdown] lang="en"
# There is one marker per epoch ($16$ updates). Both paths soon come near the minimum. With the constant rate, the descent does not stop there, but
# moves around the minimum: the gradients of single samples point in different directions there, and the steps do not get shorter. With the shrinking
# rate, the descent comes to rest: it moves less and less.

# %% [markdown] lang="fr"
# Il y a un marqueur par époque ($16$ mises à jour). Les deux trajets s'approchent vite du minimum. Avec un pas d'apprentissage constant, la descente
# erre ensuite autour du minimum : les gradients des échantillons isolés s'y contredisent, et les pas ne raccourcissent pas. S'il diminue, elle se
# stabilise.

# %% [markdown] lang="en"
# ## Exercise 7 — `SGD` with weight decay (2 points)
#
# To keep the weights small, we add a penalty to the loss:
#
# $$L(\theta) + \frac{\lambda}{2} \sum_j \theta_j^2$$
#
# This is an *L2 penalty*, and linear regression with it is *ridge regression*. A step of gradient descent on this sum
# does two things: it goes down on $L$, and it pulls every parameter towards $0$. This pull is called *weight decay*.
#
# Write `SGD(params, lr, weight_decay)`, with $\lambda$ = `weight_decay`; the `.grad` of the parameters is the gradient
# of $L$ alone. Its parameters must follow the same path as those of
# `torch.optim.SGD(params, lr, weight_decay=weight_decay)`. All the parameters decay, as in PyTorch; in practice, the
# bias often has no decay. Step 8 asks whether small weights are *better*.
#
# <details><summary>Hint 1</summary>
#
# Which class, among yours and that of the worked example, is closest to this one? Nothing has to be remembered between two steps.
#
# <details><summary>Hint 2</summary>
#
# Differentiate the penalty with respect to one $\theta_j$: the factor $\frac{1}{2}$ is there for this. Which value of $\theta$ belongs in the result:
# the one before or the one after the step?
#
# <details><summary>Hint 3</summary>
#
# The gradient of the penalty is $\lambda \theta$. First add it to the `.grad`, as a new tensor, with the current
# value of the parameter. Then subtract `lr` times this sum from the parameter, in a single change in place. `.grad`
# itself stays as it is.
#
# </details></details></details>

# %% [markdown] lang="fr"
# ## Exercice 7 — `SGD` avec décroissance des poids (2 points)
#
# Pour que les poids restent petits, on ajoute une pénalité à la perte :
#
# $$L(\theta) + \frac{\lambda}{2} \sum_j \theta_j^2$$
#
# C'est une *pénalité L2*, et la régression linéaire ainsi pénalisée est la *régression ridge*. Un pas de descente de gradient sur cette somme a deux
# effets : il fait baisser $L$, et il tire chaque paramètre vers $0$. C'est la décroissance des poids (en anglais *weight decay*).
#
# Écrivez `SGD(params, lr, weight_decay)`, avec $\lambda$ = `weight_decay` ; le `.grad` des paramètres ne contient que le gradient de $L$. Ses
# paramètres doivent suivre le même trajet que ceux de `torch.optim.SGD(params, lr, weight_decay=weight_decay)`. Tous les paramètres décroissent,
# comme dans PyTorch ; en pratique, on en excepte souvent le biais. L'étape 8 demande si de petits poids sont *meilleurs*.
#
# <details><summary>Indice 1</summary>
#
# Parmi vos classes et celle de l'exemple complet, laquelle est la plus proche de celle-ci ? Il n'y a rien à retenir d'un pas à l'autre.
#
# <details><summary>Indice 2</summary>
#
# Dérivez la pénalité par rapport à un $\theta_j$ : c'est à cela que sert le facteur $\frac{1}{2}$. Quelle valeur de $\theta$ faut-il dans le
# résultat : celle d'avant le pas ou celle d'après ?
#
# <details><summary>Indice 3</summary>
#
# Le gradient de la pénalité est $\lambda \theta$. Calculez d'abord sa somme avec `.grad`, à partir de la valeur actuelle du paramètre. Soustrayez
# ensuite du paramètre `lr` fois cette somme, en une seule modification sur place. `.grad` lui-même reste tel quel.
#
# </details></details></details>


# %% nbgrader={"grade": false, "grade_id": "SGD", "locked": false, "schema_version": 3, "solution": true, "task": false}
class SGD:
    """Gradient descent that also pulls every parameter towards 0.
    Descente de gradient qui tire aussi chaque paramètre vers 0."""

    ### BEGIN SOLUTION
    def __init__(self, params, lr, weight_decay):
        self.params, self.lr, self.weight_decay = list(params), lr, weight_decay

    @torch.no_grad()
    def step(self):
        for p in self.params:
            p -= self.lr * (p.grad + self.weight_decay * p)

    def zero_grad(self):
        for p in self.params:
            p.grad = None

    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_SGD", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
params, g = [[[1.0, -2.0]], [0.5]], [[[[1.0, 2.0]], [4.0]], [[[3.0, 1.0]], [2.0]], [[[-0.5, -0.2]], [-0.5]]]
case = {"params": params, "gradients": g, "lr": 0.1, "weight_decay": 0.4}
expect.path(SGD, case, gives=[[0.86, -2.12, 0.08], [0.5256, -2.1352, -0.1232], [0.554576, -2.029792, -0.068272]])

### BEGIN HIDDEN TESTS
from course.helpers import iterates, reference

rng = data.rng()
cases = [
    iterates.drawn(rng, (3, 2), (2,), (2,), (), steps=8, lr=0.1, weight_decay=0.3),
    iterates.drawn(rng, (1,), steps=5, lr=0.03, weight_decay=2.0),
    iterates.drawn(rng, (2, 2), (2,), steps=3, lr=0.5, weight_decay=0.0),
]
expect.path(SGD, cases, gives=reference.load("07_sgd_variants").SGD)
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Exercise 8 — `AdamW` (2 points)
#
# If we add the penalty of exercise 7 to the loss and use Adam, the gradient of the penalty enters the two means and is
# divided by a root. A parameter with large gradients then hardly decays. AdamW keeps the decay separate (*decoupled*):
# the two means see the gradient of the loss only. In addition to Adam's step, each parameter loses the fraction
# $\alpha \lambda$ of its value before the step.
#
# Write `AdamW(params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01)`, with $\lambda$ = `weight_decay`. Its parameters must follow the same
# path as those of `torch.optim.AdamW`.
#
# <details><summary>Hint 1</summary>
#
# Nearly all of this class is `Adam`. Which of its lines must stay as they are, without the decay?
#
# <details><summary>Hint 2</summary>
#
# The decay needs nothing from the gradient: only the parameter, the rate and $\lambda$. Which value of the parameter does it use, the one before or
# the one after Adam's step?
#
# <details><summary>Hint 3</summary>
#
# Leave the two means as they are in `Adam`. A parameter that loses the fraction $\alpha \lambda$ of its value is multiplied by $1 - \alpha \lambda$.
# Do this in place, before you subtract Adam's step.
#
# </details></details></details>

# %% [markdown] lang="fr"
# ## Exercice 8 — `AdamW` (2 points)
#
# Si l'on ajoute à la perte la pénalité de l'exercice 7, le gradient de cette pénalité entre dans les deux moyennes d'Adam et se trouve divisé par une
# racine. Un paramètre dont les gradients sont grands ne décroît alors presque plus. AdamW laisse la décroissance à part (elle est *découplée*) : les
# deux moyennes ne reçoivent que le gradient de la perte et, à côté du pas d'Adam, chaque paramètre perd la fraction $\alpha \lambda$ de sa valeur
# d'avant le pas.
#
# Écrivez `AdamW(params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01)`, avec $\lambda$ = `weight_decay`. Ses paramètres doivent suivre le même
# trajet que ceux de `torch.optim.AdamW`.
#
# <details><summary>Indice 1</summary>
#
# Cette classe reprend presque tout `Adam`. Quelles lignes doivent y rester telles quelles, sans la décroissance ?
#
# <details><summary>Indice 2</summary>
#
# La décroissance n'a pas besoin du gradient : seulement du paramètre, du pas d'apprentissage et de $\lambda$. Quelle valeur du paramètre
# utilise-t-elle, celle d'avant le pas d'Adam ou celle d'après ?
#
# <details><summary>Indice 3</summary>
#
# Laissez les deux moyennes telles qu'elles sont dans `Adam`. Un paramètre qui perd la fraction $\alpha \lambda$ de sa valeur est multiplié par
# $1 - \alpha \lambda$. Faites-le sur place, avant de soustraire le pas d'Adam.
#
# </details></details></details>


# %% nbgrader={"grade": false, "grade_id": "AdamW", "locked": false, "schema_version": 3, "solution": true, "task": false}
class AdamW:
    """Adam, with a decay of the weights that does not go through its means.
    Adam, avec une décroissance des poids qui ne passe pas par ses moyennes."""

    ### BEGIN SOLUTION
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params, self.lr, self.betas, self.eps, self.weight_decay = list(params), lr, betas, eps, weight_decay
        self.means = [torch.zeros_like(p) for p in self.params]
        self.squares = [torch.zeros_like(p) for p in self.params]
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        beta1, beta2 = self.betas
        for p, m, v in zip(self.params, self.means, self.squares, strict=True):
            m.mul_(beta1).add_((1 - beta1) * p.grad)
            v.mul_(beta2).add_((1 - beta2) * p.grad**2)
            p *= 1 - self.lr * self.weight_decay
            p -= self.lr * (m / (1 - beta1**self.t)) / ((v / (1 - beta2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None

    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_AdamW", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
params, g = [[[1.0, -2.0]], [0.5]], [[[[1.0, 2.0]], [4.0]], [[[3.0, 1.0]], [2.0]], [[[-0.5, -0.2]], [-0.5]]]
cases = [{"params": params, "gradients": g, "lr": 0.1, "betas": (0.8, 0.3), "eps": 0.2, "weight_decay": 0.4},
         {"params": [[1.0, -2.0]], "gradients": [[[3e-8, 2.0]], [[1e-8, 1.0]]], "lr": 1.0}]
expect.path(AdamW, cases, gives=[[[0.8766667, -2.0109091, 0.3847619], [0.7681616, -2.0267121, 0.2662622],
                                  [0.67543, -2.030346, 0.1642553]], [[0.24, -2.98], [-0.3642532, -3.8823795]]])

### BEGIN HIDDEN TESTS
from course.helpers import iterates, reference

rng = data.rng()
cases = [
    iterates.drawn(rng, (3, 2), (2,), (2,), (), steps=10, lr=0.1),
    iterates.drawn(rng, (1,), steps=6, lr=0.02, betas=(0.8, 0.95), eps=0.1, weight_decay=0.3),
    iterates.drawn(rng, (2, 2), (2,), steps=3, lr=0.5, betas=(0.0, 0.9), eps=1e-9, weight_decay=0.0),
    {"params": [[0.5, -1.5]], "gradients": [[[0.0, 3.0]], [[0.0, -4.0]]], "lr": 0.1},
    {"params": [[0.5, -1.5]], "gradients": [[[4.0, 9.0]], [[0.0, 3.0]], [[0.0, 2.0]], [[5.0, -2.0]]], "lr": 0.1, "betas": (0.7, 0.5)},
    # Gradients as small as the default eps.
    {"params": [[0.5, -1.5]], "gradients": [[[3e-8, -2e-8]], [[1e-8, 4e-8]]], "lr": 0.1},
]
expect.path(AdamW, cases, gives=reference.load("07_sgd_variants").AdamW)
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## ★ To go further — A test of your own for `RMSprop`
#
# This task earns no points. Write the class `RMSprop(params, lr, alpha=0.99, eps=1e-8)` of exercise 6, where `alpha` is $\beta_2$, and a test for it:
# ten steps beside `torch.optim.RMSprop`, with the same gradients. Which `eps` and which gradients does your test need, so that it notices an
# $\varepsilon$ under the root?
#
# <details><summary>Hint</summary>
#
# Make two equal tensors that require gradients, one for each optimizer. In each step, put the same random numbers into both `.grad`, call both
# `step()`, and print the largest difference. With `eps=1e-8` the place of $\varepsilon$ hardly matters; with a large `eps` or with tiny gradients it
# does.
#
# </details>

# %% [markdown] lang="fr"
# ## ★ Pour aller plus loin — Votre propre test pour `RMSprop`
#
# Cet exercice ne rapporte pas de points. Écrivez la classe `RMSprop(params, lr, alpha=0.99, eps=1e-8)` de l'exercice 6, où `alpha` est $\beta_2$, et
# son test : dix pas à côté de `torch.optim.RMSprop`, avec les mêmes gradients. Quel `eps` et quels gradients lui faut-il pour remarquer un
# $\varepsilon$ placé sous la racine ?
#
# <details><summary>Indice</summary>
#
# Créez deux tenseurs égaux dont on demande le gradient, un pour chaque optimiseur. À chaque pas, mettez les mêmes nombres aléatoires dans les deux
# `.grad`, appelez les deux `step()`, et affichez la plus grande différence. Avec `eps=1e-8`, la place de $\varepsilon$ n'a guère d'importance ; avec
# un grand `eps` ou de très petits gradients, elle en a.
#
# </details>

# %% [markdown] lang="en"
# ## Who does what
#
# | task | step 6 | step 7 |
# |---|---|---|
# | prediction | PyTorch | PyTorch |
# | gradient | PyTorch | PyTorch |
# | loss | your function or PyTorch's | your function or PyTorch's |
# | **update** | PyTorch | **by hand** |

# %% [markdown] lang="fr"
# ## Qui fait quoi
#
# | tâche | étape 6 | étape 7 |
# |---|---|---|
# | prédiction | PyTorch | PyTorch |
# | gradient | PyTorch | PyTorch |
# | perte | votre fonction ou celle de PyTorch | votre fonction ou celle de PyTorch |
# | **mise à jour** | PyTorch | **à la main** |

# %% [markdown] lang="en"
# ## Recap
#
# - Take the rows of `x` and of `y` with the same shuffled indices. An epoch of SGD makes many updates.
# - Momentum moves by a velocity, a fading sum of gradients. Nesterov looks one step ahead. Adam divides by the usual
#   size of the gradients. Weight decay pulls the weights towards $0$.
# - Compare optimizers at their best learning rates. On the crops with scaled columns, plain gradient descent was
#   enough.
# - With a constant rate, SGD keeps moving around the minimum; a schedule lets it come to rest.
#
# [Step 8](../08_real_data/08_real_data.ipynb) asks: does the model also predict well for data that it has not seen? The
# words of the course are in the [glossary](../glossary.md).

# %% [markdown] lang="fr"
# ## Récapitulatif
#
# - Prenez avec les mêmes indices mélangés les lignes de `x` et celles de `y`. Une époque de SGD compte de nombreuses mises à jour.
# - Le momentum avance selon une vitesse, somme de gradients qui s'estompent. Nesterov anticipe d'un pas. Adam divise par l'ordre de grandeur des
#   gradients. La décroissance des poids les tire vers $0$.
# - Comparez chaque optimiseur avec son meilleur pas d'apprentissage. Sur les récoltes aux colonnes mises à l'échelle, la simple descente suffisait.
# - Avec un pas d'apprentissage constant, SGD erre autour du minimum ; un programme qui réduit ce pas d'apprentissage lui permet de se stabiliser.
#
# L'[étape 8](../08_real_data/08_real_data.ipynb) demande si le modèle prédit bien aussi pour des données qu'il n'a pas vues. Les mots du cours sont
# expliqués dans le [glossaire](../glossary.md).
