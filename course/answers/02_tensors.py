# %% exercise="to_tensors" verdict="right" label="from_numpy, then clone"
def to_tensors(x, y):
    return torch.from_numpy(x).clone().float(), torch.from_numpy(y).clone().float().reshape(-1, 1)


# %% exercise="to_tensors" verdict="right" label="through lists"
def to_tensors(x, y):
    return torch.tensor(x.tolist()), torch.tensor([[value] for value in y.tolist()])


# %% exercise="to_tensors" verdict="right" label="NumPy makes the copies"
def to_tensors(x, y):
    return torch.from_numpy(x.astype(np.float32)), torch.from_numpy(y[:, np.newaxis].astype("float32"))


# %% exercise="to_tensors" verdict="right" label="empty tensors, filled"
def to_tensors(x, y):
    n, d = x.shape
    inputs, targets = torch.empty(n, d), torch.empty(n, 1)
    inputs.copy_(torch.as_tensor(x))
    targets[:, 0] = torch.as_tensor(y)
    return inputs, targets


# %% exercise="to_tensors" verdict="right" label="asarray with copy, a list as the pair"
def to_tensors(x, y):
    return [torch.asarray(x, dtype=torch.float32, copy=True), torch.asarray(y, dtype=torch.float32, copy=True)[:, None]]


# %% exercise="to_tensors" verdict="right" label="stack of samples"
def to_tensors(x, y):
    inputs = torch.stack([torch.tensor([float(v) for v in row]) for row in x])
    targets = torch.stack([torch.tensor([float(v)]) for v in y])
    return inputs, targets


# %% exercise="to_tensors" verdict="right" label="FloatTensor of nested lists"
def to_tensors(x, y):
    return torch.FloatTensor(x.tolist()), torch.FloatTensor(y.reshape(-1, 1).tolist())


# %% exercise="to_tensors" verdict="right" label="one table of both, cut in two views"
def to_tensors(x, y):
    table = torch.tensor(np.column_stack([x, y]), dtype=torch.float32)
    return table[:, :-1], table[:, -1:]


# %% exercise="to_tensors" verdict="right" label="copied as columns, seen as rows"
def to_tensors(x, y):
    return torch.tensor(x.T, dtype=torch.float32).T, torch.tensor(y[None, :], dtype=torch.float32).mT


# %% exercise="to_tensors" verdict="right" label="through the bytes"
def to_tensors(x, y):
    inputs = torch.frombuffer(bytearray(x.astype(np.float32).tobytes()), dtype=torch.float32)
    targets = torch.frombuffer(bytearray(y.astype(np.float32).tobytes()), dtype=torch.float32)
    return inputs.reshape(x.shape), targets.reshape(len(y), 1)


# %% exercise="to_tensors" verdict="right" label="a sum makes the copy"
def to_tensors(x, y):
    inputs, targets = (torch.from_numpy(a) + 0 for a in (x, y))
    return inputs.to(torch.float32), targets.to(torch.float32).view(-1, 1)


# %% exercise="to_tensors" verdict="right" label="deepcopy, then as_tensor"
import copy


def to_tensors(x, y):
    x, y = copy.deepcopy(x), copy.deepcopy(y)
    return torch.as_tensor(x, dtype=torch.float32), torch.as_tensor(y, dtype=torch.float32).unsqueeze(-1)


# %% exercise="to_tensors" verdict="right" label="new_tensor, a named pair"
from collections import namedtuple

Pair = namedtuple("Pair", ["inputs", "targets"])


def to_tensors(x, y):
    empty = torch.empty(0, dtype=torch.float32)
    return Pair(inputs=empty.new_tensor(x), targets=empty.new_tensor(y).reshape(-1, 1))


# %% exercise="to_tensors" verdict="wrong" label="from_numpy alone, float32 stays shared" mistake="memory.shared"
def to_tensors(x, y):
    return torch.from_numpy(x).float(), torch.from_numpy(y).float().unsqueeze(1)


# %% exercise="to_tensors" verdict="wrong" label="as_tensor shares float32 too" mistake="memory.shared"
def to_tensors(x, y):
    return torch.as_tensor(x, dtype=torch.float32), torch.as_tensor(y, dtype=torch.float32).reshape(-1, 1)


# %% exercise="to_tensors" verdict="wrong" label="x copied, y shared" mistake="memory.shared"
def to_tensors(x, y):
    return torch.tensor(x, dtype=torch.float32), torch.from_numpy(y.astype(np.float32, copy=False)).view(-1, 1)


# %% exercise="to_tensors" verdict="wrong" label="y copied, x shared" mistake="memory.shared"
def to_tensors(x, y):
    return torch.from_numpy(x).to(torch.float32), torch.tensor(y, dtype=torch.float32).view(-1, 1)


# %% exercise="to_tensors" verdict="wrong" label="dtype of the arrays kept" mistake="dtype.wrong"
def to_tensors(x, y):
    return torch.tensor(x), torch.tensor(y).unsqueeze(1)


# %% exercise="to_tensors" verdict="wrong" label="targets left flat" mistake="column.missing"
def to_tensors(x, y):
    return torch.tensor(x, dtype=torch.float32), torch.tensor(y, dtype=torch.float32)


# %% exercise="to_tensors" verdict="wrong" label="targets as a row" mistake="shape.wrong"
def to_tensors(x, y):
    return torch.tensor(x, dtype=torch.float32), torch.tensor(y, dtype=torch.float32).unsqueeze(0)


# %% exercise="to_tensors" verdict="wrong" label="inputs transposed" mistake="transpose.extra"
def to_tensors(x, y):
    return torch.tensor(x, dtype=torch.float32).T, torch.tensor(y, dtype=torch.float32).unsqueeze(1)


# %% exercise="to_tensors" verdict="wrong" label="arrays, not tensors" mistake="type.not_tensor"
def to_tensors(x, y):
    return x.astype(np.float32), y.astype(np.float32)[:, np.newaxis]


# %% exercise="to_tensors" verdict="wrong" label="the arrays themselves" mistake="type.not_tensor"
def to_tensors(x, y):
    return x, y


# %% exercise="to_tensors" verdict="wrong" label="y reshaped in place" mistake="argument.changed"
def to_tensors(x, y):
    y.shape = (-1, 1)
    return torch.tensor(x, dtype=torch.float32), torch.tensor(y, dtype=torch.float32)


# %% exercise="to_tensors" verdict="wrong" label="x alone"
def to_tensors(x, y):
    return torch.tensor(x, dtype=torch.float32)


# %% exercise="to_tensors" verdict="wrong" label="whole numbers"
def to_tensors(x, y):
    return torch.tensor(x).int().float(), torch.tensor(y).int().float().unsqueeze(1)


# %% exercise="to_tensors" verdict="wrong" label="y's dtype kept" mistake="dtype.wrong"
def to_tensors(x, y):
    return torch.tensor(x, dtype=torch.float32), torch.tensor(y).unsqueeze(1)


# %% exercise="to_tensors" verdict="wrong" label="x's dtype kept" mistake="dtype.wrong"
def to_tensors(x, y):
    return torch.tensor(x), torch.tensor(y, dtype=torch.float32).unsqueeze(1)


# %% exercise="to_tensors" verdict="wrong" label="ascontiguousarray copies only where it must" mistake="memory.shared"
def to_tensors(x, y):
    inputs = np.ascontiguousarray(x, dtype=np.float32)
    targets = np.ascontiguousarray(y, dtype=np.float32)[:, np.newaxis]
    return torch.from_numpy(inputs), torch.from_numpy(targets)


# %% exercise="to_tensors" verdict="wrong" label="the legacy constructor shares float32" mistake="memory.shared"
def to_tensors(x, y):
    return torch.Tensor(x), torch.Tensor(y).unsqueeze(1)


# %% exercise="to_tensors" verdict="wrong" label="squeezed: wrong for one sample or one feature" mistake="shape.wrong"
def to_tensors(x, y):
    return torch.tensor(x, dtype=torch.float32).squeeze(), torch.tensor(y, dtype=torch.float32).unsqueeze(1)


# %% exercise="to_tensors" verdict="wrong" label="targets repeated for each feature"
def to_tensors(x, y):
    inputs = torch.tensor(x, dtype=torch.float32)
    return inputs, torch.tensor(y, dtype=torch.float32).unsqueeze(1).expand(inputs.shape).clone()


# %% exercise="to_tensors" verdict="wrong" label="a list of rows"
def to_tensors(x, y):
    return [torch.tensor(row, dtype=torch.float32) for row in x], [torch.tensor([t]).float() for t in y]


# %% exercise="to_tensors" verdict="wrong" label="half precision on the way"
def to_tensors(x, y):
    return torch.tensor(x).half().float(), torch.tensor(y).half().float().unsqueeze(1)


# %% exercise="to_tensors" verdict="wrong" label="made once, kept for every later call"
_made = []


def to_tensors(x, y):
    if not _made:
        _made.extend([torch.tensor(x, dtype=torch.float32), torch.tensor(y, dtype=torch.float32).reshape(-1, 1)])
    return tuple(_made)


# %% exercise="to_tensors" verdict="wrong" label="inputs scaled in place on the way" mistake="argument.changed"
def to_tensors(x, y):
    inputs, targets = torch.tensor(x, dtype=torch.float32), torch.tensor(y, dtype=torch.float32).reshape(-1, 1)
    x -= x.mean(axis=0)
    return inputs, targets


# %% exercise="linear_model" verdict="right" label="lambda, addmm"
def linear_model(w, b):
    return lambda x: torch.addmm(b, x, w.t())


# %% exercise="linear_model" verdict="right" label="functional.linear through partial"
from functools import partial


def linear_model(w, b):
    return partial(torch.nn.functional.linear, weight=w, bias=b)


