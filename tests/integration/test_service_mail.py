"""Dispatch: each message once as a file, kept under its Message-ID through every retry."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from pathway.notifications.errors import MailNotSent
from pathway.testing import FakeMailer
from tests.rehearsals import NOTIFIER, NURSES_DEPUTY, NURSES_REP, Rehearsal


@dataclass
class Postbox:
    """Takes no message the first so many times."""

    refuses: int = 0
    again: bool = True
    tried: list[EmailMessage] = field(default_factory=list[EmailMessage])

    def send(self, message: EmailMessage) -> None:
        """Take the message, or not."""
        self.tried.append(message)
        if len(self.tried) <= self.refuses:
            raise MailNotSent("The postbox is shut.", retry=self.again)


def letters(folder: Path) -> Iterator[EmailMessage]:
    """Return the emails of a folder."""
    for path in sorted(folder.glob("*.eml")):
        yield message_from_bytes(path.read_bytes(), policy=policy.default)


def test_each_message_becomes_one_file(desk: Rehearsal) -> None:
    """As many files as messages, each under its own Message-ID; a second dispatch writes none."""
    desk.endorsed()
    first, second = desk.pathway.dispatch(), desk.pathway.dispatch()
    messages = desk.pathway.mail.list()

    assert (len(messages), 0) == (first.sent, second.sent)
    assert {message.message_id for message in messages} == {
        str(letter["Message-ID"]) for letter in letters(desk.mail)
    }
    assert {(message.message_id, message.subject) for message in messages} == {
        (str(letter["Message-ID"]), str(letter["Subject"])) for letter in letters(desk.mail)
    }
    assert {"sent"} == {message.state for message in messages}


def test_a_retry_is_the_same_message(desk: Rehearsal) -> None:
    """
    What was not taken is sent again after some minutes, byte for byte, even when that is on another
    day.
    """
    desk.refer()
    postbox = Postbox(refuses=1)
    failed = desk.pathway.dispatch(postbox).failed
    too_soon = desk.pathway.dispatch(postbox)
    desk.pathway.clock.advance(timedelta(days=3))
    desk.pathway.dispatch(postbox)
    same = [
        letter for letter in postbox.tried if letter["Message-ID"] == postbox.tried[0]["Message-ID"]
    ]

    assert (1, 0) == (failed, too_soon.sent + too_soon.failed)
    assert 2 == len(same)
    assert same[0].as_bytes() == same[1].as_bytes()
    assert {"sent"} == {message.state for message in desk.pathway.mail.list()}


def test_what_a_list_shows_is_what_was_sent(desk: Rehearsal) -> None:
    """A subject does not change with the days that pass after it left."""
    desk.refer()
    desk.pathway.dispatch()
    before = [message.subject for message in desk.pathway.mail.list()]
    desk.clock("2026-04-14")  # Tue

    assert before == [message.subject for message in desk.pathway.mail.list()]


def test_what_no_retry_helps_is_given_up(desk: Rehearsal) -> None:
    """It is a dead letter with a code, and doctor tells."""
    desk.refer()
    done = desk.pathway.dispatch(Postbox(refuses=1, again=False))
    (dead,) = desk.pathway.mail.list(state="dead")

    assert (1, "mail_not_sent") == (done.dead, dead.last_error)
    assert "warning" == next(
        finding.level for finding in desk.pathway.doctor() if finding.what == "mail"
    )


def test_a_damaged_case_does_not_hold_up_mail_of_others(desk: Rehearsal) -> None:
    """The messages of the other case leave; those of the damaged one wait."""
    first, second = desk.endorsed(), desk.endorsed()
    desk.sql("UPDATE pathway_case SET document = 'no JSON' WHERE reference = ?", [first])
    desk.pathway.sweep()
    desk.pathway.dispatch()
    subjects = [str(letter["Subject"]) for letter in letters(desk.mail)]

    assert subjects
    assert all(second in subject for subject in subjects)


def test_damage_after_the_message_was_made_does_not_hold_up_other_mail(desk: Rehearsal) -> None:
    """What cannot be read is left out of the message, and told when the case is mended."""
    first, second = desk.endorsed(), desk.endorsed()
    desk.pathway.sweep()
    (document,) = desk.sql("SELECT document FROM pathway_case WHERE reference = ?", [first])[0]
    desk.sql("UPDATE pathway_case SET document = 'no JSON' WHERE reference = ?", [first])
    damaged, notices = desk.pathway.dispatch(), desk.told()
    desk.sql("UPDATE pathway_case SET document = ? WHERE reference = ?", [document, first])
    desk.pathway.dispatch()
    cases = {
        notice.case
        for message in desk.pathway.mail.list(state="sent")
        for notice in message.notices
    }

    assert (0, 0) == (damaged.failed, damaged.dead)
    assert damaged.sent > 0
    assert 2 * len(notices) == len(desk.told())
    assert {first, second} == cases


def test_urgent_mail_waits_until_its_case_can_be_read_again(desk: Rehearsal) -> None:
    """It is the same message that leaves then, and whoever was to be told is told once."""
    desk.endorsed()
    desk.pathway.sweep()
    (stored,) = desk.sql("SELECT document FROM pathway_case")[0]
    desk.sql("UPDATE pathway_case SET document = 'no JSON'")
    desk.pathway.dispatch()
    waiting = desk.pathway.mail.list()
    desk.sql("UPDATE pathway_case SET document = ?", [stored])
    desk.pathway.clock.advance(timedelta(minutes=30))
    desk.pathway.dispatch()
    after = desk.pathway.mail.list()

    assert {("waiting", "unreadable")} == {(mail.state, mail.last_error) for mail in waiting}
    assert {"sent"} == {mail.state for mail in after}
    assert [mail.message_id for mail in waiting] == [mail.message_id for mail in after]


def test_who_left_the_directory_gets_nothing_more(desk: Rehearsal) -> None:
    """A message that waits is withheld, and the next in the role is told."""
    reference = desk.endorsed()
    desk.do(reference, "notify_panel", NOTIFIER, agencies=["northern_care_alliance"])
    desk.pathway.sweep()
    desk.pathway.people.remove(NURSES_REP)
    desk.pathway.dispatch()
    sent = {message.to for message in desk.pathway.mail.list(state="sent")}
    withheld = {message.to for message in desk.pathway.mail.list(state="withheld")}

    assert NURSES_DEPUTY in sent
    assert {NURSES_REP} == withheld
    assert NURSES_REP not in sent


@pytest.mark.parametrize("rounds", [1, 2])
def test_two_workers_send_each_message_once(desk: Rehearsal, rounds: int) -> None:
    """Dispatching over two connections one after the other sends nothing twice."""
    desk.endorsed()
    postbox = Postbox()
    other = desk.connect()
    for _ in range(rounds):
        desk.pathway.dispatch(postbox)
        other.dispatch(postbox)
    other.close()

    assert len({str(letter["Message-ID"]) for letter in postbox.tried}) == len(postbox.tried)


@pytest.mark.sqlite  # leases run on either server's time; the clock here is Python's
def test_a_slow_server_holds_no_message_beyond_its_lease(desk: Rehearsal) -> None:
    """
    What there is no time for is given back: whatever is being sent, nobody else could have claimed
    it too.
    """
    desk.endorsed()
    lapsed: list[int] = []

    class Slow(FakeMailer):
        """Takes its time."""

        def send(self, message: EmailMessage) -> None:
            """Look which leases have run out, and wait."""
            query = (
                "SELECT count(*) FROM pathway_message WHERE state = 'sending' AND lease_until <= ?"
            )
            ((count,),) = desk.sql(query, [datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")])
            lapsed.append(count)
            super().send(message)
            time.sleep(1.1)

    pathway = desk.connect(lease_seconds=2)
    done = pathway.dispatch(Slow())

    assert done.sent == len(lapsed) > 2
    assert {0} == set(lapsed)


def test_no_letter_tells_more_than_the_duty(desk: Rehearsal) -> None:
    """No label of a child, no word of the form, no name of a person."""
    desk.endorsed()
    desk.clock("2026-03-24")  # Tue
    desk.pathway.sweep()
    desk.pathway.dispatch()
    text = "".join(str(letter) for letter in letters(desk.mail))

    assert "PR-2026-0001" in text
    assert not [
        word
        for word in ("Child A", "baby", "injuries", "family home", "Notifying officer")
        if word in text
    ]
