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
# # Step 4 — Your own differentiable functions
#
# In step 3 PyTorch computed every gradient. How does it know the derivative of a mean or of a matrix product? For each operation, somebody has
# written the derivative down. In this step you do it yourself. You write the model and the loss as two functions that know their own derivative, and
# PyTorch chains them. The step takes about two hours and is worth $20$ points.
#
# At the end you can
#
# - write a `torch.autograd.Function`: a `forward` and the `backward` that goes with it;
# - check a derivative against finite differences with `gradcheck`;
# - run a whole descent with your own functions, without the autograd engine;
# - log a descent for TensorBoard, and read what a learning rate does.

# %% [markdown] lang="fr"
# # Étape 4 — Vos propres fonctions dérivables
#
# À l'étape 3, PyTorch calculait tous les gradients. Comment connaît-il la dérivée d'une moyenne ou d'un produit matriciel ? Pour chaque opération,
# quelqu'un a écrit la dérivée. Dans cette étape, c'est vous qui le faites. Vous écrivez le modèle et la perte sous la forme de deux fonctions qui
# connaissent leur propre dérivée, et PyTorch les enchaîne. Comptez environ deux heures pour cette étape, qui vaut $20$ points.
#
# À la fin, vous saurez :
#
# - écrire une `torch.autograd.Function` : un `forward` et le `backward` qui lui correspond ;
# - vérifier une dérivée par différences finies avec `gradcheck` ;
# - mener toute une descente avec vos propres fonctions, sans le moteur d'autograd ;
# - journaliser une descente pour TensorBoard, et y lire l'effet d'un pas d'apprentissage.

# %%
import torch

from course.helpers import Context, Tape, backward, data, expect, functions, scalars, thread
from course.helpers.language import label
from course.helpers.leaves import leaf
from course.helpers.plotting.graph import computation_graph
from course.helpers.plotting.logged import learning_rates, logged_scalars

torch.set_num_threads(1)  # tiny tensors / de tout petits tenseurs
expect.step("04_custom_function")

# %% [markdown] lang="en"
# ## The idea
#
# A model is a chain of functions. Values travel forward along the chain, from the parameters to the loss $L$.
# Gradients travel back, from the loss to the parameters. Each function $v = f(u)$ of the chain does two things:
#
# - **forward**: it receives $u$ and returns $v$;
# - **backward**: it receives $\frac{\partial L}{\partial v}$, which PyTorch calls `grad_output`, and returns $\frac{\partial L}{\partial u}$.
#
# The chain rule says how to compute this result:
#
# $$\frac{\partial L}{\partial u_i} = \sum_j \frac{\partial L}{\partial v_j} \, \frac{\partial v_j}{\partial u_i}$$
#
# This sum is called a *vector–Jacobian product*: the *Jacobian* is the matrix of all $\frac{\partial v_j}{\partial u_i}$. The function itself has to
# know only these factors. It does not need to know what comes after it, because `grad_output` already contains that part of the derivative. At the
# end of the chain, $v$ is $L$ itself, and the first `grad_output` is $\frac{\partial L}{\partial L} = 1$.

# %% [markdown] lang="fr"
# ## L'idée
#
# Un modèle est une chaîne de fonctions. Les valeurs la parcourent vers l'avant, des paramètres à la perte $L$. Les gradients la remontent, de la
# perte aux paramètres. Chaque fonction $v = f(u)$ de la chaîne fait deux choses :
#
# - **forward**, vers l'avant : elle reçoit $u$ et renvoie $v$ ;
# - **backward**, vers l'arrière : elle reçoit $\frac{\partial L}{\partial v}$, que PyTorch appelle `grad_output`, et renvoie
#   $\frac{\partial L}{\partial u}$.
#
# La règle de dérivation en chaîne dit comment calculer ce résultat :
#
# $$\frac{\partial L}{\partial u_i} = \sum_j \frac{\partial L}{\partial v_j} \, \frac{\partial v_j}{\partial u_i}$$
#
# Cette somme s'appelle un *produit vecteur-jacobienne* (en anglais *vector–Jacobian product*) : la *jacobienne* est la matrice des
# $\frac{\partial v_j}{\partial u_i}$. La fonction elle-même n'a à connaître que ces facteurs. Elle n'a pas besoin de savoir ce qui vient après elle,
# car `grad_output` contient déjà cette partie de la dérivée. Au bout de la chaîne, $v$ est $L$ elle-même, et le premier `grad_output` vaut
# $\frac{\partial L}{\partial L} = 1$.

# %% [markdown] lang="en"
# ## A worked example
#
# `Exp` computes $v = e^u$, element by element. Since $\frac{\partial v}{\partial u} = e^u = v$, its `backward` needs the output $v$. So `forward`
# keeps $v$ in `ctx`, the context that PyTorch passes to both functions. We never make an instance of such a function: we call it through `Exp.apply`.

# %% [markdown] lang="fr"
# ## Un exemple complet
#
# `Exp` calcule $v = e^u$, terme à terme. Comme $\frac{\partial v}{\partial u} = e^u = v$, son `backward` a besoin de la sortie $v$. C'est pourquoi
# `forward` conserve $v$ dans `ctx`, le contexte que PyTorch remet aux deux méthodes. On ne crée jamais d'instance d'une telle fonction : on
# l'appelle par `Exp.apply`.

# %% [markdown] lang="en"
# **Predict before you run.** In the next cell, the output of `Exp` is multiplied by $10$, and the two results are added up. Which values does
# `grad_output` have when PyTorch calls the `backward` of `Exp`?
#
# <details><summary>Answer</summary>
#
# It is a tensor with the values $10$ and $10$. The loss is $L = 10 v_1 + 10 v_2$, so its derivative with respect to each $v_j$ is $10$. The gradient
# is therefore $10 e^0 = 10$ and $10 e^1 \approx 27.18$.
#
# </details>

# %% [markdown] lang="fr"
# **Prédisez avant d'exécuter.** Dans la cellule suivante, la sortie de `Exp` est multipliée par $10$, puis les deux résultats sont additionnés.
# Que vaut `grad_output` quand PyTorch appelle le `backward` de `Exp` ?
#
# <details><summary>Réponse</summary>
#
# C'est un tenseur qui contient les valeurs $10$ et $10$. La perte est $L = 10 v_1 + 10 v_2$, et sa dérivée par rapport à chaque $v_j$ vaut donc $10$.
# Le gradient vaut par conséquent $10 e^0 = 10$ et $10 e^1 \approx 27.18$.
#
# </details>


# %%
class Exp(torch.autograd.Function):
    @staticmethod
    def forward(ctx, u):
        v = u.exp()
        ctx.save_for_backward(v)
        return v

    @staticmethod
    def backward(ctx, grad_output):
        (v,) = ctx.saved_tensors
        return grad_output * v


u = torch.tensor([0.0, 1.0], requires_grad=True)
(10 * Exp.apply(u)).sum().backward()
u.grad, 10 * u.detach().exp()

# %% [markdown] lang="en"
# The factor $10$ reached `Exp` as `grad_output`. If the function did not multiply by `grad_output`, the gradient
# would be $10$ times too small.
#
# The figure shows such a chain for a linear model with two samples, one feature and one target. Each box is a function. The black numbers on an arrow
# are the values that travel forward. The coloured numbers below them are the gradients that PyTorch sends back along the same arrow. (PyTorch keeps
# the gradients of leaves only. `retain_grad` makes it keep those of `line` and `error` too, so that the figure can show them.)

# %% [markdown] lang="fr"
# Le facteur $10$ est parvenu à `Exp` dans `grad_output`. Sans le produit par `grad_output`, le gradient serait $10$ fois trop petit.
#
# La figure montre une telle chaîne pour un modèle linéaire, avec deux échantillons, une caractéristique et une cible. Chaque boîte est une fonction.
# Sur chaque flèche, les nombres en noir sont les valeurs qui vont vers l'avant. Les nombres en couleur, au-dessous, sont les gradients que PyTorch
# fait remonter le long de la même flèche. (PyTorch ne conserve que les gradients des feuilles. Avec `retain_grad`, il conserve aussi ceux de `line`
# et de `error`, pour que la figure puisse les montrer.)

# %%
given_values = [[1.0], [2.0]], [[3.0], [5.0]], [[1.0]], [0.0]
features, targets, weight, bias = (torch.tensor(values, requires_grad=True) for values in given_values)
line = features @ weight.T + bias
line.retain_grad()
error = torch.nn.functional.mse_loss(line, targets)
error.retain_grad()
error.backward()
computation_graph({"x": features, "w": weight, "b": bias, "y": targets, "prediction": line, "loss": error})

