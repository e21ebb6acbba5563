"""Cases restricted to people who need to know, and opening one in an emergency."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pathway.workflows.access.readers import reading_of
from pathway.workflows.definitions.reader_format import PARTS
from pathway.workflows.people.in_charge import in_charge
from pathway.workflows.people.roles import RoleContext
from tests.desk import Desk, Refused
from tests.routes import BU, CHAIR, COORDINATOR, ICB, LA, MONDAY, REFERRER, in_triage

HOUSING = "rep.housing@example.org"


def restricted(*people: str) -> Desk:
    """Return a case that is restricted to these people."""
    desk = in_triage()
    desk.do("restrict", CHAIR, input={"people": list(people)})
    return desk


def parts(desk: Desk, email: str) -> tuple[str, ...]:
    """Return the parts that somebody may read."""
    number = desk.number(email)
    return reading_of(desk.definition, desk.case, desk.directory, number, today=desk.today).parts


def in_role(desk: Desk, role: str) -> list[str]:
    """Return who acts in a role, in their order."""
    context = RoleContext(desk.definition, desk.case, None, desk.directory)
    return [post.email for post in in_charge(context, role).people]


def test_only_those_who_need_to_know_read_it() -> None:
    """And the chair."""
    desk = restricted(LA)

    assert [PARTS, PARTS, (), (), ()] == [
        parts(desk, email) for email in (LA, CHAIR, ICB, BU, REFERRER)
    ]


def test_nobody_else_acts_in_it_or_is_asked() -> None:
    """The part of the business unit falls to whoever of it needs to know, else to the chair."""
    desk = restricted(COORDINATOR)
    without = restricted(LA)

    assert [COORDINATOR] == in_role(desk, "bu")
    assert CHAIR == in_role(without, "bu")[0]
    with pytest.raises(Refused, match="restricted to people who need to know"):
        without.do("put_to_subgroup", BU)


def test_another_restriction_replaces_the_list() -> None:
    """Whoever is not on it any more is left out."""
    desk = restricted(LA)
    desk.do("restrict", CHAIR, input={"people": [ICB]})

    assert [(), PARTS] == [parts(desk, email) for email in (LA, ICB)]


def test_another_restriction_mends_the_glass() -> None:
    """Whoever opened the case in an emergency reads it no longer, and may again."""
    desk = restricted(LA)
    desk.do("break_glass", BU)
    at_once = parts(desk, BU)
    desk.do("restrict", CHAIR, input={"people": [ICB]})
    anew = parts(desk, BU)
    desk.do("break_glass", BU)

    assert (PARTS, (), PARTS) == (at_once, anew, parts(desk, BU))


def test_a_restriction_is_lifted() -> None:
    """Then the tables of the definition count again."""
    desk = restricted(LA)
    desk.do("lift_restriction", CHAIR)

    assert PARTS == parts(desk, BU)


def test_glass_is_broken_until_the_end_of_the_next_working_day() -> None:
    """To read, not to act."""
    desk = restricted(LA)
    desk.do("break_glass", BU)
    at_once = parts(desk, BU)
    with pytest.raises(Refused):
        desk.do("put_to_subgroup", BU)
    desk.today = MONDAY + timedelta(days=1)  # Tue
    next_day = parts(desk, BU)
    desk.today = MONDAY + timedelta(days=2)  # Wed

    assert date(2026, 3, 16) == MONDAY
    assert (PARTS, PARTS, ()) == (at_once, next_day, parts(desk, BU))


def test_glass_that_is_broken_on_a_friday_is_open_until_monday() -> None:
    """The days between are not worked."""
    desk = restricted(LA)
    desk.today = date(2026, 3, 20)  # Fri
    desk.do("break_glass", BU)

    assert "2026-03-23" == next(iter(desk.case.memory["glass"].values()))["until"]  # Mon


def test_it_needs_a_reason() -> None:
    """The chair reads it."""
    with pytest.raises(Refused, match="reason"):
        restricted(LA).take("break_glass", BU)


def test_only_whoever_could_read_it_otherwise_may_break_glass() -> None:
    """An agency that has nothing to do with the case may not."""
    with pytest.raises(Refused):
        restricted(LA).do("break_glass", HOUSING)


def test_whoever_is_not_left_out_has_no_glass_to_break() -> None:
    """They read it already."""
    for email in (CHAIR, LA):
        with pytest.raises(Refused):
            restricted(LA).do("break_glass", email)


def test_an_upheld_interest_comes_before_an_emergency() -> None:
    """Whoever is kept from a case cannot open it."""
    desk = in_triage()
    desk.do("declare_interest", ICB, input={"nature": "A relative."})
    desk.do(
        "decide_interest",
        CHAIR,
        input={"interest": "interest:1", "outcome": "withdraws_case", "reasons": "Close."},
    )
    desk.do("restrict", CHAIR, input={"people": [LA]})

    with pytest.raises(Refused, match="interest"):
        desk.do("break_glass", ICB)
