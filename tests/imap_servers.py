"""
A real IMAP server on loopback with one mailbox, and a way to it that is encrypted from the start.
"""

from __future__ import annotations

import imaplib
import select
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.mail_servers import certified, free_port

USER, PASSWORD = "bounces", 'a "long" password'
PATIENCE = 30.0
PYMAP = str(Path(sys.executable).with_name("pymap"))


@dataclass(frozen=True)
class ImapServer:
    """
    Where the server listens, and how Pathway reaches it.

    Args:
        plain: The port at which the tests themselves look into the mailbox.
    """

    plain: int
    port: int
    security: str
    certificate: Path

    def settings(self, **other: Any) -> dict[str, Any]:
        """Return what Pathway is to be told of it."""
        own = {
            "bounces_imap_host": "localhost",
            "bounces_imap_port": self.port,
            "bounces_imap_user": USER,
        }
        own |= {"bounces_imap_password": PASSWORD, "bounces_imap_security": self.security}
        own |= {"bounces_imap_timeout_seconds": 5}
        return (
            own
            | ({"bounces_imap_ca_file": str(self.certificate)} if self.security != "none" else {})
            | other
        )

    def deliver(self, *pieces: bytes) -> None:
        """Put mail into the mailbox."""
        with self._opened() as mailbox:
            for piece in pieces:
                mailbox.append("INBOX", "", "", piece)

    def flags(self) -> list[str]:
        """Return the flags of each message, in the order in which they came."""
        with self._opened() as mailbox:
            mailbox.select("INBOX", readonly=True)
            _, response = mailbox.uid("FETCH", "1:*", "(FLAGS)")
        names = [imaplib.ParseFlags(line) for line in response if isinstance(line, bytes)]
        return [b" ".join(sorted(set(each) - {rb"\Recent"})).decode() for each in names]

    @contextmanager
    def _opened(self) -> Generator[imaplib.IMAP4]:
        with imaplib.IMAP4("localhost", self.plain, timeout=PATIENCE) as mailbox:
            if self.security == "starttls":
                mailbox.starttls(ssl.create_default_context(cafile=str(self.certificate)))
            mailbox.login(USER, PASSWORD)
            yield mailbox


@contextmanager
def imap_server(
    folder: Path, security: str = "tls", says: Callable[[bytes], bytes] = bytes
) -> Generator[ImapServer]:
    """
    Lend a server with TLS from the start, STARTTLS, or neither.

    Args:
        says: Puts what the server answers as another server would; with TLS from the start alone.
    """
    certificate, key = certified(folder)
    port = free_port()
    tls = (
        ["--cert", str(certificate), "--key", str(key)] if security == "starttls" else ["--no-tls"]
    )
    mailbox = ["dict", "--demo-user", USER, "--demo-password", PASSWORD]
    command = [PYMAP, "--host", "localhost", "--port", str(port), *tls, *mailbox]
    with (
        subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process,
        ExitStack() as more,
    ):
        more.callback(process.terminate)
        _wait_for(port)
        shown = (
            more.enter_context(_encrypted(port, certificate, key, says))
            if security == "tls"
            else port
        )
        yield ImapServer(port, shown, security, certificate)


def _wait_for(port: int) -> None:
    """Wait until somebody listens."""
    until = time.monotonic() + PATIENCE
    while True:
        with suppress(OSError), closing(socket.create_connection(("localhost", port))):
            return
        assert time.monotonic() < until, "the IMAP server does not start"
        time.sleep(0.05)


@contextmanager
def _encrypted(
    behind: int, certificate: Path, key: Path, says: Callable[[bytes], bytes]
) -> Generator[int]:
    """Lend a port at which TLS begins at once, and behind which lies that other."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    listener = socket.create_server(("localhost", 0))
    serving = threading.Thread(target=_serve, args=(listener, context, behind, says), daemon=True)
    serving.start()
    try:
        yield int(listener.getsockname()[1])
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        serving.join()


def _serve(
    listener: socket.socket,
    context: ssl.SSLContext,
    behind: int,
    says: Callable[[bytes], bytes],
) -> None:
    with suppress(OSError):
        while True:
            client, _ = listener.accept()
            arguments = (client, context, behind, says)
            threading.Thread(target=_pass_on, args=arguments, daemon=True).start()


def _pass_on(
    client: socket.socket,
    context: ssl.SSLContext,
    behind: int,
    says: Callable[[bytes], bytes],
) -> None:
    """Pass on what either says, until one of them ends it."""
    with ExitStack() as open_ends, suppress(OSError):
        safe = open_ends.enter_context(context.wrap_socket(client, server_side=True))
        server = open_ends.enter_context(socket.create_connection(("localhost", behind)))
        while True:
            ready = [safe] if safe.pending() else select.select([safe, server], [], [])[0]
            for connection in ready:
                data = connection.recv(65536)
                if not data:
                    return
                if connection is safe:
                    server.sendall(data)
                else:
                    safe.sendall(says(data))
