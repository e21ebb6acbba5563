"""
The key with which a database signs what it records: a MAC (HMAC-SHA-256) of each event, each change
to the directory and each link.

Hashes alone prove nothing against somebody who may write to the database: they can be computed
again. The MAC key is random, and is stored wrapped by the master key, as the keys of cases are.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, insert, select, update

from pathway.errors import KeyMissing, PathwayError
from pathway.storage.cases.sealing import KEY_BYTES, Keyring, WrappedKey
from pathway.storage.database.raw import UNREADABLE, raw_rows, shown
from pathway.storage.database.tables import case, case_key, mac_key, name_list

# What the key of the list of names is bound to.
LIST_OF_NAMES = "list of names"
CURRENT = select(mac_key).order_by(mac_key.c.id).limit(1)
KEYS_OF_CASES = select(case.c.reference, case_key).join_from(case_key, case)


@dataclass(frozen=True, slots=True)
class MacKey:
    """A MAC key in clear, and its id, which reveals nothing of it."""

    id: str
    key: bytes = field(repr=False)

    def mac(self, content: bytes) -> bytes:
        """Return the MAC of stored bytes."""
        return hmac.digest(self.key, content, "sha256")

    def made(self, content: bytes, mac: object) -> bool:
        """Return whether a stored MAC is that of the bytes."""
        return isinstance(mac, bytes) and hmac.compare_digest(self.mac(content), mac)


class MacKeys:
    """The MAC key of one database, opened when it is first needed and kept from then on."""

    def __init__(self) -> None:
        self._current: MacKey | None = None

    def current(self, connection: Connection, keyring: Keyring | None) -> MacKey:
        """
        Return the key with which new records are signed.

        Raises:
            KeyMissing: There is no master key, or another one, or the MAC key is lost.
            VerificationFailed: The stored key was changed.
        """
        if self._current is None:
            self._current = _opened_current(connection, keyring)
        return self._current


def make(connection: Connection, keyring: Keyring) -> MacKey:
    """Store a new MAC key, wrapped by the master key, and return it in clear."""
    key = os.urandom(KEY_BYTES)
    made = MacKey(hashlib.sha256(key).hexdigest()[:16], key)
    stored = keyring.wrap(key, _name(made.id))
    row = {"id": made.id, "wrapped": stored.wrapped, "key_id": stored.key_id}
    connection.execute(insert(mac_key), row)
    return made


def readable(connection: Connection, keyring: Keyring) -> tuple[Mapping[str, MacKey], list[str]]:
    """Return the MAC keys that open, by id, and a sentence for each that does not."""
    keys: dict[str, MacKey] = {}
    faults: list[str] = []
    for row in raw_rows(connection, mac_key, order=(mac_key.c.id,)):
        try:
            name = shown(row.id)
            keys[name] = _opened(name, WrappedKey(row.wrapped, shown(row.key_id)), keyring)
        except (PathwayError, *UNREADABLE) as error:
            faults.append(str(error))
    if not keys and not faults:
        faults.append("The MAC key is missing, so nothing can be compared with its MAC.")
    return keys, faults


def rewrap(connection: Connection, old: Keyring, new: Keyring) -> int:
    """
    Wrap every key of the database with another master key, and return how many there are; no event
    is touched.

    Raises:
        KeyMissing: A key was not wrapped by the old master key.
        VerificationFailed: A stored key was changed.
    """
    count = 0
    # Nobody wraps a new key with the old master key meanwhile.
    for row in connection.execute(select(mac_key).with_for_update()).all():
        name = _name(row.id)
        stored = new.wrap(old.unwrap(WrappedKey(row.wrapped, row.key_id), name), name)
        values = {"wrapped": stored.wrapped, "key_id": stored.key_id}
        connection.execute(update(mac_key).where(mac_key.c.id == row.id).values(values))
        count += 1
    for row in connection.execute(KEYS_OF_CASES).all():
        data_key = old.data_key(row.reference, WrappedKey(row.wrapped, row.key_id))
        stored = new.wrap(data_key, row.reference)
        values = {"wrapped": stored.wrapped, "key_id": stored.key_id}
        connection.execute(update(case_key).where(case_key.c.case_id == row.case_id).values(values))
        count += 1
    return count + _rewrapped_names(connection, old, new)


def wrapped_by(connection: Connection) -> dict[str, int]:
    """Return how many keys of the database each master key wraps, by its id."""
    counts: Counter[str] = Counter()
    for table in (mac_key, case_key, name_list):
        counts.update(shown(row.key_id) for row in raw_rows(connection, table, only=("key_id",)))
    return dict(sorted(counts.items()))


def check_master(connection: Connection, keyring: Keyring) -> None:
    """
    Make sure that a new key may be wrapped with a master key, and that it stays the database's until
    the transaction ends.

    Raises:
        KeyMissing: The database's keys were wrapped with another one meanwhile.
    """
    query = select(mac_key.c.key_id).with_for_update(read=True)
    if keyring.key_id not in set(connection.scalars(query)):
        raise KeyMissing("The key of the database was changed; start with the new key file.")


def _rewrapped_names(connection: Connection, old: Keyring, new: Keyring) -> int:
    """Wrap the key of the list of names with another master key, and return how many there are."""
    rows = connection.execute(select(name_list.c.wrapped, name_list.c.key_id)).all()
    for row in rows:
        key = old.unwrap(WrappedKey(row.wrapped, row.key_id), LIST_OF_NAMES)
        stored = new.wrap(key, LIST_OF_NAMES)
        values = {"wrapped": stored.wrapped, "key_id": stored.key_id}
        connection.execute(update(name_list).values(values))
    return len(rows)


def _opened_current(connection: Connection, keyring: Keyring | None) -> MacKey:
    if keyring is None:
        raise KeyMissing(
            "What is recorded is signed with the key, and there is no key; name the key file."
        )
    row = connection.execute(CURRENT).first()
    if row is None:
        raise KeyMissing("The MAC key of the database is lost; restore it from a backup.")
    return _opened(row.id, WrappedKey(row.wrapped, row.key_id), keyring)


def _opened(name: str, stored: WrappedKey, keyring: Keyring) -> MacKey:
    return MacKey(name, keyring.unwrap(stored, _name(name)))


def _name(key: str) -> str:
    """Return what the wrapped key is bound to, so that no other can take its place."""
    return f"MAC key {key}"
