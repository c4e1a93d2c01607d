"""The rules of trust: how far the judge believes the student side. All of its lists stand here.

Everything else in this package asks here. Nothing here makes an object of a class that the other side names, except
an exception of the list below.
"""

import sys

# Modules whose public exception classes say that something went wrong, and steer no program that runs a test. Only
# these classes are made again on this side, so that a test's `except ValueError` finds them. A class that is not of
# the list counts as the nearest of its bases that is.
ERROR_MODULES = frozenset({
    "builtins", "_csv", "binascii", "calendar", "configparser", "copy", "ctypes", "dataclasses", "decimal", "graphlib",
    "io", "ipaddress", "json.decoder", "locale", "shutil", "socket", "sqlite3", "statistics", "struct", "subprocess",
    "tomllib", "xml.etree.ElementTree", "zipfile", "zlib",
    "numpy.exceptions", "numpy.linalg", "torch", "torch.jit.frontend",
    "pandas.errors", "sklearn.exceptions", "sympy.core.sympify", "sympy.matrices.exceptions",
    "networkx.exception", "matplotlib.units",
})  # fmt: skip
# Classes of other modules, and those whose own names begin with an underscore.
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
# A group is caught by what is in it (`except*`), which nobody looks at here.
_NO_ERRORS = frozenset({"builtins.ExceptionGroup"})


def error_class(name: str) -> type[Exception] | None:
    """The class of that name, `module.qualname`, if the lists have it and this process has imported it."""
    module, _, last = name.rpartition(".")
    listed = name in ERRORS or (module in ERROR_MODULES and not last.startswith("_") and name not in _NO_ERRORS)
    found = getattr(sys.modules.get(module), last, None) if listed else None
    # A module's attribute may be an alias of another module's class: then the class has to be listed as well.
    real = isinstance(found, type) and issubclass(found, Exception) and found.__module__ in (module, "re._constants")
    return found if real else None


# Attributes that reveal the length of a student's object that represents data (views.py). They are held to one length,
# except where the instructor's own classes define them.
VIEWS = frozenset((
    *("items", "keys", "values", "iterrows", "itertuples", "iteritems", "tolist", "to_list", "to_numpy", "toarray"),
    *("todense", "to_records", "shape", "empty"),
))  # fmt: skip
# Methods that say something of all of the data at once: what they say could be anything.
VERDICTS = frozenset((
    *("isna", "isnull", "notna", "notnull", "duplicated", "any", "all", "is_unique", "has_duplicates", "hasnans"),
    *("is_monotonic_increasing", "is_monotonic_decreasing"),
))  # fmt: skip
# Classes whose objects cross as data. A student's object is never accepted as one of these, whatever class it claims.
# They are told by the names of their bases, since their libraries may be imported late. This matters only for the
# libraries that lookalike.py knows; any other type that may cross stands in values.py alone.
DATA = frozenset((
    "pandas.core.generic.NDFrame", "pandas.core.indexes.base.Index", "pandas.core.arrays.base.ExtensionArray",
    "scipy.sparse._base._spbase", "datetime.date", "datetime.time", "datetime.timedelta", "decimal.Decimal",
    "fractions.Fraction", "pathlib.PurePath", "builtins.range",
))  # fmt: skip


def is_data(cls: type) -> bool:
    """Whether a library's class is one of data, by the names of its bases."""
    return any(f"{base.__module__}.{base.__qualname__}" in DATA for base in cls.__mro__)
