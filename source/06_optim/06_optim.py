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
# One job is still done by hand: the update. In this step, an *optimizer* from `torch.optim` does it. The training loop then has the form that you
# will find in most PyTorch programs. One decision remains yours: the learning rate. It is a *hyperparameter*, a number that you choose and that
# training does not change. In this step you compute the largest rate that still works.
#
# At the end you can
#
# - write the training loop for any model, any loss and any optimizer;
# - say in which order the lines of this loop must stand, and what happens in another order;
# - find the best linear model without any descent;
# - compute, before training, the learning rate above which the descent diverges;
# - measure with one number how slow a descent will be, and make it faster by scaling the columns;
# - explain why a descent that works with $30$ samples diverges with $300$.
#
# The step takes one to two hours and is worth $20$ points.

# %% [markdown] lang="fr"
# # Étape 6 — PyTorch fait le pas
#
# Il reste une tâche à confier à PyTorch : la mise à jour. Un *optimiseur* de `torch.optim` s'en charge, et la boucle d'entraînement prend la forme
# que vous rencontrerez presque partout. Une décision vous revient toujours : le choix du pas d'apprentissage. Ce pas est un *hyperparamètre*, un
# nombre que l'on choisit et que l'entraînement ne modifie pas. Dans cette étape, vous calculez le plus grand pas d'apprentissage qui fonctionne
# encore.
#
# À la fin, vous saurez :
#
# - écrire la boucle d'entraînement, quels que soient le modèle, la perte et l'optimiseur ;
# - dire dans quel ordre doivent se suivre les lignes de cette boucle, et ce qui se passe dans un autre ordre ;
# - trouver le meilleur modèle linéaire sans aucune descente ;
# - calculer, avant l'entraînement, le pas d'apprentissage au-delà duquel la descente diverge ;
# - mesurer par un seul nombre la lenteur d'une descente, et l'accélérer en mettant les colonnes à l'échelle ;
# - expliquer pourquoi une descente qui marche avec $30$ échantillons diverge avec $300$.
#
# Comptez une à deux heures pour cette étape, qui vaut $20$ points.

# %%
import numpy as np
import torch
from torch import nn

from course.helpers import data, expect, layers, quotients, thread
from course.helpers.language import label
from course.helpers.plotting.control import controlled
from course.helpers.plotting.stability import above_minimum, stable_rates
from course.helpers.training import linear, sgd

expect.step("06_optim")
line_x, line_y = (torch.tensor(values, dtype=torch.float32).reshape(-1, 1) for values in data.line())
squares = nn.MSELoss(reduction="sum")

# %% [markdown] lang="en"
# ## The idea
#
# **An optimizer** is an object that updates parameters. You pass it these parameters when you make it:
# `torch.optim.SGD(model.parameters(), lr=0.01)`. You need two of its methods. `optimizer.zero_grad()` clears
# (*zeroes*) the gradients of all its
# parameters. `optimizer.step()` updates each parameter from its `.grad`. SGD stands for *stochastic gradient descent*
# (step 7 explains the word). Plain SGD makes the update that you know:
#
# $$p \leftarrow p - \alpha \frac{\partial L}{\partial p}$$
#
# With *momentum* (step 7), SGD also remembers earlier gradients, as other optimizers do. Make the optimizer once,
# before the loop, and keep it.
#
# **The curvature** limits the learning rate. Take a linear model and move its parameters along a straight line: the
# squared error along this line is a parabola. Let $p$ be the position on the line, measured from the point where the
# loss is lowest, and measure $L$ from its lowest value. Then $L(p) = \frac{1}{2} \lambda p^2$, where $\lambda$ is the
# second derivative, also called the curvature. If $p$ were the only parameter, one update would give
#
# $$p \leftarrow p - \alpha \lambda p = (1 - \alpha \lambda)\, p$$
#
# The distance to the minimum shrinks as long as $|1 - \alpha \lambda| < 1$, that is for $0 < \alpha < 2 / \lambda$. With
# several parameters, the second derivatives form a matrix, the Hessian $H$. An *eigenvector* of this matrix is a
# direction that the matrix only stretches, and its *eigenvalue* is the factor. The calculation above holds along each eigenvector of
# $H$, with its
# eigenvalue as $\lambda$. As we increase the learning rate, the descent first diverges along the direction with the
# largest curvature. This curvature is the largest eigenvalue, so the largest stable rate is
#
# $$\alpha_{\max} = \frac{2}{\lambda_{\max}(H)}$$
#
# With other models or losses this is true only near a minimum, where the loss is almost a parabola.

# %% [markdown] lang="fr"
# ## L'idée
#
# **Un optimiseur** se crée avec les paramètres qu'il doit mettre à jour : `torch.optim.SGD(model.parameters(), lr=0.01)`. Deux de ses méthodes vous
# suffisent. `optimizer.zero_grad()` efface (*remet à zéro*) les gradients de tous ses paramètres. `optimizer.step()` met à jour chacun d'eux à partir
# de son `.grad`. SGD abrège le nom anglais de la descente de gradient stochastique (l'étape 7 explique ce nom). Dans sa forme simple, SGD fait la
# mise à jour que vous connaissez :
#
# $$p \leftarrow p - \alpha \frac{\partial L}{\partial p}$$
#
# Avec du *momentum* (étape 7), SGD se souvient aussi des gradients précédents, comme d'autres optimiseurs. On crée l'optimiseur une seule fois, avant
# la boucle, et on le conserve.
#
# **La courbure** limite le pas d'apprentissage. Pour un modèle linéaire, l'erreur quadratique est une parabole le long de toute droite tracée dans
# l'espace des paramètres. Soit $p$ l'abscisse sur cette droite, l'origine étant prise au point où la perte est minimale ; on mesure $L$ à partir de
# sa plus petite valeur. Alors $L(p) = \frac{1}{2} \lambda p^2$, où $\lambda$ est la dérivée seconde, c'est-à-dire la courbure. Si $p$ était le seul
# paramètre, une mise à jour donnerait
#
# $$p \leftarrow p - \alpha \lambda p = (1 - \alpha \lambda)\, p$$
#
# La distance au minimum diminue tant que $|1 - \alpha \lambda| < 1$, c'est-à-dire pour $0 < \alpha < 2 / \lambda$. Avec plusieurs paramètres, les
# dérivées secondes forment une matrice, la hessienne $H$. Un *vecteur propre* de cette matrice donne une direction qu'elle ne fait qu'étirer, et sa
# *valeur propre* est le facteur. Le calcul ci-dessus est valable le long de chaque vecteur propre de $H$, la valeur propre correspondante tenant lieu
# de $\lambda$. Quand le pas d'apprentissage grandit, la descente diverge d'abord dans la direction où la courbure est la plus forte. Cette courbure
# est la plus grande valeur propre ; le plus grand pas d'apprentissage stable est donc
#
# $$\alpha_{\max} = \frac{2}{\lambda_{\max}(H)}$$
#
# Avec d'autres modèles ou d'autres pertes, cela n'est vrai qu'au voisinage d'un minimum, où la perte est presque une parabole.

