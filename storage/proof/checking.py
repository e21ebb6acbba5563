"""Checks changes, links and an anchor: what they name must be there, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection

from pathway.storage.cases import macs
from pathway.storage.cases.audit import Finding
from pathway.storage.cases.macs import MacKey
from pathway.storage.cases.sealing import Keyring
from pathway.storage.database.dialects import tolerant_text
from pathway.storage.database.tables import change
from pathway.storage.documents import checking as files
from pathway.storage.documents.folders import DocumentFolder
from pathway.storage.proof import changes, links
from pathway.storage.proof.anchors import Anchor
from pathway.storage.proof.ledger import Ledger


def verify(
    connection: Connection,
    reference: str | None = None,
    keyring: Keyring | None = None,
    anchor: Anchor | None = None,
    *,
    folder: DocumentFolder | None = None,
) -> list[Finding]:
    """
    Return what does not hold together outside the cases' own rows: what links and the anchor name,
    the content of files, and, where all cases are checked, the recorded changes and the rows that
    they make.

    Args:
        keyring: The master key; without it MACs are not checked.
        anchor: What was there at an instant, kept elsewhere.
        folder: Where the content of files may be that is not in the database.
    """
    with tolerant_text(connection):
        keys = macs.readable(connection, keyring)[0] if keyring is not None else None
        findings = list(_findings(connection, keys, anchor))
        findings += files.verify(connection, reference, folder, keyring)
    # A link that is broken is told of as well: what it names of a case cannot be relied on.
    return [finding for finding in findings if reference in (None, finding.reference)]


def _findings(
    connection: Connection, keys: Mapping[str, MacKey] | None, anchor: Anchor | None
) -> Iterator[Finding]:
    recorded = Ledger(change, "Change", keys)
    for code, detail in changes.faults(recorded, connection):
        yield Finding("", code, detail)
    linked = links.read(connection, keys)
    for detail in linked.ledger.faults:
        yield Finding("", "link", detail)
    witnesses = linked.witnesses
    if anchor is not None:
        witnesses = [*witnesses, anchor.witness]
        if linked.ledger.hashes.get(anchor.link.version) != anchor.link.hash:
            yield Finding(
                "", "anchor", f"Link {anchor.link.version} is not the one that the anchor names."
            )
    for reference, code, detail in links.faults(connection, witnesses, recorded.hashes):
        yield Finding(reference, code, detail)
