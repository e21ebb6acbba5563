"""Whom a duty names may do what meets it."""

from __future__ import annotations

from datetime import timedelta

from pathway.workflows.case import Deadline
from pathway.workflows.in_charge import for_deadline
from tests.desk import Desk
from tests.routes import BU, CHAIR, LA, approved, in_triage, local_plan, only

POLICE = "rep.police@example.org"
OWNER = "author.camhs@example.org"


def named(desk: Desk, deadline: Deadline) -> list[str]:
    """Return the emails of those whom a duty names."""
    return [post.email for post in for_deadline(desk.definition, desk.case, deadline, desk.directory).people]


def test_whoever_was_asked_may_record_the_answer() -> None:
    """To what they were asked themselves; the business unit and the chair may record any."""
    desk = in_triage()
    desk.do("request_information", BU, input={"asked_of": "police", "what": "The log."})
    desk.do("request_information", BU, input={"asked_of": "housing", "what": "The file."})
    answer = {"request": "information_request", "answer": "Here."}

    assert POLICE in named(desk, desk.case.deadlines["information_request"])
    assert [] == desk.codes("answer_information", POLICE, input=answer)
    assert ["input"] == desk.codes("answer_information", POLICE, input=answer | {"request": "information_request.2"})
    assert ["not_permitted"] == desk.codes("answer_information", "rep.camhs@example.org", input=answer)


def test_once_evidence_is_in_the_action_is_whose_who_may_verify_it() -> None:
    """The owner of an action is named until then, and again where the evidence is rejected."""
    desk = local_plan()
    desk.do("add_action", BU, input=desk.filled("add_action", BU) | {"owner": OWNER})
    desk.do("agree_plan", CHAIR)
    desk.do("start", OWNER, "action:1")
    assert [OWNER] == named(desk, only(desk, "action"))

    desk.do("submit_evidence", OWNER, "action:1")

    assert ["rep.camhs@example.org"] == named(desk, only(desk, "action"))
    assert [] == desk.codes("verify", "rep.camhs@example.org", "action:1", input={"seen": "The audit."})
    desk.do("reject_evidence", BU, "action:1")
    assert [OWNER] == named(desk, only(desk, "action"))


def test_a_partner_whom_the_duty_to_publish_names_may_publish() -> None:
    """The duty of six months is the partners'; the business unit may do it for them."""
    desk = approved()
    desk.do("send_copies", BU, "publication")
    desk.today += timedelta(days=30)

    assert LA in named(desk, only(desk, "cspr_publication"))
    for person in (LA, BU):
        assert [] == desk.codes("publish", person, "publication", input=desk.filled("publish", person, "publication"))
