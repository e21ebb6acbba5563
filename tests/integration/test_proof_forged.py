"""
Whoever may write to the file computes everything again: rows, hashes and links; without the key and
with it. `verify` finds all that was done without the key, and `verify --anchor` all of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection

from pathway.storage.cases.macs import MacKey, MacKeys
from pathway.storage.cases.sealing import Keyring
from pathway.storage.database import tables
from pathway.storage.database.raw import UNREADABLE
from pathway.storage.database.rows import as_stored, case_row, deadline_row, item_row, parts
from pathway.storage.proof.anchors import Anchor
from pathway.workflows.access.parties import parties_of
from pathway.workflows.history.events import GENESIS, hash_of
from tests.integration import test_proof
from tests.integration.test_proof import PROVING, SERVING, Attacks, done, replayed, with_members
from tests.rehearsals import Rehearsal

pytestmark = pytest.mark.sqlite
lived, desk, anchor = test_proof.lived, test_proof.desk, test_proof.anchor

Row = dict[str, Any]
Forgery = Callable[[list[Row]], list[Row]]
# The chains, each with the column that counts in it.
CHAINS = {"event": "seq", "change": "number", "link": "number"}
CASE = 2


def rewritten(rows: list[Row]) -> list[Row]:
    """Another instant in each header but the first."""
    name = "recorded_at" if "seq" in rows[0] else "at"
    return [rows[0], *[_with(row, **{name: "2026-03-02T09:00:00+00:00"}) for row in rows[1:]]]


def cut(rows: list[Row]) -> list[Row]:
    """Without the last."""
    return rows[:-1]


def removed(rows: list[Row]) -> list[Row]:
    """Without the last but one."""
    return [*rows[:-2], rows[-1]]


def added(rows: list[Row]) -> list[Row]:
    """The last of them twice."""
    return [*rows, rows[-1]]


def swapped(rows: list[Row]) -> list[Row]:
    """The last two the other way round."""
    return [*rows[:-2], rows[-1], rows[-2]]


FORGERIES: dict[str, Forgery] = {
    "rewrite": rewritten,
    "cut": cut,
    "remove": removed,
    "add": added,
    "swap": swapped,
}


def _with(row: Row, **members: Any) -> Row:
    table = "pathway_event" if "seq" in row else ""
    return row | {"header": with_members(table, row["header"], members)}


class Forger:
    """
    Makes a chain fit again after it was forged.

    Args:
        key: Signs what is forged; without it the MACs stay as they were.
    """

    def __init__(self, connection: Connection, key: MacKey | None) -> None:
        self._connection, self._key = connection, key

    def forge(self, name: str, forgery: Forgery) -> None:
        """Forge a chain, put the rows as it makes them, and the links as the heads are then."""
        where = f"case_id = {CASE}" if name == "event" else "1 = 1"
        self._put(name, where, forgery(self._rows(name, where)))
        if name == "event":
            self._refit()
        if name != "link":
            self._relink(self._heads())

    def _rows(self, name: str, where: str) -> list[Row]:
        query = f"SELECT * FROM pathway_{name} WHERE {where} ORDER BY {CHAINS[name]}"
        return [dict(row) for row in self._connection.exec_driver_sql(query).mappings()]

    def _put(self, name: str, where: str, rows: list[Row]) -> None:
        """Write a chain anew, with its numbers, hashes and MACs right."""
        done(self._connection, f"DELETE FROM pathway_{name} WHERE {where}")
        previous = GENESIS
        for number, row in enumerate(rows, start=1):
            forged = _with(row, **{CHAINS[name]: number}, previous_hash=previous)
            forged[CHAINS[name]] = number
            previous = hash_of(forged["header"])
            if name != "event":
                forged["hash"] = previous
            if self._key is not None:
                forged |= {"mac": self._key.mac(forged["header"]), "mac_key": self._key.id}
            places = ", ".join("?" for _ in forged)
            names = ", ".join(forged)
            statement = f"INSERT INTO pathway_{name} ({names}) VALUES ({places})"
            done(self._connection, statement, *forged.values())

    def _refit(self) -> None:
        """Put the rows of the case as its events make them, where they make any."""
        try:
            case, recorded_at = replayed(self._connection, f"PR-2026-{CASE:04d}", 1000)
        except UNREADABLE:
            return
        for name in ("item", "deadline", "party"):
            done(self._connection, f"DELETE FROM pathway_{name} WHERE case_id = {CASE}")
        own = as_stored(case_row(case, recorded_at))
        self._connection.execute(tables.case.update().where(tables.case.c.id == CASE).values(own))
        for name in parties_of(case):
            self._connection.execute(tables.party.insert().values(case_id=CASE, name=name))
        for name, document in parts(case, "items").items():
            row = as_stored(item_row(name, document))
            self._connection.execute(tables.item.insert().values(case_id=CASE, **row))
        for name, document in parts(case, "deadlines").items():
            row = as_stored(deadline_row(name, document))
            self._connection.execute(tables.deadline.insert().values(case_id=CASE, **row))

    def _heads(self) -> dict[str, list[Any]]:
        query = (
            "SELECT reference, seq, header FROM pathway_event JOIN pathway_case ON id = case_id "
            "ORDER BY seq"
        )
        rows = self._connection.exec_driver_sql(query)
        return {row[0]: [row[1], hash_of(row[2])] for row in rows}

    def _relink(self, heads: dict[str, list[Any]]) -> None:
        """Have one link name all heads and the last change, as if there had never been another."""
        query = "SELECT number, hash FROM pathway_change ORDER BY number DESC LIMIT 1"
        last = self._connection.exec_driver_sql(query).one()
        first = self._rows("link", "1 = 1")[0]
        self._put("link", "1 = 1", [_with(first, heads=heads, change=list(last))])


def key_of(desk: Rehearsal) -> Callable[[Connection], MacKey]:
    """Return what gets the MAC key of a database."""
    return lambda connection: MacKeys().current(connection, Keyring.load(desk.key))


def forging(name: str, forgery: Forgery, desk: Rehearsal, *, signed: bool) -> Any:
    """Return the change that forges a chain."""

    def change(connection: Connection) -> None:
        key = key_of(desk)(connection) if signed else None
        Forger(connection, key).forge(name, forgery)

    return change


@pytest.mark.parametrize("name", CHAINS)
def test_a_forged_chain_is_found_without_an_anchor_if_the_key_is_not_known(
    desk: Rehearsal,
    anchor: Anchor,
    name: str,
    record_property: Callable[[str, object], None],
) -> None:
    """
    Each way, with every hash, row and link computed again. What a cut leaves was signed once, and
    where the link is cut too nothing else names what is gone: that needs the anchor.
    """
    alone, anchored = Attacks(desk), Attacks(desk, anchor)
    for way, forgery in FORGERIES.items():
        for attacks in (alone, anchored):
            attacks.run(way, forging(name, forgery, desk, signed=False))
    record_property(test_proof.BOUNDS, f"{name}: {alone.tried} forged, {len(alone.missed)} unfound")

    assert len(FORGERIES) == alone.tried
    assert (["cut"] if name == "link" else []) == alone.missed
    assert [] == anchored.missed


@pytest.mark.parametrize("name", CHAINS)
def test_a_chain_forged_with_the_key_is_found_by_the_anchor(
    desk: Rehearsal,
    anchor: Anchor,
    name: str,
    record_property: Callable[[str, object], None],
) -> None:
    """
    Whatever `verify` alone says of it. A further link that says what is so takes nothing away, and
    whoever has the key may write one.
    """
    kept = Anchor.read(anchor.text())
    alone, anchored = Attacks(desk), Attacks(desk, kept)
    for way, forgery in FORGERIES.items():
        for attacks in (alone, anchored):
            attacks.run(way, forging(name, forgery, desk, signed=True))
    unfound = ["add"] if name == "link" else []
    record_property(
        test_proof.BOUNDS,
        f"{name}: {anchored.tried} forged with the key, {len(unfound)} unfound",
    )

    assert len(FORGERIES) == anchored.tried
    assert alone.missed
    assert unfound == anchored.missed


def test_every_table_is_proved_or_serves() -> None:
    """There is no third kind."""
    assert set() == set(PROVING) & SERVING
    assert {table.name for table in tables.metadata.sorted_tables} == {
        table.name for table in (*PROVING, *SERVING)
    }


@pytest.mark.parametrize("name", sorted(table.name for table in SERVING))
def test_tables_that_serve_prove_nothing(desk: Rehearsal, anchor: Anchor, name: str) -> None:
    """
    All their rows may go: what was sent, when to look next, who asked twice. No case, duty or
    person is another for it, so there is nothing to find.
    """
    attacks = Attacks(desk, anchor)
    attacks.run(name, lambda connection: done(connection, f"DELETE FROM {name}"))

    assert (1, [name]) == (attacks.tried, attacks.missed)
