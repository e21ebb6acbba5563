"""A server on loopback that answers whatever the input says, and our clients of each kind at it."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage

from pathway.notifications.receiving.imap import ImapFolder, ImapLetterbox
from pathway.notifications.sending.notify import NotifyAccount, NotifyMailer
from pathway.notifications.sending.smtp import SmtpMailer, SmtpServer
from pathway.notifications.tokens import TokenClient, TokenSource
from tests.fuzzing.law import Read
from tests.fuzzing.mail_shapes import END
from tests.notify_servers import KEY, TEMPLATE

HOST, PATIENCE = "127.0.0.1", 0.5
HTTP, IMAP, SMTP = "http", "imap", "smtp"


@dataclass
class Script:
    """
    What the server answers, in turn; with nothing left it hangs up.

    Args:
        kind: How it knows where a command ends: http, imap or smtp.
    """

    kind: str
    answers: list[bytes] = field(default_factory=list[bytes])


class Conversation(socketserver.StreamRequestHandler):
    """One connection; where both wait for each other, it is the server that hangs up."""

    timeout = 0.05

    def handle(self) -> None:
        """Answer each command with what comes next."""
        assert isinstance(self.server, Server)
        script = self.server.script
        with suppress(OSError):
            if script.kind != HTTP:
                self.answer(b"")
            while script.answers and (command := self.rfile.readline()):
                if script.kind == HTTP:
                    self.read_request()
                self.answer(command)

    def answer(self, command: bytes) -> None:
        """Say what comes next; after 354 a whole message is read first."""
        assert isinstance(self.server, Server)
        if not self.server.script.answers:
            return
        tag = command.partition(b" ")[0]
        content = self.server.script.answers.pop(0).replace(b"TAG", tag)
        self.wfile.write(content)
        if self.server.script.kind == SMTP and content.startswith(b"354"):
            while (line := self.rfile.readline()) not in (b"", b".\r\n"):
                del line
            self.answer(b"")

    def read_request(self) -> None:
        """Read the rest of a request."""
        length = 0
        while (line := self.rfile.readline()) not in (b"", b"\r\n"):
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        self.rfile.read(length)


class Server(socketserver.ThreadingTCPServer):
    """Listens on a port of this machine."""

    daemon_threads = True

    def __init__(self, script: Script) -> None:
        super().__init__((HOST, 0), Conversation)
        self.script = script

    @property
    def port(self) -> int:
        """Return the port."""
        return int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: what goes wrong here is the input's doing."""


@contextmanager
def _at(kind: str, talk: Callable[[int], object]) -> Generator[Read]:
    script = Script(kind)
    with Server(script) as server:
        serving = threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        serving.start()

        def read(content: bytes) -> None:
            script.answers = content.split(END)
            talk(server.port)

        try:
            yield read
        finally:
            server.shutdown()
            serving.join()


def imap() -> Generator[Read]:
    """Lend a reading of a mailbox."""

    def talk(port: int) -> None:
        folder = ImapFolder(HOST, port, "none", user="a", password="b", timeout=PATIENCE)
        box = ImapLetterbox(folder)
        try:
            for returned in box.unread():
                box.settle(returned.name)
        finally:
            box.close()

    with _at(IMAP, talk) as read:
        yield read


def smtp() -> Generator[Read]:
    """Lend a sending of two messages over one connection."""

    def talk(port: int) -> None:
        server = SmtpServer(HOST, port, "none", timeout=PATIENCE, data_timeout=PATIENCE)
        mailer = SmtpMailer(server)
        try:
            mailer.send(_message())
            mailer.send(_message())
        finally:
            mailer.close()

    with _at(SMTP, talk) as read:
        yield read


def notify() -> Generator[Read]:
    """Lend a sending of a message by Notify; then the template is looked at."""

    def talk(port: int) -> None:
        account = NotifyAccount(KEY, TEMPLATE, f"http://{HOST}:{port}", timeout=PATIENCE)
        mailer = NotifyMailer(account)
        try:
            mailer.send(_message())
            mailer.check()
        finally:
            mailer.close()

    with _at(HTTP, talk) as read:
        yield read


def tokens() -> Generator[Read]:
    """Lend an asking for a token."""

    def talk(port: int) -> None:
        client = TokenClient(f"http://{HOST}:{port}/token", "a", "b", timeout=PATIENCE)
        TokenSource(client).token()

    with _at(HTTP, talk) as read:
        yield read


def _message() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "pathway@example.org", "somebody@example.org"
    message["Message-ID"], message["Subject"] = "<a@example.org>", "Two updates"
    message.set_content("The text.")
    return message
