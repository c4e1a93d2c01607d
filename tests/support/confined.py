"""What the tests of the walls run inside them. Each function returns plain data, or the trouble it ran into."""

import asyncio
import contextlib
import ctypes
import errno
import mmap
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from autograder.sandbox.libseccomp import number_of

libc = ctypes.CDLL(None, use_errno=True)
tell: Callable[[], object] = print  # set by the template: says that a submission is on its way


def trouble(attempt: Callable[[], Any]) -> str:
    """The errno's name of the OSError that `attempt` raises, "done" where it raises none."""
    try:
        attempt()
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, repr(error))
    except ValueError as error:  # setrlimit's, for EPERM
        return "EPERM" if "raise maximum limit" in str(error) else repr(error)
    return "done"


def raw(name: str, *arguments: Any) -> str:
    """Make a system call by name, past the C library and Python; its errno's name, or "done"."""
    number = number_of(name)
    ctypes.set_errno(0)
    done = libc.syscall(ctypes.c_long(number), *(ctypes.c_long(a) if isinstance(a, int) else a for a in arguments))
    return "done" if done != -1 else errno.errorcode[ctypes.get_errno()]


# Files ---------------------------------------------------------------------------------------------------------


def look(paths: list[str]) -> dict[str, list[str]]:
    """What opening, raw opening and listing each of the paths gave."""
    found = {}
    for path in paths:
        found[path] = [
            trouble(lambda path=path: Path(path).read_bytes()),
            raw("openat", -100, path.encode(), os.O_RDONLY),
            raw("openat", -100, path.encode(), os.O_PATH | os.O_DIRECTORY | os.O_NOATIME)
            if path.endswith("/")
            else "none",
            trouble(lambda path=path: os.listdir(path)),
        ]
    return found


def sneak(secret: str) -> dict[str, str]:
    """Ways round by links and by descriptors to a file outside."""
    os.symlink(secret, "link")
    os.symlink(os.path.dirname(secret), "folder")
    up = "../" * 30 + secret.lstrip("/")
    here = os.open(".", os.O_PATH)
    name = Path(secret).name
    return {
        "symlink": trouble(lambda: Path("link").read_text()),
        "folder": trouble(lambda: Path("folder", name).read_text()),
        "list": trouble(lambda: os.listdir("folder")),
        "hard link": trouble(lambda: os.link(secret, "hard")),
        "linked": trouble(lambda: Path("hard").read_text()),
        "rename": trouble(lambda: os.rename(secret, "mine")),
        "dots": trouble(lambda: Path(up).read_text()),
        "from a descriptor": trouble(lambda: os.open(up, os.O_RDONLY, dir_fd=here)),
        "proc root": trouble(lambda: Path("/proc/self/root" + secret).read_text()),
        "proc cwd": trouble(lambda: Path("/proc/self/cwd/" + up).read_text()),
        "proc fd": trouble(lambda: Path(f"/proc/self/fd/{here}/{up}").read_text()),
        "handle": raw("open_by_handle_at", -100, secret.encode(), 0),
        "chroot": trouble(lambda: os.chroot("folder")),
    }


def write(paths: list[str]) -> dict[str, list[str]]:
    """What writing, emptying, removing, renaming each gave, and making a file and a folder beside it."""
    return {
        path: [
            trouble(lambda path=path: Path(path).write_text("mine")),
            trouble(lambda path=path: os.open(path, os.O_RDONLY | os.O_TRUNC)),
            trouble(lambda path=path: os.open(path, os.O_ACCMODE | os.O_TRUNC)),
            trouble(lambda path=path: os.truncate(path, 0)),
            trouble(lambda path=path: os.unlink(path)),
            trouble(lambda path=path: os.rename(path, path + "2")),
            trouble(lambda path=path: os.mkdir(path + "3")),
            trouble(lambda path=path: os.symlink("x", path + "4")),
            raw("openat", -100, path.encode() + b"5", os.O_CREAT | os.O_WRONLY, 0o644),
        ]
        for path in paths
    }