# %% exercise="linear_model" verdict="right" label="class with __call__"
class LinearModel:
    def __init__(self, w, b):
        self.w, self.b = w, b

    def __call__(self, x):
        return torch.einsum("nd,kd->nk", x, self.w) + self.b


def linear_model(w, b):
    return LinearModel(w, b)


# %% exercise="linear_model" verdict="right" label="the transpose is a view"
def linear_model(w, b):
    columns = w.transpose(0, 1)
    return lambda x: torch.matmul(x, columns).add(b)


# %% exercise="linear_model" verdict="right" label="loops"
def linear_model(w, b):
    def model(x):
        rows = []
        for sample in x:
            rows.append(torch.stack([(sample * w[k]).sum() + b[k] for k in range(len(w))]))
        return torch.stack(rows)

    return model


# %% exercise="linear_model" verdict="right" label="samples as columns, transposed at the end"
def linear_model(w, b):
    return lambda x: (w @ x.T + b.unsqueeze(1)).T


# %% exercise="linear_model" verdict="right" label="a layer that holds these very tensors"
def linear_model(w, b):
    layer = torch.nn.Linear(w.shape[1], w.shape[0], dtype=w.dtype)
    layer.weight, layer.bias = torch.nn.Parameter(w, requires_grad=False), torch.nn.Parameter(b, requires_grad=False)
    return layer


# %% exercise="linear_model" verdict="right" label="tensordot, default arguments"
def linear_model(w, b):
    def model(x, w=w, b=b):
        return torch.tensordot(x, w, dims=([1], [1])) + b

    return model


# %% exercise="linear_model" verdict="right" label="a module with buffers"
class Affine(torch.nn.Module):
    def __init__(self, w, b):
        super().__init__()
        self.register_buffer("w", w)
        self.register_buffer("b", b)

    def forward(self, x):
        return (x[:, None, :] * self.w).sum(-1) + self.b


def linear_model(w, b):
    return Affine(w, b)


# %% exercise="linear_model" verdict="right" label="one matrix with a column for the bias, made at each call"
def linear_model(w, b):
    def model(x):
        ones = torch.ones(len(x), 1, dtype=x.dtype)
        return torch.hstack([x, ones]) @ torch.hstack([w, b.reshape(-1, 1)]).T

    return model


# %% exercise="linear_model" verdict="right" label="vmap over the samples"
def linear_model(w, b):
    return torch.vmap(lambda sample: w @ sample + b)


# %% exercise="linear_model" verdict="right" label="double precision at each call"
def linear_model(w, b):
    return lambda x: x.double() @ w.double().T + b.double()


# %% exercise="linear_model" verdict="right" label="functional_call of a layer without values"
def linear_model(w, b):
    layer = torch.nn.Linear(w.shape[1], w.shape[0], device="meta")
    return lambda x: torch.func.functional_call(layer, {"weight": w, "bias": b}, (x,))


# %% exercise="linear_model" verdict="right" label="NumPy views of the same memory"
def linear_model(w, b):
    w_view, b_view = w.numpy(), b.numpy()

    def model(x):
        return torch.from_numpy(x.numpy() @ w_view.T + b_view)

    return model


# %% exercise="linear_model" verdict="right" label="a bound method, the bias added in place to its own product"
class Predictor:
    def __init__(self, *parameters):
        self.parameters = parameters

    def predict(self, inputs):
        weight, bias = self.parameters
        product = torch.mm(inputs, weight.t())
        product += bias
        return product


def linear_model(w, b):
    return Predictor(w, b).predict


# %% exercise="linear_model" verdict="wrong" label="clones" mistake="model.snapshot"
def linear_model(w, b):
    w, b = w.clone(), b.clone()
    return lambda x: x @ w.T + b


# %% exercise="linear_model" verdict="wrong" label="a layer with copied values" mistake="model.snapshot"
def linear_model(w, b):
    layer = torch.nn.Linear(w.shape[1], w.shape[0], dtype=w.dtype)
    with torch.no_grad():
        layer.weight.copy_(w)
        layer.bias.copy_(b)
    return layer


# %% exercise="linear_model" verdict="wrong" label="contiguous transpose is a copy" mistake="weight.snapshot"
def linear_model(w, b):
    columns = w.T.contiguous()
    return lambda x: x @ columns + b


# %% exercise="linear_model" verdict="wrong" label="bias taken as numbers" mistake="bias.snapshot"
def linear_model(w, b):
    numbers = b.tolist()
    return lambda x: x @ w.T + torch.tensor(numbers, dtype=w.dtype)


# %% exercise="linear_model" verdict="wrong" label="no transpose" mistake="transpose.missing"
def linear_model(w, b):
    return lambda x: x @ w + b


# %% exercise="linear_model" verdict="wrong" label="reshape for transpose" mistake="transpose.missing"
def linear_model(w, b):
    return lambda x: x @ w.reshape(w.shape[1], w.shape[0]) + b


# %% exercise="linear_model" verdict="wrong" label="result transposed" mistake="transpose.extra"
def linear_model(w, b):
    return lambda x: w @ x.T + b.unsqueeze(1)


# %% exercise="linear_model" verdict="wrong" label="no bias" mistake="bias.missing"
def linear_model(w, b):
    return lambda x: x @ w.T


# %% exercise="linear_model" verdict="wrong" label="bias subtracted" mistake="bias.subtracted"
def linear_model(w, b):
    return lambda x: x @ w.T - b


# %% exercise="linear_model" verdict="wrong" label="one model for all" mistake="model.not_own"
def linear_model(w, b):
    linear_model.w, linear_model.b = w, b
    return lambda x: x @ linear_model.w.T + linear_model.b


# %% exercise="linear_model" verdict="wrong" label="not a function" mistake="model.not_function"
def linear_model(w, b):
    return w.T


# %% exercise="linear_model" verdict="wrong" label="the first x is kept"
def linear_model(w, b):
    seen = []

    def model(x):
        seen.append(x)
        return seen[0] @ w.T + b

    return model


# %% exercise="linear_model" verdict="wrong" label="float32 only"
def linear_model(w, b):
    return lambda x: x.to(torch.float32) @ w.to(torch.float16).to(torch.float32).T + b


# %% exercise="linear_model" verdict="wrong" label="double() copies float32: right for float64" mistake="model.snapshot"
def linear_model(w, b):
    w, b = w.double(), b.double()
    return lambda x: x.double() @ w.T + b


# %% exercise="linear_model" verdict="wrong" label="float() copies float64: right for float32" mistake="model.snapshot"
def linear_model(w, b):
    w, b = w.float(), b.float()
    return lambda x: x.float() @ w.T + b


# %% exercise="linear_model" verdict="wrong" label="one matrix with a column for the bias, made once" mistake="model.snapshot"
def linear_model(w, b):
    theta = torch.cat([w, b[:, None]], dim=1)
    return lambda x: torch.cat([x, torch.ones_like(x[:, :1])], dim=1) @ theta.T


# %% exercise="linear_model" verdict="wrong" label="x transposed in place"
def linear_model(w, b):
    def model(x):
        x.t_()
        return (w @ x).T + b

    return model


# %% exercise="linear_model" verdict="wrong" label="w transposed in place" mistake="argument.changed"
def linear_model(w, b):
    return lambda x: x @ w.t_() + b


# %% exercise="linear_model" verdict="wrong" label="the factors exchanged"
def linear_model(w, b):
    return lambda x: w @ x + b


# %% exercise="linear_model" verdict="wrong" label="x called, for a product"
def linear_model(w, b):
    return lambda x: x(w.T) + b


# %% exercise="linear_model" verdict="wrong" label="b given an axis in place" mistake="argument.changed"
def linear_model(w, b):
    b.unsqueeze_(0)
    return lambda x: x @ w.T + b


# %% exercise="linear_model" verdict="wrong" label="squeezed: wrong for one target" mistake="shape.wrong"
def linear_model(w, b):
    return lambda x: (x @ w.T + b).squeeze()


# %% exercise="linear_model" verdict="wrong" label="elementwise product and its sum: right for one target"
def linear_model(w, b):
    return lambda x: (x * w).sum(dim=1, keepdim=True) + b


# %% exercise="linear_model" verdict="wrong" label="bias as a column: right for one target"
def linear_model(w, b):
    return lambda x: x @ w.T + b.reshape(-1, 1)


# %% exercise="linear_model" verdict="wrong" label="mean of the biases: right for one target"
def linear_model(w, b):
    return lambda x: x @ w.T + b.mean()


# %% exercise="linear_model" verdict="wrong" label="only the first sample: right for one sample"
def linear_model(w, b):
    return lambda x: x[:1] @ w.T + b


# %% exercise="linear_model" verdict="wrong" label="the prediction for w as x"
def linear_model(w, b):
    return lambda x: w @ w.T + b


# %% exercise="mse" verdict="right" label="sum over numel"
def mse(prediction, target):
    if tuple(prediction.shape) != tuple(target.shape):
        raise ValueError("shapes")
    difference = prediction - target
    return torch.sum(difference * difference) / difference.numel()


# %% exercise="mse" verdict="right" label="PyTorch's own"
def mse(prediction, target):
    if prediction.size() != target.size():
        raise ValueError("shapes differ")
    return torch.nn.functional.mse_loss(prediction, target)


# %% exercise="mse" verdict="right" label="norm, squared"
def mse(prediction, target):
    if prediction.ndim != target.ndim or any(p != t for p, t in zip(prediction.shape, target.shape)):
        raise ValueError
    return torch.linalg.vector_norm(prediction - target) ** 2 / max(1, prediction.numel())


# %% exercise="mse" verdict="right" label="an exception of its own, in float64"
class ShapeError(ValueError):
    pass


def mse(prediction, target):
    if list(prediction.shape) != list(target.shape):
        raise ShapeError(f"{prediction.shape} / {target.shape}")
    return (prediction.double() - target.double()).square().mean()


