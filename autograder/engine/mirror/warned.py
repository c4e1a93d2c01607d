"""Side effects that the student side reports with each answer. The judge takes them in."""

import sys
import warnings
from typing import Any

from autograder.bridge import exceptions
from autograder.engine.judge.namespace import Namespace
from autograder.engine.mirror import logs
from autograder.engine.mirror.figures import Figures


class News:
    """Rebound names, printed text, files, warnings, the number of open figures, log records.

    `Student._news` makes the list on the other side.
    """

    def __init__(self, names: Namespace, figures: Figures) -> None:
        self.names, self.figures = names, figures
        self._warned: list[tuple[str, type[Warning], int]] = []  # warnings that are not issued here yet
        self._shown: dict[Any, Any] = {}  # warnings of this test cell, as in a module's __warningregistry__

    def hear(self, news: Any) -> None:
        """Take in the side effects. Raises ValueError for a list of another form."""
        if type(news) is not list or len(news) != 6 or not all(type(part) is list for part in [*news[:4], news[5]]):
            raise ValueError("not news")
        self.names.forget([name for name in news[0] if type(name) is str])
        for stream, text in news[1]:
            if type(text) is str:
                (sys.stderr if stream == "stderr" else sys.stdout).write(text)
        for name, what in news[2]:
            self.names.folder.take(name, what)
        for lineage, message, line in news[3][: exceptions.MOST_WARNINGS]:
            category = exceptions.class_for(lineage, given=self.names.given)
            if issubclass(category, Warning) and type(message) is str and type(line) is int:
                self._warned.append((message, category, line))
        logs.handle(news[5])
        self.figures.open = news[4] if type(news[4]) is int else 0

    def warn(self) -> None:
        """Issue the warnings, after the answer is read, because a test's filter may turn one into an exception.

        The file name is not the student's, because Python prints a line of the file that the name leads to.
        """
        warned, self._warned = self._warned, []
        for message, category, line in warned:
            warnings.warn_explicit(message, category, "<answer>", line, registry=self._shown)

    def forget_warnings(self) -> None:
        """Begin a new test cell, in which a warning is shown again."""
        self._shown.clear()
