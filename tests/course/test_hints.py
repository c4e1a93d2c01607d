"""Each exercise has three collapsed hints before its solution, and each step two questions and one stretch task."""

import jupytext
import pytest

from autograder.authoring import steps
from tests.course.texts import HOUSE

STEPS = steps.names(HOUSE)
WORDS = {
    "en": ("<summary>Hint {}</summary>", "**Predict before you run.**", "<summary>Answer</summary>", "## ★ "),
    "fr": ("<summary>Indice {}</summary>", "**Prédisez avant d'exécuter.**", "<summary>Réponse</summary>", "## ★ "),
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("language", WORDS)
def test_a_step_helps_and_asks(step: str, language: str) -> None:
    hint, question, answer, stretch = WORDS[language]
    cells = jupytext.read(HOUSE / "source" / step / f"{step}.py").cells
    seen: list[str] = []
    without_hints = []
    for cell in cells:
        marks = cell.metadata.get("nbgrader", {})
        if cell.metadata.get("lang") == language:
            seen.append(cell.source)
        elif cell.cell_type == "code" and marks.get("solution"):
            hints = sum(hint.format(number) in seen[-1] for number in (1, 2, 3))
            without_hints += [marks["grade_id"]] * (hints < 3)
    assert without_hints == []
    assert sum(question in text and answer in text for text in seen) == 2
    assert sum(text.startswith(stretch) for text in seen) == 1
    assert all(text.count("<details>") == text.count("</details>") for text in seen)
    # Each hint is inside the one before: nobody opens the last one first.
    assert all(text.rstrip().endswith("</details>" * 3) for text in seen if hint.format(3) in text)
