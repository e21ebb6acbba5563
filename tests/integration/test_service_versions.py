"""
Definitions over time: several versions side by side, and running cases moved from one to another.
"""

from __future__ import annotations

from datetime import date

import pytest

from pathway.errors import NotFound, Refused
from tests.rehearsals import BU, NURSE, Rehearsal
from tests.versions import sooner, texts

pytestmark = pytest.mark.either


def submitted(desk: Rehearsal) -> str:
    """Return a case that waits for quality assurance, in which no serious incident is possible."""
    reference = desk.refer(possible_serious_incident=False, local_authority_aware_on=None)
    desk.do(reference, "submit", NURSE)
    return reference


def test_a_case_stays_with_its_version_and_new_ones_follow_the_latest(desk: Rehearsal) -> None:
    """Both stand side by side."""
    first = desk.refer()
    desk.clock("2026-03-17")  # Tue
    desk.pathway.definitions.load(texts("2027.1"))
    second = desk.refer()

    versions = [desk.pathway.case(reference).definition["version"] for reference in (first, second)]
    assert ["2026.1", "2027.1"] == versions


def test_the_edition_is_that_of_the_day_of_the_form(desk: Rehearsal) -> None:
    """Not that of the day on which the referral is typed in, nor the latest that was loaded."""
    begins = "in_force_from = 2026-03-18"
    desk.clock("2026-03-20")  # Fri
    desk.pathway.definitions.load(texts("2027.1", **{"in_force_from = 2023-12-15": begins}))
    old = texts(
        "2020.1",
        **{"in_force_from = 2023-12-15": "in_force_from = 2018-07-04\nin_force_until = 2023-12-14"},
    )
    desk.pathway.definitions.load(old)
    cases = [desk.refer(referred_on=date(2026, 3, day)) for day in (17, 18)]  # Tue, Wed
    versions = [desk.pathway.case(case).definition["version"] for case in cases]

    assert ["2026.1", "2027.1"] == versions


def test_moving_a_case_shows_and_keeps_every_due_date_that_changes(desk: Rehearsal) -> None:
    """The preview tells it, the move records it, and taking it back gives the first date again."""
    reference = submitted(desk)
    desk.pathway.definitions.load(sooner("2027.1"))
    seen = desk.pathway.preview_migration(reference, to="2027.1", by=BU)
    assert {"quality_assurance": date(2026, 3, 19)} == {
        deadline.id: deadline.due for deadline in seen.deadlines_moved
    }  # Thu
    assert "2026.1" == desk.pathway.case(reference).definition["version"]

    desk.pathway.migrate(reference, to="2027.1", by=BU, reason="The new edition.")
    moved = desk.pathway.explain(reference, "quality_assurance")
    assert date(2026, 3, 19) == moved.due
    assert ["2026-03-23"] == [move["due"] for move in moved.moves]

    back = desk.pathway.migrate(reference, to=None, by=BU)
    assert "2026.1" == back.definition["version"]
    assert date(2026, 3, 23) == desk.pathway.explain(reference, "quality_assurance").due  # Mon
    assert [] == desk.pathway.verify()


def test_after_the_next_step_it_cannot_be_taken_back(desk: Rehearsal) -> None:
    """What was done since was done under the other version."""
    reference = submitted(desk)
    desk.pathway.definitions.load(sooner("2027.1"))
    desk.pathway.migrate(reference, to="2027.1")
    desk.do(reference, "note", BU)
    with pytest.raises(Refused) as refused:
        desk.pathway.migrate(reference, to=None)

    assert ["nothing_to_take_back"] == [reason.code for reason in refused.value.reasons]


def test_what_has_no_place_in_the_other_version_is_listed(desk: Rehearsal) -> None:
    """Nothing is moved unless the whole history makes sense there; an unknown version is named."""
    reference = submitted(desk)
    with pytest.raises(NotFound, match="There is no version"):
        desk.pathway.migrate(reference, to="2030.1")
    with pytest.raises(Refused) as refused:
        desk.pathway.migrate(reference, to="2026.1")

    assert ["same_definition"] == [reason.code for reason in refused.value.reasons]


def test_a_version_that_a_case_follows_never_changes(desk: Rehearsal) -> None:
    """Another content needs another version; before the first case it may be put right."""
    desk.refer()
    with pytest.raises(Refused, match="cannot change"):
        desk.pathway.definitions.load(sooner("2026.1"))
    desk.pathway.definitions.load(texts("2027.1"))
    desk.pathway.definitions.load(sooner("2027.1"))

    assert ["2027.1", "2026.1"] == [
        definition.version for definition in desk.pathway.definitions.list()
    ]
