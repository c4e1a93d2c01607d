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
# # Step 8 — Does it generalise?
#
# For seven steps, a small loss was the goal. But a model is made for data that it has *not* seen, and a small training loss guarantees nothing there. In this last step you train on real data and measure how well
# the model predicts for patients that it has never met. You stop the training when the model begins to learn by heart.
#
# At the end you can
#
# - hold data out, and keep them out of everything that is learned, the scaling included;
# - say with $R^2$ how much of the target's variance a model explains;
# - stop the training at the right epoch, and go back to the best parameters;
# - read a training curve and a held-out curve side by side.

# %% [markdown] lang="fr"
# # Étape 8 — Le modèle généralise-t-il ?
#
# Pendant sept étapes, le but était d'obtenir une petite perte. Mais un modèle est fait pour des données qu'il n'a *pas* vues, et, pour elles, une petite perte d'entraînement ne garantit rien. Dans cette dernière étape, vous entraînez un modèle sur de vraies données et vous mesurez la qualité
# de ses prédictions pour des patients qu'il n'a jamais rencontrés. Vous arrêtez l'entraînement quand le modèle commence à apprendre par cœur.
#
# À la fin, vous saurez :
#
# - mettre des données de côté et les tenir à l'écart de tout ce qui s'apprend, y compris la mise à l'échelle ;
# - dire avec $R^2$ quelle part de la variance de la cible un modèle explique ;
# - arrêter l'entraînement à la bonne époque et revenir aux meilleurs paramètres ;
# - lire côte à côte une courbe d'entraînement et une courbe de validation.

# %%
from copy import deepcopy

import numpy as np
import torch
from torch import nn

from course.helpers import data, expect, orders, trials
from course.helpers.language import label
from course.helpers.plotting.generalisation import early_stopping
from course.helpers.plotting.variants import against_decay

expect.step("08_real_data")

# %% [markdown] lang="en"
# ## The idea
#
# **Hold out.** Before anything is learned, a part of the samples is put aside, at random. The model is trained on the others. The loss on the part put aside is the *held-out loss* (in the code, `held_out`), also called the validation loss. It estimates the loss on data to come. With a
# suitable learning rate, the training loss falls as long as the descent goes on. The held-out loss falls too, as long as the model learns what all the data have in common. It rises when the model learns what is true of its own samples only by chance: the model *overfits*.
#
# **Standardise.** The total cholesterol is around two hundred, and the sex is $1$ or $2$: one learning rate cannot suit both columns. Each column is brought to mean $0$ and standard deviation $1$:
#
# $$z_{ij} = \frac{x_{ij} - \mu_j}{\sigma_j} \qquad \mu_j = \frac{1}{N} \sum_i x_{ij} \qquad \sigma_j^2 = \frac{1}{N} \sum_i (x_{ij} - \mu_j)^2$$
#
# Like $w$ and $b$, $\mu$ and $\sigma$ are learned from data. They must come from the training samples alone, and the held-out samples are scaled with these same values.
#
# **Measure.** The coefficient of determination compares the model with one that always predicts the mean of the target:
#
# $$R^2 = 1 - \frac{\sum_i (\hat y_i - y_i)^2}{\sum_i (y_i - \bar y)^2}$$
#
# It is $1$ for a perfect prediction, $0$ for one that is as good as the mean, and negative for a worse one.

# %% [markdown] lang="fr"
# ## L'idée
#
# **Mettre de côté.** Avant tout apprentissage, on met une partie des échantillons de côté, au hasard. Le modèle s'entraîne sur les autres. La perte sur la partie mise de côté est la *perte de validation* (dans le code, `held_out`). Elle estime la perte sur les données à venir. Avec un
# pas d'apprentissage convenable, la perte d'entraînement baisse tant que la descente continue. La perte de validation baisse aussi, tant que le modèle apprend ce que toutes les données ont en commun. Elle remonte quand le modèle apprend les particularités fortuites de ses propres échantillons : c'est le *surapprentissage* (en anglais *overfitting*).
#
# **Standardiser.** Le cholestérol total est de l'ordre de deux cents, et le sexe vaut $1$ ou $2$ : un même pas d'apprentissage ne peut pas convenir aux deux colonnes. On centre et on réduit donc chaque colonne, ce qui lui donne une moyenne de $0$ et un écart type de $1$ :
#
# $$z_{ij} = \frac{x_{ij} - \mu_j}{\sigma_j} \qquad \mu_j = \frac{1}{N} \sum_i x_{ij} \qquad \sigma_j^2 = \frac{1}{N} \sum_i (x_{ij} - \mu_j)^2$$
#
# Comme $w$ et $b$, $\mu$ et $\sigma$ s'apprennent à partir de données. Ils doivent venir des seuls échantillons d'entraînement, et c'est avec ces mêmes valeurs que l'on standardise les échantillons mis de côté.
#
# **Mesurer.** Le coefficient de détermination compare le modèle à celui qui prédirait toujours la moyenne de la cible :
#
# $$R^2 = 1 - \frac{\sum_i (\hat y_i - y_i)^2}{\sum_i (y_i - \bar y)^2}$$
#
# Il vaut $1$ pour une prédiction parfaite, $0$ pour une prédiction aussi bonne que la moyenne, et il est négatif pour une moins bonne.

# %% [markdown] lang="en"
# ## A worked example
#
# A column has four training values and one held-out value. The mean of the training values is $4$ and their standard deviation is $2$; the held-out value has no part in them. The held-out $10$ becomes $3$: it may well lie outside the range of the training values.

# %% [markdown] lang="fr"
# ## Un exemple complet
#
# Une colonne a quatre valeurs d'entraînement et une valeur mise de côté. La moyenne des valeurs d'entraînement vaut $4$ et leur écart type $2$ ; la valeur mise de côté n'y participe pas. Cette dernière, $10$, devient $3$ : elle peut très bien sortir de l'intervalle des valeurs d'entraînement.

# %%
known, unseen = torch.tensor([2.0, 2.0, 6.0, 6.0]), torch.tensor([10.0])
mean, deviation = known.mean(), known.std(correction=0)
print((known - mean) / deviation, (unseen - mean) / deviation)

# %% [markdown] lang="en"
# By default, `std` divides by $N - 1$: this is the *sample* standard deviation. With `correction=0` it divides by $N$, as in the formula above.

# %% [markdown] lang="fr"
# Par défaut, `std` divise par $N - 1$ : c'est l'écart type *corrigé*. Avec `correction=0`, il divise par $N$, comme dans la formule ci-dessus.

# %% [markdown] lang="en"
# ## Exercise 1 — `split` (3 points)
#
# Divide the indices $0, \dots, n - 1$ at random into two parts: `round(n * holdout)` of them are held out, the others are for training. Return `(train, held_out)`, two one-dimensional `int64` tensors without a common index, in any order. The held-out part can be empty: with `holdout=0`
# nothing is held out. Each call draws anew.

