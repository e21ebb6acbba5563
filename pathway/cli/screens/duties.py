"""Duties as tables and as an explanation."""

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
    standing,
)

if TYPE_CHECKING:
    from pathway.service.views import DeadlineView

OPEN = ("running", "breached")


def table_of(
    screen: Screen, duties: Sequence[DeadlineView], today: date, *, with_case: bool = True
) -> None:
    """Write duties as a table, the soonest first."""
    columns = ["Due", "Left", "Duty", "Id", "Status", "Whose", "Email"]
    rows = [_row(one, today) for one in duties]
    stacks = [(0, 1), (2, 3, 4), (5, 6)]
    if with_case:
        columns, stacks = [*columns, "Case"], [*stacks, (7,)]
        rows = [[*row, one.reference] for row, one in zip(rows, duties, strict=True)]
    screen.table(columns, rows, stacks, [style(one) for one in duties])


def _row(one: DeadlineView, today: date) -> list[str]:
    first = one.owner.emails[0] if one.owner.emails else ""
    return [
        due(one),
        standing(one, today),
        one.title,
        one.id,
        STATUSES[one.status],
        owner_words(one.owner),
        first,
    ]


def style(one: DeadlineView) -> str:
    """Return how a duty is coloured."""
    if one.overdue:
        return "bad"
    return "" if one.state in OPEN else "quiet"


def explain(screen: Screen, one: DeadlineView, today: date) -> None:
    """Write how a duty came about and how its day was counted."""
    screen.fold(f"{one.reference} {one.id}: {one.title}", 0, 2, "heading")
    _field(screen, "Stands", f"{standing(one, today)} ({one.state.replace('_', ' ')})")
    _field(screen, "Due", _due(one))
    _field(screen, "Rule", _rule(one))
    _field(screen, "Status", STATUSES[one.status])
    _field(screen, "Source", one.source or "not given")
    _field(screen, "Grade", f"[{one.grade}] {GRADES.get(one.grade, 'unknown')}")
    _field(screen, "Whose", f"{owner_words(one.owner)}: {emails(one.owner)}")
    _field(screen, "Counted by", f"calendar {one.calendar}")
    _skipped(screen, one)
    _moves(screen, one)
    _delay(screen, one)


def _rule(deadline: DeadlineView) -> str:
    if deadline.due_at is not None:
        start = (
            instant_words(deadline.clock_at) if deadline.clock_at else day_words(deadline.clock_on)
        )
        return f"{deadline.rule} from {start}"
    return f"{deadline.rule} from {day_words(deadline.clock_on)}; that day is not counted"


def _due(deadline: DeadlineView) -> str:
    if deadline.due_at is not None:
        return instant_words(deadline.due_at)
    words = f"{day_words(deadline.due)}, by the end of the day"
    if deadline.practical != deadline.due:
        words += f"; no working day, so aim for {day_words(deadline.practical)}"
    if deadline.provisional:
        words += "; provisional: the bank holidays of that year are not published yet"
    return words


def _skipped(screen: Screen, one: DeadlineView) -> None:
    if not one.skipped:
        _field(screen, "Skipped", "no day")
        return
    _field(screen, "Skipped", number(len(one.skipped), "day"))
    for skip in one.skipped:
        screen.fold(f"{day_words(date.fromisoformat(skip['day']))}  {skip['why']}", 14, 2)


def _moves(screen: Screen, one: DeadlineView) -> None:
    for move in one.moves:
        clock, day = (
            day_words(date.fromisoformat(str(move[name]))) for name in ("clock_on", "due")
        )
        _field(
            screen,
            "Before",
            f"clock {clock}, due {day}; moved by event {move['event']}{_why(move)}",
        )
    if one.breach_corrected:
        _field(screen, "Breach", "one was recorded, and later corrected: it was done in time")


def _why(move: Mapping[str, Any]) -> str:
    if move.get("calendar"):
        return f", because calendar {move['calendar']} was changed"
    still = move.get("suspended")
    if still is None:
        return ""
    first, last = (day_words(date.fromisoformat(still[name])) for name in ("from", "to"))
    return f", because it stood still from {first} to {last}"


def _delay(screen: Screen, one: DeadlineView) -> None:
    if one.revised:
        ended = "" if one.delayed else "; the delay has ended"
        _field(
            screen,
            "Delay",
            f"revised date {day_words(one.revised)}, which does not move the due date{ended}",
        )


def _field(screen: Screen, name: str, words: str) -> None:
    screen.fold(f"  {name:<11} {words}", 0, 14)
