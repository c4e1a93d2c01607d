# %% [markdown]
# The answer bank of step 04: right and unusual answers, wrong and plausible ones.


# %% exercise="MSE" verdict="right" label="values kept as attributes of ctx"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        ctx.residual = prediction - target
        return ctx.residual.pow(2).mean()

    @staticmethod
    def backward(ctx, grad_output):
        d = grad_output * ctx.residual * (2 / ctx.residual.nelement())
        return d, d.neg()


# %% exercise="MSE" verdict="right" label="setup_context style"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(prediction, target):
        return (prediction - target).square().mean()

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs)

    @staticmethod
    def backward(ctx, grad_output):
        prediction, target = ctx.saved_tensors
        gap = prediction - target
        return 2 * gap * grad_output / gap.numel(), -2 * gap * grad_output / gap.numel()


# %% exercise="MSE" verdict="right" label="NumPy inside"
import numpy as np


class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        p, t = prediction.detach().numpy(), target.detach().numpy()
        ctx.difference = p - t
        return torch.as_tensor(np.mean(ctx.difference**2), dtype=prediction.dtype)

    @staticmethod
    def backward(ctx, grad_output):
        d = torch.from_numpy(2 * ctx.difference / ctx.difference.size) * grad_output
        return d, -d


# %% exercise="MSE" verdict="right" label="only the gradients that are needed"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        ctx.save_for_backward(prediction, target)
        return ((prediction - target) ** 2).mean()

    @staticmethod
    def backward(ctx, grad_output):
        prediction, target = ctx.saved_tensors
        d = grad_output * (prediction - target) * 2 / (prediction.shape[0] * prediction.shape[1])
        return (d if ctx.needs_input_grad[0] else None), (-d if ctx.needs_input_grad[1] else None)


# %% exercise="MSE" verdict="right" label="loops over samples and targets"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        ctx.save_for_backward(prediction, target)
        total = 0
        for n in range(prediction.shape[0]):
            for k in range(prediction.shape[1]):
                total = total + (prediction[n, k] - target[n, k]) ** 2
        return total / (prediction.shape[0] * prediction.shape[1])

    @staticmethod
    def backward(ctx, grad_output):
        prediction, target = ctx.saved_tensors
        d = torch.zeros_like(prediction)
        for n in range(len(prediction)):
            for k in range(len(prediction[n])):
                d[n, k] = 2 * (prediction[n, k] - target[n, k]) * grad_output
        return d / d.numel(), -d / d.numel()


# %% exercise="MSE" verdict="right" label="the gradient worked out in forward"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        gap = prediction - target
        ctx.save_for_backward(2 * gap / gap.numel())
        return (gap * gap).sum() / gap.numel()

    @staticmethod
    def backward(ctx, grad_output):
        (slope,) = ctx.saved_tensors
        return grad_output * slope, -(grad_output * slope)


# %% exercise="MSE" verdict="right" label="PyTorch's own loss in forward, autograd in backward"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        ctx.save_for_backward(prediction, target)
        return torch.nn.functional.mse_loss(prediction, target)

    @staticmethod
    def backward(ctx, grad_output):
        prediction, target = ctx.saved_tensors
        with torch.enable_grad():
            p, t = prediction.detach().requires_grad_(), target.detach().requires_grad_()
            value = torch.nn.functional.mse_loss(p, t)
        return torch.autograd.grad(value, (p, t), grad_output)


# %% exercise="MSE" verdict="right" label="einsum, computed in double precision"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        gap = (prediction - target).double()
        ctx.gap = gap
        return (torch.einsum("nk,nk->", gap, gap) / gap.numel()).to(prediction.dtype)

    @staticmethod
    def backward(ctx, grad_output):
        d = 2 / ctx.gap.numel() * ctx.gap * grad_output
        return d, -d


# %% exercise="MSE" verdict="right" label="everything in float32"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        gap = (prediction - target).float()
        ctx.save_for_backward(gap)
        return gap.pow(2).mean()

    @staticmethod
    def backward(ctx, grad_output):
        (gap,) = ctx.saved_tensors
        d = 2 * gap / gap.numel() * grad_output
        return d, -d


# %% exercise="MSE" verdict="right" label="marked once_differentiable"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        ctx.save_for_backward(prediction, target)
        return ((prediction - target) ** 2).mean()

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx, grad_output):
        prediction, target = ctx.saved_tensors
        d = 2 * (prediction - target) / prediction.numel() * grad_output
        return d, -d