# %% exercise="mse" verdict="right" label="loop over all elements"
def mse(prediction, target):
    if prediction.shape != target.shape:
        raise ValueError("not the same shape")
    total = torch.tensor(0.0, dtype=prediction.dtype)
    for p, t in zip(prediction.flatten(), target.flatten()):
        total = total + (p - t) ** 2
    return total / prediction.nelement()


# %% exercise="mse" verdict="right" label="dot product of the flat residual"
def mse(prediction, target):
    if prediction.shape != target.shape:
        raise ValueError("forme")
    r = (target - prediction).reshape(-1)
    return r.dot(r) / len(r)


# %% exercise="mse" verdict="right" label="np.stack raises the ValueError"
def mse(prediction, target):
    p, t = np.stack([prediction.numpy(), target.numpy()])
    return torch.tensor(((p - t) ** 2).mean())


# %% exercise="mse" verdict="right" label="nn.MSELoss"
def mse(prediction, target):
    if not prediction.shape == target.shape:
        raise ValueError(f"{tuple(prediction.shape)} is not {tuple(target.shape)}")
    return torch.nn.MSELoss(reduction="mean")(prediction, target)


# %% exercise="mse" verdict="right" label="variance plus squared mean"
def mse(prediction, target):
    if prediction.shape != target.shape:
        raise ValueError
    r = prediction - target
    return r.var(correction=0) + r.mean() ** 2


# %% exercise="mse" verdict="right" label="Euclidean distance, every axis named"
def mse(prediction, target):
    if len(prediction.shape) != len(target.shape):
        raise ValueError("axes")
    for p, t in zip(prediction.shape, target.shape):
        if p != t:
            raise ValueError(f"{p} != {t}")
    return torch.dist(prediction, target, 2) ** 2 / torch.tensor(prediction.shape).prod()


# %% exercise="mse" verdict="right" label="Python's own sum"
import math


def mse(prediction, target):
    if prediction.shape != target.shape:
        raise ValueError("shapes")
    squares = [(p - t) ** 2 for p, t in zip(prediction.flatten().tolist(), target.flatten().tolist())]
    return torch.tensor(math.fsum(squares) / len(squares))


# %% exercise="mse" verdict="right" label="mean over a tuple of axes, a helper checks"
def check(prediction, target):
    if prediction.shape != target.shape:
        raise ValueError("check")


def mse(prediction, target):
    check(prediction, target)
    squares = torch.nn.functional.mse_loss(prediction, target, reduction="none")
    return squares.mean(dim=tuple(range(squares.dim())))


# %% exercise="mse" verdict="right" label="its error made from a caught one"
def mse(prediction, target):
    try:
        if prediction.shape != target.shape:
            raise RuntimeError("shapes")
    except RuntimeError as error:
        raise ValueError("same shape, please") from error
    return torch.pow(torch.sub(target, prediction), 2).mean()


# %% exercise="mse" verdict="wrong" label="over the first two axes"
def mse(prediction, target):
    if prediction.shape != target.shape:
        raise ValueError("the shapes differ")
    return ((prediction - target) ** 2).mean(dim=(0, 1))


# %% exercise="mse" verdict="wrong" label="shapes not looked at" mistake="shape.unchecked"
def mse(prediction, target):
    return ((prediction - target) ** 2).mean()


# %% exercise="mse" verdict="wrong" label="only the number of axes is compared" mistake="shape.unchecked"
def mse(prediction, target):
    if prediction.dim() != target.dim():
        raise ValueError("axes")
    return ((prediction - target) ** 2).mean()


# %% exercise="mse" verdict="wrong" label="fewer targets only are refused" mistake="shape.unchecked"
def mse(prediction, target):
    if prediction.dim() != target.dim() or any(p > t for p, t in zip(prediction.shape, target.shape)):
        raise ValueError("shapes")
    return ((prediction - target) ** 2).mean()


# %% exercise="mse" verdict="wrong" label="only the number of elements is compared" mistake="shape.unchecked"
def mse(prediction, target):
    if prediction.numel() != target.numel():
        raise ValueError("elements")
    return ((prediction - target) ** 2).mean()


# %% exercise="mse" verdict="wrong" label="only the number of rows is compared" mistake="shape.unchecked"
def mse(prediction, target):
    if prediction.shape[:1] != target.shape[:1]:
        raise ValueError("rows")
    return ((prediction - target) ** 2).mean()


# %% exercise="mse" verdict="wrong" label="silently flattened" mistake="shape.unchecked"
def mse(prediction, target):
    return ((prediction.flatten() - target.flatten()) ** 2).mean()


# %% exercise="mse" verdict="wrong" label="assert is not a ValueError" mistake="shape.unchecked"
def mse(prediction, target):
    assert prediction.shape == target.shape
    return ((prediction - target) ** 2).mean()


# %% exercise="mse" verdict="wrong" label="sum" mistake="sum.for_mean"
def mse(prediction, target):
    if prediction.shape != target.shape:
        raise ValueError("shapes")
    return ((prediction - target) ** 2).sum()


# %% exercise="mse" verdict="wrong" label="divided by N alone" mistake="mean.samples_only"
def mse(prediction, target):
    if prediction.shape != target.shape:
        raise ValueError("shapes")
    return ((prediction - target) ** 2).sum() / max(1, prediction.shape[0])


# %% exercise="mse" verdict="wrong" label="divided by K alone" mistake="mean.targets_only"
def mse(prediction, target):
    if prediction.shape != target.shape:
        raise ValueError("shapes")
    return ((prediction - target) ** 2).sum() / max(1, prediction.shape[1])


# %% exercise="mse" verdict="wrong" label="mean over samples only" mistake="mean.one_axis"
def mse(prediction, target):
    if prediction.shape != target.shape:
        raise ValueError("shapes")
    return ((prediction - target) ** 2).mean(dim=0)


# %% exercise="mse" verdict="wrong" label="mean over targets only" mistake="mean.one_axis"
def mse(prediction, target):
    if prediction.shape != target.shape:
        raise ValueError("shapes")
    return ((prediction - target) ** 2).mean(dim=1)


# %% exercise="mse" verdict="wrong" label="no mean" mistake="mean.missing"
def mse(prediction, target):
    if prediction.shape != target.shape:
        raise ValueError("shapes")
    return (prediction - target) ** 2


# %% exercise="mse" verdict="wrong" label="half" mistake="factor.half"
def mse(prediction, target):
    if prediction.shape != target.shape:
        raise ValueError("shapes")
    return ((prediction - target) ** 2).mean() / 2


# %% exercise="mse" verdict="wrong" label="root" mistake="root.taken"
def mse(prediction, target):
    if prediction.shape != target.shape:
        raise ValueError("shapes")
    return ((prediction - target) ** 2).mean().sqrt()


# %% exercise="mse" verdict="wrong" label="absolute values" mistake="square.absolute"
def mse(prediction, target):
    if prediction.shape != target.shape:
        raise ValueError("shapes")
    return torch.nn.functional.l1_loss(prediction, target)


# %% exercise="mse" verdict="wrong" label="not squared" mistake="square.missing"
def mse(prediction, target):
    if prediction.shape != target.shape:
        raise ValueError("shapes")
    return (prediction - target).mean()


# %% exercise="mse" verdict="wrong" label="a float" mistake="type.not_tensor"
def mse(prediction, target):
    if prediction.shape != target.shape:
        raise ValueError("shapes")
    return ((prediction - target) ** 2).mean().item()


# %% exercise="mse" verdict="wrong" label="one element, with an axis" mistake="shape.not_scalar"
def mse(prediction, target):
    if prediction.shape != target.shape:
        raise ValueError("shapes")
    return ((prediction - target) ** 2).mean().reshape(1)


# %% exercise="mse" verdict="wrong" label="prediction changed in place" mistake="argument.changed"
def mse(prediction, target):
    if prediction.shape != target.shape:
        raise ValueError("shapes")
    prediction -= target
    return (prediction**2).mean()


# %% exercise="mse" verdict="wrong" label="two axes only"
def mse(prediction, target):
    if prediction.shape != target.shape:
        raise ValueError("shapes")
    return ((prediction - target) ** 2).mean(dim=1).mean(dim=0)


# %% exercise="mse" verdict="wrong" label="the error is returned, not raised" mistake="error.returned"
def mse(prediction, target):
    if prediction.shape != target.shape:
        return ValueError("shapes differ")
    return ((prediction - target) ** 2).mean()


# %% exercise="mse" verdict="wrong" label="a warning, no error" mistake="shape.unchecked"
import warnings


def mse(prediction, target):
    if prediction.shape != target.shape:
        warnings.warn("shapes differ")
    return ((prediction - target) ** 2).mean()


# %% exercise="mse" verdict="wrong" label="RuntimeError" mistake="shape.unchecked"
def mse(prediction, target):
    if prediction.shape != target.shape:
        raise RuntimeError("shapes differ")
    return ((prediction - target) ** 2).mean()


# %% exercise="mse" verdict="wrong" label="first and last axis compared" mistake="shape.unchecked"
def mse(prediction, target):
    if prediction.shape[0] != target.shape[0] or prediction.shape[-1] != target.shape[-1]:
        raise ValueError("shapes")
    return ((prediction - target) ** 2).mean()


# %% exercise="mse" verdict="wrong" label="an error only where nothing broadcasts" mistake="shape.unchecked"
def mse(prediction, target):
    try:
        return ((prediction - target) ** 2).mean()
    except RuntimeError as error:
        raise ValueError("shapes") from error


# %% exercise="mse" verdict="wrong" label="only one order of the shapes is refused" mistake="shape.unchecked"
def mse(prediction, target):
    if prediction.dim() > target.dim() or len(prediction) != len(target):
        raise ValueError("shapes")
    return ((prediction - target) ** 2).mean()


# %% exercise="mse" verdict="wrong" label="is not: equal shapes are refused too"
def mse(prediction, target):
    if prediction.shape is not target.shape:
        raise ValueError("shapes")
    return ((prediction - target) ** 2).mean()


