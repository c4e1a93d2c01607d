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


# %% exercise="train" verdict="right" label="the loss looked at before, a closure afterwards"
def train(model, optimizer, loss_fn, x, y, epochs):
    def closure():
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        return loss

    losses = []
    for _ in range(epochs):
        with torch.no_grad():
            losses.append(float(loss_fn(model(x), y)))
        optimizer.step(closure)
    return losses


# %% exercise="train" verdict="right" label="backward with the parameters named"
def train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        with torch.enable_grad():
            loss = loss_fn(model.forward(x), y)
        optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(loss, inputs=list(model.parameters()))
        optimizer.step()
        losses.append(loss.tolist())
    return losses


# %% exercise="train" verdict="right" label="recursive"
def train(model, optimizer, loss_fn, x, y, epochs):
    if epochs <= 0:
        return []
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
    return [loss.item(), *train(model, optimizer, loss_fn, x, y, epochs - 1)]


# %% exercise="train" verdict="right" label="a DataLoader with one batch"
from torch.utils.data import DataLoader, TensorDataset


def train(model, optimizer, loss_fn, x, y, epochs):
    loader, losses = DataLoader(TensorDataset(x, y), batch_size=len(x)), []
    for _ in range(epochs):
        for inputs, targets in loader:
            optimizer.zero_grad()
            loss = loss_fn(model(inputs), targets)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return losses


# %% exercise="train" verdict="right" label="np.float64 losses, cleared by a loop at the end"
def train(model, optimizer, loss_fn, x, y, epochs):
    optimizer.zero_grad()
    losses = np.full(epochs, np.nan)
    for i in range(epochs):
        loss = loss_fn(model(x), y)
        losses[i] = loss.detach().numpy()
        loss.backward()
        optimizer.step()
        for p in model.parameters():
            p.grad = None
    return list(losses)


# %% exercise="train" verdict="right" label="a generator, cleared by a hook"
def train(model, optimizer, loss_fn, x, y, epochs):
    def run():
        for _ in range(epochs):
            loss = loss_fn(model(x), y)
            loss.backward()
            optimizer.step()
            yield loss.item()

    optimizer.zero_grad()
    handle = optimizer.register_step_post_hook(lambda optimizer, *_: optimizer.zero_grad())
    losses = list(run())
    handle.remove()
    return losses


# %% exercise="train" verdict="wrong" label="never zeroed" mistake="grad.not_each_epoch"
def train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="zeroed once" mistake="grad.not_each_epoch"
def train(model, optimizer, loss_fn, x, y, epochs):
    optimizer.zero_grad()
    losses = []
    for _ in range(epochs):
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="zeroed between backward and step" mistake="losses.all_equal"
def train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="no step" mistake="losses.all_equal"
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


# %% exercise="train" verdict="wrong" label="return inside the loop" mistake="return.inside_loop"
def train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        return losses
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


# %% exercise="train" verdict="wrong" label="step by hand at the optimizer's rate, its kind ignored" mistake="optimizer.rebuilt"
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


# %% exercise="train" verdict="wrong" label="two steps an epoch"
def train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="step before backward" mistake="update.one_behind"
def train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        loss = loss_fn(model(x), y)
        optimizer.step()
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="losses in a tensor" mistake="losses.not_list"
def train(model, optimizer, loss_fn, x, y, epochs):
    losses = torch.zeros(epochs)
    for i in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses[i] = loss.item()
    return losses


# %% exercise="train" verdict="wrong" label="the model is copied, the optimizer does not know the copy" mistake="losses.all_equal"
import copy


def train(model, optimizer, loss_fn, x, y, epochs):
    model = copy.deepcopy(model)
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="stops when the loss rises" mistake="losses.count"
def train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        losses.append(loss.item())
        if len(losses) > 1 and losses[-1] >= losses[-2]:
            break
        loss.backward()
        optimizer.step()
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


# %% exercise="fit" verdict="right" label="a DataLoader with one batch, shuffled"
from torch.utils.data import DataLoader, TensorDataset


def fit(x, y, lr, epochs):
    model = nn.Linear(x.shape[1], y.shape[1])
    for p in model.parameters():
        p.data.zero_()
    optimizer = torch.optim.SGD(params=model.parameters(), lr=lr, momentum=0.0, weight_decay=0.0, nesterov=False)
    loader = DataLoader(TensorDataset(x, y), batch_size=len(x), shuffle=True)
    for _ in range(epochs):
        for inputs, targets in loader:
            optimizer.zero_grad()
            nn.functional.mse_loss(model(inputs), targets).backward()
            optimizer.step()
    return model


# %% exercise="fit" verdict="right" label="multiplied by zero"
def fit(x, y, lr, epochs):
    model = nn.Linear(*x.shape[1:], *y.shape[1:])
    with torch.no_grad():
        for p in model.parameters():
            p *= 0
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, foreach=True)
    criterion = nn.MSELoss()
    for _ in range(epochs):
        criterion(model(x), y).backward()
        optimizer.step()
        model.zero_grad()
    return model


