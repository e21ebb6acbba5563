"""
Who is in charge: the people who may act in a role now, in their order.

This one answer serves three questions: who may take a step, whom a duty names, and who gets its
mail. Absence, an upheld interest, a part in the matter that the step forbids, and removal from the
directory count for all three, so that nobody gets mail about what they may not do, and nobody who
must act goes unasked. If nobody is left, a role falls to the next one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pathway.workflows.attempts.directory import Appointment, Directory, Standing
from pathway.workflows.definitions.format import Step
from pathway.workflows.history.case import Case
from pathway.workflows.history.deadline import Deadline, Owner
from pathway.workflows.history.item import Item
from pathway.workflows.history.item_data import ItemData
from pathway.workflows.history.records import InterestRecord
from pathway.workflows.people.restrictions import is_left_out, is_restricted
from pathway.workflows.people.roles import REPS, ROLES, RoleContext

if TYPE_CHECKING:
    from pathway.workflows.attempts.attempt import Attempt
    from pathway.workflows.attempts.definition import Definition

UNIT = "bu"
# The role of one of the people in charge of a duty, who set a date of their own for it.
FOLLOWER = "follower"


class InCharge(NamedTuple):
    """
    Who acts in a role.

    Args:
        people: Lowest order first; empty if nobody is left in the role and in those that it falls
            to.
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
        """Return the role in which a person acts, or None if they are not among these people."""
        own = next((post for post in self.people if post.person == person), None)
        if own is None:
            return None
        # Among people who act simply as anybody, nobody is another's deputy.
        deputy = own.is_deputy and self.part != "anyone"
        return Standing(
            self.role, own.agency, deputy=deputy, stands_in=self.stands_in, part=self.part
        )


def in_charge(context: RoleContext, role: str, excluding: Collection[int] = ()) -> InCharge:
    """
    Return who acts in a role in a case now.

    Args:
        excluding: People who are kept from it by their part in the matter.
    """
    asked = role
    posts = holders = ROLES[role].find(context)
    while True:
        people = tuple(posts) if ROLES[role].also_away else _who_may_act(context, posts, excluding)
        following = ROLES[role].falls_to
        if people or following is None:
            # Where nobody has the role at all, nobody is kept from it.
            stands_in = role != asked and asked in REPS and bool(holders)
            return InCharge(people, role, asked, stands_in)
        role = following
        posts = ROLES[role].find(context)


def for_step(attempt: Attempt) -> Iterator[InCharge]:
    """Yield who may take a step, for each role that the step names."""
    excluding = kept_from(attempt.case, attempt.item, attempt.step)
    directory = attempt.situation.directory
    context = RoleContext(attempt.definition, attempt.case, attempt.item, directory=directory)
    return (in_charge(context, role, excluding) for role in attempt.step.who)


def for_deadline(
    definition: Definition, case: Case, deadline: Deadline, directory: Directory
) -> InCharge:
    """Return whose duty a deadline is now: those of its owner's people who may meet it."""
    return for_owner(definition, case, deadline.owner, directory=directory, deadline=deadline)


def for_owner(
    definition: Definition,
    case: Case,
    owner: Owner,
    directory: Directory,
    deadline: Deadline | None = None,
    *,
    holder_first: bool = True,
) -> InCharge:
    """
    Return who acts in an owner's role in a case now; if the role owns the deadline, only those who
    may meet it.

    Args:
        holder_first: Whoever has taken it on comes first, and not in their order.
    """
    if owner.role == FOLLOWER and deadline is not None:
        own = for_owner(definition, case, deadline.owner, directory=directory, deadline=deadline)
        return own._replace(
            people=tuple(post for post in own.people if post.person == owner.person)
        )
    item = case.items.get(deadline.item or "") if deadline is not None else None
    seat = deadline.seat if deadline is not None else None
    context = RoleContext(
        definition,
        case,
        item,
        directory=directory,
        agency=owner.agency,
        seat=seat,
        person=owner.person,
    )
    excluding: Collection[int] = ()
    if deadline is not None and owner.role == deadline.owner.role:
        excluding = _kept_from_meeting(definition, case, item, deadline)
    asked = in_charge(context, owner.role, excluding)
    if deadline is None or owner != deadline.owner or not holder_first:
        return asked
    return _holder_first(asked, directory.held.get((case.reference, deadline.id)))


