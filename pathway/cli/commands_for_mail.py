"""The outbox: mail list, mail show."""

from __future__ import annotations

import click

from pathway.cli.options import Commands
from pathway.cli.session import Session
from pathway.cli.words import instant_words

STATES = click.Choice(["waiting", "sending", "sent", "dead", "unknown", "withheld"])


@click.group(cls=Commands)
def mail() -> None:
    """The outbox: what was sent, and what waits."""


@mail.command("list")
@click.option("--state", type=STATES, help="Only in this state.")
@click.pass_obj
def mail_list(session: Session, /, state: str | None) -> None:
    """List messages in the order in which they were made."""
    with session.pathway() as pathway:
        found = pathway.messages(state=state)
    if session.show([one.as_json() for one in found]):
        return
    if not found:
        session.screen.line("There is no such message." if state else "There is no message yet.")
        return
    rows = [(str(one.id), one.state, instant_words(one.created_at), one.to, one.subject) for one in found]
    styles = ["bad" if one.state == "dead" else "" for one in found]
    session.screen.table(("Id", "State", "Made", "To", "Subject"), rows, [(0,), (1,), (2,), (3, 4)], styles)


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
    tried = f"; tried {found.attempts} times, last error: {found.last_error}" if found.last_error else ""
    screen.fold(
        f"Message {found.id}: {found.state}, made {instant_words(found.created_at)}{sent}{tried}", 0, 2, "heading"
    )
    screen.fold(f"To: {found.to}", 0, 2)
    screen.fold(f"Subject: {found.subject}", 0, 2)
    screen.line()
    for line in text.rstrip().split("\n"):
        screen.fold(line)


COMMANDS = (mail,)
