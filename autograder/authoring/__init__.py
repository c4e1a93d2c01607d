"""One hand-written text of a step becomes notebooks and releases."""
