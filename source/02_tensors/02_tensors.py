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
# # Step 2 — The same, with tensors
#
# PyTorch's tensors look like NumPy's arrays, and here they do the same work: you still write the prediction, the loss, the gradient and the descent
# yourself. Two things are new. A sample may have several targets, so the weights become a matrix. And the loss is a mean, as PyTorch computes it by
# default.
#
# At the end you can
#
# - turn arrays into tensors, and distinguish a copy from a second view of the same memory;
# - predict several targets with one matrix product, and say why the weights are transposed;
# - read a message about shapes, and notice shapes that do not match before broadcasting hides them;
# - choose between `float32` and `float64`.
#
# The step takes one to two hours and is worth $20$ points.

# %% [markdown] lang="fr"
# # Étape 2 — La même chose avec des tenseurs
#
# Les tenseurs de PyTorch ressemblent aux tableaux de NumPy et font ici le même travail : vous écrivez encore vous-même la prédiction, la perte, le
# gradient et la descente. Il y a deux nouveautés. Un échantillon peut avoir plusieurs cibles, si bien que les poids deviennent une matrice. Et la
# perte est une moyenne, comme PyTorch la calcule par défaut.
#
# À la fin, vous saurez :
#
# - transformer des tableaux en tenseurs, et distinguer une copie d'une seconde vue de la même mémoire ;
# - prédire plusieurs cibles en un seul produit matriciel, et dire pourquoi les poids y sont transposés ;
# - lire un message d'erreur qui porte sur les formes, et remarquer que des formes diffèrent avant que la diffusion ne le masque ;
# - choisir entre `float32` et `float64`.
#
# Comptez une à deux heures pour cette étape, qui vaut $20$ points.

# %%
import numpy as np
import torch

from course.helpers import data, expect, forbid, plotting, thread
from course.helpers.language import label
from course.helpers.plotting.broadcasting import broadcast_fit

expect.step("02_tensors")

# %% [markdown] lang="en"
# ## The idea
#
# There are still $N$ samples with $D$ features each, and `x` has one row per sample. Now each sample has $K$ targets, so `y` has the shape `(N, K)`.
# Each target has its own weights and its own bias: `w` has the shape `(K, D)`, one row per target, and `b` has the shape `(K,)`. PyTorch's own layer,
# `torch.nn.Linear`, keeps them in the same way.
#
# **Prediction.** The prediction of target $k$ for sample $i$ is the dot product of row $i$ of `x` and row $k$ of `w`, plus $b_k$:
#
# $$\hat y_{ik} = \sum_{d=1}^{D} x_{id} \, w_{kd} + b_k$$
#
# One matrix product can compute all these dot products. In such a product, the two inner sizes must be equal, and the two outer sizes remain:
#
# ```text
# (N, D) @ (D, K)  →  (N, K)
#     └─────┘
# ```
#
# **Loss.** The residuals $R = \hat Y - Y$ form a table $(N, K)$. The mean squared error (MSE) is the mean of *all* their squares:
#
# $$L = \frac{1}{N K} \sum_{i=1}^{N} \sum_{k=1}^{K} r_{ik}^2$$
#
# **Gradient.** The weight $w_{kd}$ changes the residuals of target $k$ only. So for each target you find the sums of step 1 again. The mean divides
# them by $N K$. Each gradient has the shape of its parameter, `(K, D)` or `(K,)`.
#
# **Update.** The update is the same as in step 1.

# %% [markdown] lang="fr"
# ## L'idée
#
# On a toujours $N$ échantillons de $D$ caractéristiques, et `x` a une ligne par échantillon. Désormais, chaque échantillon a $K$ cibles ; `y` est
# donc de forme `(N, K)`. Chaque cible a ses propres poids et son propre biais : `w` est de forme `(K, D)`, une ligne par cible, et `b` est de forme
# `(K,)`. La couche linéaire de PyTorch, `torch.nn.Linear`, les range de la même façon.
#
# **Prédiction.** La prédiction de la cible $k$ pour l'échantillon $i$ est le produit scalaire de la ligne $i$ de `x` et de la ligne $k$ de `w`, plus
# $b_k$ :
#
# $$\hat y_{ik} = \sum_{d=1}^{D} x_{id} \, w_{kd} + b_k$$
#
# Un seul produit matriciel peut calculer tous ces produits scalaires. Dans un tel produit, les deux tailles intérieures doivent être égales ; les
# deux tailles extérieures sont celles du résultat :
#
# ```text
# (N, D) @ (D, K)  →  (N, K)
#     └─────┘
# ```
#
# **Perte.** Les résidus $R = \hat Y - Y$ constituent un tableau de forme $(N, K)$. L'erreur quadratique moyenne (en anglais *mean squared error*,
# MSE) est la moyenne de *tous* leurs carrés :
#
# $$L = \frac{1}{N K} \sum_{i=1}^{N} \sum_{k=1}^{K} r_{ik}^2$$
#
# **Gradient.** Le poids $w_{kd}$ ne modifie que les résidus de la cible $k$. Pour chaque cible, on retrouve donc les sommes de l'étape 1. La moyenne
# les divise par $N K$. Chaque gradient a la forme de son paramètre, `(K, D)` ou `(K,)`.
#
# **Mise à jour.** La mise à jour est celle de l'étape 1.

# %% [markdown] lang="en"
# ## Two targets on paper
#
# There are two samples with one feature, `x = [[1], [2]]`, and two targets each, `y = [[3, 0], [5, 1]]`. The first target has the weight $1$ and the
# bias $0$. The second target has the weight $0$ and the bias $1$. So `w = [[1], [0]]` and `b = [0, 1]`.
#
# | quantity | target 1 | target 2 |
# |---|---|---|
# | predictions $\hat y$ | $1$, $2$ | $1$, $1$ |
# | residuals $r$ | $-2$, $-3$ | $1$, $0$ |
# | $\sum r^2$ | $13$ | $1$ |
# | $\sum r x$ | $-8$ | $1$ |
# | $\sum r$ | $-5$ | $1$ |
#
# Since $N K = 4$, the loss is $\frac{14}{4} = 3.5$. Each of the other sums is multiplied by $\frac{2}{4}$: the gradient with respect to `w` is
# `[[-4], [0.5]]`, and the gradient with respect to `b` is `[-2.5, 0.5]`.

# %% [markdown] lang="fr"
# ## Deux cibles : le calcul sur papier
#
# On a deux échantillons à une caractéristique, `x = [[1], [2]]`, avec deux cibles chacun, `y = [[3, 0], [5, 1]]`. La première cible a le poids $1$ et
# le biais $0$. La seconde a le poids $0$ et le biais $1$. Donc `w = [[1], [0]]` et `b = [0, 1]`.
#
# | grandeur | cible 1 | cible 2 |
# |---|---|---|
# | prédictions $\hat y$ | $1$, $2$ | $1$, $1$ |
# | résidus $r$ | $-2$, $-3$ | $1$, $0$ |
# | $\sum r^2$ | $13$ | $1$ |
# | $\sum r x$ | $-8$ | $1$ |
# | $\sum r$ | $-5$ | $1$ |
#
# Comme $N K = 4$, la perte vaut $\frac{14}{4} = 3.5$. Chacune des autres sommes est multipliée par $\frac{2}{4}$ : le gradient par rapport à `w` est
# `[[-4], [0.5]]`, et le gradient par rapport à `b` est `[-2.5, 0.5]`.

# %% [markdown] lang="en"
# ## Exercise 1 — `to_tensors` (2 points)
#
# `torch.from_numpy` makes a tensor without copying anything: the array and the tensor are two views of the same memory. This cell shows it:

# %% [markdown] lang="fr"
# ## Exercice 1 — `to_tensors` (2 points)
#
# `torch.from_numpy` crée un tenseur sans rien copier : le tableau et le tenseur sont deux vues de la même mémoire. Cette cellule le montre :

# %%
array = np.array([1.0, 2.0, 3.0], dtype=np.float32)
view = torch.from_numpy(array)
array[0] = 100.0
print(view)

