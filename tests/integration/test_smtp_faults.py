"""
Whatever a mail server does at whatever place: no message is lost, and none comes twice under two
names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pathway.errors import WrongUsage
from pathway.service.retrying import LAST_IN_DOUBT
from tests.faulty_mail_servers import CLOSE, CLOSING, HANG, PLACES, Fault, Post, faulty_mail_server
from tests.mail_servers import certified, mail_server
from tests.rehearsals import NURSES_DEPUTY, NURSES_REP, Rehearsal

pytestmark = pytest.mark.either
PAUSE = timedelta(minutes=3)  # longer than the wait after one attempt
# What a message is after the first pass. Whoever heard nothing once DATA was said cannot know.
WAITING = {"greeting", "EHLO", "MAIL", "RCPT"}
IN_DOUBT = {"DATA", "text", "taken"}


@pytest.fixture(scope="module")
def installed(
    installed: Rehearsal, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Rehearsal]:
    """Return a rehearsal with a case at triage whose mail waits."""
    made = installed.copied(tmp_path_factory.mktemp("waiting") / "desk")
    made.endorsed()
    made.pathway.sweep()
    made.pathway.close()
    yield made
    made.remove()


@pytest.fixture
def post() -> Iterator[Post]:
    """Return a mail server that fails as it is told to."""
    with faulty_mail_server() as made:
        yield made


def waiting(desk: Rehearsal) -> list[str]:
    """Return the Message-IDs of the mail that waits."""
    return [message.message_id for message in desk.pathway.mail.list(state="waiting")]


def state_after(fault: Fault) -> str:
    """Return what the message is that met the fault."""
    if fault.place in WAITING or (fault.place in IN_DOUBT and fault.how == CLOSING):
        return "waiting"
    return "unknown" if fault.place in IN_DOUBT else "sent"


def meets(desk: Rehearsal, post: Post, fault: Fault, timeout: int) -> None:
    """Send with a fault in the first conversation, then without, and look at both passes."""
    ids = waiting(desk)
    post.faults = [fault]
    pathway = desk.connect(
        **post.settings(smtp_timeout_seconds=timeout, smtp_data_timeout_seconds=timeout)
    )
    pathway.dispatch()
    first, *others = pathway.mail.list()
    copies = Counter(post.ids)
    pathway.clock.advance(PAUSE)
    pathway.dispatch()

    assert state_after(fault) == first.state
    assert {message.state for message in others} <= {"sent", "waiting"}
    assert {message.message_id for message in [first, *others] if message.state == "sent"} <= set(
        copies
    )
    assert ["sent"] * len(ids) == [message.state for message in pathway.mail.list()]
    twice = {first.message_id} if fault.place == "taken" and fault.how != CLOSING else set[str]()
    assert Counter(ids) + Counter(twice) == Counter(post.ids)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("how", [CLOSE, CLOSING])
def test_a_server_that_hangs_up_or_closes_down(
    desk: Rehearsal, post: Post, place: str, how: str
) -> None:
    """
    In the next pass all have left, and only what it had taken without a word comes twice, as the
    same message.
    """
    meets(desk, post, Fault(place, how), timeout=10)


@pytest.mark.sqlite
@pytest.mark.parametrize("place", PLACES)
def test_a_server_that_hangs(desk: Rehearsal, post: Post, place: str) -> None:
    """It is waited for one second, as it is set, and then it is as if it had hung up."""
    meets(desk, post, Fault(place, HANG), timeout=1)


@pytest.mark.sqlite
def test_a_server_that_keeps_silent_is_tried_once_in_a_pass(desk: Rehearsal, post: Post) -> None:
    """It costs one timeout and not one for each message; no attempt is counted."""
    ids = waiting(desk)
    post.faults = [Fault("greeting", HANG)] * len(ids)
    pathway = desk.connect(**post.settings(smtp_timeout_seconds=1))
    done = pathway.dispatch()

    assert (1, 0) == (done.failed, done.sent)
    assert [0] * len(ids) == [message.attempts for message in pathway.mail.list()]


@pytest.mark.parametrize("how", [CLOSE, CLOSING])
def test_a_connection_that_died_is_replaced(desk: Rehearsal, post: Post, how: str) -> None:
    """
    The server takes a message and hangs up before the next: all leave in the same pass, and nobody
    asks before each whether it is still there.
    """
    ids = waiting(desk)
    post.faults = [Fault("after", how)]
    done = desk.connect(**post.settings()).dispatch()

    assert len(ids) == done.sent
    assert ids == post.ids
    assert not [command for command in post.commands if command.upper().startswith("NOOP")]


@pytest.mark.sqlite
@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    faults=st.lists(
        st.builds(Fault, st.sampled_from(PLACES), st.sampled_from([CLOSE, CLOSING])), max_size=8
    )
)
def test_no_sequence_of_faults_loses_or_alters_a_message(
    installed: Rehearsal, tmp_path_factory: pytest.TempPathFactory, faults: list[Fault]
) -> None:
    """
    After each pass every message is in a state of the list, none was taken more than three times
    unless somebody said so, and in the end each has left, always under its own name.
    """
    desk = installed.copied(tmp_path_factory.mktemp("desk"))
    ids = waiting(desk)
    with faulty_mail_server() as post:
        post.faults = list(faults)
        pathway = desk.connect(**post.settings())
        states: set[str] = set()
        for _ in range(len(faults) + 1):
            pathway.dispatch()
            states |= {message.state for message in pathway.mail.list()}
            assert {message.message_id for message in pathway.mail.list(state="sent")} <= set(
                post.ids
            )
            pathway.clock.advance(timedelta(hours=7))
        for message in pathway.mail.list(dead=True):
            pathway.mail.retry(message.id)
        pathway.dispatch()
        left = [message.message_id for message in pathway.mail.list(state="sent")]
        copies = Counter(post.ids)
    desk.remove()

    assert states <= {"sent", "waiting", "unknown", "dead"}
    assert max(copies.values()) <= LAST_IN_DOUBT + 1
    assert ids == left
    assert set(ids) == set(copies)
    assert sum(copies.values()) - len(ids) <= sum(fault.place == "taken" for fault in faults)


@pytest.mark.parametrize("fault", ["another name", "ended", "nobody trusts it"])
@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.sqlite
def test_a_bad_certificate_is_not_accepted(
    desk: Rehearsal, tmp_path: Path, security: str, fault: str
) -> None:
    """
    Nothing is said over that connection, `doctor` names the fault, and with a good one everything
    leaves.
    """
    ids = waiting(desk)
    name = "mail.example.org" if fault == "another name" else "localhost"
    ends = -1 if fault == "ended" else 1
    proof = certified(tmp_path / "proof", name, ends)
    settings = {"smtp_ca_file": ""} if fault == "nobody trusts it" else {}
    with mail_server(tmp_path / "bad", security, proof=proof) as server:
        pathway = desk.connect(**server.settings(security) | settings)
        done = pathway.dispatch()
        finding = next(finding for finding in pathway.doctor() if finding.what == "mail_server")
        kept = list(server.behaviour.kept)
    messages = pathway.mail.list()
    pathway.clock.advance(PAUSE)
    with mail_server(tmp_path / "good", security) as server:
        after = desk.connect(**server.settings(security)).dispatch()

    assert (0, []) == (done.sent, kept)
    assert {"waiting"} == {message.state for message in messages}
    assert {"mail_server_tls", None} == {message.last_error for message in messages}
    assert ("fault", True) == (finding.level, "certificate" in finding.message)
    assert len(ids) == after.sent


def test_a_bounce_is_asked_for_with_the_message_id_and_no_text(desk: Rehearsal, post: Post) -> None:
    """
    A server that can is told whom to send it to, what names the message, and to return headers
    alone (RFC 3461).
    """
    first, *_ = waiting(desk)
    desk.connect(**post.settings(bounces_address="bounces@example.org")).dispatch()
    mail = next(command for command in post.commands if command.startswith(("MAIL", "mail")))

    assert f"mail FROM:<bounces@example.org> RET=HDRS ENVID={first.strip('<>')}" == mail


def address_of(desk: Rehearsal, old: str, new: str) -> None:
    """Write an address into the directory that no import would take."""
    desk.sql("UPDATE pathway_person SET email = ? WHERE email = ?", [new, old])


@pytest.mark.parametrize(
    "address",
    [
        "nobody",
        "rep.nca@@example.org",
        "rep.nca@example.org\r\nbcc: everybody@example.org",
        "rep nca@example.org",
        "@",
    ],
)
def test_an_invalid_address_brings_in_the_next_contact(
    desk: Rehearsal, post: Post, address: str
) -> None:
    """
    It is a dead letter, never a header or a second recipient, and the deputy is told of the same
    duty.
    """
    desk.do(
        "PR-2026-0001", "notify_panel", "notifier@example.org", agencies=["northern_care_alliance"]
    )
    address_of(desk, NURSES_REP, address)
    # A process that runs already keeps the directory until a change of it is recorded.
    pathway = desk.connect(**post.settings())
    pathway.sweep()
    pathway.dispatch()
    dead = pathway.mail.list(dead=True)
    sent = {
        (message.to, tell.deadline)
        for message in pathway.mail.list(state="sent")
        for tell in message.notices
    }

    assert {("bounced", "address_refused")} == {
        (message.state, message.last_error) for message in dead
    }
    assert {(NURSES_DEPUTY, tell.deadline) for message in dead for tell in message.notices} <= sent
    assert not [content for content in (*post.commands, *post.kept) if "everybody" in str(content)]


def test_a_name_with_a_line_break_makes_no_header(desk: Rehearsal, post: Post) -> None:
    """Whatever stands in the directory, the headers are those of every mail."""
    waiting(desk)
    desk.sql("UPDATE pathway_person SET name = ?", ["Eve\r\nBcc: everybody@example.org"])
    done = desk.connect(**post.settings()).dispatch()

    assert done.sent == len(post.kept) > 1
    headers = [message_from_bytes(content) for content in post.kept]
    assert [None] * done.sent == [header["Bcc"] for header in headers]
    assert not [header for header in headers if "everybody" in str(header.items())]


def test_an_agency_of_two_lines_takes_no_other_duty_with_it(desk: Rehearsal, post: Post) -> None:
    """What cannot be put into words is left out of the digest, and the rest of it is sent."""
    waiting(desk)
    desk.sql("UPDATE pathway_agency SET name = ?", ["Agency of\ntwo lines"])
    done = desk.connect(**post.settings()).dispatch()

    assert done.sent == len(post.kept) > 0
    assert not [content for content in post.kept if b"Agency of" in content]


def test_a_contact_of_two_lines_is_written_on_one(desk: Rehearsal, post: Post) -> None:
    """As somebody would write a name and a telephone number into the settings."""
    waiting(desk)
    done = desk.connect(**post.settings(), help_contact="Sam Hill\n01632 960 001").dispatch()
    letters = [content.replace(b"=\r\n", b"").replace(b"\r\n", b" ") for content in post.kept]

    assert done.sent == len(letters) > 1
    assert all(b"Sam Hill 01632 960 001" in letter for letter in letters)


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "settings",
    [
        {"sender": "Pathway\r\nBcc: everybody@example.org <pathway@example.org>"},
        {"sender": "pathway@example.org\nBcc: everybody@example.org"},
        {"sender": "nobody"},
        {"base_url": "https://pathway.example.org/\r\nBcc: everybody@example.org"},
        {"bounces_address": "bounces@example.org>\r\nRCPT TO:<everybody@example.org"},
    ],
)
def test_a_setting_with_a_line_break_sends_nothing_and_gives_nothing_up(
    desk: Rehearsal, post: Post, settings: dict[str, str]
) -> None:
    """
    It is refused before the first message is looked at, `doctor` says so, and put right everything
    leaves.
    """
    ids = waiting(desk)
    wrong = desk.connect(**post.settings(**settings))
    with pytest.raises(WrongUsage):
        wrong.dispatch()
    finding = next(finding for finding in wrong.doctor() if finding.what == "mail_server")
    before = [(message.state, message.attempts) for message in wrong.mail.list()]
    desk.connect(**post.settings()).dispatch()

    assert "fault" == finding.level
    assert [("waiting", 0)] * len(ids) == before
    assert sorted(ids) == sorted(post.ids)
