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
# In step 6, `torch.optim` did every update. Now you write the update yourself again, to see what is inside. There are two questions: how many samples should one update use, and how can
# an update remember the gradients before it? You write stochastic gradient descent, momentum, Nesterov's variant, Adam and weight decay. Each of them must follow exactly the same path as
# PyTorch's own.
#
# At the end you can
#
# - shuffle a data set without breaking its pairs, and cut it into mini-batches;
# - train by stochastic gradient descent and say what an epoch of it costs;
# - write the optimizers that everyone uses, in a few lines each;
# - say what weight decay does to the model.
#
# Throughout this step, the prediction is PyTorch's `functional.linear(x, w, b)`, the loss is its `functional.mse_loss`, and autograd computes the gradient. Only the update is yours.

# %% [markdown] lang="fr"
# # Étape 7 — Par où descendre ?
#
# À l'étape 6, `torch.optim` faisait toutes les mises à jour. Vous les écrivez maintenant de nouveau vous-même, pour voir ce qu'il contient. Deux questions se posent : sur combien d'échantillons une mise à jour doit-elle se fonder, et comment
# peut-elle se souvenir des gradients précédents ? Vous écrivez la descente de gradient stochastique, le momentum, la variante de Nesterov, Adam et la décroissance des poids. Chacun
# doit suivre exactement le même chemin que son équivalent dans PyTorch.
#
# À la fin, vous saurez :
#
# - mélanger un jeu de données sans séparer les entrées de leurs cibles, et le découper en mini-lots ;
# - entraîner un modèle par descente de gradient stochastique et dire ce que coûte une époque ;
# - écrire en quelques lignes chacun des optimiseurs que tout le monde utilise ;
# - dire ce que la décroissance des poids change au modèle.
#
# Dans toute l'étape, la prédiction est le `functional.linear(x, w, b)` de PyTorch, la perte est son `functional.mse_loss`, et c'est autograd qui calcule le gradient. Seule la mise à jour est de vous.

# %%
from time import perf_counter

import torch
from torch.nn import functional

from course.helpers import data, expect, given, orders
from course.helpers.language import label
from course.helpers.plotting.variants import against_decay, epoch_and_time, maps

expect.step("07_sgd_variants")

# %% [markdown] lang="en"
# ## The idea
#
# **Fewer samples per update.** The loss is a mean over $N$ samples, and so is its gradient. The mean over a small random *mini-batch* $B$ of them
# points in nearly the same direction, and it needs fewer products:
#
# $$g_B = \frac{1}{|B|} \sum_{i \in B} \nabla \ell_i \qquad \text{on average over all } B \text{:} \quad g_B = \nabla L$$
#
# The formula on the right holds for batches of one size. A shorter last batch gives its samples a little more weight.
#
# One epoch goes through all the data once, batch after batch, in a new random order. With batches of $N$ samples this is gradient descent. With batches of $1$ it
# is what was first called *stochastic gradient descent*, SGD.
#
# **An update with a memory.** In a long narrow valley, the gradient points almost at the opposite wall, and the descent zigzags. Add up the past gradients, and let the older ones fade. The zigzag then cancels out, and what
# the gradients have in common remains: the direction of the valley. Four of the five optimizers in this step keep such a memory for each parameter $\theta$: `step()` first updates the memory with the gradient $g$, then moves
# $\theta$. The fifth, `SGD` with weight decay, keeps nothing.

# %% [markdown] lang="fr"
# ## L'idée
#
# **Moins d'échantillons par mise à jour.** La perte est une moyenne sur $N$ échantillons, et son gradient aussi. La moyenne sur un *mini-lot* $B$ (en anglais *mini-batch*), petit et tiré au hasard,
# indique à peu près la même direction et demande moins de produits :
#
# $$g_B = \frac{1}{|B|} \sum_{i \in B} \nabla \ell_i \qquad \text{en moyenne sur tous les } B \text{ :} \quad g_B = \nabla L$$
#
# La formule de droite est vraie pour des lots de même taille. Un dernier lot plus court donne un peu plus de poids à ses échantillons.
#
# Une époque parcourt une fois toutes les données, lot après lot, dans un nouvel ordre aléatoire. Avec des lots de $N$ échantillons, c'est la descente de gradient. Avec des lots de $1$,
# c'est ce qu'on a d'abord appelé *descente de gradient stochastique* (en anglais *stochastic gradient descent*, SGD).
#
# **Une mise à jour qui a de la mémoire.** Dans une vallée longue et étroite, le gradient pointe presque vers la paroi d'en face, et la descente zigzague. Additionnons les gradients passés, en laissant les plus anciens s'estomper. Le zigzag s'annule alors, et il reste ce que
# les gradients ont en commun : la direction de la vallée. Quatre des cinq optimiseurs de cette étape conservent une telle mémoire pour chaque paramètre $\theta$ : `step()` met d'abord la mémoire à jour avec le gradient $g$, puis déplace
# $\theta$. Le cinquième, `SGD` avec décroissance des poids, ne conserve rien.

# %% [markdown] lang="en"
# ## A worked example
#
# Here is the simplest optimizer, gradient descent: $\theta \leftarrow \theta - \alpha g$. It keeps nothing but the list of its parameters. `backward()` fills each `.grad`;
# then come `step()` and `zero_grad()`, as with `torch.optim`.

# %% [markdown] lang="fr"
# ## Un exemple complet
#
# Voici le plus simple des optimiseurs, la descente de gradient : $\theta \leftarrow \theta - \alpha g$. Il ne conserve que la liste de ses paramètres. `backward()` remplit chaque `.grad` ;
# viennent ensuite `step()` et `zero_grad()`, comme avec `torch.optim`.


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
# On paper: the gradient of $\theta_1^2 + 5 \theta_2^2$ at $(4, 1)$ is $(8, 10)$, so the first step leads to $(4 - 0.8, 1 - 1) = (3.2, 0)$. Your own classes must do three things in the same way. The update
# happens *in place* (`-=`, and not `p = p - …`, which would make a new tensor). It is in a `torch.no_grad()` block, or in a method that is marked so. And `zero_grad()` also works before the
# first `backward()`, when every `.grad` is still `None`.

# %% [markdown] lang="fr"
# À la main : le gradient de $\theta_1^2 + 5 \theta_2^2$ en $(4, 1)$ vaut $(8, 10)$, donc le premier pas mène à $(4 - 0.8, 1 - 1) = (3.2, 0)$. Vos propres classes doivent respecter trois points. La mise à jour
# se fait *sur place* (`-=`, et non `p = p - …`, qui créerait un nouveau tenseur). Elle se trouve dans un bloc `torch.no_grad()`, ou dans une méthode ainsi marquée. Et `zero_grad()` fonctionne aussi avant le
# premier `backward()`, quand chaque `.grad` vaut encore `None`.

# %% [markdown] lang="en"
# ## Exercise 1 — `shuffle_together`: find the bug (1 point)
#
# Batches are drawn in a random order, so the data are shuffled first. This function should shuffle the samples, `x` `(N, D)` and `y` `(N, K)`. A descent that uses it runs
# without an error, but it learns nothing of how `y` depends on `x`:
#
# ```python
# def shuffle_together(x, y, generator):
#     order = torch.randperm(len(x), generator=generator)
#     return x[order], y
# ```
#
# Write the repaired function. It returns the pair `(x, y)` of the shuffled data, in a new order at each call, and leaves the tensors that it was given unchanged. `generator` is a `torch.Generator`, the source of
# random numbers: the same seed gives the same order again.

# %% [markdown] lang="fr"
# ## Exercice 1 — `shuffle_together` : trouvez l'erreur (1 point)
#
# Les lots se tirent dans un ordre aléatoire ; on commence donc par mélanger les données. Cette fonction devrait mélanger les échantillons, `x` `(N, D)` et `y` `(N, K)`. Une descente qui l'utilise
# s'exécute sans erreur, mais elle n'apprend rien de la façon dont `y` dépend de `x` :
#
# ```python
# def shuffle_together(x, y, generator):
#     order = torch.randperm(len(x), generator=generator)
#     return x[order], y
# ```
#
# Écrivez la fonction corrigée. Elle renvoie le couple `(x, y)` des données mélangées, selon un ordre nouveau à chaque appel, et laisse intacts les tenseurs reçus. `generator` est un `torch.Generator`, la source des
# nombres aléatoires : avec la même graine, on retrouve le même ordre.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# Follow the sample with the index $0$. At which place of the result is its input, and at which place is its target?
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# The function draws an order and uses it for one of the two tensors only. What does the other one need?
#
# </details>
#
# <details><summary>Hint 3</summary>
#
# Inputs and targets must be taken in *one and the same* order, drawn once per call. A second call of `torch.randperm` would draw another order, and the pairs would be broken again.
#
# </details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Suivez l'échantillon d'indice $0$. À quelle place du résultat se trouve son entrée, et à quelle place se trouve sa cible ?
#
# </details>
#
# <details><summary>Indice 2</summary>
#
# La fonction tire un ordre et ne s'en sert que pour l'un des deux tenseurs. Que faut-il à l'autre ?
#
# </details>
#
# <details><summary>Indice 3</summary>
#
# Il faut prendre les entrées et les cibles dans *un seul et même* ordre, tiré une fois par appel. Un second appel de `torch.randperm` tirerait un autre ordre, et les couples seraient de nouveau défaits.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "shuffle_together", "locked": false, "schema_version": 3, "solution": true, "task": false}
def shuffle_together(x, y, generator):
    """The samples in a random order, each with its own target: (N, D) and (N, K).
    Les échantillons dans un ordre aléatoire, chacun avec sa cible : (N, D) et (N, K)."""
    ### BEGIN SOLUTION
    order = torch.randperm(len(x), generator=generator)
    return x[order], y[order]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_shuffle_together", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
