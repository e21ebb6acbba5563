"""
Values that belong to one case and one day: what an input may name, and what would be accepted as an example.

Each is a function of the attempt. The same function checks the input and fills the JSON Schema, so that the two can
never disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from pathway.workflows.calendar import after_months
from pathway.workflows.case import Case, Deadline
from pathway.workflows.commands import Attempt
from pathway.workflows.format import DeadlineRule
from pathway.workflows.duty_owners import owns
from pathway.workflows.votes import open_rounds

CLOCK_FACTS = ("local_authority_aware_on", "care_death_aware_on", "charged_on", "youth_justice_aware_on")
OTHER_FACTS = (
    "partners_told",
    "care_death_notified",
    "youth_justice_notified",
    "cspr_decision_told",
    "lead_partners_decided",
    "national_repository_sent",
    "learning_briefing_issued",
    "bitesize_session",
    "learning_disseminated",
    "feedback_received",
    "impact_checked",
    "referrer_told",
    "family_told",
)
PLANNING_STATES = ("action_plan.*", "national_review", "closed")


def labels(attempt: Attempt) -> list[str]:
    """Return what the form calls the children."""
    return list(attempt.situation.labels)


def died_labels(attempt: Attempt) -> list[str]:
    """Return the labels of the children who died."""
    children = attempt.remembered("children") or {}
    return [label for number, label in numbered(attempt) if children.get(number, {}).get("harm") == "died"]


def numbered(attempt: Attempt) -> list[tuple[str, str]]:
    """Return each child's ordinal in the case, as text, with the label."""
    return [(str(number), label) for number, label in enumerate(attempt.situation.labels, start=1)]


def recommendations_waiting(attempt: Attempt) -> list[str]:
    """Return the recommendations that nobody has answered."""
    return [name for name, one in _recommendations(attempt).items() if one["answer"] == "waiting"]


def recommendations(attempt: Attempt) -> list[str]:
    """Return every recommendation of the case that was not rejected."""
    return [name for name, one in _recommendations(attempt).items() if one["answer"] != "rejected"]


def requests(attempt: Attempt) -> list[str]:
    """Return the requests for information that wait for an answer."""
    return [one.item for one in attempt.case.open_deadlines("information_request") if one.item]


def interests(attempt: Attempt) -> list[str]:
    """Return the interests that this person may decide on: the chair's own fall to a partner."""
    found = attempt.remembered("interests") or {}
    role = attempt.standing.role if attempt.standing else None
    waiting = [name for name, one in found.items() if one["outcome"] == "declared"]
    return [name for name in waiting if role is None or (role == "partner") == _decided_by_partner(attempt, found[name])]


def items(attempt: Attempt) -> list[str]:
    """Return the ids of the case's items."""
    return list(attempt.case.items)


def local_deadlines(attempt: Attempt) -> list[str]:
    """Return the open local deadlines."""
    return [one.id for one in attempt.case.open_deadlines() if one.status == "local" and not one.never_breached]


def duties_to_delay(attempt: Attempt) -> list[str]:
    """Return the open duties on which this person may record a delay: a partner for law and guidance."""
    return [one.id for one in attempt.case.open_deadlines() if _may_delay(attempt, one)]


def delayed_duties(attempt: Attempt) -> list[str]:
    """Return the open duties with a delay that this person may end."""
    return [name for name in duties_to_delay(attempt) if attempt.case.deadlines[name].delayed]


def facts(attempt: Attempt) -> list[str]:
    """Return the facts that this person may record now, those that an open duty waits for first."""
    wanted = [name for one in attempt.case.open_deadlines() if (name := fact_of(attempt, one)) and _own(attempt, one)]
    if attempt.standing is not None and attempt.standing.role == "deadline_owner":
        return list(dict.fromkeys(wanted))
    clocks = [] if attempt.case.within(*PLANNING_STATES) else [*CLOCK_FACTS]
    others = [name for name in OTHER_FACTS if name != "lead_partners_decided" or steps_in_vote(attempt)]
    return list(dict.fromkeys([*wanted, *others, *clocks]))


