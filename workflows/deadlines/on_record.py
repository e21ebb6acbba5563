"""
What a duty is by all that is on record: due when, open or ended, on which day, and which of its breaches are true.

A pure function of the case's ledger, clocks and standstills and of the calendar. What occurred counts, not when it was
typed: the same entries give the same duty in whatever order they were written down.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, cast

from pathway.workflows.calendar import Calendar
from pathway.workflows.case import Breach, Case, Deadline
from pathway.workflows.clocks import ClockContext, clock_of
from pathway.workflows.deadlines.counting import Count, Run, count
from pathway.workflows.deadlines.ledger import (
    EVERYTHING,
    MET,
    STOPPED,
    WAIVED,
    Ending,
    Subject,
    closings,
    endings,
    start_days,
    started_on,
)
from pathway.workflows.deadlines.standstills import Standstill, after, standstills
from pathway.workflows.definition import Definition
from pathway.workflows.incidents import incident_from
from pathway.workflows.moments import Moment, moment_in
from pathway.workflows.rules import Rule, due_date, rule_from

ON_THAT_DATE = Rule(days=0)


@dataclass(frozen=True, slots=True)
class Now:
    """The event by which a duty is looked at: its number and its day."""

    event: int
    on: date


@dataclass(frozen=True, slots=True)
class Course:
    """
    What a duty goes by.

    Args:
        runs: From which days it was counted, one after the other as they were set; none where its clock gives no day.
        ending: What ended it, if anything did.
        other: The duty with which it is due at the latest, if there is one.
    """

    deadline: Deadline
    runs: Sequence[Run]
    standstills: Sequence[Standstill]
    ending: Ending | None
    calendar: Calendar
    other: Course | None = None

    @property
    def rule(self) -> Rule:
        """Return the length of time that it has."""
        return rule_from(self.deadline.rule)

    def run_on(self, day: date | None = None) -> Run:
        """Return the run that was in force on a day; the present one if none is given."""
        in_force = [run for run in self.runs if day is None or run.set_on is None or run.set_on <= day]
        return (in_force or self.runs[:1])[-1]

    def present(self) -> Count:
        """Return its due day; of a duty that has ended, as it was when it ended."""
        at_latest = self.other.deadline.due if self.other is not None else None
        if self.ending is None:
            return self._count(self.rule, self.run_on(), self.standstills, at_latest)
        ended_on = self.ending.on
        over = [pause for pause in self.standstills if pause.last is not None and pause.last <= ended_on]
        return self._count(self.rule, self.run_on(ended_on), over, at_latest)

    def was_overdue(self, breach: Breach) -> bool:
        """
        Return whether, by what is on record now, it was due by then and was not done by then.

        A date that was set afterwards, or a rule that a migration brought, may have made it due on a day that was past
        already: it was overdue from then on.
        """
        due = breach.moment
        if self.ending is not None and not self.ending.moment.is_after(due):
            return False
        next_day = breach.due + timedelta(days=1)
        later = (day for day in self._days_of_change() if day > next_day)
        open_then = (day for day in later if self.ending is None or self.ending.on >= day)
        return any(self._was_due_on(day, due) for day in (next_day, *open_then))

    def _was_due_on(self, day: date, due: Moment) -> bool:
        then = self.count_on(day)
        return then.still_since is None and not then.due.moment.is_after(due)

    def _days_of_change(self) -> list[date]:
        """Return the days on which somebody set its date, or a migration changed its rule or that of the other duty."""
        own = [run.set_on for run in self.runs if run.set_on is not None]
        own += [date.fromisoformat(entry["until"]) for entry in self.deadline.earlier_rules]
        return own + (self.other._days_of_change() if self.other is not None else [])

    def stood_still_on(self, day: date) -> bool:
        """Return whether the review was suspended then, after the duty had begun."""
        return any(pause.holds_on(day) for pause in after(self.run_on(day).since, self.standstills))

    def count_on(self, day: date) -> Count:
        """Return how it was counted on a day, by what is on record now."""
        at_latest = self.other.count_on(day).due.day if self.other is not None else None
        return self._count(self._rule_on(day), self.run_on(day), self._standstills_on(day), at_latest)

    def _count(self, rule: Rule, run: Run, pauses: Sequence[Standstill], at_latest: date | None) -> Count:
        """Return how it is counted; with another duty at the latest not after that, nor under a working day."""
        counted = count(rule, run, pauses, self.calendar)
        if at_latest is None or at_latest >= counted.due.day:
            return counted
        soonest = due_date(Rule(working_days=1), run.day, self.calendar)
        with_other = due_date(ON_THAT_DATE, at_latest, self.calendar)
        return replace(counted, due=max(soonest, with_other, key=lambda due: due.day))

    def _rule_on(self, day: date) -> Rule:
        """Return the rule that held on a day: a migration changes it from its own day on."""
        earlier = self.deadline.earlier_rules
        then = next((entry["rule"] for entry in earlier if day < date.fromisoformat(entry["until"])), None)
        return rule_from(then) if then else self.rule

    def _standstills_on(self, day: date) -> list[Standstill]:
        """Return the standstills as they were known on a day: one that ended later had not ended yet."""
        begun = (pause for pause in self.standstills if pause.first <= day)
        return [replace(pause, last=None) if pause.holds_on(day) else pause for pause in begun]


def on_record(
    definition: Definition,
    case: Case,
    deadline: Deadline,
    calendar: Calendar,
    now: Now,
    *,
    afresh: bool = False,
) -> dict[str, Any]:
    """
    Return the members of a deadline that are other ones by what is on record now; none where nothing has changed.

    Args:
        now: The event that is being taken.
        afresh: Count again though nothing that it hangs on has changed: its rule has.

    Raises:
        CalendarUnknown: The calendar does not reach its due day.
    """
    course = _course(definition, case, deadline, calendar, now)
    if not afresh and _is_as_before(course, calendar):
        return {}
    members = _ended(course) | _counted(course, calendar, afresh=afresh)
    members |= _judged(course, members)
    patch = differing(case.document["deadlines"][deadline.id], members)
    # By which calendar it was counted is of interest only where that has changed something.
    return {} if patch.keys() == {"calendar"} else patch


def differing(document: Mapping[str, Any], members: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members that a document does not have so; of a table, those of its members."""
    patch: dict[str, Any] = {}
    for name, value in members.items():
        before = document.get(name)
        if isinstance(value, dict):
            inside = differing(before or {}, cast(Mapping[str, Any], value))
            patch |= {name: inside} if inside else {}
        elif before != value:
            patch[name] = value
    return patch