# %% [markdown] lang="en"
# This saves time with large data. But if you change the array later, for instance to scale it, the tensor changes too, and with it the training data
# of the model. A conversion such as `.float()` copies only where the dtype really changes; the memory of a `float32` array would stay shared.
#
# The array `x` has the shape `(N, D)`, `y` has the shape `(N,)`, and both hold `float32` or `float64`. Turn them into `float32` tensors of shape
# `(N, D)` and `(N, 1)` that share no memory with the arrays. Return the two tensors as a pair.

# %% [markdown] lang="fr"
# C'est un gain de temps quand les données sont volumineuses. Mais si vous modifiez ensuite le tableau, par exemple pour en changer l'échelle, le
# tenseur change aussi, et avec lui les données d'entraînement du modèle. Une conversion comme `.float()` ne copie que si le type des nombres (en
# anglais *dtype*) change vraiment ; la mémoire d'un tableau `float32` resterait partagée.
#
# Le tableau `x` est de forme `(N, D)`, `y` est de forme `(N,)`, et tous deux contiennent des `float32` ou des `float64`. Transformez-les en tenseurs
# `float32` de formes `(N, D)` et `(N, 1)` qui ne partagent aucune mémoire avec les tableaux. Renvoyez les deux tenseurs sous la forme d'un couple.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# There are three things to do: copy the numbers, choose their dtype, and give `y` a second axis. Does `torch.from_numpy` do any of
# them?
#
# <details><summary>Hint 2</summary>
#
# `torch.tensor` always copies, and it takes the `dtype` as a keyword. So one call does the first two things.
#
# <details><summary>Hint 3</summary>
#
# A tensor's method `unsqueeze` adds an axis of size $1$. Its argument says where: at place $0$, the shape `(N,)` becomes `(1, N)`. Which place gives
# `(N, 1)`?
#
# </details></details></details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Il y a trois choses à faire : copier les nombres, choisir leur type et donner à `y` un second axe. `torch.from_numpy` en fait-il une ?
#
# <details><summary>Indice 2</summary>
#
# `torch.tensor` copie toujours, et accepte `dtype` comme argument nommé. Un seul appel fait donc les deux premières choses.
#
# <details><summary>Indice 3</summary>
#
# La méthode `unsqueeze` d'un tenseur ajoute un axe de taille $1$. Son argument dit où : en position $0$, la forme `(N,)` devient `(1, N)`. Quelle
# position donne `(N, 1)` ?
#
# </details></details></details>


# %% nbgrader={"grade": false, "grade_id": "to_tensors", "locked": false, "schema_version": 3, "solution": true, "task": false}
def to_tensors(x, y):
    """Tensors (N, D) and (N, 1), float32, with a memory of their own.
    Des tenseurs (N, D) et (N, 1), float32, avec leur propre mémoire."""
    ### BEGIN SOLUTION
    return torch.tensor(x, dtype=torch.float32), torch.tensor(y, dtype=torch.float32).unsqueeze(1)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_to_tensors", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
case = {"x": np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), "y": np.array([7.0, 8.0])}
want = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), torch.tensor([[7.0], [8.0]])
expect.calls(to_tensors, case, gives=want, names=("x", "y"), exactly=True, fresh=True)

### BEGIN HIDDEN TESTS
def wanted(x, y):
    inputs, targets = (torch.from_numpy(values.astype(np.float32)) for values in (x, y))
    return inputs, targets.reshape(-1, 1)


rng = data.rng()
cases = [{"x": rng.normal(size=(n, d)), "y": rng.normal(size=n)} for n, d in [(1, 1), (1, 4), (5, 1), (3, 3), (6, 2)]]
expect.calls(to_tensors, cases, gives=wanted, names=("x", "y"), exactly=True, fresh=True, rtol=1e-6)
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Exercise 2 — `linear_model` (3 points)
#
# Write a function that makes a model. `linear_model(w, b)`, with `w` of shape `(K, D)` and `b` of shape `(K,)`, returns a *function*. That function
# takes `x`, of shape `(N, D)`, and returns the predictions, of shape `(N, K)`.
#
# The model uses `w` and `b` themselves, not copies: when a descent changes them in place, the predictions change too. A function that keeps access to
# the variables around its definition is called a *closure*.
#
# From here on, the tests call your functions with `float32` tensors and with `float64` tensors: compute in the `dtype` of the arguments. (The tests
# accept a result of either dtype, but one of the experiments below needs `float64`.)

# %% [markdown] lang="fr"
# ## Exercice 2 — `linear_model` (3 points)
#
# Écrivez une fonction qui fabrique un modèle. `linear_model(w, b)`, avec `w` de forme `(K, D)` et `b` de forme `(K,)`, renvoie une *fonction*. Cette
# fonction prend `x`, de forme `(N, D)`, et renvoie les prédictions, de forme `(N, K)`.
#
# Le modèle se sert de `w` et de `b` eux-mêmes, non de copies : quand une descente les modifie sur place, les prédictions changent aussi. Une fonction
# qui garde l'accès aux variables du contexte où elle a été définie s'appelle une *fermeture* (en anglais *closure*).
#
# À partir d'ici, les tests appellent vos fonctions avec des tenseurs `float32` et avec des tenseurs `float64` : calculez avec le type des nombres
# (`dtype`) des arguments. (Les tests acceptent un résultat de l'un ou de l'autre type, mais une expérience plus bas demande `float64`.)

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# In Python you can define a function inside another function, with `def`, and return it like any other value. What
# does the inner function receive, and which variables of the outer function does it use?
#
# <details><summary>Hint 2</summary>
#
# The inner function has one argument, `x`. It uses the names `w` and `b` of the outer function. It needs a product of the shapes `(N, D)` and
# `(D, K)`, but `w` has the shape `(K, D)`. Which operation turns rows into columns?
#
# <details><summary>Hint 3</summary>
#
# Return the inner function by its name, *without* parentheses: with parentheses you would call it. Do the whole calculation inside the inner
# function, so that every call sees the values that `w` and `b` have at that moment.
#
# </details></details></details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# En Python, on peut définir une fonction dans une autre avec `def`, et la renvoyer comme toute autre valeur. Que reçoit la fonction intérieure, et
# quelles variables de la fonction extérieure emploie-t-elle ?
#
# <details><summary>Indice 2</summary>
#
# La fonction intérieure a un seul argument, `x`. Elle se sert des noms `w` et `b` de la fonction extérieure. Il lui faut un produit de formes
# `(N, D)` et `(D, K)`, mais `w` est de forme `(K, D)`. Quelle opération change les lignes en colonnes ?
#
# <details><summary>Indice 3</summary>
#
# Renvoyez la fonction intérieure par son nom, *sans* parenthèses : avec des parenthèses, vous l'appelleriez. Faites tout le calcul dans la fonction
# intérieure : ainsi, chaque appel voit les valeurs que `w` et `b` ont à ce moment-là.
#
# </details></details></details>


# %% nbgrader={"grade": false, "grade_id": "linear_model", "locked": false, "schema_version": 3, "solution": true, "task": false}
def linear_model(w, b):
    """A function of x (N, D) that gives the predictions (N, K).
    Une fonction de x (N, D) qui donne les prédictions (N, K)."""

    ### BEGIN SOLUTION
    def model(x):
        return x @ w.T + b

    return model
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_linear_model", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
def before_and_after(x, w, b):
    model, _other = linear_model(w, b), linear_model(-w, -b)
    return model(x), w.add_(1), b.sub_(2), model(x)


case, want = ({"x": torch.tensor([[1.0, 0.0], [0.0, 2.0], [1.0, 1.0]]),
               "w": torch.tensor([[1.0, -1.0], [2.0, 0.0]]), "b": torch.tensor([0.5, -1.0])},
              (torch.tensor([[1.5, 1.0], [-1.5, -1.0], [0.5, 1.0]]),
               torch.tensor([[2.0, 0.0], [3.0, 1.0]]), torch.tensor([-1.5, -3.0]),
               torch.tensor([[0.5, 0.0], [-1.5, -1.0], [0.5, 1.0]])))
expect.that(callable(linear_model(torch.ones(1, 1), torch.ones(1))), of="linear_model(w, b)",
            mistake="model.not_function")
expect.observed(before_and_after, case, gives=want, names=("model(x)", "w", "b", "model(x), w += 1, b -= 2"))

