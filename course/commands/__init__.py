"""What `python -m course` does for a student: check a notebook, and make the file to hand in."""