def runs_of(definition: Definition, case: Case, deadline: Deadline) -> list[Run]:
    """Return from which days the duty is counted; none where its clock gives no day, or what it is about has ended."""
    if deadline.follows and not deadline.lives_on and case.state in definition.case.finals:
        return []
    if not _is_still_asked(case, deadline):
        return []
    if deadline.clock is not None:
        subject = Subject(deadline.item, deadline.child, deadline.seat, deadline.about)
        context = ClockContext(
            definition,
            case,
            subject,
            occurrence=deadline.occurrence,
            opened_by=deadline.opened_by,
            ended_by=deadline.closed_by,
        )
        return clock_of(deadline.clock)(context)
    started = list(start_days(case, deadline))
    asked = [Run(date.fromisoformat(entry["asked"]), _day(entry["on"])) for entry in started if "asked" in entry]
    first = min((moment_in(entry) for entry in started), key=lambda moment: moment.earliest)
    return asked[:1] or [Run(first.on, at=first.at)]


def _is_still_asked(case: Case, deadline: Deadline) -> bool:
    """Return whether the duty or the round of votes that it is about still runs, and the seat's view is not in."""
    if deadline.seat is not None and deadline.item is not None:
        return incident_from(case.items[deadline.item]).view(deadline.seat) is None
    if deadline.about is None:
        return True
    duty = case.deadlines.get(deadline.about)
    if duty is not None:
        return duty.is_open
    begun_by: int | None = case.remembered("rounds", deadline.about, "event")
    return begun_by == deadline.opened_by


