"""Files that the student's code writes and the test reads: data that cannot run, and nothing that unpickles."""

import contextlib
import copyreg
import io
import pickle
import shutil
import zipfile
from collections import OrderedDict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from autograder.coursedir.grading import Grading
from autograder.engine.engine import Engine
from autograder.engine.mirror.crossing import may_cross, written_by
from autograder.engine.mirror.pickled import is_a_program
from tests.support.engines import running
from tests.support.notebooks import check, grade, notebook, setup, solution

RAN: list[str] = []


class Program:
    """Pickled by a name that any process can import."""

    def __reduce__(self) -> Any:
        return exec, ("import tests.engine.test_crossing as t; t.RAN.append('ran')",)


def _saved(save: Any, *args: Any, **kwargs: Any) -> bytes:
    file = io.BytesIO()
    save(file, *args, **kwargs)
    return file.getvalue()


def _zip(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


OBJECTS = np.array([Program()], dtype=object)
PICKLE = pickle.dumps(Program(), protocol=0)
RUNS = {
    "an import of a name that is none": ("x.txt", b"cnbgrader.__main__\n \n."),
    "an import before its mark": ("x.txt", b"inbgrader.__main__\nmain\n."),
    "nbgrader's settings": ("nbgrader_config.py", b"x = 1"),
    "settings of one of Jupyter's programs": ("jupyter_server_config.json", b"{}"),
    "a pickle of text": ("x.txt", PICKLE),
    "a pickle behind a number, as PyTorch's old format": ("x.txt", b"I1\n.I2\n.I3\n." + PICKLE),
    "a pickle behind a number that only an unpickler reads": ("x.txt", b"I0x1\n0" + PICKLE),
    "a pickle behind a long number that only an unpickler reads": ("x.txt", b"L0x1L\n0" + PICKLE),
    "a pickle behind a text beyond ASCII": ("x.txt", "S'é'\n0".encode() + PICKLE),
    "a pickle that calls in one step": ("x.csv", b"(S'ls'\nios\nsystem\n."),
    "a pickle that calls what is on the stack": ("x.csv", b"(cos\nsystem\nS'ls'\no."),
    "a pickle that changes a module": ("x.csv", b"csys\nmodules\nS'numpy'\nNs."),
    "a pickle by a name of Python 2": ("x.csv", b"c__builtin__\neval\n(S'1'\ntR."),
    "a pickle of what may be importable later": ("x.csv", b"chelpers\nrun\n(S'1'\ntR."),
    "a pickle behind a picture's first bytes": ("x.bmp", b"BM\0\0\0" + b"x" * 77 + PICKLE),
    "a pickle behind those of a GIF": ("x.gif", b"GIF89a123" + PICKLE),
    "an array of objects": ("x.npy", _saved(np.save, OBJECTS, allow_pickle=True)),
    "an array of objects among others": ("x.npz", _saved(np.savez, a=np.arange(3), b=OBJECTS)),
    "a pickle in an archive of arrays": ("x.npz", _zip(**{"a.npy": pickle.dumps(Program())})),
    "a pickle as an array": ("x.npy", pickle.dumps(Program())),
    "a pickle as an archive": ("x.npz", pickle.dumps(Program())),
    "an archive as a text": ("x.txt", _zip(a=b"x")),
    "a model": ("x.npz", _saved(lambda file: torch.save({"w": torch.zeros(2)}, file))),
    "a compiled module": ("helper.pyc", b"x = 1"),
    "a hidden file": (".bashrc", b"x"),
    "a path out of the folder": ("sub/../../x.txt", b"x"),
    "a path from the root": ("/tmp/x.txt", b"x"),
    "a pickle": ("x.pkl", pickle.dumps(1)),
    "a model by its name": ("x.pt", b""),
    "YAML that calls": ("x.yaml", b"!!python/object/apply:os.getpid []"),
    "YAML that calls, a letter of it written otherwise": ("x.txt", b"a: !!p%79thon/object/apply:os.getpid []"),
    "YAML that calls by a whole tag": ("x.yml", b"!<%74ag:yaml.org,2002:python/object/apply:os.getpid> []"),
    "YAML that calls by a short form of its own": ("x.txt", b"%TAG !y! tag:yaml.\n---\n!y!org,2002:python/name:os.x"),
    "truth values of 255": ("x.npy", _saved(np.save, np.full(3, 255, np.uint8).view(bool))),
    "truth values of 255 in an archive": ("x.npz", _saved(np.savez, a=np.full(3, 255, np.uint8).view(bool))),
    "truth values of 255 in records": ("x.npy", _saved(np.save, np.full(6, 255, np.uint8).view("?, u1"))),
    "letters beyond Unicode": ("x.npy", _saved(np.save, np.full(3, 2**31, np.uint32).view("U1"))),
    "no picture": ("x.png", b"GIF89a"),
    "no name": ("../x.txt", b"x"),
    "settings of pytest": ("pytest.ini", b"[pytest]\naddopts = --collect-only\n"),
    "settings of pytest in a folder": ("tests/Pytest.INI", b"[pytest]\n"),
    "settings of pytest for tox": ("tox.ini", b"[pytest]\n"),
    "settings of pytest for setuptools": ("setup.cfg", b"[tool:pytest]\n"),
    "settings of a project": ("pyproject.toml", b"[tool.pytest.ini_options]\n"),
    "a plugin of pytest": ("conftest.py", b"x = 1"),
    "settings of matplotlib": ("matplotlibrc", b"backend: agg\n"),
    "settings of IPython": ("ipython_config.py", b"x = 1"),
    "what Python runs first": ("sitecustomize.py", b"x = 1"),
    "what Python runs for a user": (".pythonrc.py", b"x = 1"),
}
DATA = {
    "three letters": ("x.txt", b"abc"),
    "a table that begins like a pickle": ("x.csv", b"color,size\nred,1\ngreen,2\n"),
    "a table that asks a pickle's reader for a class": ("x.csv", b"id,name\n1,Ann\n2,Bo\n"),
    "such a table from Windows": ("x.csv", b"item,price\r\napple,1\r\n"),
    "a table that asks for a class and calls it": ("x.csv", b"city,pop\nParis,2\nRome,3\n"),
    "words that would name a class and set its state": ("x.txt", b"cat\ndog\ncow\nhen\nbird\n"),
    "sorted words": ("x.txt", b"island\njuice\nkiwi"),
    "a poem": ("x.txt", b"i wandered lonely\nas a cloud\nthat floats\n"),
    "a log": ("my.log", b"info: one\ninfo: two\n"),
    "code": ("x.py", b"import os\nprint(os.sep)\n"),
    "code that begins with a bracket": ("x.py", b"(id, name) = 1, 'Bo'\n"),
    "JSON by the line": ("x.jsonl", b'{"a": 1}\n{"a": 2}\n'),
    "JSON by the line, by its other name": ("x.ndjson", b"[1]\n"),
    "a text": ("x.txt", "é\n".encode()),
    "a module, to be read": ("helper.py", b"x = 1"),
    "settings of no program's": ("out/my_settings.ini", b"[a]\nb = 1\n"),
    "a text in a folder": ("out/1/x.txt", b"x"),
    "an array": ("x.npy", _saved(np.save, np.ones((3, 2)))),
    "arrays": ("x.npz", _saved(np.savez_compressed, a=np.arange(3), b=np.array(["a", "bc"]))),
    "records": ("x.npy", _saved(np.save, np.array([(True, "ab", 2.5)], "?, U2, f8"))),
    "YAML": ("x.yaml", b"a: 1\nb: [!!float 2, x]  # done!!\n"),
    "a page": ("x.html", b"<!DOCTYPE html><p>Done!</p>"),
    "a picture": ("x.png", b"\x89PNG\r\n\x1a\n" + b"rest"),
}


@pytest.mark.parametrize("name", RUNS)
def test_what_would_run_stays_on_its_side(name: str) -> None:
    assert not may_cross(*RUNS[name])


@pytest.mark.parametrize("name", DATA)
def test_data_crosses(name: str) -> None:
    assert may_cross(*DATA[name])


def test_these_pickles_do_run() -> None:
    """The attacks above are real: what would load them runs them."""
    for content in (PICKLE, RUNS["a pickle behind a picture's first bytes"][1]):
        RAN.clear()
        with contextlib.suppress(Exception):
            pickle.loads(content)
        assert RAN
    RAN.clear()
    np.load(io.BytesIO(RUNS["an array of objects"][1]), allow_pickle=True)
    assert RAN


@given(st.integers(0, 5), st.sampled_from(["", "x", "I1\n.", "color,size\n", "(", "\n"]))
def test_no_pickle_crosses_under_any_name(protocol: int, before: str) -> None:
    content = before.encode() + pickle.dumps(Program(), protocol=protocol)
    for name in ("x.txt", "x.csv", "x.png", "x.npy", "x.npz", "x.bmp", "x.gif"):
        if may_cross(name, content):
            RAN.clear()
            with contextlib.suppress(Exception):
                pickle.loads(content)
            assert not RAN


def test_no_pickle_crosses_by_a_number_that_stands_for_a_class() -> None:
    copyreg.add_extension("decimal", "Decimal", 200)
    try:
        content = pickle.dumps(Decimal, protocol=2)
        assert pickle.loads(content) is Decimal
        assert is_a_program(content)
    finally:
        copyreg.remove_extension("decimal", "Decimal", 200)


def _imported(content: bytes, encoding: str) -> list[str]:
    """The modules that an unpickler comes to import of this content, up to the first that is not there."""
    asked: list[str] = []

    class Unpickler(pickle.Unpickler):
        def find_class(self, module: str, name: str) -> Any:
            found = super().find_class(module, name)
            asked.append(module)
            return found if isinstance(found, type) else None

    stream = io.BytesIO(content)
    with contextlib.suppress(Exception):
        while stream.tell() < len(content):
            Unpickler(stream, encoding=encoding).load()
    return asked


GLOBALS = [len, Path("x"), 1j, Fraction(1, 3), date(2024, 1, 2), OrderedDict(a=1), np.float32(1), np.arange(3), Program]
PLAIN_VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary()
NESTED = st.recursive(
    st.sampled_from(GLOBALS), lambda inner: st.lists(PLAIN_VALUES | inner, min_size=1) | st.tuples(PLAIN_VALUES, inner)
)


@given(NESTED, st.integers(0, 5))
def test_no_pickle_that_imports_crosses(value: Any, protocol: int) -> None:
    content = pickle.dumps(value, protocol=protocol)
    if _imported(content, "ASCII"):
        assert is_a_program(content)


PIECES = [
    *(b"(", b")", b"]", b"}", b"N", b"0", b"1", b"2", b".", b"t", b"R", b"b", b"o", b"s", b"a", b"e", b"u", b"l", b"d"),
    *(b"I1\n", b"I0x1\n", b"I00\n", b"I 1\n", b"L1L\n", b"L0x1L\n", b"L1_0\n", b"F1_0\n", b"F.5\n", b"p0\n", b"g0\n"),
    *(b"S'a'\n", "S'é'\n".encode(), b"Va\n", b"\x8c\2os", b"\x8c\4sep", b"\x94", b"h\0", b"\x85", b"\x86", b"\x93"),
    *(b"cos\nsep\n", b"ios\nsep\n", b"cdatetime\ndate\n", b"idatetime\ndate\n", b"c__builtin__\nlong\n", b"cnone\nx\n"),
    *(b"\x80\4", b"\x95\0\0\0\0\0\0\0\0", b"K\1", b"J\1\0\0\0", b"id,name\n1,a\n", b"cat\ndog\n", b"\n", b"x"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map(b"".join), st.sampled_from(["ASCII", "latin1", "bytes"]))
def test_what_an_unpickler_comes_to_import_does_not_cross(content: bytes, encoding: str) -> None:
    if _imported(content, encoding):
        assert is_a_program(content)


LETTERS = st.characters(categories=["L", "N"], include_characters="'-_:.!?")
WORDS = st.lists(st.text(LETTERS, min_size=1), min_size=1)
LINES = st.tuples(
    st.sampled_from([",", ";", "\t", " ", ", "]), st.lists(WORDS, min_size=1), st.sampled_from(["\n", "\r\n"])
)


@given(LINES, st.sampled_from(["", "id", "item", "info:", "city", "cat", "class", "count", "country"]))
def test_texts_cross(lines: Any, first: str) -> None:
    between, rows, end = lines
    text = first + end.join(between.join(row) for row in rows) + end
    assert may_cross("x.csv", text.encode())


@given(arrays.arrays(arrays.scalar_dtypes(), arrays.array_shapes(max_side=4)))
def test_every_plain_array_crosses(array: Any) -> None:
    assert may_cross("x.npy", _saved(np.save, array))
    assert may_cross("x.npz", _saved(np.savez, array))


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("np.savez('kept.npz', a=1)", {"kept.npz"}),
        ("table.to_csv('out/kept.csv')", {"out/kept.csv"}),
        ("with open('kept.txt', 'w') as file:\n    file.write('data.csv')", {"kept.txt"}),
        ("Path('kept.json').write_text('{}')", {"kept.json"}),
        ("pd.read_csv('data.csv')", set()),
        ("open('data.csv').read()", set()),
        ("open('data.csv', 'r')", set()),
        ("np.load('data.npy')", set()),
        ("%magic", set()),
    ],
)
def test_which_files_a_solution_writes(source: str, names: set[str]) -> None:
    assert written_by((source,)) == names


