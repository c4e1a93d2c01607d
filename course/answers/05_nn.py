# %% exercise="build_model" verdict="right" label="OrderedDict with a name for the layer"
from collections import OrderedDict


def build_model(features, targets):
    return nn.Sequential(OrderedDict(linear=nn.Linear(features, targets, bias=True)))


# %% exercise="build_model" verdict="right" label="append to an empty Sequential"
def build_model(features, targets):
    model = torch.nn.Sequential()
    model.append(torch.nn.Linear(in_features=features, out_features=targets))
    return model


# %% exercise="build_model" verdict="right" label="parameters set to zero"
def build_model(features, targets):
    layer = nn.Linear(features, targets)
    nn.init.zeros_(layer.weight)
    nn.init.zeros_(layer.bias)
    return nn.Sequential(layer)


# %% exercise="build_model" verdict="right" label="float64"
def build_model(features, targets):
    return nn.Sequential(nn.Linear(features, targets)).double()


# %% exercise="build_model" verdict="right" label="own subclass of nn.Linear inside"
class MyLayer(nn.Linear):
    def forward(self, x):
        return torch.einsum("nd,kd->nk", x, self.weight) + self.bias


def build_model(features, targets):
    return nn.Sequential(MyLayer(features, targets))


# %% exercise="build_model" verdict="right" label="unpacked list of layers"
def build_model(features, targets):
    layers = [nn.Linear(features, targets)]
    return nn.Sequential(*layers)


# %% exercise="build_model" verdict="right" label="own subclass of nn.Sequential"
class OneLayer(nn.Sequential):
    def __init__(self, features, targets):
        super().__init__(nn.Linear(features, targets))


def build_model(features, targets):
    return OneLayer(features, targets)


# %% exercise="build_model" verdict="right" label="LazyLinear, made real by a first sample"
def build_model(features, targets):
    model = nn.Sequential(nn.LazyLinear(targets))
    model(torch.zeros(1, features))
    return model


# %% exercise="build_model" verdict="right" label="add_module, Xavier's start"
def build_model(features, targets):
    model = nn.Sequential()
    model.add_module("regression", nn.Linear(features, targets, device="cpu"))
    nn.init.xavier_uniform_(model.regression.weight)
    return model


# %% exercise="build_model" verdict="right" label="the bias put in afterwards"
def build_model(features, targets):
    layer = nn.Linear(features, targets, bias=False)
    layer.bias = nn.Parameter(torch.zeros(targets))
    return nn.Sequential(layer)


# %% exercise="build_model" verdict="right" label="a deep copy of a pattern"
import copy


def build_model(features, targets, pattern={}):
    if (features, targets) not in pattern:
        pattern[features, targets] = nn.Sequential(nn.Linear(features, targets))
    return copy.deepcopy(pattern[features, targets])


# %% exercise="build_model" verdict="right" label="a lambda"
build_model = lambda features, targets: nn.Sequential(*[nn.Linear(features, targets) for _ in range(1)])


# %% exercise="build_model" verdict="right" label="a module of one's own inside"
class OwnLayer(nn.Module):
    def __init__(self, features, targets):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(targets, features))
        self.bias = nn.Parameter(torch.zeros(targets))

    def forward(self, x):
        return x @ self.weight.T + self.bias


def build_model(features, targets):
    return nn.Sequential(OwnLayer(features, targets))


# %% exercise="build_model" verdict="wrong" label="no bias" mistake="bias.missing"
def build_model(features, targets):
    return nn.Sequential(nn.Linear(features, targets, bias=False))


# %% exercise="build_model" verdict="wrong" label="features and targets exchanged" mistake="features.swapped"
def build_model(features, targets):
    return nn.Sequential(nn.Linear(targets, features))


# %% exercise="build_model" verdict="wrong" label="a bare layer" mistake="type.not_sequential"
def build_model(features, targets):
    return nn.Linear(features, targets)


# %% exercise="build_model" verdict="wrong" label="activation behind the layer" mistake="layers.extra"
def build_model(features, targets):
    return nn.Sequential(nn.Linear(features, targets), nn.ReLU())


# %% exercise="build_model" verdict="wrong" label="hidden layer" mistake="layers.extra"
def build_model(features, targets):
    return nn.Sequential(nn.Linear(features, 8), nn.Linear(8, targets))


# %% exercise="build_model" verdict="wrong" label="one model for all calls" mistake="model.shared"
_known = {}


def build_model(features, targets):
    if (features, targets) not in _known:
        _known[features, targets] = nn.Sequential(nn.Linear(features, targets))
    return _known[features, targets]


# %% exercise="build_model" verdict="wrong" label="always one target"
def build_model(features, targets):
    return nn.Sequential(nn.Linear(features, 1))


# %% exercise="build_model" verdict="wrong" label="sizes of the visible test"
def build_model(features, targets):
    return nn.Sequential(nn.Linear(3, 2))


# %% exercise="build_model" verdict="wrong" label="a list of layers" mistake="type.not_sequential"
def build_model(features, targets):
    return [nn.Linear(features, targets)]


# %% exercise="build_model" verdict="wrong" label="frozen" mistake="parameters.frozen"
def build_model(features, targets):
    return nn.Sequential(nn.Linear(features, targets)).requires_grad_(False)


# %% exercise="build_model" verdict="wrong" label="a layer with a nonlinearity inside"
class Squashed(nn.Linear):
    def forward(self, x):
        return torch.tanh(super().forward(x))


def build_model(features, targets):
    return nn.Sequential(Squashed(features, targets))


# %% exercise="build_model" verdict="wrong" label="ModuleList" mistake="type.not_sequential"
def build_model(features, targets):
    return nn.ModuleList([nn.Linear(features, targets)])


# %% exercise="build_model" verdict="wrong" label="the class, not a model" mistake="type.not_sequential"
def build_model(features, targets):
    return nn.Sequential


# %% exercise="build_model" verdict="wrong" label="dropout in front" mistake="layers.extra"
def build_model(features, targets):
    return nn.Sequential(nn.Dropout(0.5), nn.Linear(features, targets))


# %% exercise="build_model" verdict="wrong" label="batch normalisation in front" mistake="layers.extra"
def build_model(features, targets):
    return nn.Sequential(nn.BatchNorm1d(features), nn.Linear(features, targets))


# %% exercise="build_model" verdict="wrong" label="bias frozen" mistake="parameters.frozen"
def build_model(features, targets):
    model = nn.Sequential(nn.Linear(features, targets))
    model[0].bias.requires_grad = False
    return model


# %% exercise="build_model" verdict="wrong" label="square: right where D = K"
def build_model(features, targets):
    return nn.Sequential(nn.Linear(features, features))


# %% exercise="build_model" verdict="wrong" label="an input more, for the bias"
def build_model(features, targets):
    return nn.Sequential(nn.Linear(features + 1, targets))


# %% exercise="build_model" verdict="wrong" label="one layer in all models of a size" mistake="model.shared"
from functools import cache


@cache
def layer_of(features, targets):
    return nn.Linear(features, targets)


def build_model(features, targets):
    return nn.Sequential(layer_of(features, targets))


# %% exercise="build_model" verdict="wrong" label="nothing handed back" mistake="type.not_sequential"
def build_model(features, targets):
    model = nn.Sequential(nn.Linear(features, targets))


# %% exercise="build_model" verdict="wrong" label="an nn.Sequential inside the nn.Sequential" mistake="layers.extra"
def build_model(features, targets):
    return nn.Sequential(nn.Sequential(nn.Linear(features, targets)))


# %% exercise="set_parameters" verdict="right" label="data.copy_"
def set_parameters(model, w, b):
    model[0].weight.data.copy_(w)
    model[0].bias.data.copy_(b)


# %% exercise="set_parameters" verdict="right" label="data with clones"
def set_parameters(model, w, b):
    model[0].weight.data = w.clone()
    model[0].bias.data = b.clone()


# %% exercise="set_parameters" verdict="right" label="load_state_dict"
def set_parameters(model, w, b):
    model.load_state_dict({"0.weight": w, "0.bias": b})


# %% exercise="set_parameters" verdict="right" label="all children, as S0 does"
def set_parameters(model, w, b):
    for layer in model.children():
        with torch.no_grad():
            layer.weight[:] = w
            layer.bias[:] = b


