"""
Which duties an entry begins, meets or stops: what the triggers of the definition mean, and what
they are about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from tests.oracle.duties import Duty, End, Heard
from tests.oracle.record import Deed, Subject
from tests.oracle.rules import Table, covers
from tests.oracle.story import Story


def matches(trigger: Table, deed: Deed, story: Story, before: str) -> Subject | None:
    """Return what a deed is about where it is what a trigger means, or None where it is not."""
    if not (
        _is_deed(trigger, deed, story)
        and _is_move(trigger, before, deed.entry.to_state)
        and ("when" not in trigger or _holds(trigger["when"], deed, story))
    ):
        return None
    return deed.about_round if "round" in trigger and deed.about_round is not None else deed.subject


def _is_deed(trigger: Table, deed: Deed, story: Story) -> bool:
    """Return whether a deed does what a trigger names: a step, a fact, an item, a round."""
    if "step" in trigger and trigger["step"] != deed.step:
        return False
    if "fact" in trigger and trigger["fact"] not in [fact.name for fact in deed.facts]:
        return False
    if "opens" in trigger:
        kinds = [story.things[name].kind for name in deed.opened]
        if trigger["opens"] not in kinds:
            return False
    return "round" not in trigger or trigger["round"] in deed.round


def _is_move(trigger: Table, before: str, after: str) -> bool:
    """Return whether a case moves between the states that a trigger names."""
    if "enters" in trigger and (before == after or not covers(trigger["enters"], after)):
        return False
    if "leaves" in trigger and (
        not covers(trigger["leaves"], before) or covers(trigger["leaves"], after)
    ):
        return False
    if "from" in trigger and not covers(trigger["from"], before):
        return False
    return "to" not in trigger or covers(trigger["to"], after)


def _reply_settles(_: Deed, story: Story) -> bool:
    last = story.position()
    return last is not None and not last[3]


def _panel_publication_in_preparation(deed: Deed, story: Story) -> bool:
    thing = story.things[deed.entry.item or ""]
    return thing.panel and thing.state == "preparing"


CONDITIONS: Mapping[str, Callable[[Deed, Story], bool]] = {
    "serious_incident_possible": lambda _, story: bool(story.in_states("possible")),
    "in_rapid_review": lambda deed, _: deed.entry.to_state.startswith("rapid_review."),
    "all_have_answered": lambda _, story: len(story.sign_offs) == len(story.rules.seats),
    "reply_is_question": lambda _, story: (
        bool(story.replies) and max(story.replies)[2] == "asks_for_information"
    ),
    "reply_disagrees": lambda _, story: story.disagreement() is not None,
    "reply_settles": _reply_settles,
    "note_meets_plan_review": lambda deed, _: deed.entry.answers.get("meets") == "plan_review",
    "note_meets_national_review_check": lambda deed, _: (
        deed.entry.answers.get("meets") == "national_review_check"
    ),
    "panel_publication": lambda deed, story: story.things[deed.entry.item or ""].panel,
    "panel_publication_in_preparation": _panel_publication_in_preparation,
}


def _holds(condition: str, deed: Deed, story: Story) -> bool:
    return CONDITIONS[condition](deed, story)


def lengths_of(rule: Table, heard: Heard) -> tuple[str, list[Table]]:
    if rule.get("asked") and heard.deed.asked_due is not None:
        return "asked", [{"days": 0}]
    if "sooner" in rule and _holds(rule["sooner"]["when"], heard.deed, heard.story):
        return "sooner", [rule["sooner"]]
    due: Table = rule["due"]
    if isinstance(due.get("months"), list):
        return "due", [{"months": number} for number in list[int](due["months"])]
    return "due", [rule["due"]]


def subjects_of(
    rule: Table, trigger: Table, deed: Deed, story: Story, subject: Subject
) -> list[Subject]:
    """Return what the duties are of that a deed begins."""
    if "opens" in trigger:
        return [
            Subject(item=name)
            for name in deed.opened
            if story.things[name].kind == trigger["opens"]
        ]
    of = rule.get("of")
    about = subject.about if of in ("duty", "round") else None
    item = subject.item if subject.item == deed.entry.item or _kind(subject.item) == of else None
    if rule.get("each") == "seat_without_vote":
        votes = story.rounds[about or ""].votes
        return [Subject(about=about, seat=seat) for seat in story.rules.seats if seat not in votes]
    if rule.get("each") == "seat_without_view":
        return [
            Subject(item=incident.id, seat=seat)
            for incident in story.to_decide()
            if item in (None, incident.id)
            for seat in story.rules.seats
            if not incident.has_view(seat)
        ]
    return [Subject(item=item, about=about)]


def followed(rule: Table, story: Story) -> Iterator[tuple[Subject, int]]:
    match rule.get("of"):
        case "child":
            yield from ((Subject(child=number), 1) for number in story.children)
        case "incident":
            yield from (
                (Subject(item=incident.id), incident.round) for incident in story.incidents.values()
            )
        case _:
            yield Subject(), 1


def _kind(item: str | None) -> str:
    return (item or "").partition(":")[0]


def same(subject: Subject, other: Subject) -> bool:
    return (subject.item, subject.child, subject.seat, subject.about) == (
        other.item,
        other.child,
        other.seat,
        other.about,
    )


def touches(end: End, duty: Duty) -> bool:
    """Return whether an end is about the duty, or about nothing that sets it apart."""
    own, other = duty.subject, end.subject
    if other.duty is not None and other.duty != duty.id:
        return False
    if end.months is not None and end.months != duty.months:
        return False
    for name in ("child", "seat", "about"):
        mine, its = getattr(own, name), getattr(other, name)
        if mine is not None and its is not None and mine != its:
            return False
    both = own.item is not None and other.item is not None
    return not (both and _kind(own.item) == _kind(other.item) and own.item != other.item)
