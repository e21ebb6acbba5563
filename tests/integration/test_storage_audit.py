"""Whatever is changed behind the product's back is found."""

from __future__ import annotations

import shutil
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from pathway.errors import KeyMissing, NotFound
from pathway.storage.cases import audit, macs
from pathway.storage.cases.audit import Finding
from pathway.storage.cases.intact import intact
from pathway.storage.cases.sealing import Keyring
from pathway.storage.database.engine import open_engine, reading, writing
from pathway.storage.database.packed_documents import LARGEST
from pathway.storage.database.packed_documents import packed as packed_document
from pathway.storage.database.raw import PAGE
from pathway.workflows.history.events import GENESIS, hash_of
from pathway.workflows.history.headers import packed
from tests.headers import bomb, header_of, members_of
from tests.integration.stored import KEYRING, Database, database, deadline, item
from tests.stored_documents import bomb as document_bomb
from tests.stored_documents import packed_otherwise


@pytest.fixture
def db(backend: str, tmp_path: Path) -> Iterator[Database]:
    """A case with four events, items and deadlines, between two that are not touched."""
    with database(tmp_path, backend) as made:
        made.open_case(answers={"input": {"narrative": "one"}})
        case = made.open_case(
            {
                "items": {"action:1": item("action:1")},
                "deadlines": {"a/1": deadline("a/1"), "b/1": deadline("b/1")},
            },
            {"input": {"narrative": "two"}},
        )
        case = made.take(case, {"deadlines": {"a/1": {"state": "breached"}}})
        case = made.take(case, {"items": {"action:1": {"state": "verified"}}}, {"reason": "done"})
        made.take(case, {"state": "closed", "outcome": "published"}, {"reason": "published"})
        made.open_case()
        yield made


def verified(
    db: Database, keyring: Keyring | None = KEYRING, reference: str | None = None
) -> list[Finding]:
    """Return what does not hold together."""
    with reading(db.engine) as connection:
        return audit.verify(connection, reference, keyring)


def kinds(db: Database) -> set[str]:
    """Return the codes of what does not hold together."""
    return {finding.what for finding in verified(db)}


def test_an_untouched_database_holds_together(db: Database) -> None:
    """Nothing is found, in all or in one."""
    assert [] == verified(db)
    assert [] == verified(db, reference="PR-2026-0002")


def test_without_the_key_it_says_what_was_not_checked(db: Database) -> None:
    """The rest is checked, and the sealed parts are counted; that is no fault."""
    findings = verified(db, None)

    assert [("macs_unchecked", False), ("sealed_unchecked", False)] == [
        (finding.what, finding.is_fault) for finding in findings
    ]
    assert "MACs not checked" in findings[0].detail
    assert "4 sealed parts" in findings[1].detail


def test_an_unknown_case_is_not_found(db: Database) -> None:
    """There is nothing to verify."""
    with pytest.raises(NotFound):
        verified(db, reference="PR-2026-0009")


DEEP = b'{"a":' * 100_000 + b"1" + b"}" * 100_000
COLUMNS_OF_EVENTS = ("header", "sealed", "mac", "mac_key")
EVENTS = [
    pytest.param(seq, column, marks=[] if seq == 1 else [pytest.mark.rest])
    for seq in (1, 2, 4)
    for column in COLUMNS_OF_EVENTS
    if (seq, column) != (2, "sealed")
]


@pytest.mark.sqlite  # thousands of changes, and the same bytes on either
@pytest.mark.parametrize(("seq", "column"), EVENTS)
def test_any_byte_of_an_event_that_changes_is_found(db: Database, seq: int, column: str) -> None:
    """
    Each byte of each stored column is turned over, one after the other, and each time it is found.
    """
    with db.engine.connect() as connection, connection.begin() as transaction:
        stored = connection.exec_driver_sql(
            f"SELECT {column} FROM pathway_event WHERE {OF}", (seq,)
        ).scalar_one()
        content = stored.encode() if isinstance(stored, str) else bytes(stored)
        missed = [
            place
            for place in range(len(content))
            if not seen(connection, seq, column, flipped(content, place))
        ]
        transaction.rollback()

    assert content
    assert [] == missed


OF = "case_id = 2 AND seq = ?"


