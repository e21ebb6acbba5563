"""Definitions as a database has them, bound to what their words mean here."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from pathway.errors import DatabaseNotReady, ImportRefused, VerificationFailed
from pathway.storage import definitions
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.loading.definition_files import SHIPPED, Words, load, packaged_definition


def stored_definition(connection: Connection, content_hash: str, words: Words) -> BoundDefinition:
    """Return the definition with that content hash: the packaged one, else as it was stored."""
    if packaged_definition().hash == content_hash:
        return replace(packaged_definition(), words=words)
    stored = definitions.load(connection, content_hash)
    if stored.name in SHIPPED and packaged_definition(stored.name).hash == content_hash:
        return replace(packaged_definition(stored.name), words=words)
    try:
        definition = load(stored.files, words)
    except ImportRefused as error:
        raise DatabaseNotReady(
            f"The definition {stored.name} {stored.version} uses words that this program does not know; start it with "
            "the vocabulary of the service that loaded the definition, or use the Pathway that did.",
            error.reasons,
        ) from error
    if definition.hash != content_hash:
        version = definition.case.version
        raise VerificationFailed(
            f"The stored definition {version} is not the one that was loaded: its content has another hash. "
            "Restore it from a backup."
        )
    return definition
