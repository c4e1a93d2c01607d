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
# So far you have passed `w` and `b` from function to function yourself. A large model has hundreds of such tensors, and passing each of them on is
# tedious. PyTorch offers the *module*: an object that holds its parameters, lets you go through all of them, and makes predictions.
#
# At the end you can
#
# - build a model out of PyTorch's layers, and write a module of your own;
# - put given values into a model's parameters without replacing them;
# - train any model with one loop, whatever parameters it has;
# - convert a learning rate for the sum of the squares into one for their mean, and back;
# - find the shape error that PyTorch does not report;
# - move a model and its data to another device, and save a model.
#
# The step takes one to two hours and is worth $20$ points.

# %% [markdown] lang="fr"
# # Étape 5 — PyTorch conserve les paramètres
#
# Jusqu'ici, vous avez transmis vous-même `w` et `b` de fonction en fonction. Un grand modèle contient des centaines de tenseurs de ce genre, et les
# transmettre un par un est fastidieux. PyTorch propose le *module* : un objet qui contient ses paramètres, permet de les parcourir tous et calcule
# les prédictions.
#
# À la fin, vous saurez :
#
# - construire un modèle avec les couches de PyTorch, et écrire votre propre module ;
# - écrire des valeurs données dans les paramètres d'un modèle, sans créer d'autres paramètres à leur place ;
# - entraîner n'importe quel modèle avec une seule boucle, quels que soient ses paramètres ;
# - passer d'un pas d'apprentissage réglé pour la somme des carrés à un pas d'apprentissage réglé pour leur moyenne, et inversement ;
# - trouver l'erreur de forme que PyTorch ne signale pas ;
# - déplacer un modèle et ses données vers un autre appareil (en anglais *device*), et enregistrer un modèle dans un fichier.
#
# Comptez une à deux heures pour cette étape, qui vaut $20$ points.

# %%
import io

import numpy as np
import torch
from torch import nn

from course.helpers import data, expect, layers, plotting, thread
from course.helpers.language import label
from course.helpers.plotting.parameters import parameters_by_epoch
from course.helpers.training import linear

expect.step("05_nn")
line_x, line_y = (torch.tensor(values, dtype=torch.float32).reshape(-1, 1) for values in data.line())
squares = nn.MSELoss(reduction="sum")

# %% [markdown] lang="en"
# ## The idea
#
# **A layer holds the parameters.** An object of the class `nn.Linear` predicts $K$ targets from $D$ features. It has two tensors inside: `weight` of
# shape `(K, D)` and `bias` of shape `(K,)`. They are your `w` and your `b`. Both have the type `nn.Parameter`: they are leaves that require a
# gradient. You call the layer like a function, and it returns the predictions:
#
# $$\hat Y = X W^\top + b$$
#
# **A model is made of layers.** `nn.Sequential(…)` calls its layers one after the other. For a model of another form, you write a class that derives
# from `nn.Module`: its `__init__` makes the parameters, and its `forward` predicts. You write `forward`, but you call
# `model(x)`, never `model.forward(x)`. This call runs `forward`. It also runs the functions that other code
# has attached to the model (*hooks*).
#
# **The model knows its parameters.** When you assign an `nn.Parameter` or a module to an attribute of `self`, the model registers it.
# `model.parameters()` then returns all the registered parameters, also those of layers inside other layers. The update
# of step 3 becomes one loop, which is the same for all models:
#
# $$p \leftarrow p - \alpha \frac{\partial L}{\partial p} \qquad \text{for each parameter } p$$
#
# **The loss is a function of prediction and target.** You can write it yourself, or take `nn.MSELoss()`: the mean of the squares over all $N K$
# elements. With `nn.MSELoss(reduction="sum")` it is their sum.

# %% [markdown] lang="fr"
# ## L'idée
#
# **Une couche contient les paramètres.** Un objet de la classe `nn.Linear` prédit $K$ cibles à partir de $D$ caractéristiques. Il contient deux
# tenseurs : `weight`, de forme `(K, D)`, et `bias`, de forme `(K,)`. Ce sont votre `w` et votre `b`. Tous deux sont du type `nn.Parameter` : ce sont
# des feuilles dont on demande le gradient. On appelle la couche comme une fonction, et elle calcule les prédictions :
#
# $$\hat Y = X W^\top + b$$
#
# **Un modèle est fait de couches.** `nn.Sequential(…)` appelle ses couches l'une après l'autre. Pour un modèle d'une autre forme, on écrit une classe
# qui hérite de `nn.Module` : sa méthode `__init__` crée les paramètres, et sa méthode `forward` calcule les prédictions. On écrit `forward`, mais on
# appelle `model(x)`, jamais `model.forward(x)` : l'appel exécute `forward`, et aussi les fonctions que d'autres programmes ont attachées au modèle
# (en anglais *hooks*).
#
# **Le modèle connaît ses paramètres.** Quand on affecte un `nn.Parameter` ou un module à un attribut de `self`, le modèle l'enregistre.
# `model.parameters()` donne ensuite tous les paramètres enregistrés, y compris ceux des couches imbriquées. La mise à jour de l'étape 3 devient une
# seule boucle, la même pour tous les modèles :
#
# $$p \leftarrow p - \alpha \frac{\partial L}{\partial p} \qquad \text{pour chaque paramètre } p$$
#
# **La perte est une fonction de la prédiction et de la cible.** Vous pouvez l'écrire vous-même, ou prendre `nn.MSELoss()` : la moyenne des carrés sur
# les $N K$ éléments. Avec `nn.MSELoss(reduction="sum")`, c'est leur somme.

# %% [markdown] lang="en"
# ## Inside a layer
#
# Here is a layer for $D = 3$ features and $K = 2$ targets. PyTorch *initialises* its parameters at random: `nn.Linear`
# draws each number uniformly between $-1/\sqrt{D}$ and $1/\sqrt{D}$. The *seed* decides which numbers are drawn. You
# set the seed with `torch.manual_seed`, and the same seed makes the same layer again. Then
# we write zeros into the weights, and $1$ and $2$ into the bias. After that, every prediction equals the bias.

# %% [markdown] lang="fr"
# ## L'intérieur d'une couche
#
# Voici une couche pour $D = 3$ caractéristiques et $K = 2$ cibles. PyTorch *initialise* ses paramètres au hasard : `nn.Linear` tire chaque nombre
# uniformément entre $-1/\sqrt{D}$ et $1/\sqrt{D}$. C'est la graine, fixée par `torch.manual_seed`, qui décide des nombres tirés : avec la même
# graine, on retrouve la même couche. Ensuite, nous écrivons des zéros dans les poids, puis $1$ et $2$ dans le biais. Chaque prédiction est alors
# égale au biais.