# %% [markdown] lang="fr"
# ## Exercice 1 — `split` (3 points)
#
# Répartissez au hasard les indices $0, \dots, n - 1$ en deux parties : `round(n * holdout)` d'entre eux sont mis de côté, les autres servent à l'entraînement. Renvoyez `(train, held_out)`, deux tenseurs `int64` à une dimension, sans indice commun, dans un ordre quelconque. La partie mise de côté peut être vide : avec `holdout=0`,
# rien n'est mis de côté. Chaque appel fait un nouveau tirage.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# How would you deal a pack of cards to two players, so that chance alone decides who gets which card?
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# Put all the indices in a random order once. `torch.randperm` takes `generator` as a keyword.
#
# </details>
#
# <details><summary>Hint 3</summary>
#
# Compute how many indices are held out. One slice of the random order is the held-out part, and the rest is for training. Check that your slices also work when the number is $0$.
#
# </details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Comment distribueriez-vous un jeu de cartes à deux joueurs, pour que le hasard seul décide de qui reçoit chaque carte ?
#
# </details>
#
# <details><summary>Indice 2</summary>
#
# Mettez une fois tous les indices dans un ordre aléatoire. `torch.randperm` accepte `generator` comme argument nommé.
#
# </details>
#
# <details><summary>Indice 3</summary>
#
# Calculez combien d'indices sont mis de côté. Une tranche de l'ordre aléatoire donne la partie mise de côté, et le reste sert à l'entraînement. Vérifiez que vos tranches conviennent aussi quand ce nombre vaut $0$.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "split", "locked": false, "schema_version": 3, "solution": true, "task": false}
def split(n, holdout, generator):
    """The indices for training and those held out: round(n · holdout) of them, drawn at random.
    Les indices d'entraînement et ceux mis de côté : round(n · holdout) d'entre eux, tirés au hasard."""
    ### BEGIN SOLUTION
    order = torch.randperm(n, generator=generator)
    held_out = round(n * holdout)
    return order[held_out:], order[:held_out]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_split", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
def parts_of(n, holdout, generator):
    called = f"split(n={n}, holdout={holdout}, generator)"
    parts = expect.results(split(n, holdout, generator), "train", "held_out", of=called)
    train, held_out = (orders.indices(part, called=called) for part in parts)
    both = [*train, *held_out]
    if len(set(both)) < len(both):
        orders.each_once(both, n, called=called, mistake="split.overlap")
    orders.each_once(both, n, called=called, mistake="split.incomplete")
    sizes = n - round(n * holdout), round(n * holdout)
    got = len(train), len(held_out)
    mistakes = {"split.exchanged": sizes[::-1], "split.size": got}
    expect.close(got, sizes, of=called, names=("len(train)", "len(held_out)"), mistakes=mistakes)
    return set(held_out)


generator = torch.Generator().manual_seed(8)
for n, holdout in [(10, 0.3), (11, 0.25), (9, 0.2), (5, 0), (40, 0.25)]:
    held_out = parts_of(n, holdout, generator)
expect.that(max(held_out) - min(held_out) > 9, of="split(n=40, holdout=0.25, generator)", mistake="split.not_random")

### BEGIN HIDDEN TESTS
rng = data.rng()
generator = torch.Generator().manual_seed(int(rng.integers(2**31)))
for n, holdout in [(1, 0.0), (3, 0.1), (10, 0.25), (12, 0.4), (7, 0.9), (16, 0.5), (25, 0.1), (442, 0.2)]:
    parts_of(n, holdout, generator)
called = "split(n=40, holdout=0.25, generator)"
first, second = parts_of(40, 0.25, generator), parts_of(40, 0.25, generator)
gaps = [(later - sooner) % 40 for sooner, later in zip(sorted(first), [*sorted(first)[1:], min(first)], strict=True)]
# Ten neighbours, or every fourth index, are no random choice.
expect.that(max(gaps) < 31 and len(set(gaps)) > 1, of=called, mistake="split.not_random")
expect.that(first != second, of=called, mistake="order.same")
draws = [parts_of(6, 0.5, generator) for _ in range(36)]
for index in range(6):
    expect.that(0 < sum(index in draw for draw in draws) < 36, of="split(n=6, holdout=0.5, generator)", mistake="split.not_random")
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Exercise 2 — `standardize` (4 points)
#
# `train` `(N, D)` and `other` `(M, D)` are tensors. Return both, standardised with the mean and the standard deviation of each column of `train` (the standard deviation that divides by $N$). A column that is constant in `train` has the standard deviation $0$. In `train` it must become zeros, and not `nan`.

# %% [markdown] lang="fr"
# ## Exercice 2 — `standardize` (4 points)
#
# `train` `(N, D)` et `other` `(M, D)` sont des tenseurs. Renvoyez-les tous deux, standardisés avec la moyenne et l'écart type de chaque colonne de `train` (l'écart type qui divise par $N$). Une colonne constante dans `train` a un écart type de $0$. Dans `train`, elle doit devenir une colonne de zéros, et non de `nan`.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# Which of the two tensors may be used to compute the mean and the standard deviation?
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# You need one mean and one standard deviation per column: over which axis do you take them? By which number does `std` divide by default?
#
# </details>
#
# <details><summary>Hint 3</summary>
#
# In a constant column, the centred values are already $0$. It is enough to divide them by something that is not $0$. `torch.where` chooses, column by column. In `float32`, rounding can make the standard deviation of a constant column a little larger than $0$: to find such a column, compare its values with each other.
#
# </details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Lequel des deux tenseurs a le droit de servir au calcul de la moyenne et de l'écart type ?
#
# </details>
#
# <details><summary>Indice 2</summary>
#
# Il faut une moyenne et un écart type par colonne : le long de quel axe les calcule-t-on ? Par quel nombre `std` divise-t-il par défaut ?
#
# </details>
#
# <details><summary>Indice 3</summary>
#
# Dans une colonne constante, les valeurs centrées valent déjà $0$. Il suffit de les diviser par un nombre qui n'est pas $0$. `torch.where` choisit, colonne par colonne. En `float32`, les arrondis peuvent rendre l'écart type d'une colonne constante un peu supérieur à $0$ : pour reconnaître une telle colonne, comparez ses valeurs entre elles.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "standardize", "locked": false, "schema_version": 3, "solution": true, "task": false}
def standardize(train, other):
    """Both scaled by train's mean and standard deviation, column by column: (N, D) and (M, D).
    Les deux, standardisés avec la moyenne et l'écart type de train, colonne par colonne : (N, D) et (M, D)."""
    ### BEGIN SOLUTION
    constant = (train == train[0]).all(dim=0)
    mean = torch.where(constant, train[0], train.mean(dim=0))
    deviation = torch.where(constant, 1.0, train.std(dim=0, correction=0))
    return (train - mean) / deviation, (other - mean) / deviation
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_standardize", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
train, other = torch.tensor([[1.0, 10.0], [1.0, 30.0], [5.0, 10.0], [5.0, 30.0]]), torch.tensor([[7.0, 20.0], [3.0, 50.0]])
called = "standardize(train, other)"
with expect.unchanged(train=train, other=other, of=called):
    got = standardize(train, other)
