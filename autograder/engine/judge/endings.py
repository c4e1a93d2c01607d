"""Why a cell has no result: the message for each way in which a process ends. Pure functions, no process is needed."""

import signal
from dataclasses import dataclass

from autograder.engine.job import RunLimits
from autograder.faults import Cause
from autograder.messages import LOCALE
from course.helpers.language import N_, each


@dataclass(frozen=True)
class Ending:
    """How a student side ended.

    `status`: the process's exit code, or −signal. `cause`: why the judge gave it up, None where it did not; `detail`
    says it in words, in which the student side has its say. `notebook_is_over`: the notebook's time has ended.
    """

    status: int = 0
    cause: Cause | None = None
    detail: str = ""
    notebook_is_over: bool = False


def told(ending: Ending, limits: RunLimits, plainly: bool) -> str:
    """The message, in the readers' languages. `plainly`: in words that no answer chooses."""
    if ending.notebook_is_over:
        return say(N_("The notebook took longer than {seconds:g} s."), seconds=limits.notebook)
    if ending.cause == "late":
        return cell_was_late(limits)
    if ending.cause in ("malformed", "memory"):
        if plainly:
            return say(N_("What the code gave back could not be read."))
        return say(N_("What the code gave back could not be read ({why})."), why=ending.detail[:200])
    if ending.status == -signal.SIGKILL:
        return killed()
    if plainly:  # an answer chooses the number
        return say(N_("The process crashed.")) if ending.status < 0 else say(N_("The process ended itself."))
    if ending.status < 0:
        known = {int(one): one.name for one in signal.Signals}  # not the real-time signals
        return say(N_("The process crashed ({signal})."), signal=known.get(-ending.status, -ending.status))
    return say(N_("The process ended itself (exit code {code})."), code=ending.status)


def judge_lost(signal_: int, limits: RunLimits) -> tuple[str, str]:
    """The error's name and the message for a cell at which a judge ended by this signal."""
    if signal_ == signal.SIGPROF:
        return "TimeoutError", cell_was_late(limits)
    name = signal.Signals(signal_).name
    return "DeadKernelError", say(N_("The test crashed over what the code gave it ({signal})."), signal=name)


def cell_was_late(limits: RunLimits) -> str:
    return say(N_("Stopped: it took longer than {seconds:g} s."), seconds=limits.cell)


def killed() -> str:
    return say(N_("The process was killed: too much memory or processor time."))


def say(message: str, **values: object) -> str:
    """`message` in each of the readers' languages, one a line."""
    return "\n".join(each(message, folder=LOCALE, values=values))