# %% [markdown] lang="en"
# ## The limit, computed on paper
#
# Take two weights and no bias, two samples $x = (2, 1)$ and $x = (1, 2)$, and the sum of the squares:
#
# $$L(w_1, w_2) = (2 w_1 + w_2 - y_1)^2 + (w_1 + 2 w_2 - y_2)^2$$
#
# Differentiate twice with respect to $w_1$: the two squares give $2 \times 2^2 + 2 \times 1^2 = 10$. Differentiate with
# respect to $w_1$, then with respect to $w_2$: the two squares give $2 \times 2 \times 1 + 2 \times 1 \times 2 = 8$. Here
# is the Hessian, with its two eigenvectors:
#
# $$H = \begin{pmatrix} 10 & 8 \\ 8 & 10 \end{pmatrix} \qquad H \begin{pmatrix} 1 \\ 1 \end{pmatrix} = 18 \begin{pmatrix} 1 \\ 1 \end{pmatrix} \qquad H \begin{pmatrix} 1 \\ -1 \end{pmatrix} = 2 \begin{pmatrix} 1 \\ -1 \end{pmatrix}$$
#
# | direction | curvature $\lambda$ | stable for $\alpha <$ | one step with $\alpha = 0.1$ multiplies $p$ by |
# |---|---|---|---|
# | $(1, 1)$ | $18$ | $2 / 18 \approx 0.111$ | $1 - 1.8 = -0.8$ |
# | $(1, -1)$ | $2$ | $2 / 2 = 1$ | $1 - 0.2 = 0.8$ |
#
# The smaller limit, $0.111$, holds for the whole descent. $H$ does not contain $y$: the limit depends on the inputs alone. Each new sample adds the
# square of an affine expression to the loss. Such a square is convex: its curvature is never negative. So no curvature becomes smaller, and the limit
# never rises.

# %% [markdown] lang="fr"
# ## La limite, calculée sur papier
#
# Prenons deux poids et aucun biais, deux échantillons $x = (2, 1)$ et $x = (1, 2)$, et la somme des carrés :
#
# $$L(w_1, w_2) = (2 w_1 + w_2 - y_1)^2 + (w_1 + 2 w_2 - y_2)^2$$
#
# Dérivons deux fois par rapport à $w_1$ : les deux carrés donnent $2 \times 2^2 + 2 \times 1^2 = 10$. Dérivons par rapport à $w_1$, puis par rapport
# à $w_2$ : les deux carrés donnent $2 \times 2 \times 1 + 2 \times 1 \times 2 = 8$. Voici la hessienne et ses deux vecteurs propres :
#
# $$H = \begin{pmatrix} 10 & 8 \\ 8 & 10 \end{pmatrix} \qquad H \begin{pmatrix} 1 \\ 1 \end{pmatrix} = 18 \begin{pmatrix} 1 \\ 1 \end{pmatrix} \qquad H \begin{pmatrix} 1 \\ -1 \end{pmatrix} = 2 \begin{pmatrix} 1 \\ -1 \end{pmatrix}$$
#
# | direction | courbure $\lambda$ | stable pour $\alpha <$ | un pas avec $\alpha = 0.1$ multiplie $p$ par |
# |---|---|---|---|
# | $(1, 1)$ | $18$ | $2 / 18 \approx 0.111$ | $1 - 1.8 = -0.8$ |
# | $(1, -1)$ | $2$ | $2 / 2 = 1$ | $1 - 0.2 = 0.8$ |
#
# C'est la plus petite des deux limites, $0.111$, qui vaut pour toute la descente. $H$ ne contient pas $y$ : la limite ne dépend que des entrées.
# Chaque nouvel échantillon ajoute un carré à la perte, et le carré d'une expression affine est convexe : sa courbure n'est jamais négative. Les
# courbures ne diminuent donc jamais, et la limite n'augmente jamais.

# %% [markdown] lang="en"
# ## Exercise 1 — `train` (4 points)
#
# Write the loop. Repeat `epochs` times: compute `loss_fn(prediction, target)` on all the samples (the prediction comes first, since not every loss is
# symmetric), and let the given `optimizer` take one step. Return the list of losses as Python `float` numbers, where `losses[i]` is the loss before
# step $i$. The loop must work with any optimizer whose `step()` needs no argument. The learning rate and all other settings belong to the optimizer.

# %% [markdown] lang="fr"
# ## Exercice 1 — `train` (4 points)
#
# Écrivez la boucle. Répétez `epochs` fois : calculez `loss_fn(prediction, target)` sur tous les échantillons (la prédiction vient en premier, car
# certaines pertes ne sont pas symétriques) et laissez l'optimiseur reçu, `optimizer`, faire un pas. Renvoyez la liste des pertes, sous la forme de
# nombres Python de type `float`, où `losses[i]` est la perte avant le pas $i$. La boucle doit marcher avec tout optimiseur dont `step()` s'appelle
# sans argument : le pas d'apprentissage et tous les autres réglages sont l'affaire du seul optimiseur.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# It is the loop of step 5. Which of its lines does the optimizer take over?
#
# <details><summary>Hint 2</summary>
#
# Two methods of the optimizer replace two parts of your loop: the update, and the line that clears the gradients.
# Between `backward` and `step`, nothing may change the gradients.
#
# <details><summary>Hint 3</summary>
#
# In each epoch: clear the gradients, compute the loss of the prediction and the target in this order, go
# backward, let the optimizer take its step, and append the loss as a `float`. The loop must not make an optimizer,
# and it does not need the learning rate. Use the `loss_fn` that your function receives, and not a loss of your own.
#
# </details></details></details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# C'est la boucle de l'étape 5. De quelles lignes l'optimiseur se charge-t-il ?
#
# <details><summary>Indice 2</summary>
#
# Deux méthodes de l'optimiseur remplacent la mise à jour et l'effacement des gradients que vous aviez écrits. Entre `backward` et `step`, rien ne
# doit toucher aux gradients.
#
# <details><summary>Indice 3</summary>
#
# À chaque époque : effacez les gradients, calculez la perte de la prédiction et de la cible, dans cet ordre, rétropropagez, laissez l'optimiseur
# faire son pas, et ajoutez la perte à la liste sous la forme d'un `float`. La boucle ne crée pas d'optimiseur et ne lit pas le pas d'apprentissage.
# La perte à utiliser est la fonction `loss_fn` reçue, et non une perte de votre cru.
#
# </details></details></details>


# %% nbgrader={"grade": false, "grade_id": "train", "locked": false, "schema_version": 3, "solution": true, "task": false}
def train(model, optimizer, loss_fn, x, y, epochs):
    """One step of the optimizer per epoch, on all the data; returns the loss before each step.
    Un pas de l'optimiseur par époque, sur toutes les données ; renvoie la perte avant chaque pas."""
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
case = {"model": linear([[0.0]], [0.0]), "optimizer": sgd(lr=0.01), "loss_fn": squares,
        "x": line_x, "y": line_y, "epochs": 3}
cases = [case, case | {"optimizer": sgd(lr=0.01, momentum=0.5)}, case | {"loss_fn": nn.PoissonNLLLoss()}]
want = [[120.0, 13.44, 1.691136], [120.0, 13.44, 6.231936], [1.0, -0.6384504, -1.912051]]
after = [[[1.7344]], [0.56576]], [[[2.4344]], [0.79376]], [[[0.3304949]], [0.1054456]]
gives = [(losses, [torch.tensor(part) for part in parameters])
         for losses, parameters in zip(want, after, strict=True)]
expect.calls(train, cases, gives=gives, names=("losses",), changes=("model",), without=["repaired_train"])

### BEGIN HIDDEN TESTS
from course.helpers import reference
from course.helpers.training import drawn

right = reference.load("06_optim")
asked = {"names": ("losses",), "changes": ("model",), "without": ["repaired_train"]}
# A rate at which the loss grows fourfold with each epoch. Then called twice: the optimizer goes on with its memory.
growing = {"model": nn.Linear(1, 1, bias=False), "optimizer": sgd(lr=1.5), "loss_fn": nn.MSELoss(), "x": torch.ones(3, 1), "y": torch.zeros(3, 1), "epochs": 4}
expect.calls(train, growing, gives=right.train, rtol=1e-3, **asked)
expect.calls(train, drawn(data.rng()), gives=right.train, times=2, rtol=2e-3, atol=1e-4, **asked)
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Exercise 2 — `fit` (2 points)
#
# Put everything together. You get `x` `(N, D)` and `y` `(N, K)`, both `float32`. Make an `nn.Linear` with a bias, and set its weights and its bias to
# zero. Train it for `epochs` epochs with plain `torch.optim.SGD` (no momentum), the learning rate `lr` and the *mean* loss `nn.MSELoss`. Return the
# trained layer. You may call your `train`.

