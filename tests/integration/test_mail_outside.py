"""
What mail servers and mailboxes do to us: refuse who we are, answer late, bounce; and what outsiders
write into the mailbox of bounces.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event as happening

from pathway.service import Pathway
from pathway.service.retrying import LAST_IN_DOUBT
from tests.bounces import Bounce, delivered, flags, maildir
from tests.faulty_mail_servers import HANG, Fault, faulty_mail_server
from tests.mail_servers import MailServer, mail_server
from tests.rehearsals import NOTIFIER, NURSES_DEPUTY, NURSES_REP, Rehearsal

pytestmark = pytest.mark.sqlite
REFERENCE = "PR-2026-0001"


@pytest.fixture(scope="module")
def installed(
    installed: Rehearsal, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Rehearsal]:
    """Return a rehearsal in which a representative has been asked, and messages wait."""
    made = installed.copied(tmp_path_factory.mktemp("asked") / "desk")
    made.endorsed()
    made.do(REFERENCE, "notify_panel", NOTIFIER, agencies=["northern_care_alliance"])
    made.pathway.sweep()
    made.pathway.close()
    yield made
    made.remove()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MailServer]:
    """Return a mail server that does as it is told."""
    with mail_server(tmp_path / "mail-server") as made:
        yield made


@pytest.fixture
def returns(tmp_path: Path) -> Path:
    """Return an empty Maildir."""
    return maildir(tmp_path / "returns")


def faults(pathway: Pathway, what: str) -> list[str]:
    """Return the sentences of the faults that `doctor` finds."""
    return [
        diagnosis.message
        for diagnosis in pathway.doctor()
        if (diagnosis.what, diagnosis.level) == (what, "fault")
    ]


def is_told(pathway: Pathway, address: str) -> bool:
    """Return whether mail was made for an address."""
    return address in {message.to for message in pathway.mail.list()}


@pytest.mark.parametrize(
    "answer", ["554 5.7.1 Relay access denied", "454 4.7.1 Relay access denied", "550 5.7.25 no"]
)
def test_a_refusal_of_us_lets_the_message_wait(
    desk: Rehearsal, server: MailServer, answer: str
) -> None:
    """
    However long: it is no dead letter, the others leave, nobody's deputy is mailed, and `doctor`
    says what to mend. Once it is mended, it leaves.
    """
    server.behaviour.recipients = {NURSES_REP: answer}
    pathway = desk.connect(**server.settings())
    deputy_before = is_told(pathway, NURSES_DEPUTY)
    for _ in range(30):
        pathway.dispatch()
        pathway.clock.advance(timedelta(hours=7))
    refused = [message for message in pathway.mail.list() if message.to == NURSES_REP]
    (fault,) = faults(pathway, "mail")
    server.behaviour.recipients = {}
    pathway.mail.test("somebody@example.org")
    pathway.dispatch()

    assert {"waiting"} <= {message.state for message in refused} <= {"waiting", "withheld"}
    assert deputy_before == is_told(pathway, NURSES_DEPUTY)
    assert "smtp_user" in fault
    assert not pathway.mail.list(dead=True)
    assert not faults(pathway, "mail")


def test_a_sender_that_is_refused_stops_all_mail_and_is_named(desk: Rehearsal) -> None:
    """The server would say the same to each message, so it is asked once."""
    with faulty_mail_server() as post:
        post.answers["MAIL"] = "550 5.7.1 not owned by user"
        pathway = desk.connect(**post.settings())
        done = pathway.dispatch()
        again = pathway.dispatch()
        (fault,) = faults(pathway, "mail_server")

    assert (1, 0, 0) == (done.failed, done.sent, again.failed)
    assert "takes no mail from this sender" in fault
    assert {"waiting"} == {message.state for message in pathway.mail.list()}


def test_a_bounce_for_our_standing_lets_the_message_wait(desk: Rehearsal, returns: Path) -> None:
    """
    The recipient's server does not trust us: it would not trust us with the deputy's either. Sent
    three times, it is given up.
    """
    pathway = desk.connect(bounces_maildir=str(returns))
    pathway.dispatch()
    refused = next(message for message in pathway.mail.list() if message.to == NURSES_REP)
    deputy_before = is_told(pathway, NURSES_DEPUTY)
    states: list[str] = []
    for _ in range(LAST_IN_DOUBT):
        report = Bounce(refused.message_id, status="5.7.26", to=refused.to)
        delivered(returns, report.content)
        pathway.mail.receipts()
        states += [message.state for message in pathway.mail.list() if message.id == refused.id]
        pathway.clock.advance(timedelta(hours=1))
        pathway.dispatch()

    assert ["waiting", "waiting", "dead"] == states
    assert deputy_before == is_told(pathway, NURSES_DEPUTY)
    assert "SPF" in faults(pathway, "mail")[0]


def test_a_late_answer_is_waited_for(desk: Rehearsal) -> None:
    """Longer than for other answers: the message is sent once, and not in doubt."""
    with faulty_mail_server() as post:
        post.late = 2.0
        pathway = desk.connect(**post.settings(smtp_timeout_seconds=1))
        pathway.dispatch()
        ids = Counter(post.ids)

    assert {"sent"} == {message.state for message in pathway.mail.list()}
    assert {1} == set(ids.values())


@pytest.mark.rest
def test_no_message_is_sent_more_than_three_times_unless_somebody_says_so(desk: Rehearsal) -> None:
    """The server takes all and never says so; each pass waits for it once."""
    with faulty_mail_server() as post:
        pathway = desk.connect(**post.settings(smtp_data_timeout_seconds=1))
        count = len(pathway.mail.list(state="waiting"))
        post.faults = [Fault("taken", HANG)] * 100
        while pathway.mail.list(state="waiting") or pathway.mail.list(state="unknown"):
            before = len(post.kept)
            pathway.dispatch()
            assert len(post.kept) <= before + 1
            pathway.clock.advance(timedelta(hours=7))
        copies = Counter(post.ids)
        first = pathway.mail.list(state="dead")[0]
        post.faults = []
        pathway.mail.retry(first.id)
        pathway.dispatch()
        retried = next(message for message in pathway.mail.list() if message.id == first.id)

    assert {LAST_IN_DOUBT} == set(copies.values())
    assert count == len(copies)
    assert "sent" == retried.state


def test_a_server_that_is_down_is_left_alone_between_passes(desk: Rehearsal) -> None:
    """However many messages wait and however often somebody dispatches; `mail retry` ends it."""
    with faulty_mail_server() as post:
        post.faults = [Fault("greeting", "421")]
        pathway = desk.connect(**post.settings())
        pathway.dispatch()
        paused = pathway.dispatch()
        pathway.clock.advance(timedelta(minutes=2))
        after = pathway.dispatch()

    assert (0, 0) == (paused.sent, paused.failed)
    assert after.sent > 0


def test_a_message_is_kept_for_as_long_as_the_server_may_take(desk: Rehearsal) -> None:
    """While it is handed over no other worker may claim it, though its lease would be shorter."""
    with faulty_mail_server() as post:
        post.late = 3.0
        pathway = desk.connect(**post.settings(), lease_seconds=1)
        other = desk.connect(**post.settings(), lease_seconds=1)
        during: list[int] = []
        post.while_late = lambda: during.append(other.dispatch().sent)
        pathway.dispatch()
        copies = Counter(post.ids)

    assert {1} == set(copies.values())


def test_nobody_can_report_on_a_message_that_they_have_not_seen(
    desk: Rehearsal, returns: Path
) -> None:
    """
    An outsider knows how Message-IDs were made, the domain, the day and the numbers of people;
    whoever was sent one message knows its Message-ID and no other's recipient.
    """
    pathway = desk.connect(bounces_maildir=str(returns))
    pathway.dispatch()
    own, other, *_ = pathway.mail.list(state="sent")
    before = pathway.mail.list()
    for number in range(1, 41):
        parts = json.dumps(["digest", str(number), "2026-03-16"])
        digest = hashlib.sha256(parts.encode()).hexdigest()[:32]
        delivered(returns, Bounce(f"<{digest}@pathway.example.org>", to=own.to).content)
    delivered(returns, Bounce(own.message_id, to="somebody.else@example.org").content)
    delivered(returns, Bounce(own.message_id, to=other.to).content if other.to != own.to else b"")
    receipts = pathway.mail.receipts()

    assert (0, 0, 42) == (receipts.read, receipts.bounced, receipts.left)
    assert before == pathway.mail.list()
    assert {"new": 0, "F": 42} == flags(returns)


def test_a_service_that_replaces_the_message_id_is_understood(
    desk: Rehearsal, returns: Path
) -> None:
    """Amazon SES does; the header of our own comes back with the bounce."""
    kept: list[EmailMessage] = []

    class Keeper:
        """Keeps what it is given."""

        def send(self, message: Any) -> None:
            """Keep it."""
            kept.append(message)

    pathway = desk.connect(bounces_maildir=str(returns))
    pathway.dispatch(Keeper())
    letter = kept[0]
    headers = f"X-Pathway-Message: {letter['X-Pathway-Message']}\r\nMessage-ID"
    report = Bounce("<0102018f-000000@eu-west-2.amazonses.com>", to=str(letter["To"])).content
    head, _, tail = report.rpartition(b"Message-ID")
    delivered(returns, head + headers.encode() + tail)

    assert 1 == pathway.mail.receipts().bounced
    assert str(letter["Message-ID"]) == pathway.mail.list(dead=True)[0].message_id


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "sender and message_domain"),
        ({"sender": "Pathway <reviews@sscp.org.uk>"}, "set message_domain."),
        ({"message_domain": "sscp.org.uk"}, "set sender."),
        ({"sender": "reviews@sscp.org.uk", "message_domain": "sscp.org.uk"}, ""),
    ],
)
def test_the_sender_of_the_examples_is_noticed_when_mail_leaves(
    desk: Rehearsal, server: MailServer, settings: dict[str, str], words: str
) -> None:
    """Receivers reject it, and nobody can answer it."""
    sentences = [
        finding.message
        for finding in desk.connect(**server.settings(**settings)).doctor()
        if finding.what == "sender"
    ]

    assert bool(words) == bool(sentences)
    assert not sentences or words in sentences[0]
    assert not [finding for finding in desk.pathway.doctor() if finding.what == "sender"]


def test_a_list_of_messages_takes_as_many_queries_however_long_it_is(desk: Rehearsal) -> None:
    """Neither a message nor a case of its own has one."""

    def queries(pathway: Pathway) -> int:
        asked: list[str] = []

        def keep(_c: Any, _cursor: Any, sql: str, _v: Any, _context: Any, _many: bool) -> None:
            asked.append(sql)

        engine = pathway.engine
        happening.listen(engine, "before_cursor_execute", keep)
        pathway.mail.list()
        happening.remove(engine, "before_cursor_execute", keep)
        return sum(sql.startswith("SELECT") for sql in asked)

    desk.pathway.mail.list()
    few, count = queries(desk.pathway), len(desk.pathway.mail.list())
    for _ in range(4):
        desk.endorsed()
    desk.clock("2026-03-30")  # Mon
    desk.pathway.sweep()
    desk.pathway.dispatch()

    assert count < len(desk.pathway.mail.list())
    assert few == queries(desk.pathway)
