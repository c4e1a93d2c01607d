"""Nothing is left behind: not after three hundred submissions, and not after a kill -9 of whoever started one."""

import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.worlds import Template, World, all_worlds

WORLDS = pytest.mark.parametrize("world", all_worlds()[:2] if os.geteuid() else all_worlds()[:4], ids=str)


def everybody_let_go(reading: int) -> bool:
    """Whether, within seconds, no process holds the other end of this pipe any more."""
    return bool(select.select([reading], [], [], 20)[0]) and os.read(reading, 1) == b""


@pytest.mark.slow
@WORLDS
def test_three_hundred_submissions_leave_no_descriptor_mount_process_or_file(world: World) -> None:
    template = Template(world, libraries=False)
    try:
        scratch = template.scratch(**{"data.csv": "1"})
        template.run("own_files", scratch=template.scratch(**{"data.csv": "1"}))
        before, files = template.ask("state"), sorted(os.listdir(template.folder))
        for number in range(300):
            how = ("return", "segfault", "exit")[number % 3]
            template.run("end", how, scratch=scratch)
        assert template.ask("state") == before
        assert before["children"] is False
        assert sorted(os.listdir(template.folder)) == files
        assert os.listdir(scratch) == ["data.csv"]
    finally:
        template.close()


@WORLDS
@pytest.mark.parametrize("whom", ["keeper", "template"])
def test_a_killed_template_leaves_no_process(world: World, whom: str) -> None:
    reading, writing = os.pipe()
    template = Template(world, libraries=False, held=(writing,))
    os.close(writing)
    try:
        trees = {"processes": 3} if template.entered else {}
        for _ in range(2):
            template.start("fork_bomb" if trees else "sleep", 60, **trees)
        pid = template.process.pid
        if whom == "template" and template.entered:
            pid = int(Path(f"/proc/{pid}/task/{pid}/children").read_text())
        os.kill(pid, signal.SIGKILL)
        assert everybody_let_go(reading)
        assert template.process.wait(20) == -signal.SIGKILL  # the keeper ends as the template did
    finally:
        os.close(reading)
        template.close()


@WORLDS
def test_a_killed_parent_of_the_template_leaves_no_process(world: World) -> None:
    reading, writing = os.pipe()
    ready, tell = os.pipe()
    parent = os.fork()
    if parent == 0:
        template = Template(world, libraries=False, held=(writing,))
        os.close(writing)
        template.start("sleep", 60)
        os.write(tell, str(template.folder).encode())
        time.sleep(60)
        os._exit(0)
    os.close(writing)
    folder = os.read(ready, 4096).decode()
    os.kill(parent, signal.SIGKILL)
    os.waitpid(parent, 0)
    assert everybody_let_go(reading)
    for descriptor in (reading, ready, tell):
        os.close(descriptor)
    subprocess.run(["rm", "-r", folder], check=True)


def test_the_keeper_ends_as_the_template_ends() -> None:
    program = "import sys; from autograder.sandbox import enter; enter(); sys.exit(7)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 7


def test_a_process_with_threads_is_no_template() -> None:
    program = """
import threading
from autograder.sandbox import enter
threading.Thread(target=threading.Event().wait, daemon=True).start()
enter()
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert "RuntimeError: enter() forks" in done.stderr
