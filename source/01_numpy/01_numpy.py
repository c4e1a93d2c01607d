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
# # Step 1 — By hand, with NumPy
#
# In this step you write linear regression with nothing but arrays: the prediction, the loss, its gradient and the
# descent. The next steps hand these four jobs to PyTorch, one after the other. In each of them, up to step 6, you
# will find the same losses.
#
# At the end you can
#
# - compute the predictions of many samples with one matrix product;
# - derive the gradient of a loss, and check it by a measurement;
# - run gradient descent and read its loss curve;
# - say what the learning rate does, and why it depends on the loss.
#
# The step takes one to two hours and is worth $20$ points.
#
# Replace each `# YOUR CODE HERE` and the line below it with your code, then run this cell and the test cell that follows. A test
# that fails shows the expected result and the result of your function. If your mistake is a known one, the test also
# names it. Your functions call each other. To mark an exercise by itself, the test replaces the functions of the
# other exercises by correct ones (`given` does this). A mistake therefore costs points only once. For a question in
# words, write your answer in the place of `YOUR ANSWER HERE`.

# %% [markdown] lang="fr"
# # Étape 1 — À la main, avec NumPy
#
# Dans cette étape, vous écrivez une régression linéaire avec de simples tableaux : la prédiction, la perte, son gradient et la descente. Les étapes
# suivantes confient ces quatre tâches à PyTorch, l'une après l'autre. Jusqu'à l'étape 6, vous retrouverez chaque fois les mêmes pertes.
#
# À la fin, vous saurez :
#
# - calculer les prédictions de nombreux échantillons en un seul produit matriciel ;
# - établir le gradient d'une perte, et le vérifier par une mesure ;
# - mener une descente de gradient et lire sa courbe de perte ;
# - dire ce que fait le pas d'apprentissage, et pourquoi il dépend de la perte.
#
# Comptez une à deux heures pour cette étape, qui vaut $20$ points.
#
# Remplacez chaque `# YOUR CODE HERE` (« votre code ici ») et la ligne qui le suit par votre code, puis exécutez cette cellule et la cellule de test
# placée juste après. Un test qui échoue affiche le résultat attendu, celui de votre fonction et, si elle est connue, l'erreur commise. Vos fonctions
# s'appellent les unes les autres. Pour que chaque exercice soit noté à part, le test remplace les fonctions des autres exercices par des versions
# correctes (c'est le rôle de `given`). Une erreur ne fait donc perdre des points qu'une fois. Une réponse rédigée s'écrit à la place de
# `YOUR ANSWER HERE` (« votre réponse ici »). Comme dans le code, le séparateur décimal est le point.

# %%
import numpy as np

from course.helpers import data, differences, expect, plotting, thread
from course.helpers.language import label
from course.helpers.plotting.residuals import residual_squares

expect.step("01_numpy")

# %% [markdown] lang="en"
# ## The idea
#
# We have $N$ samples (also called *observations*). Each sample has $D$ features, which are the numbers that we know, and a target, which is the
# number that we want to predict. The array `x`, of shape `(N, D)`, holds the features, one row per sample. The array `y`, of shape `(N,)`, holds the
# targets.
#
# **Prediction.** The model multiplies each feature by its weight, adds up the products and adds a bias (also called *intercept*):
#
# $$\hat y_i = w_1 x_{i1} + \dots + w_D x_{iD} + b$$
#
# **Loss.** The residual $r_i = \hat y_i - y_i$ is the difference between a prediction and its target. The loss (also called *cost*) is the sum of the
# squared residuals:
#
# $$L(w, b) = \sum_{i=1}^{N} r_i^2$$
#
# We square the residuals for two reasons: a residual of $-2$ is as bad as one of $2$, and a square has a derivative everywhere.
#
# **Gradient.** It consists of the partial derivatives of $L$ with respect to each $w_j$ and to $b$. Begin with one
# sample. By the chain rule, the derivative of its squared residual $r_i^2$ is $2 r_i$ times the derivative of $r_i$.
# When $w_j$ grows by $1$, $r_i$ grows by $x_{ij}$. When $b$ grows by $1$, $r_i$ grows by $1$. The loss is a sum over
# the samples, and the derivative of a sum is the sum of the derivatives. Exercise 3 asks you to put these facts
# together.
#
# **Update.** The gradient shows the direction in which the loss grows fastest. In each epoch (one pass through all the data), we therefore take a
# step in the opposite direction: from each parameter we subtract its own derivative, multiplied by the learning rate $\alpha$ (also called *step
# size*). The descent does not learn $\alpha$: you choose it before the training. Such a number is called a *hyperparameter*.

# %% [markdown] lang="fr"
# ## L'idée
#
# On a $N$ échantillons (aussi appelés *observations*). Chaque échantillon a $D$ caractéristiques, qui sont les nombres que l'on connaît, et une
# cible, qui est le nombre que l'on veut prédire. Le tableau `x`, de forme `(N, D)`, contient les caractéristiques, une ligne par échantillon. Le
# tableau `y`, de forme `(N,)`, contient les cibles. (En apprentissage automatique, « échantillon » désigne une seule ligne des données ; en
# statistique, ce mot désigne l'ensemble des lignes.)
#
# **Prédiction.** Le modèle multiplie chaque caractéristique par son poids, additionne les produits et ajoute un biais (aussi appelé *ordonnée à
# l'origine*) :
#
# $$\hat y_i = w_1 x_{i1} + \dots + w_D x_{iD} + b$$
#
# **Perte.** Le résidu $r_i = \hat y_i - y_i$ est la différence entre une prédiction et sa cible. La perte (aussi appelée *coût*) est la somme des
# carrés des résidus :
#
# $$L(w, b) = \sum_{i=1}^{N} r_i^2$$
#
# On élève les résidus au carré pour deux raisons : un résidu de $-2$ est aussi mauvais qu'un résidu de $2$, et la fonction carré est dérivable
# partout.
#
# **Gradient.** Il est formé des dérivées partielles de $L$ par rapport à chaque $w_j$ et à $b$. Commencez par un seul échantillon. D'après la règle
# de dérivation en chaîne (dérivée d'une fonction composée), la dérivée du carré de son résidu, $r_i^2$, est $2 r_i$ fois la dérivée de $r_i$. Quand
# $w_j$ augmente de $1$, $r_i$ augmente de $x_{ij}$. Quand $b$ augmente de $1$, $r_i$ augmente de $1$. La perte est une somme sur les échantillons, et
# la dérivée d'une somme est la somme des dérivées. L'exercice 3 vous demande de réunir ces résultats.
#
# **Mise à jour.** Le gradient indique la direction dans laquelle la perte augmente le plus vite. À chaque époque (un passage sur toutes les données),
# on se déplace donc dans le sens opposé : de chaque paramètre, on soustrait sa propre dérivée, multipliée par le pas d'apprentissage $\alpha$ (aussi
# appelé *taux d'apprentissage*). La descente n'apprend pas $\alpha$ : c'est vous qui le choisissez avant l'entraînement. Un tel nombre s'appelle un
# *hyperparamètre*.

