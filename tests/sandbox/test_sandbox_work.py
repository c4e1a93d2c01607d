"""Honest work goes on behind the walls, in every world that can be made here, and takes no more than its share."""

from collections.abc import Iterator

import pytest

from tests.support.worlds import Template, all_worlds, only

MIB = 1 << 20


@pytest.fixture(scope="module", params=all_worlds(), ids=str)
def template(request: pytest.FixtureRequest) -> Iterator[Template]:
    started = Template(request.param)
    yield started
    started.close()


def test_what_a_notebook_of_the_course_does_passes_inside_and_says_nothing_on_stderr(template: Template) -> None:
    before = template.errors.read_text()
    done = template.run("course_work", memory=4 << 30)
    assert template.errors.read_text() == before
    assert done["exit"] == 0
    solved = done["value"].pop("solve")
    assert solved == pytest.approx(13)
    assert done["value"] == {
        "learned": True,
        "figures": ["89504e47", True],
        "cells": [True, True, True, 2],
        "log": True,
        "batches": 8,
        "threads": [0, 1, 2, 3, 4, 5, 6, 7],
        "asyncio": "slept",
    }


def test_a_module_is_imported_for_the_first_time_inside(template: Template) -> None:
    modules = ["sklearn.linear_model", "decimal", "sqlite3", "scipy.optimize", "torch.distributions"]
    assert template.run("lazy_imports", modules, memory=4 << 30)["value"] == modules


def test_scikit_learn_does_without_proc_and_without_processes(template: Template) -> None:
    """Whether it is imported inside, or has seen /proc and the locks between processes before the walls went up."""
    before = template.errors.read_text()
    for _ in range(2):
        done = template.run("clusters", memory=4 << 30)
        assert done["value"] == [[6, 6], 2, 1.0, [1, 2], True], template.errors.read_text()
        template.ask("load", module="sklearn.cluster")
    assert template.errors.read_text() == before


def test_memory_is_limited_in_every_way_of_asking_for_it(template: Template) -> None:
    found = template.run("eat_memory", 1 << 30, memory=512 * MIB)["value"]
    assert found.pop("numpy") in ("MemoryError", "_ArrayMemoryError")
    assert only(found, "MemoryError", "RuntimeError", "OSError", "PermissionError", "FileNotFoundError")
    assert template.run("eat_memory", 100 * MIB, memory=512 * MIB)["value"]["bytes"] == "done"
