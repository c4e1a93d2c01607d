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


# %% exercise="slope" verdict="wrong" label="sign reversed" mistake="gradient.sign"
def slope(f, at):
    h = 1e-5
    return float(f(at - h) - f(at + h)) / (2 * h)


# %% exercise="slope" verdict="wrong" label="difference in float32"
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


# %% exercise="slope" verdict="wrong" label="right for at > 0 only"
def slope(f, at):
    u = torch.tensor(abs(at), requires_grad=True)
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


# %% exercise="loss_gradients" verdict="wrong" label="never cleared" mistake="grad.not_zeroed"
def loss_gradients(x, y, w, b):
    loss = ((x @ w.T + b - y) ** 2).mean()
    loss.backward()
    return loss.item(), w.grad.clone(), b.grad.clone()


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


# %% exercise="update" verdict="wrong" label="never cleared" mistake="grad.not_zeroed"
def update(x, y, w, b, lr):
    loss = ((x @ w.T + b - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad
    return loss.item()


# %% exercise="update" verdict="wrong" label="new tensors under no_grad" mistake="leaf.replaced"
def update(x, y, w, b, lr):
    w.grad = b.grad = None
    loss = ((x @ w.T + b - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w = w - lr * w.grad
        b = b - lr * b.grad
    return loss.item()


# %% exercise="update" verdict="wrong" label="new tensors, then zero_" mistake="leaf.replaced"
def update(x, y, w, b, lr):
    loss = ((x @ w.T + b - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w = w - lr * w.grad
        b = b - lr * b.grad
        w.grad.zero_()
        b.grad.zero_()
    return loss.item()


# %% exercise="update" verdict="wrong" label="new tensors from autograd.grad" mistake="leaf.replaced"
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


# %% exercise="update" verdict="wrong" label="zeroed between backward and step" mistake="grad.zeroed_before_step"
def update(x, y, w, b, lr):
    loss = ((x @ w.T + b - y) ** 2).mean()
    loss.backward()
    w.grad.zero_()
    b.grad.zero_()
    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad
    return loss.item()


# %% exercise="update" verdict="wrong" label="None between backward and step" mistake="grad.zeroed_before_step"
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


# %% exercise="update" verdict="wrong" label="sum" mistake="sum.for_mean"
def update(x, y, w, b, lr):
    w.grad = b.grad = None
    loss = ((x @ w.T + b - y) ** 2).sum()
    loss.backward()
    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad
    return loss.item() / y.numel()


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


# %% exercise="update" verdict="wrong" label="gradient clipped"
def update(x, y, w, b, lr):
    loss = ((x @ w.T + b - y) ** 2).mean()
    for p, g in zip((w, b), torch.autograd.grad(loss, (w, b))):
        p.data -= lr * g.clamp(-1, 1)
    return loss.item()


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


# %% exercise="train" verdict="wrong" label="zeroed between backward and step" mistake="grad.zeroed_before_step"
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


# %% exercise="train" verdict="wrong" label="works on copies only" mistake="argument.not_updated"
def train(x, y, w, b, lr, epochs):
    w, b = w.detach().clone().requires_grad_(), b.detach().clone().requires_grad_()
    return [update(x, y, w, b, lr) for _ in range(epochs)]


# %% exercise="train" verdict="wrong" label="new tensors in the loop" mistake="leaf.replaced"
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


# %% exercise="repaired_train" verdict="right" label="train does it"
def repaired_train(x, y, w, b, lr, epochs):
    return train(x, y, w, b, lr, epochs)


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


# %% exercise="repaired_train" verdict="wrong" label="as it was given" mistake="grad.not_zeroed"
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


# %% exercise="repaired_train" verdict="wrong" label="zeroed between backward and step" mistake="grad.zeroed_before_step"
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


# %% exercise="repaired_train" verdict="wrong" label="None between backward and step" mistake="grad.zeroed_before_step"
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


# %% exercise="repaired_train" verdict="wrong" label="new tensors instead" mistake="leaf.replaced"
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
