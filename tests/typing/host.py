"""
A host's code as a type checker reads it: every public name, used as a host would. It is run as a
test as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from email.message import EmailMessage
from typing import assert_type

from sqlalchemy.orm import Session

from pathway import (
    Attempt,
    Authorised,
    CaseView,
    Casework,
    Changes,
    DeadlineView,
    EventView,
    FindingView,
    Guard,
    Input,
    ItemView,
    Mailer,
    MailNotSent,
    MessageView,
    OwnerView,
    Pathway,
    PreviewView,
    Settings,
    StepView,
    Vocabulary,
)
from pathway.errors import Conflict, DatabaseBusy, Reason, StepRefused
from pathway.testing import FakeClock, FakeMailer, case_in, memory

REP, BU = "rep.police@example.org", "business.unit@example.org"


class Room(Input):
    """Which room."""

    room: str


class Queue:
    """A mailer of the host's."""

    def send(self, message: EmailMessage) -> None:
        """Refuse everything."""
        raise MailNotSent(f"{message['Message-ID']} waits", retry=True)


def who(user: str) -> Authorised | None:
    """Map the host's users to people."""
    return Authorised(f"{user}@example.org", roles=("rep",)) if user.islower() else None


def heard(events: Sequence[EventView]) -> None:
    """Look at what was recorded."""
    for event in events:
        assert_type(event.case, str)
        assert_type(event.occurred_on, date)


def free(attempt: Attempt) -> bool:
    """Say whether no room is booked."""
    return "room" not in attempt.case.memory.get("host", {})


def book(_attempt: Attempt, changes: Changes) -> None:
    """Book it."""
    changes.remember(host={"room": "booked"})


VOCABULARY = Vocabulary(
    {"room_is_free": Guard(free, "a room is booked")}, {"room": Room}, {"book": book}
)


def connected() -> Pathway:
    """Connect with everything that a host may bring."""
    mailer: Mailer = Queue()
    return memory(
        mailer=mailer,
        authoriser=who,
        listener=heard,
        vocabulary=VOCABULARY,
        settings=Settings(sender="a@b.c"),
    )


def looked_at(pathway: Pathway) -> None:
    """Read everything that there is to read."""
    case = case_in(pathway, "quality_assurance")
    assert_type(case, CaseView)
    assert_type(case.events, tuple[EventView, ...])
    assert_type(case.items, tuple[ItemView, ...])
    assert_type(case.findings, tuple[FindingView, ...])
    assert_type(pathway.steps(case.reference, by=REP), list[StepView])
    assert_type(
        pathway.preview(case.reference, "note", by=BU, input={"text": "Seen."}), PreviewView
    )
    deadlines = pathway.deadlines(case.reference)
    assert_type(deadlines, list[DeadlineView])
    assert_type(deadlines[0].owner, OwnerView)
    assert_type(pathway.history(case.reference), list[EventView])
    assert_type(pathway.mail.list(), list[MessageView])


def taken(pathway: Pathway, reference: str) -> tuple[Reason, ...]:
    """Take a step inside the host's own transaction, and return why not."""
    with Session(pathway.engine) as session, session.begin():
        cases = pathway.join(session)
        assert_type(cases, Casework)
        try:
            assert_type(
                cases.take(reference, "endorse", by=REP, on=date(2026, 3, 16), key="once"), CaseView
            )
        except StepRefused as refused:
            return refused.reasons
        except (Conflict, DatabaseBusy):
            raise
    return ()


def tested() -> Pathway:
    """Test a host with a clock that moves and mail that is kept."""
    clock, mail = FakeClock(), FakeMailer()
    pathway = memory(clock=clock, mailer=mail)
    case = case_in(pathway, "subgroup_decision.triage", household="A household.")
    clock.advance(timedelta(days=30))
    assert_type(pathway.sweep().breaches, int)
    assert_type(pathway.dispatch().sent, int)
    assert_type(mail.sent, list[EmailMessage])
    assert [] == list(taken(pathway, case.reference)) or pathway.verify() == []
    return pathway