# %%
for seed in (0, 1, 0):
    torch.manual_seed(seed)
    layer = nn.Linear(3, 2)
    print(f"seed {seed}: bias {layer.bias.tolist()}")
for name, parameter in layer.named_parameters():
    print(f"{name:<7} {tuple(parameter.shape)}  requires_grad={parameter.requires_grad}  is_leaf={parameter.is_leaf}")

with torch.no_grad():
    layer.weight.zero_()
    layer.bias[0], layer.bias[1] = 1.0, 2.0
print(layer(torch.ones(4, 3)))

# %% [markdown] lang="en"
# The output has a `grad_fn`: the layer's computation is recorded in the graph, as in step 3. The lines that write into the parameters are
# in a `torch.no_grad()` block, because these changes must not be recorded in the graph.
#
# The next cell defines a module of our own. It computes $a x + c$. Its only parameter is $a$, because $c$ is a plain
# tensor.

# %% [markdown] lang="fr"
# Le résultat a un `grad_fn` : le calcul de la couche est noté dans le graphe de calcul, comme à l'étape 3. Les lignes qui écrivent dans les
# paramètres sont placées dans un bloc `torch.no_grad()`, car ces modifications ne doivent pas être notées dans le graphe.
#
# La cellule suivante définit notre propre module, qui calcule $a x + c$. Son seul paramètre est $a$, car $c$ est un simple tenseur.

