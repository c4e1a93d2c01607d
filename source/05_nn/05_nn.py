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
# # Step 5 — PyTorch holds the parameters
#
# So far you have passed `w` and `b` from function to function yourself. A network has hundreds of such tensors, and passing each of them on is tedious.
# PyTorch offers the *module*: an object that holds its parameters, gives you a list of all of them, and makes predictions.
#
# At the end you can
#
# - build a model out of PyTorch's layers, and write a module of your own;
# - put given values into a model's parameters without replacing them;
# - train any model with one loop, whatever parameters it has;
# - turn a learning rate that suits the sum of the squares into one that suits their mean, and back;
# - find the shape error that PyTorch does not report;
# - move a model and its data to another device.

# %% [markdown] lang="fr"
# # Étape 5 — PyTorch conserve les paramètres
#
# Jusqu'ici, vous avez transmis vous-même `w` et `b` de fonction en fonction. Un réseau contient des centaines de tenseurs de ce genre, et les transmettre un par un est fastidieux.
# PyTorch propose le *module* : un objet qui contient ses paramètres, en donne la liste complète et calcule les prédictions.
#
# À la fin, vous saurez :
#
# - construire un modèle avec les couches de PyTorch, et écrire votre propre module ;
# - écrire des valeurs données dans les paramètres d'un modèle, sans créer d'autres paramètres à leur place ;
# - entraîner n'importe quel modèle avec une seule boucle, quels que soient ses paramètres ;
# - passer d'un pas d'apprentissage réglé pour la somme des carrés à un pas d'apprentissage réglé pour leur moyenne, et inversement ;
# - trouver l'erreur de forme que PyTorch ne signale pas ;
# - déplacer un modèle et ses données vers un autre appareil (en anglais *device*).

# %%
import numpy as np
import torch
from torch import nn

from course.helpers import data, describe, expect, forbid, given, observe, plotting, thread
from course.helpers.language import label
from course.helpers.plotting.parameters import parameters_by_epoch

# %% [markdown] lang="en"
# ## The idea
#
# **A layer holds the parameters.** `nn.Linear(D, K)` is an object with two tensors inside: `weight` of shape `(K, D)` and `bias` of shape `(K,)`. They are your `w` and
# your `b`. Both are of the type `nn.Parameter`: leaves that require a gradient. You call the layer like a function, and it predicts:
#
# $$\hat Y = X W^\top + b$$
#
# **A model is made of layers.** `nn.Sequential(…)` calls its layers one after the other. For a model of another form, you write a class that derives
# from `nn.Module`: its `__init__` makes the parameters, and its `forward` predicts.
#
# **The model knows its parameters.** When you assign an `nn.Parameter` or a module to an attribute of `self`, the model registers it.
# `model.parameters()` then gives all the registered parameters, including those of layers within layers. The update of step 3 becomes one loop for all models:
#
# $$p \leftarrow p - \alpha \frac{\partial L}{\partial p} \qquad \text{for each parameter } p$$
#
# **The loss is a function of prediction and target.** You can write it yourself, or take `nn.MSELoss()`: the mean of the squares over all $N K$ elements. With
# `nn.MSELoss(reduction="sum")` it is their sum.

# %% [markdown] lang="fr"
# ## L'idée
#
# **Une couche contient les paramètres.** `nn.Linear(D, K)` est un objet qui contient deux tenseurs : `weight`, de forme `(K, D)`, et `bias`, de forme `(K,)`. Ce sont votre `w` et
# votre `b`. Tous deux sont du type `nn.Parameter` : des feuilles qui demandent un gradient. On appelle la couche comme une fonction, et elle calcule les prédictions :
#
# $$\hat Y = X W^\top + b$$
#
# **Un modèle est fait de couches.** `nn.Sequential(…)` appelle ses couches l'une après l'autre. Pour un modèle d'une autre forme, on écrit une classe qui
# hérite de `nn.Module` : sa méthode `__init__` crée les paramètres, et sa méthode `forward` calcule les prédictions.
#
# **Le modèle connaît ses paramètres.** Quand on range un `nn.Parameter` ou un module dans `self`, le modèle l'enregistre.
# `model.parameters()` donne ensuite tous les paramètres enregistrés, y compris ceux des couches imbriquées. La mise à jour de l'étape 3 devient une seule boucle, la même pour tous les modèles :
#
# $$p \leftarrow p - \alpha \frac{\partial L}{\partial p} \qquad \text{pour chaque paramètre } p$$
#
# **La perte est une fonction de la prédiction et de la cible.** Vous pouvez l'écrire vous-même, ou prendre `nn.MSELoss()` : la moyenne des carrés sur les $N K$ éléments. Avec
# `nn.MSELoss(reduction="sum")`, c'est leur somme.

# %% [markdown] lang="en"
# ## Inside a layer
#
# Here is a layer for $D = 3$ features and $K = 2$ targets. PyTorch *initialises* its parameters at random, so we look at names and shapes only. Then we
# write zeros into the weights, and $1$ and $2$ into the bias. After that, every prediction equals the bias.

# %% [markdown] lang="fr"
# ## L'intérieur d'une couche
#
# Voici une couche pour $D = 3$ caractéristiques et $K = 2$ cibles. PyTorch se charge d'*initialiser* ses paramètres : il tire leurs valeurs initiales au hasard. Nous ne regardons donc que les noms et les formes. Ensuite, nous
# écrivons des zéros dans les poids, puis $1$ et $2$ dans le biais. Chaque prédiction est alors égale au biais.

# %%
layer = nn.Linear(3, 2)
for name, parameter in layer.named_parameters():
    print(f"{name:<7} {tuple(parameter.shape)}  requires_grad={parameter.requires_grad}  is_leaf={parameter.is_leaf}")

with torch.no_grad():
    layer.weight.zero_()
    layer.bias[0], layer.bias[1] = 1.0, 2.0
print(layer(torch.ones(4, 3)))

# %% [markdown] lang="en"
# The output has a `grad_fn`: the layer's computation is recorded in the graph, as in step 3. The lines that write into the parameters are
# in a `torch.no_grad()` block, because these changes must not be recorded in the graph.

# %% [markdown] lang="fr"
# Le résultat a un `grad_fn` : le calcul de la couche est noté dans le graphe de calcul, comme à l'étape 3. Les lignes qui écrivent dans les paramètres sont placées
# dans un bloc `torch.no_grad()`, car ces modifications ne doivent pas être notées dans le graphe.

# %% [markdown] lang="en"
# ## Exercise 1 — `build_model` (2 points)
#
# Return a new `nn.Sequential` that consists of one linear layer with a bias. It must work for any number of `features` and of `targets`.

# %% [markdown] lang="fr"
# ## Exercice 1 — `build_model` (2 points)
#
# Renvoyez un nouveau `nn.Sequential` formé d'une seule couche linéaire avec biais, quels que soient le nombre de caractéristiques, `features`, et le nombre de cibles, `targets`.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# Read the section “The idea” again. Which object calls its layers one after the other, and which one holds a weight and a bias?
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# `nn.Sequential` takes layers as its arguments, even when there is only one. Nothing needs to be computed or initialised here.
#
# </details>
#
# <details><summary>Hint 3</summary>
#
# `nn.Linear` takes the number of inputs first and the number of outputs second. A model takes features in and gives targets out. The bias is there unless you ask for a layer without it.
#
# </details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Relisez la section « L'idée ». Quel objet appelle ses couches l'une après l'autre, et quel objet contient un poids et un biais ?
#
# </details>
#
# <details><summary>Indice 2</summary>
#
# `nn.Sequential` reçoit des couches comme arguments, même s'il n'y en a qu'une. Il n'y a ici rien à calculer ni à initialiser.
#
# </details>
#
# <details><summary>Indice 3</summary>
#
# `nn.Linear` reçoit d'abord le nombre d'entrées, puis le nombre de sorties. Un modèle reçoit des caractéristiques et donne des cibles. Le biais est présent, sauf si l'on demande une couche sans biais.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "build_model", "locked": false, "schema_version": 3, "solution": true, "task": false}
def build_model(features, targets):
    """An nn.Sequential of one linear layer, features → targets.
    Un nn.Sequential d'une couche linéaire, caractéristiques → cibles."""
    ### BEGIN SOLUTION
    return nn.Sequential(nn.Linear(features, targets))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_build_model", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
