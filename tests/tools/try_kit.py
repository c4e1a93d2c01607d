"""Try a student's kit where it is installed: `python try_kit.py FOLDER`, with the kit's own Python, on any system.

It needs the standard library and the kit alone, so that it runs on machines that have nothing else of this project.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

# A right answer, so that something passes, in the step that has this exercise.
ANSWER = {"predict": "def predict(x, w, b):\n    return x @ w + b"}
PASSED = ("passed", "réussi")
SECONDS = 600


def check(folder: Path, step: str) -> str:
    """What `python -m course check` says of a step. Raises RuntimeError where it does not end as it should."""
    command = [sys.executable, "-m", "course", "check", step]
    # A Windows console with its own code page, wherever this runs.
    environment = os.environ | {"PYTHONIOENCODING": "cp1252"}
    ran = subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=SECONDS)
    said, errors = ran.stdout.decode("cp1252"), ran.stderr.decode("cp1252", "replace")
    if ran.returncode != 1 or "Traceback" in errors:  # 1: not everything is answered
        raise RuntimeError(f"{step}: exit code {ran.returncode}\n{said}\n{errors}")
    return said


def answered(path: Path) -> bool:
    """Write the answers that are known into the notebook; whether there was one."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    found = [cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id") in ANSWER]
    for cell in found:
        cell["source"] = ANSWER[cell["metadata"]["nbgrader"]["grade_id"]]
    path.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")
    return bool(found)


def main(folder: Path) -> None:
    books = sorted(folder.glob("*/*.ipynb"))
    for path in books:
        has_answer = answered(path)
        said = check(folder, path.parent.name)
        print(said.encode("ascii", "replace").decode())
        if "ModuleNotFoundError" in said:
            raise RuntimeError(f"{path.name}: a package is missing")
        if has_answer and not any(word in said for word in PASSED):
            raise RuntimeError(f"{path.name}: the right answer does not pass")
    command = [sys.executable, "-m", "course", "hand-in", books[0].parent.name]
    subprocess.run(command, cwd=folder, check=True)
    if not books or not list(folder.glob("**/hand-in/**/*.ipynb")):
        raise RuntimeError("hand-in has written no file")


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute())
