"""An exception that ends a call: whose line it was, and what a message says of it."""

from typing import Any, NoReturn

from course.helpers.language import N_, _
from course.helpers.testing import checks, errors
from course.helpers.testing.places import is_of_answer, places

CANNOT_GO_ON = N_(
    "The test cannot go on with what your code gives: compare it, and the first line of each function or method, with"
    " what is asked for."
)


def stop(
    error: Exception, named: str | None, *, called: str, namespace: dict[str, Any], test: str, watched: bool
) -> NoReturn:
    """Raise Wrong, which tells of an exception that has ended a call; the exception itself where nothing is known.

    named: the mistake whose exception this is. called: the call, as messages show it. namespace: the notebook's names.
    test: the file name of the test's own code. watched: a function of the test's own was called, and not the answer
    itself, so that the line that stopped may be the test's.
    """
    mistake = named or errors.of_a_leaf(error)
    lines = places(error, namespace, test)
    answers = not watched or bool(lines) or is_of_answer(error, test)
    if answers:
        reason = errors.explained_in_answer(error)
    elif isinstance(error, AssertionError):  # a check of the test's own, which says itself what is amiss
        reason = None
    else:
        reason = errors.explained(error) or CANNOT_GO_ON
    if mistake is None and reason is None:
        error.add_note(called)
        raise error
    said = checks.wrong(
        _("Execution stopped: {error}"),
        of="\n".join([called, *lines]),
        mistake=mistake,
        reason=reason,
        error=errors.told(error),
    )
    said.remote_traceback = getattr(error, "remote_traceback", "")
    raise said from None
