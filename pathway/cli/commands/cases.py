"""Cases: refer, amend, cases, case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from pathway.cli.commands.case_options import DEFINITION, KEY, SAVE, UNLISTED
from pathway.cli.conversation.confirming import confirmed_by_asking
from pathway.cli.conversation.keeping import Keeper
from pathway.cli.options import Command, by, on
from pathway.cli.screens import cards
from pathway.cli.screens.nothing import no_case
from pathway.cli.session import Session, document_of, today
from pathway.errors import NotFound, WrongUsage

if TYPE_CHECKING:
    from pathway.service import Pathway
    from pathway.service.views.cases import CaseView


@click.command(cls=Command)
@click.argument("file")
@by()
@KEY
@SAVE
@UNLISTED
@click.option(
    "--again", is_flag=True, help="Open a case even though the same referral was made before."
)
@DEFINITION
@click.pass_obj
def refer(
    session: Session,
    /,
    file: str,
    by: str,
    key: str | None,
    save: str | None,
    definition: str | None,
    **options: bool,
) -> None:
    """
    Open a case from the referral form in FILE.

    TOML or JSON; - is standard input. Prints the case's reference. On a terminal it asks before it
    refuses what you may confirm.
    """
    form = document_of(file)
    Keeper(save).keep(form)
    with session.pathway(by=by) as pathway:
        case = confirmed_by_asking(
            session,
            lambda confirmed: pathway.refer(
                form, by=by, key=key, definition=definition, **confirmed
            ),
            options,
        )
    if case is not None and not session.show(case.as_json()):
        session.screen.line(case.reference)


@click.command(cls=Command)
@click.argument("reference", metavar="REF")
@click.argument("file")
@by()
@on("The day of the change; today if left out.")
@click.option(
    "--reason", metavar="TEXT", help="Why, where the day lies before the last change of state."
)
@click.option(
    "--late-reason",
    metavar="TEXT",
    help="Why it is late, if the new form reports something late.",
)
@click.option(
    "--expect-version", metavar="N", type=int, help="Refuse unless the case is at this version."
)
@UNLISTED
@click.pass_obj
def amend(
    session: Session, /, reference: str, file: str, by: str, unlisted: bool, **options: Any
) -> None:
    """Change the form of a draft; FILE holds the whole new form."""
    form = document_of(file)
    with session.pathway(by=by) as pathway:
        amended = confirmed_by_asking(
            session,
            lambda confirmed: pathway.amend(reference, form, by=by, **options, **confirmed),
            {"unlisted": unlisted},
        )
        if amended is not None:
            show_case(session, pathway, amended)


@click.command(cls=Command)
@click.option(
    "--state", metavar="STATE", help="Only cases in this state; cspr.* is every state of cspr."
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
@by("Who is asking, for --mine.", required=False)
@click.pass_obj
def cases(session: Session, /, mine: bool, by: str | None, **filters: Any) -> None:
    """List cases in the order in which they were opened."""
    if mine and by is None:
        raise WrongUsage("--mine needs --by EMAIL: whose duties?")
    with session.pathway(by=by) as pathway:
        _check_state(pathway, filters["state"])
        _check_kind(pathway, filters["kind"])
        filters["mine"] = by if mine else None
        listed = pathway.cases(**filters)
        if session.show([case.as_json() for case in listed]):
            return
        if not listed:
            session.screen.fold(no_case(**filters))
            return
        usual = pathway.definitions.current().case.name
        cards.case_list(session.screen, listed, today(pathway), usual=usual)


@click.command(cls=Command)
@click.argument("reference", metavar="REF")
@click.pass_obj
def case(session: Session, /, reference: str) -> None:
    """Show one case: its state, what happens next, its items."""
    with session.pathway() as pathway:
        show_case(session, pathway, pathway.case(reference))


def show_case(session: Session, pathway: Pathway, case: CaseView) -> None:
    """Show a case, as JSON where that is wanted."""
    if not session.show(case.as_json()):
        cards.case_card(session.screen, case, today(pathway))


def _check_state(pathway: Pathway, state: str | None) -> None:
    """Refuse a state that does not exist: an empty list would hide a typing error."""
    if state is None:
        return
    states = pathway.definitions.states()
    families = {f"{name.partition('.')[0]}.*" for name in states if "." in name}
    names = {*states, *families}
    if state not in names:
        raise NotFound("state", state, names, "See `pathway definition show`.")


def _check_kind(pathway: Pathway, kind: str | None) -> None:
    """Refuse a kind of referral that does not exist."""
    if kind is None:
        return
    kinds = pathway.definitions.kinds()
    if kind not in kinds:
        raise NotFound("kind", kind, kinds, f"There are {', '.join(kinds)}.")


COMMANDS = (refer, amend, cases, case)