# %% exercise="fit" verdict="right" label="new parameters of zeros"
def fit(x, y, lr, epochs):
    (_, d), (_, k) = x.shape, y.shape
    model = nn.Linear(d, k)
    model.weight = nn.Parameter(torch.zeros(k, d))
    model.bias = nn.Parameter(torch.zeros(k))
    train(model, torch.optim.SGD(model.parameters(), lr=lr), lambda p, t: torch.mean((p - t) ** 2), x, y, epochs)
    return model


# %% exercise="fit" verdict="right" label="own subclass of nn.Linear, two optimizers"
class Zeros(nn.Linear):
    def reset_parameters(self):
        nn.init.zeros_(self.weight)
        nn.init.zeros_(self.bias)


def fit(x, y, lr, epochs):
    model = Zeros(x.shape[1], y.shape[1])
    optimizers = [torch.optim.SGD([p], lr=lr) for p in model.parameters()]
    for _ in range(epochs):
        loss = nn.MSELoss(reduction="none")(model(x), y).mean()
        for p, g in zip(model.parameters(), torch.autograd.grad(loss, [*model.parameters()])):
            p.grad = g
        for optimizer in optimizers:
            optimizer.step()
    return model


# %% exercise="fit" verdict="right" label="one vector of zeros, the mean written as a sum"
def fit(x, y, lr, epochs):
    model = nn.Linear(x.shape[1], y.shape[1]).requires_grad_(True)
    size = sum(p.numel() for p in model.parameters())
    nn.utils.vector_to_parameters(torch.zeros(size), model.parameters())
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    epoch = 0
    while epoch < epochs:
        optimizer.zero_grad()
        (nn.MSELoss(reduction="sum")(y, model(x)) / y.numel()).backward()
        optimizer.step()
        epoch += 1
    return model


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


# %% exercise="fit" verdict="wrong" label="only the bias from zero" mistake="start.not_zero"
def fit(x, y, lr, epochs):
    model = nn.Linear(x.shape[1], y.shape[1])
    nn.init.zeros_(model.bias)
    train(model, torch.optim.SGD(model.parameters(), lr=lr), nn.MSELoss(), x, y, epochs)
    return model


# %% exercise="fit" verdict="wrong" label="inputs and outputs exchanged" mistake="features.swapped"
def fit(x, y, lr, epochs):
    model = nn.Linear(y.shape[1], x.shape[1])
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    train(model, torch.optim.SGD(model.parameters(), lr=lr), nn.MSELoss(), x, y, epochs)
    return model


# %% exercise="fit" verdict="wrong" label="set to zero after the training" mistake="start.kept"
def fit(x, y, lr, epochs):
    model = nn.Linear(x.shape[1], y.shape[1])
    train(model, torch.optim.SGD(model.parameters(), lr=lr), nn.MSELoss(), x, y, epochs)
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    return model


# %% exercise="fit" verdict="wrong" label="the optimizer has another layer's parameters" mistake="start.kept"
def fit(x, y, lr, epochs):
    model = nn.Linear(x.shape[1], y.shape[1])
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    other = nn.Linear(x.shape[1], y.shape[1])
    train(model, torch.optim.SGD(other.parameters(), lr=lr), nn.MSELoss(), x, y, epochs)
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


# %% exercise="fit" verdict="wrong" label="sum of squares, train called" mistake="sum.for_mean"
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


# %% exercise="fit" verdict="wrong" label="momentum" mistake="optimizer.not_plain"
def fit(x, y, lr, epochs):
    model = nn.Linear(x.shape[1], y.shape[1])
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    train(model, torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9), nn.MSELoss(), x, y, epochs)
    return model


# %% exercise="fit" verdict="wrong" label="Adam" mistake="optimizer.not_plain"
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


# %% exercise="fit" verdict="wrong" label="never zeroed" mistake="grad.not_each_epoch"
def fit(x, y, lr, epochs):
    model = nn.Linear(x.shape[1], y.shape[1])
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    for _ in range(epochs):
        nn.MSELoss()(model(x), y).backward()
        optimizer.step()
    return model


# %% exercise="fit" verdict="wrong" label="not trained at all" mistake="start.kept"
def fit(x, y, lr, epochs):
    model = nn.Linear(x.shape[1], y.shape[1])
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    return model


# %% exercise="fit" verdict="wrong" label="the losses handed out" mistake="type.not_linear"
def fit(x, y, lr, epochs):
    model = nn.Linear(x.shape[1], y.shape[1])
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    return train(model, torch.optim.SGD(model.parameters(), lr=lr), nn.MSELoss(), x, y, epochs)


# %% exercise="fit" verdict="wrong" label="nothing is returned"
def fit(x, y, lr, epochs):
    model = nn.Linear(x.shape[1], y.shape[1])
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    train(model, torch.optim.SGD(model.parameters(), lr=lr), nn.MSELoss(), x, y, epochs)


# %% exercise="fit" verdict="wrong" label="the parameters replaced after the optimizer was made" mistake="start.kept"
def fit(x, y, lr, epochs):
    model = nn.Linear(x.shape[1], y.shape[1])
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    model.weight = nn.Parameter(torch.zeros_like(model.weight))
    model.bias = nn.Parameter(torch.zeros_like(model.bias))
    train(model, optimizer, nn.MSELoss(), x, y, epochs)
    return model


