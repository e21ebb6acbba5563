"""The authoriser is asked by every method that acts, and what names nobody is the host's only where it said so."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from pathway import Authorised, Pathway
from pathway.documents.files import PathwayFile
from pathway.errors import Refused, WrongUsage
from pathway.service.access.reads import Reads
from pathway.service.casework import Casework
from pathway.service.deadlines.holidays import Holidays
from pathway.service.documents.chronologies import Chronologies
from pathway.service.documents.documents import Documents
from pathway.service.documents.plans.importing import Plans, TrackerFile
from pathway.service.drafts import Drafts
from pathway.service.identity.sessions import Sessions
from pathway.service.identity.sign_ins import SignIns
from pathway.service.identity.tokens import Tokens
from pathway.service.mail.mail import Mail
from pathway.service.meetings.meetings import Meetings
from pathway.service.people.people import People
from pathway.service.personal_data.names import Names
from pathway.service.tasks.tasks import Tasks
from pathway.service.upkeep.clock import DatabaseClock
from pathway.service.upkeep.definitions import Definitions
from pathway.service.upkeep.workers import Workers
from pathway.workflows.loading.definition_files import packaged
from tests.rehearsals import BU, CHAIR, NURSE, Rehearsal, form, instant

DAY = date(2026, 5, 5)  # Tue
ROW = "name,email,agency,roles,order\nEve,eve@example.org,sscp,chair;bu,9\n"
NOTE = PathwayFile("note.txt", b"Seen at home.")
TRACKER = TrackerFile(b"Action,Lead\nTell the schools,Somebody\n")
SITTING = {
    "kind": "subgroup",
    "day": "2026-05-05",
    "starts": "10:00",
    "ends": "12:00",
    "chair": CHAIR,
    "members": [BU],
}
CONTACT: dict[str, Any] = {"agency": "police", "name": "Sam Example", "email": "sam@example.org"}
ENTERED: dict[str, Any] = {**CONTACT, "roles": ["rep"]}
Act = Callable[[Pathway, str, Any], object]
NEXT = {
    name: text.replace('version = "2026.1"', 'version = "2026.2"')
    for name, text in packaged().items()
}
# Each method that acts, with what it is called with; `by` is added.
ON_CASES: dict[str, Act] = {
    "refer": lambda own, _, by: own.refer(form("practice_review"), **by),
    "amend": lambda own, case, by: own.amend(case, form("practice_review"), **by),
    "take": lambda own, case, by: own.take(case, "note", input={"text": "x"}, **by),
    "preview": lambda own, case, by: own.preview(case, "note", input={"text": "x"}, **by),
    "personal_data": lambda own, case, by: own.personal_data(case, **by),
    "documents.add": lambda own, case, by: own.documents.add(case, NOTE, title="Note", **by),
    "documents.list": lambda own, case, by: own.documents.list(case, **by),
    "documents.get": lambda own, case, by: own.documents.get(case, "doc:1", **by),
    "documents.fill": lambda own, case, by: own.documents.fill(case, "practice_review", **by),
    "documents.case_pack": lambda own, case, by: own.documents.case_pack(case, **by),
    "documents.plan_on_record": lambda own, case, by: own.documents.plan_on_record(case, **by),
    "plans.import_file": lambda own, case, by: own.plans.import_file(case, TRACKER, **by),
    "chronologies.integrated": lambda own, case, by: own.chronologies.integrated(case, **by),
    "meetings.new": lambda own, _, by: own.meetings.new(SITTING, **by),
    "steps_meeting": lambda own, case, by: own.steps_meeting(case, "triage", **by),
    "documents.case_names": lambda own, case, by: own.documents.case_names(case, **by),
    "documents.case_parts": lambda own, case, by: own.documents.case_parts(case, **by),
    "whole_cases": lambda own, _, by: own.whole_cases(**by),
    "meetings.plan_schema": lambda own, _, by: own.meetings.plan_schema(**by),
    "mail.ask_for_contact": lambda own, _, by: own.mail.ask_for_contact(**CONTACT, **by),
    "people.posts": lambda own, _, by: own.people.posts(**by),
    "tasks.take_on": lambda own, case, by: own.tasks.take_on(case, "draft", **by),
    "tasks.give_back": lambda own, case, by: own.tasks.give_back(case, "draft", **by),
    "tasks.hand": lambda own, case, by: own.tasks.hand(case, "draft", to=NURSE, **by),
    "tasks.resolve": lambda own, case, by: own.tasks.resolve(case, "draft", **by),
    "tasks.follow_up": lambda own, case, by: own.tasks.follow_up(case, "draft", on=DAY, **by),
    "drafts.keep": lambda own, case, by: own.drafts.keep(case, "note", None, {"text": "x"}, **by),
    "drafts.files": lambda own, case, by: own.drafts.files(case, "note", None, **by),
    "drafts.discard": lambda own, case, by: own.drafts.discard(case, "note", None, **by),
}
ON_ALL: dict[str, Act] = {
    "migrate": lambda own, case, by: own.migrate(case, to="2026.2", **by),
    "migrate back": lambda own, case, by: own.migrate(case, to=None, **by),
    "preview_migration": lambda own, case, by: own.preview_migration(case, to="2026.2", **by),
    "holidays.add": lambda own, _, by: own.holidays.add(DAY, "Closed", **by),
    "holidays.remove": lambda own, _, by: own.holidays.remove(DAY, **by),
    "holidays.renew": lambda own, _, by: own.holidays.renew(**by),
    "people.import_file": lambda own, _, by: own.people.import_file(ROW, **by),
    "people.enter": lambda own, _, by: own.people.enter(**ENTERED, **by),
    "people.absent": lambda own, _, by: own.people.absent(CHAIR, DAY, DAY, **by),
    "people.back": lambda own, _, by: own.people.back(CHAIR, **by),
    "people.remove": lambda own, _, by: own.people.remove(NURSE, **by),
    "definitions.load": lambda own, _, by: own.definitions.load(NEXT, **by),
    "names.import_file": lambda own, _, by: own.names.import_file("Alex Example\n", **by),
    "tokens.issue": lambda own, _, by: own.tokens.issue(NURSE, **by),
    "tokens.list": lambda own, _, by: own.tokens.list(**by),
    "tokens.revoke": lambda own, _, by: own.tokens.revoke(1, **by),
    "sign_ins.failures": lambda own, _, by: own.sign_ins.failures(**by),
    "sessions.list": lambda own, _, by: own.sessions.list(**by),
    "sessions.end_all": lambda own, _, by: own.sessions.end_all(CHAIR, **by),
    "mail.retry": lambda own, _, by: own.mail.retry(1, **by),
    "mail.test": lambda own, _, by: own.mail.test("somebody@example.org", **by),
    "clock.set": lambda own, _, by: own.clock.set(instant("2026-03-17"), **by),
    "clock.advance": lambda own, _, by: own.clock.advance(timedelta(days=1), **by),
}
# What only reads, and what goes on by itself whoever asks: nobody's decision is in it.
ON_FACE = {"case", "cases", "steps", "schema", "form_schema", "history", "deadlines", "explain"}
ON_PARTS = {
    "calendar",
    "folder",
    "through",
    "verify",
    "doctor",
    "figures",
    "attention",
    "trusts_operators",
    "list",
    "show",
    "now",
}
OTHERS = {
    "with_token",
    "person",
    "is_rehearsal",
    "current",
    "names",
    "states",
    "kinds",
    "at_once",
    "by_email",
    "at",
    "join",
    "close",
}
# What is written from a case asks as `documents.case_pack` does, and steps of meetings as `take`.
PAPERS = {
    "template",
    "templates",
    "read_form",
    "check",
    "case_paper",
    "get",
    "request_letter",
    "request_paper",
    "plan",
    "nhs_tracker",
    "national_notification",
    "national_notification_paper",
    "pauses",
    "agenda",
    "minutes",
    "papers",
    "add",
    "take",
    "declare",
    "attend",
    "decide",
    "tidy",
}
# What finds out who somebody is: a desk calls it before it knows that.
SIGNING_IN = {"ask", "with_link", "with_code", "record_failure", "wait", "open", "get", "end"}
READ = SIGNING_IN | ON_FACE | ON_PARTS | OTHERS | PAPERS | {"tables"}
BY_ITSELF = {
    "sweep",
    "dispatch",
    "link",
    "anchor",
    "rest",
    "mail.receipts",
    "workers.beat",
    "workers.forget",
}
PARTS = {
    "people": People,
    "mail": Mail,
    "holidays": Holidays,
    "definitions": Definitions,
    "clock": DatabaseClock,
    "workers": Workers,
    "documents": Documents,
    "meetings": Meetings,
    "chronologies": Chronologies,
    "plans": Plans,
    "names": Names,
    "tokens": Tokens,
    "sign_ins": SignIns,
    "sessions": Sessions,
    "tasks": Tasks,
    "drafts": Drafts,
    "reads": Reads,
}


@pytest.fixture(scope="module")
def prepared(installed: Rehearsal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    """Return a rehearsal with a case in draft, another version to move to, and a token."""
    made = installed.copied(tmp_path_factory.mktemp("prepared") / "desk")
    made.refer()
    made.pathway.definitions.load(NEXT)
    made.pathway.tokens.issue(CHAIR)
    yield made
    made.remove()


@pytest.fixture
def desk(prepared: Rehearsal, tmp_path: Path) -> Iterator[Rehearsal]:
    """Return a copy of that rehearsal, for one test alone."""
    copy = prepared.copied(tmp_path / "desk")
    yield copy
    copy.remove()


@pytest.fixture
def reference(desk: Rehearsal) -> str:
    """Return the case that is in draft."""
    return desk.pathway.cases()[0].reference


@pytest.fixture
def connected(desk: Rehearsal) -> Iterator[Callable[..., Pathway]]:
    """Return what connects with an authoriser."""
    opened: list[Pathway] = []

    def connect(authoriser: Any, **options: Any) -> Pathway:
        made = Pathway.connect(desk.address, key_file=desk.key, authoriser=authoriser, **options)
        opened.append(made)
        return made

    yield connect
    for made in opened:
        made.close()


def public(kind: type) -> set[str]:
    """Return the names of the methods of a class that are called on its objects."""
    methods = inspect.getmembers(kind, inspect.isfunction)
    return {name for name, _ in methods if not name.startswith("_")}


def nurse_as_bu(_user: str) -> Authorised:
    """Take every user for the nurse, in another role."""
    return Authorised(NURSE, ("bu",))


def nobody(_user: str) -> None:
    """Know no user."""


@pytest.mark.either
@pytest.mark.parametrize("name", [*ON_CASES, *ON_ALL])
def test_an_unknown_user_may_nothing(
    desk: Rehearsal, reference: str, connected: Callable[..., Pathway], name: str
) -> None:
    """Even where the user's name is the email of somebody who might."""
    before = desk.contents()
    with pytest.raises(Refused, match="may not act here"):
        (ON_CASES | ON_ALL)[name](connected(nobody), reference, {"by": BU})

    assert before == desk.contents()


