"""Cases come back as they were saved, and nobody overwrites what somebody else did."""

from __future__ import annotations

import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from sqlalchemy import event as happening

from pathway.errors import Conflict, KeyMissing, NotFound, VerificationFailed
from pathway.storage.cases import audit
from pathway.storage.cases.cases import CaseStore
from pathway.storage.cases.duty_pages import DutiesAsked, duties_of
from pathway.storage.cases.sealing import Keyring
from pathway.storage.database.engine import reading, writing
from pathway.workflows.history.case import Case
from pathway.workflows.history.evolve import evolve, replay
from tests.databases import everything
from tests.integration.stored import KEYRING, Database, database, deadline, item, step

OTHER_KEY = Keyring(b"\x01" * 32)
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


NAMES = some.text("abcdefg:_ü", min_size=1, max_size=6)
VALUES = some.recursive(
    some.booleans() | some.integers(-(2**53), 2**53) | some.text(max_size=8),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)
ITEMS = some.dictionaries(NAMES, NAMES, max_size=4)
DEADLINES = some.dictionaries(
    NAMES, some.sampled_from(["running", "breached", "met", "stopped"]), max_size=4
)
DUE = some.dates(date(2020, 1, 1), date(2060, 12, 31))


@given(data=some.data())
@settings(max_examples=60, deadline=None)
def test_any_case_comes_back_as_it_was_saved(backend: str, data: some.DataObject) -> None:
    """
    Whatever the effects of its events, a case is loaded as it was left, and as replay makes it.
    """
    with tempfile.TemporaryDirectory() as folder, database(Path(folder), backend) as db:
        case = db.open_case(data.draw(effects(1)), {"input": data.draw(VALUES)})
        for number in range(2, 5):
            case = db.take(
                case,
                data.draw(effects(number, case)),
                data.draw(some.none() | some.just({"reason": "x"})),
            )
        with reading(db.engine) as connection:
            events = list(CaseStore(connection, KEYRING).events(case.reference))
            findings = audit.verify(connection, keyring=KEYRING)

        assert without_empty_parts(case) == db.get(case.reference)
        assert case == replay(case.reference, events)
        assert [] == findings


@some.composite
def effects(draw: some.DrawFn, number: int, case: Case | None = None) -> dict[str, Any]:
    """Return effects that open, change and take away items and deadlines."""
    made: dict[str, Any] = {"memory": draw(some.dictionaries(NAMES, VALUES, max_size=3))}
    made["items"] = {name: item(name, state, number) for name, state in draw(ITEMS).items()}
    made["deadlines"] = {
        name: deadline(name, draw(DUE).isoformat(), state, number)
        for name, state in draw(DEADLINES).items()
    }
    for part in ("items", "deadlines"):
        for name in case.document.get(part, {}) if case else ():
            made[part].update(draw(some.sampled_from([{}, {name: None}, {name: {"state": "met"}}])))
    return made


def without_empty_parts(case: Case) -> Case:
    """Return the case as it is loaded: no items are the same as an empty list of them."""
    document = {
        name: value
        for name, value in case.document.items()
        if value or name not in ("items", "deadlines")
    }
    return Case(case.reference, case.version, case.head, case.definition, document)


def test_items_and_deadlines_come_in_the_order_in_which_they_were_opened(db: Database) -> None:
    """What was opened first is listed first, whatever its name."""
    case = db.open_case({"items": {"z:1": item("z:1")}, "deadlines": {"z/1": deadline("z/1")}})
    opened = {
        "items": {"a:1": item("a:1", opened_by=2)},
        "deadlines": {"a/1": deadline("a/1", opened_by=2)},
    }
    db.take(case, opened)

    loaded = db.get(case.reference)

    assert ["z:1", "a:1"] == list(loaded.items)
    assert ["z/1", "a/1"] == list(loaded.deadlines)


