"""The table "who does what": the same four rows in every step, one of which moves from what an earlier step reached."""

from pathlib import Path

import jupytext
import pytest

from autograder.authoring import steps

COURSE = Path(__file__).parents[2]
NAMES = steps.names(COURSE)
HEADINGS = {"en": "## Who does what", "fr": "## Qui fait quoi"}
ROWS = {"en": ["prediction", "gradient", "loss", "update"], "fr": ["prédiction", "gradient", "perte", "mise à jour"]}

Column = dict[str, str]


def table(step: str, language: str) -> list[list[str]]:
    """The rows of a step's table, its header first, each as its cells."""
    notebook = jupytext.read(COURSE / "source" / step / f"{step}.py")
    (text,) = [cell.source for cell in notebook.cells if cell.source.startswith(HEADINGS[language])]
    own = text.split("\n## ")[0]
    lines = [line.strip("| ") for line in own.splitlines() if line.startswith("|") and "---" not in line]
    return [[cell.strip() for cell in line.split("|")] for line in lines]


def columns(step: str, language: str) -> dict[int, Column]:
    """The table's columns: the number of a step → row → who does it."""
    header, *rows = table(step, language)
    numbers = [int(cell.split()[-1]) for cell in header[1:]]
    return {
        number: {row[0].strip("*"): row[index].strip("*") for row in rows} for index, number in enumerate(numbers, 1)
    }


@pytest.mark.parametrize("language", ROWS)
@pytest.mark.parametrize("step", NAMES)
def test_the_rows_are_the_four_jobs(step: str, language: str) -> None:
    for column in columns(step, language).values():
        assert list(column) == ROWS[language]


@pytest.mark.parametrize("language", ROWS)
def test_the_first_step_is_done_by_hand(language: str) -> None:
    assert [len(set(column.values())) for column in columns(NAMES[0], language).values()] == [1]


@pytest.mark.parametrize("language", ROWS)
@pytest.mark.parametrize("step", NAMES[1:])
def test_one_row_moves_and_it_is_the_bold_one(step: str, language: str) -> None:
    (_, before), (number, now) = columns(step, language).items()
    assert number == NAMES.index(step) + 1
    bold = [row for row in table(step, language)[1:] if any("*" in cell for cell in row)]
    assert [row[0].strip("*") for row in bold] == [job for job in now if now[job] != before[job]]
    assert len(bold) == 1


@pytest.mark.parametrize("language", ROWS)
@pytest.mark.parametrize("step", NAMES[1:])
def test_a_step_goes_on_from_what_an_earlier_one_reached(step: str, language: str) -> None:
    earlier, _ = columns(step, language)
    assert earlier <= NAMES.index(step)
    assert columns(step, language)[earlier] == columns(NAMES[earlier - 1], language)[earlier]
