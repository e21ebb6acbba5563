"""
Values that belong to one case and one day: what an input may name, and what would be accepted as an example.

Each is a function of the attempt. The same function checks the input and fills the JSON Schema, so that the two can
never disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pathway.workflows.case import Case, Deadline
from pathway.workflows.commands import Attempt
from pathway.workflows.duplicates import notifies
from pathway.workflows.duty_owners import owns
from pathway.workflows.entries import day_before, entries
from pathway.workflows.known_names import ACTION, LEAD, LOCAL_AUTHORITY, PLANNING_STATES, RETURN
from pathway.workflows.lengths import several_months
from pathway.workflows.needs import needs
from pathway.workflows.roles import Where, people
from pathway.workflows.suggested_days import (
    in_ten_working_days,
    in_three_months,
    new_aware_day,
    on_the_day,
    publication_day,
)
from pathway.workflows.votes import open_rounds


def labels(attempt: Attempt) -> list[str]:
    """Return what the form calls the children."""
    return list(attempt.situation.labels)


def died_labels(attempt: Attempt) -> list[str]:
    """Return the labels of the children who died."""
    children = attempt.case.table("children")
    every = enumerate(attempt.situation.labels, start=1)
    return [label for number, label in every if children.get(str(number), {}).get("harm") == "died"]


def recommendations_waiting(attempt: Attempt) -> list[str]:
    """Return the recommendations that nobody has answered."""
    return [name for name, one in _recommendations(attempt).items() if one["answer"] == "waiting"]


@needs(items=(ACTION,))
def recommendations(attempt: Attempt) -> list[str]:
    """Return every recommendation of the case that was not rejected, those that wait for an action first."""
    kept = [name for name, one in _recommendations(attempt).items() if one["answer"] != "rejected"]
    return sorted(kept, key=lambda name: name in _with_action(attempt))


def requests(attempt: Attempt) -> list[str]:
    """Return the requests for information that wait for an answer, by their deadline."""
    rules = attempt.definition.deadlines
    return [one.id for one in attempt.case.open_deadlines() if one.key in rules and rules[one.key].owner == "asked"]


def interests(attempt: Attempt) -> list[str]:
    """Return the interests that this person may decide on: never their own; a chair's falls to a partner."""
    found = attempt.case.table("interests")
    return [name for name, one in found.items() if one["outcome"] == "declared" and _may_decide(attempt, one)]


def items(attempt: Attempt) -> list[str]:
    """Return the ids of the case's items."""
    return list(attempt.case.items)


def local_deadlines(attempt: Attempt) -> list[str]:
    """Return the open local deadlines."""
    return [one.id for one in attempt.case.open_deadlines() if one.status == "local"]


def duties_to_delay(attempt: Attempt) -> list[str]:
    """Return the open duties that this person may say are delayed: a partner for law and guidance, else the chair."""
    rules = attempt.definition.deadlines
    reviews = [key for key, rule in rules.items() if rule.owner == "delay"]
    duties = [one for one in attempt.case.open_deadlines() if one.key not in reviews and not one.never_breached]
    return [one.id for one in duties if attempt.actor is None or acts_as(attempt, _delays(one))]


def delayed_duties(attempt: Attempt) -> list[str]:
    """Return the open duties with a delay that this person may end."""
    return [name for name in duties_to_delay(attempt) if attempt.case.deadlines[name].delayed]


@needs(facts=(LEAD,), states=PLANNING_STATES)
def facts(attempt: Attempt) -> list[str]:
    """Return the facts that this person may record now, those that an open duty waits for first."""
    owner = attempt.standing is not None and attempt.standing.role == "deadline_owner"
    duties = [one for one in attempt.case.open_deadlines() if not owner or owns(attempt, one)]
    wanted = [name for one in duties if (name := fact_of(attempt, one))]
    known = attempt.definition.facts
    clocks = [] if is_planning(attempt) else [name for name, one in known.items() if one.starts_clock]
    others = [name for name, one in known.items() if not one.starts_clock and (name != LEAD or steps_in_vote(attempt))]
    return list(dict.fromkeys(wanted if owner else [*wanted, *others, *clocks]))


