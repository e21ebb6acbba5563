"""
The roles: how the people of each are found in a case, in their order, and to whom the role falls
where nobody is left.

Which of them are there and may act is decided by `in_charge`, for steps, duties and mail alike.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from pathway.workflows.attempts.directory import Appointment, Directory
from pathway.workflows.history.case import Case
from pathway.workflows.history.item import Item
from pathway.workflows.history.item_data import ItemData
from pathway.workflows.people.sign_offs import seats_that_signed

if TYPE_CHECKING:
    from pathway.workflows.attempts.definition import Definition

LOCAL_AUTHORITY = "local_authority"


class RoleContext(NamedTuple):
    """
    The case in which a role is asked for, and what narrows it.

    Args:
        item: The item to which a step or a duty belongs.
        agency: The agency whose representatives are meant, where that is not the item's or the
            case's.
        seat: The safeguarding partners' seat that is meant, where a single one is.
        person: The person who is meant, where a single one is.
        sitting: The members of the meetings that have the case on their agenda.
    """

    definition: Definition
    case: Case
    item: Item | None
    directory: Directory
    agency: str | None = None
    seat: str | None = None
    person: int | None = None
    sitting: Collection[int] = ()


Find = Callable[[RoleContext], list[Appointment]]


def _referrer(context: RoleContext) -> list[Appointment]:
    opener = context.case.memory.get("people", {}).get("opener")
    own = context.directory.of(opener)[:1] if opener is not None else []
    others = context.directory.holders("referrer", context.case.memory.get("agency"))
    return own + [post for post in others if post.person != opener]


def _rep(context: RoleContext) -> list[Appointment]:
    of_item = context.item.data.get("agency") if context.item else None
    agency = context.agency or of_item or context.case.memory.get("agency")
    return context.directory.holders("rep", agency)


def _author(context: RoleContext) -> list[Appointment]:
    return context.directory.holders(
        "author", context.item.data.get("agency") if context.item else None
    )


def _partners(context: RoleContext) -> list[Appointment]:
    return _of_seats(context, context.definition.seats)


def _partner_of_seat(context: RoleContext) -> list[Appointment]:
    return _of_part(context, "partner", context.seat) if context.seat is not None else []


def _partners_to_sign(context: RoleContext) -> list[Appointment]:
    return _partners_without(context, seats_that_signed(context.case))


def _partners_to_answer(context: RoleContext) -> list[Appointment]:
    """
    Return the partners who have not voted yet on the answer to the Panel; if all have, all of them.
    """
    answering = {step.name for _, step in context.definition.tables() if step.answers_panel}
    voted: list[str] = []
    for name, votes in context.case.memory.get("rounds", {}).items():
        if name in answering:
            voted += votes["votes"]
    return _partners_without(context, voted) or _partners(context)


def _partners_without(context: RoleContext, seats: Collection[str]) -> list[Appointment]:
    return _of_seats(context, [seat for seat in context.definition.seats if seat not in seats])


def _of_seats(context: RoleContext, seats: Iterable[str]) -> list[Appointment]:
    partners: list[Appointment] = []
    for seat in seats:
        partners += _of_part(context, "partner", seat)
    return partners


def _partner_la(context: RoleContext) -> list[Appointment]:
    return _of_part(context, "partner", LOCAL_AUTHORITY)


def _notifier(context: RoleContext) -> list[Appointment]:
    return _of_part(context, "notifier", LOCAL_AUTHORITY)


def _of_part(context: RoleContext, role: str, part: str) -> list[Appointment]:
    return _of_agencies(context, role, context.definition.agencies_of(part))


def _of_agencies(context: RoleContext, role: str, agencies: Iterable[str]) -> list[Appointment]:
    """Return who holds a role in some agencies, one agency after the other."""
    holders: list[Appointment] = []
    for agency in agencies:
        holders += context.directory.holders(role, agency)
    return holders


def _reviewer(context: RoleContext) -> list[Appointment]:
    reviewers: list[Appointment] = []
    for person in context.case.memory.get("reviewers", []):
        reviewers += context.directory.of(person)[:1]
    return reviewers


def _owner(context: RoleContext) -> list[Appointment]:
    owner = context.item.data.get("owner") if context.item else None
    return context.directory.of(owner)[:1] if owner is not None else []


def _owners_agency(context: RoleContext) -> str:
    agency = context.item.data.get("agency") if context.item else None
    return agency or ""


def _owners_rep(context: RoleContext) -> list[Appointment]:
    return context.directory.holders("rep", _owners_agency(context))


def _owners_partner(context: RoleContext) -> list[Appointment]:
    """
    Return the partners of the owner's agency, if it has a seat and has any; else every partner.
    """
    agency = _owners_agency(context)
    if context.definition.seat_of(agency) is None:
        return _partners(context)
    return context.directory.holders("partner", agency) or _partners(context)


def _reps_of_returns(context: RoleContext) -> list[Appointment]:
    agencies = dict.fromkeys(item.data["agency"] for item in context.case.items_of("agency_return"))
    return _of_agencies(context, "rep", agencies)


def _youth_justice_rep(context: RoleContext) -> list[Appointment]:
    return context.directory.holders("rep", context.definition.agencies.youth_justice)


def _member(context: RoleContext) -> list[Appointment]:
    member = context.item.data if context.item else ItemData()
    posts = context.directory.of(member.get("owner", 0))
    own = [post for post in posts if post.agency == member.get("agency")]
    return (own or posts)[:1]


def _invitee(context: RoleContext) -> list[Appointment]:
    return context.directory.of(context.person)[:1] if context.person is not None else []


def _meeting_chair(context: RoleContext) -> list[Appointment]:
    chair = context.case.memory.get("meeting", {}).get("chair")
    return context.directory.of(chair)[:1] if chair is not None else []


def _sitting(context: RoleContext) -> list[Appointment]:
    members: list[Appointment] = []
    for person in context.sitting:
        members += context.directory.of(person)[:1]
    return members


def _anyone(context: RoleContext) -> list[Appointment]:
    """Return everybody but those who only read."""
    return [post for post in context.directory.appointments if post.roles != ("scrutineer",)]


def _nobody(_: RoleContext) -> list[Appointment]:
    return []


def _plain(role: str) -> Find:
    """Return how to find a role that is not narrowed by the case."""

    def holders(context: RoleContext) -> list[Appointment]:
        return context.directory.holders(role)

    return holders


class Role(NamedTuple):
    """
    A role that somebody may have in a case.

    Args:
        words: What people call it, without the name of a person.
        find: Finds its people in a case, lowest order first.
        falls_to: The role that takes its place where nobody is left.
        of_item: It has a meaning only for an item.
        in_groups: The first person of each agency is asked, and not only the first of all.
        also_away: Its people are told even while they are away.
    """

    words: str
    find: Find
    falls_to: str | None = None
    of_item: bool = False
    in_groups: bool = False
    also_away: bool = False


ROLES: Mapping[str, Role] = {
    "referrer": Role("the referrer", _referrer, "bu"),
    "rep": Role("the representative", _rep, "bu"),
    "author": Role("the author of the return", _author, of_item=True),
    "bu": Role("the business unit", _plain("bu"), "chair"),
    "chair": Role("the chair", _plain("chair"), "partner"),
    "partner": Role("the safeguarding partners", _partners, in_groups=True),
    "partner_of_seat": Role("the safeguarding partner who is asked", _partner_of_seat),
    "partner_to_sign": Role(
        "the partners who are still to sign", _partners_to_sign, in_groups=True
    ),
    "partner_to_answer": Role(
        "the partners who are still to answer", _partners_to_answer, in_groups=True
    ),
    "partner_la": Role("the local authority's partner", _partner_la),
    "notifier": Role("the notifying officer", _notifier, "partner_la"),
    "reviewer": Role("the lead reviewer", _reviewer),
    "any_reviewer": Role("the reviewers", _plain("reviewer")),
    "scrutineer": Role("the scrutineer", _plain("scrutineer")),
    "owner": Role("the owner of the action", _owner, "owners_rep", of_item=True),
    "owners_rep": Role("the representative of the owner's agency", _owners_rep, "bu", of_item=True),
    "owners_partner": Role(
        "the safeguarding partner of the owner's agency",
        _owners_partner,
        of_item=True,
        in_groups=True,
    ),
    "rep_of_return": Role("the representatives", _reps_of_returns, "bu", in_groups=True),
    "youth_justice_rep": Role("the youth justice representative", _youth_justice_rep, "bu"),
    "member": Role("the member of the meeting", _member, of_item=True),
    "invitee": Role("whoever is invited to the meeting", _invitee, also_away=True),
    "joiner": Role("whoever has joined the meeting", _invitee, also_away=True),
    "leaver": Role("whoever has left the meeting", _invitee, also_away=True),
    "meeting_chair": Role("the chair of the meeting", _meeting_chair, "chair"),
    "sitting": Role("the members of a meeting about the case", _sitting),
    "anyone": Role("anybody in the directory", _anyone),
    "deadline_owner": Role("whoever owns a duty that it meets", _nobody),
    "entry_maker": Role("whoever made the entry", _nobody),
    "reader": Role("whoever could read the case if it were not restricted", _nobody),
    "system": Role("the system", _nobody),
}
# Other owners that a deadline may name: the step that starts it says who they are.
NAMED_BY_STEP = ("asked", "delay")
# Roles of representatives: whoever acts in their place because all are kept from it gives reasons.
REPS = ("rep", "owners_rep")
