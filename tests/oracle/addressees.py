"""Whom a duty names: the people of its owner's role who are there and may do what meets it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from tests.oracle.duties import Duty
from tests.oracle.people import Post
from tests.oracle.record import Thing
from tests.oracle.rules import Rules, Table, covers, triggers
from tests.oracle.story import Story

# To whom a role falls where nobody is left.
FALLS_TO = {
    "referrer": "bu",
    "rep": "bu",
    "youth_justice_rep": "bu",
    "bu": "chair",
    "chair": "partner",
    "notifier": "partner_la",
    "owner": "owners_rep",
    "owners_rep": "bu",
}


@dataclass(frozen=True)
class Asked:
    """
    The duty whose people are asked for.

    Args:
        about: The duty that is delayed, where this is the review of that.
    """

    duty: Duty
    story: Story
    rules: Rules
    about: Duty | None = None

    @property
    def thing(self) -> Thing | None:
        """Return the item that it is of, if that is no incident."""
        return self.story.things.get(self.duty.subject.item or "")

    @property
    def role(self) -> str:
        """Return the role that owns it."""
        owner: str = self.duty.rule["owner"]
        if owner == "delay":
            status = self.about.rule["status"] if self.about is not None else ""
            return "partner" if status in ("law", "guidance") else "chair"
        return "rep" if owner == "asked" else owner


def addressees(asked: Asked) -> list[int]:
    """Return the people whom a duty names, in their order; nobody where nobody is left."""
    role, barred = asked.role, _kept_from_meeting(asked)
    while True:
        posts = HOLDERS[role](asked)
        there = [
            post.person for post in posts if _may(post.person, asked) and post.person not in barred
        ]
        if there or role not in FALLS_TO:
            return list(dict.fromkeys(there))
        role = FALLS_TO[role]


def _may(person: int, asked: Asked) -> bool:
    """Who is away, or kept from the case or the item by an upheld interest, may not."""
    upheld = [
        interest for interest in asked.story.interests.values() if interest["person"] == person
    ]
    outcomes = {(interest["outcome"], interest.get("item")) for interest in upheld}
    own = ("withdraws_item", asked.duty.subject.item)
    is_withdrawn = own in outcomes or any(outcome == "withdraws_case" for outcome, _ in outcomes)
    if person in asked.story.people.absent or is_withdrawn:
        return False
    # The chair is in charge of a restricted case whether or not they are on its list.
    chairs = [post.person for post in HOLDERS["chair"](asked)]
    listed = asked.story.need_to_know
    return listed is None or person in [*listed, *chairs]


def _kept_from_meeting(asked: Asked) -> set[int]:
    """
    Return who may take none of the steps by which the role, or who follows it, can meet the duty
    where all is.
    """
    roles = {asked.role, FALLS_TO.get(asked.role)}
    names = {
        trigger["step"] for trigger in triggers(asked.duty.rule, "met_by") if "step" in trigger
    }
    waiting = [
        interest["person"]
        for interest in asked.story.interests.values()
        if interest["outcome"] == "declared"
    ]
    kept: list[set[int]] = []
    for name, step in asked.rules.steps():
        state = asked.story.state
        if "." in name:
            state = asked.thing.state if asked.thing is not None else ""
        open_now = any(covers(pattern, state) for pattern in step["from"])
        if name in names and open_now and roles.intersection(step["who"]):
            kept.append({*_parts(step, asked), *(waiting if step.get("decision") else [])})
    if not kept:
        return set()
    return {person for person in kept[0] if all(person in others for others in kept)}


def _parts(step: Table, asked: Asked) -> set[int]:
    """Return who has had a part in the matter that keeps them from a step."""
    story, thing = asked.story, asked.thing
    submitted_by = thing.submitted_by if thing is not None else None
    parts: dict[str, list[int | None]] = {
        "opener": [story.opener],
        "submitter": list(story.submitters),
        "concluder": [story.concluder],
        "owner": [thing.owner if thing is not None else None],
        "return_submitter": [submitted_by],
        "evidence_submitter": [submitted_by],
    }
    never: list[str] = step.get("never", [])
    return {person for part in never for person in parts[part] if person is not None}


def _partners(asked: Asked, seats: Iterable[str]) -> list[Post]:
    agencies = asked.rules.agencies
    return [
        post for seat in seats for post in asked.story.people.holders("partner", agencies[seat])
    ]


def _referrer(asked: Asked) -> list[Post]:
    story = asked.story
    own = story.people.first_post(story.opener)
    return own + [
        post
        for post in story.people.holders("referrer", [story.agency])
        if post.person != story.opener
    ]


def _rep(asked: Asked) -> list[Post]:
    of_item = asked.thing.agency if asked.thing is not None else None
    return asked.story.people.holders("rep", [asked.duty.named or of_item or asked.story.agency])


def _partner_to_sign(asked: Asked) -> list[Post]:
    return _partners(
        asked, (seat for seat in asked.rules.seats if seat not in asked.story.sign_offs)
    )


def _partner_to_answer(asked: Asked) -> list[Post]:
    rounds = asked.story.rounds
    voted = {
        seat
        for name in asked.rules.answers_panel()
        if name in rounds
        for seat in rounds[name].votes
    }
    return _partners(asked, (seat for seat in asked.rules.seats if seat not in voted))


def _owner(asked: Asked) -> list[Post]:
    return asked.story.people.first_post(asked.thing.owner) if asked.thing is not None else []


def _owners_rep(asked: Asked) -> list[Post]:
    return (
        asked.story.people.holders("rep", [asked.thing.agency or ""])
        if asked.thing is not None
        else []
    )


HOLDERS: Mapping[str, Callable[[Asked], list[Post]]] = {
    "referrer": _referrer,
    "rep": _rep,
    "youth_justice_rep": lambda asked: asked.story.people.holders(
        "rep", asked.rules.agencies["youth_justice"]
    ),
    "bu": lambda asked: asked.story.people.holders("bu"),
    "chair": lambda asked: asked.story.people.holders("chair"),
    "partner": lambda asked: _partners(asked, asked.rules.seats),
    "partner_of_seat": lambda asked: _partners(asked, [asked.duty.subject.seat or ""]),
    "partner_to_sign": _partner_to_sign,
    "partner_to_answer": _partner_to_answer,
    "partner_la": lambda asked: _partners(asked, ["local_authority"]),
    "notifier": lambda asked: asked.story.people.holders(
        "notifier", asked.rules.agencies["local_authority"]
    ),
    "owner": _owner,
    "owners_rep": _owners_rep,
}
