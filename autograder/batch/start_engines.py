"""`python -m autograder.batch.start_engines FD PARENT`: starts the engines' nursery of process PARENT."""

import gc
import sys
import threading
from functools import partial

from autograder.sandbox import enough, probe
from autograder.sandbox.linux import bind_to_parent

if __name__ == "__main__":
    bind_to_parent(int(sys.argv[2]))
    gc.disable()  # to look for garbage takes a quarter of the imports' time; the engines look for it
    walls: list[list[str]] = []
    trial = threading.Thread(target=lambda: walls.append(enough(probe())))
    trial.start()  # its process is at work while this one imports
    from autograder.batch import engine_process
    from autograder.batch.nursery import keep

    engine_process.prepare()
    trial.join()  # a process that forks others has one thread
    keep(partial(engine_process.serve, walls.pop() if walls else None), engine_process.settle, bound=True)
