"""Whose own a duty may be, as conditions on rows: see `pathway.workflows.access.duties`."""

from __future__ import annotations

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
    columns = item.c
    named = or_(columns.agency.in_(sorted(own.agencies)), columns.owner == own.person)
    of_any_agency = and_(columns.owner.is_not(None), columns.agency.is_(None))
    about = (columns.case_id == deadline.c.case_id, columns.id == deadline.c.item)
    return select(columns.id).where(*about, or_(named, of_any_agency)).exists()


def _is_in_case_of(own: OwnDuties) -> ColumnElement[bool]:
    named = select(party.c.case_id).where(
        party.c.case_id == deadline.c.case_id, party.c.name == f"person:{own.person}"
    )
    return named.exists()
