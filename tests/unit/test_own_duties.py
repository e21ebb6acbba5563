"""Which duties a list looks at, for whoever holds no office."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pathway.workflows.access.duties import OF_OFFICE, OwnDuties, own_duties
from pathway.workflows.access.parties import IN_EVERY_CASE
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.definitions.checked import read
from pathway.workflows.definitions.reader_format import Reader
from pathway.workflows.people.roles import ROLES, RoleContext
from tests.desk import Desk
from tests.routes import BU, CHAIR, LA, in_triage

REP = "rep.police@example.org"


def with_reader(definition: BoundDefinition, reader: Reader) -> BoundDefinition:
    """Return a definition with a further table of who may read what."""
    case = definition.case
    changed = replace(case, reader=[*case.reader, reader])
    files = {name: changed if file is case else file for name, file in definition.files.items()}
    return replace(definition, files=files)


def table(role: str, parts: list[str], of: str = "all") -> Reader:
    """Return a table of who may read what, in every state."""
    return read(Reader, {"role": role, "parts": parts, "of": of})


def own(desk: Desk, email: str, definition: BoundDefinition | None = None) -> OwnDuties | None:
    """Return which duties may be somebody's own."""
    known = [definition or desk.definition]
    return own_duties(known, desk.directory, desk.number(email))


def test_a_representative_has_the_duties_of_their_agency() -> None:
    """And those who hold an office may have any."""
    desk = in_triage()

    assert OwnDuties(desk.number(REP), frozenset({"police"})) == own(desk, REP)
    assert [None] * 3 == [own(desk, email) for email in (BU, CHAIR, LA)]


@pytest.mark.parametrize(
    ("reader", "is_narrowed"),
    [
        (table("rep", ["deadlines"]), False),
        (table("rep", ["*"]), False),
        (table("rep", ["deadlines"], "own"), True),
        (table("reviewer", ["deadlines"]), True),
        (table("rep", ["summary"]), True),
    ],
)
def test_a_table_that_gives_all_duties_narrows_nothing(reader: Reader, is_narrowed: bool) -> None:
    """Where it gives them to others than those whom the case names one by one."""
    desk = in_triage()
    definition = with_reader(desk.definition, reader)

    assert is_narrowed == (own(desk, REP, definition) is not None)


def test_offices_are_held_by_those_who_read_every_case() -> None:
    """Whoever is found for these roles never has a list that is narrowed."""
    desk = in_triage()
    context = RoleContext(desk.definition, desk.case, None, desk.directory, seat="police")
    holders = [post for role in OF_OFFICE for post in ROLES[role].find(context)]

    assert holders
    assert all(IN_EVERY_CASE & set(post.roles) for post in holders)
