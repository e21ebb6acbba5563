"""
A mail server on loopback that fails at one place of each conversation, as the test says.

It speaks just enough SMTP for that, over a plain connection; what it takes it keeps.
"""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import Any

HANG, CLOSE, CLOSING = "hang", "close", "421"
# In the order of a conversation. `text` is in the middle of the message, `taken` after all of it,
# before the answer.
PLACES = ("greeting", "EHLO", "MAIL", "RCPT", "DATA", "text", "taken", "after", "QUIT")
ANSWERS = {"EHLO": "250-localhost\r\n250 DSN", "DATA": "354 Go on", "QUIT": "221 Bye"}


@dataclass(frozen=True)
class Fault:
    """
    Where in a conversation it fails, and how: it hangs, hangs up, or says that it is closing down.
    """

    place: str
    how: str


NONE = Fault("nowhere", CLOSE)


@dataclass
class Post:
    """
    What the server does, and what it has.

    Args:
        faults: One for each conversation; with nothing left it does as it should.
        kept: Every message that it took, whether or not it could say so.
        commands: The commands of the first conversation.
        answers: What it says to commands in place of what is usual.
        late: How many seconds it takes over a message before it says that it has it.
        while_late: Done meanwhile.
    """

    port: int = 0
    faults: list[Fault] = field(default_factory=list[Fault])
    kept: list[bytes] = field(default_factory=list[bytes])
    commands: list[str] = field(default_factory=list[str])
    answers: dict[str, str] = field(default_factory=dict[str, str])
    late: float = 0.0
    while_late: Callable[[], object] = bool
    finished: threading.Event = field(default_factory=threading.Event)

    @property
    def ids(self) -> list[str]:
        """Return the Message-ID of each message that was kept."""
        return [str(message_from_bytes(message)["Message-ID"]) for message in self.kept]

    def settings(self, **other: Any) -> dict[str, Any]:
        """Return what Pathway is to be told of it."""
        own = {"smtp_host": "127.0.0.1", "smtp_port": self.port, "smtp_security": "none"}
        return own | {"smtp_timeout_seconds": 5} | other


class Over(Exception):
    """The conversation is over."""


class Conversation(socketserver.StreamRequestHandler):
    """One connection."""

    def handle(self) -> None:
        """Talk until it is over."""
        assert isinstance(self.server, Server)
        self.post = self.server.post
        self.fault = self.post.faults.pop(0) if self.post.faults else NONE
        with suppress(Over, OSError):
            self.say("greeting", "220 localhost")
            while line := self.rfile.readline():
                self.obey(line.decode("ascii").strip())

    def obey(self, command: str) -> None:
        """Answer a command."""
        self.post.commands.append(command)
        verb = command.partition(" ")[0].upper()
        answer = self.post.answers.get(verb, ANSWERS.get(verb, "250 OK"))
        self.say(verb, answer)
        if verb == "DATA":
            self.take()
        if verb == "QUIT":
            raise Over

    def take(self) -> None:
        """Read a message, keep it and say so; in the middle of it nothing is kept."""
        lines: list[bytes] = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                raise Over
            lines.append(line)
            if len(lines) == 3:
                self.fail("text")
        if self.fault != Fault("taken", CLOSING):
            self.post.kept.append(b"".join(lines))
        if self.post.late and len(self.post.kept) == 1:
            self.post.while_late()
            self.post.finished.wait(self.post.late)
        self.say("taken", "250 OK")
        self.fail("after")

    def say(self, place: str, answer: str) -> None:
        """Answer, unless it is here that it fails."""
        self.fail(place)
        self.wfile.write(f"{answer}\r\n".encode())

    def fail(self, place: str) -> None:
        """Fail if it is to be here."""
        if self.fault.place != place:
            return
        if self.fault.how == HANG:
            self.post.finished.wait(60)
        if self.fault.how == CLOSING:
            self.wfile.write(b"421 closing down\r\n")
        raise Over


class Server(socketserver.ThreadingTCPServer):
    """Listens on a port of this machine."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, post: Post) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.post = post


@contextmanager
def faulty_mail_server() -> Generator[Post]:
    """Lend a server that fails as it is told to."""
    post = Post()
    with Server(post) as server:
        post.port = server.server_address[1]
        serving = threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        serving.start()
        try:
            yield post
        finally:
            post.finished.set()
            server.shutdown()
            serving.join()
