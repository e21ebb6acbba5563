"""The key with which links and sessions are signed: that of all that the database records."""

from __future__ import annotations

from pathway.service.unit_of_work import UnitOfWork
from pathway.storage.cases.macs import MacKey


def signing_key(unit: UnitOfWork) -> MacKey:
    """Return the key with which the database signs; KeyMissing where it is not there."""
    own = unit.installation
    return own.macs.current(unit.connection, own.keyring)
