"""
What hosts test with: a database in memory, a clock that moves, mail that is kept, cases in any
state.
"""

from __future__ import annotations

import threading
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path

import pytest

import pathway
from pathway import Authorised, Pathway, errors, testing
from pathway.errors import Refused, StepRefused, WrongUsage
from pathway.testing import (
    PEOPLE,
    FakeClock,
    FakeMailer,
    case_in,
    filled_in,
    form_of,
    memory,
    states,
    take,
)
from tests.typing import host

pytestmark = pytest.mark.either

PUBLIC = (
    "Attempt Authorised Authoriser CaseSummary CaseView Casework Changes Clock DeadlineView "
    "Decision DecisionView DocumentView EmlFolder EventView Fields FilledForm FindingView Guard "
    "Input ItemView Listener MailNotSent Mailer MeetingRow MeetingView MessageView OwnerView "
    "Pathway PathwayFile PersonalDataView PreviewView Settings StepView TaskView TemplateView "
    "Vocabulary"
)
ERRORS = (
    "CalendarUnknown Conflict DatabaseBusy DatabaseNotReady FormRefused ImportRefused KeyMissing NotFound NotRehearsal "
    "OutcomeUnknown PathwayError Reason Refused SignInRefused StepRefused TooManyAttempts VerificationFailed WrongUsage"
)


HOME = "pathway.errors"
HELPS = "FakeClock FakeMailer PEOPLE case_in filled_in form_of memory states take"


def test_the_public_names_are_these() -> None:
    """What a host relies on is neither taken away nor added without thought."""
    classes = [
        name
        for name, error in vars(errors).items()
        if isinstance(error, type) and error.__module__ == HOME
    ]

    assert PUBLIC.split() == sorted(pathway.__all__)
    assert ERRORS.split() == sorted(classes)
    assert HELPS.split() == sorted(testing.__all__)


@pytest.mark.parametrize("name", PUBLIC.split())
def test_each_name_is_where_it_is_said_to_be(name: str) -> None:
    """Each name is loaded when it is asked for, and stands in `dir`."""
    assert getattr(import_module("pathway"), name) is not None
    assert name in dir(pathway)


@pytest.mark.parametrize("state", states())
def test_a_case_in_any_state(state: str) -> None:
    """Led there by steps that the people could have taken, so that its proof holds."""
    cases = memory()
    case = case_in(cases, state)
    findings = cases.verify()
    cases.close()

    assert state == case.state
    assert [] == findings


def test_every_state_is_there() -> None:
    """Those that the definition knows, no more and no fewer."""
    cases = memory()
    known = {state.name for state in cases.definitions.current().case.state}
    cases.close()

    assert known == set(states())


def test_an_unknown_state_is_named() -> None:
    """With the states that there are."""
    cases = memory()
    with pytest.raises(WrongUsage, match=r"no state draught; there are draft, "):
        case_in(cases, "draught")
    cases.close()


def test_the_clock_moves_and_the_mail_is_kept() -> None:
    """A month later the overdue duty is breached, and its owner's mail lies in the host's hands."""
    clock, mail = FakeClock(), FakeMailer()
    cases = memory(clock=clock, mailer=mail)
    case = case_in(cases, "quality_assurance")
    cases.sweep()
    clock.advance(timedelta(days=30))
    swept = cases.sweep()
    sent = cases.dispatch().sent
    cases.close()

    assert clock.now == clock.set_day(date(2026, 4, 15), 10)  # Wed; 09:00 UTC is 10:00 in London
    assert swept.breaches > 0
    assert sent == len(mail.sent) > 0
    assert mail.to("REP.childrens@example.org") == [
        email for email in mail.sent if "rep.childrens" in str(email["To"])
    ]
    assert any(case.reference in email.as_string() for email in mail.sent)


def test_a_form_and_an_input_are_filled_in() -> None:
    """A test says only what it is about."""
    cases = memory()
    form = form_of(cases, "good_outcome", household=None, media_interest="None.")
    reference = cases.refer(form, by="referrer.childrens@example.org").reference
    answers = filled_in(cases.schema(reference, "note"), text="Seen.")
    cases.close()

    assert "household" not in form
    assert "None." == form["media_interest"]
    assert {"text": "Seen."} == answers


