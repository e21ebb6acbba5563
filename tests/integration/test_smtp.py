"""
Mail by SMTP against a real server on loopback: encrypted, logged in, and whatever can go wrong on
the way.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default as standard
from pathlib import Path
from typing import Any

import pytest

from pathway import Settings
from pathway.errors import WrongUsage
from pathway.notifications.errors import AddressUnreachable, MailNotSent
from pathway.service.mail.mail_backends import mailer_of
from pathway.service.retrying import LAST_ATTEMPT, wait_after
from tests.mail_servers import PASSWORD, USER, MailServer, free_port, mail_server
from tests.rehearsals import BU, NURSES_DEPUTY, NURSES_REP, Rehearsal

pytestmark = pytest.mark.either

LOGIN: dict[str, Any] = {"smtp_user": USER, "smtp_password": PASSWORD}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MailServer]:
    """Return a server with STARTTLS that wants no login."""
    with mail_server(tmp_path / "mail-server") as made:
        yield made


def waiting(desk: Rehearsal) -> int:
    """Let there be mail, and return how much."""
    desk.endorsed()
    desk.pathway.sweep()
    return len(desk.pathway.mail.list(state="waiting"))


@pytest.mark.filterwarnings(
    "ignore:Requiring AUTH"
)  # the test server does not know that TLS is there already
@pytest.mark.sqlite
@pytest.mark.parametrize("security", ["starttls", "tls", "none"])
@pytest.mark.parametrize("login", [True, False])
def test_mail_leaves_over_one_connection(
    desk: Rehearsal, tmp_path: Path, security: str, *, login: bool
) -> None:
    """
    However the connection is made, every message goes over it, with the Message-ID that stands in
    the outbox.
    """
    count = waiting(desk)
    with mail_server(tmp_path / "mail-server", security, login=login) as server:
        pathway = desk.connect(**server.settings(security), **(LOGIN if login else {}))
        done = pathway.dispatch()
        ids = server.behaviour.ids
        greetings = server.behaviour.connections

    assert count == done.sent > 1
    assert ids == [message.message_id for message in pathway.mail.list()]
    assert (
        2 if security == "starttls" else 1
    ) == greetings  # the second after encryption, as RFC 3207 wants


@pytest.mark.sqlite
def test_a_message_made_elsewhere_goes_to_its_address(server: MailServer) -> None:
    """A host may send its own: with names, folded headers, and their names in small letters."""
    server.behaviour.recipients = {"sam@example.org": "550 5.1.1 nobody of that name"}
    message = message_from_bytes(
        b"from: =?utf-8?q?M=C3=B4n?=\r\n <no-reply@example.org>\r\n"
        b'to: "Hill, Sam"\r\n <sam@example.org>\r\nMessage-ID: <1f0c@example.org>\r\n\r\nText\r\n',
        policy=standard,
    )
    with closing(mailer_of(Settings(**server.settings()))) as mailer:
        with pytest.raises(AddressUnreachable):
            mailer.send(message)
        message.replace_header("to", "kim@example.org")
        mailer.send(message)

    assert ["<1f0c@example.org>"] == server.behaviour.ids


def test_each_failure_is_one_of_five_things(desk: Rehearsal, server: MailServer) -> None:
    """Refused for now, for good, by its address, and unknown: and the others leave."""
    count = waiting(desk)
    server.behaviour.data = ["451 later", "554 no", "keep and hang up"]
    pathway = desk.connect(**server.settings())
    done = pathway.dispatch()
    states = {
        message.state: message.last_error for message in pathway.mail.list() if message.last_error
    }

    assert (1, 1, 1, count - 3) == (done.failed, done.dead, done.unknown, done.sent)
    assert {
        "waiting": "smtp_data 451",
        "dead": "smtp_data 554",
        "unknown": "outcome_unknown",
    } == states


def test_an_unknown_outcome_is_sent_again_as_the_same_message(
    desk: Rehearsal, server: MailServer
) -> None:
    """The server has taken it and nobody heard: it comes once more, under its own Message-ID."""
    waiting(desk)
    server.behaviour.data = ["keep and hang up"]
    pathway = desk.connect(**server.settings())
    pathway.dispatch()
    (unknown,) = pathway.mail.list(state="unknown")
    pathway.clock.advance(timedelta(minutes=3))
    again = pathway.dispatch()

    assert 1 == again.sent
    assert 2 == server.behaviour.ids.count(unknown.message_id)
    assert [] == pathway.mail.list(state="unknown")


def test_an_address_that_takes_no_mail_brings_in_the_next_contact(
    desk: Rehearsal, server: MailServer
) -> None:
    """The message is a dead letter, and the deputy is told of the same duty."""
    desk.endorsed()
    desk.do(
        "PR-2026-0001", "notify_panel", "notifier@example.org", agencies=["northern_care_alliance"]
    )
    desk.pathway.sweep()
    server.behaviour.recipients = {NURSES_REP: "550 5.1.1 no such user"}
    pathway = desk.connect(**server.settings())
    pathway.dispatch()
    dead = pathway.mail.list(dead=True)
    sent = [
        (message.to, tell.deadline)
        for message in pathway.mail.list(state="sent")
        for tell in message.notices
    ]

    assert {NURSES_REP} == {message.to for message in dead}
    assert {"bounced"} == {message.state for message in dead}
    assert {(NURSES_DEPUTY, tell.deadline) for message in dead for tell in message.notices} <= set(
        sent
    )
    assert "warning" == next(
        finding.level for finding in pathway.doctor() if finding.what == "mail"
    )


def test_with_nobody_left_the_business_unit_is_told(desk: Rehearsal, server: MailServer) -> None:
    """Neither the rep nor the deputy can be reached."""
    desk.endorsed()
    desk.do(
        "PR-2026-0001", "notify_panel", "notifier@example.org", agencies=["northern_care_alliance"]
    )
    desk.pathway.sweep()
    server.behaviour.recipients = {NURSES_REP: "550 no", NURSES_DEPUTY: "550 no"}
    pathway = desk.connect(**server.settings())
    pathway.dispatch()
    lost = {tell.deadline for message in pathway.mail.list(dead=True) for tell in message.notices}
    deadlines = {
        tell.deadline
        for message in pathway.mail.list(state="sent")
        if message.to == BU
        for tell in message.notices
    }

    assert lost
    assert lost <= deadlines


def test_what_is_tried_again_waits_longer_each_time_and_is_given_up(
    desk: Rehearsal, server: MailServer
) -> None:
    """
    After three days it is a dead letter; `retry_mail` puts it back, and then it leaves under its
    own Message-ID.
    """
    waiting(desk)
    (first, *_) = desk.pathway.mail.list()
    server.behaviour.recipients = {first.to: "451 4.2.1 mailbox is busy"}
    pathway = desk.connect(**server.settings())
    while not pathway.mail.list(dead=True):
        pathway.dispatch()
        pathway.clock.advance(timedelta(hours=1))
    (given_up, *_) = pathway.mail.list(dead=True)
    server.behaviour.recipients = {}
    for message in pathway.mail.list(dead=True):
        pathway.mail.retry(message.id)
    pathway.dispatch()

    assert (first.message_id, LAST_ATTEMPT) == (given_up.message_id, given_up.attempts)
    assert [] == pathway.mail.list(dead=True)
    assert first.message_id in server.behaviour.ids


def test_waits_grow_to_six_hours() -> None:
    """
    A minute, two, four, and never more than six hours and a minute; after the last attempt none.
    """
    waits = [wait_after(attempts) for attempts in range(1, LAST_ATTEMPT)]
    minutes = [wait.total_seconds() / 60 for wait in waits if wait]

    assert all(2**n <= minute <= 2**n + 1 for n, minute in enumerate(minutes[:8]))
    assert all(360 <= minute <= 361 for minute in minutes[9:])
    assert wait_after(LAST_ATTEMPT) is None


def test_a_server_that_closes_down_keeps_the_rest_for_later(
    desk: Rehearsal, server: MailServer
) -> None:
    """421 is about the server: nothing more is tried, and no attempt is counted."""
    count = waiting(desk)
    server.behaviour.data = ["421 closing"]
    pathway = desk.connect(**server.settings())
    done = pathway.dispatch()
    attempts = [message.attempts for message in pathway.mail.list()]
    pathway.clock.advance(timedelta(minutes=3))

    assert (1, 0) == (done.failed, done.sent)
    assert [0] * count == attempts
    assert count == pathway.dispatch().sent


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("settings", "why"),
    [
        (
            {"smtp_password": "wrong", "smtp_user": USER},
            "does not accept the user name and password",
        ),
        ({"smtp_port": 1}, "cannot be reached"),
        ({"smtp_security": "tls"}, "certificate or encryption"),
    ],
)
def test_doctor_reports_what_is_wrong_with_the_mail_server(
    desk: Rehearsal, tmp_path: Path, settings: dict[str, Any], why: str
) -> None:
    """In a sentence, without the password; with all right it says so."""
    with mail_server(tmp_path / "mail-server", login=True) as server:
        right = desk.connect(**server.settings(), **LOGIN).doctor()
        wrong = desk.connect(**server.settings() | LOGIN | settings).doctor()
    finding = next(finding for finding in wrong if finding.what == "mail_server")

    assert "ok" == next(finding.level for finding in right if finding.what == "mail_server")
    assert "fault" == finding.level
    assert why in finding.message
    assert PASSWORD not in finding.message


@pytest.mark.sqlite
def test_a_mailer_that_fails_in_any_way_does_not_hold_up_other_mail(desk: Rehearsal) -> None:
    """A host's mailer raises what nobody expected: the message is tried again, the others leave."""
    count = waiting(desk)
    tried: list[Any] = []

    class Odd:
        def send(self, message: Any) -> None:
            tried.append(message)
            if len(tried) == 1:
                raise KeyError("Ayesha")

    done = desk.pathway.dispatch(Odd())
    (failed,) = desk.pathway.mail.list(state="waiting")

    assert (1, count - 1) == (done.failed, done.sent)
    assert "KeyError" == failed.last_error


