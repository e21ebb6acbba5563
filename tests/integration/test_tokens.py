"""Tokens: whose they are, in which roles, how long; and that what becomes of each is on record."""

from __future__ import annotations

import pytest

from pathway.errors import KeyMissing, NotFound, Refused, StepRefused, WrongUsage
from tests.rehearsals import BU, CHAIR, NURSE, NURSES_REP, Rehearsal

pytestmark = pytest.mark.either
NO_TOKEN = "pathway_" + "x" * 43


def test_a_token_names_its_person(desk: Rehearsal) -> None:
    """As they are in the directory, whatever the case in which they were typed."""
    issued = desk.pathway.tokens.issue(NURSE.upper())

    assert (51, NURSE) == (len(issued.token), issued.email)
    assert (NURSE, None) == (
        (holder := desk.pathway.tokens.person(issued.token)).email,
        holder.roles,
    )


def test_only_a_digest_is_kept(desk: Rehearsal) -> None:
    """Whoever reads the database, or what calls return later, learns no token."""
    issued = desk.pathway.tokens.issue(NURSE)
    desk.pathway.tokens.person(issued.token)

    assert issued.token not in repr(issued)
    assert issued.token[8:] not in repr((desk.contents(), desk.pathway.people.history()))


def test_a_token_is_good_until_the_end_of_its_last_day(desk: Rehearsal) -> None:
    """Of 90 days after the day of its issue, unless that is said otherwise."""
    issued = desk.pathway.tokens.issue(NURSE, days=2)  # on Mon 16 March
    usual = desk.pathway.tokens.issue(NURSE)
    desk.clock("2026-03-18", 23)  # Wed
    desk.pathway.tokens.person(issued.token)
    desk.clock("2026-03-19", 0)  # Thu

    with pytest.raises(Refused, match="expired after Wed 18 Mar 2026"):
        desk.pathway.tokens.person(issued.token)
    assert "2026-06-14" == usual.expires_on.isoformat()


def test_a_revoked_token_is_refused(desk: Rehearsal) -> None:
    """By its number; again is no fault, and another number is not found."""
    issued = desk.pathway.tokens.issue(NURSE)
    revoked = desk.pathway.tokens.revoke(issued.id, by=BU)

    assert ("revoked", BU) == (revoked.state, revoked.revoked_by)
    assert revoked == desk.pathway.tokens.revoke(issued.id, by=CHAIR)
    with pytest.raises(Refused, match="was revoked"):
        desk.pathway.tokens.person(issued.token)
    for number in (0, 99, 2**40):
        with pytest.raises(NotFound):
            desk.pathway.tokens.revoke(number)


@pytest.mark.parametrize("token", [NO_TOKEN, "", "pathway_", "\udcff", "x" * 100_000])
def test_what_is_no_token_is_refused(desk: Rehearsal, token: str) -> None:
    """Whatever it is, and it is not repeated."""
    desk.pathway.tokens.issue(NURSE)
    with pytest.raises(Refused, match="not one of this database") as refused:
        desk.pathway.tokens.person(token)

    assert ["not_permitted"] == [reason.code for reason in refused.value.reasons]


def test_who_leaves_takes_no_token_along(desk: Rehearsal) -> None:
    """Not even if they come back later."""
    people = desk.pathway.people
    issued = desk.pathway.tokens.issue(NURSE)
    row = next(person for person in people.list() if person.email == NURSE)
    people.remove(NURSE)
    people.import_file(
        f"name,email,agency,roles,order\n{row.name},{NURSE},{row.agency},referrer,1\n"
    )

    with pytest.raises(Refused, match="was revoked"):
        desk.pathway.tokens.person(issued.token)


def test_a_token_is_limited_to_roles(desk: Rehearsal) -> None:
    """That the person holds: a role that they lose is lost for the token too."""
    tokens = desk.pathway.tokens
    with pytest.raises(WrongUsage, match="does not hold chair, but"):
        tokens.issue(NURSE, roles=("chair",))
    with pytest.raises(NotFound, match="no role emperor"):
        tokens.issue(NURSE, roles=("emperor",))
    with pytest.raises(WrongUsage, match="Name a role"):
        tokens.issue(NURSE, roles=())
    issued = tokens.issue(BU, roles=("bu",))
    desk.pathway.people.import_file(
        f"name,email,agency,roles,order\nBusiness Unit,{BU},sscp,scrutineer,1\n"
    )

    assert () == tokens.person(issued.token).roles


