# %% exercise="slope" verdict="right" label="autograd.grad in double precision"
def slope(f, at):
    u = torch.tensor(at, dtype=torch.float64, requires_grad=True)
    return torch.autograd.grad(f(u), u)[0].item()


# %% exercise="slope" verdict="right" label="torch.func"
from torch.func import grad as derivative_of


def slope(f, at):
    return float(derivative_of(f)(torch.tensor(float(at))))


# %% exercise="slope" verdict="right" label="central difference with floats"
def slope(f, at):
    h = 1e-5 * max(1.0, abs(at))
    return float(f(at + h) - f(at - h)) / (2 * h)


# %% exercise="slope" verdict="right" label="central difference with tensors"
def slope(f, at):
    points = [torch.tensor(at + h, dtype=torch.float64) for h in (-1e-4, 1e-4)]
    low, high = (f(point) for point in points)
    return ((high - low) / 2e-4).item()


# %% exercise="slope" verdict="right" label="one element with an axis"
def slope(f, at):
    u = torch.tensor([at], requires_grad=True)
    value = f(u)
    value.sum().backward()
    return u.grad.tolist()[0]


# %% exercise="slope" verdict="right" label="the functional API"
def slope(f, at):
    return torch.autograd.functional.jacobian(f, torch.tensor(at)).item()


# %% exercise="slope" verdict="right" label="forward mode, jvp"
def slope(f, at):
    _, tangent = torch.func.jvp(f, (torch.tensor(at),), (torch.tensor(1.0),))
    return tangent.item()


# %% exercise="slope" verdict="right" label="dual numbers"
import torch.autograd.forward_ad as dual


def slope(f, at):
    with dual.dual_level():
        u = dual.make_dual(torch.tensor(at, dtype=torch.float64), torch.tensor(1.0, dtype=torch.float64))
        return dual.unpack_dual(f(u)).tangent.item()


# %% exercise="slope" verdict="right" label="Richardson's extrapolation"
def slope(f, at):
    def central(h):
        return float(f(at + h) - f(at - h)) / (2 * h)

    return (4 * central(5e-4) - central(1e-3)) / 3


# %% exercise="slope" verdict="right" label="a hook listens"
def slope(f, at):
    heard = []
    u = torch.tensor(at).requires_grad_()
    u.register_hook(heard.append)
    f(u).backward()
    return float(heard[0])


# %% exercise="slope" verdict="right" label="nn.Parameter, np.float64"
import numpy


def slope(f, at):
    u = torch.nn.Parameter(torch.tensor(at, dtype=torch.float64))
    f(u).backward(torch.tensor(1.0, dtype=torch.float64))
    return numpy.float64(u.grad)


# %% exercise="slope" verdict="right" label="graph made and kept"
def slope(f, at):
    u = torch.full((), at, dtype=torch.float64, requires_grad=True)
    (derivative,) = torch.autograd.grad(f(u), u, create_graph=True, retain_graph=True)
    return derivative.detach().item()


# %% exercise="slope" verdict="right" label="grad mode switched on by itself"
def slope(f, at):
    with torch.enable_grad():
        u = torch.tensor([[at]], requires_grad=True)
        torch.sum(f(u)).backward()
    return u.grad.squeeze().tolist()


# %% exercise="slope" verdict="wrong" label="rounded to two decimals"
def slope(f, at):
    point = torch.tensor(at, requires_grad=True)
    f(point).backward()
    return round(point.grad.item(), 2)


# %% exercise="slope" verdict="wrong" label="two significant digits"
def slope(f, at):
    point = torch.tensor(at, requires_grad=True)
    f(point).backward()
    return float(f"{point.grad.item():.2g}")


# %% exercise="slope" verdict="wrong" label="a tensor" mistake="type.not_float"
def slope(f, at):
    u = torch.tensor(at, requires_grad=True)
    f(u).backward()
    return u.grad


# %% exercise="slope" verdict="wrong" label="the value" mistake="slope.value"
def slope(f, at):
    u = torch.tensor(at, requires_grad=True)
    value = f(u)
    value.backward()
    return value.item()


# %% exercise="slope" verdict="wrong" label="slope from the origin" mistake="slope.origin"
def slope(f, at):
    return float(f(at)) / at


# %% exercise="slope" verdict="wrong" label="difference over a whole step" mistake="slope.chord"
def slope(f, at):
    return float(f(at + 1) - f(at))


# %% exercise="slope" verdict="wrong" label="graph cut by item" mistake="graph.cut"
def slope(f, at):
    u = torch.tensor(at, requires_grad=True)
    value = torch.tensor(float(f(u.item())))
    value.backward()
    return u.grad.item()


# %% exercise="slope" verdict="wrong" label="requires_grad forgotten" mistake="graph.cut"
def slope(f, at):
    u = torch.tensor(at)
    f(u).backward()
    return u.grad.item()


# %% exercise="slope" verdict="wrong" label="sign reversed" mistake="slope.sign"
def slope(f, at):
    h = 1e-5
    return float(f(at - h) - f(at + h)) / (2 * h)


# %% exercise="slope" verdict="wrong" label="difference in float32" mistake="slope.difference"
def slope(f, at):
    h = 1e-7
    low, high = torch.tensor(at), torch.tensor(at + h)
    return ((f(high) - f(low)) / h).item()


# %% exercise="slope" verdict="wrong" label="step relative to at, which is 0 once"
def slope(f, at):
    h = abs(at) * 1e-5
    return float(f(at + h) - f(at - h)) / (2 * h) if h else float("nan")


# %% exercise="slope" verdict="wrong" label="one leaf for all calls" mistake="grad.not_zeroed"
point = torch.tensor(0.0, requires_grad=True)


def slope(f, at):
    if point.item() != at:
        point.grad = None
    point.data.fill_(at)
    f(point).backward()
    return point.grad.item()


# %% exercise="slope" verdict="wrong" label="one leaf for all calls, never cleared" mistake="grad.not_zeroed"
leaf = torch.tensor(0.0, requires_grad=True)


def slope(f, at):
    with torch.no_grad():
        leaf.fill_(at)
    f(leaf).backward()
    return leaf.grad.item()


# %% exercise="slope" verdict="wrong" label="right for at > 0 only"
def slope(f, at):
    u = torch.tensor(abs(at), requires_grad=True)
    f(u).backward()
    return u.grad.item()


# %% exercise="slope" verdict="wrong" label="forward difference, h = 0.01" mistake="slope.difference"
def slope(f, at):
    return float(f(at + 0.01) - f(at)) / 0.01


# %% exercise="slope" verdict="wrong" label="forward difference of tensors, h = 1e-4" mistake="slope.difference"
def slope(f, at):
    at, h = torch.tensor(at), 1e-4
    return ((f(at + h) - f(at)) / h).item()


# %% exercise="slope" verdict="wrong" label="forward difference of tensors, h = 1e-5" mistake="slope.difference"
def slope(f, at):
    at, h = torch.tensor(at), 1e-5
    return ((f(at + h) - f(at)) / h).item()


# %% exercise="slope" verdict="wrong" label="forward difference of tensors, h = 1e-6" mistake="slope.difference"
def slope(f, at):
    at, h = torch.tensor(at), 1e-6
    return ((f(at + h) - f(at)) / h).item()


# %% exercise="slope" verdict="wrong" label="central difference of tensors, h = 1e-5" mistake="slope.difference"
def slope(f, at):
    at, h = torch.tensor(at), 1e-5
    return ((f(at + h) - f(at - h)) / (2 * h)).item()


# %% exercise="slope" verdict="wrong" label="central difference of tensors, h = 1e-6" mistake="slope.difference"
def slope(f, at):
    at, h = torch.tensor(at), 1e-6
    return ((f(at + h) - f(at - h)) / (2 * h)).item()


# %% exercise="slope" verdict="wrong" label="central difference over whole steps: exact for parabolas"
def slope(f, at):
    return float(f(at + 1.0) - f(at - 1.0)) / 2


# %% exercise="slope" verdict="wrong" label="an array without axes" mistake="type.not_float"
def slope(f, at):
    u = torch.tensor(at, requires_grad=True)
    f(u).backward()
    return u.grad.numpy()


# %% exercise="slope" verdict="right" label="np.float32"
import numpy


def slope(f, at):
    u = torch.tensor(at, requires_grad=True)
    f(u).backward()
    return numpy.float32(u.grad)


# %% exercise="slope" verdict="wrong" label="a list of one" mistake="type.not_unpacked"
def slope(f, at):
    u = torch.tensor([at], requires_grad=True)
    f(u).sum().backward()
    return u.grad.tolist()


# %% exercise="slope" verdict="wrong" label="second derivative"
def slope(f, at):
    u = torch.tensor(at, requires_grad=True)
    (first,) = torch.autograd.grad(f(u), u, create_graph=True)
    (second,) = torch.autograd.grad(first + 0 * u, u)
    return second.item()


# %% exercise="slope" verdict="wrong" label="backward twice"
def slope(f, at):
    u = torch.tensor(at, requires_grad=True)
    value = f(u)
    value.backward(retain_graph=True)
    value.backward()
    return u.grad.item()


# %% exercise="slope" verdict="wrong" label="size of the slope, without its sign"
def slope(f, at):
    u = torch.tensor(at, requires_grad=True)
    f(u).backward()
    return u.grad.abs().item()


# %% exercise="slope" verdict="wrong" label="remembered by the point alone"
_slopes = {}


def slope(f, at):
    if at not in _slopes:
        u = torch.tensor(at, requires_grad=True)
        f(u).backward()
        _slopes[at] = u.grad.item()
    return _slopes[at]


# %% exercise="slope" verdict="wrong" label="at a whole number"
def slope(f, at):
    u = torch.tensor(float(round(at)), requires_grad=True)
    f(u).backward()
    return u.grad.item()


# %% exercise="loss_gradients" verdict="right" label="cleared to None, backward, clones"
def loss_gradients(x, y, w, b):
    w.grad, b.grad = None, None
    loss = torch.nn.functional.mse_loss(x @ w.T + b, y)
    loss.backward()
    return loss.item(), w.grad.clone(), b.grad.clone()


# %% exercise="loss_gradients" verdict="right" label="zeroed with a check, clones"
def loss_gradients(x, y, w, b):
    for leaf in (w, b):
        if leaf.grad is not None:
            leaf.grad.zero_()
    loss = (x @ w.t() + b - y).pow(2).mean()
    loss.backward()
    return float(loss), w.grad.detach().clone(), b.grad.detach().clone()


