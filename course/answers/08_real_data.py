# %% exercise="split" verdict="right" label="sorted halves"
def split(n, holdout, generator):
    held = torch.randperm(n, generator=generator)[: round(n * holdout)].sort().values
    inside = torch.zeros(n, dtype=torch.bool)
    inside[held] = True
    return torch.arange(n)[~inside], held


# %% exercise="split" verdict="right" label="tensor_split"
def split(n, holdout, generator):
    train, held_out = torch.randperm(n, generator=generator).tensor_split([n - round(n * holdout)])
    return train, held_out


# %% exercise="split" verdict="right" label="numpy"
import numpy as np

def split(n, holdout, generator):
    order = np.random.permutation(n)
    count = round(holdout * n)
    return torch.from_numpy(order[count:]).long(), torch.from_numpy(order[:count]).long()


# %% exercise="split" verdict="right" label="python's sample"
import random

def split(n, holdout, generator):
    held_out = set(random.sample(range(n), round(n * holdout)))
    train = [i for i in range(n) if i not in held_out]
    return torch.tensor(train, dtype=torch.int64), torch.tensor(sorted(held_out), dtype=torch.int64)


# %% exercise="split" verdict="right" label="smallest random keys"
def split(n, holdout, generator):
    order = torch.argsort(torch.rand(n, generator=generator))
    k = int(round(holdout * n))
    return [order[k:], order[:k]]


# %% exercise="split" verdict="right" label="torch's random_split"
from torch.utils.data import random_split

def split(n, holdout, generator):
    k = round(n * holdout)
    train, held = random_split(range(n), [n - k, k], generator=generator)
    return torch.tensor(list(train), dtype=torch.int64), torch.tensor(list(held), dtype=torch.int64)


# %% exercise="split" verdict="wrong" label="last ones" mistake="split.not_random"
def split(n, holdout, generator):
    k = round(n * holdout)
    return torch.arange(n - k), torch.arange(n - k, n)


# %% exercise="split" verdict="wrong" label="exchanged" mistake="split.exchanged"
def split(n, holdout, generator):
    order, k = torch.randperm(n, generator=generator), round(n * holdout)
    return order[:k], order[k:]


# %% exercise="split" verdict="wrong" label="rounded down" mistake="split.size"
def split(n, holdout, generator):
    order, k = torch.randperm(n, generator=generator), int(n * holdout)
    return order[k:], order[:k]


# %% exercise="split" verdict="wrong" label="rounded up" mistake="split.size"
import math

def split(n, holdout, generator):
    order, k = torch.randperm(n, generator=generator), math.ceil(n * holdout)
    return order[k:], order[:k]


# %% exercise="split" verdict="wrong" label="never empty" mistake="split.size"
def split(n, holdout, generator):
    order, k = torch.randperm(n, generator=generator), max(1, round(n * holdout))
    return order[k:], order[:k]


# %% exercise="split" verdict="wrong" label="minus zero"
def split(n, holdout, generator):
    order, k = torch.randperm(n, generator=generator), round(n * holdout)
    return order[:-k], order[-k:]


# %% exercise="split" verdict="wrong" label="two permutations" mistake="split.overlap"
def split(n, holdout, generator):
    k = round(n * holdout)
    return torch.randperm(n, generator=generator)[k:], torch.randperm(n, generator=generator)[:k]


# %% exercise="split" verdict="wrong" label="with replacement"
def split(n, holdout, generator):
    held_out = torch.randint(n, (round(n * holdout),), generator=generator)
    train = torch.tensor([i for i in range(n) if i not in held_out.tolist()], dtype=torch.int64)
    return train, held_out


# %% exercise="split" verdict="wrong" label="all for training" mistake="split.overlap"
def split(n, holdout, generator):
    order = torch.randperm(n, generator=generator)
    return order, order[: round(n * holdout)]


# %% exercise="split" verdict="wrong" label="one left out" mistake="split.incomplete"
def split(n, holdout, generator):
    order, k = torch.randperm(n, generator=generator), round(n * holdout)
    return order[k + 1 :], order[:k]


# %% exercise="split" verdict="wrong" label="one seed" mistake="order.same"
def split(n, holdout, generator):
    order, k = torch.randperm(n, generator=torch.Generator().manual_seed(0)), round(n * holdout)
    return order[k:], order[:k]


# %% exercise="split" verdict="wrong" label="a coin for each"
def split(n, holdout, generator):
    inside = torch.rand(n, generator=generator) < holdout
    return (~inside).nonzero().flatten(), inside.nonzero().flatten()


# %% exercise="split" verdict="wrong" label="lists" mistake="type.not_tensor"
def split(n, holdout, generator):
    order, k = torch.randperm(n, generator=generator).tolist(), round(n * holdout)
    return order[k:], order[:k]


