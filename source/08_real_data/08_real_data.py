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
# For seven steps, a small loss was the goal. But a model is made for data that it has *not* seen, and a small
# training loss guarantees nothing for such data. In this last step you train on real data, and measure how well the
# model predicts for patients that it has never seen. You stop the training when the model begins to learn by heart,
# that is, to memorise its own samples.
#
# At the end you can
#
# - hold data out, and keep them out of everything that is learned, the scaling included;
# - choose a model with the validation data, and judge it once with the test data;
# - say how good a model is, with $R^2$ and in the unit of the target;
# - stop the training at the right epoch, and keep the best parameters.
#
# The step takes about two hours and is worth $20$ points.

# %% [markdown] lang="fr"
# # Étape 8 — Le modèle généralise-t-il ?
#
# Pendant sept étapes, le but était d'obtenir une petite perte. Mais un modèle est fait pour des données qu'il n'a *pas* vues, et une petite perte
# d'entraînement ne garantit rien pour elles. Dans cette dernière étape, vous entraînez un modèle sur de vraies données et vous mesurez la qualité de
# ses prédictions pour des patients qu'il n'a jamais rencontrés. Vous arrêtez l'entraînement quand le modèle commence à apprendre par cœur.
#
# À la fin, vous saurez :
#
# - mettre des données de côté et les tenir à l'écart de tout ce qui s'apprend, y compris la mise à l'échelle ;
# - choisir un modèle avec les données de validation, puis le juger une seule fois avec les données de test ;
# - dire ce que vaut un modèle, avec $R^2$ et dans l'unité de la cible ;
# - arrêter l'entraînement à la bonne époque et conserver les meilleurs paramètres.
#
# Comptez environ deux heures pour cette étape, qui vaut $20$ points.

# %%
import io
from copy import deepcopy

import numpy as np
import torch
from torch import nn

from course.helpers import data, expect, orders, trials
from course.helpers.language import label
from course.helpers.plotting.generalisation import early_stopping, histogram, predicted
from course.helpers.plotting.variants import against_decay
from course.helpers.training import linear, sgd

expect.step("08_real_data")

# %% [markdown] lang="en"
# ## A look at the data
#
# Before you train, look at the data. There are $442$ patients with ten measurements each: the age in years, the sex
# ($1$ or $2$), the body mass index in kg/m², the blood pressure in mm Hg, and six blood values, of which `s1` is the
# total cholesterol in mg/dl. The target is a score of how far their diabetes had progressed a year later.

# %% [markdown] lang="fr"
# ## Un regard sur les données
#
# Avant d'entraîner un modèle, regardez les données. Il y a $442$ patients, avec dix mesures pour chacun : l'âge en années, le sexe ($1$ ou $2$),
# l'indice de masse corporelle en kg/m², la tension en mm Hg et six analyses de sang, dont `s1`, le cholestérol total en mg/dl. La cible est un score
# de la progression de leur diabète un an plus tard.

# %% tags=["experiment"]
patients, progression = data.diabetes()
columns = ["age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6", "target"]
print(f"{'':<8}{'row 0':>8}{'row 1':>8}{'min':>8}{'mean':>8}{'max':>8}")
for name, values in zip(columns, torch.cat([patients, progression], dim=1).T, strict=True):
    shown = [values[0], values[1], values.min(), values.mean(), values.max()]
    print(f"{name:<8}" + "".join(f"{value.item():>8.1f}" for value in shown))
histogram(progression, xlabel=label("progression of the disease"))

# %% [markdown] lang="en"
# No value is missing and none is absurd. The scales differ: the cholesterol is around two hundred and the sex is $1$ or
# $2$, so one learning rate cannot suit both columns. Many patients have a low score, and a few have a very high one. A
# model that always predicts the mean, $152$, has an MSE whose root is $77$. Yours must do better.

# %% [markdown] lang="fr"
# Aucune valeur ne manque, aucune n'est absurde. Les échelles diffèrent : le cholestérol est de l'ordre de deux cents et le sexe vaut $1$ ou $2$ ; un
# même pas d'apprentissage ne peut pas convenir aux deux colonnes. Beaucoup de patients ont un score bas, quelques-uns un score très élevé. Un modèle
# qui prédit toujours la moyenne, $152$, a une MSE dont la racine vaut $77$. Le vôtre doit faire mieux.

# %% [markdown] lang="en"
# ## The idea
#
# **Hold out.** Before anything is learned, samples are put aside at random. The model is trained on the others. The
# loss on samples put aside is a *held-out loss* (in the code, `held_out`). It estimates the loss on future data. With
# a suitable learning rate, the training loss falls as long as the descent goes on. The held-out loss falls too, as
# long as the model learns what all the data have in common. It rises when the model learns patterns that its own
# samples have only by chance: the model *overfits*.
#
# **Three parts.** The *training* data determine the parameters. The *validation* data are held out. We use them to
# choose a model, an epoch or the value of a *hyperparameter*, which is a number that training does not change. The
# loss on them is the *validation loss*. The *test* data are held out too, and used only once, at the end.
#
# **Standardise.** From each column we subtract its mean, and we divide by its standard deviation. The column then has
# the mean $0$ and the standard deviation $1$. For the ten columns here, this brings the condition number of step 6
# from $52$ million down to $470$. The means and the standard deviations are learned from data, as $w$ and $b$ are.
# They must come from the training data alone, and the other parts are scaled with these same values.
#
# **Measure.** Two sums of squared residuals are compared: the sum of your model, and that of a model that always
# predicts the mean of the targets. The *coefficient of determination* $R^2$ says what part of the second sum your
# model removes: $1$ for a perfect prediction, $0$ for a prediction that is as good as the mean. A worse prediction has
# a negative $R^2$.

# %% [markdown] lang="fr"
# ## L'idée
#
# **Mettre de côté.** Avant tout apprentissage, on met des échantillons de côté, au hasard. Le modèle s'entraîne sur les autres. La perte sur des
# échantillons mis de côté (dans le code, `held_out`) estime la perte sur les données à venir. Avec un pas d'apprentissage convenable, la perte
# d'entraînement baisse tant que la descente continue. La perte sur les données mises de côté baisse aussi, tant que le modèle apprend ce que toutes
# les données ont en commun. Elle remonte quand le modèle apprend les particularités fortuites de ses propres échantillons : c'est le
# *surapprentissage* (en anglais *overfitting*).
#
# **Trois parties.** Les données d'*entraînement* donnent les paramètres. Les données de *validation* sont mises de côté pour choisir : un modèle, une
# époque ou la valeur d'un *hyperparamètre*, c'est-à-dire d'un nombre que l'entraînement ne change pas. La perte qu'on y mesure est la *perte de
# validation*. Les données de *test* sont elles aussi mises de côté ; elles ne servent qu'une fois, à la fin.
#
# **Standardiser.** De chaque colonne, on soustrait la moyenne, puis on divise par l'écart type. La colonne a alors une moyenne de $0$ et un écart
# type de $1$. Pour les dix colonnes de ce jeu de données, le conditionnement de l'étape 6 passe ainsi de $52$ millions à $470$. Comme $w$ et $b$, les
# moyennes et les écarts types s'apprennent à partir de données. Ils doivent venir des seules données d'entraînement, et c'est avec ces mêmes valeurs
# que l'on standardise les autres parties.
#
# **Mesurer.** On compare deux sommes de carrés de résidus : celle de votre modèle et celle d'un modèle qui prédirait toujours la moyenne des
# cibles. Le *coefficient de détermination* $R^2$ est la part de la seconde somme que votre modèle fait disparaître : $1$ pour une prédiction
# parfaite, $0$ pour une prédiction aussi bonne que la moyenne. Pour une moins bonne, $R^2$ est négatif.

