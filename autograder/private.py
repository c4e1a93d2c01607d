"""Older courses name these classes here: they are those of `autograder.plugins.clearing`."""

from autograder.plugins.clearing import ClearHiddenTests, ClearMarkScheme

__all__ = ["ClearHiddenTests", "ClearMarkScheme"]
