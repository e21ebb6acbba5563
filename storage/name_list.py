"""
The names that are looked for in referrals, kept as a whole and sealed under a key of their own.

Families' names are in it, so nothing of it is in clear. A setting holds the hash of what is sealed,
so that an older list put back is noticed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, delete, insert, select

from pathway.errors import KeyMissing, VerificationFailed
from pathway.storage import configuration
from pathway.storage.cases.macs import LIST_OF_NAMES
from pathway.storage.cases.sealing import Keyring, WrappedKey, seal, unseal
from pathway.storage.database.tables import name_list

SETTING = "name_list"
NAMES = "names"
ONLY = 1


def put(connection: Connection, keyring: Keyring, names: Sequence[str]) -> None:
    """Keep these names in place of those that were kept; none removes the list."""
    connection.execute(delete(name_list))
    if not names:
        configuration.put(connection, SETTING, None)
        return
    data_key, stored = keyring.new_data_key(LIST_OF_NAMES)
    sealed = seal(data_key, LIST_OF_NAMES, ONLY, {NAMES: list(names)})
    row = {"id": ONLY, "wrapped": stored.wrapped, "key_id": stored.key_id, "sealed": sealed}
    connection.execute(insert(name_list), row)
    configuration.put(connection, SETTING, _hash(sealed))


def get(
    connection: Connection, keyring: Keyring | None, settings: Mapping[str, str]
) -> tuple[str, ...]:
    """
    Return the names that are kept.

    Args:
        settings: Those of the database.

    Raises:
        KeyMissing: There is no master key, or another one.
        VerificationFailed: The list was changed, exchanged or taken away.
    """
    expected = settings.get(SETTING)
    if expected is None:
        return ()
    if keyring is None:
        raise KeyMissing("The list of names is sealed, and there is no key; name the key file.")
    row = connection.execute(select(name_list)).first()
    if row is None or _hash(row.sealed) != expected:
        raise VerificationFailed(
            "The list of names is not the one that was imported; import it again with `pathway names import`."
        )
    key = keyring.unwrap(WrappedKey(row.wrapped, row.key_id), LIST_OF_NAMES)
    return tuple(unseal(key, LIST_OF_NAMES, ONLY, row.sealed)[NAMES])


def _hash(sealed: bytes) -> str:
    return hashlib.sha256(sealed).hexdigest()
