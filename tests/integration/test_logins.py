"""
Logging in to send mail and to read what comes back: passwords beyond ASCII, tokens, and never so
often that an account is locked.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pathway.notifications.errors import MailServerDown, ReturnsUnreadable
from pathway.service import Pathway
from tests.login_servers import ENDS, USER, Door, imap_door, smtp_door, token_server
from tests.rehearsals import Rehearsal

pytestmark = pytest.mark.sqlite
PASSWORD = "Winter£2026 €ü"
PLAIN = f"\0{USER}\0{PASSWORD}".encode()
TOKEN = f"user={USER}\1auth=Bearer invented-token\1\1".encode()
BEARER = f"n,a={USER},\1auth=Bearer invented-token\1\1".encode()


def smtp(door: Door, **other: Any) -> dict[str, Any]:
    """Return what Pathway is to be told of a mail server."""
    own = {"smtp_host": "127.0.0.1", "smtp_port": door.port, "smtp_security": "none"}
    return own | {"smtp_user": USER, "smtp_timeout_seconds": 5} | other


def imap(door: Door, **other: Any) -> dict[str, Any]:
    """Return what Pathway is to be told of a mailbox."""
    own = {"bounces_imap_host": "127.0.0.1", "bounces_imap_port": door.port}
    own |= {"bounces_imap_security": "none", "bounces_imap_user": USER}
    return own | {"bounces_imap_timeout_seconds": 5} | other


def finding(pathway: Pathway, what: str) -> tuple[str, str]:
    """Return the level and the sentence of what `doctor` finds."""
    diagnosis = next(line for line in pathway.doctor() if line.what == what)
    return diagnosis.level, diagnosis.message


@pytest.mark.parametrize(
    ("offers", "told"),
    [
        ("PLAIN LOGIN", PLAIN),
        ("LOGIN", f"{USER}\0{PASSWORD}".encode()),
        ("CRAM-MD5 LOGIN PLAIN", PLAIN),
    ],
)
def test_a_password_beyond_ascii_opens_the_mail_server(
    desk: Rehearsal, offers: str, told: bytes
) -> None:
    """In UTF-8, as RFC 4616 has it."""
    desk.refer()
    with smtp_door(offers, told) as door:
        pathway = desk.connect(**smtp(door, smtp_password=PASSWORD))
        done = pathway.dispatch()
        level, _ = finding(pathway, "mail_server")

    assert done.sent == door.taken > 0
    assert "ok" == level


@pytest.mark.parametrize(
    ("offers", "told"),
    [("AUTH=PLAIN", PLAIN), ("", f'"{USER}" "{PASSWORD}"'.encode())],
)
def test_a_password_beyond_ascii_opens_the_mailbox(
    desk: Rehearsal, offers: str, told: bytes
) -> None:
    """By PLAIN, and by LOGIN where the server has nothing else."""
    with imap_door(offers, told) as door:
        receipts = desk.connect(**imap(door, bounces_imap_password=PASSWORD)).mail.receipts()

    assert [told] == door.logins
    assert 0 == receipts.read


@pytest.mark.parametrize(
    ("name", "wire"),
    [("Bounces & NDRs", "Bounces &- NDRs"), ("Rückläufer", "R&APw-ckl&AOQ-ufer")],
)
def test_a_folder_may_have_any_name(desk: Rehearsal, name: str, wire: str) -> None:
    """The server has it in modified UTF-7 (RFC 3501, 5.1.3)."""
    with imap_door("AUTH=PLAIN", f'"{USER}" "x"'.encode(), wire) as door:
        settings = imap(door, bounces_imap_password="x", bounces_imap_folder=name)
        level, sentence = finding(desk.connect(**settings), "bounces")

    assert "ok" == level
    assert name in sentence


@pytest.mark.parametrize(("mechanism", "said"), [("XOAUTH2", TOKEN), ("OAUTHBEARER", BEARER)])
def test_mail_leaves_and_comes_back_with_a_token(
    desk: Rehearsal, mechanism: str, said: bytes
) -> None:
    """One token is asked for, with the client's secret, and no password is needed."""
    desk.refer()
    with (
        token_server() as tokens,
        smtp_door(f"LOGIN {mechanism}", said) as post,
        imap_door(f"AUTH={mechanism}", said) as mailbox,
    ):
        pathway = desk.connect(**smtp(post), **imap(mailbox), **tokens.settings())
        done = pathway.dispatch()
        pathway.dispatch()
        levels = {finding(pathway, what)[0] for what in ("mail_server", "bounces")}

    assert done.sent == post.taken > 0
    assert {said} == {*post.logins, *mailbox.logins}
    assert {"ok"} == levels
    assert [
        {
            "grant_type": "client_credentials",
            "client_id": "client",
            "client_secret": f"secret {tokens.port}",
            "scope": "mail",
        }
    ] == tokens.asked


