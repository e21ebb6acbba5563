"""Writing duties as a table, and how one of them was counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from pathway.cli.screens.screen import Screen
from pathway.cli.screens.words import (
    GRADES,
    STATUSES,
    day_words,
    due,
    emails,
    instant_words,
    number,
    owner_words,
    time_left,
)

if TYPE_CHECKING:
    from pathway.service.views.deadlines import DeadlineView

OPEN = ("running", "breached")


def table_of(
    screen: Screen, duties: Sequence[DeadlineView], today: date, *, with_case: bool = True
) -> None:
    """Write duties as a table, in the order in which they come."""
    columns = ["Due", "Left", "Duty", "Id", "Status", "Whose", "Email"]
    rows = [_row(duty, today) for duty in duties]
    stacks = [(0, 1), (2, 3, 4), (5, 6)]
    if with_case:
        columns, stacks = [*columns, "Case"], [*stacks, (7,)]
        rows = [[*row, duty.case] for row, duty in zip(rows, duties, strict=True)]
    screen.table(columns, rows, stacks, [style(duty) for duty in duties])


def _row(duty: DeadlineView, today: date) -> list[str]:
    email = duty.owner.emails[0] if duty.owner.emails else ""
    return [
        due(duty),
        time_left(duty, today),
        duty.title,
        duty.id,
        STATUSES[duty.status],
        owner_words(duty.owner),
        email,
    ]


def style(duty: DeadlineView) -> str:
    """Return the style of a duty's row."""
    if duty.overdue:
        return "bad"
    return "" if duty.state in OPEN else "quiet"


def explain(screen: Screen, duty: DeadlineView, today: date) -> None:
    """Write where a duty comes from and how its day was counted."""
    screen.fold(f"{duty.case} {duty.id}: {duty.title}", 0, 2, "heading")
    _field(screen, "State", f"{time_left(duty, today)} ({duty.state.replace('_', ' ')})")
    _field(screen, "Due", _due(duty))
    _field(screen, "Rule", _rule(duty))
    _field(screen, "Status", STATUSES[duty.status])
    _field(screen, "Source", duty.source or "not given")
    _field(screen, "Grade", f"[{duty.status_grade}] {GRADES.get(duty.status_grade, 'unknown')}")
    _field(screen, "Whose", f"{owner_words(duty.owner)}: {emails(duty.owner)}")
    _field(screen, "Counted by", f"calendar {duty.calendar}")
    _skipped(screen, duty)
    _moves(screen, duty)
    _delay(screen, duty)


def _rule(deadline: DeadlineView) -> str:
    if deadline.due_at is None:
        return f"{deadline.rule} from {day_words(deadline.clock_on)}; that day is not counted"
    if deadline.clock_at:
        return f"{deadline.rule} from {instant_words(deadline.clock_at)}"
    return f"{deadline.rule} from {day_words(deadline.clock_on)}"


def _due(deadline: DeadlineView) -> str:
    if deadline.due_at is not None:
        return instant_words(deadline.due_at)
    words = f"{day_words(deadline.due)}, by the end of the day"
    if deadline.practical != deadline.due:
        words += f"; not a working day, so aim for {day_words(deadline.practical)}"
    if deadline.provisional:
        words += "; provisional: the bank holidays of that year are not published yet"
    return words


def _skipped(screen: Screen, deadline: DeadlineView) -> None:
    """Write the days that were not counted, each with why."""
    if not deadline.skipped:
        _field(screen, "Skipped", "no day")
        return
    _field(screen, "Skipped", number(len(deadline.skipped), "day"))
    for skip in deadline.skipped:
        screen.fold(f"{day_words(date.fromisoformat(skip['day']))}  {skip['why']}", 14, 2)


def _moves(screen: Screen, deadline: DeadlineView) -> None:
    """Write the days that a duty had before it was moved."""
    for move in deadline.moves:
        clock = day_words(date.fromisoformat(str(move["clock_on"])))
        day = day_words(date.fromisoformat(str(move["due"])))
        words = f"clock {clock}, due {day}; moved by event {move['event']}{_why(move)}"
        _field(screen, "Before", words)
    if deadline.breach_corrected:
        _field(screen, "Breach", "one was recorded, and later corrected: it was done in time")


def _why(move: Mapping[str, Any]) -> str:
    """Return what lay behind a move: a change of the calendar, or a suspension."""
    if move.get("calendar"):
        return f", because calendar {move['calendar']} was changed"
    suspended = move.get("suspended")
    if suspended is None:
        return ""
    first = day_words(date.fromisoformat(suspended["from"]))
    last = day_words(date.fromisoformat(suspended["to"]))
    return f", because it was suspended from {first} to {last}"


def _delay(screen: Screen, deadline: DeadlineView) -> None:
    if deadline.delay is None:
        return
    day = day_words(deadline.delay.revised)
    ended = "" if deadline.delay.runs else "; the delay has ended"
    _field(screen, "Delay", f"revised date {day}, which does not move the due date{ended}")


def _field(screen: Screen, name: str, words: str) -> None:
    screen.fold(f"  {name:<11} {words}", 0, 14)