# %% exercise="MSE" verdict="right" label="forward inherited from a class of one's own"
class Residuals(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        ctx.gap = prediction.sub(target)
        return torch.linalg.vector_norm(ctx.gap) ** 2 / ctx.gap.numel()


class MSE(Residuals):
    @staticmethod
    def backward(ctx, grad_output):
        d = ctx.gap.mul(grad_output).div(ctx.gap.numel() / 2)
        return d, d * -1


# %% exercise="MSE" verdict="right" label="nothing materialised"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        ctx.set_materialize_grads(False)
        ctx.save_for_backward(prediction, target)
        return torch.mean(torch.square(target - prediction))

    @staticmethod
    def backward(ctx, grad_output):
        if grad_output is None:
            return None, None
        prediction, target = ctx.saved_tensors
        d = grad_output * torch.lerp(prediction, target, -1.0) - grad_output * prediction
        d = d * 2 / prediction.numel()
        return d, -d


# %% exercise="MSE" verdict="wrong" label="the division by N·K missing in backward" mistake="loss.other_gradient"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        ctx.save_for_backward(prediction, target)
        return ((prediction - target) ** 2).mean()

    @staticmethod
    def backward(ctx, grad_output):
        prediction, target = ctx.saved_tensors
        d = 2 * (prediction - target) * grad_output
        return d, -d


# %% exercise="MSE" verdict="wrong" label="the sum instead of the mean" mistake="sum.for_mean"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        ctx.save_for_backward(prediction, target)
        return ((prediction - target) ** 2).sum()

    @staticmethod
    def backward(ctx, grad_output):
        prediction, target = ctx.saved_tensors
        d = 2 * (prediction - target) * grad_output
        return d, -d


# %% exercise="MSE" verdict="wrong" label="divided by N alone" mistake="mean.samples_only"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        ctx.save_for_backward(prediction, target)
        return ((prediction - target) ** 2).sum() / len(prediction)

    @staticmethod
    def backward(ctx, grad_output):
        prediction, target = ctx.saved_tensors
        d = 2 * (prediction - target) * grad_output / len(prediction)
        return d, -d


# %% exercise="MSE" verdict="wrong" label="the mean over the samples only" mistake="mean.one_axis"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        ctx.save_for_backward(prediction, target)
        return ((prediction - target) ** 2).mean(dim=0)

    @staticmethod
    def backward(ctx, grad_output):
        prediction, target = ctx.saved_tensors
        d = 2 * (prediction - target) / prediction.numel() * grad_output
        return d, -d


# %% exercise="MSE" verdict="wrong" label="factor 2 missing in backward" mistake="factor.two"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        ctx.save_for_backward(prediction, target)
        return ((prediction - target) ** 2).mean()

    @staticmethod
    def backward(ctx, grad_output):
        prediction, target = ctx.saved_tensors
        d = (prediction - target) / prediction.numel() * grad_output
        return d, -d


# %% exercise="MSE" verdict="wrong" label="half the mean" mistake="factor.half"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        ctx.save_for_backward(prediction, target)
        return ((prediction - target) ** 2).mean() / 2

    @staticmethod
    def backward(ctx, grad_output):
        prediction, target = ctx.saved_tensors
        d = (prediction - target) / prediction.numel() * grad_output
        return d, -d


# %% exercise="MSE" verdict="wrong" label="no square" mistake="square.missing"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        ctx.save_for_backward(prediction, target)
        return (prediction - target).mean()

    @staticmethod
    def backward(ctx, grad_output):
        prediction, target = ctx.saved_tensors
        d = 2 * (prediction - target) / prediction.numel() * grad_output
        return d, -d


# %% exercise="MSE" verdict="wrong" label="absolute values" mistake="square.absolute"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        ctx.save_for_backward(prediction, target)
        return (prediction - target).abs().mean()

    @staticmethod
    def backward(ctx, grad_output):
        prediction, target = ctx.saved_tensors
        d = 2 * (prediction - target) / prediction.numel() * grad_output
        return d, -d


# %% exercise="MSE" verdict="wrong" label="the root of the mean" mistake="root.taken"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        ctx.save_for_backward(prediction, target)
        return ((prediction - target) ** 2).mean().sqrt()

    @staticmethod
    def backward(ctx, grad_output):
        prediction, target = ctx.saved_tensors
        d = 2 * (prediction - target) / prediction.numel() * grad_output
        return d, -d


# %% exercise="MSE" verdict="wrong" label="a float from item" mistake="type.not_tensor"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        ctx.save_for_backward(prediction, target)
        return ((prediction - target) ** 2).mean().item()

    @staticmethod
    def backward(ctx, grad_output):
        prediction, target = ctx.saved_tensors
        d = 2 * (prediction - target) / prediction.numel() * grad_output
        return d, -d


# %% exercise="MSE" verdict="wrong" label="shape (1,)" mistake="shape.wrong"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        ctx.save_for_backward(prediction, target)
        return ((prediction - target) ** 2).mean().reshape(1)

    @staticmethod
    def backward(ctx, grad_output):
        prediction, target = ctx.saved_tensors
        d = 2 * (prediction - target) / prediction.numel() * grad_output
        return d, -d


# %% exercise="MSE" verdict="wrong" label="grad_output ignored" mistake="grad_output.ignored"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        ctx.save_for_backward(prediction, target)
        return ((prediction - target) ** 2).mean()

    @staticmethod
    def backward(ctx, grad_output):
        prediction, target = ctx.saved_tensors
        d = 2 * (prediction - target) / prediction.numel()
        return d, -d


# %% exercise="MSE" verdict="wrong" label="sign of both gradients" mistake="gradient.sign_or_order"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        ctx.save_for_backward(prediction, target)
        return ((prediction - target) ** 2).mean()

    @staticmethod
    def backward(ctx, grad_output):
        prediction, target = ctx.saved_tensors
        d = 2 * (target - prediction) / prediction.numel() * grad_output
        return d, -d


# %% exercise="MSE" verdict="wrong" label="gradients in the wrong order" mistake="gradient.sign_or_order"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        ctx.save_for_backward(prediction, target)
        return ((prediction - target) ** 2).mean()

    @staticmethod
    def backward(ctx, grad_output):
        prediction, target = ctx.saved_tensors
        d = 2 * (prediction - target) / prediction.numel() * grad_output
        return -d, d


# %% exercise="MSE" verdict="wrong" label="same gradient for both" mistake="target.gradient_sign"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        ctx.save_for_backward(prediction, target)
        return ((prediction - target) ** 2).mean()

    @staticmethod
    def backward(ctx, grad_output):
        prediction, target = ctx.saved_tensors
        d = 2 * (prediction - target) / prediction.numel() * grad_output
        return d, d


# %% exercise="MSE" verdict="wrong" label="no gradient for the target" mistake="target.gradient_missing"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        ctx.save_for_backward(prediction, target)
        return ((prediction - target) ** 2).mean()

    @staticmethod
    def backward(ctx, grad_output):
        prediction, target = ctx.saved_tensors
        return 2 * (prediction - target) / prediction.numel() * grad_output, None


# %% exercise="MSE" verdict="wrong" label="a list of gradients" mistake="type.not_tuple"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        ctx.save_for_backward(prediction, target)
        return ((prediction - target) ** 2).mean()

    @staticmethod
    def backward(ctx, grad_output):
        prediction, target = ctx.saved_tensors
        d = 2 * (prediction - target) / prediction.numel() * grad_output
        return [d, -d]


# %% exercise="MSE" verdict="wrong" label="the prediction made the residual in backward" mistake="argument.changed"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        ctx.save_for_backward(prediction, target)
        return ((prediction - target) ** 2).mean()

    @staticmethod
    def backward(ctx, grad_output):
        prediction, target = ctx.saved_tensors
        prediction -= target
        d = 2 * prediction / prediction.numel() * grad_output
        return d, -d


# %% exercise="MSE" verdict="wrong" label="one gradient only" mistake="gradients.count"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        ctx.save_for_backward(prediction, target)
        return ((prediction - target) ** 2).mean()

    @staticmethod
    def backward(ctx, grad_output):
        prediction, target = ctx.saved_tensors
        return 2 * (prediction - target) / prediction.numel() * grad_output


# %% exercise="MSE" verdict="wrong" label="divided by N in backward" mistake="mean.samples_only"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        ctx.save_for_backward(prediction, target)
        return ((prediction - target) ** 2).mean()

    @staticmethod
    def backward(ctx, grad_output):
        prediction, target = ctx.saved_tensors
        d = 2 * (prediction - target) * grad_output / len(target)
        return d, -d


# %% exercise="MSE" verdict="wrong" label="gradients summed to a number" mistake="gradients.shape"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        ctx.save_for_backward(prediction, target)
        return ((prediction - target) ** 2).mean()

    @staticmethod
    def backward(ctx, grad_output):
        prediction, target = ctx.saved_tensors
        d = 2 * (prediction - target).mean() * grad_output
        return d, -d


# %% exercise="MSE" verdict="wrong" label="the residual kept on the class" mistake="saved.shared"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        MSE.residual = prediction - target
        return (MSE.residual**2).mean()

    @staticmethod
    def backward(ctx, grad_output):
        d = 2 * MSE.residual / MSE.residual.numel() * grad_output
        return d, -d


# %% exercise="MSE" verdict="wrong" label="the prediction overwritten" mistake="argument.changed"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        prediction -= target
        ctx.save_for_backward(prediction)
        return (prediction**2).mean()

    @staticmethod
    def backward(ctx, grad_output):
        (gap,) = ctx.saved_tensors
        d = 2 * gap / gap.numel() * grad_output
        return d, -d


# %% exercise="MSE" verdict="wrong" label="a saved tensor overwritten in backward" mistake="argument.changed"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        ctx.save_for_backward(prediction, target)
        return ((prediction - target) ** 2).mean()

    @staticmethod
    def backward(ctx, grad_output):
        prediction, target = ctx.saved_tensors
        d = prediction.sub_(target).mul_(2 / prediction.numel()) * grad_output
        return d, -d


# %% exercise="MSE" verdict="wrong" label="the sign of grad_output alone" mistake="grad_output.ignored"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        ctx.save_for_backward(prediction, target)
        return ((prediction - target) ** 2).mean()

    @staticmethod
    def backward(ctx, grad_output):
        prediction, target = ctx.saved_tensors
        d = 2 * (prediction - target) / prediction.numel() * grad_output.sign()
        return d, -d


# %% exercise="MSE" verdict="wrong" label="grad_output twice"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        ctx.save_for_backward(prediction, target)
        return ((prediction - target) ** 2).mean()

    @staticmethod
    def backward(ctx, grad_output):
        prediction, target = ctx.saved_tensors
        d = 2 * (prediction - target) / prediction.numel() * grad_output**2
        return d, -d


# %% exercise="MSE" verdict="wrong" label="the loss saved for the residual"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        value = ((prediction - target) ** 2).mean()
        ctx.save_for_backward(value, prediction)
        return value

    @staticmethod
    def backward(ctx, grad_output):
        value, prediction = ctx.saved_tensors
        d = 2 * value.sqrt() * torch.ones_like(prediction) / prediction.numel() * grad_output
        return d, -d


# %% exercise="MSE" verdict="wrong" label="divisor 6 whatever the shape"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        ctx.save_for_backward(prediction, target)
        return ((prediction - target) ** 2).mean()

    @staticmethod
    def backward(ctx, grad_output):
        prediction, target = ctx.saved_tensors
        d = (prediction - target) / 3 * grad_output
        return d, -d


# %% exercise="MSE" verdict="wrong" label="a plain function" mistake="type.not_function"
def MSE(prediction, target):
    return ((prediction - target) ** 2).mean()


# %% exercise="MSE" verdict="wrong" label="an instance method style without Function" mistake="type.not_function"
class MSE:
    def forward(self, prediction, target):
        return ((prediction - target) ** 2).mean()


# %% exercise="MSE" verdict="wrong" label="None" mistake="type.not_function"
MSE = None


# %% exercise="MSE" verdict="wrong" label="a result that equals everything"
class Everything:
    def __eq__(self, other):
        return True

    __hash__ = None


class MSE:
    @staticmethod
    def apply(prediction, target):
        return Everything()


# %% exercise="MSE" verdict="wrong" label="NaN"
class MSE:
    @staticmethod
    def apply(prediction, target):
        return (prediction - target).sum() * float("nan")


# %% exercise="MSE" verdict="wrong" label="detached" mistake="type.not_function"
class MSE:
    @staticmethod
    def apply(prediction, target):
        return ((prediction - target) ** 2).mean().detach()


# %% exercise="MSE" verdict="wrong" label="grad_output overwritten" mistake="argument.changed"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        ctx.save_for_backward(prediction, target)
        return ((prediction - target) ** 2).mean()

    @staticmethod
    def backward(ctx, grad_output):
        prediction, target = ctx.saved_tensors
        grad_output *= 2 / prediction.numel()
        return (prediction - target) * grad_output, (target - prediction) * grad_output


# %% exercise="MSE" verdict="wrong" label="divided by N squared: right for N = K"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        ctx.save_for_backward(prediction, target)
        return ((prediction - target) ** 2).sum() / len(prediction) ** 2

    @staticmethod
    def backward(ctx, grad_output):
        prediction, target = ctx.saved_tensors
        d = 2 * (prediction - target) / len(prediction) ** 2 * grad_output
        return d, -d


# %% exercise="MSE" verdict="wrong" label="nothing saved in ctx" mistake="saved.nothing"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        return ((prediction - target) ** 2).mean()

    @staticmethod
    def backward(ctx, grad_output):
        prediction, target = ctx.saved_tensors
        d = 2 * grad_output * (prediction - target) / prediction.numel()
        return d, -d


# %% exercise="MSE" verdict="wrong" label="nothing saved in ctx, one tensor taken out" mistake="saved.nothing"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        return ((prediction - target) ** 2).mean()

    @staticmethod
    def backward(ctx, grad_output):
        (gap,) = ctx.saved_tensors
        d = 2 * grad_output * gap / gap.numel()
        return d, -d


# %% exercise="MSE" verdict="wrong" label="raise left in backward" mistake="backward.missing"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        ctx.save_for_backward(prediction, target)
        return ((prediction - target) ** 2).mean()

    @staticmethod
    def backward(ctx, grad_output):
        raise NotImplementedError()


# %% exercise="Linear" verdict="wrong" label="nothing saved in ctx" mistake="saved.nothing"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        return x @ w.T + b

    @staticmethod
    def backward(ctx, grad_output):
        x, w = ctx.saved_tensors
        return grad_output @ w, grad_output.T @ x, grad_output.sum(0)


# %% exercise="Linear" verdict="wrong" label="raise left in backward" mistake="backward.missing"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w)
        return x @ w.T + b

    @staticmethod
    def backward(ctx, grad_output):
        raise NotImplementedError()


# %% exercise="Linear" verdict="wrong" label="bias gradient left to PyTorch's reduction" mistake="bias.not_summed"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w, b)
        return x @ w.T + b

    @staticmethod
    def backward(ctx, grad_output):
        x, w, b = ctx.saved_tensors
        return grad_output @ w, grad_output.T @ x, grad_output


# %% exercise="Linear" verdict="wrong" label="bias gradient of shape (1, K)" mistake="bias.row"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w, b)
        return x @ w.T + b

    @staticmethod
    def backward(ctx, grad_output):
        x, w, b = ctx.saved_tensors
        return grad_output @ w, grad_output.T @ x, grad_output.sum(0, keepdim=True)


# %% exercise="Linear" verdict="right" label="kept as attributes"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.x, ctx.w = x, w
        return torch.addmm(b, x, w.t())

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output.mm(ctx.w), grad_output.t().mm(ctx.x), grad_output.sum(dim=0)


# %% exercise="Linear" verdict="right" label="setup_context style, with F.linear"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(x, w, b):
        return torch.nn.functional.linear(x, w, b)

    @staticmethod
    def setup_context(ctx, inputs, output):
        x, w, _ = inputs
        ctx.save_for_backward(x, w)

    @staticmethod
    def backward(ctx, grad_output):
        x, w = ctx.saved_tensors
        return grad_output.matmul(w), x.T.matmul(grad_output).T, grad_output.T.sum(dim=1)


# %% exercise="Linear" verdict="right" label="einsum throughout"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w, b)
        return torch.einsum("nd,kd->nk", x, w) + b

    @staticmethod
    def backward(ctx, grad_output):
        x, w, b = ctx.saved_tensors
        return (
            torch.einsum("nk,kd->nd", grad_output, w),
            torch.einsum("nk,nd->kd", grad_output, x),
            torch.einsum("nk->k", grad_output),
        )


# %% exercise="Linear" verdict="right" label="NumPy inside"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.x, ctx.w = x.detach().numpy(), w.detach().numpy()
        return torch.from_numpy(ctx.x @ ctx.w.T + b.detach().numpy())

    @staticmethod
    def backward(ctx, grad_output):
        g = grad_output.numpy()
        return torch.from_numpy(g @ ctx.w), torch.from_numpy(g.T @ ctx.x), torch.from_numpy(g.sum(axis=0))


# %% exercise="Linear" verdict="right" label="only the gradients that are needed"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w, b)
        return x @ w.T + b

    @staticmethod
    def backward(ctx, grad_output):
        x, w, b = ctx.saved_tensors
        dx = dw = db = None
        if ctx.needs_input_grad[0]:
            dx = grad_output @ w
        if ctx.needs_input_grad[1]:
            dw = grad_output.t() @ x
        if ctx.needs_input_grad[2]:
            db = grad_output.sum(0)
        return dx, dw, db


# %% exercise="Linear" verdict="right" label="a loop over the samples"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w, b)
        return torch.stack([w @ row + b for row in x])

    @staticmethod
    def backward(ctx, grad_output):
        x, w, b = ctx.saved_tensors
        dx, dw, db = [], torch.zeros_like(w), torch.zeros_like(b)
        for row, sent in zip(x, grad_output):
            dx.append(w.T @ sent)
            dw += torch.outer(sent, row)
            db += sent
        return torch.stack(dx), dw, db


# %% exercise="Linear" verdict="right" label="gradients in double precision"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w, b)
        return x @ w.T + b

    @staticmethod
    def backward(ctx, grad_output):
        x, w, b = ctx.saved_tensors
        g = grad_output.double()
        return g @ w.double(), g.T @ x.double(), g.sum(0)


# %% exercise="Linear" verdict="right" label="autograd inside backward"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w, b)
        return x @ w.T + b

    @staticmethod
    def backward(ctx, grad_output):
        with torch.enable_grad():
            leaves = [t.detach().requires_grad_() for t in ctx.saved_tensors]
            out = torch.nn.functional.linear(*leaves)
        return torch.autograd.grad(out, leaves, grad_output)


# %% exercise="Linear" verdict="right" label="a column of ones takes the bias in"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
        ctx.v = torch.cat([w, b.reshape(-1, 1)], dim=1)
        return ctx.a.matmul(ctx.v.transpose(0, 1))

    @staticmethod
    def backward(ctx, grad_output):
        da, dv = grad_output @ ctx.v, grad_output.mT @ ctx.a
        return da[:, :-1], dv[:, :-1], dv[:, -1]


# %% exercise="Linear" verdict="right" label="forward and backward put on afterwards"
class Linear(torch.autograd.Function):
    pass


def linear_forward(ctx, x, w, b):
    ctx.save_for_backward(x, w)
    return torch.baddbmm(b.reshape(1, 1, -1), x[None], w.T[None])[0]


def linear_backward(ctx, grad_output):
    x, w = ctx.saved_tensors
    return torch.tensordot(grad_output, w, dims=1), torch.tensordot(grad_output, x, dims=([0], [0])), grad_output.sum(0)


Linear.forward = staticmethod(linear_forward)
Linear.backward = staticmethod(linear_backward)


# %% exercise="Linear" verdict="wrong" label="bias missing" mistake="bias.missing"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w, b)
        return x @ w.T

    @staticmethod
    def backward(ctx, grad_output):
        x, w, b = ctx.saved_tensors
        return grad_output @ w, grad_output.T @ x, grad_output.sum(0)


# %% exercise="Linear" verdict="wrong" label="bias subtracted" mistake="bias.subtracted"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w, b)
        return x @ w.T - b

    @staticmethod
    def backward(ctx, grad_output):
        x, w, b = ctx.saved_tensors
        return grad_output @ w, grad_output.T @ x, grad_output.sum(0)


# %% exercise="Linear" verdict="wrong" label="transpose missing" mistake="transpose.missing"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w, b)
        return x @ w + b

    @staticmethod
    def backward(ctx, grad_output):
        x, w, b = ctx.saved_tensors
        return grad_output @ w.T, x.T @ grad_output, grad_output.sum(0)


# %% exercise="Linear" verdict="wrong" label="reshape for transpose" mistake="transpose.missing"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w, b)
        return x @ w.reshape(w.shape[1], w.shape[0]) + b

    @staticmethod
    def backward(ctx, grad_output):
        x, w, b = ctx.saved_tensors
        return grad_output @ w, grad_output.T @ x, grad_output.sum(0)


# %% exercise="Linear" verdict="wrong" label="product element by element" mistake="product.elementwise"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w, b)
        return x * w + b

    @staticmethod
    def backward(ctx, grad_output):
        x, w, b = ctx.saved_tensors
        return grad_output @ w, grad_output.T @ x, grad_output.sum(0)


# %% exercise="Linear" verdict="wrong" label="bias along the samples" mistake="shape.broadcast"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w, b)
        return x @ w.T + b.reshape(-1, 1)

    @staticmethod
    def backward(ctx, grad_output):
        x, w, b = ctx.saved_tensors
        return grad_output @ w, grad_output.T @ x, grad_output.sum(0)


# %% exercise="Linear" verdict="wrong" label="the result transposed" mistake="transpose.extra"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w, b)
        return (x @ w.T + b).T

    @staticmethod
    def backward(ctx, grad_output):
        x, w, b = ctx.saved_tensors
        return grad_output @ w, grad_output.T @ x, grad_output.sum(0)


# %% exercise="Linear" verdict="wrong" label="gradients of x and w exchanged" mistake="gradient.order"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w, b)
        return x @ w.T + b

    @staticmethod
    def backward(ctx, grad_output):
        x, w, b = ctx.saved_tensors
        return grad_output.T @ x, grad_output @ w, grad_output.sum(0)


# %% exercise="Linear" verdict="wrong" label="gradients of w and b first, that of x last" mistake="gradient.order"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w)
        return x @ w.T + b

    @staticmethod
    def backward(ctx, grad_output):
        x, w = ctx.saved_tensors
        return grad_output.T @ x, grad_output.sum(dim=0), grad_output @ w


# %% exercise="Linear" verdict="wrong" label="gradient of w transposed" mistake="transpose.extra"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w, b)
        return x @ w.T + b

    @staticmethod
    def backward(ctx, grad_output):
        x, w, b = ctx.saved_tensors
        return grad_output @ w, x.T @ grad_output, grad_output.sum(0)


# %% exercise="Linear" verdict="wrong" label="transpose in the gradient of x" mistake="transpose.backward"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w, b)
        return x @ w.T + b

    @staticmethod
    def backward(ctx, grad_output):
        x, w, b = ctx.saved_tensors
        return grad_output @ w.T, grad_output.T @ x, grad_output.sum(0)


# %% exercise="Linear" verdict="wrong" label="grad_output ignored" mistake="grad_output.ignored"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w, b)
        return x @ w.T + b

    @staticmethod
    def backward(ctx, grad_output):
        x, w, b = ctx.saved_tensors
        g = torch.ones_like(grad_output)
        return g @ w, g.T @ x, g.sum(0)


# %% exercise="Linear" verdict="wrong" label="bias gradient averaged" mistake="bias.mean"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w, b)
        return x @ w.T + b

    @staticmethod
    def backward(ctx, grad_output):
        x, w, b = ctx.saved_tensors
        return grad_output @ w, grad_output.T @ x, grad_output.mean(0)


# %% exercise="Linear" verdict="wrong" label="gradients of w and b averaged" mistake="mean.for_sum"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w)
        return x @ w.T + b

    @staticmethod
    def backward(ctx, grad_output):
        x, w = ctx.saved_tensors
        return grad_output @ w, grad_output.T @ x / len(x), grad_output.mean(0)


# %% exercise="Linear" verdict="wrong" label="bias gradient over the wrong axis" mistake="bias.over_targets"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w, b)
        return x @ w.T + b

    @staticmethod
    def backward(ctx, grad_output):
        x, w, b = ctx.saved_tensors
        return grad_output @ w, grad_output.T @ x, grad_output.sum(1)


# %% exercise="Linear" verdict="wrong" label="bias gradient of one sample" mistake="gradient.one_sample"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w, b)
        return x @ w.T + b

    @staticmethod
    def backward(ctx, grad_output):
        x, w, b = ctx.saved_tensors
        return grad_output @ w, grad_output.T @ x, grad_output[0]


# %% exercise="Linear" verdict="wrong" label="bias gradient zero" mistake="bias.gradient_missing"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w, b)
        return x @ w.T + b

    @staticmethod
    def backward(ctx, grad_output):
        x, w, b = ctx.saved_tensors
        return grad_output @ w, grad_output.T @ x, torch.zeros_like(b)


# %% exercise="Linear" verdict="wrong" label="bias gradient None" mistake="bias.gradient_missing"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w, b)
        return x @ w.T + b

    @staticmethod
    def backward(ctx, grad_output):
        x, w, b = ctx.saved_tensors
        return grad_output @ w, grad_output.T @ x, None


# %% exercise="Linear" verdict="wrong" label="bias gradient one"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w, b)
        return x @ w.T + b

    @staticmethod
    def backward(ctx, grad_output):
        x, w, b = ctx.saved_tensors
        return grad_output @ w, grad_output.T @ x, torch.ones_like(b)


# %% exercise="Linear" verdict="wrong" label="bias gradient a single number" mistake="gradients.shape"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w, b)
        return x @ w.T + b

    @staticmethod
    def backward(ctx, grad_output):
        x, w, b = ctx.saved_tensors
        return grad_output @ w, grad_output.T @ x, grad_output.sum()


# %% exercise="Linear" verdict="wrong" label="gradient of w averaged" mistake="mean.for_sum"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w, b)
        return x @ w.T + b

    @staticmethod
    def backward(ctx, grad_output):
        x, w, b = ctx.saved_tensors
        return grad_output @ w, grad_output.T @ x / len(x), grad_output.sum(0)


# %% exercise="Linear" verdict="wrong" label="no gradient for x" mistake="input.gradient_missing"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w, b)
        return x @ w.T + b

    @staticmethod
    def backward(ctx, grad_output):
        x, w, b = ctx.saved_tensors
        return None, grad_output.T @ x, grad_output.sum(0)


# %% exercise="Linear" verdict="wrong" label="a list of gradients" mistake="type.not_tuple"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w)
        return x @ w.T + b

    @staticmethod
    def backward(ctx, grad_output):
        x, w = ctx.saved_tensors
        return [grad_output @ w, grad_output.T @ x, grad_output.sum(dim=0)]


# %% exercise="Linear" verdict="wrong" label="the factor 2/N of the loss, on w and b"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w)
        return x @ w.T + b

    @staticmethod
    def backward(ctx, grad_output):
        x, w = ctx.saved_tensors
        n = len(x)
        return grad_output @ w, 2 / n * grad_output.T @ x, 2 / n * grad_output.sum(dim=0)


# %% exercise="Linear" verdict="wrong" label="the factor 2/N of the loss, on all three"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w)
        return x @ w.T + b

    @staticmethod
    def backward(ctx, grad_output):
        x, w = ctx.saved_tensors
        g = 2 / len(x) * grad_output
        return g @ w, g.T @ x, g.sum(dim=0)


# %% exercise="Linear" verdict="wrong" label="the saved x scaled in backward" mistake="argument.changed"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w)
        return x @ w.T + b

    @staticmethod
    def backward(ctx, grad_output):
        x, w = ctx.saved_tensors
        x.mul_(2)
        return grad_output @ w, grad_output.T @ x / 2, grad_output.sum(dim=0)


# %% exercise="Linear" verdict="wrong" label="bias gradient summed over everything" mistake="bias.all_targets"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w)
        return x @ w.T + b

    @staticmethod
    def backward(ctx, grad_output):
        x, w = ctx.saved_tensors
        return grad_output @ w, grad_output.T @ x, grad_output.sum().expand(len(w))


# %% exercise="Linear" verdict="wrong" label="two gradients only" mistake="gradients.count"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w, b)
        return x @ w.T + b

    @staticmethod
    def backward(ctx, grad_output):
        x, w, b = ctx.saved_tensors
        return grad_output.T @ x, grad_output.sum(0)


# %% exercise="Linear" verdict="wrong" label="the output saved for the input" mistake="saved.wrong"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        out = x @ w.T + b
        ctx.save_for_backward(out, w)
        return out

    @staticmethod
    def backward(ctx, grad_output):
        out, w = ctx.saved_tensors
        return grad_output @ w, grad_output.T @ out, grad_output.sum(0)


# %% exercise="Linear" verdict="wrong" label="kept on the class" mistake="saved.shared"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        Linear.x, Linear.w = x, w
        return x @ w.T + b

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output @ Linear.w, grad_output.T @ Linear.x, grad_output.sum(0)


# %% exercise="Linear" verdict="wrong" label="right for one sample only"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w, b)
        return x @ w.T + b

    @staticmethod
    def backward(ctx, grad_output):
        x, w, b = ctx.saved_tensors
        return grad_output @ w, torch.outer(grad_output[0], x[0]), grad_output[0]


# %% exercise="Linear" verdict="wrong" label="right for one target only"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w, b)
        return x @ w.T + b

    @staticmethod
    def backward(ctx, grad_output):
        x, w, b = ctx.saved_tensors
        return grad_output[:, :1] * w[0], grad_output.T @ x, grad_output.sum(0)


# %% exercise="Linear" verdict="wrong" label="the caller's b grows" mistake="argument.changed"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w)
        b += 0.1
        return x @ w.T + b - 0.1

    @staticmethod
    def backward(ctx, grad_output):
        x, w = ctx.saved_tensors
        return grad_output @ w, grad_output.T @ x, grad_output.sum(0)


# %% exercise="Linear" verdict="wrong" label="the caller's w transposed in place and left scaled" mistake="argument.changed"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w)
        out = x @ w.T + b
        w *= 1.001
        return out

    @staticmethod
    def backward(ctx, grad_output):
        x, w = ctx.saved_tensors
        return grad_output @ w, grad_output.T @ x, grad_output.sum(0)


# %% exercise="Linear" verdict="wrong" label="floats only: float32 mixed in"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w, b)
        return x @ w.T + b

    @staticmethod
    def backward(ctx, grad_output):
        x, w, b = ctx.saved_tensors
        return grad_output @ w.float(), grad_output.T @ x.float(), grad_output.sum(0)


# %% exercise="Linear" verdict="wrong" label="PyTorch's module"
Linear = torch.nn.Linear


# %% exercise="Linear" verdict="wrong" label="detached" mistake="type.not_function"
class Linear:
    @staticmethod
    def apply(x, w, b):
        return (x @ w.T + b).detach()


# %% exercise="Linear" verdict="wrong" label="NumPy array handed out" mistake="type.not_tensor"
class Linear:
    @staticmethod
    def apply(x, w, b):
        return x.detach().numpy() @ w.detach().numpy().T + b.detach().numpy()


# %% exercise="Linear" verdict="wrong" label="empty"
class Linear:
    @staticmethod
    def apply(x, w, b):
        return (x @ w.T + b)[:0]


# %% exercise="Linear" verdict="wrong" label="gradient of w reshaped: right for K = 1" mistake="transpose.reshape"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w)
        return x @ w.T + b

    @staticmethod
    def backward(ctx, grad_output):
        x, w = ctx.saved_tensors
        return grad_output @ w, (x.T @ grad_output).reshape(w.shape), grad_output.sum(0)


# %% exercise="Linear" verdict="wrong" label="grad_output overwritten" mistake="argument.changed"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w)
        return x @ w.T + b

    @staticmethod
    def backward(ctx, grad_output):
        x, w = ctx.saved_tensors
        dx, dw = grad_output @ w, grad_output.T @ x
        for row in grad_output[1:]:
            grad_output[0] += row
        return dx, dw, grad_output[0]


# %% exercise="gradients_agree" verdict="right" label="raise_exception off, and a net under it"
def gradients_agree(function, inputs):
    copies = [t.detach().clone().to(torch.float64).requires_grad_(True) for t in inputs]
    try:
        return bool(torch.autograd.gradcheck(function, copies, raise_exception=False))
    except (RuntimeError, ZeroDivisionError, ValueError, TypeError, IndexError):
        return False


# %% exercise="gradients_agree" verdict="right" label="through numpy lists"
def gradients_agree(function, inputs):
    again = tuple(torch.tensor(t.tolist(), dtype=torch.double, requires_grad=True) for t in inputs)
    answer = True
    try:
        torch.autograd.gradcheck(function, again)
    except Exception:
        answer = False
    return answer


# %% exercise="gradients_agree" verdict="right" label="random inputs' copies, tighter tolerance"
from torch.autograd import gradcheck


def gradients_agree(function, inputs):
    def leaf(t):
        t = t.detach().double().clone()
        t.requires_grad = True
        return t

    try:
        return gradcheck(function, tuple(map(leaf, inputs)), eps=1e-5, atol=1e-6, rtol=1e-5)
    except BaseException:
        return False


# %% exercise="gradients_agree" verdict="right" label="finite differences by hand"
def gradients_agree(function, inputs):
    points = [t.detach().clone().double() for t in inputs]
    try:
        leaves = [p.clone().requires_grad_() for p in points]
        out = function(*leaves)
        weights = torch.linspace(1.0, 2.0, out.numel(), dtype=torch.double).reshape(out.shape)
        grads = torch.autograd.grad(out, leaves, weights, allow_unused=True)
    except Exception:
        return False
    for point, grad in zip(points, grads):
        if grad is None or grad.shape != point.shape:
            return False
        for i in range(point.numel()):
            flat = point.view(-1)
            old = flat[i].item()
            flat[i] = old + 1e-5
            up = (function(*points) * weights).sum()
            flat[i] = old - 1e-5
            down = (function(*points) * weights).sum()
            flat[i] = old
            if abs((up - down) / 2e-5 - grad.view(-1)[i]) > 1e-6:
                return False
    return True


# %% exercise="gradients_agree" verdict="right" label="each input checked in its turn as well"
def gradients_agree(function, inputs):
    double = [t.detach().double() for t in inputs]
    try:
        for i in range(len(double)):
            these = tuple(t.clone().requires_grad_(i == j) for j, t in enumerate(double))
            if not torch.autograd.gradcheck(function, these):
                return False
    except Exception:
        return False
    return True


# %% exercise="gradients_agree" verdict="right" label="fast mode"
def gradients_agree(function, inputs):
    try:
        return torch.autograd.gradcheck(
            function, tuple(t.detach().double().requires_grad_() for t in inputs), fast_mode=True
        )
    except Exception:
        return False


# %% exercise="gradients_agree" verdict="right" label="an exception suppressed"
from contextlib import suppress


def gradients_agree(function, inputs):
    with suppress(Exception):
        return torch.autograd.gradcheck(
            lambda *points: function(*points), [torch.nn.Parameter(t.detach().double()) for t in inputs]
        )
    return False


# %% exercise="gradients_agree" verdict="right" label="Jacobians compared"
def gradients_agree(function, inputs):
    points = tuple(t.detach().to(torch.float64).clone() for t in inputs)
    try:
        jacobians = torch.autograd.functional.jacobian(function, points, strict=False)
        for point, jacobian in zip(points, jacobians):
            for place in range(point.numel()):
                ends = []
                for h in (1e-6, -1e-6):
                    moved = [t.clone() for t in points]
                    moved[[t is point for t in points].index(True)].view(-1)[place] += h
                    ends.append(function(*moved))
                column = jacobian.reshape(*ends[0].shape, -1)[..., place]
                torch.testing.assert_close((ends[0] - ends[1]) / 2e-6, column, rtol=1e-4, atol=1e-5)
    except Exception:
        return False
    return True


# %% exercise="gradients_agree" verdict="right" label="undefined gradients left out"
def gradients_agree(function, inputs):
    doubles = []
    for given in inputs:
        own = torch.empty(given.shape, dtype=torch.double)
        own.copy_(given.detach())
        own.requires_grad = True
        doubles.append(own)
    try:
        agrees = torch.autograd.gradcheck(function, tuple(doubles), check_undefined_grad=False, nondet_tol=1e-12)
    except Exception as error:
        print(error)
        agrees = False
    finally:
        del doubles
    return agrees


# %% exercise="gradients_agree" verdict="right" label="an object that is called"
class Checker:
    def __init__(self, atol=1e-5, rtol=1e-3):
        self.options = {"atol": atol, "rtol": rtol}

    def __call__(self, function, inputs):
        try:
            torch.autograd.gradcheck(function, tuple(self.prepared(inputs)), **self.options)
        except Exception:
            return False
        else:
            return True

    def prepared(self, inputs):
        for t in inputs:
            yield torch.as_tensor(t.detach().numpy().astype("float64")).requires_grad_()


gradients_agree = Checker()


# %% exercise="gradients_agree" verdict="wrong" label="gradcheck as it is" mistake="gradcheck.requires_grad"
def gradients_agree(function, inputs):
    return torch.autograd.gradcheck(function, inputs)


# %% exercise="gradients_agree" verdict="wrong" label="no exception caught" mistake="gradcheck.raised"
def gradients_agree(function, inputs):
    return torch.autograd.gradcheck(function, tuple(t.detach().double().requires_grad_() for t in inputs))


# %% exercise="gradients_agree" verdict="wrong" label="raise_exception off alone" mistake="gradcheck.raised"
def gradients_agree(function, inputs):
    return torch.autograd.gradcheck(
        function, tuple(t.detach().double().requires_grad_() for t in inputs), raise_exception=False
    )


# %% exercise="gradients_agree" verdict="wrong" label="GradcheckError alone caught"
def gradients_agree(function, inputs):
    try:
        return torch.autograd.gradcheck(function, tuple(t.detach().double().requires_grad_() for t in inputs))
    except torch.autograd.gradcheck.GradcheckError:
        return False


# %% exercise="gradients_agree" verdict="wrong" label="float32 kept" mistake="gradcheck.float32"
def gradients_agree(function, inputs):
    try:
        return torch.autograd.gradcheck(function, tuple(t.detach().requires_grad_() for t in inputs))
    except Exception:
        return False


# %% exercise="gradients_agree" verdict="wrong" label="everything in float32, tolerance widened"
def gradients_agree(function, inputs):
    try:
        return torch.autograd.gradcheck(
            function, tuple(t.detach().float().requires_grad_() for t in inputs), eps=1e-2, atol=0.1, rtol=0.1
        )
    except Exception:
        return False


# %% exercise="gradients_agree" verdict="wrong" label="inputs without requires_grad left out" mistake="gradcheck.requires_grad"
def gradients_agree(function, inputs):
    try:
        return torch.autograd.gradcheck(
            function, tuple(t.detach().double().requires_grad_(t.requires_grad) for t in inputs)
        )
    except Exception:
        return False


# %% exercise="gradients_agree" verdict="wrong" label="only the first input checked" mistake="gradcheck.requires_grad"
def gradients_agree(function, inputs):
    first, *others = (t.detach().double() for t in inputs)
    try:
        return torch.autograd.gradcheck(function, (first.requires_grad_(), *others))
    except Exception:
        return False


# %% exercise="gradients_agree" verdict="wrong" label="only inputs that require a gradient, else all" mistake="gradcheck.requires_grad"
def gradients_agree(function, inputs):
    some = any(t.requires_grad for t in inputs)
    try:
        return torch.autograd.gradcheck(
            function, tuple(t.detach().double().requires_grad_(t.requires_grad or not some) for t in inputs)
        )
    except Exception:
        return False


# %% exercise="gradients_agree" verdict="wrong" label="a wide tolerance"
def gradients_agree(function, inputs):
    try:
        return torch.autograd.gradcheck(
            function, tuple(t.detach().double().requires_grad_() for t in inputs), atol=0.5, rtol=0.5
        )
    except Exception:
        return False


# %% exercise="gradients_agree" verdict="wrong" label="always True"
def gradients_agree(function, inputs):
    return True


# %% exercise="gradients_agree" verdict="wrong" label="always False" mistake="gradcheck.always_false"
def gradients_agree(function, inputs):
    return False


# %% exercise="gradients_agree" verdict="wrong" label="no gradient required" mistake="gradcheck.always_false"
def gradients_agree(function, inputs):
    doubles = tuple(one.detach().double() for one in inputs)
    try:
        return torch.autograd.gradcheck(function, doubles)
    except Exception:
        return False


# %% exercise="gradients_agree" verdict="wrong" label="the inputs not in a tuple" mistake="gradcheck.always_false"
def gradients_agree(function, inputs):
    doubles = [one.detach().double().requires_grad_() for one in inputs]
    try:
        return torch.autograd.gradcheck(function, *doubles)
    except Exception:
        return False


# %% exercise="gradients_agree" verdict="wrong" label="nothing returned when it fails"
def gradients_agree(function, inputs):
    try:
        return torch.autograd.gradcheck(function, tuple(t.detach().double().requires_grad_() for t in inputs))
    except Exception as error:
        print(error)


# %% exercise="gradients_agree" verdict="wrong" label="the exception itself returned" mistake="gradcheck.raised"
def gradients_agree(function, inputs):
    try:
        return torch.autograd.gradcheck(function, tuple(t.detach().double().requires_grad_() for t in inputs))
    except Exception as error:
        return error


# %% exercise="gradients_agree" verdict="wrong" label="True when backward raises"
def gradients_agree(function, inputs):
    try:
        return torch.autograd.gradcheck(
            function, tuple(t.detach().double().requires_grad_() for t in inputs), raise_exception=False
        )
    except Exception:
        return True


# %% exercise="gradients_agree" verdict="wrong" label="the inputs nudged and left so" mistake="argument.changed"
def gradients_agree(function, inputs):
    for t in inputs:
        t.data += 1e-3
    try:
        return torch.autograd.gradcheck(function, tuple(t.detach().double().requires_grad_() for t in inputs))
    except Exception:
        return False


# %% exercise="gradients_agree" verdict="wrong" label="a tensor for the answer"
def gradients_agree(function, inputs):
    try:
        return torch.tensor(
            torch.autograd.gradcheck(function, tuple(t.detach().double().requires_grad_() for t in inputs))
        )
    except Exception:
        return torch.tensor(False)


# %% exercise="gradients_agree" verdict="wrong" label="grad_output of ones only"
def gradients_agree(function, inputs):
    points = [t.detach().double().requires_grad_() for t in inputs]
    try:
        function(*points).sum().backward()
        for i, p in enumerate(points):
            for j in range(p.numel()):
                values = []
                for step in (1e-6, -1e-6):
                    moved = [q.detach().clone() for q in points]
                    moved[i].view(-1)[j] += step
                    values.append(function(*moved).sum())
                if abs((values[0] - values[1]) / 2e-6 - p.grad.view(-1)[j]) > 1e-4:
                    return False
    except Exception:
        return False
    return True


# %% exercise="gradients_agree" verdict="wrong" label="whether backward runs at all"
def gradients_agree(function, inputs):
    try:
        function(*(t.detach().double().requires_grad_() for t in inputs)).sum().backward()
    except Exception:
        return False
    return True


# %% exercise="gradients_agree" verdict="wrong" label="the caller's double tensors made to require gradients" mistake="argument.requires_grad"
def gradients_agree(function, inputs):
    try:
        return torch.autograd.gradcheck(function, tuple(t.double().requires_grad_() for t in inputs))
    except Exception:
        return False


# %% exercise="gradients_agree" verdict="wrong" label="at random points in place of the given ones"
def gradients_agree(function, inputs):
    points = tuple(torch.rand(t.shape, dtype=torch.double, requires_grad=True) for t in inputs)
    try:
        return torch.autograd.gradcheck(function, points)
    except Exception:
        return False


# %% exercise="gradients_agree" verdict="wrong" label="gradgradcheck"
def gradients_agree(function, inputs):
    try:
        return torch.autograd.gradgradcheck(function, tuple(t.detach().double().requires_grad_() for t in inputs))
    except Exception:
        return False


# %% exercise="gradients_agree" verdict="wrong" label="RuntimeError alone caught" mistake="gradcheck.raised"
def gradients_agree(function, inputs):
    try:
        return torch.autograd.gradcheck(function, tuple(t.detach().double().requires_grad_() for t in inputs))
    except RuntimeError:
        return False


# %% exercise="gradients_agree" verdict="wrong" label="gradients of the sum of the outputs"
def gradients_agree(function, inputs):
    try:
        return torch.autograd.gradcheck(
            lambda *points: function(*points).sum(), tuple(t.detach().double().requires_grad_() for t in inputs)
        )
    except Exception:
        return False


# %% exercise="gradients_agree" verdict="right" label="central differences against the whole Jacobian"
def gradients_agree(function, inputs):
    ins = tuple(t.detach().double() for t in inputs)
    try:
        J = torch.autograd.functional.jacobian(function, ins, vectorize=False)
    except Exception:
        return False
    h = 1e-6
    for i, (u, j) in enumerate(zip(ins, J)):
        flat = u.reshape(-1)
        for m in range(flat.numel()):
            e = torch.zeros_like(flat)
            e[m] = h
            e = e.reshape(u.shape)
            up = function(*[v + e if n == i else v for n, v in enumerate(ins)]).detach()
            down = function(*[v - e if n == i else v for n, v in enumerate(ins)]).detach()
            if not torch.allclose(((up - down) / (2 * h)), j.reshape(*up.shape, -1)[..., m], rtol=1e-5, atol=1e-6):
                return False
    return True


# %% exercise="backpropagate" verdict="right" label="two lists searched by identity"
def backpropagate(tape, output, wanted):
    tensors, gradients = [output], [torch.tensor(1.0, dtype=output.dtype)]

    def place(tensor):
        return next((i for i, one in enumerate(tensors) if one is tensor), None)

    for entry in tape[::-1]:
        at = place(entry.output)
        if at is None:
            continue
        back = entry.function.backward(entry.ctx, gradients[at])
        if isinstance(back, torch.Tensor):
            back = [back]
        for tensor, gradient in zip(entry.inputs, back):
            if gradient is None:
                continue
            here = place(tensor)
            if here is None:
                tensors.append(tensor)
                gradients.append(gradient)
            else:
                gradients[here] = gradients[here] + gradient
    return [None if place(tensor) is None else gradients[place(tensor)] for tensor in wanted]


# %% exercise="backpropagate" verdict="right" label="contributions collected, summed when they are needed"
from collections import defaultdict


def backpropagate(tape, output, wanted):
    arrived = defaultdict(list)
    arrived[id(output)].append(torch.ones(()).to(output))
    for function, ctx, inputs, out in reversed(tape):
        if arrived[id(out)]:
            sent = function.backward(ctx, sum(arrived[id(out)]))
            sent = sent if type(sent) in (tuple, list) else (sent,)
            for t, g in zip(inputs, sent):
                if g is not None:
                    arrived[id(t)].append(g)
    return [sum(arrived[id(t)]) if arrived[id(t)] else None for t in wanted]


# %% exercise="backpropagate" verdict="right" label="each tensor asks those that used it"
def backpropagate(tape, output, wanted):
    known = {}

    def gradient_of(tensor):
        if id(tensor) in known:
            return known[id(tensor)]
        total = torch.ones_like(output) if tensor is output else None
        for function, ctx, inputs, out in tape:
            if not any(one is tensor for one in inputs) or out is tensor:
                continue
            above = gradient_of(out)
            if above is None:
                continue
            back = function.backward(ctx, above)
            back = back if isinstance(back, tuple) else (back,)
            for one, part in zip(inputs, back):
                if one is tensor and part is not None:
                    total = part if total is None else total + part
        known[id(tensor)] = total
        return total

    return [gradient_of(tensor) for tensor in wanted]


# %% exercise="backpropagate" verdict="right" label="an index that counts down"
def backpropagate(tape, output, wanted):
    gradient = {}
    gradient[id(output)] = output.new_ones(output.shape)
    i = len(tape) - 1
    while i >= 0:
        function, ctx, inputs, out = tape[i]
        i -= 1
        if gradient.get(id(out)) is None:
            continue
        result = function.backward(ctx, gradient[id(out)])
        if not isinstance(result, (tuple, list)):
            result = (result,)
        for k in range(len(inputs)):
            if result[k] is not None:
                if id(inputs[k]) in gradient:
                    gradient[id(inputs[k])] = gradient[id(inputs[k])] + result[k]
                else:
                    gradient[id(inputs[k])] = result[k]
    answers = []
    for tensor in wanted:
        answers.append(gradient.get(id(tensor), None))
    return answers


# %% exercise="backpropagate" verdict="right" label="tensors as keys of a dictionary"
def backpropagate(tape, output, wanted):
    grads = {output: torch.ones_like(output)}
    for step in reversed(list(tape)):
        if step.output in grads:
            back = step.function.backward(step.ctx, grads[step.output])
            back = (back,) if torch.is_tensor(back) else back
            for tensor, grad in zip(step.inputs, back):
                if grad is not None:
                    grads[tensor] = grads[tensor] + grad if tensor in grads else grad
    return [grads.get(tensor) for tensor in wanted]


# %% exercise="backpropagate" verdict="right" label="added in place, to copies of its own"
def backpropagate(tape, output, wanted):
    total = {id(output): torch.ones_like(output)}
    for function, ctx, inputs, out in reversed(tape):
        if id(out) in total:
            back = function.backward(ctx, total[id(out)])
            for tensor, gradient in zip(inputs, back if isinstance(back, tuple) else (back,)):
                if gradient is None:
                    pass
                elif id(tensor) in total:
                    total[id(tensor)] += gradient
                else:
                    total[id(tensor)] = gradient.clone()
    return [total.get(id(tensor)) for tensor in wanted]


# %% exercise="backpropagate" verdict="right" label="the way back starts with the number 1.0"
def backpropagate(tape, output, wanted):
    store = {id(output): 1.0}
    for function, ctx, inputs, out in reversed(tape):
        if id(out) not in store:
            continue
        back = function.backward(ctx, store[id(out)])
        if not isinstance(back, tuple):
            back = (back,)
        for tensor, gradient in zip(inputs, back):
            if gradient is not None:
                store[id(tensor)] = store.get(id(tensor), 0) + gradient
    return [store.get(id(tensor)) for tensor in wanted]


# %% exercise="backpropagate" verdict="right" label="zeros, and a set of those that were reached"
def backpropagate(tape, output, wanted):
    everything = [output, *wanted]
    for entry in tape:
        everything += [*entry.inputs, entry.output]
    sums = {id(tensor): torch.zeros_like(tensor) for tensor in everything}
    reached = {id(output)}
    sums[id(output)] = torch.ones_like(output)
    for function, ctx, inputs, out in reversed(tape):
        if id(out) in reached:
            back = function.backward(ctx, sums[id(out)])
            for tensor, gradient in zip(inputs, back if isinstance(back, tuple) else (back,)):
                if gradient is not None:
                    reached.add(id(tensor))
                    sums[id(tensor)] = sums[id(tensor)] + gradient
    return [sums[id(tensor)] if id(tensor) in reached else None for tensor in wanted]


# %% exercise="backpropagate" verdict="right" label="the part of the tape that leads to output is found first"
def backpropagate(tape, output, wanted):
    needed, path = {id(output)}, []
    for entry in reversed(tape):
        if id(entry.output) in needed:
            path.append(entry)
            needed.update(map(id, entry.inputs))
    got = {id(output): torch.ones_like(output)}
    for function, ctx, inputs, out in path:
        if id(out) not in got:
            continue
        back = function.backward(ctx, got[id(out)])
        back = back if isinstance(back, tuple) else (back,)
        for key, gradient in zip(map(id, inputs), back):
            if gradient is not None:
                got[key] = torch.add(got[key], gradient) if key in got else gradient
    return [got.get(id(tensor)) for tensor in wanted]


# %% exercise="backpropagate" verdict="right" label="along every path, by recursion"
def backpropagate(tape, output, wanted):
    total = {}

    def send(tensor, gradient, end):
        total[id(tensor)] = gradient if id(tensor) not in total else total[id(tensor)] + gradient
        for k in range(end - 1, -1, -1):
            function, ctx, inputs, out = tape[k]
            if out is tensor:
                back = function.backward(ctx, gradient)
                for one, part in zip(inputs, back if isinstance(back, tuple) else (back,)):
                    if part is not None:
                        send(one, part, k)
                return

    send(output, torch.ones_like(output), len(tape))
    return [total.get(id(tensor)) for tensor in wanted]


# %% exercise="backpropagate" verdict="right" label="a class for a node"
class Node:
    def __init__(self):
        self.gradient = None

    def take(self, gradient):
        if gradient is not None:
            self.gradient = gradient if self.gradient is None else self.gradient + gradient


def backpropagate(tape, output, wanted):
    nodes = {}

    def node(tensor):
        return nodes.setdefault(id(tensor), Node())

    node(output).take(torch.ones_like(output))
    for entry in reversed(tape):
        here = node(entry.output).gradient
        if here is not None:
            back = entry.function.backward(entry.ctx, here)
            for tensor, part in zip(entry.inputs, back if isinstance(back, tuple) else (back,)):
                node(tensor).take(part)
    return [node(tensor).gradient for tensor in wanted]


# %% exercise="backpropagate" verdict="right" label="in double precision, under no_grad"
@torch.no_grad()
def backpropagate(tape, output, wanted):
    sent = {id(output): torch.ones((), dtype=torch.float64)}
    for function, ctx, inputs, out in tape[::-1]:
        grad = sent.get(id(out))
        if grad is None:
            continue
        back = function.backward(ctx, grad)
        if not isinstance(back, tuple):
            back = back,
        for tensor, part in zip(inputs, back):
            if part is not None:
                sent[id(tensor)] = part.double() + sent.get(id(tensor), 0.0)
    return list(map(sent.get, map(id, wanted)))


# %% exercise="backpropagate" verdict="wrong" label="outputs looked up by their values"
def backpropagate(tape, output, wanted):
    found = [(output, torch.ones_like(output))]
    for function, ctx, inputs, out in reversed(tape):
        sent = [g for t, g in found if torch.equal(t, out)]
        if not sent:
            continue
        back = function.backward(ctx, sum(sent))
        back = back if isinstance(back, tuple) else (back,)
        found += [(t, g) for t, g in zip(inputs, back) if g is not None]
    result = []
    for tensor in wanted:
        arrived = [g for t, g in found if t is tensor]
        result.append(sum(arrived) if arrived else None)
    return result


# %% exercise="backpropagate" verdict="wrong" label="from the start of the tape" mistake="tape.from_start"
def backpropagate(tape, output, wanted):
    gradients = {id(output): torch.ones_like(output)}
    for function, ctx, inputs, out in tape:
        if id(out) in gradients:
            back = function.backward(ctx, gradients[id(out)])
            for tensor, gradient in zip(inputs, back if isinstance(back, tuple) else (back,)):
                if gradient is not None:
                    gradients[id(tensor)] = gradients.get(id(tensor), 0) + gradient
    return [gradients.get(id(tensor)) for tensor in wanted]


# %% exercise="backpropagate" verdict="wrong" label="the last gradient replaces the others" mistake="gradient.overwritten"
def backpropagate(tape, output, wanted):
    gradients = {id(output): torch.ones_like(output)}
    for function, ctx, inputs, out in reversed(tape):
        if id(out) in gradients:
            back = function.backward(ctx, gradients[id(out)])
            for tensor, gradient in zip(inputs, back if isinstance(back, tuple) else (back,)):
                if gradient is not None:
                    gradients[id(tensor)] = gradient
    return [gradients.get(id(tensor)) for tensor in wanted]


# %% exercise="backpropagate" verdict="wrong" label="the first gradient stays" mistake="gradient.overwritten"
def backpropagate(tape, output, wanted):
    gradients = {id(output): torch.ones_like(output)}
    for function, ctx, inputs, out in reversed(tape):
        if id(out) in gradients:
            back = function.backward(ctx, gradients[id(out)])
            for tensor, gradient in zip(inputs, back if isinstance(back, tuple) else (back,)):
                if gradient is not None:
                    gradients.setdefault(id(tensor), gradient)
    return [gradients.get(id(tensor)) for tensor in wanted]


# %% exercise="backpropagate" verdict="wrong" label="added in place" mistake="gradient.aliased"
def backpropagate(tape, output, wanted):
    gradients = {id(output): torch.ones_like(output)}
    for function, ctx, inputs, out in reversed(tape):
        if id(out) in gradients:
            back = function.backward(ctx, gradients[id(out)])
            for tensor, gradient in zip(inputs, back if isinstance(back, tuple) else (back,)):
                if gradient is None:
                    continue
                if id(tensor) in gradients:
                    gradients[id(tensor)] += gradient
                else:
                    gradients[id(tensor)] = gradient
    return [gradients.get(id(tensor)) for tensor in wanted]


# %% exercise="backpropagate" verdict="wrong" label="tensors compared by their values" mistake="identity.values"
def backpropagate(tape, output, wanted):
    known = [(output, torch.ones_like(output))]

    def find(tensor):
        for i, (one, _) in enumerate(known):
            if torch.equal(one, tensor):
                return i

    for function, ctx, inputs, out in reversed(tape):
        at = find(out)
        if at is None:
            continue
        back = function.backward(ctx, known[at][1])
        for tensor, gradient in zip(inputs, back if isinstance(back, tuple) else (back,)):
            if gradient is None:
                continue
            here = find(tensor)
            if here is None:
                known.append((tensor, gradient))
            else:
                known[here] = (tensor, known[here][1] + gradient)
    return [None if find(tensor) is None else known[find(tensor)][1] for tensor in wanted]


# %% exercise="backpropagate" verdict="wrong" label="the values as keys" mistake="identity.values"
def backpropagate(tape, output, wanted):
    def key(tensor):
        return tuple(tensor.flatten().tolist())

    gradients = {key(output): torch.ones_like(output)}
    for function, ctx, inputs, out in reversed(tape):
        if key(out) in gradients:
            back = function.backward(ctx, gradients[key(out)])
            for tensor, gradient in zip(inputs, back if isinstance(back, tuple) else (back,)):
                if gradient is not None:
                    gradients[key(tensor)] = gradients.get(key(tensor), 0) + gradient
    return [gradients.get(key(tensor)) for tensor in wanted]


# %% exercise="backpropagate" verdict="wrong" label="back from the value of output" mistake="chain.start"
def backpropagate(tape, output, wanted):
    gradients = {id(output): output}
    for function, ctx, inputs, out in reversed(tape):
        if id(out) in gradients:
            back = function.backward(ctx, gradients[id(out)])
            for tensor, gradient in zip(inputs, back if isinstance(back, tuple) else (back,)):
                if gradient is not None:
                    gradients[id(tensor)] = gradients.get(id(tensor), 0) + gradient
    return [gradients.get(id(tensor)) for tensor in wanted]


# %% exercise="backpropagate" verdict="wrong" label="zeros in place of None" mistake="gradient.zero_for_none"
def backpropagate(tape, output, wanted):
    gradients = {id(output): torch.ones_like(output)}
    for function, ctx, inputs, out in reversed(tape):
        if id(out) in gradients:
            back = function.backward(ctx, gradients[id(out)])
            for tensor, gradient in zip(inputs, back if isinstance(back, tuple) else (back,)):
                if gradient is not None:
                    gradients[id(tensor)] = gradients.get(id(tensor), 0) + gradient
    return [gradients.get(id(tensor), torch.zeros_like(tensor)) for tensor in wanted]


# %% exercise="backpropagate" verdict="wrong" label="zeros sent through what output does not depend on" mistake="gradient.zero_for_none"
def backpropagate(tape, output, wanted):
    gradients = {}
    for entry in tape:
        for tensor in (*entry.inputs, entry.output):
            gradients[id(tensor)] = torch.zeros_like(tensor)
    gradients[id(output)] = torch.ones_like(output)
    for function, ctx, inputs, out in reversed(tape):
        back = function.backward(ctx, gradients[id(out)])
        for tensor, gradient in zip(inputs, back if isinstance(back, tuple) else (back,)):
            if gradient is not None:
                gradients[id(tensor)] = gradients[id(tensor)] + gradient
    return [gradients.get(id(tensor)) for tensor in wanted]


# %% exercise="backpropagate" verdict="wrong" label="every entry is called, with None too" mistake="tape.none_sent"
def backpropagate(tape, output, wanted):
    gradients = {id(output): torch.ones_like(output)}
    for function, ctx, inputs, out in reversed(tape):
        back = function.backward(ctx, gradients.get(id(out)))
        for tensor, gradient in zip(inputs, back if isinstance(back, tuple) else (back,)):
            if gradient is not None:
                gradients[id(tensor)] = gradients.get(id(tensor), 0) + gradient
    return [gradients.get(id(tensor)) for tensor in wanted]


# %% exercise="backpropagate" verdict="wrong" label="a gradient expected for every entry"
def backpropagate(tape, output, wanted):
    gradients = {id(output): torch.ones_like(output)}
    for function, ctx, inputs, out in reversed(tape):
        back = function.backward(ctx, gradients[id(out)])
        for tensor, gradient in zip(inputs, back if isinstance(back, tuple) else (back,)):
            if gradient is not None:
                gradients[id(tensor)] = gradients.get(id(tensor), 0) + gradient
    return [gradients.get(id(tensor)) for tensor in wanted]


# %% exercise="backpropagate" verdict="wrong" label="a bare tensor taken for a tuple" mistake="tape.bare_tensor"
def backpropagate(tape, output, wanted):
    gradients = {id(output): torch.ones_like(output)}
    for function, ctx, inputs, out in reversed(tape):
        if id(out) in gradients:
            for tensor, gradient in zip(inputs, function.backward(ctx, gradients[id(out)])):
                if gradient is not None:
                    gradients[id(tensor)] = gradients.get(id(tensor), 0) + gradient
    return [gradients.get(id(tensor)) for tensor in wanted]


# %% exercise="backpropagate" verdict="wrong" label="a bare tensor taken for a tuple, counted" mistake="tape.bare_tensor"
def backpropagate(tape, output, wanted):
    gradients = {id(output): torch.ones_like(output)}
    for function, ctx, inputs, out in reversed(tape):
        if id(out) in gradients:
            back = function.backward(ctx, gradients[id(out)])
            for tensor, gradient in zip(inputs, back, strict=True):
                if gradient is not None:
                    gradients[id(tensor)] = gradients.get(id(tensor), 0) + gradient
    return [gradients.get(id(tensor)) for tensor in wanted]


# %% exercise="backpropagate" verdict="wrong" label="1 sent through every entry" mistake="chain.one_everywhere"
def backpropagate(tape, output, wanted):
    gradients = {id(output): torch.ones_like(output)}
    for function, ctx, inputs, out in reversed(tape):
        if id(out) in gradients:
            back = function.backward(ctx, torch.ones_like(out))
            for tensor, gradient in zip(inputs, back if isinstance(back, tuple) else (back,)):
                if gradient is not None:
                    gradients[id(tensor)] = gradients.get(id(tensor), 0) + gradient
    return [gradients.get(id(tensor)) for tensor in wanted]


# %% exercise="backpropagate" verdict="wrong" label="autograd asked" mistake="autograd.used"
def backpropagate(tape, output, wanted):
    return list(torch.autograd.grad(output, wanted, allow_unused=True))


# %% exercise="backpropagate" verdict="wrong" label="backward of the output" mistake="autograd.used"
def backpropagate(tape, output, wanted):
    output.backward()
    return [tensor.grad for tensor in wanted]


# %% exercise="backpropagate" verdict="wrong" label="gradients taken out on the way" mistake="gradient.intermediate_lost"
def backpropagate(tape, output, wanted):
    gradients = {id(output): torch.ones_like(output)}
    for function, ctx, inputs, out in reversed(tape):
        if id(out) in gradients:
            back = function.backward(ctx, gradients.pop(id(out)))
            for tensor, gradient in zip(inputs, back if isinstance(back, tuple) else (back,)):
                if gradient is not None:
                    gradients[id(tensor)] = gradients.get(id(tensor), 0) + gradient
    return [gradients.get(id(tensor)) for tensor in wanted]


# %% exercise="backpropagate" verdict="wrong" label="the loop ends at the first entry without a gradient" mistake="tape.loop_ended"
def backpropagate(tape, output, wanted):
    gradients = {id(output): torch.ones_like(output)}
    for function, ctx, inputs, out in reversed(tape):
        if id(out) not in gradients:
            break
        back = function.backward(ctx, gradients[id(out)])
        for tensor, gradient in zip(inputs, back if isinstance(back, tuple) else (back,)):
            if gradient is not None:
                gradients[id(tensor)] = gradients.get(id(tensor), 0) + gradient
    return [gradients.get(id(tensor)) for tensor in wanted]


# %% exercise="backpropagate" verdict="wrong" label="return inside the loop" mistake="tape.loop_ended"
def backpropagate(tape, output, wanted):
    gradients = {id(output): torch.ones_like(output)}
    for function, ctx, inputs, out in reversed(tape):
        if id(out) in gradients:
            back = function.backward(ctx, gradients[id(out)])
            for tensor, gradient in zip(inputs, back if isinstance(back, tuple) else (back,)):
                if gradient is not None:
                    gradients[id(tensor)] = gradients.get(id(tensor), 0) + gradient
        return [gradients.get(id(tensor)) for tensor in wanted]


# %% exercise="backpropagate" verdict="wrong" label="one gradient for a tensor that is there twice in one entry" mistake="gradient.overwritten"
def backpropagate(tape, output, wanted):
    gradients = {id(output): torch.ones_like(output)}
    for function, ctx, inputs, out in reversed(tape):
        if id(out) in gradients:
            back = function.backward(ctx, gradients[id(out)])
            back = back if isinstance(back, tuple) else (back,)
            for key, gradient in dict(zip(map(id, inputs), back)).items():
                if gradient is not None:
                    gradients[key] = gradients.get(key, 0) + gradient
    return [gradients.get(id(tensor)) for tensor in wanted]


# %% exercise="backpropagate" verdict="wrong" label="None added up" mistake="tape.none_added"
def backpropagate(tape, output, wanted):
    gradients = {id(output): torch.ones_like(output)}
    for function, ctx, inputs, out in reversed(tape):
        if id(out) in gradients:
            back = function.backward(ctx, gradients[id(out)])
            for tensor, gradient in zip(inputs, back if isinstance(back, tuple) else (back,)):
                gradients[id(tensor)] = gradients[id(tensor)] + gradient if id(tensor) in gradients else gradient
    return [gradients.get(id(tensor)) for tensor in wanted]


# %% exercise="backpropagate" verdict="wrong" label="the gradients that arrive are averaged"
def backpropagate(tape, output, wanted):
    gradients = {id(output): [torch.ones_like(output)]}
    for function, ctx, inputs, out in reversed(tape):
        if id(out) in gradients:
            here = gradients[id(out)]
            back = function.backward(ctx, sum(here) / len(here))
            for tensor, gradient in zip(inputs, back if isinstance(back, tuple) else (back,)):
                if gradient is not None:
                    gradients.setdefault(id(tensor), []).append(gradient)
    return [sum(gradients[id(t)]) / len(gradients[id(t)]) if id(t) in gradients else None for t in wanted]


# %% exercise="backpropagate" verdict="wrong" label="only the first input of each entry"
def backpropagate(tape, output, wanted):
    gradients = {id(output): torch.ones_like(output)}
    for function, ctx, inputs, out in reversed(tape):
        if id(out) in gradients:
            back = function.backward(ctx, gradients[id(out)])
            first = back[0] if isinstance(back, tuple) else back
            gradients[id(inputs[0])] = gradients.get(id(inputs[0]), 0) + first
    return [gradients.get(id(tensor)) for tensor in wanted]


# %% exercise="backpropagate" verdict="wrong" label="the context of the last entry for all"
def backpropagate(tape, output, wanted):
    gradients = {id(output): torch.ones_like(output)}
    for function, _, inputs, out in reversed(tape):
        if id(out) in gradients:
            back = function.backward(tape[-1].ctx, gradients[id(out)])
            for tensor, gradient in zip(inputs, back if isinstance(back, tuple) else (back,)):
                if gradient is not None:
                    gradients[id(tensor)] = gradients.get(id(tensor), 0) + gradient
    return [gradients.get(id(tensor)) for tensor in wanted]


# %% exercise="backpropagate" verdict="wrong" label="back from the last entry, whatever output is" mistake="tape.wrong_start"
def backpropagate(tape, output, wanted):
    if not tape:
        return [torch.ones_like(output) if tensor is output else None for tensor in wanted]
    gradients = {id(tape[-1].output): torch.ones(())}
    for function, ctx, inputs, out in reversed(tape):
        if id(out) in gradients:
            back = function.backward(ctx, gradients[id(out)])
            for tensor, gradient in zip(inputs, back if isinstance(back, tuple) else (back,)):
                if gradient is not None:
                    gradients[id(tensor)] = gradients.get(id(tensor), 0) + gradient
    return [gradients.get(id(tensor)) for tensor in wanted]


# %% exercise="backpropagate" verdict="wrong" label="the tape used up" mistake="tape.changed"
def backpropagate(tape, output, wanted):
    gradients = {id(output): torch.ones_like(output)}
    while tape:
        function, ctx, inputs, out = tape.pop()
        if id(out) in gradients:
            back = function.backward(ctx, gradients[id(out)])
            for tensor, gradient in zip(inputs, back if isinstance(back, tuple) else (back,)):
                if gradient is not None:
                    gradients[id(tensor)] = gradients.get(id(tensor), 0) + gradient
    return [gradients.get(id(tensor)) for tensor in wanted]


# %% exercise="backpropagate" verdict="wrong" label="the tape turned round" mistake="tape.changed"
def backpropagate(tape, output, wanted):
    gradients = {id(output): torch.ones_like(output)}
    tape.reverse()
    for function, ctx, inputs, out in tape:
        if id(out) in gradients:
            back = function.backward(ctx, gradients[id(out)])
            for tensor, gradient in zip(inputs, back if isinstance(back, tuple) else (back,)):
                if gradient is not None:
                    gradients[id(tensor)] = gradients.get(id(tensor), 0) + gradient
    return [gradients.get(id(tensor)) for tensor in wanted]


# %% exercise="backpropagate" verdict="wrong" label="the gradients left in .grad" mistake="tape.second_call"
def backpropagate(tape, output, wanted):
    output.grad = torch.ones_like(output)
    for function, ctx, inputs, out in reversed(tape):
        if out.grad is not None:
            back = function.backward(ctx, out.grad)
            for tensor, gradient in zip(inputs, back if isinstance(back, tuple) else (back,)):
                if gradient is not None:
                    tensor.grad = gradient if tensor.grad is None else tensor.grad + gradient
    return [tensor.grad for tensor in wanted]


# %% exercise="backpropagate" verdict="wrong" label="the gradients of wanted alone are kept" mistake="tape.wanted_only"
def backpropagate(tape, output, wanted):
    gradients = {id(output): torch.ones_like(output)}
    asked = {id(tensor) for tensor in wanted}
    for function, ctx, inputs, out in reversed(tape):
        if id(out) in gradients:
            back = function.backward(ctx, gradients[id(out)])
            for tensor, gradient in zip(inputs, back if isinstance(back, tuple) else (back,)):
                if gradient is not None and id(tensor) in asked:
                    gradients[id(tensor)] = gradients.get(id(tensor), 0) + gradient
    return [gradients.get(id(tensor)) for tensor in wanted]


# %% exercise="backpropagate" verdict="wrong" label="None added to what is there" mistake="tape.none_added"
def backpropagate(tape, output, wanted):
    gradients = {id(output): torch.ones_like(output)}
    for function, ctx, inputs, out in reversed(tape):
        if id(out) in gradients:
            back = function.backward(ctx, gradients[id(out)])
            for tensor, gradient in zip(inputs, back if isinstance(back, tuple) else (back,)):
                gradients[id(tensor)] = gradients.get(id(tensor), 0) + gradient
    return [gradients.get(id(tensor)) for tensor in wanted]


# %% exercise="backpropagate" verdict="wrong" label="a tuple of gradients" mistake="type.not_list"
def backpropagate(tape, output, wanted):
    gradients = {id(output): torch.ones_like(output)}
    for function, ctx, inputs, out in reversed(tape):
        if id(out) in gradients:
            back = function.backward(ctx, gradients[id(out)])
            for tensor, gradient in zip(inputs, back if isinstance(back, tuple) else (back,)):
                if gradient is not None:
                    gradients[id(tensor)] = gradients.get(id(tensor), 0) + gradient
    return tuple(gradients.get(id(tensor)) for tensor in wanted)


# %% exercise="backpropagate" verdict="wrong" label="a dictionary handed out"
def backpropagate(tape, output, wanted):
    gradients = {id(output): torch.ones_like(output)}
    for function, ctx, inputs, out in reversed(tape):
        if id(out) in gradients:
            back = function.backward(ctx, gradients[id(out)])
            for tensor, gradient in zip(inputs, back if isinstance(back, tuple) else (back,)):
                if gradient is not None:
                    gradients[id(tensor)] = gradients.get(id(tensor), 0) + gradient
    return gradients


# %% exercise="backpropagate" verdict="wrong" label="in the reverse order" mistake="gradient.order"
def backpropagate(tape, output, wanted):
    gradients = {id(output): torch.ones_like(output)}
    for function, ctx, inputs, result in reversed(tape):
        if id(result) in gradients:
            sent = function.backward(ctx, gradients[id(result)])
            for tensor, gradient in zip(inputs, sent if isinstance(sent, tuple) else (sent,)):
                if gradient is not None:
                    gradients[id(tensor)] = gradients.get(id(tensor), 0) + gradient
    return [gradients.get(id(tensor)) for tensor in reversed(wanted)]


# %% exercise="backpropagate" verdict="wrong" label="those without a gradient left out"
def backpropagate(tape, output, wanted):
    gradients = {id(output): torch.ones_like(output)}
    for function, ctx, inputs, out in reversed(tape):
        if id(out) in gradients:
            back = function.backward(ctx, gradients[id(out)])
            for tensor, gradient in zip(inputs, back if isinstance(back, tuple) else (back,)):
                if gradient is not None:
                    gradients[id(tensor)] = gradients.get(id(tensor), 0) + gradient
    return [gradients[id(tensor)] for tensor in wanted if id(tensor) in gradients]


# %% exercise="backpropagate" verdict="wrong" label="the inputs alone, no gradient of output itself"
def backpropagate(tape, output, wanted):
    gradients = {id(output): torch.ones_like(output)}
    for function, ctx, inputs, out in reversed(tape):
        if id(out) in gradients:
            back = function.backward(ctx, gradients[id(out)])
            for tensor, gradient in zip(inputs, back if isinstance(back, tuple) else (back,)):
                if gradient is not None:
                    gradients[id(tensor)] = gradients.get(id(tensor), 0) + gradient
    del gradients[id(output)]
    return [gradients.get(id(tensor)) for tensor in wanted]


# %% exercise="descend" verdict="right" label="a while loop"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses, done = [], False
    while not done:
        one, two = Context(), Context()
        value = loss.forward(two, linear.forward(one, x, w, b), y)
        gradients = linear.backward(one, loss.backward(two, 1.0)[0])
        w, b = w - lr * gradients[1], b - lr * gradients[2]
        losses.append(value.item())
        done = losses[-1] <= target_loss or len(losses) == max_iterations
    return w, b, losses


# %% exercise="descend" verdict="right" label="by the names of the exercises"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses = []
    for _ in range(max_iterations):
        first, second = Context(), Context()
        prediction = linear.forward(first, x=x, w=w, b=b)
        losses.append(loss.forward(second, prediction=prediction, target=y).item())
        d_prediction, _ = loss.backward(second, grad_output=torch.ones(()))
        _, dw, db = linear.backward(first, grad_output=d_prediction)
        w, b = w - lr * dw, b - lr * db
        if losses[-1] <= target_loss:
            break
    return w, b, losses


# %% exercise="descend" verdict="right" label="grad_output as a 0-d tensor"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses = []
    for _ in range(max_iterations):
        first, second = Context(), Context()
        prediction = linear.forward(first, x, w, b)
        value = loss.forward(second, prediction, y)
        losses.append(value.item())
        dp, _ = loss.backward(second, torch.ones(()))
        _, dw, db = linear.backward(first, dp)
        w = w - lr * dw
        b = b - lr * db
        if value.item() <= target_loss:
            break
    return w, b, losses


# %% exercise="descend" verdict="right" label="grad_output like the loss"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses = []
    for _ in range(max_iterations):
        first, second = Context(), Context()
        prediction = linear.forward(first, x, w, b)
        value = loss.forward(second, prediction, y)
        losses.append(value.item())
        dp, _ = loss.backward(second, torch.ones_like(value))
        _, dw, db = linear.backward(first, dp)
        w = w - lr * dw
        b = b - lr * db
        if value.item() <= target_loss:
            break
    return w, b, losses


# %% exercise="descend" verdict="right" label="copies changed in place"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    w, b = w.clone(), b.clone()
    losses = []
    for _ in range(max_iterations):
        first, second = Context(), Context()
        prediction = linear.forward(first, x, w, b)
        value = loss.forward(second, prediction, y)
        losses.append(value.item())
        dp, _ = loss.backward(second, 1)
        _, dw, db = linear.backward(first, dp)
        w -= lr * dw
        b.sub_(db, alpha=lr)
        if value.item() <= target_loss:
            break
    return w, b, losses


# %% exercise="descend" verdict="right" label="under no_grad, a list for the result"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    with torch.no_grad():
        history = []
        for iteration in range(1, max_iterations + 1):
            contexts = {"linear": Context(), "loss": Context()}
            guess = linear.forward(contexts["linear"], x, w, b)
            history += [float(loss.forward(contexts["loss"], guess, y))]
            back = loss.backward(contexts["loss"], torch.tensor(1.0, dtype=x.dtype))
            back = linear.backward(contexts["linear"], back[0])
            w = torch.sub(w, back[1], alpha=lr)
            b = torch.add(b, back[2], alpha=-lr)
            if history[-1] <= target_loss:
                return [w, b, history]
    return [w, b, history]


# %% exercise="descend" verdict="right" label="recursion"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    one, two = Context(), Context()
    value = float(loss.forward(two, linear.forward(one, x, w, b), y))
    _, dw, db = linear.backward(one, loss.backward(two, 1)[0])
    w, b = w - lr * dw, b - lr * db
    if value <= target_loss or max_iterations <= 1:
        return w, b, [value]
    w, b, losses = descend(x, y, w, b, lr, target_loss, max_iterations - 1, linear, loss)
    return w, b, [value, *losses]


# %% exercise="descend" verdict="right" label="each gradient asked for on its own"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses = []
    for _ in range(max_iterations):
        first, second = Context(), Context()
        prediction = linear.forward(first, x, w, b)
        value = loss.forward(second, prediction, y)
        losses.append(value.item())
        dw = linear.backward(first, loss.backward(second, 1)[0])[1]
        db = linear.backward(first, loss.backward(second, 1)[0])[2]
        w = w - lr * dw
        b = b - lr * db
        if value.item() <= target_loss:
            break
    return w, b, losses


# %% exercise="descend" verdict="right" label="the parameters kept in a history"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    steps = [(w, b)]
    losses = []
    for _ in range(max_iterations):
        w, b = steps[-1]
        first, second = Context(), Context()
        prediction = linear.forward(first, x, w, b)
        value = loss.forward(second, prediction, y)
        losses.append(value.item())
        dp, _ = loss.backward(second, 1)
        _, dw, db = linear.backward(first, dp)
        steps.append((w - dw * lr, b - db * lr))
        if value.item() <= target_loss:
            break
    return (*steps[-1], losses)


# %% exercise="descend" verdict="right" label="in double precision"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    x, y, w, b = x.double(), y.double(), w.double(), b.double()
    losses = []
    for _ in range(max_iterations):
        first, second = Context(), Context()
        value = loss.forward(second, linear.forward(first, x, w, b), y)
        losses.append(value.item())
        _, dw, db = linear.backward(first, loss.backward(second, torch.tensor(1.0, dtype=torch.double))[0])
        w, b = w - lr * dw, b - lr * db
        if losses[-1] <= target_loss:
            break
    return w, b, losses


# %% exercise="descend" verdict="right" label="the loss measured by a pass of its own"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    def loss_now():
        return float(loss.forward(Context(), linear.forward(Context(), x, w, b), y))

    losses = []
    for _ in range(max_iterations):
        losses.append(loss_now())
        of_linear, of_loss = Context(), Context()
        loss.forward(of_loss, linear.forward(of_linear, x, w, b), y)
        d_prediction = loss.backward(of_loss, 1)[0]
        dw, db = linear.backward(of_linear, d_prediction)[1:]
        w, b = w - lr * dw, b - lr * db
        if losses[-1] <= target_loss:
            break
    return w, b, losses


# %% exercise="descend" verdict="right" label="a generator of states"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    def states(w, b):
        while True:
            a, c = Context(), Context()
            value = loss.forward(c, linear.forward(a, x, w, b), y).item()
            _, dw, db = linear.backward(a, loss.backward(c, 1.0)[0])
            w, b = w + (-lr) * dw, b + (-lr) * db
            yield w, b, value

    losses = []
    for w, b, value in states(w, b):
        losses.append(value)
        if value <= target_loss or len(losses) >= max_iterations:
            return w, b, losses


# %% exercise="descend" verdict="right" label="a class for the pair"
class Pair:
    def __init__(self, linear, loss, x, y):
        self.linear, self.loss, self.x, self.y = linear, loss, x, y

    def forward(self, w, b):
        self.one, self.two = Context(), Context()
        return self.loss.forward(self.two, self.linear.forward(self.one, self.x, w, b), self.y)

    def backward(self):
        return self.linear.backward(self.one, self.loss.backward(self.two, torch.tensor(1.0))[0])[-2:]


def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    pair, history = Pair(linear, loss, x, y), []
    for _ in range(max_iterations):
        history.append(pair.forward(w, b).detach().numpy().astype(float).item())
        w, b = (p - lr * g for p, g in zip((w, b), pair.backward()))
        if history[-1] <= target_loss:
            break
    return w, b, history


# %% exercise="descend" verdict="wrong" label="step added" mistake="step.added"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses = []
    for _ in range(max_iterations):
        first, second = Context(), Context()
        prediction = linear.forward(first, x, w, b)
        value = loss.forward(second, prediction, y)
        losses.append(value.item())
        dp, _ = loss.backward(second, 1)
        _, dw, db = linear.backward(first, dp)
        w = w + lr * dw
        b = b + lr * db
        if value.item() <= target_loss:
            break
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="bias never updated" mistake="bias.not_updated"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses = []
    for _ in range(max_iterations):
        first, second = Context(), Context()
        prediction = linear.forward(first, x, w, b)
        value = loss.forward(second, prediction, y)
        losses.append(value.item())
        dp, _ = loss.backward(second, 1)
        _, dw, db = linear.backward(first, dp)
        w = w - lr * dw
        if value.item() <= target_loss:
            break
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="weight never updated" mistake="weight.not_updated"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses = []
    for _ in range(max_iterations):
        first, second = Context(), Context()
        prediction = linear.forward(first, x, w, b)
        value = loss.forward(second, prediction, y)
        losses.append(value.item())
        dp, _ = loss.backward(second, 1)
        _, dw, db = linear.backward(first, dp)
        b = b - lr * db
        if value.item() <= target_loss:
            break
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="rate ignored" mistake="lr.ignored"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses = []
    for _ in range(max_iterations):
        first, second = Context(), Context()
        prediction = linear.forward(first, x, w, b)
        value = loss.forward(second, prediction, y)
        losses.append(value.item())
        dp, _ = loss.backward(second, 1)
        _, dw, db = linear.backward(first, dp)
        w = w - dw
        b = b - db
        if value.item() <= target_loss:
            break
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="rate used twice" mistake="lr.squared"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses = []
    for _ in range(max_iterations):
        first, second = Context(), Context()
        prediction = linear.forward(first, x, w, b)
        value = loss.forward(second, prediction, y)
        losses.append(value.item())
        dp, _ = loss.backward(second, lr)
        _, dw, db = linear.backward(first, dp)
        w = w - lr * dw
        b = b - lr * db
        if value.item() <= target_loss:
            break
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="changed in place" mistake="argument.changed"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses = []
    for _ in range(max_iterations):
        first, second = Context(), Context()
        prediction = linear.forward(first, x, w, b)
        value = loss.forward(second, prediction, y)
        losses.append(value.item())
        dp, _ = loss.backward(second, 1)
        _, dw, db = linear.backward(first, dp)
        w -= lr * dw
        b -= lr * db
        if value.item() <= target_loss:
            break
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="tensors in the list" mistake="losses.tensor"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses = []
    for _ in range(max_iterations):
        first, second = Context(), Context()
        prediction = linear.forward(first, x, w, b)
        value = loss.forward(second, prediction, y)
        losses.append(value)
        dp, _ = loss.backward(second, 1)
        _, dw, db = linear.backward(first, dp)
        w = w - lr * dw
        b = b - lr * db
        if value.item() <= target_loss:
            break
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="loss after the update" mistake="losses.after"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses = []
    for _ in range(max_iterations):
        first, second = Context(), Context()
        prediction = linear.forward(first, x, w, b)
        value = loss.forward(second, prediction, y)
        dp, _ = loss.backward(second, 1)
        _, dw, db = linear.backward(first, dp)
        w = w - lr * dw
        b = b - lr * db
        losses.append(loss.forward(Context(), linear.forward(Context(), x, w, b), y).item())
        if value.item() <= target_loss:
            break
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="stops before the update" mistake="stop.before_update"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses = []
    for _ in range(max_iterations):
        first, second = Context(), Context()
        prediction = linear.forward(first, x, w, b)
        value = loss.forward(second, prediction, y)
        losses.append(value.item())
        if value.item() <= target_loss:
            break
        dp, _ = loss.backward(second, 1)
        _, dw, db = linear.backward(first, dp)
        w = w - lr * dw
        b = b - lr * db
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="< for ≤" mistake="stop.not_at_equality"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses = []
    for _ in range(max_iterations):
        first, second = Context(), Context()
        prediction = linear.forward(first, x, w, b)
        value = loss.forward(second, prediction, y)
        losses.append(value.item())
        dp, _ = loss.backward(second, 1)
        _, dw, db = linear.backward(first, dp)
        w = w - lr * dw
        b = b - lr * db
        if value.item() < target_loss:
            break
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="target_loss ignored" mistake="stop.ignored"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses = []
    for _ in range(max_iterations):
        first, second = Context(), Context()
        prediction = linear.forward(first, x, w, b)
        value = loss.forward(second, prediction, y)
        losses.append(value.item())
        dp, _ = loss.backward(second, 1)
        _, dw, db = linear.backward(first, dp)
        w = w - lr * dw
        b = b - lr * db
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="one iteration too many" mistake="iterations.one_more"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses = []
    for _ in range(max_iterations + 1):
        first, second = Context(), Context()
        prediction = linear.forward(first, x, w, b)
        value = loss.forward(second, prediction, y)
        losses.append(value.item())
        dp, _ = loss.backward(second, 1)
        _, dw, db = linear.backward(first, dp)
        w = w - lr * dw
        b = b - lr * db
        if value.item() <= target_loss:
            break
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="one iteration too few" mistake="iterations.one_less"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses = []
    for _ in range(1, max_iterations):
        first, second = Context(), Context()
        prediction = linear.forward(first, x, w, b)
        value = loss.forward(second, prediction, y)
        losses.append(value.item())
        dp, _ = loss.backward(second, 1)
        _, dw, db = linear.backward(first, dp)
        w = w - lr * dw
        b = b - lr * db
        if value.item() <= target_loss:
            break
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="one Context for the whole descent" mistake="context.reused"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    first, second = Context(), Context()
    losses = []
    for _ in range(max_iterations):
        prediction = linear.forward(first, x, w, b)
        value = loss.forward(second, prediction, y)
        losses.append(value.item())
        dp, _ = loss.backward(second, 1)
        _, dw, db = linear.backward(first, dp)
        w = w - lr * dw
        b = b - lr * db
        if value.item() <= target_loss:
            break
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="one Context for both functions" mistake="context.reused"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses = []
    for _ in range(max_iterations):
        first = second = Context()
        prediction = linear.forward(first, x, w, b)
        value = loss.forward(second, prediction, y)
        losses.append(value.item())
        dp, _ = loss.backward(second, 1)
        _, dw, db = linear.backward(first, dp)
        w = w - lr * dw
        b = b - lr * db
        if value.item() <= target_loss:
            break
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="back from the loss's own value" mistake="chain.start"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses = []
    for _ in range(max_iterations):
        first, second = Context(), Context()
        prediction = linear.forward(first, x, w, b)
        value = loss.forward(second, prediction, y)
        losses.append(value.item())
        dp, _ = loss.backward(second, value)
        _, dw, db = linear.backward(first, dp)
        w = w - lr * dw
        b = b - lr * db
        if value.item() <= target_loss:
            break
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="the loss's gradient skipped" mistake="chain.skipped"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses = []
    for _ in range(max_iterations):
        first, second = Context(), Context()
        prediction = linear.forward(first, x, w, b)
        value = loss.forward(second, prediction, y)
        losses.append(value.item())
        loss.backward(second, 1)
        _, dw, db = linear.backward(first, torch.ones_like(prediction))
        w = w - lr * dw
        b = b - lr * db
        if value.item() <= target_loss:
            break
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="the target's gradient sent back" mistake="chain.skipped"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses = []
    for _ in range(max_iterations):
        first, second = Context(), Context()
        prediction = linear.forward(first, x, w, b)
        value = loss.forward(second, prediction, y)
        losses.append(value.item())
        _, dp = loss.backward(second, 1)
        _, dw, db = linear.backward(first, dp)
        w = w - lr * dw
        b = b - lr * db
        if value.item() <= target_loss:
            break
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="both of the loss's gradients sent back" mistake="chain.skipped"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses = []
    for _ in range(max_iterations):
        ctx, loss_ctx = Context(), Context()
        prediction = linear.forward(ctx, x, w, b)
        losses.append(float(loss.forward(loss_ctx, prediction, y)))
        _, dw, db = linear.backward(ctx, loss.backward(loss_ctx, torch.tensor(1.0)))
        w, b = w - lr * dw, b - lr * db
        if losses[-1] <= target_loss:
            break
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="each backward with the other's ctx" mistake="context.exchanged"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses = []
    for _ in range(max_iterations):
        ctx, loss_ctx = Context(), Context()
        prediction = linear.forward(ctx, x, w, b)
        losses.append(float(loss.forward(loss_ctx, prediction, y)))
        back, _ = loss.backward(ctx, torch.tensor(1.0))
        _, dw, db = linear.backward(loss_ctx, back)
        w, b = w - lr * dw, b - lr * db
        if losses[-1] <= target_loss:
            break
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="the prediction by apply" mistake="functions.apply"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses = []
    for _ in range(max_iterations):
        ctx, loss_ctx = Context(), Context()
        prediction = linear.apply(x, w, b)
        losses.append(float(loss.forward(loss_ctx, prediction, y)))
        back, _ = loss.backward(loss_ctx, torch.tensor(1.0))
        _, dw, db = linear.backward(ctx, back)
        w, b = w - lr * dw, b - lr * db
        if losses[-1] <= target_loss:
            break
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="apply of the functions given" mistake="functions.apply"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses = []
    for _ in range(max_iterations):
        w, b = w.detach().requires_grad_(), b.detach().requires_grad_()
        value = loss.apply(linear.apply(x, w, b), y)
        losses.append(value.item())
        value.backward()
        w, b = w.detach() - lr * w.grad, b.detach() - lr * b.grad
        if losses[-1] <= target_loss:
            break
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="gradients computed once" mistake="gradient.stale"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses = []
    for _ in range(max_iterations):
        first, second = Context(), Context()
        prediction = linear.forward(first, x, w, b)
        value = loss.forward(second, prediction, y)
        losses.append(value.item())
        if len(losses) == 1:
            dp, _ = loss.backward(second, 1)
            _, dw, db = linear.backward(first, dp)
        w = w - lr * dw
        b = b - lr * db
        if value.item() <= target_loss:
            break
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="stops when the loss after the update is low" mistake="stop.too_soon"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses = []
    for _ in range(max_iterations):
        first, second = Context(), Context()
        prediction = linear.forward(first, x, w, b)
        value = loss.forward(second, prediction, y)
        losses.append(value.item())
        dp, _ = loss.backward(second, 1)
        _, dw, db = linear.backward(first, dp)
        w = w - lr * dw
        b = b - lr * db
        if loss.forward(Context(), linear.forward(Context(), x, w, b), y).item() <= target_loss:
            break
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="looks at the loss before the last" mistake="stop.too_late"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses, value = [], float("inf")
    for _ in range(max_iterations):
        reached = value <= target_loss
        first, second = Context(), Context()
        value = loss.forward(second, linear.forward(first, x, w, b), y).item()
        losses.append(value)
        _, dw, db = linear.backward(first, loss.backward(second, 1)[0])
        w, b = w - lr * dw, b - lr * db
        if reached:
            break
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="the last update undone at max_iterations" mistake="stop.before_update"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses = []
    for _ in range(max_iterations):
        first, second = Context(), Context()
        prediction = linear.forward(first, x, w, b)
        value = loss.forward(second, prediction, y)
        losses.append(value.item())
        dp, _ = loss.backward(second, 1)
        _, dw, db = linear.backward(first, dp)
        if len(losses) < max_iterations:
            w, b = w - lr * dw, b - lr * db
        if value.item() <= target_loss:
            break
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="the engine through apply" mistake="autograd.used"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    w, b = w.detach().clone().requires_grad_(), b.detach().clone().requires_grad_()
    losses = []
    for _ in range(max_iterations):
        value = ((x @ w.T + b - y).cosh().log()).sum()
        losses.append(value.item())
        dw, db = torch.autograd.grad(value, (w, b))
        w, b = (w - lr * dw).detach().requires_grad_(), (b - lr * db).detach().requires_grad_()
        if losses[-1] <= target_loss:
            break
    return w.detach(), b.detach(), losses


# %% exercise="descend" verdict="wrong" label="mean squared error by hand, the functions given ignored" mistake="functions.ignored"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses = []
    for _ in range(max_iterations):
        r = x @ w.T + b - y
        losses.append((r**2).mean().item())
        w = w - lr * 2 * r.T @ x / r.numel()
        b = b - lr * 2 * r.sum(0) / r.numel()
        if losses[-1] <= target_loss:
            break
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="its own MSE and Linear" mistake="functions.ignored"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses = []
    for _ in range(max_iterations):
        first, second = Context(), Context()
        prediction = Linear.forward(first, x, w, b)
        value = MSE.forward(second, prediction, y)
        losses.append(value.item())
        dp, _ = MSE.backward(second, 1)
        _, dw, db = Linear.backward(first, dp)
        w = w - lr * dw
        b = b - lr * db
        if value.item() <= target_loss:
            break
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="losses first"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses = []
    for _ in range(max_iterations):
        first, second = Context(), Context()
        prediction = linear.forward(first, x, w, b)
        value = loss.forward(second, prediction, y)
        losses.append(value.item())
        dp, _ = loss.backward(second, 1)
        _, dw, db = linear.backward(first, dp)
        w = w - lr * dw
        b = b - lr * db
        if value.item() <= target_loss:
            break
    return losses, w, b


# %% exercise="descend" verdict="wrong" label="only the parameters"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses = []
    for _ in range(max_iterations):
        first, second = Context(), Context()
        prediction = linear.forward(first, x, w, b)
        value = loss.forward(second, prediction, y)
        losses.append(value.item())
        dp, _ = loss.backward(second, 1)
        _, dw, db = linear.backward(first, dp)
        w = w - lr * dw
        b = b - lr * db
        if value.item() <= target_loss:
            break
    return w, b


# %% exercise="descend" verdict="wrong" label="a rate that shrinks"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses = []
    for _ in range(max_iterations):
        first, second = Context(), Context()
        prediction = linear.forward(first, x, w, b)
        value = loss.forward(second, prediction, y)
        losses.append(value.item())
        dp, _ = loss.backward(second, 1)
        _, dw, db = linear.backward(first, dp)
        w = w - lr * dw / len(losses)
        b = b - lr * db / len(losses)
        if value.item() <= target_loss:
            break
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="the gradient clipped" mistake="gradient.clipped"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses = []
    for _ in range(max_iterations):
        first, second = Context(), Context()
        prediction = linear.forward(first, x, w, b)
        value = loss.forward(second, prediction, y)
        losses.append(value.item())
        dp, _ = loss.backward(second, 1)
        _, dw, db = linear.backward(first, dp)
        w = w - lr * dw.clamp(-1, 1)
        b = b - lr * db.clamp(-1, 1)
        if value.item() <= target_loss:
            break
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="the last parameters thrown away" mistake="bias.not_updated"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    start = w, b
    losses = []
    for _ in range(max_iterations):
        first, second = Context(), Context()
        prediction = linear.forward(first, x, w, b)
        value = loss.forward(second, prediction, y)
        losses.append(value.item())
        dp, _ = loss.backward(second, 1)
        _, dw, db = linear.backward(first, dp)
        w = w - lr * dw
        b = b - lr * db
        if value.item() <= target_loss:
            break
    return (*start, losses)


# %% exercise="descend" verdict="wrong" label="stops when the loss rises: right while it descends" mistake="losses.count"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses = []
    for _ in range(max_iterations):
        first, second = Context(), Context()
        losses.append(loss.forward(second, linear.forward(first, x, w, b), y).item())
        _, dw, db = linear.backward(first, loss.backward(second, 1)[0])
        w, b = w - lr * dw, b - lr * db
        if losses[-1] <= target_loss or losses[-1] > losses[0]:
            break
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="stops when the loss hardly moves" mistake="losses.count"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses = []
    for _ in range(max_iterations):
        first, second = Context(), Context()
        losses.append(loss.forward(second, linear.forward(first, x, w, b), y).item())
        _, dw, db = linear.backward(first, loss.backward(second, 1)[0])
        w, b = w - lr * dw, b - lr * db
        if losses[-1] <= target_loss or (len(losses) > 1 and abs(losses[-1] - losses[-2]) < 1e-3):
            break
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="db after w has moved" mistake="update.not_together"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses = []
    for _ in range(max_iterations):
        first, second = Context(), Context()
        losses.append(loss.forward(second, linear.forward(first, x, w, b), y).item())
        w = w - lr * linear.backward(first, loss.backward(second, 1)[0])[1]
        first, second = Context(), Context()
        loss.forward(second, linear.forward(first, x, w, b), y)
        b = b - lr * linear.backward(first, loss.backward(second, 1)[0])[2]
        if losses[-1] <= target_loss:
            break
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="dw after b has moved" mistake="update.bias_first"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses = []
    for _ in range(max_iterations):
        first, second = Context(), Context()
        losses.append(loss.forward(second, linear.forward(first, x, w, b), y).item())
        b = b - lr * linear.backward(first, loss.backward(second, 1)[0])[2]
        first, second = Context(), Context()
        loss.forward(second, linear.forward(first, x, w, b), y)
        w = w - lr * linear.backward(first, loss.backward(second, 1)[0])[1]
        if losses[-1] <= target_loss:
            break
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="back through the linear model by hand" mistake="functions.ignored"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses = []
    for _ in range(max_iterations):
        cl, cm = Context(), Context()
        p = linear.forward(cl, x, w, b)
        v = loss.forward(cm, p, y)
        losses.append(float(v))
        g = loss.backward(cm, 1)[0]
        dw, db = g.T @ x, g.sum(0)
        w, b = w - lr * dw, b - lr * db
        if losses[-1] <= target_loss:
            break
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="the gradient of b by hand, whatever linear computes" mistake="functions.ignored"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses = []
    for _ in range(max_iterations):
        a, c = Context(), Context()
        losses.append(float(loss.forward(c, linear.forward(a, x, w, b), y)))
        dp, _ = loss.backward(c, torch.tensor(1.0))
        _, dw, db = linear.backward(a, dp)
        w, b = w - lr * dw, b - lr * dp.sum(0)
        if losses[-1] <= target_loss:
            break
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="predictions by hand, whatever linear computes" mistake="functions.ignored"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses = []
    for _ in range(max_iterations):
        a, c = Context(), Context()
        linear.forward(a, x, w, b)
        v = loss.forward(c, x @ w.T + b, y)
        losses.append(v.item())
        _, dw, db = linear.backward(a, loss.backward(c, 1)[0])
        w, b = w - lr * dw, b - lr * db
        if losses[-1] <= target_loss:
            break
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="prediction and target exchanged: right for a loss that is even"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    losses = []
    for _ in range(max_iterations):
        a, c = Context(), Context()
        v = loss.forward(c, y, linear.forward(a, x, w, b))
        losses.append(v.item())
        _, dw, db = linear.backward(a, -loss.backward(c, 1)[0])
        w, b = w - lr * dw, b - lr * db
        if losses[-1] <= target_loss:
            break
    return w, b, losses


# %% exercise="descend" verdict="wrong" label="the caller's w made to require a gradient" mistake="argument.requires_grad"
def descend(x, y, w, b, lr, target_loss, max_iterations, linear, loss):
    w.requires_grad_()
    losses = []
    with torch.no_grad():
        for _ in range(max_iterations):
            a, c = Context(), Context()
            v = loss.forward(c, linear.forward(a, x, w, b), y)
            losses.append(v.item())
            _, dw, db = linear.backward(a, loss.backward(c, 1)[0])
            w, b = w - lr * dw, b - lr * db
            if losses[-1] <= target_loss:
                break
    return w, b, losses


# %% exercise="Square" verdict="right" label="x plus x"
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**2

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return grad_output * (x + x)


# %% exercise="Square" verdict="right" label="the derivative kept"
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.slope = x * 2
        return x * x

    @staticmethod
    def backward(ctx, grad_output):
        return ctx.slope * grad_output


# %% exercise="Square" verdict="right" label="setup_context style"
class Square(torch.autograd.Function):
    @staticmethod
    def forward(x):
        return x.square()

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(inputs[0])

    @staticmethod
    def backward(ctx, grad_output):
        return 2 * ctx.saved_tensors[0] * grad_output


# %% exercise="Square" verdict="right" label="NumPy inside"
import numpy as np


class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.x = x.detach().numpy()
        return torch.as_tensor(np.square(ctx.x))

    @staticmethod
    def backward(ctx, grad_output):
        return torch.as_tensor(2 * ctx.x) * grad_output


# %% exercise="Square" verdict="right" label="a tuple, and einsum"
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**2

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return (torch.einsum("...,...->...", 2 * x, grad_output),)


# %% exercise="Square" verdict="right" label="None where no gradient is needed"
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**2

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        if not ctx.needs_input_grad[0]:
            return None
        return grad_output.mul(x).mul(2)


# %% exercise="Square" verdict="right" label="marked once_differentiable"
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**2

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return torch.mul(grad_output, x).mul_(2)


# %% exercise="Square" verdict="right" label="autograd inside backward"
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**2

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        with torch.enable_grad():
            leaf = x.detach().requires_grad_()
            return torch.autograd.grad(leaf * leaf, leaf, grad_output)[0]


# %% exercise="Square" verdict="right" label="the product rule, element by element"
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**2

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        result = torch.empty_like(x)
        out, a, g = result.view(-1), x.reshape(-1).tolist(), grad_output.reshape(-1).tolist()
        for i in range(len(a)):
            out[i] = a[i] * g[i] + g[i] * a[i]
        return result


# %% exercise="Square" verdict="right" label="everything in float32"
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.x = x.float()
        return ctx.x**2

    @staticmethod
    def backward(ctx, grad_output):
        return 2 * ctx.x * grad_output.float()


# %% exercise="Square" verdict="right" label="grad_output over the reciprocal"
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x, x * x)
        return x.pow(2)

    @staticmethod
    def backward(ctx, grad_output):
        x, _ = ctx.saved_tensors
        return grad_output.div(0.5).multiply(x).reshape(x.shape)


