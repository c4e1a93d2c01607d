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


# %% exercise="split" verdict="wrong" label="numpy" mistake="generator.ignored"
import numpy as np

def split(n, holdout, generator):
    order = np.random.permutation(n)
    count = round(holdout * n)
    return torch.from_numpy(order[count:]).long(), torch.from_numpy(order[:count]).long()


# %% exercise="split" verdict="wrong" label="python's sample" mistake="generator.ignored"
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


# %% exercise="split" verdict="right" label="drawn without replacement by multinomial"
def split(n, holdout, generator):
    order = torch.multinomial(torch.ones(n), n, generator=generator)
    k = round(n * holdout)
    return torch.narrow(order, 0, k, n - k), torch.narrow(order, 0, 0, k)


# %% exercise="split" verdict="right" label="the largest random keys"
def split(n, holdout, generator):
    held_out = torch.rand(n, generator=generator).topk(round(n * holdout)).indices
    chosen = torch.ones(n, dtype=torch.bool).index_fill(0, held_out, False)
    return chosen.nonzero()[:, 0], held_out


# %% exercise="split" verdict="right" label="a reservoir"
def split(n, holdout, generator):
    k = round(n * holdout)
    held, train = list(range(k)), []
    for i in range(k, n):
        place = int(torch.randint(i + 1, (1,), generator=generator))
        if place < k:
            train.append(held[place])
            held[place] = i
        else:
            train.append(i)
    return torch.LongTensor(train), torch.LongTensor(held)


# %% exercise="split" verdict="right" label="numpy's choice and setdiff1d"
import numpy as np


def split(n, holdout, generator):
    chance = np.random.default_rng(int(torch.randint(2**31, (1,), generator=generator)))
    held = chance.choice(n, size=round(n * holdout), replace=False)
    train = np.setdiff1d(np.arange(n), held)
    return torch.as_tensor(train, dtype=torch.int64), torch.as_tensor(held, dtype=torch.int64)


# %% exercise="split" verdict="wrong" label="python's shuffle" mistake="generator.ignored"
import random


def split(n, holdout, generator):
    order = list(range(n))
    random.shuffle(order)
    held = [order.pop() for _ in range(round(n * holdout))]
    return torch.tensor(order).long(), torch.tensor(held).long()


# %% exercise="split" verdict="right" label="split with sizes"
def split(n, holdout, generator):
    k = round(n * holdout)
    return torch.randperm(n, generator=generator).split((n - k, k))


# %% exercise="split" verdict="right" label="NumPy, seeded from the generator"
def split(n, holdout, generator):
    rng = np.random.default_rng(int(torch.randint(2**31, (1,), generator=generator)))
    order, k = torch.from_numpy(rng.permutation(n)), round(n * holdout)
    return order[k:], order[:k]


# %% exercise="split" verdict="right" label="Python's shuffle, seeded from the generator"
import random


def split(n, holdout, generator):
    order, k = list(range(n)), round(n * holdout)
    random.Random(torch.randint(2**31, (1,), generator=generator).item()).shuffle(order)
    return torch.tensor(order[k:], dtype=torch.int64), torch.tensor(order[:k], dtype=torch.int64)


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


# %% exercise="split" verdict="wrong" label="minus zero" mistake="split.all_held_out"
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


# %% exercise="split" verdict="wrong" label="lists" mistake="type.parts_not_tensors"
def split(n, holdout, generator):
    order, k = torch.randperm(n, generator=generator).tolist(), round(n * holdout)
    return order[k:], order[:k]


# %% exercise="split" verdict="wrong" label="the order, in one piece"
def split(n, holdout, generator):
    return torch.randperm(n, generator=generator)


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


# %% exercise="split" verdict="wrong" label="first one always for training" mistake="split.not_random"
def split(n, holdout, generator):
    k = round(n * holdout)
    order = 1 + torch.randperm(n - 1, generator=generator)
    return torch.cat([torch.zeros(1, dtype=torch.int64), order[k:]]), order[:k]


# %% exercise="split" verdict="wrong" label="empty as float" mistake="dtype.wrong"
def split(n, holdout, generator):
    order, k = torch.randperm(n, generator=generator).tolist(), round(n * holdout)
    return torch.tensor(order[k:]), torch.tensor(order[:k])


# %% exercise="split" verdict="wrong" label="halves always rounded up" mistake="split.size"
def split(n, holdout, generator):
    order, k = torch.randperm(n, generator=generator), int(n * holdout + 0.5)
    return order[k:], order[:k]


# %% exercise="split" verdict="wrong" label="the complement rounded" mistake="split.size"
def split(n, holdout, generator):
    order, k = torch.randperm(n, generator=generator), int(n * (1 - holdout))
    return order[:k], order[k:]


# %% exercise="split" verdict="wrong" label="columns" mistake="shape.wrong"
def split(n, holdout, generator):
    order, k = torch.randperm(n, generator=generator).reshape(n, 1), round(n * holdout)
    return order[k:], order[:k]


# %% exercise="split" verdict="wrong" label="int32" mistake="dtype.wrong"
def split(n, holdout, generator):
    order, k = torch.randperm(n, generator=generator).int(), round(n * holdout)
    return order[k:], order[:k]


# %% exercise="split" verdict="wrong" label="the smaller part is always the one held out" mistake="split.exchanged"
def split(n, holdout, generator):
    order, k = torch.randperm(n, generator=generator), round(n * holdout)
    return (order[k:], order[:k]) if k <= n - k else (order[:k], order[k:])


# %% exercise="split" verdict="wrong" label="the rest rounded: wrong where both are halves" mistake="split.size"
def split(n, holdout, generator):
    k = round(n * (1 - holdout))
    o = torch.randperm(n, generator=generator)
    return o[:k], o[k:]


# %% exercise="split" verdict="wrong" label="one sample always kept"
def split(n, holdout, generator):
    order = torch.randperm(n, generator=generator)
    k = min(round(n * holdout), n - 1)
    return order[k:], order[:k]


# %% exercise="standardize" verdict="right" label="mean of squares minus square of mean, in double"
def standardize(train, other):
    t = train.double()
    mean = t.mean(0)
    dev = ((t**2).mean(0) - mean**2).clamp(min=0).sqrt()
    dev[dev < 1e-9] = 1.0
    return (t - mean) / dev, (other.double() - mean) / dev


