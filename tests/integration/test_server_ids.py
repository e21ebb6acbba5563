"""
Bounces through a service that replaces the Message-ID and drops our header: it says its own when it
takes the message.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from pathway.service import Pathway
from tests.bounces import Bounce, delivered, flags, maildir
from tests.mail_servers import MailServer, mail_server
from tests.rehearsals import Rehearsal

pytestmark = pytest.mark.either


@pytest.fixture
def returns(tmp_path: Path) -> Path:
    """Return an empty Maildir."""
    return maildir(tmp_path / "returns")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MailServer]:
    """Return a mail server with STARTTLS."""
    with mail_server(tmp_path / "mail-server") as made:
        yield made


def service_id(number: int) -> str:
    """Return what a service calls a message, in the form of Amazon SES."""
    return f"0102018f2c3d4e5f-1b2c3d4e-5f60-4718-8293-{number:012x}-000000"


def sent_through(desk: Rehearsal, server: MailServer, returns: Path, *answers: str) -> Pathway:
    """Return a pathway that has sent its messages, each taken with one of these answers."""
    desk.endorsed()
    pathway = desk.connect(bounces_maildir=str(returns), **server.settings())
    pathway.sweep()
    server.behaviour.data = list(answers)
    pathway.dispatch()
    return pathway


def report_on(
    returns: Path, server_id: str, recipient: str, subject: str = "Another message"
) -> None:
    """Deliver a report of the service, which names only its own Message-ID."""
    identity = f"<{server_id}@eu-west-2.amazonses.com>"
    bounce = Bounce(identity, to=recipient, returned="message/rfc822", subject=subject)
    delivered(returns, bounce.content)


def test_a_report_that_names_only_what_the_service_called_the_message_counts(
    desk: Rehearsal, server: MailServer, returns: Path
) -> None:
    """The service said it in its answer to DATA; the message it called so bounced, and no other."""
    answers = [f"250 Ok {service_id(number)}" for number in range(100)]
    pathway = sent_through(desk, server, returns, *answers)
    taken = server.behaviour.ids
    message = next(sent for sent in pathway.mail.list() if sent.message_id == taken[1])
    report_on(returns, service_id(1), message.to)

    assert 1 == pathway.mail.receipts().bounced
    assert [taken[1]] == [dead.message_id for dead in pathway.mail.list(dead=True)]
    assert {"new": 0, "S": 1} == flags(returns)


def test_a_report_counts_neither_without_the_recipient_nor_by_what_can_be_guessed(
    desk: Rehearsal, server: MailServer, returns: Path
) -> None:
    """A number of a queue, another's address, or what a server says of each message."""
    constant = "relay-of-the-partnership-0000000000000001"
    answers = [f"250 Ok {service_id(1)}", "250 Ok: queued as 4F2B1C0D9E"]
    answers += [f"250 Ok {constant}"] * 100
    pathway = sent_through(desk, server, returns, *answers)
    by_identity = {message.message_id: message for message in pathway.mail.list()}
    first, second, third, *_ = [by_identity[name].to for name in server.behaviour.ids]
    report_on(returns, service_id(1), "somebody.else@example.org")
    report_on(returns, service_id(2), first)
    report_on(returns, "4F2B1C0D9E", second)
    report_on(returns, constant, third)
    receipts = pathway.mail.receipts()

    assert (0, 0, 4) == (receipts.read, receipts.bounced, receipts.left)
    assert [] == pathway.mail.list(dead=True)


def test_a_report_that_names_nothing_of_ours_counts_by_recipient_and_subject(
    desk: Rehearsal, server: MailServer, returns: Path
) -> None:
    """Though the subject comes back folded; read twice, it changes nothing the second time."""
    pathway = sent_through(desk, server, returns, *["250 Ok"] * 100)
    lost = pathway.mail.list()[0]
    for number in (1, 2):
        report_on(returns, service_id(number), lost.to, lost.subject.replace(" ", "\r\n "))
    receipts = pathway.mail.receipts()

    assert (2, 1, 0) == (receipts.read, receipts.bounced, receipts.left)
    assert [lost.id] == [dead.id for dead in pathway.mail.list(dead=True)]


def test_a_subject_counts_only_whole_and_for_its_recipient(
    desk: Rehearsal, server: MailServer, returns: Path
) -> None:
    """Neither another's address nor another subject will do, nor none."""
    pathway = sent_through(desk, server, returns, *["250 Ok"] * 100)
    lost = pathway.mail.list()[0]
    report_on(returns, service_id(1), "somebody.else@example.org", lost.subject)
    report_on(returns, service_id(2), lost.to, f"Re: {lost.subject}")
    report_on(returns, service_id(3), lost.to, "")

    assert {"read": 0, "bounced": 0, "left": 3} == pathway.mail.receipts().as_json()
    assert [] == pathway.mail.list(dead=True)


@pytest.mark.parametrize(("days", "bounced"), [(4, 1), (6, 0)])
def test_a_subject_counts_for_some_days(
    desk: Rehearsal, server: MailServer, returns: Path, days: int, bounced: int
) -> None:
    """Much later another message may have the same."""
    pathway = sent_through(desk, server, returns, *["250 Ok"] * 100)
    lost = pathway.mail.list()[0]
    pathway.clock.set(pathway.clock.now() + timedelta(days=days))
    report_on(returns, service_id(1), lost.to, lost.subject)

    assert bounced == pathway.mail.receipts().bounced
    assert bounced == len(pathway.mail.list(dead=True))


def test_a_report_by_subject_that_overtakes_its_message_waits(
    desk: Rehearsal, server: MailServer, returns: Path
) -> None:
    """Whoever sends it has yet to write down that it left; the report is read again then."""
    pathway = sent_through(desk, server, returns, *["250 Ok"] * 100)
    lost = pathway.mail.list()[0]
    desk.sql("UPDATE pathway_message SET state = 'sending', sent_at = NULL WHERE id = ?", [lost.id])
    report_on(returns, service_id(1), lost.to, lost.subject)
    early = pathway.mail.receipts()
    desk.sql("UPDATE pathway_message SET state = 'unknown' WHERE id = ?", [lost.id])

    assert {"read": 0, "bounced": 0, "left": 0} == early.as_json()
    assert 1 == pathway.mail.receipts().bounced


def test_a_subject_that_two_messages_have_names_neither(
    desk: Rehearsal, server: MailServer, returns: Path
) -> None:
    """Digests of two days may be called the same: somebody has to look which did not arrive."""
    desk.endorsed()
    pathway = sent_through(desk, server, returns, *["250 Ok"] * 100)
    for _ in range(2):
        pathway.clock.set(pathway.clock.now() + timedelta(days=1))
        pathway.sweep()
        pathway.dispatch()
    subjects = Counter((message.to, message.subject) for message in pathway.mail.list())
    [((recipient, subject), _)] = [entry for entry in subjects.items() if entry[1] == 2]
    report_on(returns, service_id(1), recipient, subject)

    assert 1 == pathway.mail.receipts().left
    assert [] == pathway.mail.list(dead=True)
