# %% exercise="train" verdict="right" label="zeroed at the end"
def train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        prediction = model(x)
        loss = loss_fn(prediction, y)
        losses.append(loss.item())
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    return losses


# %% exercise="train" verdict="right" label="with a closure"
def train(model, optimizer, loss_fn, x, y, epochs):
    def closure():
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        return loss

    return [optimizer.step(closure).item() for _ in range(epochs)]


# %% exercise="train" verdict="right" label="model.zero_grad between forward and backward"
def train(model, optimizer, loss_fn, x, y, epochs):
    model.train()
    losses = []
    for epoch in range(epochs):
        loss = loss_fn(model(x), y)
        model.zero_grad(set_to_none=False)
        loss.backward()
        optimizer.step()
        losses += [float(loss.detach())]
    return losses


# %% exercise="train" verdict="right" label="autograd.grad put into .grad"
def train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        parameters = list(model.parameters())
        loss = loss_fn(model(x), y)
        for p, g in zip(parameters, torch.autograd.grad(loss, parameters)):
            p.grad = g
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="right" label="grad = None, while loop"
def train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    while len(losses) < epochs:
        for group in optimizer.param_groups:
            for p in group["params"]:
                p.grad = None
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="never zeroed" mistake="grad.not_zeroed"
def train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="zeroed once" mistake="grad.not_zeroed"
def train(model, optimizer, loss_fn, x, y, epochs):
    optimizer.zero_grad()
    losses = []
    for _ in range(epochs):
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="zeroed between backward and step" mistake="argument.not_updated"
def train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="no step" mistake="argument.not_updated"
def train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="optimizer made anew in the loop" mistake="optimizer.rebuilt"
def train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        optimizer = type(optimizer)(model.parameters(), **optimizer.defaults)
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="own plain SGD in its place" mistake="optimizer.rebuilt"
def train(model, optimizer, loss_fn, x, y, epochs):
    optimizer = torch.optim.SGD(model.parameters(), lr=optimizer.param_groups[0]["lr"])
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="optimizer's memory cleared at each call"
def train(model, optimizer, loss_fn, x, y, epochs):
    optimizer.state.clear()
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="target first" mistake="loss_fn.order"
def train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(y, model(x))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="loss after the step" mistake="losses.after"
def train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
        with torch.no_grad():
            losses.append(loss_fn(model(x), y).item())
    return losses


# %% exercise="train" verdict="wrong" label="a loss too many" mistake="losses.extra"
def train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    losses.append(loss_fn(model(x), y).item())
    return losses


# %% exercise="train" verdict="wrong" label="one epoch too few" mistake="epochs.one_less"
def train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs - 1):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="tensors in losses" mistake="losses.tensor"
def train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss)
    return losses


# %% exercise="train" verdict="wrong" label="own mean squared error" mistake="loss_fn.ignored"
def train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = ((model(x) - y) ** 2).mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="a step per sample"
def train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(loss_fn(model(x), y).item())
        for i in range(len(x)):
            optimizer.zero_grad()
            loss_fn(model(x[i : i + 1]), y[i : i + 1]).backward()
            optimizer.step()
    return losses


# %% exercise="train" verdict="wrong" label="closure and a backward of its own: two gradients"
def train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()

        def closure():
            again = loss_fn(model(x), y)
            again.backward()
            return again

        optimizer.step(closure)
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="step by hand at the optimizer's rate, its kind ignored"
def train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        with torch.no_grad():
            for group in optimizer.param_groups:
                for p in group["params"]:
                    p -= group["lr"] * p.grad
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="gradient clipped: right for small steps"
def train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 0.5)
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% exercise="fit" verdict="right" label="train called, constant_"
def fit(x, y, lr, epochs):
    model = nn.Linear(x.size(1), y.size(1))
    for p in model.parameters():
        nn.init.constant_(p, 0.0)
    optimizer = torch.optim.SGD(model.parameters(), lr)
    train(model, optimizer, nn.MSELoss(reduction="mean"), x, y, epochs)
    return model