called = "build_model(3, 2)"
model = build_model(3, 2)
expect.that(
    isinstance(model, nn.Sequential),
    *expect.WANT_GOT,
    of=called,
    mistake="type.not_sequential",
    want="nn.Sequential",
    got=describe.value(model),
)
expect.that(len(model) == 1, *expect.WANT_GOT, of=f"len({called})", mistake="layers.extra", want=1, got=len(model))
holds_both = all(isinstance(getattr(model[0], name, None), nn.Parameter) for name in ("weight", "bias"))
shapes = sorted((tuple(p.shape) for p in model.parameters()), key=len, reverse=True)
expect.close(
    shapes,
    [(2, 3), (2,)],
    of=f"{called}.parameters()",
    mistakes={"bias.missing": [(2, 3)], "features.swapped": [(3, 2), (3,)]},
)
expect.that(
    holds_both, *expect.WANT_GOT, of=f"{called}[0]", mistake="layers.extra",
    want="nn.Linear", got=describe.value(model[0]),
)  # fmt: skip

### BEGIN HIDDEN TESTS
rng = data.rng()
for d, k, dtype in [
    (1, 1, torch.float32),
    (3, 1, torch.float64),
    (1, 4, torch.float32),
    (3, 3, torch.float64),
    (2, 5, torch.float32),
]:
    called = f"build_model({d}, {k})"
    models, wanted = [], []
    x = torch.tensor(rng.normal(size=(4, d)), dtype=dtype)
    for _ in range(2):
        model = build_model(d, k)
        expect.that(
            isinstance(model, nn.Sequential), *expect.WANT_GOT, of=called, mistake="type.not_sequential",
            want="nn.Sequential", got=describe.value(model),
        )  # fmt: skip
        expect.that(len(model) == 1, of=called, mistake="layers.extra")
        model = model.to(dtype)
        found = sorted(model.parameters(), key=lambda p: -p.dim())
        expect.close(
            [tuple(p.shape) for p in found],
            [(k, d), (k,)],
            of=f"{called}.parameters()",
            mistakes={"bias.missing": [(k, d)], "features.swapped": [(d, k), (d,)]},
        )
        expect.that(all(p.requires_grad for p in found), of=called, mistake="parameters.frozen")
        w = torch.tensor(rng.normal(size=(k, d)), dtype=dtype)
        b = torch.tensor(rng.normal(size=k), dtype=dtype)
        with torch.no_grad():
            found[0].copy_(w)
            found[1].copy_(b)
        models.append(model)
        wanted.append(x @ w.T + b)
    expect.close(models[0](x), wanted[0], of=f"{called}(x)", mistakes={"model.shared": wanted[1]})
    expect.close(models[1](x), wanted[1], of=f"{called}(x)")
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Exercise 2 — `set_parameters` (3 points)
#
# Copy the values of `w` `(K, D)` and `b` `(K,)` into the linear layer of a model from exercise 1 (`model[0]` is its first layer). The layer must keep its own two parameters: only
# their values change. They must share no memory with `w` and `b`: a later change of `w` must not change the model. The function returns nothing.

# %% [markdown] lang="fr"
# ## Exercice 2 — `set_parameters` (3 points)
#
# Copiez les valeurs de `w` `(K, D)` et de `b` `(K,)` dans la couche linéaire d'un modèle de l'exercice 1 (`model[0]` est sa première couche). La couche doit conserver ses deux paramètres : seules
# leurs valeurs changent. Ils ne doivent pas partager leur mémoire avec `w` et `b` : si l'on modifie `w` par la suite, le modèle ne doit pas changer. La fonction ne renvoie rien.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# The section “Inside a layer” already writes into the parameters of a layer. How does it do so?
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# An assignment `layer.weight = …` puts another object in place of the parameter. You need an operation that changes the numbers of the parameter itself. PyTorch marks such methods by an underscore at the end of their name.
#
# </details>
#
# <details><summary>Hint 3</summary>
#
# The method `copy_` of a tensor writes the values of another tensor into it. It is needed once for the weight and once for the bias of `model[0]`. Both writings stand in a block that keeps them out of the graph.
#
# </details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# La section « L'intérieur d'une couche » écrit déjà dans les paramètres d'une couche. Comment fait-elle ?
#
# </details>
#
# <details><summary>Indice 2</summary>
#
# Une affectation `layer.weight = …` met un autre objet à la place du paramètre. Il vous faut une opération qui change les nombres du paramètre lui-même. Le nom de ces méthodes de PyTorch se termine par un tiret bas.
#
# </details>
#
# <details><summary>Indice 3</summary>
#
# La méthode `copy_` d'un tenseur y écrit les valeurs d'un autre tenseur. Elle sert une fois pour le poids et une fois pour le biais de `model[0]`. Ces deux écritures se font dans un bloc qui les tient à l'écart du graphe.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "set_parameters", "locked": false, "schema_version": 3, "solution": true, "task": false}
def set_parameters(model, w, b):
    """Copies w (K, D) and b (K,) into the model's linear layer, in place.
    Copie w (K, D) et b (K,) dans la couche linéaire du modèle, sur place."""
    ### BEGIN SOLUTION
    with torch.no_grad():
        model[0].weight.copy_(w)
        model[0].bias.copy_(b)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_set_parameters", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
called = "set_parameters(model, w, b)"
model, other = nn.Sequential(nn.Linear(2, 1)), nn.Sequential(nn.Linear(2, 1))
weight, bias = model[0].weight, model[0].bias
before = weight.detach().clone(), bias.detach().clone()
w, b = torch.tensor([[1.0, -1.0]]), torch.tensor([0.5])

with expect.unchanged(w=w, b=b, of=called):
    set_parameters(model, w, b)
replaced = model[0].weight is not weight or model[0].bias is not bias
expect.that(not replaced, of=called, mistake="parameter.replaced")
expect.close(
    (weight.detach(), bias.detach()),
    (torch.tensor([[1.0, -1.0]]), torch.tensor([0.5])),
    of=called,
    names=("model[0].weight", "model[0].bias"),
    mistakes={
        "argument.not_updated": before,
        "bias.not_updated": (torch.tensor([[1.0, -1.0]]), before[1]),
        "weight.not_updated": (before[0], torch.tensor([0.5])),
    },
)
expect.that(weight.requires_grad and bias.requires_grad, of=called, mistake="parameters.frozen")

w += 1
b += 1
set_parameters(other, w, b)
kept = expect.is_close((weight.detach(), bias.detach()), (torch.tensor([[1.0, -1.0]]), torch.tensor([0.5])))
expect.that(
    kept, *expect.WANT_GOT, of=f"{called}; w += 1; b += 1", mistake="parameter.aliased",
    want=[[1.0, -1.0], [0.5]], got=[weight.tolist()[0], bias.tolist()],
)  # fmt: skip