### BEGIN HIDDEN TESTS
from course.helpers import reference

right = reference.load("02_tensors")
rng = data.rng()


def in_turn(x, w, b, other_w, other_b):
    model, other = linear_model(w, b), linear_model(other_w, other_b)
    first, second, shorter = model(x), other(x), model(2 * x[:1])
    return first, second, shorter, w.clone(), b.clone(), w.mul_(3), b.sub_(1), model(x)


def wanted(x, w, b, other_w, other_b):
    first, second, shorter = (right.linear_model(*one)(at) for one, at in (((w, b), x), ((other_w, other_b), x), ((w, b), 2 * x[:1])))
    return first, second, shorter, w, b, 3 * w, b - 1, right.linear_model(3 * w, b - 1)(x)


cases = []
for n, d, k in [(1, 1, 1), (1, 3, 2), (3, 1, 1), (4, 4, 4), (5, 2, 3), (2, 6, 1)]:
    x, w, b = (torch.tensor(rng.normal(size=size)) for size in ((n, d), (k, d), (k,)))
    cases.append({"x": x, "w": w, "b": b, "other_w": w - 1.5, "other_b": b + 2.5})
expect.observed(in_turn, cases, gives=wanted)
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Exercise 3 — `broadcast` (2 points)
#
# PyTorch can add, subtract and multiply tensors of different shapes: it repeats a tensor along the axes where its size
# is $1$, until the shapes are the same. This is *broadcasting*. Its rules are:
#
# 1. Write the two shapes one below the other, aligned on the *right*.
# 2. A size that is missing on the left counts as $1$.
# 3. Two sizes fit if they are equal, or if one of them is $1$. The tensor whose size is $1$ on this axis is then
#    repeated along it.
#
# **Predict before you run.** What is the shape of the sum of two tensors, for each of these five pairs of shapes:
# `(4, 1)` and `(4,)`; `(2, 3)` and `(3,)`; `(2, 3)` and `(2,)`; `(1, 5)` and `(5, 1)`; `(3, 1, 5)` and `(2, 5)`?
#
# <details><summary>Answer</summary>
#
# `(4, 4)`, `(2, 3)`, an error, `(5, 5)`, `(3, 2, 5)`. In the third pair, the sizes on the right are $3$ and $2$. The
# first size of the first shape is also $2$, but this does
# not help.
#
# </details>
#
# Write these rules as a function: `a` and `b` are two shapes, tuples of integers. Return the shape of the sum, a
# tuple. Raise a `ValueError` if the shapes do not fit. A size can be $0$, and it follows the same rules: $0$ and $1$
# give $0$. A single number has the shape `()`.

# %% [markdown] lang="fr"
# ## Exercice 3 — `broadcast` (2 points)
#
# PyTorch sait additionner, soustraire et multiplier des tenseurs de formes différentes : il répète un tenseur le long des axes où sa taille vaut $1$,
# jusqu'à ce que les formes soient les mêmes. C'est la *diffusion* (en anglais *broadcasting*). En voici les règles :
#
# 1. On écrit les deux formes l'une sous l'autre, alignées à *droite*.
# 2. Une taille qui manque à gauche compte pour $1$.
# 3. Deux tailles s'accordent si elles sont égales, ou si l'une des deux vaut $1$. Le tenseur dont la taille vaut $1$ sur cet
#    axe y est alors répété.
#
# **Prédisez avant d'exécuter.** Quelle est la forme de la somme de deux tenseurs, pour chacun de ces cinq couples de formes :
# `(4, 1)` et `(4,)` ; `(2, 3)` et `(3,)` ; `(2, 3)` et `(2,)` ; `(1, 5)` et `(5, 1)` ; `(3, 1, 5)` et `(2, 5)` ?
#
# <details><summary>Réponse</summary>
#
# `(4, 4)`, `(2, 3)`, une erreur, `(5, 5)`, `(3, 2, 5)`. Dans le troisième couple, les tailles de droite sont $3$ et $2$. Que la première taille de la
# première forme soit aussi $2$ n'y change rien.
#
# </details>
#
# Écrivez ces règles sous la forme d'une fonction : `a` et `b` sont deux formes, des tuples d'entiers. Renvoyez la forme de la somme, un tuple. Levez
# une `ValueError` si les formes ne s'accordent pas. Une taille peut valoir $0$, et suit les mêmes règles : $0$ et $1$ donnent $0$. Un nombre seul est
# de forme `()`.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# Apply the first two rules before you compare anything: make both shapes equally long. Which number do you add to the
# shorter one, and on which side?
#
# <details><summary>Hint 2</summary>
#
# Tuples can be added and multiplied by a number: `(1,) * 2 + (5,)` is `(1, 1, 5)`. Then `zip` gives the two sizes of each axis.
#
# <details><summary>Hint 3</summary>
#
# For each axis there are three cases: the sizes are equal; one of them is $1$, and the result has the *other* size; or
# neither is true, and you raise the error.
# The larger of the two sizes is not always the right one: think of $0$ and $1$. Collect the sizes in a list, and make it a tuple at the end.
#
# </details></details></details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Appliquez les deux premières règles avant toute comparaison : donnez la même longueur aux deux formes. Quel nombre ajoutez-vous à la plus courte, et
# de quel côté ?
#
# <details><summary>Indice 2</summary>
#
# On peut additionner des tuples, et les multiplier par un nombre : `(1,) * 2 + (5,)` vaut `(1, 1, 5)`. Ensuite, `zip` donne les deux tailles de
# chaque axe.
#
# <details><summary>Indice 3</summary>
#
# Pour chaque axe, il y a trois cas : les tailles sont égales ; l'une des deux vaut $1$, et le résultat prend l'*autre* ; ce n'est ni l'un ni l'autre,
# et l'on lève l'erreur. La plus grande des deux tailles n'est pas toujours la bonne : pensez à $0$ et $1$. Réunissez les tailles dans une liste, et
# faites-en un tuple à la fin.
#
# </details></details></details>


# %% nbgrader={"grade": false, "grade_id": "broadcast", "locked": false, "schema_version": 3, "solution": true, "task": false}
def broadcast(a, b):
    """The shape that broadcasting gives to the shapes a and b: a tuple.
    La forme que la diffusion donne aux formes a et b : un tuple."""
    ### BEGIN SOLUTION
    axes = max(len(a), len(b))
    shape = []
    for one, other in zip((1,) * (axes - len(a)) + a, (1,) * (axes - len(b)) + b, strict=True):
        if one != other and 1 not in (one, other):
            raise ValueError(f"{a} and {b} do not fit")
        shape.append(other if one == 1 else one)
    return tuple(shape)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_broadcast", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
pairs = [((5, 1), (5,)), ((2, 3), (3,)), ((6, 1, 4), (1, 2, 1)),
         ((), (2, 7)), ((3, 0), (1,)), ((2, 1), (4, 1, 3))]
shapes = [(5, 5), (2, 3), (6, 2, 4), (2, 7), (3, 0), (4, 2, 3)]
expect.calls(broadcast, [{"a": a, "b": b} for a, b in pairs], gives=shapes)
expect.that(isinstance(broadcast((1,), (2,)), tuple), of="broadcast((1,), (2,))", mistake="type.not_tuple")
for one, other in [((2, 3), (2,)), ((4,), (2,)), ((0, 4), (3, 4))]:
    expect.raises(ValueError, broadcast, one, other, of=f"broadcast({one}, {other})", mistake="broadcast.unfit")

### BEGIN HIDDEN TESTS
from course.helpers import reference
from course.helpers.observe import call_each

rng = data.rng()
cases, misfits = [{"a": (), "b": ()}], [((3, 2), (4,)), ((0,), (5,)), ((3, 6), (2,)), ((2, 1, 3), (4,)), ((4, 2), (4, 1, 3)), ((2,), (0, 0))]
for axes in (1, 1, 1, 2, 2, 3, 3, 4, 5):
    whole = tuple(rng.choice((0, 1, 2, 3, 5), size=axes).tolist())
    a, b = (tuple(1 if rng.random() < 0.4 else size for size in whole) for _ in "ab")
    shorter = b[int(rng.integers(axes + 1)) :]
    cases += [{"a": a, "b": shorter}, {"a": shorter, "b": a}, {"a": a, "b": a}]
    at, missing = int(rng.integers(axes)), (7,) * int(rng.integers(3))
    misfits.append(((*missing, *a[:at], 4, *a[at + 1 :]), (*b[:at], 6, *b[at + 1 :])))
