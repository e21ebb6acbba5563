"""The proof as callers ask for it: what does not hold together, links, and anchors."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from time import monotonic

from pathway.errors import WrongUsage
from pathway.measures import FAULTS, SOUND, VERIFICATION
from pathway.progress import Progress
from pathway.service.files.storing import folder_of
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.upkeep.anchor_files import anchor_in
from pathway.storage.cases import audit
from pathway.storage.cases.audit import Check, Finding
from pathway.storage.proof import anchors, checking, links
from pathway.storage.proof.anchors import Anchor
from pathway.storage.proof.ledger import Record


def verify(
    installation: Installation,
    reference: str | None,
    progress: Progress,
    *,
    anchor: Anchor | str | bytes | None,
    jobs: int,
) -> list[Finding]:
    """
    Return what does not hold together in one case or in all; see `Pathway.verify`.

    Raises:
        NotFound: There is no such case.
        WrongUsage: The text is not an anchor, or other processes cannot open the database.
    """
    begun = monotonic()
    kept = anchor_in(anchor) if isinstance(anchor, str | bytes) else anchor
    keyring = installation.keyring
    with installation.connected() as connection, _checking(installation, jobs) as check:
        findings = audit.verify(connection, reference, keyring, progress, check=check)
        folder = folder_of(installation.settings)
        findings += checking.verify(connection, reference, keyring, kept, folder=folder)
    has_faults = any(finding.is_fault for finding in findings)
    installation.tally.lasted(VERIFICATION, monotonic() - begun, FAULTS if has_faults else SOUND)
    return findings


@contextmanager
def _checking(installation: Installation, jobs: int) -> Generator[Check | None]:
    """Return what checks the cases in several processes; None where one job is enough."""
    if jobs < 1:
        raise WrongUsage(f"{jobs} jobs check nothing; give at least 1.")
    if jobs == 1:
        yield None
        return
    from pathway.service.upkeep.processes import in_processes

    with in_processes(installation, jobs) as check:
        yield check


def anchor(installation: Installation) -> Anchor:
    """Write a link, and return how far every case and every chain has got."""
    return installation.in_transaction(lambda unit: anchors.anchor(unit.connection, linked(unit)))


def link(installation: Installation) -> bool:
    """Write a link if anything changed since the last, and return whether it did."""
    return installation.in_transaction(_linked_if_behind)


def _linked_if_behind(unit: UnitOfWork) -> bool:
    is_behind = links.is_behind(unit.connection)
    if is_behind:
        linked(unit)
    return is_behind


def linked(unit: UnitOfWork) -> Record:
    """Write a link and return it; raises KeyMissing."""
    own = unit.installation
    signing = own.macs.current(unit.connection, own.keyring)
    return links.write(unit.connection, signing, unit.now)
