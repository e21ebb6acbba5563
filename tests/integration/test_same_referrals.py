"""
The same referral twice is noticed: same children, agency and day, whatever else the form says.
"""

from __future__ import annotations

from datetime import date
from threading import Thread
from typing import Any

import pytest

from pathway import Pathway
from pathway.errors import FormRefused, Refused
from tests.rehearsals import BU, CHAIR, NURSE, NURSES_REP, Rehearsal, form

pytestmark = pytest.mark.either


def refused(desk: Rehearsal, **changes: Any) -> list[str]:
    """Return the cases that a referral is taken for, none where it is opened."""
    try:
        desk.pathway.refer(form("practice_review", **changes), by=NURSE)
    except Refused as error:
        return [
            reason.message.split()[0] for reason in error.reasons if reason.code == "same_referral"
        ]
    return []


CHILDREN = form("practice_review")["children"]
RETYPED = [
    child | {"sex": f" {child['sex'].upper()} ", "ethnicity": child["ethnicity"].lower()}
    for child in CHILDREN
]
SAME: dict[str, dict[str, Any]] = {
    "word for word": {},
    "in other words": {"what_happened": "Told by somebody else.", "possible_serious_incident": False},
    "in another order": {"children": CHILDREN[::-1]},
    "with other capitals and spaces": {"children": RETYPED},
    "with other agencies": {"agencies_known": ["police"]},
}  # fmt: skip


@pytest.mark.parametrize("name", SAME)
def test_the_same_referral_is_noticed(desk: Rehearsal, name: str) -> None:
    """The earlier case is named, and nothing is stored, no number either."""
    reference = desk.refer()
    before = desk.contents()

    assert [reference] == refused(desk, **SAME[name])
    assert before == desk.contents()


OTHER: dict[str, dict[str, Any]] = {
    "another day": {"referred_on": date(2026, 3, 13)},  # Fri
    "another agency": {"agency": "police"},
    "one child of the two": {"children": CHILDREN[:1]},
    "another sex": {"children": [CHILDREN[0] | {"sex": "not known"}, CHILDREN[1]]},
    "another harm": {"children": [CHILDREN[0] | {"harm": "died"}, CHILDREN[1]]},
    "another label": {"children": [CHILDREN[0] | {"label": "Child C"}, CHILDREN[1]]},
}  # fmt: skip


@pytest.mark.parametrize("name", OTHER)
def test_another_referral_is_another_case(desk: Rehearsal, name: str) -> None:
    """Whatever it has in common with an earlier one."""
    desk.refer()

    assert [] == refused(desk, **OTHER[name])


def test_confirmed_it_opens_another_case(desk: Rehearsal) -> None:
    """The entry says that it was; a third referral names both."""
    first = desk.refer()
    second = desk.pathway.refer(form("practice_review"), by=NURSE, again=True).reference
    (entry,) = desk.pathway.history(second)

    assert ("again",) == entry.confirmed
    assert [first, second] == refused(desk)
    assert [] == desk.pathway.verify()


def test_it_is_not_a_fault_of_the_form(desk: Rehearsal) -> None:
    """
    Nothing in it is wrong; the sentence says where the earlier case is, and the reason how it is
    confirmed.
    """
    reference = desk.refer()
    with pytest.raises(Refused, match=f"made before, as {reference}") as error:
        desk.pathway.refer(form("practice_review"), by=NURSE)
    (reason,) = error.value.reasons

    assert not isinstance(error.value, FormRefused)
    assert ("same_referral", None, "again") == (reason.code, reason.path, reason.confirm)
    assert f"see `pathway case {reference}` (confirm it with --again)" in reason.message


def test_a_case_closed_as_a_duplicate_no_longer_counts(desk: Rehearsal) -> None:
    """The case that survives is named alone."""
    first, second = desk.refer(), desk.refer()
    answers = desk.filled(second, "close_as_duplicate", BU) | {"surviving": first}
    desk.pathway.take(second, "close_as_duplicate", by=BU, input=answers)

    assert [first] == refused(desk)


