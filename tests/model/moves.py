"""
The moves of the model: which steps are tried where a case is, by whom, and with which answers.

Each is taken by the first person in charge who may, with what the schema suggests; only answers
that lead another way are varied. What neither moves anything nor starts or ends a duty is left out,
and so is what differs by a name alone: of several returns in one state the first is moved, and
partners vote and sign in the order of their seats.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import product
from types import MappingProxyType
from typing import Any

from pathway.workflows.attempts.attempt import Attempt
from pathway.workflows.cases.panel import QUESTION, asks
from pathway.workflows.history.case import Case
from pathway.workflows.history.deadline import Deadline
from tests.desk import Desk
from tests.invariants import is_open, subjects
from tests.model.taking import Taken, attempts, schema_of, take

FACT, REPLY = "record_fact", "record_panel_response"
# They change no state and no duty, or are about people, of whom the checks make every mixture
# themselves.
QUIET = (
    *(
        "refer",
        "amend",
        "correct",
        "change_kind",
        "prioritise",
        "legal_hold",
        "link_case",
        "restrict",
        "lift_restriction",
        "break_glass",
        "declare_interest",
    ),
    *(
        "decide_interest",
        "record_family_contact",
        "add_parallel_process",
        "request_return",
        "replace_reviewer",
    ),
    *(
        "take_over_incidents",
        "hand_back_incidents",
        "follow_family",
        "breach",
        "update",
        "rebase",
        "reassign",
        "block",
        "unblock",
    ),
    *("add_document", "add_recommendation", "open_publication", "waive_deadline"),
)
# They lead back, or round about: a history takes so many of them as its bounds say.
DETOURS = (
    *(
        "return_to_referrer",
        "return_rapid_review",
        "return_report",
        "return_local_report",
        "reopen",
        "reopen_plan",
    ),
    *(
        "more_work",
        "revise",
        "withhold",
        "take_down",
        "reject_evidence",
        "reject_return",
        "reopen_return",
    ),
    *("panel_returns_review", "suspend", "record_delay", "request_information", "report_incident"),
    *(
        "notification_not_met",
        "close_as_duplicate",
        "discontinue_cspr",
        "panel_takes_review",
        "dissent",
    ),
)
# They are taken once in a history, or else round about.
ONCE = (
    "record_panel_response",
    "propose_notification",
    "notify_panel",
    "notify_panel_again",
    "add_action",
)
# Answers that lead another way; None where each does.
VARIED: Mapping[str, tuple[str, ...] | None] = {
    "response": ("agrees", "recommends_cspr", "no_cspr_needed", "asks_for_information"),
    "recommended_outcome": ("no_further_review", "cspr"),
    "view": None,
    "what": None,
    "answer": None,
}
# These wait for their day where they are refused before it.
PATIENT = ("publish", "publish_improvements", "withdraw_report", FACT)
A_YEAR = timedelta(days=380)
WAIVERS = ("waive_deadline", "waive")
CLOSED = "closed"
MOVED_IN = {
    "action": ("action_plan.monitoring", "action_plan.impact"),
    "publication": ("action_plan.drafting", "action_plan.impact", "closed"),
}
SETTLED = ("accepted", "nil_return", "waived")


def moves(desk: Desk, detours: int) -> Iterator[Taken]:
    """
    Return every move that can be taken here; with no detour left, of those only the ones that meet
    a duty.
    """
    for name in desk.definition.step_names():
        if name in QUIET or (is_detour(desk, name) and not detours and not _meets(desk, name)):
            continue
        for item in _subjects(desk, name):
            yield from _answers(desk, name, item, detours)


def _meets(desk: Desk, step: str) -> bool:
    """Return whether an open duty waits for the step."""
    rules = [desk.definition.deadlines[deadline.key] for deadline in desk.case.open_deadlines()]
    return any(trigger.step == step for rule in rules for trigger in rule.meeting())


def is_detour(desk: Desk, step: str, varied: Mapping[str, Any] = MappingProxyType({})) -> bool:
    """Return whether the step leads back or round about, or is taken again."""
    again = step in ONCE and any(event.step == step for event in desk.events)
    if step == REPLY:
        here = desk.case.within("rapid_review.*")
        again = not here or (again and not asks(desk.case))
    return step in DETOURS or again or varied.get("vote") == "against"


def facts_wanted(desk: Desk) -> Iterator[Taken]:
    """Return, for every open duty that a fact meets, the recording of that fact."""
    for deadline in desk.case.open_deadlines():
        rule = desk.definition.deadlines[deadline.key]
        if rule.fact is not None:
            yield from _recorded(desk, fact_of(desk, deadline))


def fact_of(desk: Desk, deadline: Deadline) -> dict[str, Any]:
    """Return what is said of the fact that meets a duty."""
    answers: dict[str, Any] = {"fact": desk.definition.deadlines[deadline.key].fact}
    if deadline.child is not None:
        answers["child"] = desk.last_form()["children"][deadline.child - 1]["label"]
    if deadline.item is not None and deadline.item.startswith("incident"):
        answers["incident"] = deadline.item
    return answers | ({"months": deadline.months} if deadline.months is not None else {})


def leads_decided(desk: Desk) -> Iterator[Taken]:
    """Return, for a round that two partners carry, the lead partners' decision."""
    for name, votes in desk.case.memory.get("rounds", {}).items():
        cast_votes = [vote["vote"] for vote in votes["votes"].values()]
        if cast_votes.count("for") == 2 and "lead_decided_on" not in votes:
            yield from _recorded(desk, {"fact": "lead_partners_decided", "step": name})


