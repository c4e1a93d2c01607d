"""Who grades: threads of this process, or the threads of a Dask cluster. Each has a worker."""

import contextlib
import secrets
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from autograder.batch import cluster, pool


@dataclass(frozen=True)
class Crew:
    """What tasks are given to.

    `width`: how many it works on at once. `name`: of the run, whose workers end with it. `rest`: as for `pool.Pool`.
    """

    executor: Executor
    width: int
    name: str
    rest: float | None = None

    def grade(self, settings: bytes, assignment: bytes, task: bytes, timeout: float) -> "Future[bytes]":
        """See `pool.Pool.run`."""
        return self.executor.submit(pool.run, self.name, self.rest, settings, assignment, task, timeout)

    def start(self, settings: bytes) -> None:
        """See `pool.Pool.start`."""
        self.executor.submit(pool.start, self.name, self.rest, settings)


@contextlib.contextmanager
def here(jobs: int) -> Iterator[Crew]:
    """`jobs` threads of this process."""
    name = secrets.token_hex(8)
    threads = ThreadPoolExecutor(jobs)
    try:
        yield Crew(threads, jobs, name)
    finally:
        pool.close_pool(name)
        threads.shutdown(cancel_futures=True)


@contextlib.contextmanager
def there(scheduler: str, files: cluster.Files | None, course: Path) -> Iterator[Crew]:
    """The threads of the Dask cluster at this address. Raises CourseError where it cannot be worked with."""
    name = secrets.token_hex(8)
    with cluster.connected(scheduler, files, course) as client:
        width = cluster.prepare(client, scheduler, name, course)
        executor = client.get_executor(pure=False)
        try:
            yield Crew(executor, width, name, pool.REST)
        finally:
            executor.shutdown(wait=False)
            client.run(pool.close_pool, name)
