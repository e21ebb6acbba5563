"""The proof as callers ask for it: what does not hold together, links, and anchors."""

from __future__ import annotations

from pathway.progress import Progress
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.storage.cases import audit
from pathway.storage.cases.audit import Finding
from pathway.storage.proof import anchors, checking, links
from pathway.storage.proof.anchors import Anchor
from pathway.storage.proof.ledger import Record


def verify(
    installation: Installation,
    reference: str | None,
    progress: Progress,
    *,
    anchor: Anchor | str | bytes | None,
) -> list[Finding]:
    """
    Return what does not hold together in one case or in all; see `Pathway.verify`.

    Raises:
        NotFound: There is no such case.
        WrongUsage: The text is not an anchor.
    """
    kept = Anchor.read(anchor) if isinstance(anchor, str | bytes) else anchor
    keyring = installation.keyring
    with installation.connected() as connection:
        findings = audit.verify(connection, reference, keyring, progress)
        return findings + checking.verify(connection, reference, keyring, kept)


def anchor(installation: Installation) -> Anchor:
    """Write a link, and return how far every case and every chain has got."""
    return installation.in_transaction(lambda unit: anchors.anchor(unit.connection, _linked(unit)))


def link(installation: Installation) -> bool:
    """Write a link if anything changed since the last, and return whether it did."""
    return installation.in_transaction(_linked_if_behind)


def _linked_if_behind(unit: UnitOfWork) -> bool:
    is_behind = links.is_behind(unit.connection)
    if is_behind:
        _linked(unit)
    return is_behind


def _linked(unit: UnitOfWork) -> Record:
    own = unit.installation
    signing = own.macs.current(unit.connection, own.keyring)
    return links.write(unit.connection, signing, unit.now)
