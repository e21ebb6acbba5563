"""
Follows the chains of many cases at once: the numbers, hashes and MACs of their events, whose
headers are not opened for that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection

from pathway.storage.cases.macs import MacKey
from pathway.storage.database.raw import plain_rows
from pathway.storage.database.tables import event
from pathway.workflows.history.headers import GENESIS, LINK

Scope = tuple[int, int]
FIRST = bytes.fromhex(GENESIS)
LINKING, SIGNING = ("case_id", "seq", "header"), ("case_id", "header", "mac", "mac_key")
ORDER = (event.c.case_id, event.c.seq)


def unbroken(
    connection: Connection, scope: Scope, macs: Mapping[str, MacKey] | None
) -> dict[int, str]:
    """
    Return the hash of the last event of each case whose chain is whole, by the id of the case.

    Args:
        scope: The first and the last id of the cases.
        macs: The MAC keys by id; if None, MACs are not checked.

    Raises:
        TypeError: A column holds something else.
    """
    of = event.c.case_id
    heads = _linked(plain_rows(connection, of, scope, LINKING, ORDER))
    if macs is not None:
        for case_id in _forged(plain_rows(connection, of, scope, SIGNING), macs):
            heads.pop(case_id, None)
    return {case_id: head.hex() for case_id, head in heads.items() if head}


def _linked(rows: Iterable[Any]) -> dict[int, bytes]:
    """Return the hash of the last event of each case, empty where its chain is broken."""
    heads: dict[int, bytes] = {}
    case_id, number, head = None, 0, FIRST
    for of, seq, header in rows:
        if of != case_id:
            if case_id is not None:
                heads[case_id] = head
            case_id, number, head = of, 0, FIRST
        number += 1
        # Nothing begins with an empty hash, so that a chain once broken stays so.
        is_next = seq == number and header[:LINK] == head
        head = sha256(header).digest() if is_next else b""
    if case_id is not None:
        heads[case_id] = head
    return heads


def _forged(rows: Iterable[Any], macs: Mapping[str, MacKey]) -> set[int]:
    """Return the cases of which an event was not signed with one of these keys."""
    forged: set[int] = set()
    for case_id, header, mac, mac_key in rows:
        key = macs.get(mac_key)
        if key is None or not key.made(header, mac):
            forged.add(case_id)
    return forged