expect.calls(broadcast, cases, gives=reference.load("02_tensors").broadcast)
for case, shape in zip(cases, call_each(globals(), broadcast, [(case["a"], case["b"]) for case in cases]), strict=True):
    expect.that(isinstance(shape, tuple), of=f"broadcast({case['a']}, {case['b']})", mistake="type.not_tuple")
for one, other in misfits:
    for a, b in ((one, other), (other, one)):
        expect.raises(ValueError, broadcast, a, b, of=f"broadcast({a}, {b})", mistake="broadcast.unfit")
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Exercise 4 — `mse` (3 points)
#
# Return the mean of the squared differences between `prediction` and `target`, over *all* elements, whatever their common shape. The result is a
# scalar tensor (0-d): a single number, without any axis.
#
# First look at the shapes. A column `(N, 1)` minus a tensor `(N,)` raises no error. PyTorch *broadcasts* both to `(N, N)` and subtracts every target
# from every prediction. The loss looks like any other number, but it is wrong. Therefore raise a `ValueError` whenever the two shapes differ in any
# way.

# %% [markdown] lang="fr"
# ## Exercice 4 — `mse` (3 points)
#
# Renvoyez la moyenne des carrés des différences entre `prediction` et `target`, sur *tous* les éléments, quelle que soit leur forme commune. Le
# résultat est un tenseur scalaire (0-d) : un seul nombre, sans aucun axe.
#
# Regardez d'abord les formes. Soustraire d'une colonne, de forme `(N, 1)`, un tenseur de forme `(N,)` ne provoque aucune erreur. Par *diffusion*,
# PyTorch les étend tous deux à `(N, N)` et soustrait chaque cible de chaque prédiction. La perte ressemble à n'importe quel autre nombre, mais elle
# est fausse. Levez donc une `ValueError` dès que les deux formes diffèrent, de quelque façon que ce soit.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# The function does two things, one after the other: it refuses what does not fit, then it computes a mean.
#
# <details><summary>Hint 2</summary>
#
# A tensor's attribute `shape` is its shape, and two shapes can be compared like two numbers. An exception is raised
# with `raise`. Compare the shapes before you subtract.
#
# <details><summary>Hint 3</summary>
#
# After the check, subtract, square element by element, and take the mean. Without an argument, a tensor's `mean` goes over all elements and returns a
# scalar tensor. Return it as it is, not as a `float`.
#
# </details></details></details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# La fonction fait deux choses, l'une après l'autre : elle refuse ce qui ne convient pas, puis elle calcule une moyenne.
#
# <details><summary>Indice 2</summary>
#
# La forme d'un tenseur est dans son attribut `shape`, et deux formes se comparent comme deux nombres. Une exception se lève avec `raise`. Comparez
# les formes avant de soustraire.
#
# <details><summary>Indice 3</summary>
#
# Après la vérification, soustrayez, élevez au carré terme à terme, puis prenez la moyenne. Sans argument, la méthode `mean` d'un tenseur porte sur
# tous les éléments et renvoie un tenseur scalaire. Renvoyez-le tel quel, et non comme un `float`.
#
# </details></details></details>


# %% nbgrader={"grade": false, "grade_id": "mse", "locked": false, "schema_version": 3, "solution": true, "task": false}
def mse(prediction, target):
    """The mean squared error over all elements: a scalar tensor.
    L'erreur quadratique moyenne sur tous les éléments : un tenseur scalaire."""
    ### BEGIN SOLUTION
    if prediction.shape != target.shape:
        raise ValueError(f"prediction {tuple(prediction.shape)}, target {tuple(target.shape)}")
    return ((prediction - target) ** 2).mean()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_mse", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
prediction = torch.tensor([[3.0, 1.0, 0.0], [2.0, 1.0, 1.0], [2.0, 1.0, 2.0], [3.0, 4.0, 0.0]])
target = torch.tensor([[1.0, 0.0, 0.0], [5.0, 1.0, 1.0], [0.0, 1.0, 2.0], [0.0, 1.0, 0.0]])
cases = [{"prediction": prediction, "target": target}, {"prediction": prediction[0], "target": target[1]}]
expect.calls(mse, cases, gives=[torch.tensor(3.0), torch.tensor(5 / 3)])
for one, other in [((4, 1), (4,)), ((4,), (4, 1)), ((1, 3), (3, 1)), ((2, 3), (2, 1)), ((2, 1), (2, 3))]:
    expect.raises(ValueError, mse, torch.ones(one), torch.ones(other),
                  of=f"mse(prediction {one}, target {other})", mistake="shape.unchecked")

### BEGIN HIDDEN TESTS
from course.helpers import reference

right = reference.load("02_tensors")
for one, other in [
    ((3,), (3, 1)), ((1, 3), (3,)), ((1, 3), (3, 1)), ((3, 1), (3, 2)), ((1, 2), (3, 2)), ((2,), (3, 2)),
    ((3, 2), ()), ((1,), ()), ((1, 1), (1,)), ((6,), (2, 3)), ((2, 3), (3, 2)), ((3, 1), (3,)), ((2, 2), (1, 2, 2)),
    ((3, 3), (3,)), ((3,), (3, 3)), ((2, 3, 4), (2, 1, 4)),
]:  # fmt: skip
    called = f"mse(prediction {one}, target {other})"
    expect.raises(ValueError, mse, torch.ones(one), torch.ones(other), of=called, mistake="shape.unchecked")
rng = data.rng()
cases = []
for shape in [(1, 1), (1, 3), (3, 1), (4, 4), (5, 2), (2, 6), (7,), (2, 3, 4), ()]:
    prediction = torch.tensor(rng.normal(size=shape))
    cases.append({"prediction": prediction, "target": prediction + 1 + 9 * torch.tensor(rng.random(size=shape))})
cases.append({"prediction": prediction, "target": prediction + 0.0123})
expect.calls(mse, cases, gives=right.mse)
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## A first look at a table of data — The crops
#
# An example table gives, for each region, the temperature (in °F), the rainfall (in mm) and the humidity (in %). Its
# numbers are invented. The two targets are the yields of apples and of oranges, in tons per hectare. So $D = 3$ and
# $K = 2$. The next cell makes a model with random parameters, and prints its predictions beside the targets of the
# first five regions.

# %% [markdown] lang="fr"
# ## Un premier regard sur un tableau de données — Les récoltes
#
# Un tableau d'exemple donne, pour chaque région, la température (en °F), les précipitations (en mm) et l'humidité
# (en %). Ses nombres sont inventés. Les deux cibles sont les rendements en pommes et en oranges, en tonnes par
# hectare. On a donc $D = 3$ et $K = 2$. La cellule suivante crée un modèle aux paramètres aléatoires, et affiche
# ses prédictions à côté des cibles des cinq premières régions.

# %% tags=["experiment"]
weather, yields = data.crops(rows=5)
chance = torch.Generator().manual_seed(2)
guess_w, guess_b = torch.randn(2, 3, generator=chance), torch.randn(2, generator=chance)
guesses = linear_model(guess_w, guess_b)(weather)
print(f"    °F    mm     % {label('apples'):>16} {label('oranges'):>16}")
for features, wanted, guessed in zip(weather, yields, guesses, strict=True):
    print(*(f"{number:5.0f}" for number in features), *(f"{number:7.0f} ({guess:6.1f})" for number, guess in zip(wanted, guessed, strict=True)))
error = mse(guesses, yields)
print(f"MSE = {error:.1f}, √MSE = {error.sqrt():.1f}")

# %% [markdown] lang="en"
# In each of the last two columns, the target comes first and the prediction follows in parentheses. A model that has
# learnt nothing is far from the targets. The unit of the MSE is the *square* of tons per hectare, which is hard to
# imagine. The square root of the MSE has the unit of the targets: it says that a typical error is about $118$ tons
# per hectare. The MSE and its root are smallest for the same parameters, so it is enough to minimise the MSE.
#
# PyTorch refuses a matrix product when the shapes of the factors do not fit, and also when their dtypes differ. The
# next cell shows one refusal of each kind.

