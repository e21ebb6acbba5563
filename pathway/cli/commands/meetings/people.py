"""The people of a meeting: their interests, who came, and what they were asked to do."""

from __future__ import annotations

from typing import Any

import click

from pathway.cli import typed
from pathway.cli.commands.case_options import KEY
from pathway.cli.commands.meetings.planning import MEETING, given, meeting, show, take
from pathway.cli.options import by, read_by
from pathway.cli.screens import meetings as screens
from pathway.cli.session import Session
from pathway.errors import WrongUsage


@meeting.command("interests")
@MEETING
@click.option(
    "--interest",
    "interests",
    metavar="REF=TEXT",
    multiple=True,
    help="A case in which you have an interest, and its nature.",
)
@click.option("--none", is_flag=True, help="You have no interest in any case on the agenda.")
@by("Your email, to answer; nobody can answer for somebody else.", required=False)
@KEY
@click.pass_obj
def meeting_interests(
    session: Session,
    /,
    reference: str,
    interests: tuple[str, ...],
    none: bool,
    by: str | None,
    key: str | None,
) -> None:
    """
    Declare whether you have an interest in a case on the agenda, or show who has answered.

    Each interest is also declared in its case, where it is decided on.
    """
    if none and interests:
        raise WrongUsage("Give --none or --interest, not both.")
    if not (none or interests):
        with session.pathway(by=by) as pathway:
            read = pathway.meetings.get(reference, by=by)
        if not session.show(read.members):
            screens.interests(session.screen, read)
        return
    if by is None:
        raise WrongUsage("Say with --by who answers.")
    declared = dict(_pair(text, "--interest", "PR-2026-0001=TEXT") for text in interests)
    with session.pathway(by=by) as pathway:
        show(session, pathway, pathway.meetings.declare(reference, declared, by=by, key=key))


@meeting.command("attend")
@MEETING
@click.option("--present", metavar="EMAIL", multiple=True, help="A member who came.")
@click.option("--apologies", metavar="EMAIL", multiple=True, help="A member who sent apologies.")
@click.option(
    "--represented",
    metavar="EMAIL=EMAIL",
    multiple=True,
    help="A member, and who came in their place.",
)
@click.option(
    "--guest", "guests", metavar="TEXT", multiple=True, help="Somebody else who took part."
)
@by()
@KEY
@click.pass_obj
def meeting_attend(
    session: Session,
    /,
    reference: str,
    represented: tuple[str, ...],
    by: str,
    key: str | None,
    **attendance: Any,
) -> None:
    """
    Record who took part in a meeting.

    Recorded again, it replaces the earlier record.
    """
    substitutes = dict(_pair(text, "--represented", "EMAIL=EMAIL") for text in represented)
    with session.pathway(by=by) as pathway:
        held = pathway.meetings.attend(
            reference, by=by, represented=substitutes, key=key, **attendance
        )
        show(session, pathway, held)


@meeting.command("action")
@MEETING
@click.option("--what", metavar="TEXT", required=True, help="What is to be done.")
@click.option("--owner", metavar="EMAIL", required=True, help="Who does it.")
@click.option(
    "--due",
    metavar="DATE",
    callback=read_by(typed.day),
    required=True,
    help="By when.",
)
@by()
@KEY
@click.pass_obj
def meeting_action(
    session: Session, /, reference: str, by: str, key: str | None, **action: Any
) -> None:
    """Add an action that was agreed at the meeting; its owner is reminded of it."""
    take(session, reference, "add_meeting_action", given(action), by=by, key=key)


def _pair(text: str, option: str, example: str) -> tuple[str, str]:
    """Return the texts before and after the first `=`."""
    name, sign, value = text.partition("=")
    if not (name and sign and value):
        raise WrongUsage(f"{option} is written {example}.")
    return name, value
