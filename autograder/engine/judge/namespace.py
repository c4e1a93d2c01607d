"""The names a test cell sees: its own, and in between the student's, which live in another process."""

import builtins
import importlib
import sys
from collections.abc import Callable, Iterable, Iterator, Set
from contextlib import contextmanager
from functools import partial
from types import FunctionType, ModuleType
from typing import Any

from autograder.bridge import library_objects, values
from autograder.bridge.peer import Link
from autograder.bridge.proxy import identity, is_remote, remember_path
from autograder.engine.judge import probes
from autograder.engine.judge.given_error import given_error
from autograder.engine.mirror.files import JudgesFolder
from autograder.engine.mirror.names import Untold
from autograder.engine.mirror.streams import Terminal
from autograder.notebook.code import Import
from autograder.notebook.plan import Owners, Plan, PlannedCell

_ABSENT = object()


class Namespace(dict[str, Any]):
    """The globals of the judge's cells.

    Reading a name that is the student's asks the student side, and so does one that nobody has bound so far; storing or
    deleting one shows there (nbgrader's own quickstart does it). `autograder.notebook.plan.Owners` says whose a name
    is. A name in `broken` would be the instructor's, had a setup cell not failed with that error; `missed` says
    which of them the last test has asked for in vain. Python honours `__getitem__` of a dict's subclass for the global
    names of code and of its functions.
    """

    def __init__(self, plan: Plan) -> None:
        super().__init__(__name__="__main__", __builtins__=builtins)
        self.plan = plan
        self.owners = Owners(plan)
        self.given = partial(given_error, self, plan, self.owners)  # the instructor's exception classes, by name
        self.test: PlannedCell | None = None  # that is running
        self.alone = True  # the instructor's own cells run: the student is asked nothing
        self.refused = 0  # how often one of them asked all the same
        self.broken: dict[str, str] = {}
        self.missed = ""
        self.link: Link | None = None
        self._known: dict[str, Any] = {}
        self._read: dict[str, tuple[int, Any]] = {}  # the student's data: after how many runs it was read, the value
        self._waits = 0
        self.terminal = Terminal()
        self.folder = JudgesFolder()
        self.untold = Untold()
        self._stored: set[str] = set()  # by the test
        self._before: dict[str, Any] = {}  # the judge's own values of names that the test has replaced or deleted

    def connect(self, link: Link | None) -> None:
        """The names come from this student side from now on."""
        self.link = link
        self._known.clear()
        self.untold.clear()
        self.terminal.forget()
        self.folder.start_again()
        if link is not None:
            link.to_answer = self.news
            link.given = self.given

    def news(self) -> list[Any] | None:
        """What goes along with the next message to the student side, encoded.

        Raises Unsendable for what a test binds and cannot be sent. After the test such a name is the judge's alone.
        """
        for change in self.terminal.changes():
            self.untold.call("terminal", *change)
        for name, what in self.folder.changes():
            self.untold.call("file", name, what)
        return self.untold.encoded(partial(values.encode, others=self.link), strict=not self.alone)

    def tell(self, function: Callable[..., Any], *args: Any) -> None:
        """What `course.helpers.observe.tell` does here: the student side runs it before its next line."""
        self.untold.call("library", function.__module__, function.__qualname__, *args)

    def forget(self, names: list[str]) -> None:
        """The student side has bound these names anew."""
        for name in names:
            self._known.pop(name, None)
            self._read.pop(name, None)

    def forget_all(self) -> None:
        self._known.clear()
        self._read.clear()

    @contextmanager
    def testing(self, test: PlannedCell | None) -> Iterator[None]:
        """While this test cell runs (None: one that the instructor's notebook does not have)."""
        self.test, self.alone, self.missed = test, False, ""
        self._stored.clear()
        self._read.clear()
        try:
            yield
        finally:
            self.test, self.alone = None, True
            self._before.clear()
            self.untold.drop(_is_whole)

    def own(self) -> set[str]:
        """The names that the judge has itself."""
        return set(super().keys()) - self.owners.students

    def have(self, names: Set[str]) -> bool:
        """Whether the judge has all these names itself."""
        return all(name in self.own() or hasattr(builtins, name) for name in names)

    def give(self, test: PlannedCell) -> None:
        """The test is over: bind for the student what it has bound in the open and other cells read.

        Functions and classes are not among it, which are lent for the length of a test: their text goes over. Nor is
        what a hidden statement may have changed.
        """
        hidden = [part.names for part in self.plan.statements(test) if part.hidden]
        names = (test.given & self._stored).difference(*(part.stores | part.reads for part in hidden))
        for name in names - self.owners.students:
            value = dict.get(self, name, _ABSENT)
            if value is not _ABSENT and _is_whole(value):
                self.untold.bind(name, value)

    def state(self) -> tuple[dict[str, Any], set[str]]:
        """What every name is bound to, and which are the student's."""
        return dict(self), set(self.owners.students)

    def bring_back(self, state: tuple[dict[str, Any], set[str]]) -> None:
        names, students = state
        super().clear()
        super().update(names)
        self.owners.students = set(students)

    def __getitem__(self, name: str) -> Any:
        if name in self.owners.students:
            return self._ask(name)
        if super().__contains__(name):
            return super().__getitem__(name)
        if name in self.broken and name in self.plan.trusted:
            self.missed = self.missed if self.alone else f"{name}: {self.broken[name]}"
            raise NameError(f"name {name!r} is not defined: {self.broken[name]}", name=name)
        if self.owners.of(name) == "judge" or hasattr(builtins, name):
            raise KeyError(name)
        value = self._ask(name)
        self.owners.found(name)
        return value

    def _ask(self, name: str) -> Any:
        if name in self._known:
            return self._known[name]
        if name in self._read and self._read[name][0] == self._runs():
            return self._read[name][1]
        if self.link is None or self.alone:
            self.refused += 1
            raise NameError(f"name {name!r} is not defined")
        may_be = self.plan.may_be(name)
        kind, value = _told(self.link.request("name", name, [[one.module, one.thing] for one in may_be]))
        if kind == "module":
            value = _module(name, value, may_be)
        elif kind == "thing":
            value = _thing(next((one for one in may_be if [one.module, one.thing] == value), Import(name, "")))
        elif name in self.plan.only_imported and all(map(_is_module, may_be)):
            raise NameError(f"name {name!r} is no module")  # its functions would check what the student says
        else:
            value = remember_path(value, name)
        if kind != "value" or is_remote(value):  # these stay until they are bound anew
            self._known[name] = value
        else:  # what the test has changed in it stays, until the student's code has run again
            self._read[name] = self._runs(), value
        return value

    def wait(self) -> None:
        """The test has waited: meanwhile a thread of the student's may have bound names anew."""
        self._waits += 1
        if self.link is not None:
            self.link.told.clear()

    def _runs(self) -> int:
        """How often the student's code may have run."""
        return self.link.told.asked + self._waits if self.link is not None and not self.alone else -1

    def __setitem__(self, name: str, value: Any) -> None:
        if self.alone or self.link is None:
            self.owners.bound(name)
            super().__setitem__(name, value)
            return
        self._stored.add(name)
        self._read.pop(name, None)
        theirs = name in self.owners.students or name in self.plan.students
        told = self.owners.told_at_once(self.test, name)
        if theirs and (told or is_remote(value)):
            self.owners.found(name)
            self._known[name] = value  # until the student side binds it anew
            self.untold.bind(name, value)
            return
        self.owners.bound(name)
        if told:
            self._before.setdefault(name, dict.get(self, name, _ABSENT))
        if name in self._before and value is self._before[name]:  # put back: so does the student side, with its own
            self.untold.restore(name)
        elif told:
            self.untold.bind(name, value)
        super().__setitem__(name, value)

    def __delitem__(self, name: str) -> None:
        if self.alone or self.link is None:
            super().__delitem__(name)
            return
        self[name]  # raises where nobody has it
        if name in self.owners.students or name in self.plan.world:
            self.forget([name])
            self._before.setdefault(name, dict.get(self, name, _ABSENT))
            self.untold.unbind(name)
        if name not in self.owners.students:
            super().__delitem__(name)

    def __contains__(self, name: object) -> bool:
        if super().__contains__(name) and name not in self.owners.students:
            return True
        try:
            self[name]  # type: ignore[index]
        except (KeyError, NameError):
            return False
        return True

    def keys(self) -> Any:
        """What `dir()` and `locals()` ask for: the student's names as well."""
        theirs = self.link.request("names") if self.link is not None and not self.alone else []
        return {**dict.fromkeys(super().keys()), **dict.fromkeys(theirs)}.keys()

    def get(self, name: str, default: Any = None) -> Any:
        return self[name] if name in self else default  # noqa: SIM401 (that is this very method)

    def observe(self, probe: Callable[..., Any], *args: Any) -> Any:
        """What `course.helpers.observe` does here: run `probe` on the student side.

        Raises TypeError for a probe that holds more than plain data and modules.
        """
        (came,) = self.observe_each(probe, [args])
        if isinstance(came, BaseException):
            raise came
        return came

    def observe_each(self, probe: Callable[..., Any], several: Iterable[Iterable[Any]]) -> list[Any]:
        """The same for several arguments with one message: what came of each, a value or an exception."""
        if self.link is None:
            raise NameError("no student's code is running")
        arguments = tuple(map(tuple, several))
        if not isinstance(probe, FunctionType) or probe.__globals__ is not self:
            return self.link.request("library", probe.__module__, probe.__qualname__, arguments)  # type: ignore[no-any-return]
        return self.link.request("probe", *probes.described(probe, self, self.owners.students), arguments)  # type: ignore[no-any-return]

    def call_each(self, function: Any, several: Iterable[Iterable[Any]]) -> list[Any] | None:
        """What came of each call of a function of the student's, with one message; None for any other function."""
        if self.link is None or not is_remote(function) or identity(function)[0] is not self.link:
            return None
        return self.link.request("calls", function, tuple(map(tuple, several)))  # type: ignore[no-any-return]