def is_planning(attempt: Attempt) -> bool:
    """Return whether a new incident is a new case: what this one was about is being acted on, or it is closed."""
    return attempt.case.within(*PLANNING_STATES) or attempt.case.state in attempt.definition.case.finals


def why_no_such_fact(attempt: Attempt, fact: str) -> str | None:
    """Return why a fact that starts a clock is not recorded any more."""
    known = attempt.definition.facts.get(fact)
    is_late = known is not None and known.starts_clock and is_planning(attempt)
    return "a new incident is a new case, linked to this one" if is_late else None


def fact_of(attempt: Attempt, deadline: Deadline) -> str | None:
    """Return the fact that meets a deadline, if one does."""
    rule = attempt.definition.deadlines.get(deadline.key)
    return rule.fact if rule else None


def months_to_check(attempt: Attempt) -> list[int]:
    """Return the checks after so many months that wait, soonest first; all of them where none does."""
    waiting = sorted(attempt.case.open_deadlines(), key=lambda one: one.due)
    every = [months for rule in attempt.definition.deadlines.values() for months in several_months(rule)]
    return list(dict.fromkeys([one.months for one in waiting if one.months] or every))


def steps_in_vote(attempt: Attempt) -> list[str]:
    """Return the steps with an open round of votes."""
    return [one.name for one in open_rounds(attempt.case)]


def other_cases(attempt: Attempt) -> list[str]:
    """Return the other cases that are known here."""
    return [name for name in attempt.situation.others if name != attempt.case.reference]


def surviving_cases(attempt: Attempt) -> list[str]:
    """Return the open cases with at least as many children, those first that notify the Panel themselves."""
    others = [attempt.situation.others[name] for name in other_cases(attempt)]
    finals = attempt.definition.case.finals
    fitting = [one for one in others if one.version and one.state not in finals and _has_children_of(one, attempt)]
    return [one.reference for one in sorted(fitting, key=lambda one: not notifies(one))]


def children_of(case: Case) -> int:
    """Return how many children a case has."""
    return len(case.table("children"))


def other_kinds(attempt: Attempt) -> list[str]:
    """Return the kinds of referral that this case is not."""
    return [name for name in attempt.definition.forms.kinds if name != attempt.case.document.get("kind")]


def reviewers(attempt: Attempt) -> list[str]:
    """Return the emails of the directory's reviewers whom no interest shuts out."""
    return [one.email for one in people(where_of(attempt), "any_reviewer")]


def owners(attempt: Attempt) -> list[str]:
    """Return the emails of everybody who may own an action."""
    return attempt.situation.directory.emails()


def agreed_outcome(attempt: Attempt) -> list[str]:
    """Return the outcome that the rapid review recommends."""
    found: str | None = attempt.remembered("rapid_review", "outcome")
    return [found] if found else []


def rapid_review_document(attempt: Attempt) -> list[str]:
    """Return the hash of the report that the partners sign."""
    found: str | None = attempt.remembered("rapid_review", "sha256")
    return [found] if found else []


def copies_document(attempt: Attempt) -> list[str]:
    """Return the hash of the document whose copies went out."""
    found: str | None = attempt.item["sha256"] if attempt.item else None
    return [found] if found else []


def checks_to_meet(attempt: Attempt) -> list[str]:
    """Return the reviews that a note may be; the example is the one that is due."""
    rules = attempt.definition.deadlines.items()
    met = [key for key, rule in rules if any(one.step == attempt.name for one in rule.meeting())]
    return [key for key in met if attempt.case.open_deadlines(key)]


@needs(items=(RETURN,))
def agencies_to_ask(attempt: Attempt) -> list[str]:
    """Return agencies with a rep that have no open return."""
    with_rep = {one.agency for one in attempt.situation.directory.holders("rep")}
    return sorted(with_rep - asked_agencies(attempt)) or ["another_agency"]


