"""
One answer to who: whoever may take a step is whom the duty names and who gets its mail, and a
refusal says who.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from pathway.workflows.attempts.directory import Directory
from pathway.workflows.people.holders import holder
from pathway.workflows.people.in_charge import for_deadline, in_charge
from pathway.workflows.people.recipients import recipients
from pathway.workflows.people.roles import RoleContext
from tests.counted_calls import counted_calls
from tests.desk import Desk, form
from tests.routes import (
    BU,
    CHAIR,
    COORDINATOR,
    DEPUTY_CHAIR,
    ICB,
    LA,
    MONDAY,
    NOTIFIER,
    POLICE,
    REFERRER,
    REP,
    away,
    before_partners,
    gone,
    in_local_review,
    in_rapid_review,
    in_sign_off,
    in_triage,
    not_serious,
    referred,
    reply,
    settle_returns,
    vote,
    with_panel,
)

SECOND_NOTIFIER, SECOND_REP = "notifier.two@example.org", "deputy.nca@example.org"
DELEGATE_LA, DELEGATE_ICB = "delegate.la@example.org", "delegate.icb@example.org"
POLICE_REP, POLICE_MAILBOX = "rep.police@example.org", "reviews.police@example.org"
QUIET: dict[str, Any] = {"possible_serious_incident": False, "local_authority_aware_on": None}


def shut_out(desk: Desk, *emails: str) -> Desk:
    """Let people declare an interest that is upheld."""
    for email in emails:
        desk.do("declare_interest", email)
        judge = next(
            email
            for email in (CHAIR, DEPUTY_CHAIR, LA, ICB, POLICE)
            if email not in emails and may_judge(desk, email)
        )
        answers = desk.filled("decide_interest", judge) | {"outcome": "withdraws_case"}
        desk.do("decide_interest", judge, input=answers)
    return desk


def may_judge(desk: Desk, email: str) -> bool:
    """Return whether somebody may decide on the interest that waits."""
    answers = desk.filled("decide_interest", email) | {"outcome": "withdraws_case"}
    return not desk.codes("decide_interest", email, input=answers)


LEFT: list[Callable[..., Desk]] = [away, gone, shut_out]


def named(desk: Desk, deadline: str) -> list[str]:
    """Return whose duty it is."""
    people = for_deadline(desk.definition, desk.case, desk.case.deadlines[deadline], desk.directory)
    return [post.email for post in people.people]


def mailed(desk: Desk, deadline: str) -> list[str]:
    """Return who gets its mail."""
    duty = desk.case.deadlines[deadline]
    return [
        post.email
        for post in recipients(desk.definition, desk.case, duty.owner, desk.directory, duty)
    ]


def may(desk: Desk, step: str, email: str, item: str | None = None) -> bool:
    """Return whether the person may take the step, whatever its input."""
    codes = desk.codes(step, email, item, reason="As agreed.")
    return not {"not_permitted", "interest"} & {*codes}


def chain(
    desk: Desk, deadline: str, step: str, item: str | None = None
) -> tuple[list[str], list[str], list[str]]:
    """Return who is named, who is mailed, and who of those may take the step."""
    people = named(desk, deadline)
    return (
        people,
        mailed(desk, deadline),
        [email for email in people if may(desk, step, email, item)],
    )


# ---- the notifier --------------------------------------------------------------------------------

SIN = "panel_notification/incident:1"


@pytest.mark.parametrize("left", LEFT)
def test_with_the_notifier_gone_the_second_one_is_asked(left: Callable[..., Desk]) -> None:
    """And mailed, and may notify; the first may not."""
    desk = left(in_triage(), NOTIFIER)

    assert ([SECOND_NOTIFIER], [SECOND_NOTIFIER], [SECOND_NOTIFIER]) == chain(
        desk, SIN, "notify_panel"
    )
    assert gone is left or not may(desk, "notify_panel", NOTIFIER)


@pytest.mark.parametrize("left", LEFT)
def test_with_every_notifier_gone_the_local_authority_s_partner_notifies(
    left: Callable[..., Desk],
) -> None:
    """With the delegate behind them; nobody else does, and nobody else is mailed."""
    desk = left(in_triage(), NOTIFIER, SECOND_NOTIFIER)

    partners = [LA, DELEGATE_LA]
    assert (partners, [LA], partners) == chain(desk, SIN, "notify_panel")
    assert not may(desk, "notify_panel", BU)
    assert not may(desk, "notify_panel", ICB)


@pytest.mark.parametrize("left", LEFT)
def test_with_the_partner_gone_too_the_delegate_notifies(left: Callable[..., Desk]) -> None:
    """As somebody in whose hands it is."""
    desk = left(in_triage(), NOTIFIER, SECOND_NOTIFIER, LA)

    assert ([DELEGATE_LA], [DELEGATE_LA], [DELEGATE_LA]) == chain(desk, SIN, "notify_panel")


@pytest.mark.parametrize("left", [away, gone])
def test_with_nobody_left_the_business_unit_is_alarmed(left: Callable[..., Desk]) -> None:
    """It may not notify; the refusal says how somebody comes to be there."""
    desk = left(in_triage(), NOTIFIER, SECOND_NOTIFIER, LA, DELEGATE_LA)

    assert ([], [BU], []) == chain(desk, SIN, "notify_panel")
    assert "nobody is left who may act: `pathway people import` adds somebody" in str(
        desk.attempt("notify_panel", BU)
    )


# ---- the chair -----------------------------------------------------------------------------------


@pytest.mark.parametrize("left", LEFT)
def test_with_the_chair_gone_the_deputy_decides(left: Callable[..., Desk]) -> None:
    """Nobody gives reasons for it."""
    desk = left(not_serious(), CHAIR)

    people = ([DEPUTY_CHAIR], [DEPUTY_CHAIR], [DEPUTY_CHAIR])
    assert people == chain(desk, "deliberation", "decide_no_further_action")


@pytest.mark.parametrize("left", LEFT)
def test_with_both_chairs_gone_a_partner_decides(left: Callable[..., Desk]) -> None:
    """Every partner is asked, the first of each agency is mailed."""
    desk = left(not_serious(), CHAIR, DEPUTY_CHAIR)

    people, mail, allowed = chain(desk, "deliberation", "decide_no_further_action")
    assert people == allowed
    assert [LA, ICB, POLICE] == mail


# ---- the representative --------------------------------------------------------------------------


def submitted_by(opener: str) -> Desk:
    """Return a referral that waits for quality assurance, opened and submitted by somebody."""
    desk = Desk(MONDAY)
    answers = {
        name: value
        for name, value in (form("practice_review") | QUIET).items()
        if value is not None
    }
    desk.refer(answers, opener)
    desk.do("submit", opener)
    return desk


def test_the_representative_who_opened_the_case_is_neither_asked_nor_mailed() -> None:
    """The deputy is."""
    desk = submitted_by(REP)

    assert ([SECOND_REP], [SECOND_REP], [SECOND_REP]) == chain(desk, "quality_assurance", "endorse")
    assert not may(desk, "endorse", REP)


def test_the_refusal_names_the_deputy() -> None:
    """By email, with what keeps the person from it."""
    refusal = str(submitted_by(REP).attempt("endorse", REP))

    assert "you took part in this, so somebody else must take this step" in refusal
    assert f"this is for the representative (deputy {SECOND_REP})" in refusal


@pytest.mark.parametrize("left", LEFT)
def test_with_no_representative_left_the_business_unit_is_asked(left: Callable[..., Desk]) -> None:
    """With reasons, since there are representatives; they are told so."""
    desk = left(submitted_by(REP), SECOND_REP)

    assert ([BU, COORDINATOR], [BU], [BU, COORDINATOR]) == chain(
        desk, "quality_assurance", "endorse"
    )
    assert f"this is for the business unit ({BU}, deputy {COORDINATOR}), with reasons" in str(
        desk.attempt("endorse", REP)
    )


def test_an_endorsement_in_their_place_needs_a_reason() -> None:
    """Without reasons it is refused."""
    desk = away(submitted_by(REFERRER), REP, SECOND_REP)

    assert "reason_required" in desk.codes("endorse", BU)


def test_whoever_opened_it_for_a_school_leaves_it_to_another_of_the_business_unit() -> None:
    """
    A school has no representative: the business unit's manager opened it, the coordinator looks at
    it.
    """
    desk = Desk(MONDAY)
    answers = {
        name: value
        for name, value in (form("practice_review") | QUIET).items()
        if value is not None
    }
    desk.refer(answers | {"agency": "high_school"}, BU, confirmed=("unlisted",))
    desk.do("submit", BU)

    assert ([COORDINATOR], [COORDINATOR], [COORDINATOR]) == chain(
        desk, "quality_assurance", "endorse"
    )


@pytest.mark.parametrize("left", LEFT)
def test_a_return_is_the_next_representative_s(left: Callable[..., Desk]) -> None:
    """Of that agency alone."""
    desk = left(in_rapid_review(), POLICE_REP)
    item = "agency_return:police"

    people = ([POLICE_MAILBOX], [POLICE_MAILBOX], [POLICE_MAILBOX])
    assert people == chain(desk, f"involvement/{item}", "confirm_involvement", item)
    assert "rep.icb@example.org" in named(desk, "involvement/agency_return:nhs_gm_icb")


def test_an_interest_in_one_return_leaves_the_others() -> None:
    """It is the deputy's there, and the representative's elsewhere."""
    desk = in_rapid_review()
    item = "agency_return:police"
    desk.do("declare_interest", POLICE_REP)
    answers = desk.filled("decide_interest", CHAIR) | {"outcome": "withdraws_item", "item": item}
    desk.do("decide_interest", CHAIR, input=answers)

    assert (
        [POLICE_MAILBOX]
        == named(desk, f"involvement/{item}")
        == mailed(desk, f"involvement/{item}")
    )
    assert not may(desk, "confirm_involvement", POLICE_REP, item)
    assert may(desk, "declare_interest", POLICE_REP)


def test_who_submitted_a_return_is_not_asked_to_accept_it() -> None:
    """The agency's other representative is."""
    desk = in_rapid_review()
    item = "agency_return:police"
    desk.do("confirm_involvement", POLICE_REP, item)
    desk.do("submit_return", POLICE_REP, item)

    people = ([POLICE_MAILBOX], [POLICE_MAILBOX], [POLICE_MAILBOX])
    assert people == chain(desk, f"agency_return/{item}", "accept_return", item)