# %% [markdown] lang="en"
# ## Exercise 1 — `MSE` (4 points)
#
# Write the mean squared error of step 2 as a function of the prediction $p$ and the target $t$, both of shape `(N, K)`. Its value is a scalar tensor,
# the mean of $(p_{nk} - t_{nk})^2$ over all $N K$ elements.
#
# `backward` returns one gradient per input of `forward`, in the same order: first the gradient with respect to the prediction, then the gradient with
# respect to the target. The target has a gradient too, because in the formula it is an input like any other.
#
# Save the inputs in `ctx`, not an intermediate result such as $p - t$. PyTorch can differentiate a `backward` once
# more, but it then treats a saved intermediate result as a constant: the second derivative would be wrong, often
# without any message. (The exercise accepts both.)

# %% [markdown] lang="fr"
# ## Exercice 1 — `MSE` (4 points)
#
# Écrivez l'erreur quadratique moyenne de l'étape 2 comme une fonction de la prédiction $p$ et de la cible $t$, toutes deux de forme `(N, K)`. Sa
# valeur est un tenseur scalaire, la moyenne des $(p_{nk} - t_{nk})^2$ sur les $N K$ éléments.
#
# `backward` renvoie un gradient par entrée de `forward`, dans le même ordre : d'abord le gradient par rapport à la prédiction, puis le gradient par
# rapport à la cible. La cible a elle aussi un gradient, car dans la formule c'est une entrée comme une autre.
#
# Conservez dans `ctx` les entrées, et non un résultat intermédiaire comme $p - t$. PyTorch peut dériver un `backward` une
# fois de plus, mais un résultat intermédiaire conservé est pour lui une constante : la dérivée seconde serait fausse, souvent sans aucun message.
# (L'exercice accepte les deux.)

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# Take a single square $(p - t)^2$. Find its derivative with respect to $p$, then its derivative with respect to $t$. How do the two differ?
#
# <details><summary>Hint 2</summary>
#
# `backward` needs tensors that only `forward` has seen. As in `Exp`, keep them in `ctx` and take them out again. What does the mean do to the
# derivative of each square?
#
# <details><summary>Hint 3</summary>
#
# In each gradient there are three factors: `grad_output`, which is a single number here, the derivative of the
# square, and $\frac{1}{N K}$. A tensor's `numel()` gives $N K$. The second gradient is the first one with the
# opposite sign. Return both, separated by a comma.
#
# </details></details></details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Prenez un seul carré $(p - t)^2$. Trouvez sa dérivée par rapport à $p$, puis sa dérivée par rapport à $t$. En quoi diffèrent-elles ?
#
# <details><summary>Indice 2</summary>
#
# `backward` a besoin de tenseurs que seul `forward` a vus. Comme dans `Exp`, conservez-les dans `ctx`, puis reprenez-les. Que fait la moyenne à la
# dérivée de chaque carré ?
#
# <details><summary>Indice 3</summary>
#
# Chaque gradient comporte trois facteurs : `grad_output`, qui est ici un seul nombre, la dérivée du carré, et $\frac{1}{N K}$. La méthode `numel()`
# d'un tenseur donne $N K$. Le second gradient est le premier, avec le signe contraire. Renvoyez les deux, séparés par une virgule.
#
# </details></details></details>


# %% nbgrader={"grade": false, "grade_id": "MSE", "locked": false, "schema_version": 3, "solution": true, "task": false}
class MSE(torch.autograd.Function):
    """Mean squared error of two tensors (N, K), over all elements: a scalar tensor.
    Erreur quadratique moyenne de deux tenseurs (N, K), sur tous les éléments : un tenseur scalaire."""

    @staticmethod
    def forward(ctx, prediction, target):
        ### BEGIN SOLUTION
        ctx.save_for_backward(prediction, target)
        return ((prediction - target) ** 2).mean()
        ### END SOLUTION

    @staticmethod
    def backward(ctx, grad_output):
        ### BEGIN SOLUTION
        prediction, target = ctx.saved_tensors
        gradient = grad_output * 2 * (prediction - target) / prediction.numel()
        return gradient, -gradient
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_MSE", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
case = {"prediction": torch.tensor([[3.0, 1.0], [0.0, 2.0], [1.0, 4.0]]),
        "target": torch.tensor([[1.0, 1.0], [2.0, -2.0], [0.0, 0.0]])}
toward, sent = torch.tensor([[2.0, 0.0], [-2.0, 4.0], [1.0, 4.0]]) / 12, torch.tensor(0.25)
expect.calls(backward.value(MSE), case, gives=torch.tensor(41 / 6))
def mse_backward(prediction, target, grad_output):
    return backward.directly(MSE, prediction=prediction, target=target, grad_output=grad_output)
expect.observed(mse_backward, case | {"grad_output": sent}, gives=[toward, -toward],
                names=("prediction", "target"))

### BEGIN HIDDEN TESTS
from course.helpers import reference

right = reference.load("04_custom_function").MSE
names = ("prediction", "target", "grad_output")
rng = data.rng()
cases = []
for shape in [(5, 3), (4, 4), (1, 3), (6, 1), (1, 1)]:
    p, gap = rng.normal(size=shape), rng.uniform(0.5, 2, size=shape) * rng.choice([-1, 1], size=shape)
    scale = rng.uniform(1.5, 3) * rng.choice([-1, 1])
    cases.append(dict(zip(names, (torch.tensor(p), torch.tensor(p + gap), torch.tensor(scale)), strict=True)))
pairs = [{name: case[name] for name in names[:2]} for case in cases]
expect.calls(backward.value(MSE), pairs, gives=right.apply, dtypes=("float64",))
expect.calls(backward.of(MSE), cases, gives=backward.of(right), names=names[:2], dtypes=("float64",))
expect.calls(backward.of(MSE, only=0), cases[0], gives=backward.of(right, only=0), names=names[:1])
expect.calls(backward.of(MSE, only=1), cases[0], gives=backward.of(right, only=1), names=names[1:2])


def wanted(prediction, target, grad_output):
    return backward.directly(right, prediction=prediction, target=target, grad_output=grad_output)


expect.observed(mse_backward, cases, gives=wanted, names=names[:2])
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Exercise 2 — `Linear` (5 points)
#
# Write the linear model as a function of three inputs: `x` of shape `(N, D)`, `w` of shape `(K, D)` and `b` of shape `(K,)`. Its value has the shape
# `(N, K)`:
#
# $$v = x w^\top + b \qquad v_{nk} = \sum_{d=1}^{D} x_{nd} \, w_{kd} + b_k$$
#
# Here `grad_output` has the shape of $v$: one number per sample and target. `backward` returns the gradients with
# respect to `x`, `w` and `b`, in this order, each with the shape of its input. The bias $b_k$ appears in every row of
# $v$. What does the sum in the chain rule become for the bias?
#
# (`ctx.needs_input_grad` tells `backward` which gradients are wanted. For the other inputs it may return `None`, but
# it does not have to.)

# %% [markdown] lang="fr"
# ## Exercice 2 — `Linear` (5 points)
#
# Écrivez le modèle linéaire comme une fonction de trois entrées : `x` de forme `(N, D)`, `w` de forme `(K, D)` et `b` de forme `(K,)`. Sa valeur, de
# forme `(N, K)`, est :
#
# $$v = x w^\top + b \qquad v_{nk} = \sum_{d=1}^{D} x_{nd} \, w_{kd} + b_k$$
#
# Ici, `grad_output` a la forme de $v$ : un nombre par échantillon et par cible. `backward` renvoie les gradients par rapport à `x`, à `w` et à `b`,
# dans cet ordre, chacun de la forme de son entrée. Le biais $b_k$ figure dans chaque ligne de $v$. Que devient pour lui la somme de la règle de
# dérivation en chaîne ?
#
# (`ctx.needs_input_grad` dit à `backward` quels gradients sont demandés. Pour les autres entrées, il peut renvoyer `None` ; ce n'est pas demandé
# ici.)

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# Look at one weight $w_{kd}$. In which of the values $v_{nk}$ does it appear, and which number multiplies it there? Write the sum of the chain rule
# for it.
#
# <details><summary>Hint 2</summary>
#
# Let the shapes guide you: `grad_output` is `(N, K)`, and the three gradients must be `(N, D)`, `(K, D)` and `(K,)`. Which products of `grad_output`
# with `x` or `w` have these shapes? `backward` needs only two of the three inputs.
#
# <details><summary>Hint 3</summary>
#
# The gradient with respect to `x` is a product of the shapes `(N, K)` and `(K, D)`, the gradient with respect to `w` is one of the shapes `(K, N)`
# and `(N, D)`. For $b_k$ the derivative $\frac{\partial v_{nk}}{\partial b_k}$ is $1$ in each row, so add up `grad_output` over the rows.
#
# </details></details></details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Regardez un seul poids $w_{kd}$. Dans lesquelles des valeurs $v_{nk}$ figure-t-il, et quel nombre l'y multiplie ? Écrivez pour lui la somme de la
# règle de dérivation en chaîne.
#
# <details><summary>Indice 2</summary>
#
# Laissez-vous guider par les formes : `grad_output` est de forme `(N, K)`, et les trois gradients doivent être de formes `(N, D)`, `(K, D)` et
# `(K,)`. Quels produits de `grad_output` par `x` ou par `w` ont ces formes ? `backward` n'a besoin que de deux des trois entrées.
#
# <details><summary>Indice 3</summary>
#
# Le gradient par rapport à `x` est un produit de formes `(N, K)` et `(K, D)`, et le gradient par rapport à `w` un produit de formes `(K, N)` et
# `(N, D)`. Pour $b_k$, la dérivée $\frac{\partial v_{nk}}{\partial b_k}$ vaut $1$ dans chaque ligne : additionnez donc `grad_output` sur les lignes.
#
# </details></details></details>


