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
# # Step 3 — PyTorch computes the gradient
#
# In the first two steps you derived a gradient on paper. PyTorch can do this for you. While you compute a loss, it records the operations. Then it
# goes back through this record with the chain rule. This is *autograd*. You still write the prediction, the loss and the update, and the losses stay
# the same. The step takes one to two hours and is worth $20$ points.
#
# At the end you can
#
# - get the derivative of any function that you write with PyTorch's operations;
# - say what a leaf is, and where a gradient is stored;
# - update parameters in place, without autograd recording the update;
# - clear gradients at the right moment, and recognise a descent that forgets to clear them.

# %% [markdown] lang="fr"
# # Étape 3 — PyTorch calcule le gradient
#
# Dans les deux premières étapes, vous avez établi un gradient sur papier. PyTorch peut le faire pour vous. Pendant que vous calculez une perte, il
# prend note des opérations. Puis il parcourt ces notes à rebours, avec la règle de dérivation en chaîne. C'est ce qu'on appelle *autograd*. Vous
# écrivez encore la prédiction, la perte et la mise à jour, et les pertes restent les mêmes. Comptez une à deux heures pour cette étape, qui vaut
# $20$ points.
#
# À la fin, vous saurez :
#
# - obtenir la dérivée de toute fonction que vous écrivez avec les opérations de PyTorch ;
# - dire ce qu'est une feuille, et où un gradient est rangé ;
# - mettre à jour des paramètres sur place, sans qu'autograd prenne note de la mise à jour ;
# - effacer les gradients au bon moment, et reconnaître une descente qui oublie de le faire.

# %%
import torch

from course.helpers import data, expect, plotting, thread
from course.helpers.language import label
from course.helpers.leaves import go_down, leaf
from course.helpers.plotting.recorded import recorded_graph
from course.helpers.plotting.slopes import tangents

expect.step("03_autograd")

# %% [markdown] lang="en"
# ## The idea
#
# A tensor that no recorded operation has produced is a *leaf*. A leaf made with `requires_grad=True` is a place where a record begins. Every result
# that is computed from it remembers its operation and the inputs of that operation. Together these results form a *computational graph*. A call of
# `backward()` on a result, which must be a single number $L$, walks through the graph from $L$ back to the leaves: this is backpropagation. For each
# of these leaves $w$, the call *adds* the derivative $\partial L / \partial w$ to `w.grad`, which has the same shape as `w`. Before the first call,
# `w.grad` is `None`. Three rules follow:
#
# 1. **From the leaves to the loss, use PyTorch's operations only.** A `.item()`, a `.detach()` or a tensor made anew from numbers cuts the graph.
# 2. **An update is not part of the loss.** Do it inside a block `with torch.no_grad():`, where nothing is recorded, and do it in place: `w -= …`
#    changes the leaf, whereas `w = w - …` makes another tensor.
# 3. **`backward` adds.** To get the gradient of the current loss alone, clear `.grad` first. (In PyTorch this is often called *zeroing the
#    gradients*.)

# %% [markdown] lang="fr"
# ## L'idée
#
# Un tenseur qui n'est le résultat d'aucune opération notée est une *feuille*. L'enregistrement commence à une feuille créée avec
# `requires_grad=True`. Tout résultat calculé à partir d'elle se souvient de son opération et des entrées de cette opération. Ensemble, ces résultats
# forment un *graphe de calcul*. Un appel de `backward()` sur un résultat, qui doit être un seul nombre $L$, parcourt le graphe de $L$ jusqu'aux
# feuilles : c'est la rétropropagation. Pour chacune de ces feuilles $w$, cet appel *ajoute* la dérivée $\partial L / \partial w$ à `w.grad`. Ce
# tenseur a la même forme que `w`. Avant le premier appel, `w.grad` vaut `None`. Il en découle trois règles :
#
# 1. **Des feuilles à la perte, n'employez que des opérations de PyTorch.** Un `.item()`, un `.detach()` ou un tenseur recréé à partir de nombres
#    coupe le graphe.
# 2. **Une mise à jour ne fait pas partie de la perte.** On la fait dans un bloc `with torch.no_grad():`, où rien n'est noté, et on la fait sur
#    place : `w -= …` modifie la feuille, alors que `w = w - …` crée un autre tenseur.
# 3. **`backward` ajoute.** Pour avoir le gradient de la seule perte courante, on efface d'abord `.grad` (on dit aussi *remettre les gradients à
#    zéro*, en anglais *zeroing the gradients*).

# %% [markdown] lang="en"
# ## A worked example
#
# Let $f(u) = u^2 + 3u$, whose derivative $2u + 3$ is $7$ at $u = 2$.

# %% [markdown] lang="fr"
# ## Un exemple complet
#
# Soit $f(u) = u^2 + 3u$, dont la dérivée $2u + 3$ vaut $7$ en $u = 2$.

# %%
u = torch.tensor(2.0, requires_grad=True)
value = u**2 + 3 * u
value.backward()
print(value, u.grad)

value = u**2 + 3 * u
value.backward()
print(value, u.grad)

# %% [markdown] lang="en"
# The second `backward` did not find another derivative: it added $7$ to the $7$ that was already there. Some texts
# say that the slope times the position gives the value of the function. This is wrong: here $2 \times 7 = 14$, but
# $f(2) = 10$. It is true everywhere only for functions of the form $a u$, which are straight lines through the
# origin.

# %% [markdown] lang="fr"
# Le second `backward` n'a pas trouvé une autre dérivée : il a ajouté $7$ au $7$ déjà présent. On lit parfois que la pente multipliée par la position
# donne la valeur de la fonction. C'est faux : ici $2 \times 7 = 14$, mais $f(2) = 10$. Ce n'est vrai partout que pour les fonctions de la forme
# $a u$, c'est-à-dire les droites qui passent par l'origine.

# %% [markdown] lang="en"
# ## Exercise 1 — `slope` (3 points)
#
# Return the derivative of `f` at the point `at`. Both `at` and the derivative are Python `float` numbers. The function `f` takes one number or scalar
# tensor and returns another. It uses additions, products, powers and similar operations; you know nothing more about it.

# %% [markdown] lang="fr"
# ## Exercice 1 — `slope` (3 points)
#
# Renvoyez la dérivée de `f` au point `at`. Le point `at` et la dérivée sont des nombres Python de type `float`. La fonction `f` prend un nombre ou un
# tenseur scalaire, et renvoie un résultat de même nature. Elle emploie des additions, des produits, des puissances et des opérations semblables ;
# vous n'en savez pas davantage.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# *A worked example* finds the slope of one function at one point. What has to change when the function and the point are arguments?
#
# <details><summary>Hint 2</summary>
#
# Make a leaf that holds the number `at` and requires a gradient. Give this leaf to `f`, not the number itself: autograd records nothing that is done
# with a Python number.
#
# <details><summary>Hint 3</summary>
#
# Walk back through the graph from the value of `f`. The derivative is then stored at the leaf, as a tensor. Convert it to a Python number with
# `.item()`.
#
# </details></details></details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# *Un exemple complet* trouve la pente d'une fonction en un point. Que faut-il changer quand la fonction et le point sont des arguments ?
#
# <details><summary>Indice 2</summary>
#
# Créez une feuille qui contient le nombre `at` et dont on demande le gradient. Donnez cette feuille à `f`, et non le nombre lui-même : autograd ne
# prend pas note de ce que l'on fait avec un nombre Python.
#
# <details><summary>Indice 3</summary>
#
# Parcourez le graphe à rebours à partir de la valeur de `f`. La dérivée est ensuite rangée dans la feuille, sous la forme d'un tenseur.
# Convertissez-la en nombre Python avec `.item()`.
#
# </details></details></details>


# %% nbgrader={"grade": false, "grade_id": "slope", "locked": false, "schema_version": 3, "solution": true, "task": false}
def slope(f, at):
    """The derivative (a float) of f at the point `at` (a float).
    La dérivée (un float) de f au point `at` (un float)."""
    ### BEGIN SOLUTION
    point = torch.tensor(at, requires_grad=True)
    f(point).backward()
    return point.grad.item()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_slope", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