signs = torch.tensor([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]])
expect.close(
    got,
    (signs, torch.tensor([[2.0, 0.0], [0.0, 3.0]])),
    of=called,
    names=("train", "other"),
    mistakes={
        "scale.own": (signs, torch.tensor([[1.0, -1.0], [-1.0, 1.0]])),
        "scale.together": (torch.tensor([[-1.206045, -1.083473], [-1.206045, 0.361158], [0.603023, -1.083473], [0.603023, 0.361158]]), None),
        "scale.sample": (signs * 0.8660254, None),
        "scale.variance": (signs * torch.tensor([0.5, 0.1]), None),
        "scale.not_centred": (torch.tensor([[0.5, 1.0], [0.5, 3.0], [2.5, 1.0], [2.5, 3.0]]), None),
        "scale.not_divided": (signs * torch.tensor([2.0, 10.0]), None),
        "scale.range": ((signs + 1) / 2, None),
        "scale.all": (torch.tensor([[-0.941979, -0.134568], [-0.941979, 1.659677], [-0.58313, -0.134568], [-0.58313, 1.659677]]), None),
        "scale.rows": (torch.tensor([[-1.0, 1.0]]).repeat(4, 1), None),
    },
    rtol=1e-3,
)

train = torch.tensor([[2.0, 1.0], [2.0, 5.0], [2.0, 3.0], [2.0, 3.0]])
called = "standardize(train, train), [[2, 1], [2, 5], [2, 3], [2, 3]]"
scaled, _ = expect.results(standardize(train, train), "train", "other", of=called)
expect.that(isinstance(scaled, torch.Tensor), of=called, mistake="type.not_tensor")
mistakes = {} if scaled.isfinite().all() else {"scale.constant": None}
expect.close(scaled, torch.tensor([[0.0, -1.414214], [0.0, 1.414214], [0.0, 0.0], [0.0, 0.0]]), of=called, mistakes=mistakes)

### BEGIN HIDDEN TESTS
from course.helpers import reference

right = reference.load("08_real_data")
rng = data.rng()
for n, m, d, dtype in [(6, 3, 2, torch.float64), (5, 5, 5, torch.float32), (2, 4, 3, torch.float64), (9, 1, 1, torch.float32)]:
    train = torch.tensor(rng.normal(size=(n, d)) * rng.uniform(0.5, 20, size=d) + rng.uniform(-30, 30, size=d), dtype=dtype)
    other = torch.tensor(rng.normal(size=(m, d)) * 9 + rng.uniform(-20, 20, size=d), dtype=dtype)
    called = f"standardize(train, other), train {(n, d)}, other {(m, d)} {dtype}"
    with expect.unchanged(train=train, other=other, of=called):
        got = standardize(train, other)
    want = right.standardize(train.double(), other.double())
    both = torch.cat([train, other])
    mistakes = {"scale.sample": (want[0] * (1 - 1 / n) ** 0.5, None)}
    if m > 1:
        mistakes["scale.own"] = (want[0], right.standardize(other.double(), other.double())[0])
        mistakes["scale.together"] = (right.standardize(both.double(), train.double())[1], None)
    expect.close(got, want, of=called, names=("train", "other"), mistakes=mistakes, rtol=1e-3)

# Columns as narrow as those of the diabetes data are scaled like any other.
train, other = (torch.tensor(0.05 * rng.normal(size=(size, 2)) + 0.1, dtype=torch.float64) for size in (50, 3))
called = "standardize(train, other), train (50, 2), std ≈ 0.05"
mistakes = {"scale.not_divided": (train - train.mean(dim=0), None)}
expect.close(standardize(train, other), right.standardize(train, other), of=called, names=("train", "other"), mistakes=mistakes, rtol=5e-3)

for n, constants, dtype in [(4, [0], torch.float32), (1, [0, 1, 2], torch.float64), (8, [1], torch.float64), (5, [0, 2], torch.float32)]:
    train = torch.tensor(rng.normal(size=(n, 3)), dtype=dtype)
    train[:, constants] = float(rng.integers(-3, 4))
    called = f"standardize(train, other), train {(n, 3)} {dtype}, train[:, {constants}] = {train[0, constants[0]].item()}"
    scaled, _ = expect.results(standardize(train, torch.ones(2, 3, dtype=dtype)), "train", "other", of=called)
    expect.that(isinstance(scaled, torch.Tensor), of=called, mistake="type.not_tensor")
    mistakes = {} if scaled.isfinite().all() else {"scale.constant": None}
    expect.close(scaled, right.standardize(train.double(), train.double())[0], of=called, mistakes=mistakes, rtol=1e-3)
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Exercise 3 — `r2` (2 points)
#
# Return the coefficient of determination $R^2$ as a Python float. `prediction` and `target` are tensors of the same shape, `(N,)` or `(N, 1)`, and the target is not constant.

# %% [markdown] lang="fr"
# ## Exercice 3 — `r2` (2 points)
#
# Renvoyez le coefficient de détermination $R^2$ sous la forme d'un float Python. `prediction` et `target` sont des tenseurs de même forme, `(N,)` ou `(N, 1)`, et la cible n'est pas constante.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# Two models are compared here. What does each of them predict?
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# Both sums run over the samples. In one of them the prediction appears, in the other the mean of the target.
#
# </details>
#
# <details><summary>Hint 3</summary>
#
# Compute the two sums as scalar tensors, then form the quotient and subtract. `.item()` turns a scalar tensor into a Python float.
#
# </details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# On compare ici deux modèles. Que prédit chacun d'eux ?
#
# </details>
#
# <details><summary>Indice 2</summary>
#
# Les deux sommes portent sur les échantillons. Dans l'une figure la prédiction, dans l'autre la moyenne de la cible.
#
# </details>
#
# <details><summary>Indice 3</summary>
#
# Calculez les deux sommes sous la forme de tenseurs scalaires, puis formez le quotient et soustrayez. `.item()` convertit un tenseur scalaire en float Python.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "r2", "locked": false, "schema_version": 3, "solution": true, "task": false}
def r2(prediction, target):
    """The coefficient of determination: a float, at most 1.
    Le coefficient de détermination : un float, au plus égal à 1."""
    ### BEGIN SOLUTION
    residual = ((prediction - target) ** 2).sum()
    total = ((target - target.mean()) ** 2).sum()
    return (1 - residual / total).item()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_r2", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
target = torch.tensor([1.0, 2.0, 3.0, 6.0])
cases = {
    "[2, 2, 3, 5]": (torch.tensor([2.0, 2.0, 3.0, 5.0]), 0.857143, {"r2.residual_share": 0.142857, "r2.exchanged": 0.666667, "r2.correlation": 0.964286, "r2.not_centred": 0.96, "r2.explained": 0.428571, "r2.root": 0.622036}),
    "[3, 3, 3, 3]": (torch.tensor([3.0, 3.0, 3.0, 3.0]), 0.0, {"r2.not_centred": 0.72, "r2.residual_share": 1.0}),
    "[6, 3, 2, 1]": (torch.tensor([6.0, 3.0, 2.0, 1.0]), -2.714286, {"r2.clipped": 0.0, "r2.residual_share": 3.714286, "r2.correlation": 0.617347}),
}
for shape in [(4,), (4, 1)]:
    for shown, (prediction, want, mistakes) in cases.items():
        called = f"r2(prediction, target), {shape}, prediction = {shown}, target = [1, 2, 3, 6]"
        prediction, observed = prediction.reshape(shape), target.reshape(shape)
        with expect.unchanged(prediction=prediction, target=observed, of=called):
            got = r2(prediction, observed)
        expect.close(got, want, of=called, mistakes=mistakes)

### BEGIN HIDDEN TESTS
from course.helpers import reference