def spoil(path: str) -> None:
    """Change a file's mode, owner and times, as an owner may."""
    for attempt in (
        lambda: os.chmod(path, 0),
        lambda: os.utime(path, (0, 0)),
        lambda: os.chown(path, os.getuid(), os.getgid()),
        lambda: os.setxattr(path, "user.mine", b"1"),
    ):
        with contextlib.suppress(OSError):
            attempt()
    descriptor = os.open(path, os.O_RDONLY)
    with contextlib.suppress(OSError):
        os.fchmod(descriptor, 0)


def own_files() -> list[str]:
    """What there is in the working directory; then work in it with all that files can do."""
    there = sorted(str(path) for path in Path().rglob("*"))
    Path("a").write_text("a")
    os.mkdir("d")
    shutil.move("a", "d/a")
    Path("data.csv").write_text("changed")
    os.symlink("data.csv", "s")
    with tempfile.TemporaryDirectory() as folder, tempfile.NamedTemporaryFile() as file:
        Path(folder, "x").write_text("x")
        file.write(b"y")
        assert os.getcwd() == os.path.dirname(folder) == os.environ["HOME"]
    shutil.copy("data.csv", "copy.csv")
    shutil.copy2("data.csv", "copy2.csv")
    Path("touched").touch()
    Path("touched").touch()
    return there


def descriptors() -> dict[int, str]:
    """The open descriptors and what they are."""
    found = {}
    for number in range(4096):
        with contextlib.suppress(OSError):
            found[number] = oct(os.fstat(number).st_mode)
    return found


def environment(name: str) -> list[Any]:
    """The environment as Python and as C see it, and whether the kernel's copy can be read."""
    libc.getenv.restype = ctypes.c_char_p
    return [dict(os.environ), str(libc.getenv(name.encode())), trouble(Path("/proc/self/environ").read_bytes)]


def visible(folder: str, depth: int) -> list[str]:
    """Every path below `folder`, `depth` folders deep."""
    try:
        names = os.listdir(folder) if depth else []
    except OSError:
        return []
    paths = [os.path.join(folder, name) for name in names]
    return paths + [below for path in paths for below in visible(path, depth - 1)]


def page_cache(path: str) -> dict[str, str]:
    """What asking for the pages of a file that are in memory, and having them dropped, gave in each way there is."""
    file, size = os.open(path, os.O_RDONLY), os.path.getsize(path)
    there, page = ctypes.create_string_buffer(size // mmap.PAGESIZE), ctypes.create_string_buffer(1)
    mapped = mmap.mmap(file, size, prot=mmap.PROT_READ, flags=mmap.MAP_PRIVATE)
    libc.mmap.restype = ctypes.c_void_p
    address = libc.mmap(None, ctypes.c_long(size), mmap.PROT_READ, mmap.MAP_PRIVATE, file, ctypes.c_long(0))
    place = (ctypes.c_long * 2)(ctypes.addressof(page), 1)
    return {
        "fadvise": trouble(lambda: os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)),
        "readahead": raw("readahead", file, 0, size),
        "preadv": trouble(lambda: os.preadv(file, [bytearray(1)], 0)),
        "preadv2": trouble(lambda: os.preadv(file, [bytearray(1)], 0, os.RWF_NOWAIT)),
        "raw preadv2": raw("preadv2", file, ctypes.byref(place), 1, 0, 0, os.RWF_NOWAIT),
        "mincore": raw("mincore", address, size, there),
        "page out": trouble(lambda: mapped.madvise(21)),
        "cold": trouble(lambda: mapped.madvise(20)),
        "merge": trouble(lambda: mapped.madvise(mmap.MADV_MERGEABLE)),
        "not needed": trouble(lambda: mapped.madvise(mmap.MADV_DONTNEED)),
    }


def socket_options() -> dict[str, str]:
    """What asking a socket who is at its other end gave, and what ordinary options gave."""
    one, _other = socket.socketpair()
    return {
        **{f"get {number}": trouble(lambda n=number: one.getsockopt(socket.SOL_SOCKET, n, 64)) for number in range(90)},
        **{f"set {number}": trouble(lambda n=number: one.setsockopt(socket.SOL_SOCKET, n, 1)) for number in range(90)},
        "of another level": trouble(lambda: one.getsockopt(socket.IPPROTO_TCP, 1)),
    }


# Network -------------------------------------------------------------------------------------------------------


