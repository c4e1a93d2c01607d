"""Namespaces: a submission sees only its own processes and folders, and no network.

The template enters a user namespace once. There an ordinary user may make the other namespaces. Each submission gets a
pid namespace, whose end kills all its processes. It also gets a mount namespace, which contains only the paths that it
may read and a scratch folder in memory.
"""

import contextlib
import os
import select
import signal
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from autograder.sandbox import linux
from autograder.sandbox.identity import STUDENT
from autograder.sandbox.limits import Limits

SCRATCH = "/scratch/student"  # what the scratch folder is called inside
TMP = "/tmp"
OWN_TMP = "/scratch/tmp"  # the target of the link /tmp, on the same file system as the scratch folder
KEPT = "/kept"  # the readable paths below /tmp lie here, until they are mounted in the submission's own /tmp
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")

# The folder for the views, in the template's own mount namespace. Every Linux has this folder, and neither the template
# nor a submission needs it. So no new folder is left on a disk.
_VIEWS = "/proc/sys"
_SHARED = linux.CLONE_NEWUSER | linux.CLONE_NEWNS | linux.CLONE_NEWNET | linux.CLONE_NEWIPC | linux.CLONE_NEWPID


def move_in() -> None:
    """Return in a fork, which is the first process of new user, mount, network, IPC and pid namespaces.

    The calling process stays outside as a keeper. It closes the caller's descriptors, and ends in the same way as the
    fork. When it is killed, the fork and all processes of the namespace are killed. Raises OSError where the system
    refuses.
    """
    with mapped_ids():
        linux.unshare(_SHARED)
    alive, held = os.pipe()
    child = os.fork()
    if child:
        os.close(alive)
        _keep(child, held)
    os.close(held)
    linux.die_with_parent(signal.SIGKILL)
    if select.select([alive], [], [], 0)[0]:  # the keeper was killed before the line above
        os._exit(1)
    os.close(alive)
    linux.mount("none", "/", None, linux.MS_REC | linux.MS_PRIVATE)
    linux.mount("views", _VIEWS, "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, "mode=0700")


def _map_of(kind: str) -> str:
    """The text of an id map, which maps each id onto itself. An ordinary user may only map their own id."""
    if os.geteuid() != 0:
        own = os.geteuid() if kind == "uid" else os.getegid()
        return f"{own} {own} 1\n"
    ranges = [line.split() for line in Path(f"/proc/self/{kind}_map").read_text().splitlines()]
    return "".join(f"{inside} {inside} {count}\n" for inside, _, count in ranges)


@contextlib.contextmanager
def mapped_ids() -> Iterator[None]:
    """Map the ids of the user namespace that the block makes, each onto itself. A helper outside of it writes the maps.

    Only a process that is outside, and root there, may map more ids than its own. Raises OSError where it fails.
    """
    maps = _map_of("uid"), _map_of("gid")
    ready, tell = os.pipe()
    pid = os.getpid()
    helper = os.fork()
    if not helper:
        code = 1
        with contextlib.suppress(BaseException):
            os.close(tell)
            if os.read(ready, 1):
                if os.geteuid() != 0:
                    Path(f"/proc/{pid}/setgroups").write_text("deny")
                for kind, ids in zip(("uid", "gid"), maps, strict=True):
                    Path(f"/proc/{pid}/{kind}_map").write_text(ids)
                code = 0
        os._exit(code)
    os.close(ready)
    try:
        yield
        os.write(tell, b".")
    finally:
        os.close(tell)
        status = os.waitpid(helper, 0)[1]
    if status:
        raise OSError("the ids of the new user namespace could not be mapped")


def _keep(child: int, held: int) -> None:
    """Wait for the template, and end in the same way: with its exit code or by its signal."""
    for request in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(request, signal.SIG_DFL)
    os.closerange(0, held)  # an open descriptor here would hide the end of the template from its peer
    os.closerange(held + 1, os.sysconf("SC_OPEN_MAX"))
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        with contextlib.suppress(OSError, ValueError):
            signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
    os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


class PidNamespaces:
    """Makes forks, each in a new pid namespace. When the first process of one is killed, all its processes are."""

    def __init__(self) -> None:
        self._own = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)

    def fork(self) -> int:
        linux.unshare(linux.CLONE_NEWPID)
        pid = -1
        try:
            pid = os.fork()
        finally:
            if pid:  # so that the template's next child is not in this namespace
                linux.setns(self._own, linux.CLONE_NEWPID)
        return pid