@pytest.mark.either
@pytest.mark.parametrize("name", ON_ALL)
def test_nobody_named_is_refused_under_an_authoriser(
    desk: Rehearsal, reference: str, connected: Callable[..., Pathway], name: str
) -> None:
    """A call that a host's user reaches cannot leave out who asks."""
    before = desk.contents()
    with pytest.raises(Refused, match="wants to know who asks"):
        ON_ALL[name](connected(Authorised), reference, {})

    assert before == desk.contents()


@pytest.mark.either
@pytest.mark.parametrize("name", ON_ALL)
def test_somebody_without_the_role_may_not(
    desk: Rehearsal, reference: str, connected: Callable[..., Pathway], name: str
) -> None:
    """The business unit, once the host gives it no role; and a nurse, who never had one."""
    before = desk.contents()
    for user, roles in ((BU, ()), (NURSE, None)):
        with pytest.raises(Refused, match="is for: bu, chair"):
            ON_ALL[name](
                connected(partial(Authorised, roles=roles)),
                reference,
                {"by": user},
            )

    assert before == desk.contents()


@pytest.mark.either
def test_the_host_may_give_the_role(
    desk: Rehearsal, reference: str, connected: Callable[..., Pathway]
) -> None:
    """To a nurse, under a name of its own; the history names the nurse."""
    own = connected(nurse_as_bu)
    own.migrate(reference, to="2026.2", by="u-17")
    change = own.holidays.add(DAY, "Closed", by="u-17")
    own.people.import_file(ROW, by="u-17")

    assert NURSE == desk.pathway.history(reference)[-1].by
    assert [NURSE] == [day.added_by for day in change.days]


