"""The system calls that a submission may make.

A call that is in none of the lists fails with ENOSYS, and the C library falls back to an older call. A call that a
student may plausibly try is refused with EPERM, so that Python says "Operation not permitted".
"""

import errno
import os
import struct

from autograder.sandbox import libseccomp, linux
from autograder.sandbox.libseccomp import ALLOW, EQUAL, MASKED_EQUAL, NOT_EQUAL, Argument
from autograder.sandbox.limits import Limits


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ALLOWED = _words(
    """
    brk mmap munmap mremap mprotect msync membarrier get_mempolicy read write readv writev pread64 pwrite64 preadv
    pwritev lseek _llseek sendfile copy_file_range creat close
    close_range dup dup2 dup3 pipe pipe2 ftruncate fallocate fsync fdatasync sync_file_range
    flock stat lstat fstat newfstatat statx statfs fstatfs access faccessat faccessat2 readlink readlinkat getdents
    getdents64 getcwd chdir fchdir mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 link linkat symlink
    symlinkat umask poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait
    epoll_pwait2 eventfd eventfd2 sendmsg recvmsg recvfrom shutdown getsockname getpeername
    clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times getitimer setitimer alarm pause
    timer_create timer_settime timer_gettime timer_getoverrun timer_delete timerfd_create timerfd_settime
    timerfd_gettime futex futex_wait futex_wake futex_waitv futex_requeue set_robust_list get_robust_list
    set_tid_address rseq gettid sched_yield sched_getaffinity sched_getparam sched_getscheduler
    sched_get_priority_max sched_get_priority_min getpriority getcpu arch_prctl rt_sigaction rt_sigprocmask
    rt_sigreturn rt_sigpending rt_sigsuspend rt_sigtimedwait sigaltstack signalfd signalfd4 restart_syscall exit
    exit_group wait4 waitid getrlimit getrusage sysinfo uname getrandom getpid getppid getpgrp getpgid getsid getuid
    geteuid getgid getegid getresuid getresgid getgroups capget
    """
)

REFUSED = _words(
    """
    socket connect bind listen accept accept4 sendmmsg execve execveat fork vfork tkill pidfd_open pidfd_getfd
    pidfd_send_signal ptrace process_vm_readv process_vm_writev process_madvise process_mrelease kcmp unshare setns
    mount umount2 pivot_root chroot move_mount open_tree fsopen fsconfig fsmount fspick mount_setattr bpf
    perf_event_open userfaultfd io_uring_setup io_uring_enter io_uring_register seccomp add_key request_key keyctl
    personality kexec_load kexec_file_load init_module finit_module delete_module reboot open_by_handle_at
    name_to_handle_at quotactl quotactl_fd acct swapon swapoff syslog iopl ioperm modify_ldt memfd_create
    memfd_secret shmget shmat shmctl semget semop semctl msgget msgsnd msgrcv msgctl mq_open mq_unlink setuid setgid
    setreuid setregid setresuid setresgid setfsuid setfsgid setgroups capset sethostname setdomainname setrlimit
    setpriority sched_setscheduler sched_setattr sched_setparam ioprio_set clock_settime settimeofday adjtimex
    clock_adjtime mknod mknodat truncate sync syncfs setsid setpgid vhangup fanotify_init inotify_init inotify_init1
    inotify_add_watch mlock mlock2 mlockall mbind set_mempolicy move_pages migrate_pages lookup_dcookie vmsplice
    splice tee
    """
)

# All processes share the page cache. Whoever may read a file can find out which of its pages are in memory. So a
# submission could leave a message for the next one, by removing some pages of an unused library. Therefore these calls
# report success and do nothing. `mincore`, `cachestat` and `preadv2` fail with ENOSYS, because they reveal the cache.
WITHOUT_EFFECT = ("fadvise64", "readahead")

# Landlock does not control these calls. The owner of a file could use them even where the file may only be read.
ATTRIBUTES = _words("chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat utime utimes futimesat utimensat")
EXTENDED_ATTRIBUTES = [f"{prefix}{verb}xattr" for verb in ("set", "get", "list", "remove") for prefix in ("", "l", "f")]

_NEW_NAMESPACES = (
    linux.CLONE_NEWNS
    | linux.CLONE_NEWCGROUP
    | linux.CLONE_NEWUTS
    | linux.CLONE_NEWIPC
    | linux.CLONE_NEWUSER
    | linux.CLONE_NEWPID
    | linux.CLONE_NEWNET
    | linux.CLONE_NEWTIME
)
# Calls that signal a process. A process may only signal itself, by its own number.
_SIGNALS = ("kill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo")
_OWN_PID = 0x7E57AB1E  # replaced in the program by the child's own number, once it is known
_Instruction = struct.Struct("=HBBI")  # struct sock_filter
_AF_UNIX, _SOCK_STREAM, _SOCK_TYPE_MASK = 1, 1, 0xF
# asm-generic/ioctls.h: TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX
_IOCTLS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
# fcntl.h: duplicates, flags, locks, pipe sizes. Not F_SETOWN and F_SETSIG, which send signals to any process.
_FCNTLS = (0, 1, 2, 3, 4, 5, 6, 7, 36, 37, 38, 1030, 1032)
# mman.h: all except MADV_MERGEABLE (equal pages of two processes become one page), MADV_COLD, MADV_PAGEOUT.
_ADVICE = (0, 1, 2, 3, 4, 8, 9, 10, 11, 14, 15, 16, 17, 18, 19, 22, 23, 25)
# asm-generic/socket.h: SO_REUSEADDR, TYPE, ERROR, BROADCAST, SNDBUF, RCVBUF, KEEPALIVE, LINGER, RCVTIMEO, SNDTIMEO,
# ACCEPTCONN, PROTOCOL, DOMAIN. None of them names the process at the other end or gives access to it.
_SOL_SOCKET, SOCKET_OPTIONS = 1, (2, 3, 4, 6, 7, 8, 9, 13, 20, 21, 30, 38, 39)
# prctl.h: the thread's name, and the names that malloc gives to its arenas
_PRCTLS = (15, 16, 0x53564D41)