# %% [markdown] lang="en"
# ## One step on paper
#
# There are two samples with one feature, `x = [[1], [2]]` and `y = [3, 5]`. We initialise the parameters with $w = 1$ and $b = 0$, and take
# $\alpha = 0.05$.
#
# | quantity | sample 1 | sample 2 | total |
# |---|---|---|---|
# | prediction $w x + b$ | $1$ | $2$ | |
# | residual $r$ | $-2$ | $-3$ | |
# | loss $r^2$ | $4$ | $9$ | $L = 13$ |
# | $2 r x$ | $-4$ | $-12$ | $\partial L / \partial w = -16$ |
# | $2 r$ | $-4$ | $-6$ | $\partial L / \partial b = -10$ |
#
# Both parameters grow: $w = 1 + 0.05 \times 16 = 1.8$ and $b = 0 + 0.05 \times 10 = 0.5$. The new residuals are $-0.7$ and $-0.9$, and the loss has
# fallen from $13$ to $1.3$. Your functions must find the same numbers.
#
# The next cell goes through the samples one by one, as the table does. After the loop, it computes both residuals at once: NumPy applies an operation
# to all the numbers of an array, and the loop is no longer needed.

# %% [markdown] lang="fr"
# ## Un pas, calculé sur papier
#
# On a deux échantillons à une caractéristique, `x = [[1], [2]]` et `y = [3, 5]`. On initialise les paramètres avec $w = 1$ et $b = 0$, et l'on prend
# $\alpha = 0.05$.
#
# | grandeur | échantillon 1 | échantillon 2 | total |
# |---|---|---|---|
# | prédiction $w x + b$ | $1$ | $2$ | |
# | résidu $r$ | $-2$ | $-3$ | |
# | perte $r^2$ | $4$ | $9$ | $L = 13$ |
# | $2 r x$ | $-4$ | $-12$ | $\partial L / \partial w = -16$ |
# | $2 r$ | $-4$ | $-6$ | $\partial L / \partial b = -10$ |
#
# Les deux paramètres augmentent : $w = 1 + 0.05 \times 16 = 1.8$ et $b = 0 + 0.05 \times 10 = 0.5$. Les nouveaux résidus sont $-0.7$ et $-0.9$, et la
# perte est passée de $13$ à $1.3$. Vos fonctions doivent retrouver ces nombres.
#
# La cellule suivante parcourt les échantillons un par un, comme le tableau. Après la boucle, elle calcule les deux résidus à la fois : NumPy applique
# une opération à tous les nombres d'un tableau, et la boucle devient inutile.

# %% tags=["experiment"]
two_x, two_y = np.array([1.0, 2.0]), np.array([3.0, 5.0])
for feature, target in zip(two_x, two_y, strict=True):
    print(feature, target, 1 * feature + 0 - target)
print(1 * two_x + 0 - two_y)
residual_squares(two_x, two_y, {label("before"): (1.0, 0.0), label("after one step"): (1.8, 0.5)})

# %% [markdown] lang="en"
# In the figure, each residual is the side of a square. The loss is the total area of the squares. One step makes both
# squares much smaller.

# %% [markdown] lang="fr"
# Sur la figure, chaque résidu est le côté d'un carré. La perte est l'aire totale de ces carrés. Un seul pas rend les
# deux carrés bien plus petits.

# %% [markdown] lang="en"
# ## Exercise 1 — `predict` (2 points)
#
# Return the prediction for every row of `x`. The array `x` has the shape `(N, D)`, `w` has the shape `(D,)`, and `b` is a `float`. The result is an
# array of shape `(N,)`. You need no loop: think of the product of a matrix and a vector.

# %% [markdown] lang="fr"
# ## Exercice 1 — `predict` (2 points)
#
# Renvoyez la prédiction pour chaque ligne de `x`. Le tableau `x` est de forme `(N, D)`, `w` est de forme `(D,)` et `b` est un `float`. Le résultat
# est un tableau de forme `(N,)`. Aucune boucle n'est nécessaire : pensez au produit d'une matrice et d'un vecteur.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# Compute the prediction for the first row of `x` by hand. Which numbers do you multiply, and which do you add?
#
# <details><summary>Hint 2</summary>
#
# In the product of a matrix and a vector, each row of the matrix is multiplied by the whole vector, and the products
# are added up. NumPy writes this product with `@`. The sign `*` only multiplies, element by element.
#
# <details><summary>Hint 3</summary>
#
# Write the matrix on the left: a product of the shapes `(N, D)` and `(D,)` has the shape `(N,)`. When you add a
# `float` to an array, NumPy adds it
# to each element.
#
# </details></details></details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Calculez à la main la prédiction pour la première ligne de `x`. Quels nombres multipliez-vous ? Lesquels additionnez-vous ?
#
# <details><summary>Indice 2</summary>
#
# Dans le produit d'une matrice et d'un vecteur, chaque ligne de la matrice est multipliée par le vecteur entier, et l'on additionne les produits.
# Avec NumPy, ce produit s'écrit `@`. Le signe `*` ne fait que multiplier, terme à terme.
#
# <details><summary>Indice 3</summary>
#
# La matrice se place à gauche : un produit de formes `(N, D)` et `(D,)` est de forme `(N,)`. Quand on ajoute un `float` à un tableau, NumPy l'ajoute
# à chaque élément.
#
# </details></details></details>


# %% nbgrader={"grade": false, "grade_id": "predict", "locked": false, "schema_version": 3, "solution": true, "task": false}
def predict(x, w, b):
    """The model's prediction for each sample: (N,).
    La prédiction du modèle pour chaque échantillon : (N,)."""
    ### BEGIN SOLUTION
    return x @ w + b
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_predict", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
x = np.array([[0.0, 1.0], [1.0, 1.0], [2.0, 0.0], [1.0, 3.0]])
four = {"x": x, "w": np.array([1.0, -1.0]), "b": 1.0}
one = {"x": np.array([[2.0, 1.0, 3.0]]), "w": np.array([1.0, 0.5, -1.0]), "b": -1.0}
expect.calls(predict, [four, one], gives=[np.array([0.0, 1.0, 3.0, -1.0]), np.array([-1.5])])

### BEGIN HIDDEN TESTS
from course.helpers import reference

rng = data.rng()
cases = [
    {"x": rng.normal(size=(n, d)), "w": rng.normal(size=d), "b": float(rng.normal())}
    for n, d in [(1, 1), (1, 3), (3, 1), (4, 4), (5, 2), (2, 6)]
]
expect.calls(predict, cases, gives=reference.load("01_numpy").predict)
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Exercise 2 — `squared_error` (2 points)
#
# Return the loss $L$: the *sum*, over the samples, of the squared residuals. The result must be a `float`. A NumPy number such as `np.float64` is
# accepted as well. An array without axes is not: convert it with `float(…)`.

# %% [markdown] lang="fr"
# ## Exercice 2 — `squared_error` (2 points)
#
# Renvoyez la perte $L$ : la *somme*, sur les échantillons, des carrés des résidus. Le résultat doit être un `float`. Un nombre de NumPy comme
# `np.float64` est accepté aussi. Un tableau sans axe ne l'est pas : convertissez-le avec `float(…)`.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# Look at the table *One step on paper*. Which of its rows can your function `predict` compute?
#
# <details><summary>Hint 2</summary>
#
# First compute all the residuals at once, as one array of shape `(N,)`. Then square them. NumPy's power `**` works element by element.
#
# <details><summary>Hint 3</summary>
#
# Add up the squares, not the residuals, and do not divide by $N$: the loss of this step is a sum. Convert the result with `float(…)`.
#
# </details></details></details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Regardez le tableau *Un pas, calculé sur papier*. Laquelle de ses lignes votre fonction `predict` sait-elle calculer ?
#
# <details><summary>Indice 2</summary>
#
# Calculez d'abord tous les résidus à la fois, dans un seul tableau de forme `(N,)`. Élevez-les ensuite au carré. La puissance `**` de NumPy agit
# terme à terme.
#
# <details><summary>Indice 3</summary>
#
# Additionnez les carrés, et non les résidus, et ne divisez pas par $N$ : la perte de cette étape est une somme. Convertissez le résultat avec
# `float(…)`.
#
# </details></details></details>


