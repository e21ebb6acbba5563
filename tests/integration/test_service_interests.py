"""An interest in the matter: what it keeps a person from, in steps and in mail."""

from __future__ import annotations

import pytest

from pathway.errors import StepRefused
from tests.rehearsals import (
    BU,
    CHAIR,
    COORDINATOR,
    DEPUTY_CHAIR,
    NOTIFIER,
    NURSE,
    NURSES_DEPUTY,
    NURSES_REP,
    Rehearsal,
)

pytestmark = pytest.mark.either


def declare(
    desk: Rehearsal, reference: str, by: str, outcome: str | None = None, item: str | None = None
) -> None:
    """Declare an interest, and decide on it if an outcome is given."""
    desk.do(reference, "declare_interest", by)
    if outcome is None:
        return
    decider = CHAIR if by != CHAIR else "partner.la@example.org"
    answers = desk.filled(reference, "decide_interest", decider) | {"outcome": outcome}
    desk.pathway.take(
        reference, "decide_interest", by=decider, input=answers | ({"item": item} if item else {})
    )


def refusal(
    desk: Rehearsal, reference: str, step: str, by: str, item: str | None = None
) -> set[str]:
    """Return the codes with which a person is refused a step, with an input that would do."""
    # Whoever is kept from a case is not told of its steps, nor what they ask for.
    answers = desk.filled(reference, step, BU, item)
    with pytest.raises(StepRefused) as refused:
        desk.pathway.take(
            reference,
            step,
            by=by,
            item=item,
            input=answers,
            reason="As agreed.",
            late_reason="Late.",
        )
    return {reason.code for reason in refused.value.reasons}


def submitted(desk: Rehearsal) -> str:
    """Return a case that waits for quality assurance."""
    reference = desk.refer()
    desk.do(reference, "submit", NURSE)
    return reference


def test_an_undecided_interest_blocks_decisions_only(desk: Rehearsal) -> None:
    """The representative may not endorse, and may do what is no decision."""
    reference = submitted(desk)
    declare(desk, reference, NURSES_REP)
    blocked = refusal(desk, reference, "endorse", NURSES_REP)
    desk.do(reference, "declare_interest", NURSES_REP)

    assert {"interest"} == blocked
    assert desk.step(reference, "endorse", NURSES_DEPUTY).allowed


@pytest.mark.parametrize("outcome", ["none", "noted"])
def test_an_interest_that_is_not_upheld_shuts_nobody_out(desk: Rehearsal, outcome: str) -> None:
    """Once it is decided, the representative goes on."""
    reference = submitted(desk)
    declare(desk, reference, NURSES_REP, outcome)

    assert "subgroup_decision.triage" == desk.do(reference, "endorse", NURSES_REP).state


def test_an_upheld_interest_shuts_out_of_every_step(desk: Rehearsal) -> None:
    """Nothing is allowed any more, and the next in the role acts."""
    reference = submitted(desk)
    declare(desk, reference, NURSES_REP, "withdraws_case")
    steps = desk.pathway.steps(reference, by=NURSES_REP)

    assert {"interest"} == refusal(desk, reference, "endorse", NURSES_REP)
    assert [] == [step.step for step in steps if step.allowed]
    assert "subgroup_decision.triage" == desk.do(reference, "endorse", NURSES_DEPUTY).state


def test_with_nobody_left_the_part_falls_to_the_business_unit(desk: Rehearsal) -> None:
    """A representative's to the business unit, with reasons."""
    reference = submitted(desk)
    declare(desk, reference, NURSES_REP, "withdraws_case")
    declare(desk, reference, NURSES_DEPUTY, "withdraws_case")
    answers = desk.filled(reference, "endorse", BU)
    del answers["reason"]
    with pytest.raises(StepRefused) as refused:
        desk.pathway.take(reference, "endorse", by=BU, input=answers)
    owner = desk.pathway.explain(reference, "quality_assurance").owner

    assert {"reason_required"} == {reason.code for reason in refused.value.reasons}
    assert (BU, COORDINATOR) == owner.emails
    assert "subgroup_decision.triage" == desk.do(reference, "endorse", BU).state


def test_an_upheld_interest_in_one_item_leaves_the_rest(desk: Rehearsal) -> None:
    """Shut out of one agency's return, not of the case nor of another's."""
    reference = desk.endorsed()
    desk.do(reference, "notify_panel", NOTIFIER)
    own, other = "agency_return:northern_care_alliance", "agency_return:police"
    declare(desk, reference, NURSES_REP, "withdraws_item", own)

    assert {"interest"} == refusal(desk, reference, "confirm_involvement", NURSES_REP, own)
    assert desk.step(reference, "confirm_involvement", "rep.police@example.org", other).allowed
    assert desk.step(reference, "declare_interest", NURSES_REP).allowed


def test_nobody_corrects_the_entries_of_an_item_from_which_they_are_kept(desk: Rehearsal) -> None:
    """Nor are these quoted to them, though they may correct all others."""
    reference = desk.endorsed()
    desk.do(reference, "notify_panel", NOTIFIER)
    own = "agency_return:northern_care_alliance"
    desk.do(reference, "confirm_involvement", NURSES_REP, own)
    entry = desk.pathway.history(reference)[-1].seq
    declare(desk, reference, BU, "withdraws_item", own)
    answers = {"event": entry, "field": "occurred_on", "value": "2026-03-13", "why": "A slip."}
    titles = [
        desk.pathway.schema(reference, "correct", by=by)["properties"]["event"]["titles"]
        for by in (COORDINATOR, BU)
    ]
    with pytest.raises(StepRefused) as refused:
        desk.pathway.take(reference, "correct", by=BU, input=answers)

    assert [True, False] == [str(entry) in known for known in titles]
    assert "2" in titles[1]
    assert ["event"] == [reason.path for reason in refused.value.reasons]


def test_an_upheld_interest_shuts_out_of_mail(desk: Rehearsal) -> None:
    """What was written for the representative goes to the deputy, and so does what comes later."""
    reference = submitted(desk)
    declare(desk, reference, NURSES_REP, "withdraws_case")
    desk.pathway.sweep()
    desk.clock("2026-03-24")  # Tue
    desk.pathway.sweep()
    recipients = {to for to, deadline, _ in desk.told() if deadline == "quality_assurance"}

    assert {NURSES_DEPUTY, CHAIR} == recipients


def test_mail_already_written_is_not_sent_to_who_was_shut_out(desk: Rehearsal) -> None:
    """The message waited when the interest was upheld: it is withheld."""
    reference = submitted(desk)
    desk.pathway.sweep()
    declare(desk, reference, NURSES_REP, "withdraws_case")
    desk.pathway.dispatch()
    sent = [message.to for message in desk.pathway.mail.list(state="sent")]

    assert NURSES_REP not in sent
    assert NURSES_DEPUTY in sent


def test_a_chair_who_is_shut_out_is_not_told_of_a_breach(desk: Rehearsal) -> None:
    """The escalation goes to the deputy."""
    reference = desk.endorsed()
    declare(desk, reference, CHAIR, "withdraws_case")
    desk.clock("2026-03-24")  # Tue
    desk.pathway.sweep()
    recipients = {
        to for to, deadline, _ in desk.told("breach") if deadline == "panel_notification/incident:1"
    }

    assert {BU, DEPUTY_CHAIR} == recipients
