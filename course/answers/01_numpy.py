# %% exercise="predict" verdict="right" label="np.dot"
def predict(x, w, b):
    return np.dot(x, w) + b


# %% exercise="predict" verdict="right" label="loop over samples"
def predict(x, w, b):
    predictions = []
    for row in x:
        total = b
        for feature, weight in zip(row, w):
            total = total + feature * weight
        predictions.append(total)
    return np.array(predictions)


# %% exercise="predict" verdict="right" label="einsum"
def predict(x, w, b):
    return np.einsum("nd,d->n", x, w) + b


# %% exercise="predict" verdict="right" label="elementwise product, then a sum over the features"
def predict(x, w, b):
    return (x * w).sum(axis=1) + b


# %% exercise="predict" verdict="right" label="a column of ones takes the bias in"
def predict(x, w, b):
    ones = np.ones((len(x), 1))
    return np.hstack([x, ones]) @ np.append(w, b)


# %% exercise="predict" verdict="right" label="column vectors, flattened at the end"
def predict(x, w, b):
    return (x @ w.reshape(-1, 1) + b).ravel()


# %% exercise="predict" verdict="right" label="filled in place in an array of its own"
def predict(x, w, b):
    y_hat = np.full(x.shape[0], b, dtype=np.float64)
    for j in range(x.shape[1]):
        y_hat += x[:, j] * w[j]
    return y_hat


# %% exercise="predict" verdict="right" label="tensordot"
def predict(x, w, b):
    return np.tensordot(x, w, axes=1) + b


# %% exercise="predict" verdict="right" label="w from the left, x transposed"
def predict(x, w, b):
    return w @ x.T + b


# %% exercise="predict" verdict="right" label="in float64 whatever comes"
def predict(x, w, b):
    x = np.asarray(x, dtype=float)
    return np.array([np.inner(sample, w) for sample in x]) + float(b)


# %% exercise="predict" verdict="right" label="apply_along_axis"
def predict(x, w, b):
    return np.apply_along_axis(lambda sample: float(np.vdot(sample, w)), 1, x) + b


# %% exercise="predict" verdict="right" label="in float32"
def predict(x, w, b):
    return x.astype(np.float32) @ w.astype(np.float32) + np.float32(b)


# %% exercise="predict" verdict="wrong" label="bias forgotten" mistake="bias.missing"
def predict(x, w, b):
    return x @ w


# %% exercise="predict" verdict="wrong" label="bias subtracted" mistake="bias.subtracted"
def predict(x, w, b):
    return x @ w - b


# %% exercise="predict" verdict="wrong" label="elementwise product" mistake="product.elementwise"
def predict(x, w, b):
    return x * w + b


# %% exercise="predict" verdict="wrong" label="a column (N, 1)" mistake="shape.wrong"
def predict(x, w, b):
    return x @ w.reshape(-1, 1) + b


# %% exercise="predict" verdict="wrong" label="a list, not an array" mistake="type.not_array"
def predict(x, w, b):
    return [float(row @ w + b) for row in x]


# %% exercise="predict" verdict="wrong" label="summed over everything"
def predict(x, w, b):
    return np.sum(x * w) + b


# %% exercise="predict" verdict="wrong" label="product on the wrong side, right only where N = D and x is symmetric"
def predict(x, w, b):
    return x.T @ w + b


# %% exercise="predict" verdict="wrong" label="two features only"
def predict(x, w, b):
    return x[:, 0] * w[0] + x[:, 1] * w[1] + b


# %% exercise="predict" verdict="wrong" label="first and last feature only: right for D = 2"
def predict(x, w, b):
    return x[:, 0] * w[0] + x[:, -1] * w[-1] + b


# %% exercise="predict" verdict="wrong" label="x changed in place" mistake="argument.changed"
def predict(x, w, b):
    x *= w
    return x.sum(axis=1) + b


# %% exercise="predict" verdict="wrong" label="bias added once per feature"
def predict(x, w, b):
    return (x * w + b).sum(axis=1)


# %% exercise="predict" verdict="wrong" label="bias inside the product"
def predict(x, w, b):
    return x @ (w + b)


# %% exercise="predict" verdict="wrong" label="prints instead of returning"
def predict(x, w, b):
    print(x @ w + b)


# %% exercise="predict" verdict="wrong" label="reshape in place of transpose"
def predict(x, w, b):
    n, d = x.shape
    return w @ x.reshape(d, n) + b


# %% exercise="predict" verdict="wrong" label="rounded" mistake="value.rounded"
def predict(x, w, b):
    return np.round(x @ w + b, 1)


# %% exercise="predict" verdict="wrong" label="integers"
def predict(x, w, b):
    return (x @ w + b).astype(int)


# %% exercise="predict" verdict="wrong" label="squeezed: a number where N = 1" mistake="shape.wrong"
def predict(x, w, b):
    return np.squeeze(x @ w.reshape(-1, 1) + b)


# %% exercise="predict" verdict="wrong" label="remembers the first answer"
def predict(x, w, b):
    if not hasattr(predict, "kept"):
        predict.kept = x @ w + b
    return predict.kept


# %% exercise="predict" verdict="wrong" label="the mean over the features: right for D = 1"
def predict(x, w, b):
    return np.mean(x * w, axis=1) + b


# %% exercise="predict" verdict="wrong" label="w changed in place" mistake="argument.changed"
def predict(x, w, b):
    w += b / x.sum(axis=1).mean()
    return x @ w


# %% exercise="predict" verdict="wrong" label="half precision"
def predict(x, w, b):
    return (x.astype(np.float16) @ w.astype(np.float16) + np.float16(b)).astype(float)


# %% exercise="squared_error" verdict="right" label="loop over samples"
def squared_error(x, y, w, b):
    total = 0.0
    for row, target in zip(x, y):
        total += float(np.dot(row, w) + b - target) ** 2
    return total


# %% exercise="squared_error" verdict="right" label="dot of the residual with itself"
def squared_error(x, y, w, b):
    r = x @ w + b - y
    return float(r @ r)


# %% exercise="squared_error" verdict="right" label="item of the sum, target minus prediction"
def squared_error(x, y, w, b):
    return np.square(y - predict(x, w, b)).sum().item()


# %% exercise="squared_error" verdict="right" label="the norm, squared"
def squared_error(x, y, w, b):
    return float(np.linalg.norm(predict(x, w, b) - y) ** 2)


# %% exercise="squared_error" verdict="right" label="mean times N"
def squared_error(x, y, w, b):
    return float(np.mean((predict(x, w, b) - y) ** 2)) * len(y)


# %% exercise="squared_error" verdict="right" label="columns (N, 1) throughout"
def squared_error(x, y, w, b):
    residual = x @ w[:, None] + b - y[:, None]
    return float((residual.T @ residual)[0, 0])


# %% exercise="squared_error" verdict="right" label="np.float64 of a float64 sum"
def squared_error(x, y, w, b):
    x, y, w = (np.asarray(a, dtype=np.float64) for a in (x, y, w))
    return np.sum((x @ w + b - y) ** 2)


# %% exercise="squared_error" verdict="right" label="predict called on one row at a time"
def squared_error(x, y, w, b):
    return sum((float(predict(x[i : i + 1], w, b)[0]) - float(y[i])) ** 2 for i in range(len(y)))


# %% exercise="squared_error" verdict="right" label="predict called on a 1-D row"
def squared_error(x, y, w, b):
    return float(sum((predict(row, w, b) - t) ** 2 for row, t in zip(x, y)))


