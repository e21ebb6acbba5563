"""The inputs of the steps, under the names that a definition file gives them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module

from pydantic import BaseModel

_MODELS: Mapping[str, str] = {
    "nothing": "general.Nothing",
    "referral": "referral.Referral",
    "quality_assurance": "referral.QualityAssurance",
    "duplicate": "referral.Duplicate",
    "kind": "referral.OtherKind",
    "taken_over": "general.Nothing",
    "breached": "general.Nothing",
    "proposal": "subgroup.Proposal",
    "subgroup_papers": "subgroup.SubgroupPapers",
    "information_request": "subgroup.InformationRequest",
    "information_answer": "subgroup.InformationAnswer",
    "view": "subgroup.View",
    "not_notifiable": "subgroup.NotNotifiable",
    "notification": "subgroup.Notification",
    "further_notification": "subgroup.FurtherNotification",
    "local_review": "subgroup.LocalReview",
    "local_review_after_panel": "subgroup.LocalReviewAfterPanel",
    "serious_offence_review": "subgroup.SeriousOffenceReview",
    "good_outcome_review": "subgroup.GoodOutcomeReview",
    "signpost": "subgroup.SignpostTo",
    "return_request": "subgroup.ReturnRequest",
    "meeting": "rapid_review.Meeting",
    "rapid_review_report": "rapid_review.RapidReviewReport",
    "sign_off": "rapid_review.SignOff",
    "sent_rapid_review": "rapid_review.SentRapidReview",
    "panel_response": "rapid_review.PanelResponse",
    "panel_answer": "rapid_review.PanelAnswer",
    "cspr_decision": "rapid_review.CsprDecision",
    "conclusion": "rapid_review.Conclusion",
    "panel_letter": "rapid_review.PanelLetter",
    "national_publication": "rapid_review.NationalPublication",
    "reviewer": "practice_review.Reviewer",
    "replacement": "practice_review.Replacement",
    "checkpoint": "practice_review.Checkpoint",
    "fieldwork": "practice_review.Fieldwork",
    "report": "practice_review.Report",
    "approval": "practice_review.Approval",
    "discontinuation": "practice_review.Discontinuation",
    "case_discussion": "practice_review.CaseDiscussion",
    "good_outcome": "practice_review.GoodOutcome",
    "accepted_report": "practice_review.AcceptedReport",
    "recommendation": "plan.Recommendation",
    "recommendation_answer": "plan.RecommendationAnswer",
    "action": "plan.NewAction",
    "more_work": "plan.MoreWork",
    "closure": "plan.Closure",
    "evidence": "plan.Evidence",
    "verification": "plan.Verification",
    "new_due_date": "plan.NewDueDate",
    "progress": "plan.Progress",
    "agency_return": "plan.AgencyReturn",
    "publication_plan": "plan.PublicationPlan",
    "copies": "plan.Copies",
    "published": "plan.Published",
    "published_locally": "plan.PublishedLocally",
    "withholding": "plan.Withholding",
    "local_withholding": "plan.LocalWithholding",
    "taking_down": "plan.TakingDown",
    "publication": "plan.OpenPublication",
    "interest": "general.Interest",
    "interest_decision": "general.InterestDecision",
    "family_contact": "general.FamilyContact",
    "parallel_process": "general.ParallelProcess",
    "delay": "general.Delay",
    "delay_end": "general.DelayEnd",
    "fact": "general.Fact",
    "waiver": "general.Waiver",
    "suspension": "general.Suspension",
    "priority": "general.Priority",
    "legal_hold": "general.LegalHold",
    "correction": "corrections.Correction",
    "link": "general.Link",
    "note": "general.Note",
}


@cache
def _model(name: str) -> type[BaseModel]:
    file, _, model = _MODELS[name].partition(".")
    found: type[BaseModel] = getattr(import_module(f"{__name__}.{file}"), model)
    return found


class _Inputs(Mapping[str, type[BaseModel]]):
    """Loads the models of a file when one of them is asked for: most commands need none, and a step one."""

    def __getitem__(self, name: str) -> type[BaseModel]:
        return _model(name)

    def __iter__(self) -> Iterator[str]:
        return iter(_MODELS)

    def __len__(self) -> int:
        return len(_MODELS)


INPUTS: Mapping[str, type[BaseModel]] = _Inputs()
