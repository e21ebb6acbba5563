"""
The parties of a case: the agencies and the people that it names, by which lists find the cases that
somebody may be able to read. Whether they may is decided by `readers`, of each case alone.

Everybody who may read a case is one of its parties, or has a role that reads cases of every kind;
the reverse need not be so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pathway.workflows.attempts.definition import Definition
from pathway.workflows.attempts.directory import Appointment, Directory
from pathway.workflows.history.case import Case
from pathway.workflows.people.roles import ROLES

# A representative stands for any agency where a case, or an item, names none.
ANY_AGENCY = "agency:"
# Roles of the directory whose people are found in every case, or stand in for others in any.
IN_EVERY_CASE = frozenset({"bu", "chair", "scrutineer", "partner", "notifier"})
# Roles of a definition that the case does not narrow, with the role of the directory that may have
# them; None where anybody has them.
OPEN_TO: Mapping[str, str | None] = {
    "anyone": None,
    "author": "author",
    "any_reviewer": "reviewer",
    "youth_justice_rep": "rep",
}


def parties_of(case: Case) -> frozenset[str]:
    """Return the parties of a case, as the names of rows."""
    return frozenset(_parties(case))


def parties_for(
    definitions: Iterable[Definition], directory: Directory, person: int
) -> frozenset[str] | None:
    """
    Return as which parties a person may be able to read a case; None where that may be any case.

    Args:
        definitions: All that a case may follow.
    """
    posts = directory.of(person)
    held = {role for post in posts for role in post.roles}
    if held & IN_EVERY_CASE or any(_reads_all(definition, held) for definition in definitions):
        return None
    return frozenset({f"person:{person}", ANY_AGENCY, *_of_posts(posts), *_of_roles(held)})


def agency_party(code: str | None) -> str:
    """Return as which party a case names an agency; as any where it names none."""
    return f"{ANY_AGENCY}{code or ''}"


def _parties(case: Case) -> Iterator[str]:
    memory = case.memory
    yield agency_party(memory.get("agency"))
    people = [
        memory.get("people", {}).get("opener"),
        memory.get("meeting", {}).get("chair"),
        *memory.get("reviewers", []),
    ]
    yield from (f"person:{person}" for person in people if person is not None)
    for item in case.document.get("items", {}).values():
        yield from _of_item(item.get("data", {}))
    for duty in case.document.get("deadlines", {}).values():
        yield from _of_duty(duty["owner"])


def _of_item(data: Mapping[str, Any]) -> Iterator[str]:
    if "owner" in data:
        yield f"person:{data['owner']}"
    if "agency" in data or "owner" in data:
        yield agency_party(data.get("agency"))


def _of_duty(owner: Mapping[str, Any]) -> Iterator[str]:
    if owner.get("agency") is not None:
        yield agency_party(owner["agency"])
    if owner.get("person") is not None:
        yield f"person:{owner['person']}"
    if owner["role"] in OPEN_TO:
        yield f"role:{owner['role']}"


def _of_posts(posts: Iterable[Appointment]) -> Iterator[str]:
    return (agency_party(post.agency) for post in posts)


def _of_roles(held: Iterable[str]) -> Iterator[str]:
    """Yield the parties as which somebody may own a duty that names no agency."""
    return (f"role:{role}" for role, own in OPEN_TO.items() if own is None or own in held)


def _reads_all(definition: Definition, held: Iterable[str]) -> bool:
    """
    Return whether a table of a definition may give any case to holders of these roles. All items are
    their own to holders of a role that no item narrows.
    """
    return any(
        table.role in OPEN_TO
        and OPEN_TO[table.role] in (None, *held)
        and (table.of == "all" or not ROLES[table.role].of_item)
        for table in definition.case.reader
    )
