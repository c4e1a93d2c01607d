"""Passes the records that a student's code logs during a test to the test's handlers (`assertLogs`)."""

import logging
from collections.abc import Callable
from typing import Any

MOST = 100  # the most records in one answer
_LONGEST = 2000


class Heard:
    """On the student side: the records since the last answer. `listening`: whether a test runs."""

    def __init__(self, listening: Callable[[], bool]) -> None:
        self.listening = listening
        self.records: list[list[Any]] = []
        logging.Logger.callHandlers = self._noting(logging.Logger.callHandlers)  # type: ignore[method-assign]

    def take(self) -> list[list[Any]]:
        taken, self.records = self.records, []
        return taken

    def _noting(self, own: Callable[..., None]) -> Callable[..., None]:
        def call_handlers(logger: logging.Logger, record: logging.LogRecord) -> None:
            if self.listening() and len(self.records) < MOST:
                self.records.append([record.name, record.levelno, record.getMessage()[:_LONGEST], record.lineno])
            own(logger, record)

        return call_handlers


def handle(records: list[Any]) -> None:
    """In the judge: pass the records to the test's handlers. The student side shows what its own handlers print."""
    for name, level, message, line in records[:MOST]:
        if type(name) is not str or type(level) is not int or type(message) is not str or type(line) is not int:
            raise ValueError("not a record")
        logger = _nearest(name)
        if logger.hasHandlers() and logger.isEnabledFor(level):
            logger.handle(logging.LogRecord(name, level, "<answer>", line, message, None, None))


def _nearest(name: str) -> logging.Logger:
    """The logger with this name, or the nearest parent of it that exists in this process."""
    known = logging.root.manager.loggerDict
    while name:
        found = known.get(name)
        if isinstance(found, logging.Logger):
            return found
        name = name.rpartition(".")[0]
    return logging.root