# In the engine: what the test sees.


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with running(Grading(cell_timeout=60.0)) as started:  # pytest starts within one: slow on a busy machine
        yield started


SAVE = "def save(name):\n    {}\nsave('black.npy')"
PLAIN = "np.save(name, np.zeros(2))"


def test_no_answer_sets_what_a_test_runs(engine: Engine) -> None:
    """pytest, which the test runs in its folder, would collect the test and not run it."""
    test = """
write()
Path('checks').mkdir(exist_ok=True)
Path('checks/test_it.py').write_text('def test_it(): assert %d == 2' % one())
assert pytest.main(['-q', '-p', 'no:cacheprovider', 'checks']) == 0"""
    right = "def one(): return 2\ndef write(): Path('notes.ini').write_text('a')"
    wrong = "def one(): return 3\ndef write(): Path('pytest.ini').write_text('[pytest]\\naddopts = --collect-only\\n')"
    source = notebook(setup("import pytest\nfrom pathlib import Path"), solution("one", right), check("test", test))
    assert grade(engine, source, {}).scores == {"test": 1.0}
    graded = grade(engine, source, {"one": wrong})
    assert graded.scores == {"test": 0.0}
    assert "assert 3 == 2" in graded.said("test"), "pytest has run it"


def test_a_test_reads_the_array_that_the_answer_wrote(engine: Engine) -> None:
    test = "save('black.npy')\nassert np.load('black.npy').tolist() == [0, 0]"
    source = notebook(setup("import numpy as np"), solution("save", SAVE.format(PLAIN)), check("test_save", test))
    assert grade(engine, source, {}).scores == {"test_save": 1.0}
    wrong = SAVE.format(PLAIN.replace("zeros", "ones"))
    assert grade(engine, source, {"save": wrong}).scores == {"test_save": 0.0}