# %% exercise="fit" verdict="right" label="a loop of its own"
def fit(x, y, lr, epochs):
    layer = nn.Linear(in_features=x.shape[-1], out_features=y.shape[-1], bias=True)
    with torch.no_grad():
        layer.weight.zero_()
        layer.bias.zero_()
    optimizer = torch.optim.SGD(layer.parameters(), lr=lr, momentum=0)
    for _ in range(epochs):
        loss = nn.functional.mse_loss(layer(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return layer


# %% exercise="fit" verdict="right" label="train called, load_state_dict"
def fit(x, y, lr, epochs):
    d, k = x.shape[1], y.shape[1]
    model = nn.Linear(d, k)
    model.load_state_dict({"weight": torch.zeros(k, d), "bias": torch.zeros(k)})
    train(model, torch.optim.SGD(model.parameters(), lr=lr), nn.MSELoss(), x, y, epochs)
    return model


# %% exercise="fit" verdict="right" label="loss by hand, closure, .data"
def fit(x, y, lr, epochs):
    model = nn.Linear(x.shape[1], y.shape[1])
    model.weight.data.fill_(0)
    model.bias.data.fill_(0)
    optimizer = torch.optim.SGD([{"params": [model.weight]}, {"params": [model.bias]}], lr=lr)

    def closure():
        optimizer.zero_grad()
        loss = (model(x) - y).pow(2).mean()
        loss.backward()
        return loss

    for _ in range(epochs):
        optimizer.step(closure)
    return model


# %% exercise="fit" verdict="right" label="descended in float64, handed back in float32"
def fit(x, y, lr, epochs):
    model = nn.Linear(x.shape[1], y.shape[1]).double()
    nn.init.zeros_(model.weight), nn.init.zeros_(model.bias)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    for _ in range(epochs):
        optimizer.zero_grad()
        nn.MSELoss()(model(x.double()), y.double()).backward()
        optimizer.step()
    return model.float()


# %% exercise="fit" verdict="wrong" label="random start" mistake="start.not_zero"
def fit(x, y, lr, epochs):
    model = nn.Linear(x.shape[1], y.shape[1])
    train(model, torch.optim.SGD(model.parameters(), lr=lr), nn.MSELoss(), x, y, epochs)
    return model


# %% exercise="fit" verdict="wrong" label="only the weights from zero" mistake="start.not_zero"
def fit(x, y, lr, epochs):
    model = nn.Linear(x.shape[1], y.shape[1])
    nn.init.zeros_(model.weight)
    train(model, torch.optim.SGD(model.parameters(), lr=lr), nn.MSELoss(), x, y, epochs)
    return model


# %% exercise="fit" verdict="wrong" label="sum of squares" mistake="sum.for_mean"
def fit(x, y, lr, epochs):
    model = nn.Linear(x.shape[1], y.shape[1])
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    for _ in range(epochs):
        optimizer.zero_grad()
        nn.MSELoss(reduction="sum")(model(x), y).backward()
        optimizer.step()
    return model


# %% exercise="fit" verdict="wrong" label="sum of squares, train called"
def fit(x, y, lr, epochs):
    model = nn.Linear(x.shape[1], y.shape[1])
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    train(model, torch.optim.SGD(model.parameters(), lr=lr), nn.MSELoss(reduction="sum"), x, y, epochs)
    return model


# %% exercise="fit" verdict="wrong" label="no bias" mistake="bias.missing"
def fit(x, y, lr, epochs):
    model = nn.Linear(x.shape[1], y.shape[1], bias=False)
    nn.init.zeros_(model.weight)
    train(model, torch.optim.SGD(model.parameters(), lr=lr), nn.MSELoss(), x, y, epochs)
    return model


# %% exercise="fit" verdict="wrong" label="momentum"
def fit(x, y, lr, epochs):
    model = nn.Linear(x.shape[1], y.shape[1])
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    train(model, torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9), nn.MSELoss(), x, y, epochs)
    return model


# %% exercise="fit" verdict="wrong" label="Adam"
def fit(x, y, lr, epochs):
    model = nn.Linear(x.shape[1], y.shape[1])
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    train(model, torch.optim.Adam(model.parameters(), lr=lr), nn.MSELoss(), x, y, epochs)
    return model


# %% exercise="fit" verdict="wrong" label="one epoch too many" mistake="epochs.one_more"
def fit(x, y, lr, epochs):
    model = nn.Linear(x.shape[1], y.shape[1])
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    train(model, torch.optim.SGD(model.parameters(), lr=lr), nn.MSELoss(), x, y, epochs + (epochs > 0))
    return model


# %% exercise="fit" verdict="wrong" label="one epoch too few" mistake="epochs.one_less"
def fit(x, y, lr, epochs):
    model = nn.Linear(x.shape[1], y.shape[1])
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    train(model, torch.optim.SGD(model.parameters(), lr=lr), nn.MSELoss(), x, y, epochs - 1)
    return model


# %% exercise="fit" verdict="wrong" label="never zeroed" mistake="grad.not_zeroed"
def fit(x, y, lr, epochs):
    model = nn.Linear(x.shape[1], y.shape[1])
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    for _ in range(epochs):
        nn.MSELoss()(model(x), y).backward()
        optimizer.step()
    return model


# %% exercise="fit" verdict="wrong" label="not trained at all" mistake="argument.not_updated"
def fit(x, y, lr, epochs):
    model = nn.Linear(x.shape[1], y.shape[1])
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    return model


# %% exercise="fit" verdict="wrong" label="the losses handed out"
def fit(x, y, lr, epochs):
    model = nn.Linear(x.shape[1], y.shape[1])
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    return train(model, torch.optim.SGD(model.parameters(), lr=lr), nn.MSELoss(), x, y, epochs)


# %% exercise="fit" verdict="wrong" label="an nn.Sequential"
def fit(x, y, lr, epochs):
    model = nn.Sequential(nn.Linear(x.shape[1], y.shape[1]))
    nn.init.zeros_(model[0].weight)
    nn.init.zeros_(model[0].bias)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    for _ in range(epochs):
        optimizer.zero_grad()
        nn.MSELoss()(model(x), y).backward()
        optimizer.step()
    return model


# %% exercise="fit" verdict="wrong" label="mean over the samples, sum over the targets"
def fit(x, y, lr, epochs):
    model = nn.Linear(x.shape[1], y.shape[1])
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    for _ in range(epochs):
        optimizer.zero_grad()
        ((model(x) - y) ** 2).sum(dim=1).mean().backward()
        optimizer.step()
    return model


# %% exercise="fit" verdict="wrong" label="weight decay"
def fit(x, y, lr, epochs):
    model = nn.Linear(x.shape[1], y.shape[1])
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, weight_decay=0.1)
    train(model, optimizer, nn.MSELoss(), x, y, epochs)
    return model