# %% exercise="Square" verdict="wrong" label="grad_output still ignored" mistake="repair.unchanged"
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**2

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return 2 * x


# %% exercise="Square" verdict="wrong" label="grad_output added" mistake="grad_output.added"
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**2

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return 2 * x + grad_output


# %% exercise="Square" verdict="wrong" label="grad_output summed" mistake="grad_output.summed"
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**2

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return 2 * x * grad_output.sum()


# %% exercise="Square" verdict="wrong" label="grad_output alone" mistake="grad_output.alone"
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**2

    @staticmethod
    def backward(ctx, grad_output):
        return 2 * grad_output


# %% exercise="Square" verdict="wrong" label="grad_output as it came" mistake="grad_output.alone"
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**2

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output


# %% exercise="Square" verdict="wrong" label="factor 2 missing" mistake="factor.two"
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**2

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return x * grad_output


# %% exercise="Square" verdict="wrong" label="the output saved for the input" mistake="saved.wrong"
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        out = x**2
        ctx.save_for_backward(out)
        return out

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return 2 * x * grad_output


# %% exercise="Square" verdict="wrong" label="the root of the output: sign lost"
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        out = x**2
        ctx.save_for_backward(out)
        return out

    @staticmethod
    def backward(ctx, grad_output):
        (out,) = ctx.saved_tensors
        return 2 * out.sqrt() * grad_output