def test_no_answer_has_the_judge_unpickle(engine: Engine) -> None:
    test = "save('black.npy')\nprint('got so far')\nassert np.load('black.npy', allow_pickle=True).tolist() == [0, 0]"
    source = notebook(setup("import numpy as np"), solution("save", SAVE.format(PLAIN)), check("test_save", test))
    bomb = (
        "class Bomb:\n    def __reduce__(self):\n        return print, ('it', 'ran')\n"
        "def save(name):\n    np.save(name, np.array([Bomb()], dtype=object), allow_pickle=True)\n"
    )
    graded = grade(engine, source, {"save": bomb})
    assert graded.scores == {"test_save": 0.0}
    assert "got so far" in graded.said("test_save")
    assert "it ran" not in graded.said("test_save")
    assert "No such file" in graded.said("test_save")
    assert "cannot see black.npy: its content is not what the name says" in graded.said("test_save")
    assert "Le test ne voit pas black.npy" in graded.said("test_save")


@pytest.fixture
def beside(tmp_path: Path) -> Path:
    """The files beside the instructor's notebook."""
    folder = tmp_path / "beside"
    folder.mkdir()
    np.savez(folder / "kept.npz", first=np.arange(3))
    (folder / "expected.csv").write_text("0,1,2\n")
    return folder


