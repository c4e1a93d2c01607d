"""What a Python process needs to read to go on importing and computing."""

import os
import site
import sys
import sysconfig
from pathlib import Path

# How shared libraries are found; locales; fonts; time zones; what torch, OpenMP and BLAS ask about the processor.
_OF_THE_SYSTEM = (
    *("/etc/ld.so.cache", "/usr/lib/locale", "/usr/share/fonts", "/usr/local/share/fonts"),
    *("/usr/share/zoneinfo", "/etc/localtime"),
    *("/proc/cpuinfo", "/proc/meminfo", "/sys/devices/system/cpu", "/sys/devices/system/node"),
)


def python_folders() -> tuple[Path, ...]:
    """The folders and files of this interpreter, its installed packages and the libraries below them.

    Those that exist, none inside another. What is installed as editable (this project, in a checkout) is not
    among them: name its folders one by one, as answers and sources may lie beside them.
    """
    paths = [*_OF_THE_SYSTEM, *_library_folders(), *site.getsitepackages()]
    paths += [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    paths += [f"{prefix}/lib" for prefix in (sys.prefix, sys.base_prefix) if prefix != "/usr"]
    if site.ENABLE_USER_SITE:
        paths.append(site.getusersitepackages())
    wanted = sorted({Path(os.path.abspath(path)) for path in paths if os.path.exists(path)})
    return tuple(path for path in wanted if not any(other in path.parents for other in wanted))


def _library_folders() -> list[str]:
    """Where this system has its shared libraries.

    Debian and its like have a folder for each kind of machine (`/usr/lib/x86_64-linux-gnu`). Beside it in `/usr/lib`
    stand programs of every kind, which a submission need not see.
    """
    kind = sysconfig.get_config_var("MULTIARCH") or ""
    own = [f"{folder}/{kind}" for folder in ("/lib", "/usr/lib", "/usr/local/lib") if kind]
    if not any(map(os.path.isdir, own)):
        own = ["/lib", "/usr/lib"]
    return [*own, "/lib64", "/usr/lib64", "/usr/local/lib"]
