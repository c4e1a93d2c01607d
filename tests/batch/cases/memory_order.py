# %% [markdown]
# The order in which an array lies in memory decides the last bit of a sum.

# %%
import numpy as np

# %% nbgrader={"grade_id": "columns", "solution": true}
def columns(n):
    ### BEGIN SOLUTION
    return np.asfortranarray(np.arange(n * n, dtype=float).reshape(n, n) / 7)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_order", "points": 1}
assert columns(4).flags["F_CONTIGUOUS"] and not columns(4).flags["C_CONTIGUOUS"]

# %% nbgrader={"grade": true, "grade_id": "test_exact", "points": 1}
want = np.asfortranarray(np.arange(10000, dtype=float).reshape(100, 100) / 7)
assert columns(100).sum() == want.sum()