# %% exercise="split" verdict="wrong" label="masks" mistake="dtype.wrong"
def split(n, holdout, generator):
    held_out = torch.randperm(n, generator=generator) < round(n * holdout)
    return ~held_out, held_out


# %% exercise="split" verdict="wrong" label="every k-th"
def split(n, holdout, generator):
    k = round(n * holdout)
    held_out = torch.linspace(0, max(n - n / max(k, 1), 0), k).round().long()
    train = torch.tensor([i for i in range(n) if i not in held_out.tolist()], dtype=torch.int64)
    return train[torch.randperm(len(train), generator=generator)], held_out


# %% exercise="split" verdict="wrong" label="a random block"
def split(n, holdout, generator):
    k = round(n * holdout)
    at = int(torch.randint(n, (1,), generator=generator))
    order = torch.arange(n).roll(at)
    return order[k:], order[:k]


# %% exercise="split" verdict="wrong" label="first one always for training"
def split(n, holdout, generator):
    k = round(n * holdout)
    order = 1 + torch.randperm(n - 1, generator=generator)
    return torch.cat([torch.zeros(1, dtype=torch.int64), order[k:]]), order[:k]


# %% exercise="split" verdict="wrong" label="empty as float" mistake="dtype.wrong"
def split(n, holdout, generator):
    order, k = torch.randperm(n, generator=generator).tolist(), round(n * holdout)
    return torch.tensor(order[k:]), torch.tensor(order[:k])


# %% exercise="standardize" verdict="right" label="where"
def standardize(train, other):
    mean = train.mean(dim=0)
    dev = train.std(dim=0, correction=0)
    dev = torch.where(dev == 0, torch.ones_like(dev), dev)
    return (train - mean) / dev, (other - mean) / dev


# %% exercise="standardize" verdict="right" label="keepdim, unbiased"
def standardize(train, other):
    mean = train.mean(0, keepdim=True)
    dev = train.std(0, unbiased=False, keepdim=True)
    dev[dev == 0] = 1
    return (train - mean) / dev, (other - mean) / dev


# %% exercise="standardize" verdict="right" label="root of the mean square"
def standardize(train, other):
    mean = train.mean(dim=0)
    dev = ((train - train.mean(dim=0)) ** 2).mean(dim=0).sqrt()
    dev = torch.where(dev == 0, torch.ones_like(dev), dev)
    return (train - mean) / dev, (other - mean) / dev


# %% exercise="standardize" verdict="right" label="mean of squares minus square of mean, in double"
def standardize(train, other):
    t = train.double()
    mean = t.mean(0)
    dev = ((t**2).mean(0) - mean**2).clamp(min=0).sqrt()
    dev[dev < 1e-9] = 1.0
    return (t - mean) / dev, (other.double() - mean) / dev


# %% exercise="standardize" verdict="right" label="column by column"
def standardize(train, other):
    one, two = train.clone(), other.clone()
    for j in range(train.shape[1]):
        mean = train[:, j].sum() / len(train)
        dev = (((train[:, j] - mean) ** 2).sum() / len(train)) ** 0.5
        one[:, j] = (one[:, j] - mean) / (dev if dev > 0 else 1)
        two[:, j] = (two[:, j] - mean) / (dev if dev > 0 else 1)
    return one, two


# %% exercise="standardize" verdict="right" label="numpy"
import numpy as np

def standardize(train, other):
    a = train.numpy()
    mean, dev = a.mean(axis=0), a.std(axis=0)
    dev = np.where(dev == 0, 1, dev)
    return torch.from_numpy((a - mean) / dev), torch.from_numpy((other.numpy() - mean) / dev)


# %% exercise="standardize" verdict="right" label="a tiny number in the denominator"
def standardize(train, other):
    mean = train.mean(dim=0)
    dev = train.std(dim=0, correction=0)
    return (train - mean) / (dev + 1e-8), (other - mean) / (dev + 1e-8)


# %% exercise="standardize" verdict="right" label="nan_to_num"
def standardize(train, other):
    mean = train.mean(dim=0)
    dev = train.std(dim=0, correction=0)
    return ((train - mean) / dev).nan_to_num(), ((other - mean) / dev).nan_to_num()


# %% exercise="standardize" verdict="right" label="var_mean"
def standardize(train, other):
    var, mean = torch.var_mean(train, dim=0, correction=0)
    dev = var.sqrt()
    dev[dev == 0] = 1
    return tuple((t - mean) / dev for t in (train, other))


# %% exercise="standardize" verdict="wrong" label="own statistics" mistake="scale.own"
def scaled(x):
    dev = x.std(dim=0, correction=0)
    return (x - x.mean(dim=0)) / torch.where(dev == 0, torch.ones_like(dev), dev)

