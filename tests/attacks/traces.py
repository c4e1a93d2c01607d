"""Traces that would reach the next student, or outlive the run."""

from tests.attacks.attack import Attack
from tests.attacks.course import MARK

ATTACKS = [
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
        fails={"square"},
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