# %% exercise="fit" verdict="wrong" label="an nn.Sequential" mistake="type.not_linear"
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


# %% exercise="fit" verdict="wrong" label="one model, trained on at the second call" mistake="model.shared"
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


# %% exercise="fit" verdict="wrong" label="batches of two"
def fit(x, y, lr, epochs):
    model = nn.Linear(x.shape[1], y.shape[1])
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    for _ in range(epochs):
        for inputs, targets in zip(x.split(2), y.split(2)):
            optimizer.zero_grad()
            nn.MSELoss()(model(inputs), targets).backward()
            optimizer.step()
    return model


# %% exercise="fit" verdict="wrong" label="absolute error"
def fit(x, y, lr, epochs):
    model = nn.Linear(x.shape[1], y.shape[1])
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    train(model, torch.optim.SGD(model.parameters(), lr=lr), nn.L1Loss(), x, y, epochs)
    return model


# %% exercise="fit" verdict="wrong" label="a start of ones" mistake="start.not_zero"
def fit(x, y, lr, epochs):
    model = nn.Linear(x.shape[1], y.shape[1])
    nn.init.ones_(model.weight)
    nn.init.zeros_(model.bias)
    train(model, torch.optim.SGD(model.parameters(), lr=lr), nn.MSELoss(), x, y, epochs)
    return model


# %% exercise="fit" verdict="wrong" label="rate not used" mistake="lr.ignored"
def fit(x, y, lr, epochs):
    model = nn.Linear(x.shape[1], y.shape[1])
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    train(model, torch.optim.SGD(model.parameters()), nn.MSELoss(), x, y, epochs)
    return model


# %% exercise="fit" verdict="wrong" label="the rate of the text, copied" mistake="lr.ignored"
def fit(x, y, lr, epochs):
    model = nn.Linear(x.shape[1], y.shape[1])
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    train(model, torch.optim.SGD(model.parameters(), lr=0.01), nn.MSELoss(), x, y, epochs)
    return model


# %% exercise="fit" verdict="wrong" label="momentum of one half" mistake="optimizer.not_plain"
def fit(x, y, lr, epochs):
    model = nn.Linear(x.shape[1], y.shape[1])
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    train(model, torch.optim.SGD(model.parameters(), lr=lr, momentum=0.5), nn.MSELoss(), x, y, epochs)
    return model


# %% exercise="fit" verdict="wrong" label="inputs standardised in place" mistake="argument.changed"
def fit(x, y, lr, epochs):
    model = nn.Linear(x.shape[1], y.shape[1])
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    train(model, torch.optim.SGD(model.parameters(), lr=lr), nn.MSELoss(), x, y, epochs)
    x -= x.mean(dim=0)
    return model


# %% exercise="fit" verdict="wrong" label="only the weights are trained" mistake="bias.unchanged"
def fit(x, y, lr, epochs):
    model = nn.Linear(x.shape[1], y.shape[1])
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    train(model, torch.optim.SGD([model.weight], lr=lr), nn.MSELoss(), x, y, epochs)
    return model


# %% exercise="fit" verdict="wrong" label="the least-squares solution"
def fit(x, y, lr, epochs):
    model = nn.Linear(x.shape[1], y.shape[1])
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    theta = torch.linalg.lstsq(a, y).solution
    with torch.no_grad():
        model.weight.copy_(theta[:-1].T)
        model.bias.copy_(theta[-1])
    return model


# %% exercise="fit" verdict="wrong" label="one layer for all data of a size" mistake="model.shared"
_layer = {}


def fit(x, y, lr, epochs):
    layer = _layer.setdefault((x.shape[1], y.shape[1]), nn.Linear(x.shape[1], y.shape[1]))
    for p in layer.parameters():
        nn.init.zeros_(p)
    train(layer, torch.optim.SGD(layer.parameters(), lr=lr), nn.MSELoss(), x, y, epochs)
    return layer


# %% exercise="fit" verdict="wrong" label="the sum, by train" mistake="sum.for_mean"
def fit(x, y, lr, epochs):
    layer = nn.Linear(x.shape[1], y.shape[1])
    for p in layer.parameters():
        nn.init.zeros_(p)
    train(layer, torch.optim.SGD(layer.parameters(), lr=lr), nn.MSELoss(reduction="sum"), x, y, epochs)
    return layer


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


# %% exercise="closed_form" verdict="right" label="Cholesky"
def closed_form(x, y):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1).double()
    lower = torch.linalg.cholesky(a.T @ a)
    theta = torch.cholesky_solve(a.T @ y.double(), lower)
    return theta[:-1].T, theta[-1]


# %% exercise="closed_form" verdict="right" label="one step of Newton"
def closed_form(x, y):
    a = torch.nn.functional.pad(x, (0, 1), value=1.0).double()
    theta = torch.zeros(a.shape[1], y.shape[1], dtype=torch.float64)
    residual = a @ theta - y
    theta = theta - torch.linalg.inv(a.T @ a) @ (a.T @ residual)
    w, b = theta.split([x.shape[1], 1])
    return w.T, b.squeeze(0)