def flipped(content: bytes, place: int) -> bytes:
    """Return the bytes with one bit turned over, another one from byte to byte."""
    return content[:place] + bytes([content[place] ^ (1 << place % 8)]) + content[place + 1 :]


def seen(connection: Connection, seq: int, column: str, content: bytes) -> bool:
    """Write a column by hand, and say whether the case of that event is found to be changed."""
    value = "CAST(? AS TEXT)" if column == "mac_key" else "?"
    connection.exec_driver_sql(
        f"UPDATE pathway_event SET {column} = {value} WHERE {OF}", (content, seq)
    )
    return any(finding.is_fault for finding in audit.verify(connection, "PR-2026-0002", KEYRING))


COPIED = "header, sealed, mac, mac_key FROM pathway_event"


@pytest.mark.parametrize(
    "done",
    [
        "DELETE FROM pathway_event WHERE case_id = 2 AND seq = 1",
        "DELETE FROM pathway_event WHERE case_id = 2 AND seq = 2",
        "DELETE FROM pathway_event WHERE case_id = 2 AND seq = 4",
        "DELETE FROM pathway_event WHERE case_id = 2",
        "UPDATE pathway_event SET seq = seq + 10 WHERE case_id = 2 AND seq > 2",
        "UPDATE pathway_event SET seq = CASE seq WHEN 2 THEN 30 ELSE 20 END WHERE case_id = 2 AND seq IN (2, 3)",
        "UPDATE pathway_event SET header = 'text' WHERE case_id = 2 AND seq = 2",
        "UPDATE pathway_event SET header = x'' WHERE case_id = 2 AND seq = 2",
        "UPDATE pathway_event SET case_id = 3 WHERE case_id = 2 AND seq = 4",
        "UPDATE pathway_event SET case_id = 99 WHERE case_id = 2",
        f"INSERT INTO pathway_event SELECT 2, 5, {COPIED} WHERE case_id = 2 AND seq = 4",
        f"INSERT INTO pathway_event SELECT 3, 2, {COPIED} WHERE case_id = 2 AND seq = 2",
    ],
)
def test_events_removed_inserted_or_reordered_are_found(db: Database, done: str) -> None:
    """
    The chain breaks, wherever an event is taken out, put in or put elsewhere; the last one is no
    exception.
    """
    db.sql(done)

    assert {"chain", "event", "case", "replay", "orphan"} & kinds(db)


@pytest.mark.sqlite  # columns of PostgreSQL take no value of another type
def test_an_event_with_an_invalid_number_is_reported(db: Database) -> None:
    """SQLite keeps whatever is written into a column."""
    db.sql("UPDATE pathway_event SET seq = 'x' WHERE case_id = 2 AND seq = 4")

    assert {"chain", "event", "case", "replay"} & kinds(db)


def test_swapped_events_are_found(db: Database) -> None:
    """Two events whose numbers were exchanged stand in the wrong order."""
    db.sql("UPDATE pathway_event SET seq = seq + 100 WHERE case_id = 2 AND seq IN (2, 3)")
    db.sql("UPDATE pathway_event SET seq = 3 WHERE case_id = 2 AND seq = 102")
    db.sql("UPDATE pathway_event SET seq = 2 WHERE case_id = 2 AND seq = 103")

    assert {"chain", "event"} <= kinds(db)


def test_a_rewritten_event_is_found(db: Database) -> None:
    """Its hash is another one, and neither the next event nor the case names that."""
    for seq in (2, 4):
        ((before,),) = db.sql(f"SELECT header FROM pathway_event WHERE {OF}", seq)
        header = header_of({**members_of(before), "occurred_on": "2026-11-01"})
        db.sql(f"UPDATE pathway_event SET header = ? WHERE {OF}", header, seq)

        assert {"chain"} <= kinds(db) if seq == 2 else {"case"} <= kinds(db)

        db.sql(f"UPDATE pathway_event SET header = ? WHERE {OF}", before, seq)
    assert [] == verified(db)


CONTENTS = [b"[]", b"{}", b"\xff", b'{"format":{}}', b"null", DEEP]
SHORT = packed(GENESIS, b"{}")[:-1]
BOMB = bomb(100_000_000)