def shuffled_order(x, y, generator, called):
    with expect.unchanged(x=x, y=y, of=called):
        got = shuffle_together(x, y, generator)
    new_x, new_y = expect.results(got, "x", "y", of=called)
    for new, old in ((new_x, x), (new_y, y)):
        expect.that(isinstance(new, torch.Tensor), of=called, mistake="type.not_tensor")
        expect.that(new.shape == old.shape, of=called, mistake="shape.wrong")
    by_row = {tuple(row): i for i, row in enumerate(x.tolist())}
    order = [by_row.get(tuple(row), -1) for row in new_x.tolist()]
    expect.that(-1 not in order, of=called, mistake="shuffle.rows")
    orders.each_once(order, len(x), called=called, mistake="batch.replacement")
    mistakes = {"shuffle.inputs_alone": y}
    if sorted(new_y.tolist()) == sorted(y.tolist()):
        mistakes["shuffle.targets_alone" if order == sorted(order) else "shuffle.apart"] = new_y
    expect.close(new_y, y[order], of=called, mistakes=mistakes)
    return order


x = torch.arange(60.0).reshape(30, 2)
y = 10 * torch.arange(30.0).reshape(30, 1)
generator = torch.Generator().manual_seed(7)
first = shuffled_order(x, y, generator, "shuffle_together(x, y, generator)")
orders.random([first], called="shuffle_together(x, y, generator)")

### BEGIN HIDDEN TESTS
rng = data.rng()
drawn = [first]
for n, d, k, dtype in [(1, 2, 1, torch.float32), (30, 1, 3, torch.float64), (40, 3, 1, torch.float32), (30, 30, 2, torch.float32)]:
    x = torch.tensor(rng.permutation(n * d).reshape(n, d), dtype=dtype)
    y = torch.tensor(rng.permutation(n * k).reshape(n, k), dtype=dtype)
    generator = torch.Generator().manual_seed(int(rng.integers(2**31)))
    called = f"shuffle_together(x, y, generator), x {tuple(x.shape)}, y {tuple(y.shape)}"
    first, second = (shuffled_order(x, y, generator, called) for _ in range(2))
    if n > 1:
        orders.random([first], called=called)
        expect.that(first != second, of=called, mistake="order.same")
        drawn += [first, second]
orders.no_fixed_ends(drawn, called="shuffle_together(x, y, generator)")
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Exercise 2 — `minibatches` (2 points)
#
# One need not move the data: it is enough to shuffle their *indices*. Cut a random order of $0, \dots, n - 1$ into batches, and return the list of these batches. Each batch is a one-dimensional `int64` tensor of `batch_size` indices. The last one is
# shorter if $n$ is not a multiple of `batch_size`, and none is empty. Each index comes exactly once, and each call draws a new order. With `x[rows]` you then take the rows of a batch.

# %% [markdown] lang="fr"
# ## Exercice 2 — `minibatches` (2 points)
#
# Il n'est pas nécessaire de déplacer les données : il suffit de mélanger leurs *indices*. Découpez un ordre aléatoire de $0, \dots, n - 1$ en lots, et renvoyez la liste de ces lots. Chaque lot est un tenseur `int64` à une dimension, de `batch_size` indices. Le dernier est
# plus court si $n$ n'est pas un multiple de `batch_size`, et aucun n'est vide. Chaque indice apparaît exactement une fois, et chaque appel tire un nouvel ordre. `x[rows]` donne ensuite les lignes d'un lot.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# Imagine a pack of numbered cards. How do you make small piles of a given size, so that each card lies in exactly one pile?
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# There are two tasks: a random order of the indices, as in exercise 1, and cutting it into pieces. The order is drawn once per call, and not once per batch.
#
# </details>
#
# <details><summary>Hint 3</summary>
#
# A one-dimensional tensor has the method `split`: it takes the size of a piece, leaves the last piece shorter if need be, and returns a tuple. The function is to return a list. You can also take slices in a loop, whose start grows by `batch_size` each time.
#
# </details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Imaginez un paquet de cartes numérotées. Comment faites-vous de petits tas d'une taille donnée, pour que chaque carte soit dans un tas et un seul ?
#
# </details>
#
# <details><summary>Indice 2</summary>
#
# Il y a deux tâches : un ordre aléatoire des indices, comme à l'exercice 1, puis le découpage en morceaux. L'ordre se tire une fois par appel, et non une fois par lot.
#
# </details>
#
# <details><summary>Indice 3</summary>
#
# Un tenseur à une dimension a la méthode `split` : elle reçoit la taille d'un morceau, laisse le dernier plus court s'il le faut, et renvoie un tuple. La fonction doit renvoyer une liste. On peut aussi prendre des tranches dans une boucle, dont le début avance chaque fois de `batch_size`.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "minibatches", "locked": false, "schema_version": 3, "solution": true, "task": false}
def minibatches(n, batch_size, generator):
    """The indices 0 … n − 1 in a random order, cut into batches: a list of 1-D int64 tensors.
    Les indices 0 … n − 1 dans un ordre aléatoire, découpés en lots : une liste de tenseurs int64 à une dimension."""
    ### BEGIN SOLUTION
    return list(torch.randperm(n, generator=generator).split(batch_size))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_minibatches", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
def other_pairs(x, y, generator):
    rows = (11 * torch.arange(len(x)) + 5) % len(x)
    return x[rows], y[rows]


generator = torch.Generator().manual_seed(7)
for n, batch_size in [(30, 10), (32, 5), (7, 7)]:
    called = f"minibatches(n={n}, batch_size={batch_size}, generator)"
    with given(shuffle_together=other_pairs):
        got = minibatches(n, batch_size, generator)
    drawn = orders.batches(got, n, batch_size, called=called)
    if n >= 30:
        orders.random(drawn, called=called)

### BEGIN HIDDEN TESTS
from course.helpers import reference

right = reference.load("07_sgd_variants")
rng = data.rng()
drawn = []
for n, batch_size in [(30, 10), (30, 1), (35, 8), (31, 30), (40, 40), (1, 1), (3, 5), (6, 2)]:
    generator = torch.Generator().manual_seed(int(rng.integers(2**31)))
    called = f"minibatches(n={n}, batch_size={batch_size}, generator)"
    with given(shuffle_together=right.shuffle_together):
        first, second = (
            orders.batches(minibatches(n, batch_size, generator), n, batch_size, called=called) for _ in range(2)
        )
    if n >= 30:
        orders.random(first, called=called)
        expect.that(first != second, of=called, mistake="order.same")
        drawn += [[index for batch in batches for index in batch] for batches in (first, second)]
orders.no_fixed_ends(drawn, called="minibatches(n, batch_size, generator)")
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Exercise 3 — `train_sgd` (4 points)
#
# Train a linear model by stochastic gradient descent. `w` `(K, D)` and `b` `(K,)` are leaves that require gradients; update them in place. In each epoch
#
# 1. record the mean squared error on *all* the data, as a float, before the epoch's first update;
# 2. draw a new random order of the samples and cut it into batches of `batch_size`;
# 3. make one update for each batch, the last one included, with the gradient of the mean squared error on that batch.
#
# Return the list of the `epochs` losses. With `batch_size` equal to $N$ this is exactly gradient descent.

