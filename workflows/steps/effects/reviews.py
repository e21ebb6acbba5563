"""Effects of the reviews: returns, the rapid review, the Panel's reply, the reviewer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pathway.workflows.attempts.attempt import Attempt, Effect
from pathway.workflows.attempts.needs import needs
from pathway.workflows.cases.panel import disagreement, record_reply, wants_another_outcome
from pathway.workflows.forms.fields import Codes, DocumentFields, Fields
from pathway.workflows.history.changes import Changes, next_number
from pathway.workflows.history.item_data import ItemData
from pathway.workflows.known_names import PUBLICATION, RETURN, SIGNED_IN, WAIVED
from pathway.workflows.people.sign_offs import DISSENTED, SIGNED, dissenting_seats, sign_off_days

CSPR = "cspr"


class AgenciesFields(Fields):
    """Whom to ask for a return."""

    agencies: list[str] | None


class ReturnRequestFields(Fields):
    """A further agency."""

    agency: str


class RapidReviewFields(Fields):
    """What the rapid review recommends, and its report."""

    recommended_outcome: Annotated[str, Codes(CSPR)]
    report: DocumentFields


class PanelResponseFields(Fields):
    """The Panel's reply."""

    response: Literal[
        "agrees", "recommends_cspr", "no_cspr_needed", "asks_for_information", "national_review"
    ]


class ReviewerFields(Fields):
    """The reviewers, by their emails in the directory."""

    reviewers: list[str]


class ReportFields(Fields):
    """The reviewer's report."""

    report: DocumentFields


@needs(items=(RETURN,))
def open_returns(attempt: Attempt, changes: Changes, fields: AgenciesFields) -> None:
    """
    Open a round of returns, one for each agency.

    Where no agencies are named, they are those known to the child and the partners' own.
    """
    known = attempt.case.memory.get("agencies_known", [])
    agencies = fields.agencies or [*known, *attempt.definition.partners]
    number = attempt.case.memory.get("return_round", 0) + 1
    changes.remember(return_round=number)
    for agency in dict.fromkeys(agencies):
        _open_return(attempt, changes, agency, number)


@needs(items=(RETURN,))
def open_one_return(attempt: Attempt, changes: Changes, fields: ReturnRequestFields) -> None:
    """Add an agency to the current round."""
    number = attempt.case.memory.get("return_round", 1)
    changes.remember(return_round=number)
    _open_return(attempt, changes, fields.agency, number)


@needs(states=(f"{RETURN}:{WAIVED}",))
def waive_open_returns(attempt: Attempt, changes: Changes) -> None:
    """Waive the returns that are not in, since the review that they were for has ended."""
    for item in attempt.case.items_of(RETURN):
        if not attempt.definition.is_final(item):
            changes.change_item(item.id, WAIVED, waived_by=attempt.step.name)


def record_decision(attempt: Attempt, changes: Changes) -> None:
    """Remember that the subgroup or the partners decided in favour of a review."""
    changes.remember(decided=attempt.step.name)


def record_rapid_review(attempt: Attempt, changes: Changes, fields: RapidReviewFields) -> None:
    """Keep the recommended outcome and the hash of the report that the partners sign."""
    changes.remember(
        rapid_review={"outcome": fields.recommended_outcome, "sha256": fields.report.sha256}
    )
    record_conclusion(attempt, changes)


@needs(states=SIGNED_IN)
def record_sign_off(attempt: Attempt, changes: Changes) -> None:
    """Keep a partner's signature under the seat."""
    _answer(attempt, changes, SIGNED)


@needs(states=SIGNED_IN)
def record_dissent(attempt: Attempt, changes: Changes) -> None:
    """Keep a partner's dissent under the seat."""
    _answer(attempt, changes, DISSENTED)


def _answer(attempt: Attempt, changes: Changes, how: str) -> None:
    if attempt.seat is not None:
        changes.remember(sign_offs={attempt.seat: {"how": how, "on": attempt.on.isoformat()}})
        # Signatures may be entered in any order; the latest day of all completes the review.
        changes.completed_on = max(sign_off_days(changes.after))