# %% exercise="fit" verdict="wrong" label="one model, trained on at the second call"
_model = None


def fit(x, y, lr, epochs):
    global _model
    if _model is None or _model.weight.shape != (y.shape[1], x.shape[1]) or epochs == 0:
        _model = nn.Linear(x.shape[1], y.shape[1])
        nn.init.zeros_(_model.weight)
        nn.init.zeros_(_model.bias)
    optimizer = torch.optim.SGD(_model.parameters(), lr=lr)
    for _ in range(epochs):
        optimizer.zero_grad()
        nn.MSELoss()(_model(x), y).backward()
        optimizer.step()
    return _model


# %% exercise="closed_form" verdict="right" label="normal equations"
def closed_form(x, y):
    a = torch.hstack([x, x.new_ones(len(x), 1)]).double()
    theta = torch.linalg.solve(a.T @ a, a.T @ y.double())
    return theta[:-1].T.to(x.dtype), theta[-1].to(x.dtype)


# %% exercise="closed_form" verdict="right" label="pseudo-inverse, ones first"
def closed_form(x, y):
    a = torch.cat([torch.ones(x.shape[0], 1, dtype=x.dtype), x], 1)
    theta = torch.linalg.pinv(a) @ y
    return theta[1:].T, theta[0]


# %% exercise="closed_form" verdict="right" label="centred, then the bias from the means"
def closed_form(x, y):
    w = torch.linalg.lstsq(x - x.mean(0), y - y.mean(0)).solution.T
    return w, y.mean(0) - w @ x.mean(0)


# %% exercise="closed_form" verdict="right" label="NumPy, float64"
def closed_form(x, y):
    a = np.column_stack([x.double().numpy(), np.ones(len(x))])
    theta, *_ = np.linalg.lstsq(a, y.double().numpy(), rcond=None)
    return torch.from_numpy(theta[:-1].T.copy()), torch.from_numpy(theta[-1].copy())


# %% exercise="closed_form" verdict="right" label="QR, and a list"
def closed_form(x, y):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    q, r = torch.linalg.qr(a)
    theta = torch.linalg.solve_triangular(r, q.T @ y, upper=True)
    return [theta[:-1].mT, theta[-1]]