# %% nbgrader={"grade": false, "grade_id": "Linear", "locked": false, "schema_version": 3, "solution": true, "task": false}
class Linear(torch.autograd.Function):
    """The linear model of x (N, D), w (K, D) and b (K,): a tensor (N, K).
    Le modèle linéaire de x (N, D), w (K, D) et b (K,) : un tenseur (N, K)."""

    @staticmethod
    def forward(ctx, x, w, b):
        ### BEGIN SOLUTION
        ctx.save_for_backward(x, w)
        return x @ w.T + b
        ### END SOLUTION

    @staticmethod
    def backward(ctx, grad_output):
        ### BEGIN SOLUTION
        x, w = ctx.saved_tensors
        return grad_output @ w, grad_output.T @ x, grad_output.sum(dim=0)
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_Linear", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
one, dx, sent = ({"x": torch.tensor([[1.0, 0.0, -1.0], [2.0, 2.0, 2.0], [1.0, 3.0, 2.0]]),
                  "w": torch.tensor([[2.0, -1.0, 1.0], [4.0, 5.0, -2.0]]), "b": torch.tensor([10.0, 20.0])},
                 torch.tensor([[-10.0, -16.0, 7.0], [-8.0, -17.0, 8.0], [20.0, 11.0, -2.0]]),
                 torch.tensor([[1.0, -3.0], [2.0, -3.0], [4.0, 3.0]]))
other = one | {"x": one["x"][:2, :2], "w": one["w"][:, :2]}
expect.calls(backward.value(Linear), [one, other],
             gives=[torch.tensor([[11.0, 26.0], [14.0, 34.0], [11.0, 35.0]]),
                    torch.tensor([[12.0, 24.0], [12.0, 38.0]])])
def linear_backward(x, w, b, grad_output):
    return backward.directly(Linear, x=x, w=w, b=b, grad_output=grad_output)
expect.observed(linear_backward, [one | {"grad_output": sent}, other | {"grad_output": sent[:2]}],
                gives=[[dx, torch.tensor([[9.0, 16.0, 11.0], [-6.0, 3.0, 3.0]]), torch.tensor([7.0, -3.0])],
                       [dx[:2, :2], torch.tensor([[5.0, 4.0], [-9.0, -6.0]]), torch.tensor([3.0, -6.0])]],
                names=("x", "w", "b"))

### BEGIN HIDDEN TESTS
from course.helpers import reference

right = reference.load("04_custom_function").Linear
names = ("x", "w", "b", "grad_output")
rng = data.rng()
cases = []
for n, d, k in [(5, 3, 2), (2, 4, 3), (3, 3, 3), (1, 3, 2), (4, 1, 3), (4, 3, 1), (1, 1, 1)]:
    drawn = [torch.tensor(rng.normal(size=size)) for size in ((n, d), (k, d), (k,), (n, k))]
    cases.append(dict(zip(names, drawn, strict=True)))
expect.calls(backward.value(Linear), [{name: case[name] for name in names[:3]} for case in cases], gives=right.apply, dtypes=("float64",))
expect.calls(backward.of(Linear), cases, gives=backward.of(right), names=names[:3], dtypes=("float64",))
for only in range(3):
    expect.calls(backward.of(Linear, only=only), cases[0], gives=backward.of(right, only=only), names=names[only : only + 1])


def wanted(x, w, b, grad_output):
    return backward.directly(right, x=x, w=w, b=b, grad_output=grad_output)


expect.observed(linear_backward, cases, gives=wanted, names=names[:3])


# Two layers, one upon the other.
def layers(linear):
    return lambda x, w, b: linear.apply(linear.apply(x, w, b), w.T, b[:1])


two = dict(zip(names, (torch.tensor(rng.normal(size=size)) for size in ((3, 1), (4, 1), (4,), (3, 1))), strict=True))
expect.calls(backward.of(layers(Linear)), two, gives=backward.of(layers(right)), names=names[:3])
### END HIDDEN TESTS

# %% [markdown] lang="en"
# Your two functions now do what PyTorch's own functions did in the figure above. The next cell puts them in the same
# chain and compares: the gradients with respect to `weight` and `bias` must be the same.

# %% [markdown] lang="fr"
# Vos deux fonctions font maintenant ce que faisaient celles de PyTorch dans la figure ci-dessus. La cellule suivante les met dans la même chaîne et
# compare les résultats : les gradients par rapport à `weight` et à `bias` doivent être les mêmes.

# %% tags=["experiment"]
yours = torch.autograd.grad(MSE.apply(Linear.apply(features, weight, bias), targets), (weight, bias))
for gradient, parameter in zip(yours, (weight, bias), strict=True):
    print(gradient, parameter.grad)

# %% [markdown] lang="en"
# ## Exercise 3 — `gradients_agree` (2 points)
#
# The loss can fall although `backward` is wrong, and then its curve does not show the mistake. The central differences of step 1 can show it, because
# they use `forward` alone. `torch.autograd.gradcheck` compares them with `backward`. It needs double precision, because the difference of two values
# at points only $2 \times 10^{-6}$ apart is lost in the rounding errors of `float32`. It checks only the inputs that require a gradient. And it
# raises an exception when the two disagree, or when `backward` fails.
#
# Write `gradients_agree(function, inputs)`. You can call `function` like a function; it is `MSE.apply`, for example. The argument `inputs` is a tuple
# of floating-point tensors, of any precision, with or without `requires_grad`. Return `True` when `backward` and the finite differences agree for
# *all* inputs. Return `False`, without an exception, when `backward` gives a wrong value, a gradient that does not fit its input, or too few
# gradients, and when it raises an exception itself. (PyTorch adds up a gradient that is too large, `(N, K)` for `(K,)`: `gradcheck` does not notice
# that.) Do not change the caller's tensors. Such a check is valid at one point and within a tolerance; it proves nothing about other points.