def standardize(train, other):
    return scaled(train), scaled(other)


# %% exercise="standardize" verdict="wrong" label="statistics of both" mistake="scale.together"
def standardize(train, other):
    both = torch.cat([train, other])
    mean, dev = both.mean(dim=0), both.std(dim=0, correction=0)
    dev = torch.where(dev == 0, torch.ones_like(dev), dev)
    return (train - mean) / dev, (other - mean) / dev


# %% exercise="standardize" verdict="wrong" label="sample deviation" mistake="scale.sample"
def standardize(train, other):
    mean = train.mean(dim=0)
    dev = train.std(dim=0)
    dev = torch.where(dev == 0, torch.ones_like(dev), dev)
    return (train - mean) / dev, (other - mean) / dev


# %% exercise="standardize" verdict="wrong" label="variance" mistake="scale.variance"
def standardize(train, other):
    mean = train.mean(dim=0)
    dev = train.var(dim=0, correction=0)
    dev = torch.where(dev == 0, torch.ones_like(dev), dev)
    return (train - mean) / dev, (other - mean) / dev


# %% exercise="standardize" verdict="wrong" label="nan for a constant" mistake="scale.constant"
def standardize(train, other):
    mean = train.mean(dim=0)
    dev = train.std(dim=0, correction=0)
    return (train - mean) / dev, (other - mean) / dev


# %% exercise="standardize" verdict="wrong" label="all elements" mistake="scale.all"
def standardize(train, other):
    mean = train.mean()
    dev = train.std(correction=0)
    dev = torch.where(dev == 0, torch.ones_like(dev), dev)
    return (train - mean) / dev, (other - mean) / dev


# %% exercise="standardize" verdict="wrong" label="rows" mistake="scale.rows"
def standardize(train, other):
    def rows(x):
        dev = x.std(dim=1, correction=0, keepdim=True)
        return (x - x.mean(dim=1, keepdim=True)) / torch.where(dev == 0, torch.ones_like(dev), dev)
    return rows(train), rows(other)


# %% exercise="standardize" verdict="wrong" label="not centred" mistake="scale.not_centred"
def standardize(train, other):
    mean = train.mean(dim=0)
    dev = train.std(dim=0, correction=0)
    dev = torch.where(dev == 0, torch.ones_like(dev), dev)
    return train / dev, other / dev


# %% exercise="standardize" verdict="wrong" label="not divided" mistake="scale.not_divided"
def standardize(train, other):
    mean = train.mean(dim=0)
    dev = train.std(dim=0, correction=0)
    dev = torch.where(dev == 0, torch.ones_like(dev), dev)
    return train - mean, other - mean


# %% exercise="standardize" verdict="wrong" label="range" mistake="scale.range"
def standardize(train, other):
    mean = train.min(dim=0).values
    dev = train.max(dim=0).values - mean
    dev = torch.where(dev == 0, torch.ones_like(dev), dev)
    return (train - mean) / dev, (other - mean) / dev


# %% exercise="standardize" verdict="wrong" label="in place" mistake="argument.changed"
def standardize(train, other):
    mean, dev = train.mean(dim=0), train.std(dim=0, correction=0)
    dev[dev == 0] = 1
    train -= mean
    train /= dev
    other -= mean
    other /= dev
    return train, other


# %% exercise="standardize" verdict="wrong" label="other left as it is"
def standardize(train, other):
    mean = train.mean(dim=0)
    dev = train.std(dim=0, correction=0)
    dev = torch.where(dev == 0, torch.ones_like(dev), dev)
    return (train - mean) / dev, other


# %% exercise="standardize" verdict="wrong" label="other by its own mean"
def standardize(train, other):
    mean = train.mean(dim=0)
    dev = train.std(dim=0, correction=0)
    dev = torch.where(dev == 0, torch.ones_like(dev), dev)
    return (train - mean) / dev, (other - other.mean(dim=0)) / dev


# %% exercise="standardize" verdict="wrong" label="a large number in the denominator"
def standardize(train, other):
    mean = train.mean(dim=0)
    dev = train.std(dim=0, correction=0)
    return (train - mean) / (dev + 0.01), (other - mean) / (dev + 0.01)


# %% exercise="standardize" verdict="wrong" label="only the first"
def standardize(train, other):
    mean = train.mean(dim=0)
    dev = train.std(dim=0, correction=0)
    dev = torch.where(dev == 0, torch.ones_like(dev), dev)
    return (train - mean) / dev


# %% exercise="standardize" verdict="wrong" label="exchanged"
def standardize(train, other):
    mean = train.mean(dim=0)
    dev = train.std(dim=0, correction=0)
    dev = torch.where(dev == 0, torch.ones_like(dev), dev)
    return (other - mean) / dev, (train - mean) / dev


