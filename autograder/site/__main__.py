"""`python -m autograder.site`: make the website."""

from pathlib import Path
from typing import Annotated

import typer

from autograder.console.command import Course, faults_told
from autograder.messages import _

HELP = _("Make the course's website, in English and in French.")
URL = _("Where on GitHub the kits are, {lang} in the place of en or fr, for links to Colab.", lang="{lang}")


def site(
    output: Annotated[Path, typer.Option("--output", metavar="DIR", help=_("The website's folder."))] = Path("site"),
    url: Annotated[str | None, typer.Option("--url", metavar="URL", help=URL)] = None,
    course: Course = Path(),
) -> None:
    with faults_told():
        import myst_nb  # noqa: F401  # a missing extra is told before the notebooks run
        import sphinx_book_theme  # noqa: F401

        from autograder.site.make import make

        make(course, output, url)
        typer.echo(_("The website is in {folder}.", folder=output))


if __name__ == "__main__":
    app = typer.Typer(help=HELP, add_completion=False)
    app.command(help=HELP)(site)
    app()
