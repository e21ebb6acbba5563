"""In which part of a case something is read: an item, or what was written with an entry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pathway.workflows.definitions.format import Step
from pathway.workflows.history.events import Event
from pathway.workflows.known_names import (
    ACTION,
    ADD_DOCUMENT,
    AMEND,
    BREACH,
    DECLARE,
    INCIDENT,
    MEETING_ACTION,
    MEMBER,
    PUBLICATION,
    REFER,
    RETURN,
)

Topic = Literal[
    "summary",
    "referral",
    "decisions",
    "returns",
    "rapid-review",
    "recommendations",
    "plan",
    "publication",
    "deadlines",
    "record",
    "documents",
]
# A host's own kinds of item are read with what else was recorded.
BY_ITEM: Mapping[str, Topic] = {
    INCIDENT: "decisions",
    RETURN: "returns",
    ACTION: "plan",
    PUBLICATION: "publication",
    MEMBER: "summary",
    MEETING_ACTION: "plan",
}
# What is written with a step of an incident or of a member is read with the decisions, or the
# record, of the case.
WRITTEN_WITH_ITEM = (RETURN, ACTION, PUBLICATION, MEETING_ACTION)
BY_STEP: Mapping[str, Topic] = {
    REFER: "referral",
    AMEND: "referral",
    BREACH: "deadlines",
    ADD_DOCUMENT: "documents",
    # The nature of an interest is for those who decide on it.
    DECLARE: "decisions",
}
BY_EFFECT: Mapping[str, Topic] = {
    "open_one_return": "returns",
    "record_rapid_review": "rapid-review",
    "record_sign_off": "rapid-review",
    "record_dissent": "rapid-review",
    "record_sent": "rapid-review",
    "record_panel_response": "rapid-review",
    "add_recommendation": "recommendations",
    "answer_recommendation": "recommendations",
    "add_action": "plan",
    "add_actions": "plan",
    "open_local_publication": "publication",
    "record_delay": "deadlines",
    "end_delay": "deadlines",
    "waive_deadline": "deadlines",
}


def part_of_item(kind: str) -> Topic:
    """Return the part in which items of a kind are read."""
    return BY_ITEM.get(kind, "record")


def part_of_entry(event: Event, step: Step | None, kind: str) -> Topic:
    """
    Return the part in which what was written with an entry is read.

    Args:
        step: Its step in the definition, if that has it still.
        kind: The kind of its item; empty if it has none.
    """
    if kind in WRITTEN_WITH_ITEM:
        return BY_ITEM[kind]
    if event.step in BY_STEP:
        return BY_STEP[event.step]
    if step is None:
        return "record"
    for effect in step.effects:
        if effect in BY_EFFECT:
            return BY_EFFECT[effect]
    return "decisions" if step.decision or step.votes else "record"