# %% [markdown] lang="fr"
# ## Exercice 3 — `gradients_agree` (2 points)
#
# Une descente peut réussir avec un `backward` faux, et la courbe de perte ne montre alors pas l'erreur. Les différences centrées de l'étape 1 peuvent
# la montrer, car elles n'emploient que `forward`. `torch.autograd.gradcheck` les compare à `backward`. Il lui faut la double précision, car la
# différence des valeurs en deux points distants de $2 \times 10^{-6}$ se perd dans les erreurs d'arrondi de `float32`. Il ne vérifie que les entrées
# dont on demande le gradient. Et il lève une exception quand les deux résultats diffèrent, ou quand `backward` échoue.
#
# Écrivez `gradients_agree(function, inputs)`. L'argument `function` est un objet que l'on appelle comme une fonction, par exemple `MSE.apply`.
# L'argument `inputs` est un tuple de tenseurs à virgule flottante, de précision quelconque, avec ou sans `requires_grad`. Renvoyez `True` quand
# `backward` et les différences finies concordent pour *toutes* les entrées. Renvoyez `False`, sans exception, quand `backward` donne une valeur
# fausse, un gradient qui ne convient pas à son entrée ou trop peu de gradients, ou quand il lève lui-même une exception. (PyTorch somme un gradient
# trop grand, `(N, K)` pour `(K,)` : `gradcheck` ne le voit pas.) Ne modifiez pas les tenseurs du code appelant. Une telle vérification vaut en un
# point et à une tolérance près ; elle ne prouve rien ailleurs.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# The text names three properties of `gradcheck`: its precision, the inputs that it checks, and what it does on a
# failure. What does your function have to do because of each of them?
#
# <details><summary>Hint 2</summary>
#
# Prepare a tensor of your own from each input: in double precision, and with a gradient required. Every tensor has the methods `detach`, `clone`,
# `double` and `requires_grad_`. Start with `detach` and `clone`, so that you do not touch the caller's tensor: `double` copies nothing when the
# numbers are in double precision already.
#
# <details><summary>Hint 3</summary>
#
# `gradcheck` takes the function and a tuple of inputs, and returns `True` when the two agree. Call it in a `try`
# block. When it raises any exception,
# the answer is `False`.
#
# </details></details></details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# L'énoncé cite trois propriétés de `gradcheck` : sa précision, les entrées qu'il vérifie, et ce qu'il fait en cas d'échec. Que doit faire votre
# fonction pour tenir compte de chacune ?
#
# <details><summary>Indice 2</summary>
#
# Préparez à partir de chaque entrée un nouveau tenseur, en double précision, dont on demande le gradient. Tout tenseur a les méthodes `detach`,
# `clone`, `double` et `requires_grad_`. Commencez par `detach` et `clone`, pour ne pas toucher au tenseur du code appelant : `double` ne copie rien
# quand les nombres sont déjà en double précision.
#
# <details><summary>Indice 3</summary>
#
# `gradcheck` prend la fonction et un tuple d'entrées, et renvoie `True` quand les deux résultats concordent. Appelez-le dans un bloc `try`. S'il lève
# une exception, quelle qu'elle soit, la réponse est `False`.
#
# </details></details></details>


# %% nbgrader={"grade": false, "grade_id": "gradients_agree", "locked": false, "schema_version": 3, "solution": true, "task": false}
def gradients_agree(function, inputs):
    """True if autograd and finite differences give the same gradients of `function` at `inputs`, else False.
    True si autograd et les différences finies donnent les mêmes gradients de `function` en `inputs`, sinon False."""
    ### BEGIN SOLUTION
    doubles = tuple(tensor.detach().clone().double().requires_grad_() for tensor in inputs)
    try:
        return torch.autograd.gradcheck(function, doubles)
    except Exception:
        return False
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_gradients_agree", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
p, q = torch.tensor([-2.0]).double(), torch.tensor([1.5]).double()
both, none, first = (leaf(p), leaf(q)), (p, q), (leaf(p), q)
asked = [("right", both), ("right", none), ("right", (p.float(), q.float()))]
asked += [("exchanged", both), ("first_wrong", both), ("second_wrong", first), ("raises", none)]
cases = [{"function": backward.product(rule), "inputs": inputs} for rule, inputs in asked]
expect.calls(gradients_agree, cases, gives=[True] * 3 + [False] * 4, dtypes=())

### BEGIN HIDDEN TESTS
rng = data.rng()
p, q = (torch.tensor(rng.uniform(0.5, 2, size=(2, 2))) for _ in range(2))
p[0, 0] += 4
both, one = (leaf(p[0]), leaf(q[0])), (leaf(p[0, 1:]), leaf(q[0, 1:]))
agree = [
    (torch.sin, (p[0].float(),)),
    (lambda a: (a**3).sum(), (p[1],)),
    (lambda a, b, c: a * b + c, (p[0, 1:], leaf(q[0, 1:].float()), q[1, 1:])),
    (backward.product("right"), ((p[:, :1] + 1000).float(), q[0, :1].float())),
]
wrong = ["without_grad_output", "mean_of_grad_output", "wrong_for_large_p"]
differ = [(backward.product(rule), both) for rule in wrong]
wrong = ["second_hardly_wrong", "none_for_q", "wrong_shape", "one_gradient", "raises"]
differ += [(backward.product(rule), one) for rule in wrong]
differ += [(lambda a: a * a.detach(), (p[0, 1:].float(),))]
differ += [(lambda a, b, c: a * b.detach() + c, (*one, q[1, 1:])), (lambda a, b, c: a * b + c.detach(), (*one, q[1, 1:]))]
asked = [(*case, True) for case in agree] + [(*case, False) for case in differ]
asked = [asked[i] for i in rng.permutation(len(asked))]
cases = [{"function": function, "inputs": inputs} for function, inputs, _ in asked]
expect.calls(gradients_agree, cases, gives=[right for _, _, right in asked], dtypes=())
### END HIDDEN TESTS

# %% [markdown] lang="en"
# Now check your own two functions. Both answers must be `True`. The third line differentiates once more:
# `gradgradcheck` compares the second derivatives. If it prints `False`, your `MSE` has probably saved an intermediate
# result.
# If the `backward` of a function must not be differentiated, mark it with the decorator `@once_differentiable`:
# PyTorch then raises an error in many cases, though not in all, instead of computing a wrong number.

# %% [markdown] lang="fr"
# Vérifiez maintenant vos deux fonctions. Les deux réponses doivent être `True`. La troisième ligne dérive une fois de plus : `gradgradcheck` compare
# les dérivées secondes. Si elle affiche `False`, votre `MSE` a sans doute conservé un résultat intermédiaire. Une fonction dont on ne doit pas
# dériver le `backward` peut le signaler avec le décorateur `@once_differentiable` : PyTorch lève alors une erreur dans bien des cas, mais pas dans
# tous, au lieu de calculer un nombre faux.

# %% tags=["experiment"]
print(gradients_agree(MSE.apply, (line, targets)))
print(gradients_agree(Linear.apply, (features, weight, bias)))
twice = tuple(tensor.detach().double().requires_grad_() for tensor in (line, targets))
print(torch.autograd.gradgradcheck(MSE.apply, twice, raise_exception=False))

# %% [markdown] lang="en"
# ## Exercise 4 — `backpropagate` (4 points)
#
# PyTorch chains your functions with an *engine*. You can write this engine yourself. It needs a record of what was
# computed. A `Tape` (from `course.helpers`) is such a record: `tape.record(function, u, v)` calls `function.forward`
# with a fresh context, notes the call, and returns the output. The next cell records $L = u v + u$ with two small
# functions, `Times` and `Plus`. Then it sends the number $1$ back through the second one.

# %% [markdown] lang="fr"
# ## Exercice 4 — `backpropagate` (4 points)
#
# PyTorch enchaîne vos fonctions à l'aide d'un *moteur*. Vous pouvez écrire ce moteur vous-même. Il lui faut un relevé de ce qui a été calculé. Un
# objet `Tape` (« bande », de `course.helpers`) est un relevé de ce genre : `tape.record(function, u, v)` appelle `function.forward` avec un contexte
# neuf, note l'appel et renvoie la sortie. La cellule suivante enregistre $L = u v + u$ avec deux petites fonctions, `Times` et `Plus`. Ensuite, elle
# envoie le nombre $1$ vers l'arrière à travers la seconde des deux.

# %%
tape, u, v = Tape(), torch.tensor(2.0), torch.tensor(3.0)
total = tape.record(functions.Plus, tape.record(functions.Times, u, v), u)
for entry in tape:
    print(entry.function.__name__, entry.inputs, "→", entry.output)
function, ctx, inputs, output = tape[-1]
function.backward(ctx, torch.tensor(1.0))

# %% [markdown] lang="en"
# Each entry of the tape is a named tuple `(function, ctx, inputs, output)`, and `inputs` is a tuple of tensors. Both inputs of `Plus` receive the
# gradient $1$. For `u` this is not the whole gradient, because `Times` uses `u` too: by hand, $\frac{\partial L}{\partial u} = v + 1 = 4$.
#
# Write `backpropagate(tape, output, wanted)`. The argument `output` is a scalar tensor, and `wanted` is a list of tensors. Return the list of the
# gradients of `output` with respect to these tensors, in the same order.
#
# - The gradient of `output` with respect to itself is $1$. With respect to a tensor on which it does not depend, return `None`.
# - A tensor may be an input of several entries, or twice of the same one.
# - Tell tensors apart by identity (`is`, `id`), because two tensors may hold the same numbers.
# - A `backward` may return `None` for an input that gets no gradient. With a single input, it may return a bare tensor and no tuple.
# - Do not change the tape or the tensors in it. During the test, the engine of autograd is switched off. If your code
#   calls it, the test says so.