# %% exercise="standardize" verdict="wrong" label="mean after scaling"
def standardize(train, other):
    mean = train.mean(dim=0)
    dev = train.std(dim=0, correction=0)
    dev = torch.where(dev == 0, torch.ones_like(dev), dev)
    return train / dev - mean, other / dev - mean


# %% exercise="standardize" verdict="wrong" label="constant columns dropped"
def standardize(train, other):
    mean = train.mean(dim=0)
    dev = train.std(dim=0, correction=0)
    keep = dev > 0
    return ((train - mean) / dev)[:, keep], ((other - mean) / dev)[:, keep]


# %% exercise="standardize" verdict="wrong" label="constant column of ones"
def standardize(train, other):
    mean = train.mean(dim=0)
    dev = train.std(dim=0, correction=0)
    return ((train - mean) / dev).nan_to_num(nan=1.0), ((other - mean) / dev).nan_to_num(nan=1.0)


# %% exercise="r2" verdict="right" label="variances"
def r2(prediction, target):
    return 1.0 - float((prediction - target).square().mean().detach() / target.var(correction=0))


# %% exercise="r2" verdict="right" label="difference of sums"
def r2(prediction, target):
    residual = torch.sum((target - prediction) ** 2)
    total = torch.sum((target - torch.mean(target)) ** 2)
    return float(((total - residual) / total).detach())


# %% exercise="r2" verdict="right" label="numpy"
def r2(prediction, target):
    p, t = prediction.detach().numpy().astype(float), target.detach().numpy().astype(float)
    return float(1 - ((p - t) ** 2).sum() / ((t - t.mean()) ** 2).sum())


# %% exercise="r2" verdict="right" label="plain Python"
def r2(prediction, target):
    p, t = prediction.flatten().tolist(), target.flatten().tolist()
    mean = sum(t) / len(t)
    return 1 - sum((a - b) ** 2 for a, b in zip(p, t)) / sum((b - mean) ** 2 for b in t)


# %% exercise="r2" verdict="right" label="norms"
def r2(prediction, target):
    return 1 - ((prediction - target).norm() / (target - target.mean()).norm()).item() ** 2


# %% exercise="r2" verdict="right" label="mse_loss against the mean"
def r2(prediction, target):
    import torch.nn.functional as F
    return 1 - (F.mse_loss(prediction, target) / F.mse_loss(torch.full_like(target, target.mean().item()), target)).item()


# %% exercise="r2" verdict="wrong" label="residual share" mistake="r2.residual_share"
def r2(prediction, target):
    return (((prediction - target) ** 2).sum() / ((target - target.mean()) ** 2).sum()).item()


# %% exercise="r2" verdict="wrong" label="exchanged" mistake="r2.exchanged"
def r2(prediction, target):
    return (1 - ((prediction - target) ** 2).sum() / ((prediction - prediction.mean()) ** 2).sum()).item()


# %% exercise="r2" verdict="wrong" label="correlation" mistake="r2.correlation"
def r2(prediction, target):
    return torch.corrcoef(torch.stack([prediction.flatten(), target.flatten()]))[0, 1].item() ** 2


# %% exercise="r2" verdict="wrong" label="not centred" mistake="r2.not_centred"
def r2(prediction, target):
    return (1 - ((prediction - target) ** 2).sum() / (target**2).sum()).item()


# %% exercise="r2" verdict="wrong" label="explained"
def r2(prediction, target):
    return (((prediction - target.mean()) ** 2).sum() / ((target - target.mean()) ** 2).sum()).item()


# %% exercise="r2" verdict="wrong" label="clipped" mistake="r2.clipped"
def r2(prediction, target):
    return max(0.0, (1 - ((prediction - target) ** 2).sum() / ((target - target.mean()) ** 2).sum()).item())


# %% exercise="r2" verdict="wrong" label="root" mistake="r2.root"
def r2(prediction, target):
    return (1 - (((prediction - target) ** 2).sum() / ((target - target.mean()) ** 2).sum()).sqrt()).item()


# %% exercise="r2" verdict="wrong" label="tensor"
def r2(prediction, target):
    return 1 - ((prediction - target) ** 2).sum() / ((target - target.mean()) ** 2).sum()


# %% exercise="r2" verdict="wrong" label="mean over sum"
def r2(prediction, target):
    return (1 - ((prediction - target) ** 2).mean() / ((target - target.mean()) ** 2).sum()).item()


# %% exercise="r2" verdict="wrong" label="sample variance"
def r2(prediction, target):
    return (1 - ((prediction - target) ** 2).mean() / target.var()).item()