# %% [markdown] lang="fr"
# ## Exercice 3 — `train_sgd` (4 points)
#
# Entraînez un modèle linéaire par descente de gradient stochastique. `w` `(K, D)` et `b` `(K,)` sont des feuilles qui demandent un gradient ; mettez-les à jour sur place. À chaque époque :
#
# 1. on note l'erreur quadratique moyenne sur *toutes* les données, sous la forme d'un float, avant la première mise à jour de l'époque ;
# 2. on tire un nouvel ordre aléatoire des échantillons et on le découpe en lots de taille `batch_size` ;
# 3. on fait une mise à jour par lot, y compris le dernier, avec le gradient de l'erreur quadratique moyenne sur ce lot.
#
# Renvoyez la liste des `epochs` pertes. Si `batch_size` est égal à $N$, c'est exactement la descente de gradient.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# There are two loops, one inside the other. What happens once per epoch, and what happens once per batch?
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# The loss that you record uses all the rows and needs no gradient. The loss that you differentiate uses only the rows of one batch, of `x` and of `y` alike. `minibatches` gives you these rows.
#
# </details>
#
# <details><summary>Hint 3</summary>
#
# In the outer loop: record the loss in a `torch.no_grad()` block, then call `minibatches` anew. In the inner loop: take the rows, compute prediction and loss, get both gradients (`torch.autograd.grad` returns them without adding them to `.grad`), and change `w` and `b` in place in a `torch.no_grad()` block. Compute both gradients before you change either of the two.
#
# </details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Il y a deux boucles, l'une dans l'autre. Qu'est-ce qui se fait une fois par époque, et qu'est-ce qui se fait une fois par lot ?
#
# </details>
#
# <details><summary>Indice 2</summary>
#
# La perte que l'on note porte sur toutes les lignes et ne demande pas de gradient. La perte que l'on dérive ne porte que sur les lignes d'un lot, celles de `x` comme celles de `y`. `minibatches` vous donne ces lignes.
#
# </details>
#
# <details><summary>Indice 3</summary>
#
# Dans la boucle extérieure : notez la perte dans un bloc `torch.no_grad()`, puis appelez de nouveau `minibatches`. Dans la boucle intérieure : prenez les lignes, calculez la prédiction et la perte, obtenez les deux gradients (`torch.autograd.grad` les renvoie sans les ajouter à `.grad`), et modifiez `w` et `b` sur place dans un bloc `torch.no_grad()`. Calculez les deux gradients avant de modifier l'un ou l'autre.
#
# </details>


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
def batches_of_three(n, batch_size, generator):
    return {3: [torch.tensor([2, 0, 1])], 2: [torch.tensor([2, 0]), torch.tensor([1])]}[batch_size]


def reversed_pairs(x, y, generator):
    return x.flip(0), y.flip(0)


def trained(x, y, w, b, lr, epochs, batch_size, generator, called):
    before = w.detach().clone(), b.detach().clone()
    with expect.unchanged(x=x, y=y, of=called):
        losses = train_sgd(x, y, w, b, lr, epochs, batch_size, generator)
    for leaf, old in ((w, before[0]), (b, before[1])):
        expect.that(leaf.is_leaf and leaf.requires_grad, of=called, mistake="leaf.lost")
        expect.that(leaf.shape == old.shape, of=called, mistake="shape.wrong")
    moved = not (torch.equal(w, before[0]) and torch.equal(b, before[1]))
    expect.that(moved, of=called, mistake="argument.not_updated")
    return losses


def at(values):
    return torch.tensor([[values[0]]]), torch.tensor([values[1]])


x, y = torch.tensor([[0.0], [1.0], [3.0]]), torch.tensor([[1.0], [-1.0], [2.0]])
generator = torch.Generator().manual_seed(7)

# All samples in one batch. / Tous les échantillons en un seul lot.
w, b = torch.zeros(1, 1, requires_grad=True), torch.zeros(1, requires_grad=True)
called = "train_sgd(x, y, w, b, lr=0.1, epochs=2, batch_size=3, generator)"
with given(minibatches=batches_of_three, shuffle_together=reversed_pairs):
    losses = trained(x, y, w, b, 0.1, 2, 3, generator, called)
# Inputs that meet the targets of other samples, in the first epoch or only in the second.
# Des entrées associées aux cibles d'autres échantillons, dès la première époque ou seulement à la deuxième.
pairings = [[2.0, loss] for loss in (2.053333, 1.176296, 2.296296, 1.502222)]
broken = [pairing for pairing in pairings if expect.is_close(losses, pairing)]
ends = [at((last, 0.151111)) for last in (0.008889, 0.542222, -0.057778, 0.208889)]
ends = [end for end in ends if expect.is_close((w.detach(), b.detach()), end)]
expect.losses(
    losses,
    [2.0, 1.217778],
    of=called,
    mistakes={
        "losses.after": [1.217778, 1.180458],
        "losses.extra": [2.0, 1.217778, 1.180458],
        "sum.for_mean": [2.0, 2.693333],
        "step.added": [2.0, 3.795556],
        "factor.two": [2.0, 1.482222],
        **({"batch.pairs": broken[0]} if broken else {}),
    },
)
expect.close(
    (w, b),
    at((0.408889, 0.151111)),
    of=called,
    names=("w", "b"),
    mistakes={
        "grad.not_zeroed": at((0.742222, 0.284444)),
        "factor.two": at((0.268889, 0.104444)),
        **({"batch.pairs": ends[0]} if ends else {}),
    },
)

# A batch of two samples and one of one: six results are right. The single sample is one of three, and its batch comes
# first or last. / Un lot de deux échantillons et un lot d'un seul : six résultats sont justes. L'échantillon isolé est
# l'un des trois, et son lot vient en premier ou en dernier.
w, b = torch.zeros(1, 1, requires_grad=True), torch.zeros(1, requires_grad=True)
called = "train_sgd(x, y, w, b, lr=0.1, epochs=1, batch_size=2, generator)"
with given(minibatches=batches_of_three, shuffle_together=reversed_pairs):
    losses = trained(x, y, w, b, 0.1, 1, 2, generator, called)
# The loss of a batch, or the mean of such losses, is a mistake.
# La perte d'un lot, ou la moyenne de telles pertes, est une erreur.
of_batches = (1.0, 5.29, 3.145, 2.43, 6.29, 2.5, 3.61, 3.055, 2.87, 6.11, 0.81, 1.655, 1.936667, 3.31)
found = [loss for loss in of_batches if expect.is_close(losses, [loss])]
expect.losses(losses, [2.0], of=called, mistakes={"losses.of_batch": found} if found else {})


def nearest(outcomes):
    return at(min(outcomes, key=lambda o: abs(o[0] - w.item()) + abs(o[1] - b.item())))


expect.close(
    (w, b),
    nearest([(1.28, 0.46), (0.22, -0.08), (0.5, 0.28), (0.94, 0.2), (0.64, 0.2), (0.42, 0.26)]),
    of=called,
    names=("w", "b"),
    mistakes={
        "batch.dropped": nearest([(-0.1, 0.0), (0.6, 0.3), (0.5, 0.1)]),
        "grad.not_zeroed": nearest([(1.18, 0.46), (0.82, 0.22), (1.0, 0.38)]),
        "sum.for_mean": nearest([(1.36, 0.52), (0.64, 0.04), (1.0, 0.36)]),
        "step.added": nearest([(-0.92, -0.34), (-0.58, -0.28), (-0.5, -0.32)]),
        "batch.whole": nearest([(0.333333, 0.133333), (0.408889, 0.151111)]),
        "batch.pairs": nearest([(0.16, 0.46), (0.64, 0.34), (-0.2, 0.4), (0.2, 0.4), (1.12, 0.34)]),
    },
)

### BEGIN HIDDEN TESTS
import numpy as np

from course.helpers import reference

right = reference.load("07_sgd_variants")
theirs = {"minibatches": right.minibatches, "shuffle_together": right.shuffle_together}
rng = data.rng()


def error_at(state):
    return float(np.mean((X @ state[0].T + state[1] - Y) ** 2))


def slopes(state, rows, targets=None, total=False):
    rows, targets = list(rows), list(rows if targets is None else targets)
    residual = X[rows] @ state[0].T + state[1] - Y[targets]
    residual *= 2 / (1 if total else residual.size)
    return residual.T @ X[rows], residual.sum(axis=0)


def down(state, slope, rate):
    return state[0] - rate * slope[0], state[1] - rate * slope[1]


def ending_at(w, b):
    ends = w.detach().double().numpy(), b.detach().double().numpy()
    return lambda state: all(np.allclose(end, part, rtol=1e-3, atol=1e-4) for end, part in zip(ends, state[:2], strict=True))


def every_batch(state, batches, rate=None, **how):
    for rows in batches:
        state = down(state, slopes(state, rows, **how), lr if rate is None else rate)
    return state


def accumulated(state, batches):
    state, sums = state[:2], state[2] if len(state) > 2 else (0, 0)
    for rows in batches:
        slope = slopes(state, rows)
        sums = sums[0] + slope[0], sums[1] + slope[1]
        state = down(state, sums, lr)
    return *state, sums


def other_targets(state, batches):
    at_row = 0
    for rows in batches:
        state = down(state, slopes(state, rows, range(at_row, at_row + len(rows))), lr)
        at_row += len(rows)
    return state