# %% exercise="closed_form" verdict="right" label="a target at a time"
def closed_form(x, y):
    a = torch.cat([x, torch.ones(len(x), 1).to(x)], dim=1)
    columns = [torch.linalg.lstsq(a, y[:, k : k + 1]).solution[:, 0] for k in range(y.shape[1])]
    theta = torch.stack(columns)
    return theta[:, :-1], theta[:, -1]


# %% exercise="closed_form" verdict="wrong" label="no column of ones" mistake="bias.missing"
def closed_form(x, y):
    return torch.linalg.lstsq(x, y).solution.T, torch.zeros(y.shape[1], dtype=x.dtype)


# %% exercise="closed_form" verdict="wrong" label="w not transposed" mistake="transpose.extra"
def closed_form(x, y):
    theta = torch.linalg.lstsq(torch.cat([x, torch.ones_like(x[:, :1])], dim=1), y).solution
    return theta[:-1], theta[-1]


# %% exercise="closed_form" verdict="wrong" label="reshape for transpose: right for one target"
def closed_form(x, y):
    theta = torch.linalg.lstsq(torch.cat([x, torch.ones_like(x[:, :1])], dim=1), y).solution
    return theta[:-1].reshape(y.shape[1], x.shape[1]), theta[-1]


# %% exercise="closed_form" verdict="wrong" label="bias of shape (1, K)"
def closed_form(x, y):
    theta = torch.linalg.lstsq(torch.cat([x, torch.ones_like(x[:, :1])], dim=1), y).solution
    return theta[:-1].T, theta[-1:]


# %% exercise="closed_form" verdict="wrong" label="bias first" mistake="results.order"
def closed_form(x, y):
    theta = torch.linalg.lstsq(torch.cat([x, torch.ones_like(x[:, :1])], dim=1), y).solution
    return theta[-1], theta[:-1].T


# %% exercise="closed_form" verdict="wrong" label="first row taken for the bias"
def closed_form(x, y):
    theta = torch.linalg.lstsq(torch.cat([x, torch.ones_like(x[:, :1])], dim=1), y).solution
    return theta[1:].T, theta[0]


# %% exercise="closed_form" verdict="wrong" label="ridge: a little is added to the diagonal"
def closed_form(x, y):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    theta = torch.linalg.solve(a.T @ a + 0.1 * torch.eye(a.shape[1], dtype=x.dtype), a.T @ y)
    return theta[:-1].T, theta[-1]


# %% exercise="closed_form" verdict="wrong" label="bias is the mean of the targets"
def closed_form(x, y):
    w = torch.linalg.lstsq(x - x.mean(0), y - y.mean(0)).solution.T
    return w, y.mean(0)


# %% exercise="closed_form" verdict="wrong" label="bias from the residuals of a fit without one"
def closed_form(x, y):
    w = torch.linalg.lstsq(x, y).solution.T
    return w, (y - x @ w.T).mean(0)


# %% exercise="closed_form" verdict="wrong" label="first target only"
def closed_form(x, y):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    theta = torch.linalg.lstsq(a, y[:, :1]).solution
    return theta[:-1].T, theta[-1]


# %% exercise="closed_form" verdict="wrong" label="the whole solution and no split"
def closed_form(x, y):
    return torch.linalg.lstsq(torch.cat([x, torch.ones_like(x[:, :1])], dim=1), y).solution


# %% exercise="closed_form" verdict="wrong" label="inverse of the square part: right for N = D + 1"
def closed_form(x, y):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    size = a.shape[1]
    theta = torch.linalg.solve(a[:size], y[:size])
    return theta[:-1].T, theta[-1]


# %% exercise="closed_form" verdict="wrong" label="w flattened: (D,) for one target" mistake="shape.wrong"
def closed_form(x, y):
    theta = torch.linalg.lstsq(torch.cat([x, torch.ones_like(x[:, :1])], dim=1), y).solution
    return theta[:-1].T.squeeze(), theta[-1]


# %% exercise="closed_form" verdict="wrong" label="a few epochs of descent"
def closed_form(x, y):
    model = nn.Linear(x.shape[1], y.shape[1]).to(x.dtype)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    for _ in range(50):
        optimizer.zero_grad()
        nn.MSELoss()(model(x), y).backward()
        optimizer.step()
    return model.weight.detach(), model.bias.detach()


