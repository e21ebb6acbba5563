"""Turns cases into rows and back: saving, loading and verifying share it, and so always agree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, cast

import orjson

from pathway.errors import VerificationFailed
from pathway.storage.database.packed_documents import document_in, packed
from pathway.workflows.history.case import Case
from pathway.workflows.history.deadline import OPEN, Deadline, deadline_from
from pathway.workflows.history.events import canonical
from pathway.workflows.history.item import Item, item_from
from pathway.workflows.history.patch import Document

Row = dict[str, Any]
# An item or a deadline: its document and its view.
Part = tuple[Mapping[str, Any], Item | Deadline]

ALWAYS = ("kind", "state", "opened_on", "changed_on")
# What reading a document raises that was changed behind our back.
DAMAGE = (ValueError, TypeError, KeyError, AttributeError, RecursionError)
PARTS = ("items", "deadlines")
# What is read as it was written.
PLAIN = (str, int, bool)
# As many as about a hundred cases have.
PARTS_KEPT = 2048


def case_row(case: Case, recorded_at: datetime) -> Row:
    """
    Return a case's row without its id, its document as JSON; items and deadlines have rows of their
    own.

    Args:
        recorded_at: When its last event was recorded.
    """
    return {**_standing(case, recorded_at), "document": canonical(_own(case))}


def changed_row(before: Case, after: Case, recorded_at: datetime) -> Row:
    """
    Return what changes in a case's row, as it is stored: a column that is set to what it is has its
    indexes written all the same.
    """
    old, new = _standing(before, recorded_at), _standing(after, recorded_at)
    row = {name: value for name, value in new.items() if value != old[name]}
    row["recorded_at"] = recorded_at
    if _own(before) != (document := _own(after)):
        row["document"] = packed(canonical(document))
    return row


def _standing(case: Case, recorded_at: datetime) -> Row:
    """Return the columns of a case's row, but for its document."""
    return {
        "reference": case.reference,
        "kind": case.kind,
        "state": case.state,
        "outcome": case.outcome,
        "version": case.version,
        "head": case.head,
        "definition": case.definition,
        "opened_on": case.opened_on,
        "changed_on": case.changed_on,
        "recorded_at": recorded_at,
        "next_due": case.next_due,
        "findings": len(case.findings),
    }


def _own(case: Case) -> dict[str, Any]:
    """Return the document of a case without items and deadlines, which have rows of their own."""
    return {name: value for name, value in case.document.items() if name not in PARTS}


def item_row(name: str, document: Mapping[str, Any]) -> Row:
    """Return an item's row without its case's id, its document as JSON."""
    data = document.get("data", {})
    return {
        "id": name,
        "kind": document["kind"],
        "state": document["state"],
        "agency": data.get("agency"),
        "owner": data.get("owner"),
        "document": canonical(document),
    }


def deadline_row(name: str, document: Mapping[str, Any]) -> Row:
    """Return a deadline's row without its case's id, its document as JSON."""
    owner = document["owner"]
    return {
        "id": name,
        "key": document["key"],
        "item": document.get("item"),
        "status": document["status"],
        "state": document["state"],
        "due": date.fromisoformat(document["due"]),
        "owner_role": owner["role"],
        "owner_agency": owner.get("agency"),
        "owner_person": owner.get("person"),
        "document": canonical(document),
    }


def as_stored(row: Row) -> Row:
    """Return the row of a case, an item or a deadline as it is stored: its document is packed."""
    return {**row, "document": packed(row["document"])}


def is_plain(reference: str) -> bool:
    """Return whether a database can look it up: a lone surrogate or a NUL fails."""
    return reference.isascii() and reference.isprintable()


def is_open(document: Mapping[str, Any]) -> bool:
    """Return whether a deadline's document says that it is still open."""
    return document["state"] in OPEN


def parts(case: Case | None, part: str) -> Mapping[str, Mapping[str, Any]]:
    """Return the documents of a case's items or deadlines by id; empty if there is no case."""
    return case.document.get(part, {}) if case is not None else {}


