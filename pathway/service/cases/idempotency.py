"""
Repeats made harmless: the same command under the same idempotency key returns its first result.

A host that does not know whether its call went through sends it again with the key. Refusals are
not kept.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from pathway.errors import Reason, Refused, WrongUsage
from pathway.service.cases.step_request import StepRequest
from pathway.service.cases.taken import Taken
from pathway.service.unit_of_work import UnitOfWork
from pathway.storage.cases import idempotency
from pathway.storage.cases.idempotency import Kept
from pathway.workflows.history.case import Case
from pathway.workflows.history.events import Event
from pathway.workflows.history.evolve import replay

MAX_KEY_LENGTH = 200


class KeyTaken(Exception):
    """Another call with the same key was committed in between."""


def check_key(key: str | None) -> None:
    """
    Make sure that a key can be kept.

    Raises:
        WrongUsage: It is empty, too long, or not of printable characters.
    """
    if key is None:
        return
    if not (0 < len(key) <= MAX_KEY_LENGTH and key.isprintable()):
        raise WrongUsage(
            f"A key is 1 to {MAX_KEY_LENGTH} printable characters; make a new one for each command."
        )


def first_result(unit: UnitOfWork, key: str | None, asked: StepRequest) -> Case | None:
    """
    Return the case as it was after the command was first carried out under that key, or None where
    it never was.

    Raises:
        Refused: The key was used for another command.
    """
    kept = idempotency.find(unit.connection, key) if key is not None else None
    if kept is None:
        return None
    unit.need_key()
    if _digest(unit.cases.event(kept.reference, kept.seq), asked) != kept.digest:
        sentence = f"The key was used for another command, on {kept.reference}; make a new key for each command."
        raise Refused(sentence, [Reason("key_reused", sentence)])
    history = unit.cases.events(kept.reference, opened=False)
    return replay(kept.reference, (event for event in history if event.seq <= kept.version))


def keep(unit: UnitOfWork, key: str | None, asked: StepRequest, taken: Taken) -> None:
    """
    Record that a command was carried out under a key.

    Raises:
        KeyTaken: Another call has recorded it meanwhile.
    """
    if key is None:
        return
    event = next(event for event in taken.events if event.step == asked.step)
    kept = Kept(taken.after.reference, event.seq, taken.after.version, _digest(event, asked))
    if not idempotency.keep(unit.connection, key, kept):
        raise KeyTaken


def _digest(event: Event, asked: StepRequest) -> str:
    """Return the digest of a command, salted with the salt that is sealed in its event."""
    salt = bytes.fromhex((event.sealed or {}).get("salt", ""))
    # It may hold anything that is JSON, also what no step takes.
    command = json.loads(json.dumps(asked.identity(), default=_plain))
    return hashlib.sha256(salt + json.dumps(command, sort_keys=True).encode()).hexdigest()


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
