"""
What the duties of a rule are about: the case, each item of a kind, each child, or each seat that is
still asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from pathway.workflows.attempts.definition import Definition
from pathway.workflows.cases.notifiable import decided_here
from pathway.workflows.definitions.deadline_format import DeadlineRule
from pathway.workflows.history.case import Case
from pathway.workflows.history.item import Item
from pathway.workflows.history.ledger import Subject

CHILD, DUTY, ROUND = "child", "duty", "round"


def followed(rule: DeadlineRule, case: Case) -> Iterator[tuple[Subject, int]]:
    """Yield the subjects of a rule that follows a clock, each with the number of its round."""
    if rule.of is None:
        yield Subject(), 1
    elif rule.of == CHILD:
        for number in case.memory.get("children", {}):
            yield Subject(child=int(number)), 1
    else:
        for item in case.items_of(rule.of):
            yield Subject(item=item.id), item.data.get("round", 1)


def own_part(rule: DeadlineRule, subject: Subject, item: Item | None) -> Subject:
    """
    Return the part of a step's subject that the duties of a rule are about.

    A duty of the case is not about an incident, and one of a round of votes is not about an item.
    """
    own = item is not None and item.id == subject.item and rule.of != ROUND
    kind = (subject.item or "").partition(":")[0]
    return Subject(
        item=subject.item if own or kind == rule.of else None,
        about=subject.about if rule.of in (DUTY, ROUND) else None,
    )


def asked(
    definition: Definition, case: Case, rule: DeadlineRule, subject: Subject
) -> list[Subject]:
    """Return the subjects of the duties that a step starts: its own, or each seat still asked."""
    if rule.each is None:
        return [subject]
    return list(SEATS_ASKED[rule.each](definition, case, subject))


def _seats_without_view(definition: Definition, case: Case, subject: Subject) -> Iterator[Subject]:
    """Yield each seat whose view is missing, on the step's incident or on each to be decided on."""
    for incident in decided_here(definition, case):
        if subject.item not in (None, incident.id):
            continue
        for seat in definition.seats:
            if incident.view(seat) is None:
                yield Subject(item=incident.id, seat=seat)


def _seats_without_vote(definition: Definition, case: Case, subject: Subject) -> Iterator[Subject]:
    votes = case.memory.get("rounds", {}).get(subject.about or "", {}).get("votes", {})
    for seat in definition.seats:
        if seat not in votes:
            yield Subject(about=subject.about, seat=seat)


SEATS_ASKED: Mapping[str, Callable[[Definition, Case, Subject], Iterator[Subject]]] = {
    "seat_without_view": _seats_without_view,
    "seat_without_vote": _seats_without_vote,
}
