"""The gradients that a test cell gets from a student's backward."""

import pytest
import torch

from course.helpers import backward, expect


def product(rule):
    class Product(torch.autograd.Function):
        @staticmethod
        def forward(ctx, p, q):
            ctx.save_for_backward(p, q)
            return p * q

        @staticmethod
        def backward(ctx, grad_output):
            return rule(grad_output, *ctx.saved_tensors)

    return Product.apply


P, Q, SENT = torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0]), torch.tensor([10.0, 100.0])


def gradients(rule):
    return backward.gradients(product(rule), P, Q, grad_output=SENT.clone(), of="product")


def test_every_input_gets_its_gradient():
    dp, dq = gradients(lambda grad, p, q: (grad * q, grad * p))
    assert dp.tolist() == [30.0, 400.0]
    assert dq.tolist() == [10.0, 200.0]


def test_one_input_gives_a_tuple_too():
    (dp,) = backward.gradients(torch.square, P, grad_output=SENT, of="square")
    assert dp.tolist() == [20.0, 400.0]


def test_a_missing_gradient_is_zeros():
    assert gradients(lambda grad, p, q: (grad * q, None))[1].tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    ("rule", "mistake"),
    [
        (lambda grad, p, q: (grad * q,), "gradients.count"),
        (lambda grad, p, q: (grad * q, (grad * p).sum()), "gradients.shape"),
        (lambda grad, p, q: (1.0, 2.0), "type.not_tensor"),
    ],
)
def test_what_pytorch_refuses_is_named(rule, mistake):
    with pytest.raises(expect.Wrong) as caught:
        gradients(rule)
    assert caught.value.mistake == mistake
    assert "product" in str(caught.value)


def test_an_exception_of_the_students_own_comes_as_it_is():
    with pytest.raises(ZeroDivisionError):
        gradients(lambda grad, p, q: (1 / 0, grad))


def test_a_grad_output_changed_in_place_is_named():
    with pytest.raises(expect.Wrong) as caught:
        gradients(lambda grad, p, q: (grad.mul_(2) * q, grad * p))
    assert caught.value.mistake == "argument.changed"
