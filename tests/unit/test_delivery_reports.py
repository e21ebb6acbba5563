"""Delivery status notifications: which message they are about, and whether it arrived."""

from __future__ import annotations

import codecs
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathway.notifications.addresses import comparable
from pathway.notifications.receipts import Receipt
from pathway.notifications.receiving.delivery_reports import report_in
from tests.bounces import WHOSE, Bounce, holiday_reply

IDENTITY = "<0123456789abcdef0123456789abcdef@pathway.example.org>"
NOBODY = "nobody@example.org"
WORD = re.compile(r"dsn(?: [245](?:\.[0-9]{1,3}){2})?")

POSTFIX = b"""\
Return-Path: <>
From: MAILER-DAEMON@mail.example.net (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: reviews@example.org
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="9B07E5F.1449186/mail.example.net"
Content-Transfer-Encoding: 8bit
Message-Id: <20260316090002.A1@mail.example.net>

This is a MIME-encapsulated message.

--9B07E5F.1449186/mail.example.net
Content-Description: Notification
Content-Type: text/plain; charset=utf-8

<nobody@example.org>: host mx.example.org said: 550 5.1.1 User unknown

--9B07E5F.1449186/mail.example.net
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.net
X-Postfix-Queue-ID: 9B07E5F
X-Postfix-Sender: rfc822; reviews@example.org
Arrival-Date: Mon, 16 Mar 2026 09:00:01 +0000 (GMT)

Final-Recipient: rfc822; nobody@example.org
Original-Recipient: rfc822;nobody@example.org
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.example.org
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--9B07E5F.1449186/mail.example.net
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers
Content-Transfer-Encoding: 8bit

Received: from pathway (localhost [127.0.0.1]) by mail.example.net
From: Pathway <reviews@example.org>
To: nobody@example.org
Subject: PR-2026-0001: due Fri 20 Mar 2026
Message-ID: <0123456789abcdef0123456789abcdef@pathway.example.org>

--9B07E5F.1449186/mail.example.net--
"""


def receipt_in(content: bytes, recipient: str = WHOSE) -> Receipt | None:
    """Return what a piece of mail says of the message, or None if it says nothing."""
    report = report_in(content)
    return report.about(IDENTITY, recipient) if report else None


@pytest.mark.parametrize(
    "returned", ["text/rfc822-headers", "message/rfc822-headers", "message/rfc822"]
)
@pytest.mark.parametrize(
    ("action", "status", "outcome", "why"),
    [
        ("failed", "5.1.1", "failed", "dsn 5.1.1"),
        ("Failed", "5.2.2 (mailbox full)", "failed", "dsn 5.2.2"),
        ("failed", "4.4.7", "failed", "dsn 4.4.7"),
        ("failed", "unheard of", "failed", "dsn"),
        ("delayed", "4.4.1", "underway", "dsn 4.4.1"),
        ("relayed", "2.0.0", "underway", "dsn 2.0.0"),
        ("expanded", "2.0.0", "underway", "dsn 2.0.0"),
        ("delivered", "2.0.0", "delivered", "dsn 2.0.0"),
    ],
)
def test_a_notification_is_a_receipt(
    returned: str, action: str, status: str, outcome: str, why: str
) -> None:
    """It fails with either class of status: 4 means that the server has given up after a delay."""
    receipt = receipt_in(Bounce(IDENTITY, action, status, returned).content)

    assert Receipt(IDENTITY, outcome, why) == receipt  # type: ignore[arg-type] # a word of the table


def test_a_report_as_postfix_writes_it() -> None:
    """With comments, a text before the first part, and bare line feeds as they lie in a Maildir."""
    assert Receipt(IDENTITY, "failed", "dsn 5.1.1") == receipt_in(POSTFIX, NOBODY)


@pytest.mark.parametrize("envelope", [IDENTITY, IDENTITY.strip("<>")])
def test_where_no_headers_come_back_the_envelope_identifies_the_message(envelope: str) -> None:
    """With or without its angle brackets."""
    receipt = receipt_in(Bounce("", returned="", envelope_id=envelope).content)

    assert Receipt(IDENTITY, "failed", "dsn 5.1.1") == receipt