# %% [markdown] lang="fr"
# ## Exercice 2 — `fit` (2 points)
#
# Assemblez le tout. Vous recevez `x`, de forme `(N, D)`, et `y`, de forme `(N, K)`, tous deux en `float32`. Créez un `nn.Linear` avec biais, et
# mettez ses poids et son biais à zéro. Entraînez-le pendant `epochs` époques avec un simple `torch.optim.SGD` (sans momentum), le pas d'apprentissage
# `lr` et la perte *moyenne* `nn.MSELoss`. Renvoyez la couche entraînée. Vous pouvez appeler votre `train`.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# The function puts four things together: a layer, an optimizer, a loss and the loop. You have already written the loop.
#
# <details><summary>Hint 2</summary>
#
# The shapes of `x` and `y` tell how many inputs and outputs the layer has. `nn.init` has a function that sets a
# parameter to zero in place.
#
# <details><summary>Hint 3</summary>
#
# Make the layer first, then set its weight and its bias to zero with `nn.init.zeros_`, then make the optimizer from the layer's parameters and the
# learning rate `lr`. Call `train` with all of them, in the order of its arguments. Return the layer, and not the losses.
#
# </details></details></details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# La fonction réunit quatre choses : une couche, un optimiseur, une perte et la boucle. Vous avez déjà écrit la boucle.
#
# <details><summary>Indice 2</summary>
#
# Les formes de `x` et de `y` disent combien d'entrées et de sorties a la couche. `nn.init` contient une fonction qui met un paramètre à zéro, sur
# place.
#
# <details><summary>Indice 3</summary>
#
# Créez d'abord la couche, mettez ensuite son poids et son biais à zéro avec `nn.init.zeros_`, puis créez l'optimiseur avec les paramètres de la
# couche et le pas d'apprentissage `lr`. Appelez `train` en lui passant le tout, dans l'ordre de ses arguments. Renvoyez la couche, et non les pertes.
#
# </details></details></details>


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
def fitted(x, y, lr, epochs):
    return layers.learnt(fit, x, y, lr, epochs)
x, y = (torch.tensor([[1.0, 0.0], [2.0, 1.0], [0.0, 1.0], [1.0, 2.0]]),
        torch.tensor([[1.0, 0.0, 2.0], [3.0, 1.0, -1.0], [0.0, 2.0, 1.0], [2.0, 1.0, 0.0]]))
w, b = torch.tensor([[0.635, 0.445], [0.165, 0.355], [-0.02, -0.02]]), torch.tensor([0.38, 0.28, 0.18])
cases = [{"x": x, "y": y, "lr": 0.3, "epochs": epochs} for epochs in (0, 2)]
expect.observed(fitted, cases, gives=[(True, w.new_zeros(3, 2), b.new_zeros(3)), (True, w, b)], given=["train"],
                names=layers.LEARNT, dtypes=("float32",))

### BEGIN HIDDEN TESTS
from course.helpers import given, reference

right = reference.load("06_optim")
rng = data.rng()
cases = []
for n, d, k, lr, epochs in [(1, 1, 1, 0.1, 3), (4, 3, 1, 0.05, 2), (3, 1, 4, 0.6, 3), (3, 3, 3, 0.1, 1), (6, 2, 5, 1.5, 2)]:
    x, y = torch.tensor(rng.normal(size=(n, d))).float(), torch.tensor(3 + rng.normal(size=(n, k))).float()
    cases.append({"x": x, "y": y, "lr": lr, "epochs": epochs})
models = [right.fit(**case) for case in cases]
gives = [(True, model.weight.detach(), model.bias.detach()) for model in models]
expect.observed(fitted, cases, gives=gives, given=["train"], names=layers.LEARNT, dtypes=(), rtol=1e-3)


def earlier(x, y, lr):
    """The first of two models, when the second has been trained on the same data."""
    model = fit(x, y, lr, 2)
    return fit(x, y, lr, 3) is not model, model.weight


case = {"x": line_x, "y": line_y, "lr": 0.04}
expect.observed(earlier, case, gives=(True, torch.tensor([[1.6]])), given=["train"], names=("fit(…) is not model", "model.weight"), dtypes=())
x, y = line_x.clone(), line_y.clone()
with given(train=right.train), expect.unchanged(x=x, y=y, of="fit(x, y, lr=0.1, epochs=1)"):
    fit(x, y, 0.1, 1)
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Comparison — The same losses as in step 1
#
# These are once more the thirty points and the initial parameters $w = (0.5, 0.25)$, $b = 0.4$ of step 1. This time
# the model is an `nn.Linear`, the loss is `nn.MSELoss(reduction="sum")`, and the optimizer is a `torch.optim.SGD`.
# PyTorch does all the mathematics.

# %% [markdown] lang="fr"
# ## Comparaison — Les mêmes pertes qu'à l'étape 1
#
# Ce sont encore une fois les trente points et les paramètres initiaux $w = (0.5, 0.25)$, $b = 0.4$ de l'étape 1. Cette fois, le modèle est un
# `nn.Linear`, la perte `nn.MSELoss(reduction="sum")` et l'optimiseur un `torch.optim.SGD` : PyTorch se charge de tous les calculs.


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
# For a linear model you do not need a descent at all. `torch.linalg.lstsq(A, y).solution` is the matrix $\theta$ with the smallest squared error
# $\lVert A \theta - Y \rVert^2$, where $Y$ is `y`: the sum of the squares of all the entries of $A \theta - Y$. This method is called *least
# squares*. A prediction of this form has no separate bias. Find a matrix $A$ with which $A \theta$ is the prediction of a model that *has* a bias
# (also called the *intercept*), then take the weights and the bias out of $\theta$.
#
# Return `(w, b)`, of shapes `(K, D)` and `(K,)`, for `x` `(N, D)` and `y` `(N, K)`. Another solver is allowed too.

