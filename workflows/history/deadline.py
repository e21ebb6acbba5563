"""A dated duty of a case, as a typed view of its document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from pathway.workflows.calendar.moments import Moment, moment_of

# A breached duty is still to be done.
OPEN = ("running", "breached")


class Owner(NamedTuple):
    """
    Whose duty it is: a role, perhaps of one agency, or of one person by their number in the
    directory.
    """

    role: str
    agency: str | None = None
    person: int | None = None


class Breach(NamedTuple):
    """
    A recorded breach: a due day that passed while the duty was not done.

    Args:
        due: The day that had passed.
        due_at: The instant, for a duty that is counted in hours.
        corrected: It has turned out since that the duty was done in time, or was not due.
    """

    due: date
    corrected: bool = False
    due_at: datetime | None = None

    @property
    def moment(self) -> Moment:
        """Return the moment that had passed."""
        return Moment(self.due, self.due_at)


class Deadline(NamedTuple):
    """
    A dated duty, identified by its key, what it concerns (an item, a child, a seat) and its
    occurrence.

    Args:
        child: The ordinal of the child that it concerns.
        seat: The safeguarding partners' seat that it concerns.
        about: Another duty, or a round of votes, that it concerns.
        clock: The clock that gives its day; None where that is the day of the step that started it.
        follows: No step starts it; it runs for as long as its clock gives a day.
        clock_on: The day from which it is counted, itself not counted.
        clock_at: The instant on that day, where it is counted in hours.
        due_at: The instant by which it is due, where it is counted in hours.
        set_on: The day on which somebody set the date, where the date was set by somebody.
        recorded_on: The London day on which it was first written down; reminders for earlier days
            are not sent.
        state: running, breached, met, met_late, stopped or waived.
        started_by: The events that started it, the one that opened it first.
        breaches: What was recorded as a breach, by the number of the event.
        months: Which of several due dates of one rule this is, where there are several.
        at_latest_with: The key of a deadline of the same item, with which it is due at the latest.
        leaves_a_day: It has at least a working day from the day on which its date was set.
        may_stand_still: It is paused while the review is suspended.
        owes_reason: It was met late by a fact of the form, and the next submission is asked for the
            reason.
        delayed: A recorded delay is running; there are no reminders after the due day meanwhile.
        paused_on: The day from which it is paused, because the case is suspended.
        pauses: The pauses that were not counted, each with `from` and `to`.
        moves: Earlier clocks and due dates, oldest first, each with the number of the event that
            moved it.
        earlier_rules: Rules that it had before a migration, each with the day `until` which it
            applied.
    """

    id: str
    key: str
    occurrence: int
    status: str
    state: str
    owner: Owner
    rule: str
    clock_on: date
    due: date
    practical: date
    provisional: bool
    calendar: str
    skipped: tuple[Mapping[str, str], ...]
    recorded_on: date
    opened_by: int
    breaches: Mapping[int, Breach]
    item: str | None = None
    child: int | None = None
    seat: str | None = None
    about: str | None = None
    clock: str | None = None
    follows: bool = False
    set_on: date | None = None
    clock_at: datetime | None = None
    due_at: datetime | None = None
    started_by: tuple[int, ...] = ()
    closed_by: int | None = None
    met_on: date | None = None
    ended_on: date | None = None
    never_breached: bool = False
    not_before: bool = False
    lives_on: bool = False
    may_stand_still: bool = False
    branch: str = "due"
    at_latest_with: str | None = None
    leaves_a_day: bool = False
    months: int | None = None
    owes_reason: bool = False
    delayed: bool = False
    revised: date | None = None
    paused_on: date | None = None
    pauses: tuple[Mapping[str, str], ...] = ()
    moves: tuple[Mapping[str, Any], ...] = ()
    earlier_rules: tuple[Mapping[str, str], ...] = ()

    @property
    def is_open(self) -> bool:
        """Return whether it still runs: everywhere, open means running or breached."""
        return self.state in OPEN

    @property
    def since(self) -> date:
        """Return the day from which there is something to do."""
        return self.set_on or self.clock_on

    @property
    def breach_corrected(self) -> bool:
        """Return whether it was recorded as breached, and every breach was corrected since."""
        return bool(self.breaches) and all(breach.corrected for breach in self.breaches.values())

    @property
    def moved_from(self) -> date | None:
        """Return the due day that it had before the present one; None if it was never moved."""
        return date.fromisoformat(self.moves[-1]["due"]) if self.moves else None

    @property
    def asks_reason(self) -> bool:
        """
        Return whether doing it late needs a reason: its status is law, guidance or expected, and it
        is not a mere prompt.
        """
        return self.status != "local" and not self.never_breached

    @property
    def due_moment(self) -> Moment:
        """Return the moment after which it is late: the end of its due day, or an instant."""
        return Moment(self.due, self.due_at)

    def overdue(self, now: datetime) -> bool:
        """
        Return whether the duty is open past its due day; a prompt, a chase or a paused duty never
        is.
        """
        return self.is_open and self.is_late(moment_of(now))

    def is_late(self, moment: Moment) -> bool:
        """Return whether doing it at that moment would be late."""
        return (
            moment.is_after(self.due_moment) and not self.never_breached and self.paused_on is None
        )


def _owner_from(entry: Mapping[str, Any]) -> Owner:
    return Owner(**entry)


def _breaches_from(entries: Mapping[str, Mapping[str, Any]]) -> Mapping[int, Breach]:
    return {int(number): _breach_from(entry) for number, entry in entries.items()}


def _breach_from(entry: Mapping[str, Any]) -> Breach:
    due_at = entry.get("due_at")
    at = datetime.fromisoformat(due_at) if due_at else None
    return Breach(date.fromisoformat(entry["due"]), bool(entry.get("corrected")), at)


# How the members of a deadline's document are read that are other in the view.
READ: Mapping[str, Callable[[Any], Any]] = {
    **dict.fromkeys(
        (
            "clock_on",
            "set_on",
            "due",
            "practical",
            "recorded_on",
            "met_on",
            "ended_on",
            "revised",
            "paused_on",
        ),
        date.fromisoformat,
    ),
    **dict.fromkeys(("clock_at", "due_at"), datetime.fromisoformat),
    **dict.fromkeys(("skipped", "started_by", "pauses", "moves", "earlier_rules"), tuple),
    "owner": _owner_from,
    "breaches": _breaches_from,
}


def deadline_from(document: Mapping[str, Any]) -> Deadline:
    """Return the typed view of a deadline's document."""
    fields: dict[str, Any] = {"breaches": {}, **document}
    for name, read in READ.items():
        if name in fields:
            fields[name] = read(fields[name])
    return Deadline(**fields)
