"""What a notebook imports: `from course.helpers import data, expect, given, plotting`."""

from course.helpers.context import Context
from course.helpers.forbidden import forbid
from course.helpers.observe import given, observe

__all__ = ["Context", "forbid", "given", "observe"]