# %% exercise="standardize" verdict="right" label="var_mean"
def standardize(train, other):
    var, mean = torch.var_mean(train, dim=0, correction=0)
    dev = var.sqrt()
    dev[dev == 0] = 1
    return tuple((t - mean) / dev for t in (train, other))


# %% exercise="standardize" verdict="right" label="scikit-learn"
def standardize(train, other):
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler().fit(train.numpy())
    return tuple(torch.from_numpy(scaler.transform(t.numpy())) for t in (train, other))


# %% exercise="standardize" verdict="right" label="zeros wherever train is constant"
def standardize(train, other):
    deviation, mean = torch.std_mean(train, dim=0, correction=0)
    varied = deviation > 0
    scaled = [torch.zeros_like(t) for t in (train, other)]
    for into, t in zip(scaled, (train, other)):
        into[:, varied] = (t[:, varied] - mean[varied]) / deviation[varied]
    return scaled


# %% exercise="standardize" verdict="right" label="plain Python"
def standardize(train, other):
    from statistics import fmean, pstdev

    columns = []
    for own, others in zip(train.T.tolist(), other.T.tolist()):
        mean, deviation = fmean(own), pstdev(own) or 1.0
        columns.append(([(v - mean) / deviation for v in own], [(v - mean) / deviation for v in others]))
    return torch.tensor([c[0] for c in columns]).T, torch.tensor([c[1] for c in columns]).T


# %% exercise="standardize" verdict="right" label="largest and smallest alike"
def standardize(train, other):
    constant = train.amax(dim=0) == train.amin(dim=0)
    mean = train.mean(dim=0).where(~constant, train[0])
    deviation = train.std(dim=0, correction=0).masked_fill(constant, 1.0)
    return (train - mean) / deviation, (other - mean) / deviation


# %% exercise="standardize" verdict="right" label="zeros are written at the end"
def standardize(train, other):
    mean, deviation = train.mean(0), train.std(0, correction=0)
    one, two = (train - mean) / deviation, (other - mean) / deviation
    constant = (train[1:] == train[:-1]).all(0)
    one[:, constant] = 0
    two[:, constant] = 0
    return one, two


# %% exercise="standardize" verdict="right" label="column by column, with a set of its values"
def standardize(train, other):
    one, two = torch.zeros_like(train), torch.zeros_like(other)
    for j in range(train.shape[1]):
        column = train[:, j]
        if len(set(column.tolist())) > 1:
            mean, deviation = column.mean(), column.std(correction=0)
            one[:, j], two[:, j] = (column - mean) / deviation, (other[:, j] - mean) / deviation
    return one, two


# %% exercise="standardize" verdict="right" label="numpy, with np.ptp"
import numpy as np


def standardize(train, other):
    a, b = train.numpy(), other.numpy()
    varied = np.ptp(a, axis=0) > 0
    mean, deviation = a.mean(axis=0), np.where(varied, a.std(axis=0), 1)
    return torch.from_numpy((a - mean) / deviation * varied), torch.from_numpy((b - mean) / deviation * varied)


# %% exercise="standardize" verdict="right" label="distances from the first row"
def standardize(train, other):
    first = train[:1]
    one, two = train - first, other - first
    mean = one.mean(dim=0)
    deviation = torch.where((one == 0).all(dim=0), 1.0, (one - mean).square().mean(dim=0).sqrt())
    return (one - mean) / deviation, (two - mean) / deviation


# %% exercise="standardize" verdict="right" label="unique, column by column, and stacked"
def standardize(train, other):
    columns = []
    for own, others in zip(train.unbind(1), other.unbind(1)):
        if own.unique().numel() == 1:
            columns.append((own * 0, others * 0))
        else:
            columns.append(tuple((t - own.mean()) / own.std(unbiased=False) for t in (own, others)))
    ones, twos = zip(*columns)
    return torch.stack(ones, dim=1), torch.stack(twos, dim=1)


# %% exercise="standardize" verdict="right" label="a deviation that is tiny beside the values counts as none"
def standardize(train, other):
    mean, deviation = train.mean(0), train.std(0, correction=0)
    tiny = deviation <= 4 * torch.finfo(train.dtype).eps * train.abs().amax(0)
    scaled = [(t - mean) / torch.where(tiny, 1.0, deviation) for t in (train, other)]
    return tuple(torch.where(tiny, torch.zeros_like(t), t) for t in scaled)


# %% exercise="standardize" verdict="wrong" label="where: a rounded deviation" mistake="scale.rounded"
def standardize(train, other):
    mean = train.mean(dim=0)
    dev = train.std(dim=0, correction=0)
    dev = torch.where(dev == 0, torch.ones_like(dev), dev)
    return (train - mean) / dev, (other - mean) / dev


# %% exercise="standardize" verdict="wrong" label="keepdim, unbiased: a rounded deviation" mistake="scale.rounded"
def standardize(train, other):
    mean = train.mean(0, keepdim=True)
    dev = train.std(0, unbiased=False, keepdim=True)
    dev[dev == 0] = 1
    return (train - mean) / dev, (other - mean) / dev


# %% exercise="standardize" verdict="wrong" label="root of the mean square: a rounded deviation" mistake="scale.rounded"
def standardize(train, other):
    mean = train.mean(dim=0)
    dev = ((train - train.mean(dim=0)) ** 2).mean(dim=0).sqrt()
    dev = torch.where(dev == 0, torch.ones_like(dev), dev)
    return (train - mean) / dev, (other - mean) / dev


# %% exercise="standardize" verdict="wrong" label="column by column: a rounded deviation" mistake="scale.rounded"
def standardize(train, other):
    one, two = train.clone(), other.clone()
    for j in range(train.shape[1]):
        mean = train[:, j].sum() / len(train)
        dev = (((train[:, j] - mean) ** 2).sum() / len(train)) ** 0.5
        one[:, j] = (one[:, j] - mean) / (dev if dev > 0 else 1)
        two[:, j] = (two[:, j] - mean) / (dev if dev > 0 else 1)
    return one, two