# %% exercise="mse" verdict="wrong" label="target changed in place" mistake="argument.changed"
def mse(prediction, target):
    if prediction.shape != target.shape:
        raise ValueError("shapes")
    return target.sub_(prediction).square().mean()


# %% exercise="mse" verdict="wrong" label="square of the mean"
def mse(prediction, target):
    if prediction.shape != target.shape:
        raise ValueError("shapes")
    return (prediction - target).mean() ** 2


# %% exercise="mse" verdict="wrong" label="variance: right where the residuals are centred"
def mse(prediction, target):
    if prediction.shape != target.shape:
        raise ValueError("shapes")
    return (prediction - target).var(correction=0)


# %% exercise="mse" verdict="wrong" label="difference of the squares"
def mse(prediction, target):
    if prediction.shape != target.shape:
        raise ValueError("shapes")
    return (prediction**2 - target**2).mean()


# %% exercise="mse" verdict="wrong" label="one element fewer in the mean"
def mse(prediction, target):
    if prediction.shape != target.shape:
        raise ValueError("shapes")
    return ((prediction - target) ** 2).sum() / max(1, prediction.numel() - 1)


# %% exercise="gradient" verdict="right" label="einsum"
def gradient(x, y, w, b):
    r = torch.einsum("nd,kd->nk", x, w) + b - y
    return torch.einsum("nk,nd->kd", r, x) * (2 / r.numel()), r.sum(0) * (2 / r.numel())


# %% exercise="gradient" verdict="right" label="sample loop"
def gradient(x, y, w, b):
    n, k = y.shape
    dw, db = torch.zeros_like(w), torch.zeros_like(b)
    for i in range(n):
        r = w @ x[i] + b - y[i]
        dw += 2 * torch.outer(r, x[i]) / (n * k)
        db += 2 * r / (n * k)
    return dw, db


# %% exercise="gradient" verdict="right" label="transposed at the end, mean of the bias"
def gradient(x, y, w, b):
    k = y.shape[1]
    r = x @ w.T + b - y
    return (x.T @ r).T * 2 / y.numel(), 2 / k * r.mean(dim=0)


# %% exercise="gradient" verdict="right" label="a column of ones, double precision"
def gradient(x, y, w, b):
    x1 = torch.cat([x, torch.ones(len(x), 1, dtype=x.dtype)], dim=1).double()
    theta = torch.cat([w, b[:, None]], dim=1).double()
    g = 2 * (x1 @ theta.T - y.double()).T @ x1 / y.numel()
    return g[:, :-1], g[:, -1]


# %% exercise="gradient" verdict="right" label="tensordot with its own model, a list"
def gradient(x, y, w, b):
    r = 2 * (torch.nn.functional.linear(x, w, b) - y) / y.nelement()
    return [torch.tensordot(r, x, dims=([0], [0])), torch.ones(len(x), dtype=x.dtype) @ r]


# %% exercise="gradient" verdict="right" label="broadcast and sum"
def gradient(x, y, w, b):
    r = linear_model(w, b)(x) - y
    return 2 * (r[:, :, None] * x[:, None, :]).sum(0) / r.numel(), 2 * r.sum(0) / r.numel()


# %% exercise="gradient" verdict="right" label="finite differences of a quadratic, exact"
def gradient(x, y, w, b):
    x, y, w, b = (t.double() for t in (x, y, w, b))

    def loss(w, b):
        return ((x @ w.T + b - y) ** 2).mean()

    dw, db = torch.zeros_like(w), torch.zeros_like(b)
    for k in range(len(b)):
        step = torch.zeros_like(b)
        step[k] = 0.5
        db[k] = loss(w, b + step) - loss(w, b - step)
        for d in range(w.shape[1]):
            step = torch.zeros_like(w)
            step[k, d] = 0.5
            dw[k, d] = loss(w + step, b) - loss(w - step, b)
    return dw, db


# %% exercise="gradient" verdict="right" label="normal equations, no residual"
def gradient(x, y, w, b):
    s = x.sum(0)
    dw = w @ (x.T @ x) + torch.outer(b, s) - y.T @ x
    db = w @ s + len(x) * b - y.sum(0)
    return 2 * dw / y.numel(), 2 * db / y.numel()


# %% exercise="gradient" verdict="right" label="pure Python, lists of floats"
def gradient(x, y, w, b):
    xs, ys, ws, bs = x.tolist(), y.tolist(), w.tolist(), b.tolist()
    n, d, k = len(xs), len(ws[0]), len(bs)
    dw, db = [[0.0] * d for _ in range(k)], [0.0] * k
    for sample, target in zip(xs, ys):
        for j in range(k):
            r = sum(ws[j][i] * sample[i] for i in range(d)) + bs[j] - target[j]
            db[j] += 2 * r / (n * k)
            for i in range(d):
                dw[j][i] += 2 * r * sample[i] / (n * k)
    return torch.tensor(dw), torch.tensor(db)


# %% exercise="gradient" verdict="right" label="under inference_mode, target by target"
@torch.inference_mode()
def gradient(x, y, w, b):
    rows, biases = [], []
    for k in range(w.shape[0]):
        r = x.mv(w[k]) + b[k] - y[:, k]
        rows.append((r[:, None] * x).mean(0))
        biases.append(r.mean())
    return torch.stack(rows) * 2 / w.shape[0], torch.stack(biases) * 2 / w.shape[0]


# %% exercise="gradient" verdict="right" label="no_grad and detach, which is no autograd"
def gradient(x, y, w, b):
    with torch.no_grad():
        r = (torch.addmm(b, x, w.T) - y).detach()
        scale = 2.0 / (y.size(0) * y.size(1))
        return torch.zeros_like(w).addmm_(r.T, x, alpha=scale), r.sum(dim=0).mul_(scale)


# %% exercise="gradient" verdict="right" label="NumPy inside"
def gradient(x, y, w, b):
    x, y, w, b = (t.numpy() for t in (x, y, w, b))
    r = x @ w.T + b - y
    return torch.from_numpy(2 * r.T @ x / r.size), torch.from_numpy(2 * r.sum(axis=0) / r.size)


# %% exercise="gradient" verdict="right" label="half of the samples at a time, recursively"
def gradient(x, y, w, b):
    def summed(x, y):
        if len(x) == 1:
            r = w @ x[0] + b - y[0]
            return torch.outer(r, x[0]), r
        middle = len(x) // 2
        (dw1, db1), (dw2, db2) = summed(x[:middle], y[:middle]), summed(x[middle:], y[middle:])
        return dw1 + dw2, db1 + db2

    dw, db = summed(x, y)
    return dw.mul(2).div(y.numel()), db.mul(2).div(y.numel())


# %% exercise="gradient" verdict="right" label="batched outer products, float64"
def gradient(x, y, w, b):
    x, y, w, b = x.double(), y.double(), w.double(), b.double()
    r = (y - b - x @ w.mT) * (-2 / len(b))
    return torch.bmm(r[:, :, None], x[:, None, :]).mean(dim=0), r.mean(dim=0)


# %% exercise="gradient" verdict="wrong" label="autograd" mistake="autograd.used"
def gradient(x, y, w, b):
    w, b = w.clone().requires_grad_(), b.clone().requires_grad_()
    loss = ((x @ w.T + b - y) ** 2).mean()
    loss.backward()
    return w.grad, b.grad


# %% exercise="gradient" verdict="wrong" label="torch.func" mistake="autograd.used"
from torch.func import grad as derive


def gradient(x, y, w, b):
    return derive(lambda w, b: ((x @ w.T + b - y) ** 2).mean(), argnums=(0, 1))(w, b)


# %% exercise="gradient" verdict="wrong" label="factor 2 missing" mistake="factor.two"
def gradient(x, y, w, b):
    r = x @ w.T + b - y
    return r.T @ x / r.numel(), r.sum(0) / r.numel()


# %% exercise="gradient" verdict="wrong" label="target minus prediction" mistake="gradient.sign"
def gradient(x, y, w, b):
    r = y - x @ w.T - b
    return 2 * r.T @ x / r.numel(), 2 * r.sum(0) / r.numel()


# %% exercise="gradient" verdict="wrong" label="gradient of the sum" mistake="sum.for_mean"
def gradient(x, y, w, b):
    r = x @ w.T + b - y
    return 2 * r.T @ x, 2 * r.sum(0)


# %% exercise="gradient" verdict="wrong" label="divided by N alone" mistake="mean.samples_only"
def gradient(x, y, w, b):
    r = x @ w.T + b - y
    return 2 * r.T @ x / len(x), 2 * r.mean(0)


# %% exercise="gradient" verdict="wrong" label="divided by N·D" mistake="mean.features"
def gradient(x, y, w, b):
    r = x @ w.T + b - y
    return 2 * r.T @ x / x.numel(), 2 * r.sum(0) / r.numel()


# %% exercise="gradient" verdict="wrong" label="dw transposed" mistake="transpose.extra"
def gradient(x, y, w, b):
    r = x @ w.T + b - y
    return 2 * x.T @ r / r.numel(), 2 * r.sum(0) / r.numel()


# %% exercise="gradient" verdict="wrong" label="reshape for transpose" mistake="transpose.reshape"
def gradient(x, y, w, b):
    r = x @ w.T + b - y
    return 2 * r.reshape(r.shape[1], -1) @ x / r.numel(), 2 * r.sum(0) / r.numel()


# %% exercise="gradient" verdict="wrong" label="bias not summed" mistake="bias.not_summed"
def gradient(x, y, w, b):
    r = x @ w.T + b - y
    return 2 * r.T @ x / r.numel(), 2 * r / r.numel()


# %% exercise="gradient" verdict="wrong" label="bias summed over the targets too" mistake="bias.all_targets"
def gradient(x, y, w, b):
    r = x @ w.T + b - y
    return 2 * r.T @ x / r.numel(), 2 * r.mean()