class View:
    """A root folder with only the readable paths, an empty scratch folder and five harmless devices."""

    def __init__(self, readable: Iterable[Path]) -> None:
        self.root = f"{_VIEWS}/{len(os.listdir(_VIEWS))}"
        os.mkdir(self.root, 0o755)
        linux.mount("view", self.root, "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, "mode=0755")
        self.scratch = self.root + SCRATCH
        os.makedirs(self.scratch)
        os.mkdir(self.root + OWN_TMP)
        self._below_tmp: list[tuple[str, str]] = []  # readable paths below /tmp: the path in the view, the name in /tmp
        reals = sorted((self._lead_to(str(path)) for path in readable), key=lambda real: real.count("/"))
        shut = TMP in reals or os.path.lexists(self.root + TMP)  # /tmp itself, or a link in it, is readable
        placed: list[str] = []
        for real in reals:
            if not any(real == done or real.startswith(done + "/") for done in placed):
                kept = real
                if real.startswith(TMP + "/") and not shut:
                    kept = f"{KEPT}/{len(self._below_tmp)}"
                    self._below_tmp.append((kept, real.removeprefix(TMP + "/")))
                self._bind(real, kept)
                linux.restrict_mount(self.root + kept, linux.MS_RDONLY | linux.MS_NOSUID)
                placed.append(real)
        places = [Path(name) for _, name in self._below_tmp]
        # The folders and mount points that we make in memory. They do not count as files of a submission.
        self._ours = 2 + len({folder for place in places for folder in (place, *place.parents[:-1])})
        for device in DEVICES:
            self._bind(device, device)
        if not shut:
            os.symlink(OWN_TMP, self.root + TMP)
        flags = linux.MS_REMOUNT | linux.MS_BIND | linux.MS_RDONLY | linux.MS_NOSUID | linux.MS_NODEV
        linux.mount("none", self.root, None, flags)

    def _lead_to(self, path: str) -> str:
        """Make in the view every symbolic link on the way to `path`. Return the real path."""
        walked, parts = "", os.path.abspath(path).split("/")[1:]
        while parts:
            step = f"{walked}/{parts.pop(0)}"
            if not os.path.islink(step):
                walked = step
                continue
            target = os.readlink(step)
            if not os.path.lexists(self.root + step):
                os.makedirs(self.root + walked, 0o755, exist_ok=True)
                os.symlink(target, self.root + step)
            parts = os.path.normpath(os.path.join(walked or "/", target)).split("/")[1:] + parts
            walked = ""
        return walked

    def _bind(self, real: str, name: str) -> None:
        _mount_at(real, self.root + name)

    def enter(self, scratch: Path, limits: Limits) -> None:
        """In the child: make this view the root, with a copy of `scratch` in memory as the working directory."""
        linux.unshare(linux.CLONE_NEWNS)
        owner = f",uid={STUDENT},gid={STUDENT}" if os.geteuid() == 0 else ""
        options = f"mode=0700,size={limits.disk},nr_inodes={limits.files + self._ours}{owner}"
        linux.mount("scratch", self.scratch, "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, options)
        for folder in (OWN_TMP, SCRATCH):  # the last mount hides the root of the file system in memory
            inner = self.scratch + "/" + os.path.basename(folder)
            os.mkdir(inner, 0o700)
            if owner:
                os.chown(inner, STUDENT, STUDENT)
            linux.mount(inner, self.root + folder, None, linux.MS_BIND)
        for kept, name in self._below_tmp:
            _mount_at(self.root + kept, f"{self.root}{OWN_TMP}/{name}")
        copy_tree(str(scratch), self.scratch, STUDENT if owner else None)
        os.chdir(self.root)
        linux.pivot_root_here()
        os.chdir(SCRATCH)


def _mount_at(real: str, target: str) -> None:
    """Mount the file or folder `real` at `target` too."""
    if os.path.isdir(real):
        os.makedirs(target, 0o755, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(target), 0o755, exist_ok=True)
        os.close(os.open(target, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o644))
    linux.mount(real, target, None, linux.MS_BIND | linux.MS_REC)


def copy_tree(source: str, target: str, owner: int | None) -> None:
    """Copy the folders and ordinary files below `source`. Links and devices are left out.

    A file that exists below `target` already is not changed.
    """
    with os.scandir(source) as entries:
        for entry in entries:
            there = f"{target}/{entry.name}"
            if os.path.lexists(there):
                continue
            if entry.is_dir(follow_symlinks=False):
                os.mkdir(there, 0o700)
                copy_tree(entry.path, there, owner)
            elif entry.is_file(follow_symlinks=False):
                copy_file(entry.path, there)
            else:
                continue
            if owner is not None:
                os.chown(there, owner, owner)


def copy_file(source: str, target: str) -> None:
    """Copy one ordinary file. Nothing is read from a path that is no longer an ordinary file."""
    reading = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(reading, "rb") as file, open(target, "xb") as copy:
        if stat.S_ISREG(os.fstat(reading).st_mode):
            while piece := file.read(1 << 20):
                copy.write(piece)
