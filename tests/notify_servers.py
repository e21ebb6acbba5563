"""
A stand-in for GOV.UK Notify on loopback: the part of its version 2 interface that the official
client calls.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import jwt

SERVICE, SECRET = "26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0"
TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"
KEY = f"pathway-{SERVICE}-{SECRET}"
KEEP, HANG, HANG_UP = "keep", "hang", "hang up"


Answer = tuple[int, dict[str, Any] | str]


def refusal(status: int, error: str, sentence: str) -> Answer:
    """Return an answer as Notify refuses."""
    return status, {"status_code": status, "errors": [{"error": error, "message": sentence}]}


@dataclass
class Service:
    """
    One service of Notify, and how it behaves.

    Args:
        answers: What happens to each message in turn: a status with what is said; or words of which
            `keep` takes it, and then `hang` never answers, `hang up` ends the connection. With
            nothing left, all is well.
        refused: The answer for an address, whatever its turn.
        asking: The same for each time that it is asked what it has.
        statuses: What became of the messages that it keeps, by reference; else they are being sent.
        template: What it says of its template.
    """

    port: int = 0
    answers: list[Answer | str] = field(default_factory=list[Answer | str])
    refused: dict[str, Answer] = field(default_factory=dict[str, Answer])
    asking: list[Answer | str] = field(default_factory=list[Answer | str])
    statuses: dict[str, str] = field(default_factory=dict[str, str])
    template: dict[str, Any] = field(
        default_factory=lambda: {"type": "email", "personalisation": {"subject": {}, "text": {}}}
    )
    kept: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    finished: threading.Event = field(default_factory=threading.Event)

    @property
    def references(self) -> list[str]:
        """Return the reference of each message that was kept."""
        return [email["reference"] for email in self.kept]

    def settings(self, **other: Any) -> dict[str, Any]:
        """Return what Pathway is to be told of it."""
        own = {"notify_api_key": KEY, "notify_template_id": TEMPLATE, "notify_timeout_seconds": 5}
        return own | {"notify_base_url": f"http://127.0.0.1:{self.port}"} | other

    def next_answer(self) -> Answer | str:
        """Return what happens to the next message."""
        return self.answers.pop(0) if self.answers else KEEP

    def messages_of(self, reference: str) -> list[dict[str, Any]]:
        """Return the messages of a reference, the newest first."""
        status = self.statuses.get(reference, "sending")
        same = [email for email in self.kept if email["reference"] == reference]
        return [
            {"id": email["id"], "reference": reference, "status": status}
            for email in reversed(same)
        ]


class Handler(BaseHTTPRequestHandler):
    """Answers for the service that its server has."""

    protocol_version = "HTTP/1.1"

    @property
    def service(self) -> Service:
        """Return the service."""
        assert isinstance(self.server, Server)
        return self.server.service

    def do_POST(self) -> None:
        """Take a message."""
        incoming = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answer = self.service.refused.get(incoming["email_address"]) or self.service.next_answer()
        if not self._is_known():
            answer = refusal(403, "AuthError", "Invalid token: API key not found")
        if isinstance(answer, str) and KEEP in answer:
            self.service.kept.append(incoming | {"id": str(uuid4())})
        self._end_or(answer, (201, {"id": str(uuid4()), "reference": incoming.get("reference")}))

    def do_GET(self) -> None:
        """Tell what became of messages, or what the template is."""
        asked = urlsplit(self.path)
        if not self._is_known():
            self._answer(*refusal(403, "AuthError", "Invalid token: API key not found"))
        elif asked.path == f"/v2/template/{TEMPLATE}":
            self._answer(200, self.service.template)
        elif asked.path == "/v2/notifications":
            answer = self.service.asking.pop(0) if self.service.asking else ""
            emails = self.service.messages_of(parse_qs(asked.query)["reference"][0])
            self._end_or(answer, (200, {"notifications": emails, "links": {}}))
        else:
            self._answer(*refusal(404, "NoResultFound", "No result found"))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - it is called so where it comes from
        """Say nothing."""

    def _is_known(self) -> bool:
        token = self.headers["Authorization"].removeprefix("Bearer ")
        try:
            return bool(
                jwt.decode(token, SECRET, algorithms=["HS256"], leeway=30)["iss"] == SERVICE
            )
        except jwt.InvalidTokenError:
            return False

    def _end_or(self, how: Answer | str, usual: Answer) -> None:
        """Answer with what is to be said, hang, hang up, or answer as usual."""
        if isinstance(how, tuple):
            self._answer(*how)
        elif how.endswith((HANG, HANG_UP)):
            if how.endswith(HANG):
                self.service.finished.wait(60)
            self.close_connection = True
        else:
            self._answer(*usual)

    def _answer(self, status: int, answer: dict[str, Any] | str) -> None:
        content = answer.encode() if isinstance(answer, str) else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class Server(ThreadingHTTPServer):
    """Listens on a port of this machine."""

    daemon_threads = True

    def __init__(self, service: Service) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.service = service


@contextmanager
def notify_service() -> Generator[Service]:
    """Lend a service of Notify."""
    service = Service()
    with Server(service) as server:
        service.port = server.server_address[1]
        serving = threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        serving.start()
        try:
            yield service
        finally:
            service.finished.set()
            server.shutdown()
            serving.join()
