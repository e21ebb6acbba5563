"""One case that was damaged is a line in every list, and the end of none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from pathway.errors import VerificationFailed
from pathway.storage.database.packed_documents import LARGEST, packed
from tests.rehearsals import BU, CHAIR, NURSE, Rehearsal, form
from tests.stored_documents import bomb, with_text

DAMAGED, WHOLE = "PR-2026-0001", "PR-2026-0002"
OF_CASE = "UPDATE pathway_case SET document = ? WHERE id = 1"
OF_DEADLINE = "UPDATE pathway_deadline SET document = ? WHERE case_id = 1"
OF_ITEM = "UPDATE pathway_item SET document = ? WHERE case_id = 1"
NOBODY_S = "UPDATE pathway_case SET definition = ? WHERE id = 1"
DAMAGES: Mapping[str, tuple[str, str | bytes]] = {
    "a case's document that is text": (OF_CASE, "{}"),
    "a case's document that is cut off": (OF_CASE, packed(b"{}")[:-1]),
    "a case's document that is no JSON": (OF_CASE, packed(b'{"a')),
    "a case's document that is no UTF-8": (OF_CASE, packed(b'{"\xff":1}')),
    "a case's document that is a list": (OF_CASE, packed(b"[1]")),
    "a case's document that is empty": (OF_CASE, packed(b"{}")),
    "a case's document without an end": (OF_CASE, packed(b"[" * 4000)),
    "a case's document that would fill the memory": (OF_CASE, bomb(LARGEST + 1)),
    "a definition that nobody knows": (NOBODY_S, "x"),
    "a deadline's document": (OF_DEADLINE, "x"),
    "a deadline's document that is empty": (OF_DEADLINE, packed(b"{}")),
    "an item's document": (OF_ITEM, "x"),
}


@pytest.fixture
def two(desk: Rehearsal) -> Rehearsal:
    """Return a desk with two cases on which duties are overdue."""
    for _ in range(2):
        reference = desk.pathway.refer(form("practice_review"), by=NURSE, again=True).reference
        desk.pathway.take(reference, "submit", by=NURSE)
    desk.clock("2026-03-20", 18)  # Fri
    return desk


def damage(desk: Rehearsal, kind: str) -> None:
    """Write over what is stored of a case."""
    statement, value = DAMAGES[kind]
    desk.sql(statement, [value])


@pytest.mark.either
@pytest.mark.parametrize("kind", DAMAGES)
def test_lists_go_on(two: Rehearsal, kind: str) -> None:
    """With a line that says which case cannot be read."""
    damage(two, kind)
    pathway = two.connect()
    cases = {case.reference: case for case in pathway.cases()}
    overdue = {case.reference for case in pathway.cases(overdue=True, mine=CHAIR)}
    duties = pathway.deadlines()
    attention = pathway.attention()
    faults = [line.message for line in pathway.doctor() if line.level == "fault"]

    assert [DAMAGED, WHOLE] == list(cases)
    assert cases[DAMAGED].damaged
    assert DAMAGED in overdue
    assert cases[WHOLE].damaged is None
    assert {DAMAGED} == {duty.case for duty in duties if duty.damaged}
    assert WHOLE in {duty.case for duty in duties}
    assert DAMAGED in {duty.case for duty in pathway.deadlines(owner=BU)}
    assert {DAMAGED} == {duty.case for duty in pathway.deadlines(DAMAGED)}
    assert WHOLE in {duty.case for duty in attention.overdue}
    assert [fault for fault in faults if DAMAGED in fault]
    told = {case.reference for case in attention.opened if case.damaged}
    assert DAMAGED in told or any(DAMAGED in line.message for line in attention.warnings)


@pytest.mark.either
@pytest.mark.parametrize("kind", DAMAGES)
def test_work_goes_on(two: Rehearsal, kind: str) -> None:
    """What is not about that case can be done, and what is says so."""
    damage(two, kind)
    pathway = two.connect()
    removed = pathway.people.remove(CHAIR)
    pathway.sweep()
    pathway.dispatch()
    pathway.holidays.add(date(2026, 5, 5), "Proclaimed")  # Tue
    pathway.calendar(by=BU)
    pathway.mail.list()
    referred = pathway.refer(form("practice_review"), by=NURSE, again=True)
    noted = pathway.take(WHOLE, "note", by=BU, input={"text": "Seen."})

    assert {DAMAGED} >= {held.case for held in removed.held if held.kind == "case"}
    assert 1 == referred.version
    assert "note" == noted.events[-1].step
    assert pathway.verify()


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE pathway_case SET opened_on = 'never' WHERE id = 1",
        "UPDATE pathway_case SET changed_on = '2026-99-99' WHERE id = 1",
        "UPDATE pathway_deadline SET due = '0000' WHERE case_id = 1",
        "UPDATE pathway_case SET version = 'many' WHERE id = 1",
    ],
)
def test_columns_that_hold_something_else(two: Rehearsal, statement: str) -> None:
    """SQLite keeps what it is given."""
    two.sql(statement)
    pathway = two.connect()

    assert [DAMAGED, WHOLE] == [case.reference for case in pathway.cases()]
    assert {WHOLE} <= {duty.case for duty in pathway.deadlines()}
    assert WHOLE in {duty.case for duty in pathway.attention().overdue}
    assert pathway.doctor()


@pytest.mark.either
@pytest.mark.parametrize("kind", [kind for kind in DAMAGES if "nobody knows" not in kind])
def test_the_case_itself_is_refused(two: Rehearsal, kind: str) -> None:
    """Whoever asks for it alone is told what to do."""
    damage(two, kind)
    with pytest.raises(VerificationFailed, match="pathway verify"):
        two.connect().case(DAMAGED)


@pytest.mark.either
def test_what_the_case_remembers_was_changed(two: Rehearsal) -> None:
    """It is found where it is read."""
    ((stored,),) = two.sql("SELECT document FROM pathway_case WHERE id = 1")
    two.sql(OF_CASE, [with_text(stored, '"children":{', '"children":[],"c":{')])
    pathway = two.connect()

    with pytest.raises(VerificationFailed, match=DAMAGED):
        pathway.steps(DAMAGED, by=NURSE)


@pytest.mark.either
def test_what_is_read_late_says_what_is_wrong(two: Rehearsal) -> None:
    """A case whose items and duties are worked out after it was returned is explained as well."""
    ((stored,),) = two.sql("SELECT document FROM pathway_case WHERE id = 1")
    changed = with_text(stored, '"memory":{', '"memory":{"standstills":{"1":5},')
    two.sql(OF_CASE, [changed])
    case = two.connect().case(DAMAGED, by=BU)

    assert DAMAGED == case.reference
    with pytest.raises(VerificationFailed, match="cannot be read"):
        case.as_json()
