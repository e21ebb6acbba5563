"""
The referral form, for each kind of referral, and quality assurance.

Fields from the toolkit's referral form (item 2b) and good outcome form (item 3). A draft may lack what `submit` asks
for; what it has must be right.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from pathway.workflows.commands import Attempt
from pathway.workflows.inputs.words import (
    AgencyCode,
    Answer,
    Day,
    EachFromCase,
    FromCase,
    Input,
    Suggest,
    Words,
    distinct,
)
from pathway.workflows.processes import Process

KINDS = ("practice_review", "serious_offence", "good_outcome")
Kind = Literal["practice_review", "serious_offence", "good_outcome"]


def _past(value: date | None, info: ValidationInfo) -> date | None:
    attempt: Attempt | None = info.context
    if value is not None and attempt is not None and value > attempt.situation.today:
        raise PydanticCustomError("future", "this day lies in the future")
    return value


PastDay = Annotated[Day, AfterValidator(_past), Suggest("on_the_day")]
Care = Literal["looked_after", "care_leaver", "child_protection_plan", "child_in_need", "none"]


class ChildOnForm(Input):
    """A child of the referral; no name, only a label."""

    label: Words = Field(
        description="What the child is called in this case; no name.", examples=["Child A"], max_length=200
    )
    age: Words = Field(description="The age in words.", examples=["4 months"])
    age_years: Annotated[float, Field(ge=0, le=30)] = Field(
        description="The age in whole years; 0 for unborn or under one.", examples=[3]
    )
    sex: Words = Field(examples=["female"])
    ethnicity: Words = Field(examples=["White British"])
    disability: Words = Field(examples=["none known"])
    harm: Literal["died", "seriously_harmed", "none"]
    abuse_or_neglect: Literal["known", "suspected", "no"]
    care_status: Annotated[list[Care], AfterValidator(distinct)] = Field(min_length=1, examples=[["none"]])

    @model_validator(mode="after")
    def _none_stands_alone(self) -> Self:
        if "none" in self.care_status and len(self.care_status) > 1:
            raise PydanticCustomError("care", "care_status is none or something else, not both")
        return self


def _labels_differ(children: list[ChildOnForm]) -> list[ChildOnForm]:
    distinct([child.label for child in children])
    return children


class Referral(Input):
    """A referral form of any kind."""

    kind: Kind
    agency: AgencyCode = Field(description="The referring agency's code.")
    referred_on: PastDay
    possible_serious_incident: bool = Field(
        strict=True,
        description="A child died or was seriously harmed, and abuse or neglect is known or suspected.",
        examples=[False],
    )
    what_happened: Words
    why_review: Words = Field(description="Why several agencies may learn from it.")
    children: Annotated[list[ChildOnForm], AfterValidator(_labels_differ)] = Field(min_length=1)
    immediate_safety: Words | None = Field(
        None, description="How the child and siblings are safe now; asked at submission."
    )
    incident_on: PastDay | None = None
    incident_place: Words | None = None
    local_authority_aware_on: PastDay | None = Field(None, description="The day the local authority became aware.")
    care_death_aware_on: PastDay | None = Field(
        None, description="The day it became aware of the death of a looked-after child or care leaver."
    )
    charged_on: PastDay | None = None
    youth_justice_aware_on: PastDay | None = None
    youth_justice_notified_on: PastDay | None = None
    agencies_known: Annotated[list[AgencyCode], AfterValidator(distinct)] = Field(
        [], description="Agencies that knew the child."
    )
    parallel_processes: Annotated[list[Process], AfterValidator(distinct)] = Field([])
    consent_or_reason: Words | None = None
    household: Words | None = None
    siblings_safety: Words | None = None
    media_interest: Words | None = None
    requested_review: Words | None = None


class PracticeReviewForm(Referral):
    """A referral that must be made, or may be made to learn how agencies worked together."""

    kind: Literal["practice_review"]  # pyright: ignore[reportIncompatibleVariableOverride] - forms are frozen


class SeriousOffenceForm(Referral):
    """A child charged with a serious offence."""

    kind: Literal["serious_offence"]  # pyright: ignore[reportIncompatibleVariableOverride] - forms are frozen
    offence: Words | None = Field(None, examples=["wounding with intent"])


class GoodOutcomeForm(Referral):
    """A seriously good outcome."""

    kind: Literal["good_outcome"]  # pyright: ignore[reportIncompatibleVariableOverride] - forms are frozen
    what_made_it_possible: Words | None = None
    transferable_learning: Words | None = None
    child_and_family_view: Words | None = None
    consent_to_share: Words | None = None


class AnyForm(Referral):
    """A form whose kind is not known: every other fault is still found."""

    offence: Words | None = None
    what_made_it_possible: Words | None = None
    transferable_learning: Words | None = None
    child_and_family_view: Words | None = None
    consent_to_share: Words | None = None


FORMS: dict[str, type[Referral]] = {
    "practice_review": PracticeReviewForm,
    "serious_offence": SeriousOffenceForm,
    "good_outcome": GoodOutcomeForm,
}
ASKED_AT_SUBMISSION = {
    "practice_review": ("immediate_safety", "incident_on", "incident_place", "agencies_known"),
    "serious_offence": ("immediate_safety", "incident_on", "incident_place", "agencies_known", "charged_on", "offence"),
    "good_outcome": ("immediate_safety", "what_made_it_possible", "transferable_learning"),
}
FORM_FACTS = {
    "local_authority_aware_on": "local_authority_aware_on",
    "care_death_aware_on": "care_death_aware_on",
    "charged_on": "charged_on",
    "youth_justice_aware_on": "youth_justice_aware_on",
    "youth_justice_notified_on": "youth_justice_notified",
}


def form_of(said: Any) -> type[Referral]:
    """Return the form that what was said claims to be."""
    kind = said.get("kind")
    return FORMS.get(kind, AnyForm) if isinstance(kind, str) else AnyForm


def missing_of(form: Referral) -> list[str]:
    """Return the fields that submission will still ask for."""
    return [name for name in ASKED_AT_SUBMISSION[form.kind] if not getattr(form, name)]


class QualityAssurance(Input):
    """The quality assurance checklist: every question answered."""

    child_at_the_centre: Answer = Field(description="Is the child's lived experience described?")
    facts_are_clear: Answer = Field(description="Is it clear what happened, when and where?")
    criteria_considered: Answer = Field(description="Were the criteria for a notification considered for each child?")
    multi_agency_learning: Answer = Field(description="Does it say what several agencies may learn?")
    siblings_considered: Answer = Field(description="Is the safety of siblings and other children addressed?")
    only_essential_personal_data: Answer = Field(description="Does it hold no more personal data than needed?")
    staff_supported: Answer = Field(description="Have the staff involved been briefed and supported?")
    comment: Words | None = None


class SameChild(Input):
    """Which child of the surviving case a child of this one is."""

    child: Annotated[str, FromCase("labels")]
    same_as: Annotated[int, Field(ge=1)] = Field(
        description="The child's ordinal in the surviving case, counted from 1."
    )


class Duplicate(Input):
    """The case that survives, and which of its children each child is."""

    surviving: Annotated[str, Suggest("surviving_cases")] = Field(pattern=r"^PR-\d{4}-\d{4,}$")
    children: Annotated[list[SameChild], EachFromCase("labels", "child", numbered="same_as")]


class OtherKind(Input):
    """The kind that the referral turned out to be."""

    kind: Annotated[str, FromCase("other_kinds")]
