"""Who is, or was not, signed in at the desk: people sessions, sign-out and failures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pathway.cli.options import AS_CSV, Command, by
from pathway.cli.screens.csv_lists import FAILURES, SESSIONS, list_as_csv
from pathway.cli.screens.words import instant_words, number
from pathway.cli.session import Session

if TYPE_CHECKING:
    from pathway.service.views.identity import SignInFailure

READER = "Your email: who wants to see them."
LASTING = ("Id", "Email", "Name", "Since", "Until")
FAILED = ("When", "Why", "Whose", "From")


@click.command("sessions", cls=Command)
@by(READER, required=False)
@AS_CSV
@click.pass_obj
def people_sessions(session: Session, /, by: str | None, as_csv: bool) -> None:
    """List who is signed in at the desk, since when and until when at the latest."""
    with session.pathway(by=by) as pathway:
        listed = pathway.sessions.list(by=by)
    documents = [view.as_json() for view in listed]
    if as_csv:
        session.print_csv(list_as_csv(SESSIONS, documents))
        return
    if session.show(documents):
        return
    if not listed:
        session.screen.fold("Nobody is signed in at the desk.")
        return
    rows = [
        [
            str(view.id),
            view.email,
            view.name,
            instant_words(view.started_at),
            instant_words(view.expires_at),
        ]
        for view in listed
    ]
    session.screen.table(LASTING, rows, [(0, 1), (2,), (3, 4)])


@click.command("sign-out", cls=Command)
@click.argument("email")
@by("Your email: you yourself, the business unit or the chair.", required=False)
@click.pass_obj
def people_sign_out(session: Session, /, email: str, by: str | None) -> None:
    """End all sessions of somebody at the desk."""
    with session.pathway(by=by) as pathway:
        ended = pathway.sessions.end_all(email, by=by)
    if not session.show({"email": email, "ended": ended}):
        session.screen.fold(f"{number(ended, 'session', 'sessions')} of {email} ended.")


@click.command("failures", cls=Command)
@by(READER, required=False)
@AS_CSV
@click.pass_obj
def people_failures(session: Session, /, by: str | None, as_csv: bool) -> None:
    """List sign-ins at the desk that failed, the latest first."""
    with session.pathway(by=by) as pathway:
        listed = pathway.sign_ins.failures(by=by)
    documents = [view.as_json() for view in listed]
    if as_csv:
        session.print_csv(list_as_csv(FAILURES, documents))
        return
    if session.show(documents):
        return
    if not listed:
        session.screen.fold("No sign-in has failed.")
        return
    rows = [
        [instant_words(view.at), view.what.replace("_", " "), _whose(view), view.source]
        for view in listed
    ]
    session.screen.table(FAILED, rows, [(0, 1), (2, 3)])


def _whose(failed: SignInFailure) -> str:
    """Return whose it was: an email of the directory, or what an unknown one is known by."""
    if failed.email is not None:
        return failed.email
    return f"unknown ({failed.address})" if failed.address is not None else "not known"


COMMANDS = (people_sessions, people_sign_out, people_failures)
