"""Guards of the reviews: returns, sign-off, and what the Panel said."""

from __future__ import annotations

from collections.abc import Mapping

from pathway.workflows.attempts.attempt import Attempt, Guard
from pathway.workflows.attempts.needs import Needs
from pathway.workflows.cases.entries import entries
from pathway.workflows.cases.panel import (
    QUESTION,
    RECOMMENDS_CSPR,
    Reply,
    disagreement,
    position,
    replies,
)
from pathway.workflows.deadlines.suspension import suspended_on
from pathway.workflows.history.item import Item
from pathway.workflows.known_names import RAPID_REVIEW, RETURN
from pathway.workflows.people.sign_offs import (
    DISSENTED,
    SIGNED,
    answer_of,
    seats_that_signed,
    signatures,
)
from pathway.workflows.steps.choices import reviewers


def _unsettled(attempt: Attempt) -> list[Item]:
    return [item for item in attempt.case.items_of(RETURN) if not attempt.definition.is_final(item)]


def _unsettled_now(attempt: Attempt) -> list[Item]:
    current = attempt.case.memory.get("return_round")
    return [item for item in _unsettled(attempt) if item.data["round"] == current]


def _waiting(items: list[Item]) -> str:
    return f"returns are not in: {', '.join(item.id for item in items)}; accept or waive them first"


def _all_answered(attempt: Attempt) -> bool:
    return len(seats_that_signed(attempt.case)) == len(attempt.definition.seats)


def _all_signed(attempt: Attempt) -> bool:
    wanted = attempt.definition.votes.signatures
    return _all_answered(attempt) and signatures(attempt.case) >= wanted


def _who_signs(attempt: Attempt) -> str:
    answered = seats_that_signed(attempt.case)
    missing = [seat for seat in attempt.definition.seats if seat not in answered]
    if missing:
        return f"still to sign or dissent: {', '.join(missing)}"
    return f"fewer than {attempt.definition.votes.signatures} partners signed; return it"


def _this_reply(attempt: Attempt) -> Reply | None:
    """Return the reply that the step records, once it is taken."""
    return next((reply for reply in replies(attempt.case) if reply.event == attempt.seq), None)


def _is_question(attempt: Attempt) -> bool:
    reply = _this_reply(attempt)
    return reply is not None and reply.response == QUESTION


def _disagrees(attempt: Attempt) -> bool:
    reply = _this_reply(attempt)
    return reply is not None and reply.disagrees


def _settles(attempt: Attempt) -> bool:
    """Return whether the reply takes a disagreement back."""
    reply = _this_reply(attempt)
    return reply is not None and reply.response != QUESTION and not reply.disagrees


def _recommends_cspr(attempt: Attempt) -> bool:
    last = position(attempt.case)
    return last is not None and last.response == RECOMMENDS_CSPR


def _ended_without_review(attempt: Attempt) -> bool:
    """Return whether a rapid review was sent, and has ended without a practice review."""
    if not attempt.case.memory.get("rapid_review_sent") or attempt.case.memory.get("cspr"):
        return False
    return not attempt.case.within(RAPID_REVIEW)


GUARDS: Mapping[str, Guard] = {
    "entry_to_correct": Guard(
        lambda attempt: bool(entries(attempt)), "there is no entry that you may correct"
    ),
    "is_suspended": Guard(
        lambda attempt: suspended_on(attempt.case) is not None, "the review is not suspended"
    ),
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
        "the case is not in a rapid review",
        Needs(states=(RAPID_REVIEW,)),
    ),
    "all_have_answered": Guard(_all_answered, _who_signs),
    "all_partners_signed": Guard(_all_signed, _who_signs),
    "rapid_review_was_sent": Guard(
        lambda attempt: bool(attempt.case.memory.get("rapid_review_sent")),
        "no rapid review was sent to the Panel in this case",
    ),
    "reply_is_question": Guard(_is_question, "the Panel has not asked for anything"),
    "reply_disagrees": Guard(_disagrees, "the Panel does not disagree"),
    "reply_settles": Guard(_settles, "the Panel disagrees, or asks for information"),
    "panel_disagrees": Guard(
        lambda attempt: disagreement(attempt.case) is not None,
        "the Panel does not disagree, or was answered",
    ),
    "panel_recommends_cspr": Guard(
        _recommends_cspr, "the Panel did not recommend a practice review"
    ),
    "not_signed_yet": Guard(
        lambda attempt: answer_of(attempt.case, attempt.seat) != attempt.step.name,
        "this partner has already given this answer; return_rapid_review starts a new round",
        Needs(steps=(SIGNED, DISSENTED)),
    ),
    "a_cspr": Guard(
        lambda attempt: bool(attempt.case.memory.get("cspr")), "this is not a practice review"
    ),
    "not_a_cspr": Guard(
        lambda attempt: not attempt.case.memory.get("cspr"), "this is a practice review"
    ),
    "reviewer_known": Guard(
        lambda attempt: bool(reviewers(attempt)),
        "the directory has no reviewer for this case; people import adds one",
    ),
    "local_report_or_briefing": Guard(
        lambda attempt: (
            bool(attempt.case.memory.get("local_report")) or _ended_without_review(attempt)
        ),
        "no local report was accepted, and no rapid review has ended without a practice review",
    ),
}
