"""A mail says what to do, whose duty it is, where to do it, and whom to ask."""

from __future__ import annotations

import re

import pytest

from pathway import Pathway
from tests.rehearsals import BU, NURSE, NURSES_REP, Rehearsal

pytestmark = pytest.mark.either
PAGE = "https://pathway.example.org"


def told(pathway: Pathway, person: str) -> list[tuple[str, str]]:
    """Return the subject and the text of each message to a person."""
    shown = [pathway.mail.show(message.id) for message in pathway.mail.list()]
    return [(message.subject, text) for message, text in shown if message.to == person]


def endorsing(desk: Rehearsal) -> None:
    """Bring a case to its quality assurance, and make the messages of the next morning."""
    desk.clock("2026-03-16")
    reference = desk.refer()
    desk.do(reference, "submit", NURSE)
    desk.clock("2026-03-17", 8)
    desk.pathway.sweep()
    desk.pathway.dispatch()


def test_a_mail_leads_to_the_very_step(desk: Rehearsal) -> None:
    """The representative is told whose it is and what to do, with a link to each choice."""
    endorsing(desk)
    paged = desk.connect(base_url=PAGE, help_contact="Sam Hill, 01632 960001")
    texts = [text for _, text in told(paged, NURSES_REP) if "Quality assure" in text]
    links = re.findall(r"https://\S+", texts[0])

    assert "What to do: Endorse the referral" in texts[0]
    assert re.search(r"Whose duty: .+, the representative\n", texts[0])
    assert f"{PAGE}/cases/PR-2026-0001/steps/endorse" in links
    assert "For help, contact Sam Hill, 01632 960001." in texts[0]


def test_without_a_page_somebody_of_the_business_unit_is_named(desk: Rehearsal) -> None:
    """Never a command; and nobody is told to ask themselves."""
    endorsing(desk)
    texts = [text for _, text in told(desk.pathway, NURSES_REP)]
    own = [text for _, text in told(desk.pathway, BU)]

    assert all(BU in text for text in texts)
    assert not any(re.search(r"\bpathway [a-z]+ ", text) for text in texts)
    assert not any(BU in text for text in own)


def test_what_is_asked_at_once_is_told_from_a_digest(desk: Rehearsal) -> None:
    """The same in the list of messages and in the message."""
    endorsing(desk)
    subjects = [(message.kind, message.subject) for message in desk.pathway.mail.list()]

    assert all(subject.startswith("Digest") is (kind == "digest") for kind, subject in subjects)
    assert {"digest", "urgent"} == {kind for kind, _ in subjects}


def test_mail_that_only_goes_to_a_folder_is_found(desk: Rehearsal) -> None:
    """A rehearsal means it so; a desk of its own is warned."""
    found = [diagnosis for diagnosis in desk.pathway.doctor() if diagnosis.what == "mail_server"]

    assert [("ok", True)] == [(entry.level, "reaches nobody" in entry.message) for entry in found]
    assert str(desk.mail) == desk.pathway.mail.folder()


def test_a_desk_is_warned_that_mail_reaches_nobody(desk: Rehearsal) -> None:
    """With the settings that would let it leave."""
    desk.sql("DELETE FROM pathway_setting WHERE name = 'clock'")
    found = [entry for entry in desk.pathway.doctor() if entry.what == "mail_server"]

    assert ["warning"] == [entry.level for entry in found]
    assert "set smtp_host or notify_api_key" in found[0].message
