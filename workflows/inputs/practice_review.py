"""Inputs of the child safeguarding practice review and of local reviews."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from pathway.workflows.inputs.rapid_review import ANSWER, AnswerToPanel
from pathway.workflows.inputs.referral import PastDay
from pathway.workflows.inputs.subgroup import ASKED_AGENCIES, Agencies
from pathway.workflows.inputs.words import Answer, Document, FromCase, Input, Words, Yes, distinct

ReviewerEmails = Annotated[list[Annotated[str, FromCase("reviewers")]], AfterValidator(distinct)]


class Checklist(Input):
    """The assurance checklist (toolkit 8)."""

    terms_of_reference_met: Answer
    child_at_the_centre: Answer
    family_heard: Answer
    analysis_explains_why: Answer
    racism_and_inequality_considered: Answer
    learning_is_clear: Answer
    comment: Words | None = None


class Reviewer(Input):
    """The appointment of the lead reviewer."""

    reviewers: ReviewerEmails = Field(min_length=1, description="The reviewers' emails in the directory.")
    independent: Yes = Field(description="Independence of case and agencies was checked.")
    interests_checked: Yes
    terms_of_reference: Words
    method: Words
    family_engagement_plan: Words
    told_on: PastDay = Field(description="The day on which Panel, Ofsted and DfE were told the names.")
    agencies: Agencies | None = ASKED_AGENCIES


class Replacement(Input):
    """The appointment of another lead reviewer."""

    reviewers: ReviewerEmails = Field(min_length=1)
    independent: Yes
    interests_checked: Yes
    terms_of_reference: Words
    method: Words
    family_engagement_plan: Words
    told_on: PastDay


class Checkpoint(Input):
    """A look at timeliness and quality (regulation 14 of the 2018 Regulations)."""

    timeliness: Words
    quality: Words
    written_request: Words | None = Field(None, description="What was asked of the reviewer in writing.")


class Fieldwork(Input):
    """How child and family were heard."""

    family_contact: Literal["took_part", "declined", "could_not_be_reached"]
    contact: Words = Field(description="Who was asked, how, and what they said; a contact declined counts.")


class Report(Input):
    """The report of the reviewer, with the assurance checklist."""

    report: Document
    checklist: Checklist


class Approval(Input):
    """The checks before a report is approved."""

    anonymised: Yes
    legal_checked: Yes
    data_protection_checked: Yes
    comment: Words | None = None


class Discontinuation(Input):
    """Why a practice review is discontinued."""

    reasons: Words
    panel_told_on: PastDay
    answer_to_panel: AnswerToPanel = ANSWER


class CaseDiscussion(Input):
    """The case discussion tool (toolkit 9) and what was found."""

    facts: Words
    lived_experience: Words
    what_worked: Words
    worries: Words
    why: Words = Field(description="Why things went as they did: the system, not persons.")
    findings: Words
    next_step: Words


class GoodOutcome(Input):
    """What made a good outcome good (toolkit 3)."""

    what_went_well: Words
    what_made_it_possible: Words
    what_can_be_transferred: Words
    child_and_family_view: Words
    consent_to_share: Literal["given", "not_given", "not_needed"]


class NewRecommendation(Input):
    """A recommendation."""

    text: Words
    source: Words = Field(examples=["Review report, finding 1"])
    themes: list[Words] = Field(default=[], examples=[["information sharing"]])


class AcceptedReport(Input):
    """A local report that is accepted, with its recommendations if any."""

    report: Document
    checklist: Checklist
    recommendations: list[NewRecommendation] = Field(default=[])
