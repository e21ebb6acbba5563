"""Sessions at the desk: how long they last, and how they end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pathway import Pathway
from pathway.errors import KeyMissing, NotFound, Refused
from tests.rehearsals import BU, CHAIR, NURSE, Rehearsal, instant

pytestmark = pytest.mark.either
START = instant("2026-03-16")


def use_until(desk: Rehearsal, secret: str, end: timedelta) -> list[bool]:
    """Ask for a session every 50 minutes, and return whether it was there."""
    there: list[bool] = []
    passed = timedelta()
    while passed <= end:
        desk.pathway.clock.set(START + passed)
        there.append(desk.pathway.sessions.get(secret) is not None)
        passed += timedelta(minutes=50)
    return there


def test_a_session_lasts_twelve_hours_at_most(desk: Rehearsal) -> None:
    """However busy somebody is."""
    opened = desk.pathway.sessions.open(NURSE)
    there = use_until(desk, opened.secret, timedelta(hours=13))

    assert [True] * 15 + [False] == there  # 14 x 50 minutes are 11:40 hours


def test_an_idle_session_lasts_an_hour(desk: Rehearsal) -> None:
    """Since it was last used."""
    opened = desk.pathway.sessions.open(NURSE)
    desk.pathway.clock.advance(timedelta(minutes=59, seconds=59))
    last = desk.pathway.sessions.get(opened.secret)
    desk.pathway.clock.advance(timedelta(minutes=60))

    assert last is not None
    assert desk.pathway.sessions.get(opened.secret) is None


def test_both_limits_are_settings(desk: Rehearsal) -> None:
    """Of the installation."""
    strict = desk.connect(session_hours=1, session_idle_minutes=5)
    opened = strict.sessions.open(NURSE)
    desk.pathway.clock.advance(timedelta(minutes=5))

    assert START + timedelta(hours=1) == opened.expires_at
    assert strict.sessions.get(opened.secret) is None
    assert desk.pathway.sessions.get(opened.secret) is not None


@pytest.mark.parametrize("secret", ["", "x" * 43, "x" * 100_000, "\ud800\udcff\0"])
def test_what_is_no_session(desk: Rehearsal, secret: str) -> None:
    """Is nobody's, and can be ended all the same."""
    desk.pathway.sessions.open(NURSE)
    desk.pathway.sessions.end(secret)

    assert desk.pathway.sessions.get(secret) is None
    assert 1 == len(desk.pathway.sessions.list())


def test_signing_out_ends_one_session(desk: Rehearsal) -> None:
    """And no other of the same person; each has a secret and a number of its own."""
    opened = [desk.pathway.sessions.open(NURSE).secret for _ in range(2)]
    desk.pathway.sessions.end(opened[0])

    assert desk.pathway.sessions.get(opened[0]) is None
    assert desk.pathway.sessions.get(opened[1]) is not None
    assert opened[0] != opened[1]


def test_all_sessions_of_somebody_are_ended(desk: Rehearsal) -> None:
    """By themselves, or by those who keep the directory."""
    sessions = desk.pathway.sessions
    for by in (NURSE, BU, None):
        opened = [sessions.open(NURSE).secret for _ in range(3)]
        assert 3 == sessions.end_all(NURSE, by=by)
        assert [None] * 3 == [sessions.get(secret) for secret in opened]
    with pytest.raises(Refused, match="is for: bu, chair"):
        sessions.end_all(CHAIR, by=NURSE)


def test_whoever_is_removed_is_signed_out(desk: Rehearsal) -> None:
    """At once, and for good: not even coming back opens it again."""
    opened = desk.pathway.sessions.open(NURSE)
    row = next(person for person in desk.pathway.people.list() if person.email == NURSE)
    desk.pathway.people.remove(NURSE)
    gone = desk.pathway.sessions.get(opened.secret)
    desk.pathway.people.import_file(
        f"name,email,agency,roles,order\n{row.name},{NURSE},{row.agency},referrer,1\n"
    )

    assert gone is None
    assert desk.pathway.sessions.get(opened.secret) is None
    assert [] == desk.pathway.sessions.list()


def test_only_somebody_of_the_directory_has_a_session(desk: Rehearsal) -> None:
    """Whatever a provider says."""
    with pytest.raises(NotFound):
        desk.pathway.sessions.open("stranger@example.org")


def test_sessions_are_listed_for_whoever_keeps_the_directory(desk: Rehearsal) -> None:
    """Those that last, without their secrets."""
    secrets = [desk.pathway.sessions.open(email).secret for email in (NURSE, BU)]
    listed = desk.pathway.sessions.list(by=BU)
    with pytest.raises(Refused, match="is for: bu, chair"):
        desk.pathway.sessions.list(by=NURSE)

    assert [NURSE, BU] == [session.email for session in listed]
    assert not any(secret in repr((listed, desk.contents())) for secret in secrets)


def test_two_processes_share_sessions(desk: Rehearsal) -> None:
    """One opens it, another knows it."""
    other: Pathway = desk.connect()
    opened = desk.pathway.sessions.open(NURSE)

    assert other.sessions.get(opened.secret) == desk.pathway.sessions.get(opened.secret)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE pathway_session SET person_id = (SELECT id FROM pathway_person WHERE email = ?)",
        "INSERT INTO pathway_session (hash, person_id, started_at, seen_at, mac) "
        "SELECT 'x', (SELECT id FROM pathway_person WHERE email = ?), started_at, seen_at, mac "
        "FROM pathway_session",
    ],
)
def test_a_session_made_by_hand_is_nobodys(desk: Rehearsal, change: str) -> None:
    """Whoever can write to the database, without the key, cannot sign in as the chair."""
    opened = desk.pathway.sessions.open(NURSE)
    desk.sql(change, [CHAIR])
    listed = desk.pathway.sessions.list()

    assert CHAIR not in {session.email for session in listed}
    assert len(listed) == int(desk.pathway.sessions.get(opened.secret) is not None)


def test_a_session_is_not_prolonged_by_hand(desk: Rehearsal) -> None:
    """When it began is signed as well."""
    opened = desk.pathway.sessions.open(NURSE)
    desk.pathway.clock.set(START + timedelta(hours=11))
    at = "2026-03-16 20:00:00.000000+00:00" if desk.url else "2026-03-16 20:00:00.000000"
    desk.sql("UPDATE pathway_session SET seen_at = ?", [at])
    before = desk.pathway.sessions.get(opened.secret)
    desk.sql("UPDATE pathway_session SET started_at = ?", [at])

    assert before is not None
    assert desk.pathway.sessions.get(opened.secret) is None


def test_without_the_key_nobody_has_a_session(desk: Rehearsal) -> None:
    """A desk that cannot tell its own sessions lets nobody in."""
    opened = desk.pathway.sessions.open(NURSE)
    desk.key.rename(desk.key.with_suffix(".away"))
    with pytest.raises(KeyMissing):
        desk.connect().sessions.get(opened.secret)