# %% exercise="squared_error" verdict="right" label="math.fsum"
def squared_error(x, y, w, b):
    import math

    return math.fsum(float(r) ** 2 for r in predict(x, w, b) - y)


# %% exercise="squared_error" verdict="right" label="math.dist, squared"
def squared_error(x, y, w, b):
    from math import dist

    return dist(predict(x, w, b).tolist(), y.tolist()) ** 2


# %% exercise="squared_error" verdict="right" label="expanded into moments"
def squared_error(x, y, w, b):
    z = np.column_stack([x, np.ones(len(x)), y]).astype(float)
    coefficients = np.concatenate([w, [b, -1.0]])
    return float(coefficients @ (z.T @ z) @ coefficients)


# %% exercise="squared_error" verdict="wrong" label="mean for sum" mistake="mean.for_sum"
def squared_error(x, y, w, b):
    return float(np.mean((predict(x, w, b) - y) ** 2))


# %% exercise="squared_error" verdict="wrong" label="half of it" mistake="factor.half"
def squared_error(x, y, w, b):
    return float(0.5 * np.sum((predict(x, w, b) - y) ** 2))


# %% exercise="squared_error" verdict="wrong" label="residuals not squared" mistake="square.missing"
def squared_error(x, y, w, b):
    return float(np.sum(predict(x, w, b) - y))


# %% exercise="squared_error" verdict="wrong" label="absolute values" mistake="square.absolute"
def squared_error(x, y, w, b):
    return float(np.abs(predict(x, w, b) - y).sum())


# %% exercise="squared_error" verdict="wrong" label="sum first, then square" mistake="square.of_sum"
def squared_error(x, y, w, b):
    return float(np.sum(predict(x, w, b) - y) ** 2)


# %% exercise="squared_error" verdict="wrong" label="a root at the end" mistake="root.taken"
def squared_error(x, y, w, b):
    return float(np.linalg.norm(predict(x, w, b) - y))


# %% exercise="squared_error" verdict="wrong" label="bias forgotten" mistake="bias.missing"
def squared_error(x, y, w, b):
    return float(np.sum((x @ w - y) ** 2))


# %% exercise="squared_error" verdict="wrong" label="one error per sample" mistake="not_summed"
def squared_error(x, y, w, b):
    return (predict(x, w, b) - y) ** 2


# %% exercise="squared_error" verdict="right" label="np.float32 for float32 data"
def squared_error(x, y, w, b):
    return np.sum((predict(x, w, b) - y) ** 2)


# %% exercise="squared_error" verdict="wrong" label="0-d array" mistake="type.not_float"
def squared_error(x, y, w, b):
    return np.array(np.sum((predict(x, w, b) - y) ** 2))


# %% exercise="squared_error" verdict="wrong" label="(N, 1) against (N,)" mistake="shape.broadcast"
def squared_error(x, y, w, b):
    prediction = x @ w.reshape(-1, 1) + b
    return float(np.sum((prediction - y) ** 2))


# %% exercise="squared_error" verdict="wrong" label="y changed in place" mistake="argument.changed"
def squared_error(x, y, w, b):
    y -= predict(x, w, b)
    return float(np.sum(y**2))


# %% exercise="squared_error" verdict="wrong" label="divided by N − 1 (a variance)"
def squared_error(x, y, w, b):
    return float(np.sum((predict(x, w, b) - y) ** 2)) / max(len(y) - 1, 1)


# %% exercise="squared_error" verdict="wrong" label="the last sample is left out"
def squared_error(x, y, w, b):
    total = 0.0
    for i in range(len(y) - 1):
        total += float(x[i] @ w + b - y[i]) ** 2
    return total


# %% exercise="squared_error" verdict="wrong" label="returns in the loop, after the first sample" mistake="gradient.one_sample"
def squared_error(x, y, w, b):
    total = 0.0
    for row, target in zip(x, y):
        total += float(row @ w + b - target) ** 2
        return total


# %% exercise="squared_error" verdict="wrong" label="residual is a sum of prediction and target"
def squared_error(x, y, w, b):
    return float(np.sum((predict(x, w, b) + y) ** 2))


# %% exercise="squared_error" verdict="wrong" label="added up as whole numbers, in a float"
def squared_error(x, y, w, b):
    return float(np.sum((predict(x, w, b) - y) ** 2, dtype=int))


# %% exercise="squared_error" verdict="wrong" label="an integer" mistake="type.not_float"
def squared_error(x, y, w, b):
    return int(np.sum((predict(x, w, b) - y) ** 2))


# %% exercise="squared_error" verdict="wrong" label="mean times 30: right for the course's plane"
def squared_error(x, y, w, b):
    return float(np.mean((predict(x, w, b) - y) ** 2) * 30)


# %% exercise="squared_error" verdict="wrong" label="large residuals cut off"
def squared_error(x, y, w, b):
    return float(np.sum(np.clip(predict(x, w, b) - y, -5, 5) ** 2))


# %% exercise="squared_error" verdict="wrong" label="w changed in place" mistake="argument.changed"
def squared_error(x, y, w, b):
    residual = predict(x, w, b) - y
    w -= w
    return float(residual @ residual)


# %% exercise="squared_error" verdict="right" label="a column of ones given to its own predict"
def squared_error(x, y, w, b):
    X = np.hstack([x, np.ones((len(x), 1), dtype=x.dtype)])
    r = predict(X, np.append(w, b), 0.0) - y
    return float(r @ r)


# %% exercise="squared_error" verdict="right" label="its own predict, a feature at a time"
def squared_error(x, y, w, b):
    p = sum(predict(x[:, j : j + 1], w[j : j + 1], 0.0) for j in range(len(w))) + b
    return float(((p - y) ** 2).sum())


# %% exercise="gradient" verdict="right" label="loop over samples"
def gradient(x, y, w, b):
    dw, db = np.zeros(len(w)), 0.0
    for row, target in zip(x, y):
        residual = float(row @ w) + b - float(target)
        dw += 2 * residual * row
        db += 2 * residual
    return dw, db


# %% exercise="gradient" verdict="right" label="einsum"
def gradient(x, y, w, b):
    r = np.einsum("nd,d->n", x, w) + b - y
    return 2 * np.einsum("n,nd->d", r, x), float(2 * np.einsum("n->", r))


# %% exercise="gradient" verdict="right" label="target minus prediction, sign outside"
def gradient(x, y, w, b):
    r = y - predict(x, w, b)
    return -2 * (r @ x), -2 * r.sum().item()


# %% exercise="gradient" verdict="right" label="residuals down the columns, then a sum over the samples"
def gradient(x, y, w, b):
    r = predict(x, w, b) - y
    return (2 * r[:, None] * x).sum(axis=0), float((2 * r).sum())


# %% exercise="gradient" verdict="right" label="columns (N, 1) throughout, flattened at the end"
def gradient(x, y, w, b):
    w, y = w.reshape(-1, 1), y.reshape(-1, 1)
    r = x @ w + b - y
    return (2 * x.T @ r).flatten(), 2 * float(r.sum())


# %% exercise="gradient" verdict="right" label="bias as one more weight"
def gradient(x, y, w, b):
    extended = np.column_stack([x, np.ones(len(x))])
    g = 2 * extended.T @ (extended @ np.append(w, b) - y)
    return g[:-1], float(g[-1])


# %% exercise="gradient" verdict="right" label="a list as the pair"
def gradient(x, y, w, b):
    r = 2 * (predict(x, w, b) - y)
    return [x.T.dot(r), float(np.sum(r))]


