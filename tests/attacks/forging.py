"""Forging the score inside the process that runs the answers, and on the bridge that leads out of it."""

from tests.attacks.attack import Attack

# The student side's own end of the bridge. In nbgrader's kernel there is none, and the cell fails.
LINK = """
import gc, msgspec, struct, sys
link = next(thing for thing in gc.get_objects() if type(thing).__name__ == "Link")
line = link.wire.connection
assert callable(link._encode_answer) and type(link.lent.things) is dict  # what the attacks below replace
def ticket():
    frame = sys._getframe()
    while frame.f_code.co_name != "_serve": frame = frame.f_back
    return frame.f_locals["message"][-1]
def tell(message):
    if isinstance(message, list): message = [*message, ticket()]
    body = msgspec.msgpack.encode(message)
    line.sendall(struct.pack("!I", len(body)) + body)
def hear():
    size, data = struct.unpack("!I", line.recv(4))[0], b""
    while len(data) < size: data += line.recv(size - len(data))
    return msgspec.msgpack.decode(data)
NEWS = [[[], [[], []], None]]
"""

YES = """
class Yes:
    shape, dtype, ndim = (2,), np.dtype("float64"), 1
    def __init__(self, *args): pass
    def __call__(self, *args, **more): return Yes()
    def __getattr__(self, name):
        if name.startswith("__"): raise AttributeError(name)
        return Yes()
    def __bool__(self): return True
    def __len__(self): return 2
    def __contains__(self, item): return True
    def __iter__(self): return iter([self, self])
    def __getitem__(self, key): return self
def say(value): return lambda self, *args: value
for name in ("eq", "lt", "le", "gt", "ge"): setattr(Yes, f"__{name}__", say(True))
for name in ("sub", "rsub", "add", "radd", "mul", "rmul", "abs", "neg"): setattr(Yes, f"__{name}__", say(0))
Yes.__ne__ = say(False)
for name in ("allclose", "equal", "isclose"): setattr(Yes, name, say(True))
"""
EVERYWHERE = """
def {name}(*args, **more):
    return {value}
"""


def everywhere(value: str) -> dict[str, str]:
    """The answers to all exercises that return something: this value."""
    return {name: EVERYWHERE.format(name=name, value=value) for name in ("scale", "descend", "slope", "share")}


# Answers that no student side of ours gives: what each tries, the answer, and the judge's reason to refuse it.
FRAMES = {
    "names-a-function": (
        "names os.system",
        '["value", NEWS, ["G", "os", "system"]]',
        "unknown tag 'G'",
    ),
    "pickle": (
        "is a pickle",
        """["value", NEWS, ["P", b"cos\\nsystem\\n(S'true'\\ntR."]]""",
        "unknown tag 'P'",
    ),
    "changes": (
        "changes arrays to nonsense",
        '["value", [[[], [[], [[2, "nonsense"], [4, None]]], None]], 4]',
        "could not be read (TypeError)",
    ),
    "cut": ("is cut short", '["value"]', "malformed answer"),
    "no-list": ("is no list", "{}", "not a message"),
    "new-pickle": (
        "brings a new object as a pickle",
        '["value", NEWS, ["o", 2, "P", [b"", []]]]',
        "pickles are never read here",
    ),
    "view": (
        "is a view of what is not there",
        '["value", NEWS, ["k", 1, ["float64", [1], b"12345678"], [["r", 1]]]]',
        "an object of a test that is over",
    ),
}