# %% exercise="gradient" verdict="wrong" label="bias summed over the wrong axis" mistake="bias.over_targets"
def gradient(x, y, w, b):
    residual = linear_model(w, b)(x) - y
    return 2 / residual.numel() * residual.T @ x, 2 / residual.numel() * residual.sum(dim=1)


# %% exercise="gradient" verdict="wrong" label="bias averaged twice" mistake="mean.twice"
def gradient(x, y, w, b):
    r = 2 * (x @ w.T + b - y) / y.numel()
    return r.T @ x, r.mean(0)


# %% exercise="gradient" verdict="wrong" label="bias as a row" mistake="bias.row"
def gradient(x, y, w, b):
    r = x @ w.T + b - y
    return 2 * r.T @ x / r.numel(), 2 * r.sum(0, keepdim=True) / r.numel()


# %% exercise="gradient" verdict="wrong" label="no gradient for b" mistake="bias.gradient_missing"
def gradient(x, y, w, b):
    r = x @ w.T + b - y
    return 2 * r.T @ x / r.numel(), torch.zeros_like(b)


# %% exercise="gradient" verdict="wrong" label="db first" mistake="gradient.order"
def gradient(x, y, w, b):
    r = x @ w.T + b - y
    return 2 * r.sum(0) / r.numel(), 2 * r.T @ x / r.numel()


# %% exercise="gradient" verdict="wrong" label="right for four samples only" mistake="size.fixed"
def gradient(x, y, w, b):
    r = x @ w.T + b - y
    return 2 * r.T @ x / (4 * r.shape[1]), 2 * r.sum(0) / (4 * r.shape[1])


# %% exercise="gradient" verdict="wrong" label="targets changed in place" mistake="argument.changed"
def gradient(x, y, w, b):
    r = x @ w.T + b
    y *= -1
    r += y
    return 2 * r.T @ x / r.numel(), 2 * r.sum(0) / r.numel()


# %% exercise="gradient" verdict="wrong" label="right for one target only"
def gradient(x, y, w, b):
    r = (x @ w.T + b - y)[:, :1]
    return 2 * r.T @ x / y.numel(), 2 * r.sum(0) / y.numel()


# %% exercise="gradient" verdict="wrong" label="jacobian of autograd" mistake="autograd.used"
def gradient(x, y, w, b):
    return torch.autograd.functional.jacobian(lambda w, b: ((x @ w.T + b - y) ** 2).mean(), (w, b))


# %% exercise="gradient" verdict="wrong" label="jacfwd of torch.func" mistake="autograd.used"
def gradient(x, y, w, b):
    return torch.func.jacfwd(lambda w, b: ((x @ w.T + b - y) ** 2).mean(), argnums=(0, 1))(w, b)


# %% exercise="gradient" verdict="wrong" label="a layer of nn and backward" mistake="autograd.used"
def gradient(x, y, w, b):
    layer = torch.nn.Linear(w.shape[1], w.shape[0], dtype=w.dtype)
    layer.load_state_dict({"weight": w, "bias": b})
    torch.nn.MSELoss()(layer(x), y).backward()
    return layer.weight.grad, layer.bias.grad


# %% exercise="gradient" verdict="wrong" label="forward mode, one dual number at a time" mistake="autograd.used"
import torch.autograd.forward_ad as dual


def gradient(x, y, w, b):
    def along(dw, db):
        with dual.dual_level():
            u, c = dual.make_dual(w, dw), dual.make_dual(b, db)
            return dual.unpack_dual(((x @ u.T + c - y) ** 2).mean()).tangent

    rows = []
    for i in range(w.numel()):
        step = torch.zeros_like(w)
        step.view(-1)[i] = 1
        rows.append(along(step, torch.zeros_like(b)))
    steps = torch.eye(len(b), dtype=b.dtype)
    return torch.stack(rows).reshape(w.shape), torch.stack([along(torch.zeros_like(w), step) for step in steps])


# %% exercise="gradient" verdict="wrong" label="bias left out of the residual" mistake="bias.missing"
def gradient(x, y, w, b):
    r = x @ w.T - y
    return 2 * r.T @ x / r.numel(), 2 * r.sum(0) / r.numel()


# %% exercise="gradient" verdict="wrong" label="one sample: right for N = 1" mistake="gradient.one_sample"
def gradient(x, y, w, b):
    r = w @ x[0] + b - y[0]
    return 2 * torch.outer(r, x[0]) / len(b), 2 * r / len(b)


# %% exercise="gradient" verdict="wrong" label="residual forgotten" mistake="residual.missing"
def gradient(x, y, w, b):
    ones = torch.ones_like(y)
    return 2 * ones.T @ x / y.numel(), 2 * ones.sum(0) / y.numel()


# %% exercise="gradient" verdict="wrong" label="xᵀr reshaped to w's shape: right for one target" mistake="transpose.reshape"
def gradient(x, y, w, b):
    r = x @ w.T + b - y
    return 2 * (x.T @ r).reshape(w.shape) / r.numel(), 2 * r.sum(0) / r.numel()


# %% exercise="gradient" verdict="wrong" label="factor 2 missing in db alone" mistake="factor.two"
def gradient(x, y, w, b):
    r = x @ w.T + b - y
    return 2 * r.T @ x / r.numel(), r.sum(0) / r.numel()


# %% exercise="gradient" verdict="wrong" label="factor 2 missing in dw alone" mistake="factor.two"
def gradient(x, y, w, b):
    r = x @ w.T + b - y
    return r.T @ x / r.numel(), 2 * r.sum(0) / r.numel()


# %% exercise="gradient" verdict="wrong" label="sign of db alone" mistake="gradient.sign"
def gradient(x, y, w, b):
    r = x @ w.T + b - y
    return 2 * r.T @ x / r.numel(), -2 * r.sum(0) / r.numel()


# %% exercise="gradient" verdict="wrong" label="w transposed in place" mistake="argument.changed"
def gradient(x, y, w, b):
    r = x @ w.t_() + b - y
    return 2 * r.T @ x / r.numel(), 2 * r.sum(0) / r.numel()


# %% exercise="gradient" verdict="wrong" label="inputs doubled in place" mistake="argument.changed"
def gradient(x, y, w, b):
    r = x @ w.T + b - y
    return r.T @ x.mul_(2) / r.numel(), 2 * r.sum(0) / r.numel()


# %% exercise="gradient" verdict="wrong" label="dw of the sum, db of the mean" mistake="sum.for_mean"
def gradient(x, y, w, b):
    r = x @ w.T + b - y
    return 2 * r.T @ x, 2 * r.sum(0) / r.numel()


# %% exercise="gradient" verdict="wrong" label="one-sided differences with a wide step"
def gradient(x, y, w, b):
    def loss(w, b):
        return ((x @ w.T + b - y) ** 2).mean()

    dw, db = torch.zeros_like(w), torch.zeros_like(b)
    for i in range(w.numel()):
        step = torch.zeros_like(w)
        step.view(-1)[i] = 0.01
        dw.view(-1)[i] = (loss(w + step, b) - loss(w, b)) / 0.01
    for i in range(b.numel()):
        step = torch.zeros_like(b)
        step[i] = 0.01
        db[i] = (loss(w, b + step) - loss(w, b)) / 0.01
    return dw, db


# %% exercise="gradient" verdict="wrong" label="arrays, not tensors" mistake="type.not_tensor"
def gradient(x, y, w, b):
    x, y, w, b = (t.numpy() for t in (x, y, w, b))
    r = x @ w.T + b - y
    return 2 * r.T @ x / r.size, 2 * r.sum(axis=0) / r.size


# %% exercise="gradient" verdict="wrong" label="added up from call to call: right the first time"
_dw, _db = {}, {}


def gradient(x, y, w, b):
    r = x @ w.T + b - y
    key = tuple(w.shape)
    _dw[key] = _dw.get(key, 0) + 2 * r.T @ x / r.numel()
    _db[key] = _db.get(key, 0) + 2 * r.sum(0) / r.numel()
    return _dw[key], _db[key]


# %% exercise="gradient" verdict="right" label="a column of ones given to its own linear_model"
def gradient(x, y, w, b):
    X = torch.cat([x, torch.ones_like(x[:, :1])], 1)
    W = torch.cat([w, b[:, None]], 1)
    r = linear_model(W, torch.zeros_like(b))(X) - y
    G = 2 * r.T @ X / r.numel()
    return G[:, :-1], G[:, -1]


# %% exercise="gradient" verdict="right" label="differences of its own mse by the predictions"
def gradient(x, y, w, b):
    x, y, w, b = (t.double() for t in (x, y, w, b))
    p = linear_model(w, b)(x).reshape(-1)
    t = y.reshape(-1)
    g = torch.stack([(mse(p + e, t) - mse(p - e, t)) / 2 for e in torch.eye(len(t), dtype=p.dtype)]).reshape(y.shape)
    return g.T @ x, g.sum(0)


# %% exercise="gradient" verdict="wrong" label="one tensor for every gradient"
kept = {}


def gradient(x, y, w, b):
    residual = linear_model(w, b)(x) - y
    dw = kept.setdefault((w.shape, w.dtype), torch.empty_like(w))
    dw.copy_(2 * residual.T @ x / residual.numel())
    return dw, 2 * residual.sum(dim=0) / residual.numel()


# %% exercise="descend" verdict="right" label="everything by itself"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        r = x @ w.T + b - y
        losses.append(float((r * r).mean()))
        w, b = w - lr * 2 * r.T @ x / r.numel(), b - lr * 2 * r.sum(0) / r.numel()
    return w, b, losses


# %% exercise="descend" verdict="right" label="in place, on clones"
def descend(x, y, w, b, lr, epochs):
    w, b, losses = w.clone(), b.clone(), []
    model = linear_model(w, b)
    for _ in range(epochs):
        losses += [mse(model(x), y).item()]
        dw, db = gradient(x, y, w, b)
        w -= lr * dw
        b.sub_(db, alpha=lr)
    return w, b, losses