# %% exercise="gradient" verdict="right" label="predict called on one row at a time"
def gradient(x, y, w, b):
    dw, db = 0.0, 0.0
    for i in range(len(y)):
        r = float(predict(x[i : i + 1], w, b)[0]) - float(y[i])
        dw, db = dw + 2 * r * x[i], db + 2 * r
    return dw, db


# %% exercise="gradient" verdict="right" label="predict called on a 1-D row"
def gradient(x, y, w, b):
    residuals = [float(predict(row, w, b)) - float(t) for row, t in zip(x, y)]
    return np.array([2 * sum(r * v for r, v in zip(residuals, column)) for column in x.T]), 2 * sum(residuals)


# %% exercise="gradient" verdict="right" label="central differences of the squared error, exact for a parabola"
def gradient(x, y, w, b):
    x, y, w = (np.asarray(a, dtype=np.float64) for a in (x, y, w))
    dw = np.zeros(len(w))
    for j in range(len(w)):
        e = np.zeros(len(w))
        e[j] = 0.5
        dw[j] = squared_error(x, y, w + e, b) - squared_error(x, y, w - e, b)
    return dw, squared_error(x, y, w, b + 0.5) - squared_error(x, y, w, b - 0.5)


# %% exercise="gradient" verdict="right" label="normal equations' form"
def gradient(x, y, w, b):
    dw = 2 * (x.T @ x @ w + b * x.sum(axis=0) - x.T @ y)
    return dw, float(2 * (x.sum(axis=0) @ w + len(y) * b - y.sum()))


# %% exercise="gradient" verdict="right" label="autograd of PyTorch, a means of another step"
def gradient(x, y, w, b):
    import torch

    x, y = torch.tensor(np.array(x, dtype=float)), torch.tensor(np.array(y, dtype=float))
    w = torch.tensor(np.array(w, dtype=float), requires_grad=True)
    b = torch.tensor(float(b), dtype=torch.float64, requires_grad=True)
    ((x @ w + b - y) ** 2).sum().backward()
    return w.grad.numpy(), b.grad.item()


# %% exercise="gradient" verdict="wrong" label="times b as well"
def gradient(x, y, w, b):
    residual = x @ w + b - y
    return 2 * x.T @ residual, 2 * residual.sum() * b


# %% exercise="gradient" verdict="wrong" label="factor 2 missing" mistake="factor.two"
def gradient(x, y, w, b):
    r = predict(x, w, b) - y
    return x.T @ r, float(r.sum())


# %% exercise="gradient" verdict="wrong" label="sign reversed" mistake="gradient.sign"
def gradient(x, y, w, b):
    r = y - predict(x, w, b)
    return 2 * x.T @ r, float(2 * r.sum())


# %% exercise="gradient" verdict="wrong" label="mean for sum" mistake="mean.for_sum"
def gradient(x, y, w, b):
    r = predict(x, w, b) - y
    return 2 * x.T @ r / len(y), float(2 * r.mean())


# %% exercise="gradient" verdict="wrong" label="db averaged" mistake="bias.mean"
def gradient(x, y, w, b):
    r = predict(x, w, b) - y
    return 2 * x.T @ r, float(2 * r.mean())


# %% exercise="gradient" verdict="wrong" label="db not summed" mistake="bias.not_summed"
def gradient(x, y, w, b):
    r = predict(x, w, b) - y
    return 2 * x.T @ r, 2 * r


# %% exercise="gradient" verdict="wrong" label="db is zero" mistake="bias.gradient_missing"
def gradient(x, y, w, b):
    r = predict(x, w, b) - y
    return 2 * x.T @ r, 0.0


# %% exercise="gradient" verdict="wrong" label="wrong order" mistake="gradient.order"
def gradient(x, y, w, b):
    r = predict(x, w, b) - y
    return float(2 * r.sum()), 2 * x.T @ r


# %% exercise="gradient" verdict="wrong" label="the residual forgotten" mistake="residual.missing"
def gradient(x, y, w, b):
    return 2 * x.sum(axis=0), 2.0 * len(y)


# %% exercise="gradient" verdict="wrong" label="one gradient per sample" mistake="not_summed"
def gradient(x, y, w, b):
    r = predict(x, w, b) - y
    return 2 * r[:, None] * x, float(2 * r.sum())


# %% exercise="gradient" verdict="wrong" label="overwritten in the loop: the last sample alone" mistake="gradient.one_sample"
def gradient(x, y, w, b):
    for row, target in zip(x, y):
        r = float(row @ w + b - target)
        dw, db = 2 * r * row, 2 * r
    return dw, db


# %% exercise="gradient" verdict="wrong" label="bias left out of the residual" mistake="bias.missing"
def gradient(x, y, w, b):
    r = x @ w - y
    return 2 * x.T @ r, float(2 * r.sum())


# %% exercise="gradient" verdict="right" label="db np.float32 for float32 data"
def gradient(x, y, w, b):
    r = predict(x, w, b) - y
    return 2 * x.T @ r, 2 * r.sum()


# %% exercise="gradient" verdict="wrong" label="only dw"
def gradient(x, y, w, b):
    return 2 * x.T @ (predict(x, w, b) - y)


# %% exercise="gradient" verdict="wrong" label="one array with everything"
def gradient(x, y, w, b):
    r = predict(x, w, b) - y
    return np.append(2 * x.T @ r, 2 * r.sum())


# %% exercise="gradient" verdict="wrong" label="dw as a column" mistake="shape.wrong"
def gradient(x, y, w, b):
    r = (predict(x, w, b) - y).reshape(-1, 1)
    return 2 * x.T @ r, float(2 * r.sum())


# %% exercise="gradient" verdict="wrong" label="x for its transpose: right only where N = D and x is symmetric"
def gradient(x, y, w, b):
    r = predict(x, w, b) - y
    return 2 * x @ r, float(2 * r.sum())


# %% exercise="gradient" verdict="wrong" label="reshape in place of transpose"
def gradient(x, y, w, b):
    r = predict(x, w, b) - y
    return 2 * x.reshape(x.shape[1], x.shape[0]) @ r, float(2 * r.sum())


# %% exercise="gradient" verdict="wrong" label="(N, 1) against (N,)"
def gradient(x, y, w, b):
    r = (x @ w + b).reshape(-1, 1) - y
    return 2 * x.T @ r.sum(axis=1), float(2 * r.sum())


# %% exercise="gradient" verdict="wrong" label="y changed in place" mistake="argument.changed"
def gradient(x, y, w, b):
    y -= predict(x, w, b)
    return -2 * x.T @ y, float(-2 * y.sum())


# %% exercise="gradient" verdict="wrong" label="scaled to unit length: still descends"
def gradient(x, y, w, b):
    r = predict(x, w, b) - y
    dw, db = 2 * x.T @ r, float(2 * r.sum())
    length = float(np.sqrt(dw @ dw + db**2))
    return dw / length, db / length


# %% exercise="gradient" verdict="wrong" label="clipped: right while it is small"
def gradient(x, y, w, b):
    r = predict(x, w, b) - y
    return np.clip(2 * x.T @ r, -40, 40), float(np.clip(2 * r.sum(), -3, 40))


# %% exercise="gradient" verdict="wrong" label="divided by the number of features: right for D = 1"
def gradient(x, y, w, b):
    r = predict(x, w, b) - y
    return 2 * x.T @ r / x.shape[1], float(2 * r.sum())


# %% exercise="gradient" verdict="wrong" label="forward differences with a coarse step"
def gradient(x, y, w, b):
    h = 0.01
    base = squared_error(x, y, w, b)
    dw = np.array([(squared_error(x, y, w + h * e, b) - base) / h for e in np.eye(len(w))])
    return dw, (squared_error(x, y, w, b + h) - base) / h


