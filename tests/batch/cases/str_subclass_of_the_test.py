# %% [markdown]
# A test hands over a text of a class of its own, which counts how often it is looked at.

# %% nbgrader={"grade_id": "first_word", "solution": true}
def first_word(text):
    ### BEGIN SOLUTION
    return text.split(" ")[0]
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_first_word", "points": 1}
class Counted(str):
    asked = 0

    def split(self, *args):
        Counted.asked += 1
        return str.split(self, *args)


assert first_word(Counted("one two")) == "one"
assert Counted.asked == 1