# %% [markdown] lang="fr"
# ## Exercice 3 — `closed_form` (3 points)
#
# Pour un modèle linéaire, on peut se passer de toute descente. `torch.linalg.lstsq(A, y).solution` est la matrice $\theta$ pour laquelle l'erreur
# quadratique $\lVert A \theta - Y \rVert^2$, où $Y$ est `y`, est la plus petite : cette erreur est la somme des carrés de tous les coefficients de
# $A \theta - Y$. Cette méthode s'appelle celle des *moindres carrés*. Une prédiction de cette forme n'a pas de biais à part. Trouvez une matrice $A$
# pour laquelle $A \theta$ est la prédiction d'un modèle qui, lui, *a* un biais (aussi appelé *ordonnée à l'origine*), puis extrayez de $\theta$ les
# poids et le biais.
#
# Renvoyez `(w, b)`, de formes `(K, D)` et `(K,)`, pour `x`, de forme `(N, D)`, et `y`, de forme `(N, K)`. Toute autre méthode de résolution est
# acceptée.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# If the bias were a weight like the others, which input would it multiply? Write the prediction for one sample as a sum.
#
# <details><summary>Hint 2</summary>
#
# There are three tasks: build $A$, solve, and cut $\theta$ into its two parts. $A$ is `x` with one more column, in
# which every number is $1$. `torch.cat` puts tensors side by side when you tell it the axis. Give the column the
# data type of `x`.
#
# <details><summary>Hint 3</summary>
#
# $\theta$ has the shape `(D + 1, K)`. Its last row is the bias, which has the shape `(K,)` when you take it with a single index. The other rows form
# a `(D, K)` matrix, and `w` has to be `(K, D)`: what is still missing?
#
# </details></details></details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Si le biais était un poids comme les autres, quelle entrée multiplierait-il ? Écrivez sous forme de somme la prédiction pour un échantillon.
#
# <details><summary>Indice 2</summary>
#
# Il y a trois tâches : construire $A$, résoudre, découper $\theta$ en deux parties. $A$ est `x` avec une colonne de plus, dont tous les nombres
# valent $1$. `torch.cat` met des tenseurs côte à côte, le long de l'axe qu'on lui indique. Donnez à la colonne le même type de nombres que `x`.
#
# <details><summary>Indice 3</summary>
#
# $\theta$ est de forme `(D + 1, K)`. Sa dernière ligne est le biais, qui est de forme `(K,)` quand on l'extrait avec un seul indice. Les autres
# lignes forment une matrice de forme `(D, K)`, alors que `w` doit être de forme `(K, D)` : que manque-t-il encore ?
#
# </details></details></details>


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
x = torch.tensor([[0.0, 1.0], [1.0, 1.0], [2.0, 0.0], [1.0, 3.0]])
y = torch.tensor([[2.0, -0.5], [-4.0, 1.5], [5.0, 3.0], [0.0, 2.5]])
w, b = torch.tensor([[1.0, -1.0], [2.0, 0.5]]), torch.tensor([1.0, -1.0])
expect.calls(closed_form, [{"x": x, "y": y}, {"x": x, "y": y[:, :1]}],
             gives=[(w, b), (w[:1], b[:1])], names=("w", "b"), rtol=1e-3)

### BEGIN HIDDEN TESTS
from course.helpers import reference

right = reference.load("06_optim")
rng = data.rng()
cases = [{"x": torch.tensor([[1.0], [3.0]]), "y": torch.tensor(2 + rng.normal(size=(2, 1)))}]
for n, d, k in [(7, 1, 3), (8, 3, 1), (10, 4, 4), (9, 2, 5), (14, 5, 2)]:
    x = rng.normal(size=(n, d)) + np.linspace(1, 4, n)[:, None] ** np.arange(1, d + 1) / 4
    cases.append({"x": torch.tensor(x), "y": torch.tensor(2 + rng.normal(size=(n, k)))})
expect.calls(closed_form, cases, gives=right.closed_form, names=("w", "b"), rtol=5e-3, atol=1e-4)
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Exercise 4 — `largest_stable_lr` (4 points)
#
# A model has weights and a bias. Return, as a `float`, the learning rate above which gradient descent on the *sum* of
# squared errors diverges. With the matrix $A$ of exercise 3, the loss is $\lVert A \theta - Y \rVert^2$. Find the
# Hessian of this loss
# for one target (the Hessian is the same for each target). Which product of matrices gives the sums of the example on
# paper, for any number of samples and features? `torch.linalg.eigvalsh` returns the eigenvalues of a symmetric matrix,
# in ascending order.

# %% [markdown] lang="fr"
# ## Exercice 4 — `largest_stable_lr` (4 points)
#
# Un modèle a des poids et un biais. Renvoyez, sous la forme d'un `float`, le pas d'apprentissage au-delà duquel la descente de gradient sur la
# *somme* des carrés diverge. Avec la matrice $A$ de l'exercice 3, la perte est $\lVert A \theta - Y \rVert^2$. Trouvez sa hessienne pour une seule
# cible (elle ne dépend pas de la cible) : quel produit de matrices donne les sommes de l'exemple sur papier, pour un nombre quelconque d'échantillons
# et de caractéristiques ? `torch.linalg.eigvalsh` renvoie les valeurs propres d'une matrice symétrique, dans l'ordre croissant.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# Look at the limit computed on paper. Each entry of $H$ is a sum over the samples. From which two columns of the
# inputs does the entry $8$ come? And the entry $10$ at the top left?
#
# <details><summary>Hint 2</summary>
#
# Append the column of $1$, as in `closed_form`: the bias is a parameter too. The Hessian has one row and one column
# for each column of $A$, and its entry for the columns $j$ and $k$ is $2 \sum_i a_{ij} a_{ik}$, where $a_{ij}$ is the
# number in row $i$ and column $j$ of $A$.
#
# <details><summary>Hint 3</summary>
#
# Write the sums of hint 2 as one product of $A$ with its transpose, in the order that gives the shape `(D + 1, D + 1)`. Do not forget the factor.
# `eigvalsh` returns the eigenvalues in ascending order: which one do you need? `.item()` turns it into a `float`.
#
# </details></details></details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Regardez la limite calculée sur papier. Chaque coefficient de $H$ est une somme sur les échantillons. De quelles colonnes des entrées vient le
# coefficient $8$ ? Et le coefficient $10$ en haut à gauche ?
#
# <details><summary>Indice 2</summary>
#
# Ajoutez la colonne de $1$, comme dans `closed_form` : le biais est aussi un paramètre. La hessienne a une ligne et une colonne pour chaque colonne
# de $A$, et son coefficient pour les colonnes $j$ et $k$ vaut $2 \sum_i a_{ij} a_{ik}$, où $a_{ij}$ est le nombre de la ligne $i$ et de la colonne
# $j$ de $A$.
#
# <details><summary>Indice 3</summary>
#
# Écrivez les sommes de l'indice 2 sous la forme d'un seul produit de $A$ et de sa transposée, dans l'ordre qui donne la forme `(D + 1, D + 1)`.
# N'oubliez pas le facteur. `eigvalsh` renvoie les valeurs propres dans l'ordre croissant : de laquelle avez-vous besoin ? `.item()` la convertit en
# `float`.
#
# </details></details></details>


# %% nbgrader={"grade": false, "grade_id": "largest_stable_lr", "locked": false, "schema_version": 3, "solution": true, "task": false}
def largest_stable_lr(x):
    """The rate above which gradient descent on the sum of squared errors diverges: a float.
    Le pas d'apprentissage au-delà duquel la descente sur la somme des carrés diverge : un float."""
    ### BEGIN SOLUTION
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    hessian = 2 * a.T @ a
    return 2 / torch.linalg.eigvalsh(hessian)[-1].item()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_largest_stable_lr", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
line = torch.tensor([[1.0], [2.0], [3.0], [4.0], [5.0]])
crossed = torch.tensor([[1.0, -1.0], [-1.0, 1.0], [2.0, -2.0], [-2.0, 1.0]])
expect.calls(largest_stable_lr, [{"x": line}, {"x": crossed}], gives=[0.0169048, 0.0599819],
             given=["condition_number"], rtol=1e-3)

### BEGIN HIDDEN TESTS
from course.helpers import reference

right = reference.load("06_optim")
rng = data.rng()
sizes = [(1, 1), (1, 3), (6, 1), (4, 4), (3, 5), (12, 2), (30, 3)]
cases = [{"x": torch.tensor(rng.random(size=size) * rng.uniform(0.5, 4) + rng.uniform(-1, 1))} for size in sizes]
# Here the steepest direction is at right angles to (1, 1, 1).
cases.append({"x": torch.tensor(np.outer([2.0, -2.0, 1.0, -1.0], [1.0, -1.0]) + 0.1 * rng.normal(size=(4, 2)))})
expect.calls(largest_stable_lr, cases, gives=right.largest_stable_lr, given=["condition_number"], rtol=2e-3)
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Exercise 5 — `condition_number` (2 points)
#
# The largest curvature limits the learning rate. The smallest curvature determines how long a descent takes: where it is far smaller than the
# largest, the descent is slowest in its direction. The quotient $\kappa = \lambda_{\max} / \lambda_{\min}$ of the two is the *condition number* of
# the Hessian. For $\kappa = 1$ one step with the right learning rate is enough. For $\kappa = 1000$ a descent needs thousands of steps.
#
# Return, as a `float`, $\kappa$ for the same loss as in exercise 4: a model with weights and a bias. The columns of $A$ are linearly independent, so
# $\lambda_{\min}$ is not $0$, but it can be tiny: compute in `float64`.