@pytest.mark.parametrize(
    "header", [b"", b"\xff", SHORT, BOMB, *(packed(GENESIS, content) for content in CONTENTS)]
)
def test_a_malformed_header_stops_nothing(db: Database, header: bytes) -> None:
    """What cannot be read is named, and the other cases are looked at as well."""
    db.sql(f"UPDATE pathway_event SET header = ? WHERE {OF}", header, 2)
    db.sql("UPDATE pathway_case SET state = 'x' WHERE id = 3")

    assert {"PR-2026-0002", "PR-2026-0003"} == {finding.reference for finding in verified(db)}


DOCUMENTS = [
    b"",
    b"{}",
    packed_document(b"{}"),
    packed_document(b"{}")[:-1],
    packed_document(DEEP),
    document_bomb(LARGEST + 1),
]


@pytest.mark.parametrize("table", ["case", "item", "deadline"])
@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_damaged_document_is_named(db: Database, table: str, document: bytes) -> None:
    """It differs from what the events make; what it would be unpacked is not in memory."""
    of = "id" if table == "case" else "case_id"
    db.sql(f"UPDATE pathway_{table} SET document = ? WHERE {of} = 2", document)
    db.sql("UPDATE pathway_case SET state = 'x' WHERE id = 3")
    tracemalloc.start()
    findings = verified(db)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    named = [finding for finding in findings if finding.reference == "PR-2026-0002"]

    assert {table} == {finding.what for finding in named}
    assert all(finding.detail.endswith("make: document.") for finding in named)
    assert {"PR-2026-0002", "PR-2026-0003"} == {finding.reference for finding in findings}
    assert 50_000_000 > peak


@pytest.mark.parametrize("table", ["case", "item", "deadline"])
def test_a_document_that_another_library_packed_is_the_same(db: Database, table: str) -> None:
    """What it says is compared, and not its bytes."""
    of = "id" if table == "case" else "case_id"
    ((document,), *_) = db.sql(f"SELECT document FROM pathway_{table} WHERE {of} = 2")
    where = f"{of} = 2 AND document = ?"
    other = packed_otherwise(document)
    db.sql(f"UPDATE pathway_{table} SET document = ? WHERE {where}", other, document)

    assert other != document
    assert [] == verified(db)


def test_effects_that_cannot_make_a_case_are_named(db: Database) -> None:
    """A chain that is whole and tells nonsense is a finding and no crash."""
    header = members_of(db.sql(f"SELECT header FROM pathway_event WHERE {OF}", 1)[0][0])
    nonsense: list[Any] = [
        [],
        {},
        {**header["effects"], "deadlines": {"a/1": {}}},
        {**header["effects"], "items": 1},
    ]
    for effects in nonsense:
        changed = header_of({**header, "effects": effects})
        db.sql(f"UPDATE pathway_event SET header = ? WHERE {OF}", changed, 1)

        assert "replay" in kinds(db)


CASE_COLUMNS = (
    "kind",
    "state",
    "outcome",
    "version",
    "head",
    "definition",
    "opened_on",
    "changed_on",
    "document",
)
ITEM_COLUMNS = ("id", "kind", "state", "document")
DEADLINE_COLUMNS = (
    "id",
    "key",
    "item",
    "status",
    "state",
    "due",
    "owner_role",
    "owner_agency",
    "owner_person",
)
COLUMNS = (
    [("case", column) for column in (*CASE_COLUMNS, "reference")]
    + [("item", column) for column in ITEM_COLUMNS]
    + [("deadline", column) for column in (*DEADLINE_COLUMNS, "document")]
)


@pytest.mark.sqlite  # columns of PostgreSQL take no value of another type
@pytest.mark.parametrize("value", ["by hand", 0, None, b"\xff", "2027-01-01"])
@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_row_edited_by_hand_is_found(db: Database, table: str, column: str, value: Any) -> None:
    """Each column of case, item and deadline is what replay makes of it, or it is found."""
    where = (
        "id = 2"
        if table == "case"
        else f"case_id = 2 AND rowid IN (SELECT min(rowid) FROM pathway_{table})"
    )
    refused = value is None and column not in ("outcome", "item", "owner_agency", "owner_person")
    before = db.sql(f"SELECT {column} FROM pathway_{table} WHERE {where}")[0][0]
    if refused or value == before:
        return
    db.sql(f"UPDATE pathway_{table} SET {column} = ? WHERE {where}", value)

    assert kinds(db) & {table, "sequence", "event"}


