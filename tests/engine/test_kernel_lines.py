"""A line that works in a Jupyter kernel does not end a cell here: the same lines are run by both."""

import os
from collections.abc import Iterator

import nbclient
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from autograder.coursedir.grading import Grading
from autograder.engine.engine import Engine
from tests.support.engines import running
from tests.support.notebooks import check, grade, notebook, solution, words

LINES = [
    "!pip --version",
    "!pip --version && echo {1 + 1}",
    "!true &> /dev/null",
    "!echo $HOME",
    "!ls -l *.csv",
    "!no-such-program",
    "!cat data.csv | head -1",
    "!mkdir -p figures",
    "!export A=1",
    "files = !ls",
    "text = !echo hello\nassert '\\n'.join(text) is not None",
    "!!ls",
    "%pip --version",
    "%pip list --quiet",
    "%ls",
    "%ll",
    "%mkdir made",
    "%cat data.csv",
    "%sx echo hello",
    "%system echo hello",
    "out = %sx echo hello",
    "%sc -l names = ls",
    "%alias hi echo hi\n%hi",
    "%rehashx",
    "get_ipython().system('true')",
    "get_ipython().system_raw('true')",
    "get_ipython().getoutput('true')",
    "import os\nos.system('true')",
    "import subprocess, sys\nsubprocess.check_call([sys.executable, '-m', 'pip', '--version'])",
    "import subprocess\nassert subprocess.run('pip --version', shell=True).returncode == 0",
    "%pwd",
    "%cd .",
    "%cd /no/such/folder",
    "%cd /content/drive/MyDrive",
    "%mkdir deep\n%cd deep",
    "%cd -",
    "%cd -q .",
    "%dhist",
    "%dirs",
    "%pushd .",
    "%popd",
    "%bookmark here",
    "%bookmark -l",
    "%cd -b here",
    "%cd /tmp",
    "%cd",
    "import tempfile\n%cd {tempfile.gettempdir()}",
    "%env",
    "%env COLOUR=blue",
    "%set_env COLOUR=red",
    "%matplotlib inline",
    "%matplotlib",
    "%matplotlib agg",
    "%matplotlib --list",
    "%config InlineBackend.figure_format = 'retina'",
    "%config Completer.use_jedi = False",
    "%pylab inline\nlinspace(0, 1, 3)",
    "import matplotlib\nmatplotlib.use('TkAgg')",
    "import matplotlib\nmatplotlib.use('Qt5Agg')",
    "import matplotlib\nmatplotlib.use('MacOSX')",
    "import matplotlib\nmatplotlib.use('no-such-backend')",
    "%gui",
    "import faulthandler\nfaulthandler.enable()",
    "import sys\nsys.stdout.fileno(), sys.stderr.fileno()",
    "%faulthandler_enable",
    "%autosave 60",
    "%connect_info",
    "%qtconsole",
    "%clear",
    "%load_ext autoreload",
    "%load_ext autoreload\n%autoreload 2",
    "%reload_ext autoreload",
    "%load_ext no_such_extension",
    "%no_such_magic",
    "%%no_such_magic\nx",
    "%history",
    "%history -n 1-3",
    "%hist -g import",
    "%recall 1",
    "%macro again 1",
    "%save kept.py 1",
    "%notebook kept.ipynb",
    "%logstate",
    "%store",
    "kept = 1\n%store kept\n%store -r kept\n%store -d kept",
    "%timeit -n1 -r1 sum(range(9))",
    "%time sum(range(9))",
    "%prun -q sum(range(9))",
    "%%time\nsum(range(9))",
    "%%timeit -n1 -r1\nsum(range(9))",
    "%%capture said\nprint('hello')",
    "%%writefile written.py\nvalue = 3",
    "from written import value",
    "%run written.py",
    "%load written.py",
    "%pycat written.py",
    "%%file other.txt\nhello",
    "%%bash\necho hello",
    "%%sh\necho hello",
    "%%script bash\necho hello",
    "%%bash --out said\necho hello",
    "%%script --no-raise-error false\nhello",
    "%%python\nprint(1)",
    "%%system\necho hello",
    "%%html\n<b>hello</b>",
    "%%javascript\n1",
    "%%latex\n$x$",
    "%%markdown\nhello",
    "%%svg\n<svg/>",
    "%who",
    "%whos",
    "%who_ls",
    "%psearch np*",
    "%pinfo len",
    "len?",
    "len??",
    "%pdoc len",
    "%pdef no_such_name",
    "%psource tempfile.mkdtemp",
    "%precision 3",
    "%pprint",
    "%colors NoColor",
    "%xmode Plain",
    "%automagic",
    "%lsmagic",
    "%magic",
    "%quickref",
    "%page len",
    "%pdb off",
    "%tb",
    "%unload_ext autoreload",
    "%reset_selective -f nothing",
    "%xdel kept",
    "%unalias hi",
    "%killbgscripts",
    "%doctest_mode",
    "%doctest_mode",
    "%logstart\n%logstop",
    "%subshell",
    "%notebook whole.ipynb",
    "open('/tmp/written', 'w').write('1')",
    "import tempfile\ntempfile.mkdtemp()",
    "import tempfile\ntempfile.NamedTemporaryFile('w').write('1')",
    "import logging\nlogging.basicConfig(level=logging.INFO)",
    "import warnings\nwarnings.filterwarnings('ignore')",
    "from google.colab import drive",
    "%reset -f",
]


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with running(Grading()) as started:
        yield started


