"""The outbox: mail list, show, retry, test and receipts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pathway.cli.options import AS_CSV, Commands, reader
from pathway.cli.pages import cut, one_more, paged
from pathway.cli.screens.csv_lists import MESSAGES, list_as_csv
from pathway.cli.screens.nothing import no_message, nothing
from pathway.cli.screens.words import instant_words, number
from pathway.cli.session import Session

if TYPE_CHECKING:
    from pathway.service.views.mail import MessageView

COLUMNS = ("Id", "State", "Made", "To", "Subject")
STATES = click.Choice(["waiting", "sending", "sent", "unknown", "dead", "bounced", "withheld"])


@click.group(cls=Commands)
def mail() -> None:
    """The outbox: what was sent, and what is waiting."""


@mail.command("list")
@click.option("--state", type=STATES, help="Only messages in this state.")
@click.option(
    "--dead", is_flag=True, help="Only messages that were given up or refused by their address."
)
@reader()
@AS_CSV
@paged("id", type=int)
@click.pass_obj
def mail_list(
    session: Session,
    /,
    state: str | None,
    dead: bool,
    by: str | None,
    as_csv: bool,
    limit: int | None,
    after: int | None,
) -> None:
    """List messages in the order in which they were made."""
    if state and dead:
        raise click.UsageError("Give --state or --dead, not both.")
    with session.pathway(by=by) as pathway:
        listed = pathway.mail.list(
            state=state, dead=dead, limit=one_more(limit), after=after, by=by
        )
    page = cut(listed, lambda message: message.id, limit)
    messages = page.entries
    if as_csv:
        session.print_csv(list_as_csv(MESSAGES, [message.as_json() for message in messages]))
        return
    if session.show(messages):
        return
    if not messages:
        session.screen.fold(nothing(no_message(state=state, dead=dead), after))
        return
    rows = [_row(message) for message in messages]
    styles = ["bad" if message.state in ("dead", "bounced") else "" for message in messages]
    session.screen.table(COLUMNS, rows, [(0,), (1,), (2,), (3, 4)], styles)
    page.tell(session)


def _row(message: MessageView) -> list[str]:
    return [
        str(message.id),
        message.state,
        instant_words(message.created_at),
        message.to,
        message.subject,
    ]


@mail.command("show")
@click.argument("number", metavar="ID", type=int)
@reader()
@click.pass_obj
def mail_show(session: Session, /, number: int, by: str | None) -> None:
    """Show one message as its reader sees it."""
    with session.pathway(by=by) as pathway:
        message, text = pathway.mail.show(number, by=by)
    if session.show(message.as_json() | {"text": text}):
        return
    screen = session.screen
    heading = f"Message {message.id}: {message.state}, made {instant_words(message.created_at)}"
    if message.sent_at:
        heading += f", sent {instant_words(message.sent_at)}"
    if message.last_error:
        heading += f"; attempts: {message.attempts}, last error: {message.last_error}"
    screen.fold(heading, 0, 2, "heading")
    screen.fold(f"To: {message.to}", 0, 2)
    screen.fold(f"Subject: {message.subject}", 0, 2)
    screen.line()
    for line in text.rstrip().split("\n"):
        screen.fold(line)


@mail.command("retry")
@click.argument("number", metavar="ID", type=int)
@click.pass_obj
def mail_retry(session: Session, /, number: int) -> None:
    """Put a message that was given up back into the outbox."""
    with session.pathway() as pathway:
        message = pathway.mail.retry(number)
    if not session.show(message):
        session.screen.fold(f"Message {message.id} will be sent again, under the same Message-ID.")


@mail.command("test")
@click.argument("email")
@click.pass_obj
def mail_test(session: Session, /, email: str) -> None:
    """Send a test message, to see whether mail leaves."""
    with session.pathway() as pathway:
        name, folder = pathway.mail.test(email), pathway.mail.folder()
    if session.show({"message_id": name, "folder": folder}):
        return
    if folder is None:
        session.screen.fold(f"A test message was accepted, as {name}. Check that it arrives.")
        return
    session.screen.fold(
        f"A test message was written into the folder {folder}, as {name}. It reaches nobody: mail "
        "leaves only once smtp_host or notify_api_key is set."
    )


@mail.command("receipts")
@click.pass_obj
def mail_receipts(session: Session, /) -> None:
    """Read what came back: bounces, and receipts from Notify."""
    with session.pathway(log_level="INFO") as pathway:
        receipts = pathway.mail.receipts()
    if not session.show(receipts):
        read = f"{number(receipts.read, 'receipt')} read"
        bounced = f"{number(receipts.bounced, 'message')} had not arrived"
        session.screen.fold(f"{read}, {bounced}; {receipts.left} left for you to read.")


COMMANDS = (mail,)
