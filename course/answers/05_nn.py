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


# %% exercise="set_parameters" verdict="wrong" label="bias forgotten" mistake="bias.not_updated"
def set_parameters(model, w, b):
    with torch.no_grad():
        model[0].weight.copy_(w)


# %% exercise="set_parameters" verdict="wrong" label="weights forgotten" mistake="weight.not_updated"
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


# %% exercise="set_parameters" verdict="wrong" label="under grad mode"
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


# %% exercise="LinearRegression" verdict="wrong" label="a third parameter" mistake="parameters.unregistered"
class LinearRegression(nn.Module):
    def __init__(self, features, targets):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(targets, features))
        self.bias = nn.Parameter(torch.zeros(targets))
        self.scale = nn.Parameter(torch.tensor(1.0))

    def forward(self, x):
        return x @ self.weight.T + self.bias


# %% exercise="LinearRegression" verdict="wrong" label="a layer beside the parameters" mistake="parameters.unregistered"
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


# %% exercise="LinearRegression" verdict="wrong" label="weight stored as (D, K)" mistake="transpose.extra"
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


# %% exercise="LinearRegression" verdict="wrong" label="bias of shape (1, K)"
class LinearRegression(nn.Module):
    def __init__(self, features, targets):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(targets, features))
        self.bias = nn.Parameter(torch.zeros(1, targets))

    def forward(self, x):
        return x @ self.weight.T + self.bias


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


# %% exercise="LinearRegression" verdict="wrong" label="frozen"
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


# %% exercise="train" verdict="wrong" label="never zeroed" mistake="grad.not_zeroed"
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


# %% exercise="train" verdict="wrong" label="zeroed once" mistake="grad.not_zeroed"
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


# %% exercise="train" verdict="wrong" label="bias not updated" mistake="bias.not_updated"
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


# %% exercise="train" verdict="wrong" label="a copy of the model is trained"
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


# %% exercise="repaired_loss" verdict="wrong" label="as it was given" mistake="shape.broadcast"
def repaired_loss(model, x, y):
    return ((model(x) - y) ** 2).mean()


# %% exercise="repaired_loss" verdict="wrong" label="prediction squeezed: (N, 1) fails now" mistake="shape.broadcast"
def repaired_loss(model, x, y):
    return ((model(x).squeeze(1) - y) ** 2).mean()


# %% exercise="repaired_loss" verdict="wrong" label="MSELoss on the two shapes" mistake="shape.broadcast"
def repaired_loss(model, x, y):
    return nn.MSELoss()(y, model(x))


# %% exercise="repaired_loss" verdict="wrong" label="sum" mistake="sum.for_mean"
def repaired_loss(model, x, y):
    return ((model(x) - y.reshape(-1, 1)) ** 2).sum()


# %% exercise="repaired_loss" verdict="wrong" label="detached" mistake="graph.cut"
def repaired_loss(model, x, y):
    return ((model(x).detach() - y.reshape(-1, 1)) ** 2).mean()


# %% exercise="repaired_loss" verdict="wrong" label="a float"
def repaired_loss(model, x, y):
    return ((model(x) - y.reshape(-1, 1)) ** 2).mean().item()


# %% exercise="repaired_loss" verdict="wrong" label="a new tensor of the float" mistake="graph.cut"
def repaired_loss(model, x, y):
    return torch.tensor(((model(x) - y.reshape(-1, 1)) ** 2).mean().item())


# %% exercise="repaired_loss" verdict="wrong" label="mean over one axis"
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


# %% exercise="move" verdict="wrong" label="x and y exchanged"
def move(model, x, y, device=None):
    device = device or "cpu"
    return model.to(device), y.to(device), x.to(device)


# %% exercise="move" verdict="wrong" label="model rebuilt on the device"
def move(model, x, y, device=None):
    device = device or "cpu"
    new = nn.Linear(model.in_features, model.out_features, device=device, dtype=model.weight.dtype)
    return new, x.to(device), y.to(device)
