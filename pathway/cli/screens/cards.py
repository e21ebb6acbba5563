"""
One case as an operator reads it: where it stands, what happens next, its items, what there is to
deal with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from pathway.cli.screens import duties
from pathway.cli.screens.screen import Screen
from pathway.cli.screens.words import day_words, due, in_words, kind_words, number, standing

if TYPE_CHECKING:
    from pathway.service.views import (
        CaseView,
        DeadlineView,
        ItemView,
        PreviewView,
        ProcessView,
        ProposalView,
        StepView,
        WantedView,
    )

CASES = ("Case", "Kind", "State", "State id", "Next duty", "Due", "Left")
STACKS = [(0,), (1,), (2, 3), (4, 5, 6)]
# What is said with a step beside its input, as the command line has it.
OPTIONS = {"reason": "--reason", "late_reason": "--late-reason"}
RATINGS = {"red": "bad", "green": "good", "grey": "quiet"}


def case_card(screen: Screen, case: CaseView, today: date) -> None:
    """Write a case."""
    screen.line(f"{case.reference}  {kind_words(case.kind)}: {case.state_title}", "heading")
    screen.fold(case.line)
    screen.fold(_background(case))
    _next(screen, case, today)
    _items(screen, case.items)
    for title, lines in (
        ("Answers wanted", [wanted_words(answers) for answers in case.wanted]),
        ("To deal with", [f"{one.id}: {one.message}" for one in case.findings]),
        ("Processes that run beside it", [_process(process) for process in case.processes]),
        ("Linked cases", _pairs(case.links)),
    ):
        _lines(screen, title, lines)
    _lines(screen, "Recommendations", _pairs(case.recommendations))


def wanted_words(answers: WantedView) -> str:
    """Return how many of the partners' answers are in, and whose are wanted still."""
    about = f" ({answers.item})" if answers.item else ""
    given, every = len(answers.given), len(answers.given) + len(answers.missing)
    missing = ", ".join(
        f"{seat.name} ({seat.emails[0]})" if seat.emails else seat.name for seat in answers.missing
    )
    return f"{answers.title}{about}: {given} of {every}; wanted: {missing}"


def proposed(screen: Screen, proposal: ProposalView, schema: Mapping[str, Any]) -> None:
    """Write what is voted on, question by question as its form has them."""
    by = proposal.by or "somebody who was removed"
    screen.fold(
        f"Proposed by {by} on {day_words(proposal.on)} (event {proposal.event}):", 0, 2, "heading"
    )
    questions = schema.get("$defs", {}).get("new_round", {}).get("properties", {})
    for name, answer in proposal.input.items():
        screen.fold(questions.get(name, {}).get("description", name), 2, 2)
        screen.fold(in_words(answer), 6, 2)


def case_list(
    screen: Screen, cases: Sequence[CaseView], today: date, usual: str | None = None
) -> None:
    """
    Write cases as a table, each with the duty that is due next.

    Args:
        usual: The name of the definition that new cases follow: a case of another one says which;
            without it none does.
    """
    rows = [
        [one.reference, kind_words(one.kind), one.state_title, one.state, *_soonest(one, today)]
        for one in cases
    ]
    styles = ["bad" if any(duty.overdue for duty in one.deadlines) else "" for one in cases]
    names = [case.definition["name"] for case in cases]
    others = [name if name != usual else "" for name in names]
    if usual is None or not any(others):
        screen.table(CASES, rows, STACKS, styles)
        return
    with_names = [[*row, other] for row, other in zip(rows, others, strict=True)]
    screen.table((*CASES, "Definition"), with_names, [*STACKS, (len(CASES),)], styles)


def steps(screen: Screen, found: Sequence[StepView], case: CaseView, by: str) -> None:
    """
    Write the steps that may be taken, then those that may not, each with what it wants or lacks.
    """
    here = {None: case.state} | {item.id: item.state for item in case.items}
    allowed = [one for one in found if one.allowed]
    screen.line(f"{by} may take now" if allowed else f"{by} may take no step now", "heading")
    for one in allowed:
        _step(screen, one, here.get(one.item))
        screen.fold(f"wants: {_wanted(one)}", 6, 2)
        if one.proposal:
            proposed(screen, one.proposal, one.input_schema)
    refused = [one for one in found if not one.allowed]
    if refused:
        screen.heading("Not now")
    for one in refused:
        _step(screen, one, here.get(one.item))
        for reason in one.reasons:
            if reason.code not in ("input", "reason_required", "late_reason_required"):
                screen.fold(f"- {reason}", 6, 2)
    screen.line()
    screen.fold(f"What a step wants in full: pathway schema {case.reference} STEP --by {by}", 0, 2)


def preview(
    screen: Screen,
    found: PreviewView,
    today: date,
    title: str = "Nothing was changed. This would follow:",
) -> None:
    """Write what would follow from a step."""
    _follows(screen, found, today, title, "would stand")


def followed(screen: Screen, found: PreviewView, today: date) -> None:
    """Write what has followed, as it was previewed."""
    _follows(screen, found, today, "This followed:", "stands")


