"""
What cannot leave the system in a letter: line breaks, addresses that are none, failing templates.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathway.notifications.errors import AddressRefused, LetterRefused
from pathway.notifications.writing.compose import compose, message_id
from pathway.notifications.writing.rendering import rendered
from tests.letters import DUTY, LETTER, TOLD, given_as

LINE_BREAKS = ("\n", "\r", "\r\nBcc: a@example.org\r\n", "\x0b", "\x85", "\u2028")


@pytest.mark.parametrize(
    "template", ["reminder.html", "digest.html", "reminder.txt", "no_such.txt"]
)
def test_a_template_that_fails_is_a_refusal(template: str) -> None:
    """What it lacks is no gap in a letter; the sentence names the template and the way out."""
    with pytest.raises(
        LetterRefused, match=f"The template {template} of a letter cannot be filled in .*; install"
    ):
        rendered(template, subject="Needle")


@pytest.mark.parametrize("line_break", LINE_BREAKS)
@pytest.mark.parametrize(
    "shape", ["{}a@example.org", "a{}@example.org", "a@example.org{}", "a@exam{}ple.org"]
)
@pytest.mark.parametrize("field", ["recipient_email", "sender"])
def test_a_line_break_in_an_address_is_refused(field: str, shape: str, line_break: str) -> None:
    """It would begin a header of somebody else's choice."""
    with pytest.raises(AddressRefused):
        replace(LETTER, **given_as(field, shape.format(line_break)))


@pytest.mark.parametrize("line_break", LINE_BREAKS)
def test_a_line_break_anywhere_else_is_refused(line_break: str) -> None:
    """In a display name, an identity, a link or a title it is no better."""
    with pytest.raises(AddressRefused):
        replace(LETTER, sender=f"Path{line_break}way <no-reply@example.org>")
    with pytest.raises(AddressRefused):
        message_id("17", secret="invented", domain=f"example.org{line_break}")
    with pytest.raises(LetterRefused):
        replace(LETTER, message_id=f"<1@example.org>{line_break}")
    with pytest.raises(LetterRefused):
        replace(LETTER, base_url=f"https://example.org{line_break}")
    with pytest.raises(LetterRefused):
        replace(DUTY, duty=f"Notify{line_break}the Panel")


@pytest.mark.parametrize(
    "address",
    [
        "", "@", "nobody", "@example.org", "nobody@", "a b@example.org", "a@b@example.org", "a@example..org",
        "a..b@example.org", "a@-example.org", "a@example.org, b@example.org", "<a@example.org>", "a@[127.0.0.1]",
        "ŵ@example.org", "a@example.org.", "a@" + "x" * 64 + ".org", "x" * 65 + "@example.org",
        "a@" + "x." * 130 + "org",
    ],
)  # fmt: skip
def test_an_invalid_address_is_refused_without_repeating_it(address: str) -> None:
    """One recipient, one plain address; the error says whose it was and not what it was."""
    with pytest.raises(AddressRefused) as refused:
        replace(LETTER, recipient_email=address)

    assert "recipient" == refused.value.whose
    assert 2 == refused.value.exit_code
    assert str(AddressRefused("recipient")) == str(refused.value)


@pytest.mark.parametrize(
    "address", ["o'brien+cases@example.org", "A.B@EXAMPLE.org", "desk@localhost", "1@nhs.uk"]
)
def test_an_unusual_address_is_kept_as_it_is(address: str) -> None:
    """Apostrophes, plus signs and capitals are people's own."""
    assert address == compose(replace(LETTER, recipient_email=address))["To"]


def test_an_international_domain_goes_out_in_its_ascii_form() -> None:
    """Every mail server understands that one."""
    message = compose(replace(LETTER, recipient_email="desk@bücher.example"))

    assert "desk@xn--bcher-kva.example" == message["To"]


@given(st.text())
def test_any_text_for_an_address_makes_one_header_or_is_refused(text: str) -> None:
    """Whatever is typed into the directory, the message has one recipient and no header more."""
    try:
        message = compose(replace(LETTER, recipient_email=f"{text}@example.org"))
    except AddressRefused:
        return

    assert [f"{text}@example.org"] == [address.addr_spec for address in message["To"].addresses]
    assert len(compose(LETTER).keys()) == len(message.keys())


@given(st.sampled_from(["reference", "duty", "rung", "deadline", "owner", "sentence"]), st.text())
def test_any_text_in_a_line_makes_no_header_or_is_refused(field: str, text: str) -> None:
    """
    Whatever a definition file or a database holds, the headers are the same, and so are the parts.
    """
    line = (
        TOLD if field == "sentence" else replace(DUTY, deadline="panel_notification", rung="breach")
    )
    try:
        message = compose(replace(LETTER, lines=(replace(line, **given_as(field, text)),)))
    except LetterRefused:
        return

    read = message_from_bytes(message.as_bytes(), policy=policy.default)
    assert isinstance(read, EmailMessage)
    assert list(compose(LETTER).keys())[:7] == list(read.keys())[:7]
    assert {
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
    } >= {part.get_content_type() for part in read.walk()}
    assert [] == [part for part in read.walk() if part.defects]


@given(st.sampled_from(["sender", "message_id", "base_url"]), st.text())
def test_any_text_in_a_letter_makes_no_header_or_is_refused(field: str, text: str) -> None:
    """Settings are no better than what people type."""
    try:
        message = compose(replace(LETTER, **given_as(field, f"{getattr(LETTER, field)}{text}")))
    except LetterRefused:
        return

    assert list(compose(LETTER).keys()) == list(
        message_from_bytes(message.as_bytes(), policy=policy.default).keys()
    )


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "example.org", "https://", 'https://a"onclick="x', "https://a b"]
)
def test_a_link_leads_to_a_website_or_is_refused(url: str) -> None:
    """A setting mistyped is found before it stands in a letter."""
    with pytest.raises(LetterRefused):
        replace(LETTER, base_url=url)


def test_a_letter_without_lines_or_time_zone_is_refused() -> None:
    """So is a line that has neither a day nor a sentence."""
    with pytest.raises(LetterRefused):
        replace(LETTER, lines=())
    with pytest.raises(LetterRefused):
        replace(LETTER, sent_at=datetime(2026, 11, 24, 8, 0))  # noqa: DTZ001 - that is the point
    with pytest.raises(LetterRefused):
        replace(DUTY, due=None)
    with pytest.raises(LetterRefused):
        replace(DUTY, duty=" ")


def test_a_message_id_is_the_same_for_the_same_parts_only() -> None:
    """Parts do not run into each other, and none can be read from it."""
    identity = message_id("17", "start", secret="invented")

    assert identity == message_id("17", "start", secret="invented")
    assert identity != message_id("1", "7start", secret="invented")
    assert re.fullmatch(
        r"<[0-9a-f]{32}@sscp\.example>",
        message_id("needle", secret="invented", domain="sscp.example"),
    )


def test_a_message_id_is_another_in_every_database() -> None:
    """Whoever knows the product and the day still cannot name a message that they have not seen."""
    assert message_id("digest", "1", secret="one") != message_id("digest", "1", secret="another")
