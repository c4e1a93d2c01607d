"""Canvas by its API, over canvasapi: what a person would download, and marks and pages of feedback back.

What Canvas says is text and nothing more: names are cut to one part of a path, sizes and waiting times are bounded.
"""

import logging
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from autograder.exchange import canvas
from autograder.exchange import sheet as sheets
from autograder.exchange.returning import Returned
from autograder.exchange.sheet import Sheet
from autograder.faults import CourseError, Fault, Reason, printable
from autograder.messages import _
from course.helpers.language import N_

TOKEN = "CANVAS_TOKEN"  # the variable that holds it
SECONDS = 60.0  # that an answer may take to begin, or to go on
LARGEST = 200 << 20  # bytes of one file
LONGEST = 100  # characters of a file's name
_ADDRESS = re.compile(r"(https?)://([^/?#@\s]+)((?:/[^/?#\s]+)*?)/courses/(\d+)/?")
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f/\\:*?"<>|]+')
_WHO = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", canvas.SUBMITTED]


@dataclass
class Download:
    """What Canvas gave, as a person would have it: a folder of files and the gradebook's table."""

    api: "Api"
    files: Path
    roster: Path
    column: str
    left_out: list[Reason] = field(default_factory=list)


def token(path: Path | None) -> str:
    """The token, from the file or else from the variable. Raises CourseError where there is none."""
    if path is None:
        found = os.environ.get(TOKEN, "").strip()
        place, problem = Path(TOKEN), _("this variable holds no token")
    else:
        try:
            found = path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            found, problem = "", _("it cannot be read: {error}", error=getattr(error, "strerror", None) or error)
        else:
            problem = _("it holds no token")
        place = path
    if not found or not found.isascii() or not found.isprintable() or " " in found:
        remedy = _("make a token in Canvas: Account, Settings, New Access Token")
        raise CourseError([Fault(place, None, problem, remedy)])
    return found


