"""One notebook is run on the student side and judged on the trusted side."""
