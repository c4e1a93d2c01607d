"""Frames on a socket. A frame is a length of 4 bytes and one MessagePack document."""

import select
import socket
import struct
import time
from typing import Any

import msgspec

from autograder.faults import Gone, Late, Malformed, Unsendable

LARGEST = 128 * 2**20
_HEADER = struct.Struct("!I")
_CHUNK = 2**20
AHEAD = 2**16
_ANY = msgspec.msgpack.Decoder()


def pack(document: Any, largest: int = LARGEST) -> bytes:
    """The frame of `document`. Raises Unsendable if it is larger than `largest` bytes."""
    try:
        body = msgspec.msgpack.encode(document)
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise Unsendable(f"cannot be sent: {error}") from error
    if len(body) > largest:
        raise Unsendable(
            f"{len(body) / 2**20:.1f} MiB are too many to send at once; the limit is {largest / 2**20:g} MiB"
        )
    return _HEADER.pack(len(body)) + body


def unpack(body: bytes | bytearray, decoder: "msgspec.msgpack.Decoder[Any]" = _ANY) -> Any:
    """The document in a frame's body. Raises Malformed where it is not MessagePack or has another type."""
    try:
        return decoder.decode(body)
    except (msgspec.DecodeError, ValueError, TypeError, RecursionError, MemoryError) as error:
        raise Malformed(f"not a message: {error}") from error


class Wire:
    """One end of a connected stream socket that carries frames."""

    def __init__(self, connection: socket.socket, incoming: Any = Any, largest: int = LARGEST, ahead: int = 0) -> None:
        """incoming: the type of the documents to receive. largest: the most bytes of a frame.
        ahead: how many bytes to read beyond a frame. It must be 0 where descriptors are sent between frames.
        """
        self.connection = connection
        self.largest = largest
        self._decoder = msgspec.msgpack.Decoder(incoming)
        self.ahead = ahead
        self._came = bytearray()
        self._poll = select.poll()  # select.select() cannot watch descriptors past 1023
        self._poll.register(connection, select.POLLIN)

    def send(self, document: Any, deadline: float | None = None) -> None:
        """Send a document. `deadline` is a time.monotonic() time.

        Raises Gone where the other end is closed, Late where it does not read in time, Unsendable beyond `largest`.
        """
        frame = pack(document, self.largest)
        try:
            if deadline is None:
                self.connection.sendall(frame)
            else:
                self._send_by(deadline, memoryview(frame))
        except OSError as error:
            raise Gone(str(error)) from error

    def _send_by(self, deadline: float, left: memoryview) -> None:
        """Send it all. The socket stays a blocking one: to make it another and back takes as long as to send."""
        while left:
            try:
                left = left[self.connection.send(left, socket.MSG_DONTWAIT) :]
            except BlockingIOError:
                room = select.poll()
                room.register(self.connection, select.POLLOUT)
                if not room.poll(max(deadline - time.monotonic(), 0.0) * 1000):
                    raise Late("it reads nothing") from None

    def receive(self, deadline: float | None = None) -> Any:
        """The next document. `deadline` is a time.monotonic() time. Raises Gone, Late or Malformed."""
        (length,) = _HEADER.unpack(self._exactly(_HEADER.size, deadline))
        if length > self.largest:
            raise Malformed(f"a frame of {length} bytes; the limit is {self.largest}")
        return unpack(self._exactly(length, deadline), self._decoder)

    def _exactly(self, count: int, deadline: float | None) -> bytearray:
        """Read `count` bytes. The buffer grows with the bytes that arrive, not with the announced length."""
        while (missing := count - len(self._came)) > 0:
            if deadline is not None:
                self._wait(deadline)
            try:
                part = self.connection.recv(min(max(missing, self.ahead), _CHUNK))
            except OSError as error:
                raise Gone(str(error)) from error
            if not part:
                raise Gone("closed")
            self._came += part
        data, self._came = self._came[:count], self._came[count:]
        return data

    def _wait(self, deadline: float) -> None:
        left = deadline - time.monotonic()
        if left <= 0 or not self._poll.poll(left * 1000):
            raise Late("no answer in time")

    def close(self) -> None:
        self.connection.close()