def test_a_file_of_the_instructors_run_is_the_answers_to_write(engine: Engine, beside: Path, tmp_path: Path) -> None:
    test = "assert np.load('kept.npz')['first'].tolist() == [0, 1, 2]"
    right = "np.savez('kept.npz', first=np.arange(3))"
    source = notebook(setup("import numpy as np"), solution("save", right), check("test_save", test))
    for answer, points in ((right, 1.0), (right.replace("3", "2"), 0.0)):
        own = tmp_path / "own"
        shutil.rmtree(own, ignore_errors=True)
        shutil.copytree(beside, own)
        graded = grade(engine, source, {"save": answer}, files=own, judge_files=beside)
        assert graded.scores == {"test_save": points}, graded.said("test_save")


def test_a_file_that_no_solution_writes_stays_the_instructors(engine: Engine, beside: Path, tmp_path: Path) -> None:
    """An answer that overwrites what the test expects would be compared with itself."""
    test = "assert f() == [int(x) for x in open('expected.csv').read().split(',')]"
    right = "def f():\n    return [0, 1, 2]"
    attack = "open('expected.csv', 'w').write('7')\ndef f():\n    return [7]"
    source = notebook(setup("import numpy as np"), solution("f", right), check("test_f", test))
    elsewhere = "import os\nos.mkdir('elsewhere')\nos.chdir('elsewhere')\n"  # where it would be found first
    shutil.copytree(beside, tmp_path / "own")
    later = elsewhere + "def f():\n    " + attack.partition("\n")[0] + "\n    return [7]"
    for answer, points in ((right, 1.0), (attack, 0.0), (elsewhere + attack, 0.0), (later, 0.0)):
        graded = grade(engine, source, {"f": answer}, files=tmp_path / "own", judge_files=beside)
        assert graded.scores == {"test_f": points}


