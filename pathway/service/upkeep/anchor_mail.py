"""
The anchor by mail: once a day, to somebody who keeps it where nobody who may write to the database
gets at it.

It is a message like others: made once, tried again, and listed. What it carries is made from the
link that it names, so that each attempt sends the same.
"""

from __future__ import annotations

from pathway.notifications.writing.compose import message_id
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.upkeep.proof import linked
from pathway.storage.mail import making
from pathway.storage.mail.making import NewMessage
from pathway.workflows.calendar.working_days import london_time

ANCHOR = "anchor"


def write_anchor(installation: Installation) -> int:
    """
    Write the day's message with an anchor once the hour of digests has come, and return how many
    were written.

    It is made on each day, working or not: what was recorded since the last anchor can be taken
    away unnoticed.

    Raises:
        KeyMissing: Its link cannot be signed.
    """
    return installation.in_transaction(_write) if is_anchor_due(installation) else 0


def is_anchor_due(installation: Installation) -> bool:
    """Return whether the day's message with an anchor is still to be written."""
    if not installation.settings.anchor_to:
        return False
    with installation.reading() as unit:
        return _is_due(unit)


def _is_due(unit: UnitOfWork) -> bool:
    hour = unit.hours.digest_hour
    is_hour = unit.now >= london_time(unit.today, hour)
    return is_hour and not making.existing(unit.connection, [_identity(unit)])


def _write(unit: UnitOfWork) -> int:
    number = linked(unit).number
    anchor = NewMessage(
        None, unit.installation.settings.anchor_to, ANCHOR, _identity(unit), link=number
    )
    return making.write(unit.connection, [anchor], unit.now)


def _identity(unit: UnitOfWork) -> str:
    """Return the Message-ID of the day's anchor, so that each day has one."""
    settings = unit.installation.settings
    return message_id(
        ANCHOR,
        settings.anchor_to,
        unit.today.isoformat(),
        secret=unit.message_secret,
        domain=settings.message_domain,
    )