# %% exercise="set_parameters" verdict="right" label="zip over the parameters"
@torch.no_grad()
def set_parameters(model, w, b):
    for parameter, values in zip(model.parameters(), (w, b)):
        parameter.zero_().add_(values)


# %% exercise="set_parameters" verdict="right" label="element by element, and the model handed back"
def set_parameters(model, w, b):
    with torch.no_grad():
        for k in range(w.shape[0]):
            model[0].bias[k] = b[k].item()
            for d in range(w.shape[1]):
                model[0].weight[k, d] = w[k, d].item()
    return model


# %% exercise="set_parameters" verdict="right" label="vector_to_parameters"
def set_parameters(model, w, b):
    values = torch.cat([w.reshape(-1), b]).clone()
    nn.utils.vector_to_parameters(values, model.parameters())


# %% exercise="set_parameters" verdict="right" label="state_dict gives the memory itself"
def set_parameters(model, w, b):
    state = model.state_dict()
    state["0.weight"].copy_(w)
    state["0.bias"].copy_(b)


# %% exercise="set_parameters" verdict="right" label="through NumPy's view"
def set_parameters(model, w, b):
    (layer,) = model
    layer.weight.detach().numpy()[...] = w.detach().numpy()
    layer.bias.detach().numpy()[...] = b.detach().numpy()


# %% exercise="set_parameters" verdict="right" label="model.apply"
def set_parameters(model, w, b):
    def fill(module):
        if isinstance(module, nn.Linear):
            module.weight.data.lerp_(w, 1.0)
            module.bias.data.lerp_(b, 1.0)

    model.apply(fill)


# %% exercise="set_parameters" verdict="right" label="requires_grad off and on again"
def set_parameters(model, w, b):
    parameters = dict(model.named_parameters())
    for name, values in {"0.weight": w, "0.bias": b}.items():
        parameters[name].requires_grad_(False).copy_(values)
        parameters[name].requires_grad_(True)


# %% exercise="set_parameters" verdict="right" label="storage set anew"
def set_parameters(model, w, b):
    with torch.no_grad():
        model.get_parameter("0.weight").set_(w.detach().clone())
        model.get_parameter("0.bias").set_(b.detach().clone())


# %% exercise="set_parameters" verdict="right" label="foreach copy"
def set_parameters(model, w, b):
    with torch.no_grad():
        torch._foreach_copy_(list(model.parameters()), [w, b])


# %% exercise="set_parameters" verdict="wrong" label="new parameters" mistake="parameter.replaced"
def set_parameters(model, w, b):
    model[0].weight = nn.Parameter(w.clone())
    model[0].bias = nn.Parameter(b.clone())


# %% exercise="set_parameters" verdict="wrong" label="new parameters on the caller's memory" mistake="parameter.replaced"
def set_parameters(model, w, b):
    model[0].weight = nn.Parameter(w)
    model[0].bias = nn.Parameter(b)


# %% exercise="set_parameters" verdict="wrong" label="memory shared" mistake="parameter.aliased"
def set_parameters(model, w, b):
    model[0].weight.data = w
    model[0].bias.data = b


# %% exercise="set_parameters" verdict="wrong" label="memory shared for the bias only" mistake="parameter.aliased"
def set_parameters(model, w, b):
    model[0].weight.data = w.clone()
    model[0].bias.data = b


# %% exercise="set_parameters" verdict="wrong" label="memory shared by detach" mistake="parameter.aliased"
def set_parameters(model, w, b):
    model[0].weight.data = w.detach()
    model[0].bias.data = b.detach().view(-1)


# %% exercise="set_parameters" verdict="wrong" label="bias forgotten" mistake="bias.unchanged"
def set_parameters(model, w, b):
    with torch.no_grad():
        model[0].weight.copy_(w)


# %% exercise="set_parameters" verdict="wrong" label="weights forgotten" mistake="weight.unchanged"
def set_parameters(model, w, b):
    with torch.no_grad():
        model[0].bias.copy_(b)


# %% exercise="set_parameters" verdict="wrong" label="local names only" mistake="argument.not_updated"
def set_parameters(model, w, b):
    weight, bias = model[0].weight, model[0].bias
    weight = w.clone()
    bias = b.clone()


# %% exercise="set_parameters" verdict="wrong" label="another layer" mistake="parameter.replaced"
def set_parameters(model, w, b):
    layer = nn.Linear(w.shape[1], w.shape[0]).to(w.dtype)
    with torch.no_grad():
        layer.weight.copy_(w)
        layer.bias.copy_(b)
    model[0] = layer


# %% exercise="set_parameters" verdict="wrong" label="load_state_dict with assign" mistake="parameter.replaced"
def set_parameters(model, w, b):
    model.load_state_dict({"0.weight": w.clone(), "0.bias": b.clone()}, assign=True)


# %% exercise="set_parameters" verdict="wrong" label="under grad mode" mistake="leaf.in_graph"
def set_parameters(model, w, b):
    model[0].weight.copy_(w)
    model[0].bias.copy_(b)


# %% exercise="set_parameters" verdict="wrong" label="added to what is there"
def set_parameters(model, w, b):
    with torch.no_grad():
        model[0].weight.add_(w)
        model[0].bias.add_(b)


# %% exercise="set_parameters" verdict="wrong" label="one target only"
def set_parameters(model, w, b):
    with torch.no_grad():
        model[0].weight.copy_(w[0])
        model[0].bias.fill_(b[0])


# %% exercise="set_parameters" verdict="wrong" label="left frozen" mistake="parameters.frozen"
def set_parameters(model, w, b):
    model.requires_grad_(False)
    model[0].weight.copy_(w)
    model[0].bias.copy_(b)


# %% exercise="set_parameters" verdict="wrong" label="transposed by reshape"
def set_parameters(model, w, b):
    with torch.no_grad():
        model[0].weight.copy_(w.T.reshape(w.shape))
        model[0].bias.copy_(b)


# %% exercise="set_parameters" verdict="wrong" label="the caller's arrays emptied" mistake="argument.changed"
def set_parameters(model, w, b):
    with torch.no_grad():
        model[0].weight.copy_(w)
        model[0].bias.copy_(b)
        w.zero_()


# %% exercise="set_parameters" verdict="wrong" label="the state dict alone" mistake="argument.not_updated"
def set_parameters(model, w, b):
    state = model.state_dict()
    state["0.weight"] = w.clone()
    state["0.bias"] = b.clone()


# %% exercise="set_parameters" verdict="wrong" label="attributes of the model, not of the layer" mistake="argument.not_updated"
def set_parameters(model, w, b):
    model.weight = nn.Parameter(w.clone())
    model.bias = nn.Parameter(b.clone())


# %% exercise="set_parameters" verdict="wrong" label="a new model handed back" mistake="argument.not_updated"
def set_parameters(model, w, b):
    new = nn.Sequential(nn.Linear(w.shape[1], w.shape[0], dtype=w.dtype))
    with torch.no_grad():
        new[0].weight.copy_(w)
        new[0].bias.copy_(b)
    return new


# %% exercise="set_parameters" verdict="wrong" label="memory shared for the weights only" mistake="parameter.aliased"
def set_parameters(model, w, b):
    model[0].weight.data = w
    model[0].bias.data = b.clone()


# %% exercise="set_parameters" verdict="wrong" label="to() is no copy" mistake="parameter.aliased"
def set_parameters(model, w, b):
    model[0].weight.data = w.to(model[0].weight)
    model[0].bias.data = b.to(model[0].bias)


# %% exercise="set_parameters" verdict="wrong" label="contiguous() is no copy" mistake="parameter.aliased"
def set_parameters(model, w, b):
    model[0].weight.data = w.contiguous()
    model[0].bias.data = b.contiguous()


# %% exercise="set_parameters" verdict="wrong" label="bias of the first target for all: right for one"
def set_parameters(model, w, b):
    with torch.no_grad():
        model[0].weight.copy_(w)
        model[0].bias.copy_(b[:1])


# %% exercise="set_parameters" verdict="wrong" label="the layer is float64 afterwards" mistake="dtype.wrong"
def set_parameters(model, w, b):
    model[0].weight.data = w.double().clone()
    model[0].bias.data = b.double().clone()


# %% exercise="set_parameters" verdict="wrong" label="by way of lists: the layer is float32 afterwards" mistake="dtype.wrong"
def set_parameters(model, w, b):
    model[0].weight.data = torch.tensor(w.tolist())
    model[0].bias.data = torch.tensor(b.tolist())