# %% exercise="Square" verdict="wrong" label="sign reversed" mistake="derivative.sign"
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**2

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return -2 * x * grad_output


# %% exercise="Square" verdict="wrong" label="kept on the class" mistake="saved.shared"
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        Square.x = x
        return x**2

    @staticmethod
    def backward(ctx, grad_output):
        return 2 * Square.x * grad_output


# %% exercise="Square" verdict="wrong" label="x squared in place" mistake="argument.changed"
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x.clone())
        return x.mul_(x).clone()

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return 2 * x * grad_output


# %% exercise="Square" verdict="wrong" label="the saved x doubled in place" mistake="argument.changed"
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**2

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return x.mul_(2) * grad_output


# %% exercise="Square" verdict="wrong" label="the mean of grad_output"
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**2

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return 2 * x * grad_output.mean()


# %% exercise="Square" verdict="wrong" label="the first of grad_output"
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**2

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return 2 * x * grad_output.reshape(-1)[0]


# %% exercise="Square" verdict="wrong" label="a list with one gradient" mistake="type.not_tuple"
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**2

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return [2 * x * grad_output]


# %% exercise="Square" verdict="wrong" label="the product as a dot product" mistake="gradients.shape"
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**2

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return (2 * x * grad_output).sum()


# %% exercise="Square" verdict="wrong" label="the dot product for vectors"
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**2

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return 2 * x @ grad_output


