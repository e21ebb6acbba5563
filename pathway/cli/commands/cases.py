"""Cases: cases, case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from pathway.cli.options import AS_CSV, Command, reader
from pathway.cli.pages import Page, cut, one_more, paged
from pathway.cli.screens import cards, meetings
from pathway.cli.screens.csv_lists import cases_as_csv
from pathway.cli.screens.nothing import no_case, nothing
from pathway.cli.screens.paging import write_paged
from pathway.cli.session import Session, today
from pathway.errors import NotFound, Refused, WrongUsage
from pathway.workflows.history.references import is_meeting

if TYPE_CHECKING:
    from pathway.service import Pathway
    from pathway.service.views.case_summaries import CaseSummary
    from pathway.service.views.cases import CaseView


@click.command(cls=Command)
@click.option(
    "--state",
    metavar="STATE",
    help="Only cases in this state; cspr.* is every state of cspr, * every one but closed.",
)
@click.option("--kind", metavar="KIND", help="Only cases of this kind.")
@click.option("--overdue", is_flag=True, help="Only cases with a duty past its due day.")
@click.option(
    "--due-within",
    metavar="N",
    type=click.IntRange(0, 10_000),
    help="Only cases with a duty due within N working days.",
)
@click.option(
    "--mine", is_flag=True, help="Only cases with an open duty of the person named by --by."
)
@reader("Who is reading, and whose duties --mine means: your email.")
@click.option(
    "--sort",
    type=click.Choice(["opened", "newest", "changed", "due"]),
    default="opened",
    show_default=True,
    help="In which order: opened first, newest first, changed last, due first.",
)
@AS_CSV
@paged("cursor")
@click.pass_obj
def cases(
    session: Session,
    /,
    mine: bool,
    by: str | None,
    as_csv: bool,
    limit: int | None,
    **asked: Any,
) -> None:
    """
    List cases: where each is, and what is due next.

    With --json each is whole, as `case` shows it.
    """
    if mine and by is None:
        raise WrongUsage("--mine needs --by EMAIL: whose duties?")
    with session.pathway(by=by) as pathway:
        _check_state(pathway, asked["state"])
        _check_kind(pathway, asked["kind"])
        asked["mine"] = by if mine else None
        if session.wants_json and not as_csv:
            whole = pathway.whole_cases(by=by, limit=limit, **asked)
            session.screen.json([case.as_json() for case in whole])
            return
        found = pathway.cases(by=by, limit=one_more(limit), **asked)
        page = cut(found, lambda case: case.cursor, limit)
        if as_csv:
            session.print_csv(cases_as_csv(page.entries))
            return
        _show_page(session, pathway, page, asked)


def _show_page(
    session: Session, pathway: Pathway, page: Page[CaseSummary], asked: dict[str, Any]
) -> None:
    if not page.entries:
        session.screen.fold(nothing(no_case(**asked), asked["after"]))
        return
    usual = pathway.definitions.current().case.name
    cards.case_list(session.screen, page.entries, today(pathway), usual=usual)
    page.tell(session)


@click.command(cls=Command)
@click.argument("reference", metavar="REF")
@click.option("--full", is_flag=True, help="Show everything that you may read, in words.")
@reader()
@click.option("--no-pager", is_flag=True, help="Do not use a pager, however long it is.")
@click.pass_obj
def case(session: Session, /, reference: str, full: bool, by: str | None, no_pager: bool) -> None:
    """
    Show one case: its state, what happens next, who has returned what, its items.

    With --full also everything on record: referral, decisions with reasons, returns, plan, and
    duties by owner. What you may not read is left out.
    """
    with session.pathway(by=by) as pathway:
        if full:
            _show_in_full(session, pathway, reference, by=by, no_pager=no_pager)
        else:
            show_case(session, pathway, pathway.case(reference, by=by), by)


def readable_case(pathway: Pathway, reference: str, by: str | None) -> CaseView | None:
    """Return a case as somebody may read it; None if they may read nothing of it."""
    try:
        return pathway.case(reference, by=by)
    except Refused:
        return None


def _show_in_full(
    session: Session, pathway: Pathway, reference: str, *, by: str | None, no_pager: bool
) -> None:
    if session.wants_json:
        history = [event.as_json() for event in pathway.history(reference, by=by)]
        session.screen.json(pathway.case(reference, by=by).as_json() | {"history": history})
        return
    from pathway.cli.screens.papers import write_paper

    paper = pathway.documents.case_paper(reference, by=by)
    write_paged(session.screen, lambda screen: write_paper(screen, paper), no_pager=no_pager)


def show_case(session: Session, pathway: Pathway, case: CaseView, by: str | None) -> None:
    """Show a reader a case, or a meeting as one; as JSON where that is wanted."""
    if session.show(case):
        return
    if is_meeting(case.reference):
        meeting = pathway.meetings.get(case.reference, by=by)
        meetings.card(session.screen, meeting, today(pathway))
    else:
        cards.case_card(session.screen, case, today(pathway))


def _check_state(pathway: Pathway, state: str | None) -> None:
    """Refuse a state that does not exist: an empty list would hide a typing error."""
    if state is None:
        return
    states = pathway.definitions.states()
    families = {f"{name.partition('.')[0]}.*" for name in states if "." in name}
    names = {*states, *families, "*"}
    if state not in names:
        raise NotFound("state", state, names, "See `pathway definition show`.")


def _check_kind(pathway: Pathway, kind: str | None) -> None:
    """Refuse a kind of referral that does not exist."""
    if kind is None:
        return
    kinds = pathway.definitions.kinds()
    if kind not in kinds:
        raise NotFound("kind", kind, kinds, f"There are {', '.join(kinds)}.")


COMMANDS = (cases, case)
