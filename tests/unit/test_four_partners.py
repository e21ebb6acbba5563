"""
The second definition: four partners agree before the rapid review, whose days are those of a
flowchart.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date, timedelta
from typing import Any

import pytest

from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.deciding.wanted import wanted
from pathway.workflows.loading.definition_files import (
    SHIPPED,
    load,
    packaged,
    packaged_definition,
    shipped_files,
)
from tests.desk import Desk, directory, form
from tests.routes import (
    BU,
    CHAIR,
    ICB,
    LA,
    NOTIFIER,
    POLICE,
    REFERRER,
    REP,
    REVIEWER,
    in_impact,
    only,
    only_incident,
    settle_returns,
    states,
    vote,
    waive_checks,
)

EDUCATION = "partner.education@example.org"
PARTNERS = (LA, ICB, POLICE, EDUCATION)
MONDAY = date(2026, 3, 16)  # Mon; the form is of this day, awareness of Thu 12 March
DAY_0 = date(2026, 3, 18)  # Wed
NOTIFY = {"view": "notify", "reasons": "A child was seriously harmed, and neglect is suspected."}


@pytest.fixture(scope="module")
def four() -> BoundDefinition:
    """Return the definition, checked."""
    return load(packaged("four_partners"))


def proposed(four: BoundDefinition) -> Desk:
    """Return a case, of the shipped form and by the shipped people, that is before the partners."""
    desk = Desk(MONDAY, definition=four, directory=directory("education_partner"))
    desk.refer("practice_review", REFERRER)
    for step, by in (("submit", REFERRER), ("endorse", REP), ("propose_notification", BU)):
        desk.do(step, by)
    return desk


def agreed(four: BoundDefinition) -> Desk:
    """
    Return a case on whose notification all four partners agreed, the last of them on Wednesday.
    """
    desk = proposed(four)
    for partner in (LA, ICB):
        desk.do("record_view", partner, input=NOTIFY)
    desk.today = DAY_0
    for partner in (POLICE, EDUCATION):
        desk.do("record_view", partner, input=NOTIFY)
    return desk


def in_rapid_review(four: BoundDefinition) -> Desk:
    """Return a case whose rapid review began on the day of the agreement."""
    desk = agreed(four)
    desk.do("notify_panel", NOTIFIER)
    return desk


def in_sign_off(four: BoundDefinition, outcome: str) -> Desk:
    """Return a case whose rapid review the four are to sign."""
    desk = in_rapid_review(four)
    settle_returns(desk)
    desk.do("convene", BU)
    report = desk.filled("conclude_rapid_review", CHAIR) | {"recommended_outcome": outcome}
    desk.do("conclude_rapid_review", CHAIR, input=report)
    return desk


def with_panel(four: BoundDefinition, outcome: str = "no_further_review") -> Desk:
    """Return a case whose rapid review the Panel has."""
    desk = in_sign_off(four, outcome)
    vote(desk, "sign_off", *PARTNERS)
    desk.do("send_rapid_review", BU)
    return desk


def due(desk: Desk, key: str) -> set[date]:
    """Return the days on which the open duties of a key are due."""
    return {duty.due for duty in desk.case.open_deadlines(key)}


def why_not(desk: Desk, step: str, by: str, **answers: Any) -> str:
    """Return why a step is refused, in words."""
    return "; ".join(
        str(reason) for reason in getattr(desk.attempt(step, by, **answers), "reasons", ())
    )


def asked_for(desk: Desk, step: str) -> tuple[str, ...]:
    """Return the seats whose answer to a step is wanted."""
    return next(
        (answers.missing for answers in wanted(desk.definition, desk.case) if answers.step == step),
        (),
    )


def test_the_file_states_only_what_differs(four: BoundDefinition) -> None:
    """One file beside the shipped ones, which the package has; all else is theirs."""
    names = set(packaged("four_partners")) - set(packaged())
    owning = {name for name, text in shipped_files().items() if 'owns = "case"' in text}
    shipped = packaged_definition()

    assert {"four_partners.toml"} == names
    assert {f"{name}.toml" for name in SHIPPED} == owning
    assert len(packaged("four_partners")["four_partners.toml"]) < len(packaged()["review.toml"]) / 4
    assert four.hash == packaged_definition("four_partners").hash != shipped.hash
    assert shipped.forms.by_name.keys() == four.forms.by_name.keys()
    assert ("local_authority", "icb", "police", "education") == four.seats


def test_the_rapid_review_waits_for_the_agreement(four: BoundDefinition) -> None:
    """Nobody sends the notification before the fourth partner agrees; who is missing is named."""
    desk = proposed(four)
    for partner in (LA, ICB, POLICE):
        desk.do("record_view", partner, input=NOTIFY)
    asked, duties = (
        asked_for(desk, "record_view"),
        [duty.seat for duty in desk.case.open_deadlines("partner_view")],
    )
    early = why_not(desk, "notify_panel", NOTIFIER, input=desk.filled("notify_panel", NOTIFIER))
    desk.do("record_view", EDUCATION, input=NOTIFY)
    desk.do("notify_panel", NOTIFIER)

    assert (("education",), ["education"]) == (asked, duties)
    assert "still to say so with record_view: education" in early
    assert "rapid_review.gathering" == desk.case.state


def test_no_other_way_leads_into_the_rapid_review(four: BoundDefinition) -> None:
    """Neither from the draft nor from triage, as the shipped definition has it."""
    places = {
        state
        for _, step in four.steps_named("notify_panel")
        for state in four.case.states_of(step.from_)
    }

    assert {"subgroup_decision.notification", "subgroup_decision.last_word"} == places


def test_an_agreement_of_a_later_day_opens_nothing_earlier(four: BoundDefinition) -> None:
    """What was agreed on Wednesday is no reason for a notification of Tuesday."""
    desk = agreed(four)
    tuesday = DAY_0 - timedelta(days=1)
    early = why_not(
        desk, "notify_panel", NOTIFIER, on=tuesday, input=desk.filled("notify_panel", NOTIFIER)
    )

    assert "still to say so with record_view: police, education" in early


def test_the_local_authority_has_the_last_word(four: BoundDefinition) -> None:
    """With reasons; the partner who thought otherwise is kept with the incident."""
    desk = proposed(four)
    for partner in (LA, ICB, POLICE):
        desk.do("record_view", partner, input=NOTIFY)
    desk.do("record_view", EDUCATION, input={"view": "do_not_notify", "reasons": "Not serious."})
    unreasoned = desk.codes("decide_to_notify", LA)
    others = desk.codes("decide_to_notify", ICB, reason="We want to.")
    desk.do("decide_to_notify", LA)
    desk.do("notify_panel", NOTIFIER)

    assert (["reason_required"], ["not_permitted"]) == (unreasoned, others)
    assert "rapid_review.gathering" == desk.case.state
    assert ["education"] == only_incident(desk).data.get("dissent")


def test_the_last_word_may_be_taken_back(four: BoundDefinition) -> None:
    """Until the notification is sent; then the subgroup deliberates, with a day of its own."""
    desk = proposed(four)
    desk.do("decide_to_notify", LA)
    desk.do(
        "record_view",
        LA,
        input={"view": "do_not_notify", "reasons": "The hospital says otherwise."},
    )
    desk.do("decide_not_notifiable", LA)

    assert "subgroup_decision.deliberation" == desk.case.state
    assert ["running"] == states(desk, "deliberation")


def test_views_are_due_with_the_notification(four: BoundDefinition) -> None:
    """
    Five working days from awareness on Thursday 12 March, as the shipped definition has the
    notification.
    """
    desk = proposed(four)

    assert {date(2026, 3, 19)} == due(desk, "panel_notification")  # Thu
    assert {date(2026, 3, 19)} == due(desk, "partner_view")  # Thu
    assert 4 == len(desk.case.open_deadlines("partner_view"))


def test_the_days_of_the_rapid_review_are_those_of_the_flowchart(four: BoundDefinition) -> None:
    """
    Counted from Wednesday 18 March; Good Friday and Easter Monday, 3 and 6 April, are none of them.
    """
    desk = in_rapid_review(four)

    assert {date(2026, 3, 19)} == due(desk, "review_letters")  # Thu, day 1
    assert {date(2026, 3, 20)} == due(desk, "involvement")  # Fri, day 2
    assert {date(2026, 4, 1)} == due(desk, "agency_return")  # Wed, day 10
    assert {date(2026, 4, 1)} == due(desk, "executives_told")  # Wed, day 10
    assert {date(2026, 4, 1)} == due(desk, "rapid_review_meeting")  # Wed, day 10
    assert {date(2026, 4, 9)} == due(desk, "rapid_review_sign_off")  # Thu, day 14
    assert {date(2026, 4, 10)} == due(desk, "rapid_review_sent")  # Fri, day 15
    assert set() == due(desk, "agency_return_hard_stop")
    assert "agency_return:education_inclusion" in desk.case.items


def test_its_facts_meet_its_duties(four: BoundDefinition) -> None:
    """Letters out on day 1, the executives told on day 2."""
    desk = in_rapid_review(four)
    desk.today = date(2026, 3, 19)  # Thu
    desk.do("record_fact", BU, input={"fact": "review_letters_sent"})
    desk.today = date(2026, 3, 20)  # Fri
    desk.do("record_fact", BU, input={"fact": "executives_told"})

    assert ("met", date(2026, 3, 19)) == (
        only(desk, "review_letters").state,
        only(desk, "review_letters").met_on,
    )
    assert ("met", date(2026, 3, 20)) == (
        only(desk, "executives_told").state,
        only(desk, "executives_told").met_on,
    )


def test_the_shipped_definition_is_as_it_was() -> None:
    """
    Also with education's partner in the directory: returns by day 8, the meeting by day 12, no
    agreement before.
    """
    desk = Desk(MONDAY, directory=directory("education_partner"))
    desk.refer("practice_review", REFERRER)
    for step, by in (("submit", REFERRER), ("endorse", REP), ("notify_panel", NOTIFIER)):
        desk.do(step, by)

    assert {date(2026, 3, 26)} == due(desk, "agency_return")  # Thu, day 8
    assert {date(2026, 4, 1)} == due(desk, "rapid_review_meeting")  # Wed, day 12
    assert "rapid_review.gathering" == desk.case.state


def test_the_rapid_review_is_signed_by_four(four: BoundDefinition) -> None:
    """The fourth signature is wanted; a dissent of one is sent with it."""
    desk = in_sign_off(four, "no_further_review")
    vote(desk, "sign_off", LA, ICB, POLICE)
    early, asked = why_not(desk, "send_rapid_review", BU), asked_for(desk, "sign_off")
    desk.do("dissent", EDUCATION)
    desk.do("send_rapid_review", BU)

    assert "still to sign or dissent: education" in early
    assert ("education",) == asked
    assert ["education"] == desk.case.memory.get("dissent", {}).get("send_rapid_review")


def test_a_case_without_a_review_ends(four: BoundDefinition) -> None:
    """By four votes, of which the fourth is wanted and is the step; closed a year later."""
    desk = with_panel(four)
    vote(desk, "conclude_without_review", LA, ICB, POLICE)
    before, asked = desk.case.state, asked_for(desk, "conclude_without_review")
    duties = {duty.seat: duty.due for duty in desk.case.open_deadlines("vote")}
    desk.do("conclude_without_review", EDUCATION)
    after = desk.case.state
    in_impact(desk)
    waive_checks(desk)
    desk.do("accept_impact", CHAIR)

    assert ("rapid_review.panel_response", ("education",)) == (before, asked)
    assert {
        "education": date(2026, 3, 23)
    } == duties  # Mon, three working days after the first vote
    assert "action_plan.drafting" == after
    assert ("closed", "completed") == (desk.case.state, desk.case.outcome)


def test_a_practice_review_of_four_ends(four: BoundDefinition) -> None:
    """
    Commissioned and approved by four votes each, published after its seven working days, accepted
    by a partner.
    """
    desk = with_panel(four, "cspr")
    vote(desk, "commission_cspr", *PARTNERS)
    desk.do("appoint_reviewer", EDUCATION)
    settle_returns(desk)
    for step in ("complete_fieldwork", "submit_report"):
        desk.do(step, REVIEWER)
    vote(desk, "approve_report", LA, ICB, EDUCATION)
    before = desk.case.state
    desk.do("approve_report", POLICE)
    in_impact(desk)
    desk.do("send_copies", BU, "publication")
    desk.today = desk.today + timedelta(days=14)
    desk.do("publish", BU, "publication")
    waive_checks(desk)
    desk.do("accept_impact", EDUCATION)

    assert "cspr.approval" == before
    assert ("closed", "completed") == (desk.case.state, desk.case.outcome)


@pytest.mark.parametrize("kind", ["practice_review", "serious_offence", "good_outcome"])
def test_the_shipped_forms_open_its_cases(four: BoundDefinition, kind: str) -> None:
    """Of each kind, as they are."""
    answers = form(kind)
    opener = {"practice_review": REFERRER, "serious_offence": "referrer.yjs@example.org"}
    desk = Desk(answers["referred_on"], definition=four)
    desk.refer(answers, opener.get(kind, "referrer.education@example.org"))

    assert ("draft", kind) == (desk.case.state, desk.case.kind)


def test_each_rule_of_the_file_has_its_source(four: BoundDefinition) -> None:
    """A duty in its own words; the charts that the rest follows are named in the file."""
    text = packaged("four_partners")["four_partners.toml"]
    own = [four.deadlines[rule["key"]].source for rule in tomllib.loads(text)["deadline"]]
    comments = [line for line in text.splitlines() if line.startswith("#")]

    assert ["Devon's flowchart", "Our default"] == sorted(
        {re.split("[,:]", source)[0] for source in own}
    )
    assert ["Our default: one cycle of subgroup meetings; the flowchart gives no day."] == [
        source for source in own if not source.startswith("Devon's flowchart")
    ]
    assert 2 == sum("https://www." in line for line in comments)
    assert any("Children Act 2004 section 16C(1)" in line for line in comments)
