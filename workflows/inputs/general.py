"""Inputs of the steps that stay: interests, contact, delays, facts, notes."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from pathway.workflows.choices import CLOCK_FACTS, PLANNING_STATES
from pathway.workflows.commands import Attempt
from pathway.workflows.inputs.referral import PastDay
from pathway.workflows.inputs.words import Asked, Day, FromCase, Input, Suggest, Words
from pathway.workflows.processes import Process


class Nothing(Input):
    """The step asks for nothing."""


class Interest(Input):
    """An interest in the family or the matter (toolkit 6 and 7)."""

    nature: Words
    since: Words | None = None


class InterestDecision(Input):
    """What follows from a declared interest."""

    interest: Annotated[str, FromCase("interests")]
    outcome: Literal["none", "noted", "withdraws_item", "withdraws_case"]
    item: Annotated[str, FromCase("items")] | None = Field(None, description="The item, for withdraws_item.")
    reasons: Words

    @model_validator(mode="after")
    def _item_named(self) -> Self:
        if self.outcome == "withdraws_item" and self.item is None:
            raise PydanticCustomError("item", "withdraws_item names the item")
        return self


class FamilyContact(Input):
    """Contact with child and family (toolkit 1)."""

    who: Words = Field(examples=["Parent"])
    how: Words = Field(examples=["Letter and visit"])
    reply: Literal["took_part", "declined", "no_reply", "not_yet"]
    clearance: Literal["police", "cps", "both", "not_needed", "refused"]
    said: Words | None = None
    feedback: Words | None = Field(None, description="What they were told of the findings.")


class ParallelProcess(Input):
    """A process that runs beside the review."""

    process: Process
    contact: Words
    hold: Words | None = Field(None, description="Who may not be spoken to, and until when.")


class Delay(Input):
    """A delay of a duty; the due date stays, the revised date stands beside it."""

    duty: Annotated[str, FromCase("duties_to_delay")]
    revised_on: Annotated[Day, Suggest("in_three_months")]
    told: Words = Field(description="Who was told.", examples=["Panel and Secretary of State"])
    told_on: PastDay
    process: Process | None = Field(None, description="The parallel process behind it.")


class DelayEnd(Input):
    """The end of a delay."""

    duty: Annotated[str, FromCase("delayed_duties")]


def _answerable(fact: str, info: ValidationInfo) -> str:
    attempt: Attempt | None = info.context
    if attempt is not None and fact in CLOCK_FACTS and attempt.case.within(*PLANNING_STATES):
        raise PydanticCustomError("fact", "a new incident is a new case, linked to this one")
    return fact


class Fact(Input):
    """Something that happened; `--on` is the day."""

    fact: Annotated[str, AfterValidator(_answerable), FromCase("facts")]
    months: Annotated[int, FromCase("months_to_check")] | None = Field(
        None, description="For impact_checked: which check."
    )
    step: Annotated[str, FromCase("steps_in_vote")] | None = Field(
        None, description="For lead_partners_decided: which step."
    )
    measure: Words | None = Field(None, description="For impact_checked: the measure of the effectiveness framework.")
    difference_for_children: Words | None = None
    attendance: Annotated[int, Field(ge=0)] | None = Field(None, description="For bitesize_session.")
    documents: list[Words] = Field(default_factory=list)
    details: Words | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.fact == "lead_partners_decided" and self.step is None:
            raise PydanticCustomError("step", "lead_partners_decided names the step that they decided")
        return self


class Waiver(Input):
    """A local deadline that is waived."""

    deadline: Annotated[str, FromCase("local_deadlines")]


class Suspension(Input):
    """When a suspended review is looked at again."""

    review_on: Annotated[Day, Suggest("in_three_months")] = Field(
        description="The day on which the chair looks at it again."
    )


class Priority(Input):
    """How urgent a case is."""

    priority: Literal["urgent", "normal"]


class LegalHold(Input):
    """Whether the case is kept whatever its retention date."""

    hold: Literal["placed", "lifted"]
    why: Words


class Link(Input):
    """Another case that this one is linked to."""

    case: Annotated[str, FromCase("other_cases")]
    why: Words


class Note(Input):
    """A note; one that is a review of the plan, or a check on a national review, says so."""

    text: Words
    meets: Annotated[Annotated[str, FromCase("checks_to_meet")] | None, Asked("chair_notes")] = Field(
        None, description="Which review it is; asked of the chair.", validate_default=True
    )
    settles: Annotated[str, FromCase("open_findings")] | None = Field(
        None, description="The finding of a correction that this deals with."
    )