# %% [markdown] lang="fr"
# Chaque élément de la bande est un tuple nommé `(function, ctx, inputs, output)`, où `inputs` est un tuple de tenseurs. Les deux entrées de `Plus`
# reçoivent le gradient $1$. Pour `u`, ce n'est pas tout le gradient, car `Times` emploie aussi `u` : à la main,
# $\frac{\partial L}{\partial u} = v + 1 = 4$.
#
# Écrivez `backpropagate(tape, output, wanted)`. L'argument `output` est un tenseur scalaire, et `wanted` une liste de tenseurs. Renvoyez la liste des
# gradients de `output` par rapport à ces tenseurs, dans le même ordre.
#
# - Le gradient de `output` par rapport à lui-même vaut $1$. Par rapport à un tenseur dont il ne dépend pas, renvoyez `None`.
# - Un tenseur peut être l'entrée de plusieurs appels, ou deux fois celle d'un même appel.
# - Distinguez les tenseurs par leur identité (`is`, `id`), car deux tenseurs peuvent contenir les mêmes nombres.
# - Un `backward` peut renvoyer `None` pour une entrée qui ne reçoit pas de gradient. Pour une entrée unique, il peut renvoyer un tenseur seul.
# - Ne modifiez ni la bande, ni les tenseurs qu'elle contient. Le test désactive le moteur d'autograd, et le signale si votre code l'appelle.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# Do it by hand for the tape above. In which order do you go through the entries? What must you know about an entry before you can call its
# `backward`?
#
# <details><summary>Hint 2</summary>
#
# Keep a dictionary from `id(tensor)` to the gradient that has arrived there so far. What does it contain at the start? What do you do when a second
# gradient arrives at the same tensor?
#
# <details><summary>Hint 3</summary>
#
# Go through `reversed(tape)`. Skip an entry whose `output` has no gradient yet. Otherwise call its `backward`; if it
# returns one tensor, put this tensor in a tuple. Store each gradient that is not `None` for its input. If a gradient is
# stored there already, store the sum. Add with `old + new`; `+=` would write into a tensor that another input shares.
# `dict.get` returns `None` for a key that is not there.
#
# </details></details></details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Faites-le à la main pour la bande ci-dessus. Dans quel ordre parcourez-vous les appels ? Que faut-il savoir d'un appel avant de pouvoir appeler son
# `backward` ?
#
# <details><summary>Indice 2</summary>
#
# Tenez un dictionnaire qui associe à `id(tensor)` le gradient qui y est arrivé jusque-là. Que contient-il au départ ? Que faites-vous quand un second
# gradient arrive au même tenseur ?
#
# <details><summary>Indice 3</summary>
#
# Parcourez `reversed(tape)`. Sautez les appels dont `output` n'a pas encore de gradient. Pour les autres, appelez `backward`, mettez un tenseur seul
# dans un tuple, et notez pour l'entrée correspondante chaque gradient qui n'est pas `None` : tel quel, ou ajouté à celui qui s'y trouve. Ajoutez avec
# `old + new` ; `+=` écrirait dans un tenseur que partage une autre entrée. `dict.get` renvoie `None` là où il n'y a rien.
#
# </details></details></details>


# %% nbgrader={"grade": false, "grade_id": "backpropagate", "locked": false, "schema_version": 3, "solution": true, "task": false}
def backpropagate(tape, output, wanted):
    """The list of the gradients of the scalar tensor `output` with respect to the tensors in `wanted`, None if there is none.
    Les gradients du tenseur scalaire `output` par rapport aux tenseurs de `wanted` : une liste, None là où il n'y en a pas."""
    ### BEGIN SOLUTION
    gradients = {id(output): torch.ones_like(output)}
    for function, ctx, inputs, result in reversed(tape):
        if id(result) not in gradients:
            continue
        sent = function.backward(ctx, gradients[id(result)])
        for tensor, gradient in zip(inputs, sent if isinstance(sent, tuple) else (sent,), strict=True):
            if gradient is not None:
                arrived = gradients.get(id(tensor))
                gradients[id(tensor)] = gradient if arrived is None else arrived + gradient
    return [gradients.get(id(tensor)) for tensor in wanted]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_backpropagate", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
def sent_back(u, v):
    tape = functions.Tape()
    part = tape.record(functions.Plus, tape.record(functions.ScaledBy, tape.record(functions.Times, u, v), v), u)
    total = tape.record(functions.Plus, part, part)
    return functions.sent_back(backpropagate, tape, tape.record(functions.Mean, total),
                               [u, v, part, total, apart := tape.record(functions.Times, v, v),
                                tape.record(functions.Plus, apart, u)])
expect.observed(sent_back, {"u": torch.tensor([2.0, 3.0]), "v": torch.tensor([2.0, 3.0])},
                gives=[*map(torch.tensor, ([5.0, 10.0], [4.0, 9.0], [1.0, 1.0], [0.5, 0.5])), None, None],
                names=("u", "v", "u * v * v + u", "2 * (u * v * v + u)", "v * v", "v * v + u"),
                forbids="torch.autograd")

### BEGIN HIDDEN TESTS
from course.helpers import reference

right = reference.load("04_custom_function").backpropagate
rng = data.rng()


def sent_back_by(program, inputs, at, wanted):
    tape, tensors = functions.recorded(program, inputs)
    found = functions.sent_back(backpropagate, tape, tensors[at], [tensors[number] for number in wanted])
    return [found, len(tape), [tensor.clone() for tensor in tensors]]


def wanted_of(program, inputs, at, wanted):
    tape, tensors = functions.recorded(program, inputs)
    return [right(tape, tensors[at], [tensors[number] for number in wanted]), len(tape), tensors]


def own_gradient(program, inputs):
    tape, tensors = functions.recorded(program, inputs)
    return float(backpropagate(tape, tensors[-1], [tensors[-1]])[0])


# Three inputs, six calls on whatever is there, the loss, and one call after it. The loss can leave some of them out.
cases = []
for last in (8, 8, 8, 7, 5, 3):
    program = [("Times", 0, 0)]
    for here in range(4, 9):
        name = ("Plus", "Times", "ScaledBy")[rng.integers(3)]
        program.append((name, int(rng.integers(here)), int(rng.integers(here - 2, here))))
    program += [("Mean", last), ("ScaledBy", 9, 9)]
    inputs = [torch.tensor(rng.uniform(0.5, 1.5, size=3)) for _ in range(3)]
    wanted = [int(number) for number in rng.permutation([0, 1, 2, 0, *range(3, 9), 10])]
    cases.append({"program": program, "inputs": inputs, "at": 9, "wanted": wanted})
# Two calls of one function on the same inputs have equal outputs, and the loss comes from one of them.
inputs = [torch.tensor(rng.uniform(0.5, 1.5, size=3)) for _ in range(2)]
for used in (2, 3):
    program = [("Times", 0, 1), ("Times", 0, 1), ("Mean", used)]
    cases.append({"program": program, "inputs": inputs, "at": 4, "wanted": [0, 1, 2, 3]})
# Every wanted tensor has some gradient long before it has its whole gradient.
program = [("Times", 0, 1), ("Plus", 2, 0), ("Plus", 2, 3), ("Plus", 4, 1), ("Mean", 5)]
cases += [{"program": program, "inputs": inputs, "at": 6, "wanted": wanted} for wanted in ([0], [0, 1])]
# Three inputs; one input and a tuple, with an output in the memory of its input; and a gradient that is zero.
program, inputs = [("TimesPlus", 0, 1, 2), ("Row", 3), ("Mean", 4)], [inputs[0], torch.zeros(3).double(), inputs[1]]
cases += [{"program": program, "inputs": inputs, "at": 5, "wanted": [0, 1, 2, 3, 4]}]
values = torch.tensor([2.0, 2.0])
cases += [{"program": [], "inputs": [values, values.clone(), values[0]], "at": 2, "wanted": wanted} for wanted in ([1, 0], [])]
expect.observed(sent_back_by, cases, gives=wanted_of, names=functions.FACTS, forbids="torch.autograd")
expect.observed(own_gradient, {"program": [("Mean", 0)], "inputs": [values]}, gives=1.0, forbids="torch.autograd")
### END HIDDEN TESTS

# %% [markdown] lang="en"
# With a tape and these few lines, your functions no longer need PyTorch's engine. The next cell computes the gradients of the figure once more, with
# your engine.

# %% [markdown] lang="fr"
# Avec une bande et ces quelques lignes, vos fonctions n'ont plus besoin du moteur de PyTorch. La cellule suivante calcule encore une fois les
# gradients de la figure, avec votre moteur.

# %% tags=["experiment"]
tape = Tape()
your_loss = tape.record(MSE, tape.record(Linear, features, weight, bias), targets)
with torch.no_grad():
    yours = backpropagate(tape, your_loss, [weight, bias])
