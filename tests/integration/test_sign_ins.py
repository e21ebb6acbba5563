"""Signing in by email: links, codes, who may use them how often, and what of that is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import EmailMessage
from threading import Event
from typing import NamedTuple

import pytest

from pathway import MailNotSent, Pathway, Settings
from pathway.errors import PathwayError, Refused, SignInRefused, TooManyAttempts, WrongUsage
from pathway.notifications.errors import MailServerDown
from pathway.testing import FakeMailer
from tests.integration.test_races import at_once
from tests.rehearsals import BU, NURSE, NURSES_REP, Rehearsal, instant

BASE = "https://pathway.example.org/desk"
HOME, PHONE = "browser-at-home", "browser-on-the-phone"
PLACE = "203.0.113.7"
STRANGER = "stranger@example.org"
LINK = re.compile(rf"{re.escape(BASE)}/sign-in/([A-Za-z0-9_-]{{43}})(\?next=\S+)?")
CODE = re.compile(r"^    ([B-Y3-9]{4}-[B-Y3-9]{4})$", re.MULTILINE)


class Received(NamedTuple):
    """What a mail to sign in holds."""

    token: str
    after: str
    code: str


class Door:
    """A desk's library at which people sign in, and the mail that they get."""

    def __init__(self, desk: Rehearsal) -> None:
        self.desk, self.post = desk, FakeMailer()
        self.pathway = self.connect(self.post)
        self.sign_ins, self.sessions = self.pathway.sign_ins, self.pathway.sessions

    def connect(self, mailer: FakeMailer) -> Pathway:
        """Return a connection of its own."""
        made = Pathway.connect(
            self.desk.address,
            key_file=self.desk.key,
            settings=Settings(base_url=BASE),
            mailer=mailer,
        )
        self.desk.opened.append(made)
        return made

    def asked(self, email: str = NURSE, browser: str = HOME, **more: str) -> Received:
        """Ask for a mail and return what it holds."""
        self.sign_ins.ask(email, browser, PLACE, **more)
        self.sign_ins.wait()
        return received(self.post.sent[-1])

    def failures(self) -> list[str]:
        """Return why sign-ins failed, the latest first."""
        return [failed.what for failed in self.sign_ins.failures()]


@pytest.fixture
def door(desk: Rehearsal) -> Iterator[Door]:
    """Return a desk at which nobody has signed in yet."""
    made = Door(desk)
    yield made
    made.sign_ins.wait()


def received(message: EmailMessage) -> Received:
    """Return what a mail holds."""
    text = message.get_content()
    link, code = LINK.search(text), CODE.search(text)
    assert link is not None, text
    assert code is not None, text
    return Received(link[1], link[2] or "", code[1])


def refused_as(why: str, door: Door, mail: Received, browser: str = HOME) -> None:
    """Check that a link is refused, and why."""
    with pytest.raises(SignInRefused) as refused:
        door.sign_ins.with_link(mail.token, browser, PLACE)
    assert why == refused.value.why
    assert why == door.failures()[0]


@pytest.mark.either
def test_a_link_signs_in_the_browser_that_asked(door: Door) -> None:
    """For twelve hours, as the person in the directory."""
    opened = door.sign_ins.with_link(door.asked().token, HOME, PLACE)
    session = door.sessions.get(opened.secret)

    assert (NURSE, instant("2026-03-16", 21)) == (opened.email, opened.expires_at)
    assert session is not None
    assert (NURSE, opened.expires_at) == (session.email, session.expires_at)
    assert opened.secret not in repr(opened)


@pytest.mark.either
def test_the_mail_says_what_to_do_and_names_nobody(door: Door) -> None:
    """Who did not ask is told what to do; the subject is the same for everybody."""
    door.asked()
    mail = door.post.to(NURSE)[0]
    text = mail.get_content()

    assert "Sign in to Pathway" == mail["Subject"]
    assert "until Mon 16 Mar 2026, 09:15" in text
    assert "If you did not ask to sign in, do nothing" in text
    assert "Nurse" not in text
    assert "nurse" not in text
    assert NURSE not in text
    assert all(len(line) <= 100 for line in text.splitlines())


