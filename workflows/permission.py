"""May this person take this step: in which role they act, what part in the matter or which interest bars them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from pathway.errors import Reason
from pathway.workflows.commands import Attempt, Standing
from pathway.workflows.duty_owners import meets_own_duty
from pathway.workflows.entries import made_an_entry
from pathway.workflows.roles import Where, has_undecided_interest, is_shut_out, standing
from pathway.workflows.votes import round_carried, round_name

# Parts that nobody holds in the directory: they follow from what the person has to do, or has done, in the case.
OWN_PARTS: Mapping[str, Callable[[Attempt], bool]] = {"deadline_owner": meets_own_duty, "entry_maker": made_an_entry}


def with_standing(attempt: Attempt) -> Attempt:
    """Return the attempt with the role in which the person acts, or with None where there is none."""
    return replace(attempt, standing=_standing(attempt))


def against_person(attempt: Attempt) -> list[Reason]:
    """Return why this person may not take the step; nothing where they may."""
    if attempt.actor is None:
        return [] if _by_system(attempt) else [Reason("not_permitted", "the system takes no such step by itself")]
    if is_shut_out(attempt.case, attempt.actor, attempt.item):
        return [Reason("interest", "an upheld interest keeps you from this")]
    if attempt.standing is None:
        return [Reason("not_permitted", _who_may(attempt))]
    if attempt.step.decision and has_undecided_interest(attempt.case, attempt.actor):
        return [Reason("interest", "your declared interest is not decided yet; until then you take no decision")]
    return []


def _standing(attempt: Attempt) -> Standing | None:
    if attempt.actor is None:
        return None
    where = Where(attempt.definition, attempt.case, attempt.item, attempt.situation.directory)
    found = standing(where, attempt.step.who, attempt.actor, _barred(attempt))
    own = [part for part, has in OWN_PARTS.items() if part in attempt.step.who and found is None and has(attempt)]
    if not own:
        return found
    posts = attempt.situation.directory.of(attempt.actor)
    return Standing(own[0], posts[0].agency if posts else "", part=own[0])


def _barred(attempt: Attempt) -> list[int]:
    """Return the people whom their part in the matter keeps from the step."""
    return [person for part in attempt.step.never for person in _people_with(attempt, part)]


def _people_with(attempt: Attempt, part: str) -> list[int]:
    match part:
        case "opener" | "concluder":
            found = [attempt.remembered("people", part)]
        case "submitter":
            found = attempt.case.listed("people", "submitters")
        case "owner" if attempt.item is not None:
            found = [attempt.item["owner"]]
        case "return_submitter" if attempt.item is not None:
            found = [attempt.item["submitted_by"]]
        case _:
            found = []
    return [person for person in found if person is not None]


def _by_system(attempt: Attempt) -> bool:
    carried = round_carried(attempt.definition, attempt.case)
    name = round_name(attempt.step.name, attempt.item)
    return "system" in attempt.step.who or (carried is not None and carried[0] == name)


def _who_may(attempt: Attempt) -> str:
    if attempt.actor in _barred(attempt):
        return "you have had a part in this that keeps you from it"
    return f"this is for: {', '.join(attempt.step.who)}"