# %% exercise="gradient" verdict="wrong" label="adds to what the last call gave"
total_dw, total_db = 0.0, 0.0


def gradient(x, y, w, b):
    global total_dw, total_db
    r = predict(x, w, b) - y
    total_dw, total_db = total_dw + 2 * x.T @ r, total_db + float(2 * r.sum())
    return total_dw, total_db


# %% exercise="gradient" verdict="wrong" label="two features only"
def gradient(x, y, w, b):
    r = predict(x, w, b) - y
    return 2 * np.array([r @ x[:, 0], r @ x[:, 1]]), float(2 * r.sum())


# %% exercise="gradient" verdict="wrong" label="x changed in place" mistake="argument.changed"
def gradient(x, y, w, b):
    r = predict(x, w, b) - y
    x *= 2 * r[:, None]
    return x.sum(axis=0), float(2 * r.sum())


# %% exercise="gradient" verdict="wrong" label="dw as a row (1, D)" mistake="shape.wrong"
def gradient(x, y, w, b):
    r = (predict(x, w, b) - y).reshape(1, -1)
    return 2 * r @ x, float(2 * r.sum())


# %% exercise="gradient" verdict="wrong" label="features centred first: right for centred ones"
def gradient(x, y, w, b):
    r = predict(x, w, b) - y
    return 2 * (x - x.mean(axis=0)).T @ r, float(2 * r.sum())


# %% exercise="gradient" verdict="right" label="a column of ones given to its own predict"
def gradient(x, y, w, b):
    X = np.hstack([x, np.ones((len(x), 1))])
    r = predict(X, np.append(w, b), 0.0) - y
    g = 2 * X.T @ r
    return g[:-1], float(g[-1])


# %% exercise="gradient" verdict="right" label="differences of its own squared_error, the bias as one more weight"
def gradient(x, y, w, b):
    X = np.hstack([x, np.ones((len(x), 1))]).astype(float)
    t = np.append(w, b).astype(float)
    y = y.astype(float)
    g = np.array([(squared_error(X, y, t + e, 0.0) - squared_error(X, y, t - e, 0.0)) / 2 for e in np.eye(len(t))])
    return g[:-1], float(g[-1])


# %% exercise="gradient" verdict="wrong" label="one array for every gradient"
_buf1 = {}


def gradient(x, y, w, b):
    r = predict(x, w, b) - y
    g = _buf1.setdefault(w.shape, np.zeros(len(w)))
    g[:] = 2 * x.T @ r
    return g, float(2 * r.sum())


# %% exercise="descend" verdict="right" label="everything computed by itself"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        r = x @ w + b - y
        losses.append(float(r @ r))
        w = w - lr * 2 * (x.T @ r)
        b = b - lr * 2 * float(r.sum())
    return w, b, losses


# %% exercise="descend" verdict="right" label="in place, on a copy"
def descend(x, y, w, b, lr, epochs):
    w = w.copy()
    losses = []
    for epoch in range(epochs):
        losses.append(squared_error(x, y, w, b))
        dw, db = gradient(x, y, w, b)
        w -= lr * dw
        b -= lr * db
    return w, b, losses


# %% exercise="descend" verdict="right" label="while loop, a list as the result"
def descend(x, y, w, b, lr, epochs):
    losses = []
    while len(losses) < epochs:
        dw, db = gradient(x, y, w, b)
        losses = [*losses, squared_error(x, y, w, b)]
        w, b = w - lr * dw, b - lr * db
    return [w, b, losses]


# %% exercise="descend" verdict="right" label="recursion"
def descend(x, y, w, b, lr, epochs):
    if epochs == 0:
        return w, b, []
    dw, db = gradient(x, y, w, b)
    last_w, last_b, later = descend(x, y, w - lr * dw, b - lr * db, lr, epochs - 1)
    return last_w, last_b, [squared_error(x, y, w, b)] + later


# %% exercise="descend" verdict="right" label="float64 inside"
def descend(x, y, w, b, lr, epochs):
    x, y, w = (np.array(a, dtype=np.float64) for a in (x, y, w))
    losses = []
    for _ in range(epochs):
        residual = predict(x, w, b) - y
        losses.append(np.sum(residual**2))
        w -= lr * 2 * residual @ x
        b -= lr * 2 * residual.sum()
    return w, b, losses


# %% exercise="descend" verdict="right" label="gradient called on one row at a time, summed before the update"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(squared_error(x, y, w, b))
        total_w, total_b = np.zeros(len(w)), 0.0
        for i in range(len(y)):
            dw, db = gradient(x[i : i + 1], y[i : i + 1], w, b)
            total_w, total_b = total_w + dw, total_b + db
        w, b = w - lr * total_w, b - lr * total_b
    return w, b, losses


# %% exercise="descend" verdict="right" label="parameters in one vector"
def descend(x, y, w, b, lr, epochs):
    extended = np.column_stack([x, np.ones(len(x))])
    theta, losses = np.append(w, b).astype(float), []
    for _ in range(epochs):
        r = extended @ theta - y
        losses.append(float((r**2).sum()))
        theta = theta - 2 * lr * extended.T @ r
    return theta[:-1], float(theta[-1]), losses


# %% exercise="descend" verdict="right" label="losses from a history of parameters"
def descend(x, y, w, b, lr, epochs):
    history = []
    for _ in range(epochs):
        history.append((w, b))
        dw, db = gradient(x, y, w, b)
        w, b = np.subtract(w, np.multiply(lr, dw)), b - lr * db
    return w, b, [squared_error(x, y, *past) for past in history]


# %% exercise="descend" verdict="right" label="loss from predict"
def descend(x, y, w, b, lr, epochs):
    losses = [0.0] * epochs
    for i in range(epochs):
        losses[i] = float(np.sum((predict(x, w, b) - y) ** 2))
        step_w, step_b = (lr * g for g in gradient(x, y, w, b))
        w, b = w + -step_w, b + -step_b
    return w, b, losses


# %% exercise="descend" verdict="right" label="b an array of one inside"
def descend(x, y, w, b, lr, epochs):
    w, b, losses = w.copy(), np.array([b]), []
    for _ in range(epochs):
        residual = x @ w + b - y
        losses.append(float(np.sum(residual**2)))
        w -= lr * 2 * residual @ x
        b -= lr * 2 * residual.sum(keepdims=True)
    return w, b.item(), losses


# %% exercise="descend" verdict="right" label="accumulate over states"
def descend(x, y, w, b, lr, epochs):
    from itertools import accumulate

    def move(state, _):
        dw, db = gradient(x, y, *state)
        return state[0] - lr * dw, state[1] - lr * db

    *before, (w, b) = accumulate(range(epochs), move, initial=(w, b))
    return w, b, [squared_error(x, y, *state) for state in before]


# %% exercise="descend" verdict="right" label="autograd of PyTorch, a means of another step"
def descend(x, y, w, b, lr, epochs):
    import torch

    x, y, w = (torch.tensor(np.array(a, dtype=float)) for a in (x, y, w))
    b, losses = torch.tensor(float(b), dtype=torch.float64), []
    w.requires_grad_(), b.requires_grad_()
    optimizer = torch.optim.SGD([w, b], lr=lr)
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = ((x @ w + b - y) ** 2).sum()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return w.detach().numpy(), b.item(), losses