def _course(definition: Definition, case: Case, deadline: Deadline, calendar: Calendar, now: Now) -> Course:
    """Return what the duty goes by; what is counted in days does not ask for the instant."""
    runs = runs_of(definition, case, deadline)
    if rule_from(deadline.rule).hours is None:
        runs = [replace(run, at=None) for run in runs]
    ending = _ending(case, deadline, runs[0].since if runs else deadline.since)
    if not runs:
        ending = _before_clock_stopped(ending, _stopped_by_clock(case, deadline, now))
    pauses = standstills(case) if deadline.may_stand_still else []
    own = calendar.for_status(deadline.status)
    return Course(
        deadline=deadline,
        runs=runs or [Run(deadline.clock_on, deadline.set_on, deadline.clock_at)],
        standstills=pauses,
        ending=ending,
        calendar=own,
        other=_other(definition, case, deadline, calendar, now),
    )


def _other(definition: Definition, case: Case, deadline: Deadline, calendar: Calendar, now: Now) -> Course | None:
    """Return what the duty goes by with which this one is due at the latest, or None where there is none."""
    key = deadline.at_latest_with
    others = [other for other in case.deadlines.values() if other.key == key and other.item == deadline.item]
    return _course(definition, case, others[-1], calendar, now) if others else None


def _is_as_before(course: Course, calendar: Calendar) -> bool:
    """Return whether nothing that the duty hangs on has changed, which spares counting it again."""
    deadline, ending = course.deadline, course.ending
    if course.standstills or len(course.runs) > 1 or deadline.pauses or not deadline.calendar:
        return False
    if deadline.at_latest_with is not None and deadline.is_open:
        return False
    if course.runs[0] != Run(deadline.clock_on, deadline.set_on, deadline.clock_at):
        return False
    if ending is None:
        return deadline.is_open and deadline.calendar == calendar.version
    return (ending.event, ending.on) == (deadline.closed_by, deadline.ended_on)


def _stopped_by_clock(case: Case, deadline: Deadline, now: Now) -> Ending:
    """Return the ending of a duty whose clock gives no day: the event by which it gave none for the first time."""
    if deadline.state == STOPPED and deadline.closed_by is not None and deadline.ended_on is not None:
        day = case.corrected_day(deadline.closed_by) or deadline.ended_on
        return Ending(deadline.closed_by, Moment(day), STOPPED, moved=True, subject=EVERYTHING)
    return Ending(now.event, Moment(now.on), STOPPED, moved=True, subject=EVERYTHING)


def _before_clock_stopped(ending: Ending | None, stop: Ending) -> Ending:
    """Return what ended the duty before its clock gave no day any more, else that; what came later is another one."""
    if ending is None:
        return stop
    came_later = ending.on > stop.on if ending.by_fact else ending.event > stop.event
    return stop if came_later else ending


def _ending(case: Case, deadline: Deadline, since: date) -> Ending | None:
    """Return what ended the duty: what happened first of all that may have."""
    every = [ending for ending in endings(case, deadline) if _may_end(case, deadline, ending, since)]
    closing = _closing(case, deadline)
    every += [closing] if closing is not None else []
    on_the_way = min((ending for ending in every if ending.moved), key=lambda ending: ending.event, default=None)
    candidates = [ending for ending in every if not ending.moved or ending is on_the_way]
    first = min(candidates, key=_in_order, default=None)
    if first is None:
        return None
    if first.moved and first.how == STOPPED:
        # Done before the case moved on is done, whatever day was given for the move.
        done = [ending for ending in candidates if ending.how == MET and ending.event < first.event]
        return min(done, key=_in_order, default=first)
    if first.how == MET and first.on < since and not _held(deadline, first):
        # The case has moved on, on a day before the duty began: nobody has done it, and nothing is left to do.
        return replace(first, how=STOPPED)
    return first


def _in_order(ending: Ending) -> tuple[date, int, bool]:
    return ending.on, ending.event, ending.how == STOPPED


