"""
What a clock that ran ahead has left: heartbeats, events and mail of a time that is still to come.

Mail that would wait until then is brought back to the present by the sweep. What is recorded stays
as it is recorded, and `doctor` names it.
"""

from __future__ import annotations

from datetime import timedelta

from pathway.service.resources import real_clock
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.today import Diagnosis
from pathway.storage import clock_faults, heartbeats

# By how much the clocks of several machines may differ without anybody's minding.
SKEW = timedelta(minutes=1)
# A worker on another machine may be right and this one be late: mail is left alone for an hour.
PATIENCE = timedelta(hours=1)
NAMED = 10


def examine_clock(unit: UnitOfWork) -> list[Diagnosis]:
    """Return what was written by a clock that ran ahead, each with the way to set it right."""
    return [*_heartbeats(unit), *_records(unit)]


def bring_mail_back(installation: Installation) -> None:
    """
    Let mail that a clock which ran ahead has written wait no longer than if it were written now.
    """
    with installation.reading() as unit:
        if unit.is_rehearsal or not clock_faults.has_mail_after(
            unit.connection, unit.now + PATIENCE
        ):
            return
    installation.in_transaction(_pull_back)


def _pull_back(unit: UnitOfWork) -> None:
    digest = unit.hours.next_digest(unit.now)
    clock_faults.pull_mail_back(unit.connection, unit.now + PATIENCE, unit.now, digest)


def _heartbeats(unit: UnitOfWork) -> list[Diagnosis]:
    now = real_clock()
    ahead = [beat for beat in heartbeats.listed(unit.connection) if beat.at > now + SKEW]
    if not ahead:
        return []
    named = ", ".join(f"{beat.worker} ({beat.at:%Y-%m-%d %H:%M} UTC)" for beat in ahead)
    sentence = f"Heartbeats dated in the future: {named}. The clock of that machine ran ahead: set it right"
    way_out = "and restart its worker; the next heartbeat of any worker removes these."
    return [Diagnosis("clock", "fault", f"{sentence}, {way_out}")]


def _records(unit: UnitOfWork) -> list[Diagnosis]:
    """Look at what is dated by the database's own clock; a rehearsal's may be looked at earlier."""
    if unit.is_rehearsal:
        return []
    instant = unit.now + SKEW
    cases = clock_faults.cases_after(unit.connection, instant)
    counts = clock_faults.counts_after(unit.connection, instant)
    written = [f"the last entries of {_some(cases)}"] if cases else []
    written += [f"{count} {name}" for name, count in counts.items()]
    if not written:
        return []
    sentence = (
        f"Written at a time that is still to come, by a clock that ran ahead: {', '.join(written)}."
    )
    way_out = (
        "If this machine's clock is right, mail that waits for that time leaves after the next `pathway sweep`; look "
        "through the entries with `pathway history REF`, and put right with the step `correct` what is wrong in them. "
        "Breaches of days that are not over yet are corrected by a note that says so: `pathway take REF note`."
    )
    return [Diagnosis("clock", "fault", f"{sentence} {way_out}")]


def _some(references: list[str]) -> str:
    named = ", ".join(references[:NAMED])
    more = len(references) - NAMED
    return f"{named} and {more} more" if more > 0 else named
