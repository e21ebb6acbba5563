"""
What a letter is made of: codes, dates and words of the definition file, and nothing else.

It holds a case's reference, the title of a duty, a day. There is no field for a child's name,
initials, an age, an offence or a note, so no mistake elsewhere can put one into an email. Anything
that looks like more is refused when the letter is made. Only an invitation to a meeting says where
that is, and only the contact for help is a person.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from pathway.notifications.addresses import named_address, plain_address
from pathway.notifications.errors import LetterRefused
from pathway.notifications.writing.invitations import Invitation
from pathway.workflows.history.references import OF_ANY
from pathway.workflows.people.roles import ROLES

START, BREACH, ESCALATION, FOLLOW_UP = "start", "breach", "escalate+", "follow_up:"
RUNG = re.compile(
    r"start|told|breach|0|(?:[+-]|escalate\+)[0-9]{1,6}(?:wd|d)|follow_up:[0-9]{4}-[0-9]{2}-[0-9]{2}"
)
MESSAGE_ID = re.compile(r"<[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+>")
DEADLINE = re.compile(r"[a-z0-9_]+(?:[/:.][a-z0-9_]+)*")
LONGEST_DEADLINE = 200
BASE_URL = re.compile(r"https?://[A-Za-z0-9\[\]:.-]+(?:/[A-Za-z0-9._~%/-]*)?")
STEP_PATH = re.compile(
    r"/cases/[A-Z]{2}-[0-9]{4}-[0-9]{4,}/steps/[a-z0-9_]+(?:\?item=[a-z0-9_]+(?::[a-z0-9_]+)*)?"
)
IN_CHARGE = "the person in charge"
# How a letter speaks of roles, since it names nobody; `roles.ROLES` has them all.
ROLE_WORDS: Mapping[str, str] = {
    **{name: role.words for name, role in ROLES.items()},
    "asked": "the representative who was asked",
}
_SPOKEN_OF = frozenset([*ROLE_WORDS.values(), IN_CHARGE])


@dataclass(frozen=True, slots=True)
class EarlierEscalation:
    """
    Whom a duty was escalated to earlier, and when.

    Args:
        roles: In the words of `phrases.role_words`.

    Raises:
        LetterRefused: A role is in other words, or there is no role.
    """

    day: date
    roles: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.roles or not _SPOKEN_OF.issuperset(self.roles):
            raise LetterRefused(
                "The roles of an earlier escalation are not in the words that letters have for roles."
            )


@dataclass(frozen=True, slots=True)
class Task:
    """
    A step that the reader of a letter may take now.

    Args:
        title: The step's title in the definition file.
        path: Where the desk takes it, such as `/cases/PR-2026-0001/steps/endorse`.

    Raises:
        LetterRefused: A field holds what does not belong in it.
    """

    title: str
    path: str

    def __post_init__(self) -> None:
        if not is_one_line(self.title):
            raise LetterRefused("The title of a step is not one line; see the definition file.")
        if not STEP_PATH.fullmatch(self.path):
            raise LetterRefused(
                "The path of a step does not look like /cases/PR-2026-0001/steps/x."
            )


@dataclass(frozen=True, slots=True)
class Line:
    """
    One thing the letter says.

    Args:
        reference: The case, `PR-2026-0001`.
        duty: The duty's title in the definition file; for an event it may be empty.
        due: The due day; None for an event, unless it is urgent and has one.
        rung: Why it is said now: `start`, `-3wd`, `0`, `+1wd`, `breach`, `escalate+3wd`, or `told`
            for an event.
        days: Working days left on the day the letter is sent; negative when overdue, None when not
            counted.
        provisional: The due day is later than the bank holidays published so far.
        sentence: For an event, the definition file's sentence about it; None for a duty.
        urgent: The event is something to be done at once; it may have a due day.
        prompt: The duty is a prompt or a chase, which is never overdue.
        deadline: The deadline's id, from which its UID in a calendar is made; never shown.
        sequence: How many entries the case's history had then, for a calendar; never shown.
        moved_from: The due day before it moved; None if it has not.
        owner: Whose duty it is, in the words of `phrases.role_words`.
        reminded: The days on which the owner was reminded.
        chain: Whom it was escalated to earlier.
        ended_on: The day on which the duty ended, if a breach is told after that.
        done: It was done on that day, not stopped or waived.
        due_at: The instant by which it is due, if it is counted in hours.
        meeting: The meeting that an event is about, if the reader is invited to one.
        about: The item or the occurrence that the duty is about: `Action 3`, `12-month check`.
        whose: Whose duty it is: an agency by its name, and a role in the words for roles.
        tasks: What the reader may do towards it now.

    Raises:
        LetterRefused: A field holds what does not belong in it.
    """

    reference: str
    duty: str
    due: date | None
    rung: str
    days: int | None
    provisional: bool
    sentence: str | None = None
    prompt: bool = False
    deadline: str = ""
    sequence: int = 0
    moved_from: date | None = None
    owner: str = ""
    reminded: tuple[date, ...] = ()
    chain: tuple[EarlierEscalation, ...] = ()
    urgent: bool = False
    ended_on: date | None = None
    done: bool = False
    due_at: datetime | None = None
    meeting: Invitation | None = None
    about: str = ""
    whose: str = ""
    tasks: tuple[Task, ...] = ()

    def __post_init__(self) -> None:
        self._check_codes()
        self._check_words()
        if self.due is None and self.sentence is None:
            raise LetterRefused(f"A line about {self.reference} needs a due day or a sentence.")
        if self.due is not None and self.sentence is not None and not self.urgent:
            raise LetterRefused(
                f"A line about {self.reference} has a day and a sentence, but is not urgent."
            )
        if self.sequence < 0:
            raise LetterRefused(
                f"The history of {self.reference} has a negative number of entries."
            )

    def _check_codes(self) -> None:
        if not OF_ANY.fullmatch(self.reference):
            raise LetterRefused("The reference of a line does not look like PR-2026-0001.")
        if not RUNG.fullmatch(self.rung):
            raise LetterRefused(
                f"The rung of a line about {self.reference} is not a rung such as start, -3wd or breach."
            )
        if self.deadline and not is_deadline(self.deadline):
            raise LetterRefused(
                f"The deadline of a line about {self.reference} is not an id such as agency_return:nhs."
            )

    def _check_words(self) -> None:
        if not all(is_one_line(words) for words in self._words()):
            raise LetterRefused(
                f"The words about {self.reference} are not one line of text; see the definition file."
            )
        if self.owner and self.owner not in _SPOKEN_OF:
            raise LetterRefused(
                f"Whose duty it is in {self.reference} is not in the words that letters have for roles."
            )

    @property
    def is_escalated(self) -> bool:
        """Return whether others than the owner are told it, because it was not done in time."""
        return self.rung == BREACH or self.rung.startswith(ESCALATION)

    def _words(self) -> tuple[str, ...]:
        """
        Return the words that must be there: a duty's title, or an event's sentence and its title if
        it has one.
        """
        further = tuple(words for words in (self.about, self.whose) if words)
        if self.sentence is None:
            return (self.duty, *further)
        words = (self.sentence, self.duty) if self.duty else (self.sentence,)
        return (*words, *further)


@dataclass(frozen=True, slots=True)
class Letter:
    """
    One email to one person, with one line or, as a digest, many.

    Args:
        recipient_email: Whom it goes to.
        message_id: `<...@...>`, the same at every retry; see `compose.message_id`.
        sent_at: The instant it is dated with; its London day is the letter's today.
        base_url: Where the host shows cases, such as `https://pathway.example.org`; None if it does
            not.
        sender: Whom it comes from; a display name is allowed.
        lines: What it says; the email puts it in order.
        help: Whom to contact: a person of the business unit, or what the settings say. It is the only
            place for a name.
        is_digest: It is the digest of a morning, and no demand that could not wait.

    Raises:
        AddressRefused: The recipient's or the sender's address is not one.
        LetterRefused: Another field holds what does not belong in it.
    """

    recipient_email: str
    message_id: str
    sent_at: datetime
    base_url: str | None
    sender: str
    lines: tuple[Line, ...]
    help: str = ""
    is_digest: bool = False

    def __post_init__(self) -> None:
        plain_address(self.recipient_email, "recipient")
        named_address(self.sender, "sender")
        if not MESSAGE_ID.fullmatch(self.message_id):
            raise LetterRefused("The Message-ID does not look like <1f0c@pathway.example.org>.")
        if self.sent_at.utcoffset() is None:
            raise LetterRefused("The instant a letter is dated with needs a time zone.")
        if self.base_url is not None and not BASE_URL.fullmatch(self.base_url):
            raise LetterRefused(
                "The base address does not look like https://pathway.example.org; see the settings."
            )
        if self.help and not is_one_line(self.help):
            raise LetterRefused("Whom to contact for help is not one line; see help_contact.")
        if not self.lines:
            raise LetterRefused("A letter needs at least one line.")


def is_deadline(name: str) -> bool:
    """Return whether a name is a deadline's id: codes, without spaces or capitals."""
    return len(name) <= LONGEST_DEADLINE and DEADLINE.fullmatch(name) is not None


def is_one_line(words: str) -> bool:
    """Return whether the words are not blank, and are one line."""
    return bool(words.strip()) and len(words.splitlines()) == 1