# %%
class Scale(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Parameter(torch.tensor(2.0))
        self.c = torch.tensor(5.0)

    def forward(self, x):
        return self.a * x + self.c


small = Scale()
print(small(torch.tensor([0.0, 1.0])), list(small.named_parameters()), small.state_dict(), sep="\n")

# %% [markdown] lang="en"
# `forward` uses both tensors, but only `a` is registered. A loop over `small.parameters()` would train `a` and leave
# `c` as it is. `state_dict()` returns the dictionary of the values that are saved, and this does not contain `c`
# either. The layers in a plain list are not registered either: put the layers in an `nn.Sequential` or an
# `nn.ModuleList`.

# %% [markdown] lang="fr"
# `forward` utilise les deux tenseurs, mais seul `a` est enregistré. Une boucle sur `small.parameters()` entraînerait `a` et laisserait `c` tel quel.
# `state_dict()`, le dictionnaire de ce que l'on sauvegarde, ne contient pas `c` non plus. Les couches d'une simple liste ne sont pas davantage
# enregistrées : rangez-les dans un `nn.Sequential` ou un `nn.ModuleList`.

# %% [markdown] lang="en"
# ## Exercise 1 — `build_model` (2 points)
#
# Return a new `nn.Sequential` that consists of one linear layer with a bias. It must work for any number of `features` and of `targets`.

# %% [markdown] lang="fr"
# ## Exercice 1 — `build_model` (2 points)
#
# Renvoyez un nouveau `nn.Sequential` formé d'une seule couche linéaire avec biais, quels que soient le nombre de caractéristiques, `features`, et le
# nombre de cibles, `targets`.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# Read the section “The idea” again. Which object calls its layers one after the other, and which one holds a weight and a bias?
#
# <details><summary>Hint 2</summary>
#
# `nn.Sequential` takes layers as its arguments, even when there is only one. Nothing needs to be computed or initialised here.
#
# <details><summary>Hint 3</summary>
#
# `nn.Linear` takes the number of inputs first and the number of outputs second. A model receives features and
# predicts targets. By default, a layer has a bias.
#
# </details></details></details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Relisez la section « L'idée ». Quel objet appelle ses couches l'une après l'autre, et quel objet contient un poids et un biais ?
#
# <details><summary>Indice 2</summary>
#
# `nn.Sequential` reçoit des couches comme arguments, même s'il n'y en a qu'une. Il n'y a ici rien à calculer ni à initialiser.
#
# <details><summary>Indice 3</summary>
#
# `nn.Linear` reçoit d'abord le nombre d'entrées, puis le nombre de sorties. Un modèle reçoit des caractéristiques et prédit des cibles. Par défaut,
# une couche a un biais.
#
# </details></details></details>


# %% nbgrader={"grade": false, "grade_id": "build_model", "locked": false, "schema_version": 3, "solution": true, "task": false}
def build_model(features, targets):
    """An nn.Sequential of one linear layer, features → targets.
    Un nn.Sequential d'une couche linéaire, caractéristiques → cibles."""
    ### BEGIN SOLUTION
    return nn.Sequential(nn.Linear(features, targets))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_build_model", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
x, w, b = map(torch.tensor, ([[0.0, 1.0, -1.0], [1.0, 2.0, 0.0]],
                             [[1.0, -1.0, 0.0], [0.0, 2.0, 1.0]], [1.0, -2.0]))
cases = [{"features": 3, "targets": k, "w": w[:k], "b": b[:k], "x": x} for k in (2, 1)]
wanted = [(True, 1, [(k, 3), (k,)], ["weight", "bias"],
           torch.tensor([[0.0, -1.0], [0.0, 2.0]])[:, :k], ["weight", "bias", "x"], x) for k in (2, 1)]
def built(*case):
    return layers.used(nn.Sequential, build_model, *case)
expect.observed(built, cases, gives=wanted, names=layers.named(nn.Sequential))

### BEGIN HIDDEN TESTS
rng = data.rng()
cases = layers.drawn(rng, rng.permutation([(4, 1, 1), (4, 3, 1), (1, 1, 4), (4, 3, 3), (2, 2, 5)]).tolist())
wanted = [layers.facts(case) for case in cases]
# The test itself calls each model, here and below: what a probe tells, a student's process could make up.
expect.calls(built, cases, gives=wanted, names=layers.named(nn.Sequential), dtypes=("float64",))
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Exercise 2 — `set_parameters` (3 points)
#
# Copy the values of `w` `(K, D)` and `b` `(K,)` into the linear layer of a model from exercise 1 (`model[0]` is its first layer). The layer must keep
# its own two parameters: only their values change. These parameters must share no memory with `w` and `b`: a later change of `w` must not change the
# model. The function returns nothing.
#
# As in step 2, the tests use `float32` and `float64`. Here they convert the model themselves: your code converts nothing.

# %% [markdown] lang="fr"
# ## Exercice 2 — `set_parameters` (3 points)
#
# Copiez les valeurs de `w`, de forme `(K, D)`, et de `b`, de forme `(K,)`, dans la couche linéaire d'un modèle de l'exercice 1 (`model[0]` est sa
# première couche). La couche doit conserver ses deux paramètres : seules leurs valeurs changent. Ces paramètres ne doivent pas partager leur mémoire
# avec `w` et `b` : si l'on modifie `w` par la suite, le modèle ne doit pas changer. La fonction ne renvoie rien.
#
# Comme à l'étape 2, les tests emploient `float32` et `float64`. Ici, ils convertissent eux-mêmes le modèle : votre code ne convertit rien.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# The section “Inside a layer” already writes into the parameters of a layer. How does it do so?
#
# <details><summary>Hint 2</summary>
#
# An assignment `layer.weight = …` puts another object in place of the parameter. You need an operation that changes the numbers of the parameter
# itself. In PyTorch, the name of such a method ends with an underscore.
#
# <details><summary>Hint 3</summary>
#
# The method `copy_` of a tensor writes the values of another tensor into it. Call it once for the weight and once for
# the bias of `model[0]`. Put both calls in a block that keeps them out of the graph.
#
# </details></details></details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# La section « L'intérieur d'une couche » écrit déjà dans les paramètres d'une couche. Comment fait-elle ?
#
# <details><summary>Indice 2</summary>
#
# Une affectation `layer.weight = …` met un autre objet à la place du paramètre. Il vous faut une opération qui change les nombres du paramètre
# lui-même. Dans PyTorch, le nom d'une telle méthode se termine par un tiret bas.
#
# <details><summary>Indice 3</summary>
#
# La méthode `copy_` d'un tenseur y écrit les valeurs d'un autre tenseur. Elle sert une fois pour le poids et une fois pour le biais de `model[0]`.
# Ces deux écritures se font dans un bloc qui les tient à l'écart du graphe.
#
# </details></details></details>


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
w, b = torch.tensor([[1.0, -1.0], [0.5, 2.0]]), torch.tensor([0.5, -3.0])
case = {"model": nn.Sequential(linear([[7.0, 6.0], [5.0, 4.0]], [3.0, 2.0])), "w": w, "b": b}
expect.calls(set_parameters, case, gives=([w, b],), changes=("model",), any_result=True, fresh=True)

### BEGIN HIDDEN TESTS
cases = [
    {"model": nn.Sequential(nn.Linear(d, k)), "w": torch.rand(k, d) - 0.5, "b": torch.rand(k) - 0.5}
    for d, k in [(1, 1), (3, 1), (1, 4), (3, 3), (2, 5)]
]
wanted = [([case["w"], case["b"]],) for case in cases]
expect.calls(set_parameters, cases, gives=wanted, changes=("model",), any_result=True, fresh=True)
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Exercise 3 — `LinearRegression` (5 points)
#
# Now write the module yourself: a class that derives from `nn.Module` and predicts $X W^\top + b$. Its parameters are `model.weight` `(K, D)` and
# `model.bias` `(K,)`, and it has no others. You choose their initial values. You may create two `nn.Parameter` objects or put an `nn.Linear` inside,
# as long as both names work.
#
# The call `super().__init__()` comes first: it prepares the model, so that parameters can be registered.

# %% [markdown] lang="fr"
# ## Exercice 3 — `LinearRegression` (5 points)
#
# Écrivez maintenant le module vous-même : une classe qui hérite de `nn.Module` et prédit $X W^\top + b$. Ses paramètres sont `model.weight`, de forme
# `(K, D)`, et `model.bias`, de forme `(K,)`, et elle n'en a pas d'autres. Vous choisissez leurs valeurs initiales. Vous pouvez créer deux objets
# `nn.Parameter` ou placer un `nn.Linear` à l'intérieur, pourvu que les deux noms fonctionnent.
#
# `super().__init__()` vient en premier : cet appel crée le registre où les paramètres sont inscrits.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# The class has two jobs: to make the parameters once, and to predict each time. Which method does which job?
#
# <details><summary>Hint 2</summary>
#
# In `__init__`, a plain tensor in `self` is not registered: `model.parameters()` does not return it. Wrap it in
# `nn.Parameter`. Look at the two shapes in the statement: does the number of targets come first or last?
#
# <details><summary>Hint 3</summary>
#
# `torch.randn` and `torch.zeros` make tensors of a given shape. `forward` returns the prediction for `x` `(N, D)`: the weight is `(K, D)`, so it has
# to be transposed before the product, and the bias is added to each row. `forward` uses the parameters themselves, without `detach` and without a
# `torch.no_grad()` block.
#
# </details></details></details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# La classe a deux tâches : créer les paramètres une seule fois, et prédire à chaque appel. Quelle méthode se charge de chacune ?
#
# <details><summary>Indice 2</summary>
#
# Dans `__init__`, un simple tenseur rangé dans `self` n'est pas enregistré : `model.parameters()` ne le donne pas. Il faut l'envelopper dans
# `nn.Parameter`. Regardez les deux formes de l'énoncé : le nombre de cibles vient-il en premier ou en dernier ?
#
# <details><summary>Indice 3</summary>
#
# `torch.randn` et `torch.zeros` créent des tenseurs de forme donnée. `forward` renvoie la prédiction pour `x`, de forme `(N, D)` : le poids est de
# forme `(K, D)`, et il faut donc le transposer avant le produit, et le biais s'ajoute à chaque ligne. `forward` utilise les paramètres eux-mêmes,
# sans `detach` ni bloc `torch.no_grad()`.
#
# </details></details></details>


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
x, w, b = map(torch.tensor, ([[0.0, 1.0, -1.0], [1.0, 2.0, 0.0]],
                             [[1.0, -1.0, 0.0], [0.0, 2.0, 1.0]], [1.0, -2.0]))
cases = [{"features": 3, "targets": k, "w": w[:k], "b": b[:k], "x": x} for k in (2, 1)]
wanted = [(True, 1, [(k, 3), (k,)], ["weight", "bias"],
           torch.tensor([[0.0, -1.0], [0.0, 2.0]])[:, :k], ["weight", "bias", "x"], x) for k in (2, 1)]
def made(*case):
    return layers.used(nn.Module, LinearRegression, *case)
expect.observed(made, cases, gives=wanted, given=["build_model"], names=layers.named(nn.Module),
                dtypes=("float32", "float64"))

### BEGIN HIDDEN TESTS
cases = layers.drawn(data.rng(), [(1, 1, 1), (4, 3, 1), (3, 1, 4), (3, 3, 3), (5, 2, 4), (1, 4, 2)])
wanted = [layers.facts(case) for case in cases]
lent = ["build_model", "set_parameters"]
expect.calls(made, cases, gives=wanted, given=lent, names=layers.named(nn.Module), dtypes=("float64",))
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Exercise 4 — `train` (5 points)
#
# Train any model, in a loop that you write yourself. Repeat `epochs` times: compute the loss
# `loss_fn(prediction, target)` on all samples, then update every one of `model.parameters()` in place, with the
# learning rate `lr`.
# Do not use the optimizers of `torch.optim`: they come in step 6. Return the list of losses as Python `float` numbers,
# where `losses[i]` is the loss before update $i$.
#
# The loop must work for any number of parameters. It must also work for both kinds of `loss_fn`, a sum and a mean.
# Remember that `backward` *adds* to `.grad`.

# %% [markdown] lang="fr"
# ## Exercice 4 — `train` (5 points)
#
# Entraînez n'importe quel modèle dans une boucle que vous écrivez vous-même. Répétez `epochs` fois : calculez la perte `loss_fn(prediction, target)`
# sur tous les échantillons, puis mettez à jour sur place chacun des `model.parameters()`, avec le pas d'apprentissage `lr` (en anglais *learning
# rate*). N'utilisez pas les optimiseurs de `torch.optim` : ils viendront à l'étape 6. Renvoyez la liste des pertes, sous la forme de nombres
# Python de type `float`, où `losses[i]` est la perte avant la mise à jour $i$.
#
# La boucle doit marcher quel que soit le nombre de paramètres, et que `loss_fn` fasse une somme ou une moyenne. Rappelez-vous que `backward` *ajoute*
# à `.grad`.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# It is the loop of step 3. What was written there for `w` and for `b` must now be done for each of `model.parameters()`.
#
# <details><summary>Hint 2</summary>
#
# An epoch has five tasks: clear the old gradients, predict and compute the loss, go backward, update each
# parameter, record the loss. Which of them must not be recorded in the graph?
#
# <details><summary>Hint 3</summary>
#
# `model.zero_grad()` clears the gradients of all the parameters. After `backward()`, a second loop inside the first
# one goes through the parameters, in a `torch.no_grad()` block. It changes each of them in place, from its own
# `.grad`. Record the loss that you computed before the update. `loss.item()` turns it into a `float`.
#
# </details></details></details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# C'est la boucle de l'étape 3. Ce que l'on y écrivait pour `w` et pour `b` doit se faire maintenant pour chacun des `model.parameters()`.
#
# <details><summary>Indice 2</summary>
#
# Une époque comporte cinq tâches : effacer les anciens gradients, prédire et calculer la perte, rétropropager, mettre à jour chaque paramètre, noter
# la perte. Laquelle ne doit pas figurer dans le graphe ?
#
# <details><summary>Indice 3</summary>
#
# `model.zero_grad()` efface les gradients de tous les paramètres. Après `backward()`, une seconde boucle, à l'intérieur de la première, parcourt les
# paramètres dans un bloc `torch.no_grad()`. Elle modifie chacun d'eux sur place, d'après son propre `.grad`. Notez la perte calculée avant la mise à
# jour : `loss.item()` la convertit en `float`.
#
# </details></details></details>


# %% nbgrader={"grade": false, "grade_id": "train", "locked": false, "schema_version": 3, "solution": true, "task": false}
def train(model, loss_fn, x, y, lr, epochs):
    """Gradient descent on all the model's parameters, in place; returns the loss before each update.
    Descente de gradient sur tous les paramètres du modèle, sur place ; renvoie la perte avant chaque mise à jour."""
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
case = {"model": linear([[0.0]], [0.0]), "loss_fn": squares, "x": line_x, "y": line_y,
        "lr": 0.01, "epochs": 3}
cases = [case, case | {"loss_fn": nn.MSELoss(), "lr": 0.04},
         case | {"model": nn.Sequential(linear([[1.0]], [0.0]), linear([[0.0]], [0.0])),
                 "loss_fn": nn.PoissonNLLLoss(), "epochs": 2}]
want = [[120.0, 13.44, 1.691136], [30.0, 3.36, 0.422784], [1.0, -0.6384504]]
after = ([[[1.7344]], [0.56576]], [[[1.7344]], [0.56576]],
         [[[1.0139814]], [0.0044543], [[0.2368515]], [0.0756345]])
gives = [(losses, [torch.tensor(part) for part in parameters])
         for losses, parameters in zip(want, after, strict=True)]
expect.calls(train, cases, gives=gives, names=("losses",), changes=("model",), forbids="torch.optim")

### BEGIN HIDDEN TESTS
from course.helpers import reference

rng = data.rng()
models = [
    (1, 1, nn.Linear(1, 1)),
    (3, 2, nn.Linear(3, 2, bias=False)),
    (2, 2, nn.Sequential(nn.Linear(2, 2))),
    (2, 3, nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 3))),
    (2, 3, nn.RNNCell(2, 3)),  # four parameters, none of them called weight or bias
]
how = [(1, "sum", 0.02), (6, "mean", 0.1), (5, "sum", 0.01), (7, "mean", 0.6)]
cases = [
    {"model": model, "loss_fn": nn.MSELoss(reduction=reduction), "x": torch.tensor(rng.normal(size=(n, d))), "y": torch.tensor(rng.normal(size=(n, k))), "lr": lr, "epochs": 3}
    for i, (d, k, model) in enumerate(models)
    for n, reduction, lr in how[i % 2 :: 2]
]
right = reference.load("05_nn").train
asked = {"names": ("losses",), "changes": ("model",), "forbids": "torch.optim"}
expect.calls(train, cases, gives=right, times=2, rtol=2e-3, atol=1e-4, **asked)
# At this rate the loss grows fourfold with each epoch, and every epoch counts all the same.
growing = {"model": linear([[1.0]]), "loss_fn": nn.MSELoss(), "x": torch.ones(3, 1), "y": torch.zeros(3, 1), "lr": 1.5, "epochs": 4}
# A parameter can have no axis at all.
shifted = linear([[float(rng.uniform(0.5, 1))]], [0.0])
shifted.bias = nn.Parameter(torch.tensor(float(rng.uniform(1, 2))))
expect.calls(train, [growing, growing | {"model": shifted, "lr": 0.1}], gives=right, rtol=1e-3, **asked)
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Comparison — The same losses as in step 1
#
# These are the thirty points and the initial parameters $w = (0.5, 0.25)$, $b = 0.4$ of step 1. The first column shows
# the losses of the descent by hand on the sum of squares. In the second column, your
# `train` does the same with `reduction="sum"` and the same learning rate. In the third column, it uses the mean,
# with a rate that is $30$ times as large. To compare these losses with the others, we multiply them by $30$.

