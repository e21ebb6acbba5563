"""Whom a duty names may do what meets it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from pathway.workflows.history.deadline import Deadline
from pathway.workflows.people.in_charge import for_deadline
from pathway.workflows.people.recipients import recipients
from tests.desk import Desk
from tests.routes import (
    BU,
    CHAIR,
    COORDINATOR,
    LA,
    POLICE,
    approved,
    before_partners,
    in_triage,
    local_plan,
    only,
)

REP = "rep.police@example.org"
OWNER = "author.camhs@example.org"


def named(desk: Desk, deadline: Deadline) -> list[str]:
    """Return the emails of those whom a duty names."""
    return [
        post.email
        for post in for_deadline(desk.definition, desk.case, deadline, desk.directory).people
    ]


def test_whoever_was_asked_may_record_the_answer() -> None:
    """To what they were asked themselves; the business unit and the chair may record any."""
    desk = in_triage()
    desk.do("request_information", BU, input={"asked_of": "police", "what": "The log."})
    desk.do("request_information", BU, input={"asked_of": "housing", "what": "The file."})
    answer = {"request": "information_request", "answer": "Here."}

    assert REP in named(desk, desk.case.deadlines["information_request"])
    assert [] == desk.codes("answer_information", REP, input=answer)
    assert ["input"] == desk.codes(
        "answer_information", REP, input=answer | {"request": "information_request.2"}
    )
    assert ["not_permitted"] == desk.codes(
        "answer_information", "rep.camhs@example.org", input=answer
    )


def test_once_evidence_is_in_the_action_is_whose_who_may_verify_it() -> None:
    """The owner of an action is named until then, and again where the evidence is rejected."""
    desk = local_plan()
    desk.do("add_action", BU, input=desk.filled("add_action", BU) | {"owner": OWNER})
    desk.do("agree_plan", CHAIR)
    desk.do("start", OWNER, "action:1")
    assert [OWNER] == named(desk, only(desk, "action"))

    desk.do("submit_evidence", OWNER, "action:1")

    assert ["rep.camhs@example.org"] == named(desk, only(desk, "action"))
    assert [] == desk.codes(
        "verify", "rep.camhs@example.org", "action:1", input={"seen": "The audit."}
    )
    desk.do("reject_evidence", BU, "action:1")
    assert [OWNER] == named(desk, only(desk, "action"))


def test_a_partner_whom_the_duty_to_publish_names_may_publish() -> None:
    """The duty of six months is the partners'; the business unit may do it for them."""
    desk = approved()
    desk.do("send_copies", BU, "publication")
    desk.today += timedelta(days=30)

    assert LA in named(desk, only(desk, "cspr_publication"))
    for person in (LA, BU):
        assert [] == desk.codes(
            "publish", person, "publication", input=desk.filled("publish", person, "publication")
        )


def test_an_alarm_goes_to_nobody_who_is_withdrawn_from_the_item() -> None:
    """
    With no partner of a seat left the coordinator hears of it, not the manager who is kept from the
    incident.
    """
    desk = before_partners()
    duty = desk.case.deadlines["partner_view/incident:1/police"]
    desk.directory = replace(
        desk.directory,
        absent=frozenset(desk.number(email) for email in (POLICE, "delegate.police@example.org")),
    )
    desk.do("declare_interest", BU)
    decision = {
        "interest": "interest:1",
        "outcome": "withdraws_item",
        "item": "incident:1",
        "reasons": "A relative.",
    }
    desk.do("decide_interest", CHAIR, input=decision)

    people = recipients(desk.definition, desk.case, duty.owner, desk.directory, duty)

    assert [COORDINATOR] == [post.email for post in people]
