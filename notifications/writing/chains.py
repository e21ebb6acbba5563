"""
What an escalation says of what came before it: when the owner was reminded, and who was told since.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pathway.notifications.writing.days import day_words, days_words
from pathway.notifications.writing.letters import IN_CHARGE, Line, Told

# With more reminders than these, how many there were is said instead of each.
LISTED = 4
_PLURAL = (
    "the safeguarding partners",
    "the partners who are still to sign",
    "the reviewers",
    "the representatives",
)


def chain_words(line: Line) -> tuple[str, ...]:
    """
    Return a sentence about the reminders, if there were any, and one for each day on which others
    were told.
    """
    told = sorted(line.chain, key=lambda one: one.day)
    return (
        *_reminded(line.owner or IN_CHARGE, sorted(line.reminded)),
        *(_told(one) for one in told),
    )


def _reminded(owner: str, days: Sequence[date]) -> tuple[str, ...]:
    if not days:
        return ()
    if len(days) <= LISTED:
        return (f"{_capital(owner)} {_was([owner])} reminded on {days_words(days)}.",)
    first, last = day_words(days[0]), day_words(days[-1])
    return (
        f"{_capital(owner)} {_was([owner])} reminded {len(days)} times: first on {first}, last on {last}.",
    )


def _told(told: Told) -> str:
    *others, last = told.roles
    who = f"{', '.join(others)} and {last}" if others else last
    return f"{_capital(who)} {_was(told.roles)} told on {day_words(told.day)}."


def _was(roles: Sequence[str]) -> str:
    return "were" if len(roles) > 1 or roles[0] in _PLURAL else "was"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