def slope_of(curve, at):
    curves = {"cubic": lambda u: u**3 - 2 * u + 4, "bell": lambda u: 3 / (1 + u * u)}
    return slope(curves[curve], at)


tried = [("cubic", 2.0), ("cubic", 2.0), ("cubic", -1.5), ("cubic", 0.0), ("bell", 1.0), ("bell", -3.0)]
cases = [{"curve": curve, "at": at} for curve, at in tried]
expect.observed(slope_of, cases, gives=[10.0, 10.0, 4.75, -2.0, -1.5, 0.18], atol=1e-4)

### BEGIN HIDDEN TESTS
rng = data.rng()


def slope_of_polynomial(at, a, b, c):
    def polynomial(u):
        return a * u**3 + b * u * u + c * u - 5

    return slope(polynomial, at)


cases = []
for at in (0.0, 1.0, -1.0, float(rng.uniform(-3, -1)), float(rng.uniform(20, 60)), float(rng.uniform(-60, -20))):
    a, b, c = (float(rng.uniform(1, 3)) for _ in range(3))
    polynomial = {"at": at, "a": a, "b": b, "c": c}
    # The same point twice, and once more with another function.
    cases += [polynomial, polynomial, polynomial | {"a": 0.0, "b": 0.0}]
expect.observed(slope_of_polynomial, cases, gives=lambda at, a, b, c: 3 * a * at**2 + 2 * b * at + c, atol=1e-4)
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Experiment — Does the gradient point to the minimum?
#
# Here is a curve with two valleys, and your slopes at three points.

# %% [markdown] lang="fr"
# ## Expérience — Le gradient indique-t-il le minimum ?
#
# Voici une courbe à deux vallées, et vos pentes en trois points.


# %% tags=["experiment"]
def two_valleys(u):
    return u**4 - 4 * u**2 + u

# %% [markdown] lang="en"
# **Predict before you run.** The function is $u^4 - 4 u^2 + u$. Compute its derivative at $u = 0.8$ by hand. In which direction does a descent go
# from there? Is the lowest point of the curve on that side?
#
# <details><summary>Answer</summary>
#
# The derivative is $4 u^3 - 8 u + 1$, and at $0.8$ it is about $-3.35$. The slope is negative, so the descent goes to the right. The lowest point is
# on the left, near $u = -1.47$.
#
# </details>

# %% [markdown] lang="fr"
# **Prédisez avant d'exécuter.** La fonction est $u^4 - 4 u^2 + u$. Calculez à la main sa dérivée en $u = 0.8$. De quel côté va une descente qui part
# de là ? Le point le plus bas de la courbe est-il de ce côté ?
#
# <details><summary>Réponse</summary>
#
# La dérivée est $4 u^3 - 8 u + 1$, et en $0.8$ elle vaut environ $-3.35$. La pente est négative : la descente part donc à droite. Le point le plus
# bas est à gauche, près de $u = -1.47$.
#
# </details>


# %% tags=["experiment"]
tangents(two_valleys, {at: slope(two_valleys, at) for at in (-1.8, -0.6, 0.8)}, (-2.2, 2.1))

# %% [markdown] lang="en"
# In the figure, each tangent has the slope that autograd found. Each arrow points to the side on which the curve goes
# down: to the right where the slope is negative, to the left where it is positive. The slope does not tell us where the
# curve turns up again.
# At $0.8$ it sends the descent to the right, into the nearer and shallower valley, but the lowest point lies to the
# left. At $-1.8$ the slope is steep although the lowest point is near, so the slope does not tell the distance
# either. A gradient describes the curve around one point; it does not say where the minimum is. (The MSE of a linear
# model is *convex*: it has only one valley. There, going down in small enough steps always leads to the minimum.)

# %% [markdown] lang="fr"
# Sur la figure, chaque tangente a la pente trouvée par autograd. Chaque flèche indique le côté où la courbe descend : à droite si la pente est
# négative, à gauche si elle est positive. Où la courbe aboutit, la pente ne le dit pas. En $0.8$, elle envoie la descente à droite, dans la vallée la
# plus proche et la moins profonde, mais le point le plus bas est à gauche. En $-1.8$, la pente est raide alors que le point le plus bas est proche :
# la pente ne dit pas non plus à quelle distance il est. Un gradient décrit la courbe autour d'un point ; il ne dit pas où est le minimum. (La MSE
# d'un modèle linéaire est *convexe* : elle n'a qu'une vallée. Alors, descendre à pas assez petits mène toujours au minimum.)

# %% [markdown] lang="en"
# ## Another way to ask for a gradient
#
# `torch.autograd.grad(result, inputs)` goes back through the graph as `backward` does. It *returns* the derivatives, as a tuple with one tensor for
# each input, and does not touch `.grad`. The next cell uses it for one step of gradient descent on $f(u) = u^2 + 3u$, from $u = 2$ with the learning
# rate $0.1$.

# %% [markdown] lang="fr"
# ## Une autre façon de demander un gradient
#
# `torch.autograd.grad(result, inputs)` parcourt le graphe à rebours, comme `backward`. Cette fonction *renvoie* les dérivées, dans un tuple qui
# contient un tenseur par entrée, et ne touche pas à `.grad`. Dans la cellule suivante, elle sert à faire un pas de descente de gradient sur
# $f(u) = u^2 + 3u$, à partir de $u = 2$, avec le pas d'apprentissage $0.1$.

# %%
point = torch.tensor(2.0, requires_grad=True)
(derivative,) = torch.autograd.grad(point**2 + 3 * point, point)
moved = point.detach() - 0.1 * derivative
print(derivative, point.grad, moved, moved**2 + 3 * moved)

# %% [markdown] lang="en"
# The value of $f$ falls from $10$ to $5.59$. The result `moved` is a *new* tensor: `point` is still $2$. Exercise 4 asks you to change a leaf itself.

# %% [markdown] lang="fr"
# La valeur de $f$ passe de $10$ à $5.59$. Le résultat `moved` est un *nouveau* tenseur : `point` vaut toujours $2$. L'exercice 4 vous demande de
# modifier une feuille elle-même.

# %% [markdown] lang="en"
# ## Exercise 2 — `loss_gradients` (3 points)
#
# The data are `x`, of shape `(N, D)`, and `y`, of shape `(N, K)`. The parameters `w`, of shape `(K, D)`, and `b`, of shape `(K,)`, are leaves that
# require a gradient. Return `(loss, dw, db)`: the MSE of step 2, as a Python `float`, and its gradients with respect to `w` and `b`, two tensors of
# shapes `(K, D)` and `(K,)`.
#
# The result must not depend on what `.grad` contains when the function is called. And a later call must not change a gradient that the function has
# already returned.
# As in step 2, the tests use `float32` and `float64`.

# %% [markdown] lang="fr"
# ## Exercice 2 — `loss_gradients` (3 points)
#
# Les données sont `x`, de forme `(N, D)`, et `y`, de forme `(N, K)`. Les paramètres `w`, de forme `(K, D)`, et `b`, de forme `(K,)`, sont des
# feuilles dont on demande le gradient. Renvoyez `(loss, dw, db)` : la MSE de l'étape 2, sous la forme d'un `float` Python, et ses gradients par
# rapport à `w` et à `b`, deux tenseurs de formes `(K, D)` et `(K,)`.
#
# Le résultat ne doit pas dépendre de ce que contient `.grad` au moment de l'appel. Et un appel ultérieur ne doit pas modifier un gradient que la
# fonction a déjà renvoyé.
# Comme à l'étape 2, les tests emploient `float32` et `float64`.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# `backward` adds to what `.grad` already holds, and a later `backward` changes the same tensor once more. If you do not
# use `.grad` at all, you meet both conditions of the exercise.
#
# <details><summary>Hint 2</summary>
#
# `torch.autograd.grad` does not use `.grad`. Its second argument can be a tuple of leaves.
#
# <details><summary>Hint 3</summary>
#
# Write the MSE of step 2 with PyTorch's operations only, from `w` and `b` to the mean. Ask for both gradients in one call: it frees what the graph
# has saved, and a second call would fail. Turn the loss into a `float` only where you return it.
#
# </details></details></details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# `backward` ajoute à ce que `.grad` contient déjà, et un `backward` ultérieur modifie encore le même tenseur. Pour remplir les deux conditions de
# l'énoncé, passez-vous de `.grad`.
#
# <details><summary>Indice 2</summary>
#
# `torch.autograd.grad` ne se sert pas de `.grad`. Son second argument peut être un tuple de feuilles.
#
# <details><summary>Indice 3</summary>
#
# Écrivez la MSE de l'étape 2 avec les seules opérations de PyTorch, de `w` et `b` jusqu'à la moyenne. Demandez les deux gradients en un seul appel,
# car ce que le graphe conservait est libéré ensuite. Ne convertissez la perte en `float` qu'au moment de la renvoyer.
#
# </details></details></details>