wrong = {
    "batch.dropped": lambda state, batches: every_batch(state, [b for b in batches if len(b) == batch_size]),
    "batch.one": lambda state, batches: every_batch(state, batches[:1]),
    "batch.whole": lambda state, batches: every_batch(state, [range(len(X))] * len(batches)),
    "batch.pairs": other_targets,
    "grad.not_zeroed": accumulated,
    "sum.for_mean": lambda state, batches: every_batch(state, batches, total=True),
    "factor.two": lambda state, batches: every_batch(state, batches, rate=lr / 2),
    "step.added": lambda state, batches: every_batch(state, batches, rate=-lr),
}
never, once, together, neighbours = True, "", True, True
for n, d, k, batch_size, epochs, dtype in [
    (4, 2, 1, 1, 4, torch.float64),
    (4, 1, 2, 3, 3, torch.float32),
    (3, 3, 3, 2, 3, torch.float64),
    (4, 3, 2, 2, 4, torch.float32),
    (1, 2, 1, 1, 2, torch.float64),
]:
    X, Y = rng.uniform(-1, 1, size=(n, d)), rng.normal(size=(n, k))
    x, y = torch.tensor(X, dtype=dtype), torch.tensor(Y, dtype=dtype)
    w = torch.tensor(rng.normal(size=(k, d)), dtype=dtype, requires_grad=True)
    b = torch.tensor(rng.normal(size=k), dtype=dtype, requires_grad=True)
    lr = float(rng.uniform(0.1, 0.3))
    generator = torch.Generator().manual_seed(int(rng.integers(2**31)))
    called = f"train_sgd(x, y, w, b, lr={lr:.3f}, epochs={epochs}, batch_size={batch_size}, generator), x {(n, d)}, y {(n, k)} {dtype}"
    kept, shared = [], []
    for _ in range(2):  # what the first call leaves behind may not reach the second one
        start = w.detach().double().numpy().copy(), b.detach().double().numpy().copy()
        with given(**theirs):
            losses = trained(x, y, w, b, lr, epochs, batch_size, generator, called)
        expect.that(isinstance(losses, list) and len(losses) == epochs, of=called, mistake="losses.count")
        expect.that(all(isinstance(loss, float | np.floating) for loss in losses), of=called, mistake="type.not_float")
        expect.losses(losses[:1], [error_at(start)], of=called)
        paths = orders.trajectory(
            start,
            losses,
            ending_at(w, b),
            n=n,
            batch_size=batch_size,
            update=every_batch,
            loss=error_at,
            mistakes=wrong,
            called=called,
        )
        kept.append({path[0] for path in paths if len(set(path)) == 1})
        parts = [{frozenset(batches) for batches in path} for path in paths]
        shared.append([part for one_path in parts if len(one_path) == 1 for part in one_path])
    natural = tuple(tuple(range(i, min(i + batch_size, n))) for i in range(0, n, batch_size))
    never = never and all(natural in one_order for one_order in kept)
    if n == 4 and batch_size == 1 and all(kept):
        # One order for all epochs, in both calls: no accident, even where chance lets other orders explain them too.
        once = called
    if 1 < batch_size < n:
        together = together and all(shared)
        neighbours = neighbours and all(frozenset(natural) in found for found in shared)
if once:
    expect.fail(of=once, mistake="shuffle.none" if never else "order.once")
# The same samples share a batch in all epochs of each call: by chance once in a million times.
expect.that(not together, of="train_sgd(…), batch_size=2, 3", mistake="order.blocks" if neighbours else "order.once")

# All samples in one batch, which may be larger than they are many.
for n, d, k, batch_size, dtype in [(5, 2, 1, 5, torch.float64), (7, 1, 3, 7, torch.float32), (3, 4, 2, 5, torch.float64)]:
    x, y = torch.tensor(rng.uniform(-1, 1, size=(n, d)), dtype=dtype), torch.tensor(rng.normal(size=(n, k)), dtype=dtype)
    first = torch.tensor(rng.normal(size=(k, d)), dtype=dtype), torch.tensor(rng.normal(size=k), dtype=dtype)
    w, b = (value.clone().requires_grad_() for value in first)
    want_w, want_b = (value.clone().requires_grad_() for value in first)
    generator = torch.Generator().manual_seed(int(rng.integers(2**31)))
    want = right.train_sgd(x, y, want_w, want_b, 0.2, 4, n, generator)
    called = f"train_sgd(x, y, w, b, lr=0.2, epochs=4, batch_size={batch_size}, generator), x {(n, d)}, y {(n, k)} {dtype}"
    with given(**theirs):
        losses = trained(x, y, w, b, 0.2, 4, batch_size, generator, called)
    expect.losses(losses, want, of=called, rtol=1e-3)
    expect.close((w, b), (want_w, want_b), of=called, names=("w", "b"), rtol=1e-3)
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Experiment — What's the catch?
#
# The features are the temperature, the rainfall and the humidity of $15$ regions; the targets are their yields of apples and oranges. Your `train_sgd` starts three times from the same parameters, with the same learning rate `1e-5` and batches of $1$, $4$ and $15$ samples. Each
# run makes about $150$ updates.

# %% [markdown] lang="fr"
# ## Expérience — Où est le piège ?
#
# Les caractéristiques sont la température, les précipitations et l'humidité de $15$ régions ; les cibles sont leurs rendements en pommes et en oranges. Votre `train_sgd` part trois fois des mêmes paramètres, avec le même pas d'apprentissage `1e-5`, par lots de $1$, $4$ et $15$ échantillons. Chaque
# entraînement fait environ $150$ mises à jour.

# %% tags=["experiment"]
crops_x, crops_y = data.crops()
chance = torch.Generator().manual_seed(0)
first_w, first_b = torch.randn(2, 3, generator=chance), torch.randn(2, generator=chance)

# %% [markdown] lang="en"
# **Predict before you run.** The figure shows the losses of the three batch sizes twice: against the epoch and against the time. On which of the two sides do the three curves differ much, and which batch size falls fastest there?
#
# <details><summary>Answer</summary>
#
# They differ against the epoch, and batches of $1$ fall fastest: one epoch is then $15$ updates, while it is a single update with batches of $15$. Against the time the three curves are nearly the same, because with so little data an update takes about the same time whatever the size of its batch.
#
# </details>

# %% [markdown] lang="fr"
# **Prédisez avant d'exécuter.** La figure montre deux fois les pertes des trois tailles de lot : en fonction de l'époque et en fonction du temps. De quel côté les trois courbes diffèrent-elles beaucoup, et pour quelle taille de lot la perte y baisse-t-elle le plus vite ?
#
# <details><summary>Réponse</summary>
#
# Elles diffèrent en fonction de l'époque, et c'est avec des lots de $1$ que la perte baisse le plus vite : une époque compte alors $15$ mises à jour, contre une seule avec des lots de $15$. En fonction du temps, les trois courbes sont presque les mêmes, car, avec si peu de données, une mise à jour prend à peu près le même temps quelle que soit la taille du lot.
#
# </details>


# %% tags=["experiment"]
def timed_sgd(batch_size, epochs):
    w, b = first_w.clone().requires_grad_(), first_b.clone().requires_grad_()
    began = perf_counter()
    losses = train_sgd(crops_x, crops_y, w, b, 1e-5, epochs, batch_size, torch.Generator().manual_seed(1))
    return losses, perf_counter() - began


timed_sgd(15, 10)  # the first run is slower / la première exécution est plus lente
by_size = {label("batches of {size}", size=size): timed_sgd(size, epochs) for size, epochs in [(1, 10), (4, 37), (15, 150)]}
for name, (losses, seconds) in by_size.items():
    print(f"{name:<32} {losses[0]:>9.1f} {losses[9]:>9.1f} {losses[-1]:>9.1f} {1000 * seconds / len(losses):>8.2f} ms")
epoch_and_time(by_size, epochs=10)

# %% [markdown] lang="en"
# The table shows the loss at the start, at the epoch with index $9$ and at the end, and the time of one epoch. The left side of the figure shows the losses against the epoch: the smaller the batch, the faster they
# fall. The right side has the time on its axis, and there the three curves are nearly the same. The small difference that remains is the cost of the loss on all the data, which is computed once per epoch: after every update with the largest batch, but only after $15$ updates with the smallest.
#
# That is the catch: *an epoch of SGD is $15$ updates*. With data this small, an update takes the same time with $1$ sample as with $15$: nearly all of it is the fixed cost of calling PyTorch's operations from Python, and the products themselves are quick. At the same number of updates, the three
# descend alike. Mini-batches pay when a pass over all the data takes much longer than a pass over one batch. With a million samples, SGD makes very many updates in the time that a single full gradient takes.