# %% exercise="set_parameters" verdict="wrong" label="copied the wrong way round" mistake="argument.changed"
def set_parameters(model, w, b):
    with torch.no_grad():
        w.copy_(model[0].weight)
        b.copy_(model[0].bias)


# %% exercise="LinearRegression" verdict="right" label="nn.Linear inside, two properties"
class LinearRegression(nn.Module):
    def __init__(self, features, targets):
        super().__init__()
        self.linear = nn.Linear(features, targets)

    @property
    def weight(self):
        return self.linear.weight

    @property
    def bias(self):
        return self.linear.bias

    def forward(self, x):
        return self.linear(x)


# %% exercise="LinearRegression" verdict="right" label="nn.Linear inside, names assigned again"
class LinearRegression(nn.Module):
    def __init__(self, features, targets):
        super(LinearRegression, self).__init__()
        self.lin = nn.Linear(features, targets)
        self.weight = self.lin.weight
        self.bias = self.lin.bias

    def forward(self, x):
        return self.lin(x)


# %% exercise="LinearRegression" verdict="right" label="derived from nn.Linear"
class LinearRegression(nn.Linear):
    pass


# %% exercise="LinearRegression" verdict="right" label="build_model inside"
class LinearRegression(nn.Module):
    def __init__(self, features, targets):
        super().__init__()
        self.inner = build_model(features, targets)
        self.weight, self.bias = self.inner.parameters()

    def forward(self, x):
        return self.inner(x)


# %% exercise="LinearRegression" verdict="right" label="register_parameter, bias first, zeros, functional.linear"
class LinearRegression(nn.Module):
    def __init__(self, features, targets):
        super().__init__()
        self.register_parameter("bias", nn.Parameter(torch.zeros(targets)))
        self.register_parameter("weight", nn.Parameter(torch.zeros(targets, features)))

    def forward(self, x):
        return nn.functional.linear(x, self.weight, self.bias)


# %% exercise="LinearRegression" verdict="right" label="float64, addmm, an attribute that is no parameter"
class LinearRegression(nn.Module):
    def __init__(self, features, targets):
        super().__init__()
        self.sizes = (features, targets)
        self.weight = nn.Parameter(torch.rand(targets, features, dtype=torch.float64) - 0.5)
        self.bias = nn.Parameter(torch.rand(targets, dtype=torch.float64))

    def forward(self, x):
        return torch.addmm(self.bias, x, self.weight.t())


# %% exercise="LinearRegression" verdict="right" label="sample by sample"
class LinearRegression(nn.Module):
    def __init__(self, features, targets):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(targets, features))
        self.bias = nn.Parameter(torch.ones(targets))

    def forward(self, x):
        return torch.stack([self.weight @ sample + self.bias for sample in x])


# %% exercise="LinearRegression" verdict="right" label="nn.Linear itself"
LinearRegression = nn.Linear


# %% exercise="LinearRegression" verdict="right" label="a ParameterDict behind properties"
class LinearRegression(nn.Module):
    def __init__(self, features, targets):
        super().__init__()
        self.held = nn.ParameterDict({"weight": torch.randn(targets, features), "bias": torch.randn(targets)})

    weight = property(lambda self: self.held["weight"])
    bias = property(lambda self: self.held["bias"])

    def forward(self, x):
        return torch.tensordot(x, self.weight, dims=([1], [1])) + self.bias


# %% exercise="LinearRegression" verdict="right" label="names looked up in the layer"
class LinearRegression(nn.Module):
    def __init__(self, features, targets):
        super().__init__()
        self.layer = nn.Linear(features, targets)

    def __getattr__(self, name):
        if name in ("weight", "bias"):
            return getattr(super().__getattr__("layer"), name)
        return super().__getattr__(name)

    def forward(self, x):
        return self.layer(x)


# %% exercise="LinearRegression" verdict="right" label="derived from nn.Sequential"
class LinearRegression(nn.Sequential):
    def __init__(self, features, targets):
        super().__init__(nn.Linear(features, targets))

    @property
    def weight(self):
        return self[0].weight

    @property
    def bias(self):
        return self[0].bias


# %% exercise="LinearRegression" verdict="right" label="__call__ in place of forward, values set later"
class LinearRegression(torch.nn.Module):
    weight: nn.Parameter
    bias: nn.Parameter

    def __init__(self, features, targets):
        torch.nn.Module.__init__(self)
        self.weight = nn.Parameter(torch.empty((targets, features)))
        self.bias = nn.Parameter(torch.empty(targets))
        self.reset()

    def reset(self):
        nn.init.kaiming_uniform_(self.weight)
        nn.init.zeros_(self.bias)

    def __call__(self, x):
        return (self.weight @ x.T + self.bias.unsqueeze(1)).T


# %% exercise="LinearRegression" verdict="wrong" label="plain tensors" mistake="parameters.unregistered"
class LinearRegression(nn.Module):
    def __init__(self, features, targets):
        super().__init__()
        self.weight = torch.randn(targets, features, requires_grad=True)
        self.bias = torch.zeros(targets, requires_grad=True)

    def forward(self, x):
        return x @ self.weight.T + self.bias


# %% exercise="LinearRegression" verdict="wrong" label="parameters in a list" mistake="parameters.unregistered"
class LinearRegression(nn.Module):
    def __init__(self, features, targets):
        super().__init__()
        self.layers = [nn.Linear(features, targets)]

    @property
    def weight(self):
        return self.layers[0].weight

    @property
    def bias(self):
        return self.layers[0].bias

    def forward(self, x):
        return self.layers[0](x)


# %% exercise="LinearRegression" verdict="wrong" label="bias is a plain tensor" mistake="parameters.unregistered"
class LinearRegression(nn.Module):
    def __init__(self, features, targets):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(targets, features))
        self.bias = torch.zeros(targets)

    def forward(self, x):
        return x @ self.weight.T + self.bias


# %% exercise="LinearRegression" verdict="wrong" label="weight is a plain tensor" mistake="parameters.unregistered"
class LinearRegression(nn.Module):
    def __init__(self, features, targets):
        super().__init__()
        self.weight = torch.randn(targets, features, requires_grad=True)
        self.bias = nn.Parameter(torch.zeros(targets))

    def forward(self, x):
        return x @ self.weight.T + self.bias


# %% exercise="LinearRegression" verdict="wrong" label="a third parameter" mistake="parameters.extra"
class LinearRegression(nn.Module):
    def __init__(self, features, targets):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(targets, features))
        self.bias = nn.Parameter(torch.zeros(targets))
        self.scale = nn.Parameter(torch.tensor(1.0))

    def forward(self, x):
        return x @ self.weight.T + self.bias


# %% exercise="LinearRegression" verdict="wrong" label="a layer beside the parameters" mistake="parameters.extra"
class LinearRegression(nn.Module):
    def __init__(self, features, targets):
        super().__init__()
        self.linear = nn.Linear(features, targets)
        self.weight = nn.Parameter(self.linear.weight.detach().clone())
        self.bias = nn.Parameter(self.linear.bias.detach().clone())

    def forward(self, x):
        return self.linear(x)


# %% exercise="LinearRegression" verdict="wrong" label="other names" mistake="parameters.names"
class LinearRegression(nn.Module):
    def __init__(self, features, targets):
        super().__init__()
        self.lin = nn.Linear(features, targets)

    def forward(self, x):
        return self.lin(x)


# %% exercise="LinearRegression" verdict="wrong" label="weight stored as (D, K)" mistake="weight.transposed"
class LinearRegression(nn.Module):
    def __init__(self, features, targets):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(features, targets))
        self.bias = nn.Parameter(torch.zeros(targets))

    def forward(self, x):
        return x @ self.weight + self.bias


# %% exercise="LinearRegression" verdict="wrong" label="features and targets exchanged" mistake="features.swapped"
class LinearRegression(nn.Linear):
    def __init__(self, features, targets):
        super().__init__(targets, features)


# %% exercise="LinearRegression" verdict="wrong" label="bias of shape (1, K)" mistake="shape.wrong"
class LinearRegression(nn.Module):
    def __init__(self, features, targets):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(targets, features))
        self.bias = nn.Parameter(torch.zeros(1, targets))

    def forward(self, x):
        return x @ self.weight.T + self.bias