# %% nbgrader={"grade": false, "grade_id": "loss_gradients", "locked": false, "schema_version": 3, "solution": true, "task": false}
def loss_gradients(x, y, w, b):
    """The MSE, a float, and its gradients: dw (K, D) and db (K,).
    La MSE, un float, et ses gradients : dw (K, D) et db (K,)."""
    ### BEGIN SOLUTION
    loss = ((x @ w.T + b - y) ** 2).mean()
    dw, db = torch.autograd.grad(loss, (w, b))
    return loss.item(), dw, db
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_loss_gradients", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
x, y, w, b = map(torch.tensor, ([[1.0], [2.0]], [[3.0, 0.0, 0.0, 1.0], [5.0, 1.0, 2.0, -1.0]],
                                [[1.0], [0.0], [0.0], [0.0]], [0.0, 1.0, 2.0, 1.0]))
cases = [{"x": x, "y": y, "w": leaf(w, grad), "b": leaf(b, grad)} for grad in (None, 100.0)]
want = (2.75, torch.tensor([[-2.0], [0.25], [0.5], [1.0]]), torch.tensor([-1.25, 0.25, 0.5, 0.5]))
expect.calls(loss_gradients, cases, gives=[[want, want]] * 2, names=("loss", "dw", "db"), times=2)
first, _later = [loss_gradients(**case) for case in (cases[0], cases[0] | {"y": y - 1})]
expect.that(expect.is_close(first, want), of="loss_gradients(x, y, w, b)", mistake="grad.aliased")

### BEGIN HIDDEN TESTS
from course.helpers import leaves
from course.helpers.observe import call_each
from course.helpers.testing.values import copied

names = ("loss", "dw", "db")
rng = data.rng()
sizes = [(1, 1, 1), (1, 3, 2), (3, 1, 1), (4, 4, 4), (5, 2, 3), (2, 6, 1)]
given, handed_out = [], []
for dtype in (torch.float64, torch.float32):
    for n, d, k in sizes:
        x, w, b = (torch.tensor(rng.normal(size=size), dtype=dtype) for size in ((n, d), (k, d), (k,)))
        given.append((x, leaves.leaf(w), leaves.leaf(b)))
for turn in range(3):
    several = []
    for x, w, b in given:
        y = torch.tensor(rng.normal(0, 20 if turn == 1 else 1, size=(len(x), len(b))), dtype=x.dtype)
        if turn == 2:  # the loss is small
            y = (x @ w.T + b).detach() + 0.01 * y
        several.append((x, y, w, b))
        if turn == 2:
            w.grad, b.grad = torch.full_like(w, 7.0), torch.full_like(b, -7.0)
    before = [copied(case) for case in several]
    for case, values, got in zip(several, before, call_each(globals(), loss_gradients, several), strict=True):
        x, y, w, b = case
        called = f"loss_gradients(x, y, w, b), x {tuple(x.shape)}, y {tuple(y.shape)}, {x.dtype}"
        with leaves.kept(of=called, w=w, b=b):
            if isinstance(got, Exception):
                raise got
        for name, one, was in zip("xywb", case, values, strict=True):
            expect.same(name, one, was, of=called)
        residual = x.double() @ w.detach().double().T + b.detach().double() - y.double()
        want = (residual**2).mean().item(), residual.T @ x.double() * 2 / y.numel(), residual.sum(dim=0) * 2 / y.numel()
        expect.close(got, want, of=called, names=names, rtol=1e-3, atol=1e-5)
        handed_out.append((called, got, tuple(gradient.detach().clone() for gradient in got[1:])))
for called, got, then in handed_out:
    expect.that(expect.is_close(got[1:], then), of=called, mistake="grad.aliased")
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## The graph that PyTorch has recorded
#
# Where does a gradient go? Every result carries its record in `grad_fn`: a *node*, which is the operation that made it. In `next_functions`,
# the node has the nodes of its inputs, as pairs (the second part is a number that you may ignore here). So you can
# walk from a result back to the leaves. The figure shows the nodes of $u^2 + 3u$: the arrows go the way that
# `backward` takes.

# %% [markdown] lang="fr"
# ## Le graphe que PyTorch a noté
#
# Par où passe un gradient ? Tout résultat désigne, par `grad_fn`, l'opération dont il provient : un *nœud*. L'attribut `next_functions` d'un nœud
# contient les nœuds de ses entrées, sous forme de couples (la seconde partie est un nombre que vous pouvez ignorer ici). On peut donc remonter d'un
# résultat à ses feuilles. La figure montre les nœuds de $u^2 + 3u$ : les flèches suivent le chemin de `backward`.

# %%
node = value.grad_fn
print(node, value.is_leaf, u.is_leaf, u.grad_fn)
print(node.next_functions)
print(node.next_functions[0][0].next_functions)
print(node.next_functions[0][0].next_functions[0][0].variable is u)
recorded_graph(value, {"u": u})

# %% [markdown] lang="en"
# The last operation was an addition. Its inputs were a power and a product, and the power's only input is the leaf
# `u`. The node of a leaf is called `AccumulateGrad`, because it is where a gradient is *added* to `.grad`; its
# attribute `variable` is the leaf itself. Two arrows end there: the gradient $7$ is the sum of $2u = 4$ from the
# power and $3$ from the product. An input that requires no gradient, such as the number $3$, has no node: its pair in
# `next_functions` contains `None`.

# %% [markdown] lang="fr"
# La dernière opération était une addition. Ses entrées étaient une puissance et un produit, et la seule entrée de la puissance est la feuille `u`. Le
# nœud d'une feuille s'appelle `AccumulateGrad`, car c'est là qu'un gradient *s'ajoute* à `.grad` ; son attribut `variable` est la feuille elle-même.
# Deux flèches y arrivent : le gradient $7$ est la somme de $2u = 4$, qui vient de la puissance, et de $3$, qui vient du produit. Une entrée dont on
# ne demande pas le gradient, comme le nombre $3$, n'a pas de nœud : son couple dans `next_functions` contient `None`.

# %% [markdown] lang="en"
# ## Exercise 3 — `graph_leaves` (2 points)
#
# Return a list of the leaves that require a gradient and were used to compute `tensor`. Each leaf is in the list
# once, in any order. If there is no graph, the list is empty. It is also empty when `tensor` is itself a leaf. Find
# the leaves by walking through the graph, as in the cell above: do not call `backward`.

