"""A headless Chromium, driven over its DevTools protocol: enough to open a page, wait for it, act on it, look at it."""

import base64
import json
import shutil
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import websocket

# Without these flags Chromium looks for its maker's hosts at every start.
QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
]

REMEDY = "install it (Debian: apt install chromium; Ubuntu: Google Chrome will do)"


def program() -> str | None:
    """The path of the Chromium that is installed, if one is."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


class Page:
    """One open page."""

    def __init__(self, connection: websocket.WebSocket) -> None:
        self._connection = connection
        self._number = 0

    def command(self, method: str, **params: Any) -> Any:
        """Send one command of the protocol and return its result. Raises RuntimeError for one that is refused."""
        self._number += 1
        self._connection.send(json.dumps({"id": self._number, "method": method, "params": params}))
        while True:
            answer = json.loads(self._connection.recv())
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]

    def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression, in which `await` may stand."""
        found = self.command("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in found:
            raise RuntimeError(f"{expression}: {found['exceptionDetails']}")
        return found["result"].get("value")

    def open(self, url: str) -> None:
        self.command("Page.navigate", url=url)

    def wait_for(self, expression: str, seconds: float = 120) -> Any:
        """Wait until a JavaScript expression is true; its value. Raises TimeoutError."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            value = self.evaluate(expression)
            if value:
                return value
            time.sleep(0.25)
        raise TimeoutError(expression)

    def picture(self, path: Path) -> None:
        """Save what the window shows as a PNG."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(self.command("Page.captureScreenshot", format="png")["data"]))


@contextmanager
def chromium(width: int = 1280, height: int = 800) -> Iterator[Page]:
    """A new browser with one empty page. Raises FileNotFoundError where no Chromium is installed."""
    found = program()
    if found is None:
        raise FileNotFoundError(f"no Chromium: {REMEDY}")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        flags = [f"--user-data-dir={profile}", f"--window-size={width},{height}", "--remote-debugging-port=0"]
        browser = subprocess.Popen(
            [found, *QUIET, *flags, "about:blank"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            page = Page(websocket.create_connection(_address(Path(profile)), suppress_origin=True, timeout=120))
            page.command(
                "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
            )
            yield page
        finally:
            browser.kill()
            browser.wait()


def _address(profile: Path) -> str:
    """The first page's address, once the browser has written down its port."""
    for _attempt in range(240):
        port_file = profile / "DevToolsActivePort"
        if port_file.is_file() and port_file.read_text().count("\n"):
            port = port_file.read_text().splitlines()[0]
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/json", timeout=60) as answer:
                pages = [page for page in json.load(answer) if page["type"] == "page"]
            if pages:
                return str(pages[0]["webSocketDebuggerUrl"])
        time.sleep(0.25)
    raise TimeoutError("chromium did not start")
