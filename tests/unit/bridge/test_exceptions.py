"""An exception across the bridge: names, a message and plain data, whatever its own methods say."""

from typing import Any

import pytest

from autograder.bridge import exceptions
from autograder.faults import Malformed


class Odd(Exception):
    """Of a student's: its text raises, one of its attributes is no plain data."""

    def __init__(self) -> None:
        self.code, self.thing, self.deep = 7, object(), {"a": [1]}

    def __str__(self) -> str:
        raise RuntimeError


def test_what_is_told_of_an_exception() -> None:
    lineage, message, text, attributes, _arguments, notes, cause = exceptions.describe(
        ValueError("x\udc80" + "y" * 50_000)
    )
    assert lineage == [["builtins.ValueError", 1], ["builtins.Exception", 2], ["builtins.BaseException"]]
    assert (notes, cause) == ([], None)
    assert message.startswith("x?y")
    assert len(message) == 20_000
    assert (text, attributes) == ("", [])


def test_an_exception_that_cannot_say_what_it_is_is_told_all_the_same() -> None:
    _lineage, message, _text, attributes, *_rest = exceptions.describe(Odd())
    assert "RuntimeError" in message
    assert [name for name, _document in attributes] == ["code"], "what needs a table of its own stays where it is"


def test_the_judge_tells_no_traceback_and_no_attributes() -> None:
    told = Odd()
    told.__cause__ = KeyError("secret")
    told.add_note("secret")
    assert exceptions.describe(told, with_traceback=False)[2:] == ["", [], ["t", []], [], None]


@pytest.mark.parametrize("document", [None, [], [["x"]], ["x", "y", "z", []], [[1], "y", "z", []], 7], ids=str)
def test_anything_else_is_malformed(document: Any) -> None:
    with pytest.raises((Malformed, TypeError, ValueError)):
        exceptions.rebuild(document)


@pytest.mark.parametrize(
    "lineage",
    [[], ["x"], [[]], [[1]], [["x", 0]], [["x", 1]], [["x", "y"]], [["x"]] * 21, [["x", 1, True], ["y"]], None],
    ids=str,
)
def test_no_other_lineage_is_a_class(lineage: Any) -> None:
    with pytest.raises(Malformed):
        exceptions.class_for(lineage)


def test_no_method_of_an_exceptions_class_is_asked() -> None:
    class Odd(Exception):
        def __getattr__(self, name: str) -> Any:
            raise KeyError(name)

    error = Odd("x")
    vars(error).update(__notes__=["a note"], rate=0.1)
    arrived = exceptions.rebuild(exceptions.describe(error))
    assert (str(arrived), vars(arrived)["__notes__"], vars(arrived)["rate"]) == ("x", ["a note"], 0.1)


def _main(name: str, *bases: type[BaseException]) -> Any:
    return type(name, bases, {"__module__": "__main__"})


Bank = _main("BankError", Exception)
NoMoney = _main("NoMoney", Bank, ValueError)
NoCoins = _main("NoCoins", NoMoney)


def arrived(cls: type[BaseException]) -> Any:
    return exceptions.class_for(exceptions.lineage_of(cls))


def test_a_hierarchy_of_the_students_is_the_same_here() -> None:
    assert arrived(NoMoney).__bases__ == (arrived(Bank), ValueError)
    assert [cls.__name__ for cls in arrived(NoCoins).__mro__] == [cls.__name__ for cls in NoCoins.__mro__]
    assert arrived(Bank).__bases__ == (Exception,)
    assert not issubclass(arrived(Bank), arrived(NoMoney))
    error = exceptions.rebuild(exceptions.describe(NoCoins("none")))
    assert type(error) is arrived(NoCoins), "an exception is of the class that crosses as a value"


def test_a_claimed_hierarchy_without_an_order_is_a_remote_error() -> None:
    claimed = [["__main__.Odd", 2, 1], ["builtins.ValueError", 2], ["builtins.Exception"]]
    assert exceptions.class_for(claimed).__bases__ == (exceptions.RemoteError,)


def test_causes_and_notes_arrive_by_the_same_rules() -> None:
    error = NoMoney("empty")
    error.__cause__ = KeyError("purse")
    error.__cause__.__cause__ = SystemExit(1)
    error.add_note("look again")
    here = exceptions.rebuild(exceptions.describe(error))
    assert here.__notes__ == ["look again"]  # type: ignore[attr-defined]
    assert type(here.__cause__) is KeyError
    assert here.__cause__.args == ("purse",)
    assert isinstance(here.__cause__.__cause__, exceptions.RemoteError)


def test_a_ring_of_causes_ends() -> None:
    error = ValueError("x")
    error.__cause__ = other = KeyError("y")
    other.__cause__ = error
    here: BaseException | None = exceptions.rebuild(exceptions.describe(error))
    length = 0
    while here is not None:
        here, length = here.__cause__, length + 1
    assert length == 6


@pytest.mark.parametrize("code", [(), (1,), ("why",)], ids=str)
def test_an_exit_is_one_only_where_the_test_names_what_catches_it(code: tuple[Any, ...]) -> None:
    document = exceptions.describe(SystemExit(*code))
    raised: list[BaseException] = []

    def student() -> None:
        raised.append(exceptions.to_raise(document))
        raise raised[-1]

    names: dict[str, Any] = {"__name__": "__main__", "student": student}
    exec("try: student()\nexcept SystemExit as error: code = error.code", names)
    assert names["code"] == SystemExit(*code).code
    exec("try: student()\nexcept Exception: pass", names)
    assert [isinstance(error, exceptions.RemoteError) for error in raised] == [False, True]
    assert isinstance(exceptions.to_raise(exceptions.describe(KeyboardInterrupt())), exceptions.RemoteError)


def test_what_a_test_throws_crosses_with_its_arguments() -> None:
    error = exceptions.rebuild(exceptions.describe_thrown(KeyError("x", 2)))
    assert (type(error), error.args) == (KeyError, ("x", 2))
