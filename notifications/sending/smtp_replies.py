"""
What a mail server means by refusing: pure, from its answer to one of five things.

4yz is temporary and 5yz is not (RFC 5321, 4.2.1). Of those that are not, some are about the address,
some about the message, and some about us: no other address and no other message would fare better.
"""

from __future__ import annotations

import re

from pathway.notifications.errors import (
    AddressUnreachable,
    MailNotSent,
    MailServerDown,
    SettingsAtFault,
)

CLOSING = 421  # RFC 5321, 3.8
NO_LOGIN = (530, 534, 535, 538)  # RFC 4954, 6: a login is wanted, or another one
_ENHANCED = re.compile(r"#?\b([245]\.\d{1,3}\.\d{1,3})\b")  # RFC 3463; qmail puts a # before it
_RELAY = re.compile(r"relay|rcpthosts", re.IGNORECASE)
_STANDING = re.compile(
    r"authenticat|not verified|sandbox|test purposes|spf\b|dkim|dmarc|block ?list|black ?list"
    r"|blocked using|not (?:allowed|permitted|authori[sz]ed) to send|sending activity"
    r"|(?:sending|daily|hourly)(?: \w+){0,4} (?:limit|quota)|limit for sending|credits exceeded"
    r"|max(?:imum)? emails per",
    re.IGNORECASE,
)
# What is about the sender in so many words, whatever figures come with them: Exchange and others
# give it codes of an address or a mailbox.
_SENDER = re.compile(
    r"sender (?:address )?(?:rejected|refused|denied)|sender verif(?:y|ication)"
    r"|verified sender|send ?as ?denied|permissions? to send as|to send as this",
    re.IGNORECASE,
)
# RFC 5248 and RFC 3463, 3.2: codes of security that are about the recipient, and codes of
# addresses that are about the sender; Exchange's 5.1.90 is a limit of the sender's.
_OF_RECIPIENT = ("5.7.17", "5.7.18")
_OF_SENDER = ("5.1.7", "5.1.8", "5.1.90")


def refusal(code: int, words: bytes, command: str) -> MailNotSent:
    """
    Return what it means that the server does not take a message.

    Args:
        words: What it said, which is only searched and never passed on.
        command: What it answered to: MAIL, RCPT or DATA.
    """
    why, text = f"smtp_{command.lower()} {code}", words.decode("utf-8", "replace")
    if code == CLOSING:
        return MailServerDown(
            "The mail server is closing down; the message is tried again.", why=why
        )
    if _RELAY.search(text) and not _is_of_address(text):
        sentence = "The mail server does not relay mail for us to this address; see smtp_user and smtp_host."
        return SettingsAtFault(sentence, why=f"smtp_relaying {code}")
    if code < 500 and _is_named_standing(text):
        sentence = f"The mail server takes no mail from this sender now ({command} {code}); see sender and smtp_user."
        return SettingsAtFault(sentence, why=f"smtp_standing {code}")
    if code < 500:
        sentence = (
            f"The mail server does not take the message now ({command} {code}); it is tried again."
        )
        return MailNotSent(sentence, retry=True, why=why)
    return _for_good(code, text, command, why)


def _for_good(code: int, text: str, command: str, why: str) -> MailNotSent:
    sentence = f"The mail server takes no mail from this sender ({command} {code}); see sender and smtp_user."
    if command == "MAIL" or code in NO_LOGIN:  # it has not even looked at the recipient
        return MailServerDown(sentence, why=f"smtp_standing {code}")
    if _is_of_standing(text):
        return SettingsAtFault(sentence, why=f"smtp_standing {code}")
    if command == "RCPT":
        return AddressUnreachable(
            f"The mail server takes no mail for this address ({code}).", why=why
        )
    return MailNotSent(
        f"The mail server does not take the message ({command} {code}).", retry=False, why=why
    )


def _is_of_standing(text: str) -> bool:
    """Return whether it is us whom the server does not take mail from."""
    if _is_named_standing(text):
        return True
    return _enhanced(text).startswith("5.7.") and not _is_of_address(text)


def _is_named_standing(text: str) -> bool:
    """
    Return whether the server says so of us in words, or by a code of the sender's: a code of
    security alone may also stand for greylisting.
    """
    if _SENDER.search(text) or _enhanced(text) in _OF_SENDER:
        return True
    return _STANDING.search(text) is not None and not _is_of_address(text)


def _is_of_address(text: str) -> bool:
    """Return whether the server says in so many figures that it is the recipient's address."""
    enhanced = _enhanced(text)
    if enhanced in _OF_RECIPIENT:
        return True
    return enhanced.startswith(("5.1.", "5.2.", "4.1.", "4.2.")) and enhanced not in _OF_SENDER


def _enhanced(text: str) -> str:
    match = _ENHANCED.search(text)
    return match[1] if match else ""