# %% [markdown] lang="fr"
# ## Exercice 3 — `graph_leaves` (2 points)
#
# Renvoyez la liste des feuilles qui demandent un gradient et dont dépend `tensor`. Chaque feuille y figure une seule fois, dans un ordre quelconque.
# S'il n'y a pas de graphe, la liste est vide, même quand `tensor` est lui-même une feuille. Trouvez les feuilles en parcourant le graphe, comme dans
# la cellule ci-dessus : n'appelez pas `backward`.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# Keep a list of the nodes that you still have to visit. It begins with one node. What do you do with the first node of the list?
#
# <details><summary>Hint 2</summary>
#
# Take a node out of the list. If it has a `variable`, this is a leaf. Otherwise its `next_functions` are the nodes
# that come next: pairs, of which you need the first part only. `hasattr(node, "variable")` tells the two cases apart.
# (A function that calls itself works too, if it visits each node only once.)
#
# <details><summary>Hint 3</summary>
#
# Three things are easy to forget. First, `grad_fn` is `None` if there is no graph, and the first part of a pair can be `None` too. Second, a node
# that several results use comes up several times: remember the nodes that you have seen, in a set. Third, `leaf in leaves` compares numbers: two
# leaves with equal values look like one, and comparing leaves that hold several numbers raises an error. Compare with `is`.
#
# </details></details></details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Tenez une liste des nœuds qu'il reste à visiter. Au départ, elle n'en contient qu'un. Que faites-vous du premier nœud de la liste ?
#
# <details><summary>Indice 2</summary>
#
# Retirez un nœud de la liste. S'il a un attribut `variable`, c'est une feuille. Sinon, ses `next_functions` sont les nœuds suivants : des couples, dont
# seule la première partie vous intéresse. `hasattr(node, "variable")` distingue les deux cas. (Une fonction qui s'appelle elle-même convient
# aussi, pourvu qu'elle ne visite chaque nœud qu'une fois.)
#
# <details><summary>Indice 3</summary>
#
# On oublie facilement trois choses. D'abord, `grad_fn` vaut `None` quand il n'y a pas de graphe, et la première partie d'un couple peut elle aussi
# être `None`. Ensuite, un nœud dont plusieurs résultats se servent se présente plusieurs fois : retenez les nœuds déjà vus, dans un ensemble. Enfin,
# `leaf in leaves` compare des nombres : deux feuilles de mêmes valeurs semblent n'en faire qu'une, et comparer des feuilles de plusieurs nombres
# provoque une erreur. Comparez avec `is`.
#
# </details></details></details>


# %% nbgrader={"grade": false, "grade_id": "graph_leaves", "locked": false, "schema_version": 3, "solution": true, "task": false}
def graph_leaves(tensor):
    """The list of the leaves that require a gradient and from which tensor was computed, each once.
    La liste des feuilles dont on demande le gradient et à partir desquelles le tenseur a été calculé, chacune une seule fois."""
    ### BEGIN SOLUTION
    leaves, seen, to_visit = [], set(), [tensor.grad_fn]
    while to_visit:
        node = to_visit.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        if hasattr(node, "variable"):
            leaves.append(node.variable)
        to_visit += [earlier for earlier, _ in node.next_functions]
    return leaves
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_graph_leaves", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
def found(of):
    u, v, w, c = (torch.tensor(value, requires_grad=value != 7) for value in (2.0, 2.0, 3.0, 7.0))
    got = graph_leaves({"u * v + c * u": u * v + c * u, "u * w": u * w, "w": w, "c + 1": c + 1,
                        "(u * 3).detach() * v": (u * 3).detach() * v, "u * v": u * v}[of])
    return ([type(one).__name__ for one in (got, *got)],
            [True in [one is leaf for one in got] for leaf in (u, v, w)], [u.grad, v.grad, w.grad])


want = {"u * v + c * u": [True, True, False], "u * w": [True, False, True],
        "w": [False] * 3, "c + 1": [False] * 3, "(u * 3).detach() * v": [False, True, False],
        "u * v": [True, True, False]}
expect.observed(found, [{"of": of} for of in want], names=("type(one)", "[u, v, w]", ".grad"),
                gives=[(["list", *["Tensor"] * which.count(True)], which, [None] * 3) for which in want.values()])

### BEGIN HIDDEN TESTS
# Tensors are made from earlier ones by a recipe. All leaves have equal values; those of `needed` require a gradient.
def found_in(needed, recipe):
    leaves = [torch.ones(2, 2, requires_grad=need) for need in needed]
    made = list(leaves)
    for operation, *parts in recipe:
        first, *others = [made[part] for part in parts]
        if operation == "product":
            made.append(first * others[0] * others[-1])
        elif operation == "matrix product":
            made.append(first @ others[0].T + others[-1])
        elif operation == "sum of all":
            made.append(sum(others, first))
        elif operation == "stack":
            made.append(torch.stack([first, *others]).sum(dim=0))
        elif operation == "halves":
            made.append(first.unbind()[0] + first)
        elif operation == "in place":
            made.append(first.clone().mul_(others[0]).add_(others[-1]))
        elif operation == "detached":
            made.append(first.detach())
        elif operation == "unrecorded":
            with torch.no_grad():
                made.append(first + 1)
        elif operation == "doubled":
            for _ in range(12):
                first = first + first
            made.append(first)
        elif operation == "long":
            for _ in range(40):
                first = first + 1
            made.append(first)
    before = made[-1].detach().clone()
    got = graph_leaves(made[-1])
    if not torch.equal(made[-1], before):
        return "the tensor has other values"
    if any(leaf.grad is not None for leaf in leaves):
        return "backward was called"
    if not isinstance(got, list):
        return type(got).__name__
    at = {id(leaf): index for index, leaf in enumerate(leaves)}
    return sorted(at.get(id(one), -1) for one in got)


def reached(needed, recipe):
    sources = [{index} if need else set() for index, need in enumerate(needed)]
    for operation, *parts in recipe:
        used = 0 if operation in ("detached", "unrecorded") else 1 if operation in ("halves", "doubled", "long") else 3
        sources.append(set().union(*(sources[part] for part in (parts if operation == "sum of all" else parts[:used]))))
    return sorted(sources[-1]) if recipe else []


rng = data.rng()
cases = [
    {"needed": [True], "recipe": []},
    {"needed": [False], "recipe": [("long", 0)]},
    {"needed": [True, False], "recipe": [("long", 0), ("product", 2, 1), ("detached", 3)]},
    {"needed": [True, True], "recipe": [("doubled", 0), ("product", 2, 1), ("product", 3, 3)]},
    {"needed": [True, True, True], "recipe": [("matrix product", 0, 1, 2), ("halves", 3), ("stack", 4, 0)]},
    {"needed": [True] * 60, "recipe": [("sum of all", *range(60))]},
    {"needed": [True, True, False], "recipe": [("in place", 0, 2), ("unrecorded", 1), ("product", 4, 3)]},
]
kinds = ["product", "product", "matrix product", "sum of all", "stack", "halves", "in place", "detached", "unrecorded", "long"]
for _ in range(8):
    needed = [True, *(rng.random(5) < 0.6).tolist()]
    recipe = [(str(rng.choice(kinds)), *rng.integers(max(0, n - 6), n, size=3).tolist()) for n in range(6, 13)]
    cases.append({"needed": needed, "recipe": [*recipe, ("product", 0, 12)]})
expect.observed(found_in, cases, gives=[reached(**case) for case in cases])


# A walk starts afresh, though an earlier one came by the same nodes, and the leaves keep the gradients that they have.
def found_again(numbers):
    u, v, w = leaves = [leaf(torch.tensor(number), number) for number in numbers]
    both = u * v
    walks = [graph_leaves(tensor) for tensor in (both, both, v * w)]
    return [[True in [one is leaf for one in got] for leaf in leaves] for got in walks], [one.grad for one in leaves]


found = [[True, True, False], [True, True, False], [False, True, True]]
expect.observed(found_again, {"numbers": [2.0, 2.0, 3.0]}, gives=(found, [*map(torch.tensor, [2.0, 2.0, 3.0])]))
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Four errors on purpose
#
# You will meet these messages sooner or later. Before you read the table, try to explain why PyTorch refuses each
# call.

# %% [markdown] lang="fr"
# ## Quatre erreurs provoquées exprès
#
# Vous rencontrerez ces messages tôt ou tard. Essayez de dire pourquoi PyTorch refuse chaque appel, avant de lire le tableau.

# %% tags=["experiment"]
b = torch.tensor(1.0)
square = u * u
square.backward()
for call in (square.backward, (u * torch.ones(3)).backward, lambda: u.add_(1), lambda: torch.autograd.grad(u + b, b)):
    try:
        call()
    except RuntimeError as error:
        print("•", str(error).partition(".")[0])

# %% [markdown] lang="en"
# | error | why | what helps |
# |---|---|---|
# | 1 | `backward` frees the values that the graph has saved, when it is done | compute the result again (or keep the graph: `retain_graph=True` in the *first* call) |
# | 2 | the result has three numbers, and it is not clear which one to differentiate | reduce it to one number first, for example the mean |
# | 3 | the update itself would be recorded: the leaf would become the result of an operation | update it inside `torch.no_grad()`, after `backward` |
# | 4 | `b` was made without `requires_grad=True`: nothing is recorded for it | make it with `requires_grad=True` |
#
# Here are three ways to keep autograd out of a calculation. Inside `torch.no_grad()`, nothing is recorded.
# `t.detach()` is a tensor with the numbers of `t`, in the same memory, but without its graph.
# `torch.inference_mode()` is a faster `no_grad`, for predictions only: autograd refuses to save its results for a
# later `backward`.

