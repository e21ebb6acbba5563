"""What a message says: its notices as lines of a letter, and the email made from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from email.message import EmailMessage

from sqlalchemy.exc import DBAPIError

from pathway.errors import VerificationFailed
from pathway.notifications.errors import LetterRefused
from pathway.notifications.writing.compose import Letter, Line, compose
from pathway.notifications.writing.letters import EarlierEscalation
from pathway.notifications.writing.notes import anchor_subject
from pathway.notifications.writing.phrases import role_words
from pathway.notifications.writing.subjects import subject
from pathway.service.mail.duty_words import help_contact, with_tasks
from pathway.service.mail.invitations import invitation
from pathway.service.mail.message_writing import DIGEST
from pathway.service.mail.note_letters import anchor_letter
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.mail import MessageView, NoticeView
from pathway.storage.mail import outbox
from pathway.storage.mail.outbox import Message
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.calendar.working_days import london_date
from pathway.workflows.cases.meetings import ONE_BY_ONE
from pathway.workflows.history.case import Case
from pathway.workflows.history.deadline import Deadline
from pathway.workflows.history.events import Event
from pathway.workflows.reminders.ladders import telling_of, told_duty
from pathway.workflows.reminders.notices import BREACH, FOLLOW_UP, START, Notice, is_escalation

Cases = dict[str, Case]
Events = dict[tuple[str, int], Event]


def letter_of(
    unit: UnitOfWork, message: Message, lines: Sequence[Line] | None = None
) -> EmailMessage:
    """
    Return a message as an email.

    Args:
        lines: What it says, where `line_of` was asked already.

    Raises:
        LetterRefused: Its text or its recipient is not fit for an email.
    """
    settings = unit.installation.settings
    if message.link is not None:
        return anchor_letter(unit, message, message.link)
    if lines is None:
        cases: Cases = {}
        lines = [line_of(unit, message, notice, cases) for notice in message.notices]
    return compose(
        Letter(
            recipient_email=message.recipient,
            message_id=message.message_id,
            sent_at=message.created_at,
            base_url=settings.base_url or None,
            sender=settings.sender,
            lines=tuple(lines),
            help=help_contact(unit, message.person),
            is_digest=message.kind == DIGEST,
        )
    )


def message_view(unit: UnitOfWork, message: Message) -> MessageView:
    """Return a message as callers are shown it."""
    return message_views(unit, [message])[0]


def message_views(unit: UnitOfWork, messages: Sequence[Message]) -> list[MessageView]:
    """
    Return messages as callers are shown them; however many they are, their cases are read in two
    queries and the events in one.
    """
    told = [notice for message in messages for notice in message.notices]
    cases = unit.cases.whole({notice.reference for notice in told})
    wanted = {number for notice in told for number in _events_of(cases, notice)}
    events = unit.cases.headers(wanted)
    return [_view(message, _subject(unit, message, cases, events)) for message in messages]


def _events_of(cases: Cases, notice: Notice) -> list[tuple[str, int]]:
    """Return the events that the line about a notice is made from."""
    if not notice.deadline:
        return [(notice.reference, notice.event)]
    case = cases.get(notice.reference)
    if case is None or notice.rung != BREACH:
        return []
    try:
        deadline = case.deadlines.get(notice.deadline)
    except (KeyError, TypeError, ValueError):  # damaged: its line says so
        return []
    if deadline is None or deadline.closed_by is None:
        return []
    return [(notice.reference, deadline.closed_by)]


def _view(message: Message, topic: str) -> MessageView:
    notices = [
        NoticeView(notice.reference, notice.deadline or None, notice.due, notice.rung)
        for notice in message.notices
    ]
    return MessageView(
        id=message.id,
        to=message.recipient,
        subject=topic,
        kind=message.kind,
        notices=tuple(notices),
        state=message.state,
        attempts=message.attempts,
        message_id=message.message_id,
        created_at=message.created_at,
        sent_at=message.sent_at,
        last_error=message.last_error,
    )


def _subject(unit: UnitOfWork, message: Message, cases: Cases, events: Events) -> str:
    """
    Return the subject of a message, or why it cannot be written: a list of messages goes on.
    """
    if message.damaged is not None:
        return f"({message.damaged})"
    if message.link is not None:
        return anchor_subject(message.created_at)
    try:
        lines = [
            _line(unit, cases, notice, message.created_at, events=events)
            for notice in message.notices
        ]
        today = london_date(message.created_at)
        return subject(lines, today, is_digest=message.kind == DIGEST)
    except (LetterRefused, VerificationFailed) as error:
        return f"(no letter can be written: {error})"
    except DBAPIError:
        raise  # the transaction is over
    except Exception as error:  # noqa: BLE001 - one message must not end a list
        return f"(no letter can be written: {type(error).__name__}; see `pathway verify`)"


def case_of(unit: UnitOfWork, cases: Cases, reference: str) -> Case:
    """Return a case, read only once."""
    if reference not in cases:
        cases[reference] = unit.cases.get(reference)
    return cases[reference]


def line_of(unit: UnitOfWork, message: Message, notice: Notice, cases: Cases) -> Line:
    """
    Return what a message says of a notice: days and dates as of the day it was made, and the steps
    that are open when it is sent.

    Args:
        cases: Those that were already read, by reference; what is read is added.

    Raises:
        LetterRefused: It cannot be said; damaged rows raise other errors.
    """
    at = message.created_at
    line = _line(unit, cases, notice, at, events={})
    if notice.is_escalation:
        line = _escalated(unit, line, notice, at)
    case = case_of(unit, cases, notice.reference)
    return with_tasks(unit, case, line, notice=notice, person=message.person)


def _line(unit: UnitOfWork, cases: Cases, notice: Notice, at: datetime, *, events: Events) -> Line:
    """
    Return what a message says of a notice, without whom it was escalated to before.

    Args:
        events: Those that were already read.
    """
    case = case_of(unit, cases, notice.reference)
    definition = unit.definition_of(case)
    if not notice.deadline:
        event = _event(unit, events, notice.reference, notice.event)
        return _event_line(unit, definition, case, event=event, notice=notice, at=at)
    deadline = case.deadlines[notice.deadline]
    rule = definition.deadlines.get(deadline.key)
    due = notice.due or deadline.due
    line = Line(
        reference=notice.reference,
        duty=rule.title if rule else deadline.key,
        due=due,
        rung=notice.rung,
        days=unit.calendar.for_status(deadline.status).between(london_date(at), due),
        provisional=deadline.provisional,
        prompt=deadline.never_breached,
        deadline=deadline.id,
        sequence=case.version,
        moved_from=deadline.moved_from if deadline.moved_from != due else None,
        due_at=deadline.due_at if deadline.due == due else None,
    )
    if notice.rung == BREACH and _had_ended(unit, deadline, notice, at, events=events):
        done = deadline.state in ("met", "met_late")
        line = replace(line, ended_on=deadline.ended_on, done=done, deadline="")
    if notice.is_escalation:
        return replace(line, owner=role_words(deadline.owner.role))
    return line


def _event(unit: UnitOfWork, events: Events, reference: str, number: int) -> Event:
    known = events.get((reference, number))
    return known if known is not None else unit.cases.event(reference, number, opened=False)


def _had_ended(
    unit: UnitOfWork, deadline: Deadline, notice: Notice, at: datetime, *, events: Events
) -> bool:
    """
    Return whether the duty was over when the message was made; later events do not change the
    message.
    """
    if deadline.closed_by is None:
        return False
    closing = _event(unit, events, notice.reference, deadline.closed_by)
    return closing.recorded_at <= at


def _event_line(
    unit: UnitOfWork,
    definition: BoundDefinition,
    case: Case,
    event: Event,
    notice: Notice,
    at: datetime,
) -> Line:
    """
    Return the line about an event: for information, or as something to be done by its duty's day.
    """
    telling = telling_of(definition, event, notice.role)
    line = Line(
        reference=notice.reference,
        duty="",
        due=None,
        rung="told",
        days=None,
        provisional=False,
        sentence=telling.line if telling else None,
    )
    if telling is not None and notice.role in ONE_BY_ONE:
        return replace(line, meeting=invitation(unit, event, telling, notice.role))
    if telling is None or not telling.urgent:
        return line
    duty = told_duty(case, event, telling)
    if duty is None:
        return replace(line, urgent=True)
    days = unit.calendar.for_status(duty.status).between(london_date(at), duty.due)
    title = definition.deadlines[duty.key].title
    return replace(
        line,
        urgent=True,
        duty=title,
        due=duty.due,
        days=days,
        due_at=duty.due_at,
        provisional=duty.provisional,
    )


def _escalated(unit: UnitOfWork, line: Line, notice: Notice, at: datetime) -> Line:
    """Add to a line when whose duty it is were reminded, and who was told before."""
    if line.due is None:
        return line
    # Dictionaries without values: each day, and each role of a day, once and in order.
    reminded: dict[date, None] = {}
    chain: dict[date, dict[str, None]] = {}
    for mail in outbox.sent_rungs(
        unit.connection, line.reference, notice.deadline, due=line.due, before=at
    ):
        day = london_date(mail.sent_at)
        if is_escalation(mail.rung):
            chain.setdefault(day, {})[role_words(mail.role)] = None
        elif mail.rung != START and not mail.rung.startswith(FOLLOW_UP):
            reminded[day] = None
    return replace(
        line,
        reminded=tuple(reminded),
        chain=tuple(EarlierEscalation(day, tuple(roles)) for day, roles in chain.items()),
    )
