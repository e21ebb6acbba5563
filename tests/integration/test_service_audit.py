"""Whatever is changed in the file behind the product's back, `verify` finds it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pathway.storage.database.packed_documents import unpacked
from tests.rehearsals import BU, CHAIR, NOTIFIER, Rehearsal
from tests.stored_documents import with_text

pytestmark = pytest.mark.either
COLUMNS = ("header", "sealed", "mac", "mac_key")
EVENT = "case_id, seq, header, sealed, mac, mac_key"


@pytest.fixture(scope="module")
def lived(installed: Rehearsal, tmp_path_factory: pytest.TempPathFactory) -> Rehearsal:
    """Return two cases with a history: breaches, returns, an action."""
    made = installed.copied(tmp_path_factory.mktemp("lived"))
    reference = ""
    for _ in range(2):
        reference = made.endorsed()
        made.do(reference, "add_action", BU)
        made.do(reference, "notify_panel", NOTIFIER)
        made.do(reference, "waive", CHAIR, "agency_return:police")
    made.clock("2026-03-24")  # Tue
    made.do(reference, "note", BU)
    made.pathway.sweep()
    made.pathway.close()
    return made


@pytest.fixture
def case(lived: Rehearsal, tmp_path: Path) -> Iterator[Rehearsal]:
    """Return a copy to be damaged."""
    copy = lived.copied(tmp_path / "case")
    assert [] == copy.pathway.verify()
    yield copy
    copy.remove()


def flipped(value: bytes | str, rng: random.Random) -> bytes | str:
    """Return the value with one byte of it changed."""
    stored = bytearray(value.encode() if isinstance(value, str) else value)
    place = rng.randrange(len(stored))
    stored[place] = rng.choice([byte for byte in range(1, 128) if byte != stored[place]])
    return stored.decode(errors="replace") if isinstance(value, str) else bytes(stored)


def set_column(desk: Rehearsal, column: str, seq: int, value: object) -> None:
    """Write one column of an event of the first case."""
    desk.sql(f"UPDATE pathway_event SET {column} = ? WHERE case_id = 1 AND seq = ?", [value, seq])


@pytest.mark.rest
@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_byte_is_found(case: Rehearsal, column: str) -> None:
    """A few bytes of every event, one at a time, anywhere in the column."""
    rng = random.Random(column)
    rows: list[tuple[int, Any]] = case.sql(
        f"SELECT seq, {column} FROM pathway_event WHERE case_id = 1 AND {column} IS NOT NULL"
    )
    unseen: list[tuple[int, object]] = []
    for seq, value in rows * 5:
        changed = flipped(value, rng)
        set_column(case, column, seq, changed)
        unseen += [] if case.faults() else [(seq, changed)]
        set_column(case, column, seq, value)

    assert [] == unseen
    assert [] == case.pathway.verify()


@pytest.mark.rest
def test_every_part_of_a_header_counts(case: Rehearsal) -> None:
    """From its first byte to its last, every seventh with one bit changed."""
    ((header,),) = case.sql("SELECT header FROM pathway_event WHERE case_id = 1 AND seq = 2")
    unseen: list[int] = []
    for place in {*range(0, len(header), 7), len(header) - 1}:
        set_column(
            case, "header", 2, header[:place] + bytes([header[place] ^ 1]) + header[place + 1 :]
        )
        unseen += [] if case.pathway.verify("PR-2026-0001") else [place]

    assert [] == unseen


@pytest.mark.parametrize("seq", [1, 3, "last"])
def test_a_removed_event_is_found(case: Rehearsal, seq: int | str) -> None:
    """The first, one in the middle, the last."""
    which = "(SELECT max(seq) FROM pathway_event WHERE case_id = 1)" if seq == "last" else str(seq)
    case.sql(f"DELETE FROM pathway_event WHERE case_id = 1 AND seq = {which}")

    assert case.faults()


def test_a_removed_case_is_found(case: Rehearsal) -> None:
    """With every row of it, as if it had never been referred."""
    tables = ("watch", "deadline", "item", "party", "event", "case_key", "notice")
    case.sql("DELETE FROM pathway_message_notice WHERE case_id = 1")
    for table in tables:
        case.sql(f"DELETE FROM pathway_{table} WHERE case_id = 1")
    case.sql("DELETE FROM pathway_case WHERE id = 1")

    assert "sequence" in case.faults()


@pytest.mark.parametrize("source", [(1, 4), (2, 4)])
def test_an_inserted_event_is_found(case: Rehearsal, source: tuple[int, int]) -> None:
    """A copy of an event of the same case, or of another, put at the end."""
    case.sql(
        f"INSERT INTO pathway_event ({EVENT}) SELECT 1, 99, header, sealed, mac, mac_key "
        "FROM pathway_event WHERE case_id = ? AND seq = ?",
        source,
    )

    assert case.faults()


def test_reordered_events_are_found(case: Rehearsal) -> None:
    """The second and the third change places."""
    for before, after in ((2, -2), (3, 2), (-2, 3)):
        case.sql("UPDATE pathway_event SET seq = ? WHERE case_id = 1 AND seq = ?", [after, before])

    assert case.faults()


def test_events_of_two_cases_cannot_be_exchanged(case: Rehearsal) -> None:
    """Sealed parts of one case put under another's events do not open."""
    ((sealed,),) = case.sql("SELECT sealed FROM pathway_event WHERE case_id = 2 AND seq = 2")
    set_column(case, "sealed", 2, sealed)

    assert {"sealed"} == case.faults()


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("case", "state = 'closed'"),
        ("case", "outcome = 'completed'"),
        ("case", "kind = 'good_outcome'"),
        ("case", "opened_on = '2026-03-15'"),
        ("case", "version = version - 1"),
        ("item", "state = 'accepted'"),
        ("deadline", "due = '2027-01-01'"),
        ("deadline", "state = 'met'"),
        ("deadline", "owner_agency = 'housing'"),
    ],
)
def test_rows_edited_by_hand_are_found(case: Rehearsal, table: str, change: str) -> None:
    """What replay makes of the events is not what stands there."""
    case.sql(
        f"UPDATE pathway_{table} SET {change} WHERE {'id' if table == 'case' else 'case_id'} = 1"
    )

    assert table in case.faults()


@pytest.mark.parametrize(
    ("table", "old", "new"),
    [
        ("case", "true", "false"),
        ("item", "police", "housing"),
        ("deadline", "2026-03", "2026-04"),
    ],
)
def test_documents_edited_by_hand_are_found(
    case: Rehearsal, table: str, old: str, new: str
) -> None:
    """What is packed is read again, and compared as it reads."""
    rows = case.sql(f"SELECT document FROM pathway_{table}")
    stored = next(row for (row,) in rows if old in unpacked(bytes(row)).decode())
    changed = with_text(stored, old, new)
    case.sql(f"UPDATE pathway_{table} SET document = ? WHERE document = ?", [changed, stored])

    assert table in case.faults()


@pytest.mark.parametrize("table", ["item", "deadline"])
def test_rows_taken_away_are_found(case: Rehearsal, table: str) -> None:
    """An item or a deadline that is missing."""
    case.sql("DELETE FROM pathway_watch WHERE case_id = 1")
    case.sql(f"DELETE FROM pathway_{table} WHERE case_id = 1")

    assert {table} == case.faults()