# %% exercise="standardize" verdict="wrong" label="numpy: a rounded deviation" mistake="scale.rounded"
import numpy as np

def standardize(train, other):
    a = train.numpy()
    mean, dev = a.mean(axis=0), a.std(axis=0)
    dev = np.where(dev == 0, 1, dev)
    return torch.from_numpy((a - mean) / dev), torch.from_numpy((other.numpy() - mean) / dev)


# %% exercise="standardize" verdict="wrong" label="a tiny number in the denominator: a rounded deviation"
def standardize(train, other):
    mean = train.mean(dim=0)
    dev = train.std(dim=0, correction=0)
    return (train - mean) / (dev + 1e-8), (other - mean) / (dev + 1e-8)


# %% exercise="standardize" verdict="wrong" label="nan_to_num: a rounded deviation" mistake="scale.rounded"
def standardize(train, other):
    mean = train.mean(dim=0)
    dev = train.std(dim=0, correction=0)
    return ((train - mean) / dev).nan_to_num(), ((other - mean) / dev).nan_to_num()


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


# %% exercise="standardize" verdict="wrong" label="a constant column left as it is"
def standardize(train, other):
    mean, deviation = train.mean(dim=0), train.std(dim=0, correction=0)
    return (
        torch.where(deviation == 0, train, (train - mean) / deviation),
        torch.where(deviation == 0, other, (other - mean) / deviation),
    )


# %% exercise="standardize" verdict="wrong" label="deviation about 0: right for centred columns"
def standardize(train, other):
    mean, deviation = train.mean(dim=0), train.square().mean(dim=0).sqrt()
    deviation[(train == train[0]).all(dim=0)] = 1
    return (train - mean) / deviation, (other - mean) / deviation


# %% exercise="standardize" verdict="wrong" label="other by its own deviation"
def standardize(train, other):
    mean = train.mean(dim=0)

    def scaled(t):
        deviation = t.std(dim=0, correction=0)
        return (t - mean) / torch.where(deviation == 0, 1.0, deviation)

    return scaled(train), scaled(other)


# %% exercise="standardize" verdict="wrong" label="mean absolute deviation"
def standardize(train, other):
    mean = train.mean(dim=0)
    deviation = (train - mean).abs().mean(dim=0)
    deviation[deviation == 0] = 1
    return (train - mean) / deviation, (other - mean) / deviation


# %% exercise="standardize" verdict="wrong" label="the sum of squares not divided by N"
def standardize(train, other):
    mean = train.mean(dim=0)
    deviation = (train - mean).norm(dim=0)
    deviation[deviation == 0] = 1
    return (train - mean) / deviation, (other - mean) / deviation


# %% exercise="standardize" verdict="wrong" label="narrow columns taken for constant ones"
def standardize(train, other):
    m = train.sum(0) / len(train)
    s = ((train - m) ** 2).mean(0).sqrt()
    keep = s > 0.5
    s = torch.where(keep, s, torch.ones_like(s))
    return (train - m) / s, (other - m) / s


# %% exercise="standardize" verdict="wrong" label="the deviation at least 1e-12"
def standardize(train, other):
    mean, std = train.mean(0), train.std(0, correction=0).clamp(min=1e-12)
    return (train - mean) / std, (other - mean) / std


# %% exercise="standardize" verdict="wrong" label="the deviation at least 1e-3"
def standardize(train, other):
    mean, std = train.mean(0), train.std(0, correction=0).clamp(min=1e-3)
    return (train - mean) / std, (other - mean) / std


# %% exercise="standardize" verdict="wrong" label="a deviation under 1e-6 is none"
def standardize(train, other):
    mean, std = train.mean(0), train.std(0, correction=0)
    std = torch.where(std < 1e-6, 1.0, std)
    return (train - mean) / std, (other - mean) / std


# %% exercise="standardize" verdict="wrong" label="a deviation under 1e-2 is none"
def standardize(train, other):
    mean, std = train.mean(0), train.std(0, correction=0)
    std = torch.where(std < 1e-2, 1.0, std)
    return (train - mean) / std, (other - mean) / std


# %% exercise="standardize" verdict="wrong" label="the first row and the last are compared"
def standardize(train, other):
    constant = train[0] == train[-1]
    mean = torch.where(constant, train[0], train.mean(dim=0))
    deviation = torch.where(constant, 1.0, train.std(dim=0, correction=0))
    return (train - mean) / deviation, (other - mean) / deviation


# %% exercise="standardize" verdict="wrong" label="isclose with 1e-2: a narrow column is constant"
def standardize(train, other):
    mean, std = train.mean(0), train.std(0, correction=0)
    constant = torch.isclose(train, train[0], rtol=1e-2).all(0)
    std = torch.where(constant, 1.0, std)
    mean = torch.where(constant, train[0], mean)
    return (train - mean) / std, (other - mean) / std


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


# %% exercise="r2" verdict="right" label="scikit-learn"
def r2(prediction, target):
    from sklearn.metrics import r2_score

    return float(r2_score(target.detach().numpy().ravel(), prediction.detach().numpy().ravel()))


# %% exercise="r2" verdict="right" label="np.float64 of dot products"
import numpy as np


def r2(prediction, target):
    p, t = (np.ravel(a.detach().numpy()).astype(np.float64) for a in (prediction, target))
    return np.float64(1) - (p - t) @ (p - t) / (len(t) * np.var(t))


# %% exercise="r2" verdict="right" label="einsum"
def r2(prediction, target):
    r, c = (prediction - target).flatten(), (target - target.mean()).flatten()
    return (torch.einsum("i,i", c, c) - torch.einsum("i,i", r, r)).div(torch.einsum("i,i", c, c)).item()


# %% exercise="r2" verdict="right" label="statistics"
def r2(prediction, target):
    from statistics import fmean, pvariance

    pairs = list(zip(prediction.reshape(-1).tolist(), target.reshape(-1).tolist()))
    return 1 - fmean((p - t) ** 2 for p, t in pairs) / pvariance([t for _, t in pairs])


# %% exercise="r2" verdict="right" label="one minus the quotient of two losses"
def r2(prediction, target):
    with torch.no_grad():
        loss = nn.MSELoss(reduction="sum")
        baseline = target.mean().expand_as(target)
        return float(1 - loss(prediction, target) / loss(baseline, target))


