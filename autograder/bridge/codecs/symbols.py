"""Expressions of sympy, node by node. They are made again without evaluation: no text is parsed.

Classes are taken from a list.
"""

import builtins
import keyword
import re
from typing import Any

# Classes whose arguments are expressions again.
_FUNCTIONS = {
    *(
        "sin",
        "cos",
        "tan",
        "cot",
        "sec",
        "csc",
        "asin",
        "acos",
        "atan",
        "acot",
        "asec",
        "acsc",
        "atan2",
        "sinh",
        "cosh",
    ),
    *(
        "tanh",
        "coth",
        "sech",
        "csch",
        "asinh",
        "acosh",
        "atanh",
        "acoth",
        "exp",
        "log",
        "LambertW",
        "Abs",
        "sign",
        "re",
    ),
    *("im", "arg", "conjugate", "floor", "ceiling", "frac", "Max", "Min", "factorial", "binomial", "gamma", "beta"),
    *("erf", "erfc", "erfi", "Heaviside", "DiracDelta", "KroneckerDelta", "zeta", "fibonacci", "harmonic", "Si"),
    *("Ci", "Ei", "li", "besselj", "bessely", "besseli", "besselk", "legendre", "hermite", "chebyshevt", "chebyshevu"),
}
_UNEVALUATED = {
    *("Derivative", "Eq", "Ne", "Lt", "Le", "Gt", "Ge", "And", "Or", "Not", "Xor", "Implies", "Equivalent"),
    *("Piecewise", "FiniteSet", "Union", "Intersection", "Complement"),
}
_BARE = ("AccumBounds", "Tuple", "ExprCondPair", "Lambda", "Interval", "Integral", "Sum", "Product")
_CONSTANTS = (
    *("Pi", "Exp1", "ImaginaryUnit", "Infinity", "NegativeInfinity", "ComplexInfinity", "NaN", "GoldenRatio"),
    *("EulerGamma", "Catalan", "true", "false", "EmptySet", "Reals", "Integers", "Naturals", "Naturals0", "Complexes"),
)
_ASSUMED = {
    *("commutative", "real", "positive", "negative", "nonnegative", "nonpositive", "zero", "nonzero", "integer"),
    *("rational", "irrational", "even", "odd", "prime", "composite", "complex", "imaginary", "finite", "infinite"),
    *("algebraic", "transcendental", "hermitian", "antihermitian", "noninteger", "extended_real"),
    *("extended_positive", "extended_negative", "extended_nonnegative", "extended_nonpositive", "extended_nonzero"),
}
_MATRICES = ("MutableDenseMatrix", "ImmutableDenseMatrix")
_LONGEST = 2**14  # the most hexadecimal digits of a number, or characters of a name
_USUAL = re.compile(r"[\w{}\\^ ]{1,200}")
_ALIASES = {"Equality": "Eq", "Unequality": "Ne", "StrictLessThan": "Lt", "LessThan": "Le",
            "StrictGreaterThan": "Gt", "GreaterThan": "Ge", "AccumulationBounds": "AccumBounds"}  # fmt: skip


def kind_of(value: Any) -> str | None:
    import sympy

    if type(value).__name__ in _MATRICES and isinstance(value, sympy.MatrixBase):
        return "matrix"
    return "expression" if isinstance(value, sympy.Basic) else None


def encode(value: Any, kind: str, plain: Any) -> Any:
    if kind == "matrix":
        return [type(value).__name__, *value.shape, [_written(item, plain, 0) for item in value.flat()]]
    return _written(value, plain, 0)


def decode(kind: str, document: Any, plain: Any) -> Any:
    import sympy

    if kind == "expression":
        return _read(document, plain, 0)
    name, rows, columns, items = document
    if kind != "matrix" or name not in _MATRICES or type(rows) is not int or type(columns) is not int:
        raise ValueError("not a matrix")
    if min(rows, columns) < 0 or rows * columns != len(items):
        raise ValueError("a matrix whose shape and items do not agree")
    return getattr(sympy, name)(rows, columns, [_read(item, plain, 0) for item in items])


