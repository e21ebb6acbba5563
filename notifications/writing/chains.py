"""
The sentences of an escalation about what came before: when the owner was reminded, who was told.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pathway.notifications.writing.days import day_words, days_words
from pathway.notifications.writing.letters import IN_CHARGE, EarlierEscalation, Line

# If there were more reminders than this, they are counted instead of listed.
LISTED = 4
_PLURAL = (
    "the safeguarding partners",
    "the partners who are still to sign",
    "the reviewers",
    "the representatives",
)


def chain_words(line: Line) -> tuple[str, ...]:
    """
    Return a sentence about the reminders, if there were any, and one for each time that others were
    told.
    """
    escalations = sorted(line.chain, key=lambda escalation: escalation.day)
    return (
        *_reminded(line.owner or IN_CHARGE, sorted(line.reminded)),
        *(_escalated(escalation) for escalation in escalations),
    )


def _reminded(owner: str, days: Sequence[date]) -> tuple[str, ...]:
    if not days:
        return ()
    was_reminded = f"{_capital(owner)} {_was([owner])} reminded"
    if len(days) <= LISTED:
        return (f"{was_reminded} on {days_words(days)}.",)
    first, last = day_words(days[0]), day_words(days[-1])
    return (f"{was_reminded} {len(days)} times: first on {first}, last on {last}.",)


def _escalated(escalation: EarlierEscalation) -> str:
    *others, last = escalation.roles
    recipients = f"{', '.join(others)} and {last}" if others else last
    return f"{_capital(recipients)} {_was(escalation.roles)} told on {day_words(escalation.day)}."


def _was(roles: Sequence[str]) -> str:
    return "were" if len(roles) > 1 or roles[0] in _PLURAL else "was"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