# %% exercise="closed_form" verdict="right" label="singular values"
def closed_form(x, y):
    a = torch.column_stack([x, torch.ones(len(x), dtype=x.dtype)])
    u, s, vh = torch.linalg.svd(a, full_matrices=False)
    theta = vh.T @ ((u.T @ y) / s[:, None])
    return theta[: x.shape[1]].T, theta[x.shape[1]]


# %% exercise="closed_form" verdict="right" label="covariances"
def closed_form(x, y):
    d = x.shape[1]
    covariance = torch.cov(torch.cat([x, y], dim=1).double().T, correction=0)
    w = torch.linalg.solve(covariance[:d, :d], covariance[:d, d:]).T
    return w, y.double().mean(0) - w @ x.double().mean(0)


# %% exercise="closed_form" verdict="right" label="conjugate gradients"
def closed_form(x, y):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1).double()
    h, solutions = a.T @ a, []
    for target in y.double().T:
        theta = torch.zeros(a.shape[1], dtype=torch.float64)
        r = a.T @ target
        p = r.clone()
        for _ in range(4 * len(theta)):
            if r.norm() < 1e-12 * (1 + target.norm()):
                break
            step = (r @ r) / (p @ h @ p)
            theta = theta + step * p
            new = r - step * (h @ p)
            p, r = new + (new @ new) / (r @ r) * p, new
        solutions.append(theta)
    theta = torch.stack(solutions)
    return theta[:, :-1], theta[:, -1]


# %% exercise="closed_form" verdict="wrong" label="no column of ones" mistake="bias.missing"
def closed_form(x, y):
    return torch.linalg.lstsq(x, y).solution.T, torch.zeros(y.shape[1], dtype=x.dtype)


# %% exercise="closed_form" verdict="wrong" label="x itself for A" mistake="ones.missing"
def closed_form(x, y):
    theta = torch.linalg.lstsq(x, y).solution
    return theta[:-1].T, theta[-1]


# %% exercise="closed_form" verdict="wrong" label="w not transposed" mistake="transpose.of_w"
def closed_form(x, y):
    theta = torch.linalg.lstsq(torch.cat([x, torch.ones_like(x[:, :1])], dim=1), y).solution
    return theta[:-1], theta[-1]


# %% exercise="closed_form" verdict="wrong" label="reshape for transpose: right for one target" mistake="transpose.reshape"
def closed_form(x, y):
    theta = torch.linalg.lstsq(torch.cat([x, torch.ones_like(x[:, :1])], dim=1), y).solution
    return theta[:-1].reshape(y.shape[1], x.shape[1]), theta[-1]


# %% exercise="closed_form" verdict="wrong" label="bias of shape (1, K)" mistake="shape.wrong"
def closed_form(x, y):
    theta = torch.linalg.lstsq(torch.cat([x, torch.ones_like(x[:, :1])], dim=1), y).solution
    return theta[:-1].T, theta[-1:]


# %% exercise="closed_form" verdict="wrong" label="bias first" mistake="results.order"
def closed_form(x, y):
    theta = torch.linalg.lstsq(torch.cat([x, torch.ones_like(x[:, :1])], dim=1), y).solution
    return theta[-1], theta[:-1].T


# %% exercise="closed_form" verdict="wrong" label="first row taken for the bias" mistake="bias.other_row"
def closed_form(x, y):
    theta = torch.linalg.lstsq(torch.cat([x, torch.ones_like(x[:, :1])], dim=1), y).solution
    return theta[1:].T, theta[0]


# %% exercise="closed_form" verdict="wrong" label="the column of ones first, the last row taken for the bias" mistake="bias.other_row"
def closed_form(x, y):
    theta = torch.linalg.lstsq(torch.cat([torch.ones_like(x[:, :1]), x], dim=1), y).solution
    return theta[:-1].T, theta[-1]


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


# %% exercise="closed_form" verdict="wrong" label="x centred in place" mistake="argument.changed"
def closed_form(x, y):
    mean = x.mean(0)
    x -= mean
    w = torch.linalg.lstsq(x, y - y.mean(0)).solution.T
    return w, y.mean(0) - w @ mean


# %% exercise="closed_form" verdict="wrong" label="arrays, not tensors" mistake="type.not_tensor"
def closed_form(x, y):
    a = np.column_stack([x.numpy(), np.ones(len(x))])
    theta = np.linalg.lstsq(a, y.numpy(), rcond=None)[0]
    return theta[:-1].T, theta[-1]


# %% exercise="closed_form" verdict="wrong" label="bias with the sign reversed" mistake="bias.subtracted"
def closed_form(x, y):
    theta = torch.linalg.lstsq(torch.cat([x, -torch.ones_like(x[:, :1])], dim=1), y).solution
    return theta[:-1].T, theta[-1]


# %% exercise="closed_form" verdict="wrong" label="each feature by itself: right for one feature"
def closed_form(x, y):
    xc, yc = x - x.mean(0), y - y.mean(0)
    w = (yc.T @ xc) / (xc**2).sum(0)
    return w, y.mean(0) - w @ x.mean(0)