# %% [markdown] lang="fr"
# ## Exercice 5 — `condition_number` (2 points)
#
# La plus forte courbure limite le pas d'apprentissage. La plus faible décide de la durée d'une descente : là où elle est bien plus faible que
# l'autre, c'est dans sa direction que la descente est la plus lente. Le quotient $\kappa = \lambda_{\max} / \lambda_{\min}$ de ces deux courbures est
# le *conditionnement* de la hessienne (en anglais *condition number*). Pour $\kappa = 1$, une seule mise à jour suffit, avec le bon pas
# d'apprentissage ; pour $\kappa = 1000$, il en faut des milliers.
#
# Renvoyez $\kappa$, sous la forme d'un `float`, pour la même perte qu'à l'exercice 4 : le modèle a des poids et un biais. Les colonnes de $A$ sont
# linéairement indépendantes : $\lambda_{\min}$ ne vaut donc pas $0$, mais peut être minuscule : calculez en `float64`.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# The Hessian is the one of exercise 4, of shape `(D + 1, D + 1)`, with one eigenvalue for each parameter. The other
# product of $A$ and its transpose has one for each sample: the largest is the same, but the smallest is usually $0$.
#
# <details><summary>Hint 2</summary>
#
# The eigenvalues come in ascending order. A factor in front of the Hessian changes both of them, but not their quotient.
#
# <details><summary>Hint 3</summary>
#
# Build $A$ with its column of $1$ and form the same product as before. Divide the last eigenvalue by the first one. If
# the smallest eigenvalue is tiny compared with the largest, the rounding errors of `float32` hide it: work in
# `float64`.
#
# </details></details></details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# La hessienne est celle de l'exercice 4, de forme `(D + 1, D + 1)` : elle a une valeur propre par paramètre. L'autre produit de $A$ et de sa
# transposée en a une par échantillon : la plus grande est la même, mais la plus petite vaut en général $0$.
#
# <details><summary>Indice 2</summary>
#
# Les valeurs propres sont rangées dans l'ordre croissant. Un facteur devant la hessienne les change toutes les deux, mais pas leur quotient.
#
# <details><summary>Indice 3</summary>
#
# Construisez $A$ avec sa colonne de $1$ et formez le même produit que précédemment. Divisez la dernière valeur propre par la première. Si la plus
# petite est minuscule à côté de la plus grande, elle se perd dans les arrondis de `float32` : calculez en `float64`.
#
# </details></details></details>


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
apart = torch.tensor([[0.0, 0.0], [0.0, 1.0], [4.0, 0.0], [4.0, 1.0], [4.0, 1.0]])
cases = [{"x": line}, {"x": corners}, {"x": apart}]
quotients.check(condition_number, corners, of="condition_number(corners)")
expect.calls(condition_number, cases, gives=[55.7821, 36.0, 64.2371], given=["largest_stable_lr"], rtol=2e-3)

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
# Two columns that are almost alike, and a column of tiny numbers. float32 has them exactly, and hides the smallest eigenvalue.
first = torch.tensor(rng.permutation([-30000.0, -20000, -5000, 9000, 15000, 35000]) + rng.integers(-900, 900, size=6))
alike = torch.stack([first, first + torch.tensor([1.0, -1, 0, 2, -2, 1])], dim=1)
tiny = torch.tensor(rng.permutation([-3.0, 0.0, 1.0, 2.0]) / 2**12)[:, None]
expect.calls(condition_number, [{"x": alike}, {"x": tiny}], gives=right.condition_number, given=["largest_stable_lr"], rtol=1e-2)
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Experiment — One number for a slow descent
#
# We use three data sets. The first one is the plane of step 1. The second, the *crops*, has fifteen rows: the
# temperature, rainfall and humidity predict the yields of apples and oranges. The third describes ten loaves of
# *sourdough* bread: the proofing time (how long the dough rises), the acidity and the age of the starter (the
# fermented dough that makes the bread rise) predict the ratings of flavour and crust. We use each data set as it is, then
# with each column scaled to mean $0$ and standard deviation $1$. Your `fit` descends with nine tenths of the largest
# stable rate. Its loss is a mean, so the limit of exercise 4 is multiplied by $N K$ (step 5). Your `closed_form` says
# how low the loss can get.
#
# **Predict before you run.** The rate is almost the largest one that is stable. Does the descent on the crops reach
# the lowest loss within $1000$ updates? Does it reach the lowest loss with scaled columns?
#
# <details><summary>Answer</summary>
#
# With the crops as they are, it does not: their condition number is $2.2$ million. A rate that is almost too large
# for the direction with the largest curvature is then far too small for the direction with the smallest. With scaled
# columns the condition number is $7$, and a few dozen updates are enough.
#
# </details>

# %% [markdown] lang="fr"
# ## Expérience — Un seul nombre pour une descente lente
#
# Voici trois jeux de données : le plan de l'étape 1 ; les *récoltes*, quinze lignes où l'on prédit les rendements en pommes et en oranges d'après la
# température, les précipitations et l'humidité ; et dix *pains au levain*, dont on prédit les notes de goût et de croûte d'après la durée de pousse,
# l'acidité et l'âge du levain. On utilise chaque jeu tel quel, puis en ramenant chaque colonne à une moyenne de $0$ et à un écart type de $1$. Votre
# `fit` mène la descente avec les neuf dixièmes du plus grand pas d'apprentissage stable. Sa perte est une moyenne : on multiplie donc par $N K$ la
# limite de l'exercice 4 (étape 5). Votre `closed_form` dit jusqu'où la perte peut descendre.
#
# **Prédisez avant d'exécuter.** Le pas d'apprentissage est presque le plus grand qui soit stable. La descente sur les récoltes atteint-elle la plus
# petite perte en $1000$ mises à jour ? Et avec des colonnes mises à l'échelle ?
#
# <details><summary>Réponse</summary>
#
# Elle ne l'atteint pas avec les récoltes telles quelles : leur conditionnement est de $2.2$ millions, et un pas d'apprentissage presque trop grand
# pour la direction la plus courbée est bien trop petit pour la plus plate. Quand les colonnes sont mises à l'échelle, le conditionnement est de $7$,
# et quelques dizaines de mises à jour suffisent.
#
# </details>

# %% tags=["experiment"]
counts = [0, 1, 3, 10, 30, 100, 300, 1000]
sets = {
    (label("plane"), label("plane, scaled")): plane(30),
    (label("crops"), label("crops, scaled")): data.crops(),
    (label("sourdough"), label("sourdough, scaled")): data.sourdough(),
}


def excess(x, y):
    exact_w, exact_b = closed_form(x, y)
    lowest = nn.functional.mse_loss(x @ exact_w.T + exact_b, y)
    rate = 0.9 * y.numel() * largest_stable_lr(x)
    return [(nn.functional.mse_loss(fit(x, y, rate, epochs)(x), y) - lowest).item() for epochs in counts]


curves = {}
for titles, (x, y) in sets.items():
    for title, inputs in zip(titles, (x.float(), data.scaled(x.float())), strict=True):
        print(f"{title:<48} κ = {condition_number(inputs):>9.0f}")
        curves[title] = excess(inputs, y.float())
above_minimum(counts, curves)

