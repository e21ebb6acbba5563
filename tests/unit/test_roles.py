"""Who may take a step, and who steps in where nobody is left."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pathway.workflows.attempts.directory import Appointment, Directory
from pathway.workflows.history.events import Event
from tests.desk import Desk, form
from tests.routes import (
    BU,
    CHAIR,
    COORDINATOR,
    DEPUTY_CHAIR,
    LA,
    MONDAY,
    NOTIFIER,
    REFERRER,
    REP,
    before_partners,
    in_local_review,
    in_practice_review,
    in_rapid_review,
    in_triage,
    local_plan,
    referred,
    settle_returns,
)

SECOND_REP = "deputy.nca@example.org"


def test_somebody_holds_any_of_some_roles() -> None:
    """In whatever agency; whoever is unknown holds none."""
    desk = referred()
    directory, chair = desk.directory, desk.number(CHAIR)

    assert [True, True, False] == [
        directory.holds(chair, *roles) for roles in (("chair",), ("bu", "chair"), ("bu", "rep"))
    ]
    assert not directory.holds(99_999, "chair")


def without(desk: Desk, *emails: str) -> Desk:
    """Take people out of the directory."""
    left = tuple(
        appointment
        for appointment in desk.directory.appointments
        if appointment.email not in emails
    )
    return replace(desk, directory=Directory(left))


def submitted(by: str = REFERRER, **changes: Any) -> Desk:
    """Return a submitted referral."""
    desk = referred(**changes)
    desk.do("submit", by)
    return desk


def endorsing(desk: Desk, by: str, **answers: Any) -> list[str]:
    """Return what stands against an endorsement."""
    return desk.codes("endorse", by, input=form_checked(), **answers)


def form_checked() -> dict[str, str]:
    """Return a quality assurance checklist, every question answered."""
    questions = (
        "child_at_the_centre",
        "facts_are_clear",
        "criteria_considered",
        "multi_agency_learning",
        "siblings_considered",
        "only_essential_personal_data",
        "staff_supported",
    )
    return dict.fromkeys(questions, "yes")


def test_the_representative_endorses() -> None:
    """Of the referring agency, first or deputy; nobody else while there is one."""
    desk = submitted()

    assert [] == endorsing(desk, REP)
    assert [] == endorsing(desk, SECOND_REP)
    assert ["not_permitted"] == endorsing(desk, "rep.police@example.org")
    assert ["not_permitted"] == endorsing(desk, BU)


def test_an_act_by_a_deputy_is_recorded_as_one() -> None:
    """Order 2 and later are deputies."""
    first, second = submitted(), submitted()
    first.do("endorse", REP)
    second.do("endorse", SECOND_REP)

    assert (False, True) == (first.events[-1].deputy, second.events[-1].deputy)


def test_who_opened_or_submitted_does_not_endorse() -> None:
    """
    The person who opened the case does not endorse it, nor who submitted it, be it an earlier time.
    """
    desk = Desk(form("practice_review")["referred_on"])
    desk.refer("practice_review", REP)
    desk.do("submit", REP)
    assert ["not_permitted"] == endorsing(desk, REP)
    again = submitted(BU)
    again.do("return_to_referrer", REP)
    again.do("submit", REFERRER)

    assert [] == endorsing(again, REP)
    assert ["not_permitted"] == endorsing(again, BU)


def test_where_all_representatives_are_barred_the_business_unit_gives_reasons() -> None:
    """
    Reps exist, but the one left has opened the case: the business unit acts in their place, and
    says why.
    """
    desk = without(Desk(form("practice_review")["referred_on"]), SECOND_REP)
    desk.refer("practice_review", REP)
    desk.do("submit", REP)

    assert ["reason_required"] == endorsing(desk, BU)
    assert [] == endorsing(desk, BU, reason="The only representative wrote the referral.")
    assert "reason" in desk.schema("endorse", BU)["required"]


def test_an_agency_without_a_representative_is_quality_assured_by_the_business_unit() -> None:
    """A school, a GP or a coroner has none: that needs no reasons."""
    desk = Desk(MONDAY)
    desk.refer(
        form("practice_review") | {"agency": "high_school"}, REFERRER, confirmed=("unlisted",)
    )
    desk.do("submit", REFERRER)

    assert [] == endorsing(desk, BU)
    assert "reason" not in desk.schema("endorse", BU)["properties"]


def test_the_business_units_part_falls_to_the_chair() -> None:
    """Without a business unit the chair acts."""
    desk = without(in_triage(), BU, COORDINATOR)
    answers = desk.filled("put_to_subgroup", CHAIR)

    assert [] == desk.codes("put_to_subgroup", CHAIR, input=answers)
    assert ["not_permitted"] == in_triage().codes("put_to_subgroup", CHAIR, input=answers)


def test_the_chairs_part_falls_to_a_partner() -> None:
    """Without a chair a partner decides."""
    desk = without(
        in_triage(possible_serious_incident=False, local_authority_aware_on=None),
        CHAIR,
        DEPUTY_CHAIR,
    )

    assert [] == desk.codes("withdraw", LA, reason="Settled.")


def test_the_notifiers_part_falls_to_the_local_authoritys_partner() -> None:
    """No other partner sends a notification."""
    desk = without(in_triage(), NOTIFIER, "notifier.two@example.org")
    answers = desk.filled("notify_panel", LA)

    assert [] == desk.codes("notify_panel", LA, input=answers)
    assert ["not_permitted"] == desk.codes("notify_panel", "partner.icb@example.org", input=answers)


def test_a_partners_part_falls_to_the_delegates() -> None:
    """With none left the step waits."""
    desk = without(before_partners(), LA)
    answers = {"view": "notify", "reasons": "Harm."}

    assert [] == desk.codes("record_view", "delegate.la@example.org", input=answers)
    assert ["not_permitted"] == without(desk, "delegate.la@example.org").codes(
        "record_view", NOTIFIER, input=answers
    )


def test_without_a_reviewer_nobody_is_appointed() -> None:
    """The guard says what to do."""
    desk = without(in_practice_review(), "reviewer@example.net")

    assert "guard.reviewer_known" in desk.codes("appoint_reviewer", LA)


def test_who_concluded_the_meeting_does_not_accept_the_report() -> None:
    """The deputy does, or a partner where there is none."""
    desk = in_local_review()
    settle_returns(desk)
    desk.do("convene", BU)
    desk.do("conclude_meeting", CHAIR)
    answers = desk.filled("accept_report", DEPUTY_CHAIR)

    assert ["not_permitted"] == desk.codes("accept_report", CHAIR, input=answers)
    assert [] == desk.codes("accept_report", DEPUTY_CHAIR, input=answers)
    assert ["not_permitted"] == desk.codes("accept_report", LA, input=answers)
    assert [] == without(desk, DEPUTY_CHAIR).codes("accept_report", LA, input=answers)


def test_who_submitted_a_return_does_not_accept_it() -> None:
    """The agency's other representative does; else the business unit, with reasons."""
    desk = in_rapid_review()
    item = "agency_return:nhs_gm_icb"
    rep = "rep.icb@example.org"
    desk.do("confirm_involvement", rep, item)
    desk.do("submit_return", rep, item)

    assert ["not_permitted"] == desk.codes("accept_return", rep, item)
    assert ["reason_required"] == desk.codes("accept_return", BU, item)
    assert [] == desk.codes("accept_return", BU, item, reason="There is one representative only.")