### BEGIN HIDDEN TESTS
rng = data.rng()
for d, k, dtype in [
    (1, 1, torch.float32),
    (3, 1, torch.float64),
    (1, 4, torch.float32),
    (3, 3, torch.float64),
    (2, 5, torch.float32),
]:
    called = f"set_parameters(model, w, b), w {(k, d)} {dtype}"
    model, other = nn.Sequential(nn.Linear(d, k)).to(dtype), nn.Sequential(nn.Linear(d, k)).to(dtype)
    weight, bias = model[0].weight, model[0].bias
    before = weight.detach().clone(), bias.detach().clone()
    w, b = torch.tensor(rng.normal(size=(k, d)), dtype=dtype), torch.tensor(rng.normal(size=k), dtype=dtype)
    want = w.clone(), b.clone()
    with expect.unchanged(w=w, b=b, of=called):
        set_parameters(model, w, b)
    replaced = model[0].weight is not weight or model[0].bias is not bias
    expect.that(not replaced, of=called, mistake="parameter.replaced")
    names = ("model[0].weight", "model[0].bias")
    now = weight.detach(), bias.detach()
    not_updated = {"bias.not_updated": (want[0], before[1]), "weight.not_updated": (before[0], want[1])}
    expect.close(now, want, of=called, names=names, mistakes=not_updated)
    expect.that(weight.requires_grad and bias.requires_grad, of=called, mistake="parameters.frozen")
    expect.that(weight.is_leaf and bias.is_leaf, of=called, mistake="leaf.in_graph")
    expect.that(weight.dtype == bias.dtype == dtype, of=called, mistake="dtype.wrong")
    w += 1
    b += 1
    set_parameters(other, w, b)
    expect.that(expect.is_close((weight.detach(), bias.detach()), want), of=called, mistake="parameter.aliased")
    before = w.clone(), b.clone()
    with torch.no_grad():
        other[0].weight.mul_(3)
        other[0].bias.sub_(2)
    set_parameters(model, *want)
    expect.that(expect.is_close((w, b), before), of=called, mistake="parameter.aliased")
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Exercise 3 — `LinearRegression` (5 points)
#
# Now write the module yourself: a class that derives from `nn.Module` and predicts $X W^\top + b$. Its parameters are `model.weight` `(K, D)` and `model.bias` `(K,)`, and it has no others.
# You choose their initial values. You may create two `nn.Parameter` objects or put an `nn.Linear` inside, as long as both names work.
#
# `super().__init__()` comes first: it creates the register that the parameters are entered in.

# %% [markdown] lang="fr"
# ## Exercice 3 — `LinearRegression` (5 points)
#
# Écrivez maintenant le module vous-même : une classe qui hérite de `nn.Module` et prédit $X W^\top + b$. Ses paramètres sont `model.weight` `(K, D)` et `model.bias` `(K,)`, et elle n'en a pas d'autres.
# Vous choisissez leurs valeurs initiales. Vous pouvez créer deux objets `nn.Parameter` ou placer un `nn.Linear` à l'intérieur, pourvu que les deux noms fonctionnent.
#
# `super().__init__()` vient en premier : il crée le registre où les paramètres sont inscrits.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# The class has two jobs: to make the parameters once, and to predict each time. Which method does which job?
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# In `__init__`, a plain tensor in `self` is not registered: `model.parameters()` does not give it. Wrap it in `nn.Parameter`. Look at the two shapes in the statement: does the number of targets come first or last?
#
# </details>
#
# <details><summary>Hint 3</summary>
#
# `torch.randn` and `torch.zeros` make tensors of a given shape. `forward` returns the prediction for `x` `(N, D)`: the weight is `(K, D)`, so it has to be transposed before the product, and the bias is added to each row. `forward` uses the parameters themselves, without `detach` and without a `torch.no_grad()` block.
#
# </details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# La classe a deux tâches : créer les paramètres une seule fois, et prédire à chaque appel. Quelle méthode se charge de chacune ?
#
# </details>
#
# <details><summary>Indice 2</summary>
#
# Dans `__init__`, un simple tenseur rangé dans `self` n'est pas enregistré : `model.parameters()` ne le donne pas. Il faut l'envelopper dans `nn.Parameter`. Regardez les deux formes de l'énoncé : le nombre de cibles vient-il en premier ou en dernier ?
#
# </details>
#
# <details><summary>Indice 3</summary>
#
# `torch.randn` et `torch.zeros` créent des tenseurs de forme donnée. `forward` renvoie la prédiction pour `x` `(N, D)` : le poids est de forme `(K, D)`, il faut donc le transposer avant le produit, et le biais s'ajoute à chaque ligne. `forward` utilise les paramètres eux-mêmes, sans `detach` ni bloc `torch.no_grad()`.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "LinearRegression", "locked": false, "schema_version": 3, "solution": true, "task": false}
class LinearRegression(nn.Module):
    """Linear regression with parameters weight (K, D) and bias (K,).
    Régression linéaire de paramètres weight (K, D) et bias (K,)."""

    def __init__(self, features, targets):
        super().__init__()
        ### BEGIN SOLUTION
        self.weight = nn.Parameter(torch.randn(targets, features))
        self.bias = nn.Parameter(torch.zeros(targets))
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        return x @ self.weight.T + self.bias
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_LinearRegression", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
called = "LinearRegression(2, 3)"
x = torch.tensor([[0.0, 1.0], [1.0, 1.0], [2.0, 0.0], [1.0, 3.0]])
w, b = torch.tensor([[1.0, -1.0], [0.0, 2.0], [3.0, 1.0]]), torch.tensor([1.0, -1.0, 0.5])

with given(build_model=lambda features, targets: nn.Sequential(nn.Linear(2, 3))):
    try:
        model = LinearRegression(2, 3)
    except TypeError as error:
        if "__init__() should return None" not in str(error):
            raise
        expect.fail(*expect.WANT_GOT, of=called, want="nn.Module", got=f"TypeError: {error}")
    expect.that(isinstance(model, nn.Module), *expect.WANT_GOT, of=called, want="nn.Module", got=describe.value(model))
    model = model.float()
    found = list(model.parameters())
    shapes = [tuple(p.shape) for p in found]
    expect.that(
        len(found) == 2, *expect.WANT_GOT, of=f"{called}.parameters()", mistake="parameters.unregistered",
        want=[(3, 2), (3,)], got=shapes,
    )  # fmt: skip
    named = all(isinstance(getattr(model, name, None), nn.Parameter) for name in ("weight", "bias"))
    expect.that(named, of=f"{called}.weight, {called}.bias", mistake="parameters.names")
    expect.close(
        (tuple(model.weight.shape), tuple(model.bias.shape)),
        ((3, 2), (3,)),
        of=called,
        names=("weight.shape", "bias.shape"),
        mistakes={"features.swapped": ((2, 3), (2,)), "transpose.extra": ((2, 3), (3,))},
    )
    with torch.no_grad():
        model.weight.copy_(w)
        model.bias.copy_(b)
    with expect.unchanged(x=x, of=f"{called}(x)"):
        prediction = model(x)
    expect.close(
        prediction,
        torch.tensor([[0.0, 1.0, 1.5], [1.0, 1.0, 4.5], [3.0, -1.0, 6.5], [-1.0, 5.0, 6.5]]),
        of=f"{called}(x)",
        mistakes={"bias.missing": x @ w.T, "bias.subtracted": x @ w.T - b},
    )
    expect.that(prediction.requires_grad, of=f"{called}(x)", mistake="graph.cut")
    prediction.sum().backward()
    expect.that(model.weight.grad is not None, of="weight.grad", mistake="graph.cut")
    expect.that(model.bias.grad is not None, of="bias.grad", mistake="graph.cut")
    expect.close(
        (model.weight.grad, model.bias.grad),
        (torch.tensor([[4.0, 5.0]] * 3), torch.tensor([4.0] * 3)),
        of=f"{called}(x).sum().backward()",
        names=("weight.grad", "bias.grad"),
    )

### BEGIN HIDDEN TESTS
from course.helpers import reference