class Api:
    """A course in Canvas, by its address as the browser shows it: https://canvas.example.org/courses/123."""

    def __init__(self, address: str, token: str) -> None:
        from canvasapi.course import Course
        from canvasapi.requester import Requester

        match = _ADDRESS.match(address)
        if match is None:
            problem = _("this is not the address of a course in Canvas")
            raise CourseError([Fault(Path(printable(address)), None, problem, _("https://HOST/courses/NUMBER"))])
        scheme, host, below, number = match.groups()
        if scheme == "http" and host.partition(":")[0] not in ("localhost", "127.0.0.1"):
            problem = _("the token would go over the network in the open")
            raise CourseError([Fault(Path(printable(address)), None, problem, _("use https"))])
        self.host = host
        logging.getLogger("urllib3").setLevel(logging.ERROR)  # it tells each time that it asks again
        requester = Requester(f"{scheme}://{host}{below}", token)
        # canvasapi waits for ever, and gives up at once where Canvas asks to wait.
        for start in ("https://", "http://"):
            requester._session.mount(start, _Patient())
        self._course = Course(requester, {"id": int(number)})

    def download(self, assignment: str, folder: Path, column: str | None = None, files: bool = True) -> Download:
        """Write the class to `folder`, and with `files` what is handed in, under the names that Canvas' own zip has.

        column: the assignment's title or number in Canvas, if it is another one. Raises CourseError.
        """
        with self._told():
            chosen = self._assignment(column or assignment)
            title = f"{chosen.name} ({chosen.id})"
            made = Download(self, folder / "files", folder / "roster.csv", title)
            made.files.mkdir()
            times: dict[str, str] = {}
            for one in chosen.get_submissions():
                user = str(int(one.user_id))
                times[user] = str(getattr(one, "submitted_at", None) or "")
                for attachment in one.attachments if files else ():
                    self._file(user, attachment, made)
            points = float(chosen.points_possible or 0.0)
            rows = [["    Points Possible", *[""] * 5, f"{points:g}" if points else ""]]
            for person in self._course.get_users(enrollment_type=["student"], include=["email"]):
                user = str(int(person.id))
                login = str(getattr(person, "login_id", None) or getattr(person, "email", None) or "")
                sis = str(getattr(person, "sis_user_id", None) or "")
                rows.append([str(person.sortable_name), user, sis, login, "", times.get(user, ""), ""])
        sheets.write(made.roster, Sheet(made.roster, [*_WHO, title], rows))
        return made

    def send(self, assignment: str, returned: Returned, on_sent: Callable[[int, int], None]) -> int:
        """Give marks and pages back; how many students there is something new for. Raises CourseError.

        assignment: its title and number, as `Download.column` has it. A mark or a page that Canvas has already is not
        sent again. What is refused for one student becomes a line of `returned`.
        """
        from canvasapi.exceptions import CanvasException, InvalidAccessToken

        sent, done, total = 0, list[str](), len(returned.back)
        on_sent(0, total)
        told = N_("{sent} of {total} students are done; run it again to go on")
        with self._told(lambda: _(told, sent=len(done), total=total)):
            chosen = self._assignment(assignment)
            there = {str(one.user_id): one for one in chosen.get_submissions(include=["submission_comments"])}
            for user, (name, mark, pages) in returned.back.items():
                if user not in there:
                    returned.lines.append(Reason(N_("{name}: Canvas knows no submission of theirs"), {"name": name}))
                    continue
                try:
                    sent += _send(there[user], mark, pages)
                except InvalidAccessToken:
                    raise
                except CanvasException as error:
                    values = {"name": name, "error": _short(error)}
                    returned.lines.append(Reason(N_("{name}: Canvas refused it: {error}"), values))
                done.append(user)
                on_sent(len(done), total)
        return sent

    def _assignment(self, wanted: str) -> Any:
        there = list(self._course.get_assignments())
        found = canvas.chosen([(str(one.name), str(one.id)) for one in there], wanted)
        if len(found) != 1:
            names = printable(", ".join(f"{one.name} ({one.id})" for one in there)) or "-"
            problem = _("which assignment is {name}? There are: {there}", name=wanted, there=names)
            raise CourseError([Fault(Path(self.host), None, problem, _("name it with --column"))])
        return there[found[0]]

    def _file(self, user: str, attachment: Any, made: Download) -> None:
        name = _NOT_IN_NAMES.sub("_", str(attachment.display_name))[-LONGEST:]
        size = int(getattr(attachment, "size", 0) or 0)
        if size > LARGEST:
            made.left_out.append(Reason(N_("{name}: too large, left out"), {"name": name}))
            return
        data = attachment.get_contents(binary=True)
        (made.files / f"student_{user}_{int(attachment.id)}_{name}").write_bytes(data[: LARGEST + 1])

    @contextmanager
    def _told(self, so_far: Callable[[], str] = lambda: "") -> Iterator[None]:
        """What goes wrong between here and Canvas, as one line."""
        from canvasapi.exceptions import CanvasException, Forbidden, InvalidAccessToken, ResourceDoesNotExist

        remedy = _("try again later")
        try:
            yield
        except InvalidAccessToken:
            problem, remedy = _("Canvas does not know this token"), _("make a new one")
        except Forbidden:
            problem, remedy = _("Canvas does not allow this"), _("use the token of somebody who teaches the course")
        except ResourceDoesNotExist:
            problem, remedy = _("Canvas has nothing at this address"), _("mend the address")
        except CanvasException as error:
            problem = _("Canvas refused it: {error}", error=_short(error))
        except (requests.JSONDecodeError, AttributeError, KeyError, TypeError) as error:
            problem, remedy = _("this is not what Canvas says: {error}", error=_short(error)), _("mend the address")
        except requests.RequestException as error:
            problem = _("Canvas cannot be reached: {error}", error=_reason(error))
        except ValueError as error:
            problem, remedy = _("this is not what Canvas says: {error}", error=_short(error)), _("mend the address")
        else:
            return
        raise CourseError([Fault(Path(self.host), None, problem, so_far() or remedy)])


class _Patient(HTTPAdapter):
    """It waits for a bounded time, and asks again where nothing has been changed by asking."""

    def __init__(self) -> None:
        again = Retry(total=3, connect=1, read=1, backoff_factor=0.2, status_forcelist=(429, 502, 503, 504),
                      raise_on_status=False, respect_retry_after_header=False)  # fmt: skip
        super().__init__(max_retries=again)

    def send(self, request: Any, *args: Any, **how: Any) -> Any:
        return super().send(request, *args, **{**how, "timeout": how.get("timeout") or SECONDS})


def _send(submission: Any, mark: float, pages: Mapping[str, Path]) -> bool:
    """Send the mark and the pages that Canvas does not have; whether there was one."""
    there = {
        (str(file.get("display_name")), file.get("size"))
        for comment in getattr(submission, "submission_comments", None) or []
        for file in comment.get("attachments") or []
    }
    new = [page for name, page in pages.items() if (name, page.stat().st_size) not in there]
    for page in new:
        done, _told = submission.upload_comment(str(page))
        if not done:
            raise ValueError(page.name)
    same = getattr(submission, "score", None) == mark
    if not same:
        submission.edit(submission={"posted_grade": f"{mark:g}"})
    return bool(new) or not same


def _short(error: object) -> str:
    return " ".join(printable(str(error)).split())[:200]


def _reason(error: BaseException) -> str:
    """The innermost reason: what wraps it holds addresses and objects."""
    inner: Any = error
    while (reason := getattr(inner, "reason", None) or (inner.args[0] if inner.args else None)) is not None:
        if not isinstance(reason, BaseException):
            break
        inner = reason
    told = getattr(inner, "strerror", None) or str(inner).rpartition(": ")[2] or type(inner).__name__
    return _short(re.sub(r"^\[Errno -?\d+\] ", "", told))