# %% nbgrader={"grade": false, "grade_id": "squared_error", "locked": false, "schema_version": 3, "solution": true, "task": false}
def squared_error(x, y, w, b):
    """The sum of the squared residuals: a float.
    La somme des carrés des résidus : un float."""
    ### BEGIN SOLUTION
    residual = predict(x, w, b) - y
    return float(np.sum(residual**2))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_squared_error", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
x = np.array([[0.0, 1.0], [1.0, 1.0], [2.0, 0.0], [1.0, 3.0]])
four = {"x": x, "y": np.array([-2.0, 0.0, 5.0, -6.0]), "w": np.array([1.0, -1.0]), "b": 1.0}
one = {"x": np.array([[2.0]]), "y": np.array([4.5]), "w": np.array([3.0]), "b": 2.0}
expect.calls(squared_error, [four, one], gives=[34.0, 12.25], given=["predict"])

### BEGIN HIDDEN TESTS
from course.helpers import reference

rng = data.rng()
cases = [
    {"x": rng.normal(size=(n, d)), "y": 10 * rng.normal(size=n), "w": rng.normal(size=d), "b": float(rng.normal())}
    for n, d in [(1, 1), (1, 3), (3, 1), (4, 4), (5, 2), (2, 6)]
]
expect.calls(squared_error, cases, gives=reference.load("01_numpy").squared_error, given=["predict"])
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Exercise 3 — `gradient` (4 points)
#
# Return the partial derivatives of the loss as a pair `(dw, db)`: `dw` is an array of shape `(D,)`, and `db` is a `float`. Derive them on paper
# first: write the derivative of one square with respect to $w_j$, then sum over the samples. A product of a matrix and a vector gives the sums for
# all $j$ at once.

# %% [markdown] lang="fr"
# ## Exercice 3 — `gradient` (4 points)
#
# Renvoyez les dérivées partielles de la perte sous la forme d'un couple `(dw, db)` : `dw` est un tableau de forme `(D,)`, et `db` est un `float`.
# Établissez-les d'abord sur papier : écrivez la dérivée d'un seul carré par rapport à $w_j$, puis sommez sur les échantillons. Un produit d'une
# matrice et d'un vecteur donne les sommes pour tous les $j$ à la fois.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# Both derivatives contain the residuals. Compute these once, as in the exercise before.
#
# <details><summary>Hint 2</summary>
#
# For `db`, you add up the residuals. For `dw`, each residual is first multiplied by the features of its own sample. Try your formulas on the table
# *One step on paper*: they must give $-16$ and $-10$.
#
# <details><summary>Hint 3</summary>
#
# Row $j$ of the transposed `x` holds feature $j$ of all samples. Its product with the residuals is the sum $\sum_i r_i x_{ij}$. So one product of the
# shapes `(D, N)` and `(N,)` gives all the sums. The factor $2$ belongs to both derivatives.
#
# </details></details></details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Les deux dérivées contiennent les résidus. Calculez-les une seule fois, comme dans l'exercice précédent.
#
# <details><summary>Indice 2</summary>
#
# Pour `db`, on additionne les résidus. Pour `dw`, on multiplie d'abord chaque résidu par les caractéristiques de son propre échantillon. Essayez vos
# formules sur le tableau *Un pas, calculé sur papier* : elles doivent donner $-16$ et $-10$.
#
# <details><summary>Indice 3</summary>
#
# La ligne $j$ de la transposée de `x` contient la caractéristique $j$ de tous les échantillons. Son produit avec les résidus est la somme
# $\sum_i r_i x_{ij}$. Un seul produit de formes `(D, N)` et `(N,)` donne donc toutes les sommes. Le facteur $2$ figure dans les deux dérivées.
#
# </details></details></details>


# %% nbgrader={"grade": false, "grade_id": "gradient", "locked": false, "schema_version": 3, "solution": true, "task": false}
def gradient(x, y, w, b):
    """The derivatives of squared_error: dw (D,) and db, a float.
    Les dérivées de squared_error : dw (D,) et db, un float."""
    ### BEGIN SOLUTION
    residual = predict(x, w, b) - y
    return 2 * x.T @ residual, float(2 * residual.sum())
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_gradient", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
x, w = (np.array([[0.0, 1.0, 1.0], [1.0, 1.0, 0.0], [2.0, 0.0, -1.0], [1.0, 3.0, 0.0]]),
        np.array([1.0, -1.0, 1.0]))
case = {"x": x, "y": np.array([-1.25, -0.25, 3.75, -6.25]), "w": w, "b": 0.75}
want, others = (np.array([4.0, 36.0, 8.0]), 12.0), ["predict", "squared_error", "numerical_gradient"]
expect.calls(gradient, case, gives=want, names=("dw", "db"), given=others, rtol=1e-3)

### BEGIN HIDDEN TESTS
from course.helpers import given, observe, reference

right = reference.load("01_numpy")
rng = data.rng()
cases = [
    {"x": rng.normal(size=(n, d)), "y": rng.normal(0, 20, size=n), "w": rng.normal(size=d), "b": float(rng.normal())}
    for n, d in [(1, 1), (1, 3), (3, 1), (4, 4), (5, 2), (2, 6)]
]
# Terms of several hundred may cancel out, in float32.
near = {"names": ("dw", "db"), "rtol": 1e-3, "atol": 1e-3}
expect.calls(gradient, cases, gives=right.gradient, given=others, **near)


def first_of_two(x, y, w, b):
    first = gradient(x, y, w, b)
    gradient(x, y - 1, w, b)
    return first


x, y, w, b = np.array([[1.0, 2.0], [0.0, 1.0]]), np.array([3.0, -1.0]), np.array([1.0, 0.5]), 2.0
with given(**{name: getattr(right, name) for name in others}):
    got = observe(first_of_two, x, y, w, b)
called = "first = gradient(x, y, w, b); gradient(x, y - 1, w, b); first"
expect.close(got, right.gradient(x, y, w, b), of=called, names=("dw", "db"), rtol=1e-3)
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Exercise 4 — `numerical_gradient` (2 points)
#
# How can you know that a gradient is right? You can measure it. Move one entry of `w` a little to one side, and then
# by the same amount to the other side. The values of the function there give two points of its curve. The slope of
# the line through these two points is called a *central difference*.
#
# The function `f` takes an array of shape `(D,)` and returns a `float`. Return its partial derivatives at `w` as an array of shape `(D,)`: one
# central difference for each entry of `w`. The array `w` holds numbers of the type `float64`.
#
# You choose the distance. If it is too large, the curve bends between the two points, and the line no longer follows
# it. If it is too small, the rounding errors of the computer spoil the result. The error of each derivative may be at
# most $10^{-6}$ times the derivative of the largest size. After the call, `w` must be exactly as it was before.