# %% exercise="descend" verdict="right" label="double precision, a list as the result"
def descend(x, y, w, b, lr, epochs):
    x, y, w, b = (t.double() for t in (x, y, w, b))
    losses = []
    while len(losses) < epochs:
        r = x @ w.T + b - y
        losses.append((r**2).mean().item())
        r = r * 2 / y.numel()
        w, b = w - lr * (x.T @ r).T, b - lr * r.sum(0)
    return [w, b, losses]


# %% exercise="descend" verdict="right" label="autograd, which is not forbidden here"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        w, b = w.detach().requires_grad_(), b.detach().requires_grad_()
        loss = ((x @ w.T + b - y) ** 2).mean()
        dw, db = torch.autograd.grad(loss, (w, b))
        losses.append(loss.item())
        with torch.no_grad():
            w, b = w - lr * dw, b - lr * db
    return w, b, losses


# %% exercise="descend" verdict="right" label="recursive, with its own loss"
def descend(x, y, w, b, lr, epochs):
    if epochs == 0:
        return w, b, []
    loss = float(((x @ w.T + b - y) ** 2).mean())
    dw, db = gradient(x, y, w, b)
    last_w, last_b, losses = descend(x, y, w - lr * dw, b - lr * db, lr, epochs - 1)
    return last_w, last_b, [loss, *losses]


# %% exercise="descend" verdict="right" label="b first, both gradients before"
def descend(x, y, w, b, lr, epochs):
    losses = [0.0] * epochs
    for i in range(epochs):
        dw, db = gradient(x, y, w, b)
        losses[i] = mse(linear_model(w, b)(x), y).item()
        b = b - lr * db
        w = w - lr * dw
    return w, b, losses


# %% exercise="descend" verdict="right" label="one matrix for w and b"
def descend(x, y, w, b, lr, epochs):
    inputs = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    theta = torch.cat([w, b[:, None]], dim=1)
    losses = []
    for _ in range(epochs):
        r = inputs @ theta.T - y
        losses.append(r.square().mean().item())
        theta = theta - lr * 2 * r.T @ inputs / r.numel()
    return theta[:, :-1], theta[:, -1], losses


