"""
Values that belong to one case and one day: what an input may name, and what suits as an example.

Each is a function of the attempt. The same function checks the input and fills the JSON Schema, so
that the two can never disagree.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from pathway.workflows.attempts.attempt import Attempt, Choice, Condition, Explanation
from pathway.workflows.attempts.needs import needs
from pathway.workflows.cases import meetings
from pathway.workflows.cases.agencies import known_agencies, unlisted
from pathway.workflows.cases.entries import entries
from pathway.workflows.cases.fact_choices import FACT_CHOICES, FACT_CONDITIONS, FACT_EXPLANATIONS
from pathway.workflows.cases.families import FOLLOWS
from pathway.workflows.cases.panel import disagreement
from pathway.workflows.cases.parallel_processes import holds_on, processes_of
from pathway.workflows.forms.ties import KNOWN_AGENCIES
from pathway.workflows.history.records import InterestRecord
from pathway.workflows.known_names import RETURN
from pathway.workflows.people.in_charge import in_charge
from pathway.workflows.people.own_duties import acts_as, context_of
from pathway.workflows.steps.case_choices import other_cases, surviving_cases
from pathway.workflows.steps.duty_choices import (
    checks_to_meet,
    delayed_duties,
    duties_to_delay,
    local_deadlines,
    requests,
)
from pathway.workflows.steps.incident_choices import (
    INCIDENT_CHOICES,
    INCIDENT_CONDITIONS,
    why_not_left_out,
)
from pathway.workflows.steps.meeting_choices import MEETING_CHOICES
from pathway.workflows.steps.plan_choices import (
    action_wanted,
    recommendations,
    recommendations_waiting,
)
from pathway.workflows.steps.suggested_days import (
    in_ten_working_days,
    in_three_months,
    on_the_day,
    publication_day,
)

EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
# What waits for a decision: declared, or following from a linked case.
UNDECIDED = ("declared", FOLLOWS)


def labels(attempt: Attempt) -> list[str]:
    """Return what the form calls the children."""
    return list(attempt.situation.labels)


def interests(attempt: Attempt) -> list[str]:
    """
    Return the interests that this person may decide on.

    Nobody decides on their own, and a partner decides on the chair's.
    """
    return [
        name
        for name, interest in attempt.case.memory.get("interests", {}).items()
        if interest["outcome"] in UNDECIDED and _may_decide(attempt, interest)
    ]


def processes_on_record(attempt: Attempt) -> list[list[str]]:
    """Return, as one suggestion, the processes of the form and those recorded since."""
    of_form = attempt.case.memory.get("processes_on_form", [])
    return [list(dict.fromkeys([*of_form, *processes_of(attempt.case)]))]


def items(attempt: Attempt) -> list[str]:
    """Return the ids of the case's items."""
    return list(attempt.case.items)


def other_kinds(attempt: Attempt) -> list[str]:
    """Return the kinds of referral that this case is not."""
    return [
        name for name in attempt.definition.forms.kinds if name != attempt.case.document.get("kind")
    ]


def reviewers(attempt: Attempt) -> list[str]:
    """Return the emails of the directory's reviewers, except those whom an interest shuts out."""
    return [post.email for post in in_charge(context_of(attempt), "any_reviewer").people]


def owners(attempt: Attempt) -> list[str]:
    """
    Return the emails of everybody who may own an action.

    An entry that is corrected may name somebody who has left since.
    """
    left = sorted(text for text in attempt.situation.known_codes if EMAIL.fullmatch(text))
    return list(dict.fromkeys([*attempt.situation.directory.emails(), *left]))


def meeting_members(attempt: Attempt) -> list[str]:
    """Return the emails of the members of a meeting, as far as they are in the directory."""
    people = meetings.people_of(meetings.members(attempt.case))
    posts = [attempt.situation.directory.of(person)[:1] for person in people]
    return [own[0].email for own in posts if own]


def members_who_may_leave(attempt: Attempt) -> list[str]:
    """Return the members of a meeting without its chair."""
    chair = attempt.situation.directory.of(meetings.record_of(attempt.case).get("chair", 0))[:1]
    return [
        email for email in meeting_members(attempt) if email not in (post.email for post in chair)
    ]


def people_to_invite(attempt: Attempt) -> list[str]:
    """Return the emails of everybody who is no member of a meeting yet."""
    present = meeting_members(attempt)
    return [email for email in attempt.situation.directory.emails() if email not in present]


def cases_to_add(attempt: Attempt) -> list[str]:
    """Return the cases that are not on the agenda of a meeting."""
    present = meetings.agenda(attempt.case)
    return [reference for reference in other_cases(attempt) if reference not in present]


