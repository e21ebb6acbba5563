"""What is written for a meeting, and recorded from it: agenda, papers, minutes and decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from pathway.cli.commands.case_options import SET
from pathway.cli.commands.meetings.planning import MEETING, REASON, meeting, show
from pathway.cli.named_files import document_of, write_bytes
from pathway.cli.options import ON_BEHALF, by, reader
from pathway.cli.screens import meetings as screens
from pathway.cli.session import Session
from pathway.cli.step_input import StepInput
from pathway.cli.written_files import made_folder
from pathway.errors import WrongUsage

if TYPE_CHECKING:
    from pathway.documents.paper import Paper
    from pathway.documents.printing.formats import PrintedPaper
    from pathway.service import Pathway
    from pathway.service.views.meetings import Decision

REFUSED = 3
OWNER_ONLY = 0o700
OUTPUT = click.option(
    "-o",
    "output",
    metavar="FILE",
    required=True,
    help="The file to write: .docx, .pdf or .html.",
)
MEMBERS = ("case", "step", "item", "input", "reason", "late_reason", "on_behalf_of")


@meeting.command("agenda")
@MEETING
@OUTPUT
@reader()
@click.pass_obj
def meeting_agenda(session: Session, /, reference: str, output: str, by: str | None) -> None:
    """Write the agenda, which names cases only by their references."""
    with session.pathway(by=by) as pathway:
        _print(session, pathway.meetings.agenda(reference, by=by), output)


@meeting.command("papers")
@MEETING
@click.option(
    "-o",
    "folder",
    metavar="FOLDER",
    help="Write the agenda and the pack of each case into this folder.",
)
@click.option(
    "--format", "form", metavar="FORMAT", default="pdf", help="docx, pdf or html. Default: pdf."
)
@click.option("--sent", is_flag=True, help="Record that the papers went out; the members are told.")
@by()
@click.pass_obj
def meeting_papers(
    session: Session, /, reference: str, folder: str | None, form: str, sent: bool, by: str
) -> None:
    """
    List or write the papers of a meeting that you may have: its agenda, and the pack of each case.

    You do not get the papers of a case that you may not read, for example because of an upheld
    interest.
    """
    if sent and folder is not None:
        raise WrongUsage("Give either -o FOLDER or --sent: papers are written first, then sent.")
    with session.pathway(by=by) as pathway:
        if sent:
            taken = pathway.meetings.take(reference, "send_papers", by=by)
            show(session, pathway, taken)
            return
        papers = pathway.meetings.papers(reference, by=by)
        names: list[str] = []
        if folder is not None:
            prints = _printed(pathway, reference, papers.cases, form=form, by=by)
            names = _written(prints, folder)
    if not session.show(papers.as_json() | {"files": names}):
        screens.papers(session.screen, papers, names)


@meeting.command("minutes")
@MEETING
@click.option(
    "-o", "output", metavar="FILE", help="Write a template for the minutes: .docx, .pdf or .html."
)
@click.option("--file", metavar="FILE", help="Record these minutes.")
@click.option("--agree", is_flag=True, help="Agree the minutes that are on record.")
@by("Your email: who reads, records or agrees.", required=False)
@click.pass_obj
def meeting_minutes(
    session: Session,
    /,
    reference: str,
    output: str | None,
    file: str | None,
    agree: bool,
    by: str | None,
) -> None:
    """Write a template for the minutes, record the minutes, or agree them."""
    if (output is not None) + (file is not None) + agree != 1:
        raise WrongUsage("Give one of -o FILE, --file FILE and --agree.")
    if output is None and by is None:
        raise WrongUsage("Say with --by who records or agrees the minutes.")
    with session.pathway(by=by) as pathway:
        if output is not None:
            _print(session, pathway.meetings.minutes(reference, by=by), output)
            return
        _record(session, pathway, reference, file, str(by))


@meeting.command("decide")
@MEETING
@click.argument("file", required=False)
@click.option(
    "--case",
    "cases",
    metavar="REF",
    multiple=True,
    help="A case that it is about; may be repeated.",
)
@click.option("--step", metavar="STEP", help="The step that records the decision.")
@click.option("--item", metavar="ITEM", help="The item of the case that it is about.")
@SET
@REASON
@click.option("--late-reason", metavar="TEXT", help="Why it is late.")
@by()
@ON_BEHALF
@click.pass_context
def meeting_decide(
    context: click.Context,
    /,
    reference: str,
    file: str | None,
    cases: tuple[str, ...],
    by: str,
    on_behalf_of: str | None,
    **options: Any,
) -> None:
    """
    Record what the meeting decided: a step of each case, dated the day of the meeting.

    FILE (TOML or JSON) lists the decisions as [[decision]] with case, step, input and reason.
    Instead, --case and --step record the same decision on one or more cases. Each is recorded and
    reported separately; repeating the command records nothing twice.
    """
    session = context.ensure_object(Session)
    decisions = _of_file(file) if file is not None else _of_options(cases, options)
    if on_behalf_of is not None:
        decisions = [_on_behalf(decision, on_behalf_of) for decision in decisions]
    with session.pathway(by=by) as pathway:
        outcomes = pathway.meetings.decide(reference, decisions, by=by)
    if not session.show(outcomes):
        screens.decisions(session.screen, outcomes)
    if not all(outcome.done for outcome in outcomes):
        context.exit(REFUSED)


def _record(session: Session, pathway: Pathway, reference: str, file: str | None, by: str) -> None:
    if file is None:
        taken = pathway.meetings.take(reference, "agree_minutes", by=by)
    else:
        files = {"minutes": Path(file)}
        taken = pathway.meetings.take(reference, "record_minutes", by=by, files=files)
    show(session, pathway, taken)


def _of_file(name: str) -> list[Decision]:
    """
    Return the decisions that a file lists.

    Raises:
        WrongUsage: It is not a list of decisions; the first fault is named.
    """
    content = document_of(name)
    listed = content.get("decision")
    if set(content) != {"decision"} or not isinstance(listed, list) or not listed:
        raise WrongUsage(f"{name} lists no decisions: write each as [[decision]].")
    entries = cast("list[object]", listed)
    return [_decision(entry, number, name) for number, entry in enumerate(entries, start=1)]


def _decision(entry: object, number: int, name: str) -> Decision:
    from pathway.service.views.meetings import Decision

    place = f"{name}, decision {number}"
    if not isinstance(entry, dict):
        raise WrongUsage(f"{place} is not a table.")
    members = cast("dict[str, Any]", entry)
    unknown = sorted(set(members) - set(MEMBERS))
    if unknown:
        raise WrongUsage(f"{place} has {unknown[0]}; it may have {', '.join(MEMBERS)}.")
    for member in MEMBERS:
        wanted = dict if member == "input" else str
        if member in members and not isinstance(members[member], wanted):
            what = "a table" if wanted is dict else "text"
            raise WrongUsage(f"{place}: {member} must be {what}.")
    if not (members.get("case") and members.get("step")):
        raise WrongUsage(f"{place} needs a case and a step.")
    return Decision(**members)


def _of_options(cases: tuple[str, ...], options: dict[str, Any]) -> list[Decision]:
    from pathway.service.views.meetings import Decision

    values, step = options.pop("values"), options.pop("step")
    if not (cases and step):
        raise WrongUsage("Name a FILE of decisions, or give --case and --step.")
    answers = StepInput(None, values).answers
    return [Decision(case, step, input=answers, **options) for case in cases]


def _on_behalf(decision: Decision, person: str) -> Decision:
    """Return a decision on behalf of a person, if it does not name somebody itself."""
    return replace(decision, on_behalf_of=decision.on_behalf_of or person)


def _printed(
    pathway: Pathway, reference: str, cases: Sequence[str], *, form: str, by: str
) -> list[PrintedPaper]:
    """Return the agenda of a meeting, and the pack of each of these cases."""
    from pathway.documents.printing.formats import printed

    agenda = printed(pathway.meetings.agenda(reference, by=by), "agenda", form)
    packs = [pathway.documents.case_pack(case, by=by, format=form) for case in cases]
    return [agenda, *packs]


def _written(prints: Sequence[PrintedPaper], folder: str) -> list[str]:
    """Write papers into a folder that only its owner may read, and return the files' names."""
    place = made_folder(folder, OWNER_ONLY)
    for paper in prints:
        write_bytes(str(place / paper.name), paper.content)
    return [str(place / paper.name) for paper in prints]


def _print(session: Session, paper: Paper, output: str) -> None:
    """Write a paper to a file, as its ending says."""
    from pathway.documents.printing.formats import FORMATS

    form = Path(output).suffix.lower().removeprefix(".")
    if form not in FORMATS:
        raise WrongUsage(f"{output}: its name must end in .docx, .pdf or .html.")
    write_bytes(output, FORMATS[form](paper))
    if not session.show({"file": output, "title": paper.title}):
        session.screen.fold(f"{paper.title} is in {output}.")