# %% exercise="closed_form" verdict="wrong" label="bias of the first target for all: right for one"
def closed_form(x, y):
    theta = torch.linalg.lstsq(torch.cat([x, torch.ones_like(x[:, :1])], dim=1), y).solution
    return theta[:-1].T, theta[-1, :1].expand(y.shape[1])


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


# %% exercise="largest_stable_lr" verdict="right" label="Hessian of one target's loss, in w and b"
def largest_stable_lr(x):
    x = x.double()

    def loss(w, b):
        return ((x @ w + b) ** 2).sum()

    d = x.shape[1]
    (ww, wb), (bw, bb) = torch.func.hessian(loss, argnums=(0, 1))(torch.zeros(d).double(), torch.zeros(()).double())
    h = torch.cat([torch.cat([ww, wb[:, None]], dim=1), torch.cat([bw[None], bb.reshape(1, 1)], dim=1)])
    return 2 / torch.linalg.eigvalsh(h).max().item()


# %% exercise="largest_stable_lr" verdict="right" label="bisection on the spectral radius"
def largest_stable_lr(x):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1).double()
    h = 2 * a.T @ a
    low, high = 0.0, 2 / h.diagonal().max().item() + 1e-12
    for _ in range(100):
        rate = (low + high) / 2
        radius = torch.linalg.matrix_norm(torch.eye(len(h), dtype=h.dtype) - rate * h, ord=2)
        low, high = (rate, high) if radius <= 1 + 1e-9 else (low, rate)
    return low


# %% exercise="largest_stable_lr" verdict="right" label="Hessian for three targets at once"
def largest_stable_lr(x):
    ones = torch.ones(x.size(0), 1, dtype=torch.float64)
    a = torch.hstack((ones, x.to(torch.float64)))
    h = 2 * torch.einsum("ni,nj->ij", a, a)
    return float(2 / torch.linalg.norm(torch.block_diag(h, h, h), ord=2))


# %% exercise="largest_stable_lr" verdict="right" label="blocks written out, NumPy"
def largest_stable_lr(x):
    x = x.numpy().astype(float)
    n, s = len(x), x.sum(axis=0)
    h = 2 * np.block([[x.T @ x, s[:, None]], [s[None, :], np.array([[n]])]])
    return np.float64(2 / max(np.linalg.eigvalsh(h)))


# %% exercise="largest_stable_lr" verdict="right" label="squared rows added up"
def largest_stable_lr(x):
    h = torch.zeros(x.shape[1] + 1, x.shape[1] + 1, dtype=x.dtype)
    for sample in x:
        row = torch.cat([sample, sample.new_ones(1)])
        h += 2 * torch.outer(row, row)
    return 2.0 / torch.linalg.eigh(h).eigenvalues.amax().item()


# %% exercise="largest_stable_lr" verdict="wrong" label="a row of ones" mistake="hessian.row"
def largest_stable_lr(x):
    a = torch.cat([x, torch.ones_like(x[:1])], dim=0)
    return (2 / torch.linalg.eigvalsh(2 * a.T @ a)[-1]).item()


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


# %% exercise="largest_stable_lr" verdict="wrong" label="a tensor" mistake="type.not_float"
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


# %% exercise="largest_stable_lr" verdict="right" label="np.float32"
def largest_stable_lr(x):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    return np.float32(2 / torch.linalg.eigvalsh(2 * a.T @ a)[-1].item())


# %% exercise="largest_stable_lr" verdict="wrong" label="x centred in place" mistake="argument.changed"
def largest_stable_lr(x):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    x -= x.mean(0)
    return 2 / torch.linalg.eigvalsh(2 * a.T @ a)[-1].item()


# %% exercise="largest_stable_lr" verdict="wrong" label="2 and 2 cancelled once too often: 4 / λmax" mistake="hessian.factor_two"
def largest_stable_lr(x):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    return 4 / torch.linalg.eigvalsh(2 * a.T @ a)[-1].item()


# %% exercise="largest_stable_lr" verdict="wrong" label="w and b apart: the smaller of two rates" mistake="hessian.bias_missing"
def largest_stable_lr(x):
    return 1 / max(torch.linalg.eigvalsh(x.T @ x)[-1].item(), len(x))


# %% exercise="largest_stable_lr" verdict="wrong" label="λmax itself" mistake="stable.eigenvalue"
def largest_stable_lr(x):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    return torch.linalg.eigvalsh(2 * a.T @ a)[-1].item()


# %% exercise="largest_stable_lr" verdict="wrong" label="λmax of AᵀA itself" mistake="stable.eigenvalue"
def largest_stable_lr(x):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    return torch.linalg.eigvalsh(a.T @ a)[-1].item()


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


# %% exercise="repaired_train" verdict="wrong" label="train called" mistake="loop.borrowed"
def repaired_train(model, optimizer, loss_fn, x, y, epochs):
    return train(model, optimizer, loss_fn, x, y, epochs)


# %% exercise="repaired_train" verdict="wrong" label="another name for train" mistake="loop.borrowed"
_kept = train


