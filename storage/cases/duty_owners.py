"""Whose own a duty may be, as conditions on rows: see `pathway.workflows.access.duties`."""

from __future__ import annotations

import json

from sqlalchemy import ColumnElement, and_, or_, select

from pathway.storage.database.tables import deadline, item, party
from pathway.workflows.access.duties import OF_OFFICE, OwnDuties


def are_of(own: OwnDuties) -> ColumnElement[bool]:
    """Return the condition that a duty may be somebody's own."""
    columns = deadline.c
    follows_from_case = and_(
        columns.owner_agency.is_(None),
        columns.owner_person.is_(None),
        columns.owner_role.not_in(OF_OFFICE),
    )
    return or_(
        columns.owner_agency.in_(sorted(own.agencies)),
        columns.owner_person == own.person,
        follows_from_case,
        _is_about_item_of(own),
        _is_in_case_of(own),
    )


def _is_about_item_of(own: OwnDuties) -> ColumnElement[bool]:
    """Return the condition that the item of a duty names somebody, or one of their agencies."""
    document = item.c.document
    # As documents are written, see `canonical`. Another text may fit too, which does no harm.
    agencies = [f'"agency":{json.dumps(code, ensure_ascii=False)}' for code in sorted(own.agencies)]
    texts = [*agencies, f'"owner":{own.person}']
    named = or_(*(document.contains(text, autoescape=True) for text in texts))
    of_any_agency = and_(document.contains('"owner":'), ~document.contains('"agency":'))
    about = (item.c.case_id == deadline.c.case_id, item.c.id == deadline.c.item)
    return select(item.c.id).where(*about, or_(named, of_any_agency)).exists()


def _is_in_case_of(own: OwnDuties) -> ColumnElement[bool]:
    named = select(party.c.case_id).where(
        party.c.case_id == deadline.c.case_id, party.c.name == f"person:{own.person}"
    )
    return named.exists()
