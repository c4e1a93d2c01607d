"""Frames on a socket: any document that was sent comes, any bytes that come are a document or refused."""

import contextlib
import socket
import struct
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.bridge.wire import LARGEST, Wire, pack, unpack
from autograder.faults import Gone, Late, Malformed, Unsendable

documents = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=10,
)


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    one, other = socket.socketpair()
    yield one, other
    one.close()
    other.close()


@given(st.lists(documents, max_size=5), st.sampled_from([0, 7, 2**16]))
def test_what_was_sent_comes_in_its_order(sent: list[Any], ahead: int) -> None:
    one, other = socket.socketpair()
    with one, other:
        here, there = Wire(one), Wire(other, ahead=ahead)
        for document in sent:
            here.send(document)
        assert [there.receive() for _document in sent] == sent


@given(st.binary(max_size=300))
def test_any_bytes_are_a_document_or_refused(data: bytes) -> None:
    with contextlib.suppress(Malformed):
        unpack(data)


def test_a_document_of_another_kind_is_refused(ends: tuple[socket.socket, socket.socket]) -> None:
    wire = Wire(ends[0], incoming=list[int])
    Wire(ends[1]).send([1, 2])
    assert wire.receive() == [1, 2]
    Wire(ends[1]).send(["one"])
    with pytest.raises(Malformed, match="not a message"):
        wire.receive()


@pytest.mark.parametrize("document", [object(), 2**70, [{1}, print]], ids=["object", "long", "function"])
def test_what_is_no_document_cannot_be_sent(document: Any) -> None:
    with pytest.raises(Unsendable, match="cannot be sent"):
        pack(document)


def test_a_frame_has_a_limit() -> None:
    assert len(pack(bytes(10), largest=20)) == 16
    with pytest.raises(Unsendable, match="MiB are too many to send at once; the limit is"):
        pack(bytes(30), largest=20)
    assert LARGEST == 128 * 2**20


def test_one_that_is_announced_too_large_is_refused_before_it_is_read(
    ends: tuple[socket.socket, socket.socket],
) -> None:
    ends[1].sendall(struct.pack("!I", 2**31))
    with pytest.raises(Malformed, match="a frame of 2147483648 bytes"):
        Wire(ends[0]).receive()


def test_a_reader_does_not_wait_for_ever(ends: tuple[socket.socket, socket.socket]) -> None:
    ends[1].sendall(struct.pack("!I", 100) + b"half")
    with pytest.raises(Late, match="no answer in time"):
        Wire(ends[0]).receive(deadline=time.monotonic() + 0.02)


def test_a_writer_does_not_wait_for_ever(ends: tuple[socket.socket, socket.socket]) -> None:
    wire = Wire(ends[0])
    with pytest.raises(Late, match="it reads nothing"):
        wire.send(bytes(4 << 20), deadline=time.monotonic() + 0.02)
    assert ends[0].gettimeout() is None


def test_a_closed_end_is_told(ends: tuple[socket.socket, socket.socket]) -> None:
    ends[1].close()
    wire = Wire(ends[0])
    with pytest.raises(Gone):
        wire.receive()
    with pytest.raises(Gone):
        wire.send(bytes(1 << 20))
    wire.close()
    with pytest.raises(Gone):
        wire.receive()