def test_a_withdrawn_case_counts(desk: Rehearsal) -> None:
    """Whoever refers it again should know what became of it."""
    reference = desk.refer(possible_serious_incident=False, local_authority_aware_on=None)
    desk.do(reference, "withdraw", NURSE)

    assert [reference] == refused(desk)


def test_children_are_compared_as_they_are_known_by_now(desk: Rehearsal) -> None:
    """What was amended or corrected is what counts."""
    reference = desk.refer()
    changed = [CHILDREN[0] | {"sex": "male"}, CHILDREN[1]]
    desk.pathway.amend(reference, form("practice_review", children=changed), by=NURSE)
    amended = refused(desk, children=changed)
    correction = {"event": 2, "field": "children[1].sex", "value": "not known", "why": "Misread."}
    desk.pathway.take(reference, "correct", by=BU, input=correction)
    corrected = [changed[0], CHILDREN[1] | {"sex": "not known"}]

    assert [reference] == amended
    assert [] == refused(desk, children=changed)
    assert [reference] == refused(desk, children=corrected)


def test_an_endorsed_case_counts_like_a_draft(desk: Rehearsal) -> None:
    """Wherever the case is by now."""
    reference = desk.endorsed(possible_serious_incident=False, local_authority_aware_on=None)
    desk.do(reference, "put_to_subgroup", BU)
    desk.do(reference, "decide_no_further_action", CHAIR)

    assert [reference] == refused(desk)


@pytest.mark.sqlite
def test_a_form_that_cannot_be_opened_is_taken_for_the_same_where_all_in_clear_is(
    desk: Rehearsal,
) -> None:
    """Its key is lost: better asked about once too often."""
    reference = desk.refer()
    desk.sql("UPDATE pathway_case_key SET key_id = 'another'")
    harm = [CHILDREN[0] | {"harm": "died"}, CHILDREN[1]]

    assert [reference] == refused(desk, children=[CHILDREN[0] | {"sex": "not known"}, CHILDREN[1]])
    assert [] == refused(desk, children=harm)


def test_under_its_key_a_repeat_gets_the_first_result(desk: Rehearsal) -> None:
    """It is the same command, not the same referral once more."""
    answers = form("practice_review")
    first = desk.pathway.refer(answers, by=NURSE, key="k").reference

    assert first == desk.pathway.refer(answers, by=NURSE, key="k").reference
    assert [first] == refused(desk)


def test_of_two_at_the_same_moment_one_is_opened(desk: Rehearsal) -> None:
    """The number of a case keeps the second waiting until the first is stored."""
    results: list[str] = []

    def refer(pathway: Pathway) -> None:
        try:
            results.append(pathway.refer(form("practice_review"), by=NURSE).reference)
        except Refused as error:
            results.append(error.reasons[0].code)

    threads = [Thread(target=refer, args=(desk.connect(),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert ["PR-2026-0001", *["same_referral"] * 3] == sorted(results)
    assert [] == desk.pathway.verify()


def test_only_the_forms_of_that_day_and_agency_are_opened(desk: Rehearsal) -> None:
    """Others are not even decrypted: one whose seal is broken stands in nobody's way."""
    other = desk.refer(agency="police")
    desk.refer(referred_on=date(2026, 3, 13))
    desk.sql("UPDATE pathway_event SET sealed = NULL")

    assert [] == refused(desk, children=[CHILDREN[0] | {"sex": "not known"}, CHILDREN[1]])
    assert "draft" == desk.pathway.case(other).state


def test_a_host_in_its_own_transaction_can_go_on(desk: Rehearsal) -> None:
    """The refusal takes nothing back of what the host did, and leaves no number behind."""
    reference = desk.refer()
    with desk.pathway.engine.begin() as connection:
        joined = desk.pathway.join(connection)
        with pytest.raises(Refused):
            joined.refer(form("practice_review"), by=NURSE)
        joined.take(reference, "submit", by=NURSE, late_reason="Waited.")

    assert "quality_assurance" == desk.pathway.case(reference).state
    assert NURSES_REP in desk.pathway.explain(reference, "quality_assurance").owner.emails
    assert [] == desk.pathway.verify()