def fact_of(attempt: Attempt, deadline: Deadline) -> str | None:
    """Return the fact that meets a deadline, if one does."""
    rule = attempt.definition.deadlines.get(deadline.key)
    return next((one.fact for one in rule.meeting() if one.fact), None) if rule else None


def months_to_check(attempt: Attempt) -> list[int]:
    """Return the impact checks that wait, soonest first; all three where none does."""
    waiting = [one.months for one in attempt.case.open_deadlines("impact_check") if one.months]
    return waiting or [3, 6, 12]


def steps_in_vote(attempt: Attempt) -> list[str]:
    """Return the steps with an open round of votes."""
    return [one.name for one in open_rounds(attempt.case)]


def round_digest(attempt: Attempt) -> list[str]:
    """Return the digest of the open round of this step."""
    name = f"{attempt.step.name}@{attempt.item.id}" if attempt.item else attempt.step.name
    return [one.digest for one in open_rounds(attempt.case) if one.name == name]


def other_cases(attempt: Attempt) -> list[str]:
    """Return the other cases that are known here."""
    return [name for name in attempt.situation.others if name != attempt.case.reference]


def surviving_cases(attempt: Attempt) -> list[str]:
    """Return the open cases with at least as many children, as examples of one that survives."""
    count = len(attempt.situation.labels)
    return [
        name
        for name in other_cases(attempt)
        if (other := attempt.situation.others[name]).state != "closed" and children_of(other) >= count
    ]


def children_of(case: Case) -> int:
    """Return how many children a case has."""
    return len(case.remembered("children") or {})


def other_kinds(attempt: Attempt) -> list[str]:
    """Return the kinds of referral that this case is not."""
    return [one for one in ("practice_review", "serious_offence", "good_outcome") if one != attempt.case.document.get("kind")]


def reviewers(attempt: Attempt) -> list[str]:
    """Return the emails of the directory's reviewers whom no interest shuts out."""
    return [one.email for one in attempt.situation.directory.holders("reviewer")]


def owners(attempt: Attempt) -> list[str]:
    """Return the emails of everybody who may own an action."""
    return attempt.situation.directory.emails()


def agreed_outcome(attempt: Attempt) -> list[str]:
    """Return the outcome that the rapid review recommends."""
    found = attempt.remembered("rapid_review", "outcome")
    return [found] if found else []


def rapid_review_document(attempt: Attempt) -> list[str]:
    """Return the hash of the report that the partners sign."""
    found = attempt.remembered("rapid_review", "sha256")
    return [found] if found else []


def copies_document(attempt: Attempt) -> list[str]:
    """Return the hash of the document whose copies went out."""
    found = attempt.item["sha256"] if attempt.item else None
    return [found] if found else []


def checks_to_meet(attempt: Attempt) -> list[str]:
    """Return the reviews that a note may be; the example is the one that is due."""
    own = ("plan_review", "national_review_check")
    return [key for key in own if attempt.case.open_deadlines(key)]


def agencies_to_ask(attempt: Attempt) -> list[str]:
    """Return agencies with a rep that have no open return."""
    asked = {item["agency"] for item in attempt.case.items_of("agency_return") if not settled(item.state)}
    with_rep = {one.agency for one in attempt.situation.directory.holders("rep")}
    return sorted(with_rep - asked) or ["another_agency"]


def settled(state: str) -> bool:
    """Say whether a return in that state is in, or will not come."""
    return state in ("accepted", "nil_return", "waived")


def on_the_day(attempt: Attempt) -> list[str]:
    """Return the day of the step."""
    return [attempt.on.isoformat()]


def new_aware_day(attempt: Attempt) -> list[str]:
    """Return an aware day that would be accepted: the one on record, else one that no earlier decision was about."""
    awareness = attempt.remembered("awareness") or {}
    if awareness.get("on") and awareness["on"] not in awareness.get("decided", []):
        return [awareness["on"]]
    day = attempt.on
    while day.isoformat() in awareness.get("decided", []):
        day -= timedelta(days=1)
    return [day.isoformat()]


