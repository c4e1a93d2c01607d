"""What a running cell says, kept as nbformat outputs and in bounded memory."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Output = dict[str, Any]
WITHHELD = "autograder_withheld"  # in the metadata of an output that feedback leaves out
_EACH = 100  # bytes that an output takes beside its content
CUT = "\n[… output cut / sortie tronquée …]\n"
ALL_CUT = (
    "\n[… output cut: all outputs of the notebook reach c.Grading.outputs_size"
    " / sortie tronquée : toutes les sorties du notebook atteignent c.Grading.outputs_size …]\n"
)


def _never() -> bool:
    return False


class Outputs:
    """Outputs in order, adjacent text of one stream joined; past `largest` bytes the rest is dropped. `cut` says so."""

    def __init__(self, largest: int, cut: str = CUT, aside: Callable[[], bool] = _never) -> None:
        """`aside`: whether what is said now is for the teacher alone."""
        self.largest, self.cut, self.aside = largest, cut, aside
        self.items: list[Output] = []
        self.size = 0
        self._full = not largest

    def write(self, stream: str, text: str) -> None:
        """Text on stdout or stderr."""
        left = max(0, self.largest - self.size)
        if self._full or not text:
            return
        if len(text) > left:
            self._full = True
            text = text[:left] + self.cut
        self.size += len(text)
        stream = WITHHELD if self.aside() else stream
        if self.items and self.items[-1].get("name") == stream:
            self.items[-1]["parts"].append(text)
        else:
            self.size += _EACH
            self.items.append({"output_type": "stream", "name": stream, "parts": [text]})

    def display(self, kind: str, data: dict[str, Any], metadata: dict[str, Any], count: int | None = None) -> None:
        """A `display_data` or (with the execution count) an `execute_result`."""
        size = _EACH + sum(len(key) + len(str(value)) for key, value in data.items())
        if self.size + size > self.largest:
            self.size = self.largest
            self.write("stdout", " ")
        if self._full:
            return
        self.size += size
        metadata = {WITHHELD: True} if self.aside() else metadata
        output: Output = {"output_type": kind, "data": data, "metadata": metadata}
        self.items.append(output | ({"execution_count": count} if kind == "execute_result" else {}))

    def error(self, name: str, value: str, traceback: list[str]) -> None:
        """The error that ended the cell: kept whatever came before it, for it decides the mark."""
        most = min(20_000, max(self.largest, 500))
        lines = "\n".join(traceback)[-most:].split("\n")
        self.items.append(
            {"output_type": "error", "ename": name[:200], "evalue": value[:5000][:most], "traceback": lines}
        )

    def result(self, text: str) -> None:
        """The value that a test cell ends with: kept whatever came before it, as the error is."""
        self.items.append(
            {"output_type": "execute_result", "data": {"text/plain": text}, "metadata": {}, "execution_count": 1}
        )

    def withhold(self, text: str) -> None:
        """Text for the teacher alone."""
        self.items.append(_withheld(text[-20_000:]))

    def clear(self) -> None:
        """What `clear_output` asks for: a progress bar that is drawn anew again and again never fills the room."""
        self.items, self.size, self._full = [], 0, not self.largest

    def take(self) -> list[Output]:
        """All of it, ready for a notebook; the next outputs begin anew."""
        items, self.items, self.size, self._full = self.items, [], 0, not self.largest
        for index, item in enumerate(items):
            if "parts" in item:
                item["text"] = "".join(item.pop("parts"))
            if item.get("name") == WITHHELD:
                items[index] = _withheld(item["text"])
        return items


def _withheld(text: str) -> Output:
    return {"output_type": "display_data", "data": {"text/plain": text}, "metadata": {WITHHELD: True}}


@dataclass
class Room:
    """How many bytes of outputs are kept: of one cell, and yet of all that follow in the notebook."""

    cell: int
    left: int

    def outputs(self, aside: Callable[[], bool] = _never) -> Outputs:
        """For the next cell."""
        return Outputs(min(self.cell, self.left), CUT if self.cell <= self.left else ALL_CUT, aside)

    def fill(self, items: list[Output]) -> None:
        """A cell has kept these."""
        self.left = max(0, self.left - sum(map(_size, items)))


def _size(item: Output) -> int:
    texts = [item.get("text", ""), item.get("evalue", ""), *item.get("traceback", ()), *item.get("data", {}).values()]
    return _EACH + sum(len(str(text)) for text in texts)


class Stream(io.TextIOBase):
    """sys.stdout or sys.stderr, written to `outputs`."""

    encoding = "utf-8"  # type: ignore[assignment]
    errors = "replace"  # type: ignore[assignment]

    def __init__(self, outputs: Outputs, name: str) -> None:
        self.outputs = outputs
        self.name = name

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return False

    def fileno(self) -> int:
        """The process's own descriptor, for faulthandler and its like: what is written to that is shown nowhere."""
        return 2 if self.name == "stderr" else 1

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self.outputs.write(self.name, text.encode("utf-8", "replace").decode())
        return len(text)

    def flush(self) -> None:
        pass


def error_output(name: str, text: str) -> Output:
    return {"output_type": "error", "ename": name, "evalue": text, "traceback": text.split("\n")}


def clean(outputs: Any, cleaned: Outputs) -> list[Output]:
    """What the student side reports as outputs, made again from its plain parts: anything else is left out."""
    for item in outputs if type(outputs) is list else []:
        if type(item) is not dict:
            continue
        kind = item.get("output_type")
        if kind == "stream" and type(item.get("text")) is str:
            cleaned.write("stderr" if item.get("name") == "stderr" else "stdout", item["text"])
        elif kind in ("display_data", "execute_result") and type(item.get("data")) is dict:
            data = {key: value for key, value in item["data"].items() if type(key) is str and type(value) is str}
            cleaned.display(kind, data, {}, 1)
        elif kind == "error":
            lines = item.get("traceback")
            texts = [line for line in lines if type(line) is str] if type(lines) is list else []
            name, value = (part if type(part) is str else "" for part in (item.get("ename"), item.get("evalue")))
            cleaned.error(name, value, texts)
            break  # it ended the cell
    return cleaned.take()


def with_an_error(outputs: Any, room: Outputs) -> list[Output]:
    cleaned = clean(outputs, room)
    if not any(item["output_type"] == "error" for item in cleaned):
        cleaned.append(error_output("Error", "the cell ended with an error"))
    return cleaned