# %% [markdown] lang="en"
# The figure shows how far the loss is above its minimum, against the number of updates; both axes are logarithmic
# (the horizontal one from $1$ on).
# What is below $10^{-4}$ is drawn at $10^{-4}$, because the rounding errors of `float32` hide it. On
# the plane, and on every set with scaled columns, the descent reaches the minimum: there, $\kappa$ is at most $30$. On
# the crops and the sourdough as they are, it does not. Along the flattest direction, one update at this rate
# multiplies the distance to the minimum by $1 - 1.8 / \kappa$. With the $\kappa$ of the crops, it takes more than a
# million updates to divide this distance by three.
#
# Where does such a $\kappa$ come from? The numbers in the columns of the crops are far from $0$, so a change of the weights and a change of the bias
# have nearly the same effect on the predictions. The standard deviations of the columns are also far larger than $1$, the number that multiplies the
# bias. Subtracting the mean of each column is not enough: $\kappa$ falls to $1031$. Dividing by the standard deviation (with $N$, not $N - 1$) is not
# enough either: $\kappa$ falls to $9441$. Both together give $7$. Scaling takes two lines of code. In step 8 you scale real data.
#
# `closed_form` finds the minimum at once. Why do we then need a descent? Least squares works for linear models only.
# The loop of exercise 1 works for every model that has a gradient.

# %% [markdown] lang="fr"
# La figure montre de combien la perte dépasse son minimum, en fonction du nombre de mises à jour ; les deux axes sont logarithmiques (l'axe
# horizontal à partir de $1$). Ce qui est au-dessous de $10^{-4}$ est tracé à $10^{-4}$, car les arrondis de `float32` le masquent. Avec le plan, et
# avec tous les jeux de données mis à l'échelle, la descente arrive au minimum : leur $\kappa$ ne dépasse pas $30$. Avec les récoltes et les pains au
# levain tels quels, elle n'y arrive pas. Dans la direction la plus plate, une mise à jour avec ce pas d'apprentissage multiplie la distance au
# minimum par $1 - 1.8 / \kappa$. Avec le $\kappa$ des récoltes, il faut plus d'un million de mises à jour pour diviser cette distance par trois.
#
# D'où vient un tel $\kappa$ ? Les nombres des colonnes des récoltes sont loin de $0$ : modifier les poids ou modifier le biais revient alors presque
# au même pour les prédictions. De plus, les écarts types de ces colonnes sont bien plus grands que $1$, le nombre qui multiplie le biais. Soustraire
# à chaque colonne sa moyenne ne suffit pas : $\kappa$ tombe à $1031$. Diviser chaque colonne par son écart type (avec $N$, et non $N - 1$) ne suffit
# pas non plus : $\kappa$ tombe à $9441$. Les deux ensemble donnent $7$. La mise à l'échelle tient en deux lignes. À l'étape 8, vous mettrez de vraies
# données à l'échelle.
#
# Pourquoi descendre, alors que `closed_form` donne tout de suite le minimum ? Les moindres carrés ne conviennent qu'aux modèles linéaires. La boucle
# de l'exercice 1 marche pour tout modèle qui a un gradient.

# %% [markdown] lang="en"
# ## Experiment — From 30 to 300 samples
#
# The plane, the loop, the learning rate $0.01$ and the initial parameters stay the same. We descend with thirty
# points, then with three hundred. After that we try many learning rates, with $10$ epochs for each: is the loss lower
# at the end than at the start?

# %% [markdown] lang="fr"
# ## Expérience — De 30 à 300 échantillons
#
# Le plan, la boucle, le pas d'apprentissage $0.01$ et les paramètres de départ restent les mêmes. On descend avec trente points, puis avec trois
# cents. Ensuite, on essaie une longue série de pas d'apprentissage, avec $10$ époques pour chacun : la perte finit-elle plus bas qu'elle n'a
# commencé ?

# %% tags=["experiment"]
for n in (30, 300):
    inputs, targets = plane(n)
    print(f"n = {n:>3}   x {tuple(inputs.shape)}   y {tuple(targets.shape)}   {largest_stable_lr(inputs):.5f}")

# %% [markdown] lang="en"
# **Predict before you run.** The last cell printed the two limits. Which of the two descents at the rate $0.01$ will grow? The lower part of the
# figure shows, for each rate, the last loss divided by the first: where will each curve cross the value $1$?
#
# <details><summary>Answer</summary>
#
# The descent with three hundred points grows, because $0.01$ is above its limit; with thirty points $0.01$ is below
# the limit. Each curve crosses $1$ near its own limit. To the left of the limit, the last loss is below the first
# one; a little to the right of it, the last loss is above.
#
# </details>

# %% [markdown] lang="fr"
# **Prédisez avant d'exécuter.** La cellule précédente a affiché les deux limites. Laquelle des deux descentes va diverger avec le pas d'apprentissage
# $0.01$ ? La partie basse de la figure montre, pour chaque pas d'apprentissage, la dernière perte divisée par la première : où chaque courbe
# franchira-t-elle la valeur $1$ ?
#
# <details><summary>Réponse</summary>
#
# La descente avec trois cents points diverge, car $0.01$ est au-dessus de sa limite ; avec trente points, $0.01$ est au-dessous. Chaque courbe
# franchit la valeur $1$ près de sa propre limite : à gauche de cette limite, la dernière perte est plus petite que la première ; un peu à droite,
# elle est plus grande.
#
# </details>


# %% tags=["experiment"]
def growth(n, lr):
    seen = losses_on_plane(n, lr, 11)
    return seen[-1] / seen[0]


tried = np.geomspace(0.0005, 0.06, 15)
grown = {n: [growth(n, lr) for lr in tried] for n in (30, 300)}
limits = {n: largest_stable_lr(plane(n)[0]) for n in (30, 300)}


def losses_at(lr):
    return stable_rates({n: losses_on_plane(n, lr, 11) for n in grown}, tried, grown, limits=limits, chosen=lr)


controlled(losses_at, label("learning rate"), [0.001, 0.002, 0.003, 0.005, 0.01, 0.02, 0.025, 0.03], start=0.01)

# %% [markdown] lang="en"
# The upper part of the figure shows the losses at $0.01$. With thirty points they fall, which this scale hardly shows. With three hundred they grow,
# and after the first epochs each new loss is about seventy times the loss before it. The lower part shows the growth
# against the learning rate: the loss after $10$ epochs divided by the first one. The vertical line of a curve marks
# its largest stable rate. The curve lies below $1$ up to this line and rises steeply to the right of it. The dotted
# line marks the rate $0.01$: it lies to the left of the limit for thirty points, $0.0216$, and to the right of the
# limit for three hundred, $0.0021$. If you see a slider above the figure, move it: at which rates does the loss of
# the three hundred points fall?

# %% [markdown] lang="fr"
# La partie haute de la figure montre les pertes avec $0.01$. Avec trente points, elles diminuent (ce qui se voit à peine à cette échelle). Avec trois
# cents, elles augmentent et, après les premières époques, elles sont multipliées par soixante-dix environ à chaque époque. La partie basse montre la
# croissance en fonction du pas d'apprentissage : la perte après $10$ époques, divisée par la première. Le trait vertical d'une courbe marque son plus
# grand pas d'apprentissage stable. La courbe reste sous $1$ jusqu'à ce trait, puis monte rapidement. La ligne pointillée marque le pas
# d'apprentissage $0.01$ : elle se trouve à gauche de la limite des trente points, $0.0216$, et à droite de celle des trois cents, $0.0021$. Si un
# curseur apparaît au-dessus de la figure, déplacez-le : pour quels pas d'apprentissage la perte baisse-t-elle avec trois cents points ?

