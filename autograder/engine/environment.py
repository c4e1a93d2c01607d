"""The environment that nurseries and templates start in."""

import os

# HOME: libraries look for their settings there, and a user without an entry in passwd has no other.
_KEPT = (
    *("PATH", "HOME", "PYTHONPATH", "LD_LIBRARY_PATH", "MPLCONFIGDIR"),
    *("LANG", "LC_ALL", "LC_MESSAGES", "COURSE_LANG", "TZ"),
)
_THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")

# joblib, and scikit-learn's `n_jobs`, then does its work in the process itself: no other can be started.
NO_PROCESSES = {"JOBLIB_MULTIPROCESSING": "0"}

# With this in its environment glibc asks for huge pages from the start (2.35 or newer: `batch.huge_pages`). It fills
# memory with zeros before it gives it away, and with ones when it gets it back. So what `np.empty` or `torch.empty`
# returns holds nothing of a hidden test or of another submission. Its cache of freed pieces would not be filled.
MALLOC = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1:glibc.malloc.perturb=255:glibc.malloc.tcache_count=0"}


def clean_environment() -> dict[str, str]:
    """The few variables that a student's process may see; one thread a process, sets in the same order every time."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | dict.fromkeys(_THREADS, "1") | NO_PROCESSES | {"PYTHONHASHSEED": "0"}
