"""What ended a duty: the first, of all that is on record, of what meets, stops or waives it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from pathway.workflows.calendar.moments import Moment
from pathway.workflows.history.case import Case, Deadline
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
    """
    Return the ending of a duty whose clock gives no day: the event by which it gave none for the
    first time.
    """
    if (
        deadline.state == STOPPED
        and deadline.closed_by is not None
        and deadline.ended_on is not None
    ):
        day = case.corrected_day(deadline.closed_by) or deadline.ended_on
        return Ending(deadline.closed_by, Moment(day), STOPPED, moved=True, subject=EVERYTHING)
    return Ending(event, Moment(on), STOPPED, moved=True, subject=EVERYTHING)


def before_clock_stopped(ending: Ending | None, stop: Ending) -> Ending:
    """
    Return what ended the duty before its clock gave no day any more, else that; what came later is
    another one.
    """
    if ending is None:
        return stop
    came_later = ending.on > stop.on if ending.by_fact else ending.event > stop.event
    return stop if came_later else ending


def ending_of(case: Case, deadline: Deadline, since: date) -> Ending | None:
    """Return what ended the duty: what happened first of all that may have."""
    every = [
        ending for ending in endings(case, deadline) if _may_end(case, deadline, ending, since)
    ]
    closing = _closing(case, deadline)
    every += [closing] if closing is not None else []
    on_the_way = min(
        (ending for ending in every if ending.moved), key=lambda ending: ending.event, default=None
    )
    candidates = [ending for ending in every if not ending.moved or ending is on_the_way]
    first = min(candidates, key=_in_order, default=None)
    if first is None:
        return None
    if first.moved and first.how == STOPPED:
        # Done before the case moved on is done, whatever day was given for the move.
        done = [ending for ending in candidates if ending.how == MET and ending.event < first.event]
        return min(done, key=_in_order, default=first)
    if first.how == MET and first.on < since and not _held(deadline, first):
        # The case has moved on, on a day before the duty began: nobody has done it, and nothing is
        # left to do.
        return replace(first, how=STOPPED)
    return first


def _in_order(ending: Ending) -> tuple[date, int, bool]:
    return ending.on, ending.event, ending.how == STOPPED


def _may_end(case: Case, deadline: Deadline, ending: Ending, since: date) -> bool:
    """Return whether an event of the ledger counts for this occurrence of a duty."""
    if ending.how == WAIVED or (ending.how == MET and _held(deadline, ending)):
        return True
    if ending.moved:
        return ending.event > deadline.opened_by or (
            deadline.follows and ending.event == deadline.opened_by
        )
    begun = started_on(case, deadline)
    if ending.by_fact or begun is None:
        return ending.on >= since
    # What was done before the duty was started, on the same day even, belongs to an earlier
    # occurrence.
    return (ending.on, ending.event) > (begun, deadline.opened_by)


def _held(deadline: Deadline, ending: Ending) -> bool:
    """
    Return whether the duty was met by that event: a clock that is corrected afterwards leaves it
    met.
    """
    return deadline.met_on is not None and deadline.closed_by == ending.event


def _closing(case: Case, deadline: Deadline) -> Ending | None:
    """Return the closing of the case after the duty began, which stops what does not live on."""
    if deadline.lives_on or deadline.follows:
        return None
    later = ((number, day) for number, day in closings(case) if number > deadline.opened_by)
    number, day = next(later, (0, None))
    return Ending(number, Moment(day), STOPPED, moved=True, subject=EVERYTHING) if day else None