def asked_agencies(attempt: Attempt) -> set[str]:
    """Return the agencies with an open return."""
    returns = attempt.case.items_of(RETURN)
    return {item["agency"] for item in returns if not attempt.definition.is_final(item)}


def panel_disagrees(attempt: Attempt) -> bool:
    """Say whether the Panel disagreed and nobody has answered it."""
    return bool(attempt.remembered("panel", "disagrees"))


@needs(seats=(LOCAL_AUTHORITY,))
def view_missing(attempt: Attempt) -> bool:
    """Say whether a partner other than the local authority's has not said whether to notify."""
    return bool(seats_without_view(attempt))


def seats_without_view(attempt: Attempt) -> list[str]:
    """Return the seats other than the local authority's whose view is not in."""
    views = attempt.case.table("views")
    return [seat for seat in attempt.definition.seats if seat != LOCAL_AUTHORITY and seat not in views]


def not_screened(attempt: Attempt) -> bool:
    """Say whether no decision was taken on notifying, so that the screening must be explained."""
    return not attempt.remembered("screened")


@needs(items=(ACTION,))
def action_wanted(attempt: Attempt) -> bool:
    """Say whether an accepted recommendation has no action, so that a new one should say what it answers."""
    return bool(without_action(attempt))


def without_action(attempt: Attempt) -> list[str]:
    """Return the accepted recommendations that no action answers."""
    accepted = [name for name, one in _recommendations(attempt).items() if one["answer"] == "accepted"]
    return [name for name in accepted if name not in _with_action(attempt)]


def chair_notes(attempt: Attempt) -> bool:
    """Say whether it is the chair who writes, and not in the business unit's place."""
    return attempt.standing is not None and attempt.standing.part == "chair"


def where_of(attempt: Attempt) -> Where:
    """Return where a role is asked for: in this case, for this item if there is one."""
    return Where(attempt.definition, attempt.case, attempt.item, attempt.situation.directory)


def acts_as(attempt: Attempt, role: str) -> bool:
    """Say whether the person holds that role in the case now, or it fell to them."""
    return any(one.person == attempt.actor for one in people(where_of(attempt), role))


def open_findings(attempt: Attempt) -> list[str]:
    """Return what corrections left to be dealt with."""
    return [name for name, one in attempt.case.table("findings").items() if "settled_by" not in one]


def _with_action(attempt: Attempt) -> set[str]:
    lists: list[list[str]] = [item["recommendations"] or [] for item in attempt.case.items_of(ACTION)]
    return {name for names in lists for name in names}


def _recommendations(attempt: Attempt) -> Mapping[str, Any]:
    return attempt.case.table("recommendations")


def _may_decide(attempt: Attempt, interest: Mapping[str, Any]) -> bool:
    if attempt.actor is None or interest["person"] == attempt.actor:
        return attempt.actor is None
    posts = attempt.situation.directory.of(interest["person"])
    is_chair = any("chair" in post.roles for post in posts)
    return acts_as(attempt, "partner" if is_chair else "chair")


def _delays(deadline: Deadline) -> str:
    return "partner" if deadline.status in ("law", "guidance") else "chair"


def _has_children_of(other: Case, attempt: Attempt) -> bool:
    return children_of(other) >= len(attempt.situation.labels)


Choice = Callable[[Attempt], Sequence[Any]]
Condition = Callable[[Attempt], bool]
Explanation = Callable[[Attempt, Any], str | None]

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
    "entries": entries,
    "day_before_entry": day_before,
    "open_findings": open_findings,
    "on_the_day": on_the_day,
    "new_aware_day": new_aware_day,
    "in_ten_working_days": in_ten_working_days,
    "in_three_months": in_three_months,
    "publication_day": publication_day,
}

CONDITIONS: Mapping[str, Condition] = {
    "panel_disagrees": panel_disagrees,
    "view_missing": view_missing,
    "not_screened": not_screened,
    "chair_notes": chair_notes,
    "action_wanted": action_wanted,
}

# Why a value that one would look for is not among the choices, where that takes more than a list of them.
EXPLANATIONS: Mapping[str, Explanation] = {"facts": why_no_such_fact}