def sockets(abstract: str, pathname: str, port: int) -> dict[str, str]:
    """What sockets of every family gave, by Python and raw, and the ways round them."""
    found = {}
    for family in range(46):
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW):
            found[f"family {family} {int(kind)}"] = trouble(lambda f=family, k=kind: socket.socket(f, k))
            found[f"raw {family} {int(kind)}"] = raw("socket", family, int(kind), 0)
    found["connection"] = trouble(lambda: socket.create_connection(("127.0.0.1", port), 1))
    found["datagram pair"] = trouble(lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM))
    found["packet pair"] = trouble(lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET))
    one, other = socket.socketpair()
    for name in (f"\0{abstract}", pathname):
        found[f"connect {name!r}"] = trouble(lambda name=name: one.connect(name))
        found[f"send to {name!r}"] = trouble(lambda name=name: one.sendto(b"secret", name))
        found[f"message to {name!r}"] = trouble(lambda name=name: other.sendmsg([b"secret"], [], 0, name))
        found[f"bind {name!r}"] = trouble(lambda name=name: one.bind(name + "2"))
    found["io_uring"] = raw("io_uring_setup", 1, ctypes.create_string_buffer(256))
    return found


# Processes -----------------------------------------------------------------------------------------------------


def new_processes() -> dict[str, str]:
    """What starting a process gave, in every way there is."""

    def forked() -> None:
        if os.fork() == 0:
            os._exit(0)

    def cloned(flags: int) -> str:
        if raw("clone", flags, 0, 0, 0, 0) == "done":
            return "done"
        return errno.errorcode[ctypes.get_errno()]

    import multiprocessing

    return {
        "fork": trouble(forked),
        "raw fork": raw("fork"),
        "raw vfork": raw("vfork"),
        "clone": cloned(signal.SIGCHLD),
        "clone with memory": cloned(0x100 | signal.SIGCHLD),
        "clone3": raw("clone3", ctypes.create_string_buffer(88), 88),
        "subprocess": trouble(lambda: subprocess.run(["/bin/true"], check=False)),
        "spawn": trouble(lambda: os.posix_spawn("/bin/true", ["true"], {})),
        "exec": trouble(lambda: os.execv("/bin/true", ["true"])),
        "exec of python": trouble(lambda: os.execv(sys.executable, ["python", "-c", ""])),
        "raw execveat": raw("execveat", -100, b"/bin/true", None, None, 0),
        "multiprocessing": trouble(multiprocessing.get_context("fork").Process(target=print).start),
        "shell": "done" if os.system("true") == 0 else "failed",
    }


def meddle(others: list[int]) -> dict[str, str]:
    """What signals to, and reaching into, other processes gave. Signal 0 asks for leave and does no harm."""
    found = {"kill all": trouble(lambda: os.kill(-1, 0)), "kill group": trouble(lambda: os.kill(0, 0))}
    number = ctypes.c_int(signal.SIGTERM)
    for pid in others:
        if pid == os.getpid():
            continue  # as it is called in another pid namespace
        local = (ctypes.c_char * 64)()
        found |= {
            f"kill {pid}": trouble(lambda pid=pid: os.kill(pid, 0)),
            f"kill group {pid}": trouble(lambda pid=pid: os.killpg(pid, 0)),
            f"tgkill {pid}": raw("tgkill", pid, pid, 0),
            f"tkill {pid}": raw("tkill", pid, 0),
            f"sigqueue {pid}": raw("rt_sigqueueinfo", pid, 0, ctypes.byref(number)),
            f"pidfd {pid}": raw("pidfd_open", pid, 0),
            f"attach {pid}": raw("ptrace", 16, pid, 0, 0),
            f"seize {pid}": raw("ptrace", 0x4206, pid, 0, 0),
            f"read memory {pid}": raw("process_vm_readv", pid, local, 1, local, 1, 0),
            f"compare {pid}": raw("kcmp", pid, pid, 0, 0, 0),
            f"limit {pid}": trouble(lambda pid=pid: resource.prlimit(pid, resource.RLIMIT_CPU, (1, 1))),
            f"affinity {pid}": trouble(lambda pid=pid: os.sched_setaffinity(pid, {0})),
            f"priority {pid}": trouble(lambda pid=pid: os.setpriority(os.PRIO_PROCESS, pid, 19)),
        }
        one, _other = socket.socketpair()
        import fcntl

        found[f"own by {pid}"] = trouble(lambda pid=pid, one=one: fcntl.fcntl(one, fcntl.F_SETOWN, pid))
    return found


