"""`await` of an object of the other side: a coroutine, or one with its own `__await__`.

The side that has made the object awaits it to its end, in an event loop of its own, and answers with what it gives. So
two coroutines of the student's that a test gathers run one after the other.
"""

from collections.abc import Generator
from typing import Any

from autograder.bridge.port import Port
from autograder.faults import Malformed


def wait(link: Port, remote: Any, ends: bool = False) -> Generator[Any, None, Any]:
    """What `remote.__await__()` returns. It ends before it yields for the first time.

    `ends`: whether a StopAsyncIteration is believed, which ends an `async for`.
    """
    return _asked(link, remote, ends)
    yield  # makes this function a generator


class Next:
    """The next item of an asynchronous iterator of the other side: `thing`, which is to be awaited."""

    def __init__(self, link: Port, thing: Any) -> None:
        self._link, self._thing = link, thing

    def __await__(self) -> Generator[Any, None, Any]:
        return wait(self._link, self._thing, ends=True)


def send(link: Port, remote: Any) -> Any:
    """What `remote.send(None)` does for a coroutine, as a task calls it. Raises StopIteration with the result."""
    raise StopIteration(_asked(link, remote, ends=False))


def _asked(link: Port, remote: Any, ends: bool) -> Any:
    answer = link.request("await", remote)
    if type(answer) is not tuple or len(answer) != 2:
        raise Malformed("not the result of an object that was awaited")
    if answer[0] is not True:
        raise StopAsyncIteration if ends else RuntimeError("the student's code raised StopAsyncIteration")
    return answer[1]


def serve(thing: Any) -> tuple[bool, Any]:
    """Whether the object of this side gives something when it is awaited, and what."""
    try:
        return True, run(thing)
    except StopAsyncIteration:
        return False, None


def run(thing: Any, alone: bool = False) -> Any:
    """Await an object of this side. An event loop that runs here already waits for the result.

    `alone`: in a new event loop, in which nothing is left of what ran before.
    """
    import asyncio  # few tests await anything, and few processes need it

    from IPython.core.async_helpers import get_asyncio_loop

    running = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    # IPython's loop is where a student's cells run, so that what they have made can be awaited.
    own = alone or get_asyncio_loop().is_running()
    loop = asyncio.new_event_loop() if own else get_asyncio_loop()
    try:
        return loop.run_until_complete(_result_of(thing))
    finally:
        if own:
            loop.close()
        asyncio._set_running_loop(running)


async def _result_of(thing: Any) -> Any:
    return await thing
