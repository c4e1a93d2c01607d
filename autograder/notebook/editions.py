"""Code that says everything twice, in English and in French, and the same code in one language.

A student gets the one or the other, and hands it in. So whether a text is one that was handed out is asked here alone.
"""

import ast
import io
import tokenize
from collections.abc import Iterable
from functools import cache

from nbformat import NotebookNode

from course.helpers.language import LANGUAGES


def words(text: str) -> str:
    """The text without what programs change in saving it: line endings, spaces at the ends of lines."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def is_bilingual(cells: Iterable[NotebookNode]) -> bool:
    """Whether a notebook says things twice, so that it has editions: some of its cells say their language."""
    return any(cell.metadata.get("lang") in LANGUAGES for cell in cells)


@cache
def editions(code: str) -> tuple[str, ...]:
    """The instructor's `code` in each language."""
    return tuple(in_one_language(code, language) for language in LANGUAGES)


class HandedOut:
    """What students were given: `known` has each text as it may be handed in, and what stands for it.

    Texts that are the same in one of the languages count as one.
    """

    def __init__(self, texts: Iterable[tuple[str, Iterable[str]]]) -> None:
        """`texts`: each text, and its editions."""
        self.known: dict[str, str] = {}
        for text, others in texts:
            forms = [words(form) for form in (text, *others)]
            if same := {self.known[form] for form in forms if form in self.known}:
                forms += [form for form, stands in self.known.items() if stands in same]
            self.known |= dict.fromkeys(forms, forms[0])

    def text(self, handed_in: str) -> str:
        """The text that `handed_in` was when it was handed out; where it is none of those, its own words."""
        own = words(handed_in)
        return self.known.get(own, own)

    def __contains__(self, handed_in: str) -> bool:
        return words(handed_in) in self.known


def in_one_language(code: str, language: str) -> str:
    """`code` with its docstrings and comments in `language` ("en" or "fr")."""
    return comments_in(docstrings_in(code, language), language)


def docstrings_in(code: str, language: str) -> str:
    """`code` with its docstrings in one language: of two lines the first is English, the second French."""
    try:
        tree = ast.parse(code)
    except SyntaxError:  # a magic: such a cell defines nothing that a student completes
        return code
    lines = code.split("\n")
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        text = node.body[0]
        if not (isinstance(text, ast.Expr) and ast.get_docstring(node) and text.end_lineno == text.lineno + 1):
            continue
        first, last = lines[text.lineno - 1], lines[text.lineno]
        if not (first.lstrip().startswith('"""') and last.endswith('"""')):
            continue
        indent = first[: len(first) - len(first.lstrip())]
        said = dict(zip(LANGUAGES, (first.strip()[3:], last.strip()[:-3]), strict=True))
        # A line that is left empty goes below: the numbers of the lines that follow would change while they are read.
        lines[text.lineno - 1], lines[text.lineno] = f'{indent}"""{said[language]}"""', "\0"
    return "\n".join(line for line in lines if line != "\0")


def comments_in(code: str, language: str) -> str:
    """`code` with its comments in one language.

    A comment says it twice: the French stands behind a `/` between spaces, else on the second of two lines.
    """
    lines = code.split("\n")
    try:
        found = [one for one in tokenize.generate_tokens(io.StringIO(code).readline) if one.type == tokenize.COMMENT]
    except (SyntaxError, tokenize.TokenError):  # a magic
        return code
    comments = {one.start[0] - 1: one.start[1] for one in found}
    alone = {row for row, column in comments.items() if not lines[row][:column].strip()}
    gone: set[int] = set()
    for row, column in comments.items():
        if row not in alone:
            before, text = lines[row][:column], lines[row][column:]
            lines[row] = before + _half(text, language)
        elif row - 1 not in alone:
            last = next(below for below in range(row, len(lines) + 1) if below not in alone)
            gone |= _other_lines(lines, row, last, language)
    return "\n".join(line for row, line in enumerate(lines) if row not in gone)


def _half(comment: str, language: str) -> str:
    english, twice, french = comment.partition(" / ")
    return comment if not twice else english if language == "en" else f"# {french}"


def _other_lines(lines: list[str], first: int, last: int, language: str) -> set[int]:
    """Which lines of a comment are in the other language; the line in which the languages meet is cut."""
    middle = next((row for row in range(first, last) if " / " in lines[row]), None)
    if middle is not None:
        indent = lines[middle][: lines[middle].index("#")]
        lines[middle] = indent + _half(lines[middle][len(indent) :], language)
        return set(range(middle + 1, last) if language == "en" else range(first, middle))
    if last - first == len(LANGUAGES) and not any("YOUR CODE HERE" in line for line in lines[first:last]):
        return {first + 1} if language == "en" else {first}
    return set()
