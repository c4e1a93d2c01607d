"""The figures of step 04: the numbers they show."""

import numpy as np
import pytest
import torch

from course.helpers.plotting.graph import computation_graph
from course.helpers.plotting.logged import learning_rates, logged_scalars
from course.helpers.scalars import Scalars


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setenv("COURSE_LANG", "en")


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_the_graph_shows_each_value_with_its_gradient():
    x, y, w, b = (
        torch.tensor(values, requires_grad=True) for values in ([[1.0], [2.0]], [[3.0], [5.0]], [[1.0]], [0.0])
    )
    prediction = x @ w.T + b
    loss = ((prediction - y) ** 2).mean()
    for tensor in (prediction, loss):
        tensor.retain_grad()
    loss.backward()
    fig = computation_graph({"x": x, "w": w, "b": b, "y": y, "prediction": prediction, "loss": loss})
    shown = texts(fig.axes[0])
    assert shown[shown.index("$w$ = [[1]]") + 1] == "← [[-8]]"
    assert shown[shown.index("$b$ = [0]") + 1] == "← [-5]"
    assert shown[shown.index("prediction = [[1], [2]]") + 1] == "← [[-2], [-3]]"
    assert shown[shown.index("$y$ = [[3], [5]]") + 1] == "← [[2], [3]]"
    assert shown[shown.index("$L$ = 6.5") + 1] == "← 1"
    assert {"Linear", "MSE"} <= set(shown)
    assert "x, w and b enter Linear" in fig.get_label()


def test_the_learning_rates_carry_their_counts():
    fig = learning_rates({0.1: [3.0, 1.0, 0.5], 0.01: [3.0, 2.9]}, target_loss=0.7)
    labels = [text.get_text() for text in fig.legends[0].get_texts()]
    assert labels == ["lr = 0.1, 3 iterations", "lr = 0.01, stopped after 2", "target loss: 0.7"]
    assert texts(fig.axes[0]) == ["3", "2"]
    assert fig.axes[0].lines[0].get_ydata().tolist() == [3.0, 1.0, 0.5]


def test_the_log_is_drawn_against_iterations_and_seconds():
    fig = logged_scalars(Scalars(np.array([0, 10]), np.array([3.0, 1.0]), np.array([0.0, 0.2])))
    left, right = fig.axes
    assert left.lines[0].get_xydata().tolist() == [[0.0, 3.0], [10.0, 1.0]]
    assert right.lines[0].get_xydata().tolist() == [[0.0, 3.0], [0.2, 1.0]]


def test_an_empty_log_says_so():
    fig = logged_scalars(Scalars(np.array([]), np.array([]), np.array([])))
    assert texts(fig.axes[0]) == ["nothing was logged"]
