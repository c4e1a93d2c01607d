"""In the workers' nursery: a notebook is read and made harmless once, before there is one of a student's.

nbformat, nbconvert and what they use import and compile much of what they need only when they need it. While the
nursery does it, the engines' nursery still imports PyTorch.
"""

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.notebook.handed_in import parse
from autograder.notebook.planner import make_plan
from autograder.notebook.sanitize import make_harmless
from autograder.notebook.written import written

_TEXT = """## A heading

A paragraph with *some* **words**, `code`, a formula $x^2$, [a link](https://example.org) and <b>a tag</b>.

- a list
  1. in a list

> a quotation

| a | b |
|---|---|
| 1 | 2 |

$$
x^2
$$

```python
def f(x: float) -> str:
    \"\"\"Text.\"\"\"
    return f"{x}" if x else None  # a comment
```

```text
plain
```
"""
_CODE = """%matplotlib inline
import math
def f(x: float) -> str:
    return f"{math.pi * x}"
f(1.0)"""
_OUTPUTS = [
    new_output("stream", text="printed\x1b[31m\n"),
    new_output("display_data", data={"text/html": "<table><tr><td>1</td></tr></table>", "text/markdown": _TEXT}),
    new_output("error", ename="ValueError", evalue="no", traceback=["ValueError: no"]),
]


def warm_up() -> None:
    """Import and compile what the first notebook of a class would."""
    notebook = new_notebook(cells=[new_markdown_cell(_TEXT), new_code_cell(_CODE, outputs=_OUTPUTS)])
    notebook = parse(nbformat.writes(notebook).encode())
    make_plan(notebook)
    make_harmless(notebook)
    written(notebook)