# %% [markdown] lang="en"
# ## A worked example
#
# A column has the training values $2, 2, 6, 6$ and one held-out value, $10$. The mean of the training values is $4$.
# Each of them is $2$ away from the mean, so the standard deviation is $2$. The held-out value is not used to compute
# these two numbers. It is $3$ standard deviations above the mean, so it becomes $3$. A held-out value may lie outside
# the range of the training values.
#
# PyTorch has two standard deviations. By default, `std` divides the sum of the squared deviations by $N - 1$ (the *sample*
# standard deviation). In this step we divide by $N$, as the MSE does:

# %% [markdown] lang="fr"
# ## Un exemple complet
#
# Une colonne a pour valeurs d'entraînement $2, 2, 6, 6$, et une valeur est mise de côté : $10$. La moyenne des valeurs d'entraînement vaut $4$.
# Chacune d'elles est à une distance de $2$ de la moyenne : l'écart type vaut donc $2$. La valeur mise de côté ne sert pas à calculer ces deux
# nombres. Elle est à $3$ écarts types au-dessus de la moyenne, et devient donc $3$ : elle peut très bien sortir de l'intervalle des valeurs
# d'entraînement.
#
# PyTorch connaît deux écarts types. Par défaut, `std` divise la somme des carrés des écarts par $N - 1$ (l'écart type *corrigé*). Dans cette étape,
# on divise par $N$, comme le fait la MSE :

# %%
known = torch.tensor([2.0, 2.0, 6.0, 6.0])
print(known.std(), known.std(correction=0))

# %% [markdown] lang="en"
# ## Exercise 1 — `split` (3 points)
#
# Divide the indices $0, \dots, n - 1$ at random, with `generator`, into two parts: `round(n * holdout)` of them are held out, the others are for
# training. Return `(train, held_out)`, two one-dimensional `int64` tensors without a common index, in any order. The held-out part can be empty: with
# `holdout=0` nothing is held out. Each call draws a new division.

# %% [markdown] lang="fr"
# ## Exercice 1 — `split` (3 points)
#
# Répartissez au hasard, avec `generator`, les indices $0, \dots, n - 1$ en deux parties : `round(n * holdout)` d'entre eux sont mis de côté, les
# autres servent à l'entraînement. Renvoyez `(train, held_out)`, deux tenseurs `int64` à une dimension, sans indice commun, dans un ordre quelconque.
# La partie mise de côté peut être vide : avec `holdout=0`, rien n'est mis de côté. Chaque appel fait un nouveau tirage.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# How would you deal a pack of cards to two players, so that chance alone decides who gets which card?
#
# <details><summary>Hint 2</summary>
#
# Put all the indices in a random order once. `torch.randperm` takes `generator` as a keyword.
#
# <details><summary>Hint 3</summary>
#
# Compute how many indices are held out. One slice of the random order is the held-out part, and the rest is for training. Check that your slices also
# work when the number is $0$.
#
# </details></details></details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Comment distribueriez-vous un jeu de cartes à deux joueurs, pour que le hasard seul décide de qui reçoit chaque carte ?
#
# <details><summary>Indice 2</summary>
#
# Mettez une fois tous les indices dans un ordre aléatoire. `torch.randperm` accepte `generator` comme argument nommé.
#
# <details><summary>Indice 3</summary>
#
# Calculez combien d'indices sont mis de côté. Une tranche de l'ordre aléatoire donne la partie mise de côté, et le reste sert à l'entraînement.
# Vérifiez que vos tranches conviennent aussi quand ce nombre vaut $0$.
#
# </details></details></details>


# %% nbgrader={"grade": false, "grade_id": "split", "locked": false, "schema_version": 3, "solution": true, "task": false}
def split(n, holdout, generator):
    """The indices for training and those held out: round(n · holdout) of them, drawn at random.
    Les indices d'entraînement et ceux qui sont mis de côté : round(n · holdout) d'entre eux, tirés au hasard."""
    ### BEGIN SOLUTION
    order = torch.randperm(n, generator=generator)
    held_out = round(n * holdout)
    return order[held_out:], order[:held_out]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_split", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
def drawn(n, holdout):
    return orders.facts(split, n, holdout, as_sets=True)
sizes = {(10, 0.3): [7, 3], (11, 0.25): [8, 3], (7, 0.9): [1, 6],
         (25, 0.1): [23, 2], (5, 0.0): [5, 0], (40, 0.25): [30, 10]}
cases = [{"n": n, "holdout": holdout} for n, holdout in sizes]
wanted = [("1-D int64", both, "each once", *(orders.FREE if n == 40 else [None] * 3))
          for (n, _), both in sizes.items()]
expect.calls(drawn, cases, gives=wanted, names=orders.FACTS)

### BEGIN HIDDEN TESTS
many, even = (int(n) for n in data.rng().integers(200, 250, size=2))
sizes = [(1, 0.0), (3, 0.1), (10, 0.25), (12, 0.4), (7, 0.9), (16, 0.5), (25, 0.1), (2 * many, 0.2), (2 * even, 0.5)]
cases = [{"n": n, "holdout": holdout} for n, holdout in sizes]
wanted = []
for n, holdout in sizes:
    held = round(n * holdout)
    wanted.append(("1-D int64", [n - held, held], "each once", *(orders.FREE if n >= 30 else [None] * 3)))
expect.calls(drawn, cases, gives=wanted, names=orders.FACTS)
# Each of six is held out sometimes, and sometimes not.
generator = torch.Generator().manual_seed(int(data.rng().integers(2**31)))
draws = [set(held.tolist()) for _, held in orders.drawn(globals(), split, [(6, 0.5, generator)] * 36)]
for index in range(6):
    expect.that(0 < sum(index in draw for draw in draws) < 36, of="split(n=6, holdout=0.5, generator)", mistake="split.not_random")
# All of them can be held out.
expect.calls(drawn, {"n": 4, "holdout": 1.0}, gives=("1-D int64", [0, 4], "each once", *[None] * 3), names=orders.FACTS)
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Exercise 2 — `standardize` (4 points)
#
# `train` `(N, D)` and `other` `(M, D)` are tensors. Return both, standardised with the mean and the standard deviation of each column of `train` (the
# standard deviation that divides by $N$). A column that is constant in `train` has the standard deviation $0$; rounding can make it a little
# larger. In `train` such a column must become zeros, and not `nan`; what it becomes in `other` is free.

# %% [markdown] lang="fr"
# ## Exercice 2 — `standardize` (4 points)
#
# `train`, de forme `(N, D)`, et `other`, de forme `(M, D)`, sont des tenseurs. Renvoyez-les tous deux, standardisés avec la moyenne et l'écart type
# de chaque colonne de `train` (l'écart type qui divise par $N$). Une colonne constante dans `train` a un écart type de $0$ ; les arrondis peuvent le
# rendre un peu supérieur. Dans `train`, une telle colonne doit devenir une colonne de zéros, et non de `nan` ; dans `other`, ses valeurs sont libres.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# Which of the two tensors may be used to compute the mean and the standard deviation?
#
# <details><summary>Hint 2</summary>
#
# You need one mean and one standard deviation per column: over which axis do you take them? By which number does `std` divide by default?
#
# <details><summary>Hint 3</summary>
#
# In a constant column, the centred values and the deviation are $0$, up to rounding, and their quotient can be anything. Put $0$ in its place:
# `torch.where` chooses, column by column. To find a constant column, compare its values with each other.
#
# </details></details></details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Lequel des deux tenseurs a le droit de servir au calcul de la moyenne et de l'écart type ?
#
# <details><summary>Indice 2</summary>
#
# Il faut une moyenne et un écart type par colonne : le long de quel axe les calcule-t-on ? Par quel nombre `std` divise-t-il par défaut ?
#
# <details><summary>Indice 3</summary>
#
# Dans une colonne constante, les valeurs centrées et l'écart type valent $0$, aux arrondis près, et leur quotient peut valoir n'importe quoi. Mettez
# $0$ à sa place : `torch.where` choisit, colonne par colonne. Pour reconnaître une colonne constante, comparez ses valeurs entre elles.
#
# </details></details></details>


