"""Is this machine fit to grade? Which walls stand around student code, and what else there must be."""

import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_client.kernelspec import KernelSpecManager
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder import sandbox
from autograder.messages import _
from autograder.sandbox.walls import NAMES

if TYPE_CHECKING:
    from autograder.batch.cluster import Files


def missing() -> list[str]:
    """The walls without which nothing is graded and that do not stand here, each with the reason, a line each."""
    walls = sandbox.probe()
    needed = sandbox.enough(walls)
    return [f"{_(NAMES[wall.name])}: {_(wall.why)}" for wall in walls if wall.name in needed]


def tell() -> int:
    """Print what was found; 0 where this machine can grade behind walls, else 1."""
    out = Console()
    walls = sandbox.probe()
    table = Table(title=_("Walls around student code"), title_justify="left", title_style="bold")
    for heading in (_("wall"), _("stands"), _("by, or why not")):
        table.add_column(heading, overflow="fold")
    for wall in walls:
        stands = Text(_("yes"), style="green") if wall.up else Text(_("no"), style="bold red")
        table.add_row(_(NAMES[wall.name]), stands, ", ".join(map(_, wall.how)) if wall.up else _(wall.why))
    out.print(table)
    versions = [f"{name} {version(name)}" for name in ("nbgrader", "torch", "numpy", "ipykernel")]
    out.print(Text(", ".join([f"Python {platform.python_version()}", *versions])))
    out.print(_("{cores} cores, Linux {kernel}", cores=len(os.sched_getaffinity(0)), kernel=platform.release()))
    kernel = "python3" in KernelSpecManager().find_kernel_specs()
    if not kernel:
        out.print(_("Jupyter has no python3 kernel: students cannot open the notebooks (pip install ipykernel)."))
    needed = sandbox.enough(walls)
    if needed:
        walls_down = ", ".join(_(NAMES[name]) for name in needed)
        out.print(_("autograder grade refuses to work without: {names}", names=walls_down))
    else:
        out.print(_("This machine can grade."))
    return 1 if needed or not kernel else 0


def tell_course(course: Path, scheduler: str | None, files: "Files | None", sandbox: bool) -> int:
    """Print what was found in a course; 0 where a class can be graded in it, else 1."""
    from autograder.exchange import checkup

    out, well = Console(), True
    out.print(Text(_("The course {folder}", folder=course.resolve()), style="bold"), soft_wrap=True)
    for found in checkup.look(course, scheduler, files, sandbox=sandbox):
        well = well and found.well
        mark = Text(_("yes"), style="green") if found.well else Text(_("no"), style="bold red")
        out.print(Text.assemble(f"{found.name}: ", mark, f" ({found.told})"), soft_wrap=True)
    out.print(
        _("A class can be graded in it.") if well else _("Mend what is marked with “no” before you grade a class.")
    )
    return 0 if well else 1
