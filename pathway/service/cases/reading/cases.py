"""Cases as callers are shown them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from pathway.errors import DatabaseNotReady
from pathway.service.access.readers import reading
from pathway.service.cases.reading.answers import wanted_views
from pathway.service.cases.reading.deadlines import deadline_views
from pathway.service.cases.reading.items import in_order, item_view
from pathway.service.definition_choice import definition_today
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.cases import CaseView, FindingView, ProcessView
from pathway.workflows.access.reading import HISTORY, Reading
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.cases.parallel_processes import holds_of, processes_of
from pathway.workflows.deadlines.suspension import suspended_on
from pathway.workflows.history.case import Case
from pathway.workflows.people.restrictions import is_restricted

Explaining = Callable[[str], AbstractContextManager[object]]
# The list of a definition that has the titles of parallel processes.
PROCESS_TITLES = "parallel_processes"
NO_SUMMARY: Mapping[str, Any] = {
    "findings": (),
    "wanted": (),
    "processes": (),
    "links": {},
    "legal_hold": False,
}


def case_view(unit: UnitOfWork, case: Case) -> CaseView:
    """
    Return one case as callers are shown it, with what its reader may read; needs no key.
    """
    return CaseView(**_standing(unit, case), **_contents(unit, case, reading(unit, case)))


def late_case_view(unit: UnitOfWork, case: Case, explaining: Explaining = nullcontext) -> CaseView:
    """
    Return a case with what this transaction recorded of it. Items, duties and the like are worked
    out when they are first read, since many callers read none of them, and a case may have hundreds.

    Args:
        explaining: Says within what a failure over the case, by its reference, is explained.
    """
    readable = reading(unit, case)
    standing = _standing(unit, case)
    standing["events"] = tuple(event for event in unit.recorded if event.case == case.reference)
    if not _is_looked_up(unit):
        return CaseView(**standing, **_contents(unit, case, readable))

    def rest() -> Mapping[str, Any]:
        with explaining(case.reference):
            return _contents(unit, case, readable)

    return CaseView.with_rest(rest, **standing, cursor=None)


def _is_looked_up(unit: UnitOfWork) -> bool:
    """
    Read from the database what views may be made of, for when the transaction is over; return whether
    all of it could be read.
    """
    try:
        _ = unit.directory, unit.names, unit.calendar, definition_today(unit)
    except DatabaseNotReady:  # another case may follow what this program does not know
        return False
    return True


def _standing(unit: UnitOfWork, case: Case) -> dict[str, Any]:
    """Return where a case is, by the members of its view."""
    definition = unit.definition_of(case)
    own = definition.case
    state = next((state for state in own.state if state.name == case.state), None)
    return {
        "reference": case.reference,
        "kind": case.kind,
        "state": case.state,
        "state_title": state.title if state else case.state,
        "line": state.line if state else "",
        "outcome": case.outcome,
        "version": case.version,
        "opened_on": case.opened_on,
        "changed_on": case.changed_on,
        "definition": {"name": own.name, "version": own.version, "edition": definition.edition},
    }


def _contents(unit: UnitOfWork, case: Case, readable: Reading) -> dict[str, Any]:
    """Return what is in a case and may be read, by the members of its view."""
    definition = unit.definition_of(case)
    items = [item for item in case.items.values() if readable.sees_item(item)]
    deadlines = [duty for duty in case.deadlines.values() if readable.sees_deadline(duty)]
    summary = _summary(unit, case) if readable.sees("summary") else NO_SUMMARY
    sees_children = readable.sees("children") or readable.sees("summary")
    answers = _answers(case) if readable.sees("recommendations") else {}
    return {
        "items": tuple(item_view(unit, definition, case, item) for item in in_order(items)),
        "deadlines": tuple(deadline_views(unit, definition, case, deadlines)),
        "urgent": bool(case.memory.get("urgent")),
        "suspended_on": suspended_on(case),
        "restricted": is_restricted(case),
        "damaged": None,
        "parts": readable.parts,
        "stages": tuple(case.stages_left) if readable.sees(HISTORY) else (),
        "children": len(case.memory.get("children", {})) if sees_children else 0,
        "recommendations": answers,
        **summary,
    }


def _answers(case: Case) -> dict[str, str]:
    """Return the answer to each recommendation, by its name."""
    recommendations = case.memory.get("recommendations", {})
    return {name: answer["answer"] for name, answer in recommendations.items()}


def _summary(unit: UnitOfWork, case: Case) -> dict[str, Any]:
    """Return what the summary of a case says, by the members of its view."""
    definition = unit.definition_of(case)
    return {
        "findings": tuple(finding_views(case)),
        "wanted": tuple(wanted_views(unit, definition, case)),
        "processes": tuple(process_views(definition, case)),
        "links": dict(case.memory.get("links", {})),
        "legal_hold": bool(case.memory.get("legal_hold")),
    }


def process_views(definition: BoundDefinition, case: Case) -> list[ProcessView]:
    """
    Return the processes that run beside a case, each with its hold on whom one may speak to, if
    any.
    """
    holds = {hold.process: hold for hold in holds_of(case)}
    titles = definition.lists.get(PROCESS_TITLES, {})
    views: list[ProcessView] = []
    for process in processes_of(case):
        title, hold = titles.get(process, process), holds.get(process)
        if hold is None:
            views.append(ProcessView(process, title))
        else:
            views.append(ProcessView(process, title, hold.event, hold.until))
    return views


def finding_views(case: Case) -> list[FindingView]:
    """Return what corrections left to be dealt with, and no note has settled."""
    return [_finding_view(name, finding) for name, finding in case.findings.items()]


def _finding_view(name: str, finding: Mapping[str, Any]) -> FindingView:
    return FindingView(
        id=name,
        event=finding["event"],
        step=finding.get("step"),
        code=finding["code"],
        deadline=finding.get("deadline"),
        corrected_by=finding.get("corrected_by"),
        message=_finding_words(finding),
    )


def _finding_words(finding: Mapping[str, Any]) -> str:
    code, about = finding["code"].partition(".")[::2]
    deadline, event = finding.get("deadline"), finding["event"]
    match code:
        case "interest_follows":
            return (
                f"somebody who is kept out of a linked case is kept out of this one too, until the "
                f"chair decides on {about}"
            )
        case "guard":
            return f"{finding['step']} (event {event}) would now be refused by {about}"
        case "late_reason_required":
            met_by = finding.get("met_by", event)
            return f"{deadline} was met late by the day that is now on record; event {met_by} gives no reason for it"
        case "clock_after_met":
            return f"{deadline} was met by event {event}, before the corrected day on which its clock starts"
        case "form_lacks":
            return f"the referral form still lacks {about}, and the case has gone on without it"
        case "more_than_four_children":
            return "the national form takes four children; the further ones go into its free text"
        case "later_day":
            day = f"the amended form gives a later day for {finding['fact']} than is on record"
            return f"{day}; the earlier one holds unless `correct` says that it was wrong"
        case _:
            return f"{code} (event {event})"
