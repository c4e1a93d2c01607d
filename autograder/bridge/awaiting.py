"""`await` of an object of the other side: a coroutine, or one with its own `__await__`.

The side that has made the object awaits it to its end, in an event loop of its own, and answers with what it gives. So
two coroutines of the student's that a test gathers run one after the other.
"""

from collections.abc import Generator
from typing import Any

from autograder.bridge.port import Port
from autograder.faults import Malformed


def wait(link: Port, remote: Any) -> Generator[Any, None, Any]:
    """What `remote.__await__()` returns. It ends before it yields for the first time.

    Raises StopAsyncIteration where an asynchronous iterator has no further item.
    """
    return _asked(link, remote)
    yield  # makes this function a generator


def send(link: Port, remote: Any, value: Any) -> Any:
    """What `remote.send(value)` does for a coroutine, as a task calls it. Raises StopIteration with the result."""
    raise StopIteration(_asked(link, remote))


def _asked(link: Port, remote: Any) -> Any:
    answer = link.request("await", remote)
    if type(answer) is not tuple or len(answer) != 2:
        raise Malformed("not the result of an object that was awaited")
    if answer[0] is not True:
        raise StopAsyncIteration
    return answer[1]


def serve(thing: Any) -> tuple[bool, Any]:
    """Whether the object of this side gives something when it is awaited, and what."""
    try:
        return True, run(thing)
    except StopAsyncIteration:
        return False, None


def run(thing: Any) -> Any:
    """Await an object of this side. An event loop that runs here already waits for the result."""
    import asyncio  # few tests await anything, and the import takes 50 ms

    from IPython.core.async_helpers import get_asyncio_loop

    running = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    loop = get_asyncio_loop()  # where a student's cells run, so that what they have made can be awaited
    inner = asyncio.new_event_loop() if loop.is_running() else loop
    try:
        return inner.run_until_complete(_result_of(thing))
    finally:
        if inner is not loop:
            inner.close()
        asyncio._set_running_loop(running)


async def _result_of(thing: Any) -> Any:
    return await thing