# %% [markdown] lang="fr"
# Dans chacune des deux dernières colonnes, la cible vient d'abord, et la prédiction suit entre parenthèses. Un modèle qui n'a rien appris est loin
# des cibles. L'unité de la MSE est le *carré* des tonnes par hectare, que l'on a du mal à se représenter. La racine carrée de la MSE a l'unité des
# cibles : elle donne l'ordre de grandeur de l'erreur, environ $118$ tonnes par hectare. La MSE et sa racine sont minimales pour les mêmes
# paramètres ; il suffit donc de minimiser la MSE.
#
# PyTorch refuse un produit matriciel quand les formes des facteurs ne s'accordent pas, et aussi quand leurs types diffèrent. La cellule suivante
# provoque un refus de chaque sorte.

# %% tags=["experiment"]
for left, right in ((weather, yields), (weather.T.double(), yields)):
    try:
        left @ right
    except RuntimeError as refusal:
        print(refusal)

# %% [markdown] lang="en"
# Read such a message from its end. `(5x3 and 5x2)` are the shapes of the two factors. The inner sizes $3$ and $5$
# differ, so the product does not exist: look for the factor whose rows and columns are exchanged. The second message
# is about dtypes: one factor is `float64` (here called `double`), the other `float32` (`float`).

# %% [markdown] lang="fr"
# Lisez un tel message en commençant par la fin. `(5x3 and 5x2)` donne les formes des deux facteurs. Les tailles intérieures $3$ et $5$ diffèrent : le
# produit n'existe donc pas, et il faut chercher le facteur dont les lignes et les colonnes sont échangées. Le second message porte sur les types : un
# facteur est en `float64` (appelé ici `double`), l'autre en `float32` (appelé `float`).

# %% [markdown] lang="en"
# ## Exercise 5 — `gradient` (4 points)
#
# Return the gradient of the MSE as a pair `(dw, db)`, of shapes `(K, D)` and `(K,)`. Derive it on paper first. The
# shapes tell you which matrix product to use. Write the gradient by hand: `torch.autograd`, the subject of step 3, is
# switched off while your function is tested.

# %% [markdown] lang="fr"
# ## Exercice 5 — `gradient` (4 points)
#
# Renvoyez le gradient de la MSE sous la forme d'un couple `(dw, db)`, de formes `(K, D)` et `(K,)`. Établissez-le d'abord sur papier. Les formes vous
# disent quel produit matriciel employer. Écrivez le gradient à la main : `torch.autograd`, le sujet de l'étape 3, est désactivé pendant le test de
# votre fonction.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# Both gradients contain the residuals. Compute these once, with the model that you have written. Then try your formulas on *Two targets on paper*.
#
# <details><summary>Hint 2</summary>
#
# The gradient with respect to $w_{kd}$ sums $r_{ik} x_{id}$ over the samples. Write down the shapes: the residuals are `(N, K)`, `x` is `(N, D)`, and
# the result must be `(K, D)`. For `b`, the shape `(N, K)` becomes `(K,)`: which axis disappears?
#
# <details><summary>Hint 3</summary>
#
# In the product for `dw`, the transposed residuals stand on the left. For `db`, a tensor's `sum` takes the axis as `dim`; the samples are axis $0$.
# The number $N K$ is the number of elements of the residuals, which a tensor gives with `numel()`.
#
# </details></details></details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Les deux gradients contiennent les résidus. Calculez ceux-ci une seule fois, avec le modèle que vous avez écrit. Essayez ensuite vos formules sur
# l'exemple *Deux cibles : le calcul sur papier*.
#
# <details><summary>Indice 2</summary>
#
# Le gradient par rapport à $w_{kd}$ est une somme des $r_{ik} x_{id}$ sur les échantillons. Notez les formes : les résidus sont de forme `(N, K)`,
# `x` est de forme `(N, D)`, et le résultat doit être de forme `(K, D)`. Pour `b`, la forme `(N, K)` devient `(K,)` : quel axe disparaît ?
#
# <details><summary>Indice 3</summary>
#
# Dans le produit pour `dw`, les résidus transposés se placent à gauche. Pour `db`, la méthode `sum` d'un tenseur reçoit l'axe dans `dim` ; les
# échantillons sont l'axe $0$. Le nombre $N K$ est le nombre d'éléments des résidus, qu'un tenseur donne avec `numel()`.
#
# </details></details></details>


# %% nbgrader={"grade": false, "grade_id": "gradient", "locked": false, "schema_version": 3, "solution": true, "task": false}
def gradient(x, y, w, b):
    """The gradient of the MSE: dw (K, D) and db (K,).
    Le gradient de la MSE : dw (K, D) et db (K,)."""
    ### BEGIN SOLUTION
    residual = linear_model(w, b)(x) - y
    return 2 / residual.numel() * residual.T @ x, 2 / residual.numel() * residual.sum(dim=0)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_gradient", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
x, w = (torch.tensor([[1.0, 0.0], [0.0, 2.0], [1.0, 1.0], [1.0, 3.0]]),
        torch.tensor([[1.0, -1.0], [2.0, 0.0], [0.0, 1.0]]))
y, b = (torch.tensor([[-1.5, 4.0, 0.0], [-1.5, -4.0, 5.0], [3.5, 1.0, -5.0], [-4.5, 7.0, 0.0]]),
        torch.tensor([0.5, -1.0, 0.0]))
want = torch.tensor([[0.5, 1.0], [-1.5, -2.0], [1.5, 1.5]]), torch.tensor([0.5, -1.0, 1.0])
with forbid("torch.autograd"):
    expect.calls(gradient, {"x": x, "y": y, "w": w, "b": b}, gives=want, names=("dw", "db"),
                 given=["linear_model", "mse"], rtol=1e-3)

### BEGIN HIDDEN TESTS
rng = data.rng()
cases = []
for n, d, k in [(1, 1, 1), (1, 3, 2), (3, 1, 1), (4, 4, 4), (5, 2, 3), (2, 6, 1), (6, 3, 2)]:
    x, y, w, b = (torch.tensor(rng.normal(size=size)) for size in ((n, d), (n, k), (k, d), (k,)))
    cases.append({"x": x, "y": y, "w": w, "b": b})


def by_autograd(x, y, w, b):
    leaves = w.requires_grad_(), b.requires_grad_()
    return torch.autograd.grad(torch.nn.functional.mse_loss(x @ w.T + b, y), leaves)


def first_of_two(x, y, w, b):
    first = gradient(x, y, w, b)
    gradient(x, y - 1, w, b)
    return first


asked = {"gives": by_autograd, "names": ("dw", "db"), "given": ["linear_model", "mse"], "rtol": 1e-3, "atol": 1e-5}
expect.calls(gradient, cases, forbids="torch.autograd", **asked)
expect.observed(first_of_two, cases[-1], **asked)
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Exercise 6 — `descend` (3 points)
#
# Run `epochs` updates of gradient descent on this loss, with the learning rate `lr`. Return `(w, b, losses)`: the last `w`, of shape `(K, D)`, the
# last `b`, of shape `(K,)`, and the list of the losses. Record each loss before its update, as a Python `float` (`.item()` converts a scalar tensor).
# Do not change the caller's tensors.

