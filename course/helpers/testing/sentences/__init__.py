"""The sentences for errors of Python and PyTorch: a module for each place where an error is raised.

The entries of a place are tried in order, and the first one that fits gives the sentence.
"""

from course.helpers.testing.sentences.answer import ENTRIES as ANSWER
from course.helpers.testing.sentences.anywhere import ENTRIES as ANYWHERE
from course.helpers.testing.sentences.entry import Entry
from course.helpers.testing.sentences.library import ENTRIES as LIBRARY
from course.helpers.testing.sentences.own_line import ENTRIES as OWN_LINE

__all__ = ["ANSWER", "ANYWHERE", "LIBRARY", "OWN_LINE", "Entry"]
