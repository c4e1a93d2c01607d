"""`probe` tells which walls stand: here, and on systems that grant less (system calls refused, libseccomp missing)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.coursedir.grading import Grading
from autograder.engine import engine
from autograder.engine.engine import Engine
from autograder.faults import MissingWalls
from autograder.messages import LOCALE
from autograder.sandbox import Wall, enough, linux, probe
from autograder.sandbox.walls import NAMES
from course.helpers.language import in_language

# Run in a process for which the kernel has no Landlock, or refuses new namespaces, by a filter of system calls.
PROBE = """
import errno, json, sys
from dataclasses import asdict
from autograder.sandbox import libseccomp, linux, probe
lacking = libseccomp.Rules(otherwise=libseccomp.ALLOW)
for name, number in json.loads(sys.argv[1]).items():
    lacking.add(libseccomp.errno_action(number), name)
linux.no_new_privileges()
linux.set_seccomp_filter(lacking.program(), len(lacking.program()) // 8)
print(json.dumps([asdict(wall) for wall in probe()]))
"""
NO_NAMESPACES = {"unshare": 1}
NO_LANDLOCK = {"landlock_create_ruleset": 38}


def probe_lacking(calls: dict[str, int]) -> dict[str, Wall]:
    done = subprocess.run([sys.executable, "-c", PROBE, json.dumps(calls)], capture_output=True, text=True, check=True)
    return {wall["name"]: Wall(**wall | {"how": tuple(wall["how"])}) for wall in json.loads(done.stdout)}


def test_every_wall_stands_here() -> None:
    walls = probe()
    assert [wall.name for wall in walls] == list(NAMES)
    assert {wall.name: wall.why for wall in walls if not wall.up} == {}
    assert all(wall.how for wall in walls)
    assert enough(walls) == []


def test_without_namespaces_grading_goes_on_with_what_is_missing_named() -> None:
    walls = probe_lacking(NO_NAMESPACES)
    assert enough(walls.values()) == []
    assert walls["filesystem"].how == ("Landlock",)
    assert not walls["disk"].up
    assert "without user namespaces" in walls["disk"].why
    assert "process namespace" not in walls["process"].how


def test_without_landlock_the_mount_namespace_is_the_wall() -> None:
    walls = probe_lacking(NO_LANDLOCK)
    assert enough(walls.values()) == []
    assert walls["filesystem"].how == ("mount namespace",)


def test_without_both_there_is_no_wall_around_files_and_no_grading() -> None:
    walls = probe_lacking(NO_NAMESPACES | NO_LANDLOCK)
    assert enough(walls.values()) == ["filesystem"]
    assert "Landlock" in walls["filesystem"].why


def test_without_libseccomp_there_is_no_grading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "libseccomp.so.2").touch()
    monkeypatch.setenv("LD_LIBRARY_PATH", str(tmp_path), prepend=os.pathsep)
    walls = {wall.name: wall for wall in probe()}
    assert enough(walls.values()) == ["network", "process"]
    assert "libseccomp" in walls["network"].why


def test_a_trial_that_is_killed_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel may kill it where memory is short, which says nothing about the walls."""
    python, mark = tmp_path / "python", tmp_path / "tried"
    python.write_text(f'#!/bin/sh\nif [ -e {mark} ]; then exec {sys.executable} "$@"; fi\ntouch {mark}\nkill -9 $$\n')
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    assert any(wall.up for wall in probe())
    assert mark.exists()


def test_what_fails_altogether_stands_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    walls = probe()
    assert not any(wall.up for wall in walls)
    assert enough(walls) == ["filesystem", "network", "process"]


def test_root_without_capabilities_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """As with Docker's --cap-drop=ALL and uid 0. Nothing is tried here: a trial that failed is explained."""
    assert linux.may_become_another() == (os.geteuid() == 0)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(linux, "may_become_another", lambda: False)
    walls = probe()
    assert enough(walls) == ["filesystem", "network", "process"]
    for wall in walls:
        assert "grade as an ordinary user" in wall.why
        assert in_language(wall.why, "fr", LOCALE) != wall.why


def test_what_a_wall_says_is_said_in_french_too() -> None:
    for walls in (probe(), probe(own_namespaces=False)):
        for wall in walls:
            for message in (*wall.how, *filter(None, [wall.why])):
                assert in_language(message, "fr", LOCALE) != message or message == "Landlock"


def test_an_engine_takes_another_processs_word_for_the_walls(monkeypatch: pytest.MonkeyPatch) -> None:
    """A nursery tries them while it imports, and tells its engines."""
    monkeypatch.setattr(engine, "missing_walls", lambda: pytest.fail("tried once more"))
    with pytest.raises(MissingWalls, match="without these walls: network, process"):
        Engine(Grading(), clean=True, walls_missing=["network", "process"])


def test_where_a_needed_wall_is_missing_no_engine_starts() -> None:
    """Whoever starts it: the command line, nbgrader, a worker on another machine."""
    start = "\nfrom autograder.coursedir.grading import Grading"
    start += "\nfrom autograder.engine.engine import Engine\nfrom autograder.faults import MissingWalls\n"
    start += "try:\n    Engine(Grading())\nexcept MissingWalls as error:\n    print(error)\n"
    program = PROBE.rpartition("print(")[0] + start
    done = subprocess.run(
        [sys.executable, "-c", program, json.dumps(NO_NAMESPACES | NO_LANDLOCK)], capture_output=True, text=True
    )
    assert "no grading without these walls: filesystem" in done.stdout, done.stderr