# %% exercise="LinearRegression" verdict="wrong" label="both parameters are single numbers" mistake="shape.wrong"
class LinearRegression(nn.Module):
    def __init__(self, features, targets):
        super().__init__()
        self.weight = nn.Parameter(torch.tensor(0.0))
        self.bias = nn.Parameter(torch.tensor(0.0))

    def forward(self, x):
        return x * self.weight + self.bias


# %% exercise="LinearRegression" verdict="wrong" label="bias not used" mistake="bias.missing"
class LinearRegression(nn.Module):
    def __init__(self, features, targets):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(targets, features))
        self.bias = nn.Parameter(torch.zeros(targets))

    def forward(self, x):
        return x @ self.weight.T


# %% exercise="LinearRegression" verdict="wrong" label="forward through .data" mistake="graph.cut"
class LinearRegression(nn.Module):
    def __init__(self, features, targets):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(targets, features))
        self.bias = nn.Parameter(torch.zeros(targets))

    def forward(self, x):
        return x @ self.weight.data.T + self.bias.data


# %% exercise="LinearRegression" verdict="wrong" label="bias detached" mistake="graph.cut"
class LinearRegression(nn.Module):
    def __init__(self, features, targets):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(targets, features))
        self.bias = nn.Parameter(torch.zeros(targets))

    def forward(self, x):
        return x @ self.weight.T + self.bias.detach()


# %% exercise="LinearRegression" verdict="wrong" label="input detached" mistake="graph.cut"
class LinearRegression(nn.Linear):
    def forward(self, x):
        return super().forward(x.detach())


# %% exercise="LinearRegression" verdict="wrong" label="frozen" mistake="graph.cut"
class LinearRegression(nn.Linear):
    def __init__(self, features, targets):
        super().__init__(features, targets)
        self.requires_grad_(False)


# %% exercise="LinearRegression" verdict="wrong" label="weight frozen, bias not" mistake="graph.cut"
class LinearRegression(nn.Linear):
    def __init__(self, features, targets):
        super().__init__(features, targets)
        self.weight.requires_grad_(False)


# %% exercise="LinearRegression" verdict="wrong" label="one set of parameters for all models" mistake="model.shared"
_layers = {}


class LinearRegression(nn.Module):
    def __init__(self, features, targets):
        super().__init__()
        layer = _layers.setdefault((features, targets), nn.Linear(features, targets))
        self.weight, self.bias = layer.weight, layer.bias

    def forward(self, x):
        return nn.functional.linear(x, self.weight.to(x.dtype), self.bias.to(x.dtype))


# %% exercise="LinearRegression" verdict="wrong" label="a ReLU at the end"
class LinearRegression(nn.Linear):
    def forward(self, x):
        return torch.relu(super().forward(x))


# %% exercise="LinearRegression" verdict="wrong" label="right for one target only"
class LinearRegression(nn.Linear):
    def forward(self, x):
        return x @ self.weight.T + self.bias[0]


# %% exercise="LinearRegression" verdict="wrong" label="super().__init__() forgotten"
class LinearRegression(nn.Module):
    def __init__(self, features, targets):
        self.weight = nn.Parameter(torch.randn(targets, features))
        self.bias = nn.Parameter(torch.zeros(targets))

    def forward(self, x):
        return x @ self.weight.T + self.bias


# %% exercise="LinearRegression" verdict="wrong" label="no forward"
class LinearRegression(nn.Module):
    def __init__(self, features, targets):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(targets, features))
        self.bias = nn.Parameter(torch.zeros(targets))

    def avant(self, x):
        return x @ self.weight.T + self.bias


# %% exercise="LinearRegression" verdict="wrong" label="no module at all"
class LinearRegression:
    def __init__(self, features, targets):
        self.weight = nn.Parameter(torch.randn(targets, features))
        self.bias = nn.Parameter(torch.zeros(targets))

    def parameters(self):
        return [self.weight, self.bias]

    def __call__(self, x):
        return x @ self.weight.T + self.bias


# %% exercise="LinearRegression" verdict="wrong" label="buffers" mistake="parameters.unregistered"
class LinearRegression(nn.Module):
    def __init__(self, features, targets):
        super().__init__()
        self.register_buffer("weight", torch.randn(targets, features, requires_grad=True))
        self.register_buffer("bias", torch.zeros(targets, requires_grad=True))

    def forward(self, x):
        return x @ self.weight.T + self.bias


# %% exercise="LinearRegression" verdict="wrong" label="forward under no_grad" mistake="graph.cut"
class LinearRegression(nn.Linear):
    @torch.no_grad()
    def forward(self, x):
        return super().forward(x)


# %% exercise="LinearRegression" verdict="wrong" label="squeezed: wrong for one target" mistake="shape.wrong"
class LinearRegression(nn.Linear):
    def forward(self, x):
        return super().forward(x).squeeze()


# %% exercise="LinearRegression" verdict="wrong" label="parameters made at the first call" mistake="parameters.unregistered"
class LinearRegression(nn.Module):
    def __init__(self, features, targets):
        super().__init__()
        self.sizes = targets, features

    def forward(self, x):
        if not hasattr(self, "weight"):
            self.weight = nn.Parameter(torch.randn(self.sizes, dtype=x.dtype))
            self.bias = nn.Parameter(torch.zeros(self.sizes[0], dtype=x.dtype))
        return x @ self.weight.T + self.bias


# %% exercise="LinearRegression" verdict="wrong" label="bias subtracted" mistake="bias.subtracted"
class LinearRegression(nn.Linear):
    def forward(self, x):
        return x @ self.weight.T - self.bias


# %% exercise="LinearRegression" verdict="wrong" label="x changed in place" mistake="argument.changed"
class LinearRegression(nn.Linear):
    def forward(self, x):
        return (self.weight @ x.t_()).T + self.bias


# %% exercise="LinearRegression" verdict="wrong" label="a new weight at every call" mistake="parameter.replaced"
class LinearRegression(nn.Module):
    def __init__(self, features, targets):
        super().__init__()
        self.shape = (targets, features)
        self.weight = nn.Parameter(torch.zeros(targets, features))
        self.bias = nn.Parameter(torch.zeros(targets))

    def forward(self, x):
        self.weight = nn.Parameter(self.weight.detach().clone())
        return x @ self.weight.T + self.bias


# %% exercise="LinearRegression" verdict="wrong" label="a copy of the weight, made at the start"
class LinearRegression(nn.Module):
    def __init__(self, features, targets):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(targets, features))
        self.bias = nn.Parameter(torch.zeros(targets))
        self.transposed = self.weight.T.detach().clone()

    def forward(self, x):
        return x @ self.transposed + self.bias


# %% exercise="train" verdict="right" label="zeroed at the end, .data"
def train(model, loss_fn, x, y, lr, epochs):
    model.train()
    losses = []
    for _ in range(epochs):
        loss = loss_fn(model(x), y)
        loss.backward()
        for p in model.parameters():
            p.data -= lr * p.grad
        model.zero_grad()
        losses.append(float(loss))
    return losses


# %% exercise="train" verdict="right" label="torch.autograd.grad"
def train(model, loss_fn, x, y, lr, epochs):
    losses = []
    for _ in range(epochs):
        parameters = list(model.parameters())
        loss = loss_fn(model(x), y)
        gradients = torch.autograd.grad(loss, parameters)
        with torch.no_grad():
            for p, g in zip(parameters, gradients):
                p.sub_(g, alpha=lr)
        losses.append(loss.detach().item())
    return losses


# %% exercise="train" verdict="right" label="grad = None"
def train(model, loss_fn, x, y, lr, epochs):
    losses = []
    for _ in range(epochs):
        for p in model.parameters():
            p.grad = None
        loss = loss_fn(model(x), y)
        losses.append(loss.item())
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                p.add_(p.grad * -lr)
    return losses


# %% exercise="train" verdict="right" label="torch.func"
def train(model, loss_fn, x, y, lr, epochs):
    parameters = dict(model.named_parameters())

    def loss_at(values):
        return loss_fn(torch.func.functional_call(model, values, (x,)), y)

    losses = []
    for _ in range(epochs):
        values = {name: p.detach().clone() for name, p in parameters.items()}
        gradients, loss = torch.func.grad_and_value(loss_at)(values)
        losses.append(loss.item())
        for name, p in parameters.items():
            p.data = p.data - lr * gradients[name]
    return losses