def own_signals() -> list[str]:
    """Signals to oneself, which are nobody else's matter."""
    caught: list[str] = []
    signal.signal(signal.SIGUSR1, lambda *_: caught.append("usr1"))
    signal.signal(signal.SIGALRM, lambda *_: caught.append("alarm"))
    os.kill(os.getpid(), signal.SIGUSR1)
    signal.raise_signal(signal.SIGUSR1)
    signal.setitimer(signal.ITIMER_REAL, 0.01)
    time.sleep(0.2)
    return caught


def privileges() -> dict[str, Any]:
    """What is left of root, and what asking for it gave."""
    header, data = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    libc.capget(header, data)
    return {
        "capabilities": list(data),
        "setuid": trouble(lambda: os.setuid(0)) if os.getuid() else "EPERM",
        "groups": trouble(lambda: os.setgroups([0])),
        "mount": raw("mount", b"none", b".", b"tmpfs", 0, None),
        "unshare": raw("unshare", 0x10000000),
        "limits": trouble(
            lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1] + 1,) * 2)
        ),
    }


def forbidden_calls(names: list[str]) -> dict[str, str]:
    """What each of these system calls gave, with arguments that are good for nothing."""
    return {name: raw(name, -1, -1, -1, -1, -1, -1) for name in names}


def foreign_call(code: str) -> None:
    """Run machine code: a system call by another table, where the filter's numbers mean something else."""
    page = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(bytes.fromhex(code))
    ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()


# Limits --------------------------------------------------------------------------------------------------------


def eat_memory(size: int) -> dict[str, str]:
    """What asking for `size` bytes gave, in each way; nothing is written, so no machine suffers."""
    import numpy as np
    import torch

    def shared() -> None:
        mmap.mmap(-1, size).close()

    def descriptor() -> None:
        os.ftruncate(os.memfd_create("x"), size)

    found = {}
    for name, attempt in {
        "bytes": lambda: bytearray(size),
        "numpy": lambda: np.empty(size, np.uint8),
        "torch": lambda: torch.empty(size, dtype=torch.uint8),
        "shared": shared,
        "memfd": descriptor,
        "shm": lambda: Path("/dev/shm/mine").write_bytes(b"x"),
        "system v": lambda: (
            (_ for _ in ()).throw(OSError(errno.EPERM, "")) if raw("shmget", 0, 4096, 0o1600) == "EPERM" else None
        ),
    }.items():
        try:
            attempt()
            found[name] = "done"
        except (MemoryError, RuntimeError, OSError) as error:
            found[name] = type(error).__name__
    return found


def spin() -> None:
    while True:
        pass


def sleep(seconds: float) -> None:
    tell()
    time.sleep(seconds)


def fill(size: int, count: int) -> list[Any]:
    """Write up to `count` files of `size` bytes: how many bytes were written, and what stopped it."""
    written = 0
    for number in range(count):
        try:
            with open(f"full{number}", "wb", buffering=0) as file:
                while file.tell() < size:
                    written += file.write(bytes(min(1 << 16, size - file.tell()))) or 0
        except OSError as error:
            return [written, number, errno.errorcode[error.errno or 0]]
    return [written, count, "done"]


def flood_descriptors() -> list[Any]:
    held = []
    while True:
        try:
            held.append(os.open(os.devnull, os.O_RDONLY))
        except OSError as error:
            return [len(held), errno.errorcode[error.errno or 0]]


def flood_threads(count: int) -> int:
    """How many of `count` threads could be started."""
    go_on = threading.Event()
    threading.stack_size(1 << 16)
    started = 0
    try:
        for _ in range(count):
            threading.Thread(target=go_on.wait, daemon=True).start()
            started += 1
    except RuntimeError:
        pass
    go_on.set()
    return started


