"""A change of contact: asked for by mail, and entered in the directory in one piece."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from email.message import EmailMessage

import pytest

from pathway import Pathway
from pathway.errors import ImportRefused, NotFound, Refused, WrongUsage
from pathway.notifications.errors import MailServerDown
from pathway.service.people.entering import Entered
from pathway.testing import FakeMailer, memory
from tests.rehearsals import BU, COORDINATOR, NURSES_REP, Rehearsal

NURSE, REP = "new.nurse@example.org", "rep.police@example.org"
ASKED = {"agency": "police", "name": "New Person", "email": "new.person@example.org"}


@pytest.fixture
def mailer() -> FakeMailer:
    return FakeMailer()


@pytest.fixture
def pathway(mailer: FakeMailer) -> Iterator[Pathway]:
    with closing(memory(mailer=mailer)) as made:
        yield made


def test_the_business_unit_is_asked_by_mail(pathway: Pathway, mailer: FakeMailer) -> None:
    """Who asks and for what is in the mail, nobody is in its subject, and nothing changes."""
    before = pathway.people.list(by=BU)
    count = pathway.mail.ask_for_contact(**ASKED, instead_of=REP, by=REP)
    [letter] = mailer.sent
    body = letter.get_body(("plain",))

    assert 1 == count
    assert (BU, "A change of contact is asked for") == (letter["To"], letter["Subject"])
    assert body is not None
    for text in ("Police representative", "Greater Manchester Police", *ASKED.values(), REP):
        assert text in body.get_content()
    assert before == pathway.people.list(by=BU)


def test_whoever_is_away_is_not_asked(pathway: Pathway, mailer: FakeMailer) -> None:
    """Unless nobody of the business unit is there: then all of them are."""
    pathway.people.enter(
        name="Coordinator", email=COORDINATOR, agency="partnership", roles=["bu"], order="2", by=BU
    )
    pathway.people.absent(BU, date(2026, 3, 16), date(2026, 3, 17), by=BU)
    one = pathway.mail.ask_for_contact(**ASKED, by=REP)
    pathway.people.absent(COORDINATOR, date(2026, 3, 16), date(2026, 3, 17), by=BU)
    two = pathway.mail.ask_for_contact(**ASKED, by=REP)

    assert (1, 2) == (one, two)
    assert [COORDINATOR, BU, COORDINATOR] == [letter["To"] for letter in mailer.sent]


class Locked:
    """A mailer whose server refuses the login."""

    def __init__(self) -> None:
        self.tried = 0

    def send(self, message: EmailMessage) -> None:
        """Refuse it."""
        self.tried += bool(message)
        raise MailServerDown("The mail server refused the login.", is_login=True)


def test_a_refused_login_is_not_tried_with_every_press() -> None:
    """Whoever asks again is told so at once, and the account is not locked by it."""
    mailer = Locked()
    with closing(memory(mailer=mailer)) as made:
        for _ in range(3):
            with pytest.raises(MailServerDown):
                made.mail.ask_for_contact(**ASKED, by=REP)

    assert 1 == mailer.tried


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"agency": "nobody"}, NotFound),
        ({"instead_of": "nobody@example.org"}, NotFound),
        ({"name": "two\nlines"}, WrongUsage),
        ({"name": " "}, WrongUsage),
        ({"email": "nonsense"}, WrongUsage),
    ],
)
def test_what_cannot_be_is_not_asked_for(
    pathway: Pathway, mailer: FakeMailer, wrong: dict[str, str], error: type[Exception]
) -> None:
    """Each is told to whoever asks, and no mail is sent."""
    with pytest.raises(error):
        pathway.mail.ask_for_contact(**{**ASKED, **wrong}, by=REP)

    assert [] == mailer.sent


def entered(
    desk: Rehearsal,
    *,
    roles: Sequence[str] = ("rep",),
    instead_of: str = NURSES_REP,
    by: str = BU,
    preview: bool = False,
) -> Entered:
    """Enter a nurse in the place of somebody."""
    return desk.pathway.people.enter(
        name="New nurse",
        email=NURSE,
        agency="northern_care_alliance",
        roles=roles,
        instead_of=instead_of,
        preview=preview,
        by=by,
    )


@pytest.mark.either
def test_one_comes_in_the_place_of_another(desk: Rehearsal) -> None:
    """Both are recorded, or neither: a fault in one leaves the other as it was."""
    looked = entered(desk, preview=True)
    before = {person.email for person in desk.pathway.people.list()}
    with pytest.raises(NotFound):
        entered(desk, instead_of=BU)
    with pytest.raises(ImportRefused):
        entered(desk, roles=["boss"])
    with pytest.raises(Refused):
        entered(desk, by=NURSES_REP)
    unchanged = {person.email for person in desk.pathway.people.list()}
    entered(desk)
    after = {person.email for person in desk.pathway.people.list()}

    assert 1 == looked.imported.added
    assert looked.removed is not None
    assert NURSES_REP == looked.removed.email
    assert before == unchanged
    assert {NURSE} == after - before
    assert {NURSES_REP} == before - after
