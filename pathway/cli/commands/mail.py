"""The outbox: mail list, show, retry, test and receipts."""

from __future__ import annotations

import click

from pathway.cli.options import Commands
from pathway.cli.screens.nothing import no_message
from pathway.cli.screens.words import instant_words, number
from pathway.cli.session import Session

STATES = click.Choice(["waiting", "sending", "sent", "unknown", "dead", "bounced", "withheld"])


@click.group(cls=Commands)
def mail() -> None:
    """The outbox: what was sent, and what waits."""


@mail.command("list")
@click.option("--state", type=STATES, help="Only in this state.")
@click.option(
    "--dead", is_flag=True, help="Only dead letters: given up, or refused by their address."
)
@click.pass_obj
def mail_list(session: Session, /, state: str | None, dead: bool) -> None:
    """List messages in the order in which they were made."""
    if state and dead:
        raise click.UsageError("Give --state or --dead, not both.")
    with session.pathway() as pathway:
        found = pathway.messages(state=state, dead=dead)
    if session.show([one.as_json() for one in found]):
        return
    if not found:
        session.screen.fold(no_message(state=state, dead=dead))
        return
    rows = [
        (str(one.id), one.state, instant_words(one.created_at), one.to, one.subject)
        for one in found
    ]
    styles = ["bad" if one.state in ("dead", "bounced") else "" for one in found]
    session.screen.table(
        ("Id", "State", "Made", "To", "Subject"), rows, [(0,), (1,), (2,), (3, 4)], styles
    )


@mail.command("show")
@click.argument("number", metavar="ID", type=int)
@click.pass_obj
def mail_show(session: Session, /, number: int) -> None:
    """Show one message as its reader sees it."""
    with session.pathway() as pathway:
        found, text = pathway.message(number)
    if session.show(found.as_json() | {"text": text}):
        return
    screen = session.screen
    sent = f", sent {instant_words(found.sent_at)}" if found.sent_at else ""
    tried = (
        f"; tried {found.attempts} times, last error: {found.last_error}"
        if found.last_error
        else ""
    )
    screen.fold(
        f"Message {found.id}: {found.state}, made {instant_words(found.created_at)}{sent}{tried}",
        0,
        2,
        "heading",
    )
    screen.fold(f"To: {found.to}", 0, 2)
    screen.fold(f"Subject: {found.subject}", 0, 2)
    screen.line()
    for line in text.rstrip().split("\n"):
        screen.fold(line)


@mail.command("retry")
@click.argument("number", metavar="ID", type=int)
@click.pass_obj
def mail_retry(session: Session, /, number: int) -> None:
    """Put a message that was given up back into the outbox."""
    with session.pathway() as pathway:
        found = pathway.retry_mail(number)
    if not session.show(found.as_json()):
        session.screen.fold(
            f"Message {found.id} waits to be sent again, under the same Message-ID."
        )


@mail.command("test")
@click.argument("email")
@click.pass_obj
def mail_test(session: Session, /, email: str) -> None:
    """Send a test message, to see whether mail leaves."""
    with session.pathway() as pathway:
        name = pathway.test_mail(email)
    if not session.show({"message_id": name}):
        session.screen.fold(f"A test message was taken, as {name}. See whether it arrives.")


@mail.command("receipts")
@click.pass_obj
def mail_receipts(session: Session, /) -> None:
    """Read what came back: bounces, and the receipts of Notify."""
    with session.pathway(log_level="INFO") as pathway:
        found = pathway.receipts()
    if not session.show(found.as_json()):
        sentence = f"{number(found.read, 'receipt')} read, {number(found.bounced, 'message')} had not arrived;"
        session.screen.fold(f"{sentence} {found.left} left for you to read.")


COMMANDS = (mail,)