# %% [markdown] lang="fr"
# ## Exercice 4 — `numerical_gradient` (2 points)
#
# Comment savoir si un gradient est juste ? On peut le mesurer. Déplacez un peu une composante de `w` d'un côté, puis d'autant de l'autre côté. Les
# valeurs que la fonction y prend donnent deux points de sa courbe. La pente de la droite qui joint ces deux points s'appelle une *différence
# centrée*.
#
# La fonction `f` prend un tableau de forme `(D,)` et renvoie un `float`. Renvoyez ses dérivées partielles en `w` sous la forme d'un tableau de forme
# `(D,)` : une différence centrée pour chaque composante de `w`. Le tableau `w` contient des nombres de type `float64`.
#
# C'est vous qui choisissez la distance. Si elle est trop grande, la courbe s'incurve entre les deux points, et la droite ne la suit plus. Si elle est
# trop petite, les erreurs d'arrondi de l'ordinateur faussent le résultat. L'erreur de chaque dérivée ne doit pas dépasser $10^{-6}$ fois la plus
# grande dérivée. Après l'appel, `w` doit être inchangé.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# Begin with one entry, for instance `w[0]`. At which two points do you need the value of `f`? How far apart are these points?
#
# <details><summary>Hint 2</summary>
#
# Each entry needs two points of its own. At both points, the other entries keep their values in `w`. Work on copies
# (`w.copy()`), or add an array that is $0$ everywhere except at one place.
#
# <details><summary>Hint 3</summary>
#
# Subtract the value on the left from the value on the right, and divide by the distance between the two points, which is *twice* the distance from
# `w`. A distance of about $10^{-5}$ from `w` is neither too large nor too small. Do this in a loop over the entries, and collect the slopes in an
# array.
#
# </details></details></details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Commencez par une seule composante, par exemple `w[0]`. En quels deux points vous faut-il la valeur de `f` ? À quelle distance l'un de l'autre
# sont-ils ?
#
# <details><summary>Indice 2</summary>
#
# Il faut deux points pour chaque composante, et en ces deux points, toutes les autres composantes sont celles de `w`. Travaillez sur des copies
# (`w.copy()`), ou ajoutez un tableau qui vaut $0$ partout sauf à une place.
#
# <details><summary>Indice 3</summary>
#
# Soustrayez la valeur de gauche de celle de droite, et divisez par la distance entre les deux points, qui est le *double* de la distance à `w`. Une
# distance d'environ $10^{-5}$ à `w` n'est ni trop grande ni trop petite. Faites-le dans une boucle sur les composantes, et réunissez les pentes dans
# un tableau.
#
# </details></details></details>



# %% nbgrader={"grade": false, "grade_id": "numerical_gradient", "locked": false, "schema_version": 3, "solution": true, "task": false}
def numerical_gradient(f, w):
    """The partial derivatives of f at w, by central differences: (D,).
    Les dérivées partielles de f en w, par différences centrées : (D,)."""
    ### BEGIN SOLUTION
    distance = 1e-5
    slopes = np.zeros(len(w))
    for i in range(len(w)):
        move = np.zeros(len(w))
        move[i] = distance
        slopes[i] = (f(w + move) - f(w - move)) / (2 * distance)
    return slopes
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_numerical_gradient", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
def steep(w):
    return 1e6 * w[0] ** 2 + w[0] + w[1] * w[2] ** 3


w, want = np.array([0.0, 0.7, 1.0]), np.array([1.0, 1.0, 2.1])
differences.check(numerical_gradient, steep, w, want,
                  of="numerical_gradient(f, w), f(w) = 10⁶·w[0]² + w[0] + w[1]·w[2]³")

### BEGIN HIDDEN TESTS
rng = data.rng()
for d in (1, 2, 3, 5):
    # Near the lowest point of a narrow valley the slopes are small beside the curvature: a one-sided difference shows.
    widths, lowest = rng.uniform(1000, 2000, size=d), rng.normal(size=d)
    w = lowest + 0.001 * rng.uniform(1, 2, size=d)

    def valley(at, widths=widths, lowest=lowest):
        return float(np.sum(widths * (at - lowest) ** 2) + 0.1 * (at.sum() - np.sum(lowest - 1)) ** 3)

    want = 2 * widths * (w - lowest) + 0.3 * np.sum(w - lowest + 1) ** 2
    differences.check(numerical_gradient, valley, w, want, of=f"numerical_gradient(f, w), w {w.shape}")
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Check — Is your gradient right?
#
# The formula and the measurement must agree. We compare them at one point, for the weights.

# %% [markdown] lang="fr"
# ## Vérification — Votre gradient est-il juste ?
#
# La formule et la mesure doivent concorder. On les compare en un point, pour les poids.

# %% tags=["experiment"]
tried_x, tried_y = data.plane()
tried_w, tried_b = np.array([0.5, -1.0]), 0.2


# %% tags=["experiment"]
def loss_of_weights(w):
    return squared_error(tried_x, tried_y, w, tried_b)


print(gradient(tried_x, tried_y, tried_w, tried_b)[0])
print(numerical_gradient(loss_of_weights, tried_w))

# %% [markdown] lang="en"
# ## Exercise 5 — `descend` (4 points)
#
# Run `epochs` updates of gradient descent on `squared_error`, with the learning rate `lr`. In each epoch:
#
# 1. record the loss *before* the update, so that `losses[0]` belongs to the parameters that your function receives;
# 2. compute both derivatives at the same `w` and `b`;
# 3. update `w` and `b` together.
#
# Return `(w, b, losses)`: the last `w`, of shape `(D,)`, the last `b`, a `float`, and the list of the losses.
#
# Do not change the caller's arrays. `w -= …` writes into them; `w = w - …` makes a new array.

# %% [markdown] lang="fr"
# ## Exercice 5 — `descend` (4 points)
#
# Faites `epochs` mises à jour de descente de gradient sur `squared_error`, avec le pas d'apprentissage `lr` (en anglais *learning rate*). À chaque
# époque :
#
# 1. on note la perte *avant* la mise à jour, si bien que `losses[0]` correspond aux paramètres que votre fonction reçoit ;
# 2. on calcule les deux dérivées avec les mêmes `w` et `b` ;
# 3. on met à jour `w` et `b` ensemble.
#
# Renvoyez `(w, b, losses)` : le dernier `w`, de forme `(D,)`, le dernier `b`, qui est un `float`, et la liste des pertes.
#
# Ne modifiez pas les tableaux du code appelant. `w -= …` écrit dans ces tableaux ; `w = w - …` crée un nouveau tableau.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# You have already written the loss and the gradient. What remains is a loop that calls them in the right order.
#
# <details><summary>Hint 2</summary>
#
# An epoch has three parts: add the loss to the list, compute the gradient, change the parameters. Only the last part needs `lr`. The list begins
# empty, before the loop.
#
# <details><summary>Hint 3</summary>
#
# Call `gradient` once in each epoch and keep both derivatives. Then subtract from each parameter its own derivative,
# multiplied by `lr`. Assign the results, which are new objects, to the names `w` and `b`. The `return` stands after
# the loop, not inside it.
#
# </details></details></details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Vous avez déjà écrit la perte et le gradient. Il reste à écrire une boucle qui les appelle dans le bon ordre.
#
# <details><summary>Indice 2</summary>
#
# Une époque comporte trois parties : ajouter la perte à la liste, calculer le gradient, changer les paramètres. Seule la dernière se sert de `lr`. La
# liste se crée vide, avant la boucle.
#
# <details><summary>Indice 3</summary>
#
# À chaque époque, appelez `gradient` une seule fois et conservez les deux dérivées. Soustrayez ensuite de chaque paramètre sa propre dérivée,
# multipliée par `lr`. Donnez les noms `w` et `b` aux résultats, qui sont de nouveaux objets. Le `return` se place après la boucle, et non dedans.
#
# </details></details></details>


