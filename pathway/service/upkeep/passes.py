"""What goes through the whole database: a sweep, a round of mail, an examination."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from time import monotonic

from sqlalchemy import Connection

from pathway.measures import SWEEP
from pathway.notifications.sending.mailers import Mailer
from pathway.progress import Progress
from pathway.service.deadlines import sweeping
from pathway.service.deadlines.sweeping import Swept
from pathway.service.mail import dispatching
from pathway.service.mail.dispatching import Dispatched
from pathway.service.mail.mail_backends import opened
from pathway.service.mail.message_building import make_messages
from pathway.service.mail.receipts import try_to_read
from pathway.service.retrying import again
from pathway.service.tasks.lapsing import look_at_tasks
from pathway.service.transactions import Installation
from pathway.service.upkeep.anchor_mail import is_anchor_due, write_anchor
from pathway.service.upkeep.clock_faults import PATIENCE, bring_mail_back
from pathway.service.upkeep.doctor import examine, examine_stored
from pathway.service.upkeep.post import examine_post
from pathway.service.views.today import Diagnosis
from pathway.storage import due
from pathway.storage.due import Sight
from pathway.workflows.calendar.working_days import london_date


def swept(installation: Installation, progress: Progress) -> Swept:
    """Sweep, make the messages of what is due, and return what was done."""
    begun = monotonic()
    installation.write_reads()
    done = _swept(installation, progress) if _is_anything_due(installation) else Swept()
    installation.tally.lasted(SWEEP, monotonic() - begun)
    return done


def _is_anything_due(installation: Installation) -> bool:
    """
    Return whether there is anything for a sweep to do: most find nothing, and a worker sweeps often.
    """
    # Again where the server has closed the connection meanwhile, which only a query shows.
    return again(lambda: _is_work_due(installation)) or is_anchor_due(installation)


def _is_work_due(installation: Installation) -> bool:
    with installation.looking() as connection:
        now = installation.presumed_now()
        seen = _look(connection, now)
        if (shown := installation.instant(seen.clock)) != now and seen.clock is not None:
            # The clock of a rehearsal was set meanwhile.
            now, seen = shown, _look(connection, shown)
        if seen.is_due:
            return True
        return seen.has_tasks and due.is_task_due(connection, london_date(now))


def _look(connection: Connection, now: datetime) -> Sight:
    return due.look(connection, now, london_date(now), instant=now + PATIENCE)


def _swept(installation: Installation, progress: Progress) -> Swept:
    bring_mail_back(installation)
    done = sweeping.sweep(installation, progress)
    own_dates = look_at_tasks(installation)
    done = replace(done, notices=done.notices + own_dates)
    messages = make_messages(installation) + write_anchor(installation)
    return replace(done, messages=messages)


def dispatched(installation: Installation, mailer: Mailer | None, progress: Progress) -> Dispatched:
    """Read what came back, send what is due, and return what was done."""
    with opened(mailer, installation.settings) as post:
        try_to_read(installation, post)
        return dispatching.dispatch(installation, post, progress)


def examined(installation: Installation, *, has_mailer: bool) -> list[Diagnosis]:
    """Return what was found of everything that Pathway needs."""
    return [
        *examine(installation),
        *examine_stored(installation),
        *examine_post(installation, has_mailer=has_mailer),
    ]
