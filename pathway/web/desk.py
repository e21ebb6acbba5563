"""One desk: the cases that it shows, its texts, its people and its bounds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

from pathway.service import Pathway
from pathway.service.identity.sign_ins import SignIns
from pathway.web.security.attempts import Attempts
from pathway.web.security.visitors import StandIns, Visitors
from pathway.web.texts import Texts

Result = TypeVar("Result")
# The library is synchronous; SQLite is at its quickest with few threads.
THREADS = 4
# Each upload is held in memory while it is checked.
UPLOADS_AT_ONCE = 4


@dataclass
class Desk:
    """
    What all pages share.

    Args:
        pathway: The cases, read and changed through the door `desk`.
        visitors: Says who is asking.
        sign_ins: Sends links and codes by mail; None where nobody signs in that way.
        signs_on: People sign in through the OpenID Connect provider of the settings, not by mail.
        prefix: What stands before the path of every page.
        hosts: Under which hosts it is reached.
        stand_ins: Lets whoever practises be anybody; None unless this is a rehearsal.
        attempts: How often somebody may send a form.
    """

    pathway: Pathway
    visitors: Visitors
    texts: Texts
    sign_ins: SignIns | None = None
    signs_on: bool = False
    prefix: str = ""
    hosts: frozenset[str] = frozenset()
    stand_ins: StandIns | None = None
    attempts: Attempts = field(default_factory=Attempts)
    _pool: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(THREADS, "pathway-desk")
    )
    _uploads: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(UPLOADS_AT_ONCE))

    async def in_thread(self, work: Callable[[], Result]) -> Result:
        """Return what some work returns that waits for the database."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    @property
    def uploads(self) -> asyncio.Semaphore:
        """Return what lets only so many uploads come in at once."""
        return self._uploads

    def close(self) -> None:
        """Let the threads go; the cases are their host's to close."""
        self._pool.shutdown(wait=True)
