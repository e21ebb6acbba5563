"""A database in memory, with all that `pathway init` makes and a few invented people."""

from __future__ import annotations

import os
from typing import Unpack

from pathway.service import Pathway
from pathway.service.host_hooks import HostOptions
from pathway.service.resources import Clock
from pathway.settings import Settings
from pathway.storage.cases.sealing import KEY_BYTES
from pathway.testing.clock import FakeClock
from pathway.testing.mail import FakeMailer
from pathway.testing.people import PEOPLE


def memory(
    *,
    people: str = PEOPLE,
    clock: Clock | None = None,
    settings: Settings | None = None,
    **brought: Unpack[HostOptions],
) -> Pathway:
    """
    Return a Pathway in memory, without any cases; `close` discards it. Threads take turns, because
    there is only one connection.

    Args:
        people: The directory, as CSV; if left out, the invented people of `PEOPLE`.
        clock: If left out, a `FakeClock`.
        settings: As for `Pathway.connect`, and so are `mailer`, `authoriser`,
            `answers_for_itself`, `listener` and `vocabulary`. If `mailer` is left out, it is a `FakeMailer`.
    """
    brought.setdefault("mailer", FakeMailer())
    pathway = Pathway.create(
        "sqlite://",
        key=os.urandom(KEY_BYTES),
        trust_operators=True,
        settings=settings,
        clock=clock or FakeClock(),
        **brought,
    )
    pathway.by_email().people.import_file(people)
    return pathway
