"""Small changes of the statements: left out, in another order, once in place of many times, in place or not."""

from collections.abc import Iterable, Sequence

import libcst as cst

from autograder.audit.expressions import Operator, negated

_PASS = cst.SimpleStatementLine([cst.Pass()])


def removed_line(node: cst.SimpleStatementLine) -> Iterable[cst.CSTNode]:
    """A line left out; a docstring is none."""
    (first, *_more) = node.body
    docstring = isinstance(first, cst.Expr) and isinstance(first.value, cst.SimpleString)
    if not docstring and not isinstance(first, cst.Pass):
        yield node.with_changes(body=[cst.Pass()])


def removed_block(node: cst.BaseCompoundStatement) -> Iterable[cst.CSTNode]:
    """A whole loop, condition or `with` left out."""
    if not isinstance(node, cst.FunctionDef | cst.ClassDef):
        yield _PASS.with_changes(leading_lines=node.leading_lines)


def swapped_statements(node: cst.IndentedBlock) -> Iterable[cst.CSTNode]:
    """Two neighbours in the other order."""
    body = list(node.body)
    for i in range(len(body) - 1):
        if not _is_docstring(body[i]) and not isinstance(body[i], cst.FunctionDef):
            yield node.with_changes(body=[*body[:i], body[i + 1], body[i], *body[i + 2 :]])


def without_context(node: cst.With) -> Iterable[cst.CSTNode]:
    """`with torch.no_grad():` left out, its block stays."""
    yield cst.If(cst.Name("True"), node.body)


def condition_decided(node: cst.If) -> Iterable[cst.CSTNode]:
    """Always, never, or the other way round."""
    yield node.with_changes(test=cst.Name("True"))
    yield node.with_changes(test=cst.Name("False"))
    yield node.with_changes(test=cst.UnaryOperation(cst.Not(), _in_parentheses(node.test)))


def once(node: cst.For | cst.While) -> Iterable[cst.CSTNode]:
    """A loop that ends after its first round."""
    if isinstance(node.body, cst.IndentedBlock):
        body = [*node.body.body, cst.SimpleStatementLine([cst.Break()])]
        yield node.with_changes(body=node.body.with_changes(body=body))


def not_in_place(node: cst.AugAssign) -> Iterable[cst.CSTNode]:
    """`a -= b` → `a = a - b`."""
    operator = type(node.operator).__name__.removesuffix("Assign")
    if hasattr(cst, operator):
        value = cst.BinaryOperation(node.target, getattr(cst, operator)(), _in_parentheses(node.value))
        yield cst.Assign([cst.AssignTarget(node.target)], value)


def in_place(node: cst.Assign) -> Iterable[cst.CSTNode]:
    """`a = a - b` → `a -= b`."""
    value = node.value
    if len(node.targets) == 1 and isinstance(value, cst.BinaryOperation):
        target = node.targets[0].target
        operator = f"{type(value.operator).__name__}Assign"
        if target.deep_equals(value.left) and hasattr(cst, operator):
            yield cst.AugAssign(target, getattr(cst, operator)(), value.right)


def one_after_the_other(node: cst.SimpleStatementLine) -> Iterable[cst.CSTNode]:
    """`a, b = c, d` → `a = c; b = d`, in both orders, each in place where it can be, and one of them left out."""
    (first, *more) = node.body
    if more or not isinstance(first, cst.Assign) or len(first.targets) != 1:
        return
    target, value = first.targets[0].target, first.value
    if not (isinstance(target, cst.Tuple) and isinstance(value, cst.Tuple)):
        return
    if len(target.elements) != len(value.elements):
        return
    pairs = zip(target.elements, value.elements, strict=True)
    single = [
        first.with_changes(targets=[first.targets[0].with_changes(target=to.value)], value=what.value)
        for to, what in pairs
    ]
    moved = [cst.ensure_type(changed, cst.AugAssign) for one in single for changed in in_place(one)]
    orders: list[Sequence[cst.BaseSmallStatement]] = [single, single[::-1], moved]
    orders += [[other for other in single if other is not one] for one in single]
    for assignments in orders:
        if assignments:
            yield node.with_changes(body=[one.with_changes(semicolon=cst.MaybeSentinel.DEFAULT) for one in assignments])


def other_sign(node: cst.Return) -> Iterable[cst.CSTNode]:
    """A result, or one of its parts, with the other sign."""
    if isinstance(node.value, cst.Tuple):
        parts = list(node.value.elements)
        for i, part in enumerate(parts):
            changed = part.with_changes(value=negated(part.value))
            yield node.with_changes(value=node.value.with_changes(elements=[*parts[:i], changed, *parts[i + 1 :]]))
    elif node.value is not None:
        yield node.with_changes(value=negated(node.value))


OPERATORS: Sequence[tuple[type, Operator]] = (
    (cst.SimpleStatementLine, removed_line),
    (cst.BaseCompoundStatement, removed_block),
    (cst.IndentedBlock, swapped_statements),
    (cst.With, without_context),
    (cst.If, condition_decided),
    (cst.For, once),
    (cst.While, once),
    (cst.AugAssign, not_in_place),
    (cst.Assign, in_place),
    (cst.SimpleStatementLine, one_after_the_other),
    (cst.Return, other_sign),
)


def _is_docstring(node: cst.BaseStatement) -> bool:
    return (
        isinstance(node, cst.SimpleStatementLine)
        and isinstance(node.body[0], cst.Expr)
        and isinstance(node.body[0].value, cst.BaseString)
    )


def _in_parentheses(node: cst.BaseExpression) -> cst.BaseExpression:
    return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
