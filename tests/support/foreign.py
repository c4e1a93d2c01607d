"""More habits of other teachers' tests, as in `habits.py`: an answer and a test cell each."""

SHAPES = """
class Shape:
    def area(self): return 0
class Square(Shape):
    def __init__(self, side): self.side = side
    def area(self): return self.side ** 2
"""

FOREIGN: dict[str, tuple[str, str]] = {
    "unittest_main": (
        "import unittest\ndef plus(a, b): return a + b\nclass Own(unittest.TestCase):\n"
        "    def test(self): self.fail()\n"
        "def load_tests(*_): return unittest.TestSuite()",
        "import unittest\nclass TestPlus(unittest.TestCase):\n"
        "    def test_plus(self): self.assertEqual(plus(1, 2), 3)\n"
        "done = unittest.main(argv=[''], exit=False, verbosity=0).result\n"
        "assert done.testsRun == 1 and not done.errors\n"
        "assert done.wasSuccessful()",
    ),
    "names_in_the_body_of_a_class": (
        "import functools\nside = 3\ndef twice(f):\n    @functools.wraps(f)\n    def both(*args): return 2 * f(*args)\n"
        "    return both",
        "def built(n):\n    class Local:\n        'Says it.'\n        size, kept = side, n\n        class Inner:\n"
        "            size = side + n\n    return Local\n"
        "@(lambda cls: cls)\nclass Room:\n    '''A room.'''\n    length = side\n    @twice\n"
        "    def area(self, width=side): return self.length * width\n"
        "    areas = [side for _ in range(2)]\n    own, title = 1, __qualname__\n    own = own + 1\n"
        "assert Room.__doc__ == 'A room.' and Room().area() == 18 and Room().area(1) == 6 and Room.own == 2\n"
        "assert Room.title == 'Room'\n"
        "assert built(4).size == 3 and built(4).kept == 4 and built(4).Inner.size == 7 and built(1).__doc__ "
        "== 'Says it.'",
    ),
    "arguments_of_an_exception": (
        "class Short(Exception):\n    def __init__(self, need, have):\n        super().__init__('short', need, have)\n"
        "def first(path): return open(path).readline()\ndef pay(n):\n    if n < 0: raise ValueError('negative', n)\n"
        "    raise Short(n, 1)",
        "import pytest\nwith pytest.raises(ValueError) as caught: pay(-1)\n"
        "assert caught.value.args == ('negative', -1) and caught.type is ValueError\n"
        "with pytest.raises(Short) as caught: pay(5)\nassert caught.value.args == ('short', 5, 1)\n"
        "with pytest.raises(FileNotFoundError) as caught: first('none.txt')\n"
        "assert caught.value.filename == 'none.txt' and caught.value.errno == 2 and 'No such file' in "
        "str(caught.value)",
    ),
    "annotations": (
        "import numpy as np\ndef mean(values: list, weights: 'array' = None, *, kind: np.ndarray = None) -> float: ...",
        "import inspect\nimport numpy as np\nsignature = inspect.signature(mean)\n"
        "assert signature.return_annotation is float and signature.parameters['values'].annotation == list\n"
        "assert signature.parameters['weights'].annotation == 'array'\n"
        "assert mean.__annotations__['kind'] is np.ndarray and mean.__annotations__['return'] is float\n"
        "assert signature.parameters['kind'].annotation is np.ndarray and signature.parameters['kind'].default is None",
    ),
    "base_of_a_class": (SHAPES, "assert Square.__base__ is Shape and Shape.__base__ is object"),
    "captured": (
        "def greet(name): print('Hello', name)",
        "from IPython.utils.capture import capture_output\nwith capture_output() as said:\n    greet('Ann')\n"
        "assert said.stdout == 'Hello Ann\\n'\n"
        "get_ipython().run_cell_magic('capture', 'out --no-stderr', \"greet('Bo')\")\n"
        "assert out.stdout == 'Hello Bo\\n'",
    ),
    "stdin_by_the_line": (
        "import sys\ndef total(): return sum(int(line) for line in sys.stdin)\n"
        "def words(): return sys.stdin.read().split()\n"
        "def lines(): return [sys.stdin.readline(), *sys.stdin.readlines()]",
        "import io, sys\nfrom unittest.mock import patch\nsys.stdin = io.StringIO('1\\n2\\n3\\n')\n"
        "assert total() == 6\n"
        "with patch('sys.stdin', io.StringIO('a b\\nc')):\n    assert words() == ['a', 'b', 'c']\n"
        "with patch('sys.stdin', io.StringIO('a\\nb\\n')):\n    assert lines() == ['a\\n', 'b\\n']",
    ),
    "patch_of_pyplot": (
        "import matplotlib.pyplot as plt\ndef draw(x):\n    plt.plot(x, x, 'r')\n    plt.show()",
        "from unittest.mock import patch\n"
        "with patch('matplotlib.pyplot.show') as show, patch('matplotlib.pyplot.plot') as plot:\n"
        "    draw([1, 2])\nshow.assert_called_once_with()\nplot.assert_called_once_with([1, 2], [1, 2], 'r')",
    ),
    "tuples_of_pytorch": (
        "import torch\ndef best(x): return x.max(dim=1)\ndef ordered(x): return torch.sort(x)\n"
        "def largest(x): return {'top': x.topk(1)}",
        "import torch\nx = torch.tensor([[1.0, 3.0, 2.0]], requires_grad=True)\nvalues, indices = best(x)\n"
        "assert best(x).values.tolist() == [3] and best(x).indices[0] == 1 and isinstance(best(x), "
        "torch.return_types.max)\n"
        "assert ordered(x).values.tolist() == [[1, 2, 3]] and largest(x)['top'].indices.tolist() == [[1]]\n"
        "values.sum().backward()\nassert x.grad.tolist() == [[0, 1, 0]]",
    ),
}
