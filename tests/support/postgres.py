"""A PostgreSQL server of the tests' own, in a temporary folder, as root and as an ordinary user."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any


def _commands() -> Path:
    """Debian keeps the server's commands of each version in a folder of their own, the newest last."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent


class Server:
    """One server with a database `grades`; it listens on a socket in its folder alone."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="postgres-", dir="/tmp"))  # a socket's path is short
        self._user: dict[str, Any] = {}
        if os.getuid() == 0:  # PostgreSQL refuses to run as root
            self._user = {"user": "postgres", "group": "postgres", "extra_groups": []}
            shutil.chown(self._folder, "postgres", "postgres")
        self._data = self._folder / "data"
        self._run("initdb", "--auth=trust", "--username=grader", "--no-sync", "--encoding=UTF8", "--locale=C")
        self.start()
        self._run("createdb", "--host", str(self._folder), "--username=grader", "grades", data=False)

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://grader@/grades?host={self._folder}"

    def start(self) -> None:
        options = f"-c listen_addresses= -c fsync=off -c unix_socket_directories={self._folder}"
        self._run("pg_ctl", "--wait", "--timeout=120", "-o", options, "-l", str(self._folder / "log"), "start")

    def stop(self) -> None:
        self._run("pg_ctl", "--wait", "--timeout=120", "--mode=immediate", "stop")

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self._folder)

    def _run(self, command: str, *args: str, data: bool = True) -> None:
        where = ["--pgdata", str(self._data)] if data else []
        subprocess.run(
            [str(_commands() / command), *where, *args],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self._folder,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
            **self._user,
        )
