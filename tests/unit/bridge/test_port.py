"""What an object of the other side knows of its link: both ends of the bridge give all of it."""

import inspect
import socket

import pytest

from autograder.bridge.peer import Link
from autograder.bridge.port import Port
from autograder.bridge.proxy import link_of
from autograder.bridge.readings import Told
from autograder.bridge.wire import Wire
from tests.support.bridge import pair


@pytest.mark.parametrize("judge", [True, False])
def test_each_end_is_a_port(judge: bool) -> None:
    one, other = socket.socketpair()
    with one, other:
        link: Port = Link(Wire(one), judge)
        assert {name for name in Port.__annotations__ if not hasattr(link, name)} == set()
        assert (link.judge, link.methods) == (judge, frozenset())
        assert type(link.told) is Told
        assert inspect.signature(Link.request) == inspect.signature(Port.request)


def test_code_of_the_other_sides_functions_is_unknown_until_somebody_reads_it() -> None:
    with pair("def f(): pass") as sides:
        function = sides.f
        with pytest.raises(AttributeError, match="__code__"):
            function.__code__  # noqa: B018
        link_of(function).code_of = lambda remote: compile("1", "f", "eval")
        assert function.__code__.co_filename == "f"
