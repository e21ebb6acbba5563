"""How often something waits for PostgreSQL's answer, counted on the wire."""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress

from sqlalchemy import make_url

from pathway import Pathway
from tests.benchmarks.copies import Database
from tests.proxies import PIECE, Proxy


class Counter(Proxy):
    """Passes everything on, and counts how often the server answers what the client sent."""

    answers = 0

    def _connect(self, client: socket.socket) -> None:
        is_asked = False
        with client, self._server() as server, suppress(OSError):
            while True:
                speaking = select.select([client, server], [], [])[0]
                is_client = client in speaking
                data = (client if is_client else server).recv(PIECE)
                if not data:
                    break
                if is_asked and not is_client:
                    self.answers += 1
                is_asked = is_client
                (server if is_client else client).sendall(data)


@contextmanager
def counted(database: Database) -> Generator[tuple[Pathway, Callable[[], int]]]:
    """Lend a connection by way of a counter, and what returns how many answers there were."""
    counter = Counter(make_url(database.url))
    serving = threading.Thread(target=counter.serve, daemon=True)
    serving.start()
    plain = {"sslmode": "disable", "gssencmode": "disable"}
    address = counter.address.set(query=plain).render_as_string(hide_password=False)
    pathway = Pathway.connect(address, key_file=database.key)
    try:
        yield pathway, lambda: counter.answers
    finally:
        pathway.close()
        counter.close()
        serving.join()
