"""Conditions of partial indexes of mail, as queries have to state them."""

from __future__ import annotations

from pathway.storage.database.conditions import one_of
from pathway.storage.database.mail_tables import message, message_notice, notice

# Dead letters: messages that were given up, and those whose address takes no mail.
GIVEN_UP = ("dead", "bounced")
message_is_due = one_of(message.c.state, "waiting", "sending", "unknown")
message_did_not_arrive = one_of(message.c.state, "dead", "bounced", "withheld")
notice_is_unaddressed = notice.c.addressed_at.is_(None)
is_told = message_notice.c.dropped.is_(None)
