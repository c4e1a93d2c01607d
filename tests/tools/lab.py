"""A real JupyterLab, for what has to be seen in one: started on a folder, a notebook opened in its page."""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.tools.browser import Page


@contextmanager
def jupyter_lab(folder: Path) -> Iterator[str]:
    """A JupyterLab that serves `folder` on this machine alone; gives its address, token and all."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    options = [f"--ServerApp.port={port}", f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={folder}"]
    options += ["--no-browser", "--ServerApp.allow_root=True", "--LabApp.expose_app_in_browser=True"]
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", *options],
        cwd=folder, env={**os.environ, "JUPYTERLAB_SETTINGS_DIR": str(_settings(folder))},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait_for(f"http://127.0.0.1:{port}/api?token={token}", server)
        yield f"http://127.0.0.1:{port}/doc/tree/{{notebook}}?token={token}"
    finally:
        server.terminate()
        server.wait()


def _wait_for(address: str, server: subprocess.Popen) -> None:
    for _attempt in range(480):
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(address, timeout=60).close()
            return
        except OSError:
            time.sleep(0.25)
    raise TimeoutError("JupyterLab did not start")


def _settings(folder: Path) -> Path:
    """A user's settings of JupyterLab: all cells there, also those that the window does not show, and no news."""
    settings = {
        "notebook-extension/tracker": {"windowingMode": "none"},
        "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    }
    for name, values in settings.items():
        path = folder / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(values))
    return folder / "settings"


def open_notebook(page: Page, address: str, name: str) -> None:
    """Open a notebook in JupyterLab's simple view and wait until its cells are there."""
    page.open(address.format(notebook=name))
    page.wait_for("document.querySelectorAll('.jp-Notebook .jp-Cell').length > 3")
