"""What comes in from elsewhere and goes back there: one notebook, a class of an LMS."""
