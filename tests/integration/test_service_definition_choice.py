"""
Which definition a new case follows: the one that is named, else the one that is set, else the
latest loaded.
"""

from __future__ import annotations

import pytest

from pathway.errors import Refused, WrongUsage
from tests.partnerships import northern
from tests.rehearsals import NURSE, Rehearsal, form

pytestmark = pytest.mark.either

FOUR = "four_partners"


def followed(desk: Rehearsal, reference: str) -> str:
    """Return the name of the definition that a case follows."""
    return desk.again().pathway.case(reference).definition["name"]


def test_a_case_follows_the_definition_that_is_named(desk: Rehearsal) -> None:
    """
    One that is shipped need not be loaded; the next case follows the usual one, and this one keeps
    its own.
    """
    named = desk.pathway.refer(form("practice_review"), by=NURSE, definition=FOUR).reference
    usual = desk.refer()
    stored = [definition.name for definition in desk.pathway.definitions.list()]

    assert (FOUR, "review") == (followed(desk, named), followed(desk, usual))
    assert {FOUR, "review"} == set(stored)
    assert set() == desk.faults()


def test_a_definition_that_no_case_follows_is_not_stored(desk: Rehearsal) -> None:
    """A form that is refused leaves none behind, and looking at its schema neither."""
    with pytest.raises(Refused):
        desk.pathway.refer({"kind": "practice_review"}, by=NURSE, definition=FOUR)
    schema = desk.pathway.form_schema("practice_review", definition=FOUR)

    assert ["review"] == [definition.name for definition in desk.pathway.definitions.list()]
    assert "children" in schema["properties"]


def test_a_case_follows_the_definition_that_is_set(desk: Rehearsal) -> None:
    """Unless another one is named."""
    pathway = desk.connect(definition=FOUR)
    set_one = pathway.refer(form("practice_review"), by=NURSE)
    named = pathway.refer(form("practice_review"), by=NURSE, again=True, definition="review")

    assert (FOUR, "review") == (set_one.definition["name"], named.definition["name"])
    assert FOUR == pathway.definitions.current().case.name
    assert "subgroup_decision.last_word" in pathway.definitions.states()


def test_what_a_partnership_loads_is_followed_without_a_name(desk: Rehearsal) -> None:
    """
    As before; what is shipped beside it is followed only by name, though its first case came later.
    """
    desk.pathway.definitions.load(northern())
    desk.clock("2026-03-17")  # Tue
    desk.pathway.refer(form("practice_review"), by=NURSE, definition=FOUR)

    unnamed = desk.refer()
    named = desk.pathway.refer(form("practice_review"), by=NURSE, again=True, definition="review")

    assert ("north", "review") == (followed(desk, unnamed), named.definition["name"])


@pytest.mark.parametrize("how", ["named", "set"])
def test_an_unknown_name_is_refused_with_a_list_of_those_known(desk: Rehearsal, how: str) -> None:
    """The nearest first; nothing is stored."""
    desk.pathway.definitions.load(northern())
    pathway = desk.connect(definition="four_partner") if how == "set" else desk.pathway
    named = "four_partner" if how == "named" else None
    with pytest.raises(
        WrongUsage, match=r"no definition four_partner; .* first: four_partners, north, review"
    ):
        pathway.refer(form("practice_review"), by=NURSE, definition=named)

    assert [] == desk.pathway.cases()


def test_a_key_is_of_one_definition(desk: Rehearsal) -> None:
    """The same form under another one is another command."""
    first = desk.pathway.refer(form("practice_review"), by=NURSE, key="k1", definition=FOUR)
    again = desk.pathway.refer(form("practice_review"), by=NURSE, key="k1", definition=FOUR)
    with pytest.raises(Refused) as refused:
        desk.pathway.refer(form("practice_review"), by=NURSE, key="k1")

    assert first.reference == again.reference
    assert ["key_reused"] == [reason.code for reason in refused.value.reasons]
