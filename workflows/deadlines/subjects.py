"""Of what a rule's duties are: of the case, of each item of a kind, of each child, of each seat that is still asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from pathway.workflows.case import Case
from pathway.workflows.deadlines.ledger import Subject
from pathway.workflows.definition import Definition
from pathway.workflows.format import DeadlineRule
from pathway.workflows.incidents import incident_from

CHILD = "child"


def followed(rule: DeadlineRule, case: Case) -> Iterator[tuple[Subject, int]]:
    """Return what the duties of a rule that follows a clock are of, and how often each has run or runs."""
    if rule.of is None:
        yield Subject(), 1
    elif rule.of == CHILD:
        for number in case.table("children"):
            yield Subject(child=int(number)), 1
    else:
        for item in case.items_of(rule.of):
            yield Subject(item=item.id), item["round"] or 1


def asked(definition: Definition, case: Case, rule: DeadlineRule, subject: Subject) -> list[Subject]:
    """Return what the duties that a step starts are of: its own subject, or each seat of it that is still asked."""
    if rule.each is None:
        return [subject]
    answered = ANSWERED[rule.each](case, subject)
    return [replace(subject, seat=seat) for seat in definition.seats if seat not in answered]


def _seats_with_view(case: Case, subject: Subject) -> list[str]:
    incident = incident_from(case.items[subject.item or ""])
    return [seat for seat in incident.views if incident.view(seat) is not None]


def _seats_with_vote(case: Case, subject: Subject) -> list[str]:
    return list(case.table("rounds", subject.about or "", "votes"))


ANSWERED: Mapping[str, Callable[[Case, Subject], list[str]]] = {
    "seat_without_view": _seats_with_view,
    "seat_without_vote": _seats_with_vote,
}