right = reference.load("08_real_data")
rng = data.rng()
for shape, spread, dtype in [((7,), 0.3, torch.float64), ((5, 1), 2.0, torch.float32), ((2,), 1.0, torch.float32), ((30, 1), 0.1, torch.float64), ((4,), 20.0, torch.float64)]:
    values = rng.normal(size=shape) + rng.uniform(-4, 4)
    target, prediction = torch.tensor(values, dtype=dtype), torch.tensor(values + spread * rng.normal(size=shape), dtype=dtype)
    called = f"r2(prediction, target), {shape} {dtype}"
    with expect.unchanged(prediction=prediction, target=target, of=called):
        got = r2(prediction, target)
    want = right.r2(prediction.double(), target.double())
    mistakes = {"r2.residual_share": 1 - want, "r2.exchanged": right.r2(target.double(), prediction.double()), "r2.clipped": max(want, 0.0)}
    expect.close(got, want, of=called, mistakes=mistakes, rtol=1e-3, atol=1e-3)
# A perfect prediction.
expect.close(r2(torch.tensor([1.0, 4.0]), torch.tensor([1.0, 4.0])), 1.0, of="r2([1, 4], [1, 4])")
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Exercise 4 — `choose` (2 points)
#
# How strong should the weight decay be? How many features should the model have? Such *hyperparameters* are not trained. One trains a model for each candidate, and compares the models on data that they have not seen: the *validation* data.
#
# `candidates` is a sequence: numbers, lists or anything else. `fit(candidate)` trains a model and returns it. `score(model)` returns the loss of that model on the validation data, a float; lower is better. Call `fit` exactly once for each candidate, in order. Return `(best, scores)`: the first candidate with the lowest score, and the list of all scores.

# %% [markdown] lang="fr"
# ## Exercice 4 — `choose` (2 points)
#
# Quelle valeur donner à la décroissance des poids ? Combien de caractéristiques le modèle doit-il avoir ? De tels *hyperparamètres* ne s'apprennent pas. On entraîne un modèle pour chaque candidat, et l'on compare les modèles sur des données qu'ils n'ont pas vues : les données de *validation*.
#
# `candidates` est une séquence de nombres, de listes ou de tout autre objet. `fit(candidate)` entraîne un modèle et le renvoie. `score(model)` renvoie la perte de ce modèle sur les données de validation, un float ; la plus basse est la meilleure. Appelez `fit` une seule fois pour chaque candidat, dans l'ordre. Renvoyez `(best, scores)` : le premier candidat dont la perte est la plus basse, et la liste de toutes les pertes.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# What do you have to remember of each model: the model, its candidate, or its loss?
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# `score` takes what `fit` returns. Training is expensive: train each model once, and keep its loss in a list.
#
# </details>
#
# <details><summary>Hint 3</summary>
#
# Candidates and scores stand in the same order, so a position in one list is a position in the other. A candidate can be a list, which cannot be the key of a dictionary. On a tie, the first one counts: what does `scores.index(…)` return when the value occurs twice?
#
# </details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Que faut-il retenir de chaque modèle : le modèle lui-même, son candidat ou sa perte ?
#
# </details>
#
# <details><summary>Indice 2</summary>
#
# `score` prend ce que `fit` renvoie. Un entraînement coûte cher : n'entraînez chaque modèle qu'une fois, et gardez sa perte dans une liste.
#
# </details>
#
# <details><summary>Indice 3</summary>
#
# Les candidats et les pertes sont dans le même ordre : une position dans une liste est une position dans l'autre. Un candidat peut être une liste, qui ne peut pas être la clé d'un dictionnaire. À égalité, c'est le premier qui compte : que renvoie `scores.index(…)` quand la valeur figure deux fois ?
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "choose", "locked": false, "schema_version": 3, "solution": true, "task": false}
def choose(candidates, fit, score):
    """The first candidate with the lowest score, and all scores.
    Le premier candidat dont la perte est la plus basse, et toutes les pertes."""
    ### BEGIN SOLUTION
    scores = [score(fit(candidate)) for candidate in candidates]
    return candidates[scores.index(min(scores))], scores
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_choose", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
def tried(candidates, losses):
    made = trials.Trials(losses)
    return *choose(candidates, made.fit, made.score), made.fitted  # fitted: what fit was called with

cases = [{"candidates": [0, 3, 6, 9, 7], "losses": [0.9, 0.5, 1.5, 0.7, 0.5]}, {"candidates": [[8], [4, 4], [2]], "losses": [1.5, -0.5, -0.5]}]
want = [(3, [0.9, 0.5, 1.5, 0.7, 0.5], [0, 3, 6, 9, 7]), ([4, 4], [1.5, -0.5, -0.5], [[8], [4, 4], [2]])]
expect.observed(tried, cases, gives=want, names=("best", "scores", "fitted"))

### BEGIN HIDDEN TESTS
rng = data.rng()
cases = [
    (["a"], [2.5]),
    (range(2, 6), [np.float32(loss) for loss in rng.uniform(2, 3, size=4)]),
    (("b", "a", "b", "a"), [3.0, 1.25, 1.25, 1.25]),
    ([[1], [1], [2], [0]], [1.0004, 1.0002, 1.0001, 1.0003]),
    ([0.1, 0.01, 0.001], [float(loss) for loss in rng.uniform(-5, -1, size=3)]),
    ([torch.ones(2), torch.zeros(2), torch.ones(2)], [0.0, 1.0, np.float64(-2.0)]),
]
want = [(options[losses.index(min(losses))], losses, list(options)) for options, losses in cases]
cases = [{"candidates": options, "losses": losses} for options, losses in cases]
expect.observed(tried, cases, gives=want, names=("best", "scores", "fitted"))

# The candidates stay as they were, and each model is the one of its candidate.
models = {"ridge": "first", "lasso": "second", "plain": "third"}
losses = {"first": 3.0, "second": float(rng.uniform(1, 2)), "third": 2.5}
case = {"candidates": list(models), "fit": lambda candidate: models[candidate], "score": lambda model: losses[model]}
expect.calls(choose, case, gives=("lasso", list(losses.values())), names=("best", "scores"))
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Exercise 5 — `fit_early_stopping` (6 points)
#
# Train `model` with `optimizer` on `train_data`, a pair `(x, y)`, and watch the loss on `held_out_data`, another pair.
#
# - Entry $0$ of both lists holds the losses *before* training. After that, each epoch makes one update on all the training data, and appends both losses, measured after the update.
# - `best_epoch` is the index of the lowest held-out loss, the first one if there are several. It can be $0$.
# - The training stops when `patience` epochs in a row have not beaten (strictly) the best held-out loss, or after `epochs` epochs.
# - At the end, the model has the parameters of `best_epoch` again. Be careful: the tensors in `model.state_dict()` share their memory with the parameters, and the next update changes both. Copy them (`deepcopy`).
#
# Return `(train_losses, held_out_losses, best_epoch)`: two lists of floats and an int.

