"""Inputs of the rapid review: the meeting (toolkit 10 and 12), sign-off, and what passes between Panel and partners."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from pathway.workflows.inputs.referral import PastDay
from pathway.workflows.inputs.words import Asked, Day, Document, FromCase, Input, Sha256, Suggest, Words, Yes, distinct
from pathway.workflows.processes import Process

Outcome = Literal["cspr", "local_review", "no_further_review", "national_review"]
AnswerToPanel = Annotated[Words | None, Field(validate_default=True), Asked("panel_disagrees")]
ANSWER = Field(default=None, description="The answer to the Panel; asked while it disagrees.")


class Meeting(Input):
    """The meeting to which agencies are called (toolkit 12)."""

    meeting_on: Annotated[Day, Suggest("in_ten_working_days")] = Field(description="The day of the meeting.")
    agenda: Words
    invited: list[Words] = Field(
        min_length=1, description="Who is invited, by role and agency.", examples=[["Representatives of all agencies"]]
    )
    interests_asked: Yes = Field(description="Everybody was asked for interests again.")
    parallel_processes: Annotated[list[Process], AfterValidator(distinct)] = Field(
        description="Processes that run beside this one; an empty list where there are none.", examples=[["police"]]
    )


class Criteria(Input):
    """The four criteria of regulation 11 of the 2018 Regulations, each answered with reasons."""

    improvements_needed: Words = Field(description="(a) Improvements needed, those identified before included.")
    recurrent_themes: Words = Field(description="(b) Recurrent themes in safeguarding.")
    agencies_working_together: Words = Field(description="(c) Concern about two or more agencies working together.")
    panel_view: Words = Field(description="(d) What the Panel holds to be appropriate.")


class Attendance(Input):
    """How the three partners took part."""

    local_authority: Literal["present", "represented"]
    icb: Literal["present", "represented"]
    police: Literal["present", "represented"]
    others: list[Words] = Field(default=[], examples=[["Housing representative"]])


class RapidReviewReport(Input):
    """The report of the meeting (toolkit 10)."""

    attendance: Attendance
    interests_handled: Words
    immediate_actions: Words
    key_practice_episodes: Words
    context: Words = Field(description="The context, racism and other inequalities included.")
    criteria: Criteria
    recommended_outcome: Outcome
    national_review_view: Words
    report: Document


class SignOff(Input):
    """What a partner signs or dissents from."""

    outcome: Annotated[str, FromCase("agreed_outcome")]
    report: Annotated[Sha256, FromCase("rapid_review_document")]


class SentRapidReview(Input):
    """What was sent to the Panel: the very report that was signed."""

    report: Annotated[Sha256, FromCase("rapid_review_document")]
    reference: Words | None = Field(None, description="The Panel's reference, where it gave one.")


class PanelResponse(Input):
    """The Panel's reply."""

    response: Literal["agrees", "recommends_cspr", "no_cspr_needed", "asks_for_information", "national_review"]
    letter: Document
    summary: Words | None = None


class PanelAnswer(Input):
    """The partners' answer to a Panel that disagreed after the case had moved on: the outcome stands."""

    answer_to_panel: Words
    sent_on: PastDay | None = None


class CsprDecision(Input):
    """The decision for a child safeguarding practice review."""

    criteria: Criteria
    reasons: Words
    answer_to_panel: AnswerToPanel = ANSWER


class Conclusion(Input):
    """Why no further review follows, and what was learned."""

    reasons: Words
    learning: Words
    answer_to_panel: AnswerToPanel = ANSWER


class PanelLetter(Input):
    """The Panel's letter."""

    letter: Document


class NationalPublication(Input):
    """Where the national review is published."""

    where: Words = Field(examples=["https://www.example.org/national-review"])