# ---- the business unit ---------------------------------------------------------------------------


@pytest.mark.parametrize("left", LEFT)
def test_with_the_business_unit_gone_the_chair_does_its_part(left: Callable[..., Desk]) -> None:
    """An interest of the manager's leaves the coordinator; of both, the chair."""
    desk = left(in_triage(), BU)
    assert ([COORDINATOR], [COORDINATOR], [COORDINATOR]) == chain(desk, "triage", "put_to_subgroup")
    desk = left(in_triage(), BU, COORDINATOR)

    chairs = [CHAIR, DEPUTY_CHAIR]
    assert (chairs, [CHAIR], chairs) == chain(desk, "triage", "put_to_subgroup")


def test_an_alarm_goes_to_nobody_who_is_shut_out() -> None:
    """
    The notifiers and their partners are away, and the manager of the business unit has an interest.
    """
    desk = shut_out(in_triage(), BU)
    away(desk, NOTIFIER, SECOND_NOTIFIER, LA, DELEGATE_LA)

    assert [COORDINATOR] == mailed(desk, SIN)


def test_an_alarm_with_the_business_unit_gone_goes_to_the_chair() -> None:
    """And not to nobody."""
    desk = shut_out(in_triage(), BU)
    away(desk, NOTIFIER, SECOND_NOTIFIER, LA, DELEGATE_LA, COORDINATOR, CHAIR)

    assert [DEPUTY_CHAIR] == mailed(desk, SIN)