# %% [markdown] lang="en"
# ## Exercise 6 — `repaired_train`: find the bug (2 points)
#
# You can pass the computation to the optimizer as a *closure*, here a function without arguments.
# `optimizer.step(closure)` first calls the closure, then updates the parameters from their `.grad`, and returns what
# the closure returned. This code runs without an error, but its losses are all the same:
#
# ```python
# def repaired_train(model, optimizer, loss_fn, x, y, epochs):
#     def closure():
#         loss = loss_fn(model(x), y)
#         loss.backward()
#         optimizer.zero_grad()
#         return loss
#
#     losses = []
#     for _ in range(epochs):
#         losses.append(optimizer.step(closure).item())
#     return losses
# ```
#
# Write the repaired function, with a closure or with a loop as in exercise 1. Write the loop here: do not call `train`.

# %% [markdown] lang="fr"
# ## Exercice 6 — `repaired_train` : trouvez l'erreur (2 points)
#
# On peut confier le calcul à l'optimiseur sous la forme d'une *fermeture* (en anglais *closure*), une fonction sans argument.
# `optimizer.step(closure)` l'appelle d'abord, met ensuite les paramètres à jour à partir de leur `.grad`, puis renvoie ce que la fermeture a renvoyé.
# Ce code s'exécute sans erreur, mais ses pertes sont toutes égales :
#
# ```python
# def repaired_train(model, optimizer, loss_fn, x, y, epochs):
#     def closure():
#         loss = loss_fn(model(x), y)
#         loss.backward()
#         optimizer.zero_grad()
#         return loss
#
#     losses = []
#     for _ in range(epochs):
#         losses.append(optimizer.step(closure).item())
#     return losses
# ```
#
# Écrivez la fonction corrigée, avec une fermeture ou avec une boucle comme à l'exercice 1. Écrivez la boucle ici : n'appelez pas `train`.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# The losses are all the same, so the parameters never move. From what does the optimizer compute its update?
#
# <details><summary>Hint 2</summary>
#
# Follow one `.grad` line by line: after each line, does it hold the gradient of this epoch, or nothing? What does it
# hold when the optimizer reads it?
#
# <details><summary>Hint 3</summary>
#
# Every line is needed, and none is missing: only one of them is in the wrong place. This line has to run once in each
# epoch; to run it once before the first epoch is not enough. It must not run between `backward` and the update.
#
# </details></details></details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Les pertes sont toutes égales : les paramètres ne bougent donc jamais. À partir de quoi l'optimiseur calcule-t-il sa mise à jour ?
#
# <details><summary>Indice 2</summary>
#
# Suivez un `.grad` ligne par ligne : après chaque ligne, contient-il le gradient de cette époque, ou rien ? Et au moment où l'optimiseur le lit ?
#
# <details><summary>Indice 3</summary>
#
# Toutes les lignes sont nécessaires, et il n'en manque aucune : une seule est mal placée. Elle doit s'exécuter une fois par époque : une seule fois
# avant la première époque ne suffit pas. Et elle ne doit pas s'exécuter entre `backward` et la mise à jour.
#
# </details></details></details>


# %% nbgrader={"grade": false, "grade_id": "repaired_train", "locked": false, "schema_version": 3, "solution": true, "task": false}
def repaired_train(model, optimizer, loss_fn, x, y, epochs):
    """The repaired loop: one step per epoch; returns the loss before each step.
    La boucle corrigée : un pas par époque ; renvoie la perte avant chaque pas."""
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
case = {"model": linear([[0.0]], [0.0]), "optimizer": sgd(lr=0.01), "loss_fn": squares,
        "x": line_x, "y": line_y, "epochs": 3}
cases = [case, case | {"optimizer": sgd(lr=0.01, momentum=0.5)}, case | {"loss_fn": nn.PoissonNLLLoss()}]
want = [[120.0, 13.44, 1.691136], [120.0, 13.44, 6.231936], [1.0, -0.6384504, -1.912051]]
after = [[[1.7344]], [0.56576]], [[[2.4344]], [0.79376]], [[[0.3304949]], [0.1054456]]
gives = [(losses, [torch.tensor(part) for part in parameters])
         for losses, parameters in zip(want, after, strict=True)]
expect.calls(repaired_train, cases, gives=gives, names=("losses",), changes=("model",), without=["train"])

### BEGIN HIDDEN TESTS
from course.helpers import reference
from course.helpers.training import drawn

right = reference.load("06_optim")
asked = {"names": ("losses",), "changes": ("model",), "without": ["train"], "times": 2, "rtol": 2e-3, "atol": 1e-4}
expect.calls(repaired_train, drawn(data.rng()), gives=right.repaired_train, **asked)
### END HIDDEN TESTS

# %% [markdown] lang="en" nbgrader={"grade": false, "grade_id": "explain_300_en", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Exercise 7 — Explain the failure with 300 samples (3 points)
#
# About the experiment with $30$ and $300$ samples, somebody says: “`x` and `y` no longer have the right shapes; create them again with $300$ rows and
# it will work.” Answer in five to ten sentences, with numbers from the experiment:
#
# 1. Are the shapes the reason? What does the experiment show?
# 2. With $300$ samples instead of $30$, what changes in the loss, in its gradient and in its curvature? Why does the loop then diverge?
# 3. Name two different changes that make it work with $300$ samples, and say why each of them does.
#
# === BEGIN MARK SCHEME ===
# **Marking scheme**, a point for each; half a point where the fact is stated without a reason.
#
# 1. No. The shapes are `(300, 2)` and `(300, 1)`, they fit each other and the model, and no error is raised. With new
#    data of $300$ rows, the descent diverges in the same way. At a smaller rate, it works with the same tensors as
#    before.
# 2. The loss is a *sum*: with ten times as many samples of the same kind the loss, its gradient and its Hessian $2 A^\top A$ are about ten times as
#    large. The largest stable rate $2 / \lambda_{\max}$ falls from $0.0216$ to $0.0021$, and $0.01$ now lies beyond it: each step overshoots, and the
#    error is multiplied by about $|1 - 0.01 \times 2 / 0.0021| \approx 8.5$ per epoch, the loss by its square, about $72$.
# 3. Two of: a rate about ten times smaller, for instance $0.001$ (below the limit); the *mean* in place of the sum, with a rate that no longer
#    depends on the number of samples; mini-batches of about $30$ samples; least squares, without a rate. “Clip the gradients” or “use Adam” counts
#    with a reason (the step no longer grows with the gradient). “Fewer epochs” or “float64” does not.
# === END MARK SCHEME ===

# %% [markdown] lang="fr" nbgrader={"grade": false, "grade_id": "explain_300_fr", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Exercice 7 — Expliquez l'échec avec 300 échantillons (3 points)
#
# À propos de l'expérience avec $30$ et $300$ échantillons, quelqu'un affirme : « `x` et `y` n'ont plus les bonnes formes ; recréez-les avec $300$
# lignes et cela marchera. » Répondez en cinq à dix phrases, en citant des nombres de l'expérience :
#
# 1. Les formes sont-elles en cause ? Que montre l'expérience ?
# 2. Avec $300$ échantillons au lieu de $30$, qu'est-ce qui change dans la perte, dans son gradient et dans sa courbure ? Pourquoi la boucle
#    diverge-t-elle alors ?
# 3. Citez deux changements différents qui la font marcher avec $300$ échantillons, et dites pourquoi chacun y parvient.
#
# === BEGIN MARK SCHEME ===
# **Barème** : un point par question ; un demi-point si le fait est énoncé sans justification.
#
# 1. Non. Les formes sont `(300, 2)` et `(300, 1)`, elles s'accordent entre elles et avec le modèle, et aucune erreur n'est levée. Avec des données
#    recréées, sur $300$ lignes, la descente diverge tout autant ; avec un pas d'apprentissage plus petit, elle marche avec ces mêmes tenseurs.
# 2. La perte est une *somme* : avec dix fois plus d'échantillons du même genre, la perte, son gradient et sa hessienne $2 A^\top A$ sont environ dix
#    fois plus grands. Le plus grand pas d'apprentissage stable, $2 / \lambda_{\max}$, passe de $0.0216$ à $0.0021$, et $0.01$ est désormais au-delà :
#    chaque pas dépasse le minimum, l'écart est multiplié par environ $|1 - 0.01 \times 2 / 0.0021| \approx 8.5$ à chaque époque, et la perte par son
#    carré, environ $72$.
# 3. Deux des changements suivants : un pas d'apprentissage environ dix fois plus petit, par exemple $0.001$ (sous la limite) ; la *moyenne* au lieu
#    de la somme, avec un pas d'apprentissage qui ne dépend plus du nombre d'échantillons ; des mini-lots d'environ $30$ échantillons ; les moindres
#    carrés, sans pas d'apprentissage. « Borner les gradients » ou « prendre Adam » est accepté si la raison est donnée (le pas ne grandit plus avec
#    le gradient). « Moins d'époques » ou « float64 » ne l'est pas.
# === END MARK SCHEME ===