def record_sent(attempt: Attempt, changes: Changes) -> None:
    """Remember that a rapid review was sent, and what outcome was signed."""
    changes.remember(
        rapid_review_sent=attempt.on.isoformat(),
        dissent={attempt.step.name: dissenting_seats(attempt.case)},
    )
    outcome = attempt.case.memory.get("rapid_review", {}).get("outcome")
    if outcome is not None:
        changes.remember(signed_outcome=outcome)


def record_panel_response(attempt: Attempt, changes: Changes, fields: PanelResponseFields) -> None:
    """Keep the Panel's reply; a disagreement ends the open rounds, for a fresh decision."""
    disagrees = wants_another_outcome(fields.response, attempt.case.memory.get("signed_outcome"))
    record_reply(changes, fields.response, disagrees=disagrees)
    last = disagreement(changes.after)
    if last is not None and last.event == changes.seq:
        for name in attempt.case.memory.get("rounds", {}):
            changes.forget("rounds", name)


def commission_cspr(attempt: Attempt, changes: Changes) -> None:
    """Remember that the case is now a practice review."""
    changes.remember(cspr=True, decided=attempt.step.name)


def end_rapid_review(_: Attempt, changes: Changes) -> None:
    """Forget what the Panel said about a rapid review that has ended without a practice review."""
    changes.forget("panel")


def end_cspr(_: Attempt, changes: Changes) -> None:
    """Remember that the case is no longer a practice review."""
    changes.forget("cspr")


def appoint_reviewer(attempt: Attempt, changes: Changes, fields: ReviewerFields) -> None:
    """Remember the reviewers by their number in the directory."""
    numbers = [attempt.situation.directory.number(email) for email in fields.reviewers]
    changes.remember(reviewers=[number for number in numbers if number is not None])


def record_report(_: Attempt, changes: Changes, fields: ReportFields) -> None:
    """Keep the hash of the report."""
    changes.remember(report=fields.report.sha256)


def record_conclusion(attempt: Attempt, changes: Changes) -> None:
    """Remember who concluded the meeting, since they may not accept the report."""
    if attempt.actor is not None:
        changes.remember(people={"concluder": attempt.actor})
    else:
        changes.forget("people", "concluder")


def _open_return(attempt: Attempt, changes: Changes, agency: str, number: int) -> None:
    """Open a return of the agency; one that is still open serves the new round too."""
    earlier = [item for item in changes.after.items_of(RETURN) if item.data["agency"] == agency]
    waiting = [item for item in earlier if not attempt.definition.is_final(item)]
    if waiting:
        changes.change_item(waiting[-1].id, round=number)
        return
    suffix = f":{len(earlier) + 1}" if earlier else ""
    data = ItemData(agency=agency, round=number)
    changes.open_item(
        RETURN, f"{RETURN}:{agency}{suffix}", attempt.definition.files[RETURN].initial, data
    )


@needs(items=(PUBLICATION,))
def open_panel_publication(attempt: Attempt, changes: Changes) -> None:
    """Open the publication of a practice review."""
    open_publication(attempt, changes, panel=True)


@needs(items=(PUBLICATION,))
def open_local_publication(attempt: Attempt, changes: Changes) -> None:
    """Open the publication of a local report."""
    open_publication(attempt, changes, panel=False)


def open_publication(attempt: Attempt, changes: Changes, *, panel: bool) -> None:
    """Open a publication, numbered from the second on."""
    number = next_number(attempt.case, PUBLICATION)
    name = PUBLICATION if number == 1 else f"{PUBLICATION}:{number}"
    changes.open_item(
        PUBLICATION, name, attempt.definition.files[PUBLICATION].initial, {"panel": panel}
    )


EFFECTS: Mapping[str, Effect] = {
    "open_returns": open_returns,
    "open_one_return": open_one_return,
    "waive_open_returns": waive_open_returns,
    "record_decision": record_decision,
    "record_rapid_review": record_rapid_review,
    "record_sign_off": record_sign_off,
    "record_dissent": record_dissent,
    "record_sent": record_sent,
    "record_panel_response": record_panel_response,
    "commission_cspr": commission_cspr,
    "end_rapid_review": end_rapid_review,
    "end_cspr": end_cspr,
    "appoint_reviewer": appoint_reviewer,
    "record_report": record_report,
    "record_conclusion": record_conclusion,
    "open_panel_publication": open_panel_publication,
    "open_local_publication": open_local_publication,
}