# %% nbgrader={"grade": false, "grade_id": "descend", "locked": false, "schema_version": 3, "solution": true, "task": false}
def descend(x, y, w, b, lr, epochs):
    """Gradient descent on squared_error: the last w (D,), the last b, and the loss before each update.
    Descente de gradient sur squared_error : le dernier w (D,), le dernier b et la perte avant chaque mise à jour."""
    ### BEGIN SOLUTION
    losses = []
    for _ in range(epochs):
        losses.append(squared_error(x, y, w, b))
        dw, db = gradient(x, y, w, b)
        w, b = w - lr * dw, b - lr * db
    return w, b, losses
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_descend", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
x, y = np.array([[1.0], [2.0], [3.0], [4.0]]), np.array([2.0, 4.0, 6.0, 8.0])
case = {"x": x, "y": y, "w": np.array([1.0]), "b": 0.5, "lr": 0.01, "epochs": 4}
wanted = [(np.array([1.7468992]), 0.71451008, [21.0, 2.6424, 0.61143936, 0.37998776]),
          (np.array([-20.508]), -6.9992, [21.0, 113.26, 618.6936, 3386.712896]),
          (np.array([1.0]), 0.5, [])]
names, others = ("w", "b", "losses"), ["predict", "squared_error", "gradient", "numerical_gradient"]
expect.calls(descend, [case, case | {"lr": 0.05}, case | {"epochs": 0}], gives=wanted,
             names=names, given=others)

### BEGIN HIDDEN TESTS
from course.helpers import reference

right = reference.load("01_numpy")
# The descent goes on long after the loss has stopped changing, and while it rises; it takes no step where none is asked for.
x, y = np.array([[1.0], [-1.0], [1.0], [-1.0]]), np.array([3.0, 1.0, 2.0, -2.0])
cases = [
    {"x": x, "y": y, "w": np.array([-1.0]), "b": 4.0, "lr": lr, "epochs": epochs}
    for lr, epochs in [(0.1125, 12), (0.3, 3), (0.1, 0)]
]
# Where the line fits exactly, the loss becomes small.
cases.append(cases[0] | {"y": 2 * x[:, 0] + 1, "epochs": 4})
rng = data.rng()
for n, d, lr, epochs in [(1, 1, 0.1, 2), (6, 3, 0.01, 12), (3, 3, 1e-4, 5), (8, 1, 0.5, 3), (2, 4, 0.03, 1)]:
    x, y = rng.normal(size=(n, d)), 3 + rng.normal(size=n)
    w, b = rng.normal(size=d), float(rng.normal())
    cases.append({"x": x, "y": y, "w": w, "b": b, "lr": lr, "epochs": epochs})
expect.calls(descend, cases, gives=right.descend, names=names, given=others, dtypes=("float64",), rtol=1e-3)
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Experiment — Does the descent find the plane?
#
# Thirty points lie exactly on the plane $y = 2 x_1 - 3 x_2 + 1$. Your descent starts from the flat plane $y = 0$. It does not know these
# coefficients.

# %% [markdown] lang="fr"
# ## Expérience — La descente trouve-t-elle le plan ?
#
# Trente points sont placés exactement sur le plan $y = 2 x_1 - 3 x_2 + 1$. Votre descente part du plan horizontal $y = 0$. Elle ignore tout de ces
# coefficients.

# %% tags=["experiment"]
points, heights = data.plane()
start_w, start_b = np.zeros(2), 0.0

# %% tags=["experiment"]
soon_w, soon_b, soon_losses = descend(points, heights, start_w, start_b, lr=0.01, epochs=10)
late_w, late_b, late_losses = descend(points, heights, start_w, start_b, lr=0.01, epochs=500)
print(f"w = {np.round(late_w, 3)}, b = {late_b:.3f}")
plotting.planes(
    points,
    heights,
    {
        label("before"): (start_w, start_b),
        label("after {epochs} epochs", epochs=10): (soon_w, soon_b),
        label("after {epochs} epochs", epochs=500): (late_w, late_b),
    },
)

# %% [markdown] lang="en"
# The figure shows the same points three times, with the plane of the model before the descent, after $10$ epochs and after $500$. The vertical lines
# are the residuals. The residuals are long at first and shorter after ten epochs. At the end they are too short to
# see: the weights have reached $2$ and $-3$, and
# the bias $1$.

# %% [markdown] lang="fr"
# La figure montre trois fois les mêmes points, avec le plan du modèle avant la descente, après $10$ époques et après $500$. Les traits verticaux sont
# les résidus. Ils sont longs au début et plus courts après dix époques. À la fin, on ne les voit plus : les poids ont atteint $2$ et $-3$, et le
# biais $1$.

# %% [markdown] lang="en"
# **Predict before you run.** Suppose that every epoch multiplies the loss by the same factor, for instance $0.9$. What shape does the loss curve have
# on a logarithmic axis?
#
# <details><summary>Answer</summary>
#
# It is a straight line that goes down. When the loss is multiplied by $0.9$, its logarithm changes by $\log 0.9$, a
# negative number that is the same in every epoch. Check whether the curve of your descent is such a line.
#
# </details>

# %% [markdown] lang="fr"
# **Prédisez avant d'exécuter.** Supposons que chaque époque multiplie la perte par le même facteur, par exemple $0.9$. Quelle forme la courbe de
# perte a-t-elle sur un axe logarithmique ?
#
# <details><summary>Réponse</summary>
#
# C'est une droite descendante. Multiplier la perte par $0.9$, c'est ajouter à son logarithme, à chaque époque, le même nombre négatif, $\log 0.9$.
# Regardez si la courbe de votre descente est une telle droite.
#
# </details>

# %% tags=["experiment"]
plotting.loss_curves({label("squared error"): late_losses})

# %% [markdown] lang="en"
# The loss is drawn on a logarithmic axis. On such an axis, a straight line means that the loss is multiplied by the same factor in every epoch. The
# curve has two straight parts, with a bend near epoch $200$. After the bend, nearly all the remaining error lies along a direction in which the loss
# is flatter, so the descent is slower.

# %% [markdown] lang="fr"
# La perte est tracée sur un axe vertical logarithmique. Sur un tel axe, une droite signifie que la perte est multipliée par le même facteur à chaque
# époque. La courbe a deux parties droites, avec un coude vers l'époque $200$. Après ce coude, presque toute l'erreur qui reste est portée par une
# direction dans laquelle la perte est plus plate ; la descente y est donc plus lente.

# %% [markdown] lang="en"
# ## Comparison — Ten losses to find again
#
# Each of the steps 2 to 6 descends once more on these thirty points, with more and more help from PyTorch. These
# descents start from $w = (0.5, 0.25)$ and $b = 0.4$. Here are the first ten losses of your own descent from there, with
# the learning rate $0.01$. In each of these steps you will find them again.

# %% [markdown] lang="fr"
# ## Comparaison — Dix pertes à retrouver
#
# Chacune des étapes 2 à 6 mène encore une descente sur ces trente points, avec de plus en plus d'aide de PyTorch. Ces descentes partent de
# $w = (0.5, 0.25)$ et $b = 0.4$. Voici les dix premières pertes de votre propre descente à partir de là, avec le pas d'apprentissage $0.01$. Vous les
# retrouverez dans chacune de ces étapes.

# %% tags=["experiment"]
*_, ten_losses = descend(points, heights, np.array(thread.W), thread.B, thread.LR, thread.EPOCHS)
print(thread.side_by_side({label("step {number}", number=1): ten_losses}))

