"""Whoever sits in a meeting reads what it shares of its cases, whatever other meetings there are."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, event

from pathway import Pathway
from pathway.errors import Refused
from tests.rehearsals import Rehearsal
from tests.sittings import ICB, LA, POLICE, Sittings

pytestmark = pytest.mark.either

HOUSING = "author.housing@example.org"
MEMBERS = [ICB, POLICE, LA, HOUSING]


@pytest.fixture
def sittings(desk: Rehearsal) -> Sittings:
    """Return the meetings of a rehearsal with a case before the subgroup."""
    made = Sittings(desk)
    made.case()
    return made


def statements(engine: Engine, own: Pathway, reference: str) -> int:
    """Return how many statements a member's read of a case takes."""
    asked: list[object] = []

    def keep(*told: object) -> None:
        asked.append(told[2])

    event.listen(engine, "before_cursor_execute", keep)
    own.case(reference, by=HOUSING)
    event.remove(engine, "before_cursor_execute", keep)
    return len(asked)


def test_meetings_are_looked_up_together(sittings: Sittings) -> None:
    """A read takes as many statements with four of them as with one."""
    own, case = sittings.desk.pathway, sittings.cases[0]
    sittings.invited(members=MEMBERS)
    own.case(case, by=HOUSING)
    with_few = statements(own.engine, own, case)
    for _ in range(3):
        sittings.invited(members=MEMBERS)

    assert with_few == statements(own.engine, own, case) > 0


def test_a_meeting_that_cannot_be_read_shares_nothing(sittings: Sittings) -> None:
    """And keeps nobody from reading what another shares, whatever is wrong with it."""
    own, case = sittings.desk.pathway, sittings.cases[0]
    first, second = (sittings.invited(members=MEMBERS).reference for _ in range(2))
    changed = "UPDATE pathway_case SET {} = ? WHERE reference = ?"
    sittings.desk.sql(changed.format("definition"), ("x", first))
    parts = own.case(case, by=HOUSING).parts
    sittings.desk.sql(changed.format("document"), ("{", second))

    assert "summary" in parts
    with pytest.raises(Refused):
        own.case(case, by=HOUSING)
