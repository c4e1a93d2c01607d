"""Does a submission cost the same in a class of a thousand? Time and memory as the class goes through."""

import threading
import time
from pathlib import Path

from autograder.batch import run
from autograder.batch.events import Event
from benchmarks.classes import make_class

WINDOWS = 10


def growth(folder: Path, count: int, step: str, jobs: int | None, database: str = "") -> int:
    """Grade `count` submissions of `step`; a line for each tenth: seconds a submission, resident memory.

    `database`: the URL of the gradebook; a file, if none.
    """
    make_class(folder, [step], count, database)
    watch = _Memory()
    begin = last = time.perf_counter()
    seen = 0
    print(f"{'submissions':>11} {'ms each':>8} {'MiB: this process':>18} {'all processes':>14}")

    def on_event(event: Event) -> None:
        nonlocal seen, last
        if event.kind in ("graded", "refused", "ungraded"):
            seen += 1
            if seen % max(1, count // WINDOWS) == 0:
                now = time.perf_counter()
                own, everything = watch.peak()
                print(
                    f"{seen:11} {1000 * (now - last) * WINDOWS / count:8.1f} {own:18.0f} {everything:14.0f}", flush=True
                )
                last = now

    summary = run.grade(folder, [step], jobs=jobs, on_event=on_event)
    watch.stop()
    print(f"{seen} submissions in {time.perf_counter() - begin:.1f} s, {len(summary.of('ungraded'))} ungraded")
    return len(summary.of("ungraded"))


class _Memory:
    """The largest resident memory since the last look, of this process and of it with its children."""

    def __init__(self) -> None:
        self._own = self._all = 0.0
        self._going = True
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def peak(self) -> tuple[float, float]:
        own, everything = self._own, self._all
        self._own = self._all = 0.0
        return own, everything

    def stop(self) -> None:
        self._going = False
        self._thread.join()

    def _watch(self) -> None:
        me = Path("/proc/self").resolve().name
        while self._going:
            sizes = {pid: _proportional(pid) for pid in _tree(me)}
            self._own = max(self._own, sizes.get(me, 0.0))
            self._all = max(self._all, sum(sizes.values()))
            time.sleep(0.25)


def _tree(pid: str) -> list[str]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        others = [t.name for t in Path(f"/proc/{pid}/task").iterdir() if t.name != pid]
        for task in others:
            children += Path(f"/proc/{pid}/task/{task}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(below for child in children for below in _tree(child))]


def _proportional(pid: str) -> float:
    """MiB of a process, what it shares with others counted in parts (Linux's PSS)."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0
