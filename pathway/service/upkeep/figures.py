"""What the database says of how far behind it is: for `doctor`, and for whatever watches it."""

from __future__ import annotations

from datetime import datetime

from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.upkeep.workers import alive_and_silent
from pathway.service.views.figures import Figures
from pathway.storage import backlog
from pathway.storage.database.mail_conditions import GIVEN_UP
from pathway.storage.database.salvage import whole
from pathway.storage.mail import outbox


def present_figures(installation: Installation) -> Figures:
    """
    Return the figures of this instant.

    Raises:
        DatabaseNotReady: The database cannot be read.
        VerificationFailed: A row that is counted is damaged.
    """
    with whole("What is counted"), installation.reading() as unit:
        unsent = backlog.unsent(unit.connection, unit.now)
        alive, silent = alive_and_silent(unit)
        return Figures(
            duties_breached=backlog.breached_duties(unit.connection, unit.today),
            oldest_look_seconds=_late(unit, backlog.first_look(unit.connection)),
            cases_failing=backlog.failing_cases(unit.connection),
            messages_waiting=unsent.waiting,
            messages_due=unsent.due,
            oldest_due_message_seconds=_late(unit, unsent.first),
            messages_given_up=outbox.count(unit.connection, *GIVEN_UP),
            workers_alive=len(alive),
            workers_silent=len(silent),
        )


def _late(unit: UnitOfWork, due: datetime | None) -> float:
    """Return for how many seconds something has been due; 0 if it is not."""
    return 0.0 if due is None else max(0.0, (unit.now - due).total_seconds())
