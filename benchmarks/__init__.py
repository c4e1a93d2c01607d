"""What `make bench` runs: the same class graded by stock nbgrader and by the autograder, and the limit of both."""