# %% exercise="loss_gradients" verdict="right" label="leaves of its own"
def loss_gradients(x, y, w, b):
    own_w, own_b = (t.detach().clone().requires_grad_() for t in (w, b))
    loss = ((x @ own_w.T + own_b - y) ** 2).sum() / y.numel()
    loss.backward()
    return loss.item(), own_w.grad, own_b.grad


# %% exercise="loss_gradients" verdict="right" label="torch.func, a list"
from torch.func import grad_and_value


def loss_gradients(x, y, w, b):
    both = grad_and_value(lambda w, b: ((x @ w.T + b - y) ** 2).mean(), argnums=(0, 1))
    (dw, db), loss = both(w.detach(), b.detach())
    return [loss.item(), dw, db]


# %% exercise="loss_gradients" verdict="right" label="by hand, which is not forbidden"
def loss_gradients(x, y, w, b):
    with torch.no_grad():
        r = x @ w.T + b - y
        return (r * r).mean().item(), 2 * r.T @ x / r.numel(), 2 * r.sum(0) / r.numel()


# %% exercise="loss_gradients" verdict="right" label="None before, .grad taken away afterwards"
def loss_gradients(x, y, w, b):
    w.grad = b.grad = None
    loss = torch.einsum("nk,nk->", x @ w.T + b - y, x @ w.T + b - y) / y.numel()
    loss.backward()
    dw, db = w.grad, b.grad
    w.grad = b.grad = None
    return loss.item(), dw, db


# %% exercise="loss_gradients" verdict="right" label="autograd.grad"
def loss_gradients(x, y, w, b):
    loss = torch.mean(torch.square(torch.nn.functional.linear(x, w, b) - y))
    dw, db = torch.autograd.grad(outputs=loss, inputs=[w, b])
    return loss.item(), dw, db


# %% exercise="loss_gradients" verdict="right" label="what backward adds to .grad"
def loss_gradients(x, y, w, b):
    before = [torch.zeros_like(p) if p.grad is None else p.grad.clone() for p in (w, b)]
    loss = ((x @ w.T + b - y) ** 2).mean()
    loss.backward()
    dw, db = (p.grad - old for p, old in zip((w, b), before))
    return float(loss.detach()), dw, db


# %% exercise="loss_gradients" verdict="right" label=".grad set aside and put back"
def loss_gradients(x, y, w, b):
    kept = w.grad, b.grad
    w.grad = b.grad = None
    loss = ((x @ w.T + b - y) ** 2).mean()
    loss.backward(inputs=[w, b])
    result = loss.item(), w.grad, b.grad
    w.grad, b.grad = kept
    return result


# %% exercise="loss_gradients" verdict="right" label="sample by sample"
def loss_gradients(x, y, w, b):
    w.grad, b.grad, total = torch.zeros_like(w), torch.zeros_like(b), 0.0
    for sample, target in zip(x, y):
        part = ((w @ sample + b - target) ** 2).sum() / y.numel()
        part.backward()
        total += part.item()
    return total, w.grad.clone(), b.grad.clone()


# %% exercise="loss_gradients" verdict="right" label="a layer and a loss of nn"
def loss_gradients(x, y, w, b):
    layer = torch.nn.Linear(w.shape[1], w.shape[0], dtype=w.dtype)
    layer.load_state_dict({"weight": w, "bias": b})
    loss = torch.nn.MSELoss()(layer(x), y)
    loss.backward()
    return loss.item(), layer.weight.grad, layer.bias.grad


# %% exercise="loss_gradients" verdict="right" label="vjp"
def loss_gradients(x, y, w, b):
    loss, pull = torch.func.vjp(lambda w, b: ((x @ w.T + b - y) ** 2).mean(), w.detach(), b.detach())
    return loss.item(), *pull(torch.ones_like(loss))


# %% exercise="loss_gradients" verdict="right" label="double precision, hooks listen"
def loss_gradients(x, y, w, b):
    heard = {}
    u, c = w.double(), b.double()
    u.register_hook(lambda g: heard.update(dw=g))
    c.register_hook(lambda g: heard.update(db=g))
    loss = ((x.double() @ u.T + c - y.double()) ** 2).mean()
    loss.backward()
    return loss.item(), heard["dw"], heard["db"]


# %% exercise="loss_gradients" verdict="wrong" label="never cleared" mistake="grad.not_zeroed"
def loss_gradients(x, y, w, b):
    loss = ((x @ w.T + b - y) ** 2).mean()
    loss.backward()
    return loss.item(), w.grad.clone(), b.grad.clone()


# %% exercise="loss_gradients" verdict="wrong" label="never cleared, and .grad itself is returned" mistake="grad.not_zeroed"
def loss_gradients(x, y, w, b):
    loss = ((x @ w.T + b - y) ** 2).mean()
    loss.backward()
    return loss.item(), w.grad, b.grad


# %% exercise="loss_gradients" verdict="wrong" label="cleared only afterwards" mistake="grad.leftover"
def loss_gradients(x, y, w, b):
    loss = ((x @ w.T + b - y) ** 2).mean()
    loss.backward()
    dw, db = w.grad.clone(), b.grad.clone()
    w.grad = b.grad = None
    return loss.item(), dw, db


# %% exercise="loss_gradients" verdict="wrong" label="grad itself, zeroed at the next call" mistake="grad.aliased"
def loss_gradients(x, y, w, b):
    for leaf in (w, b):
        if leaf.grad is not None:
            leaf.grad.zero_()
    loss = ((x @ w.T + b - y) ** 2).mean()
    loss.backward()
    return loss.item(), w.grad, b.grad


# %% exercise="loss_gradients" verdict="wrong" label="zeroed before there is a gradient" mistake="grad.zeroed_none"
def loss_gradients(x, y, w, b):
    w.grad.zero_()
    b.grad.zero_()
    loss = ((x @ w.T + b - y) ** 2).mean()
    loss.backward()
    return loss.item(), w.grad.clone(), b.grad.clone()


# %% exercise="loss_gradients" verdict="wrong" label="one call for each gradient" mistake="backward.twice"
def loss_gradients(x, y, w, b):
    loss = ((x @ w.T + b - y) ** 2).mean()
    (dw,) = torch.autograd.grad(loss, w)
    (db,) = torch.autograd.grad(loss, b)
    return loss.item(), dw, db


# %% exercise="loss_gradients" verdict="wrong" label="backward twice, with retain_graph" mistake="gradient.doubled"
def loss_gradients(x, y, w, b):
    w.grad = None
    b.grad = None
    loss = ((x @ w.T + b - y) ** 2).mean()
    loss.backward(retain_graph=True)
    dw = w.grad
    loss.backward()
    return loss.item(), dw, b.grad


# %% exercise="loss_gradients" verdict="wrong" label="loss as a tensor" mistake="type.not_float"
def loss_gradients(x, y, w, b):
    loss = ((x @ w.T + b - y) ** 2).mean()
    dw, db = torch.autograd.grad(loss, (w, b))
    return loss, dw, db


# %% exercise="loss_gradients" verdict="wrong" label="sum" mistake="sum.for_mean"
def loss_gradients(x, y, w, b):
    loss = ((x @ w.T + b - y) ** 2).sum()
    dw, db = torch.autograd.grad(loss, (w, b))
    return loss.item(), dw, db


# %% exercise="loss_gradients" verdict="wrong" label="mean over samples only" mistake="mean.samples_only"
def loss_gradients(x, y, w, b):
    loss = ((x @ w.T + b - y) ** 2).sum() / len(x)
    dw, db = torch.autograd.grad(loss, (w, b))
    return loss.item(), dw, db


# %% exercise="loss_gradients" verdict="wrong" label="mean told, gradient of the sum" mistake="loss.other_gradient"
def loss_gradients(x, y, w, b):
    loss = ((x @ w.T + b - y) ** 2).sum()
    dw, db = torch.autograd.grad(loss, (w, b))
    return loss.item() / y.numel(), dw, db


# %% exercise="loss_gradients" verdict="wrong" label="db before dw" mistake="gradient.order"
def loss_gradients(x, y, w, b):
    loss = ((x @ w.T + b - y) ** 2).mean()
    db, dw = torch.autograd.grad(loss, (b, w))
    return loss.item(), db, dw


# %% exercise="loss_gradients" verdict="wrong" label="graph cut" mistake="graph.cut"
def loss_gradients(x, y, w, b):
    loss = ((x @ w.detach().T + b.detach() - y) ** 2).mean()
    loss.backward()
    return loss.item(), w.grad, b.grad


# %% exercise="loss_gradients" verdict="wrong" label="requires_grad switched off afterwards" mistake="leaf.lost"
def loss_gradients(x, y, w, b):
    loss = ((x @ w.T + b - y) ** 2).mean()
    dw, db = torch.autograd.grad(loss, (w, b))
    w.requires_grad_(False)
    b.requires_grad_(False)
    return loss.item(), dw, db


# %% exercise="loss_gradients" verdict="wrong" label="takes a step on the way" mistake="argument.changed"
def loss_gradients(x, y, w, b):
    loss = ((x @ w.T + b - y) ** 2).mean()
    dw, db = torch.autograd.grad(loss, (w, b))
    with torch.no_grad():
        w -= 0.1 * dw
    return loss.item(), dw, db


# %% exercise="loss_gradients" verdict="wrong" label="only one target"
def loss_gradients(x, y, w, b):
    loss = ((x @ w.T + b - y)[:, 0] ** 2).mean()
    dw, db = torch.autograd.grad(loss, (w, b))
    return loss.item(), dw, db


# %% exercise="loss_gradients" verdict="wrong" label="only w's gradient cleared" mistake="grad.bias_not_zeroed"
def loss_gradients(x, y, w, b):
    w.grad = None
    loss = ((x @ w.T + b - y) ** 2).mean()
    loss.backward()
    return loss.item(), w.grad.clone(), b.grad.clone()


# %% exercise="loss_gradients" verdict="wrong" label="only b's gradient cleared" mistake="grad.weight_not_zeroed"
def loss_gradients(x, y, w, b):
    b.grad = None
    loss = ((x @ w.T + b - y) ** 2).mean()
    loss.backward()
    return loss.item(), w.grad.clone(), b.grad.clone()


# %% exercise="loss_gradients" verdict="wrong" label="loss as an array without axes" mistake="type.not_float"
def loss_gradients(x, y, w, b):
    loss = ((x @ w.T + b - y) ** 2).mean()
    dw, db = torch.autograd.grad(loss, (w, b))
    return loss.detach().numpy(), dw, db


# %% exercise="loss_gradients" verdict="wrong" label="targets changed in place" mistake="argument.changed"
def loss_gradients(x, y, w, b):
    r = y
    with torch.no_grad():
        r -= x @ w.T + b
        return (r**2).mean().item(), -2 * r.T @ x / r.numel(), -2 * r.sum(0) / r.numel()


