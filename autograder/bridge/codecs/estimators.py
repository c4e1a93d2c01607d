"""Estimators of scikit-learn that use only NumPy after fitting: their parameters and their fitted attributes.

Trees, neighbours, support vectors and clusters stay on their side, because their C code trusts its arrays.
"""

import importlib
from typing import Any

import numpy as np

_CLASSES = {
    "sklearn.linear_model": "LinearRegression Ridge RidgeClassifier Lasso ElasticNet LogisticRegression BayesianRidge",
    "sklearn.preprocessing": "StandardScaler MinMaxScaler MaxAbsScaler RobustScaler Normalizer Binarizer LabelEncoder "
    "LabelBinarizer PolynomialFeatures",
    "sklearn.impute": "SimpleImputer",
    "sklearn.decomposition": "PCA TruncatedSVD",
    "sklearn.naive_bayes": "GaussianNB MultinomialNB BernoulliNB",
    "sklearn.discriminant_analysis": "LinearDiscriminantAnalysis",
    "sklearn.neural_network": "MLPClassifier MLPRegressor",
    "sklearn.dummy": "DummyClassifier DummyRegressor",
    "sklearn.pipeline": "Pipeline FeatureUnion",
    "sklearn.compose": "ColumnTransformer",
}
_MODULES = {name: module for module, names in _CLASSES.items() for name in names.split()}
_OF_THE_TRAINING = ("_optimizer", "_random_state", "_label_binarizer")  # only needed to continue a training
_SIMPLE = (bool, int, float, str, type(None), list, tuple, dict, set)


def kind_of(value: Any) -> str | None:
    name = type(value).__name__
    return name if name in _MODULES and type(value) is _class(name) else None


def encode(value: Any, kind: str, plain: Any) -> list[Any]:
    state = {name: part for name, part in vars(value).items() if name not in _OF_THE_TRAINING or kind_of(part)}
    for name, part in state.items():
        _demand(type(value), name, part)
    return [[name, plain.write(part)] for name, part in state.items()]


def decode(kind: str, document: Any, plain: Any) -> Any:
    if kind not in _MODULES:
        raise ValueError("not an estimator that is known here")
    cls = _class(kind)
    value = cls.__new__(cls)
    for name, part in document:
        found = plain.read(part)
        _demand(cls, name, found)
        vars(value)[name] = found
    missing = set(cls._get_param_names()) - set(vars(value))
    if missing:
        raise ValueError("an estimator without its parameters")
    return value


def _class(name: str) -> Any:
    return getattr(importlib.import_module(_MODULES[name]), name)


def _demand(cls: Any, name: Any, part: Any) -> None:
    """Raises ValueError unless a parameter is a simple value. A fitted attribute (`coef_`) may be an array.

    `warm_start` is refused, because some C code would continue from the fitted attributes.
    """
    if type(name) is not str or not name.isidentifier() or name.startswith("__") or callable(getattr(cls, name, None)):
        raise ValueError("not an attribute of an estimator")
    if (name == "warm_start" and part is not False) or (name == "precompute" and type(part) not in (bool, str)):
        raise ValueError("an estimator with a warm start, or with a matrix computed before")
    found_by_fitting = name.endswith("_") or name.startswith("_")
    array = isinstance(part, np.ndarray | np.generic | np.dtype) and found_by_fitting
    if not (array or type(part) in _SIMPLE or isinstance(part, np.generic) or kind_of(part) is not None):
        raise ValueError(f"{name} of an estimator")
