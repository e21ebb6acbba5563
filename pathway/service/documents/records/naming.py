"""What people, agencies, items, documents and codes of a case are called in its papers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from pathway.documents.case_pack.answers import Names
from pathway.service.access.readers import reading
from pathway.service.cases.reading.item_words import item_words
from pathway.service.people.agency_names import agency_name
from pathway.service.unit_of_work import UnitOfWork
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.history.case import Case
from pathway.workflows.history.events import Event
from pathway.workflows.history.item import Item
from pathway.workflows.people.roles import ROLES

# The part of a case in which interests are read.
RECORD = "record"
SYSTEM, REMOVED = "the system", "somebody who was removed"
# Codes of the forms that are no words.
CODES = {
    "cspr": "Child safeguarding practice review",
    "recommends_cspr": "Recommends a child safeguarding practice review",
    "no_cspr_needed": "No child safeguarding practice review is needed",
}
# Where the words of a role do not fit a single person.
ROLE_WORDS = {
    "partner": "safeguarding partner",
    "bu": "business unit",
    "anyone": "",
    "deadline_owner": "",
    "entry_maker": "",
}


def names_of(
    unit: UnitOfWork, definition: BoundDefinition, case: Case, events: Iterable[Event]
) -> Names:
    """
    Return what the codes of a case are called, and the ids of what its reader may read.

    Args:
        events: Its entries; the documents that are named in what is open of them have their names.
    """
    own = reading(unit, case)
    people = {person.email: person.name or person.email for person in unit.names.values()}
    others: dict[str, str] = {**CODES, **definition.titles}
    for deadline in filter(own.sees_deadline, case.deadlines.values()):
        rule = definition.deadlines.get(deadline.key)
        others[deadline.id] = rule.title if rule else deadline.key
    for recommendation in case.memory.get("recommendations", {}):
        others[recommendation] = f"Recommendation {recommendation.rpartition(':')[2]}"
    if own.sees(RECORD):
        others |= dict(_interests(unit, case))
    items = filter(own.sees_item, case.items.values())
    others |= {item.id: item_words(unit, definition, item) for item in items}
    return Names(_agencies(unit, definition), people, dict(_documents(events)), others)


def _interests(unit: UnitOfWork, case: Case) -> Iterator[tuple[str, str]]:
    """Yield whose interest each is that was declared."""
    for name, interest in case.memory.get("interests", {}).items():
        declared = unit.names.get(interest["person"])
        yield name, f"That of {declared.name or declared.email if declared else REMOVED}"


def state_words(definition: BoundDefinition, item: Item) -> str:
    """Return the title of an item's state."""
    return title_of_state(definition, item.kind, item.state)


def title_of_state(definition: BoundDefinition, kind: str, state: str) -> str:
    """Return the title of a state of the case or of a kind of item."""
    file = definition.files.get(kind, definition.case)
    return next((own.title for own in file.state if own.name == state), state)


def actor_words(unit: UnitOfWork, event: Event) -> str:
    """
    Return who made an entry: their name, agency and role, and who recorded it on their behalf.
    """
    if event.actor is None:
        return SYSTEM
    words = _person_words(unit, event, event.actor)
    if event.typed_by is None:
        return words
    typist = unit.names.get(event.typed_by)
    name = typist.name or typist.email if typist else REMOVED
    return f"{words}, recorded on their behalf by {name}"


def _person_words(unit: UnitOfWork, event: Event, number: int) -> str:
    person = unit.names.get(number)
    if person is None:
        return REMOVED
    posts = unit.directory.of(number)
    own = [post for post in posts if event.role in post.roles] or posts
    role = role_words(event.role)
    deputy = f"deputy {role}" if event.deputy and role else role
    parts = [agency_name(unit, own[0].agency) if own else "", deputy]
    about = ", ".join(part for part in parts if part)
    name = person.name or person.email
    return f"{name} ({about})" if about else name


def role_words(role: str) -> str:
    """Return the role of a single person in words."""
    if role in ROLE_WORDS:
        return ROLE_WORDS[role]
    known = ROLES.get(role)
    return known.words.removeprefix("the ") if known else role.replace("_", " ")


def _agencies(unit: UnitOfWork, definition: BoundDefinition) -> dict[str, str]:
    codes = {post.agency for post in unit.directory.appointments} | set(definition.agency_names)
    return {code: agency_name(unit, code) for code in codes}


def _documents(events: Iterable[Event]) -> Iterator[tuple[str, str]]:
    """Return the name of each document that somebody named, by its SHA-256."""
    for event in events:
        sealed: Mapping[str, Any] = event.sealed or {}
        yield from _documents_in(sealed.get("input"))


def _documents_in(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        table = cast("Mapping[str, object]", value)
        if isinstance(table.get("sha256"), str) and isinstance(table.get("name"), str):
            yield str(table["sha256"]), str(table["name"])
        for part in table.values():
            yield from _documents_in(part)
    elif isinstance(value, list):
        for part in cast("list[object]", value):
            yield from _documents_in(part)