def test_references_count_up_within_a_year(db: Database) -> None:
    """Each year starts at 0001, and ten thousand is no limit."""
    with writing(db.engine) as connection:
        store = CaseStore(connection)
        given_out = [store.new_reference(year) for year in (2026, 2026, 2027)]
    db.sql("UPDATE pathway_counter SET last = 9999 WHERE series = 'PR-2026'")
    with writing(db.engine) as connection:
        after_many = CaseStore(connection).new_reference(2026)

    assert ["PR-2026-0001", "PR-2026-0002", "PR-2027-0001"] == given_out
    assert "PR-2026-10000" == after_many


def test_the_second_of_two_writers_is_refused(db: Database) -> None:
    """
    Who saves what somebody else has changed is told which version stands now, and nothing of theirs
    is stored.
    """
    case = db.open_case()
    db.take(case, {"state": "submitted"})

    with pytest.raises(Conflict) as refused:
        db.take(case, {"state": "withdrawn"})

    assert (1, 2) == (refused.value.expected, refused.value.actual)
    assert "submitted" == db.get(case.reference).state
    assert [(2,)] == db.sql("SELECT count(*) FROM pathway_event")


def test_a_reference_is_given_to_one_case_only(db: Database) -> None:
    """A second case of the same reference is a conflict."""
    case = db.open_case()
    event = step(Case(case.reference), {**case.document})

    with pytest.raises(Conflict), writing(db.engine) as connection:
        CaseStore(connection, KEYRING).save(None, evolve(Case(case.reference), event), [event])


def test_an_unknown_reference_names_the_nearest(db: Database) -> None:
    """A slip of the finger is answered with what was probably meant."""
    db.open_case()

    with pytest.raises(NotFound) as missing:
        db.get("PR-2026-0010")

    assert ("PR-2026-0001",) == missing.value.nearest


def test_an_unknown_event_is_not_found(db: Database) -> None:
    """A case has the events that were taken, and no other."""
    case = db.open_case()

    with (
        reading(db.engine) as connection,
        pytest.raises(NotFound, match=f"event 2 of {case.reference}"),
    ):
        CaseStore(connection).event(case.reference, 2)


def test_only_what_changed_is_written(db: Database) -> None:
    """A step that meets one deadline of a hundred writes one deadline."""
    many = {f"d/{number}": deadline(f"d/{number}") for number in range(100)}
    case = db.open_case({"deadlines": many, "items": {"publication": item("publication")}})
    written: list[tuple[str, int]] = []

    @happening.listens_for(db.engine, "before_cursor_execute")
    def _count(
        _c: Any, _cursor: Any, sql: str, values: Any, _context: Any, many_rows: bool
    ) -> None:
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            written.append((sql.split("pathway_")[1].split()[0], len(values) if many_rows else 1))

    db.take(case, {"deadlines": {"d/7": {"state": "met", "met_on": "2026-11-23"}}})

    assert [("case", 1), ("event", 1), ("deadline", 1), ("watch", 1)] == written


def test_the_sweep_looks_at_open_deadlines_on_their_day(db: Database) -> None:
    """
    A deadline is looked at from its day on, on another day when it is moved, and never once it is
    closed.
    """
    case = db.open_case({"deadlines": {name: deadline(name) for name in ("a/1", "b/1", "c/1")}})
    monday, friday = MONDAY, datetime(2026, 11, 27, tzinfo=UTC)
    case = db.take(case, {}, looks={"a/1": monday, "b/1": monday, "c/1": friday})
    case = db.take(
        case, {"deadlines": {"a/1": {"state": "met"}}}, looks={"a/1": friday, "b/1": friday}
    )
    seen = watched(db, monday), watched(db, friday)
    db.take(case, {"deadlines": {"b/1": None}}, looks={"c/1": None})

    assert ([], [(case.reference, "b/1"), (case.reference, "c/1")]) == seen
    assert [] == watched(db, friday)


def test_the_sweep_pages_by_case(db: Database) -> None:
    """A page holds whole cases, and the next starts after its last."""
    references: list[str] = []
    for _ in range(3):
        case = db.open_case({"deadlines": {name: deadline(name) for name in ("a/1", "b/1")}})
        db.take(case, {}, looks={"a/1": MONDAY, "b/1": MONDAY - timedelta(days=3)})
        references.append(case.reference)
    with reading(db.engine) as connection:
        store = CaseStore(connection)
        first = store.watched(MONDAY + timedelta(days=1), limit=2)
        second = store.watched(MONDAY + timedelta(days=1), after=first[-1][0], limit=2)

    assert [(reference, name) for reference in references[:2] for name in ("a/1", "b/1")] == first
    assert [(references[2], "a/1"), (references[2], "b/1")] == second


