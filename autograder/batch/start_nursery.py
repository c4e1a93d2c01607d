"""`python -m autograder.batch.start_nursery FD PARENT`: starts the nursery of process PARENT, bound to its life."""

import gc
import os
import signal
import sys
import threading
from functools import partial

from autograder.sandbox import enough, probe
from autograder.sandbox.linux import die_with_parent


def bind_to_parent() -> None:
    """Have the kernel kill this process as soon as the thread that has started it ends, however it went.

    It comes before everything else: the imports take seconds, in which the parent may be killed.
    """
    die_with_parent(signal.SIGKILL)
    if os.getppid() != int(sys.argv[2]):
        os._exit(1)


if __name__ == "__main__":
    bind_to_parent()
    gc.disable()  # to look for garbage takes a quarter of the imports' time; the workers look for it
    walls: list[list[str]] = []
    trial = threading.Thread(target=lambda: walls.append(enough(probe())))
    trial.start()  # its process is at work while this one imports
    from autograder.batch.nursery import keep
    from autograder.batch.worker import warm_engine
    from autograder.coursedir.settings import Grading
    from autograder.engine import engine  # noqa: F401 (each worker needs it)
    from autograder.engine.preload import for_all, preload
    from autograder.engine.student import side  # noqa: F401 (each template needs it)

    preload(for_all(Grading().preload))
    trial.join()  # a process that forks others has one thread
    keep(partial(warm_engine, walls_missing=walls.pop() if walls else None))
