"""`python -m autograder.batch.start_workers FD PARENT`: starts the workers' nursery of process PARENT.

The first thing that it starts is the engines' nursery, which takes longer to import what it needs.
"""

import gc
import select
import sys
from functools import partial

from autograder.batch import births

if __name__ == "__main__":
    engines, control = births.start_engines_nursery()
    from autograder.sandbox.linux import bind_to_parent

    bind_to_parent(int(sys.argv[2]))
    select.select([int(sys.argv[1])], [], [])  # until there is something to do
    gc.disable()  # to look for garbage takes a quarter of the imports' time; the workers look for it
    from autograder.batch.engines import HostedEngine
    from autograder.batch.nursery import keep
    from autograder.batch.warm_up import warm_up
    from autograder.batch.worker import serve

    warm_up()
    gc.freeze()  # what is here now is never garbage: a worker does not copy it to look at it
    keep(partial(serve, partial(HostedEngine, control=control)), beside=engines, kept=[control])
