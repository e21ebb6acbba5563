"""A database in memory, with all that `pathway init` makes and a few invented people."""

from __future__ import annotations

import os
from typing import Any

from pathway.service import Pathway
from pathway.service.installing import furnish
from pathway.storage.cases.sealing import KEY_BYTES
from pathway.storage.database.engine import open_engine
from pathway.testing.clock import MovingClock
from pathway.testing.mail import KeptMail
from pathway.testing.people import PEOPLE


def memory(*, people: str = PEOPLE, **brought: Any) -> Pathway:
    """
    Return a Pathway in memory, without cases; `close` discards it. Threads take turns, since there
    is only one connection.

    Args:
        people: The directory, as CSV; the invented people of `PEOPLE` if left out.
        brought: Options of `Pathway.connect`; unless they are among them, the clock is a
            `MovingClock` and the mailer a `KeptMail`.
    """
    clock = brought.pop("clock", None) or MovingClock()
    engine = open_engine("sqlite://", create=True)
    furnish(engine, rehearsal=False, trust_operators=True, now=clock())
    options: dict[str, Any] = {"mailer": KeptMail(), "key": os.urandom(KEY_BYTES), **brought}
    pathway = Pathway.connect(engine, clock=clock, **options)
    pathway.people.import_file(people)
    return pathway