right = reference.load("05_nn")
rng = data.rng()
with given(build_model=right.build_model, set_parameters=right.set_parameters):
    for n, d, k, dtype in [
        (1, 1, 1, torch.float32),
        (4, 3, 1, torch.float64),
        (3, 1, 4, torch.float32),
        (3, 3, 3, torch.float64),
        (5, 2, 4, torch.float32),
        (1, 4, 2, torch.float64),
    ]:
        called = f"LinearRegression({d}, {k}), x {(n, d)} {dtype}"
        model, other = LinearRegression(d, k).to(dtype), LinearRegression(d, k).to(dtype)
        found = sorted(model.parameters(), key=lambda p: -p.dim())
        shapes = [tuple(p.shape) for p in found]
        expect.that(
            len(shapes) == 2, *expect.WANT_GOT, of=called, mistake="parameters.unregistered",
            want=[(k, d), (k,)], got=shapes,
        )  # fmt: skip
        expect.close(shapes, [(k, d), (k,)], of=called, mistakes={"features.swapped": [(d, k), (d,)]})
        expect.that(all(p.requires_grad for p in found), of=called, mistake="parameters.frozen")
        x, w, b, up = (torch.tensor(rng.normal(size=size), dtype=dtype) for size in ((n, d), (k, d), (k,), (n, k)))
        with torch.no_grad():
            for p, values in zip(found, (w, b), strict=True):
                p.copy_(values)
            other.weight.copy_(w + 1)
            other.bias.copy_(b + 1)
        # What was written through parameters() is read by the names, and the other way round.
        expect.close(
            (model.weight.detach(), model.bias.detach()), (w, b), of=called, names=("weight", "bias"),
            mistakes={"model.shared": (w + 1, b + 1)},
        )  # fmt: skip
        written = sorted((p.detach() for p in other.parameters()), key=lambda p: -p.dim())
        expect.that(expect.is_close(written, [w + 1, b + 1]), of=called, mistake="parameters.unregistered")
        x.requires_grad_()
        with expect.unchanged(x=x, of=called):
            prediction = model(x)
        plain = x.detach()
        expect.close(prediction, plain @ w.T + b, of=f"{called}(x)", mistakes={"bias.missing": plain @ w.T})
        expect.that(prediction.requires_grad, of=f"{called}(x)", mistake="graph.cut")
        prediction.backward(up)
        for name, leaf in (("weight", model.weight), ("bias", model.bias), ("x", x)):
            expect.that(leaf.grad is not None, of=f"{called}, {name}.grad", mistake="graph.cut")
        expect.close(
            (model.weight.grad, model.bias.grad, x.grad),
            (up.T @ plain, up.sum(dim=0), up @ w),
            of=f"{called}, backward",
            names=("weight.grad", "bias.grad", "x.grad"),
        )
        expect.that(all(p.grad is not None for p in found), of=called, mistake="parameter.replaced")
        expect.close(other(plain), plain @ (w + 1).T + b + 1, of=f"{called}(x)")
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Exercise 4 — `train` (5 points)
#
# Train any model, in a loop of your own. Repeat `epochs` times: compute the loss `loss_fn(prediction, target)` on all samples, then update every one of `model.parameters()` in place, with the learning rate `lr`.
# You may not use anything of `torch.optim`: it comes in step 6. Return the list of losses as floats, where `losses[i]` is the loss before update $i$.
#
# The loop must work for any number of parameters, and whether `loss_fn` takes a sum or a mean. Remember that `backward` *adds* to `.grad`.

# %% [markdown] lang="fr"
# ## Exercice 4 — `train` (5 points)
#
# Entraînez n'importe quel modèle dans une boucle que vous écrivez vous-même. Répétez `epochs` fois : calculez la perte `loss_fn(prediction, target)` sur tous les échantillons, puis mettez à jour sur place chacun des `model.parameters()`, avec le pas d'apprentissage `lr` (en anglais *learning rate*).
# Vous ne devez rien utiliser de `torch.optim` : il viendra à l'étape 6. Renvoyez la liste des pertes, sous forme de floats, où `losses[i]` est la perte avant la mise à jour $i$.
#
# La boucle doit marcher quel que soit le nombre de paramètres, et que `loss_fn` fasse une somme ou une moyenne. Rappelez-vous que `backward` *ajoute* à `.grad`.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# It is the loop of step 3. What was written there for `w` and for `b` must now be done for each of `model.parameters()`.
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# An epoch has five tasks: clear the old gradients, predict and compute the loss, go backward, update each parameter, record the loss. Which of them must not be recorded in the graph?
#
# </details>
#
# <details><summary>Hint 3</summary>
#
# `model.zero_grad()` clears the gradients of all the parameters. After `backward()`, a second loop inside the first one goes through the parameters, in a `torch.no_grad()` block. It changes each of them in place, from its own `.grad`. `loss.item()` makes a float. It must be the loss that you computed before the update.
#
# </details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# C'est la boucle de l'étape 3. Ce que l'on y écrivait pour `w` et pour `b` doit se faire maintenant pour chacun des `model.parameters()`.
#
# </details>
#
# <details><summary>Indice 2</summary>
#
# Une époque compte cinq tâches : effacer les anciens gradients, prédire et calculer la perte, rétropropager, mettre à jour chaque paramètre, noter la perte. Laquelle ne doit pas figurer dans le graphe ?
#
# </details>
#
# <details><summary>Indice 3</summary>
#
# `model.zero_grad()` efface les gradients de tous les paramètres. Après `backward()`, une seconde boucle, à l'intérieur de la première, parcourt les paramètres dans un bloc `torch.no_grad()`. Elle modifie chacun d'eux sur place, d'après son propre `.grad`. `loss.item()` donne un float. Ce doit être la perte calculée avant la mise à jour.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "train", "locked": false, "schema_version": 3, "solution": true, "task": false}
def train(model, loss_fn, x, y, lr, epochs):
    """Gradient descent on all the model's parameters, in place; the loss before each update.
    Descente de gradient sur tous les paramètres du modèle, sur place ; la perte avant chaque mise à jour."""
    ### BEGIN SOLUTION
    losses = []
    for _ in range(epochs):
        model.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= lr * parameter.grad
        losses.append(loss.item())
    return losses
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_train", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
for reduction, lr, scale in [("sum", 0.01, 1.0), ("mean", 0.04, 0.25)]:
    x, y = (torch.tensor(numbers, dtype=torch.float32).reshape(-1, 1) for numbers in data.line())
    model = nn.Linear(1, 1)
    with torch.no_grad():
        model.weight.zero_()
        model.bias.zero_()
    weight, bias = model.weight, model.bias
    called = f'train(nn.Linear(1, 1), nn.MSELoss(reduction="{reduction}"), x, y, lr={lr}, epochs=3)'
    loss_fn = nn.MSELoss(reduction=reduction)
    with forbid("torch.optim"), expect.unchanged(x=x, y=y, of=called):
        losses = train(model, loss_fn, x, y, lr, 3)
    mistaken = {
        "argument.not_updated": [120.0, 120.0, 120.0],
        "step.added": [120.0, 333.44, 927.28474],
        "losses.after": [13.44, 1.691136, 0.39132119],
        "losses.extra": [120.0, 13.44, 1.691136, 0.39132119],
        "epochs.one_less": [120.0, 13.44],
        "grad.not_zeroed": [120.0, 13.44, 37.492736],
        "gradient.stale": [120.0, 13.44, 13.76],
        "bias.not_updated": [120.0, 19.2, 3.072],
        "weight.not_updated": [120.0, 104.64, 91.639296],
    }
    ignored = {"sum": [30.0, 20.835, 14.475489], "mean": [120.0, 335.04, 936.31642]}[reduction]
    whole_steps = {"sum": [120.0, 518520.0, 2245171320.0], "mean": [30.0, 7380.0, 1819230.0]}[reduction]
    expect.losses(
        losses,
        [120.0 * scale, 13.44 * scale, 1.691136 * scale],
        of=called,
        mistakes={key: [value * scale for value in values] for key, values in mistaken.items()}
        | {"loss_fn.ignored": ignored, "lr.ignored": whole_steps},
    )
    expect.that(model.weight is weight and model.bias is bias, of=called, mistake="parameter.replaced")
    expect.close(
        (weight.detach(), bias.detach()),
        (torch.tensor([[1.7344]]), torch.tensor([0.56576])),
        of=called,
        names=("model.weight", "model.bias"),
        mistakes={
            "argument.not_updated": (torch.tensor([[0.0]]), torch.tensor([0.0])),
            "epochs.one_less": (torch.tensor([[1.6]]), torch.tensor([0.528])),
        },
    )

