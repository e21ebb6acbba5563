"""In which part of a case pack an entry of the history is told in full."""

from __future__ import annotations

from pathway.documents.case_pack.record import Chapter, Entry
from pathway.workflows.access.parts import part_of_entry
from pathway.workflows.definitions.format import Step
from pathway.workflows.history.events import Event
from pathway.workflows.known_names import ACTION, AMEND, BREACH, CORRECT, REFER, RETURN

# The form, a correction and a breach are told where what they are about is told.
ELSEWHERE = (REFER, AMEND, CORRECT, BREACH)
# What a table tells already is not told in full as well.
IN_TABLES = ("add_recommendation", "answer_recommendation", "add_action")


def chapter_of(event: Event, step: Step | None, kind: str) -> Chapter:
    """
    Return the part in which an entry is told.

    Args:
        step: Its step in the definition, if that has it still.
        kind: The kind of its item; empty if it has none.
    """
    # An entry of a return or an action is told with it.
    if event.step in ELSEWHERE or step is None or kind in (RETURN, ACTION):
        return "history"
    part = part_of_entry(event, step, kind)
    return "record" if part == "documents" else part


def is_told_in_table(step: Step | None) -> bool:
    """Return whether a table of recommendations or actions has all that was entered with a step."""
    return step is not None and any(effect in IN_TABLES for effect in step.effects)


def has_words(entry: Entry) -> bool:
    """Return whether there is more to tell of an entry than that it was made."""
    return bool(entry.answers or entry.reason or entry.late_reason or entry.unreadable)
