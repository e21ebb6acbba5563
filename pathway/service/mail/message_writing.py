"""
Writing the messages of people: what waits for each becomes one message, and is marked as told with
it.

Whoever writes to people keeps other workers from them meanwhile, and looks anew what they have been
told: since the notices were sorted, another worker may have told them, and mail may have bounced.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from pathway.notifications.writing.compose import message_id
from pathway.service.unit_of_work import UnitOfWork
from pathway.storage.mail import making
from pathway.storage.mail import notices as waiting_notices
from pathway.storage.mail.making import NewMessage, Telling
from pathway.storage.mail.notices import WaitingNotice

DIGEST, URGENT = "digest", "urgent"


@dataclass
class PersonMail:
    """What waits for one person."""

    email: str
    notices: list[WaitingNotice] = field(default_factory=list[WaitingNotice])


@dataclass(frozen=True, slots=True)
class Written:
    """
    What one transaction wrote.

    Args:
        people: Those to whom it wrote, if there was anything to tell; others are another worker's.
        kept: The notices that are not to be marked, since somebody is to be told of them later.
    """

    written: int
    people: frozenset[int]
    kept: frozenset[int]


@dataclass
class Post:
    """
    What waits for each person, by their number in the directory.

    Args:
        nobodys: The notices of which nobody is left to be told.
        untold: By the number of a notice, who is still to be told.
        kept: The notices that are not marked, since somebody is to be told of them later.
    """

    people: dict[int, PersonMail] = field(default_factory=dict[int, PersonMail])
    nobodys: list[int] = field(default_factory=list[int])
    untold: dict[int, set[int]] = field(default_factory=dict[int, set[int]])
    kept: set[int] = field(default_factory=set[int])

    def add(self, notice: WaitingNotice, emails: dict[int, str]) -> None:
        """Add a notice with the email of everybody to tell."""
        if not emails:
            self.nobodys.append(notice.id)
        self.untold[notice.id] = set(emails)
        for person, email in emails.items():
            self.people.setdefault(person, PersonMail(email)).notices.append(notice)

    def take_off(self, done: Written) -> None:
        """Take off what was written."""
        self.kept |= done.kept
        for person in done.people:
            for notice in self.people[person].notices:
                self.untold[notice.id].discard(person)

    def finished(self, people: Collection[int]) -> set[int]:
        """Return the notices of which everybody has been told when these people have."""
        told = set(people)
        return {
            notice.id
            for person in told
            for notice in self.people[person].notices
            if self.untold[notice.id] <= told
        }


def write_to(unit: UnitOfWork, post: Post, people: Sequence[int], *, wait: bool) -> Written:
    """
    Write a message to each of the people of whom no other worker takes care, and mark the notices
    of which everybody has now been told.

    Args:
        wait: Wait for other workers.
    """
    free = making.hold(unit.connection, people, wait=wait)
    told = [person for person in people if person in free]
    notices = {notice for person in told for notice in post.people[person].notices}
    telling = making.telling(unit.connection, notices)
    letters = _letters(unit, {person: post.people[person] for person in told}, telling)
    written = making.write(unit.connection, letters.messages, unit.now)
    kept = letters.late | letters.bounced
    mark(unit, sorted(post.finished(told) - kept - post.kept))
    if letters.late:
        next_digest = unit.hours.next_digest(unit.now + timedelta(seconds=1))
        waiting_notices.postpone(unit.connection, sorted(letters.late), next_digest)
    return Written(written, frozenset(told), frozenset(kept))


def mark(unit: UnitOfWork, notices: Sequence[int]) -> None:
    """Mark notices as dealt with."""
    waiting_notices.mark_addressed(unit.connection, notices, unit.now)


@dataclass
class _Letters:
    """
    The messages to people.

    Args:
        late: The notices that wait for another day's digest.
        bounced: Those for which another person has to be looked for.
    """

    messages: list[NewMessage] = field(default_factory=list[NewMessage])
    late: set[int] = field(default_factory=set[int])
    bounced: set[int] = field(default_factory=set[int])


def _letters(unit: UnitOfWork, post: dict[int, PersonMail], telling: Telling) -> _Letters:
    letters = _Letters()
    digests = {person: _digest_id(unit, person) for person in post}
    there = making.existing(unit.connection, digests.values())
    for person, mail in post.items():
        waiting = [notice for notice in mail.notices if telling.is_new(notice, mail.email)]
        letters.bounced |= {
            notice.id for notice in mail.notices if telling.has_bounced(notice, mail.email)
        }
        urgent = [notice for notice in waiting if notice.urgent]
        if len(urgent) < len(waiting) and digests[person] in there:
            letters.late |= {notice.id for notice in waiting if not notice.urgent}
            waiting = urgent
        if waiting:
            letters.messages.append(_letter(unit, person, mail.email, waiting, digests[person]))
    return letters


def _letter(
    unit: UnitOfWork, person: int, email: str, notices: Sequence[WaitingNotice], digest: str
) -> NewMessage:
    """
    Return all of them as one message: a digest, or where all are urgent a message of its own.
    """
    if not all(notice.urgent for notice in notices):
        return NewMessage(person, email, DIGEST, digest, notices)
    parts = [str(number) for number in (person, *(notice.id for notice in notices))]
    return NewMessage(person, email, URGENT, _message_id(unit, URGENT, *parts), notices)


def _digest_id(unit: UnitOfWork, person: int) -> str:
    """Return the Message-ID of somebody's digest of today, of which there is one a day."""
    return _message_id(unit, DIGEST, str(person), unit.today.isoformat())


def _message_id(unit: UnitOfWork, *parts: str) -> str:
    domain = unit.installation.settings.message_domain
    return message_id(*parts, secret=unit.message_secret, domain=domain)