def known(name: str) -> bool:
    """Whether this machine has a system call of this name, and this version of libseccomp knows it."""
    return libseccomp.number_of(name) >= 0


class Filter:
    """The filter for one set of limits, as a BPF program. The template makes it once, and the child calls `load`.

    Raises OSError where libseccomp is missing.
    """

    def __init__(self, limits: Limits, own_mounts: bool) -> None:
        """`own_mounts`: the readable paths are mounted read-only, so nothing else must protect a file's attributes."""
        self._deny, done = libseccomp.errno_action(errno.EPERM), libseccomp.errno_action(0)
        self._rules = libseccomp.Rules(otherwise=libseccomp.errno_action(errno.ENOSYS))
        forking = {"fork", "vfork", "tkill", "setsid", "setpgid"} if limits.processes else set()
        for name in ALLOWED:
            self._rules.add(ALLOW, name)
        for name in REFUSED:
            self._rules.add(ALLOW if name in forking else self._deny, name)
        for name in WITHOUT_EFFECT:
            self._rules.add(done, name)
        for name in ATTRIBUTES:
            # The mode and times of a file do not matter for a mark, so shutil.copy may believe that it has set them.
            self._rules.add(ALLOW if own_mounts else done, name)
        for name in EXTENDED_ATTRIBUTES:
            self._rules.add(libseccomp.errno_action(errno.ENOTSUP), name)
        self._by_arguments(forks=limits.processes > 0)
        self._program = list(_Instruction.iter_unpack(self._rules.program()))

    def _by_arguments(self, forks: bool) -> None:
        add = self._rules.add
        for name, position, numbers in (
            ("ioctl", 1, _IOCTLS),
            ("fcntl", 1, _FCNTLS),
            ("prctl", 0, _PRCTLS),
            ("madvise", 2, _ADVICE),
        ):
            for number in numbers:
                add(ALLOW, name, Argument(position, EQUAL, number))
        for name in ("getsockopt", "setsockopt"):
            for number in SOCKET_OPTIONS:
                add(ALLOW, name, Argument(1, EQUAL, _SOL_SOCKET), Argument(2, EQUAL, number))
        for name, position in (("sendto", 4), ("prlimit64", 0), ("sched_setaffinity", 0)):
            self._only(name, position, 0)  # 0 means no address, or the calling process
        for name, position in (("open", 1), ("openat", 2)):
            # Before Linux 6.2 Landlock does not stop an open that empties a file for reading, or with access mode 3.
            for mask, flags in ((os.O_TRUNC | os.O_ACCMODE, 0), (os.O_ACCMODE, os.O_WRONLY), (os.O_ACCMODE, os.O_RDWR)):
                add(ALLOW, name, Argument(position, MASKED_EQUAL, mask, flags))
            for mask, flags in ((os.O_TRUNC | os.O_ACCMODE, os.O_TRUNC), (os.O_ACCMODE, os.O_ACCMODE)):
                add(self._deny, name, Argument(position, MASKED_EQUAL, mask, flags))
        # A datagram socket of a pair could still send to a named socket. A stream socket reaches only its peer.
        stream = Argument(1, MASKED_EQUAL, _SOCK_TYPE_MASK, _SOCK_STREAM)
        add(ALLOW, "socketpair", Argument(0, EQUAL, _AF_UNIX), stream)
        if forks:
            add(ALLOW, "clone", Argument(0, MASKED_EQUAL, _NEW_NAMESPACES, 0))
            for name in _SIGNALS:  # with forks the submission has its own pid namespace, so it reaches no other process
                add(ALLOW, name)
        else:
            thread = linux.CLONE_THREAD
            add(ALLOW, "clone", Argument(0, MASKED_EQUAL, _NEW_NAMESPACES | thread, thread))
            add(self._deny, "clone", Argument(0, MASKED_EQUAL, thread, 0))
            for name in _SIGNALS:
                self._only(name, 0, _OWN_PID)

    def _only(self, name: str, position: int, value: int) -> None:
        self._rules.add(ALLOW, name, Argument(position, EQUAL, value))
        self._rules.add(self._deny, name, Argument(position, NOT_EQUAL, value))

    def load(self) -> None:
        """Apply the filter to the calling process for good. Call no_new_privileges first."""
        pid = os.getpid()
        code = b"".join(_Instruction.pack(op, t, f, pid if k == _OWN_PID else k) for op, t, f, k in self._program)
        linux.set_seccomp_filter(code, len(self._program))
