"""A class is graded: submissions go to workers, results to the gradebook."""
