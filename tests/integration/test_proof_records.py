"""Records of changes and links on both kinds of database, and what is no record of Pathway's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from pathway import Pathway
from pathway.errors import DatabaseNotReady, KeyMissing
from pathway.service.upkeep import database_schema
from tests.rehearsals import BU, CHAIR, COORDINATOR, NURSE, Rehearsal


@pytest.fixture
def changed(desk: Rehearsal) -> Rehearsal:
    """Return a rehearsal with a case, a change of each kind and a link."""
    desk.do(desk.refer(), "submit", NURSE)
    desk.pathway.people.absent(CHAIR, date(2026, 4, 1), date(2026, 4, 3), by=BU)
    desk.pathway.people.remove(COORDINATOR)
    desk.pathway.holidays.add(date(2026, 6, 15), "Day of thanks", by=BU)
    desk.clock("2026-03-24")  # Tue
    desk.pathway.link()
    return desk


def test_what_is_changed_by_those_who_may_is_in_order(changed: Rehearsal) -> None:
    """Without and with an anchor."""
    assert [] == changed.pathway.verify()
    assert [] == changed.pathway.verify(anchor=changed.pathway.anchor())


@pytest.mark.parametrize(
    ("done", "what"),
    [
        ("UPDATE pathway_person SET name = 'Another' WHERE id = 2", "directory"),
        ("DELETE FROM pathway_appointment WHERE person_id = 3", "directory"),
        ("UPDATE pathway_absence SET last_day = '2026-04-02'", "directory"),
        ("UPDATE pathway_agency SET name = 'Another' WHERE code = 'police'", "directory"),
        ("DELETE FROM pathway_holiday WHERE day = '2026-12-25'", "calendar"),
        ("UPDATE pathway_closed_day SET removed_at = added_at", "calendar"),
        ("INSERT INTO pathway_setting VALUES ('trust_operators', 'yes')", "setting"),
        ("UPDATE pathway_definition SET content = '{}'", "definition"),
        ("DELETE FROM pathway_change WHERE number = 2", "change"),
        ("DELETE FROM pathway_link", None),
        ("UPDATE pathway_link SET number = 5 WHERE number = 2", "link"),
    ],
)
def test_rows_that_are_no_events_are_proved_too(
    changed: Rehearsal, done: str, what: str | None
) -> None:
    """By their records; that all links are gone only an anchor tells."""
    anchor = changed.pathway.anchor()
    changed.sql(done)
    findings = {finding.what for finding in changed.pathway.verify()}

    assert what in findings if what else not findings
    assert changed.pathway.verify(anchor=anchor)


@pytest.mark.sqlite  # columns of PostgreSQL take no value of another type
@pytest.mark.parametrize("table", ["change", "link"])
@pytest.mark.parametrize(
    "header",
    [b"", b"[]", b"null", b"5", b"\xff", b"[" * 100_000, b'{"rows": 1, "heads": 1}', "text", 5],
)
def test_a_record_that_is_none_is_a_finding(
    changed: Rehearsal, table: str, header: bytes | str | int
) -> None:
    """Whatever it is."""
    changed.sql(f"UPDATE pathway_{table} SET header = ? WHERE number = 1", [header])

    assert table in {finding.what for finding in changed.pathway.verify()}


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "done",
    [
        "UPDATE pathway_setting SET value = x'ff' WHERE name = 'calendar'",
        "UPDATE pathway_setting SET value = 'soon' WHERE name = 'clock'",
        "UPDATE pathway_person SET email = x'ff00' WHERE id = 2",
        "UPDATE pathway_person SET removed_at = 'soon' WHERE id = 2",
        "UPDATE pathway_appointment SET position = 'first'",
        "UPDATE pathway_holiday SET day = 5 WHERE day = '2026-12-25'",
        "UPDATE pathway_definition SET content = x'ff'",
        "UPDATE pathway_definition SET loaded_at = 'soon'",
    ],
)
def test_rows_that_cannot_be_read_are_findings(changed: Rehearsal, done: str) -> None:
    """Settings too, which everything else needs."""
    changed.sql(done)

    assert changed.pathway.verify()


def test_a_change_needs_the_key(changed: Rehearsal, tmp_path: Path) -> None:
    """And changes nothing without it."""
    keyless = Pathway.connect(changed.address, key_file=tmp_path / "none.key")
    with pytest.raises(KeyMissing):
        keyless.people.remove(CHAIR)
    with pytest.raises(KeyMissing):
        keyless.anchor()
    keyless.close()

    assert CHAIR in {person.email for person in changed.pathway.people.list()}


def test_a_removal_is_read_back(changed: Rehearsal) -> None:
    """Which appointment it was, and that nobody was named as having done it."""
    removed = [change for change in changed.pathway.people.history() if change.what == "remove"]

    assert {("appointment", "removed"), ("person", "changed")} == {
        (change.part, change.change) for change in removed
    }
    assert {(COORDINATOR, None)} == {(change.email, change.by) for change in removed}


VIEW = "CREATE VIEW seen AS SELECT reference FROM pathway_case"


@pytest.fixture
def viewed(changed: Rehearsal) -> Iterator[Rehearsal]:
    """Return a rehearsal with a view of somebody else's on its cases."""
    changed.sql(VIEW)
    yield changed
    changed.sql("DROP VIEW seen")


def test_a_view_on_the_cases_is_named(viewed: Rehearsal) -> None:
    """On either database."""
    with pytest.raises(DatabaseNotReady, match="the view seen"):
        database_schema.check(viewed.address)


def test_in_a_shared_database_what_is_not_about_our_tables_is_let_be(changed: Rehearsal) -> None:
    """Another service's views on its own tables are its own."""
    changed.sql("CREATE TABLE theirs (id INTEGER)")
    changed.sql("CREATE VIEW seen AS SELECT id FROM theirs")

    database_schema.check(changed.address)
    changed.sql("DROP VIEW seen")
    changed.sql("DROP TABLE theirs")


def test_a_change_is_compared_with_what_it_may_change(desk: Rehearsal) -> None:
    """Moving the clock records the setting, and reads neither holidays nor the directory."""
    own, asked = desk.pathway, list[str]()
    own.clock.advance(timedelta(minutes=1))  # reads the calendar, once

    def keep(_c: Any, _cursor: Any, sql: str, _values: Any, _context: Any, _many: bool) -> None:
        asked.append(sql)

    event.listen(own.engine, "before_cursor_execute", keep)
    moved = own.clock.advance(timedelta(minutes=1))
    event.remove(own.engine, "before_cursor_execute", keep)

    assert [] == [sql for sql in asked if "pathway_holiday" in sql or "pathway_person" in sql]
    assert moved == own.clock.now()
    assert [] == own.verify()