# %% [markdown] lang="fr"
# ## Exercice 6 — `descend` (3 points)
#
# Faites `epochs` mises à jour de descente de gradient sur cette perte, avec le pas d'apprentissage `lr`. Renvoyez `(w, b, losses)` : le dernier `w`,
# de forme `(K, D)`, le dernier `b`, de forme `(K,)`, et la liste des pertes. Notez chaque perte avant la mise à jour correspondante, sous la forme
# d'un `float` Python (`.item()` convertit un tenseur scalaire). Ne modifiez pas les tenseurs du code appelant.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# The loop is the one of step 1. Only the functions that it calls are new.
#
# <details><summary>Hint 2</summary>
#
# The loss of an epoch needs the predictions of the model with the *current* `w` and `b`. Compute the loss and the gradient before you change a
# parameter.
#
# <details><summary>Hint 3</summary>
#
# `mse` returns a tensor: convert it before you add it to the list. For the update, subtract and give the names `w` and `b` to the new tensors. The
# operator `-=` would write into the caller's tensors.
#
# </details></details></details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# La boucle est celle de l'étape 1. Seules les fonctions qu'elle appelle sont nouvelles.
#
# <details><summary>Indice 2</summary>
#
# La perte d'une époque demande les prédictions du modèle avec les `w` et `b` *actuels*. Calculez la perte et le gradient avant de changer un
# paramètre.
#
# <details><summary>Indice 3</summary>
#
# `mse` renvoie un tenseur : convertissez-le avant de l'ajouter à la liste. Pour la mise à jour, soustrayez, et donnez les noms `w` et `b` aux
# nouveaux tenseurs. L'opérateur `-=` écrirait dans les tenseurs du code appelant.
#
# </details></details></details>


# %% nbgrader={"grade": false, "grade_id": "descend", "locked": false, "schema_version": 3, "solution": true, "task": false}
def descend(x, y, w, b, lr, epochs):
    """Gradient descent on the MSE: the last w (K, D), the last b (K,), and the loss before each update.
    Descente de gradient sur la MSE : le dernier w (K, D), le dernier b (K,) et la perte avant chaque mise à jour."""
    ### BEGIN SOLUTION
    losses = []
    for _ in range(epochs):
        losses.append(mse(linear_model(w, b)(x), y).item())
        dw, db = gradient(x, y, w, b)
        w, b = w - lr * dw, b - lr * db
    return w, b, losses
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_descend", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
x, w = (torch.tensor([[1.0, 0.0], [0.0, 2.0], [1.0, 1.0], [1.0, 3.0]]),
        torch.tensor([[1.0, -1.0], [2.0, 0.0], [0.0, 1.0]]))
y, b = (torch.tensor([[-0.5, 2.0, 1.0], [-0.5, -3.0, 3.0], [-0.5, 2.0, 1.0], [-1.5, 3.0, 2.0]]),
        torch.tensor([0.5, -1.0, 0.0]))
case, others = {"x": x, "y": y, "w": w, "b": b, "lr": 0.3, "epochs": 4}, ["linear_model", "mse", "gradient"]
want = (torch.tensor([[0.5228062, -0.7453375], [2.5373125, 0.060875], [-0.000425, 0.8704375]]),
        torch.tensor([0.2112875, -0.914425, 0.2075437]), [1.5833333, 1.3035417, 1.1580167, 1.0400849])
expect.calls(descend, case, gives=want, names=("w", "b", "losses"), given=others)

### BEGIN HIDDEN TESTS
from course.helpers import reference

right = reference.load("02_tensors")
# The descent goes on long after the loss has stopped changing, and while it rises; it takes no step where none is asked for.
x, y = torch.tensor([[1.0], [-1.0], [1.0], [-1.0]]), torch.tensor([[3.0], [1.0], [2.0], [-2.0]])
w, b = torch.tensor([[-1.0]]), torch.tensor([4.0])
rates = [(0.45, 12), (1.2, 3), (0.1, 0)]
cases = [{"x": x, "y": y, "w": w, "b": b, "lr": lr, "epochs": epochs} for lr, epochs in rates]
# Where the line fits exactly, the loss becomes small.
cases.append(cases[0] | {"y": 2 * x + 1, "epochs": 4})
rng = data.rng()
for n, d, k, lr, epochs in [(1, 1, 1, 0.1, 2), (6, 3, 2, 0.05, 12), (3, 3, 3, 0.2, 5), (8, 1, 1, 0.9, 3), (2, 4, 3, 0.3, 1)]:
    x, y, w, b = (torch.tensor(rng.normal(size=size)) for size in ((n, d), (n, k), (k, d), (k,)))
    cases.append({"x": x, "y": y + 3, "w": w, "b": b, "lr": lr, "epochs": epochs})
others = ["to_tensors", *others]
expect.calls(descend, cases, gives=right.descend, names=("w", "b", "losses"), given=others, dtypes=("float64",), rtol=1e-3)
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Comparison — The same losses as in step 1
#
# From here to step 6, every step descends once on the same thirty points, from the same $w = (0.5, 0.25)$ and $b = 0.4$. Step 1 minimised the *sum*
# of the squares with the learning rate $0.01$. The mean is the sum divided by $N K = 30$, and the same holds for its gradient. To take the same
# steps, we therefore need a learning rate that is $30$ times larger, $0.3$. The table compares the sums of squares before the first ten updates.

# %% [markdown] lang="fr"
# ## Comparaison — Les mêmes pertes qu'à l'étape 1
#
# À partir d'ici et jusqu'à l'étape 6, chaque étape mène une descente sur les trente mêmes points, depuis les mêmes $w = (0.5, 0.25)$ et $b = 0.4$.
# L'étape 1 minimisait la *somme* des carrés avec le pas d'apprentissage $0.01$. La moyenne est la somme divisée par $N K = 30$, et il en va de même
# de son gradient. Pour faire les mêmes déplacements, il faut donc un pas d'apprentissage $30$ fois plus grand, $0.3$. Le tableau compare les sommes
# des carrés avant les dix premières mises à jour.

# %% tags=["experiment"]
points, heights = to_tensors(*data.plane())
first_w, first_b = torch.tensor([thread.W]), torch.tensor([thread.B])

# %% tags=["experiment"]
_, _, means = descend(points, heights, first_w, first_b, lr=30 * thread.LR, epochs=thread.EPOCHS)
columns = {
    label("step {number}", number=1): thread.squared_errors(),
    label("step {number}", number=2): [30 * mean for mean in means],
}
print(thread.side_by_side(columns))

# %% [markdown] lang="en"
# The columns agree to about seven significant digits. That is the precision of `float32`, which the next experiment is about.

# %% [markdown] lang="fr"
# Les colonnes concordent sur environ sept chiffres significatifs. C'est la précision de `float32`, dont traite l'expérience suivante.

# %% [markdown] lang="en"
# ## Experiment — How small can a loss become?
#
# The points lie exactly on a plane, so the loss could fall to $0$. Here is the same descent with a learning rate twice as large, $0.6$, in `float32`
# and in `float64`.

# %% [markdown] lang="fr"
# ## Expérience — Jusqu'où une perte peut-elle descendre ?
#
# Les points sont exactement sur un plan : la perte pourrait donc tomber à $0$. Voici la même descente avec un pas d'apprentissage deux fois plus
# grand, $0.6$, en `float32` et en `float64`.

# %% tags=["experiment"]
fine_points, fine_heights = (torch.tensor(values) for values in data.plane())
single = descend(points, heights, first_w, first_b, lr=0.6, epochs=650)[2]
double = descend(fine_points, fine_heights.unsqueeze(1), first_w.double(), first_b.double(), lr=0.6, epochs=650)[2]
plotting.loss_curves({"float32": single, "float64": double})

# %% [markdown] lang="en"
# In the figure, the two curves first fall together. The curve of `float32` stops near $10^{-13}$, the curve of
# `float64` near $10^{-30}$. There, the updates are smaller than the rounding errors of the parameters, whose relative
# size is about $10^{-7}$ and $10^{-16}$: the parameters no longer change. The remaining residuals have about the size
# of these errors, and the loss squares them. (The points in `float64` come directly from the
# arrays. If we converted the `float32` tensors with `.double()`, the lost digits would not come back.)
#
# A loss of $10^{-13}$ is more than enough for measured data, and `float32` takes half the memory. This is one good
# reason to use it, and PyTorch does so by default. NumPy uses `float64`, and in PyTorch a matrix
# product of the two dtypes raises an error. Where you need more precision, for instance to check a derivative, take `float64`.