@pytest.mark.parametrize("table", ["item", "deadline"])
@pytest.mark.parametrize("done", ["DELETE FROM pathway_{}", "UPDATE pathway_{} SET case_id = 3"])
def test_rows_that_are_missing_or_in_no_event_are_found(
    db: Database, table: str, done: str
) -> None:
    """A duty cannot be taken from the list, or moved to another case."""
    db.sql(done.format(table))

    assert {table} == kinds(db)


def test_a_case_that_was_taken_away_is_missed(db: Database) -> None:
    """The numbers that were given out tell of it, also when nothing else of it is left."""
    for table in ("deadline", "item", "party", "event", "case_key"):
        db.sql(f"DELETE FROM pathway_{table} WHERE case_id = 2")
    db.sql("DELETE FROM pathway_case WHERE id = 2")

    assert [Finding("", "sequence", "PR-2026-0002 was given and is missing.")] == verified(db)


def test_rows_without_their_case_are_found(db: Database) -> None:
    """What is left of a case that was taken away is named too."""
    db.sql("DELETE FROM pathway_case WHERE id = 3")

    assert {"sequence", "orphan"} == kinds(db)


@pytest.mark.parametrize(
    "done", ["DELETE FROM pathway_counter", "UPDATE pathway_counter SET last = 2"]
)
def test_a_number_that_was_never_given_is_found(db: Database, done: str) -> None:
    """The counter goes forward only."""
    db.sql(done)

    assert "PR-2026-0003 was never given." in [finding.detail for finding in verified(db)]


@pytest.mark.parametrize(
    ("done", "what"),
    [
        ("DELETE FROM pathway_case_key WHERE case_id = 2", "key"),
        ("UPDATE pathway_case_key SET wrapped = x'00' WHERE case_id = 2", "key"),
        ("UPDATE pathway_case_key SET wrapped = 'text' WHERE case_id = 2", "key"),
        ("UPDATE pathway_case_key SET key_id = 'another' WHERE case_id = 2", "key"),
        (
            "UPDATE pathway_case_key SET wrapped = (SELECT wrapped FROM pathway_case_key WHERE case_id = 1)",
            "key",
        ),
        ("UPDATE pathway_event SET sealed = NULL WHERE case_id = 2 AND seq = 4", "sealed"),
        ("UPDATE pathway_event SET sealed = x'00' WHERE case_id = 2 AND seq = 2", "sealed"),
        ("UPDATE pathway_event SET sealed = x'' WHERE case_id = 2 AND seq = 4", "sealed"),
        ("UPDATE pathway_event SET sealed = 'text' WHERE case_id = 2 AND seq = 4", "sealed"),
    ],
)
def test_keys_and_sealed_parts_that_were_changed_are_found(
    db: Database, done: str, what: str
) -> None:
    """
    A part that does not open, is lost, or was never there is named; chain and replay still hold.
    """
    db.sql(done)

    assert {what} == kinds(db)


def test_a_lost_data_key_is_found_without_the_master_key(db: Database) -> None:
    """That a key is missing shows without opening anything."""
    db.sql("DELETE FROM pathway_case_key WHERE case_id = 2")

    assert {"key", "macs_unchecked", "sealed_unchecked"} == {
        finding.what for finding in verified(db, None)
    }


def test_another_master_key_is_named(db: Database) -> None:
    """The wrong key opens nothing, and the sentence says which one it takes."""
    findings = verified(db, Keyring(b"\x01" * 32))
    details = [finding.detail for finding in findings if finding.what == "key"]

    assert 3 == len(details)
    assert all(KEYRING.key_id in detail for detail in details)


def test_a_finding_repeats_no_content(db: Database) -> None:
    """Names of columns and numbers are told, never what stands in them."""
    db.sql("UPDATE pathway_item SET document = 'Ayesha'")
    db.sql("UPDATE pathway_case SET state = 'Ayesha'")

    assert "Ayesha" not in str(verified(db))