def repaired_train(*inputs):
    return _kept(*inputs)


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


# %% exercise="repaired_train" verdict="right" label="grad = None for every parameter"
def repaired_train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        loss = loss_fn(model(x), y)
        for p in model.parameters():
            p.grad = None
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% exercise="repaired_train" verdict="right" label="autograd.grad put into .grad"
def repaired_train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        parameters = [p for group in optimizer.param_groups for p in group["params"]]
        loss = loss_fn(model(x), y)
        for p, p.grad in zip(parameters, torch.autograd.grad(loss, parameters)):
            pass
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% exercise="repaired_train" verdict="right" label="cleared twice"
def repaired_train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        model.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(loss))
    return losses


# %% exercise="repaired_train" verdict="right" label="an epoch is a function"
def repaired_train(model, optimizer, loss_fn, x, y, epochs):
    def epoch():
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=False)
        return loss.item()

    optimizer.zero_grad()
    return [epoch() for _ in range(epochs)]


# %% exercise="repaired_train" verdict="right" label="floats taken out at the end"
def repaired_train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    while len(losses) < epochs:
        optimizer.zero_grad()
        losses.append(loss_fn(model(x), y))
        losses[-1].backward()
        optimizer.step()
    return [loss.item() for loss in losses]


# %% exercise="repaired_train" verdict="wrong" label="as it was given" mistake="repair.unchanged"
def repaired_train(model, optimizer, loss_fn, x, y, epochs):
    def gradients():
        loss = loss_fn(model(x), y)
        loss.backward()
        return loss.item()

    def clean_step():
        for parameter in model.parameters():
            parameter.grad = None
        optimizer.step()

    losses = []
    while len(losses) < epochs:
        losses.append(gradients())
        clean_step()
    return losses


# %% exercise="repaired_train" verdict="wrong" label="model.zero_grad in the same place" mistake="repair.unchanged"
def repaired_train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        loss = loss_fn(model(x), y)
        loss.backward()
        model.zero_grad(set_to_none=False)
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% exercise="repaired_train" verdict="wrong" label="return inside the loop" mistake="return.inside_loop"
def repaired_train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        return losses


# %% exercise="repaired_train" verdict="wrong" label="losses as arrays" mistake="losses.not_floats"
def repaired_train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.detach().numpy())
    return losses


# %% exercise="repaired_train" verdict="wrong" label="zero_grad taken out" mistake="grad.not_each_epoch"
def repaired_train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% exercise="repaired_train" verdict="wrong" label="zeroed before the loop" mistake="grad.not_each_epoch"
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


# %% exercise="repaired_train" verdict="wrong" label="a closure without return"
def repaired_train(model, optimizer, loss_fn, x, y, epochs):
    def closure():
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()

    losses = []
    for _ in range(epochs):
        losses.append(optimizer.step(closure).item())
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


# %% exercise="repaired_train" verdict="wrong" label="optimizer made anew: right for plain SGD" mistake="optimizer.rebuilt"
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


# %% exercise="repaired_train" verdict="wrong" label="plain SGD by hand: right for plain SGD" mistake="optimizer.rebuilt"
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


# %% exercise="repaired_train" verdict="wrong" label="one list for all calls" mistake="losses.count"
_losses = []


def repaired_train(model, optimizer, loss_fn, x, y, epochs):
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        _losses.append(loss.item())
    return _losses


# %% exercise="repaired_train" verdict="wrong" label="zeroed, but no step" mistake="argument.not_updated"
def repaired_train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        losses.append(loss.item())
    return losses


# %% exercise="repaired_train" verdict="wrong" label="own mean squared error" mistake="loss_fn.ignored"
def repaired_train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = ((model(x) - y) ** 2).mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% exercise="repaired_train" verdict="wrong" label="target first" mistake="loss_fn.order"
def repaired_train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(y, model(x))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% exercise="repaired_train" verdict="wrong" label="losses in a tuple" mistake="losses.not_list"
def repaired_train(model, optimizer, loss_fn, x, y, epochs):
    losses = ()
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses += (loss.item(),)
    return losses


# %% exercise="repaired_train" verdict="wrong" label="a loss more" mistake="losses.extra"
def repaired_train(model, optimizer, loss_fn, x, y, epochs):
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return [*losses, loss_fn(model(x), y).item()]


# %% exercise="train" verdict="wrong" label="repaired_train does it" mistake="loop.borrowed"
def train(model, optimizer, loss_fn, x, y, epochs):
    return repaired_train(model, optimizer, loss_fn, x, y, epochs)


# %% exercise="repaired_train" verdict="right" label="cleared by hand before the forward pass"
def repaired_train(model, optimizer, loss_fn, x, y, epochs):
    losses = [0.0] * epochs
    for epoch in range(epochs):
        for group in optimizer.param_groups:
            for parameter in group["params"]:
                parameter.grad = None
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses[epoch] = loss.detach().item()
    return losses


# %% exercise="condition_number" verdict="right" label="singular values of A, squared"
def condition_number(x):
    a = torch.cat([x, torch.ones(len(x), 1, dtype=x.dtype)], dim=1)
    s = torch.linalg.svdvals(a)
    return ((s[0] / s[-1]) ** 2).item()