def test_an_author_writes_for_the_own_agency() -> None:
    """The author of another agency does not."""
    desk = in_rapid_review()
    desk.do("confirm_involvement", "rep.police@example.org", "agency_return:police")
    answers = desk.filled("submit_return", "author.police@example.org", "agency_return:police")

    assert [] == desk.codes(
        "submit_return", "author.police@example.org", "agency_return:police", input=answers
    )
    assert ["not_permitted"] == desk.codes(
        "submit_return", "author.camhs@example.org", "agency_return:police", input=answers
    )


def planned(owner: str) -> Desk:
    """Return a plan with one action of that owner, its evidence submitted."""
    desk = local_plan()
    desk.do("add_action", BU, input=desk.filled("add_action", BU) | {"owner": owner})
    desk.do("start", owner, "action:1")
    desk.do("submit_evidence", owner, "action:1")
    return desk


def test_nobody_verifies_an_action_of_their_own() -> None:
    """
    Not as representative, nor as business unit; those who hold their own role need no reasons.
    """
    rep, unit = planned("rep.icb@example.org"), planned(BU)
    answers = {"seen": "The new form."}

    assert ["not_permitted"] == rep.codes(
        "verify", "rep.icb@example.org", "action:1", input=answers
    )
    assert [] == rep.codes("verify", BU, "action:1", input=answers)
    assert ["not_permitted"] == unit.codes("verify", BU, "action:1", input=answers)
    assert [] == unit.codes("verify", COORDINATOR, "action:1", input=answers)


def test_only_the_owner_carries_an_action_out() -> None:
    """Whatever their role in the directory."""
    desk = local_plan()
    desk.do("add_action", BU, input=desk.filled("add_action", BU) | {"owner": REFERRER})

    assert ["not_permitted"] == desk.codes("start", BU, "action:1")
    assert [] == desk.codes("start", REFERRER, "action:1")


def test_the_referrer_is_who_opened_the_case_and_who_holds_the_role_there() -> None:
    """Whatever role the opener has; never another agency's referrer."""
    desk = Desk(form("practice_review")["referred_on"])
    desk.refer("practice_review", BU)

    assert [] == desk.codes("submit", BU)
    assert ["not_permitted"] == desk.codes("submit", "referrer.yjs@example.org")
    assert [] == desk.codes("submit", REFERRER)


@pytest.mark.parametrize(
    "step", ["declare_interest", "put_to_subgroup", "record_fact", "note", "notify_panel"]
)
def test_a_scrutineer_changes_nothing(step: str) -> None:
    """They read everything."""
    assert "not_permitted" in in_triage().codes(step, "scrutineer@example.org", reason="Looked at.")


def test_the_business_unit_may_open_a_case_and_a_chair_may_not() -> None:
    """From a copy of a notification, say."""
    desk = Desk(form("practice_review")["referred_on"])

    assert [] == desk.codes("refer", BU, input=form("practice_review"))
    assert ["not_permitted"] == desk.codes("refer", CHAIR, input=form("practice_review"))


def test_the_chair_notes_only_what_is_due() -> None:
    """A note of the chair is a review of the plan or a check on a national review, and says so."""
    desk = local_plan()
    assert "guard.may_note" in desk.codes("note", CHAIR, input={"text": "Seen."})
    desk.do("add_action", BU)
    desk.do("agree_plan", CHAIR)

    assert ["input"] == desk.codes("note", CHAIR, input={"text": "Seen."})
    assert [] == desk.codes("note", CHAIR, input={"text": "Seen.", "meets": "plan_review"})
    assert [] == desk.codes("note", BU, input={"text": "Seen."})


def test_one_person_may_hold_several_posts() -> None:
    """The role they hold themselves comes before one that falls to them."""
    both = Appointment(90, "both@example.org", "Both", "sscp", ("bu", "chair"), 3)
    desk = in_triage()
    desk.directory = Directory((*desk.directory.appointments, both))

    event = desk.attempt("note", "both@example.org", input={"text": "Seen."})

    assert isinstance(event, Event)
    assert "bu" == event.role