def agenda_cases(attempt: Attempt) -> list[str]:
    """Return the cases on the agenda of a meeting."""
    return meetings.agenda(attempt.case)


def agreed_outcome(attempt: Attempt) -> list[str]:
    """Return the outcome that the rapid review recommends."""
    outcome = attempt.case.memory.get("rapid_review", {}).get("outcome")
    return [outcome] if outcome else []


def rapid_review_document(attempt: Attempt) -> list[str]:
    """Return the hash of the report that the partners sign."""
    sha256 = attempt.case.memory.get("rapid_review", {}).get("sha256")
    return [sha256] if sha256 else []


def copies_document(attempt: Attempt) -> list[str]:
    """Return the hash of the document whose copies went out."""
    sha256 = attempt.item.data.get("sha256") if attempt.item else None
    return [sha256] if sha256 else []


def added_documents(attempt: Attempt) -> list[str]:
    """Return the hashes of the documents that were added and that none has replaced."""
    return list(attempt.situation.documents)


@needs(items=(RETURN,))
def agencies_to_ask(attempt: Attempt) -> list[str]:
    """Return the known agencies that have no open return, those with a rep first."""
    asked = asked_agencies(attempt)
    with_rep = {post.agency for post in attempt.situation.directory.holders("rep")}
    others = [code for code in known_agencies(attempt) if code not in with_rep]
    unasked = [code for code in (*sorted(with_rep), *others) if code not in asked]
    return unasked or ["another_agency"]


def asked_agencies(attempt: Attempt) -> set[str]:
    """Return the agencies with an open return."""
    returns = attempt.case.items_of(RETURN)
    return {item.data["agency"] for item in returns if not attempt.definition.is_final(item)}


def panel_disagrees(attempt: Attempt) -> bool:
    """Return whether the Panel disagreed and nobody has answered it."""
    return disagreement(attempt.case) is not None


def hold_in_force(attempt: Attempt) -> bool:
    """Return whether somebody may not be spoken to on the day of the step."""
    return bool(holds_on(attempt.case, attempt.on))


def chair_notes(attempt: Attempt) -> bool:
    """Return whether the chair writes as chair, and not in place of the business unit."""
    return attempt.standing is not None and attempt.standing.part == "chair"


def open_findings(attempt: Attempt) -> list[str]:
    """Return the findings that corrections left and nobody has settled."""
    return list(attempt.case.findings)


def _may_decide(attempt: Attempt, interest: InterestRecord) -> bool:
    if attempt.actor is None:
        return True
    if interest["person"] == attempt.actor:
        return False
    is_chair = attempt.situation.directory.holds(interest["person"], "chair")
    return acts_as(attempt, "partner" if is_chair else "chair")


def chronology_missing(attempt: Attempt) -> bool:
    """Return whether no chronology was added to the return yet."""
    return attempt.item is None or "chronology" not in attempt.item.data


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
    "other_cases": other_cases,
    "surviving_cases": surviving_cases,
    "other_kinds": other_kinds,
    "reviewers": reviewers,
    "owners": owners,
    "meeting_members": meeting_members,
    "members_who_may_leave": members_who_may_leave,
    "people_to_invite": people_to_invite,
    "agenda_cases": agenda_cases,
    "cases_to_add": cases_to_add,
    "agreed_outcome": agreed_outcome,
    "rapid_review_document": rapid_review_document,
    "copies_document": copies_document,
    "added_documents": added_documents,
    "checks_to_meet": checks_to_meet,
    "agencies_to_ask": agencies_to_ask,
    "processes_on_record": processes_on_record,
    KNOWN_AGENCIES: known_agencies,
    "entries": entries,
    "open_findings": open_findings,
    "on_the_day": on_the_day,
    "in_ten_working_days": in_ten_working_days,
    "in_three_months": in_three_months,
    "publication_day": publication_day,
    **FACT_CHOICES,
    **INCIDENT_CHOICES,
    **MEETING_CHOICES,
}
CONDITIONS: Mapping[str, Condition] = {
    "panel_disagrees": panel_disagrees,
    **INCIDENT_CONDITIONS,
    **FACT_CONDITIONS,
    "hold_in_force": hold_in_force,
    "chair_notes": chair_notes,
    "action_wanted": action_wanted,
    "chronology_missing": chronology_missing,
}
# Why a value that one would look for is not among the choices, where that takes more than a list of
# them.
EXPLANATIONS: Mapping[str, Explanation] = {
    KNOWN_AGENCIES: unlisted,
    **FACT_EXPLANATIONS,
    "children_left_out": why_not_left_out,
}