def fork_bomb(count: int, stay: bool = True) -> int:
    """How many of `count` processes could be started, each of which sleeps on in a session of its own."""
    started = 0
    for _ in range(count):
        try:
            pid = os.fork()
        except OSError:
            break
        if pid == 0:
            os.setsid()
            time.sleep(60)
            os._exit(0)
        started += 1
    if stay:
        sleep(60)
    return started


def end(how: str) -> None:
    """End this process in some way."""
    if how == "segfault":
        ctypes.string_at(0)
    if how == "exit":
        os._exit(3)
    if how == "raise":
        raise ValueError("on purpose")
    if how == "abort":
        os.abort()


# Honest work ---------------------------------------------------------------------------------------------------


def course_work() -> dict[str, Any]:
    """What a notebook of the course does: arrays, gradients, figures, cells, a training log, threads."""
    import matplotlib.pyplot as plt
    import numpy as np
    import torch
    from IPython.core.interactiveshell import InteractiveShell
    from torch.utils.tensorboard import SummaryWriter

    x = torch.randn(50, 13, dtype=torch.float64)
    model = torch.nn.Linear(13, 3, dtype=torch.float64)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
    losses = []
    for _ in range(20):
        optimizer.zero_grad()
        loss = (model(x) - x[:, :3]).square().mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    weights = torch.ones(3, 4, dtype=torch.float64, requires_grad=True)
    torch.autograd.gradcheck(lambda w: (w * w).sum(), (weights,))
    figure, axes = plt.subplots()
    axes.plot(losses)
    axes.set_title("Perte $\\alpha$ é")
    figure.savefig("loss.png")
    figure.savefig("loss.svg")
    shell = InteractiveShell.instance()
    ran = [shell.run_cell(cell).success for cell in ("a = 1\na", "%timeit -n1 -r1 sum(range(9))", "!true", "b = a + 1")]
    writer = SummaryWriter("runs")
    writer.add_scalar("loss", losses[-1], 1)
    writer.add_figure("figure", figure)
    writer.close()
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x), batch_size=7, shuffle=True)
    torch.save(model.state_dict(), "model.pt")
    torch.load("model.pt")
    np.savez("arrays.npz", x=x.numpy())
    results: list[int] = []
    threads = [threading.Thread(target=results.append, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(lambda a, b: 0)
    libc.qsort(ctypes.create_string_buffer(8), 2, 4, callback)
    return {
        "learned": losses[-1] < losses[0],
        "figures": [Path("loss.png").read_bytes()[:4].hex(), "svg" in Path("loss.svg").read_text()],
        "cells": [ran[0], ran[1], ran[3], shell.user_ns["b"]],
        "log": sum(path.stat().st_size for path in Path("runs").rglob("events*")) > 100,
        "batches": len(list(loader)),
        "solve": float(np.linalg.lstsq(x.numpy(), x.numpy() @ np.ones(13), rcond=None)[0].sum()),
        "threads": sorted(results),
        "asyncio": asyncio.run(asyncio.sleep(0, "slept")),
    }


def lazy_imports(modules: Iterable[str]) -> list[str]:
    """Import modules for the first time, inside."""
    for module in modules:
        __import__(module)
    return [module for module in modules if module in sys.modules]


def clusters() -> list[Any]:
    """What scikit-learn does that looks for libraries in /proc, and what asks for more processes."""
    import numpy as np
    from joblib import Parallel, delayed
    from sklearn.cluster import KMeans
    from sklearn.mixture import GaussianMixture
    from sklearn.model_selection import GridSearchCV
    from sklearn.tree import DecisionTreeClassifier
    from threadpoolctl import threadpool_info

    x, y = np.repeat([[0.0], [1.0]], 6, axis=0) + np.arange(12)[:, None] / 100, np.repeat([0, 1], 6)
    search = GridSearchCV(DecisionTreeClassifier(), {"max_depth": [1, 2]}, cv=2, n_jobs=-1).fit(x, y)
    return [
        sorted(np.bincount(KMeans(2, n_init=2, random_state=0).fit(x).labels_).tolist()),
        GaussianMixture(2, random_state=0).fit(x).means_.shape[0],
        search.best_score_,
        Parallel(n_jobs=2)(delayed(abs)(n) for n in (-1, -2)),
        any(one["user_api"] == "blas" for one in threadpool_info()),
    ]
