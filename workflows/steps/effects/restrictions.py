"""Effects of restricting a case to people who need to know, and of an emergency."""

from __future__ import annotations

from collections.abc import Mapping

from pathway.workflows.attempts.attempt import Attempt, Effect
from pathway.workflows.forms.fields import Fields
from pathway.workflows.history.access_records import GlassRecord, RestrictionRecord
from pathway.workflows.history.changes import Changes

# Whoever opens a restricted case in an emergency reads it until the end of that working day.
WORKING_DAYS = 1


class RestrictionFields(Fields):
    """Who needs to know, by their emails in the directory."""

    people: list[str]


def restrict(attempt: Attempt, changes: Changes, fields: RestrictionFields) -> None:
    """
    Restrict the case to these people. Another restriction replaces the list, and ends what an
    emergency opened.
    """
    numbers = [attempt.situation.directory.number(email) for email in fields.people]
    people = sorted({number for number in numbers if number is not None})
    changes.remember(restriction=RestrictionRecord(event=changes.seq, people=people))
    changes.forget("glass")


def lift_restriction(_: Attempt, changes: Changes) -> None:
    """Open the case again to whoever may read it."""
    changes.forget("restriction")
    changes.forget("glass")


def break_glass(attempt: Attempt, changes: Changes) -> None:
    """Let whoever asks read the case until the end of the next working day."""
    last = attempt.situation.calendar.add(attempt.today, WORKING_DAYS)
    entry = GlassRecord(event=changes.seq, until=last.isoformat())
    changes.remember(glass={str(attempt.actor): entry})


EFFECTS: Mapping[str, Effect] = {
    "restrict": restrict,
    "lift_restriction": lift_restriction,
    "break_glass": break_glass,
}