# %% [markdown] lang="fr"
# ## Comparaison — Les mêmes pertes qu'à l'étape 1
#
# Ce sont les trente points et les paramètres initiaux $w = (0.5, 0.25)$, $b = 0.4$ de l'étape 1. La première colonne donne les pertes de la descente
# à la main sur la somme des carrés. Dans la deuxième, votre `train` fait la même chose avec `reduction="sum"` et le même pas d'apprentissage. Dans la
# troisième, la perte est la moyenne, et le pas d'apprentissage est $30$ fois plus grand ; pour la comparaison, ces pertes sont multipliées par $30$.

# %% tags=["experiment"]
points, heights = data.plane()
plane_x, plane_y = torch.tensor(points), torch.tensor(heights).reshape(-1, 1)


# %% tags=["experiment"]
def start():
    model = build_model(2, 1).double()
    set_parameters(model, torch.tensor([thread.W], dtype=torch.float64), torch.tensor([thread.B], dtype=torch.float64))
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
# The three columns agree. PyTorch changes nothing in the mathematics: it computes the predictions and the gradients for you, and it holds the
# parameters. Do the parameters agree too, over $200$ epochs?

# %% [markdown] lang="fr"
# Les trois colonnes concordent. PyTorch ne change rien aux mathématiques : il calcule pour vous les prédictions et les gradients, et conserve les
# paramètres. Les paramètres concordent-ils aussi, pendant $200$ époques ?