def in_ten_working_days(attempt: Attempt) -> list[str]:
    """Return the day ten working days on."""
    return [attempt.situation.calendar.add(attempt.on, 10).isoformat()]


def in_three_months(attempt: Attempt) -> list[str]:
    """Return the day three months on."""
    return [after_months(attempt.on, 3).isoformat()]


def publication_day(attempt: Attempt) -> list[str]:
    """Return a day of publication that leaves the copies their seven working days."""
    sent = attempt.item["copies_on"] if attempt.item else None
    start = max(attempt.on, date.fromisoformat(sent)) if sent else attempt.on
    return [attempt.situation.calendar.add(start, 10).isoformat()]


def always(attempt: Attempt) -> bool:
    """Say yes."""
    return True


def panel_disagrees(attempt: Attempt) -> bool:
    """Say whether the Panel disagreed and nobody has answered it."""
    return bool(attempt.remembered("panel", "disagrees"))


def view_missing(attempt: Attempt) -> bool:
    """Say whether a partner other than the local authority's has not said whether to notify."""
    others = attempt.definition.agencies.partners[1:]
    views = attempt.remembered("views") or {}
    return any(agency not in views for agency in others)


def harm_in_case(attempt: Attempt) -> bool:
    """Say whether no decision was taken on notifying, so that the screening must be explained."""
    return not attempt.remembered("screened")


def impact_unfinished(attempt: Attempt) -> bool:
    """Say whether an impact check is neither done nor waived."""
    return bool(attempt.case.open_deadlines("impact_check"))


def _recommendations(attempt: Attempt) -> Mapping[str, Any]:
    return attempt.remembered("recommendations") or {}


def _decided_by_partner(attempt: Attempt, interest: Mapping[str, Any]) -> bool:
    posts = attempt.situation.directory.of(interest["person"])
    chairs = attempt.situation.directory.holders("chair")
    return any("chair" in post.roles for post in posts) or not chairs


def _may_delay(attempt: Attempt, deadline: Deadline) -> bool:
    if attempt.standing is None:
        return True
    return (attempt.standing.role == "partner") == (deadline.status in ("law", "guidance"))


def _own(attempt: Attempt, deadline: Deadline) -> bool:
    role = attempt.standing.role if attempt.standing else None
    return role != "deadline_owner" or owns(attempt, deadline)


def rule_of(attempt: Attempt, deadline: Deadline) -> DeadlineRule | None:
    """Return the rule of a deadline in the case's definition."""
    return attempt.definition.deadlines.get(deadline.key)


Choice = Callable[[Any], Sequence[Any]]

CHOICES: Mapping[str, Choice] = {
    "labels": labels,
    "recommendations_waiting": recommendations_waiting,
    "recommendations": recommendations,
    "requests": requests,
    "interests": interests,
    "items": items,
    "local_deadlines": local_deadlines,
    "duties_to_delay": duties_to_delay,
    "delayed_duties": delayed_duties,
    "facts": facts,
    "months_to_check": months_to_check,
    "steps_in_vote": steps_in_vote,
    "round_digest": round_digest,
    "other_cases": other_cases,
    "surviving_cases": surviving_cases,
    "other_kinds": other_kinds,
    "reviewers": reviewers,
    "owners": owners,
    "agreed_outcome": agreed_outcome,
    "rapid_review_document": rapid_review_document,
    "copies_document": copies_document,
    "checks_to_meet": checks_to_meet,
    "agencies_to_ask": agencies_to_ask,
    "on_the_day": on_the_day,
    "new_aware_day": new_aware_day,
    "in_ten_working_days": in_ten_working_days,
    "in_three_months": in_three_months,
    "publication_day": publication_day,
}

CONDITIONS: Mapping[str, Callable[[Any], bool]] = {
    "panel_disagrees": panel_disagrees,
    "view_missing": view_missing,
    "not_screened": harm_in_case,
}