### BEGIN HIDDEN TESTS
import copy

rng = data.rng()
makers = {
    "nn.Linear(1, 1)": (1, 1, lambda: nn.Linear(1, 1)),
    "nn.Linear(3, 2, bias=False)": (3, 2, lambda: nn.Linear(3, 2, bias=False)),
    "nn.Sequential(nn.Linear(2, 2))": (2, 2, lambda: nn.Sequential(nn.Linear(2, 2))),
    "nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 3))": (
        2, 3, lambda: nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 3)),
    ),
    "nn.RNNCell(2, 3)": (2, 3, lambda: nn.RNNCell(2, 3)),  # four parameters, none of them called weight or bias
}  # fmt: skip
rounds = [(1, "sum", 0.02, torch.float64), (6, "mean", 0.1, torch.float32)]
others = [(5, "sum", 0.01, torch.float32), (7, "mean", 0.6, torch.float64)]
for i, (text, (d, k, make)) in enumerate(makers.items()):
    for n, reduction, lr, dtype in (rounds, others)[i % 2]:
        model = make().to(dtype)
        x, y = (torch.tensor(rng.normal(size=(n, size)), dtype=dtype) for size in (d, k))
        loss_fn, twin = nn.MSELoss(reduction=reduction), copy.deepcopy(model).double()
        want = []
        for _ in range(5):
            loss = loss_fn(twin(x.double()), y.double())
            found = torch.autograd.grad(loss, list(twin.parameters()))
            for p, gradient in zip(twin.parameters(), found, strict=True):
                p.data.sub_(gradient, alpha=lr)
            want.append(loss.item())
        kept = list(model.parameters())
        called = f"train({text}, {loss_fn}, x {(n, d)} {dtype}, lr={lr})"
        with forbid("torch.optim"), expect.unchanged(x=x, y=y, of=called):
            losses = train(model, loss_fn, x, y, lr, 3)
        expect.losses(losses, want[:3], of=called, rtol=1e-3)
        with forbid("torch.optim"):
            losses = train(model, loss_fn, x, y, lr, 2)
        expect.losses(losses, want[3:], of=f"{called}, 2", rtol=1e-3)
        replaced = any(now is not then for now, then in zip(model.parameters(), kept, strict=True))
        expect.that(not replaced, of=called, mistake="parameter.replaced")
        expect.that(all(p.requires_grad for p in kept), of=called, mistake="parameters.frozen")
        last = [p.detach() for p in twin.parameters()]
        expect.close([p.detach() for p in kept], last, of=f"{called}, parameters", rtol=1e-3, atol=1e-5)


def poisson(prediction, target):  # not the same with the two exchanged
    return (prediction.exp() - target * prediction).sum()


model = nn.Linear(2, 1)
x, y = torch.tensor(rng.normal(size=(5, 2)), dtype=torch.float32), torch.ones(5, 1)
want, exchanged = poisson(model(x), y).item(), poisson(y, model(x)).item()
with forbid("torch.optim"):
    losses = train(model, poisson, x, y, 0.01, 1)
mistakes = {"loss_fn.order": [exchanged]}
expect.losses(losses, [want], of="train(nn.Linear(2, 1), Σ eᵖ − t·p, x, y, 0.01, 1)", mistakes=mistakes, rtol=1e-3)

# At this rate the loss grows fourfold with each epoch, and every epoch counts all the same.
model = nn.Linear(1, 1, bias=False)
nn.init.constant_(model.weight, 1.0)
with forbid("torch.optim"):
    losses = train(model, nn.MSELoss(), torch.ones(3, 1), torch.zeros(3, 1), 1.5, 4)
expect.losses(losses, [1.0, 4.0, 16.0, 64.0], of="train(nn.Linear(1, 1, bias=False), nn.MSELoss(), x, y, 1.5, 4)")
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## The thread — The same losses as in step 1
#
# These are the thirty points and the initial parameters $w = (0.5, 0.25)$, $b = 0.4$ of step 1. The first column is the descent by hand on the sum of squares. In the second, your
# `train` does the same with `reduction="sum"` and the same learning rate. In the third, it takes the mean, with a rate $30$ times as large; its losses are multiplied by $30$.

# %% [markdown] lang="fr"
# ## Le fil rouge — Les mêmes pertes qu'à l'étape 1
#
# Ce sont les trente points et les paramètres initiaux $w = (0.5, 0.25)$, $b = 0.4$ de l'étape 1. La première colonne est la descente à la main sur la somme des carrés. Dans la deuxième, votre
# `train` fait la même chose avec `reduction="sum"` et le même pas d'apprentissage. Dans la troisième, il prend la moyenne, avec un pas d'apprentissage $30$ fois plus grand ; ses pertes sont multipliées par $30$.

# %% tags=["experiment"]
points, heights = data.plane()
plane_x, plane_y = torch.tensor(points), torch.tensor(heights).reshape(-1, 1)


# %% tags=["experiment"]
def start():
    model = build_model(2, 1).double()
    set_parameters(model, torch.tensor([thread.W]).double(), torch.tensor([thread.B]).double())
    return model


first_sums = train(start(), nn.MSELoss(reduction="sum"), plane_x, plane_y, thread.LR, thread.EPOCHS)
first_means = train(start(), nn.MSELoss(), plane_x, plane_y, 30 * thread.LR, thread.EPOCHS)
columns = {
    label("step {number}", number=1): thread.squared_errors(),
    label("step {number}, sum", number=5): first_sums,
    label("step {number}, 30 × mean", number=5): [30 * loss for loss in first_means],
}
print(thread.side_by_side(columns))

# %% [markdown] lang="en"
# The three columns agree. PyTorch changes nothing in the mathematics; it only holds the parameters for you. Do the parameters agree too, over $200$ epochs?

# %% [markdown] lang="fr"
# Les trois colonnes concordent. PyTorch ne change rien aux mathématiques : il ne fait que conserver les paramètres pour vous. Les paramètres concordent-ils aussi, pendant $200$ époques ?


# %% tags=["experiment"]
def path_by_hand(lr, epochs):
    design = np.column_stack([points, np.ones(len(points))])
    now, path = np.array([*thread.W, thread.B]), []
    for _ in range(epochs):
        path.append(now)
        now = now - 2 * lr * ((design @ now - heights) @ design)
    return path

# %% [markdown] lang="en"
# **Predict before you run.** In the figure of the next cell, the lines are the descent by hand and the markers are the module. Does the distance between them grow from epoch to epoch?
#
# <details><summary>Answer</summary>
#
# No. Both start from the same parameters and use the same gradient and the same learning rate, so they make the same update in each epoch. Only the rounding can differ, and in `float64` it is far too small to be seen.
#
# </details>

# %% [markdown] lang="fr"
# **Prédisez avant d'exécuter.** Sur la figure de la cellule suivante, les courbes sont la descente à la main et les marqueurs sont le module. L'écart entre les deux grandit-il d'époque en époque ?
#
# <details><summary>Réponse</summary>
#
# Non. Les deux partent des mêmes paramètres, avec le même gradient et le même pas d'apprentissage : elles font donc la même mise à jour à chaque époque. Seuls les arrondis peuvent différer, et en `float64` ils sont bien trop petits pour être visibles.
#
# </details>