# %% tags=["experiment"]
def path_by_hand(lr, epochs):
    design = np.column_stack([points, np.ones(len(points))])
    now, path = np.array([*thread.W, thread.B]), []
    for _ in range(epochs):
        path.append(now)
        now = now - 2 * lr * ((design @ now - heights) @ design)
    return path

# %% [markdown] lang="en"
# **Predict before you run.** In the figure of the next cell, the lines are the descent by hand and the markers are the module. Does the distance
# between them grow from epoch to epoch?
#
# <details><summary>Answer</summary>
#
# No. Both start from the same parameters and use the same gradient and the same learning rate, so they make the same update in each epoch. Only the
# rounding can differ, and in `float64` it is far too small to be seen.
#
# </details>

# %% [markdown] lang="fr"
# **Prédisez avant d'exécuter.** Sur la figure de la cellule suivante, les courbes représentent la descente à la main, et les marqueurs représentent
# le module. L'écart entre les deux grandit-il d'époque en époque ?
#
# <details><summary>Réponse</summary>
#
# Non. Les deux descentes partent des mêmes paramètres, avec le même gradient et le même pas d'apprentissage : elles font donc la même mise à jour à
# chaque époque. Seuls les arrondis peuvent différer, et en `float64` ils sont bien trop petits pour être visibles.
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
# The figure shows $w_1$, $w_2$ and $b$ over $200$ epochs: the lines are the descent by hand, the markers are the module. Every marker lies on its
# line. The thin horizontal lines mark the parameters of the plane, $2$, $-3$ and $1$; the descent approaches them.

# %% [markdown] lang="fr"
# La figure montre $w_1$, $w_2$ et $b$ au fil de $200$ époques : les courbes représentent la descente à la main, et les marqueurs représentent le
# module. Chaque marqueur tombe sur sa courbe. Les fines lignes horizontales indiquent les paramètres du plan, $2$, $-3$ et $1$ ; la descente s'en
# approche.

# %% [markdown] lang="en"
# ## Experiment — Sum or mean?
#
# What happens if we only replace the sum by the mean, and leave the learning rate at $0.01$? To make the curves comparable, we draw means only: the
# losses of the sum are divided by $30$.

# %% [markdown] lang="fr"
# ## Expérience — Somme ou moyenne ?
#
# Que se passe-t-il si l'on remplace seulement la somme par la moyenne, en laissant le pas d'apprentissage à $0.01$ ? Pour que les courbes soient
# comparables, on ne trace que des moyennes : les pertes de la somme sont divisées par $30$.

# %% [markdown] lang="en"
# **Predict before you run.** The next cell draws three curves: the sum with the rate $0.01$, the mean with the rate $0.01$, and the mean with the
# rate $0.3$. Which two of them coincide, and what does the remaining one do?
#
# <details><summary>Answer</summary>
#
# The sum with $0.01$ and the mean with $0.3$ coincide. There are $30$ samples and one target, so the gradient of the
# mean is $30$ times smaller, and a rate that is $30$ times as large compensates for this. The mean with $0.01$ takes
# steps that are much too short, and its loss falls very slowly.
#
# </details>

# %% [markdown] lang="fr"
# **Prédisez avant d'exécuter.** La cellule suivante trace trois courbes : la somme avec le pas d'apprentissage $0.01$, la moyenne avec $0.01$ et la
# moyenne avec $0.3$. Lesquelles se superposent, et que fait celle qui reste ?
#
# <details><summary>Réponse</summary>
#
# La somme avec $0.01$ et la moyenne avec $0.3$ se superposent. Il y a $30$ échantillons et une cible : le gradient de la moyenne est donc $30$ fois
# plus petit, et un pas d'apprentissage $30$ fois plus grand compense cet écart. Avec $0.01$, la descente sur la moyenne fait des pas beaucoup trop
# courts, et sa perte baisse très lentement.
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
# In the figure, the mean with the learning rate $0.01$ loses only half of its value in $200$ epochs. The sum with $0.01$ and the mean
# with $0.3$ fall in the same way: one curve lies on top of the other. The sum is $N K$ times the mean, and its
# gradient is $N K$ times the gradient of the mean. Both therefore take the same steps when
#
# $$\alpha_{\text{mean}} = N K \, \alpha_{\text{sum}}$$
#
# Suppose that more samples of the same kind arrive. The learning rate for the mean can stay the same, but the learning
# rate for the sum has to become smaller. This is one good reason to use the mean, which is the default of
# `nn.MSELoss()`.

# %% [markdown] lang="fr"
# Sur la figure, la moyenne avec le pas d'apprentissage $0.01$ ne perd que la moitié de sa valeur en $200$ époques. La somme avec $0.01$ et la moyenne
# avec $0.3$ descendent de la même façon : les deux courbes sont superposées. La somme vaut $N K$ fois la moyenne, et son gradient vaut $N K$ fois
# celui de la moyenne. Les deux descentes font donc les mêmes pas lorsque
#
# $$\alpha_{\text{moyenne}} = N K \, \alpha_{\text{somme}}$$
#
# Supposons que d'autres échantillons du même genre s'ajoutent. Le pas d'apprentissage de la moyenne convient encore ; celui de la somme doit
# diminuer. C'est une bonne raison de prendre la moyenne, comme le fait `nn.MSELoss()`, sauf indication contraire.

