"""What a host brings of its own: who its users are, who listens, and what sends its mail."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from email.message import EmailMessage

import pytest
import structlog

from pathway import Pathway
from pathway.errors import NotFound, Refused, StepRefused
from pathway.service.host_hooks import Authorised
from pathway.service.views.history import EventView
from tests.rehearsals import BU, CHAIR, NURSE, Rehearsal, form

USERS = {
    "u-17": Authorised(NURSE),
    "u-18": Authorised(CHAIR, roles=("bu",)),
    "u-19": Authorised("nobody@example.org"),
}


def test_a_listener_hears_what_was_committed(desk: Rehearsal) -> None:
    """With each call what it recorded, and by then anybody can read it; a refusal is no news."""
    heard: list[tuple[str, int, int]] = []

    def listen(recorded: Sequence[EventView]) -> None:
        heard.extend(
            (event.step, event.seq, desk.pathway.case(event.case).version) for event in recorded
        )

    pathway = Pathway.connect(desk.address, key_file=desk.key, listener=listen)
    reference = pathway.refer(form("practice_review"), by=NURSE).reference
    with pytest.raises(StepRefused):
        pathway.take(reference, "endorse", by=NURSE)
    pathway.take(reference, "submit", by=NURSE, key="once")
    pathway.take(reference, "submit", by=NURSE, key="once")
    pathway.close()

    assert [("refer", 1, 1), ("submit", 2, 2)] == heard


def test_a_listener_hears_of_breaches(desk: Rehearsal) -> None:
    """What the sweep records by itself is told as well."""
    heard: list[str] = []
    reference = desk.endorsed()
    desk.clock("2026-04-30")  # Thu
    pathway = Pathway.connect(
        desk.address,
        key_file=desk.key,
        listener=lambda events: heard.extend(event.step for event in events),
    )
    pathway.sweep()
    pathway.close()

    assert {"breach"} == set(heard)
    assert len(heard) == len(
        [event for event in desk.pathway.history(reference) if event.step == "breach"]
    )


def test_a_listener_that_fails_undoes_nothing(desk: Rehearsal) -> None:
    """The step is committed and returned; the failure is logged without what the listener said."""

    def listen(_recorded: Sequence[EventView]) -> None:
        raise RuntimeError("Ayesha")

    pathway = Pathway.connect(desk.address, key_file=desk.key, listener=listen)
    with structlog.testing.capture_logs() as logged:
        reference = pathway.refer(form("practice_review"), by=NURSE).reference
    pathway.close()

    assert 1 == desk.pathway.case(reference).version
    assert ["listener.failed"] == [
        entry["event"] for entry in logged if entry["log_level"] == "error"
    ]
    assert "Ayesha" not in str(logged)


def test_a_hosts_users_act_as_people_of_the_directory(desk: Rehearsal) -> None:
    """The history names the person, whatever the host calls its user."""
    pathway = Pathway.connect(desk.address, key_file=desk.key, authoriser=USERS.get)
    reference = pathway.refer(form("practice_review"), by="u-17").reference
    allowed = {step.step for step in pathway.steps(reference, by="u-17") if step.allowed}
    pathway.close()

    assert NURSE == desk.pathway.history(reference)[0].by
    assert "submit" in allowed


def test_a_user_acts_in_the_roles_that_the_host_gives(desk: Rehearsal) -> None:
    """
    Without the role the same person may not do what the directory would let them; with another they
    may do more.
    """
    users = USERS | {"u-20": Authorised(NURSE, roles=("chair",))}
    urgent = {"priority": "urgent"}
    pathway = Pathway.connect(desk.address, key_file=desk.key, authoriser=users.get)
    reference = pathway.refer(form("practice_review"), by="u-17").reference
    with pytest.raises(StepRefused, match="cannot prioritise"):
        pathway.take(reference, "prioritise", by="u-18", input=urgent)
    case = pathway.take(reference, "prioritise", by="u-20", input=urgent)
    pathway.close()

    assert "chair" == case.events[-1].role
    assert [] == desk.pathway.verify()


@pytest.mark.parametrize(("user", "error"), [("u-99", Refused), ("u-19", NotFound)])
def test_an_unknown_user_may_nothing(desk: Rehearsal, user: str, error: type[Exception]) -> None:
    """The host knows no such user, or the directory no such person."""
    pathway = Pathway.connect(desk.address, key_file=desk.key, authoriser=USERS.get)
    with pytest.raises(error):
        pathway.refer(form("practice_review"), by=user)
    pathway.close()

    assert [] == desk.pathway.cases()


def test_a_hosts_mailer_sends(desk: Rehearsal) -> None:
    """A host with mail of its own hands it in once."""
    sent: list[EmailMessage] = []

    class Kept:
        def send(self, message: EmailMessage) -> None:
            sent.append(message)

    pathway = Pathway.connect(desk.address, key_file=desk.key, mailer=Kept())
    desk.endorsed()
    done = pathway.dispatch()
    pathway.close()

    assert len(sent) == done.sent > 0
    assert not desk.mail.exists()


def test_many_threads_share_one_pathway(desk: Rehearsal) -> None:
    """
    Each refers a case of its own and takes a step; none is lost, and no number is given twice.
    """
    failed: list[Exception] = []

    def work() -> None:
        try:
            reference = desk.pathway.refer(form("practice_review"), by=NURSE, again=True).reference
            desk.pathway.take(reference, "note", by=BU, input={"text": "Seen."})
        except Exception as error:  # noqa: BLE001 - whatever it is, the test tells it
            failed.append(error)

    threads = [threading.Thread(target=work) for _ in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [] == failed
    assert [2] * 24 == [case.version for case in desk.pathway.cases()]
    assert [] == desk.pathway.verify()