# %% exercise="r2" verdict="right" label="numpy, without detach"
def r2(prediction, target):
    import numpy as np

    p, t = np.asarray(prediction, dtype=float), np.asarray(target, dtype=float)
    return 1 - np.sum((p - t) ** 2) / np.sum((t - t.mean()) ** 2)


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


# %% exercise="r2" verdict="wrong" label="tensor" mistake="type.not_float"
def r2(prediction, target):
    return 1 - ((prediction - target) ** 2).sum() / ((target - target.mean()) ** 2).sum()


# %% exercise="r2" verdict="wrong" label="mean over sum"
def r2(prediction, target):
    return (1 - ((prediction - target) ** 2).mean() / ((target - target.mean()) ** 2).sum()).item()


# %% exercise="r2" verdict="wrong" label="sample variance" mistake="r2.sample_variance"
def r2(prediction, target):
    return (1 - ((prediction - target) ** 2).mean() / target.var()).item()


# %% exercise="r2" verdict="wrong" label="mean of the prediction" mistake="r2.prediction_mean"
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


# %% exercise="r2" verdict="wrong" label="residuals centred first: right for an unbiased prediction" mistake="r2.centred"
def r2(prediction, target):
    return 1 - ((prediction - target).var() / target.var()).item()


# %% exercise="r2" verdict="wrong" label="adjusted for one feature"
def r2(prediction, target):
    n = target.numel()
    share = ((prediction - target) ** 2).sum() / ((target - target.mean()) ** 2).sum()
    return 1 - share.item() * (n - 1) / (n - 2)


# %% exercise="r2" verdict="wrong" label="cut off at -1"
def r2(prediction, target):
    share = ((prediction - target) ** 2).sum() / ((target - target.mean()) ** 2).sum()
    return max(-1.0, 1 - share.item())


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


# %% exercise="fit_early_stopping" verdict="right" label="a copy of the model kept"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    kept = deepcopy(model)
    train_losses = [float(loss_fn(model(x), y))]
    held_out_losses = [float(loss_fn(model(held_x), held_y))]
    for _ in range(epochs):
        optimizer.zero_grad(set_to_none=False)
        loss_fn(model(x), y).backward()
        optimizer.step()
        train_losses.append(float(loss_fn(model(x), y)))
        held_out_losses.append(float(loss_fn(model(held_x), held_y)))
        if held_out_losses[-1] < min(held_out_losses[:-1]):
            kept = deepcopy(model)
        if len(held_out_losses) - 1 - held_out_losses.index(min(held_out_losses)) >= patience:
            break
    model.load_state_dict(kept.state_dict())
    return train_losses, held_out_losses, held_out_losses.index(min(held_out_losses))


# %% exercise="fit_early_stopping" verdict="right" label="a class that watches"
class Watcher:
    def __init__(self, model, patience):
        self.model, self.patience, self.entry, self.best, self.lowest = model, patience, -1, 0, float("inf")

    def enough(self, value):
        self.entry += 1
        if value < self.lowest:
            self.lowest, self.best = value, self.entry
            self.parameters = [p.detach().numpy().copy() for p in self.model.parameters()]
        return self.entry - self.best >= self.patience

    def restore(self):
        for p, kept in zip(self.model.parameters(), self.parameters):
            p.data = torch.from_numpy(kept)


def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    watcher, losses = Watcher(model, patience), ([], [])
    for epoch in range(epochs + 1):
        if epoch:
            optimizer.zero_grad()
            loss_fn(model(train_data[0]), train_data[1]).backward()
            optimizer.step()
        for into, (x, y) in zip(losses, (train_data, held_out_data)):
            into.append(loss_fn(model(x), y).detach().item())
        if watcher.enough(losses[1][-1]):
            break
    watcher.restore()
    return (*losses, watcher.best)


# %% exercise="fit_early_stopping" verdict="right" label="saved into memory"
import io


def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    def saved():
        memory = io.BytesIO()
        torch.save(model.state_dict(), memory)
        return memory

    def entry():
        return [loss_fn(model(x), y).item() for x, y in (train_data, held_out_data)]

    entries, best, left, epoch = [entry()], saved(), patience, 0
    best_epoch = 0
    while epoch < epochs and left:
        epoch += 1
        loss = loss_fn(model(train_data[0]), train_data[1])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        entries.append(entry())
        left -= 1
        if entries[-1][1] < entries[best_epoch][1]:
            best, best_epoch, left = saved(), epoch, patience
    best.seek(0)
    model.load_state_dict(torch.load(best))
    train_losses, held_out_losses = map(list, zip(*entries))
    return [train_losses, held_out_losses, best_epoch]


# %% exercise="fit_early_stopping" verdict="right" label="one vector of parameters"
from torch.nn.utils import parameters_to_vector, vector_to_parameters


def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    def gradients():
        slopes = torch.autograd.grad(loss_fn(model(train_data[0]), train_data[1]), list(model.parameters()))
        for p, slope in zip(model.parameters(), slopes):
            p.grad = slope

    history = []
    for epoch in range(epochs + 1):
        if epoch > 0:
            gradients()
            optimizer.step()
        with torch.inference_mode():
            losses = loss_fn(model(train_data[0]), train_data[1]).item(), loss_fn(model(held_out_data[0]), held_out_data[1]).item()
        history.append((losses[0], losses[1], parameters_to_vector(model.parameters()).detach().clone()))
        best = min(range(epoch + 1), key=lambda i: history[i][1])
        if epoch - best == patience:
            break
    vector_to_parameters(history[best][2], model.parameters())
    return [h[0] for h in history], [h[1] for h in history], best


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


# %% exercise="fit_early_stopping" verdict="wrong" label="no copy of the parameters of epoch 0" mistake="parameters.start_lost"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [], []

    def measure():
        with torch.no_grad():
            train_losses.append(loss_fn(model(x), y).item())
            held_out_losses.append(loss_fn(model(held_x), held_y).item())

    measure()
    best_epoch, best = 0, None
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
        measure()
        if held_out_losses[-1] < held_out_losses[best_epoch]:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    if best is not None:
        model.load_state_dict(best)
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="only the first state copied" mistake="parameters.last"
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
            best_epoch, best = epoch, model.state_dict()
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best)
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="returned from the loop, nothing put back" mistake="parameters.last"
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
            return train_losses, held_out_losses, best_epoch
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