def test_a_report_above_which_a_scanner_has_put_itself_is_read() -> None:
    """With the report as one part, and its footer as another."""
    head, report = Bounce(IDENTITY).content.split(b"Content-Type: multipart/report", 1)
    mixed = b"Content-Type: multipart/mixed; boundary=scanned\r\n\r\n--scanned\r\n"
    footer = b"\r\n--scanned\r\nContent-Type: text/plain\r\n\r\nScanned.\r\n--scanned--\r\n"
    content = head + mixed + b"Content-Type: multipart/report" + report + footer

    assert Receipt(IDENTITY, "failed", "dsn 5.1.1") == receipt_in(content)


@pytest.mark.parametrize(
    ("written", "left_out"), [(b"report-type=delivery-status; ", b""), (b"rfc822; ", b"")]
)
def test_what_servers_leave_out_of_a_report_may_be_missing(written: bytes, left_out: bytes) -> None:
    """The kind of report, or the type of an address."""
    content = Bounce(IDENTITY).content
    assert written in content

    assert receipt_in(content.replace(written, left_out)) is not None


def test_where_one_of_several_was_not_reached_that_is_the_news() -> None:
    """An address may stand for several."""
    receipt = receipt_in(
        Bounce(IDENTITY, outcomes=[("delivered", "2.0.0"), ("failed", "5.1.2")]).content
    )

    assert Receipt(IDENTITY, "failed", "dsn 5.1.2") == receipt


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        holiday_reply(),
        Bounce(IDENTITY, action="exploded").content,
        Bounce("none").content,
        Bounce("<two words@example.org>").content,
        Bounce("", returned="").content,
        Bounce(IDENTITY).content.replace(
            b"report-type=delivery-status", b"report-type=disposition-notification"
        ),
        Bounce(IDENTITY).content.replace(b"message/delivery-status", b"text/plain"),
        Bounce(IDENTITY).content.replace(b'boundary="=_b"', b""),
        Bounce(IDENTITY).content.replace(b"Action: ", b"Vorgang: "),
        Bounce(IDENTITY).content[:400],
    ],
)
def test_other_or_damaged_mail_is_not_a_receipt(content: bytes) -> None:
    """Nothing is guessed: somebody is to look at it."""
    assert report_in(content) is None


@given(st.binary(max_size=2000))
def test_any_bytes_can_be_read(content: bytes) -> None:
    """Anybody may send anything to a mailbox."""
    assert report_in(content) is None


@given(st.data())
def test_any_damage_to_a_notification_is_survived(data: st.DataObject) -> None:
    """Whatever is left of it, a receipt holds a word of ours and nothing that the server wrote."""
    whole = bytearray(POSTFIX)
    for _ in range(data.draw(st.integers(1, 20))):
        place = data.draw(st.integers(0, len(whole) - 1))
        whole[place : place + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=40))
    receipt = receipt_in(bytes(whole), NOBODY)

    assert receipt is None or WORD.fullmatch(receipt.why)


def test_a_report_counts_only_with_the_recipient() -> None:
    """Whoever was sent another message, or none, may know how Message-IDs look."""
    report = Bounce(IDENTITY, to="somebody.else@example.org").content

    assert receipt_in(report) is None
    assert receipt_in(report, "somebody.else@example.org") is not None


def test_a_report_on_another_message_says_nothing_of_this_one() -> None:
    """Though it names the recipient."""
    assert receipt_in(Bounce(IDENTITY.replace("0", "1")).content) is None


def test_a_message_that_was_forwarded_is_known_by_whom_it_was_written_to() -> None:
    """A list, or a mailbox that moved: the address that failed is another."""
    report = Bounce(IDENTITY, final="team-mailbox@example.net").content

    assert Receipt(IDENTITY, "failed", "dsn 5.1.1") == receipt_in(report)