# %% nbgrader={"grade": false, "grade_id": "standardize", "locked": false, "schema_version": 3, "solution": true, "task": false}
def standardize(train, other):
    """Both scaled by train's mean and standard deviation, column by column: (N, D) and (M, D).
    Les deux tenseurs, standardisés avec la moyenne et l'écart type de train, colonne par colonne : (N, D) et (M, D)."""
    ### BEGIN SOLUTION
    constant = (train == train[0]).all(dim=0)
    mean = torch.where(constant, train[0], train.mean(dim=0))
    deviation = torch.where(constant, 1.0, train.std(dim=0, correction=0))
    return (train - mean) / deviation, (other - mean) / deviation
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_standardize", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
case = {"train": torch.tensor([[1.0, 0.1], [1.0, 0.3], [5.0, 0.1], [5.0, 0.3]]),
        "other": torch.tensor([[7.0, 0.2], [3.0, 0.5]])}
wanted = (torch.tensor([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]]),
          torch.tensor([[2.0, 0.0], [0.0, 3.0]]))
expect.calls(standardize, case, gives=wanted, names=("train", "other"), rtol=1e-3)
def constant_column(train):
    return standardize(train, train)[0]
expect.calls(constant_column, [{"train": torch.tensor([[2.0, 1.0], [2.0, 5.0], [2.0, 3.0]])},
                               {"train": torch.full((7, 1), 0.1, dtype=torch.float64)}],
             gives=[torch.tensor([[0.0, -1.224745], [0.0, 1.224745], [0.0, 0.0]]), torch.zeros(7, 1)])

### BEGIN HIDDEN TESTS
from course.helpers import reference

right = reference.load("08_real_data").standardize
rng = data.rng()
cases = [
    {"train": torch.tensor(rng.normal(size=(n, d)) * rng.uniform(0.5, 20, size=d) + rng.uniform(-30, 30, size=d)), "other": torch.tensor(rng.normal(size=(m, d)) * 9 + rng.uniform(-20, 20, size=d))}
    for n, m, d in [(6, 3, 2), (5, 5, 5), (2, 4, 3), (9, 1, 1)]
]
expect.calls(standardize, cases, gives=right, names=("train", "other"), rtol=1e-3)
# Columns as narrow as those of the diabetes data are scaled like any other.
narrow = {name: torch.tensor(0.05 * rng.normal(size=(size, 2)) + 0.1) for name, size in (("train", 50), ("other", 3))}
expect.calls(standardize, narrow, gives=right, names=("train", "other"), rtol=5e-3)
cases = []
for n, constants in [(4, [0]), (1, [0, 1, 2]), (8, [1]), (5, [0, 2])]:
    train = torch.tensor(rng.normal(size=(n, 3)))
    train[:, constants] = float(rng.integers(-3, 4))
    cases.append({"train": train, "other": train + 0.7})
# Constants whose mean is rounded, in both dtypes; columns that are narrow, of small numbers, or only begin and end alike.
rows = torch.tensor([1.0, 2.0, 2.0, 1.0, 4.0, 3.0, 5.0, 2.0, 2.0, 1.0], dtype=torch.float64)
alike = torch.stack([torch.full_like(rows, 37.2), rows, 50 + 0.1 * rows, 1e-3 * rows], dim=1)
alone = [torch.full((n, 1), value, dtype=torch.float64) for n, value in ((10, 37.2), (50, -37.2e5))]
cases += [{"train": train, "other": train[:2] + 0.7} for train in (alike, *alone, 1e-5 * rows[:, None])]


def trained(train, other):
    return standardize(train, other)[0]


expect.calls(trained, cases, gives=lambda train, other: right(train, other)[0], rtol=1e-3)
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Exercise 3 — `r2` (2 points)
#
# Return the coefficient of determination $R^2$ as a Python `float`. `prediction` and `target` are tensors of the same shape, `(N,)` or `(N, 1)`, and
# the target is not constant.

# %% [markdown] lang="fr"
# ## Exercice 3 — `r2` (2 points)
#
# Renvoyez le coefficient de détermination $R^2$ sous la forme d'un `float` Python. `prediction` et `target` sont des tenseurs de même forme, `(N,)`
# ou `(N, 1)`, et la cible n'est pas constante.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# Two models are compared here. What does each of them predict?
#
# <details><summary>Hint 2</summary>
#
# Both sums run over the samples. In one of them the prediction appears, in the other the mean of the target.
#
# <details><summary>Hint 3</summary>
#
# Compute the two sums as scalar tensors, then form the quotient and subtract. `.item()` turns a scalar tensor into a Python `float`.
#
# </details></details></details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# On compare ici deux modèles. Que prédit chacun d'eux ?
#
# <details><summary>Indice 2</summary>
#
# Les deux sommes portent sur les échantillons. Dans l'une figure la prédiction, dans l'autre la moyenne de la cible.
#
# <details><summary>Indice 3</summary>
#
# Calculez les deux sommes sous la forme de tenseurs scalaires, puis formez le quotient et soustrayez. `.item()` convertit un tenseur scalaire en
# `float` Python.
#
# </details></details></details>


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
known = torch.tensor([1.0, 2.0, 3.0, 6.0])
guesses = [[2.0, 2.0, 3.0, 4.0], [3.0, 3.0, 3.0, 3.0], [6.0, 3.0, 2.0, 1.0]]
cases = [{"prediction": torch.tensor(values).reshape(shape), "target": known.reshape(shape)}
         for shape in [(4,), (4, 1)] for values in guesses]
expect.calls(r2, cases, gives=[0.642857, 0.0, -2.714286] * 2)

### BEGIN HIDDEN TESTS
from course.helpers import reference

rng = data.rng()
cases = [{"prediction": torch.tensor([1.0, 4.0]), "target": torch.tensor([1.0, 4.0])}]
for shape, spread in [((7,), 0.3), ((5, 1), 2.0), ((2,), 1.0), ((30, 1), 0.1), ((4,), 20.0)]:
    target = torch.tensor(rng.normal(size=shape) + rng.uniform(-4, 4))
    cases.append({"prediction": target + spread * torch.tensor(rng.normal(size=shape)), "target": target})
expect.calls(r2, cases, gives=reference.load("08_real_data").r2, rtol=1e-3, atol=1e-3)
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Exercise 4 — `choose` (2 points)
#
# How strong should the weight decay be? How many features should the model have? We train one model for each
# candidate value, and compare the models on the validation data.
#
# `candidates` is a sequence: numbers, lists or anything else. `fit(candidate)` trains a model and returns it. `score(model)` returns the loss of that
# model on the validation data, a `float`; lower is better. Call `fit` exactly once for each candidate, in order. Return `(best, scores)`: the first
# candidate with the lowest score, and the list of all scores.

