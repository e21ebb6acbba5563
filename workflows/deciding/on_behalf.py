"""
Whether the business unit may record a step on behalf of the person who takes it.

The step is judged as that person's. Whoever types it only records it; but somebody who is kept from
the step may not have a hand in it this way either.
"""

from __future__ import annotations

from pathway.errors import Reason
from pathway.workflows.attempts.attempt import Attempt
from pathway.workflows.deciding.permission import of_what_it_is_about
from pathway.workflows.people.in_charge import UNIT, is_shut_out, kept_from
from pathway.workflows.people.restrictions import is_left_out

BY_THEMSELVES = (
    "votes, views, signatures, declarations of interest and restrictions are never recorded on behalf "
    "of somebody: they take this step themselves"
)
LEFT_OUT = (
    "the case is restricted to people who need to know, so somebody else in the business unit must "
    "record it"
)
FOR_UNIT = "only the business unit records a step on behalf of somebody"


def against_typist(attempt: Attempt) -> list[Reason]:
    """
    Return why nobody records this step on behalf of somebody, or why this person does not; nothing
    where they may, and where the step is not on behalf of anybody.
    """
    typist = attempt.command.typed_by
    if typist is None:
        return []
    if attempt.step.is_in_person:
        return [Reason("on_behalf", BY_THEMSELVES)]
    attempt = of_what_it_is_about(attempt)
    if is_shut_out(attempt.case, typist, attempt.item):
        why = "an upheld interest keeps you from this, also on behalf of somebody else"
        return [Reason("interest", why)]
    return [Reason("on_behalf", why) for why in _objections(attempt, typist)]


def _objections(attempt: Attempt, typist: int) -> list[str]:
    directory = attempt.situation.directory
    unit = directory.holders(UNIT)
    if typist not in {post.person for post in unit}:
        shown = ", ".join(post.email for post in unit) or "nobody at present"
        return [f"{FOR_UNIT} ({shown})"]
    if typist in directory.absent:
        return ["you are recorded as away, so somebody else in the business unit must record it"]
    if is_left_out(attempt.case, typist, directory):
        return [LEFT_OUT]
    if typist in kept_from(attempt.case, attempt.item, attempt.step):
        why = "you took part in this, or your declared interest is not decided yet"
        return [f"{why}, so somebody else in the business unit must record it"]
    return []
