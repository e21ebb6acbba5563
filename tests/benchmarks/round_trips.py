"""How often something waits for PostgreSQL's answer, counted on the wire."""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import make_url

from pathway import Pathway
from tests.proxies import PIECE, Proxy

# A query of the simple protocol, and the end of statements that were sent together: each is waited for.
WAITED_FOR = (b"Q", b"S")


class Asked:
    """What a client sends, message by message, however it is cut into pieces."""

    def __init__(self) -> None:
        self._rest, self._is_started = b"", False

    def waits_in(self, data: bytes) -> int:
        """Return for how many answers the client waits after a further piece."""
        self._rest += data
        waits = 0
        while (kind := self._next()) is not None:
            waits += kind in WAITED_FOR
        return waits

    def _next(self) -> bytes | None:
        """Return the kind of the next message, or None where it is not whole yet."""
        # The very first message has no kind.
        start = 1 if self._is_started else 0
        length = int.from_bytes(self._rest[start : start + 4], "big")
        if len(self._rest) < start + max(length, 4):
            return None
        kind, self._rest = self._rest[:start], self._rest[start + length :]
        self._is_started = True
        return kind


class Counter(Proxy):
    """Passes everything on, and counts for how many answers of the server the client waits."""

    answers = 0

    def _connect(self, client: socket.socket) -> None:
        asked = Asked()
        with client, self._server() as server, suppress(OSError):
            while True:
                speaking = select.select([client, server], [], [])[0]
                is_client = client in speaking
                data = (client if is_client else server).recv(PIECE)
                if not data:
                    break
                if is_client:
                    self.answers += asked.waits_in(data)
                (server if is_client else client).sendall(data)


@contextmanager
def counted(url: str, key: Path) -> Generator[tuple[Pathway, Callable[[], int]]]:
    """Lend a connection by way of a counter, and what returns how many answers there were."""
    counter = Counter(make_url(url))
    serving = threading.Thread(target=counter.serve, daemon=True)
    serving.start()
    plain = {"sslmode": "disable", "gssencmode": "disable"}
    address = counter.address.set(query=plain).render_as_string(hide_password=False)
    pathway = Pathway.connect(address, key_file=key)
    try:
        yield pathway, lambda: counter.answers
    finally:
        pathway.close()
        counter.close()
        serving.join()
