"""Starts a template for the tests of the walls as another user, or where the system grants less."""

import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.engine.environment import NO_PROCESSES
from autograder.sandbox import identity, linux, namespaces

REPOSITORY = Path(__file__).parents[2]
USER = 54321  # an ordinary user who owns nothing


@dataclass(frozen=True)
class World:
    """Who grades, and on what kind of system."""

    name: str
    uid: int
    namespaces: bool = True  # whether the template asks for them
    refused: bool = False  # whether the system refuses them
    landlock: int | None = None  # an older kernel's version; None: this kernel's

    @property
    def has_namespaces(self) -> bool:
        return self.namespaces and not self.refused

    def __str__(self) -> str:
        return self.name


def all_worlds() -> list[World]:
    """Every world that can be made here: root's and an ordinary user's, or only that of the user who runs the tests."""
    user = USER if os.geteuid() == 0 else os.geteuid()
    roots = [World("root", 0), World("root-without-namespaces", 0, namespaces=False)]
    return [
        *(roots if os.geteuid() == 0 else []),
        World("user", user),
        World("user-refused-namespaces", user, refused=True),
        World("user-without-landlock", user, landlock=0),
        World("user-without-namespaces-old-landlock", user, namespaces=False, landlock=1),
    ]


@dataclass
class Template:
    """A running template. `pid` is the process that was started (the keeper, where there are namespaces)."""

    world: World
    libraries: bool = True
    held: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="walls-"))
        self.errors = self.folder / "stderr"
        options = {
            "namespaces": self.world.namespaces,
            "landlock": self.world.landlock,
            "libraries": self.libraries,
            "held": self.held,
        }
        with self.errors.open("wb") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.support.walled_template", json.dumps(options)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                cwd=REPOSITORY,
                env={"PATH": os.environ["PATH"], "MPLCONFIGDIR": str(self.folder), "SECRET": "a secret"} | NO_PROCESSES,
                pass_fds=self.held,
                preexec_fn=self._become,
            )
        os.chmod(self.folder, 0o755)
        os.chown(self.folder, self.world.uid, -1)
        hello = self._answer(300)
        self.entered, self.inner_pid = hello["entered"], hello["pid"]

    def _become(self) -> None:
        """In the new process: be who this world says, on the system that it says."""
        if self.world.uid != os.geteuid():
            open_up(Path(sys.prefix), Path(sys.base_prefix), REPOSITORY)
        if self.world.refused:
            with namespaces.mapped_ids():
                linux.unshare(linux.CLONE_NEWUSER)
            Path("/proc/sys/user/max_user_namespaces").write_text("0")
        if self.world.uid != os.geteuid():
            os.setgroups([])
            os.setresgid(self.world.uid, self.world.uid, self.world.uid)
            os.setresuid(self.world.uid, self.world.uid, self.world.uid)
        elif self.world.refused:
            linux.drop_capabilities()

    def ask(self, request: str, timeout: float = 300, **arguments: Any) -> Any:
        assert self.process.stdin
        self.process.stdin.write(json.dumps({"request": request} | arguments).encode() + b"\n")
        self.process.stdin.flush()
        return self._answer(timeout)

    def _answer(self, timeout: float) -> Any:
        assert self.process.stdout
        if not select.select([self.process.stdout], [], [], timeout)[0]:
            raise TimeoutError(self.errors.read_text())
        line = self.process.stdout.readline()
        if not line:
            raise EOFError(self.errors.read_text())
        return json.loads(line)

    def scratch(self, **files: str) -> Path:
        """A new scratch folder of this world's user with these files in it."""
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        for name, text in files.items():
            (folder / name).write_text(text)
        for path in (folder, *folder.iterdir()):
            os.chown(path, self.world.uid, -1)
        return folder

    def run(self, function: str, *arguments: Any, **more: Any) -> dict[str, Any]:
        """Run a function of `tests.support.confined` behind the walls: its value, exit code and cpu seconds."""
        return self.ask("run", **self.request(function, *arguments, **more))

    def start(self, function: str, *arguments: Any, **more: Any) -> int:
        """Start such a function and wait until it tells that it runs; its pid, as the template knows it."""
        pid: int = self.ask("start", **self.request(function, *arguments, **more))
        return pid

    def request(
        self,
        function: str,
        *arguments: Any,
        scratch: Path | None = None,
        readable: tuple[Path, ...] = (),
        **limits: int,
    ) -> dict[str, Any]:
        return {
            "function": function,
            "arguments": arguments,
            "scratch": str(scratch or self.scratch()),
            "readable": list(map(str, readable)),
            "limits": limits,
        }

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()
        shutil.rmtree(self.folder)


def open_up(*folders: Path) -> None:
    """Let every user reach these folders, in a mount namespace of the calling process's own.

    An interpreter below root's home is out of an ordinary user's reach: an empty, open folder is put
    over the closed one, and the folders wanted are mounted in it. Nobody else sees it.
    """
    closed = [folder.resolve() for folder in folders if not identity.everybody_reaches([folder])]
    if not closed:
        return
    linux.unshare(linux.CLONE_NEWNS)
    linux.mount("none", "/", None, linux.MS_REC | linux.MS_PRIVATE)
    held = {folder: os.open(folder, os.O_PATH) for folder in closed}
    for folder in closed:
        shut = [step for step in reversed(folder.parents) if not step.stat().st_mode & 1]
        if shut:
            linux.mount("none", str(shut[0]), "tmpfs", 0, "mode=0755")
        folder.mkdir(parents=True, exist_ok=True)
        linux.mount(f"/proc/self/fd/{held[folder]}", str(folder), None, linux.MS_BIND)


def only(results: dict[str, Any], *allowed: str) -> bool:
    """Whether every attempt ended in one of the ways allowed; those that did not are shown."""
    unexpected = {name: result for name, result in results.items() if result not in allowed}
    assert not unexpected
    return True