def _written(value: Any, plain: Any, depth: int) -> list[Any]:
    import sympy

    plain.count()
    if depth > 200:
        raise ValueError("an expression nested too deep")
    cls, name = type(value), _ALIASES.get(type(value).__name__, type(value).__name__)
    for constant in _CONSTANTS:
        if value is getattr(sympy.S, constant):
            return ["c", constant]
    if isinstance(value, sympy.Rational):
        return ["q", *(_checked(hex(int(part))) for part in (value.p, value.q))]
    if cls is sympy.Float:
        sign, mantissa, exponent, _ = value._mpf_
        number = [hex(-int(mantissa) if sign else int(mantissa)), int(exponent), int(value._prec)]
        _float(*number)
        return ["f", *number]
    if cls is sympy.Symbol:
        return ["s", _name(value.name), [[key, known] for key, known in sorted(value._assumptions_orig.items())]]
    parts = [_written(part, plain, depth + 1) for part in value.args]
    if cls in (sympy.Add, sympy.Mul, sympy.Pow):
        return [name, parts]
    if isinstance(value, sympy.core.function.AppliedUndef):
        return ["u", _name(value.func.__name__, of_a_function=True), parts]
    if name in (*_FUNCTIONS, *_UNEVALUATED, *_BARE) and cls is _class(name):
        return [name, parts]
    raise ValueError(f"sympy's {name}")


def _class(name: str) -> Any:
    import sympy
    from sympy.functions.elementary.piecewise import ExprCondPair

    return ExprCondPair if name == "ExprCondPair" else getattr(sympy, name)


def _read(document: Any, plain: Any, depth: int) -> Any:
    import sympy

    plain.count()
    tag, *rest = document
    if depth > 200:
        raise ValueError("an expression nested too deep")
    if tag == "c":
        return getattr(sympy.S, _CONSTANTS[_CONSTANTS.index(rest[0])])
    if tag == "q":
        numerator, denominator = map(_integer, rest)
        return sympy.Rational(numerator, denominator)
    if tag == "f":
        return _float(*rest)
    if tag == "s":
        name, assumptions = rest
        known = {key: told for key, told in assumptions if key in _ASSUMED and type(told) is bool}
        return sympy.Symbol(_name(name), **known)
    parts = [_read(part, plain, depth + 1) for part in rest[-1]]
    if not all(isinstance(part, sympy.Basic) for part in parts):
        raise ValueError("not expressions")
    if tag in ("Add", "Mul"):
        cls = getattr(sympy, tag)
        return cls._from_args(parts, all(part.is_commutative for part in parts))
    if tag == "Pow":
        base, exponent = parts
        return sympy.Pow(base, exponent, evaluate=False)
    if tag == "u":
        return sympy.Function(_name(rest[0], of_a_function=True))(*parts, evaluate=False)
    if tag in _FUNCTIONS or tag in _UNEVALUATED:
        return _class(tag)(*parts, evaluate=False)
    if tag in _BARE:
        return _class(tag)(*parts)
    raise ValueError("not an expression")


def _checked(text: Any) -> str:
    if type(text) is not str or len(text) > _LONGEST:
        raise ValueError("not an integer, or too long a one")
    return text


def _integer(text: Any) -> int:
    return int(_checked(text), 16)


def _float(mantissa: Any, exponent: Any, precision: Any) -> Any:
    import sympy
    from mpmath.libmp import from_man_exp

    if type(exponent) is not int or type(precision) is not int or not 0 < precision < 10_000 or abs(exponent) > 100_000:
        raise ValueError("not a number")
    return sympy.Float._new(from_man_exp(_integer(mantissa), exponent), precision)


def _name(text: Any, of_a_function: bool = False) -> str:
    """Return a usual name, such as `x_{1}` or `\\alpha`. Raises ValueError for any other.

    `sympy.lambdify` makes code of names, so the name of a function must not be one that the code could call.
    """
    if type(text) is not str or _USUAL.fullmatch(text) is None or text.startswith("__"):
        raise ValueError("a symbol of an unusual name")
    if of_a_function and (not text.isidentifier() or keyword.iskeyword(text) or hasattr(builtins, text)):
        raise ValueError("a function of an unusual name")
    return text
