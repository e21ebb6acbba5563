"""Several workers make messages of the same notices: each person is told once, in one message."""

from __future__ import annotations

import threading
from collections import Counter
from contextlib import closing
from datetime import date, timedelta
from email.message import EmailMessage

import pytest

from pathway.notifications.errors import AddressUnreachable, MailInDoubt
from pathway.service.mail.message_writing import Post, Written, write_to
from pathway.service.transactions import Installation
from pathway.settings import Settings
from pathway.storage.database.engine import reading
from pathway.storage.mail import making, notices
from pathway.storage.mail.notices import WaitingNotice
from pathway.testing import FakeMailer, case_in
from pathway.workflows.calendar.working_days import london_time
from tests.rehearsals import PARTNERS, Rehearsal
from tests.statements import asked

GATHERING = "rapid_review.gathering"
WAITING = """
    SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
"""
MORNING = "2026-07-01"  # Wed, when all that a new case waits for is overdue


def swept_at_night(desk: Rehearsal, cases: int = 1) -> list[WaitingNotice]:
    """
    Let notices wait at the hour of digests, some that are urgent and some that are not, and return
    them.
    """
    for _ in range(cases):
        case_in(desk.pathway, GATHERING)
    desk.pathway.clock.set(london_time(date.fromisoformat(MORNING), 3))
    desk.pathway.sweep()
    now = desk.pathway.clock.set(london_time(date.fromisoformat(MORNING), 8))
    with reading(desk.pathway.engine) as connection:
        return notices.unaddressed(connection, now)


def made_for_all(desk: Rehearsal) -> int:
    """Let the morning's messages wait, and return the number of the last message before them."""
    swept_at_night(desk, cases=3)
    known = len(desk.pathway.mail.list())
    desk.pathway.sweep()
    return known


class Unreachable(FakeMailer):
    """Reaches nobody."""

    def send(self, message: EmailMessage) -> None:
        """Refuse a message because of its address."""
        super().send(message)
        raise AddressUnreachable("Nobody is there.", why="smtp 550")


class Patient(FakeMailer):
    """May wait long for an answer, and looks meanwhile what is on record."""

    patience = timedelta(minutes=10)

    def __init__(self, desk: Rehearsal, known: int) -> None:
        super().__init__()
        self.desk, self.known = desk, known
        self.seen: list[tuple[int, int]] = []

    def send(self, message: EmailMessage) -> None:
        """Keep how many messages left, and of how many nobody would know it."""
        super().send(message)
        query = "SELECT state, last_error FROM pathway_message WHERE id > ?"
        rows = self.desk.sql(query, [self.known])
        left = [state for state, _ in rows if state == "sent"]
        in_doubt = [error for _, error in rows if error == MailInDoubt.code]
        self.seen.append((len(left), len(in_doubt)))


def written(desk: Rehearsal, post: Post) -> Written:
    """Write to people what waits for them, as it was sorted before."""
    installation = Installation(desk.pathway.engine, Settings(), desk.key)
    return installation.in_transaction(
        lambda unit: write_to(unit, post, sorted(post.people), wait=True)
    )


@pytest.mark.either
def test_what_is_urgent_is_left_to_the_digest_that_is_still_to_be_made(desk: Rehearsal) -> None:
    """A dispatch that runs beside the morning's sweep makes no second message to a person."""
    waiting = swept_at_night(desk)
    before = len(desk.pathway.mail.list())
    early = desk.pathway.dispatch(FakeMailer())
    desk.pathway.sweep()
    messages = desk.pathway.mail.list()[before:]

    assert {True, False} == {notice.urgent for notice in waiting}
    assert 0 == early.written
    assert {1} == set(Counter(message.to for message in messages).values())
    assert {"digest"} == {message.kind for message in messages} - {"urgent"}


