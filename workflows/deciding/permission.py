"""
Whether a person may take a step: in which role they act, what keeps them from it, and who may
instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from pathway.errors import Reason
from pathway.workflows.access.readers import could_read_of
from pathway.workflows.attempts.attempt import Attempt
from pathway.workflows.attempts.directory import Appointment, Standing
from pathway.workflows.cases.entries import made_an_entry
from pathway.workflows.cases.facts import incident_of_step
from pathway.workflows.cases.votes import round_carried, round_name
from pathway.workflows.people.in_charge import InCharge, for_step, is_shut_out, kept_from, undecided
from pathway.workflows.people.own_duties import meets_own_duty
from pathway.workflows.people.restrictions import is_left_out
from pathway.workflows.people.roles import ROLES


def could_read(attempt: Attempt) -> bool:
    """Return whether the person could read the case if it were not restricted."""
    directory = attempt.situation.directory
    if attempt.actor is None:
        return False
    return could_read_of(attempt.definition, attempt.case, directory, attempt.actor)


# Parts that nobody holds in the directory: they follow from what a person has to do, or has done,
# in the case.
OWN_PARTS: Mapping[str, Callable[[Attempt], bool]] = {
    "deadline_owner": meets_own_duty,
    "entry_maker": made_an_entry,
    "reader": could_read,
}
# The part that a restriction leaves to people.
READER = "reader"
MAX_NAMED = 3


def with_standing(attempt: Attempt) -> Attempt:
    """Return the attempt with the role in which the person acts, or None where they have none."""
    return replace(attempt, standing=_standing(of_what_it_is_about(attempt)))


def against_person(attempt: Attempt) -> list[Reason]:
    """Return why this person may not take the step, and who may instead; nothing where they may."""
    attempt = of_what_it_is_about(attempt)
    if attempt.actor is None:
        if _by_system(attempt):
            return []
        return [Reason("not_permitted", "the system does not take this step by itself")]
    if is_shut_out(attempt.case, attempt.actor, attempt.item):
        return [Reason("interest", f"an upheld interest keeps you from this; {_who_may(attempt)}")]
    if attempt.standing is not None:
        return []
    if attempt.step.decision and attempt.actor in undecided(attempt.case):
        why = "your declared interest is not decided yet; until then you cannot take decisions"
        return [Reason("interest", f"{why}; {_who_may(attempt)}")]
    return [Reason("not_permitted", f"{_why_not(attempt)}{_who_may(attempt)}")]


def of_what_it_is_about(attempt: Attempt) -> Attempt:
    """
    Return the attempt with the incident that a step of the case is about as its item.

    Whoever is kept from the incident is then kept from the step too.
    """
    incident = incident_of_step(attempt) if attempt.item is None else None
    if incident is None:
        return attempt
    return replace(attempt, item=attempt.case.items[incident])


def _standing(attempt: Attempt) -> Standing | None:
    person = attempt.actor
    if person is None:
        return None
    fallen: Standing | None = None
    for people in for_step(attempt):
        standing = people.standing(person)
        # A role that they hold comes before one that fell to them.
        if standing is not None and standing.role == standing.part:
            return standing
        fallen = fallen or standing
    return fallen or _own_part(attempt, person)


def _own_part(attempt: Attempt, person: int) -> Standing | None:
    """Return the standing that follows from a person's own duties or entries, or None."""
    directory = attempt.situation.directory
    if person in directory.absent:
        return None
    posts = directory.of(person)
    left_out = _is_left_out(attempt, person)
    for part, has_part in OWN_PARTS.items():
        if left_out and part != READER:
            continue
        if part in attempt.step.who and has_part(attempt):
            return Standing(part, posts[0].agency if posts else "", part=part)
    return None


def _by_system(attempt: Attempt) -> bool:
    """Return whether the system may take the step by itself."""
    carried = round_carried(attempt.definition, attempt.case)
    name = round_name(attempt.step.name, attempt.item)
    return "system" in attempt.step.who or (carried is not None and carried[0] == name)


def _why_not(attempt: Attempt) -> str:
    """Return what keeps this person from a step that they would otherwise be in charge of."""
    if attempt.actor in attempt.situation.directory.absent:
        return (
            "you are recorded as away; "
            "`pathway people absent EMAIL --end` records that you are back; meanwhile "
        )
    if attempt.actor is not None and _is_left_out(attempt, attempt.actor):
        return "the case is restricted to people who need to know; "
    if attempt.actor in kept_from(attempt.case, attempt.item, attempt.step):
        return "you took part in this, so somebody else must take this step; "
    return ""


def _is_left_out(attempt: Attempt, person: int) -> bool:
    return is_left_out(attempt.case, person, attempt.situation.directory)


def _who_may(attempt: Attempt) -> str:
    """Return who may take the step now, by role and email."""
    named = [_named(people) for people in for_step(attempt) if people.people]
    own = [ROLES[part].words for part in attempt.step.who if part in OWN_PARTS]
    others = list(dict.fromkeys([*named, *own]))
    if not others:
        wanted = ", or ".join(dict.fromkeys(ROLES[role].words for role in attempt.step.who))
        return (
            f"this is for {wanted}, and nobody is left who may act: "
            "`pathway people import` adds somebody"
        )
    return "this is for " + "; or ".join(others)


def _named(people: InCharge) -> str:
    if people.part == "anyone":
        return ROLES["anyone"].words
    shown = ", ".join(_post(post) for post in people.people[:MAX_NAMED])
    more = ", and others" if len(people.people) > MAX_NAMED else ""
    reasons = ", with reasons" if people.stands_in else ""
    return f"{ROLES[people.role].words} ({shown}{more}){reasons}"


def _post(post: Appointment) -> str:
    return f"deputy {post.email}" if post.is_deputy else post.email
