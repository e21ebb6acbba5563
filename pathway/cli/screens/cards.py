"""Cases as an operator reads them, alone or in a list, and the steps that may be taken in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from pathway.cli.screens import duties
from pathway.cli.screens.items import items_table, write_items
from pathway.cli.screens.screen import Screen
from pathway.cli.screens.words import day_words, due, in_words, kind_words, number, time_left

if TYPE_CHECKING:
    from pathway.service.views.case_summaries import CaseSummary
    from pathway.service.views.cases import CaseView, ProcessView, SeatView, WantedView
    from pathway.service.views.deadlines import DeadlineView
    from pathway.service.views.history import EventView
    from pathway.service.views.steps import PreviewView, ProposalView, StepView

CASES = ("Case", "Kind", "State", "State id", "Next duty", "Due", "Left")
STACKS = [(0,), (1,), (2, 3), (4, 5, 6)]
# Reasons are options of the command line, though a step's schema lists them with its input.
OPTIONS = {"reason": "--reason", "late_reason": "--late-reason"}


def case_card(screen: Screen, case: CaseView, today: date) -> None:
    """Write a case."""
    screen.line(f"{case.reference}  {kind_words(case.kind)}: {case.state_title}", "heading")
    screen.fold(case.line)
    screen.fold(_background(case))
    # Not at the top, for the sake of --help: the formats of definitions take a while to load.
    from pathway.workflows.definitions.reader_format import PARTS

    unread = [part for part in PARTS if part not in case.parts]
    if unread:
        screen.fold(f"You may not read, so left out: {', '.join(unread)}.", 0, 2, "quiet")
    _next(screen, case, today)
    write_items(screen, case.items)
    findings = [f"{finding.id}: {finding.message}" for finding in case.findings]
    processes = [_process(process) for process in case.processes]
    _lines(screen, "Answers wanted", [wanted_words(answers) for answers in case.wanted])
    _lines(screen, "To deal with", findings)
    _lines(screen, "Parallel processes", processes)
    _lines(screen, "Linked cases", _pairs(case.links))
    _lines(screen, "Recommendations", _pairs(case.recommendations))


def wanted_words(answers: WantedView) -> str:
    """Return how many of the partners' answers are in, and whose are still missing."""
    about = f" ({answers.item})" if answers.item else ""
    answered = len(answers.given)
    asked = answered + len(answers.missing)
    missing = ", ".join(_seat_words(seat) for seat in answers.missing)
    return f"{answers.title}{about}: {answered} of {asked}; awaited: {missing}"


def _seat_words(seat: SeatView) -> str:
    return f"{seat.name} ({seat.emails[0]})" if seat.emails else seat.name


def proposed(screen: Screen, proposal: ProposalView, schema: Mapping[str, Any]) -> None:
    """Write the proposal that is voted on, question by question in the order of its form."""
    by = proposal.by or "somebody who was removed"
    screen.fold(
        f"Proposed by {by} on {day_words(proposal.on)} (event {proposal.event}):", 0, 2, "heading"
    )
    questions = schema.get("$defs", {}).get("new_round", {}).get("properties", {})
    for name, answer in proposal.input.items():
        screen.fold(questions.get(name, {}).get("description", name), 2, 2)
        screen.fold(in_words(answer), 6, 2)


def case_list(
    screen: Screen, cases: Sequence[CaseSummary], today: date, usual: str | None = None
) -> None:
    """
    Write cases as a table, each with the duty that is due next.

    Args:
        usual: The name of the definition that new cases follow; a case that follows another one
            shows which. None shows no definitions.
    """
    rows = [_case_row(case, today) for case in cases]
    styles = ["bad" if case.overdue else "" for case in cases]
    names = [case.definition["name"] for case in cases]
    others = [name if name != usual else "" for name in names]
    if usual is None or not any(others):
        screen.table(CASES, rows, STACKS, styles)
        return
    with_names = [[*row, other] for row, other in zip(rows, others, strict=True)]
    screen.table((*CASES, "Definition"), with_names, [*STACKS, (len(CASES),)], styles)


def _case_row(case: CaseSummary, today: date) -> list[str]:
    return [
        case.reference,
        kind_words(case.kind),
        case.state_title,
        case.state,
        *_soonest(case.next_duty, today),
    ]


class StepsAsked(NamedTuple):
    """
    Which steps somebody asked for.

    Args:
        by: Who asks.
        on_behalf_of: Whose steps they are; None where they are their own.
    """

    reference: str
    by: str
    on_behalf_of: str | None = None

    @property
    def options(self) -> str:
        """Return the options of a command that asks the same."""
        own = f"--by {self.by}"
        return f"{own} --for {self.on_behalf_of}" if self.on_behalf_of else own


def steps(
    screen: Screen, views: Sequence[StepView], case: CaseView | None, asking: StepsAsked
) -> None:
    """
    Write the steps that may be taken with what each wants, then the others with why each may not.

    Args:
        case: The case as this person may read it; None if they may read nothing of it.
    """
    states: dict[str | None, str] = {}
    if case is not None:
        states = {None: case.state} | {item.id: item.state for item in case.items}
    allowed = [step for step in views if step.allowed]
    screen.line(_may_take(asking.by, asking.on_behalf_of, is_any=bool(allowed)), "heading")
    for step in allowed:
        _step(screen, step, states.get(step.item))
        screen.fold(f"needs: {_wanted(step)}", 6, 2)
        if step.proposal:
            proposed(screen, step.proposal, step.input_schema)
    refused = [step for step in views if not step.allowed]
    if refused:
        screen.heading("Not now")
    for step in refused:
        _step(screen, step, states.get(step.item))
        # Missing input is not a reason here: nobody has typed any yet.
        for objection in step.reasons:
            if objection.code not in ("input", "reason_required", "late_reason_required"):
                screen.fold(f"- {objection}", 6, 2)
    screen.line()
    schema = f"pathway schema {asking.reference} STEP {asking.options}"
    screen.fold(f"Everything that a step asks for: {schema}", 0, 2)