# %% [markdown] lang="fr"
# ## Exercice 4 — `choose` (2 points)
#
# Quelle valeur donner à la décroissance des poids ? Combien de caractéristiques le modèle doit-il avoir ? On entraîne un modèle pour chaque candidat,
# et l'on compare les modèles sur les données de validation.
#
# `candidates` est une séquence de nombres, de listes ou de tout autre objet. `fit(candidate)` entraîne un modèle et le renvoie. `score(model)`
# renvoie la perte de ce modèle sur les données de validation, un `float` ; la plus basse est la meilleure. Appelez `fit` une seule fois pour chaque
# candidat, dans l'ordre. Renvoyez `(best, scores)` : le premier candidat dont la perte est la plus basse, et la liste de toutes les pertes.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# What do you have to remember for each candidate: its model, its position, or its loss?
#
# <details><summary>Hint 2</summary>
#
# `score` takes what `fit` returns. Training is expensive: train each model once, and keep its loss in a list.
#
# <details><summary>Hint 3</summary>
#
# Candidates and scores are in the same order, so a position in one list is a position in the other. A candidate can
# be a list, which cannot be the key of a dictionary. If two scores are equal, the first one counts: what does
# `scores.index(…)` return when the value occurs twice?
#
# </details></details></details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Que faut-il retenir pour chaque candidat : son modèle, sa position ou sa perte ?
#
# <details><summary>Indice 2</summary>
#
# `score` prend ce que `fit` renvoie. Un entraînement coûte cher : n'entraînez chaque modèle qu'une fois, et gardez sa perte dans une liste.
#
# <details><summary>Indice 3</summary>
#
# Les candidats et les pertes sont dans le même ordre : une position dans une liste est une position dans l'autre. Un candidat peut être une liste,
# qui ne peut pas être la clé d'un dictionnaire. À égalité, c'est le premier qui compte : que renvoie `scores.index(…)` quand la valeur figure deux
# fois ?
#
# </details></details></details>


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
    return made.facts(choose(candidates, made.fit, made.score))

cases = [{"candidates": [0, 3, 6, 9, 7], "losses": [1.9, 1.5, 2.5, 1.7, 1.5]},
         {"candidates": [[8], [4, 4], [2]], "losses": [1.5, -0.5, -0.5]},
         {"candidates": [5, 4, 3], "losses": [700.0, 600.0, 650.0]}, {"candidates": [1, 2], "losses": [0.0, 0.5]}]
want = [([0, 3, 6, 9, 7], 3, [1.9, 1.5, 2.5, 1.7, 1.5]), ([[8], [4, 4], [2]], [4, 4], [1.5, -0.5, -0.5]),
        ([5, 4, 3], 4, [700.0, 600.0, 650.0]), ([1, 2], 1, [0.0, 0.5])]
expect.observed(tried, cases, gives=want, names=trials.FACTS)

### BEGIN HIDDEN TESTS
rng = data.rng()
cases = [
    (["a"], [2.5]),
    (range(2, 6), [np.float32(loss) for loss in rng.uniform(2, 3, size=4)]),
    (("b", "a", "b", "a"), [3.0, 1.25, 1.25, 1.25]),
    ([[1], [1], [2], [0]], [1.0004, 1.0002, 1.0001, 1.0003]),
    ([0.1, 0.01, 0.001], [float(loss) for loss in rng.uniform(-5, -1, size=3)]),
    *[([1, nothing, 2], [2.0, 1.0, 3.0]) for nothing in (0, 0.0, [], None, "")],
    ([None, 1, 2], [1.0, 2.0, 3.0]),
    ([torch.ones(2), torch.zeros(2), torch.ones(2)], [0.0, 1.0, np.float64(-2.0)]),
]
want = [(list(options), options[losses.index(min(losses))], losses) for options, losses in cases]
cases = [{"candidates": options, "losses": losses} for options, losses in cases]
expect.observed(tried, cases, gives=want, names=trials.FACTS)

# The candidates stay as they were, and each model is the one of its candidate.
models = {"ridge": "first", "lasso": "second", "plain": "third"}
losses = {"first": 3.0, "second": float(rng.uniform(1, 2)), "third": 2.5}
case = {"candidates": list(models), "fit": lambda candidate: models[candidate], "score": lambda model: losses[model]}
expect.calls(choose, case, gives=("lasso", list(losses.values())), names=("best", "scores"))
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Exercise 5 — `fit_early_stopping` (6 points)
#
# Train `model` with `optimizer` on `train_data`, a pair `(x, y)`, and watch the loss on `held_out_data`, another pair. To end the training in time is
# called *early stopping*.
#
# - Entry $0$ of both lists holds the losses *before* training. After that, each epoch makes one update on all the training data, and appends both
#   losses, measured after the update.
# - `best_epoch` is the index of the lowest held-out loss, the first one if there are several. It can be $0$.
# - The training stops when `patience` epochs in a row have not gone strictly below the best held-out loss, or after
#   `epochs` epochs.
# - At the end, the model has the parameters of `best_epoch` again. Be careful: the tensors in `model.state_dict()` share their memory with the
#   parameters, and the next update changes both. Copy them (`deepcopy`).
#
# Return `(train_losses, held_out_losses, best_epoch)`: two lists of Python `float` numbers and an `int`.

# %% [markdown] lang="fr"
# ## Exercice 5 — `fit_early_stopping` (6 points)
#
# Entraînez `model` avec `optimizer` sur `train_data`, un couple `(x, y)`, en surveillant la perte de validation, sur `held_out_data`, un autre
# couple. C'est l'*arrêt précoce* (en anglais *early stopping*).
#
# - L'élément d'indice $0$ de chaque liste est la perte *avant* l'entraînement. Ensuite, chaque époque fait une mise à jour sur toutes les données
#   d'entraînement et ajoute les deux pertes, mesurées après cette mise à jour.
# - `best_epoch` est l'indice de la plus basse perte de validation, le premier s'il y en a plusieurs. Il peut valoir $0$.
# - L'entraînement s'arrête quand, pendant `patience` époques de suite, la perte de validation ne passe pas strictement sous la meilleure, ou au bout
#   de `epochs` époques.
# - À la fin, le modèle retrouve les paramètres de `best_epoch`. Attention : les tenseurs de `model.state_dict()` partagent leur mémoire avec les
#   paramètres, et la mise à jour suivante modifie les deux. Copiez-les (`deepcopy`).
#
# Renvoyez `(train_losses, held_out_losses, best_epoch)` : deux listes de nombres Python de type `float` et un `int`.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# Write on paper what happens for the held-out losses $4, 3, 5, 2, 6, 7$ with a patience of $2$. When does the training stop, and which epoch is the
# best?
#
# <details><summary>Hint 2</summary>
#
# You measure both losses once before the loop and once after each update. Write a separate function for this
# measurement, inside a `torch.no_grad()` block.
#
# <details><summary>Hint 3</summary>
#
# Keep two things: the index of the best epoch so far, and a copy of the parameters at that epoch. After each epoch,
# either the loss is strictly lower and you replace both, or you compare the number of epochs since the best epoch with
# `patience`. After the loop, `load_state_dict` brings the copy back.
#
# </details></details></details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Écrivez sur papier ce qui se passe pour les pertes de validation $4, 3, 5, 2, 6, 7$ avec une patience de $2$. Quand l'entraînement s'arrête-t-il, et
# quelle est la meilleure époque ?
#
# <details><summary>Indice 2</summary>
#
# On mesure les deux pertes une fois avant la boucle et une fois après chaque mise à jour. Faites de cette mesure une fonction à part, dans un bloc
# `torch.no_grad()`.
#
# <details><summary>Indice 3</summary>
#
# Gardez deux choses : l'indice de la meilleure époque trouvée jusque-là et une copie des paramètres de cette époque. Après chaque époque, soit la
# perte est strictement plus basse et vous remplacez les deux, soit vous comparez à `patience` le nombre d'époques écoulées depuis la meilleure. Après
# la boucle, `load_state_dict` rétablit la copie.
#
# </details></details></details>