# %% [markdown] lang="fr"
# Sur la figure, les deux courbes descendent d'abord ensemble. Celle de `float32` stagne vers $10^{-13}$, celle de `float64` vers $10^{-30}$. Les
# mises à jour sont alors plus petites que les erreurs d'arrondi des paramètres, qui valent, en valeur relative, environ $10^{-7}$ et $10^{-16}$ : les
# paramètres ne changent plus. Les résidus qui restent sont de l'ordre de ces erreurs, et la perte les élève au carré. (Les points en `float64`
# viennent directement des tableaux. Si l'on convertissait les tenseurs `float32` avec `.double()`, les chiffres perdus ne reviendraient pas.)
#
# Une perte de $10^{-13}$ suffit largement pour des données mesurées, et `float32` prend deux fois moins de mémoire. C'est une bonne raison pour
# PyTorch de l'employer par défaut. NumPy emploie `float64`, et dans PyTorch un produit matriciel qui mêle les deux types provoque une erreur. Quand
# il faut plus de précision, par exemple pour vérifier une dérivée, prenez `float64`.

# %% [markdown] lang="en"
# ## Experiment — What does a model learn when shapes are broadcast?
#
# Suppose that nobody checks the shapes, and that targets of shape `(N,)` are subtracted from predictions of shape
# `(N, 1)`. Four points lie on the line $y = 2 x$, and the model starts at $w = 0$, $b = 0$. With broadcasting, each
# prediction is compared with *all* targets. This is the same as a descent on all $16$ pairs of an input and a target,
# so your own `descend` can run it.

# %% [markdown] lang="fr"
# ## Expérience — Qu'apprend un modèle quand la diffusion s'en mêle ?
#
# Supposons que personne ne vérifie les formes, et que l'on soustraie des cibles de forme `(N,)` de prédictions de forme `(N, 1)`. Quatre points sont
# sur la droite $y = 2 x$, et le modèle part de $w = 0$, $b = 0$. Par diffusion, chaque prédiction est comparée à *toutes* les cibles. Cela revient à
# une descente sur les $16$ couples formés d'une entrée et d'une cible ; votre propre `descend` peut donc la mener.

# %% tags=["experiment"]
inputs, targets = to_tensors(data.line()[0][:, np.newaxis], data.line()[1])
zero_w, zero_b = torch.zeros(1, 1), torch.zeros(1)

# %% [markdown] lang="en"
# **Predict before you run.** The targets are $2$, $4$, $6$ and $8$, and each prediction is compared with all four. Which line has the lowest loss
# then? Can this loss be $0$?
#
# <details><summary>Answer</summary>
#
# It is the horizontal line $y = 5$. Each prediction has to be close to all four targets at once, so the best one is their mean, whatever the input.
# The loss cannot be $0$: its lowest value is the variance of the targets (the sum of the squared deviations, divided by $N$), which is $5$ too.
#
# </details>

# %% [markdown] lang="fr"
# **Prédisez avant d'exécuter.** Les cibles sont $2$, $4$, $6$ et $8$, et chaque prédiction est comparée aux quatre. Pour quelle droite la perte
# est-elle alors minimale ? Cette perte peut-elle valoir $0$ ?
#
# <details><summary>Réponse</summary>
#
# C'est la droite horizontale $y = 5$. Chaque prédiction doit être proche des quatre cibles à la fois : la meilleure est donc leur moyenne, quelle que
# soit l'entrée. La perte ne peut pas valoir $0$ : sa plus petite valeur est la variance des cibles (la somme des carrés des écarts, divisée par $N$),
# qui vaut elle aussi $5$.
#
# </details>

# %% tags=["experiment"]
good_w, good_b, good_losses = descend(inputs, targets, zero_w, zero_b, lr=0.1, epochs=300)
pairs_x, pairs_y = inputs.repeat_interleave(4, dim=0), targets.repeat(4, 1)
flat_w, flat_b, flat_losses = descend(pairs_x, pairs_y, zero_w, zero_b, lr=0.1, epochs=300)
residuals = targets - targets.squeeze(1)
print(f"(4, 1) − (4, 1): w = {good_w.item():.2f}, b = {good_b.item():.2f}, MSE = {good_losses[-1]:.4f}")
print(f"(4, 1) − (4,):   w = {flat_w.item():.2f}, b = {flat_b.item():.2f}, MSE = {flat_losses[-1]:.4f}")
broadcast_fit(residuals, inputs, targets, {"(4, 1) − (4, 1)": (good_w, good_b), "(4, 1) − (4,)": (flat_w, flat_b)})

# %% [markdown] lang="en"
# The first part of the figure shows the residuals of the *right* model, as broadcasting computes them. The
# predictions of this model are equal to the targets: the four framed residuals on the diagonal are $0$, and the other
# twelve should not exist. The second part shows the two fitted lines. With broadcasting, the descent has ended at the
# horizontal line $y = 5$, the mean of the targets. Its loss does not fall below $5$, the variance of the targets.
# It has solved another problem: it has found the one number that is closest to all targets at once. There was no error message.
# This is why `mse` looks at the shapes first.

# %% [markdown] lang="fr"
# La première partie de la figure montre les résidus du *bon* modèle, tels que la diffusion les calcule. Les prédictions de ce modèle sont égales aux
# cibles : les quatre résidus encadrés, sur la diagonale, valent $0$, et les douze autres ne devraient pas exister. La seconde partie montre les deux
# droites ajustées. Avec la diffusion, la descente s'est arrêtée sur la droite horizontale $y = 5$, la moyenne des cibles. Sa perte ne descend
# pas au-dessous de $5$, la variance des cibles. La descente a résolu un autre problème : trouver le nombre le plus proche de toutes les cibles à la
# fois. Il n'y a eu aucun message d'erreur. Voilà pourquoi `mse` regarde d'abord les formes.

# %% [markdown] lang="en" nbgrader={"grade": false, "grade_id": "explain_transpose_en", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Exercise 7 — Explain the transpose (3 points)
#
# Answer in five to ten sentences:
#
# 1. In the product that gives the predictions, why does `w` stand on the right of `x`? What do the rows and the columns mean in `x`, in `w` and in
#    the result?
# 2. Why is `w` transposed? Would `w.reshape(D, K)` also work?
# 3. The bias `b` has the shape `(K,)`. How is it added to every sample? What would happen with a `b` of shape `(N,)`, for
#    $N \neq K$ and for $N = K$, where $N > 1$ and $K > 1$?
#
# === BEGIN MARK SCHEME ===
# **Marking scheme**: a point for each question; half a point where the fact is stated without a reason.
#
# 1. A sample is a row of `x` `(N, D)`. A matrix product combines the rows of its left factor with the columns of its right factor, along their common
#    dimension $D$. With `x` on the left, the result `(N, K)` has a row per sample and a column per target, like `y`. (If a sample is a column, we
#    write $W x$. This is the same product, transposed: $(X W^\top)^\top = W X^\top$.)
# 2. `w` is kept as `(K, D)`, a row of weights per target, as in `torch.nn.Linear`. In the right factor the common dimension $D$ must come first,
#    hence `w.T`; its column $k$ holds the weights of target $k$. A reshape also gives the right shape, but it reads the numbers in another order and
#    mixes the weights of different targets. The two are the same only for $K = 1$ or $D = 1$.
# 3. Broadcasting aligns shapes from the right: `(K,)` becomes `(1, K)` and is repeated for each row. A `b` of shape
#    `(N,)` raises an error for $N \neq K$, where $N > 1$ and $K > 1$. For $N = K$ there is no error, but each
#    *target* gets the bias that was meant for a *sample*. (For $K = 1$ the result would silently have the shape
#    `(N, N)`; for $N = 1$ all targets would get the same bias.)
# === END MARK SCHEME ===

