"""A text's formulas as MathML, which a browser shows without a script and without a network."""

import html
import re
from xml.etree.ElementTree import Element

from latex2mathml.converter import convert_to_element
from markupsafe import Markup

# `$$…$$` stands on a line of its own, `$…$` in the text; a dollar before a blank or a digit's end is money.
_FORMULA = re.compile(r"\$\$(?P<block>[^$]+)\$\$|(?<![\\$])\$(?=\S)(?P<inline>[^$\n]*[^\s\\$])\$(?!\d)")
LONGEST = 500  # characters of a formula
MOST = 100  # formulas of a text
# What makes up a formula. Links, styles and other languages are no part of it.
_TAGS = {
    *("math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mfrac", "msqrt", "mroot", "msup", "msub", "msubsup"),
    *("mover", "munder", "munderover", "mtable", "mtr", "mtd", "mstyle", "mpadded", "mphantom", "menclose"),
}
_ATTRIBUTES = {
    *("display", "displaystyle", "scriptlevel", "mathvariant", "stretchy", "fence", "form", "accent", "columnalign"),
    *("linethickness", "movablelimits", "largeop", "separator", "symmetric", "minsize", "maxsize", "lspace", "rspace"),
}


def with_mathml(text: str) -> Markup:
    """`text` escaped for a page, with its formulas as MathML.

    A formula that cannot be read stays as it is typed. So does each one after the first hundred.
    """
    shown, last = [], 0
    for number, found in enumerate(_FORMULA.finditer(text)):
        if number == MOST:
            break
        formula = mathml(found["block"] or found["inline"], "block" if found["block"] else "inline")
        shown += [Markup.escape(text[last : found.start()]), Markup.escape(found[0]) if formula is None else formula]
        last = found.end()
    return Markup("").join([*shown, Markup.escape(text[last:])])


def mathml(tex: str, display: str) -> Markup | None:
    """The formula as MathML, `display` "inline" or "block"; None where it cannot be read."""
    if len(tex) > LONGEST:
        return None
    try:
        return _written(convert_to_element(tex.strip(), display=display))
    except Exception:  # a student's text may be anything, and so is what the library makes of it
        return None


def _written(element: Element) -> Markup:
    """The element anew, of known parts alone. Raises ValueError for any other part."""
    if element.tag not in _TAGS:
        raise ValueError(element.tag)
    kept = Markup("").join(
        Markup(' {}="{}"').format(name, value) for name, value in element.attrib.items() if name in _ATTRIBUTES
    )
    # The library names a character by its number (`&#x02211;`).
    text = Markup.escape(html.unescape(element.text or ""))
    children = Markup("").join(map(_written, element))
    return Markup("<{0}{1}>{2}{3}</{0}>").format(element.tag, kept, text, children)
