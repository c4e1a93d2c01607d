"""The page on which a person marks the answers to one question, for one browser on this machine.

It listens on the loopback address, at a port of chance. Who has the token, from the address that the terminal shows,
gets a cookie. Another site's page has neither, and may not write: a mark needs the page's own origin and a second
token that stands in the form. A request under another host's name is refused, so no name that points here helps.

What students wrote is shown without any tag of theirs (autograder.marking.shown). The browser is told to run our one
script and to load nothing from elsewhere.
"""

import hmac
import math
import secrets
import sys
from importlib.resources import files
from typing import Any

import sqlalchemy as sa
from jinja2 import Environment, PackageLoader, StrictUndefined
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, HTTPError, RequestHandler

from autograder.faults import printable
from autograder.marking import shown
from autograder.marking.answers import Answers, NotAsShown
from autograder.report.words import plain, short
from course.helpers.language import N_, languages

ADDRESS = "127.0.0.1"
LONGEST_COMMENT = 20_000  # characters
KEYS = "asdfgjkl"  # for the comments that are there to be used again
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
WORDS = {
    "answer": N_("Answer {number} of {count}"),
    "marked": N_("{count} marked"),
    "previous": N_("Previous"),
    "next": N_("Next"),
    "next_open": N_("Next not yet marked"),
    "points": N_("Points, of {points:g}"),
    "half": N_("half a point more"),
    "comment": N_("Comment for the student"),
    "again": N_("Comments used before"),
    "save": N_("Save"),
    "saved": N_("Saved."),
    "unsaved": N_("Not saved yet."),
    "failed": N_("Not saved. Is autograder mark still running?"),
    "replaced": N_("Not saved: the answer or its mark has changed since. Load the page again; what you typed is kept."),
    "held": N_("Not saved: the gradebook cannot be written now. What you typed is still here; save it again later."),
    "kept": N_("What you typed, and what is not saved"),
    "changed": N_("The answer has changed since it was marked."),
    "empty": N_("The cell is empty."),
    "scheme": N_("Marking scheme"),
    "no_scheme": N_("The question has no marking scheme."),
    "question": N_("The question"),
    "model": N_("A model answer"),
    "keys": N_("Keys"),
    "key_points": N_("points"),
    "key_comment": N_("write a comment; Escape leaves it"),
    "go": N_("another answer"),
}


class Server:
    """Serves `answers` until it is closed. `names`: whether the page tells whose an answer is."""

    def __init__(self, answers: Answers, names: bool = False) -> None:
        self.token = secrets.token_urlsafe(32)
        settings = {"answers": answers, "names": names, "token": self.token, "form_token": secrets.token_urlsafe(32)}
        routes = [
            (r"/", _Begin),
            (r"/(mark\.css|mark\.js)", _Asset),
            (r"/([1-9][0-9]{0,6})", _Mark),
        ]
        # No line for each request: the terminal is for what whoever marks has to know.
        self._http = HTTPServer(
            Application(
                routes, default_handler_class=_Nothing, log_function=lambda _handler: None, **settings  # type: ignore[arg-type]
            ),
            max_body_size=1 << 20, max_buffer_size=1 << 20,
        )  # fmt: skip
        sockets = bind_sockets(0, ADDRESS)
        self.port: int = sockets[0].getsockname()[1]
        self._http.add_sockets(sockets)
        settings_of = self._http.request_callback.settings  # type: ignore[union-attr]
        settings_of["port"] = self.port

    @property
    def url(self) -> str:
        """The address for the browser, with the token."""
        return f"http://{ADDRESS}:{self.port}/?token={self.token}"

    def close(self) -> None:
        self._http.stop()


class _Guarded(RequestHandler):
    """What every request has to show before anything is done for it."""

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        for name, value in _HEADERS.items():
            self.set_header(name, value)

    def prepare(self) -> None:
        if self.request.host not in self._hosts():
            raise HTTPError(403)
        if not self._knows(self.get_cookie(self._cookie(), "")):
            raise HTTPError(403)

    def _hosts(self) -> set[str]:
        return {f"{name}:{self.settings['port']}" for name in (ADDRESS, "localhost")}

    def _cookie(self) -> str:
        return f"autograder-{self.settings['port']}"  # cookies are shared by all ports of a host

    def _knows(self, token: str | None) -> bool:
        return hmac.compare_digest((token or "").encode(), self.settings["token"].encode())

    def _handle_request_exception(self, error: BaseException) -> None:
        # Tornado's own, which every request comes to: `log_exception` cannot choose the status.
        if isinstance(error, sa.exc.OperationalError):  # who marks is told on the page, and why in the terminal
            answers = self.settings["answers"]
            answers.book.session.rollback()
            print(answers.book.fault(error), file=sys.stderr, flush=True)
            error = HTTPError(503)
        super()._handle_request_exception(error)

    def write_error(self, status_code: int, **_kwargs: Any) -> None:
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        name = {409: "replaced", 503: "held"}.get(status_code)
        self.finish(f"{plain(WORDS[name]) if name else status_code}\n")