@pytest.mark.sqlite
def test_a_test_message_shows_whether_mail_leaves(desk: Rehearsal, server: MailServer) -> None:
    """It is no message of the outbox, and what stands in the way is told."""
    identity = desk.connect(**server.settings()).mail.test("somebody@example.org")
    nobody = desk.connect(smtp_host="localhost", smtp_port=free_port())
    with pytest.raises(MailNotSent, match="cannot be reached"):
        nobody.mail.test("somebody@example.org")

    assert [identity] == server.behaviour.ids
    assert [] == desk.pathway.mail.list()


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"smtp_security": "ssl"}, "one of starttls, tls, none"),
        ({"smtp_security": "none", "smtp_user": "me"}, "not sent without encryption"),
        ({"smtp_password_file": "nowhere"}, "cannot be read"),
        ({"smtp_ca_file": "nowhere.pem"}, "There is no file nowhere.pem"),
    ],
)
def test_settings_that_do_not_fit_together_are_refused(settings: dict[str, Any], why: str) -> None:
    """Before anything is sent."""
    with pytest.raises(WrongUsage, match=why):
        mailer_of(replace(Settings(smtp_host="mail.example.org"), **settings))


def test_the_password_is_shown_nowhere(tmp_path: Path) -> None:
    """It may lie in a file; neither the settings nor the mailer print it."""
    file = tmp_path / "password"
    file.write_text(f"{PASSWORD}\n")
    settings = Settings(smtp_host="mail.example.org", smtp_user=USER, smtp_password_file=str(file))
    shown = f"{settings!r} {Settings(smtp_password=PASSWORD)!r} {mailer_of(settings).__dict__!r}"

    assert PASSWORD not in shown


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_password_is_read_from_a_file_of_any_encoding(
    desk: Rehearsal, tmp_path: Path, encoding: str
) -> None:
    """As Notepad saves it; the server takes it."""
    file = tmp_path / "password"
    file.write_bytes(f"{PASSWORD}\r\n".encode(encoding))
    with mail_server(tmp_path / "mail-server", login=True) as server:
        settings = {**server.settings(), "smtp_user": USER, "smtp_password_file": str(file)}
        findings = desk.connect(**settings).doctor()

    assert "ok" == next(finding.level for finding in findings if finding.what == "mail_server")
