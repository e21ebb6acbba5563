"""Tokens, with which operators prove who they are: people token, tokens and revoke."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pathway.cli.named_files import write_bytes
from pathway.cli.options import AS_CSV, Command, by
from pathway.cli.screens.csv_lists import TOKENS, list_as_csv
from pathway.cli.screens.words import day_words, instant_words
from pathway.cli.session import Session
from pathway.errors import WrongUsage

if TYPE_CHECKING:
    from pathway.service import Pathway
    from pathway.service.views.identity import IssuedToken, TokenView

WHO = "Your email, for the record of changes."
COLUMNS = ("Id", "Email", "State", "Roles", "Issued", "Issued by", "Good until", "Last used")
ALL_ROLES = "all roles"
USE = (
    "Keep it as safe as a password: it is shown this once. Its owner gives it in PATHWAY_TOKEN, or in a file that "
    "only they can read with --token-file."
)


@click.command("token", cls=Command)
@click.argument("email")
@click.option(
    "--days",
    metavar="N",
    type=click.IntRange(1, 366),
    default=90,
    help="For how many days it may be used; 90 if left out.",
)
@click.option(
    "--role",
    "roles",
    metavar="ROLE",
    multiple=True,
    help="A role in which it may be used; every role that the person holds if left out.",
)
@click.option("-o", "--output", metavar="FILE", help="Write it to FILE, which you alone can read.")
@by(WHO, required=False)
@click.pass_obj
def people_token(
    session: Session,
    /,
    email: str,
    days: int,
    roles: tuple[str, ...],
    output: str | None,
    by: str | None,
) -> None:
    """
    Issue a token, with which somebody proves who they are.

    It is printed once, and only a digest of it is kept.
    """
    with session.pathway(by=by) as pathway:
        issued = pathway.tokens.issue(email, days=days, roles=roles or None, by=by)
        if output is not None:
            _write(pathway, issued, output, by=by)
    if session.show(_document(issued, output)):
        return
    if output is None:
        session.screen.line(issued.token)
    where = f" is in {output}" if output is not None else ""
    until = f"Token {issued.id}{where}, good until {day_words(issued.expires_on)}."
    click.echo(f"{until} {USE}", err=True)


@click.command("tokens", cls=Command)
@by("Your email: who wants to see them.", required=False)
@AS_CSV
@click.pass_obj
def people_tokens(session: Session, /, by: str | None, as_csv: bool) -> None:
    """List the tokens that were issued: whose, in which roles, until when, last used when."""
    with session.pathway(by=by) as pathway:
        listed = pathway.tokens.list(by=by)
    documents = [token.as_json() for token in listed]
    if as_csv:
        session.print_csv(list_as_csv(TOKENS, documents))
        return
    if session.show(documents):
        return
    if not listed:
        session.screen.fold("No token was issued yet; pathway people token EMAIL issues one.")
        return
    rows = [_row(token) for token in listed]
    session.screen.table(COLUMNS, rows, [(0, 2), (1, 3), (4, 5), (6, 7)])


@click.command("revoke", cls=Command)
@click.argument("number", metavar="ID", type=int)
@by(WHO, required=False)
@click.pass_obj
def people_revoke(session: Session, /, number: int, by: str | None) -> None:
    """End the token ID, as `people tokens` numbers it; it can be used no more."""
    with session.pathway(by=by) as pathway:
        revoked = pathway.tokens.revoke(number, by=by)
    if not session.show(revoked):
        session.screen.fold(f"Token {revoked.id} of {revoked.email} is revoked.")


def _write(pathway: Pathway, issued: IssuedToken, output: str, *, by: str | None) -> None:
    """Write a token to a file; one that nobody has got is revoked."""
    try:
        write_bytes(output, f"{issued.token}\n".encode())
    except WrongUsage:
        pathway.tokens.revoke(issued.id, by=by)
        raise


def _document(issued: IssuedToken, output: str | None) -> dict[str, object]:
    """Return the JSON of a token, which has its text only where no file has it."""
    document = issued.as_json()
    if output is not None:
        del document["token"]
        document["file"] = output
    return document


def _row(token: TokenView) -> list[str]:
    return [
        str(token.id),
        token.email,
        token.state,
        "; ".join(token.roles) if token.roles is not None else ALL_ROLES,
        instant_words(token.issued_at),
        token.issued_by or "operator",
        day_words(token.expires_on),
        day_words(token.used_on) if token.used_on else "never",
    ]


COMMANDS = (people_token, people_tokens, people_revoke)