# %% [markdown] lang="fr"
# Le tableau donne la perte au départ, à l'époque d'indice $9$ et à la fin, ainsi que la durée d'une époque. La partie gauche de la figure montre les pertes en fonction de l'époque : plus le lot est petit, plus la chute est
# rapide. Dans la partie droite, l'axe est celui du temps, et les trois courbes sont presque les mêmes. La petite différence qui reste est le coût de la perte sur toutes les données, calculée une fois par époque : après chaque mise à jour avec le plus grand lot, mais seulement après $15$ mises à jour avec le plus petit.
#
# Voilà le piège : *une époque de SGD compte $15$ mises à jour*. Avec si peu de données, une mise à jour prend autant de temps pour $1$ échantillon que pour $15$ : c'est presque uniquement le coût fixe de l'appel des opérations de PyTorch depuis Python, et les produits eux-mêmes vont vite. À nombre égal de mises à jour, les trois
# descendent de la même façon. Les mini-lots sont rentables lorsque parcourir toutes les données prend beaucoup plus de temps que parcourir un lot. Avec un million d'échantillons, SGD fait un très grand nombre de mises à jour dans le temps que demande un seul gradient complet.

# %% [markdown] lang="en"
# ## Exercise 4 — `Momentum` (3 points)
#
# Momentum gives each parameter a velocity $v$, which is zero at first and which the gradient pushes:
#
# $$v \leftarrow \mu v + g \qquad \theta \leftarrow \theta - \alpha v$$
#
# Each update shrinks the older gradients by the factor $\mu$, so the velocity is a fading sum of all the gradients so far. If the gradient stays the same, the velocity approaches $g / (1 - \mu)$: the descent then moves as if its rate were $\alpha / (1 - \mu)$.
#
# Write the class `Momentum(params, lr, momentum)`, with $\alpha$ = `lr` and $\mu$ = `momentum`, and the methods `step()` and `zero_grad()`. Its parameters must follow the same path as those of `torch.optim.SGD(params, lr, momentum=momentum)`. Write the update
# yourself: calling `torch.optim` earns no points here. The test sets the gradients by hand, takes steps and compares where the parameters are, with one row for each step.
#
# Write each of the five classes as a whole: each is marked by itself.

# %% [markdown] lang="fr"
# ## Exercice 4 — `Momentum` (3 points)
#
# Le momentum (en français, l'élan) donne à chaque paramètre une vitesse $v$, nulle au départ, que le gradient pousse :
#
# $$v \leftarrow \mu v + g \qquad \theta \leftarrow \theta - \alpha v$$
#
# Chaque mise à jour réduit les anciens gradients d'un facteur $\mu$ : la vitesse est donc une somme de tous les gradients calculés jusque-là, où les plus anciens s'estompent. Si le gradient reste le même, la vitesse tend vers $g / (1 - \mu)$ : la descente avance alors comme si son pas d'apprentissage était $\alpha / (1 - \mu)$.
#
# Écrivez la classe `Momentum(params, lr, momentum)`, avec $\alpha$ = `lr` et $\mu$ = `momentum`, et les méthodes `step()` et `zero_grad()`. Ses paramètres doivent suivre le même trajet que ceux de `torch.optim.SGD(params, lr, momentum=momentum)`. Écrivez la mise à jour
# vous-même : appeler `torch.optim` ne rapporte aucun point ici. Le test fixe lui-même les gradients, fait des pas et compare la position des paramètres, une ligne par pas.
#
# Écrivez chacune des cinq classes en entier : chacune est notée séparément.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# Begin with the class `GradientDescent` of the worked example. What does `Momentum` have to remember from one call of `step()` to the next?
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# Each parameter has its own velocity, of the same shape, and it must outlive the call of `step()`. So where do you make the velocities: in `__init__` or in `step`?
#
# </details>
#
# <details><summary>Hint 3</summary>
#
# In `__init__`, `torch.zeros_like` makes one velocity for each parameter; keep them in a list in `self`. `step` goes through parameters and velocities together with `zip`. For each pair it changes the velocity in place by the first formula, and then the parameter in place by the second one. `zero_grad` is the same as in the worked example.
#
# </details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Partez de la classe `GradientDescent` de l'exemple complet. De quoi `Momentum` doit-il se souvenir d'un appel de `step()` au suivant ?
#
# </details>
#
# <details><summary>Indice 2</summary>
#
# Chaque paramètre a sa propre vitesse, de même forme, qui doit subsister après l'appel de `step()`. Où faut-il donc créer les vitesses : dans `__init__` ou dans `step` ?
#
# </details>
#
# <details><summary>Indice 3</summary>
#
# Dans `__init__`, `torch.zeros_like` crée une vitesse pour chaque paramètre ; rangez-les dans une liste, dans `self`. `step` parcourt ensemble les paramètres et les vitesses avec `zip`. Pour chaque couple, elle modifie sur place la vitesse selon la première formule, puis le paramètre selon la seconde. `zero_grad` est la même que dans l'exemple complet.
#
# </details>


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
# Momentum takes the gradient where the parameters are. In its original form, Nesterov's method takes it at the point to which the velocity is about to carry them, and so looks one step ahead. PyTorch keeps this point itself as $\theta$. The gradient $g$ is then taken at $\theta$ as usual, and the update becomes
#
# $$v \leftarrow \mu v + g \qquad \theta \leftarrow \theta - \alpha (g + \mu v)$$
#
# The second formula uses the $v$ that is *already* updated. With the old $v$ it would be `Momentum` again: do you see why?
#
# Write `Nesterov(params, lr, momentum)`. Its parameters must follow the same path as those of `torch.optim.SGD(params, lr, momentum=momentum, nesterov=True)`.

# %% [markdown] lang="fr"
# ## Exercice 5 — `Nesterov` (3 points)
#
# Le momentum prend le gradient là où se trouvent les paramètres. Dans sa forme d'origine, la méthode de Nesterov le prend au point où la vitesse va les porter : elle anticipe ainsi d'un pas. PyTorch conserve ce point lui-même sous le nom de $\theta$. Le gradient $g$ est alors pris en $\theta$, comme d'habitude, et la mise à jour devient
#
# $$v \leftarrow \mu v + g \qquad \theta \leftarrow \theta - \alpha (g + \mu v)$$
#
# La seconde formule utilise le $v$ *déjà* mis à jour. Avec l'ancien $v$, ce serait de nouveau `Momentum` : voyez-vous pourquoi ?
#
# Écrivez `Nesterov(params, lr, momentum)`. Ses paramètres doivent suivre le même trajet que ceux de `torch.optim.SGD(params, lr, momentum=momentum, nesterov=True)`.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# Compare the two formulas with those of `Momentum`. Which of the two has changed?
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# The memory is the same as that of `Momentum`; only the move of the parameter is another one. It uses the gradient and the velocity.
#
# </details>
#
# <details><summary>Hint 3</summary>
#
# Update the velocity first and keep it: the factor $\mu$ in the second formula must not change what is stored. Then move the parameter by `lr` times the sum of two terms, the present gradient and $\mu$ times the new velocity, in the direction opposite to this sum.
#
# </details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Comparez les deux formules avec celles de `Momentum`. Laquelle a changé ?
#
# </details>
#
# <details><summary>Indice 2</summary>
#
# La mémoire est la même que celle de `Momentum` ; seul le déplacement du paramètre est différent. Il utilise le gradient et la vitesse.
#
# </details>
#
# <details><summary>Indice 3</summary>
#
# Mettez d'abord la vitesse à jour et conservez-la : le facteur $\mu$ de la seconde formule ne doit pas changer ce qui est conservé. Déplacez ensuite le paramètre de `lr` fois la somme de deux termes, le gradient actuel et $\mu$ fois la nouvelle vitesse, dans le sens opposé à cette somme.
#
# </details>


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
# Adam keeps two running means for each parameter, both zero at first: $m$ of the gradient and $v$ of its square (element by element). Since they begin at zero, they are too small during the first steps. Dividing by
# $1 - \beta^t$ corrects that. $t$ counts the calls of `step()` and is $1$ in the first one.
#
# $$m \leftarrow \beta_1 m + (1 - \beta_1) g \qquad v \leftarrow \beta_2 v + (1 - \beta_2) g^2$$
#
# $$\theta \leftarrow \theta - \alpha \, \frac{m / (1 - \beta_1^t)}{\sqrt{v / (1 - \beta_2^t)} + \varepsilon}$$
#
# Write `Adam(params, lr, betas=(0.9, 0.999), eps=1e-8)`. Its parameters must follow the same path as those of `torch.optim.Adam`.
#
# The scale of the gradients hardly matters to Adam: multiply all of them by the same number, and the steps stay nearly the same. While a gradient keeps its size and its sign, each step has a length of about `lr` in that coordinate. When its sign alternates, $m$ is small and the steps are shorter. Adam
# is therefore useful where the slopes differ much from one parameter to another.