# %% [markdown] lang="fr"
# ## Exercice 5 — `fit_early_stopping` (6 points)
#
# Entraînez `model` avec `optimizer` sur `train_data`, un couple `(x, y)`, en surveillant la perte de validation, sur `held_out_data`, un autre couple.
#
# - L'élément d'indice $0$ de chaque liste est la perte *avant* l'entraînement. Ensuite, chaque époque fait une mise à jour sur toutes les données d'entraînement et ajoute les deux pertes, mesurées après celle-ci.
# - `best_epoch` est l'indice de la plus basse perte de validation, le premier s'il y en a plusieurs. Il peut valoir $0$.
# - L'entraînement s'arrête quand `patience` époques de suite n'ont pas battu (strictement) la meilleure perte de validation, ou au bout de `epochs` époques.
# - À la fin, le modèle retrouve les paramètres de `best_epoch`. Attention : les tenseurs de `model.state_dict()` partagent leur mémoire avec les paramètres, et la mise à jour suivante modifie les deux. Copiez-les (`deepcopy`).
#
# Renvoyez `(train_losses, held_out_losses, best_epoch)` : deux listes de floats et un int.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# Write on paper what happens for the held-out losses $4, 3, 5, 2, 6, 7$ with a patience of $2$. When does the training stop, and which epoch is the best?
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# You measure both losses once before the loop and once after each update. Put the measurement in a function of its own, inside a `torch.no_grad()` block.
#
# </details>
#
# <details><summary>Hint 3</summary>
#
# Keep two things: the index of the best epoch so far, and a copy of the parameters at that epoch. After each epoch, either the loss is strictly lower and you replace both, or you compare the number of epochs since the best one with `patience`. After the loop, `load_state_dict` brings the copy back.
#
# </details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Écrivez sur papier ce qui se passe pour les pertes de validation $4, 3, 5, 2, 6, 7$ avec une patience de $2$. Quand l'entraînement s'arrête-t-il, et quelle est la meilleure époque ?
#
# </details>
#
# <details><summary>Indice 2</summary>
#
# On mesure les deux pertes une fois avant la boucle et une fois après chaque mise à jour. Faites de cette mesure une fonction à part, dans un bloc `torch.no_grad()`.
#
# </details>
#
# <details><summary>Indice 3</summary>
#
# Gardez deux choses : l'indice de la meilleure époque jusqu'ici et une copie des paramètres de cette époque. Après chaque époque, soit la perte est strictement plus basse et vous remplacez les deux, soit vous comparez à `patience` le nombre d'époques écoulées depuis la meilleure. Après la boucle, `load_state_dict` rétablit la copie.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "fit_early_stopping", "locked": false, "schema_version": 3, "solution": true, "task": false}
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    """The losses on both data from before training on, and the best epoch, whose parameters the model has at the end.
    Les pertes sur les deux jeux, y compris avant l'entraînement, et la meilleure époque, dont le modèle a finalement les paramètres."""
    ### BEGIN SOLUTION
    x, y = train_data
    held_x, held_y = held_out_data
    train_losses, held_out_losses = [], []

    def measure():
        with torch.no_grad():
            train_losses.append(loss_fn(model(x), y).item())
            held_out_losses.append(loss_fn(model(held_x), held_y).item())

    measure()
    best_epoch, best = 0, deepcopy(model.state_dict())
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
        measure()
        if held_out_losses[epoch] < held_out_losses[best_epoch]:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best)
    return train_losses, held_out_losses, best_epoch
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_fit_early_stopping", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
def weight_only(first):
    """The model w·x, w = first."""
    model = nn.Linear(1, 1, bias=False)
    nn.init.constant_(model.weight, first)
    return model


def fitted(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience, called):
    names = {"x": train_data[0], "y": train_data[1], "held_x": held_out_data[0], "held_y": held_out_data[1]}
    with expect.unchanged(of=called, **names):
        got = fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience)
    return expect.results(got, "train_losses", "held_out_losses", "best_epoch", of=called)


def stopped(losses, count):
    """What the length alone tells."""
    if not isinstance(losses, list) or len(losses) == count:
        return {}
    return {"patience.too_early" if len(losses) < count else "patience.too_late": losses}


# Training pulls w from 0 towards 4: w = 0, 1, 1.75, 2.3125, 2.734375, ...; the held-out loss is (w - 2)².
# L'entraînement tire w de 0 vers 4 ; la perte de validation vaut (w - 2)².
model = weight_only(0.0)
optimizer = torch.optim.SGD(model.parameters(), lr=0.125)
train_data, held_out_data = (torch.ones(1, 1), torch.tensor([[4.0]])), (torch.ones(1, 1), torch.tensor([[2.0]]))
called = "fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs=10, patience=2)"
train_losses, held_out_losses, best_epoch = fitted(model, optimizer, nn.MSELoss(), train_data, held_out_data, 10, 2, called)
train_all = [16.0, 9.0, 5.0625, 2.847656, 1.601807, 0.901016, 0.506822, 0.285087, 0.160361, 0.090203, 0.050739]
held_all = [4.0, 1.0, 0.0625, 0.0976562, 0.539307, 1.104141, 1.659174, 2.149339, 2.558578, 2.888856, 3.149738]
expect.losses(
    held_out_losses,
    held_all[:5],
    of=f"{called}: held_out_losses",
    mistakes={
        "start.missing": held_all[1:5],
        "best.on_training" if expect.is_close(best_epoch, 10) else "patience.ignored": held_all,
        "held_out.of_training": train_all,
        "grad.not_zeroed": [4.0, 1.0, 0.5625, 7.910156, 21.826416],
        **stopped(held_out_losses, 5),
    },
)
expect.losses(
    train_losses,
    train_all[:5],
    of=f"{called}: train_losses",
    mistakes={"start.only_once": [16.0, *train_all[:4]], "start.missing": train_all[1:5], "held_out.trained": [16.0, 12.25]},
)
expect.close(best_epoch, 2, of=f"{called}: best_epoch", mistakes={"best.last": 4, "best.off_by_one": 1})
expect.close(
    model.weight,
    torch.tensor([[1.75]]),
    of=f"{called}: model.weight",
    mistakes={"parameters.last": torch.tensor([[2.734375]]), "parameters.first": torch.tensor([[0.0]])},
)

### BEGIN HIDDEN TESTS
from course.helpers import reference

right = reference.load("08_real_data")
rng = data.rng()


def draw(n, d, k, dtype):
    return torch.tensor(rng.normal(size=(n, d)), dtype=dtype), torch.tensor(rng.normal(size=(n, k)), dtype=dtype)


def one(value, at=1.0):
    return torch.tensor([[at]]), torch.tensor([[value]])


def miscounted(losses, patience):
    """Where two wrong counts stop: one that never begins again, one that asks for rises."""
    bad = rises = 0
    stops = {}
    for i in range(1, len(losses)):
        bad += losses[i] >= min(losses[:i])
        rises = rises + 1 if losses[i] >= losses[i - 1] else 0
        for name, count in (("patience.not_reset", bad), ("patience.rises", rises)):
            if count >= patience:
                stops.setdefault(name, i)
    return {name: losses[: stops.get(name, len(losses)) + 1] for name in ("patience.not_reset", "patience.rises")}


