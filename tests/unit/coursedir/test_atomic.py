"""A reader finds the old file or the new one."""

import errno
import os
from pathlib import Path

import pytest

from autograder.coursedir import atomic


def test_a_file_and_its_folders_are_made(tmp_path: Path) -> None:
    atomic.write(tmp_path / "a" / "b.txt", b"new")
    assert (tmp_path / "a" / "b.txt").read_bytes() == b"new"
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b.txt"]


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "b.txt"
    path.write_bytes(b"old")
    seen: list[bytes] = []

    def full(name: str, target: Path) -> None:
        seen.append(Path(name).read_bytes())
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="no space") as caught:
        atomic.write(path, b"new")
    assert caught.value.filename == str(path), "a disk that is full does not say of itself for what"
    assert seen == [b"new"]  # the whole new file was there before its place was taken
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["b.txt"]