@pytest.mark.either
@pytest.mark.parametrize("options", [{}, {"answers_for_itself": True}])
def test_the_host_answers_where_it_said_so(
    desk: Rehearsal, reference: str, connected: Callable[..., Pathway], options: dict[str, Any]
) -> None:
    """In `connect`, or call by call."""
    own = connected(nobody, **options)
    own = own if options else own.by_email()
    own.migrate(reference, to="2026.2")
    own.people.import_file(ROW)

    assert "eve@example.org" in {person.email for person in desk.pathway.people.list()}


@pytest.mark.either
def test_a_host_without_an_authoriser_may_want_a_name_too(desk: Rehearsal) -> None:
    """Then each call says who asks, by their email."""
    own = Pathway.connect(desk.address, key_file=desk.key, answers_for_itself=False)
    with pytest.raises(Refused, match="wants to know who asks"):
        own.people.import_file(ROW)
    own.people.import_file(ROW, by=BU)
    own.close()

    assert "eve@example.org" in {person.email for person in desk.pathway.people.list()}


@pytest.mark.either
def test_one_may_be_away_on_ones_own_word(connected: Callable[..., Pathway]) -> None:
    """And nobody else."""
    own = connected(Authorised)
    own.people.absent(NURSE, DAY, DAY, by=NURSE)
    with pytest.raises(Refused):
        own.people.absent(CHAIR, DAY, DAY, by=NURSE)

    assert 1 == own.people.back(NURSE, by=NURSE)


@pytest.mark.either
def test_an_authoriser_that_returns_an_email(connected: Callable[..., Pathway]) -> None:
    """The host is told what it returns."""
    with pytest.raises(WrongUsage, match="returned str"):
        connected(str).refer(form("practice_review"), by=NURSE)


def test_no_method_is_missing_here() -> None:
    """Each public method acts and is above, or reads, or goes on by itself."""
    named = {name.split(" ")[0] for name in (*ON_CASES, *ON_ALL)} | READ | BY_ITSELF
    missing = [name for name in public(Casework) | public(Pathway) if name not in named]
    for part in PARTS:
        missing += [
            f"{part}.{name}"
            for name in public(PARTS[part])
            if name not in READ and f"{part}.{name}" not in named
        ]

    assert [] == missing