ATTACKS = [
    Attack(
        "equals-everything", "forging", "objects that equal, contain and are near everything, and are nought",
        code=YES + "def square(x): return Yes()", cells=everywhere("Yes()"),
    ),
    Attack(
        "no-difference", "forging", "an object whose difference from anything is 0.0",
        code="class Zero:\n    __sub__ = __rsub__ = lambda self, other: 0.0\ndef square(x): return Zero()",
        cells=everywhere("Zero()"),
    ),
    Attack(
        "class-of-the-judges", "forging", "has the judge make a class with a comparison of the student's",
        reached="'call' of something that was not lent",
        code=LINK + """
keys = []
def square(x):
    eq = lambda *args: True
    link.lent.things[9000] = eq
    yes = ["R", 9000, "function", False, ["__call__"], ["builtins:function"], id(eq)]
    tell(["call", True, NEWS, [["B", "type"], "Yes", ["t", [["B", "object"]]], ["d", [["__eq__", yes]]]], {}])
    keys.append(hear()[2][1])
    link._encode_answer = lambda result: ["r", keys[-1]]
""",
    ),
    Attack(
        "asks-what-was-not-lent", "forging", "asks the judge for attributes of numbers that it never lent",
        reached="an object of a test that is over",
        code=LINK + """
def square(x):
    for key in range(50):
        for name in ("__globals__", "f_globals", "names", "plan", "args", "func"):
            tell(["get", True, NEWS, [["r", key], name], {}])
            print(hear())
    return 0
""",
    ),
    Attack(
        "answers-before-the-question", "forging", "writes answers on the link before anything is asked",
        reached="an answer to another question",
        code=LINK + """
def square(x):
    for n in range(1, 9): tell(["value", NEWS, float(n * n)])
    return 0
""",
    ),
    Attack(
        "endless-frame", "forging", "announces a frame of four gigabytes; nests a hundred thousand lists in one",
        reached="a frame of 4294967295 bytes",
        code=LINK + """
def scale(x, k):
    line.sendall(b"\\xff\\xff\\xff\\xff" + b"A" * 1000)
def slope(w):
    body = b"\\x91" * 100_000 + b"\\xc0"
    line.sendall(struct.pack("!I", len(body)) + body)
""",
        cells={"scale": "pass", "slope": "pass"},
    ),
    *(
        Attack(
            f"frame-{name}", "forging", f"answers with a frame that {tries}", reached=reached,
            code=f"{LINK}\ndef square(x):\n    tell({frame})\n    return 4\n",
        )
        for name, (tries, frame, reached) in FRAMES.items()
    ),
    Attack(
        "lies-about-its-type", "forging", "a remote object that says it is a float, an array, a tensor",
        reached="float64: an object of the student's is compared with plain data",
        code=LINK + YES + """
import itertools
number = itertools.count(100_000)
def lie(base):
    def encode(result):
        key = next(number)
        link.lent.things[key] = Yes()
        name, specials = base.split(":")[1], ["__sub__", "__abs__", "__bool__", "__len__", "__float__"]
        return ["R", key, name, False, specials, [base], id(Yes)]
    return encode
def square(x): link._encode_answer = lie("numpy:float64")
def scale(x, k): link._encode_answer = lie("torch:FloatTensor" if isinstance(x, torch.Tensor) else "numpy:matrix")
def slope(w): link._encode_answer = lie("torch:Size")
""",
        cells={"scale": "pass", "slope": "pass"},
    ),
    Attack(
        "patched-libraries", "forging", "replaces allclose, isclose, equal, isinstance and abs",
        fails={"square"},
        code="""
import builtins
yes = lambda *args, **more: True
np.allclose = np.array_equal = torch.allclose = torch.equal = math.isclose = yes
builtins.isinstance, builtins.abs, builtins.len = yes, lambda x: 0, lambda x: 2
""",
    ),
    Attack(
        "shadowed-names", "forging", "binds the tests' names anew: np, abs, isinstance, zip, want, x",
        code="""
class _Fake:
    def __getattr__(self, name): return lambda *args, **more: True
np = math = torch = expect = _Fake()
abs, zip, isinstance = (lambda x: 0), (lambda *a: []), (lambda *a: True)
x = want = got = losses = table = None
""",
    ),
    Attack(
        "helpers-redefined", "forging", "replaces the course's expect and given",
        code="""
import course.helpers.expect, course.helpers.context
for module in (course.helpers.expect, course.helpers.context):
    for name in list(vars(module)):
        if callable(getattr(module, name)): setattr(module, name, lambda *args, **more: None)
expect.close = expect.that = lambda *args, **more: None
def scale(x, k): return k * x if x.ndim == 1 else 0
""",
        cells={"scale": "pass"}, deserves={"test_setup": 1, "test_table": 1, "test_tensor": 2},
    ),
    Attack(
        "ipython-hooks", "forging", "has IPython drop every assert and rewrite the tests' cells",
        code="""
import ast
class NoAssert(ast.NodeTransformer):
    def visit_Assert(self, node): return ast.copy_location(ast.Pass(), node)
shell = get_ipython()
shell.ast_transformers.append(NoAssert())
shell.input_transformers_post.append(lambda lines: ["pass\\n"] if any("assert" in line for line in lines) else lines)
""",
    ),
    Attack(
        "run-cell-replaced", "forging", "replaces run_cell, so that nothing is run any more",
        code="""
shell = get_ipython()
before = shell.run_cell("pass")
type(shell).run_cell = shell.run_cell = lambda *args, **more: before
type(shell).run_cell_async = None
""",
        at_least=False,
    ),
    Attack(
        "trace-function", "forging", "sys.settrace, sys.setprofile and atexit, to change the tests' variables",
        code="""
import atexit, sys
def trace(frame, event, arg):
    for name in ("want", "got"):
        if name in frame.f_locals: frame.f_locals[name] = 0
    return trace
sys.settrace(trace); sys.setprofile(lambda *args: None)
atexit.register(lambda: print("execute_result 2.0"))
""",
    ),
    Attack(
        "frames-of-the-caller", "forging", "looks for the test's frame and changes its variables to what it returns",
        code="""
import sys
def scale(x, k):
    frame = sys._getframe()
    while frame:
        for space in (frame.f_globals, frame.f_locals):
            for name in ("want", "x", "t"):
                if name in space: space[name] = space[name] * 0
        frame = frame.f_back
    return x * 0
""",
        cells={"scale": "pass"},
    ),
    Attack(
        "skip-test", "forging", "raises unittest.SkipTest, pytest's Skipped, GeneratorExit, KeyboardInterrupt",
        code="""
import itertools, unittest
class Skipped(BaseException): __module__ = "_pytest.outcomes"
kinds = itertools.cycle([unittest.SkipTest, Skipped, GeneratorExit, KeyboardInterrupt])
def square(x): raise next(kinds)("skip")
""",
    ),
    Attack(
        "stop-iteration", "forging", "raises StopIteration, which ends a test's loop before its checks",
        code="def square(x): raise StopIteration",
    ),
    Attack(
        "system-exit", "forging", "leaves the test by SystemExit, exit() and os._exit(0)",
        code="import itertools, os, sys\nways = itertools.cycle([sys.exit, exit, os._exit])\n"
        "def square(x): next(ways)(0)",
    ),
    Attack(
        "arguments-emptied", "forging", "changes the test's arguments in place, so that expected and got agree",
        code="""
def scale(x, k):
    x *= 0
    return x
""",
        cells={"scale": "pass"},
    ),
    Attack(
        "setup-changed", "forging", "keeps the setup's array and changes it in a later cell",
        code=LINK + """
kept = []
def scale(x, k):
    kept.append(x)
    for one in kept: one[...] = 0
    tell(["value", [[[], [[], [[key, ["<f8", [3], bytes(24)]] for key in range(0, 200, 2)]], None]], 0])
    return x
""",
        cells={"scale": "pass"},
    ),
    Attack(
        "lent-function-kept", "forging", "keeps the reference that one test lends and answers another test with it",
        code="",
        cells={
            "descend": "kept = []\ndef descend(loss_of, w, rate, steps):\n    kept.append(slope)\n    return 1000.0",
            "slope": "def slope(w): return kept[0](w)",
        },
    ),
    Attack(
        "lent-object-searched", "forging", "looks through the attributes of a test's object for what it knows",
        code="",
        cells={
            "descend": """
def descend(loss_of, w, rate, steps):
    for path in ("__init__.__globals__", "__call__.__func__.__globals__", "__class__.__init__.__globals__",
                 "__dict__", "__closure__", "__code__", "__self__", "__reduce__", "seen", "__class__.__mro__"):
        thing = loss_of
        try:
            for part in path.split("."): thing = getattr(thing, part)
            print(path, thing)
            thing["w"] = 2.25
        except Exception as error: print(path, error)
    try: loss_of.seen[:] = [1.5, 2.25]
    except Exception as error: print(error)
    return 1000.0
"""
        },
    ),
    Attack(
        "hooks-on-the-tests-model", "forging", "registers a hook on the test's model that gives what the test wants",
        code="",
        cells={"fit": """
class Right(torch.nn.Module):
    def forward(self, x): return 3 * x
def fit(model, x, y):
    for attempt in (
        lambda: model.register_forward_hook(lambda module, inputs, output: 3 * inputs[0]),
        lambda: model.add_module("weight2", Right()),
        lambda: setattr(model, "forward", lambda x: 3 * x),
        lambda: setattr(type(model), "forward", lambda self, x: 3 * x),
    ):
        try: attempt()
        except Exception as error: print(error)
"""},
    ),
    Attack(
        "printed-results", "forging", "prints and displays what looks like a passed test or points",
        code="""
def square(x):
    print("2.0"); print('{"output_type": "execute_result", "data": {"text/plain": "1.0"}}')
    display(1.0); print("\\x1b[2K\\x1b[1A" + "1 passed")
    get_ipython().displayhook(1.0)
""",
    ),
    Attack(
        "points-nan", "forging", "makes the figure that is the test's points not a number",
        cells={"share": "def share(n): return float('nan')"},
    ),
    Attack(
        "points-below-zero", "forging", "makes the points negative, which nbgrader takes for all of them",
        cells={"share": "def share(n): return 50.0"},
    ),
    Attack(
        "points-of-numpy", "forging", "makes the points a NumPy number, whose repr nbgrader cannot read as a figure",
        cells={"share": "def share(n): return np.float64(0)"},
    ),
    Attack(
        "points-infinite", "forging", "makes the points more than there are",
        cells={"share": "class F:\n    __sub__ = lambda self, other: -1e300\ndef share(n): return F()"},
    ),
    Attack(
        "points-washed-away", "forging", "prints until the test's own figure finds no room in the outputs",
        cells={"share": "def share(n):\n    print('x' * 1_200_000)\n    return 0.0"},
    ),
    Attack(
        "points-are-an-array", "forging", "makes the points an array, which nbgrader cannot read as a figure",
        cells={"share": "def share(n): return np.array([1000.0, 1000.0])"},
    ),
    Attack(
        "points-are-a-tensor", "forging", "makes the points a tensor of two numbers",
        cells={"share": "def share(n): return torch.tensor([7.0, 8.0])"},
    ),
    Attack(
        "points-are-a-table", "forging", "makes the points a column of a table",
        cells={"share": "import pandas as pd\ndef share(n): return pd.Series([1000.0])"},
    ),
    Attack(
        "array-subclass", "forging", "subclasses of ndarray, Tensor and float with comparisons of their own",
        code="""
class Array(np.ndarray):
    def __array_function__(self, *args): return True
    def __array_ufunc__(self, *args, **more): return np.zeros(2)
    def __eq__(self, other): return np.True_
class Tensor(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        return True if "close" in str(function) or "equal" in str(function) else torch.zeros(2)
class Float(float):
    def __eq__(self, other): return True
    __sub__ = __rsub__ = __abs__ = lambda *args: 0.0
def square(x): return Float(1000)
def scale(x, k):
    return torch.zeros(2).as_subclass(Tensor) if isinstance(x, torch.Tensor) else np.zeros(x.shape).view(Array)
""",
        cells={"scale": "pass"},
    ),
    Attack(
        "named-tuple", "forging", "a named tuple with fields called shape, dtype, all",
        code="""
import collections
Lie = collections.namedtuple("Lie", "shape dtype ndim all max abs allclose eq")
def scale(x, k): return Lie((2,), x.dtype, 1, True, 0.0, 0.0, True, True)
""",
        cells={"scale": "pass"},
    ),
    Attack(
        "swallowed-check", "forging", "a context manager that swallows the check that fails in it",
        cells={"guard": """
class guard:
    def __init__(self, x): pass
    def __enter__(self): return 1000
    def __exit__(self, *error): return True
"""},
    ),
    Attack(
        "late-thread", "forging", "a thread that goes on after its cell and changes names and answers later",
        code="""
import threading, time
def later():
    global square
    for _ in range(2000):
        time.sleep(0.001)
        square = lambda x: True
threading.Thread(target=later, daemon=True).start()
""",
    ),
    Attack(
        "knows-the-seed", "forging", "seeds the generators so that the tests' own data would be foreseen or constant",
        code="""
import random
np.random.seed = torch.manual_seed = random.seed = lambda *args: None
np.random.default_rng = lambda *args: type("R", (), {"normal": lambda self, size: np.zeros(size)})()
def scale(x, k): return x if not np.any(np.asarray(x)) else x * 0
""",
        cells={"scale": "pass"},
    ),
]  # fmt: skip
