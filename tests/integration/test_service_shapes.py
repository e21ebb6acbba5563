"""The JSON of the views, member by member, and what works without the key."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from pathway.errors import KeyMissing
from tests.rehearsals import BU, CHAIR, NOTIFIER, NURSE, Rehearsal, form

pytestmark = pytest.mark.either
CASE = {
    "reference", "kind", "state", "outcome", "version", "opened_on", "definition", "items", "deadlines", "findings",
}  # fmt: skip
DEADLINE = {
    "id", "key", "item", "occurrence", "owner", "status", "state", "clock_on", "due", "practical", "provisional",
    "met_on", "overdue", "status_grade", "source", "skipped",
}  # fmt: skip
STEP = {"step", "item", "to", "allowed", "reasons", "input_schema"}
EVENT = {
    "seq", "step", "item", "by", "occurred_on", "recorded_at", "from", "to", "item_to", "input", "reason",
    "late_reason", "hash", "previous_hash", "corrects",
}  # fmt: skip
MESSAGE = {
    "id", "to", "subject", "kind", "notices", "state", "attempts", "message_id", "created_at", "sent_at", "last_error",
}  # fmt: skip


@pytest.fixture
def lived(desk: Rehearsal) -> str:
    """Return a case with items, breaches, messages."""
    reference = desk.endorsed()
    desk.clock("2026-03-24")  # Tue
    desk.do(reference, "notify_panel", NOTIFIER)
    desk.do(reference, "add_action", BU)
    desk.pathway.sweep()
    desk.pathway.dispatch()
    return reference


def shaped(value: object) -> Any:
    """Return what a program reads: written as JSON and read again."""
    return json.loads(json.dumps(value, allow_nan=False))


def test_a_case(desk: Rehearsal, lived: str) -> None:
    """Version is the number of the last event; items have an id, a kind and a state."""
    case = shaped(desk.pathway.case(lived).as_json())

    assert set(case) >= CASE
    assert len(desk.pathway.history(lived)) == case["version"]
    assert {"name", "version", "edition"} <= set(case["definition"])
    assert all({"id", "kind", "state"} <= set(item) for item in case["items"])
    assert {"agency_return:police", "action:1"} <= {item["id"] for item in case["items"]}
    assert ("2026-03-16", None, []) == (case["opened_on"], case["outcome"], case["findings"])


def test_deadlines(desk: Rehearsal, lived: str) -> None:
    """Soonest first, with the owner's emails and the days skipped."""
    deadlines = shaped([deadline.as_json() for deadline in desk.pathway.deadlines(lived)])
    (action,) = (deadline for deadline in deadlines if deadline["key"] == "action")

    assert all(set(deadline) >= DEADLINE for deadline in deadlines)
    assert sorted(deadline["due"] for deadline in deadlines) == [
        deadline["due"] for deadline in deadlines
    ]
    assert {"role", "agency", "emails"} == set(action["owner"])
    assert all({"day", "why"} == set(day) for deadline in deadlines for day in deadline["skipped"])


@pytest.mark.usefixtures("lived")
def test_lists_of_deadlines_are_narrowed(desk: Rehearsal) -> None:
    """By what is overdue, by days, owner and status; without a case only open ones."""
    pathway = desk.pathway
    overdue = pathway.deadlines(overdue=True)
    near = pathway.deadlines(within=3)

    assert all(deadline.overdue and deadline.state == "breached" for deadline in overdue)
    assert near
    assert all(deadline.due <= date(2026, 3, 27) for deadline in near)  # Fri
    assert {"rep.police@example.org"} <= {
        email
        for deadline in pathway.deadlines(owner="REP.police@example.org")
        for email in deadline.owner.emails
    }
    assert {"expected"} == {deadline.status for deadline in pathway.deadlines(status="expected")}


def test_steps(desk: Rehearsal, lived: str) -> None:
    """Every step from here, and `allowed` counts every reason but the input's."""
    steps = shaped([step.as_json() for step in desk.pathway.steps(lived, by=CHAIR)])
    waive = next(
        step for step in steps if (step["step"], step["item"]) == ("waive", "agency_return:police")
    )
    convene = next(step for step in steps if step["step"] == "convene")

    assert all(set(step) >= STEP for step in steps)
    assert (True, "waived", ["reason_required"]) == (
        waive["allowed"], waive["to"], [reason["code"] for reason in waive["reasons"]]
    )  # fmt: skip
    assert not convene["allowed"]
    assert "guard.returns_settled" in [reason["code"] for reason in convene["reasons"]]
    assert all(
        {"code", "message", "path"} == set(reason) for step in steps for reason in step["reasons"]
    )


def test_a_history(desk: Rehearsal, lived: str) -> None:
    """By email, in order, each with the hash of the one before."""
    events = shaped([event.as_json() for event in desk.pathway.history(lived)])

    assert all(set(event) >= EVENT for event in events)
    assert list(range(1, len(events) + 1)) == [event["seq"] for event in events]
    assert [event["hash"] for event in events[:-1]] == [
        event["previous_hash"] for event in events[1:]
    ]
    assert (NURSE, "refer", "", "draft") == tuple(
        events[0][name] for name in ("by", "step", "from", "to")
    )
    assert form("practice_review")["what_happened"] == events[0]["input"]["what_happened"]
    assert {"system"} == {event["by"] for event in events if event["step"] == "breach"}