class _Nothing(_Guarded):
    def get(self) -> None:
        raise HTTPError(404)

    post = get


class _Begin(_Guarded):
    """The address from the terminal: a cookie for the token, and on to the first answer that is not marked."""

    def prepare(self) -> None:
        if self.request.host not in self._hosts():
            raise HTTPError(403)
        token = self.get_query_argument("token", "")
        if self._knows(token):
            self.set_cookie(self._cookie(), token, httponly=True, samesite="Strict", path="/")
        else:
            super().prepare()

    def get(self) -> None:
        waiting = self.settings["answers"].waiting()
        self.redirect(f"/{(waiting or [0])[0] + 1}", status=303)


class _Asset(_Guarded):
    def get(self, name: str) -> None:
        self.set_header("Content-Type", "text/css" if name.endswith("css") else "text/javascript")
        self.finish(files("autograder.marking").joinpath(name).read_bytes())


class _Mark(_Guarded):
    """One answer: looked at, and marked."""

    def get(self, page: str) -> None:
        self.finish(_page(self.settings["answers"], self._number(page), self.settings))

    def post(self, page: str) -> None:
        number, answers = self._number(page), self.settings["answers"]
        if self.request.headers.get("Origin") not in {f"http://{host}" for host in self._hosts()}:
            raise HTTPError(403)
        if not hmac.compare_digest(self.get_body_argument("token", "").encode(), self.settings["form_token"].encode()):
            raise HTTPError(403)
        score = _score(self.get_body_argument("score", ""), answers.question.points)
        comment = self.get_body_argument("comment", "").replace("\r\n", "\n")
        if len(comment) > LONGEST_COMMENT:
            raise HTTPError(400)
        try:
            digest = answers.mark(number, score, comment, self.get_body_argument("digest", ""))
        except NotAsShown:
            raise HTTPError(409) from None
        if self.request.headers.get("Accept") == "application/json":
            self.finish({"marked": _marked(answers), "digest": digest})
        else:
            self.redirect(f"/{number + 1}", status=303)

    def _number(self, page: str) -> int:
        number = int(page) - 1
        if number >= len(self.settings["answers"]):
            raise HTTPError(404)
        return number


def _score(text: str, points: float) -> float | None:
    """The points that were given; None where the field is empty. Raises HTTPError for anything that is no mark."""
    if not text.strip():
        return None
    try:
        score = float(text.replace(",", "."))
    except ValueError:
        raise HTTPError(400) from None
    if not (math.isfinite(score) and 0 <= score <= points):
        raise HTTPError(400)
    return score


def _marked(answers: Answers) -> str:
    return plain(WORDS["marked"], count=len(answers) - len(answers.waiting()))


def _page(answers: Answers, number: int, settings: Any) -> str:
    one, question, waiting = answers.read(number), answers.question, answers.waiting()
    later = [at for at in waiting if at > number] + [at for at in waiting if at < number]
    environment = Environment(
        loader=PackageLoader("autograder.marking", ""), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=StrictUndefined,
    )  # fmt: skip
    model = shown.verbatim(question.model) if question.is_code else shown.markdown(question.model)
    return environment.get_template("mark.html.j2").render(
        say=lambda name, **values: short(WORDS[name], **values),
        plainly=lambda name, **values: plain(WORDS[name], **values),
        language=languages()[0],
        question=question,
        asked=[shown.markdown(text) for text in question.asked],
        scheme=[shown.markdown(text) for text in question.scheme],
        model=model if question.model else "",
        answer=shown.answer(one.cells),
        empty=not any(cell.source.strip() for cell in one.cells),
        one=one,
        student=printable(one.student) if settings["names"] else "",
        number=number + 1,
        count=len(answers),
        marked=_marked(answers),
        points=list(range(int(question.points) + 1)) if question.points <= 9 else [],
        comments=list(zip(KEYS, answers.comments(len(KEYS)), strict=False)),
        next_open=later[0] + 1 if later else None,
        token=settings["form_token"],
    )
