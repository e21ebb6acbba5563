"""
A connection pooler in transaction mode before PostgreSQL, as pgbouncer is one: each transaction on
another connection.

A client logs in over a connection of its own, which is then everybody's: with each transaction a
client gets the one that rested longest, and at its end gives it back. Whatever a program leaves on
a connection it finds no more. At login it is told of a server process that there is not, as by
pgbouncer, since none is its own.
"""

from __future__ import annotations

import queue
import socket
import struct
import threading
from collections.abc import Collection, Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import URL

Message = tuple[bytes, bytes]
READY, IDLE, AUTHENTICATION, END, KEY = b"Z", b"I", b"R", b"X", b"K"
NOBODYS_KEY = struct.pack("!II", 2**31 - 1, 0)  # a server process, and what cancels its queries
ENDS_A_TURN = (b"Q", b"S")  # a simple query, and what ends an extended one
SETTLED = (0, 12)  # authentication that asks nothing more of the client


class Pooler:
    """
    Listens on a port of this machine.

    Args:
        behind: The database's address.
        leaves_out: The parameters of a client that do not reach the server.
    """

    def __init__(self, behind: URL, leaves_out: Collection[bytes] = ()) -> None:
        self._behind, self._leaves_out = behind, leaves_out
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._resting: queue.Queue[socket.socket] = queue.Queue()
        self._servers: list[socket.socket] = []
        self.changes = 0

    @property
    def address(self) -> URL:
        """Return the database's address by way of here."""
        port = int(self._listener.getsockname()[1])
        plain = {"sslmode": "disable", "gssencmode": "disable"}
        return self._behind.set(host="127.0.0.1", port=port, query=plain)

    def serve(self) -> None:
        """Take one caller after the other, until it is closed."""
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._talk, args=(client,), daemon=True).start()

    def close(self) -> None:
        """Take no more callers, and end every connection."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for server in self._servers:
            server.close()

    def _talk(self, client: socket.socket) -> None:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with client, suppress(OSError, EOFError):
            self._resting.put(self._log_in(client))
            server: socket.socket | None = None
            last: socket.socket | None = None
            while (message := _next(client))[0] != END:
                server = server or self._resting.get()
                self.changes += last not in (None, server)
                last = server
                _pass_on(message, server)
                if message[0] in ENDS_A_TURN and _answer(server, client) == IDLE:
                    self._resting.put(server)
                    server = None

    def _log_in(self, client: socket.socket) -> socket.socket:
        """Let the client log in over a new connection, and return that."""
        server = self._connected()
        version, *words = self._started(
            _exactly(client, struct.unpack("!I", _exactly(client, 4))[0] - 4)
        )
        start = version + b"".join(word + b"\0" for word in words) + b"\0"
        server.sendall(struct.pack("!I", len(start) + 4) + start)
        while (reply := _next(server))[0] != READY:
            _pass_on((KEY, NOBODYS_KEY) if reply[0] == KEY else reply, client)
            if reply[0] == AUTHENTICATION and struct.unpack("!I", reply[1][:4])[0] not in SETTLED:
                _pass_on(_next(client), server)
        _pass_on(reply, client)
        return server

    def _started(self, packet: bytes) -> list[bytes]:
        """Return the version of the protocol, and names and values of the parameters that are passed on."""
        words = packet[4:].rstrip(b"\0").split(b"\0")
        pairs = zip(words[::2], words[1::2], strict=True)
        passed = [pair for pair in pairs if pair[0] not in self._leaves_out]
        return [packet[:4], *(word for pair in passed for word in pair)]

    def _connected(self) -> socket.socket:
        folder = self._behind.query.get("host")
        if isinstance(folder, str) and folder.startswith("/"):
            connection = socket.socket(socket.AF_UNIX)
            connection.connect(str(Path(folder) / f".s.PGSQL.{self._behind.port or 5432}"))
        else:
            connection = socket.create_connection(
                (str(self._behind.host or "127.0.0.1"), self._behind.port or 5432)
            )
        self._servers.append(connection)
        return connection


def _answer(server: socket.socket, client: socket.socket) -> bytes:
    """
    Pass on what the server answers, to the end, and return whether it is idle or in a transaction.
    """
    while (reply := _next(server))[0] != READY:
        _pass_on(reply, client)
    _pass_on(reply, client)
    return reply[1]


def _pass_on(message: Message, to: socket.socket) -> None:
    kind, body = message
    to.sendall(kind + struct.pack("!I", len(body) + 4) + body)


def _next(speaking: socket.socket) -> Message:
    kind = _exactly(speaking, 1)
    return kind, _exactly(speaking, struct.unpack("!I", _exactly(speaking, 4))[0] - 4)


def _exactly(speaking: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        piece = speaking.recv(count - len(data))
        if not piece:
            raise EOFError
        data += piece
    return data


@contextmanager
def pooled(behind: URL, leaves_out: Collection[bytes] = ()) -> Generator[Pooler]:
    """Lend a pooler before a database."""
    pooler = Pooler(behind, leaves_out)
    serving = threading.Thread(target=pooler.serve, daemon=True)
    serving.start()
    try:
        yield pooler
    finally:
        pooler.close()
        serving.join()