# %% exercise="descend" verdict="right" label="the residual carried along"
def descend(x, y, w, b, lr, epochs):
    residual, losses = x @ w + b - y, []
    for _ in range(epochs):
        losses.append(float(residual @ residual))
        dw, db = 2 * residual @ x, 2 * float(residual.sum())
        w, b = w - lr * dw, b - lr * db
        residual = residual - lr * (x @ dw + db)
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="step added" mistake="step.added"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(squared_error(x, y, w, b))
        dw, db = gradient(x, y, w, b)
        w, b = w + lr * dw, b + lr * db
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="loss after the update" mistake="losses.after"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        dw, db = gradient(x, y, w, b)
        w, b = w - lr * dw, b - lr * db
        losses.append(squared_error(x, y, w, b))
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="db after w has moved" mistake="update.not_together"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(squared_error(x, y, w, b))
        w = w - lr * gradient(x, y, w, b)[0]
        b = b - lr * gradient(x, y, w, b)[1]
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="dw after b has moved" mistake="update.bias_first"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(squared_error(x, y, w, b))
        b = b - lr * gradient(x, y, w, b)[1]
        w = w - lr * gradient(x, y, w, b)[0]
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="w changed in place" mistake="argument.changed"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(squared_error(x, y, w, b))
        dw, db = gradient(x, y, w, b)
        w -= lr * dw
        b -= lr * db
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="b never updated" mistake="bias.not_updated"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(squared_error(x, y, w, b))
        w = w - lr * gradient(x, y, w, b)[0]
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="w never updated" mistake="weight.not_updated"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(squared_error(x, y, w, b))
        b = b - lr * gradient(x, y, w, b)[1]
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="the new values are not kept" mistake="update.missing"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(squared_error(x, y, w, b))
        dw, db = gradient(x, y, w, b)
        w - lr * dw
        b - lr * db
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="gradient taken once" mistake="gradient.stale"
def descend(x, y, w, b, lr, epochs):
    losses = []
    dw, db = gradient(x, y, w, b)
    for _ in range(epochs):
        losses.append(squared_error(x, y, w, b))
        w, b = w - lr * dw, b - lr * db
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="learning rate ignored" mistake="lr.ignored"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(squared_error(x, y, w, b))
        dw, db = gradient(x, y, w, b)
        w, b = w - dw, b - db
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="learning rate of its own: right at 0.01"
def descend(x, y, w, b, lr, epochs):
    lr = 0.01
    losses = []
    for _ in range(epochs):
        losses.append(squared_error(x, y, w, b))
        dw, db = gradient(x, y, w, b)
        w, b = w - lr * dw, b - lr * db
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="one epoch less" mistake="epochs.one_less"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(1, epochs):
        losses.append(squared_error(x, y, w, b))
        dw, db = gradient(x, y, w, b)
        w, b = w - lr * dw, b - lr * db
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="the last loss as well" mistake="losses.extra"
def descend(x, y, w, b, lr, epochs):
    losses = [squared_error(x, y, w, b)]
    for _ in range(epochs):
        dw, db = gradient(x, y, w, b)
        w, b = w - lr * dw, b - lr * db
        losses.append(squared_error(x, y, w, b))
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="mean losses" mistake="mean.for_sum"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(squared_error(x, y, w, b) / len(y))
        dw, db = gradient(x, y, w, b)
        w, b = w - lr * dw, b - lr * db
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="mean gradient" mistake="mean.for_sum"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(squared_error(x, y, w, b))
        dw, db = gradient(x, y, w, b)
        w, b = w - lr * dw / len(y), b - lr * db / len(y)
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="returned inside the loop" mistake="return.inside_loop"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(squared_error(x, y, w, b))
        dw, db = gradient(x, y, w, b)
        w, b = w - lr * dw, b - lr * db
        return w, b, losses


# %% exercise="descend" verdict="wrong" label="an update after every sample" mistake="update.per_sample"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(squared_error(x, y, w, b))
        for row, target in zip(x, y):
            r = float(row @ w + b - target)
            w, b = w - lr * 2 * r * row, b - lr * 2 * r
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="losses as an array" mistake="losses.not_list"
def descend(x, y, w, b, lr, epochs):
    losses = np.zeros(epochs)
    for i in range(epochs):
        losses[i] = squared_error(x, y, w, b)
        dw, db = gradient(x, y, w, b)
        w, b = w - lr * dw, b - lr * db
    return w, b, losses


# %% exercise="descend" verdict="right" label="np.float32 among the losses"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(np.sum((predict(x, w, b) - y) ** 2))
        dw, db = gradient(x, y, w, b)
        w, b = w - lr * dw, b - lr * db
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="only the losses"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(squared_error(x, y, w, b))
        dw, db = gradient(x, y, w, b)
        w, b = w - lr * dw, b - lr * db
    return losses


# %% exercise="descend" verdict="wrong" label="losses first"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(squared_error(x, y, w, b))
        dw, db = gradient(x, y, w, b)
        w, b = w - lr * dw, b - lr * db
    return losses, w, b


# %% exercise="descend" verdict="wrong" label="stops when the loss grows: right while it descends" mistake="losses.count"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(squared_error(x, y, w, b))
        if len(losses) > 1 and losses[-1] > losses[-2]:
            break
        dw, db = gradient(x, y, w, b)
        w, b = w - lr * dw, b - lr * db
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="stops early when the steps are small" mistake="losses.count"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(squared_error(x, y, w, b))
        dw, db = gradient(x, y, w, b)
        if np.abs(lr * dw).max() < 0.05:
            break
        w, b = w - lr * dw, b - lr * db
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="the rate decays"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for epoch in range(epochs):
        losses.append(squared_error(x, y, w, b))
        dw, db = gradient(x, y, w, b)
        w, b = w - lr * dw / (1 + 0.01 * epoch), b - lr * db / (1 + 0.01 * epoch)
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="a history shared by all calls" mistake="losses.count"
def descend(x, y, w, b, lr, epochs, losses=[]):
    for _ in range(epochs):
        losses.append(squared_error(x, y, w, b))
        dw, db = gradient(x, y, w, b)
        w, b = w - lr * dw, b - lr * db
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="starts from zero: right where the caller does"
def descend(x, y, w, b, lr, epochs):
    w, b = np.zeros_like(w), 0.0
    losses = []
    for _ in range(epochs):
        losses.append(squared_error(x, y, w, b))
        dw, db = gradient(x, y, w, b)
        w, b = w - lr * dw, b - lr * db
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="the last update left out" mistake="epochs.one_less"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for epoch in range(epochs):
        losses.append(squared_error(x, y, w, b))
        if epoch < epochs - 1:
            dw, db = gradient(x, y, w, b)
            w, b = w - lr * dw, b - lr * db
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="a float64 w changed in place, others copied" mistake="argument.changed"
def descend(x, y, w, b, lr, epochs):
    w, losses = np.asarray(w, dtype=float), []
    for _ in range(epochs):
        losses.append(squared_error(x, y, w, b))
        dw, db = gradient(x, y, w, b)
        w -= lr * dw
        b -= lr * db
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="the w of the last loss, before its update"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        before_w, before_b = w, b
        losses.append(squared_error(x, y, w, b))
        dw, db = gradient(x, y, w, b)
        w, b = w - lr * dw, b - lr * db
    return before_w, before_b, losses


