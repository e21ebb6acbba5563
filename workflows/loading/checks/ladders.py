"""Do the ladders name roles that somebody can hold, and rungs that make sense?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pathway.workflows.definitions.deadline_format import DeadlineRule, Ladder
from pathway.workflows.definitions.faults import Fault
from pathway.workflows.definitions.names import repeated, unknown
from pathway.workflows.loading.checks.deadlines import is_of_item
from pathway.workflows.loading.checks.read import Files
from pathway.workflows.people.roles import ROLES

MAX_DAYS = 1_000


def faults(files: Files) -> Iterator[Fault]:
    """Return what is wrong with the ladders, and with how deadlines use them."""
    ladders: dict[str, Ladder] = {}
    for file in files.by_name.values():
        ladders |= {ladder.name: ladder for ladder in file.ladder}
    for name, file in files.by_name.items():
        for ladder in file.ladder:
            for message in _ladder(ladder):
                yield Fault(name, f"[[ladder]] {ladder.name}", message)
        for rule in file.deadline:
            used = _ladder_of(rule, ladders)
            if used is not None and not is_of_item(file, rule):
                for message in _of_items(used):
                    yield Fault(name, f"[[deadline]] {rule.key}", message)


def _ladder(ladder: Ladder) -> Iterator[str]:
    for escalation in ladder.escalate:
        for role in escalation.to:
            yield from unknown("role", role, ROLES)
    escalations = [escalation.rung for escalation in ladder.escalate]
    for rung in [*ladder.owner, *escalations]:
        yield from _rung(rung)
    for rungs in (ladder.owner, escalations):
        for rung in repeated(rungs):
            yield f"the rung {rung} is listed twice"


def _rung(rung: str) -> Iterator[str]:
    count = re.search(r"\d+", rung)
    if count is None:
        return
    days = int(count[0])
    if days > MAX_DAYS:
        yield f"the rung {rung} is more than {MAX_DAYS} days away"
    if days == 0 and rung != "0":
        yield f"the rung {rung} is not a number of days; `0` is the due day, `breach` the day after it"


def _of_items(ladder: Ladder) -> Iterator[str]:
    """Return where a ladder of a case's duty escalates to a role that only items have."""
    roles: list[str] = []
    for escalation in ladder.escalate:
        roles += escalation.to
    for role in dict.fromkeys(roles):
        if role in ROLES and ROLES[role].of_item:
            yield f"its ladder {ladder.name} escalates to {role}: that is for items, and this is a duty of the case"


def _ladder_of(rule: DeadlineRule, ladders: dict[str, Ladder]) -> Ladder | None:
    if rule.ladder is not None:
        return ladders.get(rule.ladder)
    for ladder in ladders.values():
        if rule.status in ladder.statuses:
            return ladder
    return None
