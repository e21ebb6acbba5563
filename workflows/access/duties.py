"""
Which duties somebody may be able to read or be in charge of, by what a duty, its item and its case
name, so that lists of duties look at no others. Whether they are is decided by `readers` and
`in_charge`, of each duty alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pathway.workflows.access.parties import parties_for
from pathway.workflows.access.reading import DEADLINES
from pathway.workflows.attempts.definition import Definition
from pathway.workflows.attempts.directory import Directory

# Roles whose people hold an office in which they read cases of every kind, and so have no duties of
# their own here.
OF_OFFICE = (
    *("bu", "chair", "scrutineer", "notifier", "owners_partner"),
    *("partner", "partner_la", "partner_of_seat", "partner_to_sign", "partner_to_answer"),
)
# Roles whose people a case names one by one.
BY_PERSON = ("reviewer", "meeting_chair")


class OwnDuties(NamedTuple):
    """
    The duties that somebody without such an office may be able to read or be in charge of: those
    that name them or one of their agencies, those of an item that does, those whose owner's role
    follows from the case, and all duties of a case that names them.
    """

    person: int
    agencies: frozenset[str]


def own_duties(
    definitions: Iterable[Definition], directory: Directory, person: int
) -> OwnDuties | None:
    """
    Return which duties may be a person's own; None where that may be any duty of the cases that they
    may be able to read.

    Args:
        definitions: All that a case may follow.
    """
    known = list(definitions)
    if parties_for(known, directory, person) is None or any(map(_gives_all_duties, known)):
        return None
    return OwnDuties(person, frozenset(post.agency for post in directory.of(person)))


def _gives_all_duties(definition: Definition) -> bool:
    """Return whether a table gives all duties of a case to others than those whom the case names."""
    return any(
        table.of == "all"
        and DEADLINES in table.names()
        and table.role not in (*OF_OFFICE, *BY_PERSON)
        for table in definition.case.reader
    )