# %% exercise="Square" verdict="wrong" label="the absolute value of grad_output"
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**2

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return 2 * x * grad_output.abs()


# %% exercise="Square" verdict="wrong" label="grad_output twice"
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**2

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return 2 * x * grad_output * grad_output


# %% exercise="Square" verdict="wrong" label="the cube"
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return 3 * x**2 * grad_output


# %% exercise="Square" verdict="wrong" label="a lambda" mistake="type.not_function"
Square = lambda x: x**2


# %% exercise="Square" verdict="wrong" label="grad_output overwritten" mistake="argument.changed"
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**2

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return grad_output.mul_(2 * x)


# %% exercise="Square" verdict="wrong" label="kept on the class of ctx" mistake="saved.shared"
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        type(ctx).kept = x
        return x**2

    @staticmethod
    def backward(ctx, grad_output):
        return 2 * type(ctx).kept * grad_output


# %% exercise="Square" verdict="wrong" label="a diagonal matrix: right for one axis"
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**2

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return grad_output @ torch.diag(2 * x)


# %% exercise="Square" verdict="wrong" label="grad_output scaled to unit length"
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**2

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return 2 * x * grad_output / grad_output.norm()


# %% exercise="backpropagate" verdict="wrong" label="stops where every wanted tensor has some gradient"
def backpropagate(tape, output, wanted):
    g = {id(output): torch.ones_like(output)}
    for f, ctx, ins, out in reversed(tape):
        if all(id(t) in g for t in wanted): break
        if id(out) not in g: continue
        back = f.backward(ctx, g[id(out)])
        if not isinstance(back, tuple): back = (back,)
        for t, d in zip(ins, back):
            if d is not None: g[id(t)] = g.get(id(t), 0) + d
    return [g.get(id(t)) for t in wanted]


