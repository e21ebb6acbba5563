"""
Duties as a definition file has them: what starts and ends each, how long it may take, and who is
reminded of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Literal, cast

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema, model_validator

from pathway.workflows.definitions.tables import Line, Name, StatePattern, Table

Rung = Annotated[
    str,
    StringConstraints(
        pattern=r"^(start|breach|0|[-+][0-9]{1,12}(wd|d)|\+[0-9]{1,12}wd\.\.\.|escalate\+[0-9]{1,12}wd)$"
    ),
]
Status = Literal["law", "guidance", "expected", "local"]


class Length(Table):
    """How long a duty may take: exactly one of the four."""

    working_days: int | None = None
    months: int | list[int] | None = None
    days: int | None = None
    hours: int | None = Field(
        None, gt=0, description="Elapsed hours, also while the case is suspended."
    )

    @model_validator(mode="after")
    def _one_length(self) -> Length:
        if (
            sum(
                value is not None
                for value in (self.working_days, self.months, self.days, self.hours)
            )
            != 1
        ):
            raise ValueError("give exactly one of working_days, months, days and hours")
        return self


class Sooner(Table):
    """Another length under a condition."""

    when: Name
    working_days: int | None = None
    months: int | None = None
    days: int | None = None
    hours: int | None = Field(None, gt=0)

    _one_length = model_validator(mode="after")(Length._one_length)  # type: ignore[arg-type]


class Trigger(Table):
    """What starts, meets or stops a deadline."""

    step: str | None = Field(None, description="A step's name; of an item: `publication.publish`.")
    fact: Name | None = Field(
        None, description="A fact that is recorded, by a form or by `record_fact`."
    )
    enters: StatePattern | None = None
    leaves: StatePattern | None = None
    opens: Name | None = Field(None, description="A kind of item that is opened.")
    round: Literal["begins", "vote"] | None = Field(
        None, description="A round of votes begins, or a vote is given."
    )
    from_: StatePattern | None = Field(None, alias="from")
    to: StatePattern | None = None
    when: Name | None = None

    @model_validator(mode="after")
    def _one_cause(self) -> Trigger:
        causes = (self.step, self.fact, self.enters, self.leaves, self.opens, self.round)
        if sum(cause is not None for cause in causes) != 1:
            raise ValueError("give exactly one of step, fact, enters, leaves, opens and round")
        return self


def _of_fact(value: object) -> object:
    """Return the name of a clock that is the day of a fact: `{ fact = "staff_told" }`."""
    if not isinstance(value, dict):
        return value
    table = cast(Mapping[str, object], value)
    return f"{OF_FACT}{table['fact']}" if list(table) == ["fact"] else table


OF_FACT = "fact:"
Clock = Annotated[
    str,
    BeforeValidator(_of_fact),
    StringConstraints(pattern=rf"^({OF_FACT})?[a-z][a-z0-9_]*$", max_length=80),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "properties": {"fact": {"type": "string"}},
                    "required": ["fact"],
                    "additionalProperties": False,
                },
            ]
        }
    ),
]


class DeadlineRule(Table):
    """
    A dated duty: what starts its clock, how long it runs, what meets and what stops it, whose it
    is.
    """

    key: Name
    title: Line
    starts: list[str | Trigger] = Field([])
    clock: Clock | None = Field(
        None,
        description="Gives the clock's day; without `starts` the duty runs whenever it gives one.",
    )
    of: Name | None = Field(
        None,
        description="What each duty is of: a `child`, an item of a kind, another `duty`, or a `round` of votes.",
    )
    due: Length
    sooner: Sooner | None = None
    each: Literal["seat_without_view", "seat_without_vote"] | None = Field(
        None, description="One duty for each safeguarding partner's seat that is still asked."
    )
    at_latest_with: Name | None = Field(
        None,
        description="A deadline of the same item: due with it at the latest, but not under a working day.",
    )
    leaves_a_day: bool = Field(
        False,
        description="Counted back from a day that somebody set: it still has a working day from then.",
    )
    one_at_a_time: bool = Field(
        False,
        description="Started again while it runs it is the same duty; the earliest day counts.",
    )
    not_before: bool = Field(False, description="May be done from its due day on, and not before.")
    asked: bool = Field(False, description="The step that starts it may name the day.")
    met_by: list[str | Trigger] = Field([])
    stopped_by: list[str | Trigger] = Field([])
    owner: Name
    status: Status
    grade: Literal["C", "S", "D", "B"]
    source: Line
    never_breached: bool = Field(False, description="A prompt or a chase.")
    lives_on: bool = Field(False, description="Goes on after the case is closed.")
    anew: bool = Field(
        False, description="Runs again when a closed case is reopened, unless it was met."
    )
    through_suspension: bool = Field(
        False, description="Runs on while the case is suspended, though it is local."
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


class Escalation(Table):
    """A rung that goes to others than the owner."""

    rung: Rung
    to: list[Name] = Field(min_length=1)


class Ladder(Table):
    """Which reminders a duty's owner gets, and who hears when it is not done."""

    name: Name
    statuses: list[Status] = Field([])
    owner: list[Rung] = Field([])
    escalate: list[Escalation] = Field([])


def _trigger(value: str | Trigger) -> Trigger:
    """Return a trigger; a mere name is that of a step."""
    return Trigger.model_construct(step=value) if isinstance(value, str) else value
