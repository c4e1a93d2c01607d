"""What of the other side's is believed, and how far: the lists and rules by which the judge decides, in one place.

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