def test_a_step_that_nobody_may_take_is_refused() -> None:
    """With the reasons of whoever was nearest to it."""
    cases = memory()
    case = case_in(cases, "draft")
    with pytest.raises(StepRefused, match="cannot convene"):
        take(cases, case.reference, "convene")
    cases.close()


@pytest.mark.parametrize("roles", [None, ("bu",)])
def test_a_hosts_own_users_do_not_matter(roles: tuple[str, ...] | None) -> None:
    """A case is led through its steps by the people, whomever the host's authoriser knows."""
    users = {"17": Authorised("business.unit@example.org", roles)}
    cases = memory(authoriser=users.get)
    case = case_in(cases, "cspr.fieldwork")
    seen = cases.take(case.reference, "note", by="17", input={"text": "Seen."})
    noted = take(cases, case.reference, "note", text="Seen again.")
    with pytest.raises(Refused, match="may not act here"):
        cases.steps(case.reference, by="chair@example.org")
    cases.close()

    assert "cspr.fieldwork" == case.state
    assert ["note"] == [event.step for event in seen.events]
    assert noted.version == seen.version + 1


def test_a_database_is_made_for_a_host(tmp_path: Path) -> None:
    """With its tables, key and definitions, at an address that is there from then on."""
    url = f"sqlite:///{tmp_path}/host.db"
    made = Pathway.create(url, clock=FakeClock(), mailer=FakeMailer())
    made.people.import_file(PEOPLE)
    reference = case_in(made, "quality_assurance").reference
    made.close()
    connected = Pathway.connect(url, clock=FakeClock())
    findings = connected.verify()
    case = connected.case(reference, by="chair@example.org")
    rehearsal = connected.clock.is_rehearsal(), connected.trusts_operators()
    connected.close()

    assert {"host.db", "host.key"} == {path.name for path in tmp_path.iterdir()}
    assert ("quality_assurance", []) == (case.state, findings)
    assert (False, False) == rehearsal


def test_a_rehearsal_is_made_with_a_key_of_ones_own(tmp_path: Path) -> None:
    """No file of the key is written, and the database keeps its own clock."""
    url = f"sqlite:///{tmp_path}/host.db"
    made = Pathway.create(url, key=bytes(32), rehearsal=True, clock=FakeClock())
    later = made.clock.advance(timedelta(days=1))
    made.close()

    assert ["host.db"] == [path.name for path in tmp_path.iterdir()]
    assert later == FakeClock().now + timedelta(days=1)


def test_a_database_is_not_made_twice(tmp_path: Path) -> None:
    """What is there is left as it is."""
    url = f"sqlite:///{tmp_path}/host.db"
    Pathway.create(url).close()
    with pytest.raises(WrongUsage, match="There is a file at"):
        Pathway.create(url)


def test_a_database_without_a_place_for_its_key_is_not_made() -> None:
    """A database in memory has no file beside which the key could lie."""
    with pytest.raises(WrongUsage, match="--key-file"):
        Pathway.create("sqlite://")


def test_threads_take_turns() -> None:
    """There is one connection, and every one of them is served."""
    cases = memory()
    threads = [
        threading.Thread(target=case_in, args=(cases, "quality_assurance")) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    states_reached = [case.state for case in cases.cases()]
    cases.close()

    assert ["quality_assurance"] * 6 == states_reached


def test_a_key_that_is_none_is_refused() -> None:
    """A host that keeps the key elsewhere hands in 32 bytes."""
    with pytest.raises(WrongUsage, match="32 bytes"):
        Pathway.connect("sqlite://", key=b"short")


def test_a_hosts_code_does_what_its_types_say() -> None:
    """What the type checkers read is run as well."""
    cases = host.tested()
    connected = host.connected()
    host.looked_at(cases)
    cases.close()
    connected.close()