# %% exercise="fit_early_stopping" verdict="wrong" label="stops one too early" mistake="patience.too_early"
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


# %% exercise="fit_early_stopping" verdict="wrong" label="ties beat" mistake="best.last_lowest"
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


# %% exercise="fit_early_stopping" verdict="wrong" label="ties renew patience" mistake="best.last_lowest"
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


# %% exercise="fit_early_stopping" verdict="wrong" label="entry 0 never the best" mistake="best.without_start"
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


# %% exercise="fit_early_stopping" verdict="wrong" label="not cleared" mistake="grad.not_each_epoch"
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


# %% exercise="fit_early_stopping" verdict="wrong" label="cleared before the step" mistake="losses.all_equal"
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


# %% exercise="fit_early_stopping" verdict="wrong" label="weights restored, biases not" mistake="parameters.part"
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


# %% exercise="fit_early_stopping" verdict="wrong" label="a copy is trained" mistake="losses.all_equal"
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


# %% exercise="fit_early_stopping" verdict="wrong" label="own mean squared error" mistake="loss_fn.ignored"
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


# %% exercise="fit_early_stopping" verdict="wrong" label="stops at the first rise" mistake="patience.too_early"
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


# %% exercise="fit_early_stopping" verdict="wrong" label="epochs without patience in them" mistake="losses.count"
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


# %% exercise="fit_early_stopping" verdict="wrong" label="the name model bound to the best copy" mistake="parameters.last"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [loss_fn(model(x), y).item()], [loss_fn(model(held_x), held_y).item()]
    best_epoch, best_model = 0, deepcopy(model)
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
        train_losses.append(loss_fn(model(x), y).item())
        held_out_losses.append(loss_fn(model(held_x), held_y).item())
        if held_out_losses[-1] < held_out_losses[best_epoch]:
            best_epoch, best_model = epoch, deepcopy(model)
        elif epoch - best_epoch >= patience:
            break
    model = best_model
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="put back only when patience runs out" mistake="parameters.last"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [loss_fn(model(x), y).item()], [loss_fn(model(held_x), held_y).item()]
    best_epoch, best = 0, deepcopy(model.state_dict())
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
        train_losses.append(loss_fn(model(x), y).item())
        held_out_losses.append(loss_fn(model(held_x), held_y).item())
        if held_out_losses[-1] < held_out_losses[best_epoch]:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            model.load_state_dict(best)
            break
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="the lists cut off after the best" mistake="losses.count"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [loss_fn(model(x), y).item()], [loss_fn(model(held_x), held_y).item()]
    best_epoch, best = 0, deepcopy(model.state_dict())
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
        train_losses.append(loss_fn(model(x), y).item())
        held_out_losses.append(loss_fn(model(held_x), held_y).item())
        if held_out_losses[-1] < held_out_losses[best_epoch]:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best)
    return train_losses[: best_epoch + 1], held_out_losses[: best_epoch + 1], best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="better only by more than a hundredth" mistake="losses.count"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [loss_fn(model(x), y).item()], [loss_fn(model(held_x), held_y).item()]
    best_epoch, best = 0, deepcopy(model.state_dict())
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
        train_losses.append(loss_fn(model(x), y).item())
        held_out_losses.append(loss_fn(model(held_x), held_y).item())
        if held_out_losses[-1] < 0.99 * held_out_losses[best_epoch]:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best)
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="stops when the training loss has not been beaten" mistake="best.on_training"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [loss_fn(model(x), y).item()], [loss_fn(model(held_x), held_y).item()]
    states = [deepcopy(model.state_dict())]
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
        train_losses.append(loss_fn(model(x), y).item())
        held_out_losses.append(loss_fn(model(held_x), held_y).item())
        states.append(deepcopy(model.state_dict()))
        if epoch - train_losses.index(min(train_losses)) >= patience:
            break
    best_epoch = train_losses.index(min(train_losses))
    model.load_state_dict(states[best_epoch])
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="the gradients cleared once, before the loop" mistake="grad.not_each_epoch"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [loss_fn(model(x), y).item()], [loss_fn(model(held_x), held_y).item()]
    best_epoch, best = 0, deepcopy(model.state_dict())
    optimizer.zero_grad()
    for epoch in range(1, epochs + 1):
        loss_fn(model(x), y).backward()
        optimizer.step()
        train_losses.append(loss_fn(model(x), y).item())
        held_out_losses.append(loss_fn(model(held_x), held_y).item())
        if held_out_losses[-1] < held_out_losses[best_epoch]:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best)
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="an optimizer of the same kind, from the defaults"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    optimizer = type(optimizer)(model.parameters(), **optimizer.defaults)
    x, y = train_data
    u, v = held_out_data
    a, b = [loss_fn(model(x), y).item()], [loss_fn(model(u), v).item()]
    best, kept = 0, deepcopy(model.state_dict())
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
        a.append(loss_fn(model(x), y).item())
        b.append(loss_fn(model(u), v).item())
        if b[-1] < b[best]:
            best, kept = epoch, deepcopy(model.state_dict())
        if epoch - best >= patience:
            break
    model.load_state_dict(kept)
    return a, b, best


# %% exercise="fit_early_stopping" verdict="wrong" label="held-out loss with the training inputs" mistake="held_out.pairs"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [], []

    def measure():
        with torch.no_grad():
            train_losses.append(loss_fn(model(x), y).item())
            held_out_losses.append(loss_fn(model(x), held_y).item())

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


