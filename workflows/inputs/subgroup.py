"""Inputs of the subgroup's decision: notification, papers, requests and the choice of a review."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from pathway.workflows.inputs.referral import PastDay
from pathway.workflows.inputs.words import (
    AgencyCode,
    Asked,
    Child,
    Day,
    EachFromCase,
    FromCase,
    Input,
    Suggest,
    Words,
    Yes,
    distinct,
)
from pathway.workflows.processes import Process, Signpost

Agencies = Annotated[list[AgencyCode], AfterValidator(distinct)]
ReviewForm = Literal[
    "local_learning", "local_rapid_review", "single_agency", "multi_agency_audit", "thematic", "joint", "near_miss"
]
ASKED_AGENCIES = Field(
    default=None,
    description="Whom to ask for a return; left out: the agencies known to the child and the three partners' own.",
    min_length=1,
)


class ChildCriteria(Input):
    """Which criteria of a notification may be met for one child."""

    child: Child
    criteria: Annotated[
        list[Literal["died", "seriously_harmed", "abuse_or_neglect_known", "abuse_or_neglect_suspected", "none"]],
        AfterValidator(distinct),
    ] = Field(min_length=1, examples=[["seriously_harmed", "abuse_or_neglect_suspected"]])


class Proposal(Input):
    """Why a notification may be due."""

    children: Annotated[list[ChildCriteria], EachFromCase("labels", "child")]
    local_authority_aware_on: Annotated[PastDay, Suggest("new_aware_day")]
    source: Words = Field(description="How that day is known.", examples=["Record of the duty team."])


class SubgroupPapers(Input):
    """What the subgroup has before it."""

    interests_asked: Yes = Field(description="Everybody concerned was asked for interests.")
    parallel_processes: Annotated[list[Process], AfterValidator(distinct)] = Field(
        description="Processes that run beside this one; an empty list where there are none.", examples=[["police"]]
    )
    linked_cases: Annotated[list[Annotated[str, FromCase("other_cases")]], AfterValidator(distinct)] = Field(
        default=[], description="Other cases of the same children or matter."
    )


class InformationRequest(Input):
    """What is asked of an agency, and by when."""

    asked_of: AgencyCode = Field(description="The agency asked.")
    what: Words
    due: Annotated[Day | None, Suggest("in_ten_working_days")] = Field(
        None, description="By when; left out: 5 working days."
    )


class InformationAnswer(Input):
    """The answer to a request."""

    request: Annotated[str, FromCase("requests")]
    answer: Words


class View(Input):
    """A partner's view on notifying."""

    view: Literal["notify", "do_not_notify"]
    reasons: Words


class NotNotifiable(Input):
    """Why the local authority decides that the incident is not notifiable."""

    reasons: Words
    views_missing: Annotated[Words | None, Field(validate_default=True), Asked("view_missing")] = Field(
        None, description="Why another partner's view is not in."
    )


class Notification(Input):
    """The serious incident notification; `--on` is the day it was sent."""

    national_reference: Words = Field(examples=["SIN-0001"])
    children: Annotated[list[Child], AfterValidator(distinct)] = Field(
        min_length=1, description="The children it covers."
    )
    partners_told: Yes = Field(description="The safeguarding partners have been told.")
    reasons: Words | None = Field(
        None, description="The local authority's reasons, where its view was not recorded before."
    )
    local_authority_aware_on: PastDay | None = Field(None, description="Where no day is on record yet.")
    agencies: Agencies | None = ASKED_AGENCIES


class FurtherNotification(Input):
    """A further notification in the same case."""

    national_reference: Words = Field(examples=["SIN-0002"])
    children: Annotated[list[Child], AfterValidator(distinct)] = Field(min_length=1)


class LocalReview(Input):
    """The decision for a local review."""

    form: ReviewForm
    reasons: Words
    agencies: Agencies | None = ASKED_AGENCIES


class LocalReviewAfterPanel(LocalReview):
    """The partners' decision for a local review after the rapid review."""

    answer_to_panel: Annotated[Words | None, Field(validate_default=True), Asked("panel_disagrees")] = None


class SeriousOffenceReview(Input):
    """The decision for a serious offence review."""

    reasons: Words
    no_child_harmed: Annotated[Words | None, Field(validate_default=True), Asked("not_screened")] = Field(
        None,
        description="Why no child, victims included, died or was seriously harmed, so that nothing was to be notified.",
    )
    agencies: Agencies | None = ASKED_AGENCIES


class GoodOutcomeReview(Input):
    """The decision for a good outcome review."""

    reasons: Words
    agencies: Agencies | None = ASKED_AGENCIES


class SignpostTo(Input):
    """Where the referral was sent instead."""

    process: Signpost
    reasons: Words
    sent_on: PastDay
    acknowledged: Yes = Field(description="The other process acknowledged it.")


class ReturnRequest(Input):
    """A further agency asked for a return."""

    agency: Annotated[AgencyCode, Suggest("agencies_to_ask")]
    why: Words
