"""
Whatever is rewritten, cut, added, swapped or removed in the tables that prove something, `verify`
finds it, or `verify --anchor` does; and only what no link and no anchor names goes unnoticed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Table
from sqlalchemy.exc import DatabaseError

from pathway import PathwayFile
from pathway.errors import WrongUsage
from pathway.storage.cases import audit
from pathway.storage.cases.cases import CaseStore
from pathway.storage.cases.macs import MacKeys
from pathway.storage.cases.sealing import Keyring
from pathway.storage.database import (
    access_tables,
    draft_tables,
    identity_tables,
    indexes,
    mail_tables,
    tables,
)
from pathway.storage.database.rows import as_stored, case_row, deadline_row, item_row, parts
from pathway.storage.proof import checking
from pathway.storage.proof.anchors import Anchor
from pathway.workflows.access.parties import parties_of
from pathway.workflows.history.case import Case
from pathway.workflows.history.events import GENESIS, canonical, hash_of
from pathway.workflows.history.evolve import evolve
from tests.headers import header_of, members_of
from tests.rehearsals import BU, CHAIR, COORDINATOR, NOTIFIER, Rehearsal

pytestmark = pytest.mark.sqlite  # hundreds of changes, and the same rows on either
# What serves the running system and proves nothing.
SERVING = {
    tables.watch,
    mail_tables.notice,
    mail_tables.message,
    mail_tables.message_notice,
    tables.failure,
    tables.heartbeat,
    mail_tables.pause,
    tables.idempotency_key,
    draft_tables.draft,
    draft_tables.draft_part,
    identity_tables.sign_in,
    identity_tables.session,
    identity_tables.attempt,
    identity_tables.sign_in_failure,
    access_tables.read,
    tables.name_list,  # read only where its hash is that of a setting, which proves it
}
PROVING = [table for table in indexes.metadata.sorted_tables if table not in SERVING]
BOUNDS = "bounds"


@pytest.fixture(scope="module")
def lived(installed: Rehearsal, tmp_path_factory: pytest.TempPathFactory) -> Rehearsal:
    """Three cases with a history, changes to directory and calendar, and three links."""
    made = installed.copied(tmp_path_factory.mktemp("lived"))
    reference = ""
    for _ in range(2):
        reference = made.endorsed()
        made.do(reference, "add_action", BU)
    for place in (b"home", b"school"):
        note = PathwayFile("note.txt", b"Seen at " + place)
        made.pathway.documents.add("PR-2026-0001", note, title="Note", by=BU)
    made.pathway.link()
    made.do(reference, "notify_panel", NOTIFIER)
    action = "action/action:1"
    owner = made.pathway.explain("PR-2026-0001", action).owner.emails[0]
    made.pathway.tasks.take_on("PR-2026-0001", action, by=owner)
    made.pathway.tasks.follow_up("PR-2026-0001", action, on=date(2026, 5, 5), by=owner)
    made.pathway.people.absent(CHAIR, date(2026, 4, 1), date(2026, 4, 3), by=BU)
    made.pathway.people.remove(COORDINATOR)
    made.pathway.tokens.person(made.pathway.tokens.issue(BU, roles=["bu"], by=CHAIR).token)
    made.pathway.tokens.revoke(made.pathway.tokens.issue(CHAIR).id, by=BU)
    made.pathway.link()
    made.pathway.holidays.add(date(2026, 6, 15), "Day of thanks", by=BU)
    made.clock("2026-03-24")  # Tue
    made.pathway.sweep()
    made.refer()
    return made


@pytest.fixture
def desk(lived: Rehearsal, tmp_path: Path) -> Iterator[Rehearsal]:
    """Return a copy to be damaged."""
    copy = lived.copied(tmp_path / "desk")
    yield copy
    copy.remove()


@pytest.fixture
def anchor(desk: Rehearsal) -> Anchor:
    """Return an anchor of the copy, which is in order."""
    written = desk.pathway.anchor()
    assert [] == desk.pathway.verify(anchor=written)
    return written


class Attacks:
    """
    Changes to the database, each looked at and undone.

    Args:
        missed: What each change was that nothing found.
    """

    def __init__(self, desk: Rehearsal, anchor: Anchor | None = None) -> None:
        self._keyring, self._anchor = Keyring.load(desk.key), anchor
        self._engine = desk.pathway.engine
        self.tried, self.refused = 0, 0
        self.missed: list[str] = []

    def run(self, name: str, change: Callable[[Connection], None]) -> None:
        """Make a change, and note it if it is not found."""
        with self._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                change(connection)
            except DatabaseError:
                self.refused += 1
            else:
                self.tried += 1
                if not self._seen(connection):
                    self.missed.append(name)
            connection.rollback()

    def _seen(self, connection: Connection) -> bool:
        findings = audit.verify(connection, keyring=self._keyring)
        findings += checking.verify(connection, None, self._keyring, self._anchor)
        return any(finding.is_fault for finding in findings)


def rows_of(desk: Rehearsal, table: Table) -> list[tuple[int, dict[str, Any]]]:
    """Return the first and the last row of a table, each with its rowid."""
    names = ", ".join(column.name for column in table.columns)
    rows = desk.sql(f"SELECT rowid, {names} FROM {table.name} ORDER BY rowid")
    places = sorted({0, len(rows) - 1}) if rows else []
    columns = [column.name for column in table.columns]
    return [(rows[at][0], dict(zip(columns, rows[at][1:], strict=True))) for at in places]


def others(value: Any) -> list[Any]:
    """Return values to put in the place of another: near it, far from it, and of another type."""
    if isinstance(value, bytes):
        return [bytes([value[0] ^ 1]) + value[1:], b"", "text", 5]
    if isinstance(value, int):
        return [value + 1, 10**18, "text"]
    if value is None:
        return [1, "text"]
    return [f"{value}x", "", b"\xff", 10**18]


def removed(table: Table, rowid: int) -> Callable[[Connection], None]:
    """Return the change that takes a row away."""
    statement = f"DELETE FROM {table.name} WHERE rowid = ?"
    return lambda connection: done(connection, statement, rowid)


def written(table: Table, column: str, value: Any, rowid: int) -> Callable[[Connection], None]:
    """Return the change that writes one value."""
    statement = f"UPDATE {table.name} SET {column} = ? WHERE rowid = ?"
    return lambda connection: done(connection, statement, value, rowid)


def done(connection: Connection, statement: str, *values: Any) -> None:
    """Run a statement by hand."""
    connection.exec_driver_sql(statement, values)


def test_every_table_that_proves_something_is_tried() -> None:
    """A new table must be one or the other."""
    assert {table.name for table in PROVING} == {
        f"pathway_{name}"
        for name in (
            *("absence", "agency", "appointment", "case", "case_key", "change", "closed_day"),
            *("counter", "deadline", "definition", "document_content", "document_part", "event"),
            *(
                "follow_up",
                "holiday",
                "item",
                "link",
                "mac_key",
                "party",
                "person",
                "setting",
                "task",
            ),
            "token",
        )
    }


EVERY_DAY = ("case", "event", "deadline", "appointment", "token")
TABLES = [
    pytest.param(
        table, marks=[] if table.name.removeprefix("pathway_") in EVERY_DAY else [pytest.mark.rest]
    )
    for table in PROVING
]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_row_rewritten_removed_added_or_swapped_is_found(
    desk: Rehearsal,
    anchor: Anchor,
    table: Table,
    record_property: Callable[[str, object], None],
) -> None:
    """Each column of several rows, with several values; each row away, doubled, exchanged."""
    attacks = Attacks(desk)
    rows = rows_of(desk, table)
    columns = [column.name for column in table.columns]
    for rowid, row in rows:
        for column in columns:
            for value in others(row[column]):
                name = f"{column} of {rowid} = {value!r}"[:200]
                attacks.run(name, written(table, column, value, rowid))
        attacks.run(f"remove {rowid}", removed(table, rowid))
    for key in table.primary_key:
        attacks.run(f"add by {key.name}", added(table, rows[0], key.name))
    if len(rows) > 1:
        attacks.run("swap", swapped(table, rows[0], rows[-1]))
    # Without an anchor nobody misses the last link.
    unnoticed = [f"remove {rows[-1][0]}"] if table is tables.link else []
    record_property(
        BOUNDS, f"{table.name}: {attacks.tried} changes by hand, {len(unnoticed)} unfound"
    )

    assert anchor.cases
    assert attacks.tried > len(rows)
    assert unnoticed == attacks.missed


def added(table: Table, row: tuple[int, dict[str, Any]], key: str) -> Callable[[Connection], None]:
    """Return the change that adds a row like another, under another key."""
    values = dict(row[1])
    values[key] = values[key] + 900 if isinstance(values[key], int) else f"{values[key]}9"
    places = ", ".join("?" for _ in values)
    statement = f"INSERT INTO {table.name} ({', '.join(values)}) VALUES ({places})"
    return lambda connection: done(connection, statement, *values.values())


def swapped(
    table: Table, row: tuple[int, dict[str, Any]], other: tuple[int, dict[str, Any]]
) -> Callable[[Connection], None]:
    """Return the change that exchanges what two rows hold besides their keys."""
    names = [column.name for column in table.columns if not column.primary_key]
    if not names or all(row[1][name] == other[1][name] for name in names):
        return lambda connection: done(connection, "SELECT no_such_thing")

    def exchange(connection: Connection) -> None:
        assignments = ", ".join(f"{name} = ?" for name in names)
        statement = f"UPDATE {table.name} SET {assignments} WHERE rowid = ?"
        hidden = [f"hidden {name}" for name in names]
        done(connection, statement, *hidden, row[0])
        done(connection, statement, *[row[1][name] for name in names], other[0])
        done(connection, statement, *[other[1][name] for name in names], row[0])

    return exchange


def rechained(connection: Connection, table: str, where: str, **members: Any) -> None:
    """Change members of every header, and compute all hashes anew, as one who knows how."""
    key = "seq" if table == "pathway_event" else "number"
    previous = GENESIS
    query = f"SELECT {key}, header FROM {table} WHERE {where} ORDER BY {key}"
    for number, stored in connection.exec_driver_sql(query).all():
        header = with_members(table, stored, {**members, "previous_hash": previous})
        previous = hash_of(header)
        own = f"{where} AND {key} = ?"
        done(connection, f"UPDATE {table} SET header = ? WHERE {own}", header, number)
        if table != "pathway_event":
            done(connection, f"UPDATE {table} SET hash = ? WHERE {own}", previous, number)
    if table == "pathway_event":
        case_id = where.rpartition(" ")[2]
        done(connection, "UPDATE pathway_case SET head = ? WHERE id = ?", previous, int(case_id))


def with_members(table: str, header: bytes, members: dict[str, Any]) -> bytes:
    """Return a header of a table with other members."""
    if table == "pathway_event":
        return header_of({**members_of(header), **members})
    return canonical({**json.loads(header), **members})


def rewritten(case_id: int, **members: Any) -> Callable[[Connection], None]:
    """Return the change that rewrites all events of a case."""
    where = f"case_id = {case_id}"
    return lambda connection: rechained(connection, "pathway_event", where, **members)


MEMBERS: dict[str, Any] = {
    "actor": 3,
    "role": "chair",
    "deputy": True,
    "occurred_on": "2026-03-01",
    "occurred_at": "2026-03-01T09:00:00+00:00",
    "recorded_at": "2026-03-01T09:00:00+00:00",
    "step": "note",
    "item": "action:9",
    "from": "draft",
    "to": "closed",
    "item_to": "verified",
    "digest": "",
    "definition": "e" * 64,
}


@pytest.mark.parametrize("member", MEMBERS)
def test_a_history_whose_digests_were_all_computed_anew_is_found(
    desk: Rehearsal, member: str
) -> None:
    """Each member of each event of a case, with every hash right again."""
    attacks = Attacks(desk)
    for case_id in (1, 2, 3):
        attacks.run(f"{member} of {case_id}", rewritten(case_id, **{member: MEMBERS[member]}))

    assert [] == attacks.missed
    assert 3 == attacks.tried


@pytest.mark.parametrize(
    ("table", "members"),
    [
        ("pathway_change", {"by": 3}),
        ("pathway_change", {"at": "2026-03-01T09:00:00+00:00"}),
        ("pathway_change", {"rows": []}),
        ("pathway_link", {"heads": {}}),
        ("pathway_link", {"at": "2026-03-01T09:00:00+00:00"}),
        ("pathway_link", {"counters": {}}),
    ],
)
def test_records_whose_digests_were_all_computed_anew_are_found(
    desk: Rehearsal, table: str, members: dict[str, Any]
) -> None:
    """Who changed the directory, when, and what links name, is signed too."""
    attacks = Attacks(desk)
    attacks.run(str(members), lambda connection: rechained(connection, table, "1 = 1", **members))

    assert (1, []) == (attacks.tried, attacks.missed)


def replayed(connection: Connection, reference: str, upto: int) -> tuple[Case, datetime]:
    """Return a case as its first events make it, and when the last of them was recorded."""
    case, recorded_at = Case(reference), datetime.min.replace(tzinfo=UTC)
    for event in CaseStore(connection).events(reference, opened=False):
        if event.seq <= upto:
            case, recorded_at = evolve(case, event), event.recorded_at
    return case, recorded_at


def cut(connection: Connection, case_id: int, kept: int) -> None:
    """Take away the last events of a case, and put all rows as they were before them."""
    reference = f"PR-2026-{case_id:04d}"
    before, recorded_at = replayed(connection, reference, kept)
    done(connection, "DELETE FROM pathway_event WHERE case_id = ? AND seq > ?", case_id, kept)
    for name in ("item", "deadline", "party"):
        done(connection, f"DELETE FROM pathway_{name} WHERE case_id = ?", case_id)
    row = as_stored(case_row(before, recorded_at))
    connection.execute(tables.case.update().where(tables.case.c.id == case_id).values(row))
    for name in parties_of(before):
        connection.execute(tables.party.insert().values(case_id=case_id, name=name))
    for name, document in parts(before, "items").items():
        connection.execute(
            tables.item.insert().values(case_id=case_id, **as_stored(item_row(name, document)))
        )
    for name, document in parts(before, "deadlines").items():
        connection.execute(
            tables.deadline.insert().values(
                case_id=case_id, **as_stored(deadline_row(name, document))
            )
        )


def emptied(connection: Connection, case_id: int) -> None:
    """Take away all of the case that was opened last, and its number too."""
    for table in indexes.metadata.sorted_tables:
        if "case_id" in table.columns:
            connection.execute(table.delete().where(table.c.case_id == case_id))
    done(connection, "DELETE FROM pathway_case WHERE id = ?", case_id)
    done(connection, "UPDATE pathway_counter SET last = ?", case_id - 1)


def unlinked(connection: Connection, upto: int) -> None:
    """Take away the links after one."""
    done(connection, "DELETE FROM pathway_link WHERE number > ?", upto)


def undone(connection: Connection) -> None:
    """Take away the last change, and put its row as it was before."""
    done(
        connection,
        "DELETE FROM pathway_change WHERE number = (SELECT max(number) FROM pathway_change)",
    )
    done(connection, "UPDATE pathway_setting SET value = ? WHERE name = 'clock'", CLOCK)


CLOCK = "2026-03-16T09:00:00+00:00"
GONE: dict[str, Callable[[Connection], None]] = {
    "the tail of a case": lambda connection: cut(connection, 2, 3),
    "the last event of a case": lambda connection: cut(connection, 2, 4),
    "a whole case": lambda connection: emptied(connection, 3),
    "the last change": undone,
}


@pytest.mark.parametrize("name", GONE)
def test_what_a_link_names_cannot_be_taken_away(desk: Rehearsal, anchor: Anchor, name: str) -> None:
    """Everything else fits: only the link tells."""
    attacks = Attacks(desk)
    attacks.run(name, GONE[name])

    assert anchor.link.version
    assert (1, []) == (attacks.tried, attacks.missed)


@pytest.mark.parametrize("name", GONE)
def test_without_a_link_only_the_anchor_finds_what_was_taken_away(
    desk: Rehearsal, anchor: Anchor, name: str
) -> None:
    """Who takes the links away as well, and knows what fits, is found out by what is elsewhere."""

    def change(connection: Connection) -> None:
        GONE[name](connection)
        unlinked(connection, 0)

    alone, anchored = Attacks(desk), Attacks(desk, Anchor.read(anchor.text()))
    alone.run(name, change)
    anchored.run(name, change)

    assert [name] == alone.missed
    assert (1, []) == (anchored.tried, anchored.missed)


def resigned(
    connection: Connection, desk: Rehearsal, table: str, where: str, **members: Any
) -> None:
    """Rewrite a chain with the key: hashes and MACs are right again."""
    key = MacKeys().current(connection, Keyring.load(desk.key))
    rechained(connection, table, where, **members)
    for rowid, header in connection.exec_driver_sql(f"SELECT rowid, header FROM {table}").all():
        done(connection, f"UPDATE {table} SET mac = ? WHERE rowid = ?", key.mac(header), rowid)


def test_the_anchor_finds_what_somebody_with_the_key_rewrote(
    desk: Rehearsal, anchor: Anchor
) -> None:
    """Events and changes signed anew, and no link left: `verify` alone cannot know."""

    def rewrite_case(connection: Connection) -> None:
        resigned(connection, desk, "pathway_event", "case_id = 2", actor=3)
        unlinked(connection, 0)

    def rewrite_changes(connection: Connection) -> None:
        resigned(connection, desk, "pathway_change", "1 = 1", by=3)
        unlinked(connection, 0)

    alone, anchored = Attacks(desk), Attacks(desk, anchor)
    for attacks in (alone, anchored):
        attacks.run("case", rewrite_case)
        attacks.run("changes", rewrite_changes)

    assert ["case", "changes"] == alone.missed
    assert (2, []) == (anchored.tried, anchored.missed)


def test_a_forged_event_at_the_end_is_found(desk: Rehearsal) -> None:
    """One that follows rightly, with rows that fit, lacks the MAC."""

    def forge(connection: Connection) -> None:
        before, _ = replayed(connection, "PR-2026-0003", 1)
        stored = connection.exec_driver_sql(
            "SELECT header FROM pathway_event WHERE case_id = 3 AND seq = 1"
        ).scalar_one()
        header = header_of(
            {
                **members_of(stored),
                "seq": 2,
                "step": "note",
                "effects": {},
                "digest": "",
                "previous_hash": before.head,
            }
        )
        done(
            connection,
            "INSERT INTO pathway_event SELECT 3, 2, ?, NULL, mac, mac_key "
            "FROM pathway_event WHERE case_id = 3 AND seq = 1",
            header,
        )
        done(
            connection,
            "UPDATE pathway_case SET version = 2, head = ? WHERE id = 3",
            hash_of(header),
        )

    attacks = Attacks(desk)
    attacks.run("forge", forge)

    assert (1, []) == (attacks.tried, attacks.missed)


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "[" * 100_000, '{"pathway_anchor": 2}', '{"pathway_anchor": 1}']
)
def test_what_is_not_an_anchor_is_refused(desk: Rehearsal, text: str) -> None:
    """In a sentence, whatever it is."""
    with pytest.raises(WrongUsage, match="not an anchor"):
        desk.pathway.verify(anchor=text)


def test_a_link_is_written_only_where_something_changed(desk: Rehearsal) -> None:
    """The worker asks at its start, at its end and once a day."""
    assert desk.pathway.link()
    assert not desk.pathway.link()


def test_a_later_anchor_and_a_changed_case_are_in_order(desk: Rehearsal, anchor: Anchor) -> None:
    """Going on breaks no anchor."""
    desk.do("PR-2026-0001", "note", BU)
    desk.pathway.people.back(CHAIR)

    assert [] == desk.pathway.verify(anchor=anchor)
    assert [] == desk.pathway.verify("PR-2026-0001", anchor=desk.pathway.anchor())