# %% exercise="descend" verdict="right" label="PyTorch's optimizer on copies"
def descend(x, y, w, b, lr, epochs):
    w, b = (torch.nn.Parameter(t.detach().clone()) for t in (w, b))
    optimizer, losses = torch.optim.SGD([w, b], lr=lr), []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(x @ w.T + b, y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return w.detach(), b.detach(), losses


# %% exercise="descend" verdict="right" label="accumulate over the epochs"
from itertools import accumulate


def descend(x, y, w, b, lr, epochs):
    def step(state, _):
        w, b = state
        dw, db = gradient(x, y, w, b)
        return w - lr * dw, b - lr * db

    states = list(accumulate(range(epochs), step, initial=(w, b)))
    losses = [mse(linear_model(*state)(x), y).item() for state in states[:-1]]
    return *states[-1], losses


# %% exercise="descend" verdict="right" label="NumPy inside, np.float64 losses"
def descend(x, y, w, b, lr, epochs):
    x, y, w, b = (t.double().numpy() for t in (x, y, w, b))
    losses = np.empty(epochs)
    for i in range(epochs):
        r = x @ w.T + b - y
        losses[i] = np.mean(r**2)
        w, b = w - lr * 2 * r.T @ x / r.size, b - lr * 2 * r.sum(axis=0) / r.size
    return torch.tensor(w), torch.tensor(b), list(losses)


# %% exercise="descend" verdict="right" label="a class of its own"
class Descent:
    def __init__(self, x, y, w, b):
        self.x, self.y, self.w, self.b, self.losses = x, y, w.clone(), b.clone(), []

    def step(self, lr):
        r = self.x @ self.w.T + self.b - self.y
        self.losses.append((r**2).mean().item())
        self.w.sub_(r.T @ self.x, alpha=2 * lr / r.numel())
        self.b.sub_(r.sum(0), alpha=2 * lr / r.numel())


def descend(x, y, w, b, lr, epochs):
    descent = Descent(x, y, w, b)
    for _ in range(epochs):
        descent.step(lr)
    return descent.w, descent.b, descent.losses


# %% exercise="descend" verdict="right" label="a generator of losses, parameters in a dict"
def descend(x, y, w, b, lr, epochs):
    parameters = {"w": w, "b": b}

    def run():
        for _ in range(epochs):
            yield float(mse(linear_model(**parameters)(x), y))
            dw, db = gradient(x, y, **parameters)
            parameters.update(w=parameters["w"] - lr * dw, b=parameters["b"] - lr * db)

    losses = [*run()]
    return parameters["w"], parameters["b"], losses


# %% exercise="descend" verdict="right" label="gradient and mse sample by sample, averaged"
def descend(x, y, w, b, lr, epochs):
    n, losses = len(x), []
    for _ in range(epochs):
        pairs = list(zip(x.split(1), y.split(1)))
        losses.append(sum(mse(linear_model(w, b)(xi), yi).item() for xi, yi in pairs) / n)
        parts = [gradient(xi, yi, w, b) for xi, yi in pairs]
        w = w - lr / n * sum(dw for dw, _ in parts)
        b = b - lr / n * sum(db for _, db in parts)
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="caller's tensors changed" mistake="argument.changed"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(mse(linear_model(w, b)(x), y).item())
        dw, db = gradient(x, y, w, b)
        w -= lr * dw
        b -= lr * db
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="b changed in place alone" mistake="argument.changed"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(mse(linear_model(w, b)(x), y).item())
        dw, db = gradient(x, y, w, b)
        w = w - lr * dw
        b -= lr * db
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="step added" mistake="step.added"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(mse(linear_model(w, b)(x), y).item())
        dw, db = gradient(x, y, w, b)
        w, b = w + lr * dw, b + lr * db
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="loss after the update" mistake="losses.after"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        dw, db = gradient(x, y, w, b)
        w, b = w - lr * dw, b - lr * db
        losses.append(mse(linear_model(w, b)(x), y).item())
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="losses as tensors" mistake="losses.tensor"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(mse(linear_model(w, b)(x), y))
        dw, db = gradient(x, y, w, b)
        w, b = w - lr * dw, b - lr * db
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="w first, then b's gradient" mistake="update.not_together"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(mse(linear_model(w, b)(x), y).item())
        w = w - lr * gradient(x, y, w, b)[0]
        b = b - lr * gradient(x, y, w, b)[1]
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="the model made once, before the loop" mistake="prediction.stale"
def descend(x, y, w, b, lr, epochs):
    model, losses = linear_model(w, b), []
    for _ in range(epochs):
        losses.append(mse(model(x), y).item())
        dw, db = gradient(x, y, w, b)
        w, b = w - lr * dw, b - lr * db
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="gradient taken once" mistake="gradient.stale"
def descend(x, y, w, b, lr, epochs):
    losses = []
    dw, db = gradient(x, y, w, b)
    start = w, b
    for i in range(epochs):
        losses.append(mse(linear_model(w, b)(x), y).item())
        w, b = start[0] - lr * (i + 1) * dw, start[1] - lr * (i + 1) * db
    fresh_w, fresh_b = start
    losses = []
    for _ in range(epochs):
        losses.append(mse(linear_model(fresh_w, fresh_b)(x), y).item())
        step_w, step_b = gradient(x, y, fresh_w, fresh_b)
        fresh_w, fresh_b = fresh_w - lr * step_w, fresh_b - lr * step_b
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="gradient taken once, before the loop" mistake="gradient.stale"
def descend(x, y, w, b, lr, epochs):
    losses = []
    dw, db = gradient(x, y, w, b)
    for _ in range(epochs):
        losses.append(mse(linear_model(w, b)(x), y).item())
        w, b = w - lr * dw, b - lr * db
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="the new values get other names" mistake="update.missing"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(mse(linear_model(w, b)(x), y).item())
        dw, db = gradient(x, y, w, b)
        new_w, new_b = w - lr * dw, b - lr * db
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="w never updated" mistake="weight.not_updated"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(mse(linear_model(w, b)(x), y).item())
        b = b - lr * gradient(x, y, w, b)[1]
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="b never updated" mistake="bias.not_updated"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(mse(linear_model(w, b)(x), y).item())
        w = w - lr * gradient(x, y, w, b)[0]
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="rate not used" mistake="lr.ignored"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(mse(linear_model(w, b)(x), y).item())
        dw, db = gradient(x, y, w, b)
        w, b = w - dw, b - db
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="one epoch too few" mistake="epochs.one_less"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(1, epochs):
        losses.append(mse(linear_model(w, b)(x), y).item())
        dw, db = gradient(x, y, w, b)
        w, b = w - lr * dw, b - lr * db
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="one loss more" mistake="losses.extra"
def descend(x, y, w, b, lr, epochs):
    losses = [mse(linear_model(w, b)(x), y).item()]
    for _ in range(epochs):
        dw, db = gradient(x, y, w, b)
        w, b = w - lr * dw, b - lr * db
        losses.append(mse(linear_model(w, b)(x), y).item())
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="last update forgotten" mistake="epochs.one_less"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for i in range(epochs):
        losses.append(mse(linear_model(w, b)(x), y).item())
        if i + 1 < epochs:
            dw, db = gradient(x, y, w, b)
            w, b = w - lr * dw, b - lr * db
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="first parameters handed out" mistake="descent.discarded"
def descend(x, y, w, b, lr, epochs):
    losses, new_w, new_b = [], w, b
    for _ in range(epochs):
        losses.append(mse(linear_model(new_w, new_b)(x), y).item())
        dw, db = gradient(x, y, new_w, new_b)
        new_w, new_b = new_w - lr * dw, new_b - lr * db
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="stops when the loss grows"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        loss = mse(linear_model(w, b)(x), y).item()
        losses.append(loss)
        dw, db = gradient(x, y, w, b)
        w, b = w - lr * dw.clamp(-1, 1), b - lr * db.clamp(-1, 1)
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="detach is no copy" mistake="argument.changed"
def descend(x, y, w, b, lr, epochs):
    w, b, losses = w.detach(), b.detach(), []
    for _ in range(epochs):
        losses.append(mse(linear_model(w, b)(x), y).item())
        dw, db = gradient(x, y, w, b)
        w -= lr * dw
        b -= lr * db
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="float() copies float64 only" mistake="argument.changed"
def descend(x, y, w, b, lr, epochs):
    x, y, w, b, losses = x.float(), y.float(), w.float(), b.float(), []
    for _ in range(epochs):
        losses.append(mse(linear_model(w, b)(x), y).item())
        dw, db = gradient(x, y, w, b)
        w -= lr * dw
        b -= lr * db
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="double() copies float32 only" mistake="argument.changed"
def descend(x, y, w, b, lr, epochs):
    x, y, w, b, losses = x.double(), y.double(), w.double(), b.double(), []
    for _ in range(epochs):
        r = x @ w.T + b - y
        losses.append((r**2).mean().item())
        w.sub_(2 * lr * r.T @ x / r.numel())
        b.sub_(2 * lr * r.sum(0) / r.numel())
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="stops when the loss hardly changes" mistake="losses.count"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(mse(linear_model(w, b)(x), y).item())
        if len(losses) > 1 and abs(losses[-1] - losses[-2]) < 1e-3:
            break
        dw, db = gradient(x, y, w, b)
        w, b = w - lr * dw, b - lr * db
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="one list of losses for all calls" mistake="losses.count"
def descend(x, y, w, b, lr, epochs, losses=[]):
    for _ in range(epochs):
        losses.append(mse(linear_model(w, b)(x), y).item())
        dw, db = gradient(x, y, w, b)
        w, b = w - lr * dw, b - lr * db
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="the sum's gradient" mistake="loss.other_gradient"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        r = x @ w.T + b - y
        losses.append((r**2).mean().item())
        w, b = w - lr * 2 * r.T @ x, b - lr * 2 * r.sum(0)
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="the sum as the loss, the mean's gradient" mistake="sum.for_mean"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(((x @ w.T + b - y) ** 2).sum().item())
        dw, db = gradient(x, y, w, b)
        w, b = w - lr * dw, b - lr * db
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="factor 2 missing in its own gradient" mistake="factor.two"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        r = x @ w.T + b - y
        losses.append((r**2).mean().item())
        w, b = w - lr * r.T @ x / r.numel(), b - lr * r.sum(0) / r.numel()
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="an update after every sample" mistake="update.per_sample"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(mse(linear_model(w, b)(x), y).item())
        for i in range(len(x)):
            dw, db = gradient(x[i : i + 1], y[i : i + 1], w, b)
            w, b = w - lr * dw, b - lr * db
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="b first, then w's gradient" mistake="update.bias_first"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(mse(linear_model(w, b)(x), y).item())
        b = b - lr * gradient(x, y, w, b)[1]
        w = w - lr * gradient(x, y, w, b)[0]
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="losses in a tensor" mistake="losses.not_list"
def descend(x, y, w, b, lr, epochs):
    losses = torch.zeros(epochs)
    for i in range(epochs):
        losses[i] = mse(linear_model(w, b)(x), y)
        dw, db = gradient(x, y, w, b)
        w, b = w - lr * dw, b - lr * db
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="losses in a tuple" mistake="losses.not_list"
def descend(x, y, w, b, lr, epochs):
    losses = ()
    for _ in range(epochs):
        losses += (mse(linear_model(w, b)(x), y).item(),)
        dw, db = gradient(x, y, w, b)
        w, b = w - lr * dw, b - lr * db
    return w, b, losses


# %% exercise="descend" verdict="right" label="np.float32"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(np.float32(mse(linear_model(w, b)(x), y).item()))
        dw, db = gradient(x, y, w, b)
        w, b = w - lr * dw, b - lr * db
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="the rate decays"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for i in range(epochs):
        losses.append(mse(linear_model(w, b)(x), y).item())
        dw, db = gradient(x, y, w, b)
        w, b = w - lr / (1 + 0.1 * i) * dw, b - lr / (1 + 0.1 * i) * db
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="at least one epoch: wrong for none" mistake="losses.count"
def descend(x, y, w, b, lr, epochs):
    losses = []
    while True:
        losses.append(mse(linear_model(w, b)(x), y).item())
        dw, db = gradient(x, y, w, b)
        w, b = w - lr * dw, b - lr * db
        if len(losses) >= epochs:
            return w, b, losses


# %% exercise="descend" verdict="wrong" label="the losses first"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(mse(linear_model(w, b)(x), y).item())
        dw, db = gradient(x, y, w, b)
        w, b = w - lr * dw, b - lr * db
    return losses, w, b


# %% exercise="descend" verdict="right" label="its own gradient, the bias as one more weight"
def descend(x, y, w, b, lr, epochs):
    X = torch.cat([x, torch.ones_like(x[:, :1])], 1)
    W, zero = torch.cat([w, b[:, None]], 1), torch.zeros_like(b)
    losses = []
    for _ in range(epochs):
        losses.append(mse(linear_model(W, zero)(X), y).item())
        W = W - lr * gradient(X, y, W, zero)[0]
    return W[:, :-1], W[:, -1], losses


# %% exercise="descend" verdict="right" label="one target after the other"
def descend(x, y, w, b, lr, epochs):
    K = len(b)
    ws, bs, total = [], [], [0.0] * epochs
    for k in range(K):
        v, c = w[k : k + 1], b[k : k + 1]
        for i in range(epochs):
            total[i] += mse(linear_model(v, c)(x), y[:, k : k + 1]).item() / K
            dv, dc = gradient(x, y[:, k : k + 1], v, c)
            v, c = v - lr / K * dv, c - lr / K * dc
        ws.append(v)
        bs.append(c)
    return torch.cat(ws), torch.cat(bs), total


# %% exercise="descend" verdict="wrong" label="the caller's tensors made to require gradients" mistake="argument.requires_grad"
def descend(x, y, w, b, lr, epochs):
    w.requires_grad_()
    b.requires_grad_()
    losses = []
    for _ in range(epochs):
        loss = ((x @ w.T + b - y) ** 2).mean()
        losses.append(loss.item())
        dw, db = torch.autograd.grad(loss, (w, b))
        w = (w - lr * dw).detach().requires_grad_()
        b = (b - lr * db).detach().requires_grad_()
    return w.detach(), b.detach(), losses


# %% exercise="broadcast" verdict="right" label="from the right, with zip_longest"
def broadcast(a, b):
    from itertools import zip_longest

    sizes = []
    for p, q in zip_longest(reversed(a), reversed(b), fillvalue=1):
        if p == q or q == 1:
            sizes.append(p)
        elif p == 1:
            sizes.append(q)
        else:
            raise ValueError("these shapes do not fit")
    return tuple(reversed(sizes))


# %% exercise="broadcast" verdict="right" label="NumPy's own function"
def broadcast(a, b):
    return np.broadcast_shapes(a, b)


# %% exercise="broadcast" verdict="right" label="PyTorch's own function: a torch.Size"
def broadcast(a, b):
    try:
        return torch.broadcast_shapes(a, b)
    except RuntimeError as error:
        raise ValueError(str(error)) from error


# %% exercise="broadcast" verdict="right" label="two real tensors are added"
def broadcast(a, b):
    try:
        total = torch.zeros(a) + torch.zeros(b)
    except RuntimeError:
        raise ValueError(f"{a} and {b}") from None
    return total.shape


# %% exercise="broadcast" verdict="right" label="a call of itself, from the last axis"
def broadcast(a, b):
    if not a or not b:
        return tuple(a or b)
    p, q = a[-1], b[-1]
    if p != q and p != 1 and q != 1:
        raise ValueError((p, q))
    return (*broadcast(a[:-1], b[:-1]), q if p == 1 else p)


# %% exercise="broadcast" verdict="right" label="indices from the end"
def broadcast(a, b):
    if len(a) < len(b):
        a, b = b, a
    result = list(a)
    for i in range(1, len(b) + 1):
        if result[-i] == 1:
            result[-i] = b[-i]
        elif b[-i] != 1 and b[-i] != result[-i]:
            raise ValueError("no")
    return tuple(result)


# %% exercise="broadcast" verdict="right" label="sets of the sizes that are not 1"
def broadcast(a, b):
    n = max(len(a), len(b))
    result = ()
    for axis in range(-n, 0):
        sizes = {shape[axis] for shape in (a, b) if -axis <= len(shape)} - {1}
        if len(sizes) > 1:
            raise ValueError("two sizes in one axis")
        result += (sizes.pop() if sizes else 1,)
    return result


# %% exercise="broadcast" verdict="right" label="the product where a factor is 1"
def broadcast(a, b):
    while len(a) < len(b):
        a = (1,) + a
    while len(b) < len(a):
        b = (1,) + b
    if any(p != q and p != 1 and q != 1 for p, q in zip(a, b)):
        raise ValueError("sizes differ")
    return tuple(p if p == q else p * q for p, q in zip(a, b))


# %% exercise="broadcast" verdict="right" label="an error of its own, a kind of ValueError"
def broadcast(a, b):
    class ShapesDiffer(ValueError):
        pass

    length = max(len(a), len(b))
    rows = [[1] * (length - len(shape)) + list(shape) for shape in (a, b)]
    result = []
    for p, q in zip(*rows):
        if p == 1:
            result.append(q)
        elif q in (1, p):
            result.append(p)
        else:
            raise ShapesDiffer(a, b)
    return tuple(result)


# %% exercise="broadcast" verdict="right" label="NumPy arrays of sizes"
def broadcast(a, b):
    n = max(len(a), len(b))
    first, second = np.ones(n, dtype=int), np.ones(n, dtype=int)
    first[n - len(a) :], second[n - len(b) :] = a, b
    if np.any((first != second) & (first != 1) & (second != 1)):
        raise ValueError("they do not fit")
    return tuple(np.where(first == 1, second, first))


# %% exercise="broadcast" verdict="right" label="an assertion turned into a ValueError"
def broadcast(a, b):
    def size(p, q):
        assert p == q or p == 1 or q == 1
        return q if p == 1 else p

    n = max(len(a), len(b))
    try:
        return tuple(map(size, (1,) * (n - len(a)) + a, (1,) * (n - len(b)) + b))
    except AssertionError as problem:
        raise ValueError("shapes") from problem


# %% exercise="broadcast" verdict="right" label="the expanded view of an empty tensor"
def broadcast(a, b):
    try:
        one, _other = np.broadcast_arrays(np.empty(a), np.empty(b))
    except ValueError:
        raise
    return one.shape


# %% exercise="broadcast" verdict="wrong" label="a size is repeated as often as it fits" mistake="broadcast.unfit"
def broadcast(a, b):
    axes, shape = max(len(a), len(b)), []
    for one, other in zip((1,) * (axes - len(a)) + a, (1,) * (axes - len(b)) + b):
        small, large = sorted((one, other))
        if small != large and (small == 0 or large % small):
            if 1 not in (one, other):
                raise ValueError("the shapes do not fit")
        shape.append(small if small == 0 else large)
    return tuple(shape)


# %% exercise="broadcast" verdict="wrong" label="aligned on the left" mistake="broadcast.left"
def broadcast(a, b):
    n = max(len(a), len(b))
    result = []
    for p, q in zip(a + (1,) * (n - len(a)), b + (1,) * (n - len(b))):
        if p != q and 1 not in (p, q):
            raise ValueError
        result.append(q if p == 1 else p)
    return tuple(result)


# %% exercise="broadcast" verdict="wrong" label="the larger size" mistake="broadcast.maximum"
def broadcast(a, b):
    n = max(len(a), len(b))
    result = []
    for p, q in zip((1,) * (n - len(a)) + a, (1,) * (n - len(b)) + b):
        if p != q and 1 not in (p, q):
            raise ValueError
        result.append(max(p, q))
    return tuple(result)


# %% exercise="broadcast" verdict="wrong" label="never an error" mistake="broadcast.unfit"
def broadcast(a, b):
    n = max(len(a), len(b))
    return tuple(q if p == 1 else p for p, q in zip((1,) * (n - len(a)) + a, (1,) * (n - len(b)) + b))


# %% exercise="broadcast" verdict="wrong" label="None where they do not fit" mistake="broadcast.unfit"
def broadcast(a, b):
    try:
        return np.broadcast_shapes(a, b)
    except ValueError:
        return None


# %% exercise="broadcast" verdict="wrong" label="PyTorch's RuntimeError" mistake="broadcast.unfit"
def broadcast(a, b):
    return tuple(torch.broadcast_shapes(a, b))


# %% exercise="broadcast" verdict="wrong" label="an assertion" mistake="broadcast.unfit"
def broadcast(a, b):
    n = max(len(a), len(b))
    result = []
    for p, q in zip((1,) * (n - len(a)) + a, (1,) * (n - len(b)) + b):
        assert p == q or 1 in (p, q)
        result.append(q if p == 1 else p)
    return tuple(result)


# %% exercise="broadcast" verdict="wrong" label="the error is returned" mistake="error.returned"
def broadcast(a, b):
    try:
        return np.broadcast_shapes(a, b)
    except ValueError as error:
        return error


# %% exercise="broadcast" verdict="wrong" label="a list" mistake="type.not_tuple"
def broadcast(a, b):
    return list(np.broadcast_shapes(a, b))


# %% exercise="broadcast" verdict="wrong" label="an array of sizes"
def broadcast(a, b):
    return np.array(np.broadcast_shapes(a, b))


# %% exercise="broadcast" verdict="wrong" label="zip without padding, from the right" mistake="broadcast.cut"
def broadcast(a, b):
    result = []
    for p, q in zip(a[::-1], b[::-1]):
        if p != q and 1 not in (p, q):
            raise ValueError
        result.append(q if p == 1 else p)
    return tuple(result[::-1])


# %% exercise="broadcast" verdict="wrong" label="not turned back at the end" mistake="broadcast.reversed"
def broadcast(a, b):
    return np.broadcast_shapes(a, b)[::-1]


# %% exercise="broadcast" verdict="wrong" label="the 1 wins" mistake="broadcast.ones_kept"
def broadcast(a, b):
    n = max(len(a), len(b))
    result = []
    for p, q in zip((1,) * (n - len(a)) + a, (1,) * (n - len(b)) + b):
        if p != q and 1 not in (p, q):
            raise ValueError
        result.append(p if p == q else 1)
    return tuple(result)


# %% exercise="broadcast" verdict="wrong" label="only b is repeated" mistake="broadcast.one_way"
def broadcast(a, b):
    n = max(len(a), len(b))
    a = (1,) * (n - len(a)) + a
    b = (1,) * (n - len(b)) + b
    for p, q in zip(a, b):
        if p != q and 1 not in (p, q):
            raise ValueError
    return a


# %% exercise="broadcast" verdict="wrong" label="shapes of different lengths are refused" mistake="broadcast.no_padding"
def broadcast(a, b):
    if len(a) != len(b):
        raise ValueError("different numbers of axes")
    return np.broadcast_shapes(a, b)


# %% exercise="broadcast" verdict="wrong" label="only equal sizes fit"
def broadcast(a, b):
    if a != b:
        raise ValueError("the shapes differ")
    return a


# %% exercise="broadcast" verdict="wrong" label="the longer shape, whatever the sizes"
def broadcast(a, b):
    return max(a, b, key=len)


# %% exercise="broadcast" verdict="wrong" label="or: a size of 0 counts as missing" mistake="broadcast.maximum"
def broadcast(a, b):
    n = max(len(a), len(b))
    result = []
    for p, q in zip((1,) * (n - len(a)) + a, (1,) * (n - len(b)) + b):
        p, q = p or 1, q or 1
        if p != q and 1 not in (p, q):
            raise ValueError
        result.append(max(p, q))
    return tuple(result)


# %% exercise="broadcast" verdict="wrong" label="0 fits with everything" mistake="broadcast.unfit"
def broadcast(a, b):
    n = max(len(a), len(b))
    result = []
    for p, q in zip((1,) * (n - len(a)) + a, (1,) * (n - len(b)) + b):
        if p != q and 1 not in (p, q) and 0 not in (p, q):
            raise ValueError
        result.append(min(p, q) if 0 in (p, q) else max(p, q))
    return tuple(result)


# %% exercise="broadcast" verdict="wrong" label="0 fits with nothing but 0"
def broadcast(a, b):
    for p, q in zip(a[::-1], b[::-1]):
        if p != q and 0 in (p, q):
            raise ValueError
    return np.broadcast_shapes(a, b)


# %% exercise="broadcast" verdict="wrong" label="a size that divides the other fits" mistake="broadcast.unfit"
def broadcast(a, b):
    n = max(len(a), len(b))
    result = []
    for p, q in zip((1,) * (n - len(a)) + a, (1,) * (n - len(b)) + b):
        small, large = sorted((p, q))
        if p != q and 1 not in (p, q) and (small == 0 or large % small):
            raise ValueError
        result.append(q if p == 1 else p)
    return tuple(result)


# %% exercise="broadcast" verdict="wrong" label="only the last axis is checked" mistake="broadcast.unfit"
def broadcast(a, b):
    n = max(len(a), len(b))
    a, b = (1,) * (n - len(a)) + a, (1,) * (n - len(b)) + b
    if n and a[-1] != b[-1] and 1 not in (a[-1], b[-1]):
        raise ValueError
    return tuple(q if p == 1 else p for p, q in zip(a, b))


# %% exercise="broadcast" verdict="wrong" label="the empty shape is an error"
def broadcast(a, b):
    if not a or not b:
        raise ValueError("a shape needs an axis")
    return np.broadcast_shapes(a, b)


# %% exercise="broadcast" verdict="wrong" label="the shape is printed"
def broadcast(a, b):
    print(np.broadcast_shapes(a, b))


# %% exercise="broadcast" verdict="wrong" label="the product of the sizes"
def broadcast(a, b):
    n = max(len(a), len(b))
    result = []
    for p, q in zip((1,) * (n - len(a)) + a, (1,) * (n - len(b)) + b):
        if p != q and 1 not in (p, q):
            raise ValueError
        result.append(p * q)
    return tuple(result)


# %% exercise="mse" verdict="wrong" label="rounded to four digits"
def mse(prediction, target):
    if prediction.shape != target.shape:
        raise ValueError
    return torch.round(((prediction - target) ** 2).mean(), decimals=4)


# %% exercise="descend" verdict="wrong" label="the losses rounded to four digits"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(round(mse(linear_model(w, b)(x), y).item(), 4))
        dw, db = gradient(x, y, w, b)
        w, b = w - lr * dw, b - lr * db
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="stops when the gradient is small" mistake="losses.count"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(mse(linear_model(w, b)(x), y).item())
        dw, db = gradient(x, y, w, b)
        if dw.norm() < 1e-6 and db.norm() < 1e-6:
            break
        w, b = w - lr * dw, b - lr * db
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="the rate drops after ten epochs"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for epoch in range(epochs):
        losses.append(mse(linear_model(w, b)(x), y).item())
        dw, db = gradient(x, y, w, b)
        rate = lr if epoch < 10 else lr / 10
        w, b = w - rate * dw, b - rate * db
    return w, b, losses
