"""
What a message still has to say when it is about to leave: not what is past, nor what its recipient
may no longer be told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage

from sqlalchemy.exc import DBAPIError

from pathway import logs
from pathway.errors import DatabaseNotReady
from pathway.notifications.errors import MailNotSent
from pathway.notifications.writing.letters import Line
from pathway.service.mail.letters import Cases, case_of, letter_of, line_of
from pathway.service.mail.message_building import is_past
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.storage.mail import sending
from pathway.storage.mail.outbox import Message
from pathway.workflows.history.deadline import Owner
from pathway.workflows.people.in_charge import for_owner
from pathway.workflows.people.recipients import recipients
from pathway.workflows.reminders.notices import Notice

PAST, NOT_PERMITTED, UNREADABLE = "duty_past", "not_permitted", "unreadable"


@dataclass(frozen=True, slots=True)
class Sifted:
    """
    A message as it may leave.

    Args:
        letter: Without the notices that are not to be told now; None where none is left.
        left_out: These notices, each with a word for why.
    """

    message: Message
    letter: EmailMessage | None
    left_out: Mapping[Notice, str]


def sifted_together(installation: Installation, messages: Sequence[Message]) -> dict[int, Sifted]:
    """
    Return messages as they may leave now, by their numbers, their cases read together; one that no
    letter can be made of is left out.
    """
    with installation.reading() as unit:
        told = {notice.reference for message in messages for notice in message.notices}
        cases: Cases = unit.cases.whole(told)
        tried = [_tried(unit, cases, message) for message in messages]
    return {sift.message.id: sift for sift in tried if sift is not None}


def _tried(unit: UnitOfWork, cases: Cases, message: Message) -> Sifted | None:
    try:
        return _sifted(unit, cases, message)
    except (DatabaseNotReady, DBAPIError):
        raise
    except Exception:  # noqa: BLE001 - raised again when its turn comes, by `sifted`
        return None


def sifted(installation: Installation, message: Message) -> Sifted:
    """
    Return a message as it may leave now.

    Raises:
        MailNotSent: Nothing of it can be told until a case can be read again, for which it waits.
    """
    with installation.reading() as unit:
        return _sifted(unit, {}, message)


def leave_out(unit: UnitOfWork, sift: Sifted) -> None:
    """Take what is left out, out of the message; where nothing is left of it, it is withheld."""
    message, left_out = sift.message, sift.left_out
    if len(left_out) == len(message.notices):
        sending.withheld(unit.connection, message, max(left_out.values()))
    for why in (PAST, NOT_PERMITTED, UNREADABLE):
        notices = [notice for notice, reason in left_out.items() if reason == why]
        sending.drop(unit.connection, message, notices, why, again=why != PAST)


def _sifted(unit: UnitOfWork, cases: Cases, message: Message) -> Sifted:
    left_out = _left_out(unit, cases, message)
    told = [notice for notice in message.notices if notice not in left_out]
    lines, unwritable = _lines(unit, cases, message, told)
    left_out |= dict.fromkeys(unwritable, UNREADABLE)
    if UNREADABLE in left_out.values() and len(left_out) == len(message.notices):
        raise MailNotSent("", retry=True, why=UNREADABLE)
    letter = letter_of(unit, message, lines) if lines or not left_out else None
    return Sifted(message, letter, left_out)


def _left_out(unit: UnitOfWork, cases: Cases, message: Message) -> dict[Notice, str]:
    """Return the notices of a message that are not to be told now, each with a word for why."""
    if message.person is None:
        return {}
    reasons = {notice: _why_not(unit, cases, message.person, notice) for notice in message.notices}
    return {notice: why for notice, why in reasons.items() if why}


def _lines(
    unit: UnitOfWork, cases: Cases, message: Message, told: Iterable[Notice]
) -> tuple[list[Line], list[Notice]]:
    """
    Return what a message says of notices, and those of which no line can be written, so that they do
    not take others with them; a message that tells of one alone is given up, and named by that.
    """
    is_alone = message.person is None or len(message.notices) == 1
    lines, unwritable = list[Line](), list[Notice]()
    for notice in told:
        try:
            lines.append(line_of(unit, message, notice, cases))
        except DBAPIError:
            raise
        except Exception:
            if is_alone:
                raise
            logs.error("mail.unwritable", case=notice.reference, rung=notice.rung)
            unwritable.append(notice)
    return lines, unwritable


def _why_not(unit: UnitOfWork, cases: Cases, person: int, notice: Notice) -> str:
    """
    Return why a person is not told: the duty is past, it is now somebody else's, or the case cannot
    be read. Empty where they are told.
    """
    try:
        if is_past(case_of(unit, cases, notice.reference), notice):
            return PAST
        return "" if _is_still_for(unit, cases, person, notice) else NOT_PERMITTED
    except (DatabaseNotReady, DBAPIError):
        raise
    except Exception as error:  # noqa: BLE001 - one case must not keep the lines of all others
        logs.error(
            "mail.unreadable",
            case=notice.reference,
            error=getattr(error, "code", type(error).__name__),
        )
        return UNREADABLE


def _is_still_for(unit: UnitOfWork, cases: Cases, person: int, notice: Notice) -> bool:
    """
    Return whether the person may still act on the notice, or is still to be alerted by it.
    """
    case = case_of(unit, cases, notice.reference)
    deadline = case.deadlines.get(notice.deadline)
    owner = Owner(notice.role, notice.agency or None, notice.person or None)
    definition = unit.definition_of(case)
    in_charge = for_owner(definition, case, owner, directory=unit.directory, deadline=deadline)
    if in_charge.standing(person) is not None:
        return True
    mailed = recipients(
        definition,
        case,
        owner,
        directory=unit.directory,
        deadline=deadline,
        escalates=notice.is_escalation,
    )
    return person in {post.person for post in mailed}