# %% exercise="r2" verdict="wrong" label="mean of the prediction"
def r2(prediction, target):
    return (1 - ((prediction - target) ** 2).sum() / ((target - prediction.mean()) ** 2).sum()).item()


# %% exercise="r2" verdict="wrong" label="flattened against a column"
def r2(prediction, target):
    return (1 - ((prediction.flatten() - target) ** 2).sum() / ((target - target.mean()) ** 2).sum()).item()


# %% exercise="r2" verdict="wrong" label="absolute"
def r2(prediction, target):
    return (1 - (prediction - target).abs().sum() / (target - target.mean()).abs().sum()).item()


# %% exercise="r2" verdict="wrong" label="percent"
def r2(prediction, target):
    return 100 * (1 - ((prediction - target) ** 2).sum() / ((target - target.mean()) ** 2).sum()).item()


# %% exercise="r2" verdict="wrong" label="centred in place" mistake="argument.changed"
def r2(prediction, target):
    residual = ((prediction - target) ** 2).sum()
    target -= target.mean()
    return (1 - residual / (target**2).sum()).item()


# %% exercise="fit_early_stopping" verdict="right" label="parameters cloned by hand"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [], []

    def measure():
        with torch.no_grad():
            train_losses.append(loss_fn(model(x), y).item())
            held_out_losses.append(loss_fn(model(held_x), held_y).item())

    measure()
    best_epoch, best = 0, [p.detach().clone() for p in model.parameters()]
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
        measure()
        if held_out_losses[-1] < min(held_out_losses[:-1]):
            best_epoch, best = epoch, [p.detach().clone() for p in model.parameters()]
        if epoch - best_epoch == patience:
            break
    with torch.no_grad():
        for p, value in zip(model.parameters(), best):
            p.copy_(value)
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="right" label="a counter"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [], []

    def measure():
        with torch.no_grad():
            train_losses.append(loss_fn(model(x), y).item())
            held_out_losses.append(loss_fn(model(held_x), held_y).item())

    measure()
    best_epoch, waited, best = 0, 0, {k: v.clone() for k, v in model.state_dict().items()}
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
        measure()
        if held_out_losses[-1] < held_out_losses[best_epoch]:
            best_epoch, waited, best = epoch, 0, {k: v.clone() for k, v in model.state_dict().items()}
        else:
            waited += 1
        if waited == patience:
            break
    model.load_state_dict(best)
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="right" label="while"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [], []

    def measure():
        with torch.no_grad():
            train_losses.append(loss_fn(model(x), y).item())
            held_out_losses.append(loss_fn(model(held_x), held_y).item())

    measure()
    best_epoch, best = 0, deepcopy(model.state_dict())
    while len(held_out_losses) <= epochs and len(held_out_losses) - 1 - best_epoch < patience:
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
        measure()
        if held_out_losses[-1] < held_out_losses[best_epoch]:
            best_epoch, best = len(held_out_losses) - 1, deepcopy(model.state_dict())
    model.load_state_dict(best)
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="right" label="all states kept"
from copy import deepcopy