def compare(model, make_optimizer, loss_fn, train_data, held_out_data, epochs, patience, called, mistakes=None):
    start, twin = deepcopy(model), deepcopy(model)
    want = right.fit_early_stopping(twin, make_optimizer(twin.parameters()), loss_fn, train_data, held_out_data, epochs, patience)
    optimizer = make_optimizer(model.parameters())
    called = f"fit_early_stopping(..., epochs={epochs}, patience={patience}), {called}"
    train_losses, held_out_losses, best_epoch = fitted(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience, called)
    expect.losses(held_out_losses, want[1], of=f"{called}: held_out_losses", rtol=1e-3, mistakes=(mistakes or {}) | stopped(held_out_losses, len(want[1])))
    expect.losses(train_losses, want[0], of=f"{called}: train_losses", rtol=1e-3)
    last_lowest = max(i for i, loss in enumerate(want[1]) if loss == min(want[1]))
    others = {"best.last_lowest": last_lowest} if last_lowest != want[2] else {}
    if want[2] == 0 and len(want[1]) == 2:
        others["best.without_start"] = 1
    others["best.on_training"] = want[0].index(min(want[0]))
    expect.close(best_epoch, want[2], of=f"{called}: best_epoch", mistakes=others)
    for name, value in twin.state_dict().items():
        last = {"parameters.last": lambda name=name: trained(start, make_optimizer, loss_fn, train_data, len(want[0]) - 1)[name]}
        expect.close(model.state_dict()[name], value, of=f"{called}: model, {name}", rtol=1e-3, mistakes=last)


def trained(model, make_optimizer, loss_fn, train_data, epochs):
    """The parameters after so many epochs."""
    optimizer = make_optimizer(model.parameters())
    for _ in range(epochs):
        optimizer.zero_grad()
        loss_fn(model(train_data[0]), train_data[1]).backward()
        optimizer.step()
    return model.state_dict()


def plain(lr, **options):
    return lambda parameters: torch.optim.SGD(parameters, lr=lr, **options)


# A velocity carries w past the target and back: new best epochs after bumps shorter than patience.
scale = float(rng.uniform(0.5, 2))
swing = one(4 * scale), one(3 * scale)


def swung(patience, **options):
    model = weight_only(0.0)
    return right.fit_early_stopping(model, plain(0.2, **options)(model.parameters()), nn.MSELoss(), *swing, 20, patience)[1]


mistakes = {"optimizer.rebuilt": lambda: swung(5)}
for name in ("patience.not_reset", "patience.rises"):
    mistakes[name] = lambda name=name: miscounted(swung(20, momentum=0.8), 5)[name]
compare(weight_only(0.0), plain(0.2, momentum=0.8), nn.MSELoss(), *swing, 20, 5, "momentum=0.8", mistakes)
# The held-out loss never moves: epoch 0 is the best, and only patience ends the training.
target = float(rng.uniform(1, 3))
compare(weight_only(0.0), plain(0.1), nn.MSELoss(), one(target), one(target, at=0.0), 9, 3, "held_x = 0")
# w swings between 0 and 4: the tie at epoch 2 beats nothing.
compare(weight_only(0.0), plain(1.0), nn.MSELoss(), one(2.0), one(0.0), 9, 3, "w = 0, 4, 0, 4, …")
# Training leads away at once, or never and so slowly that each new best is better by very little.
compare(weight_only(1.0), plain(0.1), nn.MSELoss(), one(-target), one(target), 6, 1, "y = -held_y")
compare(weight_only(0.0), plain(1e-5), nn.MSELoss(), one(target), one(target), 5, 1, "y = held_y")
# The epochs end before patience does, and after the best one.
with_bias = nn.Linear(1, 1)
nn.init.zeros_(with_bias.weight)
nn.init.zeros_(with_bias.bias)
compare(with_bias, plain(0.0625), nn.MSELoss(), one(4 * scale), one(2 * scale), 4, 7, "held_y = y / 2")


def two_rates(parameters):
    first, *others = parameters
    return torch.optim.Adam([{"params": [first], "lr": 0.1}, {"params": others}], lr=0.03)


# Fresh data, several layers, another loss, another optimizer: its groups are not known from outside.
for n, d, k, loss_fn, dtype in [(6, 3, 2, nn.MSELoss(), torch.float64), (4, 4, 1, nn.L1Loss(), torch.float32)]:
    model = nn.Sequential(nn.Linear(d, 3), nn.Linear(3, k)).to(dtype)
    train_data, held_out_data = draw(n, d, k, dtype), draw(5, d, k, dtype)
    compare(model, two_rates, loss_fn, train_data, held_out_data, 12, 3, f"Adam, x {(n, d)}, y {(n, k)}, {loss_fn}")
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Experiment — When does it learn by heart?
#
# There are $442$ patients with ten measurements each: age, sex, body mass index, blood pressure and six blood values. The target is how far their diabetes had progressed a year later. To give the model a chance to learn by heart, we add the $55$ products of two measurements, which makes $65$ features. Your `split` leaves only $110$ patients for
# training; the other $332$ are held out.

# %% [markdown] lang="fr"
# ## Expérience — Quand apprend-il par cœur ?
#
# Il y a $442$ patients, avec dix mesures pour chacun : âge, sexe, indice de masse corporelle, tension et six analyses de sang. La cible est la progression de leur diabète un an plus tard. Pour donner au modèle une occasion d'apprendre par cœur, on ajoute les $55$ produits de deux mesures, soit $65$ caractéristiques. Votre `split` ne laisse que $110$ patients pour
# l'entraînement ; les $332$ autres sont mis de côté.

# %% tags=["experiment"]
patients, progression = data.diabetes()


def with_products(x):
    first, second = torch.triu_indices(x.shape[1], x.shape[1])
    return torch.cat([x, x[:, first] * x[:, second]], dim=1)


def from_zero(features):
    model = nn.Linear(features, 1)
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    return model


# %% [markdown] lang="en"
# **Predict before you run.** The next cell trains the model with the $65$ features for $100$ epochs. Which of the two losses is lower after the last epoch, the training loss or the held-out loss? Is the best epoch among the first or among the last?
#
# <details><summary>Answer</summary>
#
# The training loss is lower, because the model was fitted to these samples. The best epoch is among the first: after it, the model learns what is true of its own samples only.
#
# </details>

# %% [markdown] lang="fr"
# **Prédisez avant d'exécuter.** La cellule suivante entraîne le modèle à $65$ caractéristiques pendant $100$ époques. Laquelle des deux pertes est la plus basse après la dernière époque : la perte d'entraînement ou la perte de validation ? La meilleure époque est-elle parmi les premières ou parmi les dernières ?
#
# <details><summary>Réponse</summary>
#
# La perte d'entraînement est la plus basse, car le modèle a été ajusté à ces échantillons. La meilleure époque est parmi les premières : ensuite, le modèle apprend ce qui n'est vrai que de ses propres échantillons.
#
# </details>

# %% tags=["experiment"]
chosen, held = split(len(patients), 0.75, torch.Generator().manual_seed(1))
train_x, held_x = standardize(patients[chosen], patients[held])
train_y, held_y = standardize(progression[chosen], progression[held])
wide_x, wide_held_x = standardize(with_products(train_x), with_products(held_x))


def run(x, other_x, weight_decay=0.0, epochs=100, patience=100):
    model = from_zero(x.shape[1])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.02, momentum=0.8, weight_decay=weight_decay)
    return model, fit_early_stopping(model, optimizer, nn.MSELoss(), (x, train_y), (other_x, held_y), epochs, patience)


stopped_model, (train_losses, held_out_losses, best_epoch) = run(wide_x, wide_held_x)
print(f"{best_epoch}   {held_out_losses[best_epoch]:.3f}   {held_out_losses[-1]:.3f}")
early_stopping(train_losses, held_out_losses, best_epoch)

