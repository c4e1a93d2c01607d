"""The grader's own settings, set in `nbgrader_config.py` beside nbgrader's: `c.Grading.memory = 4096`."""

from typing import Any

from traitlets import Bool, Enum, Float, Integer, List, Unicode, default
from traitlets.config import Configurable


class Grading(Configurable):
    """Limits of a submission's run, and how the batch goes through the class."""

    cell_timeout = Float(allow_none=True, help="Seconds a cell may run; by default nbgrader's `Execute.timeout`.").tag(
        config=True
    )
    notebook_timeout = Float(600.0, help="Seconds a notebook may run, all its cells together.").tag(config=True)
    memory = Integer(2048, help="MiB of memory for a submission's processes.").tag(config=True)
    processes = Integer(0, help="Processes that a submission may start; 0 refuses them all.").tag(config=True)
    threads = Integer(64, help="Threads that a submission may have beside its first.").tag(config=True)
    file_size = Integer(100, help="MiB of the largest file that a submission may write.").tag(config=True)
    scratch_size = Integer(200, help="MiB that a submission may write in all.").tag(config=True)
    output_size = Integer(1024, help="KiB of output kept of each cell.").tag(config=True)
    outputs_size = Integer(16, help="MiB of output kept of all cells of a notebook together.").tag(config=True)
    notebook_size = Integer(20, help="MiB of the largest submitted notebook that is read.").tag(config=True)
    max_files = Integer(1000, help="Files that a submission may hold.").tag(config=True)
    jobs = Integer(0, help="Workers; 0 for one a core.").tag(config=True)
    examples = Bool(
        True, help="Look for a small example on which a failed answer is wrong, after the marks are written."
    ).tag(config=True)
    unmarked = Enum(
        ["setup", "student"],
        "setup",
        help="Whose the code cells without a mark of nbgrader's are: `setup`, the instructor's; `student`, answers.",
    ).tag(config=True)
    sandbox = Bool(True, help="Run submissions behind walls; without, only with `--no-sandbox`.").tag(config=False)
    preload = List(
        Unicode(),
        [
            "numpy",
            "torch",
            "torch.fx.experimental.symbolic_shapes",  # the first gradient that is passed on imports it
            "torch._dynamo",  # the first optimizer of a process imports it
            "torch.utils.tensorboard",
            "tensorboard.backend.event_processing.event_accumulator",
            "matplotlib.pyplot",
            "matplotlib.backends.backend_agg",  # the first figure imports it
            "course.helpers.*",
        ],
        help="Modules (`package.*`: all of a package) imported once, before any submission, where they are installed.",
    ).tag(config=True)
    imported = List(
        Unicode(), help="What the instructor's notebooks import of well-known libraries; imported once too."
    ).tag(config=False)
    drawing = List(
        Unicode(),
        ["course.helpers.plotting"],
        help="Preloaded packages whose functions that return a Figure only draw: it is empty where nobody looks.",
    ).tag(config=True)

    @default("cell_timeout")
    def _cell_timeout_default(self) -> float | None:
        from nbgrader.preprocessors import Execute  # only who reads the configuration needs nbgrader

        timeout = Execute(config=self.config).timeout
        return None if timeout is None or timeout < 0 else float(timeout)

    def values(self) -> dict[str, Any]:
        """All settings by name, plain data: `Grading(**values)` is the same again in another process."""
        return {name: getattr(self, name) for name in self.trait_names() if name not in ("config", "parent", "log")}

    def deciding(self) -> dict[str, Any]:
        """Those of the settings that a mark may depend on."""
        without_effect = ("jobs", "examples", "preload", "imported")
        return {name: value for name, value in self.values().items() if name not in without_effect}