def cell_of(line: str) -> NotebookNode:
    return new_code_cell(line if line.startswith("%%") else f"{line}\nprint('went', 'on')")


def went_on(cell: NotebookNode) -> bool:
    """Whether the cell came to its end. A kernel shows a magic's UsageError as text alone."""
    said = "\n".join(map(words, cell.outputs))
    return "went on" in said if "went" in cell.source else "Error" not in said


@pytest.fixture(scope="module")
def both(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[NotebookNode, NotebookNode]]:
    """Each line's cell from a kernel and from the student's shell."""
    folder = tmp_path_factory.mktemp("kernel")
    stock = new_notebook(cells=[cell_of(line) for line in LINES])
    environment = {"HOME": str(folder), "IPYTHONDIR": str(folder / "ipython")}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        nbclient.NotebookClient(
            stock, timeout=60, allow_errors=True, resources={"metadata": {"path": str(folder)}}
        ).execute()
    ours = grade(engine, notebook(*(cell_of(line) for line in LINES)), {})
    return {line: cells for line, *cells in zip(LINES, stock.cells, ours.cells, strict=True)}


@pytest.mark.slow
@pytest.mark.parametrize("line", LINES)
def test_where_a_kernels_cell_goes_on_so_does_ours(
    both: dict[str, tuple[NotebookNode, NotebookNode]], line: str
) -> None:
    kernels, ours = both[line]
    if went_on(kernels):
        assert went_on(ours), "\n".join(map(words, ours.outputs))


def test_a_shell_line_is_named_in_the_output_in_the_readers_languages(
    both: dict[str, tuple[NotebookNode, NotebookNode]],
) -> None:
    said = "\n".join(map(words, both["!pip --version"][1].outputs))
    assert "Not run: !pip --version. No other program" in said
    assert "Non exécuté\u00a0: !pip --version. Aucun autre programme" in said


def test_a_cell_magic_without_arguments_is_named_as_it_was_typed(
    both: dict[str, tuple[NotebookNode, NotebookNode]],
) -> None:
    assert any("Not run: %%bash. No other program" in words(output) for output in both["%%bash\necho hello"][1].outputs)


def test_a_cell_that_a_wrong_magic_ended_says_which_one(both: dict[str, tuple[NotebookNode, NotebookNode]]) -> None:
    error = both["%no_such_magic"][1].outputs[-1]
    assert (error.output_type, error.ename) == ("error", "UsageError")
    assert "%no_such_magic" in error.evalue


PROCESSES = {
    "subprocess": "import subprocess\nsubprocess.run(['true'])",
    "popen": "import os\nos.popen('true')",
    "fork": "import os\nos.fork()",
    "spawn": "import os\nos.posix_spawn('/bin/true', ['true'], {})",
    "exec": "import os\nos.execvp('true', ['true'])",
    "pool": "from multiprocessing import Pool\nPool(2)",
    "spawned-pool": "import multiprocessing\nmultiprocessing.get_context('spawn').Pool(2)",
    "process": "from multiprocessing import Process\nProcess(target=print).start()",
    "spawned-process": "import multiprocessing\nmultiprocessing.get_context('spawn').Process(target=print).start()",
    "queue": "from multiprocessing import Queue\nQueue()",
    "value": "from multiprocessing import Value\nValue('i', 0)",
    "memory": "from multiprocessing.shared_memory import SharedMemory\nSharedMemory(create=True, size=8)",
    "manager": "from multiprocessing import Manager\nManager()",
    "executor": "from concurrent.futures import ProcessPoolExecutor\nlist(ProcessPoolExecutor(2).map(abs, [1]))",
    "asyncio": "import asyncio\nasyncio.run(asyncio.create_subprocess_exec('true'))",
    "torch": "import torch.multiprocessing\ntorch.multiprocessing.spawn(print, nprocs=2)",
}


@pytest.mark.parametrize("code", PROCESSES.values(), ids=PROCESSES)
def test_a_process_that_cannot_be_started_is_explained_in_a_sentence(engine: Engine, code: str) -> None:
    answer = "def answer():\n" + "".join(f"    {line}\n" for line in code.splitlines())
    source = notebook(solution("answer", answer), check("test_answer", "answer()"))
    graded = grade(engine, source, {})
    assert graded.scores == {"test_answer": 0.0}
    error = graded.cells[1].outputs[-1]
    assert error.ename == "ProcessRefused"
    assert error.evalue.startswith("No other program or process can be started while a notebook is graded.")
    assert "Aucun autre programme" in error.evalue