def watched(db: Database, instant: datetime) -> list[tuple[str, str]]:
    """Return what the sweep has to look at by that instant."""
    with reading(db.engine) as connection:
        return CaseStore(connection).watched(instant)


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("watched", "ix_pathway_watch_look_at"),
        ("deadlines", "ix_pathway_deadline_open"),
    ],
)
def test_lists_of_what_is_due_are_answered_from_an_index(
    db: Database, query: str, index: str
) -> None:
    """Nobody walks through a million deadlines to find the few that are due."""
    asked: list[tuple[str, Any]] = []

    @happening.listens_for(db.engine, "before_cursor_execute")
    def _keep(_c: Any, _cursor: Any, sql: str, values: Any, _context: Any, _many: bool) -> None:
        if sql.startswith("SELECT"):
            asked.append((sql, values))

    with reading(db.engine) as connection:
        store = CaseStore(connection)
        _ = (
            store.watched(MONDAY)
            if query == "watched"
            else duties_of(connection, DutiesAsked(due_to=date(2026, 11, 23)))
        )
    plan = " ".join(
        row[3] for sql, values in asked for row in db.sql(f"EXPLAIN QUERY PLAN {sql}", *values)
    )

    assert index in plan
    assert "SCAN pathway" not in plan


def test_cases_are_listed_by_state_and_kind(db: Database) -> None:
    """A list is narrowed by state, by all states of a stage, by kind, and by references."""
    draft = db.open_case().reference
    gathering = db.open_case({"state": "rapid_review.gathering"}).reference
    offence = db.open_case({"state": "rapid_review", "kind": "serious_offence"}).reference
    with reading(db.engine) as connection:
        store = CaseStore(connection)

        def references(**wanted: Any) -> list[str]:
            return [row.reference for row in store.find(**wanted)]

        assert [draft, gathering, offence] == references()
        assert [draft] == references(state="draft")
        assert [gathering] == references(state="rapid_review.*")
        assert [offence] == references(kind="serious_offence")
        assert [gathering] == references(references=[gathering])
        assert [] == references(references=[])
        assert [gathering] == references(after=draft, limit=1)


def test_deadlines_are_listed_soonest_first(db: Database) -> None:
    """A list of duties runs over all cases, and is narrowed by day, state, status and owner."""
    late, soon, met = (
        deadline("late/1", "2026-12-01"),
        deadline("soon/1", "2026-11-24"),
        deadline("met/1", "2026-11-01", "met"),
    )
    case = db.open_case({"deadlines": {"late/1": late, "met/1": met}})
    db.open_case({"deadlines": {"soon/1": {**soon, "status": "local", "owner": {"role": "chair"}}}})
    with reading(db.engine) as connection:

        def references(**wanted: Any) -> list[str]:
            rows = duties_of(connection, DutiesAsked(**wanted))
            return [row.deadline.id for row in rows]

        assert ["soon/1", "late/1"] == references()
        assert ["met/1", "soon/1", "late/1"] == references(state=None)
        assert ["met/1"] == references(state="met")
        assert ["soon/1"] == references(due_to=date(2026, 11, 30))
        assert ["late/1"] == references(due_from=date(2026, 11, 30))
        assert ["soon/1"] == references(status="local")
        assert ["late/1"] == references(role="rep", agency="police")
        assert ["late/1"] == references(references=[case.reference])
        assert ["soon/1"] == references(limit=1)


