"""Guards of the reviews: returns, sign-off, and what the Panel said."""

from __future__ import annotations

from collections.abc import Mapping

from pathway.workflows.case import Item
from pathway.workflows.choices import reviewers
from pathway.workflows.commands import Attempt
from pathway.workflows.entries import entries
from pathway.workflows.guards.guard import Guard
from pathway.workflows.known_names import RAPID_REVIEW, RETURN
from pathway.workflows.needs import Needs
from pathway.workflows.votes import SIGNED


def _unsettled(attempt: Attempt) -> list[Item]:
    return [item for item in attempt.case.items_of(RETURN) if not attempt.definition.is_final(item)]


def _unsettled_now(attempt: Attempt) -> list[Item]:
    current = attempt.remembered("return_round")
    return [item for item in _unsettled(attempt) if item["round"] == current]


def _waiting(items: list[Item]) -> str:
    return f"returns are not in: {', '.join(item.id for item in items)}; accept or waive them first"


def _sign_offs(attempt: Attempt) -> Mapping[str, str]:
    return attempt.case.table("sign_offs")


def _still_to_sign(attempt: Attempt) -> list[str]:
    return [seat for seat in attempt.definition.seats if seat not in _sign_offs(attempt)]


def _all_answered(attempt: Attempt) -> bool:
    return not _still_to_sign(attempt)


def _all_signed(attempt: Attempt) -> bool:
    signatures = list(_sign_offs(attempt).values()).count(SIGNED)
    return _all_answered(attempt) and signatures >= attempt.definition.votes.signatures


def _who_signs(attempt: Attempt) -> str:
    left = _still_to_sign(attempt)
    if left:
        return f"still to sign or dissent: {', '.join(left)}"
    return f"fewer than {attempt.definition.votes.signatures} partners signed; return it"


def _response(attempt: Attempt) -> str | None:
    response: str | None = attempt.remembered("panel", "response")
    return response


def _standing_response(attempt: Attempt) -> str | None:
    """A question in between does not take back what the Panel said before it."""
    response: str | None = attempt.remembered("panel", "stands")
    return response


GUARDS: Mapping[str, Guard] = {
    "entry_to_correct": Guard(lambda attempt: bool(entries(attempt)), "there is no entry that you may correct"),
    "is_suspended": Guard(lambda attempt: bool(attempt.remembered("suspended")), "the review is not suspended"),
    "returns_settled": Guard(
        lambda attempt: not _unsettled(attempt),
        lambda attempt: _waiting(_unsettled(attempt)),
        Needs(items=(RETURN,)),
    ),
    "this_rounds_returns_settled": Guard(
        lambda attempt: not _unsettled_now(attempt),
        lambda attempt: _waiting(_unsettled_now(attempt)),
        Needs(items=(RETURN,)),
    ),
    "in_rapid_review": Guard(
        lambda attempt: attempt.case.within(RAPID_REVIEW),
        "the case is in no rapid review",
        Needs(states=(RAPID_REVIEW,)),
    ),
    "all_have_answered": Guard(_all_answered, _who_signs),
    "all_partners_signed": Guard(_all_signed, _who_signs),
    "rapid_review_was_sent": Guard(
        lambda attempt: bool(attempt.remembered("rapid_review_sent")),
        "no rapid review was sent to the Panel in this case",
    ),
    "panel_asks_for_information": Guard(
        lambda attempt: _response(attempt) == "asks_for_information", "the Panel asks for nothing"
    ),
    "panel_replied_anew": Guard(
        lambda attempt: _response(attempt) != "asks_for_information", "the Panel asks for information"
    ),
    "panel_disagrees": Guard(
        lambda attempt: bool(attempt.remembered("panel", "disagrees")), "the Panel does not disagree, or was answered"
    ),
    "panel_recommends_cspr": Guard(
        lambda attempt: _standing_response(attempt) == "recommends_cspr",
        "the Panel did not recommend a practice review",
    ),
    "a_cspr": Guard(lambda attempt: bool(attempt.remembered("cspr")), "this is no practice review"),
    "not_a_cspr": Guard(lambda attempt: not attempt.remembered("cspr"), "this is a practice review"),
    "reviewer_known": Guard(
        lambda attempt: bool(reviewers(attempt)), "the directory has no reviewer for this case; people import adds one"
    ),
    "local_report_accepted": Guard(
        lambda attempt: bool(attempt.remembered("local_report")), "no local report was accepted"
    ),
}