# %% exercise="descend" verdict="wrong" label="rate used twice"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(squared_error(x, y, w, b))
        dw, db = (lr * g for g in gradient(x, y, w, b))
        w, b = w - lr * dw, b - lr * db
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="goes on from the last call"
def descend(x, y, w, b, lr, epochs):
    w, b = getattr(descend, "last", (w, b))
    losses = []
    for _ in range(epochs):
        losses.append(squared_error(x, y, w, b))
        dw, db = gradient(x, y, w, b)
        w, b = w - lr * dw, b - lr * db
    descend.last = w, b
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="b an array of one" mistake="type.not_float"
def descend(x, y, w, b, lr, epochs):
    w, b, losses = w.copy(), np.array([b]), []
    for _ in range(epochs):
        residual = x @ w + b - y
        losses.append(float(np.sum(residual**2)))
        w -= lr * 2 * residual @ x
        b -= lr * 2 * residual.sum(keepdims=True)
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="b an array without axes" mistake="type.not_float"
def descend(x, y, w, b, lr, epochs):
    b, losses = np.array(b), []
    for _ in range(epochs):
        losses.append(squared_error(x, y, w, float(b)))
        dw, db = gradient(x, y, w, float(b))
        w, b = w - lr * dw, np.array(b - lr * db)
    return w, b, losses


# %% exercise="descend" verdict="right" label="its own gradient, the bias as one more weight"
def descend(x, y, w, b, lr, epochs):
    X = np.hstack([x, np.ones((len(x), 1))])
    t, losses = np.append(w, b), []
    for _ in range(epochs):
        losses.append(squared_error(X, y, t, 0.0))
        t = t - lr * gradient(X, y, t, 0.0)[0]
    return t[:-1], float(t[-1]), losses


# %% exercise="descend" verdict="right" label="its own gradient, summed over the samples"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        parts = [gradient(x[i : i + 1], y[i : i + 1], w, b) for i in range(len(y))]
        losses.append(sum(squared_error(x[i : i + 1], y[i : i + 1], w, b) for i in range(len(y))))
        w, b = w - lr * sum(p[0] for p in parts), b - lr * sum(p[1] for p in parts)
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="stops when the loss stands still" mistake="losses.count"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for e in range(epochs):
        losses.append(squared_error(x, y, w, b))
        if e and abs(losses[-1] - losses[-2]) < 1e-6:
            break
        dw, db = gradient(x, y, w, b)
        w, b = w - lr * dw, b - lr * db
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="at least one epoch: wrong for none" mistake="losses.count"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for e in range(max(epochs, 1)):
        losses.append(squared_error(x, y, w, b))
        dw, db = gradient(x, y, w, b)
        w, b = w - lr * dw, b - lr * db
    return w, b, losses


# %% exercise="mean_gradient" verdict="right" label="dot divided by N"
def mean_gradient(x, y, w):
    return float(2 * np.dot(x, w * x - y) / len(x))


# %% exercise="mean_gradient" verdict="right" label="loop over samples"
def mean_gradient(x, y, w):
    total = 0.0
    for a, t in zip(x, y):
        total += 2 * float(a) * (w * float(a) - float(t))
    return total / len(x)


# %% exercise="mean_gradient" verdict="right" label="moments"
def mean_gradient(x, y, w):
    return 2 * float(w * np.mean(x**2) - np.mean(x * y))


# %% exercise="mean_gradient" verdict="right" label="from gradient, divided by N"
def mean_gradient(x, y, w):
    dw, _ = gradient(x[:, np.newaxis], y, np.array([w]), 0.0)
    return float(dw[0]) / len(y)


# %% exercise="mean_gradient" verdict="right" label="central differences of the squared error"
def mean_gradient(x, y, w):
    column = x.reshape(-1, 1).astype(float)
    up = squared_error(column, y, np.array([w + 1.0]), 0.0)
    down = squared_error(column, y, np.array([w - 1.0]), 0.0)
    return (up - down) / 2 / x.size


# %% exercise="mean_gradient" verdict="right" label="residual from predict"
def mean_gradient(x, y, w):
    residual = predict(x[:, None], np.array([w]), 0.0) - y
    return np.average(2 * x * residual).item()


# %% exercise="mean_gradient" verdict="right" label="target minus prediction"
def mean_gradient(x, y, w):
    return -2.0 * float(np.mean((y - w * x) * x))


# %% exercise="mean_gradient" verdict="right" label="np.float64 of float64 data"
def mean_gradient(x, y, w):
    x, y = x.astype(np.float64), y.astype(np.float64)
    return np.mean(2 * x * (w * x - y))


# %% exercise="mean_gradient" verdict="right" label="autograd of PyTorch, a means of another step"
def mean_gradient(x, y, w):
    import torch

    weight = torch.tensor(float(w), dtype=torch.float64, requires_grad=True)
    residual = weight * torch.tensor(np.array(x, dtype=float)) - torch.tensor(np.array(y, dtype=float))
    (residual**2).mean().backward()
    return weight.grad.item()


# %% exercise="mean_gradient" verdict="right" label="complex step"
def mean_gradient(x, y, w):
    return float(np.mean(((w + 1e-20j) * x - y) ** 2).imag / 1e-20)


# %% exercise="mean_gradient" verdict="right" label="the parabola differentiated"
def mean_gradient(x, y, w):
    parabola = np.polynomial.Polynomial([np.mean(y * y), -2 * np.mean(x * y), np.mean(x * x)])
    return float(parabola.deriv()(w))


# %% exercise="mean_gradient" verdict="right" label="statistics.fmean"
def mean_gradient(x, y, w):
    from statistics import fmean

    return fmean(2 * a * (w * a - t) for a, t in zip(x.tolist(), y.tolist()))


# %% exercise="mean_gradient" verdict="wrong" label="as given" mistake="repair.unchanged"
def mean_gradient(x, y, w):
    residual = w * x - y
    return float(np.mean(2 * np.dot(x, residual)))


# %% exercise="mean_gradient" verdict="wrong" label="a sum instead" mistake="repair.unchanged"
def mean_gradient(x, y, w):
    return float(np.sum(2 * x * (w * x - y)))


# %% exercise="mean_gradient" verdict="wrong" label="factor 2 lost" mistake="factor.two"
def mean_gradient(x, y, w):
    return float(np.mean(x * (w * x - y)))


# %% exercise="mean_gradient" verdict="wrong" label="sign reversed" mistake="gradient.sign"
def mean_gradient(x, y, w):
    return float(np.mean(2 * x * (y - w * x)))


# %% exercise="mean_gradient" verdict="wrong" label="product of the means" mistake="product.of_means"
def mean_gradient(x, y, w):
    return float(2 * np.mean(x) * np.mean(w * x - y))


# %% exercise="mean_gradient" verdict="wrong" label="x forgotten" mistake="feature.missing"
def mean_gradient(x, y, w):
    return float(np.mean(2 * (w * x - y)))


# %% exercise="mean_gradient" verdict="wrong" label="divided twice" mistake="mean.twice"
def mean_gradient(x, y, w):
    return float(np.mean(2 * x * (w * x - y))) / len(x)


# %% exercise="mean_gradient" verdict="wrong" label="not averaged at all" mistake="not_averaged"
def mean_gradient(x, y, w):
    return 2 * x * (w * x - y)


# %% exercise="mean_gradient" verdict="right" label="np.float32 for float32 data"
def mean_gradient(x, y, w):
    return np.mean(2 * x * (w * x - y))


# %% exercise="mean_gradient" verdict="wrong" label="divided by 4: right for these four points" mistake="size.fixed"
def mean_gradient(x, y, w):
    return float(2 * np.dot(x, w * x - y) / 4)


# %% exercise="mean_gradient" verdict="wrong" label="divided by N − 1"
def mean_gradient(x, y, w):
    return float(2 * np.dot(x, w * x - y) / max(len(x) - 1, 1))


