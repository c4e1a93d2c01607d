"""Older courses name these classes here: they are those of `autograder.plugins.execute`."""

from autograder.plugins.execute import Execute, Restore, SaveAutoGrades

__all__ = ["Execute", "Restore", "SaveAutoGrades"]
