"""
One entry of a case's history, its digest and its place in the chain.

The *header* has ids, codes and dates, and never free text; the *sealed* part (input, reasons, salt)
is encrypted where it is stored. The chain hashes the header's stored bytes, which begin with the
hash of the previous event; `headers` tells how they are made.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, cast

import orjson

from pathway.workflows.history.headers import GENESIS as GENESIS
from pathway.workflows.history.headers import packed, unpacked

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Event:
    """
    One thing that was done to a case.

    Args:
        actor: The number in the directory of the person who did it; None for the system.
        role: The role in which it was done; "system" for the system.
        deputy: It was done by somebody of order 2 or above.
        typed_by: The number of the person who recorded it on behalf of the actor; None where the
            actor did.
        occurred_on: The day on which it happened.
        occurred_at: The instant on that day, where it is known.
        recorded_at: The instant at which it was written down.
        effects: A merge patch to the case's document.
        digest: SHA-256 of the sealed part; empty where nothing is sealed.
        sealed: Input, reason, late reason and salt; None if there are none, or they were not
            decrypted.
    """

    reference: str
    seq: int
    step: str
    item: str | None
    actor: int | None
    role: str
    deputy: bool
    occurred_on: date
    recorded_at: datetime
    from_state: str
    to_state: str
    item_to: str | None
    effects: Mapping[str, Any]
    definition: str
    digest: str
    previous_hash: str
    sealed: Mapping[str, Any] | None = None
    occurred_at: datetime | None = None
    typed_by: int | None = None
    format: int = FORMAT
    _stored: bytes = field(default=b"", init=False, repr=False, compare=False)

    def header(self) -> bytes:
        """Return the header as the bytes that are stored and hashed, made once."""
        if not self._stored:
            object.__setattr__(self, "_stored", packed(self.previous_hash, self.content()))
        return self._stored

    def content(self) -> bytes:
        """Return what the header says, but for the hash of the previous event, as JSON."""
        return canonical(
            {name: _plain(getattr(self, attribute)) for name, attribute in HEADER.items()}
        )

    def closed(self) -> Event:
        """Return the event without its sealed part; its header is the one that is stored."""
        event = replace(self, sealed=None)
        object.__setattr__(event, "_stored", self._stored)
        return event

    @property
    def hash(self) -> str:
        """Return the hash that the next event names as its predecessor."""
        return hash_of(self.header())


# The members of a header's content, each with the attribute of the event that it has.
HEADER = {
    "reference": "reference",
    "seq": "seq",
    "step": "step",
    "item": "item",
    "actor": "actor",
    "role": "role",
    "deputy": "deputy",
    "typed_by": "typed_by",
    "occurred_on": "occurred_on",
    "occurred_at": "occurred_at",
    "recorded_at": "recorded_at",
    "from": "from_state",
    "to": "to_state",
    "item_to": "item_to",
    "effects": "effects",
    "definition": "definition",
    "digest": "digest",
    "format": "format",
}


def event_from(header: bytes, sealed: Mapping[str, Any] | None = None) -> Event:
    """
    Return the event that has a stored header.

    Raises:
        ValueError: The bytes are not a header of a known format.
    """
    previous_hash, content = unpacked(header)
    fields: dict[str, Any] = orjson.loads(content)
    # A member that is not known would be lost.
    if fields.keys() != HEADER.keys() or fields["format"] != FORMAT:
        raise ValueError("no event header of a known format")
    named = {attribute: fields[name] for name, attribute in HEADER.items()}
    named["occurred_on"] = date.fromisoformat(named["occurred_on"])
    named["recorded_at"] = datetime.fromisoformat(named["recorded_at"])
    at = named["occurred_at"]
    named["occurred_at"] = datetime.fromisoformat(at) if at is not None else None
    event = Event(**named, previous_hash=previous_hash, sealed=sealed)
    object.__setattr__(event, "_stored", header)
    return event


def hash_of(header: bytes) -> str:
    """Return the SHA-256 of a stored header."""
    return hashlib.sha256(header).hexdigest()


def digest_of(sealed: Mapping[str, Any]) -> str:
    """
    Return the SHA-256 of the sealed part as canonical JSON. Nobody can guess what was said from it,
    since the salt is among what is sealed.
    """
    return hashlib.sha256(canonical(sealed)).hexdigest()


# Of what else orjson can write, nothing is read again as it was.
_CANONICAL = (
    orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME
)


def canonical(value: Any) -> bytes:
    """
    Return JSON with sorted names and no white space, in UTF-8.

    Raises:
        TypeError: It holds what JSON does not have, a whole number of more than 64 bits, or a lone
            surrogate.
    """
    return orjson.dumps(value, option=_CANONICAL)


def texts_in(value: object) -> set[str]:
    """
    Return every text in a plain value, however deep in tables and lists; one that a caller made may
    even hold itself.
    """
    texts, seen, waiting = set[str](), set[int](), [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            texts.add(part)
        elif id(part) not in seen:
            seen.add(id(part))
            waiting.extend(_parts(part))
    return texts


def _parts(value: object) -> Iterable[object]:
    if isinstance(value, Mapping):
        return cast(Mapping[object, object], value).values()
    return cast(Iterable[object], value) if isinstance(value, list | tuple) else ()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value
