"""The lists that say how far the judge trusts the student side.

All other modules of this package use these lists. The other side's class names never create an object here, except an
exception whose class is listed below.
"""

import sys

# Modules whose public exception classes report an error and do not steer a program that runs a test. Only these
# classes are made again on this side, so that a test's `except ValueError` catches them. For a class that is not
# listed, its nearest listed base is used.
ERROR_MODULES = frozenset({
    "builtins", "_csv", "binascii", "calendar", "configparser", "copy", "ctypes", "dataclasses", "decimal", "graphlib",
    "io", "ipaddress", "json.decoder", "locale", "shutil", "socket", "sqlite3", "statistics", "struct", "subprocess",
    "tomllib", "xml.etree.ElementTree", "zipfile", "zlib",
    "numpy.exceptions", "numpy.linalg", "torch", "torch.jit.frontend",
    "pandas.errors", "sklearn.exceptions", "sympy.core.sympify", "sympy.matrices.exceptions",
    "networkx.exception", "matplotlib.units",
})  # fmt: skip
# Classes of other modules, and classes whose names begin with an underscore.
ERRORS = frozenset({
    "_pickle.PicklingError", "_pickle.UnpicklingError", "re.error", "re._constants.error", "re.PatternError",
    "numpy.ma.core.MAError", "numpy.ma.core.MaskError", "torch._C._LinAlgError",
    "pandas._libs.tslibs.np_datetime.OutOfBoundsDatetime", "pandas._libs.tslibs.np_datetime.OutOfBoundsTimedelta",
    "pandas._libs.tslibs.parsing.DateParseError",
    "scipy.linalg._misc.LinAlgWarning", "scipy.integrate._quadpack_py.IntegrationWarning",
    "scipy.optimize._optimize.OptimizeWarning", "scipy.sparse._base.SparseEfficiencyWarning",
    "scipy.stats._warnings_errors.ConstantInputWarning", "scipy.stats._warnings_errors.NearConstantInputWarning",
    "PIL.UnidentifiedImageError", "matplotlib._api.deprecation.MatplotlibDeprecationWarning",
})  # fmt: skip
# `except*` catches a group by the exceptions in it, which are not checked here.
_NO_ERRORS = frozenset({"builtins.ExceptionGroup"})


def error_class(name: str) -> type[Exception] | None:
    """The exception class with the name `module.qualname`. None unless it is listed and imported in this process."""
    module, _, last = name.rpartition(".")
    listed = name in ERRORS or (module in ERROR_MODULES and not last.startswith("_") and name not in _NO_ERRORS)
    found = getattr(sys.modules.get(module), last, None) if listed else None
    # An attribute of a module may be an alias of another module's class. Then that class must be listed too.
    real = isinstance(found, type) and issubclass(found, Exception) and found.__module__ in (module, "re._constants")
    return found if real else None


# Methods that compare the object with the test's data, or whose result would be compared: `got.div(want)`.
COMPARING = frozenset((
    *("allclose", "isclose", "array_equal", "equal", "equals", "eq", "ne", "lt", "le", "gt", "ge", "identical"),
    *("startswith", "endswith", "issubset", "issuperset", "isdisjoint", "match", "fullmatch", "full_match"),
    *("is_subset", "is_superset", "is_disjoint", "is_equal", "is_relative_to", "samefile", "is_same_size", "between"),
    *("sub", "subtract", "rsub", "dist", "difference", "symmetric_difference", "isin", "compare"),
    *("not_equal", "greater", "greater_equal", "less", "less_equal", "logical_xor", "logical_and", "logical_or"),
    *("bitwise_xor", "bitwise_and", "bitwise_or", "intersection", "union", "corr", "corrwith", "cov"),
    *("div", "divide", "truediv", "true_divide", "rdiv", "rtruediv", "floordiv", "rfloordiv", "floor_divide"),
    *("mod", "rmod", "fmod", "remainder"),
))  # fmt: skip
# Attributes that reveal the length of a student's object that represents data (views.py). All of them must agree on one
# length, except where the instructor's own classes define them.
VIEWS = frozenset((
    *("items", "keys", "values", "iterrows", "itertuples", "iteritems", "tolist", "to_list", "to_numpy", "toarray"),
    *("todense", "to_records", "shape", "empty"),
))  # fmt: skip
# Methods that state a fact about all of the data, or of a text. A student's object could state anything.
VERDICTS = frozenset((
    *("isna", "isnull", "notna", "notnull", "duplicated", "any", "all", "is_unique", "has_duplicates", "hasnans"),
    *("is_monotonic_increasing", "is_monotonic_decreasing", "isnan", "isinf", "isfinite", "isposinf", "isneginf"),
    *("isalnum", "isalpha", "isascii", "isdecimal", "isdigit", "islower", "isnumeric", "isspace", "istitle", "isupper"),
))  # fmt: skip
# Methods that say such a thing too. Only a class of the solution's, or a library's, may have them: see claims.py.
STATEMENTS = frozenset((
    *("mean", "std", "var", "sum", "min", "max", "prod", "product", "median", "quantile", "ptp"),
    *("amin", "amax", "aminmax", "argmin", "argmax", "idxmin", "idxmax", "nunique", "count_nonzero"),
    *("nanmean", "nansum", "nanmedian", "logsumexp", "value_counts"),
    *("index", "rindex", "find", "rfind", "count", "cumsum", "cumprod", "cummax", "cummin", "trace", "dot", "norm"),
    *("score", "argsort", "searchsorted"),
))  # fmt: skip
# Names that a test calls to learn of data.
ANSWERING = COMPARING | VIEWS | VERDICTS | STATEMENTS
# Classes whose objects cross as data. A student's object is never accepted as one of these, whatever class it claims.
# They are recognized by the names of their bases, since their libraries may be imported later. Only classes of the
# libraries in lookalike.py must be listed here. Any other type that may cross is listed in values.py alone.
DATA = frozenset((
    "pandas.core.generic.NDFrame", "pandas.core.indexes.base.Index", "pandas.core.arrays.base.ExtensionArray",
    "scipy.sparse._base._spbase", "datetime.date", "datetime.time", "datetime.timedelta", "decimal.Decimal",
    "fractions.Fraction", "pathlib.PurePath", "builtins.range",
))  # fmt: skip


def is_data(cls: type) -> bool:
    """Whether a library class is a class of data, by the names of its bases."""
    return any(f"{base.__module__}.{base.__qualname__}" in DATA for base in cls.__mro__)