# %% [markdown] nbgrader={"grade": true, "grade_id": "explain_300", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# The shapes are not the reason: x is (300, 2) and y is (300, 1), the model takes them without an error, and at a smaller rate the descent works with
# the same tensors. The loss is a sum over the samples. With ten times as many samples, the loss, its gradient and its curvature are about ten times
# as large, so the largest stable rate falls from 0.0216 to 0.0021. The rate 0.01 was below the first limit and is far above the second: every step
# overshoots the minimum and lands higher on the other side, and the loss grows about 70 times per epoch. A rate of 0.001 repairs it, since it is
# below the new limit. The mean in place of the sum repairs it too: it divides gradient and curvature by the number of samples, and the limit no
# longer depends on that number.
#
# Les formes ne sont pas en cause : x est de forme (300, 2) et y de forme (300, 1), le modèle les accepte sans erreur et, avec un pas d'apprentissage
# plus petit, la descente marche avec ces mêmes tenseurs. La perte est une somme sur les échantillons. Avec dix fois plus d'échantillons, la perte,
# son gradient et sa courbure sont environ dix fois plus grands : le plus grand pas d'apprentissage stable passe de 0.0216 à 0.0021. La valeur 0.01
# était sous la première limite et se trouve bien au-dessus de la seconde : chaque pas dépasse le minimum et retombe plus haut de l'autre côté, et la
# perte est multipliée par 70 environ à chaque époque. Un pas d'apprentissage de 0.001 y remédie, puisqu'il est sous la nouvelle limite. La moyenne au
# lieu de la somme y remédie aussi : elle divise le gradient et la courbure par le nombre d'échantillons, et la limite ne dépend plus de ce nombre.
# ### END SOLUTION

# %% [markdown] lang="en"
# ## ★ To go further — Is it the random start?
#
# This task earns no points. On the four points of the line $y = 2 x$, somebody descends with the model $w x$ from
# $w = 0$, then with an `nn.Linear(1, 1)`. Both use the mean squared error and the learning rate $0.01$. The second
# descent needs far more epochs to reach the loss $0.001$. Somebody explains: “It starts from random parameters.” Is
# this the reason? Change one thing at a time, and explain the result with one number.
#
# <details><summary>Hint</summary>
#
# Start the model $w x$ from a random `w`, and the `nn.Linear` from zeros. Count the epochs each time, and for a random
# start with several seeds, since a single one may be lucky. How many curvatures does each model have, and how large is their quotient?
#
# </details>

# %% [markdown] lang="fr"
# ## ★ Pour aller plus loin — Est-ce à cause du départ aléatoire ?
#
# Cet exercice ne rapporte pas de points. Sur les quatre points de la droite $y = 2 x$, quelqu'un descend avec le modèle $w x$ à partir de $w = 0$,
# puis avec un `nn.Linear(1, 1)`. Les deux fois, la perte est l'erreur quadratique moyenne, et le pas d'apprentissage vaut $0.01$. La seconde descente
# a besoin de bien plus d'époques pour atteindre la perte $0.001$. « Rien d'étonnant : elle part de paramètres aléatoires. » Est-ce la vraie raison ?
# Ne changez qu'une chose à la fois, et expliquez le résultat par un seul nombre.
#
# <details><summary>Indice</summary>
#
# Faites partir le modèle $w x$ d'un `w` aléatoire, et le `nn.Linear` de zéros. Comptez les époques à chaque fois ; pour un départ aléatoire, essayez
# plusieurs graines, car une seule peut être chanceuse. Combien de courbures chaque modèle a-t-il, et que vaut leur quotient ?
#
# </details>

# %% [markdown] lang="en"
# ## Who does what
#
# | task | step 5 | step 6 |
# |---|---|---|
# | prediction | PyTorch | PyTorch |
# | gradient | PyTorch | PyTorch |
# | loss | your function or PyTorch's | your function or PyTorch's |
# | **update** | by hand | **PyTorch** |
#
# `torch.optim` takes the step. PyTorch can now do all four jobs, and the ten losses are still those of step 1.

# %% [markdown] lang="fr"
# ## Qui fait quoi
#
# | tâche | étape 5 | étape 6 |
# |---|---|---|
# | prédiction | PyTorch | PyTorch |
# | gradient | PyTorch | PyTorch |
# | perte | votre fonction ou celle de PyTorch | votre fonction ou celle de PyTorch |
# | **mise à jour** | à la main | **PyTorch** |
#
# C'est `torch.optim` qui fait le pas. PyTorch peut désormais se charger des quatre tâches, et les dix pertes sont toujours celles de l'étape 1.

# %% [markdown] lang="en"
# ## Recap
#
# - The loop: clear the gradients, predict, compute the loss, go backward, take the step. Nothing may clear the
#   gradients between `backward` and `step`.
# - Make the optimizer once, before the loop. It may remember earlier gradients; an optimizer that is made again in the loop forgets them.
# - For a linear model, least squares gives the minimum at once; a descent approaches it.
# - The largest stable rate is $2 / \lambda_{\max}$, from the largest eigenvalue of the Hessian. It depends on the inputs and on the loss, and it
#   never rises, and usually falls, when a sum gets more terms.
# - A large condition number $\kappa$ makes a descent slow: the most curved direction limits the rate, but the flattest
#   direction would need a large rate. Scaling the columns usually makes $\kappa$ much smaller.
#
# In [step 7](../07_sgd_variants/07_sgd_variants.ipynb) you write the optimizers yourself. The words of the course are in the
# [glossary](../glossary.md).

# %% [markdown] lang="fr"
# ## Récapitulatif
#
# - La boucle : effacer les gradients, prédire, calculer la perte, rétropropager, faire le pas. Rien ne doit effacer les gradients entre `backward` et
#   `step`.
# - On crée l'optimiseur une seule fois, avant la boucle. Il peut se souvenir des gradients précédents ; recréé dans la boucle, il les oublie.
# - Pour un modèle linéaire, les moindres carrés donnent le minimum d'un coup ; une descente s'en approche.
# - Le plus grand pas d'apprentissage stable est $2 / \lambda_{\max}$, où intervient la plus grande valeur propre de la hessienne. Il dépend des
#   entrées et de la perte, et, quand la somme a plus de termes, il n'augmente jamais et diminue en général.
# - Un grand conditionnement $\kappa$ rend la descente lente : la direction la plus courbée limite le pas d'apprentissage, et la plus plate en
#   demanderait un grand. En général, la mise à l'échelle des colonnes diminue beaucoup $\kappa$.
#
# À l'[étape 7](../07_sgd_variants/07_sgd_variants.ipynb), vous écrivez les optimiseurs vous-même. Les mots du cours sont expliqués dans le
# [glossaire](../glossary.md).