def _told(answer: Any) -> tuple[str, Any]:
    """The kind of the student's value, and the value. Raises TypeError for what no student side of ours says."""
    if type(answer) is not tuple or len(answer) != 2 or answer[0] not in ("value", "module", "thing"):
        raise TypeError("not the value of a name")
    return answer


def _module(name: str, told: Any, may_be: list[Import]) -> ModuleType:
    """The judge's own module, where the student's name is bound to the one that it should be."""
    for one in may_be:
        found = _thing(one)
        if isinstance(found, ModuleType) and found.__name__ == told:
            return found
    raise NameError(f"name {name!r} is the module {told}, which the tests do not ask for")


def _is_module(one: Import) -> bool:
    return not one.thing or isinstance(_thing(one), ModuleType)


def _thing(one: Import) -> Any:
    try:
        found = importlib.import_module(one.loads or one.module)
    except ImportError:
        return None
    found = sys.modules[one.module] if one.loads else found
    return getattr(found, one.thing) if one.thing else found


def _is_whole(value: Any) -> bool:
    """Whether the student side gets a value of its own, not something that is lent for the length of a test."""
    if isinstance(value, list | tuple | set | frozenset):
        return all(map(_is_whole, value))
    if isinstance(value, dict):
        return all(map(_is_whole, value)) and all(map(_is_whole, value.values()))
    plain = value is None or is_remote(value) or type(value) in (bool, int, float, complex, str, bytes)
    return plain or library_objects.is_library_object(value) or type(value).__module__.partition(".")[0] == "pandas"