# %% [markdown] lang="en"
# The figure shows both losses against the epoch. The training loss falls to the end. The held-out loss falls for a few epochs only, and then rises on the whole: from there on the model learns its $110$ patients, and not diabetes. The star marks the epoch whose parameters `fit_early_stopping` brings back. The patience is $100$ here, so that you see the
# whole curve; with a patience of $10$ the training would stop soon after the star. If we did not go back to the best parameters, we would keep the model of the right edge. For new patients it is only a little better than a model that always predicts the mean, whose held-out loss is $1.19$, the first entry.

# %% [markdown] lang="fr"
# La figure montre les deux pertes en fonction de l'époque. La perte d'entraînement baisse jusqu'au bout. La perte de validation ne baisse que pendant quelques époques, puis remonte dans l'ensemble : à partir de là, le modèle apprend ses $110$ patients, et non le diabète. L'étoile marque l'époque dont `fit_early_stopping` rétablit les paramètres. La patience est ici de $100$, pour que l'on voie
# toute la courbe ; avec une patience de $10$, l'entraînement s'arrêterait peu après l'étoile. Sans le retour aux meilleurs paramètres, on garderait le modèle du bord droit. Pour de nouveaux patients, il n'est qu'un peu meilleur que celui qui prédit toujours la moyenne, dont la perte de validation est de $1.19$, le premier élément.

# %% tags=["experiment"]
plain_model, _ = run(train_x, held_x, patience=10)
last_model = from_zero(wide_x.shape[1])
optimizer = torch.optim.SGD(last_model.parameters(), lr=0.02, momentum=0.8)
for _ in range(100):
    optimizer.zero_grad()
    nn.functional.mse_loss(last_model(wide_x), train_y).backward()
    optimizer.step()
for name, model, x, other_x in [
    (label("65 features, last epoch"), last_model, wide_x, wide_held_x),
    (label("65 features, best epoch"), stopped_model, wide_x, wide_held_x),
    (label("10 features"), plain_model, train_x, held_x),
]:
    print(f"{name:<64} R² {r2(model(x).detach(), train_y):>6.2f} {r2(model(other_x).detach(), held_y):>6.2f}")

# %% [markdown] lang="en"
# Each line gives $R^2$ on the training data, then on the held-out data. On the held-out data the order is the opposite: the model that explains its own patients best is the worst for the others, and the ten measurements alone do best of all.

# %% [markdown] lang="fr"
# Chaque ligne donne $R^2$ sur les données d'entraînement, puis sur les données mises de côté. Sur ces dernières, l'ordre s'inverse : le modèle qui explique le mieux ses propres patients est le pire pour les autres, et les dix mesures seules donnent le meilleur résultat.

# %% [markdown] lang="en"
# ## Experiment — Does weight decay help?
#
# In step 7, weight decay raised the training loss. Here a model is trained on the same $65$ features for $100$ epochs, without early stopping, with seven values of weight decay.

# %% [markdown] lang="fr"
# ## Expérience — La décroissance des poids est-elle utile ?
#
# À l'étape 7, la décroissance des poids faisait monter la perte d'entraînement. Ici, on entraîne un modèle sur les mêmes $65$ caractéristiques pendant $100$ époques, sans arrêt précoce (en anglais *early stopping*), avec sept valeurs de la décroissance.

# %% [markdown] lang="en"
# **Predict before you run.** What happens to each of the two losses when the weight decay grows?
#
# <details><summary>Answer</summary>
#
# The training loss can only rise: the decay keeps the model from fitting its samples as closely. The held-out loss falls first and then rises, once the decay is too strong.
#
# </details>

# %% [markdown] lang="fr"
# **Prédisez avant d'exécuter.** Que devient chacune des deux pertes quand la décroissance des poids augmente ?
#
# <details><summary>Réponse</summary>
#
# La perte d'entraînement ne peut que monter : la décroissance empêche le modèle de suivre ses échantillons d'aussi près. La perte de validation baisse d'abord, puis remonte quand la décroissance est trop forte.
#
# </details>

# %% tags=["experiment"]
decays = [0.0, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0]
finals = [run(wide_x, wide_held_x, weight_decay)[1] for weight_decay in decays]
curves = {
    label("training loss"): [train[-1] for train, _, _ in finals],
    label("held-out loss"): [held_out[-1] for _, held_out, _ in finals],
}
against_decay(decays, curves, ylabel=label("loss"), marked=label("held-out loss"))

# %% [markdown] lang="en"
# The figure shows both losses after $100$ epochs against the weight decay. The training loss only rises. The held-out loss first falls, to the circled minimum. It rises again when the decay is so strong that the model can no longer fit the real pattern. Weight decay and early stopping have a similar effect: both keep the weights from growing large.

# %% [markdown] lang="fr"
# La figure montre les deux pertes après $100$ époques, en fonction de la décroissance des poids. La perte d'entraînement ne fait que monter. La perte de validation commence par baisser, jusqu'au minimum cerclé. Elle remonte quand la décroissance est si forte que le modèle ne peut plus suivre ce qu'il y a de réel dans les données. La décroissance des poids et l'arrêt précoce ont un effet semblable : ils empêchent tous deux les poids de devenir grands.

# %% [markdown] lang="en" nbgrader={"grade": false, "grade_id": "explain_generalisation_en", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Exercise 6 — Explain generalisation (3 points)
#
# Answer in eight to twelve sentences, with numbers from the experiments where they help:
#
# 1. Why does the held-out loss rise again while the training loss goes on falling? Weight decay makes the training loss worse and the held-out loss better: how can that be?
# 2. Why must the mean and the standard deviation come from the training data alone? What would go wrong otherwise?
# 3. The best epoch was chosen *by* the held-out loss. Is the held-out loss at that epoch still a fair estimate for new patients? What would you do to get a fair one?
#
# === BEGIN MARK SCHEME ===
# **Marking scheme**, a point for each; half a point where the fact is stated without a reason.
#
# 1. With $65$ features and $110$ samples the model can fit what is true of its samples only by chance (noise, chance correlations). What all patients share is learned first. What is learned afterwards lowers the training loss only, and harms the prediction for others. The decay keeps the weights small, so that they cannot follow what is true of the data set only by chance: the model fits less well, but it also changes less with the patients that were drawn (bias against variance, in whatever words). Half a point for each of the two.
# 2. Statistics of all the data tell the model something about the held-out samples, so the estimate becomes too good (leakage). Besides, a new patient has no mean or standard deviation of their own. The held-out data must be treated as data that do not exist yet.
# 3. No: the lowest of many values is too low by chance, since the choice has used the data. A third part, untouched until the end (test set), or nested cross-validation gives a fair one.
# === END MARK SCHEME ===

