"""
What comes back: bounces from a real Maildir and a real IMAP server, and the receipts of Notify.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pathway.errors import WrongUsage
from pathway.notifications.errors import ReturnsUnreadable
from pathway.notifications.receipts import LARGEST
from pathway.service import Pathway
from pathway.service.views.mail import MessageView
from tests.bounces import Bounce, delivered, flags, holiday_reply, maildir
from tests.imap_servers import PASSWORD, imap_server
from tests.mail_servers import certified, free_port, mail_server
from tests.notify_servers import Service, notify_service
from tests.operators import Operator
from tests.rehearsals import BU, NOTIFIER, NURSES_DEPUTY, NURSES_REP, Rehearsal

pytestmark = pytest.mark.either
REFERENCE = "PR-2026-0001"


@pytest.fixture(scope="module")
def installed(
    installed: Rehearsal, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Rehearsal]:
    """
    Return a rehearsal in which a representative has been asked for a return, and its messages wait.
    """
    made = installed.copied(tmp_path_factory.mktemp("asked") / "desk")
    made.endorsed()
    made.do(REFERENCE, "notify_panel", NOTIFIER, agencies=["northern_care_alliance"])
    made.pathway.sweep()
    made.pathway.close()
    yield made
    made.remove()


@pytest.fixture
def returns(tmp_path: Path) -> Path:
    """Return an empty Maildir."""
    return maildir(tmp_path / "returns")


def to(pathway: Pathway, address: str) -> MessageView:
    """Return the first message to an address."""
    return next(message for message in pathway.mail.list() if message.to == address)


def duties(message: MessageView) -> set[Any]:
    """Return the deadlines that a message tells of."""
    return {notice.deadline for notice in message.notices}


def deadlines_told(pathway: Pathway, address: str) -> set[Any]:
    """Return the deadlines of which an address was sent mail."""
    return {
        duty
        for message in pathway.mail.list(state="sent")
        if message.to == address
        for duty in duties(message)
    }


def test_a_bounce_brings_in_the_next_contact_in_the_same_pass(
    desk: Rehearsal, returns: Path
) -> None:
    """
    The message is a dead letter, and the deputy is told of what it told; the bounce is marked as
    read.
    """
    pathway = desk.connect(bounces_maildir=str(returns))
    pathway.dispatch()
    lost = to(pathway, NURSES_REP)
    delivered(returns, Bounce(lost.message_id, to=lost.to).content)
    before = deadlines_told(pathway, NURSES_DEPUTY)
    pathway.dispatch()
    (dead,) = pathway.mail.list(dead=True)

    assert (lost.id, "bounced", "dsn 5.1.1") == (dead.id, dead.state, dead.last_error)
    assert not duties(lost) & before
    assert duties(lost) <= deadlines_told(pathway, NURSES_DEPUTY)
    assert {"new": 0, "S": 1} == flags(returns)
    assert "warning" == next(
        finding.level for finding in pathway.doctor() if finding.what == "mail"
    )


def test_with_everybody_out_of_reach_the_business_unit_is_told(
    desk: Rehearsal, returns: Path
) -> None:
    """The representative's mail comes back, then the deputy's."""
    pathway = desk.connect(bounces_maildir=str(returns))
    pathway.dispatch()
    lost = duties(to(pathway, NURSES_REP))
    for address in (NURSES_REP, NURSES_DEPUTY):
        for message in [
            message
            for message in pathway.mail.list(state="sent")
            if message.to == address and duties(message) & lost
        ]:
            delivered(returns, Bounce(message.message_id, to=message.to).content)
        pathway.dispatch()

    assert lost <= deadlines_told(pathway, BU)
    assert {NURSES_REP, NURSES_DEPUTY} == {message.to for message in pathway.mail.list(dead=True)}


def test_a_repeated_report_changes_nothing(desk: Rehearsal, returns: Path) -> None:
    """A mail server that reports again, or a mailbox that is read again."""
    pathway = desk.connect(bounces_maildir=str(returns))
    pathway.dispatch()
    again = Bounce(to(pathway, NURSES_REP).message_id, to=NURSES_REP).content
    delivered(returns, again)
    first = pathway.mail.receipts()
    pathway.dispatch()
    before = desk.contents()
    delivered(returns, again)
    second = pathway.mail.receipts()

    assert {"read": 1, "bounced": 1, "left": 0} == first.as_json()
    assert {"read": 1, "bounced": 0, "left": 0} == second.as_json()
    assert before == desk.contents()


@pytest.mark.parametrize(
    ("action", "status"), [("delayed", "4.4.1"), ("relayed", "2.0.0"), ("delivered", "2.0.0")]
)
def test_a_report_of_no_failure_changes_no_message(
    desk: Rehearsal, returns: Path, action: str, status: str
) -> None:
    """It is counted and marked as read."""
    pathway = desk.connect(bounces_maildir=str(returns))
    pathway.dispatch()
    before = pathway.mail.list()
    delivered(returns, Bounce(before[0].message_id, action, status, to=before[0].to).content)

    assert {"read": 1, "bounced": 0, "left": 0} == pathway.mail.receipts().as_json()
    assert before == pathway.mail.list()
    assert {"new": 0, "S": 1} == flags(returns)


def test_a_message_in_doubt_that_comes_back_is_not_sent_again(
    desk: Rehearsal, returns: Path, tmp_path: Path
) -> None:
    """The server had taken it: its bounce says so."""
    with mail_server(tmp_path / "mail-server") as server:
        pathway = desk.connect(bounces_maildir=str(returns), **server.settings())
        server.behaviour.data = ["keep and hang up"]
        pathway.dispatch()
        (unknown,) = pathway.mail.list(state="unknown")
        delivered(returns, Bounce(unknown.message_id, status="4.4.7", to=unknown.to).content)
        pathway.clock.advance(timedelta(minutes=3))
        pathway.dispatch()

    assert 1 == server.behaviour.ids.count(unknown.message_id)
    assert [(unknown.id, "dsn 4.4.7")] == [
        (message.id, message.last_error) for message in pathway.mail.list(state="bounced")
    ]


def test_a_bounce_that_overtakes_its_message_waits(desk: Rehearsal, returns: Path) -> None:
    """
    A worker is about to write down that the message left: the bounce is read in the next pass.
    """
    pathway = desk.connect(bounces_maildir=str(returns))
    during: list[dict[str, int]] = []

    class Overtaken:
        """Gets the bounce while it sends."""

        def send(self, message: Any) -> None:
            """Let the bounce be read at once."""
            if not during:
                delivered(
                    returns, Bounce(str(message["Message-ID"]), to=str(message["To"])).content
                )
                during.append(pathway.mail.receipts().as_json())

    pathway.dispatch(Overtaken())
    states = [message.state for message in pathway.mail.list(dead=True)]
    after = pathway.mail.receipts()

    assert ([{"read": 0, "bounced": 0, "left": 0}], []) == (during, states)
    assert 1 == after.bounced


def test_a_bounced_message_can_be_sent_again(desk: Rehearsal, returns: Path) -> None:
    """The address was mended: `retry_mail` sends it under its own Message-ID."""
    pathway = desk.connect(bounces_maildir=str(returns))
    pathway.dispatch()
    lost = to(pathway, NURSES_REP)
    delivered(returns, Bounce(lost.message_id, to=lost.to).content)
    pathway.dispatch()
    pathway.mail.retry(lost.id)
    pathway.dispatch()

    assert [] == pathway.mail.list(dead=True)
    assert ("sent", lost.message_id) == (
        to(pathway, NURSES_REP).state,
        to(pathway, NURSES_REP).message_id,
    )


@pytest.mark.sqlite
def test_a_message_that_is_not_our_bounce_is_flagged_and_stays_unread(
    desk: Rehearsal, returns: Path
) -> None:
    """
    An answer by a person, damage, another system's bounce, and one too large: nothing is lost, or
    read again.
    """
    pathway = desk.connect(bounces_maildir=str(returns))
    pathway.dispatch()
    first = pathway.mail.list()[0]
    ours = Bounce(first.message_id, to=first.to).content
    strange = [holiday_reply(), b"\xff\x00", ours[:300], Bounce("<another@example.org>").content]
    strange.append(ours + b" " * LARGEST)
    for content in strange:
        delivered(returns, content)
    delivered(returns, ours)
    receipts = pathway.mail.receipts()

    assert {"read": 1, "bounced": 1, "left": len(strange)} == receipts.as_json()
    assert {"new": 0, "F": len(strange), "S": 1} == flags(returns)
    assert sorted([*strange, ours]) == sorted(
        file.read_bytes() for file in (returns / "cur").iterdir()
    )
    assert {"read": 0, "bounced": 0, "left": 0} == pathway.mail.receipts().as_json()


@contextmanager
def no_maildir(folder: Path) -> Generator[dict[str, Any]]:
    """Set a folder that is none."""
    yield {"bounces_maildir": str(folder / "nowhere")}


@contextmanager
def nobody_listening(_folder: Path) -> Generator[dict[str, Any]]:
    """Set a server that is none."""
    yield {
        "bounces_imap_host": "localhost",
        "bounces_imap_port": free_port(),
        "bounces_imap_user": "bounces",
    }


@contextmanager
def wrong_password(folder: Path) -> Generator[dict[str, Any]]:
    """Set a password that is wrong."""
    with imap_server(folder / "imap", "none") as server:
        yield server.settings(bounces_imap_password="wrong")


@contextmanager
def no_such_folder(folder: Path) -> Generator[dict[str, Any]]:
    """Set a folder of the server that is none."""
    with imap_server(folder / "imap", "none") as server:
        yield server.settings(bounces_imap_folder='No "such" folder')


@contextmanager
def wrong_certificate(folder: Path) -> Generator[dict[str, Any]]:
    """Set a server with a certificate for another name."""
    other, _ = certified(folder / "other", "imap.example.org")
    with imap_server(folder / "imap") as server:
        yield server.settings(bounces_imap_ca_file=str(other))


@contextmanager
def no_encryption_there(folder: Path) -> Generator[dict[str, Any]]:
    """Set a server that offers no STARTTLS."""
    with imap_server(folder / "imap", "none") as server:
        yield server.settings(bounces_imap_security="starttls", bounces_imap_ca_file="")


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("setting", "why"),
    [
        (no_maildir, "The Maildir"),
        (nobody_listening, "cannot be reached"),
        (wrong_password, "does not accept bounces_imap_user"),
        (no_such_folder, "has no folder"),
        (wrong_certificate, "certificate"),
        (no_encryption_there, "does not do what is asked"),
    ],
)
def test_a_mailbox_that_cannot_be_read_holds_up_no_mail(
    desk: Rehearsal, tmp_path: Path, setting: Callable[[Path], Any], why: str
) -> None:
    """Mail leaves, `doctor` says what is wrong, and without a password."""
    with setting(tmp_path) as settings:
        pathway = desk.connect(**settings)
        with pytest.raises(ReturnsUnreadable, match=why):
            pathway.mail.receipts()
        told_by_doctor = next(finding for finding in pathway.doctor() if finding.what == "bounces")
        done = pathway.dispatch()

    assert ("fault", True) == (told_by_doctor.level, why in told_by_doctor.message)
    assert PASSWORD not in told_by_doctor.message
    assert done.sent > 0


@pytest.mark.sqlite
@pytest.mark.parametrize("security", ["tls", "starttls", "none"])
def test_bounces_are_read_from_an_imap_folder(
    desk: Rehearsal, tmp_path: Path, security: str
) -> None:
    """
    However the connection is made: what was dealt with is seen, the rest is flagged and stays
    unread.
    """
    with imap_server(tmp_path / "imap", security) as server:
        pathway = desk.connect(**server.settings())
        pathway.dispatch()
        lost = to(pathway, NURSES_REP)
        server.deliver(
            Bounce(lost.message_id, to=lost.to).content,
            holiday_reply(),
            Bounce(lost.message_id, to=lost.to).content,
            Bounce(lost.message_id, to=lost.to).content + b" " * LARGEST,
        )
        doctor = next(finding for finding in pathway.doctor() if finding.what == "bounces")
        untouched = server.flags()
        pathway.dispatch()
        read = server.flags()
        again = pathway.mail.receipts()

    assert ("ok", [""] * 4) == (doctor.level, untouched)
    assert [r"\Seen", r"\Flagged", r"\Seen", r"\Flagged"] == read
    assert {"read": 0, "bounced": 0, "left": 0} == again.as_json()
    assert [lost.id] == [message.id for message in pathway.mail.list(state="bounced")]
    assert duties(lost) <= deadlines_told(pathway, NURSES_DEPUTY)


def a_line_for_each_number(answer: bytes) -> bytes:
    """Return an answer in which a search comes on several lines, as some servers write it."""
    numbers = re.fullmatch(rb"\* SEARCH ([\d ]+)\r\n(.*)", answer, re.DOTALL)
    if numbers is None:
        return answer
    lines = b"".join(b"* SEARCH %b\r\n" % number for number in numbers[1].split())
    return lines + numbers[2]


def without_an_empty_search(answer: bytes) -> bytes:
    """Return an answer without the line of a search that found nothing, which servers leave out."""
    return re.sub(rb"\A\* SEARCH *\r\n", b"", answer)


@pytest.mark.sqlite
@pytest.mark.parametrize("says", [a_line_for_each_number, without_an_empty_search])
def test_a_search_may_be_answered_on_any_number_of_lines(
    desk: Rehearsal, tmp_path: Path, says: Callable[[bytes], bytes]
) -> None:
    """One, a line for each number, or none where nothing matches: servers differ."""
    with imap_server(tmp_path / "imap", says=says) as server:
        pathway = desk.connect(**server.settings())
        nothing = pathway.mail.receipts()
        pathway.dispatch()
        lost = to(pathway, NURSES_REP)
        server.deliver(
            Bounce(lost.message_id, to=lost.to).content, holiday_reply(), holiday_reply()
        )
        read = pathway.mail.receipts()

    assert {"read": 0, "bounced": 0, "left": 0} == nothing.as_json()
    assert {"read": 1, "bounced": 1, "left": 2} == read.as_json()


@pytest.fixture
def service() -> Iterator[Service]:
    """Return a service of Notify that takes everything."""
    with notify_service() as made:
        yield made


@pytest.mark.parametrize("status", ["permanent-failure", "temporary-failure", "technical-failure"])
def test_a_failure_at_notify_brings_in_the_next_contact(
    desk: Rehearsal, service: Service, status: str
) -> None:
    """Notify has given up whichever it calls it; sent again afterwards it is sent indeed."""
    pathway = desk.connect(**service.settings())
    pathway.dispatch()
    lost = to(pathway, NURSES_REP)
    service.statuses[lost.message_id] = status
    pathway.dispatch()
    (dead,) = pathway.mail.list(dead=True)
    pathway.mail.retry(dead.id)
    pathway.dispatch()

    assert (lost.id, "bounced", f"notify {status}") == (dead.id, dead.state, dead.last_error)
    assert duties(lost) <= deadlines_told(pathway, NURSES_DEPUTY)
    assert 2 == service.references.count(lost.message_id)


def test_what_notify_delivered_is_noted_and_not_asked_about_again(
    desk: Rehearsal, service: Service
) -> None:
    """Neither is what left long ago."""
    pathway = desk.connect(**service.settings())
    pathway.dispatch()
    first, second, *_ = pathway.mail.list()
    service.statuses[first.message_id] = "delivered"
    receipts = pathway.mail.receipts()
    service.statuses |= {
        first.message_id: "permanent-failure",
        second.message_id: "permanent-failure",
    }
    pathway.clock.advance(timedelta(days=6))
    later = pathway.mail.receipts()

    assert {"read": 1, "bounced": 0, "left": 0} == receipts.as_json()
    assert {"read": 0, "bounced": 0, "left": 0} == later.as_json()
    assert [("delivered",)] == desk.sql(
        "SELECT receipt FROM pathway_message WHERE receipt IS NOT NULL"
    )


@pytest.mark.sqlite
def test_no_log_names_an_address(desk: Rehearsal, returns: Path) -> None:
    """The log says which message came back, and why in a word."""
    Operator(desk.folder, desk.variables).run("dispatch")
    lost = to(desk.pathway, NURSES_REP)
    delivered(returns, Bounce(lost.message_id, to=lost.to).content)
    run = Operator(desk.folder, desk.variables).run(
        "dispatch", "--verbose", PATHWAY_BOUNCES_MAILDIR=str(returns)
    )

    assert lost.message_id in run.err
    assert "dsn 5.1.1" in run.err
    assert not [
        email for email in (NURSES_REP, "somebody@example.org") if email in run.err + run.out
    ]


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"bounces_maildir": "returns", "bounces_imap_host": "imap.example.org"}, "not both"),
        (
            {"bounces_imap_host": "imap.example.org", "bounces_imap_security": "ssl"},
            "one of tls, starttls, none",
        ),
        (
            {
                "bounces_imap_host": "imap.example.org",
                "bounces_imap_security": "none",
                "bounces_imap_user": "me",
            },
            "not sent without encryption",
        ),
        (
            {"bounces_imap_host": "imap.example.org", "bounces_imap_password_file": "nowhere"},
            "cannot be read",
        ),
        (
            {"bounces_imap_host": "imap.example.org", "bounces_imap_ca_file": "nowhere.pem"},
            "no file nowhere.pem",
        ),
    ],
)
def test_settings_that_do_not_fit_together_are_reported_and_hold_up_no_mail(
    desk: Rehearsal, settings: dict[str, Any], why: str
) -> None:
    """Nothing is connected to."""
    pathway = desk.connect(**settings)
    with pytest.raises(WrongUsage, match=why):
        pathway.mail.receipts()

    assert why in next(finding.message for finding in pathway.doctor() if finding.what == "bounces")
    assert pathway.dispatch().sent > 0


@pytest.mark.sqlite
def test_an_operator_may_read_what_came_back(
    desk: Rehearsal, returns: Path, tmp_path: Path
) -> None:
    """In figures; a mailbox that cannot be read is an error with its way out, and no traceback."""
    operator = Operator(desk.folder, desk.variables)
    operator.run("dispatch")
    lost = to(desk.pathway, NURSES_REP)
    delivered(returns, Bounce(lost.message_id, to=lost.to).content)
    delivered(returns, holiday_reply())
    receipts = operator.run("mail", "receipts", "--json", PATHWAY_BOUNCES_MAILDIR=str(returns))
    again = operator.run("mail", "receipts", PATHWAY_BOUNCES_MAILDIR=str(returns))
    wrong = operator.run("mail", "receipts", PATHWAY_BOUNCES_MAILDIR=str(tmp_path / "nowhere"))

    assert {"read": 1, "bounced": 1, "left": 1} == receipts.json
    assert "0 receipts read, 0 messages had not arrived; 0 left for you to read." in " ".join(
        again.out.split()
    )
    assert (1, True) == (wrong.code, "see bounces_maildir" in " ".join(wrong.err.split()))
    assert "Traceback" not in wrong.err