list(zip(yours, (weight.grad, bias.grad), strict=True))

# %% [markdown] lang="en"
# ## Exercise 5 — `descend` (3 points)
#
# Now send the gradients back yourself. Outside the engine, you have to make the `ctx` yourself: call `Context()`. One
# iteration has three parts:
#
# 1. forward: `linear.forward(ctx, x, w, b)` returns the prediction, then `loss.forward(ctx, prediction, y)` returns the loss;
# 2. backward: `loss.backward(ctx, torch.tensor(1.0))` returns the gradients with respect to the prediction and to the target, then `linear.backward`
#    receives the first of the two;
# 3. update: `w` and `b` take a step against their gradients, with the learning rate `lr`.
#
# The `backward` of a function receives the `ctx` of its own `forward`. Each pair `forward`/`backward` needs a fresh `Context()`.
#
# The descent stops after the first iteration whose loss is at most `target_loss`, or after `max_iterations`
# iterations. In this last iteration, the update is still made. `descend` returns `(w, b, losses)`, where `losses` is
# the list of the losses before each update, as Python `float` numbers. Do not change the caller's tensors `w` and
# `b`. The functions `linear` and `loss` are arguments: call the functions that you are given, whatever they compute.

# %% [markdown] lang="fr"
# ## Exercice 5 — `descend` (3 points)
#
# Faites maintenant remonter les gradients vous-même. Sans le moteur, c'est `Context()` qui crée un `ctx`. Une itération a trois parties :
#
# 1. vers l'avant : `linear.forward(ctx, x, w, b)` renvoie la prédiction, puis `loss.forward(ctx, prediction, y)` renvoie la perte ;
# 2. vers l'arrière : `loss.backward(ctx, torch.tensor(1.0))` renvoie les gradients par rapport à la prédiction et à la cible, puis `linear.backward`
#    reçoit le premier des deux ;
# 3. mise à jour : `w` et `b` font un pas dans le sens opposé à leur gradient, avec le pas d'apprentissage `lr`.
#
# Le `backward` d'une fonction reçoit le `ctx` de son propre `forward`. Chaque paire `forward`/`backward` demande un `Context()` neuf.
#
# La descente s'arrête après la première itération dont la perte est inférieure ou égale à `target_loss`, ou au bout de `max_iterations` itérations.
# La dernière itération fait elle aussi sa mise à jour. `descend` renvoie `(w, b, losses)`, où `losses` est la liste des pertes avant chaque mise à
# jour, sous la forme de nombres Python de type `float`. Ne modifiez pas les tenseurs `w` et `b` du code appelant. Les fonctions `linear` et `loss`
# sont des arguments : appelez les fonctions que l'on vous donne, quoi qu'elles calculent.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# Draw the chain from `x`, `w` and `b` to the loss. Write on each arrow what goes forward, and below it what comes back.
#
# <details><summary>Hint 2</summary>
#
# Each iteration needs two contexts: one for `linear`, the other for `loss`. Make them inside the loop. The way back has the opposite order: first the
# `backward` of `loss`, then that of `linear`.
#
# <details><summary>Hint 3</summary>
#
# The order of an iteration is: call both `forward`, add the loss to the list, call both `backward`, make the update.
# Only then compare the loss with `target_loss`, with `<=`. Some gradients that come back are not needed, but you have
# to receive them. Subtract without `-=`, so that the caller's tensors stay as they are.
#
# </details></details></details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Dessinez la chaîne, de `x`, `w` et `b` jusqu'à la perte. Notez sur chaque flèche ce qui va vers l'avant et, au-dessous, ce qui revient.
#
# <details><summary>Indice 2</summary>
#
# Chaque itération demande deux contextes : l'un pour `linear`, l'autre pour `loss`. Créez-les dans la boucle. Le retour se fait dans l'ordre
# inverse : d'abord le `backward` de `loss`, puis celui de `linear`.
#
# <details><summary>Indice 3</summary>
#
# L'ordre d'une itération est le suivant : les deux `forward`, la perte dans la liste, les deux `backward`, la mise à jour, et seulement alors la
# comparaison avec `target_loss`, avec `<=`. Certains gradients qui reviennent ne servent pas, mais il faut les recevoir. Soustrayez sans `-=`, pour
# que les tenseurs du code appelant restent tels quels.
#
# </details></details></details>


# %% nbgrader={"grade": false, "grade_id": "descend", "locked": false, "schema_version": 3, "solution": true, "task": false}
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    """Gradient descent with `linear` and `loss`, without the autograd engine: (w, b, losses).
    Descente de gradient avec `linear` et `loss`, sans le moteur d'autograd : (w, b, losses)."""
    ### BEGIN SOLUTION
    losses = []
    for _ in range(max_iterations):
        linear_ctx, loss_ctx = Context(), Context()
        prediction = linear.forward(linear_ctx, x, w, b)
        losses.append(float(loss.forward(loss_ctx, prediction, y)))
        d_prediction, _target = loss.backward(loss_ctx, torch.tensor(1.0))
        _x, dw, db = linear.backward(linear_ctx, d_prediction)
        w, b = w - lr * dw, b - lr * db
        if losses[-1] <= target_loss:
            break
    return w, b, losses
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_descend", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
x, y, w, b = map(torch.tensor, ([[1.0], [2.0]], [[2.0], [4.0]], [[0.5]], [-1.0]))
asked, used = ({"x": x, "y": y, "w": w, "b": b, "lr": 0.0625},
               {"linear": functions.Line, "loss": functions.Skewed})
cases = [asked | {"target_loss": aim, "max_iterations": most} | used
         for aim, most in ((-9.0, 3), (0.1328125, 5), (0.14, 5))]
whole = torch.tensor([[0.9716797]]), torch.tensor([-1.1611328]), [1.75, 0.1328125, 0.0784302]
stopped = torch.tensor([[0.9453125]]), torch.tensor([-1.1875]), [1.75, 0.1328125]
expect.calls(descend, cases, gives=[whole, stopped, stopped], names=("w", "b", "losses"),
             forbids="torch.autograd")

### BEGIN HIDDEN TESTS
from course.helpers import reference

solved = reference.load("04_custom_function")
rng = data.rng()
own, fresh = {}, []


def recorded(function):
    """A function that takes note whether each forward gets a fresh Context, and saves in a context of its own."""

    class Recorded:
        @staticmethod
        def forward(ctx, *inputs, **named):
            fresh.append(ctx not in own)
            own[ctx] = Context()
            return function.forward(own[ctx], *inputs, **named)

        @staticmethod
        def backward(ctx, grad_output):
            return function.backward(own.get(ctx, Context()), grad_output)

    return Recorded


class Doubled:
    """Not the linear model: 2 · x w^T − b."""

    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w)
        return 2 * x @ w.T - b

    @staticmethod
    def backward(ctx, grad_output):
        x, w = ctx.saved_tensors
        return 2 * grad_output @ w, 2 * grad_output.T @ x, -grad_output.sum(dim=0)


# Whether the loss rises (lr = 20) or hardly moves (1e-7), the descent goes on. It rises on one example only: on several,
# what rounding adds in float32 grows by more than the result does.
linear, loss = recorded(solved.Linear), recorded(solved.MSE)
cases = []
for n, d, k, lr, iterations in [(5, 3, 2, 0.1, 3), (1, 3, 3, 20.0, 3), (3, 3, 1, 0.05, 2), (2, 1, 1, 1e-7, 3), (1, 1, 1, 0.01, 1)]:
    x, y, w, b = (torch.tensor(rng.normal(size=size)) for size in ((n, d), (n, k), (k, d), (k,)))
    asked = {"x": x, "y": y, "w": w, "b": b, "lr": lr, "target_loss": -99.0, "max_iterations": iterations}
    cases.append(asked | {"linear": linear, "loss": loss})
# The first iteration can be the last; above the target, though by little, the descent goes on.
first = solved.MSE.forward(Context(), cases[0]["x"] @ cases[0]["w"].T + cases[0]["b"], cases[0]["y"]).item()
cases += [cases[0] | {"target_loss": share * first} for share in (1.001, 0.999)]
cases += [cases[0] | {"linear": recorded(Doubled), "loss": recorded(functions.Skewed), "lr": 0.01}]
names = ("w", "b", "losses")
expect.calls(descend, cases, gives=solved.descend, names=names, forbids="torch.autograd", dtypes=("float64",))
expect.that(all(fresh), of="descend(…)", mistake="context.reused")
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Exercise 6 — `Square`: find the bug (2 points)
#
# This function squares its input, element by element. Its `forward` is in the cell below. Its `backward` passes
# the test of its author. In that test, $x^2$ is the last function of the chain. In most other chains the gradient is
# wrong. Find the mistake, and write the repaired `backward`.
#
# ```python
# def backward(ctx, grad_output):
#     (x,) = ctx.saved_tensors
#     return 2 * x
# ```

