"""What a mail server means by refusing: this address, this message, or us."""

from __future__ import annotations

import pytest

from pathway.notifications.errors import (
    AddressUnreachable,
    MailNotSent,
    MailServerDown,
    SettingsAtFault,
)
from pathway.notifications.sending.smtp_replies import refusal


@pytest.mark.parametrize(
    ("command", "code", "words", "kind", "why"),
    [
        # Postfix, Sendmail, Exim, qmail and Exchange refuse to relay, each in its own words.
        ("RCPT", 554, "5.7.1 <a@example.net>: Relay access denied", SettingsAtFault, "smtp_relaying 554"),
        ("RCPT", 454, "4.7.1 <a@example.net>: Relay access denied", SettingsAtFault, "smtp_relaying 454"),
        ("RCPT", 550, "5.7.1 Relaying denied", SettingsAtFault, "smtp_relaying 550"),
        ("RCPT", 550, "relay not permitted", SettingsAtFault, "smtp_relaying 550"),
        ("RCPT", 553, "not in my list of allowed rcpthosts (#5.7.1)", SettingsAtFault, "smtp_relaying 553"),
        ("RCPT", 550, "5.7.54 SMTP; Unable to relay recipient", SettingsAtFault, "smtp_relaying 550"),
        # Our standing: who we are, not to whom we write.
        ("DATA", 550, "5.7.26 This mail is unauthenticated", SettingsAtFault, "smtp_standing 550"),
        ("DATA", 554, "Message rejected: Email address is not verified.", SettingsAtFault, "smtp_standing 554"),
        ("DATA", 550, "5.7.60 Client does not have permissions", SettingsAtFault, "smtp_standing 550"),
        ("RCPT", 550, "5.7.1 client host blocked using a list", SettingsAtFault, "smtp_standing 550"),
        ("RCPT", 550, "5.1.8 Sender address rejected: Domain not found", SettingsAtFault, "smtp_standing 550"),
        # Exchange and others give it codes of an address or a mailbox, or none; limits are ours.
        ("DATA", 554, "5.2.252 SendAsDenied; a@example.net", SettingsAtFault, "smtp_standing 554"),
        ("DATA", 554, "5.2.0 you lack permissions to send as this sender", SettingsAtFault, "smtp_standing 554"),
        ("RCPT", 550, "5.1.0 a@example.net sender rejected", SettingsAtFault, "smtp_standing 550"),
        ("RCPT", 550, "Sender verify failed", SettingsAtFault, "smtp_standing 550"),
        ("DATA", 550, "From address is no verified Sender Identity", SettingsAtFault, "smtp_standing 550"),
        ("RCPT", 550, "5.4.5 Daily user sending limit exceeded", SettingsAtFault, "smtp_standing 550"),
        ("RCPT", 550, "5.1.90 You have reached your daily limit", SettingsAtFault, "smtp_standing 550"),
        ("RCPT", 550, "You exceeded the max emails per hour (150)", SettingsAtFault, "smtp_standing 550"),
        ("DATA", 550, "5.4.6 Unusual sending activity detected", SettingsAtFault, "smtp_standing 550"),
        ("RCPT", 450, "4.1.8 Sender address rejected: Domain not found", SettingsAtFault, "smtp_standing 450"),
        ("DATA", 454, "Throttling failure: Daily message quota exceeded", SettingsAtFault, "smtp_standing 454"),
        ("MAIL", 550, "no", MailServerDown, "smtp_standing 550"),
        ("RCPT", 530, "Authentication required", MailServerDown, "smtp_standing 530"),
        # The address.
        ("RCPT", 550, "5.1.1 no such user", AddressUnreachable, "smtp_rcpt 550"),
        ("RCPT", 550, "5.1.1 relay.example.net knows no such user", AddressUnreachable, "smtp_rcpt 550"),
        ("RCPT", 550, "5.4.1 Recipient address rejected: Access denied", AddressUnreachable, "smtp_rcpt 550"),
        ("RCPT", 550, "5.7.17 mailbox owner has changed", AddressUnreachable, "smtp_rcpt 550"),
        ("RCPT", 550, "no", AddressUnreachable, "smtp_rcpt 550"),
        ("RCPT", 552, "5.2.2 mailbox full", AddressUnreachable, "smtp_rcpt 552"),
        ("RCPT", 550, "5.1.1 recipient not verified", AddressUnreachable, "smtp_rcpt 550"),
        ("RCPT", 552, "5.2.2 over the daily receiving quota", AddressUnreachable, "smtp_rcpt 552"),
        # The message, or nothing but time.
        ("DATA", 554, "no", MailNotSent, "smtp_data 554"),
        ("DATA", 552, "5.3.4 Message size exceeds fixed limit", MailNotSent, "smtp_data 552"),
        ("RCPT", 450, "4.2.0 greylisted", MailNotSent, "smtp_rcpt 450"),
        ("RCPT", 450, "4.7.1 Recipient address rejected: Greylisted", MailNotSent, "smtp_rcpt 450"),
        ("RCPT", 452, "4.2.2 over the daily receiving quota", MailNotSent, "smtp_rcpt 452"),
        ("DATA", 421, "closing", MailServerDown, "smtp_data 421"),
    ],
)  # fmt: skip
def test_a_refusal_is_about_us_the_address_or_the_message(
    command: str, code: int, words: str, kind: type[MailNotSent], why: str
) -> None:
    """Nothing that the server said is passed on."""
    error = refusal(code, words.encode(), command)

    assert (kind, why) == (type(error), error.why)
    assert len(words) < 10 or words not in str(error)


def test_what_settings_mend_is_to_be_tried_again() -> None:
    """The message waits, and nobody else is told in its recipient's place."""
    assert refusal(554, b"5.7.1 Relay access denied", "RCPT").retry
    assert not refusal(550, b"5.1.1 no such user", "RCPT").retry