# %% [markdown] lang="fr"
# | erreur | pourquoi | que faire |
# |---|---|---|
# | 1 | `backward` libère, quand il a fini, les valeurs que le graphe conservait | recalculer le résultat (ou garder le graphe : `retain_graph=True` dans le *premier* appel) |
# | 2 | le résultat contient trois nombres : duquel veut-on le gradient ? | en faire d'abord un seul nombre, par exemple leur moyenne |
# | 3 | la mise à jour serait notée elle aussi : la feuille deviendrait le résultat d'une opération | la mettre à jour dans un bloc `torch.no_grad()`, après `backward` |
# | 4 | `b` a été créé sans `requires_grad=True` : rien n'est noté pour lui | le créer avec `requires_grad=True` |
#
# Voici trois façons de tenir autograd à l'écart d'un calcul. Dans un bloc `torch.no_grad()`, rien n'est noté. `t.detach()` est un tenseur qui
# contient les nombres de `t`, dans la même mémoire, mais sans son graphe. `torch.inference_mode()` est un `no_grad` plus rapide, réservé aux
# prédictions : autograd refuse de conserver ses résultats pour un `backward` ultérieur.

# %% [markdown] lang="en"
# ## Exercise 4 — `update` (4 points)
#
# Take one step of gradient descent on the MSE, with the learning rate `lr`, *in place*. After the call, `w` and `b` are the same leaves as before,
# still with `requires_grad`, and they contain the new values. Return the loss before the step, as a Python `float`.
#
# A second call must not be disturbed by what the first one has left in `.grad`. In the very first call, `.grad` is `None`.

# %% [markdown] lang="fr"
# ## Exercice 4 — `update` (4 points)
#
# Faites un pas de descente de gradient sur la MSE, avec le pas d'apprentissage `lr`, *sur place*. Après l'appel, `w` et `b` sont les mêmes feuilles
# qu'avant, toujours avec `requires_grad`, et contiennent les nouvelles valeurs. Renvoyez la perte d'avant ce pas, sous la forme d'un `float` Python.
#
# Un second appel ne doit pas être perturbé par ce que le premier a laissé dans `.grad`. Au tout premier appel, `.grad` vaut `None`.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# The three rules of *The idea* are what you need. Decide for each line of your function whether autograd may record it.
#
# <details><summary>Hint 2</summary>
#
# The loss is recorded, the update is not. Keep the two apart: first the loss and its gradients, then a block in which nothing is recorded. In this
# block, change both tensors in place.
#
# <details><summary>Hint 3</summary>
#
# The block begins with `with torch.no_grad():`, and `-=` works in place. What an earlier call has left in `.grad` must be gone before the new
# gradient is added. `None` has no `zero_()`, but you can always assign a new value to `.grad`.
#
# </details></details></details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Les trois règles de *L'idée* vous suffisent. Pour chaque ligne de votre fonction, décidez si autograd peut en prendre note.
#
# <details><summary>Indice 2</summary>
#
# Autograd prend note de la perte, mais pas de la mise à jour. Séparez les deux : d'abord la perte et ses gradients, puis un bloc où rien n'est noté.
# Dans ce bloc, modifiez les deux tenseurs sur place.
#
# <details><summary>Indice 3</summary>
#
# Le bloc commence par `with torch.no_grad():`, et `-=` agit sur place. Ce qu'un appel précédent a laissé dans `.grad` doit avoir disparu avant que le
# nouveau gradient s'y ajoute. `None` n'a pas de `zero_()`, mais on peut toujours affecter une nouvelle valeur à `.grad`.
#
# </details></details></details>


