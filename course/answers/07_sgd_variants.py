# %% exercise="shuffle_together" verdict="right" label="numpy's permutation"
import numpy as np

def shuffle_together(x, y, generator):
    order = np.random.default_rng(int(torch.randint(2**31, (1,), generator=generator))).permutation(len(x))
    return x[order], y[order]


# %% exercise="shuffle_together" verdict="right" label="pairs in a list"
def shuffle_together(x, y, generator):
    pairs = [(x[i], y[i]) for i in torch.randperm(x.shape[0], generator=generator)]
    return torch.stack([a for a, _ in pairs]), torch.stack([b for _, b in pairs])


# %% exercise="shuffle_together" verdict="right" label="sorted by random keys"
def shuffle_together(x, y, generator):
    order = torch.rand(len(x), generator=generator).argsort()
    return torch.index_select(x, 0, order), torch.index_select(y, 0, order)


# %% exercise="shuffle_together" verdict="right" label="side by side in one matrix"
def shuffle_together(x, y, generator):
    both = torch.cat([x, y], dim=1)[torch.randperm(len(x), generator=generator)]
    return both[:, : x.shape[1]], both[:, x.shape[1] :]


# %% exercise="shuffle_together" verdict="wrong" label="python's shuffle, no generator" mistake="generator.ignored"
import random

def shuffle_together(x, y, generator):
    order = list(range(len(x)))
    random.shuffle(order)
    return x.clone()[order], y.clone()[order]


# %% exercise="shuffle_together" verdict="right" label="a list of two"
def shuffle_together(x, y, generator):
    order = torch.randperm(len(x), generator=generator)
    return [t[order] for t in (x, y)]


# %% exercise="shuffle_together" verdict="right" label="a data loader that gives everything at once"
from torch.utils.data import DataLoader, TensorDataset


def shuffle_together(x, y, generator):
    (both,) = DataLoader(TensorDataset(x, y), batch_size=len(x), shuffle=True, generator=generator)
    return tuple(both)


# %% exercise="shuffle_together" verdict="right" label="Fisher and Yates on copies"
def shuffle_together(x, y, generator):
    x, y = x.clone(), y.clone()
    for i in range(len(x) - 1, 0, -1):
        j = int(torch.randint(i + 1, (1,), generator=generator))
        x[[i, j]], y[[i, j]] = x[[j, i]], y[[j, i]]
    return x, y


# %% exercise="shuffle_together" verdict="right" label="a permutation matrix"
def shuffle_together(x, y, generator):
    matrix = torch.eye(len(x), dtype=x.dtype)[torch.randperm(len(x), generator=generator)]
    return matrix @ x, matrix @ y


# %% exercise="shuffle_together" verdict="right" label="drawn without replacement by multinomial"
def shuffle_together(x, y, generator):
    order = torch.multinomial(torch.ones(len(x)), len(x), generator=generator)
    return x.index_select(0, order), torch.take_along_dim(y, order[:, None], dim=0)


# %% exercise="shuffle_together" verdict="right" label="filled in at random places"
def shuffle_together(x, y, generator):
    mixed = torch.empty_like(x), torch.empty_like(y)
    for place, row, target in zip(torch.randperm(len(x), generator=generator).tolist(), x, y):
        mixed[0][place], mixed[1][place] = row, target
    return mixed


# %% exercise="shuffle_together" verdict="wrong" label="as given" mistake="repair.unchanged"
def shuffle_together(x, y, generator):
    order = torch.randperm(len(x), generator=generator)
    return x[order], y


# %% exercise="shuffle_together" verdict="wrong" label="targets alone" mistake="shuffle.targets_alone"
def shuffle_together(x, y, generator):
    order = torch.randperm(len(x), generator=generator)
    return x, y[order]


# %% exercise="shuffle_together" verdict="wrong" label="an order for each" mistake="shuffle.apart"
def shuffle_together(x, y, generator):
    return (x[torch.randperm(len(x), generator=generator)], y[torch.randperm(len(y), generator=generator)])


# %% exercise="shuffle_together" verdict="wrong" label="nothing" mistake="shuffle.none"
def shuffle_together(x, y, generator):
    return x, y


# %% exercise="shuffle_together" verdict="wrong" label="in place" mistake="argument.changed"
def shuffle_together(x, y, generator):
    order = torch.randperm(len(x), generator=generator)
    x[:], y[:] = x[order], y[order]
    return x, y


# %% exercise="shuffle_together" verdict="wrong" label="with replacement" mistake="batch.replacement"
def shuffle_together(x, y, generator):
    order = torch.randint(len(x), (len(x),), generator=generator)
    return x[order], y[order]


# %% exercise="shuffle_together" verdict="wrong" label="the same seed each time" mistake="order.same"
def shuffle_together(x, y, generator):
    order = torch.randperm(len(x), generator=torch.Generator().manual_seed(0))
    return x[order], y[order]


# %% exercise="shuffle_together" verdict="wrong" label="rotated" mistake="order.blocks"
def shuffle_together(x, y, generator):
    by = int(torch.randint(1, max(len(x), 2), (1,), generator=generator))
    return x.roll(by, 0), y.roll(by, 0)


# %% exercise="shuffle_together" verdict="wrong" label="inverse order for y" mistake="shuffle.apart"
def shuffle_together(x, y, generator):
    order = torch.randperm(len(x), generator=generator)
    return x[order], y[order.argsort()]


# %% exercise="shuffle_together" verdict="wrong" label="each column by itself"
def shuffle_together(x, y, generator):
    x = torch.stack([c[torch.randperm(len(x), generator=generator)] for c in x.T], dim=1)
    return x, y


# %% exercise="shuffle_together" verdict="wrong" label="exchanged results"
def shuffle_together(x, y, generator):
    order = torch.randperm(len(x), generator=generator)
    return y[order], x[order]


# %% exercise="shuffle_together" verdict="wrong" label="x alone"
def shuffle_together(x, y, generator):
    return x[torch.randperm(len(x), generator=generator)]


# %% exercise="shuffle_together" verdict="wrong" label="reversed"
def shuffle_together(x, y, generator):
    return x.flip(0), y.flip(0)


# %% exercise="shuffle_together" verdict="wrong" label="one pair exchanged" mistake="order.blocks"
def shuffle_together(x, y, generator):
    order = torch.arange(len(x))
    i, j = torch.randint(len(x), (2,), generator=generator).tolist()
    order[i], order[j] = j, i
    return x[order], y[order]


# %% exercise="shuffle_together" verdict="wrong" label="the generator's first seed again" mistake="order.same"
def shuffle_together(x, y, generator):
    order = torch.randperm(len(x), generator=torch.Generator().manual_seed(generator.initial_seed()))
    return x[order], y[order]


# %% exercise="shuffle_together" verdict="wrong" label="the order as well"
def shuffle_together(x, y, generator):
    order = torch.randperm(len(x), generator=generator)
    return x[order], y[order], order


# %% exercise="shuffle_together" verdict="wrong" label="y without its axis"
def shuffle_together(x, y, generator):
    order = torch.randperm(len(x), generator=generator)
    return x[order], y[order, 0]


# %% exercise="shuffle_together" verdict="wrong" label="the first sample stays first"
def shuffle_together(x, y, generator):
    order = torch.cat([torch.zeros(1, dtype=torch.int64), 1 + torch.randperm(len(x) - 1, generator=generator)])
    return x[order], y[order]


# %% exercise="shuffle_together" verdict="wrong" label="sorted by the targets"
def shuffle_together(x, y, generator):
    order = y[:, 0].argsort()
    return x[order], y[order]


# %% exercise="shuffle_together" verdict="wrong" label="nothing returned"
def shuffle_together(x, y, generator):
    order = torch.randperm(len(x), generator=generator)
    x, y = x[order], y[order]


# %% exercise="minibatches" verdict="right" label="slices"
def minibatches(n, batch_size, generator):
    order = torch.randperm(n, generator=generator)
    return [order[i : i + batch_size] for i in range(0, n, batch_size)]


# %% exercise="minibatches" verdict="right" label="a list popped"
def minibatches(n, batch_size, generator):
    left, batches = torch.randperm(n, generator=generator).tolist(), []
    while left:
        batches.append(torch.tensor(left[:batch_size]))
        left = left[batch_size:]
    return batches


# %% exercise="minibatches" verdict="wrong" label="numpy's array_split at places" mistake="generator.ignored"
import numpy as np

def minibatches(n, batch_size, generator):
    order = np.random.permutation(n)
    return [torch.from_numpy(part).long() for part in np.split(order, range(batch_size, n, batch_size))]


# %% exercise="minibatches" verdict="right" label="sorted random numbers"
def minibatches(n, batch_size, generator):
    order = torch.rand(n, generator=generator).argsort()
    return [order[start : min(start + batch_size, n)].clone() for start in range(0, n, batch_size)]


# %% exercise="minibatches" verdict="right" label="a data loader"
from torch.utils.data import DataLoader

def minibatches(n, batch_size, generator):
    return list(DataLoader(torch.arange(n), batch_size=batch_size, shuffle=True, generator=generator))


# %% exercise="minibatches" verdict="wrong" label="python's sample" mistake="generator.ignored"
import random

def minibatches(n, batch_size, generator):
    order = torch.tensor(random.sample(range(n), n), dtype=torch.int64)
    return list(torch.split(order, batch_size))


# %% exercise="minibatches" verdict="right" label="shuffled by shuffle_together"
def minibatches(n, batch_size, generator):
    rows = torch.arange(n).reshape(n, 1)
    order = shuffle_together(rows, rows, generator)[0].reshape(n)
    return list(order.split(batch_size))


# %% exercise="minibatches" verdict="right" label="PyTorch's samplers"
from torch.utils.data import BatchSampler, RandomSampler


def minibatches(n, batch_size, generator):
    sampler = RandomSampler(range(n), generator=generator)
    return [torch.tensor(rows) for rows in BatchSampler(sampler, batch_size, drop_last=False)]


# %% exercise="minibatches" verdict="right" label="python's shuffle, islice"
import random
from itertools import islice


def minibatches(n, batch_size, generator):
    chance = random.Random(int(torch.randint(2**40, (), generator=generator)))
    order = list(range(n))
    chance.shuffle(order)
    rest, batches = iter(order), []
    while batch := list(islice(rest, batch_size)):
        batches.append(torch.LongTensor(batch))
    return batches


# %% exercise="minibatches" verdict="right" label="tensor_split at the multiples"
def minibatches(n, batch_size, generator):
    order = torch.multinomial(torch.full((n,), 1 / n), n, replacement=False, generator=generator)
    return [*order.tensor_split(tuple(range(batch_size, n, batch_size)))]


# %% exercise="minibatches" verdict="right" label="one index after the other"
def minibatches(n, batch_size, generator):
    batches = [[]]
    for index in torch.randperm(n, generator=generator):
        if len(batches[-1]) == batch_size:
            batches.append([])
        batches[-1].append(index)
    return [torch.stack(batch) for batch in batches]