# %% exercise="loss_gradients" verdict="wrong" label="zeroed after they were taken: zeros are handed out"
def loss_gradients(x, y, w, b):
    w.grad = b.grad = None
    loss = ((x @ w.T + b - y) ** 2).mean()
    loss.backward()
    dw, db = w.grad, b.grad
    w.grad.zero_()
    b.grad.zero_()
    return loss.item(), dw, db


# %% exercise="loss_gradients" verdict="wrong" label="copies that are no leaves"
def loss_gradients(x, y, w, b):
    u, c = w.clone(), b.clone()
    loss = ((x @ u.T + c - y) ** 2).mean()
    loss.backward()
    return loss.item(), u.grad, c.grad


# %% exercise="loss_gradients" verdict="wrong" label="dw transposed" mistake="transpose.extra"
def loss_gradients(x, y, w, b):
    loss = ((x @ w.T + b - y) ** 2).mean()
    dw, db = torch.autograd.grad(loss, (w, b))
    return loss.item(), dw.T, db


# %% exercise="loss_gradients" verdict="wrong" label="half the mean" mistake="factor.half"
def loss_gradients(x, y, w, b):
    loss = ((x @ w.T + b - y) ** 2).mean() / 2
    dw, db = torch.autograd.grad(loss, (w, b))
    return loss.item(), dw, db


# %% exercise="loss_gradients" verdict="wrong" label="root of the mean" mistake="root.taken"
def loss_gradients(x, y, w, b):
    loss = ((x @ w.T + b - y) ** 2).mean().sqrt()
    dw, db = torch.autograd.grad(loss, (w, b))
    return loss.item(), dw, db


# %% exercise="loss_gradients" verdict="wrong" label="bias forgotten in the model"
def loss_gradients(x, y, w, b):
    loss = ((x @ w.T + 0 * b - y) ** 2).mean()
    dw, db = torch.autograd.grad(loss, (w, b))
    return loss.item(), dw, db


# %% exercise="loss_gradients" verdict="wrong" label="remembered after the first call"
_first = {}


def loss_gradients(x, y, w, b):
    key = tuple(w.shape), w.dtype
    if key not in _first:
        loss = ((x @ w.T + b - y) ** 2).mean()
        _first[key] = loss.item(), *torch.autograd.grad(loss, (w, b))
    return _first[key]


# %% exercise="loss_gradients" verdict="right" label="entry by entry, with its own slope"
def loss_gradients(x, y, w, b):
    W, B, X, Y = w.detach().double(), b.detach().double(), x.double(), y.double()

    def L(W, B):
        return ((X @ W.T + B - Y) ** 2).mean()

    dw, db = torch.zeros_like(W), torch.zeros_like(B)
    for i in range(W.numel()):
        e = torch.zeros(W.numel(), dtype=W.dtype)
        e[i] = 1
        e = e.reshape(W.shape)
        dw.view(-1)[i] = slope(lambda s: L(W + s * e, B), 0.0)
    for i in range(B.numel()):
        e = torch.zeros_like(B)
        e[i] = 1
        db[i] = slope(lambda s: L(W, B + s * e), 0.0)
    return L(W, B).item(), dw, db


# %% exercise="loss_gradients" verdict="wrong" label="the targets made to require a gradient" mistake="argument.requires_grad"
def loss_gradients(x, y, w, b):
    y.requires_grad_()
    loss = ((x @ w.T + b - y) ** 2).mean()
    return loss.item(), *torch.autograd.grad(loss, (w, b))


# %% exercise="loss_gradients" verdict="wrong" label="gradients clipped: right for small ones"
def loss_gradients(x, y, w, b):
    loss = ((x @ w.T + b - y) ** 2).mean()
    dw, db = torch.autograd.grad(loss, (w, b))
    return loss.item(), dw.clamp(-20, 20), db.clamp(-20, 20)