# %% [markdown] lang="fr" nbgrader={"grade": false, "grade_id": "explain_generalisation_fr", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Exercice 6 — Expliquez la généralisation (3 points)
#
# Répondez en huit à douze phrases, en citant, quand c'est utile, des nombres tirés des expériences :
#
# 1. Pourquoi la perte de validation remonte-t-elle alors que la perte d'entraînement baisse encore ? La décroissance des poids dégrade la perte d'entraînement et améliore la perte de validation : comment est-ce possible ?
# 2. Pourquoi la moyenne et l'écart type doivent-ils venir des seules données d'entraînement ? Sinon, quel serait le problème ?
# 3. La meilleure époque a été choisie *d'après* la perte de validation. À cette époque, cette perte est-elle encore une estimation fiable (non biaisée) pour de nouveaux patients ? Que feriez-vous pour en obtenir une ?
#
# === BEGIN MARK SCHEME ===
# **Barème** : un point par question ; un demi-point si le fait est énoncé sans justification.
#
# 1. Avec $65$ caractéristiques et $110$ échantillons, le modèle peut s'ajuster aux particularités fortuites de ses échantillons (bruit, corrélations dues au hasard). Ce que tous les patients ont en commun s'apprend d'abord. Ce qui s'apprend ensuite ne fait baisser que la perte d'entraînement et nuit à la prédiction pour les autres. La décroissance empêche les poids de grandir, si bien qu'ils ne peuvent pas suivre les particularités fortuites du jeu de données : le modèle est moins bien ajusté, mais il dépend moins des patients qui ont été tirés (biais contre variance, quels que soient les mots). Un demi-point pour chacune des deux réponses.
# 2. Des statistiques calculées sur toutes les données révèlent au modèle quelque chose des échantillons mis de côté : l'estimation devient trop bonne (fuite). De plus, un nouveau patient n'a ni moyenne ni écart type à lui. Il faut traiter les données mises de côté comme si elles n'existaient pas encore.
# 3. Non : la plus basse de nombreuses valeurs est trop basse par hasard, puisque le choix a utilisé ces données. Une troisième partie, intacte jusqu'à la fin (jeu de test), ou une validation croisée imbriquée en donne une fiable.
# === END MARK SCHEME ===

# %% [markdown] nbgrader={"grade": true, "grade_id": "explain_generalisation", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# The training loss falls as long as the model finds anything in its 110 patients to adapt 65 weights to. At first that is what all patients have in common, so the held-out loss falls too; after a few epochs only what is true of these 110 by chance is left, and learning it makes the predictions for others worse. The
# mean and the deviation are learned from data like the weights. If the held-out patients take part in them, the model knows something of the patients by whom it is judged, and the judgement is too kind; a new patient has no statistics of their own anyway. Weight decay makes large weights expensive, and it takes large weights to follow
# chance: the model fits its own patients less well and depends less on which ones they were. Past the circled minimum it can no longer follow what is real either. The held-out loss at the best epoch is the lowest of 101 values, and the lowest of many is partly luck: it is too optimistic. I would split in three, choose the epoch and the
# decay by the second part, and look at the third one once, at the end.
#
# La perte d'entraînement baisse tant que le modèle trouve, chez ses 110 patients, de quoi ajuster 65 poids. C'est d'abord ce que tous les patients ont en commun, et la perte de validation baisse aussi ; après quelques époques, il ne reste que les particularités fortuites de ces 110 patients, et les apprendre dégrade les prédictions pour les autres. La
# moyenne et l'écart type s'apprennent à partir des données, comme les poids. Si les patients mis de côté y participent, le modèle sait quelque chose de ceux qui le jugent, et le jugement est trop indulgent ; un nouveau patient n'a d'ailleurs pas de statistiques à lui. La décroissance des poids pénalise les grands poids, or il en faut pour suivre ces
# particularités : le modèle s'ajuste moins bien à ses propres patients et dépend moins des patients qui ont été tirés. Au-delà du minimum cerclé, il ne peut plus suivre non plus ce qui est réel. La perte de validation de la meilleure époque est la plus basse de 101 valeurs, et la plus basse de tant de valeurs est due en partie à la chance : elle est trop optimiste. Je partagerais les données en trois, je choisirais l'époque et
# la décroissance d'après la deuxième partie, et je ne regarderais la troisième qu'une fois, à la fin.
# ### END SOLUTION

# %% [markdown] lang="en"
# ## ★ To go further — How much does the split decide?
#
# This task earns no points. Repeat the first experiment with ten other seeds for `split`. For each seed, note the best epoch and the held-out loss at that epoch. How far apart are the ten losses? What does this say about a difference of a few hundredths between two models?
#
# <details><summary>Hint</summary>
#
# Put the cell that splits, standardises and trains into a function of the seed. Collect its results in a list, and look at the smallest, the largest and the mean. Compare two models on the *same* splits.
#
# </details>

# %% [markdown] lang="fr"
# ## ★ Pour aller plus loin — Dans quelle mesure le partage décide-t-il du résultat ?
#
# Cet exercice ne rapporte pas de points. Refaites la première expérience avec dix autres graines pour `split`. Pour chaque graine, notez la meilleure époque et la perte de validation à cette époque. De combien les dix pertes diffèrent-elles ? Qu'en conclure sur un écart de quelques centièmes entre deux modèles ?
#
# <details><summary>Indice</summary>
#
# Faites de la cellule qui partage, standardise et entraîne une fonction de la graine. Réunissez ses résultats dans une liste, puis regardez le plus petit, le plus grand et la moyenne. Comparez deux modèles sur les *mêmes* partages.
#
# </details>

# %% [markdown] lang="en"
# ## Who does what
#
# | | step 7 | step 8 |
# |---|---|---|
# | prediction | PyTorch | PyTorch |
# | gradient | PyTorch | PyTorch |
# | loss | the MSE, by hand or PyTorch's | the MSE, by hand or PyTorch's |
# | **update** | by hand | **PyTorch** |
#
# PyTorch can now do all four jobs. You have written each of them yourself, so you know what happens in each. One question stays yours: can the result be trusted?

# %% [markdown] lang="fr"
# ## Qui fait quoi
#
# | | étape 7 | étape 8 |
# |---|---|---|
# | prédiction | PyTorch | PyTorch |
# | gradient | PyTorch | PyTorch |
# | perte | la MSE, écrite à la main ou prise dans PyTorch | la MSE, écrite à la main ou prise dans PyTorch |
# | **mise à jour** | à la main | **PyTorch** |
#
# PyTorch peut désormais se charger des quatre tâches. Vous avez écrit chacune d'elles vous-même : vous savez donc ce qui s'y passe. Une question vous revient toujours : peut-on se fier au résultat ?

# %% [markdown] lang="en"
# ## Recap
#
# - Hold data out first, at random. Nothing that is learned may see them: no weight, no mean, no standard deviation.
# - $R^2$ compares a model with the mean of the target; on held-out data it can be negative.
# - When the held-out loss rises while the training loss falls, the model overfits. Stop there, and go back to the best parameters.
# - Weight decay raises the training loss and lowers the held-out loss, up to a point.
# - Data that were used to choose a model cannot judge it fairly: keep a third part for the end.

# %% [markdown] lang="fr"
# ## Récapitulatif
#
# - Mettez d'abord des données de côté, au hasard. Rien de ce qui s'apprend ne doit les voir : ni poids, ni moyenne, ni écart type.
# - $R^2$ compare un modèle à la moyenne de la cible ; sur des données mises de côté, il peut être négatif.
# - Quand la perte de validation monte alors que la perte d'entraînement baisse, le modèle est en surapprentissage. Arrêtez-vous là, et revenez aux meilleurs paramètres.
# - La décroissance des poids fait monter la perte d'entraînement et baisser la perte de validation, jusqu'à un certain point.
# - Des données qui ont servi à choisir un modèle ne peuvent plus le juger équitablement : gardez une troisième partie pour la fin.
