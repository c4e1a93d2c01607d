"""What a message calls the parts of a result: names that the exercise's code has, or words of the reader's language."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jupytext
import numpy as np
import pytest
import torch

from autograder.authoring import steps
from course.helpers import expect, functions, layers, orders, trials
from course.helpers.language import Word, Words, each, speaking
from course.helpers.testing.one_call import GRADIENTS, RESULT

COURSE = Path(__file__).parents[2]
CODE = re.compile(r"`([^`\n]+)`")


def source(step: str) -> str:
    return (COURSE / "source" / step / f"{step}.py").read_text(encoding="utf-8")


def strange(text: str) -> set[str]:
    """The names of parts in a step's tests that are words: neither its text nor its answers have them as code."""
    cells = jupytext.reads(text, "py:percent").cells
    kinds = [(cell, cell.metadata.get("nbgrader", {})) for cell in cells]
    code = " ".join(one for cell in cells if cell.cell_type == "markdown" for one in CODE.findall(cell.source))
    code += " ".join(cell.source for cell, kind in kinds if kind.get("solution"))
    met = set(re.findall(r"\w+", code))
    tests = [ast.parse(cell.source) for cell, kind in kinds if kind.get("grade") and cell.cell_type == "code"]
    found = {name for test in tests for name in names(test)}
    return {name for name in found if name.isidentifier() and name not in met}


def names(test: ast.Module) -> Iterator[str]:
    """The strings in `names=…` of a call and in `names = …`."""
    for node in ast.walk(test):
        called = isinstance(node, ast.keyword) and node.arg == "names"
        bound = isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "names"
        if called or bound:
            inside = ast.walk(node.value)  # type: ignore[attr-defined]
            yield from (one.value for one in inside if isinstance(one, ast.Constant) and isinstance(one.value, str))


@pytest.mark.parametrize("step", steps.names(COURSE))
def test_a_test_names_the_parts_as_the_exercise_does(step: str) -> None:
    assert strange(source(step)) == set()


def test_a_name_that_is_a_word_is_found() -> None:
    text = source("08_real_data")
    assert strange(text.replace("names=trials.FACTS", 'names=("best", "scores", "wanted")')) == {"wanted"}


@pytest.mark.parametrize("name", [*functions.FACTS, *trials.FACTS, *orders.FACTS, *orders.PAIRS, *orders.EPOCHS])
def test_a_helper_names_a_part_by_a_word_or_as_code(name: str) -> None:
    assert isinstance(name, Word) or name in ("len(tape)", "best", "scores")


def test_the_parts_are_told_in_french() -> None:
    one = torch.ones(1)
    with speaking("fr"):
        with pytest.raises(expect.Wrong, match="Dans tenseurs\u00a0:"):
            expect.close((1.0, 2, 3.0), (1.0, 2, 4.0), names=functions.FACTS)
        with pytest.raises(expect.Wrong, match=r"Dans arguments de fit\[1\]\u00a0:"):
            expect.close(([one, one], 1, 2), ([one, 2 * one], 1, 2), names=trials.FACTS)
        with pytest.raises(expect.Wrong, match=r"\(arguments de fit, best, scores\)"):
            expect.close((1, [0.5]), (1, [0.5], [3]), names=trials.FACTS)
        with pytest.raises(expect.Wrong, match=r"\(gradients, len\(tape\), tenseurs\)"):
            expect.results((1, [0.5]), *functions.FACTS)


def test_a_choice_that_returns_something_else_is_told_where_it_is_known() -> None:
    made = trials.Trials([2.0, 1.0])
    models = [made.fit(candidate) for candidate in "ab"]
    assert made.facts(("b", [2.0, 1.0])) == (["a", "b"], "b", [2.0, 1.0])
    with (
        speaking("fr"),
        pytest.raises(expect.Wrong, match=r"2 résultats \(best, scores\)\nobtenu\u00a0: +'b' \(str\)$"),
    ):
        made.facts("b")
    with speaking("en"), pytest.raises(expect.Wrong, match=r"\(best, scores\)\ngot:      1 result$"):
        made.facts(models[1])
    with speaking("fr"), pytest.raises(expect.Wrong, match="C'est le modèle du meilleur candidat") as caught:
        made.facts((models[1], [2.0, 1.0]))
    assert caught.value.mistake == "choose.model"
    assert " str" not in str(caught.value)


def test_a_word_in_place_of_a_list_is_shown_as_a_word() -> None:
    facts = orders.pairs(lambda x, y, generator: {"x": x, "y": y}, 30, 2, 1)
    wanted = ("kept", [(30, 2), (30, 1)], "those of x", "each once", *orders.FREE)
    with speaking("en"), pytest.raises(expect.Wrong, match=r"got:      dict$"):
        expect.close(facts, wanted, names=orders.PAIRS)


@pytest.mark.parametrize("made", ["an array", (np.zeros(2),)])
def test_the_kind_of_something_else_than_indices_is_shown_without_quotes(made: Any) -> None:
    facts = orders.facts(lambda n, generator: made, 2)
    shown = "str" if isinstance(made, str) else "numpy.ndarray"
    with speaking("en"), pytest.raises(expect.Wrong, match=rf"expected: 1-D int64\ngot:      {shown}$"):
        expect.close(facts, ("1-D int64", [2], "each once", None, None, None), names=orders.FACTS)


def test_the_parts_that_no_test_has_named_are_told_in_french() -> None:
    with speaking("fr"), pytest.raises(expect.Wrong, match=r"\(résultat, gradients\)"):
        expect.results(1, *RESULT, GRADIENTS)


def test_texts_in_one_are_told_each_in_the_readers_language() -> None:
    joined = Words(", ", Word("tensors"), "tensors", Words("", Word("arguments of fit"), "[0]"))
    assert joined == "tensors, tensors, arguments of fit[0]"
    with speaking("fr"):
        assert each("{names}", values={"names": joined}) == ["tenseurs, tensors, arguments de fit[0]"]


def test_what_a_fitted_model_is_asked_stands_beside_what_it_tells() -> None:
    told = layers.learnt(lambda: 0)
    assert dict(zip(layers.LEARNT, told, strict=True)) == {
        layers.LEARNT[0]: False,
        "model.weight": None,
        "model.bias": None,
    }
    with pytest.raises(expect.Wrong, match="There is None where"):
        layers.learnt(lambda: None)