@pytest.mark.sqlite
def test_input_is_stored_nowhere_in_clear(db: Database) -> None:
    """Free text is found in no file of the database, and comes back with the key only."""
    case = db.open_case(answers={"input": {"narrative": "MARKER-in-the-input"}})
    db.take(
        case,
        {"state": "submitted"},
        {"reason": "MARKER-in-a-reason", "late_reason": "MARKER-for-lateness"},
    )
    stored = b"".join(path.read_bytes() for path in db.path.parent.iterdir())
    rows = str(everything(db.url))
    with reading(db.engine) as connection:
        opened = [event.sealed for event in CaseStore(connection, KEYRING).events(case.reference)]
        closed = [event.sealed for event in CaseStore(connection).events(case.reference)]
        left_closed = [
            event.sealed
            for event in CaseStore(connection, KEYRING).events(case.reference, opened=False)
        ]

    assert case.reference.encode() in stored
    assert b"MARKER" not in stored
    assert "aware_on" in rows  # of a document
    assert "MARKER" not in rows
    assert "MARKER" in str(opened[0])
    assert "MARKER" in str(opened[1])
    assert [None, None] == closed == left_closed


def test_nothing_can_be_written_without_a_key(db: Database) -> None:
    """Every event is signed with the key, also one in which nothing is said."""
    case = db.open_case(answers={"input": {}})
    silent, spoken = step(case, {"state": "submitted"}), step(case, {}, {"reason": "late"})
    for event in (silent, spoken):
        with pytest.raises(KeyMissing), writing(db.engine) as connection:
            CaseStore(connection).save(case, evolve(case, event), [event])

    assert case == db.get(case.reference)


def test_another_key_opens_nothing(db: Database) -> None:
    """The wrong key file is named as such."""
    case = db.open_case(answers={"input": {}})

    with reading(db.engine) as connection, pytest.raises(KeyMissing, match="give the key file"):
        CaseStore(connection, OTHER_KEY).event(case.reference, 1)


def test_a_lost_data_key_is_not_replaced_in_silence(db: Database) -> None:
    """Where the data key of a case is lost, nothing more is sealed under a new one."""
    case = db.open_case(answers={"input": {}})
    db.sql("DELETE FROM pathway_case_key")

    with pytest.raises(KeyMissing, match="lost"):
        db.take(case, {}, {"reason": "late"})


def test_a_case_that_began_without_words_gets_its_key_later(db: Database) -> None:
    """The first event that says something makes the case's data key."""
    case = db.open_case()
    db.take(case, {}, {"reason": "late"})
    with reading(db.engine) as connection:
        event = CaseStore(connection, KEYRING).event(case.reference, 2)

    assert event.sealed is not None
    assert "late" == event.sealed["reason"]


def test_a_sealed_part_belongs_to_its_event(db: Database) -> None:
    """A sealed part that was moved to another event does not open there."""
    case = db.take(db.open_case(answers={"reason": "one"}), {}, {"reason": "two"})
    db.sql(
        "UPDATE pathway_event SET sealed = (SELECT sealed FROM pathway_event WHERE seq = 1) WHERE seq = 2"
    )

    with reading(db.engine) as connection, pytest.raises(VerificationFailed, match="event 2"):
        list(CaseStore(connection, KEYRING).events(case.reference))


def test_cases_with_findings_are_listed(db: Database) -> None:
    """With how many are left to be dealt with; neither settled ones, nor the name elsewhere."""
    left = {"1": {"code": "guard.x"}, "2": {"code": "guard.y", "settled_by": 3}}
    own = db.open_case({"memory": {"findings": left}})
    db.open_case({"memory": {"findings": {"1": {"code": "guard.x", "settled_by": 2}}}})
    db.open_case({"memory": {"facts": {"findings": {"on": "2026-11-20"}}}})

    with reading(db.engine) as connection:
        assert {own.reference: 1} == CaseStore(connection).with_findings(limit=5)
        assert {} == CaseStore(connection).with_findings(limit=5, after=own.reference)


def test_an_agency_with_an_accent_is_known_again(db: Database) -> None:
    """A document is stored with its letters as they are."""
    own = db.open_case({"memory": {"agency": "santé"}})

    with reading(db.engine) as connection:
        referred = CaseStore(connection).referred(date(2026, 11, 23), "santé")  # Mon

    assert [own.reference] == [case.reference for case in referred]
