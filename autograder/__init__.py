"""The autograder: builds the notebooks, judges submissions from outside, keeps nbgrader's gradebook."""