# %% tags=["experiment"]
model, path_of_module, sums = start(), [], []
for _ in range(200):
    path_of_module.append(torch.cat([p.detach().flatten() for p in model.parameters()]))
    sums += train(model, nn.MSELoss(reduction="sum"), plane_x, plane_y, thread.LR, 1)
parameters_by_epoch(
    {label("by hand"): path_by_hand(thread.LR, 200), "nn": path_of_module},
    names=("$w_1$", "$w_2$", "$b$"),
    goal=(2.0, -3.0, 1.0),
)

# %% [markdown] lang="en"
# The figure shows $w_1$, $w_2$ and $b$ over $200$ epochs: the lines are the descent by hand, the markers are the module. Every marker lies on its line. The thin horizontal
# lines mark the parameters of the plane, $2$, $-3$ and $1$; the descent approaches them.

# %% [markdown] lang="fr"
# La figure montre $w_1$, $w_2$ et $b$ au fil de $200$ époques : les courbes sont la descente à la main, les marqueurs sont le module. Chaque marqueur tombe sur sa courbe. Les fines lignes
# horizontales indiquent les paramètres du plan, $2$, $-3$ et $1$ ; la descente s'en approche.

# %% [markdown] lang="en"
# ## Experiment — Sum or mean?
#
# What happens if we change only the reduction, and leave the learning rate at $0.01$? To make the curves comparable, we draw means only: the losses of the sum are divided by $30$.

# %% [markdown] lang="fr"
# ## Expérience — Somme ou moyenne ?
#
# Que se passe-t-il si l'on change seulement la réduction, en laissant le pas d'apprentissage à $0.01$ ? Pour que les courbes soient comparables, on ne trace que des moyennes : les pertes de la somme sont divisées par $30$.

# %% [markdown] lang="en"
# **Predict before you run.** The next cell draws three curves: the sum with the rate $0.01$, the mean with the rate $0.01$, and the mean with the rate $0.3$. Which two of them coincide, and what does the third one do?
#
# <details><summary>Answer</summary>
#
# The sum with $0.01$ and the mean with $0.3$ coincide. There are $30$ samples and one target, so the gradient of the mean is $30$ times smaller, and a rate $30$ times as large makes up for it. The mean with $0.01$ takes steps that are much too short, and its loss comes down very slowly.
#
# </details>

# %% [markdown] lang="fr"
# **Prédisez avant d'exécuter.** La cellule suivante trace trois courbes : la somme avec le pas d'apprentissage $0.01$, la moyenne avec $0.01$ et la moyenne avec $0.3$. Lesquelles se superposent, et que fait la troisième ?
#
# <details><summary>Réponse</summary>
#
# La somme avec $0.01$ et la moyenne avec $0.3$ se superposent. Il y a $30$ échantillons et une cible : le gradient de la moyenne est donc $30$ fois plus petit, et un pas d'apprentissage $30$ fois plus grand compense cet écart. Avec $0.01$, la moyenne fait des pas beaucoup trop courts, et sa perte descend très lentement.
#
# </details>

# %% tags=["experiment"]
means = train(start(), nn.MSELoss(), plane_x, plane_y, 0.3, 200)
slow_means = train(start(), nn.MSELoss(), plane_x, plane_y, 0.01, 200)
plotting.loss_curves(
    {
        label("mean (lr = {lr})", lr=0.01): slow_means,
        label("sum (lr = {lr})", lr=0.01): [loss / 30 for loss in sums],
        label("mean (lr = {lr})", lr=0.3): means,
    }
)

# %% [markdown] lang="en"
# In the figure, the mean with the learning rate $0.01$ hardly comes down in $200$ epochs. The sum with $0.01$ and the mean with $0.3$ fall together: one curve lies on top of the other. The sum is $N K$ times the mean, and its
# gradient is $N K$ times the gradient of the mean. Both therefore take the same steps when
#
# $$\alpha_{\text{mean}} = N K \, \alpha_{\text{sum}}$$
#
# Suppose that more samples of the same kind arrive. The learning rate of the mean still suits; that of the sum has to become smaller. This is one good reason to take the mean, as `nn.MSELoss()` does unless told otherwise.

# %% [markdown] lang="fr"
# Sur la figure, la moyenne avec le pas d'apprentissage $0.01$ descend à peine en $200$ époques. La somme avec $0.01$ et la moyenne avec $0.3$ descendent ensemble : les deux courbes sont superposées. La somme vaut $N K$ fois la moyenne, et son
# gradient vaut $N K$ fois celui de la moyenne. Les deux descentes font donc les mêmes pas lorsque
#
# $$\alpha_{\text{moyenne}} = N K \, \alpha_{\text{somme}}$$
#
# Supposons que d'autres échantillons du même genre s'ajoutent. Le pas d'apprentissage de la moyenne convient encore ; celui de la somme doit diminuer. C'est une bonne raison de prendre la moyenne, comme le fait `nn.MSELoss()`, sauf indication contraire.

# %% [markdown] lang="en"
# ## Exercise 5 — `repaired_loss`: find the bug (3 points)
#
# The `model` returns a prediction of shape `(N, 1)`. The targets `y` have the shape `(N, 1)`, or `(N,)` when they come straight from a table. This function should return the mean squared error, as a scalar tensor through which
# gradients flow back:
#
# ```python
# def repaired_loss(model, x, y):
#     return ((model(x) - y) ** 2).mean()
# ```
#
# Suppose that the model predicts perfectly, $1$, $2$, $3$, and that `y` is `[1, 2, 3]`. Work out by hand the shape of `model(x) - y`, then the loss: it should be $0$, and it is not. Write the repaired
# function, right for both shapes of `y`.

# %% [markdown] lang="fr"
# ## Exercice 5 — `repaired_loss` : trouvez l'erreur (3 points)
#
# Le modèle `model` renvoie une prédiction de forme `(N, 1)`. Les cibles `y` sont de forme `(N, 1)`, ou `(N,)` quand elles viennent directement d'un tableau de données. Cette fonction devrait renvoyer l'erreur quadratique moyenne, sous la forme d'un tenseur scalaire
# à travers lequel les gradients se propagent :
#
# ```python
# def repaired_loss(model, x, y):
#     return ((model(x) - y) ** 2).mean()
# ```
#
# Supposez que le modèle prédise parfaitement $1$, $2$, $3$, et que `y` soit `[1, 2, 3]`. Déterminez à la main la forme de `model(x) - y`, puis la perte : elle devrait valoir $0$, et ce n'est pas le cas. Écrivez la fonction
# corrigée, juste pour les deux formes de `y`.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# Write down the two shapes one above the other, aligned on the right: `(3, 1)` and `(3,)`. What does broadcasting make of them?
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# The difference has nine numbers, although there are three samples. Before you subtract, prediction and target must have the same shape.
#
# </details>
#
# <details><summary>Hint 3</summary>
#
# Give the target the shape of the prediction: `reshape` takes a shape, and `prediction.shape` is one. This is right for both shapes of `y`, because the number of elements is the same. The prediction stays as the model returned it, so that the gradients flow back.
#
# </details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Écrivez les deux formes l'une au-dessous de l'autre, alignées à droite : `(3, 1)` et `(3,)`. Qu'en fait la diffusion ?
#
# </details>
#
# <details><summary>Indice 2</summary>
#
# La différence contient neuf nombres, alors qu'il y a trois échantillons. Avant la soustraction, la prédiction et la cible doivent avoir la même forme.
#
# </details>
#
# <details><summary>Indice 3</summary>
#
# Donnez à la cible la forme de la prédiction : `reshape` reçoit une forme, et `prediction.shape` en est une. C'est juste pour les deux formes de `y`, car le nombre d'éléments est le même. La prédiction reste telle que le modèle l'a renvoyée, pour que les gradients se propagent.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "repaired_loss", "locked": false, "schema_version": 3, "solution": true, "task": false}
def repaired_loss(model, x, y):
    """The mean squared error of a model with one target, y (N,) or (N, 1): a scalar tensor.
    L'erreur quadratique moyenne d'un modèle à une cible, y (N,) ou (N, 1) : un tenseur scalaire."""
    ### BEGIN SOLUTION
    prediction = model(x)
    return ((prediction - y.reshape(prediction.shape)) ** 2).mean()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_repaired_loss", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
