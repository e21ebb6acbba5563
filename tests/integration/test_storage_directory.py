"""
People keep their number; definitions, holidays, settings and heartbeats come back as they were
kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection

from pathway.errors import NotFound
from pathway.storage import bank_holidays, configuration, definitions, directory, heartbeats
from pathway.storage.database.engine import writing
from pathway.storage.definitions import StoredDefinition
from pathway.storage.directory import Entry
from pathway.workflows.attempts.directory import Appointment
from tests.integration.stored import NOW, Database


@pytest.fixture
def connection(db: Database) -> Iterator[Connection]:
    with writing(db.engine) as open_connection:
        yield open_connection


REP = Entry("Rep@Example.org", "Ros Rep", "police", ("rep", "notifier"), 1)
CHAIR = Entry("chair@example.org", "Cy Chair", "council", ("chair",), 1)


def test_people_are_imported_once(connection: Connection) -> None:
    """A file that is imported again changes nothing; what differs is counted."""
    first = directory.import_people(connection, [REP, CHAIR])
    again = directory.import_people(connection, [REP, CHAIR])
    changed = directory.import_people(
        connection, [REP, Entry("CHAIR@example.org", "Cy Chair", "council", ("bu",), 2)]
    )

    assert (2, 0, 0) == first
    assert (0, 0, 2) == again
    assert (0, 1, 1) == changed


def test_the_directory_lists_lower_orders_first(connection: Connection) -> None:
    """What was imported is there, by email in small letters."""
    deputy = Entry("deputy@example.org", "Di Deputy", "police", ("rep",), 2)
    directory.import_people(connection, [deputy, REP])

    loaded = directory.load(connection)

    assert (
        Appointment(2, "rep@example.org", "Ros Rep", "police", ("rep", "notifier"), 1)
        == loaded.appointments[0]
    )
    assert ["rep@example.org", "deputy@example.org"] == [
        holder.email for holder in loaded.holders("rep", "police")
    ]


def test_what_an_agency_is_called_is_kept_once(connection: Connection) -> None:
    """The name that is given last is the name; the others stay."""
    directory.import_people(connection, [REP])
    directory.name_agencies(connection, {"police": "Police", "council": "Council"})
    directory.name_agencies(connection, {"police": "Constabulary"})
    directory.name_agencies(connection, {})

    assert {"police": "Constabulary", "council": "Council"} == directory.load(
        connection
    ).agency_names


def test_one_person_may_work_for_two_agencies(connection: Connection) -> None:
    """
    One email is one person with an appointment for each agency; the name is the one given last.
    """
    second = Entry("rep@example.org", "Ros Rep-Reed", "council", ("bu",), 1)
    counts = directory.import_people(connection, [REP, second])

    number = directory.load(connection).number("rep@example.org")

    assert (2, 0, 0) == counts
    assert number is not None
    assert ["council", "police"] == sorted(
        appointment.agency for appointment in directory.load(connection).of(number)
    )
    assert {number: ("Ros Rep-Reed", "rep@example.org")} == directory.names(connection)


def test_a_person_who_comes_back_keeps_their_number(connection: Connection) -> None:
    """
    Somebody removed may not act, is still named in the history, and has the same number when they
    return.
    """
    directory.import_people(connection, [CHAIR, REP])
    number = directory.remove(connection, "REP@example.org", NOW)
    gone = directory.load(connection).of(number), directory.names(connection)[number]
    counts = directory.import_people(
        connection, [Entry("rep@example.org", "Ros Rep", "council", ("rep",), 1)]
    )

    assert ([], ("Ros Rep", "rep@example.org")) == gone
    assert (1, 0, 0) == counts
    assert ["council"] == [
        appointment.agency for appointment in directory.load(connection).of(number)
    ]


def test_nobody_unknown_is_removed(connection: Connection) -> None:
    """A slip in an email is answered with the nearest."""
    directory.import_people(connection, [CHAIR])

    with pytest.raises(NotFound) as missing:
        directory.remove(connection, "chair@example.com", NOW)

    assert ("chair@example.org",) == missing.value.nearest


def test_a_definition_is_kept_word_for_word(connection: Connection) -> None:
    """A definition is stored once, loaded by its hash, and listed."""
    files = {"definition.toml": 'name = "pathway"\n', "deadlines.toml": "# – Tŷ\n"}
    stored = StoredDefinition("a" * 64, "pathway", "1.0", "2026", files, NOW)

    assert definitions.store(connection, stored)
    assert not definitions.store(connection, stored)
    assert stored == definitions.load(connection, "a" * 64)
    assert [stored] == definitions.listed(connection)
    assert [] == definitions.listed(connection, "another")


def test_an_unknown_definition_is_not_found(connection: Connection) -> None:
    """A case pinned to a definition that is lost cannot go on without it."""
    with pytest.raises(NotFound, match="Restore it"):
        definitions.load(connection, "a" * 64)


def test_a_partnerships_own_days_outlive_a_new_table(connection: Connection) -> None:
    """Loading the table anew replaces the days of its own source only."""
    christmas, boxing, closed = (
        date(2026, 12, 25),
        date(2026, 12, 28),
        date(2026, 12, 29),
    )  # Fri, Mon, Tue
    bank_holidays.save(connection, {christmas: "Christmas Day", boxing: "Old name"}, "holidays")
    bank_holidays.save(connection, {closed: "Offices closed"}, "local")
    bank_holidays.save(connection, {christmas: "Christmas Day", boxing: "Boxing Day"}, "holidays")

    assert [christmas, boxing, closed] == list(bank_holidays.load(connection))
    assert "Boxing Day" == bank_holidays.load(connection)[boxing]
    assert {closed: "Offices closed"} == bank_holidays.load(connection, "local")


def test_settings_are_put_changed_and_taken_away(connection: Connection) -> None:
    """A setting is a name and a text."""
    configuration.put(connection, "rehearsal", "no")
    configuration.put(connection, "rehearsal", "yes")
    configuration.put(connection, "gone", "1")
    configuration.put(connection, "gone", None)

    assert "yes" == configuration.standing(connection).settings.get("rehearsal")
    assert configuration.standing(connection).settings.get("gone") is None
    assert {"rehearsal": "yes"} == configuration.standing(connection).settings


def test_a_worker_is_heard_of_until_it_says_goodbye(connection: Connection) -> None:
    """One that died stays in the list with the instant at which it was last heard of."""
    heartbeats.beat(connection, "a", NOW, NOW)
    heartbeats.beat(connection, "b", NOW, NOW)
    heartbeats.beat(connection, "a", NOW, NOW + timedelta(minutes=1))
    heartbeats.forget(connection, "b")

    assert [("a", NOW + timedelta(minutes=1), NOW)] == [
        (worker.worker, worker.at, worker.started_at) for worker in heartbeats.listed(connection)
    ]