def _recorded(desk: Desk, answers: dict[str, Any]) -> Iterator[Taken]:
    for wait in (timedelta(0), A_YEAR):
        later = replace(desk, today=desk.today + wait)
        for attempt in attempts(later, FACT, None):
            taken = take(later, attempt, answers)
            if taken is not None:
                yield taken
                return


def _subjects(desk: Desk, name: str) -> Iterator[str | None]:
    """
    Return what a step of that name may be about here; of several items in one state the first.
    """
    case, seen = desk.case, set[tuple[str, str]]()
    if name == "add_action" and not case.within("action_plan.drafting"):
        return
    for file, step in desk.definition.steps_named(name):
        for item in subjects(file, case):
            if item is not None and _rests(case, item):
                continue
            if is_open(file, step, case, item) and not step.by and _is_first(case, item, seen):
                yield item


def _rests(case: Case, item: str) -> bool:
    """
    Return whether an item is left alone here, so that what runs side by side is not tried in every
    order.
    """
    kind = case.items[item].kind
    if kind == "agency_return":
        return bool(case.memory.get("rounds", {}))
    return kind in MOVED_IN and not case.within(*MOVED_IN[kind])


def _is_first(case: Case, item: str | None, seen: set[tuple[str, str]]) -> bool:
    if item is None:
        mark = ("case", "")
    elif item.startswith("agency_return") and case.items[item].state not in SETTLED:
        mark = ("agency_return", "")
    else:
        mark = (case.items[item].kind, case.items[item].state)
    if mark in seen:
        return False
    seen.add(mark)
    return True


def _answers(desk: Desk, name: str, item: str | None, detours: int) -> Iterator[Taken]:
    """
    Return the step with each answer that leads another way, of each incident, by the first who may.
    """
    waits = (timedelta(0), A_YEAR) if name in PATIENT else (timedelta(0),)
    for named in _incidents_named(desk, name):
        attempted = (
            list(_taken(replace(desk, today=desk.today + wait), attempt, detours))
            for wait in waits
            for attempt in attempts(replace(desk, today=desk.today + wait), name, item, named)
        )
        yield from next((attempt for attempt in attempted if attempt), list[Taken]())


def _taken(desk: Desk, attempt: Attempt, detours: int) -> Iterator[Taken]:
    for answers in _variants(desk, attempt, detours):
        taken = take(desk, attempt, answers)
        if taken is not None:
            yield taken


def _incidents_named(desk: Desk, name: str) -> list[dict[str, str]]:
    """Return each incident that the step may name, where there are several."""
    form = desk.definition.forms.by_name.get(desk.definition.steps_named(name)[0][1].input)
    asks = form is not None and any(field.name == "incident" for field in form.field)
    incidents = [item.id for item in desk.case.items_of("incident")]
    return (
        [{"incident": incident} for incident in incidents] if asks and len(incidents) > 1 else [{}]
    )


def _variants(desk: Desk, attempt: Attempt, detours: int) -> Iterator[dict[str, Any]]:
    """Return the answers that lead another way, one set after the other."""
    if attempt.step.votes:
        others = [
            name
            for name in desk.case.memory.get("rounds", {})
            if name.partition("@")[0] != attempt.step.name
        ]
        votes = ("for", "against") if detours else ("for",)
        asked = _asked(desk, attempt)
        yield from () if others else ({"vote": vote} | asked for vote in votes)
        return
    properties = schema_of(desk, attempt)["properties"]
    names = [name for name in VARIED if len(properties.get(name, {}).get("enum", ())) > 1]
    for values in product(*(VARIED[name] or properties[name]["enum"] for name in names)):
        answers = dict(zip(names, values, strict=True))
        if answers.get("response") != QUESTION or not asks(desk.case):
            yield answers | _asked(desk, attempt)


def _asked(desk: Desk, attempt: Attempt) -> dict[str, Any]:
    """Return whom returns are asked of: one agency is enough to go every way that a return goes."""
    return {"agencies": ["police"]} if "agencies" in schema_of(desk, attempt)["properties"] else {}
