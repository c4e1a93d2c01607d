"""Each wall is tried for real, from inside, in every world that can be made here: see `worlds`."""

import os
import signal
import socket
import sqlite3
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.sandbox import namespaces, python_folders, seccomp
from tests.support.worlds import Template, all_worlds, only

SECRET = "the answer is 42"
MIB = 1 << 20


@pytest.fixture(scope="module", params=all_worlds(), ids=str)
def template(request: pytest.FixtureRequest) -> Iterator[Template]:
    started = Template(request.param, libraries=False)
    yield started
    started.close()


@pytest.fixture(scope="module")
def outside() -> Iterator[Path]:
    """A course beside the submission, open to every user of the system: only the walls keep it from being read."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "source").mkdir()
        (folder / "source" / "solution.py").write_text(SECRET)
        (folder / "submitted").mkdir()
        (folder / "submitted" / "other.ipynb").write_text(SECRET)
        sqlite3.connect(folder / "gradebook.db").close()
        (folder / "gradebook.db").write_text(SECRET)
        for path in [folder, *folder.rglob("*")]:
            path.chmod(0o777 if path.is_dir() else 0o666)
        yield folder


def contents(folder: Path) -> dict[str, tuple[str, int, float]]:
    return {
        str(path): (path.read_text() if path.is_file() else "", path.stat().st_mode, path.stat().st_mtime)
        for path in sorted(folder.rglob("*"))
    }


def test_a_submission_finds_its_files_and_may_do_anything_in_its_folder(template: Template) -> None:
    scratch = template.scratch(**{"data.csv": "1,2"})
    (scratch / "sub").mkdir()
    (scratch / "sub" / "more.csv").write_text("3")
    for path in (scratch / "sub", scratch / "sub" / "more.csv"):
        os.chown(path, template.world.uid, -1)
    done = template.run("own_files", scratch=scratch)
    assert done == {"value": ["data.csv", "sub", "sub/more.csv"], "exit": 0, "cpu": done["cpu"]}
    if template.entered:  # it worked on a copy
        assert (scratch / "data.csv").read_text() == "1,2"
        assert sorted(os.listdir(scratch)) == ["data.csv", "sub"]


def test_the_template_has_the_namespaces_that_its_world_grants(template: Template) -> None:
    assert template.entered == template.world.has_namespaces


# Files ---------------------------------------------------------------------------------------------------------


def test_nothing_outside_can_be_read_or_listed(template: Template, outside: Path) -> None:
    other = template.scratch(**{"answer.ipynb": SECRET})
    paths = [
        *(str(path) for path in [outside, *outside.rglob("*")]),
        *(str(path) for path in [other, other / "answer.ipynb", other.parent]),
        *("/etc/passwd", "/etc/shadow", "/etc/hostname", "/etc", "/home", "/root", "/tmp", "/var", "/usr/bin", "/boot"),
        *(str(Path.home()), str(Path(__file__).parents[2]), __file__, "/proc/mounts", "/proc/self", "/proc/self/mem"),
        *(f"/proc/{pid}/{name}" for pid in self_and(template) for name in ("environ", "cmdline", "maps", "fd", "root")),
        *("/sys/class/net", "/sys/kernel", "/dev", "/dev/shm", "/dev/kmsg", "/dev/mem", "/dev/vda", "/dev/tty"),
    ]
    assert all(os.path.lexists(path) for path in paths[:8])
    found = template.run("look", paths)["value"]
    # A folder that leads to what may be read exists inside, and shows nothing else.
    leading = {"/etc", "/home", "/root", "/var", "/tmp", "/dev", str(Path.home()), str(Path(__file__).parents[2])}
    for path, results in found.items():
        if not (template.entered and path in leading):
            only({path: results[0]}, "EACCES", "ENOENT", "EISDIR")
            only({path: results[1]}, "EACCES", "ENOENT")
            only({path: results[3]}, "EACCES", "ENOENT", "ENOTDIR")


def self_and(template: Template) -> list[str]:
    return [str(template.process.pid), str(os.getpid()), "1", "self"]


def test_what_is_seen_of_the_root_leads_only_to_what_may_be_read(template: Template) -> None:
    visible = template.run("visible", "/", 3)["value"]
    known = [
        *map(str, python_folders()),
        *namespaces.DEVICES,
        namespaces.SCRATCH,
        namespaces.OWN_TMP,
        namespaces.KEPT,
        "/tmp",
    ]
    known += [os.path.realpath(path) for path in known]
    for path in (os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path)) for path in visible):
        assert any(f"{name}/".startswith(f"{path}/") or f"{path}/".startswith(f"{name}/") for name in known), path
    assert bool(visible) == template.entered


def test_links_dots_and_descriptors_lead_nowhere(template: Template, outside: Path) -> None:
    found = template.run("sneak", str(outside / "source" / "solution.py"))["value"]
    assert only(found, "EACCES", "ENOENT", "EPERM", "EXDEV", "ENOTDIR")


def test_nothing_outside_can_be_changed(template: Template, outside: Path) -> None:
    before = contents(outside)
    readable = template.scratch(**{"given.csv": "1"}) / "given.csv"
    module = Path(os.__file__)
    found = template.run(
        "write", [*before, str(readable), str(module), "/dev/shm/x", "/scratch/x", "/x"], readable=(readable,)
    )["value"]
    for path, results in found.items():
        # What may be read in /tmp is shown in the submission's own /tmp: things can be made beside it there.
        results = results[:6] if path == str(readable) else results
        numbered = {f"{path} {number}": result for number, result in enumerate(results)}
        assert only(numbered, "EACCES", "ENOENT", "EPERM", "EROFS", "EISDIR", "EXDEV", "EBUSY")
    assert contents(outside) == before
    assert readable.read_text() == "1"
    assert os.listdir(readable.parent) == ["given.csv"]


def test_mode_owner_and_times_of_what_may_be_read_stay(template: Template) -> None:
    readable = template.scratch(**{"given.csv": "1"}) / "given.csv"
    before = readable.stat()
    template.run("spoil", str(readable), readable=(readable,))
    after = readable.stat()
    assert (after.st_mode, after.st_mtime, after.st_uid) == (before.st_mode, before.st_mtime, before.st_uid)
    assert not os.listxattr(readable)


def test_links_and_devices_that_were_submitted_stay_out(outside: Path, template: Template) -> None:
    scratch = template.scratch(**{"data.csv": "1"})
    (scratch / "stolen.py").symlink_to(outside / "source" / "solution.py")
    (scratch / "all").symlink_to(outside)
    os.mkfifo(scratch / "pipe")
    found = template.run(
        "look", ["data.csv", "stolen.py", "all", "pipe"] if template.entered else ["stolen.py", "all"], scratch=scratch
    )["value"]
    for name in set(found) - {"data.csv"}:
        only(
            {f"{name} {i}": result for i, result in enumerate(found[name]) if result != "none"},
            "EACCES",
            "ENOENT",
            "ENOTDIR",
        )


def test_only_the_descriptors_given_are_open(template: Template) -> None:
    found = template.run("descriptors")["value"]
    kinds = {int(number): stat.S_IFMT(int(mode, 8)) for number, mode in found.items()}
    assert kinds.pop(0) == kinds.pop(1) == stat.S_IFCHR  # /dev/null
    assert kinds.pop(2) == stat.S_IFREG  # the tests keep stderr, a file, and a pipe
    assert list(kinds.values()) == [stat.S_IFIFO]


def test_the_environment_is_not_the_templates(template: Template) -> None:
    variables, seen_by_c, _kernels = template.run("environment", "SECRET")["value"]
    assert "SECRET" not in variables
    assert seen_by_c == "None"
    assert variables["HOME"] == variables["TMPDIR"]
    assert variables["MPLCONFIGDIR"] == str(template.folder)


def test_the_kernels_copy_of_the_environment_is_out_of_reach(template: Template) -> None:
    assert template.run("environment", "SECRET")["value"][2] in ("EACCES", "ENOENT")


def test_no_word_is_left_in_the_machines_memory_of_a_file(template: Template) -> None:
    """Which pages of a library are in memory is seen by all who may read it."""
    library = template.scratch(**{"library.a": "x" * (1 << 20)}) / "library.a"
    with library.open() as file:
        os.fsync(file.fileno())
        file.read()
        found = template.run("page_cache", str(library), readable=(library,))["value"]
        # Told "done", and yet all of it is there.
        assert os.preadv(file.fileno(), [bytearray(1 << 20)], 0, os.RWF_NOWAIT) == 1 << 20
    assert [found.pop(name) for name in ("fadvise", "readahead", "preadv", "not needed")] == ["done"] * 4
    assert only(found, "ENOSYS", "EOPNOTSUPP", "ENOTSUP")


def test_programs_beside_the_shared_libraries_are_not_there(template: Template) -> None:
    folders = [str(folder) for folder in python_folders()]
    beside = [path for path in Path("/usr/lib").iterdir() if not any(f"{f}/".startswith(f"{path}/") for f in folders)]
    if "/usr/lib" not in folders:
        found = template.run("look", list(map(str, beside)))["value"]
        assert len(found) > 5
        for path, results in found.items():
            only({f"{path} {number}": results[number] for number in (0, 1)}, "EACCES", "ENOENT", "EISDIR")


def test_tmp_is_a_folder_of_its_own_or_shut(template: Template) -> None:
    name = f"walls-{os.getpid()}"
    found = template.run("write", [f"/tmp/{name}"])["value"][f"/tmp/{name}"]
    assert found[0] == ("done" if template.entered else "EACCES")
    assert not os.path.lexists(f"/tmp/{name}")


def test_what_may_be_read_below_tmp_does_not_shut_it(template: Template) -> None:
    """So it is where the project was cloned into a folder below /tmp."""
    library = template.scratch(**{"library.a": "x"})
    name = f"/tmp/walls-{os.getpid()}"
    library.chmod(0o755)
    (library / "library.a").chmod(0o644)
    found = template.run("write", [name, str(library / "library.a")], readable=(library,))["value"]
    assert found[name][0] == ("done" if template.entered else "EACCES")
    assert found[str(library / "library.a")][0] in ("EACCES", "EROFS")
    looked = template.run("look", [str(library / "library.a")], readable=(library,))["value"]
    assert looked[str(library / "library.a")][0] == "done"
    scratch = template.scratch(**{"data.csv": "1,2"})
    assert template.run("own_files", scratch=scratch, readable=(library,))["value"] == ["data.csv"]


# Network -------------------------------------------------------------------------------------------------------


def test_there_is_no_network_of_any_family(template: Template) -> None:
    name = f"walls-{os.getpid()}"
    scratch = template.scratch()
    pathname = str(template.folder / f"{template.world.name}.sock")
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as abstract,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as named,
    ):
        abstract.bind("\0" + name)
        named.bind(pathname)
        os.chmod(pathname, 0o777)
        found = template.run(
            "sockets", name, pathname, server.getsockname()[1], scratch=scratch, readable=(Path(pathname),)
        )["value"]
        for listener in (abstract, named):
            listener.setblocking(False)
            with pytest.raises(BlockingIOError):
                listener.recv(1)
    assert len(found) > 280
    # A pair of streams may not be connected elsewhere: ENOSYS, EISCONN and EOPNOTSUPP are the kernel's words for it.
    assert only(found, "EPERM", "ENOSYS", "EISCONN", "EOPNOTSUPP")


def test_a_socket_does_not_tell_who_is_at_its_other_end(template: Template) -> None:
    found = template.run("socket_options")["value"]
    told = {name for name, result in found.items() if result not in ("ENOSYS", "ENOPROTOOPT")}
    assert told <= {f"{verb} {number}" for verb in ("get", "set") for number in seccomp.SOCKET_OPTIONS}
    assert {f"get {number}" for number in (3, 4, 7, 8)} <= told
    peer = {17: "PEERCRED", 16: "PASSCRED", 28: "PEERNAME", 31: "PEERSEC", 59: "PEERGROUPS", 76: "PASSPIDFD"}
    assert not told & {f"{verb} {number}" for verb in ("get", "set") for number in (*peer, 77)}  # 77: PEERPIDFD


# Processes -----------------------------------------------------------------------------------------------------


def test_no_process_can_be_started(template: Template) -> None:
    found = template.run("new_processes")["value"]
    assert found.pop("clone3") == "ENOSYS"  # so that the C library starts its threads by clone
    assert found.pop("shell") == "failed"
    assert only(found, "EPERM", "EACCES")


def test_others_cannot_be_signalled_traced_limited_or_read(template: Template) -> None:
    bystander = template.start("sleep", 60)
    others = [1, template.process.pid, template.inner_pid, bystander, os.getpid()]
    found = template.run("meddle", others)["value"]
    assert only(found, "EPERM", "ENOSYS", "ESRCH")
    assert template.ask("kill", pid=bystander, number=signal.SIGKILL)["exit"] == -signal.SIGKILL


def test_signals_to_oneself_arrive(template: Template) -> None:
    assert template.run("own_signals")["value"] == ["usr1", "usr1", "alarm"]


def test_nothing_of_root_is_left(template: Template) -> None:
    found = template.run("privileges")["value"]
    assert found.pop("capabilities") == [0] * 6
    assert only(found, "EPERM", "ENOSYS")


def test_every_refused_system_call_is_refused(template: Template) -> None:
    allowed_to_oneself = {"kill", "tgkill"}
    names = [name for name in seccomp.REFUSED if seccomp.known(name) and name not in allowed_to_oneself]
    assert len(names) > 110
    assert only(template.run("forbidden_calls", names)["value"], "EPERM")


@pytest.mark.parametrize(
    ("calls", "code"),
    [
        ("32 bit", "b814000000cd80c3"),  # mov eax, 20; int 0x80; ret: getpid of the i386 table
        ("x32", "b8270000400f05c3"),  # mov eax, 0x40000027; syscall; ret: getpid of the x32 table
    ],
)
@pytest.mark.skipif(os.uname().machine != "x86_64", reason="machine code for x86-64, where these tables exist")
def test_another_table_of_system_calls_ends_the_submission(template: Template, calls: str, code: str) -> None:
    assert template.run("foreign_call", code)["exit"] == -signal.SIGSYS


# Limits --------------------------------------------------------------------------------------------------------


def test_a_loop_is_killed_when_its_processor_time_is_used_up(template: Template) -> None:
    done = template.run("spin", cpu_seconds=1)
    assert done["exit"] == -signal.SIGKILL
    assert done["cpu"] == pytest.approx(1, abs=0.3)


def test_a_file_is_limited_in_size(template: Template) -> None:
    assert template.run("fill", 2 * MIB, 1, file_size=MIB)["value"] == [MIB, 0, "EFBIG"]


def test_all_files_together_are_limited_in_size_and_number(template: Template) -> None:
    if not template.entered:  # said by `probe`: see test_probe_says_what_is_missing
        return
    written, files, stopped = template.run("fill", MIB, 100, disk=5 * MIB)["value"]
    assert (written <= 5 * MIB, files <= 5, stopped) == (True, True, "ENOSPC")
    assert template.run("fill", 0, 100, files=20)["value"][1:] == [19, "ENOSPC"]


def test_descriptors_are_limited(template: Template) -> None:
    held, stopped = template.run("flood_descriptors", open_files=64)["value"]
    assert (held <= 60, stopped) == (True, "EMFILE")


def test_threads_are_limited(template: Template) -> None:
    if template.entered:
        assert template.run("flood_threads", 100, threads=10)["value"] == 10
    elif template.world.uid:  # without a namespace the kernel counts all that the user runs
        assert template.run("flood_threads", 6000, threads=10, memory=64 << 30)["value"] < 4200
    else:
        assert template.run("flood_threads", 1000, memory=8 * MIB)["value"] < 1000  # their stacks are memory


# Starting and ending -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("how", "code"), [("segfault", -11), ("exit", 3), ("raise", 1), ("return", 0)])
def test_a_submissions_end_is_told_as_it_was(template: Template, how: str, code: int) -> None:
    assert template.run("end", how)["exit"] == code


def test_an_abort_ends_it_by_a_signal(template: Template) -> None:
    assert template.run("end", "abort")["exit"] < 0


def test_without_its_walls_it_never_runs(template: Template) -> None:
    done = template.run("end", "exit", scratch=template.folder / "not there")
    assert (done["exit"], done["value"]) == (71, None)
    assert "not there" in template.errors.read_text()


def test_an_interrupt_reaches_it(template: Template) -> None:
    pid = template.start("sleep", 60)
    template.ask("interrupt", pid=pid)
    assert template.ask("end", pid=pid)["exit"] == 1
    assert template.errors.read_text().rstrip().endswith("KeyboardInterrupt")


def test_a_tree_of_processes_is_allowed_where_it_can_be_ended(template: Template) -> None:
    if not template.entered:
        other = Template(template.world, libraries=False)
        with pytest.raises(EOFError, match="pid namespace"):
            other.start("fork_bomb", 500, processes=5)
        other.close()
        return
    assert template.run("fork_bomb", 500, False, processes=5, threads=3)["value"] == 8
    pid = template.start("fork_bomb", 500, True, processes=5)
    assert template.ask("kill", pid=pid, number=signal.SIGKILL)["gone"]