# %% [markdown] lang="en"
# ## Experiment — How long should a step be?
#
# With one feature the loss depends on two numbers, $w$ and $b$, so we can draw it as a map. The figure shows the map
# for the points $(1, 2)$, $(2, 4)$, $(3, 6)$ and $(4, 8)$. It also shows the path of your descent from $w = 0$,
# $b = 4$.

# %% [markdown] lang="fr"
# ## Expérience — Quelle longueur donner à un pas ?
#
# Avec une seule caractéristique, la perte ne dépend que de deux nombres, $w$ et $b$ : on peut en dessiner la carte. La figure montre cette carte pour
# les points $(1, 2)$, $(2, 4)$, $(3, 6)$ et $(4, 8)$, et, par-dessus, votre descente à partir de $w = 0$, $b = 4$.

# %% tags=["experiment"]
line_x, line_y = data.line()
line_x = line_x[:, np.newaxis]


# %% tags=["experiment"]
def loss_at(slope, intercept):
    return squared_error(line_x, line_y, np.array([slope]), intercept)


def path_and_losses(lr, epochs):
    now_w, now_b, path, seen = np.array([0.0]), 4.0, [], []
    for _ in range(epochs):
        path.append((now_w[0], now_b))
        now_w, now_b, loss_before = descend(line_x, line_y, now_w, now_b, lr, 1)
        seen += loss_before
    return path, seen


plotting.contours(loss_at, {"lr = 0.01": path_and_losses(0.01, 500)[0]}, lowest=(2.0, 0.0))

# %% [markdown] lang="en"
# On the map, the loss is a long valley: the darker the grey, the higher the loss. The descent goes down the steep wall in a few steps. Then it moves
# slowly along the nearly flat floor of the valley, towards the minimum: the star at $w = 2$, $b = 0$. How many times steeper is the wall than the
# floor? The next cell computes the loss at a distance of $1$ from the minimum, in many directions of one half turn (the loss is symmetric).

# %% [markdown] lang="fr"
# Sur la carte, la perte forme une longue vallée : plus le gris est foncé, plus la perte est grande. La descente dévale la paroi raide en quelques
# pas. Ensuite, elle progresse lentement le long du fond presque plat de la vallée, vers le minimum : l'étoile en $w = 2$, $b = 0$. Combien de fois la
# paroi est-elle plus raide que le fond ? La cellule suivante fait un demi-tour autour du minimum, à une distance de $1$ (la perte y est symétrique),
# et calcule la perte dans chaque direction.

# %% tags=["experiment"]
around = [loss_at(2 + np.cos(angle), np.sin(angle)) for angle in np.linspace(0, np.pi, 721)]
print(f"{max(around):.1f} / {min(around):.2f} = {max(around) / min(around):.1f}")

# %% [markdown] lang="en"
# At the same distance from the minimum, the loss is $33.4$ in the steepest direction and $0.60$ in the flattest. The
# ratio of these two numbers, $55.8$, is the *condition number* of this problem. Both directions have the same
# learning rate, so a large condition number means a slow descent. You will meet this number again in most steps, and
# compute it in step 6. Here is the same descent with three learning rates:

# %% [markdown] lang="fr"
# À la même distance du minimum, la perte vaut $33.4$ dans la direction la plus raide et $0.60$ dans la plus plate. Le rapport de ces deux nombres,
# $55.8$, est le *conditionnement* du problème (en anglais *condition number*). Un seul pas d'apprentissage doit servir dans les deux directions :
# quand le conditionnement est grand, la descente est donc lente. Vous retrouverez ce nombre dans la plupart des étapes, et vous le calculerez à
# l'étape 6. Voici la même descente avec trois pas d'apprentissage :

# %% [markdown] lang="en"
# **Predict before you run.** The largest rate, $0.0305$, is about twice $0.015$. Does the descent with $0.0305$ reach the minimum in half as many
# epochs?
#
# <details><summary>Answer</summary>
#
# No. Its steps are too long: each one lands higher up on the opposite wall of the valley, and the loss grows. For these four points, the descent
# diverges as soon as the rate is larger than about $0.0299$.
#
# </details>

# %% [markdown] lang="fr"
# **Prédisez avant d'exécuter.** Le plus grand pas d'apprentissage, $0.0305$, vaut environ deux fois $0.015$. Avec $0.0305$, la descente atteint-elle
# le minimum en deux fois moins d'époques ?
#
# <details><summary>Réponse</summary>
#
# Non. Les déplacements sont trop longs : chacun arrive plus haut sur la paroi opposée de la vallée, et la perte augmente. Pour ces quatre points, la
# descente diverge dès que le pas d'apprentissage dépasse environ $0.0299$.
#
# </details>

# %% tags=["experiment"]
plotting.descents(
    loss_at,
    {f"lr = {lr}": path_and_losses(lr, 12) for lr in (0.002, 0.015, 0.0305)},
    lowest=(2.0, 0.0),
    limits=((-1.0, -1.0), (3.0, 5.0)),
)

# %% [markdown] lang="en"
# For each rate, the path is on the map, and the losses are below it. With $0.002$ each step is safe but short. With $0.015$ the first step already
# lands on the floor of the valley. With $0.0305$ every step goes too far and lands higher up on the opposite wall: the loss *grows*, although every
# step goes against the right gradient.

# %% [markdown] lang="fr"
# Pour chaque pas d'apprentissage, la carte montre le trajet, et les pertes sont tracées au-dessous. Avec $0.002$, chaque pas est sûr, mais court.
# Avec $0.015$, le premier pas atteint déjà le fond de la vallée. Avec $0.0305$, chaque pas va trop loin et arrive plus haut sur la paroi opposée : la
# perte *augmente*, alors que chaque pas va bien à l'opposé du gradient.

# %% [markdown] lang="en"
# ## Exercise 6 — `mean_gradient`: find the bug (3 points)
#
# In this exercise the model is $w x$, with one weight and no bias, and the loss is the *mean* of the squared
# residuals. The arrays `x` and `y` have the shape `(N,)`, and `w` is a `float`. The function below should return the
# derivative of the loss, as a `float`. The value that it returns is wrong, although a descent with this function
# finds the right `w`:
#
# ```python
# def mean_gradient(x, y, w):
#     residual = w * x - y
#     return float(np.mean(2 * np.dot(x, residual)))
# ```
#
# Compute the derivative by hand for `x = [1, 2]`, `y = [2, 4]` and $w = 0$. Then find what is wrong, and write the repaired function.

# %% [markdown] lang="fr"
# ## Exercice 6 — `mean_gradient` : trouvez l'erreur (3 points)
#
# Dans cet exercice, le modèle est $w x$, avec un seul poids et sans biais, et la perte est la *moyenne* des carrés des résidus. Les tableaux `x` et
# `y` sont de forme `(N,)`, et `w` est un `float`. La fonction ci-dessous devrait renvoyer la dérivée de la perte, sous la forme d'un `float`. Une
# descente qui s'en sert trouve bien le bon `w`. Pourtant, la valeur que renvoie cette fonction est fausse :
#
# ```python
# def mean_gradient(x, y, w):
#     residual = w * x - y
#     return float(np.mean(2 * np.dot(x, residual)))
# ```
#
# Calculez la dérivée à la main pour `x = [1, 2]`, `y = [2, 4]` et $w = 0$. Trouvez ensuite ce qui ne va pas, et écrivez la fonction corrigée.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# For the two points of the text, write down $2 r x$ for each sample. What is the mean of these two numbers? And what does the function return?
#
# <details><summary>Hint 2</summary>
#
# Read the expression from the inside outwards, one function at a time. What is the shape of the result of `np.dot`?
# How many numbers does `np.mean` then have to average?
#
# <details><summary>Hint 3</summary>
#
# `np.dot` multiplies the two arrays element by element and *adds up* the products. The mean must see one product for each sample. Which
# multiplication keeps the products apart?
#
# </details></details></details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Pour les deux points de l'énoncé, écrivez $2 r x$ pour chaque échantillon. Quelle est la moyenne de ces deux nombres ? Et que renvoie la fonction ?
#
# <details><summary>Indice 2</summary>
#
# Lisez l'expression de l'intérieur vers l'extérieur. Quelle est la forme du résultat de `np.dot` ? De combien de nombres `np.mean` calcule-t-il alors
# la moyenne ?
#
# <details><summary>Indice 3</summary>
#
# `np.dot` multiplie les deux tableaux terme à terme, puis *additionne* les produits. La moyenne doit porter sur un produit par échantillon. Quelle
# multiplication laisse les produits séparés ?
#
# </details></details></details>


