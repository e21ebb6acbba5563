"""A desk that uvicorn serves on loopback, with the mail that it sends."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable
from typing import Self

import uvicorn

from pathway import Pathway
from pathway.settings import Settings
from pathway.testing import PEOPLE, FakeMailer, memory
from pathway.web import desk

LINK = re.compile(r"http://\S+/sign-in/\S+")
SECONDS = 30


class Served:
    """
    A desk, served while its block lasts.

    Args:
        connect: Returns the cases of the desk, for the address at which it is served.
    """

    def __init__(self, connect: Callable[[str], Pathway]) -> None:
        self._listening = socket.socket()
        self._listening.bind(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self.pathway = connect(self.address)
        config = uvicorn.Config(desk(self.pathway), log_level="error", lifespan="on")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._listening],))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(SECONDS)
        self._listening.close()
        self.pathway.close()


class ServedDesk(Served):
    """
    A desk with the mail that it sends.

    Args:
        pathway: Its cases; in memory, with the mail that they send, if left out.
        people: The directory of a desk in memory, as CSV.
    """

    def __init__(self, pathway: Pathway | None = None, people: str = PEOPLE) -> None:
        self.mailer, self.people = FakeMailer(), people
        super().__init__(lambda address: pathway or self._in_memory(address))

    def _in_memory(self, address: str) -> Pathway:
        return memory(people=self.people, mailer=self.mailer, settings=Settings(base_url=address))

    def link(self) -> str:
        """Return the link of the last mail."""
        self.pathway.sign_ins.wait()
        body = self.mailer.sent[-1].get_body(("plain",))
        assert body is not None
        links: list[str] = LINK.findall(str(body.get_content()))
        return links[0]
