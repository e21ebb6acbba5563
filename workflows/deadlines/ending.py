"""What ended a duty: of all on record that meets, stops or waives it, what came first."""

from __future__ import annotations

from datetime import date

from pathway.workflows.calendar.moments import Moment
from pathway.workflows.history.case import Case
from pathway.workflows.history.deadline import Deadline
from pathway.workflows.history.ledger import (
    EVERYTHING,
    MET,
    STOPPED,
    WAIVED,
    Ending,
    closings,
    endings,
    started_on,
)


def stopped_by_clock(case: Case, deadline: Deadline, event: int, on: date) -> Ending:
    """Return the stop of a duty whose clock gives no day, by the first event that found none."""
    was_stopped = deadline.state == STOPPED
    if was_stopped and deadline.closed_by is not None and deadline.ended_on is not None:
        event = deadline.closed_by
        on = case.corrected_day(event) or deadline.ended_on
    return Ending(event, Moment(on), STOPPED, moved=True, subject=EVERYTHING)


def before_clock_stopped(ending: Ending | None, stop: Ending) -> Ending:
    """Return whichever came first: what ended the duty, or the stop of its clock."""
    if ending is None:
        return stop
    # A fact counts by the day on which it happened, any other ending by the order of events.
    came_later = ending.on > stop.on if ending.by_fact else ending.event > stop.event
    return stop if came_later else ending


def ending_of(case: Case, deadline: Deadline, since: date) -> Ending | None:
    """Return what ended the duty, which is the first of all that may have, or None."""
    possible = [
        ending for ending in endings(case, deadline) if _may_end(case, deadline, ending, since)
    ]
    closing = _closing(case, deadline)
    if closing is not None:
        possible.append(closing)
    # Of the moves of the case only the first counts, whatever days were given for later ones.
    moves = [ending for ending in possible if ending.moved]
    first_move = min(moves, key=lambda ending: ending.event, default=None)
    candidates = [ending for ending in possible if not ending.moved or ending is first_move]
    first = min(candidates, key=_in_order, default=None)
    if first is None:
        return None
    if first.moved and first.how == STOPPED:
        # What was done before the case moved on is done, whatever day was given for the move.
        met = [ending for ending in candidates if ending.how == MET and ending.event < first.event]
        return min(met, key=_in_order, default=first)
    if first.how == MET and first.on < since and not _held(deadline, first):
        # The case moved on before the duty began: nobody has done it, and nothing is left to do.
        return first._replace(how=STOPPED)
    return first


def _in_order(ending: Ending) -> tuple[date, int, bool]:
    return ending.on, ending.event, ending.how == STOPPED


def _may_end(case: Case, deadline: Deadline, ending: Ending, since: date) -> bool:
    """Return whether an ending in the ledger counts for this occurrence of a duty."""
    if ending.how == WAIVED or (ending.how == MET and _held(deadline, ending)):
        return True
    if ending.moved and deadline.follows:
        return ending.event >= deadline.opened_by
    if ending.moved:
        return ending.event > deadline.opened_by
    begun = started_on(case, deadline)
    if ending.by_fact or begun is None:
        return ending.on >= since
    # What was done before the duty started, even on the same day, belongs to an earlier occurrence.
    return (ending.on, ending.event) > (begun, deadline.opened_by)


def _held(deadline: Deadline, ending: Ending) -> bool:
    """Return whether the duty was met by that event; it stays met when its clock is corrected."""
    return deadline.met_on is not None and deadline.closed_by == ending.event


def _closing(case: Case, deadline: Deadline) -> Ending | None:
    """Return the closing of the case after the duty began, which stops it unless it lives on."""
    if deadline.lives_on or deadline.follows:
        return None
    for number, day in closings(case):
        if number > deadline.opened_by:
            return Ending(number, Moment(day), STOPPED, moved=True, subject=EVERYTHING)
    return None