@pytest.mark.either
def test_a_link_works_once(door: Door) -> None:
    """Whoever gets hold of it later is refused, and so is its code."""
    mail = door.asked()
    door.sign_ins.with_link(mail.token, HOME, PLACE)
    refused_as("used_link", door, mail)

    with pytest.raises(SignInRefused, match="code is wrong, was used already"):
        door.sign_ins.with_code(NURSE, mail.code, PLACE)


@pytest.mark.either
def test_a_forwarded_link_opens_nothing(door: Door) -> None:
    """In another browser; it stays good for the one that asked."""
    mail = door.asked()
    for browser in (PHONE, "", "\udcff"):
        refused_as("other_browser", door, mail, browser)

    assert NURSE == door.sign_ins.with_link(mail.token, HOME, PLACE).email


@pytest.mark.either
def test_the_code_serves_another_browser(door: Door) -> None:
    """However it is typed, and once."""
    mail = door.asked()
    typed = f" {mail.code.lower().replace('-', ' ')} "

    assert NURSE == door.sign_ins.with_code(NURSE.upper(), typed, PLACE).email
    refused_as("used_link", door, mail)
    with pytest.raises(SignInRefused):
        door.sign_ins.with_code(NURSE, mail.code, PLACE)


@pytest.mark.either
def test_a_link_and_its_code_expire(door: Door) -> None:
    """After fifteen minutes of the installation's clock."""
    mail, late = door.asked(), door.asked(NURSES_REP)
    door.desk.pathway.clock.set(instant("2026-03-16").replace(minute=14, second=59))
    door.sign_ins.with_link(mail.token, HOME, PLACE)
    door.desk.pathway.clock.set(instant("2026-03-16").replace(minute=15))
    refused_as("expired_link", door, late)

    with pytest.raises(SignInRefused):
        door.sign_ins.with_code(NURSES_REP, late.code, PLACE)


@pytest.mark.either
@pytest.mark.parametrize("token", ["", "x" * 43, "x" * 100_000, "\ud800\udcff\0", "' OR 1=1 --"])
def test_what_is_no_link_is_refused(door: Door, token: str) -> None:
    """Whatever it is."""
    refused_as("unknown_link", door, Received(token, "", ""))


@pytest.mark.either
@pytest.mark.parametrize("code", ["", "BCDF-GHJK", "x" * 100_000, "\ud800\udcff\0", "١٢٣٤٥٦٧٨"])
def test_what_is_no_code_is_refused(door: Door, code: str) -> None:
    """Whatever it is."""
    door.asked()
    with pytest.raises(SignInRefused) as refused:
        door.sign_ins.with_code(NURSE, code, PLACE)

    assert "wrong_code" == refused.value.why


@pytest.mark.either
def test_a_code_takes_five_tries(door: Door) -> None:
    """Then it is spent, even if it is right; the link in the same mail is not."""
    mail = door.asked()
    for _ in range(5):
        with pytest.raises(SignInRefused):
            door.sign_ins.with_code(NURSE, "BBBB-BBBB", PLACE)
    with pytest.raises(SignInRefused):
        door.sign_ins.with_code(NURSE, mail.code, PLACE)

    assert NURSE == door.sign_ins.with_link(mail.token, HOME, PLACE).email


@pytest.mark.either
def test_a_code_is_of_its_address(door: Door) -> None:
    """Somebody else's code signs nobody in."""
    mail = door.asked()
    with pytest.raises(SignInRefused):
        door.sign_ins.with_code(BU, mail.code, PLACE)

    assert [BU] == [failed.email for failed in door.sign_ins.failures()]


@pytest.mark.either
def test_an_unknown_address_is_answered_alike(door: Door) -> None:
    """No mail leaves; that somebody asked is recorded, without the address."""
    door.sign_ins.ask(STRANGER, HOME, PLACE)
    door.sign_ins.ask(STRANGER.upper(), HOME, PLACE)
    door.sign_ins.wait()
    failed = door.sign_ins.failures()

    assert [] == door.post.sent
    assert [("unknown_address", None, PLACE)] * 2 == [
        (each.what, each.email, each.source) for each in failed
    ]
    assert 1 == len({each.address for each in failed})
    assert "stranger" not in repr(door.desk.contents()).casefold()


