"""Marking by hand in the browser: one question, the answers of a whole class."""