# %% [markdown] lang="fr"
# ## Exercice 6 — `Square` : trouvez l'erreur (2 points)
#
# Cette fonction élève son entrée au carré, terme à terme. Son `forward` se trouve dans la cellule ci-dessous. Son `backward` réussit le test de son
# auteur, où $x^2$ est le dernier maillon de la chaîne. Dans la plupart des autres chaînes, le gradient est faux. Trouvez l'erreur, et écrivez le
# `backward` corrigé.
#
# ```python
# def backward(ctx, grad_output):
#     (x,) = ctx.saved_tensors
#     return 2 * x
# ```

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# Put the function into a longer chain, $L = 10 x^2$ for example. Which gradient do you expect at $x = 3$, and which one does this `backward` return?
#
# <details><summary>Hint 2</summary>
#
# Compare this method with the `backward` of `Exp`. Which of its two inputs does the faulty method never use?
#
# <details><summary>Hint 3</summary>
#
# $2 x$ is the derivative of the function itself. The chain rule multiplies it, element by element, by what arrives from the functions after it. At
# the end of the chain this factor is $1$, so the author's test did not notice that it was missing.
#
# </details></details></details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Placez la fonction dans une chaîne plus longue, par exemple $L = 10 x^2$. Quel gradient attendez-vous en $x = 3$, et lequel ce `backward`
# renvoie-t-il ?
#
# <details><summary>Indice 2</summary>
#
# Comparez la méthode de l'énoncé au `backward` de `Exp`. Laquelle de ses deux entrées la méthode fautive n'emploie-t-elle jamais ?
#
# <details><summary>Indice 3</summary>
#
# $2 x$ est la dérivée de la fonction elle-même. La règle de dérivation en chaîne la multiplie, terme à terme, par ce qui arrive des fonctions
# suivantes. Au bout de la chaîne, ce facteur vaut $1$ : le test de l'auteur ne pouvait donc pas révéler qu'il manquait.
#
# </details></details></details>


