"""The master key as callers keep it: which one wraps the database's keys, and how it is changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pathway.errors import KeyMissing, OutcomeUnknown
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.shapes import View
from pathway.storage.cases import macs
from pathway.storage.cases.sealing import Keyring

KEEP_BOTH = (
    "Keep the old key as well as {new}: `pathway keys list --key-file FILE` shows for each whether the database is "
    "wrapped with it."
)


@dataclass(frozen=True, slots=True)
class MasterKeyView(View):
    """
    A master key that wraps keys of the database.

    Args:
        keys: How many it wraps: that of MACs, and one for each case in which something was said.
        is_given: It is the key that was given.
    """

    key_id: str
    keys: int
    is_given: bool


class Keys:
    """The master key (`Pathway.keys`)."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation

    def rotate(self, new_key_file: Path | str) -> MasterKeyView:
        """
        Make a new master key, wrap every key of the database with it, and return it. No event is
        touched.

        From then on the new file is the key; whoever has the old one open must be started anew.

        Raises:
            KeyMissing: The present key is missing or another, or there is a file at that place.
            VerificationFailed: A stored key was changed.
            OutcomeUnknown: The connection was lost during the commit; both keys must be kept.
        """
        old = self._installation.keyring
        if old is None:
            raise KeyMissing("There is no key to change; say where it is with --key-file.")
        place = Path(new_key_file)
        new = Keyring.make(place)
        try:
            count = self._installation.in_transaction(
                lambda unit: macs.rewrap(unit.connection, old, new)
            )
        except OutcomeUnknown as error:
            # The new key may be the only one that opens the database by now.
            raise OutcomeUnknown(f"{error.message} {KEEP_BOTH.format(new=place)}") from error
        except BaseException:
            place.unlink()
            raise
        return MasterKeyView(new.key_id, count, is_given=False)

    def list(self) -> list[MasterKeyView]:
        """Return the master keys that wrap keys of the database: one, where all is well."""
        with self._installation.reading() as unit:
            return _listed(unit)


def _listed(unit: UnitOfWork) -> list[MasterKeyView]:
    keyring = unit.installation.keyring
    given = keyring.key_id if keyring is not None else ""
    counts = macs.wrapped_by(unit.connection)
    return [MasterKeyView(key_id, keys, key_id == given) for key_id, keys in counts.items()]