def test_many_cases_are_read_page_by_page(db: Database) -> None:
    """What is wrong in a later page is found there, and nothing is found twice."""
    rows = PAGE * 2 + 5
    for _ in range(rows - 3):
        db.open_case()
    db.sql(f"UPDATE pathway_case SET state = 'x' WHERE id IN (1, {rows})")

    assert ["PR-2026-0001", f"PR-2026-{rows:04d}"] == [
        finding.reference for finding in verified(db)
    ]


@pytest.mark.sqlite
def test_a_copy_of_the_file_is_verified_alike(db: Database, tmp_path: Path) -> None:
    """Nothing is written by looking: a read-only copy will do."""
    db.sql("PRAGMA wal_checkpoint(TRUNCATE)")
    db.engine.dispose()
    copy = tmp_path / "copy.db"
    shutil.copy(db.path, copy)
    engine = open_engine(f"sqlite:///file:{copy}?mode=ro&uri=true")
    with reading(engine) as connection:
        findings = audit.verify(connection, keyring=KEYRING)
    engine.dispose()

    assert [] == findings
    assert GENESIS not in str(findings)


def rewritten(db: Database, case_id: int, **members: Any) -> None:
    """Rewrite every event of a case with all hashes, and the case's head, as one who knows how."""
    previous = GENESIS
    rows = db.sql("SELECT seq, header FROM pathway_event WHERE case_id = ? ORDER BY seq", case_id)
    for seq, stored in rows:
        header = header_of({**members_of(stored), **members, "previous_hash": previous})
        where = "case_id = ? AND seq = ?"
        db.sql(f"UPDATE pathway_event SET header = ? WHERE {where}", header, case_id, seq)
        previous = hash_of(header)
    db.sql("UPDATE pathway_case SET head = ? WHERE id = ?", previous, case_id)


def test_a_history_rewritten_without_the_key_is_found(db: Database) -> None:
    """Every hash is right again; the MACs, which nobody can make without the key, are not."""
    rewritten(db, 2, actor=3)

    assert ["mac"] * 4 == [finding.what for finding in verified(db)]
    assert not any(finding.is_fault for finding in verified(db, None))


def test_a_mac_belongs_to_its_event(db: Database) -> None:
    """The MAC of another event will not do."""
    db.sql(
        "UPDATE pathway_event SET mac = (SELECT mac FROM pathway_event WHERE case_id = 1) "
        "WHERE case_id = 2 AND seq = 1"
    )

    assert {"mac"} == kinds(db)


@pytest.mark.parametrize(
    "done",
    [
        "DELETE FROM pathway_mac_key",
        "UPDATE pathway_mac_key SET wrapped = x'00'",
        "UPDATE pathway_mac_key SET key_id = 'another'",
        "UPDATE pathway_mac_key SET id = 'another'",
    ],
)
def test_a_mac_key_that_was_changed_is_found(db: Database, done: str) -> None:
    """Without it no MAC can be compared, and each event says so."""
    db.sql(done)

    assert {"key", "mac"} == kinds(db)


def test_the_keys_are_wrapped_anew_and_no_event_is_touched(db: Database) -> None:
    """Under the new master key all is in order; the old one opens nothing."""
    other = Keyring(b"\x07" * 32)
    events = db.sql("SELECT * FROM pathway_event ORDER BY case_id, seq")
    with writing(db.engine) as connection:
        count = macs.rewrap(connection, KEYRING, other)

    assert 3 == count
    assert [] == verified(db, other)
    # Who has the old key open must not wrap the key of a new case with it.
    with pytest.raises(KeyMissing), writing(db.engine) as connection:
        macs.check_master(connection, KEYRING)
    assert "key" in kinds(db)
    assert events == db.sql("SELECT * FROM pathway_event ORDER BY case_id, seq")