# ---- the partners --------------------------------------------------------------------------------


@pytest.mark.parametrize("left", LEFT)
def test_a_view_is_the_delegate_s_where_the_partner_is_gone(left: Callable[..., Desk]) -> None:
    """Each seat has a duty of its own."""
    desk = left(before_partners(), ICB)

    people = ([DELEGATE_ICB], [DELEGATE_ICB], [DELEGATE_ICB])
    assert people == chain(desk, "partner_view/incident:1/icb", "record_view")
    assert [POLICE] == mailed(desk, "partner_view/incident:1/police")


def test_only_those_who_have_not_signed_are_asked_to_sign() -> None:
    """After two signatures the police alone are named and mailed."""
    desk = in_sign_off()
    desk.do("sign_off", LA)
    desk.do("dissent", ICB)

    assert [POLICE] == mailed(desk, "rapid_review_sign_off")
    assert not {LA, ICB} & {*named(desk, "rapid_review_sign_off")}


def test_only_those_who_have_not_answered_the_panel_are_asked() -> None:
    """Once a round of answers is open."""
    desk = with_panel()
    reply(desk, "recommends_cspr")
    assert [LA, ICB, POLICE] == mailed(desk, "panel_decision")

    vote(desk, "commission_cspr", ICB)

    assert [LA, POLICE] == mailed(desk, "panel_decision")


# ---- whoever is away -----------------------------------------------------------------------------


def test_whoever_is_away_learns_how_to_return() -> None:
    """They may not act meanwhile."""
    refusal = str(away(in_triage(), NOTIFIER).attempt("notify_panel", NOTIFIER))

    assert "you are recorded as away; `pathway people absent EMAIL --end`" in refusal
    assert SECOND_NOTIFIER in refusal


