"""Days that a schema gives as examples, each of which would be accepted for this case now."""

from __future__ import annotations

from datetime import date

from pathway.workflows.attempts.attempt import Attempt
from pathway.workflows.attempts.needs import needs
from pathway.workflows.calendar.working_days import after_months
from pathway.workflows.cases.lengths import due_by_rule
from pathway.workflows.known_names import COPIES


def on_the_day(attempt: Attempt) -> list[str]:
    """Return the day of the step."""
    return [attempt.on.isoformat()]


def in_ten_working_days(attempt: Attempt) -> list[str]:
    """Return the day ten working days after the step."""
    return [attempt.situation.calendar.add(attempt.on, 10).isoformat()]


def in_three_months(attempt: Attempt) -> list[str]:
    """Return the day three months after the step."""
    return [after_months(attempt.on, 3).isoformat()]


@needs(deadlines=(COPIES,))
def publication_day(attempt: Attempt) -> list[str]:
    """Return a day of publication that leaves enough time after the copies were sent."""
    sent = attempt.item.data.get("copies_on") if attempt.item else None
    start = max(attempt.on, date.fromisoformat(sent)) if sent else attempt.on
    day = attempt.situation.calendar.add(start, 10)
    while due_by_rule(attempt, COPIES, day) < start:
        day = attempt.situation.calendar.add(day, 1)
    return [day.isoformat()]
