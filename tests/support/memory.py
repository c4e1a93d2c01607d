"""Views of arrays and tensors: an answer and a test each, and an answer that has the right numbers only."""

ROWS = "import numpy as np\ndef part(a): return a[2:5]"
GRID = """
import numpy as np
class Grid:
    def __init__(self, cells): self.cells = cells
    def row(self, i): return self.cells[i]
    def all(self): return self.cells
"""

# name → the answer, the test, an answer that fails it
VIEWS: dict[str, tuple[str, str, str]] = {
    "a_slice_is_a_view": (
        ROWS,
        "import numpy as np\na = np.arange(10)\nb = part(a)\nassert np.shares_memory(a, b) and b.base is a\n"
        "b[0] = 99\nassert a[2] == 99\na[3] = 7\nassert b.tolist() == [99, 7, 4]",
        ROWS + ".copy()",
    ),
    "a_copy_is_none": (
        ROWS + ".copy()",
        "import numpy as np\na = np.arange(10)\nb = part(a)\nassert not np.shares_memory(a, b) and b.base is None\n"
        "b[0] = 99\nassert a[2] == 2 and b.flags.owndata",
        ROWS,
    ),
    "every_second_backwards": (
        "def turned(a): return a[::-2]",
        "import numpy as np\na = np.arange(12.0).reshape(3, 4)\nb = turned(a)\nb[0, 0] = -1\n"
        "assert a[2, 0] == -1 and b.strides == (-64, 8)\n"
        "c = turned(a.T)\nc[1, 2] = 5\nassert a[2, 1] == 5",
        "def turned(a): return a[::-2].copy()",
    ),
    "the_student_changes_it_later": (
        "def halves(a): return a[:2], a[2:]\ndef clear(b): b[:] = 0",
        "import numpy as np\na = np.arange(4)\nleft, right = halves(a)\nclear(right)\n"
        "assert a.tolist() == [0, 1, 0, 0]\n"
        "clear(a)\nassert left.tolist() == [0, 0]\nleft += 3\nassert a.tolist() == [3, 3, 0, 0]",
        "def halves(a): return a[:2].copy(), a[2:].copy()\ndef clear(b): b[:] = 0",
    ),
    "rows_of_an_object": (
        GRID,
        "import numpy as np\ngrid = Grid(np.zeros((2, 3)))\ncells, row = grid.all(), grid.row(1)\nrow[:] = 4\n"
        "assert cells.sum() == 12 and grid.all() is cells and grid.row(0).sum() == 0",
        GRID.replace("self.cells[i]", "self.cells[i].copy()"),
    ),
    "a_view_goes_in": (
        "def same(a, b):\n    import numpy as np\n    b[0] = 5\n    return np.shares_memory(a, b) and a[1] == 5",
        "import numpy as np\na = np.zeros(3)\nassert same(a, a[1:]) and not same(a, np.zeros(3))",
        "def same(a, b): return True",
    ),
    "a_tensor_of_an_array": (
        "import torch\ndef to_tensor(a): return torch.from_numpy(a)",
        "import numpy as np\na = np.arange(3.0)\nt = to_tensor(a)\na[0] = 8\nassert t[0] == 8\n"
        "t[1] = 9\nassert a[1] == 9",
        "import torch\ndef to_tensor(a): return torch.tensor(a)",
    ),
    "an_array_of_a_tensor": (
        "def to_array(t): return t.numpy()",
        "import torch\nt = torch.arange(3)\na = to_array(t)\nt += 1\nassert a.tolist() == [1, 2, 3]",
        "def to_array(t): return t.numpy().copy()",
    ),
    "a_tensor_in_another_shape": (
        "def columns(t): return t.view(-1, 2)\ndef turned(t): return t.t()[1]",
        "import torch\nt = torch.arange(6.0)\nc = columns(t)\nassert c.data_ptr() == t.data_ptr()\n"
        "assert c.untyped_storage().data_ptr() == t.untyped_storage().data_ptr()\nc[2, 1] = -1\nassert t[5] == -1\n"
        "r = turned(c)\nr.zero_()\nassert t.tolist() == [0, 0, 2, 0, 4, 0] and r.storage_offset() == 1",
        "def columns(t): return t.reshape(-1, 2).clone()\ndef turned(t): return t.t()[1].clone()",
    ),
    "a_buffer_that_the_next_call_overwrites": (
        "import numpy as np\nbuffer = np.zeros(9)\ndef squares(n):\n    buffer[:n] = np.arange(n) ** 2\n"
        "    return buffer[:n].copy()",
        "first = squares(3)\nsecond = squares(3) + 1\nassert first.tolist() == [0, 1, 4]\n"
        "kept = squares(2)\nsquares(9)\nkept[:] = 5\n"
        "assert squares(3).tolist() == [0, 1, 4] and kept.tolist() == [5, 5]",
        "import numpy as np\nbuffer = np.zeros(9)\ndef squares(n):\n"
        "    global buffer\n    buffer[:n] = np.arange(n) ** 2\n    return buffer[:n]",
    ),
    "a_gradient_that_the_next_call_adds_to": (
        "import torch\nw = torch.ones(2, requires_grad=True)\ndef gradient(x):\n    w.grad = None\n"
        "    (w * x).sum().backward()\n    return w.grad.detach()",
        "a = gradient(3.0)\nb = gradient(4.0)\nassert a.tolist() == [3, 3] and b.tolist() == [4, 4]",
        "import torch\nw = torch.ones(2, requires_grad=True)\ndef gradient(x):\n"
        "    if w.grad is not None: w.grad.zero_()\n    (w * x).sum().backward()\n    return w.grad.detach()",
    ),
    "an_array_behind_a_tensor": (
        "import numpy as np, torch\nkept = np.zeros(2)\ndef total(x):\n    kept[:] += x\n    return torch.tensor(kept)",
        "a = total(1.0)\nb = total(2.0)\nassert a.tolist() == [1, 1] and b.tolist() == [3, 3]",
        "import numpy as np, torch\nkept = np.zeros(2)\ndef total(x):\n    kept[:] += x\n"
        "    return torch.from_numpy(kept)",
    ),
    "a_parameter_of_a_tensor": (
        "import torch\ndef parameter(t): return torch.nn.Parameter(t)",
        "import torch\nt = torch.ones(2)\np = parameter(t)\nwith torch.no_grad(): p -= 1\n"
        "assert isinstance(p, torch.nn.Parameter) and p.requires_grad and t.sum() == 0",
        "import torch\ndef parameter(t): return torch.nn.Parameter(t.clone())",
    ),
}