GMAIL = f"""\
From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
Content-Type: multipart/report; boundary="0"; report-type=delivery-status

--0
Content-Type: multipart/related; boundary="1"

--1
Content-Type: text/plain; charset="UTF-8"

** Address not found **
--1--
--0
Content-Type: message/delivery-status

Reporting-MTA: dns; googlemail.com
X-Original-Message-ID: {IDENTITY}

Final-Recipient: rfc822; {WHOSE}
Action: failed
Status: 5.1.1

--0
Content-Type: message/global-headers

From: Pathway <reviews@example.org>
Message-ID: {IDENTITY}

--0--
"""
RFC_6533 = f"""\
From: postmaster@example.net
Content-Type: multipart/report; boundary="0"; report-type=global-delivery-status

--0
Content-Type: text/plain

Not delivered.
--0
Content-Type: message/global-delivery-status

Reporting-MTA: dns; example.net

Final-Recipient: utf-8; somebody@example.org
Action: failed
Status: 5.1.1

--0
Content-Type: message/global

Subject: Tŷ
Message-ID: {IDENTITY}

body
--0--
"""
SES = f"""\
From: MAILER-DAEMON@eu-west-2.amazonses.com
Content-Type: multipart/report; boundary="0"; report-type=delivery-status

--0
Content-Type: text/plain

An error occurred while trying to deliver the mail.
--0
Content-Type: message/delivery-status

Reporting-MTA: dsn; a1-2.smtp-out.eu-west-2.amazonses.com

Action: failed
Final-Recipient: rfc822; {WHOSE}
Diagnostic-Code: smtp; 550 5.1.1 user unknown
Status: 5.1.1

--0
Content-Type: message/rfc822

From: reviews@example.org
Message-ID: <0102018f-000000@eu-west-2.amazonses.com>
X-Pathway-Message: {IDENTITY}
Subject: 2 updates

body
--0--
"""


@pytest.mark.parametrize(
    "report",
    [
        GMAIL,
        GMAIL.replace(f"\nMessage-ID: {IDENTITY}", ""),
        GMAIL.replace(f"X-Original-Message-ID: {IDENTITY}\n", ""),
        RFC_6533,
        SES,
    ],
)
def test_a_report_as_other_services_write_it(report: str) -> None:
    """Gmail's, one of international mail, and Amazon SES's, which replaced the Message-ID."""
    assert Receipt(IDENTITY, "failed", "dsn 5.1.1") == receipt_in(report.encode())


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
def test_parts_of_an_international_report_may_be_encoded(encoding: str) -> None:
    """RFC 6533 lets them, where a relay on the way takes no 8-bit text."""
    codec = {"base64": "base64_codec", "quoted-printable": "quopri_codec"}[encoding]
    report = RFC_6533
    for part in re.findall(r"message/global[a-z-]*\n\n(.*?)--0", RFC_6533, re.DOTALL):
        head = f"\nContent-Transfer-Encoding: {encoding}\n\n"
        encoded = codecs.encode(part.encode(), codec).decode()
        report = report.replace(f"\n\n{part}", f"{head}{encoded}\n")

    assert Receipt(IDENTITY, "failed", "dsn 5.1.1") == receipt_in(report.encode())


@pytest.mark.parametrize(
    "address",
    ["somebody@bücher.example", "somebody@xn--bcher-kva.example", r"somebody@b\x{FC}cher.example"],
)
def test_a_recipient_may_be_spelled_in_each_of_three_ways(address: str) -> None:
    """With an international domain as it is, in ASCII, or escaped."""
    report = RFC_6533.replace(WHOSE, address).encode()

    assert receipt_in(report, comparable("somebody@Bücher.example")) is not None


@pytest.mark.parametrize(
    ("status", "is_of_standing"),
    [
        ("5.7.1", True),
        ("5.7.26", True),
        ("5.1.8", True),
        ("5.1.1", False),
        ("4.7.1", False),
        ("5.7.17", False),
    ],
)
def test_a_refusal_of_the_sender_is_told_from_one_of_the_address(
    status: str, *, is_of_standing: bool
) -> None:
    """What settings or a name server can mend, no other recipient gets either."""
    receipt = receipt_in(Bounce(IDENTITY, status=status).content)

    assert receipt is not None
    assert is_of_standing == receipt.is_of_standing


def test_a_report_that_is_nested_without_end_is_survived() -> None:
    """The parser calls itself for each level."""
    level = "Content-Type: multipart/report; report-type=delivery-status; boundary=b{0}\n\n--b{0}\n"
    nested = "".join(level.format(number) for number in range(5000))

    assert report_in(nested.encode()) is None