# %% exercise="backpropagate" verdict="wrong" label="functions of one or two inputs only"
def backpropagate(tape, output, wanted):
    gradients = {id(output): torch.tensor(1.0)}

    def add(tensor, gradient):
        if gradient is None:
            return
        key = id(tensor)
        gradients[key] = gradients[key] + gradient if key in gradients else gradient

    for function, ctx, inputs, result in reversed(tape):
        if id(result) not in gradients:
            continue
        if len(inputs) == 2:
            first, second = function.backward(ctx, gradients[id(result)])
            add(inputs[0], first)
            add(inputs[1], second)
        else:
            add(inputs[0], function.backward(ctx, gradients[id(result)]))
    return [gradients.get(id(tensor)) for tensor in wanted]


# %% exercise="backpropagate" verdict="wrong" label="one input always gives a bare tensor"
def backpropagate(tape, output, wanted):
    g = {id(output): torch.ones_like(output)}
    for f, ctx, ins, out in reversed(tape):
        if id(out) not in g: continue
        back = f.backward(ctx, g[id(out)])
        pairs = [(ins[0], back)] if len(ins) == 1 else zip(ins, back)
        for t, d in pairs:
            if d is not None: g[id(t)] = g.get(id(t), 0) + d
    return [g.get(id(t)) for t in wanted]