@pytest.mark.either
def test_an_unknown_address_is_limited_alike(door: Door) -> None:
    """The sixth time within a quarter of an hour, be it somebody's or nobody's."""
    for email in (NURSE, STRANGER):
        for _ in range(5):
            door.sign_ins.ask(email, HOME, PLACE)
        with pytest.raises(TooManyAttempts) as refused:
            door.sign_ins.ask(email, HOME, PLACE)
        assert 900 == refused.value.retry_after
    door.desk.pathway.clock.set(instant("2026-03-16").replace(minute=15))

    assert NURSE == door.sign_ins.with_link(door.asked().token, HOME, PLACE).email


@pytest.mark.either
def test_letters_that_compare_as_equal_get_no_mail(door: Door) -> None:
    """It goes to the address in the directory, whatever was typed."""
    typed = NURSE.replace("s", "\u017f")  # a long s, which is an s without case
    door.asked(typed)

    assert [NURSE] == [str(message["To"]) for message in door.post.sent]


@pytest.mark.either
@pytest.mark.parametrize("what", ["link", "code"])
def test_a_hundred_wrong_sign_ins(door: Door, what: str) -> None:
    """After some of them the place is left waiting; each that was tried is recorded, once refused."""
    answers: list[str] = []
    for number in range(100):
        try:
            if what == "link":
                door.sign_ins.with_link(f"{number:043}", HOME, PLACE)
            else:
                door.sign_ins.with_code(f"{number}@example.org", "BBBB-BBBB", PLACE)
        except Refused as error:
            answers.append(error.code)
    other = door.sign_ins.with_link(door.asked().token, HOME, "198.51.100.4")

    assert ["refused"] * 60 + ["too_many_attempts"] * 40 == answers
    assert 61 == len(door.failures())
    assert NURSE == other.email


@pytest.mark.either
def test_ipv6_places_are_networks(door: Door) -> None:
    """Whoever has a network has more addresses in it than anybody can count."""
    for number in range(60):
        with pytest.raises(SignInRefused):
            door.sign_ins.with_link("x", HOME, f"2001:db8::{number:x}")
    with pytest.raises(TooManyAttempts):
        door.sign_ins.with_link("x", HOME, "2001:db8::ffff")
    for another in ("2001:db8:0:1::1", "::ffff:198.51.100.4"):
        with pytest.raises(SignInRefused):
            door.sign_ins.with_link("x", HOME, another)


@pytest.mark.either
def test_ipv4_within_ipv6_is_no_network(door: Door) -> None:
    """A server that listens to both sees all of IPv4 in one network."""
    for number in range(60):
        with pytest.raises(SignInRefused):
            door.sign_ins.with_link("x", HOME, f"::ffff:198.51.100.{number}")
    with pytest.raises(SignInRefused):
        door.sign_ins.with_link("x", HOME, "::ffff:203.0.113.7")


@pytest.mark.either
def test_two_processes_count_together(door: Door) -> None:
    """What one has counted the other knows."""
    other = door.connect(FakeMailer())
    for _ in range(5):
        other.sign_ins.ask(NURSE, HOME, PLACE)
    with pytest.raises(TooManyAttempts):
        door.sign_ins.ask(NURSE, HOME, PLACE)


@pytest.mark.parametrize("what", ["link", "code"])
def test_one_of_twenty_spends_it(door: Door, what: str) -> None:
    """At the same moment, from two processes, on either database."""
    mail = door.asked()
    doors = [door.sign_ins, door.connect(FakeMailer()).sign_ins]
    opened: list[str] = []

    def spend(number: int) -> None:
        own = doors[number % 2]
        if what == "link":
            opened.append(own.with_link(mail.token, HOME, PLACE).secret)
        else:
            opened.append(own.with_code(NURSE, mail.code, f"198.51.100.{number}").secret)

    wanted = 20 if what == "link" else 10  # an address has no more codes to try
    failed = at_once(*(lambda number=number: spend(number) for number in range(wanted)))

    assert 1 == len(opened)
    assert [SignInRefused] * (wanted - 1) == [type(error) for error in failed]


