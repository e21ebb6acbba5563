"""A folder of `.eml` files, on a real disk and through a real parser."""

from __future__ import annotations

import stat
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from pathlib import Path

import pytest

from pathway.notifications.errors import MailNotSent
from pathway.notifications.sending.mailers import EmlFolder, Mailer
from pathway.notifications.writing.compose import Letter, Line, compose, message_id


def letter(rung: str = "-3wd", days: int = 3) -> EmailMessage:
    """Return a composed message whose Message-ID does not depend on what it says."""
    line = Line(
        "PR-2026-0001", "Notify the Panel – Tŷ", date(2026, 11, 27), rung, days, provisional=False
    )  # Fri
    return compose(
        Letter(
            recipient_email="notifier@example.org",
            message_id=message_id("notifier@example.org", "17", secret="invented"),
            sent_at=datetime(2026, 11, 24, 8, 0, tzinfo=UTC),  # Tue
            base_url=None,
            sender="Pathway <no-reply@example.org>",
            lines=(line,),
        )
    )


def plain(message: EmailMessage) -> str:
    """Return the text part."""
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def parsed(file: Path) -> EmailMessage:
    """Return the message as a mail client reads it."""
    return message_from_bytes(file.read_bytes(), policy=default)


def test_a_file_opens_as_the_message_that_was_sent(tmp_path: Path) -> None:
    """Headers and both parts come back, without a defect."""
    sent = letter()
    mailer: Mailer = EmlFolder(tmp_path / "not" / "yet" / "there")

    mailer.send(sent)

    [file] = tmp_path.rglob("*.eml")
    read = parsed(file)
    assert [(name, str(value)) for name, value in sent.items()] == [
        (name, str(value)) for name, value in read.items()
    ]
    assert ["text/plain", "text/html"] == [part.get_content_type() for part in read.iter_parts()]
    assert "Notify the Panel – Tŷ" in plain(read)
    assert not [defect for part in read.walk() for defect in part.defects]


def test_every_line_ends_as_on_the_wire(tmp_path: Path) -> None:
    """CRLF throughout: some clients show a file with bare line feeds as one long line."""
    EmlFolder(tmp_path).send(letter())

    [file] = tmp_path.iterdir()
    assert b"\n" not in file.read_bytes().replace(b"\r\n", b"")


def test_a_retry_overwrites_its_own_file(tmp_path: Path) -> None:
    """At-least-once delivery leaves one file, and the last one stands."""
    folder = EmlFolder(tmp_path)

    folder.send(letter())
    folder.send(letter("-1wd", days=1))

    [file] = tmp_path.iterdir()
    assert "Due in 1 working day" in plain(parsed(file))


def test_a_file_name_identifies_nobody(tmp_path: Path) -> None:
    """It is made from the Message-ID alone, even where a host's own tells of somebody."""
    message = EmailMessage()
    message["Message-ID"] = "<../needle@example.org>"

    EmlFolder(tmp_path).send(message)

    [file] = tmp_path.iterdir()
    assert "needle" not in file.name
    assert ".eml" == file.suffix


def test_eight_bit_text_of_a_hosts_own_message_survives(tmp_path: Path) -> None:
    """A host's message need not be quoted-printable."""
    message = EmailMessage(policy=SMTP)
    message["Message-ID"] = "<1@example.org>"
    message.set_content("Tŷ – £\n", cte="8bit")

    EmlFolder(tmp_path).send(message)

    [file] = tmp_path.iterdir()
    assert "Tŷ – £".encode() in file.read_bytes()
    assert "Tŷ – £" in plain(parsed(file))


def test_only_the_owner_can_read_a_file(tmp_path: Path) -> None:
    """Letters name practitioners in their headers."""
    EmlFolder(tmp_path).send(letter())

    [file] = tmp_path.iterdir()
    assert 0o600 == stat.S_IMODE(file.stat().st_mode)


def test_a_folder_that_cannot_be_written_to_is_tried_again(tmp_path: Path) -> None:
    """Disks are mended while messages wait; the error names the folder and not the person."""
    blocked = tmp_path / "mail"
    blocked.write_text("not a folder")

    with pytest.raises(MailNotSent) as refused:
        EmlFolder(blocked).send(letter())

    assert refused.value.retry
    assert str(blocked) in str(refused.value)
    assert "notifier" not in str(refused.value)


def test_a_failed_rename_leaves_nothing_behind(tmp_path: Path) -> None:
    """Half a message is never seen, and no litter grows with every retry."""
    folder = EmlFolder(tmp_path)
    folder.send(letter())
    [file] = tmp_path.iterdir()
    file.unlink()
    file.mkdir()  # a folder of that name cannot be replaced by a file

    with pytest.raises(MailNotSent):
        folder.send(letter())

    assert [file] == list(tmp_path.iterdir())


def test_a_message_without_an_identity_is_not_tried_again(tmp_path: Path) -> None:
    """Every try would be a new message."""
    with pytest.raises(MailNotSent) as refused:
        EmlFolder(tmp_path).send(EmailMessage())

    assert not refused.value.retry
    assert not list(tmp_path.iterdir())


def test_a_malformed_message_is_not_tried_again(tmp_path: Path) -> None:
    """What cannot be written today cannot be written tomorrow."""
    message = letter()
    message.set_payload("ŷ", charset=None)
    message.replace_header("Content-Type", "text/plain; charset=ascii")

    with pytest.raises(MailNotSent) as refused:
        EmlFolder(tmp_path).send(message)

    assert not refused.value.retry
