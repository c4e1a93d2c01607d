"""What a submission leaves behind is removed, however deep it is and whatever its permissions."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.sandbox import leftovers

DEEP = "import os\nfor _ in range({}):\n    os.mkdir('d'); os.chdir('d')\nopen('file', 'w').close()"


@pytest.mark.parametrize("depth", [1, 1100, 2500])
def test_deep_folders_are_removed(depth: int, tmp_path: Path) -> None:
    with leftovers.temporary("left-", tmp_path) as folder:
        subprocess.run([sys.executable, "-c", DEEP.format(depth)], cwd=folder, check=True)
    assert list(tmp_path.iterdir()) == []


def test_folders_without_permissions_are_removed(tmp_path: Path) -> None:
    closed = tmp_path / "left/closed/inside"
    closed.mkdir(parents=True)
    (closed / "file").touch()
    closed.chmod(0)
    closed.parent.chmod(0)
    pid = os.fork()
    if pid == 0:
        if os.getuid() == 0:  # no permissions hold for root
            for path in (tmp_path, tmp_path / "left", closed.parent, closed, closed / "file"):
                os.chown(path, 65534, 65534)
            for parent in tmp_path.parents[:3]:
                parent.chmod(parent.stat().st_mode | 0o011)
            os.setuid(65534)
        try:
            leftovers.remove(tmp_path / "left")
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    assert not (tmp_path / "left").exists()


def test_no_link_is_followed(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir(mode=0o700)
    (kept / "file").touch(mode=0o400)
    left = tmp_path / "left"
    left.mkdir()
    (left / "link").symlink_to(kept)
    subprocess.run([sys.executable, "-c", DEEP.format(1100)], cwd=left, check=True)  # so that the commands are asked
    leftovers.remove(left)
    assert not left.exists()
    assert (kept / "file").stat().st_mode & 0o777 == 0o400
    link = tmp_path / "link"
    link.symlink_to(kept)
    leftovers.remove(link)
    assert (kept / "file").exists()
