"""The files and folders that a Python process must be able to read, to import modules and to compute."""

import os
import site
import sys
import sysconfig
from pathlib import Path

# The cache of shared libraries, locales, fonts, time zones, and the files about the processor that torch and BLAS read.
_OF_THE_SYSTEM = (
    *("/etc/ld.so.cache", "/usr/lib/locale", "/usr/share/fonts", "/usr/local/share/fonts"),
    *("/usr/share/zoneinfo", "/etc/localtime"),
    *("/proc/cpuinfo", "/proc/meminfo", "/sys/devices/system/cpu", "/sys/devices/system/node"),
)


def python_folders() -> tuple[Path, ...]:
    """The folders and files of this interpreter, its installed packages and the libraries below them.

    Only paths that exist, and none that lies inside another. The folders of an editable installation (this project, in
    a checkout) are not included. Name them one by one, because answers and sources may lie beside them.
    """
    paths = [*_OF_THE_SYSTEM, *_library_folders(), *site.getsitepackages()]
    paths += [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    paths += [f"{prefix}/lib" for prefix in (sys.prefix, sys.base_prefix) if prefix != "/usr"]
    if site.ENABLE_USER_SITE:
        paths.append(site.getusersitepackages())
    wanted = sorted({Path(os.path.abspath(path)) for path in paths if os.path.exists(path)})
    return tuple(path for path in wanted if not any(other in path.parents for other in wanted))


def _library_folders() -> list[str]:
    """The folders with this system's shared libraries.

    Debian and similar systems have one folder per kind of machine (`/usr/lib/x86_64-linux-gnu`). The rest of `/usr/lib`
    contains programs, which a submission does not need.
    """
    kind = sysconfig.get_config_var("MULTIARCH") or ""
    own = [f"{folder}/{kind}" for folder in ("/lib", "/usr/lib", "/usr/local/lib") if kind]
    if not any(map(os.path.isdir, own)):
        own = ["/lib", "/usr/lib"]
    return [*own, "/lib64", "/usr/lib64", "/usr/local/lib"]
