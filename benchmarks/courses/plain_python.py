# %% [markdown]
# # Words and numbers
# Everything here is plain Python.
# %%
import math

TEXT = "the quick brown fox jumps over the lazy dog the end"


# %% nbgrader={"grade_id": "counts", "solution": true}
def counts(text):
    """How often each word is there."""
    ### BEGIN SOLUTION
    found = {}
    for word in text.split():
        found[word] = found.get(word, 0) + 1
    return found
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_counts", "points": 2}
assert counts(TEXT)["the"] == 3
assert counts("") == {}
### BEGIN HIDDEN TESTS
assert counts("a b a") == {"a": 2, "b": 1}
### END HIDDEN TESTS


# %% nbgrader={"grade_id": "primes", "solution": true}
def primes(n):
    """The primes below n."""
    ### BEGIN SOLUTION
    return [k for k in range(2, n) if all(k % d for d in range(2, math.isqrt(k) + 1))]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_primes", "points": 2}
assert primes(20) == [2, 3, 5, 7, 11, 13, 17, 19]
### BEGIN HIDDEN TESTS
assert primes(2) == []
assert len(primes(1000)) == 168
### END HIDDEN TESTS


# %% nbgrader={"grade_id": "account", "solution": true}
class Account:
    """An account that cannot be overdrawn."""

    ### BEGIN SOLUTION
    def __init__(self):
        self.balance = 0

    def pay_in(self, amount):
        self.balance += amount

    def pay_out(self, amount):
        if amount > self.balance:
            raise ValueError("not enough")
        self.balance -= amount

    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_account", "points": 3}
mine = Account()
mine.pay_in(10)
mine.pay_out(4)
assert mine.balance == 6
try:
    mine.pay_out(7)
except ValueError:
    pass
else:
    raise AssertionError("it is overdrawn")
