"""Guards of steps about restricted cases."""

from __future__ import annotations

from collections.abc import Mapping

from pathway.workflows.attempts.attempt import Attempt, Guard
from pathway.workflows.cases.families import FOLLOWS
from pathway.workflows.people.restrictions import is_left_out, is_restricted


def _is_left_out(attempt: Attempt) -> bool:
    directory = attempt.situation.directory
    return attempt.actor is not None and is_left_out(attempt.case, attempt.actor, directory)


def _is_kept_out_by_family(attempt: Attempt) -> bool:
    """Return whether the case's latest entry keeps somebody out of it for a linked case."""
    interests = attempt.case.memory.get("interests", {}).values()
    return any(
        interest["outcome"] == FOLLOWS and interest["event"] == attempt.case.version
        for interest in interests
    )


GUARDS: Mapping[str, Guard] = {
    "restricted": Guard(lambda attempt: is_restricted(attempt.case), "the case is not restricted"),
    "kept_out_by_family": Guard(_is_kept_out_by_family, "nobody is kept out of the linked case"),
    "left_out": Guard(_is_left_out, "no restriction keeps you from the case"),
}
