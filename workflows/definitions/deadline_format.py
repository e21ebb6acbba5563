"""
Duties as a definition file has them: what starts and ends each, how long it may take, and who is
reminded of it.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Literal

from pathway.workflows.definitions.tables import Table, member, table

if TYPE_CHECKING:
    from pathway.workflows.definitions.limits import Clock, Line, Name, Rung, StatePattern

Status = Literal["law", "guidance", "expected", "local"]


@table
class Length(Table):
    """How long a duty may take: exactly one of the four."""

    working_days: int | None = None
    months: int | list[int] | None = None
    days: int | None = None
    hours: int | None = member(
        "Elapsed hours, also while the case is suspended.", default=None, gt=0
    )

    def __post_init__(self) -> None:
        _check_one_length(self)


@table
class Sooner(Table):
    """Another length under a condition."""

    when: Name
    working_days: int | None = None
    months: int | None = None
    days: int | None = None
    hours: int | None = member(default=None, gt=0)

    def __post_init__(self) -> None:
        _check_one_length(self)


@table
class Trigger(Table):
    """What starts, meets or stops a deadline."""

    step: str | None = member("A step's name; of an item: `publication.publish`.", default=None)
    fact: Name | None = member(
        "A fact that is recorded, by a form or by `record_fact`.", default=None
    )
    enters: StatePattern | None = None
    leaves: StatePattern | None = None
    opens: Name | None = member("A kind of item that is opened.", default=None)
    round: Literal["begins", "vote"] | None = member(
        "A round of votes begins, or a vote is given.", default=None
    )
    from_: StatePattern | None = member(key="from", default=None)
    to: StatePattern | None = None
    when: Name | None = None

    def __post_init__(self) -> None:
        causes = (self.step, self.fact, self.enters, self.leaves, self.opens, self.round)
        if sum(cause is not None for cause in causes) != 1:
            raise ValueError("give exactly one of step, fact, enters, leaves, opens and round")


@table
class DeadlineRule(Table):
    """
    A dated duty: what starts its clock, how long it runs, what meets and what stops it, whose it
    is.
    """

    key: Name
    title: Line
    starts: list[str | Trigger] = member(default_factory=list)
    clock: Clock | None = member(
        "Gives the clock's day; without `starts` the duty runs whenever it gives one.", default=None
    )
    of: Name | None = member(
        "What each duty is of: a `child`, an item of a kind, another `duty`, or a `round` of votes.",
        default=None,
    )
    due: Length
    sooner: Sooner | None = None
    each: Literal["seat_without_view", "seat_without_vote"] | None = member(
        "One duty for each safeguarding partner's seat that is still asked.", default=None
    )
    at_latest_with: Name | None = member(
        "A deadline of the same item: due with it at the latest, but not under a working day.",
        default=None,
    )
    leaves_a_day: bool = member(
        "Counted back from a day that somebody set: it still has a working day from then.",
        default=False,
    )
    one_at_a_time: bool = member(
        "Started again while it runs it is the same duty; the earliest day counts.", default=False
    )
    not_before: bool = member("May be done from its due day on, and not before.", default=False)
    asked: bool = member("The step that starts it may name the day.", default=False)
    met_by: list[str | Trigger] = member(default_factory=list)
    stopped_by: list[str | Trigger] = member(default_factory=list)
    owner: Name
    status: Status
    grade: Literal["C", "S", "D", "B"]
    source: Line
    never_breached: bool = member("A prompt or a chase.", default=False)
    lives_on: bool = member("Goes on after the case is closed.", default=False)
    anew: bool = member(
        "Runs again when a closed case is reopened, unless it was met.", default=False
    )
    through_suspension: bool = member(
        "Runs on while the case is suspended, though it is local.", default=False
    )
    ladder: Name | None = None

    @property
    def follows_clock(self) -> bool:
        """Return whether no step starts it: it runs whenever its clock gives a day."""
        return self.clock is not None and not self.starts

    @property
    def fact(self) -> str | None:
        """Return the fact that meets it, if one does."""
        return next((trigger.fact for trigger in self.meeting() if trigger.fact), None)

    def starting(self) -> list[Trigger]:
        """Return what starts it."""
        return self._triggers[0]

    def meeting(self) -> list[Trigger]:
        """Return what meets it."""
        return self._triggers[1]

    def stopping(self) -> list[Trigger]:
        """Return what stops it without meeting it."""
        return self._triggers[2]

    @property
    def triggers(self) -> list[Trigger]:
        """Return everything that starts, meets or stops it."""
        return [*self.starting(), *self.meeting(), *self.stopping()]

    @cached_property
    def _triggers(self) -> tuple[list[Trigger], list[Trigger], list[Trigger]]:
        return (
            [_trigger(value) for value in self.starts],
            [_trigger(value) for value in self.met_by],
            [_trigger(value) for value in self.stopped_by],
        )


@table
class Escalation(Table):
    """A rung that goes to others than the owner."""

    rung: Rung
    to: list[Name] = member(min_length=1)


@table
class Ladder(Table):
    """Which reminders a duty's owner gets, and who hears when it is not done."""

    name: Name
    statuses: list[Status] = member(default_factory=list)
    owner: list[Rung] = member(default_factory=list)
    escalate: list[Escalation] = member(default_factory=list)


def _trigger(value: str | Trigger) -> Trigger:
    """Return a trigger; a mere name is that of a step."""
    return Trigger(step=value) if isinstance(value, str) else value


def _check_one_length(length: Length | Sooner) -> None:
    lengths = (length.working_days, length.months, length.days, length.hours)
    if sum(value is not None for value in lengths) != 1:
        raise ValueError("give exactly one of working_days, months, days and hours")
