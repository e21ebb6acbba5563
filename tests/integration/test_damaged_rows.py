"""A damaged row of any table is a line of its list, or a sentence where all rows are needed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from pathway import Pathway
from pathway.errors import VerificationFailed
from tests.rehearsals import BU, CHAIR, NURSE, Rehearsal, instant

pytestmark = pytest.mark.sqlite  # columns of PostgreSQL take no value of another type
STARTED = instant("2026-03-16")
APRIL = date(2026, 4, 8)  # Wed


@pytest.fixture
def lived(desk: Rehearsal) -> Rehearsal:
    """Return a rehearsal with a row in each table that is listed."""
    desk.do(desk.refer(), "submit", NURSE)
    desk.pathway.people.absent(CHAIR, date(2026, 4, 1), date(2026, 4, 3), by=BU)
    desk.pathway.holidays.add(date(2026, 6, 15), "Day of thanks", by=BU)
    desk.pathway.sweep()
    desk.pathway.workers.beat("north", STARTED)
    desk.pathway.workers.beat("south", STARTED)
    return desk


def damaged(desk: Rehearsal, statement: str, value: object) -> Pathway:
    """Damage the database, and return a new connection to it."""
    desk.sql(statement, [value])
    return desk.connect()


@pytest.mark.parametrize(
    ("column", "value"),
    [("content", "soon"), ("content", b"\xff"), ("loaded_at", "soon"), ("name", b"\xff\x00")],
)
def test_a_damaged_definition_is_a_line_of_the_list(
    lived: Rehearsal, column: str, value: object
) -> None:
    """The others are there as they were."""
    lived.sql(
        "INSERT INTO pathway_definition SELECT 'other', name, '0.1', edition, content, loaded_at "
        "FROM pathway_definition"
    )
    statement = f"UPDATE pathway_definition SET {column} = ? WHERE hash = 'other'"
    listed = damaged(lived, statement, value).definitions.list()

    assert 2 == len(listed)
    assert [None] == [entry.damaged for entry in listed if entry.hash != "other"]
    assert [f"cannot be read: {column}; see `pathway verify`"] == [
        entry.damaged for entry in listed if entry.hash == "other"
    ]


@pytest.mark.parametrize("column", ["created_at", "next_attempt_at", "sent_at", "attempts"])
def test_a_damaged_message_is_a_line_of_the_list(lived: Rehearsal, column: str) -> None:
    """Its subject says so."""
    count = len(lived.pathway.mail.list())
    statement = f"UPDATE pathway_message SET {column} = ? WHERE id = 1"
    first, *others = damaged(lived, statement, "soon").mail.list()

    assert f"(cannot be read: {column}; see `pathway verify`)" == first.subject
    assert count == 1 + len(others)
    assert [] == [entry for entry in others if "cannot be read" in entry.subject]


def test_a_damaged_key_is_a_line_of_the_list(lived: Rehearsal) -> None:
    """Whatever stands there for its id."""
    pathway = damaged(lived, "UPDATE pathway_mac_key SET key_id = ?", b"\xff\x00")

    assert 2 == len(pathway.keys.list())


@pytest.mark.parametrize("column", ["at", "started_at"])
def test_a_damaged_heartbeat_leaves_the_others(lived: Rehearsal, column: str) -> None:
    """`doctor` names the worker that is well, and the next heartbeat takes the damaged one away."""
    pathway = damaged(
        lived, f"UPDATE pathway_heartbeat SET {column} = ? WHERE worker = 'north'", "soon"
    )
    about = [entry.message for entry in pathway.doctor() if entry.what == "worker"]
    pathway.workers.beat("south", STARTED)

    assert [True] == ["1 running" in message or "2 running" in message for message in about]
    assert "database" not in {entry.what for entry in pathway.doctor() if entry.level == "fault"}


NEEDED = {
    "a day of the calendar": "UPDATE pathway_holiday SET day = ? WHERE day = '2026-12-25'",
    "an added day": "UPDATE pathway_closed_day SET day = ?",
    "when a day was added": "UPDATE pathway_closed_day SET added_at = ?",
    "an absence": "UPDATE pathway_absence SET first_day = ?",
    "an appointment": "UPDATE pathway_appointment SET roles = ? WHERE person_id = 2",
    "a setting": "UPDATE pathway_setting SET value = ? WHERE name = 'calendar'",
    "a setting's name": "UPDATE pathway_setting SET name = ? WHERE name = 'calendar'",
    "an email": "UPDATE pathway_person SET email = ? WHERE id = 2",
}


@pytest.mark.parametrize("kind", NEEDED)
@pytest.mark.parametrize("value", [b"\xff\x00"])
def test_doctor_names_what_all_else_needs(lived: Rehearsal, kind: str, value: bytes) -> None:
    """Directory, calendar and settings are not relied on in part: `doctor` says what to do."""
    pathway = damaged(lived, NEEDED[kind], value)
    faults = [entry.message for entry in pathway.doctor() if entry.level == "fault"]

    assert [True] == ["`pathway verify` names it" in message for message in faults]
    assert pathway.verify()


ACTS: dict[str, Callable[[Pathway], Any]] = {
    "a step": lambda pathway: pathway.steps("PR-2026-0001", by=BU),
    "an absence": lambda pathway: pathway.people.absent(BU, APRIL, APRIL, by=BU),
    "a closure": lambda pathway: pathway.holidays.add(APRIL, "Closed", closure=True, by=BU),
}


@pytest.mark.parametrize(
    ("kind", "act"),
    [("an absence", "a step"), ("an absence", "an absence"), ("an added day", "a closure")],
)
def test_nobody_acts_on_half_a_directory_or_calendar(lived: Rehearsal, kind: str, act: str) -> None:
    """A sentence says what is damaged, and the way out."""
    pathway = damaged(lived, NEEDED[kind], "soon")

    with pytest.raises(VerificationFailed, match="cannot be read: a row was damaged"):
        ACTS[act](pathway)


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE pathway_appointment SET roles = ? WHERE person_id = 2", "cannot be read: roles"),
        ("UPDATE pathway_appointment SET position = ? WHERE person_id = 2", "position"),
        ("UPDATE pathway_person SET email = ? WHERE id = 2", "cannot be read: email"),
        ("UPDATE pathway_person SET name = ? WHERE id = 2", "cannot be read: name"),
        ("UPDATE pathway_absence SET first_day = ?", "an absence cannot be read: first_day"),
        ("UPDATE pathway_absence SET last_day = ?", "an absence cannot be read: last_day"),
    ],
)
def test_a_damaged_row_of_the_directory_is_a_line_of_the_list(
    lived: Rehearsal, statement: str, why: str
) -> None:
    """Everybody else is there as they were, also where another agency is asked for."""
    before = lived.pathway.people.list()
    pathway = damaged(lived, statement, b"\xff\x00")
    after = pathway.people.list()
    told = [person.damaged or "" for person in after if person.damaged]

    assert len(before) == len(after)
    assert [True] == [why in words and "pathway verify" in words for words in told]
    assert len(before) - 1 == len([person for person in after if person in before])
    assert told == [
        person.damaged for person in pathway.people.list(agency="housing") if person.damaged
    ]


def test_the_damaged_absence_of_whom_nobody_knows_is_a_line_of_its_own(lived: Rehearsal) -> None:
    """Whoever it was, somebody may be away."""
    before = lived.pathway.people.list()
    stray, *others = damaged(
        lived, "UPDATE pathway_absence SET person_id = ?", b"\xff"
    ).people.list()

    assert len(before) == len(others)
    assert ("", "an absence cannot be read: person_id; see `pathway verify`") == (
        stray.email,
        stray.damaged,
    )


def test_a_damaged_name_of_an_agency_is_told_of_its_people(lived: Rehearsal) -> None:
    """They are shown with the name that the definition gives it."""
    lived.sql("INSERT OR REPLACE INTO pathway_agency VALUES ('housing', 'x')")
    listed = damaged(
        lived, "UPDATE pathway_agency SET name = ? WHERE code = 'housing'", b"\xff"
    ).people.list()

    assert {"housing"} == {person.agency for person in listed if person.damaged}


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("UPDATE pathway_holiday SET day = ? WHERE day = '2026-12-25'", "Christmas Day"),
        ("UPDATE pathway_closed_day SET day = ?", "Day of thanks"),
        ("UPDATE pathway_closed_day SET added_at = ?", "Day of thanks"),
        ("UPDATE pathway_closed_day SET removed_at = ?", "Day of thanks"),
    ],
)
def test_a_damaged_day_is_a_line_of_the_calendar(
    lived: Rehearsal, statement: str, name: str
) -> None:
    """The others are there as they were, of whatever year."""
    before = lived.pathway.holidays.list(2026)
    pathway = damaged(lived, statement, b"\xff\x00")
    after = pathway.holidays.list(2026)

    assert len(before) == len(after)
    assert [name] == [day.name for day in after if day.damaged]
    assert len(before) - 1 == len([day for day in after if day in before])
    assert [name] == [day.name for day in pathway.holidays.list(2027) if day.damaged]
