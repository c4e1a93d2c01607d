"""A receipt in a notebook: a digest of all that it holds, and the time on the clock of the machine that wrote it.

It proves that a file is whole. It does not prove when it was made: a clock can be set, and a receipt written anew.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

State = Literal["whole", "changed", "none"]


def digest(notebook: Mapping[str, Any]) -> str:
    """SHA-256 of the notebook's content without its receipt, however the file is laid out."""
    metadata = dict(notebook.get("metadata", {}))
    metadata["course"] = {key: value for key, value in _course(notebook).items() if key != "receipt"}
    content = {**notebook, "metadata": metadata}
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def write(notebook: dict[str, Any], now: datetime) -> dict[str, str]:
    """Put a receipt into the notebook, and return it."""
    receipt = {"digest": digest(notebook), "time": now.isoformat(timespec="seconds")}
    notebook.setdefault("metadata", {})["course"] = {**_course(notebook), "receipt": receipt}
    return receipt


def state(notebook: Mapping[str, Any]) -> tuple[State, str]:
    """Whether the notebook is what its receipt says, and the receipt's time."""
    receipt = _course(notebook).get("receipt")
    if not isinstance(receipt, dict):
        return "none", ""
    return ("whole" if receipt.get("digest") == digest(notebook) else "changed"), str(receipt.get("time", ""))


def _course(notebook: Mapping[str, Any]) -> dict[str, Any]:
    metadata = notebook.get("metadata")
    course = metadata.get("course") if isinstance(metadata, dict) else None
    return dict(course) if isinstance(course, dict) else {}
