"""
Drafts of steps: one for each person, case, step and item, with the files that belong to it.

What was written is sealed under the key of the case, and bound to whose draft of which step it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Result,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from pathway.storage.cases.history import CaseKey
from pathway.storage.cases.sealing import seal, unseal
from pathway.storage.database.draft_tables import draft, draft_part
from pathway.storage.database.pipelines import Write
from pathway.storage.database.tables import case
from pathway.storage.documents.streams import Stream

# Each draft is sealed as a whole, under this number.
WHOLE = 0
AT_PLACE = (
    select(draft.c.id)
    .join(case, draft.c.case_id == case.c.id)
    .where(
        case.c.reference == bindparam("reference"),
        draft.c.person_id == bindparam("person"),
        draft.c.step == bindparam("step"),
        draft.c.item == bindparam("item"),
    )
)
OF_CASE = select(draft.c.id, draft.c.kept_at, draft.c.sealed).where(
    draft.c.case_id == bindparam("case_id"),
    draft.c.person_id == bindparam("person"),
    draft.c.step == bindparam("step"),
    draft.c.item == bindparam("item"),
)
CHANGE = update(draft).where(draft.c.id == bindparam("number"))
OLD = select(draft.c.id).where(draft.c.kept_at < bindparam("instant"))
DISCARD_PARTS = delete(draft_part).where(draft_part.c.draft_id.in_(AT_PLACE))
DISCARD = delete(draft).where(draft.c.id.in_(AT_PLACE))


@dataclass(frozen=True, slots=True)
class DraftPlace:
    """Whose draft of which step it is; the item is empty where the step is about the case."""

    reference: str
    person: int
    step: str
    item: str = ""

    @property
    def belongs_to(self) -> str:
        """Return what the sealed part is bound to."""
        return f"{self.reference}/draft/{self.person}/{self.step}/{self.item}"


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """A draft as it is stored, with what was written in clear."""

    id: int
    kept_at: datetime
    content: Mapping[str, Any] = field(repr=False)


def get(connection: Connection, key: CaseKey, place: DraftPlace) -> StoredDraft | None:
    """
    Return a draft, or None.

    Raises:
        VerificationFailed: It was changed, or is somebody else's.
    """
    of = {"person": place.person, "step": place.step, "item": place.item}
    row = connection.execute(OF_CASE, {"case_id": key.case_id, **of}).first()
    if row is None:
        return None
    content = unseal(key.data_key, place.belongs_to, WHOLE, row.sealed)
    return StoredDraft(row.id, row.kept_at, content)


def put(
    connection: Connection,
    key: CaseKey,
    place: DraftPlace,
    content: Mapping[str, Any],
    at: datetime,
    before: StoredDraft | None,
) -> StoredDraft:
    """
    Keep what was written in place of what was kept before, and return it as it is stored.

    Whoever calls it holds the case's row, so that nobody else changes the draft.
    """
    values = {"kept_at": at, "sealed": seal(key.data_key, place.belongs_to, WHOLE, content)}
    if before is not None:
        connection.execute(CHANGE, {"number": before.id, **values})
        return StoredDraft(before.id, at, content)
    values |= {"person_id": place.person, "step": place.step, "item": place.item}
    new: Any = connection.execute(insert(draft), values | {"case_id": key.case_id})
    return StoredDraft(new.inserted_primary_key[0], at, content)


def write_file(
    connection: Connection, key: CaseKey, number: int, stream: Stream, parts: Iterable[bytes]
) -> None:
    """Store the content of a file that belongs to a draft, sealed part by part."""
    place = {"draft_id": number, "sha256": stream.sha256}
    for part, sealed in enumerate(stream.seal(key.data_key, parts)):
        connection.execute(insert(draft_part), place | {"number": part, "sealed": sealed})


def read_file(connection: Connection, key: CaseKey, number: int, stream: Stream) -> Iterator[bytes]:
    """
    Yield the content of a file that belongs to a draft.

    Raises:
        VerificationFailed: It was changed or cut off.
    """
    query = (
        select(draft_part.c.sealed)
        .where(draft_part.c.draft_id == number, draft_part.c.sha256 == stream.sha256)
        .order_by(draft_part.c.number)
    )
    yield from stream.unseal(key.data_key, connection.execute(query).scalars())


def remove_files(connection: Connection, number: int, but: Collection[str]) -> None:
    """Remove the files of a draft, without those of these hashes."""
    connection.execute(
        delete(draft_part).where(draft_part.c.draft_id == number, draft_part.c.sha256.not_in(but))
    )


def discard(connection: Connection, place: DraftPlace) -> bool:
    """Remove a draft with its files, and return whether there was one."""
    return _remove(connection, connection.execute(AT_PLACE, asdict(place)))


def discarding(places: Iterable[DraftPlace]) -> list[Write]:
    """Return what removes the drafts at these places, if they are there, with their files."""
    rows = [asdict(place) for place in places]
    return [(DISCARD_PARTS, rows), (DISCARD, rows)]


def discard_before(connection: Connection, instant: datetime) -> bool:
    """Remove the drafts that nobody has touched since an instant, and return whether any were."""
    return _remove(connection, connection.execute(OLD, {"instant": instant}))


def of_person(connection: Connection, person: int) -> list[tuple[DraftPlace, datetime]]:
    """Return where a person has drafts and when each was kept, the latest first."""
    query = (
        select(case.c.reference, draft.c.step, draft.c.item, draft.c.kept_at)
        .join_from(draft, case)
        .where(draft.c.person_id == person)
        .order_by(draft.c.kept_at.desc(), draft.c.id)
    )
    rows = connection.execute(query)
    return [(DraftPlace(row.reference, person, row.step, row.item), row.kept_at) for row in rows]


def _remove(connection: Connection, numbers: Result[tuple[int]]) -> bool:
    ending = numbers.scalars().all()
    if ending:
        connection.execute(delete(draft_part).where(draft_part.c.draft_id.in_(ending)))
        connection.execute(delete(draft).where(draft.c.id.in_(ending)))
    return bool(ending)