# %% exercise="fit_early_stopping" verdict="wrong" label="training loss with the held-out inputs" mistake="held_out.pairs"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [], []

    def measure():
        with torch.no_grad():
            train_losses.append(loss_fn(model(held_x), y).item())
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
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="trained on the held-out inputs" mistake="held_out.pairs"
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
        loss_fn(model(held_x), y).backward()
        optimizer.step()
        measure()
        if held_out_losses[-1] < held_out_losses[best_epoch]:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best)
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="trained on the held-out data" mistake="held_out.trained"
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
        loss_fn(model(held_x), held_y).backward()
        optimizer.step()
        measure()
        if held_out_losses[-1] < held_out_losses[best_epoch]:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best)
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="no step" mistake="losses.all_equal"
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
        measure()
        if held_out_losses[-1] < held_out_losses[best_epoch]:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best)
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="compared with the loss before" mistake="best.previous"
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
        if held_out_losses[-1] < held_out_losses[-2]:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best)
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="stops when the loss is above the one before" mistake="patience.too_early"
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
        elif held_out_losses[-1] > held_out_losses[-2]:
            break
    model.load_state_dict(best)
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="the two lists exchanged" mistake="results.order"
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
    return held_out_losses, train_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="mean squared errors throughout" mistake="loss_fn.ignored"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    (x, y), (held_x, held_y) = train_data, held_out_data
    train_losses, held_out_losses = [], []

    def measure():
        with torch.no_grad():
            train_losses.append(torch.nn.functional.mse_loss(model(x), y).item())
            held_out_losses.append(torch.nn.functional.mse_loss(model(held_x), held_y).item())

    measure()
    best_epoch, best = 0, deepcopy(model.state_dict())
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad()
        torch.nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()
        measure()
        if held_out_losses[-1] < held_out_losses[best_epoch]:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best)
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="better by more than 1e-4 only" mistake="losses.count"
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
        if held_out_losses[-1] < held_out_losses[best_epoch] - 1e-4:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best)
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="better by more than 1e-8 only" mistake="losses.count"
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
        if held_out_losses[-1] < held_out_losses[best_epoch] - 1e-8:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best)
    return train_losses, held_out_losses, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="loss_fn with target and prediction exchanged"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    x, y = train_data
    vx, vy = held_out_data
    tl, hl = [], []
    def measure():
        with torch.no_grad():
            tl.append(loss_fn(y, model(x)).item()); hl.append(loss_fn(vy, model(vx)).item())
    measure()
    best_epoch, best = 0, deepcopy(model.state_dict())
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad(); loss_fn(y, model(x)).backward(); optimizer.step(); measure()
        if hl[epoch] < hl[best_epoch]:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best)
    return tl, hl, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="a lowest loss that begins at 100"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    x, y = train_data
    vx, vy = held_out_data
    tl, hl = [], []
    best_epoch, best, lowest = 0, deepcopy(model.state_dict()), 100.0
    for epoch in range(epochs + 1):
        if epoch:
            optimizer.zero_grad(); loss_fn(model(x), y).backward(); optimizer.step()
        with torch.no_grad():
            tl.append(loss_fn(model(x), y).item()); hl.append(loss_fn(model(vx), vy).item())
        if hl[epoch] < lowest:
            best_epoch, best, lowest = epoch, deepcopy(model.state_dict()), hl[epoch]
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best)
    return tl, hl, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="one update at least" mistake="losses.count"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    x, y = train_data
    vx, vy = held_out_data
    tl, hl = [], []
    def measure():
        with torch.no_grad():
            tl.append(loss_fn(model(x), y).item()); hl.append(loss_fn(model(vx), vy).item())
    measure()
    best_epoch, best = 0, deepcopy(model.state_dict())
    epoch = 1
    while True:
        optimizer.zero_grad(); loss_fn(model(x), y).backward(); optimizer.step(); measure()
        if hl[epoch] < hl[best_epoch]:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        if epoch - best_epoch >= patience or epoch >= epochs:
            break
        epoch += 1
    model.load_state_dict(best)
    return tl, hl, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="trained on both parts"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    x, y = train_data
    vx, vy = held_out_data
    tl, hl = [], []
    def measure():
        with torch.no_grad():
            tl.append(loss_fn(model(x), y).item()); hl.append(loss_fn(model(vx), vy).item())
    measure()
    best_epoch, best = 0, deepcopy(model.state_dict())
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad(); loss_fn(model(torch.cat([x, vx])), torch.cat([y, vy])).backward(); optimizer.step(); measure()
        if hl[epoch] < hl[best_epoch]:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best)
    return tl, hl, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="two updates an epoch"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    x, y = train_data
    vx, vy = held_out_data
    tl, hl = [], []
    def measure():
        with torch.no_grad():
            tl.append(loss_fn(model(x), y).item()); hl.append(loss_fn(model(vx), vy).item())
    measure()
    best_epoch, best = 0, deepcopy(model.state_dict())
    for epoch in range(1, epochs + 1):
        for _ in range(2):
            optimizer.zero_grad(); loss_fn(model(x), y).backward(); optimizer.step()
        measure()
        if hl[epoch] < hl[best_epoch]:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best)
    return tl, hl, best_epoch


# %% exercise="fit_early_stopping" verdict="wrong" label="half of the loss goes backward"
def fit_early_stopping(model, optimizer, loss_fn, train_data, held_out_data, epochs, patience):
    x, y = train_data
    vx, vy = held_out_data
    tl, hl = [], []
    def measure():
        with torch.no_grad():
            tl.append(loss_fn(model(x), y).item()); hl.append(loss_fn(model(vx), vy).item())
    measure()
    best_epoch, best = 0, deepcopy(model.state_dict())
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad(); (loss_fn(model(x), y) / 2).backward(); optimizer.step(); measure()
        if hl[epoch] < hl[best_epoch]:
            best_epoch, best = epoch, deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best)
    return tl, hl, best_epoch


# %% exercise="choose" verdict="right" label="all models first, then all scores"
def choose(candidates, fit, score):
    models = [fit(candidate) for candidate in candidates]
    scores = [score(model) for model in models]
    return candidates[scores.index(min(scores))], scores


# %% exercise="choose" verdict="right" label="a loop that keeps the best so far"
def choose(candidates, fit, score):
    best, lowest, scores = None, None, []
    for candidate in candidates:
        loss = score(fit(candidate))
        scores.append(loss)
        if lowest is None or loss < lowest:
            best, lowest = candidate, loss
    return best, scores


# %% exercise="choose" verdict="right" label="numpy's argmin"
def choose(candidates, fit, score):
    scores = np.array([score(fit(candidate)) for candidate in candidates])
    return candidates[int(scores.argmin())], list(scores)