@pytest.mark.usefixtures("lived")
def test_messages(desk: Rehearsal) -> None:
    """Each with what it tells."""
    messages = shaped([message.as_json() for message in desk.pathway.mail.list()])

    assert all(set(message) >= MESSAGE for message in messages)
    assert all(
        {"case", "deadline", "due", "rung"} == set(notice)
        for message in messages
        for notice in message["notices"]
    )
    assert {"sent"} == {message["state"] for message in messages}


def test_a_preview(desk: Rehearsal, lived: str) -> None:
    """It is JSON too, with the shapes of its parts."""
    preview = shaped(
        desk.pathway.preview(lived, "note", by=BU, input={"text": "Rang the hospital."}).as_json()
    )

    assert set(preview["case"]) >= CASE
    assert all(set(event) >= EVENT for event in preview["events"])


def test_cases_are_narrowed(desk: Rehearsal, lived: str) -> None:
    """By state, by every state of a group, kind, what is overdue or due, and whose."""
    other = desk.refer("good_outcome", referred_on=date(2026, 3, 24))
    pathway = desk.pathway

    assert [lived, other] == [case.reference for case in pathway.cases()]
    assert [lived] == [case.reference for case in pathway.cases(state="rapid_review.*")]
    assert [other] == [case.reference for case in pathway.cases(state="draft")]
    assert [other] == [case.reference for case in pathway.cases(kind="good_outcome")]
    assert [] == pathway.cases(overdue=True)
    assert [lived] == [case.reference for case in pathway.cases(due_within=3)]
    assert [lived] == [case.reference for case in pathway.cases(mine="rep.housing@example.org")]


READING: dict[str, Callable[[Rehearsal], object]] = {
    "cases": lambda desk: desk.pathway.cases(),
    "case": lambda desk: desk.pathway.case("PR-2026-0001"),
    "deadlines": lambda desk: desk.pathway.deadlines(),
    "explain": lambda desk: desk.pathway.explain("PR-2026-0001", "rapid_review_sent"),
    "people": lambda desk: desk.pathway.people.list(),
    "messages": lambda desk: desk.pathway.mail.list(),
    "doctor": lambda desk: desk.pathway.doctor(),
}
NEEDING: dict[str, Callable[[Rehearsal], object]] = {
    "history": lambda desk: desk.pathway.history("PR-2026-0001"),
    "steps": lambda desk: desk.pathway.steps("PR-2026-0001", by=BU),
    "schema": lambda desk: desk.pathway.schema("PR-2026-0001", "note"),
    "take": lambda desk: desk.pathway.take(
        "PR-2026-0001", "note", by=BU, input={"text": "A note."}
    ),
    "preview": lambda desk: desk.pathway.preview(
        "PR-2026-0001", "note", by=BU, input={"text": "A note."}
    ),
    "refer": lambda desk: desk.pathway.refer(form("practice_review"), by=NURSE),
}


@pytest.fixture
def keyless(desk: Rehearsal, lived: str) -> Rehearsal:
    """Return a database whose key's file is gone."""
    assert lived
    desk.pathway.close()
    desk.key.unlink()
    return desk.again()


@pytest.mark.parametrize("name", READING)
def test_lists_need_no_key(keyless: Rehearsal, name: str) -> None:
    """What holds no words of anybody can be read without it."""
    assert READING[name](keyless)


@pytest.mark.parametrize("name", NEEDING)
def test_words_need_the_key(keyless: Rehearsal, name: str) -> None:
    """What reads or writes words says that the key is missing, and changes nothing."""
    before = keyless.contents()
    with pytest.raises(KeyMissing) as missing:
        NEEDING[name](keyless)

    assert (7, "key_missing") == (missing.value.exit_code, missing.value.code)
    assert before == keyless.contents()


def test_the_sweep_needs_the_key_and_dispatch_does_not(keyless: Rehearsal) -> None:
    """A breach is an event, and signed; mail that waits goes out."""
    keyless.sql(
        "UPDATE pathway_setting SET value = '2026-05-01T09:00:00+00:00' WHERE name = 'clock'"
    )
    swept, dispatched = keyless.pathway.sweep(), keyless.pathway.dispatch()

    assert (True, 0, True) == (swept.failed > 0, swept.breaches, dispatched.sent > 0)


def test_verify_without_the_key_reports_what_it_did_not_check(keyless: Rehearsal) -> None:
    """The chain and replay are checked, MACs and sealed parts are not, and that is no fault."""
    findings = keyless.pathway.verify()
    keyless.sql("UPDATE pathway_case SET state = 'closed'")

    assert ["macs_unchecked", "sealed_unchecked"] == [finding.what for finding in findings]
    assert not any(finding.is_fault for finding in findings)
    assert {"case"} == {finding.what for finding in keyless.pathway.verify() if finding.is_fault}


def test_doctor_reports_a_missing_key(keyless: Rehearsal) -> None:
    """A fault, with the way out."""
    assert "fault" == next(
        finding.level for finding in keyless.pathway.doctor() if finding.what == "key"
    )


def test_another_key_opens_nothing(desk: Rehearsal, lived: str) -> None:
    """A key of another database is not this one's; nothing can be read with it nor added."""
    desk.pathway.close()
    header = desk.key.read_text().splitlines()[0]
    desk.key.write_text(f"{header}\n{'A' * 43}=\n")
    other = desk.again()
    with pytest.raises(KeyMissing):
        other.pathway.history(lived)
    with pytest.raises(KeyMissing):
        other.pathway.take(lived, "note", by=BU, input={"text": "A note."})

    assert "key" in other.faults()