@pytest.mark.postgresql
def test_people_whom_another_worker_writes_to_are_left_to_it(desk: Rehearsal) -> None:
    """All others are written to meanwhile; what is left is waited for at the end."""
    swept_at_night(desk)
    before = len(desk.pathway.mail.list())
    ((first,),) = desk.sql("SELECT id FROM pathway_person WHERE email = ?", [PARTNERS[0]])
    with closing(desk.connect()) as other, desk.pathway.engine.connect() as holding:
        assert {first} == making.hold(holding, [first], wait=False)
        worker = threading.Thread(target=other.sweep)
        worker.start()
        while not desk.sql(WAITING):
            assert worker.is_alive()
        meanwhile = {message.to for message in desk.pathway.mail.list()[before:]}
        holding.rollback()
        worker.join()
    at_last = [message.to for message in desk.pathway.mail.list()[before:]]

    assert len(meanwhile) > 1
    assert {PARTNERS[0]} == set(at_last) - meanwhile
    assert len(set(at_last)) == len(at_last)
    assert 0 == desk.pathway.sweep().messages


@pytest.mark.either
def test_a_notice_that_came_back_meanwhile_is_not_marked(desk: Rehearsal) -> None:
    """
    Another worker told it after this one had looked, and the address took no mail: the next person
    is still to be told.
    """
    waiting = swept_at_night(desk)
    desk.pathway.sweep()
    told = desk.pathway.mail.list(state="waiting")[0]
    linked = desk.sql(
        "SELECT notice_id FROM pathway_message_notice WHERE message_id = ?", [told.id]
    )
    desk.pathway.dispatch(Unreachable())
    stale = Post()
    for notice in waiting:
        if (notice.id,) in linked:
            stale.add(notice, {1: told.to})
    done = written(desk, stale)
    still = desk.sql("SELECT id FROM pathway_notice WHERE addressed_at IS NULL")

    assert (0, frozenset(stale.untold)) == (done.written, done.kept)
    assert set(linked) <= set(still)


@pytest.mark.either
def test_what_another_worker_dealt_with_is_not_told_again(desk: Rehearsal) -> None:
    """A worker that sorted the notices before may think of other people than were told."""
    waiting = swept_at_night(desk)
    desk.pathway.sweep()
    stale = Post()
    for notice in waiting:
        stale.add(notice, {1: "somebody@example.org"})
    done = written(desk, stale)

    assert waiting
    assert (0, frozenset[int]()) == (done.written, done.kept)


@pytest.mark.either
def test_messages_are_made_in_few_statements_however_many(desk: Rehearsal) -> None:
    """A message to everybody takes as many as one to a single person."""
    waiting = swept_at_night(desk)
    people = desk.sql("SELECT id, email FROM pathway_person ORDER BY id")
    counts: list[int] = []
    for number, told in enumerate((people[:1], people[1:])):
        post = Post()
        # Each of some notices of their own, since what is told is marked.
        for notice in waiting[number:20:2]:
            post.add(notice, dict(told))
        with asked() as statements:
            done = written(desk, post)
        counts.append(len(statements))
        assert done.written == len(told)

    assert counts[0] == counts[1]


@pytest.mark.either
def test_a_worker_that_is_killed_leaves_one_in_doubt(desk: Rehearsal) -> None:
    """While a message is handed over, all before it are on record, and those after it are not begun."""
    known = made_for_all(desk)
    mailer = Patient(desk, known)
    desk.pathway.dispatch(mailer)

    assert len(mailer.seen) > 5
    assert [(number, 1) for number in range(len(mailer.seen))] == mailer.seen


@pytest.mark.sqlite
def test_messages_leave_with_a_commit_each_and_cases_read_together(desk: Rehearsal) -> None:
    """That one left is recorded with the hold of the next; all that they tell is read at once."""
    known = made_for_all(desk)
    with asked() as statements:
        sent = desk.pathway.dispatch(Patient(desk, known)).sent
    begun = [sql for sql in statements if sql.startswith("BEGIN IMMEDIATE")]
    of_cases = [sql for sql in statements if "'items' AS part" in sql]

    assert sent > 5
    # And twice to claim, and once to record the last.
    assert len(begun) == sent + 3
    assert len(of_cases) == 1, of_cases
