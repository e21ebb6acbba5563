"""Two at the same moment: no definition in use is replaced, and the business unit never left empty."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import text

from pathway.errors import PathwayError, Refused, WrongUsage
from pathway.storage import tasks
from pathway.storage.tasks import Taken
from pathway.workflows.loading.definition_files import packaged
from tests.rehearsals import BU, COORDINATOR, NURSE, Rehearsal, form, instant

WAITING = "SELECT pid FROM pg_stat_activity WHERE datname = ? AND wait_event_type = 'Lock'"
COLLEAGUE = "deputy.nca@example.org"
HEAD = "name,email,agency,roles,order\n"
TWO = f"{HEAD}Business unit manager,{BU},sscp,bu,1\nBusiness unit coordinator,{COORDINATOR},sscp,bu,2\n"


def version(number: str, title: str = "Draft referral") -> dict[str, str]:
    """Return the shipped files as another version, with a title of their own."""
    return {
        name: text.replace('version = "2026.1"', f'version = "{number}"').replace(
            'title = "Draft referral"', f'title = "{title}"'
        )
        for name, text in packaged().items()
    }


def at_once(*acts: Callable[[], object]) -> list[BaseException]:
    """Do all of them at the same moment, and return what went wrong."""
    barrier = threading.Barrier(len(acts))
    failed: list[BaseException] = []

    def run(act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            act()
        except BaseException as error:  # noqa: BLE001 - whatever it is, the test looks at it
            failed.append(error)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


def test_the_last_two_of_the_business_unit_are_removed_at_once(desk: Rehearsal) -> None:
    """One stays, whoever came first."""
    others = desk.connect(), desk.connect()
    for _ in range(5):
        desk.pathway.people.import_file(TWO)
        failed = at_once(
            lambda: others[0].people.remove(COORDINATOR), lambda: others[1].people.remove(BU)
        )

        assert [WrongUsage] == [type(error) for error in failed]
        assert 1 == len([person for person in desk.pathway.people.list() if "bu" in person.roles])


def test_one_is_removed_while_a_file_takes_the_role_from_the_other(desk: Rehearsal) -> None:
    """A file may do the same as a removal."""
    others = desk.connect(), desk.connect()
    row = f"{HEAD}Business unit manager,{BU},sscp,rep,1\n"
    for _ in range(5):
        desk.pathway.people.import_file(TWO)
        failed = at_once(
            lambda: others[0].people.remove(COORDINATOR), lambda: others[1].people.import_file(row)
        )

        assert [WrongUsage] == [type(error) for error in failed]
        assert 1 == len([person for person in desk.pathway.people.list() if "bu" in person.roles])


@pytest.mark.either
def test_a_file_does_not_take_the_role_from_the_last(desk: Rehearsal) -> None:
    """Unless it gives it to somebody else."""
    desk.pathway.people.remove(COORDINATOR)
    row = f"{HEAD}Business unit manager,{BU},sscp,rep,1\n"
    with pytest.raises(WrongUsage, match="last person of the business unit"):
        desk.pathway.people.import_file(row)
    desk.pathway.people.import_file(f"{row}New,new@example.org,sscp,bu,1\n")

    assert ["new@example.org"] == [
        person.email for person in desk.pathway.people.list() if "bu" in person.roles
    ]


def test_the_same_people_are_imported_at_once(desk: Rehearsal) -> None:
    """In the order of the file and against it: neither waits for the other for ever, or fails."""
    rows = [
        f"Person {number},new.{number}@example.org,police,rep,{number}\n" for number in range(1, 10)
    ]
    others = [desk.connect() for _ in range(4)]
    files = [HEAD + "".join(rows), HEAD + "".join(reversed(rows))] * 2
    failed = at_once(
        *(partial(own.people.import_file, file) for own, file in zip(others, files, strict=True))
    )

    assert [] == failed
    assert 9 == len([p for p in desk.pathway.people.list() if p.email.startswith("new.")])


def test_one_absence_is_recorded_once(desk: Rehearsal) -> None:
    """Though two record it at the same moment."""
    first, last = date(2026, 5, 4), date(2026, 5, 8)
    others = desk.connect(), desk.connect()
    failed = at_once(*(partial(own.people.absent, BU, first, last) for own in others))

    assert [] == failed
    assert 1 == desk.pathway.people.back(BU)


def test_a_definition_is_not_replaced_while_a_case_is_opened_on_it(desk: Rehearsal) -> None:
    """
    The case is opened inside a host's transaction that is not committed yet: whoever loads waits,
    and is refused, or the case follows what was loaded.
    """
    desk.pathway.definitions.load(version("2026.9"))
    others = desk.connect(), desk.connect()
    engine = others[0].engine
    is_open, may_commit = threading.Event(), threading.Event()

    def refer() -> None:
        with engine.connect() as connection:
            others[0].join(connection).refer(form("practice_review"), by=NURSE)
            is_open.set()
            may_commit.wait(0.3)
            connection.commit()

    def load() -> None:
        is_open.wait()
        others[1].definitions.load(version("2026.9", "Another title"))

    failed = at_once(refer, load)

    assert [Refused] == [type(error) for error in failed]
    assert 1 == len(desk.pathway.cases())
    assert [] == desk.pathway.verify()


def test_a_case_is_not_moved_to_a_definition_that_is_replaced(desk: Rehearsal) -> None:
    """Whichever comes first, the case follows what is stored."""
    reference = desk.refer()
    others = desk.connect(), desk.connect()
    for number in range(5):
        name = f"2027.{number}"
        desk.pathway.definitions.load(version(name))
        failed = at_once(
            partial(others[0].migrate, reference, to=name, by=BU),
            partial(others[1].definitions.load, version(name, f"Another {number}")),
        )

        assert all(isinstance(error, PathwayError) for error in failed)
        assert name == desk.pathway.case(reference).definition["version"]
        assert [] == desk.pathway.verify()


def test_one_version_is_loaded_once(desk: Rehearsal) -> None:
    """With two contents at the same moment: one of them is there."""
    others = desk.connect(), desk.connect()
    for number in range(3):
        at_once(
            partial(others[0].definitions.load, version(f"2028.{number}", "One")),
            partial(others[1].definitions.load, version(f"2028.{number}", "Two")),
        )
        loaded = [entry.version for entry in desk.pathway.definitions.list()]

        assert 1 == loaded.count(f"2028.{number}")


@pytest.mark.postgresql
def test_a_task_that_is_taken_on_while_the_sweep_waits_is_kept(desk: Rehearsal) -> None:
    """It lapsed when the sweep looked, and was somebody else's once it came to record that."""
    reference = desk.refer()
    today = desk.pathway.clock.now().date()
    desk.pathway.tasks.take_on(reference, "draft", by=NURSE)
    desk.pathway.people.absent(NURSE, today, today)
    ((other,),) = desk.sql("SELECT id FROM pathway_person WHERE email = ?", (COLLEAGUE,))
    database = desk.pathway.engine.url.database
    sweep = threading.Thread(target=desk.connect().sweep)
    with desk.pathway.engine.begin() as connection:
        connection.execute(text("SELECT id FROM pathway_mac_key FOR UPDATE"))
        sweep.start()
        while not desk.sql(WAITING, (database,)):
            assert sweep.is_alive()
        taken = Taken(other, None, desk.pathway.clock.now())
        tasks.take(connection, (reference, "draft"), taken)
    sweep.join()

    assert [(other,)] == desk.sql("SELECT person_id FROM pathway_task")


def test_a_clock_never_goes_back(desk: Rehearsal) -> None:
    """Whoever moves it less far at the same moment is refused, or comes first."""
    others = desk.connect(), desk.connect()
    for number in range(5):
        start = instant("2026-03-17") + timedelta(days=number)
        at_once(
            partial(others[0].clock.set, start),
            partial(others[1].clock.set, start + timedelta(hours=5)),
        )

        assert start + timedelta(hours=5) == desk.pathway.clock.now()
