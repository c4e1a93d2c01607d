"""Keeps the state that the judge and the student side share the same, as in one kernel."""
