"""Which Dask schedulers class work may be sent to, and how they prove who they are.

Whoever reaches a scheduler without TLS can run code on its workers, and reads the hidden tests and submissions that
pass. So an address on another machine needs TLS, with certificates on both sides.
"""

import contextlib
import ipaddress
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from autograder.batch import pool
from autograder.faults import CourseError, Fault
from autograder.messages import _

if TYPE_CHECKING:
    from distributed import Client, Security

Files = tuple[Path, Path, Path]  # the authority's certificate, this client's certificate, its key
PATIENCE = 10.0  # seconds to reach the scheduler, and to wait for a first worker


@contextlib.contextmanager
def connected(scheduler: str, files: Files | None, course: Path) -> Iterator["Client"]:
    """A client of the scheduler at this address. Raises CourseError where there is none to reach."""
    try:
        from distributed import Client
    except ImportError as error:
        problem = _("a scheduler needs the package distributed, which is not installed")
        raise _fault(course, problem, _("pip install 'gradient-course[dask]'")) from error
    needed = security(scheduler, files, course)
    try:
        client = Client(scheduler, security=needed, timeout=PATIENCE, set_as_default=False)
    except Exception as error:  # by its kind of address and of failure, distributed raises different ones
        reason = str(error) or type(error).__name__
        problem = _("the scheduler {address} cannot be reached: {error}", address=scheduler, error=reason)
        raise _fault(course, problem, _("mend the address, or start it: dask scheduler")) from error
    with client:
        yield client


def prepare(client: "Client", scheduler: str, name: str, course: Path) -> int:
    """Open a pool for the run `name` on each worker; how many tasks they work on at once.

    Raises CourseError where there are no workers, or where one of them is of another version.
    """
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError as error:
        problem = _("the scheduler {address} has no workers", address=scheduler)
        remedy = _("start one on each machine: dask worker {address}", address=scheduler)
        raise _fault(course, problem, remedy) from error
    try:
        versions: dict[str, str] = client.run(_begin, name)
    except Exception as error:  # whatever a machine that lacks the grader raises
        reason = f"{type(error).__name__}: {error}"
        problem = _("a worker of {address} cannot grade: {error}", address=scheduler, error=reason)
        raise _fault(course, problem, _("install the same version on all machines")) from error
    own = version("gradient-course")
    others = sorted(f"{worker}: {other}" for worker, other in versions.items() if other != own)
    if others:
        problem = _("workers are of another version than {own}: {others}", own=own, others=", ".join(others))
        raise _fault(course, problem, _("install the same version on all machines"))
    return max(1, sum(client.nthreads().values()))


def _begin(name: str) -> str:
    """On a worker: make its pool. Its version."""
    pool.open_pool(name, pool.REST)
    return version("gradient-course")


def _fault(course: Path, problem: str, remedy: str) -> CourseError:
    return CourseError([Fault(course, None, problem, remedy)])


def security(scheduler: str, files: Files | None, course: Path) -> "Security | None":
    """What a client of the scheduler at this address needs; None where it is on this machine and has no TLS.

    Without `files` it is what distributed's own configuration names. Raises CourseError where TLS is missing.
    """
    from distributed import Security

    try:
        address = urlsplit(scheduler if "://" in scheduler else f"tcp://{scheduler}")
        host = address.hostname
    except ValueError as error:
        problem = _("{address} is no address of a scheduler: {error}", address=scheduler, error=error)
        raise _fault(course, problem, _("write it as tls://HOST:PORT")) from error
    if address.scheme != "tls":
        if files is None and _is_here(address.scheme, host):
            return None
        problem = _("the scheduler {address} is reached without TLS", address=scheduler)
        remedy = _("start it with TLS and write tls://, or use an ssh tunnel to 127.0.0.1 (see docs/security.md)")
        raise _fault(course, problem, remedy)
    found = Security(require_encryption=True)
    if files is not None:
        authority, certificate, key = map(str, files)
        found = Security(
            require_encryption=True, tls_ca_file=authority, tls_client_cert=certificate, tls_client_key=key
        )
    paths = [getattr(found, name) for name in ("tls_ca_file", "tls_client_cert", "tls_client_key")]
    if not (paths[0] and paths[1]):
        problem = _("the scheduler {address} needs certificates", address=scheduler)
        remedy = _("name them: --scheduler-tls CA CERT KEY, or in distributed's configuration")
        raise _fault(course, problem, remedy)
    for path in paths:
        if path and "\n" not in path and not Path(path).is_file():  # distributed takes a certificate's text as well
            problem, remedy = _("{path} is not there", path=path), _("mend the name")
            raise _fault(course, problem, remedy)
    return found


def _is_here(scheme: str, host: str | None) -> bool:
    if scheme == "inproc" or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False
