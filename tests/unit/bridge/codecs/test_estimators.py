"""scikit-learn's estimators: their parameters, and what fitting has found."""

from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.tree import DecisionTreeClassifier

from autograder.bridge import codecs
from autograder.bridge.codecs import estimators
from autograder.bridge.wire import pack, unpack
from autograder.faults import Malformed, Unsendable

X, Y = np.arange(12.0).reshape(6, 2), np.array([0, 1, 0, 1, 0, 1])


def there_and_back(value: Any) -> Any:
    tag, *rest = unpack(pack(codecs.encode(value))[4:])
    assert tag == "lib"
    return codecs.decode(rest)


@pytest.mark.parametrize(
    "estimator",
    [
        LinearRegression().fit(X, Y), LogisticRegression(C=2.0), LogisticRegression().fit(X, Y),
        make_pipeline(StandardScaler(), LogisticRegression()).fit(X, Y),
    ],
    ids=str,
)  # fmt: skip
def test_an_estimator_is_the_same_there(estimator: Any) -> None:
    got = there_and_back(estimator)
    assert type(got) is type(estimator)
    assert str(got.get_params()) == str(estimator.get_params())
    if hasattr(estimator, "predict") and hasattr(estimator, "classes_"):
        assert got.predict(X).tolist() == estimator.predict(X).tolist()


def test_an_estimator_whose_c_code_trusts_its_arrays_stays_where_it_is() -> None:
    own = type("Own", (Ridge,), {})
    for value in (DecisionTreeClassifier(), FunctionTransformer(print), own(), Ridge, 3):
        assert estimators.kind_of(value) is None
    assert estimators.kind_of(Ridge()) == "Ridge"


def _lying() -> Any:
    model = LinearRegression()
    model.predict = print
    return model


def _of_objects() -> Any:
    model = LinearRegression().fit(X, Y)
    model.coef_ = object()
    return model


@pytest.mark.parametrize(
    "estimator",
    [_lying(), _of_objects(), LogisticRegression(warm_start=True), make_pipeline(FunctionTransformer(print)),
     LinearRegression(fit_intercept=np.ones(2))],
    ids=str,
)  # fmt: skip
def test_what_could_run_code_or_mislead_c_code_is_not_sent(estimator: Any) -> None:
    with pytest.raises(Unsendable):
        codecs.encode(estimator)


@pytest.mark.parametrize(
    ("kind", "document"),
    [
        ("LinearRegression", [["predict", 1]]),
        ("LinearRegression", []),
        ("LinearRegression", [["__class__", 1]]),
        ("LinearRegression", [["not a name", 1]]),
        ("Ridge", [["precompute", 3]]),
        ("FunctionTransformer", []),
        ("DecisionTreeClassifier", []),
        ("LinearRegression", 5),
    ],
)
def test_a_malformed_document_makes_no_estimator(kind: str, document: Any) -> None:
    with pytest.raises(Malformed):
        codecs.decode(["estimators", kind, document])
