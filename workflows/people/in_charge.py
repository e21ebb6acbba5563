"""
One answer to who: the people who may act in a role now, in their order.

It serves three questions alike: who may take a step, whom a duty names, and who gets its mail.
Absence, an upheld interest, a part in the matter that the step forbids, and removal from the
directory count for all three, so that nobody is mailed what they may not do and nobody who must act
goes unasked. With nobody left a role falls to the next one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pathway.workflows.attempts.attempt import Attempt
from pathway.workflows.attempts.command import Standing
from pathway.workflows.attempts.definition import Definition
from pathway.workflows.attempts.directory import Appointment, Directory
from pathway.workflows.definitions.format import Step
from pathway.workflows.history.case import Case, Deadline, Item, Owner
from pathway.workflows.people.roles import REPS, ROLES, RoleContext

UNIT = "bu"
# Parts that somebody has had in an item, and where the item keeps them.
OF_ITEM = {
    "owner": "owner",
    "return_submitter": "submitted_by",
    "evidence_submitter": "submitted_by",
}


@dataclass(frozen=True, slots=True)
class InCharge:
    """
    Who acts in a role.

    Args:
        people: The lowest order first; nobody where the role and those that it falls to have nobody
            left.
        role: The role in which they act: the one asked for, or the one that it fell to.
        part: The role asked for.
        stands_in: All its own people are kept from it, so that whoever acts in their place gives
            reasons.
    """

    people: tuple[Appointment, ...]
    role: str
    part: str
    stands_in: bool = False

    def standing(self, person: int) -> Standing | None:
        """Return in which role a person of these acts, or None where they are none of them."""
        own = next((post for post in self.people if post.person == person), None)
        if own is None:
            return None
        deputy = own.is_deputy and self.part != "anyone"
        return Standing(
            self.role, own.agency, deputy=deputy, stands_in=self.stands_in, part=self.part
        )


def in_charge(context: RoleContext, role: str, excluding: Collection[int] = ()) -> InCharge:
    """
    Return who acts in a role in a case now.

    Args:
        excluding: People whom their part in the matter keeps from it.
    """
    asked, holders = role, ROLES[role].find(context)
    while True:
        people = tuple(
            post for post in ROLES[role].find(context) if may_act(context, post.person, excluding)
        )
        following = ROLES[role].falls_to
        if people or following is None:
            stands_in = role != asked and asked in REPS and bool(holders)
            return InCharge(people, role, asked, stands_in)
        role = following


def for_step(attempt: Attempt) -> list[InCharge]:
    """Return who may take a step, for each role that the definition names."""
    excluding = kept_from(attempt.case, attempt.item, attempt.step)
    context = RoleContext(
        attempt.definition, attempt.case, attempt.item, attempt.situation.directory
    )
    return [in_charge(context, role, excluding) for role in attempt.step.who]


def for_deadline(
    definition: Definition, case: Case, deadline: Deadline, directory: Directory
) -> InCharge:
    """Return whose duty a deadline is now: of its owner's people those who may do what meets it."""
    return for_owner(definition, case, deadline.owner, directory, deadline)


def for_owner(
    definition: Definition,
    case: Case,
    owner: Owner,
    directory: Directory,
    deadline: Deadline | None = None,
) -> InCharge:
    """
    Return who a role, perhaps of an agency, is in a case now; where it owns a deadline, who may
    meet that.
    """
    item = case.items.get(deadline.item or "") if deadline is not None else None
    seat = deadline.seat if deadline is not None else None
    context = RoleContext(definition, case, item, directory, agency=owner.agency, seat=seat)
    is_owner = deadline is not None and owner.role == deadline.owner.role
    excluding = (
        _kept_from_meeting(definition, case, item, deadline)
        if is_owner and deadline is not None
        else ()
    )
    return in_charge(context, owner.role, excluding)