def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    states, train_losses, held_out_losses = [], [], []
    while True:
        train_loss = loss_fn(model(train_data[0]), train_data[1])
        train_losses.append(train_loss.item())
        held_out_losses.append(loss_fn(model(held_out_data[0]), held_out_data[1]).item())
        states.append(deepcopy(model.state_dict()))
        best_epoch = held_out_losses.index(min(held_out_losses))
        if len(states) > epochs or len(states) - 1 - best_epoch >= patience:
            break
        optimizer.zero_grad()
        train_loss.backward()
        optimizer.step()
    model.load_state_dict(states[best_epoch])
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="right" label="a closure"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [], []

    def measure():
        with torch.no_grad():
            train_losses.append(loss_fn(model(x), y).item())
            held_out_losses.append(loss_fn(model(held_x), held_y).item())

    measure()
    best_epoch, best = 0, deepcopy(model.state_dict())
    for epoch in range(1, epochs + 1):
        def closure():
            optimizer.zero_grad()
            loss = loss_fn(model(x), y)
            loss.backward()
            return loss

        optimizer.step(closure)
        measure()
        if held_out_losses[-1] < held_out_losses[best_epoch]:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best)
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="right" label="cleared at the end, by None"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [], []

    def measure():
        with torch.no_grad():
            train_losses.append(loss_fn(model(x), y).item())
            held_out_losses.append(loss_fn(model(held_x), held_y).item())

    measure()
    best_epoch, best = 0, deepcopy(model.state_dict())
    for epoch in range(1, epochs + 1):
        loss_fn(model(x), y).backward()
        optimizer.step()
        for p in model.parameters():
            p.grad = None
        measure()
        if held_out_losses[-1] < held_out_losses[best_epoch]:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best)
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="right" label="train and eval modes"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [], []

    def measure():
        model.eval()
        with torch.inference_mode():
            train_losses.append(float(loss_fn(model(x), y)))
            held_out_losses.append(float(loss_fn(model(held_x), held_y)))
        model.train()

    measure()
    best_epoch, best = 0, deepcopy(model.state_dict())
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
        measure()
        if held_out_losses[-1] < held_out_losses[best_epoch]:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best)
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="last parameters" mistake="parameters.last"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [], []

    def measure():
        with torch.no_grad():
            train_losses.append(loss_fn(model(x), y).item())
            held_out_losses.append(loss_fn(model(held_x), held_y).item())

    measure()
    best_epoch, best = 0, deepcopy(model.state_dict())
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
        measure()
        if held_out_losses[-1] < held_out_losses[best_epoch]:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    pass
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="state not copied" mistake="parameters.last"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [], []

    def measure():
        with torch.no_grad():
            train_losses.append(loss_fn(model(x), y).item())
            held_out_losses.append(loss_fn(model(held_x), held_y).item())

    measure()
    best_epoch, best = 0, model.state_dict()
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
        measure()
        if held_out_losses[-1] < held_out_losses[best_epoch]:
            best_epoch, best = epoch, model.state_dict()
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best)
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="shallow copy" mistake="parameters.last"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [], []

    def measure():
        with torch.no_grad():
            train_losses.append(loss_fn(model(x), y).item())
            held_out_losses.append(loss_fn(model(held_x), held_y).item())

    measure()
    best_epoch, best = 0, dict(model.state_dict())
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
        measure()
        if held_out_losses[-1] < held_out_losses[best_epoch]:
            best_epoch, best = epoch, dict(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best)
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="never stops" mistake="patience.ignored"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [], []

    def measure():
        with torch.no_grad():
            train_losses.append(loss_fn(model(x), y).item())
            held_out_losses.append(loss_fn(model(held_x), held_y).item())

    measure()
    best_epoch, best = 0, deepcopy(model.state_dict())
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
        measure()
        if held_out_losses[-1] < held_out_losses[best_epoch]:
            best_epoch, best = epoch, deepcopy(model.state_dict())
    model.load_state_dict(best)
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="stops one too early"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [], []

    def measure():
        with torch.no_grad():
            train_losses.append(loss_fn(model(x), y).item())
            held_out_losses.append(loss_fn(model(held_x), held_y).item())

    measure()
    best_epoch, best = 0, deepcopy(model.state_dict())
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
        measure()
        if held_out_losses[-1] < held_out_losses[best_epoch]:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        if epoch - best_epoch >= patience - 1:
            break
    model.load_state_dict(best)
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="stops one too early after a best" mistake="patience.too_early"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [], []

    def measure():
        with torch.no_grad():
            train_losses.append(loss_fn(model(x), y).item())
            held_out_losses.append(loss_fn(model(held_x), held_y).item())

    measure()
    best_epoch, best = 0, deepcopy(model.state_dict())
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
        measure()
        if held_out_losses[-1] < held_out_losses[best_epoch]:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience - 1:
            break
    model.load_state_dict(best)
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="stops one too late" mistake="patience.too_late"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [], []

    def measure():
        with torch.no_grad():
            train_losses.append(loss_fn(model(x), y).item())
            held_out_losses.append(loss_fn(model(held_x), held_y).item())

    measure()
    best_epoch, best = 0, deepcopy(model.state_dict())
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
        measure()
        if held_out_losses[-1] < held_out_losses[best_epoch]:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        elif epoch - best_epoch > patience:
            break
    model.load_state_dict(best)
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="ties beat"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [], []

    def measure():
        with torch.no_grad():
            train_losses.append(loss_fn(model(x), y).item())
            held_out_losses.append(loss_fn(model(held_x), held_y).item())

    measure()
    best_epoch, best = 0, deepcopy(model.state_dict())
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
        measure()
        if held_out_losses[-1] <= held_out_losses[best_epoch]:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best)
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="ties renew patience"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [], []

    def measure():
        with torch.no_grad():
            train_losses.append(loss_fn(model(x), y).item())
            held_out_losses.append(loss_fn(model(held_x), held_y).item())

    measure()
    best_epoch, waited, best = 0, 0, deepcopy(model.state_dict())
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
        measure()
        waited += 1
        if held_out_losses[-1] <= held_out_losses[best_epoch]:
            waited = 0
        if held_out_losses[-1] < held_out_losses[best_epoch]:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        if waited >= patience:
            break
    model.load_state_dict(best)
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="count never begins again" mistake="patience.not_reset"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [], []

    def measure():
        with torch.no_grad():
            train_losses.append(loss_fn(model(x), y).item())
            held_out_losses.append(loss_fn(model(held_x), held_y).item())

    measure()
    best_epoch, bad, best = 0, 0, deepcopy(model.state_dict())
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
        measure()
        if held_out_losses[-1] < held_out_losses[best_epoch]:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        else:
            bad += 1
        if bad >= patience:
            break
    model.load_state_dict(best)
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="counts rises" mistake="patience.rises"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [], []

    def measure():
        with torch.no_grad():
            train_losses.append(loss_fn(model(x), y).item())
            held_out_losses.append(loss_fn(model(held_x), held_y).item())

    measure()
    best_epoch, bad, best = 0, 0, deepcopy(model.state_dict())
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
        measure()
        if held_out_losses[-1] < held_out_losses[best_epoch]:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        bad = bad + 1 if held_out_losses[-1] >= held_out_losses[-2] else 0
        if bad >= patience:
            break
    model.load_state_dict(best)
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="entry 0 missing" mistake="start.missing"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [], []

    def measure():
        with torch.no_grad():
            train_losses.append(loss_fn(model(x), y).item())
            held_out_losses.append(loss_fn(model(held_x), held_y).item())

    best_epoch, best = 0, deepcopy(model.state_dict())
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
        measure()
        if held_out_losses[-1] < min(held_out_losses[:-1], default=float("inf")):
            best_epoch, best = epoch, deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best)
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="entry 0 never the best"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [], []

    def measure():
        with torch.no_grad():
            train_losses.append(loss_fn(model(x), y).item())
            held_out_losses.append(loss_fn(model(held_x), held_y).item())

    measure()
    best_epoch, best, lowest = 0, deepcopy(model.state_dict()), float('inf')
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
        measure()
        if held_out_losses[-1] < lowest:
            best_epoch, best, lowest = epoch, deepcopy(model.state_dict()), held_out_losses[-1]
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best)
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="best by training loss" mistake="best.on_training"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [], []

    def measure():
        with torch.no_grad():
            train_losses.append(loss_fn(model(x), y).item())
            held_out_losses.append(loss_fn(model(held_x), held_y).item())

    measure()
    best_epoch, best = 0, deepcopy(model.state_dict())
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
        measure()
        if train_losses[-1] < train_losses[best_epoch]:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best)
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="training loss before the update" mistake="start.only_once"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [], []

    def measure():
        with torch.no_grad():
            train_losses.append(loss_fn(model(x), y).item())
            held_out_losses.append(loss_fn(model(held_x), held_y).item())

    measure()
    best_epoch, best = 0, deepcopy(model.state_dict())
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        train_losses.append(loss.item())
        with torch.no_grad():
            held_out_losses.append(loss_fn(model(held_x), held_y).item())
        if held_out_losses[-1] < held_out_losses[best_epoch]:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best)
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="trained on both"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [], []

    def measure():
        with torch.no_grad():
            train_losses.append(loss_fn(model(x), y).item())
            held_out_losses.append(loss_fn(model(held_x), held_y).item())

    measure()
    best_epoch, best = 0, deepcopy(model.state_dict())
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad()
        (loss_fn(model(x), y) + loss_fn(model(held_x), held_y)).backward()
        optimizer.step()
        measure()
        if held_out_losses[-1] < held_out_losses[best_epoch]:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best)
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="not cleared" mistake="grad.not_zeroed"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [], []

    def measure():
        with torch.no_grad():
            train_losses.append(loss_fn(model(x), y).item())
            held_out_losses.append(loss_fn(model(held_x), held_y).item())

    measure()
    best_epoch, best = 0, deepcopy(model.state_dict())
    for epoch in range(1, epochs + 1):
        loss_fn(model(x), y).backward()
        optimizer.step()
        measure()
        if held_out_losses[-1] < held_out_losses[best_epoch]:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best)
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="cleared before the step"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [], []

    def measure():
        with torch.no_grad():
            train_losses.append(loss_fn(model(x), y).item())
            held_out_losses.append(loss_fn(model(held_x), held_y).item())

    measure()
    best_epoch, best = 0, deepcopy(model.state_dict())
    for epoch in range(1, epochs + 1):
        loss_fn(model(x), y).backward()
        optimizer.zero_grad()
        optimizer.step()
        measure()
        if held_out_losses[-1] < held_out_losses[best_epoch]:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best)
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="best_epoch counted from 0" mistake="best.off_by_one"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [], []

    def measure():
        with torch.no_grad():
            train_losses.append(loss_fn(model(x), y).item())
            held_out_losses.append(loss_fn(model(held_x), held_y).item())

    measure()
    best_epoch, best = 0, deepcopy(model.state_dict())
    for epoch in range(epochs):
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
        measure()
        if held_out_losses[-1] < min(held_out_losses[:-1]):
            best_epoch, best = epoch, deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best)
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="best_epoch is the last" mistake="best.last"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [], []

    def measure():
        with torch.no_grad():
            train_losses.append(loss_fn(model(x), y).item())
            held_out_losses.append(loss_fn(model(held_x), held_y).item())

    measure()
    best_epoch, best = 0, deepcopy(model.state_dict())
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
        measure()
        if held_out_losses[-1] < held_out_losses[best_epoch]:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best)
    return train_losses, held_out_losses, len(held_out_losses) - 1