# %% [markdown] lang="en"
# ## Exercise 5 — `repaired_loss`: find the bug (3 points)
#
# The `model` returns a prediction of shape `(N, 1)`. The targets `y` have the shape `(N, 1)`, or `(N,)` when they
# come directly from a table. This function should return the mean squared error, as a scalar tensor through which
# gradients flow back:
#
# ```python
# def repaired_loss(model, x, y):
#     return ((model(x) - y) ** 2).mean()
# ```
#
# Suppose that the model predicts perfectly, $1$, $2$, $3$, and that `y` is `[1, 2, 3]`. The loss should be $0$, but it
# is $\frac{4}{3}$. Which differences has the function squared? Write the repaired
# function. It must be right for both shapes of `y`.

# %% [markdown] lang="fr"
# ## Exercice 5 — `repaired_loss` : trouvez l'erreur (3 points)
#
# Le modèle `model` renvoie une prédiction de forme `(N, 1)`. Les cibles `y` sont de forme `(N, 1)`, ou `(N,)` quand elles viennent directement d'un
# tableau de données. Cette fonction devrait renvoyer l'erreur quadratique moyenne, sous la forme d'un tenseur scalaire à travers lequel les gradients
# se propagent :
#
# ```python
# def repaired_loss(model, x, y):
#     return ((model(x) - y) ** 2).mean()
# ```
#
# Supposez que le modèle prédise parfaitement $1$, $2$, $3$, et que `y` soit `[1, 2, 3]`. La perte devrait valoir $0$, et elle vaut $\frac{4}{3}$. De
# quelles différences a-t-on pris les carrés ? Écrivez la fonction corrigée, juste pour les deux formes de `y`.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# Write down the two shapes one above the other, aligned on the right: `(3, 1)` and `(3,)`. Which shape results from broadcasting?
#
# <details><summary>Hint 2</summary>
#
# The difference has nine numbers, although there are three samples. Before you subtract, prediction and target must have the same shape.
#
# <details><summary>Hint 3</summary>
#
# Give the target the shape of the prediction: `reshape` takes a shape as its argument, for instance
# `prediction.shape`. This works for both shapes of `y`, because the number of elements is the same. Use the prediction
# as the model returned it, so that the gradients can flow back.
#
# </details></details></details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Écrivez les deux formes l'une au-dessous de l'autre, alignées à droite : `(3, 1)` et `(3,)`. Qu'en fait la diffusion ?
#
# <details><summary>Indice 2</summary>
#
# La différence contient neuf nombres, alors qu'il y a trois échantillons. Avant la soustraction, la prédiction et la cible doivent avoir la même
# forme.
#
# <details><summary>Indice 3</summary>
#
# Donnez à la cible la forme de la prédiction : `reshape` reçoit une forme, et `prediction.shape` en est une. Cela convient aux deux formes de `y`,
# car le nombre d'éléments est le même. La prédiction reste telle que le modèle l'a renvoyée, pour que les gradients se propagent.
#
# </details></details></details>


# %% nbgrader={"grade": false, "grade_id": "repaired_loss", "locked": false, "schema_version": 3, "solution": true, "task": false}
def repaired_loss(model, x, y):
    """The mean squared error of a model with one target, y (N,) or (N, 1): a scalar tensor.
    L'erreur quadratique moyenne d'un modèle à une cible, y (N,) ou (N, 1) : un tenseur scalaire."""
    ### BEGIN SOLUTION
    prediction = model(x)
    return ((prediction - y.reshape(prediction.shape)) ** 2).mean()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_repaired_loss", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
x, y = torch.tensor([[0.0], [1.0], [2.0]]), torch.tensor([1.0, 5.0, 2.0])
cases = [{"model": linear([[2.0]], [1.0]), "x": x, "y": targets} for targets in (y, y.reshape(3, 1))]
wanted = torch.tensor(13 / 3), [torch.tensor([[8 / 3]]), torch.tensor([2 / 3])]
expect.calls(repaired_loss, cases, gives=[wanted] * 2, gradients="model")

### BEGIN HIDDEN TESTS
from course.helpers import reference

rng = data.rng()
cases = []
for n, d in [(1, 1), (1, 3), (2, 1), (3, 3), (6, 2)]:
    x, y = torch.tensor(rng.normal(size=(n, d))), torch.tensor(rng.normal(size=n))
    models = nn.Linear(d, 1), nn.Sequential(nn.Linear(d, 3), nn.Tanh(), nn.Linear(3, 1))
    cases += [{"model": model, "x": x, "y": targets} for model in models for targets in (y, y.unsqueeze(1))]
expect.calls(repaired_loss, cases, gives=reference.load("05_nn").repaired_loss, gradients="model", dtypes=("float32",), rtol=1e-3)
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Exercise 6 — `move` (2 points)
#
# A *device* is the place where a tensor is stored and used: the processor (CPU) or an accelerator, such as a graphics
# card. A model and its data must be on the same device. Return `(model, x, y)` on the given `device` (a name or a
# `torch.device`). With `device=None`, take the accelerator if there is one, and otherwise
# the CPU. `torch.accelerator.is_available()` tells you whether there is an accelerator, and
# `torch.accelerator.current_accelerator()` tells you which one. You may move the given model itself; a copy is not
# necessary.
#
# `.to(device)` moves the parameters of a module in place. With a tensor it is different: `x.to(device)` leaves `x` where it is and
# returns the tensor on the device. The result is a copy, or `x` itself if it is on that device already.

# %% [markdown] lang="fr"
# ## Exercice 6 — `move` (2 points)
#
# Un *appareil* est l'endroit où un tenseur est rangé et où l'on calcule avec lui : le processeur (CPU) ou un accélérateur, par exemple une carte
# graphique. Un modèle et ses données doivent se trouver sur le même appareil. Renvoyez `(model, x, y)` sur l'appareil `device` demandé (un nom ou un
# `torch.device`). Avec `device=None`, prenez l'accélérateur s'il y en a un, et sinon le CPU. `torch.accelerator.is_available()` dit s'il y a un
# accélérateur, et `torch.accelerator.current_accelerator()` dit lequel. Vous pouvez déplacer le modèle lui-même, sans en faire de copie.
#
# `.to(device)` déplace sur place les paramètres d'un module. Pour un tenseur, c'est différent : `x.to(device)` laisse `x` où il est et renvoie le
# tenseur placé sur l'appareil. C'est une copie, ou `x` lui-même s'il s'y trouve déjà.

