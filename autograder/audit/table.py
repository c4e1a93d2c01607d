"""An audit as a table for the terminal, as rows for a program, and as the page docs/audit.md."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from jinja2 import Environment, PackageLoader
from rich import box
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from autograder.audit.findings import Audit, Findings
from autograder.coursedir import atomic
from autograder.messages import _


def of_exercises(audit: Audit) -> Table:
    """A line for each exercise, and the sum: mutants, and how the answer bank fared. It fits into 60 columns."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 0, 0, 1), show_edge=False, show_footer=True)
    rows = [one.row() for one in audit.findings]
    table.add_column(_("exercise"), _("total"), overflow="fold", min_width=12)
    for heading, key in _counts()[1:]:  # those made are the sum of the others
        table.add_column(heading, _sum(rows, key), justify="right", no_wrap=True)
    for heading, key, of in _ratios():
        table.add_column(heading, _ratio(_sum(rows, key), _sum(rows, of)), justify="right", no_wrap=True)
    step = ""
    for one, row in zip(audit.findings, rows, strict=True):
        if one.exercise.step != step:
            step = one.exercise.step
            table.add_section()
            table.add_row(Text(step, style="bold"))
        figures = [str(row[key]) for _heading, key in _counts()[1:]]
        ratios = [_ratio(row[key], row[of]) for _heading, key, of in _ratios()]
        table.add_row(Text(one.exercise.name + (" !" if one.amiss else "")), *figures, *ratios)
    return table


def tell(audit: Audit, console: Console) -> None:
    """The table, then what is amiss: survivors as diffs, everything else a line each."""
    console.print(Group(of_exercises(audit), Text(_legend())))
    for one in audit.findings:
        for mutant in one.survivors:
            console.print(Text(_("{name}: a mutant survives", name=one.exercise), style="bold"))
            for line in mutant.change.splitlines():
                console.print(Text(line, style="red" if line.startswith("-") else "green"), soft_wrap=True)
    if any(one.survivors for one in audit.findings):
        console.print(Text(_gap()), soft_wrap=True)
    for line in complaints(audit):
        console.print(Text(line), soft_wrap=True)
    console.print(_("Something is amiss with the tests.") if audit.amiss else _("Nothing is amiss with the tests."))


def complaints(audit: Audit) -> list[str]:
    """What is amiss beside the mutants."""
    lines = [line for one in audit.findings for line in _complaints(one)]
    for exercise, change in audit.stale:
        flat = " ".join(change.split())
        lines.append(
            _("{name}: listed as equivalent, and no such mutant survives: {change}", name=exercise, change=flat)
        )
    return lines


def _complaints(one: Findings) -> Iterator[str]:
    name = one.exercise
    for label, said in one.refused.items():
        yield _("{name}: a right answer is refused: {label}: {said}", name=name, label=label, said=_line(said))
    for label in one.accepted:
        yield _("{name}: a wrong answer is accepted: {label}", name=name, label=label)
    for label, told in one.misnamed.items():
        yield _("{name}: another mistake is named: {label}: {said}", name=name, label=label, said=told)
    for label, said in one.unnamed.items():
        if label in one.misnamed:
            continue
        yield _("{name}: the mistake is not named: {label}: {said}", name=name, label=label, said=_line(said))
    for label in one.unseen if one.blind else ():
        yield _("{name}: the visible test does not see this mistake: {label}", name=name, label=label)
    for label in one.fooled:
        yield _("{name}: points for {label}", name=name, label=label)
    for label, said in one.unclear.items():
        yield _("{name}: no clear message for {label}: {said}", name=name, label=label, said=_line(said))
    for test in one.costs:
        yield _("{name}: a wrong answer costs {test} too", name=name, test=test)
    for seed, said in one.flaky.items():
        yield _("{name}: the solution loses points, seed {seed}: {said}", name=name, seed=seed, said=_line(said))


def write(audit: Audit, course: Path, rows: Path | None) -> list[Path]:
    """Write the `rows` as JSON where a file is named, docs/audit.md after a whole audit; the paths written."""
    written = []
    if rows is not None:
        atomic.write(rows, (json.dumps([one.row() for one in audit.findings], indent=1) + "\n").encode())
        written.append(rows)
    if audit.whole and audit.findings:
        place = course / "docs" / "audit.md"
        atomic.write(place, page(audit).encode())
        written.append(place)
    return written


def page(audit: Audit) -> str:
    """docs/audit.md: what was asked of the tests, and what they answered."""
    rows = [one.row() for one in audit.findings]
    total = {key: sum(int(str(row[key])) for row in rows) for key in rows[0] if key not in ("step", "exercise")}
    loader = PackageLoader("autograder.audit", "")
    # Markdown, made of the course's own words: nothing in it is a student's.
    template = Environment(loader=loader, keep_trailing_newline=True).get_template("page.md.j2")
    return template.render(
        audit=audit,
        rows=rows,
        total=total | {"step": "", "exercise": "**all**"},
        judges=sum(one.impostors for one in audit.findings),
        fooled=sum(len(one.fooled) for one in audit.findings),
        complaints=complaints(audit),
        survivors=[mutant for one in audit.findings for mutant in one.survivors],
    )


def _counts() -> tuple[tuple[str, str], ...]:
    return (_("made"), "mutants"), (_("killed"), "killed"), (_("same"), "equivalent"), (_("left"), "survivors")


def _ratios() -> tuple[tuple[str, str, str], ...]:
    return (
        (_("right"), "right_accepted", "right"),
        (_("wrong"), "wrong_refused", "wrong"),
        (_("named"), "mistakes_named", "mistakes"),
        (_("seen"), "visible_refused", "mistakes"),
    )


def _legend() -> str:
    return _(
        "Mutants: killed (they lose points), same (they do what the solution does), left (a gap in the tests). "
        "Answer bank: right ones that keep their points, wrong ones that lose them, mistakes told by name, "
        "and those of them that the visible tests see."
    )


def _gap() -> str:
    """What to do about a mutant that survives."""
    return _(
        "A mutant that is wrong needs a hidden case on which it differs. One that is a right answer goes into "
        "{place}, with these lines and the reason.",
        place="course/answers/equivalent.toml",
    )


def _sum(rows: Iterable[dict[str, object]], key: str) -> str:
    return str(sum(int(str(row[key])) for row in rows))


def _ratio(part: object, whole: object) -> str:
    """Of how many is told only where it is not all."""
    return str(part) if str(part) == str(whole) else f"{part}/{whole}"


def _line(said: str) -> str:
    return " ".join(said.split())[:300]