# %% exercise="minibatches" verdict="right" label="the order's numbers of their batches"
def minibatches(n, batch_size, generator):
    rank = torch.randperm(n, generator=generator)
    number = rank.div(batch_size, rounding_mode="floor")
    chosen = [torch.nonzero(number == k).squeeze(1) for k in range(-(-n // batch_size))]
    return [rows[torch.randperm(len(rows), generator=generator)] for rows in chosen]


# %% exercise="minibatches" verdict="wrong" label="not shuffled" mistake="shuffle.none"
def minibatches(n, batch_size, generator):
    return list(torch.arange(n).split(batch_size))


# %% exercise="minibatches" verdict="wrong" label="last dropped" mistake="batch.dropped"
def minibatches(n, batch_size, generator):
    order = torch.randperm(n, generator=generator)
    return [order[i * batch_size : (i + 1) * batch_size] for i in range(n // batch_size)]


# %% exercise="minibatches" verdict="wrong" label="an empty last batch" mistake="batch.empty"
def minibatches(n, batch_size, generator):
    order = torch.randperm(n, generator=generator)
    return [order[i * batch_size : (i + 1) * batch_size] for i in range(n // batch_size + 1)]


# %% exercise="minibatches" verdict="wrong" label="chunk" mistake="batch.sizes"
def minibatches(n, batch_size, generator):
    return list(torch.randperm(n, generator=generator).chunk(max(n // batch_size, 1)))


# %% exercise="minibatches" verdict="wrong" label="with replacement" mistake="batch.replacement"
def minibatches(n, batch_size, generator):
    return list(torch.randint(n, (n,), generator=generator).split(batch_size))


# %% exercise="minibatches" verdict="wrong" label="batches in random order" mistake="order.blocks"
def minibatches(n, batch_size, generator):
    parts = list(torch.arange(n).split(batch_size))
    last = [parts.pop()] if n % batch_size else []
    return [parts[i] for i in torch.randperm(len(parts), generator=generator)] + last


# %% exercise="minibatches" verdict="wrong" label="random inside batches"
def minibatches(n, batch_size, generator):
    parts = torch.arange(n).split(batch_size)
    return [part[torch.randperm(len(part), generator=generator)] for part in parts]


# %% exercise="minibatches" verdict="wrong" label="a tuple" mistake="type.not_list"
def minibatches(n, batch_size, generator):
    return torch.randperm(n, generator=generator).split(batch_size)


# %% exercise="minibatches" verdict="wrong" label="lists of ints" mistake="type.parts_not_tensors"
def minibatches(n, batch_size, generator):
    return [part.tolist() for part in torch.randperm(n, generator=generator).split(batch_size)]


# %% exercise="minibatches" verdict="wrong" label="int32" mistake="dtype.wrong"
def minibatches(n, batch_size, generator):
    return list(torch.randperm(n, generator=generator).int().split(batch_size))


# %% exercise="minibatches" verdict="wrong" label="always one order" mistake="order.same"
def minibatches(n, batch_size, generator):
    return list(torch.randperm(n, generator=torch.Generator().manual_seed(1)).split(batch_size))


# %% exercise="minibatches" verdict="wrong" label="generator seeded again" mistake="order.same"
def minibatches(n, batch_size, generator):
    generator.manual_seed(0)
    return list(torch.randperm(n, generator=generator).split(batch_size))


# %% exercise="minibatches" verdict="wrong" label="from one"
def minibatches(n, batch_size, generator):
    return list((torch.randperm(n, generator=generator) + 1).split(batch_size))


# %% exercise="minibatches" verdict="wrong" label="number of batches for size" mistake="batch.sizes"
def minibatches(n, batch_size, generator):
    return list(torch.randperm(n, generator=generator).split(max(n // batch_size, 1)))


# %% exercise="minibatches" verdict="wrong" label="batches drawn independently" mistake="batch.replacement"
def minibatches(n, batch_size, generator):
    sizes = [min(batch_size, n - i) for i in range(0, n, batch_size)]
    return [torch.randperm(n, generator=generator)[:size] for size in sizes]


# %% exercise="minibatches" verdict="wrong" label="two-dimensional" mistake="shape.wrong"
def minibatches(n, batch_size, generator):
    return [part.reshape(-1, 1) for part in torch.randperm(n, generator=generator).split(batch_size)]


# %% exercise="minibatches" verdict="wrong" label="NumPy arrays" mistake="type.parts_not_tensors"
def minibatches(n, batch_size, generator):
    return [part.numpy() for part in torch.randperm(n, generator=generator).split(batch_size)]


# %% exercise="minibatches" verdict="wrong" label="the order kept for each n" mistake="order.same"
from functools import cache


@cache
def kept_order(n):
    return torch.randperm(n)


def minibatches(n, batch_size, generator):
    return list(kept_order(n).split(batch_size))


# %% exercise="minibatches" verdict="wrong" label="the last one filled up"
def minibatches(n, batch_size, generator):
    order = torch.randperm(n, generator=generator)
    missing = -n % batch_size
    return list(torch.cat([order, order[:missing]]).split(batch_size))


# %% exercise="minibatches" verdict="wrong" label="the short one first" mistake="batch.sizes"
def minibatches(n, batch_size, generator):
    order = torch.randperm(n, generator=generator)
    first = n % batch_size
    return ([order[:first]] if first else []) + list(order[first:].split(batch_size))


# %% exercise="minibatches" verdict="wrong" label="an iterator"
def minibatches(n, batch_size, generator):
    return iter(torch.randperm(n, generator=generator).split(batch_size))


# %% exercise="minibatches" verdict="wrong" label="a random place to begin with"
def minibatches(n, batch_size, generator):
    start = int(torch.randint(n, (1,), generator=generator))
    return list(torch.arange(n).roll(start).split(batch_size))


# %% exercise="minibatches" verdict="wrong" label="the short rest drawn, the others in order" mistake="shuffle.none"
def minibatches(n, batch_size, generator):
    order = torch.randperm(n, generator=generator)
    return list(order.sort().values.split(batch_size))


# %% exercise="minibatches" verdict="wrong" label="nothing returned"
def minibatches(n, batch_size, generator):
    batches = list(torch.randperm(n, generator=generator).split(batch_size))


# %% exercise="minibatches" verdict="wrong" label="a new order for every batch" mistake="batch.replacement"
def minibatches(n, batch_size, generator):
    return [torch.randperm(n, generator=generator)[i : i + batch_size] for i in range(0, n, batch_size)]


# %% exercise="minibatches" verdict="wrong" label="a new order for every batch, all of them whole" mistake="batch.replacement"
def minibatches(n, batch_size, generator):
    return [torch.randperm(n, generator=generator)[:batch_size] for _ in range(0, n, batch_size)]


# %% exercise="train_sgd" verdict="right" label="backward, cleared before"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    for _ in range(epochs):
        losses.append(functional.mse_loss(functional.linear(x, w, b), y).item())
        for rows in minibatches(len(x), batch_size, generator):
            w.grad, b.grad = None, None
            functional.mse_loss(x[rows] @ w.T + b, y[rows]).backward()
            w.data -= lr * w.grad
            b.data -= lr * b.grad
    return losses


# %% exercise="train_sgd" verdict="right" label="cleared in place at the end"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    for _ in range(epochs):
        losses.append(functional.mse_loss(functional.linear(x, w, b), y).item())
        for rows in minibatches(len(x), batch_size, generator):
            ((x[rows] @ w.T + b - y[rows]) ** 2).mean().backward()
            with torch.no_grad():
                w.sub_(lr * w.grad)
                b.sub_(lr * b.grad)
                w.grad.zero_()
                b.grad.zero_()
    return losses


# %% exercise="train_sgd" verdict="right" label="gradient by hand"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    for _ in range(epochs):
        losses.append(functional.mse_loss(functional.linear(x, w, b), y).item())
        for rows in minibatches(len(x), batch_size, generator):
            with torch.no_grad():
                r = 2 * (x[rows] @ w.T + b - y[rows]) / y[rows].numel()
                dw, db = r.T @ x[rows], r.sum(dim=0)
                w -= lr * dw
                b -= lr * db
    return losses


# %% exercise="train_sgd" verdict="right" label="own permutation"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    for _ in range(epochs):
        losses.append(functional.mse_loss(functional.linear(x, w, b), y).item())
        order = torch.randperm(len(x), generator=generator)
        for rows in [order[i : i + batch_size] for i in range(0, len(x), batch_size)]:
            loss = functional.mse_loss(functional.linear(x[rows], w, b), y[rows])
            dw, db = torch.autograd.grad(loss, (w, b))
            with torch.no_grad():
                w -= lr * dw
                b -= lr * db
    return losses


# %% exercise="train_sgd" verdict="right" label="shuffled copies"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    optimizer = torch.optim.SGD([w, b], lr=lr)
    for _ in range(epochs):
        losses.append(((x @ w.T + b - y) ** 2).mean().item())
        mixed_x, mixed_y = shuffle_together(x, y, generator)
        for xs, ys in zip(mixed_x.split(batch_size), mixed_y.split(batch_size)):
            optimizer.zero_grad()
            ((xs @ w.T + b - ys) ** 2).mean().backward()
            optimizer.step()
    return losses


# %% exercise="train_sgd" verdict="wrong" label="a data loader, no generator" mistake="generator.ignored"
from torch.utils.data import DataLoader, TensorDataset

def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    loader, losses = DataLoader(TensorDataset(x, y), batch_size, shuffle=True), []
    for _ in range(epochs):
        losses.append(functional.mse_loss(functional.linear(x, w, b), y).item())
        for xs, ys in loader:
            dw, db = torch.autograd.grad(functional.mse_loss(functional.linear(xs, w, b), ys), [w, b])
            with torch.no_grad():
                w.copy_(w - lr * dw)
                b.copy_(b - lr * db)
    return losses


# %% exercise="train_sgd" verdict="right" label="sample loop inside the batch"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    for _ in range(epochs):
        losses.append(functional.mse_loss(functional.linear(x, w, b), y).item())
        for rows in minibatches(len(x), batch_size, generator):
            loss = sum(((w @ x[i] + b - y[i]) ** 2).sum() for i in rows.tolist()) / (len(rows) * y.shape[1])
            dw, db = torch.autograd.grad(loss, (w, b))
            w.data = w.data - lr * dw
            b.data = b.data - lr * db
    return losses


# %% exercise="train_sgd" verdict="right" label="NumPy on the parameters' own memory"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    xs, ys, weights, bias = x.numpy(), y.numpy(), w.detach().numpy(), b.detach().numpy()
    losses = []
    for _ in range(epochs):
        losses.append(float(((xs @ weights.T + bias - ys) ** 2).mean()))
        for rows in minibatches(len(x), batch_size, generator):
            rows = rows.numpy()
            slope = 2 * (xs[rows] @ weights.T + bias - ys[rows]) / ys[rows].size
            weights -= lr * slope.T @ xs[rows]
            bias -= lr * slope.sum(axis=0)
    return losses


# %% exercise="train_sgd" verdict="right" label="a module around w and b"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    model = torch.nn.Linear(x.shape[1], y.shape[1])
    model.weight, model.bias = torch.nn.Parameter(w.data), torch.nn.Parameter(b.data)
    optimizer, loss_fn, losses = torch.optim.SGD(model.parameters(), lr), torch.nn.MSELoss(), []
    for _ in range(epochs):
        losses.append(loss_fn(model(x), y).item())
        for rows in minibatches(len(x), batch_size, generator):
            optimizer.zero_grad()
            loss_fn(model(x[rows]), y[rows]).backward()
            optimizer.step()
    return losses


# %% exercise="train_sgd" verdict="right" label="the worked example's GradientDescent"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    optimizer, losses = GradientDescent([w, b], lr), []
    for _ in range(epochs):
        losses.append(functional.mse_loss(x @ w.T + b, y).detach().item())
        for rows in minibatches(x.shape[0], batch_size, generator):
            optimizer.zero_grad()
            for i in rows:
                (functional.mse_loss(w @ x[i] + b, y[i]) / len(rows)).backward()
            optimizer.step()
    return losses


# %% exercise="train_sgd" verdict="right" label="torch.func, values copied back at the end"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    def mean_error(parameters, xs, ys):
        return torch.mean((torch.einsum("nd,kd->nk", xs, parameters[0]) + parameters[1] - ys) ** 2)

    now, losses = (w.detach().double(), b.detach().double()), []
    inputs, targets = x.double(), y.double()
    for _ in range(epochs):
        losses.append(mean_error(now, inputs, targets).item())
        for rows in minibatches(len(x), batch_size, generator):
            slopes = torch.func.grad(mean_error)(now, inputs[rows], targets[rows])
            now = tuple(p - lr * slope for p, slope in zip(now, slopes))
    with torch.no_grad():
        w.copy_(now[0])
        b.copy_(now[1])
    return losses


# %% exercise="train_sgd" verdict="right" label="all orders drawn before the first epoch"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    plans = [minibatches(len(x), batch_size, generator) for _ in range(epochs)]
    losses = []
    for plan in plans:
        residual = functional.linear(x, w, b) - y
        losses.append(residual.square().mean().item())
        for rows in reversed(plan):
            error = functional.mse_loss(functional.linear(x[rows], w, b), y[rows], reduction="sum") / y[rows].numel()
            w.grad = b.grad = None
            error.backward()
            for p in (w, b):
                p.data.add_(p.grad, alpha=-lr)
    return losses


# %% exercise="train_sgd" verdict="wrong" label="last batch dropped" mistake="batch.dropped"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    for _ in range(epochs):
        losses.append(functional.mse_loss(functional.linear(x, w, b), y).item())
        for rows in minibatches(len(x), batch_size, generator)[: len(x) // batch_size]:
            loss = functional.mse_loss(functional.linear(x[rows], w, b), y[rows])
            dw, db = torch.autograd.grad(loss, (w, b))
            with torch.no_grad():
                w -= lr * dw
                b -= lr * db
    return losses


# %% exercise="train_sgd" verdict="wrong" label="not zeroed" mistake="grad.not_zeroed"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    for _ in range(epochs):
        losses.append(functional.mse_loss(functional.linear(x, w, b), y).item())
        for rows in minibatches(len(x), batch_size, generator):
            functional.mse_loss(functional.linear(x[rows], w, b), y[rows]).backward()
            with torch.no_grad():
                w -= lr * w.grad
                b -= lr * b.grad
    return losses


# %% exercise="train_sgd" verdict="wrong" label="whole data at every update" mistake="batch.whole"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    for _ in range(epochs):
        losses.append(functional.mse_loss(functional.linear(x, w, b), y).item())
        for rows in minibatches(len(x), batch_size, generator):
            dw, db = torch.autograd.grad(functional.mse_loss(functional.linear(x, w, b), y), (w, b))
            with torch.no_grad():
                w -= lr * dw
                b -= lr * db
    return losses


# %% exercise="train_sgd" verdict="wrong" label="sum" mistake="sum.for_mean"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    for _ in range(epochs):
        losses.append(functional.mse_loss(functional.linear(x, w, b), y).item())
        for rows in minibatches(len(x), batch_size, generator):
            dw, db = torch.autograd.grad(((functional.linear(x[rows], w, b) - y[rows]) ** 2).sum(), (w, b))
            with torch.no_grad():
                w -= lr * dw
                b -= lr * db
    return losses


# %% exercise="train_sgd" verdict="wrong" label="divided by N always"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    for _ in range(epochs):
        losses.append(functional.mse_loss(functional.linear(x, w, b), y).item())
        for rows in minibatches(len(x), batch_size, generator):
            dw, db = torch.autograd.grad(((functional.linear(x[rows], w, b) - y[rows]) ** 2).sum() / y.numel(), (w, b))
            with torch.no_grad():
                w -= lr * dw
                b -= lr * db
    return losses


# %% exercise="train_sgd" verdict="wrong" label="order drawn once" mistake="order.once"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    batches = minibatches(len(x), batch_size, generator)
    for _ in range(epochs):
        losses.append(functional.mse_loss(functional.linear(x, w, b), y).item())
        for rows in batches:
            loss = functional.mse_loss(functional.linear(x[rows], w, b), y[rows])
            dw, db = torch.autograd.grad(loss, (w, b))
            with torch.no_grad():
                w -= lr * dw
                b -= lr * db
    return losses


# %% exercise="train_sgd" verdict="wrong" label="never shuffled" mistake="shuffle.none"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    for _ in range(epochs):
        losses.append(functional.mse_loss(functional.linear(x, w, b), y).item())
        for rows in torch.arange(len(x)).split(batch_size):
            loss = functional.mse_loss(functional.linear(x[rows], w, b), y[rows])
            dw, db = torch.autograd.grad(loss, (w, b))
            with torch.no_grad():
                w -= lr * dw
                b -= lr * db
    return losses


# %% exercise="train_sgd" verdict="wrong" label="targets not shuffled" mistake="batch.pairs"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    for _ in range(epochs):
        losses.append(functional.mse_loss(functional.linear(x, w, b), y).item())
        x = x[torch.randperm(len(x), generator=generator)]
        for rows in torch.arange(len(x)).split(batch_size):
            loss = functional.mse_loss(functional.linear(x[rows], w, b), y[rows])
            dw, db = torch.autograd.grad(loss, (w, b))
            with torch.no_grad():
                w -= lr * dw
                b -= lr * db
    return losses


# %% exercise="train_sgd" verdict="wrong" label="loss after the epoch" mistake="losses.after"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    for _ in range(epochs):
        for rows in minibatches(len(x), batch_size, generator):
            loss = functional.mse_loss(functional.linear(x[rows], w, b), y[rows])
            dw, db = torch.autograd.grad(loss, (w, b))
            with torch.no_grad():
                w -= lr * dw
                b -= lr * db
        losses.append(functional.mse_loss(functional.linear(x, w, b), y).item())
    return losses


# %% exercise="train_sgd" verdict="wrong" label="loss of the last batch"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    for _ in range(epochs):
        for rows in minibatches(len(x), batch_size, generator):
            loss = functional.mse_loss(functional.linear(x[rows], w, b), y[rows])
            dw, db = torch.autograd.grad(loss, (w, b))
            with torch.no_grad():
                w -= lr * dw
                b -= lr * db
        losses.append(loss.item())
    return losses


# %% exercise="train_sgd" verdict="wrong" label="mean of the batches' losses"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    for _ in range(epochs):
        seen = []
        for rows in minibatches(len(x), batch_size, generator):
            loss = functional.mse_loss(functional.linear(x[rows], w, b), y[rows])
            seen.append(loss.item())
            dw, db = torch.autograd.grad(loss, (w, b))
            with torch.no_grad():
                w -= lr * dw
                b -= lr * db
        losses.append(sum(seen) / len(seen))
    return losses


# %% exercise="train_sgd" verdict="wrong" label="tensors in losses" mistake="losses.tensor"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    for _ in range(epochs):
        losses.append(functional.mse_loss(functional.linear(x, w, b), y).detach())
        for rows in minibatches(len(x), batch_size, generator):
            loss = functional.mse_loss(functional.linear(x[rows], w, b), y[rows])
            dw, db = torch.autograd.grad(loss, (w, b))
            with torch.no_grad():
                w -= lr * dw
                b -= lr * db
    return losses


# %% exercise="train_sgd" verdict="wrong" label="new w" mistake="leaf.untouched"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    for _ in range(epochs):
        losses.append(functional.mse_loss(functional.linear(x, w, b), y).item())
        for rows in minibatches(len(x), batch_size, generator):
            dw, db = torch.autograd.grad(functional.mse_loss(functional.linear(x[rows], w, b), y[rows]), (w, b))
            w, b = (w - lr * dw).detach().requires_grad_(), (b - lr * db).detach().requires_grad_()
    return losses


# %% exercise="train_sgd" verdict="wrong" label="w = w − … under no_grad, in a loop with backward" mistake="graph.cut"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    for _ in range(epochs):
        losses.append(functional.mse_loss(functional.linear(x, w, b), y).item())
        for rows in minibatches(len(x), batch_size, generator):
            functional.mse_loss(functional.linear(x[rows], w, b), y[rows]).backward()
            with torch.no_grad():
                w = w - lr * w.grad
                b = b - lr * b.grad
            w.grad = b.grad = None
    return losses


# %% exercise="train_sgd" verdict="wrong" label="w = w − … in the graph" mistake="grad.none"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    for _ in range(epochs):
        losses.append(functional.mse_loss(functional.linear(x, w, b), y).item())
        for rows in minibatches(len(x), batch_size, generator):
            functional.mse_loss(functional.linear(x[rows], w, b), y[rows]).backward()
            w = w - lr * w.grad
            b = b - lr * b.grad
    return losses


# %% exercise="train_sgd" verdict="wrong" label="new tensors that require a gradient" mistake="leaf.untouched"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    for _ in range(epochs):
        losses.append(functional.mse_loss(functional.linear(x, w, b), y).item())
        for rows in minibatches(len(x), batch_size, generator):
            functional.mse_loss(functional.linear(x[rows], w, b), y[rows]).backward()
            w = (w - lr * w.grad).detach().requires_grad_()
            b = (b - lr * b.grad).detach().requires_grad_()
    return losses


# %% exercise="train_sgd" verdict="wrong" label="added" mistake="step.added"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    for _ in range(epochs):
        losses.append(functional.mse_loss(functional.linear(x, w, b), y).item())
        for rows in minibatches(len(x), batch_size, generator):
            dw, db = torch.autograd.grad(functional.mse_loss(functional.linear(x[rows], w, b), y[rows]), (w, b))
            with torch.no_grad():
                w += lr * dw
                b += lr * db
    return losses


# %% exercise="train_sgd" verdict="wrong" label="one batch an epoch" mistake="batch.one"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    for _ in range(epochs):
        losses.append(functional.mse_loss(functional.linear(x, w, b), y).item())
        for rows in minibatches(len(x), batch_size, generator)[:1]:
            loss = functional.mse_loss(functional.linear(x[rows], w, b), y[rows])
            dw, db = torch.autograd.grad(loss, (w, b))
            with torch.no_grad():
                w -= lr * dw
                b -= lr * db
    return losses


# %% exercise="train_sgd" verdict="wrong" label="with replacement" mistake="batch.replacement"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    for _ in range(epochs):
        losses.append(functional.mse_loss(functional.linear(x, w, b), y).item())
        for rows in [torch.randint(len(x), (min(batch_size, len(x) - i),), generator=generator) for i in range(0, len(x), batch_size)]:
            loss = functional.mse_loss(functional.linear(x[rows], w, b), y[rows])
            dw, db = torch.autograd.grad(loss, (w, b))
            with torch.no_grad():
                w -= lr * dw
                b -= lr * db
    return losses


# %% exercise="train_sgd" verdict="wrong" label="b after w"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    for _ in range(epochs):
        losses.append(functional.mse_loss(functional.linear(x, w, b), y).item())
        for rows in minibatches(len(x), batch_size, generator):
            (dw,) = torch.autograd.grad(functional.mse_loss(functional.linear(x[rows], w, b), y[rows]), (w,))
            with torch.no_grad():
                w -= lr * dw
            (db,) = torch.autograd.grad(functional.mse_loss(functional.linear(x[rows], w, b), y[rows]), (b,))
            with torch.no_grad():
                b -= lr * db
    return losses


# %% exercise="train_sgd" verdict="wrong" label="bias left"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    for _ in range(epochs):
        losses.append(functional.mse_loss(functional.linear(x, w, b), y).item())
        for rows in minibatches(len(x), batch_size, generator):
            (dw,) = torch.autograd.grad(functional.mse_loss(functional.linear(x[rows], w, b), y[rows]), (w,))
            with torch.no_grad():
                w -= lr * dw
    return losses


# %% exercise="train_sgd" verdict="wrong" label="gradients gathered over the batches, one step an epoch"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    for _ in range(epochs):
        losses.append(functional.mse_loss(functional.linear(x, w, b), y).item())
        total_w, total_b = 0, 0
        for rows in minibatches(len(x), batch_size, generator):
            dw, db = torch.autograd.grad(functional.mse_loss(functional.linear(x[rows], w, b), y[rows]), (w, b))
            total_w, total_b = total_w + dw, total_b + db
        with torch.no_grad():
            w -= lr * total_w
            b -= lr * total_b
    return losses


# %% exercise="train_sgd" verdict="wrong" label="the short batch divided by batch_size"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    for _ in range(epochs):
        losses.append(functional.mse_loss(functional.linear(x, w, b), y).item())
        for rows in minibatches(len(x), batch_size, generator):
            error = ((functional.linear(x[rows], w, b) - y[rows]) ** 2).mean(dim=1).sum() / min(batch_size, len(x))
            dw, db = torch.autograd.grad(error, (w, b))
            with torch.no_grad():
                w -= lr * dw
                b -= lr * db
    return losses


# %% exercise="train_sgd" verdict="wrong" label="the gradient of w alone is cleared"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    for _ in range(epochs):
        losses.append(functional.mse_loss(functional.linear(x, w, b), y).item())
        for rows in minibatches(len(x), batch_size, generator):
            w.grad = None
            functional.mse_loss(functional.linear(x[rows], w, b), y[rows]).backward()
            with torch.no_grad():
                w -= lr * w.grad
                b -= lr * b.grad
    return losses


# %% exercise="train_sgd" verdict="wrong" label="w and b require no gradient any more" mistake="leaf.lost"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    w.requires_grad_(False), b.requires_grad_(False)
    for _ in range(epochs):
        losses.append(functional.mse_loss(functional.linear(x, w, b), y).item())
        for rows in minibatches(len(x), batch_size, generator):
            r = 2 * (functional.linear(x[rows], w, b) - y[rows]) / y[rows].numel()
            w -= lr * r.T @ x[rows]
            b -= lr * r.sum(dim=0)
    return losses


# %% exercise="train_sgd" verdict="wrong" label="gradients cleared once an epoch" mistake="grad.cleared_per_epoch"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    for _ in range(epochs):
        losses.append(functional.mse_loss(functional.linear(x, w, b), y).item())
        w.grad = b.grad = None
        for rows in minibatches(len(x), batch_size, generator):
            functional.mse_loss(functional.linear(x[rows], w, b), y[rows]).backward()
            with torch.no_grad():
                w -= lr * w.grad
                b -= lr * b.grad
    return losses


# %% exercise="train_sgd" verdict="wrong" label="the data shuffled in place" mistake="argument.changed"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    for _ in range(epochs):
        losses.append(functional.mse_loss(functional.linear(x, w, b), y).item())
        order = torch.cat(minibatches(len(x), batch_size, generator))
        x[:], y[:] = x[order], y[order]
        for xs, ys in zip(x.split(batch_size), y.split(batch_size)):
            dw, db = torch.autograd.grad(functional.mse_loss(functional.linear(xs, w, b), ys), (w, b))
            with torch.no_grad():
                w -= lr * dw
                b -= lr * db
    return losses


# %% exercise="train_sgd" verdict="wrong" label="a rate that shrinks with the epochs"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    for epoch in range(epochs):
        losses.append(functional.mse_loss(functional.linear(x, w, b), y).item())
        for rows in minibatches(len(x), batch_size, generator):
            dw, db = torch.autograd.grad(functional.mse_loss(functional.linear(x[rows], w, b), y[rows]), (w, b))
            with torch.no_grad():
                w -= lr / (1 + epoch) * dw
                b -= lr / (1 + epoch) * db
    return losses


# %% exercise="train_sgd" verdict="wrong" label="one target only in the loss: right for K = 1"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    for _ in range(epochs):
        losses.append(functional.mse_loss(functional.linear(x, w, b), y).item())
        for rows in minibatches(len(x), batch_size, generator):
            error = ((functional.linear(x[rows], w, b) - y[rows]) ** 2).sum(dim=1).mean()
            dw, db = torch.autograd.grad(error, (w, b))
            with torch.no_grad():
                w -= lr * dw
                b -= lr * db
    return losses


# %% exercise="train_sgd" verdict="wrong" label="only the order of the batches is drawn" mistake="order.blocks"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    for _ in range(epochs):
        losses.append(((x @ w.T + b - y) ** 2).mean().item())
        bs = torch.arange(len(x)).split(batch_size)
        for i in torch.randperm(len(bs), generator=generator):
            rows = bs[i]
            w.grad = b.grad = None
            ((x[rows] @ w.T + b - y[rows]) ** 2).mean().backward()
            w.data -= lr * w.grad
            b.data -= lr * b.grad
    return losses


# %% exercise="train_sgd" verdict="wrong" label="the batches drawn once, their order in every epoch" mistake="order.once"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    first = torch.randperm(len(x), generator=generator)
    for _ in range(epochs):
        losses.append(((x @ w.T + b - y) ** 2).mean().item())
        bs = first.split(batch_size)
        for i in torch.randperm(len(bs), generator=generator):
            rows = bs[i]
            w.grad = b.grad = None
            ((x[rows] @ w.T + b - y[rows]) ** 2).mean().backward()
            w.data -= lr * w.grad
            b.data -= lr * b.grad
    return losses


# %% exercise="train_sgd" verdict="wrong" label="no update where the batch is larger than the data" mistake="argument.not_updated"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    for _ in range(epochs):
        losses.append(((x @ w.T + b - y) ** 2).mean().item())
        o = torch.randperm(len(x), generator=generator)
        for i in range(0, max(len(x), batch_size), batch_size):
            rows = o[i : i + batch_size]
            if batch_size > len(x):
                break
            w.grad = b.grad = None
            ((x[rows] @ w.T + b - y[rows]) ** 2).mean().backward()
            w.data -= lr * w.grad
            b.data -= lr * b.grad
    return losses


# %% exercise="train_sgd" verdict="wrong" label="the targets in their old order" mistake="batch.pairs"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    for _ in range(epochs):
        losses.append(((x @ w.T + b - y) ** 2).mean().item())
        for i, rows in enumerate(torch.randperm(len(x), generator=generator).split(batch_size)):
            w.grad = b.grad = None
            t = y[i * batch_size : (i + 1) * batch_size]
            ((x[rows] @ w.T + b - t) ** 2).mean().backward()
            w.data -= lr * w.grad
            b.data -= lr * b.grad
    return losses


# %% exercise="train_sgd" verdict="wrong" label="the loss of the first batch" mistake="losses.of_batch"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    for _ in range(epochs):
        batches = minibatches(len(x), batch_size, generator)
        losses.append(functional.mse_loss(functional.linear(x[batches[0]], w, b), y[batches[0]]).item())
        for rows in batches:
            dw, db = torch.autograd.grad(functional.mse_loss(functional.linear(x[rows], w, b), y[rows]), (w, b))
            with torch.no_grad():
                w -= lr * dw
                b -= lr * db
    return losses


# %% exercise="train_sgd" verdict="wrong" label="the loss of the first rows" mistake="losses.of_batch"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    for _ in range(epochs):
        losses.append(functional.mse_loss(functional.linear(x[:batch_size], w, b), y[:batch_size]).item())
        for rows in minibatches(len(x), batch_size, generator):
            dw, db = torch.autograd.grad(functional.mse_loss(functional.linear(x[rows], w, b), y[rows]), (w, b))
            with torch.no_grad():
                w -= lr * dw
                b -= lr * db
    return losses


# %% exercise="train_sgd" verdict="wrong" label="a new order for every batch" mistake="batch.replacement"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    for _ in range(epochs):
        losses.append(functional.mse_loss(functional.linear(x, w, b), y).item())
        for i in range(0, len(x), batch_size):
            rows = torch.randperm(len(x), generator=generator)[: min(batch_size, len(x) - i)]
            dw, db = torch.autograd.grad(functional.mse_loss(functional.linear(x[rows], w, b), y[rows]), (w, b))
            with torch.no_grad():
                w -= lr * dw
                b -= lr * db
    return losses


# %% exercise="train_sgd" verdict="wrong" label="a new order for every batch, all of them whole" mistake="batch.replacement"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    for _ in range(epochs):
        losses.append(functional.mse_loss(functional.linear(x, w, b), y).item())
        for _batch in range(0, len(x), batch_size):
            rows = torch.randperm(len(x), generator=generator)[:batch_size]
            dw, db = torch.autograd.grad(functional.mse_loss(functional.linear(x[rows], w, b), y[rows]), (w, b))
            with torch.no_grad():
                w -= lr * dw
                b -= lr * db
    return losses


# %% exercise="train_sgd" verdict="wrong" label="the short last batch is left out" mistake="batch.dropped"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    losses = []
    for _ in range(epochs):
        losses.append(functional.mse_loss(functional.linear(x, w, b), y).item())
        for rows in minibatches(len(x), batch_size, generator):
            if len(rows) < batch_size and len(x) >= batch_size:
                continue
            loss = functional.mse_loss(functional.linear(x[rows], w, b), y[rows])
            dw, db = torch.autograd.grad(loss, (w, b))
            with torch.no_grad():
                w -= lr * dw
                b -= lr * db
    return losses


# %% exercise="train_sgd" verdict="wrong" label="a DataLoader with drop_last" mistake="batch.dropped"
def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):
    loader = DataLoader(TensorDataset(x, y), batch_size=min(batch_size, len(x)), shuffle=True, generator=generator, drop_last=True)
    losses = []
    for _ in range(epochs):
        losses.append(functional.mse_loss(functional.linear(x, w, b), y).item())
        for bx, by in loader:
            dw, db = torch.autograd.grad(functional.mse_loss(functional.linear(bx, w, b), by), (w, b))
            with torch.no_grad():
                w -= lr * dw
                b -= lr * db
    return losses


# %% exercise="Momentum" verdict="right" label="rate folded into the velocity"
class Momentum:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            v.mul_(self.momentum).add_(self.lr * p.grad)
            p -= v

    def zero_grad(self):
        for p in self.params:
            if p.grad is not None:
                p.grad.zero_()


# %% exercise="Momentum" verdict="right" label="negated velocity, .data"
class Momentum:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    def step(self):
        for i, p in enumerate(self.params):
            self.v[i] = self.momentum * self.v[i] - self.lr * p.grad
            p.data = p.data + self.v[i]

    def zero_grad(self):
        for p in self.params:
            if p.grad is not None:
                p.grad.zero_()


# %% exercise="Momentum" verdict="right" label="velocity from the first gradient"
class Momentum:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum, self.v = list(params), lr, momentum, None

    @torch.no_grad()
    def step(self):
        if self.v is None:
            self.v = [p.grad.clone() for p in self.params]
        else:
            self.v = [self.momentum * v + p.grad for p, v in zip(self.params, self.v)]
        for p, v in zip(self.params, self.v):
            p -= self.lr * v

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Momentum" verdict="right" label="a dict by parameter"
class Momentum:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum, self.state = list(params), lr, momentum, {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            v = self.state.get(p, 0.0) * self.momentum + p.grad
            self.state[p] = v
            p.sub_(v, alpha=self.lr)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Momentum" verdict="right" label="on top of Optimizer"
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum):
        super().__init__(params, {'lr': lr, 'momentum': momentum})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group['params']:
                v = self.state[p].setdefault('v', torch.zeros_like(p))
                v.mul_(group['momentum']).add_(p.grad)
                p.add_(v, alpha=-group['lr'])


# %% exercise="Momentum" verdict="right" label="all gradients kept"
class Momentum:
    def __init__(self, params, lr, momentum):
        params = list(params)
        self.params, self.lr, self.momentum, self.old = params, lr, momentum, [[] for _ in params]

    @torch.no_grad()
    def step(self):
        for p, old in zip(self.params, self.old):
            old.append(p.grad.clone())
            p -= self.lr * sum(self.momentum**k * g for k, g in enumerate(reversed(old)))

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Momentum" verdict="right" label="Polyak's form: the last move, kept"
class Momentum:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.before = [p.detach().clone() for p in self.params]

    def step(self):
        with torch.no_grad():
            for i, p in enumerate(self.params):
                now = p.clone()
                p += self.momentum * (now - self.before[i]) - self.lr * p.grad
                self.before[i] = now

    def zero_grad(self):
        for p in self.params:
            p.grad = torch.zeros_like(p)


# %% exercise="Momentum" verdict="wrong" label="a dataclass: no list of params" mistake="params.exhausted"
from dataclasses import dataclass, field


@dataclass
class Momentum:
    params: list
    lr: float
    momentum: float
    velocity: list = field(default_factory=list)

    @torch.no_grad()
    def step(self):
        self.velocity = self.velocity or [torch.zeros_like(p) for p in self.params]
        torch._foreach_mul_(self.velocity, self.momentum)
        torch._foreach_add_(self.velocity, [p.grad for p in self.params])
        torch._foreach_add_(self.params, self.velocity, alpha=-self.lr)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Momentum" verdict="right" label="NumPy on the parameters' own memory"
import numpy as np


class Momentum:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = tuple(params), lr, momentum
        self.values = [p.detach().numpy() for p in self.params]
        self.velocities = [np.zeros(value.shape) for value in self.values]

    def step(self):
        for p, value, velocity in zip(self.params, self.values, self.velocities):
            velocity *= self.momentum
            velocity += p.grad.numpy()
            value -= self.lr * velocity

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Momentum" verdict="right" label="on the worked example's class"
class Momentum(GradientDescent):
    def __init__(self, params, lr, momentum):
        super().__init__(params, lr)
        self.momentum = momentum

    def step(self):
        for p in self.params:
            p.velocity = self.momentum * getattr(p, "velocity", 0) + p.grad
            p.grad = p.velocity.clone()
        super().step()


# %% exercise="Momentum" verdict="right" label="one vector for all parameters"
from torch.nn.utils import parameters_to_vector, vector_to_parameters


class Momentum:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum, self.velocity = list(params), lr, momentum, 0.0

    @torch.no_grad()
    def step(self):
        slope = torch.cat([p.grad.flatten() for p in self.params])
        self.velocity = self.momentum * self.velocity + slope
        vector_to_parameters(parameters_to_vector(self.params) - self.lr * self.velocity, self.params)

    def zero_grad(self):
        for p in self.params:
            if p.grad is not None:
                p.grad = None


# %% exercise="Momentum" verdict="right" label="groups of parameters"
class Momentum:
    def __init__(self, params, lr, momentum):
        self.param_groups = [{"params": [p], "lr": lr, "momentum": momentum, "v": torch.zeros(())} for p in params]

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            (p,) = group["params"]
            group["v"] = group["v"] * group["momentum"] + p.grad
            p.set_(p - group["lr"] * group["v"])

    def zero_grad(self):
        for group in self.param_groups:
            for p in group["params"]:
                p.grad = None


# %% exercise="Momentum" verdict="right" label="the way of the last step, kept as positions"
class Momentum:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.mu = list(params), lr, momentum
        self.last = [p.detach().clone() for p in self.params]

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            now = p.clone()
            p.copy_(p - self.lr * p.grad + self.mu * (now - self.last[i]))
            self.last[i] = now

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Momentum" verdict="wrong" label="torch.optim inside" mistake="optim.used"
class Momentum:
    def __init__(self, params, lr, momentum):
        self.inner = torch.optim.SGD(params, lr=lr, momentum=momentum)

    def step(self):
        self.inner.step()

    def zero_grad(self):
        self.inner.zero_grad()


# %% exercise="Momentum" verdict="wrong" label="torch.optim as base" mistake="optim.used"
class Momentum(torch.optim.SGD):
    def __init__(self, params, lr, momentum):
        super().__init__(params, lr=lr, momentum=momentum)


# %% exercise="Momentum" verdict="wrong" label="torch.optim's function" mistake="optim.used"
from torch.optim.sgd import sgd

class Momentum:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        sgd(self.params, [p.grad for p in self.params], list(self.v), weight_decay=0, momentum=self.momentum, lr=self.lr, dampening=0, nesterov=False, maximize=False)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Momentum" verdict="wrong" label="added" mistake="step.added"
class Momentum:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            v.mul_(self.momentum).add_(p.grad)
            p += self.lr * v

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Momentum" verdict="wrong" label="velocity reset" mistake="velocity.reset"
class Momentum:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.v = [torch.zeros_like(p) for p in self.params]
        for p, v in zip(self.params, self.v):
            v.mul_(self.momentum).add_(p.grad)
            p -= self.lr * v

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Momentum" verdict="wrong" label="velocity lost with zero_grad"
class Momentum:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum, self.v = list(params), lr, momentum, None

    @torch.no_grad()
    def step(self):
        if self.v is None:
            self.v = [p.grad for p in self.params]
        else:
            self.v = [self.momentum * v + p.grad for p, v in zip(self.params, self.v)]
        for p, v in zip(self.params, self.v):
            p -= self.lr * v

    def zero_grad(self):
        for p in self.params:
            if p.grad is not None:
                p.grad.zero_()


# %% exercise="Momentum" verdict="wrong" label="damped" mistake="velocity.damped"
class Momentum:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            v.mul_(self.momentum).add_((1 - self.momentum) * p.grad)
            p -= self.lr * v

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Momentum" verdict="wrong" label="zero_grad before the first backward" mistake="grad.zeroed_none"
class Momentum:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            v.mul_(self.momentum).add_(p.grad)
            p -= self.lr * v

    def zero_grad(self):
        for p in self.params:
            p.grad.zero_()


# %% exercise="Momentum" verdict="wrong" label="zero_grad does nothing" mistake="zero_grad.nothing"
class Momentum:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            v.mul_(self.momentum).add_(p.grad)
            p -= self.lr * v

    def zero_grad(self):
        pass


# %% exercise="Momentum" verdict="wrong" label="zero_grad for the first only" mistake="zero_grad.nothing"
class Momentum:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            v.mul_(self.momentum).add_(p.grad)
            p -= self.lr * v

    def zero_grad(self):
        self.params[0].grad = None


# %% exercise="Momentum" verdict="wrong" label="outside no_grad" mistake="leaf.in_graph"
class Momentum:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    def step(self):
        for p, v in zip(self.params, self.v):
            v.mul_(self.momentum).add_(p.grad)
            p -= self.lr * v

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Momentum" verdict="wrong" label="new tensors" mistake="argument.not_updated"
class Momentum:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for i, (p, v) in enumerate(zip(self.params, self.v)):
            v.mul_(self.momentum).add_(p.grad)
            self.params[i] = p - self.lr * v

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Momentum" verdict="wrong" label="one velocity for all" mistake="velocity.reset"
class Momentum:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum, self.v = list(params), lr, momentum, 0.0

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if not isinstance(self.v, float) and self.v.shape != p.shape:
                self.v = 0.0
            self.v = self.momentum * self.v + p.grad
            v = self.v
            p -= self.lr * v

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Momentum" verdict="wrong" label="velocity in the class" mistake="state.shared"
class Momentum:
    v = {}

    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.v.clear()

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            v = self.v[i] = self.momentum * self.v.get(i, 0.0) + p.grad
            p -= self.lr * v

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Momentum" verdict="wrong" label="first parameter only"
class Momentum:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        p, v = self.params[0], self.v[0]
        v.mul_(self.momentum).add_(p.grad)
        p -= self.lr * v

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Momentum" verdict="wrong" label="late velocity" mistake="velocity.late"
class Momentum:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            p -= self.lr * v
            v.mul_(self.momentum).add_(p.grad)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Momentum" verdict="wrong" label="momentum fixed at 0.9"
class Momentum:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            v.mul_(0.9).add_(p.grad)
            p -= self.lr * v

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Momentum" verdict="wrong" label="plain descent" mistake="velocity.reset"
class Momentum:
    def __init__(self, params, lr, momentum):
        self.params, self.lr = list(params), lr

    @torch.no_grad()
    def step(self):
        for p in self.params:
            p -= self.lr * p.grad

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Momentum" verdict="wrong" label="Nesterov"
class Momentum:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            v.mul_(self.momentum).add_(p.grad)
            p -= self.lr * (p.grad + self.momentum * v)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Momentum" verdict="wrong" label="the gradient itself kept as the velocity"
class Momentum:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum, self.v = list(params), lr, momentum, None

    @torch.no_grad()
    def step(self):
        if self.v is None:
            self.v = [p.grad for p in self.params]
        else:
            for p, v in zip(self.params, self.v):
                v.mul_(self.momentum).add_(p.grad)
        for p, v in zip(self.params, self.v):
            p -= self.lr * v

    def zero_grad(self):
        for p in self.params:
            if p.grad is not None:
                p.grad.zero_()


# %% exercise="Momentum" verdict="wrong" label="a velocity that saturates after some steps"
class Momentum:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.old = [[] for _ in self.params]

    @torch.no_grad()
    def step(self):
        for p, old in zip(self.params, self.old):
            old.append(p.grad.clone())
            p -= self.lr * sum(self.momentum**k * g for k, g in enumerate(reversed(old[-3:])))

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Momentum" verdict="wrong" label="the rate in the class" mistake="state.shared"
class Momentum:
    lr = None

    def __init__(self, params, lr, momentum):
        Momentum.lr = lr
        self.params, self.m = list(params), momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            v.mul_(self.m).add_(p.grad)
            p -= Momentum.lr * v

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Momentum" verdict="wrong" label="p = p − …" mistake="argument.not_updated"
class Momentum:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            v.mul_(self.momentum).add_(p.grad)
            p = p - self.lr * v

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Momentum" verdict="wrong" label="params as it comes, in a list or not" mistake="params.exhausted"
class Momentum:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = params, lr, momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            v.mul_(self.momentum).add_(p.grad)
            p -= self.lr * v

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Nesterov" verdict="right" label="rate folded into the velocity"
class Nesterov:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            v.mul_(self.momentum).add_(self.lr * p.grad)
            p -= self.lr * p.grad + self.momentum * v

    def zero_grad(self):
        for p in self.params:
            if p.grad is not None:
                p.grad.zero_()


# %% exercise="Nesterov" verdict="right" label="negated velocity, .data"
class Nesterov:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    def step(self):
        for i, p in enumerate(self.params):
            self.v[i] = self.momentum * self.v[i] - self.lr * p.grad
            p.data = p.data + self.momentum * self.v[i] - self.lr * p.grad

    def zero_grad(self):
        for p in self.params:
            if p.grad is not None:
                p.grad.zero_()


# %% exercise="Nesterov" verdict="right" label="velocity from the first gradient"
class Nesterov:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum, self.v = list(params), lr, momentum, None

    @torch.no_grad()
    def step(self):
        if self.v is None:
            self.v = [p.grad.clone() for p in self.params]
        else:
            self.v = [self.momentum * v + p.grad for p, v in zip(self.params, self.v)]
        for p, v in zip(self.params, self.v):
            p -= self.lr * (p.grad + self.momentum * v)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Nesterov" verdict="right" label="a dict by parameter"
class Nesterov:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum, self.state = list(params), lr, momentum, {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            v = self.state.get(p, 0.0) * self.momentum + p.grad
            self.state[p] = v
            p.sub_(p.grad + self.momentum * v, alpha=self.lr)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Nesterov" verdict="right" label="on top of Optimizer"
class Nesterov(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum):
        super().__init__(params, {'lr': lr, 'momentum': momentum})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group['params']:
                v = self.state[p].setdefault('v', torch.zeros_like(p))
                v.mul_(group['momentum']).add_(p.grad)
                p.add_(p.grad + group['momentum'] * v, alpha=-group['lr'])


# %% exercise="Nesterov" verdict="right" label="velocity used, then looked ahead"
class Nesterov:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            v.mul_(self.momentum).add_(p.grad)
            p.data.add_(p.grad, alpha=-self.lr).add_(v, alpha=-self.lr * self.momentum)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Nesterov" verdict="right" label="Nesterov's own two sequences"
class Nesterov:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.ahead = [p.detach().clone() for p in self.params]

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            stepped = p - self.lr * p.grad
            p.copy_(stepped + self.momentum * (stepped - self.ahead[i]))
            self.ahead[i] = stepped

    def zero_grad(self):
        for p in self.params:
            p.grad = torch.zeros_like(p)


# %% exercise="Nesterov" verdict="right" label="Momentum inside, its step read off and mended"
class Nesterov:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.inner = Momentum(self.params, lr, momentum)

    def step(self):
        before = [p.detach().clone() for p in self.params]
        self.inner.step()
        with torch.no_grad():
            for p, old in zip(self.params, before):
                p.copy_(old + self.momentum * (p - old) - self.lr * p.grad)

    def zero_grad(self):
        self.inner.zero_grad()


# %% exercise="Nesterov" verdict="wrong" label="a dataclass, foreach: no list of params" mistake="params.exhausted"
from dataclasses import dataclass, field


@dataclass
class Nesterov:
    params: list
    lr: float
    momentum: float
    velocity: list = field(default_factory=list)

    @torch.no_grad()
    def step(self):
        slopes = [p.grad for p in self.params]
        self.velocity = self.velocity or [torch.zeros_like(p) for p in self.params]
        torch._foreach_mul_(self.velocity, self.momentum)
        torch._foreach_add_(self.velocity, slopes)
        torch._foreach_add_(self.params, slopes, alpha=-self.lr)
        torch._foreach_add_(self.params, self.velocity, alpha=-self.lr * self.momentum)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Nesterov" verdict="right" label="NumPy on the parameters' own memory"
import numpy as np


class Nesterov:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = tuple(params), lr, momentum
        self.values = [p.detach().numpy() for p in self.params]
        self.velocities = [np.zeros(value.shape) for value in self.values]

    def step(self):
        for p, value, velocity in zip(self.params, self.values, self.velocities):
            velocity *= self.momentum
            velocity += p.grad.numpy()
            value -= self.lr * (p.grad.numpy() + self.momentum * velocity)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Nesterov" verdict="right" label="on the worked example's class"
class Nesterov(GradientDescent):
    def __init__(self, params, lr, momentum):
        super().__init__(params, lr)
        self.momentum, self.velocities = momentum, {}

    def step(self):
        for p in self.params:
            v = self.velocities[id(p)] = self.momentum * self.velocities.get(id(p), 0) + p.grad
            p.grad = p.grad + self.momentum * v
        super().step()


# %% exercise="Nesterov" verdict="wrong" label="torch.optim inside" mistake="optim.used"
class Nesterov:
    def __init__(self, params, lr, momentum):
        self.inner = torch.optim.SGD(params, lr=lr, nesterov=True, momentum=momentum)

    def step(self):
        self.inner.step()

    def zero_grad(self):
        self.inner.zero_grad()


# %% exercise="Nesterov" verdict="wrong" label="torch.optim as base" mistake="optim.used"
class Nesterov(torch.optim.SGD):
    def __init__(self, params, lr, momentum):
        super().__init__(params, lr=lr, nesterov=True, momentum=momentum)


# %% exercise="Nesterov" verdict="wrong" label="torch.optim's function" mistake="optim.used"
from torch.optim.sgd import sgd

class Nesterov:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        sgd(self.params, [p.grad for p in self.params], list(self.v), weight_decay=0, momentum=self.momentum, lr=self.lr, dampening=0, nesterov=True, maximize=False)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Nesterov" verdict="wrong" label="added" mistake="step.added"
class Nesterov:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            v.mul_(self.momentum).add_(p.grad)
            p += self.lr * (p.grad + self.momentum * v)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Nesterov" verdict="wrong" label="velocity reset" mistake="velocity.reset"
class Nesterov:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.v = [torch.zeros_like(p) for p in self.params]
        for p, v in zip(self.params, self.v):
            v.mul_(self.momentum).add_(p.grad)
            p -= self.lr * (p.grad + self.momentum * v)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Nesterov" verdict="wrong" label="velocity lost with zero_grad"
class Nesterov:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum, self.v = list(params), lr, momentum, None

    @torch.no_grad()
    def step(self):
        if self.v is None:
            self.v = [p.grad for p in self.params]
        else:
            self.v = [self.momentum * v + p.grad for p, v in zip(self.params, self.v)]
        for p, v in zip(self.params, self.v):
            p -= self.lr * (p.grad + self.momentum * v)

    def zero_grad(self):
        for p in self.params:
            if p.grad is not None:
                p.grad.zero_()


# %% exercise="Nesterov" verdict="wrong" label="damped" mistake="velocity.damped"
class Nesterov:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            v.mul_(self.momentum).add_((1 - self.momentum) * p.grad)
            p -= self.lr * (p.grad + self.momentum * v)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Nesterov" verdict="wrong" label="zero_grad before the first backward" mistake="grad.zeroed_none"
class Nesterov:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            v.mul_(self.momentum).add_(p.grad)
            p -= self.lr * (p.grad + self.momentum * v)

    def zero_grad(self):
        for p in self.params:
            p.grad.zero_()


# %% exercise="Nesterov" verdict="wrong" label="zero_grad does nothing" mistake="zero_grad.nothing"
class Nesterov:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            v.mul_(self.momentum).add_(p.grad)
            p -= self.lr * (p.grad + self.momentum * v)

    def zero_grad(self):
        pass


# %% exercise="Nesterov" verdict="wrong" label="zero_grad for the first only" mistake="zero_grad.nothing"
class Nesterov:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            v.mul_(self.momentum).add_(p.grad)
            p -= self.lr * (p.grad + self.momentum * v)

    def zero_grad(self):
        self.params[0].grad = None


# %% exercise="Nesterov" verdict="wrong" label="outside no_grad" mistake="leaf.in_graph"
class Nesterov:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    def step(self):
        for p, v in zip(self.params, self.v):
            v.mul_(self.momentum).add_(p.grad)
            p -= self.lr * (p.grad + self.momentum * v)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Nesterov" verdict="wrong" label="new tensors" mistake="argument.not_updated"
class Nesterov:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for i, (p, v) in enumerate(zip(self.params, self.v)):
            v.mul_(self.momentum).add_(p.grad)
            self.params[i] = p - self.lr * (p.grad + self.momentum * v)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Nesterov" verdict="wrong" label="one velocity for all" mistake="velocity.reset"
class Nesterov:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum, self.v = list(params), lr, momentum, 0.0

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if not isinstance(self.v, float) and self.v.shape != p.shape:
                self.v = 0.0
            self.v = self.momentum * self.v + p.grad
            v = self.v
            p -= self.lr * (p.grad + self.momentum * v)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Nesterov" verdict="wrong" label="velocity in the class" mistake="state.shared"
class Nesterov:
    v = {}

    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.v.clear()

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            v = self.v[i] = self.momentum * self.v.get(i, 0.0) + p.grad
            p -= self.lr * (p.grad + self.momentum * v)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Nesterov" verdict="wrong" label="first parameter only"
class Nesterov:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        p, v = self.params[0], self.v[0]
        v.mul_(self.momentum).add_(p.grad)
        p -= self.lr * (p.grad + self.momentum * v)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Nesterov" verdict="wrong" label="momentum" mistake="nesterov.is_momentum"
class Nesterov:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            v.mul_(self.momentum).add_(p.grad)
            p -= self.lr * v

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Nesterov" verdict="wrong" label="old velocity" mistake="nesterov.is_momentum"
class Nesterov:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            p -= self.lr * (p.grad + self.momentum * v)
            v.mul_(self.momentum).add_(p.grad)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Nesterov" verdict="wrong" label="gradient missing" mistake="nesterov.gradient_missing"
class Nesterov:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            v.mul_(self.momentum).add_(p.grad)
            p -= self.lr * self.momentum * v

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Nesterov" verdict="wrong" label="velocity whole" mistake="nesterov.velocity_whole"
class Nesterov:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            v.mul_(self.momentum).add_(p.grad)
            p -= self.lr * (p.grad + v)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Nesterov" verdict="wrong" label="velocity twice"
class Nesterov:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            v.mul_(self.momentum).add_(p.grad)
            p -= self.lr * (v + self.momentum * v)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Nesterov" verdict="wrong" label="the gradient itself kept as the velocity"
class Nesterov:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum, self.v = list(params), lr, momentum, None

    @torch.no_grad()
    def step(self):
        if self.v is None:
            self.v = [p.grad for p in self.params]
        else:
            for p, v in zip(self.params, self.v):
                v.mul_(self.momentum).add_(p.grad)
        for p, v in zip(self.params, self.v):
            p -= self.lr * (p.grad + self.momentum * v)

    def zero_grad(self):
        for p in self.params:
            if p.grad is not None:
                p.grad.zero_()


# %% exercise="Nesterov" verdict="wrong" label="ahead at the first step only"
class Nesterov:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum, self.v = list(params), lr, momentum, None

    @torch.no_grad()
    def step(self):
        if self.v is None:
            self.v = [p.grad.clone() for p in self.params]
            moves = [p.grad + self.momentum * v for p, v in zip(self.params, self.v)]
        else:
            self.v = moves = [self.momentum * v + p.grad for p, v in zip(self.params, self.v)]
        for p, move in zip(self.params, moves):
            p -= self.lr * move

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Nesterov" verdict="wrong" label="p = p − …" mistake="argument.not_updated"
class Nesterov:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            v.mul_(self.momentum).add_(p.grad)
            p = p - self.lr * (p.grad + self.momentum * v)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Nesterov" verdict="wrong" label="the velocity kept with its factor" mistake="nesterov.velocity_scaled"
class Nesterov:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            v.mul_(self.momentum).add_(p.grad)
            p -= self.lr * v.mul_(self.momentum).add(p.grad)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Nesterov" verdict="wrong" label="params as it comes, in a list or not" mistake="params.exhausted"
class Nesterov:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = params, lr, momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            v.mul_(self.momentum).add_(p.grad)
            p -= self.lr * (p.grad + self.momentum * v)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="right" label="efficient form"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            m.mul_(b1).add_(p.grad, alpha=1 - b1)
            v.mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            p -= self.lr * (1 - b2**self.t) ** 0.5 / (1 - b1**self.t) * m / (v.sqrt() + self.eps * (1 - b2**self.t) ** 0.5)

    def zero_grad(self):
        for p in self.params:
            if p.grad is not None:
                p.grad.zero_()


# %% exercise="Adam" verdict="wrong" label="efficient form, eps as it is" mistake="adam.eps_uncorrected"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            m.mul_(b1).add_(p.grad, alpha=1 - b1)
            v.mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            p -= self.lr * (1 - b2**self.t) ** 0.5 / (1 - b1**self.t) * m / (v.sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            if p.grad is not None:
                p.grad.zero_()


# %% exercise="Adam" verdict="wrong" label="epsilon inside the root" mistake="adam.eps_in_root"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            m.mul_(b1).add_(p.grad, alpha=1 - b1)
            v.mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            p -= self.lr * (m / (1 - b1**self.t)) / (v / (1 - b2**self.t) + self.eps) ** 0.5

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="right" label="products of the betas"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.c1 = self.c2 = 1.0

    def step(self):
        b1, b2 = self.betas
        self.c1, self.c2 = self.c1 * b1, self.c2 * b2
        for p, m, v in zip(self.params, self.m, self.v):
            m.mul_(b1).add_(p.grad, alpha=1 - b1)
            v.mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            p.data.addcdiv_(m / (1 - self.c1), (v / (1 - self.c2)).sqrt().add_(self.eps), value=-self.lr)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="right" label="lists rebuilt"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, (self.b1, self.b2), self.eps, self.t = list(params), lr, betas, eps, 1
        self.m, self.v = [0.0] * len(self.params), [0.0] * len(self.params)

    @torch.no_grad()
    def step(self):
        grads = [p.grad for p in self.params]
        self.m = [self.b1 * m + (1 - self.b1) * g for m, g in zip(self.m, grads)]
        self.v = [self.b2 * v + (1 - self.b2) * g * g for v, g in zip(self.v, grads)]
        for p, m, v in zip(self.params, self.m, self.v):
            p.copy_(p - self.lr * m / (1 - self.b1**self.t) / (torch.sqrt(v / (1 - self.b2**self.t)) + self.eps))
        self.t += 1

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="right" label="on top of Optimizer"
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            b1, b2 = group["betas"]
            for p in group["params"]:
                state = self.state[p]
                if not state:
                    state.update(t=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["t"] += 1
                state["m"].lerp_(p.grad, 1 - b1)
                state["v"].lerp_(p.grad**2, 1 - b2)
                m, v = state["m"] / (1 - b1 ** state["t"]), state["v"] / (1 - b2 ** state["t"])
                p -= group["lr"] * m / (v.sqrt() + group["eps"])


# %% exercise="Adam" verdict="right" label="a counter for each parameter"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.ts = [0] * len(self.params)

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for i, p in enumerate(self.params):
            self.ts[i] += 1
            self.m[i] = b1 * self.m[i] + (1 - b1) * p.grad
            self.v[i] = b2 * self.v[i] + (1 - b2) * p.grad**2
            p -= self.lr * (self.m[i] / (1 - b1 ** self.ts[i])) / ((self.v[i] / (1 - b2 ** self.ts[i])) ** 0.5 + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="right" label="the corrected means moved themselves"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 0
        self.means = [torch.zeros_like(p) for p in self.params]
        self.squares = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        share1, share2 = ((1 - beta) / (1 - beta**self.t) for beta in self.betas)
        for p, m, v in zip(self.params, self.means, self.squares):
            m += share1 * (p.grad - m)
            v += share2 * (p.grad.square() - v)
            p -= self.lr * m / (v.sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = torch.zeros_like(p)


# %% exercise="Adam" verdict="right" label="all gradients kept"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps = list(params), lr, betas, eps
        self.seen = [[] for _ in self.params]

    @torch.no_grad()
    def step(self):
        def mean(values, beta):
            weights = [beta**k for k in range(len(values))][::-1]
            return sum(w * v for w, v in zip(weights, values)) / sum(weights)

        for p, seen in zip(self.params, self.seen):
            seen.append(p.grad.double().clone())
            m = mean(seen, self.betas[0])
            v = mean([g**2 for g in seen], self.betas[1])
            p.copy_(p - self.lr * m / (v**0.5 + self.eps))

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="wrong" label="a dataclass, foreach: no list of params" mistake="params.exhausted"
from dataclasses import dataclass, field


@dataclass
class Adam:
    params: list
    lr: float
    betas: tuple = (0.9, 0.999)
    eps: float = 1e-8
    t: int = 0
    m: list = field(default_factory=list)
    v: list = field(default_factory=list)

    @torch.no_grad()
    def step(self):
        grads = [p.grad for p in self.params]
        self.m = self.m or [torch.zeros_like(p) for p in self.params]
        self.v = self.v or [torch.zeros_like(p) for p in self.params]
        self.t += 1
        torch._foreach_lerp_(self.m, grads, 1 - self.betas[0])
        torch._foreach_mul_(self.v, self.betas[1])
        torch._foreach_addcmul_(self.v, grads, grads, 1 - self.betas[1])
        for p, m, v in zip(self.params, self.m, self.v):
            p.addcdiv_(
                m / (1 - self.betas[0] ** self.t), (v / (1 - self.betas[1] ** self.t)).sqrt() + self.eps, value=-self.lr
            )

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="right" label="NumPy on the parameters' own memory"
import numpy as np


class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 0
        self.state = [(p.detach().numpy(), np.zeros(p.shape), np.zeros(p.shape)) for p in self.params]

    def step(self):
        self.t += 1
        for p, (value, m, v) in zip(self.params, self.state):
            g = p.grad.numpy()
            m[...] = self.betas[0] * m + (1 - self.betas[0]) * g
            v[...] = self.betas[1] * v + (1 - self.betas[1]) * g * g
            first, second = m / (1 - self.betas[0] ** self.t), v / (1 - self.betas[1] ** self.t)
            value[...] = value - self.lr * first / (np.sqrt(second) + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="right" label="on the worked example's class"
class Adam(GradientDescent):
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr)
        self.betas, self.eps, self.state = betas, eps, {}

    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            t, m, v = self.state.get(p, (0, torch.zeros_like(p.grad), torch.zeros_like(p.grad)))
            t, m, v = t + 1, b1 * m + (1 - b1) * p.grad, b2 * v + (1 - b2) * p.grad**2
            self.state[p] = t, m, v
            p.grad = m / (1 - b1**t) / ((v / (1 - b2**t)).sqrt() + self.eps)
        super().step()


# %% exercise="Adam" verdict="right" label="the root of v kept, by hypot"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.root = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for i, p in enumerate(self.params):
            self.m[i] = b1 * self.m[i] + (1 - b1) * p.grad
            self.root[i] = torch.hypot(b2**0.5 * self.root[i], (1 - b2) ** 0.5 * p.grad)
            p -= self.lr * self.m[i] / (1 - b1**self.t) / (self.root[i] / (1 - b2**self.t) ** 0.5 + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="wrong" label="m and v made anew in each step" mistake="adam.means_reset"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p in self.params:
            m = (1 - b1) * p.grad
            v = (1 - b2) * p.grad**2
            p -= self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="wrong" label="new values of m and v not kept" mistake="adam.means_reset"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            m = b1 * m + (1 - b1) * p.grad
            v = b2 * v + (1 - b2) * p.grad**2
            p -= self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="wrong" label="no correction" mistake="adam.no_correction"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            m.mul_(b1).add_(p.grad, alpha=1 - b1)
            v.mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            p -= self.lr * m / (v.sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="wrong" label="beta times t" mistake="adam.beta_times_t"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            m.mul_(b1).add_(p.grad, alpha=1 - b1)
            v.mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            p -= self.lr * (m / (1 - b1 * self.t)) / ((v / (1 - b2 * self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="wrong" label="the power of the difference" mistake="adam.power_outside"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            m.mul_(b1).add_(p.grad, alpha=1 - b1)
            v.mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            p -= self.lr * (m / (1 - b1) ** self.t) / ((v / (1 - b2) ** self.t).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="wrong" label="eps and the correction in the root" mistake="adam.eps_in_root"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            m.mul_(b1).add_(p.grad, alpha=1 - b1)
            v.mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            p -= self.lr * (m / (1 - b1**self.t)) / torch.sqrt(v / (1 - b2**self.t) + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="wrong" label="eps before the correction" mistake="adam.eps_uncorrected"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            m.mul_(b1).add_(p.grad, alpha=1 - b1)
            v.mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            p -= self.lr * (m / (1 - b1**self.t)) / ((v.sqrt() + self.eps) / (1 - b2**self.t) ** 0.5)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="wrong" label="eps left out" mistake="adam.no_epsilon"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            m.mul_(b1).add_(p.grad, alpha=1 - b1)
            v.mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            p -= self.lr * (m / (1 - b1**self.t)) / (v / (1 - b2**self.t)).sqrt()

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="wrong" label="eps added to the step"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            m.mul_(b1).add_(p.grad, alpha=1 - b1)
            v.mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            p -= self.lr * ((m / (1 - b1**self.t)) / (v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="wrong" label="eps squared in the root"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            m.mul_(b1).add_(p.grad, alpha=1 - b1)
            v.mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            p -= self.lr * (m / (1 - b1**self.t)) / (v / (1 - b2**self.t) + self.eps**2).sqrt()

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="wrong" label="m corrected alone" mistake="adam.first_only"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            m.mul_(b1).add_(p.grad, alpha=1 - b1)
            v.mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            p -= self.lr * (m / (1 - b1**self.t)) / (v.sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="wrong" label="v corrected alone" mistake="adam.second_only"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            m.mul_(b1).add_(p.grad, alpha=1 - b1)
            v.mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            p -= self.lr * m / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="wrong" label="t from 0" mistake="adam.t_from_0"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            m.mul_(b1).add_(p.grad, alpha=1 - b1)
            v.mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            p -= self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)
        self.t += 1

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="wrong" label="t from 0, efficient form" mistake="adam.t_from_0"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            m.mul_(b1).add_(p.grad, alpha=1 - b1)
            v.mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            p -= self.lr * (1 - b2**self.t) ** 0.5 / (1 - b1**self.t) * m / (v.sqrt() + self.eps)
        self.t += 1

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="wrong" label="t from 2" mistake="adam.t_from_2"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 1
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            m.mul_(b1).add_(p.grad, alpha=1 - b1)
            v.mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            p -= self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="wrong" label="t counts parameters" mistake="adam.t_per_parameter"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            self.t += 1
            m.mul_(b1).add_(p.grad, alpha=1 - b1)
            v.mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            p -= self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="wrong" label="t fixed"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 1
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            m.mul_(b1).add_(p.grad, alpha=1 - b1)
            v.mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            p -= self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="wrong" label="betas exchanged" mistake="adam.betas_exchanged"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        b2, b1 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            m.mul_(b1).add_(p.grad, alpha=1 - b1)
            v.mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            p -= self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="wrong" label="betas fixed" mistake="adam.betas_ignored"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = 0.9, 0.999
        for p, m, v in zip(self.params, self.m, self.v):
            m.mul_(b1).add_(p.grad, alpha=1 - b1)
            v.mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            p -= self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="wrong" label="no square" mistake="adam.no_square"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            m.mul_(b1).add_(p.grad, alpha=1 - b1)
            v.mul_(b2).add_(p.grad, alpha=1 - b2)
            p -= self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="wrong" label="no root" mistake="adam.no_root"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            m.mul_(b1).add_(p.grad, alpha=1 - b1)
            v.mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            p -= self.lr * (m / (1 - b1**self.t)) / (v / (1 - b2**self.t) + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="wrong" label="no momentum" mistake="adam.no_momentum"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            m.mul_(b1).add_(p.grad, alpha=1 - b1)
            v.mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            p -= self.lr * p.grad / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="wrong" label="no epsilon" mistake="adam.no_epsilon"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            m.mul_(b1).add_(p.grad, alpha=1 - b1)
            v.mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            p -= self.lr * (m / (1 - b1**self.t)) / (v / (1 - b2**self.t)).sqrt()

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="wrong" label="added" mistake="step.added"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            m.mul_(b1).add_(p.grad, alpha=1 - b1)
            v.mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            p += self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="wrong" label="torch.optim inside" mistake="optim.used"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.inner = torch.optim.Adam(params, lr=lr, betas=betas, eps=eps)

    def step(self):
        self.inner.step()

    def zero_grad(self):
        self.inner.zero_grad()


# %% exercise="Adam" verdict="wrong" label="torch.optim as base" mistake="optim.used"
class Adam(torch.optim.Adam):
    pass


# %% exercise="Adam" verdict="wrong" label="AdamW inside" mistake="optim.used"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.inner = torch.optim.AdamW(params, lr=lr, betas=betas, eps=eps, weight_decay=0)

    def step(self):
        self.inner.step()

    def zero_grad(self):
        self.inner.zero_grad()


# %% exercise="Adam" verdict="wrong" label="m without its factor"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            m.mul_(b1).add_(p.grad)
            v.mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            p -= self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="wrong" label="betas without default"
class Adam:
    def __init__(self, params, lr, betas, eps):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            m.mul_(b1).add_(p.grad, alpha=1 - b1)
            v.mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            p -= self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="wrong" label="largest square kept"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.top = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for i, p in enumerate(self.params):
            self.m[i] = b1 * self.m[i] + (1 - b1) * p.grad
            self.v[i] = b2 * self.v[i] + (1 - b2) * p.grad**2
            self.top[i] = torch.maximum(self.top[i], self.v[i] / (1 - b2**self.t))
            p -= self.lr * (self.m[i] / (1 - b1**self.t)) / (self.top[i].sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="wrong" label="squares summed, never forgotten"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            m.mul_(b1).add_(p.grad, alpha=1 - b1)
            v.add_(p.grad**2)
            p -= self.lr * (m / (1 - b1**self.t)) / (v.sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="wrong" label="zero_grad before the first backward" mistake="grad.zeroed_none"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            m.mul_(b1).add_(p.grad, alpha=1 - b1)
            v.mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            p -= self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad.zero_()


# %% exercise="Adam" verdict="wrong" label="one v for a whole parameter: right for one element"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [0.0 for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for i, p in enumerate(self.params):
            self.m[i] = b1 * self.m[i] + (1 - b1) * p.grad
            self.v[i] = b2 * self.v[i] + (1 - b2) * (p.grad**2).mean()
            p -= self.lr * (self.m[i] / (1 - b1**self.t)) / ((self.v[i] / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="wrong" label="m and v in the class" mistake="state.shared"
class Adam:
    state = {}

    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for i, p in enumerate(self.params):
            m, v = self.state.get(i, (torch.zeros_like(p), torch.zeros_like(p)))
            m, v = b1 * m + (1 - b1) * p.grad, b2 * v + (1 - b2) * p.grad**2
            self.state[i] = m, v
            p -= self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="wrong" label="corrected in place: the correction piles up" mistake="adam.correction_kept"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            m.mul_(b1).add_(p.grad, alpha=1 - b1).div_(1 - b1**self.t)
            v.mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2).div_(1 - b2**self.t)
            p -= self.lr * m / (v.sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="wrong" label="AMSGrad"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.top = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v, top in zip(self.params, self.m, self.v, self.top):
            m.mul_(b1).add_(p.grad, alpha=1 - b1)
            v.mul_(b2).add_(p.grad**2, alpha=1 - b2)
            top.copy_(torch.maximum(top, v))
            p -= self.lr * m / (1 - b1**self.t) / ((top / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="wrong" label="nothing moves where the gradient is 0"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            m.mul_(b1).add_(p.grad, alpha=1 - b1)
            v.mul_(b2).add_(p.grad**2, alpha=1 - b2)
            move = self.lr * m / (1 - b1**self.t) / ((v / (1 - b2**self.t)).sqrt() + self.eps)
            p -= torch.where(p.grad == 0, 0, move)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="wrong" label="betas with another default" mistake="options.default"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.99), eps=1e-8):
        self.params, self.lr, self.betas, self.eps = list(params), lr, betas, eps
        self.t = 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            m.mul_(b1).add_((1 - b1) * p.grad)
            v.mul_(b2).add_((1 - b2) * p.grad**2)
            p -= self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="wrong" label="eps with another default" mistake="options.default"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-7):
        self.params, self.lr, self.betas, self.eps = list(params), lr, betas, eps
        self.t = 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            m.mul_(b1).add_((1 - b1) * p.grad)
            v.mul_(b2).add_((1 - b2) * p.grad**2)
            p -= self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="wrong" label="p = p − …" mistake="argument.not_updated"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps = list(params), lr, betas, eps
        self.t = 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            m.mul_(b1).add_((1 - b1) * p.grad)
            v.mul_(b2).add_((1 - b2) * p.grad**2)
            p = p - self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="wrong" label="params as it comes, in a list or not" mistake="params.exhausted"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps = params, lr, betas, eps
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            m.mul_(b1).add_((1 - b1) * p.grad)
            v.mul_(b2).add_((1 - b2) * p.grad ** 2)
            mh = m / (1 - b1 ** self.t)
            vh = v / (1 - b2 ** self.t)
            p -= self.lr * mh / (vh.sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="Adam" verdict="wrong" label="PyTorch's fused operation, called below torch" mistake="optim.used"
class Adam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps = list(params), lr, betas, eps
        self.wd = 0.0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = [torch.tensor(0.0) for p in self.params]
    @torch.no_grad()
    def step(self):
        torch._foreach_add_(self.t, 1)
        torch.ops.aten._fused_adam_(self.params, [p.grad for p in self.params], self.m, self.v, [], self.t, lr=self.lr, beta1=self.betas[0], beta2=self.betas[1], weight_decay=self.wd, eps=self.eps, amsgrad=False, maximize=False)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="SGD" verdict="right" label="shrunk, then stepped"
class SGD:
    def __init__(self, params, lr, weight_decay):
        self.params, self.lr, self.wd = list(params), lr, weight_decay

    @torch.no_grad()
    def step(self):
        for p in self.params:
            p.mul_(1 - self.lr * self.wd).sub_(self.lr * p.grad)

    def zero_grad(self):
        for p in self.params:
            if p.grad is not None:
                p.grad.zero_()


# %% exercise="SGD" verdict="right" label=".data"
class SGD:
    def __init__(self, params, lr, weight_decay):
        self.params, self.lr, self.wd = list(params), lr, weight_decay

    def step(self):
        for p in self.params:
            p.data = p.data - self.lr * p.grad - self.lr * self.wd * p.data

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="SGD" verdict="right" label="gradient changed in place"
class SGD:
    def __init__(self, params, lr, weight_decay):
        self.params, self.lr, self.wd = list(params), lr, weight_decay

    @torch.no_grad()
    def step(self):
        for p in self.params:
            p.grad += self.wd * p
            p.sub_(p.grad, alpha=self.lr)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="SGD" verdict="right" label="on top of Optimizer"
class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, weight_decay):
        super().__init__(params, {'lr': lr, 'weight_decay': weight_decay})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group['params']:
                p.add_(p.grad.add(p, alpha=group['weight_decay']), alpha=-group['lr'])


# %% exercise="SGD" verdict="right" label="the derivative of the penalty"
class SGD:
    def __init__(self, params, lr, weight_decay):
        self.params, self.lr, self.wd = list(params), lr, weight_decay

    @torch.no_grad()
    def step(self):
        for p in self.params:
            with torch.enable_grad():
                penalty = self.wd / 2 * (p**2).sum()
            (pull,) = torch.autograd.grad(penalty, p)
            p -= self.lr * (p.grad + pull)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="SGD" verdict="right" label="foreach"
class SGD:
    def __init__(self, params, lr, weight_decay):
        self.params, self.lr, self.wd = list(params), lr, weight_decay

    @torch.no_grad()
    def step(self):
        pulls = [p.grad + self.wd * p for p in self.params]
        torch._foreach_sub_(self.params, [self.lr * pull for pull in pulls])

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="SGD" verdict="right" label="the penalty's own backward"
class SGD:
    def __init__(self, params, lr, weight_decay):
        self.params, self.lr, self.weight_decay = list(params), lr, weight_decay

    def step(self):
        penalty = sum((p**2).sum() for p in self.params)
        (self.weight_decay / 2 * penalty).backward()
        with torch.no_grad():
            for p in self.params:
                p -= self.lr * p.grad

    def zero_grad(self):
        for p in self.params:
            p.grad = torch.zeros_like(p)


# %% exercise="SGD" verdict="right" label="on the worked example's class"
class SGD(GradientDescent):
    def __init__(self, params, lr, weight_decay):
        super().__init__(params, lr)
        self.weight_decay = weight_decay

    def step(self):
        for p in self.params:
            p.grad = p.grad + self.weight_decay * p.detach()
        super().step()


# %% exercise="SGD" verdict="wrong" label="a dataclass, values from lists: no list of params" mistake="params.exhausted"
from dataclasses import dataclass


@dataclass(frozen=True)
class SGD:
    params: list
    lr: float
    weight_decay: float

    def step(self):
        for p in self.params:
            old, slopes = p.detach().flatten().tolist(), p.grad.flatten().tolist()
            new = [v - self.lr * (s + self.weight_decay * v) for v, s in zip(old, slopes)]
            p.data = torch.tensor(new, dtype=p.dtype).reshape(p.shape)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="SGD" verdict="right" label="NumPy on the parameters' own memory"
class SGD:
    def __init__(self, params, lr, weight_decay):
        self.params, self.keep, self.lr = tuple(params), 1 - lr * weight_decay, lr

    def step(self):
        for p in self.params:
            value = p.detach().numpy()
            value *= self.keep
            value -= self.lr * p.grad.numpy()

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="SGD" verdict="right" label="groups of parameters"
class SGD:
    def __init__(self, params, lr, weight_decay):
        self.param_groups = [dict(params=list(params), lr=lr, weight_decay=weight_decay)]

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                p.lerp_(-p.grad / group["weight_decay"] if group["weight_decay"] else p - p.grad,
                        group["lr"] * (group["weight_decay"] or 1))

    def zero_grad(self):
        for group in self.param_groups:
            for p in group["params"]:
                p.grad = None


# %% exercise="SGD" verdict="wrong" label="ignored" mistake="decay.ignored"
class SGD:
    def __init__(self, params, lr, weight_decay):
        self.params, self.lr, self.wd = list(params), lr, weight_decay

    @torch.no_grad()
    def step(self):
        for p in self.params:
            p -= self.lr * p.grad

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="SGD" verdict="wrong" label="doubled" mistake="decay.doubled"
class SGD:
    def __init__(self, params, lr, weight_decay):
        self.params, self.lr, self.wd = list(params), lr, weight_decay

    @torch.no_grad()
    def step(self):
        for p in self.params:
            p -= self.lr * (p.grad + 2 * self.wd * p)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="SGD" verdict="wrong" label="halved" mistake="decay.halved"
class SGD:
    def __init__(self, params, lr, weight_decay):
        self.params, self.lr, self.wd = list(params), lr, weight_decay

    @torch.no_grad()
    def step(self):
        for p in self.params:
            p -= self.lr * (p.grad + self.wd / 2 * p)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="SGD" verdict="wrong" label="decoupled" mistake="decay.without_lr"
class SGD:
    def __init__(self, params, lr, weight_decay):
        self.params, self.lr, self.wd = list(params), lr, weight_decay

    @torch.no_grad()
    def step(self):
        for p in self.params:
            p.mul_(1 - self.wd).sub_(self.lr * p.grad)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="SGD" verdict="wrong" label="after the step" mistake="decay.after"
class SGD:
    def __init__(self, params, lr, weight_decay):
        self.params, self.lr, self.wd = list(params), lr, weight_decay

    @torch.no_grad()
    def step(self):
        for p in self.params:
            p -= self.lr * p.grad
            p -= self.lr * self.wd * p

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="SGD" verdict="wrong" label="wrong sign" mistake="decay.sign"
class SGD:
    def __init__(self, params, lr, weight_decay):
        self.params, self.lr, self.wd = list(params), lr, weight_decay

    @torch.no_grad()
    def step(self):
        for p in self.params:
            p -= self.lr * (p.grad - self.wd * p)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="SGD" verdict="wrong" label="added" mistake="step.added"
class SGD:
    def __init__(self, params, lr, weight_decay):
        self.params, self.lr, self.wd = list(params), lr, weight_decay

    @torch.no_grad()
    def step(self):
        for p in self.params:
            p += self.lr * (p.grad + self.wd * p)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="SGD" verdict="wrong" label="not for biases" mistake="decay.partial"
class SGD:
    def __init__(self, params, lr, weight_decay):
        self.params, self.lr, self.wd = list(params), lr, weight_decay

    @torch.no_grad()
    def step(self):
        for p in self.params:
            p -= self.lr * (p.grad + self.wd * p * (p.dim() > 1))

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="SGD" verdict="wrong" label="not for small ones" mistake="decay.partial"
class SGD:
    def __init__(self, params, lr, weight_decay):
        self.params, self.lr, self.wd = list(params), lr, weight_decay

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            p -= self.lr * (p.grad + (self.wd * p if i == 0 else 0))

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="SGD" verdict="wrong" label="a constant" mistake="decay.constant"
class SGD:
    def __init__(self, params, lr, weight_decay):
        self.params, self.lr, self.wd = list(params), lr, weight_decay

    @torch.no_grad()
    def step(self):
        for p in self.params:
            p -= self.lr * (p.grad + self.wd)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="SGD" verdict="wrong" label="by the sign"
class SGD:
    def __init__(self, params, lr, weight_decay):
        self.params, self.lr, self.wd = list(params), lr, weight_decay

    @torch.no_grad()
    def step(self):
        for p in self.params:
            p -= self.lr * (p.grad + self.wd * p.sign())

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="SGD" verdict="wrong" label="decay gathers in .grad" mistake="zero_grad.nothing"
class SGD:
    def __init__(self, params, lr, weight_decay):
        self.params, self.lr, self.wd = list(params), lr, weight_decay

    @torch.no_grad()
    def step(self):
        for p in self.params:
            p.grad += self.wd * p
            p.sub_(p.grad, alpha=self.lr)

    def zero_grad(self):
        pass


# %% exercise="SGD" verdict="wrong" label="torch.optim inside" mistake="optim.used"
class SGD:
    def __init__(self, params, lr, weight_decay):
        self.inner = torch.optim.SGD(params, lr=lr, weight_decay=weight_decay)

    def step(self):
        self.inner.step()

    def zero_grad(self):
        self.inner.zero_grad()


# %% exercise="SGD" verdict="wrong" label="torch.optim as base" mistake="optim.used"
class SGD(torch.optim.SGD):
    def __init__(self, params, lr, weight_decay):
        super().__init__(params, lr=lr, weight_decay=weight_decay)


# %% exercise="SGD" verdict="wrong" label="towards the start"
class SGD:
    def __init__(self, params, lr, weight_decay):
        self.params, self.lr, self.wd = list(params), lr, weight_decay
        self.first = [p.detach().clone() for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, first in zip(self.params, self.first):
            p -= self.lr * (p.grad + self.wd * first)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="SGD" verdict="wrong" label="norm, not parameter"
class SGD:
    def __init__(self, params, lr, weight_decay):
        self.params, self.lr, self.wd = list(params), lr, weight_decay

    @torch.no_grad()
    def step(self):
        for p in self.params:
            p -= self.lr * (p.grad + self.wd * p.norm())

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="SGD" verdict="wrong" label="rate twice on the decay"
class SGD:
    def __init__(self, params, lr, weight_decay):
        self.params, self.lr, self.wd = list(params), lr, weight_decay

    @torch.no_grad()
    def step(self):
        for p in self.params:
            p -= self.lr * (p.grad + self.lr * self.wd * p)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="SGD" verdict="wrong" label="decay by the absolute value: right while parameters are positive"
class SGD:
    def __init__(self, params, lr, weight_decay):
        self.params, self.lr, self.wd = list(params), lr, weight_decay

    @torch.no_grad()
    def step(self):
        for p in self.params:
            p -= self.lr * (p.grad + self.wd * p.abs())

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="SGD" verdict="wrong" label="zero_grad before the first backward" mistake="grad.zeroed_none"
class SGD:
    def __init__(self, params, lr, weight_decay):
        self.params, self.lr, self.wd = list(params), lr, weight_decay

    @torch.no_grad()
    def step(self):
        for p in self.params:
            p -= self.lr * (p.grad + self.wd * p)

    def zero_grad(self):
        for p in self.params:
            p.grad.zero_()


# %% exercise="SGD" verdict="wrong" label="decay at the first step only"
class SGD:
    def __init__(self, params, lr, weight_decay):
        self.params, self.lr, self.wd = list(params), lr, weight_decay

    @torch.no_grad()
    def step(self):
        for p in self.params:
            p -= self.lr * (p.grad + self.wd * p)
        self.wd = 0

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="SGD" verdict="wrong" label="p = p − …" mistake="argument.not_updated"
class SGD:
    def __init__(self, params, lr, weight_decay):
        self.params, self.lr, self.weight_decay = list(params), lr, weight_decay

    @torch.no_grad()
    def step(self):
        for p in self.params:
            p = p - self.lr * (p.grad + self.weight_decay * p)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="SGD" verdict="wrong" label="the parameter multiplied by weight_decay"
class SGD:
    def __init__(self, params, lr, weight_decay):
        self.params, self.lr, self.weight_decay = list(params), lr, weight_decay

    @torch.no_grad()
    def step(self):
        for p in self.params:
            p *= self.weight_decay
            p -= self.lr * p.grad

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="AdamW" verdict="right" label="shrunk in one move with the step"
class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params, self.lr, self.betas, self.eps, self.wd = list(params), lr, betas, eps, weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            g = p.grad
            m.mul_(b1).add_((1 - b1) * g)
            v.mul_(b2).add_((1 - b2) * g**2)
            p.copy_(p - self.lr * (self.wd * p + (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)))

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="AdamW" verdict="right" label="efficient form, eps with it"
class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params, self.lr, self.betas, self.eps, self.wd = list(params), lr, betas, eps, weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            g = p.grad
            m.mul_(b1).add_((1 - b1) * g)
            v.mul_(b2).add_((1 - b2) * g**2)
            p *= 1 - self.lr * self.wd
            p -= self.lr * (1 - b2**self.t) ** 0.5 / (1 - b1**self.t) * m / (v.sqrt() + self.eps * (1 - b2**self.t) ** 0.5)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="AdamW" verdict="right" label="the old value kept, decayed last"
class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params, self.lr, self.betas, self.eps, self.wd = list(params), lr, betas, eps, weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            g = p.grad
            m.mul_(b1).add_((1 - b1) * g)
            v.mul_(b2).add_((1 - b2) * g**2)
            old = p.clone()
            p -= self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)
            p -= self.lr * self.wd * old

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="AdamW" verdict="right" label=".data, lists rebuilt"
class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params, self.lr, self.betas, self.eps, self.wd = list(params), lr, betas, eps, weight_decay
        self.m = self.v = [0.0] * len(self.params)
        self.t = 0

    def step(self):
        self.t += 1
        grads = [p.grad for p in self.params]
        self.m = [self.betas[0] * m + (1 - self.betas[0]) * g for m, g in zip(self.m, grads)]
        self.v = [self.betas[1] * v + (1 - self.betas[1]) * g * g for v, g in zip(self.v, grads)]
        for p, m, v in zip(self.params, self.m, self.v):
            m, v = m / (1 - self.betas[0] ** self.t), v / (1 - self.betas[1] ** self.t)
            p.data = p.data - self.lr * self.wd * p.data - self.lr * m / (v**0.5 + self.eps)

    def zero_grad(self):
        for p in self.params:
            if p.grad is not None:
                p.grad.zero_()


# %% exercise="AdamW" verdict="right" label="on top of Optimizer"
class AdamW(torch.optim.Optimizer):
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps, wd=weight_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            (b1, b2), lr = group["betas"], group["lr"]
            for p in group["params"]:
                s = self.state[p]
                if not s:
                    s.update(t=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                s["t"] += 1
                s["m"].lerp_(p.grad, 1 - b1)
                s["v"].mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
                p.sub_(p, alpha=lr * group["wd"])
                p.addcdiv_(s["m"] / (1 - b1 ** s["t"]), (s["v"] / (1 - b2 ** s["t"])).sqrt() + group["eps"], value=-lr)


# %% exercise="AdamW" verdict="right" label="Adam inside, shrunk before it steps"
class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params, self.kept = list(params), 1 - lr * weight_decay
        self.adam = Adam(self.params, lr, betas, eps)

    def step(self):
        with torch.no_grad():
            for p in self.params:
                p.mul_(self.kept)
        self.adam.step()

    def zero_grad(self):
        self.adam.zero_grad()


# %% exercise="AdamW" verdict="right" label="a subclass of Adam"
class AdamW(Adam):
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        params = list(params)
        super().__init__(params, lr, betas, eps)
        self.shrinks, self.all = lr * weight_decay, list(params)

    def step(self):
        for p in self.all:
            p.data.mul_(1 - self.shrinks)
        super().step()


# %% exercise="AdamW" verdict="wrong" label="a dataclass, foreach: no list of params" mistake="params.exhausted"
from dataclasses import dataclass


@dataclass
class AdamW:
    params: list
    lr: float
    betas: tuple = (0.9, 0.999)
    eps: float = 1e-8
    weight_decay: float = 0.01

    def __post_init__(self):
        self.m = [p.detach() * 0 for p in self.params]
        self.v = [p.detach() * 0 for p in self.params]
        self.c1 = self.c2 = 1.0

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        self.c1, self.c2 = self.c1 * b1, self.c2 * b2
        grads = [p.grad for p in self.params]
        torch._foreach_mul_(self.m, b1)
        torch._foreach_add_(self.m, grads, alpha=1 - b1)
        torch._foreach_mul_(self.v, b2)
        torch._foreach_addcmul_(self.v, grads, grads, value=1 - b2)
        torch._foreach_mul_(self.params, 1 - self.lr * self.weight_decay)
        for p, m, v in zip(self.params, self.m, self.v):
            p -= self.lr * m / (1 - self.c1) / ((v / (1 - self.c2)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = torch.zeros_like(p)


# %% exercise="AdamW" verdict="right" label="NumPy on the parameters' own memory"
import numpy as np


class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params, self.lr, self.betas, self.eps, self.wd, self.t = list(params), lr, betas, eps, weight_decay, 0
        self.m = [np.zeros(p.shape) for p in self.params]
        self.v = [np.zeros(p.shape) for p in self.params]

    def step(self):
        self.t += 1
        (b1, b2), t = self.betas, self.t
        for i, p in enumerate(self.params):
            g = p.grad.numpy()
            self.m[i] = b1 * self.m[i] + (1 - b1) * g
            self.v[i] = b2 * self.v[i] + (1 - b2) * g**2
            move = self.m[i] / (1 - b1**t) / (np.sqrt(self.v[i] / (1 - b2**t)) + self.eps)
            value = p.detach().numpy()
            value[...] = value - self.lr * (self.wd * value + move)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="AdamW" verdict="right" label="all gradients kept"
class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params, self.lr, self.betas, self.eps, self.wd = list(params), lr, betas, eps, weight_decay
        self.old = {id(p): [] for p in self.params}

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            old = self.old[id(p)]
            old.insert(0, p.grad.detach().clone())
            m = sum(b1**k * g for k, g in enumerate(old)) / sum(b1**k for k in range(len(old)))
            v = sum(b2**k * g * g for k, g in enumerate(old)) / sum(b2**k for k in range(len(old)))
            p.copy_(p - self.lr * m / (v.sqrt() + self.eps) - p * (self.lr * self.wd))

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="AdamW" verdict="right" label="the decay gathered in one factor, the raw value kept"
class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params, self.lr, self.betas, self.eps, self.factor = list(params), lr, betas, eps, 1 - lr * weight_decay
        self.m, self.v, self.t = {}, {}, 0

    def step(self):
        self.t += 1
        for i, p in enumerate(self.params):
            with torch.no_grad():
                self.m[i] = torch.lerp(self.m.get(i, torch.zeros_like(p)), p.grad, 1 - self.betas[0])
                self.v[i] = torch.lerp(self.v.get(i, torch.zeros_like(p)), p.grad.square(), 1 - self.betas[1])
                first, second = (1 - beta**self.t for beta in self.betas)
                step = self.m[i].div(first) / self.v[i].div(second).sqrt().add(self.eps)
                p.data = torch.add(p * self.factor, step, alpha=-self.lr)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="AdamW" verdict="wrong" label="Adam with the penalty in the gradient" mistake="decay.in_gradient"
class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params, self.lr, self.betas, self.eps, self.wd = list(params), lr, betas, eps, weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            g = p.grad + self.wd * p
            m.mul_(b1).add_((1 - b1) * g)
            v.mul_(b2).add_((1 - b2) * g**2)
            p -= self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="AdamW" verdict="wrong" label="Adam: no decay" mistake="decay.ignored"
class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params, self.lr, self.betas, self.eps, self.wd = list(params), lr, betas, eps, weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            g = p.grad
            m.mul_(b1).add_((1 - b1) * g)
            v.mul_(b2).add_((1 - b2) * g**2)
            p -= self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="AdamW" verdict="wrong" label="decay without the rate" mistake="decay.without_lr"
class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params, self.lr, self.betas, self.eps, self.wd = list(params), lr, betas, eps, weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            g = p.grad
            m.mul_(b1).add_((1 - b1) * g)
            v.mul_(b2).add_((1 - b2) * g**2)
            p *= 1 - self.wd
            p -= self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="AdamW" verdict="wrong" label="decay after the step" mistake="decay.after"
class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params, self.lr, self.betas, self.eps, self.wd = list(params), lr, betas, eps, weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            g = p.grad
            m.mul_(b1).add_((1 - b1) * g)
            v.mul_(b2).add_((1 - b2) * g**2)
            p -= self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)
            p *= 1 - self.lr * self.wd

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="AdamW" verdict="wrong" label="away from zero" mistake="decay.sign"
class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params, self.lr, self.betas, self.eps, self.wd = list(params), lr, betas, eps, weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            g = p.grad
            m.mul_(b1).add_((1 - b1) * g)
            v.mul_(b2).add_((1 - b2) * g**2)
            p *= 1 + self.lr * self.wd
            p -= self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="AdamW" verdict="wrong" label="decay doubled" mistake="decay.doubled"
class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params, self.lr, self.betas, self.eps, self.wd = list(params), lr, betas, eps, weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            g = p.grad
            m.mul_(b1).add_((1 - b1) * g)
            v.mul_(b2).add_((1 - b2) * g**2)
            p *= 1 - 2 * self.lr * self.wd
            p -= self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="AdamW" verdict="wrong" label="decay halved" mistake="decay.halved"
class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params, self.lr, self.betas, self.eps, self.wd = list(params), lr, betas, eps, weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            g = p.grad
            m.mul_(b1).add_((1 - b1) * g)
            v.mul_(b2).add_((1 - b2) * g**2)
            p *= 1 - self.lr * self.wd / 2
            p -= self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="AdamW" verdict="wrong" label="decay added to m in the fraction" mistake="decay.divided"
class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params, self.lr, self.betas, self.eps, self.wd = list(params), lr, betas, eps, weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            g = p.grad
            m.mul_(b1).add_((1 - b1) * g)
            v.mul_(b2).add_((1 - b2) * g**2)
            p -= self.lr * (m / (1 - b1**self.t) + self.wd * p) / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="AdamW" verdict="wrong" label="rate twice on the decay" mistake="decay.lr_twice"
class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params, self.lr, self.betas, self.eps, self.wd = list(params), lr, betas, eps, weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            g = p.grad
            m.mul_(b1).add_((1 - b1) * g)
            v.mul_(b2).add_((1 - b2) * g**2)
            p *= 1 - self.lr * self.lr * self.wd
            p -= self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="AdamW" verdict="wrong" label="a constant pull" mistake="decay.constant"
class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params, self.lr, self.betas, self.eps, self.wd = list(params), lr, betas, eps, weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            g = p.grad
            m.mul_(b1).add_((1 - b1) * g)
            v.mul_(b2).add_((1 - b2) * g**2)
            p -= self.lr * self.wd
            p -= self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="AdamW" verdict="wrong" label="decay by the sign"
class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params, self.lr, self.betas, self.eps, self.wd = list(params), lr, betas, eps, weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            g = p.grad
            m.mul_(b1).add_((1 - b1) * g)
            v.mul_(b2).add_((1 - b2) * g**2)
            p -= self.lr * self.wd * p.sign()
            p -= self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="AdamW" verdict="wrong" label="weights only" mistake="decay.partial"
class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params, self.lr, self.betas, self.eps, self.wd = list(params), lr, betas, eps, weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            g = p.grad
            m.mul_(b1).add_((1 - b1) * g)
            v.mul_(b2).add_((1 - b2) * g**2)
            if p.dim() > 1:
                p *= 1 - self.lr * self.wd
            p -= self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="AdamW" verdict="wrong" label="decay in the gradient and beside it"
class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params, self.lr, self.betas, self.eps, self.wd = list(params), lr, betas, eps, weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            g = p.grad + self.wd * p
            m.mul_(b1).add_((1 - b1) * g)
            v.mul_(b2).add_((1 - b2) * g**2)
            p *= 1 - self.lr * self.wd
            p -= self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="AdamW" verdict="wrong" label="decay multiplies the parameter by wd"
class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params, self.lr, self.betas, self.eps, self.wd = list(params), lr, betas, eps, weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            g = p.grad
            m.mul_(b1).add_((1 - b1) * g)
            v.mul_(b2).add_((1 - b2) * g**2)
            p *= self.wd
            p -= self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="AdamW" verdict="wrong" label="new values of m and v not kept" mistake="adam.means_reset"
class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params, self.lr, self.betas, self.eps, self.wd, self.t = list(params), lr, betas, eps, weight_decay, 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            m = b1 * m + (1 - b1) * p.grad
            v = b2 * v + (1 - b2) * p.grad**2
            p *= 1 - self.lr * self.wd
            p -= self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="AdamW" verdict="wrong" label="no correction" mistake="adam.no_correction"
class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params, self.lr, self.betas, self.eps, self.wd = list(params), lr, betas, eps, weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            g = p.grad
            m.mul_(b1).add_((1 - b1) * g)
            v.mul_(b2).add_((1 - b2) * g**2)
            p *= 1 - self.lr * self.wd
            p -= self.lr * m / (v.sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="AdamW" verdict="wrong" label="t from 0" mistake="adam.t_from_0"
class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params, self.lr, self.betas, self.eps, self.wd = list(params), lr, betas, eps, weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = 0

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            g = p.grad
            m.mul_(b1).add_((1 - b1) * g)
            v.mul_(b2).add_((1 - b2) * g**2)
            p *= 1 - self.lr * self.wd
            p -= self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)
        self.t += 1

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="AdamW" verdict="wrong" label="beta times t" mistake="adam.beta_times_t"
class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params, self.lr, self.betas, self.eps, self.wd = list(params), lr, betas, eps, weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            g = p.grad
            m.mul_(b1).add_((1 - b1) * g)
            v.mul_(b2).add_((1 - b2) * g**2)
            p *= 1 - self.lr * self.wd
            p -= self.lr * (m / (1 - b1 * self.t)) / ((v / (1 - b2 * self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="AdamW" verdict="wrong" label="the power of the difference" mistake="adam.power_outside"
class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params, self.lr, self.betas, self.eps, self.wd = list(params), lr, betas, eps, weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            g = p.grad
            m.mul_(b1).add_((1 - b1) * g)
            v.mul_(b2).add_((1 - b2) * g**2)
            p *= 1 - self.lr * self.wd
            p -= self.lr * (m / (1 - b1) ** self.t) / ((v / (1 - b2) ** self.t).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="AdamW" verdict="wrong" label="eps in the root" mistake="adam.eps_in_root"
class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params, self.lr, self.betas, self.eps, self.wd = list(params), lr, betas, eps, weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            g = p.grad
            m.mul_(b1).add_((1 - b1) * g)
            v.mul_(b2).add_((1 - b2) * g**2)
            p *= 1 - self.lr * self.wd
            p -= self.lr * (m / (1 - b1**self.t)) / (v / (1 - b2**self.t) + self.eps).sqrt()

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="AdamW" verdict="wrong" label="eps forgotten" mistake="adam.no_epsilon"
class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params, self.lr, self.betas, self.eps, self.wd = list(params), lr, betas, eps, weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            g = p.grad
            m.mul_(b1).add_((1 - b1) * g)
            v.mul_(b2).add_((1 - b2) * g**2)
            p *= 1 - self.lr * self.wd
            p -= self.lr * (m / (1 - b1**self.t)) / (v / (1 - b2**self.t)).sqrt()

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="AdamW" verdict="wrong" label="added" mistake="step.added"
class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params, self.lr, self.betas, self.eps, self.wd = list(params), lr, betas, eps, weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            g = p.grad
            m.mul_(b1).add_((1 - b1) * g)
            v.mul_(b2).add_((1 - b2) * g**2)
            p *= 1 - self.lr * self.wd
            p += self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="AdamW" verdict="wrong" label="not squared" mistake="adam.no_square"
class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params, self.lr, self.betas, self.eps, self.wd = list(params), lr, betas, eps, weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            g = p.grad
            m.mul_(b1).add_((1 - b1) * g)
            v.mul_(b2).add_((1 - b2) * g)
            p *= 1 - self.lr * self.wd
            p -= self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="AdamW" verdict="wrong" label="betas exchanged" mistake="adam.betas_exchanged"
class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params, self.lr, self.betas, self.eps, self.wd = list(params), lr, betas, eps, weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        b2, b1 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            g = p.grad
            m.mul_(b1).add_((1 - b1) * g)
            v.mul_(b2).add_((1 - b2) * g**2)
            p *= 1 - self.lr * self.wd
            p -= self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="AdamW" verdict="wrong" label="t counts parameters" mistake="adam.t_per_parameter"
class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params, self.lr, self.betas, self.eps, self.wd = list(params), lr, betas, eps, weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = 0

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            g = p.grad
            self.t += 1
            m.mul_(b1).add_((1 - b1) * g)
            v.mul_(b2).add_((1 - b2) * g**2)
            p *= 1 - self.lr * self.wd
            p -= self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="AdamW" verdict="wrong" label="torch.optim inside" mistake="optim.used"
class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.inner = torch.optim.AdamW(params, lr=lr, betas=betas, eps=eps, weight_decay=weight_decay)

    def step(self):
        self.inner.step()

    def zero_grad(self):
        self.inner.zero_grad()


# %% exercise="AdamW" verdict="wrong" label="torch.optim as base" mistake="optim.used"
class AdamW(torch.optim.AdamW):
    pass


# %% exercise="AdamW" verdict="wrong" label="torch.optim's Adam, shrunk by hand" mistake="optim.used"
class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params, self.kept = list(params), 1 - lr * weight_decay
        self.inner = torch.optim.Adam(self.params, lr=lr, betas=betas, eps=eps)

    @torch.no_grad()
    def step(self):
        for p in self.params:
            p *= self.kept
        self.inner.step()

    def zero_grad(self):
        self.inner.zero_grad()


# %% exercise="AdamW" verdict="wrong" label="weight decay without its default" mistake="options.default"
class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        self.params, self.lr, self.betas, self.eps, self.wd = list(params), lr, betas, eps, weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            g = p.grad
            m.mul_(b1).add_((1 - b1) * g)
            v.mul_(b2).add_((1 - b2) * g**2)
            p *= 1 - self.lr * self.wd
            p -= self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="AdamW" verdict="wrong" label="m and v in the class" mistake="state.shared"
class AdamW:
    m, v, t = {}, {}, 0

    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params, self.lr, self.betas, self.eps, self.wd = list(params), lr, betas, eps, weight_decay

    @torch.no_grad()
    def step(self):
        self.t += 1
        for i, p in enumerate(self.params):
            b1, b2 = self.betas
            self.m[i] = b1 * self.m.get(i, 0.0) + (1 - b1) * p.grad
            self.v[i] = b2 * self.v.get(i, 0.0) + (1 - b2) * p.grad**2
            p *= 1 - self.lr * self.wd
            p -= self.lr * (self.m[i] / (1 - b1**self.t)) / ((self.v[i] / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="AdamW" verdict="wrong" label="outside no_grad" mistake="leaf.in_graph"
class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params, self.lr, self.betas, self.eps, self.wd = list(params), lr, betas, eps, weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = 0

    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            g = p.grad
            m.mul_(b1).add_((1 - b1) * g)
            v.mul_(b2).add_((1 - b2) * g**2)
            p *= 1 - self.lr * self.wd
            p -= self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="AdamW" verdict="wrong" label="new tensors" mistake="argument.not_updated"
class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params, self.lr, self.betas, self.eps, self.wd = list(params), lr, betas, eps, weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            g = p.grad
            m.mul_(b1).add_((1 - b1) * g)
            v.mul_(b2).add_((1 - b2) * g**2)
            p = (1 - self.lr * self.wd) * p - self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="AdamW" verdict="wrong" label="zero_grad before the first backward" mistake="grad.zeroed_none"
class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params, self.lr, self.betas, self.eps, self.wd = list(params), lr, betas, eps, weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            g = p.grad
            m.mul_(b1).add_((1 - b1) * g)
            v.mul_(b2).add_((1 - b2) * g**2)
            p *= 1 - self.lr * self.wd
            p -= self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad.zero_()


# %% exercise="AdamW" verdict="wrong" label="zero_grad does nothing" mistake="zero_grad.nothing"
class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params, self.lr, self.betas, self.eps, self.wd = list(params), lr, betas, eps, weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            g = p.grad
            m.mul_(b1).add_((1 - b1) * g)
            v.mul_(b2).add_((1 - b2) * g**2)
            p *= 1 - self.lr * self.wd
            p -= self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            g = None


# %% exercise="AdamW" verdict="wrong" label="betas with another default" mistake="options.default"
class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.99), eps=1e-8, weight_decay=0.01):
        self.params, self.lr, self.betas, self.eps, self.weight_decay = list(params), lr, betas, eps, weight_decay
        self.t = 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            p *= 1 - self.lr * self.weight_decay
            m.mul_(b1).add_((1 - b1) * p.grad)
            v.mul_(b2).add_((1 - b2) * p.grad**2)
            p -= self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="AdamW" verdict="wrong" label="eps with another default" mistake="options.default"
class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-7, weight_decay=0.01):
        self.params, self.lr, self.betas, self.eps, self.weight_decay = list(params), lr, betas, eps, weight_decay
        self.t = 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            p *= 1 - self.lr * self.weight_decay
            m.mul_(b1).add_((1 - b1) * p.grad)
            v.mul_(b2).add_((1 - b2) * p.grad**2)
            p -= self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="AdamW" verdict="wrong" label="no decay by default" mistake="options.default"
class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0):
        self.params, self.lr, self.betas, self.eps, self.weight_decay = list(params), lr, betas, eps, weight_decay
        self.t = 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            p *= 1 - self.lr * self.weight_decay
            m.mul_(b1).add_((1 - b1) * p.grad)
            v.mul_(b2).add_((1 - b2) * p.grad**2)
            p -= self.lr * (m / (1 - b1**self.t)) / ((v / (1 - b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% exercise="AdamW" verdict="wrong" label="params as it comes, in a list or not" mistake="params.exhausted"
class AdamW:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params, self.lr, self.betas, self.eps = params, lr, betas, eps
        self.wd = weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            m.mul_(b1).add_((1 - b1) * p.grad)
            v.mul_(b2).add_((1 - b2) * p.grad ** 2)
            mh = m / (1 - b1 ** self.t)
            vh = v / (1 - b2 ** self.t)
            p *= 1 - self.lr * self.wd
            p -= self.lr * mh / (vh.sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