# %% [markdown] lang="en"
# <details><summary>Hint 1</summary>
#
# There are two questions. Which device do you need? How does each of the three objects get there?
#
# <details><summary>Hint 2</summary>
#
# When `device` is `None`, choose the device first. Then the rest of the function is the same in all cases.
#
# <details><summary>Hint 3</summary>
#
# The statement names the two calls for the choice: one says whether there is an accelerator, and the other says which
# one it is. If there is none, the name of the device is `"cpu"`. Afterwards, return the *results* of `.to` for the two
# tensors: a call of `x.to(device)` alone leaves `x` as it was.
#
# </details></details></details>

# %% [markdown] lang="fr"
# <details><summary>Indice 1</summary>
#
# Deux questions se posent : quel appareil faut-il choisir, et comment y place-t-on chacun des trois objets ?
#
# <details><summary>Indice 2</summary>
#
# Quand `device` vaut `None`, choisissez d'abord l'appareil. La suite de la fonction est alors la même dans tous les cas.
#
# <details><summary>Indice 3</summary>
#
# L'énoncé cite les deux appels utiles à ce choix : l'un dit s'il y a un accélérateur, l'autre dit lequel. S'il n'y en a pas, l'appareil s'appelle
# `"cpu"`. Renvoyez ensuite les *résultats* de `.to` pour les deux tenseurs : un simple appel `x.to(device)` laisse `x` tel quel.
#
# </details></details></details>


# %% nbgrader={"grade": false, "grade_id": "move", "locked": false, "schema_version": 3, "solution": true, "task": false}
def move(model, x, y, device=None):
    """(model, x, y) on the device; with None, on the accelerator or, if there is none, on the CPU.
    (model, x, y) sur l'appareil ; avec None, sur l'accélérateur ou, s'il n'y en a pas, sur le CPU."""
    ### BEGIN SOLUTION
    if device is None:
        device = torch.accelerator.current_accelerator() if torch.accelerator.is_available() else "cpu"
    return model.to(device), x.to(device), y.to(device)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_move", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# "meta" is a device of every machine; its tensors have no numbers.
# « meta » existe partout ; ses tenseurs n'ont pas de nombres.
def moved(device, start, model, x, y):
    return layers.moved(move, device, start, model, x, y)
case = {"model": nn.Sequential(linear([[1.0, 1.0], [1.0, 1.0]], [2.0, 2.0]), linear([[3.0, 3.0]], [4.0])),
        "x": torch.tensor([[1.0, 2.0], [0.0, -1.0]]), "y": torch.tensor([[5.0], [6.0]])}
cases = [{"device": device, "start": "meta" if device is None else "cpu"} | case
         for device in ("meta", torch.device("meta"), "cpu", None)]
wanted = [([place] * 4, place, place, [(2, 2), (2, 1)], True, *known)
          for place, *known in [("meta", None, None)] * 2 + [
              ("cpu", torch.tensor([[34.0], [10.0]]), case["y"]), ("not meta", None, None)]]
expect.observed(moved, cases, gives=wanted, names=layers.PLACES, dtypes=())

### BEGIN HIDDEN TESTS
# None is a device like the others: whoever gives it to move means the accelerator or the CPU.
def moved_by_none(start, model, x, y):
    return layers.moved(lambda *parts: move(*parts, None), None, start, model, x, y)
expect.observed(moved_by_none, {"start": "meta"} | case, gives=wanted[-1], names=layers.PLACES, dtypes=())

# A model can have parameters of its own, beside those of its layers or without layers.
rng = data.rng()
cases, wanted = [], []
for n, d, k in rng.permutation([(2, 3, 1), (3, 1, 2), (1, 2, 2)]).tolist():
    deep = nn.Sequential(nn.Linear(d, k), *[nn.Linear(k, k) for _ in range(rng.integers(3))])
    deep.register_parameter("scale", nn.Parameter(torch.tensor(2.0)))
    for model in (nn.Linear(d, k), deep):
        x, y = (torch.tensor(rng.normal(size=(n, size)), dtype=torch.float32) for size in (d, k))
        count = len(list(model.parameters()))
        known = {"meta": (None, None), "cpu": (model(x).detach(), y), "not meta": (None, None)}
        for device, start, place in rng.permutation([("meta", "cpu", "meta"), ("cpu", "cpu", "cpu"), ("cpu", "meta", "not meta")]).tolist():
            cases.append({"device": device, "start": start, "model": model, "x": x, "y": y})
            wanted.append(([place] * count, place, place, [(n, d), (n, k)], True, *known[place]))
expect.observed(moved, cases, gives=wanted, names=layers.PLACES, dtypes=())

for n, d, k, dtype in [(1, 1, 1, torch.float32), (4, 3, 2, torch.float64), (3, 3, 3, torch.float32)]:
    default = torch.accelerator.current_accelerator().type if torch.accelerator.is_available() else "cpu"
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
### END HIDDEN TESTS

# %% [markdown] lang="en"
# ## Two modes, and a file
#
# **Modes.** Some layers do one thing during training and another thing afterwards. During training, `nn.Dropout(0.5)`
# sets each number to $0$ with the probability $\frac{1}{2}$ and doubles the others, so that the model does not
# learn to depend on a few of these numbers. After the training, this layer must do nothing. `model.train()` and
# `model.eval()` switch all the layers of a model from one mode to the other. These two methods do not train the
# model. `nn.Linear` does the same in both modes.
#
# **Files.** `torch.save` writes a `state_dict()` to a file. To load it, make the model first, then copy the values
# into it with `load_state_dict`. A file from a stranger could contain code that runs on your computer. With
# `weights_only=True`, `torch.load` accepts only tensors and plain data, and refuses such a file.

# %% [markdown] lang="fr"
# ## Deux modes, et un fichier
#
# **Modes.** Certaines couches ne se comportent pas de la même façon pendant l'entraînement et après. Pendant l'entraînement, `nn.Dropout(0.5)` met
# chaque nombre à $0$ avec la probabilité $\frac{1}{2}$ et double les autres, pour que le modèle n'apprenne pas à dépendre de quelques-uns de ces
# nombres ; une fois le modèle entraîné, cette couche ne doit plus rien faire. `model.train()` et `model.eval()` font passer toutes les couches d'un
# modèle d'un mode à l'autre. Ces méthodes n'entraînent rien. `nn.Linear` fait la même chose dans les deux modes.
#
# **Fichiers.** `torch.save` écrit un `state_dict()` dans un fichier. Pour le relire, on crée d'abord le modèle, puis on y copie les valeurs avec
# `load_state_dict`. Le fichier d'un inconnu pourrait contenir du code qui s'exécute sur votre ordinateur. Avec `weights_only=True`, `torch.load`
# n'accepte que des tenseurs et des données simples, et refuse un tel fichier.

