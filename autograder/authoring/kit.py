"""A student's kit: a folder that can be zipped, or pushed as a repository of its own, with nothing of the instructor's.

It holds the notebooks, a wheel of what they import, the versions to install, and a README. A student needs no other
file of this project.
"""

import json
import re
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Literal, NamedTuple

import nbformat
from jinja2 import Environment, PackageLoader, StrictUndefined

from autograder.authoring import build, glossary, wheel
from autograder.authoring.build import Built
from autograder.coursedir import atomic
from autograder.faults import CourseError, Fault
from autograder.messages import _
from course.helpers.language import LANGUAGES

Edition = Literal["en", "fr", "both"]

# The versions that are installed here are those that the course is tested with.
PINNED = ("babel", "ipykernel", "jupyterlab", "matplotlib", "nbclient", "numpy", "torch")
# What a notebook says that needs more.
NEEDS = {"scikit-learn": re.compile(r"\bdata\.diabetes\b"), "tensorboard": re.compile(r"\bscalars\b")}
# PyTorch's own index of builds without CUDA, which would take gigabytes. Elsewhere pip finds the same version.
TORCH_INDEX = "https://download.pytorch.org/whl/cpu"
FRENCH_JUPYTERLAB = "jupyterlab-language-pack-fr-FR>=4"
_GITHUB = re.compile(r"https://github\.com/(?P<name>[\w.-]+/[\w.-]+?)(?:\.git|/tree/(?P<branch>[\w./-]+))?/?")


class Repository(NamedTuple):
    """Where on GitHub a kit is published."""

    name: str
    branch: str

    def colab(self, path: str) -> str:
        return f"https://colab.research.google.com/github/{self.name}/blob/{self.branch}/{path}"

    def binder(self) -> str:
        return f"https://mybinder.org/v2/gh/{self.name}/{self.branch}"

    def raw(self, path: str) -> str:
        return f"https://github.com/{self.name}/raw/{self.branch}/{path}"


def repository(url: str) -> Repository:
    """Read `https://github.com/OWNER/NAME`, with `/tree/BRANCH` where it is not `main`. Raises CourseError."""
    found = _GITHUB.fullmatch(url)
    if found is None:
        remedy = _("write https://github.com/OWNER/NAME, with /tree/BRANCH if need be")
        raise CourseError([Fault(Path("--url"), None, _("this is no repository on GitHub"), remedy)])
    return Repository(found["name"], found["branch"] or "main")


def make(
    course: Path, made: Sequence[Built], edition: Edition, published: Repository | None = None
) -> dict[str, bytes]:
    """The kit's files by their names.

    published: where students find it. Their notebooks then get the helpers from there, and the README has badges.
    """
    release = version("gradient-course")
    language = None if edition == "both" else edition
    name = wheel.file_name(release)
    install = f"%pip install --quiet {published.raw(name)}" if published else f"%pip install --quiet ../{name}"
    found = {
        f"{built.step.name}/{file}": content
        for built in made
        for file, content in build.edition(built, language, install).items()
    }
    code = [text for path, content in found.items() if path.endswith(".ipynb") for text in _code(content)]
    words: dict[str, object] = {
        "wheel": name,
        "steps": [built.step.name for built in made],
        "titles": {built.step.name: _titles(built) for built in made},
        "edition": edition,
        "published": published,
    }
    found |= {file: _readme(each, words) for each, file in _readmes(edition).items()}
    found |= glossary.pages(course, edition)
    found[name] = wheel.make(release, code)
    found["requirements.txt"] = _requirements(name, "\n".join(code), edition).encode()
    found["binder/requirements.txt"] = b"-r ../requirements.txt\n"
    found["binder/runtime.txt"] = b"python-3.11\n"
    found[".devcontainer/devcontainer.json"] = _devcontainer().encode()
    if (course / "LICENSE").is_file():
        found["LICENSE"] = (course / "LICENSE").read_bytes()
    return found


def write(output: Path, files: dict[str, bytes]) -> None:
    """Write the kit; what else lies in the folder, a repository's `.git` say, stays.

    Where `output` ends in `.zip` it is a file, which unpacks to a folder of its name.

    Raises CourseError where `output` is a course folder: a kit would lie among the solutions.
    """
    if (output / "source").exists():
        problem = _("this folder holds the sources of a course")
        raise CourseError([Fault(output, None, problem, _("name another with --output"))])
    if output.suffix == ".zip":
        atomic.write(output, wheel.zipped({f"{output.stem}/{name}": content for name, content in files.items()}))
        return
    for name, content in files.items():
        atomic.write(output / name, content)


def _code(notebook: bytes) -> Iterator[str]:
    for cell in nbformat.reads(notebook.decode(), as_version=4).cells:
        if cell.cell_type == "code":
            yield "\n".join(line for line in cell.source.split("\n") if not line.lstrip().startswith(("%", "!")))


def _titles(built: Built) -> dict[str, str]:
    """The first heading of the step, in each language."""
    found: dict[str, str] = {}
    for cell in built.step.cells:
        heading = re.search(r"^# (.+)$", cell.source, re.MULTILINE)
        if cell.cell_type == "markdown" and heading:
            found.setdefault(str(cell.metadata.get("lang")), heading[1])
    return {language: found.get(language, built.step.name) for language in LANGUAGES}


def _readmes(edition: Edition) -> dict[str, str]:
    """The README's file in each language that the kit speaks."""
    return {"en": "README.md", "fr": "LISEZ-MOI.md"} if edition == "both" else {edition: "README.md"}


def _readme(language: str, words: dict[str, object]) -> bytes:
    environment = Environment(
        loader=PackageLoader("autograder.authoring", "kit"), undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, keep_trailing_newline=True, autoescape=False,  # it is Markdown
    )  # fmt: skip
    return environment.get_template(f"README.{language}.md.j2").render(words).encode()


def _requirements(name: str, code: str, edition: Edition) -> str:
    needed = sorted([*PINNED, *(package for package, words in NEEDS.items() if words.search(code))])
    lines = [
        f"--extra-index-url {TORCH_INDEX}",
        f"./{name}",
        # torch's local version (+cpu) names a build that not every index has.
        *(f"{package}=={version(package).partition('+')[0]}" for package in needed),
        *([] if edition == "en" else [FRENCH_JUPYTERLAB]),
    ]
    return "\n".join(lines) + "\n"


def _devcontainer() -> str:
    """For VS Code and GitHub Codespaces."""
    settings = {
        "image": "mcr.microsoft.com/devcontainers/python:3.11",
        "postCreateCommand": "pip install -r requirements.txt",
        "customizations": {"vscode": {"extensions": ["ms-python.python", "ms-toolsai.jupyter"]}},
    }
    return json.dumps(settings, indent=2) + "\n"