# %% exercise="update" verdict="right" label="zeroed at the end"
def update(x, y, w, b, lr):
    loss = ((x @ w.T + b - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= w.grad * lr
        b -= b.grad * lr
        w.grad.zero_()
        b.grad.zero_()
    return loss.item()


# %% exercise="update" verdict="right" label="through data and autograd.grad"
def update(x, y, w, b, lr):
    loss = torch.nn.functional.mse_loss(torch.nn.functional.linear(x, w, b), y)
    dw, db = torch.autograd.grad(loss, [w, b])
    w.data = w.data - lr * dw
    b.data -= lr * db
    return float(loss)


# %% exercise="update" verdict="right" label="with the gradients of exercise 2"
def update(x, y, w, b, lr):
    loss, dw, db = loss_gradients(x, y, w, b)
    with torch.no_grad():
        w.sub_(lr * dw)
        b.sub_(lr * db)
    return loss


# %% exercise="update" verdict="right" label="copy_ into the leaves"
def update(x, y, w, b, lr):
    if w.grad is not None:
        w.grad.zero_()
        b.grad.zero_()
    loss = ((x @ w.T + b - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        for p in (w, b):
            p.copy_(p - lr * p.grad)
    return loss.item()


# %% exercise="update" verdict="right" label="detached views"
def update(x, y, w, b, lr):
    loss = ((x @ w.T + b - y) ** 2).mean()
    for p, g in zip((w, b), torch.autograd.grad(loss, (w, b))):
        p.detach().add_(g, alpha=-lr)
    return loss.item()


# %% exercise="update" verdict="right" label="the optimizer of step 6"
def update(x, y, w, b, lr):
    optimizer = torch.optim.SGD([w, b], lr=lr)
    optimizer.zero_grad()
    loss = ((x @ w.T + b - y) ** 2).mean()
    loss.backward()
    optimizer.step()
    return loss.item()


# %% exercise="update" verdict="right" label="the rate goes into the loss"
def update(x, y, w, b, lr):
    w.grad = b.grad = None
    loss = ((x @ w.T + b - y) ** 2).mean()
    (lr * loss).backward()
    with torch.no_grad():
        w -= w.grad
        b -= b.grad
    return loss.item()


# %% exercise="update" verdict="right" label="requires_grad off and on again"
def update(x, y, w, b, lr):
    loss = ((x @ w.T + b - y) ** 2).mean()
    dw, db = torch.autograd.grad(loss, (w, b))
    for leaf, step in ((w, dw), (b, db)):
        leaf.requires_grad_(False)
        leaf -= lr * step
        leaf.requires_grad_(True)
    return loss.item()


# %% exercise="update" verdict="right" label="by hand, through NumPy's view"
def update(x, y, w, b, lr):
    weights, bias = w.detach().numpy(), b.detach().numpy()
    r = x.numpy() @ weights.T + bias - y.numpy()
    loss = float((r**2).mean())
    dw, db = 2 * r.T @ x.numpy() / r.size, 2 * r.sum(axis=0) / r.size
    weights -= lr * dw
    bias -= lr * db
    return loss


# %% exercise="update" verdict="right" label="no_grad everywhere, enable_grad for the loss"
@torch.no_grad()
def update(x, y, w, b, lr):
    with torch.enable_grad():
        loss = torch.nn.functional.mse_loss(torch.addmm(b, x, w.t()), y)
    for p, g in zip([w, b], torch.autograd.grad(loss, [w, b])):
        p += -lr * g
    return loss.item()


# %% exercise="update" verdict="right" label="an optimizer that climbs the loss reversed"
def update(x, y, w, b, lr):
    optimizer = torch.optim.SGD([{"params": [w]}, {"params": [b]}], lr=lr, maximize=True)
    w.grad = b.grad = None
    loss = ((x @ w.T + b - y) ** 2).mean()
    (-loss).backward()
    optimizer.step()
    optimizer.zero_grad()
    return loss.item()


# %% exercise="update" verdict="right" label="foreach, double precision"
def update(x, y, w, b, lr):
    loss = ((x.double() @ w.double().T + b.double() - y.double()) ** 2).mean()
    gradients = torch.autograd.grad(loss, (w, b))
    with torch.no_grad():
        torch._foreach_add_([w, b], gradients, alpha=-lr)
    return loss.item()


# %% exercise="update" verdict="right" label="grad deleted, element by element"
def update(x, y, w, b, lr):
    del w.grad, b.grad
    loss = ((x @ w.T + b - y) ** 2).mean()
    loss.backward()
    for k in range(len(b)):
        b.data[k] -= lr * b.grad[k]
        for d in range(w.shape[1]):
            w.data[k, d] -= lr * w.grad[k, d]
    return loss.item()


# %% exercise="update" verdict="right" label="the gradients of exercise 2, averaged over the samples"
def update(x, y, w, b, lr):
    parts = [loss_gradients(sample, target, w, b) for sample, target in zip(x.split(1), y.split(1))]
    losses, dws, dbs = zip(*parts)
    with torch.no_grad():
        w -= lr * torch.stack(dws).mean(dim=0)
        b -= lr * torch.stack(dbs).mean(dim=0)
    return sum(losses) / len(losses)


# %% exercise="update" verdict="right" label="detached in place, leaves again afterwards"
def update(x, y, w, b, lr):
    loss = ((x @ w.T + b - y) ** 2).mean()
    dw, db = torch.autograd.grad(loss, (w, b))
    w.detach_().sub_(lr * dw).requires_grad_()
    b.detach_().sub_(lr * db).requires_grad_()
    return loss.item()


# %% exercise="update" verdict="wrong" label="never cleared" mistake="grad.not_zeroed"
def update(x, y, w, b, lr):
    loss = ((x @ w.T + b - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad
    return loss.item()


# %% exercise="update" verdict="wrong" label="new tensors under no_grad" mistake="leaf.untouched"
def update(x, y, w, b, lr):
    w.grad = b.grad = None
    loss = ((x @ w.T + b - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w = w - lr * w.grad
        b = b - lr * b.grad
    return loss.item()


# %% exercise="update" verdict="wrong" label="new tensors, then zero_" mistake="grad.zeroed_none"
def update(x, y, w, b, lr):
    loss = ((x @ w.T + b - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w = w - lr * w.grad
        b = b - lr * b.grad
        w.grad.zero_()
        b.grad.zero_()
    return loss.item()


# %% exercise="update" verdict="wrong" label="new tensors from autograd.grad" mistake="leaf.untouched"
def update(x, y, w, b, lr):
    loss = ((x @ w.T + b - y) ** 2).mean()
    dw, db = torch.autograd.grad(loss, (w, b))
    w, b = w - lr * dw, b - lr * db
    return loss.item()


# %% exercise="update" verdict="wrong" label="in place, without no_grad" mistake="leaf.in_graph"
def update(x, y, w, b, lr):
    loss = ((x @ w.T + b - y) ** 2).mean()
    loss.backward()
    w -= lr * w.grad
    b -= lr * b.grad
    w.grad = b.grad = None
    return loss.item()


# %% exercise="update" verdict="wrong" label="zeroed between backward and step" mistake="leaf.untouched"
def update(x, y, w, b, lr):
    loss = ((x @ w.T + b - y) ** 2).mean()
    loss.backward()
    w.grad.zero_()
    b.grad.zero_()
    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad
    return loss.item()


# %% exercise="update" verdict="wrong" label="None between backward and step" mistake="grad.none"
def update(x, y, w, b, lr):
    loss = ((x @ w.T + b - y) ** 2).mean()
    loss.backward()
    w.grad = b.grad = None
    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad
    return loss.item()


# %% exercise="update" verdict="wrong" label="zeroed before the first backward" mistake="grad.zeroed_none"
def update(x, y, w, b, lr):
    w.grad.zero_()
    b.grad.zero_()
    loss = ((x @ w.T + b - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad
    return loss.item()


# %% exercise="update" verdict="wrong" label="step added" mistake="step.added"
def update(x, y, w, b, lr):
    w.grad = b.grad = None
    loss = ((x @ w.T + b - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w += lr * w.grad
        b += lr * b.grad
    return loss.item()


# %% exercise="update" verdict="wrong" label="loss after the step" mistake="loss.after"
def update(x, y, w, b, lr):
    w.grad = b.grad = None
    ((x @ w.T + b - y) ** 2).mean().backward()
    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad
        return ((x @ w.T + b - y) ** 2).mean().item()


# %% exercise="update" verdict="wrong" label="loss as a tensor" mistake="type.not_float"
def update(x, y, w, b, lr):
    w.grad = b.grad = None
    loss = ((x @ w.T + b - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad
    return loss


# %% exercise="update" verdict="wrong" label="b forgotten" mistake="bias.not_updated"
def update(x, y, w, b, lr):
    w.grad = b.grad = None
    loss = ((x @ w.T + b - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= lr * w.grad
    return loss.item()


# %% exercise="update" verdict="wrong" label="b's gradient after w has moved" mistake="update.not_together"
def update(x, y, w, b, lr):
    loss = ((x @ w.T + b - y) ** 2).mean()
    (dw,) = torch.autograd.grad(loss, (w,))
    w.data -= lr * dw
    (db,) = torch.autograd.grad(((x @ w.T + b - y) ** 2).mean(), (b,))
    b.data -= lr * db
    return loss.item()


# %% exercise="update" verdict="wrong" label="w's gradient after b has moved" mistake="update.bias_first"
def update(x, y, w, b, lr):
    loss = ((x @ w.T + b - y) ** 2).mean()
    (db,) = torch.autograd.grad(loss, (b,))
    b.data -= lr * db
    (dw,) = torch.autograd.grad(((x @ w.T + b - y) ** 2).mean(), (w,))
    w.data -= lr * dw
    return loss.item()


# %% exercise="update" verdict="wrong" label="backward twice" mistake="backward.twice"
def update(x, y, w, b, lr):
    w.grad = b.grad = None
    loss = ((x @ w.T + b - y) ** 2).mean()
    loss.backward()
    loss.backward()
    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad
    return loss.item()


# %% exercise="update" verdict="wrong" label="backward twice, with retain_graph" mistake="gradient.doubled"
def update(x, y, w, b, lr):
    w.grad = b.grad = None
    loss = ((x @ w.T + b - y) ** 2).mean()
    loss.backward(retain_graph=True)
    loss.backward()
    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad
    return loss.item()


# %% exercise="update" verdict="wrong" label="sum" mistake="sum.for_mean"
def update(x, y, w, b, lr):
    w.grad = b.grad = None
    loss = ((x @ w.T + b - y) ** 2).sum()
    loss.backward()
    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad
    return loss.item() / y.numel()


# %% exercise="update" verdict="wrong" label="sum, and its value" mistake="sum.for_mean"
def update(x, y, w, b, lr):
    loss = ((x @ w.T + b - y) ** 2).sum()
    dw, db = torch.autograd.grad(loss, (w, b))
    with torch.no_grad():
        w -= lr * dw
        b -= lr * db
    return loss.item()


# %% exercise="update" verdict="wrong" label="leaves no longer" mistake="leaf.lost"
def update(x, y, w, b, lr):
    loss = ((x @ w.T + b - y) ** 2).mean()
    dw, db = torch.autograd.grad(loss, (w, b))
    w.requires_grad_(False)
    b.requires_grad_(False)
    w -= lr * dw
    b -= lr * db
    return loss.item()


# %% exercise="update" verdict="wrong" label="detached from the loss" mistake="graph.cut"
def update(x, y, w, b, lr):
    loss = torch.tensor(((x @ w.T + b - y) ** 2).mean().item())
    loss.backward()
    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad
    return loss.item()


# %% exercise="update" verdict="wrong" label="gradient clipped" mistake="gradient.clipped"
def update(x, y, w, b, lr):
    loss = ((x @ w.T + b - y) ** 2).mean()
    for p, g in zip((w, b), torch.autograd.grad(loss, (w, b))):
        p.data -= lr * g.clamp(-1, 1)
    return loss.item()


# %% exercise="update" verdict="wrong" label="two steps" mistake="step.twice"
def update(x, y, w, b, lr):
    losses = []
    for _ in range(2):
        loss = ((x @ w.T + b - y) ** 2).mean()
        for p, g in zip((w, b), torch.autograd.grad(loss, (w, b))):
            p.data -= lr * g
        losses.append(loss.item())
    return losses[0]


# %% exercise="update" verdict="wrong" label="b's gradient not cleared" mistake="grad.bias_not_zeroed"
def update(x, y, w, b, lr):
    loss = ((x @ w.T + b - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad
    w.grad = None
    return loss.item()


# %% exercise="update" verdict="wrong" label="w's gradient not cleared" mistake="grad.weight_not_zeroed"
def update(x, y, w, b, lr):
    loss = ((x @ w.T + b - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad
    b.grad = None
    return loss.item()


# %% exercise="update" verdict="wrong" label="detached for good" mistake="leaf.lost"
def update(x, y, w, b, lr):
    loss = ((x @ w.T + b - y) ** 2).mean()
    dw, db = torch.autograd.grad(loss, (w, b))
    w.detach_().sub_(lr * dw)
    b.detach_().sub_(lr * db)
    w.requires_grad = b.requires_grad = False
    return loss.item()


# %% exercise="update" verdict="wrong" label="new parameters" mistake="leaf.untouched"
def update(x, y, w, b, lr):
    loss = ((x @ w.T + b - y) ** 2).mean()
    dw, db = torch.autograd.grad(loss, (w, b))
    w, b = torch.nn.Parameter(w - lr * dw), torch.nn.Parameter(b - lr * db)
    return loss.item()


# %% exercise="update" verdict="wrong" label="loss handed out with w and b"
def update(x, y, w, b, lr):
    loss = ((x @ w.T + b - y) ** 2).mean()
    for p, g in zip((w, b), torch.autograd.grad(loss, (w, b))):
        p.data -= lr * g
    return loss.item(), w, b


# %% exercise="update" verdict="wrong" label="rate not used" mistake="lr.ignored"
def update(x, y, w, b, lr):
    loss = ((x @ w.T + b - y) ** 2).mean()
    for p, g in zip((w, b), torch.autograd.grad(loss, (w, b))):
        p.data -= g
    return loss.item()


# %% exercise="update" verdict="wrong" label="half the mean" mistake="factor.half"
def update(x, y, w, b, lr):
    loss = ((x @ w.T + b - y) ** 2).mean() / 2
    for p, g in zip((w, b), torch.autograd.grad(loss, (w, b))):
        p.data -= lr * g
    return loss.item()


# %% exercise="update" verdict="wrong" label="divided by N alone" mistake="mean.samples_only"
def update(x, y, w, b, lr):
    loss = ((x @ w.T + b - y) ** 2).sum() / len(x)
    for p, g in zip((w, b), torch.autograd.grad(loss, (w, b))):
        p.data -= lr * g
    return loss.item()


# %% exercise="update" verdict="wrong" label="nothing handed back"
def update(x, y, w, b, lr):
    loss = ((x @ w.T + b - y) ** 2).mean()
    for p, g in zip((w, b), torch.autograd.grad(loss, (w, b))):
        p.data -= lr * g


# %% exercise="update" verdict="wrong" label="w forgotten" mistake="weight.not_updated"
def update(x, y, w, b, lr):
    loss = ((x @ w.T + b - y) ** 2).mean()
    (db,) = torch.autograd.grad(loss, (b,))
    b.data -= lr * db
    return loss.item()


# %% exercise="update" verdict="wrong" label="a little momentum: right for the first call"
_velocity = {}


def update(x, y, w, b, lr):
    loss = ((x @ w.T + b - y) ** 2).mean()
    for p, g in zip((w, b), torch.autograd.grad(loss, (w, b))):
        v = 0.5 * _velocity.get(id(p), torch.zeros_like(g)) + g
        _velocity[id(p)] = v
        p.data -= lr * v
    return loss.item()


# %% exercise="update" verdict="right" label="its own loss_gradients, the bias as one more weight"
def update(x, y, w, b, lr):
    X = torch.cat([x, torch.ones_like(x[:, :1])], 1)
    W = torch.cat([w, b[:, None]], 1).detach().requires_grad_()
    loss, dW, _ = loss_gradients(X, y, W, torch.zeros_like(b).requires_grad_())
    with torch.no_grad():
        w -= lr * dW[:, :-1]
        b -= lr * dW[:, -1]
    return loss


# %% exercise="update" verdict="right" label="its own loss_gradients, a target at a time"
def update(x, y, w, b, lr):
    K, total = len(b), 0.0
    steps = []
    for k in range(K):
        v, c = w[k : k + 1].detach().clone().requires_grad_(), b[k : k + 1].detach().clone().requires_grad_()
        loss, dv, dc = loss_gradients(x, y[:, k : k + 1], v, c)
        total += loss / K
        steps.append((dv / K, dc / K))
    with torch.no_grad():
        w -= lr * torch.cat([s for s, _ in steps])
        b -= lr * torch.cat([s for _, s in steps])
    return total


# %% exercise="update" verdict="right" label="a hook takes the step during backward"
def update(x, y, w, b, lr):
    w.grad = b.grad = None
    loss = ((x @ w.T + b - y) ** 2).mean()

    def step(p):
        with torch.no_grad():
            p.sub_(lr * p.grad)
        p.grad = None

    hooks = [p.register_post_accumulate_grad_hook(step) for p in (w, b)]
    value = loss.item()
    loss.backward()
    for h in hooks:
        h.remove()
    return value


# %% exercise="update" verdict="wrong" label="the features made to require a gradient" mistake="argument.requires_grad"
def update(x, y, w, b, lr):
    x.requires_grad_()
    loss, dw, db = loss_gradients(x, y, w, b)
    w.data -= lr * dw
    b.data -= lr * db
    return loss


# %% exercise="train" verdict="right" label="a loop of its own, zeroed at the end"
def train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        loss = ((x @ w.T + b - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            for p in (w, b):
                p -= lr * p.grad
                p.grad.zero_()
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="right" label="None at the end"
def train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        loss = torch.nn.functional.mse_loss(x @ w.T + b, y)
        loss.backward()
        w.data.add_(w.grad, alpha=-lr)
        b.data.add_(b.grad, alpha=-lr)
        w.grad = b.grad = None
        losses += [float(loss)]
    return losses


# %% exercise="train" verdict="right" label="recursion on update"
def train(x, y, w, b, lr, epochs):
    if not epochs:
        return []
    return [update(x, y, w, b, lr), *train(x, y, w, b, lr, epochs - 1)]


# %% exercise="train" verdict="right" label="on copies, written back at the end"
def train(x, y, w, b, lr, epochs):
    u, c, losses = w.detach().clone(), b.detach().clone(), []
    for _ in range(epochs):
        u.requires_grad_(), c.requires_grad_()
        loss = ((x @ u.T + c - y) ** 2).mean()
        du, dc = torch.autograd.grad(loss, (u, c))
        u, c = (u - lr * du).detach(), (c - lr * dc).detach()
        losses.append(loss.item())
    with torch.no_grad():
        w.copy_(u)
        b.copy_(c)
    return losses


# %% exercise="train" verdict="right" label="with the gradients of exercise 2"
def train(x, y, w, b, lr, epochs):
    losses = [0.0] * epochs
    for i in range(epochs):
        losses[i], dw, db = loss_gradients(x, y, w, b)
        with torch.no_grad():
            w -= lr * dw
            b -= lr * db
    return losses


# %% exercise="train" verdict="right" label="PyTorch's optimizer"
def train(x, y, w, b, lr, epochs):
    optimizer, losses = torch.optim.SGD([w, b], lr=lr), []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = ((x @ w.T + b - y) ** 2).mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="right" label="autograd.grad and .data"
def train(x, y, w, b, lr, epochs):
    losses = []
    while len(losses) < epochs:
        loss = torch.nn.functional.mse_loss(torch.nn.functional.linear(x, w, b), y)
        dw, db = torch.autograd.grad(loss, [w, b])
        w.data, b.data = w.data - lr * dw, b.data - lr * db
        losses.append(loss.tolist())
    return losses


# %% exercise="train" verdict="right" label="a generator of its own"
def steps(x, y, w, b, lr):
    while True:
        yield update(x, y, w, b, lr)


def train(x, y, w, b, lr, epochs):
    return [loss for _, loss in zip(range(epochs), steps(x, y, w, b, lr))]


# %% exercise="train" verdict="right" label="a module around the caller's leaves"
class Held(torch.nn.Module):
    def __init__(self, w, b):
        super().__init__()
        self.leaves = [w, b]

    def forward(self, x):
        return x @ self.leaves[0].mT + self.leaves[1]


def train(x, y, w, b, lr, epochs):
    model, criterion, losses = Held(w, b), torch.nn.MSELoss(), []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        loss.backward()
        for leaf in model.leaves:
            leaf.data.sub_(leaf.grad, alpha=lr)
            leaf.grad = None
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="right" label="torch.func"
from torch.func import grad_and_value


def train(x, y, w, b, lr, epochs):
    step = grad_and_value(lambda p: ((x @ p[0].T + p[1] - y) ** 2).mean())
    losses = []
    for _ in range(epochs):
        gradients, loss = step((w.detach(), b.detach()))
        with torch.no_grad():
            for p, g in zip((w, b), gradients):
                p.copy_(p - lr * g)
        losses.append(float(loss))
    return losses


# %% exercise="train" verdict="right" label="by hand, np.float64 losses, double precision"
import numpy


def train(x, y, w, b, lr, epochs):
    xs, ys, u, c = (t.detach().double().numpy().copy() for t in (x, y, w, b))
    losses = []
    for _ in range(epochs):
        r = xs @ u.T + c - ys
        losses.append(numpy.mean(r**2))
        u, c = u - lr * 2 * r.T @ xs / r.size, c - lr * 2 * r.sum(axis=0) / r.size
    with torch.no_grad():
        w[:] = torch.from_numpy(u)
        b[:] = torch.from_numpy(c)
    return losses


# %% exercise="train" verdict="right" label="optimizer with a closure"
def train(x, y, w, b, lr, epochs):
    optimizer = torch.optim.SGD([w, b], lr=lr)

    def closure():
        optimizer.zero_grad(set_to_none=False)
        loss = ((x @ w.T + b - y) ** 2).mean()
        loss.backward()
        return loss

    return [float(optimizer.step(closure)) for _ in range(epochs)]


# %% exercise="train" verdict="wrong" label="never cleared" mistake="grad.not_zeroed"
def train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        loss = ((x @ w.T + b - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="cleared once, before the loop" mistake="grad.zeroed_once"
def train(x, y, w, b, lr, epochs):
    w.grad = b.grad = None
    losses = []
    for _ in range(epochs):
        loss = ((x @ w.T + b - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="zeroed before the first backward" mistake="grad.zeroed_none"
def train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        w.grad.zero_()
        b.grad.zero_()
        loss = ((x @ w.T + b - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="zeroed between backward and step" mistake="losses.all_equal"
def train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        loss = ((x @ w.T + b - y) ** 2).mean()
        loss.backward()
        w.grad.zero_()
        b.grad.zero_()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="backward without a step" mistake="losses.all_equal"
def train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        w.grad = b.grad = None
        loss = ((x @ w.T + b - y) ** 2).mean()
        loss.backward()
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="works on copies only" mistake="argument.not_updated"
def train(x, y, w, b, lr, epochs):
    w, b = w.detach().clone().requires_grad_(), b.detach().clone().requires_grad_()
    return [update(x, y, w, b, lr) for _ in range(epochs)]


# %% exercise="train" verdict="wrong" label="new tensors in the loop" mistake="grad.none"
def train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        loss = ((x @ w.T + b - y) ** 2).mean()
        loss.backward()
        w = w - lr * w.grad
        b = b - lr * b.grad
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="losses as tensors" mistake="losses.tensor"
def train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        w.grad = b.grad = None
        loss = ((x @ w.T + b - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        losses.append(loss)
    return losses


# %% exercise="train" verdict="wrong" label="losses after the update" mistake="losses.after"
def train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        update(x, y, w, b, lr)
        losses.append(((x @ w.T + b - y) ** 2).mean().item())
    return losses


# %% exercise="train" verdict="wrong" label="one epoch too few" mistake="epochs.one_less"
def train(x, y, w, b, lr, epochs):
    return [update(x, y, w, b, lr) for _ in range(1, epochs)]


# %% exercise="train" verdict="wrong" label="return inside the loop" mistake="return.inside_loop"
def train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(update(x, y, w, b, lr))
        return losses
    return losses


# %% exercise="train" verdict="wrong" label="one loss more" mistake="losses.extra"
def train(x, y, w, b, lr, epochs):
    losses = [update(x, y, w, b, lr) for _ in range(epochs)]
    return [*losses, ((x @ w.T + b - y) ** 2).mean().item()]


# %% exercise="train" verdict="wrong" label="rate not used" mistake="lr.ignored"
def train(x, y, w, b, lr, epochs):
    return [update(x, y, w, b, 1.0) for _ in range(epochs)]


# %% exercise="train" verdict="wrong" label="in place, without no_grad" mistake="leaf.in_graph"
def train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        loss = ((x @ w.T + b - y) ** 2).mean()
        loss.backward()
        w -= lr * w.grad
        b -= lr * b.grad
        w.grad = b.grad = None
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="stops at a small loss"
def train(x, y, w, b, lr, epochs):
    losses = []
    for i in range(epochs):
        losses.append(update(x, y, w, b, lr if i < 3 else lr / 2))
    return losses


# %% exercise="train" verdict="wrong" label="the first gradient all along" mistake="gradient.stale"
def train(x, y, w, b, lr, epochs):
    dw, db = torch.autograd.grad(((x @ w.T + b - y) ** 2).mean(), (w, b))
    losses = []
    for _ in range(epochs):
        losses.append(((x @ w.T + b - y) ** 2).mean().item())
        with torch.no_grad():
            w -= lr * dw
            b -= lr * db
    return losses


# %% exercise="train" verdict="wrong" label="b never moves" mistake="bias.not_updated"
def train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        loss = ((x @ w.T + b - y) ** 2).mean()
        (dw,) = torch.autograd.grad(loss, (w,))
        w.data -= lr * dw
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="step added" mistake="step.added"
def train(x, y, w, b, lr, epochs):
    return [update(x, y, w, b, -lr) for _ in range(epochs)]


# %% exercise="train" verdict="wrong" label="two updates an epoch"
def train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(update(x, y, w, b, lr))
        update(x, y, w, b, lr)
    return losses


# %% exercise="train" verdict="wrong" label="only b's gradient cleared" mistake="grad.weight_not_zeroed"
def train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        b.grad = None
        loss = ((x @ w.T + b - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="losses in a tensor" mistake="losses.not_list"
def train(x, y, w, b, lr, epochs):
    return torch.tensor([update(x, y, w, b, lr) for _ in range(epochs)])


# %% exercise="train" verdict="wrong" label="a generator, that nobody runs"
def train(x, y, w, b, lr, epochs):
    return (update(x, y, w, b, lr) for _ in range(epochs))


# %% exercise="train" verdict="wrong" label="one list for all calls" mistake="losses.count"
_losses = []


def train(x, y, w, b, lr, epochs):
    for _ in range(epochs):
        _losses.append(update(x, y, w, b, lr))
    return _losses


# %% exercise="train" verdict="wrong" label="sample by sample" mistake="update.per_sample"
def train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(((x @ w.T + b - y) ** 2).mean().item())
        for sample, target in zip(x.split(1), y.split(1)):
            dw, db = torch.autograd.grad(((sample @ w.T + b - target) ** 2).mean(), (w, b))
            w.data -= lr * dw
            b.data -= lr * db
    return losses


# %% exercise="train" verdict="wrong" label="the sum" mistake="sum.for_mean"
def train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        loss = ((x @ w.T + b - y) ** 2).sum()
        dw, db = torch.autograd.grad(loss, (w, b))
        w.data -= lr * dw
        b.data -= lr * db
        losses.append(loss.item())
    return losses


# %% exercise="train" verdict="wrong" label="leaves frozen at the end" mistake="leaf.lost"
def train(x, y, w, b, lr, epochs):
    losses = [update(x, y, w, b, lr) for _ in range(epochs)]
    w.requires_grad_(False)
    b.requires_grad_(False)
    return losses


# %% exercise="train" verdict="wrong" label="inputs centred in place" mistake="argument.changed"
def train(x, y, w, b, lr, epochs):
    losses = [update(x, y, w, b, lr) for _ in range(epochs)]
    x -= x.mean(dim=0)
    return losses


# %% exercise="train" verdict="wrong" label="started again from zeros"
def train(x, y, w, b, lr, epochs):
    with torch.no_grad():
        w.zero_()
        b.zero_()
    return [update(x, y, w, b, lr) for _ in range(epochs)]


# %% exercise="train" verdict="right" label="its own loss_gradients, the bias as one more weight"
def train(x, y, w, b, lr, epochs):
    X = torch.cat([x, torch.ones_like(x[:, :1])], 1)
    W = torch.cat([w, b[:, None]], 1).detach().requires_grad_()
    z, losses = torch.zeros_like(b).requires_grad_(), []
    for _ in range(epochs):
        loss, dW, _ = loss_gradients(X, y, W, z)
        losses.append(loss)
        W.data -= lr * dW
    with torch.no_grad():
        w.copy_(W[:, :-1])
        b.copy_(W[:, -1])
    return losses


# %% exercise="train" verdict="right" label="its own update on copies in double precision"
def train(x, y, w, b, lr, epochs):
    W, B = w.detach().double().requires_grad_(), b.detach().double().requires_grad_()
    W = W if W.is_leaf else W.detach().requires_grad_()
    losses = [update(x.double(), y.double(), W, B, lr) for _ in range(epochs)]
    with torch.no_grad():
        w.copy_(W)
        b.copy_(B)
    return losses


# %% exercise="train" verdict="wrong" label="stops when the loss stands still" mistake="losses.count"
def train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(update(x, y, w, b, lr))
        if len(losses) > 2 and abs(losses[-1] - losses[-2]) < 1e-7:
            break
    return losses


# %% exercise="train" verdict="wrong" label="at least one epoch: wrong for none" mistake="losses.count"
def train(x, y, w, b, lr, epochs):
    losses = [update(x, y, w, b, lr)]
    for _ in range(1, epochs):
        losses.append(update(x, y, w, b, lr))
    return losses


# %% exercise="repaired_train" verdict="right" label="zeroed at the end"
def repaired_train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        loss = ((x @ w.T + b - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        w.grad.zero_()
        b.grad.zero_()
        losses.append(loss.item())
    return losses


# %% exercise="repaired_train" verdict="right" label="zeroed at the beginning, with a check"
def repaired_train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        for p in (w, b):
            if p.grad is not None:
                p.grad.zero_()
        loss = ((x @ w.T + b - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        losses.append(loss.item())
    return losses


# %% exercise="repaired_train" verdict="right" label="None at the end"
def repaired_train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        loss = ((x @ w.T + b - y) ** 2).mean()
        losses.append(loss.item())
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        w.grad, b.grad = None, None
    return losses


# %% exercise="repaired_train" verdict="right" label="autograd.grad leaves nothing to clear"
def repaired_train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        loss = ((x @ w.T + b - y) ** 2).mean()
        dw, db = torch.autograd.grad(loss, (w, b))
        with torch.no_grad():
            w -= lr * dw
            b -= lr * db
        losses.append(loss.item())
    return losses


# %% exercise="repaired_train" verdict="wrong" label="train does it" mistake="loop.borrowed"
def repaired_train(x, y, w, b, lr, epochs):
    return train(x, y, w, b, lr, epochs)


# %% exercise="repaired_train" verdict="wrong" label="another name for train" mistake="loop.borrowed"
repaired_train = train


# %% exercise="repaired_train" verdict="right" label="multiplied by zero, through data"
def repaired_train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        loss = torch.mean((torch.addmm(b, x, w.T) - y) ** 2)
        loss.backward()
        for p in (w, b):
            p.data.sub_(lr * p.grad)
            p.grad.mul_(0)
        losses.append(float(loss))
    return losses


# %% exercise="repaired_train" verdict="right" label="zero_grad of an optimizer, the update by hand"
def repaired_train(x, y, w, b, lr, epochs):
    optimizer, losses = torch.optim.SGD([w, b], lr=lr), []
    for _ in range(epochs):
        loss = ((x @ w.T + b - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        losses.append(loss.item())
    return losses


# %% exercise="repaired_train" verdict="right" label="grad deleted in the loop"
def repaired_train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        del w.grad, b.grad
        loss = ((x @ w.T + b - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        losses.append(loss.item())
    return losses


# %% exercise="repaired_train" verdict="right" label="zeros put in place first"
def repaired_train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        w.grad, b.grad = torch.zeros_like(w), torch.zeros_like(b)
        loss = ((x @ w.T + b - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        losses.append(loss.item())
    return losses


# %% exercise="repaired_train" verdict="right" label="update called"
def repaired_train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(update(x, y, w, b, lr))
    return losses


# %% exercise="repaired_train" verdict="right" label="each gradient used and cleared in turn"
def repaired_train(x, y, w, b, lr, epochs):
    losses = []
    w.grad = b.grad = None
    for _ in range(epochs):
        loss = ((x @ w.T + b - y) ** 2).mean()
        loss.backward()
        for leaf in (b, w):
            step, leaf.grad = leaf.grad, None
            leaf.data.add_(step, alpha=-lr)
        losses.append(loss.item())
    return losses


# %% exercise="repaired_train" verdict="right" label="target minus prediction, copy_ and fill_"
def repaired_train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        loss = (y - x @ w.T - b).square().mean()
        loss.backward()
        with torch.no_grad():
            w.copy_(w - lr * w.grad)
            b.copy_(b - lr * b.grad)
            [gradient.fill_(0.0) for gradient in (w.grad, b.grad)]
        losses.append(loss.detach().item())
    return losses


# %% exercise="repaired_train" verdict="wrong" label="as it was given" mistake="repair.unchanged"
def repaired_train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        loss = ((x @ w.T + b - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        losses.append(loss.item())
    return losses


# %% exercise="repaired_train" verdict="wrong" label="cleared before the loop" mistake="grad.zeroed_once"
def repaired_train(x, y, w, b, lr, epochs):
    w.grad = b.grad = None
    losses = []
    for _ in range(epochs):
        loss = ((x @ w.T + b - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        losses.append(loss.item())
    return losses


# %% exercise="repaired_train" verdict="wrong" label="cleared after the loop" mistake="grad.not_zeroed"
def repaired_train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        loss = ((x @ w.T + b - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        losses.append(loss.item())
    w.grad.zero_()
    b.grad.zero_()
    return losses


# %% exercise="repaired_train" verdict="wrong" label="zeroed between backward and step" mistake="losses.all_equal"
def repaired_train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        loss = ((x @ w.T + b - y) ** 2).mean()
        loss.backward()
        w.grad.zero_()
        b.grad.zero_()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        losses.append(loss.item())
    return losses


# %% exercise="repaired_train" verdict="wrong" label="the step before backward" mistake="losses.all_equal"
def repaired_train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        loss = ((x @ w.T + b - y) ** 2).mean()
        w.grad = b.grad = None
        go_down(w, b, lr=lr)
        loss.backward()
        losses.append(loss.item())
    return losses


# %% exercise="repaired_train" verdict="wrong" label="cleared before the course's step" mistake="losses.all_equal"
def repaired_train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        loss = torch.nn.functional.mse_loss(x @ w.T + b, y)
        loss.backward()
        w.grad = b.grad = None
        go_down(w, b, lr=lr)
        losses.append(loss.item())
    return losses


# %% exercise="repaired_train" verdict="wrong" label="None between backward and step" mistake="grad.none"
def repaired_train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        loss = ((x @ w.T + b - y) ** 2).mean()
        loss.backward()
        w.grad = b.grad = None
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        losses.append(loss.item())
    return losses


# %% exercise="repaired_train" verdict="wrong" label="zeroed before the first backward" mistake="grad.zeroed_none"
def repaired_train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        w.grad.zero_()
        b.grad.zero_()
        loss = ((x @ w.T + b - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        losses.append(loss.item())
    return losses


# %% exercise="repaired_train" verdict="wrong" label="w's gradient alone" mistake="grad.bias_not_zeroed"
def repaired_train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        loss = ((x @ w.T + b - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        w.grad = None
        losses.append(loss.item())
    return losses


# %% exercise="repaired_train" verdict="wrong" label="b's gradient alone" mistake="grad.weight_not_zeroed"
def repaired_train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        loss = ((x @ w.T + b - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        b.grad = None
        losses.append(loss.item())
    return losses


# %% exercise="repaired_train" verdict="wrong" label="new tensors instead" mistake="grad.zeroed_none"
def repaired_train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        loss = ((x @ w.T + b - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w = w - lr * w.grad
            b = b - lr * b.grad
        w.grad.zero_()
        b.grad.zero_()
        losses.append(loss.item())
    return losses


# %% exercise="repaired_train" verdict="wrong" label="fresh leaves, the caller's stay" mistake="argument.not_updated"
def repaired_train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        w, b = w.detach().requires_grad_(), b.detach().requires_grad_()
        loss = ((x @ w.T + b - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w, b = w - lr * w.grad, b - lr * b.grad
        losses.append(loss.item())
    return losses


# %% exercise="repaired_train" verdict="wrong" label="not cleared after the last epoch" mistake="grad.not_zeroed"
def repaired_train(x, y, w, b, lr, epochs):
    losses = []
    for i in range(epochs):
        loss = ((x @ w.T + b - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        if i < epochs - 1:
            w.grad = b.grad = None
        losses.append(loss.item())
    return losses


# %% exercise="repaired_train" verdict="wrong" label="gradients halved"
def repaired_train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        loss = ((x @ w.T + b - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
            w.grad /= 2
            b.grad /= 2
        losses.append(loss.item())
    return losses


# %% exercise="repaired_train" verdict="wrong" label="cleared every second epoch"
def repaired_train(x, y, w, b, lr, epochs):
    losses = []
    for i in range(epochs):
        if i % 2 == 0:
            w.grad = b.grad = None
        loss = ((x @ w.T + b - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        losses.append(loss.item())
    return losses


# %% exercise="repaired_train" verdict="wrong" label="detached copies are zeroed" mistake="repair.unchanged"
def repaired_train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        loss = ((x @ w.T + b - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        w.grad.clone().zero_()
        b.grad.clone().zero_()
        losses.append(loss.item())
    return losses


# %% exercise="repaired_train" verdict="wrong" label="names set to None, not .grad" mistake="repair.unchanged"
def repaired_train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        loss = ((x @ w.T + b - y) ** 2).mean()
        loss.backward()
        dw, db = w.grad, b.grad
        with torch.no_grad():
            w -= lr * dw
            b -= lr * db
        dw = db = None
        losses.append(loss.item())
    return losses


# %% exercise="repaired_train" verdict="wrong" label="w itself zeroed"
def repaired_train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        loss = ((x @ w.T + b - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
            w.zero_()
            b.zero_()
        w.grad = b.grad = None
        losses.append(loss.item())
    return losses


# %% exercise="repaired_train" verdict="wrong" label="cleared, and the loss after the update" mistake="losses.after"
def repaired_train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        ((x @ w.T + b - y) ** 2).mean().backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
            w.grad = b.grad = None
            losses.append(((x @ w.T + b - y) ** 2).mean().item())
    return losses


# %% exercise="repaired_train" verdict="wrong" label="cleared, losses as tensors" mistake="losses.tensor"
def repaired_train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        w.grad = b.grad = None
        loss = ((x @ w.T + b - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        losses.append(loss.detach())
    return losses


# %% exercise="repaired_train" verdict="wrong" label="cleared, without no_grad" mistake="leaf.in_graph"
def repaired_train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        w.grad = b.grad = None
        loss = ((x @ w.T + b - y) ** 2).mean()
        loss.backward()
        w -= lr * w.grad
        b -= lr * b.grad
        losses.append(loss.item())
    return losses


# %% exercise="repaired_train" verdict="wrong" label="cleared only where the loss has grown"
def repaired_train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        loss = ((x @ w.T + b - y) ** 2).mean()
        losses.append(loss.item())
        if len(losses) > 1 and losses[-1] > losses[-2]:
            w.grad = b.grad = None
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
    return losses


# %% exercise="repaired_train" verdict="wrong" label="the rate divided by the epoch instead"
def repaired_train(x, y, w, b, lr, epochs):
    losses = []
    for i in range(epochs):
        loss = ((x @ w.T + b - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad / (i + 1)
            b -= lr * b.grad / (i + 1)
        losses.append(loss.item())
    w.grad = b.grad = None
    return losses


# %% exercise="repaired_train" verdict="right" label="its own loss_gradients, the bias as one more weight"
def repaired_train(x, y, w, b, lr, epochs):
    X = torch.cat([x, torch.ones_like(x[:, :1])], 1)
    W = torch.cat([w, b[:, None]], 1).detach().requires_grad_()
    z, losses = torch.zeros_like(b).requires_grad_(), []
    for _ in range(epochs):
        loss, dW, _ = loss_gradients(X, y, W, z)
        losses.append(loss)
        W.data -= lr * dW
    w.data, b.data = W.data[:, :-1].clone(), W.data[:, -1].clone()
    return losses


# %% exercise="repaired_train" verdict="wrong" label="stops when the loss stands still" mistake="losses.count"
def repaired_train(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        w.grad = b.grad = None
        loss = ((x @ w.T + b - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        losses.append(loss.item())
        if len(losses) > 1 and losses[-1] == losses[-2]:
            break
    return losses


# %% exercise="train" verdict="wrong" label="repaired_train does it" mistake="loop.borrowed"
def train(x, y, w, b, lr, epochs):
    return repaired_train(x, y, w, b, lr, epochs)


# %% exercise="graph_leaves" verdict="right" label="a function that calls itself"
def graph_leaves(tensor):
    leaves = []

    def visit(node):
        if node is None:
            return
        if hasattr(node, "variable"):
            if not any(node.variable is leaf for leaf in leaves):
                leaves.append(node.variable)
            return
        for earlier, _ in node.next_functions:
            visit(earlier)

    visit(tensor.grad_fn)
    return leaves


# %% exercise="graph_leaves" verdict="right" label="level by level"
def graph_leaves(tensor):
    level = {tensor.grad_fn} - {None}
    seen, leaves = set(level), []
    while level:
        leaves += [node.variable for node in level if hasattr(node, "variable")]
        level = {earlier for node in level for earlier, _ in node.next_functions if earlier is not None} - seen
        seen |= level
    return leaves


# %% exercise="graph_leaves" verdict="right" label="a dictionary from id to leaf"
def graph_leaves(tensor):
    found = {}
    queue = [tensor.grad_fn]
    for node in queue:
        if node is None:
            continue
        if type(node).__name__ == "AccumulateGrad":
            found[id(node.variable)] = node.variable
        queue.extend(pair[0] for pair in node.next_functions if pair[0] not in queue)
    return list(found.values())


# %% exercise="graph_leaves" verdict="right" label="a set of leaves"
def graph_leaves(tensor):
    def below(node, seen):
        if node is None or node in seen:
            return set()
        seen.add(node)
        if hasattr(node, "variable"):
            return {node.variable}
        return set().union(*(below(earlier, seen) for earlier, _ in node.next_functions))

    return list(below(tensor.grad_fn, set()))


# %% exercise="graph_leaves" verdict="right" label="a generator that calls itself"
def graph_leaves(tensor):
    def walk(node):
        if node is not None:
            leaf = getattr(node, "variable", None)
            if leaf is not None:
                yield leaf
            for earlier, _ in node.next_functions:
                yield from walk(earlier)

    unique = {id(leaf): leaf for leaf in walk(tensor.grad_fn)}
    return [*unique.values()]


# %% exercise="graph_leaves" verdict="right" label="the empty cases first"
def graph_leaves(tensor):
    if tensor.is_leaf or tensor.grad_fn is None:
        return []
    leaves = []
    nodes = [tensor.grad_fn]
    visited = []
    while len(nodes) > 0:
        node = nodes.pop(0)
        visited.append(node)
        for index in range(len(node.next_functions)):
            earlier = node.next_functions[index][0]
            if earlier is None or earlier in visited or earlier in nodes:
                continue
            if earlier.next_functions == ():
                leaves.append(earlier.variable)
                visited.append(earlier)
            else:
                nodes.append(earlier)
    return leaves


# %% exercise="graph_leaves" verdict="right" label="a deque, the leaves from the last to the first"
def graph_leaves(tensor):
    from collections import deque

    queue, seen = deque([tensor.grad_fn]), {None}
    leaves = []
    while queue:
        node = queue.popleft()
        if node in seen:
            continue
        seen.add(node)
        if hasattr(node, "variable"):
            leaves.insert(0, node.variable)
        queue.extend(earlier for earlier, _ in node.next_functions)
    return leaves


# %% exercise="graph_leaves" verdict="right" label="two lists, and attributes that are tried"
def graph_leaves(tensor):
    nodes, leaves = [tensor.grad_fn], []
    seen = []
    while nodes:
        node = nodes.pop()
        if node is None or any(node is other for other in seen):
            continue
        seen.append(node)
        try:
            leaves.append(node.variable)
        except AttributeError:
            nodes += [pair[0] for pair in node.next_functions]
    return leaves


# %% exercise="graph_leaves" verdict="right" label="it calls itself with a list that it fills"
def graph_leaves(tensor, node=None, found=None):
    if found is None:
        found, node = [], tensor.grad_fn
    if node is not None:
        if hasattr(node, "variable"):
            found += [node.variable] * (not any(one is node.variable for one in found))
        for earlier, _index in node.next_functions:
            graph_leaves(tensor, earlier, found)
    return found


# %% exercise="graph_leaves" verdict="right" label="reduced to the nodes without a way on"
def graph_leaves(tensor):
    reached = {} if tensor.grad_fn is None else {tensor.grad_fn: None}
    size = -1
    while size != len(reached):
        size = len(reached)
        for node in list(reached):
            reached.update((earlier, None) for earlier, _ in node.next_functions if earlier)
    return [node.variable for node in reached if not node.next_functions]


# %% exercise="graph_leaves" verdict="wrong" label="a leaf for each use" mistake="leaf.repeated"
def graph_leaves(tensor):
    leaves, nodes = [], [tensor.grad_fn]
    while nodes:
        node = nodes.pop()
        if node is None:
            continue
        if hasattr(node, "variable"):
            leaves.append(node.variable)
        nodes += [earlier for earlier, _ in node.next_functions]
    return leaves


# %% exercise="graph_leaves" verdict="wrong" label="compared by their numbers" mistake="leaf.compared"
def graph_leaves(tensor):
    leaves, nodes = [], [tensor.grad_fn]
    while nodes:
        node = nodes.pop()
        if node is None:
            continue
        if hasattr(node, "variable") and node.variable not in leaves:
            leaves.append(node.variable)
        nodes += [earlier for earlier, _ in node.next_functions]
    return leaves


# %% exercise="graph_leaves" verdict="wrong" label="compared by their numbers, the first ones first" mistake="leaf.compared"
def graph_leaves(tensor):
    leaves = []

    def visit(node):
        if node is None:
            return
        if hasattr(node, "variable") and node.variable not in leaves:
            leaves.append(node.variable)
        for earlier, _ in node.next_functions:
            visit(earlier)

    visit(tensor.grad_fn)
    return leaves


# %% exercise="graph_leaves" verdict="wrong" label="a leaf is its own leaf" mistake="leaf.itself"
def graph_leaves(tensor):
    if tensor.is_leaf and tensor.requires_grad:
        return [tensor]
    found, nodes = {}, [tensor.grad_fn]
    while nodes:
        node = nodes.pop()
        if node is not None:
            if hasattr(node, "variable"):
                found[id(node.variable)] = node.variable
            nodes += [earlier for earlier, _ in node.next_functions]
    return list(found.values())


# %% exercise="graph_leaves" verdict="wrong" label="any leaf is its own leaf, without a gradient too" mistake="leaf.itself"
def graph_leaves(tensor):
    if tensor.is_leaf:
        return [tensor]
    found, nodes = {}, [tensor.grad_fn]
    while nodes:
        node = nodes.pop()
        if node is not None:
            if hasattr(node, "variable"):
                found[id(node.variable)] = node.variable
            nodes += [earlier for earlier, _ in node.next_functions]
    return list(found.values())


# %% exercise="graph_leaves" verdict="wrong" label="only the inputs of the last operation" mistake="graph.one_step"
def graph_leaves(tensor):
    if tensor.grad_fn is None:
        return []
    return [node.variable for node, _ in tensor.grad_fn.next_functions if hasattr(node, "variable")]


# %% exercise="graph_leaves" verdict="wrong" label="always the first input" mistake="graph.first_branch"
def graph_leaves(tensor):
    node = tensor.grad_fn
    while node is not None:
        if hasattr(node, "variable"):
            return [node.variable]
        node = node.next_functions[0][0] if node.next_functions else None
    return []


# %% exercise="graph_leaves" verdict="wrong" label="always the last input" mistake="graph.first_branch"
def graph_leaves(tensor):
    node = tensor.grad_fn
    while node is not None:
        if hasattr(node, "variable"):
            return [node.variable]
        node = node.next_functions[-1][0] if node.next_functions else None
    return []


# %% exercise="graph_leaves" verdict="wrong" label="None in grad_fn is not expected" mistake="graph.no_grad_fn"
def graph_leaves(tensor):
    found, nodes = {}, [tensor.grad_fn]
    while nodes:
        node = nodes.pop()
        if hasattr(node, "variable"):
            found[id(node.variable)] = node.variable
        nodes += [earlier for earlier, _ in node.next_functions if earlier is not None]
    return list(found.values())


# %% exercise="graph_leaves" verdict="wrong" label="None among the next ones is not expected" mistake="graph.none_among_next"
def graph_leaves(tensor):
    if tensor.grad_fn is None:
        return []
    found, nodes = {}, [tensor.grad_fn]
    while nodes:
        node = nodes.pop()
        if hasattr(node, "variable"):
            found[id(node.variable)] = node.variable
        nodes += [earlier for earlier, _ in node.next_functions]
    return list(found.values())


# %% exercise="graph_leaves" verdict="wrong" label="the nodes of the leaves" mistake="graph.nodes"
def graph_leaves(tensor):
    leaves, seen, nodes = [], set(), [tensor.grad_fn]
    while nodes:
        node = nodes.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        if hasattr(node, "variable"):
            leaves.append(node)
        nodes += [earlier for earlier, _ in node.next_functions]
    return leaves


# %% exercise="graph_leaves" verdict="wrong" label="a set" mistake="type.not_list"
def graph_leaves(tensor):
    found, nodes = set(), [tensor.grad_fn]
    while nodes:
        node = nodes.pop()
        if node is not None:
            if hasattr(node, "variable"):
                found.add(node.variable)
            nodes += [earlier for earlier, _ in node.next_functions]
    return found


# %% exercise="graph_leaves" verdict="wrong" label="a tuple" mistake="type.not_list"
def graph_leaves(tensor):
    found, nodes = set(), [tensor.grad_fn]
    while nodes:
        node = nodes.pop()
        if node is not None:
            if hasattr(node, "variable"):
                found.add(node.variable)
            nodes += [earlier for earlier, _ in node.next_functions]
    return tuple(found)


# %% exercise="graph_leaves" verdict="wrong" label="copies of the leaves"
def graph_leaves(tensor):
    found, nodes = {}, [tensor.grad_fn]
    while nodes:
        node = nodes.pop()
        if node is not None:
            if hasattr(node, "variable"):
                found[id(node.variable)] = node.variable.detach().clone()
            nodes += [earlier for earlier, _ in node.next_functions]
    return list(found.values())


# %% exercise="graph_leaves" verdict="wrong" label="leaves of equal sum are one" mistake="leaf.compared"
def graph_leaves(tensor):
    values, leaves, nodes = set(), [], [tensor.grad_fn]
    while nodes:
        node = nodes.pop()
        if node is not None:
            if hasattr(node, "variable") and node.variable.sum().item() not in values:
                values.add(node.variable.sum().item())
                leaves.append(node.variable)
            nodes += [earlier for earlier, _ in node.next_functions]
    return leaves


# %% exercise="graph_leaves" verdict="wrong" label="the shapes of the leaves"
def graph_leaves(tensor):
    found, nodes = {}, [tensor.grad_fn]
    while nodes:
        node = nodes.pop()
        if node is not None:
            if hasattr(node, "variable"):
                found[id(node.variable)] = tuple(node.variable.shape)
            nodes += [earlier for earlier, _ in node.next_functions]
    return list(found.values())


# %% exercise="graph_leaves" verdict="wrong" label="two levels and no further"
def graph_leaves(tensor):
    found = {}
    if tensor.grad_fn is not None:
        for node, _ in tensor.grad_fn.next_functions:
            if node is not None:
                for leaf in [node, *(earlier for earlier, _ in node.next_functions)]:
                    if hasattr(leaf, "variable"):
                        found[id(leaf.variable)] = leaf.variable
    return list(found.values())


# %% exercise="graph_leaves" verdict="wrong" label="the names of the operations"
def graph_leaves(tensor):
    names, nodes = [], [tensor.grad_fn]
    while nodes:
        node = nodes.pop()
        if node is not None:
            names.append(node.name())
            nodes += [earlier for earlier, _ in node.next_functions]
    return names


# %% exercise="graph_leaves" verdict="wrong" label="nothing is returned"
def graph_leaves(tensor):
    found, nodes = {}, [tensor.grad_fn]
    while nodes:
        node = nodes.pop()
        if node is not None:
            if hasattr(node, "variable"):
                found[id(node.variable)] = node.variable
            nodes += [earlier for earlier, _ in node.next_functions]


# %% exercise="graph_leaves" verdict="wrong" label="the list is kept between two calls"
def graph_leaves(tensor, leaves=[]):
    nodes = [tensor.grad_fn]
    while nodes:
        node = nodes.pop()
        if node is not None:
            if hasattr(node, "variable") and not any(node.variable is leaf for leaf in leaves):
                leaves.append(node.variable)
            nodes += [earlier for earlier, _ in node.next_functions]
    return leaves


# %% exercise="graph_leaves" verdict="wrong" label="the last node"
def graph_leaves(tensor):
    if tensor.grad_fn is None:
        return []
    return [tensor.grad_fn]


# %% exercise="graph_leaves" verdict="wrong" label="the loop ends at a node that is seen or None" mistake="graph.not_all"
def graph_leaves(tensor):
    leaves, seen, nodes = [], set(), [tensor.grad_fn]
    while nodes:
        node = nodes.pop()
        if node is None or node in seen:
            break
        seen.add(node)
        if hasattr(node, "variable"):
            leaves.append(node.variable)
        nodes += [earlier for earlier, _ in node.next_functions]
    return leaves


# %% exercise="graph_leaves" verdict="wrong" label="returns at the first None" mistake="graph.not_all"
def graph_leaves(tensor):
    leaves, seen, nodes = [], set(), [tensor.grad_fn]
    while nodes:
        node = nodes.pop(0)
        if node is None:
            return leaves
        if node not in seen and hasattr(node, "variable"):
            leaves.append(node.variable)
        seen.add(node)
        nodes += [earlier for earlier, _ in node.next_functions]
    return leaves


# %% exercise="graph_leaves" verdict="wrong" label="the nodes still to visit are replaced" mistake="graph.not_all"
def graph_leaves(tensor):
    leaves, nodes = [], [tensor.grad_fn]
    while nodes:
        node = nodes.pop()
        if node is None:
            continue
        if hasattr(node, "variable"):
            if not any(node.variable is leaf for leaf in leaves):
                leaves.append(node.variable)
            continue
        nodes = [earlier for earlier, _ in node.next_functions]
    return leaves


# %% exercise="graph_leaves" verdict="wrong" label="backward finds them" mistake="graph.backward"
def graph_leaves(tensor):
    if tensor.grad_fn is None:
        return []
    leaves, seen, nodes = [], set(), [tensor.grad_fn]
    tensor.sum().backward(retain_graph=True)
    while nodes:
        node = nodes.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        if hasattr(node, "variable") and node.variable.grad is not None:
            leaves.append(node.variable)
        nodes += [earlier for earlier, _ in node.next_functions]
    return leaves


# %% exercise="graph_leaves" verdict="wrong" label="stops at the first leaf" mistake="graph.one_leaf"
def graph_leaves(tensor):
    nodes = [tensor.grad_fn]
    while nodes:
        node = nodes.pop(0)
        if node is not None:
            if hasattr(node, "variable"):
                return [node.variable]
            nodes += [earlier for earlier, _ in node.next_functions]
    return []


# %% exercise="graph_leaves" verdict="wrong" label="a node of a type already seen is skipped" mistake="graph.one_leaf"
def graph_leaves(tensor):
    found, seen = [], set()
    def walk(fn):
        if fn is None or type(fn) in seen: return
        seen.add(type(fn))
        if hasattr(fn, "variable"): found.append(fn.variable)
        for n, _ in fn.next_functions: walk(n)
    walk(tensor.grad_fn)
    return found


# %% exercise="graph_leaves" verdict="wrong" label="the nodes seen are kept in a default argument"
def graph_leaves(tensor, seen=set()):
    found, stack = [], [tensor.grad_fn]
    while stack:
        fn = stack.pop()
        if fn is None or fn in seen:
            continue
        seen.add(fn)
        if hasattr(fn, "variable"):
            found.append(fn.variable)
        stack.extend(n for n, _ in fn.next_functions)
    return found


# %% exercise="graph_leaves" verdict="wrong" label="leaves marked as seen"
def graph_leaves(tensor):
    found = []
    def walk(fn):
        if fn is None: return
        if hasattr(fn, "variable"):
            if getattr(fn.variable, "seen", False): return
            fn.variable.seen = True
            found.append(fn.variable)
        for n, _ in fn.next_functions: walk(n)
    walk(tensor.grad_fn)
    return found


# %% exercise="graph_leaves" verdict="wrong" label="backward asks for the gradients, then clears them"
def graph_leaves(tensor):
    if tensor.grad_fn is None:
        return []
    found, seen = [], set()
    def walk(fn):
        if fn is None or fn in seen: return
        seen.add(fn)
        if hasattr(fn, "variable"): found.append(fn.variable)
        for n, _ in fn.next_functions: walk(n)
    walk(tensor.grad_fn)
    tensor.sum().backward(retain_graph=True)
    found = [f for f in found if f.grad is not None]
    for f in found:
        f.grad = None
    return found


# %% exercise="loss_gradients" verdict="wrong" label="the loss rounded"
def loss_gradients(x, y, w, b):
    loss = ((x @ w.T + b - y) ** 2).mean()
    dw, db = torch.autograd.grad(loss, (w, b))
    return round(loss.item(), 4), dw, db


# %% exercise="update" verdict="wrong" label="the loss rounded"
def update(x, y, w, b, lr):
    w.grad = b.grad = None
    loss = ((x @ w.T + b - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= lr * w.grad; b -= lr * b.grad
    return round(loss.item(), 4)