def test_a_limited_token_takes_no_other_step(desk: Rehearsal) -> None:
    """The chair's token for another role cannot do what only the chair may."""
    reference = desk.endorsed()
    desk.pathway.people.import_file(
        f"name,email,agency,roles,order\nChair,{CHAIR},sscp,chair;referrer,1\n"
    )
    issued = desk.pathway.tokens.issue(CHAIR, roles=("referrer",))
    limited = desk.pathway.with_token(issued.token)
    with pytest.raises(StepRefused) as refused:
        limited.take(reference, "note", by=CHAIR, input={"text": "x"})

    assert {"not_permitted"} <= {reason.code for reason in refused.value.reasons}


def test_a_token_serves_its_person_alone(desk: Rehearsal) -> None:
    """Whoever holds the business unit's cannot act as somebody else, nor as nobody."""
    own = desk.pathway.with_token(desk.pathway.tokens.issue(BU).token)
    reference = desk.endorsed()
    own.take(reference, "note", by=BU.upper(), input={"text": "Called the ward."})
    for somebody in ({"by": CHAIR}, {}):
        with pytest.raises(Refused):
            own.people.remove(NURSE, **somebody)  # type: ignore[arg-type]

    assert BU == desk.pathway.history(reference)[-1].by


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_token_lasts_a_year_at_most(desk: Rehearsal, days: int) -> None:
    """And a day at least."""
    with pytest.raises(WrongUsage, match="1 to 366 days"):
        desk.pathway.tokens.issue(NURSE, days=days)


def test_who_may_issue_and_revoke(desk: Rehearsal) -> None:
    """Those who keep the directory; each may also end their own."""
    tokens = desk.pathway.tokens
    issued = tokens.issue(NURSE, by=BU)
    with pytest.raises(Refused, match="is for: bu, chair"):
        tokens.issue(NURSE, by=NURSE)
    with pytest.raises(Refused, match="is for: bu, chair"):
        tokens.list(by=NURSE)
    with pytest.raises(Refused, match="is for: bu, chair"):
        tokens.revoke(issued.id, by=NURSES_REP)
    with pytest.raises(NotFound):
        tokens.issue("nobody@example.org")

    assert NURSE == tokens.revoke(issued.id, by=NURSE).revoked_by


def test_what_becomes_of_a_token_is_recorded(desk: Rehearsal) -> None:
    """Its issue, its first use of each day and its end, by whom; and nothing of it was by hand."""
    tokens = desk.pathway.tokens
    issued = tokens.issue(NURSE, by=BU)
    for _ in range(3):
        tokens.person(issued.token)
    desk.clock("2026-03-17")  # Tue
    tokens.person(issued.token)
    tokens.revoke(issued.id)
    recorded = [
        (change.what, change.by, change.email)
        for change in desk.pathway.people.history()
        if change.part == "token"
    ]

    assert [
        ("issue", BU, NURSE),
        ("use", NURSE, NURSE),
        ("use", NURSE, NURSE),
        ("revoke", None, NURSE),
    ] == recorded
    assert [] == desk.pathway.verify()


def test_a_token_that_was_given_a_longer_life_is_found(desk: Rehearsal) -> None:
    """Like every change of the directory behind its back."""
    desk.pathway.tokens.issue(NURSE)
    desk.sql("UPDATE pathway_token SET expires_on = '2030-01-01'")

    assert {"directory"} == desk.faults()


def test_a_token_of_another_is_not_made_by_hand(desk: Rehearsal) -> None:
    """The digest is recorded too."""
    desk.pathway.tokens.issue(NURSE)
    desk.sql("UPDATE pathway_token SET hash = ?", ["0" * 64])

    assert {"directory"} == desk.faults()


def test_without_the_key_no_token_is_issued_or_used(desk: Rehearsal) -> None:
    """What cannot be signed is not done; a use that is on record already needs no signature."""
    seldom = desk.pathway.tokens.issue(NURSE)
    used = desk.pathway.tokens.issue(BU)
    desk.pathway.tokens.person(used.token)
    desk.key.rename(desk.key.with_suffix(".away"))
    keyless = desk.connect().tokens
    for act in (lambda: keyless.issue(CHAIR), lambda: keyless.person(seldom.token)):
        with pytest.raises(KeyMissing):
            act()

    assert BU == keyless.person(used.token).email
    assert 2 == len(keyless.list())
