"""The limit: the cells that decide a class's marks, executed in warm processes with nothing around them."""

import contextlib
import io
import multiprocessing
import os
import time
from pathlib import Path

import nbformat
from IPython.core.inputtransformer2 import TransformerManager

from autograder.coursedir.settings import load_course
from autograder.engine.preload import leave_out_drawing, preload
from autograder.notebook.plan import Plan
from autograder.notebook.planner import make_plan


def limit(course: Path, steps: list[str], jobs: int | None) -> float:
    """Seconds for the code cells of the class's autograded notebooks that the engine runs too.

    Test cells are restored in them; drawing is left out, and so are experiments, as in the engine.
    """
    paths = [str(path) for step in steps for path in sorted((course / "autograded").glob(f"*/{step}/*.ipynb"))]
    grading = load_course(course).grading
    context = multiprocessing.get_context("spawn")
    with context.Pool(jobs or os.cpu_count(), _warm_up, (grading.preload, grading.drawing, course, steps)) as pool:
        pool.map(_nothing, range(8 * (jobs or os.cpu_count() or 1)))  # all processes are up
        begin = time.perf_counter()
        pool.map(_run, paths, chunksize=1)
        return time.perf_counter() - begin


_plans: dict[str, Plan] = {}


def _warm_up(modules: list[str], drawing: list[str], course: Path, steps: list[str]) -> None:
    import matplotlib

    from course.helpers import reference

    matplotlib.use("Agg")
    preload(modules)
    leave_out_drawing(drawing)
    for step in steps:
        reference.load(step)
        source = nbformat.read(course / "source" / step / f"{step}.ipynb", as_version=4)
        _plans[step] = make_plan(source)


def _nothing(number: int) -> None:
    time.sleep(0.05)


def _run(path: str) -> None:
    """One notebook in a fork of this warm process, as a submission must not leave anything to the next."""
    cells = nbformat.read(path, as_version=4).cells
    left_out = _plans[Path(path).parent.name].left_out(cells)
    sources = [cell.source for i, cell in enumerate(cells) if cell.cell_type == "code" and i not in left_out]
    pid = os.fork()
    if pid == 0:
        os.chdir("/tmp")
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # warnings
        namespace: dict[str, object] = {"__name__": "__main__"}
        for source in sources:
            with contextlib.suppress(BaseException), contextlib.redirect_stdout(io.StringIO()):
                exec(TransformerManager().transform_cell(source), namespace)
        os._exit(0)
    os.waitpid(pid, 0)