@pytest.mark.sqlite  # columns of PostgreSQL take no value of another type
@pytest.mark.parametrize(
    ("done", "value"),
    [
        ("UPDATE pathway_counter SET last = ?", 10**18),
        ("UPDATE pathway_counter SET last = ?", -5),
        ("UPDATE pathway_counter SET last = ?", "many"),
        ("UPDATE pathway_counter SET series = ?", 10**18),
        ("UPDATE pathway_case SET id = ? WHERE id = 3", 2**63 - 1),
        ("UPDATE pathway_case SET reference = ? WHERE id = 3", "PR-2026-" + "9" * 5000),
        ("UPDATE pathway_case SET document = ? WHERE id = 3", DEEP.decode()),
        ("UPDATE pathway_case SET document = ? WHERE id = 3", 5),
        ("UPDATE pathway_case SET document = zeroblob(?) WHERE id = 3", 10**8),
        ("UPDATE pathway_event SET header = ? WHERE case_id = 2 AND seq = 2", DEEP),
        ("UPDATE pathway_event SET header = ? WHERE case_id = 2 AND seq = 2", BOMB),
        ("UPDATE pathway_event SET header = ? WHERE case_id = 2 AND seq = 2", b"9" * 5000),
        ("UPDATE pathway_event SET seq = ? WHERE case_id = 2 AND seq = 4", 1.5),
        ("UPDATE pathway_event SET seq = ? WHERE case_id = 2 AND seq = 4", b"\xff"),
        ("UPDATE pathway_event SET case_id = ? WHERE case_id = 2 AND seq = 4", "text"),
        ("UPDATE pathway_event SET sealed = zeroblob(?) WHERE case_id = 2 AND seq = 4", 10**8),
        ("UPDATE pathway_event SET header = zeroblob(?) WHERE case_id = 2 AND seq = 4", 10**8),
        ("UPDATE pathway_item SET id = ?", b"\x00\xff"),
        ("UPDATE pathway_deadline SET due = ?", 10**18),
        ("UPDATE pathway_item SET case_id = ?", "text"),
        ("UPDATE pathway_mac_key SET wrapped = ?", 5),
    ],
)
def test_whatever_is_written_is_a_finding_and_no_crash(db: Database, done: str, value: Any) -> None:
    """Numbers beyond counting, text where a number was, endless nesting, and heaps of bytes."""
    db.sql("PRAGMA foreign_keys = OFF")
    db.sql(done, value)
    tracemalloc.start()
    findings = verified(db)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert findings
    assert 1000 > len(findings)
    assert 1000 > max(len(finding.detail) for finding in findings)
    assert 50_000_000 > peak


def test_effects_nested_beyond_reason_are_named(db: Database) -> None:
    """A header that reads, and whose effects cannot be applied, is a finding."""
    nested: Any = 1
    for _ in range(800):
        nested = {"a": nested}
    rewritten(db, 2, effects=nested)

    assert "replay" in kinds(db)


def test_what_is_intact_need_not_be_examined(db: Database) -> None:
    """The quick look tells every case that nobody touched, with its sealed parts, and no other."""
    every = (0, 2**31 - 1)
    with reading(db.engine) as connection:
        keys, _ = macs.readable(connection, KEYRING)

        assert {1: 1, 2: 3, 3: 0} == intact(connection, every, KEYRING, keys)
        assert {1: 1, 2: 3, 3: 0} == intact(connection, every, None, None)
        assert {2: 3} == intact(connection, (2, 2), KEYRING, keys)
    db.sql("UPDATE pathway_deadline SET due = '2027-01-01' WHERE case_id = 2")
    with reading(db.engine) as connection:
        assert {1: 1, 3: 0} == intact(connection, every, KEYRING, keys)


@pytest.mark.sqlite
@pytest.mark.rest
def test_more_cases_take_no_more_memory(db: Database) -> None:
    """Four shares of cases are verified in the memory of one, but for the numbers of the cases."""

    def peak() -> int:
        tracemalloc.start()
        assert [] == verified(db)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    def grow(cases: int) -> None:
        for _ in range(cases):
            case = db.open_case({"deadlines": {"a/1": deadline("a/1")}}, {"reason": "so"})
            db.take(case, {"deadlines": {"a/1": {"state": "met"}}})

    grow(PAGE - 3)
    verified(db)  # so that what is loaded and kept only once is there
    before = peak()
    grow(PAGE * 3)

    assert before * 1.5 > peak()


@pytest.mark.sqlite
@pytest.mark.parametrize("value", ["CAST(x'ff' AS TEXT)", "zeroblob(100000000)"])
def test_a_value_that_cannot_be_read_leaves_others_to_be_examined(db: Database, value: str) -> None:
    """All cases of the share are examined, and only the one that was changed is named."""
    db.sql(f"UPDATE pathway_item SET document = {value}")

    assert {"PR-2026-0002"} == {finding.reference for finding in verified(db)}