model = nn.Linear(1, 1)
with torch.no_grad():
    model.weight.fill_(2.0)
    model.bias.fill_(1.0)
x = torch.tensor([[0.0], [1.0], [2.0]])
for y in (torch.tensor([1.0, 5.0, 2.0]), torch.tensor([[1.0], [5.0], [2.0]])):
    called = f"repaired_loss(nn.Linear(1, 1), x, y), y {tuple(y.shape)}"
    with expect.unchanged(x=x, y=y, of=called):
        loss = repaired_loss(model, x, y)
    expect.close(
        loss,
        torch.tensor(13 / 3),
        of=called,
        mistakes={
            "shape.broadcast": torch.tensor(51 / 9),
            "sum.for_mean": torch.tensor(13.0),
            "factor.half": torch.tensor(13 / 6),
            "root.taken": torch.tensor((13 / 3) ** 0.5),
            "square.missing": torch.tensor(1 / 3),
            "square.absolute": torch.tensor(5 / 3),
        },
    )
    expect.that(loss.requires_grad, of=called, mistake="graph.cut")
    found = torch.autograd.grad(loss, [model.weight, model.bias])
    expect.close(
        found,
        (torch.tensor([[8 / 3]]), torch.tensor([2 / 3])),
        of=f"{called}.backward()",
        names=("weight.grad", "bias.grad"),
    )

### BEGIN HIDDEN TESTS
rng = data.rng()
makers = {
    "nn.Linear": lambda d: nn.Linear(d, 1),
    "nn.Sequential(nn.Linear, nn.Tanh, nn.Linear)": lambda d: nn.Sequential(
        nn.Linear(d, 3), nn.Tanh(), nn.Linear(3, 1)
    ),
}
for text, make in makers.items():
    for n, d, dtype in [
        (1, 1, torch.float32),
        (1, 3, torch.float64),
        (2, 1, torch.float32),
        (3, 3, torch.float64),
        (6, 2, torch.float32),
    ]:
        model = make(d).to(dtype)
        x, y = torch.tensor(rng.normal(size=(n, d)), dtype=dtype), torch.tensor(rng.normal(size=n), dtype=dtype)
        want = nn.functional.mse_loss(model(x)[:, 0], y)
        want_gradients = torch.autograd.grad(want, list(model.parameters()))
        for target in (y, y.unsqueeze(1)):
            called = f"repaired_loss({text}, x, y), y {tuple(target.shape)} {dtype}"
            with expect.unchanged(x=x, y=target, of=called):
                loss = repaired_loss(model, x, target)
            broadcast = ((model(x) - target) ** 2).mean().detach()
            other_way = ((model(x)[:, 0] - target) ** 2).mean().detach()
            mistakes = {"shape.broadcast": other_way if target.dim() == 2 else broadcast}
            expect.close(loss, want.detach(), of=called, mistakes=mistakes)
            expect.that(loss.requires_grad, of=called, mistake="graph.cut")
            found = torch.autograd.grad(loss, list(model.parameters()))
            expect.close(found, want_gradients, of=f"{called}.backward()", rtol=1e-3, atol=1e-6)
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Exercise 6 — `move` (2 points)
#
# A model and its data must be on the same device. Return `(model, x, y)` on the given `device` (a name or a `torch.device`). With `device=None`, take the accelerator (a graphics card) if there is one, and otherwise
# the CPU. `torch.accelerator.is_available()` tells you whether there is an accelerator, and `torch.accelerator.current_accelerator()` which one. You may move the model itself.
#
# `.to(device)` moves a module in place. With a tensor it is different: `x.to(device)` leaves `x` where it is and returns the tensor on the device. This is a copy, or `x` itself if it is there already.

# %% [markdown] lang="fr"
# ## Exercice 6 — `move` (2 points)
#
# Un modèle et ses données doivent se trouver sur le même appareil. Renvoyez `(model, x, y)` sur l'appareil `device` demandé (un nom ou un `torch.device`). Avec `device=None`, prenez l'accélérateur (une carte graphique) s'il y en a un, et sinon
# le processeur (CPU). `torch.accelerator.is_available()` dit s'il y a un accélérateur, et `torch.accelerator.current_accelerator()` dit lequel. Vous pouvez déplacer le modèle lui-même.
#
# `.to(device)` déplace un module sur place. Pour un tenseur, c'est différent : `x.to(device)` laisse `x` où il est et renvoie le tenseur placé sur l'appareil. C'est une copie, ou `x` lui-même s'il s'y trouve déjà.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# There are two questions: on which device, and how does each of the three things get there?
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# When `device` is `None`, choose the device first. Then the rest of the function is the same in all cases.
#
# </details>
#
# <details><summary>Hint 3</summary>
#
# The statement names the two calls for the choice: one says whether there is an accelerator, the other which one it is. If there is none, the name of the device is `"cpu"`. Afterwards, return the *results* of `.to` for the two tensors: a call of `x.to(device)` alone leaves `x` as it was.
#
# </details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Deux questions se posent : sur quel appareil, et comment chacun des trois objets y arrive-t-il ?
#
# </details>
#
# <details><summary>Indice 2</summary>
#
# Quand `device` vaut `None`, choisissez d'abord l'appareil. La suite de la fonction est alors la même dans tous les cas.
#
# </details>
#
# <details><summary>Indice 3</summary>
#
# L'énoncé cite les deux appels utiles à ce choix : l'un dit s'il y a un accélérateur, l'autre dit lequel. S'il n'y en a pas, l'appareil s'appelle `"cpu"`. Renvoyez ensuite les *résultats* de `.to` pour les deux tenseurs : un simple appel `x.to(device)` laisse `x` tel quel.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "move", "locked": false, "schema_version": 3, "solution": true, "task": false}
def move(model, x, y, device=None):
    """(model, x, y) on the device; without one, on the accelerator or else the CPU.
    (model, x, y) sur l'appareil ; sans précision, sur l'accélérateur ou, à défaut, le CPU."""
    ### BEGIN SOLUTION
    if device is None:
        device = torch.accelerator.current_accelerator() if torch.accelerator.is_available() else "cpu"
    return model.to(device), x.to(device), y.to(device)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_move", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
called = 'move(model, x, y, "cpu")'
model, x, y = nn.Linear(2, 1), torch.ones(3, 2), torch.zeros(3, 1)
moved_model, moved_x, moved_y = expect.results(move(model, x, y, "cpu"), "model", "x", "y", of=called)
expect.that(
    isinstance(moved_model, nn.Module), *expect.WANT_GOT, of=called, want="nn.Module", got=describe.value(moved_model)
)
expect.close((moved_x, moved_y), (torch.ones(3, 2), torch.zeros(3, 1)), of=called, names=("x", "y"))


# The "meta" device is on every machine: its tensors have a shape and no numbers.
# L'appareil « meta » existe sur toute machine : ses tenseurs ont une forme, mais pas de nombres.
def devices_after(device):
    moved = move(nn.Linear(2, 1), torch.ones(3, 2), torch.ones(3, 1), device)
    weight_and_bias = [parameter.device.type for parameter in moved[0].parameters()]
    return [weight_and_bias, moved[1].device.type, moved[2].device.type]


