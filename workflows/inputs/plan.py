"""Inputs of the action plan (toolkit 11), of agency returns and of publications."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from pathway.workflows.inputs.practice_review import NewRecommendation
from pathway.workflows.inputs.referral import PastDay
from pathway.workflows.inputs.words import Asked, Day, Document, FromCase, Input, Sha256, Suggest, Words, Yes, distinct

YesOrWhy = Annotated[Words, Field(description="yes, or the reason why not.", examples=["yes"])]


class Recommendation(NewRecommendation):
    """A recommendation added to the case."""


class RecommendationAnswer(Input):
    """The answer to a recommendation."""

    recommendation: Annotated[str, FromCase("recommendations_waiting")]
    answer: Literal["accepted", "rejected"]
    reasons: Words


class NewAction(Input):
    """A SMART action."""

    what: Words
    outcome_sought: Words
    owner: Annotated[str, FromCase("owners")] = Field(description="The owner's email in the directory.")
    due: Annotated[Day, Suggest("in_three_months")]
    evidence_needed: Words
    impact_measure: Words
    # The schema asks for it while an accepted one has no action, so that a program can go on; none is taken too.
    recommendations: Annotated[
        list[Annotated[str, FromCase("recommendations")]], AfterValidator(distinct), Asked("action_wanted")
    ] = Field(default=[], description="Which recommendations it answers; every accepted one needs an action.")


class MoreWork(Input):
    """Further actions after the impact was looked at."""

    actions: list[NewAction] = Field(min_length=1)
    reasons: Words


class Closure(Input):
    """The closure checklist: each line yes, or the reason why not."""

    recommendations_answered: YesOrWhy
    evidence_verified: YesOrWhy
    impact_checked: YesOrWhy
    learning_product_issued: YesOrWhy
    dissemination_confirmed: YesOrWhy
    referrer_and_family_told: YesOrWhy
    publication_duties_done: YesOrWhy
    retention_date_set: YesOrWhy
    scrutineer_has_seen: YesOrWhy


class Evidence(Input):
    """Evidence that an action is done."""

    evidence: Document
    what_it_shows: Words


class Verification(Input):
    """What the verifier saw."""

    seen: Words


class NewDueDate(Input):
    """Another due date; the first one is kept."""

    due: Annotated[Day, Suggest("in_three_months")]


class Progress(Input):
    """How an action gets on."""

    progress: Words


class AgencyReturn(Input):
    """An agency's summary and chronology (toolkit 4 and 5)."""

    summary: Document
    chronology: Document
    learning: Words | None = None


class PublicationPlan(Input):
    """The planned day of publication."""

    planned_publication_on: Annotated[Day, Suggest("publication_day")]


class Copies(Input):
    """The copies that went out before publication."""

    what: Literal["report", "improvements"]
    document: Document
    sent_to: Annotated[list[Literal["panel", "secretary_of_state", "ofsted"]], AfterValidator(distinct)] = Field(
        min_length=2, examples=[["panel", "secretary_of_state", "ofsted"]]
    )


class Published(Input):
    """Where it is published: the very document whose copies went out."""

    where: Words = Field(examples=["https://www.example.org/report"])
    document: Annotated[Sha256, FromCase("copies_document")]


class PublishedLocally(Input):
    """Where a local report is published."""

    where: Words = Field(examples=["https://www.example.org/report"])
    document: Document


class Withholding(Input):
    """Why it would not be right to publish."""

    reasons: Words
    panel_and_secretary_of_state_told_on: PastDay


class LocalWithholding(Input):
    """Why a local report is not published."""

    reasons: Words


class TakingDown(Input):
    """Why a report is taken down."""

    why: Literal["court_order", "privacy_error"]
    details: Words
    panel_told: Yes


class OpenPublication(Input):
    """Why a local report is to be published."""

    reasons: Words