LOOKS = "def look(folder):\n    import os\n    return sorted(os.listdir(folder))"
SAME = {  # what the answer defines, what the test asks of it
    "a temporary folder of the test's": (
        "def f(folder):\n    open(folder + '/out.txt', 'w').write(open(folder + '/in.txt').read() * 2)",
        "import tempfile\nwith tempfile.TemporaryDirectory() as d:\n    open(d + '/in.txt', 'w').write('ab')\n"
        "    f(d)\n    assert open(d + '/out.txt').read() == 'abab'\nimport os\nassert not os.path.exists(d)",
    ),
    "a temporary folder as a path": (
        "def f(folder):\n    (folder / 'deep').mkdir()\n    (folder / 'deep' / 'x.csv').write_text('1,2')",
        "import tempfile, pathlib\nwith tempfile.TemporaryDirectory() as d:\n    f(pathlib.Path(d))\n"
        "    assert (pathlib.Path(d) / 'deep' / 'x.csv').read_text() == '1,2'",
    ),
    "a temporary folder of the answer's": (
        "import tempfile\ndef f():\n    d = tempfile.mkdtemp()\n    open(d + '/x.txt', 'w').write('ab')\n    return d",
        "import os\nd = f()\nassert os.listdir(d) == ['x.txt'] and open(os.path.join(d, 'x.txt')).read() == 'ab'",
    ),
    "a temporary file": (
        "def f(name):\n    open(name, 'a').write('b')",
        "import tempfile\nwith tempfile.NamedTemporaryFile('w+') as file:\n    file.write('a')\n    file.flush()\n"
        "    f(file.name)\n    assert open(file.name).read() == 'ab'",
    ),
    "any file of the test's": (
        "import pickle\ndef f(name):\n    return pickle.load(open(name, 'rb'))",
        "import pickle\npickle.dump([1, 2], open('x.pkl', 'wb'))\nassert f('x.pkl') == [1, 2]",
    ),
    "a whole path": (
        "import os\ndef f(name):\n    open(name, 'w').write('ab')\n    return os.path.abspath(name)",
        "import os\nassert f(os.path.abspath('x.txt')) == os.path.join(os.getcwd(), 'x.txt')\n"
        "assert open('x.txt').read() == 'ab'",
    ),
    "a path in words": (
        "import os\ndef f():\n    return f'in {os.getcwd()}.'",
        "import os\nassert f() == f'in {os.getcwd()}.'",
    ),
    "the answer's chdir": (
        "import os\nos.makedirs('data/raw')\nos.chdir('data/raw')\ndef f():\n    os.chdir('..')",
        "import os\nassert os.getcwd().endswith('data/raw')\nf()\nassert os.path.basename(os.getcwd()) == 'data'\n"
        "assert os.listdir() == ['raw']",
    ),
    "chdir home": (
        "import os\nhome = os.path.expanduser('~')\nos.makedirs(home + '/a', exist_ok=True)\nos.chdir(home + '/a')",
        "import os\nassert os.getcwd() == os.path.join(os.path.expanduser('~'), 'a')",
    ),
    "the test's chdir": (
        "import os\ndef f():\n    open('x.txt', 'w').write('ab')\n    return os.getcwd()",
        "import os\nos.makedirs('sub')\nos.chdir('sub')\nassert f() == os.getcwd()\n"
        "assert open('x.txt').read() == 'ab'",
    ),
    "a file removed": (
        "import os\nopen('x.txt', 'w').write('ab')\ndef f():\n    os.remove('x.txt')",
        "import os\nassert os.path.exists('x.txt')\nf()\nassert not os.path.exists('x.txt')",
    ),
    "a file of the test's removed": (
        "import os\nf = os.path.exists",
        "import os\nopen('y.txt', 'w').close()\nassert f('y.txt')\nos.remove('y.txt')\nassert not f('y.txt')",
    ),
    "a file written twice at once": (
        "def f(text):\n    open('x.txt', 'w').write(text)",
        "for n in range(40):\n    f(str(n % 10))\n    assert open('x.txt').read() == str(n % 10), n",
    ),
    "texts that begin as a pickle may": (
        "def f():\n    open('a.csv', 'w').write('id,name\\n1,Ann\\n')\n    open('b.jsonl', 'w').write('{}\\n{}\\n')\n"
        "    open('c.txt', 'w').write('island\\njuice\\nkiwi')\n    open('d.log', 'a').write('info: x\\n')",
        "f()\nassert [len(open(n).readlines()) for n in ('a.csv', 'b.jsonl', 'c.txt', 'd.log')] == [2, 2, 3, 1]",
    ),
    "a module, read": (
        "def f():\n    open('made.py', 'w').write('def g(): return 1')",
        "f()\nassert 'def g' in open('made.py').read()",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SAME)
def test_both_sides_see_one_folder(engine: Engine, case: str) -> None:
    answer, test = SAME[case]
    graded = grade(engine, notebook(solution("f", answer), check("test_f", test)), {})
    assert graded.scores == {"test_f": 1.0}, graded.said("test_f")
    wrong = "def f(*_): return 'nothing'"
    assert grade(engine, notebook(solution("f", answer), check("test_f", test)), {"f": wrong}).scores == {"test_f": 0.0}


IMPORTS = {
    "by its place": "import importlib.util as u\nspec = u.spec_from_file_location('made', 'made.py')\n"
    "made = u.module_from_spec(spec)\nspec.loader.exec_module(made)",
    "runpy": "import runpy\nrunpy.run_path('made.py')",
}


@pytest.mark.parametrize("way", IMPORTS)
def test_the_judge_imports_no_module_that_an_answer_wrote(engine: Engine, way: str) -> None:
    answer = "def f():\n    open('made.py', 'w').write('print(\\'it ran\\')')"
    test = f"f()\nassert 'it ran' in open('made.py').read()\nprint('got so far')\n{IMPORTS[way]}"
    graded = grade(engine, notebook(solution("f", answer), check("test_f", test)), {})
    assert graded.scores == {"test_f": 0.0}
    assert "got so far" in graded.said("test_f")
    assert "it ran" not in graded.said("test_f")
    assert "a test does not run this file" in graded.said("test_f")


@pytest.mark.parametrize("path", ["", "import sys\nsys.path.insert(0, '.')\n"])
def test_a_module_that_an_answer_wrote_runs_in_the_students_process(engine: Engine, path: str) -> None:
    answer = (
        "def f():\n    open('made.py', 'w').write('import sys\\nx = 3\\ndef here(): return __name__ in sys.modules')"
    )
    test = f"f()\n{path}import made, sys\nassert made.x == 3 and 'made' not in sys.modules and made.here()"
    graded = grade(engine, notebook(solution("f", answer), check("test_f", test)), {})
    assert graded.scores == {"test_f": 1.0}, graded.said("test_f")


def test_the_test_may_import_its_own(engine: Engine) -> None:
    test = "open('own.py', 'w').write('x = 3')\nimport sys\nsys.path.insert(0, '.')\nimport own\nassert f() == own.x"
    source = notebook(solution("f", "def f(): return 3"), check("test_f", test))
    assert grade(engine, source, {}).scores == {"test_f": 1.0}


LEFT_OUT = {
    "large": ("x.txt", "open('x.txt', 'w').write('x' * 2_000_000)"),
    "of what the code writes it sees": ("x.bin", "open('x.bin', 'wb').write(b'x')"),
    "would run where it is loaded": ("x.txt", "pickle.dump(slice(1), open('x.txt', 'wb'), protocol=0)"),
    "too many files": ("*.txt", "[open(f'{n}.txt', 'w').write('x') for n in range(200)]"),
    "text, pictures": ("x.txt", "os.symlink('/etc/passwd', 'x.txt')"),
}


@pytest.mark.parametrize("why", LEFT_OUT)
def test_the_message_says_why_a_file_was_left_out(engine: Engine, why: str) -> None:
    name, writes = LEFT_OUT[why]
    test = f"f()\nfor n in range(200):\n    open({name!r}.replace('*', str(n)), 'rb').read()"
    answer = f"import os, pickle\ndef f():\n    {writes}"
    graded = grade(engine, notebook(solution("f", answer), check("test_f", test)), {})
    assert graded.scores == {"test_f": 0.0}
    assert why in graded.said("test_f"), graded.said("test_f")
