"""The course's figures. Each function takes data, draws on a new figure and returns it.

Labels are in the reader's languages.

    plotting.loss_curves({"lr = 0.01": losses})

A step's own figures stand in a module of their own beside these and are imported from there.
"""

from course.helpers.plotting.descent import contours, descents, loss_curves
from course.helpers.plotting.plane import planes

__all__ = ["contours", "descents", "loss_curves", "planes"]
