"""
Servers on loopback that want a login: of mail, of a mailbox, and one that gives tokens.

They speak just enough of SMTP, IMAP and HTTP for that, keep what was said to them, and accept what
the test says.
"""

from __future__ import annotations

import json
import socketserver
import threading
from base64 import b64decode
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

USER = "pathway@example.org"
# What a client answers to the reason for which its token is refused.
ENDS = {"XOAUTH2": b"", "OAUTHBEARER": b"\x01"}


@dataclass
class Door:
    """
    What a server of mail or of a mailbox offers, accepts and was told.

    Args:
        offers: The mechanisms by which one logs in.
        accepts: What it is told by whoever may come in, once decoded.
        folder: The mailbox's one folder, as the protocol has its name.
        logins: What it was told, decoded, one for each attempt.
    """

    offers: str
    accepts: bytes = b""
    folder: str = "INBOX"
    port: int = 0
    logins: list[bytes] = field(default_factory=list[bytes])
    taken: int = 0

    def judge(self, told: bytes) -> bool:
        """Return whether that is accepted."""
        self.logins.append(told)
        return told == self.accepts


class _Conversation(socketserver.StreamRequestHandler):
    """One connection."""

    @property
    def door(self) -> Door:
        """Return what the server offers."""
        assert isinstance(self.server, _Server)
        return self.server.door

    def say(self, line: str) -> None:
        """Say a line."""
        self.wfile.write(f"{line}\r\n".encode())

    def hear(self) -> str:
        """Return the next line."""
        return self.rfile.readline().decode("utf-8").rstrip("\r\n")


class SmtpConversation(_Conversation):
    """Takes mail from whoever has logged in."""

    def handle(self) -> None:
        """Talk until it is over."""
        with suppress(OSError):
            self.say("220 localhost")
            while line := self.hear():
                verb, _, rest = line.partition(" ")
                obey = {"EHLO": self.on_ehlo, "AUTH": self.on_auth, "DATA": self.on_data}
                obey.get(verb.upper(), self.on_other)(rest)

    def on_ehlo(self, _rest: str) -> None:
        """Greet."""
        self.say("250-localhost")
        self.say(f"250 AUTH {self.door.offers}")

    def on_auth(self, rest: str) -> None:
        """Let somebody in or not."""
        mechanism, _, first = rest.partition(" ")
        if mechanism == "LOGIN":
            told = b"\0".join(self._asked(word) for word in ("VXNlcm5hbWU6", "UGFzc3dvcmQ6"))
        else:
            told = b64decode(first)
        if self.door.judge(told):
            self.say("235 welcome")
            return
        if mechanism in ENDS:
            assert ENDS[mechanism] == self._asked("eyJzdGF0dXMiOiI0MDAifQ==")
        self.say("535 5.7.8 no")

    def on_data(self, _rest: str) -> None:
        """Take a message."""
        self.say("354 go on")
        while self.hear() != ".":
            pass
        self.door.taken += 1
        self.say("250 taken")

    def on_other(self, _rest: str) -> None:
        """Agree."""
        self.say("250 fine")

    def _asked(self, challenge: str) -> bytes:
        self.say(f"334 {challenge}")
        return b64decode(self.hear())


class ImapConversation(_Conversation):
    """Opens its one folder to whoever has logged in."""

    def handle(self) -> None:
        """Talk until it is over."""
        with suppress(OSError):
            self.say("* OK ready")
            while line := self.hear():
                tag, verb, *rest = line.split(" ", 2)
                obey = {
                    "CAPABILITY": self.on_capability,
                    "LOGIN": self.on_login,
                    "AUTHENTICATE": self.on_authenticate,
                    "SELECT": self.on_select,
                    "UID": self.on_uid,
                }
                result = obey.get(verb.upper(), self.on_other)("".join(rest))
                self.say(f"{tag} {result}")

    def on_capability(self, _rest: str) -> str:
        """Say what it can do."""
        self.say(f"* CAPABILITY IMAP4rev1 {self.door.offers}")
        return "OK done"

    def on_login(self, rest: str) -> str:
        """Let somebody in or not."""
        return self._judged(rest.encode())

    def on_authenticate(self, mechanism: str) -> str:
        """Let somebody in or not."""
        self.say("+ ")
        result = self._judged(b64decode(self.hear()))
        if result.startswith("NO") and mechanism in ENDS:
            self.say("+ eyJzdGF0dXMiOiI0MDAifQ==")
            assert ENDS[mechanism] == b64decode(self.hear())
        return result

    def on_select(self, rest: str) -> str:
        """Open the folder, if it is that one."""
        self.say("* 0 EXISTS")
        return "OK open" if rest.strip('"') == self.door.folder else "NO no such folder"

    def on_uid(self, _rest: str) -> str:
        """Find nothing."""
        self.say("* SEARCH")
        return "OK done"

    def on_other(self, _rest: str) -> str:
        """Agree."""
        return "OK done"

    def _judged(self, told: bytes) -> str:
        return "OK welcome" if self.door.judge(told) else "NO [AUTHENTICATIONFAILED] no"


class _Server(socketserver.ThreadingTCPServer):
    """Listens on a port of this machine."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, door: Door, talk: type[_Conversation]) -> None:
        super().__init__(("127.0.0.1", 0), talk)
        self.door = door
        door.port = self.server_address[1]


@contextmanager
def smtp_door(offers: str, accepts: bytes = b"") -> Generator[Door]:
    """Lend a mail server, and what it was told."""
    door = Door(offers, accepts)
    with _serving(_Server(door, SmtpConversation)):
        yield door


@contextmanager
def imap_door(offers: str, accepts: bytes = b"", folder: str = "INBOX") -> Generator[Door]:
    """Lend a server of a mailbox, and what it was told."""
    door = Door(offers, accepts, folder)
    with _serving(_Server(door, ImapConversation)):
        yield door


@dataclass
class TokenServer:
    """
    What gives tokens, and what it was asked.

    Args:
        token: What it gives to whoever has the secret.
    """

    port: int = 0
    token: str = "invented-token"
    status: int = 200
    asked: list[dict[str, str]] = field(default_factory=list[dict[str, str]])

    def settings(self, **other: Any) -> dict[str, Any]:
        """Return what Pathway is to be told of it."""
        own = {
            "oauth_token_url": f"http://127.0.0.1:{self.port}/token",
            "oauth_client_id": "client",
            "oauth_client_secret": f"secret {self.port}",
            "oauth_scope": "mail",
        }
        return own | other


class _TokenHandler(BaseHTTPRequestHandler):
    """Answers one request."""

    def do_POST(self) -> None:
        """Give a token, or refuse."""
        assert isinstance(self.server, _HttpServer)
        service = self.server.service
        asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        service.asked.append({name: value for name, (value,) in asked.items()})
        right = service.status == 200
        answer = {"access_token": service.token, "expires_in": 3599}
        content = json.dumps(answer if right else {"error": "invalid_client"}).encode()
        self.send_response(service.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - it is called so where it comes from
        """Say nothing."""


class _HttpServer(ThreadingHTTPServer):
    """Listens on a port of this machine."""

    daemon_threads = True

    def __init__(self, service: TokenServer) -> None:
        super().__init__(("127.0.0.1", 0), _TokenHandler)
        self.service = service
        service.port = self.server_address[1]


@contextmanager
def token_server() -> Generator[TokenServer]:
    """Lend a server that gives tokens."""
    service = TokenServer()
    with _serving(_HttpServer(service)):
        yield service


@contextmanager
def _serving(server: socketserver.BaseServer) -> Generator[None]:
    with server:
        thread = threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()
