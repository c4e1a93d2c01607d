"""Checks that two translations agree in all that no language changes: formulas, code, links, numbers, lists."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin

from autograder.messages import _

WORDS_IN_FORMULA = re.compile(r"\\(?:text|textrm|mathrm|operatorname)\s*\{[^{}]*\}")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def differences(english: str, french: str) -> list[str]:
    """What differs between two Markdown texts that should be translations of each other, a sentence each.

    Compared: headings' levels, formulas, inline code, code blocks, links, images, numbers in the prose (with a
    point or a comma), the lengths of lists and the sizes of tables. Formulas, code, links and numbers may come in
    another order, as the sentence wants it; words inside a formula (\\text) may differ.
    """
    one, other = Counter(_features(english)), Counter(_features(french))
    return [
        _("the English text has {what} {value!r} more often than the French one", what=_kinds()[kind], value=value)
        if one[kind, value] > other[kind, value]
        else _("the French text has {what} {value!r} more often than the English one", what=_kinds()[kind], value=value)
        for kind, value in dict.fromkeys([*(one - other), *(other - one)])
    ]


def _kinds() -> dict[str, str]:
    return {
        "heading": _("heading number and level"),
        "formula": _("formula"),
        "code": _("inline code"),
        "block": _("code block"),
        "link": _("link"),
        "image": _("image"),
        "number": _("number"),
        "list": _("list number and length"),
        "table": _("table number and size"),
    }


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table").use(dollarmath_plugin, double_inline=True)


def _features(text: str) -> Iterator[tuple[str, str]]:
    tokens = _parser().parse(text)
    yield from _structure(tokens)
    for token in tokens:
        if token.type in ("math_block", "math_block_label"):
            yield "formula", _formula(token.content)
        elif token.type in ("fence", "code_block"):
            yield "block", token.content.rstrip()
        for inline in token.children or ():
            yield from _inline(inline)


def _structure(tokens: list[Token]) -> Iterator[tuple[str, str]]:
    headings = [token.tag for token in tokens if token.type == "heading_open"]
    yield from (("heading", f"{i}: {tag}") for i, tag in enumerate(headings, 1))
    depth: list[int] = []
    lengths: list[int] = []
    for token in tokens:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            depth.append(len(lengths))
            lengths.append(0)
        elif token.type == "list_item_open":
            lengths[depth[-1]] += 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            depth.pop()
    yield from (("list", f"{i}: {length}") for i, length in enumerate(lengths, 1))
    tables = "".join(
        {"table_open": "|", "tr_open": "r", "td_open": "c", "th_open": "c"}.get(t.type, "") for t in tokens
    )
    yield from (("table", f"{i}: {t.count('r')} × {t.count('c')}") for i, t in enumerate(tables.split("|")[1:], 1))


def _inline(token: Token) -> Iterator[tuple[str, str]]:
    if token.type in ("math_inline", "math_inline_double"):
        yield "formula", _formula(token.content)
    elif token.type == "code_inline":
        yield "code", token.content
    elif token.type == "link_open":
        yield "link", str(token.attrGet("href"))
    elif token.type == "image":
        yield "image", str(token.attrGet("src"))
    elif token.type == "text":
        yield from (("number", number.replace(",", ".")) for number in NUMBER.findall(token.content))


def _formula(content: str) -> str:
    """A formula without what its language changes: spaces, words, the decimal comma."""
    return "".join(WORDS_IN_FORMULA.sub(r"\\text{}", content).replace("{,}", ".").split())