# %% exercise="choose" verdict="right" label="min over positions"
def choose(candidates, fit, score):
    scores = [float(score(fit(candidates[i]))) for i in range(len(candidates))]
    return candidates[min(range(len(scores)), key=scores.__getitem__)], scores


# %% exercise="choose" verdict="right" label="sorted, which keeps ties in order"
def choose(candidates, fit, score):
    tried = [(score(fit(candidate)), candidate) for candidate in candidates]
    return sorted(tried, key=lambda pair: pair[0])[0][1], [loss for loss, _ in tried]


# %% exercise="choose" verdict="right" label="recursive"
def choose(candidates, fit, score):
    if len(candidates) == 1:
        return candidates[0], [score(fit(candidates[0]))]
    first = score(fit(candidates[0]))
    best, scores = choose(candidates[1:], fit, score)
    return (candidates[0] if first <= min(scores) else best), [first, *scores]


# %% exercise="choose" verdict="right" label="map and zip, a list as the result"
def choose(candidates, fit, score):
    scores = list(map(score, map(fit, candidates)))
    best = min(zip(scores, range(len(scores)), candidates), key=lambda entry: entry[:2])[2]
    return [best, scores]


# %% exercise="choose" verdict="right" label="scored twice, fitted once"
def choose(candidates, fit, score):
    models = []
    for candidate in candidates:
        models.append(fit(candidate))
    index = min(enumerate(models), key=lambda entry: score(entry[1]))[0]
    return candidates[index], [score(model) for model in models]


# %% exercise="choose" verdict="right" label="a dictionary by position, from the end"
def choose(candidates, fit, score):
    scores = {i: score(fit(candidate)) for i, candidate in enumerate(candidates)}
    best = len(scores) - 1
    for i in reversed(range(len(scores))):
        if scores[i] <= scores[best]:
            best = i
    return candidates[best], [*scores.values()]


# %% exercise="choose" verdict="right" label="functools.reduce"
def choose(candidates, fit, score):
    from functools import reduce

    scores = []

    def better(best, index):
        scores.append(score(fit(candidates[index])))
        return index if best is None or scores[index] < scores[best] else best

    return candidates[reduce(better, range(len(candidates)), None)], scores


# %% exercise="choose" verdict="right" label="torch's min, the first place that equals it"
def choose(candidates, fit, score):
    scores = torch.tensor([score(fit(candidate)) for candidate in candidates], dtype=torch.float64)
    first = int((scores == scores.min()).nonzero()[0, 0])
    return candidates[first], scores.tolist()


# %% exercise="choose" verdict="right" label="a generator and an iterator"
def choose(candidates, fit, score):
    def losses():
        remaining = iter(candidates)
        for candidate in remaining:
            yield score(fit(candidate))

    scores = [*losses()]
    lowest = min(scores)
    return next(c for c, loss in zip(candidates, scores) if loss == lowest), scores


# %% exercise="choose" verdict="wrong" label="highest score" mistake="choose.highest"
def choose(candidates, fit, score):
    scores = [score(fit(candidate)) for candidate in candidates]
    return candidates[scores.index(max(scores))], scores


# %% exercise="choose" verdict="wrong" label="last of the lowest" mistake="choose.last_lowest"
def choose(candidates, fit, score):
    best, lowest, scores = None, float("inf"), []
    for candidate in candidates:
        scores.append(score(fit(candidate)))
        if scores[-1] <= lowest:
            best, lowest = candidate, scores[-1]
    return best, scores


# %% exercise="choose" verdict="wrong" label="its index" mistake="choose.index"
def choose(candidates, fit, score):
    scores = [score(fit(candidate)) for candidate in candidates]
    return scores.index(min(scores)), scores


# %% exercise="choose" verdict="wrong" label="its score" mistake="choose.score"
def choose(candidates, fit, score):
    scores = [score(fit(candidate)) for candidate in candidates]
    return min(scores), scores


# %% exercise="choose" verdict="wrong" label="its model" mistake="choose.model"
def choose(candidates, fit, score):
    models = [fit(candidate) for candidate in candidates]
    scores = [score(model) for model in models]
    return models[scores.index(min(scores))], scores


# %% exercise="choose" verdict="wrong" label="scores first" mistake="results.order"
def choose(candidates, fit, score):
    scores = [score(fit(candidate)) for candidate in candidates]
    return scores, candidates[scores.index(min(scores))]


# %% exercise="choose" verdict="wrong" label="the best alone"
def choose(candidates, fit, score):
    scores = [score(fit(candidate)) for candidate in candidates]
    return candidates[scores.index(min(scores))]


# %% exercise="choose" verdict="wrong" label="the lowest score alone" mistake="choose.score_of_best"
def choose(candidates, fit, score):
    scores = [score(fit(candidate)) for candidate in candidates]
    return candidates[scores.index(min(scores))], [min(scores)]


# %% exercise="choose" verdict="wrong" label="the best is fitted again" mistake="choose.fitted_again"
def choose(candidates, fit, score):
    scores = [score(fit(candidate)) for candidate in candidates]
    best = candidates[scores.index(min(scores))]
    fit(best)
    return best, scores


# %% exercise="choose" verdict="wrong" label="fitted once for min and once for the list" mistake="choose.fitted_again"
def choose(candidates, fit, score):
    best = min(candidates, key=lambda candidate: score(fit(candidate)))
    return best, [score(fit(candidate)) for candidate in candidates]


# %% exercise="choose" verdict="wrong" label="a dictionary by candidate"
def choose(candidates, fit, score):
    scores = {candidate: score(fit(candidate)) for candidate in candidates}
    return min(scores, key=scores.get), list(scores.values())


# %% exercise="choose" verdict="wrong" label="the candidate is scored" mistake="choose.not_the_model"
def choose(candidates, fit, score):
    scores = []
    for candidate in candidates:
        fit(candidate)
        scores.append(score(candidate))
    return candidates[scores.index(min(scores))], scores


# %% exercise="choose" verdict="wrong" label="fit never called" mistake="choose.not_the_model"
def choose(candidates, fit, score):
    scores = [score(candidate) for candidate in candidates]
    return candidates[scores.index(min(scores))], scores