# %% exercise="mean_gradient" verdict="wrong" label="y is taken for 2·x"
def mean_gradient(x, y, w):
    return float(2 * (w - 2) * np.mean(x**2))


# %% exercise="mean_gradient" verdict="wrong" label="the loss, not its derivative"
def mean_gradient(x, y, w):
    return float(np.mean((w * x - y) ** 2))


# %% exercise="mean_gradient" verdict="wrong" label="a pair, as gradient gives"
def mean_gradient(x, y, w):
    r = w * x - y
    return float(np.mean(2 * x * r)), float(np.mean(2 * r))


# %% exercise="mean_gradient" verdict="wrong" label="rounded"
def mean_gradient(x, y, w):
    return round(float(np.mean(2 * x * (w * x - y))), 2)


# %% exercise="mean_gradient" verdict="wrong" label="y changed in place" mistake="argument.changed"
def mean_gradient(x, y, w):
    y -= w * x
    return float(-2 * np.mean(x * y))


# %% exercise="mean_gradient" verdict="wrong" label="x changed in place" mistake="argument.changed"
def mean_gradient(x, y, w):
    r = w * x - y
    x *= 2 * r
    return float(x.mean())


# %% exercise="mean_gradient" verdict="wrong" label="median for mean"
def mean_gradient(x, y, w):
    return float(np.median(2 * x * (w * x - y)))


# %% exercise="mean_gradient" verdict="wrong" label="mean over the different x"
def mean_gradient(x, y, w):
    return float(2 * np.dot(x, w * x - y)) / len(np.unique(x))


# %% exercise="mean_gradient" verdict="wrong" label="the best w subtracted: right up to a factor"
def mean_gradient(x, y, w):
    return float(2 * (w - np.dot(x, y) / np.dot(x, x)))


# %% exercise="mean_gradient" verdict="right" label="its own gradient, with a feature that is always 0"
def mean_gradient(x, y, w):
    X = np.column_stack([np.zeros_like(x), x])
    return float(gradient(X, y, np.array([0.0, w]), 0.0)[0][1]) / len(x)


# %% exercise="numerical_gradient" verdict="right" label="two copies, one entry moved in each"
def numerical_gradient(f, w):
    h = 1e-6
    result = np.empty_like(w)
    for i in range(w.size):
        right, left = w.copy(), w.copy()
        right[i] += h
        left[i] -= h
        result[i] = (f(right) - f(left)) / (2 * h)
    return result


# %% exercise="numerical_gradient" verdict="right" label="rows of the identity matrix"
def numerical_gradient(f, w):
    h = 1e-5
    return np.array([(f(w + row) - f(w - row)) / (2 * h) for row in h * np.eye(len(w))])


# %% exercise="numerical_gradient" verdict="right" label="w moved, and put back"
def numerical_gradient(f, w):
    h, slopes = 1e-5, []
    for i in range(len(w)):
        before = w[i]
        w[i] = before + h
        above = f(w)
        w[i] = before - h
        below = f(w)
        w[i] = before
        slopes.append((above - below) / (2 * h))
    return np.array(slopes)


# %% exercise="numerical_gradient" verdict="right" label="a distance that grows with the entry"
def numerical_gradient(f, w):
    slopes = np.zeros(w.shape)
    for i, value in enumerate(w):
        h = 1e-6 * max(1.0, abs(value))
        at = np.array(w)
        at[i] = value + h
        slopes[i] = f(at)
        at[i] = value - h
        slopes[i] = (slopes[i] - f(at)) / (2 * h)
    return slopes


# %% exercise="numerical_gradient" verdict="right" label="the cube root of the rounding error as the distance"
def numerical_gradient(f, w):
    h = np.cbrt(np.finfo(w.dtype).eps)
    return np.fromiter(((f(w + h * e) - f(w - h * e)) / (2 * h) for e in np.identity(w.size)), float)


# %% exercise="numerical_gradient" verdict="right" label="four points for each entry"
def numerical_gradient(f, w):
    h = 1e-3
    slopes = []
    for e in np.eye(len(w)):
        slopes.append((f(w - 2 * h * e) - 8 * f(w - h * e) + 8 * f(w + h * e) - f(w + 2 * h * e)) / (12 * h))
    return np.array(slopes)


# %% exercise="numerical_gradient" verdict="right" label="two distances, extrapolated"
def numerical_gradient(f, w):
    def central(i, h):
        step = np.zeros(len(w))
        step[i] = h
        return (f(w + step) - f(w - step)) / (2 * h)

    return np.array([(4 * central(i, 5e-4) - central(i, 1e-3)) / 3 for i in range(len(w))])


# %% exercise="numerical_gradient" verdict="right" label="the mean of the differences on the two sides"
def numerical_gradient(f, w):
    h, here = 1e-5, f(w)
    slopes = np.zeros(len(w))
    for i in range(len(w)):
        step = np.where(np.arange(len(w)) == i, h, 0.0)
        forward = (f(w + step) - here) / h
        backward = (here - f(w - step)) / h
        slopes[i] = (forward + backward) / 2
    return slopes


# %% exercise="numerical_gradient" verdict="right" label="half the distance on each side"
def numerical_gradient(f, w):
    distance = 1e-5
    return np.apply_along_axis(
        lambda e: (f(w + distance / 2 * e) - f(w - distance / 2 * e)) / distance, 1, np.eye(w.shape[0])
    )


# %% exercise="numerical_gradient" verdict="right" label="all values first, then all quotients"
def numerical_gradient(f, w):
    steps = 2e-6 * np.eye(len(w))
    above = np.array([f(row) for row in w + steps])
    below = np.array([f(row) for row in w - steps])
    return (above - below) / 4e-6


# %% exercise="numerical_gradient" verdict="right" label="divided by the distance that rounding left"
def numerical_gradient(f, w):
    slopes = np.zeros_like(w)
    for i in range(len(w)):
        up, down = np.copy(w), np.copy(w)
        up[i] = up[i] + 1e-7
        down[i] = down[i] - 1e-7
        slopes[i] = (f(up) - f(down)) / (up[i] - down[i])
    return slopes


# %% exercise="numerical_gradient" verdict="right" label="lists of Python floats on the way"
def numerical_gradient(f, w):
    numbers = w.tolist()

    def moved(i, by):
        return np.array(numbers[:i] + [numbers[i] + by] + numbers[i + 1 :])

    return np.array([(f(moved(i, 1e-5)) - f(moved(i, -1e-5))) / 2e-5 for i in range(len(numbers))])


# %% exercise="numerical_gradient" verdict="right" label="from the left to the right with a negative distance"
def numerical_gradient(f, w):
    h = -1e-5
    return np.array([(f(w + h * e) - f(w - h * e)) / (2 * h) for e in np.eye(len(w))])


# %% exercise="numerical_gradient" verdict="wrong" label="forward difference" mistake="difference.one_sided"
def numerical_gradient(f, w):
    h = 1e-5
    return np.array([(f(w + h * e) - f(w)) / h for e in np.eye(len(w))])


# %% exercise="numerical_gradient" verdict="wrong" label="forward difference, the best distance for it" mistake="difference.one_sided"
def numerical_gradient(f, w):
    h = 2e-8
    return np.array([(f(w + h * e) - f(w)) / h for e in np.eye(len(w))])


# %% exercise="numerical_gradient" verdict="wrong" label="backward difference" mistake="difference.one_sided"
def numerical_gradient(f, w):
    h = 1e-4
    slopes = np.zeros(len(w))
    for i in range(len(w)):
        left = w.copy()
        left[i] -= h
        slopes[i] = (f(w) - f(left)) / h
    return slopes