def _may_end(case: Case, deadline: Deadline, ending: Ending, since: date) -> bool:
    """Return whether an event of the ledger counts for this occurrence of a duty."""
    if ending.how == WAIVED or (ending.how == MET and _held(deadline, ending)):
        return True
    if ending.moved:
        return ending.event > deadline.opened_by or (deadline.follows and ending.event == deadline.opened_by)
    begun = started_on(case, deadline)
    if ending.by_fact or begun is None:
        return ending.on >= since
    # What was done before the duty was started, on the same day even, belongs to an earlier occurrence.
    return (ending.on, ending.event) > (begun, deadline.opened_by)


def _held(deadline: Deadline, ending: Ending) -> bool:
    """Return whether the duty was met by that event: a clock that is corrected afterwards leaves it met."""
    return deadline.met_on is not None and deadline.closed_by == ending.event


def _closing(case: Case, deadline: Deadline) -> Ending | None:
    """Return the closing of the case after the duty began, which stops what does not live on."""
    if deadline.lives_on or deadline.follows:
        return None
    later = ((number, day) for number, day in closings(case) if number > deadline.opened_by)
    number, day = next(later, (0, None))
    return Ending(number, Moment(day), STOPPED, moved=True, subject=EVERYTHING) if day else None


def _ended(course: Course) -> dict[str, Any]:
    ending = course.ending
    if ending is None:
        return {"closed_by": None, "ended_on": None, "met_on": None}
    day = ending.on.isoformat()
    return {"closed_by": ending.event, "ended_on": day, "met_on": day if ending.how == MET else None}


def _counted(course: Course, calendar: Calendar, *, afresh: bool) -> dict[str, Any]:
    """Return how it is counted; what has ended and hangs on the same days as before is not counted anew."""
    deadline, ending = course.deadline, course.ending
    run = course.run_on(ending.on if ending else None)
    counted = course.present()
    pauses = [_pause(pause) for pause in counted.pauses]
    same = (run.day, run.at, pauses) == (deadline.clock_on, deadline.clock_at, list(deadline.pauses))
    if ending is not None and same and deadline.calendar and not afresh:
        return {"paused_on": None}
    still_since = counted.still_since if ending is None else None
    due = counted.due
    return {
        "clock_on": run.day.isoformat(),
        "clock_at": run.at.isoformat() if run.at else None,
        "due_at": due.at.isoformat() if due.at else None,
        "set_on": run.set_on.isoformat() if run.set_on else None,
        "pauses": pauses or None,
        "paused_on": still_since.isoformat() if still_since else None,
        "due": due.day.isoformat(),
        "practical": due.practical.isoformat(),
        "provisional": due.provisional,
        "skipped": [{"day": skip.day.isoformat(), "why": skip.why} for skip in due.skipped],
        "calendar": calendar.version,
    }


def _judged(course: Course, members: Mapping[str, Any]) -> dict[str, Any]:
    """Return its state, and which of its breaches are true."""
    deadline, ending = course.deadline, course.ending
    due = _due_in(members) if "due" in members else deadline.due_moment
    true = [number for number, breach in deadline.breaches.items() if course.was_overdue(breach)]
    breaches = {str(number): {"corrected": None if number in true else True} for number in deadline.breaches}
    if ending is None:
        covered = any(not due.is_after(deadline.breaches[number].moment) for number in true)
        return {"state": "breached" if covered else "running", "breaches": breaches}
    if ending.how != MET:
        return {"state": ending.how, "breaches": breaches}
    late = ending.moment.is_after(due) and not deadline.never_breached and not course.stood_still_on(ending.on)
    return {"state": "met_late" if late else "met", "breaches": breaches}


def _due_in(members: Mapping[str, Any]) -> Moment:
    return moment_in({"on": members["due"], "at": members["due_at"]})


def _pause(pause: Standstill) -> dict[str, str]:
    return {"from": pause.first.isoformat(), "to": pause.last.isoformat() if pause.last else ""}


def _day(text: str) -> date:
    return date.fromisoformat(text)
