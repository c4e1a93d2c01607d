"""What the course says, in either language, without its code and formulas: a place and a text each."""

import re
from collections.abc import Iterator
from pathlib import Path

import jupytext
from babel.messages.pofile import read_po

HOUSE = Path(__file__).parents[2]
STEPS = sorted((HOUSE / "source").glob("*/*.py"))
CATALOGUES = sorted(
    path for ours in ("autograder", "course") for path in (HOUSE / ours).glob("**/locale/fr/LC_MESSAGES/*.po")
)
NO_PROSE = re.compile(
    r"```.*?```|`[^`\n]*`"  # code
    r"|\$\$.*?\$\$|\$[^$\n]*\$"  # formulas
    r"|\]\([^)]*\)|https?://\S+"  # where links lead
    r"|=== (?:BEGIN|END) MARK SCHEME ===|### (?:BEGIN|END) SOLUTION",
    re.DOTALL,
)
# A message cannot set its code apart: fields, calls, attributes, arguments with their values, names of files.
CODE = re.compile(r"\{[^{}]*\}|[\w.]*\w\([^()]*\)|\(\w+(?:, \w+)+\)|\w+(?:\.\w+)+|\w+=\w+|== \w+|\w*_\w+")
DOCSTRING = re.compile(r'(?:def|class) [^\n]*:\n +"""(?P<en>[^"\n]+)\n +(?P<fr>[^"\n]+)"""')


def prose(text: str) -> str:
    """`text` with a mark in the place of each piece of code and each formula."""
    return NO_PROSE.sub("·", text)


def texts(language: str) -> Iterator[tuple[str, str]]:
    """All that is said in "en" or in "fr": notebooks, docstrings of exercises, catalogues, the README."""
    for step in STEPS:
        for number, cell in enumerate(jupytext.read(step).cells):
            yield from ((f"{step.stem}, cell {number}", prose(text)) for text in _said(cell, language))
    for path in CATALOGUES:
        with path.open("rb") as file:
            for message in read_po(file, locale="fr"):
                if message.id:
                    said = str(message.id if language == "en" else message.string)
                    yield f"{path.stem}.po, {said!r}", prose(CODE.sub("·", said))
    readme = "README.md" if language == "en" else "README.fr.md"
    yield readme, prose((HOUSE / readme).read_text(encoding="utf-8"))


def _said(cell: dict, language: str) -> list[str]:  # type: ignore[type-arg]
    if cell["cell_type"] == "code":
        return [CODE.sub("·", found[language]) for found in DOCSTRING.finditer(cell["source"])]
    if "lang" in cell["metadata"]:
        return [cell["source"]] if cell["metadata"]["lang"] == language else []
    answers = cell["source"].split("\n\n")  # a model answer: the English one, then the French one
    return [answers[("en", "fr").index(language)]]
