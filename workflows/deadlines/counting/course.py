"""
The course of a duty: the days from which it is counted, when it stood still and what ended it, as
of any day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from pathway.workflows.calendar.moments import Moment
from pathway.workflows.calendar.rules import Rule, due_date, rule_from
from pathway.workflows.calendar.working_days import Calendar
from pathway.workflows.deadlines.counting.counted import Count, Run, count
from pathway.workflows.deadlines.counting.standstills import Standstill, after
from pathway.workflows.history.deadline import Breach, Deadline
from pathway.workflows.history.ledger import Ending

ON_THAT_DATE = Rule(days=0)


class Course(NamedTuple):
    """
    What a duty goes by.

    Args:
        runs: The days from which it was counted, in the order in which they were set.
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
        in_force = [
            run for run in self.runs if day is None or run.set_on is None or run.set_on <= day
        ]
        # Before any date was set, the one that was set first counts.
        return (in_force or self.runs[:1])[-1]

    def present(self) -> Count:
        """Return its due day; for a duty that has ended, as it was when it ended."""
        at_latest = self.other.deadline.due if self.other is not None else None
        if self.ending is None:
            return self._count(self.rule, self.run_on(), self.standstills, at_latest=at_latest)
        day = self.ending.on
        over = [pause for pause in self.standstills if pause.last is not None and pause.last <= day]
        return self._count(self.rule, self.run_on(day), over, at_latest=at_latest)

    def was_overdue(self, breach: Breach) -> bool:
        """
        Return whether, by what is on record now, it was due and not done by the time of a breach.

        A date that was set later, or a rule that a migration brought, may have made it due on a day
        that was past already; it was then overdue from the change on.
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
        """Return the days on which a date was set or a rule changed, the other duty's included."""
        days = [run.set_on for run in self.runs if run.set_on is not None]
        days += [date.fromisoformat(entry["until"]) for entry in self.deadline.earlier_rules]
        if self.other is not None:
            days += self.other._days_of_change()
        return days

    def stood_still_on(self, day: date) -> bool:
        """Return whether the review was suspended on that day, after the duty had begun."""
        pauses = after(self.run_on(day).since, self.standstills)
        return any(pause.holds_on(day) for pause in pauses)

    def count_on(self, day: date) -> Count:
        """Return how it was counted on a day, by what is on record now."""
        at_latest = self.other.count_on(day).due.day if self.other is not None else None
        return self._count(
            self._rule_on(day),
            self.run_on(day),
            self._standstills_on(day),
            at_latest=at_latest,
        )

    def _count(
        self, rule: Rule, run: Run, pauses: Sequence[Standstill], at_latest: date | None
    ) -> Count:
        """
        Return how it is counted.

        A duty that is due with another one at the latest still has at least one working day.
        """
        counted = count(rule, run, pauses, self.calendar)
        if self.deadline.leaves_a_day:
            counted = self._leaving_a_day(counted, run)
        if at_latest is None or at_latest >= counted.due.day:
            return counted
        soonest = due_date(Rule(working_days=1), run.day, self.calendar)
        with_other = due_date(ON_THAT_DATE, at_latest, self.calendar)
        return counted._replace(due=max(soonest, with_other, key=lambda due: due.day))

    def _leaving_a_day(self, counted: Count, run: Run) -> Count:
        """Return the count with a working day left, but not beyond the day that was set."""
        soonest = due_date(Rule(working_days=1), run.since, self.calendar)
        if counted.due.day >= soonest.day:
            return counted
        if soonest.day > run.day:
            soonest = due_date(ON_THAT_DATE, run.day, self.calendar)
        return counted._replace(due=soonest) if soonest.day > counted.due.day else counted

    def _rule_on(self, day: date) -> Rule:
        """Return the rule that held on a day; a migration changes it from its own day on."""
        for entry in self.deadline.earlier_rules:
            if day < date.fromisoformat(entry["until"]):
                return rule_from(entry["rule"])
        return self.rule

    def _standstills_on(self, day: date) -> list[Standstill]:
        """Return the standstills as they were known on a day, when some had not ended yet."""
        begun = (pause for pause in self.standstills if pause.first <= day)
        return [pause._replace(last=None) if pause.holds_on(day) else pause for pause in begun]