# %% exercise="backpropagate" verdict="wrong" label="None for a gradient that is zero"
def backpropagate(tape, output, wanted):
    g = {}
    for e in tape:
        for t in (*e.inputs, e.output):
            g[id(t)] = torch.zeros_like(t)
    for t in wanted:
        g[id(t)] = torch.zeros_like(t)
    g[id(output)] = torch.ones_like(output)
    for f, ctx, ins, out in reversed(tape):
        back = f.backward(ctx, g[id(out)])
        if not isinstance(back, tuple): back = (back,)
        for t, d in zip(ins, back):
            if d is not None: g[id(t)] = g[id(t)] + d
    return [g[id(t)] if g[id(t)].any() else None for t in wanted]


# %% exercise="backpropagate" verdict="wrong" label="tensors told apart by their memory" mistake="shape.wrong"
def backpropagate(tape, output, wanted):
    g = {output.data_ptr(): torch.ones_like(output)}
    for f, ctx, ins, out in reversed(tape):
        if out.data_ptr() not in g: continue
        back = f.backward(ctx, g[out.data_ptr()])
        if not isinstance(back, tuple): back = (back,)
        for t, d in zip(ins, back):
            if d is not None: g[t.data_ptr()] = g.get(t.data_ptr(), 0) + d
    return [g.get(t.data_ptr()) for t in wanted]