@pytest.mark.parametrize("times", [30])
def test_wrong_codes_at_once_are_counted_at_once(door: Door, times: int) -> None:
    """No more than five are compared with a code, however many come at the same moment."""
    mail = door.asked()
    acts = [
        lambda number=number: door.sign_ins.with_code(NURSE, "BBBB-BBBB", f"198.51.100.{number}")
        for number in range(times)
    ]
    failed = at_once(*acts)
    tried = door.desk.sql("SELECT wrong_codes FROM pathway_sign_in")

    assert times == len(failed)
    assert [5] == [row[0] for row in tried]
    with pytest.raises(Refused):
        door.sign_ins.with_code(NURSE, mail.code, PLACE)


@pytest.mark.either
def test_whoever_left_is_not_signed_in(door: Door) -> None:
    """Neither by a link that they had nor by a new one."""
    mail = door.asked()
    door.desk.pathway.people.remove(NURSE)
    refused_as("unknown_link", door, mail)
    door.sign_ins.ask(NURSE, HOME, PLACE)
    door.sign_ins.wait()

    assert 1 == len(door.post.sent)
    with pytest.raises(SignInRefused):
        door.sign_ins.with_code(NURSE, mail.code, PLACE)


@pytest.mark.either
def test_a_link_is_not_made_anothers_by_hand(door: Door) -> None:
    """Whoever can write to the database, without the key, cannot sign in as somebody else."""
    mail = door.asked()
    door.desk.sql(
        "UPDATE pathway_sign_in SET person_id = (SELECT id FROM pathway_person WHERE email = ?)",
        [BU],
    )
    with pytest.raises(SignInRefused):
        door.sign_ins.with_link(mail.token, HOME, PLACE)
    with pytest.raises(SignInRefused):
        door.sign_ins.with_code(NURSE, mail.code, PLACE)


@pytest.mark.either
def test_only_digests_are_kept(door: Door) -> None:
    """Whoever reads the database can use no link, no code, no browser and no session."""
    mail = door.asked()
    other = door.asked(BU)
    opened = door.sign_ins.with_link(other.token, HOME, PLACE)
    kept = repr(door.desk.contents())

    for secret in (mail.token, mail.code, mail.code.replace("-", ""), opened.secret, HOME):
        assert secret not in kept


@pytest.mark.either
@pytest.mark.parametrize(
    ("wanted", "after"),
    [
        ("/cases/PR-2026-0001/steps/endorse?item=agency_return:police",
         "?next=/cases/PR-2026-0001/steps/endorse%3Fitem%3Dagency_return%3Apolice"),
        ("", ""),
        ("//evil.example.org/", ""),
        ("/\\evil.example.org", ""),
        ("https://evil.example.org/", ""),
        ("/cases\r\nBcc: x@example.org", ""),
        ("/" + "x" * 1000, ""),
    ],
)  # fmt: skip
def test_where_a_link_leads(door: Door, wanted: str, after: str) -> None:
    """To a path of the desk, and never elsewhere."""
    assert after == door.asked(next_path=wanted).after


@pytest.mark.either
def test_what_a_link_needs(door: Door) -> None:
    """The desk's address, and a browser that can be told from others."""
    with pytest.raises(WrongUsage, match="base_url"):
        door.desk.pathway.sign_ins.ask(NURSE, HOME, PLACE)
    with pytest.raises(WrongUsage, match="random value"):
        door.sign_ins.ask(NURSE, "", PLACE)


@pytest.mark.either
@pytest.mark.parametrize(
    "error",
    [MailNotSent("no", retry=False), MailServerDown("down", is_login=True), ValueError("stranger")],
)
def test_mail_that_does_not_leave_is_recorded(door: Door, error: Exception) -> None:
    """The caller is told nothing, since it would be told who is in the directory."""
    refusing = Refusing(error)
    pathway = door.connect(refusing)
    pathway.sign_ins.ask(NURSE, HOME, PLACE)
    pathway.sign_ins.wait()
    failed = door.sign_ins.failures()

    assert [("mail_not_sent", NURSE)] == [(each.what, each.email) for each in failed]