# %% exercise="fit_early_stopping" verdict="wrong" label="held-out loss on the training data" mistake="held_out.of_training"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [], []

    def measure():
        with torch.no_grad():
            train_losses.append(loss_fn(model(x), y).item())
            held_out_losses.append(loss_fn(model(x), y).item())

    measure()
    best_epoch, best = 0, deepcopy(model.state_dict())
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
        measure()
        if held_out_losses[-1] < held_out_losses[best_epoch]:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best)
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="optimizer rebuilt" mistake="optimizer.rebuilt"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [], []

    def measure():
        with torch.no_grad():
            train_losses.append(loss_fn(model(x), y).item())
            held_out_losses.append(loss_fn(model(held_x), held_y).item())

    measure()
    best_epoch, best = 0, deepcopy(model.state_dict())
    for epoch in range(1, epochs + 1):
        optimizer = type(optimizer)(model.parameters(), **optimizer.defaults)
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
        measure()
        if held_out_losses[-1] < held_out_losses[best_epoch]:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best)
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="weights restored, biases not"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [], []

    def measure():
        with torch.no_grad():
            train_losses.append(loss_fn(model(x), y).item())
            held_out_losses.append(loss_fn(model(held_x), held_y).item())

    measure()
    best_epoch, best = 0, deepcopy(model.state_dict())
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
        measure()
        if held_out_losses[-1] < held_out_losses[best_epoch]:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    with torch.no_grad():
        for name, p in model.named_parameters():
            if "weight" in name:
                p.copy_(best[name])
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="first parameters" mistake="parameters.first"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [], []

    def measure():
        with torch.no_grad():
            train_losses.append(loss_fn(model(x), y).item())
            held_out_losses.append(loss_fn(model(held_x), held_y).item())

    measure()
    best_epoch, first, best = 0, deepcopy(model.state_dict()), None
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
        measure()
        if held_out_losses[-1] < held_out_losses[best_epoch]:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(first)
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="a copy is trained"
from copy import deepcopy as twin