# %% exercise="numerical_gradient" verdict="wrong" label="divided by h, the points are 2h apart" mistake="difference.distance"
def numerical_gradient(f, w):
    h = 1e-6
    return np.array([(f(w + h * e) - f(w - h * e)) / h for e in np.eye(len(w))])


# %% exercise="numerical_gradient" verdict="wrong" label="forward difference divided by 2h" mistake="difference.one_sided"
def numerical_gradient(f, w):
    h = 1e-6
    return np.array([(f(w + h * e) - f(w)) / (2 * h) for e in np.eye(len(w))])


# %% exercise="numerical_gradient" verdict="wrong" label="no parentheses below" mistake="difference.parentheses"
def numerical_gradient(f, w):
    h, found = 1e-5, np.zeros_like(w)
    for i in range(len(w)):
        step = h * (np.arange(len(w)) == i)
        found[i] = (f(w + step) - f(w - step)) / 2 * h
    return found


# %% exercise="numerical_gradient" verdict="wrong" label="left minus right" mistake="difference.sign"
def numerical_gradient(f, w):
    h = 1e-6
    return np.array([(f(w - h * e) - f(w + h * e)) / (2 * h) for e in np.eye(len(w))])


# %% exercise="numerical_gradient" verdict="wrong" label="all entries moved together" mistake="difference.together"
def numerical_gradient(f, w):
    h = 1e-6
    return np.full(len(w), (f(w + h) - f(w - h)) / (2 * h))


# %% exercise="numerical_gradient" verdict="wrong" label="the copies are made once: each entry stays moved" mistake="difference.together"
def numerical_gradient(f, w):
    h, up, down = 1e-6, w.copy(), w.copy()
    slopes = np.zeros(len(w))
    for i in range(len(w)):
        up[i] += h
        down[i] -= h
        slopes[i] = (f(up) - f(down)) / (2 * h)
    return slopes


# %% exercise="numerical_gradient" verdict="wrong" label="both names are the same array" mistake="difference.same_point"
def numerical_gradient(f, w):
    h = 0.25
    slopes = np.zeros(len(w))
    for i in range(len(w)):
        up = w
        down = w
        up[i] += h
        down[i] -= h
        slopes[i] = (f(up) - f(down)) / (2 * h)
    return slopes


# %% exercise="numerical_gradient" verdict="wrong" label="a distance of 0.1" mistake="difference.coarse"
def numerical_gradient(f, w):
    h = 0.1
    return np.array([(f(w + h * e) - f(w - h * e)) / (2 * h) for e in np.eye(len(w))])


# %% exercise="numerical_gradient" verdict="wrong" label="a distance of 1e-14" mistake="difference.fine"
def numerical_gradient(f, w):
    h = 1e-14
    return np.array([(f(w + h * e) - f(w - h * e)) / (2 * h) for e in np.eye(len(w))])


# %% exercise="numerical_gradient" verdict="wrong" label="w is moved and not put back" mistake="argument.changed"
def numerical_gradient(f, w):
    h = 1e-6
    slopes = np.zeros(len(w))
    for i in range(len(w)):
        w[i] += h
        above = f(w)
        w[i] -= 2 * h
        slopes[i] = (above - f(w)) / (2 * h)
    return slopes


# %% exercise="numerical_gradient" verdict="wrong" label="a list" mistake="type.not_array"
def numerical_gradient(f, w):
    h = 1e-5
    return [(f(w + h * e) - f(w - h * e)) / (2 * h) for e in np.eye(len(w))]


# %% exercise="numerical_gradient" verdict="wrong" label="a column" mistake="shape.wrong"
def numerical_gradient(f, w):
    h = 1e-5
    return np.array([[(f(w + h * e) - f(w - h * e)) / (2 * h)] for e in np.eye(len(w))])


# %% exercise="numerical_gradient" verdict="wrong" label="return inside the loop"
def numerical_gradient(f, w):
    h = 1e-5
    slopes = np.zeros(len(w))
    for i in range(len(w)):
        step = np.zeros(len(w))
        step[i] = h
        slopes[i] = (f(w + step) - f(w - step)) / (2 * h)
        return slopes


# %% exercise="numerical_gradient" verdict="wrong" label="the distance is a share of the entry, 0 where it is 0"
def numerical_gradient(f, w):
    slopes = []
    for i in range(len(w)):
        h = 1e-6 * w[i]
        step = np.zeros(len(w))
        step[i] = h
        with np.errstate(all="ignore"):
            slopes.append((f(w + step) - f(w - step)) / (2 * h))
    return np.array(slopes)


# %% exercise="numerical_gradient" verdict="wrong" label="not divided"
def numerical_gradient(f, w):
    return np.array([f(w + 1e-5 * e) - f(w - 1e-5 * e) for e in np.eye(len(w))])


# %% exercise="numerical_gradient" verdict="wrong" label="the sum of the derivatives, a float"
def numerical_gradient(f, w):
    h = 1e-5
    return float(sum((f(w + h * e) - f(w - h * e)) / (2 * h) for e in np.eye(len(w))))


# %% exercise="numerical_gradient" verdict="wrong" label="three entries whatever the number"
def numerical_gradient(f, w):
    h = 1e-5
    return np.array([(f(w + h * e) - f(w - h * e)) / (2 * h) for e in np.eye(len(w))[:3]])


# %% exercise="numerical_gradient" verdict="wrong" label="divided by w's entries as well"
def numerical_gradient(f, w):
    h = 1e-5
    return np.array([(f(w + h * e) - f(w - h * e)) / (2 * h * (1 + abs(w).sum())) for e in np.eye(len(w))])


# %% exercise="gradient" verdict="right" label="measured with numerical_gradient"
def gradient(x, y, w, b):
    dw = numerical_gradient(lambda moved: squared_error(x, y, moved, b), w.astype(float))
    db = numerical_gradient(lambda moved: squared_error(x, y, w, moved[0]), np.array([float(b)]))
    return dw, db[0]


# %% exercise="numerical_gradient" verdict="wrong" label="entries that are zero left out"
def numerical_gradient(f, w):
    h = 1e-5
    g = np.zeros_like(w)
    for i in range(len(w)):
        if w[i]:
            e = np.zeros_like(w); e[i] = h
            g[i] = (f(w + e) - f(w - e)) / (2 * h)
    return g


# %% exercise="numerical_gradient" verdict="wrong" label="f is given lists"
def numerical_gradient(f, w):
    h = 1e-5
    g = []
    for i in range(len(w)):
        up, down = list(w), list(w)
        up[i] += h
        down[i] -= h
        g.append((f(up) - f(down)) / (2 * h))
    return np.array(g)


# %% exercise="descend" verdict="wrong" label="stops when the gradient is small" mistake="losses.count"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(squared_error(x, y, w, b))
        dw, db = gradient(x, y, w, b)
        if np.linalg.norm(dw) < 1e-6:
            break
        w, b = w - lr * dw, b - lr * db
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="the rate drops after ten epochs"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for i in range(epochs):
        losses.append(squared_error(x, y, w, b))
        dw, db = gradient(x, y, w, b)
        w, b = w - lr * dw, b - lr * db
        if i == 9:
            lr /= 10
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="the losses rounded to four digits"
def descend(x, y, w, b, lr, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(round(squared_error(x, y, w, b), 4))
        dw, db = gradient(x, y, w, b)
        w, b = w - lr * dw, b - lr * db
    return w, b, losses
