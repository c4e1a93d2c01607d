"""Messages between the process that grades and a worker, and between a worker and its engine.

They are bytes with their length before them, over a socket.
"""

import socket
import struct


def send(connection: socket.socket, message: bytes) -> None:
    connection.sendall(struct.pack(">Q", len(message)))
    connection.sendall(message)


def receive(connection: socket.socket) -> bytes:
    """The next message. Raises EOFError where the other side is gone."""
    (length,) = struct.unpack(">Q", _exactly(connection, 8))
    return bytes(_exactly(connection, length))


def _exactly(connection: socket.socket, length: int) -> bytearray:
    data = bytearray(length)
    view, got = memoryview(data), 0
    while got < length:
        count = connection.recv_into(view[got:])
        if not count:
            raise EOFError
        got += count
    return data