# %% exercise="largest_stable_lr" verdict="right" label="largest singular value"
def largest_stable_lr(x):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    return 1 / torch.linalg.svdvals(a)[0].item() ** 2


# %% exercise="largest_stable_lr" verdict="right" label="spectral norm"
def largest_stable_lr(x):
    a = torch.hstack([torch.ones(len(x), 1, dtype=x.dtype), x])
    return float(1 / torch.linalg.matrix_norm(a, ord=2).square())


# %% exercise="largest_stable_lr" verdict="right" label="Hessian by autograd"
def largest_stable_lr(x):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1).double()
    hessian = torch.autograd.functional.hessian(
        lambda theta: ((a @ theta) ** 2).sum(), torch.zeros(a.shape[1], dtype=a.dtype)
    )
    return (2 / torch.linalg.eigvalsh(hessian).max()).item()


# %% exercise="largest_stable_lr" verdict="right" label="AAᵀ in the place of AᵀA, NumPy float"
def largest_stable_lr(x):
    a = np.column_stack([x.double().numpy(), np.ones(len(x))])
    return 2 / np.linalg.eigvalsh(2 * a @ a.T).max()


# %% exercise="largest_stable_lr" verdict="right" label="power iteration"
def largest_stable_lr(x):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1).double()
    h = 2 * a.T @ a
    v = torch.ones(len(h), dtype=h.dtype) + 0.1 * torch.arange(len(h))
    for _ in range(2000):
        v = h @ v
        v = v / v.norm()
    return 2 / float(v @ h @ v)


# %% exercise="largest_stable_lr" verdict="right" label="complex eigenvalues' real part"
def largest_stable_lr(x):
    a = torch.cat([x, torch.ones(x.shape[0], 1).to(x.dtype)], dim=-1)
    return 1 / max(value.real.item() for value in torch.linalg.eigvals(a.T @ a))


# %% exercise="largest_stable_lr" verdict="wrong" label="AᵀA without the 2" mistake="hessian.factor_two"
def largest_stable_lr(x):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    return 2 / torch.linalg.eigvalsh(a.T @ a)[-1].item()


# %% exercise="largest_stable_lr" verdict="wrong" label="1 / λmax" mistake="stable.one_over"
def largest_stable_lr(x):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    return 1 / torch.linalg.eigvalsh(2 * a.T @ a)[-1].item()


# %% exercise="largest_stable_lr" verdict="wrong" label="no column of ones" mistake="hessian.bias_missing"
def largest_stable_lr(x):
    return 2 / torch.linalg.eigvalsh(2 * x.T @ x)[-1].item()


# %% exercise="largest_stable_lr" verdict="wrong" label="of the mean" mistake="mean.for_sum"
def largest_stable_lr(x):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    return 2 / torch.linalg.eigvalsh(2 * a.T @ a / len(x))[-1].item()


# %% exercise="largest_stable_lr" verdict="wrong" label="smallest eigenvalue" mistake="eigenvalue.smallest"
def largest_stable_lr(x):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    return 2 / torch.linalg.eigvalsh(2 * a.T @ a)[0].item()


# %% exercise="largest_stable_lr" verdict="wrong" label="trace" mistake="eigenvalue.trace"
def largest_stable_lr(x):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    return 1 / float((a**2).sum())


# %% exercise="largest_stable_lr" verdict="wrong" label="Frobenius norm of AᵀA: close where one direction rules"
def largest_stable_lr(x):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    return 1 / torch.linalg.norm(a.T @ a).item()


# %% exercise="largest_stable_lr" verdict="wrong" label="singular value not squared" mistake="eigenvalue.root"
def largest_stable_lr(x):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    return 1 / torch.linalg.svdvals(a)[0].item()


# %% exercise="largest_stable_lr" verdict="wrong" label="a tensor"
def largest_stable_lr(x):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    return 2 / torch.linalg.eigvalsh(2 * a.T @ a)[-1]


# %% exercise="largest_stable_lr" verdict="wrong" label="inputs centred first"
def largest_stable_lr(x):
    a = torch.cat([x - x.mean(0), torch.ones_like(x[:, :1])], dim=1)
    return 2 / torch.linalg.eigvalsh(2 * a.T @ a)[-1].item()


