"""A Canvas for tests: the few requests of its API that the exchange makes, over HTTP on this machine.

Paths, names and headers are those of the documented API (assignments, submissions, users, files as comments).
"""

import email
import email.policy
import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "7~secret"


@dataclass
class Submission:
    """A user's. `files`: by name. `comments`: the files that came with comments, by name."""

    user: int
    files: dict[str, bytes] = field(default_factory=dict)
    time: str | None = None
    score: float | None = None
    comments: dict[str, bytes] = field(default_factory=dict)


@dataclass
class Canvas:
    """A course 7 with an assignment. `refuses`: users whose marks it does not take. `asked`: what was asked of it."""

    people: Sequence[dict[str, Any]]
    submissions: dict[int, Submission]
    title: str = "01_small"
    points: float | None = 10.0
    page: int = 2
    refuses: set[int] = field(default_factory=set)
    answers: dict[str, tuple[int, str]] = field(default_factory=dict)  # by the end of a path: what is said instead
    asked: list[str] = field(default_factory=list)
    uploaded: dict[int, tuple[int, str, bytes]] = field(default_factory=dict)
    address: str = ""

    def get(self, path: str) -> Any:
        course = "/api/v1/courses/7"
        if path == f"{course}/assignments":
            other = {"id": 6, "course_id": 7, "name": "02_other", "points_possible": 1.0}
            return [{"id": 5, "course_id": 7, "name": self.title, "points_possible": self.points}, other]
        if path == f"{course}/search_users":
            return list(self.people)
        assert path == f"{course}/assignments/5/submissions", path
        return [self.told(one) for one in self.submissions.values()]

    def told(self, one: Submission) -> dict[str, Any]:
        files = [
            {"id": one.user * 10 + i, "display_name": name, "filename": name, "size": len(data),
             "url": f"{self.address}/files/{one.user}/{i}?verifier=x"}
            for i, (name, data) in enumerate(one.files.items())
        ]  # fmt: skip
        comments = [{"attachments": [{"display_name": n, "size": len(d)}]} for n, d in one.comments.items()]
        return {"id": one.user, "user_id": one.user, "assignment_id": 5, "submitted_at": one.time, "score": one.score,
                "workflow_state": "submitted" if files else "unsubmitted", "submission_comments": comments,
                **({"attachments": files} if files else {})}  # fmt: skip

    def put(self, user: int, form: dict[str, list[str]]) -> dict[str, Any]:
        one = self.submissions[user]
        for number in form.get("comment[file_ids][]", []):
            owner, name, data = self.uploaded[int(number)]
            assert owner == user
            one.comments[name] = data
        for mark in form.get("submission[posted_grade]", []):
            one.score = float(mark)
        return self.told(one)


class _Handler(BaseHTTPRequestHandler):
    canvas: Canvas

    def log_message(self, *_args: object) -> None:
        pass

    def handle_one(self) -> None:
        address = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        self.canvas.asked.append(f"{self.command} {self.path}")
        parts = address.path.split("/")
        instead = next((told for end, told in self.canvas.answers.items() if address.path.endswith(end)), None)
        if instead:
            self.say(instead[1].encode(), instead[0])
        elif parts[1] == "upload":
            assert "Authorization" not in self.headers
            self.upload(int(parts[2]), body)
        elif self.headers.get("Authorization") != f"Bearer {TOKEN}":
            self.say(b'{"errors": [{"message": "Invalid access token."}]}', 401, {"WWW-Authenticate": "Bearer"})
        elif parts[1] == "files":
            self.say(list(self.canvas.submissions[int(parts[2])].files.values())[int(parts[3])])
        elif self.command == "GET":
            self.pages(address.path, int(parse_qs(address.query).get("page", ["1"])[0]))
        elif self.command == "POST":
            assert parts[-2:] == ["comments", "files"]
            assert int(parse_qs(body.decode())["size"][0]) > 0
            told = {"upload_url": f"{self.canvas.address}/upload/{parts[-3]}", "upload_params": {"key": "k"}}
            self.say(json.dumps(told).encode())
        elif int(parts[-1]) in self.canvas.refuses:
            self.say(b'{"message": "the grading period is closed"}', 400)
        else:
            self.say(json.dumps(self.canvas.put(int(parts[-1]), parse_qs(body.decode()))).encode())

    do_GET = do_POST = do_PUT = handle_one

    def pages(self, path: str, number: int) -> None:
        rows, size = self.canvas.get(path), self.canvas.page
        links = {}
        if len(rows) > number * size:
            links = {"Link": f'<{self.canvas.address}{path}?page={number + 1}&per_page={size}>; rel="next"'}
        self.say(json.dumps(rows[(number - 1) * size : number * size]).encode(), 200, links)

    def upload(self, user: int, body: bytes) -> None:
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        message = email.message_from_bytes(head + body, policy=email.policy.HTTP)
        (part,) = [one for one in message.iter_parts() if one.get_filename()]
        number = len(self.canvas.uploaded) + 1
        self.canvas.uploaded[number] = (user, part.get_filename() or "", part.get_payload(decode=True))
        self.say(json.dumps({"id": number, "url": "x", "display_name": part.get_filename()}).encode(), 201)

    def say(self, data: bytes, status: int = 200, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {**(headers or {}), "Content-Length": str(len(data))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)


@contextmanager
def serving(canvas: Canvas) -> Iterator[str]:
    """The address of its course while the block runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"canvas": canvas}))
    canvas.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"{canvas.address}/courses/7"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