def recipients(
    definition: Definition,
    case: Case,
    owner: Owner,
    directory: Directory,
    deadline: Deadline | None = None,
    unreachable: Collection[str] = (),
) -> list[Appointment]:
    """
    Return who gets the mail: the first of those in charge, or of each seat or agency where the role
    has several.

    With nobody left the business unit is alarmed, or whoever its part falls to; nobody where there
    is nobody at all.

    Args:
        unreachable: Addresses that took no mail.
    """
    asked = for_owner(definition, case, owner, directory, deadline)
    groups: list[Sequence[Appointment]] = [asked.people]
    if asked.people and ROLES[asked.role].in_groups:
        agencies = dict.fromkeys(post.agency for post in asked.people)
        groups = [[post for post in asked.people if post.agency == agency] for agency in agencies]
    item = case.items.get(deadline.item or "") if deadline is not None else None
    alarmed = in_charge(RoleContext(definition, case, item, directory), UNIT).people
    first = [_first(group, unreachable) or _first(alarmed, unreachable) for group in groups]
    return list({post.person: post for post in first if post is not None}.values())


def may_act(context: RoleContext, person: int, excluding: Collection[int] = ()) -> bool:
    """
    Return whether a person is there, and neither interest nor part in the matter keeps them from
    it.
    """
    if person in excluding or person in context.directory.absent:
        return False
    return not is_shut_out(context.case, person, context.item)


def kept_from(case: Case, item: Item | None, step: Step) -> set[int]:
    """
    Return the people whom a step is kept from: by their part in the matter, or by an interest not
    decided yet.

    Until it is decided the declarer takes no decision.
    """
    persons = {person for part in step.never for person in _people_with(case, item, part)}
    return persons | (undecided(case) if step.decision else set())


def is_shut_out(case: Case, person: int | None, item: Item | None) -> bool:
    """Return whether an upheld interest keeps the person from the case, or from the item."""
    return any(
        _shuts_out(interest, item) for interest in _interests(case) if interest["person"] == person
    )


def undecided(case: Case) -> set[int]:
    """Return the people who have declared an interest that nobody has decided on."""
    return {
        int(interest["person"])
        for interest in _interests(case)
        if interest["outcome"] == "declared"
    }


def _kept_from_meeting(
    definition: Definition, case: Case, item: Item | None, deadline: Deadline
) -> set[int]:
    """
    Return the people who may take none of the steps by which the deadline's owner can meet it now.

    What the owner brings and the next role takes, such as the evidence of an action, is then no
    longer the owner's.
    """
    rule = definition.deadlines.get(deadline.key)
    names: set[str] = (
        {trigger.step for trigger in rule.meeting() if trigger.step} if rule is not None else set()
    )
    roles = {deadline.owner.role, ROLES[deadline.owner.role].falls_to}
    steps = [
        step
        for file, step in definition.tables()
        if (step.name if file.owns == "case" else f"{file.name}.{step.name}") in names
        and roles.intersection(step.who)
        and file.covers(step.from_, _state(case, item, file.owns))
    ]
    kept = [kept_from(case, item, step) for step in steps]
    return kept[0].intersection(*kept[1:]) if kept else set()


def _state(case: Case, item: Item | None, owns: str) -> str:
    if owns == "case":
        return case.state
    return item.state if item is not None else ""


def _people_with(case: Case, item: Item | None, part: str) -> list[int]:
    """Return the people who have had a part in the matter."""
    if part == "submitter":
        return case.listed("people", "submitters")
    person: int | None = case.remembered("people", part)
    if part in OF_ITEM:
        person = item[OF_ITEM[part]] if item is not None else None
    return [person] if person is not None else []


def _interests(case: Case) -> Iterable[Mapping[str, Any]]:
    return case.table("interests").values()


def _shuts_out(interest: Mapping[str, Any], item: Item | None) -> bool:
    outcome: str = interest["outcome"]
    if outcome == "withdraws_item":
        return item is not None and item.id == interest.get("item")
    return outcome == "withdraws_case"


def _first(people: Iterable[Appointment], unreachable: Collection[str]) -> Appointment | None:
    return next((post for post in people if post.email not in unreachable), None)