# %% nbgrader={"grade": false, "grade_id": "update", "locked": false, "schema_version": 3, "solution": true, "task": false}
def update(x, y, w, b, lr):
    """One step of gradient descent on the MSE, in place; returns the loss before it (a float).
    Un pas de descente de gradient sur la MSE, sur place ; renvoie la perte d'avant ce pas (un float)."""
    ### BEGIN SOLUTION
    w.grad = b.grad = None
    loss = ((x @ w.T + b - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad
    return loss.item()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_update", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
x, y = torch.tensor([[1.0], [2.0]]), torch.tensor([[3.0, 0.0], [5.0, 1.0]])
w, b = torch.tensor([[1.0], [0.0]]), torch.tensor([0.0, 1.0])
cases = [{"x": x, "y": y, "w": leaf(w, grad), "b": leaf(b, grad), "lr": 0.1} for grad in (None, 1e-9)]
first = (3.5, torch.tensor([[1.4], [-0.05]]), torch.tensor([0.25, 0.95]))
then = (1.614375, torch.tensor([[1.6625], [-0.08]]), torch.tensor([0.415, 0.9125]))
expect.calls(update, cases, gives=[[first, then]] * 2, given=["loss_gradients"], changes=("w", "b"), times=2)

### BEGIN HIDDEN TESTS
from course.helpers import reference

right = reference.load("03_autograd")
rng = data.rng()
cases = []
for n, d, k in [(1, 1, 1), (1, 3, 2), (3, 1, 1), (4, 4, 4), (5, 2, 3), (2, 6, 1)]:
    x, y, w, b = (torch.tensor(rng.normal(size=size)) for size in ((n, d), (n, k), (k, d), (k,)))
    near = x @ w.T + b + 0.01  # the loss is small
    cases += [{"x": x, "y": near if lr == 0.05 else y, "w": leaf(w), "b": leaf(b), "lr": lr} for lr in (0.05, 0.4, 0.001)]
asked = {"given": ["loss_gradients"], "changes": ("w", "b"), "times": 3}
expect.calls(update, cases, gives=right.update, rtol=1e-3, **asked)
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Exercise 5 — `train` (2 points)
#
# Do the step of exercise 4 `epochs` times, in place. Return the list of the losses, each computed before its step, as
# Python `float` numbers.

# %% [markdown] lang="fr"
# ## Exercice 5 — `train` (2 points)
#
# Faites `epochs` fois le pas de l'exercice 4, sur place. Renvoyez la liste des pertes, chacune calculée avant son pas, sous la forme de `float`
# Python.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# You have already written one step. What must the training do with this step?
#
# <details><summary>Hint 2</summary>
#
# `update` changes `w` and `b` itself, and it returns the loss that you need. So `train` itself computes no gradient
# and makes no update.
#
# <details><summary>Hint 3</summary>
#
# Call `update` once in each epoch, always with the same two leaves, and collect what it returns in a list. Return the list after the last epoch.
#
# </details></details></details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Vous avez déjà écrit un pas. Comment en fait-on un entraînement ?
#
# <details><summary>Indice 2</summary>
#
# `update` modifie elle-même `w` et `b`, et renvoie la perte dont vous avez besoin. `train` ne calcule donc elle-même aucun gradient et ne fait aucune
# mise à jour.
#
# <details><summary>Indice 3</summary>
#
# Appelez `update` une fois par époque, toujours avec les deux mêmes feuilles, et réunissez dans une liste ce qu'elle renvoie. Renvoyez la liste après
# la dernière époque.
#
# </details></details></details>


# %% nbgrader={"grade": false, "grade_id": "train", "locked": false, "schema_version": 3, "solution": true, "task": false}
def train(x, y, w, b, lr, epochs):
    """Gradient descent on the MSE, in place; returns the loss before each step.
    Descente de gradient sur la MSE, sur place ; renvoie la perte avant chaque pas."""
    ### BEGIN SOLUTION
    return [update(x, y, w, b, lr) for _ in range(epochs)]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_train", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
x, y, w, b = map(torch.tensor, ([[1.0], [2.0]], [[3.0, 0.0], [5.0, 1.0]], [[1.0], [0.0]], [0.0, 1.0]))
cases = [{"x": x, "y": y, "w": leaf(w, grad), "b": leaf(b, grad), "lr": 0.1, "epochs": 3}
         for grad in (None, 0.0)]
first = ([3.5, 1.614375, 0.7982297], torch.tensor([[1.834625], [-0.096875]]),
         torch.tensor([0.524125, 0.88325]))
then = ([0.4441603, 0.2897461, 0.2216108], torch.tensor([[2.0690612], [-0.1067245]]),
        torch.tensor([0.6771327, 0.8215203]))
asked = {"given": ["loss_gradients", "update"], "without": ["repaired_train"], "names": ("losses",),
         "changes": ("w", "b"), "times": 2}
expect.calls(train, cases, gives=[[first, then]] * 2, **asked)

### BEGIN HIDDEN TESTS
from course.helpers import reference

right = reference.load("03_autograd")
# The descent goes on long after the loss has stopped changing, and while it rises; it takes no step where none is asked for.
x, y = torch.tensor([[1.0], [-1.0], [1.0], [-1.0]]), torch.tensor([[3.0], [1.0], [2.0], [-2.0]])
w, b = leaf(torch.tensor([[-1.0]])), leaf(torch.tensor([4.0]))
rates = [(0.45, 8), (1.2, 3), (0.1, 0)]
cases = [{"x": x, "y": y, "w": w, "b": b, "lr": lr, "epochs": epochs} for lr, epochs in rates]
rng = data.rng()
for n, d, k, lr, epochs in [(1, 1, 1, 0.1, 5), (6, 3, 2, 0.05, 4), (3, 3, 3, 0.2, 4), (8, 1, 1, 0.9, 3), (2, 4, 3, 0.3, 1)]:
    x, y, w, b = (torch.tensor(rng.normal(size=size)) for size in ((n, d), (n, k), (k, d), (k,)))
    cases.append({"x": x, "y": y, "w": leaf(w), "b": leaf(b), "lr": lr, "epochs": epochs})
expect.calls(train, cases, gives=right.train, dtypes=("float64",), rtol=2e-3, **asked)
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Comparison — The same losses as in step 1
#
# The points, the initial parameters and the learning rate for the mean, $0.3$, are those of step 2. The table shows the losses of step 1 and, beside
# them, those of your `train`, multiplied by $N K = 30$. Before you run the second cell again, run the first one: `train` changes the leaves.

# %% [markdown] lang="fr"
# ## Comparaison — Les mêmes pertes qu'à l'étape 1
#
# Les points, les paramètres de départ et le pas d'apprentissage pour la moyenne, $0.3$, sont ceux de l'étape 2. Le tableau donne les pertes de
# l'étape 1 et, à côté, celles de votre `train`, multipliées par $N K = 30$. Pour relancer la seconde cellule, relancez d'abord la première : `train`
# modifie les feuilles.

# %% tags=["experiment"]
points, heights = (torch.tensor(values, dtype=torch.float32) for values in data.plane())
thread_w, thread_b = torch.tensor([thread.W], requires_grad=True), torch.tensor([thread.B], requires_grad=True)

# %% tags=["experiment"]
means = train(points, heights.unsqueeze(1), thread_w, thread_b, lr=30 * thread.LR, epochs=thread.EPOCHS)
columns = {
    label("step {number}", number=1): thread.squared_errors(),
    label("step {number}", number=3): [30 * mean for mean in means],
}
print(thread.side_by_side(columns))

# %% [markdown] lang="en"
# ## Experiment — Does autograd need more iterations?
#
# Some texts say that autograd needs more iterations than a gradient written by hand. But the gradient of step 1 that
# needed only a few iterations was the faulty one: its factor $\frac{1}{N}$ was missing, so it was $4$ times too
# large. If this is the whole difference, autograd with a learning rate $4$ times larger must give the same losses.

# %% [markdown] lang="fr"
# ## Expérience — Autograd demande-t-il plus d'itérations ?
#
# On lit parfois qu'autograd demande plus d'itérations qu'un gradient écrit à la main. Mais à l'étape 1, le gradient qui ne demandait que quelques
# itérations était le gradient faux : il lui manquait le facteur $\frac{1}{N}$, si bien qu'il était $4$ fois trop grand. Si c'est là toute la
# différence, autograd avec un pas d'apprentissage $4$ fois plus grand doit donner les mêmes pertes.

# %% tags=["experiment"]
line_x, line_y = (torch.tensor(values) for values in data.line())


def mean_error(weight):
    return ((weight * line_x - line_y) ** 2).mean()


# %% tags=["experiment"]
def losses_with(derivative, lr, epochs=10):
    weight, seen = 0.0, []
    for _ in range(epochs):
        seen.append(float(mean_error(weight)))
        weight -= lr * derivative(weight)
    return seen


descents = {
    label("faulty gradient"): losses_with(lambda weight: float((2 * line_x * (weight * line_x - line_y)).sum()), 0.01),
    "autograd, lr = 0.04": losses_with(lambda weight: slope(mean_error, weight), 0.04),
    "autograd, lr = 0.01": losses_with(lambda weight: slope(mean_error, weight), 0.01),
}
print(thread.side_by_side(descents))
plotting.loss_curves(descents)

# %% [markdown] lang="en"
# The values in the first two columns agree: $30$, $4.8$, $0.768$, and so on. In the figure their two lines are one. At the same learning rate $0.01$,
# autograd needs more epochs than the faulty gradient. Autograd is right; the faulty gradient was four times too large.
#
# How many epochs a descent needs depends above all on the learning rate and on the condition number of the loss (step 1). It also depends on the
# start, and on how close to the minimum you want to come. With the single parameter $w$ there is only one direction, and the condition number is $1$.
# With a bias it is $55.8$ on these four points. Then a gradient written by hand needs hundreds of epochs too.

# %% [markdown] lang="fr"
# Les valeurs des deux premières colonnes concordent : $30$, $4.8$, $0.768$, et ainsi de suite. Sur la figure, leurs deux courbes n'en font qu'une.
# Avec le même pas d'apprentissage $0.01$, autograd demande plus d'époques que le gradient faux. C'est autograd qui a raison ; le gradient faux était
# quatre fois trop grand.
#
# Le nombre d'époques nécessaires dépend surtout du pas d'apprentissage et du conditionnement de la perte (étape 1). Il dépend aussi du point de
# départ, et de la distance au minimum dont on se contente. Avec le seul paramètre $w$, il n'y a qu'une direction, et le conditionnement vaut $1$.
# Avec un biais, il vaut $55.8$ sur ces quatre points. Il faut alors des centaines d'époques, même avec un gradient écrit à la main.

# %% [markdown] lang="en"
# ## Exercise 6 — `repaired_train`: find the bug (3 points)
#
# The loop in the next cell runs without an error message. From fresh leaves, its first two losses are right and its third one is wrong. The line
# `go_down(w, b, lr=lr)` calls a function of the course, which uses the `.grad` of both leaves to update them in place. There is no mistake in this
# line.
#
# Find the mistake in the loop, and write the repaired loop. Like `train`, it must also work when it is called again with the same leaves.

# %% [markdown] lang="fr"
# ## Exercice 6 — `repaired_train` : trouvez l'erreur (3 points)
#
# La boucle de la cellule suivante s'exécute sans message d'erreur. À partir de feuilles neuves, ses deux premières pertes sont justes et la troisième
# est fausse. La ligne `go_down(w, b, lr=lr)` appelle une fonction du cours, qui modifie les deux feuilles sur place d'après leur `.grad` : cette
# ligne est juste.
#
# Trouvez l'erreur, et écrivez la boucle corrigée. Comme `train`, elle doit aussi fonctionner quand on l'appelle de nouveau avec les
# mêmes feuilles.

# %% tags=["experiment"]
def faulty_train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        loss = torch.nn.functional.mse_loss(x @ w.T + b, y)
        loss.backward()
        go_down(w, b, lr=lr)
        losses.append(loss.item())
    return losses

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# The first two losses are right, so the first step is right. What does the second step find that the first one did not find?
#
# <details><summary>Hint 2</summary>
#
# Print `w.grad` after each `backward`, and compare it with the `dw` that `loss_gradients` returns for the same parameters. When do they begin to
# differ?
#
# <details><summary>Hint 3</summary>
#
# Look at rule 3 of *The idea*. From its second epoch on, the loop does not follow this rule. A line before the loop
# is therefore not enough: it would only repair the first epoch of a second call.
#
# </details></details></details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Les deux premières pertes sont justes : le premier pas l'est donc aussi. Que trouve le deuxième pas que le premier n'a pas trouvé ?
#
# <details><summary>Indice 2</summary>
#
# Affichez `w.grad` après chaque `backward`, et comparez-le au `dw` que renvoie `loss_gradients` pour les mêmes paramètres. À partir de quand
# diffèrent-ils ?
#
# <details><summary>Indice 3</summary>
#
# Regardez la règle 3 de *L'idée*. À partir de la deuxième époque, la boucle ne la respecte plus. Une ligne placée avant la boucle ne suffit donc
# pas : elle ne réparerait que la première époque d'un second appel.
#
# </details></details></details>


# %% nbgrader={"grade": false, "grade_id": "repaired_train", "locked": false, "schema_version": 3, "solution": true, "task": false}
def repaired_train(x, y, w, b, lr, epochs):
    """The repaired loop, in place; returns the loss before each step.
    La boucle corrigée, sur place ; renvoie la perte avant chaque pas."""
    ### BEGIN SOLUTION
    losses = []
    for _ in range(epochs):
        loss = torch.nn.functional.mse_loss(x @ w.T + b, y)
        w.grad = b.grad = None
        loss.backward()
        go_down(w, b, lr=lr)
        losses.append(loss.item())
    return losses
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_repaired_train", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
x, y, w, b = map(torch.tensor, ([[1.0], [2.0]], [[3.0, 0.0], [5.0, 1.0]], [[1.0], [0.0]], [0.0, 1.0]))
cases = [{"x": x, "y": y, "w": leaf(w, grad), "b": leaf(b, grad), "lr": 0.1, "epochs": 3}
         for grad in (None, 0.0)]
first = ([3.5, 1.614375, 0.7982297], torch.tensor([[1.834625], [-0.096875]]),
         torch.tensor([0.524125, 0.88325]))
then = ([0.4441603, 0.2897461, 0.2216108], torch.tensor([[2.0690612], [-0.1067245]]),
        torch.tensor([0.6771327, 0.8215203]))
asked = {"given": ["loss_gradients", "update"], "without": ["train"], "names": ("losses",),
         "changes": ("w", "b"), "times": 2}
expect.calls(repaired_train, cases, gives=[[first, then]] * 2, **asked)

### BEGIN HIDDEN TESTS
from course.helpers import reference

right = reference.load("03_autograd")
# The descent goes on long after the loss has stopped changing, and while it rises; it takes no step where none is asked for.
x, y = torch.tensor([[1.0], [-1.0], [1.0], [-1.0]]), torch.tensor([[3.0], [1.0], [2.0], [-2.0]])
w, b = leaf(torch.tensor([[-1.0]])), leaf(torch.tensor([4.0]))
rates = [(0.45, 8), (1.2, 3), (0.1, 0)]
cases = [{"x": x, "y": y, "w": w, "b": b, "lr": lr, "epochs": epochs} for lr, epochs in rates]
rng = data.rng()
for n, d, k, lr, epochs in [(1, 1, 1, 0.1, 5), (6, 3, 2, 0.05, 4), (3, 3, 3, 0.2, 4), (8, 1, 1, 0.9, 3), (2, 4, 3, 0.3, 1)]:
    x, y, w, b = (torch.tensor(rng.normal(size=size)) for size in ((n, d), (n, k), (k, d), (k,)))
    cases.append({"x": x, "y": y, "w": leaf(w), "b": leaf(b), "lr": lr, "epochs": epochs})
expect.calls(repaired_train, cases, gives=right.repaired_train, dtypes=("float64",), rtol=2e-3, **asked)
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Experiment — What happens when the gradients are never cleared?
#
# Both loops, the faulty one and yours, descend on the four points of the line $y = 2 x$, from $w = 0$, $b = 4$, with the learning rate $0.06$.

# %% [markdown] lang="fr"
# ## Expérience — Que se passe-t-il quand on n'efface jamais les gradients ?
#
# Les deux boucles, la fautive et la vôtre, descendent sur les quatre points de la droite $y = 2 x$, à partir de $w = 0$, $b = 4$, avec le pas
# d'apprentissage $0.06$.

# %% tags=["experiment"]
column_x, column_y = line_x.unsqueeze(1), line_y.unsqueeze(1)


def loss_at(weight, bias):
    return ((column_x * weight + bias - column_y) ** 2).mean()


def followed(loop, epochs):
    w, b = torch.zeros(1, 1, dtype=torch.float64, requires_grad=True), torch.tensor([4.0], dtype=torch.float64, requires_grad=True)
    path, losses = [], []
    for _ in range(epochs):
        path.append((w.item(), b.item()))
        losses += loop(column_x, column_y, w, b, 0.06, 1)
    return path, losses

# %% [markdown] lang="en"
# **Predict before you run.** Both descents start from the same point with the same learning rate. After how many steps do they separate? Does the
# faulty one come to rest at the minimum?
#
# <details><summary>Answer</summary>
#
# The first step is the same, because there is only one gradient so far; the second one is different. In the faulty loop each step uses the sum of all
# the gradients so far. So the path does not stop at the minimum: it goes past the minimum and comes back, again and again.
#
# </details>

# %% [markdown] lang="fr"
# **Prédisez avant d'exécuter.** Les deux descentes partent du même point, avec le même pas d'apprentissage. Au bout de combien de pas se
# séparent-elles ? Celle de la boucle fautive s'arrête-t-elle au minimum ?
#
# <details><summary>Réponse</summary>
#
# Le premier pas est le même, car il n'y a encore qu'un seul gradient ; le deuxième diffère. Dans la boucle fautive, chaque pas emploie la somme de
# tous les gradients calculés jusque-là. Le trajet ne s'arrête donc pas au minimum : il le dépasse et revient, encore et encore.
#
# </details>


# %% tags=["experiment"]
plotting.descents(
    loss_at,
    {label("cleared"): followed(repaired_train, 80), label("never cleared"): followed(faulty_train, 80)},
    lowest=(2.0, 0.0),
)

# %% [markdown] lang="en"
# For each loop, the path is on the map of the loss, and the losses are below it, on a logarithmic axis. When the gradients are cleared, the path
# drops to the floor of the valley and follows it towards the star. When they are not cleared, the path gathers speed and goes past the
# minimum. It slows down only where it climbs the opposite side of the valley, and it swings back and forth like a marble in a bowl without
# friction. Its loss goes up and down and does not settle.

# %% [markdown] lang="fr"
# Pour chaque boucle, la carte de la perte montre le trajet, et les pertes sont tracées au-dessous, sur un axe logarithmique. Quand on efface les
# gradients, le trajet tombe au fond de la vallée et le suit vers l'étoile. Quand on ne les efface pas, le trajet
# prend de la vitesse et dépasse le minimum. Seule la pente d'en face le freine, et il oscille comme une
# bille dans un bol sans frottement. Sa perte monte et descend sans se stabiliser.

# %% [markdown] lang="en" nbgrader={"grade": false, "grade_id": "explain_accumulation_en", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Exercise 7 — Explain the accumulation (3 points)
#
# Answer in five to ten sentences:
#
# 1. What does `w.grad` contain after the third epoch of the faulty loop? Why are the first two losses of that loop
#    nevertheless right?
# 2. Why does `backward` add to `.grad` instead of replacing it? Name a case in which this is what you want.
# 3. At which places of the loop may you clear the gradients, and at which places not? What is special about the very first epoch?
#
# === BEGIN MARK SCHEME ===
# **Marking scheme**: a point for each question; half a point where the fact is stated without a reason.
#
# 1. It contains the sum of the gradients of the first three losses. Each was computed with the values that $w$ and
#    $b$ had at that time. Before the first `backward` nothing has been added up, so the first step is right. The
#    first two losses are those before and after that step. The second step uses two gradients, and the third loss is
#    the first wrong one.
# 2. A tensor that is used several times in a graph receives a contribution from every use, and the chain rule adds these contributions. For the same
#    reason, we can add up several losses or several batches on purpose, with one `backward` for each (a large batch in small parts, when memory is
#    short). One such case is enough.
# 3. Anywhere between the use of the gradient (the update) and the next `backward`: at the end of the loop, at its beginning, or between the
#    computation of the loss and `backward`. Not between `backward` and the update, because the step would be lost. Once before the loop is not
#    enough. Before the first `backward`, `.grad` is `None`: `zero_()` fails there, but the assignment `.grad = None` works.
# === END MARK SCHEME ===

# %% [markdown] lang="fr" nbgrader={"grade": false, "grade_id": "explain_accumulation_fr", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Exercice 7 — Expliquez l'accumulation (3 points)
#
# Répondez en cinq à dix phrases :
#
# 1. Que contient `w.grad` après la troisième époque de la boucle fautive ? Pourquoi les deux premières pertes de cette boucle sont-elles tout de même
#    justes ?
# 2. Pourquoi `backward` ajoute-t-il à `.grad` au lieu de le remplacer ? Citez un cas où c'est bien ce que l'on veut.
# 3. À quels endroits de la boucle peut-on effacer les gradients, et à quels endroits ne le peut-on pas ? En quoi la toute première époque est-elle
#    particulière ?
#
# === BEGIN MARK SCHEME ===
# **Barème** : un point par question ; un demi-point si le fait est énoncé sans justification.
#
# 1. La somme des gradients des trois premières pertes. Chacun a été calculé avec les valeurs que $w$ et $b$ avaient à ce moment-là. Avant le premier
#    `backward`, rien ne s'était accumulé : le premier pas est donc juste. Les deux premières pertes sont celles d'avant et d'après ce pas. Le
#    deuxième pas emploie deux gradients, et la troisième perte est la première qui soit fausse.
# 2. Un tenseur utilisé plusieurs fois dans un graphe reçoit une contribution de chaque usage, et la règle de dérivation en chaîne additionne ces
#    contributions. Pour la même raison, on peut additionner exprès plusieurs pertes ou plusieurs lots, avec un `backward` pour chacun (un grand lot
#    traité par parties, faute de mémoire). Un seul cas de ce genre suffit.
# 3. N'importe où entre l'emploi du gradient (la mise à jour) et le `backward` suivant : à la fin de la boucle, à son début, ou entre le calcul de la
#    perte et `backward`. On ne peut pas le faire entre `backward` et la mise à jour, car le pas serait perdu. Une seule fois avant la boucle ne
#    suffit pas. Avant le premier `backward`, `.grad` vaut `None` : `zero_()` y échoue, alors que l'affectation `.grad = None` réussit.
# === END MARK SCHEME ===

# %% [markdown] nbgrader={"grade": true, "grade_id": "explain_accumulation", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# After three epochs w.grad is the sum of three gradients, one for each loss. Each was computed at the parameters of its time. The first step uses one
# gradient only, so the losses before and after it are right. The second step already uses two gradients, and the third loss is the first wrong one.
# PyTorch adds because a tensor may be used at several places of a graph, and the chain rule sums what comes back from all of them. It also lets us
# call backward for several batches and take one step with the sum, when a large batch does not fit into memory. We may clear the gradients anywhere
# after the update and before the next backward, at the beginning of the loop or at its end. We may not clear them between backward and the update,
# because the step would be zero. In the first epoch .grad is None, so zero_() needs a check; the assignment .grad = None always works.
#
# Après trois époques, w.grad est la somme de trois gradients, un par perte. Chacun a été calculé avec les paramètres du moment. Le premier pas
# n'emploie qu'un gradient : les pertes d'avant et d'après sont donc justes. Le deuxième pas en emploie déjà deux, et la troisième perte est la
# première qui soit fausse. PyTorch ajoute parce qu'un tenseur peut servir à plusieurs endroits d'un graphe, et que la règle de dérivation en chaîne
# additionne ce qui revient de chacun d'eux. Cela permet aussi d'appeler backward pour plusieurs lots et de faire un seul pas avec la somme, quand un
# grand lot ne tient pas en mémoire. On peut effacer les gradients partout après la mise à jour et avant le backward suivant, au début ou à la fin de
# la boucle. On ne peut pas les effacer entre backward et la mise à jour, car le pas serait nul. À la première époque, .grad vaut None : zero_()
# demande donc une vérification ; l'affectation .grad = None réussit toujours.
# ### END SOLUTION

# %% [markdown] lang="en"
# ## ★ To go further — The derivative of a derivative
#
# This task earns no points. Write a function `curvature(f, at)` that returns the second derivative of `f` at the point `at`. Try it on `two_valleys`
# at the three points of the first experiment, and compare it with the second derivative that you find by hand. For which $u$ is the curvature
# negative? What does the curve look like there?
#
# <details><summary>Hint</summary>
#
# `torch.autograd.grad` with `create_graph=True` records the computation of the derivative too, so the derivative can
# be differentiated once more. At $-1.8$, $-0.6$ and $0.8$ you should find $30.88$, $-3.68$ and $-0.32$.
#
# </details>

# %% [markdown] lang="fr"
# ## ★ Pour aller plus loin — La dérivée d'une dérivée
#
# Cet exercice ne rapporte pas de points. Écrivez une fonction `curvature(f, at)` qui renvoie la dérivée seconde de `f` au point `at`. Essayez-la sur
# `two_valleys` aux trois points de la première expérience, et comparez le résultat à la dérivée seconde que vous trouvez à la main. Pour quelles
# valeurs de $u$ la courbure est-elle négative ? À quoi la courbe y ressemble-t-elle ?
#
# <details><summary>Indice</summary>
#
# Avec `create_graph=True`, `torch.autograd.grad` prend aussi note du calcul de la dérivée, que l'on peut donc dériver une fois de plus. En $-1.8$,
# $-0.6$ et $0.8$, vous devez trouver $30.88$, $-3.68$ et $-0.32$.
#
# </details>

# %% [markdown] lang="en"
# ## Who does what
#
# | task | step 2 | step 3 |
# |---|---|---|
# | prediction | by hand | by hand |
# | **gradient** | by hand | **PyTorch** |
# | loss | your function or PyTorch's | your function or PyTorch's |
# | update | by hand | by hand |

# %% [markdown] lang="fr"
# ## Qui fait quoi
#
# | tâche | étape 2 | étape 3 |
# |---|---|---|
# | prédiction | à la main | à la main |
# | **gradient** | à la main | **PyTorch** |
# | perte | votre fonction ou celle de PyTorch | votre fonction ou celle de PyTorch |
# | mise à jour | à la main | à la main |

# %% [markdown] lang="en"
# ## Recap
#
# - A tensor made with `requires_grad=True` is a leaf where a graph begins. `backward` adds to the `.grad` of each such leaf the derivative of the
#   result, a single number, with respect to that leaf.
# - Update the parameters in place, inside a `torch.no_grad()` block. Clear the gradients in every epoch, after the update and before the next
#   `backward`.
# - A gradient says in which direction the loss falls from this point, and how steep the slope is; it does not say
#   where the minimum is.
#
# In [step 4](../04_custom_function/04_custom_function.ipynb) you write the functions that autograd chains. The
# words of the course are in the [glossary](../glossary.md).

# %% [markdown] lang="fr"
# ## Récapitulatif
#
# - Un tenseur créé avec `requires_grad=True` est une feuille où commence un graphe. `backward` ajoute au `.grad` de chacune de ces feuilles la
#   dérivée du résultat, un seul nombre, par rapport à cette feuille.
# - Mettez les paramètres à jour sur place, dans un bloc `torch.no_grad()`. Effacez les gradients à chaque époque, après la mise à jour et avant le
#   `backward` suivant.
# - Un gradient dit dans quel sens la perte baisse à partir de ce point, et selon quelle pente ; il ne dit pas où est le minimum.
#
# À l'[étape 4](../04_custom_function/04_custom_function.ipynb), vous écrirez vous-même les fonctions qu'autograd enchaîne. Les mots du cours sont
# expliqués dans le [glossaire](../glossary.md).
