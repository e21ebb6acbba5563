"""
Notices are written once, recipients told once, and a message is in one worker's hands at a time.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select
from sqlalchemy import event as happening

from pathway.errors import NotFound
from pathway.storage import directory, due
from pathway.storage.database.engine import looking, reading, writing
from pathway.storage.database.mail_tables import notice as notice_table
from pathway.storage.mail import making, outbox, sending
from pathway.storage.mail import notices as noticeboard
from pathway.storage.mail.making import NewMessage
from pathway.storage.mail.notices import TimedNotice
from pathway.storage.mail.outbox import Message
from pathway.workflows.reminders.notices import Notice
from tests.integration.stored import NOW, Database, database

LEASE = timedelta(minutes=5)
RUN_OUT = timedelta(seconds=-1)
DUE = date(2026, 11, 27)  # Fri
CHAIR = directory.Entry("chair@example.org", "Cy Chair", "council", ("chair", "bu"), 1)


@pytest.fixture
def db(backend: str, tmp_path: Path) -> Iterator[Database]:
    with database(tmp_path, backend) as made:
        with writing(made.engine) as connection:
            directory.import_people(connection, [CHAIR])
        yield made


def notice(
    reference: str, role: str = "chair", due: date | None = DUE, rung: str = "-1wd", event: int = 0
) -> Notice:
    """Return a notice of one deadline."""
    return Notice(reference, "panel_notification/1" if due else "", due, rung, event, role)


def written(db: Database, *wanted: Notice) -> int:
    """Write notices, and return how many were new."""
    with writing(db.engine) as connection:
        return noticeboard.write(connection, [TimedNotice(key, NOW, False) for key in wanted], NOW)


def message(
    db: Database, message_id: str = "<1@example.org>", email: str = "chair@example.org"
) -> int | None:
    """Make one message of all notices that wait, and return its number."""
    with writing(db.engine) as connection:
        waiting = noticeboard.unaddressed(connection, NOW)
        return write(connection, NewMessage(1, email, "digest", message_id, waiting))


def write(connection: Connection, new: NewMessage) -> int | None:
    """Write a message, and return its number if it was written."""
    if not making.write(connection, [new], NOW):
        return None
    return max(message.id for message in outbox.messages(connection))


def claim(db: Database, lease: timedelta = LEASE, limit: int = 10) -> list[Message]:
    """Take messages for sending."""
    with writing(db.engine) as connection:
        return sending.claim(connection, NOW, limit, lease)


def stored(db: Database, number: int = 1) -> Message:
    """Return a message as it stands."""
    with reading(db.engine) as connection:
        return outbox.message_of(connection, number)


def test_a_notice_is_written_once(db: Database) -> None:
    """
    The same duty, day and rung is told to a role once; another day, rung, role or event is another
    notice.
    """
    reference = db.open_case().reference
    first = notice(reference)
    others = [
        notice(reference, due=date(2026, 11, 30)),
        notice(reference, rung="0"),
        notice(reference, role="bu"),
        notice(reference, due=None, rung="told", event=2),
        notice(reference, due=None, rung="told", event=3),
    ]

    assert 1 == written(db, first, first)
    assert 5 == written(db, first, *others)
    assert 0 == written(db, first, *others)
    assert 0 == written(db)


def test_notices_wait_until_they_are_addressed(db: Database) -> None:
    """What no message was made of yet is given out as it was written, oldest first."""
    reference = db.open_case().reference
    notice_told, due = notice(reference, due=None, rung="told", event=1), notice(reference)
    written(db, notice_told, due)
    with writing(db.engine) as connection:
        before = noticeboard.unaddressed(connection, NOW)
        noticeboard.mark_addressed(connection, [before[0].id], NOW)
        after = noticeboard.unaddressed(connection, NOW)

    assert [notice_told, due] == [notice.notice for notice in before]
    assert [due] == [notice.notice for notice in after]


def test_what_one_worker_dealt_with_no_other_writes_again(db: Database) -> None:
    """Several make the same messages at the same time, and a row is not written for nothing."""
    reference = db.open_case().reference
    written(db, notice(reference))
    later = NOW + timedelta(minutes=1)
    with writing(db.engine) as connection:
        (waiting,) = noticeboard.unaddressed(connection, NOW)
        noticeboard.mark_addressed(connection, [waiting.id], NOW)
        noticeboard.mark_addressed(connection, [waiting.id], later)
        noticeboard.postpone(connection, [waiting.id], later)
        (row,) = connection.execute(
            select(notice_table.c.addressed_at, notice_table.c.not_before)
        ).all()

    assert (NOW, NOW) == (row.addressed_at, row.not_before)


def test_a_recipient_is_told_once_in_two_roles(db: Database) -> None:
    """
    Who is chair and business unit gets one line, and a second message of the same is not made.
    """
    reference = db.open_case().reference
    written(db, notice(reference, "chair"), notice(reference, "bu"))

    assert message(db) is not None
    assert message(db, "<2@example.org>", "CHAIR@example.org") is None
    assert [notice(reference, "chair")] == list(stored(db).notices)
    assert message(db, "<3@example.org>", "deputy@example.org") is not None


def test_a_message_tells_what_is_new_to_its_recipient(db: Database) -> None:
    """A later digest holds what was not told before, and no more."""
    reference = db.open_case().reference
    written(db, notice(reference))
    message(db)
    written(db, notice(reference, rung="0"))

    second = message(db, "<2@example.org>")

    assert second is not None
    assert ["0"] == [notice.rung for notice in stored(db, second).notices]


def test_the_same_message_is_made_once(db: Database) -> None:
    """A Message-ID that stands there already is a repeat."""
    reference = db.open_case().reference
    written(db, notice(reference))

    assert message(db) is not None
    assert message(db) is None


def test_a_message_may_tell_of_no_case(db: Database) -> None:
    """A test of the post has a recipient and no notice."""
    with writing(db.engine) as connection:
        number = write(
            connection, NewMessage(None, "someone@example.org", "test", "<t@example.org>")
        )

    assert number is not None
    assert (None, ()) == (stored(db, number).person, stored(db, number).notices)


def test_a_claimed_message_belongs_to_one_worker(db: Database) -> None:
    """While the lease runs nobody else gets it; it comes with all it tells."""
    written(db, notice(db.open_case().reference))
    message(db)

    first, second = claim(db), claim(db)

    assert [(1, "sending", 1, "chair@example.org")] == [
        (message.id, message.state, message.attempts, message.recipient) for message in first
    ]
    assert ["-1wd"] == [notice.rung for notice in first[0].notices]
    assert [] == second


def test_a_lease_that_ran_out_is_taken_over(db: Database) -> None:
    """
    What a dead worker held is tried again, and the dead worker's word counts no more, unless it was
    sent.
    """
    written(db, notice(db.open_case().reference))
    message(db)
    dead = claim(db, RUN_OUT)[0]
    alive = claim(db)[0]
    with writing(db.engine) as connection:
        heard = sending.failed(connection, dead, "timed out", NOW)
        state = outbox.message_of(connection, 1).state
        sending.sent(connection, dead.id, NOW)
        late = sending.failed(connection, alive, "timed out", NOW)

    assert 2 == alive.attempts
    assert (False, "sending") == (heard, state)
    assert (False, "sent", NOW) == (late, stored(db).state, stored(db).sent_at)


def test_a_lease_runs_on_the_servers_own_time(db: Database) -> None:
    """Whatever the clock of a rehearsal says, a lease lasts as long as it lasts."""
    written(db, notice(db.open_case().reference))
    message(db)
    claim(db, timedelta(hours=1))
    with writing(db.engine) as connection:
        years_later = sending.claim(connection, NOW + timedelta(days=3650), 10, LEASE)

    assert [] == years_later


def test_a_failed_message_waits_for_its_next_attempt(db: Database) -> None:
    """It keeps its Message-ID, and is not tried before its time."""
    written(db, notice(db.open_case().reference))
    message(db)
    claimed = claim(db)[0]
    with writing(db.engine) as connection:
        sending.failed(connection, claimed, "450 try later", NOW + timedelta(minutes=2))
        too_early = sending.claim(connection, NOW, 10, LEASE)
        again = sending.claim(connection, NOW + timedelta(minutes=2), 10, LEASE)

    assert [] == too_early
    assert [(2, claimed.message_id, "450 try later")] == [
        (message.attempts, message.message_id, message.last_error) for message in again
    ]


@pytest.mark.parametrize(("ended", "state"), [("failed", "dead"), ("doubtful", "unknown")])
def test_a_message_that_was_given_up_is_tried_when_asked(
    db: Database, ended: str, state: str
) -> None:
    """Dead or unknown, it rests until somebody puts it back, under its own Message-ID."""
    written(db, notice(db.open_case().reference))
    message(db)
    claimed = claim(db)[0]
    with writing(db.engine) as connection:
        _ = (
            sending.failed(connection, claimed, "550 unknown user", None)
            if ended == "failed"
            else sending.doubtful(
                connection, claimed, "the line went dead", NOW + timedelta(days=999)
            )
        )
        rests = outbox.message_of(connection, 1).state, sending.claim(connection, NOW, 10, LEASE)
        counted = outbox.count(connection, state, "waiting")
        back = sending.retry(connection, 1, NOW)

    assert (state, []) == rests
    assert 1 == counted
    assert ("waiting", claimed.message_id) == (back.state, back.message_id)
    assert [1] == [message.id for message in claim(db)]


def test_only_what_was_given_up_is_put_back(db: Database) -> None:
    """
    A message that waits or was sent need not be tried again, and one that is not there cannot be.
    """
    written(db, notice(db.open_case().reference))
    message(db)

    with writing(db.engine) as connection, pytest.raises(NotFound, match="is waiting"):
        sending.retry(connection, 1, NOW)
    with writing(db.engine) as connection, pytest.raises(NotFound, match="pathway mail list"):
        sending.retry(connection, 2, NOW)


def test_messages_are_listed_by_state_and_person(db: Database) -> None:
    """The list of the outbox is narrowed and paged."""
    reference = db.open_case().reference
    written(db, notice(reference))
    message(db)
    message(db, "<2@example.org>", "deputy@example.org")
    claim(db, limit=1)
    with reading(db.engine) as connection:

        def ids(**wanted: Any) -> list[int]:
            return [message.id for message in outbox.messages(connection, **wanted)]

        assert [1, 2] == ids()
        assert [1] == ids(states=["sending"])
        assert [2] == ids(after=1)
        assert [1] == ids(limit=1)
        assert [1, 2] == ids(person=1)
        assert [] == ids(person=2)


def test_four_workers_share_the_outbox(db: Database) -> None:
    """Every message is claimed by one worker."""
    with writing(db.engine) as connection:
        new = [
            NewMessage(1, "a@example.org", "test", f"<{number}@example.org>")
            for number in range(60)
        ]
        assert 60 == making.write(connection, new, NOW)
    engine = db.opened(busy_timeout=30)
    claimed: list[int] = []

    def work() -> None:
        while True:
            with writing(engine) as connection:
                taken = sending.claim(connection, NOW, 7, LEASE)
            if not taken:
                return
            claimed.extend(message.id for message in taken)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    engine.dispose()

    assert list(range(1, 61)) == sorted(claimed)


@pytest.mark.sqlite
def test_what_waits_is_found_from_an_index(db: Database) -> None:
    """Nobody walks through all that was ever sent."""
    asked: list[tuple[str, Any]] = []

    @happening.listens_for(db.engine, "before_cursor_execute")
    def _keep(_c: Any, _cursor: Any, sql: str, values: Any, _context: Any, _many: bool) -> None:
        if sql.startswith(("SELECT", "WITH")):
            asked.append((sql, values))

    with writing(db.engine) as connection:
        sending.claim(connection, NOW, 10, LEASE)
        noticeboard.unaddressed(connection, NOW)
    plan = " ".join(
        row[3] for sql, values in asked for row in db.sql(f"EXPLAIN QUERY PLAN {sql}", *values)
    )

    assert "ix_pathway_message_due" in plan
    assert "ix_pathway_notice_unaddressed" in plan
    assert "SCAN pathway_message" not in plan.replace("USING INDEX", "")


def instructions(db: Database) -> int:
    """Return how many instructions SQLite runs for the first look of a sweep."""
    steps: list[None] = []
    with looking(db.engine) as connection:
        driver: Any = connection.connection.dbapi_connection
        driver.set_progress_handler(lambda: steps.append(None), 1)
        seen = due.look(connection, NOW, NOW.date(), instant=NOW)
        driver.set_progress_handler(None, 0)
    assert not seen.is_due
    return len(steps)


@pytest.mark.sqlite
def test_a_look_does_not_walk_through_what_waits_for_its_day(db: Database) -> None:
    """Notices wait for the morning, messages for another attempt, and people for their own dates."""
    reference, later = db.open_case().reference, NOW + timedelta(hours=12)

    def wait(count: int) -> None:
        for number in range(count):
            rung = f"{count}/{number}"
            written(db, notice(reference, rung=rung))
            message(db, f"<{rung}@example.org>")
            written(db, notice(reference, rung=f"later {rung}"))
        values = later.strftime("%Y-%m-%d %H:%M:%S.%f")
        db.sql("UPDATE pathway_notice SET not_before = ? WHERE addressed_at IS NULL", values)
        db.sql("UPDATE pathway_message SET next_attempt_at = ?", values)

    wait(2)
    few = instructions(db)
    wait(20)

    assert few == instructions(db)