# %% nbgrader={"grade": false, "grade_id": "mean_gradient", "locked": false, "schema_version": 3, "solution": true, "task": false}
def mean_gradient(x, y, w):
    """The derivative of the mean squared error of the model w·x: a float.
    La dérivée de l'erreur quadratique moyenne du modèle w·x : un float."""
    ### BEGIN SOLUTION
    return float(np.mean(2 * x * (w * x - y)))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_mean_gradient", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
x, y = data.line()
two = {"x": np.array([1.0, 2.0]), "y": np.array([3.0, 4.0]), "w": 1.0}
cases = [two, *({"x": x, "y": y, "w": w} for w in (0.0, 3.0))]
others = ["predict", "squared_error", "gradient", "numerical_gradient"]
expect.calls(mean_gradient, cases, gives=[-6.0, -30.0, 15.0], given=others, rtol=1e-3)

### BEGIN HIDDEN TESTS
from course.helpers import reference

right = reference.load("01_numpy")
rng = data.rng()
cases = [{"x": rng.normal(size=n), "y": rng.normal(size=n), "w": float(rng.normal())} for n in (1, 2, 3, 7, 12)]
for case in cases:
    case["x"][-1] = case["x"][0]
expect.calls(mean_gradient, cases, gives=right.mean_gradient, given=others, rtol=1e-3)
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Experiment — A wrong gradient that reaches the minimum first
#
# We run two descents on the same four points, from $w = 0$ and with $\alpha = 0.01$: one with the faulty function, one with yours. The table gives
# the mean squared error before each update.

# %% [markdown] lang="fr"
# ## Expérience — Un gradient faux qui atteint le minimum le premier
#
# On mène deux descentes sur les quatre mêmes points, à partir de $w = 0$ et avec $\alpha = 0.01$ : l'une avec la fonction fautive, l'autre avec la
# vôtre. Le tableau donne l'erreur quadratique moyenne avant chaque mise à jour.

# %% tags=["experiment"]
inputs, targets = (numbers.astype(np.float32) for numbers in data.line())


def faulty_gradient(x, y, w):
    return float(np.mean(2 * np.dot(x, w * x - y)))


def mean_losses(derivative, epochs):
    slope, seen = 0.0, []
    for _ in range(epochs):
        seen.append(float(np.mean((slope * inputs - targets) ** 2)))
        slope -= 0.01 * derivative(inputs, targets, slope)
    return seen


# %% tags=["experiment"]
faulty, repaired = mean_losses(faulty_gradient, 20), mean_losses(mean_gradient, 20)
for i in range(10):
    print(f"{i:>2}  {faulty[i]:>13.8f}  {repaired[i]:>13.8f}")
plotting.loss_curves({label("faulty gradient"): faulty, label("repaired gradient"): repaired})

# %% [markdown] lang="en"
# In the figure each loss falls along a straight line, until it reaches the limit of precision. With the faulty gradient it falls much faster: $30$,
# $4.8$, $0.768$ against $30$, $21.675$, $15.660$. Is the faulty gradient therefore the better one?

# %% [markdown] lang="fr"
# Sur la figure, chaque perte suit une droite descendante, jusqu'à la limite de la précision. Avec le gradient faux, elle baisse bien plus vite :
# $30$, $4.8$, $0.768$ contre $30$, $21.675$, $15.660$. Le gradient faux est-il donc le meilleur ?

# %% [markdown] lang="en" nbgrader={"grade": false, "grade_id": "explain_learning_rate_en", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Exercise 7 — Explain the learning rate (3 points)
#
# Answer in five to ten sentences. Use numbers from the experiments where they help:
#
# 1. The faulty gradient points in the right direction. How does it differ from the right gradient, and why does the descent with it reach the minimum
#    first here?
# 2. Take $40$ points of the same line instead of $4$, with inputs spread evenly from $1$ to $4$, and the same learning rate. What does the descent do
#    with the faulty gradient? And with the repaired one?
# 3. Why does the loss grow when the learning rate is too large, although every step goes against the gradient?
#
# === BEGIN MARK SCHEME ===
# **Marking scheme**: a point for each question; half a point where the fact is stated without a reason.
#
# 1. The faulty gradient is the right one times $N = 4$. A step with it at $\alpha = 0.01$ is the same as a step with the right gradient at $0.04$.
#    For this loss, the larger rate is stable and closer to the best one ($1/15$), so the descent needs fewer epochs. The faulty gradient is not a
#    better gradient: a larger learning rate has the same effect.
# 2. With $40$ points, the faulty gradient is ten times larger than with four points. The repaired one stays about the
#    same, because a mean does not grow with $N$. The descent with the faulty gradient then diverges; the other one
#    goes on as before. A learning rate belongs to one loss on one data set: the sum and the mean need different
#    rates.
# 3. The gradient gives the slope at one point only. A step that is too long passes the minimum and ends higher on the other side, where the slope is
#    steeper. The next step is therefore even longer. Here the error $w - 2$ is multiplied by $1 - 15\alpha$ in every epoch, and it grows when
#    $\alpha$ is larger than $2/15$. Words are enough; the formula is not required.
# === END MARK SCHEME ===

# %% [markdown] lang="fr" nbgrader={"grade": false, "grade_id": "explain_learning_rate_fr", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Exercice 7 — Expliquez le pas d'apprentissage (3 points)
#
# Répondez en cinq à dix phrases. Citez, quand c'est utile, des nombres tirés des expériences :
#
# 1. Le gradient faux a la bonne direction. En quoi diffère-t-il du bon gradient, et pourquoi la descente qui s'en sert atteint-elle ici le minimum la
#    première ?
# 2. Prenez $40$ points de la même droite au lieu de $4$, avec des entrées réparties régulièrement de $1$ à $4$, et le même pas d'apprentissage. Que
#    fait la descente avec le gradient faux ? Et avec le gradient corrigé ?
# 3. Pourquoi la perte augmente-t-elle quand le pas d'apprentissage est trop grand, alors que chaque pas va à l'opposé du gradient ?
#
# === BEGIN MARK SCHEME ===
# **Barème** : un point par question ; un demi-point si le fait est énoncé sans justification.
#
# 1. Le gradient faux est le bon multiplié par $N = 4$. Un pas fait avec lui et $\alpha = 0.01$ est le même qu'un pas fait avec le bon gradient et
#    $0.04$. Pour cette perte, ce pas d'apprentissage plus grand est stable, et plus proche du meilleur ($1/15$) : il faut donc moins d'époques. Le
#    gradient faux n'est pas un meilleur gradient : un pas d'apprentissage plus grand a le même effet.
# 2. Avec $40$ points, le gradient faux est dix fois plus grand qu'avec quatre points. Le gradient corrigé reste à peu près le même, car une moyenne
#    ne croît pas avec $N$. La descente qui suit le gradient faux diverge alors ; l'autre continue comme avant. Un pas d'apprentissage se choisit pour
#    une perte et un jeu de données : la somme et la moyenne ne demandent pas le même.
# 3. Le gradient ne donne la pente qu'en un point. Un pas trop long dépasse le minimum et arrive plus haut de l'autre côté, là où la pente est plus
#    raide. Le pas suivant est donc encore plus long. Ici, l'écart $w - 2$ est multiplié par $1 - 15\alpha$ à chaque époque, et il croît quand
#    $\alpha$ est plus grand que $2/15$. Des mots suffisent ; la formule n'est pas demandée.
# === END MARK SCHEME ===