def _follows(screen: Screen, found: PreviewView, today: date, title: str, stands: str) -> None:
    case = found.case
    screen.line(title, "heading")
    for event in found.events:
        item = f" ({event.item})" if event.item else ""
        moved = (
            f"; {event.from_state} -> {event.to_state}"
            if event.from_state != event.to_state
            else ""
        )
        moved += f"; {event.item} becomes {event.item_to}" if event.item_to else ""
        screen.fold(
            f"{event.step}{item} by {event.by or 'system'} on {day_words(event.occurred_on)}{moved}",
            2,
            2,
        )
    screen.fold(f"{case.reference} {stands} in: {case.state_title}. {case.line}", 2, 2)
    for title, some in (("Duties that start", found.started), ("Duties that end", found.ended)):
        _duties(screen, title, some, today)
    _duties(screen, "Duties that move", found.moved, today)
    _items(screen, found.opened, "Items that open")
    _lines(screen, "Told at once", found.told)


def _background(case: CaseView) -> str:
    definition = case.definition
    parts = [
        f"Opened {day_words(case.opened_on)}",
        f"in this state since {day_words(case.changed_on)}",
        number(case.children, "child", "children"),
        f"version {case.version}",
        f"definition {definition['name']} {definition['version']}",
    ]
    parts += ["urgent"] if case.urgent else []
    parts += ["under a legal hold"] if case.legal_hold else []
    parts += [f"suspended since {day_words(case.suspended_on)}"] if case.suspended_on else []
    outcome = f" Outcome: {kind_words(case.outcome)}." if case.outcome else ""
    return "; ".join(parts) + "." + outcome


def _open(case: CaseView) -> list[DeadlineView]:
    return sorted(
        (one for one in case.deadlines if one.state in duties.OPEN), key=lambda one: one.due
    )


def _next(screen: Screen, case: CaseView, today: date) -> None:
    found = _open(case)
    screen.heading("What happens next")
    if found:
        duties.table_of(screen, found, today, with_case=False)
    else:
        screen.line("  No duty is open.")


def _soonest(case: CaseView, today: date) -> list[str]:
    found = _open(case)
    return [found[0].title, due(found[0]), standing(found[0], today)] if found else ["none", "", ""]


def _items(screen: Screen, items: Sequence[ItemView], title: str = "Items") -> None:
    if not items:
        return
    screen.heading(title)
    rows = [[one.id, one.title, _details(one.data)] for one in items]
    styles = [RATINGS.get(str(one.data.get("brag")), "") for one in items]
    screen.table(["Item", "State", "More"], rows, styles=styles)


def _details(data: Mapping[str, Any]) -> str:
    """
    Return what is known of an item: an action's rating, due day and owner, other items' days and
    agency.
    """
    words = [f"{data['brag']}" if data.get("brag") else "", data.get("agency_name") or ""]
    words += [
        f"due {day_words(date.fromisoformat(data['due']))}" if data.get("due") else "",
        data.get("owner") or "",
    ]
    for name, value in data.items():
        if name.endswith("_on") and isinstance(value, str):
            words.append(
                f"{name.removesuffix('_on').replace('_', ' ')} {day_words(date.fromisoformat(value))}"
            )
    if data.get("children"):
        words.append("child " + ", ".join(map(str, data["children"])))
    words.append("blocked" if data.get("blocked") else "")
    return ", ".join(filter(None, words))


def _duties(screen: Screen, title: str, found: Sequence[DeadlineView], today: date) -> None:
    if found:
        screen.heading(title)
        duties.table_of(screen, found, today, with_case=False)


def _lines(screen: Screen, title: str, lines: Sequence[str]) -> None:
    if lines:
        screen.heading(title)
    for line in lines:
        screen.fold(f"- {line}", 2, 2)


def _process(process: ProcessView) -> str:
    until = f" until {day_words(process.until)}" if process.until else ""
    hold = (
        f"; somebody may not be spoken to{until}: see event {process.hold} of the history"
        if process.hold
        else ""
    )
    return f"{process.title}{hold}"


def _pairs(found: Mapping[str, str]) -> list[str]:
    return [f"{name}: {value}" for name, value in found.items()]


def _step(screen: Screen, one: StepView, here: str | None) -> None:
    item = f" {one.item}" if one.item else ""
    leads = f" -> {one.to}" if one.to and one.to != here else ""
    screen.fold(f"{one.name}{item}{leads}", 2, 4, "heading" if one.allowed else "")
    screen.fold(one.title, 6, 2)


def _wanted(one: StepView) -> str:
    """
    Return the fields of a step's input, those that may be left out in brackets, and the options it
    asks for.
    """
    wanted: list[str] = one.input_schema.get("required", [])
    required = [OPTIONS.get(name, name) for name in wanted]
    others = [
        name for name in one.input_schema.get("properties", {}) if name not in (*wanted, *OPTIONS)
    ]
    return ", ".join([*required, *(f"[{name}]" for name in others)]) or "nothing"
