"""Small changes of an expression: mutmut's own, and those that tensors and autograd ask for.

An operator is what mutmut calls one: a function that takes a libcst node and gives what may stand in its place.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import libcst as cst
from mutmut.mutation import mutators

Operator = Callable[[Any], Iterable[cst.CSTNode]]

# Of mutmut's, not those about texts: what a message says is nobody's mistake.
_NOT_OURS = {
    mutators.operator_string,
    mutators.operator_symmetric_string_methods_swap,
    mutators.operator_unsymmetrical_string_methods_swap,
}
# Calls that one takes for the other.
_TWINS = {
    "sum": ("mean",), "mean": ("sum",), "float": ("int",), "int": ("float",), "range": (), "abs": ("square",),
    "square": ("abs",), "zeros": ("ones",), "ones": ("zeros",), "rand": ("randn",), "randn": ("rand",),
    "randperm": ("arange",), "permutation": ("arange",), "min": ("max",), "max": ("min",), "parameters": ("buffers",),
    "train": ("eval",), "eval": ("train",), "vstack": ("hstack",), "hstack": ("vstack",), "item": ("detach",),
    "unsqueeze": ("squeeze",), "squeeze": ("unsqueeze",), "zeros_like": ("ones_like",), "ones_like": ("zeros_like",),
    "append": ("extend",), "tensor": ("as_tensor",), "numel": ("dim",),
}  # fmt: skip
_TYPES = {"float32": "float64", "float64": "float32", "int64": "float32", "long": "float"}
_REDUCTIONS = {"sum", "mean", "max", "min", "std", "var"}
_LIBRARIES = {"np", "numpy", "torch", "nn", "math", "optim", "F"}


def swapped_operands(node: cst.BinaryOperation) -> Iterable[cst.CSTNode]:
    """`b - a`, `b @ a`; where the order does not matter there is nothing to see."""
    if isinstance(node.operator, cst.Subtract | cst.Divide | cst.MatrixMultiply | cst.Power | cst.FloorDivide):
        yield node.with_changes(left=_inner(node.right), right=_inner(node.left))


def dropped_operand(node: cst.BinaryOperation) -> Iterable[cst.CSTNode]:
    """`a + b` → `a`, `b`: a forgotten bias, a forgotten factor."""
    yield _in_place_of(node, node.left)
    yield _in_place_of(node, node.right)


def elementwise(node: cst.BinaryOperation) -> Iterable[cst.CSTNode]:
    """`a @ b` → `a * b`."""
    if isinstance(node.operator, cst.MatrixMultiply):
        yield node.with_changes(operator=cst.Multiply())


def smaller_number(node: cst.Integer | cst.Float) -> Iterable[cst.CSTNode]:
    """One less (mutmut adds one), half, none."""
    value = node.evaluated_value
    for other in dict.fromkeys((value - 1, value / 2, type(value)(0))):
        if other != value:
            yield cst.parse_expression(f"({other!r})" if other < 0 else repr(other))


def transposed(node: cst.Attribute) -> Iterable[cst.CSTNode]:
    """`a.T` → `a`, and → a reshape, which reads the numbers in another order."""
    if node.attr.value in ("T", "mT"):
        yield node.value
        yield cst.Call(
            cst.Attribute(node.value, cst.Name("reshape")), [cst.Arg(cst.Attribute(node, cst.Name("shape")))]
        )


def other_attribute(node: cst.Attribute) -> Iterable[cst.CSTNode]:
    """float32 ↔ float64, `.shape` the other way round."""
    if node.attr.value in _TYPES:
        yield node.with_changes(attr=cst.Name(_TYPES[node.attr.value]))


def other_call(node: cst.Call) -> Iterable[cst.CSTNode]:
    """sum ↔ mean, float ↔ int, in place ↔ not, and their like."""
    name = node.func.attr if isinstance(node.func, cst.Attribute) else node.func
    if not isinstance(name, cst.Name):
        return
    others = list(_TWINS.get(name.value, ()))
    if name.value.endswith("_") and not name.value.startswith("_"):
        others.append(name.value.rstrip("_"))
    for other in others:
        func = node.func.with_changes(attr=cst.Name(other)) if isinstance(node.func, cst.Attribute) else cst.Name(other)
        yield node.with_changes(func=func)
    if name.value == "numel" and isinstance(node.func, cst.Attribute):
        for axis in ("0", "-1"):
            shape = cst.Attribute(node.func.value, cst.Name("shape"))
            yield cst.Subscript(shape, [cst.SubscriptElement(cst.Index(cst.parse_expression(axis)))])


def dropped_call(node: cst.Call) -> Iterable[cst.CSTNode]:
    """`a.detach()` → `a`, `float(a)` → `a`, `np.sum(a)` → `a`."""
    owner = node.func.value if isinstance(node.func, cst.Attribute) else None
    if owner is not None and not (isinstance(owner, cst.Name) and owner.value in _LIBRARIES):
        yield owner
    elif node.args and not node.args[0].star and not isinstance(node.args[0].value, cst.GeneratorExp):
        yield _in_place_of(node, node.args[0].value)


def other_axis(node: cst.Call) -> Iterable[cst.CSTNode]:
    """Over all axes → over one; and the axis kept."""
    name = node.func.attr.value if isinstance(node.func, cst.Attribute) else ""
    if name not in _REDUCTIONS:
        return
    named = any(arg.keyword and arg.keyword.value in ("dim", "axis") for arg in node.args)
    if not named:
        for axis in ("0", "-1"):
            yield node.with_changes(args=[*node.args, _keyword("axis", axis)])
    yield node.with_changes(args=[*node.args, _keyword("keepdims" if _is_numpys(node) else "keepdim", "True")])


def swapped_arguments(node: cst.Call) -> Iterable[cst.CSTNode]:
    """`f(a, b)` → `f(b, a)`."""
    args = list(node.args)
    for i in range(len(args) - 1):
        one, other = args[i], args[i + 1]
        if not (one.keyword or other.keyword or one.star or other.star):
            changed = [one.with_changes(value=other.value), other.with_changes(value=one.value)]
            yield node.with_changes(args=[*args[:i], *changed, *args[i + 2 :]])


def off_by_one(node: cst.Call) -> Iterable[cst.CSTNode]:
    """`range(n)` → `range(n - 1)`, `range(n + 1)`."""
    if isinstance(node.func, cst.Name) and node.func.value == "range" and node.args:
        stop = min(1, len(node.args) - 1)
        for operator in (cst.Subtract(), cst.Add()):
            value = cst.BinaryOperation(_inner(node.args[stop].value), operator, cst.Integer("1"))
            args = [*node.args[:stop], node.args[stop].with_changes(value=value), *node.args[stop + 1 :]]
            yield node.with_changes(args=args)


def swapped_elements(node: cst.Tuple) -> Iterable[cst.CSTNode]:
    """`a, b` → `b, a`."""
    parts = list(node.elements)
    for i in range(len(parts) - 1):
        one, other = parts[i], parts[i + 1]
        if not (isinstance(one, cst.StarredElement) or isinstance(other, cst.StarredElement)):
            changed = [one.with_changes(value=other.value), other.with_changes(value=one.value)]
            yield node.with_changes(elements=[*parts[:i], *changed, *parts[i + 2 :]])


def reversed_comparison(node: cst.ComparisonTarget) -> Iterable[cst.CSTNode]:
    """`<` → `>=` (mutmut moves the edge)."""
    opposite: dict[type, type[cst.BaseCompOp]] = {
        cst.LessThan: cst.GreaterThanEqual, cst.LessThanEqual: cst.GreaterThan,
        cst.GreaterThan: cst.LessThanEqual, cst.GreaterThanEqual: cst.LessThan,
    }  # fmt: skip
    if type(node.operator) in opposite:
        yield node.with_changes(operator=opposite[type(node.operator)]())


def dropped_sign(node: cst.UnaryOperation) -> Iterable[cst.CSTNode]:
    """`-a` → `a`."""
    if isinstance(node.operator, cst.Minus):
        yield _in_place_of(node, node.expression)


def negated(node: cst.BaseExpression) -> cst.BaseExpression:
    """`a` → `-(a)`."""
    return cst.UnaryOperation(cst.Minus(), _inner(node))


OPERATORS: Sequence[tuple[type, Operator]] = (
    *((kind, operator) for kind, operator in mutators.mutation_operators if operator not in _NOT_OURS),
    (cst.BinaryOperation, swapped_operands),
    (cst.BinaryOperation, dropped_operand),
    (cst.BinaryOperation, elementwise),
    (cst.Integer, smaller_number),
    (cst.Float, smaller_number),
    (cst.Attribute, transposed),
    (cst.Attribute, other_attribute),
    (cst.Call, other_call),
    (cst.Call, dropped_call),
    (cst.Call, other_axis),
    (cst.Call, swapped_arguments),
    (cst.Call, off_by_one),
    (cst.Tuple, swapped_elements),
    (cst.ComparisonTarget, reversed_comparison),
    (cst.UnaryOperation, dropped_sign),
)


def _keyword(name: str, value: str) -> cst.Arg:
    tight = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
    return cst.Arg(
        cst.Name(value) if value.isidentifier() else cst.parse_expression(value), cst.Name(name), equal=tight
    )


def _is_numpys(node: cst.Call) -> bool:
    owner = node.func.value if isinstance(node.func, cst.Attribute) else None
    return isinstance(owner, cst.Name) and owner.value in ("np", "numpy")


def _inner(node: cst.BaseExpression) -> cst.BaseExpression:
    """`node` as an operand: in parentheses, unless it binds tightly."""
    if node.lpar or isinstance(node, cst.Name | cst.Attribute | cst.Call | cst.Subscript | cst.BaseNumber):
        return node
    return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def _in_place_of(node: cst.BaseExpression, other: cst.BaseExpression) -> cst.BaseExpression:
    """`other` where `node` stood, in its parentheses where it has some."""
    return _inner(other) if node.lpar else other
