"""The authoriser is asked by every method that acts, and what names nobody is the host's only where it said so."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from pathway import Authorised, Pathway
from pathway.errors import Refused, WrongUsage
from pathway.service.casework import Casework
from pathway.service.deadlines.holidays import Holidays
from pathway.service.mail.mail import Mail
from pathway.service.people.people import People
from pathway.service.upkeep.clock import DatabaseClock
from pathway.service.upkeep.definitions import Definitions
from pathway.service.upkeep.workers import Workers
from pathway.workflows.loading.definition_files import packaged
from tests.rehearsals import BU, CHAIR, NURSE, Rehearsal, form, instant

DAY = date(2026, 5, 5)  # Tue
ROW = "name,email,agency,roles,order\nEve,eve@example.org,sscp,chair;bu,9\n"
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
}
ON_ALL: dict[str, Act] = {
    "migrate": lambda own, case, by: own.migrate(case, to="2026.2", **by),
    "migrate back": lambda own, case, by: own.migrate(case, to=None, **by),
    "preview_migration": lambda own, case, by: own.preview_migration(case, to="2026.2", **by),
    "holidays.add": lambda own, _, by: own.holidays.add(DAY, "Closed", **by),
    "holidays.remove": lambda own, _, by: own.holidays.remove(DAY, **by),
    "holidays.renew": lambda own, _, by: own.holidays.renew(**by),
    "people.import_file": lambda own, _, by: own.people.import_file(ROW, **by),
    "people.absent": lambda own, _, by: own.people.absent(CHAIR, DAY, DAY, **by),
    "people.back": lambda own, _, by: own.people.back(CHAIR, **by),
    "people.remove": lambda own, _, by: own.people.remove(NURSE, **by),
    "definitions.load": lambda own, _, by: own.definitions.load(NEXT, **by),
    "mail.retry": lambda own, _, by: own.mail.retry(1, **by),
    "mail.test": lambda own, _, by: own.mail.test("somebody@example.org", **by),
    "clock.set": lambda own, _, by: own.clock.set(instant("2026-03-17"), **by),
    "clock.advance": lambda own, _, by: own.clock.advance(timedelta(days=1), **by),
}
# What only reads, and what goes on by itself whoever asks: nobody's decision is in it.
ON_FACE = {"case", "cases", "steps", "schema", "form_schema", "history", "deadlines", "explain"}
ON_PARTS = {"calendar", "verify", "doctor", "attention", "trusts_operators", "list", "show", "now"}
OTHERS = {"is_rehearsal", "current", "names", "states", "kinds", "by_email", "at", "join", "close"}
READ = ON_FACE | ON_PARTS | OTHERS | {"tables"}
BY_ITSELF = {
    "sweep",
    "dispatch",
    "link",
    "anchor",
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
}


@pytest.fixture
def reference(desk: Rehearsal) -> str:
    """Return a case that is in draft, with another version to move to."""
    draft = desk.refer()
    desk.pathway.definitions.load(NEXT)
    return draft


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