# %% nbgrader={"grade": false, "grade_id": "Square", "locked": false, "schema_version": 3, "solution": true, "task": false}
class Square(torch.autograd.Function):
    """The square of each element of x, any shape.
    Le carré de chaque élément de x, de forme quelconque."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**2

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        ### BEGIN SOLUTION
        return grad_output * 2 * x
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_Square", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
x, sent = (torch.tensor([[3.0, -2.0, 0.5], [1.0, 0.0, -1.0]]),
           torch.tensor([[10.0, 1.0, -4.0], [2.0, 3.0, 5.0]]))
expect.calls(backward.value(Square), {"x": x}, gives=torch.tensor([[9.0, 4.0, 0.25], [1.0, 0.0, 1.0]]))
def square_backward(x, grad_output):
    return backward.directly(Square, x=x, grad_output=grad_output)
expect.observed(square_backward, {"x": x, "grad_output": sent},
                gives=[torch.tensor([[60.0, -4.0, -4.0], [4.0, 0.0, -10.0]])], names=("x",))

### BEGIN HIDDEN TESTS
from course.helpers import reference

right = reference.load("04_custom_function").Square
rng = data.rng()
cases = []
for shape in [(4, 3), (), (1,), (2, 1, 3)]:
    x, sent = rng.uniform(0.5, 1.5, size=shape), rng.uniform(1.5, 3, size=shape) * rng.choice([-1, 1], size=shape)
    cases.append({"x": torch.tensor(-x), "grad_output": torch.tensor(sent)})
expect.calls(backward.value(Square), [{"x": case["x"]} for case in cases], gives=right.apply, dtypes=("float64",))
expect.calls(backward.of(Square), cases, gives=backward.of(right), names=("x",), dtypes=("float64",))


def wanted(x, grad_output):
    return backward.directly(right, x=x, grad_output=grad_output)


expect.observed(square_backward, cases, gives=wanted, names=("x",))


def chain(square):
    return lambda x: square.apply(5 * square.apply(x))


expect.calls(backward.of(chain(Square)), cases[0], gives=backward.of(chain(right)), names=("x",))
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Experiment — Three learning rates, and the log of TensorBoard
#
# The toy data are $50$ samples with $13$ features and $3$ targets. All of them are random numbers. How many iterations does the descent need to bring
# the loss down to $0.70$? We run it with `lr = 0.01` from a first starting point. From a second starting point, we run it with `0.0001` (stopped
# after $1001$ iterations) and with `0.5`.
#
# TensorBoard lets you watch a descent while it runs. It reads a log of scalars that any program can write. Since `descend` accepts any `loss`, we
# pass your own loss to it, wrapped so that `forward` logs every tenth value.

# %% [markdown] lang="fr"
# ## Expérience — Trois pas d'apprentissage, et le journal de TensorBoard
#
# Le jeu d'essai compte $50$ échantillons de $13$ caractéristiques, avec $3$ cibles. Tous ces nombres sont tirés au hasard. Combien d'itérations
# faut-il à la descente pour ramener la perte à $0.70$ ? On la lance avec `lr = 0.01` depuis un premier point de départ. Depuis un second point de
# départ, on la lance avec `0.0001` (arrêtée au bout de $1001$ itérations) et avec `0.5`.
#
# TensorBoard permet de suivre une descente pendant qu'elle tourne. Il lit un journal de scalaires que tout programme peut écrire. Puisque `descend`
# accepte n'importe quelle `loss`, on lui passe la vôtre, enveloppée de façon que `forward` journalise une valeur sur dix.

# %% [markdown] lang="en"
# **Predict before you run.** Which of the three learning rates, `0.0001`, `0.01` and `0.5`, reaches the loss $0.70$ in the fewest iterations? Is
# `0.5` too large?
#
# <details><summary>Answer</summary>
#
# The descent with `0.5` is the first: it needs $30$ iterations, against $1475$ with `0.01`. (With `0.5`, it needs $30$ from the first starting point
# too.) With `0.0001`, the loss is still far from $0.70$ at the end. A rate of `0.5` is not too large here, because the curvature of this loss is
# small.
#
# </details>

# %% [markdown] lang="fr"
# **Prédisez avant d'exécuter.** Avec lequel des trois pas d'apprentissage, `0.0001`, `0.01` et `0.5`, faut-il le moins d'itérations pour atteindre la
# perte $0.70$ ? Le pas d'apprentissage `0.5` est-il trop grand ?
#
# <details><summary>Réponse</summary>
#
# C'est avec `0.5` : $30$ itérations suffisent, contre $1475$ avec `0.01`. (Avec `0.5`, il en faut aussi $30$ depuis le premier point de départ.) Avec
# `0.0001`, la perte est encore loin de $0.70$ à la fin. Ici, `0.5` n'est pas trop grand, car la courbure de cette perte est faible.
#
# </details>

# %% tags=["experiment"]
first, second = data.gaussian(), data.gaussian(second=True)
stops = {"target_loss": 0.70, "max_iterations": 1500, "linear": Linear}
with scalars.logged(MSE, "runs/04_custom_function/lr_0.01", every=10) as logged_loss:
    *_, at_001 = descend(*first, lr=0.01, loss=logged_loss, **stops)
*_, at_00001 = descend(*second, lr=0.0001, loss=MSE, **stops | {"max_iterations": 1001})
*_, at_05 = descend(*second, lr=0.5, loss=MSE, **stops | {"max_iterations": 100})
learning_rates({0.0001: at_00001, 0.01: at_001, 0.5: at_05}, target_loss=0.70)

# %% [markdown] lang="en"
# The figure shows the three losses against the iteration, on logarithmic axes. The horizontal line is the loss that
# we want to reach. At `0.01` the descent takes $1475$ iterations, more than half of them to go from $0.75$ to $0.70$.
# At `0.5` it takes $30$. At `0.0001` the loss has only gone from $17.95$ to $15.28$ after $1000$ updates,
# still far from the line.
#
# Two wrong ideas are common. The first is that the loss tends to zero. It does not: the targets are noise, and no linear model has a lower loss than
# $0.697$, the loss of the least squares solution. The second is that a learning rate of `0.5` is always too large. *Here* it is not: this loss is a
# mean over $150$ elements, its curvature is small, and the descent would still converge with a learning rate of $1.53$. With the sum in place of the
# mean, `0.5` would diverge.

# %% [markdown] lang="fr"
# La figure montre les trois pertes en fonction de l'itération, sur des axes logarithmiques. Le trait horizontal marque la perte que l'on veut
# atteindre. Avec `0.01`, la descente demande $1475$ itérations, plus de la moitié pour passer de $0.75$ à $0.70$. Avec `0.5`, elle en demande $30$.
# Avec `0.0001`, la perte est seulement passée de $17.95$ à $15.28$ au bout de $1000$ mises à jour, et elle est encore loin du trait.
#
# Deux idées fausses sont courantes. La première est que la perte tend vers zéro. Non : les cibles sont du bruit, et aucun modèle linéaire ne fait
# mieux que $0.697$, la perte de la solution des moindres carrés. La seconde est qu'un pas d'apprentissage de `0.5` est toujours trop grand. *Ici*, il
# ne l'est pas : cette perte est une moyenne sur $150$ éléments, sa courbure est faible, et la descente convergerait encore avec un pas
# d'apprentissage de $1.53$. Avec la somme au lieu de la moyenne, elle divergerait avec `0.5`.

# %% [markdown] lang="en"
# You can write such a log yourself. The next cell does it for the descent at `0.5`: it opens a log, and adds each loss with its iteration. Then it
# shows what the log of the descent at `0.01` contains: first against the iteration, then against the seconds since the start. Add a third log, for a
# learning rate of your choice. Which one needs the fewest iterations to reach $0.70$? (With `1.0`, it takes $15$.) To compare the curves, open a
# terminal in the folder of the course, the one that contains `.venv`, and type `.venv/bin/tensorboard --logdir 04_custom_function/runs` (on Windows,
# `.venv\Scripts\tensorboard --logdir 04_custom_function\runs`). Then open the address that appears.

# %% [markdown] lang="fr"
# Vous pouvez écrire vous-même un tel journal. La cellule suivante le fait pour la descente avec `0.5` : elle ouvre un journal, et y inscrit chaque
# perte avec le numéro de l'itération. Elle montre ensuite ce que contient le journal de la descente avec `0.01` : d'abord en fonction de l'itération,
# puis en fonction des secondes écoulées. Ajoutez un troisième journal, pour un pas d'apprentissage de votre choix. Lequel demande le moins
# d'itérations pour atteindre $0.70$ ? (Avec `1.0`, il en faut $15$.) Pour comparer les courbes, ouvrez un terminal dans le dossier du cours, celui
# qui contient `.venv`, et tapez `.venv/bin/tensorboard --logdir 04_custom_function/runs` (sous Windows,
# `.venv\Scripts\tensorboard --logdir 04_custom_function\runs`). Ouvrez ensuite l'adresse qui s'affiche.

# %% tags=["experiment"]
from torch.utils.tensorboard import SummaryWriter

with SummaryWriter(scalars.emptied("runs/04_custom_function/lr_0.5")) as writer:
    for iteration, value in enumerate(at_05):
        writer.add_scalar("loss", value, iteration)
logged_scalars(scalars.read("runs/04_custom_function/lr_0.01"))

# %% [markdown] lang="en"
# ## Comparison — The same losses as in step 1
#
# The table compares the first ten losses of step 1 with those of your own functions, without the engine, on the same thirty points. Step 1 sums where
# `MSE` takes the mean, so your losses are multiplied by $30$, and so is the learning rate.

# %% [markdown] lang="fr"
# ## Comparaison — Les mêmes pertes qu'à l'étape 1
#
# Le tableau compare les dix premières pertes de l'étape 1 à celles de vos propres fonctions, sans le moteur, sur les trente mêmes points. L'étape 1
# fait une somme là où `MSE` fait une moyenne : vos pertes sont donc multipliées par $30$, et le pas d'apprentissage aussi.

# %% tags=["experiment"]
points, heights = (torch.from_numpy(values).reshape(30, -1) for values in data.plane())
start = torch.tensor([thread.W]).double(), torch.tensor([thread.B]).double()
*_, means = descend(points, heights, *start, 30 * thread.LR, 0.0, thread.EPOCHS, Linear, MSE)
first_step, this_step = label("step {number}", number=1), label("step {number}", number=4)
print(thread.side_by_side({first_step: thread.squared_errors(), this_step: [30 * mean for mean in means]}))

# %% [markdown] lang="en"
# ## ★ To go further — A function with a corner
#
# This task earns no points. Write a function `Positive` like `Square`: it keeps the positive elements of a tensor and puts $0$ in the place of the
# others. (Its name in the field is *ReLU*.) Check it with `gradients_agree`, first at a point without a $0$, such as `(torch.tensor([-1.0, 2.0]),)`,
# then at a point with a $0$. The two answers differ. Is your `backward` wrong?
#
# <details><summary>Hint</summary>
#
# The derivative is $1$ where the input is positive and $0$ where it is negative. At $0$ the curve has a corner and no
# derivative. Compute by hand the central difference at $u = 0$: it is $\frac{1}{2}$ for every $\varepsilon$. PyTorch
# itself returns $0$ there.
#
# </details>

# %% [markdown] lang="fr"
# ## ★ Pour aller plus loin — Une fonction à point anguleux
#
# Cet exercice ne rapporte pas de points. Écrivez une fonction `Positive` sur le modèle de `Square` : elle conserve les éléments positifs d'un tenseur
# et met $0$ à la place des autres. (Son nom usuel est *ReLU*.) Vérifiez-la avec `gradients_agree`, d'abord en un point sans $0$, comme
# `(torch.tensor([-1.0, 2.0]),)`, puis en un point qui contient un $0$. Les deux réponses diffèrent. Votre `backward` est-il faux ?
#
# <details><summary>Indice</summary>
#
# La dérivée vaut $1$ là où l'entrée est strictement positive, et $0$ là où elle est strictement négative. En $0$, la courbe a un point anguleux et
# pas de dérivée. Calculez à la main la différence centrée en $u = 0$ : elle vaut $\frac{1}{2}$ pour tout $\varepsilon$. PyTorch, lui, y renvoie $0$.
#
# </details>

# %% [markdown] lang="en"
# ## Who does what
#
# | task | step 3 | step 4 |
# |---|---|---|
# | prediction | by hand | by hand |
# | **gradient** | PyTorch | **by hand** |
# | loss | your function or PyTorch's | your function or PyTorch's |
# | update | by hand | by hand |
#
# (In the exercises of this step, the loss is your own: PyTorch's has no method `backward(ctx, grad_output)` that you could call. PyTorch's engine
# accepts both.)

# %% [markdown] lang="fr"
# ## Qui fait quoi
#
# | tâche | étape 3 | étape 4 |
# |---|---|---|
# | prédiction | à la main | à la main |
# | **gradient** | PyTorch | **à la main** |
# | perte | votre fonction ou celle de PyTorch | votre fonction ou celle de PyTorch |
# | mise à jour | à la main | à la main |
#
# (Dans les exercices de cette étape, la perte est la vôtre : celle de PyTorch n'a pas de méthode `backward(ctx, grad_output)` que vous puissiez
# appeler. Le moteur de PyTorch accepte l'une et l'autre.)

# %% [markdown] lang="en"
# ## Recap
#
# - A differentiable function is a pair: `forward` computes the value, and `backward` multiplies `grad_output` by the derivative of the function
#   itself.
# - There is one gradient per input, in the order of the inputs, each with the shape of its input. If a number was copied to several places on the way
#   forward, its gradients are summed on the way back.
# - `gradcheck` compares `backward` with finite differences at one point, in double precision.
#
# In [step 5](../05_nn/05_nn.ipynb), `nn.Linear` takes the place of your `Linear` and holds the parameters. The
# words of the course are in the [glossary](../glossary.md).

# %% [markdown] lang="fr"
# ## Récapitulatif
#
# - Une fonction dérivable est une paire : `forward` calcule la valeur, et `backward` multiplie `grad_output` par la dérivée de la fonction elle-même.
# - Il y a un gradient par entrée, dans l'ordre des entrées, chacun de la forme de son entrée. Si un nombre a été recopié à plusieurs endroits à
#   l'aller, ses gradients sont additionnés au retour.
# - `gradcheck` compare `backward` aux différences finies en un point, en double précision.
#
# À l'[étape 5](../05_nn/05_nn.ipynb), `nn.Linear` prend la place de votre `Linear`, et c'est cette couche qui contient les paramètres. Les mots du
# cours sont expliqués dans le [glossaire](../glossary.md).