# %% [markdown] nbgrader={"grade": true, "grade_id": "explain_learning_rate", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# The faulty function adds where it should average: its value is N = 4 times the right one. With a learning rate of 0.01 it takes the same steps as
# the right gradient with 0.04. Since 0.04 is still a stable rate for this loss, it reaches the minimum sooner. With 40 points the factor is 40: the
# steps become so long that the loss grows, while the mean gradient does what it did before. When the rate is too large, a step follows a slope that
# is valid only where the step starts. The step passes the minimum, climbs the other side and finds a steeper slope there, so the next step goes back
# even further.
#
# La fonction fautive additionne au lieu de faire la moyenne : sa valeur est N = 4 fois la bonne. Avec un pas d'apprentissage de 0.01, elle fait les
# mêmes déplacements que le bon gradient avec 0.04. Comme ce pas d'apprentissage est encore stable pour cette perte, elle atteint plus tôt le minimum.
# Avec 40 points, le facteur vaut 40 : les déplacements deviennent si longs que la perte augmente, alors que le gradient moyen se comporte comme
# avant. Quand le pas d'apprentissage est trop grand, on suit une pente qui n'est valable qu'au départ. On dépasse le minimum, on remonte de l'autre
# côté, où la pente est plus raide, et l'on repart encore plus loin en sens inverse.
# ### END SOLUTION

# %% [markdown] lang="en"
# ## ★ To go further — Make the valley rounder
#
# This task earns no points. The valley on the map is long because all the inputs $1$, $2$, $3$, $4$ are positive: when $w$ grows, a smaller $b$ keeps
# the predictions nearly the same. Subtract the mean $2.5$ from the inputs, and let `descend` run on the new inputs and the same targets, from $w = 0$
# and $b = 4$. Find the largest learning rate with which the descent does not diverge, even in several hundred epochs. How many epochs does the
# descent need now until the loss is below $10^{-6}$, with half of that rate? How many did it need with the old inputs, at half of their largest rate?
# What do $w$ and $b$ mean for the new inputs? What is the condition number now?
#
# <details><summary>Answer</summary>
#
# With the new inputs the rate may be nearly $0.2$, about seven times as large as before. With half of it, $5$ epochs are enough instead of $450$. The
# condition number is $1.25$: the valley is nearly round. The line has not changed: its slope is still $2$, but $b$ is now its height, $5$,
# at the mean input, $2.5$. Step 6 computes these rates, and step 8 subtracts the mean from real data.
#
# </details>

# %% [markdown] lang="fr"
# ## ★ Pour aller plus loin — Une vallée plus ronde
#
# Cet exercice ne rapporte pas de points. La vallée de la carte est longue parce que toutes les entrées $1$, $2$, $3$, $4$ sont positives : quand $w$
# augmente, un $b$ plus petit laisse les prédictions presque inchangées. Retranchez à chaque entrée la moyenne, $2.5$, et lancez `descend` sur les
# nouvelles entrées et les mêmes cibles, à partir de $w = 0$ et $b = 4$. Trouvez le plus grand pas d'apprentissage avec lequel la descente ne diverge
# pas, même en plusieurs centaines d'époques. Avec la moitié de ce pas d'apprentissage, combien faut-il d'époques pour que la perte passe sous
# $10^{-6}$ ? Combien en fallait-il avec les anciennes entrées, avec la moitié de leur plus grand pas d'apprentissage ? Que signifient $w$ et $b$ pour
# les nouvelles entrées ? Que vaut maintenant le conditionnement ?
#
# <details><summary>Réponse</summary>
#
# Avec les nouvelles entrées, le pas d'apprentissage peut approcher $0.2$, environ sept fois plus qu'avant. Avec la moitié, $5$ époques suffisent au
# lieu de $450$. Le conditionnement vaut $1.25$ : la vallée est presque ronde. La droite n'a pas changé : sa pente est toujours $2$, mais $b$ est
# maintenant sa hauteur, $5$, pour l'entrée moyenne, $2.5$. L'étape 6 calcule ces pas d'apprentissage, et l'étape 8 soustrait la moyenne de vraies
# données.
#
# </details>

# %% [markdown] lang="en"
# ## Who does what
#
# | task | step 1 |
# |---|---|
# | prediction | by hand |
# | gradient | by hand |
# | loss | by hand |
# | update | by hand |
#
# So far you do everything by hand. In most of the next steps, PyTorch takes over one of these jobs.

# %% [markdown] lang="fr"
# ## Qui fait quoi
#
# | tâche | étape 1 |
# |---|---|
# | prédiction | à la main |
# | gradient | à la main |
# | perte | à la main |
# | mise à jour | à la main |
#
# Pour l'instant, vous faites tout à la main. Dans la plupart des étapes suivantes, PyTorch se charge d'une de ces tâches.

# %% [markdown] lang="en"
# ## Recap
#
# - One matrix product gives all the predictions; the loss is the sum of the squared residuals.
# - The gradient is the sum, over the samples, of the derivatives of the squares. Compute it for all parameters before
#   you change one of them.
# - A descent that finds the right parameters does not prove that the gradient is right: check its value, for instance by central differences.
# - A learning rate belongs to one loss on one data set. More samples make the gradient of a sum larger, but not that of a mean.
# - The condition number compares the steepest direction of a loss with the flattest. When it is large, the descent is slow.
#
# In [step 2](../02_tensors/02_tensors.ipynb), PyTorch's tensors take the place of the arrays. The
# words of the course are in the [glossary](../glossary.md).

# %% [markdown] lang="fr"
# ## Récapitulatif
#
# - Un seul produit matriciel donne toutes les prédictions ; la perte est la somme des carrés des résidus.
# - Le gradient est la somme, sur les échantillons, des dérivées des carrés. Calculez-le pour tous les paramètres avant d'en modifier un seul.
# - Une descente qui trouve les bons paramètres ne prouve pas que le gradient est juste : vérifiez sa valeur, par exemple par différences centrées.
# - Un pas d'apprentissage se choisit pour une perte et un jeu de données. Plus il y a d'échantillons, plus le gradient d'une somme est grand ; le
#   gradient d'une moyenne, lui, ne grandit pas avec leur nombre.
# - Le conditionnement compare la direction la plus raide d'une perte à la plus plate. Quand il est grand, la descente est lente.
#
# À l'[étape 2](../02_tensors/02_tensors.ipynb), les tenseurs de PyTorch remplacent les tableaux. Les mots du cours sont expliqués dans le
# [glossaire](../glossary.md).