# %% [markdown] lang="fr" nbgrader={"grade": false, "grade_id": "explain_transpose_fr", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Exercice 7 — Expliquez la transposée (3 points)
#
# Répondez en cinq à dix phrases :
#
# 1. Dans le produit qui donne les prédictions, pourquoi `w` est-il à droite de `x` ? Que représentent les lignes et les colonnes de `x`, de `w` et du
#    résultat ?
# 2. Pourquoi `w` est-il transposé ? `w.reshape(D, K)` ferait-il aussi l'affaire ?
# 3. Le biais `b` est de forme `(K,)`. Comment est-il ajouté à chaque échantillon ? Que se passerait-il avec un `b` de forme `(N,)`,
#    pour $N \neq K$ et pour $N = K$, quand $N > 1$ et $K > 1$ ?
#
# === BEGIN MARK SCHEME ===
# **Barème** : un point par question ; un demi-point si le fait est énoncé sans justification.
#
# 1. Un échantillon est une ligne de `x` `(N, D)`. Un produit matriciel combine les lignes du facteur de gauche avec les colonnes de celui de droite,
#    le long de leur dimension commune $D$. Avec `x` à gauche, le résultat `(N, K)` a une ligne par échantillon et une colonne par cible, comme `y`.
#    (Si un échantillon est une colonne, on écrit $W x$. C'est le même produit, transposé : $(X W^\top)^\top = W X^\top$.)
# 2. `w` est rangé en `(K, D)`, une ligne de poids par cible, comme dans `torch.nn.Linear`. Dans le facteur de droite, la dimension commune $D$ doit
#    venir en premier, d'où `w.T`, dont la colonne $k$ contient les poids de la cible $k$. Un simple changement de forme donne les mêmes dimensions,
#    mais il lit les nombres dans un autre ordre et mélange les poids de cibles différentes. Les deux ne reviennent au même que pour $K = 1$ ou
#    $D = 1$.
# 3. La diffusion aligne les formes par la droite : `(K,)` devient `(1, K)` et se répète à chaque ligne. Un `b` de forme `(N,)` provoque une erreur
#    pour $N \neq K$, quand $N > 1$ et $K > 1$. Pour $N = K$, il n'y a pas d'erreur, mais chaque *cible* reçoit le biais prévu pour un *échantillon*.
#    (Pour $K = 1$, le résultat serait de forme `(N, N)`, sans aucune erreur ; pour $N = 1$, toutes les cibles auraient le même biais.)
# === END MARK SCHEME ===

# %% [markdown] nbgrader={"grade": true, "grade_id": "explain_transpose", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# Each row of x is a sample. A matrix product combines the rows of its left factor with the columns of its right factor. With x on the left, each row
# of the result belongs to a sample and each column to a target, as in y. The weights of one target form a row of w. To be combined with the rows of x
# they must form a column, and the transpose does this: (N, D) @ (D, K) gives (N, K). A reshape to (D, K) has the same shape, but it is filled in
# reading order, and the weights of one target end up in several columns. The bias (K,) is aligned with the last axis of (N, K) and repeated for each
# row, so each target gets its own bias. A b of shape (N,) does not fit and raises an error, unless N or K is 1 or N = K. For N = K, PyTorch takes it
# without any warning for one bias per target.
#
# Chaque ligne de x est un échantillon. Un produit matriciel combine les lignes du facteur de gauche avec les colonnes de celui de droite. Avec x à
# gauche, chaque ligne du résultat correspond à un échantillon et chaque colonne à une cible, comme dans y. Les poids d'une cible forment une ligne de
# w. Pour se combiner aux lignes de x, ils doivent former une colonne, et c'est ce que fait la transposée : (N, D) @ (D, K) donne (N, K). Un reshape
# en (D, K) a la même forme, mais il est rempli dans l'ordre de lecture, et les poids d'une même cible se dispersent dans plusieurs colonnes. Le biais
# (K,) s'aligne sur le dernier axe de (N, K) et se répète à chaque ligne : chaque cible reçoit le sien. Un b de forme (N,) ne convient pas et provoque
# une erreur, sauf si N ou K vaut 1, ou si N = K. Pour N = K, PyTorch le prend, sans avertissement, pour un biais par cible.
# ### END SOLUTION

# %% [markdown] lang="en"
# ## ★ To go further — Where does the bias go?
#
# This task earns no points. A column of $1$ is appended to `x`, and `b` to `w` as a last column: `torch.cat([w, b.unsqueeze(1)], dim=1)`. Write
# `predict_without_bias(x, w)` for this new `w` of shape `(K, D + 1)`, and check that its predictions are those of `linear_model(w, b)`. Then write
# the gradient for the new `w`. Which of its columns is the old `db`, and why?
#
# <details><summary>Hint</summary>
#
# `torch.ones(len(x), 1)` is the column. The bias is now the weight of a feature that is always $1$, so it has the
# derivative of a weight. With this
# feature, the sum of the residuals needs no formula of its own: it is one column of the same product. Step 6 needs
# this column of $1$.
#
# </details>

# %% [markdown] lang="fr"
# ## ★ Pour aller plus loin — Où passe le biais ?
#
# Cet exercice ne rapporte pas de points. On ajoute à `x` une colonne de $1$, et à `w` une dernière colonne qui est `b` :
# `torch.cat([w, b.unsqueeze(1)], dim=1)`. Écrivez `predict_without_bias(x, w)` pour ce nouveau `w` de forme `(K, D + 1)`, et vérifiez que ses
# prédictions sont celles de `linear_model(w, b)`. Écrivez ensuite le gradient par rapport au nouveau `w`. Laquelle de ses colonnes est l'ancien `db`,
# et pourquoi ?
#
# <details><summary>Indice</summary>
#
# La colonne est `torch.ones(len(x), 1)`. Le biais est maintenant le poids d'une caractéristique qui vaut toujours $1$ : sa dérivée est donc celle
# d'un poids. Avec cette caractéristique, la somme des résidus n'a plus rien de particulier : c'est une colonne du même produit. L'étape 6 se sert de
# cette colonne de $1$.
#
# </details>

# %% [markdown] lang="en"
# ## Who does what
#
# | task | step 1 | step 2 |
# |---|---|---|
# | prediction | by hand | by hand |
# | gradient | by hand | by hand |
# | **loss** | by hand | **your function or PyTorch's** |
# | update | by hand | by hand |
#
# From here on PyTorch does the arithmetic. You may also let it do one of the four jobs, the loss:
# `torch.nn.functional.mse_loss` computes the same mean. If the shapes differ but can be broadcast, this function
# only warns and then broadcasts; your own check is safer.

# %% [markdown] lang="fr"
# ## Qui fait quoi
#
# | tâche | étape 1 | étape 2 |
# |---|---|---|
# | prédiction | à la main | à la main |
# | gradient | à la main | à la main |
# | **perte** | à la main | **votre fonction ou celle de PyTorch** |
# | mise à jour | à la main | à la main |
#
# Désormais, PyTorch exécute les opérations que vous écrivez. Vous pouvez aussi lui confier l'une des quatre tâches, la perte : `torch.nn.functional.mse_loss`
# calcule la même moyenne. Si les formes diffèrent mais se prêtent à la diffusion, cette fonction se contente d'un avertissement, puis applique la
# diffusion ; votre propre vérification est plus sûre.

# %% [markdown] lang="en"
# ## Recap
#
# - `torch.from_numpy` shares memory; `torch.tensor` copies.
# - `w` has the shape `(K, D)`, one row per target. In a matrix product the inner sizes must be equal, and the outer sizes remain.
# - The MSE is the mean over all $N K$ elements; its gradient is the gradient of the sum, divided by $N K$.
# - Broadcasting hides shapes that do not match: compare them before you subtract.
# - The square root of the MSE gives the size of a typical error, in the unit of the targets.
# - `float32` carries about seven significant digits, `float64` about sixteen.
#
# In [step 3](../03_autograd/03_autograd.ipynb), PyTorch takes over the gradient. The
# words of the course are in the [glossary](../glossary.md).

# %% [markdown] lang="fr"
# ## Récapitulatif
#
# - `torch.from_numpy` partage la mémoire ; `torch.tensor` copie.
# - `w` est de forme `(K, D)`, une ligne par cible. Dans un produit matriciel, les tailles intérieures doivent être égales ; les tailles extérieures
#   sont celles du résultat.
# - La MSE est la moyenne sur les $N K$ éléments ; son gradient est celui de la somme, divisé par $N K$.
# - La diffusion masque les formes qui diffèrent : comparez-les avant de soustraire.
# - La racine carrée de la MSE donne l'ordre de grandeur de l'erreur, dans l'unité des cibles.
# - `float32` conserve environ sept chiffres significatifs, et `float64` environ seize.
#
# À l'[étape 3](../03_autograd/03_autograd.ipynb), PyTorch se charge du gradient. Les mots du cours sont expliqués dans le
# [glossaire](../glossary.md).
