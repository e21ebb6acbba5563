"""Delivery status notifications: which message they are about, and whether it arrived."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathway.notifications.receipts import Receipt
from pathway.notifications.receiving.delivery_reports import receipt_in
from tests.bounces import Bounce, holiday_reply

IDENTITY = "<0123456789abcdef0123456789abcdef@pathway.example.org>"
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
    assert Receipt(IDENTITY, "failed", "dsn 5.1.1") == receipt_in(POSTFIX)


@pytest.mark.parametrize("envelope", [IDENTITY, IDENTITY.strip("<>")])
def test_where_no_headers_come_back_the_envelope_identifies_the_message(envelope: str) -> None:
    """With or without its angle brackets."""
    receipt = receipt_in(Bounce("", returned="", envelope_id=envelope).content)

    assert Receipt(IDENTITY, "failed", "dsn 5.1.1") == receipt


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
    assert receipt_in(content) is None


@given(st.binary(max_size=2000))
def test_any_bytes_can_be_read(content: bytes) -> None:
    """Anybody may send anything to a mailbox."""
    assert receipt_in(content) is None


@given(st.data())
def test_any_damage_to_a_notification_is_survived(data: st.DataObject) -> None:
    """Whatever is left of it, a receipt holds a word of ours and nothing that the server wrote."""
    whole = bytearray(POSTFIX)
    for _ in range(data.draw(st.integers(1, 20))):
        place = data.draw(st.integers(0, len(whole) - 1))
        whole[place : place + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=40))
    receipt = receipt_in(bytes(whole))

    assert receipt is None or WORD.fullmatch(receipt.why)
