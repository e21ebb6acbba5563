"""Whom a duty names may do what meets it."""

from __future__ import annotations

from pathway.workflows.case import Deadline
from pathway.workflows.in_charge import for_deadline
from tests.desk import Desk
from tests.routes import BU, in_triage, only

POLICE = "rep.police@example.org"


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