def _holder_first(people: InCharge, person: int | None) -> InCharge:
    own = tuple(post for post in people.people if post.person == person)
    others = tuple(post for post in people.people if post.person != person)
    return people._replace(people=own + others) if own else people


def _who_may_act(
    context: RoleContext, posts: Sequence[Appointment], excluding: Collection[int]
) -> tuple[Appointment, ...]:
    """
    Return the posts of those who are not absent, and are kept from acting neither by an interest,
    nor by a restriction, nor by their part in the matter.

    Of a role that many people hold, no more is asked for each of them than whether they are kept out.
    """
    kept_out = {*excluding, *context.directory.absent, *_shut_out(context.case, context.item)}
    if is_restricted(context.case):
        case, directory = context.case, context.directory
        kept_out |= {post.person for post in posts if is_left_out(case, post.person, directory)}
    return (
        tuple(post for post in posts if post.person not in kept_out) if kept_out else tuple(posts)
    )


def kept_from(case: Case, item: Item | None, step: Step) -> set[int]:
    """
    Return the people who may not take a step, because of their part in the matter or of an interest
    that is not decided yet.

    Until it is decided, whoever declared it takes no decisions.
    """
    people: set[int] = set()
    for part in step.never:
        people.update(_people_with(case, item, part))
    if step.decision:
        people |= undecided(case)
    return people


def is_shut_out(case: Case, person: int | None, item: Item | None) -> bool:
    """Return whether an upheld interest keeps the person from the case, or from the item."""
    return person in _shut_out(case, item)


def undecided(case: Case) -> set[int]:
    """Return the people who have declared an interest that nobody has decided on."""
    declared = [interest for interest in _interests(case) if interest["outcome"] == "declared"]
    return {int(interest["person"]) for interest in declared}


def _kept_from_meeting(
    definition: Definition, case: Case, item: Item | None, deadline: Deadline
) -> set[int]:
    """
    Return the people who may take none of the steps by which the deadline's owner can meet it now.

    Steps of the next role count too. Once the owner of an action has given evidence, for example, it
    is the next role that accepts it, and the duty is no longer the owner's.
    """
    roles = {deadline.owner.role, ROLES[deadline.owner.role].falls_to}
    kept: list[set[int]] = []
    for file, step in definition.steps_meeting.get(deadline.key, ()):
        if roles.isdisjoint(step.who):
            continue
        if file.covers(step.from_, _state(case, item, file.owns)):
            kept.append(kept_from(case, item, step))
    return set[int].intersection(*kept) if kept else set()


def _state(case: Case, item: Item | None, owns: str) -> str:
    """Return the state of the case, or of the item where the machine owns items."""
    if owns == "case":
        return case.state
    return item.state if item is not None else ""


def _people_with(case: Case, item: Item | None, part: str) -> list[int]:
    """Return the people who have had a part in the matter."""
    if part == "submitter":
        submitters = case.memory.get("people", {}).get("submitters", [])
        return [person for person in submitters if person is not None]
    person = _person_with(case, item, part)
    return [person] if person is not None else []


def _person_with(case: Case, item: Item | None, part: str) -> int | None:
    people = case.memory.get("people", {})
    data = item.data if item is not None else ItemData()
    match part:
        case "opener":
            return people.get("opener")
        case "concluder":
            return people.get("concluder")
        case "owner":
            return data.get("owner")
        case _:
            return data.get("submitted_by")


def _interests(case: Case) -> Iterable[InterestRecord]:
    return case.memory.get("interests", {}).values()


def _shut_out(case: Case, item: Item | None) -> set[int]:
    """Return the people whom an upheld interest keeps from the case, or from the item."""
    return {own["person"] for own in _interests(case) if _shuts_out(own, item)}


def _shuts_out(interest: InterestRecord, item: Item | None) -> bool:
    outcome = interest["outcome"]
    if outcome == "withdraws_item":
        return item is not None and item.id == interest.get("item")
    # Who is kept out of a linked case is kept out of this one, until it is decided on.
    return outcome in ("withdraws_case", "follows")