# %% exercise="condition_number" verdict="right" label="cond of A, squared"
def condition_number(x):
    a = torch.hstack([torch.ones(x.shape[0], 1, dtype=x.dtype), x])
    return float(torch.linalg.cond(a)) ** 2


# %% exercise="condition_number" verdict="right" label="cond of the Hessian, NumPy, ones first"
def condition_number(x):
    a = np.column_stack([np.ones(len(x)), x.numpy()])
    return np.linalg.cond(2 * a.T @ a)


# %% exercise="condition_number" verdict="right" label="λmax from largest_stable_lr"
def condition_number(x):
    largest = 2 / largest_stable_lr(x)
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1).double()
    smallest = torch.linalg.eigvalsh(2 * a.T @ a)[0].item()
    return largest / smallest


# %% exercise="condition_number" verdict="right" label="norm of the Hessian times norm of its inverse"
def condition_number(x):
    a = torch.cat([x, x.new_ones(len(x), 1)], dim=1).double()
    h = 2 * a.mT @ a
    return (torch.linalg.matrix_norm(h, 2) * torch.linalg.matrix_norm(torch.linalg.inv(h), 2)).item()


# %% exercise="condition_number" verdict="right" label="Hessian by autograd"
def condition_number(x):
    x, d = x.double(), x.shape[1]

    def loss(theta):
        return ((x @ theta[:d] + theta[d] - 3) ** 2).sum()

    values = torch.linalg.eigvalsh(torch.autograd.functional.hessian(loss, torch.zeros(d + 1, dtype=x.dtype)))
    return float(values[-1] / values[0])


# %% exercise="condition_number" verdict="right" label="Hessian of the mean: the quotient is the same"
def condition_number(x):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1).double()
    values = torch.linalg.eigvalsh(2 * a.T @ a / len(a)).tolist()
    return values[-1] / values[0]


# %% exercise="condition_number" verdict="right" label="triangular factor"
def condition_number(x):
    r = torch.linalg.qr(torch.cat([x.double(), torch.ones(len(x), 1).double()], dim=1), mode="r").R
    return torch.linalg.cond(r).square().item()


# %% exercise="condition_number" verdict="right" label="Hessian for two targets at once, complex eigenvalues' real part"
def condition_number(x):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1).double()
    values = torch.linalg.eigvals(torch.kron(torch.eye(2, dtype=a.dtype), 2 * a.T @ a)).real
    return (values.max() / values.min()).item()


# %% exercise="condition_number" verdict="right" label="power iteration, forwards and backwards"
def condition_number(x):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1).double()
    h = a.T @ a

    def largest(matrix):
        v = torch.arange(1, len(matrix) + 1, dtype=matrix.dtype)
        for _ in range(5000):
            v = matrix @ v
            v = v / v.norm()
        return v @ matrix @ v

    return (largest(h) * largest(torch.linalg.inv(h))).item()


# %% exercise="condition_number" verdict="right" label="entries added up in loops"
def condition_number(x):
    rows = [[*row, 1.0] for row in x.tolist()]
    size = len(rows[0])
    h = [[sum(2 * row[i] * row[j] for row in rows) for j in range(size)] for i in range(size)]
    values = sorted(np.linalg.eigvalsh(np.array(h)))
    return float(values[-1]) / float(values[0])


# %% exercise="condition_number" verdict="wrong" label="all in float32, NumPy"
def condition_number(x):
    a = np.column_stack([x.numpy(), np.ones(len(x))]).astype(np.float32)
    values = np.linalg.eigvalsh(a.T @ a)
    return values.max() / values.min()


# %% exercise="condition_number" verdict="wrong" label="in the dtype of x"
def condition_number(x):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    curvatures = torch.linalg.eigvalsh(2 * a.T @ a)
    return (curvatures[-1] / curvatures[0]).item()


# %% exercise="condition_number" verdict="wrong" label="float64 for the eigenvalues only"
def condition_number(x):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    curvatures = torch.linalg.eigvalsh(2 * a.T @ a).double()
    return (curvatures[-1] / curvatures[0]).item()


# %% exercise="condition_number" verdict="wrong" label="a smallest eigenvalue of 0.001 at least"
def condition_number(x):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1).double()
    curvatures = torch.linalg.eigvalsh(2 * a.T @ a)
    return (curvatures[-1] / curvatures[0].clamp(min=1e-3)).item()


# %% exercise="condition_number" verdict="wrong" label="no column of ones" mistake="hessian.bias_missing"
def condition_number(x):
    values = torch.linalg.eigvalsh(2 * x.T @ x)
    return (values[-1] / values[0]).item()


# %% exercise="condition_number" verdict="wrong" label="cond of A, not squared" mistake="condition.root"
def condition_number(x):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    return torch.linalg.cond(a).item()


# %% exercise="condition_number" verdict="wrong" label="squared once too often" mistake="condition.squared"
def condition_number(x):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    return torch.linalg.cond(a.T @ a).item() ** 2


