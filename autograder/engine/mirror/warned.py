"""What comes with an answer of the student side's, beside the answer, and is the judge's to take in."""

import sys
import warnings
from typing import Any

from autograder.bridge import exceptions
from autograder.engine.judge.namespace import Namespace
from autograder.engine.mirror import logs
from autograder.engine.mirror.figures import Figures


class News:
    """Names bound anew, text, files, warnings, how many figures are open, logs. The other end is `Student._news`."""

    def __init__(self, names: Namespace, figures: Figures) -> None:
        self.names, self.figures = names, figures
        self._warned: list[tuple[str, type[Warning], int]] = []  # by the student side, not yet by this one
        self._shown: dict[Any, Any] = {}  # in this test cell, as in a module's __warningregistry__

    def hear(self, news: Any) -> None:
        """Take it in. Raises ValueError for what a student side of ours does not say."""
        if type(news) is not list or len(news) != 6 or not all(type(part) is list for part in [*news[:4], news[5]]):
            raise ValueError("not news")
        self.names.forget([name for name in news[0] if type(name) is str])
        for stream, text in news[1]:
            if type(text) is str:
                (sys.stderr if stream == "stderr" else sys.stdout).write(text)
        for name, what in news[2]:
            self.names.folder.take(name, what)
        for names, message, line in news[3][: exceptions.MOST_WARNINGS]:
            category = exceptions.class_for(tuple(str(name) for name in names[:20]))
            if issubclass(category, Warning) and type(message) is str and type(line) is int:
                self._warned.append((message, category, line))
        logs.handle(news[5])
        self.figures.open = news[4] if type(news[4]) is int else 0

    def warn(self) -> None:
        """Once the answer is read: a test's filter may make an error of a warning.

        The file has no name of the student's: the line of it that is shown could be any file's.
        """
        warned, self._warned = self._warned, []
        for message, category, line in warned:
            warnings.warn_explicit(message, category, "<answer>", line, registry=self._shown)

    def forget_warnings(self) -> None:
        """A new test cell shows again what the last one has shown."""
        self._shown.clear()