def _may_take(by: str, on_behalf_of: str | None, *, is_any: bool) -> str:
    if on_behalf_of is None:
        return f"{by} may take now" if is_any else f"{by} cannot take a step now"
    verb = "may record now" if is_any else "cannot record a step now"
    return f"{by} {verb} on behalf of {on_behalf_of}"


def preview(
    screen: Screen,
    outcome: PreviewView,
    today: date,
    title: str = "Nothing was changed. This would follow:",
) -> None:
    """Write what would follow from a step."""
    _follows(screen, outcome, today, title=title, verb="would be")


def followed(screen: Screen, outcome: PreviewView, today: date) -> None:
    """Write what has followed from a step, as its preview said."""
    _follows(screen, outcome, today, title="This followed:", verb="is")


def _follows(screen: Screen, outcome: PreviewView, today: date, *, title: str, verb: str) -> None:
    case = outcome.case
    screen.line(title, "heading")
    for event in outcome.events:
        screen.fold(_event(event), 2, 2)
    screen.fold(f"{case.reference} {verb} in: {case.state_title}. {case.line}", 2, 2)
    _duties(screen, "Duties that start", outcome.deadlines_started, today)
    _duties(screen, "Duties that end", outcome.deadlines_ended, today)
    _duties(screen, "Duties that move", outcome.deadlines_moved, today)
    items_table(screen, outcome.items_opened, "Items that open")
    _lines(screen, "Told at once", outcome.told)


def _event(event: EventView) -> str:
    item = f" ({event.item})" if event.item else ""
    words = f"{event.step}{item} by {event.by or 'system'} on {day_words(event.occurred_on)}"
    if event.typed_by:
        words += f", recorded on their behalf by {event.typed_by}"
    if event.from_ != event.to:
        words += f"; {event.from_} -> {event.to}"
    if event.item_to:
        words += f"; {event.item} becomes {event.item_to}"
    return words


def _background(case: CaseView) -> str:
    definition = case.definition
    parts = [
        f"Opened {day_words(case.opened_on)}",
        f"in this state since {day_words(case.changed_on)}",
        f"version {case.version}",
        f"definition {definition['name']} {definition['version']}",
    ]
    if {"children", "summary"} & set(case.parts):
        parts.insert(2, number(case.children, "child", "children"))
    if case.urgent:
        parts.append("urgent")
    if case.legal_hold:
        parts.append("under a legal hold")
    if case.restricted:
        parts.append("restricted to people who need to know")
    if case.suspended_on:
        parts.append(f"suspended since {day_words(case.suspended_on)}")
    outcome = f" Outcome: {kind_words(case.outcome)}." if case.outcome else ""
    return "; ".join(parts) + "." + outcome


def _open(case: CaseView) -> list[DeadlineView]:
    """Return the duties that are neither done nor stopped, the soonest first."""
    deadlines = [deadline for deadline in case.deadlines if deadline.state in duties.OPEN]
    return sorted(deadlines, key=lambda deadline: deadline.due)


def _next(screen: Screen, case: CaseView, today: date) -> None:
    deadlines = _open(case)
    screen.heading("What happens next")
    if deadlines:
        duties.table_of(screen, deadlines, today, with_case=False)
    elif "deadlines" in case.parts:
        screen.line("  No duty is open.")
    else:
        screen.line("  No duty that you may read is open.")


def _soonest(duty: DeadlineView | None, today: date) -> list[str]:
    """Return the cells of a case's next duty: its title, its due day and the time left."""
    if duty is None:
        return ["none", "", ""]
    return [duty.title, due(duty), time_left(duty, today)]


def _duties(screen: Screen, title: str, deadlines: Sequence[DeadlineView], today: date) -> None:
    if deadlines:
        screen.heading(title)
        duties.table_of(screen, deadlines, today, with_case=False)


def _lines(screen: Screen, title: str, lines: Sequence[str]) -> None:
    if lines:
        screen.heading(title)
    for line in lines:
        screen.fold(f"- {line}", 2, 2)


def _process(process: ProcessView) -> str:
    if not process.hold:
        return process.title
    until = f" until {day_words(process.until)}" if process.until else ""
    return (
        f"{process.title}; somebody must not be spoken to{until}: "
        f"see event {process.hold} of the history"
    )


def _pairs(values: Mapping[str, str]) -> list[str]:
    return [f"{name}: {value}" for name, value in values.items()]


def _step(screen: Screen, step: StepView, current: str | None) -> None:
    """Write a step's name and title, and where it leads if that is not the current state."""
    item = f" {step.item}" if step.item else ""
    leads = f" -> {step.to}" if step.to and step.to != current else ""
    screen.fold(f"{step.step}{item}{leads}", 2, 4, "heading" if step.allowed else "")
    screen.fold(step.title, 6, 2)


def _wanted(step: StepView) -> str:
    """
    Return the fields and the options that a step asks for; fields that may be left out are in
    brackets.
    """
    names: list[str] = step.input_schema.get("required", [])
    required = [OPTIONS.get(name, name) for name in names]
    properties = step.input_schema.get("properties", {})
    others = [name for name in properties if name not in (*names, *OPTIONS)]
    return ", ".join([*required, *(f"[{name}]" for name in others)]) or "nothing"
