"""Which Dask schedulers class work may be sent to, and how they prove who they are.

Whoever reaches a scheduler without TLS can run code on its workers, and reads the hidden tests and submissions that
pass. So an address on another machine needs TLS, with certificates on both sides.
"""

import ipaddress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from autograder.faults import CourseError, Fault
from autograder.messages import _

if TYPE_CHECKING:
    from distributed import Security

Files = tuple[Path, Path, Path]  # the authority's certificate, this client's certificate, its key


def security(scheduler: str, files: Files | None, course: Path) -> "Security | None":
    """What a client of the scheduler at this address needs; None where it is on this machine and has no TLS.

    Without `files` it is what distributed's own configuration names. Raises CourseError where TLS is missing.
    """
    from distributed import Security

    address = urlsplit(scheduler if "://" in scheduler else f"tcp://{scheduler}")
    if address.scheme != "tls":
        if files is None and _is_here(address.scheme, address.hostname):
            return None
        problem = _("the scheduler {address} is reached without TLS", address=scheduler)
        remedy = _("start it with TLS and write tls://, or use an ssh tunnel to 127.0.0.1 (see docs/security.md)")
        raise CourseError([Fault(course, None, problem, remedy)])
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
        raise CourseError([Fault(course, None, problem, remedy)])
    for path in paths:
        if path and "\n" not in path and not Path(path).is_file():  # distributed takes a certificate's text as well
            problem, remedy = _("{path} is not there", path=path), _("mend the name")
            raise CourseError([Fault(course, None, problem, remedy)])
    return found


def _is_here(scheme: str, host: str | None) -> bool:
    if scheme == "inproc" or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False