@pytest.mark.either
def test_a_server_that_refused_the_login_is_left_alone(door: Door) -> None:
    """Or it might lock the account, while strangers ask for mail."""
    refusing = Refusing(MailServerDown("down", is_login=True))
    pathway = door.connect(refusing)
    for _ in range(3):
        pathway.sign_ins.ask(NURSE, HOME, PLACE)
        pathway.sign_ins.wait()

    assert 1 == refusing.tried


class Waiting(FakeMailer):
    """A mailer that sends nothing until it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.may_send = Event()

    def send(self, message: EmailMessage) -> None:
        """Wait, then keep a message."""
        assert self.may_send.wait(60)
        super().send(message)


@pytest.mark.either
def test_nobody_waits_for_the_mail(door: Door) -> None:
    """So that how long asking takes does not tell who is in the directory."""
    slow = Waiting()
    pathway = door.connect(slow)
    pathway.sign_ins.ask(NURSE, HOME, PLACE)
    before = len(slow.sent)
    slow.may_send.set()
    pathway.sign_ins.wait()

    assert (0, 1) == (before, len(slow.sent))


@pytest.mark.either
def test_mail_beyond_a_hundred_is_not_kept_waiting(door: Door) -> None:
    """A server that does not answer fills no memory; one may ask again later."""
    slow = Waiting()
    pathway = door.connect(slow)
    people = [person.email for person in pathway.people.list()]
    asked = [email for email in dict.fromkeys(people) for _ in range(5)][:120]
    for number, email in enumerate(asked):
        pathway.sign_ins.ask(email, HOME, f"198.51.100.{number}")
    slow.may_send.set()
    pathway.sign_ins.wait()

    assert 100 == len(slow.sent)


class Refusing(FakeMailer):
    """A mailer that takes nothing."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error, self.tried = error, 0

    def send(self, message: EmailMessage) -> None:
        """Refuse a message."""
        del message
        self.tried += 1
        raise self.error


@pytest.mark.either
def test_failures_are_for_whoever_keeps_the_directory(door: Door) -> None:
    """And for whoever keeps the installation."""
    with pytest.raises(Refused, match="is for: bu, chair"):
        door.sign_ins.failures(by=NURSE)

    assert door.sign_ins.failures() == door.sign_ins.failures(by=BU)


@pytest.mark.either
def test_what_ran_out_is_taken_away(door: Door) -> None:
    """A day later, with the next that is asked; failures and sessions stay a year."""
    door.sign_ins.with_link(door.asked().token, HOME, PLACE)
    with pytest.raises(PathwayError):
        door.sign_ins.with_link("x", HOME, PLACE)
    door.desk.clock("2026-03-18")
    door.asked(BU)
    kept = [counted(door, name) for name in ("sign_in", "sign_in_failure", "session")]
    door.desk.clock("2027-04-01")
    door.asked(BU)

    assert [1, 1, 1] == kept
    assert [1, 0, 0] == [counted(door, name) for name in ("sign_in", "sign_in_failure", "session")]


def counted(door: Door, name: str) -> int:
    """Return how many rows a table has."""
    return int(door.desk.sql(f"SELECT COUNT(*) FROM pathway_{name}")[0][0])


@pytest.mark.either
def test_what_ran_out_is_taken_away_without_mail_too(door: Door) -> None:
    """When a session is opened, and when a sign-in fails elsewhere."""
    door.sessions.open(NURSE)
    door.sign_ins.record_failure("sign_on_unknown", PLACE)
    door.desk.clock("2027-04-01")
    door.sessions.open(NURSE)
    after_opening = [counted(door, name) for name in ("sign_in_failure", "session")]
    door.sign_ins.record_failure("sign_on_unknown", PLACE)
    door.desk.clock("2028-04-03")
    door.sign_ins.record_failure("sign_on_unknown", PLACE)
    after_failing = [counted(door, name) for name in ("sign_in_failure", "session")]

    assert [0, 1] == after_opening
    assert [1, 0] == after_failing
