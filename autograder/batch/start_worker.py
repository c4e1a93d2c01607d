"""`python -m autograder.batch.start_worker FD PARENT FOLDER`: starts a worker, bound to the life of process PARENT."""

import os
import signal
import sys

from autograder.sandbox.linux import die_with_parent


def bind_to_parent() -> None:
    """Have the kernel kill this process as soon as its parent is gone, however it went.

    It comes before everything else: the worker's imports take seconds, in which the parent may be killed.
    """
    die_with_parent(signal.SIGKILL)
    if os.getppid() != int(sys.argv[2]):
        os._exit(1)


if __name__ == "__main__":
    bind_to_parent()
    from autograder.batch.worker import serve

    serve()
