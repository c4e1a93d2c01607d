# %% [markdown]
# The answer writes a module, and the test imports it.

# %% nbgrader={"grade_id": "write", "solution": true}
### BEGIN SOLUTION
with open("shapes.py", "w") as file:
    file.write("def area(width, height):\n    return width * height\n")
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_text", "points": 1}
assert "def area" in open("shapes.py").read()