# %% tags=["experiment"]
dropout = nn.Dropout(0.5)
for mode in (dropout.train, dropout.eval):
    mode()
    print(f"training={dropout.training}  {dropout(torch.ones(8)).tolist()}")

with torch.no_grad():
    small.a.fill_(7.0)
file = io.BytesIO()  # or a file's name / ou un nom de fichier
torch.save(small.state_dict(), file)
file.seek(0)
loaded = Scale()
loaded.load_state_dict(torch.load(file, weights_only=True))
print(loaded.a)

# %% [markdown] lang="en"
# ## ★ To go further — A model that is not linear
#
# This task earns no points. No plane describes the targets $y = x_1 x_2$. Draw $100$ points with both features between $-1$ and $1$. Train a linear
# model on them, then a model with a *hidden layer*: a linear layer from $2$ to $8$, an `nn.Tanh()`, and a linear layer from $8$ to $1$. How low does
# each loss get? Did you have to change `train`? What happens without the `nn.Tanh()`, and why?
#
# <details><summary>Hint</summary>
#
# `torch.rand` draws between $0$ and $1$: stretch and shift its numbers. `nn.Sequential` takes the three layers in order. Take `nn.MSELoss()`, a rate
# of $0.3$ and a few hundred epochs, and call `torch.manual_seed` first. To explain the last result, write two linear layers one after the other as a
# formula: is it still a linear model?
#
# </details>

# %% [markdown] lang="fr"
# ## ★ Pour aller plus loin — Un modèle qui n'est pas linéaire
#
# Cet exercice ne rapporte pas de points. Aucun plan ne décrit les cibles $y = x_1 x_2$. Tirez $100$ points dont les deux caractéristiques sont
# comprises entre $-1$ et $1$. Entraînez sur eux un modèle linéaire, puis un modèle à *couche cachée* : une couche linéaire de $2$ vers $8$, un
# `nn.Tanh()` et une couche linéaire de $8$ vers $1$. Jusqu'où descend chacune des deux pertes ? Avez-vous dû modifier `train` ? Que se passe-t-il
# sans le `nn.Tanh()`, et pourquoi ?
#
# <details><summary>Indice</summary>
#
# `torch.rand` tire des nombres entre $0$ et $1$ : étirez-les et décalez-les. `nn.Sequential` reçoit les trois couches dans l'ordre. Prenez
# `nn.MSELoss()`, un pas d'apprentissage de $0.3$ et quelques centaines d'époques, et appelez d'abord `torch.manual_seed`. Pour expliquer le dernier
# résultat, écrivez sous forme de formule deux couches linéaires qui se suivent : est-ce encore un modèle linéaire ?
#
# </details>

# %% [markdown] lang="en"
# ## Who does what
#
# Step 4 was a detour in which you wrote the gradient yourself; this table goes on from step 3.
#
# | task | step 3 | step 5 |
# |---|---|---|
# | **prediction** | by hand | **PyTorch** |
# | gradient | PyTorch | PyTorch |
# | loss | your function or PyTorch's | your function or PyTorch's |
# | update | by hand | by hand |
#
# An `nn.Module` now makes the predictions and holds the parameters. `train` takes any loss, yours or `nn.MSELoss`. One job is still done by hand: the
# update.

# %% [markdown] lang="fr"
# ## Qui fait quoi
#
# L'étape 4 était un détour, pendant lequel vous écriviez vous-même le gradient ; ce tableau repart de l'étape 3.
#
# | tâche | étape 3 | étape 5 |
# |---|---|---|
# | **prédiction** | à la main | **PyTorch** |
# | gradient | PyTorch | PyTorch |
# | perte | votre fonction ou celle de PyTorch | votre fonction ou celle de PyTorch |
# | mise à jour | à la main | à la main |
#
# C'est désormais un `nn.Module` qui calcule les prédictions et contient les paramètres. `train` accepte toute perte, la vôtre ou `nn.MSELoss`. Une
# seule tâche se fait encore à la main : la mise à jour.

# %% [markdown] lang="en"
# ## Recap
#
# - A module holds its parameters. `model.parameters()` returns all of them, and the same loop trains every model.
# - Copy values *into* a parameter, in a `torch.no_grad()` block. If you assign a new parameter to the layer's attribute instead, another object takes
#   the place of the first one.
# - A plain tensor in an attribute of `self` is not registered: the loop does not train it, and `state_dict()` does not contain it.
# - The sum is $N K$ times the mean, and the same holds for their gradients. The learning
#   rate for the sum must therefore be $N K$ times smaller.
# - A tensor of shape `(N, 1)` minus one of shape `(N,)` makes $N^2$ differences, and PyTorch raises no error (`nn.MSELoss` only warns). Compare the
#   shapes first.
# - Call `eval()` before you predict, and `train()` before you continue the training. Save the `state_dict()`, and load
#   it with `weights_only=True`.
#
# In [step 6](../06_optim/06_optim.ipynb), PyTorch does the update as well. The words of the course are in the [glossary](../glossary.md).

# %% [markdown] lang="fr"
# ## Récapitulatif
#
# - Un module contient ses paramètres. `model.parameters()` les donne tous, et une seule boucle entraîne tous les modèles.
# - Copiez les valeurs *dans* un paramètre, dans un bloc `torch.no_grad()`. Affecter un nouveau paramètre à l'attribut de la couche met un autre objet à
#   la place du premier.
# - Un simple tenseur dans un attribut de `self` n'est pas enregistré : la boucle ne l'entraîne pas, et `state_dict()` ne le contient pas.
# - La somme vaut $N K$ fois la moyenne, et il en va de même de leurs gradients. Le pas d'apprentissage de la somme doit donc être $N K$ fois plus
#   petit.
# - Un tenseur de forme `(N, 1)` moins un tenseur de forme `(N,)` donne $N^2$ différences, et PyTorch ne lève aucune erreur (`nn.MSELoss` avertit
#   seulement). Comparez d'abord les formes.
# - Appelez `eval()` avant de prédire, et `train()` avant de reprendre l'entraînement. Sauvegardez le `state_dict()`, et chargez-le avec
#   `weights_only=True`.
#
# À l'[étape 6](../06_optim/06_optim.ipynb), PyTorch se charge aussi de la mise à jour. Les mots du cours sont expliqués dans le
# [glossaire](../glossary.md).