# %% [markdown] lang="fr"
# ## Exercice 6 — `Adam` (3 points)
#
# Adam conserve deux moyennes mobiles pour chaque paramètre, toutes deux nulles au départ : $m$, celle du gradient, et $v$, celle de son carré (terme à terme). Comme elles partent de zéro, elles sont trop petites pendant les premiers pas. Une division par
# $1 - \beta^t$ corrige cela. $t$ compte les appels de `step()` et vaut $1$ au premier.
#
# $$m \leftarrow \beta_1 m + (1 - \beta_1) g \qquad v \leftarrow \beta_2 v + (1 - \beta_2) g^2$$
#
# $$\theta \leftarrow \theta - \alpha \, \frac{m / (1 - \beta_1^t)}{\sqrt{v / (1 - \beta_2^t)} + \varepsilon}$$
#
# Écrivez `Adam(params, lr, betas=(0.9, 0.999), eps=1e-8)`. Ses paramètres doivent suivre le même trajet que ceux de `torch.optim.Adam`.
#
# L'ordre de grandeur des gradients n'a guère d'importance pour Adam : si on les multiplie tous par un même nombre, les pas restent presque les mêmes. Tant qu'un gradient garde sa taille et son signe, chaque pas a une longueur d'environ `lr` selon cette coordonnée. Quand son signe alterne, $m$ est petit et les pas sont plus courts. Adam
# est donc utile quand les pentes diffèrent beaucoup d'un paramètre à l'autre.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# How many things does Adam have to remember for each parameter? Which number does it remember once for all the parameters?
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# `__init__` makes two lists of zeros and sets $t$ to $0$. `step` increases $t$ once per call, before the loop over the parameters, and not once per parameter.
#
# </details>
#
# <details><summary>Hint 3</summary>
#
# For each parameter, change $m$ and $v$ in place by their formulas. The corrections are *not* stored: divide by $1 - \beta_1^t$ and $1 - \beta_2^t$ only in the update. $\beta^t$ is a power, which Python writes `**`. Take the root of the corrected $v$ first, and add $\varepsilon$ after it, outside of the root.
#
# </details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Combien de choses Adam doit-il retenir pour chaque paramètre ? Quel nombre retient-il une seule fois, pour tous les paramètres ?
#
# </details>
#
# <details><summary>Indice 2</summary>
#
# `__init__` crée deux listes de zéros et met $t$ à $0$. `step` augmente $t$ une fois par appel, avant la boucle sur les paramètres, et non une fois par paramètre.
#
# </details>
#
# <details><summary>Indice 3</summary>
#
# Pour chaque paramètre, modifiez $m$ et $v$ sur place selon leurs formules. Les corrections ne sont *pas* conservées : ne divisez par $1 - \beta_1^t$ et $1 - \beta_2^t$ que dans la mise à jour. $\beta^t$ est une puissance, qui s'écrit `**` en Python. Prenez d'abord la racine du $v$ corrigé, et ajoutez $\varepsilon$ ensuite, hors de la racine.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "Adam", "locked": false, "schema_version": 3, "solution": true, "task": false}
class Adam:
    """Steps by the running mean of the gradient over the root of that of its square, both corrected for their start.
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
case = {"params": params, "gradients": gradients, "lr": 0.1, "betas": (0.8, 0.3), "eps": 0.2}
expect.path(Adam, case, gives=[[0.9166667, -2.0909091, 0.4047619], [0.8432282, -2.1871485, 0.3016526], [0.7812231, -2.2718509, 0.2102963]])

### BEGIN HIDDEN TESTS
from course.helpers import iterates, reference

rng = data.rng()
cases = [
    iterates.drawn(rng, (3, 2), (2,), (2,), (), steps=10, lr=0.1),
    iterates.drawn(rng, (1,), steps=6, lr=0.02, betas=(0.8, 0.95), eps=0.1),
    iterates.drawn(rng, (2, 2), (2,), steps=3, lr=0.5, betas=(0.0, 0.9), eps=1e-9),
    {"params": [[0.5, -1.5]], "gradients": [[[0.0, 3.0]], [[0.0, -4.0]]], "lr": 0.1},
    {"params": [[0.5, -1.5]], "gradients": [[[4.0, 9.0]], [[0.0, 3.0]], [[0.0, 2.0]], [[5.0, -2.0]]], "lr": 0.1, "betas": (0.7, 0.5)},
]
expect.path(Adam, cases, gives=reference.load("07_sgd_variants").Adam)
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Experiment — Six ways down one valley
#
# Sixteen points lie near the line $y = 2x + 1$. The loss depends on $w$ and $b$ only, so all six descents can be drawn on the same map. All of them start at $w = -1$, $b = 1.5$ and run for $20$ epochs. The learning rate is `0.1`, and `0.3` for Adam; `Momentum` and `Nesterov` have the momentum $0.8$.

# %% [markdown] lang="fr"
# ## Expérience — Six façons de descendre une vallée
#
# Seize points sont proches de la droite $y = 2x + 1$. La perte ne dépend que de $w$ et de $b$ : on peut donc dessiner les six descentes sur la même carte. Toutes partent de $w = -1$, $b = 1.5$ et durent $20$ époques. Le pas d'apprentissage est `0.1`, et `0.3` pour Adam ; `Momentum` et `Nesterov` ont un momentum de $0.8$.

# %% tags=["experiment"]
chance = torch.Generator().manual_seed(3)
valley_x = 0.5 + 2 * torch.rand(16, 1, generator=chance)
valley_y = 2 * valley_x + 1 + 0.5 * torch.randn(16, 1, generator=chance)
solution = torch.linalg.lstsq(torch.cat([valley_x, torch.ones(16, 1)], dim=1), valley_y).solution


def valley_loss(slope, intercept):
    return float(((slope * valley_x + intercept - valley_y) ** 2).mean())


def valley_start():
    return torch.tensor([[-1.0]], requires_grad=True), torch.tensor([1.5], requires_grad=True)


def whole_batches(make, epochs=20):
    (w, b), path, losses = valley_start(), [], []
    optimizer, began = make([w, b]), perf_counter()
    for _ in range(epochs):
        path.append((w.item(), b.item()))
        loss = functional.mse_loss(functional.linear(valley_x, w, b), valley_y)
        losses.append(loss.item())
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    return path, losses, perf_counter() - began

# %% [markdown] lang="en"
# **Predict before you run.** One of the six paths comes near to the minimum and then wanders about without settling. Another one swings from one wall of the valley to the other. Which methods are they?
#
# <details><summary>Answer</summary>
#
# SGD with one sample wanders: near the minimum the gradients of single samples still point in different directions, and with a constant learning rate they keep moving the parameters. `Momentum` swings: at the floor of the valley the slope across it is $0$, but the velocity is not, and it carries the parameters up the other wall.
#
# </details>

# %% [markdown] lang="fr"
# **Prédisez avant d'exécuter.** L'un des six trajets s'approche du minimum, puis erre sans se stabiliser. Un autre oscille d'une paroi de la vallée à l'autre. De quelles méthodes s'agit-il ?
#
# <details><summary>Réponse</summary>
#
# C'est SGD avec un seul échantillon qui erre : près du minimum, les gradients des échantillons isolés indiquent encore des directions différentes et, le pas d'apprentissage étant constant, ils continuent à déplacer les paramètres. C'est `Momentum` qui oscille : au fond de la vallée, la pente en travers vaut $0$, mais la vitesse ne l'est pas, et elle porte les paramètres sur l'autre paroi.
#
# </details>


# %% tags=["experiment"]
def in_batches(lr, batch_size, epochs=20):
    (w, b), path, losses = valley_start(), [], []
    chance, began = torch.Generator().manual_seed(5), perf_counter()
    for _ in range(epochs):
        path.append((w.item(), b.item()))
        losses += train_sgd(valley_x, valley_y, w, b, lr, 1, batch_size, chance)
    return path, losses, perf_counter() - began


six = {
    label("gradient descent"): in_batches(0.1, 16),
    label("mini-batches of {size}", size=4): in_batches(0.1, 4),
    label("SGD, one sample"): in_batches(0.1, 1),
    "momentum": whole_batches(lambda params: Momentum(params, lr=0.1, momentum=0.8)),
    "Nesterov": whole_batches(lambda params: Nesterov(params, lr=0.1, momentum=0.8)),
    "Adam": whole_batches(lambda params: Adam(params, lr=0.3)),
}
maps(valley_loss, {name: path for name, (path, _, _) in six.items()}, lowest=solution)

# %% [markdown] lang="en"
# Each map shows the same loss, its minimum (the star) and the path of one descent, with one marker for each epoch. Gradient descent falls to the floor of the valley and then creeps along it. Mini-batches and SGD come nearer to the minimum in as many epochs, but SGD does not settle: near
# the minimum, the gradients of single samples disagree, and its path wanders about. `Momentum` swings from wall to wall; `Nesterov` swings much less. Adam moves as fast in $w$ as in $b$ at first, goes past the floor of the valley and turns back.
#
# These maps do not say which method is the best, because each has its own best learning rate. With the momentum $0.8$, for instance, the rate $0.1$ acts like $0.1 / (1 - 0.8) = 0.5$. At the end of these $20$ epochs, `Momentum` is no lower than gradient descent, and Adam is the highest of the six. Other rates give another order.

# %% [markdown] lang="fr"
# Chaque carte montre la même perte, son minimum (l'étoile) et le trajet d'une descente, avec un marqueur par époque. La descente de gradient tombe au fond de la vallée, puis s'y traîne. Les mini-lots et SGD s'approchent davantage du minimum en autant d'époques, mais SGD ne se stabilise pas : près
# du minimum, les gradients des échantillons isolés se contredisent, et son trajet erre. `Momentum` oscille d'une paroi à l'autre ; `Nesterov` oscille beaucoup moins. Adam avance d'abord aussi vite selon $w$ que selon $b$, dépasse le fond de la vallée et fait demi-tour.
#
# Ces cartes ne disent pas quelle méthode est la meilleure, car chacune a son propre meilleur pas d'apprentissage. Avec le momentum $0.8$, par exemple, la valeur $0.1$ agit comme $0.1 / (1 - 0.8) = 0.5$. Au bout de ces $20$ époques, `Momentum` n'est pas plus bas que la descente de gradient, et Adam est le plus haut des six. D'autres pas d'apprentissage donnent un autre classement.

# %% tags=["experiment"]
epoch_and_time({name: (losses, seconds) for name, (_, losses, seconds) in six.items()})

# %% [markdown] lang="en"
# The figure shows the losses of the six descents, against the epoch on the left and against the time on the right. The memory of `Momentum`, `Nesterov` and `Adam` costs a few products per step, which is little next to the $16$ updates that SGD makes in an epoch. If we count epochs, SGD looks better than it is. Compare
# times instead.

# %% [markdown] lang="fr"
# La figure montre les pertes des six descentes, en fonction de l'époque à gauche et du temps à droite. La mémoire de `Momentum`, de `Nesterov` et d'`Adam` coûte quelques produits par pas : c'est peu à côté des $16$ mises à jour que fait SGD en une époque. Si l'on compte les époques, SGD paraît meilleur qu'il n'est. Comparez
# plutôt les temps.

# %% [markdown] lang="en"
# ## Exercise 7 — `SGD` with weight decay (2 points)
#
# Weight decay pulls every parameter towards $0$:
#
# $$\theta \leftarrow \theta - \alpha (g + \lambda \theta)$$
#
# The pull $\lambda \theta$ is the gradient of an additional loss, $\frac{\lambda}{2} \sum_j \theta_j^2$. This additional loss is called an *L2 penalty*, and linear regression with it is *ridge regression*. With Adam, decay and penalty are not the same, because Adam also divides the gradient of the penalty by the size of the gradients; `torch.optim.AdamW` applies the decay apart from them.
#
# Write `SGD(params, lr, weight_decay)`, with $\lambda$ = `weight_decay`. Its parameters must follow the same path as those of `torch.optim.SGD(params, lr, weight_decay=weight_decay)`. All the parameters decay, as in PyTorch; in practice one often leaves the bias out. The $\theta$ on the right is the one from before the step.

# %% [markdown] lang="fr"
# ## Exercice 7 — `SGD` avec décroissance des poids (2 points)
#
# La décroissance des poids (en anglais *weight decay*) tire chaque paramètre vers $0$ :
#
# $$\theta \leftarrow \theta - \alpha (g + \lambda \theta)$$
#
# Le terme $\lambda \theta$ est le gradient d'une perte supplémentaire, $\frac{\lambda}{2} \sum_j \theta_j^2$. Cette perte supplémentaire s'appelle une *pénalité L2*, et la régression linéaire ainsi pénalisée est la *régression ridge*. Avec Adam, décroissance et pénalité ne reviennent pas au même, car Adam divise aussi le gradient de la pénalité par la taille des gradients ; `torch.optim.AdamW` applique la décroissance à part.
#
# Écrivez `SGD(params, lr, weight_decay)`, avec $\lambda$ = `weight_decay`. Ses paramètres doivent suivre le même trajet que ceux de `torch.optim.SGD(params, lr, weight_decay=weight_decay)`. Tous les paramètres décroissent, comme dans PyTorch ; en pratique, on excepte souvent le biais. Le $\theta$ de droite est celui d'avant le pas.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# Which class, among yours and that of the worked example, is closest to this one? Nothing has to be remembered between two steps.
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# The formula differs from gradient descent by one term. Which value of $\theta$ belongs in this term: the one before or the one after the change?
#
# </details>
#
# <details><summary>Hint 3</summary>
#
# Compute the whole sum in the parentheses first, from the `.grad` and from the parameter as it is now. Then subtract `lr` times this sum from the parameter, in a single change in place. `.grad` itself stays as it is.
#
# </details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Parmi vos classes et celle de l'exemple complet, laquelle est la plus proche de celle-ci ? Il n'y a rien à retenir d'un pas à l'autre.
#
# </details>
#
# <details><summary>Indice 2</summary>
#
# La formule diffère de la descente de gradient par un seul terme. Quelle valeur de $\theta$ faut-il dans ce terme : celle d'avant la modification ou celle d'après ?
#
# </details>
#
# <details><summary>Indice 3</summary>
#
# Calculez d'abord toute la somme entre parenthèses, à partir de `.grad` et du paramètre tel qu'il est. Soustrayez ensuite du paramètre `lr` fois cette somme, en une seule modification sur place. `.grad` lui-même reste tel quel.
#
# </details>


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
params, gradients = [[1.0, -2.0], [0.5]], [[[1.0, 2.0], [4.0]], [[3.0, 1.0], [2.0]], [[-0.5, -0.2], [-0.5]]]
case = {"params": params, "gradients": gradients, "lr": 0.1, "weight_decay": 0.5}
expect.path(SGD, case, gives=[[0.85, -2.1, 0.075], [0.5075, -2.095, -0.12875], [0.532125, -1.97025, -0.0723125]])

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
# Put the penalty of exercise 7 into Adam, and its gradient goes the way of every other gradient: it enters the two means and is divided by a root. A parameter with large gradients then hardly decays at all. AdamW keeps the decay apart (the word for this is *decoupled*): the two means see the gradient of the loss only, and beside Adam's step each
# parameter loses the fraction $\alpha \lambda$ of its value before the step.
#
# Write `AdamW(params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01)`, with $\lambda$ = `weight_decay`. Its parameters must follow the same path as those of `torch.optim.AdamW`. As before, write the update yourself: calling `torch.optim` earns no points.

# %% [markdown] lang="fr"
# ## Exercice 8 — `AdamW` (2 points)
#
# Si l'on ajoute à Adam la pénalité de l'exercice 7, le gradient de cette pénalité suit le même chemin que tous les gradients : il entre dans les deux moyennes et se trouve divisé par une racine. Un paramètre dont les gradients sont grands ne décroît alors presque plus. AdamW laisse la décroissance à part (on dit qu'elle est *découplée*, en anglais *decoupled*) : les deux moyennes ne reçoivent que le gradient de la perte et, à côté du pas d'Adam,
# chaque paramètre perd la fraction $\alpha \lambda$ de sa valeur d'avant le pas.
#
# Écrivez `AdamW(params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01)`, avec $\lambda$ = `weight_decay`. Ses paramètres doivent suivre le même trajet que ceux de `torch.optim.AdamW`. Comme précédemment, la mise à jour doit être de vous : appeler `torch.optim` ne rapporte aucun point.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# Nearly all of this class is `Adam`. Which of its lines must not know anything about the decay?
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# The decay needs nothing from the gradient: only the parameter, the rate and $\lambda$. Which value of the parameter does it use, the one before or the one after Adam's step?
#
# </details>
#
# <details><summary>Hint 3</summary>
#
# Leave the two means as they are in `Adam`. A parameter that loses the fraction $\alpha \lambda$ of its value is multiplied by $1 - \alpha \lambda$. Do this in place, before you subtract Adam's step.
#
# </details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Cette classe est presque entièrement `Adam`. Lesquelles de ses lignes ne doivent rien savoir de la décroissance ?
#
# </details>
#
# <details><summary>Indice 2</summary>
#
# La décroissance n'a pas besoin du gradient : seulement du paramètre, du pas d'apprentissage et de $\lambda$. Quelle valeur du paramètre emploie-t-elle, celle d'avant le pas d'Adam ou celle d'après ?
#
# </details>
#
# <details><summary>Indice 3</summary>
#
# Laissez les deux moyennes telles qu'elles sont dans `Adam`. Un paramètre qui perd la fraction $\alpha \lambda$ de sa valeur est multiplié par $1 - \alpha \lambda$. Faites-le sur place, avant de soustraire le pas d'Adam.
#
# </details>


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
params, gradients = [[1.0, -2.0], [0.5]], [[[1.0, 2.0], [4.0]], [[3.0, 1.0], [2.0]], [[-0.5, -0.2], [-0.5]]]
case = {"params": params, "gradients": gradients, "lr": 0.1, "betas": (0.8, 0.3), "eps": 0.2, "weight_decay": 0.5}
expect.path(AdamW, case, gives=[[0.8666667, -1.9909091, 0.3797619], [0.7498949, -1.987603, 0.2576646], [0.6503951, -1.9729253, 0.1534249]])

### BEGIN HIDDEN TESTS
from course.helpers import iterates, reference

rng = data.rng()
cases = [
    iterates.drawn(rng, (3, 2), (2,), (2,), (), steps=10, lr=0.1),
    iterates.drawn(rng, (1,), steps=6, lr=0.02, betas=(0.8, 0.95), eps=0.1, weight_decay=0.3),
    iterates.drawn(rng, (2, 2), (2,), steps=3, lr=0.5, betas=(0.0, 0.9), eps=1e-9, weight_decay=0.0),
    {"params": [[0.5, -1.5]], "gradients": [[[0.0, 3.0]], [[0.0, -4.0]]], "lr": 0.1},
    {"params": [[0.5, -1.5]], "gradients": [[[4.0, 9.0]], [[0.0, 3.0]], [[0.0, 2.0]], [[5.0, -2.0]]], "lr": 0.1, "betas": (0.7, 0.5)},
]
expect.path(AdamW, cases, gives=reference.load("07_sgd_variants").AdamW)
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Experiment — What does weight decay do to the weights?
#
# Take the same regions again. Each column is scaled to mean $0$ and standard deviation $1$, and so are the yields; no bias is then needed. Your `SGD` descends with seven values of weight decay, from $0$ to $10$.

# %% [markdown] lang="fr"
# ## Expérience — Que deviennent les poids ?
#
# Reprenons les mêmes régions. On ramène chaque colonne à une moyenne de $0$ et à un écart type de $1$, y compris les rendements ; aucun biais n'est alors nécessaire. Votre `SGD` descend avec sept valeurs de la décroissance, de $0$ à $10$.

# %% tags=["experiment"]
scaled_x = (crops_x - crops_x.mean(dim=0)) / crops_x.std(dim=0, correction=0)
scaled_y = (crops_y - crops_y.mean(dim=0)) / crops_y.std(dim=0, correction=0)
decays = [0.0, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0]


# %% tags=["experiment"]
def decayed(weight_decay):
    w = torch.zeros(2, 3, requires_grad=True)
    optimizer = SGD([w], lr=0.1, weight_decay=weight_decay)
    for _ in range(40):
        loss = functional.mse_loss(scaled_x @ w.T, scaled_y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    return w.detach(), loss.item()


shrunk = [decayed(weight_decay) for weight_decay in decays]
inputs = [label("temperature"), label("rainfall"), label("humidity")]
curves = {name: [w[0, i] for w, _ in shrunk] for i, name in enumerate(inputs)}
against_decay(decays, curves | {label("loss"): [loss for _, loss in shrunk]}, ylabel=label("weights and loss"))

# %% [markdown] lang="en"
# The figure shows the loss and the three weights that predict the apples, against the weight decay. A strong decay brings all the weights close to $0$. The training loss rises with the decay, since the descent now minimises something else. In these data, rainfall and humidity vary
# together (they are correlated), and decay shares the weight more evenly between them. Are small weights *better*? The data to which they were fitted cannot tell: step 8 asks this question.

# %% [markdown] lang="fr"
# La figure montre, en fonction de la décroissance, la perte et les trois poids du modèle pour la cible « pommes ». Une forte décroissance amène tous les poids près de $0$. La perte d'entraînement monte avec la décroissance, car la descente minimise désormais autre chose. Dans ces données, précipitations et humidité varient
# ensemble (elles sont corrélées), et la décroissance répartit mieux le poids entre elles. De petits poids sont-ils *meilleurs* ? Les données auxquelles on les a ajustés ne peuvent pas le dire : l'étape 8 pose la question.

# %% [markdown] lang="en"
# ## ★ To go further — Each method at its own best rate
#
# This task earns no points. The six descents of the valley do not say which method is the best. Make a fairer comparison: try ten learning rates between $0.01$ and $1$ with gradient descent, `Momentum`, `Nesterov` (both with the momentum $0.8$) and `Adam`. Draw, or print, the last loss against the rate. Which method is lowest at its best rate? Which one suffers least from a rate that is not the best?
#
# <details><summary>Hint</summary>
#
# `whole_batches` runs one method; call it in two loops, over the methods and over the rates, and keep the last of its losses. `torch.logspace` gives rates with equal quotients. `GradientDescent` is the class of the worked example. Except with Adam, a rate that is too large gives an enormous loss: a logarithmic axis helps.
#
# </details>

# %% [markdown] lang="fr"
# ## ★ Pour aller plus loin — Chaque méthode à son meilleur pas d'apprentissage
#
# Cet exercice ne rapporte pas de points. Les six descentes de la vallée ne disent pas quelle méthode est la meilleure. Faites une comparaison plus équitable : essayez dix pas d'apprentissage entre $0.01$ et $1$ avec la descente de gradient, `Momentum`, `Nesterov` (tous deux avec un momentum de $0.8$) et `Adam`. Tracez ou affichez la dernière perte en fonction du pas d'apprentissage. Quelle méthode arrive le plus bas avec son meilleur pas d'apprentissage ? Laquelle souffre le moins d'un pas d'apprentissage qui n'est pas le meilleur ?
#
# <details><summary>Indice</summary>
#
# `whole_batches` exécute une méthode ; appelez-la dans deux boucles, sur les méthodes et sur les pas d'apprentissage, et gardez la dernière de ses pertes. `torch.logspace` donne des pas d'apprentissage dont les quotients successifs sont égaux. `GradientDescent` est la classe de l'exemple complet. Sauf avec Adam, un pas d'apprentissage trop grand donne une perte énorme : un axe logarithmique aide à lire les résultats.
#
# </details>

# %% [markdown] lang="en"
# ## Who does what
#
# | | step 6 | step 7 |
# |---|---|---|
# | prediction | PyTorch | PyTorch |
# | gradient | PyTorch | PyTorch |
# | loss | the MSE, by hand or PyTorch's | the MSE, by hand or PyTorch's |
# | **update** | PyTorch | **by hand** |

# %% [markdown] lang="fr"
# ## Qui fait quoi
#
# | | étape 6 | étape 7 |
# |---|---|---|
# | prédiction | PyTorch | PyTorch |
# | gradient | PyTorch | PyTorch |
# | perte | la MSE, écrite à la main ou prise dans PyTorch | la MSE, écrite à la main ou prise dans PyTorch |
# | **mise à jour** | PyTorch | **à la main** |

# %% [markdown] lang="en"
# ## Recap
#
# - Shuffle indices, and take the rows of `x` and of `y` with the same ones.
# - An epoch of SGD is many updates. Compare optimizers by time too, and not by epochs alone.
# - Momentum moves by a velocity, a fading sum of the gradients. Nesterov looks one step ahead. Adam divides by the size that the gradients usually have. Each of them takes a few lines, in place, and a memory for each parameter.
# - Adam's means start at zero: without their correction the first steps have the wrong length.
# - Weight decay adds $\lambda \theta$ to the gradient and shrinks the weights.
# - Every optimizer has its own best learning rate: compare optimizers at their best rates.
#
# In step 8 `torch.optim` takes the steps again, and the question changes: is what the model has learned also true of data that nobody has seen?

# %% [markdown] lang="fr"
# ## Récapitulatif
#
# - Mélangez des indices, et prenez, avec les mêmes indices, les lignes de `x` et celles de `y`.
# - Une époque de SGD compte de nombreuses mises à jour. Comparez aussi les optimiseurs en temps, et pas seulement en époques.
# - Le momentum avance selon une vitesse, somme des gradients où les plus anciens s'estompent. Nesterov anticipe d'un pas. Adam divise par la taille habituelle des gradients. Chacun tient en quelques lignes, sur place, avec une mémoire par paramètre.
# - Les moyennes d'Adam partent de zéro : sans correction, les premiers pas n'ont pas la bonne longueur.
# - La décroissance des poids ajoute $\lambda \theta$ au gradient et fait diminuer les poids.
# - Chaque optimiseur a son propre meilleur pas d'apprentissage : comparez les optimiseurs au meilleur de chacun.
#
# À l'étape 8, `torch.optim` fait de nouveau les pas, et la question change : ce que le modèle a appris vaut-il aussi pour des données que personne n'a vues ?