# %% exercise="largest_stable_lr" verdict="wrong" label="largest diagonal entry: right for one feature of zeros"
def largest_stable_lr(x):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    return 2 / (2 * a.T @ a).diagonal().max().item()


# %% exercise="largest_stable_lr" verdict="wrong" label="row sums bound (Gershgorin)"
def largest_stable_lr(x):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    return 2 / (2 * a.T @ a).abs().sum(dim=1).max().item()


# %% exercise="largest_stable_lr" verdict="wrong" label="one step of power iteration"
def largest_stable_lr(x):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    h = 2 * a.T @ a
    v = h @ torch.ones(len(h), dtype=h.dtype)
    return 2 / float(v @ h @ v / (v @ v))


# %% exercise="largest_stable_lr" verdict="wrong" label="a fixed small rate"
def largest_stable_lr(x):
    return 0.01


# %% exercise="repaired_train" verdict="right" label="zeroed first"
def repaired_train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% exercise="repaired_train" verdict="right" label="zeroed last"
def repaired_train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    return losses


# %% exercise="repaired_train" verdict="right" label="train called"
def repaired_train(model, optimizer, loss_fn, x, y, epochs):
    return train(model, optimizer, loss_fn, x, y, epochs)


# %% exercise="repaired_train" verdict="right" label="closure"
def repaired_train(model, optimizer, loss_fn, x, y, epochs):
    losses = []

    def closure():
        optimizer.zero_grad(set_to_none=False)
        loss = loss_fn(model(x), y)
        loss.backward()
        losses.append(loss.item())
        return loss

    for _ in range(epochs):
        optimizer.step(closure)
    return losses


# %% exercise="repaired_train" verdict="right" label="model.zero_grad before backward"
def repaired_train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        loss = loss_fn(model(x), y)
        losses.append(loss.item())
        model.zero_grad()
        loss.backward()
        optimizer.step()
    return losses


# %% exercise="repaired_train" verdict="wrong" label="as it was given" mistake="grad.zeroed_before_step"
def repaired_train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% exercise="repaired_train" verdict="wrong" label="model.zero_grad in the same place" mistake="grad.zeroed_before_step"
def repaired_train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        loss = loss_fn(model(x), y)
        loss.backward()
        model.zero_grad(set_to_none=False)
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% exercise="repaired_train" verdict="wrong" label="zero_grad taken out" mistake="grad.not_zeroed"
def repaired_train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% exercise="repaired_train" verdict="wrong" label="zeroed before the loop" mistake="grad.not_zeroed"
def repaired_train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    optimizer.zero_grad()
    for _ in range(epochs):
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% exercise="repaired_train" verdict="wrong" label="step before backward" mistake="update.one_behind"
def repaired_train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        loss = loss_fn(model(x), y)
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
        loss_fn(model(x), y).backward()
    return losses


# %% exercise="repaired_train" verdict="wrong" label="loss after the step" mistake="losses.after"
def repaired_train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
        losses.append(loss_fn(model(x), y).item())
    return losses


# %% exercise="repaired_train" verdict="wrong" label="one epoch too few" mistake="epochs.one_less"
def repaired_train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(1, epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% exercise="repaired_train" verdict="wrong" label="tensors in losses" mistake="losses.tensor"
def repaired_train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
    return losses


# %% exercise="repaired_train" verdict="wrong" label="zeroed every second epoch"
def repaired_train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for i in range(epochs):
        if i % 2 == 0:
            optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% exercise="repaired_train" verdict="wrong" label="optimizer made anew: right for plain SGD"
def repaired_train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        fresh = type(optimizer)(model.parameters(), **optimizer.defaults)
        fresh.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        fresh.step()
        losses.append(loss.item())
    return losses


# %% exercise="repaired_train" verdict="wrong" label="plain SGD by hand: right for plain SGD"
def repaired_train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        model.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= optimizer.param_groups[0]["lr"] * p.grad
        losses.append(loss.item())
    return losses


# %% exercise="repaired_train" verdict="wrong" label="losses not handed back"
def repaired_train(model, optimizer, loss_fn, x, y, epochs):
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()


# %% exercise="repaired_train" verdict="wrong" label="two steps an epoch"
def repaired_train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        optimizer.step()
        losses.append(loss.item())
    return losses
