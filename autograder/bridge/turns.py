"""Several threads share one connection: each waits for its turn.

One thread at a time asks, and keeps the turn until it has its answer. While it serves a request of the other side, the
other side waits in turn, so other threads may ask. The answer to that request is sent after the answers to theirs.
"""

import threading
from typing import Any


class Turn:
    """A lock: `with turn:` around a request and its answer. A thread that has the turn may take it again."""

    def __init__(self) -> None:
        self.lock = threading.RLock()  # a signal's handler may ask while this thread has it
        self._changed = threading.Condition(self.lock)
        self.owner: int | None = None
        self.count = 0
        self.served: list[Lent] = []  # the requests of the other side that are being served, the innermost last
        self._waiting = 0

    def __enter__(self) -> None:
        me = threading.get_ident()
        with self.lock:
            while self.owner != me and (self.owner is not None or (self.served and self.served[-1].is_over)):
                self.wait()
            self.owner, self.count = me, self.count + 1

    def __exit__(self, *_: Any) -> None:
        with self.lock:
            self.count -= 1
            if self.count == 0:
                self.owner = None
                self.tell()

    def wait(self) -> None:
        self._waiting += 1
        try:
            self._changed.wait()
        finally:
            self._waiting -= 1

    def tell(self) -> None:
        if self._waiting:  # on the hot path nobody waits, and notify_all would take longer than all the rest
            self._changed.notify_all()

    def lent(self) -> "Lent":
        """Around the code that serves a request: any thread may take the turn. At the end its owner has it again."""
        return Lent(self)


class Lent:
    """The turn of a thread, which is lent while the thread serves a request."""

    __slots__ = ("count", "is_over", "turn")

    def __init__(self, turn: Turn) -> None:
        self.turn = turn
        self.is_over = False  # from now on nobody else takes the turn: without this a busy thread could keep it

    def __enter__(self) -> None:
        turn = self.turn
        with turn.lock:
            self.count = turn.count
            turn.owner, turn.count = None, 0
            turn.served.append(self)
            turn.tell()

    def __exit__(self, *_: Any) -> None:
        turn = self.turn
        with turn.lock:
            self.is_over = True
            try:
                while turn.owner is not None or turn.served[-1] is not self:
                    turn.wait()
            finally:
                turn.served.remove(self)
                turn.owner, turn.count = threading.get_ident(), self.count