# %% exercise="train" verdict="right" label="copy_, zero_ where there is a gradient"
def train(model, loss_fn, x, y, lr, epochs):
    losses = [0.0] * epochs
    for i in range(epochs):
        for p in model.parameters():
            if p.grad is not None:
                p.grad.zero_()
        loss = loss_fn(model(x), y)
        loss.backward()
        losses[i] = loss.item()
        with torch.no_grad():
            for p in model.parameters():
                p.copy_(p - lr * p.grad)
    return losses


# %% exercise="train" verdict="right" label="state_dict loaded again"
def train(model, loss_fn, x, y, lr, epochs):
    losses = []
    for _ in range(epochs):
        model.zero_grad(set_to_none=False)
        loss = loss_fn(model(x), y)
        loss.backward()
        new = {name: p.detach() - lr * p.grad for name, p in model.named_parameters()}
        model.load_state_dict(new)
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="right" label="hooks update during backward"
def train(model, loss_fn, x, y, lr, epochs):
    def step(p):
        with torch.no_grad():
            p -= lr * p.grad
        p.grad = None

    model.zero_grad()
    handles = [p.register_post_accumulate_grad_hook(step) for p in model.parameters()]
    losses = []
    for _ in range(epochs):
        loss = loss_fn(model(x), y)
        loss.backward()
        losses.append(loss.item())
    for handle in handles:
        handle.remove()
    return losses


# %% exercise="train" verdict="right" label="all parameters in one vector"
def train(model, loss_fn, x, y, lr, epochs):
    losses = []
    for _ in range(epochs):
        parameters = [*model.parameters()]
        loss = loss_fn(model(x), y)
        gradient = nn.utils.parameters_to_vector(torch.autograd.grad(loss, parameters))
        moved = nn.utils.parameters_to_vector(parameters).detach() - lr * gradient
        nn.utils.vector_to_parameters(moved, parameters)
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="right" label="a deep copy is trained, the values go back"
import copy


def train(model, loss_fn, x, y, lr, epochs):
    trained, losses = copy.deepcopy(model), []
    for _ in range(epochs):
        trained.zero_grad()
        loss = loss_fn(trained(x), y)
        loss.backward()
        for p in trained.parameters():
            p.data -= lr * p.grad
        losses.append(loss.item())
    model.load_state_dict(trained.state_dict())
    return losses


# %% exercise="train" verdict="right" label="recursive"
def train(model, loss_fn, x, y, lr, epochs):
    if epochs == 0:
        return []
    model.zero_grad()
    loss = loss_fn(model(x), y)
    (lr * loss).backward()
    with torch.no_grad():
        [p.sub_(p.grad) for p in model.parameters()]
    return [float(loss.detach())] + train(model, loss_fn, x, y, lr, epochs - 1)


# %% exercise="train" verdict="right" label="foreach, np.float64 losses"
def train(model, loss_fn, x, y, lr, epochs):
    parameters, losses = list(model.parameters()), np.zeros(epochs)
    for epoch in range(epochs):
        loss = loss_fn(model(x), y)
        losses[epoch] = loss.item()
        gradients = torch.autograd.grad(loss, parameters)
        with torch.no_grad():
            torch._foreach_sub_(parameters, gradients, alpha=lr)
    return list(losses)


# %% exercise="train" verdict="right" label="the rate in the loss"
def train(model, loss_fn, x, y, lr, epochs):
    losses = []
    for _ in range(epochs):
        model.zero_grad(set_to_none=True)
        loss = loss_fn(model(x), y)
        (lr * loss).backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= p.grad
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="never zeroed" mistake="grad.not_each_epoch"
def train(model, loss_fn, x, y, lr, epochs):
    losses = []
    for _ in range(epochs):
        loss = loss_fn(model(x), y)
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= lr * p.grad
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="zeroed once" mistake="grad.not_each_epoch"
def train(model, loss_fn, x, y, lr, epochs):
    losses = []
    model.zero_grad()
    for _ in range(epochs):
        loss = loss_fn(model(x), y)
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= lr * p.grad
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="zeroed between backward and update" mistake="argument.not_updated"
def train(model, loss_fn, x, y, lr, epochs):
    losses = []
    for _ in range(epochs):
        loss = loss_fn(model(x), y)
        loss.backward()
        model.zero_grad(set_to_none=False)
        with torch.no_grad():
            for p in model.parameters():
                p -= lr * p.grad
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="step added" mistake="step.added"
def train(model, loss_fn, x, y, lr, epochs):
    losses = []
    for _ in range(epochs):
        model.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                p += lr * p.grad
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="p = p - …" mistake="argument.not_updated"
def train(model, loss_fn, x, y, lr, epochs):
    losses = []
    for _ in range(epochs):
        model.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                p = p - lr * p.grad
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="loss after the update" mistake="losses.after"
def train(model, loss_fn, x, y, lr, epochs):
    losses = []
    for _ in range(epochs):
        model.zero_grad()
        loss_fn(model(x), y).backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= lr * p.grad
            losses.append(loss_fn(model(x), y).item())
    return losses


# %% exercise="train" verdict="wrong" label="a loss too many" mistake="losses.extra"
def train(model, loss_fn, x, y, lr, epochs):
    losses = []
    for _ in range(epochs):
        model.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= lr * p.grad
        losses.append(loss.item())
    return losses + [loss_fn(model(x), y).item()]


# %% exercise="train" verdict="wrong" label="one epoch too few" mistake="epochs.one_less"
def train(model, loss_fn, x, y, lr, epochs):
    losses = []
    for _ in range(1, epochs):
        model.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= lr * p.grad
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="tensors in losses" mistake="losses.tensor"
def train(model, loss_fn, x, y, lr, epochs):
    losses = []
    for _ in range(epochs):
        model.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= lr * p.grad
        losses.append(loss)
    return losses


# %% exercise="train" verdict="wrong" label="torch.optim" mistake="optim.used"
def train(model, loss_fn, x, y, lr, epochs):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="sgd by its function" mistake="optim.used"
from torch.optim.sgd import sgd