def test_a_server_that_takes_only_tokens_is_named_as_such(desk: Rehearsal) -> None:
    """By `mail test` and by `mail receipts`; the password is said to neither."""
    with smtp_door("XOAUTH2") as post, imap_door("AUTH=XOAUTH2 SASL-IR") as mailbox:
        settings = smtp(post, smtp_password="x") | imap(mailbox, bounces_imap_password="x")
        pathway = desk.connect(**settings)
        with pytest.raises(MailServerDown, match="only a token"):
            pathway.mail.test("somebody@example.org")
        with pytest.raises(ReturnsUnreadable, match="only a token"):
            pathway.mail.receipts()

    assert [] == post.logins + mailbox.logins


def test_a_token_server_that_refuses_is_named_without_the_secret(desk: Rehearsal) -> None:
    """It is a fault of the settings, and nothing is said to the mail server."""
    with token_server() as tokens, smtp_door("XOAUTH2", TOKEN) as door:
        tokens.status = 401
        level, sentence = finding(desk.connect(**smtp(door), **tokens.settings()), "mail_server")

    assert "fault" == level
    assert "oauth_client_secret" in sentence
    assert "secret " + str(tokens.port) not in sentence
    assert [] == door.logins


@pytest.mark.parametrize("offers", ["PLAIN LOGIN CRAM-MD5", "LOGIN", "XOAUTH2", "OAUTHBEARER"])
def test_a_login_that_is_refused_is_not_tried_until_the_account_locks(
    desk: Rehearsal, offers: str
) -> None:
    """Once, however often mail is sent and whoever looks; after an hour once more."""
    desk.refer()
    with token_server() as tokens, smtp_door(offers) as door:
        password = {} if offers in ENDS else {"smtp_password": "wrong"}
        settings = smtp(door, **password) | tokens.settings()
        pathway = desk.connect(**settings)
        for _ in range(5):
            desk.connect(**settings).dispatch()
            pathway.doctor()
            pathway.clock.advance(timedelta(minutes=5))
        within_the_hour = len(door.logins)
        pathway.clock.advance(timedelta(hours=1))
        pathway.dispatch()
        states = {message.state for message in pathway.mail.list()}
        level, sentence = finding(pathway, "mail_server")

    assert (1, 2) == (within_the_hour, len(door.logins))
    assert {"waiting"} == states
    assert "fault" == level
    assert "mail test" in sentence


def test_a_mailbox_whose_login_is_refused_is_left_alone_too(desk: Rehearsal) -> None:
    """The worker reads it each minute."""
    with imap_door("AUTH=PLAIN") as door:
        pathway = desk.connect(**imap(door, bounces_imap_password="wrong"))
        for _ in range(5):
            pathway.dispatch()
            pathway.doctor()
        with pytest.raises(ReturnsUnreadable):
            pathway.mail.receipts()

    assert 2 == len(door.logins)  # the second because somebody asked for it


def test_with_another_password_it_is_tried_at_once(desk: Rehearsal) -> None:
    """Whoever mends a setting need not wait."""
    desk.refer()
    with smtp_door("PLAIN", PLAIN) as door:
        desk.connect(**smtp(door, smtp_password="wrong")).dispatch()
        done = desk.connect(**smtp(door, smtp_password=PASSWORD)).dispatch()

    assert done.sent == door.taken > 0


def test_a_test_that_succeeds_lets_mail_leave_again(desk: Rehearsal) -> None:
    """The fault was mended at the server."""
    desk.refer()
    with smtp_door("PLAIN") as door:
        pathway = desk.connect(**smtp(door, smtp_password=PASSWORD))
        pathway.dispatch()
        door.accepts = PLAIN
        still = pathway.dispatch()
        pathway.mail.test("somebody@example.org")
        done = pathway.dispatch()

    assert 0 == still.sent
    assert door.taken == done.sent + 1 > 1