# %% exercise="choose" verdict="wrong" label="the condition never holds" mistake="choose.first"
def choose(candidates, fit, score):
    best, scores = candidates[0], []
    for candidate in candidates:
        scores.append(score(fit(candidate)))
        if scores[-1] < min(scores):
            best = candidate
    return best, scores


# %% exercise="choose" verdict="wrong" label="one model for all" mistake="choose.one_model"
def choose(candidates, fit, score):
    model = fit(candidates[0])
    scores = [score(model) for _ in candidates]
    return candidates[scores.index(min(scores))], scores


# %% exercise="choose" verdict="wrong" label="stops at the first rise" mistake="choose.stopped"
def choose(candidates, fit, score):
    scores = []
    for candidate in candidates:
        scores.append(score(fit(candidate)))
        if len(scores) > 1 and scores[-1] > scores[-2]:
            break
    return candidates[scores.index(min(scores))], scores


# %% exercise="choose" verdict="wrong" label="return inside the loop" mistake="choose.one_round"
def choose(candidates, fit, score):
    scores = []
    for candidate in candidates:
        scores.append(score(fit(candidate)))
        return candidates[scores.index(min(scores))], scores


# %% exercise="choose" verdict="wrong" label="sorted scores" mistake="choose.sorted"
def choose(candidates, fit, score):
    scores = [score(fit(candidate)) for candidate in candidates]
    return candidates[scores.index(min(scores))], sorted(scores)


# %% exercise="choose" verdict="wrong" label="lowest so far" mistake="choose.so_far"
def choose(candidates, fit, score):
    scores, best = [], None
    for candidate in candidates:
        loss = score(fit(candidate))
        if not scores or loss < scores[-1]:
            best = candidate
        scores.append(loss if not scores else min(loss, scores[-1]))
    return best, scores


# %% exercise="choose" verdict="wrong" label="only the improvements" mistake="choose.improvements"
def choose(candidates, fit, score):
    scores, best = [], None
    for candidate in candidates:
        loss = score(fit(candidate))
        if not scores or loss < scores[-1]:
            best = candidate
            scores.append(loss)
    return best, scores


# %% exercise="choose" verdict="wrong" label="compared with the one before" mistake="choose.previous"
def choose(candidates, fit, score):
    scores, best = [], None
    for candidate in candidates:
        scores.append(score(fit(candidate)))
        if len(scores) == 1 or scores[-1] < scores[-2]:
            best = candidate
    return best, scores


# %% exercise="choose" verdict="wrong" label="scores in a tuple" mistake="type.not_list"
def choose(candidates, fit, score):
    scores = tuple(score(fit(candidate)) for candidate in candidates)
    return candidates[scores.index(min(scores))], scores


# %% exercise="choose" verdict="wrong" label="scores in an array"
def choose(candidates, fit, score):
    scores = np.array([score(fit(candidate)) for candidate in candidates])
    return candidates[int(scores.argmin())], scores


# %% exercise="choose" verdict="wrong" label="from the last to the first" mistake="choose.order"
def choose(candidates, fit, score):
    scores = [score(fit(candidate)) for candidate in reversed(candidates)][::-1]
    return candidates[scores.index(min(scores))], scores


# %% exercise="choose" verdict="wrong" label="a lowest score that begins at 1"
def choose(candidates, fit, score):
    best, lowest, scores = candidates[0], 1.0, []
    for candidate in candidates:
        scores.append(score(fit(candidate)))
        if scores[-1] < lowest:
            best, lowest = candidate, scores[-1]
    return best, scores


# %% exercise="choose" verdict="wrong" label="a lowest score of 0 is taken for none"
def choose(candidates, fit, score):
    best, lowest, scores = None, 0, []
    for candidate in candidates:
        loss = score(fit(candidate))
        scores.append(loss)
        if not lowest or loss < lowest:
            best, lowest = candidate, loss
    return best, scores


# %% exercise="choose" verdict="wrong" label="a lowest score that begins at 100"
def choose(candidates, fit, score):
    best, lowest, scores = None, 100, []
    for candidate in candidates:
        loss = score(fit(candidate))
        scores.append(loss)
        if loss < lowest:
            best, lowest = candidate, loss
    return best, scores


# %% exercise="choose" verdict="wrong" label="nearest to 0" mistake="choose.nearest_zero"
def choose(candidates, fit, score):
    scores = [score(fit(candidate)) for candidate in candidates]
    return candidates[min(range(len(scores)), key=lambda i: abs(scores[i]))], scores


# %% exercise="choose" verdict="wrong" label="small differences do not count"
def choose(candidates, fit, score):
    best, lowest, scores = None, float("inf"), []
    for candidate in candidates:
        scores.append(score(fit(candidate)))
        if scores[-1] < lowest - 1e-3:
            best, lowest = candidate, scores[-1]
    return best, scores


# %% exercise="choose" verdict="wrong" label="the list of candidates is used up" mistake="argument.changed"
def choose(candidates, fit, score):
    tried, scores = [], []
    candidates = candidates if isinstance(candidates, list) else list(candidates)
    while candidates:
        tried.append(candidates.pop(0))
        scores.append(score(fit(tried[-1])))
    return tried[scores.index(min(scores))], scores


# %% exercise="choose" verdict="wrong" label="the first one is left out" mistake="choose.first_missing"
def choose(candidates, fit, score):
    scores = [score(fit(candidate)) for candidate in candidates[1:]]
    return candidates[1:][scores.index(min(scores))], scores


# %% exercise="choose" verdict="wrong" label="fit and score exchanged" mistake="choose.not_the_model"
def choose(candidates, fit, score):
    scores = [fit(score(candidate)) for candidate in candidates]
    return candidates[scores.index(min(scores))], scores


# %% exercise="choose" verdict="wrong" label="a falsy best is forgotten"
def choose(candidates, fit, score):
    scores = [score(fit(c)) for c in candidates]
    lowest = min(scores)
    best = None
    for c, s in zip(candidates, scores):
        best = best or (c if s == lowest else None)
    return best, scores


# %% exercise="choose" verdict="wrong" label="None for not found yet"
def choose(candidates, fit, score):
    best, lowest, scores = None, 0.0, []
    for candidate in candidates:
        value = score(fit(candidate))
        scores.append(value)
        if best is None or value < lowest:
            best, lowest = candidate, value
    return best, scores