# %% nbgrader={"grade": false, "grade_id": "fit_early_stopping", "locked": false, "schema_version": 3, "solution": true, "task": false}
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    """Both lists of losses, which begin before training, and the best epoch. At the end, the model has the parameters of that epoch.
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
one = torch.ones(1, 1)
case = {"model": linear([[0.0]]), "optimizer": sgd(lr=0.125), "loss_fn": nn.MSELoss(),
        "train_data": (one, 4 * one), "held_out_data": (one / 2, one), "epochs": 10, "patience": 2}
cases = [case, case | {"optimizer": sgd(lr=0.3, momentum=0.9), "held_out_data": (one, 5 * one),
                       "epochs": 9, "patience": 3},
         case | {"model": linear([[0.0]], [0.0]), "held_out_data": (one / 2, 2 * one), "epochs": 3},
         case | {"held_out_data": (one, -one)}, case | {"optimizer": sgd(lr=0.0)},
         case | {"loss_fn": nn.L1Loss(), "epochs": 1}]
first = ([16.0, 9.0, 5.0625, 2.847656, 1.601807], [1.0, 0.25, 0.015625, 0.02441406, 0.1348267],
         2, [torch.tensor([[1.75]])])
gives = [first,
         ([16.0, 2.56, 2.3104, 11.66906, 9.4421, 0.8468417, 2.462414, 8.226493, 5.365501],
          [25.0, 6.76, 0.2704, 5.837056, 4.2965, 0.006361658, 6.60083, 14.96287, 10.99821],
          5, [torch.tensor([[4.92024]])]),
         ([16.0, 4.0, 1.0, 0.25], [4.0, 0.25, 0.0625, 0.390625], 2, [torch.tensor([[1.5]]), torch.tensor([1.5])]),
         ([16.0, 9.0, 5.0625], [1.0, 4.0, 7.5625], 0, [torch.tensor([[0.0]])]),
         ([16.0] * 3, [1.0] * 3, 0, [torch.tensor([[0.0]])]),
         ([4.0, 3.875], [1.0, 0.9375], 1, [torch.tensor([[0.125]])])]
expect.calls(fit_early_stopping, cases, gives=gives, changes=("model",),
             names=("train_losses", "held_out_losses", "best_epoch"))

### BEGIN HIDDEN TESTS
from course.helpers import reference

right = reference.load("08_real_data").fit_early_stopping
rng = data.rng()
scale, target = float(rng.uniform(0.5, 2)), float(rng.uniform(1, 3))
case = {"model": linear([[0.0]]), "optimizer": sgd(lr=0.1), "loss_fn": nn.MSELoss(), "train_data": (one, target * one), "held_out_data": (one, target * one), "epochs": 9, "patience": 3}
cases = [
    # A velocity carries w past the target and back: new best epochs after bumps shorter than patience.
    case | {"optimizer": sgd(lr=0.2, momentum=0.8), "train_data": (one, 4 * scale * one), "held_out_data": (one, 3 * scale * one), "epochs": 20, "patience": 5},
    # The held-out loss never moves: epoch 0 is the best, and only patience ends the training.
    case | {"held_out_data": (0 * one, target * one)},
    # w swings between 0 and 4: the tie at epoch 2 beats nothing.
    case | {"optimizer": sgd(lr=1.0), "train_data": (one, 2 * one), "held_out_data": (one, 0 * one)},
    # Training leads away at once, or never and so slowly that each new best is better by very little.
    case | {"model": linear([[1.0]]), "train_data": (one, -target * one), "epochs": 6, "patience": 1},
    case | {"optimizer": sgd(lr=1e-5), "epochs": 5, "patience": 1},
    # The losses are so small that whoever asks for more than "strictly lower" finds no better epoch.
    case | {"train_data": (one, 1e-5 * target * one), "held_out_data": (one, 1e-5 * target * one), "epochs": 5, "patience": 1},
    # The epochs end before patience does, and after the best one.
    case | {"model": linear([[0.0]], [0.0]), "optimizer": sgd(lr=0.0625), "train_data": (one, 4 * scale * one), "held_out_data": (one, 2 * scale * one), "epochs": 4, "patience": 7},
    # Each group of parameters has its own learning rate: the default one moves nothing.
    case | {"model": linear([[0.0]], [0.0]), "optimizer": expect.optimizer(torch.optim.SGD, lr=0.0, first={"lr": 0.0625}), "train_data": (one, 4 * scale * one), "held_out_data": (one, 4 * scale * one), "epochs": 6, "patience": 2},
]
# Fresh data, several layers, another loss, another optimizer: its groups are not known from outside.
for n, d, k, loss_fn in [(6, 3, 2, nn.MSELoss()), (4, 4, 1, nn.L1Loss())]:
    parts = [tuple(torch.tensor(rng.normal(size=(size, width))) for width in (d, k)) for size in (n, 5)]
    model, optimizer = nn.Sequential(nn.Linear(d, 3), nn.Linear(3, k)), expect.optimizer(torch.optim.Adam, lr=0.03, first={"lr": 0.1})
    cases.append(case | {"model": model, "optimizer": optimizer, "loss_fn": loss_fn, "train_data": parts[0], "held_out_data": parts[1], "epochs": 12})
# A loss that is another one when prediction and target are exchanged; no epoch at all; losses that are all above 100.
cases += [
    case | {"loss_fn": nn.PoissonNLLLoss(), "epochs": 3},
    case | {"epochs": 0},
    case | {"train_data": (one, 30 * scale * one), "held_out_data": (one, 60 * scale * one), "optimizer": sgd(lr=0.01), "epochs": 3},
]
expect.calls(fit_early_stopping, cases, gives=right, names=("train_losses", "held_out_losses", "best_epoch"), changes=("model",), rtol=1e-3, atol=1e-4)
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Experiment — When does it learn by heart?
#
# Your `split` is called twice and makes three parts: $221$ patients for the test, $110$ for the validation, and $111$
# for the training. To make it possible for the model to learn by heart, we add the $55$ products of two measurements, squares included,
# which makes $65$ features.

# %% [markdown] lang="fr"
# ## Expérience — Quand le modèle apprend-il par cœur ?
#
# Deux appels de votre `split` font trois parties : $221$ patients pour le test, $110$ pour la validation et $111$ pour l'entraînement. Pour donner au
# modèle une occasion d'apprendre par cœur, on ajoute les $55$ produits de deux mesures, carrés compris, soit $65$ caractéristiques.

# %% tags=["experiment"]
generator = torch.Generator().manual_seed(14)
kept, test_rows = split(len(patients), 0.5, generator)
inner, inner_held = split(len(kept), 0.5, generator)
rows, validation_rows = kept[inner], kept[inner_held]  # inner: positions in kept / inner : des positions dans kept


def with_products(x):
    first, second = torch.triu_indices(x.shape[1], x.shape[1])
    return torch.cat([x, x[:, first] * x[:, second]], dim=1)


x, validation_x = standardize(patients[rows], patients[validation_rows])
y, validation_y = standardize(progression[rows], progression[validation_rows])
wide_x, wide_validation_x = standardize(with_products(x), with_products(validation_x))


def begin(features, weight_decay=0.0):
    model = nn.Linear(features, 1)
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    return model, torch.optim.SGD(model.parameters(), lr=0.02, momentum=0.8, weight_decay=weight_decay)


# %% [markdown] lang="en"
# **Predict before you run.** The next cell trains the model with the $65$ features for $100$ epochs. Which of the two losses is lower after the last
# epoch, the training loss or the validation loss? Is the best epoch among the first or among the last?
#
# <details><summary>Answer</summary>
#
# The training loss is lower, because the model was fitted to these samples. The best epoch is among the first: after
# it, the model learns mostly patterns of its own samples.
#
# </details>

# %% [markdown] lang="fr"
# **Prédisez avant d'exécuter.** La cellule suivante entraîne le modèle à $65$ caractéristiques pendant $100$ époques. Laquelle des deux pertes est la
# plus basse après la dernière époque : la perte d'entraînement ou la perte de validation ? La meilleure époque est-elle parmi les premières ou parmi
# les dernières ?
#
# <details><summary>Réponse</summary>
#
# La perte d'entraînement est la plus basse, car le modèle a été ajusté à ces échantillons. La meilleure époque est parmi les premières : ensuite, le
# modèle apprend surtout ce qui n'est vrai que de ses propres échantillons.
#
# </details>

# %% tags=["experiment"]
stopped_model, optimizer = begin(65)
train_losses, validation_losses, best_epoch = fit_early_stopping(
    stopped_model, optimizer, nn.MSELoss(), (wide_x, y), (wide_validation_x, validation_y), epochs=100, patience=100
)
print(f"{best_epoch}   {validation_losses[best_epoch]:.3f}   {validation_losses[-1]:.3f}")
early_stopping(train_losses, validation_losses, best_epoch)

# %% [markdown] lang="en"
# The figure shows both losses against the epoch. The targets are standardised too: predicting their mean gives a loss of $1$ on the training data.
# The training loss falls practically until the end. The validation loss falls for a few epochs only, and then rises on the whole. From then on, the
# model learns mostly what is special about its $111$ patients, and hardly anything that is true of diabetes in general. The star marks the epoch
# whose parameters `fit_early_stopping` brings back. The patience is $100$ here, so that you see the whole curve; with a patience of $10$ the training
# would usually stop soon after the star. If we did not go back to the best parameters, we would keep the model at the right edge.

# %% [markdown] lang="fr"
# La figure montre les deux pertes en fonction de l'époque. Les cibles sont standardisées elles aussi : prédire leur moyenne donne une perte de $1$
# sur les données d'entraînement. La perte d'entraînement baisse pratiquement jusqu'au bout. La perte de validation ne baisse que pendant quelques
# époques, puis remonte dans l'ensemble : à partir de là, le modèle apprend surtout ce qui est propre à ses $111$ patients, et presque rien de ce qui
# est vrai du diabète en général. L'étoile marque l'époque dont `fit_early_stopping` rétablit les paramètres. La patience est ici de $100$, pour que
# l'on voie toute la courbe ; avec une patience de $10$, l'entraînement s'arrêterait en général peu après l'étoile. Sans le retour aux meilleurs
# paramètres, on conserverait le modèle de la dernière époque, au bord droit.

# %% [markdown] lang="en"
# ## Experiment — The validation data choose
#
# Weight decay (step 7) raises the training loss. Does it help here? A model is trained on the same $65$ features for
# $100$ epochs, without early stopping, with each of seven values of weight decay. Your `choose` compares them.
#
# **Predict before you run.** What happens to each of the two losses when the weight decay grows?
#
# <details><summary>Answer</summary>
#
# The training loss rises: the decay keeps the model from fitting its samples as closely. The validation loss falls first and then rises, once the
# decay is too strong.
#
# </details>

# %% [markdown] lang="fr"
# ## Expérience — Les données de validation choisissent
#
# La décroissance des poids (étape 7) fait monter la perte d'entraînement. Est-elle utile ici ? On entraîne un modèle sur les mêmes $65$
# caractéristiques pendant $100$ époques, sans arrêt précoce, avec sept valeurs de la décroissance, l'une après l'autre. Votre `choose` les compare.
#
# **Prédisez avant d'exécuter.** Que devient chacune des deux pertes quand la décroissance des poids augmente ?
#
# <details><summary>Réponse</summary>
#
# La perte d'entraînement monte : la décroissance empêche le modèle de suivre ses échantillons d'aussi près. La perte de validation baisse d'abord,
# puis remonte quand la décroissance est trop forte.
#
# </details>

# %% tags=["experiment"]
def mse(model, x, y):
    with torch.no_grad():
        return nn.functional.mse_loss(model(x), y).item()


models = {}  # weight decay → model / décroissance → modèle


def fit(weight_decay):
    model, optimizer = begin(65, weight_decay)
    for _ in range(100):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(wide_x), y).backward()
        optimizer.step()
    models[weight_decay] = model
    return model


decays = [0.0, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0]
best_decay, scores = choose(decays, fit, lambda model: mse(model, wide_validation_x, validation_y))
curves = {
    label("training loss"): [mse(model, wide_x, y) for model in models.values()],
    label("validation loss"): scores,
}
against_decay(decays, curves, ylabel=label("loss"), marked=label("validation loss"))

# %% [markdown] lang="en"
# The stronger the decay, the higher the training loss. The validation loss first falls, to the circled minimum. It
# rises again when the decay is so strong that the model can no longer fit the real pattern. Weight decay and early
# stopping have a similar effect: both keep the weights from growing large.
#
# There is a third way against overfitting: leave the $55$ products out. The next cell compares the three ways; the
# training with ten features is stopped early, too. Each line gives $R^2$ on the training data, then on the validation data.

# %% [markdown] lang="fr"
# Quand la décroissance augmente, la perte d'entraînement ne fait que monter. La perte de validation commence par baisser, jusqu'au minimum cerclé.
# Elle remonte quand la décroissance est si forte que le modèle ne peut plus suivre ce qu'il y a de réel dans les données. La décroissance des poids
# et l'arrêt précoce ont un effet semblable : ils empêchent tous deux les poids de grandir.
#
# Il y a un troisième remède au surapprentissage : renoncer aux $55$ produits. La cellule suivante compare les trois remèdes ; avec dix
# caractéristiques aussi, l'entraînement s'arrête à temps. Chaque ligne donne $R^2$ sur les données d'entraînement, puis sur les données de
# validation.

# %% tags=["experiment"]
small_model, optimizer = begin(10)
fit_early_stopping(small_model, optimizer, nn.MSELoss(), (x, y), (validation_x, validation_y), epochs=100, patience=10)
for name, model, its_x, its_validation_x in [
    (label("65 features, last epoch"), models[0.0], wide_x, wide_validation_x),
    (label("65 features, best epoch"), stopped_model, wide_x, wide_validation_x),
    (label("65 features, best weight decay"), models[best_decay], wide_x, wide_validation_x),
    (label("10 features"), small_model, x, validation_x),
]:
    both = r2(model(its_x).detach(), y), r2(model(its_validation_x).detach(), validation_y)
    print(f"{name:<76}{both[0]:>7.2f}{both[1]:>7.2f}")

# %% [markdown] lang="en"
# The model that explains its own patients best is the worst for the others, and the ten measurements alone do best of all. The validation data have
# chosen this last model.
#
# ## Experiment — The test data judge, once
#
# The chosen model now meets the $221$ test patients. We take its predictions back to the unit of the target. The root
# of their MSE, the *RMSE*, has this unit too. The second line gives, for comparison, the RMSE of a model that always
# predicts the mean of the training data. Its $R^2$ is a little below $0$, since the mean of the test data differs.

# %% [markdown] lang="fr"
# Le modèle qui explique le mieux ses propres patients est le pire pour les autres, et les dix mesures seules donnent le meilleur résultat. C'est ce
# dernier modèle que les données de validation ont choisi.
#
# ## Expérience — Les données de test jugent, une seule fois
#
# Le modèle choisi rencontre maintenant les $221$ patients du test. On ramène ses prédictions à l'unité de la cible. La racine de leur MSE, la *RMSE*,
# s'exprime elle aussi dans cette unité. La seconde ligne donne, pour comparaison, la RMSE d'un modèle qui prédit toujours la moyenne des données
# d'entraînement. Son $R^2$ est un peu inférieur à $0$, car la moyenne des données de test est différente.

# %% tags=["experiment"]
_, test_x = standardize(patients[rows], patients[test_rows])
target, middle, unit = progression[test_rows], progression[rows].mean(), progression[rows].std(correction=0)
prediction = middle + unit * small_model(test_x).detach()
for guess in (prediction, middle.expand_as(target)):
    print(f"R² {r2(guess, target):>5.2f}   RMSE {mse(nn.Identity(), guess, target) ** 0.5:.1f}")
predicted(prediction, target, label("progression of the disease"))

# %% [markdown] lang="en"
# A perfect model would have all points on the line. Yours is right about the direction: in general, patients with
# a higher prediction have a higher score. But the points lie far from the line, and the predictions are less spread out than
# the targets: the ten highest scores are all predicted too low. With errors of this size, nobody could decide how to
# treat a single patient. But the result is honest, because these patients took no part in the training or in any
# choice.
#
# ## Save the model, and try another kind
#
# The first cell saves the parameters and loads them into a new model, as in step 5. A new patient must be scaled as
# the training data were, so in practice the means and the standard deviations go into the same file.
#
# The second cell trains a model that is not linear: between two linear layers, `nn.ReLU` replaces all negative
# numbers by $0$. Your loop does not change.

# %% [markdown] lang="fr"
# Avec un modèle parfait, tous les points seraient sur la droite. Le vôtre voit juste quant à la tendance : en général, plus la prédiction est haute,
# plus le score l'est aussi. Mais les points sont loin de la droite, et les prédictions sont moins dispersées que les cibles : pour les dix plus hauts
# scores, elles sont toutes trop basses. Avec de telles erreurs, personne ne pourrait décider comment soigner un patient en particulier. Mais le
# résultat est honnête, car ces patients n'ont servi ni à l'entraînement ni à aucun choix.
#
# ## Enregistrer le modèle, et en essayer un autre
#
# La première cellule enregistre les paramètres et les charge dans un nouveau modèle, comme à l'étape 5. Un nouveau patient doit être mis à la même
# échelle que les données d'entraînement : en pratique, on met donc aussi les moyennes et les écarts types dans le fichier.
#
# La seconde cellule entraîne un modèle qui n'est pas linéaire : entre deux couches linéaires, `nn.ReLU` met $0$ à la place de tous les nombres
# négatifs. Votre boucle ne change pas.

# %% tags=["experiment"]
file = io.BytesIO()  # or a file's name / ou un nom de fichier
torch.save(small_model.state_dict(), file)
file.seek(0)
loaded, _ = begin(10)
loaded.load_state_dict(torch.load(file, weights_only=True))
print(torch.equal(loaded(test_x), small_model(test_x)))

# %% tags=["experiment"]
torch.manual_seed(0)
network = nn.Sequential(nn.Linear(10, 16), nn.ReLU(), nn.Linear(16, 1))
optimizer = torch.optim.Adam(network.parameters(), lr=0.01)
fit_early_stopping(network, optimizer, nn.MSELoss(), (x, y), (validation_x, validation_y), epochs=200, patience=20)
print(f"{mse(network, validation_x, validation_y):.2f}   {mse(small_model, validation_x, validation_y):.2f}")

# %% [markdown] lang="en"
# On the validation data, the model with a hidden layer is about as good as the linear one; another split can reverse their order. With so few
# patients, it finds little that a linear model misses. With many samples and a pattern that is not linear, it can be far better, and you train it in
# the same way.

# %% [markdown] lang="fr"
# Sur les données de validation, le modèle à couche cachée vaut à peu près le modèle linéaire ; un autre partage peut inverser leur ordre. Avec si peu
# de patients, presque rien d'utile n'échappe au second. Avec beaucoup d'échantillons et une relation qui n'est pas linéaire, il peut être bien
# meilleur, et il s'entraîne de la même façon.

# %% [markdown] lang="en" nbgrader={"grade": false, "grade_id": "explain_generalisation_en", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Exercise 6 — Explain generalisation (3 points)
#
# Answer in eight to twelve sentences, with numbers from the experiments where they help:
#
# 1. Why does the validation loss rise again while the training loss goes on falling? Weight decay makes the training loss worse and, up to a point,
#    the validation loss better. How is this possible?
# 2. Why must the mean and the standard deviation come from the training data alone? What would go wrong otherwise?
# 3. The best epoch was chosen *by* the validation loss. Is the validation loss at that epoch still a fair estimate for new patients? Somebody
#    computes $R^2$ on the test data for a hundred models and reports the highest value. What is wrong with this value?
#
# === BEGIN MARK SCHEME ===
# **Marking scheme**, a point for each; half a point where the fact is stated without a reason.
#
# 1. With $65$ features and $111$ samples the model can fit patterns that its samples have only by chance (noise,
#    chance correlations). What all patients share is learned first. What is learned afterwards lowers the training
#    loss only, and harms the prediction for others. The decay keeps the weights small, so that they cannot follow
#    patterns that the data set has only by chance: the model fits less well, but it also changes less with the
#    patients that were drawn (bias against variance, in whatever words). Half a point for each of the two.
# 2. Statistics of all the data tell the model something about the held-out samples, so the estimate becomes too good (leakage). Besides, a new
#    patient has no mean or standard deviation of their own. The held-out data must be treated as data that do not exist yet.
# 3. No: the lowest of many values is too low by chance, since the choice has used the data. The same happens with a hundred models on the test data:
#    the highest value is partly luck, because the test data have chosen too. They give a fair estimate only if they choose nothing (or: nested
#    cross-validation). Half a point for each of the two.
# === END MARK SCHEME ===

# %% [markdown] lang="fr" nbgrader={"grade": false, "grade_id": "explain_generalisation_fr", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Exercice 6 — Expliquez la généralisation (3 points)
#
# Répondez en huit à douze phrases, en citant, quand c'est utile, des nombres tirés des expériences :
#
# 1. Pourquoi la perte de validation remonte-t-elle alors que la perte d'entraînement baisse encore ? La décroissance des poids dégrade la perte
#    d'entraînement et, jusqu'à un certain point, améliore la perte de validation : comment est-ce possible ?
# 2. Pourquoi la moyenne et l'écart type doivent-ils venir des seules données d'entraînement ? Sinon, quel serait le problème ?
# 3. La meilleure époque a été choisie *d'après* la perte de validation. À cette époque, cette perte est-elle encore une estimation fiable (non
#    biaisée) pour de nouveaux patients ? Quelqu'un calcule $R^2$ sur les données de test pour cent modèles et publie la plus haute valeur. Que
#    reprochez-vous à cette valeur ?
#
# === BEGIN MARK SCHEME ===
# **Barème** : un point par question ; un demi-point si le fait est énoncé sans justification.
#
# 1. Avec $65$ caractéristiques et $111$ échantillons, le modèle peut s'ajuster aux particularités fortuites de ses échantillons (bruit, corrélations
#    dues au hasard). Ce que tous les patients ont en commun s'apprend d'abord. Ce qui s'apprend ensuite ne fait baisser que la perte d'entraînement
#    et nuit à la prédiction pour les autres. La décroissance empêche les poids de grandir, si bien qu'ils ne peuvent pas suivre les particularités
#    fortuites du jeu de données : le modèle est moins bien ajusté, mais il dépend moins des patients qui ont été tirés (biais contre variance, quels
#    que soient les mots). Un demi-point pour chacune des deux réponses.
# 2. Des statistiques calculées sur toutes les données révèlent au modèle quelque chose des échantillons mis de côté : l'estimation devient trop bonne
#    (fuite). De plus, un nouveau patient n'a ni moyenne ni écart type à lui. Il faut traiter les données mises de côté comme si elles n'existaient
#    pas encore.
# 3. Non : la plus basse de nombreuses valeurs est trop basse par hasard, puisque le choix a utilisé ces données. Il en va de même pour cent modèles
#    sur les données de test : la plus haute valeur est due en partie à la chance, car les données de test ont servi à choisir, elles aussi. Elles ne
#    donnent une estimation fiable que si elles ne choisissent rien (ou : une validation croisée imbriquée). Un demi-point pour chacune des deux
#    réponses.
# === END MARK SCHEME ===

# %% [markdown] nbgrader={"grade": true, "grade_id": "explain_generalisation", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# The training loss falls as long as the model finds anything in its 111 patients to adapt 65 weights to. At first it
# learns what all patients have in common, so the held-out loss falls too. After a few epochs, only patterns that
# these 111 have by chance are left, and learning them makes the predictions for others worse. The mean and the
# deviation are learned from data like the weights. If the held-out patients are used for them, the model knows
# something about the patients on whom it is judged, and the result is too good; a new patient has no statistics of
# their own anyway. Weight decay makes large weights expensive, and only large weights can follow patterns of chance:
# the model fits its own patients less well and depends less on which ones were drawn. To the right of the circled
# minimum, it can no longer follow the real pattern either. The held-out loss at the best epoch is the lowest of 101
# values, and the lowest of many is partly luck: it is too optimistic. It is the same with a hundred models on the
# test data: whoever reports the best value has chosen with the test data, and part of that value is luck. The test
# data are fair for the one model that was chosen without them.
#
# La perte d'entraînement baisse tant que le modèle trouve, chez ses 111 patients, de quoi ajuster 65 poids. C'est d'abord ce que tous les patients
# ont en commun, et la perte de validation baisse aussi ; après quelques époques, il ne reste que les particularités fortuites de ces 111 patients, et
# les apprendre dégrade les prédictions pour les autres. La moyenne et l'écart type s'apprennent à partir des données, comme les poids. Si les
# patients mis de côté y participent, le modèle sait quelque chose de ceux d'après lesquels on le juge, et le jugement est trop indulgent ; un nouveau
# patient n'a d'ailleurs pas de statistiques à lui. La décroissance des poids pénalise les grands poids, or il en faut pour suivre ces
# particularités : le modèle s'ajuste moins bien à ses propres patients et dépend moins des patients qui ont été tirés. Au-delà du minimum cerclé, il
# ne peut plus suivre non plus ce qui est réel. La perte de validation de la meilleure époque est la plus basse de 101 valeurs, et la plus basse de
# tant de valeurs est due en partie à la chance : elle est trop optimiste. Il en va de même pour cent modèles sur les données de test : publier la
# plus haute valeur, c'est choisir avec les données de test, et une part de cette valeur est due à la chance. Les données de test jugent équitablement
# le seul modèle que l'on a choisi sans elles.
# ### END SOLUTION

# %% [markdown] lang="en"
# ## ★ To go further — How much does the split decide?
#
# This task earns no points. Repeat the first experiment with ten other seeds for `split`. For each seed, note the best epoch and the validation loss
# at that epoch. How far apart are the ten losses? What does this say about a difference of a few hundredths between two models?
#
# <details><summary>Hint</summary>
#
# Put two cells, the one that splits and standardises and the one that trains, into one function of the seed. Collect its results in a list, and
# look at the smallest, the largest and the mean. Compare two models on the *same* splits.
#
# </details>

# %% [markdown] lang="fr"
# ## ★ Pour aller plus loin — Dans quelle mesure le partage décide-t-il du résultat ?
#
# Cet exercice ne rapporte pas de points. Refaites la première expérience avec dix autres graines pour `split`. Pour chaque graine, notez la meilleure
# époque et la perte de validation à cette époque. De combien les dix pertes diffèrent-elles ? Qu'en conclure sur un écart de quelques centièmes entre
# deux modèles ?
#
# <details><summary>Indice</summary>
#
# Réunissez deux cellules, celle qui partage et standardise et celle qui entraîne, en une fonction de la graine. Mettez ses résultats dans une liste,
# puis regardez le plus petit, le plus grand et la moyenne. Comparez deux modèles sur les *mêmes* partages.
#
# </details>

# %% [markdown] lang="en"
# ## Who does what
#
# | task | step 7 | step 8 |
# |---|---|---|
# | prediction | PyTorch | PyTorch |
# | gradient | PyTorch | PyTorch |
# | loss | your function or PyTorch's | your function or PyTorch's |
# | **update** | by hand | **PyTorch** |
#
# As in step 6, PyTorch can do all four jobs. You have written each of them yourself, so you know what happens in each. One
# question remains that PyTorch cannot answer for you: can you trust the result?

# %% [markdown] lang="fr"
# ## Qui fait quoi
#
# | tâche | étape 7 | étape 8 |
# |---|---|---|
# | prédiction | PyTorch | PyTorch |
# | gradient | PyTorch | PyTorch |
# | perte | votre fonction ou celle de PyTorch | votre fonction ou celle de PyTorch |
# | **mise à jour** | à la main | **PyTorch** |
#
# Comme à l'étape 6, PyTorch peut se charger des quatre tâches. Vous avez écrit chacune d'elles vous-même : vous savez donc ce qui s'y passe. Il reste une
# question à laquelle PyTorch ne répond pas : peut-on se fier au résultat ?

# %% [markdown] lang="en"
# ## Recap
#
# - Look at the data first: units, ranges, the spread of the target.
# - Hold data out, at random. Do not use them for anything that is learned: no weight, no mean, no standard deviation.
# - Use the training data to find the parameters, the validation data to choose, and the test data once, at the end,
#   to judge.
# - $R^2$ compares a model with the mean of the target. The RMSE has the unit of the target.
# - When the validation loss rises while the training loss falls, the model overfits. Stop there, and go back to the best parameters.
# - Weight decay raises the training loss. Up to a point, it can lower the validation loss.
#
# This is the last step. You have written the prediction, the gradient, the loss and the update yourself, and given each
# of them to PyTorch. The words of the course are in the [glossary](../glossary.md).

# %% [markdown] lang="fr"
# ## Récapitulatif
#
# - Regardez d'abord les données : unités, étendues, dispersion de la cible.
# - Mettez des données de côté, au hasard. Ne vous en servez pour rien de ce qui s'apprend : ni poids, ni moyenne, ni écart type.
# - Les données d'entraînement donnent les paramètres, les données de validation choisissent, et les données de test jugent une seule fois, à la fin.
# - $R^2$ compare un modèle à la moyenne de la cible. La RMSE s'exprime dans l'unité de la cible.
# - Quand la perte de validation monte alors que la perte d'entraînement baisse, le modèle est en surapprentissage. Arrêtez-vous là, et revenez aux
#   meilleurs paramètres.
# - La décroissance des poids fait monter la perte d'entraînement. Jusqu'à un certain point, elle peut faire baisser la perte de validation.
#
# C'était la dernière étape. Vous avez écrit vous-même la prédiction, le gradient, la perte et la mise à jour, puis vous avez confié chacune de ces
# tâches à PyTorch. Les mots du cours sont expliqués dans le [glossaire](../glossary.md).