def train(model, loss_fn, x, y, lr, epochs):
    losses = []
    for _ in range(epochs):
        parameters = list(model.parameters())
        model.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        sgd(
            parameters, [p.grad for p in parameters], [None] * len(parameters), weight_decay=0, momentum=0, lr=lr,
            dampening=0, nesterov=False, maximize=False,
        )  # fmt: skip
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="bias not updated" mistake="bias.unchanged"
def train(model, loss_fn, x, y, lr, epochs):
    losses = []
    for _ in range(epochs):
        model.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                if p.dim() == 2:
                    p -= lr * p.grad
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="only the first layer"
def train(model, loss_fn, x, y, lr, epochs):
    layer = model[0] if isinstance(model, nn.Sequential) else model
    losses = []
    for _ in range(epochs):
        model.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        with torch.no_grad():
            for p in layer.parameters():
                p -= lr * p.grad
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="weight and bias by name"
def train(model, loss_fn, x, y, lr, epochs):
    losses = []
    for _ in range(epochs):
        model.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        with torch.no_grad():
            model.weight -= lr * model.weight.grad
            model.bias -= lr * model.bias.grad
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="own mean in place of loss_fn" mistake="loss_fn.ignored"
def train(model, loss_fn, x, y, lr, epochs):
    losses = []
    for _ in range(epochs):
        model.zero_grad()
        loss = ((model(x) - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= lr * p.grad
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="own sum in place of loss_fn" mistake="loss_fn.ignored"
def train(model, loss_fn, x, y, lr, epochs):
    losses = []
    for _ in range(epochs):
        model.zero_grad()
        loss = ((model(x) - y) ** 2).sum()
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= lr * p.grad
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="learning rate divided by N"
def train(model, loss_fn, x, y, lr, epochs):
    losses = []
    for _ in range(epochs):
        model.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= lr / len(x) * p.grad
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="gradient of the first epoch" mistake="gradient.stale"
def train(model, loss_fn, x, y, lr, epochs):
    model.zero_grad()
    loss_fn(model(x), y).backward()
    losses = []
    with torch.no_grad():
        for _ in range(epochs):
            losses.append(loss_fn(model(x), y).item())
            for p in model.parameters():
                p -= lr * p.grad
    return losses


# %% exercise="train" verdict="wrong" label="a copy of the model is trained" mistake="argument.not_updated"
import copy


def train(model, loss_fn, x, y, lr, epochs):
    trained = copy.deepcopy(model)
    losses = []
    for _ in range(epochs):
        trained.zero_grad()
        loss = loss_fn(trained(x), y)
        loss.backward()
        with torch.no_grad():
            for p in trained.parameters():
                p -= lr * p.grad
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="new parameters each epoch" mistake="parameter.replaced"
def train(model, loss_fn, x, y, lr, epochs):
    losses = []
    for _ in range(epochs):
        model.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        for module in model.modules():
            for name, p in list(module.named_parameters(recurse=False)):
                setattr(module, name, nn.Parameter(p.detach() - lr * p.grad))
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="an update after every sample"
def train(model, loss_fn, x, y, lr, epochs):
    losses = []
    for _ in range(epochs):
        with torch.no_grad():
            losses.append(loss_fn(model(x), y).item())
        for i in range(len(x)):
            model.zero_grad()
            loss_fn(model(x[i : i + 1]), y[i : i + 1]).backward()
            with torch.no_grad():
                for p in model.parameters():
                    p -= lr * p.grad
    return losses


# %% exercise="train" verdict="wrong" label="gradient clipped: right for small steps"
def train(model, loss_fn, x, y, lr, epochs):
    losses = []
    for _ in range(epochs):
        model.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        with torch.no_grad():
            for p in model.parameters():
                p -= lr * p.grad
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="trained from zeros" mistake="parameters.reset"
def train(model, loss_fn, x, y, lr, epochs):
    losses = []
    for p in model.parameters():
        nn.init.zeros_(p)
    for _ in range(epochs):
        model.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= lr * p.grad
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="one parameter after the other, each with a fresh gradient"
def train(model, loss_fn, x, y, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(loss_fn(model(x), y).item())
        for p in model.parameters():
            (g,) = torch.autograd.grad(loss_fn(model(x), y), (p,))
            p.data -= lr * g
    return losses


# %% exercise="train" verdict="wrong" label="the list is used up after one epoch"
def train(model, loss_fn, x, y, lr, epochs):
    losses, parameters = [], model.parameters()
    for _ in range(epochs):
        model.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        with torch.no_grad():
            for p in parameters:
                p -= lr * p.grad
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="rate not used" mistake="lr.ignored"
def train(model, loss_fn, x, y, lr, epochs):
    losses = []
    for _ in range(epochs):
        model.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= p.grad
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="losses in a tuple" mistake="losses.not_list"
def train(model, loss_fn, x, y, lr, epochs):
    losses = []
    for _ in range(epochs):
        model.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= lr * p.grad
        losses.append(loss.item())
    return tuple(losses)


# %% exercise="train" verdict="wrong" label="target first" mistake="loss_fn.order"
def train(model, loss_fn, x, y, lr, epochs):
    losses = []
    for _ in range(epochs):
        model.zero_grad()
        loss = loss_fn(y, model(x))
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= lr * p.grad
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="only the nn.Linear layers"
def train(model, loss_fn, x, y, lr, epochs):
    losses = []
    for i in range(epochs):
        model.zero_grad()
        loss = loss_fn(model(x), y)
        losses.append(loss.item())
        loss.backward()
        for m in model.modules():
            if isinstance(m, nn.Linear):
                for p in m.parameters():
                    p.data -= lr * p.grad
    return losses


# %% exercise="train" verdict="wrong" label="only what is called weight or bias"
def train(model, loss_fn, x, y, lr, epochs):
    losses = []
    for i in range(epochs):
        model.zero_grad()
        loss = loss_fn(model(x), y)
        losses.append(loss.item())
        loss.backward()
        for name, p in model.named_parameters():
            if name.split(".")[-1] in ("weight", "bias"):
                p.data -= lr * p.grad
    return losses


# %% exercise="train" verdict="wrong" label="stops when the loss rises" mistake="losses.count"
def train(model, loss_fn, x, y, lr, epochs):
    losses = []
    for i in range(epochs):
        model.zero_grad()
        loss = loss_fn(model(x), y)
        if losses and loss.item() > losses[-1]:
            break
        losses.append(loss.item())
        loss.backward()
        for p in model.parameters():
            p.data -= lr * p.grad
    return losses


# %% exercise="train" verdict="wrong" label="left frozen" mistake="parameters.frozen"
def train(model, loss_fn, x, y, lr, epochs):
    losses = []
    for i in range(epochs):
        for p in model.parameters():
            p.requires_grad_(True)
        model.zero_grad()
        loss = loss_fn(model(x), y)
        losses.append(loss.item())
        loss.backward()
        for p in model.parameters():
            p.requires_grad_(False)
            p -= lr * p.grad
    return losses


# %% exercise="train" verdict="wrong" label="backward forgotten" mistake="grad.none"
def train(model, loss_fn, x, y, lr, epochs):
    losses = []
    for _ in range(epochs):
        model.zero_grad()
        loss = loss_fn(model(x), y)
        with torch.no_grad():
            for p in model.parameters():
                p -= lr * p.grad
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="backward without its parentheses" mistake="grad.none"
def train(model, loss_fn, x, y, lr, epochs):
    losses = []
    for _ in range(epochs):
        model.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward
        with torch.no_grad():
            for p in model.parameters():
                p -= p.grad * lr
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="all of it under no_grad" mistake="graph.cut"
@torch.no_grad()
def train(model, loss_fn, x, y, lr, epochs):
    losses = []
    for _ in range(epochs):
        model.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        for p in model.parameters():
            p -= lr * p.grad
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="in place, without no_grad" mistake="leaf.in_graph"
def train(model, loss_fn, x, y, lr, epochs):
    losses = []
    for _ in range(epochs):
        model.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        for p in model.parameters():
            p -= lr * p.grad
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="the model called before the loop" mistake="graph.used_twice"
def train(model, loss_fn, x, y, lr, epochs):
    losses, prediction = [], model(x)
    for _ in range(epochs):
        model.zero_grad()
        loss = loss_fn(prediction, y)
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= lr * p.grad
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="return inside the loop" mistake="return.inside_loop"
def train(model, loss_fn, x, y, lr, epochs):
    losses = []
    for _ in range(epochs):
        model.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= lr * p.grad
        losses.append(loss.item())
        return losses


# %% exercise="train" verdict="wrong" label="p[:] = …, which a 0-d parameter has not"
def train(model, loss_fn, x, y, lr, epochs):
    losses = []
    for _ in range(epochs):
        model.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                p[:] = p - lr * p.grad
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="right" label="a class of one's own with the one step, built on PyTorch's base class"
class Descent(torch.optim.Optimizer):
    def __init__(self, params, lr):
        super().__init__(params, {"lr": lr})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                p -= group["lr"] * p.grad


def train(model, loss_fn, x, y, lr, epochs):
    optimizer = Descent(model.parameters(), lr)
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% exercise="repaired_loss" verdict="right" label="prediction flattened"
def repaired_loss(model, x, y):
    return ((model(x).flatten() - y.flatten()) ** 2).mean()


# %% exercise="repaired_loss" verdict="right" label="unsqueeze where it is missing"
def repaired_loss(model, x, y):
    if y.dim() == 1:
        y = y.unsqueeze(1)
    return torch.mean((model(x) - y) ** 2)


# %% exercise="repaired_loss" verdict="right" label="mse_loss and view_as"
def repaired_loss(model, x, y):
    prediction = model(x)
    return nn.functional.mse_loss(prediction, y.view_as(prediction))


# %% exercise="repaired_loss" verdict="right" label="dot product over N"
def repaired_loss(model, x, y):
    residual = model(x)[:, 0] - y.reshape(-1)
    return residual @ residual / len(residual)


# %% exercise="repaired_loss" verdict="right" label="nn.MSELoss, y in a column"
def repaired_loss(model, x, y):
    return nn.MSELoss()(model(x), y.reshape(-1, 1))


# %% exercise="repaired_loss" verdict="right" label="sample loop"
def repaired_loss(model, x, y):
    total = 0.0
    for sample, target in zip(x, y.reshape(-1)):
        total = total + (model(sample[None])[0, 0] - target).pow(2)
    return total / len(x)


# %% exercise="repaired_loss" verdict="right" label="a conditional expression"
def repaired_loss(model, x, y):
    column = y[:, None] if y.ndim == 1 else y
    return nn.functional.mse_loss(model(x), column, reduction="sum") / column.size(0)


# %% exercise="repaired_loss" verdict="right" label="both squeezed"
def repaired_loss(model, x, y):
    return (model(x).squeeze() - y.squeeze()).square().mean()


# %% exercise="repaired_loss" verdict="right" label="rows in place of columns"
def repaired_loss(model, x, y):
    return torch.mean((model(x).T - y.reshape(1, -1)) ** 2)


# %% exercise="repaired_loss" verdict="right" label="diagonal of all differences"
def repaired_loss(model, x, y):
    differences = model(x) - y.reshape(1, -1)
    return (differences.diagonal() ** 2).mean()


# %% exercise="repaired_loss" verdict="right" label="norm, double precision"
def repaired_loss(model, x, y):
    residual = model(x).double().ravel() - y.double().ravel()
    return torch.linalg.vector_norm(residual) ** 2 / residual.numel()


# %% exercise="repaired_loss" verdict="right" label="variance plus squared mean"
def repaired_loss(model, x, y):
    residual = model(x) - y.reshape(len(x), 1)
    return residual.var(correction=0) + residual.mean() ** 2


# %% exercise="repaired_loss" verdict="wrong" label="as it was given" mistake="repair.unchanged"
def repaired_loss(model, x, y):
    return ((model(x) - y) ** 2).mean()


# %% exercise="repaired_loss" verdict="wrong" label="prediction squeezed: (N, 1) fails now" mistake="shape.broadcast"
def repaired_loss(model, x, y):
    return ((model(x).squeeze(1) - y) ** 2).mean()


# %% exercise="repaired_loss" verdict="wrong" label="MSELoss on the two shapes" mistake="repair.unchanged"
def repaired_loss(model, x, y):
    return nn.MSELoss()(y, model(x))


# %% exercise="repaired_loss" verdict="wrong" label="sum" mistake="sum.for_mean"
def repaired_loss(model, x, y):
    return ((model(x) - y.reshape(-1, 1)) ** 2).sum()


# %% exercise="repaired_loss" verdict="wrong" label="a sum, and the shapes as they are" mistake="shape.broadcast"
def repaired_loss(model, x, y):
    return ((model(x) - y) ** 2).sum()


# %% exercise="repaired_loss" verdict="wrong" label="backward inside" mistake="backward.inside"
def repaired_loss(model, x, y):
    loss = ((model(x) - y.reshape(-1, 1)) ** 2).mean()
    loss.backward()
    return loss


# %% exercise="repaired_loss" verdict="wrong" label="backward inside, and the loss again" mistake="backward.inside"
def repaired_loss(model, x, y):
    nn.functional.mse_loss(model(x), y.reshape(-1, 1)).backward()
    return nn.functional.mse_loss(model(x), y.reshape(-1, 1))


# %% exercise="repaired_loss" verdict="wrong" label="detached" mistake="graph.cut"
def repaired_loss(model, x, y):
    return ((model(x).detach() - y.reshape(-1, 1)) ** 2).mean()


# %% exercise="repaired_loss" verdict="wrong" label="a float" mistake="type.not_tensor"
def repaired_loss(model, x, y):
    return ((model(x) - y.reshape(-1, 1)) ** 2).mean().item()


# %% exercise="repaired_loss" verdict="wrong" label="a new tensor of the float" mistake="graph.cut"
def repaired_loss(model, x, y):
    return torch.tensor(((model(x) - y.reshape(-1, 1)) ** 2).mean().item())


# %% exercise="repaired_loss" verdict="wrong" label="mean over one axis" mistake="mean.one_axis"
def repaired_loss(model, x, y):
    return ((model(x) - y.reshape(-1, 1)) ** 2).mean(dim=0)


# %% exercise="repaired_loss" verdict="wrong" label="half the mean" mistake="factor.half"
def repaired_loss(model, x, y):
    return 0.5 * ((model(x) - y.reshape(-1, 1)) ** 2).mean()


# %% exercise="repaired_loss" verdict="wrong" label="root of the mean" mistake="root.taken"
def repaired_loss(model, x, y):
    return ((model(x) - y.reshape(-1, 1)) ** 2).mean().sqrt()


# %% exercise="repaired_loss" verdict="wrong" label="absolute values" mistake="square.absolute"
def repaired_loss(model, x, y):
    return (model(x) - y.reshape(-1, 1)).abs().mean()


# %% exercise="repaired_loss" verdict="wrong" label="target changed in place" mistake="argument.changed"
def repaired_loss(model, x, y):
    if y.dim() == 1:
        y.unsqueeze_(1)
    return ((model(x) - y) ** 2).mean()


# %% exercise="repaired_loss" verdict="wrong" label="squeeze of everything, y as it is" mistake="shape.broadcast"
def repaired_loss(model, x, y):
    return (model(x).squeeze() - y).pow(2).mean()


# %% exercise="repaired_loss" verdict="wrong" label="diagonal of the broadcast difference, (N,) only"
def repaired_loss(model, x, y):
    return ((model(x) - y) ** 2).diagonal().mean()


# %% exercise="repaired_loss" verdict="wrong" label="loss with its first layer's bias only"
def repaired_loss(model, x, y):
    with torch.no_grad():
        fixed = model(x)
    first = next(model.parameters())
    return ((fixed + 0 * first.sum() - y.reshape(-1, 1)) ** 2).mean()


# %% exercise="repaired_loss" verdict="wrong" label="target as a row" mistake="shape.broadcast"
def repaired_loss(model, x, y):
    return ((model(x) - y.reshape(1, -1)) ** 2).mean()


# %% exercise="repaired_loss" verdict="wrong" label="(N,) alone is repaired, the prediction squeezed" mistake="shape.broadcast"
def repaired_loss(model, x, y):
    return nn.functional.mse_loss(model(x).flatten(), y)


# %% exercise="repaired_loss" verdict="wrong" label="under no_grad" mistake="graph.cut"
def repaired_loss(model, x, y):
    with torch.no_grad():
        return ((model(x) - y.reshape(-1, 1)) ** 2).mean()


# %% exercise="repaired_loss" verdict="wrong" label="an axis left" mistake="shape.wrong"
def repaired_loss(model, x, y):
    return ((model(x) - y.reshape(-1, 1)) ** 2).mean(dim=0, keepdim=True)


# %% exercise="repaired_loss" verdict="wrong" label="target reshaped in place" mistake="argument.changed"
def repaired_loss(model, x, y):
    return ((model(x) - y.resize_(len(x), 1)) ** 2).mean()


# %% exercise="repaired_loss" verdict="wrong" label="bias held back from the gradient"
def repaired_loss(model, x, y):
    weight, bias = model.parameters()
    return ((x @ weight.T + bias.detach() - y.reshape(-1, 1)) ** 2).mean()


# %% exercise="move" verdict="right" label="torch.device and cuda"
def move(model, x, y, device=None):
    if device is None:
        device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model.to(device)
    return model, x.to(device), y.to(device)


# %% exercise="move" verdict="right" label="a list of three"
def move(model, x, y, device=None):
    device = device or torch.accelerator.current_accelerator() or torch.device("cpu")
    return [thing.to(device) for thing in (model, x, y)]


# %% exercise="move" verdict="right" label="a copy of the model"
import copy


def move(model, x, y, device=None):
    if device is None and torch.accelerator.is_available():
        device = torch.accelerator.current_accelerator().type
    device = torch.device("cpu" if device is None else device)
    return copy.deepcopy(model).to(device), x.to(device=device), y.to(device=device)


# %% exercise="move" verdict="right" label="a generator unpacked"
def move(model, x, y, device=None):
    target = device
    if target is None:
        target = "cpu"
        if torch.accelerator.is_available():
            target = torch.accelerator.current_accelerator()
    model, x, y = (thing.to(target) for thing in (model, x, y))
    return model, x, y


# %% exercise="move" verdict="right" label="copies even where nothing is to be moved"
def move(model, x, y, device=None):
    if device is None:
        device = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
    return model.to(device), x.to(device, copy=True), y.to(device, copy=True)


# %% exercise="move" verdict="right" label="methodcaller"
from operator import methodcaller


def move(model, x, y, device=None):
    if device is None:
        device = torch.accelerator.current_accelerator(check_available=True) or "cpu"
    return tuple(map(methodcaller("to", device), (model, x, y)))


# %% exercise="move" verdict="right" label="a helper chooses"
def choose():
    for name, there in (("cuda", torch.cuda.is_available()), ("mps", torch.backends.mps.is_available())):
        if there:
            return torch.device(name)
    return torch.device("cpu")


def move(model, x, y, device=None):
    device = choose() if device is None else torch.device(device)
    return model.to(device=device), x.to(device, non_blocking=True), y.to(device, non_blocking=True)


# %% exercise="move" verdict="right" label="follows the model"
def move(model, x, y, device=None):
    if device is None:
        device = "cpu" if not torch.accelerator.is_available() else torch.accelerator.current_accelerator()
    model = model.to(device)
    where = next(model.parameters()).device
    return model, x.to(where), y.to(where)


# %% exercise="move" verdict="right" label="every tensor of the module by itself"
def move(model, x, y, device=None):
    device = device if device is not None else ("cuda" if torch.cuda.is_available() else "cpu")
    model._apply(lambda t: t.to(device))
    return model, x.to(device), y.to(device)


# %% exercise="move" verdict="right" label="x and y in one trip"
def move(model, x, y, device=None):
    match device:
        case None:
            device = torch.accelerator.current_accelerator() if torch.accelerator.is_available() else torch.device("cpu")
    both = torch.cat([x, y], dim=1).to(device)
    return model.to(device), both[:, : x.shape[1]], both[:, x.shape[1] :]


# %% exercise="move" verdict="right" label="new parameters of the moved values"
def move(model, x, y, device=None):
    if device is None:
        device = torch.accelerator.current_accelerator() if torch.accelerator.is_available() else "cpu"
    for part in model.modules():
        for name, parameter in list(part.named_parameters(recurse=False)):
            setattr(part, name, nn.Parameter(parameter.detach().to(device)))
    return model, x.to(device), y.to(device)


# %% exercise="move" verdict="wrong" label="moved tensors thrown away" mistake="move.discarded"
def move(model, x, y, device=None):
    if device is None:
        device = "cuda" if torch.cuda.is_available() else "cpu"
    model.to(device)
    x.to(device)
    y.to(device)
    return model, x, y


# %% exercise="move" verdict="wrong" label="targets left behind" mistake="move.discarded"
def move(model, x, y, device=None):
    if device is None:
        device = "cuda" if torch.cuda.is_available() else "cpu"
    return model.to(device), x.to(device), y


# %% exercise="move" verdict="wrong" label="model left behind" mistake="move.model_left"
def move(model, x, y, device=None):
    if device is None:
        device = "cuda" if torch.cuda.is_available() else "cpu"
    return model, x.to(device), y.to(device)


# %% exercise="move" verdict="wrong" label="device not looked at" mistake="device.ignored"
def move(model, x, y, device=None):
    device = "cuda" if torch.cuda.is_available() else "cpu"
    return model.to(device), x.to(device), y.to(device)


# %% exercise="move" verdict="wrong" label="None handed to .to" mistake="device.default_missing"
def move(model, x, y, device=None):
    return model.to(device), x.to(device), y.to(device)


# %% exercise="move" verdict="wrong" label="nothing done without a device" mistake="device.default_missing"
def move(model, x, y, device=None):
    if device is not None:
        model, x, y = model.to(device), x.to(device), y.to(device)
    return model, x, y


# %% exercise="move" verdict="wrong" label="cuda without asking"
def move(model, x, y, device="cuda"):
    return model.to(device), x.to(device), y.to(device)


# %% exercise="move" verdict="wrong" label="nothing handed back"
def move(model, x, y, device=None):
    if device is None:
        device = "cuda" if torch.cuda.is_available() else "cpu"
    model.to(device)
    x.to(device)
    y.to(device)


# %% exercise="move" verdict="wrong" label="the model is not handed back"
def move(model, x, y, device=None):
    device = device or "cpu"
    model.to(device)
    return x.to(device), y.to(device)


# %% exercise="move" verdict="wrong" label="the model last"
def move(model, x, y, device=None):
    device = device or "cpu"
    return x.to(device), y.to(device), model.to(device)


# %% exercise="move" verdict="wrong" label="x and y exchanged" mistake="results.order"
def move(model, x, y, device=None):
    device = device or "cpu"
    return model.to(device), y.to(device), x.to(device)


# %% exercise="move" verdict="wrong" label="model rebuilt on the device"
def move(model, x, y, device=None):
    device = device or "cpu"
    new = nn.Linear(model.in_features, model.out_features, device=device, dtype=model.weight.dtype)
    return new, x.to(device), y.to(device)


# %% exercise="move" verdict="wrong" label="only names are understood" mistake="device.ignored"
def move(model, x, y, device=None):
    if not isinstance(device, str):
        device = "cuda" if torch.cuda.is_available() else "cpu"
    return model.to(device), x.to(device), y.to(device)


# %% exercise="move" verdict="wrong" label="always the CPU" mistake="device.ignored"
def move(model, x, y, device=None):
    return model.cpu(), x.cpu(), y.cpu()


# %% exercise="move" verdict="wrong" label="the default device of new tensors" mistake="device.ignored"
def move(model, x, y, device=None):
    with torch.device(device or "cpu"):
        return model, x, y


# %% exercise="move" verdict="wrong" label="only the weights of the model"
def move(model, x, y, device=None):
    device = device or "cpu"
    model.weight = nn.Parameter(model.weight.to(device))
    return model, x.to(device), y.to(device)


# %% exercise="move" verdict="wrong" label="inputs left behind" mistake="move.discarded"
def move(model, x, y, device=None):
    device = device or "cpu"
    return model.to(device), x, y.to(device)


# %% exercise="move" verdict="wrong" label="the inputs twice"
def move(model, x, y, device=None):
    device = device or "cpu"
    return model.to(device), x.to(device), x.to(device)


# %% exercise="move" verdict="wrong" label="empty tensors on the device"
def move(model, x, y, device=None):
    device = device or "cpu"
    return model.to(device), torch.empty_like(x, device=device).zero_(), torch.empty_like(y, device=device).zero_()


# %% exercise="move" verdict="wrong" label="model set to its start by to_empty"
def move(model, x, y, device=None):
    device = device or "cpu"
    model = model.to_empty(device=device)
    for p in model.parameters():
        nn.init.zeros_(p)
    return model, x.to(device), y.to(device)


# %% exercise="move" verdict="wrong" label="only the first layer" mistake="move.model_left"
def move(model, x, y, device=None):
    if device is None:
        device = torch.accelerator.current_accelerator() if torch.accelerator.is_available() else "cpu"
    next(model.children(), model).to(device)
    return model, x.to(device), y.to(device)


# %% exercise="move" verdict="wrong" label="frozen on the way" mistake="parameters.frozen"
def move(model, x, y, device=None):
    if device is None:
        device = torch.accelerator.current_accelerator() if torch.accelerator.is_available() else "cpu"
    return model.to(device).requires_grad_(False), x.to(device), y.to(device)


# %% exercise="move" verdict="wrong" label="chosen in the first line, and None moves nothing"
def move(model, x, y, device=torch.accelerator.current_accelerator() if torch.accelerator.is_available() else "cpu"):
    return model.to(device), x.to(device), y.to(device)


# %% exercise="move" verdict="wrong" label="values put into the old parameters" mistake="move.data_assigned"
def move(model, x, y, device=None):
    if device is None:
        device = "cuda" if torch.cuda.is_available() else "cpu"
    for p in model.parameters():
        p.data = p.data.to(device)
    return model, x.to(device), y.to(device)


# %% exercise="move" verdict="wrong" label="the layers, and no parameter of the model's own"
def move(model, x, y, device=None):
    if device is None:
        device = torch.accelerator.current_accelerator() if torch.accelerator.is_available() else "cpu"
    for layer in model.children():
        layer.to(device)
    return model, x.to(device), y.to(device)


# %% exercise="move" verdict="wrong" label="an nn.Sequential rebuilt from its layers, and nothing else"
def move(model, x, y, device=None):
    if device is None:
        device = torch.accelerator.current_accelerator() if torch.accelerator.is_available() else "cpu"
    if isinstance(model, nn.Sequential):
        model = nn.Sequential(*[layer.to(device) for layer in model])
    return model, x.to(device), y.to(device)