def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [], []

    def measure():
        with torch.no_grad():
            train_losses.append(loss_fn(model(x), y).item())
            held_out_losses.append(loss_fn(model(held_x), held_y).item())

    measure()
    best_epoch, best = 0, deepcopy(model.state_dict())
    for epoch in range(1, epochs + 1):
        model = twin(model)
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
        measure()
        if held_out_losses[-1] < held_out_losses[best_epoch]:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best)
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="own mean squared error"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [], []

    def measure():
        with torch.no_grad():
            train_losses.append(loss_fn(model(x), y).item())
            held_out_losses.append(loss_fn(model(held_x), held_y).item())

    measure()
    best_epoch, best = 0, deepcopy(model.state_dict())
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad()
        ((model(x) - y) ** 2).mean().backward()
        optimizer.step()
        measure()
        if held_out_losses[-1] < held_out_losses[best_epoch]:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best)
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="tensors" mistake="losses.tensor"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [], []

    def measure():
        with torch.no_grad():
            train_losses.append(loss_fn(model(x), y))
            held_out_losses.append(loss_fn(model(held_x), held_y))

    measure()
    best_epoch, best = 0, deepcopy(model.state_dict())
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
        measure()
        if held_out_losses[-1] < held_out_losses[best_epoch]:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best)
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="stops at the first rise"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [], []

    def measure():
        with torch.no_grad():
            train_losses.append(loss_fn(model(x), y).item())
            held_out_losses.append(loss_fn(model(held_x), held_y).item())

    measure()
    best_epoch, best = 0, deepcopy(model.state_dict())
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
        measure()
        if held_out_losses[-1] < held_out_losses[best_epoch]:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        else:
            break
    model.load_state_dict(best)
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="epochs without patience in them"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [], []

    def measure():
        with torch.no_grad():
            train_losses.append(loss_fn(model(x), y).item())
            held_out_losses.append(loss_fn(model(held_x), held_y).item())

    measure()
    best_epoch, best = 0, deepcopy(model.state_dict())
    for epoch in range(1, min(epochs, patience) + 1):
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
        measure()
        if held_out_losses[-1] < held_out_losses[best_epoch]:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best)
    return train_losses, held_out_losses, best_epoch
