"""Writing definitions as people read them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pathway.cli.screens.screen import Screen
from pathway.cli.screens.words import GRADES, STATUSES, day_words, listing, number

if TYPE_CHECKING:
    from pathway.workflows.definitions.deadline_format import (
        DeadlineRule,
        Ladder,
        Length,
        Sooner,
        Trigger,
    )
    from pathway.workflows.definitions.form_format import Form, FormField
    from pathway.workflows.definitions.format import DefinitionFile, Step
    from pathway.workflows.definitions.partnership import Votes


def write_definition(screen: Screen, file: DefinitionFile) -> None:
    """Write what a definition file says."""
    screen.line(f"{file.title}: {file.name} {file.version}", "heading")
    if file.extends:
        screen.fold(f"Extends {file.extends}.", 0, 2)
    if file.edition:
        screen.fold(
            f"Follows {file.edition.name}, in force from {day_words(file.edition.in_force_from)}.",
            0,
            2,
        )
    if file.agencies:
        agencies = [f"{part} {' or '.join(codes)}" for part, codes in file.agencies.items()]
        screen.fold(f"Agencies: {listing(agencies)}.", 0, 2)
    if file.votes:
        _votes(screen, file.votes)
    if file.numbers:
        numbers = [f"{name} {value}" for name, value in file.numbers.items()]
        screen.fold(f"Numbers: {listing(numbers)}.", 0, 2)
    if file.national_body:
        address = f", {file.national_body.address}" if file.national_body.address else ""
        screen.fold(f"National body: {file.national_body.name}{address}.", 0, 2)
    _vocabulary(screen, file)
    _forms(screen, file)
    if file.is_machine:
        _machine(screen, file)


def _vocabulary(screen: Screen, file: DefinitionFile) -> None:
    """Write the agencies, facts, outcomes and kinds of referral that a file names."""
    _listed(screen, "Agencies", [f"{agency.code}: {agency.name}" for agency in file.agency])
    facts: list[str] = []
    for fact in file.fact:
        clock = " (starts a clock)" if fact.starts_clock else ""
        facts.append(f"{fact.name}: {fact.title}{clock}")
    _listed(screen, "Facts", facts)
    outcomes = [f"{outcome.name}: {outcome.title}" for outcome in file.outcome]
    _listed(screen, "Outcomes", outcomes)
    kinds = [f"{kind.name}: {kind.title} (form {kind.form})" for kind in file.kind]
    _listed(screen, "Kinds of referral", kinds)


def _listed(screen: Screen, title: str, entries: Sequence[str]) -> None:
    if entries:
        screen.heading(title)
    for entry in entries:
        screen.fold(entry, 2, 4)


def _forms(screen: Screen, file: DefinitionFile) -> None:
    """Write the forms of a file, and the lists that their fields choose from."""
    if file.form:
        screen.heading("Forms")
    for form in file.form:
        _form(screen, form)
    if file.lists:
        screen.heading("Lists")
    for name, codes in file.lists.items():
        screen.fold(f"{name}", 2, 4)
        for code, title in codes.items():
            screen.fold(f"{code}: {title}", 6, 8)


def _votes(screen: Screen, votes: Votes) -> None:
    lead = f"{votes.carry_with_lead_partners} with the lead partners' decision"
    screen.fold(
        f"Seats: {listing(votes.seats)}; {votes.carry} votes carry, {lead}; {votes.fail} against fail; ",
        0,
        2,
    )
    screen.fold(f"{number(votes.signatures, 'signature')} send a rapid review.", 2, 0)


def _machine(screen: Screen, file: DefinitionFile) -> None:
    """Write the states, steps, deadlines and ladders of a file."""
    screen.heading("States")
    for state in file.state:
        final = " (final)" if state.final else ""
        screen.fold(f"{state.name}: {state.title}{final}", 2, 4)
        screen.fold(state.line, 6)
    screen.heading("Steps")
    for step in file.step:
        _step(screen, step)
    if file.deadline:
        screen.heading("Deadlines")
    for rule in file.deadline:
        _deadline(screen, rule)
    if file.ladder:
        screen.heading("Reminders and escalation")
    for ladder in file.ladder:
        _ladder(screen, ladder)


def _form(screen: Screen, form: Form) -> None:
    extends = f" (extends {form.extends})" if form.extends else ""
    screen.fold(f"{form.name}: {form.title or form.name}{extends}", 2, 4)
    if form.without:
        _part(screen, "without", listing(form.without))
    _fields(screen, form.field, 6)


def _fields(screen: Screen, fields: Sequence[FormField], indent: int) -> None:
    for field in fields:
        wanted = "" if field.is_required else " (optional)"
        many = ", any number" if field.many else ""
        screen.fold(f"{field.name}: {field.label or ''} [{field.type}{many}]{wanted}", indent, 2)
        _fields(screen, field.field, indent + 4)


def _step(screen: Screen, step: Step) -> None:
    screen.fold(f"{step.name}: {step.title}", 2, 4)
    leads = f" -> {step.to}" if step.to else " (stays)"
    _part(screen, "from", f"{listing(step.from_) if step.from_ else 'nothing'}{leads}")
    never = f"; never {', '.join(step.never)}" if step.never else ""
    votes = "; by the votes of the partners" if step.votes else ""
    _part(screen, "who", f"{listing(step.who)}{never}{votes}")
    needs: list[str] = []
    if step.input != "nothing":
        needs.append(f"form {step.input}")
    if step.reason:
        needs.append("reasons")
    needs += step.guards
    if needs:
        _part(screen, "needs", listing(needs))
    if step.when:
        _part(screen, "when", step.when)
    if step.outcome:
        _part(screen, "outcome", step.outcome)


def _deadline(screen: Screen, rule: DeadlineRule) -> None:
    screen.fold(f"{rule.key}: {rule.title}", 2, 4)
    starts = [_trigger(trigger) for trigger in rule.starting()]
    runs = [listing(starts)] if starts else []
    if rule.clock:
        runs.append(f"by the clock {rule.clock}")
    _part(screen, "runs", "; ".join(runs))
    sooner = f"; {_length(rule.sooner)} when {rule.sooner.when}" if rule.sooner else ""
    asked = "; or the day that was asked for" if rule.asked else ""
    _part(screen, "due", f"{_length(rule.due)}{sooner}{asked}")
    _part(screen, "met by", listing(_trigger(trigger) for trigger in rule.meeting()))
    if rule.stopped_by:
        _part(screen, "stops", listing(_trigger(trigger) for trigger in rule.stopping()))
    prompt = "; a prompt, never a breach" if rule.never_breached else ""
    _part(screen, "whose", f"{rule.owner}{prompt}")
    _part(screen, "status", f"{STATUSES[rule.status]}; [{rule.grade}] {GRADES[rule.grade]}")
    _part(screen, "source", rule.source)


def _ladder(screen: Screen, ladder: Ladder) -> None:
    serves = f" (for {', '.join(ladder.statuses)})" if ladder.statuses else ""
    screen.fold(f"{ladder.name}{serves}", 2, 4)
    _part(screen, "owner", listing(ladder.owner))
    for escalation in ladder.escalate:
        _part(screen, escalation.rung, listing(escalation.to))


def _part(screen: Screen, name: str, words: str) -> None:
    screen.fold(f"{name:<7} {words}", 6, 8)


def _length(length: Length | Sooner) -> str:
    if length.working_days is not None:
        if length.working_days > 0:
            return number(length.working_days, "working day")
        return f"{number(-length.working_days, 'working day')} before"
    if length.hours is not None:
        return number(length.hours, "hour")
    if length.months is not None:
        return _months(length.months)
    return number(length.days, "day") if length.days else "on the date that was set"


def _months(months: int | Sequence[int]) -> str:
    if isinstance(months, int):
        return number(months, "calendar month")
    return f"{', '.join(map(str, months))} calendar months"


def _trigger(trigger: Trigger) -> str:
    """Return in words what starts, meets or stops a duty."""
    words = [trigger.step] if trigger.step else []
    parts = {
        "fact": trigger.fact,
        "entering": trigger.enters,
        "leaving": trigger.leaves,
        "opening": trigger.opens,
        "round of votes": trigger.round,
        "from": trigger.from_,
        "to": trigger.to,
        "when": trigger.when,
    }
    words += [f"{name} {value}" for name, value in parts.items() if value]
    return " ".join(words)