def test_a_library_that_can_do_without_processes_does(engine: Engine) -> None:
    pytest.importorskip("joblib")
    answer = "def doubled(xs):\n    from joblib import Parallel, delayed\n"
    answer += "    return Parallel(n_jobs=2)(delayed(lambda x: 2 * x)(x) for x in xs)"
    source = notebook(solution("doubled", answer), check("test_doubled", "assert doubled([1, 2]) == [2, 4]"))
    assert grade(engine, source, {}).scores == {"test_doubled": 1.0}


LOADER = """
import torch
from torch.utils.data import DataLoader, TensorDataset

def batches(**more):
    torch.manual_seed(3)
    loader = DataLoader(TensorDataset(torch.arange(20)), batch_size=4, shuffle=True, **more)
    return [[batch[0].tolist() for batch in loader] for epoch in range(2)]
"""


def test_a_loader_with_workers_gives_the_batches_that_it_gives_in_a_kernel(engine: Engine) -> None:
    names: dict[str, object] = {}
    exec(LOADER, names)
    options: list[dict[str, object]] = [{}, {"persistent_workers": True}, {"timeout": 30, "prefetch_factor": 4}]
    tests = []
    for more in options:
        want = names["batches"](num_workers=2, **more)  # type: ignore[operator]
        tests.append(f"assert batches(num_workers=2, **{more}) == {want}")
    source = notebook(solution("batches", LOADER), *(check(f"test_{i}", test) for i, test in enumerate(tests)))
    graded = grade(engine, source, {})
    assert graded.scores == {"test_0": 1.0, "test_1": 1.0, "test_2": 1.0}
    assert graded.said("test_0").count("DataLoader loads its batches without workers") == 1
    assert "DataLoader charge ses lots sans" in graded.said("test_0")


def test_what_would_be_compiled_runs_as_it_is(engine: Engine) -> None:
    test = "import torch\nx = torch.ones(2)\nassert torch.equal(half(double(x)), x)\nassert len(layer(x[:1])) == 1"
    answer = "import torch\n@torch.compile(mode='max-autotune')\ndef double(x):\n    return 2 * x\n"
    answer += "half = torch.compile(lambda x: x / 2)\nlayer = torch.nn.Linear(1, 1)\nlayer.compile()\n"
    source = notebook(
        solution("double", answer),
        check("test_double", test),
    )
    graded = grade(engine, source, {})
    assert graded.scores == {"test_double": 1.0}
    assert graded.said("double").count("no compiler can be started") == 1


def test_a_figure_is_drawn_with_a_backend_that_needs_a_screen(engine: Engine) -> None:
    source = notebook(
        solution("use", "import matplotlib\nmatplotlib.use('TkAgg')\nimport matplotlib.pyplot as plt"),
        solution("draw", "def draw():\n    return plt.subplots()[1]\nplt.switch_backend('Qt5Agg')\nplt.show()"),
        check("test_draw", "draw().plot([1, 2])"),
    )
    assert grade(engine, source, {}).scores == {"test_draw": 1.0}


def test_files_for_the_time_being_have_a_folder(engine: Engine) -> None:
    answer = "import tempfile\nfrom pathlib import Path\ndef kept(text):\n    Path('/tmp/x').write_text(text)\n"
    answer += "    with tempfile.TemporaryFile('w+') as file:\n        file.write(Path('/tmp/x').read_text())\n"
    answer += "        file.seek(0)\n        return file.read()\n"
    source = notebook(solution("kept", answer), check("test_kept", "assert kept('hello') == 'hello'"))
    assert grade(engine, source, {}).scores == {"test_kept": 1.0}


def test_imports_look_in_the_students_folder_and_in_no_folder_of_the_graders(engine: Engine) -> None:
    source = notebook(solution("look", "import os, sys\nprint(sys.path[0] == os.getcwd(), sys.path)"))
    graded = grade(engine, source, {})
    assert graded.said("look").startswith("True")
    folders = eval(graded.said("look").removeprefix("True"))
    assert all("/lib" in folder for folder in folders[1:])
    assert os.getcwd() not in folders


@pytest.mark.parametrize("line", ["%load_ext tensorboard\n%tensorboard --logdir runs", "!sleep 9 &", "%%perl\nprint 1"])
def test_what_the_page_would_show_from_another_program_is_left_out(engine: Engine, line: str) -> None:
    """A kernel would leave the first one running, and the others want programs that may not be installed."""
    graded = grade(engine, notebook(cell_of(line)), {})
    assert went_on(graded.cells[0])
    said = " ".join("".join(map(words, graded.cells[0].outputs)).split())
    assert "be started while a notebook is graded" in said
