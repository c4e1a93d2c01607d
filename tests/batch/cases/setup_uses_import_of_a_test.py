# %% [markdown]
# A test imports numpy, and a later cell of the instructor's own uses it.

# %% nbgrader={"grade_id": "double", "solution": true}
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_double", "points": 1}
import numpy as np
assert np.allclose(double(np.arange(3)), [0, 2, 4])

# %%
table = np.arange(6).reshape(2, 3)

# %% nbgrader={"grade_id": "total", "solution": true}
def total(values):
    ### BEGIN SOLUTION
    return values.sum()
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_total", "points": 1}
assert total(table) == 15
