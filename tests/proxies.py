"""
Between Pathway and PostgreSQL: passes everything on, and hangs up when a step is committed, if it
is told to.
"""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import URL

PIECE = 65536
STEP, COMMIT = b"INSERT INTO pathway_event", b"COMMIT"


class Proxy:
    """
    Listens on a port of this machine.

    Args:
        behind: The database's address.
        step: How the statement begins whose commit is meant.
    """

    def __init__(self, behind: URL, step: bytes = STEP) -> None:
        self._behind, self._step = behind, step
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._hang_up: str | None = None
        self.hung_up = 0

    @property
    def address(self) -> URL:
        """Return the database's address by way of here."""
        port = int(self._listener.getsockname()[1])
        return self._behind.set(host="127.0.0.1", port=port, query={})

    def hang_up(self, when: str) -> None:
        """
        Hang up at the next commit of a step: `before` it is passed on, or `after` the server has
        answered.
        """
        self._hang_up = when

    def serve(self) -> None:
        """Take one caller after the other, until it is closed."""
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._connect, args=(client,), daemon=True).start()

    def close(self) -> None:
        """Take no more callers."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _connect(self, client: socket.socket) -> None:
        has_step = False
        with client, self._server() as server, suppress(OSError):
            while True:
                speaking = (
                    client if client in select.select([client, server], [], [])[0] else server
                )
                data = speaking.recv(PIECE)
                has_step = has_step or self._step in data
                ends = has_step and COMMIT in data and self._hang_up is not None
                if not data or (ends and self._hang_up == "before"):
                    break
                (server if speaking is client else client).sendall(data)
                if ends:
                    server.recv(PIECE)
                    break
        if has_step and self._hang_up is not None:
            self._hang_up, self.hung_up = None, self.hung_up + 1

    def _server(self) -> socket.socket:
        folder = self._behind.query.get("host")
        if isinstance(folder, str) and folder.startswith("/"):
            connection = socket.socket(socket.AF_UNIX)
            connection.connect(str(Path(folder) / f".s.PGSQL.{self._behind.port or 5432}"))
            return connection
        return socket.create_connection(
            (str(self._behind.host or "127.0.0.1"), self._behind.port or 5432)
        )


@contextmanager
def proxied(behind: URL, step: bytes = STEP) -> Generator[Proxy]:
    """Lend a proxy before a database, which hangs up at the commit of such a statement."""
    proxy = Proxy(behind, step)
    serving = threading.Thread(target=proxy.serve, daemon=True)
    serving.start()
    try:
        yield proxy
    finally:
        proxy.close()
        serving.join()