# %% exercise="condition_number" verdict="wrong" label="upside down" mistake="condition.inverted"
def condition_number(x):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    values = torch.linalg.eigvalsh(2 * a.T @ a)
    return (values[0] / values[-1]).item()


# %% exercise="condition_number" verdict="wrong" label="λmax alone" mistake="condition.largest_alone"
def condition_number(x):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    return torch.linalg.eigvalsh(2 * a.T @ a)[-1].item()


# %% exercise="condition_number" verdict="wrong" label="difference of the eigenvalues" mistake="condition.difference"
def condition_number(x):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    values = torch.linalg.eigvalsh(2 * a.T @ a)
    return (values[-1] - values[0]).item()


# %% exercise="condition_number" verdict="wrong" label="the neighbour of the largest" mistake="condition.neighbour"
def condition_number(x):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    values = torch.linalg.eigvalsh(2 * a.T @ a)
    return (values[-1] / values[-2]).item()


# %% exercise="condition_number" verdict="wrong" label="columns centred first" mistake="condition.centred"
def condition_number(x):
    a = torch.cat([x - x.mean(dim=0), torch.ones_like(x[:, :1])], dim=1)
    values = torch.linalg.eigvalsh(2 * a.T @ a)
    return (values[-1] / values[0]).item()


# %% exercise="condition_number" verdict="wrong" label="columns standardised first" mistake="condition.centred"
def condition_number(x):
    z = (x - x.mean(dim=0)) / x.std(dim=0, correction=0)
    a = torch.cat([z, torch.ones_like(x[:, :1])], dim=1)
    values = torch.linalg.eigvalsh(2 * a.T @ a)
    return (values[-1] / values[0]).item()


# %% exercise="condition_number" verdict="wrong" label="a tensor" mistake="type.not_float"
def condition_number(x):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1).double()
    values = torch.linalg.eigvalsh(2 * a.T @ a)
    return values[-1] / values[0]


# %% exercise="condition_number" verdict="wrong" label="diagonal entries" mistake="condition.diagonal"
def condition_number(x):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    diagonal = (2 * a.T @ a).diagonal()
    return (diagonal.max() / diagonal.min()).item()


# %% exercise="condition_number" verdict="wrong" label="trace over the smallest" mistake="eigenvalue.trace"
def condition_number(x):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    values = torch.linalg.eigvalsh(2 * a.T @ a)
    return (values.sum() / values[0]).item()


# %% exercise="condition_number" verdict="wrong" label="Frobenius norms"
def condition_number(x):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    return torch.linalg.cond(a.T @ a, "fro").item()


# %% exercise="condition_number" verdict="wrong" label="the largest stable rate"
def condition_number(x):
    return largest_stable_lr(x)


# %% exercise="condition_number" verdict="wrong" label="AAᵀ, whose smallest eigenvalue is 0" mistake="hessian.other_product"
def condition_number(x):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    values = torch.linalg.eigvalsh(2 * a @ a.T)
    return (values[-1] / values[0]).item()


# %% exercise="condition_number" verdict="wrong" label="the column of ones centred too" mistake="hessian.singular"
def condition_number(x):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    a = a - a.mean(dim=0)
    values = torch.linalg.eigvalsh(2 * a.T @ a)
    return (values[-1] / values[0]).item()


# %% exercise="condition_number" verdict="wrong" label="x xᵀ, without the column of ones" mistake="hessian.singular"
def condition_number(x):
    values = torch.linalg.eigvalsh(2 * x @ x.T)
    return (values[-1] / values[0]).item()


# %% exercise="condition_number" verdict="wrong" label="the largest eigenvalue divided by itself" mistake="condition.itself"
def condition_number(x):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1).double()
    values = torch.linalg.eigvalsh(2 * a.T @ a)
    return (values.max() / values[-1]).item()


# %% exercise="condition_number" verdict="wrong" label="a row of ones" mistake="hessian.row"
def condition_number(x):
    a = torch.cat([x, torch.ones_like(x[:1])], dim=0)
    values = torch.linalg.eigvalsh(2 * a.T @ a)
    return (values[-1] / values[0]).item()


# %% exercise="condition_number" verdict="wrong" label="standardised in place" mistake="argument.changed"
def condition_number(x):
    x -= x.mean(dim=0)
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    values = torch.linalg.eigvalsh(2 * a.T @ a)
    return (values[-1] / values[0]).item()


# %% exercise="condition_number" verdict="wrong" label="ratio of the columns' spreads"
def condition_number(x):
    spreads = x.std(dim=0, correction=0)
    return (spreads.max() / spreads.min()).item()


# %% exercise="condition_number" verdict="wrong" label="its logarithm"
def condition_number(x):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    return torch.log10(torch.linalg.cond(a.T @ a)).item()


# %% exercise="condition_number" verdict="wrong" label="whole numbers only"
def condition_number(x):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    return round(torch.linalg.cond(a.T @ a).item())


# %% exercise="condition_number" verdict="wrong" label="w and b apart: the larger of the two"
def condition_number(x):
    values = torch.linalg.eigvalsh(2 * x.T @ x)
    return max((values[-1] / values[0]).item(), values[-1].item() / (2 * len(x)))
