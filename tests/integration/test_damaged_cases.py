"""One case that was damaged is a line in every list, and the end of none."""

from __future__ import annotations

from datetime import date

import pytest

from pathway.errors import VerificationFailed
from tests.rehearsals import BU, CHAIR, NURSE, Rehearsal, form

DAMAGED, WHOLE = "PR-2026-0001", "PR-2026-0002"
DAMAGES = {
    "a case's document that is no JSON": "UPDATE pathway_case SET document = '{\"a' WHERE id = 1",
    "a case's document that is a list": "UPDATE pathway_case SET document = '[1]' WHERE id = 1",
    "a case's document that is empty": "UPDATE pathway_case SET document = '{}' WHERE id = 1",
    "a case's document without an end": (
        f"UPDATE pathway_case SET document = '{'[' * 4000}' WHERE id = 1"
    ),
    "a definition that nobody knows": "UPDATE pathway_case SET definition = 'x' WHERE id = 1",
    "a deadline's document": "UPDATE pathway_deadline SET document = 'x' WHERE case_id = 1",
    "a deadline's document that is empty": (
        "UPDATE pathway_deadline SET document = '{}' WHERE case_id = 1"
    ),
    "an item's document": "UPDATE pathway_item SET document = 'x' WHERE case_id = 1",
}


@pytest.fixture
def two(desk: Rehearsal) -> Rehearsal:
    """Return a desk with two cases on which duties are overdue."""
    for _ in range(2):
        reference = desk.pathway.refer(form("practice_review"), by=NURSE, again=True).reference
        desk.pathway.take(reference, "submit", by=NURSE)
    desk.clock("2026-03-20", 18)  # Fri
    return desk


@pytest.mark.either
@pytest.mark.parametrize("kind", DAMAGES)
def test_lists_go_on(two: Rehearsal, kind: str) -> None:
    """With a line that says which case cannot be read."""
    two.sql(DAMAGES[kind])
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
    two.sql(DAMAGES[kind])
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
    two.sql(DAMAGES[kind])
    with pytest.raises(VerificationFailed, match="pathway verify"):
        two.connect().case(DAMAGED)


@pytest.mark.either
def test_what_the_case_remembers_was_changed(two: Rehearsal) -> None:
    """It is found where it is read."""
    two.sql(
        'UPDATE pathway_case SET document = replace(document, \'"children":{\', \'"children":[],"c":{\')'
        " WHERE id = 1"
    )
    pathway = two.connect()

    with pytest.raises(VerificationFailed, match=DAMAGED):
        pathway.steps(DAMAGED, by=NURSE)


@pytest.mark.either
def test_what_is_read_late_says_what_is_wrong(two: Rehearsal) -> None:
    """A case whose items and duties are worked out after it was returned is explained as well."""
    two.sql(
        "UPDATE pathway_case SET document = "
        'REPLACE(document, \'"memory":{\', \'"memory":{"standstills":{"1":5},\') WHERE id = 1'
    )
    case = two.connect().case(DAMAGED, by=BU)

    assert DAMAGED == case.reference
    with pytest.raises(VerificationFailed, match="cannot be read"):
        case.as_json()
