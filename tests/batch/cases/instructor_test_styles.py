# %% [markdown]
# 25 test cells in the styles of other teachers. Each passes in one ordinary kernel.

# %% nbgrader={"grade_id": "answers", "solution": true}
### BEGIN SOLUTION
import collections, logging, os, random, time, warnings
import numpy as np, pandas as pd, torch
class Account:
    def __init__(self, owner): self.owner = owner
    def deposit(self, n): return n
class Savings(Account): pass
def sq(v): return v * v
def twice(v): return 2 * sq(v)
def old():
    warnings.warn('use new()', FutureWarning); return 1
def logs(): logging.getLogger('mine').warning('hey')
def rnd(): return random.random()
def nap(): time.sleep(100)
def noop(v): return v
dd = collections.defaultdict(list)
struct = np.zeros(2, dtype=[('a', int), ('b', float)])
table = pd.DataFrame({'a': [1]})
large = np.zeros((3000, 3000))
os.makedirs('sub', exist_ok=True); os.chdir('sub')
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "t_warning_recorded", "points": 1}
import warnings
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter('always')
    old()
assert len(caught) == 1

# %% nbgrader={"grade": true, "grade_id": "t_warning_unittest", "points": 1}
import unittest
with unittest.TestCase().assertWarns(FutureWarning):
    old()

# %% nbgrader={"grade": true, "grade_id": "t_warning_pytest", "points": 1}
import pytest
with pytest.warns(FutureWarning):
    old()

# %% nbgrader={"grade": true, "grade_id": "t_warning_error", "points": 1}
import warnings
with warnings.catch_warnings():
    warnings.simplefilter('error')
    try:
        old()
    except FutureWarning:
        pass
    else:
        raise AssertionError

# %% nbgrader={"grade": true, "grade_id": "t_type_is", "points": 1}
assert type(Account('x')) is Account

# %% nbgrader={"grade": true, "grade_id": "t_class_is", "points": 1}
assert Account('x').__class__ is Account

# %% nbgrader={"grade": true, "grade_id": "t_type_in_dict", "points": 1}
assert {Account: 1}[type(Account('x'))] == 1

# %% nbgrader={"grade": true, "grade_id": "t_mro", "points": 1}
assert Account in Savings.__mro__

# %% nbgrader={"grade": true, "grade_id": "t_ismethod", "points": 1}
import inspect
assert inspect.ismethod(Account('x').deposit)

# %% nbgrader={"grade": true, "grade_id": "t_display", "points": 1}
display(sq(2))
assert sq(2) == 4

# %% nbgrader={"grade": true, "grade_id": "t_display_table", "points": 1}
from IPython.display import display
display(table)
assert len(table) == 1

# %% nbgrader={"grade": true, "grade_id": "t_get_ipython_imported", "points": 1}
from IPython import get_ipython
assert get_ipython() is not None

# %% nbgrader={"grade": true, "grade_id": "t_patch_main", "points": 1}
from unittest.mock import patch
with patch('__main__.sq', return_value=9) as fake:
    assert twice(1) == 18
fake.assert_called_once_with(1)

# %% nbgrader={"grade": true, "grade_id": "t_import_main", "points": 1}
import __main__
assert __main__.sq(2) == 4

# %% nbgrader={"grade": true, "grade_id": "t_patch_random", "points": 1}
from unittest.mock import patch
with patch('random.random', return_value=0.25):
    assert rnd() == 0.25

# %% nbgrader={"grade": true, "grade_id": "t_patch_sleep", "points": 1}
from unittest.mock import patch
with patch('time.sleep') as fake:
    nap()
fake.assert_called_once_with(100)

# %% nbgrader={"grade": true, "grade_id": "t_assert_logs", "points": 1}
import unittest
with unittest.TestCase().assertLogs('mine', level='WARNING') as caught:
    logs()
assert 'hey' in caught.output[0]

# %% nbgrader={"grade": true, "grade_id": "t_defaultdict", "points": 1}
import collections
assert isinstance(dd, collections.defaultdict) and dd['new'] == []

# %% nbgrader={"grade": true, "grade_id": "t_structured", "points": 1}
assert struct.dtype.names == ('a', 'b')

# %% nbgrader={"grade": true, "grade_id": "t_structured_field", "points": 1}
assert struct['a'].tolist() == [0, 0]

# %% nbgrader={"grade": true, "grade_id": "t_frame_is", "points": 1}
assert noop(table) is table

# %% nbgrader={"grade": true, "grade_id": "t_vmap", "points": 1}
import torch
assert torch.func.vmap(sq)(torch.arange(3.)).tolist() == [0, 1, 4]

# %% nbgrader={"grade": true, "grade_id": "t_cwd", "points": 1}
import os
assert os.path.basename(os.getcwd()) == 'sub'

# %% nbgrader={"grade": true, "grade_id": "t_large", "points": 1}
assert large.shape == (3000, 3000)

# %% nbgrader={"grade": true, "grade_id": "t_after_large", "points": 1}
assert sq(3) == 9
