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


class Doubled(torch.autograd.Function):
    """2·p·q, whose gradient of q keeps an axis too many."""

    @staticmethod
    def forward(ctx, p, q):
        ctx.save_for_backward(p, q)
        return 2 * p * q

    @staticmethod
    def backward(ctx, grad_output):
        p, q = ctx.saved_tensors
        return 2 * grad_output * q, (2 * grad_output * p).unsqueeze(0)


def test_a_class_and_a_callable_give_their_gradients_by_one_call():
    got = backward.of(Doubled)(P, Q, SENT)
    assert [gradient.tolist() for gradient in got] == [[60.0, 800.0], [20.0, 400.0]]
    assert backward.of(Doubled).__name__ == "Doubled.backward"
    assert backward.of(Doubled, only=1)(P, Q, SENT)[0].tolist() == [20.0, 400.0]
    assert backward.of(lambda p: 3 * p)(P, SENT)[0].tolist() == [30.0, 300.0]
    assert backward.value(Doubled)(P, Q).tolist() == [6.0, 16.0]


def test_without_the_engine_a_gradient_keeps_its_own_shape():
    dp, dq = backward.directly(Doubled, p=P, q=Q, grad_output=SENT)
    assert (tuple(dp.shape), tuple(dq.shape)) == ((2,), (1, 2))


@pytest.mark.parametrize(
    ("found", "mistake"),
    [((1.0,), "gradients.count"), ((1.0, 2.0), "type.not_tensor"), ([P, Q], "type.not_tuple"), (None, None)],
)
def test_without_the_engine_the_number_and_the_type_of_gradients_are_told(found, mistake):
    class Odd(Doubled):
        @staticmethod
        def backward(ctx, grad_output):
            return found

    with pytest.raises(expect.Wrong) as caught:
        backward.directly(Odd, p=P, q=Q, grad_output=SENT)
    assert caught.value.mistake == mistake


@pytest.mark.parametrize("changed", ["q", "grad_output"])
def test_without_the_engine_what_backward_changes_in_place_is_told_by_its_name(changed):
    class Careless(Doubled):
        @staticmethod
        def backward(ctx, grad_output):
            {"q": ctx.saved_tensors[1], "grad_output": grad_output}[changed].mul_(2)
            return Doubled.backward(ctx, grad_output)

    with pytest.raises(expect.Wrong, match=rf"✗ argument\.changed .*\nCareless.backward\n{changed} was: ") as caught:
        backward.directly(Careless, p=P.clone(), q=Q.clone(), grad_output=SENT.clone())
    assert caught.value.mistake == "argument.changed"


class Careless(torch.autograd.Function):
    """The mean of p · q, whose backward divides by a size that is kept on the class."""

    @staticmethod
    def forward(ctx, p, q):
        Careless.size = p.numel()
        ctx.save_for_backward(p, q)
        return (p * q).mean()

    @staticmethod
    def backward(ctx, grad_output):
        p, q = ctx.saved_tensors
        return grad_output * q / Careless.size, grad_output * p / Careless.size


def test_what_is_kept_on_the_class_is_overwritten_by_the_next_call_even_if_it_is_a_size_alone():
    sent = torch.tensor(1.0)
    assert backward.of(Careless)(P, Q, sent)[0].tolist() == [1.0, pytest.approx(4 / 3)]
    assert backward.directly(Careless, p=P, q=Q, grad_output=sent)[0].tolist() == [1.0, pytest.approx(4 / 3)]


def test_what_no_longer_fits_after_another_call_is_named():
    class Rows:
        @staticmethod
        def forward(ctx, x, w):
            Rows.x = x
            return x @ w

        @staticmethod
        def backward(ctx, grad_output):
            return None, Rows.x.T @ grad_output

    x, w, sent = torch.ones(3, 2), torch.ones(2, 1), torch.ones(3, 1)
    with pytest.raises(expect.Wrong, match=r"saved\.shared"):
        backward.directly(Rows, x=x, w=w, grad_output=sent)


def test_what_fits_after_no_other_call_either_is_raised_as_it_is():
    class Misfit(Doubled):
        @staticmethod
        def backward(ctx, grad_output):
            return grad_output @ torch.ones(7), None

    with pytest.raises(RuntimeError):
        backward.directly(Misfit, p=P, q=Q, grad_output=SENT)


@pytest.mark.parametrize("rule", backward._RULES)
def test_the_products_with_a_wrong_backward_are_found_by_gradcheck(rule):
    inputs = [torch.tensor([[4.5, 1.0], [0.7, 2.0]]).double().requires_grad_(), torch.rand(2, 2).double() + 0.5]
    inputs[1].requires_grad_()
    try:
        agrees = torch.autograd.gradcheck(backward.product(rule), inputs)
    except Exception:
        agrees = False
    assert agrees is (rule == "right")
    assert backward.product(rule).__name__ == "multiply"  # an answer may ask for it


def test_a_product_of_another_name_is_refused():
    with pytest.raises(ValueError, match="second_wrong"):
        backward.product("wrnog")


def test_a_plain_function_in_the_place_of_an_autograd_function_is_named():
    with pytest.raises(expect.Wrong, match=r"type\.not_function"):
        backward.value(torch.sin)(torch.ones(2))
