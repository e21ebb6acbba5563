"""The effect of an interest in a linked case."""

from __future__ import annotations

from collections.abc import Mapping

from pathway.workflows.attempts.attempt import Attempt, Effect
from pathway.workflows.cases.families import FOLLOWS
from pathway.workflows.history.changes import Changes, next_finding
from pathway.workflows.history.records import FindingRecord, InterestRecord

# What the chair is to deal with, followed by the interest.
FOLLOWING = "interest_follows"


def follow_family(attempt: Attempt, changes: Changes) -> None:
    """
    Link the other case, and keep whoever is kept out of it out of this one, until the chair decides.
    """
    source: str = attempt.command.input["case"]
    if source not in attempt.case.memory.get("links", {}):
        changes.remember(links={source: "linked"})
    first = len(attempt.case.memory.get("interests", {})) + 1
    finding = next_finding(attempt.case)
    for place, person in enumerate(attempt.command.input["people"]):
        name = f"interest:{first + place}"
        entry = InterestRecord(person=person, outcome=FOLLOWS, event=changes.seq, source=source)
        left = FindingRecord(code=f"{FOLLOWING}.{name}", event=changes.seq)
        changes.remember(interests={name: entry})
        changes.remember(findings={f"finding:{finding + place}": left})


def settle_following(attempt: Attempt, changes: Changes, interest: str) -> None:
    """Remember that it was decided on somebody who was kept out because of a linked case."""
    for name, finding in attempt.case.memory.get("findings", {}).items():
        if finding["code"] == f"{FOLLOWING}.{interest}" and "settled_by" not in finding:
            changes.remember(findings={name: {"settled_by": changes.seq}})


EFFECTS: Mapping[str, Effect] = {"follow_family": follow_family}
