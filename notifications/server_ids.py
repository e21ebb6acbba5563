"""
The identity that a mail server or service gives a message which it takes.

Services that replace the Message-ID put it there: Amazon SES answers DATA with `250 Ok <id>`, and the
message arrives as, and its reports name, `<id>@eu-west-2.amazonses.com`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# At least as long as 128 random bits in hexadecimal. A time and a number of a process, which is what
# Postfix and Exim make theirs of, are shorter and can be guessed.
_UNGUESSABLE = r"[A-Za-z0-9-]{32,190}"
_IN_ANSWER = re.compile(rf"(?<![\w.@-]){_UNGUESSABLE}(?![\w.-])", re.ASCII)
_IN_MESSAGE_ID = re.compile(rf"<({_UNGUESSABLE})@[^<>@\s]+>")


def server_id_in(answer: object) -> str | None:
    """
    Return the identity in what a mailer answered, or None if there is none that nobody can guess.

    Args:
        answer: Any value, since a mailer may be the host's own; only text is looked at.
    """
    match = _IN_ANSWER.search(answer) if isinstance(answer, str) else None
    return match[0] if match else None


def server_ids_in(message_ids: Iterable[str]) -> list[str]:
    """Return the identities of servers that Message-IDs are made of, in their order."""
    matches = [_IN_MESSAGE_ID.fullmatch(message_id) for message_id in message_ids]
    return [match[1] for match in matches if match]
