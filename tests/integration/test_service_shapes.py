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
    found = shaped([one.as_json() for one in desk.pathway.deadlines(lived)])
    (action,) = (one for one in found if one["key"] == "action")

    assert all(set(one) >= DEADLINE for one in found)
    assert sorted(one["due"] for one in found) == [one["due"] for one in found]
    assert {"role", "agency", "emails"} == set(action["owner"])
    assert all({"day", "why"} == set(day) for one in found for day in one["skipped"])


@pytest.mark.usefixtures("lived")
def test_lists_of_deadlines_are_narrowed(desk: Rehearsal) -> None:
    """By what is overdue, by days, owner and status; without a case only open ones."""
    pathway = desk.pathway
    overdue = pathway.deadlines(overdue=True)
    near = pathway.deadlines(within=3)

    assert all(one.overdue and one.state == "breached" for one in overdue)
    assert near
    assert all(one.due <= date(2026, 3, 27) for one in near)  # Fri
    assert {"rep.police@example.org"} <= {
        email
        for one in pathway.deadlines(owner="REP.police@example.org")
        for email in one.owner.emails
    }
    assert {"expected"} == {one.status for one in pathway.deadlines(status="expected")}


def test_steps(desk: Rehearsal, lived: str) -> None:
    """Every step from here, and `allowed` counts every reason but the input's."""
    found = shaped([one.as_json() for one in desk.pathway.steps(lived, by=CHAIR)])
    waive = next(
        one for one in found if (one["step"], one["item"]) == ("waive", "agency_return:police")
    )
    convene = next(one for one in found if one["step"] == "convene")

    assert all(set(one) >= STEP for one in found)
    assert (True, "waived", ["reason_required"]) == (
        waive["allowed"], waive["to"], [reason["code"] for reason in waive["reasons"]]
    )  # fmt: skip
    assert not convene["allowed"]
    assert "guard.returns_settled" in [reason["code"] for reason in convene["reasons"]]
    assert all(
        {"code", "message", "path"} == set(reason) for one in found for reason in one["reasons"]
    )


def test_a_history(desk: Rehearsal, lived: str) -> None:
    """By email, in order, each with the hash of the one before."""
    found = shaped([one.as_json() for one in desk.pathway.history(lived)])

    assert all(set(one) >= EVENT for one in found)
    assert list(range(1, len(found) + 1)) == [one["seq"] for one in found]
    assert [one["hash"] for one in found[:-1]] == [one["previous_hash"] for one in found[1:]]
    assert (NURSE, "refer", "", "draft") == tuple(
        found[0][name] for name in ("by", "step", "from", "to")
    )
    assert form("practice_review")["what_happened"] == found[0]["input"]["what_happened"]
    assert {"system"} == {one["by"] for one in found if one["step"] == "breach"}


@pytest.mark.usefixtures("lived")
def test_messages(desk: Rehearsal) -> None:
    """Each with what it tells."""
    found = shaped([one.as_json() for one in desk.pathway.mail.list()])

    assert all(set(one) >= MESSAGE for one in found)
    assert all(
        {"case", "deadline", "due", "rung"} == set(told) for one in found for told in one["notices"]
    )
    assert {"sent"} == {one["state"] for one in found}


def test_a_preview(desk: Rehearsal, lived: str) -> None:
    """It is JSON too, with the shapes of its parts."""
    found = shaped(
        desk.pathway.preview(lived, "note", by=BU, input={"text": "Rang the hospital."}).as_json()
    )

    assert set(found["case"]) >= CASE
    assert all(set(one) >= EVENT for one in found["events"])


def test_cases_are_narrowed(desk: Rehearsal, lived: str) -> None:
    """By state, by every state of a group, kind, what is overdue or due, and whose."""
    other = desk.refer("good_outcome", referred_on=date(2026, 3, 24))
    pathway = desk.pathway

    assert [lived, other] == [one.reference for one in pathway.cases()]
    assert [lived] == [one.reference for one in pathway.cases(state="rapid_review.*")]
    assert [other] == [one.reference for one in pathway.cases(state="draft")]
    assert [other] == [one.reference for one in pathway.cases(kind="good_outcome")]
    assert [] == pathway.cases(overdue=True)
    assert [lived] == [one.reference for one in pathway.cases(due_within=3)]
    assert [lived] == [one.reference for one in pathway.cases(mine="rep.housing@example.org")]


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


def test_sweep_and_dispatch_need_no_key(keyless: Rehearsal) -> None:
    """Breaches are recorded and mail goes out."""
    keyless.clock("2026-05-01")  # Fri
    swept, dispatched = keyless.pathway.sweep(), keyless.pathway.dispatch()

    assert (0, True, True) == (swept.failed, swept.breaches > 0, dispatched.sent > 0)


def test_verify_without_the_key_says_what_it_did_not_check(keyless: Rehearsal) -> None:
    """The chain and replay are checked, the sealed parts are not, and that is no fault."""
    (finding,) = keyless.pathway.verify()
    keyless.sql("UPDATE pathway_case SET state = 'closed'")

    assert not finding.is_fault
    assert {"case"} == {one.what for one in keyless.pathway.verify() if one.is_fault}


def test_doctor_says_that_the_key_is_missing(keyless: Rehearsal) -> None:
    """A fault, with the way out."""
    assert "fault" == next(one.level for one in keyless.pathway.doctor() if one.what == "key")


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
