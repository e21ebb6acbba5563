"""Meetings: planned, held and minuted, with the cases on their agenda."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, cast

import click

from pathway.cli import typed
from pathway.cli.commands.case_options import INPUT, KEY, SET
from pathway.cli.options import AS_CSV, Commands, by, on, read_by, reader
from pathway.cli.pages import page_of, paged
from pathway.cli.screens import meetings as screens
from pathway.cli.screens.csv_lists import MEETINGS, list_as_csv
from pathway.cli.session import Session, today
from pathway.cli.step_input import StepInput
from pathway.errors import NotFound, WrongUsage

if TYPE_CHECKING:
    from pathway.service import Pathway
    from pathway.service.views.meetings import MeetingView

REASON = click.option("--reason", metavar="TEXT", help="Why.")
DAY = click.option(
    "--day", metavar="DATE", callback=read_by(typed.day), help="The day of the meeting."
)
STARTS = click.option("--starts", metavar="TIME", help="When it begins, such as 10:00.")
ENDS = click.option("--ends", metavar="TIME", help="When it ends.")
PLACE = click.option(
    "--place", metavar="TEXT", help="Where it is, as the invitations say; no details of a case."
)
LINK = click.option(
    "--link", metavar="LINK", help="The link, if it is held online, as the invitations say."
)
MEETING = click.argument("reference", metavar="MEETING")


@click.group(cls=Commands)
def meeting() -> None:
    """Meetings: when they are, their members, the cases on their agenda, and what they decide."""


@meeting.command("new")
@click.option(
    "--kind",
    metavar="KIND",
    help="subgroup, rapid_review, panel, practitioner_event, partners or other.",
)
@DAY
@STARTS
@ENDS
@PLACE
@LINK
@click.option("--chair", metavar="EMAIL", help="Who chairs it.")
@click.option("--member", "members", metavar="EMAIL", multiple=True, help="A further member.")
@click.option("--case", "cases", metavar="REF", multiple=True, help="A case on the agenda.")
@click.option("--about", metavar="TEXT", help="What else it is about; not in emails.")
@INPUT
@SET
@by()
@on("The day on which it was planned; today if left out.")
@KEY
@click.pass_obj
def meeting_new(
    session: Session,
    /,
    file: str | None,
    values: tuple[str, ...],
    by: str,
    on: date | None,
    key: str | None,
    **plan: Any,
) -> None:
    """
    Plan a meeting. Nobody is told until `meeting invite`.

    The members must be in the directory; the chair is a member too.
    """
    answers = {**StepInput(file, values).answers, **given(plan)}
    with session.pathway(by=by) as pathway:
        planned = pathway.meetings.new(answers, by=by, on=on, key=key)
        show(session, pathway, planned)


@meeting.command("list")
@click.option("--state", metavar="STATE", help="Only those in this state: planned, invited, ...")
@click.option("--case", metavar="REF", help="Only those with this case on the agenda.")
@reader()
@AS_CSV
@paged("reference")
@click.pass_obj
def meeting_list(
    session: Session,
    /,
    state: str | None,
    case: str | None,
    by: str | None,
    as_csv: bool,
    limit: int | None,
    after: str | None,
) -> None:
    """List meetings in the order in which they were planned."""
    with session.pathway(by=by) as pathway:
        _check_state(pathway, state)
        found = pathway.meetings.list(state=state, case=case, by=by)
    page = page_of(found, lambda row: row.reference, limit, after)
    listed = page.entries
    if as_csv:
        session.print_csv(list_as_csv(MEETINGS, [row.as_json() for row in listed]))
        return
    if not session.show(listed):
        screens.rows(session.screen, listed, after)
        page.tell(session)


@meeting.command("show")
@MEETING
@reader()
@click.pass_obj
def meeting_show(session: Session, /, reference: str, by: str | None) -> None:
    """Show a meeting: when and where it is, its members, its cases, what happens next."""
    with session.pathway(by=by) as pathway:
        show(session, pathway, pathway.meetings.get(reference, by=by))


@meeting.command("invite")
@MEETING
@by()
@KEY
@click.pass_obj
def meeting_invite(session: Session, /, reference: str, by: str, key: str | None) -> None:
    """Invite the members by email; from then on they are told of every change."""
    take(session, reference, "invite", {}, by=by, key=key)


@meeting.command("move")
@MEETING
@DAY
@STARTS
@ENDS
@PLACE
@LINK
@REASON
@by()
@KEY
@click.pass_obj
def meeting_move(
    session: Session,
    /,
    reference: str,
    reason: str | None,
    by: str,
    key: str | None,
    **sitting: Any,
) -> None:
    """Move a meeting to another day or time; the earlier day is kept, and members are told."""
    take(session, reference, "reschedule", given(sitting), by=by, key=key, reason=reason)


@meeting.command("members")
@MEETING
@click.option("--add", metavar="EMAIL", multiple=True, help="A new member.")
@click.option("--remove", metavar="EMAIL", multiple=True, help="A member to remove.")
@click.option("--chair", metavar="EMAIL", help="Who chairs it from now on.")
@by()
@KEY
@click.pass_obj
def meeting_members(
    session: Session, /, reference: str, by: str, key: str | None, **change: Any
) -> None:
    """Change the members; new ones are invited, and those who are removed are told."""
    if not given(change):
        raise WrongUsage("Give --add, --remove or --chair.")
    take(session, reference, "change_members", given(change), by=by, key=key)


@meeting.command("cases")
@MEETING
@click.option("--add", metavar="REF", multiple=True, help="A case to add to the agenda.")
@click.option("--remove", metavar="REF", multiple=True, help="A case to remove from it.")
@by()
@KEY
@click.pass_obj
def meeting_cases(
    session: Session, /, reference: str, by: str, key: str | None, **change: Any
) -> None:
    """Change the cases on the agenda; members are asked about interests in added cases."""
    if not given(change):
        raise WrongUsage("Give --add or --remove.")
    take(session, reference, "change_agenda", given(change), by=by, key=key)


@meeting.command("cancel")
@MEETING
@REASON
@by()
@KEY
@click.pass_obj
def meeting_cancel(
    session: Session, /, reference: str, reason: str | None, by: str, key: str | None
) -> None:
    """Cancel a meeting; those who were invited are told."""
    take(session, reference, "cancel", {}, by=by, key=key, reason=reason)


def show(session: Session, pathway: Pathway, meeting: MeetingView) -> None:
    """Show a meeting, as JSON where that is wanted."""
    if not session.show(meeting):
        screens.card(session.screen, meeting, today(pathway))


def take(
    session: Session,
    reference: str,
    step: str,
    answers: Mapping[str, Any],
    *,
    by: str,
    key: str | None,
    reason: str | None = None,
) -> None:
    """Take a step of a meeting, and show it."""
    with session.pathway(by=by) as pathway:
        taken = pathway.meetings.take(reference, step, by=by, input=answers, reason=reason, key=key)
        show(session, pathway, taken)


def given(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that were given, as a step's input has them."""
    answers: dict[str, Any] = {}
    for name, value in options.items():
        if isinstance(value, tuple):
            several = list(cast("tuple[object, ...]", value))
            answers |= {name: several} if several else {}
        elif value is not None:
            answers[name] = value
    return answers


def _check_state(pathway: Pathway, state: str | None) -> None:
    """Refuse a state that does not exist: an empty list would hide a typing error."""
    definition = pathway.definitions.current().meetings
    names = [known.name for known in definition.case.state] if definition is not None else []
    if state is not None and state not in names:
        raise NotFound("state", state, names, f"There are {', '.join(names)}.")