def test_whoever_is_back_is_asked_again() -> None:
    """The first before the second."""
    desk = away(in_triage(), NOTIFIER)
    away(desk)

    assert [NOTIFIER] == mailed(desk, SIN)
    assert may(desk, "notify_panel", NOTIFIER)


@pytest.mark.parametrize("left", [away, gone])
def test_a_referrer_who_is_gone_leaves_the_revision_to_the_business_unit(
    left: Callable[..., Desk],
) -> None:
    """The returned referral is nobody's otherwise."""
    desk = referred(**QUIET)
    desk.do("submit", REFERRER)
    desk.do("return_to_referrer", REP)
    left(desk, REFERRER)

    assert (BU, BU) == (named(desk, "revision")[0], mailed(desk, "revision")[0])
    assert may(desk, "submit", BU)


def concluded() -> Desk:
    """Return a local review whose meeting the chair has concluded."""
    desk = in_local_review()
    settle_returns(desk)
    desk.do("convene", BU)
    desk.do("conclude_meeting", CHAIR)
    return desk


def test_whoever_concluded_the_meeting_is_not_asked_to_accept_the_report() -> None:
    """The chair did: the deputy is asked, and without one a partner."""
    deputy = ([DEPUTY_CHAIR], [DEPUTY_CHAIR], [DEPUTY_CHAIR])
    assert deputy == chain(concluded(), "local_report", "accept_report")
    people, mail, allowed = chain(gone(concluded(), DEPUTY_CHAIR), "local_report", "accept_report")

    assert people == allowed
    assert [LA, ICB, POLICE] == mail


def held(desk: Desk, deadline: str, person: str) -> Desk:
    """Let somebody have taken a duty on."""
    number = desk.number(person)
    desk.directory = replace(desk.directory, held={(desk.case.reference, deadline): number})
    return desk


def test_whoever_has_taken_a_duty_on_comes_first() -> None:
    """In the duty and in its mail; the others stay in charge, and the holder is known."""
    desk = held(in_rapid_review(), "rapid_review_sent", COORDINATOR)
    duty = desk.case.deadlines["rapid_review_sent"]
    people = for_deadline(desk.definition, desk.case, duty, desk.directory).people
    mailed = recipients(desk.definition, desk.case, duty.owner, desk.directory, duty)
    holding = holder(desk.definition, desk.case, duty, desk.directory)

    assert [COORDINATOR, BU] == [post.email for post in people]
    assert [COORDINATOR] == [post.email for post in mailed]
    assert holding is not None
    assert COORDINATOR == holding.email


def test_an_escalation_does_not_go_to_whoever_did_not_do_it() -> None:
    """What is escalated to the role that owns the duty goes to the first of it."""
    desk = held(in_rapid_review(), "rapid_review_sent", COORDINATOR)
    duty = desk.case.deadlines["rapid_review_sent"]
    mailed = recipients(
        desk.definition, desk.case, duty.owner, desk.directory, duty, escalates=True
    )

    assert [BU] == [post.email for post in mailed]


@pytest.mark.parametrize("keep", [away, gone, shut_out])
def test_whoever_may_not_act_holds_nothing(keep: Callable[..., Desk]) -> None:
    """Away, removed or barred, they have given the task back."""
    desk = keep(held(in_rapid_review(), "rapid_review_sent", COORDINATOR), COORDINATOR)
    duty = desk.case.deadlines["rapid_review_sent"]
    people = for_deadline(desk.definition, desk.case, duty, desk.directory).people

    assert None is holder(desk.definition, desk.case, duty, desk.directory)
    assert [BU] == [post.email for post in people]


def test_who_is_kept_out_is_asked_once_for_all_who_hold_a_role() -> None:
    """Not of each of them, however many there are."""
    desk = in_triage()
    few, case = desk.directory, desk.case
    unit = few.holders("bu")[0]
    more = [replace(unit, person=1000 + n, email=f"bu.{n}@example.org") for n in range(200)]
    many = replace(few, appointments=(*few.appointments, *more))

    def asked(directory: Directory) -> int:
        context = RoleContext(desk.definition, case, None, directory=directory)
        directory.holders("bu")  # which the directory keeps by their roles
        calls = counted_calls(lambda: in_charge(context, "bu"))
        # A generator is called once more for each of them.
        return sum(count for name, count in calls.items() if name != "<genexpr>")

    assert asked(few) == asked(many)
