"""
Every code that a reason from Pathway itself may have, and what it means.

A reason from a guard has the code `guard.` and the guard's name; a host's checks may have codes of
their own.
"""

from __future__ import annotations

from collections.abc import Mapping

GUARD = "guard."

REASON_CODES: Mapping[str, str] = {
    # A step that cannot be taken, or a form that cannot be accepted.
    "wrong_state": "the step is not open in this state",
    "not_permitted": "the step is for somebody else, or the person who asks may not act here",
    "interest": "the person has an interest that was upheld or is not decided yet",
    "input": "a fault in the input, at `path`",
    "reason_required": "the step needs a `--reason`",
    "late_reason_required": "a due day of law, guidance or expectation has passed; give a `--late-reason`",
    "more_faults": "how many more reasons there are than the hundred that are listed",
    "future_date": "the day is in the future",
    "item_required": "the step is about an item; name it with `--item`",
    "same_referral": "there is another case with the same children, referred by the same agency on the same day",
    "key_reused": "the `--key` was used for another command",
    "guard.not_suspended": "the review is suspended; the chair must take `resume` first",
    "guard.aware_before_notified": "the local authority became aware of the incident after the day of its notification",
    "guard.votes_after_reply": "the day is before the Panel's reply, from which votes count",
    # A case that somebody else changed first.
    "changed": "an entry made since the version that was expected, by step and role",
    # The calendar.
    "closed_already": "the day is not a working day anyway",
    "published": "the day is a published bank holiday, not one that was added",
    "other_source": "the day was added, but as the other kind",
    # Definitions, and cases that are to be moved to another one.
    "definition": "a fault in a definition file, at `path`",
    "version_used": "cases follow this version, so its content can no longer change",
    "same_definition": "the case already follows that version",
    "nothing_to_take_back": "the last entry of the case is not a move to another version",
    "state": "the other version does not have the state that the case is in",
    "item": "the other version has no place for an item of the case",
    "step": "the other version does not have a step that the case has taken",
    "deadline": "the other version does not have a deadline that is open",
}
