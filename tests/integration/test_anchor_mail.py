"""The anchor by mail: one a day, with everything that the outbox promises, and read back as saved."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import date
from email.message import EmailMessage

import pytest

from pathway import Pathway
from pathway.errors import KeyMissing, WrongUsage
from pathway.notifications.errors import MailNotSent
from pathway.settings import Settings
from pathway.testing import FakeMailer
from pathway.workflows.calendar.working_days import london_time
from tests.rehearsals import NURSE, Rehearsal

pytestmark = pytest.mark.either

KEEPER = "keeper@example.net"
FRIDAY, SATURDAY = date(2026, 3, 27), date(2026, 3, 28)


class Refusing(FakeMailer):
    """Takes no message now."""

    def send(self, message: EmailMessage) -> None:
        """Refuse it."""
        super().send(message)
        raise MailNotSent("The postbox is shut.", retry=True)


class Keeping:
    """A rehearsal with a submitted case whose anchors are mailed."""

    def __init__(self, desk: Rehearsal) -> None:
        self.desk = desk
        self.reference = desk.refer()
        desk.do(self.reference, "submit", NURSE)
        self.pathway = desk.connect(anchor_to=KEEPER)
        self.mailer = FakeMailer()

    def passed(self, day: date, hour: int, minute: int = 0) -> None:
        """Let the worker do one pass at an hour of London clocks."""
        self.pathway.clock.set(london_time(day, hour, minute))
        self.pathway.sweep()
        self.pathway.dispatch(self.mailer)

    @property
    def anchors(self) -> list[EmailMessage]:
        """Return the anchors that were sent."""
        return self.mailer.to(KEEPER)

    def attached(self) -> bytes:
        """Return the file of the last anchor that was sent."""
        (file,) = self.anchors[-1].iter_attachments()
        content = file.get_content()
        assert isinstance(content, bytes)
        return content


@pytest.fixture
def keeping(desk: Rehearsal) -> Iterator[Keeping]:
    """Return a rehearsal whose anchors are mailed."""
    keeping = Keeping(desk)
    yield keeping
    keeping.pathway.close()


def test_an_anchor_is_mailed_once_a_day_from_the_hour_of_digests(keeping: Keeping) -> None:
    """On a Saturday too; not before the hour, and not twice."""
    counts: list[int] = []
    for day in (FRIDAY, SATURDAY):
        for hour, minute in ((7, 59), (8, 0), (8, 1), (23, 0)):
            keeping.passed(day, hour, minute)
            counts.append(len(keeping.anchors))

    assert [0, 1, 1, 1, 1, 2, 2, 2] == counts


def test_a_day_without_its_hour_is_made_up_for_later_that_day(keeping: Keeping) -> None:
    """A worker that was down in the morning mails it in the evening."""
    keeping.passed(FRIDAY, 21)

    assert 1 == len(keeping.anchors)


def test_without_the_setting_no_anchor_is_mailed(desk: Rehearsal) -> None:
    """Nor is a link written for it."""
    desk.refer()
    desk.clock("2026-03-27")
    desk.pathway.sweep()

    assert [] == [message for message in desk.pathway.mail.list() if message.kind == "anchor"]
    assert [] == desk.sql("SELECT number FROM pathway_link")


def test_the_outbox_lists_it_and_shows_it(keeping: Keeping) -> None:
    """With a subject, its state and its text."""
    keeping.passed(FRIDAY, 8)
    (listed,) = [entry for entry in keeping.pathway.mail.list() if entry.kind == "anchor"]
    shown, text = keeping.pathway.mail.show(listed.id)

    assert (KEEPER, "sent", "Anchor of Fri 27 Mar 2026") == (
        listed.to,
        listed.state,
        listed.subject,
    )
    assert listed == shown
    assert "pathway verify --anchor anchor-2026-03-27.json" in text


def test_it_has_references_and_hashes_and_nothing_of_people(keeping: Keeping) -> None:
    """Names and addresses of the directory stand nowhere in it."""
    keeping.passed(FRIDAY, 8)
    whole = keeping.anchors[-1].get_content_type() + keeping.attached().decode()
    words = [row[0] for row in keeping.desk.sql("SELECT name FROM pathway_person")]
    words += [row[0] for row in keeping.desk.sql("SELECT email FROM pathway_person")]

    assert keeping.reference in whole
    assert [] == [word for word in words if word in whole]


def test_a_failed_attempt_is_made_again_and_is_the_same(keeping: Keeping) -> None:
    """However far the cases have got since."""
    refusing = Refusing()
    keeping.pathway.clock.set(london_time(FRIDAY, 8))
    keeping.pathway.sweep()
    keeping.pathway.dispatch(refusing)
    keeping.desk.do(keeping.desk.refer(), "submit", NURSE)
    keeping.pathway.link()
    keeping.passed(FRIDAY, 12)

    assert refusing.to(KEEPER)[0].as_bytes() == keeping.anchors[0].as_bytes()


def test_what_it_carried_finds_a_case_that_is_gone(keeping: Keeping) -> None:
    """Also where all links went too."""
    keeping.passed(FRIDAY, 8)
    in_order = keeping.pathway.verify(anchor=keeping.attached())
    tables = (
        "message_notice",
        "message",
        "notice",
        "item",
        "deadline",
        "event",
        "case_key",
        "party",
    )
    for name in (*tables, "watch", "failure", "idempotency_key", "case", "link", "counter"):
        keeping.desk.sql(f"DELETE FROM pathway_{name}")
    found = keeping.pathway.verify(anchor=keeping.attached())

    assert [] == in_order
    assert [] == keeping.pathway.verify()
    assert keeping.reference in {finding.reference for finding in found}


def saved(keeping: Keeping) -> dict[str, bytes | str]:
    """Return what mail programs and editors make of the file and of the message."""
    message, file = keeping.anchors[-1], keeping.attached()
    forwarded = EmailMessage()
    forwarded.set_content("See below.")
    forwarded.add_attachment(message)
    return {
        "the file": file,
        "its text": file.decode(),
        "CRLF": file.replace(b"\n", b"\r\n"),
        "CR": file.replace(b"\n", b"\r"),
        "a byte order mark": b"\xef\xbb\xbf" + file,
        "a mark in the text": "\ufeff" + file.decode(),
        "UTF-16": file.decode().encode("utf-16"),
        "base64": base64.encodebytes(file),
        "base64 with CRLF": base64.encodebytes(file).replace(b"\n", b"\r\n"),
        "the message": message.as_bytes(),
        "the message with LF": message.as_bytes().replace(b"\r\n", b"\n"),
        "the message in an mbox": b"From keeper@example.net Fri Mar 27 08:00:00 2026\n"
        + message.as_bytes().replace(b"\r\n", b"\n"),
        "forwarded": forwarded.as_bytes(),
    }


def test_it_is_read_back_however_it_was_saved(keeping: Keeping) -> None:
    """As the file, in other encodings, as the message, forwarded."""
    keeping.passed(FRIDAY, 8)
    read = {name: keeping.pathway.verify(anchor=text) for name, text in saved(keeping).items()}

    assert len(read) == 13
    assert {} == {name: findings for name, findings in read.items() if findings}


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe",
        b"\0" * 1000,
        b"AAAA",
        b"From: a@example.org\n\nNo anchor.\n",
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\n" * 500,
        b"Content-Type: text/plain; charset=none\nContent-Transfer-Encoding: base64\n\n!!!!",
    ],
)
def test_a_message_without_an_anchor_is_refused(keeping: Keeping, content: bytes) -> None:
    """In a sentence, whatever it is."""
    with pytest.raises(WrongUsage, match="not an anchor"):
        keeping.pathway.verify(anchor=content)


def test_without_the_key_the_anchor_is_what_fails(keeping: Keeping) -> None:
    """Everything else of the sweep is done."""
    keeping.passed(FRIDAY, 7)
    keeping.pathway.clock.set(london_time(FRIDAY, 8))
    none = keeping.desk.folder / "none.key"
    settings = Settings(anchor_to=KEEPER)
    keyless = Pathway.connect(keeping.desk.address, key_file=none, settings=settings)
    with pytest.raises(KeyMissing):
        keyless.sweep()
    keyless.close()

    made = {message.kind for message in keeping.pathway.mail.list(state="waiting")}
    assert "anchor" not in made
    assert "digest" in made


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"anchor_to": "nobody"}, "anchors' recipient"),
        (
            {
                "anchor_to": KEEPER,
                "notify_api_key": "k-" + "-".join(["00000000-0000-4000-8000-000000000000"] * 2),
            },
            "carries no files",
        ),
    ],
)
def test_an_anchor_that_could_not_leave_is_a_fault_of_the_settings(
    desk: Rehearsal, settings: dict[str, str], sentence: str
) -> None:
    """`doctor` says so, and nothing is sent."""
    pathway = desk.connect(**settings)

    faults = [entry.message for entry in pathway.doctor() if entry.what == "mail_server"]
    assert [sentence] == [sentence for fault in faults if sentence in fault]