def changed(before: Case | None, after: Case, part: str) -> dict[str, Mapping[str, Any]]:
    """Return the documents of a case's items or deadlines that are new or different, by id."""
    old = parts(before, part)
    if old is parts(after, part):
        return {}
    differing: dict[str, Mapping[str, Any]] = {}
    for name, document in parts(after, part).items():
        previous = old.get(name)
        # What an event did not touch is the same object, and need not be compared.
        if previous is not document and previous != document:
            differing[name] = document
    return differing


def case_from(row: Any, rows: Iterable[Any]) -> Case:
    """
    Return the case that its rows describe, with items and deadlines in the order of opening.

    Args:
        row: The case's own row.
        rows: Its items and deadlines, each as `items` or `deadlines`, the id, and the document.

    Raises:
        VerificationFailed: A stored document is not JSON, or is not a case's.
    """
    try:
        return _case(row, rows)
    except DAMAGE as error:
        raise unreadable(row.reference) from error


def as_read(before: Case, after: Case) -> Case:
    """
    Return a case as it will be read from its rows.

    Args:
        before: As it was read from them.
        after: As later events left it.
    """
    document = _as_read(before.document, after.document)
    effects: dict[str, Any] = {}
    for part in PARTS:
        old, new = parts(before, part), document.get(part)
        if new is not None and new is not old:
            document[part] = dict(sorted(new.items(), key=_opened))
            names = dict.fromkeys((*old, *document[part]))
            effects[part] = [name for name in names if new.get(name) is not old.get(name)]
    read = Case(
        after.reference, after.version, after.head, definition=after.definition, document=document
    )
    return read.inheriting(before, effects)


def _as_read(before: Any, after: Any) -> Any:
    """Return what is read where this is written; what did not change stays the same object."""
    if after is before or type(after) in PLAIN:
        return after
    if isinstance(before, dict) and isinstance(after, dict):
        old, new = cast(Document, before), cast(Document, after)
        return {name: _as_read(old.get(name), value) for name, value in sorted(new.items())}
    return orjson.loads(canonical(after))


def unreadable(reference: str) -> VerificationFailed:
    """Return the error for a case whose rows cannot be read."""
    return VerificationFailed(
        f"The stored rows of {reference} cannot be read: they were changed. Run `pathway verify` and restore a backup."
    )


def _case(row: Any, rows: Iterable[Any]) -> Case:
    document = document_in(row.document)
    missing = [name for name in ALWAYS if name not in document]
    if missing:
        raise KeyError(*missing)
    documents: dict[str, dict[str, Any]] = {}
    views: dict[str, dict[str, Any]] = {part: {} for part in PARTS}
    in_order = sorted(_read_parts(rows), key=lambda entry: _opened((entry[1], entry[2][0])))
    for part, name, (own, view) in in_order:
        documents.setdefault(part, {})[name], views[part][name] = own, view
    document |= documents
    read = Case(row.reference, row.version, row.head, definition=row.definition, document=document)
    _try_dates(read)
    return read.with_views(views["items"], views["deadlines"])


def _read_parts(rows: Iterable[Any]) -> list[tuple[str, str, Part]]:
    return [(part, name, _part(part, document)) for part, name, document in rows]


@lru_cache(maxsize=PARTS_KEPT)
def _part(part: str, stored: bytes) -> Part:
    """
    Return an item or a deadline that was stored as these bytes, and its view; neither is ever
    changed. Most of a case is the same when it is read again.
    """
    document = document_in(stored)
    return document, item_from(document) if part == "items" else deadline_from(document)


def _try_dates(read: Case) -> None:
    """
    Read the days that almost every use of a case reads.

    Raises:
        ValueError, TypeError, KeyError, AttributeError: The row holds something else.
    """
    for name in ("opened_on", "changed_on"):
        getattr(read, name)
    if not isinstance(read.document.get("memory", {}), dict):
        raise TypeError("memory")


def _opened(entry: tuple[str, Mapping[str, Any]]) -> tuple[int, str]:
    name, document = entry
    return document.get("opened_by", 0), name