def numbers_are_fetched():
    x = torch.ones(3, 2, device="meta")
    try:
        move(nn.Linear(2, 1), x, x)
    except NotImplementedError:  # no numbers to move / aucun nombre à déplacer
        return True
    return False


called = 'move(model, x, y, "meta")'
on = observe(devices_after, "meta")
shown = dict(zip(("model", "x", "y"), on, strict=True))
nowhere = on == [["cpu"] * 2, "cpu", "cpu"]
expect.that(not nowhere, *expect.WANT_GOT, of=called, mistake="device.ignored", want="meta", got=shown)
expect.that(on[0] == ["meta"] * 2, *expect.WANT_GOT, of=called, mistake="move.model_left", want="meta", got=shown)
expect.that(on[1:] == ["meta"] * 2, *expect.WANT_GOT, of=called, mistake="move.discarded", want="meta", got=shown)
fetched = observe(numbers_are_fetched)
expect.that(fetched, of="move(model, x, y)", mistake="device.default_missing")

### BEGIN HIDDEN TESTS
rng = data.rng()
default = torch.accelerator.current_accelerator().type if torch.accelerator.is_available() else "cpu"
for n, d, k, dtype in [(1, 1, 1, torch.float32), (4, 3, 2, torch.float64), (3, 3, 3, torch.float32)]:
    for device, want in [(None, default), ("cpu", "cpu"), (torch.device("cpu"), "cpu")]:
        called = f"move(model, x, y, {device!r})"
        model = nn.Linear(d, k).to(dtype)
        x, y = (torch.tensor(rng.normal(size=(n, size)), dtype=dtype) for size in (d, k))
        prediction = model(x).detach()
        with expect.unchanged(x=x, y=y, of=called):
            got = move(model, x, y) if device is None else move(model, x, y, device)
        moved_model, moved_x, moved_y = expect.results(got, "model", "x", "y", of=called)
        expect.close((moved_x, moved_y), (x, y), of=called, names=("x", "y"))
        expect.that(isinstance(moved_model, nn.Module), of=called)
        found = [p.device.type for p in moved_model.parameters()] + [moved_x.device.type, moved_y.device.type]
        expect.that(set(found) == {want}, *expect.WANT_GOT, of=called, want=want, got=found)
        expect.close(moved_model(moved_x), prediction, of=f"{called}: model(x)")
        expect.that(all(p.requires_grad for p in moved_model.parameters()), of=called, mistake="parameters.frozen")
called = 'move(model, x, y, torch.device("meta"))'
on = observe(devices_after, torch.device("meta"))
expect.that(on == [["meta"] * 2, "meta", "meta"], of=called, mistake="device.ignored")


def layers_after(device):
    model = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 1))
    moved_model, _, _ = move(model, torch.ones(3, 2), torch.ones(3, 1), device)
    return [parameter.device.type for parameter in moved_model.parameters()]


on = observe(layers_after, "meta")
expect.that(on == ["meta"] * 4, of='move(nn.Sequential(…), x, y, "meta")', mistake="move.model_left")
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## ★ To go further — A model that is not linear
#
# This task earns no points. No plane describes the targets $y = x_1 x_2$. Draw $100$ points with both features between $-1$ and $1$. Train a linear model on them, then a model with a *hidden layer*: a linear layer from $2$ to $8$, an `nn.Tanh()`, and a linear layer from $8$ to $1$. How low does each loss get? Did you have to change `train`? What happens without the `nn.Tanh()`, and why?
#
# <details><summary>Hint</summary>
#
# `torch.rand` draws between $0$ and $1$: stretch and shift its numbers. `nn.Sequential` takes the three layers in order. Take `nn.MSELoss()`, a rate of $0.3$ and a few hundred epochs, and call `torch.manual_seed` first. To explain the last result, write two linear layers one after the other as a formula: is it still a linear model?
#
# </details>

# %% [markdown] lang="fr"
# ## ★ Pour aller plus loin — Un modèle qui n'est pas linéaire
#
# Cet exercice ne rapporte pas de points. Aucun plan ne décrit les cibles $y = x_1 x_2$. Tirez $100$ points dont les deux caractéristiques sont comprises entre $-1$ et $1$. Entraînez sur eux un modèle linéaire, puis un modèle à *couche cachée* : une couche linéaire de $2$ à $8$, un `nn.Tanh()` et une couche linéaire de $8$ à $1$. Jusqu'où descend chacune des deux pertes ? Avez-vous dû modifier `train` ? Que se passe-t-il sans le `nn.Tanh()`, et pourquoi ?
#
# <details><summary>Indice</summary>
#
# `torch.rand` tire des nombres entre $0$ et $1$ : étirez-les et décalez-les. `nn.Sequential` reçoit les trois couches dans l'ordre. Prenez `nn.MSELoss()`, un pas d'apprentissage de $0.3$ et quelques centaines d'époques, et appelez d'abord `torch.manual_seed`. Pour expliquer le dernier résultat, écrivez sous forme de formule deux couches linéaires qui se suivent : est-ce encore un modèle linéaire ?
#
# </details>

# %% [markdown] lang="en"
# ## Who does what
#
# Step 4 was a detour in which you wrote the gradient yourself; this table goes on from step 3.
#
# | | step 3 | step 5 |
# |---|---|---|
# | **prediction** | by hand | **PyTorch** |
# | gradient | PyTorch | PyTorch |
# | loss | the MSE, by hand or PyTorch's | the MSE, by hand or PyTorch's |
# | update | by hand | by hand |
#
# An `nn.Module` now makes the predictions and holds the parameters. `train` takes any loss, yours or `nn.MSELoss`. One job is still done by hand: the update.

# %% [markdown] lang="fr"
# ## Qui fait quoi
#
# L'étape 4 était un détour, pendant lequel vous écriviez vous-même le gradient ; ce tableau repart de l'étape 3.
#
# | | étape 3 | étape 5 |
# |---|---|---|
# | **prédiction** | à la main | **PyTorch** |
# | gradient | PyTorch | PyTorch |
# | perte | la MSE, écrite à la main ou prise dans PyTorch | la MSE, écrite à la main ou prise dans PyTorch |
# | mise à jour | à la main | à la main |
#
# C'est désormais un `nn.Module` qui calcule les prédictions et contient les paramètres. `train` accepte toute perte, la vôtre ou `nn.MSELoss`. Une seule tâche se fait encore à la main : la mise à jour.

# %% [markdown] lang="en"
# ## Recap
#
# - A module holds its parameters. `model.parameters()` gives all of them, and one loop trains every model.
# - Copy values *into* a parameter, in a `torch.no_grad()` block. A new parameter in its place is another object.
# - An attribute that is neither an `nn.Parameter` nor a module is not registered, and it is never trained.
# - The sum is $N K$ times the mean, and so is its gradient. Its learning rate must therefore be $N K$ times smaller.
# - A tensor of shape `(N, 1)` minus one of shape `(N,)` makes $N^2$ differences, and PyTorch reports no error. Compare the shapes first.

# %% [markdown] lang="fr"
# ## Récapitulatif
#
# - Un module contient ses paramètres. `model.parameters()` les donne tous, et une seule boucle entraîne tous les modèles.
# - Copiez les valeurs *dans* un paramètre, dans un bloc `torch.no_grad()`. Un nouveau paramètre mis à sa place est un autre objet.
# - Ce qui n'est ni un `nn.Parameter` ni un module n'est pas enregistré, et n'est jamais entraîné.
# - La somme vaut $N K$ fois la moyenne, et son gradient aussi. Son pas d'apprentissage doit donc être $N K$ fois plus petit.
# - Un tenseur de forme `(N, 1)` moins un tenseur de forme `(N,)` donne $N^2$ différences, et PyTorch ne signale aucune erreur. Comparez d'abord les formes.
