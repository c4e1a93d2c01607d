"""A course at rest: its folders and settings, what was handed in, the gradebook, the graded notebooks."""