# %% exercise="backpropagate" verdict="wrong" label="forwards along the tape, again and again"
def backpropagate(tape, output, wanted):
    g = {id(output): torch.ones_like(output)}
    changed = True
    done = set()
    while changed:
        changed = False
        for n, (f, ctx, ins, out) in enumerate(tape):
            if id(out) in g and n not in done:
                done.add(n); changed = True
                back = f.backward(ctx, g[id(out)])
                if not isinstance(back, tuple): back = (back,)
                for t, d in zip(ins, back):
                    if d is not None: g[id(t)] = g.get(id(t), 0) + d
    return [g.get(id(t)) for t in wanted]


# %% exercise="gradients_agree" verdict="wrong" label="float32, all tolerances a hundredth"
def gradients_agree(function, inputs):
    floats = tuple(t.detach().clone().float().requires_grad_() for t in inputs)
    try:
        return torch.autograd.gradcheck(function, floats, eps=1e-2, atol=1e-2, rtol=1e-2)
    except Exception:
        return False


# %% exercise="gradients_agree" verdict="wrong" label="float32 kept, a wide step and tolerances"
def gradients_agree(function, inputs):
    floats = tuple(t.detach().clone().requires_grad_() for t in inputs)
    try:
        return torch.autograd.gradcheck(function, floats, eps=1e-3, atol=1e-3, rtol=1e-3)
    except Exception:
        return False


# %% exercise="gradients_agree" verdict="wrong" label="the first two inputs only"
def gradients_agree(function, inputs):
    doubles = [t.detach().double().clone() for t in inputs]
    for d in doubles[:2]:
        d.requires_grad_()
    try:
        return torch.autograd.gradcheck(function, doubles)
    except Exception:
        return False


# %% exercise="gradients_agree" verdict="wrong" label="the first and the last input only"
def gradients_agree(function, inputs):
    d = [t.detach().clone().double() for t in inputs]
    for i in (0, -1):
        d[i].requires_grad_()
    try:
        return torch.autograd.gradcheck(function, d)
    except Exception:
        return False


# %% exercise="gradients_agree" verdict="wrong" label="a relative tolerance of a hundredth"
def gradients_agree(function, inputs):
    d = tuple(t.detach().clone().double().requires_grad_() for t in inputs)
    try:
        return torch.autograd.gradcheck(function, d, rtol=0.01)
    except Exception:
        return False


# %% exercise="MSE" verdict="wrong" label="the size kept on the class" mistake="saved.shared"
class MSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        ctx.save_for_backward(prediction, target)
        MSE.n = prediction.numel()
        return ((prediction - target) ** 2).mean()
    @staticmethod
    def backward(ctx, grad_output):
        p, t = ctx.saved_tensors
        g = grad_output * 2 * (p - t) / MSE.n
        return g, -g


# %% exercise="Linear" verdict="wrong" label="a row of ones kept on the class" mistake="saved.shared"
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w)
        Linear.ones = torch.ones(len(x), dtype=x.dtype)
        return x @ w.T + b
    @staticmethod
    def backward(ctx, g):
        x, w = ctx.saved_tensors
        return g @ w, g.T @ x, Linear.ones @ g
